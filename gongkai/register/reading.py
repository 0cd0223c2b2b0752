"""Reading the store: one snapshot, plain SQL over the driver, frozen records out. Cheap to import and to open."""

from __future__ import annotations

import re
import unicodedata
from contextlib import closing, contextmanager
from datetime import date, datetime
from itertools import pairwise, product
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from gongkai.errors import Altered, BadValue, Refused, StoreFault, UnknownName
from gongkai.plan.form import appeal_workdays_of, plan_from_json
from gongkai.plan.lookup import apart
from gongkai.plan.succession import as_named_now, names_of, old_names, under_current_names
from gongkai.register import codec, queries
from gongkai.register import driver as driving
from gongkai.register import driver as faults
from gongkai.register.driver import not_ours, nothing_there
from gongkai.register.kinds import (
    KINDS,
    Closing,
    FindingStep,
    Progress,
    Record,
    Review,
    Revision,
    Ruling,
    ScoreEntry,
    Void,
    kind_by_letter,
    kind_of,
    kinds_by_field,
    list_of,
)
from gongkai.register.ledger import EVERYWHERE, Ledger
from gongkai.register.recordable import by_now, by_seat, carried_on, in_order, is_ahead
from gongkai.register.structure import must_be_ours
from gongkai.register.trail import MACHINES, PURPOSES, Head, TrailLine, genesis, unit_of_machine
from gongkai.settings import is_postgres, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gongkai.plan.model import Plan
    from gongkai.register.codec import Row, Value
    from gongkai.register.driver import Source
    from gongkai.register.kinds import Evidence
    from gongkai.register.ledger import Place
    from gongkai.register.logins import Login

R = TypeVar("R", bound=Record)

EVERYTHING = frozenset(kinds_by_field())
_ID = r"([A-Z])([0-9]{1,18})"
_FIGURE = "[0-9]{1,9}"
_ORDER, _DAY, _SEQ = attrgetter("day", "seq"), attrgetter("day"), attrgetter("seq")
EVERY_REPORT = 100_000
"""Of one unit on one point: more than a year can hold."""


