"""考核得分表: one unit's assessment, every point off traced, and the sum line by line for a pocket calculator."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.appeal.papers import (
    UNDISPUTED,
    before_after,
    figure_data,
    figure_lines,
    how_to_object,
    objection_data,
    objection_words,
    step_words,
)
from gongkai.duty.papers import met_table
from gongkai.finding.papers import finding_table, found_text, source_words
from gongkai.finding.states import RECTIFIED
from gongkai.history.shapes import duty_data, finding_data, record_data, selfcheck_data
from gongkai.papers.columns import (
    as_of_line,
    column,
    full_day,
    numbered,
    paper,
    plan_data,
    points_text,
    proof_text,
    sentence,
    short_day,
    table_of,
    without,
)
from gongkai.papers.document import Cell, Figure, Figures, Numbered, Signature, text
from gongkai.papers.ids import table_without_ids, without_ids
from gongkai.plan.roster import owes_self_inspection
from gongkai.plan.titles import topic
from gongkai.points import ZERO, plain, rounded
from gongkai.progress.papers import standing_blocks
from gongkai.scoring.limits import flat, why_less
from gongkai.scoring.papers import applied_data, cents, own_totals, score_data, scored_so_far, with_example
from gongkai.scoring.rulebook import rule_texts
from gongkai.scoring.score import share_taken
from gongkai.scoring.selfscores import apart, own_figures, stage_total
from gongkai.scoring.sheet import outline_of
from gongkai.scoring.steps import sum_lines
from gongkai.scoring.whatif import outlooks
from gongkai.wording import ENTRY, ENTRY_STATUS, IN_REVIEW, LACKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from gongkai.appeal.papers import BeforeAfter, Dispute
    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Table
    from gongkai.plan.model import Unit
    from gongkai.plan.rubric import Rule, Scheme
    from gongkai.register.kinds import Inspection, ScoreEntry, SelfInspection, SelfScore
    from gongkai.scoring.sheet import AppliedEntry, ItemScore, UnitScore
    from gongkai.scoring.whatif import Outlook
    from gongkai.year import Year

BY_HAND = {"记分人": 1, "审核人": 1, "单位确认（签字盖章）": 2, "日期": 1}
SIGNATURES = table_of("signatures", "", [column(name, lambda _: "", weight=w) for name, w in BY_HAND.items()], (None,))
"""What is filled in by hand."""
TO_SIGN = "记分人、审核人签字，单位核对后签字盖章："
"""Stands before it, so that no signature has a page for itself."""


def scorecard_document(  # noqa: PLR0913 - what stands beside the score comes one by one
    year: Year,
    score: UnitScore,
    unit: Unit,
    *,
    competing: int = 0,
    equals: int = 0,
    waiting: int = 0,
    dispute: Dispute = UNDISPUTED,
    on_paper: bool = False,
    published: date | None = None,
) -> Document:
    """Return a unit's scorecard.

    `competing` is how many of those that compete in its group have a score, `equals` how many share its rank,
    `waiting` how many have no score there yet, `dispute` what it may object to and what came of that. What was taken
    back before the unit was told of it is no business of the unit's.
    A card `on_paper` is signed by hand; one that is `published`, on a day, says by whom instead, and calls what it
    tells of by its place on the paper: it names no id of the register.
    """
    score = replace(score, applied=tuple(one for one in score.applied if not one.state.is_slip))
    told = _Scorecard(year, score, unit, dispute, hidden=year.ids if published else frozenset())
    data: dict[str, object] = {
        "plan": plan_data(year.plan, year.standing),
        **score_data(score),
        "units": [score_data(score) | {"self": own_totals(year.ledger, [score]).get(score.unit)}],
        "competing": competing or None,
        "before": _marks(dispute.reviews[0].before) if dispute.reviews else None,
        "reviews": [_review(review) for review in dispute.reviews],
        "entries": [
            {"kind": a.state.entry.kind, **applied_data(a), **objection_data(a.state, dispute.windows.get(a.id))}
            for a in score.applied
        ],
        "figures": [figure_data(state, dispute.windows.get(state.figure.id)) for state in dispute.figures],
        "self_scores": [record_data(one) for one in told.own.values()],
        "self_inspections": [selfcheck_data(r, told.found.get(r.id, ())) for r in told.self_inspections],
        "findings": [finding_data(state) for state in told.findings],
        "duties": [duty_data(item) for item in told.demanded],
        "proposals": proposed_against(year, unit),
    }
    blocks = [
        as_of_line(year.standing),
        *_not_final(year, unit),
        _figures(score, competing, equals, waiting),
        *told.sections(),
    ]
    if on_paper:
        blocks += [text(TO_SIGN), SIGNATURES]
    if published:
        blocks.append(Signature(year.plan.full_name(year.plan.issuer), published))
    title = f"{year.plan.year}年度{topic(year.plan)}考核得分表　{unit.name}"
    return with_example(
        paper("scorecard", title, blocks, data, (year.ledger, year.standing)), year.plan, [score.scheme]
    )


def _not_final(year: Year, unit: Unit) -> Iterator[Block]:
    """Yield why score, place and grade may change: the year is not over, or proposals wait for the office's word."""
    told = [] if year.standing.over else ["年度尚未结束，得分、名次、等次按这一天的登记计算，不是年终结果"]
    if waiting := proposed_against(year, unit):
        told.append(f"另有{waiting}条扣分建议等待核定，没有计入")
    if told:
        yield text(f"{'；'.join(told)}。", role="note")


