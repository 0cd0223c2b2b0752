"""What a roll-up says of one county: its year's figures as its own papers tell them, and what was left out."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - msgspec reads it
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from gongkai.report.comparison import Headline, headline_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gongkai.year import Year

Cause = Literal[
    "unreadable",
    "altered",
    "newer",
    "no_export",
    "no_anchor",
    "other_year",
    "against_anchor",
    "repeated",
    "forked",
    "two_ledgers",
    "demonstration",
]


class LeftOut(Struct, frozen=True):
    """A file that no figure comes from, and why; `place` is the county's, as far as it is known.

    A `repeated` one is no fault: what it says stands in another export of the same ledger.
    """

    file: str
    cause: Cause
    reason: str
    advice: str = ""
    place: str = ""

    @property
    def wrong(self) -> bool:
        """Whether a county may be missing from the roll-up because of it."""
        return self.cause != "repeated"


class Origin(Struct, frozen=True):
    """Where figures come from: the file, and the ledger in it, its trail's end and the day of the last line.

    `anchored` is the day of the latest anchor that it was held against, None where there was none.
    """

    file: str
    ledger: str
    demo: bool
    entries: int
    head: str
    last: date | None
    anchored: date | None = None


class Tallies(Struct, frozen=True):
    """What is counted in a county, and added up over all; the states of points are those of the points that end.

    `overdue` are red points, `seats` and `seats_done` those of responsible units (落实面), `in_time` the findings that
    were put right in time and signed off, `late` those open past their date. `applied` are the points taken.
    """

    points: int
    ongoing: int
    done: int
    verified: int
    overdue: int
    seats: int
    seats_done: int
    units: int
    owed: int
    inspected: int
    findings: int
    open: int
    late: int
    in_time: int
    deductions: int
    applied: Decimal


class County(Struct, frozen=True):
    """One county's year: whose it is, its notice, what is counted, and the shares as its own papers print them.

    `place` is the county's name, `issuer` the office that issued the notice; two of one place may have each its own.
    """

    origin: Origin
    place: str
    issuer: str
    year: int
    title: str
    number: str
    as_of: date
    closed: bool
    tallies: Tallies
    headline: Headline


class CountyPoint(Struct, frozen=True):
    """How far a county is on one point of its notice."""

    ledger: str
    title: str
    status: str
    light: str
    percent: int
    ongoing: bool


def county_of(year: Year, data: Mapping[str, Any], origin: Origin) -> County:
    """Return a county's figures: those of its report's `data`, which of a closed year are those it was closed with."""
    plan = year.plan
    return County(
        origin,
        plan.place or plan.issuer,
        plan.issuer,
        plan.year,
        plan.title,
        plan.number,
        year.standing.as_of,
        year.standing.closed is not None,
        _tallies(data, len(year.closed_in_time)),
        headline_of(data),
    )


def points_of(year: Year, ledger: str) -> Iterator[CountyPoint]:
    """Yield every point of a county's year."""
    for state in year.overview.points:
        point = state.point
        yield CountyPoint(ledger, point.title, state.status, state.light, state.percent, state.is_ongoing)


def _tallies(data: Mapping[str, Any], in_time: int) -> Tallies:
    summary, findings = data["summary"], data["findings"]
    inspected, deductions = data["self_inspection"], data["deductions"]
    total = findings["total"]
    return Tallies(
        summary["points"],
        summary.get("ongoing", 0),
        summary["done"],
        summary["verified"],
        summary["overdue"],
        summary.get("responsible_units", 0),
        summary.get("responsible_done", 0),
        summary["units"],
        inspected["owed"],
        inspected["done"],
        total,
        total - findings["by_status"].get("closed", 0),
        len(findings["overdue"]),
        in_time,
        deductions["count"],
        Decimal(deductions["applied"]),
    )
