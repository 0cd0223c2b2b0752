"""The list of what falls due: one line for each thing or each long run of alike ones, and the command to settle it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, Section, text
from gongkai.domain.due import Owed, SelfInspectionDue
from gongkai.domain.findings import FindingState
from gongkai.domain.items import DutyItem
from gongkai.domain.records import Appeal
from gongkai.report.duties import by_the_hour, late_words
from gongkai.report.parts import full_day, names_short, paper, short_day, table
from gongkai.report.recorded import duty_data

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from gongkai.document import Block, Document, Tone
    from gongkai.domain.due import Case
    from gongkai.domain.outlook import Line

SOON = 7
MOST_LINES = 8
COLUMNS = (
    Column("期限"),
    Column("状态"),
    Column("要点"),
    Column("单位", weight=2),
    Column("事项", weight=4),
    Column("办理", weight=3),
)
KIND = {"duty": "应办事项", "finding": "问题整改", "appeal": "申请复核", "selfcheck": "自查", "point": "要点办结"}
_UNSAFE = re.compile(r"[^\w./:@%+,=-]")


def due_document(
    case: Case, lines: Sequence[Line], days: int, unit: str = "", *, every: Sequence[Owed] = ()
) -> Document:
    """Return what is owed within so many days, most urgent first: the table in lines, the data with `every` one.

    The screen does without data: a year of daily items of many units is thousands, and a few lines.
    """
    blocks: list[Block] = [text(_said(lines, days))]
    if lines:
        rows = [_row(case, line) for line in lines]
        blocks.append(table("due", "", COLUMNS, rows, optional=("要点",)))
    title = f"{case.plan.year}年度到期事项"
    title = f"{title}　{unit}" if unit else title
    data = [owed_data(case, one) for one in every]
    return paper("due", title, blocks, data, (case.ledger, case.standing))


def own_section(case: Case, lines: Sequence[Line], days: int) -> Section:
    """Return what one unit itself must see to, as the opening of its dashboard: at most eight lines."""
    if not lines:
        return Section("attention", "先看这里", (text(f"{days}天内没有要办的事项，也没有逾期。"),))
    kept = [0, 1, 2, 4]
    rows = [[_row(case, line)[index] for index in kept] for line in lines[:MOST_LINES]]
    blocks: list[Block] = [table("attention", "", [COLUMNS[index] for index in kept], rows, optional=("要点",))]
    if len(lines) > MOST_LINES:
        blocks.append(text(f"另有{len(lines) - MOST_LINES}件，见 gongkai due -u 单位", role="hint"))
    return Section("attention", "先看这里", tuple(blocks))


def owed_data(case: Case, one: Owed) -> dict[str, object]:
    """Return one thing that is owed; a duty item in its own shape besides. `unit` is null where several owe it."""
    data: dict[str, object] = {"kind": one.kind, "id": one.key, "point": one.point or None}
    data |= duty_data(one.source) if isinstance(one.source, DutyItem) else {}
    concerned = one.concerns[-1:] if one.kind in ("appeal", "finding") else one.units
    return data | {
        "unit": concerned[0] if len(concerned) == 1 else None,
        "owers": list(one.units),
        "what": what_of(case, one),
        "due": one.due,
        "status": "overdue" if one.is_overdue else "pending",
        "late_minutes": one.late_minutes,
        "command": command_of(case, one),
    }


def what_of(case: Case, one: Owed) -> str:
    """Return what is to be done, in the plan's or the finding's words."""
    source = one.source
    if isinstance(source, DutyItem):
        return source.duty.what or source.duty.quote
    if isinstance(source, FindingState):
        return f"整改：{source.finding.problem}"
    if isinstance(source, Appeal):
        return f"裁决对 {source.entry} 的异议：{source.reason}"
    if isinstance(source, SelfInspectionDue):
        return case.plan.self_inspection.quote or "年内开展自查"
    return f"办结要点：{source.point.title}"


def command_of(case: Case, one: Owed) -> str:
    """Return the command that settles it; Chinese words in it are for the clerk to fill in."""
    source, past = one.source, " --date 日期" if case.standing.over else ""
    if isinstance(source, DutyItem):
        return f"gongkai duty done {word(one.key)}{past}"
    if isinstance(source, FindingState):
        return f"gongkai finding rectify {one.key} --note 整改情况"
    if isinstance(source, Appeal):
        return f"gongkai appeal decide {one.key}"  # which way it goes is not for the list to say
    if isinstance(source, SelfInspectionDue):
        return f"gongkai selfcheck add -u {word(source.unit)}{past}"
    if not source.leads:
        return f"gongkai assign {word(one.point)} -u 单位 --role lead"
    return f"gongkai progress add {word(one.point)} -u {word((*one.units, '单位')[0])} --percent 100{past}"


def word(argument: str) -> str:
    """Return an argument as a shell takes it: in quotes where it holds more than letters, figures and plain marks."""
    quoted = argument.replace('"', "")
    return f'"{quoted}"' if _UNSAFE.search(argument) else argument


def how_late(one: Owed, today: date) -> str:
    """Return how long it is overdue, or how long is left; an hour's limit in hours and minutes."""
    if one.due is None:
        return "待裁决"
    if one.is_overdue:
        return f"逾期{late_words(one.late_minutes, hours=_by_the_hour(one))}"
    left = (one.due.date() - today).days
    return f"还有{left}天" if left else "今天到期"


