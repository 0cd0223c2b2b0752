"""Words that stand for a longer text: a point's title where the notice gives none."""

from __future__ import annotations

import re

SHORTEST, LONGEST = 6, 40
_ENDS, _PAUSES = "。；;！!？?\n", "，,：:"
_OPEN, _SHUT = "（(“‘《〈【[〔", "）)”’》〉】]〕"
_WHEN = re.compile(r"(?:[前内后底末]|[0-9一二三四五六七八九十]+[年月日])$")
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
    return len(clause) >= SHORTEST and not _WHEN.search(clause)


def _cut(clause: str) -> str:
    line = " ".join(clause.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}……"
