"""A unit's form: what it is asked, in the words of the office, as the value that the writer takes."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.duty.due import LONG_RUN
from gongkai.duty.papers import (
    due_told,
    event_note,
    held_words,
    late_words,
    reopened_words,
    returned_words,
    target_words,
    term_words,
    with_note,
    within_words,
)
from gongkai.entry.states import FigureState
from gongkai.finding.states import is_overdue, source_of
from gongkai.form.layout import CHECK, SHEETS, VERSION, FormHead, check_of
from gongkai.papers.cells import clean
from gongkai.papers.columns import day_words, footer, marks, names_short, role_words, which_points
from gongkai.papers.form import Form, FormPage, FormRow, GuideLine
from gongkai.plan.model import WHOLE
from gongkai.plan.rubric import MODES
from gongkai.points import plain
from gongkai.register.ledger import CST
from gongkai.scoring.rulebook import price_words, rule_texts
from gongkai.scoring.sheet import scheme_of
from gongkai.wording import DUTY, ENTRY, FINDING, ONGOING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gongkai.duty.items import DutyItem
    from gongkai.entry.states import EntryState
    from gongkai.finding.states import FindingState
    from gongkai.form.asked import Asked, AskedEvent, AskedItems, AskedObjection, AskedPoint, AskedScore
    from gongkai.papers.document import Tone
    from gongkai.papers.form import FormSheet
    from gongkai.plan.rubric import Item
    from gongkai.year import Year

BY_HAND = "＿" * 6
SIGNED = "".join(f"　{label}：{BY_HAND}" for label in ("填报人", "电话", "日期"))
"""Stands at the foot of each printed sheet, to be filled in by hand."""
LISTS = "lists"
"""The key of the hidden sheet of choices."""
ALIKE = MappingProxyType({"role": "本单位的角色", "asked": "要求与时限"})
"""What is said once where it is alike in all of several rows, and what it is called."""
_SPAN = frozenset({"first", "last", "except"})


class FormPaper(Struct, frozen=True):
    """A unit's form, and how many rows it asks about by the key of the sheet."""

    form: Form
    asked: Mapping[str, int]


def form_of(year: Year, asked: Asked, ledger: str) -> FormPaper:
    """Return a unit's form, made from the `ledger` of that name as it is read."""
    plan, unit = year.plan, asked.unit.name
    head = FormHead(ledger, plan.year, unit, year.ledger.size, year.ledger.head, year.now.astimezone(CST).date())
    pages = [page for sheet in SHEETS if sheet.key in _PAGES if (page := _page(year, asked, head, sheet))]
    form = Form(
        title=f"{plan.year}年度填报表　{unit}",
        mark=head.written("guide"),
        guide=tuple(_guide(year, asked, pages)),
        pages=tuple(pages),
        footer=f"{footer(year.ledger, year.standing)}　第{VERSION}版",
        signed=f"填报单位（盖章）：{unit}{SIGNED}",
        first=plan.issued,
        last=date(plan.year + 1, 3, 31),
        lists=head.written(LISTS),
        marks=marks(year.ledger),
    )
    return FormPaper(form, {page.sheet.key: len(page.rows) for page in pages})


def _page(year: Year, asked: Asked, head: FormHead, sheet: FormSheet) -> FormPage | None:
    """Return a sheet of the form; None where there is nothing to ask."""
    rows, spare, said, choices = _PAGES[sheet.key](year, asked)
    if not rows and not spare:
        return None
    return FormPage(
        sheet=sheet,
        mark=head.written(sheet.key),
        title=f"{sheet.name}　{asked.unit.name}",
        said=(sheet.said, *said),
        rows=tuple(_marked(sheet, row) for row in rows),
        spare=sheet.spare if spare else 0,
        choices=choices,
        check=CHECK,
        without=frozenset(_idle(sheet, rows, spare=spare)),
    )


def _marked(sheet: FormSheet, row: FormRow) -> FormRow:
    """Return a row with the mark of what is known, as it will stand in the file."""
    known = {key: clean(said) for key, said in row.known.items()}
    return replace(row, known=known, check=check_of(sheet, known))


