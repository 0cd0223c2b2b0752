"""What a new revision of a year's plan changes: the list that `gongkai load` shows before anything is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gongkai.domain.plan import Duty, Plan, Unit
    from gongkai.domain.scheme import Assessment, Group, Item, Rule, Scheme

    Aspects = Mapping[str, Callable[[Any], object]]

ChangeKind = Literal["new", "changed", "withdrawn"]
LONGEST = 24
BEFORE = 4
"""Characters shown before a difference, to find the place by."""
FREQUENCY = {"day": "每日", "workday": "每个工作日", "month": "每月", "quarter": "每季度"}
OUTSIDE = {"rescale": "按比例折算", "full": "计满分", "rate": "按比率计"}
SHARE = {"full": "照扣", "half": "减半", "none": "免扣", "": ""}
OWED_BY = {"leads": "牵头单位", "each_lead": "各牵头单位", "each_responsible": "各责任单位", "event": "登记时指定"}


class Change(Struct, frozen=True):
    """One difference: `what` is the sort of thing (要点, 单位 …), `name` which one, `detail` what about it."""

    kind: ChangeKind
    what: str
    name: str
    detail: str = ""


def compare(old: Plan, new: Plan) -> tuple[Change, ...]:
    """Return what `new` changes: head, units, collectives, points with their duties, then the rubric.

    Points are the same by `no`, units and collectives by name, duties by id, rules by code. Within each sort of
    thing the order is the new plan's, what was withdrawn coming last in the old one's.
    """
    return (
        *_changed("年度要点", str(new.year), HEAD, old, new),
        *_matched("单位", UNIT, _under_new_names(old.units, new.units), _by_name(new.units)),
        *_matched("统称", COLLECTIVE, _by_name(old.collectives), _by_name(new.collectives)),
        *_matched("要点", POINT, {p.no: p for p in old.points}, {p.no: p for p in new.points}),
        *_reordered(old, new),
        *_matched("时限要求", DUTY, _duties(old), _duties(new)),
        *_rubric(old.assessment, new.assessment),
    )


def _matched(what: str, aspects: Aspects, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what is new, changed and withdrawn among things known by a name."""
    for name, thing in new.items():
        if name in old:
            yield from _changed(what, name, aspects, old[name], thing)
        else:
            yield Change("new", what, name, _title(thing, name))
    for name, thing in old.items():
        if name not in new:
            yield Change("withdrawn", what, name, _title(thing, name))


def _changed(what: str, name: str, aspects: Aspects, old: object, new: object) -> Iterator[Change]:
    """Yield one change that tells every aspect that differs, before and after."""
    told = [
        f"{aspect}：{_difference(look(old), look(new))}" if aspect not in UNSHOWN else f"{aspect}有改动"
        for aspect, look in aspects.items()
        if look(old) != look(new)
    ]
    if told:
        yield Change("changed", what, name, "；".join(told))


def _difference(old: object, new: object) -> str:
    """Return before and after; of what is too long for that only what went, came or became another."""
    if isinstance(old, tuple) and isinstance(new, tuple) and max(len(_joined(old)), len(_joined(new))) > LONGEST:
        came = [str(one) for one in new if one not in old]
        gone = [str(one) for one in old if one not in new]
        told = (f"增加{'、'.join(came)}" if came else "", f"去掉{'、'.join(gone)}" if gone else "")
        return "，".join(filter(None, told)) or "排列顺序有改动"
    if isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > LONGEST:
        pairs = enumerate(zip(old, new, strict=False))
        first = next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))
        alike = max(first - BEFORE, 0)
        old, new = (f"…{words[alike:]}" if alike else words for words in (old, new))
    return f"{_short(old)} → {_short(new)}"


def _joined(values: tuple[object, ...]) -> str:
    return "、".join(map(str, values))


def _title(thing: object, name: str) -> str:
    """Return the words that tell people which thing it is, beyond its name."""
    told = (getattr(thing, key, "") for key in ("title", "quote", "text", "kind", "name"))
    words = next((words for words in told if words not in {"", name}), "")
    return _short(words) if words else ""


