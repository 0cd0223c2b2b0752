"""What the demonstration is told with: acts, the facts they are made from, the ids they were given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from gongkai.domain.standing import CST

if TYPE_CHECKING:
    from gongkai.domain.plan import Plan
    from gongkai.domain.roster import Roster
    from gongkai.domain.workdays import Calendar
    from gongkai.services.desk import When
    from gongkai.storage.writing import Register

YEAR = 2018
MONTH_AND_DAY = len("09-18")

Told = dict[str, Any]
"""One of the facts, as the file tells it."""

Do = Callable[["Book", "When"], object]


class Act(Struct, frozen=True):
    """One thing somebody did: on which day (or at which moment), and the service it went through."""

    day: date
    do: Do
    by: str = ""
    at: datetime | None = None


class Book:
    """The register at the moment of an act, with the ids that earlier acts were given under the names of the facts."""

    def __init__(self, register: Register, calendar: Callable[[Plan], Calendar]) -> None:
        self.register, self.calendar = register, calendar
        self.ids: dict[str, str] = {}


class Setting(Struct, frozen=True):
    """What acts are made from: the plan, who is on which point, which days are workdays, the facts."""

    plan: Plan
    roster: Roster
    calendar: Calendar
    facts: Told

    @property
    def judge(self) -> str:
        """Return who verifies, inspects and takes points."""
        return str(self.facts["people"]["judge"])

    @property
    def decider(self) -> str:
        """Return who decides objections."""
        return str(self.facts["people"]["decider"])

    def page(self, *parts: str) -> tuple[str, ...]:
        """Return a page of the made-up site as evidence."""
        return (f"{self.facts['site']}/{'/'.join(parts)}.html",)

    def day(self, text: object) -> date:
        """Return the day of `09-18`, which is the year's, or of a whole date."""
        said = str(text)
        return date.fromisoformat(f"{YEAR}-{said}" if len(said) == MONTH_AND_DAY else said)

    def moment(self, text: str) -> datetime:
        """Return the moment of `09-11 08:30`."""
        day, _, clock = text.partition(" ")
        return datetime.combine(self.day(day), time.fromisoformat(clock), CST)


def facts() -> Told:
    """Return the facts of the made-up year."""
    import yaml

    told: Told = yaml.safe_load(Path(__file__).with_name("demo2018.yaml").read_text(encoding="utf-8"))
    return told