def _idle(sheet: FormSheet, rows: Sequence[FormRow], *, spare: bool) -> Iterator[str]:
    """Yield the fields that no row of a sheet needs: nothing is known there, and nothing asked."""
    for field in sheet.fields:
        asked = any(field.taken(known=True) and field.key not in row.closed for row in rows)
        if not asked and not (spare and field.taken(known=False)) and not any(row.known.get(field.key) for row in rows):
            yield field.key


Content = tuple[tuple[FormRow, ...], bool, tuple[str, ...], "Mapping[str, tuple[str, ...]]"]
"""The rows of a sheet, whether it has spare ones, remarks, and what may be picked in it."""


def _progress(year: Year, asked: Asked) -> Content:
    rows, alike = _said_once([_point_row(year, point) for point in asked.points])
    order = [point.no for point in year.plan.points]
    done = f"已办结、不用再报的没有列出：{which_points(asked.finished, order)}。" if asked.finished else ""
    whole = "牵头单位报 100，就是说这条要点上有日期的事项也都办好了。" if any(p.leads for p in asked.points) else ""
    return rows, bool(rows), tuple(part for part in (alike, whole, done) if part), {"point": asked.seats}


def _said_once(rows: Sequence[FormRow]) -> tuple[tuple[FormRow, ...], str]:
    """Return rows without what is alike in all of them, which one sentence says instead: its column is left out."""
    same = {key: {row.known[key] for row in rows} for key in ALIKE} if len(rows) > LONG_RUN else {}
    once = {key: said.pop() for key, said in same.items() if len(said) == 1}
    if not once:
        return tuple(rows), ""
    kept = tuple(replace(row, known={key: said for key, said in row.known.items() if key not in once}) for row in rows)
    return kept, f"下面列出的{len(rows)}条，{'，'.join(f'{ALIKE[key]}都是“{said}”' for key, said in once.items())}。"


def _point_row(year: Year, asked: AskedPoint) -> FormRow:
    own, point = asked.own, asked.state.point
    words, tone = _point_words(year, asked)
    known = {
        "point": point.no,
        "title": point.title,
        "role": role_words(asked.seat),
        "asked": words,
        "before": f"{own.percent}%" if own.updated else "未报",
        "before_day": f"{own.updated or ''}",
    }
    return FormRow(point.no, known, tones={"asked": tone})


def _point_words(year: Year, asked: AskedPoint) -> tuple[str, Tone]:
    """Return what is asked on a point: to report again, by when to finish, or to go on."""
    own, state = asked.own, asked.state
    if own.status == "returned":
        return f"{returned_words(own.said, own.reviewed, own.reason, year.plan.year)}，请重报", "bad"
    if state.is_ongoing:
        again = f"，{state.report_by}前再报一次" if state.report_by and asked.leads else ""
        return f"{term_words(state) or ONGOING}{again}", ""
    last = state.last or date(year.plan.year, 12, 31)
    late = (year.standing.handled.date() - last).days
    if late <= 0:
        return f"{last}前办结", ""
    return f"{last}前办结，{f'已逾期{late}天' if state.own else '年度已结束'}", "bad"


def _selfcheck(_: Year, asked: Asked) -> Content:
    due = asked.inspected
    if due is None:
        return (), False, (), {}
    done = f"今年已登记自查{due.done}次" if due.done else "今年还没有登记自查"
    lacks = due.at_least - due.done
    said = f"{done}，要求不少于{due.at_least}次，还差{lacks}次。" if lacks > 0 else f"{done}；又开展了的接着填。"
    return (), True, (said,), {"point": asked.seats}


def _rectify(year: Year, asked: Asked) -> Content:
    rows = tuple(_finding_row(year, state) for state in asked.findings)
    waiting = f"已报整改、等办公室核查的没有列出：{'、'.join(asked.waiting)}。" if asked.waiting else ""
    return rows, False, (waiting,) if waiting else (), {}


