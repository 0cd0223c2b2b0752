"""通报: a year's, quarter's or month's results as an office circulates them, every sentence from the ledger.

A unit with an undecided objection is counted, and never named. A sentence with nothing to say is not there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.closing.papers import behind_lead, left_words
from gongkai.closing.seal import in_force
from gongkai.finding.states import is_overdue
from gongkai.papers.columns import (
    cited,
    column,
    day_of,
    day_words,
    full_day,
    names_short,
    numbered,
    points_text,
    quoted,
    share,
    table_of,
    which_points,
)
from gongkai.papers.document import Attachment, Numbered, text
from gongkai.papers.letterhead import MOST_CASES, Occasion, cases, kind_of, official, parts, stripped, to_all
from gongkai.plan.calendar import last_day, read_calendar
from gongkai.plan.titles import topic
from gongkai.points import rounded
from gongkai.progress.status import FULL
from gongkai.report.issues import behind
from gongkai.report.yearend import (
    YEAR_END,
    about,
    count_year,
    finished_share,
    named,
    ongoing_words,
    period,
    places,
    rule_text,
)
from gongkai.scoring.papers import group_notes, ranking_table, scored_so_far, so_far
from gongkai.wording import IN_REVIEW, KIND, REASON, STATUS, answering_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from gongkai.duty.items import DutyItem
    from gongkai.entry.states import EntryState
    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Table
    from gongkai.plan.model import Plan
    from gongkai.progress.status import PointState, Reason
    from gongkai.register.kinds import Closing, Record
    from gongkai.report.yearend import Count, Taken
    from gongkai.scoring.sheet import UnitScore
    from gongkai.year import Year

VERBS = {YEAR_END: "年终考核", "midterm": "中期评估", "quarter": "检查", "month": "检查"}
GATHERED = {YEAR_END: "汇总", "midterm": "汇总", "quarter": "汇总", "month": "汇总"}
"""What was done to find out, where units are assessed, and where nobody is."""

REPLY_WORKDAYS = 10
"""Rectification is asked for within two to ten days elsewhere; the office corrects the day in the paper."""


def occasion_at(plan: Plan, day: date, *, final: bool) -> Occasion:
    """Return the occasion of a paper signed on a day; answers are asked for some workdays later."""
    return Occasion(day, last_day(read_calendar(plan), day, REPLY_WORKDAYS), final=final)


def circular_of(year: Year, report: Document, event: Occasion, closing: Closing | None) -> Document:
    """Return the circular to a report on an occasion; that of a year closed with things open (`closing`) says so."""
    told = replace(event, objections=_can_object(year, event.day))
    paper = circular_document(report, year, told)
    held = in_force(closing) if year.standing.closed else None
    said = left_words(held) if held and kind_of(report) == YEAR_END else ""
    return replace(paper, blocks=behind_lead(paper.blocks, f"本年度{said}，已一并登记。")) if said else paper


def _can_object(year: Year, day: date) -> bool:
    """Tell whether a deduction that stands can still be objected to on a day: not yet notified, or its term runs."""
    if year.plan.assessment is None:
        return False
    taken = (state for state in year.entries if state.entry.kind == "deduction" and state.stands)
    return any(s.notified is None or not year.term.of(s).last(s.notified).is_over(day) for s in taken)


def circular_document(report: Document, year: Year, occasion: Occasion) -> Document:
    """Return the circular to a report of the same year: its figures, marks and data are the report's.

    Which kind it is the report's data say.
    """
    kind = kind_of(report)
    told = Circulated(year, occasion)
    whole = _Whole(told, kind)
    sections = numbered(
        [
            ("overall", "总体情况", whole.overall()),
            ("problems", "存在的主要问题", shortfalls(told)),
            ("next", "下一步工作要求", next_steps(told)),
        ]
    )
    blocks: list[Block] = [text(whole.lead_in()), *whole.interim(), *sections, *whole.attached()]
    plan = year.plan
    title = f"关于{named(year, kind)}的通报"
    paper = official(
        "circular",
        title,
        year,
        blocks,
        addressee=to_all(plan),
        issuer=plan.issuer,
        day=occasion.day,
        data=report.data,
    )
    return replace(paper, marks=(*report.marks, *occasion.marks))


def attachments(scores: Sequence[UnitScore]) -> Iterator[Attachment]:
    """Yield the ranking of each group, each an attachment of its own; groups that are not ranked share the last."""
    groups = [(name, tuple(members)) for name, members in groupby(scores, key=lambda score: score.group)]
    ranked = [(name, members) for name, members in groups if any(score.competes for score in members)]
    rest = [each for each in groups if each not in ranked]
    for no, (name, members) in enumerate(ranked, 1):
        yield Attachment(no, f"{name.removesuffix('组')}得分表", (*group_notes(members), ranking_table(members)))
    if rest:
        tables = tuple(replace(ranking_table(members), key=f"group-{name}", caption=name) for name, members in rest)
        yield Attachment(len(ranked) + 1, "不参加排名的单位得分表", tables)


class _Whole:
    def __init__(self, told: Circulated, kind: str) -> None:
        self.told, self.kind = told, kind
        self.year, self.scores, self.count, self.occasion = told.year, told.scores, told.count, told.occasion
        self.plan: Plan = told.plan

    def lead_in(self) -> str:
        """Return the basis, the period and what was done to find out; a quarter's figures run from the beginning."""
        plan, as_of = self.plan, self.year.standing.as_of
        day, issued = day_words(as_of, plan.issued.year), full_day(plan.issued)
        said = f"按照{cited(plan)}要求，{plan.office}"
        of_part = bool(self.year.stage) or self.kind in ("quarter", "month")
        verb = "考核" if self.year.stage else (VERBS if plan.assessment else GATHERED)[self.kind]
        if of_part:
            part = period(self.year, self.kind).removesuffix(verb)
            said += f"对截至{full_day(as_of)}的工作情况进行了{part}{verb}"
        else:
            said += f"对{issued}至{day}的工作情况进行了{verb}"
        told = f"各项数字从{issued}起累计。" if of_part else ""
        return f"{said}{self._inspected()}。{told}现将有关情况通报如下。"

    def _inspected(self) -> str:
        """Return how often was inspected by the last day, and after it: a year's review may go on into January."""
        as_of = self.year.standing.as_of
        within = Counter(each.kind for each in self.year.ledger.inspections if each.day <= as_of)
        after = Counter(each.kind for each in self.year.ledger.inspections if each.day > as_of)
        return "".join(
            f"，{when}开展{'、'.join(f'{name}{times}次' for name, times in held.items())}"
            for when, held in (("期间", within), ("年度结束后", after))
            if held
        )

    def interim(self) -> Iterator[Block]:
        """Yield of what day the figures are: grades are not given before the year's end, and then by its own paper.

        Before it, what was recorded of an earlier paper's time after it was issued.
        """
        standing = self.year.standing
        day = full_day(standing.as_of)
        if self.year.stage:
            yield text(f"文中得分、名次、等次是{self.year.stage}的考核结果，不是年终结果。")
        elif not standing.over and self._told_apart:
            yield text(f"文中得分、名次按截至{day}的登记计算，不是年终结果，不定等次。")
        elif not standing.over and self.kind == YEAR_END:
            yield text(f"年度尚未结束，文中情况截至{day}，不是年终结果。")
        elif standing.over and self.kind != YEAR_END:
            yield text(f"文中情况截至{day}，年终结果以{about(self.plan, YEAR_END)}的通报为准。")
        last, late = self.occasion.last, self._late_records
        if last and late:
            said = f"{last.number}印发后，补录其数据截止日（{full_day(last.as_of)}）以前的事项{len(late)}条"
            no = len(self._rankings) + 1 if self._rankings else ""
            yield text(f"{said}，已计入本次数据，原件不变，见附件{no}。")

    @property
    def _told_apart(self) -> bool:
        """Whether figures tell units apart: within the year a full score for all says only that none was judged."""
        return self._graded or len({score.score for score in self.scores}) > 1

    @property
    def _graded(self) -> bool:
        """Whether grades are given: once the year is over, and in the result of a stage."""
        return self.year.standing.over or bool(self.year.stage)

    @property
    def _late_records(self) -> tuple[Record, ...]:
        last = self.occasion.last
        return behind(self.year.ledger, last) if last else ()

    @property
    def _rankings(self) -> list[Attachment]:
        """The groups' rankings; a veto that is objected to is not told before it is decided."""
        shown = [self._held_back(score) for score in self.scores]
        graded = shown if self._graded else [replace(score, grade=None) for score in shown]
        return list(attachments(graded)) if self._told_apart else []

    def _held_back(self, score: UnitScore) -> UnitScore:
        held = score.veto is not None and score.unit in self.told.undecided
        return replace(score, veto=IN_REVIEW, grade=IN_REVIEW) if held else score

    def attached(self) -> Iterator[Block]:
        """Yield the attachments, the last of them what was recorded late."""
        ranking, late = self._rankings, self._late_records
        if not late:
            yield from ranking if len(ranking) > 1 else (replace(each, no=0) for each in ranking)
            return
        no = len(ranking) + 1 if ranking else 0
        yield from (*ranking, Attachment(no, "补录说明", (_supplement(late),)))

    def overall(self) -> Iterator[Block]:
        """Yield totals, shares, the best and the worst."""
        ranks = (self._grades(), *self._groups()) if self._told_apart else ()
        sentences = (self._progress(), self._chapters(), *ranks, self._vetoes(), *self._shares())
        yield from (text(sentence) for sentence in sentences if sentence)

    def _progress(self) -> str:
        summary = self.count.summary
        states = {code: getattr(summary, code) for code in ("verified", "done", "in_progress", "not_started")}
        told = "、".join(f"{STATUS[code]}{number}个" for code, number in states.items() if number)
        rate = finished_share(summary)
        late = f"，逾期{summary.overdue}个" if summary.overdue else ""
        states_of = f"{told}，" if told else ""
        said = f"全年部署要点{summary.points}个，{states_of}{ongoing_words(summary)}{rate.label}{rate.value}{late}。"
        return said if summary.points else ""

    def _chapters(self) -> str:
        if not self.count.chapters:
            return ""
        percents = [chapter.percent for chapter in self.count.chapters]
        best, worst = max(percents), min(percents)
        if best == worst:
            return ""
        return f"分章看，{self._at(best)}，进度最快；{self._at(worst)}，进度最慢。"

    def _at(self, percent: int) -> str:
        """Return every chapter that is so far, and how far: none of equals is named alone."""
        found = [quoted(_bare(chapter.chapter)) for chapter in self.count.chapters if chapter.percent == percent]
        return f"{''.join(found)}平均完成{'都是' if found[1:] else ''}{percent}%"

    def _vetoes(self) -> str:
        """Return who was vetoed, and for what it did."""
        found = [score for score in self.scores if score.veto]
        named = [score for score in found if score.unit not in self.told.undecided]
        told = "；".join(f"{score.unit}，因{quoted(self.told.public(_done(score)))}" for score in named)
        return f"被一票否决的单位{len(found)}个" + (f"：{told}。" if told else "。") if found else ""

    def _grades(self) -> str:
        if not self._graded:
            return ""
        assessment, counted = self.plan.assessment, Counter(score.grade for score in self.scores if score.grade)
        schemes = assessment.schemes if assessment else ()
        lines = [grade.name for one in schemes if assessment for grade in assessment.grades_of(one)]
        names = dict.fromkeys([*(name for name in lines if name in counted), *counted])
        if len(names) == 1 and counted.total() == len(self.scores):
            return f"参加考核的单位{len(self.scores)}个，均为{next(iter(names))}。"
        told = "、".join(f"{name}{counted[name]}个" for name in names)
        return f"参加考核的单位{len(self.scores)}个，其中{told}。" if told else ""

    def _groups(self) -> Iterator[str]:
        named = {each.group: "，".join(places(each)) for each in self.count.named}
        for group, grouped in groupby(self.scores, key=lambda score: score.group):
            members = list(grouped)
            known, waiting = so_far(members)
            if waiting:
                yield f"{quoted(group)}组{scored_so_far(known, waiting)}，暂不排名。"
            got = [s.score for s in members if s.score is not None and s.rank is not None]
            if got:
                mean = points_text(rounded(sum(got, Decimal(0)) / len(got), 2))
                said = f"{quoted(group)}组排名单位{len(got)}个，平均{mean}分"
                yield f"{said}，{named[group]}。" if group in named else f"{said}。"

    def _shares(self) -> Iterator[str]:
        count = self.count
        if count.owed:
            done = f"已完成{count.done}个，占{share(count.done, count.owed)}" if count.done else "均未完成"
            yield f"应当开展{topic(self.plan)}专项自查的单位{count.owed}个，{done}。"
        if count.findings:
            closed = len(count.findings) - len(count.open_findings)
            cleared = f"已整改销号{closed}个，占{share(closed, len(count.findings))}" if closed else "均未销号"
            yield f"共发现问题{len(count.findings)}个，{cleared}。"
        if count.standing:
            units = len({state.entry.unit for state in count.standing})
            yield f"共扣分{len(count.standing)}条，涉及单位{units}个，计入{points_text(count.applied)}分。"


