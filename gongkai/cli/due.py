"""`gongkai due`: what falls due next, and what is already late."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.counter import counter_of
from gongkai.cli.falling import DAYS, falling
from gongkai.cli.present import present, save
from gongkai.domain.due import gathered
from gongkai.errors import BadValue
from gongkai.report.due import due_document

if TYPE_CHECKING:
    from gongkai.cli.counter import Counter
    from gongkai.cli.falling import Falling

app = typer.Typer()


@app.command(help="看到期的：逾期的在前，往后是快到期的，每件写明怎么办结")
def due(
    ctx: typer.Context,
    days: Annotated[int, typer.Option("--within", metavar="天数", min=0, max=3660, help="看多少天以内到期的")] = DAYS,
    unit: options.OwnFilter = None,
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="文件", help="写成日历文件，可导入手机和电脑的日历")
    ] = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show what is owed, most urgent first."""
    if ics is not None and ics.suffix.lower() != ".ics":
        raise BadValue(f"日历文件的名字要以 .ics 结尾：{ics}", f"如 --ics {ics.stem or '到期'}.ics")
    counter = counter_of(ctx)
    found = falling(counter, year, as_of, days, unit)
    if ics is not None:
        _write(counter, found, ics)
    if ics is None or json or output is not None:
        every = found.every()
        coming = None if every else found.next()
        told = every if json or output else ()
        document = due_document(found.case, gathered(every, found.unit), days, found.unit, every=told, coming=coming)
        present(document, json=json, plain=plain, output=output)


def _write(counter: Counter, found: Falling, path: Path) -> None:
    from gongkai.cli.counter import calendar_of
    from gongkai.render.ics import write
    from gongkai.report.agenda import agenda_of

    agenda = agenda_of(found.case, found.every(), calendar_of(found.case.plan), counter.now)
    save(write(agenda), path)
