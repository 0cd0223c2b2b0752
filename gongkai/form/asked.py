"""What a unit is asked in its form: only what is due or open. A fact that has not changed is asked of nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.appeal.objections import objection_windows
from gongkai.duty.due import SelfInspectionDue
from gongkai.errors import BadValue, Refused
from gongkai.finding.states import RECTIFIED
from gongkai.plan.roster import answering, has_ended, members_of, owes_self_inspection, units_of_year
from gongkai.scoring.rulebook import stage_of_item
from gongkai.scoring.selfscores import own_figures
from gongkai.scoring.sheet import outline_of, scheme_of, sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.appeal.objections import ObjectionWindow
    from gongkai.duty.items import DutyItem
    from gongkai.entry.states import EntryState, FigureState
    from gongkai.finding.states import FindingState
    from gongkai.plan.model import Duty, Unit
    from gongkai.plan.roster import Assignment
    from gongkai.plan.rubric import Item, Scheme
    from gongkai.progress.status import PointState, UnitState
    from gongkai.register.kinds import SelfScore
    from gongkai.year import Year

DAILY = frozenset({"day", "workday"})
"""The cycles of which a year has so many items that they are settled in runs."""
ANSWERING = ("lead", "responsible")


class AskedPoint(Struct, frozen=True):
    """A point that a unit has not finished: its seat there, where it stands itself, and the point as a whole."""

    seat: Assignment
    own: UnitState
    state: PointState
    leads: bool


class AskedItems(Struct, frozen=True):
    """An item that a unit owes, or a run of a daily duty's, which one row settles from a day to a day."""

    items: tuple[DutyItem, ...]
    is_run: bool

    @property
    def id(self) -> str:
        """What names it: the item's id, or of a run its duty's."""
        return self.items[0].duty.id if self.is_run else self.items[0].id


class AskedEvent(Struct, frozen=True):
    """An event that starts clocks of a point, should it happen: the duties that it opens together."""

    point: str
    duties: tuple[Duty, ...]


class AskedObjection(Struct, frozen=True):
    """What a unit was told of and may still object to."""

    matter: EntryState | FigureState
    window: ObjectionWindow


class AskedScore(Struct, frozen=True):
    """An item of a unit's rubric, in a stage where the scheme has several for it, and what it said of it before."""

    item: Item
    stage: str
    before: SelfScore | None


class Asked(Struct, frozen=True):
    """All that a unit is asked. `finished` are its points that are done, `waiting` its findings the office looks at.

    `seats` are all the points that it may report on.
    """

    unit: Unit
    points: tuple[AskedPoint, ...]
    finished: tuple[str, ...]
    seats: tuple[str, ...]
    inspected: SelfInspectionDue | None
    findings: tuple[FindingState, ...]
    waiting: tuple[str, ...]
    items: tuple[AskedItems, ...]
    events: tuple[AskedEvent, ...]
    objections: tuple[AskedObjection, ...]
    scores: tuple[AskedScore, ...]


def asked_of(year: Year, unit: Unit) -> Asked:
    """Return what a unit is asked in a year; `Refused` where it has ended, or the year is closed."""
    if year.standing.closed:
        raise Refused(
            f"{year.plan.year}年度已于 {year.standing.closed} 封存，不再收填报表",
            "要补登记的，重新打开这一年度",
            do=("year", "reopen", "--reason", "理由"),
        )
    if has_ended(unit, year.standing.as_of):
        heirs = "、".join(unit.successor)
        raise Refused(f"{unit.name}已于 {unit.until} 撤销，不再填报", f"现由{heirs}承继" if heirs else "")
    open_, finished = _points(year, unit.name)
    found = [state for state in year.findings if state.is_open and unit.name in _answering(year, state)]
    return Asked(
        unit=unit,
        points=open_,
        finished=finished,
        seats=tuple(seat.point for seat in year.roster.by_unit.get(unit.name, ())),
        inspected=_inspected(year, unit),
        findings=tuple(state for state in found if state.is_unrectified),
        waiting=tuple(state.finding.id for state in found if state.status == RECTIFIED),
        items=tuple(_items(year, unit.name)),
        events=tuple(_events(year, unit.name)),
        objections=tuple(_objections(year, unit.name)),
        scores=tuple(_scores(year, unit)),
    )


def living_units(year: Year) -> tuple[Unit, ...]:
    """Return the units that exist on the day of reading, in file order."""
    day = year.standing.as_of
    units = units_of_year(year.plan)
    return tuple(unit for unit in units if not has_ended(unit, day) and (unit.from_ is None or unit.from_ <= day))


