"""The dashboard: what is late, who owes what, what falls due next, in one screen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from gongkai.document import Cell, Chart, Column, Figure, Figures, Series, text
from gongkai.domain.findings import finding_states, is_overdue
from gongkai.domain.roster import owes_self_inspection, units_of_year
from gongkai.domain.status import self_inspected, summary_of, unit_states
from gongkai.domain.succession import falling_to
from gongkai.report.attention import attention, overdue_findings
from gongkai.report.parts import (
    as_of_line,
    light_cell,
    names_short,
    paper,
    plan_data,
    quoted,
    role_words,
    short_day,
    status_cell,
    table,
    which_points,
)
from gongkai.wording import SELF_VERIFIED, STATUS, UNRESOLVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from gongkai.document import Block, Document, Paragraph, Section, Tone
    from gongkai.domain.ledger import Ledger
    from gongkai.domain.plan import Plan
    from gongkai.domain.roster import Assignment, Roster
    from gongkai.domain.status import Overview, PointState, Summary, UnitState
    from gongkai.report.year import Year

FULL = 100
DATES = ("期限", "报告")
MOST_WORDINGS, MOST_CHAPTERS = 4, 12


def status_document(
    year: Year,
    *,
    chosen: Sequence[PointState],
    unit: str = "",
    first: Section | None = None,
    beside: Sequence[Block] = (),
    whole: bool = False,
) -> Document:
    """Return the dashboard of the `chosen` points; its figures are of these, its data sums the whole plan.

    With `unit` its role, percent and state on each point stand beside; `chosen` are then the points it is on, and
    the data sums these too. `first` is what stands under 先看这里 instead of the lights' reasons, which are left out
    where they are too many for a screen, in a `whole` paper none; `beside` stands after the points.
    """
    ledger, roster, overview, standing = year.ledger, year.roster, year.overview, year.standing
    plan = ledger.plan
    own = _own(ledger, roster, unit, chosen) if unit else {}
    summary = unit_summary(ledger, unit, chosen, year.standing.as_of) if unit else overview.summary
    data: dict[str, object] = {
        "plan": plan_data(plan, standing),
        "summary": asdict(summary),
        "points": [point_data(state) | _own_data(own.get(state.point.no)) for state in chosen],
    }
    figures = _unit_figures(year, unit, chosen, own) if unit else _figures(year, chosen)
    blocks: list[Block] = [as_of_line(standing), figures]
    blocks += [] if unit or len(chosen) < len(overview.points) else _chapters(chosen)
    if chosen:
        blocks += [first or attention(year, chosen, whole=whole), _table(plan, chosen, own)]
    else:
        blocks.append(text("没有符合条件的要点。"))
    blocks += beside
    if unit and any(state.light != "green" for state in chosen):
        blocks.append(text("要点灯看的是整个要点，缘由：gongkai show 序号", role="hint"))
    blocks += _notes(overview, chosen, plan.office if unit or beside else "")
    title = f"{plan.title}　{unit}" if unit else plan.title
    return paper("status", title, blocks, data, (ledger, standing))


def point_data(state: PointState) -> dict[str, object]:
    """Return one point as scripts read it: codes, ISO days, the source's wording where the notice names units."""
    point = state.point
    return {
        "no": point.no,
        "title": point.title,
        "chapter": point.chapter,
        "section": point.section,
        "lead": [lead.unit for lead in state.leads],
        "responsible": list(point.responsible),
        "support": list(point.support),
        "unresolved": list(state.unresolved),
        "units": state.units,
        "reported": state.reported,
        "responsible_done": state.responsible_done,
        "responsible_units": state.responsible_units,
        "status": state.status,
        "percent": state.percent,
        "light": state.light,
        "reasons": [{"code": r.code, "subject": r.subject, "day": r.day} for r in state.reasons],
        "due": state.due,
        "updated": state.updated,
        "self_verified": state.self_verified,
    }


Own = dict[str, "tuple[Assignment, UnitState]"]


def _own(ledger: Ledger, roster: Roster, unit: str, chosen: Sequence[PointState]) -> Own:
    states = unit_states(ledger, roster)
    found: Own = {}
    for state in chosen:
        seat = roster.on(state.point.no, unit)
        if seat is not None:
            found[state.point.no] = (seat, states[state.point.no][unit])
    return found


def _own_data(own: tuple[Assignment, UnitState] | None) -> dict[str, object]:
    if own is None:
        return {}
    seat, state = own
    return {
        "role": seat.role,
        "person": seat.person or None,
        "own": {"percent": state.percent, "status": state.status, "updated": state.updated},
    }


def _figures(year: Year, chosen: Sequence[PointState]) -> Figures:
    """Return the figures of the points shown; what belongs to no point stands only where all are shown."""
    whole = len(chosen) == len(year.overview.points)
    numbers = {state.point.no for state in chosen}
    findings = finding_states(year.ledger.findings, year.ledger.finding_steps)
    open_findings = sum(state.is_open and (whole or state.finding.point in numbers) for state in findings)
    items = sum(item.status == "overdue" and item.point in numbers for item in year.items)
    return Figures(
        (
            Figure("要点", len(chosen)),
            *_by_status(Counter(state.status for state in chosen)),
            _counted("红灯", sum(state.light == "red" for state in chosen), "bad"),
            *(_of_units(year) if whole else ()),
            _counted("未销号问题", open_findings, "warn"),
            _counted("逾期问题", len(overdue_findings(year, chosen)), "bad"),
            _counted("逾期事项", items, "bad"),
        )
    )


