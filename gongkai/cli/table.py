"""The commands of `gongkai`, in the order of its help: a table, so that nothing is imported before it is called."""

from __future__ import annotations

from msgspec import Struct

DAILY, PLAN, RESULT, BOOK = "每天用的", "要点和单位", "考核结果", "登记簿"
"""What office, units and supervisors type on any day stands first; the rest by subject."""


class CommandEntry(Struct, frozen=True):
    """A command: its name, where its `typer.Typer` is (`app` unless named after a colon), its panel, a line of help."""

    name: str
    module: str
    panel: str
    help: str


TABLE = (
    CommandEntry("status", "gongkai.progress.commands:status_app", DAILY, "看全年进展：谁逾期、谁待办、近期到期什么"),
    CommandEntry("due", "gongkai.duty.commands:due_app", DAILY, "看到期的、逾期的，怎么办结"),
    CommandEntry("show", "gongkai.progress.commands:show_app", DAILY, "看一条要点：原文、分工、时限、经过"),
    CommandEntry("remind", "gongkai.duty.commands:remind_app", DAILY, "写催办文字，登记催办"),
    CommandEntry("form", "gongkai.form.commands", DAILY, "给单位做填报表，填好发回"),
    CommandEntry("import", "gongkai.intake.commands", DAILY, "把交回来的填报表登记进来，出回执"),
    CommandEntry("progress", "gongkai.progress.commands", DAILY, "报进展，核实，退回"),
    CommandEntry("duty", "gongkai.duty.commands", DAILY, "登记有时限的应办事项"),
    CommandEntry("finding", "gongkai.finding.commands", DAILY, "登记问题，跟踪整改到销号"),
    CommandEntry("selfcheck", "gongkai.finding.commands:selfcheck_app", DAILY, "登记单位自查"),
    CommandEntry("inspect", "gongkai.finding.commands:inspect_app", DAILY, "登记督查、检查、日常监测"),
    CommandEntry("deduct", "gongkai.entry.commands", DAILY, "扣分，通知，撤销"),
    CommandEntry("appeal", "gongkai.appeal.commands", DAILY, "申请复核，作出决定"),
    CommandEntry("score", "gongkai.scoring.commands", DAILY, "算考核得分，排名，定等次"),
    CommandEntry("load", "gongkai.plan.commands", PLAN, "载入或修订年度要点"),
    CommandEntry("draft", "gongkai.draft.commands", PLAN, "把印发的通知起草成要点文件"),
    CommandEntry("assign", "gongkai.plan.commands:assign_app", PLAN, "给单位分派要点"),
    CommandEntry("units", "gongkai.plan.commands:units_app", PLAN, "看责任单位：牵头、承担、自查、问题"),
    CommandEntry("workday", "gongkai.plan.commands:workday_app", PLAN, "推算工作日，说明为什么是那一天"),
    CommandEntry("bonus", "gongkai.entry.commands:bonus_app", RESULT, "加分，撤销"),
    CommandEntry("veto", "gongkai.entry.commands:veto_app", RESULT, "一票否决，撤销"),
    CommandEntry("scorecard", "gongkai.scoring.commands:scorecard_app", RESULT, "出一个单位的考核得分表"),
    CommandEntry("report", "gongkai.report.commands", RESULT, "出考核情况的报告、通报、一览、台账"),
    CommandEntry("rollup", "gongkai.rollup.commands", RESULT, "汇总各县的导出，一县一行，出一本总表"),
    CommandEntry("year", "gongkai.closing.commands", RESULT, "封存一个年度，重新打开，看各年度"),
    CommandEntry("void", "gongkai.history.commands", BOOK, "把登记错的作废，看已经作废的"),
    CommandEntry("check", "gongkai.closing.commands:check_app", BOOK, "查登记簿里不对的、可疑的地方"),
    CommandEntry("audit", "gongkai.history.commands:audit_app", BOOK, "查痕迹，验登记簿有没有被改动"),
    CommandEntry("backup", "gongkai.history.commands:backup_app", BOOK, "把台账和佐证备份成一个文件"),
    CommandEntry("restore", "gongkai.history.commands:restore_app", BOOK, "从备份恢复台账和佐证"),
    CommandEntry("export", "gongkai.history.commands:export_app", BOOK, "把登记簿写成纯文本，连同痕迹和佐证"),
    CommandEntry("db", "gongkai.cli.db", BOOK, "多人共用的数据库：给各单位登录名和权限"),
    CommandEntry("doctor", "gongkai.cli.doctor", BOOK, "查运行环境，说明数据存在哪里"),
    CommandEntry("demo", "gongkai.cli.demo", BOOK, "做一套演示：编造的一年和全部文书"),
)
