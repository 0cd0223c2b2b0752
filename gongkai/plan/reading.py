"""The year's file (`tasks.yaml`) read into a plan, with everything wrong in it found in one run."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from gongkai.plan import shape
from gongkai.plan.checks import CHECKS
from gongkai.plan.contents import NOTHING, PlanContents
from gongkai.plan.keys import fields_of
from gongkai.plan.model import OWED_BY, Duty, Plan, WorkPoint
from gongkai.plan.notes import NOTES
from gongkai.plan.roster import in_year
from gongkai.plan.rubric import OUTSIDE, Assessment, Rule
from gongkai.plan.shape import Expected, Reading, ReadMapping
from gongkai.plan.titles import first_clause
from gongkai.plan.yaml import Items, Pairs, Text, open_source, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from gongkai.errors import Problem
    from gongkai.plan.keys import Field
    from gongkai.plan.model import Collective, Unit
    from gongkai.plan.shape import Kind, Shape, Word
    from gongkai.plan.yaml import Node, Source

    Values = dict[str, Any]


class PlanFile(Struct, frozen=True):
    """A sound file's plan, what the office should know about it (aliases, slips, inferences) by line.

    `roster` is where the units begin, as FILE:LINE.
    """

    plan: Plan
    notes: tuple[Problem, ...]
    roster: str


def read_plan(path: Path, roster: Plan | None = None) -> PlanFile:
    """Return the plan of a year's file; it may leave out units and collectives where an earlier `roster` is given.

    Raises `BadValue` where there is no file to read, and `BadFile` with every problem, in order of lines.
    """
    source = open_source(path)
    tree = parse(source)
    year = _year(tree) if isinstance(tree, Pairs) else None
    reading = Reading(source, year or 0, PLACES)
    tree, taken = with_roster(tree, roster) if roster else (tree, ())
    root = reading.entry(tree, file_shape())
    sheet = PlanContents(source, root or NOTHING)
    problems = list(reading.problems)
    if root is not None:
        problems += [found for check in CHECKS for found in check(sheet)]
    if problems:
        raise source.refuse(*in_order(problems))
    notes = in_order([*_taken_over(source, roster, taken), *(note for tell in NOTES for note in tell(sheet))])
    first = min((unit.line for unit in sheet.units), default=1)
    return PlanFile(plan_of(sheet), notes, source.problem(first, "").where)


def _taken_over(source: Source, roster: Plan | None, taken: tuple[str, ...]) -> Iterator[Problem]:
    if roster and taken:
        yield source.problem(
            1, f"文件里没有写的，沿用{roster.year}年度名录：{'、'.join(taken)}", "有变化的请写在文件里"
        )


def in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return problems by line, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: int(problem.where.rpartition(":")[2])))


T = TypeVar("T", bound=Struct)
BRACKETED_YEAR = re.compile(r"[\[(（【〔［]\s*(\d{4})\s*[\])）】〕］]")


class Spelling(Struct, frozen=True):
    """A key that is spelt in a way of its own: what stands under it, and the fields that its value fills."""

    kind: Kind
    fills: Callable[[Any, PlanContents], Values]


@cache
def shape_of(record: type) -> Shape:
    """Return the keys of a record's mapping in the file, in the order of its fields."""
    found: dict[str, Expected] = {}
    for field in fields_of(record):
        if not field.declared.outer and field.key not in found:
            spelt = SPELT.get(record, {}).get(field.key)
            kind = spelt.kind if spelt else _kind(field)
            found[field.key] = Expected(kind, field.needed, field.declared.was)
    return found


def _kind(field: Field) -> Kind:
    if not field.many:
        return _single(field)
    several = shape.many(_single(field))
    return shape.either(_single(field), several) if field.declared.lone else several


def _single(field: Field) -> Kind:
    key = field.declared
    if issubclass(field.kind, Struct):
        return shape.one(partial(shape_of, field.kind))
    if key.choices:
        return shape.choice(*key.choices)
    simple: dict[type, Kind] = {
        str: {"text": shape.text, "prose": shape.prose, "code": shape.token}[key.form],
        int: shape.whole(key.low, key.high),
        Decimal: shape.number(key.low, key.high),
        bool: shape.flag,
        date: shape.day,
    }
    return simple[field.kind]


def _parts(**parts: Kind) -> Callable[[], Shape]:
    """Return a shape whose keys are all needed."""
    return lambda: {key: Expected(kind, needed=True) for key, kind in parts.items()}


def _range(value: Decimal | ReadMapping, _: PlanContents) -> Values:
    if isinstance(value, Decimal):
        return {"points": value}
    return {"points": value.number("max"), "points_min": value.number("min")}


