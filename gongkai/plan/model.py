"""The year's plan as it was loaded: work points, units, collectives, duties. Frozen, and free of any file format.

Each field is declared once, with its key in the year's file and its Chinese name. The annotations are live on purpose:
msgspec reads them to read a stored plan, and what is written as text it would have to compile first.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Struct

from gongkai.plan.keys import Key
from gongkai.plan.rubric import Assessment

Every = Literal["", "day", "workday", "week", "month", "two_months", "quarter", "half_year", "year"]
EVERY = {
    "day": "每日",
    "workday": "每个工作日",
    "week": "每周",
    "month": "每月",
    "two_months": "每两个月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
}
OF_MONTHS = frozenset({"month", "two_months", "quarter", "half_year", "year"})
"""The cycles of whole months: a `day` of the period's last month may be the day by which they are owed."""
BELOW = "　"
"""Between a section's title and that of one in it."""
OWED_BY = {
    "leads": "牵头单位",
    "each_lead": "各牵头单位",
    "each_responsible": "各责任单位",
    "everyone": "名录内各单位",
    "event": "登记时指定",
}
LETTERHEADS = {"red": "红头文件", "letter": "信函格式", "none": "套印，留出版头"}
WHOLE = "全文"
"""What stands for the number of a point where the notice as a whole makes a demand."""
_PLACE = r"(.+?(?:自治[县州旗]|[县市区州旗盟省]))(?:人民政府|政府|委|党委|党政)"
_BELOW = r"(?:人民政府|街道办事处|[镇乡])$"
"""How the name of a place within the place ends, or of its government."""
LONG_AGO, FAR_AHEAD, DAYS, LONGEST_MONTH = 1949, 2999, 366, 31


class Lights(Struct, frozen=True, array_like=True):
    """Days before a due day, and days of silence, that turn a light yellow."""

    due_days: Annotated[int, Key("临近", high=DAYS)] = 30
    silent_days: Annotated[int, Key("无进展", high=DAYS)] = 90


class Holidays(Struct, frozen=True):
    """The plan's own days off and make-up days; they take precedence over the calendar."""

    off: Annotated[tuple[date, ...], Key("放假", key="rest", was="off")] = ()
    work: Annotated[tuple[date, ...], Key("上班")] = ()


class Unit(Struct, frozen=True):
    """A unit of the roster. `initials` are pinyin initials of its name and aliases, made at load time.

    `until` is its last day; `successor` names the units that take over what it left open. `full_name` is the one its
    papers bear (威远县教育局), where it does not follow from the name and the place.
    """

    name: Annotated[str, Key("名称")]
    kind: Annotated[str, Key("类别")]
    aliases: Annotated[tuple[str, ...], Key("别称", brief=True)] = ()
    initials: tuple[str, ...] = ()
    from_: Annotated[date | None, Key("设立日期")] = None
    until: Annotated[date | None, Key("终止日期")] = None
    successor: Annotated[tuple[str, ...], Key("承继单位", lone=True, names="units")] = ()
    source: Annotated[str, Key("出处")] = ""
    note: Annotated[str, Key("说明", brief=True)] = ""
    full_name: Annotated[str, Key("全称")] = ""


class Contact(Struct, frozen=True):
    """Whom a paper's reader asks."""

    name: Annotated[str, Key("联系人")] = ""
    phone: Annotated[str, Key("联系电话")] = ""


class Collective(Struct, frozen=True):
    """A collective name (各镇人民政府): the kinds it takes in, another collective it equals, or unresolved."""

    name: Annotated[str, Key(outer=True)]
    kinds: Annotated[tuple[str, ...], Key("单位构成", brief=True, names="kinds")] = ()
    units: Annotated[tuple[str, ...], Key("单位构成", brief=True, names="units")] = ()
    same_as: Annotated[str, Key("等同于")] = ""
    unresolved: Annotated[bool, Key("待明确")] = False
    note: Annotated[str, Key("说明", brief=True)] = ""


