"""A city adds up what its counties have sent: what holds counts as their own papers have it, the rest is named."""

from __future__ import annotations

import builtins
import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from python_calamine import CalamineWorkbook

from gongkai.register import kinds as r
from gongkai.register.reading import SCHEMA
from tests.cli import run
from tests.rollup.counties import TODAY, Office, edited, found, plan_of, reported

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli import Result

LEADS = ("县政府办公室", "县教育局")
TOWNS = ("东镇人民政府", "西镇人民政府")


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """The folder that the city collects in: two counties, one with all done on a point, one that has begun."""
    folder = tmp_path / "报来"
    first, second = office(tmp_path, "甲县"), office(tmp_path, "乙县")
    first.write(*reported((*LEADS, *TOWNS), "1", 100), found("县教育局"))
    second.write(*reported(LEADS, "1", 60))
    first.send(folder / "甲县.jsonl")
    second.send(folder / "内乡" / "乙县.jsonl")
    return folder


def office(tmp_path: Path, place: str, **more: Any) -> Office:  # noqa: ANN401 - plan, name of the ledger
    return Office(tmp_path / "各县", place, **more)


def rolled(folder: Path, *words: str, code: int = 0) -> Any:  # noqa: ANN401 - JSON
    done = asked(folder, *words, "--json")
    assert done.code == code, done.err
    return done.json


def asked(folder: Path, *words: str) -> Result:
    return run("rollup", str(folder), *words, today=TODAY)


def causes(told: Any) -> dict[str, str]:  # noqa: ANN401 - JSON
    return {each["file"]: each["cause"] for each in told["left_out"]}


def test_each_county_is_a_row_with_the_figures_of_its_own_report(sent: Path, tmp_path: Path) -> None:
    told = rolled(sent)
    assert [county["name"] for county in told["counties"]] == ["甲县", "乙县"]  # jiǎ before yǐ
    for county in told["counties"]:
        own = run("report", "--json", today=TODAY, db=str(tmp_path / "各县" / f"{county['name']}.db")).json
        summary = own["summary"]
        assert [county[key] for key in ("points", "done", "verified", "overdue", "ongoing", "units")] == [
            summary[key] for key in ("points", "done", "verified", "overdue", "ongoing", "units")
        ]
        assert (county["seats_done"], county["seats"]) == (summary["responsible_done"], summary["responsible_units"])
        assert (county["owed"], county["inspected"]) == (own["self_inspection"]["owed"], own["self_inspection"]["done"])
        assert (county["findings"], county["late"]) == (own["findings"]["total"], len(own["findings"]["overdue"]))
        assert (county["deductions"], county["applied"]) == (own["deductions"]["count"], own["deductions"]["applied"])
        scores = [Decimal(str(unit["score"])) for unit in own["units"]]
        assert Decimal(str(county["mean"])) == round(sum(scores) / len(scores), 2)
        assert (county["entries"], county["head"]) == (own["entries"], own["head"])
        assert (county["title"], county["number"]) == (own["plan"]["title"], own["plan"]["number"])


def test_shares_of_all_are_of_the_sums_not_means_of_shares(sent: Path, tmp_path: Path) -> None:
    small = plan_of("丙县")
    few = office(tmp_path, "丙县", plan=type(small)(**{**fields(small), "points": small.points[:1]}))
    few.write(*reported((*LEADS, *TOWNS), "1", 100))
    few.send(sent / "丙县.jsonl")
    told = rolled(sent)
    finished = {county["name"]: county["finished"] for county in told["counties"]}
    assert finished == {"丙县": 100, "甲县": 25, "乙县": 0}
    assert told["totals"]["points"] == 9
    assert told["totals"]["finished"] == 22.2
    assert {county["name"]: county["rank"] for county in told["counties"]} == {"丙县": 1, "甲县": 2, "乙县": 3}


def fields(plan: Any) -> dict[str, Any]:  # noqa: ANN401 - a record
    return {name: getattr(plan, name) for name in plan.__struct_fields__}


def test_points_of_one_title_stand_together(sent: Path) -> None:
    points = {point["title"]: point for point in rolled(sent)["points"]}
    decision = points["决策公开"]
    assert (decision["counties"], decision["done"], decision["left"]) == (2, 1, ["乙县"])
    assert decision["percent"] == 80
    assert points["舆情回应"]["left"] == ["甲县", "乙县"]


