"""`gongkai report`: the year-end report."""

from __future__ import annotations

import typer

from gongkai.cli import options
from gongkai.cli.counter import counter_of
from gongkai.cli.present import present
from gongkai.cli.scoring import scored

app = typer.Typer()


@app.command(help="出年终考核情况报告：总体、排名、进展、自查、整改、扣分、尚待完成")
def report(
    ctx: typer.Context,
    output: options.Output = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show the year-end report."""
    from gongkai.report.yearend import report_document

    found = scored(counter_of(ctx), year, as_of)
    present(report_document(found.year, found.scores), json=json, plain=plain, output=output)
