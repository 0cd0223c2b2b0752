"""`gongkai deduct`: points taken, told, taken back, and what the `auto` rules propose to take."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.asking import names as asked_names
from gongkai.cli.asking import need, proof
from gongkai.cli.counter import as_of_day, calendar_of, counter_of, when
from gongkai.cli.entering import confirm, show_entries, take_back
from gongkai.cli.filters import Filters
from gongkai.cli.present import present, recorded
from gongkai.cli.talk import warn
from gongkai.cli.tips import tip_notice
from gongkai.errors import BadValue

if TYPE_CHECKING:
    from gongkai.cli.counter import Counter
    from gongkai.services.desk import When
    from gongkai.services.proposals import Choice

SHOWN = 5

app = typer.Typer(help="过失扣分：登记、建议、告知、撤销、查看")


@app.command("add", help="按考核细则扣分；写几个单位就各记一条")
def add(
    ctx: typer.Context,
    unit: options.Units = None,
    rule: Annotated[str | None, typer.Option("--rule", metavar="规则", help="考核细则中的规则编号，如 1.1")] = None,
    reason: options.Reason = None,
    evidence: options.Evidence = None,
    no_evidence: Annotated[str, typer.Option("--no-evidence", metavar="原因", help="没有佐证的，写明原因")] = "",
    point: options.PointOption = None,
    finding: Annotated[
        str,
        typer.Option(
            "--finding", metavar="问题编号", help="依据的问题，如 F12", autocompletion=options.complete_findings
        ),
    ] = "",
    item: Annotated[
        list[str] | None,
        typer.Option("--item", metavar="编号", help="应办事项扣分的，写明是哪一项，如 20.1/2018-08-15，可以写几个"),
    ] = None,
    count: Annotated[int, typer.Option("--count", metavar="次数", min=1, max=10000, help="有几次（条、件）")] = 1,
    points: Annotated[
        str | None, typer.Option("--points", metavar="分值", help="规则给出幅度的，写明扣多少；几次的写合计")
    ] = None,
    stage: Annotated[str, typer.Option("--stage", metavar="阶段", help="考核分阶段的，写明哪个阶段")] = "",
    again: Annotated[str, typer.Option("--again", metavar="理由", help="同一问题、同样的一条再次扣分的理由")] = "",
    by: options.By = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record deductions."""
    from gongkai.domain.typed import figure_of
    from gongkai.services.entries import NewDeduction, deduct
    from gongkai.services.remarks import counted, doubts_about

    asking = asked_names(ctx, year)
    names = asking.units(unit)
    code = asking.rule(rule, names)
    why = need(reason, "--reason", "扣分理由")
    pieces, no_evidence = proof(evidence, no_evidence)
    new = NewDeduction(
        units=names,
        rule=code,
        reason=why,
        point=point or "",
        finding=finding,
        count=count,
        points=figure_of(points) if points else None,
        evidence=pieces,
        no_evidence=no_evidence,
        stage=stage,
        again=again,
        items=tuple(item or ()),
    )
    with counter_of(ctx).register() as register:
        records = deduct(register, when(year, date, by), new, calendar_of)
        odd = (*doubts_about(register, records, calendar_of), *counted(register, records))
    confirm(records, json=json)
    for said in odd:
        warn(said)
    tip_notice(record.unit for record in records)