def test_a_tampered_export_is_named_and_no_figure_of_it_counts(sent: Path) -> None:
    body = (sent / "甲县.jsonl").read_text(encoding="utf-8").replace('\\"percent\\":100', '\\"percent\\":90', 1)
    (sent / "甲县.jsonl").write_text(body, encoding="utf-8")
    told = rolled(sent, code=1)
    assert causes(told) == {"甲县.jsonl": "altered"}
    assert [county["name"] for county in told["counties"]] == ["乙县"]
    assert told["totals"]["points"] == 4
    done = asked(sent)
    assert "没有计入 甲县.jsonl：不完整或被改动过：第3行" in done.err
    assert "没有计入的1份" in done.out


def test_a_head_that_names_another_end_of_the_trail_does_not_hold(sent: Path) -> None:
    edited(sent / "甲县.jsonl", 0, head="0" * 64)
    assert causes(rolled(sent, code=1)) == {"甲县.jsonl": "altered"}


@pytest.mark.parametrize("kept", [0, 10, 900, -1])
def test_a_cut_export_is_named(sent: Path, kept: int) -> None:
    path = sent / "甲县.jsonl"
    path.write_bytes(path.read_bytes()[:kept])
    told = rolled(sent, code=1)
    assert [county["name"] for county in told["counties"]] == ["乙县"]
    assert list(causes(told)) == ["甲县.jsonl"]


def test_an_export_of_a_newer_version_is_named_with_the_way_out(sent: Path) -> None:
    edited(sent / "甲县.jsonl", 0, schema=SCHEMA + 1)
    (left,) = rolled(sent, code=1)["left_out"]
    assert (left["cause"], left["wrong"]) == ("newer", True)
    assert "升级程序" in left["advice"]


def test_a_county_of_another_year_is_named_and_the_year_is_the_one_most_have(sent: Path, tmp_path: Path) -> None:
    office(tmp_path, "丙县", plan=plan_of("丙县", 2019)).send(sent / "丙县.jsonl")
    told = rolled(sent, code=1)
    assert told["year"] == 2018
    assert causes(told) == {"丙县.jsonl": "other_year"}
    (left,) = told["left_out"]
    assert left["reason"] == "没有2018年度的登记，只有2019年度"


def test_the_same_export_twice_counts_once_and_is_no_fault(sent: Path) -> None:
    (sent / "又一份.jsonl").write_bytes((sent / "甲县.jsonl").read_bytes())
    told = rolled(sent)
    assert causes(told) == {"甲县.jsonl": "repeated"} or causes(told) == {"又一份.jsonl": "repeated"}
    assert [county["name"] for county in told["counties"]] == ["甲县", "乙县"]
    assert not told["left_out"][0]["wrong"]


def test_of_two_exports_of_one_ledger_the_later_counts(sent: Path, tmp_path: Path) -> None:
    third = office(tmp_path, "丙县")
    third.send(sent / "十月.jsonl")
    third.write(*reported(LEADS, "1", 100))
    third.send(sent / "十一月.jsonl")
    told = rolled(sent)
    (county,) = (one for one in told["counties"] if one["name"] == "丙县")
    assert (county["file"], county["done"]) == ("十一月.jsonl", 1)
    assert told["left_out"][0]["reason"] == "和 十一月.jsonl 是同一本台账，是较早的一份"


def test_two_exports_of_one_ledger_that_disagree_are_both_left_out(sent: Path, tmp_path: Path) -> None:
    for number, percent in ((1, 40), (2, 100)):
        third = Office(tmp_path / str(number), "丙县", ledger="bing")
        third.write(*reported(LEADS, "1", percent))
        third.send(sent / f"丙县{number}.jsonl")
    told = rolled(sent, code=1)
    assert causes(told) == {"丙县1.jsonl": "forked", "丙县2.jsonl": "forked"}
    assert [county["name"] for county in told["counties"]] == ["甲县", "乙县"]