def _outside(value: Word | ReadMapping, _: PlanContents) -> Values:
    if isinstance(value, ReadMapping):
        return {"not_applicable": "rate", "rate": value.number("rate")}
    return {"not_applicable": str(value)}


def _owers(value: Word | tuple[Word, ...], sheet: PlanContents) -> Values:
    words = value if isinstance(value, tuple) else (value,)
    if len(words) == 1 and words[0] in OWED_BY:
        return {"owed_by": str(words[0])}
    groups = tuple(word for word in words if word not in sheet.unit_names)
    named = sheet.full_names(tuple(word for word in words if word not in groups))
    return {"owed_by": "", "owers": named, "collectives": tuple(dict.fromkeys(map(str, groups)))}


SPELT: Mapping[type, Mapping[str, Spelling]] = {
    Duty: {
        "grace": Spelling(
            shape.one(_parts(days=shape.whole(0, 366))), lambda value, _: {"grace_days": value.whole("days", 0)}
        ),
        "first": Spelling(shape.choice("running"), lambda value, _: {"first_running": value == "running"}),
        "owed_by": Spelling(shape.either(shape.text, shape.many(shape.text)), _owers),
    },
    Rule: {
        "points": Spelling(
            shape.either(shape.number(), shape.one(_parts(min=shape.number(), max=shape.number()))), _range
        )
    },
    Assessment: {
        "not_applicable": Spelling(
            shape.either(
                shape.choice(*(way for way in OUTSIDE if way != "rate")), shape.one(_parts(rate=shape.number(0, 100)))
            ),
            _outside,
        )
    },
}


PLACES = {
    "points": "写在最外层，或写在 chapters 的章下、sections 的节下",
    "sections": "写在 chapters 的章下，或写在别的节下",
    "chapters": "写在最外层，不缩进",
    "units": "写在最外层，不缩进；点名几个单位的地方另有说明",
    "collectives": "写在最外层，不缩进",
    "self_inspection": "写在最外层，不缩进",
    "assessment": "写在最外层，不缩进",
    "duties": "写在要点里；对全文各单位的要求写在最外层",
    "ceiling": "写在 schemes 的细则里",
    "penalties": "写在 schemes 的细则里",
    "vetoes": "写在 schemes 的细则里",
    "stages": "写在 schemes 的细则里",
    "items": "写在 schemes 的细则里，或写在考核项里",
    "bonus": "写在 schemes 的细则里，或写在考核项、阶段里",
    "rules": "写在考核项里，或写在 bonus、penalties 里",
    "mode": "写在考核项里",
}
"""Where keys may stand that people put elsewhere."""


def file_shape() -> Shape:
    """Return the keys of the whole file: the plan's head, and beside it what fills a part of its own."""
    parts = {field.key: field for field in fields_of(Plan) if field.declared.outer}
    return {
        "plan": Expected(shape.one(_head), needed=True),
        "units": Expected(_kind(parts["units"]), needed=True),
        "collectives": Expected(shape.named(partial(shape_of, parts["collectives"].kind))),
        "self_inspection": Expected(_kind(parts["self_inspection"])),
        "duties": Expected(_duties()),
        "points": Expected(_points()),
        "chapters": Expected(shape.many(shape.one(_heading))),
        "assessment": Expected(_kind(parts["assessment"])),
    }


def _head() -> Shape:
    """Return the keys of the plan's head; what is the notice's as a whole may stand here as well as beside it."""
    return {**shape_of(Plan), "points": Expected(_points()), "duties": Expected(_duties())}


def _points() -> Kind:
    return shape.many(shape.one(partial(shape_of, WorkPoint)))


def _duties() -> Kind:
    return shape.many(shape.one(partial(shape_of, Duty)))


def _heading() -> Shape:
    """Return the keys of a chapter, a section, or a section in a section: points may stand under each."""
    return {
        "title": Expected(shape.text, needed=True),
        "points": Expected(_points()),
        "sections": Expected(shape.many(shape.one(_heading))),
    }


def plan_of(sheet: PlanContents) -> Plan:
    """Return the year's plan. Wording on points stays the source's; units named elsewhere get their full names."""
    plan = _record(Plan, sheet.whole, sheet)
    return replace(
        plan,
        number=BRACKETED_YEAR.sub(r"〔\1〕", plan.number),
        points=tuple(replace(each, title=each.title or first_clause(each.text)) for each in plan.points),
        units=tuple(replace(unit, initials=initials_of((unit.name, *unit.aliases))) for unit in plan.units),
    )


def _record(record: type[T], entry: ReadMapping, sheet: PlanContents) -> T:
    """Return a record of what was read for it; a field that was not written has its default."""
    values: Values = {}
    for field in fields_of(record):
        spelt = SPELT.get(record, {}).get(field.key)
        if field.key not in entry.values:
            values |= {field.name: ""} if field.declared.optional else {}
            continue
        value = entry.values[field.key]
        values |= spelt.fills(value, sheet) if spelt else {field.name: _value(field, value, sheet)}
    return record(**values)


