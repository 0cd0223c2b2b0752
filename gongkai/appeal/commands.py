"""`gongkai appeal`: a unit objects after its notice, somebody else than the recorder decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gongkai.cli import options
from gongkai.cli.completion import complete_units
from gongkai.cli.present import Staging, must_take, present, recorded
from gongkai.cli.session import session_of
from gongkai.cli.talk import ask, lacks, names, need, say, warn
from gongkai.cli.talk import evidence as asked_evidence
from gongkai.errors import BadValue, Refused
from gongkai.papers.columns import dated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from decimal import Decimal

    from gongkai.appeal.objections import AppealState
    from gongkai.cli.session import Session
    from gongkai.entry.states import EntryState, FigureState
    from gongkai.papers.document import Document
    from gongkai.register.act import When
    from gongkai.register.kinds import Issue, Ruling
    from gongkai.register.reading import Reader
    from gongkai.register.writing import Register
    from gongkai.year import Year

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
    output: options.Output = None,
    issue: options.Issue = None,
    public: options.Public = False,
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record a decision, and write what tells the unit of it where it is asked for."""
    from gongkai.appeal import acts as appeals
    from gongkai.history.shapes import record_data
    from gongkai.points import ZERO
    from gongkai.report.commands import told_as_issued
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
    at, issued = session_of(ctx).when(year, date, by), None
    with Staging(public=public) as files, session_of(ctx).register() as register:
        record = appeals.decide(register, at, new)
        unit = appeals.about(register, record).record.unit
        document = _paper(register, record, record.appeal, register.now) if output or issue else None
        if issue is not None and document is not None:
            issued, document = _issued(register, at, issue, document, record, public=public)
        if output is not None and document is not None:
            files.add(document, output)
    to = f"为 {points} 分" if points is not None else ""
    decided = f"{record.entry} {RULING[kind]}{to}。{record.reason}"
    told = f"已登记复核决定（{record.id}，{dated(record)}，{record.by}）：{decided}"
    recorded(record_data(record) | {"unit": unit, "status": kind}, told, json=json)
    if issued is not None:
        told_as_issued([issued])
    if output is not None:
        say(f"已写入 {output}")
    elif issued is None:
        say(f"提示：复核决定要书面通知单位：gongkai appeal notice {record.appeal} -o 复核决定通知书.docx")


