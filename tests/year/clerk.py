"""The clerk at the counter: types commands on a day, and remembers what came of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.cli import Result, run

if TYPE_CHECKING:
    from pathlib import Path

_HASH = re.compile(r"\b[0-9a-f]{8,64}\b")


@dataclass
class Clerk:
    """A register, the day it is, and the whole transcript; `ids` are those of the records as they were confirmed.

    `lived` is how many commands made the year; what follows only reads it.
    """

    db: str
    folder: Path
    today: str = "2018-07-25"
    transcript: list[tuple[str, Result]] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    lived: int = 0

    def type(self, *words: str, code: int = 0) -> Result:
        """Type a command; it must leave with this exit code."""
        given = [self.ids.get(word, word) for word in words]
        done = run(*given, today=self.today, db=self.db, env={"GONGKAI_EVIDENCE": str(self.folder / "佐证")})
        self.transcript.append((" ".join(words), done))
        assert done.code == code, f"gongkai {' '.join(given)}\n{done.err}"
        return done

    def record(self, *words: str, name: str = "", code: int = 0) -> Any:  # noqa: ANN401 - whatever the command answers
        """Record something; a `name` for its id (`name1`, `name2` … where there are several) to type later."""
        done = self.type(*words, "--json", code=code)
        if code:
            assert done.out == ""
            return done.err
        answer = done.json
        for number, one in enumerate(answer if isinstance(answer, list) else [answer], start=1):
            if name:
                self.ids[f"{name}{number}" if isinstance(answer, list) else name] = one["id"]
        return answer

    def read(self, *words: str, code: int = 0) -> Any:  # noqa: ANN401 - whatever the command answers
        """Read something as a script does."""
        return self.type(*words, "--json", code=code).json

    def told(self) -> list[tuple[str, int, str, str]]:
        """Return the transcript without what no two registers share: its place and its hashes."""
        return [(words, done.code, self._masked(done.out), self._masked(done.err)) for words, done in self.transcript]

    def _masked(self, text: str) -> str:
        for place in (self.db, self.db.replace("+psycopg", ""), str(self.folder)):
            text = text.replace(place, "〈处〉")
        return _HASH.sub("〈校验〉", text)
