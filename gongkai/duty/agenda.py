"""What falls due as a calendar for telephones and desks: one entry a thing for good, however often it is written anew.

What several units owe on a day is one entry, with the units in its note; a cycle is one entry with its rule. What is
done before its day is in it too, called off; what was changed since bears a higher number, so that a calendar that
takes the file again mends what it has.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct
from msgspec.structs import replace

from gongkai.duty.cycles import CYCLES
from gongkai.duty.due import OF_POINTS, Owed, beyond, owed, owed_item, settled
from gongkai.duty.items import DutyItem
from gongkai.duty.papers import KIND, by_the_hour, event_note, what_of
from gongkai.finding.states import FindingState
from gongkai.papers.agenda import Agenda, Event, Rule, Series, fitted, once_a_day
from gongkai.papers.columns import names_short
from gongkai.plan.calendar import UnknownYear, add_workdays
from gongkai.progress.status import PointState
from gongkai.register.kinds import (
    Appeal,
    DutyEvent,
    DutyReview,
    Extension,
    FindingStep,
    Progress,
    Review,
    SelfInspection,
    Settlement,
    kind_of,
)
from gongkai.register.ledger import CST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gongkai.plan.calendar import Calendar
    from gongkai.plan.model import Duty
    from gongkai.register.kinds import Record
    from gongkai.year import Year

WORKDAYS_BEFORE = 3
DECEMBER, LAST = 12, 31
DAILY = frozenset({"day", "workday"})
"""Cycles that nobody is warned of: a telephone that rings every morning is heard no more."""
MORNING = time(9)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
OVER = "已办结或已取消"


def agenda_of(year: Year, chosen: Sequence[Owed], made: datetime, unit: str = "", revised: int = 0) -> Agenda:
    """Return what is owed and has a last day as a calendar; warned three workdays before, at nine, once a day at most.

    With it, called off, what one `unit` (or anybody) owed and has done before its day, and what was given another day
    beyond those `chosen`. A cycle is told to the year's end. `revised` is the number of the plan's latest revision.

    Nobody keeps which file a reader took before. Calling off mends a calendar that has the entry and will still warn of
    it, and only that: an entry whose last day is past warns no more, and to who never had it, it would be clutter. So
    what is over goes out as long as its last day has not passed, and never after.
    """
    writer = _Writer(year, unit, revised)
    told = (*writer.duties(chosen), *writer.matters(chosen))
    events = [event for event in told if not event.over or _last(event) >= year.standing.as_of]
    ordered = sorted(events, key=lambda event: (event.start, event.uid))
    return Agenda(f"{year.plan.title}到期事项", made, once_a_day(ordered, year.standing.as_of))


def _last(event: Event) -> date:
    return event.series.last if event.series else event.start.date()


class _Told(Struct, frozen=True):
    """What an entry says: its `key` for good, what is to be done, by whom, from what day, and the number of changes."""

    key: str
    said: str
    note: str
    day: date
    sequence: int
    over: bool = False
    quiet: bool = False


class _Writer:
    """Makes the entries of a year, for one `unit` or (empty) for all."""

    def __init__(self, year: Year, unit: str, revised: int) -> None:
        self._year, self._unit, self._revised = year, unit, revised
        self._changes = _Changes(year)

    def duties(self, chosen: Sequence[Owed]) -> Iterator[Event]:
        """Yield the entries of duties of which something was chosen, moved or settled."""
        closed = self._year.standing.closed is not None
        known = {one.source.id: one.source for one in chosen if isinstance(one.source, DutyItem)}
        wanted = {*known}
        known |= {item.id: item for item in _to_the_year_end(self._year)}
        of_duty: dict[str, list[DutyItem]] = defaultdict(list)
        for item in known.values():
            if item.due and (not self._unit or self._unit in item.owers):
                of_duty[item.duty.id].append(item)
        for items in of_duty.values():
            shown = {each.id for each in items if closed or each.id in wanted or not each.is_unmet or each.put_off}
            if by_the_hour(items[0]):
                yield from (self._of_hours(item, item.due) for item in items if item.due and item.id in shown)
            elif items[0].duty.every and shown:
                yield from self._cycle(items[0].duty, _by_day(items))
            else:
                days = _by_day(items).items()
                yield from (self._day(day, each) for day, each in days if any(item.id in shown for item in each))

    def _of_hours(self, item: DutyItem, due: datetime) -> Event:
        told = self._told(due.date(), [item], item.id)
        event = self._event(told)
        return replace(event, start=due - HOUR, end=due, alarm=due - HOUR, whole_day=False)

    def _day(self, day: date, items: Sequence[DutyItem]) -> Event:
        """Return what is owed of one demand on a day, by however many units."""
        return self._event(self._told(day, items, f"{self._of(items[0].duty)}/{day}"))

    def _cycle(self, duty: Duty, days: Mapping[date, Sequence[DutyItem]]) -> Iterator[Event]:
        """Yield the entry of a cycle, what was moved of it, and what its rule does not say: days worked for others."""
        rule = fitted(sorted(days), CYCLES[duty.every].months)
        first = min(days)
        by_rule = sorted(day for day in days if rule and rule.falls_on(day, first))
        if rule and by_rule:
            yield from self._series(duty, rule, {day: days[day] for day in by_rule})
        yield from (self._day(day, items) for day, items in days.items() if day not in by_rule)

    def _series(self, duty: Duty, rule: Rule, days: Mapping[date, Sequence[DutyItem]]) -> Iterator[Event]:
        open_days = [day for day, items in days.items() if self._left(items)] or [*days]
        items = [item for day in open_days for item in days[day]]
        told = replace(self._told(open_days[0], items, self._of(duty)), day=open_days[0])
        every = [item for each in days.values() for item in each]
        whole = self._event(replace(told, sequence=self._number(self._changes.of_items(every))))
        coming = next((day for day in open_days if day >= self._year.standing.as_of), open_days[-1])
        warned = whole.alarm and self._morning_before(coming) - datetime.combine(coming, time(0), CST) + whole.start
        moved = {day: now for day in open_days if not whole.over and (now := self._now(day, days[day])) != day}
        series = Series(rule, open_days[-1])
        without = tuple(day for day in replace(whole, series=series).days if day not in open_days)
        yield replace(whole, alarm=warned, series=replace(series, without=without, moved=tuple(moved)))
        for day, now in moved.items():
            apart = replace(self._told(day, days[day], told.key), day=now, sequence=whole.sequence)
            yield replace(self._event(apart), instead_of=day)

    def _told(self, day: date, items: Sequence[DutyItem], key: str) -> _Told:
        """Return what is said of items of one demand that are owed on a day, or were."""
        first, left = items[0], self._left(items)
        units = tuple(dict.fromkeys(name for item in left or items for name in item.owers))
        if len(items) == 1:
            what = what_of(self._year, owed_item(first), self._unit)
        else:
            what = first.duty.what or first.duty.quote
        lines = [f"责任单位：{'、'.join(units)}", f"原文：“{first.duty.quote}”", *self._particulars(left, day)]
        changed = self._number(self._changes.of_items(items))
        quiet = first.duty.every in DAILY
        said = _entry(first.point, what, units)
        return _Told(key, said, _note("duty", lines), self._now(day, items), changed, over=not left, quiet=quiet)

    def _particulars(self, items: Sequence[DutyItem], day: date) -> Iterator[str]:
        """Yield of several items what was said of the events they began with, and which were put off."""
        for item in items if len(items) > 1 else ():
            if note := event_note(self._year.ledger.events, item):
                yield f"{names_short(item.owers)}：{note}"
            elif item.due and item.put_off == day:
                yield f"已延期：{names_short(item.owers)}至{item.due:%Y-%m-%d}"

    def _now(self, day: date, items: Sequence[DutyItem]) -> date:
        """Return the day by which the first that is left of the items is owed; their own day where none is."""
        return min((item.due.date() for item in self._left(items) if item.due), default=day)

    def _left(self, items: Sequence[DutyItem]) -> list[DutyItem]:
        return [] if self._year.standing.closed else [item for item in items if item.is_unmet]

    def _of(self, duty: Duty) -> str:
        return f"{duty.id}/{self._unit}" if self._unit and duty.is_apart else duty.id

    def matters(self, chosen: Sequence[Owed]) -> Iterator[Event]:
        """Yield the entries of all that is no item of a demand."""
        later = beyond(self._year, chosen, self._unit)
        moved = [one for one in later if _was_moved(one)]
        live = [one for one in (*chosen, *moved) if one.due and not isinstance(one.source, DutyItem)]
        gone = (*settled(self._year, self._unit), *self._waived())
        done = [one for one in gone if one.due and not isinstance(one.source, DutyItem)]
        for kind in () if self._unit else ("selfcheck", "point"):
            yield from self._together(kind, [*live, *(one for one in later if one not in moved)], live, done)
        here = {one.key for one in live}
        yield from (self._matter(one) for one in live if not self._is_shared(one))
        yield from (self._matter(one, over=True) for one in done if one.key not in here and not self._is_shared(one))

    def _waived(self) -> Iterator[Owed]:
        """Yield what nobody owes any more since the year was closed on it."""
        if self._year.standing.closed:
            every = owed(self._year, self._unit)
            yield from (one for one in every if not self._unit or self._unit in one.concerns)

    def _is_shared(self, one: Owed) -> bool:
        """Tell whether it is one entry with what others owe: self-inspections, and the points due at the year's end."""
        own = isinstance(one.source, PointState) and (one.source.own or one.source.put_off is not None)
        return not self._unit and (one.kind == "selfcheck" or (one.kind == "point" and not own))

    def _together(self, kind: str, due: Sequence[Owed], live: Sequence[Owed], done: Sequence[Owed]) -> Iterator[Event]:
        """Yield the one entry of what many owe at the year's end, where something of it was chosen or done."""
        left, gone = ([one for one in every if one.kind == kind and self._is_shared(one)] for every in (due, done))
        if not gone and not any(one.kind == kind and self._is_shared(one) for one in live):
            return
        told = left or gone
        units = tuple(dict.fromkeys(name for one in told for name in one.units))
        if kind == "point":
            said = f"{KIND[kind]}（要点{names_short([one.point for one in told])}）"
            lines = [f"{self._point(one)}（{'、'.join(one.units)}）" for one in told]
        else:
            said, lines = _entry("", what_of(self._year, told[0]), units), [f"责任单位：{'、'.join(units)}"]
        day = min(one.due.date() for one in told if one.due)
        changed = self._number(self._changes.of_kind(kind))
        yield self._event(_Told(f"年底/{kind}", said, _note(kind, lines), day, changed, over=not left))

    @staticmethod
    def _point(one: Owed) -> str:
        title = one.source.point.title if isinstance(one.source, PointState) else ""
        return f"要点{one.point}　{title}"

    def _matter(self, one: Owed, *, over: bool = False) -> Event:
        day = one.due.date() if one.due else self._year.standing.as_of
        said = _entry(one.point, what_of(self._year, one, self._unit), one.units)
        note = _note(one.kind, [f"责任单位：{'、'.join(one.units)}"])
        changed = self._number(self._changes.of(one), revised=one.kind != "finding")
        return self._event(_Told(one.key, said, note, day, changed, over=over))

    def _number(self, changes: Iterable[int], *, revised: bool = True) -> int:
        return max((*changes, *self._changes.closings, self._revised if revised else 0), default=0)

    def _morning_before(self, day: date) -> datetime:
        """Return when to warn of a day: of a series, of its next one, and of the others as long before."""
        return datetime.combine(_before(self._year.calendar, day), MORNING, CST)

    def _event(self, told: _Told) -> Event:
        plan, start = self._year.plan, datetime.combine(told.day, time(0), CST)
        silent = told.quiet or told.over
        return Event(
            uid=f"{uuid5(NAMESPACE_URL, f'{plan.number}/{plan.year}/{told.key}')}@gongkai",
            title=told.said,
            start=start,
            end=start + DAY,
            alarm=None if silent else self._morning_before(told.day),
            note=f"{told.note}\n{OVER}" if told.over else told.note,
            whole_day=True,
            over=told.over,
            sequence=told.sequence,
        )


