"""Small hands for writing a year down in a test: a plan, its points, and records that number themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Literal, TypeVar

from msgspec.structs import replace

from gongkai.duty.items import duty_items
from gongkai.finding.states import finding_states
from gongkai.plan.calendar import Calendar
from gongkai.plan.model import Collective, Duty, Plan, SelfInspectionRule, Unit, WorkPoint
from gongkai.plan.roster import roster_of
from gongkai.progress.status import overview
from gongkai.register.kinds import (
    Appeal,
    Assign,
    DutyEvent,
    DutyReview,
    Evidence,
    Extension,
    Figure,
    Finding,
    FindingStep,
    Inspection,
    Progress,
    Record,
    Reminder,
    Review,
    Role,
    Ruling,
    ScoreEntry,
    SelfInspection,
    Settlement,
    letter_of,
)
from gongkai.register.ledger import CST, Ledger, stand
from gongkai.year import Year

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongkai.duty.items import DutyItem
    from gongkai.finding.states import FindingState
    from gongkai.plan.roster import Roster
    from gongkai.progress.status import Overview, PointState
    from gongkai.register.ledger import Standing

R = TypeVar("R", bound=Record)

OFFICE, EDUCATION, FINANCE, NET = "县政府办公室", "县教育局", "县财政局", "县网信办"
EAST, WEST = "东镇人民政府", "西镇人民政府"
ISSUED = date(2018, 7, 25)
URL = Evidence("url", "http://www.weiyuan.gov.cn/a.html")

UNITS = (
    Unit(OFFICE, "政府部门", ("县政府办",), ("xzfbgs", "zfbgs", "xzfb", "zfb")),
    Unit(EDUCATION, "政府部门", ("教育局",), ("xjyj", "jyj")),
    Unit(FINANCE, "政府部门", ("财政局",), ("xczj", "czj")),
    Unit(NET, "党委部门", (), ("xwxb", "wxb")),
    Unit(EAST, "镇", ("东镇",), ("dzrmzf", "dz")),
    Unit(WEST, "镇", ("西镇",), ("xzrmzf", "xz")),
)
TOWNS, BUREAUS, OTHERS = "各镇人民政府", "县政府各部门", "有关单位"
COLLECTIVES = (
    Collective(TOWNS, kinds=("镇",)),
    Collective("各县人民政府", same_as=TOWNS, note="原文如此"),
    Collective(BUREAUS, kinds=("政府部门", "直属单位")),
    Collective(OTHERS, unresolved=True),
    Collective("县政府有关部门", unresolved=True),
)


def day(text: str) -> date:
    """Return a day: `09-30` is in 2018."""
    return date.fromisoformat(text if len(text) > len("09-30") else f"2018-{text}")


def moment(text: str) -> datetime:
    """Return a moment in Asia/Shanghai: `10-01 22:30`."""
    on, at = text.split(" ")
    return datetime.combine(day(on), datetime.strptime(at, "%H:%M").replace(tzinfo=CST).timetz())


def days(text: str) -> list[date]:
    """Return the days of 2018 in `02-15..02-21 04-05`, both ends in."""
    found = []
    for part in text.split():
        first, _, last = part.partition("..")
        begin, end = day(first), day(last or first)
        found += [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    return found


_OFF = {
    "元旦": "01-01 2018-12-30..2019-01-01",
    "春节": "02-15..02-21",
    "清明节": "04-05..04-07",
    "劳动节": "04-29..05-01",
    "端午节": "06-16..06-18",
    "中秋节": "09-22..09-24",
    "国庆节": "10-01..10-07",
}
_WORK = "02-11 02-24 04-08 04-28 09-29 09-30 12-29"
CALENDAR = Calendar(
    {off: name for name, text in _OFF.items() for off in days(text)}, frozenset(days(_WORK)), frozenset({2018, 2019})
)


def point(
    no: str = "1",
    lead: tuple[str, ...] = (OFFICE,),
    responsible: tuple[str, ...] = (),
    support: tuple[str, ...] = (),
    *duties: Duty,
    chapter: str = "一、深化供给内容",
) -> WorkPoint:
    """Write a work point."""
    return WorkPoint(no, f"要点{no}", f"要点{no}全文。", chapter, "（一）某节", lead, responsible, support, duties)


def plan(*points: WorkPoint, units: tuple[Unit, ...] = UNITS, year: int = 2018, issued: date = ISSUED) -> Plan:
    """Write a plan; with no points, one that the office leads."""
    return Plan(
        year,
        f"某县{year}年政务公开工作要点",
        f"某府办函〔{year}〕46号",
        "某县人民政府办公室",
        issued,
        OFFICE,
        units,
        points or (point(),),
        COLLECTIVES,
        self_inspection=SelfInspectionRule(("镇", "政府部门"), 1, "不少于1次"),
    )


def changed(name: str, **dates: date | tuple[str, ...]) -> tuple[Unit, ...]:
    """Return the roster with one unit's `from_`, `until` or `successor` set."""
    return tuple(replace(unit, **dates) if unit.name == name else unit for unit in UNITS)


