"""Candidate duties: what a text asks for by a day, in a cycle, within a term, or as a quantity, in its own words."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.draft.names import is_unit_like
from gongkai.draft.times import HIGH, LOW, MIDDLE, terms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from gongkai.draft.times import Term

BY, EVERY, WITHIN, TARGET = "by", "every", "within", "target"


class Demand(Struct, frozen=True):
    """A candidate: its words, how it is measured, how sure.

    `on` is a day of a period's last month, `grace` days after the period's end, `since` an event; `owers` who owes it
    where its own sentence says so.
    """

    quote: str
    what: str
    sure: str
    by: date | None = None
    every: str = ""
    on: int = 0
    grace: int = 0
    within: tuple[str, int] | None = None
    since: str = ""
    at_least: str = ""
    at_most: str = ""
    unit: str = ""
    note: str = ""
    owers: tuple[str, ...] = ()


_CLAUSE = re.compile(r"[^，,；;。！？!?\n]+")
_SENTENCE_END = re.compile(r"[；;。！？!?\n]")
_CYCLES = (
    ("workday", r"每个?工作日|每工作日|一日一(?=[^，、]{1,4})"),
    ("day", r"每[日天](?!\d)|逐日"),
    ("week", r"每周|每星期|一周一|按周|逐周"),
    ("two_months", r"每两个?月|每双月|每2个月|每二个月"),
    (
        "month",
        r"每个?月|按月|逐月|一月一|月度(?=.{0,4}(?:报|通报|调度|公开))|实行月|(?<!度)(?<!季)(?:次|下)月(?=初|\d)",
    ),
    (
        "quarter",
        r"每个?季度?|按季度?|逐季|一季一|(?<![上下本首末当第该前各一二三四\d])季度(?=.{0,4}(?:报|通报|调度|公开))",
    ),
    ("half_year", r"每半年|半年一|(?<![上下前后])半年(?=.{0,4}(?:通报|总结|报送))"),
    ("year", r"每年(?!均|度?平均)|一年一"),
)
_ON = re.compile(r"(?:(?:每个?月|每季度?|每半年|每年|月|季)?[^，。\d]{0,8}?)(\d{1,2})\s*[日号](?:之?前|以前)?")
_LAST_MONTH = re.compile(r"末月|最后一?个?月|季末|当月")
_PERIOD_BEFORE = re.compile(
    r"上一?个?(?:月|季|半年|年度?(?!终)|周|期)|前一?个?(?:月|季)|首月|第一个月|(?:次|下)一?个?月"
    r"|(?:月|季度?|年度?)(?:结束|终了)?后"
)
_AFTER_PERIOD = re.compile(r"每个?(?:月|季度?|半年|年度?)(?:结束|终了|期满|末)?后的?\s*(\d{1,2})\s*[日天](?:之|以)?内")
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
    r"^(?:并(?![联网购轨行])|且|要(?![素求点件情闻])|应当|应(?![急用对聘邀诉])|须(?!知)|必须|务必|务(?!工|实|虚)|确保|力争|争取|于|在(?![线建岗校册职编网地全])"
    r"|底前|前(?![往期置端移瞻后])|之前|以前|底(?![数线册部稿])|内(?![部容控设审外])|的|实行|做到|按(?![时期要规照程职质量比标需])"
    r"|到(?![位场岗现户村企基期])|至(?!少)|，|“|\"|‘|、|继续做好)+"
)
_URGED = re.compile(
    r"(?:分别|务必|(?<![业任服])务|必须|应当|须|(?<![相响反对适供])应|(?<![重主需纪摘])要|请|于|在|并|[，,\s])+$"
)
_SENDS = re.compile(r"报|送|反馈|汇总|上传|公[开布示]|提交|完成(?!情况|进展)|通报|发[送布]")
MOST_CLAUSES, LONGEST_AFTER = 2, 200
FEBRUARY_29 = (2, 29)
_TIME_ENDS = r"^(?:之前|以前|底前|前(?![往期置端移瞻后])|内(?![部容控设审外]))"
_TIMED = re.compile(r"前|底|末|内|旬|年底|之前")
_FORTH = re.compile(r"《[^《》]*》|[（(〔\[]?\d{4}[）)〕\]]\s*\d+号")


def demands(text: str, year: int) -> Iterator[Demand]:
    """Yield the candidates of a text, in order."""
    plain = "".join(one if len(one := unicodedata.normalize("NFKC", mark)) == 1 else mark for mark in text)
    hidden = _FORTH.sub(lambda found: "《" * len(found[0]), plain)
    before = ""
    for clause in _CLAUSE.finditer(hidden):
        for start, end in _parted(hidden, *clause.span()):
            after = _SENTENCE_END.split(text[end : end + LONGEST_AFTER], maxsplit=1)[0]
            yield from _of_clause(_Clause(text[start:end], hidden[start:end], before, after), year)
        before = text[clause.start() : clause.end()].strip()


class _Clause(Struct, frozen=True):
    """A clause as written, the same with half-width figures, the clause before it, and what its sentence goes on."""

    text: str
    plain: str
    before: str
    after: str = ""


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
    if found := _after_period(clause, note) or _within(clause, note):
        yield found
        return
    if found := _cycle(clause, note, year):
        yield found
        return
    dated = list(_by(clause, year, note))
    yield from dated
    if not dated and (found := _target(clause, note)):
        yield found


def _quote(clause: _Clause) -> str:
    """Return the clause's words; a mark at an end whose twin stands outside is left out."""
    words = clause.text.strip(" 　、")
    for begin, end in ("“”", "‘’", "「」", "（）", "()"):
        if words.count(begin) != words.count(end):
            words = words.removeprefix(begin).removesuffix(end)
    return _closed(words)


