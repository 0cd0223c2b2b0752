"""Duties: an event starts their clocks, items are met, settled by spans, or cancelled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.duty.extensions import Extensions, may_extend
from gongkai.duty.items import MISTAKEN, duty_items, may_return, may_settle, may_verify, void_of
from gongkai.duty.one_fact import finished_by_item, met_by_report
from gongkai.duty.reminding import may_remind
from gongkai.errors import BadValue, Refused, UnknownName
from gongkai.plan.calendar import Calendar, UnknownYear
from gongkai.plan.lookup import find_duty, folded, own_item
from gongkai.points import plain
from gongkai.register.act import Act, When, handling
from gongkai.register.evidence import kept
from gongkai.register.kinds import DutyEvent, DutyReview, Extension, Progress, Reminder, Review, Settlement
from gongkai.register.ledger import CST, end_of
from gongkai.register.recordable import fact_day, not_ahead, not_before_issue, on_point, reason_given
from gongkai.year import year_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date, datetime
    from decimal import Decimal
    from typing import Literal

    from gongkai.duty.items import DutyItem
    from gongkai.plan.model import Duty, Target, WorkPoint
    from gongkai.register.writing import Register
    from gongkai.year import Year

FULL = 100
SHOWN_UNITS = 2
NO_CALENDAR = Calendar({}, frozenset(), frozenset())


class NewSettlement(Struct, frozen=True):
    """How an item, or with `first` and `last` a run of a duty's items, was settled.

    `at` is when it was met, not `timed` where only its day is known. Of a run without it (and without a day) each was
    met in its own time. `percent`: the value was typed with a percent sign. Of several items that `item` may mean,
    the one of the `usual` unit is meant.
    """

    item: str
    at: datetime | None = None
    value: Decimal | None = None
    note: str = ""
    evidence: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    skip: tuple[date, ...] = ()
    unit: str = ""
    timed: bool = True
    percent: bool = False
    usual: str = ""


class SettledItems(Struct, frozen=True):
    """What was recorded, and the items it settled or cancelled as they now stand.

    `overdue` of them were so when a run without a day of its own was recorded, and count as met in their time;
    a `supplement` adds proof to what was met before. `reports` of 100 % were recorded with it.
    """

    record: Settlement
    items: tuple[DutyItem, ...]
    overdue: int = 0
    supplement: bool = False
    reports: tuple[Progress, ...] = ()


class ReviewedItems(Struct, frozen=True):
    """What the office has recorded of one settlement, whose it is, and the items looked at as they now stand.

    `reports` of 100 % were recorded with it, `returned` sent back with it.
    """

    record: DutyReview
    items: tuple[DutyItem, ...]
    reports: tuple[Progress, ...] = ()
    returned: tuple[Review, ...] = ()


class NewEvent(Struct, frozen=True):
    """What starts a clock: a paper signed, an incident broken out. Not `timed` where only the day of `at` is known."""

    at: datetime
    note: str = ""
    timed: bool = True


ITEMS = ("duty", "list")


def open_event(register: Register, when: When, duty: str, unit: str, new: NewEvent) -> DutyEvent:
    """Record an event that starts clocks; the duties of one point with the same origin open together."""
    at = new.at
    act = handling(register, When(when.year, None, when.by))
    point, found = find_duty(act.plan, duty)
    not_ahead(fact_day(act.plan, at.date()), register.today)
    not_before_issue(act.plan, at.date(), "--at")
    if found.within is None:
        raise Refused(f"时限要求 {found.id} 不由事件触发", "它的应办事项", do=ITEMS)
    name = act.unit(unit).name
    if found.owed_by == "event" and point:
        on_point(act.roster, point, name)
    together = next(p for p in act.plan.demanding if p.no == point).duties
    opened = [one for one in together if one.within is not None and one.from_ == found.from_]
    for one in opened:
        _timed(one, timed=new.timed)
    ids = tuple(one.id for one in opened)
    event = DutyEvent(year=act.year, day=at.date(), duties=ids, unit=name, at=at, note=new.note.strip())
    return register.add(event, "duty.open")


def items_of(register: Register, event: DutyEvent) -> tuple[DutyItem, ...]:
    """Return the items an event has opened, as they stand."""
    act = handling(register, When(event.year))
    return tuple(item for item in items_of_year(act) if item.id.endswith(f"/{event.id}"))


def settle(register: Register, when: When, new: NewSettlement) -> SettledItems:
    """Record that an item was met, or every unmet item of a duty in a span.

    Of an item met before, or said to be, evidence or a note without a time is a supplement: the time it was met stays.
    What waits to be checked is reported again only with evidence.
    """
    act = handling(register, When(when.year, None, when.by))
    new = _up_to_today(new, register.today)
    together = bool(new.at or when.day) and bool(new.first or new.last)
    if new.last:
        fact_day(act.plan, new.last)  # it names a period, which lies in the year whenever it was met
    at = _met_at(register, when, new)
    items = items_of_year(act)
    chosen = _span(act, items, new) if new.first or new.last else _one(act, items, new)
    chosen = chosen if new.evidence else _not_waiting(chosen)
    supplement = when.day is None and _adds(new, chosen)
    at = _done_before(chosen[0]) or at if supplement else at
    day = _fact_day(act, chosen, at.date())
    not_ahead(day, register.today)
    for item in chosen:
        may_settle(item, again=supplement or item.duty.target is not None)
        _timed(item.duty, timed=new.timed and (new.at is not None or when.day is None))
        _not_before(item, at)
        _check_value(item, new.value, percent=new.percent)
    evidence = kept(register, new.evidence)
    record = Settlement(
        year=act.year,
        day=day,
        kind="together" if together else "done",
        duty=chosen[0].duty.id,
        item="" if new.first or new.last else chosen[0].id,
        at=at,
        unit=act.unit(new.unit).name if new.unit else "",
        first=new.first,
        last=new.last,
        skip=new.skip,
        value=new.value,
        note=new.note.strip(),
        evidence=evidence,
        by=act.by,
    )
    record = register.add(record, "duty.done")
    overdue = 0 if together or not record.first else sum(item.status == "overdue" for item in chosen)
    reports = () if supplement or record.first else _report_finished(act, record, new.usual)
    return SettledItems(record, _again(act, chosen), overdue, supplement, reports)


def _report_finished(act: Act, done: Settlement, usual: str = "") -> tuple[Progress, ...]:
    """Record the reports of 100 % that a settlement is, too; see `one_fact`. None where the point's year is over."""
    own = (point for point in act.plan.points if any(duty.id == done.duty for duty in point.duties))
    point = next(own, None)
    if point is None or not all(duty.by for duty in point.duties):
        return ()
    year = year_of(act.register, act.year, act.register.now, latest=True)
    runs_to = Extensions(year.ledger.extensions).runs_to(point, act.plan)
    items = _dated_items(year, point)
    met = next(item for item in items if item.id == done.item)
    named = done.unit or (usual if usual in met.owers else "")
    if done.day.year > max(act.year, runs_to.year):
        return ()
    units = finished_by_item(point, items, met, named, (year.roster, year.unit_states[point.no]))
    reports = (Progress(year=act.year, day=done.day, point=point.no, unit=unit, percent=FULL) for unit in units)
    said = (replace(one, note=done.note, evidence=done.evidence, settlement=done.id) for one in reports)
    return tuple(act.register.add(one, "progress.add") for one in said)


