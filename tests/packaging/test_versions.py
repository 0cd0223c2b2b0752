"""The locked versions fit what is asked for, and the page of licences is what the packages say."""

from __future__ import annotations

import re
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.conftest import ROOT, SCRIPTS, script

if TYPE_CHECKING:
    from types import ModuleType

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED = {
    "base": PROJECT["project"]["dependencies"],
    **PROJECT["project"]["optional-dependencies"],
    **PROJECT["dependency-groups"],
    "build backend": PROJECT["build-system"]["requires"],
    "installer": ["pip"],
}
LOCK = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"}


@pytest.fixture(scope="module")
def lock() -> ModuleType:
    """The script that locks."""
    return script("lock")


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("place", [{}, WINDOWS], ids=["here", "Windows"])
def test_every_requirement_has_one_version_that_it_allows(lock: ModuleType, place: dict[str, str], python: str) -> None:
    pins = lock.pins({**place, "python_version": python, "python_full_version": f"{python}.0"})
    for extra, lines in ASKED.items():
        for one in map(Requirement, lines):
            if one.name != "gongkai":
                (pin,) = pins[canonicalize_name(one.name)].specifier
                assert one.specifier.contains(pin.version), f"{extra}: {one}, {pin}; run packaging/lock.py"
    assert ("colorama" in pins) == bool(place)


def test_a_lock_is_versions_and_nothing_else() -> None:
    """It can be used as constraints, and names no place that packages come from."""
    lines = [line for line in LOCK.splitlines() if not line.startswith("#")]
    assert len(lines) > 80
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; [^;]+)?", line)] == []


def rows(page: str) -> dict[str, str]:
    """Return each package's licence."""
    return dict(re.findall(r"(?m)^\| ([a-z0-9-]+) \| (.+?) \|", page.partition("|---|")[2]))


def test_the_page_of_licences_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(SCRIPTS), *sys.path])
    licences = script("licences")
    told = rows(licences.PAGE.read_text(encoding="utf-8"))
    assert told == rows(licences.page()), "run packaging/licences.py"
    assert len(told) > 25
    assert all(told.values())
    assert not [
        name for name, licence in told.items() if re.search(r"\b(A?GPL|SSPL|proprietary)", licence, re.IGNORECASE)
    ]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("License-Expression: MIT\nLicense: something else", "MIT"),
        ("License: MIT License\nClassifier: License :: OSI Approved :: MIT License", "MIT"),
        ("Classifier: License :: OSI Approved :: ISC License (ISCL)", "ISC"),
        ("License: BSD-3-Clause\nClassifier: License :: OSI Approved :: BSD License", "BSD-3-Clause"),
        (
            f"License: {'Permission is hereby granted ' * 4}\nClassifier: License :: OSI Approved :: MIT License",
            "MIT",
        ),
        ("Name: x", ""),
    ],
)
def test_a_licence_as_packages_state_it(said: str, told: str) -> None:
    import email

    assert script("licences").licence_of(email.message_from_string(said + "\n\n")) == told
