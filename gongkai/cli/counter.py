"""The counter of one call: which store, who types, what moment it is. Everything else is handed these."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import typer

from gongkai.domain.typed import day_of
from gongkai.frozen import frozen
from gongkai.services.desk import When

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from gongkai.domain.plan import Plan
    from gongkai.domain.workdays import Calendar
    from gongkai.storage.reading import Reader
    from gongkai.storage.writing import Register


@frozen
class Counter:
    """Made once, by the root command. `now` is the moment of the call, in China's time."""

    store: str
    actor: str
    os_user: str
    now: datetime

    def reader(self) -> AbstractContextManager[Reader]:
        """Open the store for reading."""
        from gongkai.storage.reading import open_reader

        return open_reader(self.store)

    def register(self) -> AbstractContextManager[Register]:
        """Open the store for one act."""
        from gongkai.storage.writing import open_register

        return open_register(self.store, actor=self.actor, os_user=self.os_user, now=self.now)

    def create(self, fill: Callable[[Register], None]) -> bool:
        """Make the store and fill it as one act; False where there is one already."""
        from gongkai.storage.writing import create_store

        return create_store(self.store, fill, actor=self.actor, os_user=self.os_user, now=self.now)


def counter_of(ctx: typer.Context) -> Counter:
    """Return the counter that the root command made."""
    found = ctx.find_object(Counter)
    if found is None:
        raise RuntimeError("the root command makes the counter")
    return found


def calendar_of(plan: Plan) -> Calendar:
    """Return the workday calendar that a plan goes by."""
    from gongkai.intake.holidays import read_calendar

    return read_calendar(plan)


def when(year: int | None, day: str | None, by: str | None = None) -> When:
    """Return year, day and decider as given on the command line; raises `BadValue` for a bad date."""
    return When(year, optional_day(day), by or "")


def optional_day(text: str | None, what: str = "日期") -> date | None:
    """Return the date typed, None where the option was not given; an empty one is no date (a script's empty word)."""
    return None if text is None else day_of(text, what)
