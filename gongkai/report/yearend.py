"""Every figure of the year-end report, counted once from the ledger; words and tables are made from these."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from itertools import chain, groupby
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict, replace

from gongkai.finding.papers import source_words
from gongkai.finding.states import is_overdue
from gongkai.papers.columns import (
    cited,
    column,
    full_day,
    names_short,
    numbered,
    paper,
    plan_data,
    points_text,
    quoted,
    share,
    summed,
    table_of,
    which_points,
)
from gongkai.papers.document import Cell, Figure, Signature, text
from gongkai.papers.letterhead import letterhead, titled
from gongkai.papers.values import NOTHING
from gongkai.plan.roster import owes_self_inspection, units_of_year
from gongkai.plan.titles import heading_word, subject
from gongkai.progress.papers import trend_data, trend_table
from gongkai.progress.status import self_inspected
from gongkai.report.arrears import LATE_POINT, is_late, late_means
from gongkai.report.outstanding import late_items, open_problems, taken_back
from gongkai.report.period import period, period_of
from gongkai.scoring.papers import cents, group_sections, score_data, with_example
from gongkai.scoring.rulebook import rule_of
from gongkai.scoring.score import best_and_worst
from gongkai.scoring.sheet import outline_of
from gongkai.wording import FINDING, FINDING_SOURCE, NO_CHAPTER, ONGOING, STATUS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from gongkai.entry.states import EntryState
    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Table
    from gongkai.plan.model import Plan, Unit
    from gongkai.plan.rubric import Rule
    from gongkai.progress.status import PointState, Summary
    from gongkai.report.period import Period
    from gongkai.scoring.sheet import UnitScore
    from gongkai.year import Year

ZERO = Decimal(0)


class Named(Struct, frozen=True):
    """Who may be named in a group: `best` hold the first place, `worst` the last."""

    group: str
    best: tuple[str, ...]
    worst: tuple[str, ...]


class Chapter(Struct, frozen=True):
    """A chapter's points by status, the `ongoing` ones under none; `percent` is the mean, rounded down.

    It is of those that end, where there are any.
    """

    chapter: str
    points: int
    not_started: int
    in_progress: int
    done: int
    verified: int
    red: int
    percent: int
    ongoing: int = 0


class Inspected(Struct, frozen=True):
    """Of the units of a kind that owe a self-inspection, how many have done as many as the plan asks."""

    kind: str
    owed: int
    done: int


class UnitFindings(Struct, frozen=True):
    """A unit's findings in the year: all, not signed off, and past their date."""

    unit: str
    total: int
    open: int
    overdue: int


class Taken(Struct, frozen=True):
    """Deductions that stand under one key (a rule, a point): how many, what was asked, what counts."""

    key: str
    text: str
    count: int
    asked: Decimal
    applied: Decimal


class Count(Struct, frozen=True):
    """The year in figures. Ids and numbers are in the ledger's order."""

    summary: Summary
    named: tuple[Named, ...]
    chapters: tuple[Chapter, ...]
    inspected: tuple[Inspected, ...]
    uninspected: tuple[str, ...]
    findings: tuple[FindingState, ...]
    overdue_findings: tuple[str, ...]
    by_unit: tuple[UnitFindings, ...]
    standing: tuple[EntryState, ...]
    revoked: tuple[EntryState, ...]
    reduced: tuple[EntryState, ...]
    by_rule: tuple[Taken, ...]
    by_point: tuple[Taken, ...]
    unfinished: tuple[str, ...]
    unnotified: tuple[str, ...]
    overdue_items: tuple[str, ...]
    ongoing: tuple[str, ...] = ()

    @property
    def owed(self) -> int:
        """Units that owe a self-inspection."""
        return sum(kind.owed for kind in self.inspected)

    @property
    def done(self) -> int:
        """Units that have done it."""
        return sum(kind.done for kind in self.inspected)

    @property
    def open_findings(self) -> tuple[FindingState, ...]:
        """Findings not signed off."""
        return tuple(state for state in self.findings if state.is_open)

    @property
    def closed(self) -> int:
        """How many findings are signed off."""
        return len(self.findings) - len(self.open_findings)

    @property
    def applied(self) -> Decimal:
        """Points taken in all."""
        return sum((taken.applied for taken in self.by_rule), ZERO)

    def data(self) -> dict[str, object]:
        """Return the figures for scripts."""
        return {
            "summary": asdict(self.summary),
            "named": [asdict(named) for named in self.named],
            "chapters": [asdict(chapter) for chapter in self.chapters],
            "self_inspection": {
                "owed": self.owed,
                "done": self.done,
                "by_kind": [asdict(kind) for kind in self.inspected],
                "none": list(self.uninspected),
            },
            "findings": {
                "total": len(self.findings),
                "by_source": dict(Counter(state.finding.source for state in self.findings)),
                "by_status": dict(Counter(state.status for state in self.findings)),
                "overdue": list(self.overdue_findings),
                "by_unit": [asdict(unit) for unit in self.by_unit],
            },
            "deductions": {
                "count": len(self.standing),
                "applied": self.applied,
                "by_rule": [asdict(taken) for taken in self.by_rule],
                "by_point": [asdict(taken) for taken in self.by_point],
                "revoked": [state.entry.id for state in self.revoked],
                "reduced": [state.entry.id for state in self.reduced],
            },
            "remaining": {
                "points": list(self.unfinished),
                "ongoing": list(self.ongoing),
                "findings": [state.finding.id for state in self.open_findings],
                "unnotified": list(self.unnotified),
                "items": list(self.overdue_items),
            },
        }