def _dated_items(year: Year, point: WorkPoint) -> tuple[DutyItem, ...]:
    """Return the items of a point's demands that have a day: no calendar of workdays is asked for them."""
    dated = replace(point, duties=tuple(duty for duty in point.duties if duty.by))
    ledger = replace(year.ledger, plan=replace(year.plan, points=(dated,), duties=()))
    return duty_items(ledger, year.roster, year.standing, NO_CALENDAR)


def meet_with(act: Act, report: Progress) -> tuple[DutyItem, ...]:
    """Record the settlements that a lead's report of 100 % is, too, and return their items; see `one_fact`."""
    point = next(point for point in act.plan.points if point.no == report.point)
    if not any(duty.by for duty in point.duties) or not act.roster.leads_on(point.no, report.unit):
        return ()
    year = year_of(act.register, act.year, act.register.now, latest=True)
    finished = [unit for unit, state in year.unit_states[point.no].items() if state.percent == FULL]
    met = met_by_report(_dated_items(year, point), report.unit, finished, proved=bool(report.evidence))
    now = act.register.now.astimezone(CST)
    for item in met:
        said = Settlement(
            year=act.year,
            day=report.day,
            kind="done",
            duty=item.duty.id,
            item=item.id,
            at=now if report.day == now.date() else end_of(report.day),
            unit=report.unit,
            note=report.note,
            evidence=report.evidence,
            by=act.by,
            report=report.id,
        )
        act.register.add(said, "duty.done")
    ids = {item.id for item in met}
    after = year_of(act.register, act.year, act.register.now, latest=True) if ids else year
    return tuple(item for item in _dated_items(after, point) if item.id in ids)


