"""The dashboard: what is late, who owes what, what falls due next, in one screen; and the reports on one sheet."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict, replace

from gongkai.duty.papers import (
    MOST_LINES,
    closed_words,
    line_words,
    look_ahead,
    next_words,
    span_words,
    when_columns,
    word,
)
from gongkai.finding.states import FindingState, finding_states, is_overdue
from gongkai.history.shapes import progress_data
from gongkai.papers.columns import (
    REMARK,
    as_of_line,
    column,
    day_words,
    evidence_text,
    full_day,
    light_cell,
    names_short,
    paper,
    plan_data,
    points_text,
    quoted,
    role_words,
    share,
    short_day,
    status_cell,
    table_of,
    which_points,
)
from gongkai.papers.document import Cell, Chart, Document, Figure, Figures, Section, Series, text
from gongkai.plan.lookup import points_typed
from gongkai.plan.model import WHOLE
from gongkai.plan.roster import answering, owes_self_inspection, units_of_year
from gongkai.plan.succession import findings_answered_by
from gongkai.plan.titles import heading_word
from gongkai.progress.behind import points_of_unit
from gongkai.progress.status import FULL, self_inspected, summary_of
from gongkai.progress.waiting import waiting
from gongkai.register.ledger import days_on, end_of
from gongkai.wording import (
    APPEAL,
    LEAD_STATE,
    NO_CHAPTER,
    ONGOING,
    REASON,
    SELF_VERIFIED,
    STATUS,
    UNRESOLVED,
    answering_units,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.duty.due import Owed, OwedLine
    from gongkai.duty.items import DutyItem
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Paragraph, Sense, Table, Tone
    from gongkai.plan.model import Plan
    from gongkai.plan.roster import Assignment
    from gongkai.progress.behind import PointBehind, PointsOfUnit
    from gongkai.progress.status import Overview, PointState, Reason, Summary, UnitState
    from gongkai.progress.trend import Month
    from gongkai.register.kinds import Progress
    from gongkai.register.ledger import Ledger
    from gongkai.year import Year

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
    the data sums these too. What is urgent opens it, with the figures: the points come behind. `first` is what stands
    under 先看这里 instead of the lights' reasons, which are left out where they are too many for a screen, in a `whole`
    paper none, and no name; `beside` stands after the points.
    """
    ledger, overview, standing = year.ledger, year.overview, year.standing
    plan = ledger.plan
    own = own_seats(year, unit, chosen) if unit else {}
    summary = unit_summary(ledger, unit, chosen, year.standing.as_of) if unit else overview.summary
    data: dict[str, object] = {
        "plan": plan_data(plan, standing),
        "summary": asdict(summary),
        "points": [point_data(state) | _own_data(own.get(state.point.no)) for state in chosen],
    }
    figures = unit_figures(year, unit, chosen, own) if unit else figures_of(year, chosen)
    blocks: list[Block] = [as_of_line(standing)]
    if chosen:
        drawn = () if unit or len(chosen) < len(overview.points) else tuple(chapters_chart(chosen))
        listed = f"{'全年' if unit or drawn else '所列要点'}进展"
        stand = Section("figures", listed, (figures, *drawn), 2)
        opening = first or attention(year, chosen, whole=whole)
        blocks.append(replace(opening, blocks=(*opening.blocks, stand)))
        blocks.append(Section("points", "各要点", tuple(_listed(year, unit, chosen, own, beside))))
    else:
        blocks += [figures, text("没有符合条件的要点。"), *beside]
    title = f"{plan.title}　{unit}" if unit else plan.title
    return paper("status", title, blocks, data, (ledger, standing))


def _listed(year: Year, unit: str, chosen: Sequence[PointState], own: Own, beside: Sequence[Block]) -> Iterator[Block]:
    """Yield the points, and below them what is to be said of them."""
    yield points_table(year.plan, chosen, own)
    yield from beside
    if unit and any(state.light != "green" for state in chosen):
        yield text("要点灯看的是整个要点，缘由：gongkai show 序号", role="hint")
    yield from _notes(year.overview, chosen, year.plan.office if unit or beside else "")


def point_data(state: PointState) -> dict[str, object]:
    """Return one point as scripts read it: codes, ISO days, the source's wording where the notice names units."""
    point = state.point
    return {
        "no": point.no,
        "title": point.title,
        "chapter": point.chapter,
        "section": point.section,
        "lead": [lead.unit for lead in state.leads] if state.led else [],
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
        "own_due": state.last if state.own else None,
        "put_off": state.put_off,
        "due_text": point.due_text or None,
        "ongoing": point.ongoing,
        "updated": state.updated,
        "self_verified": state.office_leads,
    }


Own = dict[str, "tuple[Assignment, UnitState]"]


def own_seats(year: Year, unit: str, chosen: Sequence[PointState]) -> Own:
    """Return a unit's seat on each of the points it is on, and how it stands there."""
    states = year.unit_states
    found: Own = {}
    for state in chosen:
        seat = year.roster.on(state.point.no, unit)
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


