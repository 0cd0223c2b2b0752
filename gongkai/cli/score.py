"""`gongkai score`: every unit's score, rank and grade; `score record` enters what somebody outside has scored."""

from __future__ import annotations

from typing import Annotated

import typer

from gongkai.cli import options
from gongkai.cli.against import Against, earlier
from gongkai.cli.asking import need
from gongkai.cli.counter import counter_of, when
from gongkai.cli.present import present, recorded
from gongkai.cli.scoring import scored
from gongkai.cli.tips import tip_notice
from gongkai.domain.lookup import find_unit
from gongkai.domain.whatif import closable_findings, outlooks
from gongkai.errors import UnknownName

app = typer.Typer()


@app.callback(help="算考核得分，分组排名，定等次；record 录入外部得分", invoke_without_command=True)
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
    """Show scores and ranks, unless a command below is called."""
    if ctx.invoked_subcommand is not None:
        return
    from gongkai.cli.sealed import alarmed
    from gongkai.cli.unhandled import warn_of_proposals
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

        then = earlier(counter, ledger.plan.year, against)
        document = with_comparison(document, ledger.plan, chosen, then, standing)
    warn_of_proposals(found, name)
    present(alarmed(counter, found)(document), json=json, plain=plain, output=output)


@app.command("record", help="录入一个单位某个考核阶段的外部得分（如第三方评估），折算成满分制；再录入的代替原来的")
def record(
    ctx: typer.Context,
    unit: options.Unit = None,
    stage: Annotated[str, typer.Option("--stage", metavar="阶段", help="由外部评分的考核阶段")] = "",
    score: Annotated[str | None, typer.Option("--score", metavar="得分", help="满分制的得分，如 92.5")] = None,
    reason: options.Reason = None,
    evidence: options.Evidence = None,
    by: options.By = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record an outside figure."""
    from gongkai.domain.points import plain
    from gongkai.domain.typed import figure_of
    from gongkai.report.recorded import record_data
    from gongkai.services.figures import NewFigure, record_figure

    name, figure = need(unit, "-u", "单位"), figure_of(need(score, "--score", "得分"), "得分")
    new = NewFigure(name, stage, figure, need(reason, "--reason", "得分说明"), tuple(evidence or ()))
    with counter_of(ctx).register() as register:
        entered = record_figure(register, when(year, date, by), new)
    told = f"已录入 {entered.id}：{entered.unit} {entered.stage} {plain(entered.score)} 分"
    recorded(record_data(entered), told, json=json)
    tip_notice((entered.unit,))
