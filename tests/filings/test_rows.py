"""Rows of a form become records: by the rules of the command line, all of a form or nothing, never twice."""

from __future__ import annotations

import secrets
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.appeal.acts import NewAppeal
from gongkai.appeal.acts import file as file_appeal
from gongkai.entry.acts import NewDeduction, deduct, notify
from gongkai.errors import Refused
from gongkai.finding.acts import Measure, NewFinding, add_findings, close, plan_measure, rectify, reopen
from gongkai.history.acts import void
from gongkai.progress.acts import NewProgress, add_progress, send_back
from gongkai.register.act import When
from gongkai.register.reading import open_reader
from gongkai.register.verifying import verify
from gongkai.settings import evidence_folder
from tests.filings.desk import UNIT, Desk, reasons, row, verdicts

if TYPE_CHECKING:
    from pathlib import Path

SELFCHECK = row("selfcheck", day="2018-10-10", summary="查了本局网站", problem="链接失效", point="11", due="2018-12-20")
MORE = row("selfcheck", number=7, problem="目录未更新", measure="重排", person="李四")
"""A row with no summary of its own: one more problem of the self-inspection above."""


def test_a_form_is_recorded_row_by_row_and_its_coming_in_last(desk: Desk) -> None:
    report = row("progress", "11", percent="40%", day="2018-09-10", note="已发文", evidence="威教函〔2018〕7号")
    done = desk.take(desk.form(report, SELFCHECK, MORE))
    assert done.state == "taken"
    assert desk.lines(1) == ["progress.add", "selfcheck.add", "finding.add", "finding.add", "import"]
    with open_reader(desk.store) as reader:
        ledger = reader.ledger(2018)
        assert verify(reader).ok
    (came,) = ledger.filings
    assert (came.unit, came.file, came.since, came.taken) == (UNIT, "填报表.xlsx", 1, ("P2", "S3", "F4", "F5"))
    assert came.evidence[0].ref == "填报表.xlsx"
    first, second = ledger.findings
    assert (first.origin, first.point, first.problem) == ("S3", "11", "链接失效")
    assert (second.origin, second.day, second.person) == ("S3", ledger.self_inspections[0].day, "李四")


def test_all_bad_rows_are_told_at_once_and_nothing_is_recorded(desk: Desk) -> None:
    rows = (
        row("progress", "11", 6, percent="40", day="2018-09-10"),
        row("progress", "11", 7, percent="四成", day="2018-09-11"),
        row("progress", "11", 8, percent="50"),
        row("progress", "11", 9, percent="50", day="2018-12-20"),
        row("progress", "11", 10, percent="50", day="2017-12-20"),
        row("progress", "11", 11, percent="50", day="2018-07-01"),
        row("progress", "99", 12, percent="50", day="2018-09-01"),
        row("progress", "11", 13, percent="50", day="2018-09-12", evidence="照片.jpg"),
        row("rectify", "F62", 14, note="改好了", day="2018-09-12"),
    )
    done = desk.take(desk.form(*rows))
    assert (done.state, desk.head) == ("refused", 1)
    told = {number: (column, reason) for number, column, reason, _ in reasons(done)}
    assert told == {
        7: ("E", "完成比例“四成”不对"),
        8: ("", "没有写日期"),
        9: ("F", "日期 2018-12-20 还没有到（今天是 2018-11-30）"),
        10: ("F", "2017-12-20 不在 2018 年度内，不能计入"),
        11: ("F", "2018-07-01 早于要点印发日期 2018-07-25，要点还没有提出要求"),
        12: ("", "没有找到要点“99”"),
        13: ("G", "佐证“照片.jpg”既不是网址、文号，也不是和表放在一起的文件"),
        14: ("", "没有找到编号“F62”"),
    }
    assert not [remedy for *_, remedy in reasons(done) if "gongkai" in remedy or "--" in remedy]


def test_good_rows_alone_are_recorded_where_that_is_asked_for(desk: Desk) -> None:
    form = desk.form(
        row("progress", "11", percent="40", day="2018-09-10"), row("progress", "11", 7, percent="140", day="2018-09-11")
    )
    done = desk.take(form, skip_bad=True)
    assert (done.state, verdicts(done)) == ("taken", ["new", "bad"])
    with open_reader(desk.store) as reader:
        (came,) = reader.ledger(2018).filings
    assert [(missed.row, missed.column) for missed in came.missed] == [(7, "E")]


