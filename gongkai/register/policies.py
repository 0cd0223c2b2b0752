# ruff: noqa: S608 - the names of our own tables and fields, and nothing that anybody typed
"""What a PostgreSQL server holds logins to: functions, policies, grants and constraints, as SQL made from the kinds.

Three roles write and read a ledger that another login owns: the office, a supervisor, a unit. Who may record a kind by
which way, and which of its rows a unit reads, each kind declares (`writers`, `ways`, `may_say`, `seen`); this file only
words it for the server. The owner of the tables is held to nothing but the constraints. What a login is, the server
takes from its own `session_user`: neither a setting nor `SET ROLE` changes that.

The trail is written by `append` alone, which takes the writers' lock, names the login itself and makes the hash as
`trail.digest` does. At the end of a transaction each row must have its line, to the letter, and each line its row.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from gongkai.register.codec import SEAT, WHOLE, columns_of, stored_columns
from gongkai.register.driver import NOT_OF_TRAIL, UNTOLD, UNTRUE_CLOCK
from gongkai.register.kinds import (
    KINDS,
    OFFICE,
    SOME,
    SUPERVISOR,
    UNIT,
    Closing,
    Figure,
    Finding,
    FindingStep,
    Revision,
    Ruling,
    ScoreEntry,
    Settlement,
    kind_of,
)
from gongkai.register.queries import LOCK, PLACE, SEALED
from gongkai.register.trail import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.register.kinds import Kind

CLOCK_RUNS_APART = 600
"""Seconds by which a machine's clock may differ from the server's."""
DAY, MOMENT = r"^\d{4}-\d\d-\d\d\Z", r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00\Z"
_CONTROL = r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]"
_TABLES = f"""CREATE SCHEMA IF NOT EXISTS {PLACE};
CREATE TABLE IF NOT EXISTS {PLACE}.login (
  login TEXT PRIMARY KEY, role TEXT NOT NULL CHECK (role IN ('{OFFICE}', '{SUPERVISOR}', '{UNIT}')),
  unit TEXT NOT NULL, names TEXT[] NOT NULL, since TEXT NOT NULL, CHECK ((role = '{UNIT}') = (unit <> '')));