_numbers = count(1)


def numbered(record: R) -> R:
    """Give a record the next line of the trail, typed at nine on its day unless said."""
    seq = next(_numbers)
    at = record.recorded or datetime(record.day.year, record.day.month, record.day.day, 9, tzinfo=CST)
    return replace(record, id=f"{letter_of(record)}{seq}", seq=seq, recorded=at, actor=record.actor or "李某")


def report(
    on: str, percent: int, unit: str = OFFICE, point: str = "1", evidence: tuple[Evidence, ...] = (URL,)
) -> Progress:
    """A unit reports."""
    progress = Progress(year=2018, day=day(on), point=point, unit=unit, percent=percent, evidence=evidence)
    return numbered(progress)


def verify(on: str, unit: str = OFFICE, point: str = "1") -> Review:
    """The office has checked."""
    return numbered(Review(year=2018, day=day(on), point=point, unit=unit, kind="verified", by="王某"))


def send_back(on: str, unit: str = OFFICE, point: str = "1") -> Review:
    """The office returns a report."""
    return numbered(Review(year=2018, day=day(on), point=point, unit=unit, kind="returned", note="链接打不开"))


def assign(on: str, unit: str, point: str = "", role: Role | Literal[""] = "", person: str = "") -> Assign:
    """The office names a unit, or the person in charge."""
    return numbered(Assign(year=2018, day=day(on), unit=unit, point=point, role=role, person=person))


def selfcheck(on: str, unit: str) -> SelfInspection:
    """A unit inspects itself."""
    return numbered(SelfInspection(year=2018, day=day(on), unit=unit))


def finding(on: str, unit: str = EAST, due: str = "", point: str = "", measure: str = "") -> Finding:
    """A problem is found."""
    by = day(due) if due else None
    found = Finding(
        year=2018, day=day(on), unit=unit, problem="目录未公开", source="self", point=point, due=by, measure=measure
    )
    return numbered(found)


def step(
    of: Finding,
    kind: Literal["planned", "rectified", "closed", "reopened", "extended"],
    on: str,
    due: str = "",
    measure: str = "",
) -> FindingStep:
    """Something happens to a finding."""
    by = day(due) if due else None
    taken = FindingStep(year=2018, day=day(on), finding=of.id, kind=kind, due=by, measure=measure, by="王某")
    return numbered(taken)


def event(at: str, *duties: str, unit: str = OFFICE) -> DutyEvent:
    """Something happens that starts clocks."""
    return numbered(DutyEvent(year=2018, day=moment(at).date(), duties=duties, unit=unit, at=moment(at)))


def met(
    item: str, at: str, value: int | None = None, evidence: tuple[Evidence, ...] = (URL,), typed: str = ""
) -> Settlement:
    """An item is reported as met, `typed` on that day unless another is said."""
    reached = None if value is None else Decimal(value)
    at_ = moment(at)
    duty = item.partition("/")[0]
    one = Settlement(year=2018, day=at_.date(), kind="done", duty=duty, item=item, at=at_, value=reached)
    return numbered(replace(one, evidence=evidence, recorded=moment(f"{typed} 09:00") if typed else None))


