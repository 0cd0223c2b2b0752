"""`gongkai audit`: the trail of every write, and whether anything was tampered with."""

from __future__ import annotations

from typing import Annotated

import typer

from gongkai.cli import options
from gongkai.cli.counter import counter_of
from gongkai.cli.present import present

app = typer.Typer(help="痕迹：查看每一次写入，核验有没有被改动")


@app.command("log", help="查看痕迹，最近的在最后")
def log(
    ctx: typer.Context,
    record: Annotated[str, typer.Argument(metavar="编号", help="只看这条记录，如 D37")] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="条数", min=1, max=1_000_000, help="最近多少条")] = 50,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List the trail."""
    from gongkai.report.lists import trail_document

    counter = counter_of(ctx)
    with counter.reader() as reader:
        lines, stamp = reader.trail(limit, record), counter.stamp(reader)
    present(trail_document(lines, stamp), json=json, plain=plain, output=output)


@app.command("verify", help="核验痕迹：改过、删过、补过、截断过都能查出来。查出问题时退出码为 1")
def verify(
    ctx: typer.Context,
    head: Annotated[
        str | None, typer.Option("--head", metavar="校验码", help="以往报告页脚上的痕迹校验码，用来查截断和重写")
    ] = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Verify the trail."""
    from gongkai.report.trail import Seen, verify_document
    from gongkai.storage.verifying import verify as verified

    with counter_of(ctx).reader() as reader:
        found = verified(reader, head)
    problems = [Seen(one.kind, one.entity, one.id, one.message) for one in found.problems]
    present(verify_document(found.entries, found.head, problems), json=json, plain=plain)
    if problems:
        raise typer.Exit(1)