CREATE TABLE IF NOT EXISTS {PLACE}.setting (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS {PLACE}.ower (year BIGINT, duty TEXT, unit TEXT, PRIMARY KEY (year, duty, unit));"""
_DEFINER = "STABLE SECURITY DEFINER SET search_path = pg_catalog, {tables}, pg_temp"
_WHO = f"""
CREATE OR REPLACE FUNCTION {PLACE}.my_role() RETURNS text LANGUAGE sql {_DEFINER} AS
$$ SELECT role FROM {PLACE}.login WHERE login = session_user $$;
CREATE OR REPLACE FUNCTION {PLACE}.my_names() RETURNS text[] LANGUAGE sql {_DEFINER} AS
$$ SELECT coalesce((SELECT names FROM {PLACE}.login WHERE login = session_user), ARRAY[]::text[]) $$;
CREATE OR REPLACE FUNCTION {PLACE}.me() RETURNS TABLE (login text, role text, unit text) LANGUAGE sql {_DEFINER} AS
$$ SELECT login, role, unit FROM {PLACE}.login WHERE login = session_user $$;
CREATE OR REPLACE FUNCTION {PLACE}.logins() RETURNS TABLE (login text, role text) LANGUAGE sql {_DEFINER} AS
$$ SELECT login, role FROM {PLACE}.login WHERE {PLACE}.my_role() IN ('{OFFICE}', '{SUPERVISOR}') $$;
CREATE OR REPLACE FUNCTION {PLACE}.is_open(of_year bigint) RETURNS boolean LANGUAGE sql {_DEFINER} AS
$$ SELECT EXISTS (SELECT 1 FROM revision r WHERE r.year = of_year)
   AND coalesce((SELECT c.kind <> 'closed' FROM closing c WHERE c.year = of_year ORDER BY c.seq DESC LIMIT 1), true) $$;
CREATE OR REPLACE FUNCTION {PLACE}.owes(of_year bigint, of_duty text, of_item text) RETURNS boolean
LANGUAGE sql {_DEFINER} AS
$$ SELECT EXISTS (SELECT 1 FROM {PLACE}.ower o
     WHERE o.year = of_year AND o.duty = of_duty AND o.unit = ANY ({PLACE}.my_names()))
   AND (of_item = '' OR of_item = of_duty OR starts_with(of_item, of_duty || '/'))
   AND NOT EXISTS (SELECT 1 FROM unnest(string_to_array(of_item, '/')) part JOIN {PLACE}.ower o ON o.unit = part
     WHERE o.year = of_year AND o.unit <> ALL ({PLACE}.my_names()))
   AND NOT EXISTS (SELECT 1 FROM unnest(string_to_array(of_item, '/')) part JOIN duty_event e ON e.id = part
     WHERE e.unit <> ALL ({PLACE}.my_names())) $$;
CREATE OR REPLACE FUNCTION {PLACE}.has_point(of_year bigint, of_point text) RETURNS boolean LANGUAGE sql {_DEFINER} AS
$$ SELECT EXISTS (SELECT 1 FROM jsonb_array_elements(
     (SELECT r.body::jsonb -> 'points' FROM revision r WHERE r.year = of_year ORDER BY r.seq DESC LIMIT 1)) p
   WHERE p ->> 'no' = of_point) $$;
CREATE OR REPLACE FUNCTION {PLACE}.may_plan(of_finding text, new_due text) RETURNS boolean
LANGUAGE plpgsql {_DEFINER} AS $$
DECLARE held text; first text; step record;
BEGIN
  SELECT f.due, f.due INTO held, first FROM finding f WHERE f.id = of_finding;
  FOR step IN SELECT s.* FROM finding_step s WHERE s.finding = of_finding
      AND NOT EXISTS (SELECT 1 FROM void w WHERE w.target = s.id) ORDER BY s.day, s.seq LOOP
    IF step.kind = 'planned' AND step.due <> '' THEN
      held := step.due; first := coalesce(nullif(first, ''), step.due);
    ELSIF step.kind = 'extended' AND (first = '' OR step.day < first) THEN
      held := step.due;
    ELSIF step.kind = 'reopened' AND (step.due <> '' OR held < step.day) THEN
      held := step.due; first := step.due;
    END IF;
  END LOOP;
  RETURN new_due = '' OR held = '' OR new_due <= held;
END $$;
"""
_TRAIL = f"""
CREATE OR REPLACE FUNCTION {PLACE}.head() RETURNS TABLE (hash text, seq bigint) LANGUAGE sql {_DEFINER} AS
$$ SELECT t.hash, t.seq FROM trail t WHERE {PLACE}.my_role() IS NOT NULL ORDER BY t.seq DESC LIMIT 1 $$;
CREATE OR REPLACE VIEW {PLACE}.trail WITH (security_barrier) AS
  SELECT t.* FROM {{tables}}.trail t
  WHERE (SELECT {PLACE}.my_role()) IN ('{OFFICE}', '{SUPERVISOR}') OR t.actor = session_user;
CREATE OR REPLACE VIEW {PLACE}.chain WITH (security_barrier) AS
  SELECT t.seq, t.moment, t.hash FROM {{tables}}.trail t WHERE (SELECT {PLACE}.my_role()) IS NOT NULL;
CREATE OR REPLACE FUNCTION {PLACE}.append(
  the_moment text, the_marks text, the_act text, the_entity text, the_id text, the_body text)
RETURNS SETOF {{tables}}.trail LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, {{tables}}, pg_temp AS $$
DECLARE
  known record; line {{tables}}.trail; client text := coalesce(host(inet_client_addr()), 'local');
BEGIN
  SELECT k.* INTO known FROM {PLACE}.kinds() k WHERE k.entity = the_entity;
  IF NOT FOUND OR coalesce({PLACE}.my_role() = ANY (known.writers), false) IS NOT TRUE THEN
    RAISE EXCEPTION 'not a writer of %', the_entity USING ERRCODE = '42501';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM {PLACE}.ways() w WHERE w.entity = the_entity AND w.act = the_act
       AND {PLACE}.my_role() = ANY (w.writers) AND NOT EXISTS (SELECT 1 FROM jsonb_each_text(w.says::jsonb) said
         WHERE coalesce(the_body::jsonb ->> said.key, '') !~ ('^(' || said.value || ')$')))
     OR the_marks !~ '{MARKS}' OR the_moment !~ '{MOMENT}'
     OR the_body ~ '[\\n\\r]' THEN
    RAISE EXCEPTION 'not a line of the trail' USING ERRCODE = '{NOT_OF_TRAIL}';
  END IF;
  IF abs(extract(epoch FROM the_moment::timestamptz - clock_timestamp())) > {CLOCK_RUNS_APART}
     AND NOT EXISTS (SELECT 1 FROM {PLACE}.setting s WHERE s.key = 'clock' AND s.value = 'any') THEN
    RAISE EXCEPTION 'the clock of this machine differs' USING ERRCODE = '{UNTRUE_CLOCK}';
  END IF;
  PERFORM pg_advisory_xact_lock({LOCK});
  SELECT t.seq + 1, t.hash INTO line.seq, line.prev FROM trail t ORDER BY t.seq DESC LIMIT 1;
  IF NOT FOUND OR the_id !~ ('^[' || known.letters || ']' || line.seq || '$') THEN
    RAISE EXCEPTION 'not the next line of the trail' USING ERRCODE = '{NOT_OF_TRAIL}';
  END IF;
  line.moment := the_moment; line.actor := session_user; line.os_user := session_user || '@' || client || the_marks;
  line.act := the_act; line.entity := the_entity; line.id := the_id; line.body := the_body;
  line.hash := encode(sha256(convert_to(concat_ws(E'\\n', line.seq, line.moment, line.actor, line.os_user, line.act,
    line.entity, line.id, line.body, line.prev), 'UTF8')), 'hex');
  INSERT INTO trail VALUES (line.*);
  RETURN NEXT line;
