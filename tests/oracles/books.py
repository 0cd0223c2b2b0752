"""Years to be scored twice: drawn by hypothesis, or laid out by arithmetic, under published rubrics and a hard one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from gongkai.entry.states import entry_states
from gongkai.register.kinds import Ruling, ScoreEntry
from gongkai.scoring.score import score_year
from gongkai.scoring.sheet import Outside
from tests.plans import plan_from, small_plan_text
from tests.rubrics.pasted import KEY, RUBRICS, plan_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gongkai.plan.model import Plan
    from gongkai.plan.rubric import Assessment, Item, Scheme
    from gongkai.scoring.sheet import UnitScore

Kind = Literal["deduction", "bonus", "veto"]
Decided = Literal["notified", "kept", "reduced", "revoked"]

OPENING = date(2018, 8, 1)
LETTERS: dict[Kind, str] = {"deduction": "D", "bonus": "B", "veto": "X"}
GONE = "规则已删"
SEATS = {"县教育局": frozenset({"1", "2"}), "东镇人民政府": frozenset({"1", "3"}), "西镇人民政府": frozenset({"3"})}

HARD = """
assessment:
  full: 100
  places: 2
  grades: [{name: 优秀, min: 90}, {name: 良好, min: 80}, {name: 合格, min: 60}, {name: 不合格, min: 0}]
  groups:
    - {name: 考核组织单位, units: [县政府办公室], ranked: false}
    - {name: 镇, kinds: [镇]}
    - {name: 县级部门, kinds: [政府部门, 党委部门]}
  schemes:
    - name: 三级指标
      groups: [镇, 县级部门]
      items:
        - code: "1"
          name: 主动公开
          points: 22
          rules: [{code: "1a", text: 通报批评, points: 7}]
          items:
            - code: "1-1"
              name: 只考镇
              points: 12
              applies_to: {kinds: [镇]}
              rules: [{code: "1b", text: 缺项, points: 5, if_rectified: half}]
              items:
                - code: "1-1-1"
                  name: 栏目
                  points: 4
                  rules: [{code: "1c", text: 空白, points: 3, if_rectified: none}]
            - code: "1-2"
              name: 要点二的单位
              points: 9.5
              applies_to: {work_points: ["2"]}
              rules: [{code: "1d", text: 未复, points: 2.5}]
        - code: "2"
          name: 其余
          points: 69
          rules: [{code: "2a", text: 不落实, points: 1.25, if_rectified: half}]
      bonus: {cap: 4, above: 70, rules: [{code: B1, text: 推广, points: 1.5}]}
      vetoes: [{code: V1, text: 泄密, grade: 不合格}, {code: V2, text: 失实, grade: 合格}]
      stages: [{name: 日常, weight: 35}, {name: 年终, weight: 40}, {name: 外部, weight: 25, external: true}]
    - name: 组织单位
      groups: [考核组织单位]
      items: [{code: "1", name: 全部, points: 37, rules: [{code: "1a", text: 差错, points: 3}]}]
"""


@cache
def hard_plan() -> Plan:
    """Return the small year under a rubric of three levels, three stages, gates and parts that do not apply."""
    return plan_from(small_plan_text().partition(KEY)[0] + HARD)


def rubric_of(plan: Plan) -> Assessment:
    """Return what the year is judged by."""
    assert plan.assessment is not None
    return plan.assessment


class Book(Struct, frozen=True):
    """A year's raw records. `closed` are findings closed in time, `seats` the points each unit is on."""

    plan: Plan
    entries: tuple[ScoreEntry, ...]
    rulings: tuple[Ruling, ...] = ()
    figures: Mapping[tuple[str, str], Decimal] = {}
    closed: frozenset[str] = frozenset()
    seats: Mapping[str, frozenset[str]] = {}

    def scores(self) -> dict[str, UnitScore]:
        """Ask the engine."""
        states = entry_states(self.entries, self.rulings)
        given = {(unit, stage, ""): Outside(figure) for (unit, stage), figure in self.figures.items()}
        scores = score_year(self.plan, states, self.seats, given, self.closed)
        return {score.unit: score for score in scores}


def every(items: Iterable[Item]) -> Iterator[Item]:
    """Walk a tree of items."""
    for one in items:
        yield one
        yield from every(one.items)


def uses(scheme: Scheme) -> list[tuple[Kind, str]]:
    """Return whatever can be typed under a scheme, and a rule that is not in it."""
    rules: list[tuple[Kind, str]] = [("deduction", rule.code) for one in every(scheme.items) for rule in one.rules]
    bonus: list[tuple[Kind, str]] = [("bonus", rule.code) for rule in (scheme.bonus.rules if scheme.bonus else ())]
    vetoes: list[tuple[Kind, str]] = [("veto", veto.code) for veto in scheme.vetoes]
    return [*rules, *bonus, *vetoes, ("deduction", GONE)]


def entry(seq: int, unit: str, use: tuple[Kind, str], asked: Decimal, day: date) -> ScoreEntry:
    """Return the seq-th entry of the year."""
    kind, code = use
    return ScoreEntry(
        year=2018,
        day=day,
        id=f"{LETTERS[kind]}{seq}",
        seq=seq,
        kind=kind,
        unit=unit,
        rule=code,
        asked=Decimal(0) if kind == "veto" else asked,
        reason="原因",
    )


