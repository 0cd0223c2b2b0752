"""What happened in 2018: one function a season, each act as a clerk would type it, each refusal as it was told.

The names given to ids (`教一`, `山王扣` …) stand for F12, D37 and the like in later commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gongkai.plan.reading import packaged_tasks

if TYPE_CHECKING:
    from tests.year.clerk import Clerk

URL = "http://www.weiyuan.gov.cn/gk/{}.html"
SPAN = {
    "07": ("25", "31", 5),
    "08": ("01", "31", 23),
    "10": ("01", "31", 18),
    "11": ("01", "30", 22),
    "12": ("01", "31", 21),
}
"""Workdays of point 20's daily list: October loses the 1st to 5th, December the 31st and gains Saturday the 29th."""


def live(clerk: Clerk) -> Clerk:
    """Live through the year and its handling; the clerk is left on 2019-02-01."""
    for season in (issue, august, autumn, november, december, last_day, january):
        season(clerk)
    clerk.today, clerk.lived = "2019-02-01", len(clerk.transcript)
    return clerk


def report(clerk: Clerk, no: str, unit: str, percent: str, *more: str) -> Any:  # noqa: ANN401 - JSON
    """Report progress with a page to prove it."""
    return clerk.record("progress", "add", no, "-u", unit, "--percent", percent, "--evidence", URL.format(no), *more)


DAILY_LIST = ("--evidence", "http://www.weiyuan.gov.cn/qd.html")
"""Where the daily list stands: what is typed more than 15 days after its own day counts only with evidence."""


def lists_of(clerk: Clerk, month: str) -> None:
    """Settle a month of point 20's daily list, on the month's last day."""
    first, last, days = SPAN[month]
    clerk.today = f"2018-{month}-{last}"
    span = ["--from", f"2018-{month}-{first}", "--to", f"2018-{month}-{last}"]
    items = clerk.record("duty", "done", "20.1", *span, *DAILY_LIST)
    assert (len(items), {item["status"] for item in items}) == (days, {"met"})


def lights(clerk: Clerk) -> dict[str, list[str]]:
    """Return the points under each light that is not green."""
    points = clerk.read("status")["points"]
    return {light: [p["no"] for p in points if p["light"] == light] for light in ("red", "yellow")}


def issue(clerk: Clerk) -> None:
    """25 July, the day of issue: the year is loaded, and only the daily list of point 20 falls due."""
    loaded = clerk.type("load", str(packaged_tasks()))
    assert loaded.err.count("\n") == 12, "every slip and inference of the notice is told, a line each"
    assert lights(clerk) == {"red": [], "yellow": ["20"]}
    clerk.today = "2018-07-26"
    assert lights(clerk) == {"red": ["20"], "yellow": []}
    assert clerk.read("load", str(packaged_tasks()))
    lists_of(clerk, "07")
    assert lights(clerk) == {"red": [], "yellow": []}


def august(clerk: Clerk) -> None:
    """The first reports, the first incident, the first monthly lists."""
    clerk.today = "2018-08-01"
    assert lights(clerk) == {"red": [], "yellow": ["8", "16", "20"]}
    clerk.record("assign", "8", "-u", "经科局", "--person", "吴科长")
    clerk.today = "2018-08-15 22:30"
    opened = clerk.record("duty", "open", "28.1", "-u", "网信办", "--at", "2018-08-15 22:00", "--note", "桥梁垮塌")
    assert [(item["id"][:5], item["due"][:16]) for item in opened] == [
        ("28.1/", "2018-08-16T03:00"),
        ("28.2/", "2018-08-16T22:00"),
    ]
    event = opened[0]["id"].partition("/")[2]
    clerk.today = "2018-08-17"
    met = clerk.record("duty", "done", f"28.1/{event}", "--at", "2018-08-16 03:00")
    late = clerk.record("duty", "done", f"28.2/{event}", "--at", "2018-08-16 22:01")
    assert (met["status"], late["status"]) == ("met", "late")
    clerk.today = "2018-08-20"
    report(clerk, "4", "财政局", "30")
    assert "不在要点4的责任单位之列" in clerk.record("progress", "add", "4", "-u", "网信办", "--percent", "10", code=3)
    assert "2019-01-01 不在 2018 年度内" in clerk.record(
        "progress", "add", "4", "-u", "财政局", "--percent", "30", "--date", "2019-01-01", code=3
    )
    assert "县住建局、县质监局" in clerk.record("progress", "add", "4", "-u", "zjj", "--percent", "30", code=2)
    clerk.today = "2018-08-30"
    for item in ("8.1/2018-08", "16.1/2018-08", "20.2/2018-08"):
        assert clerk.record("duty", "done", item)["status"] == "met"
    lists_of(clerk, "08")