class Reader:
    """The store as it stood when it was opened. Records of a kind come in order of day, then seq."""

    def __init__(self, source: Source, store: str) -> None:
        self.source = source
        self.store = store
        self.meta = meta_of(source, store)
        self.unverified = False
        """Whether its reader has asked that it is not verified: a paper told from it says so."""
        self.login = _login_of(source) if self.meta.shared else None
        source.login, source.held_to = self.login, self.meta.roles
        self._plans: dict[int, Plan] = {}

    @property
    def behind(self) -> bool:
        """Whether something is to be brought up to this program before anything else: see `bring_up`."""
        return self.meta.behind or (self.meta.shared and self.meta.roles < HELD_TO and _is_owner(self))

    @property
    def name(self) -> str:
        """The ledger's random name."""
        return self.meta.ledger

    def head(self) -> Head:
        """Return the end of the trail."""
        rows = self.source.rows(queries.HEAD)
        return Head(*cast("tuple[str, int]", rows[0])) if rows else Head(genesis(self.name), 0)

    def years(self) -> tuple[int, ...]:
        """Return the years that have a plan, earliest first."""
        return tuple(cast("int", year) for (year,) in self.source.rows(queries.YEARS))

    def plan(self, year: int | None = None) -> Plan:
        """Return the plan in force: the last one loaded for `year`, else for the latest year (BadValue if none)."""
        wanted = year if year is not None else max(self.years(), default=0)
        if wanted in self._plans:
            return self._plans[wanted]
        rows = self.source.rows(queries.PLAN_BODY, year=wanted)
        if not rows:
            what = f"还没有 {year} 年度的要点" if year is not None else "还没有装入任何年度要点"
            raise BadValue(what, faults.FIRST, do=faults.LOAD)
        return self._plans.setdefault(wanted, plan_from_json(str(rows[0][0])))

    def ledger(
        self,
        year: int | None = None,
        cutoff: date = date.max,
        *,
        latest: bool = False,
        ends: tuple[date, ...] = (),
        place: Place | None = None,
    ) -> Ledger:
        """Return all of the year's records dated up to `cutoff`.

        With `latest` of the reports only those that decide a status: enough for whatever does not tell of each. With
        `ends` those too that decided one at the end of these days, with a `place` all that were made there.
        """
        latest = (latest or bool(ends)) and place != EVERYWHERE
        return self._ledger(year, cutoff, EVERYTHING, latest=latest, ends=ends, place=place)

    def of_kind(self, kind: type[R], year: int | None = None, cutoff: date = date.max) -> tuple[R, ...]:
        """Return the year's records of one kind that are dated up to `cutoff`."""
        field = kind_of(kind).field
        found: tuple[R, ...] = getattr(self._ledger(year, cutoff, frozenset((field,)), latest=False), field)
        return found

    def _ledger(
        self,
        year: int | None,
        cutoff: date,
        fields: frozenset[str],
        *,
        latest: bool,
        ends: tuple[date, ...] = (),
        place: Place | None = None,
    ) -> Ledger:
        plan, head = self.plan(year), self.head()
        found: dict[str, Any] = {}
        for field in fields - {"progress"} if latest else fields:
            kind = kinds_by_field()[field].record
            found[field] = self._records(queries.OF_YEAR, kind, year=plan.year, cutoff=cutoff.isoformat())
        if latest:
            found["progress"] = self._latest(plan, cutoff, ends, place, found["reviews"])
        if any(ruling.kind == "notified" for ruling in found.get("rulings", ())):
            found["terms"] = self.terms(plan.year)
        found |= {"head": head.hash, "size": head.seq, "demo": self.meta.demo, "years": self.years()}
        found["unverified"] = self.unverified
        ledger = Ledger(plan, **found, latest=latest, ends=ends, place=place)
        renamed = old_names(ledger)
        return self._renamed(ledger, renamed, cutoff) if renamed else ledger

    def at_line(self, year: int, seq: int) -> Ledger:
        """Return the year's records but the reports as they stood once a line of the trail was written.

        They stand under the plan that was in force, and what was made void later is among them.
        """
        bodies = cast("list[tuple[int, str, str]]", list(self.source.rows(queries.PLAN_BODIES, year=year)))
        plan = plan_from_json([body for until, _, body in bodies if until <= seq][-1])
        found: dict[str, Any] = {
            field: self._records(queries.AT_LINE, kinds_by_field()[field].record, year=year, seq=seq)
            for field in EVERYTHING - {"progress"}
        }
        found["terms"] = {until: ended for until, ended in self.terms(year).items() if until <= seq}
        found |= {"head": self.hash_at(seq), "size": seq, "demo": self.meta.demo, "years": self.years()}
        ledger = Ledger(plan, **found, unverified=self.unverified, latest=True)
        renamed = old_names(ledger)
        return under_current_names(ledger, renamed) if renamed else ledger

    def terms(self, year: int) -> dict[int, tuple[int, date]]:
        """Return the workdays to object that the year's earlier rubrics gave, by the seq that ended each, in order.

        Beside them stands the day on which the rubric ended.
        """
        rows = cast("list[tuple[int, str, str]]", list(self.source.rows(queries.PLAN_BODIES, year=year)))
        found = ((until, ended, appeal_workdays_of(body)) for (_, _, body), (until, ended, _) in pairwise(rows))
        return {until: (days, date.fromisoformat(ended)) for until, ended, days in found if days is not None}

    def find(self, text: str, *, void: bool = False) -> Record:
        """Return the record with an id, in any case and any width of digits, its number alone too (UnknownName).

        What was made void is found only where that is asked for, else `Refused`.
        """
        letter, seq = _parted(text)
        if not letter and (bare := _number(text)):
            letter, seq = _parted(self._of_number(bare))
        kind = kind_by_letter(letter)
        for record in self._records(queries.BY_SEQ, kind.record, seq=seq) if kind else ():
            if record.id == f"{letter}{seq}":
                if not void:
                    self._must_stand(record)
                return as_named_now(record, self.plan(record.year)) if hasattr(record, "unit") else record
        raise _unknown(text, self._of_number(seq) if letter else "")

    def _of_number(self, seq: int) -> str:
        """Return the id that bears a number: one is easily typed with another's letter."""
        typed = [kind.record for kind in KINDS if kind.record is not Revision]
        return next((record.id for kind in typed for record in self._records(queries.BY_SEQ, kind, seq=seq)), "")

    def _must_stand(self, record: Record) -> None:
        for void in self._records(queries.VOID_OF, Void, target=record.id):
            raise Refused(f"{record.id} 已于 {void.day} 作废（{void.id}：{void.note}）", "需要的话重新登记一条")

    def steps(self, finding: str) -> tuple[FindingStep, ...]:
        """Return what happened to a finding."""
        return self._records(queries.STEPS, FindingStep, finding=finding)

    def entries_on(self, finding: str) -> tuple[ScoreEntry, ...]:
        """Return the score entries made for a finding, revoked ones too."""
        return self._records(queries.STEPS, ScoreEntry, finding=finding)

    def rulings(self, entry: str) -> tuple[Ruling, ...]:
        """Return what was decided about a score entry."""
        return self._records(queries.RULINGS, Ruling, entry=entry)

    def closing(self, year: int, today: date | None = None) -> Closing | None:
        """Return the last word on whether the year is closed: its latest closing or reopening, None where neither.

        With `today` the last that counts by then; see `closings`.
        """
        last = next(iter(self._records(queries.LAST_OF_YEAR, Closing, year=year)), None)
        if last is None or today is None or not (is_ahead(last, today) or self._is_overtaken(last)):
            return last
        return next(iter(self.closings(year, today)[::-1]), None)

    def ahead(self, year: int, today: date) -> tuple[Record, ...]:
        """Return the year's records that are dated, or were typed, after today, in order of the register."""
        found = [
            record
            for kind in KINDS
            if kind.record is not Revision
            for record in self._records(queries.AHEAD, kind.record, year=year, today=today.isoformat())
        ]
        return tuple(sorted(found, key=attrgetter("seq")))

    def last_moment(self) -> datetime | None:
        """Return when the last line of the trail was written, None before the first."""
        rows = self.source.rows(queries.LAST_MOMENT)
        return datetime.fromisoformat(str(rows[0][0])) if rows else None

    def must_own(self, what: str) -> None:
        """Refuse what only the owner of the tables may do (`Refused`)."""
        if self.login is not None:
            raise Refused(f"{what}，登录名 {self.login.name} 没有这项权限", "请由数据库的所有者办理")

    @property
    def sees_all(self) -> bool:
        """Whether every record and the whole trail are read: all is, save by a unit's login."""
        return self.login is None or self.login.sees_all

    def must_see_all(self, what: str) -> None:
        """Refuse what is told from the whole ledger to a login that reads a part of it (`Refused`)."""
        if self.login is not None and not self.sees_all:
            raise Refused(
                f"{what}要看全部登记，登录名 {self.login.name}（{self.login.unit}）只看得到与本单位有关的",
                "请由办公室的登录名办理",
            )

    def closings(self, year: int, today: date | None = None) -> tuple[Closing, ...]:
        """Return all that was said of the year's closing, in order of the register.

        With `today` only what counts by then: a closing binds from its day on. One that a clock dated ahead stands in
        nobody's way before it, and has no force after it either where something was recorded meanwhile.
        """
        found = self._records(queries.OF_YEAR, Closing, year=year, cutoff=date.max.isoformat())
        every = tuple(sorted(found, key=attrgetter("seq")))
        if today is None:
            return every
        return tuple(each for each in by_now(every, today) if not self._is_overtaken(each))

    def _is_overtaken(self, closing: Closing) -> bool:
        """Tell whether something of its year was recorded before the day of a closing, after it: see `was_to_come`."""
        after = self.source.rows(queries.MOMENT_AT, seq=closing.seq + 1)
        if not after or datetime.fromisoformat(str(after[0][0])).date() >= closing.day:
            return False
        values: dict[str, Value] = {"year": closing.year, "seq": closing.seq, "day": closing.day.isoformat()}
        return any(self._records(queries.OVERTAKEN, kind.record, **values) for kind in KINDS)

    def reports(self, year: int, point: str, unit: str, most: int = 20) -> tuple[Progress, ...]:
        """Return a unit's latest reports on a point, at most `most`, the earliest first."""
        return self._on_seat(Progress, year, (point, unit), most)

    def reviews(self, year: int, point: str, unit: str, most: int = 20) -> tuple[Review, ...]:
        """Return the latest reviews of a unit's work on a point, at most `most`, the earliest first."""
        return self._on_seat(Review, year, (point, unit), most)

    def trail(self, most: int = 50, id: str = "") -> tuple[TrailLine, ...]:  # noqa: A002 - the word of the trade
        """Return the last `most` lines of the trail, or those of one record, deleted or not (UnknownName).

        The earliest come first.
        """
        if id:
            bare = _number(id)
            letter, seq = _parted(self._of_number(bare) if bare else id)
            rows = self.source.rows(queries.TRAIL_OF, id=f"{letter}{seq}")
            if not rows:
                raise _unknown(id)
        else:
            rows = self.source.rows(queries.TRAIL_END, most=most)[::-1]
        return tuple(TrailLine(*cast("Any", row)) for row in rows)

    def revised(self, year: int) -> int:
        """Return the number in the trail of the latest loading of a year's plan."""
        return int(str(self.source.rows(queries.REVISED, year=year)[0][0] or 0))

    def revisions(self, year: int) -> tuple[int, ...]:
        """Return the numbers in the trail of every loading of a year's plan."""
        return tuple(cast("int", seq) for (seq,) in self.source.rows(queries.REVISIONS, year=year))

    def trail_size(self) -> int:
        """Return how many lines the trail has."""
        return int(str(self.source.rows(queries.TRAIL_SIZE)[0][0]))

    def on_machines(self) -> dict[str, str]:
        """Return the units on whose machines the office recorded something, by its id."""
        return {line.id: unit_of_machine(line.os_user) for line in self._marked(MACHINES)}

    def on_purpose(self) -> frozenset[str]:
        """Return the ids of the records in which personal data stand on purpose."""
        return frozenset(line.id for line in self._marked(PURPOSES))

    def _marked(self, mark: str) -> Iterator[TrailLine]:
        """Yield the lines of the trail whose login is like a mark."""
        return (TrailLine(*cast("Any", row)) for row in self.source.rows(queries.TRAIL_MARKED, mark=mark))

    def line(self, seq: int) -> TrailLine | None:
        """Return one line of the trail by its number."""
        rows = self.source.rows(queries.TRAIL_AT, seq=seq)
        return TrailLine(*cast("Any", rows[0])) if rows else None

    def hash_at(self, seq: int) -> str:
        """Return the hash of one line of the trail, empty where there is none; every login may ask for it."""
        rows = self.source.rows(queries.HASH_AT, seq=seq)
        return str(rows[0][0]) if rows else ""

    def evidence_files(self) -> tuple[Evidence, ...]:
        """Return every file that a record of any year names as evidence, a void record too; each content once."""
        texts = (queries.for_kind(queries.EVIDENCE, kind) for kind in KINDS if "evidence" in kind.fields)
        rows = (row for text in texts for row in self.source.stream(text))
        pieces = (piece for (stored,) in rows for piece in codec.to_evidence(str(stored)))
        return tuple({piece.sha256: piece for piece in pieces if piece.kind == "file"}.values())

    def _latest(
        self, plan: Plan, cutoff: date, ends: tuple[date, ...], place: Place | None, reviews: Sequence[Review]
    ) -> tuple[Progress, ...]:
        found: dict[int, Progress] = {}
        last = self.last_moment()
        for until in (cutoff, *ends):
            values: dict[str, Value] = {"year": plan.year, "cutoff": cutoff.isoformat(), "until": until.isoformat()}
            past = last is not None and until < last.date()
            latest = self._records(queries.LATEST_BY if past else queries.LATEST, Progress, **values)
            below = self._records(queries.BELOW_SINCE, Progress, **values, end=f"{plan.year}-12-31")
            told = [review for review in reviews if review.day <= until]
            undone = self._below_of_heirs(plan, (latest, told), values)
            found |= {report.seq: report for report in (*latest, *below, *undone)}
        if place is not None:
            there = self._at(plan.year, cutoff, place)
            found.update(zip(map(_SEQ, there), there, strict=True))
        return tuple(sorted(sorted(found.values(), key=_SEQ), key=_DAY))  # many times as fast as by both at once

    def _below_of_heirs(
        self, plan: Plan, said: tuple[Sequence[Progress], Sequence[Review]], values: Mapping[str, Value]
    ) -> Iterator[Progress]:
        """Yield what undoes, for units that have ended, what was verified of them: their heirs carry the seat on.

        What was `said` last, and all reviews, tell whether there can be more that matters than what was said last.
        """
        ends = [(unit, unit.until, heir) for unit in plan.units if unit.until for heir in unit.successor]
        if not ends:
            return
        reports, reviews = by_seat(said[0]), by_seat(said[1])
        for (unit, ended, heir), point in product(ends, plan.points):
            own, theirs = (point.no, unit.name), (point.no, heir)
            both = in_order(
                carried_on(reports.get(own, ()), reports.get(theirs, ()), ended),
                carried_on(reviews.get(own, ()), reviews.get(theirs, ()), ended),
            )
            if since := _verified_since(both):
                day, seq = since
                for seat, after in ((own, ""), (theirs, ended.isoformat())):
                    place: dict[str, Value] = {"seat": codec.seat_of(*seat), "after": after}
                    place |= {"since": day.isoformat(), "seq": seq}
                    yield from self._records(queries.FIRST_BELOW, Progress, **values, **place)

    def _at(self, year: int, cutoff: date, place: Place) -> tuple[Progress, ...]:
        """Return every report of a point or a unit, or of one on the other, in order of the register."""
        values: dict[str, Value] = {"year": year, "cutoff": cutoff.isoformat()}
        return self._records(queries.AT_PLACE, Progress, **values, **codec.seats_at(*place))

    def _renamed(self, ledger: Ledger, now: Mapping[str, str], cutoff: date) -> Ledger:
        """Count what stands under old names for the new; what decided the old seat may not decide the one it joins."""
        if ledger.latest and ledger.progress:
            every = self._records(queries.OF_YEAR, Progress, year=ledger.plan.year, cutoff=cutoff.isoformat())
            ledger = replace(ledger, progress=every)
        return under_current_names(ledger, now)

    def _on_seat(self, kind: type[R], year: int, place: tuple[str, str], most: int) -> tuple[R, ...]:
        """Return what was recorded at a unit's place on a point, under any name the unit has had."""
        point, unit = place
        plan = self.plan(year)
        found = [
            record
            for name in names_of(plan, unit)
            for record in self._records(queries.ON_SEAT, kind, year=year, seat=codec.seat_of(point, name), most=most)
        ]
        return tuple(as_named_now(record, plan) for record in sorted(found, key=_ORDER)[-most:])

    def _records(self, sql: str, record: type[R], **values: Value) -> tuple[R, ...]:
        found: list[R] = []
        read = codec.reader_of(record)
        for rows in self.source.portions(queries.for_kind(sql, kind_of(record)), **values):
            try:
                found += read(rows)
            except _UNREADABLE as error:
                raise _unreadable(record, rows) from error
        return tuple(found)


