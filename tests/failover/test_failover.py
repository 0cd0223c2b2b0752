"""The primary is killed in mid-writing and its standby promoted: nothing confirmed is lost, and the chain is one.

In between every command says in a sentence what it knows of its own entry: not recorded, or perhaps recorded.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.cli import environment, run
from tests.failover.conftest import TODAY, Machine, Pair, until

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.postgres
POINTS = {"bgs": ("4", "-u", "县政府办"), "jyj": ("1",), "dz": ("2",)}
BEFORE, AFTER = 4, 3
CLERK = """
import json, sys
from gongkai.cli import session
from gongkai.register import committing
from tests.cli import run
pauses, db, words = json.loads(sys.argv[1])
committing.PAUSES = (0.0, *[0.5] * pauses)
session.LATE = 0.1 if "late" in sys.argv else session.LATE
number = 0
while True:
    number += 1
    done = run(*words, "--percent", str(number % 101), "--json", db=db, today="2018-09-03")
    print(json.dumps([done.code, done.out, done.err]), flush=True)
    if "once" in sys.argv:
        break
"""
NOT_RECORDED = ("这次没有登记", "没有登记成的再登记一次", "正在登记的没有登记成")
PERHAPS = "可能已登记，也可能没有"


class Answer(NamedTuple):
    """What one command answered."""

    code: int
    out: str
    err: str

    @property
    def id(self) -> str:
        """The id of what it confirmed, empty where it confirmed nothing."""
        return str(json.loads(self.out)["id"]) if self.code == 0 else ""

    @property
    def perhaps(self) -> str:
        """The id that its entry has if it is there after all."""
        found = re.search(r"编号就是 (\w+)", self.err)
        return found[1] if found else ""


class Clerk:
    """Somebody who records one entry after another, whatever is answered."""

    def __init__(self, pair: Pair, login: str, *more: str, pauses: int = 2) -> None:
        words = ["progress", "add", *POINTS[login]]
        told = json.dumps([pauses, pair.url(login), words])
        self.answers = pair.folder / f"answers-{login}-{time.monotonic_ns()}"
        with self.answers.open("w", encoding="utf-8") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", CLERK, told, *more], env=environment(TODAY, None), stdout=out, stderr=out
            )

    def said(self) -> list[Answer]:
        """Return what was answered so far."""
        whole = self.answers.read_text(encoding="utf-8").rpartition("\n")[0]
        return [Answer(*json.loads(line)) for line in whole.splitlines()]

    def confirmed(self) -> list[str]:
        """Return the ids of what was confirmed so far."""
        return [answer.id for answer in self.said() if answer.code == 0]

    def stop(self) -> None:
        """Let it end, at whatever it is."""
        self.process.kill()
        self.process.wait()


def recorded(db: str) -> dict[str, str]:
    """Return the login that each report in the ledger was recorded by, the trail verified."""
    verified = run("audit", "verify", "--json", db=db, today=TODAY)
    assert (verified.code, verified.json["problems"]) == (0, [])
    return {one["id"]: one["actor"] for one in run("progress", "list", "--json", db=db, today=TODAY).json}


def clear(answers: Sequence[Answer]) -> None:
    """Hold what is answered to a sentence in Chinese, exit code 4, and no more."""
    for answer in answers:
        if answer.code == 0:
            continue
        assert answer.code == 4, answer.err
        assert any(said in answer.err for said in (*NOT_RECORDED, PERHAPS)), answer.err
        assert "Traceback" not in answer.err
        assert "建议：" in answer.err
        assert answer.out == ""


@pytest.mark.slow
def test_nothing_confirmed_is_lost_when_the_primary_is_killed(pair: Pair) -> None:
    clerks = {login: Clerk(pair, login) for login in POINTS}
    try:
        until(lambda: all(len(clerk.confirmed()) >= BEFORE for clerk in clerks.values()))
        pair.primary.kill()
        before = {login: len(clerk.confirmed()) for login, clerk in clerks.items()}
        until(lambda: all(any(answer.code for answer in clerk.said()) for clerk in clerks.values()))
        pair.standby.promote()
        until(lambda: all(len(clerk.confirmed()) >= before[login] + AFTER for login, clerk in clerks.items()))
    finally:
        for clerk in clerks.values():
            clerk.stop()
    answers = {login: clerk.said() for login, clerk in clerks.items()}
    for said in answers.values():
        clear(said)
    assert any("没有连上能写的主库" in answer.err for said in answers.values() for answer in said)
    there = recorded(pair.url())
    for login, clerk in clerks.items():
        own = {id_ for id_, actor in there.items() if actor == login}
        confirmed = Counter(clerk.confirmed())
        assert set(confirmed.values()) == {1}
        assert confirmed.keys() <= own
        perhaps = {answer.perhaps for answer in answers[login]} - {""}
        unfinished = 1  # the last call was stopped before it could say anything
        assert len(own - confirmed.keys() - perhaps) <= unfinished


def hanging(pair: Pair, login: str, pauses: int) -> Clerk:
    """Return somebody whose entry is committed on the primary, and waits for a standby that is not there."""
    pair.standby.stop()
    clerk = Clerk(pair, login, "once", "late", pauses=pauses)
    until(lambda: pair.primary.ask("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))
    return clerk


def only(clerk: Clerk) -> Answer:
    """Return the one answer, once it is there."""
    clerk.process.wait()
    (answer,) = clerk.said()
    return answer


def alone(machine: Machine) -> None:
    """Start a server that waits for no standby."""
    machine.settings |= {"synchronous_standby_names": "''"}
    machine.start()


def test_where_nobody_can_be_asked_it_may_have_been_recorded(pair: Pair) -> None:
    clerk = hanging(pair, "jyj", pauses=0)
    time.sleep(2)
    pair.primary.kill()
    answer = only(clerk)
    clear([answer])
    assert PERHAPS in answer.err
    assert "多半在等同步备库确认" in answer.err
    assert answer.perhaps == "P2"
    assert "先查再重录" in answer.err
    assert "gongkai show P2" in answer.err
    alone(pair.primary)
    shown = run("show", "P2", db=pair.url("jyj"), today=TODAY)
    assert (shown.code, "1%" in shown.out) == (0, True)


def test_what_the_primary_had_committed_is_confirmed_once_it_is_back(pair: Pair) -> None:
    clerk = hanging(pair, "bgs", pauses=100)
    pair.primary.kill()
    alone(pair.primary)
    answer = only(clerk)
    assert (answer.code, answer.id) == (0, "P2"), answer.err
    assert "重新连上查过：已经登记" in answer.err
    assert recorded(pair.url()) == {"P2": "bgs"}


def test_what_never_reached_the_standby_is_not_recorded_once_that_is_promoted(pair: Pair) -> None:
    clerk = hanging(pair, "dz", pauses=100)
    pair.primary.kill()
    pair.standby.start()
    pair.standby.promote()
    answer = only(clerk)
    clear([answer])
    assert "这次没有登记" in answer.err
    assert recorded(pair.url()) == {}
    again = Clerk(pair, "dz", "once")
    assert only(again).id == "P2"


def test_nothing_is_recorded_while_two_servers_can_be_written_to(pair: Pair) -> None:
    """The old primary has come back after a failover: whichever is named first, and whoever types."""
    pair.primary.kill()
    pair.standby.promote()
    words = ("progress", "add", "1", "-u", "教育局", "--percent", "40")
    alone(pair.primary)
    for first in (pair.primary, pair.standby):
        db = pair.url("bgs", first=first)
        late = run(*words, db=db, today=TODAY)
        assert (late.code, late.out) == (4, "")
        assert "几台数据库服务器都能写" in late.err
        assert "这次没有登记" in late.err
        assert {pair.primary.place, pair.standby.place} <= set(re.findall(r"127\.0\.0\.1:\d+", late.err))
        assert run("status", db=db, today=TODAY).code == 0, "who only looks is not kept from it"
        doctor = run("doctor", db=db, today=TODAY)
        assert "几台都能写" in doctor.out
        granted = run(
            "db", "grant", "wyz", "--role", "office", "-o", str(pair.folder / "w.csv"), db=pair.url(first=first)
        )
        assert (granted.code, "都能写" in granted.err) == (4, True), granted.err
    assert recorded(pair.one(pair.primary)) == recorded(pair.one(pair.standby)) == {}
    pair.primary.end()
    assert run(*words, db=pair.url("bgs"), today=TODAY).code == 0
    (pair.primary.data / "standby.signal").touch()
    pair.primary.start()
    done = run(*words, db=pair.url("bgs"), today=TODAY)
    assert done.code == 0, done.err
    assert "都能写" not in run("doctor", db=pair.url("bgs"), today=TODAY).out


def test_one_server_by_two_names_is_one(pair: Pair) -> None:
    port = pair.primary.port
    db = f"postgresql://bgs@127.0.0.1:{port},localhost:{port},127.0.0.1:1/postgres"
    done = run("progress", "add", "1", "-u", "教育局", "--percent", "40", db=db, today=TODAY)
    assert done.code == 0, done.err
