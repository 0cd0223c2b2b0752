"""The public copy of a document: personal information (要点37) masked, notes for the office left out.

Only what can be told for certain by its form is masked: identity numbers, phones, bank cards, mail, home addresses down
to the door, birthdays. A document's own number, its footer with the trail's head, and all figures and days that are
values stay. In an address on the net only identity numbers are masked: another address would be another proof.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from msgspec import Struct
from msgspec.structs import asdict, replace

from gongkai.papers.document import Document, Paragraph, Section, Table

if TYPE_CHECKING:
    from collections.abc import Callable

PUBLIC = "公开版"
STAR = "*"
OFFICE_ONLY = frozenset({"登记人", "办理"})
"""Columns that speak to the office alone: who typed, and which command to type."""
PRIVATE_KEYS = frozenset({"actor", "os_user", "command"})
"""The same in an answer for scripts."""
_KEPT_FIELDS = frozenset({"key", "kind", "ref", "role", "tone", "number", "footer", "level", "columns", "data"})
_ALONE = r"(?<![0-9A-Za-z])(?:%s)(?![0-9A-Za-z])"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_WRITTEN_DAY = r"[0-9]{4}(?:年[0-9]{1,2}月(?:[0-9]{1,2}日)?|[-./][0-9]{1,2}[-./][0-9]{1,2})"
_COUNT = "[0-9一二三四五六七八九十]+"
_LONGEST_CARD, _SHORTEST_CARD = 19, 16
_NINE = 9


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

    The copy of a public copy is itself.
    """
    masker = _Masker(document.title)
    masked = cast("Document", masker.value(document))
    counted = tuple(masker.hits)
    data = masker.data(document.data)
    return Public(replace(masked, data=data, marks=tuple(dict.fromkeys((*masked.marks, PUBLIC)))), counted)


def personal(document: Document) -> tuple[Hit, ...]:
    """Return what the public copy of a document would mask, in order."""
    masker = _Masker(document.title)
    masker.value(document)
    return tuple(masker.hits)


def masked(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with personal information masked, and the kinds of what was masked, in order."""
    hits: list[str] = []

    def put(found: re.Match[str]) -> str:
        kind = found.lastgroup or ""
        name, check, cover = _KINDS[kind]
        if kind == "url":
            return _IDENTITY.sub(put, found[0])
        if not check(found[0]):
            return found[0]
        hits.append(name)
        return cover(found[0])

    return _ANY.sub(put, text), tuple(hits)


def luhn(text: str) -> bool:
    """Tell whether the digits of a text are a card's number by their check digit (ISO/IEC 7812-1)."""
    digits = [int(char) for char in text if char.isdecimal()]
    doubled = [digit * 2 - _NINE * (digit * 2 > _NINE) for digit in digits[-2::-2]]
    whole = _SHORTEST_CARD <= len(digits) <= _LONGEST_CARD and len(set(digits)) > 1
    return whole and not (sum(digits[-1::-2]) + sum(doubled)) % 10


class _Masker:
    def __init__(self, title: str) -> None:
        self.hits: list[Hit] = []
        self._places = [title]
        self._known: dict[str, tuple[str, tuple[str, ...]]] = {}

    def value(self, given: object) -> object:
        """Return a part of a document, masked."""
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
            return masked(given)[0]
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
        said, kinds = self._known.get(given) or self._known.setdefault(given, masked(given))
        self.hits += [Hit(kind, self._places[-1]) for kind in kinds]
        return said


def _is_internal(block: object) -> bool:
    """Tell whether a block speaks to the office alone: a hint, a remark that names a command, a section of such."""
    if isinstance(block, Section):
        return bool(block.blocks) and all(map(_is_internal, block.blocks))
    if not isinstance(block, Paragraph):
        return False
    return block.role == "hint" or any(re.search(r"gongkai [a-z]", run.text) for run in block.runs)


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


def _head(length: int) -> Callable[[str], str]:
    return lambda text: text[:length] + STAR * (len(text) - length)


def _digits(text: str) -> str:
    return re.sub("[0-9]", STAR, text)


def _always(_: str) -> bool:
    return True


def _counts(text: str) -> str:
    return re.sub(_COUNT, STAR * 2, text)


_IDENTITY_FORM = (
    r"(?<![0-9])(?:[1-9][0-9]{5}(?:1[89]|20)[0-9]{2}"
    + _DAY
    + r"[0-9]{3}[0-9Xx]|[1-9][0-9]{5}[0-9]{2}"
    + _DAY
    + r"[0-9]{3})(?![0-9A-Za-z])"
)
_IDENTITY = re.compile(f"(?P<identity>{_IDENTITY_FORM})")
_DOOR = rf"(?:[一-龥]{{0,12}}?{_COUNT}(?:栋|幢|座|单元|楼|层|室|户|号))+"
_ANY = re.compile(
    "|".join(
        (
            r"(?P<url>https?://[^\s，。、；：！？（）《》“”]+)",
            r"(?P<mail>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)",
            _IDENTITY.pattern,
            "(?P<card>" + _ALONE % r"[1-9][0-9]{3}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?" + ")",
            "(?P<mobile>" + _ALONE % r"(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}" + ")",
            "(?P<phone>" + _ALONE % r"0[0-9]{2,3}[-－ ][0-9]{7,8}" + r"|[(（]0[0-9]{2,3}[)）] ?[0-9]{7,8}(?![0-9])"
            r"|(?<=电话|传真|座机)[：: ]?[0-9]{7,12}(?![0-9]))",
            rf"(?P<home>(?<=[路街巷道]){_COUNT}号{_DOOR}|(?<=[村居])第?{_COUNT}(?:组|社|队)(?:{_COUNT}号)?)",
            rf"(?P<birth>{_WRITTEN_DAY}(?=出?生)|(?<=出生)(?:日期|年月|于)?[：: ]?{_WRITTEN_DAY})",
        )
    )
)
_KINDS: dict[str, tuple[str, Callable[[str], bool], Callable[[str], str]]] = {
    "url": ("", _always, str),
    "mail": ("电子邮箱", _always, lambda _: STAR * 3 + "@" + STAR * 3),
    "identity": ("身份证号", _always, _head(6)),
    "card": ("银行卡号", luhn, _digits),
    "mobile": ("手机号", _always, _digits),
    "phone": ("固定电话", _always, _digits),
    "home": ("家庭住址", _always, _counts),
    "birth": ("出生日期", _always, _digits),
}
