"""通报: what a circular may tell of a year, and what went wrong, kind by kind, each with its units and one case.

A unit with an undecided objection is counted, and never named. A kind with nothing to say is not there.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.finding.states import is_overdue
from gongkai.papers.columns import ORDINALS, day_words, full_day, names_short, points_text, quoted
from gongkai.papers.document import Run, text
from gongkai.papers.ids import without_ids
from gongkai.papers.letterhead import stripped
from gongkai.points import ZERO
from gongkai.progress.status import FULL
from gongkai.report.arrears import is_late
from gongkai.report.coverage import covered
from gongkai.report.yearend import count_year, rule_behind, rule_text
from gongkai.wording import answering_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from gongkai.duty.items import DutyItem
    from gongkai.entry.states import EntryState
    from gongkai.finding.states import FindingState
    from gongkai.papers.document import Block
    from gongkai.papers.letterhead import Occasion
    from gongkai.plan.model import Plan
    from gongkai.progress.status import PointState
    from gongkai.report.coverage import Coverage
    from gongkai.report.enclosures import Enclosures
    from gongkai.report.period import Period
    from gongkai.report.yearend import Count, Taken
    from gongkai.year import Year

NAMED = 10
"""Units told by name, behind how many there are."""
CASES = 2
"""Kinds of deductions told with a case where all are listed behind the paper."""
WORST = 3
"""At most so many share a place that is told by name."""
KIND_OF = {
    "point_not_done": "points",
    "duty_missed": "items",
    "finding_overdue": "findings",
    "no_self_inspection": "uninspected",
}
"""The kind of shortfall for which a rule takes points by itself: it is told once."""


class Circulated:
    """A circular's matter. Units with an undecided objection, `undecided`, are counted, and never named.

    That of a quarter or a month tells what this `period` brought.
    """

    def __init__(
        self, year: Year, occasion: Occasion, period: Period | None = None, count: Count | None = None
    ) -> None:
        self.period = period
        self.year, self.scores, self.occasion, self.undecided = year, year.scores, occasion, year.objecting
        self.plan: Plan = year.plan
        self.count: Count = count or count_year(year)
        self._applied = {entry.id: entry.applied for score in year.scores for entry in score.applied}
        self.late = [state for state in self.count.findings if is_overdue(state, year.standing)]
        self.late_items: list[DutyItem] = sorted(
            (item for item in year.items if item.status == "overdue"), key=lambda item: item.due or item.opened
        )
        self.behind: list[PointState] = list(filter(is_late, year.overview.points))

    def is_new(self, day: date | None) -> bool:
        """Tell whether a day lies in what the paper is about."""
        return day is not None and (self.period is None or self.period.holds(day))

    @property
    def part(self) -> str:
        """The quarter or month that the paper is about, empty where it is about the year until now."""
        return self.period.name if self.period else ""

    def public(self, reason: str) -> str:
        """Return a reason without the ledger's own ids."""
        return without_ids(reason, self.year.ids)

    @property
    def told_kinds(self) -> frozenset[str]:
        """The kinds of shortfall of which a rule may take points by itself, and that are told as such."""
        uninspected = self.year.standing.over and self.count.uninspected
        found = {"points": self.behind, "items": self.late_items, "findings": self.late, "uninspected": uninspected}
        return frozenset(kind for kind, states in found.items() if states)

    @property
    def apart(self) -> list[tuple[Taken, list[EntryState]]]:
        """What points were taken for beside `told_kinds`: a pair a rule, the heaviest first, with its deductions.

        In a paper about a quarter or a month it is what was taken for in it.
        """
        pairs = [self._of_the_time(taken, self._states(taken)) for taken in self.count.by_rule]
        pairs = [pair for pair in pairs if pair[1]]
        kept = [(taken, states) for taken, states in pairs if self._kind(states[0]) not in self.told_kinds]
        return sorted(kept, key=lambda pair: (-pair[0].applied, -pair[0].count))

    @property
    def beside(self) -> int:
        """How many deductions were taken for the kinds that are told: with those `apart` they are all there are."""
        told = (states for states in map(self._states, self.count.by_rule) if self._kind(states[0]) in self.told_kinds)
        return sum(self.is_new(state.entry.day) for states in told for state in states)

    @cached_property
    def tasks(self) -> Mapping[str, Coverage]:
        """What each unit has to do as a responsible one, and how much of it is done."""
        return {unit.name: unit for unit in covered(self.year).units if unit.seats}

    @property
    def unrectified(self) -> list[FindingState]:
        """What is not put right: all that sentences count as such."""
        return [state for state in self.count.findings if state.is_unrectified]

    @property
    def faulted(self) -> set[str]:
        """The units that points were taken from, or that are late with a problem: none of them is praised."""
        taken = {state.entry.unit for state in self.count.standing}
        return taken | {state.finding.unit for state in self.late}

    @property
    def owing(self) -> list[Coverage]:
        """The units that have left some of it undone, most first."""
        return sorted((unit for unit in self.tasks.values() if unit.left), key=lambda unit: (-unit.left, unit.order))

    @property
    def taken_of_tasks(self) -> int:
        """How many of the tasks that are left undone points were taken for."""
        left = {
            (no, unit)
            for no, states in self.year.unit_states.items()
            for unit in self.year.roster.responsible(no)
            if states[unit].percent < FULL
        }
        return len({(s.entry.point, s.entry.unit) for s in self.count.standing} & left)

    def _of_the_time(self, taken: Taken, states: list[EntryState]) -> tuple[Taken, list[EntryState]]:
        kept = [state for state in states if self.is_new(state.entry.day)]
        applied = sum((self.counted(state) for state in kept), ZERO)
        return replace(taken, count=len(kept), applied=applied) if self.period else taken, kept

    def _states(self, taken: Taken) -> list[EntryState]:
        of_code = [state for state in self.count.standing if state.entry.rule == taken.key]
        return [state for state in of_code if rule_text(self.plan, state) == taken.text]

    def _kind(self, state: EntryState) -> str:
        """Return the kind of shortfall that the rule behind a deduction is about, empty where it is none of them."""
        rule = rule_behind(self.plan, state)
        return KIND_OF.get(rule.auto, "") if rule else ""

    @property
    def reply(self) -> str:
        """The day by which answers are asked for, in words."""
        return self.occasion.reply.inside(full_day)

    @property
    def own_year(self) -> int:
        """The year without which days are told; none (0) in a paper that is signed in another than it is about."""
        return self.plan.year if self.occasion.day.year == self.plan.year else 0

    @property
    def is_stale(self) -> bool:
        """Tell whether the paper is signed later than its figures go: what was done in between it does not know."""
        return self.occasion.day > self.year.standing.handled.date()

    @property
    def is_over(self) -> bool:
        """Tell whether the year is over on the day the paper is signed."""
        return self.year.standing.over or self.occasion.day.year > self.plan.year

    @property
    def answering(self) -> str:
        """What those are called who answer for the points that are not done."""
        return answering_units(state.led for state in self.year.overview.points if not state.is_done)

    def counted(self, state: EntryState) -> Decimal:
        """Return what an entry counts after caps, rulings and rectification: what a unit finds on its own sheet."""
        return self._applied.get(state.entry.id, state.live)

    @property
    def rewarded(self) -> list[EntryState]:
        """The bonuses that count, the highest first, of units that may be named."""
        bonuses = [s for s in self.year.entries if s.entry.kind == "bonus" and s.stands]
        counted = [s for s in bonuses if s.entry.unit not in self.undecided and self.counted(s)]
        return sorted(counted, key=self.counted, reverse=True)

    def names(self, units: Iterable[str], most: int = NAMED) -> str:
        """Return the units that may be named, and how many there are when some of these are left out."""
        return names_short([unit for unit in dict.fromkeys(units) if unit not in self.undecided], most)

    def whose(self, states: Iterable[FindingState]) -> str:
        """Return whose findings they are in brackets, and how many where a unit has several; empty where untold."""
        told = self.several(Counter(state.finding.unit for state in states), "个")
        return f"（{told}）" if told else ""

    def several(self, count: Mapping[str, int], measure: str, most: int = NAMED) -> str:
        """Return the units that may be named, each with how many it has where these are several.

        Of more than can be named those stand that have most.
        """
        may = [pair for pair in count.items() if pair[0] not in self.undecided]
        order = may if len(may) <= most else sorted(may, key=lambda pair: -pair[1])
        listed = [f"{unit}{number}{measure}" if number > 1 else unit for unit, number in order]
        more = f"等{len(listed)}个单位" if len(listed) > most else ""
        return f"{'、'.join(listed[:most])}{more}"


