"""督办单, one matter that is owed with room for what was done about it; 催办通知, a reminder on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.duty.due import SelfInspectionDue, gathered
from gongkai.duty.items import DutyItem
from gongkai.duty.papers import (
    due_words,
    former_words,
    how_late,
    how_pressing,
    missing_words,
    named_words,
    owed_data,
    parts,
    reminding_data,
    term_told,
)
from gongkai.duty.reminding import remindable, reminded_before
from gongkai.finding.papers import source_words
from gongkai.finding.states import FindingState
from gongkai.papers.columns import cited, day_words, footer, full_day, marks, names_short, numbered, quoted
from gongkai.papers.document import Blank, Document, Fillable, listed, text
from gongkai.papers.letterhead import BY_HAND, letterhead, official
from gongkai.plan.calendar import last_day, read_calendar
from gongkai.plan.titles import subject, topic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from gongkai.duty.due import Owed, OwedLine
    from gongkai.duty.reminding import ReminderNotice
    from gongkai.papers.document import Block
    from gongkai.plan.calendar import LastDay
    from gongkai.plan.model import Plan, WorkPoint
    from gongkai.year import Year

FEW, MOST_OWERS = 3, 6
"""Units that are named one by one."""
ANSWER_WORKDAYS = 5
"""Workdays within which what is late, or was sent back, is to be reported anew."""


def supervised(owed: Sequence[Owed], unit: str = "") -> tuple[OwedLine, ...]:
    """Return the matters that are to be seen to, one for each set of units that owes it, alike items together."""
    of_units: dict[tuple[str, ...], list[Owed]] = {}
    for one in remindable(owed, unit):
        of_units.setdefault(one.units, []).append(one)
    return tuple(line for units, found in of_units.items() for line in gathered(found, units[0]))


def supervision_document(year: Year, line: OwedLine, day: date, words: str = "") -> Document:
    """Return the 督办单 for a matter, given out on a day; `words` are those of whoever ordered it (批示)."""
    plan, one = year.plan, line.first
    issuer = plan.full_name(plan.issuer)
    ground = _ground(year, one) + (f"；批示：{words}" if words else "")
    led, helping = (Blank("主办单位", names_short(one.units, MOST_OWERS)),), (Blank("协办单位", _helping(year, one)),)
    answer = _answer(year, one, day)
    rows = (
        (Blank("督办事项", _matter(year, one)),),
        (Blank("依据或批示", ground, 2),),
        *((led, helping) if len(one.units) > FEW else ((*led, *helping),)),
        *_terms(year, line, answer),
        (Blank("督办单位", _asking(plan)), Blank("督办日期", full_day(day))),
        (Blank("签收人"), Blank("签收日期")),
        (Blank("办理情况", lines=4),),
        (_late_or_put_off(one),),
        (Blank("主办单位审核（盖章）", lines=2),),
        (Blank("督办单位审核", lines=2),),
    )
    data = owed_data(year, one) | {
        "number": None,
        "date": day,
        "count": line.count,
        "answer_by": answer.day if answer else None,
    }
    return Document(
        "supervision",
        f"{topic(plan)}督办单",
        (Fillable("supervision", "", rows),),
        data=data,
        marks=marks(year.ledger),
        footer=footer(year.ledger, year.standing),
        letterhead=letterhead(plan, "supervision", issuer, day),
    )


def reminding_paper(year: Year, notices: Sequence[ReminderNotice], day: date) -> Document:
    """Return the 催办通知 to units that owe something, given out on a day: what a message says, on paper."""
    owing = [notice for notice in notices if notice.owed]
    told = [(notice.unit, tuple(_reminded(year, notice))) for notice in owing]
    if len(told) == 1:
        blocks: list[Block] = list(told[0][1])
    else:
        pressing = how_pressing(one for notice in owing for one in notice.owed)
        blocks = [text(f"{topic(year.plan)}有关事项{pressing}。现分单位催办如下。")]
        blocks += numbered([(unit, unit, said) for unit, said in told])
    blocks.append(text(_asked(year, [one for notice in owing for one in notice.owed], day)))
    return official(
        "reminder",
        f"{subject(year.plan)}催办通知",
        year,
        blocks,
        addressee="，".join(unit for unit, _ in told),
        issuer=year.plan.issuer,
        day=day,
        data=reminding_data(year, notices),
    )


def _reminded(year: Year, notice: ReminderNotice) -> Iterator[Block]:
    for opening, told in parts(year, notice, ids=False):
        yield text(opening.removeprefix("您好！"))
        yield listed(told, 2)


def _asked(year: Year, owed: Sequence[Owed], day: date) -> str:
    """Return by when what is late is to be done and told, and that the rest keeps its day."""
    office, late = year.plan.office, [_answer(year, one, day) is not None for one in owed]
    by = last_day(read_calendar(year.plan), day, ANSWER_WORKDAYS).inside(full_day)
    if not any(late):
        return f"请在期限内办结，并书面反馈{office}。"
    which = "" if all(late) else "已经逾期和退回的，"
    rest = "" if all(late) else "；没有到期的，在期限内办结"
    return f"{which}请于{by}前办结，把办理情况书面反馈{office}{rest}。"


def _asking(plan: Plan) -> str:
    """Return who sees to it, and whom to ask there: below a form that fills its sheet is no room for that."""
    asked = plan.office_contact
    if asked is None:
        return f"{plan.office}（联系人：{BY_HAND}电话：{BY_HAND}）"
    return f"{plan.office}（{asked.name or BY_HAND}，{asked.phone or BY_HAND}）"


def _matter(year: Year, one: Owed) -> str:
    """Return what is to be seen to; of a problem its words, without the id, which whoever signs does not know."""
    if isinstance(one.source, FindingState):
        return f"整改问题{quoted(one.source.finding.problem)}{former_words(year, one)}"
    return named_words(year, one)


def _ground(year: Year, one: Owed) -> str:
    """Return what the matter rests on: the notice, with the words that ask for it, or how a problem was found."""
    point = f"要点{one.point}" if one.point else ""
    if isinstance(one.source, FindingState):
        found = one.source.finding
        how = source_words(found, {each.id: each for each in year.ledger.inspections})
        asked = year.plan.self_inspection.quote if found.source == "self" and not point else ""
        rule = f"{cited(year.plan)}{point}{quoted(asked) if asked else ''}"
        return f"{rule}；{full_day(found.day)}{how}发现的问题{_notified(year, found.id)}"
    if isinstance(one.source, DutyItem):
        return f"{cited(year.plan)}{point}{quoted(one.source.duty.quote)}"
    if isinstance(one.source, SelfInspectionDue):
        return f"{cited(year.plan)}{quoted(year.plan.self_inspection.quote or '年内开展自查')}"
    return f"{cited(year.plan)}{point}"


def _notified(year: Year, finding: str) -> str:
    """Return under what number the unit was last told in writing to put a finding right; empty where it was not."""
    told = [one for one in year.ledger.issues if one.kind == "rectification" and finding in one.about]
    return f"；问题整改通知书（{told[-1].number}）" if told else ""


def _helping(year: Year, one: Owed) -> str:
    """Return who else is on the point, in the notice's own words; a problem is the unit's own that has it."""
    point = next((each for each in year.plan.points if each.no == one.point), None)
    return "、".join(_others(year, point, one.units)) if point and one.kind != "finding" else ""


def _others(year: Year, point: WorkPoint, owing: Sequence[str]) -> Iterator[str]:
    names = {alias: unit.name for unit in year.plan.units for alias in (unit.name, *unit.aliases)}
    for word in dict.fromkeys((*point.lead, *point.responsible, *point.support)):
        if names.get(word, word) not in owing:
            yield word


def _answer(year: Year, one: Owed, day: date) -> LastDay | None:
    """Return the new day by which a unit reports on what is late or was sent back; what has a day to come keeps it."""
    if one.is_overdue or (one.due is None and one.is_sent_back):
        return last_day(read_calendar(year.plan), day, ANSWER_WORKDAYS)
    return None


def _terms(year: Year, line: OwedLine, answer: LastDay | None) -> tuple[tuple[Blank, ...], ...]:
    """Return by when it is to be done and how far it is; once that day is over, what it was, and the new one."""
    stands = Blank("目前情况", _standing(year, line.first), 2)
    if answer is None:
        return ((Blank("办结时限", _term(year, line), 2), stands),)
    new = Blank("反馈时限", f"{answer.inside(full_day)}前办结，并报办理情况")
    if line.first.due is None:
        return ((new, stands),)
    return ((Blank("原定时限", _term(year, line), 2), stands), (new,))


def _late_or_put_off(one: Owed) -> Blank:
    """Return the room to ask for a later day; a day that has gone by is not put off any more: then for the reason."""
    if one.is_overdue:
        return Blank("逾期原因", lines=2)
    return Blank("申请延期", "申请延至　　　　年　　月　　日，理由：", 2)


def _term(year: Year, line: OwedLine) -> str:
    one = line.first
    if one.due is None:
        return due_words(one) or how_late(one, year.standing.as_of)
    late = how_late(one, year.standing.as_of)
    return term_told(year, line, late if one.is_overdue else "").removeprefix("期限")


def _standing(year: Year, one: Owed) -> str:
    """Return how far each unit is, and when it was reminded before."""
    said = [(unit, missing_words(replace(one, units=(unit,)), unit, year.plan.year)) for unit in one.units[:FEW]]
    alike = len({words for _, words in said}) == 1
    told = [said[0][1]] if alike else [f"{unit}{words}" for unit, words in said]
    days = {
        day
        for unit in one.units
        for day in reminded_before(year.ledger.reminders, unit, year.standing.as_of).get(one.key, ())
    }
    before = "、".join(day_words(day, year.plan.year) for day in sorted(days))
    return "；".join(part for part in (*told, f"{before}已催办" if before else "") if part)
