"""What falls due, as a calendar: a day's limit fills its day, a clock of hours ends at its minute."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from gongkai.agenda import Agenda, Event
from gongkai.domain.items import DutyItem
from gongkai.domain.standing import CST
from gongkai.domain.workdays import UnknownYear, add_workdays
from gongkai.report.due import KIND, command_of, what_of
from gongkai.report.duties import by_the_hour
from gongkai.report.parts import names_short

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from gongkai.domain.due import Case, Owed
    from gongkai.domain.workdays import Calendar

WORKDAYS_BEFORE = 3
MORNING = time(9)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


def agenda_of(case: Case, chosen: Sequence[Owed], calendar: Calendar, made: datetime) -> Agenda:
    """Return what is owed and has a last day as a calendar; warned three workdays before, at nine."""
    dated = ((one, one.due) for one in chosen if one.due)
    return Agenda(f"{case.plan.title}到期事项", made, tuple(_event(case, one, due, calendar) for one, due in dated))


def _event(case: Case, one: Owed, due: datetime, calendar: Calendar) -> Event:
    item = one.source if isinstance(one.source, DutyItem) else None
    hours = item is not None and by_the_hour(item)
    day = datetime.combine(due.date(), time(0), CST)
    who = names_short(one.units)
    said = f"要点{one.point}：{what_of(case, one)}" if one.point else what_of(case, one)
    quote = f"\n原文：“{item.duty.quote}”" if item else ""
    return Event(
        uid=f"{uuid5(NAMESPACE_URL, f'{case.plan.number}/{case.plan.year}/{one.key}')}@gongkai",
        title=f"{said}（{who}）" if who else said,
        start=due - HOUR if hours else day,
        end=due if hours else day + DAY,
        alarm=due - HOUR if hours else datetime.combine(_before(calendar, due.date()), MORNING, CST),
        note=f"{KIND[one.kind]}　{who}{quote}\n办结后登记：{command_of(case, one)}",
        unit=who,
    )


def _before(calendar: Calendar, day: date) -> date:
    """Return the day to warn on; a week before where the year's workdays are not known yet: no deadline hangs on it."""
    try:
        return add_workdays(calendar, day, -WORKDAYS_BEFORE)
    except UnknownYear:
        return day - WEEK
