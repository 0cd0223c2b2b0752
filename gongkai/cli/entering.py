"""What deduct, bonus and veto share: showing entries of one kind, confirming new ones, taking one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.asking import need
from gongkai.cli.counter import counter_of
from gongkai.cli.present import present, recorded
from gongkai.domain.points import plain as figure
from gongkai.domain.records import ScoreEntry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import typer

    from gongkai.cli.filters import Filters
    from gongkai.domain.records import Figure
    from gongkai.services.desk import When

WORDS = {"deduction": "扣", "bonus": "加"}


def show_entries(
    ctx: typer.Context, kind: str, filters: Filters, *, json: bool, plain: bool, output: Path | None
) -> None:
    """Show the entries of a kind as they stand, with what the scoring let count."""
    from gongkai.cli.filters import resolved
    from gongkai.cli.scoring import scored
    from gongkai.report.ledgers import entries_document

    found = scored(counter_of(ctx), filters.year, filters.as_of)
    ledger, standing = found.year.ledger, found.year.standing
    keep = resolved(ledger, standing, filters)
    chosen = [state for state in keep.of(found.entries, lambda one: one.entry) if state.entry.kind == kind]
    applied = {one.id: one.applied for score in found.scores for one in score.applied}
    document = entries_document(ledger, standing, chosen, applied, kind)
    present(document, json=json, plain=plain, output=output)


def confirm(records: Sequence[ScoreEntry], *, json: bool) -> None:
    """Confirm new entries: one record, or an array of several."""
    from gongkai.report.recorded import record_data

    data = [record_data(record) for record in records]
    recorded(data[0] if len(data) == 1 else data, "已登记 " + "；".join(map(_told, records)), json=json)


def take_back(ctx: typer.Context, at: When, entry: str | None, reason: str | None, *, json: bool) -> None:
    """Record a revocation."""
    from gongkai.report.recorded import record_data
    from gongkai.services.entries import revoke, told

    number, why = need(entry, "编号", "编号"), need(reason, "--reason", "撤销理由")
    with counter_of(ctx).register() as register:
        record = revoke(register, at, number, why)
        (matter,) = told(register, (record,))
        latest = register.plan(None).year
    year = "" if record.year == latest else f"{record.year}年度"
    whose = f"{year}{matter.record.unit}{_worth(matter.record)}"
    sentence = f"已撤销 {record.entry}（{whose}；{record.id}，{record.day}）：{record.reason}"
    recorded(record_data(record), sentence, json=json)


def _worth(record: ScoreEntry | Figure) -> str:
    if not isinstance(record, ScoreEntry):
        return f"{record.stage} {figure(record.score)} 分"
    if record.kind == "veto":
        return f"一票否决（{record.rule}）"
    return f"{WORDS[record.kind]} {figure(record.asked)} 分（规则 {record.rule}）"


def _told(entry: ScoreEntry) -> str:
    return f"{entry.id} {entry.unit} {_worth(entry)}"
