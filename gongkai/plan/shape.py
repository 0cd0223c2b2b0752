"""Declared shapes: which keys a mapping takes and what stands under each; reading a tree by them.

A kind of value is a function from node to value that notes what is wrong and then returns None. What could not be
read is left out, so reading goes on to the end and every problem is found in one run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct, field

from gongkai.plan.dates import day_meant
from gongkai.plan.yaml import INVISIBLE, Items, Node, Pairs, Text, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongkai.errors import Problem
    from gongkai.plan.yaml import Source

LONGEST_LIST = 60
LONGEST_GUESS, MOST_KNOWN = 40, 1000  # beyond these a guess costs more than it helps
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WHOLE = re.compile(r"\d{1,9}", re.ASCII)
NUMBER = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)
FLAGS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}


class Word(str):
    """A text that remembers the line it stands on."""

    __slots__ = ("line",)
    line: int

    @classmethod
    def at(cls, line: int, text: str) -> Word:
        """Return `text` as it stands on `line`."""
        word = cls(text)
        word.line = line
        return word


class ReadMapping(Struct, frozen=True):
    """A mapping as read. `lines` knows every key that was written, `values` only what could be read."""

    line: int
    lines: Mapping[str, int]
    values: Mapping[str, object]

    def has(self, key: str) -> bool:
        """Tell whether the key was written, readable or not."""
        return key in self.lines

    def at(self, key: str) -> int:
        """Return the line of a key's value, of the mapping itself where there is none."""
        return self.lines.get(key, self.line)

    def text(self, key: str) -> Word:
        """Return a text, empty where there is none."""
        value = self.values.get(key)
        return value if isinstance(value, Word) else Word.at(self.at(key), "")

    def words(self, key: str) -> tuple[Word, ...]:
        """Return a list of texts; a single text counts as a list of one."""
        value = self.values.get(key)
        many = value if isinstance(value, tuple) else (value,)
        return tuple(word for word in many if isinstance(word, Word))

    def day(self, key: str) -> date | None:
        """Return a day."""
        value = self.values.get(key)
        return value if isinstance(value, date) else None

    def days(self, key: str) -> tuple[date, ...]:
        """Return a list of days."""
        value = self.values.get(key)
        return tuple(day for day in value if isinstance(day, date)) if isinstance(value, tuple) else ()

    def whole(self, key: str, default: int) -> int:
        """Return a whole number."""
        value = self.values.get(key)
        return value if isinstance(value, int) else default

    def number(self, key: str) -> Decimal | None:
        """Return an exact number."""
        value = self.values.get(key)
        return value if isinstance(value, Decimal) else None

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return yes or no."""
        value = self.values.get(key)
        return value if isinstance(value, bool) else default

    def entry(self, key: str) -> ReadMapping | None:
        """Return a mapping."""
        value = self.values.get(key)
        return value if isinstance(value, ReadMapping) else None

    def entries(self, key: str) -> tuple[ReadMapping, ...]:
        """Return a list of mappings."""
        value = self.values.get(key)
        return tuple(entry for entry in value if isinstance(entry, ReadMapping)) if isinstance(value, tuple) else ()


class Expected(Struct, frozen=True):
    """What may stand under a key, whether it must be there, and what the key was called before."""

    kind: Kind
    needed: bool = False
    was: str = ""


Shape = Mapping[str, Expected]


class Reading(Struct, frozen=True):
    """One run over a file, and the problems found so far.

    `year` is the one that days without a year are of, 0 where none is known; `places` say where other keys may stand.
    """

    source: Source
    year: int = 0
    places: Mapping[str, str] = {}
    problems: list[Problem] = field(default_factory=list)

    def note(self, line: int, message: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(self.source.problem(line, message, hint))

    def entry(self, node: Node, shape: Shape) -> ReadMapping | None:
        """Return a mapping read by its shape: unknown, repeated and missing keys are noted."""
        if not isinstance(node, Pairs):
            self.note(node.line, "这里应是一组“键: 值”", f"可用的键：{'、'.join(shape)}")
            return None
        lines, values, blank = dict[str, int](), dict[str, object](), set[str]()
        now = {wanted.was: name for name, wanted in shape.items() if wanted.was and wanted.was not in shape}
        for key, value in unique(self, node):
            name = now.get(key.value, key.value)
            if key.value in now:
                self.note(key.line, f"键“{key.value}”现在写作“{name}”", f"把“{key.value}:”改成“{name}:”，值不用改")
            if name not in shape:
                self._strange(key.line, name, shape)
            elif isinstance(value, Text) and not value.value.strip():
                if shape[name].needed or not value.empty:
                    self.note(key.line, f"“{name}”后面是空的", f"请写上内容：“{name}: …”")
                blank.add(name)
            elif not (isinstance(value, Text) and value.empty):
                lines[name] = value.line if isinstance(value, Text) else key.line
                values[name] = shape[name].kind(value, self)
        for name, wanted in shape.items():
            if wanted.needed and name not in lines and name not in blank:
                self.note(node.line, f"缺少“{name}”", f"请补上“{name}: …”")
        return ReadMapping(node.line, lines, values)

    def _strange(self, line: int, name: str, shape: Shape) -> None:
        """Note a key that may not stand in this place: where it may, or what may stand here."""
        if name in self.places:
            self.note(line, f"“{name}”不能写在这里", f"{name} {self.places[name]}")
        else:
            self.note(line, f"不认识的键“{shown(name)}”", guess(name, shape, "可用的键"))


Kind = Callable[[Node, Reading], object]


def unique(reading: Reading, node: Pairs) -> Iterable[tuple[Text, Node]]:
    """Yield a mapping's pairs, leaving out a key that stands a second time."""
    first: dict[str, int] = {}
    for key, value in node.pairs:
        if key.value in first:
            reading.note(key.line, f"键“{shown(key.value)}”重复，第{first[key.value]}行已有", "请删去其中一个")
        else:
            first[key.value] = key.line
            yield key, value


