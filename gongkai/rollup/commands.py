"""`gongkai rollup`: many counties side by side, from the exports they have sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.present import must_take, present
from gongkai.cli.session import session_of
from gongkai.cli.talk import counted, warn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from gongkai.cli.session import Session
    from gongkai.rollup.county import LeftOut
    from gongkai.rollup.exports import Collected, Told
    from gongkai.rollup.papers import Rollup

app = typer.Typer()


@app.command(
    help="汇总各县的导出：逐份核验，一县一行，各项要点对照；核验不过的写明原因、不计入，退出码为 1。"
    "各县先用 gongkai export 写出"
)
def rollup(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="各县报来的 .jsonl 都放在里面，可以分文件夹放")],
    anchors: Annotated[
        Path | None,
        typer.Option("--anchors", metavar="文件夹", help="另外保管的存单（.txt）；和导出放在一起的不用写，也会核对"),
    ] = None,
    output: options.Output = None,
    year: Annotated[
        int | None,
        typer.Option("--year", metavar="年度", min=1, max=9999, help="哪一年的，默认是多数县都有的最近一年"),
    ] = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Roll up the exports of a folder."""
    from gongkai.rollup.across import must_be_installed
    from gongkai.rollup.exports import collect
    from gongkai.rollup.papers import rollup_document

    session = session_of(ctx)
    must_be_installed()
    if output is not None:
        must_take(output)
    day = session.as_of_day(as_of)
    found = collect(folder.expanduser(), anchors.expanduser() if anchors else None)
    told = _told(session, found, year or found.latest_year() or session.today.year, day)
    present(rollup_document(told), json=json, plain=plain, output=output)
    wrong = [each for each in told.left_out if each.wrong]
    for each in wrong:
        warn(f"没有计入 {each.file}：{each.reason}")
    if wrong:
        raise typer.Exit(1)


def _told(session: Session, found: Collected, year: int, day: date | None) -> Rollup:
    from gongkai.plan.reading import alphabetical
    from gongkai.rollup.across import across
    from gongkai.rollup.county import LeftOut
    from gongkai.rollup.exports import Question, told, without_made_up
    from gongkai.rollup.papers import Rollup

    question = Question(year, day, session.now)
    answers = [one for group in counted(found.exports, "核验") for one in told(group, found.anchors, question)]
    kept, made_up = without_made_up(one for one in answers if not isinstance(one, LeftOut))
    kept.sort(key=lambda one: (alphabetical(one.county.place), alphabetical(one.county.issuer)))
    together = across([one.county for one in kept], (point for one in kept for point in one.points))
    failed = [one for one in answers if isinstance(one, LeftOut)]
    left = (*found.left_out, *failed, *made_up, *_twice(kept, together.twice))
    once = tuple(one.county for one in kept if one.county.origin.ledger not in together.twice)
    return Rollup(year, day or session.today, once, together, left)


def _twice(kept: Iterable[Told], twice: frozenset[str]) -> Iterable[LeftOut]:
    """Yield the exports of an office that has sent two ledgers."""
    from gongkai.rollup.county import LeftOut

    for one in kept:
        county = one.county
        if county.origin.ledger in twice:
            reason = f"{county.issuer}报来了不止一本台账，哪一本是真的定不了"
            yield LeftOut(county.origin.file, "two_ledgers", reason, "请这个县说明，只留真的那一本", county.place)
