"""`gongkai appeal`: a unit objects after its notice, somebody else than the recorder decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gongkai.cli import options
from gongkai.cli.completion import complete_units
from gongkai.cli.present import present, recorded
from gongkai.cli.session import session_of
from gongkai.cli.talk import ask, lacks, names, need, say
from gongkai.cli.talk import evidence as asked_evidence
from gongkai.errors import BadValue
from gongkai.papers.columns import dated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from gongkai.cli.session import Session
    from gongkai.entry.states import EntryState, FigureState

app = typer.Typer(help="申请复核：单位对扣分、一票否决、录入的得分提出异议，另一人作出决定")
Target = Annotated[
    str | None,
    typer.Argument(metavar="编号", help="扣分、一票否决、得分的编号，如 D37", autocompletion=options.complete_entries),
]


@app.command("file", help="申请复核：告知之后、期限之内，每条只能申请一次")
def file(
    ctx: typer.Context,
    entry: Target = None,
    reason: options.Reason = None,
    evidence: options.Evidence = None,
    unit: Annotated[
        str,
        typer.Option(
            "--unit",
            "-u",
            metavar="单位",
            envvar="GONGKAI_UNIT",
            help="提出的单位，默认就是被记分的单位",
            autocompletion=complete_units,
            show_envvar=False,
        ),
    ] = "",
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record an objection."""
    from gongkai.appeal import acts as appeals
    from gongkai.history.stands import state_data
    from gongkai.year import year_of

    asking, session = lacks(entry), session_of(ctx)
    for line in _open_lines(session, year, unit) if asking else ():
        say(line)
    number, why = names(ctx, year).record(entry), need(reason, "--reason", "申请复核的理由")
    new = appeals.NewAppeal(number, why, tuple(evidence or (asked_evidence() if asking else ())), unit)
    with session.register() as register:
        record = appeals.file(register, session_of(ctx).when(year, date), new)
        data = state_data(year_of(register, record.year, register.now, latest=True), record) if json else {}
    told = f"已登记 {record.id}：{record.unit}对 {record.entry} 申请复核（{dated(record)}）"
    recorded(data, told, json=json)


def _open_lines(session: Session, year: int | None, unit: str) -> Iterator[str]:
    """Yield what a unit may still object to, where the unit is known."""
    from gongkai.duty.commands import FALLING_DAYS, owed_within
    from gongkai.duty.due import Objectable

    for one in owed_within(session, year, None, FALLING_DAYS, unit)[2] if unit else ():
        if isinstance(one.source, Objectable):
            yield f"  {one.source.id}　{one.source.reason}（最迟 {one.source.last.words()}）"


def _undecided(session: Session, year: int | None) -> Iterator[str]:
    """Yield the objections that wait for a decision."""
    from gongkai.cli.looking import look

    for state in look(session, year, None, latest=True).appeals:
        if state.is_open:
            appeal = state.appeal
            yield f"  {appeal.id}　{appeal.unit}　对 {appeal.entry}：{appeal.reason}（{appeal.day}）"


@app.command("decide", help="作出复核决定：维持、核减或者撤销，写明理由；决定人不能是记分人，也不能是提出申请的人")
def decide(
    ctx: typer.Context,
    entry: Annotated[
        str | None, typer.Argument(metavar="编号", help="复核申请的编号，如 C40，或者它所针对的编号，如 D37")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="维持原来的记分")] = False,
    reduce_to: Annotated[str | None, typer.Option("--reduce-to", metavar="分值", help="改为扣多少分")] = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="撤销")] = False,
    reason: options.Reason = None,
    evidence: options.Evidence = None,
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record a decision."""
    from gongkai.appeal import acts as appeals
    from gongkai.history.shapes import record_data
    from gongkai.points import ZERO
    from gongkai.wording import RULING

    for line in _undecided(session_of(ctx), year) if lacks(entry) else ():
        say(line)
    number = names(ctx, year).record(entry, "复核申请的编号")
    if lacks(keep or revoke or reduce_to):
        kind, points = ask("决定（维持、撤销，或核减后的分值）", "--keep", _answered)
    else:
        kind, points = _chosen(keep=keep, reduce_to=reduce_to, revoke=revoke)
    why = need(reason, "--reason", "决定的理由")
    new = appeals.Decision(number, kind, why, points or ZERO, tuple(evidence or ()))
    with session_of(ctx).register() as register:
        record = appeals.decide(register, session_of(ctx).when(year, date, by), new)
        unit = appeals.about(register, record).record.unit
    to = f"为 {points} 分" if points is not None else ""
    decided = f"{record.entry} {RULING[kind]}{to}。{record.reason}"
    told = f"已登记复核决定（{record.id}，{dated(record)}，{record.by}）：{decided}"
    recorded(record_data(record) | {"unit": unit, "status": kind}, told, json=json)


def _answered(answer: str) -> tuple[Literal["kept", "reduced", "revoked"], Decimal | None]:
    """Return the decision in an answer: 维持, 撤销, or what is left in points."""
    return _chosen(
        keep=answer == "维持", revoke=answer == "撤销", reduce_to=None if answer in {"维持", "撤销"} else answer
    )


def _chosen(
    *, keep: bool, reduce_to: str | None, revoke: bool
) -> tuple[Literal["kept", "reduced", "revoked"], Decimal | None]:
    """Return the one decision that was asked for, and what is left where it reduces."""
    from gongkai.typed import figure_of

    if keep + revoke + (reduce_to is not None) != 1:
        raise BadValue("复核决定要写明一种", "--keep 维持、--reduce-to 分值 核减、--revoke 撤销，三者选一")
    if reduce_to is not None:
        return "reduced", figure_of(reduce_to, "核减后的分值")
    return ("kept" if keep else "revoked"), None


@app.command("list", help="查看复核申请和决定")
def show_list(
    ctx: typer.Context,
    unit: options.OwnFilter = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List objections as they stand."""
    from gongkai.appeal.papers import appeals_document
    from gongkai.cli.filters import Filters, place_of
    from gongkai.scoring.commands import scored

    found = scored(session_of(ctx), year, as_of)
    ledger, standing = found.ledger, found.standing
    keep = place_of(ledger.plan, Filters(year, as_of, unit=unit))
    chosen = keep.of(found.appeals, lambda one: one.appeal)
    matters: dict[str, EntryState | FigureState] = {state.entry.id: state for state in found.entries}
    matters |= {state.figure.id: state for state in found.figures}
    document = appeals_document((ledger, standing), chosen, matters, found.applied, deciding=not unit)
    present(document, json=json, plain=plain, output=output)
