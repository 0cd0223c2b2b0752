"""`gongkai workday`: why a date is that date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.counter import counter_of, typed_day
from gongkai.cli.present import present

if TYPE_CHECKING:
    from gongkai.cli.counter import Counter
    from gongkai.domain.workdays import Calendar

app = typer.Typer()


@app.command(
    help="推算工作日：某日之后（或之前）第几个工作日是哪天，中间跳过了哪些日子",
    context_settings={"ignore_unknown_options": True},  # -1 is a number of days, not an option
)
def workday(
    ctx: typer.Context,
    day: Annotated[str | None, typer.Argument(metavar="日期", help="从哪天起算，当天不计，如 2018-09-28")] = None,
    days: Annotated[str | None, typer.Argument(metavar="天数", help="工作日天数，如 +3、3，往前推写 -1")] = None,
    year: options.Year = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show the date and every day passed over."""
    from gongkai.cli.asking import need
    from gongkai.domain.typed import days_of
    from gongkai.domain.workdays import walk
    from gongkai.report.workday import workday_document

    start, count = typed_day(need(day, "日期", "起算日期")), days_of(need(days, "天数", "工作日天数"))
    present(workday_document(walk(_calendar(counter_of(ctx), year), start, count)), json=json, plain=plain)


def _calendar(counter: Counter, year: int | None) -> Calendar:
    """Return the calendar of the latest or given plan; where there is no ledger yet, the statutory one alone."""
    from gongkai.domain.plan import Holidays
    from gongkai.errors import NoStore
    from gongkai.intake.holidays import calendar_with

    try:
        with counter.reader() as reader:
            own = reader.plan(year).holidays
    except NoStore:
        own = Holidays()
    return calendar_with(own)