def proposed_against(year: Year, unit: Unit) -> int:
    """Return how many proposals against a unit count nowhere yet; none once the year is closed."""
    return 0 if year.standing.closed else sum(one.unit == unit.name for one in year.proposals)


def _figures(score: UnitScore, competing: int, equals: int, waiting: int) -> Figures:
    place = "不排名"
    if score.rank is not None:
        place = f"第{score.rank}名" + (f"（共{competing}个单位）" if competing else "")
        place = f"并列{place}" if equals else place
    elif waiting and score.competes and not score.veto:
        place = f"暂不排名（{scored_so_far(competing, waiting)}）"
    return Figures(
        (
            Figure("得分", points_text(score.score), "strong"),
            Figure("等次", score.grade or "—", "bad" if score.veto else ""),
            Figure("名次", place),
            Figure("考核分组", score.group),
        )
    )


class _Scorecard:
    """A card's matter. What is `hidden` are the ids that it does not name: none, or all of the register."""

    def __init__(self, year: Year, score: UnitScore, unit: Unit, dispute: Dispute, *, hidden: frozenset[str]) -> None:
        ledger = year.ledger
        self.hidden = hidden
        self.places = {applied.id: place for place, applied in enumerate(score.applied, 1)}
        self.year, self.score, self.unit, self.dispute = year, score, unit, dispute
        self.found = year.findings_of
        self.self_inspections: list[SelfInspection] = [r for r in ledger.self_inspections if r.unit == unit.name]
        self.findings: list[FindingState] = [state for state in year.findings if state.finding.unit == unit.name]
        self.by_id = {state.finding.id: state for state in self.findings}
        self.demanded = [item for item in year.items if not item.point and unit.name in item.owers]
        assessment = year.plan.assessment
        self.scheme = scheme_named(assessment.schemes if assessment else (), score.scheme)
        self.words, self.rules = rule_texts(self.scheme), rules_by_code(self.scheme)
        self.own = own_figures(ledger.self_scores, unit.name)
        self.inspections = {record.id: record for record in ledger.inspections}
        recorders = {recorder_of(applied.state.entry) for applied in score.applied}
        self.recorder = recorders.pop() if len(recorders) == 1 else ""
        self.outlook = self._outlook()

    def sections(self) -> Iterator[Block]:
        score = self.score
        if score.veto:
            yield text(f"一票否决：{self._typed(score.veto)}", role="lead")
        if score.barred:
            yield text(f"限制等次：{self._typed(score.barred)}", role="lead")
        yield from numbered(
            [
                ("items", "各项得分", [*_items_blocks(score, self.own), *self._sum()]),
                ("entries", "扣分、加分及依据", self._entries()),
                ("figures", "外部得分", figure_lines(self.dispute, hidden=self.hidden)),
                ("self_inspections", "自查和问题整改", self._inspected()),
                ("assignments", "要点落实", self._points()),
            ]
        )

    def _sum(self) -> Iterator[Block]:
        steps = sum_lines(self.year.plan, self.score)
        yield Numbered(tuple(steps)) if len(steps) > 1 else text(steps[0])
        yield from before_after(self.dispute.reviews, ids=not self.hidden)

    def _typed(self, said: str) -> str:
        """Return what somebody typed as the card may tell it."""
        return without_ids(said, self.hidden, self._called)

    def _table(self, given: Table) -> Table:
        return table_without_ids(given, self.hidden, self._called)

    @cached_property
    def _called(self) -> Mapping[str, str]:
        return {name: f"第{place}条" for name, place in self.places.items()} if self.hidden else {}

    def _entries(self) -> Iterator[Block]:
        if not self.score.applied:
            yield text("没有扣分、加分和一票否决。")
            return
        yield self._table(self._entries_table())
        for applied in self.score.applied:
            yield from self._entry(applied)
        yield from self._prospects()

    def _entries_table(self) -> Table:
        disputed = self.dispute.disputed
        alike = {a.state.entry.kind for a in self.score.applied} == {"deduction"}
        changed = any(a.status != "valid" for a in self.score.applied)
        less = any(a.asked != a.applied for a in self.score.applied)
        columns: tuple[ColumnOf[AppliedEntry], ...] = (
            column("编号", lambda a: Cell(a.id, ref=a.id), "id", total="合计扣分"),
            column("日期", lambda a: short_day(a.state.entry.day, self.year.plan.year), "date"),
            column("类别", lambda a: "" if alike else ENTRY[a.state.entry.kind], optional=True),
            column("告知", lambda a: short_day(a.state.notified, self.year.plan.year), "date", optional=True),
            column("规则", lambda a: a.rule),
            column("要点", lambda a: Cell(a.state.entry.point, ref=a.state.entry.point), "point", optional=True),
            column("事由", lambda a: a.state.entry.reason, weight=3),
            column("原记", lambda a: a.asked if less else "", "number", optional=True),
            column("计入", lambda a: cents(a.applied), "number", total=cents(self.score.deducted)),
            column(
                "状态",
                lambda a: IN_REVIEW if a.id in disputed else ENTRY_STATUS[a.status] if changed else "",
                optional=True,
            ),
            column("能否追回", self._way_back, weight=2, optional=True),
        )
        return table_of("entries", "", columns, self.score.applied, total=bool(self.score.deductions))

    def _outlook(self) -> Outlook | None:
        """Return what each change would give back; None where nothing can come back, which saves working it out."""
        chances = any(self._can_object(a) or self._if_mended(a) for a in self.score.applied)
        return next(iter(outlooks(self.year, self.unit.name)), None) if chances else None

    def _can_object(self, applied: AppliedEntry) -> bool:
        """Tell whether a deduction or veto that stands is, or may yet be, objected to."""
        if not applied.state.stands or applied.state.entry.kind == "bonus":
            return False
        window = self.dispute.windows.get(applied.id)
        in_review = window is not None and window.appeal is not None and window.appeal.is_open
        return in_review or applied.state.notified is None or (window is not None and window.open)

    def _if_mended(self, applied: AppliedEntry) -> str:
        """Return what putting the finding behind an entry right in time takes off it; empty where nothing."""
        entry = applied.state.entry
        if not applied.state.stands or entry.kind != "deduction":
            return ""
        found = self.by_id.get(entry.finding)
        return giving_back(self.rules.get(entry.rule), found, self.year.standing.handled.date())

    def _way_back(self, applied: AppliedEntry) -> str:
        """Return how the points of an entry can come back, until when, and how many at most."""
        told = []
        if self._can_object(applied):
            window = self.dispute.windows.get(applied.id)
            said = objection_words(applied.state, window, self.dispute.workdays if applied.state.notified else 0)
            told.append(said + self._at_most(applied.id))
        if mended := self._if_mended(applied):
            finding = applied.state.entry.finding
            told.append(f"问题{'' if self.hidden else finding}{mended}" + self._at_most(finding, "，追回"))
        return "；".join(told)

    def _at_most(self, ident: str, lead: str = "，最多追回") -> str:
        change = next((c for c in self.outlook.improvements if c.id == ident), None) if self.outlook else None
        return f"{lead}{points_text(change.back)}分" if change and change.back > 0 else ""

    def _prospects(self) -> Iterator[Block]:
        """Yield that nothing can come back any more, or how far the next grade is; and what to type."""
        standing = [applied for applied in self.score.deductions if applied.state.stands]
        told = [f"以上记分人：{self.recorder}"] if self.recorder else []
        if self.outlook is None and standing:
            told.append("申请复核的期限均已满，也没有还能因按期整改减扣的问题，扣分不再变动")
        elif self.dispute.workdays and any(a.state.stands and a.state.notified is None for a in self.score.deductions):
            told.append(f"告知后{self.dispute.workdays}个工作日内可以申请复核")
        if self.outlook and (grade := self.outlook.next_grade):
            told.append(f"距“{grade.name}”还差{points_text(grade.gap)}分")
        if told:
            yield text(f"{'；'.join(told)}。", role="detail")
        yield from how_to_object(self.dispute)
        yield from self._advice(applied.state.entry for applied in standing)

    def _advice(self, standing: Iterable[ScoreEntry]) -> Iterator[Block]:
        """Yield what helps: mending what gives points back, settling for what was not done."""
        listed, today = list(standing), self.year.standing.handled.date()
        for entry in listed:
            found = self.by_id.get(entry.finding)
            back = giving_back(self.rules.get(entry.rule), found, today)
            if found and back and is_unmended(found):
                way = f"gongkai finding rectify {entry.finding} --note 整改情况 --evidence 佐证"
                yield text(f"报问题{entry.finding}的整改：{way}", role="hint")
        if any(entry.cause.startswith("duty_") for entry in listed):
            yield text("补登其实已按期办结的应办事项：gongkai duty done 编号 --date 办结日期", role="hint")

    def _entry(self, applied: AppliedEntry) -> Iterator[Block]:
        state, entry = applied.state, applied.state.entry
        said = [self.words.get(entry.rule, "")]
        said += [worth_words(entry, self.rules.get(entry.rule)) if entry.kind == "deduction" else ""]
        said += [found_words(self.by_id.get(entry.finding), self.inspections, ids=not self.hidden)]
        said += [entry.stage, "" if self.recorder else f"记分人：{recorder_of(entry)}"]
        said += step_words(state, self.dispute.windows.get(entry.id), told=False, hidden=self.hidden)
        said += map(self._typed, (self._difference(applied), proof_text(entry)))
        begun = f"{self.places[entry.id]}．" if self.hidden else f"{entry.id}　"
        yield text(sentence(f"{begun}{'；'.join(part for part in said if part)}"), role="detail")

    def _difference(self, applied: AppliedEntry) -> str:
        """Say why what counts is not what was asked, and what it is."""
        why = why_less(applied, self.score, self.scheme)
        return f"{why}，计入{plain(cents(applied.applied))}分" if why and not applied.remark else why

    def _inspected(self) -> Iterator[Block]:
        """Yield the latest self-inspections, and of the findings a row for each that is open, the others counted."""
        told = [sentence(self._told(record)) for record in self.self_inspections]
        more = f"共自查{len(told)}次，最近的：" if len(told) > LATEST else ""
        if not told:
            owed = owes_self_inspection(self.year.plan, self.unit, self.year.standing.as_of)
            span = "年内" if self.year.standing.over else "截至目前"
            told = [f"{span}没有开展自查。" if owed else "没有自查记录。"]
        left = [state for state in self.findings if state.is_open]
        closed = len(self.findings) - len(left)
        told = [more, *told[-LATEST:]]
        if closed:
            told.append(f"{self._by_source()}，已销号{closed}个" + ("，还有：" if left else "。"))
        yield text("".join(told))
        if left:
            yield self._table(without(finding_table(left, self.year.ledger, self.year.standing), "单位"))

    def _by_source(self) -> str:
        """Return how many findings there are by how they came up."""
        counted = Counter(source_words(state.finding, self.inspections) for state in self.findings)
        return "、".join(f"{source}发现问题{number}个" for source, number in counted.items())

    def _told(self, record: SelfInspection) -> str:
        what = self._typed(record.summary) or found_text(self.found.get(record.id, ()), ids=not self.hidden)
        return f"{full_day(record.day)}自查{'' if self.hidden else f'（{record.id}）'}：{what}"

    def _points(self) -> Iterator[Block]:
        """Yield where the unit stands on its points; those it is behind on stand a row each while there is room."""
        taken = len(self.score.applied) + sum(state.is_open for state in self.findings)
        yield from standing_blocks(self.year, self.unit.name, MOST_ROWS - taken)
        if self.demanded:
            yield self._table(met_table(self.demanded, "对各单位的总体要求"))


