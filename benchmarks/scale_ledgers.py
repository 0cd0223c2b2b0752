"""Ledgers with very many progress reports, and a true trail: `python benchmarks/scale_ledgers.py STORE ROWS [YEARS]`.

STORE is a file, or the address of an empty PostgreSQL database. Each of so many years, 2018 the last, has so many rows.

The reports go round every assignment of the packaged plan, their days forward through the year; beside them stand a
fixed number of reviews, findings and deductions. Rows and lines are what the program itself would have written, to the
letter: `audit verify` is asked in `scale.py`.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.plan.acts import load_plan
from gongkai.plan.reading import packaged_tasks, read_plan
from gongkai.plan.roster import roster_of
from gongkai.register import codec
from gongkai.register.kinds import Finding, Inspection, Progress, Review, ScoreEntry, kind_of
from gongkai.register.queries import HEAD
from gongkai.register.trail import TrailLine
from gongkai.register.writing import create_store, open_register
from gongkai.settings import is_postgres, store_from
from gongkai.typed import moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from gongkai.plan.model import Plan
    from gongkai.register.codec import Value
    from gongkai.register.writing import Register

    Stored = dict[str, Value]

NOW = moment_of("2018-11-30T09:00")
WHO: dict[str, Any] = {"actor": "基准", "os_user": "benchmark"}
DAYS, NOTED = 120, "已按要求推进"
_STRIDE = 20_000
_YEAR = NOW.year


def make(path: Path, rows: int, years: int = 1) -> None:
    """Make a file with so many reports of each year."""
    draft = path.with_suffix(".draft")
    for left in draft.parent.glob(f"{draft.name}*"):
        left.unlink()
    _make(str(draft), rows, years)
    with closing(sqlite3.connect(draft)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    draft.replace(path)


def make_on_server(url: str, rows: int, years: int = 1) -> None:
    """Make a ledger in an empty PostgreSQL database; its statistics are those that autovacuum would have made."""
    import psycopg

    _make(url, rows, years)
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("VACUUM ANALYZE")


def _make(store: str, rows: int, years: int) -> None:
    for year in range(_YEAR - years + 1, _YEAR + 1):
        plan, who = plan_of(year), {**WHO, "now": NOW.replace(year=year)}

        def load(register: Register, plan: Plan = plan) -> None:
            load_plan(register, plan, "tasks.yaml")

        if not create_store(store_from(store), load, **who):
            with open_register(store, **who) as register:
                load(register)
        (_fill_server if is_postgres(store) else _fill_file)(store, plan, rows)
        with open_register(store, **who) as register:
            _beside(register, plan)


def plan_of(year: int) -> Plan:
    """Return the packaged plan as that of a year."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "tasks.yaml")
        file.write_text(packaged_tasks().read_text(encoding="utf-8").replace(str(_YEAR), str(year)), encoding="utf-8")
        plan = read_plan(file).plan
    if plan is None:
        raise SystemExit("the packaged plan does not load")
    return plan


def seats_of(plan: Plan) -> list[tuple[str, str]]:
    """Return every assignment of the plan, as point and unit."""
    roster = roster_of(plan, ())
    return [(point.no, unit.name) for unit in plan.units for point in plan.points if roster.on(point.no, unit.name)]


