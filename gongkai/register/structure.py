"""What the database itself is made of: tables, indexes and the guards on them, as they follow from the kinds.

A trigger taken off lets rows be changed, one put on swallows them, an index or a view in the right place hides them:
none of it leaves a mark in a row. So what stands in the database is held against what this version makes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from gongkai.errors import Altered
from gongkai.register.codec import WHOLE, columns_of
from gongkai.register.kinds import KINDS
from gongkai.register.trail import TrailLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gongkai.register.driver import Source
    from gongkai.register.kinds import Kind

REFUSAL = "登记过的内容不能改动"
"""What the database says to whoever would change what was recorded."""
_GUARDS = (
    ("no_update", "BEFORE UPDATE ON {table}", REFUSAL),
    ("no_delete", "BEFORE DELETE ON {table}", REFUSAL),
    (
        "once",
        "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE seq = NEW.seq OR id = NEW.id)",
        "不能覆盖登记过的内容",
    ),
)
POSTGRES_REFUSAL = f"""CREATE OR REPLACE FUNCTION gongkai_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"""
_POSTGRES_GUARD = """CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION gongkai_refuse()"""
_WORDS = {"table": "表", "index": "索引", "trigger": "触发器", "view": "视图", "function": "函数"}
_BESIDE = {"rule": "改写规则", "policy": "行级策略", "rows": "行级权限", "check": "约束", "heir": "分表"}
_FIGURES = re.compile(r"CREATE TABLE sqlite_stat[1-4]\([\w,]+\)")
"""How SQLite itself words a table of figures for its planner."""
_ALL = "SELECT type, name, tbl_name, sql FROM sqlite_master"
_WITHOUT_TRIGGERS = f"{_ALL} WHERE type <> 'trigger'"


class Part(NamedTuple):
    """A part of a database by what it is (table, index, trigger, view) and its name, which may be one on its table."""

    kind: str
    name: str
    table: str = ""

    @property
    def said(self) -> str:
        """The part in words."""
        where = f"（{self.table}）" if self.table else ""
        return f"{({**_WORDS, **_BESIDE}).get(self.kind, self.kind)} {self.name}{where}"


class Difference(NamedTuple):
    """A part that is not as this version makes it, and how in a sentence; `more` is one that no version makes."""

    part: Part
    said: str
    more: bool = False

    @property
    def misleads(self) -> bool:
        """Whether what is read or written can come out otherwise for it: another table is in nobody's way."""
        return not (self.more and self.part.kind == "table")


def guards(table: str, *, postgres: bool) -> Mapping[str, str]:
    """Return what refuses UPDATE, DELETE, overwriting (PostgreSQL: TRUNCATE too) on a table: each text by its name."""
    if postgres:
        return {f"{table}_keep": _POSTGRES_GUARD.format(table=table)}
    return {
        f"{table}_{name}": f"CREATE TRIGGER {table}_{name} {when.format(table=table)}"
        f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for name, when, message in _GUARDS
    }


def indexes_of(kind: Kind) -> Mapping[str, tuple[str, ...]]:
    """Return the columns of each index on a kind's table, by its name.

    A year's records are read in order by one, what was typed after a report of its seat by another.
    """
    seat = ("seat",) if kind.seated else ()
    found = {f"{kind.table}_in_order": ("year", *seat, "day", "seq")}
    found |= {f"{kind.table}_as_typed": ("year", *seat, "seq")} if seat else {}
    return found | {f"ix_{kind.table}_{column}": (column,) for column in kind.sought}


def differences(source: Source, *, guarded: bool = True) -> list[Difference]:
    """Return what is missing, changed or foreign; without `guarded` only what a reading can be misled by.

    On a shared PostgreSQL server a login that sees but a part of the ledger cannot tell.
    """
    if source.postgres:
        from gongkai.register import catalogue

        wanted = catalogue.expected(source)
        told = _compared(wanted.parts, catalogue.found(source, wanted))
        return [one for one in told if catalogue.is_known(source, one.part)]
    return list(_compared(_expected(guarded=guarded), _found(source, guarded=guarded)))


