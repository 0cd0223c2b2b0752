"""封存与重新打开: refused while anything is open, frozen for good, nothing recorded afterwards, live again."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from gongkai.closing.acts import closing_checks, digest_of, sealed
from gongkai.register.kinds import Closing
from gongkai.register.ledger import CST
from gongkai.register.reading import open_reader
from gongkai.register.writing import open_register
from tests.closing.town import AFTER, next_year
from tests.plans import small_plan_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.closing.town import Town

LATER = "2019-06-01"
ENDINGS = (".md", ".zip", ".json")


def printed(town: Town, folder: Path, today: str) -> list[bytes]:
    """Return the year-end report of 2018 in every format, without what a closed year's says of its seal."""
    pages = [town.must("report", "--year", "2018", *how, today=today).out.encode() for how in ((), ("--json",))]
    for ending in ENDINGS:
        path = folder / f"报告{ending}"
        town.must("report", "--year", "2018", "-o", str(path), today=today)
        pages.append(path.read_bytes())
    seal = re.compile("(?m)^2018年度已于.*封存校验码.*\n\n".encode())
    return [re.sub("，已封存（[0-9a-f]{8}）".encode(), b"", seal.sub(b"", page)) for page in pages]


def test_a_year_with_nothing_open_is_closed_at_once(town: Town) -> None:
    told = town.close("--by", "王主任").json
    assert (told["kind"], told["year"], told["date"], told["left_open"]) == ("closed", 2018, AFTER, [])
    assert (told["by"], told["actor"], len(told["digest"])) == ("王主任", "张文书", 64)
    (year,) = town.must("year", "list", "--json", today=LATER).json
    assert (year["status"], year["closed"], year["digest"]) == ("closed", AFTER, told["digest"])
    assert "已封存" in town.must("year", "list", today=LATER).out


def test_what_is_open_is_named_one_by_one(town: Town) -> None:
    silent, told = town.deduct("县教育局"), town.deduct("东镇", "--date", "2018-09-01")
    town.must("deduct", "notify", told, "-u", "东镇")
    appeal = town.must("appeal", "file", told, "-u", "东镇", "--reason", "事实不符", "--json").json["id"]
    said = town.refused(3, "year", "close")
    assert "2018年度还有2件事没有了结，不能封存" in said
    assert f"{silent} 县教育局扣2分，没有告知" in said
    assert f"{appeal} 东镇人民政府对 {told} 的异议没有决定" in said
    assert "--force --reason" in said
    town.must("deduct", "notify", silent, "-u", "县教育局")
    assert silent not in town.refused(3, "year", "close")
    town.must("appeal", "decide", appeal, "--keep", "--reason", "事实清楚", "--by", "李督查")
    assert town.close().json["left_open"] == []


def test_closing_takes_no_unit_s_time_to_object(town: Town) -> None:
    number = town.deduct("县教育局", "--date", "2018-12-20", today="2018-12-20")
    town.must("deduct", "notify", number, "-u", "县教育局", today="2019-01-10")
    said = town.refused(3, "year", "close")
    assert f"{number} 县教育局的异议期限到2019-01-17才满" in said
    told = town.do("year", "close", "--json", today=AFTER)
    assert (told.code, told.json) == (
        3,
        {"closed": False, "left_open": [f"{number} 县教育局的异议期限到2019-01-17才满"]},
    )
    assert "没有了结" in told.err
    assert town.close(today="2019-01-18").json["left_open"] == []


def test_force_goes_through_while_the_time_to_object_runs(hamlet: Town) -> None:
    number = hamlet.deduct("县教育局", "--date", "2018-12-20", today="2018-12-20")
    hamlet.must("deduct", "notify", number, "-u", "县教育局", today=AFTER)
    done = hamlet.close("--force", "--reason", "报送期限已到")
    assert done.json["left_open"] == [f"{number} 县教育局的异议期限到2019-01-22才满"]


