"""Of a unit that ends in the year the heir carries the seat on: few reports read tell the same as all of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.plan.form import plan_to_json
from gongkai.plan.roster import roster_of
from gongkai.progress.status import unit_states
from gongkai.register.kinds import Revision
from gongkai.register.reading import open_reader
from gongkai.register.writing import create_store
from tests.storage import samples
from tests.storage.samples import NOW, progress, register_of, review

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.register.writing import Register

ENDED, HEIR = "县教育局", "县政府办公室"
LAST = date(2018, 9, 5)
LATER = NOW + timedelta(days=20)
"""When all is typed: nothing is dated ahead."""


def fill(register: Register) -> None:
    """Load a plan in which one unit ends on the fifth, and the other carries on what it had."""
    plan = samples.plan()
    units = tuple(replace(u, until=LAST, successor=(HEIR,)) if u.name == ENDED else u for u in plan.units)
    body = plan_to_json(replace(plan, units=units))
    register.add(Revision(year=2018, day=samples.DAY, title=plan.title, number=plan.number, body=body), "load")


def agree(store: str, cutoff: date = date.max) -> None:
    """Hold what the latest reports tell against what all of them tell."""
    with open_reader(store) as reader:
        whole, few = reader.ledger(2018, cutoff), reader.ledger(2018, cutoff, latest=True)
    roster = roster_of(whole.plan, whole.assigns)
    assert unit_states(few, roster) == unit_states(whole, roster)


def test_what_an_heir_reported_below_undoes_a_verification_though_it_has_finished_since(
    tmp_path: Path,
) -> None:
    store = f"{tmp_path}/台账.db"
    create_store(store, fill, actor="张文书", os_user="zhang", now=NOW)
    with register_of(store, LATER) as register:
        for record in (
            progress(date(2018, 9, 2), 100),
            review(date(2018, 9, 3)),
            progress(date(2018, 9, 7), 80, unit=HEIR),
            progress(date(2018, 9, 9), 100, unit=HEIR),
        ):
            register.add(record, "test.add")
    agree(store)
    with open_reader(store) as reader:
        few = reader.ledger(2018, latest=True)
    assert unit_states(few, roster_of(few.plan, ()))["1"][ENDED].status == "done", "to be verified anew"