def _supplement(late: Sequence[Record]) -> Table:
    columns: tuple[ColumnOf[Record], ...] = (
        column("类别", lambda r: KIND[type(r).__name__]),
        column("事实日期", lambda r: r.day, "date"),
        column("登记日期", lambda r: day_of(r.recorded), "date"),
        column("单位", lambda r: str(getattr(r, "unit", "")), weight=2, optional=True),
        column("登记人", lambda r: r.actor),
    )
    return table_of("supplement", "", columns, late)


def _done(score: UnitScore) -> str:
    """Return what a vetoed unit did, in the words of the entry; the rule's, where there is none."""
    vetoes = (one.state for one in score.applied if one.state.entry.kind == "veto" and one.state.stands)
    return next((stripped(state.entry.reason) for state in vetoes), str(score.veto))


def _bare(chapter: str) -> str:
    """Return a chapter's title without its number."""
    number, mark, title = chapter.partition("、")
    return title if mark and number.strip("一二三四五六七八九十") == "" else chapter


NAMED = 10
"""Findings or units told in brackets, behind how many there are."""


class Circulated:
    """A circular's matter. Units with an undecided objection, `undecided`, are counted, and never named."""

    def __init__(self, year: Year, occasion: Occasion) -> None:
        self.year, self.scores, self.occasion, self.undecided = year, year.scores, occasion, year.objecting
        self.plan: Plan = year.plan
        self.count: Count = count_year(year)
        self._applied = {entry.id: entry.applied for score in year.scores for entry in score.applied}
        entries, findings = (state.entry.id for state in year.entries), (state.finding.id for state in year.findings)
        self._ids = frozenset((*entries, *findings))
        self.late = [state for state in self.count.findings if is_overdue(state, year.standing)]

    def public(self, reason: str) -> str:
        """Return a reason without the ledger's own ids, which say nothing to who reads a circular; days behind stay."""
        said = _ID.sub(lambda found: "" if found[0] in self._ids else found[0], reason)
        for name in sorted({item.id for item in self.year.items if item.id in said}, key=len, reverse=True):
            said = re.sub(rf"{re.escape(name)}(?:（([^（）]*)）)?", lambda found: found[1] or "", said)
        return _LEFT.sub("", re.sub("、{2,}", "、", said.replace("（）", "")))

    @property
    def reply(self) -> str:
        """The day by which answers are asked for, in words."""
        return self.occasion.reply.inside(full_day)

    @property
    def is_stale(self) -> bool:
        """Tell whether the paper is signed later than its figures go: what was done in between it does not know."""
        return self.occasion.day > self.year.standing.handled.date()

    @property
    def is_over(self) -> bool:
        """Tell whether the year is over on the day the paper is signed."""
        return self.year.standing.over or self.occasion.day.year > self.plan.year

    def counted(self, state: EntryState) -> Decimal:
        """Return what an entry counts after caps, rulings and rectification: what a unit finds on its own sheet."""
        return self._applied.get(state.entry.id, state.live)

    def names(self, units: Iterable[str], most: int = NAMED) -> str:
        """Return the units that may be named, and how many there are when some of these are left out."""
        return names_short([unit for unit in units if unit not in self.undecided], most)

    def whose(self, states: Iterable[FindingState]) -> str:
        """Return whose findings they are in brackets, and how many where a unit has several; empty where untold."""
        count = Counter(s.finding.unit for s in states if s.finding.unit not in self.undecided)
        told = [f"{unit}{number}个" if number > 1 else unit for unit, number in count.items()]
        more = f"等{len(told)}个单位" if len(told) > NAMED else ""
        return f"（{'、'.join(told[:NAMED])}{more}）" if told else ""


