"""Small hands for writing a rubric, a roster and a year's entries down in a test."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

from gongkai.entry.states import EntryState, entry_states
from gongkai.plan.model import Plan, Unit, WorkPoint
from gongkai.plan.rubric import AppliesTo, Assessment, Bonus, Grade, Group, Item, Rule, Scheme, Stage, Veto
from gongkai.register.kinds import Ruling, ScoreEntry
from gongkai.scoring.score import score_year
from gongkai.scoring.sheet import Outside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from gongkai.scoring.sheet import UnitScore

OPENING = date(2018, 8, 1)
GRADES = (
    Grade("优秀", Decimal(90)),
    Grade("良好", Decimal(80)),
    Grade("合格", Decimal(60)),
    Grade("不合格", Decimal(0)),
)
TOWNS = Group("镇", kinds=("镇",))
BUREAUS = Group("县级部门", kinds=("政府部门", "直属单位"))


def figures(text: str) -> tuple[Decimal, ...]:
    """Read figures apart by spaces."""
    return tuple(Decimal(word) for word in text.split())


class Parts(TypedDict, total=False):
    """What a test may say of the year besides its items; `schemes` in place of items."""

    units: tuple[Unit, ...]
    groups: tuple[Group, ...]
    grades: tuple[Grade, ...]
    schemes: tuple[Scheme, ...]
    bonus: Bonus
    vetoes: tuple[Veto, ...]
    stages: tuple[Stage, ...]
    full: str
    places: int
    not_applicable: str
    rate: Decimal
    points: tuple[str, ...]
    office: str


class Extra(TypedDict, total=False):
    """What an entry may say besides unit, rule and points."""

    kind: Literal["deduction", "bonus", "veto"]
    day: date
    point: str
    finding: str
    stage: str


def item(
    code: str,
    points: str,
    rules: dict[str, str] | None = None,
    items: tuple[Item, ...] = (),
    applies_to: AppliesTo | None = None,
) -> Item:
    """Write an item with its fixed-point rules as {code: points}."""
    own = tuple(rule(rule_code, worth) for rule_code, worth in (rules or {}).items())
    return Item(code, f"考核项{code}", Decimal(points), applies_to, own, items)


def rule(code: str, points: str, least: str | None = None, if_rectified: str = "full", *, free: bool = False) -> Rule:
    """Write a rule, with a range where `least` is given."""
    low = None if least is None else Decimal(least)
    return Rule(code, f"规则{code}", Decimal(points), low, if_rectified=if_rectified, discretion=free)


def town(name: str = "严陵镇人民政府", *aliases: str) -> Unit:
    """Write a town."""
    return Unit(name, "镇", aliases)


def year(*items: Item, **parts: Unpack[Parts]) -> Plan:
    """Write a plan of 2018 with these items for everyone."""
    stated = Scheme(
        "2018年度考核", items, bonus=parts.get("bonus"), vetoes=parts.get("vetoes", ()), stages=parts.get("stages", ())
    )
    assessment = Assessment(
        full=Decimal(parts.get("full", "100")),
        grades=parts.get("grades", GRADES),
        groups=parts.get("groups", (TOWNS, BUREAUS)),
        schemes=parts.get("schemes", (stated,)),
        places=parts.get("places", 2),
        not_applicable=parts.get("not_applicable", "rescale"),
        rate=parts.get("rate"),
    )
    return Plan(
        year=2018,
        title="威远县2018年政务公开工作要点",
        number="威府办函〔2018〕46号",
        issuer="威远县人民政府办公室",
        issued=date(2018, 7, 25),
        office=parts.get("office", "县政府办公室"),
        units=parts.get("units", (town(),)),
        points=tuple(WorkPoint(no, f"要点{no}", "", "", "", ("县政府办公室",)) for no in parts.get("points", ())),
        assessment=assessment,
    )


def entry(seq: int, rule_code: str, asked: str, unit: str = "严陵镇人民政府", **extra: Unpack[Extra]) -> ScoreEntry:
    """Write the seq-th entry of the year, on the seq-th day unless said."""
    kind = extra.get("kind", "deduction")
    letter = {"deduction": "D", "bonus": "B", "veto": "X"}[kind]
    return ScoreEntry(
        year=2018,
        day=extra.get("day", OPENING + timedelta(days=seq)),
        id=f"{letter}{seq}",
        seq=seq,
        kind=kind,
        unit=unit,
        rule=rule_code,
        asked=Decimal(asked),
        reason="公文超期公开",
        point=extra.get("point", ""),
        finding=extra.get("finding", ""),
        stage=extra.get("stage", ""),
    )


def ruling(
    seq: int, entry_id: str, kind: Literal["notified", "revoked", "reduced", "kept"], points: str = "0"
) -> Ruling:
    """Write what was decided on the seq-th day about an entry."""
    day = OPENING + timedelta(days=seq)
    return Ruling(year=2018, day=day, id=f"R{seq}", seq=seq, entry=entry_id, kind=kind, points=Decimal(points))


def state(asked: ScoreEntry, *rulings: Ruling) -> EntryState:
    """Return one entry as it stands."""
    return entry_states([asked], rulings)[0]


def scored(
    plan: Plan,
    entries: Iterable[ScoreEntry] = (),
    rulings: Iterable[Ruling] = (),
    external: dict[tuple[str, str], Decimal] | None = None,
    duties_of: dict[str, Collection[str]] | None = None,
) -> dict[str, UnitScore]:
    """Score the year; the answer by unit, in the order of the answer."""
    states = entry_states(entries, rulings)
    outside = {(unit, stage, ""): Outside(figure) for (unit, stage), figure in (external or {}).items()}
    return {score.unit: score for score in score_year(plan, states, duties_of or {}, outside)}


def only(plan: Plan, *entries: ScoreEntry, rulings: Iterable[Ruling] = ()) -> UnitScore:
    """Score a year of one unit."""
    (score,) = scored(plan, entries, rulings).values()
    return score
