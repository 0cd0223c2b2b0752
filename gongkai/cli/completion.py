"""What the Tab key offers of the store: the functions that parameters name for their completion.

Typer talks to the shells (see `chinese`). The store is opened only while a Tab key waits; any error is no candidate.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from gongkai.papers.cells import clean
from gongkai.settings import store_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from gongkai.cli.candidates import CandidateReader

Candidate = tuple[str, str]
"""What may be typed, and what it means."""


def complete_points(ctx: typer.Context, incomplete: str) -> list[Candidate]:
    """Return the points whose number begins as typed, with their titles."""
    return _matching(ctx, incomplete, lambda shelf: shelf.points())


def complete_units(ctx: typer.Context, incomplete: str) -> list[Candidate]:
    """Return the units whose name, alias or initials begin as typed; a spelling is offered with its full name."""
    return _matching(ctx, incomplete, lambda shelf: _spellings(shelf.units(), incomplete))


def complete_seats(ctx: typer.Context, incomplete: str) -> list[Candidate]:
    """Return the points and the units that begin as typed."""
    return [*complete_points(ctx, incomplete), *(complete_units(ctx, incomplete) if incomplete else ())]


def complete_rules(ctx: typer.Context, incomplete: str) -> list[Candidate]:
    """Return the rules of deductions whose code begins as typed, with their words."""
    return _matching(ctx, incomplete, lambda shelf: _as_typed(shelf.rules("deduction"), incomplete))


def complete_bonuses(ctx: typer.Context, incomplete: str) -> list[Candidate]:
    """Return the bonus rules whose code begins as typed, in either case."""
    return _matching(ctx, incomplete, lambda shelf: _as_typed(shelf.rules("bonus"), incomplete))


def complete_vetoes(ctx: typer.Context, incomplete: str) -> list[Candidate]:
    """Return the vetoes whose code begins as typed, in either case."""
    return _matching(ctx, incomplete, lambda shelf: _as_typed(shelf.rules("veto"), incomplete))


def complete_kinds(ctx: typer.Context, incomplete: str) -> list[Candidate]:
    """Return the kinds of units of the roster that begin as typed."""
    return _matching(ctx, incomplete, lambda shelf: shelf.kinds())


def complete_groups(ctx: typer.Context, incomplete: str) -> list[Candidate]:
    """Return the groups of the assessment that begin as typed."""
    return _matching(ctx, incomplete, lambda shelf: shelf.groups())


def complete_stages(ctx: typer.Context, incomplete: str) -> list[Candidate]:
    """Return the stages of the assessment that begin as typed."""
    return _matching(ctx, incomplete, lambda shelf: shelf.stages())


def complete_rubric_items(ctx: typer.Context, incomplete: str) -> list[Candidate]:
    """Return the items of the assessment whose code begins as typed, with their names."""
    return _matching(ctx, incomplete, lambda shelf: _as_typed(shelf.rubric_items(), incomplete))


def among(**words: str) -> Callable[[str], list[Candidate]]:
    """Return the completion of an option that takes one of few words; their Chinese is offered where it was begun."""
    known = {word.replace("_", "-"): said for word, said in words.items()}

    def complete(incomplete: str) -> list[Candidate]:
        found = [(word, said) for word, said in known.items() if word.startswith(incomplete)]
        begun = [(said, word) for word, said in known.items() if incomplete and said.startswith(incomplete)]
        return found or begun

    return complete


def complete_inspections(incomplete: str) -> list[Candidate]:
    """Return the kinds of inspections that begin as typed."""
    from gongkai.finding.states import INSPECTION_KINDS

    return [(kind, "") for kind in INSPECTION_KINDS if kind.startswith(incomplete)]


def complete_findings(ctx: typer.Context, incomplete: str) -> list[Candidate]:
    """Return the open findings whose id begins as typed, in either case."""
    return _matching(ctx, incomplete, lambda shelf: _as_typed(shelf.findings(), incomplete))


def complete_items(ctx: typer.Context, incomplete: str) -> list[Candidate]:
    """Return the duty items still owed whose id begins as typed, in either case."""
    return _matching(ctx, incomplete, lambda shelf: _as_typed(shelf.items(), incomplete))


def complete_entries(ctx: typer.Context, incomplete: str) -> list[Candidate]:
    """Return the live deductions whose id begins as typed, in either case."""
    return _matching(ctx, incomplete, lambda shelf: _as_typed(shelf.entries(), incomplete))


def _matching(
    ctx: typer.Context, incomplete: str, fetch: Callable[[CandidateReader], Iterable[Candidate]]
) -> list[Candidate]:
    """Return what begins as typed; a broken store shows itself when the command runs, not under a Tab key."""
    with suppress(Exception):
        from gongkai.cli.app import now
        from gongkai.cli.candidates import CandidateReader

        shelf = CandidateReader(store_from(ctx.find_root().params.get("db")), now())
        return [(_harmless(name), _harmless(meaning)) for name, meaning in fetch(shelf) if name.startswith(incomplete)]
    return []


def _harmless(text: str) -> str:
    """Return a text in one line and without backslashes: zsh would run what stands behind one, for Typer leaves it."""
    return clean(text).replace("\\", "＼")


def _as_typed(pairs: Iterable[Candidate], incomplete: str) -> Iterator[Candidate]:
    """Yield ids in the case of what was typed, for a shell keeps only what begins with it."""
    for name, meaning in pairs:
        yield (name.lower() if incomplete.islower() else name), meaning


def _spellings(units: Iterable[tuple[str, Iterable[str]]], incomplete: str) -> Iterator[Candidate]:
    for name, others in units:
        if name.startswith(incomplete):
            yield name, ""
        else:
            yield from ((other.upper() if incomplete.isupper() else other, name) for other in others)
