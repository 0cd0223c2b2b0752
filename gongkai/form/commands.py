"""`gongkai form`: the workbook that a unit fills in and sends back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.completion import complete_units
from gongkai.cli.looking import look
from gongkai.cli.present import answer, keep, save
from gongkai.cli.session import session_of
from gongkai.cli.talk import counted, need, say
from gongkai.cli.written import must_be_ours
from gongkai.errors import BadValue, why
from gongkai.plan.lookup import find_unit
from gongkai.plan.spelling import file_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gongkai.cli.session import Session
    from gongkai.form.papers import FormPaper
    from gongkai.plan.model import Unit
    from gongkai.year import Year

ENDING = ".xlsx"
app = typer.Typer()


@app.command(help="给一个单位做填报表（Excel）：要它报的列好了，只填有变化的，填好发回来导入")
def form(
    ctx: typer.Context,
    unit: Annotated[
        str | None,
        typer.Argument(metavar="单位", help="哪个单位", envvar="GONGKAI_UNIT", autocompletion=complete_units),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="文件", help="写入的 .xlsx 文件，默认是当前文件夹里的 填报表_单位_年度.xlsx"
        ),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--all", metavar="文件夹", help="给所有单位各做一份，写入这个文件夹")
    ] = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
) -> None:
    """Write the form of one unit, or of every living one."""
    session = session_of(ctx)
    if folder is None:
        typed = need(unit, "单位", "单位")
        found = look(session, year, as_of, latest=True)
        _one(session, found, find_unit(found.plan.units, typed), output, json=json)
        return
    source = ctx.get_parameter_source("unit")
    if output is not None or (unit and source is not None and source.name == "COMMANDLINE"):
        raise BadValue("--all 是给所有单位都做，不能再写单位或 -o", "只要一个单位的，去掉 --all")
    _every(session, look(session, year, as_of, latest=True), folder, json=json)


def _one(session: Session, found: Year, unit: Unit, output: Path | None, *, json: bool) -> None:
    place = output or Path(_name(unit, found))
    if place.suffix.lower() != ENDING:
        raise BadValue(f"填报表只能是 Excel 文件，不能写成“{place.name}”", f"文件名请以 {ENDING} 结尾")
    paper = _paper(found, unit, _ledger(session))
    save(_content(paper), place)
    if json:
        answer(_data(unit, place, paper.asked))
    else:
        say(_told(paper))


def _every(session: Session, found: Year, folder: Path, *, json: bool) -> None:
    from gongkai.form.asked import living_units

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        cause, advice = why(error)
        raise BadValue(f"建不了文件夹（{cause}）：{folder}", advice) from None
    units = living_units(found)
    places = {unit.name: folder / _name(unit, found) for unit in units}
    for place in places.values():
        must_be_ours(place)
    ledger, told = _ledger(session), []
    for unit in counted(units, "填报表"):
        paper = _paper(found, unit, ledger)
        keep(_content(paper), places[unit.name])
        told.append(_data(unit, places[unit.name], paper.asked))
    if json:
        answer(told)
    else:
        say(f"已写入 {len(units)} 份填报表：{folder}")


def _paper(found: Year, unit: Unit, ledger: str) -> FormPaper:
    from gongkai.form.asked import asked_of
    from gongkai.form.papers import form_of

    return form_of(found, asked_of(found, unit), ledger)


def _content(paper: FormPaper) -> bytes:
    from gongkai.papers.excel.form import write

    return write(paper.form)


def _ledger(session: Session) -> str:
    with session.reader() as reader:
        return reader.name


def _name(unit: Unit, found: Year) -> str:
    return f"填报表_{file_name(unit.name)}_{found.plan.year}{ENDING}"


def _data(unit: Unit, place: Path, asked: Mapping[str, int]) -> dict[str, object]:
    return {"unit": unit.name, "file": str(place), "asked": dict(asked)}


def _told(paper: FormPaper) -> str:
    """Return how many rows ask for something, and what is filled in only where there is any."""
    pages = [(page.sheet.name, len(page.rows)) for page in paper.form.pages]
    asked = "、".join(f"{name}{count}条" for name, count in pages if count)
    free = "、".join(name for name, count in pages if not count)
    parts = (f"列出{asked}" if asked else "没有列出的事项", f"{free}有才填" if free else "", "填好发回后导入")
    return "；".join(part for part in parts if part)
