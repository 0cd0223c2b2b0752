"""What people type into one field: dates, moments, and the parts of a finding between bars. Pure parsing."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal

from gongkai.domain.standing import CST
from gongkai.errors import BadValue
from gongkai.frozen import frozen

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_BARS = re.compile(r"[｜|]")
FINDING_PARTS = 4
MOST_WORKDAYS = 2500


@frozen
class FindingLine:
    """A finding typed in one line: 问题｜措施｜责任人｜期限; later parts may be left out."""

    problem: str
    measure: str = ""
    person: str = ""
    due: date | None = None


def day_of(text: str, what: str = "日期") -> date:
    """Return the date in `2018-09-28`, `2018/9/28`, `2018年9月28日` or `20180928`; raises `BadValue`."""
    typed = unicodedata.normalize("NFKC", text).strip()
    found = _DATE.fullmatch(typed) or _COMPACT.fullmatch(typed)
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    raise BadValue(f"{what}“{text}”不对", "请写成 2018-09-28 这样的日期")


def moment_of(text: str) -> datetime:
    """Return the moment in `2018-09-28 10:00` (or a date: its first minute), in China's time; raises `BadValue`."""
    typed = unicodedata.normalize("NFKC", text).strip().replace("T", " ")
    day, _, clock = typed.partition(" ")
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?(?:\+08:00)?", clock.strip()) if clock else None
    try:
        at = time(int(found[1]), int(found[2])) if found else time(0)
    except ValueError:
        found, clock, at = None, clock or typed, time(0)
    if clock and not found:
        raise BadValue(f"时间“{text}”不对", "请写成 2018-09-28 10:00 这样的时间")
    return datetime.combine(day_of(day, "时间"), at, CST)


def days_of(text: str) -> int:
    """Return the number of days in `+3`, `3`, `-1`, `＋３`; raises `BadValue` for anything else or beyond ten years."""
    typed = unicodedata.normalize("NFKC", text).strip().replace("−", "-").removesuffix("天").strip()
    if not re.fullmatch(r"[+-]?[0-9]{1,4}", typed) or abs(int(typed)) > MOST_WORKDAYS:
        raise BadValue(f"天数“{text}”不对", f"请写 +3、3 或 -1 这样的整数，最多 {MOST_WORKDAYS} 天")
    return int(typed)


def finding_line(text: str) -> FindingLine:
    """Return the parts of 问题｜措施｜责任人｜期限; raises `BadValue` for an empty problem or too many parts."""
    parts = [part.strip() for part in _BARS.split(text)]
    if len(parts) > FINDING_PARTS:
        raise BadValue(f"问题“{text}”分成了{len(parts)}段", "最多四段：问题｜措施｜责任人｜期限")
    if not parts[0]:
        raise BadValue("问题内容不能为空", "写成：问题｜措施｜责任人｜期限，后面几段可以不写")
    problem, measure, person, due = (*parts, "", "", "")[:FINDING_PARTS]
    return FindingLine(problem, measure, person, day_of(due, "整改期限") if due else None)


def figure_of(text: str, what: str = "分值") -> Decimal:
    """Return a figure typed as `2`, `0.5` or `２．５`; raises `BadValue` for anything but a plain decimal."""
    typed = unicodedata.normalize("NFKC", text).strip().removesuffix("分").strip()
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?", typed):
        raise BadValue(f"{what}“{text}”不对", "请写 2 或 0.5 这样的数")
    return Decimal(typed)
