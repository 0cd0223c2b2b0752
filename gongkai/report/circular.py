"""通报: a year's, quarter's or month's results as an office circulates them, every sentence from the ledger.

First what was done and who did well, then the figures, the problems by kind, what is asked for, and what the results
are used for. A unit with an undecided objection is counted, and never named. A sentence with nothing to say is not
there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.closing.papers import behind_lead
from gongkai.closing.seal import in_force
from gongkai.papers.columns import cited, day_words, full_day, numbered, points_text, quoted, share, which_points
from gongkai.papers.document import Run, text
from gongkai.papers.letterhead import Occasion, kind_of, official, stripped, to_all
from gongkai.plan.calendar import last_day, read_calendar
from gongkai.plan.roster import owes_self_inspection, units_of_year
from gongkai.points import rounded
from gongkai.progress.status import FULL
from gongkai.report.arrears import MOST_NAMED
from gongkai.report.brought import brought, year_before
from gongkai.report.comparison import differences, headline_of
from gongkai.report.enclosures import enclosures, reasons_of
from gongkai.report.issues import behind
from gongkai.report.next_steps import next_steps
from gongkai.report.opening import earlier_of
from gongkai.report.period import period, period_of
from gongkai.report.shortfalls import Circulated, shortfalls
from gongkai.report.yearend import (
    YEAR_END,
    about,
    finished_share,
    landed,
    named,
    ongoing_words,
    open_words,
    year_data,
)
from gongkai.scoring.papers import scored_so_far, so_far
from gongkai.wording import IN_REVIEW

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from gongkai.entry.states import EntryState
    from gongkai.papers.document import Block, Document
    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Closing, Record
    from gongkai.report.comparison import Difference, EarlierPaper
    from gongkai.scoring.sheet import UnitScore
    from gongkai.year import Year

MIDTERM = "midterm"
VERBS = {YEAR_END: "年终考核", MIDTERM: "中期评估", "quarter": "检查", "month": "检查"}
GATHERED = "汇总"
"""What was done to find out, where units are assessed, and where nobody is."""

REPLY_WORKDAYS = 10
"""Rectification is asked for within two to ten days elsewhere; the office corrects the day in the paper."""


def occasion_at(plan: Plan, day: date, *, final: bool) -> Occasion:
    """Return the occasion of a paper signed on a day; answers are asked for some workdays later."""
    return Occasion(day, last_day(read_calendar(plan), day, REPLY_WORKDAYS), final=final)


def circular_of(
    year: Year, report: Document, event: Occasion, closing: Closing | None, earlier: Iterable[EarlierPaper] = ()
) -> Document:
    """Return the circular to a report on an occasion; that of a year closed with things open (`closing`) says so.

    Its figures are held against those of `earlier` papers.
    """
    told = replace(event, objections=_can_object(year, event.day))
    paper = circular_document(report, year, told, earlier)
    held = in_force(closing) if year.standing.closed else None
    said = _left_open(held) if held and kind_of(report) == YEAR_END else ""
    return replace(paper, blocks=behind_lead(paper.blocks, said)) if said else paper


def _left_open(closing: Closing) -> str:
    """Return how many things were not settled when the year's assessment ended, and why it ended all the same."""
    reason = closing.reason.removesuffix("。")
    count = len(closing.left_open)
    return f"考核结束时还有{count}件事没有了结（{reason}），结果按考核结束时的情况确定。" if count else ""


def _can_object(year: Year, day: date) -> bool:
    """Tell whether a deduction that stands can still be objected to on a day: not yet notified, or its term runs."""
    if year.plan.assessment is None:
        return False
    taken = (state for state in year.entries if state.entry.kind == "deduction" and state.stands)
    return any(s.notified is None or not year.term.of(s).last(s.notified).is_over(day) for s in taken)


