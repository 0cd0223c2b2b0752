"""A long run of alike things is told in one line: the lines must say what the list itself says, one by one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.duty.cycles import CYCLES
from gongkai.duty.due import falling, gathered
from gongkai.duty.items import DutyItem
from gongkai.duty.papers import due_document, duty_table, runs
from gongkai.plan.model import EVERY, Duty, Every, Target, Within
from tests.deadlines.test_due import case, in_lines
from tests.domain.build import (
    EAST,
    EDUCATION,
    NET,
    OFFICE,
    WEST,
    cancel,
    changed,
    day,
    event,
    finding,
    met,
    plan,
    point,
)
from tests.domain.build import span as settled

if TYPE_CHECKING:
    from datetime import datetime

    from gongkai.duty.due import Owed, OwedLine
    from gongkai.register.kinds import Record
    from gongkai.year import Year

KINDS = (
    Duty("1.1", "一日一清单", every="workday"),
    Duty("1.1", "每日", every="day"),
    Duty("1.1", "按月公开", every="month", grace_days=5),
    Duty("1.1", "一季一通报", every="quarter", first_running=True),
    Duty("1.1", "10月底前", by=day("10-31")),
    Duty("1.1", "力争80%", target=Target(at_least=Decimal(80), unit="%")),
    Duty("1.1", "5小时内", within=Within(hours=5), from_="舆情", owed_by="event"),
)
OWED_BY = ("leads", "each_lead", "each_responsible")
DAYS = st.dates(day("07-25"), day("12-31"))


def due_of(item: DutyItem) -> datetime:
    """Return the last minute of an item that has one."""
    assert item.due
    return item.due


def records(draw: st.DrawFn, duties: list[Duty]) -> list[Record]:
    """Draw what has happened: events, single settlements, cancellations and spans, of any duty and any unit."""
    ids = [duty.id for duty in duties]
    found: list[Record] = []
    for _ in range(draw(st.integers(0, 6))):
        on, duty = draw(DAYS), draw(st.sampled_from(ids))
        unit = draw(st.sampled_from((EAST, WEST, EDUCATION)))
        item = f"{duty}/{on}" + draw(st.sampled_from(("", f"/{unit}")))
        kind = draw(st.integers(0, 4))
        if kind == 0:
            found.append(event(f"{on} 22:30", *ids, unit=unit))
        elif kind == 1:
            found.append(met(item, f"{on} 10:00"))
        elif kind == 2:
            found.append(cancel(item, f"{on} 10:00"))
        elif kind == 3:
            found.append(finding(str(on), unit, str(draw(DAYS)), "1"))
        else:
            last = draw(DAYS)
            if last >= on:
                found.append(settled(duty, str(on), str(last), skip=str(on), unit=draw(st.sampled_from(("", unit)))))
    return found


@st.composite
def cases(draw: st.DrawFn) -> Year:
    """Draw a year of some duties with what has happened in it, read on some day."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4))
    duties = [
        replace(duty, id=f"1.{n}", owed_by=duty.owed_by if duty.within else draw(st.sampled_from(OWED_BY)))
        for n, duty in enumerate(kinds, 1)
    ]
    units = changed(WEST, until=draw(DAYS), successor=draw(st.sampled_from([(EAST,), (EAST, NET)])))
    of = plan(point("1", (OFFICE, EDUCATION), ("各镇人民政府",), (), *duties), units=units)
    return case(of, *records(draw, duties), on=str(draw(DAYS)))


def alike(one: Owed, other: Owed, unit: str) -> bool:
    """Tell whether two things belong on one line, should there be more than three: one duty's items, late or not."""
    if (one.kind, one.is_overdue) != (other.kind, other.is_overdue):
        return False
    if isinstance(one.source, DutyItem) and isinstance(other.source, DutyItem):
        return one.source.duty is other.source.duty and (one is other or not one.source.duty.within)
    return one is other or one.kind == "selfcheck" or (one.kind == "point" and not unit)


def said(line: OwedLine) -> tuple[object, ...]:
    """Return what a line says."""
    return line.first, line.count, set(line.owing), set(line.points), line.last, line.periods


@given(cases(), st.integers(0, 120), st.sampled_from(["", OFFICE, EAST, WEST, NET]))
def test_a_line_says_what_its_items_say_one_by_one(seen: Year, days: int, unit: str) -> None:
    found = falling(seen, days, unit)
    expected: list[tuple[object, ...]] = []
    for one in found:
        run = [other for other in found if alike(one, other, unit)]
        run = run if len(run) > 3 else [one]
        firsts = [other.source.first for other in run if isinstance(other.source, DutyItem) and other.source.first]
        periods = (min(firsts), max(firsts)) if firsts else None
        last = max((other.due for other in run if other.due), default=None)
        line = run[0], len(run), {each.units for each in run}, {each.point for each in run if each.point}, last, periods
        if one is run[0]:
            expected.append(line)
    assert [said(line) for line in gathered(found, unit)] == expected


@given(cases())
def test_the_table_of_items_has_a_row_for_each_or_for_a_run_of_one_state(seen: Year) -> None:
    found = runs(seen.items)
    assert [item for run in found for item in run] == list(seen.items)
    assert all(len({(item.duty.id, item.status) for item in run}) == 1 for run in found)
    assert all(len(run) == 1 for run in found if run[0].duty.within)
    rows = [rows for run in found for rows in ([run] if len(run) > 3 else [[item] for item in run])]
    table = duty_table(seen.ledger, seen.items)
    assert [row[0].value for row in table.rows] == [run[0].id if len(run) == 1 else run[0].duty.id for run in rows]
    assert all(f"共{len(run)}项" in str(row[3].value) for run, row in zip(rows, table.rows, strict=True) if run[1:])


@given(cases())
def test_a_light_says_what_the_items_say(seen: Year) -> None:
    (state,) = seen.overview.points
    unmet = sorted((item for item in seen.items if item.is_unmet and item.due), key=due_of)
    late = [item for item in unmet if item.status == "overdue"]
    last = seen.standing.as_of + timedelta(days=seen.plan.lights.due_days)
    soon = [item for item in unmet if due_of(item).date() <= last]
    told = {reason.code: reason for reason in state.reasons}
    assert state.due == (due_of(unmet[0]).date() if unmet else None)
    assert ("item_overdue" in told) == bool(late)
    assert ("item_due_soon" in told) == (bool(soon) and state.light == "yellow")
    for code, items in (("item_overdue", late), ("item_due_soon", soon)):
        if code in told:
            assert told[code].subject == (items[0].id if len(items) == 1 else f"{len(items)}项")
            assert told[code].day == due_of(items[0]).date()
            assert list(told[code].units) == list(dict.fromkeys(name for item in items for name in item.owers))


def test_a_year_of_daily_items_of_many_units_makes_two_lines() -> None:
    towns = tuple(replace(changed(EAST)[4], name=f"{n}镇人民政府") for n in range(60))
    daily = Duty("1.1", "一日一清单", "每日清单", every="day", owed_by="each_responsible")
    seen = case(plan(point("1", (OFFICE,), ("各镇人民政府",), (), daily), units=towns), on="12-30")
    lines = in_lines(seen, 0)
    assert [(line.first.kind, line.count) for line in lines if line.first.kind == "duty"] == [
        ("duty", 60 * 158),
        ("duty", 60),
    ]
    assert due_document(seen, lines, 0).blocks


def test_every_cycle_has_its_length_and_its_words() -> None:
    """One that was only named would be taken for a daily one."""
    assert set(EVERY) == CYCLES.keys() == {*get_args(Every)} - {""}
