"""The engine against a scorer that knows nothing of it: points are taken a quarter at a time, in fractions.

A point more is taken only while no item on the way up has lost as much as concerns the unit. Slow, and plain.
"""

from __future__ import annotations

import math
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from gongkai.entry.states import entry_states
from gongkai.plan.model import Unit
from gongkai.plan.rubric import AppliesTo, Bonus, Stage
from gongkai.scoring.score import score_year
from gongkai.scoring.sheet import Outside

from .build import OPENING, entry, item, rule, ruling, year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import DrawFn

    from gongkai.plan.model import Plan
    from gongkai.plan.rubric import Item
    from gongkai.register.kinds import Ruling, ScoreEntry
    from gongkai.scoring.sheet import ItemScore, UnitScore

HALF = Fraction(1, 2)
CLOSE = Decimal("1e-18")
UNITS = (Unit("甲", "镇"), Unit("乙", "镇"), Unit("丙", "政府部门"), Unit("丁", "直属单位"))
INSIDE = (Stage("日常", Decimal(30)), Stage("年终", Decimal(50)))
STAGES = st.sampled_from([(), INSIDE, (*INSIDE, Stage("外部", Decimal(20), external=True))])
DECISIONS: st.SearchStrategy[Literal["notified", "kept", "revoked", "reduced"]]
DECISIONS = st.sampled_from(["notified", "kept", "revoked", "reduced"])
WHOM = st.sampled_from([None, None, AppliesTo(kinds=("镇",)), AppliesTo(units=("乙", "丁"))])


class Case(Struct, frozen=True):
    """A year to be scored."""

    plan: Plan
    entries: tuple[ScoreEntry, ...]
    rulings: tuple[Ruling, ...]
    external: dict[tuple[str, str], Decimal]

    def scores(self) -> dict[str, UnitScore]:
        """Ask the engine."""
        states = entry_states(self.entries, self.rulings)
        outside = {(unit, stage, ""): Outside(figure) for (unit, stage), figure in self.external.items()}
        return {s.unit: s for s in score_year(self.plan, states, {}, outside)}


def halves(most: int) -> st.SearchStrategy[str]:
    """Points in steps of a half, from a half."""
    return st.integers(1, 2 * most).map(lambda n: str(Decimal(n) / 2))


@st.composite
def trees(draw: DrawFn, code: str, points: int, depth: int) -> Item:
    """Draw an item whose children carry no more points than it has."""
    children = []
    left = points
    for n in range(draw(st.integers(0, 2 if depth else 0))):
        share = draw(st.integers(0, left))
        left -= share
        children.append(draw(trees(f"{code}.{n}", share, depth - 1)))
    return item(code, str(points), {f"{code}r": "1"}, tuple(children), draw(WHOM))


@st.composite
def cases(draw: DrawFn) -> Case:
    """Draw a rubric, and a year of entries and rulings under it."""
    tops = [draw(trees(str(n), draw(st.integers(1, 12)), 2)) for n in range(draw(st.integers(1, 3)))]
    stages = draw(STAGES)
    bonus = Bonus(Decimal(5), Decimal(draw(st.integers(0, 100))), (rule("B", "2"),))
    way = draw(st.sampled_from(["rescale", "full", "rate"]))
    plan = year(*tops, units=UNITS, stages=stages, bonus=bonus, not_applicable=way, rate=Decimal(75))
    codes = [r.code for it in every(tuple(tops)) for r in it.rules]
    entries = []
    for seq in range(1, draw(st.integers(0, 12)) + 1):
        unit, stage = draw(st.sampled_from(UNITS)).name, draw(st.sampled_from(INSIDE)).name
        day = OPENING + timedelta(days=draw(st.integers(0, 3)))
        code = draw(st.sampled_from([*codes, "B"]))
        asked = entry(seq, code, draw(halves(9)), unit, stage=stage, day=day)
        entries.append(replace(asked, kind="bonus") if code == "B" else asked)
    external = {(unit.name, "外部"): Decimal(draw(st.integers(0, 10000))) / 100 for unit in UNITS}
    return Case(plan, tuple(entries), draw(decisions(tuple(entries))), external)


