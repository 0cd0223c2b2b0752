"""What is told of problems that were recorded without a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.talk import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.domain.records import Finding


def tip_undated(findings: Sequence[Finding]) -> None:
    """Tell that problems without a date are never late until somebody sets one."""
    ids = [found.id for found in findings if found.due is None]
    if ids:
        way = f"gongkai finding plan {ids[0]} --due 期限"
        say(f"提示：{'、'.join(ids)}没有写整改期限，不会算逾期；定期限：{way}")
