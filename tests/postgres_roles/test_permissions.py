"""What the server lets each login do, asked with plain psycopg: nothing of this program stands between."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace
from psycopg import errors

from gongkai.register import codec
from gongkai.register import kinds as r
from gongkai.register.kinds import KINDS, WRITERS, kind_of
from gongkai.register.queries import LOCK
from gongkai.register.reading import open_reader
from gongkai.register.verifying import verify
from tests.postgres_roles.conftest import (
    DAY,
    EDUCATION,
    NOW,
    ROLES,
    TABLES,
    TOWN,
    WHEN,
    append,
    by_hand,
    deduction,
    next_seq,
    psql,
    url_of,
    write,
)

pytestmark = pytest.mark.postgres
REFUSED = errors.InsufficientPrivilege
UNITS, EVERYBODY = ("jyj", "dz"), tuple(ROLES)


def own(store: str, kind: type[r.Record], unit: str) -> str:
    """Return the id of a unit's first record of a kind, as its owner sees it."""
    with open_reader(store) as reader:
        return next(one.id for one in reader.of_kind(kind, 2018) if getattr(one, "unit", "") == unit)


def sound(store: str) -> bool:
    """Tell whether the owner finds the ledger as it was written."""
    with open_reader(store) as reader:
        return verify(reader).ok


def test_every_kind_declares_who_may_record_it() -> None:
    for kind in KINDS:
        assert kind.writers, f"{kind.entity}: nobody was said to record it"
        assert set(kind.writers) <= set(WRITERS), kind.entity
        assert "office" in kind.writers, kind.entity
        assert set(kind.may_say) <= kind.fields.keys(), kind.entity


def test_what_a_unit_may_record_is_what_was_agreed() -> None:
    """Whoever lets a unit record one more kind says so here as well."""
    assert {kind.entity for kind in KINDS if "unit" in kind.writers} == {
        "Progress",
        "SelfInspection",
        "Finding",
        "FindingStep",
        "SelfScore",
        "Appeal",
        "DutyEvent",
        "Settlement",
        "Filing",
    }


def test_what_a_supervisor_may_record_is_what_was_agreed() -> None:
    """As the table in docs/deploy-postgres.md has it."""
    assert {kind.entity for kind in KINDS if "supervisor" in kind.writers} == {
        "Inspection",
        "Finding",
        "FindingStep",
        "ScoreEntry",
        "Ruling",
        "Figure",
        "Decline",
    }


@pytest.mark.parametrize("login", EVERYBODY)
def test_nobody_changes_removes_or_empties_anything(untouched: str, login: str) -> None:
    attempts = (
        "UPDATE {} SET id = id",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "DROP TABLE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
    )
    with psql(untouched, login) as db:
        for table in (*TABLES, "trail"):
            for attempt in attempts:
                with pytest.raises(REFUSED):
                    db.execute(attempt.format(table).encode())
                db.rollback()


@pytest.mark.parametrize("login", EVERYBODY)
def test_nobody_has_a_right_on_the_trail_itself(untouched: str, login: str) -> None:
    with psql(untouched, login) as db:
        for attempt in (
            b"SELECT * FROM trail",
            b"UPDATE meta SET value = '1'",
            b"DELETE FROM meta",
            b"INSERT INTO meta VALUES ('a', 'b')",
            b"INSERT INTO trail SELECT * FROM gongkai_roles.trail LIMIT 1",
            b"UPDATE gongkai_roles.trail SET actor = 'x'",
            b"DELETE FROM gongkai_roles.trail",
            b"INSERT INTO gongkai_roles.trail SELECT * FROM gongkai_roles.trail LIMIT 1",
            b"SELECT * FROM gongkai_roles.login",
            b"UPDATE gongkai_roles.login SET role = 'office'",
            b"INSERT INTO gongkai_roles.setting VALUES ('clock', 'any')",
            b"CREATE TABLE public.mine (x int)",
            b"CREATE FUNCTION gongkai_roles.my_role(x int) RETURNS text LANGUAGE sql AS 'SELECT 1'",
            b"SET SESSION AUTHORIZATION postgres",
            b"SET ROLE postgres",
            b"SET session_replication_role = replica",
        ):
            with pytest.raises((REFUSED, errors.ObjectNotInPrerequisiteState)):
                db.execute(attempt)
            db.rollback()


SAMPLES: dict[str, Any] = {"year": 2018, "day": DAY}


