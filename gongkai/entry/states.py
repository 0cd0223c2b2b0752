"""Score entries as they stand: what was asked, what is left of it, and what may still be done to them.

An entry is never edited. What was revoked counts nothing and what was reduced counts the rest, as if the other
part had never been asked; `asked` stays what it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NoReturn, Protocol

from msgspec import Struct

from gongkai.errors import BadValue, Refused
from gongkai.points import ZERO, exact, plain
from gongkai.register.recordable import was_to_come
from gongkai.scoring.sheet import Outside

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from gongkai.register.kinds import Figure, Ruling, ScoreEntry

EntryStatus = Literal["valid", "reduced", "revoked"]


class EntryState(Struct, frozen=True):
    """An entry with its rulings in order; `live` is what still stands of `asked`, `notified` the first notice's day."""

    entry: ScoreEntry
    status: EntryStatus
    live: Decimal
    notified: date | None
    rulings: tuple[Ruling, ...] = ()

    @property
    def record(self) -> ScoreEntry:
        """The entry: what rulings are about."""
        return self.entry

    @property
    def stands(self) -> bool:
        """A veto stands until revoked; points stand while any are left."""
        return self.status != "revoked" and (self.entry.kind == "veto" or self.live > ZERO)

    @property
    def is_slip(self) -> bool:
        """A slip of the office's own: taken back before the unit was ever told. Nobody is told of a bonus."""
        return self.status == "revoked" and self.notified is None and self.entry.kind != "bonus"


def holds(state: EntryState) -> bool:
    """An entry holds the items it names until the office takes it back; one revoked on objection was decided."""
    return all(ruling.kind != "revoked" or ruling.appeal for ruling in state.rulings)


class Ruled(Protocol):
    """What a unit is told of and rulings are about: an entry or an outside figure as it stands."""

    @property
    def record(self) -> ScoreEntry | Figure:
        """What was written down."""

    @property
    def status(self) -> EntryStatus:
        """One of valid, reduced, revoked."""

    @property
    def notified(self) -> date | None:
        """The first notice's day."""

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """What was decided, in order."""

    @property
    def stands(self) -> bool:
        """Whether it counts, as far as rulings go."""


def entry_states(entries: Iterable[ScoreEntry], rulings: Iterable[Ruling]) -> tuple[EntryState, ...]:
    """Pair each entry with its rulings, keeping the entries' order; a ruling on no known entry is passed over."""
    by_entry = rulings_by_entry(rulings)
    return tuple(_entries_state(entry, by_entry.get(entry.id, ())) for entry in entries)


def rulings_by_entry(rulings: Iterable[Ruling]) -> dict[str, tuple[Ruling, ...]]:
    """Return the rulings on each entry or figure by its id, in order of day, then seq."""
    found: dict[str, list[Ruling]] = {}
    for ruling in rulings:
        found.setdefault(ruling.entry, []).append(ruling)
    return {entry: tuple(sorted(listed, key=lambda r: (r.day, r.seq))) for entry, listed in found.items()}


def first_notice(rulings: Iterable[Ruling]) -> date | None:
    """Return the day of the first notice among rulings in order."""
    return next((r.day for r in rulings if r.kind == "notified"), None)


def _entries_state(entry: ScoreEntry, rulings: tuple[Ruling, ...]) -> EntryState:
    if not rulings:
        return EntryState(entry, "valid", entry.asked, None)
    status, live = _standing(entry, rulings)
    return EntryState(entry, status, live, first_notice(rulings), rulings)


def _standing(entry: ScoreEntry, rulings: tuple[Ruling, ...]) -> tuple[EntryStatus, Decimal]:
    if any(r.kind == "revoked" for r in rulings):
        return "revoked", ZERO
    reduced = [r.points for r in rulings if r.kind == "reduced"]
    return ("reduced", min(entry.asked, *reduced)) if reduced else ("valid", entry.asked)


def may_revoke(state: Ruled) -> None:
    """Refuse to revoke twice."""
    if state.status == "revoked":
        refuse_revoked(state)


def may_notify(state: Ruled) -> None:
    """Refuse a second notice (the time to object runs from the first), and notice of what was revoked."""
    if state.status == "revoked":
        refuse_revoked(state)
    if state.notified is not None:
        raise Refused(
            f"{state.record.id} 已于 {state.notified.isoformat()} 告知{state.record.unit}",
            "异议期限从第一次告知起算，不必再告知",
        )


def reduce_range(state: EntryState, x: Decimal) -> Decimal:
    """Return `x` if the entry can be reduced to it: 0 or more, and less than what stands.

    Raises BadValue out of that range (no figure is, for a veto), Refused for a revoked entry.
    """
    if state.status == "revoked":
        refuse_revoked(state)
    if state.entry.kind == "veto":
        raise BadValue(f"{state.entry.id} 是一票否决，没有分值可减", "只能维持或者撤销")
    if not x.is_finite() or not ZERO <= x < state.live:
        raise BadValue(
            f"核减后的分值应当不小于 0 且小于 {plain(state.live)}，不能是“{x}”", "全部取消请用撤销，一分不减请用维持"
        )
    return exact(x, "核减后的分值")


def may_take_again(finding_id: str, states: Iterable[EntryState], again_reason: str = "") -> None:
    """一事不二扣: refuse a second live deduction on one finding unless a reason is given for it."""
    if not finding_id or again_reason.strip():
        return
    for state in states:
        if state.entry.finding == finding_id and state.entry.kind == "deduction" and state.stands:
            raise Refused(
                f"问题 {finding_id} 已由 {state.entry.id} 扣 {plain(state.live)} 分，一事不二扣",
                "确需再扣的，请用 --again 写明理由",
            )


