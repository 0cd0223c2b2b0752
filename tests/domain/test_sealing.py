"""封存之前: an entered figure nobody was told of is open, too."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from gongkai.closing.left_open import OpenMatter, StillOpen, left_open
from gongkai.register.kinds import Figure, Ruling
from gongkai.register.ledger import stand
from gongkai.year import Year
from tests.domain.build import EAST, WEST, ledger, moment, plan, point
from tests.plans import small_plan
from tests.scoring.build import entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Record


def of(plan: Plan, *records: Record) -> Year:
    """Return the year of these records in January, with nothing proposed."""
    now = moment("2019-01-15 09:00")
    year = Year(ledger(plan, *records), stand(plan, now), now)
    year.proposals = ()
    return year


def test_an_outside_figure_without_notice_keeps_the_year_open() -> None:
    day = date(2018, 12, 20)
    given = Figure(year=2018, day=day, id="G1", seq=1, unit=EAST, stage="第三方评估", score=Decimal(88), reason="报告")
    told = Ruling(year=2018, day=day, id="R2", seq=2, entry="G1", kind="notified")
    silent = of(plan(point()), given)
    after = date(2019, 1, 15)
    assert said(left_open(silent, (), after)) == [f"G1 {EAST}“第三方评估”得88分，没有告知"]
    assert left_open(of(plan(point()), given, told), (), after) == ()


def test_the_time_to_object_must_be_over_and_the_year_too() -> None:
    taken = entry(1, "1.1", "5", day=date(2018, 12, 26), unit=EAST)
    told = Ruling(year=2018, day=date(2018, 12, 28), id="R2", seq=2, entry="D1", kind="notified")
    held = of(small_plan(), taken, told)
    until = [f"D1 {EAST}的异议期限到2019-01-07才满"]
    assert said(left_open(held, (), date(2019, 1, 7))) == until, "the last day is still the unit's"
    assert left_open(held, (), date(2019, 1, 8)) == ()
    assert said(left_open(held, (), date(2018, 12, 30)))[0] == "2018年度尚未结束，到2018-12-31才满一年"
    assert said(left_open(held, (), date(2018, 12, 31))) == until


def test_many_things_fit_a_screen_unit_by_unit() -> None:
    found = [OpenMatter(f"D{n} {EAST}扣2分，没有告知", EAST, "没有告知", f"D{n}") for n in range(1, 57)]
    few = StillOpen(2018, found[:20])
    assert few.items == few.said
    many = StillOpen(2018, [OpenMatter("S1 不对"), *found])
    assert (len(many.said), len(many.items)) == (57, 2)
    assert many.items[0] == "S1 不对"
    assert many.items[1] == f"{EAST}56件：没有告知D1、D2、D3、D4、D5、D6、D7、D8等56件"
    all_ = StillOpen(2018, [OpenMatter(f"D{n}", f"第{n}镇", "没有告知", f"D{n}") for n in range(1, 57)])
    assert len(all_.items) <= 20
    assert all_.items[-1] == "另有38个单位38件，全部列出：gongkai year close --json"


@pytest.mark.parametrize(("many", "told"), [(7, "D6、D7"), (8, "D7、D8"), (9, "D7、D8等9件")])
def test_of_one_units_things_the_first_eight_are_named(many: int, told: str) -> None:
    found = [OpenMatter(f"D{n}", EAST, "没有告知", f"D{n}") for n in range(1, many + 1)]
    others = [OpenMatter(f"D{n}", WEST, "没有告知", f"D{n}") for n in range(40, 60)]
    (line, _) = StillOpen(2018, [*found, *others]).items
    assert line.endswith(told)
    assert line.startswith(f"{EAST}{many}件：没有告知D1、")


def said(found: Sequence[OpenMatter]) -> list[str]:
    """Return the sentences."""
    return [one.said for one in found]