def shortfalls(told: Circulated, enclosed: Enclosures) -> Iterator[Block]:
    """Yield what went wrong, a paragraph a kind behind its name; a kind with nothing to say is not there."""
    over = told.year.standing.over
    kinds = (
        ("部分要点未办结" if over else "部分要点未按时办结", _points(told, enclosed)),
        ("责任单位落实不够", _responsible(told, enclosed)),
        ("部分事项逾期", _items(told, enclosed)),
        ("问题整改不及时", _findings(told, enclosed)),
        ("专项自查未全覆盖", _uninspected(told, enclosed)),
        ("日常工作不规范", _taken(told, enclosed)),
    )
    found = [(title, said) for title, said in kinds if said]
    for ordinal, (title, said) in zip(ORDINALS, found, strict=False):
        number = f"（{ordinal}）" if len(found) > 1 else ""
        yield text(Run(f"{number}{title}。", "strong"), said)


def _points(told: Circulated, enclosed: Enclosures) -> str:
    if not told.behind:
        return ""
    first = min(
        (state for state in told.behind if _nameable(told, state)), key=lambda state: state.percent, default=None
    )
    where = enclosed.at("points") or enclosed.at("behind")
    said = f"共{len(told.behind)}个{where}"
    if first is None:
        return f"{said}。"
    left = list(_left(first))
    far = f"只完成{first.percent}%" if first.percent else "没有进展"
    said += f"{_as(len(told.behind))}{told.names(left)}{'牵头' if first.led else '负责'}的要点{first.point.no}"
    said += f"{quoted(first.point.title)}{far}"
    rest = Counter(unit for state in told.behind if state is not first for unit in _left(state) if unit not in left)
    return said + ("。" if where else _others(told.several(rest, "个")))


