"""Rubrics that counties and cities have published, row by row: the engine carries all of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.plan.model import Unit
from gongkai.plan.rubric import Bonus, Scheme, Stage

from .build import BUREAUS, TOWNS, entry, figures, item, only, rule, scored, town, year

LICHENG = year(
    item("1", "10", {"1.1": "5", "1.2": "1"}),
    item("2", "10", {"2.1": "5", "2.2": "5", "2.3": "5", "2.4": "5", "2.5": "5"}),
    item("3", "6", {"3.1": "6"}),
    item("4", "74", {"4.1": "1"}),
)


def test_licheng_three_late_papers_at_five_each_lose_the_item_of_ten() -> None:
    """泉州市鲤城区 2020: 公文提前或超期公开每条扣5分 in an item of 10; nothing is left for the third."""
    score = only(LICHENG, *(entry(n, "1.1", "5") for n in (1, 2, 3)))
    assert score.score == Decimal(90)
    assert [a.applied for a in score.applied] == [5, 5, 0]
    assert [a.asked for a in score.applied] == [5, 5, 5]
    assert (score.items[0].asked, score.items[0].deducted) == figures("15 10")
    assert score.items[0].score == 0


def test_licheng_item_of_six_is_gone_at_the_first_fault() -> None:
    """泉州市鲤城区 2020: 依申请公开超期每条扣6分 in an item of 6."""
    score = only(LICHENG, entry(1, "3.1", "6"), entry(2, "3.1", "6"))
    assert [a.applied for a in score.applied] == [6, 0]
    assert score.score == Decimal(94)


def test_licheng_five_faults_of_five_in_the_annual_report_cost_ten() -> None:
    """泉州市鲤城区 2020: 年度报告 is an item of 10 with five faults of 5 each."""
    score = only(LICHENG, *(entry(n, f"2.{n}", "5") for n in range(1, 6)))
    assert (score.items[1].asked, score.items[1].deducted) == figures("25 10")


def test_licheng_a_small_fault_fills_what_the_big_one_left() -> None:
    """泉州市鲤城区 2020: 标题、索引号未规范每条扣1分; after a fault of 5 five of six are felt."""
    score = only(LICHENG, entry(1, "1.1", "5"), *(entry(n, "1.2", "1") for n in range(2, 8)))
    assert [a.applied for a in score.applied] == [5, 1, 1, 1, 1, 1, 0]


def test_jinzhou_every_level_caps_its_own() -> None:
    """锦州市 2020: 一级指标减分上限为自身权重, and so at the second level."""
    second = (item("1.1", "12", {"a": "8"}), item("1.2", "8", {"b": "8"}))
    plan = year(item("1", "20", {"c": "5"}, second), item("2", "80", {"d": "1"}))
    score = only(plan, entry(1, "a", "8"), entry(2, "a", "8"), entry(3, "c", "5"), entry(4, "b", "8"))
    assert [a.applied for a in score.applied] == [8, 4, 5, 3]
    top = score.items[0]
    assert (top.deducted, top.asked, top.score) == figures("20 29 0")
    assert [child.deducted for child in top.items] == [12, 3]
    assert score.score == Decimal(80)


def test_jinzhou_two_classes_have_two_sheets() -> None:
    """锦州市 2020: class A (counties) and class B (departments) have sheets and ranks of their own."""
    plan = year(
        schemes=(
            Scheme("甲类", (item("1", "50", {"1.1": "10"}), item("2", "50")), ("镇",)),
            Scheme("乙类", (item("1", "100", {"1.1": "10"}),), ("县级部门",)),
        ),
        units=(town("甲"), Unit("乙", "政府部门")),
    )
    year_of = scored(plan, [entry(n, "1.1", "60", unit) for n, unit in enumerate("甲乙", start=1)])
    assert {u: (s.scheme, s.score, s.rank) for u, s in year_of.items()} == {
        "甲": ("甲类", Decimal(50), 1),
        "乙": ("乙类", Decimal(40), 1),
    }


@pytest.mark.parametrize(
    ("lost", "grade"),
    [
        *(("0", "优秀"), ("10", "优秀"), ("10.01", "良好"), ("20", "良好")),
        *(("20.01", "合格"), ("40", "合格"), ("40.01", "不合格"), ("100", "不合格")),
    ],
)
def test_yueyang_grades_at_their_lines(lost: str, grade: str) -> None:
    """岳阳市 2017: 优秀 from 90, 良好 from 80, 合格 from 60, 不合格 below."""
    assert only(year(item("1", "100", {"1.1": "1"})), entry(1, "1.1", lost)).grade == grade


def test_xiaxian_ninety_five_and_five() -> None:
    """夏县 2021: 基础 95 and 加分 5 make 100 only together."""
    plan = year(
        item("1", "95", {"1.1": "5"}),
        full="95",
        bonus=Bonus(Decimal(5), Decimal(0), (rule("B1", "2"), rule("B2", "4"))),
    )
    faultless = only(plan, entry(1, "B1", "2", kind="bonus"), entry(2, "B2", "4", kind="bonus"))
    assert (faultless.base, faultless.bonus, faultless.score) == figures("95 5 100")
    assert [a.applied for a in faultless.applied] == [2, 3]
    assert only(plan, entry(1, "1.1", "5"), entry(2, "B1", "2", kind="bonus")).score == Decimal(92)


def test_a_month_below_forty_items_takes_five_until_nothing_is_left() -> None:
    """某市乡镇街道 2010: 每月不低于40条, 出现一个月扣5分, 扣完为止."""
    plan = year(item("1", "30", {"1.1": "5"}), item("2", "70"))
    score = only(plan, *(entry(n, "1.1", "5") for n in range(1, 13)))
    assert (score.items[0].asked, score.deducted, score.score) == figures("60 30 70")


def test_network_test_eighty_and_on_site_twenty() -> None:
    """某市乡镇街道 2010: network test 80 %, on-site 20 %, each on a full scale."""
    stages = (Stage("网络测评", Decimal(80)), Stage("现场考评", Decimal(20)))
    score = only(
        year(item("1", "100", {"1.1": "5"}), stages=stages),
        entry(1, "1.1", "10", stage="网络测评"),
        entry(2, "1.1", "50", stage="现场考评"),
    )
    assert [stage.score for stage in score.stages] == [90, 50]
    assert score.score == Decimal(82)
    assert [a.cost for a in score.applied] == [8, 10]


def test_suizhou_outside_assessor_and_four_quarters() -> None:
    """随州 2023, 涞源县 2023: an outside assessor 30 %, daily work 70 % averaged over four quarters."""
    quarters = tuple(Stage(f"{n}季度", Decimal("17.5")) for n in "一二三四")
    plan = year(item("1", "100", {"1.1": "4"}), stages=(*quarters, Stage("第三方评估", Decimal(30), external=True)))
    lost = [entry(1, "1.1", "4", stage="一季度"), entry(2, "1.1", "4", stage="四季度")]
    score = scored(plan, lost, external={("严陵镇人民政府", "第三方评估"): Decimal(85)})["严陵镇人民政府"]
    assert score.score == Decimal("94.10")
    assert [a.cost for a in score.applied] == [Decimal("0.7"), Decimal("0.7")]


def test_guangyuan_lights_turn_into_points() -> None:
    """广元市 2018: two yellow lights cost 1 point, a red one 2."""
    plan = year(item("1", "5", {"两黄": "1", "红": "2"}), item("2", "95"))
    score = only(plan, entry(1, "两黄", "1"), entry(2, "红", "2"), entry(3, "红", "2"), entry(4, "红", "2"))
    assert [a.applied for a in score.applied] == [1, 2, 2, 0]
    assert score.score == Decimal(95)


def test_shijiazhuang_late_five_undone_ten_and_doubled_by_a_leader() -> None:
    """石家庄, 德阳: 未按时办结每件扣5分, 未办理每件扣10分, doubled when a leader criticised it."""
    plan = year(item("1", "40", {"未按时": "5", "未办理": "10"}), item("2", "60"))
    score = only(plan, entry(1, "未按时", "5"), entry(2, "未办理", "10"), entry(3, "未办理", "20"))
    assert (score.deducted, score.score) == figures("35 65")


def test_towns_and_departments_are_ranked_apart() -> None:
    """Everywhere."""
    plan = year(item("1", "100", {"1.1": "1"}), units=(town("甲镇"), town("乙镇"), Unit("丙局", "政府部门")))
    year_of = scored(plan, [entry(1, "1.1", "1", "甲镇"), entry(2, "1.1", "30", "丙局")])
    assert [(s.unit, s.group, s.rank) for s in year_of.values()] == [
        ("乙镇", TOWNS.name, 1),
        ("甲镇", TOWNS.name, 2),
        ("丙局", BUREAUS.name, 1),
    ]
