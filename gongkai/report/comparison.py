"""Scores held against those of an earlier day, or of another year: per unit the score, the rank, and the change.

A change is what it is now less what it was: a score that rose by two is 2, a rank that went from fifth to third -2.
Ranks are compared within one group only. A unit is found again under an old name, or in what it took over.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.document import Cell, Column, Section, text
from gongkai.domain.succession import counterparts
from gongkai.report.parts import full_day, points_text, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from gongkai.document import Block, Document, Table, Tone
    from gongkai.domain.ledger import Standing
    from gongkai.domain.plan import Plan
    from gongkai.domain.scorecard import UnitScore

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
        said = f"现得分的核实、整改、记分等处理计至{until}，原得分只计至{then}，增减中含这期间的处理。"
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
    columns = (
        Column("单位", weight=2),
        Column("原为", weight=2),
        Column("得分", "number"),
        Column("原得分", "number"),
        Column("增减", "number"),
        Column("等次"),
        Column("原等次"),
        Column("名次", "ordinal"),
        Column("原名次", "ordinal"),
        Column("升降"),
    )
    return table("against", group, columns, [_row(change) for change in listed], optional=("原为",))


def _row(change: Change) -> tuple[Cell, ...]:
    now, was = change.now, change.was
    rise, moved = change.score_change, change.rank_change
    return (
        Cell(now.unit, ref=now.unit),
        Cell(was.unit if was and was.unit != now.unit else ""),
        Cell(now.score),
        Cell(was.score if was else None),
        Cell(MISSING if rise is None else f"+{points_text(rise)}" if rise > 0 else points_text(rise), _tone(rise)),
        Cell(now.grade or MISSING, "bad" if now.veto else ""),
        Cell((was.grade or MISSING) if was else MISSING),
        Cell(now.rank),
        Cell(was.rank if was else None),
        Cell(MISSING if moved is None else _moved(moved), _tone(None if moved is None else -moved)),
    )


def _moved(places: int) -> str:
    return f"升{-places}位" if places < 0 else f"降{places}位" if places else "持平"


def _tone(gain: Decimal | int | None) -> Tone:
    return "" if not gain else "good" if gain > 0 else "bad"
