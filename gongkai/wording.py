"""The one dictionary from codes to the Chinese on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.register.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

LIGHT = {"red": "红（逾期）", "yellow": "黄（预警）", "green": "绿（正常）"}
STATUS = {"not_started": "未启动", "in_progress": "推进中", "done": "已办结", "verified": "已销号"}
LEAD_STATE = {**STATUS, "returned": "已退回"}
ONGOING = "持续推进"
ROLE = {"lead": "牵头单位", "responsible": "责任单位", "support": "配合单位"}
FINDING = {"open": "未整改", "planned": "整改中", "rectified": "已整改待核", "closed": "已销号"}
FINDING_SOURCE = {"self": "自查", "inspection": "检查", "monitoring": "日常监测"}
STEP = {"planned": "定措施", "rectified": "报整改", "closed": "销号", "reopened": "退回重改", "extended": "延期"}
ENTRY = {"deduction": "扣分", "bonus": "加分", "veto": "一票否决"}
RULING = {"notified": "告知", "revoked": "撤销", "reduced": "核减", "kept": "维持"}
APPEAL = {"open": "尚未决定", "kept": "维持", "reduced": "核减", "revoked": "撤销"}
ENTRY_STATUS = {"valid": "有效", "reduced": "已核减", "revoked": "已撤销"}
IN_REVIEW = "复核中"
CLOSING = {"closed": "封存", "reopened": "重新打开"}
SETTLEMENT = {"done": "办结", "together": "办结", "cancelled": "取消"}
DUTY = {"pending": "待办", "met": "按期完成", "late": "逾期完成", "overdue": "逾期未完成", "cancelled": "已取消"}
REVIEW = {"verified": "核实销号", "returned": "退回"}
DUTY_REVIEW = {"verified": "核实事项", "returned": "退回事项"}
DUTY_REPORT = {"waiting": "补录待核", "verified": "已核", "returned": "已退回"}
KIND = {kind.entity: kind.label for kind in KINDS}
ACT = {act: way.label for kind in KINDS for act, way in kind.ways.items()}
BACKDATED = "补录"
LACKING = "暂缺"
EVERYONE = "全部"
"""Typed for a unit where the environment names one, and all are wanted."""
UNRESOLVED = "待明确"
NO_CHAPTER = "其他"
SELF_VERIFIED = "本办自核"
EXAMPLE = "示例分值"
DRAFT = "征求意见稿"
DEMO = "演示数据"
UNVERIFIED = "未核验痕迹"
REASON = {
    "item_overdue": "应办事项逾期",
    "lead_finding_overdue": "牵头单位问题整改逾期",
    "answering_finding_overdue": "责任单位问题整改逾期",
    "year_over": "年度已结束，尚未办结",
    "point_overdue": "完成时限已过，尚未办结",
    "item_due_soon": "时限临近",
    "point_due_soon": "完成时限临近",
    "not_started": "印发30日后仍未启动",
    "silent": "牵头单位久未报告",
    "answering_silent": "责任单位久未报告",
    "year_closing": "临近年末，尚未办结",
    "finding_overdue": "责任单位问题整改逾期",
}
TRAIL_PROBLEM = {
    "row_edited": "记录被改动",
    "row_deleted": "记录被删除",
    "row_unexplained": "记录来历不明",
    "line_edited": "痕迹被改动",
    "line_moved": "痕迹被调换",
    "line_missing": "痕迹缺失",
    "chain_forked": "痕迹分叉",
    "trail_rewritten": "痕迹被重写",
    "trail_cut": "痕迹被截断",
    "schema_changed": "结构被改动",
    "roles_outdated": "权限未更新",
    "privilege_granted": "权限多给",
    "index_altered": "索引不符",
    "file_damaged": "文件损坏",
    "evidence_missing": "佐证缺失",
    "evidence_altered": "佐证被改动",
}


def answering_units(led: Iterable[bool]) -> str:
    """Return what those are called who answer for points: of each it is said whether anybody leads it."""
    kinds = set(led)
    if kinds == {False}:
        return ROLE["responsible"]
    return "牵头（责任）单位" if False in kinds else ROLE["lead"]
