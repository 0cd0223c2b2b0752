"""`gongkai report`: the year-end report, or how things stand at midterm, in a quarter or a month."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from gongkai.cli import options
from gongkai.cli.completion import among, complete_stages
from gongkai.cli.looking import look
from gongkai.cli.present import must_take, present, show
from gongkai.cli.session import session_of
from gongkai.cli.talk import say, warn
from gongkai.closing.papers import LEFT_OPEN
from gongkai.closing.seal import in_force
from gongkai.errors import BadValue, GongkaiError, Refused, UnknownName
from gongkai.papers.columns import HEAD_LENGTH, dated, full_day, names_short
from gongkai.papers.document import Section
from gongkai.papers.formats import ENDINGS, FORMATS, asked_for, format_of
from gongkai.papers.letterhead import BY_HAND, Occasion, kind_of
from gongkai.plan.lookup import find_unit
from gongkai.register.kinds import Issue
from gongkai.register.ledger import must_be_issued
from gongkai.register.recordable import not_before
from gongkai.report.issues import issue_named, last_of_kind, not_after_signing, paper_number
from gongkai.report.page import page_document
from gongkai.report.yearend import report_document, signed_on
from gongkai.scoring.commands import disputes, of_stage, scored, stage_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.cli.session import Session
    from gongkai.papers.document import Document
    from gongkai.plan.model import Plan
    from gongkai.register.act import When
    from gongkai.scoring.sheet import UnitScore
    from gongkai.year import Year

app = typer.Typer()
SignedOn = Annotated[
    str | None, typer.Option("--date", metavar="日期", help="通报、报告的落款日期，即签发的日期，默认今天")
]
FORMS = "、".join(form.ending.removeprefix(".") for form in FORMATS if not form.one_table)
PARTS = {"quarter": (3, 31, "季度"), "month": (1, 10, "月")}
"""Months of a part of the year, its first days, in which a report is taken to be meant for the one before, its name."""

PAGE = ".html"


class Written(Struct, frozen=True):
    """How a paper of the year is called, what it is, and the `endings` of the files that it is written as."""

    name: str
    nature: str
    endings: tuple[str, ...]


def _but(*others: str) -> tuple[str, ...]:
    return tuple(ending for ending in ENDINGS if ending not in others)


WRITTEN = {
    "report": Written("报告", "成篇的文字", _but(".xlsx")),
    "circular": Written("通报", "成篇的文字", _but(".xlsx")),
    "page": Written("一览", "网页", (PAGE, ".md", ".json")),
    "workbook": Written("台账", "表格", _but(".docx")),
}
"""A page is pictures, and what leads from one to another; prose is no sheet of cells, and rows to sum are no prose."""
NOT_ISSUED = frozenset({"page", "workbook"})
YEAR_END, QUARTER = "year-end", "quarter"
KINDS = {
    YEAR_END: YEAR_END,
    "年终": YEAR_END,
    "midterm": "midterm",
    "中期": "midterm",
    QUARTER: QUARTER,
    "季度": QUARTER,
    "month": "month",
    "月度": "month",
    "月": "month",
}
NAMED = (
    "circular 通报、statement 报告、page 一览、workbook 台账，写中文也行；"
    "不写时看文件：.docx 是通报，.html 是一览，.xlsx 是台账，其他是报告"
)
PAPERS = {
    "statement": "report",
    "report": "report",
    "报告": "report",
    "circular": "circular",
    "通报": "circular",
    "page": "page",
    "一览": "page",
    "workbook": "workbook",
    "台账": "workbook",
}
OFFERED = among(circular="通报", statement="报告", page="一览", workbook="台账")


Kind = Annotated[
    str,
    typer.Option(
        "--kind",
        metavar="种类",
        help="year-end 年终、midterm 中期、quarter 季度、month 月度",
        autocompletion=among(year_end="年终", midterm="中期", quarter="季度", month="月度"),
    ),
]


@app.command(
    help="出考核情况报告：总体、排名、进展、自查、整改、扣分、尚待完成；没有考核细则的出进展情况。"
    "已封存的年度照封存时的原样"
)
def report(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="文书", help=NAMED, autocompletion=OFFERED)] = None,
    kind: Kind = YEAR_END,
    paper: Annotated[str | None, typer.Option("--paper", metavar="文书", hidden=True, autocompletion=OFFERED)] = None,
    output: options.Output = None,
    stage: Annotated[
        str,
        typer.Option(
            "--stage", metavar="阶段", help="只出这个考核阶段的得分、名次、等次", autocompletion=complete_stages
        ),
    ] = "",
    opened: Annotated[bool, typer.Option("--open", help="写成网页（-o 文件名.html）并用浏览器打开")] = False,
    issue: Annotated[
        str | None, typer.Option("--issue", metavar="文号", help="登记印发：按这个文号把通报、报告存下，以后原样不变")
    ] = None,
    issued: options.Issued = None,
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
    date: SignedOn = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show the report; of a closed year the year-end report that was frozen, unless another day is asked for."""
    which, named = _kind(kind), _named(name, paper)
    numbered = issue is not None or issued is not None
    wanted = named or asked_for(output).report
    if stage and which != QUARTER:
        raise BadValue("--stage 出的是一个阶段的结果", "和 --kind quarter 一起用")
    if named in NOT_ISSUED and numbered:
        raise BadValue("登记印发的是通报和报告，别的文书不编文号", "写 circular（通报）或者 statement（报告）")
    if opened and asked_for(output).ending != PAGE:
        raise BadValue("--open 打开的是网页", "和 -o 文件名.html 一起用")
    signing = (named or "circular") if numbered else wanted
    _must_fit(signing, output)
    session = session_of(ctx)
    signed = _signed(session, year, date, official=issue is not None or wanted == "circular" or named == "report")
    if all_scorecards is not None or form is not None:
        _cards(session, (all_scorecards, form), year, as_of, public=public)
        return
    if issue is not None and output is not None:
        must_take(output)
    what = which, signing, stage
    document = _official(session, what, (issue, issued), session.when(year, date), as_of, public=public)
    if document is not None:
        with kept_where_unwritten(issue, WRITTEN[signing].name):
            present(document, json=json, plain=plain, output=output, public=public, issued=issue is not None)
        return
    document = _drawn(session, (which, wanted, stage), year, _told_until(session, year, as_of, signed), signed)
    present(document, json=json, plain=plain, output=output, public=public)
    if opened and output is not None:
        show(output)


