"""`gongkai draft`: a published notice becomes the draft of a year's file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.present import answer, save
from gongkai.cli.session import session_of
from gongkai.cli.talk import need, put, say
from gongkai.errors import BadValue

if TYPE_CHECKING:
    from gongkai.plan.model import Plan

app = typer.Typer()
ENDINGS = (".yaml", ".yml")


@app.command(help="把印发的通知起草成要点文件：要点、分工、时限、单位，每处推断注明把握和出处")
def draft(
    ctx: typer.Context,
    notice: Annotated[
        Path | None,
        typer.Argument(
            metavar="通知", help="通知的文件：.txt .html .docx .pdf .xlsx .xls .ods，装了 LibreOffice 的还有 .doc .wps"
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="文件", help="要点文件写到哪里，如 tasks.yaml；不写就显示出来"),
    ] = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="文件", help="沿用另一个要点文件的单位、类别、别称、统称")
    ] = None,
    json: options.Json = False,
) -> None:
    """Draft a year's file; tell on stderr what was found and what is left to a person."""
    from gongkai.draft.drafting import draft_of
    from gongkai.draft.papers import data, report
    from gongkai.draft.reading import read_notice
    from gongkai.draft.writing import written

    path = Path(need(str(notice) if notice else None, "通知", "通知的文件"))
    if output is not None and output.suffix.lower() not in ENDINGS:
        raise BadValue(f"要点文件的名字要以 .yaml 结尾，不是“{output.name}”", f"如 -o {output.with_suffix('.yaml')}")
    known = _roster(roster)
    made = draft_of(read_notice(path), roster=known, this_year=session_of(ctx).today.year)
    if not made.points:
        raise BadValue(f"“{path}”里没有找到要点", "请核对文件；正文是图片的，先用文字识别软件转成文字")
    text = written(made)
    if output is not None:
        save(text.encode("utf-8"), output)
    if json:
        answer(data(made))
    elif output is None:
        put(text)
    for line in report(made):
        say(line)
    if output is not None:
        say(f"核对以后载入：gongkai load {output}")


def _roster(path: Path | None) -> Plan | None:
    if path is None:
        return None
    from gongkai.plan.reading import read_plan

    return read_plan(path).plan