def count_year(year: Year) -> Count:
    """Count a year; units with an undecided objection are never named."""
    ledger, plan, scores = year.ledger, year.plan, year.scores
    findings = year.findings
    late = tuple(state.finding.id for state in findings if is_overdue(state, year.standing))
    taken = (s for s in year.entries if s.entry.kind == "deduction")
    entries = [s for s in taken if year.stage in {"", s.entry.stage}]
    standing = tuple(state for state in entries if state.stands)
    applied = {a.id: a.applied for score in scores for a in score.applied}
    owing = [unit for unit in units_of_year(plan) if owes_self_inspection(plan, unit, year.standing.as_of)]
    have = self_inspected(ledger)
    return Count(
        summary=year.overview.summary,
        named=_named(scores, year.objecting),
        chapters=_chapters(year),
        inspected=_yearcount_inspected(owing, have),
        uninspected=tuple(unit.name for unit in owing if unit.name not in have),
        findings=findings,
        overdue_findings=late,
        by_unit=_by_unit(findings, late),
        standing=standing,
        revoked=tuple(state for state in entries if state.status == "revoked" and not state.is_slip),
        reduced=tuple(state for state in entries if state.status == "reduced"),
        by_rule=_by_rule(plan, standing, applied),
        by_point=_by_point(plan, standing, applied),
        unfinished=tuple(s.point.no for s in year.overview.points if not s.is_done and not s.is_ongoing),
        ongoing=tuple(s.point.no for s in year.overview.points if s.is_ongoing and s.status != "verified"),
        unnotified=tuple(state.entry.id for state in standing if state.notified is None),
        overdue_items=tuple(item.id for item in year.items if item.status == "overdue"),
    )


def _named(scores: Sequence[UnitScore], undecided: Collection[str]) -> tuple[Named, ...]:
    found = []
    for group, members in groupby(scores, key=lambda score: score.group):
        best, worst = best_and_worst(list(members), undecided)
        if best or worst:
            found.append(Named(group, tuple(s.unit for s in best), tuple(s.unit for s in worst)))
    return tuple(found)


def _chapters(year: Year) -> tuple[Chapter, ...]:
    """Count chapter by chapter; nothing where the notice has none."""
    chapters: dict[str, list[PointState]] = defaultdict(list)
    for state in year.overview.points:
        chapters[state.point.chapter or NO_CHAPTER].append(state)
    if chapters.keys() == {NO_CHAPTER}:
        return ()
    found = []
    for title, members in chapters.items():
        ending = [state for state in members if not state.is_ongoing]
        status = Counter(state.status for state in ending)
        found.append(
            Chapter(
                title,
                len(members),
                status["not_started"],
                status["in_progress"],
                status["done"],
                status["verified"],
                sum(state.light == "red" for state in members),
                sum(state.percent for state in ending or members) // len(ending or members),
                len(members) - len(ending),
            )
        )
    return tuple(found)


