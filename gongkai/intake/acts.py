"""What came back is taken in (收表): a file in one transaction, a row in a part of it, by the acts of the command line.

Nothing of a file stays where a row stands in its way; with `skip_bad` only what cannot be recorded is left out.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.closing.seal import must_be_open
from gongkai.errors import BadValue, GongkaiError, Problem, Refused
from gongkai.form.layout import VERSION
from gongkai.history.papers import words_of
from gongkai.intake.covering import counted_kinds, covered_book
from gongkai.intake.office_statements import OFFICE_SUBJECTS
from gongkai.intake.outcome import FileOutcome, RowOutcome, state_of_rows
from gongkai.intake.statements import OPTION, OPTIONS, SUBJECTS, Desk, Misfilled, Withheld, column_of, field_of
from gongkai.personal import covered, personal_in
from gongkai.plan.lookup import find_unit
from gongkai.register.evidence import keep_bytes
from gongkai.register.kinds import Filing, Missed, Void
from gongkai.register.privacy import PersonalField
from gongkai.settings import evidence_folder
from gongkai.sheets.reading import MOST_BYTES, book_of, bytes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from gongkai.intake.delivery import Delivery
    from gongkai.intake.filled import FilledRow
    from gongkai.intake.outcome import OnConflict, State, Verdict
    from gongkai.intake.statements import Statement
    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Evidence, Record
    from gongkai.register.reading import Reader
    from gongkai.register.writing import Register
    from gongkai.sheets.book import Book


class Manner(Struct, frozen=True):
    """How workbooks are taken in: `day` is that of rows which name none, `unit` and `year` what a form must be of."""

    on_conflict: OnConflict = "stop"
    skip_bad: bool = False
    dry_run: bool = False
    day: date | None = None
    unit: str = ""
    year: int | None = None


def take_in(register: Register, delivery: Delivery, manner: Manner) -> FileOutcome:
    """Record what the rows of a workbook state, all of it or nothing, and that it came in.

    Raises `GongkaiError` where the workbook as a whole cannot be taken in: see `may_take_in`.
    """
    plan = open_year(register, delivery.year or manner.year, register.today)
    may_take_in(register, plan, delivery, manner)
    unit = delivery.unit or (find_unit(plan.units, manner.unit).name if manner.unit else "")
    began = register.head().seq
    since = delivery.since if delivery.head else began
    desk = Desk(register, plan, unit, manner.day, delivery.path.parent, since, began, {}, [])
    desk.annulled = _annulled(register, plan.year, delivery.since if delivery.head else 0)
    with register.part() as whole:
        rows = [_taken(desk, row, manner) for row in delivery.rows]
        rows += [RowOutcome(each.sheet, each.row, "bad", missed=each) for each in delivery.missed]
        state = state_of_rows(rows, dry=manner.dry_run, skip_bad=manner.skip_bad, on_conflict=manner.on_conflict)
        filing = _filing(desk, delivery, rows)
        notes: tuple[Problem, ...] = ()
        if state in {"taken", "unchanged"}:
            filing, state, notes = _filed(register, filing, delivery, state)
        else:
            filing = replace(filing, taken=())
            whole.undo()
    if whole.undone:
        _forget(desk.fresh)
    return FileOutcome(delivery.path.name, state, unit, plan.year, tuple(rows), None, filing, (*delivery.notes, *notes))


def _annulled(register: Reader, year: int, since: int) -> tuple[tuple[Record, Void], ...]:
    """Return what was made void after a line of the trail, which whoever filled the rows in could not know of."""
    voids = (void for void in register.of_kind(Void, year) if void.seq > since)
    return tuple((register.find(void.target, void=True), void) for void in voids)


def may_take_in(register: Register, plan: Plan, delivery: Delivery, manner: Manner) -> None:
    """Refuse a form of another unit, ledger or version, or one that was not made from this trail."""
    if not delivery.head:
        return
    if manner.year not in (None, plan.year):
        raise Refused(f"这份表是{plan.year}年度的，不是{manner.year}年度的", "请核对 --year 和文件")
    if delivery.version != VERSION:
        raise Refused(
            f"这份表是第{delivery.version}版的，本程序只认第{VERSION}版", "请用现在的程序重新出表", do=("form", "单位")
        )
    if delivery.ledger != register.name:
        raise Refused("这份表不是从这个台账出的", "请核对 --db；确要导入的，从这个台账重新出表", do=("form", "单位"))
    if all(unit.name != delivery.unit for unit in plan.units):
        raise Refused(f"这份表是{delivery.unit}的，单位名录里没有它", "请核对名录", do=("units",))
    if manner.unit and (wanted := find_unit(plan.units, manner.unit).name) != delivery.unit:
        raise Refused(f"这份表是{delivery.unit}的，不是{wanted}的", "请核对 -u 和文件")
    if register.hash_at(delivery.since) != delivery.head:
        raise Refused(
            "这份表出自这个台账的另一份拷贝：它记的痕迹校验码在这里查不到",
            "请核对 --db；台账是从备份恢复的，重新出表",
            do=("form", "单位"),
        )


def open_year(reader: Reader, year: int | None, today: date) -> Plan:
    """Return a year's plan; nothing is taken in for a closed one: raises `Refused`."""
    plan = reader.plan(year)
    must_be_open(plan.year, reader.closing(plan.year, today))
    return plan


