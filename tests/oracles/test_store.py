"""What `gongkai score` answers is what the store's own rows replay to, read by plain SQL and no code of ours."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from gongkai.plan.acts import load_plan
from gongkai.register.kinds import Finding, FindingStep, Ruling, ScoreEntry
from gongkai.register.writing import create_store
from gongkai.typed import moment_of
from tests.cli import run
from tests.plans import small_plan

from .books import Book, laid_out
from .replay import Row, ranks, replay

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.register.writing import Register

NOW = moment_of("2018-12-20T09:00")
DUE = date(2018, 10, 31)


def fill(register: Register) -> None:
    """Write a year: three findings, one of them closed in time, then 60 entries, and what was decided about some."""
    load_plan(register, small_plan(), "tasks.yaml")
    found = [
        register.add(
            Finding(
                year=2018, day=date(2018, 9, 1), unit="东镇人民政府", problem=problem, source="monitoring", due=DUE
            ),
            "finding.add",
        )
        for problem in ("栏目空白", "链接断开", "文号写错")
    ]
    for finding, closed in ((found[0], date(2018, 10, 8)), (found[1], date(2018, 11, 8))):
        for kind in ("rectified", "closed"):
            step = FindingStep(year=2018, day=closed, finding=finding.id, kind=kind, note="已改")
            register.add(step, f"finding.{kind}")
    ids = {}
    book = laid_out(small_plan(), 60)
    for entry in book.entries:
        behind = found[entry.seq % 4].id if entry.seq % 4 < len(found) else ""
        kept = register.add(replace(entry, id="", seq=0, finding=behind, no_evidence="试算"), "deduct.add")
        ids[entry.id] = kept.id
    for ruling in book.rulings:
        register.add(replace(ruling, id="", seq=0, entry=ids[ruling.entry], reason="复核"), "deduct.revoke")


def rows(db: str, table: str) -> list[dict[str, Any]]:
    """Return a table as it lies in the file."""
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as store:
        store.row_factory = sqlite3.Row
        return [dict(row) for row in store.execute(f"SELECT * FROM {table} ORDER BY seq")]  # noqa: S608 - three fixed names


def book_of(db: str) -> Book:
    """Return the raw year: points are hundredths, days are text, a finding closed by its date was closed in time."""
    entries = [
        ScoreEntry(
            **{key: row[key] for key in ("year", "id", "seq", "kind", "unit", "rule", "reason", "point", "finding")},
            day=date.fromisoformat(row["day"]),
            asked=Decimal(row["asked"]) / 100,
        )
        for row in rows(db, "score_entry")
    ]
    rulings = [
        Ruling(
            **{key: row[key] for key in ("year", "id", "seq", "entry", "kind")},
            day=date.fromisoformat(row["day"]),
            points=Decimal(row["points"]) / 100,
        )
        for row in rows(db, "ruling")
    ]
    closed = {r["finding"] for r in rows(db, "finding_step") if r["kind"] == "closed" and r["day"] <= DUE.isoformat()}
    return Book(small_plan(), tuple(entries), tuple(rulings), closed=frozenset(closed))


def told(score: dict[str, Any]) -> tuple[Fraction, str, dict[str, Fraction], dict[str, Fraction]]:
    """Return a unit's score, grade, points by entry and by item as the JSON tells them."""
    items = {item["code"]: hundredths(item["deducted"]) for item in score["items"]}
    applied = {one["id"]: hundredths(one["applied"]) for one in score["deductions"] if one["applied"]}
    return hundredths(score["score"]), score["grade"], applied, items


def replayed(row: Row) -> tuple[Fraction | None, str | None, dict[str, Fraction], dict[str, Fraction]]:
    """Return the same of a replay."""
    applied = {id_: points for id_, points in row.applied.items() if id_.startswith("D") and points}
    return row.score, row.grade, applied, dict(row.lost)


def hundredths(number: float) -> Fraction:
    """Read a number of JSON as the figure that was written."""
    return Fraction(str(number))


def test_the_answer_of_score_is_what_the_rows_replay_to(tmp_path: Path) -> None:
    """Every unit, item and entry; the entries' sum, the items' sum and the unit's figure are one."""
    db = str(tmp_path / "台账.db")
    create_store(db, fill, actor="张文书", os_user="test", now=NOW)
    answer = run("score", "--json", db=db, today="2018-12-31").json["units"]
    book = book_of(db)
    expected = replay(book)
    assert {score["unit"]: told(score) for score in answer} == {unit: replayed(row) for unit, row in expected.items()}
    assert {score["unit"]: score["rank"] for score in answer} == ranks(book, expected)
    for score in answer:
        _, _, applied, items = told(score)
        assert sum(applied.values()) == sum(items.values()) == hundredths(score["deducted"])
    assert any(score["bonus"] for score in answer)
    assert any(score["veto"] for score in answer)
