"""Any rubric at all against sums done apart: in fractions, from totals, with no order of entries but where one is law.

An item has what it begins with, and what is below it, less what is taken, more what is given, from nought to its
room. Gates, caps, stages, shares and floors are sums and comparisons of such figures.
"""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from gongkai.entry.states import entry_states
from gongkai.plan.model import Plan, Unit
from gongkai.plan.rubric import (
    AppliesTo,
    Assessment,
    Bonus,
    Floor,
    Grade,
    Group,
    Item,
    Penalties,
    Repeat,
    Rule,
    Scheme,
    Stage,
    Veto,
)
from gongkai.register.kinds import Ruling, ScoreEntry
from gongkai.scoring.score import score_year
from gongkai.scoring.sheet import Outside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gongkai.scoring.sheet import ItemScore, UnitScore

NIL = Fraction(0)
UNITS = tuple(Unit(f"{n}镇", "镇" if n < 5 else "乡") for n in range(1, 6))
TABLE = ("优秀", "良好", "合格", "不合格")
DAY = date(2018, 8, 1)
CLOSE = Fraction(1, 10**15)
DEEP = 2
"""Levels below the top. Gates and floors look at items of the top: what a level below is left with, where the one
above it has nothing left, depends on the order of the entries."""


class Case(Struct, frozen=True):
    """A rubric and what was recorded under it."""

    assessment: Assessment
    entries: tuple[ScoreEntry, ...]
    rulings: tuple[Ruling, ...]
    outside: dict[tuple[str, str, str], Outside]

    @property
    def scheme(self) -> Scheme:
        """The only scheme."""
        return self.assessment.schemes[0]

    def scores(self, stage: str = "") -> dict[str, UnitScore]:
        """Ask the law."""
        plan = Plan(2018, "要点", "", "办公室", DAY, "县政府办公室", UNITS, (), assessment=self.assessment)
        states = entry_states(self.entries, self.rulings)
        return {score.unit: score for score in score_year(plan, states, {}, self.outside, stage=stage)}


# the rubrics


