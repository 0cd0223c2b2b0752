"""The leaders' page and the workbook: told from the ledger, and kept to the frozen report where the year is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.cli.counter import calendar_of
from gongkai.cli.disputes import disputes
from gongkai.document import Section
from gongkai.domain.appeals import appeal_states, undecided_units
from gongkai.domain.trend import trend
from gongkai.report.page import page_document
from gongkai.report.seal import LEFT_OPEN

if TYPE_CHECKING:
    from datetime import date

    from gongkai.cli.scoring import Scored
    from gongkai.document import Document


def page(found: Scored, today: date, kind: str, plain: Document) -> Document:
    """Return the page of the year in place of its `plain` report.

    The report of a closed year is what it was when frozen; if the ledger does not say the same, it stands.
    """
    ledger, standing = found.year.ledger, found.year.standing
    made = page_document(
        found.year,
        found.scores,
        kind=kind,
        undecided=undecided_units(appeal_states(ledger.appeals, ledger.rulings)),
        months=trend(ledger, standing, calendar_of(ledger.plan)),
        dispute=disputes(found, today),
    )
    return _as_sealed(made, plain)


def workbook(found: Scored, kind: str, plain: Document) -> Document:
    """Return the workbook of the year in place of its `plain` report, under the same rule as the page."""
    from gongkai.report.workbook import workbook_document

    ledger, standing = found.year.ledger, found.year.standing
    objecting = undecided_units(appeal_states(ledger.appeals, ledger.rulings))
    months = trend(ledger, standing, calendar_of(ledger.plan))
    made = workbook_document(found.year, found.scores, kind=kind, undecided=objecting, months=months)
    return _as_sealed(made, plain)


def _as_sealed(made: Document, plain: Document) -> Document:
    """Return what was made with what the frozen report says of its seal; the report itself where they differ."""
    if _figures(made) != _figures(plain):
        return plain
    left = (block for block in plain.blocks if isinstance(block, Section) and block.key == LEFT_OPEN)
    return replace(made, blocks=(*made.blocks, *left), data=plain.data, footer=plain.footer)


def _figures(document: Document) -> dict[str, object]:
    """Return what a report says, without the trail's head: closing a year adds a line of its own."""
    data = document.data if isinstance(document.data, dict) else {}
    return {key: value for key, value in data.items() if key != "head"}