def _value(field: Field, value: object, sheet: PlanContents) -> object:
    each = value if isinstance(value, tuple) else (value,)
    named = {"units": sheet.full_names, "points": sheet.full_numbers}.get(field.declared.names)
    made = named(each) if named else tuple(_made(field.kind, one, sheet) for one in each)
    return made if field.many else made[0]


def _made(kind: type, value: object, sheet: PlanContents) -> object:
    if isinstance(value, ReadMapping):
        return _record(kind, value, sheet)
    return str(value) if isinstance(value, str) else value


def with_roster(root: Node, roster: Plan) -> tuple[Node, tuple[str, ...]]:
    """Return the tree with whichever of units and collectives it lacks, and what was taken over, in words.

    A unit that ended before the file's year is left behind, wherever it is named. All of it stands on the line where
    the file begins: what is wrong with it is wrong there.
    """
    if not isinstance(root, Pairs):
        return root, ()
    line, written = root.line, {key.value for key, _ in root.pairs}
    units = _living(roster, _year(root))
    names = {unit.name for unit in units}
    more: list[tuple[Text, Node]] = []
    said: list[str] = []
    if "units" not in written:
        more.append((Text(line, "units"), Items(line, [_node(_unit(unit, names), line) for unit in units])))
        said.append(f"{len(units)}个单位")
    if "collectives" not in written and roster.collectives:
        known = Pairs(line)
        for each in roster.collectives:
            known.pairs.append((Text(line, each.name), _node(_collective(each, names), line)))
        more.append((Text(line, "collectives"), known))
        said.append(f"{len(known.pairs)}个统称")
    return replace(root, pairs=[*root.pairs, *more]), tuple(said)


def _year(root: Pairs) -> int | None:
    head = next((node for key, node in root.pairs if key.value == "plan"), None)
    pairs = head.pairs if isinstance(head, Pairs) else []
    said = next((node for key, node in pairs if key.value == "year"), None)
    return int(said.value) if isinstance(said, Text) and re.fullmatch("[0-9]{1,4}", said.value) else None


def _living(roster: Plan, year: int | None) -> tuple[Unit, ...]:
    return tuple(unit for unit in roster.units if year is None or in_year(unit, year))


def _unit(unit: Unit, names: Container[str]) -> Unit:
    return replace(unit, successor=tuple(name for name in unit.successor if name in names))


def _collective(collective: Collective, names: Container[str]) -> Collective:
    """Return a collective without the units left behind; one of whom nobody is left is unresolved."""
    units = tuple(name for name in collective.units if name in names)
    told = units or collective.kinds or collective.same_as or collective.note
    return replace(collective, units=units, unresolved=collective.unresolved or not told)


def _node(record: Unit | Collective, line: int) -> Pairs:
    """Return a record as the file would spell it; what says nothing is left out."""
    fields = [field for field in fields_of(type(record)) if not field.declared.outer]
    pairs = [(Text(line, field.key), _written(getattr(record, field.name), line)) for field in fields]
    return Pairs(line, [(key, node) for key, node in pairs if node is not None])


def _written(value: object, line: int) -> Node | None:
    if not value:
        return None
    if isinstance(value, tuple):
        return Items(line, [Text(line, str(each)) for each in value])
    return Text(line, "true" if value is True else value.isoformat() if isinstance(value, date) else str(value))


COUNTY = "县"
BANK = re.compile("(?<=[人支分])行")  # 人行, 支行, 分行 are read háng, which pypinyin misses


def initials_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return the lower-case initials of each name, with and without a leading 县, each once."""
    from pypinyin import Style, lazy_pinyin  # 0.2 s to import, needed at load time only

    found: dict[str, None] = {}
    for name in names:
        letters = "".join(lazy_pinyin(BANK.sub("航", name), style=Style.FIRST_LETTER)).lower()
        found[letters] = None
        if name.startswith(COUNTY) and len(name) > 1:
            found[letters[1:]] = None
    return tuple(found)


def alphabetical(name: str) -> tuple[str, ...]:
    """Return what names are sorted by where people look one up: syllable by syllable in pinyin."""
    from pypinyin import lazy_pinyin

    return (*lazy_pinyin(BANK.sub("航", name)), name)


def packaged_tasks() -> Path:
    """Return the path of the 2018 tasks.yaml: inside the installed package, or beside it in a source tree."""
    package = Path(__file__).parents[1]
    inside = package / "tasks.yaml"
    return inside if inside.is_file() else package.parent / "tasks.yaml"