def _must_fit(wanted: str, output: Path | None) -> None:
    """Raise `BadValue` where the paper is not written in the format of the file."""
    if output is None:
        return
    form, paper = format_of(output), WRITTEN[wanted]
    if form.ending in paper.endings:
        return
    ending = ".zip" if form.one_table else form.ending
    raise BadValue(
        f"{paper.name}是{paper.nature}，只写成 {'、'.join(paper.endings)}，不写成 {form.ending}",
        f"用 -o 文件名{paper.endings[0]}；要 {ending} 的：gongkai report {WRITTEN[form.report].name} -o 文件名{ending}",
    )


@contextmanager
def kept_where_unwritten(number: str | None, name: str = "通报") -> Iterator[None]:
    """Where a paper cannot be written that has been issued a moment ago, say that it is, and how to print it."""
    try:
        yield
    except GongkaiError as error:
        if number is None:
            raise
        message = f"{name}已经登记印发，只是这份文件没有写成：{error.message}"
        again = ("report", "--issued", number, "-o", "文件名.docx")
        raise BadValue(message, "不要再登记一次；换一个位置照原样再出", do=again) from error


def _drawn(
    session: Session, what: tuple[str, str, str], year: int | None, as_of: str | None, signed: date | None
) -> Document:
    """Return the report of a kind as the paper named; of a closed year it is told as it was frozen."""
    from gongkai.closing.commands import alarmed, frozen_report
    from gongkai.scoring.commands import warn_of_proposals

    which, wanted, stage = what
    document = frozen_report(session, year, as_of) if which == YEAR_END else None
    found = of_stage(look(session, year, as_of, latest=document is None, months=True), stage)
    if document is None:
        must_be_issued(found.plan, found.standing.as_of)
        warn_of_proposals(found)
    if which in PARTS and as_of is None and not stage:
        _warn_of_begun(found, *PARTS[which])
    document = document or report_document(found, which)
    document = signed_on(document, signed) if wanted == "report" and signed else document
    document = circular(session, found, document, signed) if wanted == "circular" else document
    document = page(session, found, which, document) if wanted == "page" else document
    document = workbook(found, which, document) if wanted == "workbook" else document
    return alarmed(session, found)(document)


