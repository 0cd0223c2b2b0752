"""The state of findings (问题), derived from what was recorded about them, and what may be done next."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.errors import BadValue, Refused
from gongkai.register.ledger import is_past

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.register.kinds import Finding, FindingStep, Inspection
    from gongkai.register.ledger import Standing

MONITORING, SELF = "日常监测", "自查"
INSPECTION_KINDS = ("专项督查", "定期检查", MONITORING)
OPEN, PLANNED, RECTIFIED, CLOSED = "open", "planned", "rectified", "closed"


def source_of(finding: Finding, inspections: Iterable[Inspection]) -> str:
    """Return where a finding comes from: what kind of inspection, or the unit's own; empty where it is not known."""
    if finding.source == "inspection":
        return next((one.kind for one in inspections if one.id == finding.origin), "")
    return SELF if finding.source == "self" else MONITORING


class Period(Struct, frozen=True):
    """One time of putting a finding right: until when, and the day the unit said it was done."""

    due: date | None
    rectified: date | None

    @property
    def is_late(self) -> bool:
        """Tell whether it was rectified after its date; without a date nothing is late."""
        return self.rectified is not None and self.due is not None and self.rectified > self.due


class FindingState(Struct, frozen=True):
    """A finding as it stands. `due` is the date that counts: an extension moves it only if given before the first.

    `rectified` is the day the unit said so, `closed` the day the office agreed and by whom. Sending it back ends a
    period, whose lateness stays what it was (`earlier`), and begins another on the day `since`: its date is the one
    given then, else the old one while that has not come yet, or none until one is planned. `first_due` is the date
    first set in the period that runs.
    """

    finding: Finding
    status: str
    measure: str
    person: str
    due: date | None
    rectified: date | None = None
    closed: date | None = None
    closed_by: str = ""
    steps: tuple[FindingStep, ...] = ()
    since: date = date.min
    first_due: date | None = None
    earlier: tuple[Period, ...] = ()

    @property
    def periods(self) -> tuple[Period, ...]:
        """Return all its periods, the one that runs last."""
        return (*self.earlier, Period(self.due, self.rectified))

    @property
    def answers(self) -> tuple[FindingStep, ...]:
        """Return what the unit said the last time it rectified, supplements included."""
        found: list[FindingStep] = []
        again = False
        for step in self.steps:
            if step.kind == "rectified":
                found = [step] if again else [*found, step]
            again = step.kind == "reopened" or (again and step.kind != "rectified")
        return tuple(found)

    @property
    def late_periods(self) -> tuple[Period, ...]:
        """Return the periods in which it was rectified after the date."""
        return tuple(period for period in self.periods if period.is_late)

    @property
    def is_open(self) -> bool:
        """Tell whether the office has not yet signed it off."""
        return self.status != CLOSED

    @property
    def is_unrectified(self) -> bool:
        """Tell whether the unit has not yet said that it is put right."""
        return self.status in (OPEN, PLANNED)

    @property
    def is_sent_back(self) -> bool:
        """Tell whether the office has sent it back and the unit has not said again that it is put right."""
        return self.is_unrectified and bool(self.earlier)

    @property
    def in_time(self) -> bool:
        """Tell whether the unit rectified it by its date, each time; a finding without a date cannot be late."""
        return self.rectified is not None and not self.late_periods


def finding_states(findings: Iterable[Finding], steps: Iterable[FindingStep]) -> tuple[FindingState, ...]:
    """Return the state of each finding, in the order given; steps count by day, then seq."""
    of_finding: dict[str, list[FindingStep]] = defaultdict(list)
    for step in sorted(steps, key=lambda step: (step.day, step.seq)):
        of_finding[step.finding].append(step)
    return tuple(state_of(finding, of_finding.get(finding.id, ())) for finding in findings)


def state_of(finding: Finding, steps: Sequence[FindingStep]) -> FindingState:
    """Return one finding's state after its steps, which are in order."""
    state = _begun(finding, steps)
    for step in steps:
        state = _after(state, step)
    return state


def before_each_step(state: FindingState) -> Iterator[tuple[FindingState, FindingStep]]:
    """Yield each step of a finding with its state just before that step, in order."""
    now = _begun(state.finding, state.steps)
    for step in state.steps:
        yield now, step
        now = _after(now, step)


def _begun(finding: Finding, steps: Sequence[FindingStep]) -> FindingState:
    """Return a finding as it was found; it bears its later `steps`, none of which has been taken yet."""
    status = PLANNED if finding.measure else OPEN
    return FindingState(
        finding=finding,
        status=status,
        measure=finding.measure,
        person=finding.person,
        due=finding.due,
        steps=tuple(steps),
        since=finding.day,
        first_due=finding.due,
    )


