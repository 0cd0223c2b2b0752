"""Whatever a record may hold comes back from its stored values; what cannot be kept exactly is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.domain.records import DutyEvent, Evidence, Record, ScoreEntry, Settlement
from gongkai.errors import BadValue
from gongkai.storage import codec, kinds
from tests.storage import samples
from tests.storage.samples import progress
from tests.strategies import built

BIGGEST = 2**63 - 1
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20) | st.just("两行\n和\t制表")
DAYS = st.dates(date(1900, 1, 1))
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2999, 1, 1), timezones=st.just(codec.CST)).map(  # noqa: DTZ001 - the zone is given beside
    lambda moment: moment.replace(microsecond=0)
)
EVIDENCE = built(Evidence, st.sampled_from(["url", "number", "file"]), TEXTS, TEXTS, st.integers(0, BIGGEST))
BY_FORM: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS,
    "whole": st.integers(-BIGGEST, BIGGEST),
    "day": DAYS,
    "day_or_none": st.none() | DAYS,
    "moment": MOMENTS,
    "points": st.decimals(-(10**12), 10**12, places=2),
    "figure": st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-1000, max_value=1000),
    "texts": st.lists(TEXTS, max_size=4).map(tuple),
    "days": st.lists(DAYS, max_size=4).map(tuple),
    "evidence": st.lists(EVIDENCE, max_size=3).map(tuple),
}


@st.composite
def any_record(draw: st.DrawFn) -> Record:
    """Draw a record of any kind with anything in its fields."""
    kind = draw(st.sampled_from(kinds.KINDS))
    return kind.record(**{column.name: draw(BY_FORM[column.form]) for column in kind.columns})


@given(any_record())
def test_every_kind_of_record_comes_back(record: Record) -> None:
    kind = kinds.kind_of(record)
    stored = codec.to_stored(kind, record)
    assert tuple(stored) == kind.stored
    assert all(type(value) in {str, int} for value in stored.values())
    (back,) = codec.to_records(kind, [tuple(stored[c.name] for c in kind.columns)])
    assert back == record
    assert json.loads(codec.canonical(stored)) == stored


def test_every_field_of_every_record_is_stored() -> None:
    for kind in kinds.KINDS:
        assert [column.name for column in kind.columns] == list(kind.record.__struct_fields__)


def test_no_two_kinds_share_a_letter_a_table_or_a_place_in_the_ledger() -> None:
    letters = [letter for kind in kinds.KINDS for letter in kind.letters]
    assert len(set(letters)) == len(letters) == len(kinds.KINDS) + 2
    assert len({kind.table for kind in kinds.KINDS}) == len({kind.field for kind in kinds.KINDS}) == len(kinds.KINDS)


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_points_are_exact_or_refused(value: Decimal) -> None:
    try:
        kept = codec.hundredths(value)
    except BadValue:
        assert not value.is_finite() or abs(value) >= 10**16 or round(value, 2) != value
    else:
        assert Decimal(kept) / 100 == value


@pytest.mark.parametrize("value", ["0.005", "1.999", "1E+30", "NaN", "-Infinity"])
def test_points_are_never_rounded(value: str) -> None:
    asked = ScoreEntry(year=2018, day=samples.DAY, kind="bonus", unit="甲", rule="B", asked=Decimal(value), reason="")
    with pytest.raises(BadValue):
        codec.to_stored(kinds.SCORE_ENTRY, asked)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+999999"])
def test_a_target_reaches_only_real_figures(value: str) -> None:
    met = Settlement(year=2018, day=samples.DAY, kind="done", duty="12.1", at=samples.NOW, value=Decimal(value))
    with pytest.raises(BadValue):
        codec.to_stored(kinds.SETTLEMENT, met)


@pytest.mark.parametrize("bad", ["\x00", "a\x1fb", "\ud800", "\x7f", "\x1b[31m"])
def test_text_that_no_database_keeps_is_refused_wherever_it_stands(bad: str) -> None:
    for record in (
        progress(note=bad),
        progress(point=bad),
        progress(evidence=(Evidence("url", bad),)),
        DutyEvent(year=2018, day=samples.DAY, duties=(bad,), unit="甲", at=samples.NOW),
    ):
        with pytest.raises(BadValue):
            codec.to_stored(kinds.kind_of(record), record)


def test_a_figure_beyond_the_column_is_refused() -> None:
    with pytest.raises(BadValue):
        codec.to_stored(kinds.PROGRESS, progress(percent=2**63))


def test_a_moment_is_kept_at_beijing_time_and_never_without_a_zone() -> None:
    assert codec.moment(datetime(2018, 12, 31, 23, 0, 0, 999, tzinfo=UTC)) == "2019-01-01T07:00:00+08:00"
    with pytest.raises(ValueError, match="zone"):
        codec.moment(datetime(2018, 1, 1))  # noqa: DTZ001 - what is tried


@given(MOMENTS, MOMENTS)
def test_moments_sort_as_their_texts(one: datetime, other: datetime) -> None:
    assert (one < other) == (codec.moment(one) < codec.moment(other))


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_a_seat_is_one_point_and_one_unit(a: str, b: str, c: str, d: str) -> None:
    assert (kinds.seat_of(a, b) == kinds.seat_of(c, d)) == ((a, b) == (c, d))


def test_many_rows_are_read_as_one() -> None:
    stored = [codec.to_stored(kinds.PROGRESS, progress(samples.DAY + timedelta(n), n)) for n in range(9)]
    rows = [tuple(values[c.name] for c in kinds.PROGRESS.columns) for values in stored]
    assert [p.percent for p in codec.to_records(kinds.PROGRESS, rows)] == list(range(9))
    assert codec.to_records(kinds.PROGRESS, []) == []