def figures_of(year: Year, chosen: Sequence[PointState]) -> Figures:
    """Return the figures of the points shown; what belongs to no point stands only where all are shown."""
    whole = len(chosen) == len(year.overview.points)
    numbers = {state.point.no for state in chosen}
    findings = year.findings
    open_findings = sum(state.is_open and (whole or state.finding.point in numbers) for state in findings)
    items = sum(item.status == "overdue" and (whole or item.point in numbers) for item in year.items)
    return Figures(
        (
            Figure("要点", len(chosen)),
            *_by_status(Counter(state.status for state in chosen if not state.is_ongoing)),
            *ongoing_figure(sum(state.is_ongoing for state in chosen)),
            _counted("红灯", sum(state.light == "red" for state in chosen), "bad"),
            *(_of_units(year) if whole else ()),
            _counted("未销号问题", open_findings, "warn"),
            _counted("逾期问题", len(overdue_findings(year, chosen)), "bad"),
            _counted("逾期事项", items, "bad"),
        )
    )


_STATES: tuple[Sense, ...] = ("not_started", "in_progress", "done", "verified")
SENSE: dict[str, Sense] = {STATUS[code]: code for code in _STATES}
"""What a series of a chart counts, by the name of its state."""


def chapters_chart(points: Sequence[PointState], own: Own | None = None) -> Iterator[Chart]:
    """Yield a bar for each chapter of the plan, where it has more than one and not too many for a screen.

    With `own` the bars are of how a unit stands on its points.
    """
    chapters: dict[str, list[PointState | UnitState]] = {}
    for state in points:
        chapters.setdefault(state.point.chapter or NO_CHAPTER, []).append(own[state.point.no][1] if own else state)
    if not 1 < len(chapters) <= MOST_CHAPTERS:
        return
    counts = [Counter(state.status for state in states) for states in chapters.values()]
    told = [{figure.label: int(figure.value) for figure in _by_status(count)} for count in counts]
    series = tuple(Series(name, tuple(each[name] for each in told), SENSE.get(name, "")) for name in told[0])
    notes = tuple(f"平均{sum(state.percent for state in states) // len(states)}%" for states in chapters.values())
    yield Chart("chapters", "stacked", f"各{heading_word(chapters)}要点", tuple(chapters), series, notes)


def _by_status(count: Counter[str]) -> Iterator[Figure]:
    count["in_progress"] += count.pop("returned", 0)
    return (Figure(STATUS[status], count[status]) for status in ("not_started", "in_progress", "done", "verified"))


def ongoing_figure(count: int) -> Iterator[Figure]:
    """Yield how many points never end, where there are any: they stand under no status."""
    if count:
        yield Figure(ONGOING, count)


def _counted(label: str, count: int, tone: Tone) -> Figure:
    return Figure(label, count, tone if count else "")


def _of_units(year: Year) -> tuple[Figure, ...]:
    owing = {
        unit.name for unit in units_of_year(year.plan) if owes_self_inspection(year.plan, unit, year.standing.as_of)
    }
    done = len(self_inspected(year.ledger) & owing)
    inspected = (Figure("已自查", f"{done}/{len(owing)}"),) if owing else ()
    return (Figure("单位", year.overview.summary.units), *inspected)


def unit_summary(ledger: Ledger, unit: str, chosen: Sequence[PointState], day: date) -> Summary:
    """Return the figures of the points a unit is on, and of the unit itself; a day tells what has passed to it."""
    findings = findings_answered_by(ledger, finding_states(ledger.findings, ledger.finding_steps), unit, day)
    mine = sum(state.is_open for state in findings)
    return summary_of(chosen, units=1, self_inspected=int(unit in self_inspected(ledger)), open_findings=mine)


def unit_figures(year: Year, unit: str, chosen: Sequence[PointState], own: Own) -> Figures:
    """Return a unit's own figures of the points shown; the one of lights is of the points, whoever made them red.

    What belongs to no point of its own stands only where all of them are shown.
    """
    held = [state for state in year.overview.points if year.roster.on(state.point.no, unit)]
    whole, shown = len(own) == len(held), frozenset(own)
    every = findings_answered_by(year.ledger, year.findings, unit, year.standing.as_of)
    findings = [state for state in every if whole or state.finding.point in shown]
    late = [item for item in year.items if item.status == "overdue" and unit in item.owers]
    return Figures(
        (
            Figure("承担要点" if whole else "列出要点", len(own)),
            Figure("其中牵头", sum(seat.role == "lead" for seat, _ in own.values())),
            *_by_status(Counter(state.status for _, state in own.values())),
            _counted("要点红灯", sum(state.light == "red" for state in chosen), "bad"),
            Figure("自查次数", sum(record.unit == unit for record in year.ledger.self_inspections)),
            _counted("未销号问题", sum(state.is_open for state in findings), "warn"),
            _counted("逾期问题", sum(is_overdue(state, year.standing) for state in findings), "bad"),
            _counted("逾期事项", sum(whole or item.point in shown for item in late), "bad"),
        )
    )