END $$;
"""
_HELD = f"""
CREATE OR REPLACE FUNCTION {PLACE}.body_of(stored jsonb, added text[]) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT '{{' || string_agg(to_json(key)::text || ':' || value::text, ',' ORDER BY key COLLATE "C") || '}}'
   FROM jsonb_each(stored) WHERE key <> ALL (added) OR value::text NOT IN ('""', '"[]"') $$;
CREATE OR REPLACE FUNCTION {PLACE}.row_has_its_line() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, {{tables}}, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM trail t WHERE t.seq = NEW.seq AND t.id = NEW.id AND t.entity = TG_ARGV[0]
     AND t.moment = NEW.recorded AND t.body = {PLACE}.body_of(to_jsonb(NEW), TG_ARGV[1]::text[])) THEN
    RAISE EXCEPTION 'row without its line' USING ERRCODE = '{UNTOLD}';
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION {PLACE}.line_has_its_row() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, {{tables}}, pg_temp AS $$
DECLARE place text; there boolean;
BEGIN
  SELECT k.place INTO place FROM {PLACE}.kinds() k WHERE k.entity = NEW.entity;
  IF FOUND THEN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE seq = $1 AND id = $2)', place) INTO there
      USING NEW.seq, NEW.id;
  END IF;
  IF there IS NOT TRUE THEN
    RAISE EXCEPTION 'line without its row' USING ERRCODE = '{UNTOLD}';
  END IF;
  RETURN NULL;
