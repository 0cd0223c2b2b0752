"""`gongkai year`: close a year with its assessment frozen, reopen it, list the years."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from gongkai.cli import options
from gongkai.cli.asking import need
from gongkai.cli.counter import counter_of, when
from gongkai.cli.looking import first_run
from gongkai.cli.present import answer, present, recorded
from gongkai.cli.talk import warn
from gongkai.domain.sealing import StillOpen
from gongkai.errors import NoStore

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
    from gongkai.cli.freezing import tell
    from gongkai.cli.sealed import tell_what_stands
    from gongkai.report.recorded import record_data
    from gongkai.services import closing as acts

    why = need(reason, "--reason", "理由") if force else reason or ""
    counter = counter_of(ctx)
    if not json:
        tell_what_stands(counter, year)
    try:
        with counter.register() as register:
            record = acts.close(register, when(year, date, by), tell, why, force=force)
    except StillOpen as refused:
        if json:
            answer({"closed": False, "left_open": list(refused.said)})
        raise
    told = f"{record.year}年度已封存（{record.id}，{record.day}），封存校验码 {record.digest}"
    recorded(record_data(record) | {"year": record.year}, told, json=json)
    if counter.now.date() < dt.date(record.year, 12, 31):
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
    from gongkai.report.recorded import record_data
    from gongkai.services import closing as acts

    why = need(reason, "--reason", "理由")
    with counter_of(ctx).register() as register:
        record = acts.reopen(register, when(year, date, by), why)
    told = f"{record.year}年度已重新打开（{record.id}，{record.day}）：{record.reason}"
    recorded(record_data(record) | {"year": record.year}, told, json=json)


@app.command("list", help="看各年度：是否封存、何时、何人、封存时还有什么没有了结")
def show_list(
    ctx: typer.Context, output: options.Output = None, json: options.Json = False, plain: options.Plain = False
) -> None:
    """List the years."""
    from gongkai.report.parts import Stamp
    from gongkai.report.years import YearSaid, years_document

    counter = counter_of(ctx)

    def read() -> tuple[list[YearSaid], Stamp]:
        with counter.reader() as reader:
            years = [YearSaid(reader.plan(year), reader.closings(year)) for year in reader.years()]
            return years, counter.stamp(reader)

    try:
        listed, stamp = read()
    except NoStore:
        first_run(counter)
        listed, stamp = read()
    present(years_document(listed, stamp), json=json, plain=plain, output=output)
