"""`gongkai selfcheck`: a unit's own inspections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from gongkai.cli import options
from gongkai.cli.asking import lacks, names, need
from gongkai.cli.counter import counter_of, typed_finding, when
from gongkai.cli.present import present, recorded
from gongkai.cli.talk import confirm, offer, offer_lines, say, warn
from gongkai.cli.tips import tip_undated

if TYPE_CHECKING:
    import datetime as dt

    from gongkai.cli.asking import Names
    from gongkai.services.inspections import NewSelfInspection

app = typer.Typer(help="单位自查：登记、查看。每个单位一年至少一次，没有发现问题也算")


@app.command("add", help="登记一次自查和自查发现的问题")
def add(
    ctx: typer.Context,
    unit: options.Unit = None,
    points: Annotated[
        str, typer.Option("--points", metavar="编号", help="自查了哪些要点，如 1,3-5；不写就是全部工作")
    ] = "",
    summary: Annotated[str, typer.Option("--summary", metavar="概况", help="自查的基本情况")] = "",
    finding: Annotated[
        list[str] | None,
        typer.Option("--finding", metavar="问题", help="问题｜措施｜责任人｜期限，后几段可不写；可以写几个"),
    ] = None,
    evidence: options.Evidence = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record a self-inspection with its findings."""
    from gongkai.domain.findings import finding_states
    from gongkai.report.recorded import selfcheck_data
    from gongkai.services.inspections import NewSelfInspection, add_self_inspection, not_on_points
    from gongkai.services.repeats import same_before

    at = names(ctx, year)
    new = NewSelfInspection(at.unit(unit), points, summary, tuple(finding or ()), tuple(evidence or ()))
    if lacks(new.points or new.summary or new.findings):
        new = _told(new, at, when(year, date).day)
    with counter_of(ctx).register() as register:
        record, findings = add_self_inspection(register, when(year, date), new)
        strays, before = not_on_points(register, record), same_before(register, record)
    ids = "、".join(one.id for one in findings)
    found = f"发现问题{len(findings)}个（{ids}）" if findings else "未发现问题"
    recorded(
        selfcheck_data(record, finding_states(findings, ())),
        f"已登记 {record.id}：{record.unit}自查（{record.day}），{found}",
        json=json,
    )
    tip_undated(findings)
    if not findings and (record.points or record.summary):
        say(f"提示：有问题没有写的，补记到这次自查：gongkai finding add --selfcheck {record.id} --problem 问题")
    mistaken = f"登记错的用 gongkai void {' '.join((record.id, *(one.id for one in findings)))} --reason 理由 作废"
    if not (record.points or record.summary or findings):
        warn(f"没有写明范围和情况，按全部工作、未发现问题登记；{mistaken}")
    if before:
        warn(f"同一天、同样的自查已登记为 {before}；{mistaken}")
    if strays:
        warn(f"要点{'、'.join(strays)}不是{record.unit}承担的，照记")


def _told(new: NewSelfInspection, at: Names, day: dt.date | None) -> NewSelfInspection:
    """Return a self-inspection as the person at the terminal tells it; that nothing was found is confirmed."""
    points = offer("自查范围（要点编号，回车为全部）", at.known_points)
    summary = need(None, "--summary", "自查情况")
    found: tuple[str, ...] = ()
    while not found:
        question = "发现的问题（一行一个：问题｜措施｜责任人｜期限，空行结束）"
        found = offer_lines(question, lambda line: typed_finding(line, day))
        if not found and confirm("确认自查没有发现问题", "--summary"):
            break
    return replace(new, points=points, summary=summary, findings=found)


@app.command("report", help="出一个单位的自查报告：情况、问题、措施、打算，问题和措施一一对应")
def report(
    ctx: typer.Context,
    unit: options.Unit = None,
    output: options.Output = None,
    public: options.Public = False,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show a unit's report on its own inspections."""
    from gongkai.cli.papers import selfreport

    document = selfreport(counter_of(ctx), year, need(unit, "-u", "单位"), date)
    present(document, json=json, plain=plain, output=output, public=public)


@app.command("list", help="查看自查记录")
def show_list(
    ctx: typer.Context,
    unit: options.OwnFilter = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List self-inspections."""
    from gongkai.cli.filters import Filters, kept
    from gongkai.report.lists import selfcheck_document

    fields = ("self_inspections", "findings", "finding_steps")
    found = kept(counter_of(ctx), Filters(year, as_of, unit=unit), fields)
    document = selfcheck_document(found.ledger, found.standing, found.of(found.ledger.self_inspections))
    present(document, json=json, plain=plain, output=output)
