"""Small hands for a year's proposals: the small county, its records, and what was recorded on their account."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from gongkai.register.kinds import Ruling, ScoreEntry
from tests.domain.build import day, judged, numbered
from tests.plans import plan_from, small_plan, small_plan_text

if TYPE_CHECKING:
    from gongkai.entry.proposals import Proposal
    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Record

NEW_YEAR = "2019-01-01"


def plan_with(*changes: tuple[str, str]) -> Plan:
    """Return the small year with pieces of its text changed."""
    told = small_plan_text()
    for old, new in changes:
        assert old in told, old
        told = told.replace(old, new)
    return plan_from(told)


def proposed(
    *records: Record, on: str = NEW_YEAR, at: str = "00:00", of: Plan | None = None, as_of: str = ""
) -> tuple[Proposal, ...]:
    """Return what is proposed on a day, at a minute."""
    plan = of or small_plan()
    return judged(plan, *records, on=on, at=at, as_of=as_of).proposals


def causes(found: tuple[Proposal, ...], unit: str, *conditions: str) -> list[tuple[str, int]]:
    """Return what is proposed against a unit, each with its count; only under some conditions where they are named."""
    mine = (one for one in found if one.unit == unit)
    return [(o.cause, o.count) for o in mine if not conditions or o.cause.partition(":")[0] in conditions]


def accepted(proposal: Proposal, on: str = NEW_YEAR) -> ScoreEntry:
    """The proposal is recorded."""
    return numbered(
        ScoreEntry(
            year=2018,
            day=day(on),
            kind="deduction",
            unit=proposal.unit,
            rule=proposal.rule,
            asked=proposal.points,
            reason=proposal.reason,
            point=proposal.point,
            finding=proposal.finding,
            count=proposal.count,
            items=proposal.items,
            cause=proposal.cause,
        )
    )


def by_hand(unit: str, rule: str, on: str = "12-20", point: str = "", finding: str = "", count: int = 1) -> ScoreEntry:
    """The office takes points by itself."""
    return numbered(
        ScoreEntry(
            year=2018,
            day=day(on),
            kind="deduction",
            unit=unit,
            rule=rule,
            asked=Decimal(2),
            reason="未按要求办理",
            point=point,
            finding=finding,
            count=count,
        )
    )


def ruled(entry: ScoreEntry, kind: Literal["revoked", "reduced"] = "revoked", points: int = 0) -> Ruling:
    """An entry is taken back, or part of it."""
    return numbered(Ruling(year=2018, day=entry.day, entry=entry.id, kind=kind, points=Decimal(points)))
