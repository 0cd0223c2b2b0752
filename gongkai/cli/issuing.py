"""What `report` borrows to issue a paper, and to print one again as it was issued."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.cli.counter import as_of_day, when
from gongkai.cli.freezing import told
from gongkai.cli.looking import judged
from gongkai.cli.papers import YEAR_END, circular_of, occasion_at
from gongkai.cli.scoring import scores_of
from gongkai.cli.talk import say, warn
from gongkai.domain.closing import in_force
from gongkai.domain.issues import issue_named, paper_number
from gongkai.errors import BadValue, Refused
from gongkai.report.parts import HEAD_LENGTH

if TYPE_CHECKING:
    from gongkai.cli.counter import Counter
    from gongkai.document import Document
    from gongkai.domain.ledger import Ledger, Standing
    from gongkai.domain.records import Issue


def issue_circular(
    counter: Counter, kind: str, number: str, year: int | None, as_of: str | None, *, public: bool = False
) -> Document:
    """Record the circular of a kind as issued, say so, and return it; its `public` copy is what is kept of one.

    The year-end circular of an open year is a draft, and no number is spent on one: Refused.
    """
    from gongkai.render.masking import public_copy
    from gongkai.services.issuing import issue, paper_of

    numbered, day = paper_number(number), as_of_day(as_of)
    if kind == YEAR_END and day is not None:
        raise BadValue("年终通报照封存时的数据印发，不用 --as-of", "某一天的情况用 --kind midterm 或 quarter")
    with counter.register() as register:
        plan = register.plan(year)
        closing = register.closing(plan.year)
        if kind == YEAR_END and in_force(closing) is None:
            raise Refused(
                f"{plan.year}年度还没有封存，年终通报不能印发",
                "先封存：gongkai year close；征求意见的用 -o 文件名.docx 写出，不编文号",
            )

        def tell(ledger: Ledger, standing: Standing, last: Issue | None) -> Document:
            found = scores_of(judged(ledger, standing))
            event = replace(occasion_at(ledger.plan, register.today, final=True), last=last)
            circular = replace(circular_of(found, told(found, kind), event, closing), number=numbered)
            return public_copy(circular).document if public else circular

        record = issue(register, when(year, None), kind, numbered, tell, as_of=day)
    document = paper_of(record)
    frozen = f"数据截至 {record.as_of}，痕迹校验码 {record.head[:HEAD_LENGTH]}"
    say(f"已登记印发 {record.id}：{record.number}《{record.title}》，{frozen}")
    if f"〔{record.day.year}〕" not in record.number:
        warn(f"文号 {record.number} 的年份不是{record.day.year}年，请核对")
    return document


def issued_paper(counter: Counter, number: str, year: int | None) -> Document:
    """Return a paper as it was issued."""
    from gongkai.services.issuing import paper_of

    with counter.reader() as reader:
        held = reader.ledger(year, date.max, ("issues",)).issues
    return paper_of(issue_named(number, held))
