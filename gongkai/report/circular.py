"""通报: the year-end, midterm or quarter's results as an office circulates them, every sentence from the ledger.

A unit with an undecided objection is counted, and never named. A sentence with nothing to say is not there.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from gongkai.document import Attachment, Cell, Column, Numbered, text
from gongkai.domain.findings import is_overdue
from gongkai.domain.issues import behind
from gongkai.domain.points import rounded
from gongkai.frozen import replace
from gongkai.report.official import cases, kind_of, official, parts, stripped, subject, to_all
from gongkai.report.parts import day_of, day_words, full_day, names_short, numbered, points_text, quoted, share, table
from gongkai.report.score import ranking_table
from gongkai.report.yearcount import count_year
from gongkai.report.yearend import YEAR_END, period, places
from gongkai.wording import KIND, REASON, STATUS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from gongkai.document import Block, Document, Table
    from gongkai.domain.entries import EntryState
    from gongkai.domain.findings import FindingState
    from gongkai.domain.plan import Plan
    from gongkai.domain.records import Record
    from gongkai.domain.scorecard import UnitScore
    from gongkai.domain.status import PointState
    from gongkai.report.official import Occasion
    from gongkai.report.year import Year
    from gongkai.report.yearcount import Count

TITLES = {YEAR_END: "年终考核情况的通报", "midterm": "中期评估情况的通报", "quarter": "季度情况的通报"}
VERBS = {YEAR_END: "年终考核", "midterm": "中期评估", "quarter": "季度检查"}
NAMES = 10
LONG = 40
"""Characters of a reason that are cited whole."""
_WHOLE = 120
"""Characters cited of one that is no list."""
_OPEN, _SHUT = frozenset("（“‘《〔"), frozenset("）”’》〕")


def circular_document(
    report: Document,
    year: Year,
    scores: Sequence[UnitScore],
    occasion: Occasion,
    undecided: Collection[str] = frozenset(),
) -> Document:
    """Return the circular to a report of the same year: its figures, marks and data are the report's.

    Which kind it is the report's data say. `undecided` are the units with an undecided objection.
    """
    kind = kind_of(report)
    told = _Told(year, scores, occasion, undecided)
    sections = numbered(
        [
            ("overall", "总体情况", told.overall()),
            ("problems", "存在的主要问题", told.problems()),
            ("next", "下一步工作要求", told.next_steps()),
        ]
    )
    blocks: list[Block] = [text(told.lead_in(kind)), *told.interim(), *sections]
    blocks += told.attached()
    plan = year.plan
    title = f"关于{subject(plan)}{period(year, kind)}{TITLES[kind]}"
    whole = official(
        "circular",
        title,
        year,
        blocks,
        addressee=to_all(plan),
        issuer=plan.issuer,
        day=occasion.day,
        data=report.data,
    )
    return replace(whole, marks=(*report.marks, *occasion.marks))


def attachments(scores: Sequence[UnitScore]) -> Iterator[Attachment]:
    """Yield the ranking of each group, each an attachment of its own; groups without ranks share the last."""
    groups = [(name, tuple(members)) for name, members in groupby(scores, key=lambda score: score.group)]
    ranked = [(name, members) for name, members in groups if any(score.rank is not None for score in members)]
    rest = [each for each in groups if each not in ranked]
    for no, (name, members) in enumerate(ranked, 1):
        yield Attachment(no, f"{name.removesuffix('组')}得分表", (ranking_table(members),))
    if rest:
        tables = tuple(replace(ranking_table(members), key=f"group-{name}", caption=name) for name, members in rest)
        yield Attachment(len(ranked) + 1, "不参加排名的单位得分表", tables)


class _Told:
    def __init__(self, year: Year, scores: Sequence[UnitScore], occasion: Occasion, undecided: Collection[str]) -> None:
        self.year, self.scores, self.occasion, self.undecided = year, scores, occasion, undecided
        self.plan: Plan = year.plan
        self.count: Count = count_year(year, scores, undecided)
        self.applied = {entry.id: entry.applied for score in scores for entry in score.applied}
        self.late = [state for state in self.count.findings if is_overdue(state, year.standing)]

    def lead_in(self, kind: str) -> str:
        """Return the basis, the period and what was done to find out."""
        plan, held = self.plan, Counter(each.kind for each in self.year.ledger.inspections)
        span = f"{full_day(plan.issued)}至{day_words(self.year.standing.as_of, plan.issued.year)}"
        said = f"按照《{plan.title}》（{plan.number}）要求，{plan.office}对{span}的工作情况进行了{VERBS[kind]}"
        said += f"，期间开展{'、'.join(f'{name}{times}次' for name, times in held.items())}" if held else ""
        return f"{said}。现将有关情况通报如下。"

    def interim(self) -> Iterator[Block]:
        """Yield that the figures are of a day, while the year is not over: grades are not given before its end."""
        standing = self.year.standing
        if not standing.over and self._told_apart:
            yield text(f"文中得分、名次按截至{full_day(standing.as_of)}的登记计算，不是年终结果，不定等次。")

    @property
    def _told_apart(self) -> bool:
        """Whether figures tell units apart: within the year a full score for all says only that none was judged."""
        return self.year.standing.over or len({score.score for score in self.scores}) > 1

    @property
    def _late_records(self) -> tuple[Record, ...]:
        last = self.occasion.last
        return behind(self.year.ledger, last) if last else ()

    def attached(self) -> Iterator[Block]:
        """Yield the attachments, before them what facts of an earlier paper's time were recorded after it."""
        graded = self.scores if self.year.standing.over else [replace(score, grade=None) for score in self.scores]
        ranking = list(attachments(graded)) if self._told_apart else []
        last, late = self.occasion.last, self._late_records
        if not last or not late:
            yield from ranking if len(ranking) > 1 else (replace(each, no=0) for each in ranking)
            return
        no = len(ranking) + 1 if ranking else 0
        said = f"{last.number}印发后，补录其数据截止日（{full_day(last.as_of)}）以前的事项{len(late)}条"
        yield text(f"{said}，已计入本次数据，原件不变，见附件{no or ''}。")
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
        finished = share(states["verified"] + states["done"], summary.points) or "0%"
        red = f"，逾期（红灯）{summary.overdue}个" if summary.overdue else ""
        return f"全年部署要点{summary.points}个，{told}，办结率{finished}{red}。" if summary.points else ""

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
        """Return who was vetoed and why."""
        found = [score for score in self.scores if score.veto]
        told = "；".join(f"{s.unit}因{quoted(stripped(str(s.veto)))}" for s in found if s.unit not in self.undecided)
        return f"一票否决{len(found)}个" + (f"：{told}。" if told else "。") if found else ""

    def _grades(self) -> str:
        if not self.year.standing.over:
            return ""
        assessment, counted = self.plan.assessment, Counter(score.grade for score in self.scores if score.grade)
        lines = [grade.name for grade in assessment.grades] if assessment else []
        names = dict.fromkeys([*(name for name in lines if name in counted), *counted])
        if len(names) == 1 and counted.total() == len(self.scores):
            return f"参加考核的单位{len(self.scores)}个，均为{next(iter(names))}。"
        told = "、".join(f"{name}{counted[name]}个" for name in names)
        return f"参加考核的单位{len(self.scores)}个，其中{told}。" if told else ""

    def _groups(self) -> Iterator[str]:
        named = {each.group: "，".join(places(each)) for each in self.count.named}
        for group, members in groupby(self.scores, key=lambda score: score.group):
            got = [s.score for s in members if s.score is not None and s.rank is not None]
            if got:
                mean = points_text(rounded(sum(got, Decimal(0)) / len(got), 2))
                said = f"{quoted(group)}组排名单位{len(got)}个，平均{mean}分"
                yield f"{said}，{named[group]}。" if group in named else f"{said}。"

    def _shares(self) -> Iterator[str]:
        count = self.count
        if count.owed:
            done = f"已完成{count.done}个，占{share(count.done, count.owed)}" if count.done else "均未完成"
            yield f"应当开展政务公开专项自查的单位{count.owed}个，{done}。"
        if count.findings:
            closed = len(count.findings) - len(count.open_findings)
            cleared = f"已整改销号{closed}个，占{share(closed, len(count.findings))}" if closed else "均未销号"
            yield f"共发现问题{len(count.findings)}个，{cleared}。"
        if count.standing:
            units = len({state.entry.unit for state in count.standing})
            yield f"共扣分{len(count.standing)}条，涉及单位{units}个，计入{points_text(count.applied)}分。"

    def problems(self) -> Iterator[Block]:
        """Yield what went wrong, each with concrete cases."""
        yield from parts(
            2,
            [
                ("late_points", "部分要点未按时限完成", self._late_points()),
                ("late_findings", "问题整改不及时", self._late_findings()),
                ("uninspected", "专项自查没有全覆盖", self._uninspected()),
                ("taken", "工作不规范被扣分", self._taken()),
            ],
        )

    def _late_points(self) -> Iterator[Block]:
        red = [state for state in self.year.overview.points if state.light == "red"]
        listed = [
            f"要点{state.point.no}{quoted(state.point.title)}，完成{state.percent}%{_why(state)}，牵头单位{names_short(leads)}。"
            for state in sorted(red, key=lambda state: state.percent)
            if (leads := [lead.unit for lead in state.leads if lead.unit not in self.undecided])
        ]
        yield from cases(f"逾期的要点{len(red)}个，主要有：", listed, "个要点")

    def _late_findings(self) -> Iterator[Block]:
        listed = [_finding(state) for state in self.late if state.finding.unit not in self.undecided]
        yield from cases(f"超过期限仍未整改的问题{len(self.late)}个：", listed, "个问题")

    def _uninspected(self) -> Iterator[Block]:
        missing = self.count.uninspected
        names = [name for name in missing if name not in self.undecided]
        if missing and self.year.standing.over:  # until then nobody is late with it
            yield text(f"尚未开展自查的单位{len(missing)}个：{_some(names, NAMES)}。")

    def _taken(self) -> Iterator[Block]:
        listed = [self._rule(code) for code in (taken.key for taken in self.count.by_rule)]
        yield from cases("扣分主要集中在以下方面：", [line for line in listed if line], "类")

    def _rule(self, code: str) -> str:
        taken = next(each for each in self.count.by_rule if each.key == code)
        states = [state for state in self.count.standing if state.entry.rule == code]
        named = [state for state in states if state.entry.unit not in self.undecided]
        told = f"{taken.text or '规则' + code}，{taken.count}条，计入{points_text(taken.applied)}分"
        worst = max(named, key=self._counted, default=None)
        return f"{told}。如{_case(worst, self._counted(worst))}" if worst and self._counted(worst) else f"{told}。"

    def _counted(self, state: EntryState) -> Decimal:
        """Return what an entry counts after caps, rulings and rectification: what a unit finds on its own sheet."""
        return self.applied.get(state.entry.id, state.live)

    def next_steps(self) -> Iterator[Block]:
        """Yield what is asked for, until when, and how to answer."""
        yield from parts(
            2,
            [
                ("findings", "限期整改问题", self._rectify()),
                ("points", "抓紧办结要点", self._finish()),
                ("self_inspection", "完成专项自查", self._inspect()),
                ("feedback", "按时反馈情况", self._feedback()),
            ],
        )

    @property
    def _reply(self) -> str:
        return full_day(self.occasion.reply)

    def _rectify(self) -> Iterator[Block]:
        late = {state.finding.id for state in self.late}
        rest = [s for s in self.count.open_findings if s.finding.id not in late and s.status != "rectified"]
        waiting = [s for s in self.count.open_findings if s.status == "rectified"]
        dated = Counter(state.due for state in rest if state.due is not None)
        undated = sum(state.due is None for state in rest)
        told = []
        if late:
            told.append(f"逾期未整改的{len(late)}个问题，有关单位于{self._reply}前整改到位，并报送整改情况和佐证。")
        if dated:
            days = "、".join(f"{full_day(day)}前{number}个" for day, number in sorted(dated.items()))
            told.append(f"尚在期限内的{sum(dated.values())}个问题，按期限整改：{days}。")
        if undated:
            told.append(f"未定期限的{undated}个问题，有关单位于{self._reply}前报送整改措施、责任人和完成时限。")
        if waiting:
            told.append(f"已报整改的{len(waiting)}个问题，由{self.plan.office}核查后销号，不属实的退回重改。")
        yield from [Numbered(tuple(told))] if len(told) > 1 else map(text, told)

    def _finish(self) -> Iterator[Block]:
        left = len(self.count.unfinished)
        if left:
            yield text(f"尚未办结的{left}个要点，由牵头单位于{self._reply}前报送进展和预计办结时间。")
        as_of = self.year.standing.as_of
        coming = Counter(
            item.due.date()
            for item in self.year.items
            if item.status == "pending" and item.due is not None and item.due.date() > as_of
        )
        if coming:
            later = self.year.nearest_to_begin(self.plan.points)
            first = min(*coming, later[0]) if later else min(coming)
            beyond = "（以后各期未计）" if later else ""
            count = sum(coming.values())
            yield text(f"尚未到期的时限事项{count}项{beyond}，最近的于{full_day(first)}到期，请提前安排。")

    def _inspect(self) -> Iterator[Block]:
        missing = len(self.count.uninspected)
        if missing and self.year.standing.over:
            said = f"没有登记自查的{missing}个单位，年内开展过的于{self._reply}前补报自查日期和范围"
            yield text(f"{said}，没有开展的书面说明原因。")
        elif missing:
            yield text(f"尚未开展自查的{missing}个单位在年底前完成，没有发现问题的也要报送自查日期和范围。")

    def _feedback(self) -> Iterator[Block]:
        left = self.late or self.count.open_findings or self.count.unfinished or self.count.uninspected
        if left:
            yield text(f"有关单位于{self._reply}前将落实情况书面反馈{self.plan.office}，附佐证网址或文号。")
        assessment = self.plan.assessment
        if self.count.standing and assessment and self.occasion.objections:
            days = assessment.appeal_workdays
            yield text(f"对扣分有异议的，自告知之日起{days}个工作日内向{self.plan.office}申请复核。")


