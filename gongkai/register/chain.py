"""The pass along the trail: each line's hash, its place behind the line before it, and its row, told apart.

The database says whether a row's values are the body of its line, so that neither lines nor rows are held.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from bisect import bisect_right
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from msgspec import Struct

from gongkai.register import codec, queries
from gongkai.register.kinds import KINDS
from gongkai.register.trail import LINE_BREAKS, TrailLine, digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from gongkai.register.driver import Source
    from gongkai.register.kinds import Kind

_STRIDE = 1000
_Read = tuple[int, bytes | None, bytes, int | None]
"""A `Line` as the database gives it: of a sound one nothing more is made."""


class TrailProblem(Struct, frozen=True):
    """One way in which the store is not what was written.

    `kind` is row_edited, row_deleted, row_unexplained, line_edited, line_moved, line_missing, chain_forked,
    trail_rewritten, trail_cut, schema_changed, roles_outdated, privilege_granted, index_altered, file_damaged,
    evidence_missing or evidence_altered; `entity` and `id` name the record where there is one, else `id` the part of
    the database, or the login.
    """

    kind: str
    entity: str
    id: str
    message: str


class Line(NamedTuple):
    """A line as the pass reads it: the text its hash is of, and whether its row says the same (`queries.SAME` …)."""

    seq: int
    told: bytes | None
    hash: bytes
    same: int | None

    @property
    def prev(self) -> bytes:
        """The hash that it names as the one before it: the last of what its own hash is of."""
        return (self.told or b"").rpartition(b"\n")[2]

    @property
    def expected(self) -> bytes:
        """The hash that its text calls for; empty where a field is no text, or more than one line."""
        if self.told is None or self.told.count(b"\n") != LINE_BREAKS:
            return b""
        return hashlib.sha256(self.told).hexdigest().encode()


class Walk:
    """One pass: where it is, what it has found. `wanted` is the beginning of a hash, `count` a line's number."""

    def __init__(self, source: Source, first: str, wanted: str = "", count: int = 0) -> None:
        self.entries = self.at = 0
        self.last = first.encode()
        self.seen = False
        self.counted = b""
        self._source, self._wanted, self._count = source, wanted.encode(), count
        self._also = b""
        self._without_row = 0
        self._unsound: set[int] = set()
        self._gaps: list[tuple[int, int]] = []
        self._found: list[tuple[int, TrailProblem]] = []
        self._places: dict[bytes, int] | None = None

    @property
    def explained(self) -> int:
        """How many rows were found by their lines."""
        return self.entries - self._without_row

    def along(self, lines: Iterable[_Read]) -> None:
        """Hold each line against the one before it and against its row."""
        sha, breaks, wanted, count = hashlib.sha256, LINE_BREAKS, self._wanted, self._count
        at, last, same_row, last_field = self.at, self.last, queries.SAME, -len(self.last) - 1
        for line in lines:
            seq, told, own, same = line
            if not (
                seq == at + 1
                and same == same_row
                and told is not None
                and told[last_field:] == b"\n" + last
                and sha(told).hexdigest().encode() == own
                and told.count(b"\n") == breaks
            ):
                self.at, self.last = at, last
                self._odd(Line(*line))
                own = own or b""  # a damaged file may hold nothing there
            if wanted and own.startswith(wanted):
                self.seen = True
            if seq == count:
                self.counted = own
            at, last = seq, own
            self.entries += 1
        self.at, self.last = at, last

    def beside(self, kind: Kind, rows: Iterable[tuple[int, str]]) -> None:
        """Take the rows of a kind that no line of it explains: number and id."""
        starts = [first for first, _ in self._gaps]
        for seq, id_ in rows:
            gap = bisect_right(starts, seq) - 1
            if seq in self._unsound:
                continue
            if gap >= 0 and seq <= self._gaps[gap][1]:
                self._tell(seq, "line_missing", kind.entity, id_, f"{id_} 的痕迹（第 {seq} 行）不见了")
            else:
                self._tell(seq, "row_unexplained", kind.entity, id_, f"{id_} 没有登记的痕迹")

    def problems(self) -> list[TrailProblem]:
        """Return what was found, in order of seq; lines gone with their rows are told after those that stayed."""
        stayed = [seq for seq, problem in self._found if problem.kind == "line_missing"]
        for first, last in self._gaps:
            gone = last - first + 1 - sum(first <= seq <= last for seq in stayed)
            if gone:
                message = f"第 {first} 至 {last} 行痕迹中有 {gone} 行连同内容不见了"
                self._tell(last, "line_missing", "", "", message)
        return [problem for _, problem in sorted(self._found, key=lambda pair: pair[0])]

    def _odd(self, line: Line) -> None:
        """Tell what is wrong with a line, if anything is; of one that was edited not its row."""
        self._without_row += line.same in {None, queries.UNREAD}
        gap = line.seq > self.at + 1
        if gap:
            self._gaps.append((self.at + 1, line.seq - 1))
        expected = line.expected
        if expected != line.hash:
            self._unsound.add(line.seq)
            self._edited(line.seq)
        else:
            if not gap and line.prev not in (self.last, self._also):
                self._broken(line)
            self._row(line)
        self._also = expected

    def _edited(self, seq: int) -> None:
        line = self._line(seq)
        found = re.fullmatch("[A-Z]?([0-9]{1,18})", line.id)
        number = int(found[1]) if found else seq
        if number != seq and digest(line._replace(seq=number)) == line.hash:
            self._tell(seq, "line_moved", line.entity, line.id, f"第 {number} 行痕迹被挪到了第 {seq} 行")
        else:
            self._tell(seq, "line_edited", line.entity, line.id, f"第 {seq} 行痕迹被改动过")

    def _broken(self, line: Line) -> None:
        """A line that does not follow the one before it: it follows another, or one that is there no more."""
        follows = self._place_of(line.prev)
        if follows in self._unsound:
            return
        told = self._line(line.seq)
        if follows is None:
            message = f"第 {line.seq} 行痕迹接不上前一行：此前的痕迹被重写过"
            self._tell(line.seq, "trail_rewritten", told.entity, told.id, message)
        else:
            message = f"第 {line.seq} 行痕迹接在第 {follows} 行之后，与第 {follows + 1} 行分叉"
            self._tell(line.seq, "chain_forked", told.entity, told.id, message)

    def _row(self, line: Line) -> None:
        if line.same in {queries.SAME, queries.UNREAD}:
            return
        told = self._line(line.seq)
        if line.same is None:
            self._tell(line.seq, "row_deleted", told.entity, told.id, f"{told.id} 登记过，现在不见了")
        elif line.same == queries.SURELY_NOT or self._differs(told):
            self._tell(line.seq, "row_edited", told.entity, told.id, f"{told.id} 的内容与登记时不同")

    def _differs(self, line: TrailLine) -> bool:
        """Compare a row with its line's body once more, exactly: engines' versions may write a text in two ways."""
        kind = next(kind for kind in KINDS if kind.entity == line.entity)
        names = codec.stored_columns(kind)
        rows = self._source.rows(queries.as_stored(kind), seq=line.seq)
        try:
            (row,) = rows
            values = [value.decode() if isinstance(value, bytes) else value for value in cast("tuple[Any, ...]", row)]
            return codec.body(kind, dict(zip(names, values, strict=True))) != line.body
        except (TypeError, ValueError):
            return True

    def _place_of(self, own: bytes) -> int | None:
        """Return the number of the line with a hash, None where there is none. Asked of a broken chain alone."""
        if self._places is None:
            rows = self._source.rows(queries.HASHES)
            self._places = {_bytes(value): cast("int", seq) for seq, value in rows}
        return self._places.get(own)

    def _line(self, seq: int) -> TrailLine:
        """Return a line; empty where a damaged file has it in its order and not at its number."""
        rows = self._source.rows(queries.TRAIL_AT, seq=seq) or [("",) * len(TrailLine._fields)]
        return TrailLine(seq, *map(_said, rows[0][1:]))

    def _tell(self, seq: int, kind: str, entity: str, id_: str, message: str) -> None:
        self._found.append((seq, TrailProblem(kind, entity, id_, message)))


