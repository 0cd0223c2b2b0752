"""Whatever is done in whatever order: what the services let in, `check` finds no error in, and the trail explains."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.appeal import acts as appeals
from gongkai.closing.checks import run_checks
from gongkai.duty import acts as duties
from gongkai.duty.items import duty_items
from gongkai.entry import acts as entries
from gongkai.entry.states import entry_states
from gongkai.errors import GongkaiError
from gongkai.finding import acts as findings
from gongkai.finding import acts as inspections
from gongkai.plan import acts as assigning
from gongkai.progress import acts as progress
from gongkai.progress.status import overview
from gongkai.register.act import When
from gongkai.register.ledger import stand
from gongkai.scoring.score import score_year
from gongkai.year import year_of
from tests.engines import copy_file
from tests.services.book import NOW, Book
from tests.strategies import built

if TYPE_CHECKING:
    from collections.abc import Callable

Call = tuple["Callable[..., object]", tuple[Any, ...]]

UNITS = st.sampled_from(["教育局", "东镇", "西镇", "网信办", "县政府办", "镇"])
POINTS = st.sampled_from(["1", "2", "3", "4", "5", ""])
DAYS = st.integers(-200, 260).map(lambda days: date(2018, 9, 3) + timedelta(days=days))
IDS = built("{}{}".format, st.sampled_from("FDPSVRCXB"), st.integers(2, 12))
WORDS = st.sampled_from(["已公开", "", " ", "｜", "a\nb", "\x1b[31m红", "\u202e倒", "😀", "甲" * 300])
DECIDERS = st.sampled_from(["", "王主任"])
URLS = st.sampled_from([(), ("http://www.example.gov.cn/1",)])
MAYBE = st.one_of(st.none(), DAYS)


def _one(*acts: Any, **kinds: Any) -> st.SearchStrategy[Call]:  # noqa: ANN401 - any act, any strategy
    """Draw one of the acts with the arguments that the strategies draw, in their order."""
    return st.tuples(st.sampled_from(acts), st.tuples(*kinds.values()))


REPORT = built(progress.NewProgress, POINTS, UNITS, st.sampled_from(["0", "60", "100", "101"]), WORDS, URLS)
CHECK = built(inspections.NewSelfInspection, UNITS, POINTS, WORDS, st.lists(WORDS, max_size=2).map(tuple))
FOUND = built(inspections.NewFinding, st.tuples(UNITS), WORDS, POINTS, WORDS, WORDS, MAYBE)
TAKEN = built(
    entries.NewDeduction,
    st.tuples(UNITS, UNITS),
    st.sampled_from(["1.1", "1.2", "3.2", "4.1"]),
    WORDS,
    POINTS,
    st.one_of(st.just(""), IDS),
    st.integers(0, 5),
    st.sampled_from([None, Decimal(1), Decimal("0.5")]),
    URLS,
)
CREDIT = built(
    entries.NewCredit,
    st.tuples(UNITS),
    st.sampled_from(["B1", "V1"]),
    WORDS,
    POINTS,
    st.integers(0, 3),
    st.none(),
    URLS,
)
RULINGS = st.sampled_from(["kept", "reduced", "revoked"])
POINTS_LEFT = st.sampled_from([Decimal(0), Decimal(1), Decimal(10)])
NAMED = built(assigning.NewAssign, UNITS, POINTS, st.sampled_from(["", "lead", "support"]), WORDS)
ITEMS = st.sampled_from(["1.1/2018-08", "1.3", "1.2/东镇人民政府", "1.2/西镇人民政府", "3.2", "4.1", "4.2"])
CALLS = st.one_of(
    _one(progress.add_progress, new=REPORT),
    _one(progress.verify, progress.send_back, point=POINTS, unit=UNITS, words=WORDS),
    _one(inspections.add_self_inspection, new=CHECK),
    _one(inspections.add_findings, new=FOUND),
    _one(findings.plan_measure, id=IDS, new=built(findings.Measure, WORDS, WORDS, MAYBE)),
    _one(findings.rectify, findings.close, findings.reopen, id=IDS, words=WORDS),
    _one(findings.extend, id=IDS, due=DAYS, words=WORDS),
    _one(entries.deduct, new=TAKEN),
    _one(entries.notify, unit=UNITS),
    _one(entries.revoke, id=IDS, words=WORDS),
    _one(entries.grant, entries.veto, new=CREDIT),
    _one(appeals.file, new=built(appeals.NewAppeal, IDS, WORDS, URLS)),
    _one(appeals.decide, new=built(appeals.Decision, IDS, RULINGS, WORDS, POINTS_LEFT)),
    _one(assigning.assign, new=NAMED),
    _one(duties.settle, new=built(duties.NewSettlement, ITEMS)),
    _one(duties.cancel, item=ITEMS, words=WORDS),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(CALLS, MAYBE, DECIDERS), min_size=3, max_size=14))
def test_what_is_let_in_holds_together(calls: list[tuple[Call, date | None, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = Book(str(Path(folder, "台账.db")))
        copy_file(Book.first, book.store)
        for (act, given_), on, by in calls:
            before = book.head()
            try:
                with book.register() as register:
                    act(register, When(2018, on, by), *given_)
            except GongkaiError:
                assert book.head() == before
        book.must_be_sound()
        _reads_without_an_error(book)


def _reads_without_an_error(book: Book) -> None:
    with book.reader() as reader:
        year = year_of(reader, 2018, NOW)
    assert [one for one in run_checks(year) if one.level == "error"] == []
    ledger, roster = year.ledger, year.roster
    for now in (NOW, NOW.replace(year=2019)):
        standing = stand(ledger.plan, now)
        items = duty_items(ledger, roster, standing, year.calendar)
        seen = overview(ledger, roster, items, standing)
        assert seen.summary.points == 4
        assert all(0 <= point.percent <= 100 for point in seen.points)
    held = {unit: frozenset(seat.point for seat in seats) for unit, seats in roster.by_unit.items()}
    states = entry_states(ledger.entries, ledger.rulings)
    scores = score_year(ledger.plan, states, held, closed_in_time=frozenset())
    assert all(one.score is not None and 0 <= one.score <= 105 for one in scores)
