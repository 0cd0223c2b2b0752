"""Tampering of every kind is found, and each kind is told apart from the others."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.errors import Altered, BadValue
from gongkai.register import driver as driving
from gongkai.register import queries
from gongkai.register.codec import stored_columns
from gongkai.register.kinds import Review, kind_of
from gongkai.register.reading import open_reader
from gongkai.register.structure import differences
from gongkai.register.trail import TrailLine, digest
from gongkai.register.verifying import Verification, must_hold, quickly_verified, verify
from tests.storage import samples
from tests.storage.samples import progress, register_of, review, tampering, write

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.register.chain import TrailProblem
    from gongkai.register.codec import Value


@pytest.fixture
def year(ledger: str) -> str:
    """A ledger with a plan (Y1), reports P2 to P5 and a review (V6)."""
    write(ledger, *(progress(percent=n) for n in (10, 20, 30, 40)), review())
    return ledger


def told(store: str, head: str | None = None) -> Verification:
    with open_reader(store, foreign=True) as reader:
        return verify(reader, head)


def problems(store: str, head: str | None = None) -> list[tuple[str, str, str]]:
    return [(p.kind, p.entity, p.id) for p in told(store, head).problems]


def spoil(store: str, table: str, sql: str, **values: Value) -> None:
    """Run one statement with the guards of a table down."""
    with tampering(store, table) as source:
        text = queries.on_postgres(sql) if source.postgres else sql
        source.raw.execute(text, values)


def test_an_honest_ledger_is_clean(year: str) -> None:
    write(year, *samples.one_of_each())
    found = told(year)
    assert found.ok
    written = 6 + len(samples.one_of_each())
    assert found.entries == written
    with open_reader(year) as reader:
        assert (reader.head().hash, reader.head().seq) == (found.head, written)


def test_the_chain_is_what_the_page_says(year: str) -> None:
    """Anyone can recompute it: nine fields, a line each, from the digest of the ledger's name on."""
    with open_reader(year) as reader:
        last = hashlib.sha256(reader.name.encode()).hexdigest()
        for line in reader.trail(100):
            assert line.prev == last
            fields = (line.seq, line.moment, line.actor, line.os_user, line.act, line.entity, line.id, line.body, last)
            last = hashlib.sha256("\n".join(map(str, fields)).encode()).hexdigest()
            assert line.hash == last


@pytest.mark.parametrize(("column", "value"), [("percent", 99), ("note", "改"), ("seat", ""), ("day", "2018-01-01")])
def test_an_edited_row(year: str, column: str, value: Value) -> None:
    spoil(year, "progress", f"UPDATE progress SET {column} = :value WHERE id = 'P3'", value=value)  # noqa: S608 - a test's own names
    assert problems(year) == [("row_edited", "Progress", "P3")]


def test_an_edited_id(year: str) -> None:
    spoil(year, "progress", "UPDATE progress SET id = 'P9' WHERE id = 'P3'")
    assert problems(year) == [("row_edited", "Progress", "P3")]


def test_a_deleted_row(year: str) -> None:
    spoil(year, "review", "DELETE FROM review")
    assert problems(year) == [("row_deleted", "Review", "V6")]


@pytest.mark.parametrize(("seq", "id_"), [(7, "V7"), (3, "V3"), (0, "V0"), (-5, "V-5")])
def test_a_row_that_no_line_explains(year: str, seq: int, id_: str) -> None:
    names = [name for name in stored_columns(kind_of(Review)) if name not in {"seq", "id"}]
    listed = ", ".join(f'"{name}"' for name in names)
    spoil(year, "review", f"INSERT INTO review (seq, id, {listed}) SELECT {seq}, '{id_}', {listed} FROM review")  # noqa: S608 - a test's own names
    assert problems(year) == [("row_unexplained", "Review", id_)]


def test_a_row_that_changed_its_place(year: str) -> None:
    spoil(year, "progress", "UPDATE progress SET seq = 70 WHERE id = 'P3'")
    assert problems(year) == [("row_deleted", "Progress", "P3"), ("row_unexplained", "Progress", "P3")]


@pytest.mark.parametrize("column", ["moment", "actor", "os_user", "act", "body", "hash"])
def test_an_edited_line(year: str, column: str) -> None:
    spoil(year, "trail", f"UPDATE trail SET {column} = :value WHERE id = 'P3'", value="改")  # noqa: S608 - a test's own names
    assert problems(year) == [("line_edited", "Progress", "P3")]


