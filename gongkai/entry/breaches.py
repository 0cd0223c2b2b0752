"""What a year's records themselves show to be past and not done: each fault against the unit that owed it.

Only what has really gone by counts. A point is owed by its leads, an item by whoever owes it, a finding by the
unit it was found at, or by the successor that answers for it. What falls on a unit counts from the day it became its
own: the day the office named it, it was founded, or the unit before it ended.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.finding.states import is_overdue
from gongkai.plan.roster import answering, has_ended, owes_self_inspection
from gongkai.progress.status import FULL, START_GRACE, self_inspected
from gongkai.register.ledger import is_past
from gongkai.register.recordable import by_seat, timely

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from gongkai.duty.items import DutyItem
    from gongkai.finding.states import FindingState, Period
    from gongkai.plan.model import Unit
    from gongkai.progress.status import PointState, UnitState
    from gongkai.register.ledger import Standing
    from gongkai.year import Year

SHOWN_ITEMS = 3
DUTY_FAULTS = MappingProxyType({"duty_missed": ("overdue", "逾期未完成"), "duty_late": ("late", "逾期完成")})
"""Conditions that look at duty items: the status they look for, and the word for it."""


class Fault(Struct, frozen=True):
    """A fault of one unit. `auto` is the condition, `subject` what it is about (8, 8.1, F12), `count` how many times.

    Faults of a unit with the same `matter` are one thing, never taken twice. `evidence` names the records; `items` are
    the duty items it counts, none where it is about something else.
    """

    auto: str
    unit: str
    subject: str
    reason: str
    evidence: str
    point: str = ""
    finding: str = ""
    count: int = 1
    items: tuple[DutyItem, ...] = ()

    @property
    def cause(self) -> str:
        """The stable key of the fault: no_self_inspection, finding_overdue:F12, duty_missed:8.1."""
        return f"{self.auto}:{self.subject}" if self.subject else self.auto

    @property
    def matter(self) -> str:
        """The key of what is at issue: a point not reported on is not also a point not done."""
        return f"point:{self.subject}" if self.auto in {"point_not_done", "point_no_report"} else self.cause


def faults(year: Year) -> Iterator[Fault]:
    """Yield every fault, condition by condition; of one matter the graver telling first."""
    for condition in CONDITIONS:
        yield from condition(year)


def no_self_inspection(year: Year) -> Iterator[Fault]:
    """Once the year is over: a unit that owes self-inspections and made fewer than it owes (末段)."""
    if not year.standing.over:
        return
    plan, enough = year.plan, self_inspected(year.ledger)
    made: dict[str, list[str]] = defaultdict(list)
    for record in year.ledger.self_inspections:
        made[record.unit].append(record.id)
    for unit in plan.units:
        if (
            unit.name in enough
            or not owes_self_inspection(plan, unit, year.standing.as_of)
            or has_ended(unit, plan.issued)
            or not _had_time(year, unit.from_)
        ):
            continue
        ids = made[unit.name]
        least, quote = plan.self_inspection.at_least, plan.self_inspection.quote
        words = f"（{_quoted(quote)}）" if quote else ""
        reason = f"{plan.year}年内应自查整改不少于{least}次{words}，到年底登记{len(ids)}次"
        shown = f"：{'、'.join(ids)}" if ids else ""
        yield Fault("no_self_inspection", unit.name, "", reason, f"全年自查登记{len(ids)}次{shown}")


def finding_overdue(year: Year) -> Iterator[Fault]:
    """A finding past its date and not rectified, or rectified after it; one rectified in time never.

    One that was sent back is judged by the date of each of its periods.
    """
    plan, standing = year.plan, year.standing
    for state in year.findings:
        late = (*state.late_periods, *((state.periods[-1],) if is_overdue(state, standing) else ()))
        if not late:
            continue
        found = state.finding
        units = answering(plan, year.roster, found.unit, found.point, late[-1].rectified or standing.as_of)
        if len(units) == 1 and units[0] != found.unit:
            took_over = _took_over(year, found.unit)
            late = tuple(period for period in late if period.due and period.due >= took_over)
        if len(units) == 1 and late:
            told = "；退回重改后".join(_late(period, standing) for period in late)
            reason = f"问题{found.id}{_quoted(found.problem)}{told}"
            yield Fault("finding_overdue", units[0], found.id, reason, _records(state), found.point, found.id)


def _late(period: Period, standing: Standing) -> str:
    outcome = f"{_day(period.rectified)}才整改" if period.rectified else f"到{_day(standing.handled.date())}仍未整改"
    return f"应于{_day(period.due or standing.as_of)}前整改，{outcome}"


def point_no_report(year: Year) -> Iterator[Fault]:
    """Once the year, or the point's own last day, is over: a lead that never reported on its point."""
    for state, lead in _leads(year):
        if lead.updated is None:
            no = state.point.no
            since = f"（{_day(named)}起{_role(state)}）" if (named := _own_since(year, lead.unit, no)) else ""
            ended = f"到完成时限{_day(state.last)}" if state.own and state.last else f"{year.plan.year}年内"
            reason = f"{_role(state)}的要点{no}{_quoted(state.point.title)}{since}，{ended}没有进展报告"
            yield Fault("point_no_report", lead.unit, no, reason, f"要点{no}上没有该单位的进展登记", no)


