"""`gongkai load`: put a year's file in force, the first time or as a revision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from gongkai.cli import options
from gongkai.cli.chinese import Listing
from gongkai.cli.completion import among, complete_kinds, complete_units
from gongkai.cli.looking import look
from gongkai.cli.present import present, recorded
from gongkai.cli.session import Session, session_of
from gongkai.cli.talk import lacks, names, need, need_all, offer, say, warn
from gongkai.errors import BadValue, NoStore
from gongkai.papers.columns import which_points
from gongkai.plan.lookup import find_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.errors import Problem
    from gongkai.plan.acts import Loaded
    from gongkai.plan.calendar import Calendar
    from gongkai.plan.changes import Effect
    from gongkai.plan.model import Plan
    from gongkai.plan.reading import PlanFile
    from gongkai.register.kinds import Assign
    from gongkai.register.writing import Register

K = TypeVar("K")
V = TypeVar("V")
TOLD = 5
"""Places that a warning names."""

app = typer.Typer()


class _DryRun(Exception):
    """Leaves the store as it was."""


@app.command(help="载入一个年度的要点文件；已有的年度按编号比对，逐项说明变化，记录一条不丢")
def load(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="文件", help="要点文件，如 tasks.yaml")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查、只比对，不载入")] = False,
    carry: Annotated[
        int | None,
        typer.Option(
            "--carry", metavar="年度", min=1, max=9999, help="沿用这一年的名录（文件里可不写），结转它没有销号的问题"
        ),
    ] = None,
    revise: Annotated[
        bool, typer.Option("--revise", help="标题和文号都改了的，也当作本年度现行通知的修订载入")
    ] = False,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Load a plan; tell its notes and its differences."""
    from gongkai.plan.papers import load_document, worth_telling
    from gongkai.plan.reading import read_plan

    session = session_of(ctx)
    read = read_plan(_named(session, file), _roster(session, carry) if carry is not None else None)
    effects = _effects(session, read.plan)
    done = _load(session, read, carry, dry_run=dry_run, revise=revise)
    effects = () if done.instead else effects
    told = read.notes if dry_run else worth_telling(read.notes, done)
    if done.first:
        _tell(told)
    present(load_document(done, len(read.notes), dry_run=dry_run, effects=effects), json=json, plain=plain)
    if not done.first:  # what changed comes before what deserves a look
        _tell(told)
    if len(told) < len(read.notes):
        say(f"另有{len(read.notes) - len(told)}条提示与这次的变化无关，全部提示用 --dry-run 查看")
    if done.instead:
        how = "会换掉" if dry_run else "已换掉"
        say(f"数据库里只有程序自带的《{done.instead}》，没有登记过任何事，{how}：从这份要点重新开始")
    _tell_personal(read.plan)
    if done.first and not dry_run:
        _warn_of_open_years(session, read.plan.year)


def _tell_personal(plan: Plan) -> None:
    """Tell of personal data in a plan: a notice is published, and is loaded all the same."""
    from gongkai.register.privacy import personal_in_plan

    seen = list(dict.fromkeys(one.said for one in personal_in_plan(plan)))
    if seen:
        more = f"等{len(seen)}处" if len(seen) > TOLD else ""
        warn(f"要点文件里有个人信息：{'；'.join(seen[:TOLD])}{more}；公开版会遮盖，全部见 gongkai check --privacy")


def _named(session: Session, file: Path | None) -> Path:
    """Return the file that was named; the packaged one begins a new database where none is, and is told otherwise."""
    if file is not None:
        return file
    from gongkai.plan.reading import packaged_tasks

    try:
        with session.reader():
            pass
    except NoStore:
        say(f"没有写要点文件，载入程序自带的2018年要点：{packaged_tasks()}")
        return packaged_tasks()
    raise BadValue("没有写要点文件", f"如 gongkai load tasks.yaml；程序自带的2018年要点可以拷来改：{packaged_tasks()}")