def test_row_and_line_edited_alike_is_an_edited_line(year: str) -> None:
    with tampering(year, "trail", "progress") as source:
        source.raw.execute("UPDATE progress SET percent = 99 WHERE id = 'P3'", {})
        source.raw.execute(
            "UPDATE trail SET body = replace(body, '\"percent\":20', '\"percent\":99') WHERE seq = 3", {}
        )
    assert problems(year) == [("line_edited", "Progress", "P3")]


def test_words_moved_from_one_field_to_the_next(year: str) -> None:
    """A line break inside a field cannot make two lines look alike."""
    with tampering(year, "trail") as source:
        source.raw.execute("UPDATE trail SET actor = 'a', os_user = 'b\nc' WHERE seq = 3", {})
    assert problems(year) == [("line_edited", "Progress", "P3")]


def test_a_missing_line(year: str) -> None:
    spoil(year, "trail", "DELETE FROM trail WHERE id = 'P3'")
    assert problems(year) == [("line_missing", "Progress", "P3")]


def test_a_line_missing_with_its_row(year: str) -> None:
    with tampering(year, "trail", "progress") as source:
        source.raw.execute("DELETE FROM trail WHERE id IN ('P3', 'P4')", {})
        source.raw.execute("DELETE FROM progress WHERE id = 'P3'", {})
    assert problems(year) == [("line_missing", "Progress", "P4"), ("line_missing", "", "")]


def test_the_first_line_missing(year: str) -> None:
    spoil(year, "trail", "DELETE FROM trail WHERE seq = 1")
    assert problems(year) == [("line_missing", "Revision", "Y1")]


def reseal(store: str, seq: int, *, onward: bool) -> None:
    """Falsify a report and its line, with a hash that fits, and (`onward`) all that follow."""
    with tampering(store, "trail", "progress") as source:
        source.raw.execute(f"UPDATE progress SET percent = 99 WHERE seq = {seq}", {})  # noqa: S608 - a number
        lines = [TrailLine(*row) for row in source.rows(queries.TRAIL_END, most=100)[::-1]]  # type: ignore[arg-type]  # as stored
        prev = lines[seq - 2].hash
        for line in lines[seq - 1 :] if onward else lines[seq - 1 : seq]:
            body = line.body.replace('"percent":20', '"percent":99')
            forged = line._replace(prev=prev, body=body)
            prev = digest(forged)
            sql = "UPDATE trail SET prev = :prev, body = :body, hash = :hash WHERE seq = :seq"
            text = queries.on_postgres(sql) if source.postgres else sql
            source.raw.execute(text, {"prev": forged.prev, "body": body, "hash": prev, "seq": line.seq})


def test_a_line_sealed_anew(year: str) -> None:
    reseal(year, 3, onward=False)
    assert problems(year) == [("trail_rewritten", "Progress", "P4")]


def test_a_trail_rewritten_to_its_end_betrays_itself_by_any_printed_head(year: str) -> None:
    heads = [told(year).head]
    with open_reader(year) as reader:
        heads += [reader.trail(100)[3].hash]
    reseal(year, 3, onward=True)
    assert told(year).ok
    for head in heads:
        assert problems(year, head) == [("trail_cut", "", "")]


def test_a_trail_cut_short_betrays_itself_by_the_printed_head(year: str) -> None:
    head = told(year).head
    with tampering(year, "trail", "review") as source:
        source.raw.execute("DELETE FROM trail WHERE seq = 6", {})
        source.raw.execute("DELETE FROM review", {})
    assert told(year).ok
    assert problems(year, head) == [("trail_cut", "", "")]


def test_a_ledger_under_another_name(year: str) -> None:
    with tampering(year) as source:
        source.raw.execute("UPDATE meta SET value = 'x' WHERE key = 'ledger'", {})
    assert problems(year) == [("trail_rewritten", "Revision", "Y1")]


def test_a_printed_head_still_fits_after_more_is_written(year: str) -> None:
    head = told(year).head
    write(year, progress())
    assert told(year, head).ok
    assert told(year, f" {head[:12].upper()} ").ok


@pytest.mark.parametrize("head", ["", "abc", "xyz12345", "0" * 65])
def test_what_is_no_head_is_told(year: str, head: str) -> None:
    with pytest.raises(BadValue, match="不是校验值"):
        told(year, head)


def test_everything_at_once_is_told_at_once(year: str) -> None:
    with tampering(year, "trail", "progress", "review") as source:
        source.raw.execute("UPDATE progress SET note = '改' WHERE id = 'P2'", {})
        source.raw.execute("DELETE FROM progress WHERE id = 'P3'", {})
        source.raw.execute("UPDATE trail SET actor = '某' WHERE id = 'P4'", {})
        source.raw.execute("DELETE FROM trail WHERE id = 'P5'", {})
    assert [kind for kind, _, _ in problems(year, "0" * 64)] == [
        "row_edited",
        "row_deleted",
        "line_edited",
        "line_missing",
        "trail_cut",
    ]