def of_unit(unit: str, entry: str, finding: str) -> dict[str, tuple[r.Record, str]]:
    """Return one record of every kind that speaks of a unit, with what was done."""
    settlement = r.Settlement(**WHEN, kind="done", duty="1.3", item="1.3/2018-Q3", at=NOW, unit=unit)
    records: tuple[tuple[r.Record, str], ...] = (
        (r.Revision(**WHEN, title="改", number="", body="{}"), "load"),
        (r.Assign(**WHEN, unit=unit, point="1", role="lead"), "assign"),
        (r.Progress(**WHEN, point="1", unit=unit, percent=60), "progress.add"),
        (r.Review(**WHEN, point="1", unit=unit, kind="verified"), "progress.verify"),
        (r.SelfInspection(**WHEN, unit=unit, points=("1",), summary="好"), "selfcheck.add"),
        (r.Inspection(**WHEN, kind="专项督查", units=(unit,)), "inspect.add"),
        (r.Finding(**WHEN, unit=unit, problem="超期", source="self"), "finding.add"),
        (r.FindingStep(**WHEN, finding=finding, kind="rectified", note="已改"), "finding.rectify"),
        (deduction(unit), "deduct.add"),
        (r.Ruling(**WHEN, entry=entry, kind="kept", reason="不变", appeal="C1"), "appeal.decide"),
        (r.Figure(**WHEN, unit=unit, stage="", item="2", score=Decimal(90), reason="统计"), "score.record"),
        (r.SelfScore(**WHEN, unit=unit, item="2", score=Decimal(19)), "score.self"),
        (r.Appeal(**WHEN, entry=entry, unit=unit, reason="已公开"), "appeal.file"),
        (r.Closing(**WHEN, kind="reopened", reason="x"), "year.reopen"),
        (r.DutyEvent(**WHEN, duties=("3.1",), unit=unit, at=NOW), "duty.open"),
        (settlement, "duty.done"),
        (r.Extension(**WHEN, due=date(2019, 1, 31), was=date(2018, 12, 31), point="1"), "duty.extend"),
        (r.DutyReview(**WHEN, settlement="K9", kind="verified", items=("1.3/2018-Q3",)), "duty.verify"),
        (
            r.Decline(**WHEN, unit=unit, rule="1.1", cause="x", points=Decimal(1), count=1, told="x", reason="x"),
            "deduct.decline",
        ),
        (r.Reminder(**WHEN, unit=unit, items=("F5",), way="微信"), "remind.sent"),
        (
            r.Issue(**WHEN, kind="midterm", number="1号", title="x", as_of=DAY, head="x", digest="x", body="{}"),
            "report.issue",
        ),
        (r.Filing(**WHEN, unit=unit, file="表.xlsx"), "import"),
        (r.Void(**WHEN, target=finding, note="x"), "void"),
    )
    return {kind_of(record).entity: (record, act) for record, act in records}


def test_the_samples_are_of_every_kind() -> None:
    assert of_unit(EDUCATION, "D9", "F5").keys() == {kind.entity for kind in KINDS}


@pytest.mark.parametrize("entity", [kind.entity for kind in KINDS])
@pytest.mark.parametrize("login", ["bgs", "dc1", "jyj"])
def test_each_role_records_what_its_kinds_declare_and_nothing_else(shared: str, login: str, entity: str) -> None:
    kind = next(kind for kind in KINDS if kind.entity == entity)
    entry, finding = own(shared, r.ScoreEntry, EDUCATION), own(shared, r.Finding, EDUCATION)
    record, act = of_unit(EDUCATION, entry, finding)[entity]
    with psql(shared, login) as db:
        if ROLES[login].role in kind.writers:
            by_hand(db, record, act)
            db.commit()
            assert sound(shared)
            return
        with pytest.raises(REFUSED):
            by_hand(db, record, act, line=False)
        db.rollback()
        with pytest.raises(REFUSED):
            append(db, act, entity, "X1", "{}")


@pytest.mark.parametrize("entity", [kind.entity for kind in KINDS if "unit" in kind.writers])
def test_a_unit_records_nothing_for_another(untouched: str, entity: str) -> None:
    entry, finding = own(untouched, r.ScoreEntry, EDUCATION), own(untouched, r.Finding, EDUCATION)
    record, act = of_unit(EDUCATION, entry, finding)[entity]
    with psql(untouched, "dz") as db, pytest.raises(REFUSED, match="row-level security"):
        by_hand(db, record, act)