def _yearcount_inspected(owing: Iterable[Unit], have: Collection[str]) -> tuple[Inspected, ...]:
    names: dict[str, list[str]] = defaultdict(list)
    for unit in owing:
        names[unit.kind].append(unit.name)
    return tuple(Inspected(kind, len(units), sum(unit in have for unit in units)) for kind, units in names.items())


def _by_unit(findings: Iterable[FindingState], late: Collection[str]) -> tuple[UnitFindings, ...]:
    of_unit: dict[str, list[FindingState]] = defaultdict(list)
    for state in findings:
        of_unit[state.finding.unit].append(state)
    return tuple(
        UnitFindings(
            unit,
            len(states),
            sum(state.is_open for state in states),
            sum(state.finding.id in late for state in states),
        )
        for unit, states in of_unit.items()
    )


def rule_behind(plan: Plan, state: EntryState) -> Rule | None:
    """Return an entry's rule in its unit's own scheme: two schemes may give one code to two rules."""
    unit = next((unit for unit in plan.units if unit.name == state.entry.unit), None)
    return rule_of(plan.assessment, unit, state.entry.rule) if plan.assessment and unit else None


def rule_text(plan: Plan, state: EntryState) -> str:
    """Return the words of that rule; empty where there is none any more."""
    rule = rule_behind(plan, state)
    return rule.text if rule else ""


def _by_rule(plan: Plan, standing: Iterable[EntryState], applied: dict[str, Decimal]) -> tuple[Taken, ...]:
    schemes = plan.assessment.schemes if plan.assessment else ()
    slots = (pair for scheme in schemes for pair in outline_of(scheme).slots.items())
    rules = ((code, slot.rule.text) for (kind, code), slot in slots if kind == "deduction")
    order = {rule: index for index, rule in enumerate(dict.fromkeys(rules))}
    alike: dict[str, list[EntryState]] = defaultdict(list)
    for state in standing:
        alike[rule_text(plan, state)].append(state)
    taken = [
        each
        for text, states in alike.items()
        for each in _taken(((state.entry.rule, state) for state in states), {}, applied, text)
    ]
    return tuple(sorted(taken, key=lambda each: order.get((each.key, each.text), len(order))))


def _by_point(plan: Plan, standing: Iterable[EntryState], applied: dict[str, Decimal]) -> tuple[Taken, ...]:
    """Add up by point, what concerns none last: so the table has the sum that the one by rules has."""
    texts = {point.no: point.title for point in plan.points}
    order = {no: index for index, no in enumerate(texts)}
    taken = _taken(((state.entry.point, state) for state in standing), texts | {"": NO_POINT}, applied)
    return tuple(sorted(taken, key=lambda each: order.get(each.key, len(order))))


def _taken(
    keyed: Iterable[tuple[str, EntryState]], texts: dict[str, str], applied: dict[str, Decimal], text: str = ""
) -> list[Taken]:
    """Add up by key; an entry that is on no sheet counts nothing once there are sheets. `text` is said of all keys."""
    groups: dict[str, list[EntryState]] = defaultdict(list)
    for key, state in keyed:
        groups[key].append(state)
    return [
        Taken(
            key,
            texts.get(key, text),
            len(states),
            sum((state.entry.asked for state in states), ZERO),
            cents(sum((applied.get(s.entry.id, ZERO if applied else s.live) for s in states), ZERO)),
        )
        for key, states in groups.items()
    ]


NO_POINT = "不针对某个要点"
YEAR_END = "year-end"
ASSESSED = {YEAR_END: "年终考核情况", "midterm": "中期评估情况", "quarter": "情况", "month": "情况"}
PROGRESS = {YEAR_END: "全年进展情况", "midterm": "中期进展情况", "quarter": "进展情况", "month": "进展情况"}
"""What a report of each kind is about, of a year that is assessed, and of one that has no rubric."""
MANY = 200
LATE_POINTS = "存在逾期的要点"
"""What papers for readers outside call the points with a red light: late themselves, or with what belongs to them."""


