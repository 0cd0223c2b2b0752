"""`check` on objections and scores: each fires on its own case and on nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from gongkai.closing.checks import run_checks
from gongkai.register.kinds import Appeal, Figure, Ruling, ScoreEntry
from gongkai.register.ledger import Ledger, stand
from gongkai.year import Year
from tests.domain.build import day, moment
from tests.scoring.build import entry, item, ruling, town, year

PLAN = year(item("1", "100", {"1.1": "5"}), units=(town(), town("县水务局")))
PLAN = replace(PLAN, units=(PLAN.units[0], replace(PLAN.units[1], kind="垂直管理单位")))
NEW_YEARS_EVE = moment("12-31 09:00")
TAKEN = replace(entry(1, "1.1", "5"), by="李科长")
TOLD = ruling(27, "D1", "notified")  # 2018-08-28
FILED = Appeal(year=2018, day=date(2018, 9, 4), id="C40", seq=40, entry="D1", unit=TAKEN.unit, reason="不服")
DECIDED = replace(ruling(41, "D1", "kept"), appeal="C40", by="王主任")


def seen(
    entries: tuple[ScoreEntry, ...] = (TAKEN,),
    rulings: tuple[Ruling, ...] = (TOLD, DECIDED),
    appeals: tuple[Appeal, ...] = (FILED,),
    figures: tuple[Figure, ...] = (),
) -> list[tuple[str, str, str]]:
    """Return (level, kind, where) of what the checks see."""
    ledger = Ledger(PLAN, entries=entries, rulings=rulings, appeals=appeals, figures=figures)
    found = run_checks(Year(ledger, stand(PLAN, NEW_YEARS_EVE), NEW_YEARS_EVE))
    assert all(one.hint and one.message for one in found)
    return [(one.level, one.kind, one.where) for one in found]


def test_an_objection_as_it_should_be_is_silent() -> None:
    assert seen() == []
    assert seen(rulings=(TOLD,)) == [], "one that waits is no fault"


def test_whoever_took_the_points_decided() -> None:
    own = replace(DECIDED, by="李 科长")
    assert seen(rulings=(TOLD, own)) == [("error", "decided_by_recorder", own.id)]
    assert seen(rulings=(TOLD, replace(own, appeal="", kind="revoked")), appeals=()) == [], (
        "taking back one's own is fair"
    )


def test_whoever_filed_the_objection_decided() -> None:
    own = replace(FILED, actor="王主任")
    assert seen(appeals=(own,)) == [("error", "decided_by_filer", DECIDED.id)]


@pytest.mark.parametrize(
    ("on", "kind"), [("08-27", "appeal_early"), ("08-28", ""), ("09-03", ""), ("09-04", ""), ("09-05", "appeal_late")]
)
def test_an_objection_outside_its_time(on: str, kind: str) -> None:
    filed = replace(FILED, day=day(on))
    assert seen(appeals=(filed,)) == ([("note", kind, "C40")] if kind else [])


def test_an_objection_to_what_was_never_told() -> None:
    assert seen(rulings=(DECIDED,)) == [("note", "appeal_early", "C40")]


def test_rulings_and_objections_on_nothing() -> None:
    stray = ruling(50, "D9", "revoked")
    assert seen(rulings=(TOLD, DECIDED, stray)) == [("error", "on_nothing", stray.id)]
    assert seen(appeals=(FILED, replace(FILED, id="C51", seq=51, entry="G9"))) == [("error", "on_nothing", "C51")]
    assert seen(appeals=()) == [("error", "on_nothing", DECIDED.id)], "it decides an objection that is not there"


def test_a_figure_is_something_to_rule_on() -> None:
    outside = Figure(
        year=2018, day=date(2018, 8, 1), id="G2", seq=2, unit=TAKEN.unit, stage="测评", score=Decimal(80), reason="评"
    )
    told = ruling(27, "G2", "notified")
    assert seen(rulings=(TOLD, DECIDED, told), figures=(outside,)) == []


def test_what_stands_and_counts_nowhere() -> None:
    gone_rule = entry(3, "9.9", "5")
    assert seen((TAKEN, gone_rule)) == [("note", "counts_nowhere", "D3")]
    unscored = entry(4, "1.1", "5", "县水务局")
    assert seen((TAKEN, unscored)) == [("note", "unscored", "D4")]
    taken_back = ruling(9, "D3", "revoked")
    assert seen((TAKEN, gone_rule), (TOLD, DECIDED, taken_back)) == []
