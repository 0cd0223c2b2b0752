"""附件 of a circular: the score tables, and what is not done, late, not put right or cost points, unit by unit."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.finding.states import is_overdue
from gongkai.papers.columns import column, day_of, day_words, full_day, points_text, quoted, shared_year, table_of
from gongkai.papers.document import Attachment, Cell, text
from gongkai.papers.letterhead import stripped
from gongkai.plan.succession import passed_on
from gongkai.progress.status import FULL
from gongkai.report.arrears import LATE_POINT, UNFINISHED, is_late, late_means
from gongkai.report.outstanding import demands, late_words, span
from gongkai.scoring.papers import UNIT, any_ranked, cents, grade_bounds, group_notes, vetoed
from gongkai.wording import FINDING, IN_REVIEW, KIND, REASON, answering_units

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from gongkai.duty.items import DutyItem
    from gongkai.entry.states import EntryState
    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Table
    from gongkai.plan.rubric import Assessment
    from gongkai.progress.status import PointState, Reason
    from gongkai.register.kinds import Record
    from gongkai.report.coverage import Coverage
    from gongkai.report.shortfalls import Circulated
    from gongkai.report.yearend import Taken
    from gongkai.scoring.sheet import ItemScore, UnitScore

FEW = 3
"""Points or problems that are told in a sentence: more are listed behind the paper."""
SOME = 10
"""Units that are named behind a case: more are listed."""
MANY = 20
"""Units that are named in a sentence: more are listed."""
MOST_ITEMS = 6
"""Items of a rubric that have columns of their own in a score table."""
YEARS_LAST = (12, 31)
NOT_CONCERNED, WANTING = "—", "暂缺"
UNRANKED, APART = "（不参加排名）", "不参加排名的单位"
TASKS = "任务完成"
NO_TASKS: Mapping[str, Coverage] = MappingProxyType({})


class Enclosure(Struct, frozen=True):
    """One 附件: `key` tells sentences what it lists."""

    key: str
    title: str
    blocks: tuple[Block, ...]


class Enclosures(Struct, frozen=True):
    """The 附件 of a paper in their order; the only one has no number."""

    listed: tuple[Enclosure, ...]

    def at(self, key: str) -> str:
        """Return where something is listed, in brackets: （见附件4）; empty where it is not."""
        found = [str(no) for no, each in enumerate(self.listed, 1) if each.key == key]
        return f"（见附件{found[0] if len(self.listed) > 1 else ''}）" if found else ""

    def blocks(self) -> Iterator[Attachment]:
        """Yield them as they stand behind the paper."""
        single = len(self.listed) == 1
        for no, each in enumerate(self.listed, 1):
            yield Attachment(0 if single else no, each.title, each.blocks)


def enclosures(told: Circulated, scores: Sequence[UnitScore], late: Sequence[Record]) -> Enclosures:
    """Return what stands behind a circular.

    `scores` are as it may tell them, `late` what was typed after an earlier one.
    """
    of = f"{told.plan.year}年{told.part}" if told.period else ""  # behind the number of an attachment: 1.2018年11月
    found = [] if told.period else [*_score_tables(told, scores)]
    if told.year.standing.over and not found and len(told.owing) > FEW:
        found.append(Enclosure("tasks", "责任单位任务办结情况", (_tasks(told),)))
    unfinished = [state for state in told.year.overview.points if not state.is_done and not state.is_ongoing]
    if told.period:  # what is late alone
        if len(told.behind) > FEW:
            found.append(Enclosure("behind", "逾期未办结要点清单", tuple(_points(told, told.behind))))
    elif FEW < len(unfinished) < len(told.plan.points):  # of all it would tell nothing that the sentence does not
        found.append(Enclosure("points", "未办结要点清单", tuple(_points(told, unfinished))))
    if _is_long(told.late_items, (unit for item in told.late_items for unit in item.owers)):
        found.append(Enclosure("items", "逾期未办结事项清单", tuple(_items(told, told.late_items))))
    if len(told.unrectified) > FEW:
        found.append(Enclosure("findings", "未整改问题清单", tuple(_findings(told, told.unrectified))))
    if told.year.standing.over and len(told.count.uninspected) > MANY:
        found.append(Enclosure("uninspected", "未开展自查的单位名单", (_uninspected(told),)))
    entries = [state for _, states in told.apart for state in states]
    if _is_long(entries, (state.entry.unit for state in entries)):
        found.append(Enclosure("taken", f"{of}日常工作扣分清单", tuple(_taken(told))))
    if late:
        found.append(Enclosure("late", "补录说明", (_supplement(late),)))
    return Enclosures(tuple(found))


def _is_long(states: Sequence[object], units: Iterable[str]) -> bool:
    """Tell whether things are too many for a sentence, or the units that they concern."""
    return len(states) > FEW or len(set(units)) > SOME


def _bonuses(told: Circulated, units: Collection[str]) -> Iterator[Block]:
    """Yield what these units have bonuses for."""
    merits = "；".join(
        f"{state.entry.unit}{quoted(stripped(told.public(state.entry.reason)))}加{points_text(told.counted(state))}分"
        for state in told.rewarded
        if state.entry.unit in units
    )
    if merits:
        yield text(f"加分事由：{merits}。", role="note")


def _tasks(told: Circulated) -> Table:
    """Return what responsible units have to do and have done, those first that have most left."""
    columns: tuple[ColumnOf[Coverage], ...] = (
        column("单位", lambda unit: told.names([unit.name]) or IN_REVIEW, weight=2),
        column("应完成", lambda unit: unit.seats, "number"),
        column("已完成", lambda unit: unit.done, "number"),
        column("未办结", lambda unit: unit.left, "number"),
    )
    return table_of("tasks", "", columns, told.owing)


def _of_tasks(told: Circulated) -> Iterator[Block]:
    """Yield what the column of tasks means, and that before its time nothing is taken for them."""
    if not told.owing:
        return
    said = f"“{TASKS}”是单位作为责任单位承担的任务，斜线前是已完成的项次，后是应完成的项次"
    if not told.year.standing.over:
        said += "；还没有到完成时限的，不扣分"
    else:
        left, taken = sum(unit.left for unit in told.owing), told.taken_of_tasks
        how = f"中{taken}项次扣了分，其余没有扣分" if taken else "都没有因此扣分"
        said += f"；没有完成的{left}项次{how}，完成少的单位得分不一定低"
    yield text(f"{said}。", role="note")


def _score_tables(told: Circulated, scores: Sequence[UnitScore]) -> Iterator[Enclosure]:
    """Yield the score tables as one 附件: a table a group, those that are not ranked last.

    What lines and dashes mean stands below the first table where it is the same, else below each: no sheet is taken
    for it alone.
    """
    assessment = told.plan.assessment
    groups = [(name, tuple(members)) for name, members in groupby(scores, key=lambda score: score.group)]
    groups = [*(each for each in groups if any_ranked(each[1])), *_apart(groups)]
    notes = [tuple(_remarks(assessment, members)) for _, members in groups]
    once, meant = len(set(filter(None, notes))) == 1, tuple(_of_tasks(told))
    blocks: list[Block] = []
    for (name, members), remarks in zip(groups, notes, strict=True):
        alone, rest = _at_full(members)
        if alone:
            blocks.append(text(f"{quoted(name)}组{alone}"))
        if rest:
            caption = _group_caption(name, members) if len(groups) > 1 else ""
            blocks.append(replace(score_table(rest, told.tasks), key=f"group-{name}", caption=caption))
        own = tuple(_bonuses(told, {score.unit for score in members}))
        below = (*remarks, *(meant if rest and told.tasks.keys() & {score.unit for score in rest} else ()))
        blocks += [*group_notes(members), *(each for each in below if not once or each not in blocks), *own]
        meant = () if meant and meant[0] in blocks else meant
    if groups:
        yield Enclosure("scores", "考核得分表", (*blocks, *meant))


def _apart(groups: Sequence[tuple[str, tuple[UnitScore, ...]]]) -> Iterator[tuple[str, tuple[UnitScore, ...]]]:
    """Yield the groups of which no unit is ranked as one: short tables below one another fill a sheet."""
    apart = [each for each in groups if not any_ranked(each[1])]
    if 1 < len(apart) < len(groups):
        yield APART, tuple(score for _, members in apart for score in members)
    else:
        yield from apart


def _group_caption(name: str, members: Sequence[UnitScore]) -> str:
    return f"{name}{'' if name == APART or any_ranked(members) else UNRANKED}"


def score_table(scores: Sequence[UnitScore], tasks: Mapping[str, Coverage] = NO_TASKS) -> Table:
    """Return one group's scores: its items where they are few and all have the same, with lines where grades begin.

    `tasks` are what each unit has to do as a responsible one: a score says nothing of it.

    Before grades are given there is no column for them.
    """
    graded, several = any(score.grade for score in scores), len({score.group for score in scores}) > 1
    columns: tuple[ColumnOf[UnitScore], ...] = (
        column("名次", lambda s: s.rank, "ordinal", optional=True),
        column("考核分组", lambda s: s.group if several else "", optional=True),
        UNIT,
        *(_item_columns(scores) or (column("扣分", lambda s: cents(s.deducted - s.penalty), "number"),)),
        column("加分", lambda s: cents(s.bonus) if s.bonus else "", "number", optional=True),
        column("减分", lambda s: cents(s.penalty) if s.penalty else "", "number", optional=True),
        column("得分", lambda s: Cell(s.score, "strong"), "number"),
        column("等次", lambda s: Cell((s.grade or "—") if graded else "", vetoed(s)), optional=True),
        column(TASKS, lambda s: _done_of(tasks.get(s.unit)), optional=True),
        column("限制等次", lambda s: s.barred, weight=2, optional=True),
        column("一票否决", lambda s: Cell(s.veto or "", vetoed(s)), weight=3, optional=True),
    )
    made = table_of("ranking", "", columns, scores)
    return replace(made, bounds=grade_bounds(scores))


def _at_full(members: Sequence[UnitScore]) -> tuple[str, Sequence[UnitScore]]:
    """Return in a sentence who shares the best score before grades are given, where most do, and who has less.

    A table of the same score over and over tells nobody anything.
    """
    scores = [one.score for one in members if one.score is not None]
    best = max(scores, default=None)
    same = [one for one in members if one.score == best and not one.grade and not one.veto]
    if best is None or len(same) <= max(FEW, len(members) // 2):
        return "", members
    names = "、".join(one.unit for one in same)
    rest = [one for one in members if one not in same]
    how = f"{len(same)}个单位都是{points_text(best)}分：{names}"
    return f"{how}。{'其余单位见下表。' if rest else ''}", rest


def _done_of(unit: Coverage | None) -> str:
    return f"{unit.done}/{unit.seats}" if unit else ""


def _item_columns(scores: Sequence[UnitScore]) -> tuple[ColumnOf[UnitScore], ...]:
    names = {tuple(item.name for item in score.items) for score in scores}
    if len(names) != 1 or any(score.stages and not score.items for score in scores):
        return ()
    (heads,) = names
    return tuple(_item_column(index, name) for index, name in enumerate(heads)) if len(heads) <= MOST_ITEMS else ()


def _item_column(index: int, name: str) -> ColumnOf[UnitScore]:
    return column(name, lambda score: _item(score.items[index]), "number")


def _item(item: ItemScore) -> Cell:
    if item.missing:
        return Cell(WANTING)
    return Cell(cents(item.score)) if item.applicable else Cell(NOT_CONCERNED)


def _remarks(assessment: Assessment | None, scores: Sequence[UnitScore]) -> Iterator[Block]:
    """Yield what the lines and dashes of score tables mean."""
    names = {score.scheme for score in scores}
    scheme = next((one for one in assessment.schemes if one.name in names), None) if assessment else None
    grades = {score.grade for score in scores} - {None}
    if assessment and scheme and len(grades) > 1:
        bounds = "，".join(
            f"{grade.name}{points_text(grade.min)}分及以上" for grade in assessment.grades_of(scheme)[:-1]
        )
        yield text(f"粗线为等次分界：{bounds}。", role="note")
    if _item_columns(scores) and any(not item.applicable for score in scores for item in score.items):
        yield text(f"“{NOT_CONCERNED}”为不适用的项目。", role="note")


def _points(told: Circulated, states: Sequence[PointState]) -> Iterator[Block]:
    """Yield the points that are not done, and what it means that one is late."""
    without = shared_year(map(_own_day, states), told.own_year)
    columns: tuple[ColumnOf[PointState], ...] = (
        column("要点", lambda s: s.point.no, "point"),
        column("内容", lambda s: s.point.title, weight=3),
        column(f"未办结的{answering_units(s.led for s in states)}", lambda s: _whose(told, s), weight=3),
        column("平均进度", lambda s: s.percent, "percent"),
        column("完成时限", lambda s: day_words(day, without) if (day := _own_day(s)) else "", optional=True),
        column("逾期情况", _overdue, weight=2, optional=True),
    )
    yield table_of("unfinished", "", columns, states)
    if late := list(filter(is_late, states)):
        yield text(f"“{LATE_POINT}”指{late_means(late)}。", role="note")


def _own_day(state: PointState) -> date | None:
    """Return the day by which a point is to be done, where that is not the year's last."""
    return state.last if state.own or (state.last and (state.last.month, state.last.day) != YEARS_LAST) else None