def _chapters(points: Sequence[PointState]) -> Iterator[Chart]:
    """Yield a bar for each chapter of the plan, where it has more than one and not too many for a screen."""
    chapters: dict[str, list[PointState]] = {}
    for state in points:
        chapters.setdefault(state.point.chapter or "其他", []).append(state)
    if not 1 < len(chapters) <= MOST_CHAPTERS:
        return
    counts = [Counter(state.status for state in states) for states in chapters.values()]
    told = [{figure.label: int(figure.value) for figure in _by_status(count)} for count in counts]
    series = tuple(Series(name, tuple(each[name] for each in told)) for name in reversed(told[0]))
    notes = tuple(f"平均{sum(state.percent for state in states) // len(states)}%" for states in chapters.values())
    yield Chart("chapters", "stacked", "各章要点", tuple(chapters), series, notes)


def _by_status(count: Counter[str]) -> Iterator[Figure]:
    count["in_progress"] += count.pop("returned", 0)
    return (Figure(STATUS[status], count[status]) for status in ("not_started", "in_progress", "done", "verified"))


def _counted(label: str, count: int, tone: Tone) -> Figure:
    return Figure(label, count, tone if count else "")


def _of_units(year: Year) -> tuple[Figure, ...]:
    owing = {
        unit.name for unit in units_of_year(year.plan) if owes_self_inspection(year.plan, unit, year.standing.as_of)
    }
    done = len(self_inspected(year.ledger) & owing)
    return (Figure("单位", year.overview.summary.units), Figure("已自查", f"{done}/{len(owing)}"))


def unit_summary(ledger: Ledger, unit: str, chosen: Sequence[PointState], day: date) -> Summary:
    """Return the figures of the points a unit is on, and of the unit itself; a day tells what has passed to it."""
    findings = falling_to(ledger, finding_states(ledger.findings, ledger.finding_steps), unit, day)
    mine = sum(state.is_open for state in findings)
    return summary_of(chosen, units=1, self_inspected=int(unit in self_inspected(ledger)), open_findings=mine)


def _unit_figures(year: Year, unit: str, chosen: Sequence[PointState], own: Own) -> Figures:
    """Return a unit's own figures; the one of lights is of its points, whoever has made them red."""
    ledger = year.ledger
    items = sum(item.status == "overdue" and unit in item.owers for item in year.items)
    states = finding_states(ledger.findings, ledger.finding_steps)
    findings = falling_to(ledger, states, unit, year.standing.as_of)
    whole = sum(year.roster.on(state.point.no, unit) is not None for state in year.overview.points)
    return Figures(
        (
            Figure("承担要点" if len(own) == whole else "列出要点", len(own)),
            Figure("其中牵头", sum(seat.role == "lead" for seat, _ in own.values())),
            *_by_status(Counter(state.status for _, state in own.values())),
            _counted("要点红灯", sum(state.light == "red" for state in chosen), "bad"),
            Figure("自查次数", sum(record.unit == unit for record in ledger.self_inspections)),
            _counted("未销号问题", sum(state.is_open for state in findings), "warn"),
            _counted("逾期问题", sum(is_overdue(state, year.standing) for state in findings), "bad"),
            _counted("逾期事项", items, "bad"),
        )
    )


def _table(plan: Plan, chosen: Sequence[PointState], own: Own) -> Block:
    who = (Column("角色"),) if own else (Column("牵头单位", weight=2),)
    columns = (
        Column("序号"),
        Column("要点", weight=3),
        *who,
        Column("完成", "percent"),
        Column("状态"),
        Column("要点灯" if own else "灯", "light"),
        *(Column(name) for name in DATES),
    )
    rows = [_row(plan, state, own.get(state.point.no)) for state in chosen]
    return table("points", "", columns, rows, optional=DATES)


def _row(plan: Plan, state: PointState, own: tuple[Assignment, UnitState] | None) -> tuple[Cell, ...]:
    point = state.point
    no, title = Cell(point.no, ref=point.no), Cell(point.title, ref=point.no)
    if own is None:
        who = Cell(names_short([lead.unit for lead in state.leads], 1))
        percent, status, updated = state.percent, state.status, state.updated
    else:
        seat, mine = own
        who = Cell(role_words(seat))
        percent, status, updated = mine.percent, mine.status, mine.updated
    due = Cell(short_day(state.due, plan.year), "bad" if state.due and state.light == "red" else "")
    day = Cell(short_day(updated, plan.year))
    return (no, title, who, Cell(percent), status_cell(status), light_cell(state.light), due, day)


def _notes(overview: Overview, chosen: Sequence[PointState], office: str = "") -> Iterator[Paragraph]:
    """Quiet lines under the table: how much is shown, what is 待明确, what the office verified itself.

    A unit is told that the `office` names units, not how.
    """
    if chosen and len(chosen) < len(overview.points):
        yield text(f"共{len(overview.points)}个要点，以上列出{len(chosen)}个。", role="note")
    waiting = [state for state in chosen if state.unresolved]
    if waiting:
        names = list(dict.fromkeys(word for state in waiting for word in state.unresolved))
        words = "、".join(quoted(word) for word in names[:MOST_WORDINGS]) + ("等" if len(names) > MOST_WORDINGS else "")
        said = f"{UNRESOLVED}：{len(waiting)}个要点的责任单位里有统称{words}，原文没有点名"
        if office:
            yield text(f"{said}，由{office}指定。", role="note")
        else:
            yield text(f"{said}；指定了一个单位就不再列入，请一次指定齐。", role="note")
            yield text("列出：gongkai status --unresolved　指定：gongkai assign 序号 -u 单位", role="hint")
    checked = [s.point.no for s in chosen if s.self_verified and s.status == "verified"]
    if checked:
        which = which_points(checked, [state.point.no for state in overview.points])
        yield text(f"{SELF_VERIFIED}：{which}由考核组织单位牵头，自行核实。", role="note")
