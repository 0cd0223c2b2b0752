"""`gongkai draft NOTICE -o tasks.yaml`, as a clerk types it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gongkai.plan.reading import read_plan
from tests.cli import run
from tests.draft import files

NOTICE_2018 = Path(__file__).parents[1] / "data/notice-2018-46.txt"


def test_from_a_notice_to_a_year_on_the_screen(tmp_path: Path) -> None:
    notice, file, book = files.word(tmp_path / "通知.docx"), tmp_path / "tasks.yaml", str(tmp_path / "年.db")
    done = run("draft", str(notice), "-o", str(file), today="2021-06-01")
    assert (done.code, done.out) == (0, "")
    assert "找到：要点3，分工7，完成时限3，时限要求1" in done.err
    assert f"gongkai load {file}" in done.err
    assert run("load", str(file), db=book, today="2021-06-01").code == 0
    status = run("status", "--json", db=book, today="2021-06-01").json
    assert [point["no"] for point in status["points"]] == ["1", "2", "3"]
    assert status["points"][0]["due"] == "2021-06-30"


def test_the_report_says_what_a_person_must_decide(tmp_path: Path) -> None:
    done = run("draft", str(NOTICE_2018), "-o", str(tmp_path / "t.yaml"), today="2018-11-30")
    assert "要点41" in done.err
    assert "没有确定包括哪些单位的统称5个：各镇人民政府、县政府有关部门" in done.err


def test_without_a_file_the_draft_is_shown_and_json_tells_it_for_programs() -> None:
    shown = run("draft", str(NOTICE_2018), today="2018-11-30")
    assert shown.out.startswith("# 威远县2018年政务公开工作要点：")
    told = run("draft", str(NOTICE_2018), "--json", today="2018-11-30").json
    assert (told["points"], told["year"], told["office"]) == (41, 2018, "县政府办公室")
    assert {"place": "第17行"}.items() <= told["left"][2].items()


def test_another_years_file_lends_names_kinds_and_aliases(tmp_path: Path) -> None:
    notice, file = tmp_path / "通知.txt", tmp_path / "2019.yaml"
    notice.write_text(
        "威远县2019年工作要点\n1.公开预算。（财政局牵头，各镇人民政府、县发改局、县大数据局配合）\n2.管好网站。（县目督办负责）",
        encoding="utf-8",
    )
    packaged = Path(__file__).parents[2] / "tasks.yaml"
    assert run("draft", str(notice), "-o", str(file), "--roster", str(packaged), today="2019-01-10").code == 0
    plan = read_plan(file).plan
    kinds = {unit.name: unit.kind for unit in plan.units}
    assert kinds["县目督办"] == "党委部门"
    assert kinds["县大数据局"] == "政府部门"
    assert kinds["严陵镇人民政府"] == "镇"
    assert "发改局" in next(unit.aliases for unit in plan.units if unit.name == "县发展改革局")
    assert {each.name: each.kinds for each in plan.collectives}["各镇人民政府"] == ("镇",)
    assert plan.points[0].lead == ("财政局",)
    assert "沿用名录" in file.read_text(encoding="utf-8")


def test_what_cannot_be_is_refused(tmp_path: Path) -> None:
    for line, words in (
        (("draft",), "缺少通知"),
        (("draft", str(tmp_path / "没有.txt")), "没有找到"),
        (("draft", str(NOTICE_2018), "-o", str(tmp_path / "要点.docx")), "要以 .yaml 结尾"),
        (("draft", str(NOTICE_2018), "--roster", str(tmp_path / "没有.yaml")), "没有找到"),
        (("draft", str(files.word(tmp_path / "空.docx", table=False))), "没有找到要点"),
    ):
        done = run(*line, today="2021-06-01")
        assert done.code == 2, done.err
        assert words in done.err


def test_a_file_that_somebody_changed_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "tasks.yaml"
    line = ("draft", str(NOTICE_2018), "-o", str(file))
    assert run(*line, today="2018-11-30").code == 0
    assert run(*line, today="2018-11-30").code == 0
    file.write_text(file.read_text(encoding="utf-8") + "# 改过\n", encoding="utf-8")
    assert run(*line, today="2018-11-30").code == 3


@pytest.mark.parametrize("name", ["notice-2018-46.txt"])
def test_text_needs_no_library(name: str) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom gongkai.draft.reading import read_notice\n"
        "from gongkai.draft.drafting import draft_of\nfrom gongkai.draft.writing import written\n"
        f"written(draft_of(read_notice(Path({str(NOTICE_2018.with_name(name))!r})), this_year=2018))\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    assert not {"docx", "lxml", "pypdfium2", "python_calamine", "yaml", "sqlmodel"} & set(done.stdout.split())