def kept(folder: Path) -> set[Path]:
    """Return the files in the evidence folder."""
    return {place for place in folder.rglob("*") if place.is_file()}


def test_a_preview_leaves_nothing_behind_not_even_a_file(desk: Desk) -> None:
    (desk.folder / "照片.jpg").write_bytes(secrets.token_bytes(20))
    form = desk.form(row("progress", "11", percent="40", day="2018-09-10", evidence="照片.jpg"))
    with open_reader(desk.store) as reader:
        folder = evidence_folder(desk.store, reader.name)
    before = kept(folder)
    done = desk.take(form, dry_run=True)
    assert (done.state, verdicts(done), desk.head) == ("previewed", ["new"], 1)
    assert kept(folder) == before
    assert desk.take(form).state == "taken"
    assert len(kept(folder) - before) == 2, "the photo, and the workbook"


@pytest.mark.parametrize("name", ["../密.txt", "/etc/hostname", "..\\密.txt", "子/../../密.txt"])
def test_a_workbook_names_no_file_outside_its_folder(desk: Desk, name: str) -> None:
    (desk.folder / "密.txt").write_text("secret", encoding="utf-8")
    inner = desk.folder / "交来"
    inner.mkdir()
    form = desk.form(row("progress", "11", percent="40", day="2018-09-10", evidence=name))
    done = desk.take(replace(form, path=inner / "表.xlsx"))
    assert done.state == "refused"
    assert "放在一起的文件" in reasons(done)[0][2]


@pytest.mark.parametrize(
    "name", ["D:\\工作\\2018\\照片.jpg", "\\\\服务器\\共享\\照片.jpg", "/home/张三/照片.jpg", "~/照片.jpg"]
)
def test_of_a_path_on_the_units_computer_the_file_that_came_along_is_meant(desk: Desk, name: str) -> None:
    (desk.folder / "照片.jpg").write_bytes(b"photo")
    done = desk.take(desk.form(row("progress", "11", percent="40", day="2018-09-10", evidence=name)))
    assert done.state == "taken", reasons(done)
    assert "照片.jpg" in [piece.ref for record in done.rows[0].records for piece in getattr(record, "evidence", ())]


def test_the_same_form_twice_records_nothing_twice(desk: Desk) -> None:
    (desk.folder / "照片.jpg").write_bytes(b"photo")
    event = row("item", demand="26.1", at="2018-09-10 10:00", done="2018-09-12 09:00", note="威府发〔2018〕3号")
    form = desk.form(
        row("progress", "11", percent="40", day="2018-09-10", evidence="照片.jpg\nhttp://www.example.gov.cn/1"),
        SELFCHECK,
        MORE,
        row("selfscore", "1", score="18.5", note="少一次"),
        event,
        unit="县政府法制办",
    )
    assert verdicts(desk.take(form, skip_bad=True)) == ["new"] * 5
    assert desk.lines(1)[-3:] == ["duty.open", "duty.done", "import"]
    before = desk.head
    again = desk.take(replace(form, path=form.path), skip_bad=True, now="2018-12-03 09:00")
    assert (again.state, desk.head) == ("unchanged", before)
    assert "new" not in verdicts(again)
    assert again.filing
    assert again.filing.id == f"I{before}", "it is the one that came before"


def test_an_empty_form_is_noted_once(desk: Desk) -> None:
    form = desk.form()
    assert desk.take(form).state == "unchanged"
    assert desk.lines(1) == ["import"]
    desk.take(form)
    assert desk.lines(1) == ["import"]


def report(desk: Desk, percent: str, day: str = "2018-09-20", point: str = "11") -> str:
    """Record a report by telephone."""
    with desk.register() as register:
        when = When(2018, date.fromisoformat(day))
        return add_progress(register, when, NewProgress(point, UNIT, percent)).record.id


def test_what_was_recorded_since_and_says_otherwise_stops_the_form(desk: Desk) -> None:
    form = desk.form(
        row("progress", "11", percent="40", day="2018-09-25"), row("progress", "12", percent="10", day="2018-09-25")
    )
    told = report(desk, "60")
    done = desk.take(form)
    assert (done.state, verdicts(done)[0], desk.lines(2)) == ("refused", "conflict", [])
    assert told in reasons(done)[0][2]
    assert "表里写“40，2018-09-25”" in reasons(done)[0][2], "so that one may choose without opening the form"
    assert "完成60%" in reasons(done)[0][2]


