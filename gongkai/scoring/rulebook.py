"""Finding a rule, a veto or a stage on a unit's sheet, and what one use of it takes."""

from __future__ import annotations

from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn, TypeVar

from gongkai.errors import BadValue, Refused, UnknownName
from gongkai.plan.lookup import folded
from gongkai.plan.rubric import Rule
from gongkai.points import ZERO, exact, plain
from gongkai.scoring.prices import price
from gongkai.scoring.sheet import Slot, outline_of, scheme_of, sheet_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

    from gongkai.plan.model import Unit
    from gongkai.plan.rubric import Assessment, Item, Scheme, Stage, Veto
    from gongkai.scoring.sheet import EntryKind, Outline

Found = TypeVar("Found")


def sheet_for(assessment: Assessment, unit: Unit) -> Scheme:
    """Return the unit's scheme; raises Refused where it has none."""
    scheme = scheme_of(assessment, unit)
    if scheme is None:
        raise Refused(
            f"{unit.name}不在任何考核分组内，不参加考核", "需要考核的，请在年度要点文件的考核分组里列入后重新载入"
        )
    return scheme


def find_slot(
    assessment: Assessment, unit: Unit, units_points: Collection[str], code: str, kind: EntryKind = "deduction"
) -> Slot:
    """Return the rule a clerk means by `code` (any case, full-width digits too) with its place on the unit's sheet.

    Raises UnknownName with the nearest codes, Refused where the rule's item does not concern the unit.
    """
    scheme = sheet_for(assessment, unit)
    outline = outline_of(scheme)
    own = _codes(outline, kind)
    _of_another(assessment, scheme, unit, code, kind)
    _of_other_kind(outline, code, kind)
    slot = _pick(RULES[kind], code, own)
    if slot.item >= 0 and not sheet_of(outline, unit, units_points, None).applicable[slot.item]:
        raise Refused(
            f"规则{slot.rule.code}所属的“{outline.items[slot.item].name}”不适用于{unit.name}",
            "请核对规则编号；确应适用的，先改年度要点文件里的适用范围",
        )
    return slot


def find_own(assessment: Assessment, unit: Unit, code: str, kind: EntryKind = "deduction") -> Rule:
    """Return a rule of the unit's scheme, whether its item concerns the unit or not; raises UnknownName."""
    return _pick(RULES[kind], code, _codes(outline_of(sheet_for(assessment, unit)), kind)).rule


RULES: Mapping[EntryKind, str] = MappingProxyType({"deduction": "扣分规则", "bonus": "加分规则"})


def _codes(outline: Outline, kind: EntryKind) -> dict[str, Slot]:
    return {code: slot for (own, code), slot in outline.slots.items() if own == kind}


def _of_other_kind(outline: Outline, code: str, kind: EntryKind) -> None:
    """Refuse a rule that gives where points are taken, and the other way round, naming the command for it."""
    other: EntryKind = "bonus" if kind == "deduction" else "deduction"
    if folded(code) in {folded(each) for each in _codes(outline, kind)}:
        return
    if folded(code) not in {folded(each) for each in _codes(outline, other)}:
        return
    if other == "bonus":
        raise UnknownName(RULES[kind], code, advice=f"{code}是得分、加分的规则", do=("bonus", "add"))
    raise UnknownName(RULES[kind], code, advice=f"{code}是扣分的规则", do=("deduct", "add"))


def rule_lines(assessment: Assessment, unit: Unit, kind: EntryKind = "deduction") -> tuple[tuple[str, str], ...]:
    """Return the rules of the unit's scheme, each with its words and what it takes, in file order."""
    slots = _codes(outline_of(sheet_for(assessment, unit)), kind)
    return tuple((code, f"{slot.rule.text}（{price_words(slot.rule)}）") for code, slot in slots.items())


def price_words(rule: Rule) -> str:
    """Return what one use of a rule takes or gives, in words: 每次2分, 0.5至3分."""
    least = "" if rule.points_min is None else f"{plain(rule.points_min)}至"
    return f"{f'每{rule.per}' if rule.per else ''}{least}{plain(rule.points)}分"


def find_code(assessment: Assessment, code: str) -> Rule:
    """Return a deduction rule of any scheme by what was typed; raises UnknownName with the nearest codes."""
    outlines = [outline_of(scheme) for scheme in reversed(assessment.schemes)]
    known = {each: slot for one in outlines for each, slot in _codes(one, "deduction").items()}
    return _pick("扣分规则", code, known).rule


def rule_of(assessment: Assessment, unit: Unit, code: str) -> Rule | None:
    """Return the deduction or bonus rule of the unit's scheme under a code, None where there is none (any more)."""
    scheme = scheme_of(assessment, unit)
    if scheme is None:
        return None
    slots = outline_of(scheme).slots
    slot = slots.get(("deduction", code)) or slots.get(("bonus", code))
    return slot.rule if slot else None


