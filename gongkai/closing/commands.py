"""`gongkai year`: close a year with its assessment frozen, reopen it, list the years."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.looking import first_run, look
from gongkai.cli.present import answer, present, recorded
from gongkai.cli.session import session_of
from gongkai.cli.talk import need, say, warn
from gongkai.closing.acts import sealed
from gongkai.closing.left_open import StillOpen
from gongkai.closing.seal import in_force
from gongkai.errors import NoStore
from gongkai.finding.states import RECTIFIED
from gongkai.papers.columns import dated
from gongkai.register.ledger import is_past
from gongkai.scoring.papers import score_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from gongkai.cli.session import Session
    from gongkai.papers.document import Document
    from gongkai.year import Year

app = typer.Typer(help="年度封存：考核结果就此定下，不再登记；重新打开；看各年度")


@app.command("close", help="封存一个年度：先检查，还有事没有了结就不封存；封存后考核结果定下，不再登记")
def close(
    ctx: typer.Context,
    force: Annotated[bool, typer.Option("--force", help="有事没有了结也封存，须用 --reason 写明理由")] = False,
    reason: options.Reason = None,
    by: options.By = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Close the year."""
    from gongkai.closing import acts
    from gongkai.history.shapes import record_data

    why = need(reason, "--reason", "理由") if force else reason or ""
    session = session_of(ctx)
    if not json:
        tell_what_stands(session, year)
    try:
        with session.register() as register:
            record = acts.close(register, session_of(ctx).when(year, date, by), why, force=force)
    except StillOpen as refused:
        if json:
            answer({"closed": False, "left_open": list(refused.said)})
        raise
    told = f"{record.year}年度已封存（{record.id}，{dated(record)}），封存校验码 {record.digest}"
    recorded(record_data(record) | {"year": record.year}, told, json=json)
    if session.now.date() < dt.date(record.year, 12, 31):
        warn(f"{record.year}年度尚未结束，考核结果就定在今天")
    if record.left_open:
        warn(f"封存时有{len(record.left_open)}件事没有了结，已一并记下")


