"""An attacker with the SQLite file in hand: whatever is done, `audit verify` names it, and no paper is told from it."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

import pytest

from gongkai.register.structure import guards
from gongkai.register.trail import TrailLine, digest
from tests.cli import Result, run
from tests.hostile.conftest import TODAY, must

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

FIELDS = ", ".join(TrailLine._fields)
TABLES = ("trail", "progress", "finding", "score_entry", "revision")


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small year that nobody touched: Y1, reports P2 to P4 with a file, F5, D6, and V7."""
    from tests.plans import small_plan_text

    folder = tmp_path_factory.mktemp("原样")
    db = str(folder / "年.db")
    (folder / "tasks.yaml").write_text(small_plan_text(), encoding="utf-8")
    (folder / "截图.txt").write_text("公开栏目截图", encoding="utf-8")
    must(db, "load", str(folder / "tasks.yaml"))
    must(db, "progress", "add", "1", "-u", "教育局", "--percent", "20", "--evidence", str(folder / "截图.txt"))
    must(db, "progress", "add", "1", "-u", "教育局", "--percent", "60")
    must(db, "progress", "add", "2", "-u", "教育局", "--percent", "100")
    must(db, "finding", "add", "-u", "教育局", "--problem", "栏目空白", "--due", "2018-09-30")
    must(db, "deduct", "add", "-u", "教育局", "--rule", "2.1", "--reason", "未办结", "--no-evidence", "口头")
    must(db, "progress", "verify", "2", "-u", "教育局", "--note", "现场看过")
    return folder


class Book(NamedTuple):
    """A copy of the year in the attacker's hand."""

    path: Path

    @property
    def db(self) -> str:
        """Where it is."""
        return str(self.path)

    def ask(self, *words: str) -> Result:
        """Type a command on it."""
        return run(*words, today=TODAY, db=self.db)

    def verify(self, *more: str) -> list[tuple[str, str]]:
        """Return what is named: kinds, with ids; the exit code goes with it."""
        done = self.ask("audit", "verify", "--json", *more)
        assert done.code == (0 if done.json["ok"] else 1), done.err
        assert all(problem["message"] for problem in done.json["problems"])
        return [(problem["kind"], problem["id"]) for problem in done.json["problems"]]

    def run(self, *statements: str, guarded: Sequence[str] = TABLES) -> None:
        """Run SQL as whoever has the file may, with the guards of our tables taken off and put back."""
        held = {name: text for table in guarded for name, text in guards(table, postgres=False).items()}
        db = sqlite3.connect(self.path, isolation_level=None)
        for name in held:
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
        for text in held.values():
            db.execute(text)
        db.close()

    def lines(self) -> list[TrailLine]:
        """Return the trail."""
        db = sqlite3.connect(self.path)
        found = [TrailLine(*row) for row in db.execute(f"SELECT {FIELDS} FROM trail ORDER BY seq")]  # noqa: S608 - names
        db.close()
        return found

    def put_line(self, line: TrailLine) -> None:
        """Write a line over the one that stands at its number."""
        told = {name: str(value).replace("'", "''") for name, value in line._asdict().items()}
        values = ", ".join(f"{name} = '{value}'" for name, value in told.items() if name not in {"seq", "id"})
        self.run(f"UPDATE trail SET {values} WHERE seq = {line.seq}")  # noqa: S608 - a test's own values


@pytest.fixture
def book(pristine: Path, tmp_path: Path) -> Book:
    shutil.copytree(pristine, tmp_path / "手里", dirs_exist_ok=True)
    made = Book(tmp_path / "手里" / "年.db")
    assert made.verify() == []
    return made


# The eight ways


def edited_row(book: Book) -> None:
    book.run("UPDATE score_entry SET asked = 0 WHERE id = 'D6'")


def deleted_row(book: Book) -> None:
    book.run("DELETE FROM score_entry WHERE id = 'D6'")


def row_without_a_line(book: Book) -> None:
    own = "year, day, actor, recorded, kind, unit, rule, asked, reason, point, finding, count, items, stage, evidence"
    own += ', no_evidence, again, cause, "by"'
    book.run(f"INSERT INTO score_entry (seq, id, {own}) SELECT 90, 'D90', {own} FROM score_entry")  # noqa: S608 - names


def edited_line(book: Book) -> None:
    book.run("UPDATE trail SET actor = '别人' WHERE id = 'D6'")