def point_not_done(year: Year) -> Iterator[Fault]:
    """Once the year, or the point's own last day, is over: a lead whose own work is below 100 (退回 counts as below).

    Of a point that never ends (持续推进) nobody can say that it was not finished.
    """
    reports = by_seat(year.ledger.progress)
    for state, lead in _leads(year):
        if lead.percent < FULL and not state.is_ongoing:
            no = state.point.no
            stands = "已退回，没有重报" if lead.status == "returned" else f"报到{lead.percent}%"
            due = _last(state, lead)
            dated = due and (state.own or due.year > year.plan.year)
            ended = f"完成时限{_day(due)}" if due and dated else f"{year.plan.year}年底"
            reason = f"{_role(state)}的要点{no}{_quoted(state.point.title)}，到{ended}未办结（{stands}）"
            seen = timely(reports.get((no, lead.answers), ()))
            evidence = f"最近的进展报告{seen[-1].id}" if seen else f"要点{no}上没有该单位的进展登记"
            yield Fault("point_not_done", lead.unit, no, reason, evidence, no)


def duty_missed(year: Year) -> Iterator[Fault]:
    """Items past their time and unmet: one fault for each duty and ower, with a count."""
    return _duties(year, "duty_missed")


def duty_late(year: Year) -> Iterator[Fault]:
    """Items met after their time: one fault for each duty and ower, with a count."""
    return _duties(year, "duty_late")


CONDITIONS: tuple[Callable[[Year], Iterator[Fault]], ...] = (
    no_self_inspection,
    finding_overdue,
    point_no_report,
    point_not_done,
    duty_missed,
    duty_late,
)


def _duties(year: Year, auto: str) -> Iterator[Fault]:
    status, _ = DUTY_FAULTS[auto]
    held: dict[tuple[str, str], list[DutyItem]] = defaultdict(list)
    for item in year.items:
        if item.status == status:
            for unit in _owing(year, item):
                if not _came_after(year, unit, item):
                    held[item.duty.id, unit].append(item)
    for (_, unit), items in held.items():
        yield _of_items(auto, unit, items)


def _of_items(auto: str, unit: str, items: Sequence[DutyItem]) -> Fault:
    """Return the fault that items of one duty are, all told in its words."""
    first, word = items[0], DUTY_FAULTS[auto][1]
    told = f"{len(items)}项{word}{_waiting(items)}：{_listed(map(_timed, items))}"
    place = f"要点{first.point}" if first.point else "通知"
    reason = f"{place}{_quoted(first.duty.quote)}{told}"
    evidence = f"应办事项{_listed(item.id for item in items)}"
    return Fault(auto, unit, first.duty.id, reason, evidence, first.point, count=len(items), items=tuple(items))


def _waiting(items: Sequence[DutyItem]) -> str:
    """Return how many of the items the unit says it met, which the office has not looked at (待核); empty for none."""
    count = sum(item.waits for item in items)
    which = f"其中{count}项" if count < len(items) else ""
    return f"（{which}单位已报，待核）" if count else ""


def apart_from(fault: Fault, taken: Collection[str]) -> Fault | None:
    """Return what is left of a fault without the items `taken`, by id; None where they were all of it."""
    left = [item for item in fault.items if item.id not in taken]
    if len(left) == len(fault.items):
        return fault
    return _of_items(fault.auto, fault.unit, left) if left else None


def days_late(item: DutyItem) -> int:
    """Return how many days late an item was met, a day begun being a day; 0 for one that was not met late."""
    if item.status != "late" or item.due is None or item.done is None:
        return 0
    return max(1, (item.done.date() - item.due.date()).days)


