"""Words that stand for longer ones: a point's title where the notice gives none, what a notice is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongkai.plan.model import Plan

SHORTEST, LONGEST = 6, 40
_ENDS, _PAUSES = "。；;！!？?\n", "，,：:"
_OPEN, _SHUT = "（(“‘《〈【[〔", "）)”’》〉】]〕"
_WHEN = r"(?:[前内后底末]|[0-9一二三四五六七八九十]+[年月日])$"
"""A clause that tells no more than when (2018年12月底前)."""


def first_clause(text: str) -> str:
    """Return a text's first clause, which stands for it; one too short, or that says only when, goes on to the next.

    Marks inside brackets and quotes end nothing. What has no end near is cut, and says so by ……
    """
    whole = text.strip()
    depth = 0
    for at, mark in enumerate(whole):
        depth += (mark in _OPEN) - (mark in _SHUT)
        clause = whole[:at].strip()
        if depth <= 0 and clause and (mark in _ENDS or (mark in _PAUSES and _says_enough(clause))):
            return _cut(clause)
    return _cut(whole.rstrip(_ENDS + _PAUSES))


def _says_enough(clause: str) -> bool:
    return len(clause) >= SHORTEST and not re.search(_WHEN, clause)


def _cut(clause: str) -> str:
    line = " ".join(clause.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}……"


_ISSUING = r"^(?P<by>.*?)关于(?:印发|下发|转发|公布|做好|开展)?[《“]?(?P<what>.+?)[》”]?的?(?:通知|意见|函)?$"
_OF_TASKS = r"(?<=重点任务)(?:分解|分工|责任|落实)*(?:方案|表|清单|书|台账)$"
_FORM = (
    r"(?:要点|(?:任务|责任|分工|分解|落实|实施|行动)*(?:方案|表|清单|书|台账)|(?:行动|实施)?计划|(?:一览|安排)表|安排)$"
)
_TRIAL = r"[（(〔[](?:试行|暂行|征求意见稿|修订版?)[）)〕\]]$"
_YEAR = r"^(?P<place>[^0-9]*?)(?P<year>[0-9]{4}年度?)(?P<work>.+)$"
LONGEST_TOPIC = 12
_NUMBERED = r"[（(]?第?[一二三四五六七八九十百0-9]+(?:[章节篇、．.)）]|部分)"


def subject_of(title: str) -> str:
    """Return what a notice is about, its title without what kind of paper it is: 威远县2018年政务公开工作, 民生实事."""
    bare = re.sub(_TRIAL, "", title.strip())
    found = re.match(_ISSUING, bare) if "关于" in bare else None
    if found:
        bare = re.sub(_TRIAL, "", found["what"])
    if (tasks := re.sub(_OF_TASKS, "", bare)) != bare:
        return tasks
    return re.sub(_FORM, "", bare) or bare


def work_of(subject: str) -> str:
    """Return the work alone, without place and year: 政务公开工作; empty where the subject names no year."""
    found = re.match(_YEAR, subject)
    return found["work"] if found else ""


def topic_of(subject: str) -> str:
    """Return the field of the work, as it stands before other words: 政务公开; empty where it is none in few words."""
    work = work_of(subject)
    topic = work if work.endswith("重点工作") else work.removesuffix("工作")
    return topic if len(topic) <= LONGEST_TOPIC else ""


def heading_word(titles: Iterable[str]) -> str:
    """Return what the headings over points are: 章 where they are numbered, 类 where they are a table's kinds."""
    return "章" if any(re.match(_NUMBERED, title.strip()) for title in titles) else "类"


def subject(plan: Plan) -> str:
    """Return what the year is about, with place and year: 威远县2018年政务公开工作."""
    return plan.subject or subject_of(plan.title)


def topic(plan: Plan) -> str:
    """Return the field of the work, to stand before other words: 政务公开; empty where the plan names none."""
    return topic_of(subject(plan))


def work(plan: Plan) -> str:
    """Return what the work is called without place and year: 政务公开工作; 工作, where the plan does not say."""
    return work_of(subject(plan)) or "工作"
