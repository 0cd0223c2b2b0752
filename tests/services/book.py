"""A register to act on: each act in a transaction of its own, and a refused act leaves no trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from gongkai.plan.acts import load_plan
from gongkai.register.act import When
from gongkai.register.ledger import CST
from gongkai.register.reading import Reader, open_reader
from gongkai.register.verifying import verify
from gongkai.register.writing import Register, create_store, open_register
from tests.plans import plan_from, small_plan, small_plan_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from gongkai.errors import GongkaiError
    from gongkai.plan.model import Plan
    from gongkai.register.trail import Head

T = TypeVar("T")

NOW = datetime(2018, 9, 3, 9, 30, tzinfo=CST)
CLERK = "张文书"


def day(text: str) -> date:
    """Return a date: `9-03` of 2018, or a whole one."""
    return date.fromisoformat(text if text.count("-") > 1 else f"2018-{text}")


def moment(text: str) -> datetime:
    """Return a moment of 2018 in China: `9-03 10:00`."""
    return datetime.fromisoformat(f"2018-{text}").replace(tzinfo=CST)


def plan_with(old: str, new: str) -> Plan:
    """Return the small year with one piece of its text changed."""
    assert old in small_plan_text()
    return plan_from(small_plan_text().replace(old, new))


@dataclass(frozen=True)
class Book:
    """The small year of 2018 in a store, and a clerk who writes on the 3rd of September."""

    store: str

    @classmethod
    def first(cls, store: str) -> Book:
        """Make the store with the small year in it."""
        assert create_store(
            store, lambda r: void(load_plan(r, small_plan(), "tasks.yaml")), actor=CLERK, os_user="zhang", now=NOW
        )
        return cls(store)

    def register(self, now: datetime = NOW) -> AbstractContextManager[Register]:
        """Open the register for one act."""
        return open_register(self.store, actor=CLERK, os_user="zhang", now=now)

    def reader(self) -> AbstractContextManager[Reader]:
        """Open the register for reading."""
        return open_reader(self.store)

    def do(self, act: Callable[..., T], *given: Any, on: str = "", by: str = "", **more: Any) -> T:  # noqa: ANN401 - of any act
        """Do one act, decided by somebody, on a day; `year` and `now` may be said too.

        The clock never goes back of itself: it stands at that day, if it is to come, or where the last act left it.
        """
        coming = max(self.last(), datetime.combine(day(on), NOW.timetz())) if on else self.last()
        year, now = more.pop("year", None), more.pop("now", coming)
        with self.register(now) as register:
            return act(register, When(year, day(on) if on else None, by), *given, **more)

    def last(self) -> datetime:
        """Return the moment of the last act."""
        with self.reader() as reader:
            return max(NOW, reader.last_moment() or NOW)

    def refuses(self, error: GongkaiError, act: Callable[..., object], *given: Any, **more: Any) -> None:  # noqa: ANN401 - of any act
        """Do an act that must be refused: this kind, this sentence, this hint (or its beginning), nothing written."""
        before = self.head()
        with pytest.raises(type(error)) as caught:
            self.do(act, *given, **more)
        assert type(caught.value) is type(error)
        assert caught.value.message == error.message
        assert caught.value.hint.startswith(error.hint)
        assert self.head() == before, "a refused act was written"

    def head(self) -> Head:
        """Return the end of the trail."""
        with self.reader() as reader:
            return reader.head()

    def acts(self) -> list[str]:
        """Return what was done since the plan was loaded, as the trail tells it."""
        with self.reader() as reader:
            return [line.act for line in reader.trail()][1:]

    def must_be_sound(self) -> None:
        """Hold every row against the trail."""
        with self.reader() as reader:
            assert verify(reader).problems == ()


def void(_: object) -> None:
    """Drop a value."""