def _verified_since(both: Sequence[Progress | Review]) -> tuple[date, int] | None:
    """Return day and number of the last review of a place, where it verified and something was reported after it.

    The day is that as of which it counts.
    """
    last = next((record for record in reversed(both) if isinstance(record, Review)), None)
    if last is None or last is both[-1] or last.kind != "verified":
        return None
    return min(last.day, both[-1].day), last.seq


@contextmanager
def open_reader(store: str, *, foreign: bool = False) -> Iterator[Reader]:
    """Open the store for reading, one snapshot for all that is asked. NoStore, or StoreFault when it cannot be read.

    A ledger of an older version is upgraded first. A file with tables, indexes or views that are not ours is refused
    (`Altered`), but for whoever verifies it (`foreign`).
    """
    with faults.faults_of(store):
        reader = _opened(store)
        if reader.behind:
            reader.source.raw.close()
            bring_up(reader)
            reader = _opened(store)
        with closing(reader.source.raw):
            if not foreign:
                must_be_ours(reader.source)
            yield reader


@contextmanager
def open_standby(store: str) -> Iterator[Reader]:
    """Open a standby for reading, as `open_reader` does its primary; nothing can be brought up to date there.

    StoreFault where that is called for.
    """
    with faults.faults_of(store):
        reader = _opened(store, standby=True)
        with closing(reader.source.raw):
            if reader.meta.behind:
                raise StoreFault(f"台账是旧版本的，要先在主库上升级：{shown(store)}")
            yield reader


