"""The commands of `gongkai`, in the order of its help: a table, so that nothing is imported before it is called."""

from __future__ import annotations

from msgspec import Struct

SEE, RECORD, JUDGE, KEEP = "看一看", "记一笔", "评一评", "管一管"


class Entry(Struct, frozen=True):
    """A command: its name, the module whose `app` (a typer.Typer) it is, its panel in the help, one line of help."""

    name: str
    module: str
    panel: str
    help: str


TABLE = (
    Entry("status", "gongkai.cli.status", SEE, "看全年进展：谁逾期、谁待办、近期到期什么"),
    Entry("show", "gongkai.cli.show", SEE, "看一条要点：原文、分工、时限、经过"),
    Entry("units", "gongkai.cli.units", SEE, "看责任单位：牵头、承担、自查、问题"),
    Entry("due", "gongkai.cli.due", SEE, "看到期的、逾期的，怎么办结"),
    Entry("workday", "gongkai.cli.workday", SEE, "推算工作日，说明为什么是那一天"),
    Entry("progress", "gongkai.cli.progress", RECORD, "报进展，核实，退回"),
    Entry("selfcheck", "gongkai.cli.selfcheck", RECORD, "登记单位自查"),
    Entry("finding", "gongkai.cli.finding", RECORD, "登记问题，跟踪整改到销号"),
    Entry("duty", "gongkai.cli.duty", RECORD, "登记有时限的应办事项"),
    Entry("remind", "gongkai.cli.remind", RECORD, "写催办文字，登记催办"),
    Entry("assign", "gongkai.cli.assign", RECORD, "给单位分派要点"),
    Entry("void", "gongkai.cli.void", RECORD, "把登记错的作废，看已经作废的"),
    Entry("inspect", "gongkai.cli.inspect", JUDGE, "登记督查、检查、日常监测"),
    Entry("deduct", "gongkai.cli.deduct", JUDGE, "扣分，通知，撤销"),
    Entry("bonus", "gongkai.cli.bonus", JUDGE, "加分，撤销"),
    Entry("veto", "gongkai.cli.veto", JUDGE, "一票否决，撤销"),
    Entry("appeal", "gongkai.cli.appeal", JUDGE, "申请复核，作出决定"),
    Entry("score", "gongkai.cli.score", JUDGE, "算考核得分，排名，定等次"),
    Entry("scorecard", "gongkai.cli.scorecard", JUDGE, "出一个单位的考核得分表"),
    Entry("report", "gongkai.cli.report", JUDGE, "出年终考核情况报告"),
    Entry("load", "gongkai.cli.load", KEEP, "载入或修订年度要点"),
    Entry("year", "gongkai.cli.year", KEEP, "封存一个年度，重新打开，看各年度"),
    Entry("check", "gongkai.cli.check", KEEP, "查登记簿里不对的、可疑的地方"),
    Entry("audit", "gongkai.cli.audit", KEEP, "查痕迹，验登记簿有没有被改动"),
    Entry("doctor", "gongkai.cli.doctor", KEEP, "查运行环境，说明数据存在哪里"),
    Entry("demo", "gongkai.cli.demo", KEEP, "做一套演示：编造的一年和全部文书"),
)
