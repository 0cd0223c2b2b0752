"""A bureau's year by command line alone, on its own machine: everything it owes, in twelve commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli import Result, run

if TYPE_CHECKING:
    from tests.desk.counter import Desk

SITE = "https://www.weiyuan.gov.cn/jyj/"
PROVED = ("--evidence", f"{SITE}ml.html")
MOST = 12


class Bureau:
    """县教育局 at its own machine; every command is counted."""

    def __init__(self, db: str) -> None:
        self.db, self.typed = db, 0

    def do(self, today: str, *args: str) -> Result:
        """Call the program, which does as asked."""
        self.typed += 1
        got = run(*args, today=today, db=self.db, env={"GONGKAI_UNIT": "jyj", "GONGKAI_ACTOR": "王芳"})
        assert got.code == 0, got.err
        return got


def test_a_bureau_s_year_is_twelve_commands(desk: Desk) -> None:
    county = {"today": "2018-07-26"}
    desk = type(desk)(desk.db.replace("x.db", "year.db"))
    desk.must("load", **county)
    bureau = Bureau(desk.db)
    begun = bureau.do("2018-07-30", "status").out
    assert "gongkai progress add 2-7,9-41 -u 县教育局 --percent 比例" in begun, "to be copied as it stands"

    bureau.do("2018-08-03", "duty", "open", "26.1", "--at", "2018-08-03 16:30", "--note", "威教〔2018〕9号")
    assert "26.1/O2 按期完成" in bureau.do("2018-08-07", "duty", "done", "26.1", *PROVED).err

    found = ("--finding", "预算栏目空白｜补齐｜王芳｜2018-10-31", "--finding", "目录缺两项｜补编｜王芳｜2018-10-31")
    bureau.do("2018-09-28", "selfcheck", "add", "--summary", "逐项自查", *found)
    half = bureau.do("2018-09-28", "progress", "add", "2-7,9-41", "--percent", "50", "--note", "按季推进")
    assert half.err == "已登记 P7—P45：县教育局　要点2—7、9—41（39个）　50%（2018-09-28）\n"
    bureau.do("2018-10-25", "finding", "rectify", "F5,F6", "--note", "已补齐", *PROVED)

    desk.must("finding", "close", "F6", today="2018-10-29")
    desk.must("finding", "reopen", "F5", "--reason", "仍缺决算", "--due", "2018-11-15", today="2018-10-29")
    assert "（F5），期限2018年11月15日" in desk.must("remind", "-u", "jyj", today="2018-10-30").out
    bureau.do("2018-11-05", "finding", "rectify", "F5", "--note", "决算已补", *PROVED)
    desk.must("finding", "close", "F5", today="2018-11-08")

    inspected = (
        "inspect",
        "add",
        "--kind",
        "专项督查",
        "-u",
        "jyj",
        "--finding",
        "招生栏目未更新｜补齐｜王芳｜2018-12-05",
    )
    number = desk.must(*inspected, "--json", today="2018-11-20").json["findings"][0]
    taken = desk.must("deduct", "add", "--rule", "4.1", "--finding", number, "--json", today="2018-11-20").json["id"]
    assert taken in desk.must("deduct", "notify", taken, today="2018-11-20").out
    bureau.do("2018-11-22", "appeal", "file", taken, "--reason", "当日系统维护，次日已更新", *PROVED)
    bureau.do("2018-11-22", "finding", "rectify", number, "--note", "已更新", *PROVED)
    desk.must("--actor", "赵主任", "appeal", "decide", taken, "--revoke", "--reason", "属实", today="2018-11-26")
    desk.must("finding", "close", number, today="2018-11-26")

    bureau.do("2018-12-20", "duty", "done", "35.1", *PROVED)
    bureau.do("2018-12-20", "progress", "add", "2-7,9-41", "--percent", "100", "--note", "全年完成", *PROVED)
    desk.must("progress", "verify", "7,38", "-u", "jyj", today="2018-12-24")
    assert "得分 100" in bureau.do("2018-12-28", "scorecard").out

    assert bureau.typed == MOST
    assert "没有到期的事项，也没有逾期" in desk.must("due", "-u", "jyj", today="2018-12-28").out


def test_points_that_are_not_a_unit_s_are_named_at_once_with_those_that_are(desk: Desk) -> None:
    said = desk.refused(3, "progress", "add", "1-12", "-u", "jyj", "--percent", "50")
    assert "县教育局不在要点1、8的责任单位之列" in said
    assert "写成 2-7,9-12 就能登记" in said
    alone = desk.refused(3, "progress", "add", "1,8", "-u", "jyj", "--percent", "50")
    assert "不在要点1的责任单位之列" in alone
    assert "gongkai assign 1 -u 县教育局" in alone


def test_reports_that_differ_are_told_apart(desk: Desk) -> None:
    desk.must("progress", "add", "2-4", "-u", "jyj", "--percent", "20")
    told = desk.must("progress", "add", "2-7", "9-12", "-u", "jyj", "--percent", "50").err.splitlines()
    assert [line.partition("：")[2] for line in told] == [
        "县教育局　要点2　50%（2018-11-30，此前 20%）",
        "县教育局　要点3　50%（2018-11-30，此前 20%）",
        "县教育局　要点4　50%（2018-11-30，此前 20%）",
        "县教育局　要点5—7、9—12（7个）　50%（2018-11-30）",
    ]