SOME = 20
"""Units named that still have time: of more it is told how many they are."""


def next_steps(told: Circulated) -> Iterator[Block]:
    """Yield what is asked for; a part with nothing to ask is not there.

    A paper signed later than its figures go says so, and asks for nothing by a day that is gone.
    """
    asked = tuple(
        parts(
            2,
            [
                ("findings", "限期整改问题", _carried(told) if told.year.standing.closed else _rectify(told)),
                ("points", "抓紧办结要点", _finish(told)),
                ("self_inspection", "完成专项自查", _inspect(told)),
                ("feedback", "按时反馈情况", _feedback(told)),
            ],
        )
    )
    if asked and told.is_stale:
        day = full_day(told.year.standing.as_of)
        yield text(f"以下要求按截至{day}的登记提出，此后已经整改、办结或者开展的，报送情况即可。")
    yield from asked


def _carried(told: Circulated) -> Iterator[Block]:
    """Yield what becomes of open findings: a closed year takes no entry, they are carried into the next."""
    left = told.count.open_findings
    if left:
        asked = f"有关单位于{told.reply}前整改到位，书面报送整改情况和佐证，由{told.plan.office}核查"
        yield text(f"年度封存时尚未销号的{len(left)}个问题{told.whose(left)}转入下一年度继续整改，{asked}。")