def report_document(year: Year, kind: str = YEAR_END) -> Document:
    """Return the report of the year; a section with nothing to say is not there.

    That of a quarter or a month tells what this brought and how things stand at its end: no scores, ranks and grades,
    which are the year's. Of a year without a rubric it tells of progress alone. Raises `KeyError` for a `kind` that is
    none.
    """
    count, scores, part = count_year(year), year.scores, period_of(year, kind)
    months = [each for each in year.months if part is None or part.holds(each.as_of)]
    data: dict[str, object] = {
        "plan": plan_data(year.plan, year.standing),
        "kind": kind,
        "head": year.ledger.head,
        "entries": year.ledger.size,
        **year_data(count, scores),
        "trend": trend_data(year.months),
    }
    plan = year.plan
    title = titled(f"关于{named(year, kind)}的报告", plan.full_name(plan.issuer), plan.place)
    blocks = numbered(
        [
            ("overall", "总体情况", _overall(year, count, part)),
            ("groups", "各组考核结果", () if part else group_sections(scores, 2)),
            (
                "chapters",
                f"各{heads_of(count)}推进情况",
                [chapter_table(count.chapters, LATE_POINTS)] if count.chapters else [],
            ),
            ("trend", "各月情况", [text("各月末的要点数。"), trend_table(months, late=LATE_POINTS)] if months else []),
            ("self_inspection", "自查情况", _yearend_inspected(count)),
            ("findings", "问题整改", _findings(year, count)),
            ("deductions", f"{part.name if part else ''}扣分情况", _deductions(year, _taken_in(year, count, part))),
            ("remaining", "尚待完成", _remaining(year, count)),
            ("next", "下一步打算", _next(year, count)),
        ]
    )
    source = year.ledger, year.standing
    document = _upward(year, paper("report", title, chain(_lead_in(year, kind), blocks), data, source))
    return with_example(document, year.plan, list(dict.fromkeys(score.scheme for score in scores)))


def _lead_in(year: Year, kind: str) -> Iterator[Block]:
    """Yield by what notice it is reported, as a report upward begins, and of what day the figures are."""
    yield text(f"按照{cited(year.plan)}要求，现将{named(year, kind)}报告如下。")
    part = period_of(year, kind)
    if part is None or year.standing.over:
        yield from interim(year, kind)
    if part and not part.whole:
        yield text(f"除写明{part.name}的以外，各项数字从{full_day(year.plan.issued)}起累计。", role="note")


def _taken_in(year: Year, count: Count, part: Period | None) -> Count:
    """Return the count with the deductions of a part of the year alone."""
    if part is None:
        return count
    standing, revoked, reduced = (
        tuple(state for state in states if part.holds(state.entry.day))
        for states in (count.standing, count.revoked, count.reduced)
    )
    by_rule, by_point = (by(year.plan, standing, dict(year.applied)) for by in (_by_rule, _by_point))
    return replace(count, standing=standing, revoked=revoked, reduced=reduced, by_rule=by_rule, by_point=by_point)


def _upward(year: Year, document: Document) -> Document:
    """Return the report as it goes up: whom to, 签发人 for the pen, who reports, and on which day it was counted."""
    plan, by = year.plan, year.plan.full_name(year.plan.issuer)
    held = letterhead(plan, document.kind, by, year.today)
    return replace(
        document,
        number="",
        addressee=plan.issuer.removesuffix("办公室"),
        blocks=(*document.blocks, text("特此报告。"), Signature(by, year.today)),
        letterhead=replace(held, form=plan.letterhead or "red", signer=""),
    )


def signed_on(document: Document, day: date) -> Document:
    """Return a report as it is signed on a day, which is also that of its 版记."""
    blocks = tuple(replace(block, day=day) if isinstance(block, Signature) else block for block in document.blocks)
    held = document.letterhead
    printed = replace(held, printed=day) if held and held.printed else held
    return replace(document, blocks=blocks, letterhead=printed)


def year_data(count: Count, scores: Iterable[UnitScore]) -> dict[str, object]:
    """Return a year's figures and its units' scores for scripts."""
    return {**count.data(), "units": [score_data(score) for score in scores]}


def about(plan: Plan, kind: str) -> str:
    """Return what a report of a kind is about: 年终考核情况, 进展情况."""
    return (ASSESSED if plan.assessment else PROGRESS)[kind]


def named(year: Year, kind: str) -> str:
    """Return the name of a report, without what kind of paper it is: 威远县2018年第三季度政务公开工作情况."""
    told = "情况" if year.stage else about(year.plan, kind)
    return f"{matter(year, kind)}{told}"


