"""The leaders' page and the workbook: told from the ledger, and kept to the frozen report where the year is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.counter import calendar_of
from gongkai.domain.sealing import undecided
from gongkai.domain.trend import trend
from gongkai.domain.workdays import add_workdays
from gongkai.frozen import replace
from gongkai.report.page import page_document

if TYPE_CHECKING:
    from datetime import date

    from gongkai.cli.scoring import Scored
    from gongkai.document import Document


def page(found: Scored, kind: str, plain: Document) -> Document:
    """Return the page of the year in place of its `plain` report.

    The report of a closed year is what it was when frozen; if the ledger does not say the same, it stands.
    """
    ledger, standing = found.year.ledger, found.year.standing
    made = page_document(
        found.year,
        found.scores,
        kind=kind,
        undecided={appeal.unit for appeal in undecided(ledger.appeals, ledger.rulings)},
        months=trend(ledger, standing, lambda: calendar_of(ledger.plan)),
        objectable=_objectable(found),
    )
    return replace(made, data=plain.data, footer=plain.footer) if _figures(made) == _figures(plain) else plain


def workbook(found: Scored, kind: str, plain: Document) -> Document:
    """Return the workbook of the year in place of its `plain` report, under the same rule as the page."""
    from gongkai.report.workbook import workbook_document

    ledger, standing = found.year.ledger, found.year.standing
    objecting = {appeal.unit for appeal in undecided(ledger.appeals, ledger.rulings)}
    months = trend(ledger, standing, lambda: calendar_of(ledger.plan))
    made = workbook_document(found.year, found.scores, kind=kind, undecided=objecting, months=months)
    return replace(made, data=plain.data, footer=plain.footer) if _figures(made) == _figures(plain) else plain


def _figures(document: Document) -> dict[str, object]:
    """Return what a report says, without the trail's head: closing a year adds a line of its own."""
    data = document.data if isinstance(document.data, dict) else {}
    return {key: value for key, value in data.items() if key != "head"}


def _objectable(found: Scored) -> dict[str, date]:
    """Return the last day for an objection to each entry that was told of."""
    plan = found.year.plan
    days = plan.assessment.appeal_workdays if plan.assessment else 0
    calendar = calendar_of(plan)
    return {s.entry.id: add_workdays(calendar, s.notified, days) for s in found.entries if s.notified}
