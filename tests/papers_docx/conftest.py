"""Fixture `laid_out`: Word files turned into pages by LibreOffice, one text a page."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


LaidOut = Callable[[bytes], list[str]]
"""Returns the text of each page of a Word file."""


@pytest.fixture
def laid_out(tmp_path: Path) -> LaidOut:
    """Lay a Word file out with the real LibreOffice."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("LibreOffice and poppler-utils are needed")

    def lay_out(written: bytes) -> list[str]:
        (tmp_path / "paper.docx").write_bytes(written)
        home = f"-env:UserInstallation=file://{tmp_path}/home"
        convert = ["--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "paper.docx")]
        subprocess.run([office, home, *convert], check=True, capture_output=True, timeout=120)
        done = subprocess.run(
            [reader, "-layout", str(tmp_path / "paper.pdf"), "-"], check=True, capture_output=True, timeout=60
        )
        return done.stdout.decode().split("\f")[:-1]

    return lay_out
