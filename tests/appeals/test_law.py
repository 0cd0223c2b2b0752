"""申请复核的法: told first, in time, once, by the unit itself, and decided by another."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.appeal.objections import (
    Term,
    appeal_states,
    may_appeal,
    may_decide,
    may_reduce,
    may_tell,
    objection_deadline,
    objection_windows,
    same_person,
    undecided_units,
)
from gongkai.entry.states import EntryState, FigureState, entry_states, external_figures, figure_states
from gongkai.errors import BadValue, GongkaiError, Refused
from gongkai.plan.calendar import Calendar, is_workday, read_calendar
from gongkai.register.kinds import Appeal, Figure, Ruling
from gongkai.scoring.sheet import Outside
from tests.plans import small_plan
from tests.scoring.build import entry, ruling

TOWN = "严陵镇人民政府"
CALENDAR = read_calendar(small_plan())
FIVE = Term(CALENDAR, 5)
TOLD = ruling(27, "D1", "notified")  # 2018-08-28
DAYS = st.dates(date(2018, 1, 1), date(2018, 12, 1))


def taken(*rulings: Ruling, by: str = "李科长") -> EntryState:
    """Return five points off, recorded on 2018-08-02, as they stand after these rulings."""
    return entry_states([replace(entry(1, "2.1", "5"), by=by)], rulings)[0]


def objection(day: date = date(2018, 8, 30), target: str = "D1", seq: int = 40) -> Appeal:
    return Appeal(year=2018, day=day, id=f"C{seq}", seq=seq, entry=target, unit=TOWN, reason="已按期公开")


def figure(seq: int, score: str = "80", day: date = date(2018, 10, 8), unit: str = TOWN) -> Figure:
    return Figure(
        year=2018,
        day=day,
        id=f"G{seq}",
        seq=seq,
        actor="张文书",
        unit=unit,
        stage="第三方评估",
        score=Decimal(score),
        reason="评估报告",
    )


def refusal(error: type[GongkaiError], *given_: object, **more: object) -> str:
    """Return the sentence of a refused objection."""
    with pytest.raises(error) as caught:
        may_appeal(*given_, **more)  # type: ignore[arg-type]  # of each test
    assert type(caught.value) is error
    return caught.value.message


@pytest.mark.parametrize(
    ("notified", "last"),
    [
        ("2018-09-28", "2018-10-10"),  # the National Day week, and 09-29 and 09-30 worked
        ("2018-09-22", "2018-09-29"),  # told on the first day of 中秋
        ("2018-12-28", "2019-01-07"),
        ("2018-08-28", "2018-09-04"),
    ],
)
def test_five_workdays_after_the_notice(notified: str, last: str) -> None:
    assert objection_deadline(CALENDAR, date.fromisoformat(notified), 5).day == date.fromisoformat(last)


@given(DAYS, st.integers(1, 15))
def test_the_day_of_the_notice_is_not_counted_and_the_last_day_is_worked(notified: date, workdays: int) -> None:
    last = objection_deadline(CALENDAR, notified, workdays).day
    assert last
    between = [notified + timedelta(days=n) for n in range(1, (last - notified).days + 1)]
    assert sum(is_workday(CALENDAR, day) for day in between) == workdays
    assert is_workday(CALENDAR, last)


@given(DAYS, st.integers(-3, 30), st.integers(1, 10))
def test_in_time_is_from_the_notice_to_the_end_of_the_last_day(notified: date, after: int, workdays: int) -> None:
    term, day = Term(CALENDAR, workdays), notified + timedelta(days=after)
    state = taken(replace(TOLD, day=notified))
    if notified <= day and not term.last(notified).is_over(day):
        may_appeal(state, (), (TOWN,), day, term)
    else:
        assert term.rule in refusal(Refused, state, (), (TOWN,), day, term)


@given(DAYS, DAYS)
def test_a_later_notice_never_shortens_the_time(one: date, other: date) -> None:
    first, second = sorted((one, other))
    assert str(FIVE.last(first).day) <= str(FIVE.last(second).day)


@given(st.lists(DAYS, min_size=1, max_size=4))
def test_the_time_runs_from_the_first_notice(days: list[date]) -> None:
    state = taken(*(replace(TOLD, day=day, seq=50 + n) for n, day in enumerate(days)))
    assert objection_windows([state], (), FIVE, min(days))["D1"].last == FIVE.last(min(days))


def test_before_the_notice_nobody_can_object() -> None:
    assert refusal(Refused, taken(), (), (TOWN,), date(2018, 9, 1), FIVE) == (
        f"D1 还没有告知{TOWN}，不能申请复核：异议期限为告知之日起5个工作日，告知当天不算"
    )
    assert "才告知" in refusal(Refused, taken(TOLD), (), (TOWN,), date(2018, 8, 27), FIVE)


@pytest.mark.parametrize(
    ("on", "let_in"), [("08-27", False), ("08-28", True), ("08-29", True), ("09-04", True), ("09-05", False)]
)
def test_the_first_and_the_last_day_of_an_objection(on: str, *, let_in: bool) -> None:
    day, state = date.fromisoformat(f"2018-{on}"), taken(TOLD)
    if let_in:
        may_appeal(state, (), (TOWN,), day, FIVE)
    else:
        refusal(Refused, state, (), (TOWN,), day, FIVE)
    assert objection_windows([state], (), FIVE, day)["D1"].open is let_in


@pytest.mark.parametrize(("today", "refused"), [("09-03", False), ("09-04", False), ("09-05", True)])
def test_a_notice_is_not_dated_back_so_far_that_its_time_is_over(today: str, *, refused: bool) -> None:
    told, now = TOLD.day, date.fromisoformat(f"2018-{today}")
    if refused:
        with pytest.raises(Refused, match="最后一天是 2018-09-04，已经过了"):
            may_tell(told, now, FIVE)
    else:
        may_tell(told, now, FIVE)


def test_a_late_objection_is_told_the_rule_and_the_date() -> None:
    said = refusal(Refused, taken(TOLD), (), (TOWN,), date(2018, 9, 5), FIVE)
    assert "2018-08-28 告知" in said
    assert "最后一天是 2018-09-04" in said
    assert "5个工作日" in said


def test_a_unit_objects_once_whatever_came_of_it() -> None:
    filed = (objection(),)
    for rulings in ((TOLD,), (TOLD, replace(ruling(32, "D1", "kept"), appeal="C40"))):
        said = refusal(Refused, taken(*rulings), filed, (TOWN,), date(2018, 9, 3), FIVE)
        assert said == "D1 已于 2018-08-30 申请过复核（C40），同一事项只能申请一次"


def test_only_the_unit_itself_or_its_heir_may_object() -> None:
    said = refusal(Refused, taken(TOLD), (), ("新店镇人民政府",), date(2018, 8, 30), FIVE)
    assert said == f"D1 记的是{TOWN}，不能由别的单位申请复核"
    may_appeal(taken(TOLD), (), (TOWN, "新店镇人民政府"), date(2018, 8, 30), FIVE)


def test_what_was_taken_back_or_given_needs_no_objection() -> None:
    gone = taken(TOLD, ruling(29, "D1", "revoked"))
    assert "撤销" in refusal(Refused, gone, (), (TOWN,), date(2018, 8, 31), FIVE)
    bonus = entry_states([entry(2, "B1", "1", kind="bonus")], [ruling(27, "B2", "notified")])[0]
    assert "加分" in refusal(BadValue, bonus, (), (TOWN,), date(2018, 8, 30), FIVE)


def test_another_person_decides_and_once() -> None:
    state, filed = taken(TOLD), appeal_states([objection()], ())[0]
    assert may_decide(state, filed, "王主任") is filed
    for name in ("李科长", " 李 科长", "李科长　"):
        with pytest.raises(Refused, match="D1 是李科长记的"):
            may_decide(state, filed, name)
    with pytest.raises(Refused, match="没有收到复核申请"):
        may_decide(state, None, "王主任")
    done = appeal_states([objection()], [replace(ruling(35, "D1", "kept"), appeal="C40", by="王主任")])[0]
    with pytest.raises(Refused, match="C40 已于 2018-09-05 由王主任作出决定"):
        may_decide(state, done, "赵主任")


def test_whoever_filed_the_objection_does_not_decide_it() -> None:
    filed = appeal_states([replace(objection(), actor="张文书")], ())[0]
    with pytest.raises(Refused, match="C40 是张文书提出的，复核决定要由另一人作出"):
        may_decide(taken(TOLD), filed, "张 文书")
    assert may_decide(taken(TOLD), filed, "王主任") is filed


def test_without_a_decider_named_it_is_who_typed_that_recorded() -> None:
    typed = entry_states([replace(entry(1, "2.1", "5"), actor="张文书")], [TOLD])[0]
    with pytest.raises(Refused, match="D1 是张文书记的"):
        may_decide(typed, appeal_states([objection()], ())[0], "张文书")


@given(st.text("张文书 ＡaＢb　", max_size=6), st.text("张文书 ＡaＢb　", max_size=6))
def test_blanks_and_width_make_no_second_person(one: str, other: str) -> None:
    assert same_person(one, other) is same_person(other, one)
    assert same_person(one, f" {one}　")


@given(st.decimals(0, 6, places=2))
def test_a_decision_leaves_less_than_was_asked(left: Decimal) -> None:
    if left < 5:
        assert may_reduce(taken(TOLD), left) == left
    else:
        with pytest.raises(BadValue):
            may_reduce(taken(TOLD), left)


def test_an_entered_score_is_entered_anew_and_not_reduced() -> None:
    with pytest.raises(BadValue, match="录入的得分"):
        may_reduce(figure_states([figure(7)], ())[0], Decimal(1))


@pytest.mark.parametrize("kind", ["kept", "reduced", "revoked"])
def test_the_decision_is_linked_to_its_objection(kind: str) -> None:
    decided = replace(ruling(35, "D1", "kept"), kind=kind, appeal="C40", by="王主任")
    (state,) = appeal_states([objection()], [TOLD, decided])
    assert (state.status, state.decided, state.by, state.is_open) == (kind, date(2018, 9, 5), "王主任", False)


def test_an_entry_taken_back_by_the_office_leaves_nothing_to_decide() -> None:
    (state,) = appeal_states([objection()], [TOLD, ruling(33, "D1", "revoked")])
    assert (state.status, state.is_open) == ("revoked", False)
    assert undecided_units([state]) == frozenset()
    (waiting,) = appeal_states([objection()], [TOLD])
    assert undecided_units([waiting]) == {TOWN}


@given(st.integers(0, 20))
def test_a_chance_is_open_exactly_while_an_objection_would_be_let_in(after: int) -> None:
    today, state = TOLD.day + timedelta(days=after), taken(TOLD)
    try:
        may_appeal(state, (), (TOWN,), today, FIVE)
        let_in = True
    except Refused:
        let_in = False
    assert objection_windows([state], (), FIVE, today)["D1"].open is let_in


def test_no_chance_without_notice_after_an_objection_or_once_taken_back() -> None:
    assert objection_windows([taken()], (), FIVE, date(2018, 8, 30)) == {}
    filed = appeal_states([objection()], ())
    assert not objection_windows([taken(TOLD)], filed, FIVE, date(2018, 8, 30))["D1"].open
    gone = taken(TOLD, ruling(28, "D1", "revoked"))
    assert not objection_windows([gone], (), FIVE, date(2018, 8, 30))["D1"].open


def test_the_latest_figure_that_stands_counts() -> None:
    first, second = figure(7, "80"), figure(9, "85")
    other = figure(8, "70", unit="新店镇人民政府")
    states = figure_states([second, first, other], [])
    assert external_figures(states) == {
        (TOWN, "第三方评估", ""): Outside(Decimal(85)),
        ("新店镇人民政府", "第三方评估", ""): Outside(Decimal(70)),
    }
    assert [state.replaced for state in states] == ["", "G9", ""]
    back = figure_states([first, second], [ruling(80, "G9", "revoked")])
    assert external_figures(back) == {(TOWN, "第三方评估", ""): Outside(Decimal(80))}
    assert [(state.status, state.stands) for state in back] == [("valid", True), ("revoked", False)]


@given(st.permutations(range(1, 6)), st.sets(st.integers(1, 5)))
def test_figures_count_by_day_then_number_whatever_the_order(order: list[int], revoked: set[int]) -> None:
    figures = [figure(n, str(n), date(2018, 10, 8 + n // 2)) for n in order]
    states = figure_states(figures, [ruling(80 + n, f"G{n}", "revoked") for n in revoked])
    left = [n for n in range(1, 6) if n not in revoked]
    assert external_figures(states) == ({(TOWN, "第三方评估", ""): Outside(Decimal(max(left)))} if left else {})
    assert sum(state.stands for state in states) == bool(left)


def test_a_replaced_figure_is_not_argued_about() -> None:
    told = [ruling(70, "G7", "notified"), ruling(70, "G9", "notified")]
    old, new = figure_states([figure(7), figure(9)], told)
    assert isinstance(old, FigureState)
    assert "G7 已由 G9 代替" in refusal(Refused, old, (), (TOWN,), date(2018, 10, 12), FIVE)
    may_appeal(new, (), (TOWN,), date(2018, 10, 12), FIVE)
    assert [chance.open for chance in objection_windows([old, new], (), FIVE, date(2018, 10, 12)).values()] == [
        False,
        True,
    ]


def test_a_last_day_in_a_year_without_a_calendar_is_said_and_not_guessed() -> None:
    """The time is not over as long as nobody knows when it is; what ends in the known year ends as ever."""
    term = Term(Calendar({}, frozenset(), frozenset({2018})), 5)
    late = taken(replace(TOLD, day=date(2018, 12, 28)))
    (window,) = objection_windows([late], (), term, date(2019, 1, 30)).values()
    assert (window.open, window.last.day, window.last.awaited) == (True, None, 2019)
    assert window.last.words() == "第5个工作日，待国务院办公厅公布2019年放假安排后确定"
    may_appeal(late, (), (TOWN,), date(2018, 12, 31), term)
    may_tell(date(2018, 12, 27), date(2018, 12, 31), term)
    early = taken(replace(TOLD, day=date(2018, 12, 3)))
    (window,) = objection_windows([early], (), term, date(2018, 12, 31)).values()
    assert (window.open, window.last.words()) == (False, "2018-12-10")
    assert "最后一天是 2018-12-10" in refusal(Refused, early, (), (TOWN,), date(2018, 12, 11), term)