@pytest.mark.parametrize(
    ("record", "act"),
    [
        (r.Finding(**WHEN, unit=TOWN, problem="x", source="inspection"), "finding.add"),
        (r.Settlement(**WHEN, kind="cancelled", duty="1.2", item="1.2/东镇人民政府", at=NOW, unit=TOWN), "duty.cancel"),
        (r.Settlement(**WHEN, kind="done", duty="1.3", item="1.3/2018-Q3", at=NOW, unit=TOWN), "duty.done"),
        (r.Settlement(**WHEN, kind="done", duty="1.2", item="1.2/西镇人民政府", at=NOW, unit=TOWN), "duty.done"),
        (r.Settlement(**WHEN, kind="done", duty="1.2", item="1.3/2018-Q3", at=NOW, unit=TOWN), "duty.done"),
        (r.Progress(year=2019, day=date(2019, 1, 1), point="1", unit=TOWN, percent=1), "progress.add"),
    ],
    ids=[
        "an inspection's finding",
        "cancels",
        "another's duty",
        "another's item",
        "under another duty",
        "no such year",
    ],
)
def test_a_unit_says_only_what_a_unit_says(untouched: str, record: r.Record, act: str) -> None:
    with psql(untouched, "dz") as db, pytest.raises(REFUSED, match="row-level security"):
        by_hand(db, record, act)


@pytest.mark.parametrize("kind", ["closed", "reopened", "extended"])
def test_a_unit_signs_no_finding_off(untouched: str, kind: Any) -> None:  # noqa: ANN401 - a literal
    step = r.FindingStep(**WHEN, finding=own(untouched, r.Finding, TOWN), kind=kind, note="x")
    with psql(untouched, "dz") as db, pytest.raises(REFUSED):
        by_hand(db, step, f"finding.{kind}")


def test_a_unit_puts_no_day_off_by_which_it_is_to_put_right(shared: str) -> None:
    """It names a day where none was set, and an earlier one; a later one only the office gives."""
    finding = own(shared, r.Finding, TOWN)
    attempts = ((date(2018, 9, 2), False), (DAY, True), (date(2018, 8, 31), True), (DAY, False))
    for due, allowed in attempts:
        with psql(shared, "dz") as db:
            step = r.FindingStep(**WHEN, finding=finding, kind="planned", due=due)
            if allowed:
                by_hand(db, step, "finding.plan")
                db.commit()
                continue
            with pytest.raises(REFUSED, match="row-level security"):
                by_hand(db, step, "finding.plan")
    (fresh,) = write(shared, (r.Finding(**WHEN, unit=TOWN, problem="栏目空白", source="monitoring"), "finding.add"))
    with psql(shared, "dz") as db:
        for due in (date(2018, 12, 1), date(2018, 11, 1)):
            by_hand(db, r.FindingStep(**WHEN, finding=fresh.id, kind="planned", due=due), "finding.plan")
        with pytest.raises(REFUSED):
            by_hand(db, r.FindingStep(**WHEN, finding=fresh.id, kind="planned", due=date(2018, 11, 2)), "finding.plan")


def test_a_name_of_ones_own_never_stands_for_the_servers(untouched: str) -> None:
    """Tables in pg_temp and a search path that begins there change neither the role nor where a line goes."""
    with psql(untouched, "dz") as db:
        db.execute(b"CREATE TEMP TABLE login AS SELECT 'dz' AS login, 'office' AS role")
        db.execute(b"CREATE TEMP TABLE trail (seq bigint, hash text)")
        db.execute(b"CREATE TEMP TABLE closing (year bigint, kind text, seq bigint)")
        db.execute(b"SET search_path = pg_temp, public")
        assert db.execute(b"SELECT gongkai_roles.my_role()").fetchall() == [("unit",)]
        with pytest.raises(REFUSED):
            by_hand(db, deduction(TOWN), "deduct.add", line=False)
        db.rollback()
        db.execute(b"CREATE TEMP TABLE trail (seq bigint, hash text)")
        by_hand(db, r.Progress(**WHEN, point="1", unit=TOWN, percent=1), "progress.add")
        assert db.execute(b"SELECT count(*) FROM pg_temp.trail").fetchall() == [(0,)]


def test_a_unit_settles_its_own_item(shared: str) -> None:
    mine = r.Settlement(**WHEN, kind="done", duty="1.2", item="1.2/东镇人民政府", at=NOW, unit=TOWN)
    with psql(shared, "dz") as db:
        by_hand(db, mine, "duty.done")
        db.commit()
    assert sound(shared)


