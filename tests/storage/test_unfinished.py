"""What a killed call leaves half written goes with the next one; what stands in the store is its owner's alone."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from gongkai.cli.present import save
from gongkai.register.backup import back_up
from gongkai.register.codec import CST
from gongkai.register.evidence import keep
from gongkai.register.restoring import restore
from gongkai.unfinished import clear_away, name_beside
from tests.storage import samples
from tests.storage.samples import progress, write

NOW = datetime(2018, 9, 1, 9, 30, tzinfo=CST)
HOLD = """
import sys, time
from pathlib import Path
from gongkai.unfinished import name_beside
held = name_beside(Path(sys.argv[1]))
held.write_bytes(b"half")
Path(f"{held}-wal").write_bytes(b"half")
name_beside(Path(sys.argv[1]).with_name("folder")).mkdir()
print(held.name, flush=True)
time.sleep(60)
"""


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


@pytest.fixture
def killed(tmp_path: Path) -> subprocess.Popen[str]:
    """A process that is in the middle of writing a paper."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "报告.docx")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline()
    return process


def test_what_a_killed_call_left_goes_with_the_next(tmp_path: Path, killed: subprocess.Popen[str]) -> None:
    (tmp_path / ".别人的").touch()
    (tmp_path / ".x.gongkai-00000000-1-00000000").touch()
    clear_away(tmp_path)
    assert len(hidden(tmp_path)) == 5, "who lives is let be"
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    save(b"whole", tmp_path / "另一份.docx")
    assert hidden(tmp_path) == [".x.gongkai-00000000-1-00000000", ".别人的"], "nor what another machine writes"
    assert (tmp_path / "另一份.docx").read_bytes() == b"whole"


def test_one_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _mode: int) -> None:
        raise OSError(28, "")

    monkeypatch.setattr(Path, "chmod", full)
    with pytest.raises(Exception, match="磁盘已满"):
        save(b"whole", tmp_path / "报告.docx")
    assert list(tmp_path.iterdir()) == []


def test_names_are_hidden_and_never_the_same(tmp_path: Path) -> None:
    names = {name_beside(tmp_path / "甲.db").name for _ in range(50)}
    assert len(names) == 50
    assert all(name.startswith(".甲.db.gongkai-") for name in names)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")
def test_files_of_the_store_are_their_owners_alone(tmp_path: Path) -> None:
    usual = os.umask(0)
    try:
        store, zipped = str(tmp_path / "台账.db"), tmp_path / "备份.zip"
        samples.make(store)
        (tmp_path / "佐证.txt").write_text("证", encoding="utf-8")
        evidence = keep(Path(f"{store}.evidence"), tmp_path / "佐证.txt")
        write(store, progress(evidence=(evidence,)))
        back_up(store, zipped, NOW)
        with samples.register_of(store) as register:
            register.add(progress(), "test.add")
            beside = [rights(path) for path in tmp_path.glob("台账.db-*")]
        restored = restore(store, zipped, NOW, overwrite=True)
        elsewhere = tmp_path / "另处"
        elsewhere.mkdir()
        restore(str(elsewhere / "台账.db"), zipped, NOW)
    finally:
        os.umask(usual)
    assert beside == [0o600, 0o600]
    assert [rights(Path(path)) for path in (store, zipped, restored.kept, elsewhere / "台账.db")] == [0o600] * 4
    kept = [path for path in tmp_path.rglob("*.evidence/*/*") if path.is_file()]
    assert [rights(path) for path in kept] == [0o600, 0o600]
    assert rights(Path(f"{store}.evidence")) == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")
def test_evidence_in_a_folder_that_is_shared_can_be_read_there(tmp_path: Path) -> None:
    shared = tmp_path / "共享"
    shared.mkdir()
    shared.chmod(0o775)
    (tmp_path / "佐证.txt").write_text("证", encoding="utf-8")
    evidence = keep(shared, tmp_path / "佐证.txt")
    assert rights(shared / evidence.sha256[:2] / evidence.sha256) == 0o644


def test_the_folder_is_looked_through_quickly(tmp_path: Path) -> None:
    for number in range(3000):
        (tmp_path / f"{number}.docx").touch()
    begun = time.perf_counter()
    name_beside(tmp_path / "x.docx")
    assert time.perf_counter() - begun < 0.5