def _effects(session: Session, plan: Plan) -> tuple[Effect, ...]:
    """Return what the plan, put in the place of the year's present one, does to items already met or overdue."""
    from msgspec.structs import replace

    from gongkai.cli.looking import look
    from gongkai.closing.seal import in_force
    from gongkai.plan.calendar import UnknownYear
    from gongkai.plan.changes import effects
    from gongkai.year import Year

    try:
        with session.reader() as reader:
            known = plan.year in reader.years() and in_force(reader.closing(plan.year)) is None
    except NoStore:
        known = False
    if not known:
        return ()
    try:
        year = look(session, plan.year, None, latest=True)
        now = Year(replace(year.ledger, plan=plan), year.standing, year.now)
        return effects(year.items, now.items)
    except UnknownYear:  # the revision may be what brings the year's holidays
        return ()


def _warn_of_open_years(session: Session, loaded: int) -> None:
    """Tell that commands look at the new year from now on, where an earlier one is still open."""
    from gongkai.closing.seal import in_force

    with session.reader() as reader:
        years = [year for year in reader.years() if year < loaded and in_force(reader.closing(year)) is None]
    if years:
        last = max(years)
        warn(f"{last}年度还没有封存；今后默认登记和查看{loaded}年度，办{last}年度的事请加 --year {last}")


def _tell(notes: Sequence[Problem]) -> None:
    for note in notes:
        say(f"{note.where}: {note.message}" + (f"；{note.hint}" if note.hint else ""))


def _roster(session: Session, year: int) -> Plan:
    try:
        with session.reader() as reader:
            return reader.plan(year)
    except NoStore:
        raise BadValue(f"还没有 {year} 年度的要点，无从结转", "先载入那一年的要点文件") from None


def _load(session: Session, read: PlanFile, carry: int | None, *, dry_run: bool, revise: bool) -> Loaded:
    from msgspec.structs import replace

    from gongkai.plan.acts import Loaded, carry_over, load_plan

    done: list[Loaded] = []

    def fill(register: Register) -> None:
        loaded = load_plan(register, read.plan, read.roster, revise=revise, keep=carry is not None)
        carried = carry_over(register, read.plan, carry) if carry is not None else None
        done.append(replace(loaded, carried=carried))
        if dry_run:
            raise _DryRun

    try:
        with session.register() as register:
            fill(register)
    except _DryRun:
        pass
    except NoStore:
        if dry_run:
            return Loaded(read.plan, (), first=True)
        if not session.create(fill):  # another call was first: what was filled went with the draft
            with session.register() as register:
                fill(register)
    return done[-1]


assign_app = typer.Typer()

ROLES = {"牵头": "lead", "牵头单位": "lead", "责任": "responsible", "责任单位": "responsible"}
ROLES |= {"配合": "support", "配合单位": "support"}