def _short(value: object) -> str:
    """Return a value in a few words; nothing is 无."""
    if isinstance(value, bool):
        return "是" if value else "否"
    words = _joined(value) if isinstance(value, tuple) else str(value if value is not None else "")
    return "无" if not words else words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _by_name(things: Iterable[Any]) -> dict[str, Any]:
    return {thing.name: thing for thing in things}


def _under_new_names(old: Sequence[Unit], new: Sequence[Unit]) -> dict[str, Unit]:
    """Return the old units by name; one whose name is now another's alias was renamed, and stands under the new one."""
    names, before = {unit.name for unit in new}, {unit.name for unit in old}
    now = {alias: unit.name for unit in new for alias in unit.aliases if alias not in names}
    found: dict[str, Unit] = {}
    for unit in old:
        name = now.get(unit.name, unit.name)
        found[unit.name if name in before else name] = unit
    return found


def _duties(plan: Plan) -> dict[str, Duty]:
    """Return the duties by id, those of new and withdrawn points included."""
    return {duty.id: duty for point in plan.points for duty in point.duties}


def _reordered(old: Plan, new: Plan) -> Iterator[Change]:
    """Yield one change where points that both plans have stand in another order."""
    before, after = [point.no for point in old.points], [point.no for point in new.points]
    kept = set(before) & set(after)
    if [no for no in before if no in kept] != [no for no in after if no in kept]:
        yield Change("changed", "要点", "全部", "排列顺序有改动")


def _limit(duty: Duty) -> str:
    """Return a duty's demand in words: 2018-12-31前, 每月, 3个工作日内, 至少80%."""
    if duty.by:
        return f"{duty.by}前"
    if duty.every:
        grace = f"，宽限{duty.grace_days}天" if duty.grace_days else ""
        return FREQUENCY[duty.every] + grace + ("，含已开始的一期" if duty.first_running else "")
    if duty.within:
        limit = f"{duty.within.workdays}个工作日内" if duty.within.workdays else f"{duty.within.hours}小时内"
        return f"{duty.from_}后{limit}"
    goal = duty.target
    if goal is None:
        return ""
    low = f"至少{goal.at_least}{goal.unit}" if goal.at_least is not None else ""
    return low + (f"至多{goal.at_most}{goal.unit}" if goal.at_most is not None else "")


def _rubric(old: Assessment | None, new: Assessment | None) -> Iterator[Change]:
    """Yield what changes in the rubric: its general terms, its groups, its schemes down to each rule."""
    if old is None or new is None:
        if new is not None:
            yield Change("new", "考核", "考核细则", _short(tuple(scheme.name for scheme in new.schemes)))
        elif old is not None:
            yield Change("withdrawn", "考核", "考核细则", _short(tuple(scheme.name for scheme in old.schemes)))
        return
    yield from _changed("考核", "总则", RUBRIC, old, new)
    yield from _matched("考核组", GROUP, _by_name(old.groups), _by_name(new.groups))
    yield from _matched("考核细则", SCHEME, _by_name(old.schemes), _by_name(new.schemes))
    yield from _matched("考核项", ITEM, _parts(old, _items), _parts(new, _items))
    yield from _matched("考核规则", RULE, _parts(old, _rules), _parts(new, _rules))


def _parts(rubric: Assessment, parts: Callable[[Scheme], Iterable[Any]]) -> dict[str, Any]:
    """Return parts of all schemes by code, preceded by the scheme's name where there are several."""
    several = len(rubric.schemes) > 1
    return {
        f"{scheme.name} {part.code}" if several else part.code: part
        for scheme in rubric.schemes
        for part in parts(scheme)
    }


def _items(scheme: Scheme) -> Iterator[Item]:
    waiting = list(scheme.items)
    while waiting:
        item = waiting.pop(0)
        yield item
        waiting[:0] = item.items


def _rules(scheme: Scheme) -> Iterator[object]:
    for item in _items(scheme):
        yield from item.rules
    yield from scheme.bonus.rules if scheme.bonus else ()
    yield from scheme.vetoes


