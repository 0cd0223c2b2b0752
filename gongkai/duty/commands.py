"""`gongkai duty`: demands with a date, a cycle, a clock or a quantity, and their items."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from gongkai.cli import options
from gongkai.cli.completion import complete_items, complete_units
from gongkai.cli.looking import look
from gongkai.cli.present import Staging, answer, must_be_folder, present, recorded, save
from gongkai.cli.session import session_of
from gongkai.cli.talk import asked, confirm, lacks, need, need_all, offer, own_unit, say, warn
from gongkai.cli.talk import evidence as asked_evidence
from gongkai.duty.due import OF_POINTS, YEAR_AND_MORE, Owed, falling, gathered, next_due
from gongkai.duty.items import DutyItem
from gongkai.duty.papers import due_document
from gongkai.duty.reminding import DAYS
from gongkai.errors import BadValue
from gongkai.papers.columns import names_short
from gongkai.plan.lookup import find_unit
from gongkai.plan.roster import roster_of
from gongkai.plan.spelling import file_name
from gongkai.register.kinds import Assign
from gongkai.register.ledger import CST, Place
from gongkai.wording import EVERYONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date as date_type
    from datetime import datetime

    from gongkai.cli.session import Session
    from gongkai.duty.acts import ReviewedItems, SettledItems
    from gongkai.duty.due import OwedLine
    from gongkai.duty.reminding import ReminderNotice
    from gongkai.papers.document import Document
    from gongkai.plan.model import Plan
    from gongkai.register.act import When
    from gongkai.register.writing import Register
    from gongkai.year import Year

SHOWN = 9
FALLING_DAYS = 30

app = typer.Typer(help="应办事项：查看、开启、办结、核实、退回、取消")

Ids = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="编号…",
        help="应办事项或办结登记的编号，可以写几个，如 8.1/2018-09 K5；只写要求的编号（20.1）是它待核的全部",
        callback=options.each_id,
        autocompletion=complete_items,
    ),
]
Items = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="事项",
        help="应办事项的编号，如 8.1/2018-09，可以写几个",
        callback=options.each_id,
        autocompletion=complete_items,
    ),
]
At = Annotated[str | None, typer.Option("--at", metavar="时间", help="如 2018-09-28 10:00")]


@app.command("list", help="查看应办事项")
def show_list(
    ctx: typer.Context,
    unit: options.OwnFilter = None,
    point: options.PointOption = None,
    opened: Annotated[bool, typer.Option("--open", help="只看未办结的")] = False,
    waiting: Annotated[bool, typer.Option("--waiting", help="只看待核的：过期15天以上才登记、没有佐证")] = False,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List duty items as they stand."""
    from gongkai.cli.filters import Filters, place_of
    from gongkai.cli.looking import look
    from gongkai.duty.papers import duty_document

    view = look(session_of(ctx), year, as_of, latest=True)
    found = place_of(view.plan, Filters(year, as_of, point, unit))
    chosen = [
        item
        for item in view.items
        if (not found.point or item.point == found.point)
        and (not found.unit or found.unit in item.owers)
        and (item.is_unmet or not opened)
        and (item.waits or not waiting)
    ]
    clocks = [
        duty
        for each in view.plan.demanding
        if (not found.point or each.no == found.point)
        and (not found.unit or not each.no or view.roster.on(each.no, found.unit))
        for duty in each.duties
        if duty.within and not waiting
    ]
    present(duty_document(view.ledger, view.standing, chosen, clocks), json=json, plain=plain, output=output)


