"""Notice, objection, decision, revocation in any order, on any day, by anybody: what is let in is lawful."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.appeal.acts import Decision, NewAppeal, decide, file
from gongkai.appeal.objections import Term, appeal_states, same_person
from gongkai.closing.checks import run_checks
from gongkai.entry.acts import NewCredit, NewDeduction, deduct, notify, revoke, veto
from gongkai.entry.states import entry_states
from gongkai.errors import GongkaiError
from gongkai.plan.calendar import read_calendar
from gongkai.points import ZERO
from gongkai.register.act import When
from gongkai.register.ledger import stand
from gongkai.year import Year
from tests.appeals.staged import URL
from tests.domain.build import moment
from tests.engines import copy_file
from tests.plans import small_plan
from tests.services.book import Book
from tests.strategies import built

if TYPE_CHECKING:
    from gongkai.register.ledger import Ledger

PEOPLE = st.sampled_from(["李科长", "王主任", " 李 科长"])
TARGETS = st.sampled_from(["D2", "X3"])
DAYS = st.integers(0, 25).map(lambda n: date(2018, 9, 3) + timedelta(days=n))
ACTS = st.one_of(
    st.tuples(st.just(notify), st.just(("东镇",))),
    st.tuples(st.just(notify), TARGETS.map(lambda target: ("东镇", (target,)))),
    st.tuples(st.just(file), TARGETS.map(lambda target: (NewAppeal(target, "不服"),))),
    st.tuples(
        st.just(decide),
        st.tuples(
            built(
                Decision,
                TARGETS,
                st.sampled_from(["kept", "reduced", "revoked"]),
                st.just("查明"),
                st.sampled_from([ZERO, Decimal("2.5"), Decimal(5)]),
            )
        ),
    ),
    st.tuples(st.just(revoke), st.tuples(TARGETS, st.just("更正"))),
)


def accused(store: str) -> None:
    """Make a ledger in which a town has lost points, and worse."""
    book = Book.first(store)
    book.do(deduct, NewDeduction(("东镇",), "2.1", "未办结", evidence=(URL,)), by="李科长")
    book.do(veto, NewCredit(("东镇",), "V1", "泄密", evidence=(URL,)), by="李科长")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(ACTS, DAYS, PEOPLE), min_size=4, max_size=12))
def test_what_is_let_in_is_lawful(calls: list[tuple[tuple[Any, tuple[Any, ...]], date, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = Book(str(Path(folder, "台账.db")))
        copy_file(accused, book.store)
        for (act, given_), on, by in calls:
            before = book.head()
            try:
                with book.register() as register:
                    act(register, When(2018, on, by), *given_)
            except GongkaiError:
                assert book.head() == before
        book.must_be_sound()
        with book.reader() as reader:
            _lawful(reader.ledger())


END = moment("12-31 09:00")


def _lawful(ledger: Ledger) -> None:
    """Each thing is told once, objected to once, in time, and decided once, by another."""
    term = Term(read_calendar(small_plan()), 5)
    states = {state.entry.id: state for state in entry_states(ledger.entries, ledger.rulings)}
    assert len({appeal.entry for appeal in ledger.appeals}) == len(ledger.appeals)
    for appeal in ledger.appeals:
        told = states[appeal.entry].notified
        assert told is not None
        assert told <= appeal.day
        assert not term.last(told).is_over(appeal.day)
    decisions = [ruling for ruling in ledger.rulings if ruling.appeal]
    assert len({ruling.appeal for ruling in decisions}) == len(decisions)
    assert not any(same_person(ruling.by, "李科长") for ruling in decisions)
    for state in states.values():
        assert sum(ruling.kind == "notified" for ruling in state.rulings) <= 1
        assert ZERO <= state.live <= state.entry.asked
    assert all(one.ruling for one in appeal_states(ledger.appeals, ledger.rulings) if not one.is_open)
    seen = run_checks(Year(ledger, stand(ledger.plan, END), END))
    assert {one.kind for one in seen} <= {"doubtful_ground"}, "the town leads nothing"