def _grades(rubric: Assessment) -> tuple[str, ...]:
    return tuple(f"{grade.name}{grade.min}" for grade in rubric.grades)


def _stages(scheme: Scheme) -> tuple[str, ...]:
    return tuple(f"{stage.name}{stage.weight}{'（外部）' if stage.external else ''}" for stage in scheme.stages)


def _bonus(scheme: Scheme) -> str:
    bonus = scheme.bonus
    if bonus is None:
        return ""
    return f"上限{bonus.cap}，" + (f"得分高于{bonus.above}分方计" if bonus.above else "不设门槛")


def _members(group: Group) -> tuple[str, ...]:
    return (*group.kinds, *group.units)


def _applies(item: Item) -> tuple[str, ...]:
    whom = item.applies_to
    return (*whom.kinds, *whom.units, *(f"要点{no}" for no in whom.work_points)) if whom else ()


def _points(rule: Rule) -> str:
    low = getattr(rule, "points_min", None)
    high = getattr(rule, "points", None)
    return "" if high is None else f"{low}至{high}" if low is not None else str(high)


def _of(name: str) -> Callable[[Any], object]:
    return lambda thing: getattr(thing, name, "")


UNSHOWN = frozenset({"正文", "自动提示", "说明", "别称", "放假安排", "单位构成"})
HEAD: Aspects = {
    "标题": _of("title"),
    "文号": _of("number"),
    "制发机关": _of("issuer"),
    "印发日期": _of("issued"),
    "考核组织单位": _of("office"),
    "预警天数": lambda plan: (plan.lights.due_days, plan.lights.silent_days),
    "放假安排": _of("holidays"),
    "自查对象": lambda plan: plan.self_inspection.kinds,
    "自查次数": lambda plan: plan.self_inspection.at_least,
    "自查原话": lambda plan: plan.self_inspection.quote,
    "说明": _of("notes"),
}
UNIT: Aspects = {
    "名称": _of("name"),
    "类别": _of("kind"),
    "别称": _of("aliases"),
    "设立日期": _of("from_"),
    "终止日期": _of("until"),
    "承继单位": _of("successor"),
    "出处": _of("source"),
    "说明": _of("note"),
}
COLLECTIVE: Aspects = {
    "单位构成": lambda c: (c.kinds, c.units),
    "等同于": _of("same_as"),
    "待明确": _of("unresolved"),
    "说明": _of("note"),
}
POINT: Aspects = {
    "标题": _of("title"),
    "正文": _of("text"),
    "章": _of("chapter"),
    "节": _of("section"),
    "牵头单位": _of("lead"),
    "责任单位": _of("responsible"),
    "配合单位": _of("support"),
    "说明": _of("notes"),
}
DUTY: Aspects = {
    "原话": _of("quote"),
    "时限": _limit,
    "责任方": lambda duty: OWED_BY.get(duty.owed_by, duty.owers),
    "内容": _of("what"),
    "说明": _of("note"),
}
RUBRIC: Aspects = {
    "满分": _of("full"),
    "等次": _grades,
    "小数位": _of("places"),
    "异议期限（工作日）": _of("appeal_workdays"),
    "不适用项": lambda rubric: f"按{rubric.rate}%计" if rubric.rate is not None else OUTSIDE[rubric.not_applicable],
    "说明": _of("note"),
}
GROUP: Aspects = {"成员": _members, "参加排名": _of("ranked")}
SCHEME: Aspects = {
    "适用": lambda scheme: scheme.groups or ("全部单位",),
    "阶段": _stages,
    "加分": _bonus,
    "说明": _of("note"),
}
ITEM: Aspects = {"名称": _of("name"), "分值": _of("points"), "适用": lambda item: _applies(item) or ("全部单位",)}
RULE: Aspects = {
    "内容": _of("text"),
    "分值": _points,
    "单位": _of("per"),
    "自动提示": _of("auto"),
    "按期整改后": lambda rule: SHARE[getattr(rule, "if_rectified", "")],
    "问题来源": _of("sources"),
    "可酌情": _of("discretion"),
    "等次": _of("grade"),
    "依据": _of("source"),
}