def test_a_veto_without_notice_is_open_a_bonus_is_not(hamlet: Town) -> None:
    hamlet.must("bonus", "add", "-u", "县教育局", "--rule", "B1", "--reason", "推广", "--no-evidence", "无")
    veto = ("veto", "add", "-u", "东镇", "--rule", "V1", "--reason", "泄密", "--no-evidence", "另卷", "--json")
    number = hamlet.must(*veto).json["id"]
    said = hamlet.refused(3, "year", "close")
    assert f"{number} 东镇人民政府一票否决，没有告知" in said
    assert "还有1件事" in said


def test_what_was_taken_back_needs_no_notice(hamlet: Town) -> None:
    number = hamlet.deduct("县教育局")
    hamlet.must("deduct", "revoke", number, "--reason", "误记")
    assert hamlet.close().json["left_open"] == []


def test_a_proposal_nobody_has_handled_keeps_the_year_open(hamlet: Town) -> None:
    hamlet.load(small_plan_text())
    proposed = hamlet.must("deduct", "propose", "--json", today=AFTER).json
    assert proposed
    said = hamlet.refused(3, "year", "close")
    assert said.count("扣分建议没有处理") == len(proposed)
    assert all(f"{one['id']} {one['unit']}" in said for one in proposed)


def test_what_cannot_be_true_keeps_the_year_open(hamlet: Town) -> None:
    finding = hamlet.finding("县教育局", "栏目空白")
    evidence = hamlet.folder / "照片.txt"
    evidence.write_text("栏目已更新", encoding="utf-8")
    hamlet.must("finding", "rectify", finding, "--note", "已更新", "--evidence", str(evidence))
    (kept,) = (path for path in (hamlet.folder / "台账.db.evidence").rglob("*") if path.is_file())
    aside = kept.replace(hamlet.folder / "挪走了")
    assert "佐证文件不见了" in hamlet.refused(3, "year", "close")
    aside.replace(kept)


def test_force_closes_with_a_reason_and_writes_down_what_was_open(town: Town) -> None:
    number = town.deduct("县教育局")
    assert "--reason" in town.refused(2, "year", "close", "--force")
    assert "--reason" in town.refused(2, "year", "close", "--force", "--reason", " ")
    done = town.must("year", "close", "--force", "--reason", "机构改革，不再等", "--json", today=AFTER)
    assert done.json["left_open"] == [f"{number} 县教育局扣2分，没有告知"]
    assert done.json["reason"] == "机构改革，不再等"
    assert "有1件事没有了结" in done.err
    (year,) = town.must("year", "list", "--json", today=LATER).json
    assert year["left_open"] == done.json["left_open"]


def test_a_closed_year_is_not_closed_again_nor_an_open_one_reopened(town: Town) -> None:
    assert "没有封存" in town.refused(3, "year", "reopen", "--reason", "更正")
    number = town.close().json["id"]
    assert f"已于{AFTER}封存（{number}）" in town.refused(3, "year", "close")
    assert "--reason" in town.refused(2, "year", "reopen")
    assert town.refused(2, "year", "close", "--year", "2017")


@pytest.mark.parametrize(("day", "code"), [("2019-01-16", 2), ("2017-12-31", 3), ("改天", 2)])
def test_a_year_is_closed_on_a_day_that_has_come(hamlet: Town, day: str, code: int) -> None:
    assert hamlet.refused(code, "year", "close", "--date", day, "--reason", "补登")
    hamlet.close("--date", "2019-01-10")
    assert "已于2019-01-10封存" in hamlet.refused(3, "selfcheck", "add", "-u", "东镇", "--date", "2018-12-01")
    assert "早于封存日期" in hamlet.refused(2, "year", "reopen", "--reason", "更正", "--date", "2019-01-09")


def test_a_closing_is_not_dated_before_what_it_holds(town: Town) -> None:
    number = town.deduct("县教育局", "--date", "2018-12-20", today="2018-12-20")
    town.must("deduct", "notify", number, "-u", "县教育局", today="2019-01-03")
    late = ("--reason", "当时已经封存，现在补登")
    assert "异议期限到2019-01-10才满" in town.refused(
        3, "year", "close", *late, "--date", "2019-01-04", today="2019-01-20"
    )
    said = town.refused(2, "year", "close", *late, "--date", "2019-01-02", today="2019-01-20")
    assert "封存日期 2019-01-02 早于所封存的最后一条登记" in said
    assert "（2019-01-03）" in said
    town.close("--date", "2019-01-11", today="2019-01-20")


