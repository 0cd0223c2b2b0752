"""Fixture `laid_out`: Word files turned into pages by LibreOffice, one text a page."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest

from tests.demonstration import shown

if TYPE_CHECKING:
    from pathlib import Path


__all__ = ["shown"]
LaidOut = Callable[[bytes], list[str]]
"""Returns the text of each page of a Word file."""
AllLaidOut = Callable[[Iterable[bytes]], list[list[str]]]
"""Returns the same of each of several Word files: one start of LibreOffice costs more than many papers."""


@pytest.fixture(scope="session")
def office_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LibreOffice's own settings, which its first start makes."""
    return tmp_path_factory.mktemp("office")


@pytest.fixture
def all_laid_out(tmp_path: Path, office_home: Path) -> AllLaidOut:
    """Lay Word files out with the real LibreOffice."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("LibreOffice and poppler-utils are needed")

    def text_of(paper: Path) -> list[str]:
        command = [reader, "-layout", str(paper.with_suffix(".pdf")), "-"]
        done = subprocess.run(command, check=True, capture_output=True, timeout=60)
        return done.stdout.decode().split("\f")[:-1]

    def lay_out(written: Iterable[bytes]) -> list[list[str]]:
        papers = []
        for number, content in enumerate(written):
            papers.append(tmp_path / f"paper{number}.docx")
            papers[-1].write_bytes(content)
        home = f"-env:UserInstallation=file://{office_home}"
        convert = ["--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, papers)]
        subprocess.run([office, home, *convert], check=True, capture_output=True, timeout=240)
        return [text_of(paper) for paper in papers]

    return lay_out


@pytest.fixture
def laid_out(all_laid_out: AllLaidOut) -> LaidOut:
    """Lay one Word file out."""
    return lambda written: all_laid_out([written])[0]