def matter(year: Year, kind: str) -> str:
    """Return the work of a part of the year: 威远县2018年第三季度政务公开工作; a stage is named last."""
    of_year, part = f"{year.plan.year}年", period(year, kind)
    before, found, work = subject(year.plan).partition(of_year)
    if year.stage or not (found and part):
        return f"{subject(year.plan)}{part}"
    return f"{before}{found}{part}{work.removeprefix('度')}"


def interim(year: Year, kind: str) -> Iterator[Block]:
    """A paper that is not the year's last word says so: scores, ranks and grades are of that day."""
    day = full_day(year.standing.as_of)
    if year.stage:
        yield text(f"得分、名次、等次是{year.stage}的考核结果，按截至{day}的登记计算，不是年终结果。", role="note")
    elif year.plan.assessment is None:
        if not year.standing.over and kind == YEAR_END:
            yield text(f"截至{day}，年度尚未结束。", role="note")
    elif not year.standing.over:
        yield text(f"截至{day}，年度尚未结束。得分、名次、等次按这一天的登记计算，不是年终结果。", role="note")
    elif kind != YEAR_END:
        yield text(f"本报告反映截至{day}的情况，年终结果以{about(year.plan, YEAR_END)}报告为准。", role="note")


def finished_share(summary: Summary) -> Figure:
    """Return the share of points that are done, those that only their units say are done among them.

    Points that never end (持续推进) are left out of it.
    """
    finished = summary.done + summary.verified
    return Figure("办结率（含单位自报）", share(finished, summary.points - summary.ongoing) or "0%")


def _overall(year: Year, count: Count, part: Period | None) -> Iterator[Block]:
    summary, plan = count.summary, year.plan
    states = Counter({code: getattr(summary, code) for code in ("verified", "done", "in_progress", "not_started")})
    parts = [f"{STATUS[code]}{number}个" for code, number in states.items() if number]
    rate = finished_share(summary)
    said = f"{plan.year}年部署要点{summary.points}个。{_until(year)}，"
    said += "、".join(parts) + "，" if parts else ""
    said += ongoing_words(summary)
    yield text("；".join(part for part in (f"{said}{rate.label}{rate.value}", landed(summary)) if part) + "。")
    if summary.overdue:
        yield text(f"{LATE_POINTS}{summary.overdue}个{_late_by(year)}。")
    if count.owed:
        done = f"{count.done}个已完成，占{share(count.done, count.owed)}" if count.done else "均未完成"
        yield text(f"应当开展自查的单位{count.owed}个，{done}。")
    if count.findings:
        closed = count.closed
        cleared = f"已销号{closed}个，占{share(closed, len(count.findings))}" if closed else "均未销号"
        late = f"（逾期未整改{len(count.overdue_findings)}个）" if count.overdue_findings else ""
        yield text(f"发现问题{len(count.findings)}个，{cleared}{open_words(count, late)}。")
    if part:
        yield text(_brought(year, count, part))
        return
    if count.standing:
        units = len({state.entry.unit for state in count.standing})
        yield text(f"扣分{len(count.standing)}条，涉及单位{units}个，共扣{points_text(count.applied)}分。")
    for named in count.named:
        yield text(f"{quoted(named.group)}组{'，'.join(places(named))}。")


def _brought(year: Year, count: Count, part: Period) -> str:
    """Return what a part of the year brought; whose the problems are stands in their table."""
    from gongkai.report.brought import brought, year_before

    return brought(year, count, part, year_before(year, part), lambda _: "")


def open_words(count: Count, late: str = "") -> str:
    """Return what is left of the problems beside those signed off, part by part: with these they make up all.

    `late` is said behind those that are not put right.
    """
    unrectified = sum(state.is_unrectified for state in count.open_findings)
    waiting = len(count.open_findings) - unrectified
    parts = [f"已整改待核查{waiting}个"] if waiting else []
    parts += [f"尚未整改到位{unrectified}个{late}"] if unrectified else []
    return "".join(f"，{part}" for part in parts)


def landed(summary: Summary) -> str:
    """Return 落实面: of what responsible units have to do, how much is done; empty where they have nothing."""
    if not summary.responsible_units:
        return ""
    reached = share(summary.responsible_done, summary.responsible_units)
    said = f"责任单位承担的任务{summary.responsible_units}项次，办结{summary.responsible_done}项次"
    return f"{said}，落实面{reached}"