def _finding_row(year: Year, state: FindingState) -> FormRow:
    finding = state.finding
    where = f"（要点{finding.point}）" if finding.point else ""
    late = is_overdue(state, year.standing)
    known = {
        "finding": finding.id,
        "problem": f"{finding.problem}{where}",
        "source": f"{day_words(finding.day, year.plan.year)}{source_of(finding, year.ledger.inspections)}",
        "status": f"{FINDING[state.status]}{reopened_words(state, year.plan.year)}{'，已逾期' if late else ''}",
        "planned": "，".join(part for part in (state.measure, f"责任人{state.person}" if state.person else "") if part),
        "until": f"{state.due or ''}",
    }
    closed = frozenset({"due"}) if state.due else frozenset[str]()
    return FormRow(finding.id, known, closed, {"status": "bad"} if late or state.is_sent_back else {})


def _item(year: Year, asked: Asked) -> Content:
    rows = tuple(_item_row(year, asked, one) for one in asked.items)
    runs = any(one.is_run for one in asked.items)
    events = tuple(_event_words(event) for event in asked.events)
    span = "每天、每个工作日都要做的一行填起止日期，中间没有做到的日子填在“除外”里。" if runs else ""
    new = (
        "新发生的事（如文件签发、舆情发生）在下面的空行里选事项、填发生时间，办好了的一并填办结时间。" if events else ""
    )
    return rows, bool(events), tuple(part for part in (span, new) if part), {"demand": events} if events else {}


def _event_words(event: AskedEvent) -> str:
    """Return an event as it is picked: the id of its first duty, what happens, what is to be done within how long."""
    asked = "；".join(f"{within_words(d.within)}内{d.what or d.quote}" for d in event.duties if d.within)
    return f"{event.duties[0].id} {event.duties[0].from_ or '事件发生'}（{asked}）"


def _item_row(year: Year, asked: Asked, one: AskedItems) -> FormRow:
    item = one.items[0]
    duty, target = item.duty, item.duty.target
    others = [unit for unit in item.owers if unit != asked.unit.name]
    shared = f"（与{names_short(others)}共同承担）" if others and item.unit is None else ""
    what = with_note(duty.what or duty.quote, event_note(year.ledger.events, item))
    at = (
        "" if duty.within is None else f"{item.opened:%Y-%m-%d %H:%M}" if duty.within.hours else f"{item.opened.date()}"
    )
    known = {
        "item": one.id.removesuffix(f"/{asked.unit.name}"),
        "point": item.point or WHOLE,
        "demand": f"{what}{held_words(item, year.plan.year)}{shared}",
        "until": _run_words(one.items) if one.is_run else _due_words(item),
        "target": target_words(target) if target else "",
        "at": at,
    }
    closed = frozenset({"done", "value"}) if one.is_run else _SPAN if target else _SPAN | {"value"}
    late = any(each.status == "overdue" for each in one.items)
    tones: dict[str, Tone] = {"until": "bad"} if late else {}
    return FormRow(one.id, known, closed, tones, percent=target is not None and target.unit == "%")


def _due_words(item: DutyItem) -> str:
    hours = item.duty.within is not None and bool(item.duty.within.hours)
    told = due_told(item) if hours or item.due is None else f"{item.due.date()}"
    late = late_words(item.late_minutes, hours=hours) if item.status == "overdue" else ""
    first = f"{item.first:%Y-%m}期，" if item.first and item.duty.every == "month" else ""
    return f"{first}{told}{f'，已逾期{late}' if late else ''}"


def _run_words(items: Sequence[DutyItem]) -> str:
    """Return from when to when a run of periods is unmet, and how many of them are late."""
    firsts = [item.first for item in items if item.first]
    late = sum(item.status == "overdue" for item in items)
    span = f"{min(firsts)} 至 {max(firsts)}，" if firsts else ""
    return f"{span}共{len(items)}项{DUTY['pending']}{f'，{late}项已逾期' if late else ''}"


def _appeal(year: Year, asked: Asked) -> Content:
    assessment = year.plan.assessment
    words = rule_texts(scheme_of(assessment, asked.unit)) if assessment else {}
    rows = tuple(_objection_row(one, words) for one in asked.objections)
    said = (f"{year.term.rule}。",) if rows else ()
    return rows, False, said, {}


