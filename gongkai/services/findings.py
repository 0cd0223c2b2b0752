"""What happens to a finding: measures, rectification, signing off, sending back, extension."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from gongkai.domain.findings import (
    RECTIFIED,
    FindingState,
    check_due,
    may_close,
    may_extend,
    may_plan,
    may_rectify,
    may_reopen,
    state_of,
)
from gongkai.domain.records import Finding, FindingStep
from gongkai.domain.rules import reason_given
from gongkai.errors import BadValue, Refused, UnknownName
from gongkai.services.carrying import carried_as
from gongkai.services.desk import Desk, When, handling
from gongkai.services.evidence import kept

if TYPE_CHECKING:
    from datetime import date

    from gongkai.storage.writing import Register

ACTS = {"planned": "plan", "rectified": "rectify", "closed": "close", "reopened": "reopen", "extended": "extend"}
SUPPLEMENT = "补充佐证"
TURNS = ("rectified", "closed", "reopened")


class Measure(Struct, frozen=True):
    """What will be done, by whom, by when; at least one of them is given."""

    measure: str = ""
    person: str = ""
    due: date | None = None


def plan_measure(register: Register, when: When, finding: str, new: Measure) -> FindingStep:
    """Record measure, person and date for a finding; a date once set is not moved later this way."""
    desk, state = _at(register, when, finding)
    if not (new.measure.strip() or new.person.strip() or new.due):
        raise BadValue("没有要登记的内容", "至少写 --measure、--person、--due 中的一项")
    may_plan(state, new.due)
    check_due(state.since, new.due)
    return _step(desk, state, "planned", Said(measure=new.measure.strip(), person=new.person.strip(), due=new.due))


def rectify(register: Register, when: When, finding: str, note: str, evidence: tuple[str, ...] = ()) -> FindingStep:
    """Record that the unit says the finding is rectified, and how; once it has, evidence that it adds."""
    desk, state = _at(register, when, finding)
    may_rectify(state, supplements=bool(evidence))
    _in_order(desk, state)
    said = note.strip() or SUPPLEMENT if state.status == RECTIFIED else reason_given(note, "整改情况", "--note")
    return _step(desk, state, "rectified", Said(note=said, evidence=evidence))


def is_supplement(state: FindingState, step: FindingStep) -> bool:
    """Tell whether a step of rectifying came while the office was still to look at an earlier one."""
    turns = [each for each in state.steps if each.kind in TURNS and (each.day, each.seq) < (step.day, step.seq)]
    return step.kind == "rectified" and bool(turns) and turns[-1].kind == "rectified"


def close(register: Register, when: When, finding: str, note: str = "") -> FindingStep:
    """Record that the office has checked the rectification (销号)."""
    desk, state = _at(register, when, finding)
    may_close(state)
    _in_order(desk, state)
    return _step(desk, state, "closed", Said(note=note.strip()))


def reopen(register: Register, when: When, finding: str, reason: str, due: date | None = None) -> FindingStep:
    """Record that the office sends the finding back to be rectified again, by a new date or one still to be planned."""
    desk, state = _at(register, when, finding)
    may_reopen(state)
    _in_order(desk, state)
    check_due(desk.day, due)
    return _step(desk, state, "reopened", Said(note=reason_given(reason), due=due))


def extend(register: Register, when: When, finding: str, due: date, reason: str) -> FindingStep:
    """Record a later date, which counts only if given before the first one."""
    desk, state = _at(register, when, finding)
    may_extend(state, due)
    return _step(desk, state, "extended", Said(note=reason_given(reason), due=due))


class Said(Struct, frozen=True):
    """The words of a step."""

    note: str = ""
    measure: str = ""
    person: str = ""
    due: date | None = None
    evidence: tuple[str, ...] = ()


def _at(register: Register, when: When, finding: str) -> tuple[Desk, FindingState]:
    record = register.find(finding)
    if not isinstance(record, Finding):
        raise UnknownName("问题", finding, hint="问题编号以 F 开头，用 gongkai finding list 查看")
    try:
        desk = handling(register, replace(when, year=when.year or record.year))
    except Refused as closed:
        if carried := carried_as(register, record):
            raise Refused(closed.message, f"{record.id} 已结转为 {carried}，请用 {carried}") from None
        raise
    if desk.year != record.year:
        raise BadValue(f"{record.id} 是{record.year}年的问题", f"请用 --year {record.year}")
    if desk.day < record.day:
        raise BadValue(f"处理日期 {desk.day} 早于发现日期 {record.day}", "请核对 --date")
    return desk, state_of(record, register.steps(record.id))


def _in_order(desk: Desk, state: FindingState) -> None:
    """Rectified, closed and reopened follow one another in days as they do in the register."""
    days = [step.day for step in state.steps if step.kind in TURNS]
    if days and desk.day < max(days):
        raise BadValue(f"处理日期 {desk.day} 早于上一步的日期 {max(days)}", "请核对 --date")


def _step(
    desk: Desk,
    state: FindingState,
    kind: Literal["planned", "rectified", "closed", "reopened", "extended"],
    said: Said,
) -> FindingStep:
    return desk.register.add(
        FindingStep(
            year=desk.year,
            day=desk.day,
            finding=state.finding.id,
            kind=kind,
            note=said.note,
            measure=said.measure,
            person=said.person,
            due=said.due,
            by=desk.by,
            evidence=kept(desk.register, said.evidence),
        ),
        f"finding.{ACTS[kind]}",
    )
