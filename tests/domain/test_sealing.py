"""封存之前: an entered figure nobody was told of is open, too."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from gongkai.domain.records import Figure, Ruling
from gongkai.domain.sealing import left_open
from tests.domain.build import EAST, ledger, plan, point


def test_an_outside_figure_without_notice_keeps_the_year_open() -> None:
    day = date(2018, 12, 20)
    given = Figure(year=2018, day=day, id="G1", seq=1, unit=EAST, stage="第三方评估", score=Decimal(88), reason="报告")
    told = Ruling(year=2018, day=day, id="R2", seq=2, entry="G1", kind="notified")
    silent = ledger(plan(point()), given)
    assert left_open(silent, (), ()) == (f"G1 {EAST}“第三方评估”得88分，没有告知",)
    assert left_open(ledger(plan(point()), given, told), (), ()) == ()
