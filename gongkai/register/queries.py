"""Every SELECT, as one text for both engines. Named parameters are written `:name`; no colon or percent otherwise.

`$columns` and `$table` stand for a kind's own, `$stands(t)` for: t was not made void (作废) by the cutoff, `$kept(t)`
for the same where so many rows are looked at that the voids are rather read once, `$stood(t)` for: not at all,
`$stood_then(t)` for: not by a line of the trail, `$timely(t)` for: not still to come when a later report of its seat
was typed. `$timely_still(t)` says the same by what was typed later, where that is less than what is dated earlier; both
end in an OFFSET, or PostgreSQL would join the whole of a seat to find its last. Only what both engines mean alike is
used: no null as a parameter ('' instead), no LIKE, no json; order is by day, then seq, and texts compare byte by byte.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from gongkai.register.codec import stored_columns
from gongkai.register.kinds import KINDS, Closing, FindingStep, Progress, Ruling, ScoreEntry, Void, kind_of
from gongkai.register.trail import TrailLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gongkai.register.codec import Value
    from gongkai.register.kinds import Kind, Record

PLACE = "gongkai_roles"
"""The schema of a shared PostgreSQL server in which roles and logins are, beside the tables."""
LOCK = 7305
"""The number of the writers' lock in a PostgreSQL database."""
SEALED = {"body": "", "left_open": "[]"}
"""What a unit's login does not read of a closing, and what stands for it: the assessment of the whole county, which is
published by its papers."""

_NAMED = re.compile(r"(?<!:):([a-z_]+)")
_NOT_VOID = {
    "stands": "NOT EXISTS (SELECT 1 FROM void w WHERE w.target = $row.id AND w.day <= :cutoff)",
    "kept": "$row.id NOT IN (SELECT w.target FROM void w WHERE w.day <= :cutoff)",
    "stood": "NOT EXISTS (SELECT 1 FROM void w WHERE w.target = $row.id)",
    "stood_then": "NOT EXISTS (SELECT 1 FROM void w WHERE w.target = $row.id AND w.seq <= :seq)",
    "timely": "NOT EXISTS (SELECT 1 FROM $table r WHERE r.year = $row.year AND r.seat = $row.seat AND r.day < $row.day"
    " AND +r.seq > $row.seq AND substr(r.recorded, 1, 10) < $row.day AND $stands(r) LIMIT 1 OFFSET 0)",
    "timely_still": "NOT EXISTS (SELECT 1 FROM $table r WHERE r.year = $row.year AND r.seat = $row.seat"
    " AND r.seq > $row.seq AND r.day || '' < $row.day AND substr(r.recorded, 1, 10) < $row.day AND $stands(r)"
    " LIMIT 1 OFFSET 0)",
}
_VOID = re.compile(r"\$(stands|kept|stood|stood_then|timely|timely_still)\((\w)\)")

META = "SELECT key, value FROM meta"
HEAD = "SELECT hash, seq FROM trail ORDER BY seq DESC LIMIT 1"
YEARS = "SELECT DISTINCT year FROM revision ORDER BY year"
PLAN_BODY = "SELECT body FROM revision WHERE year = :year ORDER BY seq DESC LIMIT 1"
REVISIONS = "SELECT seq FROM revision WHERE year = :year ORDER BY seq"
REVISED = "SELECT max(seq) FROM revision WHERE year = :year"
PLAN_BODIES = "SELECT seq, day, body FROM revision WHERE year = :year ORDER BY seq"