def circular_document(
    report: Document, year: Year, occasion: Occasion, earlier: Iterable[EarlierPaper] = ()
) -> Document:
    """Return the circular to a report of the same year: its figures, marks and data are the report's.

    Which kind it is the report's data say.
    """
    kind = kind_of(report)
    about_part = period_of(year, kind)
    told = Circulated(year, occasion, about_part)
    then = year_before(year, about_part) if about_part else None
    before = (replace(earlier_of(then), name=about_part.before),) if about_part and then else ()
    whole = _Whole(told, kind, before if about_part else tuple(earlier), then)
    enclosed = whole.enclosed
    plan = year.plan
    sections = numbered(
        [
            ("overall", "总体情况", whole.overall()),
            ("problems", "存在的主要问题", shortfalls(told, enclosed)),
            ("next", "下一步工作要求", [*next_steps(told, enclosed), *_use(plan)]),
        ]
    )
    blocks: list[Block] = [text(whole.lead_in()), *whole.interim(enclosed.at("late")), *sections, *enclosed.blocks()]
    paper = official(
        "circular",
        f"关于{named(year, kind)}的通报",
        year,
        blocks,
        addressee=to_all(plan),
        issuer=plan.issuer,
        day=occasion.day,
        data=report.data,
    )
    return replace(paper, marks=(*report.marks, *occasion.marks))


def _use(plan: Plan) -> Iterator[Block]:
    """Yield what the results are used for, in the notice's own words: a paragraph, too little for a part of its own."""
    if plan.results_use:
        yield text(Run("结果运用。", "strong"), plan.results_use)


