"""`gongkai score`: every unit's score, rank and grade; `score record` enters what somebody outside has scored."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from gongkai.appeal.objections import objection_windows
from gongkai.appeal.papers import BeforeAfter, Dispute
from gongkai.cli import options
from gongkai.cli.completion import complete_groups, complete_stages, complete_units
from gongkai.cli.looking import look
from gongkai.cli.present import present, recorded, store
from gongkai.cli.session import session_of
from gongkai.cli.talk import counted, need, say, tip_notice, warn
from gongkai.cli.written import must_be_ours
from gongkai.entry.states import EntryState, FigureState
from gongkai.errors import BadValue, Refused, UnknownName, why
from gongkai.papers.formats import ENDINGS, asked_for, format_of
from gongkai.plan.lookup import find_unit
from gongkai.plan.spelling import file_name
from gongkai.register.ledger import must_be_issued
from gongkai.scoring.scorecard import scorecard_document
from gongkai.scoring.whatif import outlooks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from gongkai.appeal.objections import AppealState
    from gongkai.cli.session import Session
    from gongkai.papers.document import Document
    from gongkai.scoring.papers import Earlier
    from gongkai.scoring.sheet import UnitScore
    from gongkai.year import Year

app = typer.Typer()


@app.callback(help="算考核得分，分组排名，定等次；record 录入外部得分", invoke_without_command=True)
def score(
    ctx: typer.Context,
    unit: options.UnitFilter = None,
    group: Annotated[
        str | None, typer.Option("--group", metavar="分组", help="只看这个考核分组", autocompletion=complete_groups)
    ] = None,
    what_if: Annotated[
        bool, typer.Option("--what-if", help="试算：撤销一条扣分、按期销号一个问题能追回多少，离上一等次还差多少")
    ] = False,
    against: Against = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show scores and ranks, unless a command below is called."""
    if ctx.invoked_subcommand is not None:
        return
    from gongkai.closing.commands import alarmed
    from gongkai.scoring.papers import score_document

    session = session_of(ctx)
    found = scored(session, year, as_of)
    name = find_unit(found.plan.units, unit).name if unit else ""
    groups = list(dict.fromkeys(one.group for one in found.scores))
    if group is not None and group not in groups:
        raise UnknownName("考核分组", group, groups)
    chosen = [one for one in found.scores if (not name or one.unit == name) and group in (None, one.group)]
    ledger, standing = found.ledger, found.standing
    by_unit = {one.unit: one for one in outlooks(found, name)} if what_if else None
    document = score_document(ledger, standing, chosen, by_unit)
    if against:
        from gongkai.scoring.papers import with_comparison

        then = earlier(session, ledger.plan.year, against)
        document = with_comparison(document, ledger.plan, chosen, then, standing)
    warn_of_proposals(found, name)
    present(alarmed(session, found)(document), json=json, plain=plain, output=output)