def still_owed(act: Act, report: Progress) -> tuple[DutyItem, ...]:
    """Return the dated items of a point that a unit owes alone and has not met, though it reports to have finished.

    A responsible unit's report meets none of them: what it owes there by a day it says item by item.
    """
    point = next(point for point in act.plan.points if point.no == report.point)
    if not any(duty.by for duty in point.duties):
        return ()
    items = _dated_items(year_of(act.register, act.year, act.register.now, latest=True), point)
    return tuple(item for item in items if item.unit == report.unit and item.is_unmet and not item.waits)


def review_with(
    act: Act, reports: Iterable[Progress], kind: Literal["verified", "returned"], note: str
) -> tuple[DutyItem, ...]:
    """Record of what was said of items with a lead's reports what is recorded of these; return the items.

    Sent back is all that stands; checked, what waits to be.
    """
    ids, year = {report.id for report in reports}, year_of(act.register, act.year, act.register.now, latest=True)
    said = {one.id: one for one in year.ledger.settlements if one.report in ids}
    duties = {one.duty for one in said.values()}
    states = ("waiting",) if kind == "verified" else ("reported", "waiting")
    found = tuple(
        item
        for point in act.plan.points
        if any(duty.id in duties for duty in point.duties)
        for item in _dated_items(year, point)
        if item.report and item.report.settlement in said and item.review in states
    )
    for item in found:
        settlement = item.report.settlement if item.report else ""
        record = DutyReview(year=act.year, day=act.day, settlement=settlement, kind=kind, items=(item.id,))
        act.register.add(replace(record, note=note, by=act.by), "duty.verify" if kind == "verified" else "duty.return")
    return found


def _adds(new: NewSettlement, chosen: Sequence[DutyItem]) -> bool:
    """Tell whether only evidence or a note is given for an item that was met before."""
    bare = new.at is None and new.value is None and bool(new.evidence or new.note.strip()) and not new.first
    said = len(chosen) == 1 and (chosen[0].status in ("met", "late") or chosen[0].waits)
    return bare and said and chosen[0].duty.target is None


def _done_before(item: DutyItem) -> datetime | None:
    return item.report.done if item.report else item.done


def _not_waiting(chosen: tuple[DutyItem, ...]) -> tuple[DutyItem, ...]:
    """Return the items that do not wait to be checked already; raises `Refused` where all do."""
    left = tuple(item for item in chosen if not item.waits)
    if not left:
        many = f"等{len(chosen)}项" if len(chosen) > 1 else ""
        message = f"应办事项 {chosen[0].id} {many}已登记办结（{chosen[0].record}），待核"
        raise Refused(message, f"补报佐证只加 --evidence，不用等核实；{MISTAKEN}", do=void_of(chosen[0]))
    return left


def _fact_day(act: Act, chosen: Sequence[DutyItem], day: date) -> date:
    """Return the day an item was met: after the year only what has a last day, in its time or too late (逾期完成)."""
    dated = all(item.due is not None or item.awaited for item in chosen)
    return day if dated and day.year > act.year else fact_day(act.plan, day)


