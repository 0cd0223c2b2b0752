"""Carrying over into a new year: each finding that is still open is entered there again, never a status or progress."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.domain.findings import finding_states
from gongkai.domain.records import Finding
from gongkai.domain.roster import answering, in_year, roster_of
from gongkai.domain.succession import counterparts
from gongkai.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gongkai.domain.findings import FindingState
    from gongkai.domain.plan import Plan
    from gongkai.domain.roster import Roster
    from gongkai.storage.writing import Register


class Carried(Struct, frozen=True):
    """What came over from a year: the findings as entered, and those left behind, whose unit has no one heir."""

    year: int
    findings: tuple[Finding, ...] = ()
    left: tuple[Finding, ...] = ()


def carry_over(register: Register, plan: Plan, year: int) -> Carried:
    """Enter a year's open findings in the plan's year, under the unit or its successor; what came over before, never.

    Problem, measure, person and source are kept, a date only if it lies ahead; `origin` is the old finding's id.
    """
    must_be_earlier(plan, year)
    old = register.ledger(year, fields=("assigns", "findings", "finding_steps"))
    before = {finding.origin for finding in register.ledger(plan.year, fields=("findings",)).findings}
    follows = {was: name for name, were in counterparts(old.plan, plan).items() for was in were}
    heirs = _Heirs(old.plan, plan, roster_of(old.plan, old.assigns), follows)
    day = max(register.today, date(plan.year, 1, 1))
    found, left = [], []
    for state in finding_states(old.findings, old.finding_steps):
        if not state.is_open or state.finding.id in before:
            continue
        unit = heirs.of(state.finding)
        if unit:
            found.append(register.add(_again(state, plan.year, unit, day), "finding.carry"))
        else:
            left.append(state.finding)
    return Carried(year, tuple(found), tuple(left))


def carried_as(register: Register, finding: Finding) -> str:
    """Return the id under which a finding came over into a later year, empty where it did not."""
    later = (year for year in register.years() if year > finding.year)
    found = (one for year in later for one in register.ledger(year, fields=("findings",)).findings)
    return next((one.id for one in found if one.origin == finding.id), "")


def must_be_earlier(plan: Plan, year: int) -> None:
    """Only an earlier year is carried over; raises `BadValue`."""
    if year >= plan.year:
        raise BadValue(f"不能从{year}年度结转到{plan.year}年度", f"--carry 写早于{plan.year}年的年度")


class _Heirs(Struct, frozen=True):
    """Who answers in the new year for a unit of the old one."""

    old: Plan
    new: Plan
    roster: Roster
    follows: Mapping[str, str]

    def of(self, finding: Finding) -> str | None:
        """Return the unit itself under its present name, else its one heir; None where there is none, or several."""
        answers = answering(self.old, self.roster, finding.unit, finding.point, date(self.new.year, 1, 1))
        units = {self.follows[name] for name in answers if name in self.follows}
        if not units and finding.unit in self.follows:
            units = {self.follows[finding.unit]}
        known = {unit.name for unit in self.new.units if in_year(unit, self.new.year)}
        return next(iter(units)) if len(units) == 1 and units <= known else None


def _again(state: FindingState, year: int, unit: str, day: date) -> Finding:
    finding = state.finding
    return Finding(
        year=year,
        day=day,
        unit=unit,
        problem=finding.problem,
        source=finding.source,
        measure=state.measure,
        person=state.person,
        due=state.due if state.due is not None and state.due >= day else None,
        origin=finding.id,
    )