def test_an_anchor_tells_which_of_two_that_disagree_was_rewritten(sent: Path, tmp_path: Path) -> None:
    for number, percent in ((1, 40), (2, 100)):
        third = Office(tmp_path / str(number), "丙县", ledger="bing")
        third.write(*reported(LEADS, "1", percent))
        third.send(sent / f"丙县{number}.jsonl")
        if number == 1:
            third.anchor(tmp_path / "存单" / "丙县.txt")
    told = rolled(sent, "--anchors", str(tmp_path / "存单"), code=1)
    assert causes(told) == {"丙县2.jsonl": "against_anchor"}
    (county,) = (one for one in told["counties"] if one["name"] == "丙县")
    assert (county["file"], county["anchored"]) == ("丙县1.jsonl", "2018-11-30")


def test_an_export_that_was_cut_since_its_anchor_does_not_hold(sent: Path, tmp_path: Path) -> None:
    third = office(tmp_path, "丙县")
    third.send(sent / "丙县.jsonl")
    third.write(*reported(LEADS, "1", 40))
    third.anchor(sent / "丙县存单.txt")  # beside it
    (left,) = rolled(sent, code=1)["left_out"]
    assert left["cause"] == "against_anchor"
    assert "末尾被截去" in left["reason"]


def test_an_anchor_without_its_ledger_and_a_file_that_is_no_anchor_are_named(sent: Path, tmp_path: Path) -> None:
    filed = tmp_path / "存单"
    office(tmp_path, "丙县").anchor(filed / "丙县.txt")
    (filed / "说明.txt").write_text("请查收", encoding="utf-8")
    assert causes(rolled(sent, "--anchors", str(filed), code=1)) == {"丙县.txt": "no_export", "说明.txt": "no_anchor"}
    (sent / "说明.txt").write_text("请查收", encoding="utf-8")
    assert causes(rolled(sent)) == {}


def test_an_office_with_two_ledgers_counts_with_neither(sent: Path, tmp_path: Path) -> None:
    office(tmp_path / "另", "甲县").send(sent / "甲县新.jsonl")
    told = rolled(sent, code=1)
    assert causes(told) == {"甲县.jsonl": "two_ledgers", "甲县新.jsonl": "two_ledgers"}
    assert told["totals"]["points"] == 4


def test_two_offices_of_one_place_have_each_its_own_name(sent: Path, tmp_path: Path) -> None:
    plan = plan_of("甲县")
    other = type(plan)(**{**fields(plan), "issuer": "甲县委办公室"})
    Office(tmp_path / "另", "甲县委", plan=other).send(sent / "县委.jsonl")
    assert [county["name"] for county in rolled(sent)["counties"]] == [
        "甲县人民政府办公室",
        "甲县委办公室",
        "乙县",
    ]


def test_a_demonstration_counts_only_among_its_like(sent: Path, tmp_path: Path) -> None:
    made_up = office(tmp_path, "丙县", ledger="demo-2018").send(sent / "丙县.jsonl")
    told = rolled(sent, code=1)
    assert causes(told) == {"丙县.jsonl": "demonstration"}
    alone = tmp_path / "单独"
    alone.mkdir()
    made_up.rename(alone / "丙县.jsonl")
    assert rolled(alone)["marks"] == ["演示数据"]


def test_of_a_closed_year_what_it_was_closed_with_counts(sent: Path, tmp_path: Path) -> None:
    third = office(tmp_path, "丙县")
    third.write(*reported(LEADS, "1", 100))
    force = ("--force", "--reason", "限期已到", "--by", "赵主任")
    closed = run("year", "close", *force, today="2019-01-31", db=third.store)
    assert closed.code == 0, closed.err
    third.send(sent / "丙县.jsonl")
    told = run("rollup", str(sent), "--json", today="2019-03-01").json
    own = run("report", "--json", today="2019-03-01", db=third.store).json
    (county,) = (one for one in told["counties"] if one["name"] == "丙县")
    assert (county["closed"], county["as_of"]) == (True, "2018-12-31")
    assert (county["done"], county["overdue"]) == (own["summary"]["done"], own["summary"]["overdue"])


def test_on_a_day_that_was_everything_is_told_as_it_stood_then(sent: Path) -> None:
    told = rolled(sent, "--as-of", "2018-08-31")
    assert {county["as_of"] for county in told["counties"]} == {"2018-08-31"}
    assert told["totals"]["done"] == told["totals"]["findings"] == 0
    before = rolled(sent, "--as-of", "2018-01-31", code=1)  # before the notices were issued
    assert before["counties"] == []
    assert set(causes(before).values()) == {"unreadable"}


