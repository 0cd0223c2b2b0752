"""What Windows has not is not needed, what it forbids is not done: played on this system, never tried on that one."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest

from gongkai.cli import app, chinese, doctor, present
from gongkai.draft import office
from gongkai.errors import BadValue, why
from gongkai.plan.spelling import file_name, unfit_for_windows
from gongkai.register.driver import uri_of
from tests.docs.console import ROOT

NOBODY = ("LOGNAME", "USER", "LNAME", "USERNAME")


def elsewhere(folder: Path, *words: str, encoding: str = "cp936", **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command on a system that is not POSIX, with a console of GBK that takes nothing else."""
    kept = {key: value for key, value in os.environ.items() if key not in NOBODY and not key.startswith("GONGKAI")}
    env = kept | {"GONGKAI_TODAY": "2018-11-30", "GONGKAI_DB": str(folder / "台账.db"), "PYTHONPATH": str(ROOT)}
    env |= {"PYTHONIOENCODING": f"{encoding}:strict", "PYTHONUTF8": "0", **more}
    line = [sys.executable, "-m", "tests.cli_base.elsewhere", *words]
    return subprocess.run(line, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False)


def done(folder: Path, *words: str, **more: str) -> str:
    """Return what a command says; it must end well."""
    result = elsewhere(folder, *words, **more)
    told = (result.stdout + result.stderr).decode("cp936")
    assert result.returncode == 0, told
    return told


def test_a_day_of_work(tmp_path: Path) -> None:
    """From the first load to a restored backup, every format of paper, files written twice."""

    def typed(*words: str) -> str:
        return done(tmp_path, *words)

    (tmp_path / "照片.jpg").write_bytes(b"JFIF")
    typed("load")
    report = ("progress", "add", "7", "-u", "县教育局", "--percent", "60")
    typed(*report, "--evidence", str(tmp_path / "照片.jpg"))
    assert "威远县2018年政务公开工作要点" in typed("status")
    for name in ("年终.html", "年终.docx", "年终.xlsx", "年终.md", "年终.json", "年终.html"):
        typed("report", "-o", str(tmp_path / name))
    typed("progress", "list", "-o", str(tmp_path / "进展.csv"))
    typed("due", "--ics", str(tmp_path / "到期.ics"))
    typed("report", "--all-scorecards", str(tmp_path / "得分表"))
    typed("backup", str(tmp_path / "备份.zip"))
    typed("backup", str(tmp_path / "备份.zip"), "--overwrite")
    typed("backup", "--to", str(tmp_path), "--keep", "1")
    typed(*report[:-1], "70")
    assert "换下的台账在" in typed("restore", str(tmp_path / "备份.zip"), "--overwrite")
    assert "核验无误" in typed("audit", "verify")


def test_a_restore_into_a_new_place_and_over_a_broken_file(tmp_path: Path) -> None:
    done(tmp_path, "load", LINKLESS="1")
    done(tmp_path, "backup", str(tmp_path / "备份.zip"), LINKLESS="1")
    for name in ("新.db", "坏.db"):
        if name == "坏.db":
            (tmp_path / name).write_bytes(b"\xff" * 9000)
        here = ("--db", str(tmp_path / name))
        done(tmp_path, *here, "restore", str(tmp_path / "备份.zip"), "--force", LINKLESS="1")
        assert "核验无误" in done(tmp_path, *here, "audit", "verify")


@pytest.mark.parametrize(
    "line",
    [
        "import fcntl",
        "f = open('一', 'w'); os.replace('一', '二')",
        "f = open('一', 'w'); os.replace('二', '一')",
        "f = open('一', 'w'); shutil.rmtree('.')",
        "os.rename('二', '三')",
        "os.open('.', os.O_RDONLY)",
    ],
)
def test_the_other_system_is_as_strict_as_it_is_meant_to_be(line: str, tmp_path: Path) -> None:
    (tmp_path / "二").touch()
    (tmp_path / "三").touch()
    code = f"import os, shutil\nfrom tests.cli_base.elsewhere import be_elsewhere\nbe_elsewhere()\n{line}"
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, check=False)
    assert re.search(rb"(PermissionError|FileExistsError|ModuleNotFoundError)", ended.stderr), ended.stderr


def test_whoever_has_no_login_is_unknown(tmp_path: Path) -> None:
    done(tmp_path, "load")
    assert "登记人现在是“unknown”" in done(tmp_path, "doctor")


def test_no_login_without_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NOBODY:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(sys.modules, "pwd", None)
    assert app.login() == "unknown"