END $$;
"""


_CALLS = (
    "my_role()",
    "my_names()",
    "me()",
    "head()",
    "is_open(bigint)",
    "owes(bigint, text, text)",
    "has_point(bigint, text)",
    "may_plan(text, text)",
    "append(text, text, text, text, text, text)",
)
_MORE = {OFFICE: ("tell_owers(bigint, jsonb)", "logins()"), SUPERVISOR: ("logins()",)}
"""What the office tells the server, and what whoever verifies is told of the logins."""


def set_up(tables: str) -> Iterator[str]:
    """Yield what makes or renews it all, for the tables in a schema of this name, quoted; the grants come apart."""
    yield _TABLES
    yield _WHO.replace("{tables}", tables)
    yield _kinds(tables)
    yield _TRAIL.replace("{tables}", tables)
    yield _HELD.replace("{tables}", tables)
    yield f"REVOKE CREATE ON SCHEMA {tables} FROM PUBLIC"
    yield f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {PLACE} FROM PUBLIC"
    for kind in KINDS:
        yield from _policies(tables, kind)
        added = "{" + ",".join(kind.added) + "}"
        yield from _held(tables, kind.table, f"row_has_its_line('{kind.entity}', '{added}')")
    yield from _held(tables, "trail", "line_has_its_row()")


class Right(NamedTuple):
    """A privilege on a schema, table, view, function or database of this name, or on one `column` alone.

    What stands in the schema of the roles bears that before its name.
    """

    privilege: str
    kind: str
    name: str
    column: str = ""


def rights(tables: str, role: str) -> Iterator[Right]:
    """Yield every right that a login has by its role, but for connecting; `tables` is the schema of the tables."""
    yield from (Right("USAGE", "schema", name) for name in (tables, PLACE))
    yield from (Right("SELECT", "table", name) for name in ("meta", f"{PLACE}.trail", f"{PLACE}.chain"))
    calls = (*_CALLS, *_MORE.get(role, ()))
    yield from (Right("EXECUTE", "function", f"{PLACE}.{call}") for call in calls)
    for kind in KINDS:
        yield from (Right("SELECT", "table", kind.table, column) for column in _readable(kind, role))
        if role in kind.writers:
            yield Right("INSERT", "table", kind.table)


def of_everybody(tables: str, *, shared: bool) -> Iterator[Right]:
    """Yield the rights that anybody has in the database: what PostgreSQL gives, less what `set_up` takes."""
    yield from (Right(privilege, "database", "") for privilege in ("CONNECT", "TEMPORARY"))
    yield Right("USAGE", "schema", tables)
    yield Right("EXECUTE", "function", "gongkai_refuse()")
    if not shared:
        yield Right("CREATE", "schema", tables)


def grants(tables: str, role: str, login: str) -> Iterator[str]:
    """Yield what gives a login, quoted, the rights of a role; what it had before is to be revoked first."""
    for right in rights(tables, role):
        column = f" ({_quoted(right.column)})" if right.column else ""
        outside = right.kind == "schema" or right.name.startswith(f"{PLACE}.")
        name = right.name if outside else f"{tables}.{right.name}"
        yield f"GRANT {right.privilege}{column} ON {right.kind.upper()} {name} TO {login}"


def revocations(tables: str, login: str) -> tuple[str, ...]:
    """Return what takes every right in the database from a login, quoted."""
    return (
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {tables}, {PLACE} FROM {login}",
        f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {PLACE} FROM {login}",
        f"REVOKE ALL ON SCHEMA {tables}, {PLACE} FROM {login}",
    )


def _readable(kind: Kind, role: str) -> Sequence[str]:
    """Return the columns that a role reads of a kind, each by its name; a nameless one stands for all."""
    if role != UNIT or kind.record is not Closing:
        return ("",)
    return [name for name in stored_columns(kind) if name not in SEALED]


def _kinds(tables: str) -> str:
    """Return what tells the server of the kinds and their ways, and that by which the office says who owes what."""
    rows = ", ".join(f"('{kind.entity}', '{kind.table}', '{kind.letters}', {_array(kind.writers)})" for kind in KINDS)
    ways = ", ".join(
        f"('{kind.entity}', '{act}', '{json.dumps(dict(way.says))}', {_array(way.writers or kind.writers)})"
        for kind in KINDS
        for act, way in kind.ways.items()
    )
    definer = _DEFINER.replace("{tables}", tables)
    return f"""
