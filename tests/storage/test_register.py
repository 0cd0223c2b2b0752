"""Writing: one act, one transaction; what is returned is what is kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from gongkai.errors import BadValue, NoStore, UnknownName
from gongkai.register import writing
from gongkai.register.act import When, fact
from gongkai.register.codec import CST
from gongkai.register.kinds import KINDS, Assign, Finding, FindingStep, letter_of
from gongkai.register.reading import open_reader
from gongkai.register.verifying import verify
from tests.storage import samples
from tests.storage.samples import DAY, NOW, progress, register_of, write

if TYPE_CHECKING:
    from gongkai.register.writing import Register


def test_every_kind_of_record_comes_back_as_it_was_written(ledger: str) -> None:
    written = write(ledger, *samples.one_of_each())
    assert {type(record) for record in written} == {kind.record for kind in KINDS}
    with open_reader(ledger) as reader:
        assert [reader.find(record.id) for record in written] == written


def test_ids_are_the_letter_and_the_number_of_the_trail_line(ledger: str) -> None:
    written = write(ledger, *samples.one_of_each())
    assert [record.id for record in written] == [f"{letter_of(w)}{n}" for n, w in enumerate(written, 2)]
    assert {record.actor for record in written} == {"张文书"}
    assert {record.recorded for record in written} == {NOW}


@pytest.mark.parametrize("typed", ["d37", "D37", "Ｄ３７", " d37 ", "D037"])
def test_an_id_is_taken_in_any_case_and_width(ledger: str, typed: str) -> None:
    entry = next(s for s in samples.one_of_each() if letter_of(s) == "D")
    for n in range(2, 37):
        write(ledger, progress(percent=n))
    (kept,) = write(ledger, entry)
    with register_of(ledger) as register:
        assert register.find(typed) == kept


@pytest.mark.parametrize("typed", ["D2", "P1", "Z9", "", "37", "P", "P-2", "P99999999999999999999", "P2; DROP", "进2"])
def test_an_unknown_id_is_told(ledger: str, typed: str) -> None:
    write(ledger, progress())
    with register_of(ledger) as register, pytest.raises(UnknownName, match="编号"):
        register.find(typed)


def test_an_act_that_fails_leaves_nothing(ledger: str) -> None:
    def fail() -> None:
        with register_of(ledger) as register:
            register.add(progress(), "progress.add")
            assert len(register.ledger().progress) == 1
            raise BadValue("不行")

    with pytest.raises(BadValue, match="不行"):
        fail()
    with open_reader(ledger) as reader:
        assert reader.ledger().progress == ()
        assert reader.head().seq == 1


def test_control_characters_are_refused_and_nothing_is_kept(ledger: str) -> None:
    with pytest.raises(BadValue, match="控制字符"):
        write(ledger, progress(), progress(note="看不见\x1f的"))
    with open_reader(ledger) as reader:
        assert reader.head().seq == 1


def test_the_act_sees_its_own_records_before_they_are_kept(ledger: str) -> None:
    with register_of(ledger) as register:
        added = register.add(progress(percent=70), "progress.add")
        assert register.reports(samples.YEAR, "1", "县教育局") == (added,)
        assert register.find(added.id) == added


def test_the_day_of_an_act_is_the_day_in_china(ledger: str) -> None:
    late = datetime(2018, 12, 31, 20, 0, 0, 99, tzinfo=timezone(timedelta(0)))
    with register_of(ledger, late) as register:
        assert register.today == date(2019, 1, 1)
        added = register.add(progress(), "progress.add")
    assert added.recorded == datetime(2019, 1, 1, 4, 0, tzinfo=CST)


def test_a_moment_without_a_zone_is_a_mistake(ledger: str) -> None:
    with pytest.raises(ValueError, match="time zone"), register_of(ledger, NOW.replace(tzinfo=None)):
        pass


def test_who_types_has_a_name_on_one_line(ledger: str) -> None:
    with pytest.raises(BadValue, match="登记人"), writing.open_register(ledger, actor=" ", os_user="z", now=NOW):
        pass
    with writing.open_register(ledger, actor="张\n文书", os_user="z", now=NOW) as register:
        assert register.add(progress(), "progress.add").actor == "张 文书"


def test_writing_needs_a_store(store: str) -> None:
    with pytest.raises(NoStore, match="没有") as told, register_of(store):
        pass
    assert "gongkai load" in told.value.hint


def test_a_second_maker_changes_nothing(ledger: str) -> None:
    def never(_: Register) -> None:
        pytest.fail("the store is there already")

    assert not writing.create_store(ledger, never, actor="李", os_user="li", now=NOW)


def test_a_store_whose_first_load_fails_is_not_there(store: str) -> None:
    def broken(register: Register) -> None:
        samples.first(register)
        raise BadValue("要点有误")

    with pytest.raises(BadValue, match="要点有误"):
        writing.create_store(store, broken, actor="李", os_user="li", now=NOW)
    with pytest.raises(NoStore), open_reader(store):
        pass
    samples.make(store)


def test_the_last_plan_loaded_is_in_force_and_years_live_side_by_side(ledger: str) -> None:
    write(ledger, samples.revision(2019, "次年"), samples.revision(title="修订", day=date(2018, 8, 1)))
    with register_of(ledger) as register:
        assert register.years() == (2018, 2019)
        assert register.plan().title == "次年"
        assert register.plan(2018) == samples.plan(title="修订")
        with pytest.raises(BadValue, match="2020") as told:
            register.plan(2020)
    assert "gongkai load" in told.value.hint


def test_narrow_reads_follow_a_finding_and_its_entries(ledger: str) -> None:
    problem = Finding(year=2018, day=samples.DAY, unit="县教育局", problem="超期", source="self")
    (found,) = write(ledger, problem)
    later = FindingStep(year=2018, day=date(2018, 9, 3), finding=found.id, kind="closed")
    sooner = FindingStep(year=2018, day=date(2018, 9, 2), finding=found.id, kind="rectified")
    write(ledger, later, sooner, *samples.one_of_each())
    with register_of(ledger) as register:
        assert [step.kind for step in register.steps(found.id)] == ["rectified", "closed"]
        assert [entry.rule for entry in register.entries_on("F8")] == ["V1"]
        assert [ruling.kind for ruling in register.rulings("D10")] == ["reduced"]
        assert register.steps("F999") == ()


def test_the_latest_reports_and_reviews_of_a_seat(ledger: str) -> None:
    days = [date(2018, 9, d) for d in (5, 3, 9, 3)]
    write(ledger, *(progress(day, n) for n, day in enumerate(days)), samples.review(days[0]))
    with register_of(ledger) as register:
        assert [p.percent for p in register.reports(2018, "1", "县教育局", 3)] == [3, 0, 2]
        assert [v.kind for v in register.reviews(2018, "1", "县教育局")] == ["verified"]
        assert register.reports(2018, "1", "县政府办公室") == ()


def test_a_part_is_undone_alone_and_the_trail_goes_on_unbroken(ledger: str) -> None:
    with register_of(ledger) as register:
        first = register.add(progress(percent=10), "progress.add")
        with register.part() as part:
            register.add(progress(percent=20), "progress.add")
            with register.part() as inner:
                register.add(progress(percent=30), "progress.add")
                assert [len(each.records) for each in (part, inner)] == [2, 1]
                inner.undo()
            part.undo()
        with pytest.raises(BadValue):
            _given_up(register)
        with register.part():
            last = register.add(progress(percent=50), "progress.add")
    assert (first.id, last.id) == ("P2", "P3")
    with open_reader(ledger) as reader:
        assert [one.percent for one in reader.ledger(2018).progress] == [10, 50]
        assert verify(reader).ok


def _given_up(register: Register) -> None:
    """Write something in a part, and stumble."""
    with register.part():
        register.add(progress(percent=40), "progress.add")
        raise BadValue("不行")


def test_what_is_made_of_the_assignments_is_made_anew_when_they_change(ledger: str) -> None:
    assign = Assign(year=2018, day=DAY, unit="县政府办公室", point="1", role="support")
    with register_of(ledger) as register:

        def who() -> list[str]:
            act = fact(register, When(2018, DAY))
            return [unit for unit in ("县政府办公室", "县教育局") if act.roster.on("1", unit)]

        assert who() == ["县教育局"]
        with register.part() as part:
            register.add(assign, "assign")
            assert who() == ["县政府办公室", "县教育局"]
            part.undo()
        assert who() == ["县教育局"]
        register.add(assign, "assign")
        assert who() == ["县政府办公室", "县教育局"]
