"""The ranking: one table a group, and the sheets behind it as data."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.history.shapes import evidence_data
from gongkai.papers.columns import ORDINALS, as_of_line, column, full_day, paper, plan_data, points_text, table_of
from gongkai.papers.document import Cell, Section, text
from gongkai.papers.values import figure
from gongkai.plan.succession import counterparts
from gongkai.scoring.selfscores import apart, own_figures, own_total
from gongkai.wording import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Table, Tone
    from gongkai.plan.model import Plan
    from gongkai.register.ledger import Ledger, Standing
    from gongkai.scoring.sheet import AppliedEntry, ItemScore, StageScore, UnitScore
    from gongkai.scoring.whatif import Improvement, NextGrade, Outlook

Data = dict[str, object]
CENT = Decimal("0.01")
NOBODY: Mapping[str, Decimal] = MappingProxyType({})


def score_document(
    ledger: Ledger,
    standing: Standing,
    scores: Sequence[UnitScore],
    outlooks: Mapping[str, Outlook] | None = None,
) -> Document:
    """Return the ranking of the units given, group by group, with what each can get back where that was asked."""
    plan, own = ledger.plan, own_totals(ledger, scores)
    schemes = list(dict.fromkeys(score.scheme for score in scores))
    data: Data = {
        "plan": plan_data(plan, standing),
        "scheme": schemes[0] if len(schemes) == 1 else "；".join(schemes),
        "units": [
            score_data(score) | {"self": own.get(score.unit)} | _outlook_data(score, outlooks) for score in scores
        ],
    }
    blocks: list[Block] = [as_of_line(standing), *_opening(scores), *group_sections(scores, own=own)]
    if outlooks is not None:
        blocks.append(outlook_section(scores, outlooks))
    stage = next((score.stage for score in scores if score.stage), "")
    document = paper("score", f"{plan.year}年度{stage}考核得分", blocks, data, (ledger, standing))
    return with_example(document, plan, schemes)


def score_data(score: UnitScore) -> Data:
    """Return one unit's assessment; figures have at most two decimals, `score` is null where a figure is missing."""
    return {
        "unit": score.unit,
        "group": score.group,
        "scheme": score.scheme,
        "stage": score.stage or None,
        "score": score.score,
        "rank": score.rank,
        "grade": score.grade,
        "deducted": cents(score.deducted),
        "bonus": cents(score.bonus),
        "penalty": cents(score.penalty),
        "veto": score.veto or score.barred or None,
        "held": [{"kind": held.kind, "reason": held.words} for held in score.held],
        "items": [_item_data(item) for item in score.items],
        "stages": [_stage_data(stage) for stage in score.stages],
        "deductions": [applied_data(entry) for entry in score.deductions],
    }


def applied_data(applied: AppliedEntry) -> Data:
    """Return an entry as it counts on a sheet: `asked` never changes, `applied` is 0 once revoked."""
    entry = applied.state.entry
    return {
        "id": entry.id,
        "rule": entry.rule,
        "point": entry.point or None,
        "finding": entry.finding or None,
        "date": entry.day,
        "asked": entry.asked,
        "applied": cents(applied.applied),
        "cost": cents(applied.cost),
        "status": applied.status,
        "void": applied.void or None,
        "reason": entry.reason,
        "stage": entry.stage or None,
        "evidence": evidence_data(entry.evidence),
        "notified": applied.state.notified,
        "by": entry.by or entry.actor,
    }


def cents(value: Decimal) -> Decimal:
    """Return an exact figure as it is told everywhere: with two decimals, or the three of a score."""
    return value if value == value.quantize(CENT) else figure(value)


def _item_data(item: ItemScore) -> Data:
    return {
        "code": item.code,
        "name": item.name,
        "points": item.points,
        "applicable": item.applicable,
        "mode": item.mode,
        "start": None if item.missing else cents(item.start),
        "gained": cents(item.gained),
        "deducted": cents(item.deducted),
        "score": None if item.missing else cents(item.score),
        "items": [_item_data(child) for child in item.items],
    }


def _stage_data(stage: StageScore) -> Data:
    return {
        "name": stage.name,
        "weight": stage.weight,
        "external": stage.external,
        "score": None if stage.score is None else cents(stage.score),
        "deducted": None if stage.deducted is None else cents(stage.deducted),
        "bonus": cents(stage.bonus),
        "items": [_item_data(item) for item in stage.items],
    }


def is_example(plan: Plan, schemes: Sequence[str]) -> bool:
    """Tell whether any scheme in use says that its figures are examples (示例), by its name or a note."""
    assessment = plan.assessment
    if assessment is None:
        return False
    used = [scheme for scheme in assessment.schemes if scheme.name in schemes]
    return any("示例" in words for scheme in used for words in (scheme.name, scheme.note)) or (
        bool(used) and "示例" in assessment.note
    )