MOST_ROWS = 10
"""Rows that entries, open findings and points behind have together on a card of one page.

What shrinks first are the points behind: where there would be more rows, they are told by number. What is taken, and
what is still to be put right, is always told row by row, on as many pages as it needs.
"""
LATEST = 2
"""Self-inspections that are told one by one."""


def _review(review: BeforeAfter) -> dict[str, object]:
    return {
        "appeal": review.appeal,
        "date": review.day,
        "before": _marks(review.before),
        "after": _marks(review.after),
    }


def _marks(score: UnitScore) -> dict[str, object]:
    return {"score": score.score, "rank": score.rank, "grade": score.grade, "veto": score.veto}


def _items_blocks(score: UnitScore, own: Mapping[tuple[str, str], SelfScore]) -> Iterator[Block]:
    """Yield what the items have; of a year in stages one table a stage, whose rows add up to what the stage has.

    Of several stages those in which nothing was lost are named in a sentence, and what was full below the top level is
    left out, so that a card has room for what was taken.
    """
    if not score.stages:
        if score.items:
            yield _items_table(flat(score.items), score.items, "", own, score.stage)
        return
    full = []
    for stage in score.stages:
        told = any(name == stage.name for name, _ in own)
        if stage.items and (told or not all(map(_is_full, stage.items))):
            rows = [(depth, item) for depth, item in flat(stage.items) if told or not depth or not _is_full(item)]
            yield replace(_items_table(rows, stage.items, stage.name, own, stage.name), key=f"items-{stage.name}")
        elif stage.items:
            full.append(stage.name)
    if full:
        yield text(f"{'、'.join(full)}：各项均得满分。")


