"""A small scorer that shares nothing with the engine but the records: it replays the rules on whole numbers.

What a unit has lost after any number of entries is a closed sum, from the leaves up: each item lets through what was
asked at it and below, and no more than concerns the unit. What one entry took is how much that sum grew by it.
Figures are fractions; nothing is rounded but the score.
"""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from .books import every, rubric_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gongkai.plan.model import Unit
    from gongkai.plan.rubric import Group, Item, Rule, Scheme
    from gongkai.register.kinds import ScoreEntry

    from .books import Book

NIL, WHOLE = Fraction(0), Decimal(1)
SHARES = {"full": Fraction(1), "half": Fraction(1, 2), "none": NIL}


class Row(Struct, frozen=True):
    """One unit's year. `applied` is by entry, `lost` by item (all stages together, its children's losses in it)."""

    score: Fraction | None
    grade: str | None
    applied: Mapping[str, Fraction]
    lost: Mapping[str, Fraction]


def replay(book: Book) -> dict[str, Row]:
    """Return each scored unit's year."""
    return {
        unit.name: _row(Bench(book, unit, scheme))
        for unit in book.plan.units
        if (group := _group(book, unit)) and (scheme := _scheme(book, group))
    }


def ranks(book: Book, rows: Mapping[str, Row]) -> dict[str, int | None]:
    """Return each unit's rank: one more than the number of those of its group who compete and have more.

    Nobody of a group has one where one of those who compete waits for a figure.
    """
    groups = {unit.name: _group(book, unit) for unit in book.plan.units if unit.name in rows}
    competing = {
        unit.name
        for unit in book.plan.units
        if unit.name in rows and _competes(book, unit) and rows[unit.name].score is not None
    }
    found: dict[str, int | None] = {}
    for name in rows:
        rivals = [rows[other].score for other in competing if groups[other] == groups[name]]
        mine = rows[name].score
        above = sum(1 for theirs in rivals if theirs is not None and mine is not None and theirs > mine)
        waiting = any(groups[other] == groups[name] and _waits(book, other) for other in rows)
        found[name] = above + 1 if name in competing and not waiting else None
    return found


class Bench(Struct, frozen=True):
    """One unit before its sheet."""

    book: Book
    unit: Unit
    scheme: Scheme

    def concerns(self, item: Item) -> bool:
        """Tell whether the item itself names the unit, or nobody."""
        to = item.applies_to
        if to is None:
            return True
        names = {self.unit.name, *self.unit.aliases}
        held = self.book.seats.get(self.unit.name, frozenset())
        return self.unit.kind in to.kinds or bool(names & set(to.units)) or bool(held & set(to.work_points))

    def room(self, item: Item) -> Fraction:
        """The item's points less those below it that do not concern the unit."""
        if not self.concerns(item):
            return NIL
        return Fraction(item.points) - sum((Fraction(c.points) - self.room(c) for c in item.items), NIL)

    def through(self, item: Item, asked: Mapping[str, Fraction]) -> Fraction:
        """What the item loses of what was asked at it and below."""
        below = sum((self.through(child, asked) for child in item.items), NIL)
        return min(self.room(item), asked.get(item.code, NIL) + below)

    def total(self, asked: Mapping[str, Fraction]) -> Fraction:
        """What the whole sheet loses."""
        return sum((self.through(top, asked) for top in self.scheme.items), NIL)

    def mine(self, kind: str) -> list[ScoreEntry]:
        """The unit's entries that still ask for something on a point that is there, by day, then number."""
        points = {point.no for point in self.book.plan.points}
        own = [e for e in self.book.entries if e.unit == self.unit.name and e.kind == kind]
        own = [e for e in own if not e.point or e.point in points]
        return sorted((e for e in own if not self.revoked(e)), key=lambda e: (e.day.isoformat(), e.seq))

    def revoked(self, entry: ScoreEntry) -> bool:
        """Tell whether the entry was revoked."""
        return any(r.entry == entry.id and r.kind == "revoked" for r in self.book.rulings)

    def live(self, entry: ScoreEntry) -> Fraction:
        """What the rulings left of it."""
        left = [Fraction(r.points) for r in self.book.rulings if r.entry == entry.id and r.kind == "reduced"]
        return min([Fraction(entry.asked), *left])

    def home(self, code: str) -> tuple[Rule, tuple[Item, ...]] | None:
        """The rule, and the items from the top down to where it stands."""

        def seek(items: Sequence[Item], above: tuple[Item, ...]) -> tuple[Rule, tuple[Item, ...]] | None:
            for item in items:
                for rule in item.rules:
                    if rule.code == code:
                        return rule, (*above, item)
                if found := seek(item.items, (*above, item)):
                    return found
            return None

        return seek(self.scheme.items, ())


