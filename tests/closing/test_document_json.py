"""A paper written as JSON and read again is the same paper, whatever stands in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.papers import document
from gongkai.papers.document import (
    Cell,
    Column,
    Document,
    Figure,
    Figures,
    Numbered,
    Paragraph,
    Run,
    Section,
    ShortDay,
    Shortened,
    Table,
)
from gongkai.papers.document_json import CLASSES, from_text, to_text
from tests.strategies import built

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

words = st.text(max_size=8)
tones = st.sampled_from(["", "bad", "warn", "good", "dim", "strong"])
decimals = st.decimals(allow_nan=False, allow_infinity=False)
moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]))
scalars = st.one_of(st.none(), st.booleans(), st.integers(), words, decimals, st.dates(), moments)
cells = built(Cell, st.one_of(st.none(), st.integers(), words, decimals, st.dates(), moments), tones, words)
columns = built(Column, words, st.sampled_from(["text", "number", "percent", "date", "moment"]), st.integers())
tuples: Callable[[st.SearchStrategy[Any]], st.SearchStrategy[tuple[Any, ...]]] = lambda of: st.lists(  # noqa: E731 - a word for a phrase
    of, max_size=3
).map(tuple)
rows = tuples(cells)
leaves = st.one_of(
    built(Paragraph, tuples(built(Run, words, tones)), st.sampled_from(["", "lead", "note"])),
    built(Numbered, tuples(words), st.integers(1, 4)),
    built(Table, words, words, tuples(columns), tuples(rows), rows),
    built(Figures, tuples(built(Figure, words, st.one_of(words, st.integers(), decimals), tones))),
)
blocks = st.recursive(leaves, lambda inner: built(Section, words, words, tuples(inner), st.integers(1, 4)))
keys = st.one_of(words, st.sampled_from(["$", "of", "list", "$$"]))
data = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), tuples(inner), st.dictionaries(keys, inner, max_size=3)),
)
documents = built(Document, words, words, tuples(blocks), data, words, words, tuples(words), words)


def types(value: object) -> object:
    """Return the types of a value, all the way down: 1 and True are equal, and yet not the same."""
    if isinstance(value, dict):
        return [(key, types(each)) for key, each in value.items()]
    return (type(value), [types(each) for each in value]) if isinstance(value, (list, tuple)) else type(value)


@given(documents)
def test_a_paper_comes_back_as_it_was(paper: Document) -> None:
    text = to_text(paper)
    back = from_text(text)
    assert back == paper
    assert types(back.data) == types(paper.data), "the order of keys and the kinds of values are kept too"
    assert to_text(back) == text, "one paper, one text"
    assert "\n" not in text


@given(decimals)
def test_a_figure_keeps_its_own_spelling(figure: Decimal) -> None:
    assert str(from_text(to_text(figure))) == str(figure)


def test_a_day_is_no_moment() -> None:
    day, moment = date(2018, 12, 31), datetime(2018, 12, 31, tzinfo=UTC)
    assert [type(each) for each in from_text(to_text((day, moment)))] == [date, datetime]


def test_every_part_of_a_paper_is_known() -> None:
    parts = {name for name, cls in vars(document).items() if getattr(cls, "__struct_fields__", ())}
    assert parts == set(CLASSES)
    assert {"Document", "Section", "Table", "Cell"} <= parts


@pytest.mark.parametrize("odd", [{1, 2}, b"x", object(), {1: "x"}, [frozenset()], float("nan")])
def test_what_no_paper_holds_is_refused(odd: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        to_text(odd)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[" * 100_000, '{"$":[]}', '{"$":"Popen"}', '{"$":"Cell"}', '{"$":"Cell","x":1}'),
        *('{"$":"day","of":3}', '{"$":"decimal","of":"x"}', '{"$":"list"}'),
    ],
)
def test_a_spoilt_text_is_no_paper(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_text(text)


def test_a_short_day_comes_back_short() -> None:
    back = from_text(to_text(ShortDay(2018, 9, 30)))
    assert (type(back), str(back)) == (ShortDay, "09-30")


def test_shortened_names_come_back_with_all_of_them() -> None:
    back = from_text(to_text((Shortened("县教育局等2个", "县教育局、县民政局"),)))
    assert (back, back[0].full) == (("县教育局等2个",), "县教育局、县民政局")
