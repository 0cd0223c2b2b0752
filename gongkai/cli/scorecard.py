"""`gongkai scorecard`: one unit's assessment, every point off traced to its basis."""

from __future__ import annotations

from typing import Annotated

import typer

from gongkai.cli import options
from gongkai.cli.asking import need
from gongkai.cli.completion import complete_units
from gongkai.cli.counter import counter_of
from gongkai.cli.present import present
from gongkai.cli.scoring import scored
from gongkai.domain.lookup import find_unit
from gongkai.errors import Refused
from gongkai.render.formats import asked_for

app = typer.Typer()


@app.command(help="出一个单位的考核得分表：每一分扣在哪里，凭什么，怎样申请复核")
def scorecard(
    ctx: typer.Context,
    unit: Annotated[
        str | None,
        typer.Argument(metavar="单位", help="哪个单位", envvar="GONGKAI_UNIT", autocompletion=complete_units),
    ] = None,
    output: options.Output = None,
    public: options.Public = False,
    year: options.Year = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show one unit's scorecard."""
    from gongkai.cli.cards import card_maker
    from gongkai.cli.sealed import alarmed
    from gongkai.cli.unhandled import warn_of_proposals

    typed = need(unit, "单位", "单位")
    counter = counter_of(ctx)
    found = scored(counter, year, as_of)
    who = find_unit(found.year.plan.units, typed)
    score = next((one for one in found.scores if one.unit == who.name), None)
    if score is None:
        raise Refused(f"{who.name}不在任何考核分组内，不参加考核", "需要考核的，在要点文件的考核分组里列入后重新载入")
    warn_of_proposals(found, who.name)
    document = alarmed(counter, found)(card_maker(found, counter.now.date(), on_paper=asked_for(output).printed)(score))
    present(document, json=json, plain=plain, output=output, public=public)
