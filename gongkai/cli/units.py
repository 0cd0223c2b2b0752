"""`gongkai units`: the roster, or one unit with all it owes."""

from __future__ import annotations

from typing import Annotated

import typer

from gongkai.cli import options
from gongkai.cli.completion import complete_units
from gongkai.cli.counter import counter_of
from gongkai.cli.looking import SCORES, look
from gongkai.cli.present import present
from gongkai.domain.lookup import find_unit

app = typer.Typer()


@app.command(help="看责任单位名录；写明单位就看它的全部任务")
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
    from gongkai.report.units import unit_document, units_document

    view = look(counter_of(ctx), year, as_of, SCORES)
    one = find_unit(view.plan.units, unit) if unit else None
    present(unit_document(view, one) if one else units_document(view), json=json, plain=plain, output=output)
