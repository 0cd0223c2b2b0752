"""Finding a rule, a veto or a stage on a unit's sheet, and what one use of it takes."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, NoReturn, TypeVar

from gongkai.errors import BadValue, Refused, UnknownName
from gongkai.plan.lookup import folded
from gongkai.points import ZERO, exact, plain
from gongkai.scoring.sheet import outline_of, scheme_of, sheet_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

    from gongkai.plan.model import Unit
    from gongkai.plan.rubric import Assessment, Rule, Scheme, Stage, Veto

Found = TypeVar("Found")


def sheet_for(assessment: Assessment, unit: Unit) -> Scheme:
    """Return the unit's scheme; raises Refused where it has none."""
    scheme = scheme_of(assessment, unit)
    if scheme is None:
        raise Refused(
            f"{unit.name}不在任何考核分组内，不参加考核", "需要考核的，请在年度要点文件的考核分组里列入后重新载入"
        )
    return scheme


def find_rule(
    assessment: Assessment,
    unit: Unit,
    units_points: Collection[str],
    code: str,
    kind: Literal["deduction", "bonus"] = "deduction",
) -> Rule:
    """Return the rule a clerk means by `code` (any case, full-width digits too).

    Raises UnknownName with the nearest codes, Refused where the rule's item does not concern the unit.
    """
    scheme = sheet_for(assessment, unit)
    if kind == "bonus":
        bonus = scheme.bonus.rules if scheme.bonus else ()
        return _pick("加分规则", code, {rule.code: rule for rule in bonus})
    outline = outline_of(scheme)
    _of_another(assessment, scheme, unit, code)
    rule, item = _pick("扣分规则", code, outline.rules)
    if not sheet_of(outline, unit, units_points, None).applicable[item]:
        raise Refused(
            f"规则{rule.code}所属的“{outline.items[item].name}”不适用于{unit.name}",
            "请核对规则编号；确应适用的，先改年度要点文件里的适用范围",
        )
    return rule


def find_own(assessment: Assessment, unit: Unit, code: str, kind: Literal["deduction", "bonus"] = "deduction") -> Rule:
    """Return a rule of the unit's scheme, whether its item concerns the unit or not; raises UnknownName."""
    scheme = sheet_for(assessment, unit)
    if kind == "bonus":
        return _pick("加分规则", code, {rule.code: rule for rule in (scheme.bonus.rules if scheme.bonus else ())})
    return _pick("扣分规则", code, {each: rule for each, (rule, _) in outline_of(scheme).rules.items()})


def rule_lines(
    assessment: Assessment, unit: Unit, kind: Literal["deduction", "bonus"] = "deduction"
) -> tuple[tuple[str, str], ...]:
    """Return the rules of the unit's scheme, each with its words and what it takes, in file order."""
    scheme = sheet_for(assessment, unit)
    deductions = (rule for rule, _ in outline_of(scheme).rules.values())
    given = scheme.bonus.rules if scheme.bonus else ()
    return tuple((rule.code, f"{rule.text}（{_span(rule)}）") for rule in (given if kind == "bonus" else deductions))


def _span(rule: Rule) -> str:
    least = "" if rule.points_min is None else f"{plain(rule.points_min)}至"
    return f"{f'每{rule.per}' if rule.per else ''}{least}{plain(rule.points)}分"


def find_code(assessment: Assessment, code: str) -> Rule:
    """Return a deduction rule of any scheme by what was typed; raises UnknownName with the nearest codes."""
    schemes = reversed(assessment.schemes)
    return _pick("扣分规则", code, {each: rule for one in schemes for each, (rule, _) in outline_of(one).rules.items()})


def rule_of(assessment: Assessment, unit: Unit, code: str) -> Rule | None:
    """Return the deduction or bonus rule of the unit's scheme under a code, None where there is none (any more)."""
    scheme = scheme_of(assessment, unit)
    if scheme is None:
        return None
    given = (rule for rule in (scheme.bonus.rules if scheme.bonus else ()) if rule.code == code)
    known = outline_of(scheme).rules.get(code)
    return known[0] if known else next(given, None)