AHEAD = """SELECT $columns FROM $table t
WHERE t.year = :year AND (t.day > :today OR substr(t.recorded, 1, 10) > :today) AND $stood(t)"""
OVERTAKEN = """SELECT $columns FROM $table t WHERE t.year = :year AND t.seq > :seq AND t.day < :day
AND substr(t.recorded, 1, 10) < :day"""
BY_SEQ = "SELECT $columns FROM $table t WHERE t.seq = :seq"
AT_LINE = """SELECT $columns FROM $table t WHERE t.year = :year AND t.seq <= :seq AND $stood_then(t)
ORDER BY t.day, t.seq"""
OF_YEAR = """SELECT $columns FROM $table t WHERE t.year = :year AND t.day <= :cutoff AND $stands(t)
ORDER BY t.day, t.seq"""
ON_SEAT = """SELECT $columns FROM $table t WHERE t.year = :year AND t.seat = :seat AND $stood(t)
ORDER BY t.day DESC, t.seq DESC LIMIT :most"""
STEPS = "SELECT $columns FROM $table t WHERE t.finding = :finding AND $stood(t) ORDER BY t.day, t.seq"
VOID_OF = "SELECT $columns FROM $table t WHERE t.target = :target"
LAST_OF_YEAR = "SELECT $columns FROM $table t WHERE t.seq = (SELECT max(l.seq) FROM $table l WHERE l.year = :year)"
RULINGS = "SELECT $columns FROM $table t WHERE t.entry = :entry ORDER BY t.day, t.seq"

# From seat to seat by the index, never through a seat's reports; then one seek for the latest of each, dated up to
# `until`, and one for what was typed after it. Where `until` is long past, that would be most of the year: then
# LATEST_BY looks along the earlier days of the seat in the index instead.
LATEST = """WITH RECURSIVE seats(key) AS (
  SELECT min(f.seat) FROM $table f WHERE f.year = :year
  UNION ALL
  SELECT (SELECT min(n.seat) FROM $table n WHERE n.year = :year AND n.seat > seats.key)
  FROM seats WHERE seats.key IS NOT NULL
)
SELECT $columns FROM seats JOIN $table t ON t.seq = (
  SELECT q.seq FROM $table q WHERE q.year = :year AND q.seat = seats.key AND q.day <= :until AND $stands(q)
    AND $timely_still(q)
  ORDER BY q.day DESC, q.seq DESC LIMIT 1)"""
LATEST_BY = LATEST.replace("$timely_still", "$timely")
# Where the latest review of a seat verified it, the first report since that undoes it. A review after the year's `end`
# counts as of that day, or as of the last report, where that is dated later still (`recordable.in_order`).
BELOW_SINCE = """WITH RECURSIVE seats(key) AS (
  SELECT min(f.seat) FROM review f WHERE f.year = :year
  UNION ALL
  SELECT (SELECT min(n.seat) FROM review n WHERE n.year = :year AND n.seat > seats.key)
  FROM seats WHERE seats.key IS NOT NULL
), held(key, till) AS (
  SELECT key, COALESCE((
    SELECT q.day FROM $table q WHERE q.year = :year AND q.seat = seats.key AND q.day > :end AND q.day <= :until
      AND $stands(q) AND $timely(q)
    ORDER BY q.day DESC, q.seq DESC LIMIT 1), :end) FROM seats
)
SELECT $columns FROM held
JOIN review v ON v.seq = COALESCE((
  SELECT max(q.seq) FROM review q WHERE q.year = :year AND q.seat = held.key AND q.day >= held.till AND q.day <= :until
    AND $stands(q)), (
  SELECT q.seq FROM review q WHERE q.year = :year AND q.seat = held.key AND q.day < held.till AND q.day <= :until
    AND $stands(q)
  ORDER BY q.day DESC, q.seq DESC LIMIT 1)) AND v.kind = 'verified'
JOIN $table t ON t.seq = (
  SELECT q.seq FROM $table q WHERE q.year = :year AND q.seat = held.key
    AND q.day >= CASE WHEN v.day > held.till THEN held.till ELSE v.day END AND q.day <= :until
    AND (q.day > v.day OR q.seq > v.seq) AND q.percent < 100 AND $stands(q) AND $timely(q)
  ORDER BY q.day, q.seq LIMIT 1)"""

# On a seat that an heir carries on: the first report, after a day of theirs, that undoes what was verified `since`.
FIRST_BELOW = """SELECT $columns FROM $table t WHERE t.year = :year AND t.seat = :seat
AND t.day > :after AND t.day >= :since AND t.day <= :until AND (t.day > :since OR t.seq > :seq)
AND t.percent < 100 AND $stands(t) AND $timely(t)
ORDER BY t.day, t.seq LIMIT 1"""

