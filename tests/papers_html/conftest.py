"""A real Chromium, and pages for it to open. It opens files alone: any other request is noted, and fails the test."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from gongkai.papers import html as to_html
from gongkai.report.page import page_document
from tests.demonstration import shown
from tests.report.build import a_busy_autumn, day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, Page

__all__ = ["autumn", "browser", "shown", "visit"]

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Visit:
    """A page as it was opened, with all it said on the console and all it asked for."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    if PROGRAM is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        box = () if os.getuid() else ("--no-sandbox",)
        chromium = started.chromium.launch(executable_path=PROGRAM, args=[*QUIET, *box])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the leaders' page of the small county."""
    year = a_busy_autumn().year(day("11-15"))
    path = tmp_path_factory.mktemp("pages") / "autumn.html"
    path.write_text(to_html.write(page_document(year)), encoding="utf-8")
    return path


@pytest.fixture
def visit(browser: Browser) -> Callable[..., AbstractContextManager[Visit]]:
    """Return a way to open a file in a fresh window; on leaving, nothing was said or asked for."""

    @contextmanager
    def opened(path: Path, *, width: int = 1280, dark: bool = False, script: bool = True) -> Iterator[Visit]:
        window = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        seen = Visit(window.new_page())
        seen.page.on("console", lambda message: seen.said.append(message.text))
        seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
        seen.page.on("request", lambda request: seen.asked.append(request.url))
        seen.page.goto(path.as_uri())
        yield seen
        assert seen.said == []
        assert {url for url in seen.asked if not url.startswith("data:")} == {path.as_uri()}
        window.close()

    return opened