def _of_another(assessment: Assessment, own: Scheme, unit: Unit, code: str) -> None:
    """Refuse a rule that only other units' schemes have, naming them; raises UnknownName."""
    if folded(code) in {folded(each) for each in outline_of(own).rules}:
        return
    for scheme in assessment.schemes:
        if folded(code) in {folded(each) for each in outline_of(scheme).rules}:
            hint = f"“{code}”是《{scheme.name}》的规则，{unit.name}用的是《{own.name}》"
            raise UnknownName("扣分规则", code, advice=hint)


def find_veto(assessment: Assessment, unit: Unit, code: str) -> Veto:
    """Return the veto (一票否决) a clerk means by `code`; raises UnknownName with the nearest codes."""
    return _pick("一票否决情形", code, {veto.code: veto for veto in sheet_for(assessment, unit).vetoes})


def rule_texts(scheme: Scheme | None) -> dict[str, str]:
    """Return the words of every rule, bonus rule and veto of a scheme by its code; nothing without a scheme."""
    if scheme is None:
        return {}
    words = {code: rule.text for code, (rule, _) in outline_of(scheme).rules.items()}
    words |= {rule.code: rule.text for rule in (scheme.bonus.rules if scheme.bonus else ())}
    return words | {veto.code: veto.text for veto in scheme.vetoes}


def find_stage(scheme: Scheme, name: str, *, external: bool = False) -> str:
    """Return the stage a deduction (`external`: an outside figure) belongs to; empty in a scheme without stages.

    Raises BadValue where a stage is missing, unneeded or of the other sort.
    """
    stages = {stage.name: stage for stage in scheme.stages}
    if external and not any(stage.external for stage in scheme.stages):
        raise BadValue("这份考核细则没有外部评分", "有第三方评估等外部评分的，先在要点文件的考核阶段里写上")
    if not stages and not name:
        return ""
    if not stages:
        raise BadValue(f"“{scheme.name}”不分考核阶段", "不必写 --stage")
    wanted = [stage.name for stage in scheme.stages if stage.external is external]
    if not wanted:
        raise BadValue(f"“{scheme.name}”没有可以扣分的阶段")
    if not name:
        raise BadValue("这份考核细则分阶段计分，须写明阶段", f"请用 --stage 写明：{'、'.join(wanted)}")
    return _of_sort(_pick("考核阶段", name, stages), wanted, external=external)


def _of_sort(stage: Stage, wanted: list[str], *, external: bool) -> str:
    if stage.external is external:
        return stage.name
    what = "由外部评分，不在这里扣分" if stage.external else "按扣分计分，不录入外部得分"
    raise BadValue(f"“{stage.name}”{what}", f"可用的阶段：{'、'.join(wanted)}")


def stage_figure(assessment: Assessment, x: Decimal) -> Decimal:
    """Return an outside figure if it lies on the scale of a full score; raises BadValue."""
    exact(x, "得分")
    if x > assessment.full:
        raise BadValue(f"得分 {plain(x)} 超过满分 {plain(assessment.full)}", "外部得分请先折算成满分制再录入")
    return x


def points_for(rule: Rule, count: int = 1, points: Decimal | None = None, reason: str = "") -> Decimal:
    """Return what an entry under the rule asks: its points × `count`, or the `points` chosen within its range.

    Other points are only for a rule with discretion, and with a reason. Raises BadValue.
    """
    if count < 1:
        raise BadValue(f"次数应当是 1 或更大的整数，不能是 {count}")
    if count > 1 and rule.yearly:
        raise BadValue(f"规则{rule.code}一年只记一次，次数不能是 {count}", "请去掉 --count，或核对规则编号")
    least = (rule.points if rule.points_min is None else rule.points_min) * count
    most = rule.points * count
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
