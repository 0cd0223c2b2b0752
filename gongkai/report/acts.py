"""Issuing a paper (印发): told under the lock from the ledger as it stands, frozen whole, and the same ever after."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.closing.acts import sealed as sealed_by
from gongkai.closing.papers import sealed_report
from gongkai.closing.seal import in_force
from gongkai.errors import Altered, Refused
from gongkai.finding.notice import rectification_document, unrectified
from gongkai.papers.document import Document
from gongkai.papers.document_json import from_text, to_text
from gongkai.papers.letterhead import under
from gongkai.papers.masking import public_copy
from gongkai.register.act import When, sealing
from gongkai.register.kinds import Issue
from gongkai.register.recordable import handling_day, not_ahead
from gongkai.report.circular import circular_of, occasion_at
from gongkai.report.comparison import EarlierPaper, headline_of, midterm_before
from gongkai.report.issues import last_of_kind, may_issue, not_to_come, numbers_from, paper_number
from gongkai.report.yearend import YEAR_END, count_year, report_document, signed_on, year_data
from gongkai.year import year_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.plan.model import Plan
    from gongkai.register.act import Act
    from gongkai.register.kinds import Closing
    from gongkai.register.reading import Reader
    from gongkai.register.writing import Register
    from gongkai.year import Year


def issue(  # noqa: PLR0913 - what a paper is issued as comes one by one
    register: Register,
    when: When,
    kind: str,
    number: str,
    *,
    as_of: date | None = None,
    public: bool = False,
    stage: str = "",
    upward: bool = False,
) -> tuple[Issue, Year]:
    """Record the circular of a kind as issued under a number, a closed year's too; return the year it tells of as well.

    `upward` it is the report of that kind, which units do not get. Its `public` copy is what is kept of one. Raises
    `BadValue` for what is no number, `Refused` where another paper has it, or it would tell of days still to come. It
    is dated with the day it was signed on (`when`), which is not before the closing it tells of, and tells of nothing
    after. With `stage` it tells the result of that stage.
    """
    act = sealing(register, when)
    not_ahead(handling_day(act.plan, act.day), register.today)
    closing = register.closing(act.year, register.today)
    sealed = in_force(closing)
    if sealed:
        act.after(sealed, "封存日期", "落款日期")
    elif as_of is None and act.day < register.today:
        as_of = act.day
    numbered = paper_number(number)
    held = _held(register)
    may_issue(numbered, held)
    if as_of:
        not_to_come(as_of, act.day, register.today)
    year = year_of(register, act.year, register.now, as_of, months=True)
    year = year.of_stage(stage) if stage else year
    if upward:
        made = _statement(year, kind, act.day, sealed)
    else:
        last = last_of_kind(kind, [one for one in held if one.year == act.year and one.day <= act.day])
        made = _circular(register, year, kind, act.day, last, closing)
    to = made.addressee if upward else ""
    paper = Paper(under(made, act.plan, numbered), year.standing.as_of, year.ledger.head, to)
    return _freeze(act, made.kind if upward else kind, paper, public=public), year


class Paper(Struct, frozen=True):
    """A paper to be issued, with its number: its figures are of the day `as_of` and of the trail's `head`.

    `unit` is who gets it, empty for all; `about` are the ids of the records it tells that unit of.
    """

    document: Document
    as_of: date
    head: str
    unit: str = ""
    about: tuple[str, ...] = ()


def issue_to_units(
    register: Register, when: When, number: str, papers: Sequence[Paper], *, public: bool = False
) -> tuple[Issue, ...]:
    """Record papers as issued, each to its unit, numbered in turn from the number typed.

    The kind of each is its document's; the year may be closed. Raises `BadValue` for what is no number, `Refused` where
    another paper has one of them.
    """
    act = sealing(register, when)
    not_ahead(handling_day(act.plan, act.day), register.today)
    numbers, held = numbers_from(number, len(papers)), _held(register)
    for each in numbers:
        may_issue(each, held)
    return tuple(
        _freeze(
            act, paper.document.kind, replace(paper, document=_numbered(paper.document, act.plan, each)), public=public
        )
        for each, paper in zip(numbers, papers, strict=True)
    )


def issue_rectifications(
    register: Register, when: When, number: str, unit: str = "", *, public: bool = False
) -> tuple[Issue, ...]:
    """Record the notice to a unit about what it has not put right as issued, or those to every unit that has some.

    Each tells how things stood on the day it is signed. Raises `Refused` where there is nothing to put right.
    """
    act = sealing(register, when)
    not_ahead(handling_day(act.plan, act.day), register.today)
    as_of = act.day if act.day < register.today else None
    year = year_of(register, act.year, register.now, as_of, latest=True)
    event = occasion_at(act.plan, act.day, final=in_force(register.closing(act.year, register.today)) is not None)
    name = act.unit(unit).name if unit else ""
    papers = [
        Paper(
            rectification_document(year, each, states, event),
            year.standing.as_of,
            year.ledger.head,
            each,
            tuple(state.finding.id for state in states),
        )
        for each, states in unrectified(year).items()
        if name in ("", each)
    ]
    if not papers:
        raise nothing_to_rectify(name)
    return issue_to_units(register, when, number, papers, public=public)


def nothing_to_rectify(unit: str, day: str = "") -> Refused:
    """Return the refusal of a notice about nothing."""
    if not unit:
        return Refused("没有尚待整改的问题，不用出整改通知书", "问题", do=("finding", "list"))
    asked = f"{unit}到{day}没有" if day else f"{unit}没有"
    return Refused(f"{asked}尚待整改的问题，不用出整改通知书", "它的问题", do=("finding", "list", "-u", unit))


def _held(register: Register) -> tuple[Issue, ...]:
    """Return every paper that was issued, whatever the year: no two have one number."""
    return tuple(issue for year in register.years() for issue in register.of_kind(Issue, year))


def _numbered(document: Document, plan: Plan, number: str) -> Document:
    data = document.data
    told = {**data, "number": number} if isinstance(data, dict) else data
    return replace(under(document, plan, number), data=told)


def _freeze(act: Act, kind: str, paper: Paper, *, public: bool) -> Issue:
    """Record a paper as it stands; its `public` copy is what is kept of one."""
    document = public_copy(paper.document).document if public else paper.document
    body = to_text(document)
    record = Issue(
        year=act.year,
        day=act.day,
        kind=kind,
        number=document.number,
        title=document.title,
        as_of=paper.as_of,
        head=paper.head,
        digest=_digest(body),
        body=body,
        by=act.by,
        unit=paper.unit,
        about=paper.about,
    )
    return act.register.add(record, "report.issue")


def _circular(
    register: Register, year: Year, kind: str, signed: date, last: Issue | None, closing: Closing | None
) -> Document:
    event = replace(occasion_at(year.plan, signed, final=True), last=last)
    report = report_document(year, kind)
    return circular_of(year, report, event, closing, earlier_papers(register, year))


def _statement(year: Year, kind: str, signed: date, sealed: Closing | None) -> Document:
    """Return the report upward; that of a closed year as it was frozen."""
    frozen = sealed_report(sealed_by(sealed).report, sealed) if sealed and kind == YEAR_END else None
    return signed_on(frozen or report_document(year, kind), signed)


def earlier_papers(reader: Reader, year: Year) -> Iterator[EarlierPaper]:
    """Yield what a year's figures are compared with: its last midterm circular and, once it is over, last year's.

    Last year's are those it was closed with; while it is open, what they are now. `Altered` for what was tampered with.
    """
    midterm = midterm_before(year.ledger.issues, year.standing.as_of)
    data = paper_of(midterm).data if midterm else None
    if midterm and isinstance(data, dict):
        left = data.get("remaining", {}).get("findings", ())
        yield EarlierPaper("中期", midterm.as_of, headline_of(data), tuple(left))
    last = year.plan.year - 1
    if year.standing.over and last in year.ledger.years:
        yield _last_year(reader, last, year)


def _last_year(reader: Reader, last: int, year: Year) -> EarlierPaper:
    closing = in_force(reader.closing(last, year.now.date()))
    report = sealed_by(closing).report if closing else None
    if report and isinstance(report.data, dict):
        return EarlierPaper("上年", date(last, 12, 31), headline_of(report.data))
    then = year_of(reader, last, year.now, latest=True)
    return EarlierPaper("上年", then.standing.as_of, headline_of(year_data(count_year(then), then.scores)))


def paper_of(issued: Issue) -> Document:
    """Return an issued paper as it was; Altered where it cannot be read any more, or is not what was issued."""
    if _digest(issued.body) != issued.digest:
        raise Altered(f"{issued.id}（{issued.number}）的内容被改动过")
    try:
        document = from_text(issued.body)
    except ValueError as error:
        raise Altered(f"{issued.id}（{issued.number}）的内容读不出来") from error
    if not isinstance(document, Document):
        raise Altered(f"{issued.id}（{issued.number}）的内容里没有文件")
    return document


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
