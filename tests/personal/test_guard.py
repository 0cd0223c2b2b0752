"""No personal data by accident: refused where they are typed, recorded on purpose, and listed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup
from typer.main import get_command

from gongkai.cli.app import app
from gongkai.cli.permission import PAPERS
from gongkai.register.kinds import KINDS
from gongkai.register.privacy import TYPED, personal_data
from gongkai.register.reading import open_reader
from tests.closing.test_recording import recording
from tests.desk.conftest import desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from tests.desk.counter import Desk

__all__ = ["desk"]

PHONE, CARD = "13812345678", "11010519491231002X"
ALLOW = "--allow-personal"
UNIT = ("-u", "县教育局")
SCENE = ("--no-evidence", "现场")
WORDED = {
    "Progress": {"point", "unit", "settlement"},
    "Reminder": {"unit", "text"},  # the words are made of what the unit owes
    "Decline": {"unit", "rule", "cause", "told", "point"},  # as proposed
    "Issue": {"kind", "title", "head", "digest", "body"},  # a paper of the records
    "Closing": {"kind", "digest", "body"},
    "Filing": {"unit", "file", "version", "head", "taken", "missed"},  # the file's name is looked at as evidence
}
NAMES = {
    "id",
    "unit",
    "point",
    "role",
    "rule",
    "stage",
    "item",
    "duty",
    "finding",
    "entry",
    "origin",
    "target",
    "cause",
}
NAMES |= {"settlement", "report", "appeal", "source", "kind"}


def entries(desk: Desk) -> int:
    """Return how many lines the trail has."""
    return int(desk.must("audit", "verify", "--json").json["entries"])


def guarded(desk: Desk, field: str, *args: str) -> str:
    """Type a line that is refused for a field, then on purpose; return the id of the record."""
    before = entries(desk)
    said = desk.refused(3, *args)
    assert re.search(rf"{field}里有手机号（\*{{11}}）", said), said
    assert ALLOW in said
    assert PHONE not in said
    assert entries(desk) == before
    done = desk.must(*args, ALLOW, "--json").json
    assert entries(desk) > before
    return str((done[0] if isinstance(done, list) else done)["id"])


def test_every_act_refuses_it_in_whatever_is_typed(desk: Desk) -> None:
    guarded(desk, "说明", "progress", "add", "1", "-u", "县政府办", "--percent", "100", "--note", f"电话{PHONE}")
    guarded(desk, "说明", "progress", "verify", "1", "-u", "县政府办", "--note", f"问过{PHONE}")
    guarded(desk, "说明", "progress", "return", "1", "-u", "县政府办", "--reason", f"问过{PHONE}")
    guarded(desk, "自查情况", "selfcheck", "add", *UNIT, "--summary", f"经办{PHONE}")
    guarded(desk, "责任人", "selfcheck", "add", *UNIT, "--finding", f"栏目空白｜补齐｜李某{PHONE}")
    guarded(desk, "说明", "inspect", "add", "--kind", "专项督查", *UNIT, "--note", f"陪同{PHONE}")
    found = guarded(desk, "问题", "finding", "add", *UNIT, "--problem", f"登出{PHONE}", "--due", "2018-12-20")
    guarded(desk, "整改措施", "finding", "plan", found, "--measure", f"联系{PHONE}")
    guarded(desk, "责任人", "finding", "plan", found, "--person", f"李某 {PHONE}")
    guarded(desk, "说明", "finding", "rectify", found, "--note", f"已告知{PHONE}")
    guarded(desk, "说明", "finding", "reopen", found, "--reason", f"{PHONE}仍在")
    guarded(desk, "说明", "finding", "extend", found, "--due", "2018-12-25", "--reason", f"{PHONE}不通")
    guarded(desk, "责任人", "assign", "1", "-u", "县网信办", "--person", f"王某{PHONE}")
    guarded(desk, "说明", "duty", "open", "26.1", *UNIT, "--at", "2018-11-29 10:00", "--note", f"找{PHONE}")
    guarded(desk, "理由", "duty", "extend", "9.1", "--due", "2019-01-31", "--reason", f"{PHONE}病了")
    taken = guarded(desk, "理由", "deduct", "add", *UNIT, "--rule", "4.1", "--reason", f"登出{PHONE}", *SCENE)
    bare = ("deduct", "add", *UNIT, "--rule", "4.1", "--reason", "栏目空白", "--again", "另一处")
    guarded(desk, "没有佐证的原因", *bare, "--no-evidence", f"听{PHONE}说的")
    desk.must("deduct", "notify", taken)
    filed = guarded(desk, "理由", "appeal", "file", taken, *UNIT, "--reason", f"{PHONE}可以作证")
    guarded(desk, "理由", "appeal", "decide", filed, "--keep", "--reason", f"问过{PHONE}", "--by", "赵主任")
    guarded(desk, "理由", "deduct", "revoke", taken, "--reason", f"{PHONE}不是本县的")
    guarded(desk, "理由", "bonus", "add", *UNIT, "--rule", "B1", "--reason", f"{PHONE}来电表扬", *SCENE)
    guarded(desk, "说明", "score", "self", *UNIT, "--item", "1", "--score", "9", "--note", f"见{PHONE}")
    guarded(desk, "理由", "void", found, "--reason", f"{PHONE}是机关电话")
    desk.must("finding", "add", *UNIT, "--problem", "栏目空白", "--due", "2018-12-20")
    guarded(desk, "催办方式", "remind", *UNIT, "--sent", f"微信{PHONE}")
    guarded(desk, "理由", "year", "close", "--force", "--reason", f"问过{PHONE}")
    guarded(desk, "理由", "year", "reopen", "--reason", f"问过{PHONE}")


def test_it_is_refused_in_the_names_of_those_who_record_and_decide(desk: Desk) -> None:
    add = ("finding", "add", *UNIT, "--problem", "栏目空白")
    assert "登记人里有手机号" in desk.refused(3, "--actor", f"张三{PHONE}", *add)
    check = ("inspect", "add", "--kind", "日常监测", *UNIT, "--by", f"李四 {PHONE}")
    assert "作出决定的人里有手机号" in desk.refused(3, *check)
    desk.must("--actor", "张三", *add, "--person", "李四")  # names alone are not looked for


def test_of_evidence_addresses_and_numbers_may_hold_all_but_identity_numbers(desk: Desk) -> None:
    add = ("progress", "add", "1", "-u", "县政府办", "--percent", "40", "--evidence")
    assert "佐证里有身份证号（110105************）" in desk.refused(3, *add, f"http://a.cn/{CARD}.html")
    desk.must(*add, f"http://a.cn/{PHONE}.html")
    desk.must(*add, "威府办函〔2018〕46号")


def test_what_is_seen_is_told_once_each_and_in_full(desk: Desk) -> None:
    problem = f"登出张某{CARD}，电话{PHONE}，住建设路12号3栋501室"
    said = desk.refused(3, "finding", "add", *UNIT, "--problem", problem, "--measure", f"打{PHONE}")
    for told in ("问题里有身份证号", "问题里有手机号", "问题里有家庭住址", "整改措施里有手机号"):
        assert said.count(told) == 1
    assert not any(secret in said for secret in (CARD, PHONE, "501"))


def test_the_trail_says_that_it_was_on_purpose_and_of_no_other_record(desk: Desk) -> None:
    desk.must("finding", "add", *UNIT, "--problem", "栏目空白", ALLOW)
    said = desk.must("finding", "add", *UNIT, "--problem", f"登出{PHONE}", ALLOW).err
    assert "照录了个人信息，痕迹里已写明：问题里有手机号（***********）" in said
    lines = desk.must("audit", "log", "--json").json
    assert [line["os_user"].endswith("（有意登记个人信息）") for line in lines] == [False, False, True]
    assert desk.must("audit", "log").out.count("有意登记个人信息") == 1
    assert desk.must("audit", "verify", "--json").json["ok"]


def test_on_a_units_machine_both_stand_in_the_trail(desk: Desk) -> None:
    desk.must("progress", "add", "1", "-u", "县政府办", "--percent", "100")
    from tests.cli import run  # a call with an environment of its own

    back = ("progress", "return", "1", "-u", "县政府办", "--reason", f"问过{PHONE}", "--office", ALLOW)
    done = run(*back, today="2018-11-30", db=desk.db, env={"GONGKAI_UNIT": "县教育局"})
    assert done.code == 0, done.err
    with open_reader(desk.db) as reader:
        assert reader.on_machines() == {"V3": "县教育局"}
        assert reader.on_purpose() == {"V3"}
    assert "在县教育局的机器上，有意登记个人信息" in desk.must("audit", "log").out
    assert "是在县教育局的机器上登记的" in desk.must("check").out


def test_check_lists_where_it_stands_and_the_way_back(desk: Desk) -> None:
    assert desk.must("check", "--privacy").out == ""
    assert desk.must("check", "--privacy", "--json").json == []
    found = desk.must("finding", "add", *UNIT, "--problem", f"登出{PHONE}", ALLOW, "--json").json["id"]
    taken = ("deduct", "add", *UNIT, "--rule", "4.1", "--reason", f"登出{CARD}", *SCENE, ALLOW, "--json")
    entry = desk.must(*taken).json["id"]
    listed = desk.must("check", "--privacy", "--json").json
    assert [(one["level"], one["kind"], one["where"]) for one in listed] == [
        ("note", "personal_data", found),
        ("note", "personal_data", entry),
    ]
    assert listed[0]["message"] == "问题里有手机号（***********），登记时写明是有意的"
    assert listed[0]["hint"].endswith(f"gongkai void {found} --reason 理由")
    assert listed[1]["hint"].endswith(f"gongkai deduct revoke {entry} --reason 理由")
    assert PHONE not in desk.must("check", "--privacy").out
    desk.must("void", found, "--reason", "登错了")
    assert [one["where"] for one in desk.must("check", "--privacy", "--json").json] == [entry]
    assert not [one for one in desk.must("check", "--json").json if one["kind"] == "personal_data"]


def test_what_was_recorded_before_is_listed_and_not_said_to_be_on_purpose(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongkai.register.writing.personal_data", lambda _: ())
    desk.must("finding", "add", *UNIT, "--problem", f"登出{PHONE}")
    monkeypatch.undo()
    (one,) = desk.must("check", "--privacy", "--json").json
    assert one["message"] == "问题里有手机号（***********）"


def test_a_published_plan_is_loaded_and_told(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> None:
    from gongkai.plan.reading import packaged_tasks

    said = packaged_tasks().read_text(encoding="utf-8")
    changed = tmp_path_factory.mktemp("p") / "tasks.yaml"
    changed.write_text(re.sub(r"(text: [^\n]*?)。", r"\1，电话0832-8222021。", said, count=1), encoding="utf-8")
    told = desk.must("load", str(changed)).err
    assert "要点文件里有个人信息：要点1里有固定电话（****-*******）" in told
    (one,) = desk.must("check", "--privacy", "--json").json
    assert (one["where"], one["hint"][-len("gongkai load 要点文件") :]) == ("", "gongkai load 要点文件")


def test_a_roster_is_public(desk: Desk) -> None:
    add = ("units", "add", "县某局", "--kind", "政府部门", "--source")
    assert "出处里有手机号" in desk.refused(3, *add, f"见{PHONE}")
    desk.must(*add, "威编发〔2018〕3号")


def commands(group: TyperGroup, before: str = "") -> Iterator[tuple[str, set[str]]]:
    """Yield every command as it is typed, a group that is one as well, and the options it has."""
    ctx = typer.Context(group, info_name=before)
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        path = f"{before} {name}".strip()
        own = typer.Context(command, info_name=name, parent=ctx)
        yield path, {option for each in command.get_params(own) for option in each.opts}
        if isinstance(command, TyperGroup):
            yield from commands(command, path)


def test_every_command_that_records_offers_it_and_no_other() -> None:
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    offering = {path for path, options in commands(root) if ALLOW in options}
    assert offering == (recording() - PAPERS) | {"remind"}


def test_every_text_of_every_record_is_looked_at_or_is_known_to_be_nobodys_words() -> None:
    for kind in KINDS:
        for field, form in kind.fields.items():
            words = form in {"str", "TextOrNone"} or "Evidence" in form
            if words and kind.entity != "Revision":
                assert field in TYPED or field in NAMES | WORDED.get(kind.entity, set()), f"{kind.entity}.{field}"


def test_a_record_is_looked_at_whole() -> None:
    from gongkai.register.kinds import Evidence, Finding
    from tests.storage.samples import DAY

    file = Evidence("file", f"李某{PHONE}.jpg", "0" * 64, 1)
    made = Finding(year=2018, day=DAY, unit="县教育局", problem=f"{CARD}", source="monitoring", evidence=(file,))
    assert [(one.field, one.label, one.kind) for one in personal_data(made)] == [
        ("problem", "问题", "身份证号"),
        ("evidence", "佐证", "手机号"),
    ]