def with_example(document: Document, plan: Plan, schemes: Sequence[str]) -> Document:
    """Return the document marked 示例分值 where the scheme's figures are examples."""
    return replace(document, marks=(*document.marks, EXAMPLE)) if is_example(plan, schemes) else document


def _outlook_data(score: UnitScore, outlooks: Mapping[str, Outlook] | None) -> Data:
    return outlook_data(outlooks[score.unit]) if outlooks and score.unit in outlooks else {}


def _opening(scores: Sequence[UnitScore]) -> Iterator[Block]:
    if not scores:
        yield text("没有可以计分的单位：年度要点文件里没有考核细则，或者没有单位在考核分组内。")


def own_totals(ledger: Ledger, scores: Iterable[UnitScore]) -> dict[str, Decimal]:
    """Return what each unit gives itself in all, of those that said so of every item."""
    assessment = ledger.plan.assessment
    if assessment is None or not ledger.self_scores:
        return {}
    full = {scheme.name: assessment.full_of(scheme) for scheme in assessment.schemes}
    found: dict[str, Decimal] = {}
    for score in scores:
        total = own_total(score, own_figures(ledger.self_scores, score.unit), full[score.scheme])
        if total is not None:
            found[score.unit] = total
    return found


def so_far(scores: Iterable[UnitScore]) -> tuple[int, int]:
    """Return how many of a group's units that compete have a score, and how many wait for one."""
    racing = [score for score in scores if score.competes and score.veto is None]
    return sum(score.score is not None for score in racing), sum(score.waits for score in racing)


def scored_so_far(known: int, waiting: int) -> str:
    """Return why there are no ranks yet: of so many that should be scored so many are."""
    return f"应计分{known + waiting}个单位，已计分{known}个"


UNRANKED = "不排名"


def group_sections(
    scores: Sequence[UnitScore], level: int = 1, own: Mapping[str, Decimal] = NOBODY
) -> Iterator[Section]:
    """Yield a section with a ranking table for each group, in the order of the scores; below level 1 numbered.

    Groups of which no unit is ranked stand together, last. `own` is what units give themselves.
    """
    groups = [(group, list(members)) for group, members in groupby(scores, key=lambda score: score.group)]
    ranked = [each for each in groups if any_ranked(each[1])]
    apart = [each for each in groups if each not in ranked]
    parts: list[tuple[str, str, tuple[Block, ...]]] = [
        (f"group-{index}", group, (*group_notes(members), ranking_table(members, own)))
        for index, (group, members) in enumerate(ranked, 1)
    ]
    if apart:
        title = f"{apart[0][0]}（{UNRANKED}）" if len(apart) == 1 else f"{UNRANKED}的单位"
        listed = [score for _, members in apart for score in members]
        parts.append(("unranked", title, (ranking_table(listed, own),)))
    for index, (key, title, blocks) in enumerate(parts):
        yield Section(key, f"（{ORDINALS[index % len(ORDINALS)]}）{title}" if level > 1 else title, blocks, level)


def any_ranked(scores: Iterable[UnitScore]) -> bool:
    """Tell whether a group is ranked at all."""
    return any(score.competes for score in scores)


def group_notes(scores: Sequence[UnitScore]) -> Iterator[Block]:
    """Yield why a group has no ranks yet, who has none in one that is ranked, what shares of grades kept units out."""
    known, waiting = so_far(scores)
    if waiting:
        yield text(f"{scored_so_far(known, waiting)}，暂不排名。", role="note")
    apart = [score.unit for score in scores if not score.competes]
    if 0 < len(apart) < len(scores):
        yield text(f"{'、'.join(apart)}不参加排名。", role="note")
    for words in dict.fromkeys(held.words for score in scores for held in score.held if held.kind == "share"):
        yield text(f"{words}。", role="note")


