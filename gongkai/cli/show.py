"""`gongkai show`: one work point with all there is to know of it."""

from __future__ import annotations

import typer

from gongkai.cli import options
from gongkai.cli.asking import need
from gongkai.cli.counter import counter_of
from gongkai.cli.looking import STATUS, look
from gongkai.cli.present import present
from gongkai.cli.showing import duty_shown, kept_files, record_shown
from gongkai.cli.talk import say
from gongkai.domain.lookup import find_point, find_unit
from gongkai.errors import UnknownName

app = typer.Typer()


@app.command(help="看一条要点：原文、分工、时限、经过；写登记的编号（如 F24）就看这一条")
def show(
    ctx: typer.Context,
    point: options.Point = None,
    unit: options.Mine = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show one point, or one record by its id."""
    from gongkai.report.point import show_document
    from gongkai.storage.reading import Whole

    number, counter = need(point, "编号", "要点编号"), counter_of(ctx)
    view = look(counter, year, as_of, (*STATUS, "reminders"), Whole())
    try:
        own = find_unit(view.plan.units, unit).name if unit else ""
        document = show_document(view, find_point(view.plan, number).no, own)
    except UnknownName:
        found = record_shown(counter, year, as_of, number) or duty_shown(view, number)
        if found is None:
            raise
        document = found
    present(document, json=json, plain=plain, output=output)
    if output is None and not json:
        for line in kept_files(counter, document):
            say(line)