@app.command("notice", help="出复核决定通知书：申请什么、怎样决定、计入考核多少分；不写编号就是这个单位最近的一次决定")
def notice(
    ctx: typer.Context,
    entry: Annotated[
        str | None, typer.Argument(metavar="编号", help="复核申请的编号，如 C40，或者它所针对的编号，如 D37")
    ] = None,
    unit: options.Unit = None,
    output: options.Output = None,
    issue: options.Issue = None,
    issued: options.Issued = None,
    public: options.Public = False,
    year: options.Year = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show what tells a unit the decision about its objection, as it stood then; or issue it under a number."""
    from gongkai.report.commands import issued_paper, kept_where_unwritten

    session = session_of(ctx)
    if issued is not None:
        if issue is not None or entry is not None:
            raise BadValue("--issued 是照原样再出一份，不和编号、--issue 一起用", "去掉其中一个")
        present(issued_paper(session, issued, year, unit), json=json, plain=plain, output=output, public=public)
        return
    if issue is not None and output is not None:
        must_take(output)
    number = "" if entry is None and unit else _known(session, names(ctx, year).record(entry, "复核申请的编号"))
    if issue is None:
        document = _of_decided(session, year, number, unit)
    else:
        document = _issued_now(session, session.when(year, None), (number, unit), issue, public=public)
    with kept_where_unwritten(issue, "复核决定通知书"):
        present(document, json=json, plain=plain, output=output, public=public, issued=issue is not None)


def _known(session: Session, typed: str) -> str:
    """Return the id of a record as the register writes it; raises `UnknownName`."""
    with session.reader() as reader:
        return reader.find(typed).id


def _of_decided(session: Session, year: int | None, number: str, unit: str | None) -> Document:
    """Return the notice of a decision, in the words of its day; the one under its number where it was issued."""
    from gongkai.report.acts import paper_of
    from gongkai.scoring.commands import scored

    found = scored(session, year, None)
    state, ruling = _decided(found, number, unit)
    _warn_of_what_came_after(found, ruling)
    if (kept := _issue_of(found, state)) is not None:
        return session.told(paper_of(kept), unverified=found.ledger.unverified)
    with session.reader() as reader:
        return _paper(reader, ruling, state.appeal.id, session.now)


def _issued_now(session: Session, at: When, which: tuple[str, str | None], number: str, *, public: bool) -> Document:
    """Record the notice of a decision as issued, say so, and return it; `Refused` where it has a number already."""
    from gongkai.report.commands import told_as_issued
    from gongkai.year import year_of

    with session.register() as register:
        found = year_of(register, at.year, register.now, latest=True)
        state, ruling = _decided(found, *which)
        if (kept := _issue_of(found, state)) is not None:
            again = ("appeal", "notice", "--issued", kept.number)
            raise Refused(f"{state.appeal.id} 的复核决定通知书已经印发：{kept.number}", "照原样再出一份", do=again)
        document = _paper(register, ruling, state.appeal.id, register.now)
        record, document = _issued(register, at, number, document, ruling, public=public)
    _warn_of_what_came_after(found, ruling)
    told_as_issued([record])
    return document


def _paper(reader: Reader, ruling: Ruling, appeal: str, now: datetime) -> Document:
    """Return the notice of a decision as things stood once that was recorded."""
    from gongkai.appeal.notice import decision_document
    from gongkai.register.ledger import stand
    from gongkai.year import Year

    ledger, moment = reader.at_line(ruling.year, ruling.seq), ruling.recorded or now
    then = Year(ledger, stand(ledger.plan, moment), moment)
    state = next(one for one in then.appeals if one.appeal.id == appeal)
    return decision_document(then, state, ruling, reader.plan(ruling.year))


def _issued(
    register: Register, at: When, number: str, document: Document, ruling: Ruling, *, public: bool
) -> tuple[Issue, Document]:
    """Record a notice as issued under a number, and return it as it is kept."""
    from gongkai.report.acts import Paper, issue_to_units, paper_of

    head, unit = register.hash_at(ruling.seq), document.addressee
    told = Paper(document, ruling.day, head, unit, (ruling.entry, *filter(None, [ruling.appeal])))
    (record,) = issue_to_units(register, at, number, [told], public=public)
    return record, paper_of(record)


def _issue_of(found: Year, state: AppealState) -> Issue | None:
    """Return the paper under whose number a decision went out, if it had one."""
    issues = (one for one in found.ledger.issues if one.kind == "decision" and state.appeal.entry in one.about)
    return next(issues, None)


def _decided(found: Year, number: str, typed: str | None) -> tuple[AppealState, Ruling]:
    """Return an objection and what decided it: that of a number, or the latest of a unit; BadValue, Refused."""
    from gongkai.errors import UnknownName
    from gongkai.plan.lookup import find_unit

    name = find_unit(found.plan.units, typed).name if typed else ""
    if not number:
        decided = [(one, one.ruling) for one in found.appeals if one.ruling and one.appeal.unit == name]
        if not decided:
            raise Refused(f"{name}没有已经作出的复核决定", "各件复核申请", do=("appeal", "list"))
        return max(decided, key=lambda pair: pair[1].seq)
    state = next((one for one in found.appeals if number in {one.appeal.id, one.appeal.entry}), None)
    if state is None:
        raise UnknownName("复核申请", number, advice="写复核申请的编号，或者它所针对的编号", do=("appeal", "list"))
    if name not in {"", state.appeal.unit}:
        raise BadValue(f"{state.appeal.id} 是{state.appeal.unit}申请的，不是{name}的", "请核对编号和单位")
    if state.ruling is None:
        way = ("appeal", "decide", state.appeal.id, "--keep", "--reason", "理由")
        raise Refused(f"{state.appeal.id} 还没有作出复核决定", "先作出决定", do=way)
    return state, state.ruling


def _warn_of_what_came_after(found: Year, ruling: Ruling) -> None:
    """Tell that what was decided about was taken back later, of which the notice says nothing."""
    later = [one for one in found.ledger.rulings if one.entry == ruling.entry and one.seq > ruling.seq]
    if any(one.kind == "revoked" for one in later):
        warn(f"{ruling.entry}复核决定以后又撤销了，通知书照决定当时的，没有写：gongkai show {ruling.entry}")


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
