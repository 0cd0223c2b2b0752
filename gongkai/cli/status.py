"""`gongkai status`: the clerk's morning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.asking import own_unit
from gongkai.cli.completion import complete_points
from gongkai.cli.counter import counter_of
from gongkai.cli.looking import STATUS, judged, look
from gongkai.cli.present import present
from gongkai.domain.lookup import find_chapter, find_point, find_unit, folded
from gongkai.domain.standing import chasing
from gongkai.errors import BadValue, UnknownName
from gongkai.report.status import status_document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongkai.cli.counter import Counter
    from gongkai.document import Block, Document, Section
    from gongkai.report.year import Year
    from gongkai.storage.reading import Whole

OWN = ("entries", "figures")
"""What of the ledger a unit's own lines are made from besides: it may object to what was taken."""

app = typer.Typer()

LIGHTS = {"red": "red", "红": "red", "yellow": "yellow", "黄": "yellow", "green": "green", "绿": "green"}
LIGHTS |= {f"{word}{more}": light for word, light in LIGHTS.items() for more in ("灯", "色")}


@app.command(help="看全年进展：谁逾期、谁待办、近期到期什么")
def status(
    ctx: typer.Context,
    which: Annotated[
        str | None,
        typer.Argument(metavar="单位或编号", help="只看这个单位或要点", autocompletion=complete_points),
    ] = None,
    unit: options.UnitFilter = None,
    light: Annotated[
        str | None, typer.Option("--light", metavar="灯", help="只看这种灯：red 红、yellow 黄、green 绿")
    ] = None,
    chapter: Annotated[str | None, typer.Option("--chapter", metavar="章", help="只看这一章，如 2")] = None,
    unresolved: Annotated[bool, typer.Option("--unresolved", help="只看责任单位还有统称没有点名的")] = False,
    lead: Annotated[bool, typer.Option("--lead", help="只看这个单位牵头的")] = False,
    unreported: Annotated[
        bool, typer.Option("--unreported", help="只看没有报过进展的（没写单位，指牵头单位）")
    ] = False,
    trend: Annotated[bool, typer.Option("--trend", help="附上各月末办结、销号、红灯的要点数")] = False,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show the dashboard."""
    counter = counter_of(ctx)
    unit = unit if which and unit is None else options.own(unit)
    own = OWN if unit or which else ()
    view = look(counter, year, as_of, (*STATUS, "appeals", "rulings", *own), _whole() if trend else None)
    uncut = plain or output is not None
    number, name = _named(view, which, unit)
    if lead and not name:
        raise BadValue("--lead 没有写单位", "和单位一起写：gongkai status -u 单位 --lead")
    silent = _silent(view, name) if unreported else frozenset()
    chosen = [
        state
        for state in view.overview.points
        if (not number or state.point.no == number)
        and (not name or view.roster.on(state.point.no, name))
        and (state.unresolved or not unresolved)
        and (not lead or view.roster.leads_on(state.point.no, name))
        and (not unreported or state.point.no in silent)
        and (light is None or state.light == _light(light))
        and (chapter is None or state.point.chapter == find_chapter(view.plan, chapter))
    ]
    first = _own(counter, view, name, uncut=uncut) if name and not json else None
    beside = _beside(view, number) if number and not name and not json else ()
    document = status_document(view, chosen=chosen, unit=name, first=first, beside=tuple(beside), whole=uncut)
    present(_with_trend(document, view) if trend else document, json=json, plain=plain, output=output)


def _silent(view: Year, name: str) -> frozenset[str]:
    """Return the points of which a unit, or (empty) every lead, has told nothing."""
    from gongkai.domain.status import unit_states

    return frozenset(
        no
        for no, units in unit_states(view.ledger, view.roster).items()
        if all(units[unit].updated is None for unit in ((name,) if name else view.roster.leads(no)) if unit in units)
    )


def _beside(view: Year, number: str) -> Iterable[Block]:
    """Return how the unit of this machine stands on the one point that is looked at."""
    mine = own_unit(view.plan.units)
    if not mine:
        return ()
    from gongkai.report.own import own_lines

    return own_lines(view, number, mine)


def _whole() -> Whole:
    from gongkai.storage.reading import Whole

    return Whole()


def _own(counter: Counter, view: Year, name: str, *, uncut: bool) -> Section:
    """Return what the unit itself must see to: its dashboard opens with that, not with the lights of others."""
    from gongkai.cli.falling import Falling, case_of
    from gongkai.report.own import own_section

    days = view.plan.lights.due_days
    running = judged(view.ledger, chasing(view.standing)) if view.standing.over else view
    case = case_of(counter, running)
    falling = Falling(case, name, days)
    mine = [line for line in falling.lines() if any(name in units for units in line.owing)]
    coming = None if mine or case.standing.over else falling.next()
    return own_section(case, mine, days, name, coming=coming, whole=uncut)


def _with_trend(document: Document, view: Year) -> Document:
    from gongkai.cli.counter import calendar_of
    from gongkai.domain.trend import trend
    from gongkai.report.trend import with_trend

    return with_trend(document, trend(view.ledger, view.standing, calendar_of(view.plan)))


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
        raise UnknownName("灯", text, hint="可用：red（红）、yellow（黄）、green（绿）")
    return LIGHTS[typed]
