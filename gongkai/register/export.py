"""The ledger as plain text: JSON Lines of UTF-8 that hold all of it, readable without the program.

The first line says what the file is (`ExportHead`). Then comes the trail in order, a line each with the fields of
`TrailLine`, whose body is the whole of a record's row; then the evidence files by their digests, each in parts
(`EvidencePart`); and last what all lines before it must be (`ExportEnd`), so that a cut file is told. Beside the
ledger's name and version, which the first line has, nothing is stored that no line of the trail holds. No clock is
looked at: the same ledger gives the same bytes.
"""

from __future__ import annotations

import hashlib
from typing import IO, TYPE_CHECKING, Any, cast

import msgspec
from msgspec import Struct

from gongkai.errors import Altered, StoreFault, why
from gongkai.register import queries
from gongkai.register.evidence import missing_or_altered, place_of
from gongkai.register.reading import open_reader
from gongkai.register.trail import TrailLine
from gongkai.register.verifying import verify
from gongkai.settings import evidence_folder, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gongkai.register.kinds import Evidence
    from gongkai.register.reading import Reader

NAME = "gongkai-export-"
FORMAT = f"{NAME}1"
ENDING = ".jsonl"
BEGINS = f'{{"format":"{NAME}'.encode()
"""How the first line of every export begins, whatever its version."""
PART = 3 << 18
"""Bytes of an evidence file in one line: 1 MiB of base64."""


class ExportHead(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an export says of itself.

    The ledger's name and whether it is a demonstration's, the version of its tables, its years, how many lines its
    trail has and the last one's hash. `files` tells whether evidence files are in it, `evidence` how many; `lost` are
    the digests of those that were missing or altered already.
    """

    format: str
    ledger: str
    demo: bool
    schema: int
    years: tuple[int, ...]
    entries: int
    head: str
    files: bool
    evidence: int
    lost: tuple[str, ...] = ()


class EvidencePart(Struct, frozen=True, forbid_unknown_fields=True):
    """Some bytes of an evidence file: its SHA-256, its whole size, where in it they stand; base64 in the text."""

    file: str
    size: int
    offset: int
    base64: bytes


class ExportEnd(Struct, frozen=True, forbid_unknown_fields=True):
    """The last line: how many stand before it, and the SHA-256 of all their bytes, line ends too."""

    lines: int
    sha256: str


def export_ledger(store: str, out: IO[bytes], *, files: bool = True) -> ExportHead:
    """Write the ledger as it stands at this moment, once it was found to be sound; without `files` no evidence files.

    Flat in memory. Altered where the ledger, or an evidence file while it is read, is not what was written;
    StoreFault where one cannot be read.
    """
    with open_reader(store) as reader:
        if problems := verify(reader).problems:
            told = f"登记内容与痕迹不符，没有导出：{shown(store)}"
            raise Altered(f"{told}（{len(problems)}处，如：{problems[0].message}）")
        folder = evidence_folder(store, reader.name)
        named = sorted(reader.evidence_files(), key=lambda piece: piece.sha256) if files else []
        reader.must_see_all("导出")
        lost = {piece.sha256 for piece in named if missing_or_altered(folder, piece)}
        there = [piece for piece in named if piece.sha256 not in lost]
        head = _head(reader, files=files, evidence=len(there), lost=tuple(sorted(lost)))
        text = _Text(out)
        text.add(head)
        for values in reader.source.stream(queries.TRAIL_WHOLE):
            text.add(TrailLine(*cast("Any", values))._asdict())
        for piece in there:
            for part in _parts(folder, piece):
                text.add(part)
        text.end()
    return head


def is_export(path: Path) -> bool:
    """Tell whether a file begins as an export does, one of a version to come too. OSError where it cannot be read."""
    with path.open("rb") as file:
        return file.read(len(BEGINS)) == BEGINS


def _head(reader: Reader, *, files: bool, evidence: int, lost: tuple[str, ...]) -> ExportHead:
    last, meta = reader.head(), reader.meta
    return ExportHead(
        format=FORMAT,
        ledger=meta.ledger,
        demo=meta.demo,
        schema=meta.version,
        years=reader.years(),
        entries=last.seq,
        head=last.hash,
        files=files,
        evidence=evidence,
        lost=lost,
    )


def _parts(folder: Path, piece: Evidence) -> Iterator[EvidencePart]:
    """Yield a file as it is read; one that is no longer what it was a moment ago breaks the export off."""
    digest, offset = hashlib.sha256(), 0
    try:
        with place_of(folder, piece).open("rb") as file:
            while content := file.read(PART):
                yield EvidencePart(piece.sha256, piece.size, offset, content)
                digest.update(content)
                offset += len(content)
    except OSError as error:
        cause, advice = why(error)
        raise StoreFault(f"读不了佐证文件“{piece.ref}”（{cause}），没有导出完", advice) from error
    if (digest.hexdigest(), offset) != (piece.sha256, piece.size):
        raise Altered(f"佐证文件“{piece.ref}”正被改动，没有导出完")


class _Text:
    """The lines as they are written, counted and digested."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._digest = hashlib.sha256()
        self._lines = 0
        self._encoder = msgspec.json.Encoder()

    def add(self, value: object) -> None:
        line = self._encoder.encode(value) + b"\n"
        self._digest.update(line)
        self._lines += 1
        self._out.write(line)

    def end(self) -> None:
        self.add(ExportEnd(self._lines, self._digest.hexdigest()))
        self._out.flush()
