"""A plan written as canonical JSON is read back the same."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gongkai.plan.form import plan_from_json, plan_to_json
from gongkai.plan.keys import KINDS, fields_of
from gongkai.plan.model import (
    EVERY,
    LETTERHEADS,
    OWED_BY,
    Collective,
    Contact,
    Duty,
    Holidays,
    Lights,
    Plan,
    SelfInspectionRule,
    Target,
    Unit,
    Within,
    WorkPoint,
)
from gongkai.plan.reading import packaged_tasks, read_plan
from gongkai.plan.rubric import (
    MODES,
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
from tests.plans import small_plan
from tests.strategies import built

DATA = Path(__file__).parents[1] / "data"
WORDS = st.text('县镇局办A1-（）"\\ \n', max_size=4)
MANY = st.lists(WORDS, max_size=2).map(tuple)
DAYS = st.dates(date(1949, 10, 1), date(2999, 12, 31))
FIGURES = st.decimals(0, 1_000_000, places=2)
SMALL = st.integers(0, 400)
EXACT = st.one_of(st.none(), FIGURES)


T = TypeVar("T")


def some(thing: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """Return none, one or two of a thing."""
    return st.lists(thing, max_size=2).map(tuple)


RULES = built(
    Rule,
    code=WORDS,
    text=WORDS,
    points=FIGURES,
    points_min=EXACT,
    per=WORDS,
    auto=WORDS,
    source=WORDS,
    if_rectified=st.sampled_from(["full", "half", "none"]),
    discretion=st.booleans(),
    sources=MANY,
    max=EXACT,
    repeat=st.one_of(st.none(), built(Repeat, SMALL, FIGURES)),
)
APPLIES = st.one_of(st.none(), built(AppliesTo, kinds=MANY, units=MANY, work_points=MANY))
BONUSES = st.one_of(st.none(), built(Bonus, cap=FIGURES, above=FIGURES, rules=some(RULES), at_least=EXACT, of=MANY))
GRADES = some(built(Grade, name=WORDS, min=FIGURES, share=EXACT))
LEAVES = built(
    Item,
    code=WORDS,
    name=WORDS,
    points=FIGURES,
    applies_to=APPLIES,
    rules=some(RULES),
    mode=st.sampled_from(list(MODES)),
    of=EXACT,
    bonus=BONUSES,
    floor=st.one_of(st.none(), built(Floor, FIGURES, WORDS)),
)
ITEMS = built(Item, code=WORDS, name=WORDS, points=FIGURES, rules=some(RULES), items=some(LEAVES))
SCHEMES = built(
    Scheme,
    name=WORDS,
    items=some(ITEMS),
    groups=MANY,
    bonus=BONUSES,
    vetoes=some(built(Veto, code=WORDS, text=WORDS, grade=WORDS, source=WORDS, at_most=WORDS)),
    stages=some(built(Stage, name=WORDS, weight=EXACT, external=st.booleans(), items=MANY, bonus=BONUSES, of=EXACT)),
    note=WORDS,
    penalties=st.one_of(st.none(), built(Penalties, cap=EXACT, rules=some(RULES))),
    ceiling=EXACT,
    full=EXACT,
    places=st.one_of(st.none(), st.integers(0, 3)),
    grades=GRADES,
)
RUBRICS = built(
    Assessment,
    full=FIGURES,
    grades=GRADES,
    groups=some(built(Group, name=WORDS, kinds=MANY, units=MANY, ranked=st.booleans())),
    schemes=some(SCHEMES),
    places=st.integers(0, 2),
    appeal_workdays=SMALL,
    not_applicable=st.sampled_from(["rescale", "full", "rate"]),
    rate=EXACT,
    note=WORDS,
)
DUTIES = built(
    Duty,
    id=WORDS,
    quote=WORDS,
    what=WORDS,
    by=st.one_of(st.none(), DAYS),
    every=st.sampled_from(["", *EVERY]),
    grace_days=SMALL,
    first_running=st.booleans(),
    day=SMALL,
    within=st.one_of(st.none(), built(Within, workdays=SMALL, hours=SMALL, days=SMALL)),
    from_=WORDS,
    target=st.one_of(st.none(), built(Target, at_least=EXACT, at_most=EXACT, unit=WORDS)),
    owed_by=st.sampled_from(["", *OWED_BY]),
    owers=MANY,
    collectives=MANY,
    note=WORDS,
)
POINTS = built(
    WorkPoint,
    no=WORDS,
    title=WORDS,
    text=WORDS,
    chapter=WORDS,
    section=WORDS,
    lead=MANY,
    responsible=MANY,
    support=MANY,
    due=st.one_of(st.none(), DAYS),
    due_text=WORDS,
    ongoing=st.booleans(),
    duties=some(DUTIES),
    notes=MANY,
)
UNITS = built(
    Unit,
    name=WORDS,
    kind=WORDS,
    aliases=MANY,
    initials=MANY,
    source=WORDS,
    from_=st.one_of(st.none(), DAYS),
    until=st.one_of(st.none(), DAYS),
    successor=MANY,
    note=WORDS,
    full_name=WORDS,
)
COLLECTIVES = built(Collective, name=WORDS, kinds=MANY, units=MANY, same_as=WORDS, unresolved=st.booleans(), note=WORDS)
PLANS = built(
    Plan,
    year=st.integers(1949, 2999),
    title=WORDS,
    number=WORDS,
    issuer=WORDS,
    issued=DAYS,
    office=WORDS,
    units=some(UNITS),
    points=some(POINTS),
    collectives=some(COLLECTIVES),
    lights=built(Lights, due_days=SMALL, silent_days=SMALL),
    holidays=built(Holidays, off=some(DAYS), work=some(DAYS)),
    self_inspection=built(SelfInspectionRule, kinds=MANY, at_least=SMALL, quote=WORDS),
    assessment=st.one_of(st.none(), RUBRICS),
    notes=MANY,
    subject=WORDS,
    duties=some(DUTIES),
    letterhead=st.sampled_from(["", *LETTERHEADS]),
    office_contact=st.one_of(st.none(), built(Contact, name=WORDS, phone=WORDS)),
    cc=MANY,
    template=WORDS,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PLANS)
def test_any_plan_is_read_back_the_same(plan: Plan) -> None:
    text = plan_to_json(plan)
    assert plan_from_json(text) == plan
    assert plan_to_json(plan_from_json(text)) == text


def test_the_plans_of_this_house_are_read_back_the_same() -> None:
    for plan in (small_plan(), read_plan(packaged_tasks()).plan):
        assert plan_from_json(plan_to_json(plan)) == plan


def test_a_revision_stored_by_an_earlier_program_is_read_and_written_the_same() -> None:
    """The year's file that uses every key, and the body that was stored for it: equal byte by byte, as its hash is."""
    body = (DATA / "every-key.json").read_text(encoding="utf-8")
    assert plan_to_json(plan_from_json(body)) == body
    assert plan_to_json(read_plan(DATA / "every-key.yaml").plan) == body