def _signed(session: Session, year: int | None, typed: str | None, *, official: bool) -> date | None:
    """Return the day a circular or report is signed on, None where none is said; `BadValue` where none is signed."""
    if typed is None:
        return None
    if not official:
        raise BadValue(
            "--date 是通报、报告的落款日期", "写明文书，如 gongkai report 报告 -o 报告.docx；某一天的情况用 --as-of"
        )
    signed = session.past_day(typed, "落款日期", year)
    if signed > session.today:
        raise BadValue(f"落款日期 {signed} 还没有到（今天是 {session.today}）", "请核对 --date")
    return signed


def _told_until(session: Session, year: int | None, as_of: str | None, signed: date | None) -> str | None:
    """Return up to when a paper tells: the day typed, which is not after the one it is signed on, else that one."""
    if as_of is None:
        return _until(session, year, signed)
    told = session.as_of_day(as_of)
    if told and signed:
        not_after_signing(told, signed)
    return as_of


def _until(session: Session, year: int | None, signed: date | None) -> str | None:
    """Return up to when a circular tells that was signed on an earlier day: nothing that came after.

    None where that is no question; what is closed is told as it was frozen, and not signed before.
    """
    if signed is None or signed == session.today:
        return None
    with session.reader() as reader:
        closing = in_force(reader.closing(reader.plan(year).year, session.today))
    if closing is None:
        return signed.isoformat()
    not_before(signed, closing, session.today, "封存日期", "落款日期")
    return None


def _warn_of_begun(found: Year, months: int, days: int, name: str) -> None:
    """Warn that a report is of what has just begun, where the quarter or month that ended is likelier to be meant."""
    as_of, issued = found.standing.as_of, found.plan.issued
    begun = date(as_of.year, as_of.month - (as_of.month - 1) % months, 1)
    last = begun - timedelta(days=1)
    if not found.standing.over and (as_of - begun).days < days and issued <= last:
        warn(f"写的是{begun.month}月开始的这个{name}到今天的情况；要上一{name}的，加 --as-of {last}")


def _cards(
    session: Session, where: tuple[Path | None, str | None], year: int | None, as_of: str | None, *, public: bool
) -> None:
    folder, form = where
    if folder is None:
        raise BadValue("--format 是得分表的格式", "和 --all-scorecards 一起用；别的文书用 -o，格式看扩展名")
    from gongkai.closing.commands import alarmed
    from gongkai.papers.masking import public_copy
    from gongkai.scoring.commands import card_maker, ending_of, warn_of_proposals, write_cards

    ending, found = ending_of(form), scored(session, year, as_of)
    printed = format_of(f"得分表{ending}").printed
    make = card_maker(found, session.now.date(), on_paper=printed, public=public)
    alarm = alarmed(session, found)
    warn_of_proposals(found)

    def card(score: UnitScore) -> Document:
        made = alarm(make(score))
        return public_copy(made).document if public else made

    write_cards(card, found.scores, folder, ending)


def _official(
    session: Session,
    what: tuple[str, str, str],
    numbers: tuple[str | None, str | None],
    when: When,
    as_of: str | None,
    *,
    public: bool,
) -> Document | None:
    """Return a circular or report issued now, or as it was issued under a number; None where neither was asked for."""
    issue, issued = numbers
    if issue is not None and issued is not None:
        raise BadValue("--issue 和 --issued 不能一起用", "前者登记一份新的，后者照原样再出一份")
    if issued is not None:
        return issued_paper(session, issued, when.year)
    if issue is not None:
        return issue_paper(session, what, issue, when, as_of, public=public)
    return None


def _kind(text: str) -> str:
    found = KINDS.get(text.strip().lower())
    if found is None:
        raise UnknownName(
            "报告种类", text, advice="可用：year-end（年终）、midterm（中期）、quarter（季度）、month（月度）"
        )
    return found


def _named(name: str | None, option: str | None) -> str:
    """Return the paper that is named, by the argument or the older option; empty where none is."""
    found = dict.fromkeys(_paper(text) for text in (name, option) if text is not None)
    if len(found) > 1:
        raise BadValue(f"写了两样文书：{name}、{option}", "只写一样，如 gongkai report 通报")
    return next(iter(found), "")


def _paper(text: str) -> str:
    found = PAPERS.get(text.strip().lower())
    if found is None:
        kind = KINDS.get(text.strip().lower())
        which = f"；{text.strip()}是种类，写 --kind {kind}" if kind else ""
        known = "circular（通报）、statement（报告）、page（一览）、workbook（台账）"
        raise UnknownName("文书", text, advice=f"可用：{known}{which}")
    return found


