"""How an office's table was understood, before anything of it is recorded: columns, lines left out, odd readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.papers.columns import column, table_of
from gongkai.papers.document import Document, text
from gongkai.sheets.book import column_letter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.intake.headings import OwnTable, TakenColumn
    from gongkai.intake.office_tables import ReadSheet, ReadTable, RowNote
    from gongkai.papers.document import Block

LONGEST_EXAMPLE = 24
SHOWN_ROWS = 6


def understood(file: str, read: ReadTable) -> Document:
    """Return how a workbook was read as a table of one kind."""
    blocks: list[Block] = []
    for number, sheet in enumerate(read.sheets):
        blocks += _sheet(read, sheet, alike=number > 0 and _heads(sheet) == _heads(read.sheets[number - 1]))
    if read.notes:
        blocks.append(_notes(read.notes))
    if read.passed:
        blocks.append(text(f"没有取的工作表：{'；'.join(read.passed)}", role="note"))
    return Document("import", f"{file}（{read.table.label}）", tuple(blocks), data=told(read))


def _heads(sheet: ReadSheet) -> tuple[tuple[str, str], ...]:
    return tuple((one.head, one.key) for one in sheet.columns)


def _sheet(read: ReadTable, sheet: ReadSheet, *, alike: bool) -> list[Block]:
    """Return the columns of a sheet; of one that is laid out like the one before, only what holds for all its rows."""
    said = [f"第{sheet.first}行起{sheet.rows}行"]
    said += [f"另有{sheet.left}行是合计、说明或空行，不取"] if sheet.left else []
    held = {one.key for one in sheet.columns}
    known = {"unit": ("单位", sheet.unsaid.unit), "day": (read.table.field("day").label, sheet.unsaid.day)}
    known |= {"kind": ("检查类型", sheet.unsaid.kind)} if read.table.subject == "finding" else {}
    said += [
        f"没有写{label}的按{value}" if key in held else f"{label}都是{value}"
        for key, (label, value) in known.items()
        if value
    ]
    opening = text(f"工作表“{sheet.name}”：{'；'.join(said)}")
    if alike:
        return [opening, text("各列同上", role="detail")]
    taken = [one for one in sheet.columns if one.key]
    left = [f"{column_letter(one.index)}列{one.head}" for one in sheet.columns if not one.key]
    columns = table_of(
        "columns",
        "",
        (
            column("列", lambda one: column_letter(one.index)),
            column("表头", lambda one: one.head, weight=2),
            column("读作", lambda one: read.table.field(one.key).label, weight=2),
            column("如", lambda one: _example(sheet, one), weight=4),
            column("登记为", lambda one: _short(sheet.examples[one.index][1]), weight=3, optional=True),
        ),
        taken,
    )
    return [opening, columns, *([text(f"不取：{'、'.join(left)}", role="detail")] if left else [])]


def _example(sheet: ReadSheet, one: TakenColumn) -> str:
    return _short(sheet.examples[one.index][0])


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= LONGEST_EXAMPLE else f"{said[:LONGEST_EXAMPLE]}…"


def _notes(notes: Sequence[RowNote]) -> Block:
    """Return what was understood beyond the letter, with the rows it was understood of."""
    rows: dict[tuple[str, str], dict[int, None]] = {}
    for note in notes:
        rows.setdefault((note.sheet, note.said), {})[note.row] = None
    return table_of(
        "notes",
        "这样理解的",
        (
            column("工作表", lambda one: one[0][0]),
            column("行", lambda one: _which(list(one[1])), weight=1),
            column("理解", lambda one: one[0][1], weight=4),
        ),
        rows.items(),
    )


def _which(rows: Sequence[int]) -> str:
    shown = "、".join(map(str, rows[:SHOWN_ROWS]))
    return f"{shown}等{len(rows)}行" if len(rows) > SHOWN_ROWS else shown


def told(read: ReadTable) -> dict[str, object]:
    """Return the same as plain data, for scripts."""
    return {
        "subject": read.table.subject,
        "sheets": [
            {
                "sheet": sheet.name,
                "first": sheet.first,
                "rows": sheet.rows,
                "left": sheet.left,
                "columns": [
                    {"column": column_letter(one.index), "head": one.head, "field": _label(read.table, one)}
                    for one in sheet.columns
                ],
            }
            for sheet in read.sheets
        ],
        "notes": [{"sheet": one.sheet, "row": one.row, "said": one.said} for one in read.notes],
        "passed": list(read.passed),
    }


def _label(table: OwnTable, one: TakenColumn) -> str | None:
    return table.field(one.key).label if one.key else None


def kept_map(read: ReadTable, texts: Sequence[str]) -> str:
    """Return a file of columns as `--map` reads it: those of these sheets, and what was said of words."""
    heads = {one.head: read.table.field(one.key).label for sheet in read.sheets for one in sheet.columns if one.key}
    words = [line for line in texts if line.partition("=")[2].strip() not in {*heads.values(), "不取"}]
    lines = [f"# {read.table.label}台账各列的对应关系", *(f"{head}={label}" for head, label in heads.items()), *words]
    return "\n".join(lines) + "\n"
