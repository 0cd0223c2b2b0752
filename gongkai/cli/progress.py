"""`gongkai progress`: report, verify, send back, list."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from gongkai.cli import options
from gongkai.cli.asking import DEFAULT_UNIT, lacks, names, need
from gongkai.cli.asking import evidence as asked_evidence
from gongkai.cli.counter import calendar_of, counter_of, when
from gongkai.cli.present import present, recorded
from gongkai.cli.talk import offer, say, warn
from gongkai.domain.lookup import find_unit
from gongkai.domain.records import Progress
from gongkai.errors import BadValue, UnknownName

if TYPE_CHECKING:
    from gongkai.services.progress import Reported

app = typer.Typer(help="要点进展：登记、核实销号、退回、查看")


@app.command("add", help="登记一个单位在一个要点上的进展")
def add(
    ctx: typer.Context,
    point: options.Point = None,
    unit: options.Unit = None,
    percent: Annotated[str | None, typer.Option(metavar="比例", help="完成比例，如 40 或 40%")] = None,
    note: options.Note = "",
    evidence: options.Evidence = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record a report."""
    from gongkai.domain.rules import percent_of
    from gongkai.report.recorded import progress_data
    from gongkai.services.progress import NewProgress, add_progress
    from gongkai.services.repeats import same_before

    counter, at, asking = counter_of(ctx), names(ctx, year), lacks(point, unit, percent)
    new = NewProgress(at.point(point), at.unit(unit), need(percent, "--percent", "完成比例", percent_of))
    if asking:
        note = note or offer("说明（可以不填）")
    new = replace(new, note=note, evidence=tuple(evidence or (asked_evidence() if asking else ())))
    with counter.register() as register:
        done = add_progress(register, when(year, date), new)
        same = same_before(register, done.record)
    record, before = done.record, done.before
    was = f"，此前 {before.percent}%" if before.updated else ""
    was = f"，此前报的 {before.said}% 已退回" if before.status == "returned" else was
    was += "" if done.is_latest else f"；补录，现状仍为 {done.now.percent}%"
    recorded(
        progress_data(record, done.now.status),
        f"已登记 {record.id}：{record.unit}　要点{record.point}　{record.percent}%（{record.day}{was}）",
        json=json,
    )
    _warned(done, same)


def _warned(done: Reported, same: str) -> None:
    """Tell what the person who has just reported may not have meant, or will be asked for."""
    record, before = done.record, done.before
    if before.status == "verified" != done.now.status:
        void = f"误填的先作废：gongkai void {record.id} --reason 误填"
        say(f"注意：{record.unit}在要点{record.point}的销号失效，回到推进中；{void}")
    elif done.is_latest and before.updated and record.percent < before.percent:
        say(f"注意：比此前的 {before.percent}% 低，误填的用 gongkai void {record.id} --reason 理由 作废，再报正确的")
    if done.now.status == "returned" and done.now.reviewed:
        since = min(f"{done.now.reviewed}", f"{record.year}-12-31")
        say(f"注意：所报日期在退回以前，现状仍是已退回；重报的日期写 {since} 或者以后：--date 日期")
    if same and before.status != "returned":
        say(f"注意：同一天、同样的进展已登记为 {same}；登记重了的用 gongkai void {record.id} --reason 重复 作废")
    if not done.proved:
        again = f"gongkai progress add {record.point} -u {record.unit} --percent 100 --evidence 网址、文号或文件"
        say(f"提示：还没有佐证，核实时要看；附上佐证再报一次：{again}")


@app.command("verify", help="核实一个单位在一个要点上的工作已办结，予以销号")
def verify(
    ctx: typer.Context,
    point: options.Point = None,
    unit: options.Units = None,
    note: Annotated[str, typer.Option("--note", metavar="依据", help="核实的依据；单位没有佐证时必填")] = "",
    by: options.By = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record verifications on a point: all of them, or where one is refused none."""
    from gongkai.report.recorded import record_data
    from gongkai.services import progress
    from gongkai.services.duties import overdue_on

    no, units = _seats(ctx, point, unit, year)
    with counter_of(ctx).register() as register:
        done = [progress.verify(register, when(year, date, by), no, name, note) for name in units]
        overdue = overdue_on(register, year, done[0].point, calendar_of)
    told = [f"已核实销号 {one.id}：{one.unit}　要点{one.point}（{one.day}，核实人 {one.by}）" for one in done]
    data = [record_data(one) for one in done]
    recorded(data[0] if len(data) == 1 else data, *told, json=json)
    if overdue:
        more = f"等{len(overdue)}项" if len(overdue) > 1 else ""
        warn(f"要点{done[0].point}还有逾期的事项（{overdue[0].id}{more}），办结以前这个要点不算销号")


@app.command("return", help="退回一个单位在一个要点上的报告，写明理由")
def send_back(
    ctx: typer.Context,
    point: options.Point = None,
    unit: options.Unit = None,
    reason: options.Reason = None,
    by: options.By = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record a return."""
    from gongkai.report.recorded import record_data
    from gongkai.services import progress

    no, name = _seat(ctx, point, unit, year)
    why = need(reason, "--reason", "退回理由")
    with counter_of(ctx).register() as register:
        record = progress.send_back(register, when(year, date, by), no, name, why)
    sentence = f"已退回 {record.id}：{record.unit}　要点{record.point}，等单位补正后重报"
    recorded(record_data(record), sentence, json=json)


def _seats(
    ctx: typer.Context, point: str | None, units: list[str] | None, year: int | None
) -> tuple[str, tuple[str, ...]]:
    """Return the point and the units named."""
    if units and units[1:]:
        at = names(ctx, year)
        return at.point(point), tuple(dict.fromkeys(at.units(units)))
    no, name = _seat(ctx, point, units[0] if units else None, year)
    return no, (name,)


def _seat(ctx: typer.Context, point: str | None, unit: str | None, year: int | None) -> tuple[str, str]:
    """Return the point and the unit named, by the id of a report too (P9), whose they are."""
    at = names(ctx, year)
    if point is None or not re.fullmatch("[PpＰｐ][0-9０-９]+", point.strip()):
        return at.point(point), at.unit(unit)
    with counter_of(ctx).reader() as reader:
        report = reader.find(point)
        named = find_unit(reader.plan(report.year).units, unit).name if unit else ""
    if not isinstance(report, Progress):
        raise UnknownName("进展", point)
    if named not in ("", report.unit) and unit != os.environ.get(DEFAULT_UNIT):
        raise BadValue(f"{report.id} 是{report.unit}在要点{report.point}上的进展，不是{named}的", "请核对编号和 -u")
    return report.point, report.unit


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
    from gongkai.domain.roster import roster_of
    from gongkai.domain.status import unit_states
    from gongkai.domain.waiting import DONE, RETURNED, latest, seats_at
    from gongkai.report.lists import progress_document

    found = kept(counter_of(ctx), Filters(year, as_of, point, unit), ("assigns", "progress", "reviews"))
    ledger = found.ledger
    roster = roster_of(ledger.plan, ledger.assigns)
    chosen = found.of(ledger.progress)
    if waiting or returned:
        states = unit_states(ledger, roster)
        named = ((DONE, waiting), (RETURNED, returned))
        seats = {seat for status, wanted in named if wanted for seat in seats_at(states, roster, status)}
        chosen = latest(chosen, seats)
    document = progress_document(ledger, roster, found.standing, chosen)
    present(document, json=json, plain=plain, output=output)
