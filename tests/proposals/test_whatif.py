"""试算: what comes back if a deduction is revoked or a finding closed in time, and how far the next grade is."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.entry.states import entry_states
from gongkai.finding.states import finding_states
from gongkai.plan.rubric import Bonus, Item, Scheme, Stage, Veto
from gongkai.register.ledger import Ledger, stand
from gongkai.scoring.score import NO_FIGURES, score_year
from gongkai.scoring.sheet import Outside
from gongkai.scoring.whatif import Improvement, NextGrade, Outlook, closable_findings, outlooks
from gongkai.year import Year
from tests.domain.build import CALENDAR, finding, judged, moment, plan, step
from tests.scoring.build import entry, item, rule, ruling, town, year

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from gongkai.entry.states import EntryState
    from gongkai.plan.model import Plan


LITTLE = "严陵镇人民政府"
BONUS = Bonus(Decimal(5), Decimal(80), (rule("B1", "1"),))
ITEMS = (
    item("1", "20", {"1.1": "8"}, (item("1a", "10", {"1.2": "3"}), item("1b", "6", {"1.3": "1"}))),
    Item(
        "2", "整改", Decimal(30), None, (rule("2.1", "4", if_rectified="half"), rule("2.2", "5", if_rectified="none"))
    ),
    item("3", "50", {"3.1": "7"}),
)


def of(
    plan: Plan,
    states: Sequence[EntryState] = (),
    external: Mapping[tuple[str, str, str], Outside] = NO_FIGURES,
    closed: Collection[str] = (),
    closable: Sequence[str] = (),
) -> Year:
    """Return a year that is scored from these entries, with these findings closed in time or still to be."""
    now = moment("12-01 09:00")
    year = Year(Ledger(plan), stand(plan, now), now, CALENDAR)
    year.entries, year.external, year.closed_in_time = tuple(states), external, frozenset(closed)
    year.findings = finding_states([replace(finding("08-01"), id=name) for name in closable], ())
    return year


def only(year: Year) -> Outlook:
    """Return the outlook of a year of one unit."""
    (found,) = outlooks(year)
    return found


def test_a_revoked_deduction_gives_back_what_it_cost() -> None:
    states = entry_states([entry(1, "1.1", "8"), entry(2, "3.1", "7")], ())
    found = only(of(year(*ITEMS), states))
    assert found.improvements == (
        Improvement("deduction", "D1", Decimal(8), Decimal(93), "优秀"),
        Improvement("deduction", "D2", Decimal(7), Decimal(92), "优秀"),
    )
    assert found.next_grade == NextGrade("优秀", Decimal(5))


def test_under_a_cap_the_next_deduction_takes_the_room() -> None:
    states = entry_states([entry(1, "1.2", "8"), entry(2, "1.2", "6"), entry(3, "1.2", "1")], ())
    found = only(of(year(*ITEMS), states))
    assert [(one.id, one.back) for one in found.improvements] == [
        ("D1", Decimal(3)),
        ("D2", Decimal(1)),
        ("D3", Decimal(0)),
    ]


def test_what_no_longer_stands_gives_nothing_back() -> None:
    entries = [entry(1, "1.1", "8"), entry(2, "3.1", "7"), entry(3, "B1", "1", kind="bonus")]
    states = entry_states(entries, [ruling(5, "D1", "revoked"), ruling(6, "D2", "reduced", "2")])
    found = only(of(year(*ITEMS, bonus=BONUS), states))
    assert [(one.id, one.back) for one in found.improvements] == [("D2", Decimal(2))]


def test_a_bonus_behind_its_gate_comes_back_with_the_points() -> None:
    states = entry_states([entry(1, "3.1", "20"), entry(2, "B1", "3", kind="bonus")], ())
    assert only(of(year(*ITEMS, bonus=BONUS), states)).improvements[0] == Improvement(
        "deduction", "D1", Decimal(23), Decimal(103), "优秀"
    )


def test_a_finding_closed_in_time_gives_back_its_share() -> None:
    entries = [
        entry(1, "2.1", "4", finding="F7"),
        entry(2, "2.2", "5", finding="F8"),
        entry(3, "1.1", "8", finding="F9"),
    ]
    states = entry_states(entries, ())
    back = {
        one.id: one.back
        for one in only(of(year(*ITEMS), states, closable=("F7", "F8", "F9", "F99"))).improvements
        if one.kind == "finding"
    }
    assert back == {"F7": Decimal(2), "F8": Decimal(5)}, "a rule that takes in full gives nothing back"
    assert [
        one.id for one in only(of(year(*ITEMS), states, closable=("F8",))).improvements if one.kind == "finding"
    ] == ["F8"]


def test_one_finding_behind_two_deductions_is_one_chance() -> None:
    entries = [entry(1, "2.1", "4", finding="F7"), entry(2, "2.2", "5", finding="F7")]
    found = only(of(year(*ITEMS), entry_states(entries, ()), closable=("F7",)))
    assert [(one.id, one.back) for one in found.improvements if one.kind == "finding"] == [("F7", Decimal(7))]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("0", None), ("10", None), ("10.01", NextGrade("优秀", Decimal("0.01"))), ("30", NextGrade("良好", Decimal(10)))],
)
def test_the_way_to_the_next_grade(asked: str, expected: NextGrade | None) -> None:
    entries = [entry(1, "3.1", asked)] if asked != "0" else []
    assert only(of(year(*ITEMS), entry_states(entries, ()))).next_grade == expected


def test_under_a_veto_no_points_lead_to_a_grade() -> None:
    vetoed = year(*ITEMS, vetoes=(Veto("V1", "泄露秘密", "不合格"),))
    states = entry_states([entry(1, "3.1", "30"), entry(2, "V1", "0", kind="veto")], ())
    found = only(of(vetoed, states))
    assert found.next_grade is None
    assert [(one.kind, one.back, one.score, one.grade) for one in found.improvements] == [
        ("veto", Decimal(0), Decimal(70), "合格"),
        ("deduction", Decimal(30), Decimal(100), "不合格"),
    ]


def test_without_the_outside_figure_points_come_back_to_the_total() -> None:
    stages = (Stage("日常考核", Decimal(40)), Stage("第三方评估", Decimal(60), external=True))
    states = entry_states([entry(1, "3.1", "7", stage="日常考核")], ())
    found = only(of(year(*ITEMS, stages=stages), states))
    assert found == Outlook(LITTLE, (Improvement("deduction", "D1", Decimal("2.80"), None),), None)
    scored = only(of(year(*ITEMS, stages=stages), states, {(LITTLE, "第三方评估", ""): Outside(Decimal(90))}))
    assert scored.improvements[0].back == Decimal("2.80")


def test_only_units_that_are_asked_for_and_scored() -> None:
    two = year(*ITEMS, units=(town(), town("新店镇人民政府")))
    assert [one.unit for one in outlooks(of(two, ()))] == [LITTLE, "新店镇人民政府"]
    assert [one.unit for one in outlooks(of(two, ()), unit="新店镇人民政府")] == ["新店镇人民政府"]
    assert outlooks(of(plan(), ())) == ()


def test_which_findings_can_still_be_closed_in_time() -> None:
    free, due, past = finding("08-01"), finding("08-01", due="09-30"), finding("08-01", due="08-31")
    in_time, late, closed = (finding("08-01", due="08-31") for _ in range(3))
    steps = (
        step(in_time, "rectified", "08-31"),
        step(late, "rectified", "09-01"),
        step(closed, "rectified", "08-31"),
        step(closed, "closed", "09-01"),
    )
    records = (free, due, past, in_time, late, closed, *steps)
    assert closable_findings(judged(plan(), *records, on="09-30", at="23:59")) == {free.id, due.id, in_time.id}
    assert closable_findings(judged(plan(), *records, on="10-01", at="00:00")) == {free.id, in_time.id}


HALVES = (Stage("日常考核", Decimal(30)), Stage("年终考核", Decimal(70)))
POINTS = st.integers(1, 3000).map(lambda hundredths: Decimal(hundredths) / 100)
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["1.1", "1.2", "1.3", "2.1", "2.2", "3.1", "B1", "9.9"]),
        POINTS,
        st.sampled_from(["", "F1", "F2", "F3"]),
        st.sampled_from(["日常考核", "年终考核"]),
    ),
    max_size=9,
)


@settings(max_examples=120, deadline=None)
@given(
    ENTRIES,
    st.sampled_from([(), HALVES]),
    st.sets(st.sampled_from(["F1", "F2", "F3"])),
    st.sampled_from(["rescale", "full"]),
)
def test_what_if_equals_doing_it(
    told: list[tuple[str, Decimal, str, str]], stages: tuple[Stage, ...], closed: set[str], not_applicable: str
) -> None:
    towns = Scheme("细则", ITEMS, bonus=BONUS, stages=stages)
    terms = year(*ITEMS, schemes=(towns,), not_applicable=not_applicable)
    entries = [
        entry(n, code, str(asked), finding=found, stage=stage, kind="bonus" if code == "B1" else "deduction")
        for n, (code, asked, found, stage) in enumerate(told, start=1)
    ]
    now = score_year(terms, entry_states(entries, ()), {}, closed_in_time=closed)[0]
    outlook = only(of(terms, entry_states(entries, ()), closed=closed, closable=sorted({"F1", "F2"} - closed)))
    assert now.score is not None
    for chance in outlook.improvements:
        rulings = [ruling(99, chance.id, "revoked")] if chance.kind == "deduction" else []
        shut = closed | {chance.id} if chance.kind == "finding" else closed
        then = score_year(terms, entry_states(entries, rulings), {}, closed_in_time=shut)[0]
        assert chance.score == then.score
        assert then.score is not None
        assert chance.back == then.score - now.score >= 0
    revoked = [one.id for one in outlook.improvements if one.kind == "deduction"]
    assert revoked == [one.id for one in entries if one.kind == "deduction"]