def test_a_conflict_is_passed_over_or_overruled_as_one_says(desk: Desk) -> None:
    form = desk.form(
        row("progress", "11", percent="40", day="2018-09-25"), row("progress", "11", 7, percent="30", day="2018-09-01")
    )
    report(desk, "60")
    skipped = desk.take(replace(form, rows=form.rows[:1]), on_conflict="skip")
    assert (skipped.state, verdicts(skipped)) == ("taken", ["conflict"])
    assert skipped.filing
    assert [missed.row for missed in skipped.filing.missed] == [6]
    assert verdicts(desk.take(form, on_conflict="update")) == ["new", "new"]


@pytest.mark.parametrize(
    ("percent", "day"),
    [
        pytest.param("80", "2018-09-25", id="it goes further on a later day"),
        pytest.param("60", "2018-09-22", id="it says the same of another day"),
    ],
)
def test_the_next_report_contradicts_nothing(desk: Desk, percent: str, day: str) -> None:
    form = desk.form(row("progress", "11", percent=percent, day=day))
    report(desk, "60")
    assert verdicts(desk.take(form)) == ["new"]


def test_two_rows_of_one_form_do_not_contradict_each_other(desk: Desk) -> None:
    form = desk.form(
        row("progress", "11", percent="60", day="2018-09-20"), row("progress", "11", 7, percent="40", day="2018-10-20")
    )
    assert verdicts(desk.take(form)) == ["new", "new"]


def test_what_was_sent_back_and_is_reported_anew_is_new(desk: Desk) -> None:
    report(desk, "100")
    with desk.register("2018-10-01 09:00") as register:
        send_back(register, When(2018), "11", UNIT, "网址打不开")
    same = row("progress", "11", percent="100", day="2018-09-20")
    assert verdicts(desk.take(desk.form(same, since=1))) == ["unchanged"], "the form did not know"
    assert verdicts(desk.take(desk.form(same, since=desk.head))) == ["new"], "it did"


def test_what_was_made_void_does_not_come_back_with_the_same_form(desk: Desk) -> None:
    form = desk.form(
        row("progress", "11", percent="40", day="2018-09-25", note="已发文"),
        row("progress", "12", 7, percent="10", day="2018-09-25"),
    )
    desk.take(form)
    with desk.register() as register:
        void(register, When(2018), "P2", "报错了单位")
    since = desk.head
    again = desk.take(form)
    assert (again.state, verdicts(again), desk.lines(since)) == ("refused", ["conflict", "unchanged"], [])
    ((number, _, reason, _),) = reasons(again)
    assert number == 6
    assert all(said in reason for said in ("已经作废", "P2", "W5", "报错了单位"))
    assert verdicts(desk.take(form, on_conflict="skip")) == ["conflict", "unchanged"]
    assert verdicts(desk.take(replace(form, rows=form.rows[:1]), on_conflict="update")) == ["new"], "as is wanted"


def test_a_form_made_after_something_was_made_void_may_say_it_anew(desk: Desk) -> None:
    told = report(desk, "40")
    with desk.register() as register:
        void(register, When(2018), told, "日期不对")
    anew = row("progress", "11", percent="40", day="2018-09-20")
    assert verdicts(desk.take(desk.form(anew, since=desk.head))) == ["new"]
    assert verdicts(desk.take(desk.form(replace(anew, id="11"), since=1), dry_run=True)) == ["unchanged"]


@pytest.mark.parametrize("day", ["昨天", "今天", "上周五", "周三", "去年12月3日"])
def test_a_day_that_depends_on_when_it_was_written_is_not_taken(desk: Desk, day: str) -> None:
    done = desk.take(
        desk.form(
            row("progress", "11", percent="40", day=day),
            row("selfcheck", number=7, day="2018-10-10", summary="查了", problem="空", due="下周五"),
            row("item", "35.1/县教育局", 8, done="下午2点"),
        )
    )
    assert (done.state, desk.lines(1)) == ("refused", [])
    assert [reason for _, _, reason, _ in reasons(done)] == [
        f"日期“{day}”没有写明是哪一天",
        "整改期限“下周五”没有写明是哪一天",
        "办结时间“下午2点”没有写明是哪一天",
    ]


