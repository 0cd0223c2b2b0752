"""Frozen records: bound by hand at first, by compiled code from then on, and nobody can tell which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.frozen import FEW, fields, frozen, replace

VALUES = st.dictionaries(st.sampled_from(["no", "unit", "points", "other"]), st.integers(0, 3))


def _entry() -> type:
    @frozen
    class Entry:
        no: str
        unit: str
        points: int = 0

    return Entry


def _said(cls: type, given_: list[int], named: dict[str, int]) -> object:
    """Return the record's fields, or what was wrong with them."""
    try:
        record = cls(*given_, **named)
    except TypeError as error:
        return str(error)
    return [getattr(record, name) for name in fields(cls)]


@given(st.lists(st.integers(0, 3), max_size=4), VALUES)
def test_the_first_records_of_a_class_are_made_as_the_later_ones(positional: list[int], named: dict[str, int]) -> None:
    early, late = _entry(), _entry()
    for _ in range(FEW + 1):
        late("1", "教育局")
    assert ["first" in vars(cls)["__init__"].__qualname__ for cls in (early, late)] == [True, False]
    assert _said(early, positional, named) == _said(late, positional, named)


def test_records_by_keyword_refuse_places_from_the_first_on() -> None:
    @frozen(kw_only=True)
    class Fact:
        year: int
        note: str = ""

    for _ in range(2 * FEW):
        assert Fact(year=2018).note == ""
        with pytest.raises(TypeError, match="positional"):
            Fact(2018)  # type: ignore[call-arg]  # the point


def test_a_subclass_has_its_own_turn() -> None:
    @frozen
    class Base:
        no: str

    @frozen
    class Own(Base):
        unit: str = "县教育局"

    for _ in range(2 * FEW):
        Base("1")
    record = Own("2")
    assert (record.no, record.unit, replace(record, unit="严陵镇").unit) == ("2", "县教育局", "严陵镇")
    with pytest.raises(AttributeError, match="frozen"):
        record.no = "3"  # type: ignore[misc]  # the point
