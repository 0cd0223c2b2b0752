"""The rest of the demonstration: inspections with their findings, what fell due, points taken and what came of them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.domain.roster import owes_self_inspection
from gongkai.domain.standing import end_of
from gongkai.domain.workdays import add_workdays
from gongkai.services import appeals, duties, entries, findings, inspections
from gongkai.services.demo_book import Act
from gongkai.services.desk import When

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.domain.records import Finding
    from gongkai.services.demo_book import Book, Do, Setting, Told

NOTICED = timedelta(minutes=20)
"""From an event until it is typed."""


def judging(setting: Setting) -> Iterator[Act]:
    """Yield all acts but those on the points; what one builds on comes before it on the same day."""
    yield from _self_inspections(setting)
    yield from _inspections(setting)
    for told in setting.facts["monitored"]:
        yield Act(setting.day(told["day"]), _monitored(setting, told))
        yield from _life(setting, told)
    yield from _events(setting)
    for told in setting.facts["settled"]:
        yield _settled(setting, told)
    yield from _catalogues(setting)
    for number, told in enumerate(setting.facts["entries"]):
        yield from _entry(setting, told, f"entry{number}")


def _self_inspections(setting: Setting) -> Iterator[Act]:
    told = {each["unit"]: each for each in setting.facts["selfchecks"]}
    clean, never = setting.facts["clean"], setting.facts["never"]
    owing = [unit.name for unit in setting.plan.units if owes_self_inspection(setting.plan, unit)]
    for number, unit in enumerate(name for name in owing if name not in never):
        if unit in told:
            yield from _self_inspection(setting, told[unit])
            continue
        day = add_workdays(setting.calendar, setting.day("09-10") + timedelta(days=number * 13 % 100), 1)
        new = inspections.NewSelfInspection(unit, summary=clean[number % len(clean)])
        yield Act(day, _inspected_itself(new, ()))


def _self_inspection(setting: Setting, told: Told) -> Iterator[Act]:
    found = [{**each, "name": f"{told['unit']}{number}"} for number, each in enumerate(told["findings"])]
    lines = tuple(each["line"] for each in found)
    new = inspections.NewSelfInspection(told["unit"], str(told.get("points", "")), told["summary"], lines)
    yield Act(setting.day(told["day"]), _inspected_itself(new, [each["name"] for each in found]))
    for each in found:
        yield from _life(setting, each)


def _inspections(setting: Setting) -> Iterator[Act]:
    for told in setting.facts["inspections"]:
        lines = tuple(each["line"] for each in told["findings"])
        new = inspections.NewInspection(told["kind"], tuple(told["units"]), told["note"], lines)
        names = [each["name"] for each in told["findings"]]
        yield Act(setting.day(told["day"]), _inspected(new, names), setting.judge)
        for each in told["findings"]:
            yield from _life(setting, each)


def _life(setting: Setting, told: Told) -> Iterator[Act]:
    """Yield what happened to a finding."""
    for day, step, said, *more in told["life"]:
        due = str(more[0]) if more else ""
        yield Act(setting.day(day), _step(setting, told["name"], step, (said, due)), setting.judge)


def _step(setting: Setting, name: str, step: str, said: tuple[str, str]) -> Do:
    words, due = said

    def do(book: Book, at: When) -> object:
        register, finding = book.register, book.ids[name]
        if step == "rectify":
            return findings.rectify(register, at, finding, words, setting.page("zg", f"{at.day:%m%d}"))
        if step == "extend":
            return findings.extend(register, at, finding, setting.day(due), words)
        end = findings.close if step == "close" else findings.reopen
        return end(register, at, finding, words)

    return do


def _inspected_itself(new: inspections.NewSelfInspection, names: Sequence[str]) -> Do:
    def do(book: Book, at: When) -> object:
        return _remember(book, names, inspections.add_self_inspection(book.register, at, new)[1])

    return do


def _inspected(new: inspections.NewInspection, names: Sequence[str]) -> Do:
    def do(book: Book, at: When) -> object:
        return _remember(book, names, inspections.add_inspection(book.register, at, new)[1])

    return do


def _monitored(setting: Setting, told: Told) -> Do:
    due = setting.day(told["due"])
    new = inspections.NewFinding(
        tuple(told["units"]), told["problem"], told["point"], told["measure"], told["person"], due
    )

    def do(book: Book, at: When) -> object:
        return _remember(book, [told["name"]], inspections.add_findings(book.register, at, new))

    return do


def _remember(book: Book, names: Sequence[str], found: Sequence[Finding]) -> object:
    book.ids |= {name: one.id for name, one in zip(names, found, strict=True)}
    return found


def _events(setting: Setting) -> Iterator[Act]:
    for number, told in enumerate(setting.facts["events"]):
        at, name = setting.moment(told["at"]), f"event{number}"
        yield Act(at.date(), _opened(setting, told, name), at=at + NOTICED)
        for duty, said in told["met"].items():
            met = setting.moment(said)
            yield Act(met.date(), _met(setting, duty, said, name), at=met + NOTICED)


def _opened(setting: Setting, told: Told, name: str) -> Do:
    def do(book: Book, at: When) -> object:
        new = duties.NewEvent(setting.moment(told["at"]), told["note"])
        event = duties.open_event(book.register, at, told["duty"], told["unit"], new)
        book.ids[name] = event.id
        return event

    return do


def _met(setting: Setting, duty: str, said: str, name: str) -> Do:
    def do(book: Book, at: When) -> object:
        new = duties.NewSettlement(f"{duty}/{book.ids[name]}", at=setting.moment(said))
        return duties.settle(book.register, at, new, book.calendar)

    return do


def _settled(setting: Setting, told: Told) -> Act:
    """Return the settling of an item or of a span of items, typed when the day's work is over."""
    first, last = (setting.day(day) for day in told.get("span", (told.get("at"), told.get("at"))))
    value = Decimal(told["value"]) if "value" in told else None
    new = duties.NewSettlement(told["item"], value=value, note=told.get("note", ""))
    if "span" in told:
        new = duties.NewSettlement(told["item"], first=first, last=last, note="每日清单均已上网")
    return Act(last, _settling(new), at=end_of(last) - NOTICED)


