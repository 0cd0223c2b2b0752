"""What closing a year borrows from the papers: the score answer and the year-end report, told from one ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.counter import calendar_of
from gongkai.cli.looking import judged
from gongkai.cli.scoring import scores_of
from gongkai.domain.appeals import appeal_states, undecided_units
from gongkai.domain.trend import trend
from gongkai.errors import NoStore
from gongkai.report.score import score_document
from gongkai.report.yearend import report_document
from gongkai.services.appeals import term_of
from gongkai.services.closing import Told, sealed

if TYPE_CHECKING:
    from gongkai.cli.counter import Counter
    from gongkai.cli.scoring import Scored
    from gongkai.document import Document
    from gongkai.domain.faults import Scene
    from gongkai.domain.ledger import Ledger, Standing
    from gongkai.domain.proposals import Proposal
    from gongkai.report.year import Year


def tell(ledger: Ledger, standing: Standing) -> Told:
    """Return a year as its closing freezes it."""
    found = scores_of(judged(ledger, standing))
    answer = score_document(ledger, standing, found.scores)
    told_of = ledger.appeals or any(ruling.kind == "notified" for ruling in ledger.rulings)
    term = term_of(ledger.plan, calendar_of, ledger.terms) if told_of and ledger.plan.assessment else None
    return Told(answer.data, told(found), proposed(found), found.scores, term, scene_of(found.year))


def scene_of(year: Year) -> Scene:
    """Return a judged year as it is read for faults."""
    from gongkai.domain.faults import Scene

    return Scene(year.ledger, year.roster, year.standing, year.items, year.overview.points)


def told(found: Scored, kind: str = "year-end") -> Document:
    """Return a report on the year, whose ledger holds every report."""
    ledger = found.year.ledger
    months = trend(ledger, found.year.standing, calendar_of(ledger.plan))
    objecting = undecided_units(appeal_states(ledger.appeals, ledger.rulings))
    return report_document(found.year, found.scores, kind=kind, undecided=objecting, months=months)


def proposed(found: Scored) -> tuple[Proposal, ...]:
    """Return the proposals that nobody has dealt with."""
    from gongkai.domain.proposals import proposals

    year = found.year
    return proposals(year.ledger, year.roster, year.standing, year.items, year.overview.points)


def frozen_report(counter: Counter, year: int | None) -> Document | None:
    """Return the year-end report that was frozen when the year was closed, None while it is open."""
    from gongkai.domain.closing import in_force
    from gongkai.report.seal import sealed_report

    try:
        with counter.reader() as reader:
            closing = in_force(reader.closing(reader.plan(year).year))
    except NoStore:
        return None
    return sealed_report(sealed(closing).report, closing) if closing else None
