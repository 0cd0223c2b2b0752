"""The words to remind a unit with (催办), ready to paste into a message, and the list of what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, Numbered, Section, text
from gongkai.domain.due import SelfInspectionDue, SentBack, gathered
from gongkai.domain.findings import FindingState
from gongkai.domain.items import DutyItem
from gongkai.domain.reminding import DAYS
from gongkai.domain.status import PointState
from gongkai.report.due import (
    closed_words,
    former_words,
    how_late,
    last_day,
    owed_data,
    reopened_words,
    returned_words,
    span_words,
)
from gongkai.report.duties import event_note, with_note
from gongkai.report.parts import day_words, names_short, paper, quoted, table
from gongkai.report.recorded import record_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.document import Block, Document
    from gongkai.domain.due import Case, Line, Owed
    from gongkai.domain.ledger import Ledger, Standing
    from gongkai.domain.records import Reminder
    from gongkai.domain.reminding import Notice

GREETING = "您好！以下政务公开事项已到或临近期限，请予关注："
SHOWN_KEYS = 3


def reminding_document(case: Case, notices: Sequence[Notice], days: int) -> Document:
    """Return a section for each unit with the words to send; the data has them as one text a unit."""
    blocks: list[Block] = [text(closed_words(case) or _said(notices, days))]
    for notice in notices:
        if notice.owed:
            letter = (text(GREETING), Numbered(tuple(lines(case, notice))), text(_closing(case, notice.unit)))
            blocks.append(Section(notice.unit, f"{notice.unit}：", letter))
    told = [notice for notice in notices if notice.told]
    if told:
        named = "、".join(f"{notice.unit}{len(notice.told)}项" for notice in told)
        blocks.append(text(f"当天已催办过，不再列出：{named}。", role="note"))
    if any(notice.owed for notice in notices):
        whose = f" -u {notices[0].unit}" if len(notices) == 1 else ""
        span = "" if days == DAYS else f" --within {days}"
        blocks.append(text(f"发出后登记：gongkai remind{whose}{span} --sent 微信", role="hint"))
    data = [_data(case, notice) for notice in notices]
    return paper("remind", f"{case.plan.year}年度催办", blocks, data, (case.ledger, case.standing))


def letters(case: Case, notices: Sequence[Notice]) -> str:
    """Return the messages to all units as one plain text, a blank line between them."""
    return "\n\n".join(letter for notice in notices if (letter := letter_of(case, notice))) + "\n"


def letter_of(case: Case, notice: Notice) -> str:
    """Return the whole message to a unit, empty where there is nothing to remind it of."""
    if not notice.owed:
        return ""
    numbered = [f"{no}. {line}" for no, line in enumerate(lines(case, notice), 1)]
    return "\n".join([f"{notice.unit}：", GREETING, *numbered, _closing(case, notice.unit)])


def lines(case: Case, notice: Notice) -> Iterator[str]:
    """Yield a sentence for each thing, or run of alike ones, that the unit owes."""
    for line in gathered(notice.owed, notice.unit):
        late = how_late(line.first, case.standing.as_of)
        dated = _date(case, line, late) if line.first.due else ""
        parts = [_named(case, line.first), dated, _missing(line.first, notice.unit, case.plan.year)]
        yield f"{'，'.join(part for part in parts if part)}。"


def reminders_document(ledger: Ledger, standing: Standing, chosen: Sequence[Reminder]) -> Document:
    """Return what was sent to whom, when and by what way."""
    columns = (
        Column("编号", "id"),
        Column("日期", "date"),
        Column("单位", weight=2),
        Column("方式"),
        Column("事项", weight=3),
        Column("登记人"),
    )
    rows = [_row(sent) for sent in chosen]
    body = table("reminders", "", columns, rows) if rows else text("没有催办记录。")
    data = [record_data(sent) for sent in chosen]
    return paper("reminders", f"{ledger.plan.year}年度催办记录", [body], data, (ledger, standing))


def _said(notices: Sequence[Notice], days: int) -> str:
    units = sum(bool(notice.owed) for notice in notices)
    if not units:
        return f"{span_words(days)}没有要催办的事项。"
    return f"{span_words(days)}到期和已经逾期的，涉及{units}个单位，以下文字可以直接粘贴发送。"


def _data(case: Case, notice: Notice) -> dict[str, object]:
    return {
        "unit": notice.unit,
        "text": letter_of(case, notice),
        "items": [owed_data(case, one, notice.unit) for one in notice.owed],
        "told": list(notice.told),
    }


def _closing(case: Case, unit: str) -> str:
    return "感谢支持！" if unit == case.plan.office else f"办结后请及时告知{case.plan.office}，感谢支持！"


def _named(case: Case, one: Owed) -> str:
    """Name the point, the words of the notice and what they ask for; whose it was, where the unit has taken it over."""
    source = one.source
    if isinstance(source, DutyItem):
        what = f"（{source.duty.what}）" if source.duty.what not in source.duty.quote else ""
        note = event_note(case.ledger.events, source)
        return f"要点{one.point}{quoted(source.duty.quote)}{with_note(what, note)}{former_words(case, one)}"
    if isinstance(source, FindingState):
        on = f"要点{one.point}" if one.point else ""
        return f"{on}问题{quoted(source.finding.problem)}（{one.key}）{former_words(case, one)}"
    if isinstance(source, PointState | SentBack):
        return f"要点{one.point}{quoted(_title(case, one.point))}"
    return quoted(case.plan.self_inspection.quote or "年内开展自查")


def _title(case: Case, no: str) -> str:
    return next(point.title for point in case.plan.points if point.no == no)


def _date(case: Case, line: Line, late: str) -> str:
    due, last = line.first.due, line.last
    if due and last and due.date() != last.date():
        begin, end = (day_words(moment.date(), case.plan.year) for moment in (due, last))
        return f"期限自{begin}至{end}，共{line.count}项，最早的{late}"
    return f"期限{last_day(line.first)}，{late}"


def _missing(one: Owed, unit: str, year: int) -> str:
    """Tell what is missing."""
    source = one.source
    if isinstance(source, DutyItem):
        others = [name for name in one.units if name != unit]
        shared = f"（与{names_short(others)}共同承担）" if others else ""
        return f"尚未办结{shared}"
    if isinstance(source, FindingState):
        back = reopened_words(source, year).removeprefix("，")
        planned = f"已定措施{quoted(source.measure)}，尚未报整改" if source.measure else "尚未报整改措施和整改情况"
        return f"{back}，请整改后重报" if back else planned
    if isinstance(source, SelfInspectionDue):
        return f"已自查{source.done}次，还差{source.at_least - source.done}次"
    if isinstance(source, SentBack):
        return f"{returned_words(source.said, source.day, source.reason.rstrip('。'), year)}，请补正后重报"
    return _reported(source, unit, year) if isinstance(source, PointState) else ""


def _reported(source: PointState, unit: str, year: int) -> str:
    mine = next((lead for lead in source.leads if unit in (lead.unit, lead.heir)), None)
    if mine is None or not mine.updated:
        return "尚未报过进展"
    if mine.status == "returned":
        return f"{returned_words(mine.said, mine.reviewed, mine.reason.rstrip('。'), year)}，请补正后重报"
    return f"目前报到{mine.percent}%"


def _row(sent: Reminder) -> tuple[Cell, ...]:
    shown, all_of_them = "、".join(sent.items[:SHOWN_KEYS]), len(sent.items)
    items = f"{shown}等{all_of_them}项" if all_of_them > SHOWN_KEYS else shown
    return (
        Cell(sent.id, ref=sent.id),
        Cell(sent.day),
        Cell(sent.unit, ref=sent.unit),
        Cell(sent.way),
        Cell(items),
        Cell(sent.actor),
    )
