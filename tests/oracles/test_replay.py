"""Scorecard sum = ledger sum = rule replay, in years drawn, in years laid out, and out of the store's own rows."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.rubrics.pasted import RUBRICS, plan_of

from .books import Book, books, hard_plan, laid_out, rubric_of, ruling
from .replay import ranks, replay

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gongkai.scoring.sheet import ItemScore, UnitScore


def flat(items: Iterable[ItemScore]) -> Iterator[ItemScore]:
    """Walk a scored tree."""
    for one in items:
        yield one
        yield from flat(one.items)


def agree(book: Book) -> None:
    """Hold the engine's whole answer against the replay's."""
    scores, rows = book.scores(), replay(book)
    assert set(scores) == set(rows)
    assert {unit: score.rank for unit, score in scores.items()} == ranks(book, rows)
    for unit, score in scores.items():
        row = rows[unit]
        assert (score.score is None, score.grade) == (row.score is None, row.grade)
        assert score.score is None or Fraction(score.score) == row.score
        assert {a.id: Fraction(a.applied) for a in score.applied if a.applied} == {
            id_: points for id_, points in row.applied.items() if points
        }
        assert {item.code: Fraction(item.deducted) for item in flat(score.items)} == row.lost


def added_up(score: UnitScore) -> None:
    """The card's items, its entries and its total say one figure."""
    assert sum(item.deducted for item in score.items) == score.deducted
    assert sum(entry.applied for entry in score.deductions) == score.deducted
    assert sum(entry.applied for entry in score.applied if entry.state.entry.kind == "bonus") == score.bonus
    for item in flat(score.items):
        assert sum(child.deducted for child in item.items) <= item.deducted


@given(books())
def test_the_engine_and_the_replay_agree_on_every_point(book: Book) -> None:
    agree(book)


@pytest.mark.parametrize("name", RUBRICS)
def test_a_full_year_under_each_published_rubric(name: str) -> None:
    agree(laid_out(plan_of(name), 600))


def test_a_full_year_under_the_hard_rubric() -> None:
    agree(laid_out(hard_plan(), 400))


@given(books())
def test_every_card_adds_up(book: Book) -> None:
    for score in book.scores().values():
        added_up(score)


@given(books(), st.data())
def test_the_order_in_which_records_are_read_never_matters(book: Book, data: st.DataObject) -> None:
    shuffled = replace(
        book,
        entries=tuple(data.draw(st.permutations(book.entries))),
        rulings=tuple(data.draw(st.permutations(book.rulings))),
    )
    assert shuffled.scores() == book.scores()


@given(books(), st.data())
def test_the_order_in_which_entries_were_made_never_changes_a_score(book: Book, data: st.DataObject) -> None:
    """Which of two entries the cap swallows may change; what the unit has lost does not."""
    days = data.draw(st.permutations([entry.day for entry in book.entries]))
    seqs = data.draw(st.permutations([entry.seq for entry in book.entries]))
    moved = (replace(e, day=d, seq=s) for e, d, s in zip(book.entries, days, seqs, strict=True))
    after = replace(book, entries=tuple(moved)).scores()
    for unit, before in book.scores().items():
        assert (before.score, before.grade, before.rank) == (after[unit].score, after[unit].grade, after[unit].rank)
        assert (before.deducted, before.bonus) == (after[unit].deducted, after[unit].bonus)


@given(books(), st.data())
def test_revoking_never_lowers_a_score_and_giving_never_raises_a_loss(book: Book, data: st.DataObject) -> None:
    """A deduction or a veto taken back; nobody else's score moves."""
    chosen = [entry for entry in book.entries if entry.kind != "bonus"]
    if not chosen:
        return
    gone = data.draw(st.sampled_from(chosen))
    before = book.scores()
    after = replace(book, rulings=(*book.rulings, ruling(900, gone, "revoked", gone.asked * 0))).scores()
    for unit, score in before.items():
        assert (score.score or 0) <= (after[unit].score or 0)
        assert unit == gone.unit or (score.score, score.items) == (after[unit].score, after[unit].items)
    assert after[gone.unit].deducted <= before[gone.unit].deducted


@given(books(), st.data())
def test_reducing_never_lowers_a_score(book: Book, data: st.DataObject) -> None:
    chosen = [entry for entry in book.entries if entry.kind == "deduction"]
    if not chosen:
        return
    less = data.draw(st.sampled_from(chosen))
    reduced = ruling(900, less, "reduced", less.asked * data.draw(st.integers(0, 99)) / 100)
    before, after = book.scores(), replace(book, rulings=(*book.rulings, reduced)).scores()
    assert all((score.score or 0) <= (after[unit].score or 0) for unit, score in before.items())


@given(books())
def test_a_cap_holds_at_every_level_of_every_stage(book: Book) -> None:
    full = rubric_of(book.plan).full
    for score in book.scores().values():
        for items in [stage.items for stage in score.stages if not stage.external] or [score.items]:
            for item in flat(items):
                assert 0 <= item.deducted <= item.room <= item.points
                assert 0 <= item.score <= item.points
        scheme = next(s for s in rubric_of(book.plan).schemes if s.name == score.scheme)
        assert 0 <= score.bonus <= (scheme.bonus.cap if scheme.bonus else 0)
        assert score.base is None or 0 <= score.base <= full