@app.command("open", help="事件发生（文件签发、舆情发生），开始计时；同一要点同一起因的要求一并开启")
def open_event(
    ctx: typer.Context,
    duty: Annotated[str | None, typer.Argument(metavar="要求", help="时限要求的编号，如 26.1")] = None,
    unit: options.Unit = None,
    at: At = None,
    note: options.Note = "",
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record an event; tell the items it opens. A date alone is the event's day, from its first minute."""
    from gongkai.duty import acts as duties
    from gongkai.duty.papers import due_told
    from gongkai.history.shapes import duty_data
    from gongkai.register.repeats import same_before

    asking = lacks(duty, unit, at or date)
    number, name = need(duty, "要求编号", "时限要求编号"), need(unit, "-u", "单位")
    said = need(at or date, "--at", "事件发生的时间", lambda answer: session_of(ctx).typed_moment(answer, year))
    note = note or (offer("是什么事件（文号、标题，可以不填）") if asking else "")
    new = duties.NewEvent(session_of(ctx).typed_moment(said, year), note, timed=_has_clock(said))
    _same_day(new.at, session_of(ctx).when(year, date).day)
    with session_of(ctx).register() as register:
        event = duties.open_event(register, session_of(ctx).when(year, None), number, name, new)
        items, same = duties.items_of(register, event), same_before(register, event)
    told = "；".join(f"{item.id} 最迟 {due_told(item)}" for item in items)
    recorded([duty_data(item) for item in items], f"已开启 {event.id}：{event.unit}　{told}", json=json)
    if same:
        say(f"注意：同一时间已登记过 {same}；是另一件的不用管，登记重了的用 gongkai void {event.id} --reason 重复 作废")


def _has_clock(text: str) -> bool:
    """Tell whether an hour was typed, and not only a day."""
    return any(mark in text for mark in ":：点时")


def _same_day(at: datetime, day: date_type | None) -> None:
    if day is not None and day != at.date():
        raise BadValue(f"--date {day} 和 --at 的日期 {at.date()} 不一致", "事件的时间只用 --at 写明即可")


@app.command(
    "done", help="应办事项已办结；周期事项可用 --from、--to 成段办结，每项都按期的不写 --at，一起补办的用 --at 写明时间"
)
def done(
    ctx: typer.Context,
    items: Items = None,
    at: At = None,
    value: Annotated[str | None, typer.Option("--value", metavar="现值", help="数量指标达到的数值")] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="日期", help="成段办结的起始日")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="日期", help="成段办结的截止日")] = None,
    skip: Annotated[
        list[str] | None, typer.Option("--except", metavar="日期", help="其中未办的日子，可以写几个")
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option("--unit", "-u", metavar="单位", help="办结的单位", autocompletion=complete_units),
    ] = None,
    note: options.Note = "",
    evidence: options.Evidence = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record that items were met."""
    from gongkai.duty import acts as duties
    from gongkai.typed import value_of

    asking = lacks(items)
    for line in _open_lines(ctx, year) if asking else ():
        say(line)
    numbers = need_all(items, "事项编号", "应办事项编号")
    if asking and not (at or date or first or last):
        at = (
            offer("办结的日期或时间（就是现在的直接回车）", lambda answer: session_of(ctx).typed_moment(answer, year))
            or None
        )
    pieces = tuple(evidence or (asked_evidence() if asking else ()))
    figure = value_of(value) if value else None
    begin = None if first is None else session_of(ctx).past_day(first, year=year)
    new = duties.NewSettlement(
        item=numbers[0],
        at=session_of(ctx).typed_moment(at, year) if at else None,
        value=figure.figure if figure else None,
        note=note,
        evidence=pieces,
        first=begin,
        last=None if last is None else session_of(ctx).coming_day(last, "日期", begin),
        skip=tuple(session_of(ctx).coming_day(day, "日期", begin) for day in skip or ()),
        unit=unit or "",
        timed=at is None or _has_clock(at),
        percent=figure is not None and figure.percent,
    )
    with session_of(ctx).register() as register:
        mine, at_day = "" if unit else own_unit(register.plan(year).units), session_of(ctx).when(year, date)
        every = [duties.settle(register, at_day, replace(new, item=one, usual=mine)) for one in numbers]
        running = register.today.year == register.plan(year).year
        silent = {(unit, done.items[0].point): None for done in every if running and (unit := _silent(register, done))}
    _confirm(every, json=json)
    for settled in every:
        _warned(settled, mine)
    if silent:
        _tip_progress(tuple(silent))


def _tip_progress(silent: Sequence[tuple[str, str]]) -> None:
    """Tell once that to settle items is no report: of the first unit on all its points, and of how many others."""
    unit = silent[0][0]
    points, others = [no for name, no in silent if name == unit], {name for name, _ in silent} - {unit}
    whose = f"{unit}等{len(others) + 1}个单位" if others else unit
    which = "" if others else f"在要点{'、'.join(points)}上"
    way = f"gongkai progress add {','.join(points)} -u {unit} --percent 比例"
    say(f"提示：办结事项不算报进展，{whose}{which}还没有报过：{way}")


def _silent(register: Register, done: SettledItems) -> str:
    """Return the one unit that has settled an item of a point of which it has told nothing; empty where it has.

    Of several that owe it together it is the one that is named.
    """
    owers, item = {name for item in done.items for name in item.owers}, done.items[0]
    unit = next(iter(owers), "") if len(owers) == 1 else done.record.unit
    if unit not in owers or register.reports(done.record.year, item.point, unit, 1):
        return ""
    assigns = register.of_kind(Assign, done.record.year)
    return unit if roster_of(register.plan(done.record.year), assigns).on(item.point, unit) else ""


def _open_lines(ctx: typer.Context, year: int | None) -> Iterator[str]:
    """Yield what is still to be done, the earliest first, on a unit's own machine its own."""
    from gongkai.cli.looking import look
    from gongkai.duty.papers import awaited_of
    from gongkai.papers.columns import names_short

    view = look(session_of(ctx), year, None, latest=True)
    mine = own_unit(view.plan.units)
    unmet = [item for item in view.items if item.is_unmet and (item.due or item.awaited)]
    unmet = [item for item in unmet if mine in item.owers] or unmet
    unmet.sort(key=lambda item: (item.due is None, item.due, item.id))
    for item in unmet[:SHOWN]:
        what = item.duty.what or item.duty.quote
        due = f"{item.due:%Y-%m-%d}" if item.due else awaited_of(item)
        yield f"  {item.id}　{names_short(item.owers, 1)}　{what}（期限 {due}）"
    if len(unmet) > SHOWN:
        yield f"  另有{len(unmet) - SHOWN}项，见 gongkai duty list --open"


