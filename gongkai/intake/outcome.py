"""What became of a workbook that came in, row by row, and as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.errors import Problem
    from gongkai.register.kinds import Filing, Missed, Record

Verdict = Literal["new", "unchanged", "conflict", "bad"]
OnConflict = Literal["stop", "skip", "update"]
State = Literal["taken", "unchanged", "previewed", "refused"]


class RowOutcome(Struct, frozen=True):
    """What a row came to: recorded, said before, at odds with what was recorded since, or not to be recorded (bad).

    `records` are what it recorded, or for an unchanged one what says it already. `missed` says why it was not taken.
    """

    sheet: str
    row: int
    verdict: Verdict
    records: tuple[Record, ...] = ()
    missed: Missed | None = None


class FileOutcome(Struct, frozen=True):
    """What a workbook came to. `refused` says why nothing of it was looked at; `filing` is the record that it came in.

    `state` is refused, too, where a row stood in the way of all; `unit` is empty for a table of the office's own.
    `notes` tell what else was seen in it.
    """

    file: str
    state: State
    unit: str = ""
    year: int = 0
    rows: tuple[RowOutcome, ...] = ()
    refused: Problem | None = None
    filing: Filing | None = None
    notes: tuple[Problem, ...] = ()

    def count(self, *verdicts: Verdict) -> int:
        """Return how many rows of the workbook have one of these verdicts; one that states several facts is one."""
        return len({(row.sheet, row.row) for row in self.of(*verdicts)})

    def of(self, *verdicts: Verdict) -> tuple[RowOutcome, ...]:
        """Return the rows with one of these verdicts."""
        return tuple(row for row in self.rows if row.verdict in verdicts)


def state_of_rows(rows: Sequence[RowOutcome], *, dry: bool, skip_bad: bool, on_conflict: OnConflict) -> State:
    """Return what a workbook comes to by its rows: one that may not be left out stands in the way of all."""
    verdicts = {row.verdict for row in rows}
    if ("bad" in verdicts and not skip_bad) or ("conflict" in verdicts and on_conflict == "stop"):
        return "refused"
    if "new" not in verdicts and "bad" not in verdicts and "conflict" not in verdicts:
        return "previewed" if dry else "unchanged"
    return "previewed" if dry else "taken"