def _settling(new: duties.NewSettlement) -> Do:
    def do(book: Book, at: When) -> object:
        each = When(at.year, None, at.by) if new.first else at
        return duties.settle(book.register, each, new, book.calendar)

    return do


def _catalogues(setting: Setting) -> Iterator[Act]:
    """Yield what became of the catalogue each unit owed by the end of the year."""
    told = setting.facts["catalogues"]
    point = told["duty"].partition(".")[0]
    for number, unit in enumerate(setting.roster.responsible(point)):
        item = f"{told['duty']}/{unit}"
        if unit in told["cancelled"]:
            yield Act(setting.day("10-09"), _cancelled(item, told["why"]), setting.judge)
        elif unit not in told["late"]:
            day = add_workdays(setting.calendar, setting.day("11-20") + timedelta(days=number * 5 % 36), 1)
            yield Act(day, _settling(duties.NewSettlement(item, evidence=setting.page("ml", f"dw{number + 1}"))))


def _cancelled(item: str, why: str) -> Do:
    def do(book: Book, at: When) -> object:
        return duties.cancel(book.register, at, item, why, book.calendar)

    return do


def _entry(setting: Setting, told: Told, name: str) -> Iterator[Act]:
    """Yield points taken or given, and what was done about them."""
    yield Act(setting.day(told["day"]), _taken(setting, told, name), setting.judge)
    for day, step, *said in told.get("then", ()):
        by = setting.decider if step in {"kept", "reduced", "revoked", "revoke"} else setting.judge
        yield Act(setting.day(day), _handled(told["unit"], step, said, name), by)


def _taken(setting: Setting, told: Told, name: str) -> Do:
    units, page = (told["unit"],), setting.page("kh", name)

    def do(book: Book, at: When) -> object:
        if told.get("kind") == "bonus":
            credit = entries.NewCredit(units, told["rule"], told["reason"], evidence=page)
            found = entries.grant(book.register, at, credit)
        else:
            finding, point = book.ids.get(told.get("finding", ""), ""), told.get("point", "")
            count = told.get("count", 1)
            new = entries.NewDeduction(units, told["rule"], told["reason"], point, finding, count, evidence=page)
            found = entries.deduct(book.register, at, new)
        book.ids[name] = found[0].id
        return found

    return do


def _handled(unit: str, step: str, said: Sequence[str], name: str) -> Do:
    def do(book: Book, at: When) -> object:
        register, entry = book.register, book.ids[name]
        if step == "notify":
            return entries.notify(register, at, unit, (entry,))
        if step == "revoke":
            return entries.revoke(register, at, entry, said[0])
        if step == "appeal":
            return appeals.file(register, at, appeals.NewAppeal(entry, said[0], unit=unit), book.calendar)
        return appeals.decide(register, at, _decision(entry, step, said))

    return do


def _decision(entry: str, step: str, said: Sequence[str]) -> appeals.Decision:
    if step == "reduced":
        return appeals.Decision(entry, "reduced", said[0], Decimal(said[1]))
    return appeals.Decision(entry, "revoked" if step == "revoked" else "kept", said[0])