def _entry(point: str, what: str, units: Sequence[str]) -> str:
    said = f"要点{point}：{what}" if point else what
    return f"{said}（{names_short(units, 1)}）" if units else said


def _note(kind: str, lines: Iterable[str]) -> str:
    return "\n".join((KIND[kind], *lines))


def _to_the_year_end(year: Year) -> Sequence[DutyItem]:
    """Return every item of the year, or those of by now where its days off are not known to the end."""
    try:
        return year.items_until(date(year.plan.year, DECEMBER, LAST))
    except UnknownYear:
        return year.items


def _by_day(items: Iterable[DutyItem]) -> dict[date, list[DutyItem]]:
    """Return items by the last day they had first, in its order."""
    found: dict[date, list[DutyItem]] = defaultdict(list)
    for item in items:
        if item.due:
            found[item.put_off or item.due.date()].append(item)
    return dict(sorted(found.items()))


def _was_moved(one: Owed) -> bool:
    """Tell whether it was given another day than the one it may have been exported with."""
    source = one.source
    if isinstance(source, PointState):
        return source.put_off is not None or one.kind == "report"
    return isinstance(source, FindingState) and bool(source.steps)


def _before(calendar: Calendar, day: date) -> date:
    """Return the day to warn on; a week before where the year's workdays are not known yet: no deadline hangs on it."""
    try:
        return add_workdays(calendar, day, -WORKDAYS_BEFORE)
    except UnknownYear:
        return day - WEEK