def _closed(words: str) -> str:
    """Return words up to a bracket that they open and do not close: the clause ended inside it."""
    for begin, end in ("（）", "()"):
        if words.count(begin) > words.count(end) and (kept := words[: words.rfind(begin)].strip()):
            words = kept
    return words


def _what(clause: _Clause, timed: str) -> str:
    """Return what is to be done: the clause without its time, and without the verbs that only urge."""
    before, _, behind = clause.text.partition(timed)
    left = re.sub(r"(?:到|自)$", "", _URGED.sub("", before)) + re.sub(_TIME_ENDS, "", behind)
    left = left.strip(' 　“”"、')
    left = _closed(_LEADING.sub("", left).strip(' 　“”"、'))
    return left or _quote(clause)


def _with_task(clause: _Clause, timed: str) -> tuple[str, str]:
    """Return a clause's words and what is to be done; a clause that is but a time is told with the one behind it."""
    before, _, behind = clause.text.partition(timed)
    rest = _LEADING.sub("", re.sub(_TIME_ENDS, "", behind)).strip(' 　“”"、')
    subject = _URGED.sub("", before).strip()
    named = subject != before.strip() or is_unit_like(subject.removeprefix("请"))
    if rest or not clause.after.startswith(("，", ",")) or (subject and not named):
        return _quote(clause), _what(clause, timed)
    taken = ""
    for part in re.findall(r"[，,][^，,]*", clause.after)[:MOST_CLAUSES]:
        taken += part
        if _SENDS.search(part) or not re.match(r"[，,]\s*(?:将|把)", part):
            break
    task = _LEADING.sub("", taken.strip("，, 　“”、"))
    return _quote(replace(clause, text=clause.text + taken)), f"{subject}{task}" if task else _what(clause, timed)


def _after_period(clause: _Clause, note: str) -> Demand | None:
    """Return 每季度结束后10日内: a cycle, owed some days after each period."""
    found = _AFTER_PERIOD.search(clause.plain)
    if found is None:
        return None
    every = next((every for every, pattern in _CYCLES if re.match(pattern, found[0])), "")
    if not every:
        return None
    quote, what = _with_task(clause, clause.text[found.start() : found.end()])
    return Demand(quote, what, HIGH, every=every, grace=int(found[1]), note=note)


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


