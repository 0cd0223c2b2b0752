"""Writes requirements/dev.txt: one version of every package for development, CI and bundles, on every platform.

It is a file of constraints: `pip install -c requirements/dev.txt -e ".[dev]"`. The newest versions that pyproject.toml
allows are taken, for Python 3.11 and later, Linux and Windows.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "dev.txt"
HEAD = "# Written by packaging/lock.py; not to be changed by hand.\n"


def pins(environment: dict[str, str] | None = None) -> dict[str, Requirement]:
    """Return the version of each package in an environment, this one where none is given."""
    lines = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(one.name): one for one in found if one.marker is None or one.marker.evaluate(environment)}


def main() -> int:
    """Write the file anew."""
    line = ["uv", "pip", "compile", "--universal", "--python-version", "3.11", "--all-extras", "--group", "build"]
    plain = ["--no-annotate", "--no-header", "--quiet", "--upgrade", "pyproject.toml"]
    done = subprocess.run([sys.executable, "-m", *line, *plain], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stderr)
        return 1
    LOCK.parent.mkdir(exist_ok=True)
    LOCK.write_text(HEAD + done.stdout, encoding="utf-8")
    print(f"已写 {LOCK}，{done.stdout.count('==')}个")
    return 0


if __name__ == "__main__":
    sys.exit(main())
