"""The small year with two stages: daily work at 80, an outside assessor at 20."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.plans import plan_from, small_plan_text

if TYPE_CHECKING:
    from gongkai.plan.model import Plan

STAGES = "stages: [{name: 日常考核, weight: 80}, {name: 第三方评估, weight: 20, external: true}]"
DAILY, OUTSIDE = "日常考核", "第三方评估"
TOWN, OTHER, BUREAU = "东镇人民政府", "西镇人民政府", "县教育局"
URL = "http://www.example.gov.cn/9"


def staged_text() -> str:
    """Return the year as YAML."""
    return small_plan_text().replace("      vetoes:", f"      {STAGES}\n      vetoes:")


def staged_plan() -> Plan:
    """Return the year as a plan."""
    return plan_from(staged_text())
