"""One cell of an office's table as text that the readers of `typed` take: days, shares, states, numbers of points.

Raises `BadValue` for what cannot be told, with what to write in its place.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from gongkai.errors import BadValue
from gongkai.plan.spelling import HAN, spelt
from gongkai.typed import day_of, last_of_ten_days

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongkai.sheets.book import Cell

EPOCH = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 20000, 80000
"""Days as Excel counts them: from 1954 to 2119."""
FULL = 100
COMPACT = (19000000, 21000000)
DITTO = frozenset({"同上", "〃", "々", "″", '"', "”", "“", "＂", "''", "同前", "同"})
_TO = r"[至~—–]|(?<=[日号])-|(?<=[./年月]\d)-|(?<=[./年月]\d\d)-"
"""What stands between two days; after figures with another mark a hyphen does, too: 6.10-6.20."""
_MONTH = r"(?:\d{4}[年./-])?\d{1,2}[月./-]"
_ONGOING = (
    r"立行立改|立即(?:整改)?|即时|即知即改|边查边改|长期(?:坚持|整改|推进)?|持续(?:推进|整改)?|常态化|全年|每月|随时"
)


def text_of(cell: Cell) -> str:
    """Return what stands in a cell as a person reads it; a whole number without its fraction, a day in full."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{cell:.10g}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
    return str(cell)


class Days(Struct, frozen=True):
    """How days without a year are read: of the plan's `year`; `today` is the day of the call."""

    year: int
    today: date

    def past(self, cell: Cell, what: str, after: date | None = None) -> date:
        """Return the day of what has happened; of several days the last. One before `after` is of the year to come."""
        found = _numbered(cell, what) or self._in_words(text_of(cell), what)
        if isinstance(found, date):
            return found
        month, day = found
        own = _made(self.year, month, day, text_of(cell), what)
        if after is not None and own < after and (later := _made(self.year + 1, month, day, "", what)) <= self.today:
            return later
        return own

    def due(self, cell: Cell, what: str, since: date) -> date | None:
        """Return a day ahead of `since`; None for what names none: 立行立改, 长期坚持."""
        typed = "".join(spelt(text_of(cell)).split())
        if re.fullmatch(_ONGOING, typed):
            return None
        if (found := _numbered(cell, what)) and isinstance(found, date):
            return found
        typed = _bare_day(typed)
        if month := re.fullmatch(r"(?:(\d{4})年)?(\d{1,2})月份?[底末]?", typed):
            year = int(month[1]) if month[1] else since.year + (int(month[2]) < since.month)
            return _last_of(year, int(month[2]), typed, what)
        if year_end := re.fullmatch(r"(?:(\d{4})年?|今年|本年)?年?[底末]", typed):
            return date(int(year_end[1] or self.year), 12, 31)
        return day_of(_of_century(typed), what, today=self.today, since=since)

    def _in_words(self, text: str, what: str) -> date | tuple[int, int]:
        first, *others = re.split(_TO, _bare_day("".join(spelt(text).split())))
        last = others[-1].removeprefix("到") if others else first
        if others and re.fullmatch(r"\d{1,2}[日号]?", last) and (month := re.match(_MONTH, first)):
            last = month[0] + last
        return self._one(_of_century(last), text, what)

    def _one(self, typed: str, text: str, what: str) -> date | tuple[int, int]:
        if month := re.fullmatch(r"(?:([12]\d{3})年)?(\d{1,2})月份?([底末])?", typed):
            if not month[3]:
                raise BadValue(f"{what}“{text}”只写到月", f"请写到日；按月底算的，写成 {typed.removesuffix('份')}底")
            return _last_of(int(month[1] or self.year), int(month[2]), text, what)
        if part := re.fullmatch(r"(?:([12]\d{3})年)?(\d{1,2})月份?([上中下]旬)", typed):
            end = _ten_days(int(part[1] or self.year), part, text, what)
            raise BadValue(f"{what}“{text}”只写到旬", f"请写到日；按旬末算的，写成 {end.month}月{end.day}日")
        if typed in ("年底", "年末", f"{self.year}年底", f"{self.year}年末"):
            return date(self.year, 12, 31)
        if bare := re.fullmatch(r"(\d{1,2})[-/.月](\d{1,2})[日号]?", typed):
            return int(bare[1]), int(bare[2])
        if re.fullmatch("[0-9]{1,6}", typed) and FIRST_SERIAL < int(typed) < LAST_SERIAL:
            return EPOCH + timedelta(days=int(typed))
        try:
            return day_of(typed, what)
        except BadValue as error:
            raise BadValue(error.message.replace(typed, text) if typed else f"{what}是空的", error.advice) from None


