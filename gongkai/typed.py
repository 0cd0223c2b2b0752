"""What people type into one field: dates, moments, figures, and the parts of a finding between bars. Pure parsing.

A day without its year, 今天 and 昨天 need the day on which they were typed, handed in as `today`. A day of what has
happened is the latest that is not after it; `year` is the plan's where it was named: its handling ends in March of the
next. A day ahead (期限) is the earliest that is not before `since`, the day it is given on.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType

from msgspec import Struct

from gongkai.errors import BadValue
from gongkai.register.ledger import CST

# patterns are compiled where they are needed: most calls need none of them
_DATE = r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?"
_COMPACT = r"(\d{4})(\d{2})(\d{2})"
_AGO = MappingProxyType({"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2})
_AHEAD = MappingProxyType({"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "后日": 2})
_YEARS = MappingProxyType({"去年": -1, "今年": 0, "明年": 1})
_TENTHS = MappingProxyType({"上旬": 10, "中旬": 20})
_TEN_DAYS = r"(?:([12]\d{3})\s*年)?\s*(\d{1,2})\s*月(?:份)?([上中下]旬)"
_WEEKDAY = r"(上{1,2}|下{1,2}|本|这|)个?(?:周|星期|礼拜)([一二三四五六日天])"
_DAYS_OF_WEEK = "一二三四五六日天"
_CLOCK = (
    r"(?P<part>凌晨|早上|上午|中午|下午|晚上)?\s*(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::\d{2})?|[点时](?:(?P<said>\d{1,2})分?|(?P<half>半)|整)?)(?:\+08:00)?"
)
_MOMENT = rf"(?P<day>.*?)\s*(?P<clock>{_CLOCK})"
_AFTERNOON = frozenset({"中午", "下午", "晚上"})
FINDING_PARTS = 4
_BARS = frozenset("｜|")
_ENCLOSING = MappingProxyType(dict(zip('“‘「『《〈（(【[〔"＂﹁﹃', '”’」』》〉）)】]〕"＂﹂﹄', strict=True)))
MOST_PERCENT = 100
MOST_WORKDAYS = 2500
FAR_AHEAD = 300
LAST_OF_HANDLING = (3, 31)
NOON, MONTHS = 12, 12
LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SOON = timedelta(days=62)


class FindingLine(Struct, frozen=True):
    """A finding typed in one line: 问题｜措施｜责任人｜期限; later parts may be left out."""

    problem: str
    measure: str = ""
    person: str = ""
    due: date | None = None


class Value(Struct, frozen=True):
    """A quantity as typed; `percent` where a percent sign stood after it."""

    figure: Decimal
    percent: bool = False


def day_of(
    text: str,
    what: str = "日期",
    *,
    today: date | None = None,
    year: int | None = None,
    since: date | None = None,
    past: bool = False,
) -> date:
    """Return the date in `2018-09-28`, `2018.9.28`, `2018年9月28日`, `20180928`, and with `today` in `9-28` or 昨天.

    With `since` it may be 明天, 下周五, 月底, 9月底, 9月中旬 (its last day), 年底 or 明年1月10日. A day without its
    year lies ahead of `since` where that is given, behind today if `past`; else it is of `year` or of today's. Raises
    `BadValue`.
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    if today is not None:
        typed = _with_year(typed, today.year)
        if told := _in_words(typed, today, since, year if past else None, past=past):
            if past and told > today:
                raise BadValue(f"{what}“{text}”还没有到（今天是 {today}，那天是 {told}）", "只登记已经发生的")
            return told
    found = re.fullmatch(_COMPACT, typed) or re.fullmatch(_DATE, typed)
    if found is None or not (found[1] or year or today or since):
        also = "、9月28日、下周五或者月底" if since else " 或者 9月28日" if year or today else ""
        raise BadValue(f"{what}“{text}”不对", f"请写成 2018-09-28{also} 这样的日期")
    month, day = int(found[2]), int(found[3])
    if found[1]:
        own = int(found[1])
    elif since:
        own = _coming(month, day, since)
    elif past and today:
        own = _gone_by(month, day, min(today, date(year + 1, *LAST_OF_HANDLING)) if year else today)
        if own < today.year and _is_soon(month, day, today):
            raise BadValue(f"{what}“{text}”还没有到（今天是 {today}）", "只登记已经发生的；去年的要写明年份")
    else:
        own = year or (today.year if today else 1)
    parts = own, month, day
    try:
        return date(*parts)
    except ValueError:
        raise BadValue(f"{what}“{text}”不对：{_no_day(*parts)}", "请写成 2018-09-28 这样的日期") from None