def _up_to_today(new: NewSettlement, today: date) -> NewSettlement:
    """A run ends today at the latest: what has not come yet cannot have been done."""
    ahead = new.last is not None and new.last > today
    return replace(new, last=today) if ahead else new


def _met_at(register: Register, when: When, new: NewSettlement) -> datetime:
    """Return when it was met: as said; else at the end of the day given or of the span; else now."""
    given = when.day or new.last
    return new.at or (end_of(given) if given else register.now.astimezone(CST))


def cancel(register: Register, when: When, item: str, reason: str) -> SettledItems:
    """Record that an item is no longer owed, with the reason; it stays visible."""
    act = handling(register, when)
    chosen = find_item(items_of_year(act), own_item(act.plan.units, item))
    if chosen.status == "cancelled":
        raise Refused(f"应办事项 {chosen.id} 已取消（{chosen.record}）")
    if chosen.status in ("met", "late"):
        message = f"应办事项 {chosen.id} 已办结（{chosen.done:%Y-%m-%d}，{chosen.record}），不能取消"
        raise Refused(message, "登记错的先作废", do=void_of(chosen))
    record = Settlement(
        year=act.year,
        day=act.day,
        kind="cancelled",
        duty=chosen.duty.id,
        item=chosen.id,
        at=register.now,
        note=reason_given(reason),
        by=act.by,
    )
    record = register.add(record, "duty.cancel")
    return SettledItems(record, _again(act, (chosen,)))


class PutOff(Struct, frozen=True):
    """What was recorded, and how the item whose last day was put off now stands, None for a point's."""

    record: Extension
    item: DutyItem | None = None


def extend(register: Register, when: When, text: str, due: date, reason: str) -> PutOff:
    """Record that the last day of an item, or of a point that has its own, is put off, before the first has passed.

    An item is named as for `duty done`; a number that names no item is a point's.
    """
    act = handling(register, when)
    not_before_issue(act.plan, act.day)
    why = reason_given(reason, "延期理由")
    found = _named(items_of_year(act), own_item(act.plan.units, text))
    record = _item_put_off(act, found, text, due) if found else _point_put_off(act, text, due)
    _after_the_last(act, record)
    record = register.add(replace(record, note=why, by=act.by), "duty.extend")
    return PutOff(record, next((item for item in items_of_year(act) if item.id == record.item), None))


def _after_the_last(act: Act, new: Extension) -> None:
    """The last extension by day holds: one dated before another would say a day that never is; raises `BadValue`."""
    given = act.known(act.register.of_kind(Extension, act.year))
    same = [one for one in given if (one.item, one.point) == (new.item, new.point)]
    for last in sorted(same, key=lambda one: (one.day, one.seq))[-1:]:
        act.after(last, f"上一次延期（{last.id}，延到 {last.due}）的日期", "延期日期")


def _item_put_off(act: Act, found: Sequence[DutyItem], text: str, due: date) -> Extension:
    item = _only([item for item in found if item.is_unmet] or found, text)
    if not item.is_unmet:
        raise Refused(f"应办事项 {item.id} {'已取消' if item.status == 'cancelled' else '已办结'}，不用延期")
    now = item.due.date() if item.due else None
    first = item.put_off or now
    may_extend(f"应办事项 {item.id} ", first, now, due, act.day)
    put_off = Extension(year=act.year, day=act.day, due=due, was=first or due, point=item.point)
    return replace(put_off, duty=item.duty.id, item=item.id)


def _point_put_off(act: Act, text: str, due: date) -> Extension:
    try:
        no = act.point(text)
    except UnknownName:
        raise UnknownName("应办事项或要点", text, advice="应办事项的编号见清单", do=ITEMS) from None
    state = year_of(act.register, act.year, act.register.now, latest=True).point(no)
    if state.is_done:
        raise Refused(f"要点{no}已办结，不用延期")
    if not state.own:
        raise Refused(f"要点{no}没有自己的完成时限", "要延期的是它的应办事项时，写事项的编号", do=ITEMS)
    first = state.put_off or state.last
    may_extend(f"要点{no}", first, state.last, due, act.day)
    return Extension(year=act.year, day=act.day, due=due, was=first or due, point=no)


