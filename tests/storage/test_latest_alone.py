"""Read by the latest reports alone, every seat stands as it does by all of them, at any cutoff, on both engines."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.plan.form import plan_to_json
from gongkai.plan.model import Unit
from gongkai.plan.roster import roster_of
from gongkai.progress.status import sent_back, unit_states
from gongkai.progress.trend import upto
from gongkai.register.kinds import Assign, Revision, Void
from gongkai.register.ledger import CST
from gongkai.register.reading import open_reader
from gongkai.register.writing import create_store
from tests.engines import copy_file
from tests.storage import samples
from tests.storage.samples import progress, register_of, review

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from gongkai.register.kinds import Record
    from gongkai.register.ledger import Ledger
    from gongkai.register.reading import Reader
    from gongkai.register.writing import Register
    from tests.engines import Server

OFFICE, SPORTS, EDUCATION, CULTURE, MEDIA, WATER = (
    "县政府办公室",
    "县体育局",
    "县教育局",
    "县文化局",
    "县广电局",
    "县水利局",
)
OLD_NAME = "县水电局"
FIRST = date(2018, 12, 27)
"""The year's last days and the next year's first: five and four of them."""
DAYS = 9
MERGED, SPLIT = FIRST + timedelta(1), FIRST + timedelta(3)
UNITS = (
    Unit(OFFICE, "政府部门"),
    Unit(SPORTS, "政府部门", until=MERGED, successor=(EDUCATION,)),
    Unit(EDUCATION, "政府部门", until=SPLIT, successor=(CULTURE, MEDIA)),
    Unit(CULTURE, "政府部门"),
    Unit(MEDIA, "政府部门"),
    Unit(WATER, "政府部门", (OLD_NAME,)),
)
NOW = datetime(2018, 12, 1, 9, tzinfo=CST)


class Typed(NamedTuple):
    """What is typed: a percent, a mark, 作废 or 分派, for a day, on another (of a clock that may be wrong)."""

    said: int | str
    of: int
    on: int
    unit: str = WATER
    point: str = "1"
    about: int = 0

    def record(self, earlier: list[Record]) -> Record | None:
        """Return the record, None where there is nothing to make void."""
        day = FIRST + timedelta(self.of)
        if isinstance(self.said, int):
            return progress(day, self.said, self.point, self.unit)
        if self.said == "assign":
            return Assign(year=2018, day=day, role="lead", unit=self.unit, point=self.point)
        if self.said == "void":
            chosen = [one for one in earlier if not isinstance(one, Void)]
            return Void(year=2018, day=day, target=chosen[self.about % len(chosen)].id, note="误") if chosen else None
        return review(day, self.said, self.point, self.unit)


def fill(register: Register) -> None:
    """Load a plan in which a unit is merged into another, that one is parted in two, and one has another name."""
    plan = samples.plan()
    (first,) = plan.points
    names = tuple(unit.name for unit in UNITS)
    points = (replace(first, lead=names), replace(first, no="2", responsible=names, lead=(OFFICE,), ongoing=True))
    body = plan_to_json(replace(plan, units=UNITS, points=points))
    register.add(Revision(year=2018, day=samples.DAY, title=plan.title, number=plan.number, body=body), "load")


def make(store: str) -> None:
    """Make the ledger that every example begins with."""
    assert create_store(store, fill, actor="张文书", os_user="zhang", now=NOW)


@contextmanager
def begun(engine: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Make a ledger of its own for one example."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            copy_file(make, f"{folder}/台账.db")
            yield f"{folder}/台账.db"
    else:
        server: Server = request.getfixturevalue("server")
        url = server.copy(make)
        try:
            yield url
        finally:
            server.drop(url)


def write(store: str, acts: list[Typed]) -> None:
    """Write the year down, each act with the clock of its own day."""
    made: list[Record] = []
    with register_of(store, NOW) as register:
        for act in acts:
            then = register.later(datetime.combine(FIRST + timedelta(act.on), NOW.timetz()), "张文书")
            record = act.record(made)
            if record is not None:
                made.append(then.add(record, "test.add"))


def stands(ledger: Ledger) -> tuple[object, object]:
    """Return where every unit stands on every point, and what was sent back and not answered."""
    roster = roster_of(ledger.plan, ledger.assigns)
    return unit_states(ledger, roster), sorted(sent_back(ledger, roster), key=lambda found: (found[0], found[1].unit))


def agree(reader: Reader, cutoff: date) -> None:
    """Hold what the latest reports tell against what all of them tell, on a day and at an earlier month's end."""
    whole, few = reader.ledger(2018, cutoff), reader.ledger(2018, cutoff, latest=True)
    assert stands(few) == stands(whole), cutoff
    end = cutoff - timedelta(3)
    held = reader.ledger(2018, cutoff, ends=(end,))
    assert stands(held) == stands(whole), cutoff
    assert stands(upto(held, end)) == stands(upto(whole, end)), (cutoff, end)


