"""One record, and all that followed from it: a finding with its steps, points taken with their notice and objection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.document import text
from gongkai.domain.checks import everything
from gongkai.domain.entries import entry_states
from gongkai.domain.findings import state_of
from gongkai.domain.records import Finding, Reminder, ScoreEntry, kind_of
from gongkai.report.history import history_data, history_table
from gongkai.report.ledgers import entry_table, finding_table
from gongkai.report.parts import as_of_line, day_words, evidence_text, paper
from gongkai.report.recorded import entry_data, finding_data, record_data
from gongkai.wording import KIND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.document import Block, Document
    from gongkai.domain.ledger import Ledger, Standing
    from gongkai.domain.records import FindingStep, Record


def record_document(ledger: Ledger, standing: Standing, record: Record) -> Document:
    """Return the paper on one record, one made void too; raises `KeyError` where it came only later."""
    known = {each.id: each for each in (*everything(ledger), *ledger.voids)}
    if record.day > standing.cutoff:
        raise KeyError(record.id)
    record = known.setdefault(record.id, record)
    told = sorted(_around(record, list(known.values())), key=lambda each: (each.day, each.seq))
    blocks: list[Block] = [as_of_line(standing), *_void(record, ledger), *_standing_now(record, ledger, standing)]
    blocks.append(history_table(told, ledger, places=True))
    for each in told:
        proof = evidence_text(getattr(each, "evidence", ()))
        blocks += [text(f"{each.id}佐证：{proof}")] if proof else []
    if isinstance(record, Reminder):
        blocks += [text(line) for line in record.text.splitlines() if line.strip()]
    data = _data(record, ledger) | {"record": type(record).__name__, "history": history_data(told)}
    return paper("record", f"{KIND[type(record).__name__]}　{record.id}", blocks, data, (ledger, standing))


def _around(record: Record, known: Sequence[Record]) -> Iterator[Record]:
    """Yield a record, what it is about, and whatever is about it, at one or more removes."""
    about, size = {record.id}, 0
    while len(about) > size:
        size = len(about)
        about |= {each.id for each in known if about.intersection(_named(each))}
    about |= set(_named(record))
    yield from (each for each in known if each.id in about)


def _named(record: Record) -> tuple[str, ...]:
    """Return the ids by which a record names what it is about."""
    if isinstance(record, Reminder):
        return record.items
    return tuple(getattr(record, field) for field, form in kind_of(record).fields.items() if form == "Id")


def _void(record: Record, ledger: Ledger) -> Iterator[Block]:
    """Yield that a record was made void, when and why."""
    for void in ledger.voids:
        if void.target == record.id:
            yield text(f"已于{day_words(void.day, void.year)}作废（{void.id}：{void.note}），哪里都不再计入。")


def _standing_now(record: Record, ledger: Ledger, standing: Standing) -> Iterator[Block]:
    """Yield how a finding or an entry stands; other records have no state of their own."""
    if isinstance(record, Finding):
        yield finding_table([state_of(record, _steps(record, ledger))], standing)
    elif isinstance(record, ScoreEntry):
        yield entry_table(entry_states([record], ledger.rulings), kind=record.kind)


def _steps(record: Finding, ledger: Ledger) -> list[FindingStep]:
    steps = (step for step in ledger.finding_steps if step.finding == record.id)
    return sorted(steps, key=lambda step: (step.day, step.seq))


def _data(record: Record, ledger: Ledger) -> dict[str, object]:
    if isinstance(record, Finding):
        return finding_data(state_of(record, _steps(record, ledger)))
    if isinstance(record, ScoreEntry):
        return entry_data(entry_states([record], ledger.rulings)[0])
    return record_data(record)