def _objection_row(one: AskedObjection, words: Mapping[str, str]) -> FormRow:
    told, points = _told_of(one.matter, words)
    record = one.matter.record
    known = {
        "entry": record.id,
        "told": told,
        "why": record.reason,
        "points": points,
        "until": one.window.last.words(),
    }
    return FormRow(record.id, known)


def _told_of(matter: EntryState | FigureState, words: Mapping[str, str]) -> tuple[str, str]:
    """Return what a unit was told, in the rubric's words, and the points."""
    if isinstance(matter, FigureState):
        return f"录入得分（{matter.figure.place}）", f"{plain(matter.figure.score)}分"
    entry = matter.entry
    point = f"（要点{entry.point}）" if entry.point else ""
    told = f"{ENTRY[entry.kind]} {entry.rule} {words.get(entry.rule, '')}".strip()
    return f"{told}{point}", "" if entry.kind == "veto" else f"{plain(matter.live)}分"


def _selfscore(_: Year, asked: Asked) -> Content:
    return tuple(_score_row(one) for one in asked.scores), False, (), {}


def _score_row(one: AskedScore) -> FormRow:
    item, before = one.item, one.before
    known = {
        "item": item.code,
        "stage": one.stage,
        "name": item.name,
        "full": plain(item.points),
        "standard": _standard(item),
        "before": f"{plain(before.score)}（{before.day:%m-%d}）" if before else "",
    }
    return FormRow(item.code, known, most=item.points)


def _standard(item: Item) -> str:
    """Return by what an item is scored: its rules and what each takes or gives."""
    rules = "；".join(f"{rule.code} {rule.text}（{price_words(rule)}）" for rule in item.rules)
    return rules if item.mode == "deduct" else "：".join(part for part in (MODES[item.mode], rules) if part)


_PAGES: Mapping[str, Callable[[Year, Asked], Content]] = {
    "progress": _progress,
    "selfcheck": _selfcheck,
    "rectify": _rectify,
    "item": _item,
    "appeal": _appeal,
    "selfscore": _selfscore,
}


def _guide(year: Year, asked: Asked, pages: Iterable[FormPage]) -> Iterator[GuideLine]:
    plan = year.plan
    yield GuideLine(asked.unit.name, "填报单位")
    yield GuideLine(f"《{plan.title}》{plan.number}", "依据")
    yield GuideLine(f"表里列的是截至 {year.standing.as_of} 已经登记的，之后登记的没有列入", "已知情况")
    yield GuideLine(f"填好后把整个文件发回{plan.office}，文件名可以改", "交回")
    yield GuideLine("要填哪几张", role="heading")
    there = {page.sheet.key: page for page in pages}
    for sheet in SHEETS:
        if sheet.key in _PAGES:
            yield GuideLine(_told(there.get(sheet.key)), sheet.name)
    yield GuideLine("怎么填", role="heading")
    yield GuideLine("这样底色的格子由单位填写；选中后旁边会提示怎么填", "浅黄", role="entered")
    yield GuideLine("登记簿里已有的情况，不能改；有错的请告诉办公室", "白色", role="known")
    for line in _HOW:
        yield GuideLine(line)


def _told(page: FormPage | None) -> str:
    if page is None:
        return "没有要填的，本表不含这一张"
    asked = f"列出{len(page.rows)}项，有变化的才填" if page.rows else "有才填"
    return f"{asked}；另有空行{page.spare}行" if page.rows and page.spare else asked


_HOW = (
    "只填有变化的：没有变化的行空着，空着的不算报送，也不算漏报。",
    "日期写 2018-9-28、2018.9.28 或 9月28日都可以，填事情发生的那一天，不是填表的日子。",
    "佐证写网址、文号或者文件名；写文件名的，把文件和本表一起交回。网页截图不用交，写网址就够了。",
    "行不够可以插入行；不要改表头，不要改要点号、编号，不要删第一列（已隐藏）。",
    "不要写身份证号、手机号、银行卡号、家庭住址等个人信息。",
)