CREATE OR REPLACE FUNCTION {PLACE}.kinds()
RETURNS TABLE (entity text, place text, letters text, writers text[])
LANGUAGE sql {definer} AS $$ VALUES {rows} $$;
CREATE OR REPLACE FUNCTION {PLACE}.ways() RETURNS TABLE (entity text, act text, says text, writers text[])
LANGUAGE sql {definer} AS $$ VALUES {ways} $$;
CREATE OR REPLACE FUNCTION {PLACE}.tell_owers(of_year bigint, told jsonb) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, {tables}, pg_temp AS $$
BEGIN
  DELETE FROM {PLACE}.ower WHERE year = of_year;
  INSERT INTO {PLACE}.ower SELECT DISTINCT of_year, e ->> 0, e ->> 1 FROM jsonb_array_elements(told) e;
END $$;"""


def _array(texts: Iterable[str]) -> str:
    return f"ARRAY[{_listed(texts)}]::text[]"


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(f"'{text}'" for text in texts)


def _quoted(name: str) -> str:
    return f'"{name}"'


_MINE = f"ANY ((SELECT {PLACE}.my_names())::text[])"
_ROLE = f"(SELECT {PLACE}.my_role())"
_ABOUT = {
    "finding": (kind_of(Finding),),
    "entry": (kind_of(ScoreEntry), kind_of(Figure)),
    "target": tuple(kind for kind in KINDS if kind.may_be_void),
}
"""What a record is about that names no unit, by the field that tells it: it is seen by whoever sees that."""


def _there(kind: Kind, field: str, also: str = "") -> list[str]:
    """Return, for each kind that a field may name one of, what says that the one it names can be seen."""
    about = f'{kind.table}."{field}"'
    return [f"EXISTS (SELECT 1 FROM {other.table} o WHERE o.id = {about}{also})" for other in _ABOUT[field]]


def _own(kind: Kind) -> str:
    """Return what makes a row a unit's own, or one that concerns it."""
    if "unit" in kind.fields:
        return f'"unit" = {_MINE}'
    if "units" in kind.fields:
        return f'("units"::jsonb ?| (SELECT {PLACE}.my_names())::text[])'
    field = next((field for field in kind.sought if field in _ABOUT), "")
    if not field:
        return "false"
    seen = " ".join(
        f"WHEN strpos('{other.letters}', left({kind.table}.\"{field}\", 1)) > 0 THEN {there}"
        for other, there in zip(_ABOUT[field], _there(kind, field), strict=True)
    )
    return f"CASE {seen} ELSE false END"


def _read_by_unit(kind: Kind) -> str:
    several = f"string_to_array(\"unit\", '、') && (SELECT {PLACE}.my_names())::text[]"  # a 督办单 may go to several
    known = {"all": "true", "desk": "false", "sent": f"({several} OR \"unit\" = '')"}
    return known.get(kind.seen) or _own(kind)


def _written_by_supervisor(kind: Kind) -> str:
    """A supervisor takes points and hears objections, but never to what it took itself; it puts no day off."""
    if kind.record is FindingStep:
        return _PLANNED
    if kind.record is not Ruling:
        return "true"
    recorded = " OR ".join(_there(kind, "entry", " AND o.actor = session_user"))
    return f"""("appeal" = '' OR NOT ({recorded}))"""


