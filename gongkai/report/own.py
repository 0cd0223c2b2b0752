"""What one unit itself must see to, or has waited for: the opening of its dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.document import Cell, Section, text
from gongkai.domain.appeals import appeal_states
from gongkai.domain.findings import FindingState
from gongkai.domain.status import FULL, unit_states
from gongkai.domain.waiting import waiting
from gongkai.report.due import COLUMNS, MOST_LINES, closed_words, look_ahead, next_words, row_of, span_words, word
from gongkai.report.parts import day_words, names_short, points_text, role_words, table
from gongkai.wording import APPEAL, LEAD_STATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.document import Block
    from gongkai.domain.due import Case, Line, Owed
    from gongkai.report.year import Year

WHAT = 4
"""The column that says what is to be done."""


def own_section(
    case: Case, lines: Sequence[Line], days: int, unit: str, *, coming: Owed | None = None, whole: bool = False
) -> Section:
    """Return what one unit itself must see to, as the opening of its dashboard: at most eight lines, `whole` all.

    Where there are no lines, `coming` is what falls due after the days.
    """
    awaited = (*_unreported(case, unit), *_awaited(case, unit), *_decided(case, unit))
    if not lines:
        coming = None if case.standing.closed else coming
        later = next_words(case, coming, unit) if coming else ""
        ahead = (look_ahead(case, coming, unit),) if coming else ()
        calm = f"{span_words(days)}没有要办的事项，也没有逾期。{_of_others(case, unit)}{later}"
        return Section("attention", "先看这里", (text(closed_words(case) or calm), *ahead, *awaited))
    shown = lines if whole or len(lines) <= MOST_LINES + 1 else lines[:MOST_LINES]
    kept = [0, 1, 2, 4]
    rows = [[_cells(case, line, unit)[index] for index in kept] for line in shown]
    blocks: list[Block] = [table("attention", "", [COLUMNS[index] for index in kept], rows, optional=("要点",))]
    if len(shown) < len(lines):
        blocks.append(text(f"另有{len(lines) - len(shown)}行没有列出，见 gongkai due -u {word(unit)}", role="hint"))
    return Section("attention", "先看这里", (*blocks, *awaited))


def _unreported(case: Case, unit: str) -> Iterator[Block]:
    """Yield the line on the points of which the unit has told nothing; none once the year is closed."""
    own = [units[unit] for units in unit_states(case.ledger, case.roster).values() if unit in units]
    silent = sum(state.updated is None for state in own)
    if silent and not case.standing.closed:
        left = sum(state.percent < FULL for state in own)
        ended = f"年底没有办结的{left}个，其中" if case.standing.over else "还"
        yield text(f"承担的{len(own)}个要点里，{ended}没有报过进展的{silent}个。", role="note")
        when = " --date 日期" if case.standing.over else ""
        yield text(f"报进展：gongkai progress add 序号 -u {word(unit)} --percent 比例{when}", role="hint")


def _awaited(case: Case, unit: str) -> Iterator[Block]:
    """Yield the line on what the unit has handed in and the office has not seen to; none once the year is closed."""
    if case.standing.closed:
        return
    found = waiting(case.ledger, case.roster, case.overview.points, whole=True)
    mine = {appeal.id: appeal.entry for appeal in case.ledger.appeals if appeal.unit == unit}
    told = (
        ("核查整改", [state.finding.id for state in found.rectified if state.finding.unit == unit]),
        ("核实办结", [f"要点{no}" for no, lead in found.done if lead == unit]),
        ("决定复核", [mine[id_] for id_ in found.appeals if id_ in mine]),
    )
    words = [f"{what}（{names_short(which, MOST_LINES)}）" for what, which in told if which]
    if words:
        yield text(f"已报，等{case.plan.office}办理：{'，'.join(words)}。", role="note")


def _of_others(case: Case, unit: str) -> str:
    """Return why a point can be red for one who is not late."""
    if case.standing.over:
        return ""  # what is not finished then is red whoever leads it
    red = sum(
        state.light == "red" and case.roster.on(state.point.no, unit) is not None for state in case.overview.points
    )
    return f"红灯的{red}个要点，逾期的是其他单位。" if red else ""


def _cells(case: Case, line: Line, unit: str) -> tuple[Cell, ...]:
    """Return a line of the list; where the command does not stand beside it, a finding is told with its id."""
    cells, source = row_of(case, line, unit), line.first.source
    if line.count > 1 or not isinstance(source, FindingState):
        return cells
    told = Cell(f"{source.finding.id}　{cells[WHAT].value}")
    return (*cells[:WHAT], told, *cells[WHAT + 1 :])


def _decided(case: Case, unit: str) -> Iterator[Block]:
    """Yield the line on what became of the unit's objections; none once the year is closed."""
    if case.standing.closed or not case.ledger.appeals:
        return
    year = case.plan.year
    for state in appeal_states(case.ledger.appeals, case.ledger.rulings):
        if state.appeal.unit == unit and state.ruling:
            left = f"为{points_text(state.ruling.points)}分" if state.status == "reduced" else ""
            why = state.ruling.reason.rstrip("。")
            said = f"{APPEAL[state.status]}{left}（{day_words(state.ruling.day, year)}，{why}）"
            yield text(f"申请复核的结果：{state.appeal.entry}{said}。", role="note")


def own_lines(year: Year, no: str, unit: str) -> Iterator[Block]:
    """Yield how a unit stands on one point, and how it reports; nothing where it is not on it."""
    seat = year.roster.on(no, unit)
    if seat is None:
        return
    state = unit_states(year.ledger, year.roster)[no][unit]
    yield text(f"{unit}是要点{no}的{role_words(seat)}：{state.percent}%，{LEAD_STATE[state.status]}。")
    if not year.standing.closed and state.percent < FULL:
        when = " --date 日期" if year.standing.over else ""
        yield text(f"报进展：gongkai progress add {word(no)} -u {word(unit)} --percent 比例{when}", role="hint")