def _whose(told: Circulated, state: PointState) -> str:
    """Return which leads have not finished; of several leads each with how far it is, which the mean does not tell."""
    left = [lead for lead in state.leads if lead.percent < FULL]
    known = dict.fromkeys((lead.answers, lead.percent) for lead in left if lead.answers not in told.undecided)
    named = [f"{unit}（{percent}%）" if state.leads[1:] else unit for unit, percent in known]
    return "、".join(named) or (IN_REVIEW if left else "、".join(state.unresolved_leads))


def _overdue(state: PointState) -> str:
    """Return what is late: the point itself first, then what belongs to it."""
    if state.light != "red":
        return ""
    own = [LATE_POINT] if is_late(state) else []
    return "；".join([*own, *(_reason(reason) for reason in state.reasons if reason.code not in UNFINISHED)])


def _reason(reason: Reason) -> str:
    """Return what is late and since when; several items are told by their number and the first day."""
    several = reason.subject.endswith("项")
    said = "问题整改逾期" if "finding" in reason.code else REASON[reason.code]
    day = f"，{'最早' if several else ''}{full_day(reason.day)}到期" if reason.day else ""
    return f"{said}{reason.subject if several else ''}{day}"


def reasons_of(states: Iterable[PointState]) -> str:
    """Return what is late on finished points, in a few words: 应办事项、问题整改."""
    codes = (each.code for state in states for each in state.reasons)
    return "、".join(sorted({"问题整改" if "finding" in code else "应办事项" for code in codes}, reverse=True))


