"""先看这里: what a clerk should look at first this morning: what is overdue, then the nearest date."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.document import Cell, Column, Section, text
from gongkai.domain.findings import OPEN, PLANNED, finding_states, is_overdue
from gongkai.domain.roster import answering
from gongkai.domain.waiting import waiting
from gongkai.report.parts import day_words, light_cell, names_short, short_day, table
from gongkai.wording import REASON

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.document import Block
    from gongkai.domain.findings import FindingState
    from gongkai.domain.status import PointState, Reason
    from gongkai.report.year import Year

MOST_LINES = 8
KEPT_FINDINGS = 3
SHOWN_NUMBERS = 3
OF_ITEMS = frozenset({"item_overdue", "item_due_soon"})
OF_FINDINGS = frozenset({"lead_finding_overdue", "finding_overdue"})
LIGHTS = ("red", "yellow")
TODAY = "today"
FINDING_CODE = {"lead": "lead_finding_overdue", "responsible": "finding_overdue"}
FINDING_LIGHT = {"lead_finding_overdue": "red", "finding_overdue": "yellow"}
COLUMNS = (
    Column("灯", "light"),
    Column("要点"),
    Column("单位", weight=2),
    Column("事项", weight=3),
    Column("期限"),
)
WAITING = (Column("待本办办理"), Column("件数", "number"), Column("哪些", weight=3), Column("查看", "command"))


class _Line(Struct, frozen=True):
    light: str
    points: str
    who: str
    what: str
    day: date | None = None

    def cells(self, year: int) -> tuple[Cell, ...]:
        due = Cell(short_day(self.day, year) if self.day else "")
        plain = {"": Cell("逾期", "bad"), TODAY: Cell("今天", "warn")}
        light = plain.get(self.light) or light_cell(self.light)
        return (light, Cell(self.points, ref=self.points), Cell(self.who), Cell(self.what), due)


def attention(year: Year, chosen: Sequence[PointState], *, whole: bool = False) -> Section:
    """Return the opening section: at most eight lines, each with point, unit, what and the day; `whole`, all of them.

    What is overdue comes first: items, then findings, a few places kept for them. What hangs on a date of its own
    stands alone, earliest first; what many points share is one line for all. Below stands what waits for the office.
    """
    case = _Case(year)
    red, soon = (sorted(case.single(chosen, light), key=_day) for light in LIGHTS)
    late = sorted(map(case.finding, _pressing(year, chosen)), key=_day)
    shared = {light: list(case.shared(chosen, light)) for light in LIGHTS}
    rest = [*shared["red"], *soon, *shared["yellow"]]
    every = [*red, *late, *rest]
    shown = every
    if len(every) > MOST_LINES + 1 and not whole:  # one line more takes no more room than to say that it is left out
        kept_red = red[: MOST_LINES - min(len(late), KEPT_FINDINGS)]
        kept_late = late[: MOST_LINES - len(kept_red)]
        shown = [*kept_red, *kept_late, *rest[: MOST_LINES - len(kept_red) - len(kept_late)]]
    blocks = (*_blocks(case, chosen, shown, len(every) - len(shown)), *_waiting(year, chosen))
    return Section("attention", "先看这里", blocks)


def _waiting(year: Year, chosen: Sequence[PointState]) -> Iterator[Block]:
    """Yield what the office itself must see to, with the command that lists it; nothing once the year is closed."""
    if year.standing.closed:
        return
    found = waiting(year.ledger, year.roster, chosen, whole=len(chosen) == len(year.overview.points))
    told = (
        ("核查整改", [state.finding.id for state in found.rectified], "gongkai finding list --waiting"),
        ("核实办结", [f"要点{no}{unit}" for no, unit in found.done], "gongkai progress list --waiting"),
        ("催退回的重报", [f"要点{no}{state.unit}" for no, state in found.returned], "gongkai progress list --returned"),
        ("决定复核", list(found.appeals), "gongkai appeal list"),
    )
    rows = [
        (Cell(what), Cell(len(which)), Cell(names_short(which, 1 if which[0].startswith("要点") else 3)), Cell(command))
        for what, which, command in told
        if which
    ]
    if rows:
        yield table("waiting", "", WAITING, rows)


def overdue_findings(year: Year, chosen: Sequence[PointState]) -> list[FindingState]:
    """Return the overdue findings on the chosen points; where all are chosen, those on no point too."""
    return [state for state in _findings_on(year, chosen) if is_overdue(state, year.standing)]


def _findings_on(year: Year, chosen: Sequence[PointState]) -> list[FindingState]:
    numbers = {state.point.no for state in chosen}
    if len(numbers) == len(year.overview.points):
        numbers.add("")
    states = finding_states(year.ledger.findings, year.ledger.finding_steps)
    return [state for state in states if state.finding.point in numbers]


def _pressing(year: Year, chosen: Sequence[PointState]) -> list[FindingState]:
    """Return the findings on the chosen points that are overdue, or fall due this very day."""
    today = year.standing.handled.date()
    states = [state for state in _findings_on(year, chosen) if state.status in (OPEN, PLANNED)]
    return [state for state in states if is_overdue(state, year.standing) or state.due == today]


def _day(line: _Line) -> date:
    return line.day or date.max


def _blocks(case: _Case, chosen: Sequence[PointState], lines: Sequence[_Line], left: int) -> Iterator[Block]:
    if lines:
        rows = [line.cells(case.year) for line in lines]
        yield table("attention", "", COLUMNS, rows, optional=("期限",))
    else:
        yield text(case.calm(chosen))
    if left:
        yield text(f"另有{left}行没有列出，逐件见 gongkai due 和 gongkai finding list", role="hint")


class _Case:
    def __init__(self, year: Year) -> None:
        self.of = year
        self.year = year.plan.year

    def single(self, chosen: Iterable[PointState], light: str) -> Iterator[_Line]:
        for state in chosen:
            for reason in state.reasons if state.light == light else ():
                if reason.code in OF_ITEMS:
                    yield self._line(state, reason, light)

    def finding(self, late: FindingState) -> _Line:
        """Tell of an overdue finding: the light it gives its point, none where it is on no point of its unit."""
        named = late.finding
        heirs = answering(self.of.plan, self.of.roster, named.unit, named.point, self.of.standing.as_of)
        seats = (self.of.roster.on(named.point, unit) for unit in (named.unit, *heirs) if named.point)
        roles = {seat.role for seat in seats if seat}
        code = next((code for role, code in FINDING_CODE.items() if role in roles), "")
        where = named.point or "—", names_short(heirs, 1)
        if not is_overdue(late, self.of.standing):
            return _Line(TODAY, *where, f"问题整改今天到期（{named.id}）", late.due)
        what = f"{REASON[code] if code else '问题整改逾期'}（{named.id}）"
        return _Line(FINDING_LIGHT.get(code, ""), *where, what, late.due)

    def shared(self, chosen: Iterable[PointState], light: str) -> Iterator[_Line]:
        of_code: dict[str, list[PointState]] = defaultdict(list)
        for state in chosen:
            for reason in state.reasons if state.light == light else ():
                if reason.code not in OF_ITEMS | OF_FINDINGS:
                    of_code[reason.code].append(state)
        for code, states in of_code.items():
            numbers = names_short([state.point.no for state in states], SHOWN_NUMBERS)
            who = _leads(states[0]) if len(states) == 1 else "各牵头单位"
            yield _Line(light, numbers, who, REASON[code])

    def calm(self, chosen: Sequence[PointState]) -> str:
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

    def _line(self, state: PointState, reason: Reason, light: str) -> _Line:
        what = REASON[reason.code]
        if reason.subject.endswith("项"):
            what += reason.subject  # the day beside it is the earliest
        elif reason.subject:
            what += f"（{reason.subject}）"
        return _Line(light, state.point.no, names_short(reason.units, 1), what, reason.day)


def _leads(state: PointState) -> str:
    return names_short([lead.unit for lead in state.leads], 1)
