"""`gongkai check`: silent and 0 when clean; errors make exit 1, notes do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from gongkai.cli import options
from gongkai.cli.counter import counter_of
from gongkai.cli.looking import EVERYTHING, read
from gongkai.cli.present import present

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.domain.ledger import Ledger

app = typer.Typer()


@app.command(help="查登记簿里不对的、可疑的地方；没有就不说话。有错误时退出码为 1")
def check(
    ctx: typer.Context,
    year: options.Year = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Run every check."""
    from gongkai.domain.checks import Case, run_checks
    from gongkai.report.lists import check_document
    from gongkai.settings import evidence_folder
    from gongkai.storage.reading import Whole

    counter = counter_of(ctx)
    ledger, standing = read(counter, year, as_of, EVERYTHING, Whole())
    with counter.reader() as reader:
        folder = evidence_folder(counter.store, reader.name)
    seen = run_checks(Case(ledger, min(counter.now.date(), standing.cutoff), _files(ledger, folder)))
    if seen or json:
        present(check_document(ledger, standing, seen), json=json, plain=plain)
    if any(one.level == "error" for one in seen):
        raise typer.Exit(1)


def _files(ledger: Ledger, folder: Path) -> dict[str, str]:
    from gongkai.domain.checks import evidence_of
    from gongkai.storage.evidence import missing_or_altered

    pieces = {piece.sha256: piece for _, piece in evidence_of(ledger) if piece.kind == "file"}
    return {digest: missing_or_altered(folder, piece) for digest, piece in pieces.items()}
