"""自查报告: what a unit tells the office of its own year, drafted from its records."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from gongkai.finding.states import is_overdue
from gongkai.history.shapes import finding_data, selfcheck_data
from gongkai.papers.columns import answer_of, cited, evidence_text, full_day, numbered, which_points
from gongkai.papers.document import Numbered, text
from gongkai.papers.letterhead import official, stripped
from gongkai.plan.titles import subject, topic, work
from gongkai.progress.status import FULL
from gongkai.wording import DUTY, FINDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.finding.states import FindingState
    from gongkai.papers.document import Block, Document
    from gongkai.papers.letterhead import Occasion
    from gongkai.plan.model import WorkPoint
    from gongkai.register.kinds import SelfInspection
    from gongkai.year import Year

FEW_DONE = 5
"""Finished points that are named by number; of more their number is enough, the office has them."""
_OF_THE_COUNTY = re.compile(r"^[^0-9]+(?=[0-9]{4}年)")


def selfreport_document(
    year: Year, unit: str, held: Sequence[SelfInspection], found: Sequence[FindingState], occasion: Occasion
) -> Document:
    """Return a unit's report on its self-inspections, at least one, to the office; `found` is what they found.

    The office itself reports to its government. It is a plain paper that is signed and stamped: 版头 and 版记 belong to
    papers that are issued under a number, and the unit gives it none here. Points are named shortly and records not by
    their ids, which whoever signs does not know.
    """
    sections = numbered(
        [
            ("basics", "基本情况", _basics(year, unit, held)),
            ("problems", "存在问题", _selfreport_problems(found)),
            ("measures", "整改措施", _measures(year, found)),
            ("next", "下一步打算", _next(year, unit, found)),
        ]
    )
    plan = year.plan
    opening = f"按照{cited(plan)}要求，我单位开展了{topic(plan)}专项自查。现将有关情况报告如下。"
    blocks: list[Block] = [text(opening), *sections]
    data = {
        "unit": unit,
        "date": occasion.day,
        "self_inspections": [selfcheck_data(r, [s for s in found if s.finding.origin == r.id]) for r in held],
        "findings": [finding_data(state) for state in found],
    }
    own = unit == plan.office
    title = f"关于{_OF_THE_COUNTY.sub('', subject(plan))}自查情况的报告"
    to, by = (plan.issuer.removesuffix("办公室"), plan.issuer) if own else (plan.issuer, unit)
    return official("selfcheck-report", title, year, blocks, addressee=to, issuer=by, day=occasion.day, data=data)


def _basics(year: Year, unit: str, held: Sequence[SelfInspection]) -> Iterator[Block]:
    seats = year.roster.by_unit.get(unit, ())
    leads = sum(seat.role == "lead" for seat in seats)
    told = []
    if seats:
        own = f"，其中牵头{leads}个" if leads else ""
        times = f"{'全年' if year.standing.over else '截至目前'}开展自查{len(held)}次"
        told.append(f"我单位承担{year.plan.year}年{work(year.plan)}要点{len(seats)}个{own}。{times}。")
    told += [f"{worked}。" for worked in ("；".join(_worked(year, unit)),) if worked]
    order = [point.no for point in year.plan.points]
    if silent := _silent(year, unit):
        told.append(f"没有报过进展的要点{len(silent)}个（{which_points(silent, order)}）。")
    if told:
        yield text("".join(told))
    for record in held:
        scope = which_points(record.points, order) if record.points else f"本单位全部{work(year.plan)}"
        said = f"：{stripped(record.summary)}" if record.summary.strip() else ""
        proof = f"（佐证：{evidence_text(record.evidence)}）" if record.evidence else ""
        yield text(f"{full_day(record.day)}自查，范围为{scope}{said}{proof}。")


def _worked(year: Year, unit: str) -> Iterator[str]:
    """Yield what the unit has reported of its points, and how its dated items were met."""
    states = year.unit_states
    mine = {no: on_point[unit] for no, on_point in states.items() if unit in on_point and on_point[unit].updated}
    order = [point.no for point in year.plan.points]
    done = [no for no in order if no in mine and mine[no].percent == FULL]
    if mine:
        which = f"（{which_points(done, order)}）" if 0 < len(done) <= FEW_DONE else ""
        how = f"其中已办结{len(done)}个" if len(done) < len(mine) else "均已办结" if len(mine) > 1 else "已办结"
        yield f"已报进展的要点{len(mine)}个，{how}{which}"
    count = Counter(item.status for item in year.items if unit in item.owers and item.due)
    told = [f"{DUTY[status]}{count[status]}项" for status in ("met", "late", "overdue") if count[status]]
    waiting = sum(item.waits for item in year.items if unit in item.owers)
    told += [f"其中已登记办结、待核实{waiting}项"] if waiting else []
    if told:
        yield f"应办事项{'、'.join(told)}"


def _selfreport_problems(found: Sequence[FindingState]) -> Iterator[Block]:
    if not found:
        yield text("自查没有发现问题。")
        return
    yield text(f"自查发现问题{len(found)}个。")
    yield Numbered(tuple(_selfreport_problem(state) for state in found))


def _selfreport_problem(state: FindingState) -> str:
    point = f"（要点{state.finding.point}）" if state.finding.point else ""
    return f"{stripped(state.finding.problem)}{point}。"


def _measures(year: Year, found: Sequence[FindingState]) -> Iterator[Block]:
    if found:
        yield Numbered(tuple(_measure(year, no, state) for no, state in enumerate(found, 1)))


def _measure(year: Year, no: int, state: FindingState) -> str:
    """Return what is done about a problem; it has the problem's number."""
    told = [f"针对问题{no}，{stripped(state.measure)}" if state.measure else f"问题{no}尚未定措施"]
    told.append(f"责任人：{state.person}" if state.person else "")
    told.append(f"期限{full_day(state.due)}" if state.due else "")
    if state.rectified is not None:
        told.append(_answered(state))
        told.append(f"已于{full_day(state.closed)}销号" if state.closed else "待核查")
    else:
        told.append(FINDING[state.status] + ("，已逾期" if is_overdue(state, year.standing) else ""))
    return "；".join(part for part in told if part) + "。"


