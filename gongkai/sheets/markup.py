"""A part of an office file, read tag by tag: no entity, no depth and no length takes memory or time."""

from __future__ import annotations

import functools
import re
import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat
from zipfile import BadZipFile

from gongkai.errors import BadValue
from gongkai.sheets.fields import TOO_MUCH, broken

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO
    from zipfile import ZipFile

    from gongkai.sheets.fields import Allowance

    Opening = Callable[[dict[str, str]], None]
    Closing = Callable[[], None]

CHUNK, LONGEST_TAG = 64 * 1024, 1024 * 1024
DEEPEST, MOST_TAGS = 200, 2_500_000


class Markup:
    """A reader of one part: what is done where a tag opens and closes, by its name without prefix.

    `words` gathers what stands between tags, while it is a list. `left_out` are tags that say nothing and of which
    there may be millions: they are not even looked at.
    """

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance
        self.opening: dict[str, Opening] = {}
        self.closing: dict[str, Closing] = {}
        self.left_out: tuple[bytes, ...] = ()
        self.words: list[str] | None = None
        self.depth = self.tags = 0

    def read_part(self, archive: ZipFile, name: str) -> None:
        """Read a part of an archive, as `read` does."""
        try:
            with archive.open(name) as part:
                self.read(part)
        except (BadZipFile, zlib.error, EOFError, NotImplementedError):
            raise broken(self.allowance.label) from None

    def read(self, part: IO[bytes]) -> None:
        """Read a part to its end; raises `BadValue` where it is no XML, or of more than any document holds."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        fed = 0
        try:
            while read := part.read(CHUNK):
                chunk = functools.reduce(lambda rest, empty: re.sub(empty, b"", rest), self.left_out, read)
                parser.Parse(chunk, False)  # noqa: FBT003
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > LONGEST_TAG:
                    raise broken(self.allowance.label)
            parser.Parse(b"", True)  # noqa: FBT003
        except (expat.ExpatError, ValueError, LookupError, OverflowError):
            raise broken(self.allowance.label) from None

    def take(self) -> str:
        """Return what was gathered, and gather no more."""
        text, self.words = "".join(self.words or ()), None
        return text

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.tags += 1
        if self.depth > DEEPEST:
            raise broken(self.allowance.label)
        if self.tags > MOST_TAGS:
            raise BadValue(f"“{self.allowance.label}”里的格太多", TOO_MUCH)
        done = self.opening.get(name) or self.opening.get(name.rpartition(":")[2])
        if done:
            done(attributes)

    def _close(self, name: str) -> None:
        done = self.closing.get(name) or self.closing.get(name.rpartition(":")[2])
        if done:
            done()
        self.depth -= 1

    def _text(self, data: str) -> None:
        if self.words is not None:
            self.allowance.characters(len(data))
            self.words.append(data)

    def _doctype(self, *_: object) -> None:
        """Refuse a type of document: no office program writes one, and with it come entities."""
        raise broken(self.allowance.label)
