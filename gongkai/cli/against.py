"""What scores are held against: an earlier day of the same year, or another year at its own end."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli.counter import past_day
from gongkai.cli.scoring import scored
from gongkai.errors import BadValue

if TYPE_CHECKING:
    from gongkai.cli.counter import Counter
    from gongkai.report.comparison import Earlier

Against = Annotated[
    str | None,
    typer.Option("--against", metavar="日期或年度", help="与同一年度的这一天相比，或与另一年度的结果相比"),
]


def earlier(counter: Counter, year: int, typed: str) -> Earlier:
    """Return the scores to compare a year's with; `BadValue` for what is neither a day nor a year of the register."""
    from gongkai.report.comparison import Earlier

    said = unicodedata.normalize("NFKC", typed).strip()
    if re.fullmatch(r"[0-9]{4}", said):
        found = scored(counter, int(said), None)
        return Earlier(said, found.year.plan, found.scores)
    day = past_day(said, "相比的日期")
    if day > counter.now.date():
        raise BadValue(f"{day} 还没有到（今天是 {counter.now.date()}），不能相比", "请核对 --against 的日期")
    found = scored(counter, year, day.isoformat())
    counted = None if found.year.standing.over else found.year.standing.cutoff
    return Earlier(day.isoformat(), found.year.plan, found.scores, counted)