def verify(register: Register, when: When, named: Sequence[str], note: str = "") -> tuple[ReviewedItems, ...]:
    """Record that the office has checked what was said of items, named by their ids or by that of the settlement."""
    return _review(handling(register, when), named, "verified", note.strip())


def send_back(register: Register, when: When, named: Sequence[str], reason: str) -> tuple[ReviewedItems, ...]:
    """Record that the office sends back what was said of items, with the reason: they are owed as before."""
    return _review(handling(register, when), named, "returned", reason_given(reason))


def _review(
    act: Act, named: Sequence[str], kind: Literal["verified", "returned"], note: str
) -> tuple[ReviewedItems, ...]:
    """Record one review for each settlement that stands for the items named."""
    if not named:
        raise BadValue("没有写明事项", "写应办事项或办结登记的编号", do=("duty", "list", "--waiting"))
    year = year_of(act.register, act.year, act.register.now, latest=True)
    may = may_verify if kind == "verified" else may_return
    chosen = {item.id: item for text in named for item in _looked_at(act, year.items, text, may)}
    if kind == "verified" and not note and any(item.waits for item in chosen.values()):
        which = next(item.id for item in chosen.values() if item.waits)
        raise Refused(f"应办事项 {which} 没有提供佐证", "请核对后用 --note 写明核实依据")
    days = {settlement.id: settlement.day for settlement in year.ledger.settlements}
    of: dict[str, list[DutyItem]] = {}
    for item in chosen.values():
        of.setdefault(item.report.settlement if item.report else "", []).append(item)
    for settlement in of:
        if act.day < days[settlement]:
            raise BadValue(f"处理日期 {act.day} 早于 {settlement} 的办结日期 {days[settlement]}", "请核对 --date")
    records = [
        act.register.add(
            DutyReview(
                year=act.year,
                day=act.day,
                settlement=settlement,
                kind=kind,
                items=tuple(item.id for item in items),
                note=note,
                by=act.by,
            ),
            "duty.verify" if kind == "verified" else "duty.return",
        )
        for settlement, items in of.items()
    ]
    now = {item.id: item for item in items_of_year(act)}
    with_it = {one.id: one for one in year.ledger.settlements if one.item}
    found = []
    for one in records:
        said, items = with_it.get(one.settlement), tuple(now[item] for item in one.items)
        reports = _report_finished(act, said) if said and kind == "verified" else ()
        returned = _return_reports(act, year, said, note) if said and kind == "returned" else ()
        found.append(ReviewedItems(one, items, reports, returned))
    return tuple(found)


def _return_reports(act: Act, year: Year, said: Settlement, reason: str) -> tuple[Review, ...]:
    """Send back the reports that were one entry with a settlement that is sent back, where they still stand."""
    one = [report for report in year.ledger.progress if report.id == said.report or report.settlement == said.id]
    standing = [report for report in one if year.unit_states[report.point][report.unit].status in ("done", "verified")]
    records = (
        Review(year=act.year, day=act.day, point=r.point, unit=r.unit, kind="returned", note=reason, by=act.by)
        for r in standing
    )
    return tuple(act.register.add(record, "progress.return") for record in records)


def _looked_at(act: Act, items: Sequence[DutyItem], text: str, may: Callable[[DutyItem], None]) -> tuple[DutyItem, ...]:
    """Return the items that an id names: of a settlement (K5) those it stands for, of a duty (20.1) those that wait."""
    typed = folded(text)
    if re.fullmatch("k[0-9]+", typed):
        said = [item for item in items if item.report and folded(item.report.settlement) == typed]
        return tuple(_open_to(said, may)) or _none_left(said, text, may)
    found = _named(items, own_item(act.plan.units, text))
    found = [item for item in found if item.waits] or found
    if len(found) > 1 and not any(item.waits for item in found):
        raise Refused(f"{text} 没有待核的事项", "写明是哪一项；待核的事项", do=("duty", "list", "--waiting"))
    one = found if found and all(item.waits for item in found) else [_only(found, text)]
    for item in one:
        may(item)
    return tuple(one)


