"""Where the links inside a page lead: every section and every named row has an id, each once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gongkai.document import Attachment, Chart, Section, Table
from gongkai.render.svg import COLOURS, named
from gongkai.render.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gongkai.document import Block

_NAME = re.compile(r"[a-z][a-z0-9_-]*")


class Anchors:
    """The ids of a page in the order of its blocks: `targets` maps what a cell may speak of to an id.

    A cell speaks of a section by its key, and of a row whose first cell is its own name (F12). The first one wins.
    """

    def __init__(self, blocks: Iterable[Block]) -> None:
        self.targets: dict[str, str] = {}
        self.colours: dict[str, str] = {}
        self._used: set[str] = {"main"}
        self._placed: set[str] = set()
        waiting = list(walk(blocks))
        self._sections = iter([self._section(block) for block in waiting if isinstance(block, Section | Attachment)])
        for block in waiting:
            if isinstance(block, Table):
                self._rows(block)
            elif isinstance(block, Chart):
                self._colour(named(block))

    def section(self) -> str:
        """Return the id of the next section of the page."""
        return next(self._sections)

    def place(self, ref: str) -> str:
        """Return the id of the row that `ref` names, empty where it has none or stands on the page already."""
        target = self.targets.get(ref, "")
        if not target.startswith("row-") or target in self._placed:
            return ""
        self._placed.add(target)
        return target

    def _section(self, block: Section | Attachment) -> str:
        key = block.key if isinstance(block, Section) else f"attachment-{block.no}"
        found = self._free(key if _NAME.fullmatch(key) else "part")
        self.targets.setdefault(key, found)
        return found

    def _rows(self, table: Table) -> None:
        for row in table.rows:
            ref = row[0].ref if row else ""
            if ref and ref == shown(row[0].value) and ref not in self.targets:
                self.targets[ref] = self._free(f"row-{len(self.targets)}")

    def _free(self, wanted: str) -> str:
        found, count = wanted, 1
        while found in self._used:
            count += 1
            found = f"{wanted}-{count}"
        self._used.add(found)
        return found

    def _colour(self, names: Iterable[str]) -> None:
        for name in names:
            self.colours.setdefault(name, f"s{len(self.colours) % COLOURS}")


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every block from first to last, each before what it holds."""
    for block in blocks:
        yield block
        if isinstance(block, Section | Attachment):
            yield from walk(block.blocks)
