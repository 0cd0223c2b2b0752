"""Bad input, one line each: a Chinese sentence on stderr, the right exit code, nothing on stdout, nothing written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.cli import Result, run
from tests.hostile.conftest import TODAY
from tests.latin import latin_words

if TYPE_CHECKING:
    from pathlib import Path

ALLOWED = {
    *("http", "postgresql", "UTF", "red", "yellow", "green", "lead", "responsible", "support", "status", "add"),
    *("plan", "holidays", "rest", "work"),
}
"""Values and keys that a sentence may name."""
RTL, NUL, ESC = "\u202e", "\0", "\x1b[31m"
REPORT = ("progress", "add", "1", "-u", "教育局", "--percent", "40")
DEDUCT = ("deduct", "add", "-u", "教育局", "--reason", "未办结", "--no-evidence", "口头")

DATES = [
    (2, (*REPORT, "--date", text), f"日期“{text}”不对".replace(NUL, " "))
    for text in (
        *("2018-13-01", "2018-02-30", "9999-99-99", "0000-00-00", "2018-00-10", "改天", "1e9", "-1", "", " "),
        *("2018-09-03 10:00", "2018-9", "２０１８-13-01", "2018-09-03'; DROP TABLE progress", NUL, "1537000000", "now"),
    )
] + [
    (3, (*REPORT, "--date", text), f"{text} 不在 2018 年度内")
    for text in ("2019-01-01", "2017-12-31", "0001-01-01", "9999-12-31")
]
PERCENTS = [
    (2, ("progress", "add", "1", "-u", "教育局", f"--percent={text}"), f"完成比例“{text}”不对")
    for text in ("-1", "101", "40.5", "1e2", "nan", "inf", "0x10", "٤٠", "100%%", "半", "%", "4 0", "--")
]
POINTS = [
    (2, ("progress", "add", text, "-u", "教育局", "--percent", "40"), "没有找到要点")
    for text in ("0", "42", "1-99", "5-3", "1,x", "1.0", "甲", "'; DROP TABLE progress", "😀", f"{RTL}1", "9" * 300)
] + [
    (2, ("selfcheck", "add", "-u", "教育局", "--points", text), said)
    for text, said in (
        *(("0", "没有找到要点“0”"), ("42", "没有找到要点“42”"), ("1-99", "没有找到要点“99”"), (",", "没有找到要点")),
        *(("4-1", "要点范围“4-1”前后颠倒"), ("1;DROP", "没有找到要点“DROP”"), ("abc", "没有找到要点“abc”")),
    )
]
UNITS = [
    (2, ("progress", "add", "1", "-u", text, "--percent", "40"), said)
    for text, said in (
        *(
            ("", "缺少 -u"),
            (" ", "缺少 -u"),
            ("\t\n", "缺少 -u"),
            ("镇", "单位“镇”不止一个"),
            ("zzz", "没有找到单位“zzz”"),
        ),
        *(("甲" * 10_000, "没有找到单位"), (f"{RTL}{RTL}局长", "没有找到单位"), ("县教育局\0", "没有找到单位")),
        *((f"{ESC}县教育局", "没有找到单位"), ("'; DROP TABLE unit", "没有找到单位"), ("😀", "没有找到单位")),
        *(("%", "没有找到单位"), (".*", "没有找到单位"), ("(", "没有找到单位"), ("县\n教育局x", "没有找到单位")),
    )
]
IDS = [
    (2, (*words, text), "没有找到编号")
    for words in (("finding", "close"), ("audit", "log"), ("deduct", "revoke", "--reason", "错"))
    for text in (
        "F999999999999999999999",
        "F99",
        "D1'; DROP TABLE",
        "Ｄ３７",
        "😀",
        "F",
        "99",
        "F-2",
        "F2.0",
        "\0F2",
        "甲2",
    )
] + [
    (3, ("finding", "close", "ｆ２"), "F2 还没有报整改，不能销号"),
    (3, ("finding", "close", "２"), "F2 还没有报整改，不能销号"),
    (2, ("finding", "close", "3"), "没有找到问题“3”"),
    (2, ("void", "2", "--reason", "错"), "“2”没有写字母"),
    (2, ("finding", "close", "D3"), "没有找到问题“D3”"),
    (2, ("deduct", "revoke", "F2", "--reason", "错"), "没有找到扣分“F2”"),
    (2, ("deduct", "notify", "F2", "-u", "教育局"), "没有找到扣分“F2”"),
    (2, ("deduct", "notify", "D3", "-u", "东镇"), "D3 是县教育局的，不是东镇人民政府的"),
    (2, ("finding", "extend", "F2", "--due", "2018-09-01", "--reason", "汛期"), "不晚于现期限"),
    (2, ("finding", "rectify", "F2", "--note", "改了", "--date", "2018-09-02"), "早于发现日期"),
    (2, ("finding", "rectify", "F2"), "缺少 --note"),
    (2, ("finding", "plan", "F2"), "没有要登记的内容"),
    (2, ("finding", "add", "-u", "教育局", "--problem", "甲", "--due", "2018-09-02"), "早于登记日期"),
    (2, ("finding", "add", "-u", "教育局", "--problem", " "), "缺少 --problem"),
]
SCORES = (
    [
        (2, (*DEDUCT, "--rule", "2.1", f"--count={text}"), "--count：")
        for text in ("0", "-1", "1e9", "1000000000", "", "½")
    ]
    + [
        (2, (*DEDUCT, "--rule", "4.1", f"--points={text}"), f"分值“{text}”不对")
        for text in ("nan", "-5", "1e400", "inf", "1e2", "0x1", "1,5", "99999999999", "三")
    ]
    + [
        (2, (*DEDUCT, "--rule", "4.1", "--points", text), said)
        for text, said in (
            ("0", "不能是 0 分"),
            ("3.01", "不能是 3.01 分"),
            ("1.125", "超过两位小数"),
            ("100", "不能是 100 分"),
        )
    ]
    + [(2, (*DEDUCT, "--rule", text), "没有找到扣分规则") for text in ("9.9", "V1", "B1", "'; DROP", "😀", NUL)]
    + [
        (2, (*DEDUCT, "--rule", "4.1"), "须写明记多少"),
        (2, (*DEDUCT, "--rule", ""), "缺少 --rule"),
        (2, (*DEDUCT, "--rule", "2.1", "--stage", "日常"), "不分考核阶段"),
        (2, (*DEDUCT, "--rule", "2.1", "--finding", "F99"), "没有找到编号“F99”"),
        (2, ("deduct", "add", "-u", "东镇", *DEDUCT[4:], "--rule", "2.1", "--finding", "F2"), "不是东镇人民政府的"),
        (2, ("deduct", "add", "-u", "教育局", "--rule", "2.1", "--no-evidence", "口头"), "缺少 --reason"),
        (2, ("deduct", "add", "-u", "教育局", "--rule", "2.1", "--reason", "未办结"), "缺少 --evidence"),
        (2, ("deduct", "revoke", "D3", "--reason", "错", "--date", "2018-09-02"), "早于D3的日期"),
        (3, ("deduct", "notify", "-u", "东镇"), "东镇人民政府没有待告知的扣分"),
    ]
)
EVIDENCE = [
    (2, (*DEDUCT[:6], "--rule", "2.1", "--evidence", text), "既不是网址、文号，也不是现有的文件")
    for text in (
        *("/没有/这个.pdf", "javascript:alert(1)", "http://", "https:// x", "ftp://a/b", "file:///etc/passwd"),
        *(NUL, "", "〔2018〕", "a" * 5000, "data:text/html,x", "\n"),
    )
]
EVIDENCE += [(2, (*DEDUCT[:6], "--rule", "2.1", "--evidence", text), "是文件夹，不是文件") for text in ("/", "..")]
DUTIES = [
    (2, ("duty", "done", "9.9"), "没有找到应办事项"),
    (2, ("duty", "done", "1.1"), "有2个应办事项"),
    (2, ("duty", "done", "1.1/2018-08", "--at", "25:00"), "时间“25:00”不对"),
    (2, ("duty", "done", "1.1/2018-08", "--at", "2018-08-31 24:00"), "时间“2018-08-31 24:00”不对"),
    (3, ("duty", "done", "1.1/2018-08", "--date", "2019-01-01"), "还没有到"),
    (2, ("duty", "done", "4.1"), "要写 --value"),
    (2, ("duty", "done", "4.1", "--value", "nan"), "现值“nan”不对"),
    (2, ("duty", "done", "1.1/2018-08", "--value", "5"), "不是数量指标"),
    (2, ("duty", "done", "4.2", "--from", "2018-08-31"), "同时写 --from 和 --to"),
    (2, ("duty", "done", "4.2", "--from", "2018-08-31", "--to", "2018-08-01"), "同时写 --from 和 --to"),
    (2, ("duty", "done", "4.2", "--from", "x", "--to", "y"), "日期“x”不对"),
    (3, ("duty", "open", "1.1", "-u", "教育局", "--at", "2018-09-01 10:00"), "不由事件触发"),
    (3, ("duty", "open", "3.1", "-u", "教育局", "--at", "2018-09-01 10:00"), "不在要点3的责任单位之列"),
    (2, ("duty", "open", "3.1", "-u", "网信办"), "缺少 --at"),
    (2, ("duty", "cancel", "1.2/东镇人民政府"), "缺少 --reason"),
]
READING = [
    (2, ("status", "--as-of", "2018-07-24"), "早于要点印发日期"),
    (2, ("status", "--as-of", "2018-02-30"), "截止日期“2018-02-30”不对"),
    (2, ("status", "--as-of", ""), "截止日期“”不对"),
    (2, ("status", "--year", "0"), "--year：“0”超出范围"),
    (2, ("status", "--year", "1999"), "还没有 1999 年度的要点"),
    (2, ("status", "--year", "99999"), "--year：“99999”超出范围"),
    (2, ("status", "--year", "-2018"), "--year：“-2018”超出范围"),
    (2, ("status", "--year", "9" * 30), "超出范围"),
    (2, ("status", "--year", "abc"), "--year：“abc”不是整数"),
    (2, ("status", "--light", "紫"), "没有找到灯“紫”"),
    (2, ("status", "--chapter", "9"), "没有找到章“9”"),
    (2, ("status", "没有这个"), "没有找到单位“没有这个”"),
    (2, ("status", "教育局", "-u", "东镇"), "写了两个单位"),
    (2, ("show", "42"), "没有找到要点“42”"),
    (2, ("show",), "缺少要点编号"),
    (2, ("units", "zzz"), "没有找到单位“zzz”"),
    (2, ("score", "--group", "乡"), "没有找到考核分组“乡”"),
    (2, ("score", "-u", "镇"), "单位“镇”不止一个"),
    (2, ("scorecard", "zzz"), "没有找到单位“zzz”"),
    (2, ("scorecard",), "请在命令后写上单位，如 gongkai scorecard 县教育局"),
    (2, ("report", "-o", "/没有/这个/report.md"), "文件写不进去"),
    (2, ("report", "-o", "report.exe"), "exe"),
    (2, ("report", "-o", "/"), "没有扩展名"),
    (2, ("audit", "verify", "--head", "不是校验码"), "不是校验值"),
    (2, ("audit", "verify", "--head", "abc"), "不是校验值"),
    (2, ("audit", "verify", "--head", ""), "不是校验值"),
    (2, ("audit", "log", "--limit", "0"), "超出范围"),
]
WORDS = [
    (2, ("statsu",), "没有“statsu”这个命令"),
    (2, ("progress", "ad"), "没有“ad”这个命令"),
    (2, ("progress",), ""),
    (2, ("status", "--jsno"), "没有“--jsno”这个选项"),
    (2, ("status", "--year"), "--year"),
    (2, ("status", "1", "2", "3"), "多出了参数"),
    (2, ("--nonsense",), "没有“--nonsense”这个选项"),
    (2, ("'; DROP TABLE progress",), "这个命令"),
    (2, ("😀",), "没有“😀”这个命令"),
    (2, (f"{ESC}x",), "这个命令"),
    (2, ("progress", "add", "-1", "-u", "教育局", "--percent", "1"), "没有“-1”这个选项"),
    (3, ("progress", "add", "4", "-u", "东镇", "--percent", "1"), "不在要点4的责任单位之列"),
    (3, ("progress", "verify", "1", "-u", "教育局"), "还没有报告，不能核实"),
    (3, ("progress", "return", "1", "-u", "教育局", "--reason", "x"), "无可退回"),
    (2, ("assign", "1", "-u", "网信办", "--role", "boss"), "没有找到角色“boss”"),
    (2, ("assign", "-u", "网信办"), "没有写明要点编号"),
    (2, ("inspect", "add", "--kind", "突击", "-u", "东镇"), "没有找到督查种类“突击”"),
    (
        2,
        ("inspect", "add", "--kind", "专项督查", "-u", "东镇", "-u", "西镇", "--finding", "坏"),
        "没有写明是哪个单位的",
    ),
    (2, ("inspect", "add", "--kind", "专项督查", "-u", "东镇", "--finding", "|||"), "问题内容不能为空"),
    (2, ("selfcheck", "add", "-u", "教育局", "--finding", "a|b|c|d|e"), "分成了5段"),
    (2, ("selfcheck", "add", "-u", "教育局", "--finding", "a|b|c|改天"), "整改期限“改天”不对"),
]
KEPT_OUT = [
    (2, (*REPORT, "--note", f"第一行\n{ESC}红"), "文字里有不能登记的控制字符"),
    (2, (*REPORT, "--note", NUL), "文字里有不能登记的控制字符"),
    (2, ("finding", "add", "-u", "东镇", "--problem", f"坏{NUL}"), "文字里有不能登记的控制字符"),
    (2, ("selfcheck", "add", "-u", "东镇", "--finding", f"好|坏{ESC}"), "文字里有不能登记的控制字符"),
    (2, (*DEDUCT[:4], "--reason", ESC, *DEDUCT[6:], "--rule", "2.1", "--point", "3"), "文字里有不能登记的控制字符"),
]
LATER = [
    (3, ("appeal", "file", "D3", "--reason", "不服"), "还没有告知县教育局"),
    (3, ("appeal", "file", "D3", "-u", "东镇", "--reason", "不服"), "不能由别的单位申请复核"),
    (2, ("appeal", "file", "F2", "--reason", "不服"), "没有找到扣分“F2”"),
    (2, ("appeal", "file", "D99", "--reason", "不服"), "没有找到编号“D99”"),
    (2, ("appeal", "file", "D3"), "缺少 --reason"),
    (3, ("appeal", "decide", "D3", "--keep", "--reason", "有据", "--by", "赵主任"), "没有收到复核申请"),
    (2, ("appeal", "decide", "D3", "--reason", "有据"), ""),
    (2, ("appeal", "decide", "D3", "--keep", "--revoke", "--reason", "有据"), ""),
    (2, ("appeal", "decide", "D3", "--reduce-to", "nan", "--reason", "有据"), "nan"),
    (
        2,
        ("bonus", "add", "-u", "教育局", "--rule", "B9", "--reason", "推广", "--no-evidence", "无"),
        "没有找到加分规则“B9”",
    ),
    (
        2,
        ("bonus", "add", "-u", "教育局", "--rule", "2.1", "--reason", "推广", "--no-evidence", "无"),
        "没有找到加分规则",
    ),
    (
        2,
        ("veto", "add", "-u", "教育局", "--rule", "V9", "--reason", "泄密", "--no-evidence", "无"),
        "没有找到一票否决情形“V9”",
    ),
    (2, ("veto", "add", "-u", "教育局", "--rule", "V1", "--reason", "泄密"), "缺少 --evidence"),
    (2, ("bonus", "revoke", "F2", "--reason", "错"), "F2"),
    (2, ("score", "record", "-u", "教育局", "--stage", "第三方", "--score", "90", "--reason", "评估"), "没有外部评分"),
    (2, ("score", "record", "-u", "教育局", "--stage", "第三方", "--score", "-1", "--reason", "评估"), "-1"),
    (3, ("year", "close"), ""),
    (2, ("year", "close", "--force"), "--reason"),
    (2, ("year", "reopen"), "--reason"),
    (3, ("year", "reopen", "--reason", "更正"), "没有封存"),
    (2, ("workday", "2018-02-30", "+3"), "2018-02-30"),
    (2, ("workday", "2018-09-28", "三"), "三"),
    (2, ("workday", "2018-09-28", "9" * 30), "9"),
    (2, ("workday", "1900-01-01", "3"), "1900"),
    (2, ("workday", "9999-12-31", "3"), "9999"),
    (2, ("due", "--within", "-1"), "超出范围"),
    (2, ("due", "--within", "nan"), "不是整数"),
    (2, ("due", "--ics", "/没有/这个/a.ics"), "写不进去"),
    (2, ("remind", "-u", "zzz"), "没有找到单位“zzz”"),
    (2, ("deduct", "propose", "X99"), ""),
    (3, ("inspect", "add", "--kind", "专项督查", "-u", "东镇", "--date", "2017-12-31"), "早于2018年度"),
]
TABLE = LATER + KEPT_OUT + DATES + PERCENTS + POINTS + UNITS + IDS + SCORES + EVIDENCE + DUTIES + READING + WORDS


def told_in_chinese(done: Result, *typed: str) -> None:
    """Some Chinese sentence on stderr, one that no traceback and no English is in; nothing on stdout."""
    assert done.out == ""
    assert re.search("[一-鿿]", done.err)
    assert "Traceback" not in done.err
    assert "内部出错" not in done.err
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", done.err), "a control character reached the screen"
    names = {word for text in typed for word in re.findall("[A-Za-z]{2,}", text)}
    proposals = re.compile(r"\b[0-9a-f]{6}\b")
    assert latin_words(proposals.sub("", done.err), ALLOWED | names) == []
    assert len(done.err) < 2000


def size(db: str) -> int:
    """Return how many lines the trail has."""
    return int(run("audit", "verify", "--json", today=TODAY, db=db).json["entries"])


@pytest.mark.parametrize(("code", "argv", "said"), TABLE)
def test_it_is_refused_in_chinese(year: Path, code: int, argv: tuple[str, ...], said: str) -> None:
    db = str(year / "年.db")
    done = run(*argv, today=TODAY, db=db)
    assert (done.code, said in done.err) == (code, True), done.err
    if argv != ("progress",):  # a group alone shows its help
        told_in_chinese(done, *argv)
    takes_json = (
        argv[0] in {"progress", "selfcheck", "finding", "deduct", "duty", "assign", "inspect"} and len(argv) > 2
    )
    if takes_json or argv[0] in {"status", "score"}:
        again = run(*argv, "--json", today=TODAY, db=db)
        assert (again.code, again.out) == (code, "")
    assert size(db) == 3


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) > 200


TAKEN = [
    (*REPORT[:-1], "４０"),
    (*REPORT[:-1], " 40 ％ "),
    (*REPORT, "--note", f"第一行\n第二行\t{RTL}倒止😀"),
    (*REPORT, "--note", "甲" * 10_000),
    (*REPORT, "--note", "'; DROP TABLE progress; --"),
    (*REPORT, "--note", "=cmd|' /C calc'!A0"),
    (*REPORT, "--date", "2018年9月3日"),
    ("progress", "add", "１", "-u", "ＪＹＪ", "--percent", "40", "--date", "２０１８/9/3"),
    (
        "selfcheck",
        "add",
        "-u",
        "教育局",
        "--points",
        "1,3-4",
        "--summary",
        "\u200b未发现",
        "--finding",
        "甲|乙｜丙|20181001",
    ),
    ("finding", "add", "-u", "东镇", "--problem", f"\u200f{RTL}倒着写"),
]


@pytest.mark.parametrize("argv", TAKEN)
def test_odd_but_honest_input_is_kept_and_harmless(tmp_path: Path, year: Path, argv: tuple[str, ...]) -> None:
    db = str(tmp_path / "年.db")
    assert run("load", str(year / "tasks.yaml"), today=TODAY, db=db).code == 0
    done = run(*argv, "--json", today=TODAY, db=db)
    assert done.code == 0, done.err
    assert done.json["id"]
    for words in (("progress", "list"), ("finding", "list"), ("selfcheck", "list"), ("show", "1"), ("audit", "log")):
        shown = run(*words, today=TODAY, db=db)
        assert shown.code == 0, shown.err
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", shown.out)
    assert run("audit", "verify", "--json", today=TODAY, db=db).json["problems"] == []
