"""Under GONGKAI_NO_SKIPS=1 a skipped test fails the run: what continuous integration leaves out is not tested at all.

A test for another operating system may be skipped: its reason begins with `platform:`.
"""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import settings

# no test asserts a time: a loaded machine is no failure
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

NOT_ON_THIS_PLATFORM = "platform:"
SKIPS = pytest.StashKey[list[str]]()


LONGEST = (
    "tests/year/",
    "tests/demo/",
    "tests/papers/",
    "tests/filings/test_same_as_typed.py",
    "tests/papers_docx/test_scorecards.py",
    "tests/docs/",
    "tests/hostile/test_kill.py",
    "tests/hostile/test_fuzz.py",
    "tests/storage/test_powercut.py",
    "tests/failover/",
    "tests/sheets/test_import.py",
    "tests/cli_base/test_elsewhere.py",
)
"""What takes long, or begins with what takes long to make, in the order it is begun with."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: the first worker makes the year once, and no worker ends long after the other."""
    places = {place: at for at, place in enumerate(LONGEST)}
    items.sort(key=lambda item: min((at for place, at in places.items() if item.nodeid.startswith(place)), default=99))


FEW_COLLECTIONS = (20_000, 20, 50)
"""Objects, and generations, after which what is unreachable is looked for."""


def pytest_collection_finish() -> None:
    """What was collected stays until the end: whoever looks for what is unreachable need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*FEW_COLLECTIONS)


def pytest_configure(config: pytest.Config) -> None:
    """Start with no skips seen."""
    config.stash[SKIPS] = []
    if os.environ.get("GONGKAI_NO_SKIPS") == "1":
        config.pluginmanager.register(Strict(config.stash[SKIPS]), "no-skips")


class Strict:
    """Notes every test and module that was skipped, and fails the run for it. Under xdist, in the controller."""

    def __init__(self, seen: list[str]) -> None:
        self._seen = seen

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a skipped test; an expected failure is none."""
        if not hasattr(report, "wasxfail"):
            self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a skipped module."""
        self._note(report)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a run that would have passed."""
        if self._seen and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say which."""
        for line in self._seen:
            terminalreporter.line(f"SKIPPED, which GONGKAI_NO_SKIPS=1 forbids: {line}", red=True)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if not report.skipped:
            return
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not reason.removeprefix("Skipped: ").startswith(NOT_ON_THIS_PLATFORM):
            self._seen.append(f"{report.nodeid}: {reason}")
