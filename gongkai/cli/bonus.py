"""`gongkai bonus`: points given under the scheme's bonus rules; gate and cap are the scoring's."""

from __future__ import annotations

from typing import Annotated

import typer

from gongkai.cli import options
from gongkai.cli.asking import names as asked_names
from gongkai.cli.asking import need, proof
from gongkai.cli.counter import counter_of, when
from gongkai.cli.entering import confirm, show_entries, take_back
from gongkai.cli.filters import Filters
from gongkai.cli.talk import warn

app = typer.Typer(help="加分：登记、撤销、查看")


@app.command("add", help="按考核细则加分；写几个单位就各记一条。加分有上限，得分过线才计")
def add(
    ctx: typer.Context,
    unit: options.Units = None,
    rule: Annotated[str | None, typer.Option("--rule", metavar="规则", help="考核细则中的加分规则，如 B1")] = None,
    reason: options.Reason = None,
    evidence: options.Evidence = None,
    no_evidence: Annotated[str, typer.Option("--no-evidence", metavar="原因", help="没有佐证的，写明原因")] = "",
    point: options.PointOption = None,
    count: Annotated[int, typer.Option("--count", metavar="次数", min=1, max=10000, help="有几次（条、件）")] = 1,
    points: Annotated[
        str | None, typer.Option("--points", metavar="分值", help="规则给出幅度的，写明加多少；几次的写合计")
    ] = None,
    again: Annotated[str, typer.Option("--again", metavar="理由", help="同样的一条再次加分的理由")] = "",
    by: options.By = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record bonuses."""
    from gongkai.domain.typed import figure_of
    from gongkai.services.entries import NewCredit, grant
    from gongkai.services.remarks import counted

    asking = asked_names(ctx, year)
    names = asking.units(unit)
    code, why = asking.rule(rule, names, "bonus"), need(reason, "--reason", "加分理由")
    pieces, no_evidence = proof(evidence, no_evidence)
    worth = figure_of(points) if points else None
    new = NewCredit(names, code, why, point or "", count, worth, pieces, no_evidence, again)
    with counter_of(ctx).register() as register:
        records = grant(register, when(year, date, by), new)
        short = counted(register, records)
    confirm(records, json=json)
    for said in short:
        warn(said)


@app.command("list", help="查看加分")
def show_list(
    ctx: typer.Context,
    unit: options.UnitFilter = None,
    point: options.PointOption = None,
    output: options.Output = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List bonuses as they stand."""
    show_entries(ctx, "bonus", Filters(year, as_of, point, unit), json=json, plain=plain, output=output)


@app.command("revoke", help="撤销一条加分，写明理由；原记录保留，不再计入")
def revoke(
    ctx: typer.Context,
    entry: Annotated[str | None, typer.Argument(metavar="加分编号", help="如 B37")] = None,
    reason: options.Reason = None,
    by: options.By = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record a revocation."""
    take_back(ctx, when(year, date, by), entry, reason, json=json)
