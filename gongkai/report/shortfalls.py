"""存在的主要问题: what went wrong in the year, each with its units and concrete cases."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from gongkai.document import text
from gongkai.domain.status import FULL
from gongkai.report.official import MOST_CASES, cases, parts, stripped
from gongkai.report.parts import full_day, points_text, quoted
from gongkai.wording import REASON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from gongkai.document import Block
    from gongkai.domain.entries import EntryState
    from gongkai.domain.findings import FindingState
    from gongkai.domain.status import PointState, Reason
    from gongkai.report.circulated import Circulated
    from gongkai.report.yearcount import Taken

LATE_FINDING = "lead_finding_overdue"
NAMES = 5
"""Units named behind a point."""
LISTED = 20
"""Points or findings told one by one: who has to act on one must find it in the paper."""
LONG = 40
"""Characters of a reason that are cited whole."""
_WHOLE = 120
"""Characters cited of one that is no list."""
_OPEN, _SHUT = frozenset("（“‘《〔"), frozenset("）”’》〕")


def shortfalls(told: Circulated) -> Iterator[Block]:
    """Yield what went wrong; a part with nothing to say is not there."""
    yield from parts(
        2,
        [
            ("late_points", "部分要点未按时限完成", _late_points(told)),
            ("late_findings", "问题整改不及时", _late_findings(told)),
            ("uninspected", "专项自查没有全覆盖", _uninspected(told)),
            ("taken", "工作不规范被扣分", _taken(told)),
        ],
    )


def _late_points(told: Circulated) -> Iterator[Block]:
    red = [state for state in told.year.overview.points if state.light == "red"]
    listed = [
        f"要点{state.point.no}{quoted(state.point.title)}，完成{state.percent}%{_why(told, state)}。"
        for state in sorted(red, key=lambda state: state.percent)
        if any(lead.unit not in told.undecided for lead in state.leads)
    ]
    yield from cases(_opening(f"逾期的要点{len(red)}个", len(red), len(listed)), listed, "个要点", LISTED)


def _why(told: Circulated, state: PointState) -> str:
    """Return what makes a point red and whose it is: of several leads those that have not finished, and no others."""
    reasons = [_reason(told, reason) for reason in state.reasons if reason.code != "year_over"]
    left = told.names((lead.answers for lead in state.leads if lead.percent < FULL), NAMES)
    if left and not state.is_done:
        reasons.append(f"尚未办结的牵头单位：{left}" if told.year.standing.over else f"牵头单位{left}")
    return "".join(f"，{reason}" for reason in reasons)


def _reason(told: Circulated, reason: Reason) -> str:
    """Return what is late, whose it is, and since when: several items are told by their number and the first day."""
    several = reason.subject.endswith("项")
    said = f"问题{reason.subject}整改逾期" if reason.code == LATE_FINDING else REASON[reason.code]
    day = f"{'最早' if several else ''}{full_day(reason.day)}到期" if reason.day else ""
    held = "，".join(part for part in (told.names(reason.units, NAMES), day) if part)
    return f"{said}{reason.subject if several else ''}" + (f"（{held}）" if held else "")


def _late_findings(told: Circulated) -> Iterator[Block]:
    listed = [_finding(state) for state in told.late if state.finding.unit not in told.undecided]
    opening = _opening(f"超过期限仍未整改的问题{len(told.late)}个", len(told.late), len(listed))
    yield from cases(opening, listed, "个问题", LISTED)


def _opening(said: str, count: int, listed: int) -> str:
    """Return the words before a list: of all, or of some."""
    return f"{said}：" if count == listed <= LISTED else f"{said}，其中："


def _uninspected(told: Circulated) -> Iterator[Block]:
    missing = told.count.uninspected
    if missing and told.year.standing.over:  # until then nobody is late with it
        named = told.names(missing, len(missing))
        yield text(f"尚未开展自查的单位{len(missing)}个" + (f"：{named}。" if named else "。"))


def _taken(told: Circulated) -> Iterator[Block]:
    heaviest = sorted(told.count.by_rule, key=lambda taken: (-taken.applied, -taken.count))
    listed = [_rule(told, taken) for taken in heaviest]
    opening = "扣分主要集中在以下方面：" if len(listed) > MOST_CASES else "扣分情况如下："
    yield from cases(opening, listed, "类")


def _rule(told: Circulated, taken: Taken) -> str:
    states = [state for state in told.count.standing if state.entry.rule == taken.key]
    named = [state for state in states if state.entry.unit not in told.undecided]
    said = f"{taken.text or '规则' + taken.key}，{taken.count}条，计入{points_text(taken.applied)}分"
    worst = max(named, key=told.counted, default=None)
    return f"{said}。如{_case(worst, told.counted(worst))}" if worst and told.counted(worst) else f"{said}。"


def _finding(state: FindingState) -> str:
    finding = state.finding
    due = f"整改期限{full_day(state.due)}，" if state.due else ""
    return f"{finding.unit}：{stripped(finding.problem)}（{due}{finding.id}）。"


def _case(state: EntryState, counted: Decimal) -> str:
    """Return a case with what counts of it; a list in its reason is told by its beginning."""
    entry = state.entry
    why, points = quoted(_brief(stripped(entry.reason))), points_text(counted)
    return f"{entry.unit}{full_day(entry.day)}因{why}扣{points}分（{entry.id}）。"


def _brief(reason: str) -> str:
    """Return a long reason up to where its list begins, else up to an item of it, never inside a bracket or quote.

    One without such a place is cited whole, and where it is very long, up to ……
    """
    if len(reason) <= LONG:
        return reason
    depths = accumulate((mark in _OPEN) - (mark in _SHUT) for mark in reason[:LONG])
    cuts = {mark: at for at, (mark, depth) in enumerate(zip(reason, depths, strict=False)) if at and not depth}
    if end := max(cuts.get("：", 0), cuts.get("；", 0)):
        return reason[:end]
    if end := cuts.get("、", 0):
        return f"{reason[:end]}等"
    return reason if len(reason) <= _WHOLE else f"{reason[:_WHOLE]}……"