def _cycle(clause: _Clause, note: str, year: int) -> Demand | None:
    for every, pattern in _CYCLES:
        found = re.search(pattern, clause.plain)
        if found is None:
            continue
        if every == "year" and (yearly := _yearly(clause, found, year, note)):
            return yearly
        day = _ON.search(clause.plain[found.start() :])
        on = int(day[1]) if day and every not in {"day", "workday", "week"} and 1 <= int(day[1]) <= 31 else 0  # noqa: PLR2004
        timed = clause.text[found.start() : found.start() + day.end()] if day and on else found[0]
        remark = "原文“一日”按工作日计，节假日不要求" if found[0].startswith("一日一") else note
        sure = MIDDLE if every == "year" else HIGH
        quote, what = _with_task(clause, timed)
        if on and _is_of_period_before(clause, found.start()):
            return Demand(quote, what, sure, every=every, grace=on, note=remark)
        return Demand(quote, what, sure, every=every, on=on, note=remark)
    return None


def _is_of_period_before(clause: _Clause, at: int) -> bool:
    """Whether what is owed on a day concerns the period before it: 每月5日前报送上月进展, 每季度首月10日前."""
    words = clause.plain[at:]
    return not _LAST_MONTH.search(words) and bool(_PERIOD_BEFORE.search(words + clause.after))


def _yearly(clause: _Clause, found: re.Match[str], year: int, note: str) -> Demand | None:
    """Return 每年6月底前 as that day of this year; 每年1月10日前报送上年度 as days after the year."""
    term = next((each for each in terms(clause.plain[found.end() :], year) if "月" in each.quote), None)
    if term is None or term.at > 1 or term.day.year != year:
        return None
    start, end = found.start(), found.end() + term.at + len(term.quote)
    quote, what = _with_task(clause, clause.text[start:end])
    if re.search(r"上一?年", clause.plain[end:] + clause.after):
        return Demand(quote, what, MIDDLE, every="year", grace=term.day.timetuple().tm_yday, note=note)
    return Demand(quote, what, MIDDLE, by=term.day, note="；".join(filter(None, (note, "原文为“每年”"))))


def _by(clause: _Clause, year: int, note: str) -> Iterator[Demand]:
    """Yield a demand for each day of the first row of days that are deadlines: 4月15日、7月15日前."""
    for row in _rows(clause.plain, year):
        last = row[-1]
        behind, ahead = clause.plain[last.at + len(last.quote) :], clause.plain[: row[0].at]
        near = last.quote + behind[:2]
        if not _TIMED.search(near) or _NO_DEADLINE.search(ahead[-2:]) or re.match(r"以来|起|印发", behind):
            continue
        days = [term for term in row if term.day.year >= year]
        if not days:
            continue
        quote, what = _with_task(clause, clause.text[row[0].at : last.at + len(last.quote)])
        for term in days:
            yield Demand(quote, what, HIGH if term.sure == HIGH else MIDDLE, by=term.day, note=note)
        return


def _rows(plain: str, year: int) -> list[list[Term]]:
    """Return the days that words name, those listed together in one row; a year holds on for the days behind it."""
    rows: list[list[Term]] = []
    for term in terms(plain, year):
        before = rows[-1][-1] if rows else None
        if before and re.fullmatch(r"[、，,和及与以]{1,2}", plain[before.at + len(before.quote) : term.at]):
            own = re.search(r"20\d{2}|[明次下]一?年", term.quote)
            day = (
                term.day
                if own or (term.day.month, term.day.day) == FEBRUARY_29
                else term.day.replace(year=before.day.year)
            )
            rows[-1].append(replace(term, day=day))
        else:
            rows.append([term])
    return rows


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
