"""What may be recorded: each rule says yes by returning, no by raising. Plain values in, no store."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from gongkai.errors import BadValue, NotOnPoint, OutsideYear, Refused
from gongkai.plan.roster import in_year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.duty.items import DutyItem
    from gongkai.plan.model import Plan, Unit
    from gongkai.plan.roster import Roster
    from gongkai.progress.status import UnitState
    from gongkai.register.kinds import Progress

FULL = 100
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


def percent_of(text: str) -> int:
    """Return whole percent from `40`, `40%`, `４０％`; raises `BadValue` outside 0 to 100."""
    typed = unicodedata.normalize("NFKC", text).strip().removesuffix("%").strip()
    if not re.fullmatch(r"[0-9]{1,3}", typed) or int(typed) > FULL:
        raise BadValue(f"完成比例“{text}”不对", "请写 0 到 100 的整数，如 40 或 40%")
    return int(typed)


def reason_given(text: str, what: str = "理由", option: str = "") -> str:
    """An act that judges gives its reason in words; raises `BadValue` where it is blank."""
    if not text.strip():
        raise BadValue(f"{what}不能为空", f"请用 {option} 写明{what}" if option else f"请写明{what}")
    return text.strip()


def may_verify(state: UnitState, point: str, reports: Sequence[Progress], note: str) -> None:
    """The office verifies what a unit reports as finished, on evidence or with a note."""
    if state.status == "verified":
        raise Refused(f"{state.unit}在要点{point}上已核实销号，无需重复")
    if state.status != "done":
        says = f"只报到 {state.percent}%" if state.updated else "还没有报告"
        says = "已被退回，尚未重报" if state.status == "returned" else says
        raise Refused(f"{state.unit}在要点{point}上{says}，不能核实", "等单位报到 100% 后再核实")
    if not note.strip() and not any(report.evidence for report in reports):
        raise Refused(f"{state.unit}在要点{point}上没有提供佐证", "请核对后用 --note 写明核实依据")


def may_return(state: UnitState, point: str) -> None:
    """Only what was reported can be sent back, and once until the next report."""
    if state.updated is None:
        raise Refused(f"{state.unit}在要点{point}上还没有报告，无可退回")
    if state.status == "returned":
        raise Refused(f"{state.unit}在要点{point}上已退回，正等待重报")


def may_settle(item: DutyItem, *, again: bool = False) -> None:
    """An item is settled once; a cancelled one needs nothing more."""
    mistaken = f"登记错的先作废再登记（编号在要点{item.point}的经过里）"
    if item.status == "cancelled":
        raise Refused(f"应办事项 {item.id} 已取消", mistaken, do=VOID)
    if not again and item.status in ("met", "late"):
        hours = item.duty.within is not None and item.duty.within.hours
        done = f"{item.done:%Y-%m-%d %H:%M}" if hours else f"{item.done:%Y-%m-%d}"
        raise Refused(f"应办事项 {item.id} 已办结（{done}）", f"补充佐证只写 --evidence；{mistaken}", do=VOID)