def guess(text: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a hint: the closest known words, or all of them after `otherwise`."""
    known = list(known)
    cheap = len(text) <= LONGEST_GUESS and len(known) <= MOST_KNOWN
    near = get_close_matches(text, known, n=3) if cheap else []
    if near:
        return f"是不是：{'、'.join(near)}？"
    return f"{otherwise}：{'、'.join(known)}" if otherwise else ""


def _scalar(node: Node, reading: Reading, wanted: str) -> Text | None:
    if isinstance(node, Text):
        return node
    reading.note(node.line, f"这里应是{wanted}，不是列表或一组键值")
    return None


def _written(node: Node, reading: Reading, *, lines: bool = False, blanks: bool = True) -> Word | None:
    """A text that has no `blanks` loses nothing at ` #`."""
    if (scalar := _scalar(node, reading, "文字")) is None:
        return None
    text = scalar.value.strip()
    if scalar.cut and blanks:
        advice = "“#”和前面的空格是文字的，整段文字加上引号；是给自己看的备注，另起一行写"
        reading.note(node.line, f"“{shown(scalar.cut)}”会被当作备注丢掉", advice)
    elif not text:
        reading.note(node.line, "这里不能是空的")
    elif INVISIBLE.search(text):
        reading.note(node.line, "这里的文字里有看不见的控制字符", "请删去后重新输入")
    elif not lines and ("\n" in text or "\t" in text):
        reading.note(node.line, "这里的文字不能换行或带制表符", "请写在一行里")
    else:
        return Word.at(node.line, text)
    return None


def text(node: Node, reading: Reading) -> Word | None:
    """A text on one line."""
    return _written(node, reading)


def prose(node: Node, reading: Reading) -> Word | None:
    """A text of any number of lines."""
    return _written(node, reading, lines=True)


def token(node: Node, reading: Reading) -> Word | None:
    """A number or code as people type it in lists: no blanks and no separators inside."""
    word = _written(node, reading, blanks=False)
    if word is not None and re.search(r"[\s,，、;；]", word):
        reading.note(node.line, f"编号“{shown(word)}”里不能有空格、逗号、顿号、分号")
        return None
    return word


def day(node: Node, reading: Reading) -> date | None:
    """A day, written 2018-07-25."""
    if (scalar := _scalar(node, reading, "日期")) is None:
        return None
    spelt = unicodedata.normalize("NFKC", scalar.value).strip()
    try:
        return date.fromisoformat(spelt if DAY.fullmatch(spelt) else "")
    except ValueError:
        meant = day_meant(spelt, reading.year) if reading.year or re.search(r"\d{4}", spelt) else None
        hint = f"写成 {meant}" if meant else "日期写成 2018-07-25 这样"
        reading.note(node.line, f"“{shown(scalar.value)}”不是有效的日期", hint)
        return None


def _figure(node: Node, reading: Reading, pattern: re.Pattern[str], wanted: str) -> str | None:
    if (scalar := _scalar(node, reading, wanted)) is None:
        return None
    spelt = unicodedata.normalize("NFKC", scalar.value).strip()
    if pattern.fullmatch(spelt):
        return spelt
    reading.note(node.line, f"“{shown(scalar.value)}”不是{wanted}", "只写数字，不带单位，不能为负")
    return None


def whole(low: int, high: int) -> Kind:
    """A whole number from `low` to `high`."""

    def read(node: Node, reading: Reading) -> int | None:
        spelt = _figure(node, reading, WHOLE, "整数")
        if spelt is not None and not low <= int(spelt) <= high:
            reading.note(node.line, f"{spelt} 不在{low}到{high}之间")
            return None
        return None if spelt is None else int(spelt)

    return read


def number(low: int = 0, high: int = 1_000_000) -> Kind:
    """A number of at most two decimals."""

    def read(node: Node, reading: Reading) -> Decimal | None:
        spelt = _figure(node, reading, NUMBER, "数（最多两位小数）")
        if spelt is not None and not low <= Decimal(spelt) <= high:
            reading.note(node.line, f"{spelt} 不在{low}到{high}之间")
            return None
        return None if spelt is None else Decimal(spelt)

    return read


def flag(node: Node, reading: Reading) -> bool | None:
    """Yes or no: true, false, 是, 否."""
    if (scalar := _scalar(node, reading, "“是”或“否”")) is None:
        return None
    value = FLAGS.get(scalar.value.strip().lower())
    if value is None:
        reading.note(node.line, f"“{shown(scalar.value)}”不是“是”或“否”", "写 true（是）或 false（否）")
    return value


def choice(*known: str) -> Kind:
    """One of a few words."""

    def read(node: Node, reading: Reading) -> Word | None:
        word = _written(node, reading, blanks=False)
        if word is not None and word not in known:
            reading.note(node.line, f"这里不能写“{shown(word)}”", guess(word, known, "只能是"))
            return None
        return word

    return read


def many(kind: Kind) -> Kind:
    """A list of one kind."""

    def read(node: Node, reading: Reading) -> tuple[object, ...] | None:
        if isinstance(node, Items):
            return tuple(value for item in node.items if (value := kind(item, reading)) is not None)
        listed = as_list(node.value) if isinstance(node, Text) else ""
        reading.note(node.line, "这里应是列表", f"写成 {listed or '[甲, 乙]'}，或每项另起一行以“- ”开头")
        return None

    return read


def as_list(text: str) -> str:
    """Return a text that names one thing, or several between marks that divide none (甲、乙), as a list is written."""
    parts = [part.strip() for part in re.split(r"[、，,；;]", text.strip().strip("[]【】")) if part.strip()]
    return shown(f"[{', '.join(parts)}]", LONGEST_LIST) if parts else ""


def one(shape: Callable[[], Shape]) -> Kind:
    """A mapping of a shape, which is looked up late: an item holds items."""
    return lambda node, reading: reading.entry(node, shape())


def named(shape: Callable[[], Shape]) -> Kind:
    """A mapping from free names to mappings of a shape; each is read with its name under `name`."""

    def read(node: Node, reading: Reading) -> tuple[ReadMapping, ...] | None:
        if not isinstance(node, Pairs):
            reading.note(node.line, "这里应是一组“名称: 内容”")
            return None
        found = []
        for key, value in unique(reading, node):
            if key.other:
                reading.note(key.line, f"名称“{shown(key.value)}”没有加引号，别的程序不当它是文字", "请加上引号")
            name, entry = text(key, reading), reading.entry(value, shape())
            if name is not None and entry is not None:
                found.append(ReadMapping(key.line, {**entry.lines, "name": key.line}, {**entry.values, "name": name}))
        return tuple(found)

    return read


def either(scalar: Kind, other: Kind) -> Kind:
    """One kind where a scalar stands, another where a list or a mapping does."""
    return lambda node, reading: (scalar if isinstance(node, Text) else other)(node, reading)
