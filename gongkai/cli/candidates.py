"""What the Tab key offers from the store: points, units, open findings, live deductions of the latest year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.domain.entries import entry_states
from gongkai.domain.figures import figure_states
from gongkai.domain.findings import finding_states
from gongkai.domain.points import plain
from gongkai.domain.roster import units_of_year
from gongkai.settings import store_from

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongkai.cli.completion import Candidate
    from gongkai.domain.ledger import Ledger
    from gongkai.domain.plan import Plan


class Shelf:
    """Reads the store named by the environment, only what is asked for; a store that is not there raises."""

    def _plan(self) -> Plan:
        from gongkai.storage.reading import open_reader

        with open_reader(store_from(None)) as reader:
            return reader.plan()

    def _ledger(self, *fields: str) -> Ledger:
        from gongkai.storage.reading import open_reader

        with open_reader(store_from(None)) as reader:
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