def _points(year: Year, unit: str) -> tuple[tuple[AskedPoint, ...], tuple[str, ...]]:
    """Return the points on which a unit leads or is responsible: those that are open, and the numbers of the others."""
    points = {state.point.no: state for state in year.overview.points}
    open_, finished = [], []
    for seat in year.roster.by_unit.get(unit, ()):
        if seat.role not in ANSWERING:
            continue
        own, state = year.unit_states[seat.point][unit], points[seat.point]
        if own.status in ("done", "verified") and not state.is_ongoing:
            finished.append(seat.point)
        else:
            open_.append(AskedPoint(seat, own, state, year.roster.leads_on(seat.point, unit)))
    return tuple(open_), tuple(finished)


def _inspected(year: Year, unit: Unit) -> SelfInspectionDue | None:
    """Return how often a unit has inspected itself, and is to; None for one that does not and need not."""
    done = sum(record.unit == unit.name for record in year.ledger.self_inspections)
    least = year.plan.self_inspection.at_least if owes_self_inspection(year.plan, unit) else 0
    return SelfInspectionDue(unit.name, done, least) if done or least else None


def _answering(year: Year, state: FindingState) -> tuple[str, ...]:
    named = state.finding
    return answering(year.plan, year.roster, named.unit, named.point, year.standing.as_of)


def _items(year: Year, unit: str) -> Iterator[AskedItems]:
    """Yield what a unit owes by a day or by a quantity: items of its own and of all the leads, daily ones as runs.

    What waits to be checked may be given its proof, but not in a run.
    """
    runs: dict[str, list[DutyItem]] = {}
    mine = [item for item in year.items if item.is_unmet and unit in item.owers]
    for item in mine:
        if item.duty.every in DAILY and not item.waits:
            runs.setdefault(item.duty.id, []).append(item)
    for item in mine:
        if item.duty.every not in DAILY:
            yield AskedItems((item,), is_run=False)
        elif run := runs.pop(item.duty.id, None):
            yield AskedItems(tuple(run), is_run=True)


def _events(year: Year, unit: str) -> Iterator[AskedEvent]:
    """Yield the events that a unit may tell of, each with the duties that open with it."""
    for point in year.plan.demanding:
        together: dict[str, list[Duty]] = {}
        for duty in point.duties:
            if duty.within is not None and _may_open(year, point.no, duty, unit):
                together.setdefault(duty.from_, []).append(duty)
        for duties in together.values():
            yield AskedEvent(point.no, tuple(duties))


def _may_open(year: Year, point: str, duty: Duty, unit: str) -> bool:
    """Tell whether the items that an event opens are, or may be, this unit's."""
    if duty.owers or duty.collectives:
        return unit in members_of(year.plan, (*duty.owers, *duty.collectives)) or unit in duty.owers
    if duty.owed_by in ("leads", "each_lead"):
        return unit in year.roster.leads(point)
    if duty.owed_by == "each_responsible":
        return unit in year.roster.responsible(point)
    return duty.owed_by == "everyone" or not point or year.roster.on(point, unit) is not None


def _objections(year: Year, unit: str) -> Iterator[AskedObjection]:
    told: Sequence[EntryState | FigureState] = [*year.entries, *year.figures]
    if year.plan.assessment is None or not any(matter.notified for matter in told):
        return
    day = year.standing.as_of
    mine = [
        matter
        for matter in told
        if unit == matter.record.unit
        or unit in answering(year.plan, year.roster, matter.record.unit, getattr(matter.record, "point", ""), day)
    ]
    windows = objection_windows(mine, year.appeals, year.term, year.today)
    for matter in mine:
        window = windows.get(matter.record.id)
        if window and window.open:
            yield AskedObjection(matter, window)


def _scores(year: Year, unit: Unit) -> Iterator[AskedScore]:
    """Yield the items of a unit's rubric that concern it and have no items below them, in file order."""
    scheme = scheme_of(year.plan.assessment, unit) if year.plan.assessment else None
    if scheme is None:
        return
    before = own_figures(year.ledger.self_scores, unit.name)
    sheet = sheet_of(outline_of(scheme), unit, year.points_of.get(unit.name, frozenset()), None)
    for item, applicable in zip(sheet.outline.items, sheet.applicable, strict=True):
        if applicable and not item.items:
            for stage in _stages(scheme, item):
                yield AskedScore(item, stage, before.get((stage, item.code)))


def _stages(scheme: Scheme, item: Item) -> Iterator[str]:
    """Yield the stages in which a unit may say something of an item; one without a name where there are none."""
    names = [stage.name for stage in scheme.stages if not stage.external]
    for name in names or [""]:
        try:
            yield stage_of_item(scheme, item, name)
        except BadValue:
            continue
