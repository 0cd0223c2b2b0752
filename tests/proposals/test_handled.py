"""已登记的不再建议: what was recorded takes its count off, a cause that has gone proposes nothing."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.entry.proposals import ID_LENGTH
from tests.domain.build import EAST, EDUCATION, NET, OFFICE, WEST, finding, met, report, selfcheck, step
from tests.plans import small_plan
from tests.proposals.build import NEW_YEAR, accepted, by_hand, causes, plan_with, proposed, ruled

if TYPE_CHECKING:
    from gongkai.entry.proposals import Proposal
    from gongkai.register.kinds import Record, Ruling, ScoreEntry

MISSED, LATE = "duty_missed:1.1", "duty_late:1.1"


def one_of(found: tuple[Proposal, ...], unit: str, cause: str) -> Proposal:
    """Return the one proposal against a unit for a cause."""
    (only,) = (each for each in found if (each.unit, each.cause) == (unit, cause))
    return only


def test_running_twice_proposes_nothing_twice() -> None:
    found = proposed()
    assert found == proposed()
    assert proposed(*map(accepted, found)) == ()


def test_what_was_revoked_was_handled() -> None:
    entry = accepted(one_of(proposed(), EAST, "no_self_inspection"))
    assert not causes(proposed(entry, ruled(entry)), EAST, "no_self_inspection")
    assert causes(proposed(entry, ruled(entry)), WEST, "no_self_inspection"), "only for the unit it was taken from"


def test_the_count_that_was_recorded_is_taken_off() -> None:
    entry = accepted(one_of(proposed(on="10-01"), EDUCATION, MISSED), on="10-01")
    assert entry.count == 2
    later = one_of(proposed(entry, on="12-01"), EDUCATION, MISSED)
    assert (later.count, later.points) == (2, Decimal(4))
    assert later.items == ("1.1/2018-10", "1.1/2018-11"), "what was taken is not told again"
    assert later.reason == (
        "要点1“每月公开清单”2项逾期未完成：1.1/2018-10（2018年10月31日到期）、1.1/2018-11（2018年11月30日到期）"
    )
    assert later.evidence == "应办事项1.1/2018-10、1.1/2018-11"
    assert later.id == one_of(proposed(on="10-01"), EDUCATION, MISSED).id, "the id stays while the cause does"
    assert one_of(proposed(entry, on="12-01"), OFFICE, MISSED).count == 4


def test_an_entry_that_names_no_item_takes_its_count_off_the_earliest() -> None:
    entry = replace(accepted(one_of(proposed(on="10-01"), EDUCATION, MISSED), on="10-01"), items=())
    later = one_of(proposed(entry, on="12-01"), EDUCATION, MISSED)
    assert later.items == ("1.1/2018-10", "1.1/2018-11")
    assert later.reason.endswith("（已登记处理2项，尚有2项）")
    assert one_of(proposed(entry, ruled(entry), on="12-01"), EDUCATION, MISSED).count == 2, "as it always was"


def test_items_settled_in_time_make_no_room_for_others() -> None:
    entry = accepted(one_of(proposed(on="10-01"), EDUCATION, MISSED), on="10-01")
    in_time = (met("1.1/2018-08", "08-30 10:00"), met("1.1/2018-09", "09-29 10:00"))
    later = one_of(proposed(entry, *in_time, on="12-01"), EDUCATION, MISSED)
    assert later.items == ("1.1/2018-10", "1.1/2018-11")


def test_taken_back_and_other_months_missed_since() -> None:
    entry = accepted(one_of(proposed(on="10-01"), EDUCATION, MISSED), on="10-01")
    settled = (met("1.1/2018-08", "09-05 10:00"), met("1.1/2018-09", "09-29 10:00"))
    found = proposed(entry, ruled(entry), *settled, on=NEW_YEAR)
    assert one_of(found, EDUCATION, MISSED).items == ("1.1/2018-10", "1.1/2018-11", "1.1/2018-12")
    assert one_of(found, EDUCATION, LATE).items == ("1.1/2018-08",)


def test_what_an_objection_took_back_was_decided() -> None:
    entry = accepted(one_of(proposed(on="10-01"), EDUCATION, MISSED), on="10-01")
    decided = replace(ruled(entry), appeal="C1")
    assert one_of(proposed(entry, decided, on="12-01"), EDUCATION, MISSED).items == ("1.1/2018-10", "1.1/2018-11")
    assert one_of(proposed(entry, ruled(entry), on="12-01"), EDUCATION, MISSED).count == 4


def test_a_rule_that_counts_once_a_year_does_so_whatever_items_it_named() -> None:
    yearly = plan_with(("text: 逾期未完成, points: 2, per: 项", "text: 逾期未完成, points: 2, per: 年"))
    entry = accepted(one_of(proposed(of=yearly, on="10-01"), EDUCATION, MISSED), on="10-01")
    assert (entry.count, entry.items) == (1, ("1.1/2018-08", "1.1/2018-09"))
    assert not causes(proposed(entry, of=yearly, on="12-01"), EDUCATION, "duty_missed")


def test_missed_and_then_met_late_is_not_taken_twice() -> None:
    entry = accepted(one_of(proposed(on="10-01"), EDUCATION, MISSED), on="10-01")
    late = (met("1.1/2018-08", "10-08 09:00"), met("1.1/2018-09", "10-08 09:00"))
    found = proposed(entry, *late, on="10-09")
    assert not causes(found, EDUCATION)
    assert causes(found, OFFICE, "duty_late") == [(LATE, 2)]
    assert causes(proposed(entry, ruled(entry), *late, on="10-09"), EDUCATION) == [(LATE, 2)]


def test_one_missed_entry_covers_one_late_item() -> None:
    entry = accepted(one_of(proposed(on="09-01"), EDUCATION, MISSED), on="09-01")
    late = (met("1.1/2018-08", "10-08 09:00"), met("1.1/2018-09", "10-08 09:00"))
    assert causes(proposed(entry, *late, on="10-09"), EDUCATION) == [(LATE, 1)]


def test_silence_taken_and_a_report_typed_later_are_one_thing() -> None:
    entry = accepted(one_of(proposed(), NET, "point_no_report:3"))
    late = report("12-20", 60, NET, "3")
    assert not causes(proposed(entry, late), NET, "point_not_done")
    assert causes(proposed(entry, ruled(entry), late), NET, "point_not_done") == [("point_not_done:3", 1)]


def test_a_cause_that_has_gone_is_not_proposed() -> None:
    assert causes(proposed(on="09-05"), EDUCATION) == [(MISSED, 1)]
    assert not causes(proposed(met("1.1/2018-08", "08-30 10:00"), on="09-05"), EDUCATION)
    assert not causes(proposed(selfcheck("12-01", EAST)), EAST, "no_self_inspection")
    assert not causes(proposed(report("12-01", 100, NET, "3")), NET, "point_no_report", "point_not_done")


@pytest.mark.parametrize(("point", "left"), [("1", [(MISSED, 2)]), ("2", [(MISSED, 3)]), ("", [(MISSED, 2)])])
def test_taken_by_hand_on_the_point_counts(point: str, left: list[tuple[str, int]]) -> None:
    entry = by_hand(EDUCATION, "3.1", on="10-15", point=point)
    assert [one for one in causes(proposed(entry, on="11-01"), EDUCATION) if one[0] == MISSED] == left


def test_taken_by_hand_covers_each_thing_once() -> None:
    entry = by_hand(EDUCATION, "3.1", on="12-20", point="1", count=4)
    year_end = dict(causes(proposed(entry), EDUCATION, "duty_missed"))
    without = dict(causes(proposed(), EDUCATION, "duty_missed"))
    assert sum(without.values()) - sum(year_end.values()) == 4


def test_another_rule_another_unit_or_a_bonus_covers_nothing() -> None:
    for entry in (by_hand(EDUCATION, "3.2", point="1"), by_hand(OFFICE, "3.1", point="1")):
        assert (MISSED, 5) in causes(proposed(entry), EDUCATION)


def test_a_year_once_taken_by_hand_is_taken_whatever_point_it_names() -> None:
    assert not causes(proposed(by_hand(EAST, "1.1", point="1")), EAST, "no_self_inspection")


def test_no_second_deduction_on_a_finding() -> None:
    found, other = finding("08-01", due="09-30"), finding("08-01", due="09-30")
    entry = by_hand(EAST, "4.1", on="09-01", finding=found.id)
    cause, second = f"finding_overdue:{found.id}", f"finding_overdue:{other.id}"
    assert causes(proposed(found, other, entry, on="10-01"), EAST) == [(second, 1)]
    assert causes(proposed(found, entry, ruled(entry), on="10-01"), EAST) == [(cause, 1)]
    same_rule = by_hand(EAST, "1.2", on="09-01", finding=found.id)
    assert not causes(proposed(found, same_rule, ruled(same_rule), on="10-01"), EAST), "handled, though revoked"


def test_only_rules_that_concern_the_unit() -> None:
    towns_only = plan_with(
        (
            'code: "3"\n          name: 时限要求',
            'code: "3"\n          applies_to: {kinds: [镇]}\n          name: 时限要求',
        )
    )
    assert not [one for one in proposed(of=towns_only) if one.rule.startswith("3.") and one.unit not in {EAST, WEST}]
    assert causes(proposed(of=towns_only), EAST, "duty_missed")
    silent = plan_with((", auto: duty_missed", ""), (", auto: no_self_inspection", ""), (", auto: point_no_report", ""))
    assert {one.rule for one in proposed(of=silent)} == {"2.1"}


def test_an_item_for_one_point_speaks_of_that_point_alone() -> None:
    only_two = plan_with(
        (
            'code: "2"\n          name: 要点落实',
            'code: "2"\n          applies_to: {work_points: ["2"]}\n          name: 要点落实',
        )
    )
    points = [(one.unit, one.cause) for one in proposed(of=only_two) if one.rule.startswith("2.")]
    assert points == [(EDUCATION, "point_no_report:2")]
    by_kind = plan_with(
        (
            'code: "2"\n          name: 要点落实',
            'code: "2"\n          applies_to: {kinds: [政府部门], work_points: ["2"]}\n          name: 要点落实',
        )
    )
    assert len([one for one in proposed(of=by_kind) if one.unit == EDUCATION and one.rule == "2.2"]) == 2


def test_of_two_rules_for_one_thing_the_first_proposes() -> None:
    doubled = plan_with(
        ("text: 督查发现问题, points: {min: 0.5, max: 3}, per: 个", "text: 又一条, points: 9, auto: duty_missed")
    )
    assert {one.rule for one in proposed(of=doubled) if one.cause.startswith("duty_missed")} == {"3.1"}


def test_a_range_proposes_its_least_and_says_so() -> None:
    ranged = plan_with(("text: 逾期未完成, points: 2,", "text: 逾期未完成, points: {min: 0.5, max: 3},"))
    one = one_of(proposed(of=ranged, on="10-01"), EDUCATION, MISSED)
    assert one.points == Decimal(1)
    assert one.reason.endswith("（规则3.1每项0.5至3分，按下限建议）")
    nothing = plan_with(("text: 逾期未完成, points: 2,", "text: 逾期未完成, points: {min: 0, max: 3},"))
    assert not [o for o in proposed(of=nothing) if o.rule == "3.1"]


def test_without_a_rubric_or_a_stage_to_take_from_nothing_is_proposed() -> None:
    outside = plan_with(
        ("      bonus:", "      stages: [{name: 第三方评估, weight: 100, external: true}]\n      bonus:")
    )
    assert proposed(of=outside) == ()
    assert proposed(of=replace(small_plan(), assessment=None)) == ()


def test_ids_are_short_typable_and_tell_all_apart() -> None:
    found = proposed()
    assert len({one.id for one in found}) == len(found)
    assert all(re.fullmatch(rf"[0-9a-f]{{{ID_LENGTH},}}", one.id) for one in found)


def test_no_latin_word_but_ids_on_the_screen() -> None:
    late = finding("08-01", due="09-30", point="1")
    found = proposed(late, step(late, "rectified", "10-08"), report("12-01", 50, EDUCATION, "2"))
    for one in found:
        assert not re.search(r"[A-Za-z]{2,}", one.reason + one.evidence), one


def some_records() -> list[Record]:
    """Return records that take causes away, or bring new ones."""
    found = finding("08-01", due="09-30", point="2")
    return [
        found,
        step(found, "rectified", "10-08"),
        selfcheck("08-01", EAST),
        selfcheck("12-31", EDUCATION),
        report("09-01", 40, EDUCATION, "2"),
        report("12-01", 100, NET, "3"),
        met("1.1/2018-08", "08-30 09:00"),
        met("1.1/2018-09", "10-20 09:00"),
        met("1.3/2018-Q3", "10-20 09:00"),
        met(f"1.2/{EAST}", "12-30 09:00"),
    ]


RECORDS = some_records()
DAYS = st.sampled_from(["08-15", "09-01", "10-01", "10-21", "12-31", NEW_YEAR])


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, len(RECORDS) - 1)), DAYS, st.data())
def test_whatever_happened_what_is_accepted_is_never_proposed_again(
    chosen: set[int], on: str, data: st.DataObject
) -> None:
    records = [RECORDS[i] for i in sorted(chosen)]
    first = proposed(*records, on=on)
    assert len({(one.unit, one.cause) for one in first}) == len(first)
    assert all(one.points > 0 and one.count > 0 for one in first)
    some = data.draw(st.sets(st.sampled_from(range(len(first))))) if first else set()
    entries = [accepted(first[i], on) for i in some]
    revoked = [ruled(entry) for entry in entries if data.draw(st.booleans())]
    back = {ruling.entry for ruling in revoked}
    open_again = {(one.unit, one.cause) for one in entries if one.id in back and one.items}
    again = proposed(*records, *entries, *revoked, on=on)
    left = {(one.unit, one.cause) for i, one in enumerate(first) if i not in some} | open_again
    assert again == tuple(one for one in first if (one.unit, one.cause) in left)
    assert proposed(*records, *entries, *(accepted(one, on) for one in again), on=on) == ()


@settings(max_examples=30, deadline=None)
@given(st.permutations(RECORDS), DAYS)
def test_the_order_of_entry_never_matters(records: list[Record], on: str) -> None:
    assert proposed(*records, on=on) == proposed(*RECORDS, on=on)


MONTHS = [f"1.1/2018-{month:02}" for month in range(8, 13)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["in time", "late", "unsettle", "accept", "revoke", "void", "nothing"]), st.integers(0, 9)
    ),
    max_size=12,
)


@settings(max_examples=80, deadline=None)
@given(STEPS)
def test_whatever_is_settled_voided_or_taken_back_no_item_is_taken_twice_and_none_forgotten(
    steps: list[tuple[str, int]],
) -> None:
    settled: dict[str, Record] = {}
    entries: list[ScoreEntry] = []
    rulings: list[Ruling] = []
    for n, (act, which) in enumerate(steps):
        on = f"2018-{8 + n // 3:02}-{9 + n % 3 * 9:02}" if n < len(steps) - 1 else "2019-01-06"
        month = MONTHS[which % len(MONTHS)]
        if act in {"in time", "late"}:
            settled[month] = met(month, f"{month[-2:]}-20 10:00" if act == "in time" else "2019-01-05 10:00")
        elif act == "unsettle":
            settled.pop(month, None)
        elif act == "void" and entries:
            entries.pop(which % len(entries))
        elif act == "revoke" and entries:
            rulings.append(ruled(entries[which % len(entries)]))
        found = proposed(*settled.values(), *entries, *rulings, on=on)
        back = {ruling.entry for ruling in rulings}
        held = Counter((entry.unit, item) for entry in entries if entry.id not in back for item in entry.items)
        open_ = Counter((one.unit, item) for one in found for item in one.items)
        assert set(held.values()) <= {1}, "no item is taken twice"
        assert set(open_.values()) <= {1}
        assert not held & open_, "what is held is not proposed"
        owed = Counter((one.unit, item) for one in proposed(*settled.values(), on=on) for item in one.items)
        assert owed.keys() - held.keys() == open_.keys(), "and all else is"
        assert all(one.count == len(one.items) for one in found if one.items)
        if act == "accept":
            entries += [accepted(one, on) for i, one in enumerate(found) if one.items and (i + which) % 2]
