"""Any words at all after a command that records: a known exit code, Chinese, and a trail that explains every row."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli import run
from tests.engines import copy_file
from tests.hostile.conftest import TODAY
from tests.plans import loaded, small_plan_text

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMANDS = {
    ("progress", "add"): ("--percent", "--note", "--evidence"),
    ("progress", "verify"): ("--note", "--by"),
    ("progress", "return"): ("--reason", "--by"),
    ("selfcheck", "add"): ("--points", "--summary", "--finding", "--evidence"),
    ("finding", "add"): ("--point", "--problem", "--measure", "--person", "--due", "--evidence"),
    ("finding", "plan"): ("--measure", "--person", "--due"),
    ("finding", "rectify"): ("--note", "--evidence"),
    ("finding", "close"): ("--note", "--by"),
    ("finding", "reopen"): ("--reason", "--by"),
    ("finding", "extend"): ("--due", "--reason"),
    ("inspect", "add"): ("--kind", "--note", "--finding", "--by"),
    ("deduct", "add"): (
        "--rule",
        "--point",
        "--finding",
        "--count",
        "--points",
        "--reason",
        "--no-evidence",
        "--again",
    ),
    ("deduct", "notify"): ("--by",),
    ("deduct", "revoke"): ("--reason", "--by"),
    ("duty", "open"): ("--at", "--note"),
    ("duty", "done"): ("--at", "--value", "--from", "--to", "--except", "--note"),
    ("duty", "cancel"): ("--reason", "--by"),
    ("assign",): ("--role", "--person"),
    ("bonus", "add"): ("--rule", "--count", "--points", "--reason", "--no-evidence"),
    ("bonus", "revoke"): ("--reason", "--by"),
    ("veto", "add"): ("--rule", "--reason", "--no-evidence"),
    ("veto", "revoke"): ("--reason", "--by"),
    ("appeal", "file"): ("--reason", "--evidence"),
    ("appeal", "decide"): ("--reduce-to", "--reason", "--by"),
    ("score", "record"): ("--stage", "--score", "--reason"),
    ("year", "close"): ("--reason", "--by"),
    ("year", "reopen"): ("--reason", "--by"),
    ("remind",): ("--sent", "--within"),
    ("deduct", "propose"): ("--as-of",),
    ("workday",): (),
    ("due",): ("--within", "--as-of"),
}
MAY_ONLY_LOOK = {"remind", "workday", "due", "propose"}
HONEST = (
    *("1", "2", "3", "4", "教育局", "东镇", "网信办", "县政府办", "40", "100", "2018-09-10", "2018-08-31 10:00", "1-3"),
    *("F2", "F3", "D3", "D4", "S2", "2.1", "4.1", "1.2", "1.1/2018-08", "1.2/东镇人民政府", "4.2", "3.2", "专项督查"),
    *(
        "lead",
        "C5",
        "B4",
        "X4",
        "B1",
        "V1",
        "+3",
        "微信",
        "栏目空白｜补齐｜王科员｜2018-09-30",
        "东镇：坏了",
        "http://www.example.gov.cn/1",
        "0.5",
        "张三",
    ),
)
WORDS = st.one_of(
    st.sampled_from(HONEST),
    st.sampled_from(HONEST),
    st.text(max_size=12),
    st.text("0123456789.-/ ０１２:年月日FfDd|｜：%‰∞𝟙", max_size=12),
    st.sampled_from(
        ["", " ", "-", "--", "-1", "\x1b[31m", "\u202e", "\ud800", "\n", "'", '"', "\\", "$(id)", "../..", "~", "😀"]
    ),
)


@st.composite
def calls(draw: st.DrawFn) -> list[str]:
    """Draw one command line: its nouns, then a few arguments and options, most of them belonging to it."""
    command = draw(st.sampled_from(sorted(COMMANDS)))
    line = [*command, *draw(st.lists(WORDS, max_size=2))]
    options = st.sampled_from(
        (*COMMANDS[command], *COMMANDS[command], "-u", "-u", "--date", "--year", "--json", "--nonsense")
    )
    for option in draw(st.lists(options, max_size=5)):
        line += [option] if option == "--json" else [option, draw(WORDS)]
    return line


def _registers() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        db = str(Path(folder, "年.db"))
        copy_file(loaded(small_plan_text(), today=TODAY), db)
        yield db


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(calls(), min_size=2, max_size=6))
def test_whatever_is_typed(lines: list[list[str]]) -> None:
    for db in _registers():
        before = 1
        for line in lines:
            done = run(*line, today=TODAY, db=db)
            assert done.code in {0, 2, 3}, (line, done.err)
            assert "内部出错" not in done.err, line
            assert done.code == 0 or re.search("[一-鿿]", done.err), line
            entries = run("audit", "verify", "--json", today=TODAY, db=db).json
            assert entries["problems"] == [], line
            wrote = entries["entries"] > before
            assert wrote == (done.code == 0) or (not wrote and MAY_ONLY_LOOK & set(line[:2])), line
            before = entries["entries"]
        checked = run("check", "--json", today=TODAY, db=db)
        assert checked.code == 0, checked.out
        for words in (("status", "--json"), ("score", "--json"), ("report", "--json"), ("duty", "list", "--json")):
            assert run(*words, today="2019-02-01", db=db).code == 0