def reports(plan: Plan, rows: int, first: int) -> Iterator[dict[str, Value]]:
    """Yield so many reports as they are stored, numbered from `first`, over every assignment, forward through the days.

    Each day's first is stored by the program itself, the others say the same of another seat.
    """
    seats = [(point, unit, codec.seat_of(point, unit)) for point, unit in seats_of(plan)]
    stored, before = {}, None
    for n, (point, unit, seat) in enumerate(islice(cycle(seats), rows)):
        if before != (before := n * DAYS // rows):
            day = plan.issued + timedelta(days=before)
            said: dict[str, Any] = {"percent": 40 + before // 3, "note": NOTED, "actor": WHO["actor"]}
            one = Progress(year=plan.year, day=day, point=point, unit=unit, recorded=moment_of(f"{day}T09:00"), **said)
            stored = codec.to_stored(one)
        yield {**stored, "id": f"P{first + n}", "seq": first + n, "point": point, "unit": unit, "seat": seat}


def batches(plan: Plan, rows: int, head: tuple[int, str]) -> Iterator[tuple[list[Stored], list[TrailLine]]]:
    """Yield reports and their lines, many at a time, behind the end of a trail: its number and its hash."""
    kind, (seq, end) = kind_of(Progress), head
    made = reports(plan, rows, seq + 1)
    while stored := list(islice(made, _STRIDE)):
        lines = []
        for values in stored:
            told = (values["seq"], values["recorded"], *WHO.values(), "progress.add", kind.entity, values["id"])
            told = (*told, codec.body(kind, values), end)
            end = sha256("\n".join(map(str, told)).encode()).hexdigest()
            lines.append(TrailLine._make((*told, end)))
        yield stored, lines


def _fill_server(url: str, plan: Plan, rows: int) -> None:
    import psycopg

    columns = ", ".join(codec.stored_columns(kind_of(Progress)))
    with psycopg.connect(url) as db:
        (head,) = db.execute(HEAD.encode()).fetchall()
        for stored, lines in batches(plan, rows, head[::-1]):
            _copy(db, f"progress ({columns})", [tuple(values.values()) for values in stored])
            _copy(db, "trail", lines)


def _copy(db: psycopg.Connection, table: str, rows: Sequence[tuple[Value, ...]]) -> None:
    with db.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _fill_file(path: str, plan: Plan, rows: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        _fill(db, plan, rows)


def _fill(db: sqlite3.Connection, plan: Plan, rows: int) -> None:
    """Insert reports and lines past the guards, and put guards and indexes up again as they were."""
    kind = kind_of(Progress)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
        db.execute(f"PRAGMA {pragma}")
    parts = db.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name IN (?, 'trail') AND type <> 'table' AND sql <> ''",
        (kind.table,),
    ).fetchall()
    for what, name, _ in parts:
        db.execute(f"DROP {what} {name}")
    columns = codec.stored_columns(kind)
    row = f"INSERT INTO {kind.table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - ours
    line = f"INSERT INTO trail VALUES ({', '.join('?' * len(TrailLine._fields))})"  # noqa: S608 - ours
    head = db.execute(HEAD).fetchone()
    db.execute("BEGIN")
    for stored, lines in batches(plan, rows, head[::-1]):
        db.executemany(row, [tuple(values.values()) for values in stored])
        db.executemany(line, lines)
    for *_, sql in parts:
        db.execute(sql)
    db.execute("COMMIT")
    db.execute("PRAGMA journal_mode=WAL")


def _beside(register: Register, plan: Plan) -> None:
    """Record what a year has besides: the same in a small ledger and in a large one."""
    first, last = plan.issued + timedelta(days=60), plan.issued + timedelta(days=DAYS - 1)
    for point, unit in seats_of(plan)[::7]:
        said: dict[str, Any] = {"year": plan.year, "point": point, "unit": unit}
        register.add(Review(**said, day=first, kind="returned", note="请补佐证", by="核查员"), "progress.return")
    seen = register.add(
        Inspection(year=plan.year, day=last, kind="专项督查", by="核查员", units=tuple(u.name for u in plan.units)),
        "inspect.add",
    )
    for point, unit in seats_of(plan)[::11]:
        both: dict[str, Any] = {"year": plan.year, "day": last, "unit": unit, "point": point}
        register.add(Finding(**both, source="inspection", origin=seen.id, problem="没有更新"), "finding.add")
        asked: dict[str, Any] = {"rule": "3.4", "kind": "deduction", "asked": Decimal("0.5"), "reason": "没有更新"}
        register.add(ScoreEntry(**both, **asked), "deduct.add")


if __name__ == "__main__":
    given, *counts = sys.argv[1:]
    if is_postgres(given):
        make_on_server(given, *map(int, counts))
    else:
        make(Path(given).resolve(), *map(int, counts))
