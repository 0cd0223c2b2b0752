"""Issuing a paper (印发): told under the lock from the ledger as it stands, frozen whole, and the same ever after."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.closing.acts import sealed as sealed_by
from gongkai.closing.seal import in_force
from gongkai.errors import Altered
from gongkai.papers.document import Document
from gongkai.papers.document_json import from_text, to_text
from gongkai.papers.masking import public_copy
from gongkai.register.act import When, sealing
from gongkai.register.kinds import Issue
from gongkai.register.recordable import handling_day, not_ahead
from gongkai.report.circular import circular_of, occasion_at
from gongkai.report.comparison import EarlierPaper, headline_of, midterm_before
from gongkai.report.issues import last_of_kind, may_issue, not_to_come, paper_number
from gongkai.report.yearend import count_year, report_document, year_data
from gongkai.year import year_of

if TYPE_CHECKING:
    from collections.abc import Iterator

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
) -> tuple[Issue, Year]:
    """Record the circular of a kind as issued under a number, a closed year's too; return the year it tells of as well.

    Its `public` copy is what is kept of one. Raises `BadValue` for what is no number, `Refused` where another paper has
    it, or it would tell of days still to come. It is dated with the day it was signed on (`when`), which is not before
    the closing it tells of, and tells of nothing after. With `stage` it tells the result of that stage.
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
    held = register.of_kind(Issue, act.year)
    others = (issue for year in register.years() if year != act.year for issue in register.of_kind(Issue, year))
    may_issue(numbered, (*held, *others))
    if as_of:
        not_to_come(as_of, act.day, register.today)
    year = year_of(register, act.year, register.now, as_of, months=True)
    year = year.of_stage(stage) if stage else year
    last = last_of_kind(kind, [one for one in held if one.day <= act.day])
    document = _circular(year, kind, numbered, act.day, last, closing)
    document = public_copy(document).document if public else document
    body = to_text(document)
    record = Issue(
        year=act.year,
        day=act.day,
        kind=kind,
        number=numbered,
        title=document.title,
        as_of=year.standing.as_of,
        head=year.ledger.head,
        digest=_digest(body),
        body=body,
        by=act.by,
    )
    return register.add(record, "report.issue"), year


def _circular(
    year: Year, kind: str, number: str, signed: date, last: Issue | None, closing: Closing | None
) -> Document:
    event = replace(occasion_at(year.plan, signed, final=True), last=last)
    report = report_document(year, kind)
    return replace(circular_of(year, report, event, closing), number=number)


def earlier_papers(reader: Reader, year: Year) -> Iterator[EarlierPaper]:
    """Yield what a year's figures are compared with: its last midterm circular and, once it is over, last year's.

    Last year's are those it was closed with; while it is open, what they are now. `Altered` for what was tampered with.
    """
    midterm = midterm_before(year.ledger.issues, year.standing.as_of)
    data = paper_of(midterm).data if midterm else None
    if midterm and isinstance(data, dict):
        yield EarlierPaper("中期", midterm.as_of, headline_of(data))
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