def ruling(seq: int, of: ScoreEntry, kind: Decided, points: Decimal) -> Ruling:
    """Return what was decided about an entry."""
    return Ruling(year=2018, day=of.day, id=f"R{seq}", seq=seq, entry=of.id, kind=kind, points=points)


# laid out by arithmetic


def dice() -> Iterator[int]:
    """Throw the same numbers each time."""
    x = 2018
    while True:
        x = (x * 1103515245 + 12345) % 2**31
        yield x >> 12


def laid_out(plan: Plan, count: int) -> Book:
    """Return a year of `count` entries against eight units; every sixth is reduced, every seventh revoked.

    Every fiftieth is a veto, where there is one. Points are whole fours of hundredths: half a half is still points.
    """
    rubric, throw = rubric_of(plan), dice()
    busy = (*plan.units[:4], *plan.units[-4:])
    made = []
    for n in range(1, count + 1):
        scheme, unit = rubric.schemes[next(throw) % len(rubric.schemes)], busy[next(throw) % len(busy)]
        chosen = [use for use in uses(scheme) if (use[0] == "veto") is (n % 50 == 0 and scheme.vetoes != ())]
        use = chosen[next(throw) % len(chosen)]
        asked, day = Decimal(next(throw) % 75 + 1) / 25, OPENING + timedelta(days=next(throw) % 120)
        stage = scheme.stages[next(throw) % len(scheme.stages)].name if scheme.stages else ""
        made.append(replace(entry(n, unit.name, use, asked, day), stage=stage, finding=f"F{next(throw) % 9}"))
    points = [one for one in made if one.kind != "veto"]
    reduced = tuple(ruling(count + one.seq, one, "reduced", one.asked / 2) for one in points if one.seq % 6 == 0)
    revoked = tuple(ruling(count + one.seq, one, "revoked", Decimal(0)) for one in points if one.seq % 7 == 0)
    figures = {key: Decimal(next(throw) % 40 + 60) for key in outside(plan)}
    return Book(plan, tuple(made), (*reduced, *revoked), figures, frozenset({"F3", "F4"}), SEATS)


def outside(plan: Plan) -> list[tuple[str, str]]:
    """Return every unit with every stage that is judged from outside."""
    stages = {stage.name for scheme in rubric_of(plan).schemes for stage in scheme.stages if stage.external}
    return [(unit.name, stage) for unit in plan.units for stage in sorted(stages)]


# drawn

HUNDREDTHS = st.integers(1, 1500).map(lambda n: Decimal(n) / 100)
WAYS = st.sampled_from([("rescale", None), ("full", None), ("rate", Decimal(80)), ("rate", Decimal(0))])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a published rubric or the hard one, and what an item that does not apply counts as."""
    plan = draw(st.sampled_from([hard_plan(), hard_plan(), *map(plan_of, RUBRICS)]))
    way, rate = draw(WAYS)
    return replace(plan, assessment=replace(rubric_of(plan), not_applicable=way, rate=rate))


@st.composite
def entries(draw: st.DrawFn, plan: Plan, seq: int) -> ScoreEntry:
    """Draw an entry, on one of four days, of a rule that may be gone, on a point that may be withdrawn."""
    rubric = rubric_of(plan)
    scheme = draw(st.sampled_from(rubric.schemes))
    unit = draw(st.sampled_from([plan.units[n].name for n in (0, 1, -1)]))
    day = OPENING + timedelta(days=draw(st.integers(0, 3)))
    one = entry(seq, unit, draw(st.sampled_from(uses(scheme))), draw(HUNDREDTHS), day)
    stages = [*(stage.name for stage in scheme.stages), ""]
    return replace(
        one,
        stage=draw(st.sampled_from(stages)),
        point=draw(st.sampled_from(["", "", "1", "已撤回"])),
        finding=draw(st.sampled_from(["", "F1", "F2"])),
    )


@st.composite
def decisions(draw: st.DrawFn, of: ScoreEntry, seq: int) -> list[Ruling]:
    """Draw up to two decisions on an entry."""
    kinds: list[Decided] = draw(st.lists(st.sampled_from(["notified", "kept", "reduced", "revoked"]), max_size=2))
    most = int(of.asked * 100)
    return [
        ruling(seq + n, of, kind, Decimal(draw(st.integers(0, most))) / 100 if kind == "reduced" else Decimal(0))
        for n, kind in enumerate(kinds)
        if kind != "reduced" or of.kind != "veto"
    ]


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Draw a year."""
    plan = draw(plans())
    made = [draw(entries(plan, seq)) for seq in range(1, draw(st.integers(0, 14)) + 1)]
    rulings = [r for one in made for r in draw(decisions(one, 100 + 2 * one.seq))]
    keys = outside(plan)
    figure = draw(st.integers(0, int(rubric_of(plan).full) * 100)) if keys else 0
    missing = draw(st.integers(0, 3))
    figures = {key: Decimal(figure) / 100 for n, key in enumerate(keys) if n % 4 != missing}
    closed = draw(st.frozensets(st.sampled_from(["F1", "F2"])))
    return Book(plan, tuple(made), tuple(rulings), figures, closed, SEATS)
