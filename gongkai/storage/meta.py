"""What a store says of itself: the ledger's random name and the version of its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.errors import StoreFault
from gongkai.settings import shown
from gongkai.storage import queries
from gongkai.storage.faults import not_ours, nothing_there

if TYPE_CHECKING:
    from gongkai.storage.driving import Source

SCHEMA = 3
"""The version of the tables that this program reads and writes."""
LEDGER, VERSION = "ledger", "version"
DEMO = "demo-"
"""How a demonstration's name begins. The name is what the trail starts from, so the mark cannot be taken off."""

_UNDEFINED_TABLE = "42P01"


class Meta(Struct, frozen=True):
    """The ledger's name, which is part of its trail, and the version of its tables."""

    ledger: str
    version: int

    @property
    def demo(self) -> bool:
        """Whether all that stands in it is made up."""
        return self.ledger.startswith(DEMO)

    @property
    def behind(self) -> bool:
        """Whether the tables are older than this program's."""
        return self.version < SCHEMA


def meta_of(source: Source, store: str) -> Meta:
    """Return what the store says of itself.

    NoStore for a PostgreSQL database without our tables; StoreFault for somebody else's database, and for a ledger
    made by a newer version of the program.
    """
    told = dict(_pairs(source, store))
    name, version = str(told.get(LEDGER, "")), str(told.get(VERSION, ""))
    if not name or not version.isdecimal():
        raise not_ours(store)
    if int(version) > SCHEMA:
        raise StoreFault(
            f"这个数据库由更新版本的程序建立（结构版本 {version}，本程序只认到 {SCHEMA}）：{shown(store)}",
            "请先升级程序：pip install --upgrade gongkai",
        )
    return Meta(name, int(version))


def _pairs(source: Source, store: str) -> list[tuple[str, str]]:
    try:
        return [(str(key), str(value)) for key, value in source.rows(queries.META)]
    except Exception as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_ERROR":
            raise not_ours(store) from error
        if getattr(error, "sqlstate", "") == _UNDEFINED_TABLE:
            raise nothing_there(store) from error
        raise