def _rectify(told: Circulated) -> Iterator[Block]:
    late = {state.finding.id for state in told.late}
    rest = [s for s in told.count.open_findings if s.finding.id not in late and s.status != "rectified"]
    waiting = [s for s in told.count.open_findings if s.status == "rectified"]
    dated = [s for s in rest if s.due is not None]
    gone = [s for s in dated if s.due is not None and s.due < told.occasion.day]
    undated = [s for s in rest if s.due is None]
    asked = []
    if late:
        asked.append(f"逾期未整改的{len(late)}个问题，有关单位于{told.reply}前整改到位，并报送整改情况和佐证。")
    if gone:
        asked.append(f"期限已到的{len(gone)}个问题{told.whose(gone)}，尚未整改的于{told.reply}前整改到位。")
    asked += _in_time(told, [state for state in dated if state not in gone])
    if undated:
        what = f"于{told.reply}前报送整改措施、责任人和完成时限"
        asked.append(f"未定期限的{len(undated)}个问题{told.whose(undated)}，有关单位{what}。")
    if waiting:
        what = f"由{told.plan.office}核查后销号，不属实的退回重改"
        asked.append(f"已报整改的{len(waiting)}个问题{told.whose(waiting)}，{what}。")
    yield from [Numbered(tuple(asked))] if len(asked) > 1 else map(text, asked)


