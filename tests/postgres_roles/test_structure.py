"""What `db init` makes on a shared server is held against what this version makes, by the owner and by the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from gongkai.register.catalogue import _planned_alike
from gongkai.register.logins import turn_on
from gongkai.register.reading import open_reader
from gongkai.register.structure import Part, differences
from gongkai.register.verifying import must_hold, quickly_verified, verify
from gongkai.wording import UNVERIFIED
from tests.cli import run
from tests.postgres_roles.conftest import postgres, server, shared, untouched, url_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["postgres", "server", "shared", "untouched"]

pytestmark = pytest.mark.postgres
DEFINER = "STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
CHANGES = {
    "a policy taken off": ("DROP POLICY gongkai_write ON review", "gongkai_write"),
    "a policy put on": ("CREATE POLICY 也看 ON appeal FOR SELECT USING (true)", "也看"),
    "a policy that opens all": ("ALTER POLICY gongkai_read ON appeal USING (true)", "gongkai_read"),
    "a policy that lets all in": ("ALTER POLICY gongkai_write ON ruling WITH CHECK (true)", "gongkai_write"),
    "a policy for one login alone": ("ALTER POLICY gongkai_read ON appeal TO bgs", "gongkai_read"),
    "a policy of our name on a table that has none": (
        "CREATE POLICY gongkai_read ON trail FOR SELECT USING (true)",
        "gongkai_read",
    ),
    "policies put to sleep": ("ALTER TABLE progress DISABLE ROW LEVEL SECURITY", "progress"),
    "policies put to work on a table that has none": ("ALTER TABLE trail ENABLE ROW LEVEL SECURITY", "trail"),
    "a constraint taken off": ("DROP TRIGGER progress_held ON progress", "progress_held"),
    "a constraint put to sleep": ("ALTER TABLE trail DISABLE TRIGGER trail_held", "trail_held"),
    "a constraint told another kind": (
        (
            "DROP TRIGGER void_held ON void; CREATE CONSTRAINT TRIGGER void_held AFTER INSERT ON void DEFERRABLE"
            " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gongkai_roles.row_has_its_line('Progress', '{}')"
        ),
        "void_held",
    ),
    "a trigger named as another table's": (
        "CREATE TRIGGER review_keep BEFORE INSERT ON appeal FOR EACH STATEMENT EXECUTE FUNCTION gongkai_refuse()",
        "review_keep",
    ),
    "a trigger on the logins": (
        "CREATE TRIGGER 拦 BEFORE INSERT ON gongkai_roles.login FOR EACH STATEMENT EXECUTE FUNCTION gongkai_refuse()",
        "拦",
    ),
    "a function that makes all the office": (
        (
            f"CREATE OR REPLACE FUNCTION gongkai_roles.my_role() RETURNS text LANGUAGE sql {DEFINER} AS"
            " $$ SELECT 'office'::text $$"
        ),
        "gongkai_roles.my_role",
    ),
    "a function that asks of another table": (
        "UPDATE pg_proc SET prosrc = replace(prosrc, 'ON e.id = part', 'ON o.id = part') WHERE proname = 'owes'",
        "gongkai_roles.owes",
    ),
    "a function that acts for its caller": (
        "ALTER FUNCTION gongkai_roles.is_open(bigint) SECURITY INVOKER",
        "gongkai_roles.is_open",
    ),
    "a function that looks elsewhere": (
        "ALTER FUNCTION gongkai_roles.head() SET search_path = pg_temp, public",
        "gongkai_roles.head",
    ),
    "a function of another owner": ("ALTER FUNCTION gongkai_roles.head() OWNER TO dz", "gongkai_roles.head"),
    "a function more": (
        "CREATE FUNCTION gongkai_roles.head(int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$",
        "gongkai_roles.head",
    ),
    "a table more among the logins": ("CREATE TABLE gongkai_roles.另册 (a int)", "gongkai_roles.另册"),
    "a view that leaves lines out": (
        (
            "CREATE OR REPLACE VIEW gongkai_roles.chain WITH (security_barrier) AS"
            " SELECT t.seq, t.moment, t.hash FROM public.trail t WHERE t.seq < 9"
        ),
        "gongkai_roles.chain",
    ),
    "a view over the other": (
        (
            "CREATE OR REPLACE VIEW gongkai_roles.chain WITH (security_barrier) AS SELECT t.seq, t.moment, t.hash"
            " FROM gongkai_roles.trail t WHERE (SELECT gongkai_roles.my_role()) IS NOT NULL"
        ),
        "gongkai_roles.chain",
    ),
    "a view whose columns are exchanged": (
        (
            "DROP VIEW gongkai_roles.chain; CREATE VIEW gongkai_roles.chain WITH (security_barrier) AS SELECT t.seq,"
            " t.moment AS hash, t.hash AS moment FROM public.trail t"
            " WHERE (SELECT gongkai_roles.my_role()) IS NOT NULL;"
            " GRANT SELECT ON gongkai_roles.chain TO bgs"
        ),
        "gongkai_roles.chain",
    ),
    "a view without its barrier": (
        "ALTER VIEW gongkai_roles.trail SET (security_barrier = false)",
        "gongkai_roles.trail",
    ),
}


def spoil(store: str, sql: str) -> None:
    """Change the database as its administrator can."""
    with psycopg.connect(store) as db:
        db.execute(sql.encode())


@pytest.mark.parametrize("login", ["postgres", "bgs", "dc1"])
def test_what_roles_are_made_of_belongs_to_the_structure(untouched: str, login: str) -> None:
    with open_reader(url_of(untouched, login)) as reader:
        assert differences(reader.source) == []
        assert verify(reader).ok
        must_hold(reader, reader.ledger())


@pytest.mark.parametrize("name", CHANGES)
def test_whoever_verifies_is_told_what_was_changed(shared: str, name: str) -> None:
    sql, part = CHANGES[name]
    spoil(shared, sql)
    for login in ("postgres", "bgs"):
        with open_reader(url_of(shared, login)) as reader:
            named = {(problem.kind, problem.id) for problem in verify(reader).problems}
        assert named == {("schema_changed", part)}, login


@pytest.mark.parametrize(
    ("written", "alike"),
    [
        ("((percent = 1) AND (seq = 2)) OR (year = 3)", True),
        ("percent = 1 AND (seq = 2 OR year = 3)", False),
        ("percent = 1 AND seq = 2 OR year = 4", False),
        ("nobody_knows_it(seq)", False),
    ],
)
def test_a_condition_is_the_same_where_it_means_the_same(untouched: str, written: str, alike: bool) -> None:  # noqa: FBT001 - a case
    part = Part("policy", "gongkai_read", "progress")
    with open_reader(url_of(untouched, "bgs")) as reader:
        assert _planned_alike(reader.source, part, "(percent = 1 AND seq = 2 OR year = 3)", f"({written})") is alike


def test_roles_that_nobody_turned_on_are_somebody_elses(shared: str) -> None:
    """Whoever strikes out that the server is shared does not get round the policies."""
    spoil(shared, "DELETE FROM meta WHERE key = 'roles'")
    with open_reader(shared) as reader:
        assert {"gongkai_read", "progress_held"} <= {problem.id for problem in verify(reader).problems}


def test_the_owner_puts_it_right(shared: str) -> None:
    for sql in ("a policy taken off", "a constraint put to sleep", "a function that makes all the office"):
        spoil(shared, CHANGES[sql][0])
    turn_on(shared, any_clock=True)
    with open_reader(shared) as reader:
        assert verify(reader).ok


def test_a_unit_is_not_refused_for_what_it_cannot_see(shared: str, tmp_path: Path) -> None:
    """Its own papers say that nobody has verified what they are told from; a paper of the office does not."""
    spoil(shared, CHANGES["a policy put on"][0])
    with open_reader(url_of(shared, "jyj")) as reader:
        must_hold(reader)
        assert quickly_verified(reader) == ()
    form = ("form", "-o", str(tmp_path / "表.xlsx"))
    for words in (("status",), ("doctor",), ("progress", "add", "1", "--percent", "45"), form):
        done = run(*words, db=url_of(shared, "jyj"), today="2018-09-01")
        assert done.code == 0, done.err
    told = run("selfcheck", "report", db=url_of(shared, "jyj"), today="2018-09-01")
    assert told.code == 0, told.err
    assert UNVERIFIED in told.out
    refused = run("selfcheck", "report", "-u", "教育局", db=url_of(shared, "bgs"), today="2018-09-01")
    assert (refused.code, "也看" in refused.err) == (4, True)
    spoil(shared, "DROP POLICY 也看 ON appeal")
    told = run("selfcheck", "report", "-u", "教育局", db=url_of(shared, "bgs"), today="2018-09-01")
    assert (told.code, UNVERIFIED in told.out) == (0, False), told.err
