"""`gongkai void`: a wrong entry is made void by an entry of its own; without an id, what was made void."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.asking import need
from gongkai.cli.counter import counter_of, when
from gongkai.cli.present import present, recorded
from gongkai.cli.talk import say
from gongkai.domain.records import Appeal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.cli.counter import Counter
    from gongkai.services.desk import When

app = typer.Typer()


@app.command(help="把登记错的作废：哪里都不再计入，原来的登记和理由都留着；不写编号，列出已经作废的")
def void(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[编号 …]", help="进展、自查、问题、办结、没有决定的复核申请等的编号，如 P3 S4"),
    ] = None,
    reason: options.Reason = None,
    by: options.By = None,
    year: options.Year = None,
    date: options.Date = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Make entries void, or list what was."""
    counter = counter_of(ctx)
    if ids and [each.strip().lower() for each in ids] != ["list"]:
        _make_void(counter, when(year, date, by), ids, need(reason, "--reason", "作废理由"), json=json)
        return
    from gongkai.cli.looking import read
    from gongkai.report.voids import voids_document

    ledger, standing = read(counter, year, as_of, ("voids",))
    with counter.reader() as reader:
        targets = {void.target: reader.find(void.target, void=True) for void in ledger.voids}
    present(voids_document(ledger, standing, targets), json=json, plain=plain, output=output)


def _make_void(counter: Counter, at: When, ids: Sequence[str], reason: str, *, json: bool) -> None:
    from gongkai.report.history import words_of
    from gongkai.report.voids import void_data
    from gongkai.services.voiding import latest_first, void

    with counter.register() as register:
        done = [void(register, at, each, reason) for each in latest_first(ids)][::-1]
    data = [void_data(record, target) for record, target in done]
    told = "；".join(f"{target.id}（{words_of(target)}）" for _, target in done)
    recorded(data if len(data) > 1 else data[0], f"已作废 {told}，编号 {'、'.join(r.id for r, _ in done)}", json=json)
    for _, target in done:
        if isinstance(target, Appeal):
            again = f"gongkai appeal file {target.entry} --date {target.day} --reason 理由"
            say(f"提示：{target.entry} 的申请已撤回；误撤的照原来的日期重新登记：{again}")
