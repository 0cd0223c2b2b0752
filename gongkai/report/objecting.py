"""What a scorecard says of objections: told when, open until when, objected and decided how, before and after."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.document import text
from gongkai.domain.entries import EntryState
from gongkai.report.objections import appeal_data
from gongkai.report.official import stripped
from gongkai.report.parts import basis_text, evidence_text, full_day, points_text, sentence
from gongkai.report.recorded import record_data
from gongkai.wording import APPEAL, RULING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from gongkai.document import Block
    from gongkai.domain.appeals import Chance
    from gongkai.domain.figures import FigureState
    from gongkai.domain.records import Ruling
    from gongkai.domain.scorecard import UnitScore

NO_CHANCES: Mapping[str, Chance] = MappingProxyType({})


class Review(Struct, frozen=True):
    """What a decision about the objection `appeal` changed: the unit's score as it was just before it and just after.

    What was recorded later, and has nothing to do with the decision, is in neither.
    """

    appeal: str
    day: date
    before: UnitScore
    after: UnitScore


class Dispute(Struct, frozen=True):
    """What a unit may still argue about, and what came of it: its `chances` by id and its outside `figures`.

    `reviews` are the decisions about its objections that took something back, in order; `workdays` is the time there
    is to object, 0 where it is not known.
    """

    chances: Mapping[str, Chance] = NO_CHANCES
    figures: tuple[FigureState, ...] = ()
    reviews: tuple[Review, ...] = ()
    workdays: int = 0

    @property
    def disputed(self) -> frozenset[str]:
        """The ids of what waits for a decision."""
        return frozenset(name for name, chance in self.chances.items() if chance.appeal and chance.appeal.is_open)

    @property
    def open(self) -> tuple[str, ...]:
        """The ids that the unit can still object to."""
        return tuple(name for name, chance in self.chances.items() if chance.open)


UNDISPUTED = Dispute()


def objection_words(state: EntryState | FigureState, chance: Chance | None, workdays: int = 0) -> str:
    """Return what the unit can still do about it: not yet told, open to objection until, waiting for a decision."""
    if isinstance(state, EntryState) and state.entry.kind == "bonus":
        return ""
    if state.notified is None:
        after = f"，告知后{workdays}个工作日内可以申请复核" if workdays else ""
        return "" if state.status == "revoked" else f"尚未告知{after}"
    if chance is None:
        return ""
    if chance.appeal is not None:
        return APPEAL["open"] if chance.appeal.is_open else ""
    if chance.open:
        return f"至{full_day(chance.last)}止可以申请复核"
    return "" if state.status == "revoked" else f"申请复核的期限到{full_day(chance.last)}已满"


def objection_data(state: EntryState | FigureState, chance: Chance | None) -> dict[str, object]:
    """Return the same for scripts: the last day to object (null before the notice), and the objection."""
    return {
        "objectable_until": chance.last if chance else None,
        "objectable": chance is not None and chance.open,
        "appeal": appeal_data(chance.appeal, state) if chance and chance.appeal else None,
    }


def figure_data(state: FigureState, chance: Chance | None) -> dict[str, object]:
    """Return an outside figure as it stands; `status` is valid, replaced or revoked."""
    return record_data(state.figure) | {
        "status": "replaced" if state.replaced else state.status,
        "notified": state.notified,
        **objection_data(state, chance),
    }


def figure_lines(dispute: Dispute) -> Iterator[Block]:
    """Yield a paragraph for each outside figure of the unit: who entered it, why, on what evidence."""
    for state in dispute.figures:
        figure = state.figure
        said = [
            f"{figure.id}　{figure.stage}：{points_text(figure.score)}分",
            f"{full_day(figure.day)}录入",
            figure.reason,
        ]
        said.append(f"录入人：{figure.by or figure.actor}")
        said += step_words(state, dispute.chances.get(figure.id))
        said.append(f"已由{state.replaced}代替，不再计入" if state.replaced else "")
        said.append(objection_words(state, dispute.chances.get(figure.id), dispute.workdays))
        said.append(basis_text(evidence_text(figure.evidence)))
        yield text(sentence("；".join(part for part in said if part)), role="detail")


def step_words(state: EntryState | FigureState, chance: Chance | None) -> list[str]:
    """Return what happened to it in order of time, each step once: told, objected, decided or taken back."""
    steps = [(ruling.day, ruling.seq, _ruling(ruling)) for ruling in state.rulings]
    if chance and chance.appeal:
        appeal = chance.appeal.appeal
        steps.append(
            (appeal.day, appeal.seq, f"{full_day(appeal.day)}申请复核（{appeal.id}：{stripped(appeal.reason)}）")
        )
    return [said for _, _, said in sorted(steps)]


def _ruling(ruling: Ruling) -> str:
    if ruling.kind == "notified":
        return f"{full_day(ruling.day)}告知"
    to = f"为{points_text(ruling.points)}分" if ruling.kind == "reduced" else ""
    review = "复核" if ruling.appeal else ""
    said = f"{full_day(ruling.day)}{review}{RULING[ruling.kind]}{to}"
    return f"{said}：{stripped(ruling.reason)}（{ruling.by or ruling.actor}）"


def before_after(reviews: Iterable[Review]) -> Iterator[Block]:
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
            yield text(f"{full_day(review.day)}经复核（{review.appeal}），{'，'.join(changes)}。", role="note")


def how_to_object(dispute: Dispute) -> Iterator[Block]:
    """Yield how to object, only where it is still possible."""
    if dispute.open:
        ids = "、".join(dispute.open)
        last = min(dispute.chances[name].last for name in dispute.open)
        first = "最早的" if len(dispute.open) > 1 else ""
        said = (
            f"对{ids}还可以申请复核，{first}到{full_day(last)}为止：gongkai appeal file {dispute.open[0]} --reason 理由"
        )
        yield text(said, role="hint")
