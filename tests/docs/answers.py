"""Every command that answers in JSON, asked: on a copy of the demonstration, a small year with stages, a server."""

from __future__ import annotations

import json
import shutil
import sqlite3
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from gongkai.plan.reading import packaged_tasks, read_plan
from tests.cli import run
from tests.docs.console import ROOT
from tests.filings.desk import opened
from tests.plans import small_plan_text
from tests.rollup.counties import Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LAST, BEFORE = "2019-01-11", "2018-12-31"
URL = ("--evidence", "http://www.weiyuan.gov.cn/a.html")
EDU, HOME, DAY = ("-u", "县教育局"), ("-u", "县政府办公室"), ("--date", BEFORE)


class Desk:
    """A database and a day on which one asks; the answers are kept, each with what the page calls it."""

    def __init__(self, store: Path | str, today: str) -> None:
        self.store, self.today = store, today
        self.answers: list[tuple[str, Any]] = []

    def ask(self, call: str, *words: str, today: str = "", code: int = 0) -> Any:  # noqa: ANN401 - JSON
        """Ask as the page calls it; `words` follow the command, or are all of it where the call names a way of it."""
        command = call.partition("：")[0].partition(" --")[0].split()
        done = run(*command, *words, "--json", db=str(self.store), today=today or self.today)
        assert done.code == code, (call, words, done.err)
        self.answers.append((call, done.json))
        return done.json

    def id_of(self, call: str, *words: str) -> str:
        """Record something; return its id."""
        told = self.ask(call, *words)
        return str((told if isinstance(told, dict) else told[0])["id"])


def answers(demonstration: str, folder: Path) -> Iterator[tuple[str, Any]]:
    """Yield each answer with the call it is of."""
    for fill, name in ((looked_at, "看"), (recorded, "记"), (staged, "阶段")):
        desk = Desk(folder / f"{name}.db", LAST)
        if fill is not staged:
            shutil.copyfile(demonstration, desk.store)
        fill(desk, folder)
        yield from desk.answers


def shared(store: str, folder: Path) -> list[tuple[str, Any]]:
    """Return the answers about the logins of a shared server; `store` is the owner's, and empty."""
    import psycopg

    desk, plan, made = Desk(store, LAST), folder / "共用.yaml", folder / "密码.csv"
    plan.write_text(small_plan_text(), encoding="utf-8")
    desk.ask("load", str(plan))
    desk.ask("db init")
    desk.ask("db init", "--any-clock")
    desk.ask("db grant", "answers_office", "--role", "office", "-o", str(made))
    given = desk.ask("db grant --all", "--all", "-o", str(folder / "各单位.csv"))
    desk.ask("db roles")
    with psycopg.connect(store, autocommit=True) as db:
        db.execute("CREATE ROLE answers_dba LOGIN BYPASSRLS")
        desk.ask("audit verify")
        db.execute("DROP ROLE answers_dba")
    of_unit = Desk(store.replace("postgres@", f"{given[0]['login']}@"), LAST)
    assert of_unit.ask("status")["seen_by"] == given[0]["unit"]
    for login in ("answers_office", *(one["login"] for one in given)):
        desk.ask("db revoke", login)
    desk.ask("db roles")
    _each(desk, "db serve", (str(folder / "试用"),), (str(folder / "试用"), "--stop"))
    return desk.answers + of_unit.answers


def looked_at(desk: Desk, folder: Path) -> None:
    """Ask whatever records nothing."""
    _each(desk, "status", (), ("--trend",), ("县教育局",))
    _each(desk, "show：要点", *((str(no),) for no in (1, 8, 9, 26, 36)))
    _each(desk, "show：一条登记", ("F228",), ("D637",), ("C727",), ("P100",))
    _each(desk, "show：应办事项", ("20.1",))
    for call in ("year list", "check", "audit log", "audit anchor", "audit verify", "doctor", "score", "report"):
        desk.ask(call)
    for kind in ("units", "progress", "duty", "finding", "selfcheck", "inspect", "deduct", "appeal"):
        desk.ask(f"{kind} list")
    _each(desk, "units list", ("县教育局",), ("山王镇人民政府",))
    _each(desk, "scorecard", ("县教育局",), ("山王镇人民政府",))
    _each(desk, "score", ("--what-if",), ("--against", "2018-11-30"))
    for day in ("2018-08-30", "2018-11-20"):
        desk.ask("due", today=day)
        desk.ask("due", *EDU, today=day)
    desk.ask("remind", today="2018-11-20")
    desk.ask("remind --form", "--form", str(folder / "督办单"), today="2018-11-20")
    for kind in ("midterm", "quarter", "month"):
        desk.ask("report", "--kind", kind, today="2018-09-30")
    desk.ask("report", "--paper", "通报")
    _each(desk, "appeal notice", ("D637",), ("D1314",), ("D1736",))
    desk.ask("workday", "2018-09-28", "3")
    _files(desk, folder)


def _each(desk: Desk, call: str, *ways: tuple[str, ...]) -> None:
    for words in ways:
        desk.ask(call, *words)


