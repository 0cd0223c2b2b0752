"""A demonstration: a made-up year, told in `demo2018.yaml` and recorded act by act as clerks would have typed it.

Nothing here is drawn by lot: the same plan gives the same ledger, to the last hash.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

from gongkai.domain.roster import roster_of
from gongkai.domain.standing import CST
from gongkai.errors import Refused
from gongkai.services.demo_book import YEAR, Book, Setting, facts
from gongkai.services.demo_judging import judging
from gongkai.services.demo_work import work
from gongkai.services.desk import When
from gongkai.services.loading import load_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from gongkai.domain.plan import Plan
    from gongkai.domain.workdays import Calendar
    from gongkai.services.demo_book import Act
    from gongkai.storage.writing import Register

NAME = "demo-2018"
END = datetime(2019, 1, 21, 9, tzinfo=CST)
"""The morning on which the papers are made: the year is over, every objection decided, nothing closed yet."""

OPENING, PACE = time(9), timedelta(seconds=20)


def demonstrate(register: Register, plan: Plan, calendar: Callable[[Plan], Calendar]) -> int:
    """Load the plan, let the made-up year happen, return how many acts it took; `Refused` for another year's plan."""
    if plan.year != YEAR:
        raise Refused(f"演示只有{YEAR}年的经过，不能用于{plan.year}年", f"请用随程序附带的{YEAR}年要点")
    told = facts()
    typist = told["people"]["typist"]
    load_plan(register.later(datetime.combine(plan.issued, OPENING, CST), typist), plan, "tasks.yaml")
    book = Book(register, calendar)
    setting = Setting(plan, roster_of(plan, ()), calendar(plan), told)
    timed = sorted(_timed([*work(setting), *judging(setting)]), key=itemgetter(0))
    for moment, act in timed:
        book.register = register.later(moment, typist)
        act.do(book, When(YEAR, act.day, act.by))
    return len(timed)


def _timed(acts: Iterable[Act]) -> Iterator[tuple[datetime, Act]]:
    """Yield each act with its moment; one without gets the next of its day's office hours."""
    taken: dict[date, int] = {}
    for act in acts:
        number = taken[act.day] = taken.get(act.day, 0) + 1
        yield act.at or datetime.combine(act.day, OPENING, CST) + PACE * number, act
