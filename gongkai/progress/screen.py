"""The dashboard as one screen of a terminal: what is to be done first, what waits, the figures, a line a chapter.

The table of all points is what `--all`, a file, a pipe and JSON show. How many lines of what is urgent there is room
for only the terminal knows: the paper is made for `most` of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from gongkai.duty.papers import line_command
from gongkai.papers.columns import as_of_line, column, marks, table_of
from gongkai.papers.document import Document, Run, Section, text
from gongkai.papers.values import NOTHING
from gongkai.progress.papers import (
    Attention,
    attention_blocks,
    chapters_chart,
    figures_of,
    own_seats,
    own_section,
    points_table,
    unit_figures,
    waiting_told,
)
from gongkai.wording import EVERYONE, UNRESOLVED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.duty.due import Owed, OwedLine
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Paragraph, Table
    from gongkai.progress.papers import Own
    from gongkai.progress.status import PointState
    from gongkai.year import Year

Below = Literal["points", "chapters", ""]
"""What stands under the figures: the points themselves, where they are few, or a line a chapter."""
SCREEN = "screen"
ALL = "gongkai status --all"


class Duties(Struct, frozen=True):
    """What one unit has to see to within so many days, as it is to be told; `coming` is what falls due after them."""

    unit: str
    lines: tuple[OwedLine, ...]
    days: int
    coming: Owed | None = None


def screen_document(year: Year, most: int, below: Below = "chapters", *, named: bool = False) -> Document:
    """Return the office's screen, with at most so many lines of what is urgent.

    Where the machine has a unit `named`, whose alone lists show there, their commands ask for all units.
    """
    chosen = year.overview.points
    case = Attention(year)
    lines, left = case.lines(chosen, most)
    all_units = _of_all if named else str
    waits = [(what, f"{len(which)}件", all_units(command)) for what, which, command in waiting_told(year, chosen)]
    sent = {f"gongkai remind -u {one.unit}" for one in year.ledger.reminders if one.day == year.today}
    begin = [
        (all_units(line.command), line.what if line.points == NOTHING else f"要点{line.points}{line.what}")
        for line in lines
        if line.command not in sent
    ]
    begin += [(command, f"{what}{count}") for what, count, command in waits]
    if unnamed := sum(bool(state.unresolved) for state in chosen):
        waits.append(
            (f"指定{UNRESOLVED}单位", f"{unnamed}个要点", all_units(f"gongkai status --unresolved{_of_year(year)}"))
        )
    first = begin[:1] if not year.standing.closed else []
    blocks = (*(_first(*each) for each in first), *attention_blocks(case, chosen, lines, left))
    sections = [Section("attention", "先看这里", blocks)]
    if waits and not year.standing.closed:
        sections.append(Section("waiting", "待本办办理", (_waiting(waits),)))
    every = all_units(f"{ALL}{_of_year(year)}")
    return _screen(year, "", sections, (figures_of(year, chosen), *_below(year, chosen, {}, below)), every)


def _of_all(command: str) -> str:
    """Return a command that lists with the option for all units; one that names a unit, or records, stays."""
    return command if " -u " in command else f"{command} -u {EVERYONE}"


def own_screen(year: Year, duties: Duties, most: int, below: Below = "chapters") -> Document:
    """Return a unit's own screen: what it must do itself, and how it stands on its points."""
    unit, lines = duties.unit, duties.lines
    chosen = [state for state in year.overview.points if year.roster.on(state.point.no, unit)]
    own = own_seats(year, unit, chosen)
    section = own_section(year, lines, duties.days, unit, coming=duties.coming, most=most)
    command = line_command(year, lines[0], unit) if lines and not year.standing.closed else ""
    blocks = (*([_first(command, "")] if command else []), *section.blocks)
    opening = Section(section.key, section.title, blocks)
    stand = (unit_figures(year, unit, chosen, own), *_below(year, chosen, own, below))
    return _screen(year, unit, [opening], stand, f"{ALL} -u {unit}{_of_year(year)}")


def _below(year: Year, chosen: Sequence[PointState], own: Own, below: Below) -> Sequence[Block]:
    if below == "points":
        return (points_table(year.plan, chosen, own),)
    return tuple(chapters_chart(chosen, own)) if below else ()


def _first(command: str, why: str) -> Paragraph:
    """Return the first thing to do: its command, and behind it why."""
    return text(Run(f"先办：{command}", "strong"), f"　{why}" if why else "")


def _waiting(waits: Sequence[tuple[str, str, str]]) -> Table:
    columns: tuple[ColumnOf[tuple[str, str, str]], ...] = (
        column("", lambda each: each[0]),
        column("", lambda each: each[1]),
        column("", lambda each: each[2], "command"),
    )
    return table_of("waiting", "", columns, waits)


def _screen(year: Year, unit: str, sections: Sequence[Section], blocks: Sequence[Block], every: str) -> Document:
    """Return a screen: what is urgent, how the year stands, the command that lists `every` point."""
    plan = year.plan
    stand = Section("figures", "全年进展", tuple(blocks))
    foot = text(f"{'本单位的' if unit else '全部'}要点：{every}　一个要点：gongkai show 编号", role="hint")
    title = f"{plan.title}　{unit}" if unit else plan.title
    day = as_of_line(year.standing)
    head = text(plan.number, "　" if plan.number else "", *day.runs, role=day.role)
    return Document(SCREEN, title, (head, *sections, stand, foot), marks=marks(year.ledger))


def _of_year(year: Year) -> str:
    return "" if year.is_current else f" --year {year.plan.year}"
