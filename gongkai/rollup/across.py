"""Figures across counties, by DuckDB: added up, ranked, and brought together by the points they share.

It adds and joins what the law has judged county by county; no share and no score is worked out in SQL.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict, fields

from gongkai.errors import BadValue
from gongkai.plan.lookup import folded
from gongkai.report.comparison import percent
from gongkai.rollup.county import Tallies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import duckdb

    from gongkai.rollup.county import County, CountyPoint

_INSTALL = "请运行 pip install 'gongkai[rollup]'"
_ALONE: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "512MB",
    "threads": "1",
}
"""No file, no network, no extension: all it is given is in memory."""
_TYPES = {int: "BIGINT", str: "VARCHAR", bool: "BOOLEAN", Decimal: "DECIMAL(18, 3)"}
_COUNTED = tuple(field.name for field in fields(Tallies))


class Shared(Struct, frozen=True):
    """A point that several counties have under one title: how many `counties`, and how far they are on it.

    `ending` are those in which it is to be finished, `done` and `verified` those that have; `left` names those that
    have not, in the order they were given.
    """

    title: str
    counties: int
    ending: int
    done: int
    verified: int
    overdue: int
    percent: int
    left: tuple[str, ...]


class Across(Struct, frozen=True):
    """The counties together: each one's `names` and `ranks` by its ledger, the `totals`, the points they share.

    A rank is by 办结率, as papers print it; a county without a point to finish has none. `twice` are the ledgers of
    offices that have sent two: which of them is true nobody can tell, and none of them is in any figure.
    """

    names: Mapping[str, str]
    ranks: Mapping[str, int]
    totals: Tallies
    shared: tuple[Shared, ...]
    twice: frozenset[str]


def must_be_installed() -> None:
    """Refuse, with the line that installs it, where DuckDB is not there."""
    try:
        import duckdb  # noqa: F401 - only whether it is there
    except ModuleNotFoundError:
        raise BadValue("汇总要另外安装一个程序包（duckdb）", _INSTALL) from None


def across(counties: Sequence[County], points: Iterable[CountyPoint]) -> Across:
    """Bring counties together, in the order in which they are given."""
    import duckdb

    with duckdb.connect(":memory:", config=_ALONE) as db:
        _fill(db, "sent", [_row(number, each) for number, each in enumerate(counties)], _COUNTY)
        rows = ({**asdict(each), "folded": _same(each.title), "number": number} for number, each in enumerate(points))
        _fill(db, "point", list(rows), _POINT)
        db.execute(_ONCE)
        sums = dict(zip(_COUNTED, db.execute(_TOTALS).fetchall()[0], strict=True))
        return Across(
            dict(db.execute(_NAMES).fetchall()),
            dict(db.execute(_RANKS).fetchall()),
            Tallies(**sums),
            tuple(_shared(row) for row in db.execute(_SHARED).fetchall()),
            frozenset(ledger for (ledger,) in db.execute(_TWICE).fetchall()),
        )


def shares_of(totals: Tallies) -> tuple[Decimal | None, Decimal | None]:
    """Return 办结率 and 落实面 of all counties together, as a county's own papers work them out."""
    finished = percent(totals.done + totals.verified, totals.points - totals.ongoing)
    return finished, percent(totals.seats_done, totals.seats)


_COUNTY: dict[str, type] = {
    "number": int,
    "ledger": str,
    "place": str,
    "issuer": str,
    "finished": Decimal,
    **{name: Decimal if name == "applied" else int for name in _COUNTED},
}
_POINT: dict[str, type] = {
    "number": int,
    "ledger": str,
    "title": str,
    "status": str,
    "light": str,
    "percent": int,
    "ongoing": bool,
    "folded": str,
}
_ONCE = """CREATE VIEW county AS SELECT *,
  CASE WHEN count(*) OVER (PARTITION BY place) > 1 THEN issuer ELSE place END AS name
FROM (SELECT * FROM sent QUALIFY count(*) OVER (PARTITION BY issuer) = 1)"""
_TWICE = "SELECT ledger FROM sent QUALIFY count(*) OVER (PARTITION BY issuer) > 1"
_NAMES = "SELECT ledger, name FROM county"
_RANKS = "SELECT ledger, rank() OVER (ORDER BY finished DESC) FROM county WHERE finished IS NOT NULL"
_TOTALS = f"SELECT {', '.join(f'coalesce(sum({name}), 0)' for name in _COUNTED)} FROM county"  # noqa: S608 - our names
_SHARED = """SELECT arg_min(p.title, c.number), count(DISTINCT c.ledger), count(*) FILTER (NOT p.ongoing),
  count(*) FILTER (NOT p.ongoing AND p.status = 'done'), count(*) FILTER (NOT p.ongoing AND p.status = 'verified'),
  count(*) FILTER (p.light = 'red'), sum(p.percent) // count(*),
  list(c.name ORDER BY c.number) FILTER (NOT p.ongoing AND p.status NOT IN ('done', 'verified'))
FROM point p JOIN county c USING (ledger)
GROUP BY p.folded HAVING count(DISTINCT c.ledger) > 1
ORDER BY count(DISTINCT c.ledger) DESC, min(p.number)"""


def _row(number: int, county: County) -> dict[str, object]:
    told = {"number": number, "ledger": county.origin.ledger, "place": county.place, "issuer": county.issuer}
    return {**told, "finished": county.headline.finished, **asdict(county.tallies)}


def _fill(
    db: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, object]], types: Mapping[str, type]
) -> None:
    kinds = {name: _TYPES[kind] for name, kind in types.items()}
    db.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in kinds.items())})")
    columns = ", ".join(f"unnest(?::{kind}[])" for kind in kinds.values())
    db.execute(f"INSERT INTO {table} SELECT {columns}", [[row[name] for row in rows] for name in kinds])


def _same(title: str) -> str:
    """Return a title without what does not make it another: blanks, width, its full stop."""
    return "".join(folded(title).split()).rstrip("。.")


def _shared(row: Sequence[Any]) -> Shared:
    title, counties, ending, done, verified, overdue, mean, left = row
    return Shared(title, counties, ending, done, verified, overdue, mean, tuple(left or ()))
