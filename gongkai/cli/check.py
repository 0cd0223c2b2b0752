"""`gongkai check`: silent and 0 when clean; errors make exit 1, notes do not."""

from __future__ import annotations

import typer

from gongkai.cli import options
from gongkai.cli.counter import calendar_of, counter_of
from gongkai.cli.looking import EVERYTHING, judged, read
from gongkai.cli.present import present

app = typer.Typer()


@app.command(help="查登记簿里不对的、可疑的地方；没有就不说话。有错误时退出码为 1")
def check(
    ctx: typer.Context,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Run every check."""
    from gongkai.cli.freezing import scene_of
    from gongkai.cli.scoring import scores_of
    from gongkai.domain.checks import Case, run_checks
    from gongkai.domain.closing import in_force
    from gongkai.report.lists import check_document
    from gongkai.report.score import score_document
    from gongkai.services.appeals import term_of
    from gongkai.services.closing import closing_checks, files_of, marks_of
    from gongkai.storage.reading import Whole

    counter = counter_of(ctx)
    ledger, standing = read(counter, year, as_of, (*EVERYTHING, "reminders"), Whole())
    with counter.reader() as reader:
        files = files_of(reader, ledger)
        closing = in_force(reader.closing(ledger.plan.year)) if as_of is None else None
    view = judged(ledger, standing)
    found = scores_of(view).scores
    term = term_of(ledger.plan, calendar_of, ledger.terms) if ledger.appeals and ledger.plan.assessment else None
    seen = run_checks(Case(ledger, min(counter.now.date(), standing.cutoff), files, found, term, scene_of(view)))
    if closing is not None:
        scores = score_document(ledger, standing, found)
        seen = (*closing_checks(closing, marks_of(scores.data)), *seen)
    if seen or json or output:
        present(check_document(ledger, standing, seen), json=json, plain=plain, output=output)
    if any(one.level == "error" for one in seen):
        raise typer.Exit(1)