class Maker:
    """Throws a rubric and its year."""

    def __init__(self, seed: int) -> None:
        self.throw = random.Random(seed)  # noqa: S311 - a year is thrown, no secret
        self.codes = 0

    def maybe(self, odds: float, make: Callable[[], object]) -> object:
        """Return what is made, or (mostly) nothing."""
        return make() if self.throw.random() < odds else None

    def points(self, most: int) -> Decimal:
        """Return halves."""
        return Decimal(self.throw.randint(1, 2 * most)) / 2

    def code(self, letter: str) -> str:
        """Return a code of its own."""
        self.codes += 1
        return f"{letter}{self.codes}"

    def rule(self) -> Rule:
        """Throw a rule."""
        most = self.points(8) if self.throw.random() < 0.3 else None
        again = Repeat(self.throw.randint(2, 3), self.points(4)) if self.throw.random() < 0.3 else None
        return Rule(self.code("r"), "规则", self.points(4), max=most, repeat=again)

    def bonus(self, codes: list[str], most: int) -> Bonus:
        """Throw a bonus, with a gate or without."""
        gate = self.throw.choice(["", "", "above", "at_least"])
        line = Decimal(self.throw.randint(1, most))
        of = tuple(self.throw.sample(codes, min(len(codes), 2))) if gate and self.throw.random() < 0.4 else ()
        above, least = (line if gate == "above" else Decimal(0)), (line if gate == "at_least" else None)
        rules = tuple(self.rule() for _ in range(self.throw.randint(1, 2)))
        return Bonus(self.points(8), above, rules, least, of)

    def item(self, points: int, depth: int, codes: list[str]) -> Item:
        """Throw an item with what is below it."""
        code, left, children = self.code("i"), points, []
        for _ in range(self.throw.randint(0, 2) if depth else 0):
            part = self.throw.randint(0, left)
            left -= part
            children.append(self.item(part, depth - 1, codes))
        mode = self.throw.choice(["deduct", "deduct", "earn", "ratio", "external"])
        if depth == DEEP:
            codes.append(code)
        return Item(
            code,
            f"项{code}",
            Decimal(points),
            AppliesTo(kinds=("镇",)) if self.throw.random() < 0.15 else None,
            tuple(self.rule() for _ in range(self.throw.randint(0, 2))),
            tuple(children),
            mode=mode,
            bonus=self.bonus(codes[:], 30) if self.throw.random() < 0.25 else None,
            floor=self._floor() if depth == DEEP and self.throw.random() < 0.2 else None,
        )

    def _floor(self) -> Floor:
        return Floor(self.points(20), self.throw.choice(TABLE))

    def stages(self, tops: list[str], codes: list[str]) -> tuple[Stage, ...]:
        """Throw none, or two or three."""
        count = self.throw.choice([0, 0, 2, 3])
        weighed = self.throw.random() < 0.5
        found = []
        for n in range(count):
            external = bool(n) and self.throw.random() < 0.2
            own = tuple(self.throw.sample(tops, self.throw.randint(1, len(tops)))) if self.throw.random() < 0.5 else ()
            bonus = None if external or self.throw.random() < 0.6 else self.bonus(codes, 90)
            weight = Decimal(self.throw.randint(1, 60)) if weighed else None
            found.append(Stage(f"阶段{n}", weight, external, () if external else own, bonus))
        return tuple(found)

    def case(self) -> Case:
        """Throw a rubric with its year."""
        throw, codes = self.throw, list[str]()
        items = tuple(self.item(throw.randint(1, 40), DEEP, codes) for _ in range(throw.randint(1, 3)))
        tops = [item.code for item in items]
        stages = self.stages(tops, codes)
        vetoes = (Veto("V1", "一", throw.choice(TABLE)), Veto("V2", "二", at_most=throw.choice(TABLE)))
        grades = tuple(
            Grade(name, Decimal(low), Decimal(throw.choice([0, 20, 34, 50])) if throw.random() < 0.4 else None)
            for name, low in zip(TABLE, (60, 40, 20, 0), strict=True)
        )
        scheme = Scheme(
            "细则",
            items,
            (),
            self.bonus(codes, 90) if throw.random() < 0.5 else None,
            vetoes,
            stages,
            penalties=self._penalties() if throw.random() < 0.5 else None,
            ceiling=Decimal(throw.randint(30, 110)) if throw.random() < 0.3 else None,
            full=Decimal(throw.choice([80, 100, 120])) if throw.random() < 0.5 else None,
            places=throw.choice([None, 0, 1, 2, 3]),
            grades=grades if throw.random() < 0.5 else (),
        )
        way = throw.choice(["rescale", "full", "rate"])
        groups = (Group("镇", ("镇",)), Group("乡", ("乡",), ranked=throw.random() < 0.5))
        rubric = Assessment(Decimal(100), grades, groups, (scheme,), 2, 5, way, Decimal(75))
        entries = tuple(self._entries(scheme))
        return Case(rubric, entries, tuple(self._rulings(entries)), self._outside(scheme))

    def _penalties(self) -> Penalties:
        cap = self.points(8) if self.throw.random() < 0.6 else None
        return Penalties(cap, (self.rule(), self.rule()))

    def _entries(self, scheme: Scheme) -> Iterator[ScoreEntry]:
        names: list[tuple[Literal["deduction", "bonus", "veto"], Rule | None, str]]
        names = [(kind, rule, rule.code) for kind, rule in all_rules(scheme)]
        names += [("veto", None, "V1"), ("veto", None, "V2")] if self.throw.random() < 0.5 else []
        inside = [stage.name for stage in scheme.stages if not stage.external] or [""]
        used: dict[tuple[str, str], int] = {}
        for seq in range(1, self.throw.randint(2, 40)):
            if not names:
                return
            kind, rule, code = self.throw.choice(names)
            unit, count = self.throw.choice(UNITS).name, self.throw.randint(1, 3)
            asked = sum((cost(rule, used.get((unit, code), 0) + n) for n in range(1, count + 1)), NIL) if rule else NIL
            used[unit, code] = used.get((unit, code), 0) + count
            day, stage = DAY + timedelta(days=self.throw.randint(0, 3)), self.throw.choice(inside)
            letter = {"deduction": "D", "bonus": "B", "veto": "X"}[kind]
            yield ScoreEntry(
                year=2018, day=day, id=f"{letter}{seq}", seq=seq, kind=kind, unit=unit, rule=code,
                asked=Decimal(asked.numerator) / asked.denominator, reason="事由", count=count, stage=stage,
            )  # fmt: skip

    def _rulings(self, entries: tuple[ScoreEntry, ...]) -> Iterator[Ruling]:
        for n, entry in enumerate(entries, 100):
            fate = self.throw.random()
            if fate < 0.2:
                kind: Literal["revoked", "reduced"] = "revoked" if fate < 0.12 or entry.kind == "veto" else "reduced"
                half = entry.asked / 2 if kind == "reduced" else Decimal(0)
                yield Ruling(year=2018, day=DAY, id=f"R{n}", seq=n, entry=entry.id, kind=kind, points=half)

    def _outside(self, scheme: Scheme) -> dict[tuple[str, str, str], Outside]:
        found = {}
        missing = 0.03 if self.throw.random() < 0.3 else 0
        for unit in UNITS:
            for stage in scheme.stages or (Stage(""),):
                for item in every(scheme.items):
                    if self.throw.random() >= missing:
                        of = Decimal(self.throw.choice([3, 7, 100])) if item.mode == "ratio" else None
                        of = of or (Decimal(50) if self.throw.random() < 0.5 else None)
                        value = Decimal(self.throw.randint(0, 4 * int(of or item.points))) / 3
                        found[unit.name, stage.name, item.code] = Outside(round(value, 2), of)
                if stage.external and self.throw.random() >= missing:
                    of = self.throw.choice([None, Decimal(20)])
                    found[unit.name, stage.name, ""] = Outside(Decimal(self.throw.randint(0, int(of or 80))), of)
        return found


