"""Papers as issued (印发): their numbers, what may be issued, what came after one."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from gongkai.errors import BadValue, Refused, UnknownName
from gongkai.register.kinds import kinds_by_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gongkai.register.kinds import Issue, Record
    from gongkai.register.ledger import Ledger

_NUMBER = re.compile(r"([^\s\d〔]+)[〔\[(【](\d{4})[〕\])】](?:第)?0*(\d{1,6})号")
_NOT_FACTS = frozenset({"issues", "closings"})


def paper_number(typed: str) -> str:
    """Return a 发文字号 as papers write it: 威府办函〔2018〕46号, no leading zero, no 第 (GB/T 9704-2012, 7.2.5)."""
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", "".join(typed.split())))
    if found is None:
        raise BadValue(f"“{typed}”不是发文字号", "如 威府办函〔2018〕46号，括号也可以写成 [] 或 ()")
    return f"{found[1]}〔{found[2]}〕{found[3]}号"


def numbers_from(typed: str, count: int) -> tuple[str, ...]:
    """Return so many 发文字号 in turn, the one typed first: each paper has its own."""
    head, mark, last = paper_number(typed).rpartition("〕")
    first = int(last.removesuffix("号"))
    return tuple(f"{head}{mark}{first + index}号" for index in range(count))


def may_issue(number: str, issued: Iterable[Issue]) -> None:
    """Refuse a number that another paper of the register has, of whatever kind."""
    other = next((issue for issue in issued if issue.number == number), None)
    if other is not None:
        raise Refused(
            f"{number} 已用于《{other.title}》（{other.day}，{other.id}）",
            "印发过的不能改；要看原样",
            do=("report", "--issued", number),
        )


def not_to_come(as_of: date, signed: date, today: date) -> None:
    """Refuse to issue what tells of days still to come, today or on the day it was signed."""
    if as_of > today:
        raise Refused(f"数据截至 {as_of}，还没有到（今天是 {today}），不能印发", "先去掉 --issue 看一看")
    not_after_signing(as_of, signed)


def not_after_signing(as_of: date, signed: date) -> None:
    """Refuse a paper, issued or not, that would tell of days after the one it is signed on."""
    if as_of > signed:
        raise Refused(f"数据截至 {as_of}，晚于落款日期 {signed}", "落款以后的情况写不进去：改 --as-of 或者 --date")


def issue_named(typed: str, issued: Sequence[Issue]) -> Issue:
    """Return the paper with a number; `UnknownName` where none has it."""
    number = paper_number(typed)
    for issue in issued:
        if issue.number == number:
            return issue
    known = "、".join(issue.number for issue in issued)
    raise UnknownName("印发的文件", number, advice=f"印发过的有：{known}" if known else "还没有登记过印发的文件")


def last_of_kind(kind: str, issued: Sequence[Issue]) -> Issue | None:
    """Return the paper of a kind that was issued last."""
    return next((issue for issue in reversed(issued) if issue.kind == kind), None)


def behind(ledger: Ledger, issue: Issue) -> tuple[Record, ...]:
    """Return what was recorded after a paper was issued and dated on or before its day, in order of recording."""
    groups = (getattr(ledger, field) for field in kinds_by_field() if field not in _NOT_FACTS)
    late = [record for group in groups for record in group if record.seq > issue.seq and record.day <= issue.as_of]
    return tuple(sorted(late, key=lambda record: record.seq))
