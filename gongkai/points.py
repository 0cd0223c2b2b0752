"""Points of score: exact decimals of at most two places; a total is rounded half up once, at the end."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from gongkai.errors import BadValue

ZERO = Decimal(0)
LARGEST = Decimal(1_000_000)


def exact(value: Decimal, what: str) -> Decimal:
    """Return `value` if it can be kept in whole hundredths, 0 to a million; `what` is its name on the screen.

    Raises BadValue for anything else (a third decimal, a minus sign, 非数).
    """
    if not value.is_finite() or not ZERO <= value <= LARGEST:
        raise BadValue(f"{what}“{value}”不是可用的分值", f"请写 0 到 {plain(LARGEST)} 之间的数")
    if value != rounded(value, 2):
        raise BadValue(f"{what}“{plain(value)}”超过两位小数", "分值最多写两位小数")
    return value


def rounded(value: Decimal, places: int) -> Decimal:
    """Round half up to `places` decimals."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


EXACT_PLACES = 20


def settled(value: Decimal) -> Decimal:
    """Return a quotient without the trace that its cut-off digits leave: what is a half to 20 decimals is the half."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= EXACT_PLACES or abs(value) > LARGEST:
        return value
    near = value.quantize(Decimal(1).scaleb(-EXACT_PLACES)).normalize()
    return near.quantize(Decimal(1)) if near == near.to_integral_value() else near


def plain(value: Decimal) -> str:
    """Write a figure without trailing zeros or exponent: 5, 0.5, 100."""
    return format(value.normalize(), "f")
