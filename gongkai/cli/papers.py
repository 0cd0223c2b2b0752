"""Official papers at the counter: the circular to a report, the notice to a unit, a unit's own report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.counter import calendar_of, optional_day
from gongkai.cli.looking import EVERYTHING, look
from gongkai.domain.appeals import appeal_states, undecided_units
from gongkai.domain.closing import in_force
from gongkai.domain.findings import finding_states
from gongkai.domain.issues import last_of_kind
from gongkai.domain.lookup import find_unit
from gongkai.domain.succession import falling_to
from gongkai.domain.workdays import add_workdays
from gongkai.errors import Refused
from gongkai.frozen import replace
from gongkai.report.official import Occasion, kind_of

if TYPE_CHECKING:
    from datetime import date

    from gongkai.cli.counter import Counter
    from gongkai.cli.scoring import Scored
    from gongkai.document import Document
    from gongkai.domain.plan import Plan
    from gongkai.domain.records import Issue

REPLY_WORKDAYS = 10
"""Rectification is asked for within two to ten days elsewhere; the office corrects the day in the paper."""


def occasion(counter: Counter, plan: Plan, day: date | None = None) -> Occasion:
    """Return the occasion of a paper signed on a day, today where none is given."""
    with counter.reader() as reader:
        closing = in_force(reader.closing(plan.year))
    return occasion_at(plan, day or counter.now.date(), final=closing is not None)


def occasion_at(plan: Plan, day: date, *, final: bool) -> Occasion:
    """Return the occasion of a paper signed on a day; answers are asked for some workdays later."""
    return Occasion(day, add_workdays(calendar_of(plan), day, REPLY_WORKDAYS), final=final)


def circular(counter: Counter, found: Scored, report: Document) -> Document:
    """Return the circular to a report, before it is issued."""
    plan = found.year.plan
    with counter.reader() as reader:
        held = reader.ledger(plan.year, fields=("issues",)).issues
    last = last_of_kind(kind_of(report), held)
    return circular_of(found, report, occasion(counter, plan), last)


def circular_of(found: Scored, report: Document, event: Occasion, last: Issue | None) -> Document:
    """Return the circular to a report on an occasion; `last` is the one of its kind that was issued before."""
    from gongkai.report.circular import circular_document

    ledger = found.year.ledger
    objecting = undecided_units(appeal_states(ledger.appeals, ledger.rulings))
    return circular_document(report, found.year, found.scores, replace(event, last=last), objecting)


def rectification(counter: Counter, year: int | None, typed: str, day: str | None) -> Document:
    """Return the notice to a unit about what it has not put right; `Refused` where there is nothing."""
    from gongkai.report.rectification import rectification_document

    signed = optional_day(day)
    view = look(counter, year, None, EVERYTHING)
    unit = find_unit(view.plan.units, typed).name
    states = finding_states(view.ledger.findings, view.ledger.finding_steps)
    mine = falling_to(view.ledger, states, unit, view.standing.as_of)
    chosen = [state for state in mine if state.status in {"open", "planned"}]
    if not chosen:
        raise Refused(f"{unit}没有尚待整改的问题，不用出整改通知书", f"它的问题见 gongkai finding list -u {unit}")
    return rectification_document(view, unit, chosen, occasion(counter, view.plan, signed))


def selfreport(counter: Counter, year: int | None, typed: str, day: str | None) -> Document:
    """Return a unit's report on its self-inspections; `Refused` where it held none."""
    from gongkai.report.selfreport import selfreport_document

    signed = optional_day(day)
    view = look(counter, year, None, EVERYTHING)
    unit = find_unit(view.plan.units, typed).name
    held = [record for record in view.ledger.self_inspections if record.unit == unit]
    if not held:
        raise Refused(f"{unit}没有登记自查，写不出自查报告", f"先登记：gongkai selfcheck add -u {unit} --summary 概况")
    states = finding_states(view.ledger.findings, view.ledger.finding_steps)
    found = [state for state in states if state.finding.unit == unit and state.finding.source == "self"]
    return selfreport_document(view, unit, held, found, occasion(counter, view.plan, signed))
