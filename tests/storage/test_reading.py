"""Reading: the few reports that decide a status are enough, one snapshot, nothing written, nothing heavy loaded."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.errors import BadValue, NoStore, StoreFault, UnknownName
from gongkai.progress.trend import trend, upto
from gongkai.register import codec, queries
from gongkai.register.kinds import Progress, Review, kind_of, kinds_by_field
from gongkai.register.ledger import CST, Place, stand
from gongkai.register.reading import open_reader
from gongkai.register.recordable import timely
from tests.domain.build import CALENDAR
from tests.engines import copy_file
from tests.storage import samples
from tests.storage.samples import DAY, progress, register_of, review, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongkai.register.codec import Value
    from gongkai.register.kinds import Record
    from gongkai.register.ledger import Ledger

LATE = date(2018, 9, 9)
NOBODY = 65534


def place(record: Record) -> tuple[date, int]:
    return record.day, record.seq


def at_seat(whole: Ledger, report: Progress) -> list[Progress]:
    return [one for one in whole.progress if (one.point, one.unit) == (report.point, report.unit)]


def deciding(whole: Ledger) -> tuple[Progress, ...]:
    """State the law in plain Python: of each seat the latest report, and the first below 100 since it was verified."""
    kept = []
    for report in (one for one in whole.progress if one in timely(at_seat(whole, one))):
        reviews = [v for v in whole.reviews if (v.point, v.unit) == (report.point, report.unit)]
        last = max(reviews, key=place, default=None)
        every = timely(at_seat(whole, report))
        below = [p for p in every if last and last.kind == "verified" and p.percent < 100 and place(p) > place(last)]
        if report in (every[-1], *below[:1]):
            kept.append(report)
    return tuple(kept)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["progress", "verified", "returned"]),
        st.integers(0, 9),
        st.sampled_from(["1", "10", "4.10"]),
        st.sampled_from(["县教育局", "东镇人民政府", "A"]),
    ),
    max_size=25,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, cut=st.integers(0, 10))
def test_current_reports_are_exactly_those_that_decide(
    store: str, tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int, str, str]], cut: int
) -> None:
    if store.startswith("postgresql"):
        here = store
        with suppress(AssertionError):  # PostgreSQL keeps one ledger for all examples: only more to choose from
            samples.make(here)
    else:
        here = str(tmp_path_factory.mktemp("seats") / "台账.db")
        copy_file(samples.make, here)
    with register_of(here) as register:
        for kind, after, point, unit in acts:
            day = DAY + timedelta(days=after)
            report = progress(day, 100 if after % 2 else after, point, unit)
            register.add(report if kind == "progress" else review(day, kind, point, unit), "test.add")
    with open_reader(here) as reader:
        cutoff = DAY + timedelta(days=cut)
        whole = reader.ledger(2018, cutoff)
        assert all(report.day <= cutoff for report in whole.progress)
        assert reader.ledger(2018, cutoff, latest=True).progress == deciding(whole)
        end = DAY + timedelta(days=cut // 2)
        held = reader.ledger(2018, cutoff, ends=(end,)).progress
        assert set(held) == {*deciding(whole), *deciding(upto(whole, end))}
        for at in (Place("1"), Place("10"), Place("4.10", "A"), Place(unit="县教育局"), Place(unit="无此单位")):
            there = reader.ledger(2018, cutoff, latest=True, place=at)
            assert there.reports_at(at) == at.of(whole.reports)
            assert set(there.progress) == {*deciding(whole), *at.of(whole.reports)}


def test_a_place_that_was_not_read_is_not_taken_for_an_empty_one(ledger: str) -> None:
    write(ledger, progress(), progress(LATE), progress(point="10"), progress(point="10", unit="东镇人民政府"))
    with open_reader(ledger) as reader:
        there = reader.ledger(place=Place(unit="县教育局"), latest=True)
        assert [one.point for one in there.reports_at(Place("1", "县教育局"))] == ["1", "1"]
        for other in (Place(), Place("1"), Place(unit="东镇人民政府")):
            with pytest.raises(RuntimeError, match="only the latest"):
                there.reports_at(other)
        assert len(reader.ledger(latest=True, place=Place()).reports) == 4


def test_only_what_is_dated_up_to_the_cutoff_and_asked_for_is_read(ledger: str) -> None:
    write(ledger, *samples.one_of_each(), progress(LATE, 80))
    with open_reader(ledger) as reader:
        early = reader.ledger(2018, DAY)
        only = reader.of_kind(Review, 2018, LATE)
        assert reader.ledger(2018, date(2018, 8, 31)).settlements == ()
    assert [p.percent for p in early.progress] == [40]
    assert all(len(getattr(early, field)) >= 1 for field in kinds_by_field())
    assert len(early.entries) == 3
    assert [review.day for review in only] == [review.day for review in early.reviews]
    assert early.size == 28


def test_records_come_by_day_then_in_the_order_they_were_written(ledger: str) -> None:
    days = [date(2018, 9, d) for d in (5, 3, 5, 1)]
    write(ledger, *(review(day) for day in days))
    with open_reader(ledger) as reader:
        assert [(v.day.day, v.seq) for v in reader.ledger().reviews] == [(1, 5), (3, 3), (5, 2), (5, 4)]


def test_where_only_the_latest_reports_were_read_nobody_takes_them_for_all(ledger: str) -> None:
    write(ledger, progress(), progress(LATE), progress(point="10"), progress(unit="东镇人民政府"))
    with open_reader(ledger) as reader:
        assert len(reader.ledger().reports) == 4
        latest = reader.ledger(latest=True)
    assert len(latest.progress) == 3
    with pytest.raises(RuntimeError, match="only the latest"):
        assert latest.reports
    with pytest.raises(RuntimeError, match="months"):
        trend(latest, stand(latest.plan, datetime(2018, 10, 1, tzinfo=CST)), CALENDAR)


def test_another_year_is_another_ledger(ledger: str) -> None:
    write(ledger, samples.revision(2019), progress())
    with open_reader(ledger) as reader:
        assert reader.ledger().plan.year == 2019
        assert reader.ledger().progress == ()
        assert len(reader.ledger(2018).progress) == 1
        with pytest.raises(BadValue, match="2017 年度"):
            reader.ledger(2017)


def test_the_log_shows_the_last_lines_or_one_records_own(ledger: str) -> None:
    written = write(ledger, progress(), review(), progress(LATE))
    with open_reader(ledger) as reader:
        assert [line.id for line in reader.trail(2)] == [w.id for w in written[1:]]
        (own,) = reader.trail(id="ｐ2")
        head = reader.head()
        assert reader.trail()[-1].hash == head.hash
    assert (own.act, own.entity, own.actor, own.os_user) == ("test.add", "Progress", "张文书", "zhang")
    assert own.moment == "2018-09-01T09:30:00+08:00"
    assert head.seq == 4


def test_the_log_still_tells_of_a_record_that_somebody_deleted(ledger: str) -> None:
    write(ledger, progress())
    with samples.tampering(ledger, "progress") as source:
        source.raw.execute("DELETE FROM progress", {})
    with open_reader(ledger) as reader:
        assert [line.id for line in reader.trail(id="P2")] == ["P2"]
        for unknown in ("P3", "二", ""):
            with pytest.raises(UnknownName):
                reader.find(unknown)
        with pytest.raises(UnknownName):
            reader.trail(id="P3")


def test_a_reader_sees_one_moment_while_others_write(ledger: str) -> None:
    write(ledger, progress())
    with open_reader(ledger) as reader:
        before = reader.head()
        write(ledger, progress(LATE, 90))
        assert reader.head() == before
        assert [p.percent for p in reader.ledger().progress] == [40]
    with open_reader(ledger) as reader:
        assert [p.percent for p in reader.ledger(latest=True).progress] == [90]


def test_a_reader_cannot_write(ledger: str) -> None:
    with pytest.raises(StoreFault, match="只能读"), open_reader(ledger) as reader:
        reader.source.raw.execute("INSERT INTO meta (key, value) VALUES ('a', 'b')", {})


def test_every_query_fits_the_tables(ledger: str) -> None:
    values: dict[str, Value] = {
        "year": 2018,
        "cutoff": "2018-12-31",
        "until": "2018-12-31",
        "point": "",
        "unit": "",
        "seat": "",
        "first": "",
        "end": "2018-12-31",
        "since": "",
        "after": "",
        "last": "",
        "most": 1,
        "seq": 1,
        "today": "2018-12-31",
        "day": "2018-12-31",
        "mark": "%",
    }
    values |= {"finding": "F1", "entry": "D1", "id": "Y1", "target": "P1"}
    with open_reader(ledger) as reader:
        explain = "EXPLAIN " if reader.source.postgres else "EXPLAIN QUERY PLAN "
        for name, sql in queries.every().items():
            assert reader.source.rows(explain + sql, **values), name


def test_the_latest_report_is_found_by_seeks_alone(tmp_path: Path) -> None:
    store = str(tmp_path / "台账.db")
    samples.make(store)
    progress_kind = kind_of(Progress)
    with open_reader(store) as reader:
        for text in (
            queries.LATEST,
            queries.LATEST_BY,
            queries.BELOW_SINCE,
            queries.FIRST_BELOW,
            queries.ON_SEAT,
            queries.AT_PLACE,
        ):
            sql = "EXPLAIN QUERY PLAN " + queries.for_kind(text, progress_kind)
            place = codec.seats_at("1", "")
            steps = [
                str(row[3])
                for row in reader.source.rows(
                    sql, year=1, cutoff="", until="", end="", seat="", most=1, since="", after="", seq=1, **place
                )
            ]
            once = " w" if text is queries.AT_PLACE else "seats"  # the voids
            walked = [step for step in steps if step.startswith("SCAN") and "CONSTANT" not in step]
            assert all("seats" in step or step.endswith(once) for step in walked), steps
            assert not [s for s in steps if "TEMP B-TREE" in s], steps


@pytest.mark.parametrize(("text", "index"), [(queries.LATEST, "as_typed"), (queries.LATEST_BY, "in_order")])
def test_what_makes_a_report_untimely_is_sought_where_little_is_to_be_looked_through(
    tmp_path: Path, text: str, index: str
) -> None:
    store = str(tmp_path / "台账.db")
    samples.make(store)
    with open_reader(store) as reader:
        sql = "EXPLAIN QUERY PLAN " + queries.for_kind(text, kind_of(Progress))
        steps = [str(row[3]) for row in reader.source.rows(sql, year=1, cutoff="", until="")]
    (later,) = (step for step in steps if step.startswith("SEARCH r "))
    assert f"progress_{index} (year=? AND seat=? AND " in later


@pytest.mark.postgres
@pytest.mark.parametrize("text", [queries.LATEST, queries.LATEST_BY, queries.BELOW_SINCE, queries.FIRST_BELOW])
def test_a_server_looks_for_a_later_report_by_the_index_and_never_joins_a_whole_seat(postgres: str, text: str) -> None:
    samples.make(postgres)
    values: dict[str, Value] = dict.fromkeys(("cutoff", "until", "end", "seat", "since", "after"), "")
    values |= {"year": 2018, "seq": 1}
    with open_reader(postgres) as reader:
        for way in ("seqscan", "bitmapscan"):  # a few rows are read in any way
            reader.source.raw.execute(f"SET LOCAL enable_{way} = off", {})
        told = reader.source.rows("EXPLAIN " + queries.for_kind(text, kind_of(Progress)), **values)
    plan = [str(step) for (step,) in told]
    assert not [step for step in plan if "Materialize" in step], plan
    at = next(number for number, step in enumerate(plan) if "on progress r " in step)
    assert "Index Scan" in plan[at], plan
    sought = plan[at + 1].partition("Index Cond: ")[2]
    assert "seq > " in sought, plan


@pytest.mark.postgres
def test_a_server_compiles_nothing_for_one_reading_unless_the_address_says_so(postgres: str) -> None:
    samples.make(postgres)
    for more, told in (("", "off"), ("?options=-c%20jit%3Don", "on")):
        with open_reader(postgres + more) as reader:
            assert reader.source.rows("SHOW jit") == [(told,)]


def test_no_parameter_hides_in_a_literal() -> None:
    for sql in queries.every().values():
        assert "%" not in sql
        assert ":" not in queries.on_postgres(sql)


def test_reading_leaves_no_file_behind(tmp_path: Path) -> None:
    store = str(tmp_path / "台账.db")
    samples.make(store)
    with open_reader(store) as reader:
        reader.ledger()
    assert [path.name for path in tmp_path.iterdir()] == ["台账.db"]


@pytest.mark.parametrize("name", ["台 账?#%41&x=1.db", "a'b\"c;.db", "～名.sqlite"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "科室 #1?%20"
    folder.mkdir()
    store = str(folder / name)
    samples.make(store)
    write(store, progress())
    with open_reader(store) as reader:
        assert reader.head().seq == 2
    assert [path.name for path in folder.iterdir()] == [name]


def test_reading_needs_a_store(store: str) -> None:
    with pytest.raises(NoStore) as told, open_reader(store):
        pass
    assert "gongkai load" in told.value.hint


@contextmanager
def unprivileged() -> Iterator[None]:
    """Be nobody for a while: root may write anywhere."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def locked_folder() -> Iterator[str]:
    """A ledger in a folder that nobody can write."""
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "台账.db")
        samples.make(store)
        Path(store).chmod(0o444)
        Path(folder).chmod(0o555)
        try:
            yield store
        finally:
            Path(folder).chmod(0o755)