def row_and_line_edited_alike(book: Book) -> None:
    book.run(
        "UPDATE progress SET percent = 99 WHERE id = 'P3'",
        "UPDATE trail SET body = replace(body, '\"percent\":60', '\"percent\":99') WHERE id = 'P3'",
    )


def missing_line(book: Book) -> None:
    book.run("DELETE FROM trail WHERE id = 'P3'")


def reordered_lines(book: Book) -> None:
    book.run("UPDATE trail SET seq = -1 WHERE seq = 3", "UPDATE trail SET seq = 3 WHERE seq = 4")
    book.run("UPDATE trail SET seq = 4 WHERE seq = -1")


def forked_chain(book: Book) -> None:
    """Line 7 is made to follow line 5: a second line 6, of another copy, put behind the first."""
    lines = book.lines()
    forged = lines[6]._replace(prev=lines[4].hash)
    book.put_line(forged._replace(hash=digest(forged)))


WAYS: dict[Callable[[Book], None], list[tuple[str, str]]] = {
    edited_row: [("row_edited", "D6")],
    deleted_row: [("row_deleted", "D6")],
    row_without_a_line: [("row_unexplained", "D90")],
    edited_line: [("line_edited", "D6")],
    row_and_line_edited_alike: [("line_edited", "P3")],
    missing_line: [("line_missing", "P3")],
    reordered_lines: [("line_moved", "P4"), ("line_moved", "P3")],
    forked_chain: [("chain_forked", "V7")],
}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_each_way_of_tampering_is_named_and_no_paper_is_told(book: Book, way: Callable[[Book], None]) -> None:
    way(book)
    assert book.verify() == WAYS[way]
    for words in (("score",), ("scorecard", "教育局"), ("report",), ("year", "close"), ("audit", "anchor")):
        done = book.ask(*words)
        assert (done.code, done.out) == (4, ""), words
        assert "登记簿与痕迹对不上" in done.err
        assert "gongkai audit verify" in done.err
    kinds = {one["kind"] for one in book.ask("check", "--json").json}
    assert {kind for kind, _ in WAYS[way]} <= kinds
    assert book.ask("check").code == 1
    assert "登记簿与痕迹对不上" in book.ask("doctor").out
    assert book.ask("backup", str(book.path.with_name("备份.zip"))).code == 4


def test_what_is_told_without_verification_says_so(book: Book) -> None:
    edited_row(book)
    for words in (("score",), ("scorecard", "教育局"), ("report",)):
        done = book.ask(*words, "--no-verify")
        assert done.code == 0, done.err
        assert "未核验痕迹" in done.out
        (book.path.parent / "x.md").unlink(missing_ok=True)
        file = str(book.path.parent / "x.md")
        assert book.ask(*words, "--no-verify", "-o", file).code == 0
        assert "未核验痕迹" in (book.path.parent / "x.md").read_text(encoding="utf-8")


def rewritten(book: Book, seq: int = 3) -> None:
    """Falsify a report and its line, and every hash from there to the end."""
    book.run("UPDATE progress SET percent = 99 WHERE seq = 3")
    prev = ""
    for line in book.lines()[seq - 1 :]:
        forged = line._replace(prev=prev or line.prev, body=line.body.replace('"percent":60', '"percent":99'))
        prev = digest(forged)
        book.put_line(forged._replace(hash=prev))


def cut(book: Book) -> None:
    book.run("DELETE FROM trail WHERE seq = 7", guarded=("trail",))
    book.run("DELETE FROM review", guarded=("review",))


@pytest.mark.parametrize(("way", "kind"), [(rewritten, "trail_rewritten"), (cut, "trail_cut")])
def test_a_cut_or_rewritten_trail_betrays_itself_by_what_was_printed_or_filed(
    book: Book, way: Callable[[Book], None], kind: str
) -> None:
    head, filed = book.lines()[-1].hash, str(book.path.with_name("存单.txt"))
    assert book.ask("audit", "anchor", "-o", filed).code == 0
    assert head[:12] in book.ask("report").out
    assert book.verify("--head", head[:12]) == book.verify("--anchor", filed) == []
    way(book)
    assert book.verify() == [], "it agrees with itself: that is what heads and anchors are for"
    assert book.verify("--head", head[:12]) == [("trail_cut", "")]
    assert book.verify("--anchor", filed) == [(kind, "")]


