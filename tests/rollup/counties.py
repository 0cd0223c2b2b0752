"""A handful of made-up counties: small ledgers made by the library, exported as a county would send them."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from gongkai.plan.acts import load_plan
from gongkai.register import kinds as r
from gongkai.register.anchor import Anchor
from gongkai.register.codec import CST
from gongkai.register.export import export_ledger
from gongkai.register.reading import open_reader
from gongkai.register.writing import create_store, open_register
from tests.plans import plan_from, small_plan_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gongkai.plan.model import Plan
    from gongkai.register.writing import Register

TODAY = "2018-11-30"
NOW = datetime(2018, 11, 30, 9, tzinfo=CST)
WHO: dict[str, Any] = {"actor": "张文书", "os_user": "zhang"}
DAY = date(2018, 9, 1)


def plan_of(place: str, year: int = 2018) -> Plan:
    """Return a county's notice: the same points as everybody's."""
    told = small_plan_text().replace("某县", place).replace("某府", f"{place[:1]}府").replace("2018", str(year))
    return plan_from(told)


class Office:
    """A county's office, its ledger in a folder of its own."""

    def __init__(self, folder: Path, place: str, plan: Plan | None = None, ledger: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.store, self.place = str(folder / f"{place}.db"), place

        def fill(register: Register) -> None:
            load_plan(register, plan or plan_of(place), "要点.yaml")

        assert create_store(self.store, fill, **WHO, now=NOW, name=ledger)

    def write(self, *records: r.Record) -> None:
        """Record what happened."""
        with open_register(self.store, **WHO, now=NOW) as register:
            for record in records:
                register.add(record, "progress.add")

    def send(self, path: Path) -> Path:
        """Export the ledger."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            export_ledger(self.store, out)
        return path

    def anchor(self, path: Path) -> Path:
        """Write where the trail stands now."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with open_reader(self.store) as reader:
            head = reader.head()
            told = Anchor(reader.name, head.seq, head.hash, NOW)
        path.write_text(told.written(), encoding="utf-8")
        return path


def reported(units: Sequence[str], point: str, percent: int) -> tuple[r.Progress, ...]:
    """Return a report of each unit on a point."""
    said: dict[str, Any] = {"year": 2018, "day": DAY, "note": "已公开"}
    return tuple(r.Progress(**said, unit=unit, point=point, percent=percent) for unit in units)


def found(unit: str) -> r.Finding:
    """Return a problem of a unit."""
    return r.Finding(year=2018, day=DAY, unit=unit, problem="栏目没有更新", source="monitoring", due=date(2018, 9, 30))


def edited(path: Path, number: int, **changed: object) -> None:
    """Change fields of a line of an export, counted from 0, as somebody with an editor would."""
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[number] = json.dumps({**json.loads(lines[number]), **changed}, ensure_ascii=False, separators=(",", ":"))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