def points_table(plan: Plan, chosen: Sequence[PointState], own: Own) -> Block:
    """Return a row a point; with `own` as the unit stands on it."""

    def stands(s: PointState) -> PointState | UnitState:
        return own[s.point.no][1] if own else s

    def due(s: PointState) -> Cell:
        return Cell(short_day(s.due, plan.year), "bad" if s.due and s.light == "red" else "")

    role: ColumnOf[PointState] = column("角色", lambda s: role_words(own[s.point.no][0]))
    lead: ColumnOf[PointState] = column(answering_units(s.led for s in chosen), _leads, weight=2)
    columns: tuple[ColumnOf[PointState], ...] = (
        column("序号", lambda s: Cell(s.point.no, ref=s.point.no), "point"),
        column("要点", lambda s: Cell(s.point.title, ref=s.point.no), weight=3),
        role if own else lead,
        column("完成", lambda s: stands(s).percent, "percent"),
        column("状态", lambda s: status_cell(stands(s).status) if own else point_status(s)),
        column("要点灯" if own else "灯", lambda s: light_cell(s.light), "light"),
        column("期限", due, optional=True),
        column("报告", lambda s: short_day(stands(s).updated, plan.year), optional=True),
    )
    return table_of("points", "", columns, chosen)


def point_status(state: PointState) -> Cell:
    """Return the status of a point; of one that never ends, until the office has closed it, that it does not."""
    return Cell(ONGOING) if state.is_ongoing and state.status != "verified" else status_cell(state.status)


def _notes(overview: Overview, chosen: Sequence[PointState], office: str = "") -> Iterator[Paragraph]:
    """Quiet lines under the table: how much is shown, what is 待明确, what the office verified itself.

    A unit is told that the `office` names units, not how.
    """
    if chosen and len(chosen) < len(overview.points):
        yield text(f"共{len(overview.points)}个要点，以上列出{len(chosen)}个。", role="note")
    yield from _unresolved([state.unresolved_leads for state in chosen], office, leading=True)
    others = [tuple(word for word in s.unresolved if word not in s.unresolved_leads) for s in chosen]
    yield from _unresolved(others, office, leading=False)
    checked = [s.point.no for s in chosen if s.office_leads and s.status == "verified"]
    if checked:
        which = which_points(checked, [state.point.no for state in overview.points])
        led = all(s.led for s in chosen if s.point.no in checked)
        yield text(f"{SELF_VERIFIED}：{which}由考核组织单位{'牵头' if led else '承担'}，自行核实。", role="note")


def _unresolved(words: Iterable[tuple[str, ...]], office: str, *, leading: bool) -> Iterator[Paragraph]:
    """Yield on how many points wordings name nobody, and how units are named for them."""
    waiting = [each for each in words if each]
    if not waiting:
        return
    names = list(dict.fromkeys(word for each in waiting for word in each))
    listed = "、".join(quoted(word) for word in names[:MOST_WORDINGS]) + ("等" if len(names) > MOST_WORDINGS else "")
    which, option = ("牵头单位", " --role lead") if leading else ("责任单位", "")
    begins = f"{UNRESOLVED}的牵头单位" if leading else UNRESOLVED
    said = f"{begins}：{len(waiting)}个要点的{which}里有统称{listed}，原文没有点名"
    if office:
        yield text(f"{said}，由{office}指定。", role="note")
        return
    if leading:
        yield text(f"{said}，没有牵头单位就没有进展可报；请指定。", role="note")
    else:
        yield text(f"{said}；指定了一个单位就不再列入，请一次指定齐；就是已列出的单位，写其中一个。", role="note")
    command = f"gongkai assign 1-7,9 -u 单位{option or ' -u 单位'}"
    yield text(f"列出：gongkai status --unresolved　指定：{command}", role="hint")


ATTENTION_MOST_LINES = 8
KEPT_FINDINGS = 3
SHOWN_NUMBERS = 3
OF_A_DAY = frozenset({"item_overdue", "item_due_soon", "point_overdue", "point_due_soon"})
"""Reasons that have a day of their own, of items or of the point."""
OF_FINDINGS = frozenset({"lead_finding_overdue", "answering_finding_overdue", "finding_overdue"})
LIGHTS = ("red", "yellow")
TODAY = "today"
FINDING_LIGHT = {"lead_finding_overdue": "red", "answering_finding_overdue": "red", "finding_overdue": "yellow"}
PLAIN = {"": Cell("逾期", "bad"), TODAY: Cell("今天", "warn")}


Waiting = list[tuple[str, str]]
"""What waits for the office: each by its id, or by its point and unit."""


class AttentionLine(Struct, frozen=True):
    """One line of what comes first: light, points, unit, what and its day; the command with which the office begins."""

    light: str
    points: str
    who: str
    what: str
    day: date | None = None
    command: str = ""


def attention(year: Year, chosen: Sequence[PointState], *, whole: bool = False) -> Section:
    """Return the opening section: at most eight lines, each with point, unit, what and the day; `whole`, all of them.

    What is overdue comes first, what is late longest before all; a few places are kept for findings. What many points
    share is one line for all. Below stands what waits for the office.
    """
    case = Attention(year, whole=whole)
    shown, left = case.lines(chosen, None if whole else ATTENTION_MOST_LINES)
    waits = _waiting(year, chosen, whole=whole)
    return Section("attention", "先看这里", (*attention_blocks(case, chosen, shown, left), *waits))


