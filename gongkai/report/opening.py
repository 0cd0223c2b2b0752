"""What a leader is told first: what is late, what has changed since last time, who needs help; a sentence each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from gongkai.papers.columns import day_words, names_short, share
from gongkai.papers.document import Run, text
from gongkai.points import plain
from gongkai.progress.trend import month_ends, upto
from gongkai.register.ledger import Standing, end_of
from gongkai.report.arrears import MOST_NAMED, latest, lowest
from gongkai.report.comparison import MIDTERM, MONTH_BEFORE, EarlierPaper, differences, headline_of
from gongkai.report.yearend import count_year, year_data
from gongkai.year import Year

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from gongkai.papers.document import Paragraph
    from gongkai.report.arrears import Arrear, Arrears, Sort
    from gongkai.report.comparison import Difference, Headline
    from gongkai.report.coverage import Coverage, Covered

MONTH, LEAST = timedelta(days=30), timedelta(days=10)


def month_before(year: Year) -> EarlierPaper | None:
    """Return the figures at the month's end that is nearest to a month before; None in the plan's first weeks.

    The year's reports must be those of its months.
    """
    ends = [end for end in month_ends(year.plan, year.standing) if year.standing.as_of - end >= LEAST]
    if not ends:
        return None
    wanted = year.standing.as_of - MONTH
    return earlier_of(year_at(year, min(ends, key=lambda end: abs(end - wanted))))


def year_at(year: Year, day: date) -> Year:
    """Return the year as it was on an earlier day of it, by what was dated until then."""
    at = Standing(day, end_of(day), day, over=False, handled=end_of(day), assessed=year.standing.assessed)
    return Year(upto(year.ledger, day), at, year.now, year.calendar, year.stage)


def earlier_of(then: Year) -> EarlierPaper:
    """Return the figures of a month's end to compare with."""
    count = count_year(then)
    left = tuple(state.finding.id for state in count.open_findings)
    return EarlierPaper(MONTH_BEFORE, then.standing.as_of, headline_of(year_data(count, then.scores)), left)


def compared_with(year: Year, earlier: Sequence[EarlierPaper]) -> tuple[EarlierPaper, ...]:
    """Return what the year is compared with, the nearest first: where no midterm circular is, a month before."""
    if any(one.name == MIDTERM for one in earlier):
        return tuple(earlier)
    then = month_before(year)
    return (then, *earlier) if then else tuple(earlier)


def opening(
    year: Year, cover: Covered, late: Arrears, compared: tuple[Headline, Sequence[EarlierPaper]]
) -> Iterator[Paragraph]:
    """Yield three sentences: what is late, what changed since last time, who needs help."""
    for head, said in (_late_words(year, late), _changed_words(year, *compared), _help_words(year, cover, late)):
        yield text(Run(head, "strong"), f"{said}。", role="lead")


SORTS: dict[Sort, str] = {"point": "要点{}个", "item": "应办事项{}件", "finding": "问题整改{}个"}


def _late_words(year: Year, late: Arrears) -> tuple[str, str]:
    if not late.listed:
        return "没有逾期", "的要点、应办事项和问题整改"
    counted = "、".join(said.format(late.count(sort)) for sort, said in SORTS.items() if late.count(sort))
    units, longest = len(late.by_unit), late.longest
    said = f"有{counted}" + (f"，涉及{units}个单位" if units else "") + _red_words(year, late)
    if len(longest) > MOST_NAMED:
        return "逾期的", f"{said}；最久的已逾期{longest[0].days}天，共{len(longest)}件"
    return "逾期的", f"{said}；最久的是{'、'.join(map(_arrear_words, longest))}，已逾期{longest[0].days}天"


def _red_words(year: Year, late: Arrears) -> str:
    """Return why more points have a red light than are late themselves, empty where as many have one."""
    red, own = year.overview.summary.overdue, late.count("point")
    others = f"{red - own}个本身没有逾期，因应办事项或者问题整改逾期" if own else "都因应办事项或者问题整改逾期"
    return f"；亮红灯的要点{red}个，{f'其中{others}' if own else others}" if red > own else ""


def _arrear_words(one: Arrear) -> str:
    whose = names_short(one.units)
    match one.sort:
        case "point":
            return f"要点{one.point}" + (f"（{whose}）" if whose else "")
        case "item":
            return f"{whose}的应办事项" + (f"（要点{one.point}）" if one.point else "")
        case "finding":
            return f"{whose}的问题整改"


def _changed_words(year: Year, now: Headline, before: Sequence[EarlierPaper]) -> tuple[str, str]:
    if not before:
        return f"{day_words(year.plan.issued, year.plan.year)}印发", "，此前没有可比的数据"
    then = before[0]
    moved = [one for one in differences(now, then) if one.change and one.measure.key in TOLD]
    since = f"与{_named_then(then, year.plan.year)}相比"
    if not moved:
        return since, "，主要数据没有变化"
    return since, "".join(f"，{said}" for said in map(_moved_words, moved))


TOLD = frozenset({"finished", "responsible", "inspected", "rectified", "applied"})
"""What is told of in the sentence; the rest stands in the table."""


def _named_then(then: EarlierPaper, year: int) -> str:
    day = day_words(then.day, year)
    return day if then.name == MONTH_BEFORE else f"{then.name}（{day}）"


def short_name(then: EarlierPaper, year: int) -> str:
    """Return how a narrow place calls an earlier paper."""
    return day_words(then.day, year) if then.name == MONTH_BEFORE else then.name


def _moved_words(one: Difference) -> str:
    sign = "升" if one.change > 0 else "降"
    what, unit = one.measure.name, one.measure.unit
    if unit != "%":
        sign = "增" if one.change > 0 else "减"
    return f"{what}由{plain(one.was)}{unit}{sign}至{plain(one.now)}{unit}"


def _help_words(year: Year, cover: Covered, late: Arrears) -> tuple[str, str]:
    behind, most = lowest(cover.units, year.objecting), latest(late.by_unit, year.objecting)
    said = []
    if behind:
        said.append(f"落实面最低的{'、'.join(map(_share_words, behind))}")
    if most:
        said.append(f"逾期最多的{'、'.join(most)}（{'各' if most[1:] else ''}{late.by_unit[most[0]]}件）")
    shared = ("" if behind else _lowest_place(cover), "" if most else _latest_place(late))
    said += [words for words in shared if words and (cover.whole.done or late.by_unit)]
    if said:
        return "需要重点帮助的", f"，是{'，'.join(said)}"
    if cover.whole.seats and not cover.whole.done:
        return "各责任单位", "都还没有办结的要点"
    return "没有", "落实面明显低、逾期明显多的单位"


def _lowest_place(cover: Covered) -> str:
    """Return how many units share the lowest place, where these are more than can be named."""
    shares = [unit.order[1] for unit in cover.units if unit.seats]
    sharing = shares.count(min(shares)) if shares else 0
    if sharing <= MOST_NAMED or min(shares) == max(shares):
        return ""
    low = next(unit for unit in cover.units if unit.seats and unit.order[1] == min(shares))
    return f"落实面最低的{sharing}个单位（都是{share(low.done, low.seats)}）"


def _latest_place(late: Arrears) -> str:
    most = max(late.by_unit.values(), default=0)
    sharing = sum(count == most for count in late.by_unit.values())
    return f"逾期最多的{sharing}个单位（各{most}件）" if sharing > MOST_NAMED else ""


def _share_words(unit: Coverage) -> str:
    done = f"办结{unit.done}个" if unit.done else "都没有办结"
    return f"{unit.name}（{unit.seats}个要点{done}）"
