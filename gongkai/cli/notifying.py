"""What `deduct notify` does: the paper is written first, then the notice recorded, then the paper put in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.cli.counter import calendar_of
from gongkai.cli.looking import EVERYTHING, judged
from gongkai.cli.present import Staging, present, recorded
from gongkai.cli.scoring import Scored, scored, scores_of
from gongkai.cli.talk import say
from gongkai.domain.closing import standing_of
from gongkai.domain.lookup import find_unit
from gongkai.errors import BadValue, Refused
from gongkai.render.formats import asked_for
from gongkai.report.notice import Notice, notice_document
from gongkai.services import entries as acts
from gongkai.services.appeals import term_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gongkai.cli.counter import Counter
    from gongkai.domain.records import Ruling
    from gongkai.domain.scorecard import UnitScore
    from gongkai.services.desk import When
    from gongkai.services.matters import Matter
    from gongkai.storage.writing import Register


class Wanted(Struct, frozen=True):
    """How the paper is wanted: in a file, as JSON, plain on the terminal, as a public copy."""

    output: Path | None = None
    json: bool = False
    plain: bool = False
    public: bool = False


def tell_unit(counter: Counter, when: When, unit: str, ids: Sequence[str], how: Wanted) -> None:
    """Record that a unit was told, and give out the notice."""
    with Staging(public=how.public) as files, counter.register() as register:
        records = acts.notify(register, when, unit, tuple(ids), calendar_of)
        notice = _noticed(register, records)
        document = notice_document(
            register.plan(records[0].year), replace(notice, on_paper=asked_for(how.output).printed)
        )
        if how.output is not None:
            files.add(document, how.output)
    told = "、".join(record.entry for record in records)
    until = "" if notice.is_gift else f"，异议期限到 {notice.last}"
    _confirm(records, f"已登记告知：{told}（{notice.day}）{until}", json=how.json)
    if how.output is not None:
        say(f"已写入 {how.output}")
    elif not how.json:
        present(document, plain=how.plain, public=how.public)


def tell_all(counter: Counter, when: When, folder: Path, how: Wanted) -> None:
    """Record that every unit was told of all it was not told of, and write a notice for each into a folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise BadValue(f"建不了文件夹：{folder}", "请写一个能写入的文件夹") from None
    with Staging(public=how.public) as files, counter.register() as register:
        groups = acts.notify_all(register, when, calendar_of)
        found = _scored(register, groups[0][0].year)
        for records in groups:
            notice = replace(_noticed(register, records, found), on_paper=True)
            files.add(notice_document(found.year.plan, notice), folder / f"告知单-{notice.unit}.docx")
    records = tuple(record for group in groups for record in group)
    said = f"已登记告知 {len(groups)} 个单位 {len(records)} 条（{notice.day}），异议期限到 {notice.last}"
    _confirm(records, said, json=how.json)
    say(f"已写入 {len(groups)} 份告知单：{folder}")


def print_again(counter: Counter, year: int | None, unit: str | None, ids: Sequence[str], how: Wanted) -> None:
    """Give out a notice again, as the entries now stand; nothing is recorded. Without ids, the unit's latest one."""
    found = scored(counter, year, None)
    rulings = _told_before(found, unit, ids)
    matters = _matters(found)
    day = rulings[0].day
    term = term_of(found.year.plan, calendar_of, found.year.ledger.terms).at(rulings[0].seq)
    chosen = tuple(matters[ruling.entry] for ruling in rulings)
    owner, head = chosen[0].record.unit, found.year.ledger.head
    notice = Notice(owner, day, term.last(day), term.workdays, chosen, tuple(rulings), head)
    notice = replace(notice, score=_score(found, owner), reprinted=counter.now.date(), ledger=found.year.ledger)
    notice = replace(notice, on_paper=asked_for(how.output).printed)
    document = notice_document(found.year.plan, notice)
    present(document, json=how.json, plain=how.plain, output=how.output, public=how.public)


def _told_before(found: Scored, unit: str | None, ids: Sequence[str]) -> list[Ruling]:
    """Return the notices that are to be printed again, all of one unit and of one day; raises BadValue, Refused."""
    first: dict[str, Ruling] = {}
    for ruling in found.year.ledger.rulings:
        if ruling.kind == "notified":
            first.setdefault(ruling.entry, ruling)
    owners = {number: matter.record.unit for number, matter in _matters(found).items()}
    name = find_unit(found.year.plan.units, unit).name if unit else ""
    wanted = [_number(each) for each in ids]
    missing = [each for each in wanted if each not in first or each not in owners]
    if missing:
        raise Refused(f"{'、'.join(missing)} 还没有告知过，不能重印", "先登记告知：gongkai deduct notify 编号")
    told = [r for r in first.values() if (r.entry in wanted if wanted else owners.get(r.entry) == name)]
    if not told:
        raise Refused(f"{name}还没有告知过，没有可以重印的告知单", f"先登记告知：gongkai deduct notify -u {name}")
    last = max(ruling.day for ruling in told)
    told = told if wanted else [ruling for ruling in told if ruling.day == last]
    if len({(owners[ruling.entry], ruling.day) for ruling in told}) > 1 or name not in {"", owners[told[0].entry]}:
        raise BadValue("这些编号不是同一个单位、同一天告知的", "一份告知单只能重印同一次告知的编号")
    return told


def _matters(found: Scored) -> dict[str, Matter]:
    listed: tuple[Matter, ...] = (*found.entries, *found.figures)
    return {matter.record.id: matter for matter in listed}


def _number(typed: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", typed).strip().upper()


def _noticed(register: Register, records: Sequence[Ruling], found: Scored | None = None) -> Notice:
    """Return what the notice says, as it stands with the notice recorded."""
    plan, matters, day = register.plan(records[0].year), acts.told(register, records), records[0].day
    term = term_of(plan, calendar_of)
    owner = matters[0].record.unit
    found = found or _scored(register, plan.year)
    head = register.head().hash
    notice = Notice(owner, day, term.last(day), term.workdays, matters, tuple(records), head)
    return replace(notice, score=_score(found, owner), ledger=found.year.ledger)


def _scored(register: Register, year: int) -> Scored:
    plan = register.plan(year)
    standing = standing_of(plan, register.closing(year), register.now)
    return scores_of(judged(register.ledger(year, standing.cutoff, EVERYTHING), standing))


def _score(found: Scored, unit: str) -> UnitScore | None:
    return next((score for score in found.scores if score.unit == unit), None)


def _confirm(records: Sequence[Ruling], sentence: str, *, json: bool) -> None:
    from gongkai.report.recorded import record_data

    recorded([record_data(record) for record in records], sentence, json=json)