def _open_to(said: Iterable[DutyItem], may: Callable[[DutyItem], None]) -> Iterator[DutyItem]:
    for item in said:
        try:
            may(item)
        except Refused:
            continue
        yield item


def _none_left(said: Sequence[DutyItem], text: str, may: Callable[[DutyItem], None]) -> tuple[DutyItem, ...]:
    """Say why nothing of a settlement is left to look at."""
    if not said:
        raise UnknownName("办结登记", text, advice="待核的事项", do=("duty", "list", "--waiting"))
    may(said[0])
    return ()


def _again(act: Act, chosen: tuple[DutyItem, ...]) -> tuple[DutyItem, ...]:
    ids = {item.id for item in chosen}
    return tuple(item for item in items_of_year(act) if item.id in ids)


def items_of_year(act: Act) -> tuple[DutyItem, ...]:
    """Return every item that exists by now."""
    return tuple(year_of(act.register, act.year, act.register.now, latest=True).items)


def overdue_on(register: Register, year: int | None, point: str) -> tuple[DutyItem, ...]:
    """Return the items of a point that are overdue: while there are any, it is not verified whatever its leads are.

    None where no calendar can tell: what is asked beside an act does not stop it.
    """
    try:
        items = items_of_year(handling(register, When(year)))
    except UnknownYear:
        return ()
    return tuple(item for item in items if item.point == point and item.status == "overdue")


def _one(act: Act, items: Sequence[DutyItem], new: NewSettlement) -> tuple[DutyItem, ...]:
    """Return the item named; with a unit, a duty's number is enough where that unit still owes it once."""
    if new.skip:
        raise BadValue("--except 只用于成段办结", "同时写明 --from 和 --to")
    unit = act.unit(new.unit).name if new.unit else ""
    text = own_item(act.plan.units, new.item)
    found = _named(items, text)
    mine = [item for item in found if not unit or unit in item.owers]
    if found and not mine:
        raise _of_others(new.item.strip(), found, unit)
    if len(mine) > 1 and new.usual:
        mine = [item for item in mine if new.usual in item.owers] or mine
    if len(mine) > 1:
        mine = [item for item in mine if item.is_unmet] or mine
    return (_only(mine, text),)


def _of_others(typed: str, found: Sequence[DutyItem], unit: str) -> BadValue:
    owers = list(dict.fromkeys(name for item in found for name in item.owers))
    more = f"等{len(owers)}个单位" if len(owers) > SHOWN_UNITS else ""
    message = f"{typed}由{'、'.join(owers[:SHOWN_UNITS])}{more}承担，{unit}没有这一项"
    return BadValue(message, "它的应办事项", do=(*ITEMS, "-u", unit))


def _named(items: Sequence[DutyItem], text: str) -> list[DutyItem]:
    """Return the items that an id, a duty's number or an event's id (O12) names."""
    typed = folded(text)
    found = [item for item in items if folded(item.id) == typed]
    found = found or [item for item in items if folded(item.duty.id) == typed]
    if found or not re.fullmatch("o[0-9]+", typed):
        return found
    return [item for item in items if folded(item.id).endswith(f"/{typed}")]


def find_item(items: Sequence[DutyItem], text: str) -> DutyItem:
    """Return the item typed, by its duty or its event where that has one only; raises UnknownName, BadValue."""
    return _only(_named(items, text), text)


def _only(found: Sequence[DutyItem], text: str) -> DutyItem:
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnknownName("应办事项", text, advice="编号见清单", do=ITEMS)
    ids = "、".join(item.id for item in found[:3])
    duty = found[0].duty
    other = "，或用 --from、--to 成段办结" if duty.every else "，或用 -u 写明单位" if len(duty.owers) != 1 else ""
    if duty.within:
        raise BadValue(f"“{text}”有{len(found)}个应办事项", f"写明是哪一个（如 {ids}）")
    raise BadValue(f"时限要求“{text}”有{len(found)}个应办事项", f"写明是哪一个（如 {ids}）{other}")


