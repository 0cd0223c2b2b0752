"""What every act begins with: the year's plan, the day, the person who decides, and the names as typed resolved."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from gongkai.closing.seal import must_be_open
from gongkai.duty.extensions import Extensions
from gongkai.errors import BadValue
from gongkai.plan.lookup import find_point, find_unit, split_units
from gongkai.plan.roster import roster_of
from gongkai.register.kinds import Assign, Extension
from gongkai.register.recordable import (
    by_now,
    fact_day,
    handling_day,
    not_ahead,
    not_before,
    unit_exists,
    unit_lives,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gongkai.plan.model import Plan, Unit
    from gongkai.plan.roster import Roster
    from gongkai.register.kinds import Record
    from gongkai.register.writing import Register

R = TypeVar("R", bound="Record")


class When(Struct, frozen=True):
    """As given on the command line: the plan's year (None: the latest), the day (None: today), the decider."""

    year: int | None = None
    day: date | None = None
    by: str = ""


class Act(Struct, frozen=True, dict=True):
    """One act: an open register, the plan it is about, its day and decider."""

    register: Register
    plan: Plan
    day: date
    by: str

    @property
    def year(self) -> int:
        """Return the plan's year."""
        return self.plan.year

    def after(self, earlier: Record, what: str = "", said: str = "处理日期") -> None:
        """Refuse an act dated before what it refers to; see `not_before`."""
        not_before(self.day, earlier, self.register.today, what, said)

    def known(self, records: Iterable[R]) -> tuple[R, ...]:
        """Return the records that count by now: those of a clock that ran ahead do not."""
        return by_now(records, self.register.today)

    @cached_property
    def roster(self) -> Roster:
        """Who was on which point when the act began."""
        return self.register.once(("roster", self.year, self.register.today), self._roster)

    def _roster(self) -> Roster:
        return roster_of(self.plan, self.known(self.register.of_kind(Assign, self.year)))

    def unit(self, text: str) -> Unit:
        """Return the unit that was typed; it must be one of the plan's year."""
        unit = find_unit(self.plan.units, text)
        unit_exists(self.plan, unit)
        return unit

    def living(self, unit: Unit) -> Unit:
        """Return a unit of which something is recorded as of the day; refused once it has ended."""
        unit_lives(unit, self.day)
        return unit

    def units(self, texts: Sequence[str]) -> tuple[Unit, ...]:
        """Return the units typed, each once, in the order typed; raises `BadValue` where none was."""
        if not texts:
            raise BadValue("没有写明单位", "用 -u 单位 写明，可以写几个")
        names = (name for text in texts for name in split_units(self.plan.units, text))
        return tuple({unit.name: unit for unit in map(self.unit, names)}.values())

    def point(self, text: str) -> str:
        """Return the number of the point typed, empty where none was."""
        return find_point(self.plan, text).no if text.strip() else ""


def fact(register: Register, when: When, point: str = "") -> Act:
    """Begin the act of a fact, whose day lies in the plan's year; of a `point` that runs on beyond it also later."""
    act = _open(register, when)
    last = None
    if point and act.day.year > act.year:
        last = Extensions(register.of_kind(Extension, act.year)).runs_to(find_point(act.plan, point), act.plan)
    not_ahead(fact_day(act.plan, act.day, last), register.today)
    return act


def handling(register: Register, when: When) -> Act:
    """Begin an act of handling, which belongs to the plan's year and may be dated after it.

    It may not come before the year began.
    """
    act = _open(register, when)
    not_ahead(handling_day(act.plan, act.day), register.today)
    return act


def _open(register: Register, when: When) -> Act:
    """Every act that records begins here: nothing is recorded for a closed year."""
    act = sealing(register, when)
    must_be_open(act.year, register.closing(act.year, register.today))
    return act


def sealing(register: Register, when: When) -> Act:
    """Begin the act of closing or reopening the year itself."""
    plan = register.plan(when.year)
    return Act(register, plan, when.day or register.today, when.by.strip() or register.actor)