def found(desk: Desk) -> str:
    """Record a problem of daily monitoring."""
    with desk.register("2018-09-05 09:00") as register:
        return add_findings(register, When(2018), NewFinding((UNIT,), "公示缺少岗位数", "11"))[0].id


def test_a_measure_and_its_carrying_out_in_one_row_are_two_acts(desk: Desk) -> None:
    finding = found(desk)
    filled = row("rectify", finding, measure="补登", person="李四", note="已补登", day="2018-09-20")
    form = desk.form(filled, since=desk.head)
    done = desk.take(form)
    assert [record.id for record in done.rows[0].records] == ["T3", "T4"]
    assert desk.lines(2) == ["finding.plan", "finding.rectify", "import"]
    assert desk.take(form).state == "unchanged"


def test_a_row_of_which_one_act_is_refused_records_neither(desk: Desk) -> None:
    finding = found(desk)
    filled = row("rectify", finding, measure="补登", note="已补登", day="2018-09-01")
    done = desk.take(desk.form(filled, since=desk.head), skip_bad=True)
    assert verdicts(done) == ["bad"]
    assert "早于发现日期" in reasons(done)[0][2]
    assert desk.lines(2) == ["import"]


def test_what_happened_to_a_finding_since_is_told(desk: Desk) -> None:
    finding = found(desk)
    form = desk.form(row("rectify", finding, note="已补登", day="2018-10-20"), since=desk.head)
    with desk.register("2018-10-01 09:00") as register:
        rectify(register, When(2018), finding, "换了模板")
        close(register, When(2018), finding)
    done = desk.take(form)
    assert verdicts(done) == ["conflict"]
    assert "销号" in reasons(done)[0][2]
    assert desk.take(form, on_conflict="skip").state == "taken"


def test_a_finding_sent_back_is_put_right_again(desk: Desk) -> None:
    finding = found(desk)
    with desk.register("2018-09-20 09:00") as register:
        rectify(register, When(2018), finding, "已补登")
        reopen(register, When(2018), finding, "没有补全")
    filled = row("rectify", finding, note="已补登", day="2018-09-20")
    assert verdicts(desk.take(desk.form(filled, since=desk.head))) == ["new"]


def test_another_measure_set_since_is_a_conflict_the_same_is_none(desk: Desk) -> None:
    finding = found(desk)
    since = desk.head
    with desk.register() as register:
        plan_measure(register, When(2018), finding, Measure("换模板", "李四"))
    assert verdicts(desk.take(desk.form(row("rectify", finding, measure="补登"), since=since))) == ["conflict"]
    assert verdicts(desk.take(desk.form(row("rectify", finding, measure="换模板"), since=since))) == ["unchanged"]


def test_a_finding_of_another_unit_is_not_answered(desk: Desk) -> None:
    finding = found(desk)
    form = desk.form(row("rectify", finding, note="改好", day="2018-09-20"), unit="县民政局", since=desk.head)
    assert "不是县民政局的" in reasons(desk.take(form))[0][2]


def test_problems_go_with_the_self_inspection_that_was_not_taken(desk: Desk) -> None:
    ahead = row("selfcheck", day="2018-10-10", points="99", summary="查了网站", problem="链接失效")
    done = desk.take(desk.form(ahead, MORE), skip_bad=True)
    assert verdicts(done) == ["bad", "bad"]
    assert reasons(done)[1][2] == "2018-10-10 的自查没有登记，它查出的问题也登记不了"


def test_a_corrected_form_adds_the_problem_that_was_missing(desk: Desk) -> None:
    bad = replace(MORE, values={**MORE.values, "due": "2018-02-30"})
    desk.take(desk.form(SELFCHECK, bad), skip_bad=True)
    again = desk.take(desk.form(SELFCHECK, MORE))
    assert verdicts(again) == ["unchanged", "new"]
    with open_reader(desk.store) as reader:
        assert len({one.origin for one in reader.ledger(2018).findings}) == 1


def test_nothing_found_is_no_problem(desk: Desk) -> None:
    desk.take(desk.form(row("selfcheck", day="2018-10-10", summary="查了网站", problem="无")))
    with open_reader(desk.store) as reader:
        ledger = reader.ledger(2018)
    assert (len(ledger.self_inspections), len(ledger.findings)) == (1, 0)