def test_findings_put_right_in_time_are_counted(sent: Path, tmp_path: Path) -> None:
    third = office(tmp_path, "丙县")
    third.write(found("县教育局"), found("东镇人民政府"))
    first = run("finding", "list", "--json", today=TODAY, db=third.store).json[0]["id"]
    third.write(
        r.FindingStep(year=2018, day=date(2018, 9, 20), finding=first, kind="rectified", note="已补齐"),
        r.FindingStep(year=2018, day=date(2018, 10, 9), finding=first, kind="closed", note="属实", by="李督查"),
    )
    third.send(sent / "丙县.jsonl")
    (county,) = (one for one in rolled(sent)["counties"] if one["name"] == "丙县")
    assert (county["findings"], county["in_time"], county["open"], county["late"]) == (2, 1, 1, 1)


def test_one_export_of_ill_will_does_not_keep_the_others_back(sent: Path) -> None:
    with mock.patch("gongkai.rollup.exports.year_data", side_effect=[KeyError("x"), {}]):
        told = rolled(sent, code=1)
    assert set(causes(told).values()) == {"unreadable"}


@pytest.mark.parametrize("ending", [".xlsx", ".zip", ".json", ".md", ".docx", ".html"])
def test_it_is_written_in_every_format(sent: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"市{ending}"
    done = asked(sent, "-o", str(out))
    assert done.code == 0, done.err
    assert out.stat().st_size > 500
    if ending == ".md":
        assert "甲县" in out.read_text(encoding="utf-8-sig")


def test_the_workbook_has_a_sheet_each_and_a_row_a_county(sent: Path, tmp_path: Path) -> None:
    (sent / "坏.jsonl").write_text("坏", encoding="utf-8")
    out = tmp_path / "市.xlsx"
    assert asked(sent, "-o", str(out)).code == 1
    with CalamineWorkbook.from_path(out) as book:
        assert book.sheet_names[1:] == ["各县情况", "各项要点", "台账和痕迹", "没有计入的"]
        rows = book.get_sheet_by_name("各县情况").to_python()
        left = book.get_sheet_by_name("没有计入的").to_python()
    assert [row[0] for row in rows if row[0] in {"甲县", "乙县", "合计"}] == ["甲县", "乙县", "合计"]
    assert "坏.jsonl" in {row[0] for row in left}


def test_nothing_is_written_but_the_paper(sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "佐证"
    monkeypatch.setenv("GONGKAI_EVIDENCE", str(kept))
    before = {path: path.stat().st_mtime_ns for path in sent.rglob("*")}
    done = run("rollup", str(sent), today=TODAY, env={"GONGKAI_EVIDENCE": str(kept), "TMPDIR": str(tmp_path)})
    assert done.code == 0
    assert not kept.exists()
    assert {path: path.stat().st_mtime_ns for path in sent.rglob("*")} == before
    assert not list(tmp_path.glob("gongkai-rollup-*"))


def test_a_folder_without_exports_and_none_at_all_are_told(tmp_path: Path) -> None:
    for folder, said in ((tmp_path, "文件夹里没有导出的台账"), (tmp_path / "没有", "没有这个文件夹")):
        done = asked(folder)
        assert done.code == 2
        assert said in done.err


def test_without_duckdb_the_line_that_installs_it_is_told(sent: Path) -> None:
    real = builtins.__import__

    def missing(name: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as Python's own
        if name == "duckdb":
            raise ModuleNotFoundError(name)
        return real(name, *args, **kwargs)

    with mock.patch.object(builtins, "__import__", missing):
        done = asked(sent)
    assert done.code == 2
    assert "pip install 'gongkai[rollup]'" in done.err


def test_the_answer_is_the_same_whatever_the_files_are_called(sent: Path) -> None:
    first = rolled(sent)
    (sent / "甲县.jsonl").rename(sent / "后.jsonl")
    second = json.loads(json.dumps(rolled(sent)).replace(r"\u540e.jsonl", r"\u7532\u53bf.jsonl"))
    assert first == second
