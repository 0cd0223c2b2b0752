"""The pages of a paper as the printer gives them: their lines in the order of reading, without head and foot."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', re.DOTALL)
_BLANK = re.compile(r"\s+|\u200b")


@dataclass(frozen=True)
class Word:
    """Characters that stand together, and where: points from the page's left and upper edge."""

    left: float
    right: float
    top: float
    foot: float
    said: str


@dataclass(frozen=True)
class Page:
    """A page: its size in points, and its words as they were drawn."""

    width: float
    height: float
    words: tuple[Word, ...]

    def between(self, top: float, foot: float) -> Page:
        """Return the page without what stands higher than `top` or lower than `foot` points from its edges."""
        middle = (word for word in self.words if top <= (word.top + word.foot) / 2 <= self.height - foot)
        return Page(self.width, self.height, tuple(middle))

    def below(self, heads: Collection[str]) -> Page:
        """Return the page without its first lines, as far as they are among these: heads that reach into the text."""
        lines = self._lines()
        for line in lines:
            if "".join(word.said for word in line) not in heads:
                break
            lines = lines[1:]
        left = {word for line in lines for word in line}
        return Page(self.width, self.height, tuple(word for word in self.words if word in left))

    @property
    def said(self) -> str:
        """All its characters but blanks, as they were drawn."""
        return "".join(word.said for word in self.words)

    @property
    def lines(self) -> list[str]:
        """Its lines from the top, without blanks. What stands beside each other is one line."""
        return ["".join(word.said for word in line) for line in self._lines()]

    def _lines(self) -> list[list[Word]]:
        lines: list[list[Word]] = []
        for word in sorted(self.words, key=lambda word: word.top + word.foot):
            if lines and _overlap(lines[-1][-1], word):
                lines[-1].append(word)
            else:
                lines.append([word])
        return [sorted(line, key=lambda word: word.left) for line in lines]


def _overlap(one: Word, other: Word) -> bool:
    """Tell whether they share more than half of the height of the lower one."""
    shared = min(one.foot, other.foot) - max(one.top, other.top)
    return shared > min(one.foot - one.top, other.foot - other.top) / 2


def without_blanks(said: str) -> str:
    """Return a text without what is blank, and without the marks where a line may end, which take no room."""
    return _BLANK.sub("", said)


def pages_of(reader: str, pdf: Path) -> list[Page]:
    """Return the pages of a PDF file. `reader` is the program `pdftotext`."""
    command = [reader, "-raw", "-bbox", str(pdf), "-"]
    told = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    pages = _PAGE.findall(told)
    return [
        Page(float(width), float(height), tuple(map(_word, _WORD.findall(inside)))) for width, height, inside in pages
    ]


def _word(found: tuple[str, str, str, str, str]) -> Word:
    left, top, right, foot, said = found
    return Word(float(left), float(right), float(top), float(foot), without_blanks(unescape(said)))