class SelfInspectionRule(Struct, frozen=True):
    """Which kinds of unit owe how many self-inspections in the year, in the notice's words."""

    kinds: Annotated[tuple[str, ...], Key("自查对象", needed=True, names="kinds")] = ()
    at_least: Annotated[int, Key("自查次数", high=DAYS)] = 1
    quote: Annotated[str, Key("自查原话")] = ""


class Within(Struct, frozen=True, array_like=True):
    """A limit that starts with an event: workdays or natural days (event day not counted), or natural hours.

    One is set, the others are 0.
    """

    workdays: Annotated[int, Key("工作日", low=1, high=DAYS)] = 0
    hours: Annotated[int, Key("小时", low=1, high=9999)] = 0
    days: Annotated[int, Key("天", low=1, high=DAYS, added=True)] = 0


class Target(Struct, frozen=True, array_like=True):
    """A quantity to reach: `at_least` or `at_most`, in `unit` (`%`, 项 …)."""

    at_least: Annotated[Decimal | None, Key("至少")] = None
    at_most: Annotated[Decimal | None, Key("至多")] = None
    unit: Annotated[str, Key("单位")] = ""


class Duty(Struct, frozen=True):
    """A measurable demand of a work point, quoting its words. Exactly one of by, every, within, target is set.

    `day` is the day of a period's last month by which it is owed (每季度末月20日前), 0 for the period's own last day.
    `owed_by` is one of `OWED_BY`, or empty when `owers` names units and `collectives` collective names, whose units
    owe it each.
    """

    id: Annotated[str, Key(form="code")]
    quote: Annotated[str, Key("原话")]
    what: Annotated[str, Key("内容")] = ""
    by: Annotated[date | None, Key("时限")] = None
    every: Annotated[Every, Key("时限", choices=EVERY)] = ""
    grace_days: Annotated[int, Key("时限", key="grace")] = 0
    first_running: Annotated[bool, Key("时限", key="first")] = False
    day: Annotated[int, Key("时限", low=1, high=LONGEST_MONTH)] = 0
    within: Annotated[Within | None, Key("时限")] = None
    from_: Annotated[str, Key("时限")] = ""
    target: Annotated[Target | None, Key("时限")] = None
    owed_by: Annotated[str, Key("责任方", choices=OWED_BY)] = "leads"
    owers: Annotated[tuple[str, ...], Key("责任方", key="owed_by")] = ()
    collectives: Annotated[tuple[str, ...], Key("责任方", key="owed_by")] = ()
    note: Annotated[str, Key("说明", brief=True)] = ""

    @property
    def is_apart(self) -> bool:
        """Tell whether each that owes it owes an item of its own."""
        each = self.owed_by in ("each_lead", "each_responsible", "everyone")
        return each or bool(self.collectives) or len(self.owers) > 1


class WorkPoint(Struct, frozen=True):
    """One of the year's points. `lead`, `responsible` and `support` keep the source's wording; `notes` its slips.

    `chapter` and `section` are the headings it stands under, empty where there is none; headings below a section stand
    in `section` behind it. A point without `title` in the notice has its text's first clause. Of `lead` and
    `responsible` one may be empty: where nobody leads, the responsible units answer for the point.

    `due` is its own last day, where the notice gives one, and `due_text` how that is printed (9月底前). An `ongoing`
    one (持续推进、长期坚持) never ends. Both stand beside the text.
    """

    no: Annotated[str, Key(form="code", key="id", was="no")]
    title: Annotated[str, Key("标题", optional=True)]
    text: Annotated[str, Key("正文", form="prose", brief=True)]
    chapter: Annotated[str, Key("章", outer=True, optional=True)]
    section: Annotated[str, Key("节", outer=True, optional=True)]
    lead: Annotated[tuple[str, ...], Key("牵头单位")] = ()
    responsible: Annotated[tuple[str, ...], Key("责任单位")] = ()
    support: Annotated[tuple[str, ...], Key("配合单位")] = ()
    duties: Annotated[tuple[Duty, ...], Key()] = ()
    notes: Annotated[tuple[str, ...], Key("说明", brief=True)] = ()
    due: Annotated[date | None, Key("完成时限")] = None
    due_text: Annotated[str, Key("完成时限")] = ""
    ongoing: Annotated[bool, Key("完成时限")] = False