def _of_another(assessment: Assessment, own: Scheme, unit: Unit, code: str, kind: EntryKind) -> None:
    """Refuse a rule that only other units' schemes have, naming them; raises UnknownName."""
    if folded(code) in {folded(each) for _, each in outline_of(own).slots}:
        return
    for scheme in assessment.schemes:
        if folded(code) in {folded(each) for each in _codes(outline_of(scheme), kind)}:
            hint = f"“{code}”是《{scheme.name}》的规则，{unit.name}用的是《{own.name}》"
            raise UnknownName(RULES[kind], code, advice=hint)


def find_veto(assessment: Assessment, unit: Unit, code: str) -> Veto:
    """Return the veto (一票否决) a clerk means by `code`; raises UnknownName with the nearest codes."""
    return _pick("一票否决情形", code, {veto.code: veto for veto in sheet_for(assessment, unit).vetoes})


def rule_texts(scheme: Scheme | None) -> dict[str, str]:
    """Return the words of every rule, bonus rule and veto of a scheme by its code; nothing without a scheme."""
    if scheme is None:
        return {}
    words = {code: slot.rule.text for (_, code), slot in outline_of(scheme).slots.items()}
    return words | {veto.code: veto.text for veto in scheme.vetoes}


def find_stage(scheme: Scheme, name: str, *, external: bool = False, slot: Slot | None = None) -> str:
    """Return the stage an entry (`external`: an outside figure) belongs to; empty in a scheme without stages.

    With the rule's `slot` only its own stage, or the stages that have its item, are in question; none for what counts
    on the total. Raises BadValue where a stage is missing, unneeded or of the other sort.
    """
    stages = {stage.name: stage for stage in scheme.stages}
    if external and not any(stage.external for stage in scheme.stages):
        raise BadValue("这份考核细则没有外部评分", "有第三方评估等外部评分的，先在要点文件的考核阶段里写上")
    if not stages and not name:
        return ""
    if not stages:
        raise BadValue(f"“{scheme.name}”不分考核阶段", "不必写 --stage")
    own = slot.stage if slot and slot.item < 0 else None
    if own is not None:
        return _own_stage(own, name, stages)
    wanted = [stage.name for stage in scheme.stages if stage.external is external and _has(scheme, stage, slot)]
    if not wanted:
        raise BadValue(f"“{scheme.name}”没有可以扣分的阶段")
    if not name:
        if slot and len(wanted) == 1 and any(stage.items for stage in scheme.stages):
            return wanted[0]
        raise BadValue("这份考核细则分阶段计分，须写明阶段", f"请用 --stage 写明：{'、'.join(wanted)}")
    found = _of_sort(_pick("考核阶段", name, stages), wanted, external=external)
    if found not in wanted:
        raise BadValue(f"“{found}”阶段不考核这一项", f"可用的阶段：{'、'.join(wanted)}")
    return found


def _own_stage(own: str, name: str, stages: Mapping[str, Stage]) -> str:
    """Return the stage of a rule that belongs to one stage, or (empty) to the total; another is not to be named."""
    if name and (found := _pick("考核阶段", name, stages).name) != own:
        what = f"只用于“{own}”阶段" if own else "计入总分，不分阶段"
        raise BadValue(f"这条规则{what}，不能记在“{found}”", "请去掉 --stage")
    return own


def _has(scheme: Scheme, stage: Stage, slot: Slot | None) -> bool:
    """Tell whether a stage has the item of a rule."""
    if slot is None or not stage.items:
        return True
    outline = outline_of(scheme)
    return outline.items[outline.paths[slot.item][-1]].code in stage.items


def _of_sort(stage: Stage, wanted: list[str], *, external: bool) -> str:
    if stage.external is external:
        return stage.name
    what = "由外部评分，不按考核项计分" if stage.external else "按扣分计分，不录入外部得分"
    raise BadValue(f"“{stage.name}”{what}", f"可用的阶段：{'、'.join(wanted)}")


def rubric_item(scheme: Scheme, code: str, modes: Collection[str] = ()) -> Item:
    """Return an item of a scheme by its code, one of the `modes` where any are given; raises UnknownName, BadValue."""
    items = {item.code: item for item in outline_of(scheme).items}
    item = _pick("考核项", code, items)
    if modes and item.mode not in modes:
        named = "、".join(each.code for each in items.values() if each.mode in modes)
        way = f"录入数值的考核项：{named}" if named else "按比例或外部评分的，先在要点文件的考核项里写 mode"
        raise BadValue(f"考核项{item.code}按规则计分，不录入得分", way)
    return item


def stage_of_item(scheme: Scheme, item: Item, name: str) -> str:
    """Return the stage in which something is entered for an item; empty in a scheme without stages."""
    at = next(i for i, each in enumerate(outline_of(scheme).items) if each.code == item.code)
    return find_stage(scheme, name, slot=Slot(Rule(item.code, "", ZERO), "deduction", at))