def _findings(told: Circulated, states: Sequence[FindingState]) -> Iterator[Block]:
    """Yield the problems; those of units with an undecided objection are told by their number alone."""
    shown = [state for state in states if state.finding.unit not in told.undecided]
    standing = told.year.standing
    heirs = passed_on(told.plan, told.year.ledger.assigns, shown, standing.as_of)
    without = shared_year((state.due for state in shown), told.own_year)
    columns: tuple[ColumnOf[FindingState], ...] = (
        column("单位", lambda s: _owner(s, heirs.get(s.finding.id, ())), weight=2),
        column("问题", lambda s: told.public(stripped(s.finding.problem)), weight=4),
        column("要点", lambda s: s.finding.point, "point", optional=True),
        column("整改期限", lambda s: day_words(s.due, without) if s.due else "未定"),
        column("情况", lambda s: FINDING[s.status] + ("，已逾期" if is_overdue(s, standing) else "")),
    )
    if shown:
        yield table_of("unrectified", "", columns, shown)
    if len(shown) < len(states):
        yield text(f"另有{len(states) - len(shown)}个问题，所属单位申请的复核尚未决定。", role="note")


def _items(told: Circulated, items: Sequence[DutyItem]) -> Iterator[Block]:
    """Yield what was to be done by a day and was not, a row a demand and those who owe it, however many its days.

    What only units with an undecided objection owe is counted.
    """
    shown = [item for item in items if any(unit not in told.undecided for unit in item.owers)]
    listed = demands(shown)
    several = len(listed) < len(shown)
    without = shared_year((item.due.date() for item in shown if item.due), told.own_year)
    columns: tuple[ColumnOf[list[DutyItem]], ...] = (
        column("单位", lambda own: told.names(own[0].owers, len(own[0].owers)), weight=2),
        column("事项", lambda own: own[0].duty.what or own[0].duty.quote, weight=3),
        column("要点", lambda own: own[0].point, "point", optional=True),
        column("项数", lambda own: len(own) if several else "", "number", optional=True),
        column("办结时限", lambda own: span(own, without)),
        column("情况", late_words),
    )
    if shown:
        yield table_of("overdue", "", columns, listed)
    standing = told.year.standing
    if shown and standing.handled.date() != standing.as_of:
        yield text(f"逾期天数算到{full_day(standing.handled.date())}。", role="note")
    if len(shown) < len(items):
        yield text(f"另有{len(items) - len(shown)}项，所属单位申请的复核尚未决定。", role="note")


