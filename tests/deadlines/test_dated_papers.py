"""Papers with a day on them tell what was so on that day, in words that stand in a paper; lists tell how late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docx import Document as Word
from docx.oxml.ns import qn

from gongkai.papers.columns import runs_text
from tests.deadlines.counter import Counter, the_county

if TYPE_CHECKING:
    from pathlib import Path

AUGUST, OCTOBER = "2018-08-01 09:00", "2018-10-20 09:00"


@pytest.fixture
def county(tmp_path: Path) -> Counter:
    """A county where a town was inspected, and a department looked at itself in two autumn months."""
    counter = the_county(tmp_path)
    seen = ("--kind", "专项督查", "-u", "严陵镇", "--finding", "栏目空白｜清理｜张某｜2018-08-31")
    counter.do("inspect", "add", *seen, "--date", "2018-08-01", today=AUGUST)
    own = ("--points", "2-7,38", "--summary", "查了栏目。", "--finding", "更新不及时｜补发｜赵某｜2018-09-28")
    counter.do("selfcheck", "add", "-u", "县教育局", *own, "--date", "2018-09-18", today="2018-09-18 09:00")
    return counter


def finding(county: Counter, unit: str, today: str = OCTOBER) -> str:
    return str(county.json("finding", "list", "-u", unit, today=today)[0]["id"])


def test_a_notice_asks_for_the_answer_no_earlier_than_for_the_work(county: Counter) -> None:
    paper = county.json("finding", "notice", "-u", "严陵镇", today=AUGUST)
    assert paper["reply_by"] == "2018-08-31", "ten workdays would be 15 August"
    said = county.do("finding", "notice", "-u", "严陵镇", "--plain", today=AUGUST).out
    assert "请于2018年8月31日前整改到位，填写附件，附佐证网址或文号，书面反馈县政府办公室" in said
    assert "工具" not in said


def test_a_notice_tells_nothing_that_came_after_its_day(county: Counter) -> None:
    told = ("finding", "notice", "-u", "严陵镇", "--date")
    county.refuses(3, "到2018年7月30日没有尚待整改的问题", *told, "2018-07-30", today=OCTOBER)
    county.refuses(2, "落款日期 2018-10-21 还没有到", *told, "2018-10-21", today=OCTOBER)
    county.refuses(2, "早于要点印发日期", *told, "2018-07-20", today=OCTOBER)
    assert "按原期限计逾期" not in county.do(*told, "2018-08-20", "--plain", today=OCTOBER).out
    assert "按原期限计逾期" in county.do("finding", "notice", "-u", "严陵镇", "--plain", today=OCTOBER).out


def test_a_notice_to_each_unit_that_has_something_to_put_right(county: Counter, tmp_path: Path) -> None:
    folder = tmp_path / "通知书"
    said = county.do("finding", "notice", "--all", str(folder), today=OCTOBER)
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["整改通知书-严陵镇人民政府.docx", "整改通知书-县教育局.docx"]
    assert f"已写入 2 份整改通知书：{folder}" in said.err


def test_a_report_on_self_inspections_stops_at_its_day_and_tells_what_was_done(county: Counter) -> None:
    number = finding(county, "县教育局")
    done = ("--note", "已补发12条。", "--evidence", "http://a.cn/1", "--date", "2018-10-08")
    county.do("finding", "rectify", number, *done, today=OCTOBER)
    early = county.do("selfcheck", "report", "-u", "县教育局", "--date", "2018-09-30", "--plain", today=OCTOBER).out
    assert "10月" not in early
    assert "截至目前开展自查1次" in early
    assert "范围为要点2—7、38" in early
    late = county.do("selfcheck", "report", "-u", "县教育局", "--plain", today=OCTOBER).out
    assert "已于2018年10月8日整改：已补发12条（佐证：http://a.cn/1）；待核查" in late
    over = county.do("selfcheck", "report", "-u", "县教育局", "--plain", today="2019-01-04 09:00").out
    assert "全年开展自查1次" in over


def test_measures_keep_their_numbers_in_every_format(county: Counter, tmp_path: Path) -> None:
    file = tmp_path / "自查.csv"
    county.do("selfcheck", "report", "-u", "县教育局", "-o", str(file), today=OCTOBER)
    assert "1. 针对问题1，补发" in file.read_text(encoding="utf-8-sig")


def test_how_late_a_problem_was_put_right_stays_in_the_list(county: Counter) -> None:
    number = finding(county, "严陵镇")
    county.do("finding", "rectify", number, "--note", "已清理", "--date", "2018-09-10", today=OCTOBER)
    assert "已整改待核（逾期10天整改）" in county.do("finding", "list", "--plain", today=OCTOBER).out
    county.do("finding", "close", number, today=OCTOBER)
    assert "已销号（逾期10天整改）" in county.do("finding", "list", "--plain", today=OCTOBER).out


@pytest.mark.parametrize(
    ("numbers", "said"), [("1 2", "1、2"), ("1 2 3 5", "1—3、5"), ("3 2 1", "3、2、1"), ("", ""), ("9 1 2 3", "9、1—3")]
)
def test_three_or_more_that_follow_each_other_are_a_range(numbers: str, said: str) -> None:
    assert runs_text(numbers.split(), ["1", "2", "3", "4", "5"]) == said


def test_a_report_upward_carries_the_day_it_is_signed_on(county: Counter, tmp_path: Path) -> None:
    """What tells of the quarter until its last day is signed days later; the day it is printed is the same."""
    own = ("report", "statement", "--kind", "quarter", "--as-of", "2018-09-30", "--date")
    shown = county.do(*own, "2018-10-10", "--plain", today=OCTOBER).out
    assert "2018年10月10日" in shown
    county.refuses(2, "落款日期 2018-10-21 还没有到", *own, "2018-10-21", today=OCTOBER)
    file = tmp_path / "报告.docx"
    county.do(*own, "2018-10-10", "-o", str(file), today=OCTOBER)
    said = "".join(paragraph.text for paragraph in Word(str(file)).element.body.iter(qn("w:t")))
    assert "2018年10月10日印发" in said
    assert "2018年9月30日印发" not in said
    county.refuses(2, "--date 是通报、报告的落款日期", "report", "--date", "2018-10-10", today=OCTOBER)
