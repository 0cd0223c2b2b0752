"""What a second version of a year's plan changes is told before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.plan import changes as revision
from gongkai.plan.papers import detail
from tests.plans import SMALL_PLAN, plan_from, small_plan

if TYPE_CHECKING:
    from gongkai.plan.model import Plan


class Change(NamedTuple):
    """A change as a load tells it."""

    kind: str
    what: str
    name: str
    detail: str


def compare(old: Plan, new: Plan) -> tuple[Change, ...]:
    """Return what `new` changes, as a load tells it."""
    return tuple(Change(one.kind, one.what, one.name, detail(one)) for one in revision.compare(old, new))


def changes(*edits: tuple[str, str]) -> tuple[Change, ...]:
    """Return what the small plan's next version changes, after these edits."""
    text = SMALL_PLAN
    for before, after in edits:
        assert before in text
        text = text.replace(before, after, 1)
    return compare(small_plan(), plan_from(text))


def test_a_plan_changes_nothing_in_itself() -> None:
    assert compare(small_plan(), small_plan()) == ()


def test_a_title_is_told_before_and_after() -> None:
    (change,) = changes(("title: 决策公开", "title: 决策全面公开"))
    assert change == Change("changed", "要点", "1", "标题：决策公开 → 决策全面公开")


def test_leads_and_responsible_units_are_told_in_one_line_of_the_point() -> None:
    (change,) = changes(
        ("lead: [县网信办]", "lead: [县网信办, 县教育局]"), ("responsible: [县政府各部门]", "support: [东镇]")
    )[:1]
    assert (change.kind, change.name) == ("changed", "3")
    assert change.detail == "牵头单位：县网信办 → 县网信办、县教育局"


def test_a_long_text_is_not_printed() -> None:
    (change,) = changes(("建议提案办理复文应当公开。", "建议提案办理复文原则上应当公开。"))
    assert change.detail == "正文有改动"


def test_a_date_that_moved_stays_visible() -> None:
    (change,) = changes(("by: 2018-12-31", "by: 2018-11-30"))
    assert change == Change("changed", "时限要求", "1.2", "时限：2018-12-31前 → 2018-11-30前")


def test_other_limits_are_told_in_words() -> None:
    told = changes(
        ("every: month", "every: quarter"),
        ("{workdays: 3}", "{workdays: 5}"),
        ("{hours: 5}", "{hours: 4}"),
        ("at_least: 80", "at_least: 85"),
        ("grace: {days: 5}", "grace: {days: 3}"),
        ("owed_by: [教育局]", "owed_by: each_lead"),
    )
    assert [change.detail for change in told] == [
        "时限：每月 → 每季度",
        "时限：每季度，期满后5天内 → 每季度，期满后3天内；责任方：县教育局 → 各牵头单位",
        "时限：签发后3个工作日内 → 签发后5个工作日内",
        "时限：重大舆情后5小时内 → 重大舆情后4小时内",
        "时限：达到80% → 达到85%",
    ]


def test_points_that_come_and_go() -> None:
    told = changes(("- id: 2", "- id: 2a"))
    assert told == (Change("new", "要点", "2a", "建议提案"), Change("withdrawn", "要点", "2", "建议提案"))


def test_a_unit_with_its_dates_and_successor() -> None:
    told = changes(("aliases: [西镇]", "aliases: [西镇], until: 2018-10-31, successor: [东镇]"))
    detail = "终止日期：无 → 2018-10-31；承继单位：无 → 东镇人民政府"
    assert told == (Change("changed", "单位", "西镇人民政府", detail),)


def test_an_alias_changes_the_unit_but_lists_no_letters() -> None:
    (change,) = changes(("aliases: [西镇]", "aliases: [西镇, 西乡]"))
    assert change.detail == "别称有改动"


def test_a_new_order_of_points_is_one_change() -> None:
    first, second = SMALL_PLAN.index("          - id: 1"), SMALL_PLAN.index("          - id: 2")
    end = SMALL_PLAN.index("  - title: 二、")
    text = SMALL_PLAN[:first] + SMALL_PLAN[second:end] + SMALL_PLAN[first:second] + SMALL_PLAN[end:]
    assert compare(small_plan(), plan_from(text)) == (Change("changed", "要点", "全部", "排列顺序有改动"),)


