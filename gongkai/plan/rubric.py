"""The year's rubric (考核细则) as data: items, rules, caps, bonus, vetoes, stages, groups, grades.

Each field is declared once, with its key in the year's file and its Chinese name; the annotations are live, as in
`plan`.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from msgspec import Struct

from gongkai.errors import Refused
from gongkai.plan.keys import Key

if TYPE_CHECKING:
    from gongkai.plan.model import Plan

OUTSIDE = {"rescale": "按比例折算", "full": "计满分", "rate": "按比率计"}
SHARE = {"full": "照扣", "half": "减半", "none": "免扣"}
AUTO = {
    "no_self_inspection": "未开展自查",
    "point_not_done": "要点未办结",
    "point_no_report": "要点没有进展报告",
    "duty_missed": "应办事项逾期未完成",
    "duty_late": "应办事项逾期完成",
    "finding_overdue": "问题整改逾期",
}
"""The conditions that propose a deduction."""
SOURCES = {name: name for name in ("专项督查", "定期检查", "日常监测", "自查")}
"""Where a finding comes from: what the office's inspections are called, or the unit's own."""


class Grade(Struct, frozen=True, array_like=True):
    """A grade is reached by a rounded score of at least `min`."""

    name: Annotated[str, Key("名称")]
    min: Annotated[Decimal, Key("分数线")]


class Group(Struct, frozen=True):
    """Units scored side by side. A unit belongs to the first group that takes it, by name or by kind."""

    name: Annotated[str, Key()]
    kinds: Annotated[tuple[str, ...], Key("成员", names="kinds")] = ()
    units: Annotated[tuple[str, ...], Key("成员", names="units")] = ()
    ranked: Annotated[bool, Key("参加排名")] = True


class AppliesTo(Struct, frozen=True, array_like=True):
    """Whom an item concerns: any of these kinds, units, or units on these work points."""

    kinds: Annotated[tuple[str, ...], Key("类别", names="kinds")] = ()
    units: Annotated[tuple[str, ...], Key("单位", names="units")] = ()
    work_points: Annotated[tuple[str, ...], Key("要点", names="points")] = ()


class Rule(Struct, frozen=True):
    """What one fault costs: fixed `points` per `per`, or a range `points_min`…`points` to choose within.

    `auto` names the condition that proposes it; `if_rectified` is the share still taken when the
    finding behind it was closed in time; `sources` are where such a finding comes from (专项督查, 自查), none for any.
    """

    code: Annotated[str, Key(form="code")]
    text: Annotated[str, Key("内容")]
    points: Annotated[Decimal, Key("分值")]
    points_min: Annotated[Decimal | None, Key("分值", key="points")] = None
    per: Annotated[str, Key("单位")] = ""
    auto: Annotated[str, Key("自动提示", choices=AUTO)] = ""
    if_rectified: Annotated[str, Key("按期整改后", choices=SHARE)] = "full"
    discretion: Annotated[bool, Key("可酌情")] = False
    sources: Annotated[tuple[str, ...], Key("问题来源", choices=SOURCES)] = ()
    source: Annotated[str, Key("依据")] = ""

    @property
    def yearly(self) -> bool:
        """Whether it counts once a year (per: 年)."""
        return self.per == "年"


class Item(Struct, frozen=True):
    """An item of the rubric; `points` is also the cap on what can be taken under it."""

    code: Annotated[str, Key(form="code")]
    name: Annotated[str, Key("名称")]
    points: Annotated[Decimal, Key("分值")]
    applies_to: Annotated[AppliesTo | None, Key("适用")] = None
    rules: Annotated[tuple[Rule, ...], Key()] = ()
    items: Annotated[tuple["Item", ...], Key()] = ()


class Bonus(Struct, frozen=True, array_like=True):
    """Bonus rules; they count only where the score before them is above `above`, and at most `cap`."""

    cap: Annotated[Decimal, Key("上限", needed=True)] = Decimal(0)
    above: Annotated[Decimal, Key("门槛")] = Decimal(0)
    rules: Annotated[tuple[Rule, ...], Key(needed=True)] = ()


class Veto(Struct, frozen=True, array_like=True):
    """一票否决: sets the grade, whatever the score."""

    code: Annotated[str, Key(form="code")]
    text: Annotated[str, Key("内容")]
    grade: Annotated[str, Key("等次")]
    source: Annotated[str, Key("依据")] = ""


class Stage(Struct, frozen=True, array_like=True):
    """A part of the year with its weight; an external one is an entered figure."""

    name: Annotated[str, Key("名称")]
    weight: Annotated[Decimal, Key("权重", high=100)]
    external: Annotated[bool, Key("外部")] = False


class Scheme(Struct, frozen=True):
    """One sheet of the rubric, for some groups or (empty) for all."""

    name: Annotated[str, Key()]
    items: Annotated[tuple[Item, ...], Key(needed=True)] = ()
    groups: Annotated[tuple[str, ...], Key("适用")] = ()
    bonus: Annotated[Bonus | None, Key("加分")] = None
    vetoes: Annotated[tuple[Veto, ...], Key()] = ()
    stages: Annotated[tuple[Stage, ...], Key("阶段")] = ()
    note: Annotated[str, Key("说明", brief=True)] = ""


class Assessment(Struct, frozen=True):
    """How the year is scored. `not_applicable` is `rescale`, `full` or `rate` (then `rate` percent)."""

    full: Annotated[Decimal, Key("满分", low=1)]
    grades: Annotated[tuple[Grade, ...], Key("等次", needed=True)] = ()
    groups: Annotated[tuple[Group, ...], Key(needed=True)] = ()
    schemes: Annotated[tuple[Scheme, ...], Key(needed=True)] = ()
    places: Annotated[int, Key("小数位", high=2)] = 2
    appeal_workdays: Annotated[int, Key("异议期限（工作日）", high=366)] = 5
    not_applicable: Annotated[str, Key("不适用项", choices=OUTSIDE)] = "rescale"
    rate: Annotated[Decimal | None, Key("不适用项", key="not_applicable", high=100)] = None
    note: Annotated[str, Key("说明", brief=True)] = ""


def rubric_of(plan: "Plan") -> Assessment:
    """Return the year's rubric; raises Refused where the plan has none."""
    if plan.assessment is None:
        message, first = f"{plan.year}年的要点文件没有考核细则", "在要点文件中写上 assessment 后再载入"
        raise Refused(message, first, do=("load", "要点文件"))
    return plan.assessment