def _is_full(item: ItemScore) -> bool:
    """Tell whether an item has all its points, and so has everything below it."""
    return not item.missing and not item.deducted and item.score == item.points and all(map(_is_full, item.items))


def _items_table(
    rows: Iterable[tuple[int, ItemScore]],
    items: Sequence[ItemScore],
    caption: str,
    own: Mapping[tuple[str, str], SelfScore],
    stage: str,
) -> Table:
    """Return a table of `rows`, how deep and which; its sum is that of all `items`."""
    points = sum((item.points for item in items if item.applicable), ZERO)
    deducted, scored = sum((item.deducted for item in items), ZERO), sum((item.score for item in items), ZERO)
    earned = LACKING if any(item.missing for item in items) else cents(scored)
    begun = any(item.start != item.room for _, item in flat(items))
    said = {code: one.score for (name, code), one in own.items() if name == stage}
    whole = stage_total(items, own, stage)
    columns: tuple[ColumnOf[tuple[int, ItemScore]], ...] = (
        column("项目", _item_name, weight=2, total="合计"),
        column("分值", lambda each: each[1].points, "number", total=points),
        column("适用", lambda each: "" if each[1].applicable else Cell("不适用", "dim"), optional=True),
        column("起分", lambda each: _begun(each[1]) if begun else "", "number", optional=True),
        column("加分", lambda each: cents(each[1].gained) if each[1].gained else "", "number", optional=True),
        column(
            "扣分",
            lambda each: Cell(cents(each[1].deducted), "warn" if each[1].deducted else ""),
            "number",
            total=cents(deducted),
        ),
        column("得分", lambda each: LACKING if each[1].missing else cents(each[1].score), "number", total=earned),
        column(
            "得分率",
            lambda each: _share_of(each[1].score, each[1]),
            "bar",
            1,
            total=_whole_share(items, scored, points),
        ),
        column("自评分", lambda each: said.get(each[1].code, ""), "number", optional=True, total=whole),
        column(
            "自评之差",
            lambda each: apart(said.get(each[1].code), None if each[1].missing else each[1].score),
            "number",
            optional=True,
            total=apart(whole, None if earned is LACKING else scored),
        ),
    )
    return table_of("items", caption, columns, rows, total=True)