def _in_time(told: Circulated, states: Sequence[FindingState]) -> Iterator[str]:
    days: Counter[date] = Counter(state.due for state in states if state.due is not None)
    lead = f"尚在期限内的{len(states)}个问题{told.whose(states)}"
    if len(days) == 1:
        yield f"{lead}，于{full_day(next(iter(days)))}前整改到位。"
    elif days:
        listed = "、".join(f"{full_day(day)}前{number}个" for day, number in sorted(days.items()))
        yield f"{lead}，按期限整改：{listed}。"


def _finish(told: Circulated) -> Iterator[Block]:
    left = told.count.unfinished
    if left:
        order = [point.no for point in told.plan.points]
        which = f"（{which_points(left, order)}）" if len(left) < len(order) else ""
        how = "书面报送" if told.year.standing.closed else "报送"
        who = answering_units(state.led for state in told.year.overview.points if not state.is_done)
        asked = f"由尚未办结的{who}于{told.reply}前{how}进展和预计办结时间"
        yield text(f"尚未办结的{len(left)}个要点{which}，{asked}。")
    today = max(told.year.standing.as_of, told.occasion.day)
    coming = Counter(
        item.due.date()
        for item in told.year.items
        if item.status == "pending" and item.due is not None and item.due.date() > today
    )
    if coming:
        later = told.year.nearest_to_begin(told.plan.points)
        first = min([*coming, *([later[0]] if later and later[0] > today else [])])
        beyond = "（以后各期未计）" if later else ""
        yield text(f"尚未到期的应办事项{coming.total()}项{beyond}，最近的于{full_day(first)}到期，请提前安排。")


