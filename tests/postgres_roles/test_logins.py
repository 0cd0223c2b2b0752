"""`gongkai db`, and what a login meets at the command line: in Chinese, without a password, without wrong figures."""

from __future__ import annotations

import base64
import csv
import hashlib
import hmac
from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from gongkai.errors import Refused
from gongkai.register import kinds as r
from gongkai.register import logins, waiting
from gongkai.register.logins import Login
from gongkai.register.reading import open_reader
from gongkai.register.verifying import verify
from gongkai.register.writing import open_register
from tests.cli import Result, run
from tests.filings.desk import opened
from tests.plans import SMALL_PLAN, loaded
from tests.postgres_roles.conftest import EDUCATION, NOW, ROLES, TOWN, WHEN, url_of, write
from tests.together import at_once, say

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.postgres
TODAY = "2018-09-01"


def call(store: str, login: str, *words: str, today: str = TODAY) -> Result:
    """Call the program as a login does."""
    return run(*words, db=url_of(store, login), today=today)


@pytest.fixture
def loaded_store(postgres: str) -> str:
    """A ledger on a server, without roles."""
    loaded(SMALL_PLAN)(postgres)
    return postgres


def test_the_owner_turns_roles_on_and_one_login_works_as_before(loaded_store: str) -> None:
    assert call(loaded_store, "postgres", "db", "roles").code == 3
    assert call(loaded_store, "postgres", "db", "init").code == 0
    done = call(
        loaded_store, "postgres", "--actor", "王文书", "progress", "add", "1", "-u", "教育局", "--percent", "10"
    )
    assert done.code == 0, done.err
    with open_reader(loaded_store) as reader:
        assert reader.trail(1)[0].actor == "王文书"
        assert verify(reader).ok


def test_a_file_has_no_logins(tmp_path: Path) -> None:
    store = str(tmp_path / "台账.db")
    loaded(SMALL_PLAN)(store)
    done = run("db", "init", db=store, today=TODAY)
    assert (done.code, "没有登录名和权限" in done.err) == (3, True)


def test_each_unit_gets_a_login_and_a_password_that_nobody_else_reads(loaded_store: str, tmp_path: Path) -> None:
    call(loaded_store, "postgres", "db", "init", "--any-clock")
    file = tmp_path / "logins.csv"
    done = call(loaded_store, "postgres", "db", "grant", "--all", "-o", str(file))
    assert done.code == 0, done.err
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open(encoding="utf-8-sig", newline="") as told:
        heads, *rows = csv.reader(told)
    assert heads == ["登录名", "密码", "角色", "单位"]
    assert {row[3] for row in rows} == {EDUCATION, "县网信办", TOWN, "西镇人民政府"}
    assert len({row[1] for row in rows}) == len(rows)
    listed = call(loaded_store, "postgres", "db", "roles", "--json")
    for name, secret, *_ in rows:
        assert secret not in done.err + done.out + listed.out
        assert is_password_of(loaded_store, name, secret)
    again = call(loaded_store, "postgres", "db", "grant", "--all")
    assert (again.code, "4 个登录名" in again.err) == (0, True)
    assert is_password_of(loaded_store, rows[0][0], rows[0][1])
    drop(loaded_store, *(row[0] for row in rows))


def is_password_of(store: str, name: str, secret: str) -> bool:
    """Tell whether the server would let a login in with a password, by SCRAM (RFC 5803)."""
    with psycopg.connect(store) as db:
        ((kept,),) = db.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", (name,)).fetchall()
    method, rounds, rest = str(kept).split("$")[0], *str(kept).split("$")[1:]
    iterations, salt = rounds.split(":")
    salted = hashlib.pbkdf2_hmac("sha256", secret.encode(), base64.b64decode(salt), int(iterations))
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    return method == "SCRAM-SHA-256" and base64.b64decode(rest.split(":")[0]) == stored