def may_repeat(entry: ScoreEntry, states: Iterable[EntryState], *, yearly: bool) -> None:
    """Refuse what already stands, unless the entry says why it comes `again`.

    `states` are the entries of its unit, `yearly` says that its rule counts once a year. Once are such a rule on one
    point, a veto by one rule, a duty item, and whatever says the same on the same evidence, or on one day at all. What
    names a finding and what names none, by one rule of one day, or for one reason, may be the same.
    """
    if entry.again:
        return
    for state in states:
        twice = [item for item in entry.items if state.entry.kind == entry.kind and item in state.entry.items]
        if twice and holds(state):
            raise Refused(f"应办事项 {twice[0]} 已由 {state.entry.id} 扣分", "确需再扣的，请用 --again 写明理由")
        if state.stands and state.entry.kind == entry.kind and state.entry.rule == entry.rule:
            _unlike(entry, state.entry, yearly=yearly)


def _unlike(entry: ScoreEntry, before: ScoreEntry, *, yearly: bool) -> None:
    hint = "确需再记的，请用 --again 写明理由"
    if entry.kind == "veto":
        raise Refused(f"{entry.unit}已按 {entry.rule} 一票否决（{before.id}）", hint)
    if yearly and before.point == entry.point:
        on = f"要点{entry.point}上" if entry.point else ""
        raise Refused(f"规则{entry.rule}一年只记一次，{entry.unit}{on}已由 {before.id} 记过", hint)
    if before.day != entry.day and before.reason != entry.reason:
        return
    if _identity(before) == _identity(entry):
        raise Refused(f"{entry.unit}已有同样的一条：{before.id}（规则{entry.rule}，{before.day}）", hint)
    if bool(before.finding) != bool(entry.finding) and _may_be_one(before, entry):
        which = f"写明了问题 {before.finding}" if before.finding else "没有写明问题"
        message = f"{entry.unit}已有 {before.id}（规则{entry.rule}，{before.day}），{which}，可能是同一件事"
        raise Refused(message, "是同一件事的不再扣；不是的，请用 --again 写明理由")


def _identity(entry: ScoreEntry) -> tuple[object, ...]:
    return entry.point, entry.finding, entry.items, entry.stage, entry.evidence, entry.no_evidence


def _may_be_one(one: ScoreEntry, other: ScoreEntry) -> bool:
    """Tell whether nothing that both name tells two entries apart."""
    named = ((one.point, other.point), (one.items, other.items), (one.stage, other.stage))
    return all(mine == theirs or not (mine and theirs) for mine, theirs in named)


def refuse_revoked(state: Ruled) -> NoReturn:
    """Say that what was taken back is handled no more; raises Refused."""
    day = next(r.day for r in state.rulings if r.kind == "revoked")
    raise Refused(f"{state.record.id} 已于 {day.isoformat()} 撤销", "撤销后不再处理；确需记分的，请另记一条")


class FigureState(Struct, frozen=True):
    """A figure with its rulings in order; `replaced` is the id of the later one that counts in its stead."""

    figure: Figure
    status: EntryStatus
    notified: date | None
    rulings: tuple[Ruling, ...] = ()
    replaced: str = ""

    @property
    def record(self) -> Figure:
        """The figure: what rulings are about."""
        return self.figure

    @property
    def stands(self) -> bool:
        """Whether it is the one that counts for its unit and stage."""
        return self.status != "revoked" and not self.replaced


def figure_states(figures: Iterable[Figure], rulings: Iterable[Ruling]) -> tuple[FigureState, ...]:
    """Pair each figure of a year with its rulings, keeping the figures' order."""
    listed, by_id = tuple(figures), rulings_by_entry(rulings)
    states = {figure.id: _figures_state(figure, by_id.get(figure.id, ())) for figure in listed}
    latest: dict[tuple[str, str, str], Figure] = {}
    for figure in sorted(listed, key=lambda f: (f.day, f.seq)):
        held = latest.get(_measures(figure))
        if states[figure.id].status != "revoked" and not (held and was_to_come(figure, held)):
            latest[_measures(figure)] = figure
    return tuple(_beside(states[f.id], latest.get(_measures(f), f).id) for f in listed)


def _measures(figure: Figure) -> tuple[str, str, str]:
    """Return what a figure is for: the unit, the stage, the item ("" for the whole stage)."""
    return figure.unit, figure.stage, figure.item


def external_figures(states: Iterable[FigureState]) -> dict[tuple[str, str, str], Outside]:
    """Return the figure that counts for each unit, stage and item ("" for a whole stage), as `score_year` takes it."""
    return {_measures(s.figure): Outside(s.figure.score, s.figure.out_of) for s in states if s.stands}


def _figures_state(figure: Figure, rulings: tuple[Ruling, ...]) -> FigureState:
    revoked = any(ruling.kind == "revoked" for ruling in rulings)
    return FigureState(figure, "revoked" if revoked else "valid", first_notice(rulings), rulings)


def _beside(state: FigureState, latest: str) -> FigureState:
    """Return the state with the figure that counts in its stead, if there is one."""
    if state.status == "revoked" or latest == state.figure.id:
        return state
    return FigureState(state.figure, state.status, state.notified, state.rulings, latest)
