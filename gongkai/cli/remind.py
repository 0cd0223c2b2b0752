"""`gongkai remind`: the words to chase a unit with, and that they were sent. Nothing is sent by the tool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.counter import counter_of, when
from gongkai.cli.present import present, recorded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.cli.counter import Counter
    from gongkai.domain.due import Case
    from gongkai.domain.reminding import Notice
    from gongkai.services.desk import When

DAYS = 7

app = typer.Typer(invoke_without_command=True)


@app.callback(help="催办：写好给各单位的提醒文字，发出后用 --sent 登记；本工具不发送")
def remind(
    ctx: typer.Context,
    unit: options.UnitFilter = None,
    days: Annotated[int, typer.Option("--within", metavar="天数", min=0, max=3660, help="催多少天以内到期的")] = DAYS,
    sent: Annotated[
        str | None, typer.Option("--sent", metavar="方式", help="已经发出，登记用什么方式，如 微信、电话")
    ] = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    date: options.Date = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Write the reminders, or record that they were sent."""
    if ctx.invoked_subcommand is not None:
        return
    from gongkai.cli.falling import falling
    from gongkai.domain.reminding import notices
    from gongkai.report.reminding import reminding_document

    counter = counter_of(ctx)
    found = falling(counter, year, as_of, days, unit, ("reminders",))
    day = when(year, date).day or counter.now.date()
    to_send = notices(found.case.plan, found.every(), found.case.ledger.reminders, day, found.unit)
    if sent is None:
        present(reminding_document(found.case, to_send, days), json=json, plain=plain)
    else:
        _record(counter, when(found.case.plan.year, date), sent, (found.case, to_send), json=json)


def _record(counter: Counter, at: When, way: str, what: tuple[Case, Sequence[Notice]], *, json: bool) -> None:
    from gongkai.errors import Refused
    from gongkai.report.recorded import record_data
    from gongkai.report.reminding import letter_of
    from gongkai.services.reminders import NewReminder, send

    case, notices = what
    new = [
        NewReminder(one.unit, tuple(owed.key for owed in one.owed), letter_of(case, one)) for one in notices if one.owed
    ]
    if not new and any(one.told for one in notices):
        raise Refused("这些事项当天都已催办过", "同一单位同一事项一天只催办一次；记录见 gongkai remind list")
    with counter.register() as register:
        records = send(register, at, way, new)
    told = "；".join(f"{one.id} {one.unit}（{one.way}，{len(one.items)}项）" for one in records)
    recorded([record_data(one) for one in records], f"已登记催办：{told}" if told else "没有要催办的事项", json=json)


@app.command("list", help="查看催办记录")
def show_list(
    ctx: typer.Context,
    unit: options.UnitFilter = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List what was sent."""
    from gongkai.cli.filters import Filters, kept
    from gongkai.report.reminding import reminders_document

    found = kept(counter_of(ctx), Filters(year, as_of, unit=unit), ("reminders",))
    present(
        reminders_document(found.ledger, found.standing, found.of(found.ledger.reminders)),
        json=json,
        plain=plain,
        output=output,
    )
