"""Issuing a paper (印发): told under the lock from the ledger as it stands, frozen whole, and the same ever after."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from gongkai.closing.acts import FIELDS
from gongkai.closing.seal import standing_of
from gongkai.errors import StoreFault
from gongkai.papers.document import Document
from gongkai.papers.document_json import from_text, to_text
from gongkai.register.desk import When, sealing
from gongkai.register.kinds import Issue
from gongkai.register.reading import Whole
from gongkai.report.issues import last_of_kind, may_issue, not_to_come, paper_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from gongkai.register.ledger import Ledger, Standing
    from gongkai.register.writing import Register

    Tell = Callable[[Ledger, Standing, Issue | None], Document]


def issue(register: Register, when: When, kind: str, number: str, tell: Tell, *, as_of: date | None = None) -> Issue:
    """Record a paper of a kind as issued under a number; a closed year's papers too.

    `tell` makes the document from the ledger, where it stands, and the last paper of that kind. Raises `BadValue` for
    what is no number, `Refused` where another paper has it, or it would tell of days still to come.
    """
    desk = sealing(register, when)
    numbered = paper_number(number)
    held = _issued(register, desk.year)
    others = (issue for year in register.years() if year != desk.year for issue in _issued(register, year))
    may_issue(numbered, (*held, *others))
    if as_of:
        not_to_come(as_of, register.today)
    standing = standing_of(desk.plan, register.closing(desk.year), register.now, as_of)
    ledger = register.ledger(desk.year, standing.cutoff, FIELDS, Whole())
    document = tell(ledger, standing, last_of_kind(kind, held))
    body = to_text(document)
    record = Issue(
        year=desk.year,
        day=desk.day,
        kind=kind,
        number=numbered,
        title=document.title,
        as_of=standing.as_of,
        head=ledger.head,
        digest=_digest(body),
        body=body,
        by=desk.by,
    )
    return register.add(record, "report.issue")


def _issued(register: Register, year: int) -> tuple[Issue, ...]:
    return register.read(year, ("issues",)).issues


def paper_of(issued: Issue) -> Document:
    """Return an issued paper as it was; StoreFault where it cannot be read any more, or is not what was issued."""
    if _digest(issued.body) != issued.digest:
        raise StoreFault(
            f"{issued.id}（{issued.number}）的内容被改动过", "从备份中恢复，并查痕迹：gongkai audit verify"
        )
    try:
        document = from_text(issued.body)
    except ValueError as error:
        raise StoreFault(
            f"{issued.id}（{issued.number}）的内容读不出来", "从备份中恢复，并查痕迹：gongkai audit verify"
        ) from error
    if not isinstance(document, Document):
        raise StoreFault(
            f"{issued.id}（{issued.number}）的内容里没有文件", "从备份中恢复，并查痕迹：gongkai audit verify"
        )
    return document


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