def _taken(told: Circulated) -> Iterator[Block]:
    """Yield what points were taken for beside the kinds that are told, rule by rule, the heaviest first."""
    listed = [(taken, state) for taken, states in told.apart for state in states]
    shown = [pair for pair in listed if pair[1].entry.unit not in told.undecided]
    columns: tuple[ColumnOf[tuple[Taken, EntryState]], ...] = (
        column("问题类别", lambda pair: pair[0].text or f"规则{pair[0].key}", weight=3),
        column("单位", lambda pair: pair[1].entry.unit, weight=2),
        column("要点", lambda pair: pair[1].entry.point, "point", optional=True),
        column("事由", lambda pair: stripped(told.public(pair[1].entry.reason)), weight=4),
        column("扣分", lambda pair: cents(told.counted(pair[1])), "number"),
        column("说明", lambda pair: told.year.less.get(pair[1].entry.id, ""), optional=True),
    )
    if shown:
        yield table_of("taken", "", columns, shown)
    if len(shown) < len(listed):
        yield text(f"另有{len(listed) - len(shown)}起，所属单位申请的复核尚未决定。", role="note")


def _owner(state: FindingState, heirs: Sequence[str]) -> str:
    passed = f"（现由{'、'.join(heirs)}承继）" if heirs and tuple(heirs) != (state.finding.unit,) else ""
    return f"{state.finding.unit}{passed}"


def _uninspected(told: Circulated) -> Table:
    kinds: dict[str, list[str]] = defaultdict(list)
    kind_of = {unit.name: unit.kind for unit in told.plan.units}
    for unit in told.count.uninspected:
        kinds[kind_of[unit]].append(unit)
    columns: tuple[ColumnOf[tuple[str, list[str]]], ...] = (
        column("类别", lambda pair: pair[0]),
        column("个数", lambda pair: len(pair[1]), "number"),
        column("单位", lambda pair: told.names(pair[1], len(pair[1])), weight=3),
    )
    return table_of("uninspected", "", columns, kinds.items())


def _supplement(late: Sequence[Record]) -> Table:
    columns: tuple[ColumnOf[Record], ...] = (
        column("类别", lambda r: KIND[type(r).__name__]),
        column("事实日期", lambda r: r.day, "date"),
        column("登记日期", lambda r: day_of(r.recorded), "date"),
        column("单位", lambda r: str(getattr(r, "unit", "")), weight=2, optional=True),
        column("登记人", lambda r: r.actor),
    )
    return table_of("supplement", "", columns, late)