def _inspect(told: Circulated) -> Iterator[Block]:
    missing = told.count.uninspected
    if not missing:
        return
    if told.year.standing.closed:
        yield text(f"没有登记自查的{len(missing)}个单位，于{told.reply}前书面说明原因。")
    elif told.is_over:
        said = f"没有登记自查的{len(missing)}个单位，年内开展过的于{told.reply}前补报自查日期和范围"
        yield text(f"{said}，没有开展的书面说明原因。")
    else:
        named = told.names(missing, SOME) if len(missing) <= SOME else ""
        which = f"（{named}）" if named else ""
        yield text(f"尚未开展自查的{len(missing)}个单位{which}在年底前完成，没有发现问题的也要报送自查日期和范围。")


def _feedback(told: Circulated) -> Iterator[Block]:
    count = told.count
    if told.late or count.open_findings or count.unfinished or count.uninspected:
        yield text(f"有关单位于{told.reply}前将落实情况书面反馈{told.plan.office}，附佐证网址或文号。")
    assessment = told.plan.assessment
    if count.standing and assessment and told.occasion.objections:
        days = assessment.appeal_workdays
        yield text(f"对扣分有异议的，自告知之日起{days}个工作日内向{told.plan.office}申请复核。")


LATE_FINDINGS = "lead_finding_overdue", "answering_finding_overdue"
NAMES = 5
"""Units named behind a point."""
LISTED = 20
"""Points or findings told one by one: who has to act on one must find it in the paper."""
LONG = 40
"""Characters of a reason that are cited whole."""
_WHOLE = 120
"""Characters cited of one that is no list."""
_ID = re.compile(r"(?<![A-Za-z0-9/.-])[A-Z]\d+(?![A-Za-z0-9/.-])")
"""What may be the id of a record: F12."""
_LEFT = re.compile(r"：、?(?:等(?:\d+项)?)?$|(?<=：)、")
"""What is left of a list of ids once they are gone."""
_OPEN, _SHUT = frozenset("（“‘《〔"), frozenset("）”’》〕")


def shortfalls(told: Circulated) -> Iterator[Block]:
    """Yield what went wrong; a part with nothing to say is not there."""
    yield from parts(
        2,
        [
            ("late_points", "部分要点未按时限完成", _late_points(told)),
            ("late_demands", "通知的要求没有按时完成", _late_demands(told)),
            ("late_findings", "问题整改不及时", _late_findings(told)),
            ("uninspected", "专项自查没有全覆盖", _uninspected(told)),
            ("taken", "工作不规范被扣分", _taken(told)),
        ],
    )


def _late_points(told: Circulated) -> Iterator[Block]:
    red = [state for state in told.year.overview.points if state.light == "red"]
    listed = [
        f"要点{state.point.no}{quoted(state.point.title)}，完成{state.percent}%{_why(told, state)}。"
        for state in sorted(red, key=lambda state: state.percent)
        if any(lead.unit not in told.undecided for lead in state.leads)
    ]
    yield from cases(_opening(f"逾期的要点{len(red)}个", len(red), len(listed)), listed, "个要点", LISTED)


def _late_demands(told: Circulated) -> Iterator[Block]:
    """Yield what the notice as a whole demands of its units, of no point, and who has not done it in time."""
    late: dict[str, list[DutyItem]] = defaultdict(list)
    for item in told.year.items:
        if item.status == "overdue" and not item.point and not item.waits:
            late[item.duty.quote].append(item)
    listed = []
    for quote, items in late.items():
        units = list(dict.fromkeys(owner for item in items for owner in item.owers))
        who = told.names(units, NAMES)
        first = min(item.due for item in items if item.due)
        said = f"{quoted(quote)}，逾期{len(items)}项，最早{full_day(first.date())}到期，尚未完成的单位{len(units)}个"
        listed.append(said + (f"：{who}。" if who else "。"))
    yield from cases(_opening(f"逾期的要求{len(listed)}项", len(listed), len(listed)), listed, "项", LISTED)


