"""What the Tab key offers from the store: points, units, open findings, live deductions of the latest year."""

from __future__ import annotations

from itertools import chain, groupby, islice
from typing import TYPE_CHECKING, Literal

from gongkai.plan.roster import units_of_year
from gongkai.points import plain
from gongkai.register.ledger import days_on, end_of
from gongkai.scoring.sheet import outline_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from gongkai.cli.completion import Candidate
    from gongkai.duty.items import DutyItem
    from gongkai.plan.model import Plan
    from gongkai.year import Year

SOON = 30
"""Days ahead that an item is offered."""
MOST = 60
"""Items of one demand that are offered: the earliest."""


class CandidateReader:
    """Reads a store, only what is asked for; one that is not there raises."""

    def __init__(self, store: str, now: datetime) -> None:
        self._store = store
        self._now = now

    def _plan(self) -> Plan:
        from gongkai.register.reading import open_reader

        with open_reader(self._store) as reader:
            return reader.plan()

    def _year(self) -> Year:
        from gongkai.register.reading import open_reader
        from gongkai.year import year_of

        with open_reader(self._store) as reader:
            return year_of(reader, None, self._now, latest=True)

    def points(self) -> Iterable[Candidate]:
        """Return number and title of each point."""
        return [(point.no, point.title) for point in self._plan().points]

    def units(self) -> Iterable[tuple[str, Iterable[str]]]:
        """Return each unit's name with its aliases and initials."""
        return [(unit.name, (*unit.aliases, *unit.initials)) for unit in units_of_year(self._plan())]

    def kinds(self) -> Iterable[Candidate]:
        """Return the kinds of units of the roster."""
        return [(kind, "") for kind in dict.fromkeys(unit.kind for unit in self._plan().units)]

    def rules(self, what: Literal["deduction", "bonus", "veto"]) -> Iterable[Candidate]:
        """Return code and words of what an entry may be recorded under, of every scheme of the year."""
        rubric = self._plan().assessment
        schemes = rubric.schemes if rubric else ()
        if what != "veto":
            slots = [pair for one in schemes for pair in outline_of(one).slots.items()]
            return [(code, slot.rule.text) for (kind, code), slot in slots if kind == what]
        return [(veto.code, veto.text) for one in schemes for veto in one.vetoes]

    def groups(self) -> Iterable[Candidate]:
        """Return the groups in which units are ranked."""
        rubric = self._plan().assessment
        return [(group.name, "") for group in rubric.groups] if rubric else []

    def stages(self) -> Iterable[Candidate]:
        """Return the stages of the year's schemes."""
        rubric = self._plan().assessment
        return [(stage.name, "") for one in (rubric.schemes if rubric else ()) for stage in one.stages]

    def rubric_items(self) -> Iterable[Candidate]:
        """Return code and name of the items of every scheme of the year."""
        rubric = self._plan().assessment
        outlines = [outline_of(one) for one in (rubric.schemes if rubric else ())]
        return [(item.code, item.name) for outline in outlines for item in outline.items]

    def findings(self) -> Iterable[Candidate]:
        """Return the findings that are not signed off."""
        return [(s.finding.id, f"{s.finding.unit}　{s.finding.problem}") for s in self._year().findings if s.is_open]

    def entries(self) -> Iterable[Candidate]:
        """Return the entries and the outside figures that still count."""
        year = self._year()
        entries = [
            (s.entry.id, f"{s.entry.unit}　{plain(s.live)}分　{s.entry.reason}") for s in year.entries if s.stands
        ]
        return entries + [
            (s.figure.id, f"{s.figure.unit}　{s.figure.place}　{plain(s.figure.score)}分")
            for s in year.figures
            if s.stands
        ]

    def items(self) -> Iterable[Candidate]:
        """Return the items that are overdue or due within 30 days, those first, then the events not yet answered."""
        year = self._year()
        items = year.items
        last = end_of(days_on(year.standing.as_of, SOON))
        late = [item for item in items if item.status == "overdue"]
        soon = [item for item in items if item.status == "pending" and item.due and item.due <= last]
        found = [*_earliest(late), *_earliest(soon)]
        open_now = {item.id.rpartition("/")[2] for item in found}
        events = [(e.id, f"{e.unit}　{e.note}") for e in year.ledger.events if e.id in open_now]
        return [
            (item.id, f"{item.owers[0] if item.owers else ''}　{item.duty.what or item.duty.quote}") for item in found
        ] + events


def _earliest(items: Iterable[DutyItem]) -> Iterator[DutyItem]:
    """Yield the first items of each demand; of one whose clock an event starts, those of each event."""
    runs = groupby(items, key=lambda item: (item.duty.id, item.id.rpartition("/")[2] if item.duty.within else ""))
    return chain.from_iterable(islice(run, MOST) for _, run in runs)