def test_an_earlier_day_of_a_closed_year_is_not_held_against_its_closing(hamlet: Town) -> None:
    number = hamlet.deduct("县教育局", "--date", "2018-12-01", today="2018-12-01")
    hamlet.must("deduct", "notify", number, "-u", "县教育局", today="2019-01-02")
    hamlet.close()
    assert hamlet.do("check", "--as-of", "2018-10-01", today=LATER).code == 0


def test_the_report_prints_as_frozen_whatever_comes_after(town: Town, tmp_path: Path) -> None:
    number = town.deduct("县教育局")
    town.must("deduct", "notify", number, "-u", "县教育局")
    town.must("progress", "add", "1", "-u", "县教育局", "--percent", "60")
    live = printed(town, tmp_path, AFTER)
    town.close()
    assert printed(town, tmp_path, AFTER) == live, "frozen as it was told a moment before"
    assert town.load(next_year(), today=LATER).code == 0
    town.must("progress", "add", "1", "-u", "县教育局", "--percent", "30", "--year", "2019", today=LATER)
    assert printed(town, tmp_path, LATER) == live
    assert printed(town, tmp_path, "2031-01-01") == live


def test_scores_of_a_closed_year_stand_where_they_stood(town: Town) -> None:
    number = town.deduct("县教育局")
    town.must("deduct", "notify", number, "-u", "县教育局")
    before = town.must("score", "--json", today=AFTER).json
    card = town.must("scorecard", "县教育局", "--json", today=AFTER).json
    town.close()
    assert town.must("score", "--json", today=LATER).json == before
    assert town.must("scorecard", "县教育局", "--json", today=AFTER).json["score"] == card["score"]
    assert town.do("check", today=LATER).code == 0


def test_a_year_closed_before_its_end_stands_at_that_day(hamlet: Town) -> None:
    assert "2018年度尚未结束" in hamlet.refused(3, "year", "close", today="2018-12-20")
    done = hamlet.close("--force", "--reason", "机构改革", today="2018-12-20")
    assert done.json["left_open"] == ["2018年度尚未结束，到2018-12-31才满一年"]
    assert "考核结果就定在今天" in done.err
    told = hamlet.must("score", "--year", "2018", "--json", today=LATER).json
    assert told["plan"]["as_of"] == "2018-12-20"
    assert {unit["score"] for unit in told["units"]} == {100}
    assert hamlet.must("status", "--json", today=LATER).json["plan"]["as_of"] == "2018-12-20"
    assert hamlet.must("score", "--as-of", "2019-03-01", "--json", today=LATER).json["plan"]["as_of"] == "2018-12-20"
    assert hamlet.must("score", "--as-of", "2018-09-01", "--json", today=LATER).json["plan"]["as_of"] == "2018-09-01"
    assert hamlet.do("check", today=LATER).code == 0
    assert "年度尚未结束" in hamlet.must("report", today=LATER).out


def test_reopened_all_is_live_again_and_closing_makes_a_new_one(town: Town, tmp_path: Path) -> None:
    first = town.close().json
    frozen = printed(town, tmp_path, AFTER)
    told = town.must("year", "reopen", "--reason", "漏记一笔", "--by", "王主任", "--json", today="2019-02-01").json
    assert (told["kind"], told["reason"], told["by"]) == ("reopened", "漏记一笔", "王主任")
    args = ("progress", "add", "1", "-u", "县教育局", "--percent", "60", "--date", "2018-12-01", "--year", "2018")
    town.must(*args, today="2019-02-01")
    assert printed(town, tmp_path, "2019-02-02") != frozen
    second = town.close(today="2019-02-03").json
    assert second["digest"] != first["digest"]
    (year,) = town.must("year", "list", "--json", today=LATER).json
    assert [each["kind"] for each in year["closings"]] == ["closed", "reopened", "closed"]
    assert (year["closed"], year["digest"]) == ("2019-02-03", second["digest"])
    assert "漏记一笔" in town.must("year", "list", today=LATER).out


