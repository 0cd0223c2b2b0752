"""Tables kept as text: which encoding, which mark stands between the fields, where each row ends."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING

from gongkai.errors import BadValue
from gongkai.sheets.book import plain, sheet_of

if TYPE_CHECKING:
    from gongkai.sheets.book import Cell, Sheet

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_STRANGE = "[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd\ue000-\uf8ff]"
MOST_STRANGE = 0.02
SEPARATORS = ("\t", ",", ";")
LOOKED_AT = 64 * 1024
MOST_FIELDS = 500_000
SAVE_AS = "请用办公软件打开，另存为 .xlsx"


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


def read_table(label: str, name: str, text: str) -> Sheet:
    """Return a text of separated values as one sheet called `name`.

    Raises `BadValue` with the line where a quote is left open, and where there are too many fields.
    """
    told, _, rest = text.partition("\n")
    separator = separator_of(text)
    if told.lower().startswith("sep=") and told[4:].strip(" \r") in {"", *SEPARATORS}:
        text, separator = rest, told[4:5] or separator
    rows: list[list[Cell]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    fields = widest = 0
    try:
        for row in reader:
            rows.append([plain(field) for field in row])
            fields, widest = fields + len(row), max(widest, len(row))
            if max(fields, widest * len(rows)) > MOST_FIELDS:
                raise BadValue(f"“{label}”里的格太多，不像是一张台账", "请检查是不是给错了文件")
    except csv.Error:
        where = f"“{label}”第{reader.line_num}行"
        raise BadValue(f"{where}读不下去，多半是引号没有配对", f"请核对这一行前后的引号，或者{SAVE_AS[1:]}") from None
    return sheet_of(name, rows)


def separator_of(text: str) -> str:
    """Return the mark between the fields of a text: what stands in most of its first lines, quoted text aside."""
    lines = re.sub(r'"[^"]*"', "", text[:LOOKED_AT]).splitlines()
    return max(SEPARATORS, key=lambda mark: (sum(mark in line for line in lines), sum(x.count(mark) for x in lines)))
