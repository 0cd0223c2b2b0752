"""`gongkai remind`: the words to chase a unit with, and that they were sent. Nothing is sent by the tool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.counter import counter_of, when
from gongkai.cli.present import present, recorded, save
from gongkai.cli.talk import asked, confirm
from gongkai.domain.reminding import DAYS
from gongkai.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.cli.counter import Counter
    from gongkai.domain.due import Case
    from gongkai.domain.reminding import Notice
    from gongkai.services.desk import When

TOLD_ONE_BY_ONE = 5
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="文件", help="写入文件：.txt 是可粘贴的文字，也可以是 .docx 等")
]

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
    output: Output = None,
    json: options.Json = False,
    plain: options.Plain = False,  # noqa: ARG001 - the words are plain in any case, the option is everywhere
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
    case, way = found.case, (sent or "").strip()
    to_send = notices(case.plan, found.every(), case.ledger.reminders, day, found.unit, way=way)
    if output is not None:
        _write(case, to_send, days, output)
    if sent is not None:
        _sure(to_send, unit)
        _record(counter, when(case.plan.year, date), sent, (case, to_send), json=json)
    elif json or output is None:  # what is to be pasted has no line ends of the screen's
        present(reminding_document(case, to_send, days), json=json, plain=True)


def _write(case: Case, notices: Sequence[Notice], days: int, path: Path) -> None:
    from gongkai.report.reminding import letters, reminding_document

    if path.suffix.lower() == ".txt":
        save(letters(case, notices).encode("utf-8"), path)
    else:
        present(reminding_document(case, notices, days), output=path)


def _sure(notices: Sequence[Notice], unit: str | None) -> None:
    """Ask the person at the terminal before many units are recorded at once that nobody named."""
    units = sum(bool(notice.owed) for notice in notices)
    if unit is None and units > 1 and asked() and not confirm(f"没有写明单位：给{units}个单位都登记催办", "-u"):
        raise BadValue("没有登记", "只登记一个单位：gongkai remind -u 单位 --sent 方式")


def _record(counter: Counter, at: When, way: str, what: tuple[Case, Sequence[Notice]], *, json: bool) -> None:
    from gongkai.domain.reminding import ONCE
    from gongkai.errors import Refused
    from gongkai.report.recorded import record_data
    from gongkai.report.reminding import letter_of
    from gongkai.services.reminders import NewReminder, send

    case, notices = what
    new = [
        NewReminder(one.unit, tuple(owed.key for owed in one.owed), letter_of(case, one)) for one in notices if one.owed
    ]
    if not new and any(one.told for one in notices):
        raise Refused(f"这些事项当天都已用{way.strip()}催办过", f"{ONCE}；记录见 gongkai remind list")
    with counter.register() as register:
        records = send(register, at, way, new)
    told = "；".join(f"{one.id} {one.unit}（{one.way}，{len(one.items)}项）" for one in records)
    if len(records) > TOLD_ONE_BY_ONE:
        told = f"{len(records)}个单位（{way.strip()}，{records[0].id}至{records[-1].id}），逐条见 gongkai remind list"
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
