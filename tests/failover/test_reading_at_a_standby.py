"""GONGKAI_DB_READ: whoever only reads may read a standby, is told how old it is, and finds again what was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli import Result, run
from tests.failover.conftest import TODAY, Pair, until

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.postgres


class Desk:
    """A machine with a data folder of its own, that writes at the primary and reads at a standby."""

    def __init__(self, pair: Pair, home: Path, read: str, login: str = "bgs") -> None:
        self.db = pair.url(login)
        self.env = {"GONGKAI_DB_READ": read, "XDG_DATA_HOME": str(home)}

    def call(self, *words: str) -> Result:
        """Call the program."""
        return run(*words, db=self.db, today=TODAY, env=self.env)

    def must(self, *words: str) -> Result:
        """Call the program, which succeeds."""
        done = self.call(*words)
        assert done.code == 0, done.err
        return done

    def reports(self) -> list[int]:
        """Return how far each report that it sees is."""
        return [one["percent"] for one in self.must("progress", "list", "--json").json]


def caught_up(pair: Pair) -> bool:
    """Whether the standby shows all that the primary has."""
    ((now,),) = pair.primary.ask("SELECT pg_current_wal_lsn()::text")
    return pair.standby.ask(f"SELECT pg_last_wal_replay_lsn() >= '{now}'") == [(True,)]


def test_a_standby_is_read_and_its_age_is_told(pair: Pair, tmp_path: Path) -> None:
    read = pair.one(pair.standby, "bgs")
    own, other = Desk(pair, tmp_path / "own", read), Desk(pair, tmp_path / "other", read)
    own.must("progress", "add", "1", "-u", "教育局", "--percent", "40")
    until(lambda: caught_up(pair))
    for desk in (own, other):
        told = desk.must("progress", "list", "--json")
        assert ([one["percent"] for one in told.json], told.err) == ([40], "")

    pair.standby.ask("SELECT pg_wal_replay_pause()")
    own.must("progress", "add", "1", "-u", "教育局", "--percent", "50")
    late = other.must("progress", "list", "--json")
    assert [one["percent"] for one in late.json] == [40]
    assert "落后于主库" in late.err
    assert "以前的登记" in late.err
    again = own.must("progress", "list", "--json")
    assert {one["percent"] for one in again.json} == {40, 50}
    assert "还没有收到本机登记的最后一条" in again.err
    assert again.err.count("主库") == 1
    doctor = own.must("doctor")
    assert "备库比主库少1条登记" in doctor.out
    assert other.must("finding", "add", "-u", "教育局", "--problem", "超期").err.count("备库") == 0

    pair.standby.ask("SELECT pg_wal_replay_resume()")
    until(lambda: caught_up(pair))
    assert own.must("status").err == ""
    assert {*own.reports()} == {*other.reports()} == {40, 50}
    pair.primary.ask("SELECT pg_reload_conf()")
    facts = own.must("doctor", "--json").json["facts"]
    assert facts["服务器"] == f"{pair.primary.place}，主库"
    assert facts["备库"].startswith(pair.standby.place)
    assert facts["同步备库"] == "FIRST 1 (gongkai_standby)"


def test_without_its_standby_the_primary_is_read_in_one_line(pair: Pair, tmp_path: Path) -> None:
    desks = [
        Desk(pair, tmp_path, pair.one(pair.standby, "jyj"), "jyj"),
        Desk(pair, tmp_path, pair.url("jyj", "?target_session_attrs=prefer-standby"), "jyj"),
    ]
    for desk in desks:
        assert desk.must("status").err == ""
    pair.standby.stop()
    for desk, reason in zip(desks, ("连接不上数据库服务器", "不是备库"), strict=True):
        told = desk.must("status")
        assert (told.err.count("\n"), "改读主库" in told.err, reason in told.err) == (1, True, True), told.err
        assert "备库" in desk.must("doctor").out
    pair.primary.stop()
    pair.standby.start()
    for desk in desks:
        assert "落后于主库" in desk.must("status").err
        late = desk.call("progress", "add", "1", "--percent", "3")
        assert (late.code, "没有连上能写的主库" in late.err) == (4, True), late.err
        doctor = desk.call("doctor")
        assert (doctor.code, "主库" in doctor.out, pair.standby.place in doctor.out) == (4, True, True)


def test_a_server_that_was_promoted_is_no_standby_any_more(pair: Pair, tmp_path: Path) -> None:
    desk = Desk(pair, tmp_path, pair.one(pair.standby, "bgs"))
    pair.primary.kill()
    pair.standby.promote()
    told = desk.must("status")
    assert "不是备库" in told.err
    assert "不是备库" in desk.must("doctor").out


def test_what_is_written_goes_to_the_primary_wherever_it_stands(pair: Pair) -> None:
    for more in ("", "?target_session_attrs=any", "?target_session_attrs=prefer-standby"):
        db = pair.url("bgs", more, first=pair.standby)
        done = run("progress", "add", "1", "-u", "教育局", "--percent", "40", db=db, today=TODAY)
        assert done.code == 0, done.err
    assert run("audit", "verify", db=pair.url("bgs", first=pair.standby), today=TODAY).code == 0


def test_two_trails_that_have_parted_are_told(pair: Pair, tmp_path: Path) -> None:
    """Somebody wrote at the old primary, who could not reach the new one."""
    pair.primary.kill()
    pair.standby.promote()
    pair.primary.settings |= {"synchronous_standby_names": "''"}
    pair.primary.start()
    for machine, percent in ((pair.primary, "40"), (pair.standby, "60")):
        words = ("progress", "add", "1", "-u", "教育局", "--percent", percent)
        assert run(*words, db=pair.one(machine, "bgs"), today=TODAY).code == 0
    desk = Desk(pair, tmp_path, pair.one(pair.primary, "bgs"))
    desk.db = pair.one(pair.standby, "bgs")
    told = desk.must("doctor").out
    assert "痕迹在第" in told
    assert "对不上" in told
