"""What the arithmetic of a rubric must mean, beyond its shape: gates, stages, modes, floors, what is taken again.

`ODD` is what can be computed, and most likely is not what was meant: `load` tells it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.plan.contents import bonuses_of, items_of, rules_of
from gongkai.plan.rubric import BY_DAY, MEASURED
from gongkai.plan.shape import guess
from gongkai.plan.yaml import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from gongkai.errors import Problem
    from gongkai.plan.contents import PlanContents
    from gongkai.plan.shape import ReadMapping, Word

WHOLE = 100
EARN = "earn"


def _grades(sheet: PlanContents, scheme: ReadMapping) -> tuple[ReadMapping, ...]:
    return scheme.entries("grades") or sheet.assessment.entries("grades")


def _unknown(sheet: PlanContents, what: str, words: Iterable[Word], known: Collection[str]) -> Iterator[Problem]:
    for word in words:
        if word and word not in known:
            yield sheet.problem(word.line, f"没有{what}“{shown(word)}”", guess(word, known, f"已有的{what}"))


def stages_weighed(sheet: PlanContents) -> Iterator[Problem]:
    """The weights of a scheme's stages make 100, or all are left out."""
    for scheme in sheet.schemes:
        weights = [stage.number("weight") for stage in scheme.entries("stages")]
        known = [weight for weight in weights if weight is not None]
        written = [stage.has("weight") for stage in scheme.entries("stages")]
        if any(written) and not all(written):
            hint = "每个阶段都写 weight，合计 100；各阶段一样重的都不写"
            yield sheet.problem(scheme.at("stages"), "有的阶段写了权重，有的没有写", hint)
        elif known and len(known) == len(weights) and sum(known) != WHOLE:
            hint = "请调整 weight，使合计为 100；各阶段一样重的，weight 可以都不写"
            yield sheet.problem(scheme.at("stages"), f"各阶段权重合计 {sum(known)}，不是 100", hint)


def stages_of_items(sheet: PlanContents) -> Iterator[Problem]:
    """A stage names items of the top level; an outside figure has none, and no bonus."""
    for scheme in sheet.schemes:
        tops = [str(item.text("code")) for item in scheme.entries("items")]
        for stage in scheme.entries("stages"):
            yield from _unknown(sheet, "一级考核项", stage.words("items"), tops)
            for key in ("items", "bonus"):
                if stage.flag("external") and stage.has(key):
                    message = f"外部评分的阶段“{shown(stage.text('name'))}”不能写 {key}"
                    yield sheet.problem(stage.at(key), message, f"请删去 {key}，或删去 external")
            if stage.has("of") and not stage.flag("external"):
                yield sheet.problem(stage.at("of"), "of 是外部评分的原始满分，这个阶段不是外部评分", "请删去 of")


def gates_open(sheet: PlanContents) -> Iterator[Problem]:
    """A gate is told in one way, and looks at items that are there."""
    for scheme in sheet.schemes:
        codes = [str(item.text("code")) for item in items_of(scheme)]
        for bonus in bonuses_of(scheme):
            if bonus.has("above") and bonus.has("at_least"):
                hint = "高于写 above，不低于写 at_least"
                yield sheet.problem(bonus.at("at_least"), "above 和 at_least 只写一个", hint)
            yield from _unknown(sheet, "考核项", bonus.words("of"), codes)


def vetoes_graded(sheet: PlanContents) -> Iterator[Problem]:
    """A veto sets one of the grades, or bars what is above one; so does a floor."""
    for scheme in sheet.schemes:
        known = [str(grade.text("name")) for grade in _grades(sheet, scheme)]
        for veto in scheme.entries("vetoes"):
            if veto.has("grade") == veto.has("at_most"):
                hint = "定为某个等次的写 grade，不得评为更高等次的写 at_most"
                yield sheet.problem(
                    veto.line, f"一票否决{shown(veto.text('code'))}要写 grade 或 at_most，且只写一个", hint
                )
            yield from _unknown(sheet, "等次", (veto.text("grade"), veto.text("at_most")), known)
        floors = (floor.text("grade") for item in items_of(scheme) if (floor := item.entry("floor")))
        yield from _unknown(sheet, "等次", floors, known)


def repeats_priced(sheet: PlanContents) -> Iterator[Problem]:
    """What a later use takes is plain only where the first has one price."""
    for rule in (rule for scheme in sheet.schemes for rule in rules_of(scheme)):
        if rule.has("repeat") and (rule.entry("points") or rule.flag("discretion") or rule.text("per") == "年"):
            hint = "写 repeat 的规则，points 只写一个数，不写 discretion，也不按年计"
            yield sheet.problem(rule.at("repeat"), f"规则{shown(rule.text('code'))}再次发生的分值算不出来", hint)


def of_measured(sheet: PlanContents) -> Iterator[Problem]:
    """Only a figure has a full mark, and none is nought."""
    for item in sheet.rubric_items:
        if item.has("of") and item.text("mode") not in MEASURED:
            hint = "请补上 mode: ratio（按比例）或 external（外部评分），或删去 of"
            yield sheet.problem(item.at("of"), f"考核项{shown(item.text('code'))}没有录入的数，用不上 of", hint)
    stages = (stage for scheme in sheet.schemes for stage in scheme.entries("stages"))
    for part in (*sheet.rubric_items, *stages):
        if part.number("of") == 0:
            yield sheet.problem(part.at("of"), "of 是满分，不能是 0", "请写满分是多少")


