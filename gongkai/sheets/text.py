"""Tables kept as text: which encoding, which mark stands between the fields, where each row ends."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING

from gongkai.errors import BadValue
from gongkai.sheets.book import plain
from gongkai.sheets.fields import MOST_COLUMNS, READABLE, SAVE_AS, Allowance, Fields, broken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gongkai.sheets.book import Sheet

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_STRANGE = "[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd\ue000-\uf8ff]"
MOST_STRANGE = 0.02
SEPARATORS = (",", "\t", ";")
ENDINGS = (".csv", ".txt", ".tsv")
BOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")
LOOKED_AT = 64 * 1024
_QUOTED = re.compile(r'"[^"]*"')
_ONE = rb"(?:[\xe4-\xe9][\x80-\xbf]{2}|\xe3\x80[\x80-\xbf]|\xef[\xbc\xbd][\x80-\xbf])"
_CHINESE = rb"(?:^|[\x00-\x7f])" + _ONE + rb"{3,}(?:[\x00-\x7f]|$)"
"""Three and more Chinese characters in UTF-8, no other byte beside them: what GB18030 hardly ever looks like."""


def decoded(data: bytes, declared: str = "") -> str | None:
    """Return the text of bytes in UTF-8, UTF-16 with a mark, or GB18030; None where they are no text."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    for name in filter(None, (marked, "utf-8", declared, "gb18030")):
        try:
            text = data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        return text if len(re.findall(_STRANGE, text)) <= MOST_STRANGE * max(len(text), 1) else None
    return None


def text_of(label: str, data: bytes) -> str:
    """Return the text of a table as `decoded` does; raises `BadValue` where it is none, with the line it fails in."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and (at := data.find(b"\0")) >= 0:
        if not label.lower().endswith(ENDINGS):
            raise _no_text(label)
        raise BadValue(f"“{label}”第{_line(data, at)}行有空字节，不是文字的表", SAVE_AS)
    mixed = 0 if wide else _mixed(data)
    if mixed:
        raise BadValue(f"“{label}”第{mixed}行的编码与别的行不一样，读出来会是乱码", SAVE_AS)
    text = decoded(data)
    if text is None or "\0" in text:
        raise _no_text(label)
    return text


def _no_text(label: str) -> BadValue:
    """Return what is said of bytes that are no text: under the name of a workbook it is one that broke."""
    return broken(label) if label.lower().endswith(BOOKS) else BadValue(f"“{label}”不是能读的表", READABLE)


def _mixed(data: bytes) -> int:
    """Return the first line in another encoding where some lines are Chinese in UTF-8 and some are not; 0 for none."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if re.search(_CHINESE, data):
            return _line(data, error.start)
    return 0


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def read_table(label: str, name: str, text: str) -> Sheet:
    """Return a text of separated values as one sheet called `name`.

    Raises `BadValue` with the line where a quote is left open, and where there is more than a table holds.
    """
    told, _, rest = text.partition("\n")
    separator = separator_of(text)
    if told.lower().startswith("sep=") and told[4:].strip(" \r") in {"", *SEPARATORS}:
        text, separator = rest, told[4:5] or separator
    fields, at = Fields(name, Allowance(label)), 0
    reader = csv.reader(_narrow(fields, StringIO(text, newline=""), separator), delimiter=separator, strict=True)
    try:
        for row, values in enumerate(reader):
            for column, value in enumerate(values):
                if value:
                    fields.put(row, column, plain(value))
            at = reader.line_num
    except csv.Error as error:
        raise _unreadable(f"“{label}”第{at + 1}行", str(error)) from None
    return fields.sheet()


def _narrow(fields: Fields, lines: Iterable[str], separator: str) -> Iterator[str]:
    """Yield the lines; raises `BadValue` at one of more columns than a sheet has, before they are made."""
    for row, line in enumerate(lines):
        if line.count(separator) >= MOST_COLUMNS and (last := _QUOTED.sub("", line).count(separator)) >= MOST_COLUMNS:
            raise fields.far_out(row, last)
        yield line


def _unreadable(where: str, error: str) -> BadValue:
    if "limit" in error:
        return BadValue(f"{where}有一格超过{csv.field_size_limit()}字", "请检查是不是给错了文件，或者引号没有配对")
    return BadValue(f"{where}有引号没有配对，往下读不了", f"请核对这一行的引号；或者{SAVE_AS[1:]}")


def separator_of(text: str) -> str:
    """Return the mark between the fields of a text: what stands in most of its first lines, quoted text aside."""
    lines = _QUOTED.sub("", text[:LOOKED_AT]).splitlines()
    return max(SEPARATORS, key=lambda mark: (sum(mark in line for line in lines), sum(x.count(mark) for x in lines)))
