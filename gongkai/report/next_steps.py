"""What is asked for in a 通报, and by which day; what the office will see to in a 报告. Nothing is not there."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gongkai.papers.columns import ORDINALS, day_words, which_points
from gongkai.papers.document import text
from gongkai.report.enclosures import Enclosures

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from gongkai.finding.states import FindingState
    from gongkai.papers.document import Block
    from gongkai.report.shortfalls import Circulated

SOME = 20
"""Units named that still have time: of more it is told how many they are."""
FEW_DAYS = 2
"""Days told one by one in a sentence."""


def next_steps(told: Circulated, enclosed: Enclosures) -> Iterator[Block]:
    """Yield what is asked for: until when all is to be done and told, then 一是、二是; some have a day of their own.

    A paper signed later than its figures go says so, and asks for nothing by a day that is gone.
    """
    if asked := _asked(told, enclosed):
        how = f"书面反馈{told.plan.office}，附佐证网址或文号"
        apart = "（另有期限的除外）" if _has_own_days(told) else ""
        lead = f"请有关单位于{told.reply}前落实以下要求{apart}，{how}{_stale(told)}："
        yield text(f"{lead}{'；'.join(_in_turn(asked))}。")
    yield from map(text, _objections(told))


def intended(told: Circulated) -> Iterator[Block]:
    """Yield what the office will see to, as it reports upward: what it would ask for, and what it checks itself."""
    asked = _asked(told, Enclosures(()))
    waiting = sum(not state.is_unrectified for state in told.count.open_findings)
    own = f"对已整改待核查的{waiting}个问题逐个核查" if waiting and not told.year.standing.closed else ""
    if asked:
        also = f"{own}，并" if own else ""
        yield text(f"{told.plan.office}将{also}督促有关单位落实以下工作。")
        yield from (text(f"{said}。") for said in _in_turn(asked))
    elif own:
        yield text(f"{told.plan.office}将{own}。")


def _asked(told: Circulated, enclosed: Enclosures) -> list[str]:
    """Return what units are to do: about problems, about points and items, about self-inspections."""
    problems = _carried(told, enclosed) if told.year.standing.closed else _rectify(told, enclosed)
    work = (*_finish(told, enclosed), *_settle(told, enclosed), *_coming(told))
    return ["，".join(said) for said in (tuple(problems), work, tuple(_inspect(told))) if said]


def _in_turn(asked: Sequence[str]) -> Sequence[str]:
    return [f"{ordinal}是{said}" for ordinal, said in zip(ORDINALS, asked, strict=False)] if asked[1:] else asked


def _has_own_days(told: Circulated) -> bool:
    """Tell whether some of what is asked for has a day of its own: a problem in time, the self-inspection of a year."""
    if told.year.standing.closed:
        return False
    dated = any(each.is_unrectified and each.due and each.due >= told.occasion.day for each in told.count.open_findings)
    return dated or bool(told.count.uninspected and not told.is_over)


def _stale(told: Circulated) -> str:
    if not told.is_stale:
        return ""
    day = day_words(told.year.standing.as_of, told.occasion.day.year)
    return f"（{day}以后已经完成的，报送情况即可）"


def _carried(told: Circulated, enclosed: Enclosures) -> Iterator[str]:
    """Yield what becomes of open findings: a closed year takes no entry, they are carried into the next.

    Those that the units reported put right are not among those that the figures and the list call unrectified.
    """
    left = [state for state in told.count.open_findings if state.is_unrectified]
    waiting = [state for state in told.count.open_findings if not state.is_unrectified]
    office = told.plan.office
    if left:
        which = enclosed.at("findings") or told.whose(left)
        yield f"考核结束时尚未整改到位的{len(left)}个问题{which}转入下一年度继续整改，整改到位后由{office}核查"
    if waiting:
        yield f"考核结束时已整改待核查的{len(waiting)}个问题{told.whose(waiting)}由{office}在下一年度核查"


def _rectify(told: Circulated, enclosed: Enclosures) -> Iterator[str]:
    late = {state.finding.id for state in told.late}
    rest = [s for s in told.count.open_findings if s.finding.id not in late and s.is_unrectified]
    gone = [s for s in rest if s.due is not None and s.due < told.occasion.day]
    undated = [s for s in rest if s.due is None]
    if late:
        yield f"逾期未整改的{len(late)}个问题整改到位"
    if gone:
        yield f"期限已到的{len(gone)}个问题{told.whose(gone)}，尚未整改的整改到位"
    yield from _in_time(told, [s for s in rest if s.due is not None and s not in gone], enclosed)
    if undated:
        yield f"未定整改期限的{len(undated)}个问题{told.whose(undated)}报送整改措施、责任人和时限"


def _in_time(told: Circulated, states: Sequence[FindingState], enclosed: Enclosures) -> Iterator[str]:
    days: Counter[date] = Counter(state.due for state in states if state.due is not None)
    if not days:
        return

    def told_day(day: date) -> str:
        return day_words(day, told.occasion.day.year)

    lead = f"尚在期限内的{len(states)}个问题"
    if len(days) <= FEW_DAYS:
        listed = "、".join(f"{told_day(day)}前{number}个" for day, number in sorted(days.items()))
        when = f"于{told_day(next(iter(days)))}前整改到位" if len(days) == 1 else f"按期限整改到位（{listed}）"
        yield f"{lead}{told.whose(states)}{when}"
    else:
        first, last = told_day(min(days)), told_day(max(days))
        which = enclosed.at("findings") or told.whose(states)
        yield f"{lead}{which}按各自期限整改到位，最早{first}，最晚{last}"


def _finish(told: Circulated, enclosed: Enclosures) -> Iterator[str]:
    left = told.count.unfinished
    if left:
        order = [point.no for point in told.plan.points]
        which = enclosed.at("points") or (f"（{which_points(left, order)}）" if len(left) < len(order) else "")
        yield f"未办结的{len(left)}个要点{which}由{told.answering}抓紧办结，报送进展和预计办结时间"


def _settle(told: Circulated, enclosed: Enclosures) -> Iterator[str]:
    late = told.late_items
    if late:
        waits = sum(item.waits for item in late)
        known = f"，其中已报办结、未附佐证的{waits}项补报佐证" if waits else ""
        yield f"逾期的{len(late)}项事项{enclosed.at('items')}{'一并' if told.count.unfinished else ''}办结{known}"


def _coming(told: Circulated) -> Iterator[str]:
    today = max(told.year.standing.as_of, told.occasion.day)
    coming = [
        item.due.date()
        for item in told.year.items
        if item.status == "pending" and item.due is not None and item.due.date() > today
    ]
    if coming:
        later = told.year.nearest_to_begin(told.plan.points, today)
        first = min([*coming, *([later[0]] if later else [])])
        yield f"有时限的事项最近的于{day_words(first, told.occasion.day.year)}到期，提前安排"


def _inspect(told: Circulated) -> Iterator[str]:
    missing = told.count.uninspected
    if not missing:
        return
    if told.year.standing.closed:
        yield f"未开展自查的{len(missing)}个单位说明原因"
    elif told.is_over:
        yield f"未报送自查情况的{len(missing)}个单位补报自查日期和范围，年内未开展的说明原因"
    else:
        named = told.names(missing, SOME) if len(missing) <= SOME else ""
        which = f"（{named}）" if named else ""
        yield f"未开展自查的{len(missing)}个单位{which}在年底前完成，未发现问题的也要报送自查日期和范围"


def _objections(told: Circulated) -> Iterator[str]:
    assessment = told.plan.assessment
    if told.count.standing and assessment and told.occasion.objections:
        days = assessment.appeal_workdays
        yield f"对扣分有异议的，自告知之日起{days}个工作日内向{told.plan.office}申请复核。"