def every(items: tuple[Item, ...]) -> Iterator[Item]:
    """Walk a tree of items."""
    for item in items:
        yield item
        yield from every(item.items)


def all_rules(scheme: Scheme) -> Iterator[tuple[Literal["deduction", "bonus"], Rule]]:
    """Yield every rule with the kind of entry it is used by."""
    for item in every(scheme.items):
        yield from (("bonus" if item.mode == "earn" else "deduction", rule) for rule in item.rules)
    bonuses = (*(item.bonus for item in every(scheme.items)), *(stage.bonus for stage in scheme.stages), scheme.bonus)
    for bonus in bonuses:
        yield from (("bonus", rule) for rule in (bonus.rules if bonus else ()))
    yield from (("deduction", rule) for rule in (scheme.penalties.rules if scheme.penalties else ()))


# the sums done apart


def cost(rule: Rule | None, nth: int) -> Fraction:
    """Return what the n-th use of a rule in the year costs."""
    if rule is None:
        return NIL
    return Fraction(rule.repeat.points if rule.repeat and nth >= rule.repeat.from_ else rule.points)


class Sums:
    """One unit's year, added up."""

    def __init__(self, case: Case, unit: Unit) -> None:
        self.case, self.unit, self.scheme = case, unit, case.scheme
        self.full = Fraction(self.scheme.full or case.assessment.full)
        self.rules = {rule.code: rule for _, rule in all_rules(self.scheme)}
        self.known: dict[tuple[object, ...], Fraction | None] = {}
        self.uses = self._uses()

    def _uses(self) -> dict[tuple[str, str], Fraction]:
        """Return what every rule takes or gives in every stage, by rule and stage: its most is used up in order."""
        gone = {ruling.entry for ruling in self.case.rulings if ruling.kind == "revoked"}
        less = {ruling.entry: Fraction(ruling.points) for ruling in self.case.rulings if ruling.kind == "reduced"}
        nth: dict[str, int] = {}
        taken: list[tuple[ScoreEntry, Fraction]] = []
        broken: set[str] = set()
        for entry in self.case.entries:
            if entry.unit != self.unit.name or entry.rule not in self.rules:
                continue
            if entry.id in gone:
                broken.add(entry.rule)
                continue
            before = nth.get(entry.rule, 0)
            nth[entry.rule] = before + entry.count
            worth = sum((cost(self.rules[entry.rule], before + n) for n in range(1, entry.count + 1)), NIL)
            worth = min(worth, Fraction(entry.asked)) if entry.rule in broken else Fraction(entry.asked)
            taken.append((entry, min(worth, less.get(entry.id, worth))))
        found: dict[tuple[str, str], Fraction] = {}
        spent: dict[str, Fraction] = {}
        for entry, points in sorted(taken, key=lambda pair: (pair[0].day, pair[0].seq)):
            if self._counts(entry):
                most = self.rules[entry.rule].max
                part = points if most is None else min(points, Fraction(most) - spent.get(entry.rule, NIL))
                spent[entry.rule] = spent.get(entry.rule, NIL) + part
                stage = entry.stage if self.scheme.stages else ""
                found[entry.rule, stage] = found.get((entry.rule, stage), NIL) + part
        return found

    def _counts(self, entry: ScoreEntry) -> bool:
        """Tell whether an entry's item, if it has one, is in its stage and concerns the unit."""
        for top in self.scheme.items:
            for item in every((top,)):
                codes = {rule.code for rule in (*item.rules, *(item.bonus.rules if item.bonus else ()))}
                if entry.rule in codes:
                    stage = next((s for s in self.scheme.stages if s.name == entry.stage), None)
                    there = stage is None or not stage.items or top.code in stage.items
                    return there and self.concerned(item, top) and bool(self.room(item, top) or not item.points)
        return True

    def concerned(self, item: Item, top: Item) -> bool:
        """Tell whether everything from the top down to an item concerns the unit."""
        if item.applies_to and self.unit.kind not in item.applies_to.kinds:
            return False
        return item is top or any(self.concerned(up, top) for up in every((top,)) if item in up.items)

    def room(self, item: Item, top: Item) -> Fraction:
        """Return the points of an item that concern the unit."""
        found = self.known.get(("room", item.code))
        if found is None:
            below = sum((self.room(child, top) for child in item.items), NIL)
            found = self.part(item) + below if self.concerned(item, top) else NIL
            self.known["room", item.code] = found
        return found

    @staticmethod
    def part(item: Item) -> Fraction:
        """Return the points that are not its children's."""
        return Fraction(item.points) - sum((Fraction(child.points) for child in item.items), NIL)

    def used(self, rules: tuple[Rule, ...], stage: str) -> Fraction:
        """Return what rules take or give in a stage."""
        return sum((self.uses.get((rule.code, stage), NIL) for rule in rules), NIL)

    def value(self, item: Item, top: Item, stage: str, *, extra: bool) -> Fraction | None:
        """Return what an item has in a stage, with the bonuses inside or without; None where a figure lacks."""
        key = ("value", item.code, stage, extra)
        if key not in self.known:
            self.known[key] = self._value(item, top, stage, extra=extra)
        return self.known[key]

    def _value(self, item: Item, top: Item, stage: str, *, extra: bool) -> Fraction | None:
        if not self.concerned(item, top):
            return NIL
        below = [self.value(child, top, stage, extra=extra) for child in item.items]
        figure = self.case.outside.get((self.unit.name, stage, item.code))
        begin = self.part(item) if item.mode == "deduct" else NIL
        if item.mode in {"ratio", "external"} and self.part(item):
            if figure is None:
                return None
            of = figure.of or item.points
            whole = self.part(item) if item.mode == "ratio" else Fraction(item.points)
            begin = min(self.part(item), Fraction(figure.value) * whole / Fraction(of))
        if any(one is None for one in below):
            return None
        got = self.used(item.rules, stage)
        held = begin + sum((one for one in below if one is not None), NIL) + (got if item.mode == "earn" else -got)
        if extra and item.bonus and self.opens(item.bonus, stage):
            held += min(Fraction(item.bonus.cap), self.used(item.bonus.rules, stage))
        return max(NIL, min(self.room(item, top), held))

    def opens(self, bonus: Bonus, stage: str) -> bool:
        """Tell whether the gate of a bonus inside an item is open."""
        return self.passes(bonus, self.sheet(stage, extra=False), self.of(bonus.of, stage, extra=False))

    @staticmethod
    def passes(bonus: Bonus, score: Fraction | None, of: Fraction | None) -> bool:
        """Tell whether a gate is open to a score, or to what items have."""
        if not (bonus.above or bonus.of or bonus.at_least is not None):
            return True
        figure = of if bonus.of else score
        if figure is None:
            return False
        return figure >= bonus.at_least if bonus.at_least is not None else figure > bonus.above

    def tops(self, stage: str) -> list[Item]:
        """Return the items of a stage."""
        own = next((s.items for s in self.scheme.stages if s.name == stage), ())
        return [item for item in self.scheme.items if not own or item.code in own]

    def credit(self, item: Item, top: Item) -> Fraction:
        """Return what counts of the part that does not concern the unit."""
        share = {"rescale": NIL, "full": Fraction(1), "rate": Fraction(3, 4)}[self.case.assessment.not_applicable]
        return (Fraction(item.points) - self.room(item, top)) * share

    def of(self, codes: tuple[str, ...], stage: str, *, extra: bool) -> Fraction | None:
        """Return what some items have together in a stage."""
        found = NIL
        for top in self.tops(stage):
            for item in every((top,)):
                if item.code in codes:
                    one = self.value(item, top, stage, extra=extra)
                    if one is None:
                        return None
                    found += one + self.credit(item, top)
        return found

    def total(self, stage: str) -> Fraction:
        """Return the points a full score is measured by."""
        rescale = self.case.assessment.not_applicable == "rescale"
        return sum((self.room(t, t) if rescale else Fraction(t.points) for t in self.tops(stage)), NIL)

    def sheet(self, stage: str, *, extra: bool) -> Fraction | None:
        """Return a stage's score on the scale of a full one, before its own bonus."""
        key = ("sheet", stage, extra)
        if key not in self.known:
            self.known[key] = self._sheet(stage, extra=extra)
        return self.known[key]

    def _sheet(self, stage: str, *, extra: bool) -> Fraction | None:
        values = [self.value(top, top, stage, extra=extra) for top in self.tops(stage)]
        if any(value is None for value in values) or not self.total(stage):
            return None
        credit = sum((self.credit(top, top) for top in self.tops(stage)), NIL)
        return self.full * (sum((v for v in values if v is not None), NIL) + credit) / self.total(stage)

    def stage(self, stage: Stage) -> Fraction | None:
        """Return a stage's score."""
        if stage.external:
            figure = self.case.outside.get((self.unit.name, stage.name, ""))
            return None if figure is None else Fraction(figure.value) * self.full / Fraction(figure.of or self.full)
        base = self.sheet(stage.name, extra=True)
        if base is None or stage.bonus is None:
            return base
        if not self.passes(stage.bonus, base, self.of(stage.bonus.of, stage.name, extra=True)):
            return base
        codes = {rule.code for rule in stage.bonus.rules}
        given = sum((points for (code, _), points in self.uses.items() if code in codes), NIL)
        return base + min(Fraction(stage.bonus.cap), given)

    def counted(self) -> list[Stage]:
        """Return the stages that have a weight."""
        return [s for s in self.scheme.stages or (Stage(""),) if s.external or self.total(s.name) or not s.items]

    def base(self) -> Fraction | None:
        """Return the weighted mean of the stages."""
        parts = [(Fraction(1 if s.weight is None else s.weight), self.stage(s)) for s in self.counted()]
        if not parts or any(score is None for _, score in parts):
            return None
        return sum((w * s for w, s in parts if s is not None), NIL) / sum(w for w, _ in parts)

    def mean(self, codes: tuple[str, ...]) -> Fraction | None:
        """Return what some items have together, on the mean of the stages that have them."""
        found = NIL
        for code in codes:
            own = [s for s in self.scheme.stages or (Stage(""),) if not s.external and self._in(code, s.name)]
            if not own:
                found += next(
                    self.room(i, t) + self.credit(i, t)
                    for t in self.scheme.items
                    for i in every((t,))
                    if i.code == code
                )
                continue
            parts = [(Fraction(s.share), self.of((code,), s.name, extra=True)) for s in own]
            if any(score is None for _, score in parts):
                return None
            found += sum((w * s for w, s in parts if s is not None), NIL) / sum(w for w, _ in parts)
        return found

    def _in(self, code: str, stage: str) -> bool:
        return any(item.code == code for item in every(tuple(self.tops(stage))))

    def whole(self) -> Fraction | None:
        """Return the result before it is rounded."""
        base, bonus = self.base(), self.scheme.bonus
        if base is None:
            return None
        total = base
        if bonus and (
            self.passes(bonus, base, self.mean(bonus.of))
            if bonus.of or bonus.at_least is not None
            else base > bonus.above
        ):
            codes = {rule.code for rule in bonus.rules}
            total += min(Fraction(bonus.cap), sum((p for (code, _), p in self.uses.items() if code in codes), NIL))
        if self.scheme.penalties:
            codes = {rule.code for rule in self.scheme.penalties.rules}
            taken = sum((p for (code, _), p in self.uses.items() if code in codes), NIL)
            cap = self.scheme.penalties.cap
            total = max(NIL, total - (taken if cap is None else min(taken, Fraction(cap))))
        return total if self.scheme.ceiling is None else min(total, Fraction(self.scheme.ceiling))

    def score(self, whole: Fraction | None) -> Fraction | None:
        """Round half up, once."""
        places = self.case.assessment.places if self.scheme.places is None else self.scheme.places
        return None if whole is None else Fraction(math.floor(whole * 10**places + Fraction(1, 2)), 10**places)

    def lines(self) -> tuple[Grade, ...]:
        """Return the grades."""
        return self.scheme.grades or self.case.assessment.grades

    def vetoes(self) -> set[str]:
        """Return the vetoes that stand."""
        gone = {ruling.entry for ruling in self.case.rulings if ruling.kind == "revoked"}
        return {e.rule for e in self.case.entries if e.unit == self.unit.name and e.kind == "veto" and e.id not in gone}

    def grade(self, score: Fraction | None) -> int | None:
        """Return the place of the grade in the table: the worst of what the score, floors and vetoes allow."""
        typed, lowest = self.vetoes(), 0
        if score is not None:
            lowest = next(n for n, grade in enumerate(self.lines()) if score >= grade.min)
            for top in self.scheme.items:
                for item in every((top,)):
                    have = self.mean((item.code,))
                    there = self.concerned(item, top) and (self.room(item, top) or not item.points)
                    if item.floor and there and have is not None and have < item.floor.min:
                        lowest = max(lowest, TABLE.index(item.floor.grade))
        elif "V1" not in typed:
            return None
        if "V2" in typed and score is not None:
            lowest = max(lowest, TABLE.index(self.scheme.vetoes[1].at_most))
        return max(lowest, TABLE.index(self.scheme.vetoes[0].grade)) if "V1" in typed else lowest