def _row(bench: Bench) -> Row:
    applied: dict[str, Fraction] = {}
    lost: dict[str, Fraction] = {item.code: NIL for item in every(bench.scheme.items)}
    losses: dict[str, Fraction] = {}
    for stage in [s.name for s in bench.scheme.stages if not s.external] or ([] if bench.scheme.stages else [""]):
        asked: dict[str, Fraction] = {}
        for entry in bench.mine("deduction"):
            home = bench.home(entry.rule)
            if home is None or (bench.scheme.stages and entry.stage != stage) or not all(map(bench.concerns, home[1])):
                continue
            rule, way = home
            share = SHARES[rule.if_rectified] if entry.finding in bench.book.closed else Fraction(1)
            before = bench.total(asked)
            asked[way[-1].code] = asked.get(way[-1].code, NIL) + bench.live(entry) * share
            applied[entry.id] = bench.total(asked) - before
            for item in way:
                lost[item.code] += applied[entry.id]
        losses[stage] = bench.total(asked)
    return _finished(bench, losses, applied, lost)


def _finished(
    bench: Bench, losses: Mapping[str, Fraction], applied: dict[str, Fraction], lost: Mapping[str, Fraction]
) -> Row:
    rubric = rubric_of(bench.book.plan)
    base = _base(bench, losses)
    bonus = bench.scheme.bonus
    left = Fraction(bonus.cap) if bonus and base is not None and base > bonus.above else NIL
    codes = {rule.code for rule in bonus.rules} if bonus else set()
    for entry in bench.mine("bonus"):
        applied[entry.id] = min(left, bench.live(entry)) if entry.rule in codes else NIL
        left -= applied[entry.id]
    given = sum((applied[e.id] for e in bench.mine("bonus")), NIL)
    score = None if base is None else Fraction(math.floor((base + given) * 10**rubric.places + Fraction(1, 2)))
    score = None if score is None else score / 10**rubric.places
    return Row(score, _grade(bench, score), applied, lost)


def _base(bench: Bench, losses: Mapping[str, Fraction]) -> Fraction | None:
    """The mean of the stages on the scale of a full score, None where nothing applies or a figure is missing."""
    rubric = rubric_of(bench.book.plan)
    whole = sum((Fraction(top.points) for top in bench.scheme.items), NIL)
    room = sum((bench.room(top) for top in bench.scheme.items), NIL)
    credit = {"rescale": NIL, "full": whole - room, "rate": (whole - room) * Fraction(rubric.rate or 0) / 100}
    out_of = room if rubric.not_applicable == "rescale" else whole
    parts = []
    for name, weight, external in [(s.name, s.share, s.external) for s in bench.scheme.stages] or [("", WHOLE, False)]:
        figure = bench.book.figures.get((bench.unit.name, name))
        if (external and figure is None) or (not external and not out_of):
            return None
        kept = room + credit[rubric.not_applicable] - losses.get(name, NIL)
        on_scale = Fraction(figure or 0) if external else Fraction(rubric.full) * kept / out_of
        parts.append((Fraction(weight), on_scale))
    return sum((weight * points for weight, points in parts), NIL) / sum(weight for weight, _ in parts)


def _grade(bench: Bench, score: Fraction | None) -> str | None:
    grades = [grade.name for grade in rubric_of(bench.book.plan).grades]
    typed = {entry.rule for entry in bench.mine("veto")}
    if vetoes := [veto.grade for veto in bench.scheme.vetoes if veto.code in typed]:
        return max(vetoes, key=grades.index)
    reached = [g.name for g in rubric_of(bench.book.plan).grades if score is not None and score >= g.min]
    return reached[0] if reached else None


def _waits(book: Book, name: str) -> bool:
    """Tell whether a figure is wanting for a unit that competes."""
    unit = next(unit for unit in book.plan.units if unit.name == name)
    group = _group(book, unit)
    scheme = _scheme(book, group) if group else None
    stages = [stage.name for stage in (scheme.stages if scheme else ()) if stage.external]
    return _competes(book, unit) and any((name, stage) not in book.figures for stage in stages)


def _group(book: Book, unit: Unit) -> Group | None:
    names = {unit.name, *unit.aliases}
    for group in rubric_of(book.plan).groups:
        if names & set(group.units) or unit.kind in group.kinds:
            return group
    return None


def _scheme(book: Book, group: Group) -> Scheme | None:
    for scheme in rubric_of(book.plan).schemes:
        if group.name in scheme.groups or not scheme.groups:
            return scheme
    return None


def _competes(book: Book, unit: Unit) -> bool:
    """Who was there all year, does not run the assessment, is ranked in its group and has no veto."""
    group = _group(book, unit)
    scheme = _scheme(book, group) if group else None
    if group is None or scheme is None or not group.ranked or book.plan.office in {unit.name, *unit.aliases}:
        return False
    year = book.plan.year
    there = (unit.from_ or date.min) <= date(year, 1, 1) and (unit.until or date.max) >= date(year, 12, 31)
    codes = {entry.rule for entry in Bench(book, unit, scheme).mine("veto")}
    return there and not any(veto.code in codes for veto in scheme.vetoes)
