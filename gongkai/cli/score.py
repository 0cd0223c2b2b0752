"""`gongkai score`: every unit's score, rank and grade."""

from __future__ import annotations

from typing import Annotated

import typer

from gongkai.cli import options
from gongkai.cli.counter import counter_of
from gongkai.cli.present import present
from gongkai.cli.scoring import scored
from gongkai.domain.lookup import find_unit
from gongkai.errors import UnknownName

app = typer.Typer()


@app.command(help="算考核得分，分组排名，定等次")
def score(
    ctx: typer.Context,
    unit: options.UnitFilter = None,
    group: Annotated[str | None, typer.Option("--group", metavar="分组", help="只看这个考核分组")] = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show scores and ranks."""
    from gongkai.report.score import score_document

    found = scored(counter_of(ctx), year, as_of)
    name = find_unit(found.year.plan.units, unit).name if unit else ""
    groups = list(dict.fromkeys(one.group for one in found.scores))
    if group is not None and group not in groups:
        raise UnknownName("考核分组", group, groups)
    chosen = [one for one in found.scores if (not name or one.unit == name) and group in (None, one.group)]
    present(score_document(found.year.ledger, found.year.standing, chosen), json=json, plain=plain)