# What was reported at one place: of the seats between two keys those that end in a unit, or in nothing. Rows are read
# as they lie in the file, where those of a unit that reports on all its points stand together, those of a seat never.
AT_PLACE = """WITH RECURSIVE seats(key) AS (
  SELECT min(f.seat) FROM $table f WHERE f.year = :year AND f.seat > :first AND f.seat < :last
  UNION ALL
  SELECT (SELECT min(n.seat) FROM $table n WHERE n.year = :year AND n.seat > seats.key AND n.seat < :last)
  FROM seats WHERE seats.key IS NOT NULL
)
SELECT $columns FROM $table t WHERE t.seq IN (
  SELECT q.seq FROM seats JOIN $table q ON q.year = :year AND q.seat = seats.key AND q.day <= :cutoff
  WHERE substr(seats.key, length(seats.key) - length(:unit) + 1) = :unit)
AND $kept(t) ORDER BY t.seq"""

_LINE = ", ".join(TrailLine._fields)
TRAIL_END = f"SELECT {_LINE} FROM trail ORDER BY seq DESC LIMIT :most"  # noqa: S608 - the line's own field names
TRAIL_OF = f"SELECT {_LINE} FROM trail WHERE id = :id ORDER BY seq"  # noqa: S608 - the line's own field names
HASH_AT = "SELECT hash FROM trail WHERE seq = :seq"
MOMENT_AT = "SELECT moment FROM trail WHERE seq = :seq"
LAST_MOMENT = "SELECT moment FROM trail ORDER BY seq DESC LIMIT 1"
TRAIL_SIZE = "SELECT count(*) FROM trail"
TRAIL_AT = f"SELECT {_LINE} FROM trail WHERE seq = :seq"  # noqa: S608 - the line's own field names
TRAIL_WHOLE = f"SELECT {_LINE} FROM trail ORDER BY seq"  # noqa: S608 - the line's own field names
TRAIL_MARKED = f"SELECT {_LINE} FROM trail WHERE os_user LIKE :mark ORDER BY seq"  # noqa: S608 - as above
APPEND = f"SELECT {_LINE} FROM {PLACE}.append(:moment, :marks, :act, :entity, :id, :body)"  # noqa: S608 - as above
"""Writes a line as the server makes it; a login that is not the owner's has no other way."""
EVIDENCE = "SELECT t.evidence FROM $table t WHERE t.evidence <> '[]' ORDER BY t.seq"
WHOLE = "SELECT $columns FROM $table t ORDER BY t.seq"


SAME, SURELY_NOT, UNREAD = 1, -1, 2
"""What the pass along the trail is told of a line's row; 0 where the texts differ, null where there is none."""
HASHES = "SELECT seq, hash FROM trail ORDER BY seq"
_FIELDS = tuple(f't."{name}"' for name in TrailLine._fields[:-1])
"""What a line's hash is of."""


@cache
def lines(unread: frozenset[str] = frozenset(), *, postgres: bool, guarded: bool = False) -> str:
    """Return the text that reads every line in order: number, hashed text, hash, what its row says.

    Tables are read by the row itself, never by an index. Tables in `unread` are not; `guarded` bears bytes in a row.
    """
    return f"SELECT {_line(unread, postgres=postgres, guarded=guarded)} FROM trail t{_bare(postgres)} ORDER BY t.seq"  # noqa: S608 - our own names


def chosen_lines(seqs: Sequence[int], *, postgres: bool) -> tuple[str, dict[str, Value]]:
    """Return the text that reads these lines alone, each with the previous hash that the line after it names."""
    after = _as_text("n.prev", postgres=postgres)
    chosen = "SELECT unnest(:seqs::bigint[])" if postgres else "SELECT value FROM json_each(:seqs)"
    listed = ",".join(map(str, seqs))
    sql = f"""SELECT {_line(postgres=postgres)}, (SELECT {after} FROM trail n WHERE n.seq = t.seq + 1)
    FROM trail t WHERE t.seq IN ({chosen}) ORDER BY t.seq"""  # noqa: S608 - our own names
    return sql, {"seqs": f"{{{listed}}}" if postgres else f"[{listed}]"}