def test_every_key_stands_in_the_file_that_uses_every_key() -> None:
    def named(record: type) -> set[str]:
        fields = fields_of(record)
        inside = [named(field.kind) for field in fields if field.kind not in {record, *KINDS}]
        return {field.key for field in fields if not field.declared.outer}.union(*inside)

    written = set(re.findall(r"([a-z_]+):", (DATA / "every-key.yaml").read_text(encoding="utf-8")))
    assert named(Plan) <= written


def test_every_field_of_every_record_is_drawn_above() -> None:
    """A field that a contract gains must be written, too: the strategies name them all."""
    drawn = {
        Plan: 20, Unit: 10, WorkPoint: 13, Duty: 15, Collective: 6, Rule: 12, Item: 10, Scheme: 12, Assessment: 9,
        Group: 4, Bonus: 5, Veto: 5, Stage: 6, Grade: 3, AppliesTo: 3, Lights: 2, Holidays: 2, Within: 3, Target: 3,
        SelfInspectionRule: 3, Repeat: 2, Floor: 2, Penalties: 2, Contact: 2,
    }  # fmt: skip
    assert {kind: len(kind.__struct_fields__) for kind in drawn} == drawn


def test_the_json_is_canonical() -> None:
    text = plan_to_json(small_plan())
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "县教育局" in text


def test_figures_that_are_equal_are_written_alike() -> None:
    """A rubric that says 20 and one that says 20.00 are the same plan, with the same hash."""
    rubric = small_plan().assessment
    assert rubric is not None
    finer = replace(small_plan(), assessment=replace(rubric, full=Decimal("100.00")))
    assert plan_to_json(finer) == plan_to_json(small_plan())


def test_what_is_by_default_is_not_written() -> None:
    plan = Plan(2018, "题", "号", "府", date(2018, 7, 25), "办", (), ())
    assert json.loads(plan_to_json(plan)) == {
        "year": 2018,
        "title": "题",
        "number": "号",
        "issuer": "府",
        "issued": "2018-07-25",
        "office": "办",
    }
