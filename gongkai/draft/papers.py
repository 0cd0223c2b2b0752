"""What `draft` tells when it is done: what was found, what a person must decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.draft.drafting import counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongkai.draft.drafting import Draft


def report(draft: Draft) -> Iterator[str]:
    """Yield the lines of the report."""
    yield f"{draft.head.title.text or draft.name}（{draft.year}年）"
    yield f"找到：{'，'.join(f'{name}{number}' for name, number in counts(draft).items() if number)}"
    if draft.decide:
        yield "要由人定的："
        yield from (f"  {at}. {each}" for at, each in enumerate(draft.decide, 1))


def data(draft: Draft) -> dict[str, object]:
    """Return the report as JSON has it."""
    head = draft.head
    return {
        "title": head.title.text,
        "number": head.number.text or None,
        "issuer": head.issuer.text or None,
        "issued": head.issued.isoformat() if head.issued else None,
        "year": draft.year,
        "office": draft.office,
        "points": len(draft.points),
        "assignments": counts(draft)["分工"],
        "deadlines": counts(draft)["完成时限"],
        "duties": counts(draft)["时限要求"],
        "units": [unit.name for unit in draft.units],
        "collectives": [each.name for each in draft.collectives],
        "decide": list(draft.decide),
        "left": [{"place": place, "text": text} for place, text in draft.left],
    }
