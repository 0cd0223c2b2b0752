"""A year at the counter: a database, a plan, and calls of the program on given days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongkai.plan.reading import packaged_tasks
from tests.cli import run
from tests.engines import copy_file
from tests.plans import SMALL_PLAN, loaded

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli import Result


@dataclass(frozen=True)
class Counter:
    """The program on one database."""

    db: str

    def __call__(self, *args: str, today: str = "2018-09-03 09:30") -> Result:
        """Call the program, whatever comes of it."""
        return run(*args, today=today, db=self.db)

    def do(self, *args: str, today: str = "2018-09-03 09:30") -> Result:
        """Call the program; it must succeed."""
        done = self(*args, today=today)
        assert done.code == 0, done.err
        return done

    def json(self, *args: str, today: str = "2018-09-03 09:30") -> Any:  # noqa: ANN401 - whatever it answers
        """Call the program and return its JSON."""
        return self.do(*args, "--json", today=today).json

    def refuses(self, code: int, said: str, *args: str, today: str = "2018-09-03 09:30") -> Result:
        """Call the program; it must leave with this code and say this, and write nothing to stdout."""
        done = self(*args, today=today)
        assert (done.code, done.out) == (code, ""), done
        assert said in done.err
        return done


def opened(folder: Path, plan: str = SMALL_PLAN, today: str = "2018-09-03 09:30") -> Counter:
    """Return a counter whose database holds a plan, written as YAML."""
    file = folder / "tasks.yaml"
    file.write_text(plan, encoding="utf-8")
    counter = Counter(str(folder / "台账.db"))
    copy_file(loaded(plan, today=today), counter.db)
    return counter


def the_county(folder: Path) -> Counter:
    """Return a counter with the packaged plan of 2018."""
    return opened(folder, packaged_tasks().read_text(encoding="utf-8"))
