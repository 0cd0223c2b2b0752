"""An export taken back: the ledger it holds is built anew where there is none, line by line held against its trail.

It is the same ledger afterwards: its name, its rows, its trail, its evidence. One made by an older version of the
program is taken too, since a line of the trail leaves out what was added to its kind later; one of a newer is refused.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import insert

from gongkai.errors import BadFile, BadValue, Problem, Refused, StoreFault, why
from gongkai.plan.form import plan_from_json
from gongkai.register import codec, queries
from gongkai.register.evidence import keep_content
from gongkai.register.export import BEGINS, FORMAT, NAME, EvidencePart, ExportEnd, ExportHead
from gongkai.register.kinds import KINDS, letter_of
from gongkai.register.reading import DEMO, SCHEMA, open_reader
from gongkai.register.tables import ROWS, TrailRow, source_of
from gongkai.register.trail import TrailLine, digest, genesis
from gongkai.register.writing import build_store
from gongkai.settings import evidence_folder, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from io import BufferedReader
    from typing import NoReturn

    from sqlmodel import Session

    from gongkai.register.codec import Value
    from gongkai.register.kinds import Kind, Record

T = TypeVar("T")

_KINDS = {kind.entity: kind for kind in KINDS}
_SHA256 = "[0-9a-f]{64}"
_LONGEST = 1 << 28
"""Bytes of a line: more than the longest paper that was ever issued."""
_BATCH = 5000
_AGAIN = "请重新导出，或换一份文件"
_NEWER = "请先升级程序：pip install --upgrade gongkai"


class NewerExport(StoreFault):
    """An export that a newer version of the program has written."""


class Imported(Struct, frozen=True):
    """What was taken in: what the export says of itself, and how many evidence files were put beside the ledger."""

    head: ExportHead
    pieces: int


def import_ledger(store: str, path: Path, *, evidence: bool = True) -> Imported:
    """Build from an export the ledger it holds, in a place where there is none: there whole, or not at all.

    BadValue for a file that is none; BadFile with the line for one that was cut or altered; Refused where there is a
    ledger already; NewerExport for an export of a newer version; StoreFault where store or evidence cannot be written.
    Without `evidence` its files are held against their digests, and not kept. Flat in memory.
    """
    with _opened(path) as file:
        lines = _Lines(path, file)
        head = _head(lines)
        pieces: list[str] = []
        place = evidence_folder(store, head.ledger) if evidence else None
        if not build_store(store, head.ledger, lambda session: pieces.extend(_fill(session, place, head, lines))):
            raise _taken(store, head)
    return Imported(head, len(pieces))


def head_of(path: Path) -> ExportHead:
    """Return what an export says of itself, of which nothing is verified; raises as `import_ledger` does."""
    with _opened(path) as file:
        return _head(_Lines(path, file))


def _opened(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise BadValue(f"没有这个文件：{path}", "请核对路径") from None
    except OSError as error:
        cause, advice = why(error)
        raise BadValue(f"读不了这个文件（{cause}）：{path}", advice) from error


class _Lines:
    """The lines of a file in turn, counted; `before` is the digest of all that stand before the last one read."""

    def __init__(self, path: Path, file: BufferedReader) -> None:
        self.path, self._file = path, file
        self._digest = hashlib.sha256()
        self._last = b""
        self._line_decoder = msgspec.json.Decoder(dict[str, str | int])
        self.number = 0

    @property
    def before(self) -> str:
        return self._digest.hexdigest()

    def ahead(self) -> bytes:
        """Return some of what comes next, unread."""
        return self._file.peek(1)

    def next(self) -> bytes:
        """Return the next line without its end; a fault where the file ends before it, or within."""
        self._digest.update(self._last)
        self._last = self._file.readline(_LONGEST)
        if not self._last:
            what = f"文件到第{self.number}行就断了，没有末行：没有导出完，或者后面被截去"
            raise self.fault(what, self.number)
        self.number += 1
        if not self._last.endswith(b"\n"):
            self.altered("这一行没有写完，文件被截断" if len(self._last) < _LONGEST else "这一行太长")
        return self._last[:-1]

    def read(self, kind: type[T], what: str) -> T:
        """Return the next line as a value of this class; `what` tells what must stand there."""
        line = self.next()
        try:
            return msgspec.json.decode(line, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise self.fault(f"这里应是{what}，却不是：有缺行、多行，或被改动过") from error

    def trail_line(self, seq: int) -> TrailLine:
        """Return the next line as the line of the trail with this number."""
        what = f"痕迹第{seq}条"
        line = self.next()
        try:
            values = self._line_decoder.decode(line)
            found = TrailLine(**values)  # type: ignore[arg-type]  # held against its digest
        except (msgspec.MsgspecError, UnicodeDecodeError, TypeError) as error:
            raise self.fault(f"这里应是{what}，却不是：有缺行，或被改动过") from error
        if found.seq != seq:
            self.altered(f"这里应是{what}，却是第{found.seq}条：有缺行、重复，或次序变了")
        return found

    def at_end(self) -> bool:
        return not self.ahead()

    def altered(self, what: str) -> NoReturn:
        raise self.fault(what)

    def fault(self, what: str, number: int | None = None) -> BadFile:
        where = f"{self.path}:{number or self.number}"
        return BadFile(f"导出文件不完整或被改动过，没有导入：{self.path}", [Problem(where, what, _AGAIN)])


def _head(lines: _Lines) -> ExportHead:
    line = _first(lines)
    try:
        told = msgspec.json.decode(line, type=_Version)
    except msgspec.MsgspecError as error:
        raise lines.fault("首行不完整，或被改动过") from error
    if told.format != FORMAT or told.schema > SCHEMA:
        newer = f"结构版本 {told.schema}，本程序只认到 {SCHEMA}" if told.format == FORMAT else told.format
        raise NewerExport(f"这份导出文件由更新版本的程序写成（{newer}）：{lines.path}", _NEWER)
    try:
        head = msgspec.json.decode(line, type=ExportHead)
    except msgspec.MsgspecError as error:
        raise lines.fault("首行不完整，或被改动过") from error
    if not head.ledger or head.ledger != codec.text(head.ledger) or head.demo != head.ledger.startswith(DEMO):
        lines.altered("首行的台账名称被改动过")
    return head


class _Version(Struct, frozen=True):
    """Of the first line what is looked at before the rest, which another version may have otherwise."""

    format: str
    schema: int


def _first(lines: _Lines) -> bytes:
    """Return the first line; BadValue where it is that of another file."""
    if not lines.ahead().removeprefix(b"\xef\xbb\xbf").startswith(BEGINS):
        raise BadValue(f"这不是本程序导出的台账：{lines.path}", "导出文件的首行写有 " + NAME.rstrip("-"))
    line = lines.next()
    if not line.startswith(BEGINS) or line.endswith(b"\r"):
        lines.altered("文件被别的程序另存过，行尾或编码变了")
    return line


def _fill(session: Session, folder: Path | None, head: ExportHead, lines: _Lines) -> list[str]:
    """Write all that the file holds, evidence last; return the digests of the evidence files put in their `folder`.

    Where there is none they are read all the same.
    """
    named: dict[str, int] = {}
    _write(session, _taken_in(head, lines, named))
    _hold_plans(session, lines)
    wanted = sorted(set(named) - set(head.lost)) if head.files else []
    if len(wanted) != head.evidence or set(head.lost) - set(named):
        lines.altered("首行所写的佐证文件和登记的对不上")
    if not wanted or folder is None:
        for sha256 in wanted:
            _read_file(lines, sha256, named[sha256], len)
        _hold_end(lines)
        return wanted
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=".import-") as place:
            for sha256 in wanted:
                with (Path(place) / sha256).open("xb") as out:
                    _read_file(lines, sha256, named[sha256], out.write)
            _hold_end(lines)
            for sha256 in wanted:
                with (Path(place) / sha256).open("rb") as content:
                    keep_content(folder, "", content)
    except OSError as error:
        cause, advice = why(error)
        raise StoreFault(f"佐证文件没能存入（{cause}）：{folder}", advice) from error
    return wanted


def _taken_in(
    head: ExportHead, lines: _Lines, named: dict[str, int]
) -> Iterator[tuple[TrailLine, Kind, dict[str, Value]]]:
    """Yield each line of the trail with the row that it tells of, held against the chain; fill in `named` files."""
    last = genesis(head.ledger)
    for seq in range(1, head.entries + 1):
        line = lines.trail_line(seq)
        if line.prev != last:
            lines.altered(f"痕迹第{seq}条接不上前一条：前面被改动过，或有缺行")
        if digest(line) != line.hash:
            lines.altered(f"痕迹第{seq}条（{line.id}）的内容被改动过，与校验码不符")
        last = line.hash
        kind, record, stored = _row(lines, line)
        for piece in getattr(record, "evidence", ()):
            if piece.kind == "file":
                named[piece.sha256] = piece.size
        yield line, kind, stored
    if last != head.head:
        lines.altered("痕迹末条的校验码与首行所写的不同")


def _row(lines: _Lines, line: TrailLine) -> tuple[Kind, Record, dict[str, Value]]:
    kind = _KINDS.get(line.entity)
    if kind is None:
        lines.altered(f"不认识的登记种类：{line.entity}")
    try:
        record, stored = codec.record_told(kind, line.body)
        for told in line[1:6]:
            codec.text(str(told))
        sound = codec.moment(record.recorded) == line.moment if record.recorded else False
    except (BadValue, KeyError, ValueError) as error:
        raise lines.fault(f"痕迹第{line.seq}条（{line.id}）写的不是一条登记") from error
    files = [piece.sha256 for piece in getattr(record, "evidence", ()) if piece.kind == "file"]
    sound = sound and all(re.fullmatch(_SHA256, sha256) for sha256 in files)
    if not sound or (record.seq, record.id) != (line.seq, line.id) or line.id != f"{letter_of(record)}{line.seq}":
        lines.altered(f"痕迹第{line.seq}条（{line.id}）和它的内容对不上")
    return kind, record, stored


def _write(session: Session, rows: Iterable[tuple[TrailLine, Kind, dict[str, Value]]]) -> None:
    """Write lines and rows, some thousand at a time."""
    connection = session.connection()
    held: dict[type, list[dict[str, Value]]] = {}

    def flush() -> None:
        for table, values in held.items():
            connection.execute(insert(table), values)
        held.clear()

    for line, kind, stored in rows:
        held.setdefault(TrailRow, []).append(line._asdict())
        held.setdefault(ROWS[kind.record], []).append(stored)
        if len(held[TrailRow]) == _BATCH:
            flush()
    flush()


def _hold_plans(session: Session, lines: _Lines) -> None:
    """Hold it against the file where a plan in force cannot be read: nothing else could be."""
    source = source_of(session.connection())
    for (year,) in source.rows(queries.YEARS):
        ((body,),) = source.rows(queries.PLAN_BODY, year=year)
        try:
            plan_from_json(str(body))
        except Exception as error:  # whatever a plan made up may raise
            raise lines.fault(f"{year}年度的要点读不了") from error


def _read_file(lines: _Lines, sha256: str, size: int, write: Callable[[bytes], object]) -> None:
    """Put an evidence file together from its parts."""
    found, offset = hashlib.sha256(), 0
    while offset < size:
        part = lines.read(EvidencePart, f"佐证文件 {sha256[:12]}… 的内容")
        if (part.file, part.size, part.offset) != (sha256, size, offset) or not part.base64:
            lines.altered(f"这里应是佐证文件 {sha256[:12]}… 从第{offset}字节起的内容，却不是：有缺行，或次序变了")
        found.update(part.base64)
        write(part.base64)
        offset += len(part.base64)
    if found.hexdigest() != sha256 or offset != size:
        lines.altered(f"佐证文件 {sha256[:12]}… 的内容被改动过")


def _hold_end(lines: _Lines) -> None:
    end = lines.read(ExportEnd, "末行")
    if end.lines != lines.number - 1 or end.sha256 != lines.before:
        lines.altered("全文的校验码不符：首行、佐证或末行被改动过")
    if not lines.at_end():
        lines.altered("末行之后还有内容")


def _taken(store: str, head: ExportHead) -> Refused:
    """Return the refusal that tells which ledger is there."""
    with open_reader(store) as reader:
        there, years = reader.head(), "、".join(str(year) for year in reader.years())
        same = reader.name == head.ledger
    if same and (there.seq, there.hash) == (head.entries, head.head):
        return Refused(f"那里就是这个台账，一条不差，不用再导入：{shown(store)}")
    whose = "这个台账" if same else "另一个台账"
    told = f"那里已有{whose}（{years}年度，痕迹{there.seq}条），没有导入：{shown(store)}"
    return Refused(told, "台账只导入到还没有的地方：用 --db 换一个位置")