def depends_on_today(text: str) -> bool:
    """Tell whether a day or a moment, as typed, is another one to whom reads it later: 昨天, 上周五, 月底, 下午2点."""
    typed = unicodedata.normalize("NFKC", text).strip()
    moment = re.fullmatch(_MOMENT, typed)
    day = moment["day"] if moment else typed
    if not day or day in _AGO or day in _AHEAD or day in {"月底", "本月底"} or re.match("去年|今年|明年", day):
        return bool(typed)
    return re.fullmatch(_WEEKDAY, day) is not None


def _with_year(typed: str, this: int) -> str:
    """Return a day with 今年, 去年 or 明年 as a figure: 明年1月10日."""
    named = _YEARS.get(typed[:2]) if typed[2:3].isdecimal() else None
    return typed if named is None else f"{this + named}年{typed[2:]}"


def _in_words(typed: str, today: date, since: date | None, year: int | None, *, past: bool) -> date | None:
    """Return the day that 今天 or 昨天 is; a day ahead by its name where one may be told, or of what has happened."""
    if typed in _AGO:
        return today - timedelta(days=_AGO[typed])
    if past:
        gone = _in_week(typed, today, ahead=False) or _end_gone_by(typed, today, year)
        return gone or _ahead(typed, today, today)
    return _ahead(typed, today, since) or _end_of_ten_days(typed, since) if since else None


def _ahead(typed: str, today: date, since: date) -> date | None:
    """Return the day that 明天, 下周五, 月底 or 年底 is, seen from today; 9月底 lies ahead of `since`."""
    if typed in _AHEAD:
        return today + timedelta(days=_AHEAD[typed])
    if day := _in_week(typed, today, ahead=True):
        return day
    if typed in ("月底", "本月底"):
        return _last_of(today.year, today.month)
    if month := _month_ended(typed):
        return _last_of(since.year + (month < since.month), month)
    return date(today.year, MONTHS, 31) if typed in ("年底", "年末") else None


def _end_of_ten_days(typed: str, since: date) -> date | None:
    """Return the last day of 9月上旬, 中旬 or 下旬, ahead of `since` as any day is; None for anything else."""
    found = re.fullmatch(_TEN_DAYS, typed)
    if found is None or not 1 <= int(found[2]) <= MONTHS:
        return None
    month, part = int(found[2]), found[3]
    year = int(found[1] or _coming(month, last_of_ten_days(since.year, month, part).day, since))
    return last_of_ten_days(year, month, part)


def last_of_ten_days(year: int, month: int, part: str) -> date:
    """Return the day by which what is due in the 上旬, 中旬 or 下旬 of a month is due: its last."""
    return date(year, month, _TENTHS[part]) if part in _TENTHS else _last_of(year, month)


def _month_ended(typed: str) -> int:
    """Return the month whose last day 9月底 is, 0 for anything else."""
    named = re.fullmatch(r"(\d{1,2})\s*月[底末]", typed)
    return int(named[1]) if named and 1 <= int(named[1]) <= MONTHS else 0


def _end_gone_by(typed: str, today: date, year: int | None) -> date | None:
    """Return the day that 9月底 was, None for anything else, and where it is but a little ahead of today."""
    month = _month_ended(typed)
    if not month or timedelta(0) < _last_of(today.year, month) - today <= SOON:
        return None
    last = min(today, date(year + 1, *LAST_OF_HANDLING)) if year else today
    end = _last_of(last.year, month)
    return end if end <= last else _last_of(last.year - 1, month)