_PLANNED = f"""("kind" <> 'planned' OR {PLACE}.may_plan("finding", "due"))"""


def _written_by_unit(kind: Kind) -> str:
    said = [f'"{field}" IN ({_listed(values)})' for field, values in kind.may_say.items()]
    if kind.record is Settlement:
        said.append(f'{PLACE}.owes("year", "duty", "item")')
    if kind.record is FindingStep:
        said.append(_PLANNED)
    if "entry" in kind.sought:
        said.append(f"({' OR '.join(_there(kind, 'entry'))})")
    return " AND ".join((_own(kind), f'{PLACE}.is_open("year")', *said))


def _policies(tables: str, kind: Kind) -> Iterator[str]:
    """Yield who reads and who adds which rows of a kind; nobody is given a policy to change or remove any."""
    place = f"{tables}.{kind.table}"
    yield f"ALTER TABLE {place} ENABLE ROW LEVEL SECURITY"
    yield f"DROP POLICY IF EXISTS gongkai_read ON {place}"
    yield f"DROP POLICY IF EXISTS gongkai_write ON {place}"
    whole = f"{_ROLE} IN ('{OFFICE}', '{SUPERVISOR}')"
    yield (
        f"CREATE POLICY gongkai_read ON {place} FOR SELECT USING"
        f" ({whole} OR ({_ROLE} = '{UNIT}' AND {_read_by_unit(kind)}))"
    )
    conditions = {OFFICE: "true", SUPERVISOR: _written_by_supervisor(kind), UNIT: _written_by_unit(kind)}
    may = " OR ".join(f"({_ROLE} = '{role}' AND {_by_way(kind, role)} AND {conditions[role]})" for role in kind.writers)
    forms = (_sound(name, said) for name, said in columns_of(kind).items())
    sound = " AND ".join(filter(None, (*forms, *_likely(kind))))
    yield (
        f'CREATE POLICY gongkai_write ON {place} FOR INSERT WITH CHECK ("actor" = session_user AND ({may}) AND {sound})'
    )


def _by_way(kind: Kind, role: str) -> str:
    """Return what a row says that was recorded by any of the ways that are a role's."""
    own = (way.says for way in kind.ways.values() if role in (way.writers or kind.writers))
    told = (" AND ".join(f""""{field}" ~ '^({said})$'""" for field, said in says.items()) or "true" for says in own)
    return f"({' OR '.join(dict.fromkeys(told))})"


def _likely(kind: Kind) -> Iterator[str]:
    """Yield what holds of every row that the program writes: its days, its points, the texts that it must have."""
    first, last = """("year" - 1)::text || '-01-01'""", """greatest(left("recorded", 10), "year"::text || '-01-01')"""
    yield '"year" BETWEEN 1000 AND 9998'
    for name in ("day", "at"):
        if name in kind.fields:
            yield f'left("{name}", 10) <= {last}'
            yield f'left("{name}", 10) >= {first}' if kind.record is not Revision else ""
    for name in kind.needed:
        if kind.fields[name] in {"str", "Id"}:
            yield f""""{name}" ~ '{SOME}'"""
        elif kind.fields[name].startswith("tuple["):
            yield f""""{name}" <> '[]'"""
    if "point" in kind.fields:
        yield f"""("point" = '' OR {PLACE}.has_point("year", "point"))"""
    if "points" in kind.fields and kind.fields["points"] not in WHOLE:
        yield f"""NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text("points"::jsonb) p
          WHERE NOT {PLACE}.has_point("year", p))"""