@cache
def unexplained(kind: Kind, *, postgres: bool) -> str:
    """Return the text that reads number and id of the rows of a kind that no line is about."""
    bare = _bare(postgres)
    return f"""SELECT k.seq, k.id FROM {kind.table} k{bare} WHERE NOT EXISTS
    (SELECT 1 FROM trail t{bare} WHERE t.seq = k.seq AND t.entity = '{kind.entity}') ORDER BY k.seq"""  # noqa: S608 - as above


@cache
def count(kind: Kind, *, postgres: bool) -> str:
    """Return the text that counts a kind's rows, by the rows themselves."""
    return f"SELECT count(*) FROM {kind.table} k{_bare(postgres)}"  # noqa: S608 - as above


@cache
def count_indexed(kind: Kind, *, postgres: bool) -> str:
    """Return the text that counts a kind's rows by the index that a year is read by; PostgreSQL takes its own way."""
    by = "" if postgres else f" INDEXED BY {kind.table}_in_order"
    return f"SELECT count(*) FROM {kind.table} k{by} WHERE k.year > 0"  # noqa: S608 - as above


@cache
def named_files(kind: Kind) -> str:
    """Return the text that reads the ids and the evidence of a kind's records that name a file."""
    return f"SELECT t.id, t.evidence FROM {kind.table} t WHERE t.evidence LIKE :mark ORDER BY t.seq"  # noqa: S608 - as above


FILE_MARK = '%["file",%'
"""What evidence with a file in it is like."""


def _line(unread: frozenset[str] = frozenset(), *, postgres: bool, guarded: bool = False) -> str:
    # not SQLite's printf, which ends a text at a NUL: what was put behind one would be told and hashed nowhere
    joined = f"concat_ws(chr(10), {', '.join(_FIELDS)})" if postgres else " || char(10) || ".join(_FIELDS)
    texts = ", ".join((*_FIELDS[1:], "t.hash"))
    told = joined if postgres else f"CASE WHEN typeof(max({texts})) = 'text' THEN {joined} END"
    own = {kind: UNREAD if kind.table in unread else _says(kind, postgres=postgres, guarded=guarded) for kind in KINDS}
    says = " ".join(f"WHEN '{kind.entity}' THEN {say}" for kind, say in own.items())
    columns = [_as_text(text, postgres=postgres) for text in (told, "t.hash")]
    return f"t.seq, {', '.join(columns)}, CASE t.entity {says} END"


def _says(kind: Kind, *, postgres: bool, guarded: bool) -> str:
    same = f"t.body = {_body(kind, postgres=postgres)}"
    if postgres:
        same = f"CASE WHEN {same} THEN {SAME} ELSE 0 END"
    elif guarded:
        odd = " OR ".join(f"typeof(k.\"{name}\") = 'blob'" for name in stored_columns(kind))
        same = f"CASE WHEN {odd} THEN {SURELY_NOT} ELSE {same} END"
    return f"(SELECT {same} FROM {kind.table} k{_bare(postgres)} WHERE k.seq = t.seq)"  # noqa: S608 - our own names


def _body(kind: Kind, *, postgres: bool) -> str:
    """Return what makes the body of a row's line (`codec.body`) of its columns, in the database."""
    columns = stored_columns(kind)
    if not postgres:
        return _object(columns, kind.added)
    parts = []
    for number, name in enumerate(columns):
        part = f"""'{"," if number else ""}"{name}":' || to_json(k."{name}")::text"""
        parts.append(f"CASE WHEN {_is_empty(name)} THEN '' ELSE {part} END" if name in kind.added else part)
    return f"'{{' || {' || '.join(parts)} || '}}'"


def _object(columns: Sequence[str], added: Sequence[str]) -> str:
    """Return an object of these columns, without those of the `added` that are empty; SQLite writes one as we do."""
    if added:
        without = _object([name for name in columns if name != added[0]], added[1:])
        return f"CASE WHEN {_is_empty(added[0])} THEN {without} ELSE {_object(columns, added[1:])} END"
    pairs = (f"""'{name}', k."{name}\"""" for name in columns)
    return f"json_object({', '.join(pairs)})"


def _is_empty(name: str) -> str:
    return f"""k."{name}" IN ('', '[]')"""


def _as_text(column: str, *, postgres: bool) -> str:
    return f"convert_to({column}, 'UTF8')" if postgres else column


