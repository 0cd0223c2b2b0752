"""What a covering letter asks: of whom, and when it falls due once the year is loaded; the office of a bureau."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.draft.drafting import draft_of
from gongkai.draft.reading import read_notice
from gongkai.draft.writing import written
from gongkai.plan.reading import read_plan
from tests.cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.draft.drafting import Draft
    from gongkai.plan.model import Duty

NOTICE = """某县人民政府办公室关于印发《某县2022年民生实事任务分解》的通知
某府办〔2022〕5号
各街道办事处，县级各部门：
现将《某县2022年民生实事任务分解》印发给你们。{letter}
某县人民政府办公室
2022年1月5日
某县2022年民生实事任务分解
一、教育
1.新建幼儿园2所。（牵头单位：县教育局；责任单位：城东街道、各街道）
2.改造食堂，每月至少检查1次。（牵头单位：县市场监管局；责任单位：县卫健局）
"""
LEADS = ("县教育局", "县市场监管局")


def drafted(letter: str, folder: Path) -> Draft:
    path = folder / "通知.txt"
    path.write_text(NOTICE.format(letter=letter), encoding="utf-8")
    return draft_of(read_notice(path), this_year=2022)


def loaded(letter: str, folder: Path) -> tuple[Duty, ...]:
    """Return the duties of the whole notice as the drafted file has them."""
    file = folder / "tasks.yaml"
    file.write_text(written(drafted(letter, folder)), encoding="utf-8")
    return read_plan(file).plan.duties


@pytest.mark.parametrize(
    ("letter", "owers"),
    [
        ("请各牵头单位于2月底前制定方案。", LEADS),
        ("各牵头单位要细化任务，3月10日前报送方案。", LEADS),
        ("各责任单位要于每月28日前报送进展。", ("县教育局", "城东街道", "县市场监管局", "县卫健局", "各街道")),
        ("县政府办公室每季度通报一次。", ("县政府办公室",)),
        ("进展由县审计局每半年核查一次。", ("县审计局",)),
        ("各街道每半年自查一次。", ("各街道",)),
        ("县教育局、县卫健局每季度会商一次。", ("县教育局", "县卫健局")),
    ],
)
def test_a_demand_of_the_letter_is_owed_by_its_subject(letter: str, owers: tuple[str, ...], tmp_path: Path) -> None:
    (duty,) = loaded(letter, tmp_path)
    assert (duty.owed_by, (*duty.owers, *duty.collectives)) == ("", owers)
    assert "责任方按原文" in duty.note


@pytest.mark.parametrize("letter", ["各单位每月28日前报送进展。", "每月28日前报送进展。", "各级各部门每季度自查。"])
def test_where_nobody_is_named_everybody_owes(letter: str, tmp_path: Path) -> None:
    (duty,) = loaded(letter, tmp_path)
    assert (duty.owed_by, duty.note) == ("everyone", "")


def test_a_subject_nobody_can_expand_is_a_low_guess_with_a_remark(tmp_path: Path) -> None:
    draft = drafted("各县直有关部门要于3月底前报送方案。", tmp_path)
    ((_, demand),) = draft.duties
    assert (demand.sure, demand.owers) == ("低", ())
    assert "指哪些单位由人定" in demand.note
    assert loaded("各县直有关部门要于3月底前报送方案。", tmp_path) == ()
    assert any("把握低的时限要求1条" in each for each in draft.decide)


def test_whom_only_the_letter_names_is_in_the_roster(tmp_path: Path) -> None:
    draft = drafted("县审计局每季度核查一次。", tmp_path)
    assert "县审计局" in {unit.name for unit in draft.units}


def test_items_for_the_period_before_fall_due_on_the_day_of_the_notice(tmp_path: Path) -> None:
    letter = "各牵头单位每月5日前报送上月进展，每季度首月10日前报上季度小结。县政府办公室每年1月15日前报送上年度总结。"
    notice, file, book = tmp_path / "通知.txt", tmp_path / "tasks.yaml", str(tmp_path / "年.db")
    notice.write_text(NOTICE.format(letter=letter), encoding="utf-8")
    assert run("draft", str(notice), "-o", str(file), today="2022-01-06").code == 0
    done = run("load", str(file), db=book, today="2022-01-06")
    assert done.code == 0, done.err
    rows = run("due", "--within", "400", "--json", db=book, today="2022-01-06").json
    days = {
        each: [
            row["due"][:10] for row in rows if row.get("duty") == each and row["unit"] in {"县教育局", "县政府办公室"}
        ]
        for each in ("0.1", "0.2", "0.3")
    }
    assert days["0.1"] == [f"2022-{month:02}-05" for month in range(2, 13)] + ["2023-01-05"]
    assert days["0.2"] == ["2022-04-10", "2022-07-10", "2022-10-10", "2023-01-10"]
    assert days["0.3"] == ["2023-01-15"]


def test_a_roster_that_holds_but_some_of_a_kind_is_told(tmp_path: Path) -> None:
    draft = drafted("请认真执行。", tmp_path)
    assert "“各街道”包括名录里的街道，名录里的街道只有原文点到的1个，请补齐" in draft.decide
    known = tmp_path / "2021.yaml"
    known.write_text(written(draft), encoding="utf-8")
    again = draft_of(read_notice(tmp_path / "通知.txt"), roster=read_plan(known).plan, this_year=2022)
    assert not any("请补齐" in each for each in again.decide)


@pytest.mark.parametrize(
    ("who", "office"),
    [
        ("办公室", "办公室"),
        ("局办公室", "局办公室"),
        ("综合科", "综合科"),
    ],
)
def test_in_a_bureaus_own_notice_its_own_office_runs_the_year(who: str, office: str, tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text(
        f"某县司法局2022年工作要点\n1.公开预算。（{who}牵头，法制科、各科室配合）\n2.管好台账。（法制科、{who}负责）\n",
        encoding="utf-8",
    )
    draft = draft_of(read_notice(path), this_year=2022)
    assert draft.office == office
    assert {unit.name for unit in draft.units} == {who, "法制科"}
    assert f"office: {office}  # 中" in written(draft)
    file = tmp_path / "tasks.yaml"
    file.write_text(written(draft), encoding="utf-8")
    assert read_plan(file).plan.office == office
