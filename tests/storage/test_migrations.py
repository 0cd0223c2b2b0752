"""An older ledger is brought up to date behind a copy of itself; a newer one is refused; both keep what they hold."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.errors import StoreFault
from gongkai.register import reading as meta
from gongkai.register import upgrade as migrations
from gongkai.register.kinds import DutyReview, Extension, Figure, Filing, ScoreEntry, SelfScore, Void
from gongkai.register.reading import open_reader
from gongkai.register.verifying import verify
from gongkai.settings import is_postgres
from tests.storage import samples
from tests.storage.samples import DAY, progress, register_of, tampering, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy.engine import Connection

    from gongkai.register.reading import Reader

NOW = meta.SCHEMA
"""The version this program writes; tests pretend to be one further."""


def add_remark(connection: Connection) -> None:
    """Add a table and touch a row that the guards protect, as a real step may."""
    connection.exec_driver_sql("CREATE TABLE remark (key TEXT)")
    connection.exec_driver_sql("UPDATE trail SET os_user = os_user")


def stumble(connection: Connection) -> None:
    """Fail after having done something."""
    add_remark(connection)
    raise sqlite3.OperationalError


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> Callable[[migrations.Step], None]:
    """Pretend that the program is one version further than the ledger."""

    def pretend(step: migrations.Step) -> None:
        monkeypatch.setattr(meta, "SCHEMA", NOW + 1)
        monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS[:NOW], ("remark", step)))

    return pretend


def guarded(store: str) -> bool:
    """Whether a report can still not be deleted."""
    with pytest.raises(StoreFault, match="不能改动"), register_of(store) as register:
        register.source.raw.execute("DELETE FROM progress", {})
    return True


def test_a_ledger_of_the_first_version_learns_to_make_void(ledger: str) -> None:
    """Version 1 had no table for what is made void (作废)."""
    write(ledger, progress())
    with tampering(ledger) as source:
        source.raw.execute("DROP TABLE void", {})
        source.raw.execute("UPDATE meta SET value = '1' WHERE key = 'version'", {})
    with open_reader(ledger) as reader:
        assert reader.meta.version == NOW
        assert [report.percent for report in reader.ledger(2018).progress] == [40]
    with register_of(ledger) as register:
        register.add(Void(year=2018, day=DAY, target="P2", note="误填"), "void")
    with open_reader(ledger) as reader:
        assert reader.ledger(2018).progress == ()
        assert verify(reader).ok
    assert guarded(ledger)


def test_a_ledger_of_the_second_version_learns_which_items_points_are_for(ledger: str) -> None:
    """Version 2 knew how many duty items an entry was for, not which; what it wrote stays true to its trail."""
    entry = ScoreEntry(
        year=2018, day=DAY, kind="deduction", unit="县教育局", rule="3.1", asked=Decimal(4), reason="超期"
    )
    write(ledger, entry)
    with tampering(ledger) as source:
        source.raw.execute("ALTER TABLE score_entry DROP COLUMN items", {})
        source.raw.execute("UPDATE meta SET value = '2' WHERE key = 'version'", {})
    with open_reader(ledger) as reader:
        assert reader.meta.version == NOW
        assert [one.items for one in reader.ledger(2018).entries] == [()]
        assert verify(reader).ok
    write(ledger, replace(entry, items=("20.1/2018-08-15",), reason="另一项"))
    with open_reader(ledger) as reader:
        assert [one.items for one in reader.ledger(2018).entries] == [(), ("20.1/2018-08-15",)]
        assert verify(reader).ok
    with tampering(ledger, "score_entry") as source:
        source.raw.execute("UPDATE score_entry SET items = '[\"20.1/2018-08-16\"]' WHERE reason = '超期'", {})
    with open_reader(ledger) as reader:
        assert [problem.kind for problem in verify(reader).problems] == ["row_edited"], "what was added is seen"


def test_a_ledger_of_the_third_version_learns_to_check_duty_items(ledger: str) -> None:
    """Version 3 had no table for what the office has made of duty items; what it holds stands as it was."""
    write(ledger, progress())
    with tampering(ledger) as source:
        source.raw.execute("DROP TABLE duty_review", {})
        source.raw.execute("UPDATE meta SET value = '3' WHERE key = 'version'", {})
    with open_reader(ledger) as reader:
        assert reader.meta.version == NOW
        assert (len(reader.ledger(2018).progress), reader.ledger(2018).duty_reviews) == (1, ())
    write(ledger, DutyReview(year=2018, day=DAY, settlement="K9", kind="verified", items=("20.1/2018-08-01",)))
    with open_reader(ledger) as reader:
        assert [one.items for one in reader.ledger(2018).duty_reviews] == [("20.1/2018-08-01",)]
        assert verify(reader).ok
    assert guarded(ledger)


def test_a_ledger_of_the_fifth_version_learns_to_put_off_and_to_take_one_fact_as_one_entry(ledger: str) -> None:
    """Version 5 had no table of extensions, and neither a report nor a settlement knew the other."""
    write(ledger, progress())
    with tampering(ledger) as source:
        source.raw.execute("DROP TABLE extension", {})
        source.raw.execute("ALTER TABLE progress DROP COLUMN settlement", {})
        source.raw.execute("ALTER TABLE settlement DROP COLUMN report", {})
        source.raw.execute("UPDATE meta SET value = '5' WHERE key = 'version'", {})
    with open_reader(ledger) as reader:
        assert reader.meta.version == NOW
        assert [report.settlement for report in reader.ledger(2018).progress] == [""]
        assert verify(reader).ok
    put_off = Extension(year=2018, day=DAY, point="1", duty="9.1", item="9.1", was=DAY, due=date(2018, 12, 1))
    write(ledger, put_off, progress(percent=100))
    with open_reader(ledger) as reader:
        assert [one.due for one in reader.ledger(2018).extensions] == [date(2018, 12, 1)]


def test_a_ledger_of_the_fifth_version_learns_of_figures_for_items_and_of_self_scores(ledger: str) -> None:
    """Version 5 knew figures of whole stages alone, on the scale of a full score; they stay what they were."""
    figure = Figure(year=2018, day=DAY, unit="县教育局", stage="第三方评估", score=Decimal("91.25"), reason="评估")
    write(ledger, progress(), figure)
    with tampering(ledger) as source:
        source.raw.execute("DROP TABLE self_score", {})
        for column in ("item", "out_of"):
            source.raw.execute(f"ALTER TABLE figure DROP COLUMN {column}", {})
        source.raw.execute("UPDATE meta SET value = '5' WHERE key = 'version'", {})
    with open_reader(ledger) as reader:
        assert reader.meta.version == NOW
        (one,) = reader.ledger(2018).figures
        assert (one.score, one.item, one.out_of) == (Decimal("91.25"), "", None)
        assert verify(reader).ok
    write(ledger, replace(figure, item="2", score=Decimal(83), out_of=Decimal(120)))
    write(ledger, SelfScore(year=2018, day=DAY, unit="县教育局", item="2", score=Decimal(18)))
    with open_reader(ledger) as reader:
        assert [one.out_of for one in reader.ledger(2018).figures] == [None, Decimal(120)]
        assert [one.score for one in reader.ledger(2018).self_scores] == [Decimal(18)]
        assert verify(reader).ok
    assert guarded(ledger)


def test_there_is_a_step_for_every_version() -> None:
    assert len(migrations.STEPS) == meta.SCHEMA


@pytest.mark.parametrize("opened", [open_reader, register_of])
def test_an_older_ledger_is_upgraded_by_whoever_opens_it(
    ledger: str,
    next_version: Callable[[migrations.Step], None],
    opened: Callable[[str], AbstractContextManager[Reader]],
) -> None:
    write(ledger, progress())
    next_version(add_remark)
    with opened(ledger) as reader:
        assert reader.meta.version == NOW + 1
        assert reader.source.rows("SELECT key FROM remark") == []
        assert reader.head().seq == 2
    write(ledger, progress())
    assert guarded(ledger)
    with open_reader(ledger) as reader:
        assert {problem.id for problem in verify(reader).problems} <= {"remark"}, "no version makes that table"


def test_a_ledger_of_the_ninth_version_learns_to_seek_what_was_typed_later(ledger: str) -> None:
    """Version 9 had no index of a seat's reports as they were typed."""
    write(ledger, progress())
    with tampering(ledger) as source:
        for table in ("progress", "review"):
            source.raw.execute(f"DROP INDEX {table}_as_typed", {})
        source.raw.execute("UPDATE meta SET value = '9' WHERE key = 'version'", {})
    with open_reader(ledger) as reader:
        assert reader.meta.version == NOW
        assert [one.percent for one in reader.ledger(2018, latest=True).progress] == [40]
        assert verify(reader).ok, "with the indexes that this version makes"
    assert guarded(ledger)


