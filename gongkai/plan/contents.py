"""A year's file as read: its entries where the checks, the notes and the builder look for them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.plan.keys import fields_of
from gongkai.plan.model import BELOW, Plan
from gongkai.plan.shape import ReadMapping, Word
from gongkai.plan.spelling import spelt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gongkai.errors import Problem
    from gongkai.plan.yaml import Source

ROLES = {"lead": "牵头单位", "responsible": "责任单位", "support": "配合单位"}
NOTHING = ReadMapping(1, {}, {})


class PlanContents(Struct, frozen=True, dict=True):
    """The whole file. Names are as written; `unit_names` leads every name and alias to the full name."""

    source: Source
    root: ReadMapping

    def problem(self, line: int, message: str, advice: str = "", *, do: tuple[str, ...] = ()) -> Problem:
        """Return a problem or note on a line of the file."""
        return self.source.problem(line, message, advice, do=do)

    @cached_property
    def plan(self) -> ReadMapping:
        """The head of the file."""
        return self.root.entry("plan") or NOTHING

    @cached_property
    def whole(self) -> ReadMapping:
        """The file as the plan has it: head and parts in one, the points in one row."""
        return ReadMapping(1, {}, {**self.plan.values, **self.root.values, **self._own_parts})

    @cached_property
    def units(self) -> tuple[ReadMapping, ...]:
        """The roster."""
        return self.root.entries("units")

    @cached_property
    def collectives(self) -> Mapping[str, ReadMapping]:
        """The collectives by name."""
        return {str(entry.text("name")): entry for entry in self.root.entries("collectives")}

    @cached_property
    def points(self) -> tuple[ReadMapping, ...]:
        """Every point, in file order, with the titles of its `chapter` and of what is below it, its `section`."""
        found = [
            *self.root.entries("points"),
            *self.plan.entries("points"),
            *(each for one in self.chapters for each in _under(one, ())),
        ]
        return tuple(sorted(found, key=lambda point: point.line))

    @property
    def _own_parts(self) -> dict[str, object]:
        own: dict[str, object] = {"points": self.points}
        return own | ({"duties": self.own_duties} if self.own_duties else {})

    @cached_property
    def own_duties(self) -> tuple[ReadMapping, ...]:
        """The demands of the notice as a whole."""
        return (*self.root.entries("duties"), *self.plan.entries("duties"))

    @cached_property
    def duties(self) -> tuple[ReadMapping, ...]:
        """Every demand: the notice's as a whole, then those of each point."""
        return (*self.own_duties, *(duty for point in self.points for duty in point.entries("duties")))

    @cached_property
    def chapters(self) -> tuple[ReadMapping, ...]:
        """The headings of the first level."""
        return self.root.entries("chapters")

    @cached_property
    def assessment(self) -> ReadMapping:
        """The rubric, empty where the file has none."""
        return self.root.entry("assessment") or NOTHING

    @cached_property
    def unit_names(self) -> Mapping[str, str]:
        """Full name by every name and alias, the first holder winning."""
        names: dict[str, str] = {}
        for unit in self.units:
            for name in (unit.text("name"), *unit.words("aliases")):
                names.setdefault(str(name), str(unit.text("name")))
        return names

    @cached_property
    def point_numbers(self) -> Mapping[str, str]:
        """A point's number as the file spells it, by its folded spelling."""
        return {alike(point.text("id")): str(point.text("id")) for point in self.points}

    def is_unresolved(self, word: str) -> bool:
        """Tell whether a word is a collective of which nobody has said whom it means; one that goes in circles is."""
        seen: set[str] = set()
        entry = self.collectives.get(word)
        while entry is not None and entry.has("same_as") and word not in seen:
            seen.add(word)
            word = str(entry.text("same_as"))
            entry = self.collectives.get(word)
        return entry is not None and (entry.flag("unresolved") or word in seen)

    def full_names(self, words: tuple[Word, ...]) -> tuple[str, ...]:
        """Return the full names of units, each once; a name that no unit bears stays as written."""
        return tuple(dict.fromkeys(self.unit_names.get(word, str(word)) for word in words))

    def full_numbers(self, words: tuple[Word, ...]) -> tuple[str, ...]:
        """Return points' numbers as the file spells them where it numbers the points."""
        return tuple(self.point_numbers[alike(word)] for word in words)

    def wordings(self) -> Iterator[tuple[ReadMapping, str, Word]]:
        """Yield every unit or collective named on a point: the point, the role in Chinese, the word."""
        for point in self.points:
            for role, chinese in ROLES.items():
                for word in point.words(role):
                    yield point, chinese, word

    def naming(self, what: str) -> Iterator[Word]:
        """Yield every word of which the plan declares that it names one of the units, kinds or points."""
        yield from _naming(what, Plan, self.whole)

    @cached_property
    def schemes(self) -> tuple[ReadMapping, ...]:
        """The rubric's schemes."""
        return self.assessment.entries("schemes")

    @cached_property
    def rubric_items(self) -> tuple[ReadMapping, ...]:
        """Every item of every scheme, children after their parent."""
        return tuple(item for scheme in self.schemes for item in items_of(scheme))


def _under(heading: ReadMapping, above: tuple[str, ...]) -> Iterator[ReadMapping]:
    """Yield the points under a heading and the headings in it; the file's depth is bounded."""
    chapter, *sections = titles = (*above, str(heading.text("title")))
    names = {"chapter": chapter, "section": BELOW.join(filter(None, sections))}
    for point in heading.entries("points"):
        yield replace(point, values={**point.values, **{key: Word.at(point.line, name) for key, name in names.items()}})
    for section in heading.entries("sections"):
        yield from _under(section, titles)


def _naming(what: str, record: type, entry: ReadMapping) -> Iterator[Word]:
    for field in fields_of(record):
        if field.declared.names == what:
            yield from entry.words(field.key)
        inside = entry.entries(field.key) or filter(None, [entry.entry(field.key)])
        for each in inside if issubclass(field.kind, Struct) else ():
            yield from _naming(what, field.kind, each)


def items_of(scheme: ReadMapping) -> Iterator[ReadMapping]:
    """Yield a scheme's (or an item's) items, children after their parent; the file's depth is bounded."""
    for item in scheme.entries("items"):
        yield item
        yield from items_of(item)


def bonuses_of(scheme: ReadMapping) -> Iterator[ReadMapping]:
    """Yield a scheme's bonuses: its own, its items', its stages'."""
    holders = (scheme, *items_of(scheme), *scheme.entries("stages"))
    yield from (bonus for holder in holders if (bonus := holder.entry("bonus")))


def rules_of(scheme: ReadMapping) -> Iterator[ReadMapping]:
    """Yield a scheme's rules: those of its items, then those of its bonuses and of its penalties."""
    for item in items_of(scheme):
        yield from item.entries("rules")
    for bonus in bonuses_of(scheme):
        yield from bonus.entries("rules")
    penalties = scheme.entry("penalties")
    yield from penalties.entries("rules") if penalties else ()


def alike(text: str) -> str:
    """Return a name or code without differences of width and case."""
    return spelt(text).strip().casefold()


def folded(text: str) -> str:
    """Return a text without differences of width and without blanks: how a quotation is looked for in its source."""
    return "".join(spelt(text).split())
