"""Does the ledger still say what was written? The chain is recomputed and every row held against its line."""

from __future__ import annotations

import heapq
import re
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from msgspec import Struct, field

from gongkai.errors import BadValue
from gongkai.register import codec, queries
from gongkai.register.kinds import KINDS
from gongkai.register.trail import TrailLine, digest, genesis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongkai.register.codec import Row
    from gongkai.register.kinds import Kind
    from gongkai.register.reading import Reader

_HEAD = re.compile(r"[0-9a-f]{8,64}")


class TrailProblem(Struct, frozen=True):
    """One way in which the store is not what was written.

    `kind` is row_edited, row_deleted, row_unexplained, line_edited, line_missing or trail_cut; `entity` and `id`
    name the record where there is one.
    """

    kind: str
    entity: str
    id: str
    message: str


class Verification(Struct, frozen=True):
    """What was found: how many lines stand in the trail, its last hash, and all problems in order of seq."""

    entries: int
    head: str
    problems: tuple[TrailProblem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


class _Stored(NamedTuple):
    """A row of any table: its place in the trail, what it is, and the body that a line must have."""

    seq: int
    entity: str
    id: str
    body: str


def verify(reader: Reader, head: str | None = None) -> Verification:
    """Compare chain and rows; with `head` (a hash as printed, 8 digits or more) also look for a cut or rewriting.

    Reads the trail and all tables side by side, in order of seq, holding neither.
    """
    reader.must_see_all("核验痕迹")
    wanted = _wanted(head)
    walk = _Walk(last=genesis(reader.name), stored=_all_rows(reader), wanted=wanted)
    for values in reader.source.stream(queries.TRAIL_WHOLE):
        walk.line(TrailLine(*cast("Any", values)))
    walk.rest()
    if wanted and not walk.seen:
        walk.tell("trail_cut", "", "", f"痕迹里已没有打印过的校验值 {wanted}：末尾被截去，或整条被重写")
    return Verification(walk.entries, walk.last, tuple(walk.problems))


def _wanted(head: str | None) -> str:
    wanted = (head or "").strip().lower()
    if head is not None and not _HEAD.fullmatch(wanted):
        raise BadValue(f"不是校验值：{head}", "请照报告页脚抄写，至少八位，只含数字和 a 到 f")
    return wanted


def _all_rows(reader: Reader) -> Iterator[_Stored]:
    return heapq.merge(*(_rows(reader, kind) for kind in KINDS))


def _rows(reader: Reader, kind: Kind) -> Iterator[_Stored]:
    names = codec.stored_columns(kind)
    seq, id_ = names.index("seq"), names.index("id")
    for row in reader.source.stream(queries.as_stored(kind)):
        yield _Stored(cast("int", row[seq]), kind.entity, str(row[id_]), _body(kind, row))


def _body(kind: Kind, row: Row) -> str:
    try:
        return codec.body(kind, dict(zip(codec.stored_columns(kind), row, strict=True)))
    except TypeError:  # neither text nor number: nothing that was ever stored
        return ""


class _Walk(Struct):
    """One pass along the trail; `last` is the hash that the next line must name as the one before it."""

    last: str
    stored: Iterator[_Stored]
    wanted: str
    seq: int = 0
    entries: int = 0
    seen: bool = False
    also: str = ""
    problems: list[TrailProblem] = field(default_factory=list)
    ahead: _Stored | None = None

    def __post_init__(self) -> None:
        self.ahead = next(self.stored, None)

    def tell(self, kind: str, entity: str, id_: str, message: str) -> None:
        self.problems.append(TrailProblem(kind, entity, id_, message))

    def line(self, line: TrailLine) -> None:
        """Hold one line against the chain and against its row."""
        gap = line.seq > self.seq + 1
        if gap:
            self._missing(line.seq)
        expected = digest(line)
        sound = expected == line.hash
        if not sound:
            self.tell("line_edited", line.entity, line.id, f"第 {line.seq} 行痕迹被改动过")
        elif not gap and line.prev not in (self.last, self.also):
            self.tell("trail_cut", line.entity, line.id, f"第 {line.seq} 行痕迹接不上前一行：此前的痕迹被重写过")
        self._row(line, sound=sound)
        self.last, self.also = line.hash, line.hash if sound else expected
        self.seen = self.seen or str(line.hash).startswith(self.wanted)
        self.seq, self.entries = line.seq, self.entries + 1

    def rest(self) -> None:
        """Tell of the rows that stand behind the last line."""
        while self.ahead:
            self._unexplained(self._take())

    def _missing(self, until: int) -> None:
        """Tell of each row whose line is gone, and of lines gone together with their rows."""
        number = until - self.seq - 1
        while self.ahead and self.ahead.seq < until:
            row = self._take()
            if row.seq <= self.seq:
                self._unexplained(row)
                continue
            number -= 1
            self.tell("line_missing", row.entity, row.id, f"{row.id} 的痕迹（第 {row.seq} 行）不见了")
        if number > 0:
            self.tell("line_missing", "", "", f"第 {self.seq + 1} 至 {until - 1} 行痕迹中有 {number} 行连同内容不见了")

    def _row(self, line: TrailLine, *, sound: bool) -> None:
        """Hold the rows at a line's place against it; of an edited line only the line is told."""
        met = not sound
        while self.ahead and self.ahead.seq <= line.seq:
            row = self._take()
            if sound and (row.seq, row.entity) != (line.seq, line.entity):
                self._unexplained(row)
            elif sound and row.body != line.body:
                met = True
                self.tell("row_edited", line.entity, line.id, f"{line.id} 的内容与登记时不同")
            else:
                met = True
        if not met:
            self.tell("row_deleted", line.entity, line.id, f"{line.id} 登记过，现在不见了")

    def _unexplained(self, row: _Stored) -> None:
        self.tell("row_unexplained", row.entity, row.id, f"{row.id} 没有登记的痕迹")

    def _take(self) -> _Stored:
        row = cast("_Stored", self.ahead)
        self.ahead = next(self.stored, None)
        return row