@st.composite
def decisions(draw: DrawFn, entries: tuple[ScoreEntry, ...]) -> tuple[Ruling, ...]:
    """Draw for each entry whether it is kept, revoked, or reduced to half of what was asked."""
    taken = []
    for seq, asked in enumerate(entries, start=100):
        taken.append(ruling(seq, asked.id, draw(DECISIONS), str(asked.asked / 2)))
    return tuple(taken)


def every(items: tuple[Item, ...]) -> Iterator[Item]:
    """Walk a tree of items."""
    for it in items:
        yield it
        yield from every(it.items)


# the plain scorer


def concerns(it: Item, unit: Unit) -> bool:
    """Tell whether the item names the unit, or nobody."""
    to = it.applies_to
    return to is None or unit.kind in to.kinds or unit.name in to.units


def concerned(it: Item, unit: Unit) -> Fraction:
    """Points of an item less those of each item below that does not concern the unit."""
    if not concerns(it, unit):
        return Fraction(0)
    return Fraction(it.points) - sum((Fraction(c.points) - concerned(c, unit) for c in it.items), Fraction(0))


def chain_to(code: str, items: tuple[Item, ...], above: tuple[Item, ...] = ()) -> tuple[Item, ...]:
    """The items from the top down to the one that holds the rule."""
    for it in items:
        way = (*above, it)
        if any(r.code == code for r in it.rules):
            return way
        if found := chain_to(code, it.items, way):
            return found
    return ()


def live(case: Case, asked: ScoreEntry) -> Fraction:
    """What the rulings left of an entry."""
    kinds = {r.kind for r in case.rulings if r.entry == asked.id}
    return Fraction(asked.asked) * (0 if "revoked" in kinds else HALF if "reduced" in kinds else 1)


def mine(case: Case, unit: Unit, kind: str) -> list[ScoreEntry]:
    """The unit's entries in order of day, then seq."""
    own = [e for e in case.entries if e.unit == unit.name and e.kind == kind]
    return sorted(own, key=lambda e: e.day.toordinal() * 1000 + e.seq)


def lost(case: Case, unit: Unit, stage: str) -> Fraction:
    """Take what is asked, a quarter point at a time, from a sheet kept as losses by item."""
    items = sheet(case)
    losses: dict[str, Fraction] = {}
    for asked in mine(case, unit, "deduction"):
        chain = chain_to(asked.rule, items)
        if (stage and asked.stage != stage) or not all(concerns(it, unit) for it in chain):
            continue
        for _ in range(int(live(case, asked) * 4)):
            if all(losses.get(it.code, Fraction(0)) < concerned(it, unit) for it in chain):
                losses.update({it.code: losses.get(it.code, Fraction(0)) + HALF / 2 for it in chain})
    return sum((losses.get(it.code, Fraction(0)) for it in items), Fraction(0))


def sheet(case: Case) -> tuple[Item, ...]:
    """The one sheet of the year."""
    assert case.plan.assessment is not None
    return case.plan.assessment.schemes[0].items


def base_of(case: Case, unit: Unit) -> Fraction | None:
    """The score before any bonus."""
    assert case.plan.assessment is not None
    whole = sum((Fraction(it.points) for it in sheet(case)), Fraction(0))
    room = sum((concerned(it, unit) for it in sheet(case)), Fraction(0))
    way = case.plan.assessment.not_applicable
    credit = {"rescale": Fraction(0), "full": whole - room, "rate": (whole - room) * 3 / 4}[way]
    out_of = room if way == "rescale" else whole
    if not out_of:
        return None
    total, weights = Fraction(0), Fraction(0)
    for stage in case.plan.assessment.schemes[0].stages or (Stage("", Decimal(1)),):
        figure = 100 * (room + credit - lost(case, unit, stage.name)) / out_of if not stage.external else None
        total += Fraction(stage.share) * (Fraction(case.external[unit.name, "外部"]) if figure is None else figure)
        weights += Fraction(stage.share)
    return total / weights


