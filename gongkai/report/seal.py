"""What a paper on a closed year says of its closing: when, under which seal, what was open, whether it adds up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.document import Numbered, Run, Section, text
from gongkai.domain.closing import SEAL_LENGTH
from gongkai.report.parts import sealed_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongkai.document import Block, Document
    from gongkai.domain.records import Closing

SHOWN = 20
LEFT_OPEN = "left_open"


def sealed_report(report: Document, closing: Closing) -> Document:
    """Return the report that was frozen at a closing with what its paper says of that."""
    seal = closing.digest[:SEAL_LENGTH]
    return replace(
        report,
        blocks=(
            text(f"{closing.year}年度{sealed_words(closing.day, seal)}。", role="note"),
            *left(closing),
            *report.blocks,
        ),
        footer=f"{report.footer}，已封存（{seal}）",
    )


def left(closing: Closing) -> Iterator[Block]:
    """Yield what was open when the year was closed in spite of it, in a part of its own."""
    if closing.left_open:
        rest = len(closing.left_open) - SHOWN
        more = [text(f"另有{rest}件：gongkai year list --json", role="hint")] if rest > 0 else []
        lead = text(f"{left_words(closing)}。", role="lead")
        yield Section(LEFT_OPEN, "封存时没有了结的事", (lead, Numbered(closing.left_open[:SHOWN]), *more), 2)


def left_words(closing: Closing) -> str:
    """Return how many things were open at a closing, and why it was closed all the same; empty where none was."""
    count = len(closing.left_open)
    return f"封存时有{count}件事没有了结，理由：{closing.reason.removesuffix('。')}" if count else ""


def with_alarm(document: Document, units: tuple[str, ...]) -> Document:
    """Return a paper that says loudly that the ledger no longer gives what was sealed; `units` are the ones told."""
    if not units:
        return document
    said = f"注意：按登记簿重算的结果与封存的不一致，本件不能作为依据，请先核查痕迹。{'；'.join(units)}。"
    return replace(document, blocks=(text(Run(said, "bad"), role="lead"), *document.blocks))


def behind_lead(blocks: tuple[Block, ...], said: str) -> tuple[Block, ...]:
    """Return an official paper's blocks with a sentence behind its first, before its numbered parts."""
    return (*blocks[:1], text(said), *blocks[1:]) if said else blocks
