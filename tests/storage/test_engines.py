"""The tests' own server: nobody mistakes a missing PostgreSQL for a passed test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import engines

if TYPE_CHECKING:
    from pathlib import Path


def test_without_a_server_the_reason_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGKAI_NEED_POSTGRES", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no PostgreSQL server programs"):
        engines.go_without()


def test_where_a_server_is_needed_its_absence_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_NEED_POSTGRES", "1")
    with pytest.raises(pytest.fail.Exception, match="no PostgreSQL server programs"):
        engines.go_without()


def test_programs_are_found_on_the_path_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("pathlib.Path.glob", lambda *_: iter(()))
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert engines.programs() is None
    monkeypatch.setattr("shutil.which", lambda _: str(tmp_path / "initdb"))
    assert engines.programs() == tmp_path


@pytest.mark.postgres
def test_every_test_has_a_place_of_its_own(postgres: str, server: engines.Server) -> None:
    other = server.fresh()
    assert other != postgres
    server.drop(other)
