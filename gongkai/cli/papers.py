"""Official papers at the counter: the circular to a report, the notice to a unit, a unit's own report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.cli.counter import calendar_of, optional_day
from gongkai.cli.looking import EVERYTHING, look
from gongkai.cli.talk import warn
from gongkai.domain.appeals import appeal_states, undecided_units
from gongkai.domain.closing import in_force
from gongkai.domain.entries import entry_states
from gongkai.domain.findings import finding_states
from gongkai.domain.issues import last_of_kind
from gongkai.domain.lookup import find_unit
from gongkai.domain.succession import passed_on
from gongkai.domain.workdays import add_workdays
from gongkai.errors import BadValue, Refused
from gongkai.report.official import Occasion, kind_of
from gongkai.report.parts import full_day, names_short
from gongkai.services.appeals import term_of

if TYPE_CHECKING:
    from datetime import date

    from gongkai.cli.counter import Counter
    from gongkai.cli.scoring import Scored
    from gongkai.document import Document
    from gongkai.domain.findings import FindingState
    from gongkai.domain.ledger import Ledger
    from gongkai.domain.plan import Plan
    from gongkai.domain.records import Closing
    from gongkai.report.year import Year

YEAR_END = "year-end"
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
        closing = reader.closing(plan.year)
    last = last_of_kind(kind_of(report), held)
    return circular_of(found, report, replace(occasion(counter, plan), last=last), closing)


def circular_of(found: Scored, report: Document, event: Occasion, closing: Closing | None) -> Document:
    """Return the circular to a report on an occasion; that of a year closed with things open (`closing`) says so."""
    from gongkai.report.circular import circular_document
    from gongkai.report.seal import behind_lead, left_words

    ledger = found.year.ledger
    objecting = undecided_units(appeal_states(ledger.appeals, ledger.rulings))
    told = replace(event, objections=_can_object(ledger, event.day))
    paper = circular_document(report, found.year, found.scores, told, objecting)
    _warn_of_untold(ledger)
    held = in_force(closing) if found.year.standing.closed else None
    said = left_words(held) if held and kind_of(report) == YEAR_END else ""
    return replace(paper, blocks=behind_lead(paper.blocks, f"本年度{said}，已一并登记。")) if said else paper


def _warn_of_untold(ledger: Ledger) -> None:
    """Warn that a circular counts what its unit has not been told of, and may name it."""
    taken = (state for state in entry_states(ledger.entries, ledger.rulings) if state.stands and not state.notified)
    untold = [state.entry.id for state in taken if state.entry.kind != "bonus"]
    if untold:
        warn(f"{names_short(untold, 5)}还没有告知单位，通报会计入、会点名；先告知：gongkai deduct notify --all 文件夹")


def _can_object(ledger: Ledger, day: date) -> bool:
    """Tell whether a deduction that stands can still be objected to on a day: not yet notified, or its term runs."""
    if ledger.plan.assessment is None:
        return False
    term = term_of(ledger.plan, calendar_of, ledger.terms)
    taken = (state for state in entry_states(ledger.entries, ledger.rulings) if state.entry.kind == "deduction")
    return any(s.stands and (s.notified is None or term.of(s).last(s.notified) >= day) for s in taken)


def rectification(counter: Counter, year: int | None, typed: str, day: str | None) -> Document:
    """Return the notice to a unit about what it has not put right; `Refused` where there is nothing."""
    from gongkai.report.rectification import rectification_document

    view, signed = _as_signed(counter, year, day)
    unit = find_unit(view.plan.units, typed).name
    chosen = _unrectified(view).get(unit)
    if not chosen:
        asked = f"{unit}到{full_day(signed)}没有" if day else f"{unit}没有"
        raise Refused(f"{asked}尚待整改的问题，不用出整改通知书", f"它的问题见 gongkai finding list -u {unit}")
    return rectification_document(view, unit, chosen, occasion(counter, view.plan, signed))


def rectifications(counter: Counter, year: int | None, day: str | None) -> dict[str, Document]:
    """Return the notice to each unit that has something to put right; `Refused` where none has."""
    from gongkai.report.rectification import rectification_document

    view, signed = _as_signed(counter, year, day)
    of_unit = _unrectified(view)
    if not of_unit:
        raise Refused("没有尚待整改的问题，不用出整改通知书", "问题见 gongkai finding list")
    event = occasion(counter, view.plan, signed)
    names = (unit.name for unit in view.plan.units if unit.name in of_unit)
    return {name: rectification_document(view, name, of_unit[name], event) for name in names}


def _unrectified(view: Year) -> dict[str, list[FindingState]]:
    """Return what is not put right, by who answers for it now: what a unit that ended left is its successor's."""
    states = finding_states(view.ledger.findings, view.ledger.finding_steps)
    heirs = passed_on(view.plan, view.ledger.assigns, states, view.standing.as_of)
    found: dict[str, list[FindingState]] = {}
    for state in states:
        if state.status in {"open", "planned"}:
            left_to = heirs.get(state.finding.id, ())
            found.setdefault(left_to[0] if len(left_to) == 1 else state.finding.unit, []).append(state)
    return found


def _as_signed(counter: Counter, year: int | None, typed: str | None) -> tuple[Year, date]:
    """Return the year as it stood on the day a paper is signed, today where none is typed, and that day.

    A paper does not tell what happened after its day; `BadValue` for a day to come or before the issue.
    """
    today = counter.now.date()
    signed = optional_day(typed, "落款日期", year) or today
    if signed > today:
        raise BadValue(f"落款日期 {signed} 还没有到（今天是 {today}）", "请核对 --date")
    try:
        return look(counter, year, None if signed == today else signed.isoformat(), EVERYTHING), signed
    except BadValue as error:
        raise BadValue(error.message, error.hint.replace("--as-of", "--date")) from None


def selfreport(counter: Counter, year: int | None, typed: str, day: str | None) -> Document:
    """Return a unit's report on its self-inspections; `Refused` where it held none."""
    from gongkai.report.selfreport import selfreport_document

    view, signed = _as_signed(counter, year, day)
    unit = find_unit(view.plan.units, typed).name
    held = [record for record in view.ledger.self_inspections if record.unit == unit]
    if not held:
        told = f"{unit}到{full_day(signed)}" if day else unit
        raise Refused(f"{told}没有登记自查，写不出自查报告", f"先登记：gongkai selfcheck add -u {unit} --summary 概况")
    states = finding_states(view.ledger.findings, view.ledger.finding_steps)
    found = [state for state in states if state.finding.unit == unit and state.finding.source == "self"]
    return selfreport_document(view, unit, held, found, occasion(counter, view.plan, signed))