class Plan(Struct, frozen=True):
    """One year's notice and everything the year is judged by. `points` are in file order; `number` may be empty.

    `duties` are demands of the notice as a whole (a covering letter's, a closing paragraph's), owed by whom they say.
    `subject` is what its papers call the work (威远县2018年政务公开工作), where the title does not say it. `letterhead`
    is one of `LETTERHEADS`, empty where each paper has the form of its kind; `cc` are who gets a copy of papers for
    all; `template` is the office's own Word file, as it was written.

    `lead` of a point holds the source's wording (县发展改革委); `Plan.units` knows it as an alias.
    """

    year: Annotated[int, Key(low=LONG_AGO, high=FAR_AHEAD)]
    title: Annotated[str, Key("标题")]
    number: Annotated[str, Key("文号", optional=True)]
    issuer: Annotated[str, Key("制发机关")]
    issued: Annotated[date, Key("印发日期")]
    office: Annotated[str, Key("考核组织单位", names="units")]
    units: Annotated[tuple[Unit, ...], Key(outer=True)] = ()
    points: Annotated[tuple[WorkPoint, ...], Key(outer=True)] = ()
    collectives: Annotated[tuple[Collective, ...], Key(outer=True)] = ()
    lights: Annotated[Lights, Key("预警天数")] = Lights()
    holidays: Annotated[Holidays, Key("放假安排", brief=True)] = Holidays()
    self_inspection: Annotated[SelfInspectionRule, Key(outer=True)] = SelfInspectionRule()
    assessment: Annotated[Assessment | None, Key(outer=True)] = None
    notes: Annotated[tuple[str, ...], Key("说明", brief=True)] = ()
    subject: Annotated[str, Key("工作名称")] = ""
    duties: Annotated[tuple[Duty, ...], Key(outer=True)] = ()
    letterhead: Annotated[Literal["", "red", "letter", "none"], Key("公文版头", choices=LETTERHEADS)] = ""
    office_contact: Annotated[Contact | None, Key("办公室联系人")] = None
    cc: Annotated[tuple[str, ...], Key("抄送机关")] = ()
    template: Annotated[str, Key("公文模板")] = ""

    @property
    def demanding(self) -> tuple[WorkPoint, ...]:
        """What makes demands: the notice as a whole, where it makes some, under no number; then every point."""
        whole = (WorkPoint("", WHOLE, "", "", "", duties=self.duties),) if self.duties else ()
        return (*whole, *self.points)

    @property
    def place(self) -> str:
        """The place whose office issued the notice (威远县), empty where its name tells none."""
        found = re.match(_PLACE, self.issuer)
        return found[1] if found else ""

    def full_name(self, name: str) -> str:
        """Return the name that a unit's papers bear: the roster's, else its name behind that of the place.

        An alias that begins with the place is one that the office wrote in full. 县政府 is the place's 人民政府. A name
        that is no unit's (the issuer's) is whole.
        """
        unit = next((each for each in self.units if each.name == name), None)
        place = self.place
        if unit is None or unit.full_name or not place or place in name:
            return (unit and unit.full_name) or name
        return next((alias for alias in unit.aliases if alias.startswith(place)), _behind(place, name))


def _behind(place: str, name: str) -> str:
    """Return a name behind its place: the last character of the one (县) begins the other, or it lies within."""
    if name.startswith(place[-1]):
        return place + re.sub(r"^政府", "人民政府", name[1:])
    return place + name if re.search(_BELOW, name) else name
