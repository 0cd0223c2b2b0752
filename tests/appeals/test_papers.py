"""扣分告知单 and what the scorecard says of objections: whole, in the unit's words, and only what is still possible."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.appeal.objections import AppealState, ObjectionWindow
from gongkai.appeal.papers import (
    BeforeAfter,
    Dispute,
    before_after,
    figure_lines,
    how_to_object,
    objection_words,
    step_words,
    worth,
)
from gongkai.entry.notice import Notice, notice_document
from gongkai.entry.states import EntryState, FigureState, entry_states, figure_states
from gongkai.papers import plain
from gongkai.papers.formats import FORMATS, Format
from gongkai.papers.markdown import write
from gongkai.plan.calendar import LastDay
from gongkai.register.kinds import Appeal, Evidence, Figure
from gongkai.scoring.score import score_year
from tests.appeals.staged import OUTSIDE, TOWN, URL, staged_plan
from tests.latin import latin_words
from tests.scoring.build import entry, ruling

if TYPE_CHECKING:
    from gongkai.papers.document import Document

PLAN = staged_plan()
PROOF = (Evidence("url", URL),)
TAKEN = replace(entry(1, "2.1", "5", TOWN), by="李科长", point="1", evidence=PROOF)
VETO = replace(entry(2, "V1", "0", TOWN, kind="veto"), no_evidence="涉密", actor="张文书")
BONUS = replace(entry(3, "B1", "1", TOWN, kind="bonus"), actor="张文书", evidence=PROOF)
SCORE = Figure(
    year=2018,
    day=date(2018, 9, 3),
    id="G4",
    seq=4,
    actor="张文书",
    unit=TOWN,
    stage=OUTSIDE,
    score=Decimal("88.5"),
    reason="第三方评估报告",
    evidence=PROOF,
)
FILED = Appeal(year=2018, day=date(2018, 9, 5), id="C40", seq=40, entry="D1", unit=TOWN, reason="已按期公开")
LAST = LastDay(5, date(2018, 9, 10))


def states() -> tuple[EntryState | FigureState, ...]:
    return (*entry_states([TAKEN, VETO, BONUS], ()), *figure_states([SCORE], ()))


def notice(*matters: EntryState | FigureState) -> Document:
    told = tuple(replace(ruling(30, m.record.id, "notified"), id=f"R{n}") for n, m in enumerate(matters))
    return notice_document(PLAN, Notice(TOWN, date(2018, 9, 3), LAST, 5, matters, told, "ab" * 32))


def test_the_notice_says_what_why_on_what_evidence_by_whom_and_until_when() -> None:
    said = str(write(notice(*states())))
    for part in (
        "扣分告知单",
        TOWN,
        "某府办函〔2018〕1号",
        "2018年度考核（示例分值）",
        "牵头要点未办结",
        "公文超期公开",
        URL,
        "李科长",
        "泄露秘密",
        "涉密",
        "经验推广",
        OUTSIDE,
        "88.5",
        "第三方评估报告",
        "5个工作日",
        "2018年9月10日",
        "写明序号（1、2、4）和理由",
        "1．牵头要点未办结",
        "2．",
        "3．",
        "某县人民政府办公室",
        "2018年9月3日",
        "示例分值",
    ):
        assert part in said, part
    assert re.findall(r"[DXG][0-9]|B3", said) == [], "a unit knows no ids"
    assert "gongkai" not in said, "a command is for a terminal"
    assert "gongkai appeal file D1" in plain.write(notice(*states()))


def test_the_notice_speaks_chinese() -> None:
    assert latin_words(str(write(notice(*states()))).replace(URL, ""), ("ab",)) in ([], ["abababababab"])


@pytest.mark.parametrize("number", range(4))
def test_a_notice_of_one_thing_has_no_empty_part(number: int) -> None:
    said = str(write(notice(states()[number])))
    marks = ("牵头要点未办结", "泄露秘密", "经验推广", "第三方评估报告")
    assert [mark in said for mark in marks] == [at == number for at in range(4)]
    assert "None" not in said
    assert "；；" not in said


@pytest.mark.parametrize("form", [form for form in FORMATS if not form.one_table])
def test_the_notice_is_written_in_every_format(form: Format) -> None:
    assert form.write(notice(*states()))


def told(*rulings: object) -> EntryState:
    return entry_states([TAKEN], [ruling(33, "D1", "notified"), *rulings])[0]  # type: ignore[list-item]  # rulings all


def test_the_words_follow_the_objection() -> None:
    decided = replace(ruling(40, "D1", "reduced", "2"), appeal="C40", by="王主任", reason="部分属实")
    waiting, done = AppealState(FILED, "open"), AppealState(FILED, "reduced", decided)
    silent = entry_states([TAKEN], ())[0]
    assert objection_words(silent, None) == "尚未告知"
    assert objection_words(silent, None, 5) == "尚未告知，告知后5个工作日内可以申请复核"
    assert objection_words(told(), ObjectionWindow(LAST, open=True)) == "至2018年9月10日止可以申请复核"
    assert objection_words(told(), ObjectionWindow(LAST, open=False)) == "申请复核的期限到2018年9月10日已满"
    objected = ObjectionWindow(LAST, open=False, appeal=waiting)
    assert objection_words(told(), objected) == "尚未决定"
    filed = ["2018年9月3日告知", "2018年9月5日申请复核（C40：已按期公开）"]
    assert step_words(told(), objected) == filed
    settled = ObjectionWindow(LAST, open=False, appeal=done)
    assert objection_words(told(decided), settled) == ""
    said = step_words(told(decided), settled)
    assert said == [*filed, "2018年9月10日复核核减为2分：部分属实（决定人：王主任）"], (
        "in order of time, each step once"
    )
    gone = told(ruling(35, "D1", "revoked"))
    assert objection_words(gone, ObjectionWindow(LAST, open=False)) == ""
    assert objection_words(entry_states([BONUS], ())[0], None) == ""


def test_how_to_object_is_said_only_where_it_is_possible() -> None:
    assert list(how_to_object(Dispute({"D1": ObjectionWindow(LAST, open=False)}))) == []
    (line,) = how_to_object(Dispute({"D1": ObjectionWindow(LAST, open=False), "G4": ObjectionWindow(LAST, open=True)}))
    assert "gongkai appeal file G4" in str(line)
    assert "D1" not in str(line)


def test_a_figure_entered_anew_says_by_which() -> None:
    newer = replace(SCORE, id="G9", seq=9, score=Decimal(90))
    lines = [str(line) for line in figure_lines(Dispute(figures=figure_states([SCORE, newer], ())))]
    assert "已由G9代替" in lines[0]
    assert "尚未告知" in lines[1]


def test_what_was_objected_to_before_and_after() -> None:
    less = told(ruling(40, "D1", "reduced", "2"))
    assert (worth(less, now=False), worth(less, now=True)) == ("扣5分", "扣2分")
    (gone,) = figure_states([SCORE], [ruling(40, "G4", "revoked")])
    assert (worth(gone, now=False), worth(gone, now=True)) == ("88.5分", "不计")
    veto = entry_states([VETO], [ruling(40, "X2", "revoked")])[0]
    assert (worth(veto, now=False), worth(veto, now=True)) == ("一票否决", "不计")
    assert worth(None, now=True) == ""


def test_a_decision_that_changed_nothing_is_not_told_as_a_change() -> None:
    (score,) = [one for one in score_year(PLAN, entry_states([TAKEN], ()), {}) if one.unit == TOWN]
    assert list(before_after([BeforeAfter("C40", date(2018, 9, 10), score, score)])) == []
