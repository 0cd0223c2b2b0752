"""What may be recorded: each rule says yes by returning, no by raising. Plain values in, no store."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from gongkai.errors import BadValue, NotOnPoint, OutsideYear, Refused
from gongkai.plan.roster import in_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gongkai.plan.model import Plan, Unit
    from gongkai.plan.roster import Roster
    from gongkai.register.kinds import Progress, Record, Review

R = TypeVar("R", bound="Record")
S = TypeVar("S", "Progress", "Review")
VOID = ("void", "编号", "--reason", "理由")


def fact_day(plan: Plan, day: date, last: date | None = None) -> date:
    """Return the day of a fact, which lies in the plan's year; raises `OutsideYear`.

    What is to be done by a `last` day after the year is done after it, too, in time or late.
    """
    runs_on = last is not None and last.year > plan.year
    if day.year < plan.year or (day.year > plan.year and not runs_on):
        raise OutsideYear(day, plan.year)
    return day


def not_before_issue(plan: Plan, day: date, option: str = "--date") -> None:
    """Nothing was asked for before the notice was issued: there is no progress on it then; raises `Refused`."""
    if day < plan.issued:
        raise Refused(f"{day} 早于要点印发日期 {plan.issued}，要点还没有提出要求", f"请核对 {option}")


def handling_day(plan: Plan, day: date) -> date:
    """Return the day of an act of handling, which may come after the year but not before it began."""
    if day < min(date(plan.year, 1, 1), plan.issued):
        raise Refused(f"{day.isoformat()} 早于{plan.year}年度，不能登记", "请核对 --date；别的年度用 --year 写明")
    return day


def not_ahead(day: date, today: date) -> None:
    """What has not come yet cannot be recorded; raises `Refused`."""
    if day > today:
        raise Refused(f"{day.isoformat()} 还没有到（今天是 {today.isoformat()}），不能登记", "请核对日期")


def not_before(day: date, earlier: Record, today: date, what: str = "", said: str = "处理日期") -> None:
    """An act does not come before what it refers to, `what` in words; raises `BadValue` with both days.

    What is dated ahead, by a clock since put right, is held to be of today: it can be handled at once.
    """
    if day < min(earlier.day, today):
        raise BadValue(f"{said} {day} 早于{what or f'{earlier.id}的日期'} {earlier.day}", "请核对 --date")


def is_ahead(record: Record, today: date) -> bool:
    """Tell whether a record is dated, or was typed, after today: the clock ran ahead then. It does not count yet."""
    return max(record.day, record.recorded.date() if record.recorded else record.day) > today


def was_to_come(record: Record, later: Record) -> bool:
    """Tell whether a record was dated ahead when one of an earlier day was typed `later`: its clock had run ahead."""
    behind = later.seq > record.seq and later.day < record.day
    return behind and later.recorded is not None and later.recorded.date() < record.day


def timely(records: Sequence[R]) -> Sequence[R]:
    """Return the records about one thing, in order of day, without those that were to come when a later was typed.

    What a clock dated ahead does not override what was written down after it had been put right.
    """
    if all(one.seq < other.seq for one, other in pairwise(records)):
        return records
    return [record for record in records if not any(was_to_come(record, other) for other in records)]


def by_seat(records: Iterable[S]) -> dict[tuple[str, str], list[S]]:
    """Return what is on record at each place: a point, and a unit on it."""
    found: dict[tuple[str, str], list[S]] = defaultdict(list)
    for record in records:
        found[record.point, record.unit].append(record)
    return found


def in_order(reports: Sequence[Progress], reviews: Sequence[Review]) -> list[Progress | Review]:
    """Return the timely reports and the reviews of one place as they follow on each other: by day, then seq.

    A review after the year ended counts as of its last day, as a report of the year cannot be dated later, or as of the
    last report, where the point runs on.
    """
    end = max(date(reports[0].year, 12, 31), *(report.day for report in reports)) if reports else date.max
    records: tuple[Progress | Review, ...] = (*reports, *reviews)
    return sorted(records, key=lambda record: (min(record.day, end), record.seq))


def carried_on(own: Sequence[R], theirs: Iterable[R], ended: date) -> tuple[R, ...]:
    """Return what is on record at the place of a unit that `ended`: its own, and its heir's from the next day on."""
    return (*own, *(record for record in theirs if record.day > ended))


def by_now(records: Iterable[R], today: date) -> tuple[R, ...]:
    """Return the records that are not dated ahead: the others stand in nobody's way."""
    return tuple(record for record in records if not is_ahead(record, today))


def on_point(roster: Roster, point: str, unit: str) -> None:
    """A unit reports only on points it is assigned to; raises `NotOnPoint`."""
    if roster.on(point, unit) is None:
        raise NotOnPoint(unit, point)


def unit_exists(plan: Plan, unit: Unit) -> None:
    """Only units of the plan's year are assessed in it."""
    if not in_year(unit, plan.year):
        heirs = "、".join(unit.successor)
        raise Refused(f"{unit.name}不是{plan.year}年的单位", f"现由{heirs}承继" if heirs else "")


def unit_lives(unit: Unit, day: date) -> None:
    """Nothing new is recorded of a unit after its last day: its successor answers; raises `Refused`."""
    if unit.until is not None and day > unit.until:
        heirs = "、".join(unit.successor)
        message = f"{unit.name}已于 {unit.until.isoformat()} 撤销，{day.isoformat()} 的情况不能记在它名下"
        hint = f"现由{heirs}承继，用 -u {unit.successor[0]}；" if heirs else ""
        raise Refused(message, f"{hint}撤销以前的事，用 --date 写明日期")


def reason_given(text: str, what: str = "理由", option: str = "") -> str:
    """An act that judges gives its reason in words; raises `BadValue` where it is blank."""
    if not text.strip():
        raise BadValue(f"{what}不能为空", f"请用 {option} 写明{what}" if option else f"请写明{what}")
    return text.strip()