def _files(desk: Desk, folder: Path) -> None:
    kept = str(folder / "备份.zip")
    desk.ask("backup", kept)
    _each(desk, "restore", (kept, "--dry-run"), (kept,), (kept, "--evidence-only"))
    desk.ask("export", "-o", str(folder / "年度.jsonl"))
    other = Desk(folder / "另一处.db", LAST)
    other.ask("import：台账", str(folder / "年度.jsonl"))
    desk.answers += other.answers
    _rolled_up(desk, folder / "各县")
    desk.ask("draft", str(ROOT / "tests/data/notice-2018-46.txt"), "-o", str(folder / "起草.yaml"))


def _rolled_up(desk: Desk, folder: Path) -> None:
    """Roll up the demonstration beside a county that has the same points, and a file that is no export."""
    folder.mkdir()
    desk.ask("export", "-o", str(folder / "演示.jsonl"))
    other = Office(folder, "甲县", plan=replace(read_plan(packaged_tasks()).plan, issuer="甲县政府"), ledger="demo-2")
    other.send(folder / "甲县.jsonl")
    other.anchor(folder / "存单.txt")
    (folder / "坏.jsonl").write_text("坏", encoding="utf-8")
    desk.ask("rollup", str(folder), code=1)


def recorded(desk: Desk, folder: Path) -> None:
    """Record one of each."""
    _progress(desk)
    _findings(desk, folder)
    _duties(desk)
    _entries(desk)
    _forms(desk, folder)
    desk.ask("assign", "1", "-u", "县网信办")
    desk.ask("assign", "1-3", "-u", "县财政局", "--person", "刘科长")
    desk.ask("remind --sent", "--sent", "微信", today="2018-12-20")
    desk.ask("remind", today="2018-12-21")
    desk.ask("remind list")
    desk.ask("units add", "县公安局交警大队", "--kind", "政府部门", "--alias", "交警队")
    changed = folder / "改.yaml"
    text = (ROOT / "tasks.yaml").read_text(encoding="utf-8")
    changed.write_text(text.replace("every: month", "every: quarter", 1), encoding="utf-8")
    desk.ask("load", str(changed), "--dry-run")
    desk.ask("load", str(changed))
    desk.ask("report", "--issue", "威府办函〔2019〕3号", "--kind", "quarter")
    desk.ask("report", "--issued", "威府办函〔2019〕3号")
    desk.ask("year close：没有封存", today="2019-01-31", code=3)
    _exported(desk, folder / "导出.jsonl")
    force = ("--force", "--reason", "限期已到", "--by", "赵主任")
    desk.ask("year close", *force, today="2019-01-31")
    desk.ask("year list", today="2019-01-31")
    desk.ask("year reopen", "--reason", "更正", today="2019-02-01")
    desk.ask("year list", today="2019-02-01")
    desk.ask("check", today="2019-02-01")
    with sqlite3.connect(desk.store) as db:
        db.execute("DROP TRIGGER finding_no_update")
        db.execute("UPDATE finding SET problem = '没有问题' WHERE id = 'F228'")
    db.close()
    desk.ask("audit verify", code=1)


def _exported(desk: Desk, file: Path) -> None:
    """Keep each line of an export as an answer of its own."""
    desk.ask("export", "-o", str(file))
    head, *lines, end = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    desk.answers += [("导出的首行", head), ("导出的末行", end)]
    desk.answers += [("导出的痕迹" if "seq" in line else "导出的佐证", line) for line in lines]


def _progress(desk: Desk) -> None:
    report = desk.id_of("progress add", "38", "-u", "县教育局", "--percent", "60", *URL, *DAY)
    desk.ask("progress add", "32,36", *HOME, "--percent", "100", *DAY, *URL)
    desk.ask("progress verify", "32,36", *HOME, "--note", "属实")
    desk.ask("progress return", "32", *HOME, "--reason", "不全")
    desk.ask("show：要点", "32")
    desk.ask("progress list")
    desk.ask("void", report, "--reason", "登记错了")
    desk.ask("void")


def _findings(desk: Desk, folder: Path) -> None:
    desk.ask("selfcheck add", *EDU, "--finding", "栏目空白｜补齐｜王科长｜2019-01-20", "--points", "8", *DAY, *URL)
    found = desk.id_of("finding add", *EDU, "--problem", "更新不及时", *URL, *DAY)
    desk.ask("finding add", "-u", "县财政局,县民政局", "--problem", "链接打不开", *DAY)
    desk.ask("finding plan", found, "--measure", "更新", "--due", "2019-01-20")
    desk.ask("finding notice", *EDU)
    desk.ask("finding rectify", found, "--note", "已更新", *URL)
    desk.ask("finding reopen", found, "--reason", "不实", "--due", "2019-01-22")
    desk.ask("finding extend", found, "--due", "2019-01-30", "--reason", "人手少")
    desk.ask("finding rectify", found, "--note", "已更新")
    desk.ask("finding close", found)
    desk.ask("show：一条登记", found)
    desk.ask("inspect add", "--kind", "专项督查", *EDU, "--note", "实地", "--finding", "链接打不开", *DAY)
    desk.ask("selfcheck report", *EDU)
    del folder


