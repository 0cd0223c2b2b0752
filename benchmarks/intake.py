"""Fifty forms of 41 points each, all filled in, taken in by one command: `python benchmarks/intake.py FOLDER`.

Makes in the folder a ledger in which fifty units are on every point, and their forms; then tells how long
`gongkai import` takes for all of them, and for all of them again, when nothing is new.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from xlsxwriter import Workbook

from gongkai.form.asked import asked_of
from gongkai.form.papers import form_of
from gongkai.papers.excel.form import write
from gongkai.plan.acts import load_plan
from gongkai.plan.reading import packaged_tasks, read_plan
from gongkai.register.reading import open_reader
from gongkai.register.writing import create_store
from gongkai.sheets.reading import read_book
from gongkai.typed import moment_of
from gongkai.year import year_of

if TYPE_CHECKING:
    from gongkai.plan.model import Plan
    from gongkai.register.writing import Register
    from gongkai.sheets.book import Cell, Sheet

UNITS = 50
NOW = "2018-11-30 09:00"
SHEET = "进展"
FILLED: dict[str, Cell] = {"完成比例": 0.4, "日期": date(2018, 11, 20), "进展情况": "已印发方案，正在推进"}


def main(folder: Path) -> None:
    """Make all that is needed, and tell the times."""
    folder.mkdir(parents=True, exist_ok=True)
    store, forms = str(folder / "台账.db"), folder / "交来"
    plan = _widened(packaged())

    def fill(register: Register) -> None:
        load_plan(register, plan, "tasks.yaml")

    create_store(store, fill, actor="基准", os_user="benchmark", now=moment_of(NOW))
    rows = _make_forms(store, forms)
    for what in ("first", "again"):
        begun, worked = time.perf_counter(), os.times()
        _import(store, forms)
        took, after = time.perf_counter() - begun, os.times()
        cpu = sum(after[2:4]) - sum(worked[2:4])
        print(f"{what}: {UNITS} forms, {rows} rows, {took:.1f} s, of these {cpu:.1f} s of work")


def packaged() -> Plan:
    """Return the plan that comes with the program."""
    plan = read_plan(packaged_tasks()).plan
    if plan is None:
        raise SystemExit("the packaged plan does not load")
    return plan


def _widened(plan: Plan) -> Plan:
    """Return the plan with fifty units on every point."""
    units = [unit.name for unit in plan.units][:UNITS]
    points = (
        replace(
            point, responsible=tuple(dict.fromkeys((*point.responsible, *(u for u in units if u not in point.lead))))
        )
        for point in plan.points
    )
    return replace(plan, points=tuple(points))


def _make_forms(store: str, folder: Path) -> int:
    folder.mkdir(exist_ok=True)
    with open_reader(store) as reader:
        year, ledger = year_of(reader, None, moment_of(NOW), latest=True), reader.name
    rows = 0
    for unit in year.plan.units[:UNITS]:
        path = folder / f"{unit.name}.xlsx"
        path.write_bytes(write(form_of(year, asked_of(year, unit), ledger).form))
        rows += _fill(path)
    return rows


def _fill(path: Path) -> int:
    """Fill in the progress of every point that a form asks for; return how many."""
    count = 0
    sheets = read_book(path).sheets
    book = Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        made = book.add_worksheet(sheet.name)
        for number, row in enumerate(sheet.rows):
            for column, cell in enumerate(row):
                made.write(number, column, cell) if cell != "" else None
            if sheet.name == SHEET and number > (head := _head(sheet)) and row[0] != "":
                count += 1
                for column, cell in _entered(sheet.rows[head]):
                    made.write(number, column, cell, day if isinstance(cell, date) else None)
    book.close()
    return count


def _head(sheet: Sheet) -> int:
    return next(at for at, row in enumerate(sheet.rows) if any(str(cell).startswith("完成比例\n") for cell in row))


def _entered(heads: tuple[Cell, ...]) -> list[tuple[int, Cell]]:
    names = [str(cell).partition("\n")[0] for cell in heads]
    return [(names.index(name), cell) for name, cell in FILLED.items()]


def _import(store: str, folder: Path) -> None:
    env = os.environ | {"GONGKAI_DB": store, "GONGKAI_TODAY": NOW, "GONGKAI_ACTOR": "基准"}
    done = subprocess.run(
        [sys.executable, "-m", "gongkai", "import", str(folder)], env=env, capture_output=True, check=False, text=True
    )
    if done.returncode:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