def test_an_anchor_still_holds_after_more_is_written_and_fits_no_other_ledger(book: Book, year: Path) -> None:
    filed = book.path.with_name("存单.txt")
    assert book.ask("audit", "anchor", "-o", str(filed)).code == 0
    text = filed.read_text(encoding="utf-8")
    assert all(said in text for said in ("痕迹：7条", book.lines()[-1].hash, "2018-09-03 09:00:00"))
    must(book.db, "progress", "add", "1", "-u", "教育局", "--percent", "70")
    assert book.verify("--anchor", str(filed)) == []
    other = run("audit", "verify", "--json", "--anchor", str(filed), today=TODAY, db=str(year / "年.db"))
    assert [problem["kind"] for problem in other.json["problems"]] == ["trail_rewritten"]
    filed.write_text("不是存单", encoding="utf-8")
    assert book.ask("audit", "verify", "--anchor", str(filed)).code == 2
    assert book.ask("audit", "verify", "--anchor", str(filed) + "没有").code == 2


@pytest.mark.parametrize("field", [name for name in FIELDS.split(", ") if name not in {"seq", "entity", "body"}])
def test_what_stands_behind_a_nul_is_part_of_a_line(book: Book, field: str) -> None:
    book.run(f"UPDATE trail SET {field} = {field} || char(0) || '伪造' WHERE seq = 3")  # noqa: S608 - our own names
    assert [kind for kind, _ in book.verify()] == ["line_edited"]
    assert book.ask("score").code == 4


# The structure


def swallow(table: str) -> str:
    return f"CREATE TRIGGER 同步 BEFORE INSERT ON {table} BEGIN SELECT RAISE(IGNORE); END"


VIEW = (
    "ALTER TABLE progress RENAME TO 原进展",
    "CREATE VIEW progress AS SELECT * FROM 原进展 WHERE percent > 50",
)
STRUCTURE: dict[str, tuple[Sequence[str], set[str]]] = {
    "a guard taken off": (("DROP TRIGGER progress_no_update",), {"progress_no_update"}),
    "a guard emptied": (
        (
            "DROP TRIGGER progress_no_delete",
            "CREATE TRIGGER progress_no_delete BEFORE DELETE ON progress BEGIN SELECT 1; END",
        ),
        {"progress_no_delete"},
    ),
    "a guard on another table": (
        (
            "DROP TRIGGER progress_no_delete",
            "CREATE TRIGGER progress_no_delete BEFORE DELETE ON review BEGIN SELECT RAISE(ABORT, '不能改'); END",
        ),
        {"progress_no_delete"},
    ),
    "inserts swallowed": ((swallow("progress"),), {"同步"}),
    "a table replaced by a view": (VIEW, {"progress", "原进展"}),
    "an index of another's": (("CREATE INDEX 快查 ON progress (unit) WHERE percent > 50",), {"快查"}),
    "an index made partial": (
        (
            "DROP INDEX progress_in_order",
            "CREATE INDEX progress_in_order ON progress (year, seat, day, seq) WHERE percent > 50",
        ),
        {"progress_in_order"},
    ),
    "an index left out": (("DROP INDEX score_entry_in_order",), {"score_entry_in_order"}),
    "a column more": (("ALTER TABLE score_entry ADD COLUMN 备注 TEXT",), {"score_entry"}),
    "a view of another's": (("CREATE VIEW 一览 AS SELECT * FROM progress",), {"一览"}),
    "a table of another's": (("CREATE TABLE 草稿 (x)",), {"草稿"}),
}


@pytest.mark.parametrize("name", STRUCTURE)
def test_a_changed_structure_is_named(book: Book, name: str) -> None:
    statements, parts = STRUCTURE[name]
    book.run(*statements, guarded=())
    named = [(kind, id_) for kind, id_ in book.verify() if kind == "schema_changed"]
    assert {id_ for _, id_ in named} >= parts
    assert book.ask("score").code == 4
    assert book.ask("audit", "verify").out.count("结构被改动") == len(named)


@pytest.mark.parametrize("name", ["sqlite_stat9", "sqlite_stat1", "sqlite_autoindex_progress_9"])
@pytest.mark.parametrize("what", ["TRIGGER", "INDEX"])
def test_a_name_of_sqlites_own_hides_nothing(book: Book, name: str, what: str) -> None:
    """No CREATE takes such a name, a forged schema does: the trigger would swallow what is recorded, unseen."""
    made = {
        "TRIGGER": f"CREATE TRIGGER {name} BEFORE INSERT ON progress BEGIN SELECT RAISE(IGNORE); END",
        "INDEX": f"CREATE INDEX {name} ON progress (year, seat, day, seq) WHERE percent >= 0",
    }[what]
    forged = f"UPDATE sqlite_master SET name = '{name}', sql = '{made}' WHERE name = '旁'"  # noqa: S608 - a test's own text
    book.run("PRAGMA writable_schema=ON", made.replace(name, "旁"), forged, guarded=())
    assert ("schema_changed", name) in book.verify()
    assert book.ask("score").code == 4