def _late_by(year: Year) -> str:
    """Return how many of the late points are late themselves, and how many with what belongs to them."""
    late = [state for state in year.overview.points if state.light == "red"]
    own = [state for state in late if is_late(state)]
    others = len(late) - len(own)
    if not own:
        return "，都是应办事项或者问题整改逾期"
    means = f"（{late_means(own)}）"
    return f"，其中{LATE_POINT}{len(own)}个{means}，应办事项或者问题整改逾期{others}个" if others else means


def ongoing_words(summary: Summary) -> str:
    """Return how many points never end and are not in the share, before it is told; empty where none."""
    return f"{ONGOING}的{summary.ongoing}个不计入办结率，" if summary.ongoing else ""


def _until(year: Year) -> str:
    """Return the days up to which facts and, once the year is over, handling count."""
    standing = year.standing
    handled = f"（{standing.handling}截至{full_day(standing.handled.date())}）" if standing.over else ""
    return f"截至{full_day(standing.as_of)}{handled}"


def places(named: Named) -> Iterator[str]:
    """Yield who holds the first and the last place of a group, in words."""
    for word, units in (("第一名", named.best), ("末位", named.worst)):
        if units:
            yield f"{'并列' if len(units) > 1 else ''}{word}是{'、'.join(units)}"


def heads_of(count: Count) -> str:
    """Return what the headings over a year's points are, in a word: 章, 类."""
    return heading_word(chapter.chapter for chapter in count.chapters)


def heads_name(word: str) -> str:
    """Return the name of a column of headings: 章, 类别."""
    return "类别" if word == "类" else word


def chapter_table(chapters: Iterable[Chapter], late: str = "红灯") -> Table:
    """Return a row a chapter: its points by status, those in red under the name of `late`, the mean percent."""
    listed = list(chapters)
    columns: tuple[ColumnOf[Chapter], ...] = (
        column(heads_name(heading_word(c.chapter for c in listed)), lambda c: c.chapter, weight=3, total="合计"),
        summed("要点", lambda c: c.points, listed),
        summed(STATUS["not_started"], lambda c: c.not_started, listed),
        summed(STATUS["in_progress"], lambda c: c.in_progress, listed),
        summed(STATUS["done"], lambda c: c.done, listed),
        summed(STATUS["verified"], lambda c: c.verified, listed),
        *([summed(ONGOING, lambda c: c.ongoing, listed)] if any(each.ongoing for each in listed) else ()),
        summed(late, lambda c: c.red, listed),
        column("平均完成", lambda c: c.percent, "percent"),
    )
    return table_of("chapters", "", columns, listed, total=True)


def _yearend_inspected(count: Count) -> Iterator[Block]:
    if not count.owed:
        return
    yield _inspected_table(count.inspected)
    if count.uninspected:
        yield text(f"尚未完成自查的单位{len(count.uninspected)}个：{'、'.join(count.uninspected)}。")


def _inspected_table(kinds: Iterable[Inspected]) -> Table:
    listed = list(kinds)
    owed, done = sum(kind.owed for kind in listed), sum(kind.done for kind in listed)
    columns: tuple[ColumnOf[Inspected], ...] = (
        column("类别", lambda k: k.kind, total="合计"),
        summed("应自查", lambda k: k.owed, listed),
        summed("已自查", lambda k: k.done, listed),
        column("占比", lambda k: share(k.done, k.owed), total=share(done, owed)),
    )
    return table_of("self_inspection", "", columns, listed, total=True)


def _findings(year: Year, count: Count) -> Iterator[Block]:
    if not count.findings:
        return
    inspections = {one.id: one for one in year.ledger.inspections}
    order = sorted(count.findings, key=lambda state: list(FINDING_SOURCE).index(state.finding.source))
    sources = Counter(source_words(state.finding, inspections) for state in order)
    statuses: Counter[str] = Counter(state.status for state in count.findings)
    by_source = "、".join(f"{source}发现{number}个" for source, number in sources.items())
    by_status = "、".join(f"{FINDING[code]}{statuses[code]}个" for code in FINDING if statuses[code])
    yield text(f"问题{len(count.findings)}个，其中{by_source}。目前{by_status}。")
    if count.overdue_findings:
        late = Counter(s.finding.unit for s in count.findings if s.finding.id in count.overdue_findings)
        whose = "、".join(f"{unit}{number}个" if number > 1 else unit for unit, number in late.items())
        yield text(f"逾期未整改{len(count.overdue_findings)}个：{whose}。")
    yield _unit_findings(count.by_unit)