def test_what_a_unit_owes_follows_the_plan_and_the_assignments(shared: str) -> None:
    """The town leads nothing until the office names it; then it settles what leads owe."""
    item = r.Settlement(**WHEN, kind="done", duty="1.1", item="1.1/2018-08", at=NOW, unit=TOWN)
    with psql(shared, "dz") as db, pytest.raises(REFUSED):
        by_hand(db, item, "duty.done")
    write(shared.replace("postgres@", "bgs@"), (r.Assign(**WHEN, unit=TOWN, point="1", role="lead"), "assign"))
    with psql(shared, "dz") as db:
        by_hand(db, item, "duty.done")
        db.commit()


def test_of_an_event_only_its_own_unit_settles_the_item(shared: str) -> None:
    (event,) = write(shared, (r.DutyEvent(**WHEN, duties=("3.1",), unit=EDUCATION, at=NOW), "duty.open"))
    item = r.Settlement(**WHEN, kind="done", duty="3.1", item=f"3.1/{event.id}", at=NOW, unit=TOWN)
    with psql(shared, "dz") as db, pytest.raises(REFUSED):
        by_hand(db, item, "duty.done")


def test_nothing_more_is_recorded_by_a_unit_of_a_closed_year(shared: str) -> None:
    write(shared, (r.Closing(**WHEN, kind="closed", body="{}", digest="x"), "year.close"))
    with psql(shared, "dz") as db, pytest.raises(REFUSED):
        by_hand(db, r.Progress(**WHEN, point="1", unit=TOWN, percent=99), "progress.add")


def test_nobody_writes_in_anothers_name(shared: str) -> None:
    """Neither the row nor the line takes who it was from the client."""
    report = r.Progress(**WHEN, point="1", unit=TOWN, percent=99)
    with psql(shared, "dz") as db:
        with pytest.raises(REFUSED):
            by_hand(db, report, "progress.add", actor="bgs")
        db.rollback()
        db.execute(b"SET application_name = 'bgs'")
        kept = by_hand(db, report, "progress.add")
        db.commit()
    with open_reader(shared) as reader:
        line = reader.line(kept.seq)
    assert line is not None
    assert (line.actor, line.os_user) == ("dz", "dz@127.0.0.1")


# --- what is seen


def seen(store: str, login: str, table: str) -> set[str]:
    """Return the ids that a login reads in a table."""
    with psql(store, login) as db:
        return {row[0] for row in db.execute(f"SELECT id FROM {table}".encode()).fetchall()}  # noqa: S608 - our own


@pytest.mark.parametrize("table", TABLES)
def test_office_and_supervisors_read_all(untouched: str, table: str) -> None:
    assert seen(untouched, "bgs", table) == seen(untouched, "dc1", table) == seen(untouched, "postgres", table)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.seen == "own"], ids=lambda kind: kind.entity)
def test_a_unit_reads_of_others_nothing_that_is_not_everybodys(untouched: str, kind: Any) -> None:  # noqa: ANN401 - a kind
    every, mine, theirs = (seen(untouched, login, kind.table) for login in ("postgres", "jyj", "dz"))
    assert mine | theirs == every
    assert not mine & theirs
    assert mine
    assert theirs


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.seen == "all"], ids=lambda kind: kind.entity)
def test_what_is_everybodys_a_unit_reads_whole(shared: str, kind: Any) -> None:  # noqa: ANN401 - a kind
    entry, finding = own(shared, r.ScoreEntry, EDUCATION), own(shared, r.Finding, EDUCATION)
    if kind.record is not r.Revision:
        write(shared, of_unit(EDUCATION, entry, finding)[kind.entity])
    assert seen(shared, "dz", kind.table) == seen(shared, "postgres", kind.table) != set()


def test_a_paper_for_one_unit_is_read_by_that_unit_and_one_for_all_by_every_one(shared: str) -> None:
    paper, act = of_unit(EDUCATION, "D9", "F5")["Issue"]
    assert isinstance(paper, r.Issue)
    write(shared, (paper, act))
    for_all = seen(shared, "dz", "issue")
    assert for_all == seen(shared, "jyj", "issue") == seen(shared, "bgs", "issue") != set()
    write(shared, (replace(paper, number="2号", unit=EDUCATION, about=("F5",)), act))
    assert seen(shared, "dz", "issue") == for_all
    assert seen(shared, "jyj", "issue") == seen(shared, "bgs", "issue") > for_all