def must_be_ours(source: Source, *, guarded: bool = False) -> None:
    """Refuse a file whose tables, indexes, views (`guarded`: triggers too) are not this version's; raises `Altered`.

    A PostgreSQL database is its administrator's to keep; `differences` tells of it when it is verified.
    """
    if source.postgres:
        return
    if found := [one for one in differences(source, guarded=guarded) if one.misleads]:
        more = f"等{len(found)}处" if len(found) > 1 else ""
        raise Altered(f"数据库的结构被改动过，不能据以读写：{found[0].said}{more}")


def _compared(expected: Mapping[Part, str], found: Mapping[Part, str]) -> Iterator[Difference]:
    for part, told in expected.items():
        if part not in found:
            yield Difference(part, f"{part.said} 不见了")
        elif found[part] != told:
            yield Difference(part, f"{part.said} 与本程序所建的不同")
    for part in found:
        if part not in expected:
            yield Difference(part, f"多出{part.said}，不是本程序所建", more=True)


@cache
def _expected(*, guarded: bool) -> Mapping[Part, str]:
    parts = {Part("table", "meta"): _listed(("key TEXT NOT NULL", "value TEXT NOT NULL", "PRIMARY KEY (key)"))}
    parts[Part("table", "trail")] = _table({name: "int" if name == "seq" else "str" for name in TrailLine._fields})
    for kind in KINDS:
        parts[Part("table", kind.table)] = _table(columns_of(kind))
        for name, columns in indexes_of(kind).items():
            parts[Part("index", name)] = f"CREATE INDEX {name} ON {kind.table} ({', '.join(columns)})"
    for table in (*(kind.table for kind in KINDS), "trail") if guarded else ():
        parts |= {Part("trigger", name): told for name, told in guards(table, postgres=False).items()}
    return parts


def _table(columns: Mapping[str, str]) -> str:
    own = (f"{name} {'INTEGER' if said in WHOLE else 'TEXT'} NOT NULL" for name, said in columns.items())
    return _listed((*own, "PRIMARY KEY (seq)", "UNIQUE (id)"))


def _listed(parts: tuple[str, ...]) -> str:
    """Return a table's parts as one text: a column that was added later stands elsewhere, and is no other table."""
    return "；".join(sorted(parts))


def _found(source: Source, *, guarded: bool) -> dict[Part, str]:
    """Return what stands in an SQLite file: tables by their parts, all else by its text."""
    added = {kind.table: kind.added for kind in KINDS if kind.added}
    found: dict[Part, str] = {}
    for kind, name, table, text in source.rows(_ALL if guarded else _WITHOUT_TRIGGERS):
        if _is_of_sqlite(str(kind), text):
            continue
        part, plain = Part(str(kind), str(name)), " ".join(str(text).split())
        said = _parts_of(plain, part.name, added.get(part.name, ())) if kind == "table" else plain
        found[part] = said if f" ON {table} " in f" ON {name} {said}" else f"{said}；{table}"
    return found


def _is_of_sqlite(kind: str, text: object) -> bool:
    """Tell what SQLite keeps for itself, never by its name: a forged schema may give a trigger any.

    The index behind a UNIQUE alone has no text.
    """
    return (kind == "index" and text is None) or (kind == "table" and bool(_FIGURES.fullmatch(str(text))))


def _parts_of(plain: str, name: str, added: tuple[str, ...]) -> str:
    """Return the parts of `CREATE TABLE name (…)`, a later column's default left out; else the text as it is."""
    head, _, rest = plain.partition(" (")
    if head != f"CREATE TABLE {name}" or not rest.endswith(")"):
        return plain
    return _listed(tuple(_column(part.strip(), added) for part in rest[:-1].split(",")))


def _column(told: str, added: tuple[str, ...]) -> str:
    """Return a column's declaration, its name without quotation marks."""
    if told[:1] == '"':
        name, _, rest = told[1:].partition('"')
        told = f"{name}{rest}" if name.isidentifier() else told
    if told == 'PRIMARY KEY ("key")':
        return "PRIMARY KEY (key)"
    if told.partition(" ")[0] in added:
        return told.removesuffix(" DEFAULT ''").removesuffix(" DEFAULT '[]'")
    return told