def final(case: Case, unit: Unit, base: Fraction) -> Fraction:
    """The score with its bonus, rounded half up to hundredths."""
    assert case.plan.assessment is not None
    bonus = case.plan.assessment.schemes[0].bonus
    assert bonus is not None
    given = sum((live(case, e) for e in mine(case, unit, "bonus")), Fraction(0)) if base > bonus.above else Fraction(0)
    return Fraction(math.floor((base + min(given, Fraction(bonus.cap))) * 100 + HALF), 100)


@given(cases())
def test_the_engine_agrees_with_taking_a_quarter_point_at_a_time(case: Case) -> None:
    for unit, score in case.scores().items():
        of = next(u for u in UNITS if u.name == unit)
        base = base_of(case, of)
        if base is None:
            assert (score.base, score.score) == (None, None)
            continue
        assert score.base is not None
        assert score.score is not None
        assert abs(Fraction(score.base) - base) < Fraction(CLOSE)
        assert Fraction(score.score) == final(case, of, base)


# what must hold whatever was entered


@given(cases())
def test_a_rank_is_one_more_than_the_number_of_those_above(case: Case) -> None:
    scores = case.scores()
    for score in scores.values():
        rivals = [s.score for s in scores.values() if s.group == score.group and s.score is not None]
        above = None if score.score is None else 1 + sum(1 for rival in rivals if rival > score.score)
        assert score.rank == above


@given(cases())
def test_a_score_is_never_below_nought_nor_above_full_and_bonus(case: Case) -> None:
    for score in case.scores().values():
        assert score.score is None or 0 <= score.score <= 105
        assert score.base is None or 0 <= score.base <= 100


@given(cases(), st.data())
def test_the_order_of_reading_never_matters(case: Case, data: st.DataObject) -> None:
    entries = data.draw(st.permutations(case.entries))
    rulings = data.draw(st.permutations(case.rulings))
    assert replace(case, entries=tuple(entries), rulings=tuple(rulings)).scores() == case.scores()


@given(cases(), st.data())
def test_revoking_a_deduction_never_lowers_a_score(case: Case, data: st.DataObject) -> None:
    deductions = [e for e in case.entries if e.kind == "deduction"]
    if not deductions:
        return
    chosen = data.draw(st.sampled_from(deductions))
    before = case.scores()
    after = replace(case, rulings=(*case.rulings, ruling(900, chosen.id, "revoked"))).scores()
    assert all((before[u].score or 0) <= (after[u].score or 0) for u in before)
    assert all(before[u] == after[u] or u == chosen.unit for u in before if before[u].rank == after[u].rank)


def flat(items: tuple[ItemScore, ...]) -> Iterator[ItemScore]:
    """Walk a scored tree."""
    for scored in items:
        yield scored
        yield from flat(scored.items)


@given(cases())
def test_no_level_loses_more_than_its_own(case: Case) -> None:
    for score in case.scores().values():
        sheets = [stage.items for stage in score.stages if not stage.external] or [score.items]
        for scored in (one for items in sheets for one in flat(items)):
            assert 0 <= scored.deducted <= scored.room <= scored.points
            assert scored.deducted <= scored.asked
            assert sum(child.deducted for child in scored.items) <= scored.deducted
            assert scored.applicable or scored.deducted == 0


@given(cases())
def test_what_was_applied_is_what_the_items_lost(case: Case) -> None:
    for score in case.scores().values():
        assert sum(a.applied for a in score.deductions) == score.deducted
        assert sum(top.deducted for top in score.items) == score.deducted
        assert abs(sum(top.score for top in score.items) - score.earned) < CLOSE
        assert all(0 <= a.applied <= a.taken <= a.asked for a in score.applied)
        assert sum(a.applied for a in score.applied if a.state.entry.kind == "bonus") == score.bonus


@given(cases())
def test_every_point_off_is_traced_to_an_entry(case: Case) -> None:
    """The costs add up to what a faultless year would have had more."""
    faultless = replace(case, entries=()).scores()
    for unit, score in case.scores().items():
        best = faultless[unit].base
        if best is not None and score.base is not None:
            assert abs(best - score.base - sum(a.cost for a in score.applied)) < CLOSE