@app.command("reopen", help="重新打开已封存的年度，须写明理由；原来封存的结果仍留在登记簿里")
def reopen(
    ctx: typer.Context,
    reason: options.Reason = None,
    by: options.By = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Reopen the year."""
    from gongkai.closing import acts
    from gongkai.history.shapes import record_data

    why = need(reason, "--reason", "理由")
    with session_of(ctx).register() as register:
        record = acts.reopen(register, session_of(ctx).when(year, date, by), why)
    told = f"{record.year}年度已重新打开（{record.id}，{record.day}）：{record.reason}"
    recorded(record_data(record) | {"year": record.year}, told, json=json)


@app.command("list", help="看各年度：是否封存、何时、何人、封存时还有什么没有了结")
def show_list(
    ctx: typer.Context, output: options.Output = None, json: options.Json = False, plain: options.Plain = False
) -> None:
    """List the years."""
    from gongkai.closing.papers import YearClosings, years_document
    from gongkai.papers.columns import Stamp

    session = session_of(ctx)

    def read() -> tuple[list[YearClosings], Stamp]:
        with session.reader() as reader:
            said = {year: reader.closings(year, session.today) for year in reader.years()}
            return [YearClosings(reader.plan(year), closings) for year, closings in said.items()], session.stamp(reader)

    try:
        listed, stamp = read()
    except NoStore:
        first_run(session)
        listed, stamp = read()
    present(years_document(listed, stamp), json=json, plain=plain, output=output)


check_app = typer.Typer()


@check_app.command(help="查登记簿里不对的、可疑的地方；没有就不说话。有错误时退出码为 1")
def check(
    ctx: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="补录的也逐条列出，不按单位合并")] = False,
    privacy: Annotated[bool, typer.Option("--privacy", help="只查个人信息记在了哪里、怎么去掉；都是提示")] = False,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Run every check."""
    from gongkai.closing.acts import closing_checks, files_of, marks_of, trail_checks
    from gongkai.closing.checks import run_checks
    from gongkai.closing.papers import check_document
    from gongkai.closing.seal import in_force
    from gongkai.scoring.papers import score_document

    session = session_of(ctx)
    found = look(session, year, as_of)
    if privacy:
        _present_privacy(session, found, (json, plain, output))
        return
    with session.reader() as reader:
        altered = tuple(trail_checks(reader))
        files, ahead = files_of(reader, found.ledger), reader.ahead(found.plan.year, session.today)
        on_machines = reader.on_machines()
        closing = in_force(reader.closing(found.plan.year, session.today)) if found.standing.closed else None
    seen = (*altered, *run_checks(found, files, ahead if as_of is None else (), session.today, on_machines))
    if closing is not None:
        scores = score_document(found.ledger, found.standing, found.scores)
        seen = (*closing_checks(closing, marks_of(scores.data)), *seen)
    if seen or json or output:
        present(check_document(found.ledger, found.standing, seen, whole=every), json=json, plain=plain, output=output)
    if any(one.level == "error" for one in seen):
        raise typer.Exit(1)


def _present_privacy(session: Session, found: Year, form: tuple[bool, bool, Path | None]) -> None:
    """Show where personal data stand; that is never an error."""
    from gongkai.closing.checks import personal_data_there
    from gongkai.closing.papers import check_document

    with session.reader() as reader:
        on_purpose = reader.on_purpose()
    seen = personal_data_there(found, on_purpose)
    json, plain, output = form
    if seen or json or output:
        document = check_document(found.ledger, found.standing, seen, what="个人信息")
        present(document, json=json, plain=plain, output=output)


SHOWN = 3
NAMED = 12


def alarmed(session: Session, found: Year) -> Callable[[Document], Document]:
    """Return what puts an alarm on a paper of a closed year whose scores are no more what was sealed; tell it too."""
    from gongkai.closing.papers import with_alarm

    said = _differs(session, found) if found.standing.closed else ()
    if said:
        warn(f"按登记簿重算的结果与封存的不一致，先查痕迹：gongkai audit verify。{'；'.join(said)}")
    return lambda document: with_alarm(document, said)


def _differs(session: Session, found: Year) -> tuple[str, ...]:
    from gongkai.closing.acts import closing_checks, marks_of

    ledger, standing = found.ledger, found.standing
    with session.reader() as reader:
        closing = in_force(reader.closing(ledger.plan.year, session.today))
    scores = score_document(ledger, standing, found.scores).data
    seen = tuple(check.message for check in closing_checks(closing, marks_of(scores)))
    return (*seen[:SHOWN], f"另有{len(seen) - SHOWN}处，见 gongkai check") if len(seen) > SHOWN else seen


def tell_what_stands(session: Session, year: int | None) -> None:
    """Tell, before a year is closed, what stays as it is: not done, not looked at, not signed off.

    Where there is no store the closing itself says so; none is made for this.
    """
    try:
        with session.reader():
            pass
    except NoStore:
        return
    view = look(session, year, None, latest=True)
    lines = [] if view.standing.closed else list(_standing(view))
    if lines:
        say(f"{view.plan.year}年度封存后照现在的样子定下：")
        for line in lines:
            say(f"    {line}")


def _standing(view: Year) -> Iterator[str]:
    points = view.overview.points
    ending = [state for state in points if not state.is_done and not state.is_ongoing]
    later = [state.point.no for state in ending if state.last and not is_past(state.last, view.standing)]
    yield from _named("没有办结的要点", "个", [state.point.no for state in ending if state.point.no not in later])
    yield from _named("完成时限还没有到、没有办结的要点", "个", later)
    lasting = [state.point.no for state in points if state.is_ongoing and state.status != "verified"]
    yield from _named("持续推进、没有核实销号的要点", "个", lasting)
    done = [state for state in points if state.status == "done" and not state.is_ongoing]
    checked = [state.point.no for state in done if all(lead.status == "verified" for lead in state.leads)]
    unchecked = [state.point.no for state in done if state.point.no not in checked]
    yield from _named("报了办结、没有核实销号的要点", "个", unchecked)
    yield from _named("已核实、还有逾期应办事项不能销号的要点", "个", checked)
    waiting = [state.finding.id for state in view.findings if state.status == RECTIFIED]
    open_ = [state.finding.id for state in view.findings if state.is_open and state.status != RECTIFIED]
    yield from _named("报了整改、没有核查的问题", "个", waiting)
    yield from _named("没有整改的问题", "个", open_)
    yield from _named("逾期未完成的应办事项", "项", [item.id for item in view.items if item.status == "overdue"])
    yield from _named("期限还没有到的应办事项", "项", [i.id for i in view.items if i.status == "pending" and i.due])


def _named(what: str, measure: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        shown = "、".join(names[:NAMED])
        yield f"{what}{len(names)}{measure}：{shown}{'等' if len(names) > NAMED else ''}"


def frozen_report(session: Session, year: int | None, as_of: str | None = None) -> Document | None:
    """Return the year-end report that was frozen when the year was closed, None while it was open on that day."""
    from gongkai.closing.papers import sealed_report
    from gongkai.closing.seal import in_force, is_frozen

    try:
        with session.reader() as reader:
            closing = in_force(reader.closing(reader.plan(year).year, session.today))
    except NoStore:
        return None
    frozen = closing is not None and is_frozen(closing, session.as_of_day(as_of))
    return session.told(sealed_report(sealed(closing).report, closing)) if closing and frozen else None
