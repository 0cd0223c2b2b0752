"""How much of a case a draft gets right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.draft.drafting import draft_of
from gongkai.draft.reading import read_notice

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.draft.drafting import Draft, DraftPoint
    from tests.draft.cases import Case, Row


class Score(Struct, frozen=True):
    """Points and units: right, wanted, and made though nobody wanted them; what is wrong in words."""

    points: tuple[int, int, int]
    units: tuple[int, int, int]
    wrong: tuple[str, ...]


def drafted(case: Case, folder: Path, year: int = 2022) -> Draft:
    """Return a case's draft, by way of its file."""
    path = folder / f"{case.name}{case.ending}"
    path.write_text(case.text, encoding="utf-8")
    return draft_of(read_notice(path), this_year=year)


def named(point: DraftPoint) -> set[tuple[str, str]]:
    """Return a point's units by role."""
    return {(role, name) for role, names in point.names.items() for name in names}


def wanted(row: Row) -> set[tuple[str, str]]:
    """Return the units a row wants by role."""
    roles = {"lead": row.lead, "responsible": row.responsible, "support": row.support}
    return {(role, name) for role, names in roles.items() for name in names.split()}


def due_of(point: DraftPoint) -> str:
    """Return a point's deadline as a row of a case has it."""
    if point.deadline is None:
        return ""
    return (
        point.deadline.day.isoformat()
        if point.deadline.day
        else "ongoing"
        if point.deadline.ongoing
        else point.deadline.text
    )


def score(case: Case, draft: Draft) -> Score:
    """Hold a draft against its case, point by point in order."""
    right, found_units, wrong = 0, 0, list[str]()
    rest = list(draft.points)
    for row in case.rows:
        begin = row.text.rstrip("…")
        point = next(
            (
                each
                for each in rest
                if each.text == row.text or (row.text.endswith("…") and each.text.startswith(begin))
            ),
            None,
        )
        if point is None:
            wrong.append(f"没有要点：{row.id} {row.text}")
            continue
        rest.remove(point)
        told = [point.id == row.id, due_of(point) == row.due, row.title is None or point.title == row.title]
        right += all(told)
        if not all(told):
            wrong.append(f"要点{row.id}：{point.id} {due_of(point)} {point.title}")
        found_units += len(named(point) & wanted(row))
        if named(point) != wanted(row):
            wrong.append(f"要点{row.id}的单位：多了{named(point) - wanted(row)} 少了{wanted(row) - named(point)}")
    wrong += [f"多出要点：{each.id} {each.text}" for each in rest]
    units = sum(len(wanted(row)) for row in case.rows)
    made = sum(len(named(point)) for point in draft.points)
    return Score((right, len(case.rows), len(rest)), (found_units, units, made - found_units), tuple(wrong))