def test_a_ledger_of_the_eighth_version_learns_to_take_workbooks_in(ledger: str) -> None:
    """Version 8 had no table for what came in (收表); what it holds stands as it was."""
    write(ledger, progress())
    with tampering(ledger) as source:
        source.raw.execute("DROP TABLE filing", {})
        source.raw.execute("UPDATE meta SET value = '8' WHERE key = 'version'", {})
    with open_reader(ledger) as reader:
        assert reader.meta.version == NOW
        assert (len(reader.ledger(2018).progress), reader.ledger(2018).filings) == (1, ())
    write(ledger, Filing(year=2018, day=DAY, unit="县教育局", file="填报表.xlsx", since=2, taken=("P2",)))
    with open_reader(ledger) as reader:
        assert [one.taken for one in reader.ledger(2018).filings] == [("P2",)]
        assert verify(reader).ok
    assert guarded(ledger)


def test_the_copy_beside_is_the_ledger_as_it_was(
    tmp_path: Path, next_version: Callable[[migrations.Step], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = str(tmp_path / "台账.db")
    samples.make(store)
    write(store, progress())
    next_version(add_remark)
    write(store, progress())
    monkeypatch.undo()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["台账.db", f"台账.db.bak-{NOW}"]
    with open_reader(f"{store}.bak-{NOW}") as reader:
        assert (reader.meta.version, reader.head().seq) == (NOW, 2)
    assert guarded(f"{store}.bak-{NOW}")


def test_a_step_that_fails_leaves_the_old_ledger_and_its_guards(
    ledger: str, next_version: Callable[[migrations.Step], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(ledger, progress())
    next_version(stumble)
    with pytest.raises(StoreFault), open_reader(ledger):
        pass
    monkeypatch.undo()
    with open_reader(ledger) as reader:
        assert reader.meta.version == NOW
        assert reader.head().seq == 2
    assert guarded(ledger)


def test_no_copy_no_upgrade(tmp_path: Path, next_version: Callable[[migrations.Step], None]) -> None:
    store = str(tmp_path / "台账.db")
    samples.make(store)
    Path(f"{store}.bak-{NOW}").mkdir()
    next_version(stumble)
    with pytest.raises(StoreFault), open_reader(store):
        pass
    with sqlite3.connect(store) as db:
        assert db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone() == (str(NOW),)
    db.close()


def test_a_newer_ledger_is_refused_whole(ledger: str) -> None:
    with tampering(ledger) as source:
        source.raw.execute("UPDATE meta SET value = '99' WHERE key = 'version'", {})
    for opened in (open_reader(ledger), register_of(ledger)):
        with pytest.raises(StoreFault, match="结构版本 99") as told, opened:
            pass
        assert "升级程序" in told.value.hint
    if not is_postgres(ledger):
        assert not Path(f"{ledger}.bak-99").exists()


@pytest.mark.parametrize("value", ["", "x", "-1", "1.0"])
def test_a_version_that_is_no_number_is_not_ours(ledger: str, value: str) -> None:
    with tampering(ledger) as source:
        source.raw.execute(f"UPDATE meta SET value = '{value}' WHERE key = 'version'", {})  # noqa: S608 - a test's own
    with pytest.raises(StoreFault, match="不是本程序"), open_reader(ledger):
        pass
