"""A whole objection as the three people type it, from the fault to the year's report."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.appeals.staged import BUREAU, OUTSIDE, TOWN, URL, staged_text
from tests.cli import Result, run

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Counter:
    """One database, and the day on which all that follows is typed."""

    db: str
    today: str = "2018-09-28"

    def __call__(self, *args: str, code: int = 0) -> Result:
        """Type one command and expect its exit code."""
        done = run(*args, today=self.today, db=self.db)
        assert done.code == code, done.err
        return done

    def json(self, *args: str) -> Any:  # noqa: ANN401 - whatever the command answers
        """Type one command and return its JSON."""
        return self(*args, "--json").json

    def refused(self, code: int, said: str, *args: str) -> None:
        """Type what must be refused, with nothing on stdout and these words on stderr."""
        done = self(*args, code=code)
        assert done.out == ""
        assert said in done.err
        assert "建议：" in done.err or not said


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    """The staged year loaded, five points off the town, an outside score for everyone."""
    path = tmp_path / "tasks.yaml"
    path.write_text(staged_text(), encoding="utf-8")
    made = Counter(str(tmp_path / "台账.db"))
    made("load", str(path))
    evidence = ("--evidence", URL, "--by", "李科长")
    made("deduct", "add", "-u", "东镇", "--rule", "2.1", "--reason", "到期未办结", "--stage", "日常考核", *evidence)
    for unit, score in (("东镇", "90"), ("西镇", "92")):
        made("score", "record", "-u", unit, "--stage", OUTSIDE, "--score", score, "--reason", "评估报告", *evidence)
    return made


def marks(counter: Counter, unit: str = "东镇") -> dict[str, Any]:
    return dict(counter.json("scorecard", unit)["units"][0])


def test_a_whole_objection(counter: Counter) -> None:
    assert counter("scorecard", "东镇").out.count("尚未告知") == 2
    assert "appeal file" not in counter("scorecard", "东镇").out
    counter.refused(3, "还没有告知", "appeal", "file", "D2", "--reason", "不服")

    notice = counter("deduct", "notify", "-u", "东镇", "--by", "李科长")
    assert "已登记告知：D2、G3（2018-09-28），异议期限到 2018-10-10" in notice.err
    for part in ("扣分告知单", TOWN, "D2", "牵头要点未办结", "到期未办结", URL, "李科长", "G3", "2018年10月10日"):
        assert part in notice.out
    card = counter("scorecard", "东镇").out
    assert "对D2、G3还可以申请复核，最早的到2018年10月10日为止" in card

    counter.today = "2018-10-10"
    counter.refused(3, "不能由别的单位申请复核", "appeal", "file", "D2", "-u", "西镇", "--reason", "不服")
    filed = counter.json("appeal", "file", "d2", "--reason", "已按期公开", "--evidence", URL)
    assert (filed["id"], filed["entry"], filed["unit"], filed["status"], filed["asked"]) == (
        "C7",
        "D2",
        TOWN,
        "open",
        5,
    )
    counter.refused(3, "同一事项只能申请一次", "appeal", "file", "D2", "--reason", "不服")
    card = counter("scorecard", "东镇", "--plain").out
    assert "申请复核（C7：已按期公开）" in card
    assert "尚未决定，最多追回4分" in card, "of the weight of its stage"
    assert marks(counter)["score"] == 94

    counter.today = "2018-10-12"
    counter.refused(3, "最后一天是 2018-10-10", "appeal", "file", "G3", "--reason", "不服")
    assert "appeal file" not in counter("scorecard", "东镇").out, "too late: no word on how to object"
    why = ("--reason", "部分属实", "--by")
    counter.refused(3, "D2 是李科长记的", "appeal", "decide", "C7", "--keep", *why, "李科长")
    counter.refused(2, "小于 5", "appeal", "decide", "C7", "--reduce-to", "5", *why, "王主任")
    counter.refused(2, "“一分”不对", "appeal", "decide", "C7", "--reduce-to", "一分", *why, "王主任")
    counter.refused(2, "写明一种", "appeal", "decide", "C7", "--keep", "--revoke", *why, "王主任")
    counter.refused(2, "写明一种", "appeal", "decide", "C7", *why, "王主任")
    counter.refused(3, "没有收到复核申请", "appeal", "decide", "G3", "--keep", *why, "王主任")
    ruling = counter.json("appeal", "decide", "C7", "--reduce-to", "1.5", *why, "王主任")
    assert (ruling["entry"], ruling["appeal"], ruling["kind"], ruling["points"]) == ("D2", "C7", "reduced", 1.5)
    counter.refused(3, "不能再作", "appeal", "decide", "D2", "--revoke", *why, "王主任")

    (listed,) = counter.json("appeal", "list")
    wanted = {"id": "C7", "status": "reduced", "decided": "2018-10-12", "by": "王主任", "asked": 5, "applied": 1.5}
    assert {key: listed[key] for key in wanted} == wanted
    (deduction,) = marks(counter)["deductions"]
    assert (deduction["asked"], deduction["applied"], deduction["status"]) == (5, 1.5, "reduced")
    card = counter("scorecard", "东镇").out.replace("\n", "")
    assert "2018年10月12日经复核（C7），得分由94变为96.8。" in card
    assert "2018年10月12日复核核减为1.5分：部分属实（决定人：王主任）" in card
    said = {(one["level"], one["kind"]) for one in counter.json("check")}
    assert said == {("note", "doubtful_ground")}, "the town leads nothing"
    assert counter.json("audit", "verify")["ok"] is True


def test_the_scorecard_answers_scripts(counter: Counter) -> None:
    counter("deduct", "notify", "-u", "东镇")
    counter("appeal", "file", "G3", "--reason", "漏评一项")
    card = counter.json("scorecard", "东镇")
    assert card["scheme"] == card["units"][0]["scheme"]
    assert [(one["name"], one["weight"], one["score"]) for one in card["units"][0]["stages"]] == [
        ("日常考核", 80, 95),
        (OUTSIDE, 20, 90),
    ]
    assert card["units"][0] == counter.json("score", "-u", "东镇")["units"][0]
    (entry,), (figure,) = card["entries"], card["figures"]
    assert (entry["objectable"], entry["objectable_until"], entry["appeal"]) == (True, "2018-10-10", None)
    assert (figure["id"], figure["status"], figure["objectable"], figure["appeal"]["id"]) == (
        "G3",
        "valid",
        False,
        "C7",
    )
    assert card["before"] is None
    counter("appeal", "decide", "C7", "--revoke", "--reason", "重新评估", "--by", "王主任")
    card = counter.json("scorecard", "东镇")
    assert (card["score"], card["before"]["score"], card["figures"][0]["status"]) == (None, 94, "revoked")


def test_the_notice_is_written_where_asked_and_told_to_scripts(counter: Counter, tmp_path: Path) -> None:
    counter.refused(2, "扩展名", "deduct", "notify", "-u", "东镇", "-o", str(tmp_path / "告知.doc"))
    path = tmp_path / "告知.md"
    done = counter("deduct", "notify", "-u", "东镇", "D2", "-o", str(path))
    assert done.out == ""
    assert "扣分告知单" in path.read_text(encoding="utf-8")
    rulings = counter.json("deduct", "notify", "-u", "东镇")
    assert [(one["kind"], one["entry"]) for one in rulings] == [("notified", "G3")]
    counter("deduct", "notify", "-u", "西镇", "-o", str(tmp_path / "西镇.json"))
    told = json.loads((tmp_path / "西镇.json").read_text(encoding="utf-8"))
    assert (told["unit"], told["entries"], told["last_day"]) == ("西镇人民政府", ["G4"], "2018-10-10")


def test_bonus_and_veto_at_the_counter(counter: Counter) -> None:
    proof = ("--reason", "被省里推广", "--evidence", URL)
    (one, two) = counter.json("bonus", "add", "-u", "东镇", "-u", "西镇", "--rule", "B1", "--count", "9", *proof)
    assert (one["kind"], one["asked"], two["unit"]) == ("bonus", 9, "西镇人民政府")
    assert [(each["id"], each["applied"]) for each in counter.json("bonus", "list")] == [("B5", 5), ("B6", 5)]
    assert marks(counter)["bonus"] == 5
    veto = counter.json("veto", "add", "-u", "东镇", "--rule", "V1", "--reason", "泄密", "--evidence", URL)
    assert (veto["id"], veto["asked"]) == ("X7", 0)
    vetoed = marks(counter)
    assert (vetoed["veto"], vetoed["grade"], vetoed["rank"], vetoed["score"]) == ("泄露秘密", "不合格", None, 99)
    assert [row["unit"] for row in counter.json("score", "--group", "镇")["units"]] == ["西镇人民政府", TOWN]
    counter.refused(2, "没有找到加分规则", "bonus", "add", "-u", "东镇", "--rule", "9", *proof)
    counter.refused(2, "没有找到一票否决情形", "veto", "add", "-u", "东镇", "--rule", "9", *proof)
    counter.refused(2, "缺少 --evidence", "veto", "add", "-u", "东镇", "--rule", "V1", "--reason", "泄密")
    assert "已撤销 X7" in counter("veto", "revoke", "X7", "--reason", "查无实据").err
    assert "已撤销 B5" in counter("bonus", "revoke", "b5", "--reason", "重复").err
    counter.refused(3, "已于 2018-09-28 撤销", "bonus", "revoke", "B5", "--reason", "重复")
    assert (marks(counter)["grade"], marks(counter)["bonus"]) == ("优秀", 0)
    assert [row["status"] for row in counter.json("veto", "list")] == ["revoked"]
    assert counter("veto", "list", "-u", "教育局").code == 0


def test_score_stays_what_it_was_beside_its_new_command(counter: Counter) -> None:
    whole = counter.json("score")
    assert {row["unit"] for row in whole["units"]} >= {TOWN, BUREAU}
    missing = {row["unit"]: row["score"] for row in whole["units"]}
    assert (missing[TOWN], missing[BUREAU]) == (94, None)
    assert len(counter.json("score", "-u", "东镇")["units"]) == 1
    bureau = ("score", "record", "-u", "教育局", "--stage", OUTSIDE, "--reason", "评估")
    entered = counter.json(*bureau, "--score", "88.25")
    assert (entered["unit"], entered["stage"], entered["score"]) == (BUREAU, OUTSIDE, 88.25)
    assert counter.json("score", "-u", "教育局")["units"][0]["score"] == 97.65
    counter.refused(2, "缺少 --score", *bureau)
    counter.refused(2, "没有", "score", "没有这个命令")


def test_an_undecided_objection_keeps_a_name_out_of_the_report(counter: Counter) -> None:
    counter("deduct", "notify", "-u", "西镇")
    assert "第一名是西镇人民政府" in counter("report").out.replace("\n", "")
    counter("appeal", "file", "G4", "--reason", "漏评")
    assert "第一名是西镇人民政府" not in counter("report").out.replace("\n", "")
    counter("appeal", "decide", "G4", "--keep", "--reason", "依据充分", "--by", "王主任")
    assert "第一名是西镇人民政府" in counter("report").out.replace("\n", "")


def test_the_list_of_objections_for_people_and_one_unit(counter: Counter) -> None:
    assert counter.json("appeal", "list") == []
    counter("deduct", "notify", "-u", "东镇")
    counter("appeal", "file", "D2", "--reason", "已按期公开")
    counter("appeal", "file", "G3", "--reason", "漏评一项")
    said = counter("appeal", "list").out
    for part in ("C7", "扣5分", "C8", "90分", "尚未决定2件", "gongkai appeal decide"):
        assert part in said
    assert counter.json("appeal", "list", "-u", "西镇") == []
    counter("appeal", "decide", "C8", "--keep", "--reason", "依据充分", "--by", "王主任")
    decided = {row["id"]: (row["status"], row["by"], row["score"]) for row in counter.json("appeal", "list")}
    assert decided == {"C7": ("open", None, None), "C8": ("kept", "王主任", 90)}
    assert counter.json("appeal", "list", "--as-of", "2018-09-27") == []
