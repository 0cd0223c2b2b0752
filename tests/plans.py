"""A small year to test with: one office, two departments, two towns, four points, every kind of duty."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.plan.reading import read_plan

if TYPE_CHECKING:
    from gongkai.plan.model import Plan

SMALL_PLAN = """\
plan:
  year: 2018
  title: 某县2018年政务公开工作要点
  number: 某府办函[2018]1号
  issuer: 某县人民政府办公室
  issued: 2018-07-25
  office: 县政府办公室
  lights: {due_days: 30, silent_days: 90}
units:
  - {name: 县政府办公室, kind: 政府部门, aliases: [县政府办]}
  - {name: 县教育局, kind: 政府部门, aliases: [教育局]}
  - {name: 县网信办, kind: 党委部门}
  - {name: 东镇人民政府, kind: 镇, aliases: [东镇]}
  - {name: 西镇人民政府, kind: 镇, aliases: [西镇]}
collectives:
  各镇人民政府: {kinds: [镇]}
  县政府各部门: {kinds: [政府部门]}
  有关单位: {unresolved: true}
self_inspection: {kinds: [镇, 政府部门, 党委部门], at_least: 1, quote: 自查整改不少于1次}
chapters:
  - title: 一、供给内容
    sections:
      - title: （一）法治政府
        points:
          - id: 1
            title: 决策公开
            text: 每月公开清单，一季一通报，年底前公布结果。
            lead: [县政府办公室, 县教育局]
            responsible: [各镇人民政府, 县政府各部门, 有关单位]
            duties:
              - {id: "1.1", quote: 每月公开清单, every: month, owed_by: leads, what: 公开清单}
              - {id: "1.2", quote: 年底前公布结果, by: 2018-12-31, owed_by: each_responsible, what: 公布结果}
              - {id: "1.3", quote: 一季一通报, every: quarter, grace: {days: 5}, owed_by: [教育局], note: 推断，待确认}
          - id: 2
            title: 建议提案
            text: 建议提案办理复文应当公开。
            lead: [教育局]
            responsible: [各镇人民政府]
  - title: 二、回应关切
    sections:
      - title: （二）舆情回应
        points:
          - id: 3
            title: 舆情回应
            text: 在签发后3个工作日内公开，最迟在5小时内发布权威信息、24小时内举行新闻发布会。
            lead: [县网信办]
            responsible: [各镇人民政府]
            duties:
              - {id: "3.1", quote: 在签发后3个工作日内, within: {workdays: 3}, from: 签发, owed_by: event, what: 公开}
              - {id: "3.2", quote: 最迟在5小时内, within: {hours: 5}, from: 重大舆情, owed_by: event, what: 发布信息}
              - {id: "3.3", quote: 24小时内, within: {hours: 24}, from: 重大舆情, owed_by: event, what: 举行发布会}
          - id: 4
            title: 网上办事
            text: 力争80%以上事项实现一网通办，一日一清单。
            lead: [县政府办公室]
            responsible: [县政府各部门]
            duties:
              - {id: "4.1", quote: 力争80%以上, target: {at_least: 80, unit: "%"}, owed_by: leads, what: 一网通办比例}
              - {id: "4.2", quote: 一日一清单, every: workday, owed_by: leads, what: 每日清单}
assessment:
  full: 100
  grades: [{name: 优秀, min: 90}, {name: 良好, min: 80}, {name: 合格, min: 60}, {name: 不合格, min: 0}]
  groups:
    - {name: 考核组织单位, units: [县政府办公室], ranked: false}
    - {name: 镇, kinds: [镇]}
    - {name: 县级部门, kinds: [政府部门, 党委部门]}
  schemes:
    - name: 2018年度考核（示例分值）
      items:
        - code: "1"
          name: 自查整改
          points: 30
          rules:
            - {code: "1.1", text: 年内未自查, points: 10, per: 年, auto: no_self_inspection}
            - {code: "1.2", text: 问题逾期未整改, points: 2, per: 个, auto: finding_overdue, if_rectified: half}
        - code: "2"
          name: 要点落实
          points: 40
          rules:
            - {code: "2.1", text: 牵头要点未办结, points: 5, per: 个, auto: point_not_done}
            - {code: "2.2", text: 牵头要点没有进展报告, points: 3, per: 个, auto: point_no_report}
        - code: "3"
          name: 时限要求
          points: 20
          rules:
            - {code: "3.1", text: 逾期未完成, points: 2, per: 项, auto: duty_missed}
            - {code: "3.2", text: 逾期完成, points: 1.5, per: 项, auto: duty_late}
        - code: "4"
          name: 督查
          points: 10
          applies_to: {kinds: [镇, 政府部门]}
          rules:
            - {code: "4.1", text: 督查发现问题, points: {min: 0.5, max: 3}, per: 个, if_rectified: none}
      bonus: {cap: 5, above: 80, rules: [{code: B1, text: 经验推广, points: 1, per: 次}]}
      vetoes: [{code: V1, text: 泄露秘密, grade: 不合格}]
"""


def small_plan_text() -> str:
    """Return the small year as YAML."""
    return SMALL_PLAN


def plan_from(text: str) -> Plan:
    """Return the plan that this YAML text tells."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tasks.yaml")
        path.write_text(text, encoding="utf-8")
        return read_plan(path).plan


@cache
def small_plan() -> Plan:
    """Return the small year as a plan."""
    return plan_from(SMALL_PLAN)