@pytest.mark.parametrize("name", [name for name in STRUCTURE if "table of" not in name and "guard" not in name])
def test_nothing_is_read_by_way_of_a_foreign_index_or_view(book: Book, name: str) -> None:
    """A trigger misleads no reading; whoever records is stopped by it."""
    book.run(*STRUCTURE[name][0], guarded=())
    trigger = name == "inserts swallowed"
    assert book.ask("status").code == (0 if trigger else 4)
    assert book.ask("progress", "add", "1", "-u", "教育局", "--percent", "80").code == 4
    assert book.lines()[-1].seq == 7


def test_an_index_whose_content_was_forged_is_found_out(book: Book) -> None:
    """Its text is as this version makes it, what it holds is not: a score would be told without the entry."""
    text = "CREATE INDEX score_entry_in_order ON score_entry (year, day, seq)"
    book.run("DROP INDEX score_entry_in_order", f"{text} WHERE seq < 0", guarded=())
    forged = f"UPDATE sqlite_master SET sql = '{text}' WHERE name = 'score_entry_in_order'"  # noqa: S608 - a test's own text
    book.run("PRAGMA writable_schema=ON", forged, guarded=())
    assert ("index_altered", "score_entry_in_order") in book.verify()
    assert book.ask("score").code == 4


def test_evidence_that_was_altered_or_taken_away_is_named(book: Book) -> None:
    (kept,) = [path for path in book.path.with_name("年.db.evidence").rglob("*") if path.is_file()]
    kept.chmod(0o644)
    kept.write_text("公开栏目截图！", encoding="utf-8")
    assert book.verify() == [("evidence_altered", "P2")]
    assert "截图.txt" in book.ask("audit", "verify").out
    kept.unlink()
    assert book.verify() == [("evidence_missing", "P2")]


POISONS: list[tuple[str, object]] = [
    *[("day", "2018-02-30"), ("day", ""), ("recorded", "昨天"), ("evidence", "{"), ("evidence", "[[1]]")],
    *[("percent", "四十"), ("percent", -1), ("seat", b"\xff"), ("note", b"\x00\xff"), ("unit", "")],
]
"""Values that no act of ours stores, by column of a report."""


@pytest.mark.parametrize(("column", "value"), POISONS)
def test_a_value_that_cannot_be_read_is_told_as_damage(book: Book, column: str, value: object) -> None:
    db = sqlite3.connect(book.path)
    held = guards("progress", postgres=False)
    for name in held:
        db.execute(f"DROP TRIGGER {name}")
    db.execute(f"UPDATE progress SET {column} = ? WHERE id = 'P3'", (value,))  # noqa: S608 - a test's own names
    if isinstance(value, bytes):  # a text that is no UTF-8, not bytes
        db.execute(f"UPDATE progress SET {column} = CAST({column} AS TEXT) WHERE id = 'P3'")  # noqa: S608 - as above
    for text in held.values():
        db.execute(text)
    db.commit()
    db.close()
    assert ("row_edited", "P3") in book.verify()
    for words in (("status",), ("progress", "list"), ("show", "1"), ("show", "P3"), ("check",), ("score",), ("due",)):
        done = book.ask(*words)
        assert "程序内部出错" not in done.err, (words, done.err)
        assert done.code in {0, 1, 4}, (words, done.err)
    assert book.ask("score").code == 4


def test_bytes_in_the_place_of_a_text_are_named(book: Book) -> None:
    book.run("UPDATE progress SET note = x'00ff' WHERE id = 'P3'", "UPDATE trail SET actor = x'61' WHERE id = 'V7'")
    assert book.verify() == [("row_edited", "P3"), ("line_edited", "V7")]


def test_the_chain_begins_with_this_ledger(book: Book) -> None:
    """A trail copied under another name does not pass for the other's."""
    book.run("UPDATE meta SET value = 'ffff' WHERE key = 'ledger'", guarded=())
    assert book.verify() == [("trail_rewritten", "Y1")]
    assert book.lines()[0].prev != hashlib.sha256(b"ffff").hexdigest()