def _duties(desk: Desk) -> None:
    desk.ask("duty open", "26.1", *HOME, "--at", "2018-12-28 10:00")
    desk.ask("show：要点", "26")
    owed = [item["id"] for item in desk.ask("duty list", "--open") if item["due"] and item["owers"]]
    first, second, *rest = owed
    desk.ask("duty extend", rest[0], "--due", "2019-01-31", "--reason", "汛期", today="2018-12-30")
    desk.ask("duty done", first, *URL)
    desk.ask("duty verify", first)
    desk.ask("duty return", first, "--reason", "打不开")
    desk.ask("duty cancel", second, "--reason", "不需要")
    desk.ask("duty list")


def _entries(desk: Desk) -> None:
    for call, rule in (("bonus", "B1"), ("veto", "V1")):
        made = desk.id_of(f"{call} add", *EDU, "--rule", rule, "--reason", "推广", *URL, *DAY)
        desk.ask(f"{call} list")
        desk.ask("scorecard", "县教育局")
        desk.ask(f"{call} revoke", made, "--reason", "误记")
    taken = desk.id_of("deduct add", *EDU, "--rule", "1.1", "--reason", "未自查", *URL, *DAY)
    both = desk.ask("deduct add", "-u", "县财政局,县民政局", "--rule", "1.1", "--reason", "未自查", *URL, *DAY)
    desk.ask("deduct revoke", both[0]["id"], "--reason", "误记")
    accepted, declined, *_ = (one["id"] for one in desk.ask("deduct propose", today=BEFORE))
    desk.ask("deduct propose --accept", "--accept", accepted, today=BEFORE)
    desk.ask("deduct propose --decline", "--decline", declined, "--reason", "已另行处理", today=BEFORE)
    desk.ask("deduct notify", *EDU)
    desk.ask("appeal file", taken, *EDU, "--reason", "不实")
    desk.ask("scorecard", "县教育局")
    desk.ask("due")
    desk.ask("appeal decide", taken, "--reduce-to", "0.5", "--reason", "部分属实", "--by", "赵主任")
    desk.ask("appeal list")
    desk.ask("scorecard", "县教育局")


def _forms(desk: Desk, folder: Path) -> None:
    form = folder / "表.xlsx"
    desk.ask("form", "县教育局", "-o", str(form))
    desk.ask("form", "--all", str(folder / "填报表"))
    made = opened(form).typed("进展", "3", 完成比例="50%", 进展情况="已上报", 日期="2018-12-31")
    made.save(form)
    desk.ask("import", str(form), "--dry-run")
    desk.ask("import", str(form))
    desk.ask("import", str(form))
    mixed = made.typed("进展", "4", 完成比例="很多").typed("进展", "3", 完成比例="60%")
    mixed = mixed.typed("进展", "5", 要点="改了标题", 完成比例="90%", 日期="2018-12-31")
    both = mixed.save(folder / "又一份.xlsx")
    desk.ask("import", str(both), code=1)
    desk.ask("import", str(both), "--skip-bad", "--on-conflict", "skip", code=1)
    other = folder / "别的.xlsx"
    other.write_bytes(b"x")
    desk.ask("import", str(other), code=1)
    came = desk.ask("import --list", "--list")
    desk.ask("import --receipt", "--receipt", came[-1]["id"])
    desk.ask("show：一条登记", came[-1]["id"])


def staged(desk: Desk, folder: Path) -> None:
    """Ask what only a rubric with stages, an outside assessor, floors and self-scores answers."""
    plan = folder / "细则.yaml"
    text = (ROOT / "tests/data/every-key.yaml").read_text(encoding="utf-8")
    named, none = "groups: [县级部门]", "groups: []"
    before, _, after = text.replace(named, none).partition("- name: 季度细则")
    text = f"{before}- name: 季度细则{after.replace(none, named, 1).replace('min: 72', 'min: 40')}"
    plan.write_text(text, encoding="utf-8")
    desk.today = "2018-12-20"
    desk.ask("load", str(plan))
    town, bureau = ("-u", "东镇人民政府"), ("-u", "县教育局")
    desk.ask("score record", *town, "--stage", "第三方评估", "--score", "92.5", "--reason", "评估报告", *URL)
    for stage in ("上半年", "下半年"):
        figure = ("--stage", stage, "--item", "1", "--value", "10", "--of", "100")
        desk.ask("score record", *bureau, *figure, "--reason", "统计")
    desk.ask("score record", *bureau, "--stage", "测评", "--score", "18", "--reason", "测评报告")
    desk.ask("score self", *town, "--stage", "日常考核", "--item", "2", "--score", "38", "--note", "自评")
    desk.ask("deduct notify", *town)
    _each(desk, "score", (), ("--stage", "第三方评估"), ("--what-if",))
    _each(desk, "scorecard", ("东镇人民政府",), ("县教育局",))