RUBRIC: tuple[Callable[[PlanContents], Iterator[Problem]], ...] = (
    stages_weighed,
    stages_of_items,
    gates_open,
    vetoes_graded,
    repeats_priced,
    of_measured,
)


def raising_vetoes(sheet: PlanContents) -> Iterator[Problem]:
    """Vetoes whose grade is not the lowest: a unit that is below it already stays there."""
    for scheme in sheet.schemes:
        names = [str(grade.text("name")) for grade in _grades(sheet, scheme)]
        for veto in scheme.entries("vetoes"):
            grade = veto.text("grade")
            if grade in names[:-1]:
                message = f"一票否决{shown(veto.text('code'))}定为{grade}，不是最低的等次；本来更低的单位不会因此提高"
                yield sheet.problem(grade.line, message, f"不得评为更高等次的意思，请改写 at_most: {grade}")


def idle_stages(sheet: PlanContents) -> Iterator[Problem]:
    """Stages that have no item, and items that no stage has."""
    for scheme in sheet.schemes:
        own = [stage for stage in scheme.entries("stages") if not stage.flag("external")]
        for stage in own:
            if not (stage.words("items") or (scheme.entries("items") and not stage.has("items"))):
                message = f"考核阶段“{shown(stage.text('name'))}”没有考核项，不计入总分"
                yield sheet.problem(stage.line, message, "请在 items 里写明这个阶段考核哪几项，或删去这个阶段")
        if own and all(stage.has("items") for stage in own):
            taken = {str(code) for stage in own for code in stage.words("items")}
            for item in scheme.entries("items"):
                if item.text("code") not in taken:
                    message = f"考核项{shown(item.text('code'))}不在任何阶段里，不会计分"
                    yield sheet.problem(item.line, message, "请写进某个阶段的 items")


def shares_of_grades(sheet: PlanContents) -> Iterator[Problem]:
    """Shares over 100 in all, and one of the last grade, which leaves units with none."""
    for part in (sheet.assessment, *sheet.schemes):
        grades = part.entries("grades")
        shares = [share for grade in grades if (share := grade.number("share")) is not None]
        if sum(shares) > WHOLE:
            yield sheet.problem(part.at("grades"), f"各等次的名额合计 {sum(shares)}%，超过 100%", "请核对 share")
        if grades and grades[-1].has("share"):
            message = f"最低的等次“{shown(grades[-1].text('name'))}”限了名额，名额以外的单位没有等次"
            yield sheet.problem(grades[-1].at("share"), message, "请删去最低等次的 share")


def measured_and_ruled(sheet: PlanContents) -> Iterator[Problem]:
    """Items with a figure and rules, children of what has a figure, and rules that can never be used."""
    for item in sheet.rubric_items:
        code, mode = shown(item.text("code")), item.text("mode")
        if mode in MEASURED and item.entries("rules"):
            message = f"考核项{code}由录入的数计分，又有扣分规则"
            yield sheet.problem(item.at("rules"), message, "按先录入得分、再按规则扣分计算；不是这样的请删去 rules")
        if mode == EARN and not (item.entries("rules") or item.entries("items")):
            yield sheet.problem(
                item.line, f"考核项{code}从 0 分起计，却没有得分规则，总是 0 分", "请在 rules 里写明怎样得分"
            )
        if mode and mode != "deduct" and (children := item.entries("items")):
            below = sum((child.number("points") or Decimal(0) for child in children), Decimal(0))
            if below == item.number("points"):
                message = f"考核项{code}的分值全在下级，它自己的计分方式用不上"
                yield sheet.problem(item.at("mode"), message, "请把 mode 写到下级考核项")


def limits_in_reach(sheet: PlanContents) -> Iterator[Problem]:
    """Caps and floors that say nothing, or more than was meant."""
    for scheme in sheet.schemes:
        full = scheme.number("full") or sheet.assessment.number("full")
        ceiling = scheme.number("ceiling")
        if full is not None and ceiling is not None and ceiling < full:
            message = f"最高得分 {ceiling} 低于满分 {full}，没有单位能得满分"
            yield sheet.problem(scheme.at("ceiling"), message, "请核对 ceiling 和 full")
        for rule in rules_of(scheme):
            yield from _limits_of(sheet, rule)
        for item in items_of(scheme):
            floor, points = item.entry("floor"), item.number("points")
            least = floor.number("min") if floor else None
            if floor and least is not None and points is not None and least > points:
                message = f"考核项{shown(item.text('code'))}只有 {points} 分，总够不上底线 {least} 分"
                yield sheet.problem(floor.at("min"), message, "请核对 floor 的 min")


def _limits_of(sheet: PlanContents, rule: ReadMapping) -> Iterator[Problem]:
    code, most, points = shown(rule.text("code")), rule.number("max"), rule.number("points")
    if most is not None and points is not None and points > most:
        yield sheet.problem(
            rule.at("max"), f"规则{code}一次 {points} 分，全年最多却只有 {most} 分", "请核对 points 和 max"
        )
    if rule.text("per") == BY_DAY and rule.has("auto") and rule.text("auto") != "duty_late":
        message = f"规则{code}按天计，只有 auto: duty_late 会数天数；这一条按次数建议"
        yield sheet.problem(
            rule.at("per"), message, "逾期完成的按天扣，请写 auto: duty_late；其他的由记分人写 --count 天数"
        )


ODD: tuple[Callable[[PlanContents], Iterator[Problem]], ...] = (
    raising_vetoes,
    idle_stages,
    shares_of_grades,
    measured_and_ruled,
    limits_in_reach,
)
