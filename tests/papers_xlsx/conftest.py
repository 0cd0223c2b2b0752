"""Fixture `printed`: a workbook printed by LibreOffice, one text a page."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.demonstration import shown

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["printed", "shown"]

Printed = Callable[[bytes], list[str]]
"""Returns the text of each printed page."""


@pytest.fixture(scope="session")
def office_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LibreOffice's own settings, which its first start makes."""
    return tmp_path_factory.mktemp("office")


@pytest.fixture
def printed(tmp_path: Path, office_home: Path) -> Printed:
    """Print a workbook with the real LibreOffice."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("LibreOffice and poppler-utils are needed")

    def print_out(written: bytes) -> list[str]:
        (tmp_path / "book.xlsx").write_bytes(written)
        home = f"-env:UserInstallation=file://{office_home}"
        convert = ["--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "book.xlsx")]
        subprocess.run([office, home, *convert], check=True, capture_output=True, timeout=120)
        command = [reader, "-layout", str(tmp_path / "book.pdf"), "-"]
        done = subprocess.run(command, check=True, capture_output=True, timeout=60)
        return done.stdout.decode().split("\f")[:-1]

    return print_out