def _known(ctx: typer.Context, year: int | None, typed: str) -> None:
    """Check the id of an item; raises `UnknownName`."""
    from gongkai.cli.looking import look
    from gongkai.duty.acts import find_item
    from gongkai.plan.lookup import own_item

    view = look(session_of(ctx), year, None, latest=True)
    find_item(view.items, own_item(view.plan.units, typed))


def _warned(done: SettledItems, mine: str) -> None:
    """Tell that items were another unit's than the environment's, or were late when they were settled as in time."""
    number, owers = done.record.id, done.items[0].owers
    undo = f"gongkai void {number} --reason 理由"
    if mine and all(mine not in item.owers for item in done.items):
        warn(f"这是{'、'.join(owers[:2])}的事项，不是{mine}的；登记错的用 {undo} 作废")
    if done.overdue:
        told = f"其中{done.overdue}项登记时已逾期，按各自时限内完成登记"
        warn(f"{told}；实际后来补办的，作废 {number}（{undo}）后加 --date 日期 重登")
    if waiting := [item for item in done.items if item.waits]:
        said = done.record
        own = f" -u {said.unit}" if said.unit else ""
        hours = waiting[0].duty.within is not None and waiting[0].duty.within.hours
        met = f"--at '{said.at.astimezone(CST):%Y-%m-%d %H:%M}'" if hours else f"--date {said.day}"
        which = f"{said.item} {met}" if said.item else f"{said.duty} --from {said.first} --to {said.last}{own}"
        warn(
            f"其中{len(waiting)}项过期15天以上才登记，没有佐证，待核实后计入；"
            f"有佐证的再报一次就计入：gongkai duty done {which} --evidence 佐证"
        )


