"""自评: what a unit says of itself, item by item; it stands beside the score and counts nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.points import ZERO, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from gongkai.register.kinds import SelfScore
    from gongkai.scoring.sheet import ItemScore, UnitScore


def own_figures(records: Iterable[SelfScore], unit: str) -> dict[tuple[str, str], SelfScore]:
    """Return the latest figure of a unit for each stage and item."""
    mine = (record for record in records if record.unit == unit)
    return {(record.stage, record.item): record for record in sorted(mine, key=lambda r: (r.day, r.seq))}


def own_total(score: UnitScore, own: Mapping[tuple[str, str], SelfScore], full: Decimal) -> Decimal | None:
    """Return the score as the unit sees it, to two decimals; None where it has not said so of every item.

    Items that do not concern the unit leave both sides. A year in stages has no such total: each stage has its own.
    """
    if score.stages or not score.applicable_points:
        return None
    said = {code: one.score for (stage, code), one in own.items() if stage == score.stage}
    whole = said_of_all(score.items, said)
    return None if whole is None else rounded(whole * full / score.applicable_points, 2)


def said_of_all(items: Iterable[ItemScore], said: Mapping[str, Decimal]) -> Decimal | None:
    """Return the sum of what was said of items; None where something was not said of each that concerns the unit."""
    figures = [_said(item, said) for item in items if item.applicable]
    known = [figure for figure in figures if figure is not None]
    return sum(known, ZERO) if known and len(known) == len(figures) else None


def _said(item: ItemScore, said: Mapping[str, Decimal]) -> Decimal | None:
    """Return what was said of an item, or of all its parts together."""
    if item.code in said or not item.items:
        return said.get(item.code)
    parts: Sequence[Decimal | None] = [_said(child, said) for child in item.items if child.applicable]
    known = [part for part in parts if part is not None]
    return sum(known, ZERO) if len(known) == len(parts) else None
