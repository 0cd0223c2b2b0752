"""Deductions for duty items name the very items: nothing is taken twice, and nothing that is late is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.domain.causes import items_of
from gongkai.domain.checks import Case, run_checks
from gongkai.domain.entries import entry_states
from gongkai.domain.faults import Scene
from tests.domain.build import EDUCATION, ledger, look, met, upto
from tests.plans import small_plan
from tests.proposals.build import accepted, by_hand, proposed, ruled
from tests.proposals.test_handled import one_of

if TYPE_CHECKING:
    from gongkai.domain.checks import Check
    from gongkai.domain.proposals import Proposal
    from gongkai.domain.records import Record, ScoreEntry

MISSED, LATE = "duty_missed:1.1", "duty_late:1.1"
MONTHS = ("08", "09", "10", "11")
DUE = {f"1.1/2018-{month}": f"{month}-{last}" for month, last in zip(MONTHS, ("31", "30", "31", "30"), strict=True)}


def checked(*records: Record, on: str) -> list[Check]:
    """Return what `check` says of the ground of deductions."""
    plan = small_plan()
    seen = look(plan, *records, on=on)
    held = ledger(plan, *upto(records, seen.standing.cutoff))
    scene = Scene(held, seen.roster, seen.standing, seen.items, seen.overview.points)
    return [one for one in run_checks(Case(held, seen.standing.as_of, scene=scene)) if one.kind == "ground_gone"]


def test_a_revoked_deduction_about_other_months_covers_none_of_these() -> None:
    first = accepted(one_of(proposed(on="10-01"), EDUCATION, MISSED), on="10-01")
    in_time = (met("1.1/2018-08", "08-30 09:00"), met("1.1/2018-09", "09-28 09:00"))
    later = one_of(proposed(first, ruled(first), *in_time, on="12-01"), EDUCATION, MISSED)
    assert (later.items, later.count) == (("1.1/2018-10", "1.1/2018-11"), 2)


def test_a_month_proved_in_time_does_not_make_room_for_another() -> None:
    first = accepted(one_of(proposed(on="10-01"), EDUCATION, MISSED), on="10-01")
    proved = met("1.1/2018-08", "08-30 09:00")
    assert one_of(proposed(first, proved, on="11-01"), EDUCATION, MISSED).items == ("1.1/2018-10",)
    (seen,) = checked(first, proved, on="11-01")
    assert seen.message.endswith("现有登记不能得出：1.1/2018-08已不是逾期，其余1项成立")
    assert "deduct propose" in seen.hint


def test_a_deduction_by_hand_with_its_items_is_set_off_by_them() -> None:
    hand = by_hand(EDUCATION, "3.1", on="11-05", point="1", items=("1.1/2018-09",))
    assert one_of(proposed(hand, on="11-06"), EDUCATION, MISSED).items == ("1.1/2018-08", "1.1/2018-10")


def test_one_without_items_takes_off_as_many_the_earliest_first() -> None:
    hand = by_hand(EDUCATION, "3.1", on="11-05", point="1", count=2)
    assert one_of(proposed(hand, on="11-06"), EDUCATION, MISSED).items == ("1.1/2018-10",)


ACTS = st.one_of(
    st.tuples(st.just("settle"), st.sampled_from(sorted(DUE)), st.booleans()),
    st.tuples(st.just("accept"), st.just(""), st.booleans()),
    st.tuples(st.just("revoke"), st.integers(0, 5).map(str), st.booleans()),
)


def _do(act: tuple[str, str, bool], records: list[Record], entries: list[ScoreEntry], on: str) -> None:
    """Do one act on a day: an item met in time or a day late, proposals recorded, a deduction taken back."""
    kind, what, flag = act
    if kind == "settle" and DUE[what] < on and not any(getattr(each, "duty", "") == what for each in records):
        records.append(met(what, f"{DUE[what] if flag else on} 09:00"))
    elif kind == "accept":
        made = [accepted(each, on=on) for each in _mine(records, on)]
        entries += made
        records += made
    elif kind == "revoke" and entries:
        records.append(ruled(entries.pop(int(what) % len(entries))))


def _mine(records: list[Record], on: str) -> list[Proposal]:
    found = proposed(*records, on=on)
    return [each for each in found if each.unit == EDUCATION and each.cause in (MISSED, LATE)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(ACTS, max_size=3), min_size=4, max_size=4))
def test_nothing_is_taken_twice_and_nothing_late_is_lost(months: list[list[tuple[str, str, bool]]]) -> None:
    records: list[Record] = []
    entries: list[ScoreEntry] = []
    for on, acts in zip(("09-03", "10-09", "11-05", "12-04"), months, strict=True):
        for act in acts:
            _do(act, records, entries, on)
            items = (item for item in look(small_plan(), *records, on=on).items if item.id in DUE)
            late = {item.id: item.status for item in items if item.status in ("overdue", "late")}
            held = [each for each in records if type(each).__name__ == "ScoreEntry"]
            rulings = [each for each in records if type(each).__name__ == "Ruling"]
            states = entry_states(held, rulings)  # type: ignore[arg-type]  # sorted out above
            live = [item for state in states if state.stands for item in items_of(state.entry)]
            assert len(live) == len(set(live)), "an item is taken once"
            rule = {"overdue": "3.1", "late": "3.2"}
            let_go = {(item, s.entry.rule) for s in states if not s.stands for item in items_of(s.entry)}
            wanted = {i for i, status in late.items() if i not in live and (i, rule[status]) not in let_go}
            told = [item for each in _mine(records, on) for item in each.items]
            assert sorted(told) == sorted(wanted)