@app.command("notify", help="登记已告知单位，出扣分告知单，异议期限由此起算；不写编号就是全部未告知的扣分、否决、得分")
def notify(
    ctx: typer.Context,
    entries: Annotated[
        list[str] | None,
        typer.Argument(metavar="扣分编号…", help="如 D37 D41", autocompletion=options.complete_entries),
    ] = None,
    unit: options.Unit = None,
    every: Annotated[
        Path | None,
        typer.Option("--all", metavar="文件夹", help="告知所有单位：每个单位一份告知单（.docx），放进这个文件夹"),
    ] = None,
    reprint: Annotated[
        bool, typer.Option("--reprint", help="把已登记的告知单再出一份，不登记；不写编号就是这个单位最近的一次")
    ] = False,
    output: options.Output = None,
    public: options.Public = False,
    by: options.By = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Record the notice and show it ready for the unit, or show one again."""
    from gongkai.cli.notifying import Wanted, print_again, tell_all, tell_unit
    from gongkai.render.formats import format_of

    how, ids = Wanted(output, json, plain, public), tuple(entries or ())
    if every is not None:
        if ids or reprint or output is not None:
            raise BadValue("--all 是告知所有单位，不和编号、-o、--reprint 一起用", "只告知一个单位的，用 -u 单位")
        tell_all(counter_of(ctx), when(year, date, by), every, how)
        return
    name = unit if ids else need(unit, "-u", "单位")
    if output is not None:
        format_of(output)
    if reprint:
        print_again(counter_of(ctx), year, name, ids, how)
    else:
        tell_unit(counter_of(ctx), when(year, date, by), name or "", ids, how)


@app.command("revoke", help="撤销一条扣分，写明理由；原记录保留，不再计入")
def revoke(
    ctx: typer.Context,
    entry: options.EntryId = None,
    reason: options.Reason = None,
    by: options.By = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record a revocation."""
    take_back(ctx, when(year, date, by), entry, reason, json=json)


@app.command("propose", help="按细则算出可以扣分的情形，只列不记；写明 --accept 或 --all 才登记")
def propose(
    ctx: typer.Context,
    accept: Annotated[
        list[str] | None, typer.Option("--accept", metavar="建议编号", help="登记这一条，可以写几个")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="列出的全部登记")] = False,
    unit: options.UnitFilter = None,
    rule: Annotated[str, typer.Option("--rule", metavar="规则", help="只看、只记这一条规则的，如 3.1")] = "",
    stage: Annotated[str, typer.Option("--stage", metavar="阶段", help="考核分阶段的，写明记在哪个阶段")] = "",
    by: options.By = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    date: options.Date = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List proposals, or record those accepted."""
    if accept and every:
        raise BadValue("--accept 和 --all 只写一个", "登记其中几条用 --accept，全部登记用 --all")
    if accept or every:
        from gongkai.services.proposals import Choice

        choice = Choice(tuple(accept or ()), unit or "", stage, as_of_day(as_of), rule)
        _accept(counter_of(ctx), when(year, date, by), choice, json=json)
        return
    from gongkai.cli.filters import Filters, resolved
    from gongkai.cli.scoring import scored
    from gongkai.domain.proposals import proposals
    from gongkai.report.proposing import proposals_document
    from gongkai.services.proposals import under_rule

    view = scored(counter_of(ctx), year, as_of).year
    found = proposals(view.ledger, view.roster, view.standing, view.items, view.overview.points)
    keep = resolved(view.ledger, view.standing, Filters(year, as_of, unit=unit))
    chosen = keep.of(under_rule(view.ledger.plan, found, rule))
    present(proposals_document(view.ledger, view.standing, chosen), json=json, plain=plain, output=output)


def _accept(counter: Counter, at: When, choice: Choice, *, json: bool) -> None:
    from gongkai.domain.points import plain
    from gongkai.report.recorded import record_data
    from gongkai.services.proposals import accept
    from gongkai.services.remarks import counted

    with counter.register() as register:
        records = accept(register, at, choice, calendar_of)
        short = counted(register, records) if records else ()
    told = "；".join(f"{one.id} {one.unit} 扣 {plain(one.asked)} 分（规则 {one.rule}）" for one in records[:SHOWN])
    more = f"等{len(records)}条" if len(records) > SHOWN else ""
    sentence = f"已登记 {told}{more}" if records else "没有待处理的扣分建议，没有登记"
    recorded([record_data(record) for record in records], sentence, json=json)
    for said in (*short[:SHOWN], *([f"另有{len(short) - SHOWN}条也因封顶没有全部计入"] if short[SHOWN:] else ())):
        warn(said)
    if records:
        tip_notice(record.unit for record in records)


@app.command("list", help="查看扣分和处理情况")
def show_list(
    ctx: typer.Context,
    unit: options.OwnFilter = None,
    point: options.PointOption = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List deductions as they stand."""
    show_entries(ctx, "deduction", Filters(year, as_of, point, unit), json=json, plain=plain, output=output)
