"""`gongkai selfcheck`: a unit's own inspections."""

from __future__ import annotations

from typing import Annotated

import typer

from gongkai.cli import options
from gongkai.cli.asking import need
from gongkai.cli.counter import counter_of, when
from gongkai.cli.present import present, recorded

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
    from gongkai.services.inspections import NewSelfInspection, add_self_inspection

    name = need(unit, "-u", "单位")
    new = NewSelfInspection(name, points, summary, tuple(finding or ()), tuple(evidence or ()))
    with counter_of(ctx).register() as register:
        record, findings = add_self_inspection(register, when(year, date), new)
    ids = "、".join(one.id for one in findings)
    found = f"发现问题{len(findings)}个（{ids}）" if findings else "未发现问题"
    recorded(
        selfcheck_data(record, finding_states(findings, ())),
        f"已登记 {record.id}：{record.unit}自查（{record.day}），{found}",
        json=json,
    )


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
    unit: options.UnitFilter = None,
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