def _after(state: FindingState, step: FindingStep) -> FindingState:
    state = replace(state, measure=step.measure or state.measure, person=step.person or state.person)
    match step.kind:
        case "planned":
            status = PLANNED if state.status == OPEN else state.status
            return replace(state, status=status, due=step.due or state.due, first_due=state.first_due or step.due)
        case "rectified" if state.status == RECTIFIED:
            return state  # a supplement: the first day is the one on which it was done
        case "rectified":
            return replace(state, status=RECTIFIED, rectified=step.day)
        case "closed":
            return replace(state, status=CLOSED, closed=step.day, closed_by=step.by or step.actor)
        case "reopened":
            return _reopened(state, step)
        case "extended":
            return replace(state, due=step.due if _counts(state, step) else state.due)


def _reopened(state: FindingState, step: FindingStep) -> FindingState:
    """Begin a new period; what was not rectified yet is in its old one still. A date that has not come yet stands."""
    if state.status not in (RECTIFIED, CLOSED):
        return state
    stands = step.due is None and state.due is not None and state.due >= step.day
    return replace(
        state,
        status=PLANNED if state.measure else OPEN,
        due=state.due if stands else step.due,
        first_due=state.first_due if stands else step.due,
        since=step.day,
        rectified=None,
        closed=None,
        closed_by="",
        earlier=state.periods,
    )


def _counts(state: FindingState, step: FindingStep) -> bool:
    return state.first_due is None or step.day < state.first_due


def is_overdue(state: FindingState, standing: Standing) -> bool:
    """Tell whether a finding is past its date and the unit has not said it is rectified."""
    return state.is_unrectified and state.due is not None and is_past(state.due, standing)


def check_due(day: date, due: date | None) -> None:
    """A date for rectification does not lie before the day it is set; raises `BadValue`."""
    if due is not None and due < day:
        raise BadValue(f"整改期限 {due.isoformat()} 早于登记日期 {day.isoformat()}", "请核对期限")


def may_plan(state: FindingState, due: date | None) -> None:
    """Measures are recorded while a finding is open; a date once set moves later only by `finding extend`."""
    _refuse_closed(state)
    if due is not None and state.status == RECTIFIED:
        raise Refused(f"{state.finding.id} 已报整改，不再定期限", "等待核查；没有整改到位的退回重改，退回时另定期限")
    if due is not None and state.due is not None and due > state.due:
        raise Refused(
            f"{state.finding.id} 已定期限 {state.due.isoformat()}，不能改定到以后",
            "确需延期",
            do=("finding", "extend", state.finding.id, "--due", due.isoformat(), "--reason", "理由"),
        )


def may_rectify(state: FindingState, *, supplements: bool = False) -> None:
    """A finding is rectified once, until it is reopened; while the office has not looked, evidence may be added."""
    _refuse_closed(state)
    if state.status == RECTIFIED and not supplements:
        raise Refused(
            f"{state.finding.id} 已报整改（{state.rectified}），正等待核查",
            "补充佐证",
            do=("finding", "rectify", state.finding.id, "--evidence", "网址、文号或文件"),
        )


def may_close(state: FindingState) -> None:
    """The office signs off only what the unit says is rectified."""
    _refuse_closed(state)
    if state.status != RECTIFIED:
        raise Refused(
            f"{state.finding.id} 还没有报整改，不能销号",
            "先登记整改情况",
            do=("finding", "rectify", state.finding.id, "--note", "整改情况"),
        )


def may_reopen(state: FindingState) -> None:
    """Only what was rectified or closed can be sent back."""
    if state.status not in (RECTIFIED, CLOSED):
        id_ = state.finding.id
        message, other_date = f"{id_} 尚在整改，无需退回", "要改期限"
        if state.due:
            raise Refused(message, other_date, do=("finding", "extend", id_, "--due", "期限", "--reason", "理由"))
        raise Refused(message, other_date, do=("finding", "plan", id_, "--due", "期限"))


def may_extend(state: FindingState, due: date) -> None:
    """An extension moves a date that exists, and only later."""
    _refuse_closed(state)
    if state.due is None:
        raise Refused(
            f"{state.finding.id} 没有整改期限，谈不上延期",
            "先定期限",
            do=("finding", "plan", state.finding.id, "--due", "期限"),
        )
    if due <= state.due:
        raise BadValue(f"新期限 {due.isoformat()} 不晚于现期限 {state.due.isoformat()}", "延期只能往后")


def _refuse_closed(state: FindingState) -> None:
    if state.status == CLOSED:
        raise Refused(
            f"{state.finding.id} 已销号（{state.closed}）",
            "确有问题的先退回",
            do=("finding", "reopen", state.finding.id, "--reason", "理由"),
        )


def by_origin(states: Iterable[FindingState]) -> dict[str, tuple[FindingState, ...]]:
    """Return the findings of each self-inspection and inspection, by its id."""
    found: dict[str, list[FindingState]] = {}
    for state in states:
        if state.finding.origin:
            found.setdefault(state.finding.origin, []).append(state)
    return {origin: tuple(each) for origin, each in found.items()}