def bring_up(reader: Reader) -> None:
    """Bring a store up to this program: its tables, and what its logins are held to. `Refused` but for the owner."""
    if reader.meta.behind:
        from gongkai.register.upgrade import upgrade

        reader.must_own("数据库要先升级")
        upgrade(reader.store)
    else:
        from gongkai.register.logins import renew

        renew(reader.store)


_UNREADABLE = (ValueError, TypeError, ArithmeticError, LookupError)
"""What a value that was never stored may raise when it is read: an impossible date, a text that is no list."""


def _unreadable(record: type[R], rows: Sequence[Row]) -> Altered:
    """Return the fault for rows of which one cannot be read, named by its id."""
    at = tuple(kind_of(record).fields).index("id")
    for row in rows:
        try:
            codec.to_records(record, [row])
        except _UNREADABLE:
            return Altered(f"{row[at]} 登记的内容读不出来，数据库文件已损坏或被改动过")
    return Altered("登记的内容读不出来，数据库文件已损坏或被改动过")


def _is_owner(reader: Reader) -> bool:
    from gongkai.register.logins import is_owner

    return reader.login is None and is_owner(reader.source)


def _login_of(source: Source) -> Login | None:
    from gongkai.register.logins import login_of

    return login_of(source)


def _parted(text: str) -> tuple[str, int]:
    """Part an id, in any case and width, into letter and number; no letter when it is none."""
    match = re.fullmatch(_ID, unicodedata.normalize("NFKC", text).strip().upper())
    return (match[1], int(match[2])) if match else ("", 0)