def _bare(postgres: bool) -> str:  # noqa: FBT001 - one word for two engines
    return "" if postgres else " NOT INDEXED"


@cache
def for_kind(sql: str, kind: Kind) -> str:
    """Return the text for a kind, its columns in the order the codec reads."""
    return _filled(sql, kind, kind.fields)


@cache
def as_stored(kind: Kind) -> str:
    """Return the text that reads one row by its number, its columns in the order of a trail line's body."""
    return _filled(BY_SEQ, kind, stored_columns(kind))


def _not_void(match: re.Match[str]) -> str:
    return _NOT_VOID[match[1]].replace("$row", match[2])


def _filled(sql: str, kind: Kind, names: Iterable[str]) -> str:
    columns = ", ".join(f't."{name}"' for name in names)
    while _VOID.search(sql):
        sql = _VOID.sub(_not_void, sql)
    return sql.replace("$columns", columns).replace("$table", kind.table)


@cache
def on_postgres(sql: str) -> str:
    """Return the text with parameters as psycopg writes them, without what tells SQLite which index to take."""
    return _NAMED.sub(r"%(\1)s", sql.replace(" +r.seq ", " r.seq "))


@cache
def for_login(sql: str, *, sealed: bool) -> str:
    """Return the text for a login that has no right on the trail; `sealed`: nor on what a closing holds."""
    if sql == HEAD:
        return f"SELECT hash, seq FROM {PLACE}.head()"  # noqa: S608 - our own function
    seen = "chain" if sql in {HASH_AT, MOMENT_AT, LAST_MOMENT} else "trail"
    sql = sql.replace("FROM trail", f"FROM {PLACE}.{seen}")
    if sealed and "FROM closing t" in sql:
        for name, told in SEALED.items():
            sql = sql.replace(f't."{name}"', f"'{told}'")
    return sql


def every() -> dict[str, str]:
    """Return every text that the program can send, by a name for people."""
    texts = {"meta": META, "head": HEAD, "years": YEARS, "plan": PLAN_BODY, "plans": PLAN_BODIES, "revised": REVISED}
    texts |= {"trail end": TRAIL_END, "trail of": TRAIL_OF, "trail whole": TRAIL_WHOLE, "trail size": TRAIL_SIZE}
    texts |= {"trail marked": TRAIL_MARKED, "trail at": TRAIL_AT, "hashes": HASHES, "revisions": REVISIONS}
    texts |= {"hash at": HASH_AT, "moment at": MOMENT_AT, "last moment": LAST_MOMENT}
    for kind in KINDS:
        texts[f"{kind.table} by seq"] = for_kind(BY_SEQ, kind)
        texts[f"{kind.table} of year"] = for_kind(OF_YEAR, kind)
        texts[f"{kind.table} at line"] = for_kind(AT_LINE, kind)
        texts[f"{kind.table} ahead"] = for_kind(AHEAD, kind)
        texts[f"{kind.table} overtaking"] = for_kind(OVERTAKEN, kind)
        texts[f"{kind.table} as stored"] = as_stored(kind)
        if "evidence" in kind.fields:
            texts[f"{kind.table} evidence"] = for_kind(EVIDENCE, kind)
        texts[f"{kind.table} whole"] = for_kind(WHOLE, kind)
        if kind.seated:
            texts[f"{kind.table} on seat"] = for_kind(ON_SEAT, kind)
            texts[f"{kind.table} latest"] = for_kind(LATEST, kind)
            texts[f"{kind.table} latest by"] = for_kind(LATEST_BY, kind)
    own: dict[str, tuple[str, type[Record]]] = {
        "report that undoes a review": (BELOW_SINCE, Progress),
        "reports at a place": (AT_PLACE, Progress),
        "first report below": (FIRST_BELOW, Progress),
        "steps": (STEPS, FindingStep),
        "entries on": (STEPS, ScoreEntry),
        "last closing": (LAST_OF_YEAR, Closing),
        "void of": (VOID_OF, Void),
        "rulings": (RULINGS, Ruling),
    }
    return texts | {name: for_kind(sql, kind_of(record)) for name, (sql, record) in own.items()}