def _nameable(told: Circulated, state: PointState) -> bool:
    return any(unit not in told.undecided for unit in _left(state))


def _left(state: PointState) -> Iterator[str]:
    """Yield who has not finished a point of those who answer for it."""
    yield from dict.fromkeys(lead.answers for lead in state.leads if lead.percent < FULL)


def _as(count: int) -> str:
    """Return what leads from their number to the case that is told: 如, where it is not the only one."""
    return "，如" if count > 1 else "："


def _others(names: str) -> str:
    """Return the end of a case's sentence: who else it was, if anybody."""
    return f"；还有{names}。" if names else "。"


def _responsible(told: Circulated, enclosed: Enclosures) -> str:
    """Return what responsible units have left undone, once the year is over: before it nobody is late with it."""
    owing = told.owing
    if not told.year.standing.over or not owing:
        return ""
    where = enclosed.at("scores") or enclosed.at("tasks")
    worst = "、".join(f"{unit.name}（{unit.left}项次）" for unit in _most(owing) if unit.name not in told.undecided)
    most = f"，最多的是{worst}" if worst else ""
    left = sum(unit.left for unit in owing)
    return f"尚有{left}项次任务未办结，涉及{len(owing)}个单位{where}{most}。"


def _most(owing: Sequence[Coverage]) -> list[Coverage]:
    """Return who has most left, at most three: a place that would be shared by more is not told."""
    if len(owing) <= WORST:
        return list(owing)
    return list(takewhile(lambda unit: unit.left > owing[WORST].left, owing[:WORST]))


def _items(told: Circulated, enclosed: Enclosures) -> str:
    """Return what was to be done by a day and was not: of points, and of the notice as a whole."""
    late = told.late_items
    if not late:
        return ""
    where = enclosed.at("items")
    said = f"共{len(late)}项{where}"
    first = next((item for item in late if any(unit not in told.undecided for unit in item.owers)), None)
    if first is None:
        return f"{said}。"
    due = f"，应于{day_words(first.due.date(), told.own_year)}前办结" if first.due else ""
    asked = f"要点{first.point}" if first.point else "通知要求"
    what = quoted(brief(first.duty.what or first.duty.quote, SHORT))
    said += f"{_as(len(late))}{told.names(first.owers)}没有办结{what}（{asked}{due}）"
    count = Counter(unit for item in late for unit in item.owers if unit not in first.owers)
    return said + _others("" if where else told.several(count, "项"))