def _taken(desk: Desk, row: FilledRow, manner: Manner) -> RowOutcome:
    """Take one row in: all that it states, or nothing of it."""
    before, fresh = dict(desk.selfchecks), len(desk.fresh)
    with desk.register.part() as part:
        outcome = _tried(desk, row, manner, part.records)
        if outcome.missed or outcome.verdict == "unchanged":
            part.undo()
    if part.undone:
        _forget(desk.fresh[fresh:])
        del desk.fresh[fresh:]
    if outcome.missed:
        changed = {key: outcome.verdict for key, value in desk.selfchecks.items() if before.get(key) is not value}
        desk.selfchecks.update(changed)
    return outcome


def _tried(desk: Desk, row: FilledRow, manner: Manner, written: Sequence[Record]) -> RowOutcome:
    try:
        return _recorded(desk, row, manner, written)
    except GongkaiError as error:
        verdict: Verdict = error.verdict if isinstance(error, Withheld) else "bad"
        return RowOutcome(row.sheet, row.row, verdict, missed=_missed(row, error))


def _recorded(desk: Desk, row: FilledRow, manner: Manner, written: Sequence[Record]) -> RowOutcome:
    """Do the act of each fact that was not recorded before; stop where one is at odds with what was recorded since."""
    states = SUBJECTS.get(row.subject) or OFFICE_SUBJECTS.get(row.subject)
    if states is None:
        raise BadValue(f"“{row.sheet}”不是填报的表", "请核对工作表")
    known: list[Record] = []
    facts = states(desk, row)
    fact = next(facts, None)
    while fact is not None:
        said = _said_before(fact)
        if said is not None:
            known.append(said)
        elif manner.on_conflict != "update" and (other := _at_odds(desk, fact)):
            return RowOutcome(row.sheet, row.row, "conflict", missed=_contradicted(row, other))
        else:
            count = len(written)
            _do(fact, row)
            said = written[count]
            if manner.on_conflict != "update" and (annulled := _annulled_before(desk, said)):
                return RowOutcome(row.sheet, row.row, "conflict", missed=_void_again(row, *annulled))
        try:
            fact = facts.send(said)
        except StopIteration:
            fact = None
    return RowOutcome(row.sheet, row.row, "new" if written else "unchanged", tuple(written) or tuple(known))


def _do(fact: Statement, row: FilledRow) -> None:
    """Do the act of a fact; raises `Misfilled` with the field that a refusal is about."""
    try:
        fact.act()
    except (Misfilled, Withheld):
        raise
    except GongkaiError as error:
        raise Misfilled(field_of(row, error, fact.about), error) from error


def _said_before(fact: Statement) -> Record | None:
    """Return the record that says a fact already, None where none does, or where it was sent back and is said anew."""
    return next((one for one in fact.before if one.seq > fact.anew and fact.same(one)), None)


def _at_odds(desk: Desk, fact: Statement) -> Record | None:
    """Return the last record that says otherwise, and was made after whoever filled the row in could know of it."""
    later = [one for one in fact.before if desk.since < one.seq <= desk.began and fact.contrary(one)]
    return max(later, key=lambda one: one.seq, default=None)


def _annulled_before(desk: Desk, said: Record) -> tuple[Record, Void] | None:
    """Return the record that said the very same and was made void, and by what."""
    return next((each for each in desk.annulled if _of_itself(each[0]) == _of_itself(said)), None)


def _of_itself(record: Record) -> Record:
    """Return a record without what the register wrote into it."""
    return replace(record, id="", seq=0, actor="", recorded=None)


def _void_again(row: FilledRow, before: Record, void: Void) -> Missed:
    reason = f"一样的登记过，已经作废：{words_of(before)}，{before.id}（{void.id}：{void.note}）"
    return Missed(row.sheet, row.row, "", reason, "请核对作废得对不对；确应登记的，以表为准")


