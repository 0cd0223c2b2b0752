"""The public copy of a document: personal information (要点37) masked, persons and notes for the office left out.

What `gongkai.personal` recognises is masked. A column of persons is left out, and a name is masked that a sentence
gives behind a word that says whose it is (责任人：…). A document's own number, its footer with the trail's head, and
all figures and days that are values stay. In an address on the net only identity numbers are masked: another address
would be another proof.
"""

from __future__ import annotations

import re
from typing import cast

from msgspec import Struct
from msgspec.structs import asdict, replace

from gongkai.papers.columns import uncoded
from gongkai.papers.document import Document, Paragraph, Section, Shortened, Table
from gongkai.personal import STAR, covered, personal_in
from gongkai.wording import DRAFT

PUBLIC = "公开版"
CIRCULATED = "circular"
"""The kind of paper that is for everybody."""
UNCODED = frozenset({CIRCULATED, "scorecard"})
"""Kinds whose public copy nobody holds against the trail: it has no code. Nor do their writers name ids in it."""
PERSONS = (
    "责任人",
    "负责人",
    "联系人",
    "经办人",
    "登记人",
    "录入人",
    "记分人",
    "核查人",
    "核实人",
    "检查人",
    "决定人",
    "经手",
)
"""What a person is called in a paper: as the heading of a column, or before a colon."""
OFFICE_ONLY = frozenset((*PERSONS, "办理"))
"""Columns that a public copy has not: persons, and which command to type."""
PRIVATE_KEYS = frozenset({"actor", "os_user", "command", "person", "by", "closed_by"})
"""The same in an answer for scripts."""
_KEPT_FIELDS = frozenset({"key", "kind", "ref", "role", "tone", "number", "footer", "level", "columns", "data"})
_WHO = r"[^，。；、：（）()\s*][^，。；、：（）()\s]*(?:（[^（）]*）)?"
_NAMED = rf"(?:{'|'.join(PERSONS)})[：:] ?{_WHO}(?:、{_WHO})*"
_PARTS = rf"（{_NAMED}）|[；，]{_NAMED}(?=[；，。]|$)|^以上{_NAMED}[；，]"
"""A part of a sentence that says nothing but who it was."""


class Hit(Struct, frozen=True):
    """One stretch of text that a public copy masks: what it is, and where it stands."""

    kind: str
    place: str


class Public(Struct, frozen=True):
    """A public copy, and what was masked in it."""

    document: Document
    hits: tuple[Hit, ...]


def public_copy(document: Document) -> Public:
    """Return the public copy of a document, marked 公开版; the data for scripts are masked too.

    The copy of a public copy is itself. That of a circular is put up on a public place as it is: it has no trail's
    code, and once it is issued, under its number, no mark of a draft.
    """
    masker = _Masker(document.title)
    masked = cast("Document", masker.value(document))
    counted = tuple(masker.hits)
    data = masker.data(document.data)
    marks = tuple(dict.fromkeys((*masked.marks, PUBLIC)))
    if document.kind in UNCODED:
        masked = replace(masked, footer=uncoded(masked.footer))
    if document.kind == CIRCULATED:
        marks = tuple(mark for mark in marks if mark != DRAFT or not document.number)
    return Public(replace(masked, data=data, marks=marks), counted)


def personal(document: Document) -> tuple[Hit, ...]:
    """Return what the public copy of a document would mask, in order."""
    masker = _Masker(document.title)
    masker.value(document)
    return tuple(masker.hits)


def masked(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with personal information masked, and the kinds of what was masked, in order.

    Full-width figures, and blanks and dashes put between them, hide nothing.
    """
    hits = personal_in(text)
    return covered(text, hits), tuple(hit.kind for hit in hits)


def without_persons(text: str) -> str:
    """Return the text without the parts that only name persons; whoever else it names by what he is, is masked."""
    if not any(word in text for word in PERSONS):
        return text
    return re.sub(
        _NAMED,
        lambda found: re.split("[：:]", found[0])[0] + f"：{STAR * 2}",
        re.sub(_PARTS, "", text),
    )


class _Masker:
    def __init__(self, title: str) -> None:
        self.hits: list[Hit] = []
        self._places = [title]
        self._known: dict[str, tuple[str, tuple[str, ...]]] = {}

    def value(self, given: object) -> object:
        """Return a part of a document, masked."""
        if isinstance(given, Shortened):
            return Shortened(_public(given)[0], self._text(given.full))
        if isinstance(given, str):
            return self._text(given)
        if isinstance(given, tuple):
            return tuple(self.value(each) for each in given if not _is_internal(each))
        if isinstance(given, Struct):
            return self._inside(_without_office_columns(given) if isinstance(given, Table) else given)
        return given

    def data(self, given: object) -> object:
        """Return an answer for scripts, masked; its hits are those of the paper and are not told twice."""
        if isinstance(given, str):
            return _public(given)[0]
        if isinstance(given, list | tuple):
            return [self.data(each) for each in given]
        if isinstance(given, dict):
            return {key: self.data(each) for key, each in given.items() if key not in PRIVATE_KEYS}
        return given

    def _inside(self, given: Struct) -> object:
        named = given.caption if isinstance(given, Table) else given.title if isinstance(given, Section) else ""
        if named:
            self._places.append(named)
        parts = {key: each if key in _KEPT_FIELDS else self.value(each) for key, each in asdict(given).items()}
        if named:
            self._places.pop()
        return type(given)(**parts)

    def _text(self, given: str) -> str:
        said, kinds = self._known.get(given) or self._known.setdefault(given, _public(given))
        self.hits += [Hit(kind, self._places[-1]) for kind in kinds]
        return said


def _public(text: str) -> tuple[str, tuple[str, ...]]:
    said, kinds = masked(text)
    return without_persons(said), kinds


def _is_internal(block: object) -> bool:
    """Tell whether a block speaks to the office alone: a hint, of a person, of a command; or a section of such."""
    if isinstance(block, Section):
        return bool(block.blocks) and all(map(_is_internal, block.blocks))
    if not isinstance(block, Paragraph):
        return False
    if block.role == "hint" or any(re.search(r"gongkai [a-z]", run.text) for run in block.runs):
        return True
    return re.fullmatch(rf"以上{_NAMED}。?", "".join(run.text for run in block.runs)) is not None


def _without_office_columns(table: Table) -> Table:
    kept = [index for index, column in enumerate(table.columns) if column.name not in OFFICE_ONLY]
    if len(kept) == len(table.columns):
        return table
    return replace(
        table,
        columns=tuple(table.columns[index] for index in kept),
        rows=tuple(tuple(row[index] for index in kept) for row in table.rows),
        total=tuple(table.total[index] for index in kept) if table.total else (),
    )