class _Changes:
    """The numbers in the trail of what may have changed a thing: they only grow, and so does the greatest.

    What was made void is not there any more to say what it was about: a void counts for everything of its kind.
    """

    def __init__(self, year: Year) -> None:
        self._year, ledger = year, year.ledger
        self.closings = tuple(closing.seq for closing in ledger.closings)
        self._items: dict[str, list[int]] = defaultdict(list)
        for settlement in ledger.settlements:
            self._items[settlement.duty if settlement.first else settlement.item].append(settlement.seq)
        for extension in ledger.extensions:
            self._items[extension.item].append(extension.seq)
        for review in ledger.duty_reviews:
            for item in review.items:
                self._items[item].append(review.seq)
        self._of_duties = self._voided(Settlement, DutyEvent, DutyReview, Extension)

    def of_items(self, items: Sequence[DutyItem]) -> Iterator[int]:
        """Yield what was recorded of items of one demand."""
        yield from self._of_duties
        yield from self._items.get(items[0].duty.id, ())
        for item in items:
            yield from self._items.get(item.id, ())

    def of_kind(self, kind: str) -> Iterator[int]:
        """Yield what was recorded of all self-inspections, or of all points."""
        ledger = self._year.ledger
        of_points: tuple[Sequence[Record], ...] = (ledger.progress, ledger.reviews)
        rows = of_points if kind in OF_POINTS else (ledger.self_inspections,)
        yield from (record.seq for each in rows for record in each)
        yield from self._voided(*((Progress, Review) if kind in OF_POINTS else (SelfInspection,)))

    def of(self, one: Owed) -> Iterator[int]:
        """Yield what was recorded of one thing that is no item."""
        ledger = self._year.ledger
        if isinstance(one.source, FindingState):
            yield from (step.seq for step in one.source.steps)
            yield from self._voided(FindingStep)
        elif one.kind == "selfcheck":
            yield from (record.seq for record in ledger.self_inspections if record.unit in one.units)
            yield from self._voided(SelfInspection)
        elif one.kind in OF_POINTS:
            about: tuple[Sequence[Record], ...] = (ledger.progress, ledger.reviews, ledger.extensions)
            yield from (r.seq for rows in about for r in rows if getattr(r, "point", "") == one.point)
            yield from self._voided(Progress, Review, Extension)
        else:
            told: tuple[Sequence[Record], ...] = (ledger.rulings, ledger.appeals)
            yield from (r.seq for rows in told for r in rows if getattr(r, "entry", "") == one.key)
            yield from self._voided(Appeal)

    def _voided(self, *kinds: type[Record]) -> tuple[int, ...]:
        letters = tuple(letter for kind in kinds for letter in kind_of(kind).letters)
        return tuple(void.seq for void in self._year.ledger.voids if void.target.startswith(letters))
