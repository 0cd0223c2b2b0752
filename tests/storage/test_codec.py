"""Whatever a record may hold comes back from its stored values; what cannot be kept exactly is refused."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from inspect import get_annotations
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import BadValue
from gongkai.register import codec, kinds
from gongkai.register.kinds import (
    KINDS,
    DutyEvent,
    Evidence,
    Kind,
    Missed,
    Progress,
    Record,
    Revision,
    ScoreEntry,
    Settlement,
    kind_of,
    kinds_by_field,
)
from gongkai.register.ledger import Ledger
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
MISSED = built(Missed, TEXTS, st.integers(0, BIGGEST), TEXTS, TEXTS, TEXTS)
BY_ANNOTATION: dict[str, st.SearchStrategy[Any]] = {
    "str": TEXTS,
    "TextOrNone": TEXTS,
    "Id": TEXTS,
    "int": st.integers(-BIGGEST, BIGGEST),
    "Percent": st.integers(-BIGGEST, BIGGEST),
    "date": DAYS,
    "date | None": st.none() | DAYS,
    "datetime": MOMENTS,
    "datetime | None": MOMENTS,
    "Decimal": st.decimals(-(10**12), 10**12, places=2),
    "Decimal | None": st.none()
    | st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-1000, max_value=1000),
    "tuple[str, ...]": st.lists(TEXTS, max_size=4).map(tuple),
    "tuple[date, ...]": st.lists(DAYS, max_size=4).map(tuple),
    "tuple[Evidence, ...]": st.lists(EVIDENCE, max_size=3).map(tuple),
    "tuple[Missed, ...]": st.lists(MISSED, max_size=3).map(tuple),
}


@st.composite
def any_record(draw: st.DrawFn) -> Record:
    """Draw a record of any kind with anything in its fields."""
    kind = draw(st.sampled_from(list(KINDS)))
    return kind.record(**{name: draw(BY_ANNOTATION.get(said, TEXTS)) for name, said in kind.fields.items()})


@given(any_record())
def test_every_kind_of_record_comes_back(record: Record) -> None:
    kind = kind_of(record)
    stored = codec.to_stored(record)
    assert list(stored) == sorted([*kind.fields, *(["seat"] if kind.seated else [])]), "every field is stored"
    assert all(type(value) in {str, int} for value in stored.values())
    (back,) = codec.to_records(type(record), [tuple(stored[name] for name in kind.fields)])
    assert back == record
    assert json.loads(codec.canonical(stored)) == stored


def test_no_field_has_a_form_of_its_own() -> None:
    """A misspelt annotation would else be tried as a text."""
    for kind in KINDS:
        for said in kind.fields.values():
            assert said in BY_ANNOTATION or said.startswith("Literal["), said


def test_no_two_kinds_share_a_letter_a_table_or_a_place_in_the_ledger() -> None:
    letters = [letter for kind in KINDS for letter in kind.letters]
    assert len(set(letters)) == len(letters) == len(KINDS) + 2
    assert len({kind.table for kind in KINDS}) == len({kind.field for kind in KINDS}) == len(KINDS)


def test_every_kind_but_the_plan_has_its_place_in_a_ledger() -> None:
    places = {name: said for name, said in get_annotations(Ledger).items() if said.startswith("tuple[")}
    places.pop("years")
    places.pop("ends")
    assert places == {name: f"tuple[{kind.entity}, ...]" for name, kind in kinds_by_field().items()}
    assert [kind.record for kind in KINDS if not kind.field] == [Revision]


def test_what_is_declared_of_a_kind_names_its_fields() -> None:
    for kind in KINDS:
        assert {*kind.sought, *kind.same, *kind.added} <= set(kind.fields)
        assert not kind.seated or {"point", "unit"} <= set(kind.fields)
        assert not kind.listed or set(kind.listed) == set(kind.letters)


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
        codec.to_stored(asked)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+999999"])
def test_a_target_reaches_only_real_figures(value: str) -> None:
    met = Settlement(year=2018, day=samples.DAY, kind="done", duty="12.1", at=samples.NOW, value=Decimal(value))
    with pytest.raises(BadValue):
        codec.to_stored(met)


@pytest.mark.parametrize("bad", ["\x00", "a\x1fb", "\ud800", "\x7f", "\x1b[31m"])
def test_text_that_no_database_keeps_is_refused_wherever_it_stands(bad: str) -> None:
    for record in (
        progress(note=bad),
        progress(point=bad),
        progress(evidence=(Evidence("url", bad),)),
        DutyEvent(year=2018, day=samples.DAY, duties=(bad,), unit="甲", at=samples.NOW),
    ):
        with pytest.raises(BadValue):
            codec.to_stored(record)


def test_a_figure_beyond_the_column_is_refused() -> None:
    with pytest.raises(BadValue):
        codec.to_stored(progress(percent=2**63))


def test_a_moment_is_kept_at_beijing_time_and_never_without_a_zone() -> None:
    assert codec.moment(datetime(2018, 12, 31, 23, 0, 0, 999, tzinfo=UTC)) == "2019-01-01T07:00:00+08:00"
    with pytest.raises(ValueError, match="zone"):
        codec.moment(datetime(2018, 1, 1))  # noqa: DTZ001 - what is tried


@given(MOMENTS, MOMENTS)
def test_moments_sort_as_their_texts(one: datetime, other: datetime) -> None:
    assert (one < other) == (codec.moment(one) < codec.moment(other))


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_a_seat_is_one_point_and_one_unit(a: str, b: str, c: str, d: str) -> None:
    assert (codec.seat_of(a, b) == codec.seat_of(c, d)) == ((a, b) == (c, d))


MEANINGS = {**vars(kinds), "date": date, "datetime": datetime}


def plainly(kind: Kind, row: codec.Row) -> Record:
    """Read a row in the plain way: each value by itself, held to the type of its field."""
    reads = [codec._form(said).read for said in kind.fields.values()]  # noqa: SLF001 - how each is read is the codec's
    told: dict[str, Any] = {
        name: read(value) if read else value for name, read, value in zip(kind.fields, reads, row, strict=True)
    }
    for name, said in kind.fields.items():
        told[name] = msgspec.convert(told[name], eval(said, MEANINGS))  # noqa: S307 - an annotation of ours
    return kind.record(**told)


@st.composite
def rows_of_a_kind(draw: st.DrawFn) -> tuple[Kind, list[codec.Row]]:
    """Draw rows that say the same in many a column, as those of one unit do."""
    kind = draw(st.sampled_from(list(KINDS)))
    said = {
        name: draw(st.lists(BY_ANNOTATION.get(a, TEXTS), min_size=1, max_size=3)) for name, a in kind.fields.items()
    }
    rows = []
    for _ in range(draw(st.integers(1, 8))):
        record = kind.record(**{name: draw(st.sampled_from(values)) for name, values in said.items()})
        stored = codec.to_stored(record)
        rows.append(tuple(stored[name] for name in kind.fields))
    return kind, rows


@given(rows_of_a_kind(), st.integers(1, 8))
def test_rows_read_together_are_what_each_is_by_itself(drawn: tuple[Kind, list[codec.Row]], size: int) -> None:
    kind, rows = drawn
    for name, said in kind.fields.items():
        if said.startswith("Literal["):  # any text stands here; that it is one of the words is no matter of reading
            at, words = list(kind.fields).index(name), re.findall(r"[\"']([^\"']+)[\"']", said)
            rows = [(*row[:at], words[0], *row[at + 1 :]) for row in rows]
    read = codec.reader_of(kind.record)
    together = [record for at in range(0, len(rows), size) for record in read(rows[at : at + size])]
    assert together == codec.to_records(kind.record, rows) == [plainly(kind, row) for row in rows]


@given(rows_of_a_kind(), st.data())
def test_a_value_that_was_never_stored_is_refused_as_it_is_by_itself(
    drawn: tuple[Kind, list[codec.Row]], data: st.DataObject
) -> None:
    kind, rows = drawn
    at = data.draw(st.integers(0, len(kind.fields) - 1))
    wrong: Any = data.draw(st.sampled_from(["?", "[", "2018-13-01", 7, -1, b"\xff", None]))
    rows[-1] = (*rows[-1][:at], wrong, *rows[-1][at + 1 :])
    read = codec._form(list(kind.fields.values())[at]).read  # noqa: SLF001 - how each is read is the codec's
    try:
        told = read(wrong) if read else wrong
    except Exception as error:  # noqa: BLE001 - whatever it is
        with pytest.raises(type(error)):
            codec.to_records(kind.record, rows)
    else:
        assert getattr(codec.to_records(kind.record, rows)[-1], list(kind.fields)[at]) == told


def test_what_rows_share_is_one_object() -> None:
    stored = [codec.to_stored(progress(samples.DAY, n, note="已按要求推进")) for n in range(3)]
    rows = [tuple(json.loads(json.dumps(values[name])) for name in kind_of(Progress).fields) for values in stored]
    read = codec.reader_of(Progress)
    one, *others = (record for row in rows for record in read([row]))
    for name in ("day", "point", "unit", "note", "evidence"):
        assert all(getattr(other, name) is getattr(one, name) for other in others), name


@given(st.lists(st.integers(0, 9), max_size=60))
def test_more_than_is_remembered_is_read_alike(values: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(codec, "_REMEMBERED", 3)
        once = codec._Once(str)  # noqa: SLF001 - what remembers
        assert [once[value] for value in values] == list(map(str, values))
        assert len(once) <= 3


def test_rows_of_another_width_are_refused() -> None:
    row = tuple(codec.to_stored(progress())[name] for name in kind_of(Progress).fields)
    for wrong in (row[1:], (*row, 1)):
        with pytest.raises(ValueError, match="values to unpack"):
            codec.to_records(Progress, [row, wrong])


def test_many_rows_are_read_as_one() -> None:
    stored = [codec.to_stored(progress(samples.DAY + timedelta(n), n)) for n in range(9)]
    rows = [tuple(values[name] for name in kind_of(Progress).fields) for values in stored]
    assert [p.percent for p in codec.to_records(Progress, rows)] == list(range(9))
    assert codec.to_records(Progress, []) == []
