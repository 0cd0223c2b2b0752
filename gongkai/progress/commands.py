"""`gongkai progress`: report, verify, send back, list."""

from __future__ import annotations

import os
import re
from itertools import product
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from gongkai.cli import options
from gongkai.cli.completion import among, complete_seats
from gongkai.cli.looking import look
from gongkai.cli.present import drawn, present, recorded
from gongkai.cli.session import session_of
from gongkai.cli.talk import DEFAULT_UNIT, height, lacks, names, need, offer, own_unit, say, screen, warn
from gongkai.cli.talk import evidence as asked_evidence
from gongkai.duty.papers import MOST_LINES, status_words
from gongkai.errors import BadValue, UnknownName
from gongkai.papers.columns import runs_text
from gongkai.plan.lookup import apart, find_heading, find_point, find_points, find_unit, folded
from gongkai.plan.spelling import spelt
from gongkai.progress.papers import status_document
from gongkai.register.kinds import Progress
from gongkai.register.ledger import Place
from gongkai.wording import EVERYONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.papers.document import Block, Document, Section
    from gongkai.plan.model import Plan
    from gongkai.progress.acts import Reported, ReturnedReport
    from gongkai.progress.screen import Below, Duties
    from gongkai.register.kinds import Review
    from gongkai.year import Year

NO_ITEMS = ("none", "无", "不")

app = typer.Typer(help="要点进展：登记、核实销号、退回、查看")


