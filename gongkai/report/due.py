"""The list of what falls due: one line for each thing or each long run of alike ones, and the command to settle it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, text
from gongkai.domain.due import Objectable, Owed, SelfInspectionDue, SentBack
from gongkai.domain.findings import FindingState
from gongkai.domain.items import DutyItem
from gongkai.domain.records import Appeal
from gongkai.domain.status import PointState
from gongkai.report.duties import by_the_hour, event_note, late_words, with_note
from gongkai.report.parts import day_words, full_day, names_short, paper, short_day, table
from gongkai.report.recorded import duty_data

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from gongkai.document import Block, Document, Paragraph, Tone
    from gongkai.domain.due import Case, Line

SOON = 7
MOST_LINES = 8
COLUMNS = (
    Column("期限"),
    Column("状态"),
    Column("要点"),
    Column("单位", weight=2),
    Column("事项", weight=4),
    Column("办理", "command", weight=3),
)
KIND = {"duty": "应办事项", "finding": "问题整改", "appeal": "复核决定", "selfcheck": "自查", "point": "要点办结"}
KIND |= {"objection": "申请复核", "returned": "重报进展"}
_UNSAFE = r"[^\w./:@%+,=-]"


def due_document(
    case: Case,
    lines: Sequence[Line],
    days: int,
    unit: str = "",
    *,
    every: Sequence[Owed] = (),
    coming: Owed | None = None,
) -> Document:
    """Return what is owed within so many days, most urgent first: the table in lines, the data with `every` one.

    The screen does without data: a year of daily items of many units is thousands, and a few lines. Where there are
    no lines, `coming` is what falls due after the days.
    """
    coming = coming if coming and not lines and not case.standing.closed else None
    said = _said(lines, days) + (next_words(case, coming, unit) if coming else "")
    blocks: list[Block] = [text(closed_words(case) or said)]
    if coming:
        blocks.append(look_ahead(case, coming, unit))
    if lines:
        rows = [row_of(case, line, unit) for line in lines]
        blocks.append(table("due", "", COLUMNS, rows, optional=("要点",)))
    title = f"{case.plan.year}年度到期事项"
    title = f"{title}　{unit}" if unit else title
    data = [owed_data(case, one, unit) for one in every]
    return paper("due", title, blocks, data, (case.ledger, case.standing))


def closed_words(case: Case) -> str:
    """Return that the year is closed, empty where it is not."""
    closed = case.standing.closed
    return f"{case.plan.year}年度已于{full_day(closed)}封存，没有要办的事项。" if closed else ""


def span_words(days: int) -> str:
    """Return the days looked ahead, in words: 30天内, 今天."""
    return f"{days}天内" if days else "今天"


def owed_data(case: Case, one: Owed, unit: str = "") -> dict[str, object]:
    """Return one thing that is owed; a duty item in its own shape besides. `unit` is null where several owe it."""
    data: dict[str, object] = {"kind": one.kind, "id": one.key, "point": one.point or None}
    data |= duty_data(one.source) if isinstance(one.source, DutyItem) else {}
    concerned = one.concerns[-1:] if one.kind in ("appeal", "finding") else one.units
    return data | {
        "unit": concerned[0] if len(concerned) == 1 else None,
        "owers": list(one.units),
        "what": what_of(case, one, unit),
        "due": one.due,
        "status": "overdue" if one.is_overdue else "pending",
        "late_minutes": one.late_minutes,
        "command": command_of(case, one, unit),
    }


def what_of(case: Case, one: Owed, unit: str = "") -> str:
    """Return what is to be done, in the plan's or the finding's words; to whom it is told may be one `unit`."""
    source = one.source
    if isinstance(source, DutyItem):
        said = with_note(source.duty.what or source.duty.quote, event_note(case.ledger.events, source))
        return said + former_words(case, one)
    if isinstance(source, FindingState):
        wanted = "期限" if source.measure else "措施和期限"
        return f"整改：{source.finding.problem}{former_words(case, one)}{reopened_words(source, case.plan.year)}" + (
            "" if source.due else f"（请定{wanted}）"
        )
    if isinstance(source, Appeal):
        return f"{'等候' if _waits(one, unit) else '作出'}复核决定：{source.entry}，{source.reason}"
    if isinstance(source, Objectable):
        return f"可申请复核：{source.id}，{source.reason}"
    if isinstance(source, SelfInspectionDue):
        return case.plan.self_inspection.quote or "年内开展自查"
    return _of_point(source, case.plan.year)


def _of_point(source: PointState | SentBack, year: int) -> str:
    if isinstance(source, SentBack):
        return f"重报进展：{returned_words(source.said, source.day, source.reason, year)}"
    return f"办结要点：{source.point.title}"


def returned_words(said: int, day: date | None, reason: str, year: int) -> str:
    """Return what was sent back, when and why: 报到100%，已于12月24日退回：栏目还有空白."""
    when = f"于{day_words(day, year)}" if day else ""
    return f"报到{said}%，已{when}退回：{reason}"


def reopened_words(state: FindingState, year: int) -> str:
    """Return that a rectification was sent back, when and why; empty where the last was not."""
    sent = [step for step in state.steps if step.kind == "reopened"] if state.earlier else []
    if not sent or state.rectified is not None:
        return ""
    return f"，{day_words(sent[-1].day, year)}已退回重改（{sent[-1].note.rstrip('。')}）"


def former_words(case: Case, one: Owed) -> str:
    """Return whose it was before that unit ended: （原县政府金融办）; empty where it is the unit's own."""
    named = one.source.finding.unit if isinstance(one.source, FindingState) else ""
    parts = {named, *one.key.split("/")} - set(one.units)
    former = next((unit.name for unit in case.plan.units if unit.successor and unit.name in parts), "")
    return f"（原{former}）" if former else ""