def _span(act: Act, items: Sequence[DutyItem], new: NewSettlement) -> tuple[DutyItem, ...]:
    if new.first is None or new.last is None or new.first > new.last:
        raise BadValue("成段办结要同时写 --from 和 --to，且前者不晚于后者")
    _, duty = find_duty(act.plan, new.item)
    unit = act.unit(new.unit).name if new.unit else ""
    inside = [
        item
        for item in items
        if item.duty.id == duty.id
        and item.first is not None
        and new.first <= item.first <= new.last
        and item.first not in new.skip
        and (not unit or item.unit == unit)
    ]
    others = [item for item in items if item.duty.id == duty.id]
    if unit and others and all(unit not in item.owers for item in others):
        raise _of_others(duty.id, others, unit)
    unmet = tuple(item for item in inside if item.is_unmet)
    if not unmet:
        raise Refused(f"{new.first} 至 {new.last} 没有 {duty.id} 的待办事项", "请核对应办事项", do=ITEMS)
    return unmet


def _timed(duty: Duty, *, timed: bool) -> None:
    if duty.within is not None and duty.within.hours and not timed:
        raise BadValue(f"时限要求 {duty.id} 按小时计（{duty.quote}），要写明几点几分", '如 --at "2018-09-28 10:00"')


def _not_before(item: DutyItem, at: datetime) -> None:
    """What an event or a period asks for is not met before it; what has a date may have been done early."""
    if at >= item.opened:
        return
    if item.duty.within is not None:
        opened = f"{item.opened:%Y-%m-%d %H:%M}" if item.duty.within.hours else f"{item.opened:%Y-%m-%d}"
        raise BadValue(f"办结时间 {at:%Y-%m-%d %H:%M} 早于事件发生的时间 {opened}", "请核对 --at")
    if item.first is not None:
        raise BadValue(f"办结日期 {at:%Y-%m-%d} 早于 {item.id} 这一期的开始 {item.first}", "请核对 --at 或 --date")


def _check_value(item: DutyItem, value: Decimal | None, *, percent: bool) -> None:
    target = item.duty.target
    if target is None and value is not None:
        raise BadValue(f"应办事项 {item.id} 不是数量指标，不用 --value", "去掉 --value 再登记")
    if target is not None and value is None:
        raise BadValue(f"应办事项 {item.id} 是数量指标，要写 --value 现值{target.unit}", "如 --value 85")
    if target is not None and value is not None:
        _fits(target, value, percent=percent)


def _fits(target: Target, value: Decimal, *, percent: bool) -> None:
    """A percent sign stands where the target is in percent, and no share of a whole is above it."""
    share = target.unit == "%"
    if percent and not share:
        raise BadValue(f"这项指标的单位是{target.unit or '数'}，不是百分比", "现值请写 85 这样的数，不带 %")
    if share and value > FULL:
        raise BadValue(f"现值 {plain(value)}% 超出 0 到 100%", "请写 85 或 85% 这样的数")


class NewReminder(Struct, frozen=True):
    """What was sent to a unit: the keys of what it owes, and the words."""

    unit: str
    items: tuple[str, ...]
    text: str = ""


def send(register: Register, when: When, way: str, new: Sequence[NewReminder]) -> tuple[Reminder, ...]:
    """Record that reminders were sent by a way (微信, 电话); all of them or none."""
    act = handling(register, when)
    by_what = reason_given(way, "催办方式")
    sent = register.of_kind(Reminder, act.year)
    for one in new:
        may_remind(act.unit(one.unit).name, one.items, sent, act.day, by_what)
    return tuple(
        register.add(
            Reminder(
                year=act.year, day=act.day, unit=act.unit(one.unit).name, items=one.items, way=by_what, text=one.text
            ),
            "remind.sent",
        )
        for one in new
    )
