"""A group that may be called alone, and has no help of its own."""

import typer

from gongkai.cli import talk

app = typer.Typer(invoke_without_command=True)


@app.callback()
def silent() -> None:
    talk.put("在\n")


silent.__doc__ = None
