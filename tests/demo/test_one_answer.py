"""A record says the same of itself wherever scripts read it: in its list, alone, in a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demonstration import Shown

LISTS = ("progress", "selfcheck", "finding", "inspect", "deduct", "bonus", "veto", "appeal", "remind")
FEW = 4


def asked(shown: Shown, *words: str) -> Any:  # noqa: ANN401 - whatever it answers
    """Return a command's JSON answer."""
    return shown.ask(*words, "--json").json


def alone(told: dict[str, Any]) -> dict[str, Any]:
    """Return what a paper on one record says of the record itself."""
    return {key: value for key, value in told.items() if key not in {"record", "history", "marks", "successor"}}


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_and_the_paper_on_one_record_say_the_same(shown: Shown, kind: str) -> None:
    rows = asked(shown, kind, "list")
    telling = [row for row in rows if row.get("findings") or row.get("rulings") or row.get("steps")]
    capped = [row for row in rows if row.get("asked") != row.get("applied")]
    for row in [*rows[:FEW], *rows[-FEW:], *telling[:FEW], *capped[:FEW]]:
        told = asked(shown, "show", row["id"])
        (again,) = [one for one in told["history"] if one["id"] == row["id"]]
        assert alone(told) == alone(row) == alone(again)


def test_a_point_and_a_unit_tell_their_records_as_the_lists_do(shown: Shown) -> None:
    listed = {row["id"]: alone(row) for kind in LISTS for row in asked(shown, kind, "list")}
    told = asked(shown, "show", "1")["history"]
    (unit,) = asked(shown, "units", "山王镇")
    found = [*told, *unit["deductions"], *unit["inspections"], *unit["findings"]]
    assert len([one for one in found if one["id"] in listed]) > FEW
    for one in found:
        assert alone(one) == listed.get(one["id"], alone(one))


def test_what_an_act_answers_is_what_counts(shown: Shown, tmp_path: Path) -> None:
    """Of several entries of one item a cap lets less count: recording, proposing and listing call that `applied`."""
    store = tmp_path / "演示.db"
    store.write_bytes((shown.folder / "demo.db").read_bytes())

    def do(*words: str) -> Any:  # noqa: ANN401 - whatever it answers
        done = run(*words, "--json", db=str(store), today="2018-11-30")
        assert done.code == 0, done.err
        return done.json

    proof = ("--no-evidence", "当面核实", "--again", "又一次", "--count", "20")
    added = do("deduct", "add", "-u", "高石镇", "--rule", "4.1", "--reason", "栏目打不开", *proof)
    taken = do("deduct", "propose", "--accept-all")
    listed = {row["id"]: row for row in do("deduct", "list")}
    for one in (added, *taken):
        assert one == listed[one["id"]]
    assert added["applied"] < added["asked"]