def test_loading_into_a_closed_year_is_refused(town: Town) -> None:
    town.close()
    before = town.lines()
    done = town.load(small_plan_text(), today=LATER)
    assert (done.code, done.out) == (3, "")
    assert f"2018年度已于{AFTER}封存" in done.err
    assert "gongkai year reopen --year 2018" in done.err
    assert town.lines() == before


def test_another_year_stays_open(town: Town) -> None:
    assert town.load(next_year(), today=LATER).code == 0
    town.close(today=LATER)
    town.must("progress", "add", "1", "-u", "县教育局", "--percent", "30", today=LATER)
    again = ("progress", "add", "1", "-u", "县教育局", "--percent", "3", "--year", "2018")
    assert "封存" in town.refused(3, *again, today=LATER)


def last_closing(town: Town) -> Closing:
    """Return the last word on 2018."""
    with open_reader(town.store) as reader:
        closing = reader.closing(2018)
    assert closing is not None
    return closing


def test_the_frozen_body_holds_all_that_was_told(town: Town) -> None:
    town.close()
    closing = last_closing(town)
    held = sealed(closing)
    assert digest_of(closing.body) == closing.digest
    assert held.report.title == "某县人民政府办公室关于2018年政务公开工作年终考核情况的报告"
    assert [row["unit"] for row in held.scores["units"]]  # type: ignore[attr-defined]  # whatever was frozen
    assert held.seq == closing.seq - 1, "the trail as it was before the closing itself"
    assert json.loads(closing.body)["year"] == 2018


def test_check_finds_a_body_that_is_not_what_was_sealed(town: Town) -> None:
    town.close()
    real = last_closing(town)
    with open_register(town.store, actor="某", os_user="x", now=datetime(2019, 3, 1, tzinfo=CST)) as register:
        spoilt = Closing(year=2018, day=real.day, kind="closed", digest="0" * 64, body=real.body)
        register.add(spoilt, "year.close")
    done = town.do("check", "--json", today=LATER)
    assert done.code == 1
    assert [one["kind"] for one in done.json if one["level"] == "error"] == ["closing_altered"]


def test_check_finds_scores_that_no_longer_add_up(town: Town) -> None:
    town.close()
    real = last_closing(town)
    body = real.body.replace('"score":{"$":"decimal","of":"100.00"}', '"score":{"$":"decimal","of":"99"}', 1)
    assert body != real.body
    with open_register(town.store, actor="某", os_user="x", now=datetime(2019, 3, 1, tzinfo=CST)) as register:
        register.add(Closing(year=2018, day=real.day, kind="closed", digest=digest_of(body), body=body), "year.close")
    done = town.do("check", "--json", today=LATER)
    (found,) = [one for one in done.json if one["level"] == "error"]
    assert found["kind"] == "closing_differs"
    assert "99分" in found["message"]
    assert "100分" in found["message"]


def test_a_closing_that_cannot_be_read_is_told(town: Town) -> None:
    with open_register(town.store, actor="某", os_user="x", now=datetime(2019, 3, 1, tzinfo=CST)) as register:
        for body in ("", "{", '{"report":1}', '{"as_of":1,"head":"","seq":1,"scores":{},"report":1}'):
            register.add(Closing(year=2018, day=register.today, kind="closed", body=body), "year.close")
    done = town.do("report", today=LATER)
    assert (done.code, done.out) == (4, "")
    assert "封存的内容" in done.err


def test_an_open_year_has_nothing_to_hold_against() -> None:
    assert list(closing_checks(None, {})) == []


@pytest.mark.parametrize("today", ["2018-12-31", AFTER])
def test_a_plan_without_a_rubric_is_closed_too(hamlet: Town, today: str) -> None:
    text = small_plan_text().partition("assessment:")[0]
    assert hamlet.load(text, today="2018-09-03").code == 0
    assert hamlet.close(today=today).json["left_open"] == []
    assert "全年进展情况的报告" in hamlet.must("report", today=LATER).out
