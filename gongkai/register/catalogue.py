"""What a PostgreSQL database is made of, as its catalogue tells it, in the terms of `structure`.

Other tables in the same schema are somebody else's; told is what stands on ours: columns, indexes, keys, triggers,
rules, row-level policies, and tables that inherit from them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from gongkai.register import structure
from gongkai.register.codec import WHOLE, columns_of
from gongkai.register.kinds import KINDS
from gongkai.register.structure import Part
from gongkai.register.trail import TrailLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gongkai.register.driver import Source

_BLANKS = re.compile(r"\s+")
_OURS = "c.relnamespace = current_schema()::regnamespace"
_TABLES = f"""SELECT 'table', c.relname, c.relkind::text || CASE WHEN c.relrowsecurity THEN ' 行级' ELSE '' END || ' '
|| string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
|| coalesce(' COLLATE ' || o.collname, '') || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
|| a.attgenerated::text, '；' ORDER BY a.attname COLLATE "C")
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_collation o ON o.oid = a.attcollation
WHERE {_OURS} AND c.relkind IN ('r', 'p', 'f', 'v', 'm') GROUP BY c.oid, c.relname, c.relkind, c.relrowsecurity"""  # noqa: S608 - our own text
_ON_THEM = f"""SELECT 'index', i.relname,
pg_get_indexdef(i.oid) || CASE WHEN x.indisvalid THEN '' ELSE ' 无效' END, c.relname
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid WHERE {_OURS}
UNION ALL SELECT 'check', k.conname, pg_get_constraintdef(k.oid), c.relname
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE {_OURS} AND k.contype IN ('c', 'f', 'x')
UNION ALL SELECT 'trigger', t.tgname, pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' 停用' END,
c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE {_OURS} AND NOT t.tgisinternal
UNION ALL SELECT 'rule', r.rulename, '', c.relname FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE {_OURS} AND r.rulename <> '_RETURN'
UNION ALL SELECT 'policy', p.polname, '', c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE {_OURS}
UNION ALL SELECT 'heir', d.relname, '', c.relname
FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhparent JOIN pg_class d ON d.oid = h.inhrelid WHERE {_OURS}"""  # noqa: S608 - our own text
_FUNCTION = """SELECT 'function', proname, prosrc, 'trail' FROM pg_proc
WHERE pronamespace = current_schema()::regnamespace AND proname = 'gongkai_refuse'"""


@cache
def expected() -> Mapping[Part, str]:
    """Return what this version makes, each part with its text."""
    columns: dict[str, Mapping[str, str]] = {kind.table: columns_of(kind) for kind in KINDS}
    columns["trail"] = {name: "int" if name == "seq" else "str" for name in TrailLine._fields}
    parts = {Part("table", "meta"): _table({"key": "str", "value": "str"})}
    parts |= {Part("table", name): _table(own) for name, own in columns.items()}
    parts |= dict([_unique("meta_pkey", "meta", "key")])
    for table in columns:
        parts |= dict([_unique(f"{table}_pkey", table, "seq"), _unique(f"{table}_id_key", table, "id")])
        for name, text in structure.guards(table, postgres=True).items():
            parts[Part("trigger", name)] = _plain(text)
    for kind in KINDS:
        parts |= dict(_index(name, kind.table, *own) for name, own in structure.indexes_of(kind).items())
    parts[Part("function", "gongkai_refuse")] = _plain(structure.POSTGRES_REFUSAL.split("$$")[1])
    return parts


def found(source: Source) -> dict[Part, str]:
    """Return what stands there."""
    ours = {part.name for part in expected() if part.kind == "table"}
    rows = [(*row, row[1]) for row in source.rows(_TABLES)]
    rows += [*source.rows(_ON_THEM), *source.rows(_FUNCTION)]
    return {Part(str(kind), str(name)): _plain(str(text)) for kind, name, text, table in rows if table in ours}


def _table(columns: Mapping[str, str]) -> str:
    typed = (f"{name} {'bigint' if columns[name] in WHOLE else 'text COLLATE C'} NOT NULL" for name in sorted(columns))
    return f"r {'；'.join(typed)}"


def _index(name: str, table: str, *columns: str) -> tuple[Part, str]:
    return Part("index", name), f"CREATE INDEX {name} ON {table} USING btree ({', '.join(columns)})"


def _unique(name: str, table: str, column: str) -> tuple[Part, str]:
    return Part("index", name), f"CREATE UNIQUE INDEX {name} ON {table} USING btree ({column})"


def _plain(text: str) -> str:
    """Return a text on one line, without the name of the schema and the order in which the catalogue lists events."""
    plain = _BLANKS.sub(" ", text).replace('"', "").strip()
    plain = re.sub(r"\b(ON|FUNCTION) \w+\.(?=\w)", r"\1 ", plain)
    return re.sub(
        r"BEFORE ([A-Z]+(?: OR [A-Z]+)+) ON", lambda m: f"BEFORE {' OR '.join(sorted(m[1].split(' OR ')))} ON", plain
    )
