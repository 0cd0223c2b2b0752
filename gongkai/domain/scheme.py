"""The year's rubric (考核细则) as data: items, rules, caps, bonus, vetoes, stages, groups, grades."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct


class Grade(Struct, frozen=True):
    """A grade is reached by a rounded score of at least `min`."""

    name: str
    min: Decimal


class Group(Struct, frozen=True):
    """Units scored side by side. A unit belongs to the first group that takes it, by name or by kind."""

    name: str
    kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    ranked: bool = True


class AppliesTo(Struct, frozen=True):
    """Whom an item concerns: any of these kinds, units, or units on these work points."""

    kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    work_points: tuple[str, ...] = ()


class Rule(Struct, frozen=True):
    """What one fault costs: fixed `points` per `per`, or a range `points_min`…`points` to choose within.

    `auto` names the condition that proposes it; `if_rectified` is the share still taken when the
    finding behind it was closed in time; `sources` are where such a finding comes from (专项督查, 自查), none for any.
    """

    code: str
    text: str
    points: Decimal
    points_min: Decimal | None = None
    per: str = ""
    auto: str = ""
    source: str = ""
    if_rectified: str = "full"
    discretion: bool = False
    sources: tuple[str, ...] = ()

    @property
    def yearly(self) -> bool:
        """Whether it counts once a year (per: 年)."""
        return self.per == "年"


class Item(Struct, frozen=True):
    """An item of the rubric; `points` is also the cap on what can be taken under it."""

    code: str
    name: str
    points: Decimal
    applies_to: AppliesTo | None = None
    rules: tuple[Rule, ...] = ()
    items: tuple[Item, ...] = ()


class Bonus(Struct, frozen=True):
    """Bonus rules; they count only where the score before them is above `above`, and at most `cap`."""

    cap: Decimal = Decimal(0)
    above: Decimal = Decimal(0)
    rules: tuple[Rule, ...] = ()


class Veto(Struct, frozen=True):
    """一票否决: sets the grade, whatever the score."""

    code: str
    text: str
    grade: str
    source: str = ""


class Stage(Struct, frozen=True):
    """A part of the year with its weight; an external one is an entered figure."""

    name: str
    weight: Decimal
    external: bool = False


class Scheme(Struct, frozen=True):
    """One sheet of the rubric, for some groups or (empty) for all."""

    name: str
    items: tuple[Item, ...]
    groups: tuple[str, ...] = ()
    bonus: Bonus | None = None
    vetoes: tuple[Veto, ...] = ()
    stages: tuple[Stage, ...] = ()
    note: str = ""


class Assessment(Struct, frozen=True):
    """How the year is scored. `not_applicable` is `rescale`, `full` or `rate` (then `rate` percent)."""

    full: Decimal
    grades: tuple[Grade, ...]
    groups: tuple[Group, ...]
    schemes: tuple[Scheme, ...]
    places: int = 2
    appeal_workdays: int = 5
    not_applicable: str = "rescale"
    rate: Decimal | None = None
    note: str = ""