def _waits(one: Owed, unit: str) -> bool:
    """Tell whether it is not for the unit to act: it waits for another."""
    return bool(unit) and unit not in one.units


def command_of(case: Case, one: Owed, unit: str = "") -> str:
    """Return the command that settles it, for a `unit` its own; Chinese words in it are for the clerk to fill in.

    Empty where the unit can only wait.
    """
    source = one.source
    if isinstance(source, DutyItem):
        begun = source.opened.date() <= case.standing.as_of  # before that there is nothing to settle
        return f"gongkai duty done {word(one.key)}{_after(case, source)}" if begun else ""
    if isinstance(source, FindingState):
        return f"gongkai finding {_step(source)}"
    if isinstance(source, SelfInspectionDue):
        return f"gongkai selfcheck add -u {word(source.unit)}{_after(case)}"
    if isinstance(source, PointState | SentBack):
        return _report_done(case, one, unit)
    if isinstance(source, Objectable):
        return f"gongkai appeal file {source.id} --reason 理由"
    # which way it goes is not for the list to say
    return "" if _waits(one, unit) else f"gongkai appeal decide {one.key}"


def _report_done(case: Case, one: Owed, unit: str) -> str:
    if not one.units:
        return f"gongkai assign {word(one.point)} -u 单位 --role lead{_of_year(case)}"
    who = unit if unit in one.units else one.units[0]
    return f"gongkai progress add {word(one.point)} -u {word(who)} --percent 100{_after(case)}"


def _step(state: FindingState) -> str:
    name = state.finding.id
    if state.due:
        return f"rectify {name} --note 整改情况"
    return f"plan {name} --due 期限" if state.measure else f"plan {name} --measure 整改措施 --due 期限"


def _of_year(case: Case) -> str:
    return "" if case.current else f" --year {case.plan.year}"


def _after(case: Case, item: DutyItem | None = None) -> str:
    """Return what a fact needs besides: its year where another is the default, its day or minute once that counts.

    It does where the year is over, and for an item that is overdue: what was made up for is not to look as if in time.
    """
    if not case.standing.over and (item is None or item.status != "overdue"):
        return _of_year(case)
    return f"{' --at 时间' if item and by_the_hour(item) else ' --date 日期'}{_of_year(case)}"


def word(argument: str) -> str:
    """Return an argument as a shell takes it: in quotes where it holds more than letters, figures and plain marks."""
    quoted = argument.replace('"', "")
    return f'"{quoted}"' if re.search(_UNSAFE, argument) else argument


def how_late(one: Owed, today: date, unit: str = "") -> str:
    """Return how long it is overdue, or how long is left; an hour's limit in hours and minutes."""
    if one.kind == "returned":
        return "已退回"
    if one.due is None:
        waiting = "已申请复核" if _waits(one, unit) else "待复核决定"
        return waiting if one.kind == "appeal" else "未定期限"
    if one.is_overdue:
        return f"逾期{late_words(one.late_minutes, hours=_by_the_hour(one))}"
    left = (one.due.date() - today).days
    return f"还有{left}天" if left else "今天到期"


def _by_the_hour(one: Owed) -> bool:
    return isinstance(one.source, DutyItem) and by_the_hour(one.source)