def ranks_and_grades(case: Case, sums: dict[str, Sums]) -> dict[str, tuple[int | None, str | None]]:
    """Return the rank and the grade of every unit, shares of grades looked at."""
    scores = {name: one.score(one.whole()) for name, one in sums.items()}
    grades = {name: one.grade(scores[name]) for name, one in sums.items()}
    found: dict[str, int | None] = dict.fromkeys(sums)
    for group in case.assessment.groups:
        own = [n for n, one in sums.items() if one.unit.kind in group.kinds and "V1" not in one.vetoes()]
        waiting = any(scores[n] is None and _waits(sums[n]) for n in own)
        racing = [n for n in own if scores[n] is not None] if group.ranked and not waiting else []
        for name in racing:
            found[name] = 1 + sum((scores[other] or NIL) > (scores[name] or NIL) for other in racing)
        for line, grade in enumerate(case.scheme.grades or case.assessment.grades):
            if grade.share is None:
                continue
            quota = math.floor(len(racing) * Fraction(grade.share) / 100)
            reached = [n for n in racing if grades[n] == line]
            for name in reached:
                if sum((found[other] or 0) <= (found[name] or 0) for other in reached) > quota:
                    grades[name] = line + 1
    names = (*TABLE, None, None)
    return {n: (found[n], None if grades[n] is None else names[grades[n] or 0]) for n in sums}


