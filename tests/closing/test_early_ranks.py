"""A year that was closed while ranks were still given before every unit had its figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from gongkai.closing.left_open import still_adds_up
from gongkai.register.kinds import Closing

CLOSING = Closing(year=2018, day=date(2019, 1, 20), id="Z9", kind="closed")
FROZEN = {"东镇": (Decimal(96), 1, "优秀"), "西镇": (None, None, None)}


def test_a_rank_given_before_all_had_a_score_is_no_error_of_the_register() -> None:
    assert not list(still_adds_up(CLOSING, FROZEN, FROZEN | {"东镇": (Decimal(96), None, "优秀")}))


def test_another_score_or_grade_is_one_all_the_same() -> None:
    for marks in ((Decimal(95), None, "优秀"), (Decimal(96), None, "良好"), (Decimal(96), 2, "优秀")):
        (check,) = still_adds_up(CLOSING, FROZEN, FROZEN | {"东镇": marks})
        assert check.kind == "closing_differs"


def test_where_all_had_a_score_a_rank_that_is_gone_is_told() -> None:
    whole = {"东镇": (Decimal(96), 1, "优秀"), "西镇": (Decimal(90), 2, "优秀")}
    assert list(still_adds_up(CLOSING, whole, whole | {"东镇": (Decimal(96), None, "优秀")}))