def _waiting(year: Year, chosen: Sequence[PointState], *, whole: bool) -> Iterator[Block]:
    """Yield what the office itself must see to, with the command that lists it; nothing once the year is closed."""
    columns: tuple[ColumnOf[tuple[str, Waiting, str]], ...] = (
        column("待本办办理", lambda each: each[0]),
        column("件数", lambda each: len(each[1]), "number"),
        column("哪些", lambda each: _which(each[1]) if whole else _some(each[1]), weight=3),
        column("查看", lambda each: each[2], "command"),
    )
    if listed := waiting_told(year, chosen):
        yield table_of("waiting", "", columns, listed)


def _some(waits: Waiting) -> str:
    return names_short([f"{where}{unit}" for where, unit in waits], 1 if waits[0][1] else 3)


def _which(waits: Waiting) -> str:
    """Return all of them; of several units that wait on one point how many."""
    units: dict[str, list[str]] = defaultdict(list)
    for where, unit in waits:
        units[where].append(unit)
    return "、".join(f"{where}（{len(of)}个单位）" if of[1:] else f"{where}{of[0]}" for where, of in units.items())


def waiting_told(year: Year, chosen: Sequence[PointState]) -> list[tuple[str, Waiting, str]]:
    """Return what the office must do, of which records, and the command that lists them; empty once closed.

    A record is told by its id, or by its point and unit.
    """
    if year.standing.closed:
        return []
    whole = len(chosen) == len(year.overview.points)
    found = waiting(year.ledger, year.roster, chosen, year.items, whole=whole)
    told = (
        ("核查整改", [(state.finding.id, "") for state in found.rectified], "gongkai finding list --waiting"),
        ("核实办结", [(f"要点{no}", unit) for no, unit in found.done], "gongkai progress list --waiting"),
        ("核实补录事项", [(item.id, "") for item in found.items], "gongkai duty list --waiting"),
        ("催退回的整改", [(state.finding.id, "") for state in found.reopened], "gongkai finding list --returned"),
        (
            "催退回的重报",
            [(f"要点{no}", state.unit) for no, state in found.returned],
            "gongkai progress list --returned",
        ),
        ("催退回的事项", [(item.id, "") for item in found.back], "gongkai due"),
        ("决定复核", [(id_, "") for id_ in found.appeals], "gongkai appeal list"),
    )
    return [each for each in told if each[1]]


def overdue_findings(year: Year, chosen: Sequence[PointState]) -> list[FindingState]:
    """Return the overdue findings on the chosen points; where all are chosen, those on no point too."""
    return [state for state in _findings_on(year, chosen) if is_overdue(state, year.standing)]


def _findings_on(year: Year, chosen: Sequence[PointState]) -> list[FindingState]:
    numbers = {state.point.no for state in chosen}
    if len(numbers) == len(year.overview.points):
        numbers.add("")
    states = year.findings
    return [state for state in states if state.finding.point in numbers]


def _pressing(year: Year, chosen: Sequence[PointState]) -> list[FindingState]:
    """Return the findings on the chosen points that are overdue, or fall due this very day."""
    today = year.standing.handled.date()
    states = [state for state in _findings_on(year, chosen) if state.is_unrectified]
    return [state for state in states if is_overdue(state, year.standing) or state.due == today]


def _day(line: AttentionLine) -> date:
    return line.day or date.max


def attention_blocks(
    case: Attention, chosen: Sequence[PointState], lines: Sequence[AttentionLine], left: int
) -> Iterator[Block]:
    """Yield the lines as a table, or that all is calm; and that some are left out."""
    if lines:
        columns: tuple[ColumnOf[AttentionLine], ...] = (
            column("灯", lambda line: PLAIN.get(line.light) or light_cell(line.light), "light"),
            column("要点", lambda line: Cell(line.points, ref=line.points), "point"),
            column("单位", lambda line: line.who, weight=2),
            column("事项", lambda line: line.what, weight=3),
            column("期限", lambda line: short_day(line.day, case.year) or "", optional=True),
        )
        yield table_of("attention", "", columns, lines)
    else:
        yield text(case.calm(chosen))
    if left:
        yield text(f"另有{left}行没有列出，逐件见 gongkai due 和 gongkai finding list", role="hint")