def _said(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def walked(source: Source, first: str, unread: Collection[str], wanted: str = "", count: int = 0) -> Walk:
    """Return the pass along the whole trail; of the tables in `unread` no row is read. `first` precedes line 1."""
    with _as_bytes(source):
        try:
            return _walked(Walk(source, first, wanted, count), source, unread, guarded=False)
        except sqlite3.OperationalError as error:
            if "BLOB" not in str(error):  # bytes where a text belongs: nothing that was ever stored
                raise
            return _walked(Walk(source, first, wanted, count), source, unread, guarded=True)


def sound(source: Source, seqs: Sequence[int]) -> bool:
    """Tell whether each of these lines is untouched, followed by the one after it, and said by its row."""
    with _as_bytes(source):
        sql, values = queries.chosen_lines(seqs, postgres=source.postgres)
        rows = [(Line(*row[:-1]), row[-1]) for row in cast("list[Any]", source.rows(sql, **values))]
    whole = (
        line.same == queries.SAME and line.expected == line.hash and after in (None, line.hash) for line, after in rows
    )
    return len(rows) == len(seqs) and all(whole)


def _walked(walk: Walk, source: Source, unread: Collection[str], *, guarded: bool) -> Walk:
    walk.along(_lines(source, queries.lines(frozenset(unread), postgres=source.postgres, guarded=guarded)))
    read = [kind for kind in KINDS if kind.table not in unread]
    counts = (source.rows(queries.count(kind, postgres=source.postgres)) for kind in read)
    if sum(cast("int", number) for ((number,),) in counts) != walk.explained:
        for kind in read:
            rows = source.rows(queries.unexplained(kind, postgres=source.postgres))
            walk.beside(kind, ((cast("int", seq), _said(id_)) for seq, id_ in rows))
    return walk


def _lines(source: Source, sql: str) -> Iterator[_Read]:
    if source.postgres:
        return cast("Iterator[_Read]", source.stream(sql))
    found = cast("sqlite3.Connection", source.raw).execute(sql)
    return chain.from_iterable(iter(lambda: found.fetchmany(_STRIDE), []))


@contextmanager
def _as_bytes(source: Source) -> Iterator[Source]:
    """Read texts as their bytes: what is no UTF-8 is told, not stumbled over. PostgreSQL keeps none such."""
    if source.postgres:
        yield source
        return
    raw = cast("sqlite3.Connection", source.raw)
    usual, raw.text_factory = raw.text_factory, bytes
    try:
        yield source
    finally:
        raw.text_factory = usual
