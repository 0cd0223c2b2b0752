"""`gongkai scorecard`: one unit's assessment, every point off traced to its basis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.asking import need
from gongkai.cli.completion import complete_units
from gongkai.cli.counter import calendar_of, counter_of
from gongkai.cli.present import present
from gongkai.cli.scoring import scored, scores_of
from gongkai.domain.lookup import find_unit
from gongkai.errors import Refused
from gongkai.frozen import replace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from gongkai.cli.scoring import Scored
    from gongkai.domain.appeals import AppealState
    from gongkai.domain.entries import EntryState
    from gongkai.domain.figures import FigureState
    from gongkai.domain.scorecard import UnitScore
    from gongkai.report.objecting import Dispute

app = typer.Typer()


@app.command(help="出一个单位的考核得分表：每一分扣在哪里，凭什么，怎样申请复核")
def scorecard(
    ctx: typer.Context,
    unit: Annotated[
        str | None,
        typer.Argument(metavar="单位", help="哪个单位", envvar="GONGKAI_UNIT", autocompletion=complete_units),
    ] = None,
    output: options.Output = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show one unit's scorecard."""
    from gongkai.report.scorecard import scorecard_document

    typed = need(unit, "单位", "单位")
    counter = counter_of(ctx)
    found = scored(counter, year, as_of)
    who = find_unit(found.year.plan.units, typed)
    score = next((one for one in found.scores if one.unit == who.name), None)
    if score is None:
        raise Refused(f"{who.name}不在任何考核分组内，不参加考核", "需要考核的，在要点文件的考核分组里列入后重新载入")
    ranked = sum(one.group == score.group and one.rank is not None for one in found.scores)
    today = min(counter.now.date(), found.year.standing.cutoff)
    document = scorecard_document(found.year, score, who, competing=ranked, dispute=_dispute(found, who.name, today))
    present(document, json=json, plain=plain, output=output)


def _dispute(found: Scored, unit: str, today: date) -> Dispute:
    """Return what the unit may object to by now, and what its objections changed."""
    from gongkai.domain.appeals import appeal_states, chances
    from gongkai.report.objecting import Dispute
    from gongkai.services.appeals import term_of

    ledger = found.year.ledger
    entries = tuple(state for state in found.entries if state.entry.unit == unit)
    figures = tuple(state for state in found.figures if state.figure.unit == unit)
    matters: tuple[EntryState | FigureState, ...] = (*entries, *figures)
    if not any(state.notified for state in matters):
        return Dispute(figures=figures)
    appeals = appeal_states((appeal for appeal in ledger.appeals if appeal.unit == unit), ledger.rulings)
    term = term_of(found.year.plan, calendar_of)
    return Dispute(chances(matters, appeals, term, today), figures, _before(found, unit, appeals))


def _before(found: Scored, unit: str, appeals: Sequence[AppealState]) -> UnitScore | None:
    """Return the unit's score as if its objections had not been decided, where they changed anything."""
    undone = {state.ruling.id for state in appeals if state.ruling and state.ruling.appeal and state.status != "kept"}
    if not undone:
        return None
    ledger = found.year.ledger
    rulings = tuple(ruling for ruling in ledger.rulings if ruling.id not in undone)
    then = scores_of(replace(found.year, ledger=replace(ledger, rulings=rulings)))
    return next(one for one in then.scores if one.unit == unit)
