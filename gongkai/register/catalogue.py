"""What a PostgreSQL database is made of, as its catalogue tells it, in the terms of `structure`.

Other tables in the same schema are somebody else's; told is what stands on ours: columns, indexes, keys, triggers,
rules, row-level policies, and tables that inherit from them. On a shared server that is also what `policies.set_up`
makes, and everything in the schema of the roles. What a server words in its own way, the condition of a policy and the
query of a view, it is asked to plan beside ours: the same plan is the same condition, in whatever version.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

from gongkai.register import structure
from gongkai.register.codec import WHOLE, columns_of
from gongkai.register.kinds import KINDS
from gongkai.register.queries import PLACE
from gongkai.register.structure import Part
from gongkai.register.trail import TrailLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import psycopg

    from gongkai.register.driver import Source

_BLANKS = re.compile(r"\s+")
_OF_SCHEMA = re.compile(r"SETOF \w+\.")
_FUNCTION_OF_ROLES = re.compile(r"CREATE OR REPLACE FUNCTION (.+?) AS\s*\$\$(.*?)\$\$", re.DOTALL)
_TABLE_OF_ROLES = re.compile(r"CREATE TABLE IF NOT EXISTS (\S+) ")
_VIEW = re.compile(r"CREATE OR REPLACE VIEW (\S+) WITH \(security_barrier\) AS\s+(.*?);", re.DOTALL)
_POLICY = re.compile(r"CREATE POLICY (\w+) ON \S+?\.(\w+) FOR (\w+) (USING|WITH CHECK) (\(.*\))", re.DOTALL)
_CONSTRAINT = re.compile(r"CREATE CONSTRAINT TRIGGER (\w+) AFTER INSERT ON \S+?\.(\w+) .*", re.DOTALL)
_COMMANDS = {"SELECT": "r", "INSERT": "a"}
"""How the catalogue abbreviates what a policy is for."""
OF_ROLES = f"coalesce(to_regnamespace('{PLACE}'), 0)"
SCHEMAS = f"(current_schema()::regnamespace, {OF_ROLES})"
OURS = f"c.relnamespace IN {SCHEMAS}"
NAME = f"CASE WHEN c.relnamespace = {OF_ROLES} THEN '{PLACE}.' ELSE '' END || c.relname"
OWNER = """(SELECT relowner FROM pg_class WHERE relnamespace = current_schema()::regnamespace
AND relname = 'trail')"""
_STRANGER = f"CASE WHEN {{}} = {OWNER} THEN '' ELSE ' 属主不同' END"
_TABLES = """SELECT 'table', c.relname, c.relkind::text || ' '
|| string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
|| coalesce(' COLLATE ' || o.collname, '') || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
|| a.attgenerated::text, '；' ORDER BY a.attname COLLATE "C")
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_collation o ON o.oid = a.attcollation
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
GROUP BY c.oid, c.relname, c.relkind"""
_INDEXES = """SELECT 'index', i.relname,
pg_get_indexdef(i.oid) || CASE WHEN x.indisvalid THEN '' ELSE ' 无效' END, c.relname, ''
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
WHERE c.relnamespace = current_schema()::regnamespace
UNION ALL SELECT 'check', k.conname, pg_get_constraintdef(k.oid), c.relname, ''
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = current_schema()::regnamespace AND k.contype IN ('c', 'f', 'x')"""
_ON_THEM = f"""SELECT 'trigger', t.tgname,
pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' 停用' END, {NAME}, ''
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE {OURS} AND NOT t.tgisinternal
UNION ALL SELECT 'rule', r.rulename, '', {NAME}, '' FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE {OURS} AND r.rulename <> '_RETURN'
UNION ALL SELECT 'rows', c.relname, CASE WHEN c.relforcerowsecurity THEN '对所有者也' ELSE '' END, {NAME}, ''
FROM pg_class c WHERE {OURS} AND c.relrowsecurity
UNION ALL SELECT 'policy', p.polname, concat_ws(' ', p.polcmd, p.polpermissive, p.polroles,
p.polqual IS NULL, p.polwithcheck IS NULL), {NAME},
coalesce(pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE {OURS}
UNION ALL SELECT 'heir', d.relname, '', {NAME}, ''
FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhparent JOIN pg_class d ON d.oid = h.inhrelid WHERE {OURS}"""  # noqa: S608 - our own text
_REFUSING = """SELECT 'function', proname, prosrc, 'trail', '' FROM pg_proc
WHERE pronamespace = current_schema()::regnamespace AND proname = 'gongkai_refuse'"""
_IN_ROLES = f"""SELECT 'function', '{PLACE}.' || p.proname,
CASE WHEN p.prokind IN ('f', 'p') THEN split_part(pg_get_functiondef(p.oid), chr(10) || 'AS $', 1) ELSE '' END
|| '；' || p.prosrc || {_STRANGER.format("p.proowner")}, ''
FROM pg_proc p WHERE p.pronamespace = {OF_ROLES}
UNION ALL SELECT CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END, {NAME},
concat_ws(' ', c.relkind, array_to_string(c.reloptions, ' ')) || {_STRANGER.format("c.relowner")},
CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) ELSE '' END
FROM pg_class c WHERE c.relnamespace = {OF_ROLES} AND c.relkind IN ('r', 'p', 'f', 'v', 'm')"""  # noqa: S608 - our own text
_OF_TABLE = {"trigger", "rule", "policy", "check", "heir"}
"""What has a name on its table alone: two tables may have one of the same name."""


class Expected(NamedTuple):
    """What this version makes: each part with its text; `asked` the conditions that the server is to plan."""

    parts: Mapping[Part, str]
    asked: Mapping[Part, str]


def expected(source: Source) -> Expected:
    """Return what this version makes, on a shared server with all that logins are held to."""
    if not source.shared:
        return Expected(_of_kinds(), {})
    ((tables,),) = source.rows("SELECT quote_ident(current_schema())")
    return _of_shared(str(tables))


@cache
def _of_kinds() -> Mapping[Part, str]:
    columns: dict[str, Mapping[str, str]] = {kind.table: columns_of(kind) for kind in KINDS}
    columns["trail"] = {name: "int" if name == "seq" else "str" for name in TrailLine._fields}
    parts = {Part("table", "meta"): _table({"key": "str", "value": "str"})}
    parts |= {Part("table", name): _table(own) for name, own in columns.items()}
    parts |= dict([_unique("meta_pkey", "meta", "key")])
    for table in columns:
        parts |= dict([_unique(f"{table}_pkey", table, "seq"), _unique(f"{table}_id_key", table, "id")])
        for name, text in structure.guards(table, postgres=True).items():
            parts[Part("trigger", name, table)] = _plain(text)
    for kind in KINDS:
        parts |= dict(_index(name, kind.table, *own) for name, own in structure.indexes_of(kind).items())
    parts[Part("function", "gongkai_refuse")] = _plain(structure.POSTGRES_REFUSAL.split("$$")[1])
    return parts


@cache
def _of_shared(tables: str) -> Expected:
    """Return the same where roles are turned on, read from the very statements that turn them on."""
    from gongkai.register.policies import set_up

    parts, asked = dict(_of_kinds()), {}
    for sql in set_up(tables):
        parts |= {
            Part("function", name[1].partition("(")[0]): f"{_head(name[1])}；{name[2]}"
            for name in _FUNCTION_OF_ROLES.finditer(sql)
        }
        parts |= {Part("table", name): "r" for name in _TABLE_OF_ROLES.findall(sql)}
        for name, query in _VIEW.findall(sql):
            parts[Part("view", name)] = "v security_barrier=true"
            asked[Part("view", name)] = query.replace(f"FROM {tables}.trail", "FROM trail")
        if made := _POLICY.fullmatch(sql):
            name, table, command, clause, condition = made.groups()
            part = Part("policy", name, table)
            without = "f t" if clause == "USING" else "t f"
            parts[part], asked[part] = f"{_COMMANDS[command]} t {{0}} {without}", condition
            parts[Part("rows", table)] = ""
        if made := _CONSTRAINT.fullmatch(sql):
            parts[Part("trigger", made[1], made[2])] = _plain(sql)
    return Expected(parts, asked)


def is_known(source: Source, part: Part) -> bool:
    """Tell whether this version knows what a part is to be: not of what logins are held to by another version."""
    from gongkai.register.reading import HELD_TO

    if source.held_to in (0, HELD_TO) or part in _of_kinds():
        return True
    return not (part.kind in {"policy", "rows"} or part.name.startswith(f"{PLACE}.") or part.name.endswith("_held"))


def found(source: Source, wanted: Expected) -> dict[Part, str]:
    """Return what stands there; a condition that is planned as the one wanted adds nothing to its text."""
    ours = {part.name for part in wanted.parts if part.kind in {"table", "view"}}
    there: dict[Part, str] = {}
    for part, text, condition in _rows(source, ours):
        own = wanted.asked.get(part, "")
        said = text if own == condition or _planned_alike(source, part, own, condition) else f"{text}；{condition}"
        there[part] = f"{there[part]}；{said}" if part in there else said  # two functions may share a name
    return there


def _rows(source: Source, ours: set[str]) -> Iterator[tuple[Part, str, str]]:
    """Yield each part with its text, and the condition as the server words it."""
    for kind, name, text in source.rows(_TABLES):
        if name in ours:
            yield Part(str(kind), str(name)), _plain(str(text)), ""
    on_tables = (*source.rows(f"{_INDEXES} UNION ALL {_ON_THEM}"), *source.rows(_REFUSING))
    for kind, name, text, table, condition in on_tables:
        if table in ours:
            of_table = str(table) if kind in _OF_TABLE else ""
            yield Part(str(kind), str(name), of_table), _plain(str(text)), str(condition)
    for kind, name, text, condition in source.rows(_IN_ROLES) if source.shared else ():
        head, mark, body = str(text).partition("；")
        yield Part(str(kind), str(name)), f"{_head(head)}{mark}{body}", str(condition)


def _planned_alike(source: Source, part: Part, own: str, other: str) -> bool:
    """Tell whether the server plans two conditions on a table, or two queries over the trail, alike."""
    if not own or not other:
        return False
    if part.kind != "view":
        plans = [_plan(source, f"SELECT {text} FROM {part.table}") for text in (own, other)]  # noqa: S608 - not typed
    elif f"FROM {PLACE}." in other:
        return False
    else:
        plans = [_plan(source, _by_name(own, text)) for text in (own, other)]
    return plans[0] == plans[1] != ""


def _by_name(own: str, text: str) -> str:
    """Return a query with the columns that ours has by their names, over what every login that verifies may read."""
    chosen = own.partition("FROM")[0]
    names = ", ".join(TrailLine._fields if "t.*" in chosen else re.findall(r"t\.(\w+)", chosen))
    seen = text.rstrip().rstrip(";").replace("FROM trail", f"FROM {PLACE}.trail")
    return f"SELECT {names} FROM ({seen}) own"  # noqa: S608 - the catalogue's text


def _plan(source: Source, sql: str) -> str:
    """Return how the server plans a query, which reads nothing; empty where it refuses to."""
    from psycopg import Error

    raw = cast("psycopg.Connection", source.raw)
    try:
        with raw.transaction():
            lines = raw.execute(f"EXPLAIN (VERBOSE, COSTS OFF) {sql}".encode()).fetchall()
    except Error:
        return ""
    return "\n".join(str(line) for (line,) in lines)


def _head(text: str) -> str:
    """Return a function's name, arguments and properties as declared, in one way of writing them."""
    plain = _BLANKS.sub(" ", re.sub("[\"']", "", text)).replace("CREATE OR REPLACE FUNCTION ", "").strip()
    plain = plain.replace("search_path =", "search_path TO").replace("TABLE (", "TABLE(").replace("( ", "(")
    return _OF_SCHEMA.sub("SETOF ", plain)


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
    plain = re.sub(r"\bON \w+\.(?=\w)", "ON ", plain)
    return re.sub(
        r"BEFORE ([A-Z]+(?: OR [A-Z]+)+) ON", lambda m: f"BEFORE {' OR '.join(sorted(m[1].split(' OR ')))} ON", plain
    )
