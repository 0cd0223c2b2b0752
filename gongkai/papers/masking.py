"""The public copy of a document: personal information (要点37) masked, notes for the office left out.

Only what can be told for certain by its form is masked: identity numbers, phones, bank cards, mail, home addresses down
to the door, birthdays. A document's own number, its footer with the trail's head, and all figures and days that are
values stay. In an address on the net only identity numbers are masked: another address would be another proof.
"""

from __future__ import annotations

import re
from itertools import pairwise
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
_TWO = "[0-9](?: ?[0-9])?"
_WRITTEN_DAY = (
    rf"[0-9](?: ?[0-9]){{3}}(?: ?年 ?{_TWO} ?月(?: ?{_TWO} ?日)?"
    rf"| ?[-./] ?{_TWO} ?[-./] ?{_TWO}| ?[01] ?[0-9] ?[0-3] ?[0-9])"
)
_COUNT = "[0-9一二三四五六七八九十](?: ?[0-9一二三四五六七八九十])*"
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
    """Return the text with personal information masked, and the kinds of what was masked, in order.

    Full-width figures, and blanks and dashes put between them, hide nothing.
    """
    hits: list[str] = []
    plain = text.translate(_PLAIN)

    def put(found: re.Match[str], written: str) -> str:
        kind = found.lastgroup or ""
        name, check, cover = _KINDS[kind]
        if kind == "url":
            return _replaced(_IDENTITY_ALONE, found[0], written, put)
        if not check(found[0]):
            return written
        hits.append(name)
        return cover(found[0])

    return _replaced(_ANY, plain, text, put), tuple(hits)


def _replaced(pattern: re.Pattern[str], plain: str, written: str, put: Callable[[re.Match[str], str], str]) -> str:
    """Return a text as written with what is found in its plain twin, place by place the same, put otherwise."""
    parts, at = [], 0
    for found in pattern.finditer(plain):
        parts += [written[at : found.start()], put(found, written[found.start() : found.end()])]
        at = found.end()
    return "".join((*parts, written[at:]))


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
    """Return a cover that leaves the first `length` figures, and the blanks where they were."""

    def cover(text: str) -> str:
        seen = 0
        kept = []
        for char in text:
            seen += char not in _GAPS
            kept.append(char if char in _GAPS or seen <= length else STAR)
        return "".join(kept)

    return cover


def _digits(text: str) -> str:
    return re.sub("[0-9]", STAR, text)


def _always(_: str) -> bool:
    return True


def _no_list(text: str) -> bool:
    """Tell whether figures with gaps are one number; in small steps up or down (1 3 5 6, 2017 2018) they are a list."""
    groups = [int(each) for each in re.findall("[0-9]+", text)]
    steps = [other - one for one, other in pairwise(groups)]
    onward = all(0 < step <= _SMALL_STEP for step in steps) or all(-_SMALL_STEP <= step < 0 for step in steps)
    return len(steps) < _TWO_STEPS or not onward


def _card(text: str) -> bool:
    return luhn(text) and _no_list(text)


def _counts(text: str) -> str:
    return re.sub(_COUNT, STAR * 2, text)


def _loose(*parts: str, gap: str) -> str:
    """Return the pattern of figures that may stand apart."""
    return gap.join(parts)


def _identity(gap: str) -> str:
    """Return the pattern of an identity number of 18 or 15 figures; a disabled person's card has two more, and B1."""
    figure = "[0-9]"
    month = rf"(?:0{gap}[1-9]|1{gap}[0-2])"
    day = rf"(?:0{gap}[1-9]|[12]{gap}[0-9]|3{gap}[01])"
    year = rf"(?:1{gap}[89]|2{gap}0)"
    place = ("[1-9]", *[figure] * 5)
    whole = _loose(*place, year, figure, figure, month, day, *[figure] * 3, "[0-9Xx]", gap=gap)
    old = _loose(*place, figure, figure, month, day, *[figure] * 3, gap=gap)
    card = rf"(?:(?:[0-9]{{2}}|{gap}[1-7]{gap}[1-4](?![年月日人个件次项条]))(?:{gap}[Bb]{gap}[0-9])?)?"
    return rf"(?<![0-9])(?:{whole}{card}|{old})(?![0-9A-Za-z])"