@app.command("record", help="录入一个单位某个考核阶段的外部得分（如第三方评估），折算成满分制；再录入的代替原来的")
def record(
    ctx: typer.Context,
    unit: options.Unit = None,
    stage: Annotated[
        str, typer.Option("--stage", metavar="阶段", help="由外部评分的考核阶段", autocompletion=complete_stages)
    ] = "",
    score: Annotated[str | None, typer.Option("--score", metavar="得分", help="满分制的得分，如 92.5")] = None,
    reason: options.Reason = None,
    evidence: options.Evidence = None,
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record an outside figure."""
    from gongkai.entry.acts import NewFigure, record_figure
    from gongkai.history.shapes import record_data
    from gongkai.points import plain
    from gongkai.typed import figure_of

    name, figure = need(unit, "-u", "单位"), figure_of(need(score, "--score", "得分"), "得分")
    new = NewFigure(name, stage, figure, need(reason, "--reason", "得分说明"), tuple(evidence or ()))
    with session_of(ctx).register() as register:
        entered = record_figure(register, session_of(ctx).when(year, date, by), new)
    told = f"已录入 {entered.id}：{entered.unit} {entered.stage} {plain(entered.score)} 分"
    recorded(record_data(entered), told, json=json)
    tip_notice((entered.unit,))


scorecard_app = typer.Typer()


@scorecard_app.command(help="出一个单位的考核得分表：每一分扣在哪里，凭什么，怎样申请复核")
def scorecard(
    ctx: typer.Context,
    unit: Annotated[
        str | None,
        typer.Argument(metavar="单位", help="哪个单位", envvar="GONGKAI_UNIT", autocompletion=complete_units),
    ] = None,
    output: options.Output = None,
    public: options.Public = False,
    year: options.Year = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show one unit's scorecard."""
    from gongkai.closing.commands import alarmed

    typed = need(unit, "单位", "单位")
    session = session_of(ctx)
    found = scored(session, year, as_of)
    who = find_unit(found.plan.units, typed)
    score = found.score_of(who.name)
    if score is None:
        raise Refused(f"{who.name}不在任何考核分组内，不参加考核", "需要考核的，在要点文件的考核分组里列入后重新载入")
    warn_of_proposals(found, who.name)
    document = alarmed(session, found)(card_maker(found, session.now.date(), on_paper=asked_for(output).printed)(score))
    present(document, json=json, plain=plain, output=output, public=public)


def scored(session: Session, year: int | None, as_of: str | None, *, months: bool = False) -> Year:
    """Return a year that has scores; `Refused` where the plan has no rubric, `BadValue` before its day of issue."""
    found = look(session, year, as_of, latest=True, months=months)
    must_be_issued(found.plan, found.standing.as_of)
    _ = found.assessment
    return found


Against = Annotated[
    str | None,
    typer.Option("--against", metavar="日期或年度", help="与同一年度的这一天相比，或与另一年度的结果相比"),
]


def earlier(session: Session, year: int, typed: str) -> Earlier:
    """Return the scores to compare a year's with; `BadValue` for what is neither a day nor a year of the register."""
    from gongkai.scoring.papers import Earlier

    said = unicodedata.normalize("NFKC", typed).strip()
    if re.fullmatch(r"[0-9]{4}", said):
        found = scored(session, int(said), None)
        return Earlier(said, found.plan, found.scores)
    day = session.past_day(said, "相比的日期")
    if day > session.now.date():
        raise BadValue(f"{day} 还没有到（今天是 {session.now.date()}），不能相比", "请核对 --against 的日期")
    found = scored(session, year, day.isoformat())
    counted = None if found.standing.over else found.standing.cutoff
    return Earlier(day.isoformat(), found.plan, found.scores, counted)


def warn_of_proposals(found: Year, unit: str = "") -> None:
    """Tell how many proposals, of one unit or of all, count nowhere; nothing once the year is closed."""
    if found.standing.closed:
        return
    waiting = sum(not unit or one.unit == unit for one in found.proposals)
    if waiting:
        whose = f" -u {unit}" if unit else ""
        warn(f"尚有{waiting}条扣分建议没有处理，没有计入：gongkai deduct propose{whose}")


def card_maker(found: Year, today: date, *, on_paper: bool = False) -> Callable[[UnitScore], Document]:
    """Return what makes the scorecard of a score of the year, with what may be objected to today."""
    units = {unit.name: unit for unit in found.plan.units}
    tell = disputes(found, today)

    def made(score: UnitScore) -> Document:
        group = [one for one in found.scores if one.group == score.group]
        competing, waiting = sum(one.rank is not None for one in group), sum(one.score is None for one in group)
        equals = sum(one.rank == score.rank is not None for one in group if one.unit != score.unit)
        return scorecard_document(
            found,
            score,
            units[score.unit],
            competing=competing,
            equals=equals,
            waiting=waiting,
            dispute=tell(score.unit),
            on_paper=on_paper,
        )

    return made


def write_cards(make: Callable[[UnitScore], Document], scores: Sequence[UnitScore], folder: Path, ending: str) -> None:
    """Write the scorecard of every score into a folder, made if need be; raises `BadValue`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        cause, advice = why(error)
        raise BadValue(f"建不了文件夹（{cause}）：{folder}", advice) from None
    places = {score.unit: folder / f"得分表-{file_name(score.unit)}{ending}" for score in scores}
    for place in places.values():
        must_be_ours(place)
    for score in counted(scores, "得分表"):
        store(make(score), places[score.unit])
    say(f"已写入 {len(scores)} 份得分表：{folder}")


def ending_of(typed: str | None) -> str:
    """Return the ending of files in the format typed (`docx`, `.md`); the usual one where none was."""
    return ENDINGS[0] if typed is None else format_of(f"得分表.{typed.strip().lstrip('.')}").ending


def disputes(found: Year, today: date) -> Callable[[str], Dispute]:
    """Return what tells, of a unit by name, what it may object to on that day and what came of its objections."""
    day = min(today, found.standing.cutoff)
    return lambda unit: _dispute(found, unit, day)


def _dispute(found: Year, unit: str, today: date) -> Dispute:
    entries = tuple(state for state in found.entries if state.entry.unit == unit)
    figures = tuple(state for state in found.figures if state.figure.unit == unit)
    matters: tuple[EntryState | FigureState, ...] = (*entries, *figures)
    assessment = found.plan.assessment
    workdays = assessment.appeal_workdays if assessment else 0
    if not any(state.notified for state in matters):
        return Dispute(figures=figures, workdays=workdays)
    appeals = [state for state in found.appeals if state.appeal.unit == unit]
    return Dispute(
        objection_windows(matters, appeals, found.term, today), figures, tuple(_reviews(found, unit, appeals)), workdays
    )


def _reviews(found: Year, unit: str, appeals: Sequence[AppealState]) -> Iterator[BeforeAfter]:
    """Yield what each decision that took something back made of the unit's score, in order of the register."""
    rulings = {s.ruling.seq: s.ruling for s in appeals if s.ruling and s.ruling.appeal and s.status != "kept"}
    for seq, ruling in sorted(rulings.items()):
        before, after = (_score_at(found, unit, last) for last in (seq - 1, seq))
        if before and after:
            yield BeforeAfter(ruling.appeal, ruling.day, before, after)


def _score_at(found: Year, unit: str, seq: int) -> UnitScore | None:
    """Return the unit's score from what had been recorded up to a line of the trail."""
    ledger = found.ledger
    then = replace(
        ledger,
        entries=tuple(entry for entry in ledger.entries if entry.seq <= seq),
        rulings=tuple(ruling for ruling in ledger.rulings if ruling.seq <= seq),
        figures=tuple(figure for figure in ledger.figures if figure.seq <= seq),
        finding_steps=tuple(step for step in ledger.finding_steps if step.seq <= seq),
    )
    return found.with_ledger(then).score_of(unit)
