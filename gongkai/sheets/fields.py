"""The fields of a file while it is read: how many, how much text and how far out is counted as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.errors import BadValue
from gongkai.sheets.book import Sheet, column_letter, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongkai.sheets.book import Area, Cell

MOST_FIELDS, MOST_SPANNED, MOST_CHARACTERS, MOST_SHEETS = 300_000, 1_000_000, 16_000_000, 500
"""Of one file: fields that hold something, fields within the sheets' outlines, characters, sheets."""
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""Of one sheet, in every spreadsheet program."""
MOST_NAMED = 65_536
"""Of formats, parts and styles of one file: whatever is more is not remembered."""
MOST_TOLD = 5
BROKEN = "请用办公软件打开看看，另存一份再试"
PROTECTED = ("有密码", "请用办公软件打开，去掉密码后另存一份")
READABLE = "能读 .xlsx、.xlsm、.xls、.et、.ods、.csv、.txt"
SAVE_AS = "请用办公软件打开，另存为 .xlsx"
TOO_MUCH = "请检查是不是给错了文件；要用的只是其中几行的，另存一份"


def broken(label: str) -> BadValue:
    """Return the refusal of a file that does not hold what files of its kind hold."""
    return BadValue(f"“{label}”坏了，打不开", BROKEN)


class Allowance:
    """How much of one file may yet be read; what is over it is refused (`BadValue`)."""

    def __init__(self, label: str) -> None:
        self.label = label
        self._fields, self._spanned, self._characters, self._sheets = 0, 0, 0, 0

    def field(self, count: int = 1) -> None:
        """Count fields that hold something."""
        self._fields += count
        if self._fields > MOST_FIELDS:
            raise BadValue(f"“{self.label}”里的格太多，超过{MOST_FIELDS // 10_000}万", TOO_MUCH)

    def span(self, height: int, width: int, name: str) -> None:
        """Count the fields within a sheet's outline: one word far out makes it huge."""
        self._spanned += height * width
        if self._spanned > MOST_SPANNED:
            far = f"{column_letter(width - 1)}{height}"
            raise BadValue(
                f"“{self.label}”的工作表太大：“{name}”一直到 {far} 才完", "多半是表外很远的一格里有字，请删去"
            )

    def characters(self, count: int) -> None:
        """Count characters."""
        self._characters += count
        if self._characters > MOST_CHARACTERS:
            raise BadValue(f"“{self.label}”里的字太多，超过{MOST_CHARACTERS // 10_000}万", TOO_MUCH)

    def sheet(self) -> None:
        """Count a sheet."""
        self._sheets += 1
        if self._sheets > MOST_SHEETS:
            raise BadValue(f"“{self.label}”里的工作表太多，超过{MOST_SHEETS}张", TOO_MUCH)


class Fields:
    """The fields of one sheet while it is read, in any order."""

    def __init__(self, name: str, allowance: Allowance, *, hidden: bool = False) -> None:
        self.name, self.hidden, self.allowance = plain(name), hidden, allowance
        self._rows: dict[int, dict[int, Cell]] = {}
        self._merged: list[Area] = []
        self._uncounted: list[tuple[int, int]] = []
        allowance.sheet()

    def put(self, row: int, column: int, value: Cell) -> None:
        """Set a field, counted from 0; an empty text is none."""
        if value == "" and isinstance(value, str):
            return
        if row < 0 or column < 0:
            raise broken(self.allowance.label)
        if row >= MOST_ROWS or column >= MOST_COLUMNS:
            raise self.far_out(row, column)
        self.allowance.field()
        self._rows.setdefault(row, {})[column] = value

    def far_out(self, row: int, column: int) -> BadValue:
        """Return the refusal of a field beyond what any sheet has, counted from 0."""
        return BadValue(f"“{self.allowance.label}”的行或列太多：“{self.name}”有第{row + 1}行第{column + 1}列", TOO_MUCH)

    def merge(self, *areas: Area) -> None:
        """Note areas of which each is one field."""
        self.allowance.field(len(areas))
        self._merged += areas

    def uncounted(self, row: int, column: int) -> None:
        """Note a formula whose value the file does not hold."""
        self.allowance.field()
        self._uncounted.append((row, column))

    def unread(self) -> Iterable[str]:
        """Yield in words what of the sheet was not read."""
        if self._uncounted:
            places = "、".join(f"{column_letter(column)}{row + 1}" for row, column in self._uncounted[:MOST_TOLD])
            several = f"等{len(self._uncounted)}格" if len(self._uncounted) > MOST_TOLD else ""
            yield f"工作表“{self.name}”的公式没有算好的值，当作空：{places}{several}；用办公软件打开，保存一次就有"

    def sheet(self) -> Sheet:
        """Return the sheet, every row as wide, what is merged spread."""
        height = max(self._rows, default=-1) + 1
        width = max((max(row) for row in self._rows.values()), default=-1) + 1
        self.allowance.span(height, width, self.name)
        empty: dict[int, Cell] = {}
        rows = [[self._rows.get(at, empty).get(column, "") for column in range(width)] for at in range(height)]
        self._rows = {}
        merged = tuple(self._spread(rows, height, width))
        return Sheet(self.name, self.hidden, tuple(map(tuple, rows)), merged)

    def _spread(self, rows: list[list[Cell]], height: int, width: int) -> Iterable[Area]:
        """Spread what is merged, and yield each area within the outline; what overlaps is of no program's making."""
        left_over = height * width
        for top, left, lowest, last in self._merged:
            bottom, right = min(lowest, height - 1), min(last, width - 1)
            if not (0 <= top <= bottom and 0 <= left <= right):
                continue
            left_over -= (bottom - top + 1) * (right - left + 1)
            if left_over < 0:
                raise broken(self.allowance.label)
            for down in range(top, bottom + 1):
                rows[down][left : right + 1] = [rows[top][left]] * (right - left + 1)
            yield top, left, bottom, right