def test_a_paper_for_several_units_is_read_by_each_of_them_and_by_no_other(shared: str) -> None:
    paper, act = of_unit(EDUCATION, "D9", "F5")["Issue"]
    before = {login: seen(shared, login, "issue") for login in ("jyj", "dz")}
    write(shared, (replace(paper, number="3号", unit=f"县财政局、{EDUCATION}", about=("11.1",)), act))
    assert seen(shared, "jyj", "issue") > before["jyj"]
    assert seen(shared, "dz", "issue") == before["dz"]


def test_the_desks_own_notes_are_read_by_no_unit(shared: str) -> None:
    write(shared, of_unit(EDUCATION, "D9", "F5")["Decline"])
    assert seen(shared, "dc1", "decline")
    assert not seen(shared, "jyj", "decline")


def test_a_unit_does_not_read_the_countys_assessment_in_a_closing(shared: str) -> None:
    write(shared, (r.Closing(**WHEN, kind="closed", body='{"scores": 1}', digest="x"), "year.close"))
    with psql(shared, "jyj") as db:
        assert db.execute(b"SELECT kind FROM closing").fetchall() == [("closed",)]
        for attempt in (b"SELECT body FROM closing", b"SELECT left_open FROM closing", b"SELECT * FROM closing"):
            db.rollback()
            with pytest.raises(REFUSED):
                db.execute(attempt)


def test_a_unit_sees_of_the_trail_only_its_own_lines(shared: str) -> None:
    with psql(shared, "jyj") as db:
        by_hand(db, r.Progress(**WHEN, point="1", unit=EDUCATION, percent=70), "progress.add")
        db.commit()
        assert db.execute(b"SELECT actor FROM gongkai_roles.trail").fetchall() == [("jyj",)]
        moments = db.execute(b"SELECT count(*) FROM gongkai_roles.chain").fetchall()
        assert moments == db.execute(b"SELECT seq FROM gongkai_roles.head()").fetchall()


# --- the trail


def test_a_row_without_its_line_is_refused(untouched: str) -> None:
    for login in ("dz", "bgs", "postgres"):
        with psql(untouched, login) as db:
            by_hand(db, r.Progress(**WHEN, point="1", unit=TOWN, percent=99), "progress.add", line=False)
            with pytest.raises(psycopg.Error, match="row without its line"):
                db.commit()
    assert sound(untouched)


def test_a_line_without_its_row_is_refused(untouched: str) -> None:
    with psql(untouched, "dz") as db:
        seq = next_seq(db)
        append(db, "progress.add", "Progress", f"P{seq}", "{}")
        with pytest.raises(psycopg.Error, match="line without its row"):
            db.commit()


def test_a_line_that_says_otherwise_than_its_row_is_refused(untouched: str) -> None:
    """To the letter: the same said in other blanks would be found altered later."""
    for spoil in (
        lambda body: body.replace("99", "100"),
        lambda body: body.replace(":", ": "),
        lambda body: f"{body} ",
    ):
        with psql(untouched, "dz") as db:
            record = by_hand(db, r.Progress(**WHEN, point="1", unit=TOWN, percent=99), "progress.add", line=False)
            body = codec.body(kind_of(record), codec.to_stored(record))
            append(db, "progress.add", "Progress", record.id, spoil(body))
            with pytest.raises(psycopg.Error, match="row without its line"):
                db.commit()


@pytest.mark.parametrize(
    "said",
    [
        {"act": "deduct.add"},
        {"entity": "Nothing"},
        {"name": "P1"},
        {"name": "D99"},
        {"moment": "2018-09-01"},
        {"marks": "（bgs）"},
        {"marks": "（本机属x）\n"},
        {"marks": "（本机属x\ny）"},
        {"marks": "（本机属\x1b[31mx）"},
        {"body": "{}\n{}"},
    ],
    ids=str,
)
def test_what_is_no_line_is_refused(untouched: str, said: dict[str, Any]) -> None:
    with psql(untouched, "dz") as db:
        seq = next_seq(db)
        right = {"act": "progress.add", "entity": "Progress", "name": f"P{seq}", "body": "{}"}
        with pytest.raises(psycopg.Error) as told:
            append(db, **(right | said))
        assert told.value.sqlstate in {"GK003", "42501"}


def test_the_servers_hash_is_the_programs(shared: str) -> None:
    """Whatever a text holds: the office finds the chain whole, computed in Python."""
    texts = ('引号"反斜\\杠/', "两行\n制表\t回车\r", "\u2028\u00a0😀é", "{'%s': :name}", "\x7f" * 0)
    records = [
        (r.Progress(**WHEN, point="1", unit=EDUCATION, percent=n, note=text), "progress.add")
        for n, text in enumerate(texts)
    ]
    write(shared.replace("postgres@", "jyj@"), *records)
    assert sound(shared)
    assert sound(shared.replace("postgres@", "bgs@"))


