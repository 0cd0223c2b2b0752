"""`gongkai demo`: one year for everybody, sound to the last hash, and nobody can take it for a real one."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any, cast

import pytest

from gongkai.cli.demo import ISSUED, TYPED
from gongkai.plan.reading import packaged_tasks, read_plan
from gongkai.register.reading import open_reader
from gongkai.report.comparison import headline_of
from tests.cli import run
from tests.report.build import words

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.register.ledger import Ledger
    from tests.demonstration import Shown

MARK = "演示数据"
PAPERS = (
    ("status",),
    ("status", "jyj"),
    ("units",),
    ("show", "4"),
    ("due",),
    ("score",),
    ("scorecard", "碗厂镇"),
    ("report",),
    ("report", "--kind", "midterm"),
    ("progress", "list"),
    ("selfcheck", "list"),
    ("finding", "list"),
    ("finding", "notice", "-u", "碗厂镇"),
    ("selfcheck", "report", "-u", "县教育局"),
    ("duty", "list"),
    ("inspect", "list"),
    ("deduct", "list"),
    ("deduct", "propose"),
    ("bonus", "list"),
    ("veto", "list"),
    ("appeal", "list"),
    ("appeal", "notice", "-u", "山王镇"),
    ("void",),
    ("remind",),
    ("audit", "log"),
    ("year", "list"),
    ("deduct", "notify", "-u", "碗厂镇", "--reprint"),
)


def ledger_of(store: str) -> Ledger:
    with open_reader(store) as reader:
        return reader.ledger(2018)


def test_its_papers_name_somebody_made_up_to_ask(shown: Shown) -> None:
    with open_reader(shown.store) as reader:
        asked = reader.plan(2018).office_contact
    assert asked is not None
    assert asked.name.startswith("演示")
    assert read_plan(packaged_tasks()).plan.office_contact is None


def test_it_is_made_without_a_fault_and_says_that_all_is_made_up(shown: Shown) -> None:
    assert shown.told.code == 0, shown.told.err
    assert shown.told.out == ""
    assert "里面的事都是编造的" in shown.told.err


def test_audit_and_check_find_nothing(shown: Shown) -> None:
    assert "核验无误" in shown.ask("audit", "verify").out
    assert "错误" not in shown.ask("check").out


def test_a_check_that_finds_nothing_is_written_where_a_file_is_asked_for(shown: Shown, tmp_path: Path) -> None:
    assert shown.ask("check").out == ""
    told = shown.ask("check", "-o", str(tmp_path / "核对.md"))
    assert (told.code, "已写入" in told.err) == (0, True)
    assert "没有发现问题。" in (tmp_path / "核对.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", PAPERS, ids=" ".join)
def test_every_paper_is_marked(shown: Shown, words: tuple[str, ...]) -> None:
    assert f"〔{MARK}〕" in shown.ask(*words).out.partition("\n")[0]


def test_every_file_is_marked_inside(shown: Shown) -> None:
    files = [each for each in shown.folder.rglob("*") if each.is_file() and each.suffix not in {".db", ".written"}]
    assert {each.suffix for each in files} >= {".docx", ".xlsx", ".html", ".md", ".zip", ".json"}
    for file in files:
        assert MARK in content(file), file.name


def content(file: Path) -> str:
    if file.suffix not in {".docx", ".xlsx", ".zip"}:
        return file.read_text(encoding="utf-8")
    with zipfile.ZipFile(file) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".csv")))


def test_a_real_register_bears_no_such_mark(tmp_path: Path) -> None:
    db = str(tmp_path / "真.db")
    run("load", today="2018-11-30", db=db)
    assert MARK not in run("status", today="2018-11-30", db=db).out


def test_a_paper_that_was_frozen_keeps_the_mark(shown: Shown, tmp_path: Path) -> None:
    copy = tmp_path / "封.db"
    copy.write_bytes((shown.folder / "demo.db").read_bytes())
    words = ("year", "close", "--by", "赵主任", "--force", "--reason", "演示到此为止")
    closed = run(*words, today="2019-01-25", db=str(copy))
    assert closed.code == 0, closed.err
    assert f"〔{MARK}〕" in run("report", today="2019-02-01", db=str(copy)).out.partition("\n")[0]


def test_an_existing_database_is_never_touched(tmp_path: Path) -> None:
    store = tmp_path / "demo.db"
    run("load", today="2018-11-30", db=str(store))
    before = store.read_bytes()
    done = run("demo", str(tmp_path))
    assert (done.code, done.out) == (3, "")
    assert "已有数据库" in done.err
    assert store.read_bytes() == before


def test_a_folder_with_anything_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "通讯录.txt").write_text("甲", encoding="utf-8")
    done = run("demo", str(tmp_path))
    assert done.code == 3
    assert "不是空的" in done.err
    assert [each.name for each in tmp_path.iterdir()] == ["通讯录.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "文件"
    file.write_text("甲", encoding="utf-8")
    assert run("demo", str(file)).code == 2


def test_the_year_is_a_plausible_one(shown: Shown) -> None:
    ledger = ledger_of(shown.store)
    assert len(ledger.plan.points) == 41
    assert len({record.unit for record in ledger.self_inspections}) == 51
    assert {entry.kind for entry in ledger.entries} == {"deduction", "bonus"}
    assert len({entry.rule for entry in ledger.entries}) >= 12
    assert {ruling.kind for ruling in ledger.rulings} == {"notified", "kept", "reduced", "revoked"}
    assert {"verified", "returned"} == {review.kind for review in ledger.reviews}


def test_findings_are_in_every_state(shown: Shown) -> None:
    states = {finding["status"] for finding in shown.ask("finding", "list", "--json").json}
    assert states == {"open", "planned", "rectified", "closed"}


def test_points_progress_over_the_year_and_do_not_all_end_well(shown: Shown) -> None:
    def counts(*words: str) -> dict[str, int]:
        points = shown.ask("status", "--json", *words).json["points"]
        return {word: sum(point["status"] == word for point in points) for word in ("verified", "in_progress")}

    september, november, end = counts("--as-of", "2018-09-30"), counts("--as-of", "2018-11-30"), counts()
    assert september["verified"] < november["verified"] < end["verified"]
    assert september["in_progress"] > end["in_progress"] > 0


def test_each_act_was_typed_on_its_day(shown: Shown) -> None:
    with open_reader(shown.store) as reader:
        lines = reader.trail(most=10**6)
    moments = [line.moment for line in lines]
    assert moments == sorted(moments)
    assert {str(line.moment)[:7] for line in lines} >= {f"2018-{month:02}" for month in range(7, 13)}
    reports = ledger_of(shown.store).progress
    assert {
        record.day for record in reports if record.recorded is None or record.recorded.date() != record.day
    } == set()


def test_no_note_is_left_half_written_and_no_site_is_a_real_one() -> None:
    told = TYPED.read_text(encoding="utf-8")
    assert "〔" not in told
    assert set(re.findall(r"https?://([^/\"']+)", told)) == {"weiyuan.example"}


def test_the_year_end_circular_compares_its_figures_with_the_midterm_one_that_was_issued(shown: Shown) -> None:
    """落实面 is told, and by how much it rose since: the two papers' own figures, subtracted."""
    (paper,) = (each for each in shown.documents.values() if each.kind == "circular" and "年终" in each.title)
    (issued,) = (each for each in shown.documents.values() if each.kind == "circular" and "中期" in each.title)
    assert issued.number == ISSUED[1]
    assert "征求意见稿" not in issued.marks
    then, now = (headline_of(cast("dict[str, Any]", each.data)) for each in (issued, paper))
    assert f"落实面{then.responsible}%" in words(issued)
    assert then.responsible is not None
    assert now.responsible is not None
    for share in ("finished", "responsible", "inspected", "rectified"):
        rose = f"提高{getattr(now, share) - getattr(then, share):f}个百分点"
        assert re.search(rf"{getattr(now, share).normalize():f}%[（，](比中期)?{re.escape(rose)}", words(paper)), share
    assert words(paper).count("比中期提高") == 1, "the first says what all four are held against"
    assert f"{now.responsible}" == "53.6"
