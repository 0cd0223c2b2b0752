"""`gongkai show`: one work point with all there is to know of it."""

from __future__ import annotations

import typer

from gongkai.cli import options
from gongkai.cli.asking import need
from gongkai.cli.counter import counter_of
from gongkai.cli.looking import STATUS, look
from gongkai.cli.present import present
from gongkai.domain.lookup import find_point

app = typer.Typer()


@app.command(help="看一条要点：原文、分工、时限、经过")
def show(
    ctx: typer.Context,
    point: options.Point = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show one point."""
    from gongkai.report.point import show_document
    from gongkai.storage.reading import Whole

    number = need(point, "编号", "要点编号")
    view = look(counter_of(ctx), year, as_of, STATUS, Whole())
    present(show_document(view, find_point(view.plan, number).no), json=json, plain=plain, output=output)