def _unit_findings(units: Iterable[UnitFindings]) -> Table:
    listed = sorted(units, key=lambda unit: (-unit.overdue, -unit.open, -unit.total))
    columns: tuple[ColumnOf[UnitFindings], ...] = (
        column("单位", lambda u: Cell(u.unit, ref=u.unit), weight=2, total="合计"),
        summed("问题", lambda u: u.total, listed),
        summed("未销号", lambda u: u.open, listed),
        column(
            "逾期",
            lambda u: Cell(u.overdue, "bad" if u.overdue else ""),
            "number",
            total=sum(u.overdue for u in listed),
        ),
    )
    return table_of("finding_units", "", columns, listed, total=True)


def _deductions(year: Year, count: Count) -> Iterator[Block]:
    if said := _less_words(year, count):
        yield text(said)
    if count.standing:
        yield _taken_table("by_rule", "按规则", ("规则", "内容"), count.by_rule)
    if any(taken.key for taken in count.by_point):
        yield _taken_table("by_point", "按要点", ("要点", "标题"), count.by_point)
    if back := [*count.revoked, *count.reduced]:
        yield taken_back(year, back)


def _less_words(year: Year, count: Count) -> str:
    """Return why less was taken than was asked, reason by reason: together they are the difference."""
    parts: dict[str, list[Decimal]] = defaultdict(list)
    for state in count.standing:
        less = state.entry.asked - year.applied.get(state.entry.id, ZERO if year.applied else state.live)
        if less:
            parts[year.less.get(state.entry.id, "其他")].append(less)
    if not parts:
        return ""
    asked, less = sum((s.entry.asked for s in count.standing), ZERO), sum(chain(*parts.values()), ZERO)
    told = "、".join(
        f"{reason}的{len(held)}条{points_text(cents(sum(held, ZERO)))}分" for reason, held in parts.items()
    )
    asked_less = "分，".join(
        f"{word}{points_text(cents(of))}" for word, of in (("应扣", asked), ("实扣", asked - less))
    )
    return f"{asked_less}分，减少{points_text(cents(less))}分：{told}。"


def _taken_table(key: str, caption: str, heads: tuple[str, str], taken: Sequence[Taken]) -> Table:
    columns: tuple[ColumnOf[Taken], ...] = (
        column(heads[0], lambda t: Cell(t.key or NOTHING, ref=t.key), total="合计"),
        column(heads[1], lambda t: t.text, weight=3),
        summed("条数", lambda t: t.count, taken),
        summed("应扣", lambda t: t.asked, taken),
        summed("实扣", lambda t: t.applied, taken),
    )
    return table_of(key, caption, columns, taken, total=True)


def _remaining(year: Year, count: Count) -> Iterator[Block]:
    if count.unfinished:
        order = [point.no for point in year.plan.points]
        yield text(f"未办结的要点{len(count.unfinished)}个：{which_points(count.unfinished, order)}。")
    if count.ongoing:
        order = [point.no for point in year.plan.points]
        yield text(f"{ONGOING}、没有核实销号的要点{len(count.ongoing)}个：{which_points(count.ongoing, order)}。")
    untold = [state for state in count.standing if state.notified is None]
    if untold:
        shown = names_short(list(dict.fromkeys(state.entry.unit for state in untold)), MANY)
        yield text(f"尚未告知的扣分{len(untold)}条：{shown}。告知后才起算异议期限。", role="hint")
    if count.open_findings:
        yield open_problems(year, count.open_findings)
    overdue = [item for item in year.items if item.status == "overdue"]
    if overdue:
        yield late_items(year, overdue)


def _next(year: Year, count: Count) -> Iterator[Block]:
    """Yield what the office will see to: what the circular of that day would ask for."""
    from gongkai.report.circular import occasion_at
    from gongkai.report.next_steps import intended
    from gongkai.report.shortfalls import Circulated

    yield from intended(Circulated(year, occasion_at(year.plan, year.today, final=False), count=count))