def _waits(sums: Sums) -> bool:
    """Tell whether a figure is wanting, rather than nothing concerning the unit."""
    for stage in sums.scheme.stages or (Stage(""),):
        if stage.external and (sums.unit.name, stage.name, "") not in sums.case.outside:
            return True
        if not stage.external and any(sums.value(t, t, stage.name, extra=True) is None for t in sums.tops(stage.name)):
            return True
    return False


def near(told: Decimal | None, sums: Fraction | None) -> bool:
    """Tell whether both are the same, but for digits nobody sees."""
    if told is None or sums is None:
        return told is None and sums is None
    return abs(Fraction(told) - sums) < CLOSE


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 2**32))
def test_the_law_and_the_sums_agree_on_any_rubric(seed: int) -> None:
    case = Maker(seed).case()
    told, sums = case.scores(), {unit.name: Sums(case, unit) for unit in UNITS}
    expected = ranks_and_grades(case, sums)
    for name, one in sums.items():
        score = told[name]
        assert near(score.base, one.base())
        assert near(score.score, one.score(one.whole()))
        assert all(near(s.score, one.stage(own)) for s, own in zip(score.stages, case.scheme.stages, strict=True))
        assert (score.rank, score.grade) == expected[name]
        _adds_up(case, score)


def _adds_up(case: Case, score: UnitScore) -> None:
    """What is printed adds up: of every item what it begins with, plus and minus, and credit."""
    share = {"rescale": NIL, "full": Fraction(1), "rate": Fraction(3, 4)}[case.assessment.not_applicable]
    for items in [stage.items for stage in score.stages if not stage.external] or [score.items]:
        for item in _flat(items):
            credit = Fraction(item.points - item.room) * share
            assert near(item.score, Fraction(item.start + item.gained - item.deducted) + credit)
    assert score.deducted == sum((a.applied for a in score.deductions), Decimal(0))
    assert all(0 <= a.applied <= a.taken for a in score.applied)


def _flat(items: tuple[ItemScore, ...]) -> Iterator[ItemScore]:
    for item in items:
        yield item
        yield from _flat(item.items)
