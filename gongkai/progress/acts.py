"""Progress: a unit reports, the office verifies or sends back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from gongkai.duty.acts import meet_with, review_with, still_owed
from gongkai.errors import BadValue, NotOnPoint
from gongkai.plan.lookup import find_points, points_typed
from gongkai.progress.status import FULL, may_return, may_verify, unit_state
from gongkai.register.act import Act, When, fact, handling
from gongkai.register.evidence import kept
from gongkai.register.kinds import Progress, Review
from gongkai.register.reading import EVERY_REPORT
from gongkai.register.recordable import not_before_issue, on_point, reason_given
from gongkai.typed import percent_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from gongkai.duty.items import DutyItem
    from gongkai.progress.status import UnitState
    from gongkai.register.writing import Register


WITH_REPORT = "随进展一并核实"


class NewProgress(Struct, frozen=True):
    """A report as typed: `percent` is `40` or `40%`, `evidence` URLs, document numbers or paths.

    `alone`: it says nothing of the unit's dated items.
    """

    point: str
    unit: str
    percent: str
    note: str = ""
    evidence: tuple[str, ...] = ()
    alone: bool = False


class Reported(Struct, frozen=True):
    """What was recorded, where the unit stood on that day before it, and where it stands with it.

    `proved`: there is evidence among its reports, or the office will not ask for it, which checks what a lead says it
    has finished. `items` are the dated ones of the point that it met, `owed` those that it did not.
    """

    record: Progress
    before: UnitState
    now: UnitState
    is_latest: bool
    proved: bool
    items: tuple[DutyItem, ...] = ()
    owed: tuple[DutyItem, ...] = ()


def add_progress(register: Register, when: When, new: NewProgress) -> Reported:
    """Record a unit's dated report on a point. Refused outside the year, or where the unit is not on the point.

    A lead's of 100 % meets its open dated items of the point: one fact is one entry (`duty.one_fact`).
    """
    act = fact(register, when, new.point)
    not_before_issue(act.plan, act.day)
    act.living(act.unit(new.unit))
    unit, point = _seat(act, new.unit, new.point)
    percent = percent_of(new.percent)
    before = _state(act, point, unit, act.day)
    record = Progress(
        year=act.year,
        day=act.day,
        point=point,
        unit=unit,
        percent=percent,
        note=new.note.strip(),
        evidence=kept(register, new.evidence),
    )
    record = register.add(record, "progress.add")
    now = _state(act, point, unit, register.today)
    checked = percent == FULL and act.roster.leads_on(point, unit)
    proved = not checked or any(report.evidence for report in register.reports(act.year, point, unit, EVERY_REPORT))
    finished = percent == now.percent == FULL and not new.alone
    items = meet_with(act, record) if finished else ()
    owed = still_owed(act, record) if finished and not items else ()
    return Reported(record, before, now, now.updated == record.day, proved, items, owed)


def add_each(register: Register, when: When, new: NewProgress) -> tuple[Reported, ...]:
    """Record the same report on each of the points that `1,3-5` names; refused where one of them is."""
    points = find_points(register.plan(when.year), new.point)
    if not points:
        raise BadValue("没有写明是哪些要点", "写要点编号，如 8 或 3-7,12")
    if len(points) > 1:
        _all_its_own(fact(register, when, points[0]), new.unit, points)
    return tuple(add_progress(register, when, replace(new, point=no)) for no in points)


def _all_its_own(act: Act, typed: str, points: Sequence[str]) -> None:
    """Name all points at once on which the unit is not, with what to type for the others; raises `NotOnPoint`."""
    unit = act.unit(typed).name
    own = [no for no in points if act.roster.on(no, unit)]
    if own and own != list(points):
        away = "、".join(no for no in points if no not in own)
        raise NotOnPoint(unit, away, points_typed(act.plan, own))


class ReturnedReport(Struct, frozen=True):
    """What was recorded, and the items that were said to be met with the report and are owed as before."""

    record: Review
    items: tuple[DutyItem, ...] = ()


def verify(register: Register, when: When, point: str, unit: str, note: str = "") -> Review:
    """Record that the office has checked a unit's finished work; needs evidence among its reports, or a note."""
    act = handling(register, when)
    name, no = _seat(act, unit, point)
    reports = _reported(act, no, name)
    state = _state(act, no, name, act.day)
    if state.status == "returned" or (state.status == "in_progress" and not _is_ongoing(act, no)):
        _not_yet_done(act, no, name)
    may_verify(state, no, reports, note, ongoing=_is_ongoing(act, no))
    record = register.add(_review(act, no, name, "verified", note.strip()), "progress.verify")
    review_with(act, reports, "verified", note.strip() or WITH_REPORT)
    return record


def send_back(register: Register, when: When, point: str, unit: str, reason: str) -> ReturnedReport:
    """Record that the office sends a unit's report back (退回), with the reason, and what it said of dated items."""
    act = handling(register, when)
    name, no = _seat(act, unit, point)
    reports, why = _reported(act, no, name), reason_given(reason)
    may_return(_state(act, no, name, act.day), no)
    record = register.add(_review(act, no, name, "returned", why), "progress.return")
    return ReturnedReport(record, review_with(act, reports, "returned", why))


def _seat(act: Act, unit: str, point: str) -> tuple[str, str]:
    name, no = act.unit(unit).name, act.point(point)
    on_point(act.roster, no, name)
    return name, no


def _review(act: Act, point: str, unit: str, kind: Literal["verified", "returned"], note: str) -> Review:
    return Review(year=act.year, day=act.day, point=point, unit=unit, kind=kind, note=note, by=act.by)


def _reported(act: Act, point: str, unit: str) -> tuple[Progress, ...]:
    """Return the reports up to the day of the review; `BadValue` where the first one came only later."""
    reports = act.known(act.register.reports(act.year, point, unit, EVERY_REPORT))
    if reports:
        act.after(reports[0], "报告日期")
    return tuple(report for report in reports if report.day <= act.day)


def _not_yet_done(act: Act, point: str, unit: str) -> None:
    """What was reported as finished only later is not verified before; raises `BadValue` with both days."""
    reports = act.known(act.register.reports(act.year, point, unit, EVERY_REPORT))
    later = [report for report in reports if report.day > act.day and report.percent == FULL]
    if later and _state(act, point, unit, act.register.today).status == "done":
        act.after(later[0], "报告日期")


def _state(act: Act, point: str, unit: str, until: date) -> UnitState:
    reports = act.register.reports(act.year, point, unit, EVERY_REPORT)
    reviews = act.register.reviews(act.year, point, unit, EVERY_REPORT)
    by_then = [report for report in reports if report.day <= until]
    seen = [review for review in reviews if review.day <= until]
    return unit_state(unit, by_then, seen, ongoing=_is_ongoing(act, point))


def _is_ongoing(act: Act, no: str) -> bool:
    return next(point.ongoing for point in act.plan.points if point.no == no)
