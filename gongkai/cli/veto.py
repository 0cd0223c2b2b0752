"""`gongkai veto`: 一票否决, which sets a unit's grade whatever its score."""

from __future__ import annotations

from typing import Annotated

import typer

from gongkai.cli import options
from gongkai.cli.asking import need, need_all
from gongkai.cli.counter import counter_of, when
from gongkai.cli.entering import confirm, show_entries, take_back
from gongkai.cli.filters import Filters
from gongkai.cli.tips import tip_notice

app = typer.Typer(help="一票否决：登记、撤销、查看")


@app.command("add", help="按考核细则登记一票否决：不论得分，直接定等次，不参加排名")
def add(
    ctx: typer.Context,
    unit: options.Units = None,
    rule: Annotated[str | None, typer.Option("--rule", metavar="情形", help="考核细则中的否决情形，如 V1")] = None,
    reason: options.Reason = None,
    evidence: options.Evidence = None,
    no_evidence: Annotated[str, typer.Option("--no-evidence", metavar="原因", help="没有佐证的，写明原因")] = "",
    point: options.PointOption = None,
    again: Annotated[str, typer.Option("--again", metavar="理由", help="同一情形再次否决的理由")] = "",
    by: options.By = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record vetoes."""
    from gongkai.services.entries import NewCredit, veto

    names, code = need_all(unit, "-u", "单位"), need(rule, "--rule", "情形编号")
    why, pieces = need(reason, "--reason", "否决理由"), tuple(evidence or ())
    if not pieces and not no_evidence:
        pieces = (need(None, "--evidence 或 --no-evidence", "佐证（网址、文号或文件）"),)
    new = NewCredit(names, code, why, point or "", evidence=pieces, no_evidence=no_evidence, again=again)
    with counter_of(ctx).register() as register:
        records = veto(register, when(year, date, by), new)
    confirm(records, json=json)
    tip_notice(record.unit for record in records)


@app.command("list", help="查看一票否决")
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
    """List vetoes as they stand."""
    show_entries(ctx, "veto", Filters(year, as_of, point, unit), json=json, plain=plain, output=output)


@app.command("revoke", help="撤销一票否决，写明理由；原记录保留，不再计入")
def revoke(
    ctx: typer.Context,
    entry: Annotated[str | None, typer.Argument(metavar="否决编号", help="如 X37")] = None,
    reason: options.Reason = None,
    by: options.By = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record a revocation."""
    take_back(ctx, when(year, date, by), entry, reason, json=json)
