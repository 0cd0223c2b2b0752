"""The year's plan as it was loaded: work points, units, collectives, duties. Frozen, and free of any file format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from gongkai.domain.scheme import Assessment

Every = Literal["", "day", "workday", "month", "quarter"]
OWED_BY_WORDS = ("leads", "each_lead", "each_responsible", "event")


class Lights(Struct, frozen=True):
    """Days before a due day, and days of silence, that turn a light yellow."""

    due_days: int = 30
    silent_days: int = 90


class Holidays(Struct, frozen=True):
    """The plan's own days off and make-up days; they take precedence over the calendar."""

    off: tuple[date, ...] = ()
    work: tuple[date, ...] = ()


class Unit(Struct, frozen=True):
    """A unit of the roster. `initials` are pinyin initials of its name and aliases, made at load time.

    `until` is its last day; `successor` names the units that take over what it left open.
    """

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    source: str = ""
    from_: date | None = None
    until: date | None = None
    successor: tuple[str, ...] = ()
    note: str = ""


class Collective(Struct, frozen=True):
    """A collective name (各镇人民政府): the kinds it takes in, another collective it equals, or unresolved."""

    name: str
    kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    same_as: str = ""
    unresolved: bool = False
    note: str = ""


class SelfInspectionRule(Struct, frozen=True):
    """Which kinds of unit owe how many self-inspections in the year, in the notice's words."""

    kinds: tuple[str, ...] = ()
    at_least: int = 1
    quote: str = ""


class Within(Struct, frozen=True):
    """A limit that starts with an event: workdays (event day not counted) or natural hours; one is 0."""

    workdays: int = 0
    hours: int = 0


class Target(Struct, frozen=True):
    """A quantity to reach: `at_least` or `at_most`, in `unit` (`%`, 项 …)."""

    at_least: Decimal | None = None
    at_most: Decimal | None = None
    unit: str = ""


class Duty(Struct, frozen=True):
    """A measurable demand of a work point, quoting its words. Exactly one of by, every, within, target is set.

    `owed_by` is one of `OWED_BY_WORDS`, or empty when `owers` names units.
    """

    id: str
    quote: str
    what: str = ""
    by: date | None = None
    every: Every = ""
    grace_days: int = 0
    first_running: bool = False
    within: Within | None = None
    from_: str = ""
    target: Target | None = None
    owed_by: str = "leads"
    owers: tuple[str, ...] = ()
    note: str = ""


class WorkPoint(Struct, frozen=True):
    """One of the year's points. `lead`, `responsible` and `support` keep the source's wording; `notes` its slips."""

    no: str
    title: str
    text: str
    chapter: str
    section: str
    lead: tuple[str, ...]
    responsible: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    notes: tuple[str, ...] = ()


class Plan(Struct, frozen=True):
    """One year's notice and everything the year is judged by. `points` are in file order.

    `lead` of a point holds the source's wording (县发展改革委); `Plan.units` knows it as an alias.
    """

    year: int
    title: str
    number: str
    issuer: str
    issued: date
    office: str
    units: tuple[Unit, ...]
    points: tuple[WorkPoint, ...]
    collectives: tuple[Collective, ...] = ()
    lights: Lights = Lights()
    holidays: Holidays = Holidays()
    self_inspection: SelfInspectionRule = SelfInspectionRule()
    assessment: Assessment | None = None
    notes: tuple[str, ...] = ()
