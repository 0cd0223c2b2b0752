"""What stands of an entry, and what may still be done to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gongkai.entry.states import entry_states, may_notify, may_revoke, may_take_again, reduce_range
from gongkai.errors import BadValue, Refused

from .build import entry, ruling, state

FIVE = entry(1, "1.1", "5", finding="F1")


def test_rulings_are_read_by_day_and_then_by_seq_whatever_their_order() -> None:
    decided = (ruling(9, "D1", "reduced", "2"), ruling(3, "D1", "notified"), ruling(5, "D1", "notified"))
    got = state(FIVE, *decided)
    assert (got.status, got.live, got.notified) == ("reduced", Decimal(2), date(2018, 8, 4))
    assert [r.seq for r in got.rulings] == [3, 5, 9]
    assert got.entry.asked == 5


def test_an_objection_dismissed_leaves_all_standing() -> None:
    got = state(FIVE, ruling(3, "D1", "notified"), ruling(9, "D1", "kept"))
    assert (got.status, got.live, got.stands) == ("valid", Decimal(5), True)


@pytest.mark.parametrize("later", ["reduced", "notified", "kept"])
def test_once_revoked_always_revoked(later: str) -> None:
    got = state(FIVE, ruling(4, "D1", "revoked"), ruling(9, "D1", later, "2"))  # type: ignore[arg-type] # parametrised
    assert (got.status, got.live, got.stands) == ("revoked", Decimal(0), False)


def test_a_ruling_never_adds_to_what_was_asked() -> None:
    assert state(FIVE, ruling(4, "D1", "reduced", "9")).live == 5


def test_a_ruling_touches_its_own_entry_alone_and_order_is_kept() -> None:
    second = entry(2, "1.1", "3")
    states = entry_states([second, FIVE], [ruling(4, "D1", "revoked"), ruling(5, "D77", "revoked")])
    assert [(s.entry.id, s.status) for s in states] == [("D2", "valid"), ("D1", "revoked")]


def test_a_veto_stands_until_revoked_though_it_has_no_points() -> None:
    veto = entry(1, "V1", "0", kind="veto")
    assert state(veto).stands
    assert not state(veto, ruling(4, "X1", "revoked")).stands


def test_revoking_twice_and_notice_of_what_was_revoked_are_refused() -> None:
    gone = state(FIVE, ruling(4, "D1", "revoked"))
    for act in (may_revoke, may_notify):
        with pytest.raises(Refused, match="D1 已于 2018-08-05 撤销"):
            act(gone)
    with pytest.raises(Refused, match="撤销"):
        reduce_range(gone, Decimal(1))


def test_notice_is_given_once_for_the_time_to_object_runs_from_it() -> None:
    may_notify(state(FIVE))
    may_revoke(state(FIVE, ruling(4, "D1", "notified")))
    with pytest.raises(Refused, match="已于 2018-08-05 告知严陵镇人民政府"):
        may_notify(state(FIVE, ruling(4, "D1", "notified")))


@pytest.mark.parametrize("x", ["0", "0.01", "4.99"])
def test_reduced_to_anything_from_nought_to_less_than_asked(x: str) -> None:
    assert reduce_range(state(FIVE), Decimal(x)) == Decimal(x)


@pytest.mark.parametrize("x", ["5", "5.01", "-0.01", "-1", "1.005", "NaN", "Infinity", "-Infinity", "1e30"])
def test_out_of_range_is_a_bad_value(x: str) -> None:
    with pytest.raises(BadValue) as caught:
        reduce_range(state(FIVE), Decimal(x))
    assert caught.value.hint


def test_a_reduced_entry_is_reduced_only_further_and_a_veto_not_at_all() -> None:
    reduced = state(FIVE, ruling(4, "D1", "reduced", "2"))
    assert reduce_range(reduced, Decimal("1.99")) == Decimal("1.99")
    with pytest.raises(BadValue, match="小于 2"):
        reduce_range(reduced, Decimal(2))
    with pytest.raises(BadValue, match="一票否决"):
        reduce_range(state(entry(1, "V1", "0", kind="veto")), Decimal(0))


def test_one_matter_is_not_punished_twice_without_a_reason() -> None:
    """一事不二扣."""
    with pytest.raises(Refused, match="一事不二扣") as caught:
        may_take_again("F1", [state(FIVE)])
    assert "--again" in caught.value.hint
    with pytest.raises(Refused):
        may_take_again("F1", [state(FIVE)], "  ")
    may_take_again("F1", [state(FIVE)], "整改后再次发生")


def test_only_a_live_deduction_on_the_same_finding_stands_in_the_way() -> None:
    may_take_again("F2", [state(FIVE)])
    may_take_again("", [state(entry(2, "1.1", "5"))])
    may_take_again("F1", [state(FIVE, ruling(4, "D1", "revoked"))])
    may_take_again("F1", [state(FIVE, ruling(4, "D1", "reduced", "0"))])
    may_take_again("F1", [state(entry(3, "B1", "1", kind="bonus", finding="F1"))])
    with pytest.raises(Refused):
        may_take_again("F1", [state(FIVE, ruling(4, "D1", "reduced", "0.01"))])
