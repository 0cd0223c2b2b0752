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
from gongkai.cli.completion import complete_groups, complete_rubric_items, complete_stages, complete_units
from gongkai.cli.looking import look
from gongkai.cli.present import present, recorded, store
from gongkai.cli.session import session_of
from gongkai.cli.talk import counted, need, say, tip_notice, warn
from gongkai.cli.written import must_be_ours
from gongkai.entry.states import EntryState, FigureState
from gongkai.errors import BadValue, Refused, UnknownName, why
from gongkai.papers.formats import ENDINGS, asked_for, format_of
from gongkai.plan.lookup import find_unit, folded
from gongkai.plan.rubric import rubric_of
from gongkai.plan.spelling import file_name
from gongkai.register.kinds import Figure
from gongkai.register.ledger import must_be_issued
from gongkai.scoring.papers import so_far
from gongkai.scoring.scorecard import scorecard_document
from gongkai.scoring.whatif import outlooks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from gongkai.appeal.objections import AppealState
    from gongkai.cli.session import Session
    from gongkai.papers.document import Document
    from gongkai.plan.model import Plan
    from gongkai.register.writing import Register
    from gongkai.scoring.papers import Earlier
    from gongkai.scoring.sheet import UnitScore
    from gongkai.year import Year

app = typer.Typer()

OfStage = Annotated[
    str,
    typer.Option("--stage", metavar="阶段", help="只看这个考核阶段的得分、名次、等次", autocompletion=complete_stages),
]