def _share_of(scored: Decimal, item: ItemScore) -> Decimal | str:
    """Return what an item has of its points in percent; nothing where that says nothing."""
    return "" if item.missing or not item.applicable or not item.points else _share(scored, item.points)


def _whole_share(items: Sequence[ItemScore], scored: Decimal, points: Decimal) -> Decimal | str:
    return "" if any(item.missing for item in items) or not points else _share(scored, points)


def _share(scored: Decimal, points: Decimal) -> Decimal:
    """Return a share in percent with one decimal, rounded half up, as every other paper tells shares."""
    return rounded(scored * 100 / points, 1)


def _begun(item: ItemScore) -> Decimal | str:
    return "" if item.missing else cents(item.start)


def _item_name(each: tuple[int, ItemScore]) -> Cell:
    depth, item = each
    return Cell(f"{'　' * depth}{item.code} {item.name}", "" if item.applicable else "dim")


def recorder_of(entry: ScoreEntry) -> str:
    """Return who answers for an entry: the person named, else who typed it."""
    return entry.by or entry.actor


def scheme_named(schemes: Iterable[Scheme], name: str) -> Scheme | None:
    """Return the scheme of that name."""
    return next((scheme for scheme in schemes if scheme.name == name), None)


WHOLE = "full"


def rules_by_code(scheme: Scheme | None) -> dict[str, Rule]:
    """Return the rules of a scheme that take points, and those that give them, by code; nothing without a scheme."""
    return {code: slot.rule for (_, code), slot in outline_of(scheme).slots.items()} if scheme else {}