def _by_the_hour(one: Owed) -> bool:
    return isinstance(one.source, DutyItem) and by_the_hour(one.source)


def _said(lines: Sequence[Line], days: int) -> str:
    if not lines:
        return f"{days}天内没有到期的事项，也没有逾期。"
    late = sum(line.count for line in lines if line.first.is_overdue)
    told = f"，其中逾期{late}件" if late else "，没有逾期的"
    return f"{days}天内到期和已经逾期的共{sum(line.count for line in lines)}件{told}。"


def _row(case: Case, line: Line) -> tuple[Cell, ...]:
    first, points, year = line.first, line.points, case.plan.year
    left = (first.due.date() - case.standing.as_of).days if first.due else 0
    tone: Tone = "bad" if first.is_overdue else "warn" if left <= SOON else ""
    return (
        Cell(_due_value(first, year), tone),
        Cell(how_late(first, case.standing.as_of), tone),
        Cell(names_short(points), ref=points[0] if len(points) == 1 else ""),
        Cell(_who(line)),
        Cell(_what(case, line)),
        Cell(command_of(case, first) if line.count == 1 else _run_command(line)),
    )


def _due_value(one: Owed, year: int) -> str | date | datetime | None:
    if one.due is None:
        return None
    return one.due if _by_the_hour(one) else short_day(one.due.date(), year)


def _who(line: Line) -> str:
    if line.first.kind == "appeal":
        return line.first.concerns[-1]
    return names_short(list(dict.fromkeys(name for names in line.owing for name in names)), 1)


def _what(case: Case, line: Line) -> str:
    first = line.first
    if line.count == 1:
        return what_of(case, first)
    said = KIND["point"] if first.kind == "point" else what_of(case, first)
    return f"{said}（{span_of(line)}共{line.count}项）"


def span_of(line: Line) -> str:
    """Return from when to when the last days of a run lie, empty where they are one: 07-25至08-31，."""
    begin, end = line.first.due, line.last
    return f"{begin:%m-%d}至{end:%m-%d}，" if begin and end and begin != end else ""


def _run_command(line: Line) -> str:
    source = line.first.source
    if isinstance(source, DutyItem):
        if line.periods:
            return f"gongkai duty done {word(source.duty.id)} --from {line.periods[0]} --to {line.periods[1]}"
        return f"gongkai duty done {word(source.duty.id)}/单位"
    if isinstance(source, SelfInspectionDue):
        return "gongkai selfcheck add -u 单位"
    return "gongkai progress add 编号 -u 单位 --percent 100"


def last_day(one: Owed) -> str:
    """Return the last day, or minute, in words."""
    if one.due is None:
        return ""
    return f"{full_day(one.due.date())}{one.due:%H:%M}" if _by_the_hour(one) else full_day(one.due.date())
