"""A command module of one command, with completion from a source."""

from __future__ import annotations

from typing import Annotated

import typer

from gongkai.cli import talk
from gongkai.cli.completion import complete_entries, complete_findings, complete_points, complete_units

app = typer.Typer()


@app.command(help="独自一个命令。")
def main(
    no: Annotated[str, typer.Argument(metavar="要点", autocompletion=complete_points)],
    *,
    unit: Annotated[str, typer.Option("--unit", "-u", metavar="单位", autocompletion=complete_units)] = "",
    finding: Annotated[str, typer.Option("--finding", metavar="问题", autocompletion=complete_findings)] = "",
    entry: Annotated[str, typer.Option("--entry", metavar="扣分", autocompletion=complete_entries)] = "",
    rows: Annotated[int, typer.Option("--rows", metavar="行数")] = 1,
) -> None:
    """Write what was given, as many times as asked."""
    for _ in range(rows):
        talk.put(f"{no}{unit}{finding}{entry}\n")
