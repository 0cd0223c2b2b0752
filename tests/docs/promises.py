"""The page on JSON, read as it is written: sections, what each answers, its keys with their types.

An answer is held against it: a key too many, one too few, a type that is not said, a code that is not listed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MAY_BE_ANYWHERE = {"marks", "seen_by"}
"""Keys that the page tells of once, for every object."""
RECORD = "一条登记"
ARRAY = " 的数组"
ROW = re.compile(r"^\| `([^`]+)` \| (.+?) \| (.*) \|$")
LINK = re.compile(r"\[([^\]]+)\]\(#([^)]+)\)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00")


@dataclass(frozen=True)
class Key:
    """A key as the page has it: what it may be, whether it is always there, its codes, whose keys it has besides."""

    kinds: tuple[str, ...]
    optional: bool
    codes: frozenset[str]
    includes: tuple[str, ...] = ()


@dataclass
class Section:
    """A heading's part: the answer, and the keys by their paths."""

    name: str
    answer: tuple[str, ...] = ()
    entity: str = ""
    includes: tuple[str, ...] = ()
    keys: dict[str, Key] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def below(self, path: str) -> dict[str, str]:
        """Return the keys of the object at a path, each with its own path."""
        start = f"{path}." if path else ""
        return {key[len(start) :]: key for key in self.keys if re.fullmatch(re.escape(start) + r"[^.\[]+", key)}


def kinds_of(text: str) -> tuple[str, ...]:
    """Return the types that a cell names, one after 或 each; a link stands for the section it leads to."""
    return tuple(LINK.sub(r"#\1", kind).strip() for kind in text.split(" 或 "))


class Promises:
    """The whole page."""

    def __init__(self, page: str) -> None:
        self.sections: dict[str, Section] = {}
        for part in re.split(r"^#{2,3} ", page, flags=re.MULTILINE)[1:]:
            heading, _, text = part.partition("\n")
            section = _section(heading.strip(), text)
            assert section.name not in self.sections, section.name
            self.sections[section.name] = section
        self.records = {each.entity: each for each in self.sections.values() if each.entity}

    def answering(self, call: str) -> Section:
        """Return the section of a call: a command, or one of its ways of answering."""
        (found,) = [each for each in self.sections.values() if call in each.name.split("、")]
        return found

    def held(self, call: str, value: Any) -> list[str]:  # noqa: ANN401 - JSON
        """Return what of an answer is not as the page has it."""
        section = self.answering(call)
        if isinstance(value, dict):
            value = {key: each for key, each in value.items() if key not in MAY_BE_ANYWHERE}
        place = (section, "", Key((), optional=False, codes=frozenset()))
        return [f"{call}: {said}" for said in self.value(value, section.answer or ("对象",), place)]

    def value(self, value: Any, kinds: tuple[str, ...], place: tuple[Section, str, Key]) -> Iterator[str]:  # noqa: ANN401 - JSON
        """Yield what is wrong with a value that may be of these kinds."""
        section, path, key = place
        kind = next((kind for kind in kinds if _is(value, kind, key.codes)), None)
        if kind is None:
            yield f"{section.name} {path}: {str(value)[:80]!r} is not {' or '.join(kinds)}"
        elif kind.endswith(ARRAY):
            for each in value:
                yield from self.value(each, (kind.removesuffix(ARRAY),), (section, f"{path}[]" if path else "", key))
        elif kind.startswith("#"):
            yield from self.keys(value, (self.sections[kind[1:]],), "")
        elif kind == RECORD:
            yield from self.record(value, section if not path else None)
        elif kind == "对象":
            yield from self.keys(value, (section, *(self.sections[name] for name in key.includes)), path)

    def record(self, value: dict[str, Any], section: Section | None) -> Iterator[str]:
        """Yield what is wrong with a record; what does not say of which kind it is must be of one."""
        if "record" not in value:
            named = [each for each in self.records.values() if not list(self.keys(value, (each,), ""))]
            yield from () if named else (f"{str(value)[:80]} is of no kind",)
            return
        shapes = (self.records[value["record"]], *([section] if section else []))
        yield from self.keys({key: each for key, each in value.items() if key != "record"}, shapes, "")

    def keys(self, value: dict[str, Any], sections: tuple[Section, ...], path: str) -> Iterator[str]:
        """Yield what is wrong with an object: the first section has its keys below the path, the others at the top."""
        known: dict[str, tuple[Section, str]] = {}
        for at, section in enumerate(sections):
            start = path if at == 0 else ""
            inside = [self.sections[name] for name in (section.includes if not start else ())]
            for each in inside:
                known |= self._all(each)
            known |= {name: (section, full) for name, full in section.below(start).items()}
        for name, each in value.items():
            found = known.get(name) or known.get("*")
            if found is None:
                yield f"{sections[0].name} {path}: the page does not know the key {name}"
                continue
            section, full = found
            section.seen.add(full)
            said = section.keys[full]
            yield from self.value(each, said.kinds, (section, full, said))
        for name, (section, full) in known.items():
            if name not in value and name != "*" and not section.keys[full].optional:
                yield f"{sections[0].name} {path}: there is no key {name}"

    def _all(self, section: Section) -> dict[str, tuple[Section, str]]:
        known: dict[str, tuple[Section, str]] = {}
        for name in section.includes:
            known |= self._all(self.sections[name])
        return known | {name: (section, full) for name, full in section.below("").items()}

    def unseen(self) -> list[str]:
        """Return what the page names and no answer had."""
        return [f"{each.name}: {key}" for each in self.sections.values() for key in each.keys if key not in each.seen]


def _section(heading: str, text: str) -> Section:
    section = Section(heading.replace("`", ""))
    for line in text.splitlines():
        if line.startswith("回答："):
            section.answer = kinds_of(line.removeprefix("回答："))
        elif found := re.search(r"`record` 写作 `(\w+)`", line):
            section.entity = found[1]
        if row := ROW.match(line):
            section.keys[row[1]] = _key(row[2], row[3])
        elif re.match(r"(.*。)?含 \[", line):
            section.includes += tuple(name for name, _ in LINK.findall(line))
    return section


def _key(told: str, meaning: str) -> Key:
    kinds, optional = told.removesuffix("，可无"), told.endswith("，可无")
    codes = frozenset(re.findall(r"`([^`]+)`", meaning))
    includes = tuple(name for name, _ in LINK.findall(meaning)) if kinds.startswith("对象") else ()
    return Key(kinds_of(kinds), optional, codes, includes)


def _is(value: Any, kind: str, codes: frozenset[str]) -> bool:  # noqa: ANN401 - JSON
    """Tell whether a value is of a kind, looked at from outside."""
    if kind.endswith(ARRAY) or kind == "数组":
        return isinstance(value, list)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {
        "文字": isinstance(value, str),
        "代码": isinstance(value, str) and value in codes,
        "整数": number and isinstance(value, int),
        "数字": number,
        "是否": isinstance(value, bool),
        "日期": isinstance(value, str) and DAY.fullmatch(value) is not None,
        "时间": isinstance(value, str) and MOMENT.fullmatch(value) is not None,
        "null": value is None,
        RECORD: isinstance(value, dict),
    }.get(kind, isinstance(value, dict) and (kind == "对象" or kind.startswith("#")))
