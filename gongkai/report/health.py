"""What `doctor` tells: facts in two columns, and warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, Document, Numbered, Section, Table, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.document import Block


def health_document(facts: Sequence[tuple[str, str]], warnings: Sequence[str]) -> Document:
    """Return the paper of a machine's state; `facts` are (what, value)."""
    rows = tuple((Cell(what, "dim"), Cell(value)) for what, value in facts)
    blocks: list[Block] = [Table("facts", "", (Column("项目"), Column("情况", weight=1)), rows)]
    if warnings:
        blocks.append(Section("warnings", "要当心的", (Numbered(tuple(warnings)),)))
    else:
        blocks.append(text("没有要当心的。", role="note"))
    data = {"facts": dict(facts), "warnings": list(warnings)}
    return Document("doctor", "运行环境", tuple(blocks), data=data)