def test_a_medium_that_cannot_be_written_can_be_read() -> None:
    with locked_folder() as store, unprivileged(), open_reader(store) as reader:
        assert reader.ledger().plan.year == 2018


def test_what_its_log_holds_is_read_too() -> None:
    with locked_folder() as store:
        Path(store).parent.chmod(0o755)
        log = written_and_interrupted(store)
        Path(store).parent.chmod(0o555)
        with unprivileged(), open_reader(store) as reader:
            assert reader.head().seq == 2
        assert log.stat().st_size > 0
        assert not Path(f"{store}-shm").exists()


def written_and_interrupted(store: str) -> Path:
    """Record something and lose power before it is taken from the log into the file; return the log."""
    held = sqlite3.connect(store)
    held.execute("SELECT 1 FROM meta").fetchall()
    write(store, progress())
    before = [(path, path.read_bytes()) for path in (Path(store), Path(f"{store}-wal"))]
    held.close()
    for path, content in before:
        path.write_bytes(content)
    return before[1][0]


def test_and_writing_there_is_a_fault() -> None:
    with locked_folder() as store:
        with unprivileged(), pytest.raises(StoreFault), register_of(store):
            pass
        with unprivileged(), pytest.raises(StoreFault, match=r"建不了|打不开"):
            samples.make(store.replace("台账", "新账"))


def test_reading_loads_no_heavy_library() -> None:
    heavy = "sqlalchemy", "sqlmodel", "pydantic", "psycopg", "platformdirs", "yaml"
    code = f"import sys, gongkai.register.reading; print([m for m in {heavy} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
