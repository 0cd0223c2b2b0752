"""What waits for the office itself (待本办办理): to be checked, to be decided, or sent back and not come again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.finding.states import RECTIFIED, finding_states
from gongkai.progress.status import sent_back

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from gongkai.duty.items import DutyItem
    from gongkai.finding.states import FindingState
    from gongkai.plan.roster import Roster
    from gongkai.progress.status import PointState, UnitState
    from gongkai.register.kinds import Progress
    from gongkai.register.ledger import Ledger

DONE, RETURNED = "done", "returned"


class Waiting(Struct, frozen=True):
    """Findings said to be rectified; (point, lead) at 100 and not verified; (point, state) returned; open objections.

    Objections are ids. `items` were reported long after their last day and without evidence, `back` were returned and
    have not been reported again, `reopened` are findings that were sent back and are not rectified again.
    """

    rectified: tuple[FindingState, ...]
    done: tuple[tuple[str, str], ...]
    returned: tuple[tuple[str, UnitState], ...]
    appeals: tuple[str, ...]
    items: tuple[DutyItem, ...] = ()
    back: tuple[DutyItem, ...] = ()
    reopened: tuple[FindingState, ...] = ()


def waiting(
    ledger: Ledger, roster: Roster, points: Sequence[PointState], items: Iterable[DutyItem], *, whole: bool
) -> Waiting:
    """Return what waits on some points; only on the `whole` plan what belongs to no point, too."""
    numbers = {state.point.no for state in points}
    reported = [item for item in items if item.report and item.point in numbers]
    every = finding_states(ledger.findings, ledger.finding_steps)
    states = [state for state in every if whole or state.finding.point in numbers]
    return Waiting(
        tuple(state for state in states if state.status == RECTIFIED),
        unverified(points),
        tuple((no, state) for no, state in sent_back(ledger, roster) if no in numbers),
        _undecided(ledger) if whole else (),
        tuple(item for item in reported if item.waits),
        tuple(item for item in reported if item.review == RETURNED and item.is_unmet),
        tuple(state for state in states if state.is_sent_back),
    )


def unverified(points: Sequence[PointState]) -> tuple[tuple[str, str], ...]:
    """Return (point, lead) where a lead says it has finished and the office has not checked it."""
    return tuple((state.point.no, lead.answers) for state in points for lead in state.leads if lead.status == DONE)


def seats_at(states: Mapping[str, Mapping[str, UnitState]], roster: Roster, status: str) -> frozenset[tuple[str, str]]:
    """Return (point, unit) of who stands at `done`, leads only (what counts for the point), or at `returned`."""
    return frozenset(
        (no, state.answers)
        for no, units in states.items()
        for unit, state in units.items()
        if state.status == status and (status != DONE or unit in roster.leads(no))
    )


def latest(reports: Iterable[Progress], seats: Container[tuple[str, str]]) -> list[Progress]:
    """Return the latest report of each seat, of reports in order."""
    last = {(report.point, report.unit): report for report in reports if (report.point, report.unit) in seats}
    return sorted(last.values(), key=lambda report: (report.day, report.seq))


def _undecided(ledger: Ledger) -> tuple[str, ...]:
    if not ledger.appeals:
        return ()
    from gongkai.appeal.objections import appeal_states

    return tuple(state.appeal.id for state in appeal_states(ledger.appeals, ledger.rulings) if state.is_open)
