"""先看这里: what a clerk should look at first this morning: the red, then the nearest date."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, Section, text
from gongkai.frozen import frozen
from gongkai.report.parts import day_words, light_cell, names_short, short_day, table
from gongkai.wording import REASON

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.document import Block
    from gongkai.domain.ledger import Ledger
    from gongkai.domain.status import PointState, Reason

MOST_LINES = 8
SHOWN_NUMBERS = 3
OF_ITEMS = frozenset({"item_overdue", "item_due_soon"})
OF_FINDINGS = frozenset({"lead_finding_overdue", "finding_overdue"})
LIGHTS = ("red", "yellow")
COLUMNS = (
    Column("灯", "light"),
    Column("要点"),
    Column("单位", weight=2),
    Column("事项", weight=3),
    Column("期限"),
)


@frozen
class _Line:
    light: str
    points: str
    who: str
    what: str
    day: date | None = None

    def cells(self, year: int) -> tuple[Cell, ...]:
        due = Cell(short_day(self.day, year) if self.day else "")
        return (light_cell(self.light), Cell(self.points, ref=self.points), Cell(self.who), Cell(self.what), due)


def attention(ledger: Ledger, chosen: Sequence[PointState]) -> Section:
    """Return the opening section: at most eight lines, each with point, unit, what and the day.

    What hangs on a date of its own stands alone, earliest first; what many points share is one line for all.
    """
    case = _Case(ledger)
    single = {light: sorted(case.single(chosen, light), key=lambda line: line.day or date.max) for light in LIGHTS}
    shared = {light: list(case.shared(chosen, light)) for light in LIGHTS}
    room = MOST_LINES - sum(map(len, shared.values()))
    lines: list[_Line] = []
    for light in LIGHTS:
        kept = single[light][: max(room, 1)]
        room -= len(kept)
        lines += [*kept, *shared[light]]
    left = sum(map(len, (*single.values(), *shared.values()))) - len(lines)
    return Section("attention", "先看这里", tuple(_blocks(case, chosen, lines, left)))


def _blocks(case: _Case, chosen: Sequence[PointState], lines: Sequence[_Line], left: int) -> Iterator[Block]:
    if lines:
        rows = [line.cells(case.year) for line in lines]
        yield table("attention", "", COLUMNS, rows, optional=("期限",))
    else:
        yield text(case.calm(chosen))
    if left:
        yield text(f"另有{left}件，逐件见 gongkai due 和 gongkai finding list", role="hint")


class _Case:
    def __init__(self, ledger: Ledger) -> None:
        self.year = ledger.plan.year
        self.owner = {finding.id: finding.unit for finding in ledger.findings}

    def single(self, chosen: Iterable[PointState], light: str) -> Iterator[_Line]:
        for state in chosen:
            for reason in state.reasons if state.light == light else ():
                if reason.code in OF_ITEMS | OF_FINDINGS:
                    yield self._line(state, reason, light)

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
        dated = [(state.due, state) for state in chosen if state.due]
        if not dated:
            return "没有红灯和黄灯。"
        due, nearest = min(dated, key=lambda pair: pair[0])
        day = day_words(due, self.year)
        return f"没有红灯和黄灯。最近的期限是{day}，要点{nearest.point.no}，{_leads(nearest)}。"

    def _line(self, state: PointState, reason: Reason, light: str) -> _Line:
        who = self.owner.get(reason.subject, "") if reason.code in OF_FINDINGS else _leads(state)
        what = REASON[reason.code]
        if reason.subject.endswith("项"):
            what += reason.subject  # the day beside it is the earliest
        elif reason.subject:
            what += f"（{reason.subject}）"
        return _Line(light, state.point.no, who, what, reason.day)


def _leads(state: PointState) -> str:
    return names_short([lead.unit for lead in state.leads], 1)