def _number(text: str) -> int:
    """Return the number that was typed without its letter: no two records share one; 0 where it is none."""
    typed = unicodedata.normalize("NFKC", text).strip()
    return int(typed) if re.fullmatch("[0-9]{1,18}", typed) else 0


def _unknown(text: str, meant: str = "") -> BadValue:
    """Return the error for an id that is nowhere; several in one text are told as such."""
    if len(parts := apart((text,))) > 1 and all(_parted(part)[0] for part in parts):
        return BadValue(f"“{text.strip()}”是几个编号，这里一次写一个", f"请逐个写，先写 {parts[0]}")
    listed = list_of(_parted(text)[0])
    where = "编号见清单" if listed else "编号是字母加数字，如 D37，可从各清单里查到"
    advice = f"{meant[1:]}号登记是 {meant}；{where}" if meant else where
    return UnknownName("编号", text, advice=advice, do=(listed, "list") if listed else ())


def _opened(store: str, *, standby: bool = False) -> Reader:
    raw = driving.open_for_reading(store, standby=standby)
    try:
        return Reader(driving.Source(raw, postgres=is_postgres(store)), store)
    except BaseException:
        raw.close()
        raise


SCHEMA = 11
"""The version of the tables that this program reads and writes."""
HELD_TO = 4
"""The version of what logins of a shared server are held to (`policies`): one higher whenever that changes alone."""
RENEWING = ("db", "init")
"""The command by which the owner sets anew what logins are held to."""
UPGRADE = "请先升级程序：pip install --upgrade gongkai"
LEDGER, VERSION, ROLES = "ledger", "version", "roles"
DEMO = "demo-"
"""How a demonstration's name begins. The name is what the trail starts from, so the mark cannot be taken off."""