def occasion(session: Session, plan: Plan, day: date | None = None) -> Occasion:
    """Return the occasion of a paper signed on a day, today where none is given."""
    from gongkai.report.circular import occasion_at

    with session.reader() as reader:
        closing = in_force(reader.closing(plan.year, session.today))
    return occasion_at(plan, day or session.now.date(), final=closing is not None)


def circular(session: Session, found: Year, report: Document, signed: date | None = None) -> Document:
    """Return the circular to a report, before it is issued, signed on a day (None: today)."""
    from gongkai.report.acts import earlier_papers
    from gongkai.report.circular import circular_of

    plan = found.plan
    with session.reader() as reader:
        held = reader.of_kind(Issue, plan.year)
        closing = reader.closing(plan.year, session.today)
        earlier = tuple(earlier_papers(reader, found))
    last = last_of_kind(kind_of(report), held)
    _warn_of_untold(found)
    return circular_of(found, report, replace(occasion(session, plan, signed), last=last), closing, earlier)


def _warn_of_untold(found: Year) -> None:
    """Warn that a circular counts what its unit has not been told of, and may name it."""
    taken = (state for state in found.entries if state.stands and not state.notified)
    untold = [state.entry.id for state in taken if state.entry.kind != "bonus"]
    if untold:
        warn(f"{names_short(untold, 5)}还没有告知单位，通报会计入、会点名；先告知：gongkai deduct notify --all 文件夹")


def rectifications(session: Session, year: int | None, day: str | None, typed: str = "") -> dict[str, Document]:
    """Return the notice to each unit that has something to put right, or to the one typed; `Refused` where none has."""
    from gongkai.finding.notice import rectification_document, unrectified
    from gongkai.report.acts import nothing_to_rectify

    view, signed = _as_signed(session, year, day)
    unit = find_unit(view.plan.units, typed).name if typed else ""
    of_unit = {name: states for name, states in unrectified(view).items() if unit in ("", name)}
    if not of_unit:
        raise nothing_to_rectify(unit, full_day(signed) if day else "")
    event = occasion(session, view.plan, signed)
    return {name: rectification_document(view, name, states, event) for name, states in of_unit.items()}


def issued_rectifications(
    session: Session, when: When, number: str, typed: str = "", *, public: bool = False
) -> dict[str, Document]:
    """Record the same as issued, numbered in turn from a number, say so, and return them as they are kept."""
    from gongkai.report.acts import issue_rectifications, paper_of

    with session.register() as register:
        records = issue_rectifications(register, when, number, typed, public=public)
    told_as_issued(records)
    return {record.unit: paper_of(record) for record in records}


def told_as_issued(records: Sequence[Issue]) -> None:
    """Say of papers that they are issued; of several only how many, and between which numbers."""
    if not records:
        return
    first, mark = records[0], f"（{dated(records[0])}）" if records[0].backdated else ""
    frozen = f"数据截至 {first.as_of}，痕迹校验码 {first.head[:HEAD_LENGTH]}"
    if len(records) > 1:
        last = records[-1]
        said = f"{first.number} 至 {last.number}，共{len(records)}份，各发一个单位"
        say(f"已登记印发 {first.id} 至 {last.id}{mark}：{said}，{frozen}")
    else:
        to = f"，{'报' if first.kind == 'report' else '发'}{first.unit}" if first.unit else ""
        say(f"已登记印发 {first.id}{mark}：{first.number}《{first.title}》{to}，{frozen}")
    if any(BY_HAND in one.body for one in records):
        key = "tasks.yaml 的 plan.office_contact（name、phone）"
        warn(f"没有写联系人，文书上的联系人和电话请手填；写进 {key} 再 gongkai load，以后自动印上")
    if f"〔{first.day.year}〕" not in first.number:
        warn(f"文号 {first.number} 的年份不是{first.day.year}年，请核对")


def _as_signed(session: Session, year: int | None, typed: str | None) -> tuple[Year, date]:
    """Return the year as it stood on the day a paper is signed, today where none is typed, and that day.

    A paper does not tell what happened after its day; `BadValue` for a day to come or before the issue.
    """
    today = session.now.date()
    signed = session.optional_day(typed, "落款日期", year) or today
    if signed > today:
        raise BadValue(f"落款日期 {signed} 还没有到（今天是 {today}）", "请核对 --date")
    try:
        return look(session, year, None if signed == today else signed.isoformat(), latest=True), signed
    except BadValue as error:
        raise BadValue(error.message, error.hint.replace("--as-of", "--date")) from None


