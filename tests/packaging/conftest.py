"""The scripts of packaging/, as modules; wheels made up for a trial; a folder made of them."""

from __future__ import annotations

import importlib.util
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "packaging"


def script(name: str, path: Path | None = None) -> ModuleType:
    """Return a script as a module, newly read."""
    spec = importlib.util.spec_from_file_location(name, path or SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bundle(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The maker of bundles; what it downloads is made up."""
    monkeypatch.setattr(sys, "path", [str(SCRIPTS), *sys.path])
    for name in ("licences", "lock", "guide"):
        monkeypatch.setitem(sys.modules, name, script(name))
    module = script("bundle")
    monkeypatch.setattr(module, "pip", made_up)
    return module


def wheel(folder: Path, name: str, *requires: str, version: str = "1.0", tag: str = "py3-none-any") -> Path:
    """Write a wheel that holds nothing but what it says of itself."""
    path = folder / f"{name.replace('-', '_')}-{version}-{tag}.whl"
    lines = [f"Name: {name}", f"Version: {version}", "License-Expression: MIT"]
    lines += [f"Requires-Dist: {each}" for each in requires]
    with ZipFile(path, "w") as archive:
        archive.writestr(f"{name.replace('-', '_')}-{version}.dist-info/METADATA", "\n".join(lines) + "\n\n")
    return path


REQUIRES = {
    "typer": (
        "rich>=1",
        "annotated-doc",
        'colorama; platform_system == "Windows"',
        'win-only; sys_platform == "win32"',
    ),
    "rich": ('typing-extensions; python_version < "3.13"', 'typer; extra == "all"', "typer"),
    "psycopg": ('psycopg-binary; extra == "binary"', 'tzdata; extra == "test"'),
    "psycopg-binary": (),
}
NATIVE = {"psycopg-binary"}


def made_up(verb: str, *words: str) -> None:
    """Stand for `pip download --no-deps`: each package is there, native ones for the last platform named alone."""
    assert verb == "download"
    assert {"--no-deps", "--only-binary=:all:"} <= set(words)
    options = dict(pairwise(words))
    python = options["--python-version"].replace(".", "")
    for each in words[words.index("--dest") + 2 :]:
        name, _, version = each.partition("==")
        tag = f"cp{python}-cp{python}-{options['--platform']}" if name in NATIVE else "py3-none-any"
        wheel(Path(options["--dest"]), name, *REQUIRES.get(name, ()), version=version, tag=tag)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Gongkai's own wheel."""
    return wheel(tmp_path, "gongkai", "typer", 'psycopg[binary]; extra == "postgres"', version="0.1.0")