def cancel(item: str, at: str) -> Settlement:
    """An item is owed no more."""
    at_ = moment(at)
    duty = item.partition("/")[0]
    return numbered(Settlement(year=2018, day=at_.date(), kind="cancelled", duty=duty, item=item, at=at_))


def span(
    duty: str, first: str, last: str, skip: str = "", unit: str = "", evidence: tuple[Evidence, ...] = (URL,)
) -> Settlement:
    """A run of items is reported as met, each in its time, but for some."""
    end = moment(f"{last} 23:59")
    run = Settlement(year=2018, day=end.date(), kind="done", duty=duty, at=end, first=day(first), last=day(last))
    return numbered(replace(run, skip=tuple(days(skip)), unit=unit, evidence=evidence))


def extension(on: str, due: str, was: str, item: str = "", point: str = "1") -> Extension:
    """The office puts a last day off."""
    duty = item.partition("/")[0]
    put_off = Extension(
        year=2018, day=day(on), point=point, duty=duty, item=item, due=day(due), was=day(was), note="汛期"
    )
    return numbered(put_off)


def reviewed(on: str, kind: Literal["verified", "returned"], *items: str, note: str = "") -> DutyReview:
    """The office looks at what was said of items."""
    return numbered(DutyReview(year=2018, day=day(on), settlement="K1", kind=kind, items=items, note=note))


def ledger(of: Plan, *records: Record) -> Ledger:
    """Return the ledger of these records, each kind in order of day, then seq."""

    def kind(wanted: type[R]) -> tuple[R, ...]:
        mine = (record for record in records if isinstance(record, wanted))
        return tuple(sorted(mine, key=lambda record: (record.day, record.seq)))

    return Ledger(
        of,
        appeals=kind(Appeal),
        assigns=kind(Assign),
        progress=kind(Progress),
        reviews=kind(Review),
        self_inspections=kind(SelfInspection),
        inspections=kind(Inspection),
        findings=kind(Finding),
        finding_steps=kind(FindingStep),
        entries=kind(ScoreEntry),
        rulings=kind(Ruling),
        figures=kind(Figure),
        events=kind(DutyEvent),
        settlements=kind(Settlement),
        duty_reviews=kind(DutyReview),
        extensions=kind(Extension),
        reminders=kind(Reminder),
    )


@dataclass(frozen=True)
class Look:
    """A year as it reads at a moment."""

    roster: Roster
    standing: Standing
    items: tuple[DutyItem, ...]
    findings: tuple[FindingState, ...]
    overview: Overview

    def point(self, no: str = "1") -> PointState:
        """Return a point's state."""
        return next(state for state in self.overview.points if state.point.no == no)

    def item(self, item_id: str) -> DutyItem:
        """Return a duty's item."""
        return next(item for item in self.items if item.id == item_id)

    @property
    def why(self) -> list[str]:
        """Return the codes behind the first point's light."""
        return [reason.code for reason in self.overview.points[0].reasons]

    def ids(self) -> list[str]:
        """Return the ids of all items."""
        return [item.id for item in self.items]


def look(of: Plan, *records: Record, on: str = "08-01", at: str = "09:00", as_of: str = "") -> Look:
    """Read the year on a day, at a minute; only what is dated by then counts, as the store reads it."""
    standing = stand(of, moment(f"{on} {at}"), day(as_of) if as_of else None)
    read = ledger(of, *upto(records, standing.cutoff))
    roster = roster_of(of, read.assigns)
    items = duty_items(read, roster, standing, CALENDAR)
    findings = finding_states(read.findings, read.finding_steps)
    return Look(roster, standing, items, findings, overview(read, roster, items, standing))


def upto(records: Iterable[Record], cutoff: date) -> list[Record]:
    """Return the records dated up to a day."""
    return [record for record in records if record.day <= cutoff]


def judged(of: Plan, *records: Record, on: str = "08-01", at: str = "09:00", as_of: str = "") -> Year:
    """Return the year as it reads on a day, at a minute, of what is dated by then."""
    now = moment(f"{on} {at}")
    standing = stand(of, now, day(as_of) if as_of else None)
    return Year(ledger(of, *upto(records, standing.cutoff)), standing, now, CALENDAR)