def selfreport(session: Session, year: int | None, typed: str, day: str | None) -> Document:
    """Return a unit's report on its self-inspections; `Refused` where it held none."""
    from gongkai.finding.selfreport import selfreport_document

    view, signed = _as_signed(session, year, day)
    unit = find_unit(view.plan.units, typed).name
    held = [record for record in view.ledger.self_inspections if record.unit == unit]
    if not held:
        told = f"{unit}到{full_day(signed)}" if day else unit
        raise Refused(f"{told}没有登记自查，写不出自查报告", f"先登记：gongkai selfcheck add -u {unit} --summary 概况")
    found = [state for state in view.findings if state.finding.unit == unit and state.finding.source == "self"]
    return selfreport_document(view, unit, held, found, occasion(session, view.plan, signed))


def issue_paper(
    session: Session, what: tuple[str, str, str], number: str, when: When, as_of: str | None, *, public: bool = False
) -> Document:
    """Record the circular or report of a kind (and stage) as issued, say so, and return it; a `public` copy is kept so.

    That of an open year's end is a draft, and no number is spent on one: Refused.
    """
    from gongkai.report.acts import issue, paper_of

    (kind, wanted, typed), numbered, day = what, paper_number(number), session.as_of_day(as_of)
    name, upward = WRITTEN[wanted].name, wanted == "report"
    if kind == YEAR_END and day is not None:
        raise BadValue(f"年终{name}照封存时的数据印发，不用 --as-of", "某一天的情况用 --kind midterm、quarter 或 month")
    with session.register() as register:
        plan = register.plan(when.year)
        closing = register.closing(plan.year, register.today)
        if kind == YEAR_END and in_force(closing) is None:
            raise Refused(
                f"{plan.year}年度还没有封存，年终{name}不能印发",
                "先封存：gongkai year close；征求意见的用 -o 文件名.docx 写出，不编文号",
            )

        stage = stage_named(plan, typed)
        record, told = issue(register, when, kind, numbered, as_of=day, public=public, stage=stage, upward=upward)
    if not upward:
        _warn_of_untold(told)
    told_as_issued((record,))
    return paper_of(record)


def issued_paper(session: Session, number: str, year: int | None, unit: str | None = None) -> Document:
    """Return a paper as it was issued; `Refused` where it is another unit's than the one typed."""
    from gongkai.report.acts import paper_of

    with session.reader() as reader:
        session.hold(reader)
        held = issue_named(number, reader.of_kind(Issue, year))
        asked = find_unit(reader.plan(held.year).units, unit).name if unit else held.unit
    if held.unit and asked != held.unit:
        raise Refused(f"{held.number} 是发给{held.unit}的，不是{asked}", "去掉 -u，或者核对文号")
    return session.told(paper_of(held), unverified=reader.unverified)


def page(session: Session, found: Year, kind: str, plain: Document) -> Document:
    """Return the page of the year in place of its `plain` report.

    The report of a closed year is what it was when frozen; if the ledger does not say the same, it stands.
    """
    from gongkai.report.acts import earlier_papers

    with session.reader() as reader:
        earlier = tuple(earlier_papers(reader, found))
    made = page_document(found, kind, dispute=disputes(found, session.now.date()), earlier=earlier)
    return _as_sealed(made, plain)


def workbook(found: Year, kind: str, plain: Document) -> Document:
    """Return the workbook of the year in place of its `plain` report, under the same rule as the page."""
    from gongkai.report.workbook import workbook_document

    return _as_sealed(workbook_document(found, kind), plain)


def _as_sealed(made: Document, plain: Document) -> Document:
    """Return what was made with what the frozen report says of its seal; the report itself where they differ."""
    if not says_all(_figures(made), _figures(plain)):
        return plain
    left = (block for block in plain.blocks if isinstance(block, Section) and block.key == LEFT_OPEN)
    return replace(made, blocks=(*made.blocks, *left), data=plain.data, footer=plain.footer)


def says_all(made: object, frozen: object) -> bool:
    """Tell whether an answer says all that a frozen one says; a figure told only since then is no difference."""
    if isinstance(made, dict) and isinstance(frozen, dict):
        return all(key in made and says_all(made[key], each) for key, each in frozen.items())
    if isinstance(made, list | tuple) and isinstance(frozen, list | tuple):
        return len(made) == len(frozen) and all(map(says_all, made, frozen))
    return made == frozen


def _figures(document: Document) -> dict[str, object]:
    """Return what a report says, without the trail's end: closing a year adds a line of its own."""
    data = document.data if isinstance(document.data, dict) else {}
    return {key: value for key, value in data.items() if key not in {"head", "entries"}}
