"""通报: the year-end, midterm or quarter's results as an office circulates them, every sentence from the ledger.

A unit with an undecided objection is counted, and never named. A sentence with nothing to say is not there.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.document import Attachment, Cell, Column, text
from gongkai.domain.issues import behind
from gongkai.domain.points import rounded
from gongkai.report.circulated import Circulated
from gongkai.report.nextsteps import next_steps
from gongkai.report.official import kind_of, official, stripped, subject, to_all
from gongkai.report.parts import day_of, day_words, full_day, numbered, points_text, quoted, share, table
from gongkai.report.score import ranking_table
from gongkai.report.shortfalls import shortfalls
from gongkai.report.yearend import YEAR_END, period, places
from gongkai.wording import IN_REVIEW, KIND, STATUS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from gongkai.document import Block, Document, Table
    from gongkai.domain.plan import Plan
    from gongkai.domain.records import Record
    from gongkai.domain.scorecard import UnitScore
    from gongkai.report.official import Occasion
    from gongkai.report.year import Year

TITLES = {YEAR_END: "年终考核情况的通报", "midterm": "中期评估情况的通报", "quarter": "季度情况的通报"}
VERBS = {YEAR_END: "年终考核", "midterm": "中期评估", "quarter": "季度检查"}


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
    told = Circulated(year, scores, occasion, undecided)
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
    title = f"关于{subject(plan)}{period(year, kind)}{TITLES[kind]}"
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
    """Yield the ranking of each group, each an attachment of its own; groups without ranks share the last."""
    groups = [(name, tuple(members)) for name, members in groupby(scores, key=lambda score: score.group)]
    ranked = [(name, members) for name, members in groups if any(score.rank is not None for score in members)]
    rest = [each for each in groups if each not in ranked]
    for no, (name, members) in enumerate(ranked, 1):
        yield Attachment(no, f"{name.removesuffix('组')}得分表", (ranking_table(members),))
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
        said = f"按照《{plan.title}》（{plan.number}）要求，{plan.office}"
        if self.kind == "quarter":
            said += f"对截至{full_day(as_of)}的工作情况进行了{period(self.year, self.kind)}{VERBS[self.kind]}"
        else:
            said += f"对{issued}至{day}的工作情况进行了{VERBS[self.kind]}"
        told = f"各项数字从{issued}起累计。" if self.kind == "quarter" else ""
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
        if not standing.over and self._told_apart:
            yield text(f"文中得分、名次按截至{day}的登记计算，不是年终结果，不定等次。")
        elif not standing.over and self.kind == YEAR_END:
            yield text(f"年度尚未结束，文中情况截至{day}，不是年终结果。")
        elif standing.over and self.kind != YEAR_END:
            yield text(f"文中情况截至{day}，年终结果以{TITLES[YEAR_END]}为准。")
        last, late = self.occasion.last, self._late_records
        if last and late:
            said = f"{last.number}印发后，补录其数据截止日（{full_day(last.as_of)}）以前的事项{len(late)}条"
            no = len(self._rankings) + 1 if self._rankings else ""
            yield text(f"{said}，已计入本次数据，原件不变，见附件{no}。")

    @property
    def _told_apart(self) -> bool:
        """Whether figures tell units apart: within the year a full score for all says only that none was judged."""
        return self.year.standing.over or len({score.score for score in self.scores}) > 1

    @property
    def _late_records(self) -> tuple[Record, ...]:
        last = self.occasion.last
        return behind(self.year.ledger, last) if last else ()

    @property
    def _rankings(self) -> list[Attachment]:
        """The groups' rankings; a veto that is objected to is not told before it is decided."""
        shown = [self._held_back(score) for score in self.scores]
        graded = shown if self.year.standing.over else [replace(score, grade=None) for score in shown]
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
        """Return who was vetoed, and for what it did."""
        found = [score for score in self.scores if score.veto]
        named = [score for score in found if score.unit not in self.told.undecided]
        told = "；".join(f"{score.unit}，因{quoted(_done(score))}" for score in named)
        return f"被一票否决的单位{len(found)}个" + (f"：{told}。" if told else "。") if found else ""

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


def _done(score: UnitScore) -> str:
    """Return what a vetoed unit did, in the words of the entry; the rule's, where there is none."""
    vetoes = (one.state for one in score.applied if one.state.entry.kind == "veto" and one.state.stands)
    return next((stripped(state.entry.reason) for state in vetoes), str(score.veto))


def _bare(chapter: str) -> str:
    """Return a chapter's title without its number."""
    number, mark, title = chapter.partition("、")
    return title if mark and number.strip("一二三四五六七八九十") == "" else chapter
