"""Candidate duties: what a text asks for by a day, in a cycle, within a term, or as a quantity, in its own words."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.draft.times import HIGH, LOW, MIDDLE, terms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

BY, EVERY, WITHIN, TARGET = "by", "every", "within", "target"


class Demand(Struct, frozen=True):
    """A candidate: its words, how it is measured, how sure; `on` a day of a period's last month, `since` an event."""

    quote: str
    what: str
    sure: str
    by: date | None = None
    every: str = ""
    on: int = 0
    within: tuple[str, int] | None = None
    since: str = ""
    at_least: str = ""
    at_most: str = ""
    unit: str = ""
    note: str = ""


_CLAUSE = re.compile(r"[^，,；;。！？!?\n]+")
_CYCLES = (
    ("workday", r"每个?工作日|每工作日|一日一(?=[^，、]{1,4})"),
    ("day", r"每[日天](?!\d)|逐日"),
    ("week", r"每周|每星期|一周一|按周|逐周"),
    ("two_months", r"每两个?月|每双月|每2个月|每二个月"),
    ("month", r"每个?月|按月|逐月|一月一|月度(?=.{0,4}(?:报|通报|调度|公开))|实行月"),
    ("quarter", r"每个?季度?|按季度?|逐季|一季一|季度(?=.{0,4}(?:报|通报|调度|公开))"),
    ("half_year", r"每半年|半年一|半年(?=.{0,4}(?:通报|总结|报送))"),
    ("year", r"每年(?!均|度?平均)|一年一"),
)
_ON = re.compile(r"(?:(?:每个?月|每季度?|每半年|每年|月|季)?[^，。\d]{0,8}?)(\d{1,2})\s*[日号](?:之?前|以前)?")
_WITHIN = re.compile(r"(\d{1,4})\s*(个?工作日|小时|天|日|个自然日)\s*(?:之|以)?内")
_SINCE = re.compile(r"(?:在|自|从|于)?(?P<what>[^在自从，。]{2,40}?)(?:之日|之时)?(?:起|后|之后|以后)(?:的)?(?:第?)$")
_AT_LEAST = re.compile(
    r"(?:(?:不低于|不少于|不小于|不得低于|不得少于|至少|达到?|提高到|增加到|提升到|提升至|提高至|超过)\s*(?P<a>\d+(?:\.\d+)?)\s*(?P<au>%|[一-鿿]{1,3})?)"
    r"|(?P<b>\d+(?:\.\d+)?)\s*(?P<bu>%|[一-鿿]{1,3}?)\s*以上"
)
_AT_MOST = re.compile(
    r"(?:不高于|不超过|不得超过|不多于|控制在|压缩到|压减到|压缩至|缩短到|缩短至|降至|降到)\s*(?P<a>\d+(?:\.\d+)?)\s*(?P<au>%|[一-鿿]{1,4})?"
    r"|(?P<b>\d+(?:\.\d+)?)\s*(?P<bu>%)\s*(?:以内|以下)"
)
_HALF = re.compile(r"(?:减少|压缩|压减|缩短|下降|降低|削减)\s*一半")
_SOFT = re.compile(r"力争|争取|原则上|鼓励|尽量")
_NO_DEADLINE = re.compile(r"以来|自$|从$|截至|截止|上年|去年|已$|版$")
_LEADING = re.compile(
    r"^(?:并|且|要|应当|应|须|必须|务必|务|确保|力争|争取|于|在|前|底前|之前|以前|底|内|的|实行|做到|按|到|至|，|“|\"|‘|、|继续做好)+"
)
_TIMED = re.compile(r"前|底|末|内|旬|年底|之前")
_FORTH = re.compile(r"《[^《》]*》|[（(〔\[]?\d{4}[）)〕\]]\s*\d+号")


def demands(text: str, year: int) -> Iterator[Demand]:
    """Yield the candidates of a text, in order."""
    plain = "".join(one if len(one := unicodedata.normalize("NFKC", mark)) == 1 else mark for mark in text)
    hidden = _FORTH.sub(lambda found: "《" * len(found[0]), plain)
    before = ""
    for clause in _CLAUSE.finditer(hidden):
        for start, end in _parted(hidden, *clause.span()):
            yield from _of_clause(_Clause(text[start:end], hidden[start:end], before), year)
        before = text[clause.start() : clause.end()].strip()


class _Clause(Struct, frozen=True):
    """A clause as written, the same with half-width figures, and the clause before it."""

    text: str
    plain: str
    before: str


