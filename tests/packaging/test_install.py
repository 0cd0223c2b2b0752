"""The installer of a folder: whom it refuses and in what words, and what it leaves behind."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.packaging.conftest import SCRIPTS, script

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
PLATFORM = {"linux-x86_64": "manylinux2014_x86_64", "linux-aarch64": "manylinux2014_aarch64"}
FACTS = {"version": "0.1.0", "pythons": [HERE], "glibc": "2.17", "install": "gongkai==0.1.0"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as bundles are, with wheels that are none."""
    place = tmp_path / "安装 包#1%"
    (place / "wheels").mkdir(parents=True)
    (place / "wheels" / "pip-1-py3-none-any.whl").write_bytes(b"pip")
    (place / "安装说明.html").write_text("页", encoding="utf-8")
    told = {**FACTS, "platform": PLATFORM.get(sysconfig.get_platform(), "manylinux2014_x86_64")}
    (place / "bundle.json").write_text(json.dumps(told), encoding="utf-8")
    (place / "install.py").write_bytes((SCRIPTS / "install.py").read_bytes())
    list_files(place)
    return place


def list_files(place: Path) -> None:
    """Write the list of a folder's files."""
    files = [path for path in sorted(place.rglob("*")) if path.is_file() and path.name != "SHA256SUMS"]
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(place).as_posix()}\n" for path in files
    ]
    (place / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


@pytest.fixture
def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The installer of that folder, for a user of his own; it runs no program."""
    module = script("install", folder / "install.py")
    monkeypatch.setenv("HOME", str(folder.parent / "张 三"))
    (folder.parent / "张 三").mkdir()
    monkeypatch.setattr(module, "run", lambda _line: None)
    monkeypatch.setattr(module, "check_machine", lambda _bundle: None)
    monkeypatch.setattr(sys, "argv", ["install.py"])
    return module


def test_the_oldest_python_can_read_it() -> None:
    """Whoever has Python 3.4 is told which one is wanted, not that line 20 has an error."""
    tree = ast.parse((SCRIPTS / "install.py").read_text(encoding="utf-8"), feature_version=(3, 4))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.NamedExpr | ast.AnnAssign)]
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported <= sys.stdlib_module_names


def test_it_is_installed_and_typed(install: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert install.main() == 0
    told = capsys.readouterr().out
    assert "安装包核对无误（清单校验码 " in told
    assert "装好了：gongkai 0.1.0。" in told
    link = Path.home() / ".local" / "bin" / "gongkai"
    assert f"{link} status" in told
    assert link.resolve() == Path.home() / ".local" / "opt" / "gongkai" / "gongkai"
    assert os.access(link, os.X_OK)


def test_the_command_finds_its_python_wherever_it_is_called_from(install: ModuleType, tmp_path: Path) -> None:
    assert install.main() == 0
    (home,) = (Path.home() / ".local" / "opt" / "gongkai" / "versions").iterdir()
    (home / "lib" / f"python{HERE}" / "site-packages" / "gongkai.py").write_text("import sys; print(sys.argv[1:])")
    link = Path.home() / ".local" / "bin" / "gongkai"
    done = subprocess.run([link, "a b", "40%", "$x"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "['a b', '40%', '$x']\n"


def test_a_second_installation_takes_the_place_of_the_first(install: ModuleType, folder: Path) -> None:
    versions = Path.home() / ".local" / "opt" / "gongkai" / "versions"
    assert install.main() == 0
    first = list(versions.iterdir())
    assert install.main() == 0
    second = list(versions.iterdir())
    assert len(second) == 1
    assert second != first
    (folder / "bundle.json").write_text(
        json.dumps({**json.loads((folder / "bundle.json").read_text()), "version": "0.2.0"})
    )
    list_files(folder)
    assert install.main() == 0
    assert [path.name[:6] for path in versions.iterdir()] == ["0.2.0-"]
    assert "0.2.0" in (versions.parent / "gongkai").read_text()


def test_an_installation_that_fails_leaves_the_old_one(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Path.home() / ".local" / "opt" / "gongkai"
    assert install.main() == 0
    before = sorted(path.name for path in (place / "versions").iterdir()), (place / "gongkai").read_text()

    def failing(line: list[str]) -> None:
        raise install.Refusal(f"安装没有成功：{line[1]}")

    monkeypatch.setattr(install, "run", failing)
    assert install.main() == 1
    assert "没有安装。安装没有成功" in capsys.readouterr().out
    assert (sorted(path.name for path in (place / "versions").iterdir()), (place / "gongkai").read_text()) == before


def test_a_command_of_somebody_elses_is_left_alone(install: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    other = Path.home() / ".local" / "bin" / "gongkai"
    other.parent.mkdir(parents=True)
    other.write_text("pipx")
    assert install.main() == 0
    assert other.read_text() == "pipx"
    assert f"{Path.home()}/.local/opt/gongkai/gongkai status" in capsys.readouterr().out


def test_a_dangling_link_is_replaced(install: ModuleType) -> None:
    link = Path.home() / ".local" / "bin" / "gongkai"
    link.parent.mkdir(parents=True)
    link.symlink_to("没有了")
    assert install.main() == 0
    assert link.exists()


def altered(folder: Path) -> str:
    """Change a wheel."""
    (folder / "wheels" / "pip-1-py3-none-any.whl").write_bytes(b"pop")
    return "wheels/pip-1-py3-none-any.whl"


def missing(folder: Path) -> str:
    """Take a file away."""
    (folder / "wheels" / "pip-1-py3-none-any.whl").unlink()
    return "wheels/pip-1-py3-none-any.whl"


def slipped_in(folder: Path) -> str:
    """Put a newer wheel beside the others, which pip would prefer."""
    (folder / "wheels" / "rich-99-py3-none-any.whl").write_bytes(b"")
    return "wheels/rich-99-py3-none-any.whl"


@pytest.mark.parametrize("harm", [altered, missing, slipped_in])
def test_a_folder_that_is_not_whole(
    install: ModuleType, folder: Path, harm: Callable[[Path], str], capsys: pytest.CaptureFixture[str]
) -> None:
    named = harm(folder)
    assert install.main() == 1
    assert f"安装包不完整，或有文件被改动：{named}\n" in capsys.readouterr().out
    assert not (Path.home() / ".local").exists()


def test_a_page_whose_name_an_archiver_spoiled_does_not_matter(install: ModuleType, folder: Path) -> None:
    (folder / "安装说明.html").rename(folder / "鏄庝功.html")
    assert install.main() == 0


def test_a_place_that_holds_something_else(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "文件").touch()
    for place, said in ((tmp_path, "文件夹里已有别的东西"), (tmp_path / "文件", "这是文件，不是文件夹")):
        monkeypatch.setattr(sys, "argv", ["install.py", "--to", str(place)])
        assert install.main() == 1
        assert said in capsys.readouterr().out


def test_a_disk_that_takes_nothing(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(install, "make", full)
    assert install.main() == 1
    assert "没有安装。文件读写不了" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("pythons", "bits", "said"),
    [
        (["3.98", "3.97"], 8, f"这台电脑上的 Python 是 {HERE}，这个安装包要用 Python 3.98、3.97。"),
        ([HERE], 4, f"这台电脑上的 Python 是32位的，请装64位的 Python {HERE}。"),
    ],
)
def test_a_wrong_python(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, pythons: list[str], bits: int, said: str
) -> None:
    monkeypatch.setattr(install.struct, "calcsize", lambda _: bits)
    with pytest.raises(install.Refusal) as refusal:
        install.check_python({**FACTS, "pythons": pythons})
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("built_for", "libc", "wanted", "said"),
    [
        ("win-amd64", ("", ""), "win_amd64", ""),
        ("win-arm64", ("", ""), "win_amd64", "是给64位 Windows的，这台电脑上的 Python 是 win-arm64 的"),
        ("win32", ("", ""), "win_amd64", "是给64位 Windows的"),
        ("macosx-11.0-arm64", ("", ""), "manylinux2014_aarch64", "是给64位 Linux（ARM）的"),
        ("linux-x86_64", ("glibc", "2.28"), "manylinux2014_x86_64", ""),
        ("linux-x86_64", ("glibc", "2.5"), "manylinux2014_x86_64", "系统库是 glibc 2.5，这个安装包要 glibc 2.17 以上"),
        ("linux-x86_64", ("", ""), "manylinux2014_x86_64", "系统库是 未知"),
        ("linux-aarch64", ("glibc", "2.28"), "manylinux2014_x86_64", "是给64位 Linux（x86）的"),
    ],
)
def test_a_wrong_machine(
    folder: Path, monkeypatch: pytest.MonkeyPatch, built_for: str, libc: tuple[str, str], wanted: str, said: str
) -> None:
    install = script("install", folder / "install.py")
    monkeypatch.setattr(install.sysconfig, "get_platform", lambda: built_for)
    monkeypatch.setattr(install.platform, "libc_ver", lambda: libc)
    told = {**FACTS, "platform": wanted, "glibc": "" if wanted == "win_amd64" else "2.17"}
    if not said:
        install.check_machine(told)
        return
    with pytest.raises(install.Refusal) as refusal:
        install.check_machine(told)
    assert said in str(refusal.value)


def test_the_command_on_windows_names_no_folder_of_the_user(install: ModuleType, tmp_path: Path) -> None:
    """A user's own name in a batch file would be read in the console's code page."""
    place = tmp_path / "张 三"
    place.mkdir(exist_ok=True)
    command = Path(install.launch_on_windows(str(place), str(place / "versions" / "0.1.0-ab")))
    assert command.read_bytes() == b'@echo off\r\n"%~dp0versions\\0.1.0-ab\\Scripts\\python.exe" -m gongkai %*\r\n'
    window = (place / "打开gongkai.bat").read_bytes()
    assert window.isascii()
    assert b'set "PATH=%~dp0;%PATH%"\r\n' in window


def test_pip_hears_neither_the_users_settings_nor_an_index(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install = script("install", folder / "install.py")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    told = tmp_path / "told.json"
    code = "import json, os, sys; json.dump(dict(os.environ), open(sys.argv[1], 'w'))"
    install.run([sys.executable, "-c", code, str(told)])
    heard = json.loads(told.read_text())
    assert not {"PIP_INDEX_URL", "PYTHONPATH"} & set(heard)
    assert heard["PIP_CONFIG_FILE"] == os.devnull
    with pytest.raises(install.Refusal, match="没有这个"):
        install.run([sys.executable, "-c", "import sys; print('没有这个'); sys.exit(1)"])


@pytest.mark.parametrize("encoding", ["cp936", "ascii", "cp437"])
def test_a_console_without_chinese_is_no_crash(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    held = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(held, encoding=encoding, errors="strict"))
    install.say("没有安装。🙂")
    assert held.getvalue().decode(encoding) in {"没有安装。?\n", "??????\n"}