def _supplement(late: Sequence[Record]) -> Table:
    columns = (
        Column("编号", "id"),
        Column("类别"),
        Column("事实日期", "date"),
        Column("登记日期", "date"),
        Column("单位", weight=2),
        Column("登记人"),
    )
    rows = [
        (
            Cell(record.id, ref=record.id),
            Cell(KIND[type(record).__name__]),
            Cell(record.day),
            Cell(day_of(record.recorded)),
            Cell(str(getattr(record, "unit", ""))),
            Cell(record.actor),
        )
        for record in late
    ]
    return table("supplement", "", columns, rows, optional=("单位",))


def _bare(chapter: str) -> str:
    """Return a chapter's title without its number."""
    number, mark, title = chapter.partition("、")
    return title if mark and number.strip("一二三四五六七八九十") == "" else chapter


def _finding(state: FindingState) -> str:
    finding = state.finding
    due = f"整改期限{full_day(state.due)}，" if state.due else ""
    return f"{finding.unit}：{stripped(finding.problem)}（{due}{finding.id}）。"


def _case(state: EntryState, counted: Decimal) -> str:
    """Return a case with what counts of it; a list in its reason is told by its beginning."""
    entry = state.entry
    why, points = quoted(_brief(stripped(entry.reason))), points_text(counted)
    return f"{entry.unit}{full_day(entry.day)}因{why}扣{points}分（{entry.id}）。"


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


def _why(state: PointState) -> str:
    """Return what makes a finished point red; one that is not finished needs no reason."""
    told = dict.fromkeys(REASON[reason.code] for reason in state.reasons) if state.is_done else ()
    return f"（{'、'.join(told)}）" if told else ""


def _some(names: Sequence[str], most: int) -> str:
    return "、".join(names[:most]) + ("等" if len(names) > most else "")