def _parted(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Part a clause at 、 where more than one of its parts is measured."""
    parts, at = [], start
    for mark in re.finditer("、", text[start:end]):
        parts.append((at, start + mark.start()))
        at = start + mark.end()
    parts.append((at, end))
    measured = [part for part in parts if _measured(text[slice(*part)])]
    return parts if len(measured) > 1 else [(start, end)]


def _measured(text: str) -> bool:
    return bool(_WITHIN.search(text)) or any(re.search(pattern, text) for _, pattern in _CYCLES)


def _of_clause(clause: _Clause, year: int) -> Iterator[Demand]:
    if not clause.text.strip():
        return
    note = f"原文为“{soft[0]}”" if (soft := _SOFT.search(clause.plain)) else ""
    if found := _within(clause, note):
        yield found
        return
    if found := _cycle(clause, note):
        yield found
        return
    if found := _by(clause, year, note) or _target(clause, note):
        yield found


def _quote(clause: _Clause) -> str:
    """Return the clause's words; a mark at an end whose twin stands outside is left out."""
    words = clause.text.strip(" 　、")
    for begin, end in ("“”", "‘’", "「」", "（）", "()"):
        if words.count(begin) != words.count(end):
            words = words.removeprefix(begin).removesuffix(end)
    return words


def _what(clause: _Clause, timed: str) -> str:
    """Return what is to be done: the clause without its time, and without the verbs that only urge."""
    before, _, behind = clause.text.partition(timed)
    left = re.sub(r"(?:在|于|到|自)$", "", before) + re.sub(r"^(?:之前|以前|前|底前|内)", "", behind)
    left = left.strip(' 　“”"、')
    left = _LEADING.sub("", left).strip(' 　“”"、')
    return left or _quote(clause)


def _within(clause: _Clause, note: str) -> Demand | None:
    found = _WITHIN.search(clause.plain)
    if found is None or int(found[1]) == 0:
        return None
    unit = "workdays" if "工作日" in found[2] else "hours" if "小时" in found[2] else "days"
    ahead = clause.text[: found.start()].strip()
    since = _SINCE.search(ahead)
    event = since["what"] if since else re.sub(r"(?:应当|应|须|必须|要|在|于|最迟|力争|确保|并)+$", "", ahead)
    event = event.strip(" 　“”、") or clause.before
    what = _what(clause, clause.text[: found.end()])
    if not event:
        return None
    return Demand(_quote(clause), what, HIGH if since else MIDDLE, within=(unit, int(found[1])), since=event, note=note)


def _cycle(clause: _Clause, note: str) -> Demand | None:
    for every, pattern in _CYCLES:
        found = re.search(pattern, clause.plain)
        if found is None:
            continue
        day = _ON.search(clause.plain[found.start() :])
        on = int(day[1]) if day and every not in {"day", "workday", "week"} and 1 <= int(day[1]) <= 31 else 0  # noqa: PLR2004
        timed = clause.text[found.start() : found.start() + day.end()] if day and on else found[0]
        remark = "原文“一日”按工作日计，节假日不要求" if found[0].startswith("一日一") else note
        sure = MIDDLE if every == "year" else HIGH
        return Demand(_quote(clause), _what(clause, timed), sure, every=every, on=on, note=remark)
    return None


def _by(clause: _Clause, year: int, note: str) -> Demand | None:
    for term in terms(clause.plain, year):
        behind, ahead = clause.plain[term.at + len(term.quote) :], clause.plain[: term.at]
        near = term.quote + behind[:2]
        if not _TIMED.search(near) or _NO_DEADLINE.search(ahead[-2:]) or re.match(r"以来|起|印发", behind):
            continue
        if term.day.year < year:
            continue
        sure = HIGH if term.sure == HIGH else MIDDLE
        return Demand(
            _quote(clause),
            _what(clause, clause.text[term.at : term.at + len(term.quote)]),
            sure,
            by=term.day,
            note=note,
        )
    return None


def _target(clause: _Clause, note: str) -> Demand | None:
    if found := _HALF.search(clause.plain):
        return Demand(
            _quote(clause),
            f"{clause.text[: found.start()].strip()}{found[0][:2]}的比例",
            MIDDLE,
            at_least="50",
            unit="%",
            note=note,
        )
    for pattern, least in ((_AT_MOST, False), (_AT_LEAST, True)):
        found = pattern.search(clause.plain)
        if found is None:
            continue
        figure, unit = found["a"] or found["b"], found["au"] or found["bu"] or ""
        if not unit or re.fullmatch(r"年|月|日|时", unit[:1]) or float(figure) > 1_000_000:  # noqa: PLR2004
            continue
        unit = re.match(r"%|[万亿]?[一-鿿]", unit)[0] if re.match(r"%|[万亿]?[一-鿿]", unit) else unit  # type: ignore[index]
        what = _LEADING.sub("", clause.text.strip())
        if least:
            return Demand(_quote(clause), what, MIDDLE, at_least=figure, unit=unit, note=note)
        return Demand(_quote(clause), what, MIDDLE, at_most=figure, unit=unit, note=note)
    return None


__all__ = ["LOW", "Demand", "demands"]
