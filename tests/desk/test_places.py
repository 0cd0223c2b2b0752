"""Looking makes the default database alone; a mistyped place is told, and nothing is made there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli import run

if TYPE_CHECKING:
    from pathlib import Path

LOOKS = [("status",), ("finding", "list"), ("score",), ("check",), ("due",), ("year", "list"), ("units",), ("report",)]


@pytest.mark.parametrize("args", LOOKS)
@pytest.mark.parametrize("way", ["--db", "GONGKAI_DB"])
def test_a_mistyped_place_is_told_and_nothing_is_made(args: tuple[str, ...], way: str, tmp_path: Path) -> None:
    store = str(tmp_path / "打错.db")
    got = run("--db", store, *args) if way == "--db" else run(*args, db=store)
    assert (got.code, got.out) == (4, "")
    assert f"还没有数据库：{store}" in got.err
    assert "--db 和 GONGKAI_DB" in got.err
    assert list(tmp_path.iterdir()) == []


def test_the_default_database_is_made_by_the_first_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.settings.default_folder", lambda: tmp_path)
    got = run("status", today="2018-11-30")
    assert got.code == 0
    assert "已新建并载入" in got.err
    assert (tmp_path / "gongkai.db").exists()


def test_elsewhere_load_makes_one_with_the_packaged_plan(tmp_path: Path) -> None:
    store = str(tmp_path / "新.db")
    got = run("load", db=store)
    assert got.code == 0
    assert "载入程序自带的2018年要点" in got.err
    assert run("status", db=store, today="2018-11-30").code == 0
    assert "没有写要点文件" in run("load", db=store).err


def test_the_doctor_tells_what_makes_one(tmp_path: Path) -> None:
    told = run("doctor", "--json", db=str(tmp_path / "打错.db")).json["facts"]
    assert told["状态"] == "还没有建立；路径没有写错的，运行 gongkai load 新建"