def test_an_objection_is_filed_once(desk: Desk) -> None:
    with desk.register("2018-10-08 09:00") as register:
        entry = deduct(register, When(2018), NewDeduction((UNIT,), "4.1", reason="公示不全", no_evidence="现场查看"))[0]
        notify(register, When(2018), UNIT, (entry.id,))
    form = desk.form(row("appeal", entry.id, reason="已按期公示", day="2018-10-09"), since=desk.head)
    assert verdicts(desk.take(form, now="2018-10-20 09:00")) == ["new"]
    assert verdicts(desk.take(form, now="2018-10-21 09:00")) == ["unchanged"]
    other = desk.form(row("appeal", entry.id, reason="另一个理由", day="2018-10-09"), since=form.since)
    assert verdicts(desk.take(other, now="2018-10-21 09:00")) == ["conflict"]
    with desk.register() as register, pytest.raises(Refused):
        file_appeal(register, When(2018), NewAppeal(entry.id, "又一次"))


def test_a_self_score_is_in_its_items_points(desk: Desk) -> None:
    done = desk.take(desk.form(row("selfscore", "1", score="25")))
    assert "超过考核项1" in reasons(done)[0][2]
    desk.take(desk.form(row("selfscore", "1", score="18.5")))
    with open_reader(desk.store) as reader:
        (own,) = reader.ledger(2018).self_scores
    assert (own.unit, own.item, own.score) == (UNIT, "1", Decimal("18.5"))


def test_items_are_met_one_by_one_or_from_day_to_day(desk: Desk) -> None:
    with open_reader(desk.store) as reader:
        plan = reader.plan(2018)
    duty = next(d for p in plan.points for d in p.duties if d.every == "month")
    point = next(p for p in plan.points if duty in p.duties)
    unit = point.lead[0]
    one = row("item", f"{duty.id}/2018-08", done="2018-08-20", evidence="http://www.example.gov.cn/8")
    run = row("item", duty.id, 7, first="2018-09-01", last="2018-10-31")
    open_ = row("item", f"{duty.id}/2018-11", 8, note="正在办")
    form = desk.form(one, run, open_, unit=unit)
    done = desk.take(form, skip_bad=True)
    assert verdicts(done) == ["new", "new", "bad"]
    assert reasons(done)[0][2:] == ("没有写办结时间", "办结了的写明哪一天办结；还没有办结的，这一行不用填")
    assert desk.take(form, skip_bad=True).state == "unchanged"
    proof = row("item", f"{duty.id}/2018-09", evidence="http://www.example.gov.cn/9")
    assert verdicts(desk.take(desk.form(proof, unit=unit, since=desk.head))) == ["new"], "proof of what was met"


def test_a_row_without_a_day_is_of_the_day_that_was_said(desk: Desk) -> None:
    form = desk.form(row("progress", "11", percent="40"))
    assert desk.take(form).state == "refused"
    desk.take(form, day=date(2018, 10, 1))
    with open_reader(desk.store) as reader:
        assert [one.day for one in reader.ledger(2018).progress] == [date(2018, 10, 1)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 99}, "第99版"),
        ({"ledger": "ffff"}, "不是从这个台账出的"),
        ({"unit": "县外办"}, "单位名录里没有它"),
        ({"since": 999}, "另一份拷贝"),
        ({"head": "ab" * 32}, "另一份拷贝"),
    ],
)
def test_a_form_from_elsewhere_is_refused_with_the_reason(desk: Desk, change: dict[str, object], said: str) -> None:
    form = replace(desk.form(row("progress", "11", percent="40", day="2018-09-10")), **change)
    with pytest.raises(Refused, match=said):
        desk.take(form)
    assert desk.head == 1


def test_a_form_must_be_of_the_unit_and_year_that_were_named(desk: Desk) -> None:
    form = desk.form(row("progress", "11", percent="40", day="2018-09-10"))
    with pytest.raises(Refused, match="不是县民政局的"):
        desk.take(form, unit="民政局")
    with pytest.raises(Refused, match="不是2019年度的"):
        desk.take(form, year=2019)
    assert desk.take(form, unit="教育局", year=2018).state == "taken"