def _in_week(typed: str, today: date, *, ahead: bool) -> date | None:
    """Return the day that 周五, 本周五, 上周五 or 下周五 is; 周五 alone is the nearest, ahead of today or behind it."""
    found = re.fullmatch(_WEEKDAY, typed)
    if found is None:
        return None
    weeks = {"上": -1, "下": 1}.get(found[1][:1], 0) * len(found[1])
    day = today + timedelta(days=7 * weeks + min(_DAYS_OF_WEEK.index(found[2]), 6) - today.weekday())
    if not found[1] and ahead and day < today:
        return day + timedelta(days=7)
    return day - timedelta(days=7) if not found[1] and not ahead and day > today else day


def _last_of(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _gone_by(month: int, day: int, last: date) -> int:
    """Return the year of the latest such day that is not after `last`."""
    known = 1 <= month <= MONTHS and 1 <= day <= LONGEST_MONTHS[month - 1]
    return last.year if not known or (month, day) <= (last.month, last.day) else last.year - 1


def _is_soon(month: int, day: int, today: date) -> bool:
    """Tell whether a day of this year is but a little ahead: who types it did not mean the year before."""
    try:
        return timedelta(0) < date(today.year, month, day) - today <= SOON
    except ValueError:
        return False


def _coming(month: int, day: int, since: date) -> int:
    """Return the year of the earliest such day not before `since`; one that far ahead was meant to be the past one."""
    year = since.year if (month, day) >= (since.month, since.day) else since.year + 1
    try:
        far = (date(year, month, day) - since).days > FAR_AHEAD
    except ValueError:
        return since.year
    return year - 1 if far else year


def _no_day(year: int, month: int, day: int) -> str:
    """Return why there is no such day: 2018年2月没有30日."""
    if not 1 <= month <= MONTHS:
        return f"没有{month}月"
    from calendar import monthrange

    known = year >= 1 and not 1 <= day <= monthrange(year, month)[1]
    return f"{year}年{month}月没有{day}日" if known else f"没有{year}年"


def moment_of(text: str, what: str = "时间", *, today: date | None = None, year: int | None = None) -> datetime:
    """Return the moment in `2018-09-28 10:00`, `9月28日下午2点`, `10点30分` (with `today`), in China's time.

    A date alone is its first minute. Raises `BadValue`.
    """
    typed = unicodedata.normalize("NFKC", text).strip().replace("T", " ")
    found = re.fullmatch(_MOMENT, typed)
    if found is None:
        return datetime.combine(_day_or_moment(typed, text, what, today, year), time(0), CST)
    at = _time_of(found)
    if at is None or (not found["day"] and today is None):
        raise BadValue(f"{what}“{text}”不对", "请写成 2018-09-28 10:00 这样的时间")
    day = day_of(found["day"], what, today=today, year=year, past=True) if found["day"] else today
    return datetime.combine(day or date.max, at, CST)


def _day_or_moment(typed: str, text: str, what: str, today: date | None, year: int | None) -> date:
    """Return the day where no time was typed; what is neither is told as a bad moment."""
    if re.search(r"\s|:", typed):
        raise BadValue(f"{what}“{text}”不对", "请写成 2018-09-28 10:00 这样的时间")
    return day_of(typed, what, today=today, year=year, past=True)


def _time_of(found: re.Match[str]) -> time | None:
    """Return the time of a clock as matched; 下午2点 is 14:00."""
    hour = int(found["hour"])
    if found["part"] in _AFTERNOON and 1 <= hour < NOON and not (found["part"] == "中午" and hour > NOON - 2):
        hour += NOON
    minute = 30 if found["half"] else int(found["minute"] or found["said"] or 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def days_of(text: str) -> int:
    """Return the number of days in `+3`, `3`, `-1`, `＋３`; raises `BadValue` for anything else or beyond ten years."""
    typed = unicodedata.normalize("NFKC", text).strip().replace("−", "-").removesuffix("天").strip()
    if not re.fullmatch(r"[+-]?[0-9]{1,4}", typed) or abs(int(typed)) > MOST_WORKDAYS:
        raise BadValue(f"天数“{text}”不对", f"请写 +3、3 或 -1 这样的整数，最多 {MOST_WORKDAYS} 天")
    return int(typed)


_NOTHING = (
    r"[/、\\\-—–~～.。]+|(?:经?(?:自查|检查|核查)[,，]?)?"
    r"(?:暂无|暂未|均无|没有|没|未|无)(?:发现|查出)?(?:任何|明显)?(?:问题|情况|异常)?[。.!]?"
)
"""How people write that there was nothing to find; 无, 没有, 未发现 will do, 未 or 没 alone will not."""


def is_nothing(text: str) -> bool:
    """Tell whether what was typed for a problem says that there is none: 无, 没有, 未发现问题, /."""
    typed = unicodedata.normalize("NFKC", "".join(text.split()))
    return typed not in {"未", "没", ""} and re.fullmatch(_NOTHING, typed) is not None


def finding_line(text: str, *, today: date | None = None, since: date | None = None) -> FindingLine:
    """Return the parts of 问题｜措施｜责任人｜期限, the last a day ahead of `since` (else of today).

    A bar between paired quotation marks or brackets divides nothing. Raises `BadValue` for an empty problem or too
    many parts.
    """
    parts = [part.strip() for part in _between_bars(text)]
    if len(parts) > FINDING_PARTS:
        told = "最多四段：问题｜措施｜责任人｜期限；问题里本来有｜的，加上引号，或用 --measure、--person、--due 分开写"
        raise BadValue(f"问题“{text}”分成了{len(parts)}段", told)
    if not parts[0]:
        raise BadValue("问题内容不能为空", "写成：问题｜措施｜责任人｜期限，后面几段可以不写")
    problem, measure, person, due = (*parts, "", "", "")[:FINDING_PARTS]
    day = day_of(due, "整改期限", today=today, since=since or today) if due else None
    return FindingLine(problem, measure, person, day)


def _between_bars(text: str) -> list[str]:
    """Return what stands between bars; a mark that is opened and never closed encloses nothing."""
    parts, begun, at = [], 0, 0
    while at < len(text):
        closer = _ENCLOSING.get(text[at])
        end = text.find(closer, at + 1) if closer else -1
        if text[at] in _BARS:
            parts.append(text[begun:at])
            begun = at + 1
        at = max(at, end) + 1
    return [*parts, text[begun:]]


def figure_of(text: str, what: str = "分值") -> Decimal:
    """Return a figure typed as `2`, `0.5` or `２．５`; raises `BadValue` for anything but a plain decimal."""
    typed = unicodedata.normalize("NFKC", text).strip().removesuffix("分").strip()
    if not _is_figure(typed):
        raise BadValue(f"{what}“{text}”不对", "请写 2 或 0.5 这样的数")
    return Decimal(typed)


def value_of(text: str, what: str = "现值") -> Value:
    """Return a quantity typed as `85`, `85%`, `８５％`; raises `BadValue` for anything but a plain decimal."""
    typed = unicodedata.normalize("NFKC", text).strip()
    bare = typed.removesuffix("%").strip()
    if not _is_figure(bare):
        raise BadValue(f"{what}“{text}”不对", "请写 85 或 85% 这样的数")
    return Value(Decimal(bare), bare != typed)


def _is_figure(typed: str) -> bool:
    return re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?", typed) is not None


def percent_of(text: str) -> int:
    """Return whole percent from `40`, `40%`, `４０％`; raises `BadValue` outside 0 to 100."""
    typed = unicodedata.normalize("NFKC", text).strip().removesuffix("%").strip()
    if not re.fullmatch(r"[0-9]{1,3}", typed) or int(typed) > MOST_PERCENT:
        raise BadValue(f"完成比例“{text}”不对", "请写 0 到 100 的整数，如 40 或 40%")
    return int(typed)
