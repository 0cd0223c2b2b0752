"""Objections (申请复核): a unit files one after its notice, and somebody who did not take the points decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from gongkai.appeal.objections import Term, appeal_states, may_appeal, may_decide, may_reduce
from gongkai.entry.acts import DEDUCTIONS, LETTERS, appeals_to, desk_for, matter_of, must_be_of_year
from gongkai.errors import UnknownName
from gongkai.plan.calendar import read_calendar
from gongkai.plan.lookup import find_unit
from gongkai.plan.roster import answering
from gongkai.plan.rubric import rubric_of
from gongkai.points import ZERO
from gongkai.register.act import Act
from gongkai.register.evidence import kept
from gongkai.register.kinds import Appeal, Figure, Ruling, ScoreEntry
from gongkai.register.ledger import UNREVISED
from gongkai.register.recordable import reason_given

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from gongkai.entry.acts import Matter
    from gongkai.plan.model import Plan
    from gongkai.register.act import When
    from gongkai.register.writing import Register


class NewAppeal(Struct, frozen=True):
    """An objection as typed. `entry` is the id of what is objected to; `unit` who objects (empty: whom it concerns)."""

    entry: str
    reason: str
    evidence: tuple[str, ...] = ()
    unit: str = ""


class Decision(Struct, frozen=True):
    """A decision as typed. `entry` is the id of the objection or of what is objected to; `points` what is left."""

    entry: str
    kind: Literal["kept", "reduced", "revoked"]
    reason: str
    points: Decimal = ZERO
    evidence: tuple[str, ...] = ()


def file(register: Register, when: When, new: NewAppeal) -> Appeal:
    """Record that a unit objects to an entry or a figure, in time and once."""
    act = desk_for(register, when, new.entry)
    matter = matter_of(act, new.entry)
    reason = reason_given(new.reason, "申请复核的理由")
    filed, term = appeals_to(act, matter.record.id), term_of(act.plan, register.terms(act.year))
    may_appeal(matter, filed, _standing_in(act, matter, new.unit), act.day, term)
    record = Appeal(
        year=act.year,
        day=act.day,
        entry=matter.record.id,
        unit=matter.record.unit,
        reason=reason,
        evidence=kept(register, new.evidence),
    )
    return register.add(record, "appeal.file")


def decide(register: Register, when: When, new: Decision) -> Ruling:
    """Record what somebody else than the recorder decided about an objection, and why."""
    act = desk_for(register, when, new.entry)
    matter = _in_dispute(act, new.entry)
    record = matter.record
    states = appeal_states(appeals_to(act, record.id), matter.rulings)
    state = may_decide(matter, states[0] if states else None, act.by)
    act.after(state.appeal)
    ruling = Ruling(
        year=act.year,
        day=act.day,
        entry=record.id,
        kind=new.kind,
        reason=reason_given(new.reason, "复核决定的理由"),
        points=may_reduce(matter, new.points) if new.kind == "reduced" else ZERO,
        appeal=state.appeal.id,
        by=act.by,
        evidence=kept(register, new.evidence),
    )
    return register.add(ruling, "appeal.decide")


def about(register: Register, record: Appeal | Ruling) -> Matter:
    """Return what an objection or a decision is about, as it stands."""
    return matter_of(Act(register, register.plan(record.year), record.day, ""), record.entry)


def term_of(plan: Plan, before: Mapping[int, tuple[int, date]] = UNREVISED) -> Term:
    """Return the time there is for an objection; `before` as `Reader.terms` tells. Refused where there is no rubric."""
    return Term(read_calendar(plan), rubric_of(plan).appeal_workdays, before)


def _standing_in(act: Act, matter: Matter, typed: str) -> tuple[str, ...]:
    """Return who may object, if the unit that was typed is one of them; else nobody."""
    record = matter.record
    point = record.point if isinstance(record, ScoreEntry) else ""
    own = (record.unit, *answering(act.plan, act.roster, record.unit, point, act.day))
    if not typed.strip():
        return own
    return own if find_unit(act.plan.units, typed).name in own else ()


def _in_dispute(act: Act, text: str) -> Matter:
    """Return what an objection is about, named by its own id or the objection's."""
    record = act.register.find(text)
    if isinstance(record, Appeal):
        must_be_of_year(act, record)
        return matter_of(act, record.entry)
    if not isinstance(record, ScoreEntry | Figure):
        raise UnknownName(
            "复核申请", text, advice=f"写复核申请的编号（以 C 开头），或者它所针对的：{LETTERS}", do=DEDUCTIONS
        )
    return matter_of(act, text)
