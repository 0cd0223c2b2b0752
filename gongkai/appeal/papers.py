"""What a scorecard says of objections: told when, open until when, objected and decided how, before and after."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.entry.states import EntryState
from gongkai.history.shapes import UNSCORED, appeal_data, record_data
from gongkai.papers.columns import (
    basis_text,
    column,
    evidence_text,
    full_day,
    paper,
    points_text,
    remark,
    sentence,
    short_day,
    table_of,
)
from gongkai.papers.document import Cell, text
from gongkai.papers.ids import without_ids
from gongkai.papers.letterhead import stripped
from gongkai.wording import APPEAL, RULING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from gongkai.appeal.objections import AppealState, ObjectionWindow
    from gongkai.entry.states import FigureState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Tone
    from gongkai.plan.calendar import LastDay
    from gongkai.register.kinds import Figure, Ruling
    from gongkai.register.ledger import Ledger, Standing
    from gongkai.scoring.sheet import UnitScore

NO_WINDOWS: Mapping[str, ObjectionWindow] = MappingProxyType({})


class BeforeAfter(Struct, frozen=True):
    """What a decision about the objection `appeal` changed: the unit's score as it was just before it and just after.

    What was recorded later, and has nothing to do with the decision, is in neither.
    """

    appeal: str
    day: date
    before: UnitScore
    after: UnitScore


class Dispute(Struct, frozen=True):
    """What a unit may still argue about, and what came of it: its `windows` by id and its outside `figures`.

    `reviews` are the decisions about its objections that took something back, in order; `workdays` is the time there
    is to object, 0 where it is not known.
    """

    windows: Mapping[str, ObjectionWindow] = NO_WINDOWS
    figures: tuple[FigureState, ...] = ()
    reviews: tuple[BeforeAfter, ...] = ()
    workdays: int = 0

    @property
    def disputed(self) -> frozenset[str]:
        """The ids of what waits for a decision."""
        return frozenset(name for name, window in self.windows.items() if window.appeal and window.appeal.is_open)

    @property
    def open(self) -> tuple[str, ...]:
        """The ids that the unit can still object to."""
        return tuple(name for name, window in self.windows.items() if window.open)


UNDISPUTED = Dispute()


def objection_words(state: EntryState | FigureState, window: ObjectionWindow | None, workdays: int = 0) -> str:
    """Return what the unit can still do about it: not yet told, open to objection until, waiting for a decision."""
    if isinstance(state, EntryState) and state.entry.kind == "bonus":
        return ""
    if state.notified is None:
        after = f"，告知后{workdays}个工作日内可以申请复核" if workdays else ""
        return "" if state.status == "revoked" else f"尚未告知{after}"
    if window is None:
        return ""
    if window.appeal is not None:
        return APPEAL["open"] if window.appeal.is_open else ""
    if window.open:
        return _until(window.last)
    return "" if state.status == "revoked" else f"申请复核的期限到{window.last.inside(full_day)}已满"


def _until(last: LastDay) -> str:
    return f"至{full_day(last.day)}止可以申请复核" if last.day else f"可以申请复核，最后一天是告知后{last.words()}"


def objection_data(state: EntryState | FigureState, window: ObjectionWindow | None) -> dict[str, object]:
    """Return the same for scripts: the last day to object (null before the notice), and the objection."""
    return {
        "objectable_until": window.last.day if window else None,
        "objectable": window is not None and window.open,
        "appeal": appeal_data(window.appeal, state) if window and window.appeal else None,
    }


def figure_data(state: FigureState, window: ObjectionWindow | None) -> dict[str, object]:
    """Return an outside figure as it stands; `status` is valid, replaced or revoked."""
    return record_data(state.figure) | {
        "status": "replaced" if state.replaced else state.status,
        "notified": state.notified,
        **objection_data(state, window),
    }


def figure_lines(dispute: Dispute, *, hidden: Collection[str] = ()) -> Iterator[Block]:
    """Yield a paragraph for each outside figure of the unit: who entered it, why, on what evidence.

    What is `hidden` are the ids that are not told.
    """
    for state in dispute.figures:
        figure = state.figure
        said = [
            f"{'' if hidden else f'{figure.id}　'}{figure_words(figure)}",
            f"{full_day(figure.day)}录入",
            without_ids(figure.reason, hidden),
        ]
        said.append(f"录入人：{figure.by or figure.actor}")
        said += step_words(state, dispute.windows.get(figure.id), hidden=hidden)
        said.append(f"已由{'后录入的' if hidden else state.replaced}代替，不再计入" if state.replaced else "")
        said.append(objection_words(state, dispute.windows.get(figure.id), dispute.workdays))
        said.append(basis_text(evidence_text(figure.evidence)))
        yield text(sentence("；".join(part for part in said if part)), role="detail")


def figure_words(figure: Figure) -> str:
    """Return what an outside figure is for, and how much of what it is: 第三方评估：18分（满分20）."""
    of = f"（满分{points_text(figure.out_of)}）" if figure.out_of is not None else ""
    return f"{figure.place}：{points_text(figure.score)}分{of}"


def step_words(
    state: EntryState | FigureState,
    window: ObjectionWindow | None,
    *,
    told: bool = True,
    hidden: Collection[str] = (),
) -> list[str]:
    """Return what happened to it in order of time, each step once: objected, decided, taken back, and when `told`.

    What is `hidden` are the ids that are not told.
    """
    rulings = (ruling for ruling in state.rulings if told or ruling.kind != "notified")
    steps = [(ruling.day, ruling.seq, _ruling(ruling)) for ruling in rulings]
    if window and window.appeal:
        appeal = window.appeal.appeal
        named = "" if hidden else f"{appeal.id}："
        steps.append((appeal.day, appeal.seq, f"{full_day(appeal.day)}申请复核（{named}{stripped(appeal.reason)}）"))
    return [without_ids(said, hidden) for _, _, said in sorted(steps)]


def _ruling(ruling: Ruling) -> str:
    if ruling.kind == "notified":
        return f"{full_day(ruling.day)}告知"
    to = f"为{points_text(ruling.points)}分" if ruling.kind == "reduced" else ""
    review = "复核" if ruling.appeal else ""
    said = f"{full_day(ruling.day)}{review}{RULING[ruling.kind]}{to}"
    return f"{said}：{stripped(ruling.reason)}（决定人：{ruling.by or ruling.actor}）"


def before_after(reviews: Iterable[BeforeAfter], *, ids: bool = True) -> Iterator[Block]:
    """Yield a line on what each decided objection changed."""
    for review in reviews:
        before, after, changes = review.before, review.after, []
        if before.score != after.score:
            changes.append(f"得分由{points_text(before.score)}变为{points_text(after.score)}")
        if before.grade != after.grade:
            changes.append(f"等次由{before.grade or '—'}变为{after.grade or '—'}")
        if before.veto and not after.veto:
            changes.append("一票否决已撤销")
        if changes:
            yield text(
                f"{full_day(review.day)}经复核{f'（{review.appeal}）' if ids else ''}，{'，'.join(changes)}。",
                role="note",
            )


def how_to_object(dispute: Dispute) -> Iterator[Block]:
    """Yield how to object, only where it is still possible."""
    if dispute.open:
        ids = "、".join(dispute.open)
        ends = [dispute.windows[name].last for name in dispute.open]
        last = min((end for end in ends if end.day), key=lambda end: str(end.day), default=ends[0])
        first = "最早的" if len(dispute.open) > 1 else ""
        how = f"gongkai appeal file {dispute.open[0]} --reason 理由"
        yield text(f"对{ids}还可以申请复核，{first}到{last.inside(full_day)}为止：{how}", role="hint")


TONE: dict[str, Tone] = {"open": "warn", "kept": "", "reduced": "good", "revoked": "good"}


def appeals_document(
    source: tuple[Ledger, Standing],
    chosen: Sequence[AppealState],
    matters: Mapping[str, EntryState | FigureState],
    applied: Mapping[str, Decimal] = UNSCORED,
    *,
    deciding: bool = True,
) -> Document:
    """Return the objections; `matters` are what they are about, `applied` what the scoring let count, both by id.

    Who is `deciding` is told how.
    """
    ledger, _ = source
    data = [appeal_data(state, matters.get(state.appeal.entry), applied) for state in chosen]
    columns: tuple[ColumnOf[AppealState], ...] = (
        column("编号", lambda s: Cell(s.appeal.id, ref=s.appeal.id), "id"),
        column("日期", lambda s: short_day(s.appeal.day, s.appeal.year)),
        column("单位", lambda s: Cell(s.appeal.unit, ref=s.appeal.unit), weight=2),
        column("所针对", lambda s: Cell(s.appeal.entry, ref=s.appeal.entry)),
        column("理由", lambda s: s.appeal.reason, weight=3),
        column("佐证", lambda s: evidence_text(s.appeal.evidence), weight=2, optional=True),
        column("原记", lambda s: worth(matters.get(s.appeal.entry), now=False), optional=True),
        column("结果", lambda s: Cell(APPEAL[s.status], TONE[s.status])),
        column("改后", lambda s: worth(matters.get(s.appeal.entry), now=True) if s.ruling else "", optional=True),
        column("决定日期", lambda s: short_day(s.decided, s.appeal.year), optional=True),
        column("决定人", lambda s: s.by, optional=True),
        column("决定理由", lambda s: s.ruling.reason if s.ruling else "", weight=3, optional=True),
        column("备注", lambda s: remark(s.appeal), optional=True),
    )
    blocks: list[Block] = [table_of("appeals", "", columns, chosen)]
    waiting = sum(state.is_open for state in chosen)
    if chosen:
        blocks.append(text(f"共{len(chosen)}件，尚未决定{waiting}件。", role="note"))
    if waiting and deciding:
        said = "作出决定：gongkai appeal decide 编号 --keep（或 --reduce-to 分值、--revoke）--reason 理由 --by 决定人"
        blocks.append(text(said, role="hint"))
    return paper("appeals", f"{ledger.plan.year}年度复核申请", blocks, data, source)


def worth(matter: EntryState | FigureState | None, *, now: bool) -> str:
    """Return what a unit objects to in a few words, as it was, or as it is `now`; empty where it is not known."""
    if matter is None:
        return ""
    if not isinstance(matter, EntryState):
        return "不计" if now and matter.status == "revoked" else f"{points_text(matter.figure.score)}分"
    if matter.entry.kind == "veto":
        return "不计" if now and matter.status == "revoked" else "一票否决"
    return f"扣{points_text(matter.live if now else matter.entry.asked)}分"
