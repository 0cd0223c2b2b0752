"""`gongkai report`: the year-end report, or how things stand at midterm or in a quarter."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.counter import counter_of
from gongkai.cli.present import present, show
from gongkai.cli.scoring import Scored, scored
from gongkai.cli.talk import warn
from gongkai.errors import BadValue, UnknownName
from gongkai.render.formats import ENDINGS, asked_for, format_of

if TYPE_CHECKING:
    from gongkai.cli.counter import Counter
    from gongkai.document import Document
    from gongkai.domain.scorecard import UnitScore

app = typer.Typer()

FORMS = "、".join(ending.removeprefix(".") for ending in ENDINGS)
JUST_BEGUN = 31
"""Days in which a quarter's report is taken to be meant for the quarter before."""

YEAR_END = "year-end"
KINDS = {
    YEAR_END: YEAR_END,
    "年终": YEAR_END,
    "midterm": "midterm",
    "中期": "midterm",
    "quarter": "quarter",
    "季度": "quarter",
}


@app.command(help="出考核情况报告：总体、排名、进展、自查、整改、扣分、尚待完成。已封存的年度照封存时的原样")
def report(
    ctx: typer.Context,
    kind: Annotated[
        str, typer.Option("--kind", metavar="种类", help="year-end 年终、midterm 中期、quarter 季度")
    ] = YEAR_END,
    output: options.Output = None,
    opened: Annotated[bool, typer.Option("--open", help="写成网页（-o 文件名.html）并用浏览器打开")] = False,
    issue: Annotated[
        str | None, typer.Option("--issue", metavar="文号", help="登记印发：按这个文号把通报存下，以后原样不变")
    ] = None,
    issued: Annotated[str | None, typer.Option("--issued", metavar="文号", help="把印发过的通报照原样再出一份")] = None,
    all_scorecards: Annotated[
        Path | None, typer.Option("--all-scorecards", metavar="文件夹", help="给每个单位写一份得分表，放进这个文件夹")
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="格式", help=f"得分表的格式：{FORMS}，默认第一种"),
    ] = None,
    public: options.Public = False,
    year: options.Year = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show the report; of a closed year the year-end report that was frozen, unless another day is asked for."""
    which = _kind(kind)
    if opened and not asked_for(output).page:
        raise BadValue("--open 打开的是网页", "和 -o 文件名.html 一起用")
    counter = counter_of(ctx)
    if all_scorecards is not None or form is not None:
        _cards(counter, (all_scorecards, form), year, as_of, public=public)
        return
    document = _official(counter, which, (issue, issued), year, as_of, public=public)
    if document is not None:
        present(document, json=json, plain=plain, output=output, public=public, issued=issue is not None)
        return
    if which == YEAR_END and as_of is None:
        from gongkai.cli.freezing import frozen_report

        document = frozen_report(counter, year)
    from gongkai.cli.freezing import told
    from gongkai.cli.paging import page, workbook
    from gongkai.cli.papers import circular
    from gongkai.cli.sealed import alarmed
    from gongkai.cli.unhandled import warn_of_proposals
    from gongkai.storage.reading import Whole

    found = scored(counter, year, as_of, Whole()) if document is None else _sealed(counter, year)
    if document is None:
        warn_of_proposals(found)
    if which == "quarter" and as_of is None:
        _warn_of_quarter(found)
    document = document or told(found, which)
    document = circular(counter, found, document) if asked_for(output).official else document
    document = page(found, counter.now.date(), which, document) if asked_for(output).page else document
    document = workbook(found, which, document) if asked_for(output).sheets else document
    document = alarmed(counter, found)(document)
    present(document, json=json, plain=plain, output=output, public=public)
    if opened and output is not None:
        show(output)


def _sealed(counter: Counter, year: int | None) -> Scored:
    """Return a closed year with its scores; one without a rubric has a report, too."""
    from gongkai.cli.looking import EVERYTHING, look
    from gongkai.cli.scoring import scores_of
    from gongkai.storage.reading import Whole

    return scores_of(look(counter, year, None, EVERYTHING, Whole()))


def _warn_of_quarter(found: Scored) -> None:
    """Warn that a report is of the quarter that has just begun, where the one that ended is likelier to be meant."""
    as_of, issued = found.year.standing.as_of, found.year.plan.issued
    begun = date(as_of.year, as_of.month - (as_of.month - 1) % 3, 1)
    last = begun - timedelta(days=1)
    if not found.year.standing.over and (as_of - begun).days < JUST_BEGUN and issued <= last:
        warn(f"写的是{begun.month}月开始的这个季度到今天的情况；要上一季度的，加 --as-of {last}")


def _cards(
    counter: Counter, where: tuple[Path | None, str | None], year: int | None, as_of: str | None, *, public: bool
) -> None:
    folder, form = where
    if folder is None:
        raise BadValue("--format 是得分表的格式", "和 --all-scorecards 一起用；别的文书用 -o，格式看扩展名")
    from gongkai.cli.cards import card_maker, ending_of, write_cards
    from gongkai.cli.sealed import alarmed
    from gongkai.cli.unhandled import warn_of_proposals
    from gongkai.render.masking import public_copy

    ending, found = ending_of(form), scored(counter, year, as_of)
    make = card_maker(found, counter.now.date(), on_paper=format_of(f"得分表{ending}").printed)
    alarm = alarmed(counter, found)
    warn_of_proposals(found)

    def card(score: UnitScore) -> Document:
        made = alarm(make(score))
        return public_copy(made).document if public else made

    write_cards(card, found.scores, folder, ending)


def _official(
    counter: Counter,
    kind: str,
    numbers: tuple[str | None, str | None],
    year: int | None,
    as_of: str | None,
    *,
    public: bool,
) -> Document | None:
    """Return a circular issued now, or as it was issued under a number; None where neither was asked for."""
    issue, issued = numbers
    if issue is not None and issued is not None:
        raise BadValue("--issue 和 --issued 不能一起用", "前者登记一份新的，后者照原样再出一份")
    if issued is not None:
        from gongkai.cli.issuing import issued_paper

        return issued_paper(counter, issued, year)
    if issue is not None:
        from gongkai.cli.issuing import issue_circular

        return issue_circular(counter, kind, issue, year, as_of, public=public)
    return None


def _kind(text: str) -> str:
    found = KINDS.get(text.strip().lower())
    if found is None:
        raise UnknownName("报告种类", text, hint="可用：year-end（年终）、midterm（中期）、quarter（季度）")
    return found