_SHAPES = {
    "Evidence": '@.type() != "array" || @.size() != 4 || @[0].type() != "string" || @[1].type() != "string"'
    ' || @[2].type() != "string" || @[3].type() != "number" || @[3] < 0 || !(@[3].floor() == @[3])'
    ' || !((@[0] == "file" && @[2] like_regex "^[0-9a-f]{64}$")'
    ' || ((@[0] == "url" || @[0] == "number") && @[2] == "" && @[3] == 0))',
    "Missed": '@.type() != "array" || @.size() != 5 || @[0].type() != "string" || @[1].type() != "number"'
    ' || @[2].type() != "string" || @[3].type() != "string" || @[4].type() != "string"',
    "str": '@.type() != "string"',
    "date": r'@.type() != "string" || !(@ like_regex "^\\d{4}-\\d\\d-\\d\\d$")',
}
"""What an element of a list is not, by what it is; as JSON path."""
_PARTS = {"Evidence": 4, "Missed": 5}
"""How many values an element has that is a list itself."""
_UNKEEPABLE = f'$.** ? (@.type() == "string" && @ like_regex "{_CONTROL}")'.replace("\\", "\\\\")


def _as_written(column: str, said: str) -> str:
    """Return a list as the program writes it: an export is read again to the letter."""
    listed = " || ',' || ".join(f"(e -> {number})::text" for number in range(_PARTS.get(said, 0)))
    element = f"'[' || {listed} || ']'" if listed else "e::text"
    return f"""'[' || coalesce((SELECT string_agg({element}, ',' ORDER BY n)
      FROM jsonb_array_elements({column}::jsonb) WITH ORDINALITY AS told(e, n)), '') || ']'"""


def _sound(name: str, said: str) -> str:
    """Return what a column must look like for the program to read it again, whoever wrote it."""
    column, kept = _quoted(name), said.removesuffix(" | None")
    missing = f"{column} = '' OR " if kept != said and name != "recorded" else ""
    if name == SEAT:
        return f"""{column} = "point" || chr(31) || "unit\""""
    if listed := re.fullmatch(r"tuple\[(\w+), \.\.\.\]", kept):
        shape = _SHAPES[listed[1]]
        return (
            f"(jsonb_typeof({column}::jsonb) = 'array' AND NOT {column}::jsonb @? 'strict $[*] ? ({shape})'"
            f" AND NOT {column}::jsonb @? 'strict {_UNKEEPABLE}' AND {column} = {_as_written(column, listed[1])})"
        )
    if literal := re.fullmatch(r"Literal\[(.*)\]", kept):
        values = literal[1].replace('"', "'")
        return f"{column} IN ({values})"
    return f"({missing}{_FORMS[said].replace('$', column)})" if said in _FORMS else ""


_PLAIN = f"$ !~ '{_CONTROL}'"
_ON_A_DAY = f"($ ~ '{DAY}' AND to_char($::date, 'YYYY-MM-DD') = $)"
_AT_A_MOMENT = f"""($ ~ '{MOMENT}'
  AND to_char($::timestamptz AT TIME ZONE INTERVAL '8 hours', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"') = $)"""
_FORMS = {
    **dict.fromkeys(("str", "Id", "TextOrNone"), _PLAIN),
    **dict.fromkeys(("date", "date | None"), _ON_A_DAY),
    **dict.fromkeys(("datetime", "datetime | None"), _AT_A_MOMENT),
    **dict.fromkeys(("int", "Decimal"), "$ >= 0"),
    "Percent": "$ BETWEEN 0 AND 100",
    "Decimal | None": r"$ ~ '^-?(0|[1-9]\d{0,17})(\.\d{1,18})?\Z'",
}
"""What a stored value of a field looks like, by the field's annotation; `$` stands for the column."""


def _held(tables: str, table: str, call: str) -> Iterator[str]:
    """Yield the constraint that is looked at when a transaction ends."""
    yield f"DROP TRIGGER IF EXISTS {table}_held ON {tables}.{table}"
    yield (
        f"CREATE CONSTRAINT TRIGGER {table}_held AFTER INSERT ON {tables}.{table} DEFERRABLE INITIALLY DEFERRED"
        f" FOR EACH ROW EXECUTE FUNCTION {PLACE}.{call}"
    )
