"""下一步工作要求: what is asked for, of whom, until when, and how to answer; nothing that a closed year refuses."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gongkai.document import Numbered, text
from gongkai.report.official import parts
from gongkai.report.parts import full_day, which_points

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from gongkai.document import Block
    from gongkai.domain.findings import FindingState
    from gongkai.report.circulated import Circulated

SOME = 20
"""Units named that still have time: of more it is told how many they are."""


def next_steps(told: Circulated) -> Iterator[Block]:
    """Yield what is asked for; a part with nothing to ask is not there.

    A paper signed later than its figures go says so, and asks for nothing by a day that is gone.
    """
    asked = tuple(
        parts(
            2,
            [
                ("findings", "限期整改问题", _carried(told) if told.year.standing.closed else _rectify(told)),
                ("points", "抓紧办结要点", _finish(told)),
                ("self_inspection", "完成专项自查", _inspect(told)),
                ("feedback", "按时反馈情况", _feedback(told)),
            ],
        )
    )
    if asked and told.is_stale:
        day = full_day(told.year.standing.as_of)
        yield text(f"以下要求按截至{day}的登记提出，此后已经整改、办结或者开展的，报送情况即可。")
    yield from asked


def _carried(told: Circulated) -> Iterator[Block]:
    """Yield what becomes of open findings: a closed year takes no entry, they are carried into the next."""
    left = told.count.open_findings
    if left:
        asked = f"有关单位于{told.reply}前整改到位，书面报送整改情况和佐证，由{told.plan.office}核查"
        yield text(f"年度封存时尚未销号的{len(left)}个问题{told.whose(left)}转入下一年度继续整改，{asked}。")


def _rectify(told: Circulated) -> Iterator[Block]:
    late = {state.finding.id for state in told.late}
    rest = [s for s in told.count.open_findings if s.finding.id not in late and s.status != "rectified"]
    waiting = [s for s in told.count.open_findings if s.status == "rectified"]
    dated = [s for s in rest if s.due is not None]
    gone = [s for s in dated if s.due is not None and s.due < told.occasion.day]
    undated = [s for s in rest if s.due is None]
    asked = []
    if late:
        asked.append(f"逾期未整改的{len(late)}个问题，有关单位于{told.reply}前整改到位，并报送整改情况和佐证。")
    if gone:
        asked.append(f"期限已到的{len(gone)}个问题{told.whose(gone)}，尚未整改的于{told.reply}前整改到位。")
    asked += _in_time(told, [state for state in dated if state not in gone])
    if undated:
        what = f"于{told.reply}前报送整改措施、责任人和完成时限"
        asked.append(f"未定期限的{len(undated)}个问题{told.whose(undated)}，有关单位{what}。")
    if waiting:
        what = f"由{told.plan.office}核查后销号，不属实的退回重改"
        asked.append(f"已报整改的{len(waiting)}个问题{told.whose(waiting)}，{what}。")
    yield from [Numbered(tuple(asked))] if len(asked) > 1 else map(text, asked)


def _in_time(told: Circulated, states: Sequence[FindingState]) -> Iterator[str]:
    days: Counter[date] = Counter(state.due for state in states if state.due is not None)
    lead = f"尚在期限内的{len(states)}个问题{told.whose(states)}"
    if len(days) == 1:
        yield f"{lead}，于{full_day(next(iter(days)))}前整改到位。"
    elif days:
        listed = "、".join(f"{full_day(day)}前{number}个" for day, number in sorted(days.items()))
        yield f"{lead}，按期限整改：{listed}。"


def _finish(told: Circulated) -> Iterator[Block]:
    left = told.count.unfinished
    if left:
        order = [point.no for point in told.plan.points]
        which = f"（{which_points(left, order)}）" if len(left) < len(order) else ""
        how = "书面报送" if told.year.standing.closed else "报送"
        asked = f"由尚未办结的牵头单位于{told.reply}前{how}进展和预计办结时间"
        yield text(f"尚未办结的{len(left)}个要点{which}，{asked}。")
    today = max(told.year.standing.as_of, told.occasion.day)
    coming = Counter(
        item.due.date()
        for item in told.year.items
        if item.status == "pending" and item.due is not None and item.due.date() > today
    )
    if coming:
        later = told.year.nearest_to_begin(told.plan.points)
        first = min([*coming, *([later[0]] if later and later[0] > today else [])])
        beyond = "（以后各期未计）" if later else ""
        yield text(f"尚未到期的时限事项{coming.total()}项{beyond}，最近的于{full_day(first)}到期，请提前安排。")


def _inspect(told: Circulated) -> Iterator[Block]:
    missing = told.count.uninspected
    if not missing:
        return
    if told.year.standing.closed:
        yield text(f"没有登记自查的{len(missing)}个单位，于{told.reply}前书面说明原因。")
    elif told.is_over:
        said = f"没有登记自查的{len(missing)}个单位，年内开展过的于{told.reply}前补报自查日期和范围"
        yield text(f"{said}，没有开展的书面说明原因。")
    else:
        named = told.names(missing, SOME) if len(missing) <= SOME else ""
        which = f"（{named}）" if named else ""
        yield text(f"尚未开展自查的{len(missing)}个单位{which}在年底前完成，没有发现问题的也要报送自查日期和范围。")


def _feedback(told: Circulated) -> Iterator[Block]:
    count = told.count
    if told.late or count.open_findings or count.unfinished or count.uninspected:
        yield text(f"有关单位于{told.reply}前将落实情况书面反馈{told.plan.office}，附佐证网址或文号。")
    assessment = told.plan.assessment
    if count.standing and assessment and told.occasion.objections:
        days = assessment.appeal_workdays
        yield text(f"对扣分有异议的，自告知之日起{days}个工作日内向{told.plan.office}申请复核。")