_GAPS = " -"
_SMALL_STEP, _TWO_STEPS = 20, 2
_WIDE = "".join(map(chr, (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)))) + "＠．＋＿"
_DASHES = "－﹣‐‑‒–—―−"
_BLANKS = "\t\u00a0\u00ad\u3000\ufeff\u2060" + "".join(map(chr, range(0x2000, 0x2010)))
_PLAIN = str.maketrans(
    {char: chr(ord(char) - 0xFEE0) if char != "＿" else "_" for char in _WIDE}
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_BLANKS, " ")
    | {0x1D7CE + index: str(index % 10) for index in range(50)}
)
"""One character to one, so that a place in the plain text is the same in the text as written."""
_IDENTITY_ALONE = re.compile(f"(?P<identity>{_identity('')})")
_MOBILE = r"1[3-9][0-9][ .·-]{1,3}[0-9]{4}[ .·-]{1,3}[0-9]{4}|" + _loose("1", "[3-9]", *["[0-9]"] * 9, gap=" {0,3}")
_LINE = r"[2-8](?: {0,3}[0-9]){2,3}[ -]{0,3}[0-9](?: {0,3}[0-9]){3}"
_CARD = (
    r"[1-9][0-9]{3}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?"
    r"|[34569](?: {0,3}[0-9]){15,18}"
)
_DOOR = rf"(?:[一-龥 ]{{0,12}}?{_COUNT} ?(?:栋|幢|座|单元|楼|层|室|户|号))+"
_HOME = (
    rf"(?<=[路街巷道]) ?{_COUNT} ?号{_DOOR}"
    rf"|(?<=[村居]) ?第? ?{_COUNT} ?(?:组|社|队)(?:{_COUNT} ?号)?"
)
_BIRTH = (
    rf"{_WRITTEN_DAY}(?= ?(?:出 ?生|生(?![产效成态活动物育意])))"
    rf"|(?<=出生)(?:日期|年月|于)?[：: ]{{0,3}}{_WRITTEN_DAY}"
)
_ANY = re.compile(
    "|".join(
        (
            r"(?P<url>https?://[^\s，。、；：！？（）《》“”]+)",
            r"(?P<mail>[A-Za-z0-9._%+-]+ {0,3}@ {0,3}[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)",
            f"(?P<identity>{_identity('[ -]{0,3}')})",
            "(?P<card>" + _ALONE % _CARD + ")",
            "(?P<mobile>" + _ALONE % rf"(?:\+? ?86[ -]{{0,3}})?(?:{_MOBILE})" + ")",
            "(?P<phone>" + _ALONE % rf"0(?: {{0,3}}[0-9]){{2,3}}(?: {{0,3}}- {{0,3}}| {{1,3}}){_LINE}" + r"|"
            rf"[(（] ?0(?: {{0,3}}[0-9]){{2,3}} ?[)）][ -]{{0,3}}{_LINE}(?![0-9])"
            rf"|(?<=电话|传真|座机)[：: ]{{0,3}}(?:[0-9](?: {{0,3}}[0-9]){{6,11}}|{_LINE})(?![0-9]))",
            f"(?P<home>{_HOME})",
            f"(?P<birth>{_BIRTH})",
        )
    )
)
_KINDS: dict[str, tuple[str, Callable[[str], bool], Callable[[str], str]]] = {
    "url": ("", _always, str),
    "mail": ("电子邮箱", _always, lambda _: STAR * 3 + "@" + STAR * 3),
    "identity": ("身份证号", _no_list, _head(6)),
    "card": ("银行卡号", _card, _digits),
    "mobile": ("手机号", _no_list, _digits),
    "phone": ("固定电话", _always, _digits),
    "home": ("家庭住址", _always, _counts),
    "birth": ("出生日期", _always, _digits),
}
