"""A small county at the command line: its year of 2018, the next one, and whatever happens to its units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.cli import Result, run
from tests.plans import small_plan_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

AFTER = "2019-01-15"
QUIET = re.sub(r", auto: \w+", "", small_plan_text())
"""The small year with rules that propose nothing."""


def next_year(text: str = QUIET) -> str:
    """Return the year after, its dates moved with it."""
    return text.replace("2018-", "2019-").replace("2018", "2019").replace("issued: 2019-07-25", "issued: 2019-02-20")


def without_roster(text: str) -> str:
    """Return a year's file without units and collectives."""
    return re.sub(r"(?m)^(units|collectives):\n(?: .*\n)+", "", text)


@dataclass(frozen=True)
class Town:
    """A store, and a folder for the files that are loaded into it."""

    store: str
    folder: Path

    def do(self, *args: str, today: str = "2018-09-03", env: Mapping[str, str] | None = None) -> Result:
        """Call the program."""
        return run(*args, today=today, db=self.store, env=env)

    def must(self, *args: str, today: str = "2018-09-03") -> Result:
        """Call the program, which must succeed."""
        done = self.do(*args, today=today)
        assert done.code == 0, done.err
        return done

    def refused(self, code: int, *args: str, today: str = AFTER) -> str:
        """Call the program, which must refuse and write nothing; return what it said."""
        before = self.lines()
        done = self.do(*args, today=today)
        assert (done.code, done.out) == (code, ""), (args, done)
        assert self.lines() == before, f"{args} wrote something"
        return done.err

    def load(self, text: str, *args: str, today: str = "2018-09-03") -> Result:
        """Load a year's file of this text."""
        path = self.folder / "年度.yaml"
        path.write_text(text, encoding="utf-8")
        return self.do("load", str(path), *args, today=today)

    def lines(self) -> int:
        """Return how many lines the trail has."""
        return int(self.do("audit", "verify", "--json").json["entries"])

    def sound(self) -> bool:
        """Tell whether every row is what its line says."""
        problems = self.do("audit", "verify", "--json").json["problems"]
        return all(problem["kind"].startswith("evidence_") for problem in problems)

    def deduct(self, unit: str, *more: str, points: str = "2", today: str = "2018-09-03") -> str:
        """Take points from a unit by the rule that leaves a choice; return the id."""
        args = ("deduct", "add", "-u", unit, "--rule", "4.1", "--points", points, "--reason", "督查发现问题")
        return str(self.must(*args, "--no-evidence", "现场", "--json", *more, today=today).json["id"])

    def finding(self, unit: str, problem: str, *more: str) -> str:
        """Enter a finding; return its id."""
        return str(self.must("finding", "add", "-u", unit, "--problem", problem, "--json", *more).json["id"])

    def close(self, *more: str, today: str = AFTER) -> Result:
        """Close 2018."""
        return self.must("year", "close", "--year", "2018", "--json", *more, today=today)