def autumn(clerk: Clerk) -> None:
    """September and October: the leads report, a rule is signed before the holiday, an inspection goes round."""
    clerk.today = "2018-09-12"
    report(clerk, "1", "法制办", "40", "--date", "2018-09-10")
    report(clerk, "1", "县政府办", "60")
    report(clerk, "1", "严陵镇", "100")
    for unit, percent in (("编办", "50"), ("财政局", "70%"), ("人社局", "１００")):
        report(clerk, "3", unit, percent)
    clerk.today = "2018-09-28"
    opened = clerk.record("duty", "open", "26.1", "-u", "法制办", "--at", "2018-09-28 10:00")
    assert opened[0]["due"][:16] == "2018-10-08T23:59", "29 and 30 September are workdays, the next one is 8 October"
    rule = opened[0]["id"]
    clerk.today = "2018-09-30"
    clerk.record("duty", "open", "28.3", "-u", "新店镇", "--at", "2018-09-30 20:00")
    span = ["--from", "2018-09-01", "--to", "2018-09-30", "--except", "2018-09-29"]
    assert len(clerk.record("duty", "done", "20.1", *span, *DAILY_LIST)) == 20
    for item in ("16.1/2018-09", "20.2/2018-09"):
        clerk.record("duty", "done", item)
    clerk.today = "2018-10-09"
    assert clerk.record("duty", "done", rule, "--at", "2018-10-08 17:00")["status"] == "met"
    assert clerk.record("duty", "done", "8.1/2018-09")["status"] == "late"
    assert clerk.record("duty", "done", "20.1/2018-09-29", "--at", "2018-10-08 09:00")["status"] == "late"
    clerk.today = "2018-10-16"
    inspection = clerk.record(
        *("inspect", "add", "--kind", "专项督查", "-u", "界牌镇", "-u", "山王镇", "-u", "铺子湾镇", "--by", "李主任"),
        *(
            "--finding",
            "界牌镇：公开栏破损｜修复｜李某｜2018-10-31",
            "--finding",
            "山王镇：网站链接失效｜修复｜周某｜2018-10-26",
        ),
    )
    clerk.ids["界牌问"], clerk.ids["山王问"] = inspection["findings"]
    clerk.today = "2018-10-20"
    clerk.record("finding", "extend", "界牌问", "--due", "2018-11-15", "--reason", "汛期")
    report(clerk, "4", "财政局", "80")
    for item in ("8.1/2018-10", "16.1/2018-10", "20.2/2018-10"):
        clerk.record("duty", "done", item)
    lists_of(clerk, "10")


def november(clerk: Clerk) -> None:
    """Reports are sent back and come again, units inspect themselves, findings are put right, in time or not."""
    clerk.today = "2018-11-02"
    report(clerk, "6", "公资中心", "100", "--date", "2018-11-01")
    clerk.record("finding", "rectify", "山王问", "--note", "链接已修复", "--evidence", URL.format("swz"))
    assert "还没有报整改，不能销号" in clerk.record("finding", "close", "界牌问", code=3)
    clerk.today = "2018-11-05"
    clerk.record("progress", "return", "6", "-u", "公资中心", "--reason", "目录不全", "--by", "李主任")
    assert clerk.read("show", "6")["percent"] == 99
    clerk.record("finding", "close", "山王问", "--by", "李主任")
    own_findings(clerk)
    clerk.today = "2018-11-15"
    report(clerk, "6", "公资中心", "100")
    clerk.record("finding", "rectify", "界牌问", "--note", "已修复", "--date", "2018-11-14")
    clerk.today = "2018-11-20"
    clerk.record("finding", "close", "界牌问", "--date", "2018-11-16")
    clerk.record("progress", "verify", "6", "-u", "公资中心", "--by", "李主任")
    clerk.record("selfcheck", "add", "-u", "严陵镇", "--summary", "未发现问题")
    clerk.record("finding", "rectify", "教一", "--note", "已补发")
    clerk.today = "2018-11-25"
    clerk.record("finding", "close", "教一")
    lists_of(clerk, "11")
    for item in ("8.1/2018-11", "16.1/2018-11", "20.2/2018-11"):
        clerk.record("duty", "done", item)
    two = ["-u", "严陵镇", "-u", "新店镇"]
    clerk.record(
        "finding", "add", *two, "--point", "4", "--problem", "预算公开不全", "--due", "2018-12-15", name="预算"
    )


