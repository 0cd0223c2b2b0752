"""The command line: every list in every format, the year-end workbook, the warning and the public copy."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from python_calamine import CalamineWorkbook

from gongkai.papers.formats import Format
from gongkai.plan.reading import packaged_tasks
from tests.cli import run
from tests.crosscheck import crosscheck

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gongkai.papers.document import Document
    from tests.papers_xlsx.conftest import Printed

TODAY = "2019-01-10"
SHEETS = [
    "总览",
    "要点进展",
    "单位得分",
    "扣分明细",
    "自查情况",
    "问题台账",
    "应办事项",
    "应办事项明细",
    "单位要点明细",
]
WORDS = "序号、编号、单位、来源、要点号、问题、完成时限、状态、逾期情况、逾期天数、整改日期、销号日期"
LEDGER = [*WORDS.split("、"), "整改措施", "责任人", "整改情况", "佐证网址", "核查人"]


@pytest.fixture
def db(tmp_path: Path) -> str:
    """A year with a self-inspection without problems, one with one, and a deduction that tells too much."""
    where = str(tmp_path / "a.db")
    calls = (
        ("load", str(packaged_tasks())),
        ("selfcheck", "add", "-u", "县教育局", "--summary", "全面自查", "--date", "2018-09-01"),
        (
            "finding",
            "add",
            "-u",
            "县民政局",
            "--problem",
            "泄露手机13812345678",
            "--allow-personal",
            "--due",
            "2018-10-01",
            "--date",
            "2018-09-02",
        ),
    )
    for call in calls:
        done = run(*call, db=where, today=TODAY)
        assert done.code == 0, done.err
    return where


@pytest.fixture
def _held_against_its_document() -> Iterator[None]:
    """Whatever is written is read back."""
    write = Format.write

    def checked(form: Format, document: Document, template: bytes | None = None) -> str | bytes:
        written = write(form, document, template)
        crosscheck(document, form.ending, written if isinstance(written, bytes) else written.encode())
        return written

    with mock.patch.object(Format, "write", checked):
        yield


def rows(path: Path, sheet: str) -> list[list[object]]:
    got = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    return [list(row) for row in got]


def test_the_year_end_workbook_has_its_sheets(db: str, tmp_path: Path) -> None:
    path = tmp_path / "年终.xlsx"
    assert run("report", "-o", str(path), db=db, today=TODAY).code == 0
    assert CalamineWorkbook.from_path(str(path)).sheet_names == SHEETS
    note, _, *points = rows(path, "要点进展")[1:]
    assert [row[0] for row in points] == [*range(1, 42)], "figures that are added up nowhere have no total"
    assert note[0] == "应报单位连牵头单位在内，各要点相加1881个次；落实面不含牵头单位，是1780个次。"
    head, problem = rows(path, "问题台账")[1:]
    assert head == LEDGER
    assert (problem[2], problem[3], problem[5]) == ("县民政局", "日常监测", "泄露手机13812345678")
    assert (problem[0], problem[6], problem[9]) == (1.0, date(2018, 10, 1), 101.0)
    head, inspected, *others, total = rows(path, "自查情况")[1:]
    assert inspected[1:6] == ["县教育局", date(2018, 9, 1), "全部要点", "全面自查", 0.0], (
        "what found nothing is no problem"
    )
    assert {row[-1] for row in others} == {"未自查"}
    assert (total[0], total[5]) == ("合计", 0.0)


def test_a_self_inspection_stands_in_the_book_as_in_the_list(db: str, tmp_path: Path) -> None:
    """What it found is not all signed off: both say so, and once it is, neither does."""
    for unit, problem in (("县财政局", "栏目空白"), ("县民政局", "公开不及时")):
        found = f"{problem}｜补齐｜赵科长｜2018-10-30"
        done = run("selfcheck", "add", "-u", unit, "--finding", found, "--date", "2018-10-08", db=db, today=TODAY)
        assert done.code == 0, done.err
    listing = run("finding", "list", "--json", db=db, today=TODAY).json
    last = next(one["id"] for one in listing if one["problem"] == "公开不及时")
    for step in (("rectify", last, "--note", "已补发"), ("close", last)):
        done = run("finding", *step, "--date", "2018-10-21", db=db, today=TODAY)
        assert done.code == 0, done.err
    book, listed = tmp_path / "年终.xlsx", tmp_path / "自查.xlsx"
    assert run("report", "-o", str(book), db=db, today=TODAY).code == 0
    assert run("selfcheck", "list", "-o", str(listed), db=db, today=TODAY).code == 0
    told = {row[1]: row[-1] for row in rows(book, "自查情况") if str(row[0]).startswith("S")}
    assert told == {"县教育局": "已自查", "县财政局": "已自查、整改未完成", "县民政局": "已自查"}
    of_list = CalamineWorkbook.from_path(str(listed)).get_sheet_by_index(0).to_python()
    assert told == {
        row[2]: next(cell for cell in row if str(cell).startswith("已自查"))
        for row in of_list
        if str(row[0]).startswith("S")
    }


@pytest.mark.usefixtures("_held_against_its_document")
@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".md", ".json", ".html", ".docx"])
@pytest.mark.parametrize(
    "command",
    [
        "status",
        "score",
        "units",
        "due",
        "duty list",
        "progress list",
        "finding list",
        "selfcheck list",
        "inspect list",
        "deduct list",
        "remind list",
        "year list",
        "audit log",
    ],
)
def test_every_list_goes_into_a_file(command: str, ending: str, db: str, tmp_path: Path) -> None:
    path = tmp_path / f"表{ending}"
    done = run(*command.split(), "-o", str(path), db=db, today=TODAY)
    assert (done.code, done.out) == (0, ""), done.err
    assert path.stat().st_size


def test_without_public_a_warning_tells_what_it_would_mask(db: str, tmp_path: Path) -> None:
    path = tmp_path / "通知书.md"
    done = run("finding", "notice", "-u", "县民政局", "-o", str(path), db=db, today=TODAY)
    assert done.code == 0
    assert "手机号2处" in done.err
    assert "--public" in done.err
    assert "13812345678" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", [".md", ".html", ".json"])
def test_the_public_copy_masks_it(ending: str, db: str, tmp_path: Path) -> None:
    path = tmp_path / f"通知书{ending}"
    done = run("finding", "notice", "-u", "县民政局", "--public", "-o", str(path), db=db, today=TODAY)
    assert (done.code, "注意" in done.err) == (0, False)
    said = path.read_text(encoding="utf-8")
    assert "13812345678" not in said
    assert ending == ".json" or "公开版" in said


def test_the_year_end_workbook_prints_every_sheet_and_numbers_its_pages(
    db: str, tmp_path: Path, printed: Printed
) -> None:
    path = tmp_path / "年终.xlsx"
    assert run("report", "-o", str(path), db=db, today=TODAY).code == 0
    pages = printed(path.read_bytes())
    assert 6 <= len(pages) <= 40
    assert all(any(title in page for page in pages) for title in SHEETS)
    assert all(f"第{number}页" in "".join(page.split()) for number, page in enumerate(pages, 1))
    said = "".join("".join(page.split()) for page in pages)
    assert all(word in said for word in ("县民政局", "严陵镇人民政府", "加大决策信息公开力度"))


def test_a_notice_and_every_scorecard_have_public_copies(db: str, tmp_path: Path) -> None:
    why = ("--reason", "公示栏登出手机13812345678", "--no-evidence", "现场查看", "--allow-personal")
    assert run("deduct", "add", "-u", "严陵镇", "--rule", "4.1", *why, db=db, today=TODAY).code == 0
    notice, folder = tmp_path / "告知单.md", tmp_path / "得分表"
    told = run("deduct", "notify", "-u", "严陵镇", "-o", str(notice), "--public", db=db, today=TODAY)
    assert told.code == 0, told.err
    done = run("report", "--all-scorecards", str(folder), "--format", "md", "--public", db=db, today=TODAY)
    assert done.code == 0, done.err
    for path in (notice, folder / "得分表-严陵镇人民政府.md"):
        said = path.read_text(encoding="utf-8")
        assert "公开版" in said
        assert "公示栏登出手机" in said
        assert "13812345678" not in said