@app.command("add", help="登记一个单位的进展；几个要点一样的可以一起写，如 3-7,12")
def add(
    ctx: typer.Context,
    points: options.Points = None,
    unit: options.Unit = None,
    percent: Annotated[str | None, typer.Option(metavar="比例", help="完成比例，如 40 或 40%")] = None,
    note: options.Note = "",
    evidence: options.Evidence = None,
    items: Annotated[
        str | None,
        typer.Option(
            "--items", metavar="none", help="写 none：牵头单位报到100%，也不把它在这个要点上有日期的应办事项一并办结"
        ),
    ] = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record reports: all of them, or where one is refused none."""
    from gongkai.progress.acts import NewProgress, add_each
    from gongkai.register.repeats import same_before
    from gongkai.typed import percent_of

    session, at, asking = session_of(ctx), names(ctx, year), lacks(points, unit, percent)
    _no_figure_among(ctx, points, percent)
    which, name = at.points(" ".join(points or ())), at.unit(unit)
    new = NewProgress(which, name, need(percent, "--percent", "完成比例", percent_of))
    if asking:
        note = note or offer("说明（可以不填）")
    new = replace(new, note=note, evidence=tuple(evidence or (asked_evidence() if asking else ())))
    new = replace(new, alone=_left_alone(items))
    with session.register() as register:
        every = add_each(register, session_of(ctx).when(year, date), new)
        same = [same_before(register, done.record) for done in every]
        order = [point.no for point in register.plan(year).points]
    data = [_data(done) for done in every]
    recorded(data[0] if len(data) == 1 else data, *_told(every, order), json=json)
    for done, before in zip(every, same, strict=True):
        _warned(done, before)
    _tip_evidence([done for done in every if not done.proved and done.now.status != "verified"])
    if owed := [item.id for done in every for item in done.owed]:
        say(f"注意：{'、'.join(owed)} 还没有登记办结，报进展不算；办结了的：gongkai duty done {' '.join(owed)}")


def _left_alone(items: str | None) -> bool:
    if items is not None and items.strip().lower() not in NO_ITEMS:
        raise BadValue(f"--items 不能写“{items}”", "应办事项不一并办结的写 --items none；要一并办结的不用写")
    return items is not None


def _data(done: Reported) -> dict[str, object]:
    from gongkai.history.shapes import progress_data

    return progress_data(done.record, done.now.status) | {"items": [item.id for item in done.items]}


def _no_figure_among(ctx: typer.Context, points: Sequence[str] | None, percent: str | None) -> None:
    """Refuse words after the first that are no points, or a figure that is the percent which was not given."""
    more = list(points or ())[1:]
    if not all(re.search("[0-9]", spelt(word)) for word in more) or (percent is None and len(more) == 1):
        ctx.fail(f"Got unexpected extra argument(s) ({' '.join(more)})")


def _told(every: Sequence[Reported], order: Sequence[str]) -> Iterator[str]:
    """Yield a line for each report; many that say the same of their points are one line."""
    alike: dict[str, list[Reported]] = {}
    for done in every:
        alike.setdefault(_standing(done), []).append(done)
    for said, run in alike.items():
        if len(run) > FEW:
            ids = runs_text([done.record.id for done in run], [done.record.id for done in every])
            which = runs_text([done.record.point for done in run], order)
            yield f"已登记 {ids}：{run[0].record.unit}　要点{which}（{len(run)}个）　{said}"
        else:
            yield from (f"已登记 {done.record.id}：{done.record.unit}　要点{done.record.point}　{said}" for done in run)


FEW = 3
"""How many reports alike are told one by one."""


def _standing(done: Reported) -> str:
    """Return what is said of a report just recorded, and of what was reported before it."""
    record, before = done.record, done.before
    was = f"，此前 {before.percent}%" if before.updated else ""
    was = f"，此前报的 {before.said}% 已退回" if before.status == "returned" else was
    was += "" if done.is_latest else f"；补录，现状仍为 {done.now.percent}%"
    said = f"{record.percent}%（{record.day}{was}）"
    met = "、".join(f"{item.id} {status_words(item)}" for item in done.items)
    return f"{said}；一并登记办结：{met}（不是的，作废这一条后加 --items none 重报）" if met else said


def _warned(done: Reported, same: str) -> None:
    """Tell what the person who has just reported may not have meant, or will be asked for."""
    record, before = done.record, done.before
    if before.status == "verified" != done.now.status:
        void = f"误填的先作废：gongkai void {record.id} --reason 误填"
        say(f"注意：{record.unit}在要点{record.point}的销号失效，回到推进中；{void}")
    elif done.is_latest and before.updated and record.percent < before.percent:
        say(f"注意：比此前的 {before.percent}% 低，误填的用 gongkai void {record.id} --reason 理由 作废，再报正确的")
    if done.now.status == "returned" and done.now.reviewed:
        since = min(f"{done.now.reviewed}", max(f"{record.year}-12-31", f"{record.day}"))
        say(f"注意：所报日期在退回以前，现状仍是已退回；重报的日期写 {since} 或者以后：--date 日期")
    if same and before.status != "returned":
        say(f"注意：同一天、同样的进展已登记为 {same}；登记重了的用 gongkai void {record.id} --reason 重复 作废")


def _tip_evidence(unproved: Sequence[Reported]) -> None:
    """Tell once what was reported as finished without evidence."""
    if unproved:
        points = ",".join(done.record.point for done in unproved)
        again = f"gongkai progress add {points} -u {unproved[0].record.unit} --percent 100 --evidence 网址、文号或文件"
        say(f"提示：还没有佐证，核实时要看；附上佐证再报一次：{again}")


@app.command("verify", help="核实单位在要点上的工作已办结，予以销号；几个要点、几个单位可以一起写")
def verify(
    ctx: typer.Context,
    points: options.Points = None,
    unit: options.Units = None,
    note: Annotated[str, typer.Option("--note", metavar="依据", help="核实的依据；单位没有佐证时必填")] = "",
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record verifications: all of them, or where one is refused none."""
    from gongkai.duty.acts import overdue_on
    from gongkai.progress import acts as progress

    seats, at = _seats(ctx, points, unit, year), session_of(ctx).when(year, date, by)
    with session_of(ctx).register() as register:
        done = [progress.verify(register, at, no, name, note) for no, name in seats]
        overdue = {no: overdue_on(register, year, no) for no in dict.fromkeys(one.point for one in done)}
    told = [f"已核实销号 {one.id}：{one.unit}　要点{one.point}（{one.day}，核实人 {one.by}）" for one in done]
    _confirm_reviews(done, told, json=json)
    for no, items in overdue.items():
        more = f"等{len(items)}项" if len(items) > 1 else ""
        if items:
            warn(f"要点{no}还有逾期的事项（{items[0].id}{more}），办结以前这个要点不算销号")


@app.command("return", help="退回单位在要点上的报告，写明理由；几个要点、几个单位可以一起写")
def send_back(
    ctx: typer.Context,
    points: options.Points = None,
    unit: options.Units = None,
    reason: options.Reason = None,
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record returns: all of them, or where one is refused none."""
    from gongkai.progress import acts as progress

    seats, at = _seats(ctx, points, unit, year), session_of(ctx).when(year, date, by)
    why = need(reason, "--reason", "退回理由")
    with session_of(ctx).register() as register:
        done = [progress.send_back(register, at, no, name, why) for no, name in seats]
    told = [_returned(one) for one in done]
    _confirm_reviews([one.record for one in done], told, json=json)


def _returned(done: ReturnedReport) -> str:
    record, back = done.record, "、".join(item.id for item in done.items)
    said = f"已退回 {record.id}：{record.unit}　要点{record.point}，等单位补正后重报"
    return said + (f"；一并报的应办事项 {back} 也已退回" if back else "")


def _confirm_reviews(done: Sequence[Review], told: Sequence[str], *, json: bool) -> None:
    from gongkai.history.shapes import record_data

    data = [record_data(one) for one in done]
    recorded(data[0] if len(data) == 1 else data, *told, json=json)


def _seats(
    ctx: typer.Context, points: list[str] | None, units: list[str] | None, year: int | None
) -> tuple[tuple[str, str], ...]:
    """Return every point named with every unit named; by the id of a report (P9) its own point and unit."""
    typed = apart(points or ())
    if typed and all(re.fullmatch("[Pp][0-9]+", each) for each in typed):
        return tuple(dict.fromkeys(_reported_at(ctx, each, units) for each in typed))
    at = names(ctx, year)
    which, whose = at.points(" ".join(points or ())), at.units(units)
    with session_of(ctx).reader() as reader:
        found = find_points(reader.plan(year), which)
    if not found:
        raise BadValue("没有写明是哪些要点", "写要点编号，如 8 或 3-7,12")
    return tuple((no, name) for no in found for name in dict.fromkeys(whose))


def _reported_at(ctx: typer.Context, report: str, units: Sequence[str] | None) -> tuple[str, str]:
    """Return the point and the unit of a report; raises `BadValue` where another unit was named."""
    with session_of(ctx).reader() as reader:
        found = reader.find(report)
        named = [find_unit(reader.plan(found.year).units, unit).name for unit in units or ()]
    if not isinstance(found, Progress):
        raise UnknownName("进展", report)
    if named and found.unit not in named and list(units or ()) != [os.environ.get(DEFAULT_UNIT)]:
        message = f"{found.id} 是{found.unit}在要点{found.point}上的进展，不是{'、'.join(named)}的"
        raise BadValue(message, "请核对编号和 -u")
    return found.point, found.unit


@app.command("list", help="查看登记过的进展")
def show_list(
    ctx: typer.Context,
    point: options.Point = None,
    unit: options.OwnFilter = None,
    waiting: Annotated[bool, typer.Option("--waiting", help="只看牵头单位报到100%、待核实的")] = False,
    returned: Annotated[bool, typer.Option("--returned", help="只看退回后还没有重报的")] = False,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List reports, in order of day."""
    from gongkai.cli.filters import Filters, kept
    from gongkai.progress.papers import progress_document
    from gongkai.progress.waiting import DONE, RETURNED, latest, seats_at

    named = {status for status, wanted in ((DONE, waiting), (RETURNED, returned)) if wanted}
    found, place = kept(session_of(ctx), Filters(year, as_of, point, unit), reports=not named)
    if named:
        seats = {seat for status in named for seat in seats_at(found.unit_states, found.roster, status)}
        chosen = latest(place.of(found.ledger.progress), seats)
    else:
        chosen = found.ledger.reports_at(place)
    document = progress_document(found, chosen, answer=json or output is not None)
    present(document, json=json, plain=plain, output=output)


status_app = typer.Typer()

LOWEST, BESIDE = 24, 3
"""Lines of the lowest terminal; of them are taken: what was typed, a line on stderr, the next prompt."""
LIGHTS = {"red": "red", "红": "red", "yellow": "yellow", "黄": "yellow", "green": "green", "绿": "green"}
LIGHTS |= {f"{word}{more}": light for word, light in LIGHTS.items() for more in ("灯", "色")}


@status_app.command(help="看全年进展：谁逾期、谁待办、近期到期什么")
def status(
    ctx: typer.Context,
    which: Annotated[
        str | None,
        typer.Argument(metavar="单位或编号", help="只看这个单位或要点", autocompletion=complete_seats),
    ] = None,
    unit: options.UnitFilter = None,
    light: Annotated[
        str | None,
        typer.Option(
            "--light",
            metavar="灯",
            help="只看这种灯：red 红、yellow 黄、green 绿",
            autocompletion=among(red="红", yellow="黄", green="绿"),
        ),
    ] = None,
    chapter: Annotated[
        str | None, typer.Option("--chapter", metavar="章", help="只看这一章（如 2）、这一节（写标题里的字）")
    ] = None,
    unresolved: Annotated[bool, typer.Option("--unresolved", help="只看牵头、责任单位还有统称没有点名的")] = False,
    lead: Annotated[bool, typer.Option("--lead", help="只看这个单位牵头的")] = False,
    unreported: Annotated[
        bool, typer.Option("--unreported", help="只看没有报过进展的（没写单位，指牵头单位）")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="在终端上也列出全部要点（文件、管道、JSON 里总是全列）")] = False,
    trend: Annotated[bool, typer.Option("--trend", help="附上各月末办结、销号、红灯的要点数")] = False,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show the dashboard."""
    session = session_of(ctx)
    selects = any((which, unit not in (None, EVERYONE), light, chapter, unresolved, lead, unreported, every))
    unit = unit if which and unit is None else options.own(unit)
    view = look(session, year, as_of, latest=True, months=trend)
    uncut = plain or output is not None
    number, name = _named(view, which, unit)
    if lead and not name:
        raise BadValue("--lead 没有写单位", "和单位一起写：gongkai status -u 单位 --lead")
    silent = _silent(view, name) if unreported else frozenset()
    under = frozenset() if chapter is None else find_heading(view.plan, chapter)
    chosen = [
        state
        for state in view.overview.points
        if (not number or state.point.no == number)
        and (not name or view.roster.on(state.point.no, name))
        and (state.unresolved or not unresolved)
        and (not lead or view.roster.leads_on(state.point.no, name))
        and (not unreported or state.point.no in silent)
        and (light is None or state.light == _light(light))
        and (chapter is None or state.point.no in under)
    ]
    first = _own(view, name, uncut=uncut) if name and not json else None
    beside = _beside(view, number) if number and not name and not json else ()
    document = status_document(view, chosen=chosen, unit=name, first=first, beside=tuple(beside), whole=uncut)
    if not selects and not uncut and not json and not screen().plain:
        document = _one_screen(view, name)
    present(_with_trend(document, view, drawn=not output) if trend else document, json=json, plain=plain, output=output)


def _one_screen(view: Year, unit: str) -> Document:
    """Return the dashboard that fits the terminal: below its figures the points where they are few, or the chapters.

    What is urgent has as many lines as the rest leaves over; where there are too many chapters they are left out.
    """
    from gongkai.progress.screen import own_screen, screen_document

    named = not unit and bool(own_unit(view.plan.units))
    room = max(LOWEST, height()) - BESIDE
    duties, running = _duties(view, unit) if unit else None, view.chasing
    ways: tuple[Below, ...] = ("points", "chapters", "") if len(view.overview.points) < room else ("chapters", "")
    for below, most in product(ways, range(MOST_LINES, 1, -1)):
        document = (
            own_screen(running, duties, most, below) if duties else screen_document(view, most, below, named=named)
        )
        if _lines(document) <= room:
            break
    return document


def _lines(document: Document) -> int:
    return drawn(document).count("\n")


def _silent(view: Year, name: str) -> frozenset[str]:
    """Return the points of which a unit, or (empty) every lead, has told nothing."""
    return frozenset(
        no
        for no, units in view.unit_states.items()
        if all(units[unit].updated is None for unit in ((name,) if name else view.roster.leads(no)) if unit in units)
    )


def _beside(view: Year, number: str) -> Iterable[Block]:
    """Return how the unit of this machine stands on the one point that is looked at."""
    mine = own_unit(view.plan.units)
    if not mine:
        return ()
    from gongkai.progress.papers import own_lines

    return own_lines(view, number, mine)


def _own(view: Year, name: str, *, uncut: bool) -> Section:
    """Return what the unit itself must see to: its dashboard opens with that, not with the lights of others."""
    from gongkai.progress.papers import own_section

    own = _duties(view, name)
    most = None if uncut else MOST_LINES
    return own_section(view.chasing, own.lines, own.days, name, coming=own.coming, most=most)


def _duties(view: Year, name: str) -> Duties:
    from gongkai.duty.due import falling, gathered, next_due
    from gongkai.progress.screen import Duties

    days, running = view.plan.lights.due_days, view.chasing
    mine = [line for line in gathered(falling(running, days, name), name) if any(name in units for units in line.owing)]
    coming = None if mine or running.standing.over else next_due(running, name)
    return Duties(name, tuple(mine), days, coming)


def _with_trend(document: Document, view: Year, *, drawn: bool) -> Document:
    from gongkai.progress.papers import with_trend

    return with_trend(document, view.months, drawn=drawn)


def _named(view: Year, which: str | None, unit: str | None) -> tuple[str, str]:
    """Return the point's number and the unit's name that were typed; a number wins over a name."""
    name = find_unit(view.plan.units, unit).name if unit else ""
    if not which:
        return "", name
    try:
        return find_point(view.plan, which).no, name
    except UnknownName:
        found = find_unit(view.plan.units, which).name
    if name and name != found:
        raise BadValue(f"写了两个单位：{found}、{name}", "只写一个")
    return "", found


def _light(text: str) -> str:
    typed = folded(text).partition("(")[0]  # 红（逾期）, as it stands on the screen
    if typed not in LIGHTS:
        raise UnknownName("灯", text, advice="可用：red（红）、yellow（黄）、green（绿）")
    return LIGHTS[typed]


show_app = typer.Typer()


def _point_typed(plan: Plan, number: str) -> Place | None:
    """Return the point that was typed; None where it is none: then it is an id, or a mistake to be told of."""
    try:
        return Place(point=find_point(plan, number).no)
    except UnknownName:
        return None


@show_app.command(help="看一条要点：原文、分工、时限、经过；写登记的编号（如 F24）就看这一条")
def show(
    ctx: typer.Context,
    point: options.Point = None,
    unit: options.Mine = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show one point, or one record by its id."""
    from gongkai.history.commands import duty_shown, kept_files, record_shown
    from gongkai.plan.papers import show_document

    number, session = need(point, "编号", "要点编号"), session_of(ctx)
    view = look(session, year, as_of, latest=lambda plan: _point_typed(plan, number))
    try:
        own = find_unit(view.plan.units, unit).name if unit else ""
        document = show_document(view, find_point(view.plan, number).no, own)
    except UnknownName:
        found = record_shown(session, year, as_of, number) or duty_shown(view, number)
        if found is None:
            raise
        document = found
    present(document, json=json, plain=plain, output=output)
    if output is None and not json:
        for line in kept_files(session, document):
            say(line)
