"""Where the store and the evidence are; no password is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai import settings
from gongkai.errors import BadValue


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GONGKAI_DB", raising=False)
    monkeypatch.delenv("GONGKAI_EVIDENCE", raising=False)
    monkeypatch.chdir(tmp_path)


def test_what_is_said_comes_before_the_environment_and_that_before_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert Path(settings.store_from(None)) == settings.default_folder() / "gongkai.db"
    monkeypatch.setenv("GONGKAI_DB", "b.db")
    assert settings.store_from(None) == str(tmp_path / "b.db")
    assert settings.store_from("a.db") == str(tmp_path / "a.db")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("/srv/台账 #1?.db", "/srv/台账 #1?.db"),
        ("sqlite:////srv/台账.db", "/srv/台账.db"),
        ("postgresql+psycopg://u:p@h/d", "postgresql://u:p@h/d"),
        ("postgres://u:p@h/d", "postgresql://u:p@h/d"),
        ("postgresql://u:p@h/d?sslmode=require", "postgresql://u:p@h/d?sslmode=require"),
        (" /srv/a.db ", "/srv/a.db"),
    ],
)
def test_a_path_or_a_url(said: str, meant: str) -> None:
    assert settings.store_from(said) == meant
    assert settings.is_postgres(meant) == said.startswith("postgres")


def test_a_relative_path_and_the_home_folder(tmp_path: Path) -> None:
    assert settings.store_from("sqlite:///台账.db") == str(tmp_path / "台账.db")
    assert settings.store_from("~/a.db") == str(Path.home() / "a.db")


@pytest.mark.parametrize("said", ["mysql://u:geheim@h/d", "sqlite://", ":memory:", "sqlite:///", "http://x", "ftp://"])
def test_another_scheme_is_refused(said: str) -> None:
    with pytest.raises(BadValue, match="不认识") as told:
        settings.store_from(said)
    assert "geheim" not in str(told.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:geheim@h:5432/d",
        "postgresql://u:ge@he:im/geheim@h/d",
        "postgresql://h/d?user=u&password=geheim&sslmode=x",
        "postgresql://h/d?sslpassword=geheim",
        "postgresql://:geheim@h/d",
    ],
)
def test_no_password_is_shown(url: str) -> None:
    assert "geheim" not in settings.shown(url)
    assert "***" in settings.shown(url)


@pytest.mark.parametrize("harmless", ["postgresql://u@h:5432/d", "/srv/a:b@c.db", r"C:\台账\a@b.db"])
def test_what_holds_no_password_is_shown_whole(harmless: str) -> None:
    assert settings.shown(harmless) == harmless


def test_evidence_lies_beside_the_file_or_under_the_ledgers_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.evidence_folder("/srv/台账.db", "ab12") == Path("/srv/台账.db.evidence")
    far = settings.evidence_folder("postgresql://u:geheim@h/d", "ab12")
    assert far == settings.default_folder() / "ab12.evidence"
    monkeypatch.setenv("GONGKAI_EVIDENCE", "/srv/证据")
    assert settings.evidence_folder("postgresql://h/d", "ab12") == Path("/srv/证据")


@pytest.mark.parametrize("said", ["~nobody-at-all/x.db", "sqlite:///~nobody-at-all/x.db"])
def test_the_home_of_nobody_is_told(said: str) -> None:
    with pytest.raises(BadValue, match="主目录"):
        settings.store_from(said)


def test_a_user_without_a_home_is_told_and_may_name_a_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: Path("~/.local/share/gongkai"))
    monkeypatch.delenv("GONGKAI_DB", raising=False)
    with pytest.raises(BadValue, match="主目录"):
        settings.store_from(None)
    assert not settings.is_default(settings.store_from(str(tmp_path / "a.db")))


def test_evidence_in_the_home_of_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_EVIDENCE", "~nobody-at-all/x")
    with pytest.raises(BadValue, match="主目录"):
        settings.evidence_folder("/a.db", "x")


def test_a_link_names_the_file_that_it_leads_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Log, evidence and queue lie beside the file itself: by two names there would be two of each."""
    (tmp_path / "存").mkdir()
    (tmp_path / "台账.db").symlink_to("存/真.db")
    (tmp_path / "圈.db").symlink_to("圈.db")
    there = (tmp_path / "存" / "真.db").resolve()
    assert settings.store_from("台账.db") == str(there)
    assert settings.evidence_folder(settings.store_from("台账.db"), "") == Path(f"{there}.evidence")
    assert settings.store_from("圈.db") == str(tmp_path / "圈.db")
    monkeypatch.setattr(settings, "default_folder", lambda: tmp_path)
    (tmp_path / "gongkai.db").symlink_to("存/真.db")
    assert settings.store_from(None) == str(there)
    assert settings.is_default(settings.store_from(None))