def drop(store: str, *names: str) -> None:
    """Remove logins from the server, which other tests share."""
    with psycopg.connect(store) as db:
        for name in names:
            db.execute(f"DROP OWNED BY {name}; DROP ROLE {name}".encode())


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("db", "grant"), 2, "没有写登录名"),
        (("db", "grant", "x", "--role", "chief"), 2, "没有这个角色"),
        (("db", "grant", "x", "--role", "unit"), 2, "要写明单位"),
        (("db", "grant", "x", "--role", "office", "-u", "教育局"), 2, "不属于哪个单位"),
        (("db", "grant", "x y", "--role", "office", "-o", "a.csv"), 2, "不能作登录名"),
        (("db", "grant", "pg_x", "--role", "office", "-o", "a.csv"), 2, "不能作登录名"),
        (("db", "grant", "fresh", "--role", "office"), 2, "没有写明写到哪里"),
        (("db", "grant", "postgres", "--role", "office"), 3, "权限管不住"),
        (("db", "revoke", "nobody"), 2, "没有给过权限"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_grant_that_cannot_be(
    untouched: str, words: tuple[str, ...], code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = call(untouched, "postgres", *words)
    assert done.code == code, done.err
    assert said in done.err


@pytest.mark.parametrize("login", list(ROLES))
def test_only_the_owner_gives_and_takes(untouched: str, login: str) -> None:
    for words in (("init",), ("roles",), ("grant", "x", "--role", "office", "-o", "x.csv"), ("revoke", "jyj")):
        done = call(untouched, login, "db", *words)
        assert (done.code, "所有者" in done.err) == (3, True), done.err


def test_what_was_granted_is_taken_at_once(shared: str) -> None:
    with psycopg.connect(url_of(shared, "jyj")) as db:
        assert db.execute("SELECT count(*) FROM progress").fetchall() == [(2,)]
        assert call(shared, "postgres", "db", "revoke", "jyj").code == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute("SELECT count(*) FROM progress")
    done = call(shared, "jyj", "status")
    assert (done.code, "没有这一步的权限" in done.err) == (3, True)
    logins.grant(shared, ROLES["jyj"], (EDUCATION,), "")
    assert call(shared, "jyj", "status").code == 0


def test_a_login_changes_its_role_whole(shared: str) -> None:
    logins.grant(shared, Login("dc2", "unit", TOWN), (TOWN,), "")
    with psycopg.connect(url_of(shared, "dc2")) as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute("INSERT INTO score_entry SELECT * FROM score_entry LIMIT 1")
    assert logins.granted(shared)[-1].role == "unit"


@pytest.mark.parametrize(
    "words",
    [
        ("deduct", "add", "-u", "教育局", "--rule", "1.1", "--reason", "x"),
        ("progress", "verify", "1", "-u", "教育局"),
        ("finding", "close", "F5"),
        ("year", "close"),
        ("appeal", "decide", "C1", "--keep", "--reason", "x"),
        ("appeal", "notice", "C1"),
        ("void", "P2", "--reason", "x"),
        ("score",),
        ("score", "--json"),
        ("scorecard", "教育局"),
        ("report",),
        ("report", "--paper", "通报", "-o", "x.docx"),
        ("check",),
        ("audit", "verify"),
        ("audit", "log"),
        ("export", "-o", "x.jsonl"),
        ("year", "list"),
        ("status", "-u", "东镇"),
        ("status", "东镇"),
        ("finding", "list", "-u", "东镇"),
        ("units", "东镇"),
        ("progress", "add", "1", "-u", "东镇", "--percent", "5"),
        ("due", "-u", "东镇"),
    ],
    ids=" ".join,
)
def test_a_units_login_is_told_what_is_not_its_own(
    untouched: str, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = call(untouched, "jyj", *words)
    assert done.code == 3, done.err
    assert done.err.startswith("错误：")
    assert done.out == ""
    assert not list(tmp_path.iterdir())


def test_a_unit_is_shown_its_own_and_says_so(shared: str) -> None:
    """Whatever unit was meant, a unit's login tells figures of its own, and that the rest is out of its sight."""
    for words in ((), ("-u", "全部"), ("-u", "教育局"), ("教育局",)):
        told = call(shared, "jyj", "status", *words)
        assert told.code == 0, told.err
        assert "县教育局" in told.out
        assert "看不到" in told.out
    answer: Any = call(shared, "jyj", "status", "--json").json
    assert (answer["seen_by"], answer["summary"]["units"]) == (EDUCATION, 1)
    every: Any = call(shared, "bgs", "status", "--json").json
    assert "seen_by" not in every
    assert every["summary"]["units"] > 1
    for words in (("finding", "list"), ("deduct", "list"), ("selfcheck", "list"), ("progress", "list")):
        assert {row["unit"] for row in call(shared, "jyj", *words, "--json").json} == {EDUCATION}


def test_a_unit_reports_inspects_itself_and_puts_right(shared: str) -> None:
    finding = call(shared, "jyj", "finding", "list", "--json").json[0]["id"]
    for words in (
        ("progress", "add", "1", "--percent", "55", "--note", "推进"),
        ("selfcheck", "add", "--finding", "栏目空白｜补齐｜李科员｜2018-10-01"),
        ("finding", "plan", finding, "--measure", "补齐"),
        ("finding", "rectify", finding, "--note", "已补齐", "--evidence", "https://example.gov.cn/1"),
    ):
        done = call(shared, "jyj", *words)
        assert done.code == 0, (words, done.err)
    with open_reader(shared) as reader:
        assert verify(reader).ok
        assert {line.actor for line in reader.trail(4)} == {"jyj"}


def test_a_supervisor_takes_points_but_does_not_check_work(shared: str) -> None:
    done = call(shared, "dc1", "inspect", "add", "--kind", "专项督查", "-u", "东镇")
    assert done.code == 0, done.err
    refused = call(shared, "dc1", "progress", "return", "1", "-u", "教育局", "--reason", "证据不足")
    assert refused.code == 3, refused.err
    assert "服务器不允许" in refused.err


def test_a_machine_whose_clock_is_wrong_is_told(shared: str) -> None:
    call(shared, "postgres", "db", "init")
    done = call(shared, "jyj", "progress", "add", "1", "--percent", "55")
    assert (done.code, "时间和服务器的相差太多" in done.err) == (3, True)
    with open_reader(shared) as reader:
        assert verify(reader).ok


def test_no_password_is_ever_told(untouched: str) -> None:
    """Neither in what is refused nor in what is listed: the address is shown without it."""
    secret = "geheim-geheim"
    for login in ("jyj", "bgs", "postgres", "nobody"):
        store = untouched.replace("postgres@", f"{login}:{secret}@")
        for words in (("status",), ("doctor",), ("deduct", "add"), ("db", "roles"), ("audit", "verify")):
            done = run(*words, db=store, today=TODAY)
            assert secret not in done.out + done.err


def test_an_older_ledger_is_upgraded_by_its_owner_alone(shared: str) -> None:
    with psycopg.connect(shared) as db:
        db.execute("UPDATE meta SET value = '8' WHERE key = 'version'")
        db.execute("DROP TABLE filing CASCADE")
    done = call(shared, "jyj", "status")
    assert (done.code, "所有者" in done.err) == (3, True)
    assert call(shared, "postgres", "status").code == 0
    assert call(shared, "jyj", "status").code == 0
    with psycopg.connect(url_of(shared, "jyj")) as db:
        assert db.execute("SELECT count(*) FROM filing").fetchall() == [(0,)]


def test_a_part_is_never_verified_as_the_whole(untouched: str) -> None:
    with open_reader(url_of(untouched, "jyj")) as reader, pytest.raises(Refused, match="全部登记"):
        verify(reader)


WRITERS, EACH = 16, 4


def keep_writing(store: str, unit: str) -> None:
    """Write reports, one act each, and say the id of each when it is kept."""
    for percent in range(EACH):
        (kept,) = write(store, (r.Progress(**WHEN, point="1", unit=unit, percent=percent), "progress.add"))
        say(kept.id)


@pytest.mark.slow
def test_sixteen_logins_write_at_once_and_keep_one_chain(shared: str) -> None:
    units = {f"w{n}": f"第{n}镇人民政府" for n in range(WRITERS)}
    for login, unit in units.items():
        logins.grant(shared, Login(login, "unit", unit), (unit,), "")
    with open_reader(shared) as reader:
        began = reader.head().seq
    said = sorted(at_once(keep_writing, [(url_of(shared, login), unit) for login, unit in units.items()]))
    with open_reader(shared) as reader:
        assert verify(reader).ok
        assert reader.head().seq == began + WRITERS * EACH
        assert sorted(one.id for one in reader.ledger().progress if one.seq > began) == said
        assert {line.actor for line in reader.trail(WRITERS * EACH)} == set(units)


def test_a_unit_sends_its_own_form_in(shared: str, tmp_path: Path) -> None:
    """From its own machine: the form it was given, with its own rows, and no other's."""
    form = tmp_path / "表.xlsx"
    assert call(shared, "jyj", "form", "-o", str(form)).code == 0
    opened(form).typed("进展", "1", 完成比例=0.7, 日期=date(2018, 8, 31), 进展情况="已公布").save(form)
    done = call(shared, "jyj", "import", str(form))
    assert done.code == 0, done.err
    with open_reader(shared) as reader:
        assert verify(reader).ok
        reports = [one for one in reader.ledger().progress if one.actor == "jyj"]
        assert [(one.unit, one.point, one.percent) for one in reports] == [(EDUCATION, "1", 70)]
        assert reader.trail(1)[0].act == "import"
    other = call(shared, "dz", "import", str(form))
    assert other.code != 0
    assert "登录名 dz 是东镇人民政府的" in other.err
    assert call(shared, "dz", "import", str(form), "--office").code == 3


def test_who_waits_for_a_turn_is_told_how_many_are_before(shared: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit's login learns how many, as any other does."""
    monkeypatch.setattr(waiting, "LONG", 0.05)
    with ExitStack() as held:
        held.enter_context(open_register(shared, actor="张文书", os_user="zhang", now=NOW))
        told: list[int] = []

        def tell(ahead: int) -> None:
            told.append(ahead)
            held.close()

        unit = url_of(shared, "jyj")
        with open_register(unit, actor="jyj", os_user="jyj", now=NOW, told=tell) as register:
            register.add(r.Progress(**WHEN, point="1", unit=EDUCATION, percent=70), "progress.add")
    assert told == [1]


def test_a_unit_reads_the_decision_that_was_issued_to_it_and_no_other(shared: str) -> None:
    numbers = {EDUCATION: "某府办函〔2018〕7号", TOWN: "某府办函〔2018〕8号"}
    with open_reader(shared) as reader:
        filed = {one.unit: one.id for one in reader.of_kind(r.Appeal, 2018)}
    for unit, number in numbers.items():
        words = (filed[unit], "--keep", "--reason", "属实", "--by", "王主任", "--issue", number)
        done = call(shared, "postgres", "appeal", "decide", *words)
        assert done.code == 0, done.err
    own = call(shared, "jyj", "appeal", "notice", "--issued", numbers[EDUCATION])
    assert (own.code, "决定维持扣2分" in own.out.replace("\n", "")) == (0, True), own.err
    other = call(shared, "jyj", "appeal", "notice", "--issued", numbers[TOWN])
    assert (other.code, other.out) == (2, "")
    assert TOWN not in other.err