@pytest.mark.parametrize(
    "spoiled",
    [
        {"evidence": "nonsense"},
        {"evidence": '["x"]'},
        {"evidence": "{}"},
        {"evidence": "[ ]"},
        {"evidence": '[["url", "http://a", "", 0]]'},
        {"evidence": r'[["url","http://a\u001b[31m","",0]]'},
        {"evidence": '[["seal","x","",0]]'},
        {"evidence": '[["url","http://a","",1]]'},
        {"evidence": '[["url","http://a","",1e400]]'},
        {"evidence": f'[["file","x","{64 * "a"}",1.5]]'},
        {"evidence": f'[["file","x","{64 * "a"}",-5]]'},
        {"evidence": '[["file","x","../../../../etc/passwd",12]]'},
        {"day": "2018-13-01"},
        {"day": "tomorrow"},
        {"recorded": "2018-09-01"},
        {"recorded": "2018-09-01T09:29:60+08:00"},
        {"recorded": "2018-09-01T24:00:00+08:00"},
        {"note": "a\x01b"},
        {"seat": "1"},
    ],
    ids=str,
)
def test_what_the_program_could_not_read_again_is_refused(untouched: str, spoiled: dict[str, Any]) -> None:
    with psql(untouched, "dz") as db, pytest.raises((REFUSED, errors.DataError)):
        by_hand(db, r.Progress(**WHEN, point="1", unit=TOWN, percent=5), "progress.add", **spoiled)


# --- objections


def test_a_supervisor_never_decides_about_points_it_took(shared: str) -> None:
    mine = shared.replace("postgres@", "dc1@")
    ((entry,),) = ([one.id for one in write(mine, (deduction(EDUCATION, by="李科长"), "deduct.add"))],)
    for kind in ("kept", "reduced", "revoked"):
        ruling = r.Ruling(**WHEN, entry=entry, kind=kind, reason="x", appeal="C1", by="别人")
        with psql(shared, "dc1") as db, pytest.raises(REFUSED):
            by_hand(db, ruling, "appeal.decide")
        with psql(shared, "dc2") as db:
            by_hand(db, ruling, "appeal.decide")
    with psql(shared, "dc1") as db, pytest.raises(REFUSED):
        by_hand(db, r.Ruling(**WHEN, entry=entry, kind="reduced", reason="x"), "deduct.revoke")
    with psql(shared, "dc1") as db:
        by_hand(db, r.Ruling(**WHEN, entry=entry, kind="revoked", reason="记错"), "deduct.revoke")
        db.commit()


def test_a_unit_objects_only_to_what_is_its_own(untouched: str) -> None:
    theirs = own(untouched, r.ScoreEntry, EDUCATION)
    with psql(untouched, "dz") as db, pytest.raises(REFUSED):
        by_hand(db, r.Appeal(**WHEN, entry=theirs, unit=TOWN, reason="x"), "appeal.file")


# --- the writers' place


def test_who_keeps_the_writers_place_is_found_as_the_page_says(shared: str) -> None:
    """Any login may take it, outside of a transaction too: nothing is written meanwhile, and the page finds who."""
    page = Path("docs/deploy-postgres.md").read_text(encoding="utf-8")
    ((asked, ended),) = re.findall(r"```sql\n(SELECT .*);\n(SELECT pg_terminate_backend\(.*\));\n```", page)
    with psycopg.connect(url_of(shared, "jyj"), autocommit=True) as held, psql(shared, "postgres") as admin:
        held.execute(b"SELECT pg_advisory_lock(%d)" % LOCK)
        found = {str(login): pid for pid, login, _ in admin.execute(asked.encode()).fetchall()}
        with psql(shared, "dz") as other:
            other.execute(b"SET lock_timeout = '200ms'")
            with pytest.raises(errors.LockNotAvailable):
                by_hand(other, r.Progress(**WHEN, point="1", unit=TOWN, percent=60), "progress.add")
        admin.execute(ended.replace("进程号", str(found["jyj"])).encode())
    with psql(shared, "dz") as other:
        by_hand(other, r.Progress(**WHEN, point="1", unit=TOWN, percent=60), "progress.add")
        other.commit()
    assert sound(shared)
