"""In a closed year every command that records is refused, with the day it was closed and the way back."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from gongkai.cli.table import TABLE
from tests.closing.town import AFTER

if TYPE_CHECKING:
    from tests.closing.town import Town

URL = ("--evidence", "http://www.weiyuan.gov.cn/a.html")
UNIT = ("-u", "县教育局")
ACTS: dict[str, tuple[str, ...]] = {
    "progress add": ("1", *UNIT, "--percent", "40"),
    "progress verify": ("1", *UNIT, "--note", "属实"),
    "progress return": ("1", *UNIT, "--reason", "不全"),
    "selfcheck add": UNIT,
    "finding add": (*UNIT, "--problem", "栏目空白"),
    "finding plan": ("{finding}", "--measure", "更新"),
    "finding rectify": ("{finding}", "--note", "已更新"),
    "finding close": ("{finding}",),
    "finding reopen": ("{finding}", "--reason", "不实"),
    "finding extend": ("{finding}", "--due", "2018-12-31", "--reason", "人手少"),
    "duty open": ("3.1", "-u", "县网信办", "--at", "2018-12-30 10:00"),
    "duty done": ("1.2/东镇人民政府",),
    "duty verify": ("1.2/东镇人民政府",),
    "duty return": ("1.2/东镇人民政府", "--reason", "查不到"),
    "duty extend": ("1.2/东镇人民政府", "--due", "2019-01-31", "--reason", "汛期"),
    "duty cancel": ("1.2/东镇人民政府", "--reason", "不需要"),
    "assign": ("1", "-u", "县网信办"),
    "void": ("{finding}", "--reason", "登记错了"),
    "inspect add": ("--kind", "专项督查", *UNIT),
    "deduct add": (*UNIT, "--rule", "1.1", "--reason", "未自查", *URL),
    "deduct notify": UNIT,
    "deduct revoke": ("{entry}", "--reason", "误记"),
    "deduct propose": ("--accept-all",),
    "bonus add": (*UNIT, "--rule", "B1", "--reason", "推广", *URL),
    "bonus revoke": ("{bonus}", "--reason", "误记"),
    "veto add": (*UNIT, "--rule", "V1", "--reason", "泄密", *URL),
    "veto revoke": ("{veto}", "--reason", "误记"),
    "appeal file": ("{entry}", *UNIT, "--reason", "不实"),
    "appeal decide": ("{entry}", "--keep", "--reason", "属实", "--by", "李督查"),
    "score record": (*UNIT, "--stage", "第三方评估", "--score", "90", "--reason", "评估报告"),
    "score self": (*UNIT, "--item", "1", "--score", "9"),
    "import": ("{form}",),
}
SEALING = {"year close", "year reopen"}
PAPERS = {"finding notice", "report", "selfcheck report"}
"""They bear a day and record nothing."""


def recording() -> set[str]:
    """Return every command that takes a day to record something on."""
    found = set()
    for entry in TABLE:
        module, _, name = entry.module.partition(":")
        for command in getattr(import_module(module), name or "app").registered_commands:
            if "date" in inspect.signature(command.callback).parameters:
                found.add(" ".join(part for part in (entry.name, command.name) if part))
    return found


def test_no_recording_command_is_forgotten_here() -> None:
    assert recording() - SEALING - PAPERS == set(ACTS)


def record(town: Town, *args: str) -> str:
    """Record something; return its id."""
    return str(town.must(*args, "--json").json["id"])


def test_whatever_records_is_refused_once_the_year_is_closed(town: Town) -> None:
    town.must("progress", "add", "1", *UNIT, "--percent", "100")
    ids = {
        "finding": town.finding("县教育局", "栏目空白", "--due", "2018-12-01"),
        "entry": town.deduct("县教育局"),
        "bonus": record(town, "bonus", "add", *ACTS["bonus add"]),
        "veto": record(town, "veto", "add", *ACTS["veto add"]),
    }
    town.must("deduct", "notify", *UNIT)
    ids["form"] = str(town.folder / "表.xlsx")
    town.must("form", "县教育局", "-o", ids["form"])
    town.close()
    for act, args in ACTS.items():
        said = town.refused(3, *act.split(), *(arg.format(**ids) for arg in args), "--date", "2018-12-30")
        assert f"2018年度已于{AFTER}封存，不能再登记" in said, (act, said)
        assert "gongkai year reopen --year 2018 --reason" in said, (act, said)


@pytest.mark.parametrize("args", [("status",), ("finding", "list"), ("deduct", "list"), ("units",), ("show", "1")])
def test_whatever_reads_goes_on(hamlet: Town, args: tuple[str, ...]) -> None:
    hamlet.close()
    assert hamlet.must(*args, today=AFTER).out