@app.callback(help="算考核得分，分组排名，定等次；record 录入外部得分，self 登记单位自评", invoke_without_command=True)
def score(
    ctx: typer.Context,
    unit: options.UnitFilter = None,
    group: Annotated[
        str | None, typer.Option("--group", metavar="分组", help="只看这个考核分组", autocompletion=complete_groups)
    ] = None,
    stage: OfStage = "",
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
    found = of_stage(scored(session, year, as_of), stage)
    if stage and (what_if or against):
        raise BadValue("--stage 只看一个阶段的结果，不和 --what-if、--against 一起用", "请去掉其中一个")
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


Item = Annotated[
    str, typer.Option("--item", metavar="考核项", help="考核项编号，如 2", autocompletion=complete_rubric_items)
]


@app.command("record", help="录入一个单位某个考核阶段或考核项的外部得分（如第三方评估）、完成数；再录入的代替原来的")
def record(
    ctx: typer.Context,
    unit: options.Unit = None,
    stage: Annotated[
        str, typer.Option("--stage", metavar="阶段", help="由外部评分的考核阶段", autocompletion=complete_stages)
    ] = "",
    item: Item = "",
    score: Annotated[str | None, typer.Option("--score", metavar="得分", help="得分，如 92.5")] = None,
    value: Annotated[str | None, typer.Option("--value", metavar="数值", help="按比例计分的考核项，完成了多少")] = None,
    of: Annotated[
        str | None, typer.Option("--of", metavar="满分", help="得分的满分，数值的总数；满分制的得分不必写")
    ] = None,
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

    name = need(unit, "-u", "单位")
    if score is not None and value is not None:
        raise BadValue("--score 和 --value 只写一个", "按比例计分的写 --value 和 --of，别的写 --score")
    figure = figure_of(value, "数值") if value is not None else figure_of(need(score, "--score", "得分"), "得分")
    whole = None if of is None else figure_of(of, "满分")
    why = need(reason, "--reason", "得分说明")
    new = NewFigure(name, stage, figure, why, tuple(evidence or ()), item, whole, value is not None)
    with session_of(ctx).register() as register:
        entered = record_figure(register, session_of(ctx).when(year, date, by), new)
        mark, before = full_mark(register.plan(entered.year), entered), _replaced(register, entered)
    what = f"{entered.unit} {entered.place}"
    told = f"已录入 {entered.id}：{what} {plain(entered.score)} 分（满分 {plain(mark)}）"
    if value is not None:
        told = f"已录入 {entered.id}：{what} {plain(entered.score)}/{plain(mark)}"
    said = [told] if before is None else [told, f"此前录入的 {before.id}（{plain(before.score)}）不再计入"]
    recorded(record_data(entered), "；".join(said), json=json)
    tip_notice((entered.unit,))


def _replaced(register: Register, entered: Figure) -> Figure | None:
    """Return the figure that counted for the same place until a later one was entered, None where there was none."""
    place = (entered.unit, entered.stage, entered.item)
    same = [one for one in register.of_kind(Figure, entered.year) if (one.unit, one.stage, one.item) == place]
    latest, *earlier = sorted(same, key=lambda one: (one.day, one.seq), reverse=True)
    return earlier[0] if earlier and latest.id == entered.id else None


@app.command("self", help="登记单位自评：一个考核项自评多少分，在得分表里列在考核得分旁边，不计入得分")
def self_score(
    ctx: typer.Context,
    unit: options.Unit = None,
    item: Item = "",
    score: Annotated[str | None, typer.Option("--score", metavar="得分", help="自评分，按考核项的分值")] = None,
    stage: Annotated[
        str,
        typer.Option("--stage", metavar="阶段", help="考核分阶段的，写明哪个阶段", autocompletion=complete_stages),
    ] = "",
    note: options.Note = "",
    evidence: options.Evidence = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record what a unit says of itself."""
    from gongkai.entry.acts import NewSelfScore, record_self_score
    from gongkai.history.shapes import record_data
    from gongkai.points import plain
    from gongkai.typed import figure_of

    name, code = need(unit, "-u", "单位"), need(item or None, "--item", "考核项编号")
    figure = figure_of(need(score, "--score", "自评分"), "自评分")
    new = NewSelfScore(name, code, figure, stage, note, tuple(evidence or ()))
    with session_of(ctx).register() as register:
        entered = record_self_score(register, session_of(ctx).when(year, date), new)
    where = f"{entered.stage} " if entered.stage else ""
    told = f"已登记自评 {entered.id}：{entered.unit} {where}考核项 {entered.item} 自评 {plain(entered.score)} 分"
    recorded(record_data(entered), told, json=json)


def full_mark(plan: Plan, entered: Figure) -> Decimal:
    """Return what an outside figure is out of: its own full mark, else a full score, or the item's points."""
    from gongkai.scoring.rulebook import rubric_item, sheet_for

    rubric = rubric_of(plan)
    scheme = sheet_for(rubric, find_unit(plan.units, entered.unit))
    if entered.out_of is not None:
        return entered.out_of
    return rubric_item(scheme, entered.item).points if entered.item else rubric.full_of(scheme)


def of_stage(found: Year, typed: str) -> Year:
    """Return the year with the results of one stage as its scores, or as it is where none was named; `UnknownName`."""
    stage = stage_named(found.plan, typed)
    return found.of_stage(stage) if stage else found


def stage_named(plan: Plan, typed: str) -> str:
    """Return the stage that was named, empty where none was; raises `UnknownName`."""
    if not typed.strip():
        return ""
    names = list(dict.fromkeys(stage.name for scheme in rubric_of(plan).schemes for stage in scheme.stages))
    alike = {folded(name): name for name in names}
    if folded(typed) not in alike:
        raise UnknownName("考核阶段", typed, names)
    return alike[folded(typed)]


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
    make = card_maker(found, session.now.date(), on_paper=asked_for(output).printed, public=public)
    document = alarmed(session, found)(make(score))
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


def card_maker(
    found: Year, today: date, *, on_paper: bool = False, public: bool = False
) -> Callable[[UnitScore], Document]:
    """Return what makes the scorecard of a score of the year, with what may be objected to today.

    What everybody reads nobody signs by hand.
    """
    units = {unit.name: unit for unit in found.plan.units}
    tell = disputes(found, today)

    def made(score: UnitScore) -> Document:
        group = [one for one in found.scores if one.group == score.group]
        competing, waiting = so_far(group)
        equals = sum(one.rank == score.rank is not None for one in group if one.unit != score.unit)
        return scorecard_document(
            found,
            score,
            units[score.unit],
            competing=competing,
            equals=equals,
            waiting=waiting,
            dispute=tell(score.unit),
            on_paper=on_paper and not public,
            published=today if public else None,
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
