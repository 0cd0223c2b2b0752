"""Days as notices write them: 9月底前, 第三季度, 2019年12月31日前, 持续推进."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.plan.spelling import of_han
from gongkai.typed import last_of_ten_days

if TYPE_CHECKING:
    from collections.abc import Iterator

HIGH, MIDDLE, LOW = "高", "中", "低"
DECEMBER = 12
ONGOING = re.compile(r"持续|长期|常年|常态|日常|经常|贯穿全年|不断|随时|动态|长效|全年推进|全年开展|全年坚持|始终")
_YEAR = r"(?:(?P<year>20\d{2})\s*年?|(?P<next>明年|次年|下一?年)|(?P<this>今年|本年度?|当年))?\s*"
_MONTH = r"(?P<month>\d{1,2}|十[一二]|[一二三四五六七八九十])"
_PATTERNS = (
    (HIGH, re.compile(r"(?P<year>20\d{2})\s*[-/.]\s*(?P<month>\d{1,2})\s*[-/.]\s*(?P<day>\d{1,2})(?!\d)")),
    (
        HIGH,
        re.compile(
            _YEAR + _MONTH + r"\s*月\s*(?P<day>\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s*[日号]"
        ),
    ),
    (
        HIGH,
        re.compile(_YEAR + _MONTH + r"\s*月(?:份)?\s*(?P<part>[上中下])旬"),
    ),
    (HIGH, re.compile(_YEAR + _MONTH + r"\s*月(?:份)?\s*(?:底|末)")),
    (MIDDLE, re.compile(_YEAR + _MONTH + r"\s*月(?:份)?(?:之?前)?(?!\d)")),
    (MIDDLE, re.compile(r"(?P<year>20\d{2})\s*[.．/-]\s*(?P<month>\d{1,2})(?![\d.．%])")),
    (HIGH, re.compile(_YEAR + r"第?(?P<quarter>[一二三四1-4])\s*季度(?:末|底|内)?")),
    (HIGH, re.compile(_YEAR + r"(?P<half>上|下)半年")),
    (HIGH, re.compile(r"(?P<year>20\d{2})\s*年?年?\s*(?:底|末|终)")),
    (HIGH, re.compile(r"(?:(?P<next>明年|次年)|(?P<this>今年|本年|当年))(?:年?底|年末|年终)")),
    (HIGH, re.compile(r"(?:年底|年末|年终)")),
    (MIDDLE, re.compile(_YEAR + r"(?:年内|全年|年度内)")),
    (HIGH, re.compile(r"(?P<year>20\d{2})\s*年(?:内|度|前)?(?!\d|以来|起|印发|第|版)")),
)
_BEFORE = re.compile(r"月(?:份)?之?前$")


class Term(Struct, frozen=True):
    """A day found in words: the words (`quote`, and where they begin), the day, how sure it is."""

    quote: str
    at: int
    day: date
    sure: str


class Deadline(Struct, frozen=True):
    """A point's own deadline: as printed (`text`), its day where it names one, whether it never ends."""

    text: str
    day: date | None = None
    ongoing: bool = False
    sure: str = HIGH


def terms(text: str, year: int) -> Iterator[Term]:
    """Yield every day that a text names, in order; a day without its year is of `year`."""
    plain = _folded(text)
    taken: list[tuple[int, int]] = []
    found: list[Term] = []
    for sure, pattern in _PATTERNS:
        for each in pattern.finditer(plain):
            if not each[0].strip() or any(start < each.end() and each.start() < end for start, end in taken):
                continue
            taken.append(each.span())
            day = _day(each, year)
            if day is not None:
                found.append(Term(text[each.start() : each.end()], each.start(), day, sure))
    yield from sorted(found, key=lambda term: term.at)


def _folded(text: str) -> str:
    """Return a text with half-width figures and marks, as long as it was."""
    return "".join(one if len(one := unicodedata.normalize("NFKC", mark)) == 1 else mark for mark in text)


def _day(found: re.Match[str], year: int) -> date | None:
    held = found.groupdict()
    own = int(held["year"]) if held.get("year") else year + 1 if held.get("next") else year
    month, day = _month(held), _figure(held["day"]) if held.get("day") else None
    if not 1 <= month <= DECEMBER:
        return None
    last = calendar.monthrange(own, month)[1]
    if held.get("part"):
        return last_of_ten_days(own, month, f"{held['part']}旬")
    if day is not None:
        return date(own, month, day) if 1 <= day <= last else None
    if _BEFORE.search(found[0]):  # 10月前 ends with September
        return date(own, month - 1, calendar.monthrange(own, month - 1)[1]) if month > 1 else None
    return date(own, month, last)


def _figure(written: str) -> int:
    return int(written) if written.isdecimal() else of_han(written)


def _month(held: dict[str, str | None]) -> int:
    if month := held.get("month"):
        return _figure(month)
    if quarter := held.get("quarter"):
        return ("一二三四".find(quarter) + 1 or int(quarter)) * 3
    return 6 if held.get("half") == "上" else DECEMBER


def deadline(text: str, year: int) -> Deadline:
    """Return what a field 完成时限 says. Of several days the last counts; 持续推进 has none."""
    plain = " ".join(text.split())
    found = list(terms(plain, year))
    cyclic = re.search(r"每[年季月周日天]|每半年|按月|按季|逐月", plain)
    if found and not cyclic:
        last = max(found, key=lambda term: term.day)
        return Deadline(plain, last.day, ongoing=False, sure=last.sure if len(found) == 1 else MIDDLE)
    if ONGOING.search(plain) and not cyclic:
        return Deadline(plain, ongoing=True, sure=HIGH)
    return Deadline(plain, sure=LOW)


_ALONE = re.compile(
    r"(?:于|在|力争|确保|须|应|要|并)*(?:前|底|之前|以前|完成|启动|投入使用|建成|动工|开工|落实|到位|推进|坚持|开展|实施|办理|执行|内|完工|竣工|报送|上线|取得.{0,6}成效|[，,、。；;\s])*"
)


def is_only_a_time(text: str, year: int) -> bool:
    """Tell whether words are a deadline and nothing else: 6月底前完成, 持续推进."""
    plain = text.strip(" 　。；;，,")
    if re.fullmatch(
        r"每(?:年|半年|季度?|个?月|周|日|天)(?:末|底|初)?(?:前|完成|开展|更新|报送|1?次|一次|[，、])*", plain
    ):
        return True
    left = plain
    for term in terms(plain, year):
        left = left.replace(term.quote, "", 1)
    if left != plain:
        return bool(_ALONE.fullmatch(left))
    return bool(ONGOING.search(plain)) and bool(
        re.fullmatch(r"[持续长期坚推进常态化开展年日工作抓好落实全动更新并实施做完善贯穿不断，、]+", plain)
    )