class _Whole:
    def __init__(self, told: Circulated, kind: str, earlier: Sequence[EarlierPaper], then: Year | None = None) -> None:
        self.told, self.kind, self.earlier, self.then = told, kind, earlier, then
        self.year, self.scores, self.count, self.occasion = told.year, told.scores, told.count, told.occasion
        self.plan: Plan = told.plan
        self.enclosed = enclosures(told, self.told_scores, self.late_records)

    def lead_in(self) -> str:
        """Return the basis, the period and what was done to find out; a part's figures run from the beginning."""
        plan, as_of, part = self.plan, self.year.standing.as_of, self.told.period
        day, issued = day_words(as_of, plan.issued.year), full_day(plan.issued)
        said = f"按照{cited(plan)}要求，{plan.office}"
        verb = "考核" if self.year.stage else VERBS[self.kind] if plan.assessment else GATHERED
        if self.year.stage:
            named = period(self.year, self.kind).removesuffix(verb) if plan.assessment else ""
            said += f"对截至{full_day(as_of)}的工作情况进行了{named}{verb}"
        else:
            said += f"对{full_day(part.first) if part else issued}至{day}的工作情况进行了{verb}"
        apart = f"除写明{part.name}的以外，" if part else ""
        summed = bool(self.year.stage) or (part is not None and not part.whole)
        told = f"，{apart}各项数字从{issued}起累计" if summed else ""
        return f"{said}{self._inspected()}。现将有关情况通报如下{told}。"

    def _inspected(self) -> str:
        """Return how often was inspected by the last day, and after it: a year's review may go on into January."""
        as_of = self.year.standing.as_of
        held = [each for each in self.year.ledger.inspections if self.told.is_new(each.day)]
        within = Counter(each.kind for each in held if each.day <= as_of)
        after = Counter(each.kind for each in held if each.day > as_of)
        return "".join(
            f"，{when}开展{'、'.join(f'{name}{times}次' for name, times in held.items())}"
            for when, held in (("期间", within), ("年度结束后", after))
            if held
        )

    def interim(self, listed: str) -> Iterator[Block]:
        """Yield of what day the figures are: grades are not given before the year's end, and then by its own paper.

        Before it, what was recorded of an earlier paper's time after it was issued, and where that is `listed`.
        """
        standing = self.year.standing
        day = full_day(standing.as_of)
        if self.year.stage:
            yield text(f"文中得分、名次、等次是{self.year.stage}的考核结果，不是年终结果。")
        elif not standing.over and self._told_apart:
            yield text(f"文中得分、名次截至{day}，不是年终结果，不定等次。")
        elif not standing.over and self.kind == YEAR_END:
            yield text(f"年度尚未结束，文中情况截至{day}，不是年终结果。")
        elif standing.over and self.kind != YEAR_END:
            yield text(f"文中情况截至{day}，年终结果以{about(self.plan, YEAR_END)}的通报为准。")
        last, late = self.occasion.last, self.late_records
        if last and late:
            said = f"{last.number}印发后，补录其数据截止日（{full_day(last.as_of)}）以前的事项{len(late)}条"
            yield text(f"{said}，已计入本次数据，原件不变{listed}。")

    @property
    def _told_apart(self) -> bool:
        """Whether figures tell units apart: within the year a full score for all says only that none was judged.

        In a paper about a quarter or a month they are not its matter.
        """
        if self.told.period:
            return False
        return self._graded or len({score.score for score in self.scores}) > 1

    @property
    def _graded(self) -> bool:
        """Whether grades are given: once the year is over, but in no part of it, and in the result of a stage."""
        return (not self.told.period and self.year.standing.over and self.kind != MIDTERM) or bool(self.year.stage)

    @property
    def late_records(self) -> tuple[Record, ...]:
        """What was typed of an earlier paper's time after it was issued."""
        last = self.occasion.last
        return behind(self.year.ledger, last) if last else ()

    @property
    def told_scores(self) -> list[UnitScore]:
        """The scores that are told, if any; a veto that is objected to is not told before it is decided."""
        if not self._told_apart:
            return []
        shown = [self._held_back(score) for score in self.scores]
        return shown if self._graded else [replace(score, grade=None) for score in shown]

    def _held_back(self, score: UnitScore) -> UnitScore:
        held = score.veto is not None and score.unit in self.told.undecided
        return replace(score, veto=IN_REVIEW, grade=IN_REVIEW) if held else score

    def overall(self) -> Iterator[Block]:
        """Yield what was done, who did well, and the figures: of points, of problems, of scores."""
        paragraphs = (
            self._praise(),
            self._brought(),
            f"{self._progress()}{self._landed()}{self._shares()}",
            "".join((*self._results(), self._vetoes())),
        )
        yield from (text(said) for said in paragraphs if said)

    def _praise(self) -> str:
        """Return who did well, by name: the first of each group, who has a bonus, who did all in time."""
        first, rewarded = dict(self._first()), [state.entry.unit for state in self._rewarded()]
        bonus = f"获得加分{self.enclosed.at('scores')}"
        if rewarded and set(rewarded) == {unit for units in first.values() for unit in units}:
            told, apart = f"{'均' if rewarded[1:] else ''}{bonus}", ""
        else:
            told, apart = "", f"{self.told.names(rewarded)}{bonus}" if rewarded else ""
        parts = ["、".join(first), told, apart, self._all_in_time()]
        said = "，".join(part for part in parts if part)
        return f"{said}，予以通报表扬。" if said else ""

    def _rewarded(self) -> Sequence[EntryState]:
        return self.told.rewarded if self._told_apart else ()

    def _is_told(self, unit: str) -> bool:
        return unit not in self.told.undecided

    def _first(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield who holds the first place of each group in which not all do: in words, with the score, and who."""
        apart = {score.group for score in self.scores if score.rank is not None and score.rank > 1}
        for each in self.count.named if self._told_apart else ():
            if each.best and each.group in apart:
                best = f"{'并列' if each.best[1:] else ''}第一名{'、'.join(each.best)}"
                yield f"{quoted(each.group)}组{best}（{self._points_of(each.best[0])}分）", each.best

    def _points_of(self, unit: str) -> str:
        score = self.year.score_of(unit)
        return points_text(score.score if score else None)

    def _all_in_time(self) -> str:
        """Return who has done all its part, and nothing of it late."""
        year = self.year
        late = {unit for item in year.items if item.status in ("overdue", "late") for unit in item.owers}
        late |= {state.finding.unit for state in (*self.told.late, *(s for s in year.findings if s.late_periods))}
        late |= set(self.count.uninspected) | self.told.faulted
        ongoing = {point.no for point in self.plan.points if point.ongoing}
        done = []
        for unit, seats in year.roster.by_unit.items():
            own = [s for s in seats if not s.after and s.role in ("lead", "responsible") and s.point not in ongoing]
            if own and unit not in late and all(year.unit_states[s.point][unit].percent == FULL for s in own):
                done.append(unit)
        named = self.told.names(done)
        early = "" if year.standing.over else "，".join(filter(None, (self._ahead(late), self._inspected_early(late))))
        return f"{named}承担的要点和事项全部按时办结" if named else early

    def _ahead(self, late: Collection[str]) -> str:
        """Return who is furthest with its tasks, at most three that have done half; nobody with a fault."""
        tasks = [unit for unit in self.told.tasks.values() if unit.name != self.plan.office]
        best = max((unit.order[1] for unit in tasks), default=0)
        first = [unit for unit in tasks if unit.order[1] == best and unit.done >= unit.left]
        if len(first) > MOST_NAMED:
            return ""
        may = [unit for unit in first if unit.name not in late and self._is_told(unit.name)]
        told = "、".join(f"{unit.name}（{unit.seats}项次办结{unit.done}项次）" for unit in may)
        return f"{told}任务办结率最高" if told else ""

    def _inspected_early(self, late: Collection[str]) -> str:
        """Return who has inspected itself while most that owe it have not."""
        count = self.count
        day = self.year.standing.as_of
        owing = [unit.name for unit in units_of_year(self.plan) if owes_self_inspection(self.plan, unit, day)]
        have = [unit for unit in owing if unit not in count.uninspected]
        may = [unit for unit in have if unit not in late and unit != self.plan.office]
        early = count.done <= count.owed // 2
        told = self.told.names(may) if count.owed and early else ""
        return f"{told}率先完成专项自查" if told else ""

    def _brought(self) -> str:
        """Return what a quarter or a month brought, in a paper about it."""
        part = self.told.period
        return brought(self.year, self.count, part, self.then, self.told.whose) if part else ""

    def _progress(self) -> str:
        summary = self.count.summary
        done = summary.done + summary.verified
        if not summary.points:
            return ""
        said = f"截至{full_day(self.year.standing.as_of)}，{summary.points}个要点"
        begun = f"，没有启动{summary.not_started}个" if summary.not_started else ""
        ongoing = ongoing_words(summary).removesuffix("，")
        if not done:
            return f"{said}都还没有办结{'，' if ongoing else ''}{ongoing}{begun}。"
        rate = finished_share(summary)
        own = f"（{self.plan.office}自行核实{summary.self_verified}个）" if summary.self_verified else ""
        parts = [f"核实销号{summary.verified}个{own}"] if summary.verified else []
        parts += [f"单位自报待核实{summary.done}个"] if summary.done else []
        reached = f"{rate.label}{rate.value}{self._change('finished')}"
        said += f"办结{done}个，{ongoing_words(summary)}{reached}，其中{'，'.join(parts)}"
        return f"{said}{begun}{self._finished_late()}。"

    def _finished_late(self) -> str:
        """Return how many points are finished and late all the same, and with what."""
        late = [state for state in self.year.overview.points if state.is_done and state.light == "red"]
        if not late:
            return ""
        numbers = [state.point.no for state in late]
        which = which_points(numbers, [point.no for point in self.plan.points])
        return f"；办结的要点中还有{len(late)}个（{which}）{reasons_of(late)}逾期"

    def _landed(self) -> str:
        said = landed(self.count.summary)
        return f"{said}{self._change('responsible')}。" if said else ""

    def _shares(self) -> str:
        count, parts = self.count, []
        if count.owed:
            done = (
                f"完成{count.done}个{self._with_change('inspected', count.done, count.owed)}"
                if count.done
                else "都还没有开展"
            )
            parts.append(f"应自查的单位{count.owed}个，{done}")
        if count.findings:
            whole, closed = len(count.findings), count.closed
            cleared = f"整改销号{closed}个{self._with_change('rectified', closed, whole)}" if closed else "都还没有销号"
            left = open_words(count, self.enclosed.at("findings"))
            parts.append(f"发现问题{whole}个，{cleared}{left}{self._since()}")
        return f"{'；'.join(parts)}。" if parts else ""

    def _since(self) -> str:
        """Return what became of the problems that the last midterm circular left open."""
        said = ""
        for paper in self.earlier:
            left = [state for state in self.year.findings if state.finding.id in paper.open_findings]
            still = sum(state.is_open for state in left)
            if left:
                now = f"已销号{len(left) - still}个" if still < len(left) else "仍未销号"
                said += f"，{paper.name}未销号的{len(left)}个{now if still else '已全部销号'}"
        return said

    @cached_property
    def _moved(self) -> Mapping[str, str]:
        """How each share stands against those of earlier papers, in words: 比中期提高19.8个百分点.

        Where there is one such paper alone the first share names it, and the others go on: 提高44.4个百分点.
        """
        found: dict[str, list[str]] = defaultdict(list)
        now = headline_of(year_data(self.count, self.scores)) if self.earlier else None
        for paper in self.earlier if now else ():
            for each in differences(now, paper) if now else ():
                if each.measure.unit == "%":
                    name = paper.name if self.earlier[1:] or not found else ""
                    found[each.measure.key].append(_moved(each, name))
        return {key: "，".join(said) for key, said in found.items()}

    def _change(self, key: str) -> str:
        """Return how a share has moved, in brackets behind it; empty where there is nothing to compare it with."""
        moved = self._moved.get(key)
        return f"（{moved}）" if moved else ""

    def _with_change(self, key: str, part: int, whole: int) -> str:
        """Return a share in brackets, and how it has moved."""
        moved = self._moved.get(key)
        return f"（{share(part, whole)}{f'，{moved}' if moved else ''}）"

    def _vetoes(self) -> str:
        """Return who was vetoed, and for what it did."""
        found = [score for score in self.scores if score.veto]
        told = "；".join(
            f"{score.unit}，因{quoted(self.told.public(_done(score)))}" for score in found if self._is_told(score.unit)
        )
        return f"被一票否决的单位{len(found)}个" + (f"：{told}。" if told else "。") if found else ""

    def _results(self) -> Iterator[str]:
        """Yield what came of it: grades and what was taken, then each group."""
        count = self.count
        units = len({state.entry.unit for state in count.standing})
        part = bool(self.told.period)
        again = part and all(self.told.is_new(state.entry.day) for state in count.standing)  # told as what it brought
        taken = f"扣分{len(count.standing)}条，涉及单位{units}个，共{points_text(count.applied)}分"
        taken = f"{'累计' if part else ''}{taken}" if units and not again else ""
        said = "；".join(part for part in (self._grades(), taken) if part)
        groups = "；".join(self._groups()) if self._told_apart else ""
        yield from (f"{part}。" for part in (said, groups) if part)

    def _grades(self) -> str:
        if not self._graded:
            return ""
        assessment, counted = self.plan.assessment, Counter(score.grade for score in self.scores if score.grade)
        schemes = assessment.schemes if assessment else ()
        lines = [grade.name for one in schemes if assessment for grade in assessment.grades_of(one)]
        names = dict.fromkeys([*(name for name in lines if name in counted), *counted])
        if len(names) == 1 and counted.total() == len(self.scores):
            return f"参加考核的单位{len(self.scores)}个，均为{next(iter(names))}"
        told = "、".join(f"{name}{counted[name]}个" for name in names)
        return f"参加考核的单位{len(self.scores)}个，其中{told}" if told else ""

    def _groups(self) -> Iterator[str]:
        last = {each.group: each.worst for each in self.count.named}
        for group, grouped in groupby(self.scores, key=lambda score: score.group):
            members = list(grouped)
            known, waiting = so_far(members)
            if waiting:
                yield f"{quoted(group)}组{scored_so_far(known, waiting)}，暂不排名"
            got = [s.score for s in members if s.score is not None and s.rank is not None]
            if got:
                mean = rounded(sum(got, Decimal(0)) / len(got), 2)
                worst = last.get(group, ())
                low = f"，{'并列' if worst[1:] else ''}末位{'、'.join(worst)}" if worst else ""
                low += f"{self._points_of(worst[0])}分" if worst else ""
                told = f"平均{points_text(mean)}分{rise}" if (rise := self._mean_rise(group, mean)) or not low else ""
                yield f"{quoted(group)}组{told}{low if told else low.removeprefix('，')}"

    def _mean_rise(self, group: str, mean: Decimal) -> str:
        """Return how a group's mean stands against last year's: within a year it only falls as faults are found."""
        was = next((paper.headline.means.get(group) for paper in self.earlier if paper.day.year < self.plan.year), None)
        if was is None:
            return ""
        moved = f"{'提高' if mean > was else '下降'}{points_text(abs(mean - was))}分"
        return f"（比上年{moved}）" if mean != was else "（与上年持平）"


def _moved(each: Difference, paper: str) -> str:
    """Return by how much a share rose or fell since an earlier paper; one without a name was named before."""
    if not each.change:
        return f"与{paper}持平" if paper else "持平"
    way = "提高" if each.change > 0 else "下降"
    return f"{f'比{paper}' if paper else ''}{way}{points_text(abs(each.change))}个百分点"


def _done(score: UnitScore) -> str:
    """Return what a vetoed unit did, in the words of the entry; the rule's, where there is none."""
    vetoes = (one.state for one in score.applied if one.state.entry.kind == "veto" and one.state.stands)
    return next((stripped(state.entry.reason) for state in vetoes), str(score.veto))