def _why(told: Circulated, state: PointState) -> str:
    """Return what makes a point red and whose it is: of several leads those that have not finished, and no others."""
    reasons = [_reason(told, _unnamed(reason)) for reason in state.reasons if reason.code != "year_over"]
    left = told.names((lead.answers for lead in state.leads if lead.percent < FULL), NAMES)
    if left and not state.is_done:
        who = answering_units([state.led])
        reasons.append(f"尚未办结的{who}：{left}" if told.year.standing.over else f"{who}{left}")
    return "".join(f"，{reason}" for reason in reasons)


def _unnamed(reason: Reason) -> Reason:
    """Return a reason that is the point's own without the leads that have not finished: they are told after it."""
    return replace(reason, units=()) if reason.code == "point_overdue" else reason


def _reason(told: Circulated, reason: Reason) -> str:
    """Return what is late, whose it is, and since when: several items are told by their number and the first day."""
    several = reason.subject.endswith("项")
    said = "问题整改逾期" if reason.code in LATE_FINDINGS else REASON[reason.code]
    day = f"{'最早' if several else ''}{full_day(reason.day)}到期" if reason.day else ""
    held = "，".join(part for part in (told.names(reason.units, NAMES), day) if part)
    return f"{said}{reason.subject if several else ''}" + (f"（{held}）" if held else "")


def _late_findings(told: Circulated) -> Iterator[Block]:
    listed = [_finding(state) for state in told.late if state.finding.unit not in told.undecided]
    opening = _opening(f"超过期限仍未整改的问题{len(told.late)}个", len(told.late), len(listed))
    yield from cases(opening, listed, "个问题", LISTED)


def _opening(said: str, count: int, listed: int) -> str:
    """Return the words before a list: of all, or of some."""
    return f"{said}：" if count == listed <= LISTED else f"{said}，其中："


def _uninspected(told: Circulated) -> Iterator[Block]:
    missing = told.count.uninspected
    if missing and told.year.standing.over:  # until then nobody is late with it
        named = told.names(missing, len(missing))
        yield text(f"尚未开展自查的单位{len(missing)}个" + (f"：{named}。" if named else "。"))


def _taken(told: Circulated) -> Iterator[Block]:
    heaviest = sorted(told.count.by_rule, key=lambda taken: (-taken.applied, -taken.count))
    listed = [_rule(told, taken) for taken in heaviest]
    opening = "扣分主要集中在以下方面：" if len(listed) > MOST_CASES else "扣分情况如下："
    yield from cases(opening, listed, "类")


def _rule(told: Circulated, taken: Taken) -> str:
    of_code = [state for state in told.count.standing if state.entry.rule == taken.key]
    states = [state for state in of_code if rule_text(told.year.plan, state) == taken.text]
    named = [state for state in states if state.entry.unit not in told.undecided]
    said = f"{taken.text or '规则' + taken.key}，{taken.count}条，计入{points_text(taken.applied)}分"
    worst = max(named, key=told.counted, default=None)
    return f"{said}。如{_case(told, worst)}" if worst and told.counted(worst) else f"{said}。"


def _finding(state: FindingState) -> str:
    finding = state.finding
    due = f"（整改期限{full_day(state.due)}）" if state.due else ""
    return f"{finding.unit}：{stripped(finding.problem)}{due}。"


def _case(told: Circulated, state: EntryState) -> str:
    """Return a case with what counts of it; a list in its reason is told by its beginning."""
    entry = state.entry
    why = quoted(_brief(told.public(stripped(entry.reason))))
    return f"{entry.unit}{full_day(entry.day)}因{why}扣{points_text(told.counted(state))}分。"


def _brief(reason: str) -> str:
    """Return a long reason up to where its list begins, else up to an item of it, never inside a bracket or quote.

    One without such a place is cited whole, and where it is very long, up to ……
    """
    if len(reason) <= LONG:
        return reason
    depths = accumulate((mark in _OPEN) - (mark in _SHUT) for mark in reason[:LONG])
    cuts = {mark: at for at, (mark, depth) in enumerate(zip(reason, depths, strict=False)) if at and not depth}
    if end := max(cuts.get("：", 0), cuts.get("；", 0)):
        return reason[:end]
    if end := cuts.get("、", 0):
        return f"{reason[:end]}等"
    return reason if len(reason) <= _WHOLE else f"{reason[:_WHOLE]}……"