_UNDEFINED_TABLE = "42P01"


class Meta(Struct, frozen=True):
    """The ledger's name, which is part of its trail, the version of its tables, and of what its logins are held to.

    `roles` is 0 where no logins share it.
    """

    ledger: str
    version: int
    roles: int = 0

    @property
    def shared(self) -> bool:
        """Whether roles are turned on."""
        return self.roles > 0

    @property
    def demo(self) -> bool:
        """Whether all that stands in it is made up."""
        return self.ledger.startswith(DEMO)

    @property
    def behind(self) -> bool:
        """Whether the tables are older than this program's."""
        return self.version < SCHEMA


def meta_of(source: Source, store: str) -> Meta:
    """Return what the store says of itself.

    NoStore for a PostgreSQL database without our tables; StoreFault for somebody else's database, and for a ledger
    made by a newer version of the program.
    """
    told = dict(_pairs(source, store))
    name, version = str(told.get(LEDGER, "")), str(told.get(VERSION, ""))
    if not name or not re.fullmatch(_FIGURE, version):
        raise not_ours(store)
    if int(version) > SCHEMA:
        raise StoreFault(
            f"这个数据库由更新版本的程序建立（结构版本 {version}，本程序只认到 {SCHEMA}）：{shown(store)}",
            UPGRADE,
        )
    roles = told.get(ROLES, "0")
    return Meta(name, int(version), int(roles) if re.fullmatch(_FIGURE, roles) else 1)


def _pairs(source: Source, store: str) -> list[tuple[str, str]]:
    try:
        return [(str(key), str(value)) for key, value in source.rows(queries.META)]
    except Exception as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_ERROR":
            raise not_ours(store) from error
        if getattr(error, "sqlstate", "") == _UNDEFINED_TABLE:
            raise nothing_there(store) from error
        raise