def worth_words(entry: ScoreEntry, rule: Rule | None) -> str:
    """Return how the points come about by the rule: 每处1分×4处, or within a range: 每个0.5至3分，共记4分."""
    if rule is None:
        return ""
    per, least = rule.per or "次", rule.points_min
    if rule.repeat and entry.asked != rule.points * entry.count:
        times = f"{entry.count}{per}" if entry.count > 1 else ""
        more = f"第{rule.repeat.from_}{per}起每{per}{plain(rule.repeat.points)}分"
        return f"每{per}{plain(rule.points)}分，{more}，{times}记{plain(entry.asked)}分"
    if least is None and entry.asked == rule.points * entry.count:
        times = f"×{entry.count}{per}" if entry.count > 1 else ""
        return f"每{per}{plain(rule.points)}分{times}"
    span = plain(rule.points) if least in (None, rule.points) else f"{plain(least)}至{plain(rule.points)}"
    times = f"{entry.count}{per}共" if entry.count > 1 else ""
    return f"每{per}{span}分，{times}记{plain(entry.asked)}分"


def found_words(state: FindingState | None, inspections: Mapping[str, Inspection], *, ids: bool = True) -> str:
    """Return when and how the finding behind an entry was found: 问题F8为2018年12月28日专项督查发现."""
    if state is None:
        return ""
    finding = state.finding
    source = inspections.get(finding.origin)
    day = full_day(source.day if source else finding.day)
    return f"问题{finding.id if ids else ''}为{day}{source_words(finding, inspections)}发现"


def giving_back(rule: Rule | None, state: FindingState | None, today: date) -> str:
    """Return what mending in time takes off the entry, and until when; empty where it takes off nothing (any more)."""
    if rule is None or state is None or rule.if_rectified == WHOLE or not state.is_open or state.late_periods:
        return ""
    counts = "减半计" if share_taken(rule) else "不计"
    if state.status == RECTIFIED:
        return f"已报整改，核查销号后{counts}"
    if state.due is None:
        return f"整改并报核查的，{counts}"
    return "" if state.due < today else f"在{full_day(state.due)}前整改并报核查的，{counts}"


def is_unmended(state: FindingState) -> bool:
    """Tell whether the unit still has to put a finding right: not while its answer is being looked at."""
    return state.is_open and state.status != RECTIFIED