def next_words(case: Case, coming: Owed, unit: str) -> str:
    """Return when something falls due next."""
    day = day_words(coming.due.date(), case.plan.year) if coming.due else ""
    return f"下一件{day}到期：{what_of(case, coming, unit)}。" if day else ""


def look_ahead(case: Case, coming: Owed, unit: str) -> Paragraph:
    """Return how to see what falls due next, on a line of its own so that it can be copied."""
    days = (coming.due.date() - case.standing.as_of).days if coming.due else 0
    option = f"-u {word(unit)} " if unit else ""
    return text(f"往后看：gongkai due {option}--within {days}{_of_year(case)}", role="hint")


def _said(lines: Sequence[Line], days: int) -> str:
    if not lines:
        return f"{span_words(days)}没有到期的事项，也没有逾期。"
    count = sum(line.count for line in lines)
    late = sum(line.count for line in lines if line.first.is_overdue)
    told = "，没有逾期的" if not late else f"，其中逾期{late}件" if late < count else "，均已逾期"
    return f"{span_words(days)}到期和已经逾期的共{count}件{told}。"


def row_of(case: Case, line: Line, unit: str = "") -> tuple[Cell, ...]:
    """Return a line of the list under `COLUMNS`, as told to one `unit` where that is given."""
    first, points, year = line.first, line.points, case.plan.year
    left = (first.due.date() - case.standing.as_of).days if first.due else 0
    tone: Tone = "bad" if first.is_overdue else "warn" if left <= SOON else ""
    return (
        Cell(_due_value(first, year), tone),
        Cell(how_late(first, case.standing.as_of, unit), tone),
        Cell(names_short(points), ref=points[0] if len(points) == 1 else ""),
        Cell(_who(line, unit)),
        Cell(_what(case, line, unit)),
        Cell(command_of(case, first, unit) if line.count == 1 else _run_command(case, line, unit)),
    )


def _due_value(one: Owed, year: int) -> str | date | datetime | None:
    if one.due is None:
        return None
    return one.due if _by_the_hour(one) else short_day(one.due.date(), year)


def _who(line: Line, unit: str) -> str:
    """Return who must act; where one `unit` is spoken to, that unit and with whom."""
    if line.first.kind == "appeal":
        return line.first.concerns[-1]
    names = list(dict.fromkeys(name for names in line.owing for name in names))
    if unit not in names:
        return names_short(names, 1)
    others = [name for name in names if name != unit]
    return f"{unit}（与{names_short(others, 1)}共同）" if others else unit


def _what(case: Case, line: Line, unit: str) -> str:
    first = line.first
    if line.count == 1:
        return what_of(case, first, unit)
    said = KIND["point"] if first.kind == "point" else what_of(case, first)
    return f"{said}（{span_of(line)}共{line.count}项）"


def span_of(line: Line) -> str:
    """Return from when to when the last days of a run lie, empty where they are one: 07-25至08-31，."""
    begin, end = line.first.due, line.last
    return f"{begin:%m-%d}至{end:%m-%d}，" if begin and end and begin != end else ""


def _run_command(case: Case, line: Line, unit: str) -> str:
    """Return the command for one of a run, or for all of it where it has periods."""
    source = line.first.source
    if isinstance(source, DutyItem):
        if line.periods and line.periods[0] > case.standing.as_of:
            return ""
        if line.periods and line.periods[1] > case.standing.as_of:
            return command_of(case, line.first, unit)
        if line.periods:
            span = f"--from {line.periods[0]} --to {line.periods[1]}"
            return f"gongkai duty done {word(source.duty.id)} {span}{_apart(line, source, unit)}{_after(case, source)}"
        return f"gongkai duty done {word(source.duty.id)}/单位{_after(case, source)}"
    if isinstance(source, SelfInspectionDue):
        return f"gongkai selfcheck add -u 单位{_after(case)}"
    return f"gongkai progress add 编号 -u 单位 --percent 100{_after(case)}"


def _apart(line: Line, item: DutyItem, unit: str) -> str:
    """Return whose items of a run are settled, where each unit owes its own; empty where all is one's."""
    if len(line.owing) > 1:
        return " -u 单位"
    separate = item.duty.owed_by.startswith("each_") or len(item.duty.owers) > 1
    return f" -u {word(unit)}" if unit and separate else ""


def last_day(one: Owed) -> str:
    """Return the last day, or minute, in words."""
    if one.due is None:
        return ""
    return f"{full_day(one.due.date())}{one.due:%H:%M}" if _by_the_hour(one) else full_day(one.due.date())
