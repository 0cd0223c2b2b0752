"""`gongkai score`: every unit's score, rank and grade."""

from __future__ import annotations

from typing import Annotated

import typer

from gongkai.cli import options
from gongkai.cli.against import Against, earlier
from gongkai.cli.counter import counter_of
from gongkai.cli.present import present
from gongkai.cli.scoring import scored
from gongkai.domain.lookup import find_unit
from gongkai.domain.whatif import closable_findings, outlooks
from gongkai.errors import UnknownName

app = typer.Typer()


@app.command(help="算考核得分，分组排名，定等次")
def score(
    ctx: typer.Context,
    unit: options.UnitFilter = None,
    group: Annotated[str | None, typer.Option("--group", metavar="分组", help="只看这个考核分组")] = None,
    what_if: Annotated[
        bool, typer.Option("--what-if", help="试算：撤销一条扣分、按期销号一个问题能追回多少，离上一等次还差多少")
    ] = False,
    against: Against = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show scores and ranks."""
    from gongkai.report.score import score_document

    counter = counter_of(ctx)
    found = scored(counter, year, as_of)
    name = find_unit(found.year.plan.units, unit).name if unit else ""
    groups = list(dict.fromkeys(one.group for one in found.scores))
    if group is not None and group not in groups:
        raise UnknownName("考核分组", group, groups)
    chosen = [one for one in found.scores if (not name or one.unit == name) and group in (None, one.group)]
    ledger, standing = found.year.ledger, found.year.standing
    chances = outlooks(found.basis, closable_findings(ledger, standing), name) if what_if else ()
    by_unit = {one.unit: one for one in chances} if what_if else None
    document = score_document(ledger, standing, chosen, by_unit)
    if against:
        from gongkai.report.comparison import with_comparison

        document = with_comparison(document, ledger.plan, chosen, earlier(counter, ledger.plan.year, against))
    present(document, json=json, plain=plain, output=output)
