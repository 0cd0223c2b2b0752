"""What falls due as a calendar for telephones and desks: one entry a thing for good, however often it is written anew.

What is done by now is in it too, called off; what was changed since bears a higher number, so that a calendar that
takes the file again mends what it has.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from gongkai.duty.due import OF_POINTS, beyond, settled
from gongkai.duty.items import DutyItem
from gongkai.duty.papers import KIND, by_the_hour, command_of, what_of
from gongkai.finding.states import FindingState
from gongkai.papers.agenda import Agenda, Event
from gongkai.papers.columns import names_short
from gongkai.plan.calendar import UnknownYear, add_workdays
from gongkai.progress.status import PointState
from gongkai.register.kinds import (
    Appeal,
    DutyEvent,
    Extension,
    FindingStep,
    Progress,
    Review,
    SelfInspection,
    Settlement,
    kind_of,
)
from gongkai.register.ledger import CST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from gongkai.duty.due import Owed
    from gongkai.plan.calendar import Calendar
    from gongkai.register.kinds import Record
    from gongkai.year import Year

WORKDAYS_BEFORE = 3
MORNING = time(9)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


def agenda_of(year: Year, chosen: Sequence[Owed], made: datetime, unit: str = "", revised: int = 0) -> Agenda:
    """Return what is owed and has a last day as a calendar; warned three workdays before, at nine.

    With it, called off, all that one `unit` (or anybody) owed and has done, and what was given another day beyond those
    `chosen`. `revised` is the number of the plan's latest revision.
    """
    moved = [one for one in beyond(year, chosen, unit) if _was_moved(one)]
    done = [_event(year, one, one.due, revised, over=True) for one in settled(year, unit) if one.due]
    live = [_event(year, one, one.due, revised) for one in (*chosen, *moved) if one.due]
    here = {event.uid for event in live}
    return Agenda(f"{year.plan.title}到期事项", made, (*live, *(event for event in done if event.uid not in here)))


def _was_moved(one: Owed) -> bool:
    """Tell whether it was given another day than the one it may have been exported with."""
    source = one.source
    if isinstance(source, DutyItem | PointState):
        return source.put_off is not None or one.kind == "report"
    return isinstance(source, FindingState) and bool(source.steps)


def _event(year: Year, one: Owed, due: datetime, revised: int, *, over: bool = False) -> Event:
    item = one.source if isinstance(one.source, DutyItem) else None
    hours = item is not None and by_the_hour(item)
    day = datetime.combine(due.date(), time(0), CST)
    who = names_short(one.units)
    said = f"要点{one.point}：{what_of(year, one)}" if one.point else what_of(year, one)
    quote = f"\n原文：“{item.duty.quote}”" if item else ""
    how = "已办结或已取消" if over else f"办结后登记：{command_of(year, one)}"
    return Event(
        uid=f"{uuid5(NAMESPACE_URL, f'{year.plan.number}/{year.plan.year}/{one.key}')}@gongkai",
        title=f"{said}（{who}）" if who else said,
        start=due - HOUR if hours else day,
        end=due if hours else day + DAY,
        alarm=due - HOUR if hours else datetime.combine(_before(year.calendar, due.date()), MORNING, CST),
        note=f"{KIND[one.kind]}　{who}{quote}\n{how}",
        unit=who,
        whole_day=not hours,
        over=over,
        sequence=max(_changes(year, one, revised), default=0),
    )


def _before(calendar: Calendar, day: date) -> date:
    """Return the day to warn on; a week before where the year's workdays are not known yet: no deadline hangs on it."""
    try:
        return add_workdays(calendar, day, -WORKDAYS_BEFORE)
    except UnknownYear:
        return day - WEEK


def _changes(year: Year, one: Owed, revised: int) -> Iterator[int]:
    """Yield the numbers in the trail of what may have changed a thing: they only grow, and so does the greatest.

    What was made void is not there any more to say what it was about: a void counts for everything of its kind.
    """
    ledger = year.ledger
    if one.kind != "finding":
        yield revised
    about: tuple[Sequence[Record], ...] = ()
    if isinstance(one.source, DutyItem):
        item = one.source
        yield from (s.seq for s in ledger.settlements if s.item == item.id or (s.duty == item.duty.id and s.first))
        yield from (extension.seq for extension in ledger.extensions if extension.item == item.id)
        yield from _voided(year, Settlement, DutyEvent, Extension)
    elif isinstance(one.source, FindingState):
        yield from (step.seq for step in one.source.steps)
        yield from _voided(year, FindingStep)
    elif one.kind == "selfcheck":
        yield from (record.seq for record in ledger.self_inspections if record.unit in one.units)
        yield from _voided(year, SelfInspection)
    elif one.kind in OF_POINTS:
        about = (ledger.progress, ledger.reviews)
        yield from (r.seq for rows in about for r in rows if getattr(r, "point", "") == one.point)
        yield from (extension.seq for extension in ledger.extensions if extension.point == one.point)
        yield from _voided(year, Progress, Review, Extension)
    else:
        about = (ledger.rulings, ledger.appeals)
        yield from (r.seq for rows in about for r in rows if getattr(r, "entry", "") == one.key)
        yield from _voided(year, Appeal)


def _voided(year: Year, *kinds: type[Record]) -> Iterator[int]:
    letters = tuple(letter for kind in kinds for letter in kind_of(kind).letters)
    return (void.seq for void in year.ledger.voids if void.target.startswith(letters))