@st.composite
def years(draw: st.DrawFn) -> list[Typed]:
    """A year of few units, so that much comes together on one seat."""
    units = draw(st.sampled_from([(WATER,), (SPORTS, EDUCATION), (EDUCATION, CULTURE, MEDIA), (WATER, OLD_NAME)]))
    days = st.integers(0, DAYS - 1)
    act = st.builds(
        Typed,
        said=st.sampled_from([50, 100, 100, "verified", "verified", "returned", "void", "assign"]),
        of=days,
        on=st.one_of(st.just(DAYS), days),
        unit=st.sampled_from(units),
        point=draw(st.sampled_from([st.just("1"), st.just("2"), st.sampled_from(["1", "2"])])),
        about=st.integers(0, 9),
    )
    return draw(st.lists(act, min_size=1, max_size=12))


LATER = DAYS
"""Typed when all of it was past: no clock ran ahead."""
REVIEWED_IN_JANUARY = [
    Typed(100, 3, LATER),
    Typed("verified", 8, LATER),
    Typed(50, 4, LATER),
    Typed(100, 4, LATER),
]
TWO_REVIEWS_IN_JANUARY = [
    Typed(100, 3, LATER),
    Typed("returned", 8, LATER),
    Typed("verified", 6, LATER),
    Typed(50, 4, LATER),
    Typed(100, 4, LATER),
]
RUNS_ON = [Typed(100, 6, LATER), Typed("verified", 8, LATER), Typed(50, 6, LATER), Typed(100, 6, LATER)]
HEIR_AHEAD = [Typed(50, 3, 0, EDUCATION), Typed(50, 0, 0, EDUCATION), Typed(100, 0, LATER, SPORTS)]
ENDED_UNIT_AFTER_HEIR = [
    Typed(100, 2, LATER, EDUCATION),
    Typed("verified", 3, LATER, EDUCATION),
    Typed(50, 4, LATER, SPORTS),
    Typed(100, 4, LATER, SPORTS),
]
SENT_BACK_AND_HEIR_AHEAD = [
    Typed(100, 0, LATER, SPORTS),
    Typed("returned", 3, LATER, SPORTS),
    Typed(100, 5, 1, EDUCATION),
    Typed(50, 2, 2, EDUCATION),
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=years())
@example(acts=REVIEWED_IN_JANUARY)
@example(acts=TWO_REVIEWS_IN_JANUARY)
@example(acts=RUNS_ON)
@example(acts=HEIR_AHEAD)
@example(acts=ENDED_UNIT_AFTER_HEIR)
@example(acts=SENT_BACK_AND_HEIR_AHEAD)
def test_the_latest_reports_alone_tell_where_every_seat_stands(
    engine: str, request: pytest.FixtureRequest, acts: list[Typed]
) -> None:
    with begun(engine, request) as store:
        write(store, acts)
        with open_reader(store) as reader:
            for after in range(-1, DAYS + 1):
                agree(reader, FIRST + timedelta(after))
