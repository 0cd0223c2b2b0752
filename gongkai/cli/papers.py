"""Official papers at the counter: the occasion of a paper, and the circular to a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.counter import calendar_of
from gongkai.domain.closing import in_force
from gongkai.domain.sealing import undecided
from gongkai.domain.workdays import add_workdays
from gongkai.report.official import Occasion

if TYPE_CHECKING:
    from datetime import date

    from gongkai.cli.counter import Counter
    from gongkai.cli.scoring import Scored
    from gongkai.document import Document
    from gongkai.domain.plan import Plan

REPLY_WORKDAYS = 10
"""Rectification is asked for within two to ten days elsewhere; the office corrects the day in the paper."""


def occasion(counter: Counter, plan: Plan, day: date | None = None) -> Occasion:
    """Return the occasion of a paper signed on a day, today where none is given."""
    with counter.reader() as reader:
        closing = in_force(reader.closing(plan.year))
    signed = day or counter.now.date()
    return Occasion(signed, add_workdays(calendar_of(plan), signed, REPLY_WORKDAYS), final=closing is not None)


def circular(counter: Counter, found: Scored, report: Document) -> Document:
    """Return the circular to a report."""
    from gongkai.report.circular import circular_document

    ledger = found.year.ledger
    objecting = {appeal.unit for appeal in undecided(ledger.appeals, ledger.rulings)}
    return circular_document(report, found.year, found.scores, occasion(counter, ledger.plan), objecting)
