"""The year as read out for judging: frozen values, no session, no file."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from gongkai.domain.plan import Plan
    from gongkai.domain.records import (
        Appeal,
        Assign,
        Closing,
        DutyEvent,
        Figure,
        Finding,
        FindingStep,
        Inspection,
        Issue,
        Progress,
        Reminder,
        Review,
        Ruling,
        ScoreEntry,
        SelfInspection,
        Settlement,
        Void,
    )


UNREVISED: Mapping[int, int] = MappingProxyType({})


class Ledger(Struct, frozen=True):
    """One year's records, each kind in order of day, then seq, without those made void. A kind not asked for is empty.

    `progress` holds the latest report of each unit on each point and whatever follows its latest review; that is
    enough for every status. Listing commands ask for the whole. `head` is the trail's last hash.
    In a `demo` all is made up. `terms` are the workdays to object that earlier rubrics gave, by the number of the
    trail line that ended each, in order; read where a unit was told of anything.
    """

    plan: Plan
    assigns: tuple[Assign, ...] = ()
    progress: tuple[Progress, ...] = ()
    reviews: tuple[Review, ...] = ()
    self_inspections: tuple[SelfInspection, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    findings: tuple[Finding, ...] = ()
    finding_steps: tuple[FindingStep, ...] = ()
    entries: tuple[ScoreEntry, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    figures: tuple[Figure, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    closings: tuple[Closing, ...] = ()
    events: tuple[DutyEvent, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    issues: tuple[Issue, ...] = ()
    voids: tuple[Void, ...] = ()
    terms: Mapping[int, int] = UNREVISED
    head: str = ""
    size: int = 0
    demo: bool = False


class Standing(Struct, frozen=True):
    """Where the reader stands: `as_of` the day, `moment` what lateness is measured at, `cutoff` the last day counted.

    Once the year is over `as_of` is 31 December and `moment` the first minute after it, while handling goes on: it
    counts to `cutoff`, and its own deadlines are held against `handled`, the minute up to which it has been read.
    `closed` is the day the year was closed on, None while something may still be recorded for it; `seal` then begins
    the digest of what was frozen.
    """

    as_of: date
    moment: datetime
    cutoff: date
    over: bool
    handled: datetime
    closed: date | None = None
    seal: str = ""
