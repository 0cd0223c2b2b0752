"""扣分的依据: on the unit's own points, and still to be seen in the register on the day one looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.closing.checks import items_short, run_checks
from gongkai.plan.roster import roster_of
from gongkai.register.kinds import Evidence
from gongkai.scoring.doubts import doubts, unfounded_entries
from tests.domain.build import EAST, NET, cancel, finding, judged, met, report, selfcheck, step
from tests.plans import small_plan
from tests.proposals.build import accepted, by_hand, plan_with, proposed, ruled

if TYPE_CHECKING:
    from gongkai.register.kinds import Record, ScoreEntry
    from gongkai.year import Year

EDUCATION = "县教育局"


def scene(*records: Record, on: str) -> Year:
    """Return the small year on a day."""
    return judged(small_plan(), *records, on=on)


def lost(*records: Record, on: str = "12-20") -> list[tuple[str, int]]:
    """Return the entries whose ground has gone, with what of it is still seen."""
    return [(one.state.entry.id, one.seen) for one in unfounded_entries(scene(*records, on=on))]


def test_a_unit_that_inspects_itself_in_october_did_not_fail_to_all_year() -> None:
    taken = by_hand(EAST, "1.1", on="09-10")
    assert lost(taken, on="09-30") == []
    assert lost(taken, selfcheck("10-12", EAST)) == [(taken.id, 0)]
    assert lost(taken, ruled(taken), selfcheck("10-12", EAST)) == [], "what is taken back needs no ground"


def test_months_that_turn_out_settled_in_time() -> None:
    taken = accepted(next(o for o in proposed(on="11-01") if (o.unit, o.rule) == (EDUCATION, "3.1")), on="11-01")
    assert taken.count == 3
    in_time = [met("1.1/2018-08", "08-30 10:00"), met("1.1/2018-09", "09-29 10:00")]
    assert lost(taken, on="11-02") == []
    assert lost(taken, *in_time, on="11-02") == [(taken.id, 1)]
    (one,) = unfounded_entries(scene(taken, *in_time, on="11-02"))
    assert one.lost == (("1.1/2018-08", "met"), ("1.1/2018-09", "met"))
    late = [met(f"1.1/2018-{month:02}", "11-01 10:00") for month in (8, 9, 10)]
    assert lost(taken, *late, on="11-02") == [], "met late is the same fault told otherwise"


@pytest.mark.parametrize(("in_time", "gone"), [(0, False), (1, False), (2, False), (3, True)])
def test_a_rule_that_counts_once_a_year_rests_on_any_one_of_its_items(in_time: int, *, gone: bool) -> None:
    once = plan_with(("逾期未完成, points: 2, per: 项", "逾期未完成, points: 2, per: 年"))
    taken = accepted(next(o for o in proposed(on="11-01", of=once) if (o.unit, o.rule) == (EDUCATION, "3.1")), "11-01")
    assert len(taken.items) == 3
    settled = [met(item, f"{item[-2:]}-28 10:00") for item in taken.items[:in_time]]
    found = unfounded_entries(judged(once, taken, *settled, on="11-02"))
    assert [(one.state.entry.id, one.seen) for one in found] == ([(taken.id, 0)] if gone else [])


def test_the_check_says_which_items_of_an_entry_no_longer_hold() -> None:
    taken = accepted(next(o for o in proposed(on="11-01") if (o.unit, o.rule) == (EDUCATION, "3.1")), on="11-01")
    later = accepted(next(o for o in proposed(taken, on="12-01") if (o.unit, o.rule) == (EDUCATION, "3.1")), on="12-01")
    in_time = [met("1.1/2018-08", "08-30 10:00"), met("1.1/2018-09", "09-29 10:00")]
    held = scene(taken, later, *in_time, on="12-02")
    (seen,) = (one for one in run_checks(held) if "ground" in one.kind)
    assert (seen.where, seen.message) == (
        taken.id,
        f"{EDUCATION}按规则3.1的扣分，所列3项中2项已按期办结：1.1/2018-08、09，其余1项成立",
    )
    assert "仍成立的各项" in seen.hint
    held = scene(taken, later, *in_time, cancel("1.1/2018-10", "11-02 10:00"), on="12-02")
    (seen,) = (one for one in run_checks(held) if "ground" in one.kind)
    assert seen.message.endswith("1项已取消：1.1/2018-10，没有一项成立")
    assert seen.hint == "请核对后撤销或说明"


def test_of_days_the_year_is_said_once() -> None:
    assert items_short(["20.1/2018-07-25", "20.1/2018-07-26", "20.1/2019-01-02"]) == (
        "20.1/2018-07-25、07-26、20.1/2019-01-02"
    )
    assert items_short(["1.2/东镇人民政府", "26.1/O12"]) == "1.2/东镇人民政府、26.1/O12"


def test_a_finding_that_was_put_right_in_time() -> None:
    found = finding("09-01", due="09-30", unit=EAST)
    taken = by_hand(EAST, "1.2", on="10-08", finding=found.id)
    assert lost(found, taken, on="10-10") == []
    assert lost(found, taken, step(found, "rectified", "09-28"), on="10-10") == [(taken.id, 0)]
    on_it = by_hand(EAST, "3.1", on="10-08", finding=found.id)
    assert lost(found, on_it, on="10-10") == [], "it rests on the finding"


def test_the_check_names_it_and_one_with_evidence_may_rest_on_that() -> None:
    taken = by_hand(EAST, "1.1", on="09-10")
    proved = replace(taken, evidence=(Evidence("number", "某府督〔2018〕3号"),))
    for entry, kind in ((taken, "ground_gone"), (proved, "ground_unseen")):
        held = scene(entry, selfcheck("10-12", EAST), on="12-20")
        (seen,) = run_checks(held)
        assert (seen.level, seen.kind, seen.where) == ("note", kind, entry.id)
        assert "依据已变" in seen.message
        assert seen.hint == "请核对后撤销或说明"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (by_hand(EAST, "3.1", point="4"), f"{EAST}不在要点4的责任单位之列"),
        (by_hand(EAST, "2.1"), f"规则2.1只看牵头单位，{EAST}没有牵头的要点"),
        (by_hand(EAST, "2.2", point="1"), f"规则2.2只看牵头单位，{EAST}不是要点1的牵头单位"),
        (by_hand(EDUCATION, "2.1"), ""),
        (by_hand(NET, "2.2", point="3"), ""),
        (by_hand(EAST, "3.1", point="1"), ""),
        (by_hand(EAST, "9.9"), ""),
    ],
)
def test_points_are_taken_from_a_unit_for_its_own(entry: ScoreEntry, said: str) -> None:
    plan = small_plan()
    assert list(doubts(plan, roster_of(plan, ()), entry)) == ([said] if said else [])
    seen = run_checks(judged(plan, entry, on="12-20"))
    assert [one.message for one in seen if one.kind == "doubtful_ground"] == ([said] if said else [])


def test_a_report_at_last_leaves_what_is_not_done() -> None:
    taken = by_hand(NET, "2.2", on="12-01", point="3")
    assert lost(taken, report("12-10", 60, NET, "3")) == []
    assert lost(taken, report("12-10", 100, NET, "3")) == [(taken.id, 0)]