def _findings(told: Circulated, enclosed: Enclosures) -> str:
    if not told.late:
        return ""
    where = enclosed.at("findings")
    said = f"超过期限未整改的问题{len(told.late)}个{where}"
    named = [state for state in told.late if state.finding.unit not in told.undecided]
    first = min(named, key=lambda state: state.due or state.finding.day, default=None)
    if first is None:
        return f"{said}。"
    problem = quoted(told.public(stripped(first.finding.problem)))
    due = f"（应于{day_words(first.due, told.own_year)}前整改）" if first.due else ""
    said += f"{_as(len(told.late))}{first.finding.unit}{problem}{due}"
    rest = Counter(state.finding.unit for state in named if state.finding.unit != first.finding.unit)
    return said + ("。" if where else _others(told.several(rest, "个")))


def _uninspected(told: Circulated, enclosed: Enclosures) -> str:
    missing = told.count.uninspected
    if not missing or not told.year.standing.over:  # until then nobody is late with it
        return ""
    listed = enclosed.at("uninspected")
    named = "" if listed else told.names(missing, len(missing))
    return f"未开展自查的单位{len(missing)}个{listed}" + (f"：{named}。" if named else "。")


def _taken(told: Circulated, enclosed: Enclosures) -> str:
    """Return what points were taken for beside the kinds that are told, the heaviest first; all of it, or where.

    With those that were taken for these kinds it is all that was taken.
    """
    kept = told.apart
    where = enclosed.at("taken")
    others = f"另有{told.beside}起因上述问题扣分。" if kept and told.beside else ""
    if not where or len(kept) == 1:
        return "".join(_rule(told, *pair, where, listed=bool(where)) for pair in kept) + others
    count = sum(taken.count for taken, _ in kept)
    cases = "；".join(_rule(told, *pair, "", listed=True).removesuffix("。") for pair in kept[:CASES])
    left = sum(taken.count for taken, _ in kept[CASES:])
    rest = f"；其余{len(kept) - CASES}类{left}起" if left else ""
    return f"{told.part}共{count}起{where}，其中{cases}{rest}。{others}"


def _rule(told: Circulated, taken: Taken, states: Sequence[EntryState], where: str, *, listed: bool) -> str:
    """Return what a rule took points for, the heaviest case, and who else it was unless all are `listed`."""
    named = [state for state in states if state.entry.unit not in told.undecided]
    said = f"{_named_rule(taken)}{taken.count}起{where}"
    worst = max(named, key=told.counted, default=None)
    if worst is None:
        return f"{said}。"
    rest = Counter(state.entry.unit for state in named if state.entry.unit != worst.entry.unit)
    others = "" if listed else told.several(rest, "条")
    return f"{said}{_as(taken.count)}{case(told, worst)}{_others(others)}"


def _named_rule(taken: Taken) -> str:
    return taken.text or f"规则{taken.key}"


def case(told: Circulated, state: EntryState) -> str:
    """Return what a unit did and what it cost; a list in the reason is told by its beginning."""
    entry, counted = state.entry, told.counted(state)
    cost = f"，扣{points_text(counted)}分" if counted else ""
    return f"{entry.unit}{quoted(brief(told.public(stripped(entry.reason))))}{cost}"


LONG = 40
SHORT = 24
"""Characters of a reason that are cited whole."""
_WHOLE = 120
"""Characters cited of one that is no list."""
_OPEN, _SHUT = frozenset("（“‘《〔"), frozenset("）”’》〕")


def brief(reason: str, most: int = LONG) -> str:
    """Return a long reason up to where its list begins, else up to an item of it, never inside a bracket or quote.

    One without such a place is cited whole, and where it is very long, up to ……
    """
    if len(reason) <= most:
        return reason
    depths = accumulate((mark in _OPEN) - (mark in _SHUT) for mark in reason[:most])
    cuts = {mark: at for at, (mark, depth) in enumerate(zip(reason, depths, strict=False)) if at and not depth}
    if end := max(cuts.get("：", 0), cuts.get("；", 0)):
        return reason[:end]
    if end := cuts.get("、", 0):
        return f"{reason[:end]}等"
    return reason if len(reason) <= _WHOLE else f"{reason[:_WHOLE]}……"
