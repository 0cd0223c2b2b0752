"""What scoring answers: one unit's sheet with every point traced to an entry. Frozen values, no law.

Figures are exact unless said to be rounded. In a scheme with stages `deducted` and `asked` add up what all stages
took, while the `score` of an item or a unit is the weighted mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from decimal import Decimal

    from gongkai.domain.entries import EntryState, EntryStatus

Void = Literal["", "no_rule", "no_point", "not_applicable", "no_stage"]
VOID: dict[Void, str] = {
    "no_rule": "考核细则中已没有这条规则",
    "no_point": "所依据的工作要点已撤回",
    "not_applicable": "所属项目不适用于该单位",
    "no_stage": "没有写明可以扣分的考核阶段",
}


class ItemScore(Struct, frozen=True):
    """An item of one unit's sheet. `points` is the rubric's figure, `room` the part of it that concerns the unit.

    `asked` is what still stood of the entries counted here or below, `deducted` what the caps let through.
    """

    code: str
    name: str
    points: Decimal
    applicable: bool
    room: Decimal
    asked: Decimal
    deducted: Decimal
    score: Decimal
    items: tuple[ItemScore, ...] = ()

    @property
    def swallowed(self) -> Decimal:
        """Points asked that were lost to a cap, here or at any level above or below."""
        return self.asked - self.deducted


class AppliedEntry(Struct, frozen=True):
    """An entry on the sheet: `taken` is what it asks after rulings and rectification, `applied` what counted.

    `cost` is what a deduction takes off the total after rescaling and stage weight, 0 for other kinds.
    `void` says why an entry that stands counts nothing; it stays visible.
    """

    state: EntryState
    taken: Decimal
    applied: Decimal
    cost: Decimal
    void: Void = ""

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.state.entry.id

    @property
    def rule(self) -> str:
        """The code it was entered under."""
        return self.state.entry.rule

    @property
    def asked(self) -> Decimal:
        """What was asked on the day; never changes."""
        return self.state.entry.asked

    @property
    def status(self) -> EntryStatus:
        """One of valid, reduced, revoked."""
        return self.state.status

    @property
    def remark(self) -> str:
        """The reason it counts nothing, in Chinese; empty where it counts."""
        return VOID.get(self.void, "")


class StageScore(Struct, frozen=True):
    """A stage's own sheet, on the scale of a full score; `score` is None where the outside figure is missing."""

    name: str
    weight: Decimal
    score: Decimal | None
    external: bool = False
    deducted: Decimal | None = None
    items: tuple[ItemScore, ...] = ()


class UnitScore(Struct, frozen=True):
    """One unit's assessment. `score` is rounded, `base` is the exact score before any bonus.

    `earned` of `applicable_points` is what `base` is rescaled from (the weighted mean of the stages that take
    deductions). `applied` holds every entry of the unit by day, then seq. `veto` is the text that sets the grade.
    """

    unit: str
    group: str
    scheme: str
    score: Decimal | None
    rank: int | None
    grade: str | None
    deducted: Decimal
    bonus: Decimal
    veto: str | None
    items: tuple[ItemScore, ...]
    applied: tuple[AppliedEntry, ...]
    stages: tuple[StageScore, ...]
    base: Decimal | None
    applicable_points: Decimal
    earned: Decimal

    @property
    def deductions(self) -> tuple[AppliedEntry, ...]:
        """The deductions among `applied`; what they applied adds up to `deducted`."""
        return tuple(a for a in self.applied if a.state.entry.kind == "deduction")

    @property
    def problems(self) -> tuple[AppliedEntry, ...]:
        """Entries that stand and yet can count nowhere: the rubric was changed under them."""
        return tuple(a for a in self.applied if a.void not in {"", "no_point"})
