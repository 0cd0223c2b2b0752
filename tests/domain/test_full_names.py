"""The names that papers bear: the roster's 县教育局 signs as 威远县教育局."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.plan.model import Plan, Unit
from gongkai.plan.reading import packaged_tasks, read_plan


def plan_of(issuer: str, *units: Unit) -> Plan:
    return Plan(2018, "题", "", issuer, date(2018, 7, 25), "办", units)


@pytest.mark.parametrize(
    ("issuer", "name", "full"),
    [
        ("威远县人民政府办公室", "县教育局", "威远县教育局"),
        ("威远县人民政府办公室", "严陵镇人民政府", "威远县严陵镇人民政府"),
        ("威远县人民政府办公室", "县政府法制办", "威远县人民政府法制办"),
        ("威远县人民政府办公室", "人行威远县支行", "人行威远县支行"),
        ("甲市人民政府办公室", "市教育局", "甲市教育局"),
        ("甲市人民政府办公室", "乙区人民政府", "甲市乙区人民政府"),
        ("甲市人民政府办公室", "城东街道办事处", "甲市城东街道办事处"),
        ("北川羌族自治县人民政府", "县教育局", "北川羌族自治县教育局"),
        ("中共丙县委办公室", "县教育局", "中共丙县教育局"),
        ("某某集团办公室", "财务部", "财务部"),
        ("甲市人民政府办公室", "供电公司", "供电公司"),
    ],
)
def test_a_name_follows_from_the_place_that_issued_the_notice(issuer: str, name: str, full: str) -> None:
    assert plan_of(issuer, Unit(name, "单位")).full_name(name) == full


def test_what_the_office_wrote_goes_before_what_follows() -> None:
    plan = plan_of("威远县人民政府办公室", Unit("县教育局", "部门", full_name="威远县教育和体育局"))
    assert plan.full_name("县教育局") == "威远县教育和体育局"


def test_an_alias_written_in_full_is_the_name() -> None:
    plan = read_plan(packaged_tasks()).plan
    assert plan.full_name("县政府办公室") == "威远县人民政府办公室"
    assert plan.full_name("威远县人民政府办公室") == "威远县人民政府办公室"
    assert plan.full_name("省政府办公厅") == "省政府办公厅", "a name that is no unit's is whole"
