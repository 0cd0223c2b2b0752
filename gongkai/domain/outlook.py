"""What falls due, told in lines: a long run of alike things is one line, and none of them is made but the first."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.domain.due import last_day, matters, near, owed_item, urgency
from gongkai.domain.items import DutyItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from gongkai.domain.due import Case, Owed
    from gongkai.domain.items import Batch, Unmet

LONG_RUN = 3
ALONE = frozenset({"finding", "returned", "appeal", "objection"})


class Line(Struct, frozen=True):
    """One thing that is owed, or a run of more than three alike ones: `first` the most urgent, `count` how many.

    `owing` are those who must act, each set of them once, and `points` the work points; `last` is the due minute of
    the last, `periods` the first days of the first and the last period where it has periods.
    """

    first: Owed
    count: int
    owing: tuple[tuple[str, ...], ...]
    points: tuple[str, ...]
    last: datetime | None
    periods: tuple[date, date] | None = None


def outlook(case: Case, days: int, unit: str = "") -> tuple[Line, ...]:
    """Return what `within` returns, gathered into lines, at a cost that does not grow with the length of a run."""
    last = last_day(case, days)
    others = sorted(near(matters(case, unit), last, unit), key=lambda one: urgency(one, case.standing))
    lines = [*_of_duties(case.items.batches, last, unit), *gathered(others, unit)]
    return tuple(sorted(lines, key=lambda line: urgency(line.first, case.standing)))


def gathered(found: Sequence[Owed], unit: str = "") -> list[Line]:
    """Return things that are owed, most urgent first, in lines, each at the place of its first.

    What has a clock or a story of its own is no run; nor are the points where one `unit` is spoken to.
    """
    alike: dict[tuple[object, ...], list[Owed]] = {}
    for one in found:
        duty = one.source.duty if isinstance(one.source, DutyItem) else None
        own = one.kind in ALONE or (one.kind == "point" and unit) or (duty and duty.within)
        alone = one.key if own else ""
        alike.setdefault((one.kind, duty and duty.id, alone, one.is_overdue), []).append(one)
    lines = (line for run in alike.values() for line in _lines(run))
    place = {one.key: index for index, one in enumerate(found)}
    return sorted(lines, key=lambda line: place[line.first.key])


def _lines(run: Sequence[Owed]) -> Iterator[Line]:
    for part in [run] if len(run) > LONG_RUN else [[one] for one in run]:
        owing = tuple(dict.fromkeys(one.units for one in part))
        points = tuple(dict.fromkeys(one.point for one in part if one.point))
        firsts = [one.source.first for one in part if isinstance(one.source, DutyItem) and one.source.first]
        yield Line(part[0], len(part), owing, points, part[-1].due, (min(firsts), max(firsts)) if firsts else None)


def _of_duties(batches: Sequence[Batch], last: date, unit: str) -> Iterator[Line]:
    """Yield the lines of the duties, in file order: of each, or of each event, what is overdue, then what is not."""
    alike: dict[tuple[str, int, bool], list[Unmet]] = defaultdict(list)
    for index, batch in enumerate(batches):
        event = index if batch.duty.within else -1
        for overdue, found in ((True, batch.overdue()), (False, batch.pending(last))):
            mine = found.of(unit) if found and unit else found
            if mine:
                alike[batch.duty.id, event, overdue].append(mine)
    for parts in alike.values():
        if sum(map(len, parts)) > LONG_RUN:
            yield _run(parts)
        else:
            items = sorted(chain.from_iterable(part.items() for part in parts), key=_due)
            yield from (line for item in items for line in _lines([owed_item(item)]))


def _run(parts: Sequence[Unmet]) -> Line:
    first = min((part.first for part in parts), key=_due)
    ends = [part.last for part in parts]
    final = max(ends, key=lambda slot: slot.due or first.opened)
    begun = (
        (part.batch.slots[places[0]].due or first.opened, strand) for part in parts for strand, places in part.held
    )
    owing = tuple(dict.fromkeys(strand.owers for _, strand in sorted(begun, key=lambda pair: pair[0])))
    periods = (first.first, final.first) if first.first and final.first else None
    points = tuple(dict.fromkeys(part.batch.point for part in parts if part.batch.point))
    return Line(owed_item(first), sum(map(len, parts)), owing, points, final.due, periods)


def _due(item: DutyItem) -> datetime:
    return item.due or item.opened
