"""The rubric's part of a plan's canonical JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.domain.scheme import AppliesTo, Assessment, Bonus, Grade, Group, Item, Rule, Scheme, Stage, Veto

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]
PLACES, APPEAL_WORKDAYS = 2, 5


def lean(**fields: object) -> Json:
    """Return the fields that say something: nothing, no text, no list and no are left out; a zero is kept."""
    return {name: value for name, value in fields.items() if value or (value == 0 and value is not False)}


def figure(value: Decimal | None) -> str | None:
    """Return a figure as its shortest exact text (`20`, `1.5`)."""
    return None if value is None else f"{value.normalize():f}"


def figure_from(text: str | None) -> Decimal | None:
    """Return the figure that `figure` wrote."""
    return None if text is None else Decimal(text)


def assessment_to(rubric: Assessment) -> Json:
    """Return the rubric as JSON values."""
    return lean(
        full=figure(rubric.full),
        grades=[[grade.name, figure(grade.min)] for grade in rubric.grades],
        groups=[
            lean(name=group.name, kinds=group.kinds, units=group.units, unranked=not group.ranked)
            for group in rubric.groups
        ],
        schemes=[_scheme_to(scheme) for scheme in rubric.schemes],
        places=rubric.places if rubric.places != PLACES else None,
        appeal_workdays=rubric.appeal_workdays if rubric.appeal_workdays != APPEAL_WORKDAYS else None,
        not_applicable=rubric.not_applicable if rubric.not_applicable != "rescale" else None,
        rate=figure(rubric.rate),
        note=rubric.note,
    )


def assessment_from(body: Json) -> Assessment:
    """Return the rubric that `assessment_to` wrote."""
    get = body.get
    return Assessment(
        full=Decimal(body["full"]),
        grades=tuple(Grade(name, Decimal(low)) for name, low in get("grades", ())),
        groups=tuple(map(_group_from, get("groups", ()))),
        schemes=tuple(map(_scheme_from, get("schemes", ()))),
        places=get("places", PLACES),
        appeal_workdays=get("appeal_workdays", APPEAL_WORKDAYS),
        not_applicable=get("not_applicable", "rescale"),
        rate=figure_from(get("rate")),
        note=get("note", ""),
    )


def _group_from(body: Json) -> Group:
    get = body.get
    return Group(get("name", ""), tuple(get("kinds", ())), tuple(get("units", ())), not get("unranked", False))


def _scheme_to(scheme: Scheme) -> Json:
    bonus = scheme.bonus
    return lean(
        name=scheme.name,
        items=_items_to(scheme.items),
        groups=scheme.groups,
        bonus=[figure(bonus.cap), figure(bonus.above), _rules_to(bonus.rules)] if bonus else None,
        vetoes=[[veto.code, veto.text, veto.grade, veto.source] for veto in scheme.vetoes],
        stages=[[stage.name, figure(stage.weight), stage.external] for stage in scheme.stages],
        note=scheme.note,
    )


def _scheme_from(body: Json) -> Scheme:
    get = body.get
    bonus = get("bonus")
    return Scheme(
        name=get("name", ""),
        items=tuple(map(_item_from, get("items", ()))),
        groups=tuple(get("groups", ())),
        bonus=Bonus(Decimal(bonus[0]), Decimal(bonus[1]), tuple(map(_rule_from, bonus[2]))) if bonus else None,
        vetoes=tuple(Veto(*veto) for veto in get("vetoes", ())),
        stages=tuple(Stage(name, Decimal(weight), external) for name, weight, external in get("stages", ())),
        note=get("note", ""),
    )


def _items_to(items: Iterable[Item]) -> list[Json]:
    return [
        lean(
            code=item.code,
            name=item.name,
            points=figure(item.points),
            applies_to=_applies_to(item.applies_to) if item.applies_to else None,
            rules=_rules_to(item.rules),
            items=_items_to(item.items),
        )
        for item in items
    ]


def _item_from(body: Json) -> Item:
    get = body.get
    applies = get("applies_to")
    return Item(
        code=get("code", ""),
        name=get("name", ""),
        points=Decimal(body["points"]),
        applies_to=AppliesTo(*map(tuple, applies)) if applies else None,
        rules=tuple(map(_rule_from, get("rules", ()))),
        items=tuple(map(_item_from, get("items", ()))),
    )


def _applies_to(applies: AppliesTo) -> list[tuple[str, ...]]:
    return [applies.kinds, applies.units, applies.work_points]


def _rules_to(rules: Iterable[Rule]) -> list[Json]:
    return [
        lean(
            code=rule.code,
            text=rule.text,
            points=figure(rule.points),
            points_min=figure(rule.points_min),
            per=rule.per,
            auto=rule.auto,
            source=rule.source,
            if_rectified=rule.if_rectified if rule.if_rectified != "full" else None,
            discretion=rule.discretion,
            sources=rule.sources,
        )
        for rule in rules
    ]


def _rule_from(body: Json) -> Rule:
    get = body.get
    return Rule(
        code=get("code", ""),
        text=get("text", ""),
        points=Decimal(body["points"]),
        points_min=figure_from(get("points_min")),
        per=get("per", ""),
        auto=get("auto", ""),
        source=get("source", ""),
        if_rectified=get("if_rectified", "full"),
        discretion=get("discretion", False),
        sources=tuple(get("sources", ())),
    )