def stage_figure(full: Decimal, stage: Stage, x: Decimal, out_of: Decimal | None) -> tuple[Decimal, Decimal | None]:
    """Return an outside figure with its own full mark: what was typed, or declared; None: a full score.

    Raises BadValue for more than that mark, for another mark than the declared one, and where it may be either: 18,
    where the stage weighs 20.
    """
    exact(x, "得分")
    of = _full_mark(stage.of, out_of, f"“{stage.name}”")
    if of is None and stage.weight is not None and ZERO < x <= stage.weight < full:
        hint = f"满分{plain(stage.weight)}分的写 --of {plain(stage.weight)}，满分{plain(full)}分的写 --of {plain(full)}"
        raise BadValue(f"“{stage.name}”权重{plain(stage.weight)}，{plain(x)} 分是满分多少分的？", hint)
    if x > (of or full):
        hint = "请用 --of 写明原来的满分" if of is None else "请核对得分和满分"
        raise BadValue(f"得分 {plain(x)} 超过满分 {plain(of or full)}", hint)
    return x, None if of == full else of


def of_its_mode(whose: str, mode: str, *, counted: bool) -> None:
    """Refuse points for what is a ratio, and a `counted` value for what is scored from outside; raises BadValue."""
    if mode == "ratio" and not counted:
        raise BadValue(f"{whose}按比例计分，录入的是完成数，不是得分", "请用 --value 写完成了多少，--of 写总数")
    if mode != "ratio" and counted:
        raise BadValue(f"{whose}由外部评分，录入的是得分，不是完成数", "请用 --score 写得分，--of 写满分")


def item_figure(item: Item, x: Decimal, out_of: Decimal | None) -> tuple[Decimal, Decimal | None]:
    """Return a figure for an item with its full mark (None: the item's points); raises BadValue.

    A ratio may be more than its whole: it is worth all the points then.
    """
    exact(x, "数值" if item.mode == "ratio" else "得分")
    of = _full_mark(item.of, out_of, f"考核项{item.code}")
    if item.mode == "ratio":
        if of is None:
            hint = "请用 --of 写明总数，如 --of 100"
            raise BadValue(f"考核项{item.code}按比例计分，要知道 {plain(x)} 是多少当中的", hint)
        return x, of
    if x > (of or item.points):
        hint = "请用 --of 写明原来的满分" if of is None else "请核对得分和满分"
        raise BadValue(f"得分 {plain(x)} 超过考核项{item.code}的满分 {plain(of or item.points)}", hint)
    return x, None if of == item.points else of


def _full_mark(declared: Decimal | None, typed: Decimal | None, whose: str) -> Decimal | None:
    if typed is not None and not exact(typed, "满分"):
        raise BadValue("满分不能是 0", "请写原来的满分是多少")
    if declared is not None and typed is not None and typed != declared:
        raise BadValue(f"{whose}的满分在要点文件里是 {plain(declared)}，不是 {plain(typed)}", "请核对 --of，或不写")
    return declared if typed is None else typed


def points_for(rule: Rule, count: int = 1, points: Decimal | None = None, reason: str = "", used: int = 0) -> Decimal:
    """Return what an entry under the rule asks: its points × `count`, or the `points` chosen within its range.

    Where later uses cost more, `used` is how many there were before.
    Other points are only for a rule with discretion, and with a reason. Raises BadValue.
    """
    if count < 1:
        raise BadValue(f"次数应当是 1 或更大的整数，不能是 {count}")
    if count > 1 and rule.yearly:
        raise BadValue(f"规则{rule.code}一年只记一次，次数不能是 {count}", "请去掉 --count，或核对规则编号")
    most = price(rule, count, used)
    least = most if rule.points_min is None else rule.points_min * count
    if points is None:
        if least != most:
            _must_choose(rule, least, most)
        return exact(most, "分值")
    chosen = exact(points, "分值")
    if chosen == ZERO or not (least <= chosen <= most or (rule.discretion and reason.strip())):
        _out_of_range(rule, chosen, least, most)
    return chosen


def _must_choose(rule: Rule, least: Decimal, most: Decimal) -> NoReturn:
    raise BadValue(
        f"规则{rule.code}的分值是 {plain(least)} 至 {plain(most)} 分，须写明记多少", "请用 --points 写明分值"
    )


def _out_of_range(rule: Rule, chosen: Decimal, least: Decimal, most: Decimal) -> NoReturn:
    span = plain(most) if least == most else f"{plain(least)} 至 {plain(most)}"
    raise BadValue(
        f"规则{rule.code}的分值是 {span} 分，不能是 {plain(chosen)} 分",
        "酌情记分须大于 0 并写明理由" if rule.discretion else "次数不止一次的，请用 --count 写明",
    )


def _pick(kind: str, text: str, table: Mapping[str, Found]) -> Found:
    """Return the entry of `table` under `text`: as written, or alike but for case and width."""
    alike = {folded(code): code for code in reversed(list(table))}
    code = text if text in table else alike.get(folded(text))
    if code is not None:
        return table[code]
    near = [alike[key] for key in get_close_matches(folded(text), alike, n=3, cutoff=0.5)]
    raise UnknownName(kind, text, near, f"可用的有：{'、'.join(table)}" if table else "这份考核细则没有设")
