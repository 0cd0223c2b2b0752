"""The folder for a computer without a network: what is in it, for which machine, and that it is whole."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.packaging.conftest import wheel

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

LINUX, ARM, WINDOWS = "manylinux2014_x86_64", "manylinux2014_aarch64", "win_amd64"
PINS = (
    "typer",
    "rich",
    "annotated-doc",
    "colorama",
    "win-only",
    "typing-extensions",
    "psycopg",
    "psycopg-binary",
    "pip",
)


@pytest.fixture(autouse=True)
def locked(bundle: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock of made-up versions; rich has another one from Python 3.12 on."""
    lines = [f"{name}==2.0" for name in PINS if name != "rich"]
    lines += ["rich==2.0 ; python_version < '3.12'", "rich==3.0 ; python_version >= '3.12'"]
    path = tmp_path / "dev.txt"
    path.write_text("# made up\n" + "\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(bundle.pins.__globals__["sys"].modules["lock"], "LOCK", path)
    return path


def made(bundle: ModuleType, own: Path, folder: Path, *words: str) -> Path:
    """Make a folder; it must come out."""
    assert bundle.main([*words, "--wheel", str(own), "-o", str(folder)]) == 0
    return folder


def names(folder: Path) -> list[str]:
    """Return the wheels in a folder, without their versions' tags."""
    return sorted(path.name.rsplit("-", 3)[0] for path in (folder / "wheels").iterdir())


def test_a_folder_holds_what_that_machine_needs_not_what_this_one_does(
    bundle: ModuleType, own: Path, tmp_path: Path
) -> None:
    """`platform_system == "Windows"` is read for the machine that the folder is for."""
    windows = names(
        made(bundle, own, tmp_path / "给 Windows", "--platform", WINDOWS, "--python", "3.11", "--extras", "")
    )
    linux = names(made(bundle, own, tmp_path / "给 Linux", "--platform", LINUX, "--python", "3.11", "--extras", ""))
    assert set(windows) - set(linux) == {"colorama-2.0", "win_only-2.0"}
    assert linux == ["annotated_doc-2.0", "gongkai-0.1.0", "pip-2.0", "rich-2.0", "typer-2.0", "typing_extensions-2.0"]


def test_each_python_has_its_own_versions_and_wheels(bundle: ModuleType, own: Path, tmp_path: Path) -> None:
    later = made(bundle, own, tmp_path / "新", "--platform", LINUX, "--python", "3.13")
    assert "rich-3.0" in names(later)
    assert "typing_extensions-2.0" not in names(later)
    every = made(bundle, own, tmp_path / "都", "--platform", LINUX)
    assert {"rich-2.0", "rich-3.0", "typing_extensions-2.0"} <= set(names(every))
    native = [path.name for path in (every / "wheels").glob("psycopg_binary*")]
    assert sorted(re.findall("-(cp3..)-", " ".join(native))) == ["cp311", "cp312", "cp313"]
    assert json.loads((every / "bundle.json").read_text("utf-8"))["pythons"] == ["3.13", "3.12", "3.11"]


def test_the_help_is_in_chinese(bundle: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bundle.order_of(["--help"])
    told = capsys.readouterr().out
    assert told.startswith("用法：")
    assert "rollup" in told
    for english in ("usage", "options", "show this", "EXTRAS", "WHEEL"):
        assert english not in told


def test_extras_are_what_was_asked_for(bundle: ModuleType, own: Path, tmp_path: Path) -> None:
    with_it = made(bundle, own, tmp_path / "一", "--platform", ARM, "--python", "3.12", "--extras", "postgres,draft")
    assert {"psycopg-2.0", "psycopg_binary-2.0"} <= set(names(with_it))
    assert json.loads((with_it / "bundle.json").read_text("utf-8"))["install"] == "gongkai[draft,postgres]==0.1.0"
    told = bundle.order_of(["--platform", ARM, "--extras", "rollup, draft", "-o", str(tmp_path / "三")])
    assert told.extras == ("draft", "rollup"), "DuckDB goes along where it is asked for"
    without = made(bundle, own, tmp_path / "二", "--platform", ARM, "--python", "3.12", "--extras", "draft")
    assert "psycopg-2.0" not in names(without)


def test_a_wheel_that_wants_a_newer_system_is_named(
    bundle: ModuleType, own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = made(bundle, own, tmp_path / "一", "--platform", ARM, "--python", "3.12")
    assert (
        "psycopg_binary-2.0-cp312-cp312-manylinux_2_28_aarch64.whl 要 glibc 2.28，没有更旧的" in capsys.readouterr().out
    )
    assert json.loads((folder / "bundle.json").read_text("utf-8"))["glibc"] == "2.28"
    assert "glibc 要 2.28 以上" in (folder / "安装说明.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("tag", "oldest"),
    [
        ("py3-none-any", (0, 0)),
        ("cp311-cp311-win_amd64", (0, 0)),
        ("cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64", (2, 17)),
        ("cp311-cp311-manylinux_2_27_aarch64.manylinux_2_28_aarch64", (2, 27)),
        ("cp39-abi3-manylinux1_x86_64", (2, 5)),
    ],
)
def test_the_oldest_system_of_a_wheel(bundle: ModuleType, tmp_path: Path, tag: str, oldest: tuple[int, int]) -> None:
    assert bundle.glibc_of(wheel(tmp_path, "any", tag=tag)) == oldest


@pytest.mark.parametrize("platform", [WINDOWS, LINUX])
def test_the_list_names_every_file_with_its_digest(
    bundle: ModuleType, own: Path, tmp_path: Path, platform: str
) -> None:
    folder = made(bundle, own, tmp_path / "一", "--platform", platform)
    lines = [line.split("  ", 1) for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines()]
    listed = {name: digest for digest, name in lines}
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert set(listed) == set(there) - {"SHA256SUMS"}
    assert all(hashlib.sha256(there[name].read_bytes()).hexdigest() == digest for name, digest in listed.items())
    script = "install.bat" if platform == WINDOWS else "install.sh"
    assert {script, "install.py", "bundle.json", "安装说明.html"} < set(listed)
    assert not {"install.bat", "install.sh"} - {script} & set(listed)


def test_a_batch_file_is_read_the_same_in_every_code_page(bundle: ModuleType, own: Path, tmp_path: Path) -> None:
    """Cmd reads it in the console's code page: GBK here, UTF-8 or something else there."""
    content = (made(bundle, own, tmp_path / "一", "--platform", WINDOWS) / "install.bat").read_bytes()
    assert content.isascii()
    assert content.count(b"\r\n") == content.count(b"\n") > 20
    text = content.decode()
    assert "@" not in text.removeprefix("@echo off")
    assert {f":{name}" for name in re.findall(r"goto (\w+)", text)} == set(re.findall(r"(?m)^:\w+", text))
    assert 'pushd "%~dp0"' in text
    assert "(3.13 3.12 3.11)" in text


def test_a_shell_script_is_filled(bundle: ModuleType, own: Path, tmp_path: Path) -> None:
    content = (made(bundle, own, tmp_path / "一", "--platform", LINUX, "--python", "3.12") / "install.sh").read_bytes()
    assert b"\r" not in content
    assert b"for name in python3.12 python3 python; do" in content
    assert not re.search(b"@[A-Z]+@", content)


@pytest.mark.parametrize("platform", [WINDOWS, LINUX])
def test_the_page_tells_a_beginner_all_and_needs_no_network(
    bundle: ModuleType, own: Path, tmp_path: Path, platform: str
) -> None:
    page = (made(bundle, own, tmp_path / "一", "--platform", platform) / "安装说明.html").read_text("utf-8")
    for word in (
        "看看有没有 Python",
        "没有装成怎么办",
        "升级",
        "数据在哪里",
        "卸载",
        "许可证",
        "gongkai backup 备份.zip",
    ):
        assert word in page
    assert "<tr><td>rich</td><td>2.0</td><td>MIT</td></tr>" in page
    assert not re.search(r"@[A-Z]+@|https?://|<script|<link|src=", page)


def test_what_cannot_be_made_leaves_nothing(
    bundle: ModuleType, own: Path, tmp_path: Path, locked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    locked.write_text(locked.read_text("utf-8").replace("annotated-doc==2.0\n", ""), encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    assert bundle.main(["--platform", LINUX, "--wheel", str(own), "-o", str(tmp_path / "一")]) == 1
    assert "没有 annotated-doc，请先运行 packaging/lock.py" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_a_package_without_a_wheel_for_that_machine_is_named(
    bundle: ModuleType, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(*_: str) -> None:
        raise bundle.Failure("pip download 没有成功：ERROR: No matching distribution found for lxml==2.0")

    monkeypatch.setattr(bundle, "pip", none)
    assert bundle.main(["--platform", ARM, "--python", "3.12", "--wheel", str(own), "-o", str(tmp_path / "一")]) == 1
    assert "manylinux2014_aarch64、Python 3.12：pip download 没有成功" in capsys.readouterr().err


def test_what_lies_there_is_not_thrown_away(
    bundle: ModuleType, own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "一").mkdir()
    (tmp_path / "一" / "照片.jpg").touch()
    assert bundle.main(["--platform", LINUX, "--wheel", str(own), "-o", str(tmp_path / "一")]) == 1
    assert "已经有了" in capsys.readouterr().err
    (tmp_path / "空").mkdir()
    assert made(bundle, own, tmp_path / "空", "--platform", LINUX, "--python", "3.12").is_dir()
    assert bundle.main(["--platform", LINUX, "--extras", "nosuch", "-o", str(tmp_path / "二")]) == 1