def test_time_zones_come_with_the_program(tmp_path: Path) -> None:
    """Windows has none of its own: they are in a package that is installed with it."""
    done(tmp_path, "load")
    done(tmp_path, "due", "--ics", str(tmp_path / "到期.ics"), PYTHONTZPATH="")
    assert b"TZID" in (tmp_path / "到期.ics").read_bytes()
    assert "tzdata" in (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("optional-dependencies")[0]


class OfWindows(OSError):
    """An error as Windows gives it: C's number, and its own."""

    def __init__(self, number: int, winerror: int, filename: str = "年终.docx") -> None:
        super().__init__(number, "", filename)
        self.winerror = winerror


@pytest.mark.parametrize(
    ("number", "winerror", "said"),
    [
        (errno.EACCES, 32, "别的程序正占用着"),
        (errno.EACCES, 5, "没有权限"),
        (errno.EACCES, 19, "只读的"),
        (errno.EACCES, 21, "拔掉"),
        (errno.ENOENT, 206, "文件名太长"),
        (errno.ENOENT, 3, "文件夹不存在"),
        (errno.EINVAL, 64, "网络共享断开了"),
        (errno.ENOSPC, 112, "磁盘已满"),
    ],
)
def test_why_windows_refuses(number: int, winerror: int, said: str) -> None:
    """A paper that is open in Word is in use; Windows calls it no permission."""
    assert said in why(OfWindows(number, winerror))[0]


def test_a_paper_that_is_open_in_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(path: Path, target: Path) -> Path:
        raise OfWindows(errno.EACCES, 32, f"{path} -> {target}")

    monkeypatch.setattr("gongkai.cli.present.Path.replace", locked)
    with pytest.raises(BadValue, match="别的程序正占用着") as told:
        present.save(b"1", tmp_path / "年终.docx")
    assert "WPS" in told.value.hint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("年终.docx", ""),
        ("得分表-县政府办公室（一）.docx", ""),
        ("com.docx", ""),
        ("年终:2.xlsx", "文件名里不能有 :"),
        ("年终?.xlsx", "文件名里不能有 ?"),
        ("年终.xlsx.", "不能以点或空格结尾"),
        ("年终 ", "不能以点或空格结尾"),
        ("con", "设备名"),
        ("NUL.xlsx", "设备名"),
        ("Com1.表.docx", "设备名"),
    ],
)
def test_names_that_windows_takes_for_something_else(
    name: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`年终:2.xlsx` would be a hidden stream of a file 年终, NUL.xlsx nothing at all."""
    assert reason in unfit_for_windows(name)
    assert bool(unfit_for_windows(name)) == bool(reason)
    monkeypatch.setattr(sys, "platform", "win32")
    if reason:
        with pytest.raises(BadValue, match=re.escape(reason)):
            present.save(b"1", tmp_path / name)
        assert list(tmp_path.iterdir()) == []
    else:
        present.save(b"1", tmp_path / name)


@pytest.mark.parametrize("name", ["CON", "nul", "aux.办", "LPT1", "a/b:c*?", " .县.", "...", "县\t局", "威远\u202e县"])
def test_a_name_of_ours_is_a_name_everywhere(name: str) -> None:
    assert unfit_for_windows(file_name(name)) == ""
    assert unfit_for_windows(f"{file_name(name)}.docx") == ""


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (r"C:\台 账\gongkai.db", "file:///C:/%E5%8F%B0%20%E8%B4%A6/gongkai.db"),
        (r"\\server\share\a#1?.db", "file:////server/share/a%231%3F.db"),
    ],
)
def test_a_file_as_sqlite_is_told_it(path: str, uri: str) -> None:
    assert uri_of(PureWindowsPath(path)) == uri


def test_a_reader_that_left_is_no_error_on_windows_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows gives EINVAL for a closed pipe; of a file it means a bad name."""

    def left(filename: str | None) -> int:
        def act() -> None:
            raise OSError(errno.EINVAL, "Invalid argument", filename)

        return chinese.of(act)

    monkeypatch.setattr(chinese, "_stop_writing", lambda: None)
    assert left(None) == left("年终?.docx") == 4
    monkeypatch.setattr(sys, "platform", "win32")
    assert (left(None), left("年终?.docx")) == (0, 4)


def test_libreoffice_is_found_where_windows_puts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "LibreOffice" / "program" / "soffice"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", "")
    assert office._program({"ProgramFiles": str(tmp_path)}) == str(program)  # noqa: SLF001 - what it looks for
    assert office._program({}) is None  # noqa: SLF001 - as above


def test_a_drive_letter_of_another_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import ctypes
    from types import SimpleNamespace

    asked: list[str] = []

    def type_of(root: str) -> int:
        asked.append(root)
        return doctor.REMOTE_DRIVE

    assert not doctor._is_mapped(tmp_path)  # noqa: SLF001 - not on this system
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(
        ctypes, "windll", SimpleNamespace(kernel32=SimpleNamespace(GetDriveTypeW=type_of)), raising=False
    )
    assert doctor._is_mapped(tmp_path)  # noqa: SLF001 - as above
    assert asked == ["/"]