def _numbered(cell: Cell, what: str) -> date | tuple[int, int] | None:
    """Return the day that a cell holds as a day, or as a number: Excel's own count, 20180928, 9.28."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool | time):
        raise BadValue(f"{what}“{text_of(cell)}”不是日期", "请写成 2018-09-28 这样的日期")
    if not isinstance(cell, int | float):
        return None
    if FIRST_SERIAL < cell < LAST_SERIAL:
        return EPOCH + timedelta(days=int(cell))
    if isinstance(cell, int) and COMPACT[0] < cell < COMPACT[1]:
        return day_of(str(cell), what)
    month, _, day = text_of(cell).partition(".")
    if isinstance(cell, float) and day in ("1", "2", "3"):
        raise BadValue(
            f"{what}“{text_of(cell)}”是数，看不出是{month}月{day}日还是{month}月{day}0日", "请写成 9月1日 这样"
        )
    if isinstance(cell, float) and len(day) <= 2:  # noqa: PLR2004 - of figures in a day
        return int(month), int(day)
    raise BadValue(f"{what}“{text_of(cell)}”不是日期", "请写成 2018-09-28 这样的日期")


def _bare_day(typed: str) -> str:
    """Return a day without what stands around it: 截至…, …前, （周五）, an hour."""
    typed = re.sub(r"\([^()]*\)", "", typed)
    typed = re.sub(r"^(?:截[至止]|于|在|拟于|计划|预计)(?:到)?", "", typed)
    typed = re.sub(r"(?:之?前|以前|左右|止|完成|之?内)+$", "", typed)
    return re.sub(r"(?<=\d)\d{1,2}:\d{2}(?::\d{2})?$", "", typed) if typed.count(":") else typed


def _of_century(typed: str) -> str:
    """Return a day with its year in full: 18.9.1 is 2018.9.1."""
    return re.sub(r"^(\d{2})(?=[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?$)", r"20\1", typed)


def _made(year: int, month: int, day: int, text: str, what: str) -> date:
    return day_of(f"{year:04}-{month}-{day}", f"{what}“{text}”，即" if text else what)


def _last_of(year: int, month: int, text: str, what: str) -> date:
    if not 1 <= month <= 12:  # noqa: PLR2004 - months
        raise BadValue(f"{what}“{text}”不对：没有{month}月", "请写成 2018-09-28 这样的日期")
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _ten_days(year: int, found: re.Match[str], text: str, what: str) -> date:
    _last_of(year, int(found[2]), text, what)
    return last_of_ten_days(year, int(found[2]), found[3])


def day_inside(text: str, days: Days, what: str, after: date | None = None) -> date | None:
    """Return the one day that stands in a sentence: 已于9月20日更新; None where none does, or several."""
    plain = spelt(text)
    found = set(
        re.findall(r"(?:\d{4}\s*[年./-]\s*)?\d{1,2}\s*月\s*\d{1,2}\s*[日号]|\d{4}[./-]\d{1,2}[./-]\d{1,2}", plain)
    )
    return days.past(found.pop(), what, after) if len(found) == 1 else None


def are_shares(cells: Iterable[Cell]) -> bool:
    """Tell whether the figures of a column are shares: not one is above 1."""
    figures = [cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)]
    figures += [float(cell) for cell in cells if isinstance(cell, str) and re.fullmatch(r"\d{1,3}(?:\.\d+)?", cell)]
    return bool(figures) and max(figures) <= 1


_DONE = r"(?:已|均已|全部|已全部|已按期|按期)?(?:完成|办结|落实)(?:到位)?|完毕|是|√|✓|✔|☑"
_NONE = r"(?:尚?未|没有?)(?:完成|启动|开展|办结|开始|落实)|否|×|✗|✘|☒"


def percent_in(cell: Cell, *, shares: bool) -> int | None:
    """Return the whole percent that a cell tells, in figures or words: 40%, 0.4, 已完成, 完成80%; None where none.

    Part of a percent is cut off: what is not finished never becomes 100.
    """
    if isinstance(cell, bool):
        return FULL if cell else 0
    typed = "".join(spelt(text_of(cell)).split())
    if re.fullmatch(r"\d{1,3}(?:\.\d+)?", typed):
        return int(round(float(typed) * (FULL if shares else 1), 6))
    plain = typed.strip("。.，,；;")
    if re.fullmatch(_DONE, plain):
        return FULL
    if re.fullmatch(_NONE, plain):
        return 0
    told = re.findall(r"(\d{1,3}(?:\.\d+)?)%", typed)
    if len(set(told)) > 1:
        raise BadValue(f"“{text_of(cell)}”里有几个百分数，看不出完成了多少", "请在“完成比例”一列单独写明，如 80%")
    return int(float(told[0])) if told and not re.search(r"[未没]完?.{0,4}\d+%", typed) else None


def is_percent_alone(cell: Cell) -> bool:
    """Tell whether a cell says nothing but how far something is."""
    typed = "".join(spelt(text_of(cell)).split()).strip("。.，,；;")
    return bool(re.fullmatch(rf"(?:已?完成|约|进度)?\d{{1,3}}(?:\.\d+)?%?|{_DONE}|{_NONE}", typed))


Stand = Literal["open", "planned", "rectified", "closed"]
_STANDS: MappingProxyType[Stand, str] = MappingProxyType(
    {
        "closed": (
            r"(?:已|办结|已办结)?(?:销号|核销)(?:办结)?|(?:已)?(?:核查|验收|复查)(?:通过|合格|销号)|已闭环|已销账"
        ),
        "rectified": (
            r"(?:已|均已|已全部|全部)?(?:整改|落实|完成|办结)(?:到位|完成|完毕|整改)?(?:待(?:核查?实?|销号|复查))?"
            r"|待(?:核查?实?|销号|复查)|是|√|✓|✔"
        ),
        "planned": (
            r"整改中|(?:正在|持续|部分|逐步)(?:整改|推进|落实|完成)|推进中|进行中|长期坚持"
            r"|尚?未(?:整改)?(?:完成|到位|整改到位)"
        ),
        "open": r"(?:尚?未|没有?)(?:整改|启动|开展|落实|开始)|否|×|✗|✘|待整改",
    }
)


_YES, _NO = "是|√|✓|✔|☑", "否|×|✗|✘|☒|[尚还]?未(?:销号|核销|闭环|通过)?|没有"


def closing_told(text: str, days: Days, found: date | None) -> tuple[bool | None, date | None]:
    """Return whether a field that asks if a finding was closed says so, None for other words, and the day it names."""
    typed = re.sub(r"[()。.,，；;、]", "", "".join(spelt(text).split()))
    if re.fullmatch(_YES, typed) or re.fullmatch(_NO, typed):
        return re.fullmatch(_YES, typed) is not None, None
    day = None if re.match("[尚还]?未|没有|拟|计划", typed) else day_inside(text, days, "销号日期", found)
    return (True if day else None), day


def stand_of(text: str) -> Stand | None:
    """Return the state of a finding that a word tells, None where it tells none: 已整改待核, 整改中, 已销号."""
    typed = re.sub(r"[()。.,，；;、]", "", "".join(spelt(text).split()))
    return next((stand for stand, words in _STANDS.items() if re.fullmatch(words, typed)), None)


def stand_told(text: str) -> Stand | None:
    """Return the state that the first words of a report tell: 已整改到位，栏目已恢复更新."""
    first = re.split(r"[,，。；;:：\s]", spelt(text).strip())[0]
    return stand_of(text) or stand_of(first)


def numbers_in(cell: Cell) -> str:
    """Return what a cell of numbers of points names, as one types it: 8、10—12; a day in it is a slip of Excel's."""
    if isinstance(cell, date | datetime):
        month, day = cell.month, cell.day
        raise BadValue(
            f"要点“{text_of(cell)}”是日期，可能是 Excel 把 {month}-{day} 改成了日期",
            f"请写成 {month}至{day} 或 {month}、{day}",
        )
    typed = spelt(text_of(cell)).replace("\n", "、")
    typed = re.sub(r"(?:工作)?要点|第|(?<=\d)\s*[条项号](?![一-鿿])", "", typed)
    typed = re.sub(rf"\(([\d{HAN}]+)\)", r"\1", typed)
    return re.sub(r"[;；/和及与\s]+", "、", typed.strip()).strip("、.。:：")


_NOT_THERE = r"[/、\\\-—–~～.。]*|(?:暂)?无|没有|略|空"


def is_blank(text: str) -> bool:
    """Tell whether a text is a way of leaving a cell empty: /, —, 无."""
    return re.fullmatch(_NOT_THERE, "".join(text.split())) is not None


_PROOF = r"https?://\S+|(?:www\.|[\w-]+\.(?:gov|com|cn|net|org))\S*|\S*[〔\[(（【［]\d{4}[〕\])）】］]\s*第?\d+号|[^\s/]{1,80}\.[A-Za-z]{2,5}"


def proofs_in(text: str) -> tuple[tuple[str, ...], str]:
    """Return the addresses, document numbers and files that a cell names, and whatever else it says in words."""
    proofs: list[str] = []
    words: list[str] = []
    for part in re.split(r"[\n；;]+|、(?=https?:|www\.|[^、]{1,30}\.[A-Za-z]{2,5}$)|[\s,，]+(?=https?:)", text):
        if not (one := part.strip().strip("。")) or is_blank(one):
            continue
        (proofs if re.fullmatch(_PROOF, one) else words).append(one)
    return tuple(proofs), "；".join(words)