@assign_app.command(
    help="给待明确的要点指定单位，或指定负责人；几个单位、几个要点一次写完，不写编号就是全部要点的负责人"
)
def assign(
    ctx: typer.Context,
    points: options.Points = None,
    unit: options.Units = None,
    role: Annotated[
        str | None,
        typer.Option(
            "--role",
            metavar="角色",
            help="lead 牵头、responsible 责任（默认）、support 配合",
            autocompletion=among(lead="牵头", responsible="责任", support="配合"),
        ),
    ] = None,
    person: Annotated[str, typer.Option("--person", metavar="姓名", help="负责人")] = "",
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record assignments: all of them, or where one is refused none."""
    from gongkai.history.shapes import record_data
    from gongkai.plan import acts as assigning

    wanted, at, which = (role or "").strip(), names(ctx, year), ",".join(points or ())
    if lacks(unit):
        which = which or offer("要点编号（如 1-7,9，回车为该单位全部要点）", at.known_points)
        units, person = at.units(unit), person or offer("负责人（可以不填）")
    else:
        units = need_all(unit, "-u", "单位")
    new = assigning.NewAssigns(units, which, ROLES.get(wanted, wanted), person)
    with session_of(ctx).register() as register:
        done = assigning.assign_each(register, session_of(ctx).when(year, date), new)
        order = [point.no for point in register.plan(year).points]
    data = [record_data(record) for record in done.records]
    recorded(data[0] if len(data) == 1 else data, *_assigned(done.records, order), json=json)
    for name, left in _together(done.unchanged).items():
        say(f"{name}已在{which_points(left, order)}的责任单位之列，没有变化，不再登记")


def _assigned(records: Sequence[Assign], order: Sequence[str]) -> Iterator[str]:
    """Yield a line for each unit and role."""
    from gongkai.wording import ROLE

    for (unit, role), held in _together(((record.unit, record.role), record) for record in records).items():
        where = which_points([record.point for record in held if record.point], order) or "全部要点"
        ids = "、".join(record.id for record in held[:3]) + (f"等{len(held)}条" if held[3:] else "")
        person = f"负责人 {held[0].person}" if held[0].person else ""
        parts = (f"已登记 {ids}：{unit}　{where}", ROLE.get(role, ""), person)
        yield "　".join(part for part in parts if part)


def _together(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


units_app = typer.Typer(help="责任单位名录：查看，把名录里没有的单位加进来", cls=Listing)


@units_app.command("list", help="看责任单位名录；写明单位就看它的全部任务")
def units(
    ctx: typer.Context,
    unit: Annotated[
        str | None, typer.Argument(metavar="单位", help="只看这个单位", autocompletion=complete_units)
    ] = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show the roster or one unit."""
    from gongkai.plan.papers import unit_document, units_document

    view = look(session_of(ctx), year, as_of, latest=True)
    one = find_unit(view.plan.units, unit) if unit else None
    present(unit_document(view, one) if one else units_document(view), json=json, plain=plain, output=output)


@units_app.command("add", help="把名录里没有的单位加进本年度名录，记作一次修订；其他内容不变")
def units_add(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="名称", help="单位全称，如 县公安局")] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="类别",
            help="名录里的一种，如 政府部门；自查、考核分组按类别",
            autocompletion=complete_kinds,
        ),
    ] = None,
    alias: Annotated[list[str] | None, typer.Option("--alias", metavar="简称", help="还叫什么，可以写几个")] = None,
    source: Annotated[str, typer.Option("--source", metavar="出处", help="依据，如 文号")] = "",
    year: options.YearOfRecord = None,
    json: options.Json = False,
) -> None:
    """Put a unit on the roster."""
    from gongkai.plan.acts import NewUnit, add_unit

    full, sort = need(name, "名称", "单位全称"), need(kind, "--kind", "单位类别（如 政府部门）")
    with session_of(ctx).register() as register:
        done = add_unit(register, year, NewUnit(full, sort, tuple(alias or ()), source))
    unit = done.unit
    held = f"，按统称承担{len(done.points)}个要点" if done.points else "，还没有承担要点"
    data = {"name": unit.name, "kind": unit.kind, "aliases": list(unit.aliases), "points": len(done.points)}
    recorded(data, f"已加入{done.year}年度名录：{unit.name}（{unit.kind}）{held}", json=json)
    if not done.points:
        say(f"提示：承担哪些要点由办公室指定：gongkai assign 编号 -u {unit.name}")
    also = f", aliases: [{', '.join(unit.aliases)}]" if unit.aliases else ""
    say(f"提示：以后再载入要点文件，units 里也要有这一行：- {{name: {unit.name}, kind: {unit.kind}{also}}}")


workday_app = typer.Typer()


@workday_app.command(
    help="推算工作日：某日之后（或之前）第几个工作日是哪天，中间跳过了哪些日子",
    context_settings={"ignore_unknown_options": True},  # -1 is a number of days, not an option
)
def workday(
    ctx: typer.Context,
    day: Annotated[str | None, typer.Argument(metavar="日期", help="从哪天起算，当天不计，如 2018-09-28")] = None,
    days: Annotated[str | None, typer.Argument(metavar="天数", help="工作日天数，如 +3、3，往前推写 -1")] = None,
    year: options.Year = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show the date and every day passed over."""
    from gongkai.cli.talk import need
    from gongkai.plan.calendar import walk
    from gongkai.plan.papers import workday_document
    from gongkai.typed import days_of

    start, count = session_of(ctx).typed_day(need(day, "日期", "起算日期")), days_of(need(days, "天数", "工作日天数"))
    present(workday_document(walk(_calendar(session_of(ctx), year), start, count)), json=json, plain=plain)


def _calendar(session: Session, year: int | None) -> Calendar:
    """Return the calendar of the latest or given plan; where there is no ledger yet, the statutory one alone."""
    from gongkai.errors import NoStore
    from gongkai.plan.calendar import calendar_with
    from gongkai.plan.model import Holidays

    try:
        with session.reader() as reader:
            own = reader.plan(year).holidays
    except NoStore:
        own = Holidays()
    return calendar_with(own)