def ranking_table(scores: Sequence[UnitScore], own: Mapping[str, Decimal] = NOBODY) -> Table:
    """Return one group's ranking; the unranked have a dash, the vetoed stand last with the reason.

    Units of several groups, of which none is ranked, each have theirs beside them. Before grades are given there is no
    column for them. `own` is what units give themselves.
    """
    graded, several = any(score.grade for score in scores), len({score.group for score in scores}) > 1
    columns: tuple[ColumnOf[UnitScore], ...] = (
        column("名次", lambda s: s.rank, "ordinal", optional=True),
        column("考核分组", lambda s: s.group if several else "", optional=True),
        UNIT,
        column("得分", lambda s: Cell(s.score, "strong"), "number"),
        column("等次", lambda s: Cell((s.grade or "—") if graded else "", vetoed(s)), optional=True),
        column("扣分", lambda s: cents(s.deducted - s.penalty), "number"),
        column("加分", lambda s: cents(s.bonus) if s.bonus else "", "number", optional=True),
        column("减分", lambda s: cents(s.penalty) if s.penalty else "", "number", optional=True),
        column("自评分", lambda s: own.get(s.unit, ""), "number", optional=True),
        column("自评之差", lambda s: apart(own.get(s.unit), s.score), "number", optional=True),
        column("限制等次", lambda s: s.barred, weight=2, optional=True),
        column("一票否决", lambda s: Cell(s.veto or "", vetoed(s)), weight=3, optional=True),
    )
    return replace(table_of("ranking", "", columns, scores), bounds=grade_bounds(scores))


def grade_bounds(scores: Sequence[UnitScore]) -> tuple[int, ...]:
    """Return the units, counted from 0, below which another grade begins in their group, where that is ranked."""
    return tuple(index for index, pair in enumerate(pairwise(scores)) if _begins(*pair))


def _begins(above: UnitScore, below: UnitScore) -> bool:
    """Tell whether another grade begins between two units of a group, which are in the order of their scores."""
    if above.group != below.group or not (above.competes and below.competes):
        return False
    return above.grade != below.grade and None not in (above.grade, below.grade)


def vetoed(score: UnitScore) -> Tone:
    """Return the tone of what a veto has decided."""
    return "bad" if score.veto else ""


UNIT: ColumnOf[UnitScore] = column("单位", lambda s: Cell(s.unit, ref=s.unit), weight=2)
MISSING = "—"


class Earlier(Struct, frozen=True):
    """What is compared with: `label` is the day or the year as asked for.

    `counted` is the last day whose handling is in its scores, None where all is that was handled by now.
    """

    label: str
    plan: Plan
    scores: tuple[UnitScore, ...]
    counted: date | None = None


class Change(Struct, frozen=True):
    """One unit now, and what it was then; `was` is None where there was nothing to compare with."""

    now: UnitScore
    was: UnitScore | None

    @property
    def score_change(self) -> Decimal | None:
        """What the score has risen (or, below 0, fallen) by."""
        if self.was is None or self.now.score is None or self.was.score is None:
            return None
        return self.now.score - self.was.score

    @property
    def rank_change(self) -> int | None:
        """The rank now less the rank then: below 0 it went up. None across groups, or without a rank."""
        if self.was is None or self.now.rank is None or self.was.rank is None or self.now.group != self.was.group:
            return None
        return self.now.rank - self.was.rank


def changes(plan: Plan, scores: Iterable[UnitScore], earlier: Earlier) -> Iterator[Change]:
    """Yield each unit's change in the order of the scores; one that several were merged into once for each."""
    found = counterparts(earlier.plan, plan)
    then = {score.unit: score for score in earlier.scores}
    for score in scores:
        were = [then[name] for name in found.get(score.unit, ()) if name in then]
        yield from (Change(score, was) for was in were)
        if not were:
            yield Change(score, None)


def with_comparison(
    document: Document, plan: Plan, scores: Sequence[UnitScore], earlier: Earlier, standing: Standing
) -> Document:
    """Return the score paper with the comparison: a section at its end, `against` in its answer.

    `standing` is where the paper's own scores stand.
    """
    listed = list(changes(plan, scores, earlier))
    title = f"与{earlier.label}{'年度' if earlier.label.isdecimal() else ''}相比"
    groups = groupby(listed, key=lambda change: change.now.group)
    blocks: list[Block] = [*_unlike(standing, earlier), *(_table(name, list(members)) for name, members in groups)]
    blocks = blocks if listed else [text("没有可比的单位。")]
    answer = document.data if isinstance(document.data, dict) else {}
    against = {"label": earlier.label, "units": [_data(change) for change in listed]}
    return replace(
        document,
        blocks=(*document.blocks, Section("against", title, tuple(blocks))),
        data={**answer, "against": against},
    )


def _unlike(standing: Standing, earlier: Earlier) -> Iterator[Block]:
    """Yield that the two sides do not count the same handling, where only one goes on after the year."""
    if standing.over and earlier.counted is not None:
        until, then = full_day(standing.handled.date()), full_day(earlier.counted)
        said = f"现得分的核实、整改、扣分截至{until}，原得分只到{then}，增减中含这期间办理的。"
        yield text(said, role="note")