def own_findings(clerk: Clerk) -> None:
    """教育局 finds two problems in itself, with a plan for the second; the office finds one with 电子政务办."""
    lines = ["--finding", "公开不及时｜限时补发｜王科员｜2018-11-30", "--finding", "栏目空白"]
    found = clerk.record("selfcheck", "add", "-u", "jyj", "--points", "7,34", *lines)
    clerk.ids["教一"], clerk.ids["教二"] = found["findings"]
    clerk.today = "2018-11-10"
    clerk.record("finding", "plan", "教二", "--measure", "逐栏补齐", "--person", "赵科长", "--due", "2018-12-10")
    clerk.record(
        "finding",
        "add",
        "-u",
        "电子政务办",
        "--point",
        "17",
        "--problem",
        "栏目长期不更新",
        "--due",
        "2018-11-30",
        name="电子问",
    )


def december(clerk: Clerk) -> None:
    """The year closes in: points are finished and verified, one falls back, quantities are reached or not."""
    clerk.today = "2018-12-03"
    report(clerk, "34", "县政府办", "100", "--date", "2018-12-01")
    clerk.record("progress", "verify", "34", "-u", "县政府办", "--note", "现场核查")
    assert "已核实销号，无需重复" in clerk.record("progress", "verify", "34", "-u", "县政府办", code=3)
    clerk.record("selfcheck", "add", "-u", "卫计局", "--finding", "更新不及时", "--date", "2018-12-03")
    clerk.record("finding", "rectify", "教二", "--note", "已补", "--date", "2018-12-03")
    clerk.today = "2018-12-08"
    clerk.record("finding", "reopen", "教二", "--reason", "仍有空白")
    clerk.today = "2018-12-12"
    clerk.record("finding", "rectify", "教二", "--note", "已补齐")
    clerk.record("finding", "rectify", "预算2", "--note", "已补全")
    clerk.record("finding", "close", "预算2")
    assert "只报到 80%" in clerk.record("progress", "verify", "4", "-u", "财政局", code=3)
    report(clerk, "4", "财政局", "100", "--date", "2018-12-10")
    clerk.record("progress", "verify", "4", "-u", "财政局", "--by", "李主任")
    clerk.today = "2018-12-20"
    report(clerk, "6", "公资中心", "90", "--date", "2018-12-15")
    report(clerk, "22", "新闻办", "100")
    clerk.record("duty", "done", "9.1", "--note", "全面公开")
    clerk.record("duty", "done", "11.1", "--at", "2018-12-20 10:00")
    assert clerk.record("duty", "done", "12.1", "--value", "76")["status"] == "pending"
    assert clerk.record("duty", "done", "12.1", "--value", "82.5")["status"] == "met"
    clerk.record("duty", "done", "14.2", "--value", "50")
    clerk.record("duty", "done", "14.3", "--value", "40")
    clerk.record("duty", "cancel", "35.1/县教育局", "--reason", "目录已编制")
    for unit in ("县财政局", "严陵镇人民政府"):
        clerk.record("duty", "done", f"35.1/{unit}", "--evidence", "威教〔2018〕12号")
    clerk.today = "2018-12-28"
    for item in ("16.1/2018-12", "20.2/2018-12", "20.3/2018-Q4"):
        clerk.record("duty", "done", item)
    deductions(clerk)


