"""The commands of `gongkai`, in the order of its help: a table, so that nothing is imported before it is called."""

from __future__ import annotations

from msgspec import Struct

DAILY, PLAN, RESULT, BOOK = "每天用的", "要点和单位", "考核结果", "登记簿"
"""What office, units and supervisors type on any day stands first; the rest by subject."""


class Entry(Struct, frozen=True):
    """A command: its name, the module whose `app` (a typer.Typer) it is, its panel in the help, one line of help."""

    name: str
    module: str
    panel: str
    help: str


TABLE = (
    Entry("status", "gongkai.cli.status", DAILY, "看全年进展：谁逾期、谁待办、近期到期什么"),
    Entry("due", "gongkai.cli.due", DAILY, "看到期的、逾期的，怎么办结"),
    Entry("show", "gongkai.cli.show", DAILY, "看一条要点：原文、分工、时限、经过"),
    Entry("remind", "gongkai.cli.remind", DAILY, "写催办文字，登记催办"),
    Entry("progress", "gongkai.cli.progress", DAILY, "报进展，核实，退回"),
    Entry("duty", "gongkai.cli.duty", DAILY, "登记有时限的应办事项"),
    Entry("finding", "gongkai.cli.finding", DAILY, "登记问题，跟踪整改到销号"),
    Entry("selfcheck", "gongkai.cli.selfcheck", DAILY, "登记单位自查"),
    Entry("inspect", "gongkai.cli.inspect", DAILY, "登记督查、检查、日常监测"),
    Entry("deduct", "gongkai.cli.deduct", DAILY, "扣分，通知，撤销"),
    Entry("appeal", "gongkai.cli.appeal", DAILY, "申请复核，作出决定"),
    Entry("score", "gongkai.cli.score", DAILY, "算考核得分，排名，定等次"),
    Entry("load", "gongkai.cli.load", PLAN, "载入或修订年度要点"),
    Entry("assign", "gongkai.cli.assign", PLAN, "给单位分派要点"),
    Entry("units", "gongkai.cli.units", PLAN, "看责任单位：牵头、承担、自查、问题"),
    Entry("workday", "gongkai.cli.workday", PLAN, "推算工作日，说明为什么是那一天"),
    Entry("bonus", "gongkai.cli.bonus", RESULT, "加分，撤销"),
    Entry("veto", "gongkai.cli.veto", RESULT, "一票否决，撤销"),
    Entry("scorecard", "gongkai.cli.scorecard", RESULT, "出一个单位的考核得分表"),
    Entry("report", "gongkai.cli.report", RESULT, "出年终考核情况报告"),
    Entry("year", "gongkai.cli.year", RESULT, "封存一个年度，重新打开，看各年度"),
    Entry("void", "gongkai.cli.void", BOOK, "把登记错的作废，看已经作废的"),
    Entry("check", "gongkai.cli.check", BOOK, "查登记簿里不对的、可疑的地方"),
    Entry("audit", "gongkai.cli.audit", BOOK, "查痕迹，验登记簿有没有被改动"),
    Entry("doctor", "gongkai.cli.doctor", BOOK, "查运行环境，说明数据存在哪里"),
    Entry("demo", "gongkai.cli.demo", BOOK, "做一套演示：编造的一年和全部文书"),
)
