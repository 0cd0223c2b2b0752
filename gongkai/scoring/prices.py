"""What the uses of a rule cost: so much each, and from the second on, where the rubric says so, more."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from gongkai.entry.states import EntryState
    from gongkai.plan.rubric import Rule


def price(rule: Rule, count: int, used: int = 0, least: Decimal | None = None) -> Decimal:
    """Return what `count` uses of a rule ask, `used` of which there were before; at the `least` of a range if given."""
    each = rule.points if least is None else least
    if rule.repeat is None:
        return each * count
    first = max(0, min(count, rule.repeat.from_ - 1 - used))
    return each * first + rule.repeat.points * (count - first)


def used_before(rule: str, seq: int, states: Iterable[EntryState]) -> int:
    """Return how often a rule was used by the entries of one unit that stand and were recorded before a line."""
    return sum(state.entry.count for state in states if state.entry.rule == rule and state.stands and _was(state, seq))


def priced(rule: Rule, state: EntryState, states: Iterable[EntryState]) -> Decimal:
    """Return what still stands of an entry, as if what was revoked before it had never been asked.

    A later use then is an earlier one, and may cost less than was asked for it.
    """
    if rule.repeat is None:
        return state.live
    mine = [one for one in states if one.entry.rule == rule.code and one.entry.kind == state.entry.kind]
    if all(one.stands for one in mine if _was(one, state.entry.seq)):
        return state.live
    return min(state.live, price(rule, state.entry.count, used_before(rule.code, state.entry.seq, mine)))


def _was(state: EntryState, seq: int) -> bool:
    """Tell whether an entry was recorded before a line of the trail; what is only proposed (0) comes last."""
    return bool(state.entry.seq) and (not seq or state.entry.seq < seq)