def deductions(clerk: Clerk) -> None:
    """Each point off with its rule, its reason, its evidence: 12 entries, 55 points asked."""
    because = ("--reason", "年终考核", "--evidence", "威府办函〔2018〕99号", "--by", "李主任")

    def take(rule: str, name: str, *more: str) -> Any:  # noqa: ANN401 - JSON
        return clerk.record("deduct", "add", "--rule", rule, *because, *more, name=name)

    take("4.1", "山王扣", "-u", "山王镇", "--finding", "山王问")
    assert "一事不二扣" in clerk.record(
        "deduct", "add", "--rule", "4.1", *because, "-u", "山王镇", "--finding", "山王问", code=3
    )
    take("4.1", "界牌扣", "-u", "界牌镇", "--finding", "界牌问")
    three = take("4.2", "定期", "-u", "龙会镇", "-u", "高石镇", "-u", "东联镇", "--count", "3")
    assert [one["asked"] for one in three] == [3, 3, 3]
    take("1.2", "电子扣", "-u", "电子政务办", "--finding", "电子问")
    take("3.2", "国资扣", "-u", "国资办", "--point", "8")
    take("3.2", "网信扣", "-u", "网信办", "--point", "28")
    take("3.1", "新店扣", "-u", "新店镇", "--point", "28")
    take("1.1", "铺子湾扣", "-u", "铺子湾镇")
    take("4.5", "镇西扣", "-u", "镇西镇", "--count", "5")
    take("4.3", "镇西链", "-u", "镇西镇")
    clerk.record("deduct", "notify", "-u", "山王镇")
    assert "没有待告知的扣分" in clerk.record("deduct", "notify", "-u", "山王镇", code=3)
    clerk.record("deduct", "notify", "镇西扣", "-u", "镇西镇")


def last_day(clerk: Clerk) -> None:
    """31 December: the last minute is in time; a report of October is typed at last (补录)."""
    lists_of(clerk, "12")
    assert clerk.record("duty", "done", "39.1", "--at", "2018-12-31 23:59")["status"] == "met"
    late = report(clerk, "17", "电子政务办", "100", "--date", "2018-10-10")
    assert late["backdated"] is True
    report(clerk, "8", "国资办", "100")
    report(clerk, "20", "信访局", "100", "--date", "2018-12-30")
    clerk.record("progress", "verify", "20", "-u", "信访局", "--by", "李主任")


def january(clerk: Clerk) -> None:
    """2019: no fact is taken any more, but the office goes on handling the year."""
    clerk.today = "2019-01-08"
    assert "2019-01-08 不在 2018 年度内" in clerk.record(
        "progress", "add", "1", "-u", "法制办", "--percent", "100", code=3
    )
    clerk.record("finding", "close", "教二", "--by", "李主任")
    objections(clerk)
    clerk.today = "2019-01-10"
    clerk.record("deduct", "revoke", "铺子湾扣", "--reason", "补交了自查报告", "--by", "赵主任")
    assert "已于 2019-01-10 撤销" in clerk.record("deduct", "revoke", "铺子湾扣", "--reason", "再撤", code=3)
    clerk.record(
        "deduct",
        "add",
        "--rule",
        "3.1",
        "-u",
        "国资办",
        "--point",
        "8",
        "--reason",
        "12月清单未公开",
        "--no-evidence",
        "网站无此清单",
        name="国资二",
    )
    clerk.record("progress", "verify", "8", "-u", "国资办", "--note", "查看网站")
    clerk.today = "2019-01-15"
    clerk.record("progress", "verify", "22", "-u", "新闻办")


def objections(clerk: Clerk) -> None:
    """镇西镇 objects on the last day (29 December, 2, 3, 4, 7 January), typed a day later; 山王镇 comes too late."""
    late = clerk.record("appeal", "file", "山王扣", "-u", "山王镇", "--reason", "已修复", code=3)
    assert "最后一天是 2019-01-07" in late
    untold = clerk.record("appeal", "file", "镇西链", "-u", "镇西镇", "--reason", "已修复", code=3)
    assert "还没有告知镇西镇人民政府" in untold
    filed = ("appeal", "file", "镇西扣", "-u", "镇西镇", "--reason", "三件不属实")
    clerk.record(*filed, "--date", "2019-01-07", name="镇西诉")
    assert "只能申请一次" in clerk.record(*filed, code=3)
    decision = ("appeal", "decide", "镇西诉", "--reduce-to", "10", "--reason", "三件查无实据")
    assert "要由另一人作出" in clerk.record(*decision, "--by", "李主任", code=3)
    clerk.record(*decision, "--by", "赵主任")