def in_days(fault: Fault) -> Fault:
    """Return a fault of items met late with the days of all of them as its count, for a rule that counts days."""
    days = sum(map(days_late, fault.items))
    told = f"，共迟{days}天" if fault.count > 1 else f"，迟{days}天"
    return replace(fault, count=days, reason=f"{fault.reason}{told}")


def _came_after(year: Year, unit: str, item: DutyItem) -> bool:
    """Tell whether an item had been due before it became the unit's own."""
    since = _own_since(year, unit, item.point)
    return bool(since and item.due and since > item.due.date())


def _own_since(year: Year, unit: str, point: str) -> date | None:
    """Return the day from which a unit answers for its part of a point: named or founded then; None: all the year."""
    seat, founded = year.roster.on(point, unit), next((u.from_ for u in year.plan.units if u.name == unit), None)
    days = [day for day in (seat.since if seat else None, founded) if day and day > year.plan.issued]
    return max(days, default=None)


def _took_over(year: Year, unit: str) -> date:
    """Return the day after a unit's last, from which its successor answers."""
    ended = next((each.until for each in year.plan.units if each.name == unit), None)
    return ended + timedelta(days=1) if ended else date.min


def _had_time(year: Year, since: date | None, until: date | None = None) -> bool:
    """Tell whether there was time left, as much as there is to begin in, from a day (None: all the year).

    It ran `until` a point's own last day, or the year's.
    """
    return since is None or since + START_GRACE <= (until or date(year.plan.year, 12, 31))


def _owing(year: Year, item: DutyItem) -> tuple[str, ...]:
    """Return who owes an item: each lead of one owed jointly. Several heirs of an ended unit wait for assign."""
    leads = year.roster.leads(item.point)
    if len(item.owers) == 1 or item.owers == leads:
        return item.owers
    if item.duty.owed_by != "leads":
        return ()
    heirs = (answering(year.plan, year.roster, u, item.point, year.standing.as_of) for u in leads)
    return tuple(dict.fromkeys(heir[0] for heir in heirs if len(heir) == 1))


def _leads(year: Year) -> Iterator[tuple[PointState, UnitState]]:
    """Yield each point whose time is over with each of its leads then, an heir for one that ended.

    Its time is over after its own last day, or with the year. Left out are those on whom it fell too late to do
    anything.
    """
    units = {unit.name: unit for unit in year.plan.units}
    for state in year.overview.points:
        for lead in state.leads:
            heir = units.get(lead.heir) if _has_ended(units.get(lead.unit), year.standing.as_of) else None
            held = replace(lead, unit=heir.name) if heir else lead
            own = {other.unit for other in state.leads if other is not lead}
            since = _took_over(year, lead.unit) if heir else _own_since(year, lead.unit, state.point.no)
            if (
                held.unit not in own
                and _is_over(year, state, lead)
                and _had_time(year, since, _last(state, lead))
                and not _has_ended(units.get(held.unit), year.standing.as_of)
            ):
                yield state, held


def _role(state: PointState) -> str:
    return "牵头" if state.led else "承担"


def _last(state: PointState, lead: UnitState) -> date | None:
    """Return the day by which a lead was to finish, None for the year's last."""
    return state.last if state.own else state.terms.get(lead.unit)


def _is_over(year: Year, state: PointState, lead: UnitState) -> bool:
    last = _last(state, lead)
    if last is None or (last.year == year.plan.year and not state.own):
        return year.standing.over
    return is_past(last, year.standing)


def _has_ended(unit: Unit | None, day: date) -> bool:
    return unit is None or has_ended(unit, day)


def _records(state: FindingState) -> str:
    ids = (state.finding.id, *(step.id for step in state.steps))
    return f"问题及整改记录{'、'.join(ids)}"


def _timed(item: DutyItem) -> str:
    due = f"{_moment(item, item.due)}到期" if item.due else ""
    done = f"，{_moment(item, item.done)}完成" if item.status == "late" and item.done else ""
    return f"{item.id}（{due}{done}）"


def _moment(item: DutyItem, at: datetime) -> str:
    """A clock of hours is told to the minute."""
    by_hours = item.duty.within is not None and item.duty.within.hours
    return f"{_day(at.date())}{at:%H:%M}" if by_hours else _day(at.date())


def _listed(words: Iterable[str]) -> str:
    told = list(words)
    more = f"等{len(told)}项" if len(told) > SHOWN_ITEMS else ""
    return f"{'、'.join(told[:SHOWN_ITEMS])}{more}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _quoted(words: str) -> str:
    """Put words between quotation marks; those inside become single ones."""
    return f"“{words.replace('“', '‘').replace('”', '’')}”"