def _data(change: Change) -> dict[str, object]:
    was = change.was
    return {
        "unit": change.now.unit,
        "was": was.unit if was else None,
        "score": was.score if was else None,
        "rank": was.rank if was else None,
        "grade": was.grade if was else None,
        "score_change": change.score_change,
        "rank_change": change.rank_change,
    }


def _table(group: str, listed: Sequence[Change]) -> Table:
    return table_of("against", group, AGAINST, listed)


def _risen(change: Change) -> Cell:
    rise = change.score_change
    return Cell(MISSING if rise is None else f"+{points_text(rise)}" if rise > 0 else points_text(rise), _tone(rise))


def _ranked(change: Change) -> Cell:
    moved = change.rank_change
    return Cell(MISSING if moved is None else _moved(moved), _tone(None if moved is None else -moved))


AGAINST: tuple[ColumnOf[Change], ...] = (
    column("单位", lambda c: Cell(c.now.unit, ref=c.now.unit), weight=2),
    column("原为", lambda c: c.was.unit if c.was and c.was.unit != c.now.unit else "", weight=2, optional=True),
    column("得分", lambda c: c.now.score, "number"),
    column("原得分", lambda c: c.was.score if c.was else None, "number"),
    column("增减", _risen, "number"),
    column("等次", lambda c: Cell(c.now.grade or MISSING, vetoed(c.now))),
    column("原等次", lambda c: (c.was.grade or MISSING) if c.was else MISSING),
    column("名次", lambda c: c.now.rank, "ordinal"),
    column("原名次", lambda c: c.was.rank if c.was else None, "ordinal"),
    column("升降", _ranked),
)


def _moved(places: int) -> str:
    return f"升{-places}位" if places < 0 else f"降{places}位" if places else "持平"


def _tone(gain: Decimal | int | None) -> Tone:
    return "" if not gain else "good" if gain > 0 else "bad"


OutlookData = dict[str, object]
WAY = {"veto": "一票否决撤销", "deduction": "扣分撤销", "finding": "问题按期整改并销号"}


def outlook_data(outlook: Outlook) -> OutlookData:
    """Return what a unit can still get back; the next grade is null at the top, under a veto and without a score."""
    grade = outlook.next_grade
    return {
        "what_if": [
            {"kind": c.kind, "id": c.id, "back": c.back, "score": c.score, "grade": c.grade, "decided": c.decided}
            for c in outlook.improvements
        ],
        "next_grade": {"name": grade.name, "gap": grade.gap} if grade else None,
    }


def outlook_section(scores: Sequence[UnitScore], outlooks: Mapping[str, Outlook]) -> Section:
    """Return what each of the units scored could get back, and how far its next grade is."""
    known = [(score, outlooks[score.unit]) for score in scores if score.unit in outlooks]
    return Section("what-if", "试算：怎样追回", tuple(_blocks(known)))


def _blocks(known: Sequence[tuple[UnitScore, Outlook]]) -> Iterator[Block]:
    yield text("每一行是只改变这一处时的得分，各行不能相加；没有登记任何内容。", role="note")
    improvements = [(score, improvement) for score, outlook in known for improvement in outlook.improvements]
    if improvements:
        yield _improvements(improvements)
    else:
        yield text("没有可以追回的扣分。")
    if any(outlook.next_grade for _, outlook in known):
        yield _grades(known)


def _improvements(improvements: Sequence[tuple[UnitScore, Improvement]]) -> Table:
    columns: tuple[ColumnOf[tuple[UnitScore, Improvement]], ...] = (
        column("单位", lambda each: UNIT.cell(each[0]), weight=2),
        column("编号", lambda each: Cell(each[1].id, ref=each[1].id), "id"),
        column("若", lambda each: WAY[each[1].kind] + ("（复核已有决定）" if each[1].decided else ""), weight=1),
        column("追回", lambda each: Cell(each[1].back, "good" if each[1].back else "dim"), "number"),
        column("得分变为", lambda each: each[1].score, "number"),
        column("等次变为", lambda each: each[1].grade if each[1].grade != each[0].grade else "", optional=True),
    )
    return table_of("chances", "", columns, improvements)


def _grades(known: Sequence[tuple[UnitScore, Outlook]]) -> Table:
    columns: tuple[ColumnOf[tuple[UnitScore, NextGrade]], ...] = (
        column("单位", lambda each: UNIT.cell(each[0]), weight=2),
        column("得分", lambda each: each[0].score, "number"),
        column("等次", lambda each: each[0].grade or "—"),
        column("上一等次", lambda each: each[1].name),
        column("还差", lambda each: each[1].gap, "number"),
    )
    ahead = [(score, outlook.next_grade) for score, outlook in known if outlook.next_grade]
    return table_of("next-grades", "", columns, ahead)
