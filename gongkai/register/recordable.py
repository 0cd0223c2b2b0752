"""What may be recorded: each rule says yes by returning, no by raising. Plain values in, no store."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gongkai.errors import BadValue, NotOnPoint, OutsideYear, Refused
from gongkai.plan.roster import in_year

if TYPE_CHECKING:
    from gongkai.plan.model import Plan, Unit
    from gongkai.plan.roster import Roster

VOID = ("void", "编号", "--reason", "理由")


def fact_day(plan: Plan, day: date) -> date:
    """Return the day of a fact, which lies in the plan's year; raises `OutsideYear`."""
    if day.year != plan.year:
        raise OutsideYear(day, plan.year)
    return day


def handling_day(plan: Plan, day: date) -> date:
    """Return the day of an act of handling, which may come after the year but not before it began."""
    if day < min(date(plan.year, 1, 1), plan.issued):
        raise Refused(f"{day.isoformat()} 早于{plan.year}年度，不能登记", "请核对 --date；别的年度用 --year 写明")
    return day


def not_ahead(day: date, today: date) -> None:
    """What has not come yet cannot be recorded; raises `Refused`."""
    if day > today:
        raise Refused(f"{day.isoformat()} 还没有到（今天是 {today.isoformat()}），不能登记", "请核对日期")


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
