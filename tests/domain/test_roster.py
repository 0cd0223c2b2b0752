"""Who is on which point (design: Words, tasks.yaml, assign)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.plan.model import Collective, Unit
from gongkai.plan.roster import answering, owes_self_inspection, roster_of, units_of_year
from tests.domain.build import (
    BUREAUS,
    EAST,
    EDUCATION,
    FINANCE,
    NET,
    OFFICE,
    OTHERS,
    TOWNS,
    UNITS,
    WEST,
    assign,
    changed,
    day,
    plan,
    point,
)

if TYPE_CHECKING:
    from gongkai.plan.roster import Roster


def roles(roster: Roster, no: str = "1") -> dict[str, str]:
    """Return unit → role on a point."""
    return {seat.unit: seat.role for seat in roster.by_point[no]}


def test_a_collective_is_the_units_of_its_kinds_in_file_order() -> None:
    roster = roster_of(plan(point("1", (NET,), (TOWNS, BUREAUS))))
    assert roster.responsible("1") == (EAST, WEST, OFFICE, EDUCATION, FINANCE)
    assert roster.unresolved["1"] == ()


def test_a_lead_inside_a_collective_is_a_lead_once() -> None:
    roster = roster_of(plan(point("1", (EDUCATION,), (BUREAUS, EDUCATION))))
    assert roster.leads("1") == (EDUCATION,)
    assert roster.responsible("1") == (OFFICE, FINANCE)
    assert len(roster.by_unit[EDUCATION]) == 1


def test_a_slip_of_the_source_is_the_same_as_what_was_meant() -> None:
    assert roster_of(plan(point("1", (OFFICE,), ("各县人民政府",)))).responsible("1") == (EAST, WEST)


def test_the_sources_wording_may_be_an_alias() -> None:
    assert roster_of(plan(point("1", ("教育局",)))).leads("1") == (EDUCATION,)


def test_a_name_goes_before_another_units_alias() -> None:
    units = (*UNITS, Unit("县教育督导室", "直属单位", (EDUCATION,)))
    assert roster_of(plan(point("1", (EDUCATION,)), units=units)).leads("1") == (EDUCATION,)


def test_a_collective_that_goes_round_in_circles_is_unresolved() -> None:
    circle = replace(
        plan(point("1", (OFFICE,), ("甲",))),
        collectives=(Collective("甲", same_as="乙"), Collective("乙", same_as="甲")),
    )
    assert roster_of(circle).unresolved["1"] == ("甲",)


def test_a_collective_may_name_its_units() -> None:
    named = replace(plan(point("1", (OFFICE,), ("学校",))), collectives=(Collective("学校", units=(EDUCATION, EAST)),))
    assert roster_of(named).responsible("1") == (EDUCATION, EAST)


def test_a_unit_is_in_the_year_if_it_existed_on_any_day_of_it() -> None:
    def towns(**dates: str) -> tuple[str, ...]:
        known = changed(WEST, **{key: day(text) for key, text in dates.items()})
        return roster_of(plan(point("1", (OFFICE,), (TOWNS,)), units=known)).responsible("1")

    assert towns(until="2018-01-01") == (EAST, WEST)
    assert towns(until="2017-12-31") == (EAST,)
    assert towns(from_="2018-12-31") == (EAST, WEST)
    assert towns(from_="2019-01-01") == (EAST,)


def test_who_owes_a_self_inspection_goes_by_kind_and_year() -> None:
    ended = plan(units=changed(WEST, until=day("2017-12-31")))
    owing = [unit.name for unit in ended.units if owes_self_inspection(ended, unit)]
    assert owing == [OFFICE, EDUCATION, FINANCE, EAST]
    assert len(units_of_year(ended)) == 5


@pytest.mark.parametrize(("on", "owes"), [("08-30", True), ("08-31", True), ("09-01", False)])
def test_a_unit_owes_a_self_inspection_up_to_its_last_day(on: str, *, owes: bool) -> None:
    ending = plan(units=changed(WEST, until=day("08-31")))
    west = next(unit for unit in ending.units if unit.name == WEST)
    assert owes_self_inspection(ending, west, day(on)) is owes
    assert owes_self_inspection(ending, west), "of the year, whatever the day"


def test_what_no_roster_can_tell_is_shown_until_the_office_names_a_unit() -> None:
    vague = plan(point("1", (OFFICE,), (TOWNS, OTHERS, "县政府有关部门")), point("2", (OFFICE,), (OTHERS,)))
    assert roster_of(vague).unresolved == {"1": (OTHERS, "县政府有关部门"), "2": (OTHERS,)}
    named = roster_of(vague, [assign("08-01", NET, "1")])
    assert named.unresolved == {"1": (), "2": (OTHERS,)}
    assert roles(named)[NET] == "responsible"
    assert vague.points[0].responsible == (TOWNS, OTHERS, "县政府有关部门"), "the wording is kept"


def test_an_unknown_wording_is_unresolved_and_never_a_guess() -> None:
    assert roster_of(plan(point("1", (OFFICE,), ("县某局",)))).unresolved["1"] == ("县某局",)


def test_naming_the_person_in_charge_names_no_unit() -> None:
    vague = plan(point("1", (OFFICE,), (TOWNS, OTHERS)))
    named = roster_of(vague, [assign("08-01", EAST, "1", person="张某")])
    assert named.unresolved["1"] == (OTHERS,)
    seat = named.on("1", EAST)
    assert seat is not None
    assert (seat.person, seat.assigned) == ("张某", None)


def test_a_person_for_all_points_touches_only_the_units_own() -> None:
    two = plan(point("1", (EDUCATION,), (TOWNS,)), point("2", (EDUCATION,)), point("3", (FINANCE,)))
    roster = roster_of(two, [assign("08-01", EDUCATION, person="张某"), assign("09-01", EDUCATION, "2", person="李某")])
    assert [seat.person for seat in roster.by_unit[EDUCATION]] == ["张某", "李某"]
    assert roster.on("3", EDUCATION) is None


def test_the_last_word_holds_and_the_person_stays_through_a_change_of_role() -> None:
    history = [
        assign("08-01", NET, "1", "support", "张某"),
        assign("08-02", NET, "1", "lead"),
        assign("08-03", NET, "1", person="李某"),
    ]
    seats = [roster_of(plan(), history[:n]).on("1", NET) for n in (1, 2, 3)]
    assert [(s.role, s.person, s.assigned) for s in seats if s] == [
        ("support", "张某", day("08-01")),
        ("lead", "张某", day("08-02")),
        ("lead", "李某", day("08-02")),
    ]


def test_leads_come_first_whatever_was_assigned_when() -> None:
    roster = roster_of(plan(point("1", (OFFICE,), (TOWNS,), (NET,))), [assign("08-01", EDUCATION, "1", "lead")])
    assert [seat.unit for seat in roster.by_point["1"]] == [OFFICE, EDUCATION, EAST, WEST, NET]
    assert roster.leads("1") == (OFFICE, EDUCATION)


def test_a_lead_may_be_made_responsible_only() -> None:
    roster = roster_of(plan(point("1", (OFFICE, FINANCE))), [assign("08-01", FINANCE, "1", "responsible")])
    assert (roster.leads("1"), roster.responsible("1")) == ((OFFICE,), (FINANCE,))


def test_an_assignment_to_a_withdrawn_point_is_kept_and_counts_for_nothing() -> None:
    assert "9" not in roster_of(plan(), [assign("08-01", NET, "9")]).by_point


@pytest.mark.parametrize(("on", "who"), [("08-31", (WEST,)), ("09-01", (EAST,))])
def test_what_a_unit_left_open_passes_to_its_successor_on_the_day_after_its_end(on: str, who: tuple[str, ...]) -> None:
    merged = plan(units=changed(WEST, until=day("08-31"), successor=(EAST,)))
    assert answering(merged, roster_of(merged), WEST, "1", day(on)) == who


def test_a_successor_that_ended_too_passes_it_on() -> None:
    heirs = {WEST: (EAST, day("08-31")), EAST: (NET, day("09-30"))}
    units = tuple(
        replace(unit, successor=(heirs[unit.name][0],), until=heirs[unit.name][1]) if unit.name in heirs else unit
        for unit in UNITS
    )
    twice = plan(units=units)
    found = [answering(twice, roster_of(twice), WEST, "1", day(on)) for on in ("08-31", "09-30", "10-01")]
    assert found == [(WEST,), (EAST,), (NET,)]


def test_of_several_successors_the_one_assigned_answers_and_until_then_all_wait() -> None:
    split = plan(units=changed(WEST, until=day("08-31"), successor=(EAST, NET)))
    assert answering(split, roster_of(split), WEST, "1", day("09-01")) == (EAST, NET)
    named = roster_of(split, [assign("09-02", EAST, "1")])
    assert answering(split, named, WEST, "1", day("09-02")) == (EAST,)
    assert answering(split, named, WEST, "2", day("09-02")) == (EAST, NET), "named for point 1 only"


def test_a_unit_that_ended_without_heirs_still_answers_and_circles_end() -> None:
    alone = plan(units=changed(WEST, until=day("08-31")))
    assert answering(alone, roster_of(alone), WEST, "1", day("09-01")) == (WEST,)
    units = tuple(
        replace(u, until=day("08-31"), successor=(EAST if u.name == WEST else WEST,)) if u.kind == "镇" else u
        for u in UNITS
    )
    circle = plan(units=units)
    assert answering(circle, roster_of(circle), WEST, "1", day("09-01")) in {(EAST,), (WEST,)}


def test_the_heir_of_a_unit_that_ended_sits_after_it_and_is_not_counted_beside_it() -> None:
    merged = plan(
        point("1", (EDUCATION,), (TOWNS,)), units=changed(EDUCATION, until=day("08-31"), successor=(FINANCE,))
    )
    roster = roster_of(merged)
    assert roster.leads("1") == (EDUCATION,)
    held, taken = roster.on("1", EDUCATION), roster.on("1", FINANCE)
    assert (held and held.heir, taken and (taken.role, taken.after)) == (FINANCE, ("lead", EDUCATION))