@app.command("verify", help="核实单位登记的办结：过期15天以上才登记、没有佐证的，核实以后才计入")
def verify(
    ctx: typer.Context,
    ids: Ids = None,
    note: Annotated[str, typer.Option("--note", metavar="依据", help="核实的依据；单位没有佐证时必填")] = "",
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record that the office has checked items."""
    from gongkai.duty.acts import verify

    _looked_at(ctx, verify, session_of(ctx).when(year, date, by), (_items_named(ids), note), json=json)


@app.command("return", help="退回单位登记的办结，写明理由；退回的照旧算没有办结，单位办好后重报")
def send_back(
    ctx: typer.Context,
    ids: Ids = None,
    reason: options.Reason = None,
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record that the office sends items back."""
    from gongkai.duty.acts import send_back

    said = _items_named(ids), need(reason, "--reason", "退回理由")
    _looked_at(ctx, send_back, session_of(ctx).when(year, date, by), said, json=json)


def _items_named(ids: list[str] | None) -> tuple[str, ...]:
    return need_all(ids, "编号", "应办事项或办结登记的编号")


def _looked_at(
    ctx: typer.Context,
    act: Callable[[Register, When, Sequence[str], str], tuple[ReviewedItems, ...]],
    when: When,
    said: tuple[Sequence[str], str],
    *,
    json: bool,
) -> None:
    """Record what the office makes of the items named, with its ground or its reason, and confirm it."""
    from gongkai.duty.papers import reports_words, returned_reports_words, reviewed_words
    from gongkai.history.shapes import record_data

    with session_of(ctx).register() as register:
        done = act(register, when, *said)
    data = [record_data(one.record) for one in done]
    told = (
        reviewed_words(one.record, one.items) + reports_words(one.reports) + returned_reports_words(one.returned)
        for one in done
    )
    recorded(data[0] if len(data) == 1 else data, *told, json=json)


@app.command("cancel", help="取消应办事项，写明理由，可以写几个；取消的仍然看得见")
def cancel(
    ctx: typer.Context,
    items: Items = None,
    reason: options.Reason = None,
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record that items are no longer owed: all of them, or where one is refused none."""
    from gongkai.duty import acts as duties

    numbers = need_all(items, "事项编号", "应办事项编号", lambda answer: _known(ctx, year, answer))
    why = need(reason, "--reason", "取消理由")
    with session_of(ctx).register() as register:
        at = session_of(ctx).when(year, date, by)
        every = [duties.cancel(register, at, number, why) for number in numbers]
    _confirm(every, json=json)


@app.command("extend", help="延长应办事项或要点的完成时限，写明理由；要在原期限过去以前给，原期限照样看得到")
def extend(
    ctx: typer.Context,
    item: Annotated[
        str | None,
        typer.Argument(
            metavar="事项",
            help="应办事项的编号，如 9.1；要点有自己的完成时限的，写要点编号",
            autocompletion=complete_items,
        ),
    ] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="日期", help="新的期限")] = None,
    reason: options.Reason = None,
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record that a last day is put off."""
    from gongkai.duty import acts as duties
    from gongkai.duty.papers import extended_words
    from gongkai.history.shapes import record_data

    session = session_of(ctx)
    number, at = need(item, "事项编号", "应办事项或要点编号"), session.when(year, date, by)
    said = need(due, "--due", "新的期限", lambda text: session.coming_day(text, "期限", at.day))
    why = need(reason, "--reason", "延期理由")
    with session.register() as register:
        done = duties.extend(register, at, number, session.coming_day(said, "期限", at.day), why)
    recorded(record_data(done.record), extended_words(done.record, done.item), json=json)


def _confirm(every: Sequence[SettledItems], *, json: bool) -> None:
    from gongkai.duty.papers import reports_words, settled_words
    from gongkai.history.shapes import duty_data

    data = [
        duty_data(item) | {"settlement": one.record.id, "reports": [report.id for report in one.reports]}
        for one in every
        for item in one.items
    ]
    told = [settled_words(one.record, one.items, _done(one)) + reports_words(one.reports) for one in every]
    recorded(data[0] if len(data) == 1 else data, *told, json=json)


def _done(dealt: SettledItems) -> str:
    if dealt.record.kind == "cancelled":
        return "已取消"
    return "已补充办结" if dealt.supplement else "已登记办结"


due_app = typer.Typer()


@due_app.command(help="看到期的：逾期的在前，往后是快到期的，每件写明怎么办结")
def due(
    ctx: typer.Context,
    days: Annotated[
        int, typer.Option("--within", metavar="天数", min=0, max=3660, help="看多少天以内到期的")
    ] = FALLING_DAYS,
    unit: options.OwnFilter = None,
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="文件", help="写成日历文件，可导入手机和电脑的日历")
    ] = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show what is owed, most urgent first."""
    if ics is not None and ics.suffix.lower() != ".ics":
        raise BadValue(f"日历文件的名字要以 .ics 结尾：{ics}", f"如 --ics {ics.stem or '到期'}.ics")
    session = session_of(ctx)
    found, name, every = owed_within(session, year, as_of, days, unit)
    if ics is not None:
        _due_write(session, found, (every, name), ics)
    if ics is None or json or output is not None:
        coming = None if every else next_due(found, name)
        told = every if json or output else ()
        document = due_document(found, gathered(every, name), days, name, every=told, coming=coming)
        present(document, json=json, plain=plain, output=output)


def _due_write(session: Session, found: Year, chosen: tuple[Sequence[Owed], str], path: Path) -> None:
    from gongkai.duty.agenda import agenda_of
    from gongkai.papers.ics import write

    with session.reader() as reader:
        revised = reader.revised(found.plan.year)
    every, unit = chosen
    save(write(agenda_of(found, every, found.now, unit, revised)), path)


TOLD_ONE_BY_ONE = 5
PAPER = ".docx"
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="文件", help="写入文件：.txt 是可粘贴的文字，.docx 是催办通知")
]

FormPlace = Annotated[
    Path | None,
    typer.Option("--form", metavar="文件夹", help="写成督办单：一件一份 .docx，放进这个文件夹；只有一件的可写文件"),
]

remind_app = typer.Typer(invoke_without_command=True)


@remind_app.callback(help="催办：写好给各单位的提醒文字或督办单，发出后用 --sent 登记；本工具不发送")
def remind(
    ctx: typer.Context,
    unit: options.UnitFilter = None,
    item: Annotated[
        str | None,
        typer.Option(
            "--item",
            metavar="编号",
            help="只催这一件：应办事项、时限要求或问题的编号，不论何时到期",
            autocompletion=complete_items,
        ),
    ] = None,
    point: options.PointOption = None,
    days: Annotated[int, typer.Option("--within", metavar="天数", min=0, max=3660, help="催多少天以内到期的")] = DAYS,
    form: FormPlace = None,
    basis: Annotated[str, typer.Option("--basis", metavar="批示", help="督办单上的领导批示")] = "",
    issue: options.Issue = None,
    issued: options.Issued = None,
    sent: Annotated[
        str | None, typer.Option("--sent", metavar="方式", help="已经发出，登记用什么方式，如 微信、电话、督办单")
    ] = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    date: options.Date = None,
    output: Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Write the reminders, or record that they were sent, or show a 督办单 as it was issued."""
    if ctx.invoked_subcommand is not None:
        return
    from gongkai.duty.papers import reminding_document
    from gongkai.duty.reminding import notices
    from gongkai.report.commands import issued_paper

    session = session_of(ctx)
    if issued is not None:
        _alone(issue, form, basis, sent, item, point)
        present(issued_paper(session, issued, year), json=json, plain=plain, output=output)
        return
    recording, way = sent is not None or issue is not None, (sent or "").strip()
    day = _day_of(session, session.when(year, date).day, as_of, recording=recording)
    case = look(session, year, as_of or (None if day >= session.today else day.isoformat()), latest=True).chasing
    name = whose(case.plan, unit)
    every = _chosen(case, days, name, (item or "", point or ""))
    _on_paper(form, basis, issue, output)
    if form is not None:
        at, how = session.when(case.plan.year, date), FormOutput(form, basis, issue, json, whole=point is not None)
        _forms(session, case, every, name, how, at)
        return
    # all units at once: what the text leaves out as reminded that day is not recorded either
    to_send = notices(case.plan, every, case.ledger.reminders, day, name, way=way if name else "")
    if output is not None:
        issuing = partial(_reminding_issued, session, (issue, session.when(case.plan.year, date)))
        _remind_write(case, to_send, (days, day), output, issuing)
    if sent is not None:
        _sure(to_send, name or unit)
        _record(session, session.when(case.plan.year, date), sent, (case, to_send), json=json)
    elif json or output is None:  # what is to be pasted has no line ends of the screen's
        present(reminding_document(case, to_send, days), json=json, plain=True)


def _alone(*others: object) -> None:
    """Refuse what chooses, records or issues beside a paper that is printed as it was."""
    if any(others):
        raise BadValue("--issued 是照原样再出一份，不和 --form、--issue、--sent 等一起用", "写成文件的用 -o 文件名")


def whose(plan: Plan, typed: str | None) -> str:
    """Return the full name of the unit to keep to, empty for all: the one typed, else the environment's, which is told.

    The office reminds others: where the environment names it, all units are meant, and that is told as well.
    """
    if typed is not None:
        return "" if typed.strip() == EVERYONE else find_unit(plan.units, typed).name
    mine = own_unit(plan.units)
    if mine == plan.office:
        say(f"催的是全部单位：{mine}（环境变量 GONGKAI_UNIT）是催办的一方；只看它自己的加 -u {mine}")
        return ""
    if mine:
        say(f"只看{mine}（环境变量 GONGKAI_UNIT）；看全部单位加 -u {EVERYONE}")
    return mine


def _chosen(case: Year, days: int, unit: str, named: tuple[str, str]) -> tuple[Owed, ...]:
    """Return what is owed within so many days, or all that is owed of the item or the point named, at any time.

    Raises `Refused` where nothing of it is owed.
    """
    from gongkai.duty.reminding import remindable
    from gongkai.errors import Refused
    from gongkai.plan.lookup import find_point, own_item

    item, point = named
    if not item and not point:
        return falling(case, days, unit)
    every: Sequence[Owed] = remindable(falling(case, YEAR_AND_MORE, unit), unit)
    if point:
        point = find_point(case.plan, point).no
        every = [one for one in every if one.point == point]
    if item:
        item = own_item(case.plan.units, item)
        every = [one for one in every if item.upper() in (one.key.upper(), _duty_of(one))]
    if not every:
        of = f"{unit}在{item or f'要点{point}'}上" if unit else item or f"要点{point}"
        raise Refused(f"{of}没有要催办的事项：已经办结，或者没有这一项", "到期的事项", do=("due",))
    return tuple(every)


def _duty_of(one: Owed) -> str:
    return one.source.duty.id.upper() if isinstance(one.source, DutyItem) else ""


class FormOutput(Struct, frozen=True):
    """How 督办单 are wanted: in a folder or a file, with whose words, issued under a number, as JSON.

    `whole` asks for the point as a whole, where it is owed.
    """

    place: Path
    basis: str = ""
    number: str | None = None
    json: bool = False
    whole: bool = False


def _forms(session: Session, case: Year, every: Sequence[Owed], unit: str, how: FormOutput, at: When) -> None:
    """Write 督办单 for what is owed: into a folder one a matter, into a file the only one; issued, where asked for."""
    from gongkai.duty.notice import supervised, supervision_document
    from gongkai.papers.formats import ENDINGS
    from gongkai.report.commands import kept_where_unwritten

    lines = supervised([one for one in every if one.kind in OF_POINTS] if how.whole else every, unit)
    lines = lines or supervised(every, unit)
    alone = how.place.suffix.lower() in ENDINGS
    if alone and len(lines) > 1:
        way = f"写进文件夹，一件一份：--form {how.place.stem}；只要一件的，用 --item 编号 或 --point 要点 写明"
        raise BadValue(f"要督办的有{len(lines)}件，一个文件只写一件", way)
    papers = [supervision_document(case, line, at.day or session.today, how.basis.strip()) for line in lines]
    if how.number is not None and papers:
        papers = _forms_issued(session, case, (lines, papers), how.number, at)
    if papers and not alone:
        must_be_folder(how.place)
    with kept_where_unwritten(how.number, "督办单"), Staging() as files:
        for line, document in zip(lines, papers, strict=True):
            files.add(document, how.place if alone else how.place / _file_of(line))
    if how.json:
        answer([document.data for document in papers])
    said = f"已写入 {len(papers)} 份督办单：{how.place}；发出后登记：gongkai remind --sent 督办单"
    say(said if papers else "没有要督办的事项")


def _file_of(line: OwedLine) -> str:
    """Return the name of a matter's file: 督办单-县环保局-9.1.docx."""
    key = line.first.key.removeprefix(f"自查/{line.first.units[0]}") or "自查"
    return file_name(f"督办单-{names_short(line.first.units, 1)}-{key.replace('/', '_')}") + ".docx"


def _forms_issued(
    session: Session, case: Year, told: tuple[Sequence[OwedLine], Sequence[Document]], number: str, at: When
) -> list[Document]:
    from gongkai.report.acts import Paper, issue_to_units, paper_of
    from gongkai.report.commands import told_as_issued

    as_of, head = case.standing.as_of, case.ledger.head
    papers = [
        Paper(document, as_of, head, "、".join(line.first.units), (line.first.key,))
        for line, document in zip(*told, strict=True)
    ]
    with session.register() as register:
        records = issue_to_units(register, at, number, papers)
    told_as_issued(records)
    return [paper_of(record) for record in records]


def _on_paper(form: Path | None, basis: str, number: str | None, output: Path | None) -> None:
    """Refuse the words or the number of a paper where none is written."""
    if form is None and basis:
        raise BadValue("--basis 是督办单的", "和 --form 一起用")
    if form is None and number is not None and (output is None or output.suffix.lower() != PAPER):
        raise BadValue("编文号的是督办单和催办通知", "和 --form 一起用，或者用 -o 催办.docx")


def _day_of(session: Session, typed: date_type | None, as_of: str | None, *, recording: bool) -> date_type:
    """Return the day of a reminder, which it is signed on and tells of: today unless one of the two is typed.

    Raises `BadValue` where the two differ, or what is recorded as sent today would tell of another day.
    """
    told = session.as_of_day(as_of)
    day = typed or (session.today if recording or told is None else told)
    if told is None or told == day:
        return day
    if recording:
        raise BadValue(f"--as-of 是{told}，登记的是{day}发出的催办", f"补登那一天的，写 --date {told}")
    raise BadValue(f"--as-of 是{told}，--date 是{day}：催办写的是落款当天的情况", f"只写一个，如 --date {day}")


def _remind_write(
    year: Year,
    notices: Sequence[ReminderNotice],
    when: tuple[int, date_type],
    path: Path,
    issued: Callable[[Year, Document, Sequence[ReminderNotice]], Document],
) -> None:
    """Write the messages into a file: as they are pasted, or on paper as a 催办通知; of nothing neither is written."""
    from gongkai.duty.notice import reminding_paper
    from gongkai.duty.papers import letters, reminding_document

    ending = path.suffix.lower()
    if ending not in {".txt", PAPER}:
        present(reminding_document(year, notices, when[0]), output=path)
    elif not any(notice.owed for notice in notices):
        told = "，当天都催办过" if any(notice.told for notice in notices) else ""
        say(f"没有要催办的事项{told}，没有写 {path}")
    elif ending == PAPER:
        present(issued(year, reminding_paper(year, notices, when[1]), notices), output=path)
    else:
        save(letters(year, notices).encode("utf-8"), path)


def _reminding_issued(
    session: Session, numbered: tuple[str | None, When], case: Year, paper: Document, notices: Sequence[ReminderNotice]
) -> Document:
    """Return a 催办通知 as it is kept once it is issued under a number; as it is, where none is given."""
    from gongkai.report.acts import Paper, issue_to_units, paper_of
    from gongkai.report.commands import told_as_issued

    number, at = numbered
    if number is None:
        return paper
    owing = [notice for notice in notices if notice.owed]
    keys = tuple(dict.fromkeys(one.key for notice in owing for one in notice.owed))
    told = Paper(paper, case.standing.as_of, case.ledger.head, "、".join(notice.unit for notice in owing), keys)
    with session.register() as register:
        records = issue_to_units(register, at, number, [told])
    told_as_issued(records)
    return paper_of(records[0])


def _sure(notices: Sequence[ReminderNotice], unit: str | None) -> None:
    """Ask the person at the terminal before many units are recorded at once that nobody named."""
    units = sum(bool(notice.owed) for notice in notices)
    if unit is None and units > 1 and asked() and not confirm(f"没有写明单位：给{units}个单位都登记催办", "-u"):
        raise BadValue("没有登记", "只登记一个单位：gongkai remind -u 单位 --sent 方式")


def _record(session: Session, at: When, way: str, what: tuple[Year, Sequence[ReminderNotice]], *, json: bool) -> None:
    from gongkai.duty.acts import NewReminder, send
    from gongkai.duty.papers import letter_of
    from gongkai.duty.reminding import ONCE
    from gongkai.errors import Refused
    from gongkai.history.shapes import record_data

    case, notices = what
    new = [
        NewReminder(one.unit, tuple(owed.key for owed in one.owed), letter_of(case, one)) for one in notices if one.owed
    ]
    if not new and any(one.told for one in notices):
        raise Refused(f"这些事项当天都已用{way.strip()}催办过", f"{ONCE}；催办记录", do=("remind", "list"))
    with session.register() as register:
        records = send(register, at, way, new)
    told = "；".join(f"{one.id} {one.unit}（{one.way}，{len(one.items)}项）" for one in records)
    if len(records) > TOLD_ONE_BY_ONE:
        told = f"{len(records)}个单位（{way.strip()}，{records[0].id}至{records[-1].id}），逐条见 gongkai remind list"
    nothing = "没有要催办的事项" + (f"（按{at.day}的情况，没有登记）" if at.day else "")
    recorded([record_data(one) for one in records], f"已登记催办：{told}" if told else nothing, json=json)


@remind_app.command("list", help="查看催办记录")
def remind_show_list(
    ctx: typer.Context,
    unit: options.UnitFilter = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List what was sent."""
    from gongkai.duty.papers import reminders_document

    found = look(session_of(ctx), year, as_of, latest=True)
    chosen = Place(unit=whose(found.plan, unit)).of(found.ledger.reminders)
    present(reminders_document(found.ledger, found.standing, chosen), json=json, plain=plain, output=output)


def owed_within(
    session: Session, year: int | None, as_of: str | None, days: int, unit: str | None
) -> tuple[Year, str, tuple[Owed, ...]]:
    """Return the year, the unit's full name (empty: all), and what is owed within so many days."""
    found = look(session, year, as_of, latest=True).chasing
    name = find_unit(found.plan.units, unit).name if unit else ""
    return found, name, falling(found, days, name)
