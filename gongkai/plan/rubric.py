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


MODES = {"deduct": "扣分", "earn": "得分", "ratio": "按比例", "external": "外部评分"}
"""How the points of an item come about; see `Item`."""
MEASURED = frozenset({"ratio", "external"})
"""The modes of which somebody enters a figure."""
BY_DAY = "天"
"""The `per` of a rule that counts the days late of each duty item."""


class Grade(Struct, frozen=True, array_like=True):
    """A grade is reached by a rounded score of at least `min`, by at most `share` per cent of a group's ranked."""

    name: Annotated[str, Key("名称")]
    min: Annotated[Decimal, Key("分数线")]
    share: Annotated[Decimal | None, Key("名额比例", high=100, added=True)] = None


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


class Repeat(Struct, frozen=True):
    """What every use of a rule from the `from_`-th on takes: a second time in the year costs more."""

    from_: Annotated[int, Key("从第几次起", low=2, high=366)]
    points: Annotated[Decimal, Key("再次分值")]


class Rule(Struct, frozen=True):
    """What one fault costs, or one merit gives: fixed `points` per `per`, or a range `points_min`…`points`.

    `max` is the most that the rule alone takes or gives in a year, before any cap of its item; `repeat` is the price
    of its later uses. `auto` names the condition that proposes it; `if_rectified` is the share still taken when the
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
    max: Annotated[Decimal | None, Key("全年最多")] = None
    repeat: Annotated[Repeat | None, Key("再次")] = None

    @property
    def by_day(self) -> bool:
        """Whether it counts the days late of duty items (per: 天)."""
        return self.per == BY_DAY and self.auto == "duty_late"

    @property
    def yearly(self) -> bool:
        """Whether it counts once a year (per: 年)."""
        return self.per == "年"


class Bonus(Struct, frozen=True, array_like=True):
    """Bonus rules, which give at most `cap`, and the gate before them.

    They count only where the score before them is above `above`, or at least `at_least`: the score of what they stand
    under, or the sum of the items `of` which the codes are given.
    """

    cap: Annotated[Decimal, Key("上限", needed=True)] = Decimal(0)
    above: Annotated[Decimal, Key("门槛")] = Decimal(0)
    rules: Annotated[tuple[Rule, ...], Key(needed=True)] = ()
    at_least: Annotated[Decimal | None, Key("门槛", added=True)] = None
    of: Annotated[tuple[str, ...], Key("门槛", lone=True, added=True)] = ()

    @property
    def gated(self) -> bool:
        """Whether it names a gate."""
        return bool(self.above or self.of) or self.at_least is not None


class Floor(Struct, frozen=True):
    """An item that scores less than `min` leaves the unit no better than `grade`."""

    min: Annotated[Decimal, Key("下限")]
    grade: Annotated[str, Key("等次")]


class Item(Struct, frozen=True):
    """An item of the rubric; `points` is also the cap on what can be taken or earned under it.

    It begins full and faults take (`deduct`), or begins at nothing and merits give (`earn`); or somebody enters a
    figure: a value out of `of`, worth that share of the points (`ratio`), or the points themselves, entered out of `of`
    where they are not in the item's own (`external`).
    """

    code: Annotated[str, Key(form="code")]
    name: Annotated[str, Key("名称")]
    points: Annotated[Decimal, Key("分值")]
    applies_to: Annotated[AppliesTo | None, Key("适用")] = None
    rules: Annotated[tuple[Rule, ...], Key()] = ()
    items: Annotated[tuple["Item", ...], Key()] = ()
    mode: Annotated[str, Key("计分方式", choices=MODES)] = "deduct"
    of: Annotated[Decimal | None, Key("原始满分")] = None
    bonus: Annotated[Bonus | None, Key("加分")] = None
    floor: Annotated[Floor | None, Key("底线")] = None


class Penalties(Struct, frozen=True):
    """Rules that take points off the total (减分项), after the items; at most `cap` where there is one."""

    cap: Annotated[Decimal | None, Key("减分上限")] = None
    rules: Annotated[tuple[Rule, ...], Key(needed=True)] = ()


class Veto(Struct, frozen=True, array_like=True):
    """一票否决: sets the `grade`, whatever the score, and never a better one; or bars all above `at_most`."""

    code: Annotated[str, Key(form="code")]
    text: Annotated[str, Key("内容")]
    grade: Annotated[str, Key("等次")] = ""
    source: Annotated[str, Key("依据")] = ""
    at_most: Annotated[str, Key("最高等次", added=True)] = ""


class Stage(Struct, frozen=True, array_like=True):
    """A part of the year with its weight, and its own top-level `items`, all where none are named.

    No stage of a scheme has a weight where all weigh the same. An external one is an entered figure, out of `of`.
    """

    name: Annotated[str, Key("名称")]
    weight: Annotated[Decimal | None, Key("权重", high=100)] = None
    external: Annotated[bool, Key("外部")] = False
    items: Annotated[tuple[str, ...], Key("考核项", lone=True, added=True)] = ()
    bonus: Annotated[Bonus | None, Key("加分", added=True)] = None
    of: Annotated[Decimal | None, Key("原始满分", added=True)] = None

    @property
    def share(self) -> Decimal:
        """What it weighs beside the others."""
        return Decimal(1) if self.weight is None else self.weight


class Scheme(Struct, frozen=True):
    """One sheet of the rubric, for some groups or (empty) for all.

    Its own `full`, `places` and `grades` go before the rubric's; no result is above `ceiling`.
    """

    name: Annotated[str, Key()]
    items: Annotated[tuple[Item, ...], Key(needed=True)] = ()
    groups: Annotated[tuple[str, ...], Key("适用")] = ()
    bonus: Annotated[Bonus | None, Key("加分")] = None
    vetoes: Annotated[tuple[Veto, ...], Key()] = ()
    stages: Annotated[tuple[Stage, ...], Key("阶段")] = ()
    note: Annotated[str, Key("说明", brief=True)] = ""
    penalties: Annotated[Penalties | None, Key("减分")] = None
    ceiling: Annotated[Decimal | None, Key("最高得分", low=1)] = None
    full: Annotated[Decimal | None, Key("满分", low=1)] = None
    places: Annotated[int | None, Key("小数位", high=3)] = None
    grades: Annotated[tuple[Grade, ...], Key("等次")] = ()


class Assessment(Struct, frozen=True):
    """How the year is scored. `not_applicable` is `rescale`, `full` or `rate` (then `rate` percent)."""

    full: Annotated[Decimal, Key("满分", low=1)]
    grades: Annotated[tuple[Grade, ...], Key("等次", needed=True)] = ()
    groups: Annotated[tuple[Group, ...], Key(needed=True)] = ()
    schemes: Annotated[tuple[Scheme, ...], Key(needed=True)] = ()
    places: Annotated[int, Key("小数位", high=3)] = 2
    appeal_workdays: Annotated[int, Key("异议期限（工作日）", high=366)] = 5
    not_applicable: Annotated[str, Key("不适用项", choices=OUTSIDE)] = "rescale"
    rate: Annotated[Decimal | None, Key("不适用项", key="not_applicable", high=100)] = None
    note: Annotated[str, Key("说明", brief=True)] = ""

    def full_of(self, scheme: Scheme) -> Decimal:
        """Return what a full score is under a scheme."""
        return self.full if scheme.full is None else scheme.full

    def places_of(self, scheme: Scheme) -> int:
        """Return how many decimals a score has under a scheme."""
        return self.places if scheme.places is None else scheme.places

    def grades_of(self, scheme: Scheme) -> tuple[Grade, ...]:
        """Return the grades of a scheme, the best first."""
        return scheme.grades or self.grades


def rubric_of(plan: "Plan") -> Assessment:
    """Return the year's rubric; raises Refused where the plan has none."""
    if plan.assessment is None:
        message, first = f"{plan.year}年的要点文件没有考核细则", "在要点文件中写上 assessment 后再载入"
        raise Refused(message, first, do=("load", "要点文件"))
    return plan.assessment