class Attention:
    """What comes first on some points of a year; told `whole`, it names each unit and point of a line."""

    def __init__(self, year: Year, *, whole: bool = False) -> None:
        self.of = year
        self.year = year.plan.year
        self.whole = whole

    def lines(self, chosen: Sequence[PointState], most: int | None) -> tuple[list[AttentionLine], int]:
        """Return the lines, at most so many and one more, and how many are left out; places are kept for findings."""
        whole = len(chosen) == len(self.of.overview.points)
        own = {light: list(self.of_the_notice(light)) if whole else [] for light in LIGHTS}
        red, soon = (sorted([*self.single(chosen, light), *own[light]], key=_day) for light in LIGHTS)
        late = sorted(map(self.finding, _pressing(self.of, chosen)), key=_day)
        shared = {light: list(self.shared(chosen, light)) for light in LIGHTS}
        rest = [*shared["red"], *soon, *shared["yellow"]]
        count = len(red) + len(late) + len(rest)
        if most is None or count <= most + 1:  # one line more takes no more room than to say that it is left out
            return [*sorted([*red, *late], key=_day), *rest], 0
        kept_red = red[: most - min(len(late), KEPT_FINDINGS, most // 2)]
        kept_late = late[: most - len(kept_red)]
        kept = sorted([*kept_red, *kept_late], key=_day)
        return [*kept, *rest[: most - len(kept)]], count - most

    def named(self, names: Sequence[str], most: int = 1) -> str:
        """Return names as a line has room for them."""
        return names_short(names, len(names) if self.whole else most)

    def single(self, chosen: Iterable[PointState], light: str) -> Iterator[AttentionLine]:
        """Yield a line for each thing with a day of its own that gives its point this light."""
        for state in chosen:
            for reason in state.reasons if state.light == light else ():
                if reason.code in OF_A_DAY:
                    yield self._line(state, reason, light)

    def of_the_notice(self, light: str) -> Iterator[AttentionLine]:
        """Yield a line for each demand of the notice as a whole that is overdue, or soon due: no point tells of it."""
        standing = self.of.standing
        soon = end_of(days_on(standing.handled.date(), self.of.plan.lights.due_days))
        of_duty: dict[str, list[DutyItem]] = defaultdict(list)
        for item in self.of.items:
            wanted = item.status == "overdue" if light == "red" else item.status == "pending"
            if not item.point and wanted and item.due and item.due <= soon:
                of_duty[item.duty.id].append(item)
        code = "item_overdue" if light == "red" else "item_due_soon"
        for items in of_duty.values():
            units = tuple(dict.fromkeys(unit for item in items for unit in item.owers))
            said = f"（{items[0].id}）" if len(items) == 1 else f"{len(items)}项"
            command = self._chase(units) if light == "red" else self._owed(units)
            day = min(item.due for item in items if item.due).date()
            yield AttentionLine(light, WHOLE, self.named(units), f"{REASON[code]}{said}", day, command)

    def finding(self, late: FindingState) -> AttentionLine:
        """Tell of an overdue finding: the light it gives its point, none where it is on no point of its unit."""
        named = late.finding
        heirs = answering(self.of.plan, self.of.roster, named.unit, named.point, self.of.standing.as_of)
        code = self._finding_code(named.point, (named.unit, *heirs))
        where, command = (named.point or "—", self.named(heirs)), self._chase(heirs)
        if not is_overdue(late, self.of.standing):
            return AttentionLine(TODAY, *where, f"问题整改今天到期（{named.id}）", late.due, command)
        what = f"{REASON[code] if code else '问题整改逾期'}（{named.id}）"
        return AttentionLine(FINDING_LIGHT.get(code, ""), *where, what, late.due, command)

    def _finding_code(self, point: str, units: Sequence[str]) -> str:
        """Return the reason that an overdue finding of one of the units is on a point, empty where it is none."""
        roster = self.of.roster
        seats = [seat for unit in units if point and (seat := roster.on(point, unit))]
        if any(roster.leads_on(point, seat.unit) for seat in seats):
            return "answering_finding_overdue" if point in roster.unled else "lead_finding_overdue"
        return "finding_overdue" if any(seat.role == "responsible" for seat in seats) else ""

    def shared(self, chosen: Iterable[PointState], light: str) -> Iterator[AttentionLine]:
        """Yield a line for each reason that is many points' at once."""
        of_code: dict[str, list[PointState]] = defaultdict(list)
        for state in chosen:
            for reason in state.reasons if state.light == light else ():
                if reason.code not in OF_A_DAY | OF_FINDINGS:
                    of_code[reason.code].append(state)
        for code, states in of_code.items():
            numbers = self.named([state.point.no for state in states], SHOWN_NUMBERS)
            who = _leads(states[0]) if len(states) == 1 else f"各{answering_units(s.led for s in states)}"
            option = "--unreported" if code == "not_started" else f"--light {light}"
            yield AttentionLine(light, numbers, who, REASON[code], command=f"gongkai status {option}{self._of_year()}")

    def calm(self, chosen: Sequence[PointState]) -> str:
        """Return that nothing presses, and what comes next."""
        plan, as_of = self.of.plan, self.of.standing.as_of
        if as_of < plan.issued:
            return f"要点{day_words(plan.issued, self.year)}印发，印发以前不算期限。"
        dated = [(state.due, state) for state in chosen if state.due]
        later = self.of.nearest_to_begin(state.point for state in chosen)
        if later:
            dated += [(later[0], state) for state in chosen if state.point.no == later[1].no]
        if not dated:
            return "没有红灯和黄灯。"
        due, nearest = min(dated, key=lambda pair: pair[0])
        day = day_words(due, self.year)
        return f"没有红灯和黄灯。最近的期限是{day}，要点{nearest.point.no}，{_leads(nearest)}。"

    def _line(self, state: PointState, reason: Reason, light: str) -> AttentionLine:
        what = REASON[reason.code]
        if reason.subject.endswith("项"):
            what += reason.subject  # the day beside it is the earliest
        elif reason.subject:
            what += f"（{reason.subject}）"
        late = reason.code in ("item_overdue", "point_overdue")
        command = self._chase(reason.units) if late else self._owed(reason.units)
        return AttentionLine(light, state.point.no, self.named(reason.units), what, reason.day, command)

    def _chase(self, units: Sequence[str]) -> str:
        """Return the command that writes to a unit; the office does not write to itself."""
        others = [unit for unit in units if unit != self.of.plan.office]
        return f"gongkai remind -u {word(others[0])}{self._of_year()}" if others else self._owed(units)

    def _owed(self, units: Sequence[str]) -> str:
        return f"gongkai due{f' -u {word(units[0])}' if units else ''}{self._of_year()}"

    def _of_year(self) -> str:
        return "" if self.of.is_current else f" --year {self.year}"


def _leads(state: PointState) -> str:
    return names_short([lead.unit for lead in state.leads], 1)


SQUARE, WIDEST = "■", 10
RED = "红灯"


def trend_data(months: Sequence[Month]) -> list[dict[str, object]]:
    """Return each month as scripts read it: `2018-08`, the last day read, and the number of points in each state."""
    return [
        {
            "month": f"{month.first:%Y-%m}",
            "as_of": month.as_of,
            "done": month.done,
            "verified": month.verified,
            "overdue": month.overdue,
        }
        for month in months
    ]


def with_trend(document: Document, months: Sequence[Month], *, drawn: bool) -> Document:
    """Return the dashboard with the trend of all points at its foot; in the data under `trend`.

    It is `drawn` on a screen; in a file its figures are figures.
    """
    data = document.data if isinstance(document.data, dict) else {}
    section = Section("trend", "各月情况（各月末的要点数）", (drawn_trend(months) if drawn else trend_table(months),))
    return replace(document, blocks=(*document.blocks, section), data={**data, "trend": trend_data(months)})


def trend_table(months: Sequence[Month], caption: str = "", late: str = RED) -> Table:
    """Return a row a month: how many points were done, verified and red at its end, these under the name of `late`."""
    columns: tuple[ColumnOf[Month], ...] = (
        column("月份", lambda m: f"{m.first.month}月"),
        column(STATUS["done"], lambda m: m.done, "number"),
        column(STATUS["verified"], lambda m: Cell(m.verified, _tone(m.verified, "good")), "number"),
        column(late, lambda m: Cell(m.overdue, _tone(m.overdue, "bad")), "number"),
    )
    return table_of("trend", caption, columns, months)


def drawn_trend(months: Sequence[Month]) -> Table:
    """Return the same with a bar of squares before each number, all on one scale: for a screen."""
    most = max((number for month in months for number in (month.done, month.verified, month.overdue)), default=0)
    columns: tuple[ColumnOf[Month], ...] = (
        column("月份", lambda m: f"{m.first.month}月"),
        column(STATUS["done"], lambda m: bar(m.done, most)),
        column(STATUS["verified"], lambda m: Cell(bar(m.verified, most), _tone(m.verified, "good"))),
        column(RED, lambda m: Cell(bar(m.overdue, most), _tone(m.overdue, "bad"))),
    )
    return table_of("trend", "", columns, months)


def bar(number: int, most: int) -> str:
    """Return squares in proportion, ten at most, and the number; whatever is there at all has a square."""
    if not number:
        return "0"
    squares = number if most <= WIDEST else max(1, (number * WIDEST * 2 + most) // (most * 2))
    return f"{SQUARE * squares} {number}"


def _tone(number: int, tone: Tone) -> Tone:
    return tone if number else ""


def own_section(
    year: Year,
    lines: Sequence[OwedLine],
    days: int,
    unit: str,
    *,
    coming: Owed | None = None,
    most: int | None = MOST_LINES,
) -> Section:
    """Return what one unit itself must see to, as the opening of its dashboard: at most so many lines, and one more.

    Where there are no lines, `coming` is what falls due after the days.
    """
    awaited = (*_unreported(year, unit), *_awaited(year, unit), *_decided(year, unit))
    if not lines:
        coming = None if year.standing.closed else coming
        later = next_words(year, coming, unit) if coming else ""
        ahead = (look_ahead(year, coming, unit),) if coming else ()
        calm = f"{span_words(days)}没有要办的事项，也没有逾期。{_of_others(year, unit)}{later}"
        return Section("attention", "先看这里", (text(closed_words(year) or calm), *ahead, *awaited))
    shown = lines if most is None or len(lines) <= most + 1 else lines[:most]
    columns = (*when_columns(year, unit), column("事项", lambda line: _named(year, line, unit), weight=4))
    blocks: list[Block] = [table_of("attention", "", columns, shown)]
    if len(shown) < len(lines):
        blocks.append(text(f"另有{len(lines) - len(shown)}行没有列出，见 gongkai due -u {word(unit)}", role="hint"))
    return Section("attention", "先看这里", (*blocks, *awaited))


def _unreported(year: Year, unit: str) -> Iterator[Block]:
    """Yield the line on the points of which the unit has told nothing; none once the year is closed."""
    own = {no: units[unit] for no, units in year.unit_states.items() if unit in units}
    silent = [no for no, state in own.items() if state.updated is None]
    if silent and not year.standing.closed:
        left = sum(state.percent < FULL for state in own.values())
        ended = f"年底没有办结的{left}个，其中" if year.standing.over else "还"
        yield text(f"承担的{len(own)}个要点里，{ended}没有报过进展的{len(silent)}个。", role="note")
        when = " --date 日期" if year.standing.over else ""
        which = points_typed(year.plan, silent)
        yield text(f"报进展：gongkai progress add {word(which)} -u {word(unit)} --percent 比例{when}", role="hint")


def _awaited(year: Year, unit: str) -> Iterator[Block]:
    """Yield the line on what the unit has handed in and the office has not seen to; none once the year is closed."""
    if year.standing.closed:
        return
    found = waiting(year.ledger, year.roster, year.overview.points, year.items, whole=True)
    mine = {appeal.id: appeal.entry for appeal in year.ledger.appeals if appeal.unit == unit}
    items = Counter(item.duty.id for item in found.items if unit in item.owers)
    told = (
        ("核查整改", [state.finding.id for state in found.rectified if state.finding.unit == unit]),
        ("核实办结", [f"要点{no}" for no, lead in found.done if lead == unit]),
        ("核实补录事项", [f"{duty}共{count}项" for duty, count in items.items()]),
        ("决定复核", [mine[id_] for id_ in found.appeals if id_ in mine]),
    )
    words = [f"{what}（{names_short(which, MOST_LINES)}）" for what, which in told if which]
    if words:
        yield text(f"已报，等{year.plan.office}办理：{'，'.join(words)}。", role="note")


def _of_others(year: Year, unit: str) -> str:
    """Return why a point can be red for one who is not late."""
    if year.standing.over:
        return ""  # what is not finished then is red whoever leads it
    red = sum(
        state.light == "red" and year.roster.on(state.point.no, unit) is not None for state in year.overview.points
    )
    return f"红灯的{red}个要点，逾期的是其他单位。" if red else ""


def _named(year: Year, line: OwedLine, unit: str) -> str:
    """Return what is to be done; where the command does not stand beside it, a finding is told with its id."""
    said, source = line_words(year, line, unit), line.first.source
    return f"{source.finding.id}　{said}" if line.count == 1 and isinstance(source, FindingState) else said


def _decided(year: Year, unit: str) -> Iterator[Block]:
    """Yield the line on what became of the unit's objections; none once the year is closed."""
    if year.standing.closed or not year.ledger.appeals:
        return
    for state in year.appeals:
        if state.appeal.unit == unit and state.ruling:
            left = f"为{points_text(state.ruling.points)}分" if state.status == "reduced" else ""
            why = state.ruling.reason.rstrip("。")
            said = f"{APPEAL[state.status]}{left}（{day_words(state.ruling.day, year.plan.year)}，{why}）"
            yield text(f"申请复核的结果：{state.appeal.entry}{said}。", role="note")


def own_lines(year: Year, no: str, unit: str) -> Iterator[Block]:
    """Yield how a unit stands on one point, and how it reports; nothing where it is not on it."""
    seat = year.roster.on(no, unit)
    if seat is None:
        return
    state = year.unit_states[no][unit]
    yield text(f"{unit}是要点{no}的{role_words(seat)}：{state.percent}%，{LEAD_STATE[state.status]}。")
    if not year.standing.closed and state.percent < FULL:
        when = " --date 日期" if year.standing.over else ""
        yield text(f"报进展：gongkai progress add {word(no)} -u {word(unit)} --percent 比例{when}", role="hint")


def progress_document(year: Year, chosen: Sequence[Progress], *, answer: bool = True) -> Document:
    """Return the reports, each with where its unit now stands on that point; a screen needs no JSON `answer`."""
    now = {(no, unit): state for no, units in year.unit_states.items() for unit, state in units.items()}
    returned = {at: state for at, state in now.items() if state.status == "returned"}
    stands, gone = {at: status_cell(state.status) for at, state in now.items()}, Cell("已不承担", "dim")
    columns: tuple[ColumnOf[Progress], ...] = (
        column("编号", lambda r: Cell(r.id, ref=r.id), "id"),
        column("日期", lambda r: r.day, "date"),
        column("要点", lambda r: Cell(r.point, ref=r.point), "point"),
        column("单位", lambda r: Cell(r.unit, ref=r.unit), weight=2),
        column("完成", lambda r: r.percent, "percent"),
        column("单位现状", lambda r: stands.get((r.point, r.unit), gone)),
        column("退回", lambda r: _sent_back(r, returned.get((r.point, r.unit))), weight=2, optional=True),
        column("说明", lambda r: r.note, weight=3, optional=True),
        column("佐证", lambda r: evidence_text(r.evidence), weight=3, optional=True),
        REMARK,
    )
    body = table_of("progress", "", columns, chosen)
    told = chosen if answer else ()
    data = [progress_data(r, now[seat(r)].status if seat(r) in now else None) for r in told]
    return paper("progress", f"{year.plan.year}年度进展报告", (body,), data, (year.ledger, year.standing))


def seat(record: Progress) -> tuple[str, str]:
    """Return where a report belongs: point and unit."""
    return record.point, record.unit


def _sent_back(record: Progress, state: UnitState | None) -> str:
    return f"{state.reviewed}：{state.reason}" if state and state.updated == record.day else ""


WHY_BEHIND = {
    "items": "应办事项逾期",
    "returned": "已退回、尚未重报",
    "late": "完成时限已过",
    "silent": "未报进展",
    "unfinished": "已报进展、未办结",
}


def standing_blocks(year: Year, unit: str, room: int) -> Iterator[Block]:
    """Yield where a unit stands on its points in one sentence, and those it is behind on.

    These stand in a table of at most `room` rows; more of them are told by number, reason by reason.
    """
    stand = points_of_unit(year, unit)
    if not stand.total:
        return
    yield text(standing_words(stand) + (unscored_words(stand) if year.plan.assessment else ""))
    if 0 < len(stand.behind) <= room:
        yield _behind_table(stand.behind, year.plan.year)
    elif stand.behind:
        yield from _behind_sentences(stand, [point.no for point in year.plan.points])


def _behind_sentences(stand: PointsOfUnit, order: Sequence[str]) -> Iterator[Block]:
    if stand.unfinished:
        reasons = "；".join(_by_reason(stand.unfinished, order))
        yield text(f"{_late_words(stand.unfinished)}的要点：{reasons}。", role="detail")
    if stand.done_late:
        reasons = "；".join(_by_reason(stand.done_late, order))
        yield text(f"{STATUS['done']}的要点：{reasons}。", role="detail")


def standing_words(stand: PointsOfUnit) -> str:
    """Return where a unit stands on its points: 承担要点39个（牵头2个）：已办结15个、推进中19个、未按时办结5个.

    Where it is not behind, what it has left is within its time: before the last day nothing is due.
    """
    parts = list(_done_words(stand))
    rest = ((STATUS["in_progress"], stand.under_way), (ONGOING, stand.ongoing), (WHY_BEHIND["silent"], stand.silent))
    parts += [f"{word}{number}个" for word, number in rest if number]
    left = stand.under_way + stand.ongoing + stand.silent
    parts += [f"{_late_words(stand.unfinished)}{len(stand.unfinished)}个"] if stand.unfinished else []
    within = "，均在时限内" if left and not stand.behind else ""
    parted = 0 < stand.tasks < stand.total
    seats = [f"牵头{stand.leads}个" + (f"，办结{stand.leads_done}个" if parted else "")] if stand.leads else []
    seats += [f"责任{stand.tasks}个，办结{stand.tasks_done}个"] if parted else []
    how = f"（{'；'.join(seats)}）" if seats else ""
    return f"承担要点{stand.total}个{how}：{'、'.join(parts)}{within}。"


def unscored_words(stand: PointsOfUnit) -> str:
    """Return that tasks left undone take nothing from the score by themselves, empty where none is left.

    The two numbers of the share stand here where the sentence before has not parted leads and tasks.
    """
    if stand.tasks_done == stand.tasks:
        return ""
    counted = "" if 0 < stand.tasks < stand.total else f"（{stand.tasks_done}/{stand.tasks}）"
    return f"落实面{share(stand.tasks_done, stand.tasks)}{counted}，不计分。"


def _done_words(stand: PointsOfUnit) -> Iterator[str]:
    """Yield how many points are done, those among them that owe items, so that leads and tasks done sum to it."""
    late = stand.done_late
    verified = stand.verified + sum(one.state.status == "verified" for one in late)
    among = ((verified, "已核实"), (len(late), f"有{WHY_BEHIND['items']}的"))
    told = "、".join(f"{word}{number}个" for number, word in among if number)
    if done := stand.finished + len(late):
        yield f"{STATUS['done']}{done}个" + (f"（其中{told}）" if told else "")


def _late_words(behind: Sequence[PointBehind]) -> str:
    """Return what points have in common that a unit is behind on."""
    back = sum(one.why == "returned" for one in behind)
    return "未按时办结" if not back else WHY_BEHIND["returned"] if back == len(behind) else "未按时办结、已退回"


def _by_reason(behind: Sequence[PointBehind], order: Sequence[str]) -> Iterator[str]:
    for why, words in WHY_BEHIND.items():
        numbers = [one.point.point.no for one in behind if one.why == why]
        if numbers:
            yield f"{words}的{len(numbers)}个（{which_points(numbers, order)}）"


def _behind_table(behind: Sequence[PointBehind], year: int) -> Table:
    columns: tuple[ColumnOf[PointBehind], ...] = (
        column("序号", lambda b: Cell(b.point.point.no, ref=b.point.point.no), "point"),
        column(_behind_title(behind), lambda b: Cell(b.point.point.title, ref=b.point.point.no), weight=3),
        column("本单位报到", lambda b: b.state.percent if b.state.updated else None, "percent"),
        column("报告日期", lambda b: short_day(b.state.updated, year), "date", optional=True),
        column("情况", _behind_words, weight=2),
    )
    return table_of("behind", "", columns, behind)


def _behind_title(behind: Sequence[PointBehind]) -> str:
    return "未办结或者有逾期的要点" if any(one.is_done for one in behind) else "未办结的要点"


def _behind_words(behind: PointBehind) -> str:
    if behind.why == "items":
        return f"{STATUS['done'] + '，' if behind.is_done else ''}{WHY_BEHIND['items']}{behind.items}项"
    day = behind.point.last
    return f"{full_day(day)}的完成时限已过" if behind.why == "late" and day else WHY_BEHIND[behind.why]
