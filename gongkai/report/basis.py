"""What an entry rests on, told to the unit: how its points come about, what was found when, what mending gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.domain.findings import RECTIFIED
from gongkai.domain.marking import share_taken
from gongkai.domain.points import plain
from gongkai.domain.sheet import outline_of
from gongkai.report.parts import full_day
from gongkai.wording import FINDING_SOURCE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from gongkai.domain.findings import FindingState
    from gongkai.domain.records import Finding, Inspection, ScoreEntry
    from gongkai.domain.scheme import Rule, Scheme

WHOLE = "full"


def rules_by_code(scheme: Scheme | None) -> dict[str, Rule]:
    """Return the rules of a scheme that take points, and those that give them, by code; nothing without a scheme."""
    if scheme is None:
        return {}
    given = scheme.bonus.rules if scheme.bonus else ()
    return {rule.code: rule for rule in given} | {code: rule for code, (rule, _) in outline_of(scheme).rules.items()}


def worth_words(entry: ScoreEntry, rule: Rule | None) -> str:
    """Return how the points come about by the rule: 每处1分×4处, or within a range: 每个0.5至3分，共记4分."""
    if rule is None:
        return ""
    per, least = rule.per or "次", rule.points_min
    if least is None and entry.asked == rule.points * entry.count:
        times = f"×{entry.count}{per}" if entry.count > 1 else ""
        return f"每{per}{plain(rule.points)}分{times}"
    span = plain(rule.points) if least in (None, rule.points) else f"{plain(least)}至{plain(rule.points)}"
    times = f"{entry.count}{per}共" if entry.count > 1 else ""
    return f"每{per}{span}分，{times}记{plain(entry.asked)}分"


def found_words(state: FindingState | None, inspections: Mapping[str, Inspection]) -> str:
    """Return when and how the finding behind an entry was found: 问题F8为2018年12月28日专项督查发现."""
    if state is None:
        return ""
    finding = state.finding
    source = inspections.get(finding.origin)
    day = full_day(source.day if source else finding.day)
    return f"问题{finding.id}为{day}{source_words(finding, inspections)}发现"


def source_words(finding: Finding, inspections: Mapping[str, Inspection]) -> str:
    """Return how a finding came up: the kind of the inspection, else 自查, 督查 or 日常监测."""
    source = inspections.get(finding.origin)
    return source.kind if source else FINDING_SOURCE[finding.source]


def giving_back(rule: Rule | None, state: FindingState | None, today: date) -> str:
    """Return what mending in time takes off the entry, and until when; empty where it takes off nothing (any more)."""
    if rule is None or state is None or rule.if_rectified == WHOLE or not state.is_open or state.late_periods:
        return ""
    counts = "减半计" if share_taken(rule) else "不计"
    if state.status == RECTIFIED:
        return f"已报整改，核查销号后{counts}"
    if state.due is None:
        return f"整改并报核查的，{counts}"
    return "" if state.due < today else f"在{full_day(state.due)}前整改并报核查的，{counts}"


def is_unmended(state: FindingState) -> bool:
    """Tell whether the unit still has to put a finding right: not while its answer is being looked at."""
    return state.is_open and state.status != RECTIFIED
