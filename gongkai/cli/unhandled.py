"""What a score does not hold yet: the rules propose it, and nobody has decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.freezing import proposed
from gongkai.cli.talk import warn

if TYPE_CHECKING:
    from gongkai.cli.scoring import Scored


def warn_of_proposals(found: Scored, unit: str = "") -> None:
    """Tell how many proposals, of one unit or of all, count nowhere; nothing once the year is closed."""
    if found.year.standing.closed:
        return
    waiting = sum(not unit or one.unit == unit for one in proposed(found))
    if waiting:
        whose = f" -u {unit}" if unit else ""
        warn(f"尚有{waiting}条扣分建议没有处理，没有计入：gongkai deduct propose{whose}")