def _answered(state: FindingState) -> str:
    """Return that the unit rectified a problem, when, what it did and on what evidence."""
    note, proof = answer_of(state)
    done = f"：{stripped(note)}" if note else ""
    return (
        f"已于{full_day(state.rectified)}整改{done}{f'（佐证：{proof}）' if proof else ''}" if state.rectified else ""
    )


def _next(year: Year, unit: str, found: Sequence[FindingState]) -> Iterator[Block]:
    """Yield, in one paragraph, what is still to be put right and which points are still to be finished."""
    told = [f"{said}。" for said in (*_to_rectify(year, found), *_to_finish(year, unit))]
    if told:
        yield text("".join(told))


def _to_rectify(year: Year, found: Sequence[FindingState]) -> Iterator[str]:
    left = [state for state in found if state.is_unrectified]
    late = [state for state in left if is_overdue(state, year.standing)]
    if late:
        yield f"超过整改期限的{len(late)}个问题立即整改，整改到位后报核查"
        left = [state for state in left if state not in late]
    dated = Counter(state.due for state in left if state.due)
    if left:
        days = "、".join(f"{full_day(day)}前{number}个" for day, number in sorted(dated.items()))
        undated = len(left) - dated.total()
        which = f"{'其余' if late else '尚未整改到位的'}{len(left)}个问题"
        how = f"按期整改：{days}" + (f"，其余{undated}个尽快定下期限" if undated else "")
        yield f"{which}{how if days else '尽快定下措施和期限，抓紧整改'}"


def _to_finish(year: Year, unit: str) -> Iterator[str]:
    order = [point.no for point in year.plan.points]
    unfinished = [point.no for point in _leading(year, unit)]
    if unfinished:
        led = [seat.point for seat in year.roster.by_unit.get(unit, ()) if seat.role == "lead"]
        how = "牵头" if set(unfinished) <= set(led) else "承担"
        yield f"{how}而尚未办结的要点{len(unfinished)}个（{which_points(unfinished, order)}），抓紧办结"
    silent = _silent(year, unit)
    if rest := [no for no in silent if no not in unfinished]:
        others = "其余" if len(rest) < len(silent) else ""
        yield f"{others}没有报过进展的要点{len(rest)}个，已经落实的补报，没有落实的抓紧落实"
    sharing = [no for no in _sharing(year, unit) if no not in unfinished]
    if sharing:
        yield f"承担而尚未完成的要点{len(sharing)}个（{which_points(sharing, order)}），按分工抓紧落实"


def _silent(year: Year, unit: str) -> list[str]:
    """Return the points of a unit on which it has never reported; the report must not pass over them."""
    states = year.unit_states
    mine = {seat.point for seat in year.roster.by_unit.get(unit, ()) if not states[seat.point][unit].updated}
    return [point.no for point in year.plan.points if point.no in mine]


def _leading(year: Year, unit: str) -> Iterator[WorkPoint]:
    """Yield the points that a unit leads and has itself not reported as finished, whatever its fellow leads did.

    A point that never ends (持续推进) is not left unfinished.
    """
    for state in (state for state in year.overview.points if not state.is_ongoing):
        if any(unit in (lead.unit, lead.heir) and lead.percent < FULL for lead in state.leads):
            yield state.point


def _sharing(year: Year, unit: str) -> Iterator[str]:
    """Yield the points that a unit does not lead, and has reported on without having finished."""
    states = year.unit_states
    for seat in year.roster.by_unit.get(unit, ()):
        state = states[seat.point][unit]
        if not year.roster.leads_on(seat.point, unit) and state.updated and state.percent < FULL:
            yield seat.point