def test_values_that_no_program_of_ours_would_store(tmp_path: Path) -> None:
    """SQLite lets any type into a column."""
    store = str(tmp_path / "台账.db")
    samples.make(store)
    write(store, *(progress(percent=n) for n in range(3)))
    with tampering(store, "trail", "progress") as source:
        source.raw.execute("UPDATE progress SET note = x'00ff' WHERE id = 'P2'", {})
        source.raw.execute("UPDATE trail SET actor = x'00ff', hash = x'00' WHERE id = 'P4'", {})
    assert problems(store, "0" * 64)[:2] == [("row_edited", "Progress", "P2"), ("line_edited", "Progress", "P4")]


def test_every_problem_is_told_in_chinese(year: str) -> None:
    with tampering(year, "progress") as source:
        source.raw.execute("DELETE FROM progress", {})
    first: TrailProblem = told(year).problems[0]
    assert first.message == "P2 登记过，现在不见了"


def test_more_lines_than_one_reach_of_the_cursor(year: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.register.chain._STRIDE", 3)
    monkeypatch.setattr("gongkai.register.driver._STRIDE", 3)
    monkeypatch.setattr("gongkai.register.verifying._AT_ONCE", 3)
    with register_of(year) as register:
        for n in range(40):
            register.add(replace(progress(percent=n), note="多"), "test.add")
    assert told(year).ok


CHANGES = {
    "a guard taken off": ("DROP TRIGGER progress_keep ON progress", "progress_keep"),
    "a guard put to sleep": ("ALTER TABLE trail DISABLE TRIGGER trail_keep", "trail_keep"),
    "a guard that refuses nothing": (
        "CREATE OR REPLACE FUNCTION gongkai_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "gongkai_refuse",
    ),
    "inserts swallowed": ("CREATE RULE 不记 AS ON INSERT TO progress DO INSTEAD NOTHING", "不记"),
    "a policy that hides rows": ("CREATE POLICY 只看 ON progress USING (percent > 50)", "只看"),
    "a table that hands rows down": ("CREATE TABLE 另册 () INHERITS (review)", "另册"),
    "an index made partial": (
        "DROP INDEX review_in_order; CREATE INDEX review_in_order ON review (year, seat, day, seq) WHERE year > 0",
        "review_in_order",
    ),
    "a value refused": ("ALTER TABLE progress ADD CONSTRAINT 上限 CHECK (percent < 1000)", "上限"),
    "a column more": ("ALTER TABLE review ADD COLUMN 备注 text", "review"),
    "another order of letters": ('ALTER TABLE void ALTER COLUMN target TYPE text COLLATE "POSIX"', "void"),
}


@pytest.mark.postgres
@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_structure_is_named_on_postgres(postgres: str, name: str) -> None:
    samples.make(postgres)
    assert told(postgres).ok
    sql, part = CHANGES[name]
    spoil_structure = driving.open_postgres(postgres)
    spoil_structure.execute(sql.encode())
    spoil_structure.commit()
    spoil_structure.close()
    named = [(problem.kind, problem.id) for problem in told(postgres).problems]
    assert ("schema_changed", part) in named


def test_a_fresh_ledger_and_every_older_one_have_this_versions_structure(ledger: str) -> None:
    with open_reader(ledger) as reader:
        assert differences(reader.source) == []


def test_a_long_trail_is_held_where_a_paper_reads_it(year: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond so many lines: what was read, and that nothing is missing from the count."""
    monkeypatch.setattr("gongkai.register.verifying.WHOLE", 2)
    with open_reader(year) as reader:
        must_hold(reader, reader.ledger())
        assert quickly_verified(reader) == ()
    for sql, table in (
        ("UPDATE progress SET percent = 99 WHERE id = 'P3'", "progress"),
        ("DELETE FROM progress WHERE id = 'P4'", "progress"),
        ("UPDATE trail SET actor = '某' WHERE id = 'V6'", "trail"),
    ):
        spoil(year, table, sql)
        with open_reader(year) as reader, pytest.raises(Altered, match="登记簿与痕迹对不上"):
            must_hold(reader, reader.ledger())
    with open_reader(year) as reader:
        assert [problem.kind for problem in quickly_verified(reader)] == ["row_deleted"]
