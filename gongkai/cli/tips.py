"""What somebody who has just recorded something may not think of next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gongkai.cli.talk import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gongkai.domain.records import Finding


WITH_COMMAS = re.compile(r".+[,，].*[,，]\s*[0-9]{1,4}[-./月][0-9].*")
"""A problem, a measure and a date typed with commas between them."""


def tip_undated(findings: Sequence[Finding]) -> None:
    """Tell that problems without a date are never late until somebody sets one, and of parts that commas divide."""
    for found in findings:
        if found.due is None and WITH_COMMAS.fullmatch(found.problem):
            void = f"写错的先作废再登记：gongkai void {found.id} --reason 理由"
            say(f"注意：{found.id}整句记作问题；问题、措施、责任人、期限之间用 ｜ 或 | 隔开。{void}")
    ids = [found.id for found in findings if found.due is None]
    if ids:
        way = f"gongkai finding plan {ids[0]} --due 期限"
        say(f"提示：{'、'.join(ids)}没有写整改期限，不会算逾期；定期限：{way}")


def tip_notice(units: Iterable[str]) -> None:
    """Tell that the time to object runs only from the notice, and how to give it: where they are many, to all."""
    whom = list(dict.fromkeys(units))
    way = "--all 文件夹（一次告知所有单位）" if len(whom) > 1 else f"-u {whom[0]}"
    say(f"提示：异议期限从告知单位起算：gongkai deduct notify {way}")
