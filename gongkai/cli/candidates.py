"""What the Tab key offers from the store: points, units, open findings, live deductions of the latest year."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING

from gongkai.cli.session import calendar_of
from gongkai.duty.items import duty_items
from gongkai.entry.states import entry_states, figure_states
from gongkai.finding.states import finding_states
from gongkai.plan.roster import roster_of, units_of_year
from gongkai.points import plain
from gongkai.register.ledger import end_of, stand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from gongkai.cli.completion import Candidate
    from gongkai.duty.items import DutyItem
    from gongkai.plan.model import Plan
    from gongkai.register.ledger import Ledger

SOON = 30
"""Days ahead that an item is offered."""
MOST = 60
"""Items of one demand that are offered: the earliest."""


class Shelf:
    """Reads a store, only what is asked for; one that is not there raises."""

    def __init__(self, store: str, now: datetime) -> None:
        self._store = store
        self._now = now

    def _plan(self) -> Plan:
        from gongkai.register.reading import open_reader

        with open_reader(self._store) as reader:
            return reader.plan()

    def _ledger(self, *fields: str) -> Ledger:
        from gongkai.register.reading import open_reader

        with open_reader(self._store) as reader:
            return reader.ledger(fields=fields)

    def points(self) -> Iterable[Candidate]:
        """Return number and title of each point."""
        return [(point.no, point.title) for point in self._plan().points]

    def units(self) -> Iterable[tuple[str, Iterable[str]]]:
        """Return each unit's name with its aliases and initials."""
        return [(unit.name, (*unit.aliases, *unit.initials)) for unit in units_of_year(self._plan())]

    def findings(self) -> Iterable[Candidate]:
        """Return the findings that are not signed off."""
        ledger = self._ledger("findings", "finding_steps")
        states = finding_states(ledger.findings, ledger.finding_steps)
        return [(s.finding.id, f"{s.finding.unit}　{s.finding.problem}") for s in states if s.is_open]

    def entries(self) -> Iterable[Candidate]:
        """Return the entries and the outside figures that still count."""
        ledger = self._ledger("entries", "figures", "rulings")
        entries = [
            (s.entry.id, f"{s.entry.unit}　{plain(s.live)}分　{s.entry.reason}")
            for s in entry_states(ledger.entries, ledger.rulings)
            if s.stands
        ]
        return entries + [
            (s.figure.id, f"{s.figure.unit}　{s.figure.stage}　{plain(s.figure.score)}分")
            for s in figure_states(ledger.figures, ledger.rulings)
            if s.stands
        ]

    def items(self) -> Iterable[Candidate]:
        """Return the items that are overdue or due within 30 days, those first, then the events not yet answered."""
        ledger = self._ledger("assigns", "events", "settlements")
        standing = stand(ledger.plan, self._now)
        roster = roster_of(ledger.plan, ledger.assigns)
        items = duty_items(ledger, roster, standing, calendar_of(ledger.plan))
        last = end_of(standing.as_of + timedelta(days=SOON))
        late = [item for item in items if item.status == "overdue"]
        soon = [item for item in items if item.status == "pending" and item.due and item.due <= last]
        found = [*_earliest(late), *_earliest(soon)]
        open_now = {item.id.rpartition("/")[2] for item in found}
        events = [(e.id, f"{e.unit}　{e.note}") for e in ledger.events if e.id in open_now]
        return [
            (item.id, f"{item.owers[0] if item.owers else ''}　{item.duty.what or item.duty.quote}") for item in found
        ] + events


def _earliest(items: Iterable[DutyItem]) -> Iterator[DutyItem]:
    """Yield the first items of each demand; of one whose clock an event starts, those of each event."""
    runs = groupby(items, key=lambda item: (item.duty.id, item.id.rpartition("/")[2] if item.duty.within else ""))
    return chain.from_iterable(islice(run, MOST) for _, run in runs)