def _contradicted(row: FilledRow, other: Record) -> Missed:
    said = "，".join(" ".join(value.split()) for key, value in row.values.items() if key != "evidence")
    reason = f"表里写“{said}”，出表以后登记的与它不一致：{words_of(other)}，{other.id}"
    return Missed(row.sheet, row.row, "", reason, "请核对以哪一个为准")


def _missed(row: FilledRow, error: GongkaiError) -> Missed:
    """Return why a row was not taken, in the words of a form: who filled it in types no commands."""
    where = column_of(row, error)
    return Missed(row.sheet, row.row, where, _in_words(error.message), _advised(error.advice))


KNOWN = frozenset({*OPTIONS, "--on-conflict", "--no-evidence", "--map"})
"""Options that a form has a name for, and those of taking it in."""


def _in_words(text: str) -> str:
    """Return what is said to whom types commands, options by the names that a form has for them."""
    return re.sub(OPTION, lambda found: f"“{OPTIONS[found[1]][0]}”" if found[1] in OPTIONS else found[0], text)


def _advised(text: str) -> str:
    """Return advice in the words of a form, without what only other commands could do."""
    clauses = (part for part in text.split("；") if not re.search(r"\bgongkai\b", part))
    kept = (part for part in clauses if all(found in KNOWN for found in re.findall(OPTION, part)))
    return _in_words("；".join(kept))


def _filing(desk: Desk, delivery: Delivery, rows: Iterable[RowOutcome]) -> Filing:
    """Return the record that a workbook came in, not written yet."""
    listed = tuple(rows)
    return Filing(
        year=desk.year,
        day=desk.register.today,
        file=delivery.path.name,
        unit=desk.unit,
        version=str(delivery.version or ""),
        since=delivery.since,
        head=delivery.head,
        taken=tuple(one.id for row in listed if row.verdict == "new" for one in row.records),
        unchanged=len({(row.sheet, row.row) for row in listed if row.verdict == "unchanged"}),
        missed=tuple(_covered(row.missed) for row in listed if row.missed),
    )


def _covered(missed: Missed) -> Missed:
    """Return why a row was not taken in, without the personal data that may have been why."""
    return replace(missed, reason=covered(missed.reason, personal_in(missed.reason)))


def _filed(
    register: Register, filing: Filing, delivery: Delivery, state: State
) -> tuple[Filing, State, tuple[Problem, ...]]:
    """Record that a workbook came in, with itself as evidence; one that brings nothing, only where it is the first."""
    if not filing.taken and (before := _come_before(register, filing)):
        return before, "unchanged", ()
    folder = evidence_folder(register.store, register.name)
    data = bytes_of(delivery.path, MOST_BYTES)
    book, found = covered_book(book_of(delivery.path, data))
    if found and not register.allows_personal:
        piece, note = _kept_covered(folder, delivery.path, data, book, counted_kinds(found))
        return register.add(replace(filing, evidence=(piece,)), "import"), state, (note,)
    seen = {one.kind: PersonalField("evidence", "原表", one.kind, one.masked) for one in reversed(found)}
    kept = replace(filing, evidence=(keep_bytes(folder, delivery.path.name, data),))  # as it was looked at
    return register.add(kept, "import", tuple(seen.values())), state, ()


def _kept_covered(folder: Path, path: Path, data: bytes, book: Book, kinds: str) -> tuple[Evidence, Problem]:
    """Keep a workbook with its personal data covered, and what tells it from others; return it, and what to say."""
    from gongkai.papers.excel.kept import write

    about = (
        f"《{path.name}》收到时有个人信息（{kinds}），这里存的是遮盖以后的一份，只有各栏的内容。",
        f"收到的原表没有存：{len(data)}字节，SHA-256 {hashlib.sha256(data).hexdigest()}",
    )
    copy = write([(sheet.name, sheet.hidden, sheet.rows) for sheet in book.sheets], about)
    said = (
        f"表里有个人信息（{kinds}），作佐证存下的是遮盖以后的一份；收到的原表没有存，请自行保管，凭存下的校验码可以核对"
    )
    note = Problem("", said, "确须照原样存的，导入时加 --allow-personal")
    return keep_bytes(folder, f"{path.stem}（个人信息已遮盖）.xlsx", copy), note


def _come_before(register: Register, filing: Filing) -> Filing | None:
    """Return the record that this form came in, whatever it brought then."""
    every = register.of_kind(Filing, filing.year)[::-1]
    name = "unit", "since", "head", *(() if filing.head else ("file",))
    return next((one for one in every if all(getattr(one, key) == getattr(filing, key) for key in name)), None)


def _forget(places: Iterable[Path]) -> None:
    """Take away evidence that was kept for what is not recorded after all."""
    for place in places:
        place.unlink(missing_ok=True)
