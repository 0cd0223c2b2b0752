"""Lines of a list are counted, not made: they must say what the list itself says, one by one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.domain.due import within
from gongkai.domain.outlook import gathered, outlook
from gongkai.domain.plan import Duty, Target, Within
from gongkai.report.due import due_document
from tests.deadlines.test_due import case
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
    from gongkai.domain.due import Case
    from gongkai.domain.records import Record

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
def cases(draw: st.DrawFn) -> Case:
    """Draw a year of some duties with what has happened in it, read on some day."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4))
    duties = [
        replace(duty, id=f"1.{n}", owed_by=duty.owed_by if duty.within else draw(st.sampled_from(OWED_BY)))
        for n, duty in enumerate(kinds, 1)
    ]
    units = changed(WEST, until=draw(DAYS), successor=draw(st.sampled_from([(EAST,), (EAST, NET)])))
    of = plan(point("1", (OFFICE, EDUCATION), ("各镇人民政府",), (), *duties), units=units)
    return case(of, *records(draw, duties), on=str(draw(DAYS)))


@given(cases(), st.integers(0, 120), st.sampled_from(["", OFFICE, EAST, WEST, NET]))
def test_the_lines_are_those_of_the_list_made_one_by_one(seen: Case, days: int, unit: str) -> None:
    assert list(outlook(seen, days, unit)) == gathered(within(seen, days, unit))


@given(cases())
def test_a_light_says_what_the_items_say(seen: Case) -> None:
    (state,) = seen.overview.points
    overdue = [item for item in seen.items if item.status == "overdue"]
    unmet = [item.due.date() for item in seen.items if item.is_unmet and item.due]
    told = {reason.code: reason for reason in state.reasons}
    assert state.due == min(unmet, default=None)
    assert ("item_overdue" in told) == bool(overdue)
    if overdue:
        subject, first = told["item_overdue"].subject, min(overdue, key=lambda item: item.due or item.opened)
        assert subject == (first.id if len(overdue) == 1 else f"{len(overdue)}项")
        assert first.due
        assert told["item_overdue"].day == first.due.date()


def test_a_year_of_daily_items_of_many_units_makes_one_line_and_one_item() -> None:
    towns = tuple(replace(changed(EAST)[4], name=f"{n}镇人民政府") for n in range(60))
    daily = Duty("1.1", "一日一清单", "每日清单", every="day", owed_by="each_responsible")
    seen = case(plan(point("1", (OFFICE,), ("各镇人民政府",), (), daily), units=towns), on="12-30")
    lines = outlook(seen, 0)
    assert [(line.first.kind, line.count) for line in lines if line.first.kind == "duty"] == [
        ("duty", 60 * 158),
        ("duty", 60),
    ]
    assert "_made" not in vars(seen.items), "the items themselves were never looked at"
    assert due_document(seen, lines, 0).blocks