def test_the_rubric_is_told_rule_by_rule() -> None:
    told = changes(
        ("full: 100", "full: 120\n  not_applicable: {rate: 80}\n  appeal_workdays: 7"),
        ("name: 合格, min: 60", "name: 合格, min: 65"),
        ("points: 30", "points: 25"),
        ("text: 年内未自查, points: 10", "text: 年内未自查, points: 12.5"),
        ("if_rectified: half", "if_rectified: none"),
        ("auto: point_no_report", "auto: point_not_done"),
        ("points: {min: 0.5, max: 3}", "points: 2"),
        ("code: B1", "code: B2"),
        ("ranked: false", "ranked: true"),
    )
    assert [(change.kind, change.what, change.name) for change in told] == [
        ("changed", "考核", "总则"),
        ("changed", "考核组", "考核组织单位"),
        ("changed", "考核项", "1"),
        ("changed", "考核规则", "1.1"),
        ("changed", "考核规则", "1.2"),
        ("changed", "考核规则", "2.2"),
        ("changed", "考核规则", "4.1"),
        ("new", "考核规则", "B2"),
        ("withdrawn", "考核规则", "B1"),
    ]
    details = [change.detail for change in told]
    assert "满分：100 → 120" in details[0]
    assert "异议期限（工作日）：5 → 7" in details[0]
    assert "按比例折算 → 按80%计" in details[0]
    assert details[1] == "参加排名：否 → 是"
    assert details[3] == "分值：10 → 12.5"
    assert details[4] == "按期整改后：减半 → 免扣"
    assert details[5] == "自动提示：要点没有进展报告 → 要点未办结"
    assert details[6] == "分值：0.5至3 → 2"


def test_a_rubric_that_comes_or_goes_is_one_change() -> None:
    bare = plan_from(SMALL_PLAN.partition("assessment:")[0])
    assert [change.kind for change in compare(bare, small_plan())] == ["new"]
    (gone,) = compare(small_plan(), bare)
    assert gone == Change("withdrawn", "考核", "考核细则", "2018年度考核（示例分值）")


def test_the_head_is_told() -> None:
    (change,) = changes(("due_days: 30", "due_days: 15"), ("issued: 2018-07-25", "issued: 2018-07-26"))
    assert change.what == "年度要点"
    assert change.detail == "印发日期：2018-07-25 → 2018-07-26；预警天数：30、90 → 15、90"


@settings(max_examples=40, deadline=None)
@given(
    st.sets(st.sampled_from(["决策公开", "建议提案", "一、供给内容", "网上办事", "经验推广", "自查整改\n", "泄露秘密"]))
)
def test_going_back_tells_the_same_things_the_other_way(words: set[str]) -> None:
    text = SMALL_PLAN
    for word in words:
        text = text.replace(f": {word}", f": 新{word}", 1)
    there, back = compare(small_plan(), plan_from(text)), compare(plan_from(text), small_plan())
    assert bool(there) == bool(words)
    assert [(change.what, change.name) for change in there] == [(change.what, change.name) for change in back]


def test_a_sheet_for_all_and_a_bonus_without_a_gate_are_told_in_words() -> None:
    name = "    - name: 2018年度考核（示例分值）\n"
    (scheme,) = changes((name, f"{name}      groups: [考核组织单位, 镇, 县级部门]\n"))
    assert scheme.detail == "适用：全部单位 → 考核组织单位、镇、县级部门"
    (bonus,) = changes(("above: 80", "above: 0"))
    assert bonus.detail == "加分：上限5，得分高于80分方计 → 上限5，不设门槛"


def test_a_unit_that_moves_from_named_to_meant_by_its_kind_is_told_once() -> None:
    """Fields that share a word are one difference, and its values stand in one row."""
    (group,) = changes(("{name: 镇, kinds: [镇]}", "{name: 镇, kinds: [镇], units: [教育局]}"))
    assert group.detail == "成员：镇 → 镇、县教育局"


def test_whom_an_item_concerns_is_told_in_words() -> None:
    (item,) = changes(("applies_to: {kinds: [镇, 政府部门]}", "applies_to: {kinds: [镇], work_points: [1]}"))
    assert item.detail == "适用：镇、政府部门 → 镇、要点1"


def test_stages_are_told_with_their_weights() -> None:
    stages = "      stages: [{name: 日常, weight: 40.5}, {name: 评估, weight: 59.5, external: true}]\n      vetoes:"
    (scheme,) = changes(("      vetoes:", stages))
    assert scheme.detail == "阶段：无 → 日常40.5、评估59.5（外部）"


def test_a_rule_that_becomes_a_veto_is_told_under_every_word_that_either_has() -> None:
    told = changes(("vetoes: [{code: V1, text: 泄露秘密, grade: 不合格}]", ""), ("code: B1", "code: V1"))
    (rule,) = (change for change in told if (change.what, change.name) == ("考核规则", "V1"))
    assert "内容：泄露秘密 → 经验推广" in rule.detail
    assert "等次：不合格 → 无" in rule.detail
