"""An office's workbook becomes filled rows: where tables begin, what their columns hold, which lines are no rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from gongkai.errors import BadValue, GongkaiError
from gongkai.intake.filled import FilledRow
from gongkai.intake.headings import (
    NOT_TAKEN,
    NOTHING_SAID,
    Heading,
    SaidColumns,
    TakenColumn,
    asks_of_closing,
    bare,
    columns_of,
    heading_of,
    is_ordinal,
    lacking,
    unused,
)
from gongkai.intake.office_cells import Days, are_shares, text_of
from gongkai.intake.office_rows import KINDS, SELF, Meant, RowReader, Slip, Unsaid, is_ditto
from gongkai.plan.lookup import find_unit, folded
from gongkai.plan.spelling import spelt
from gongkai.register.kinds import Missed
from gongkai.sheets.book import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from gongkai.intake.headings import OwnTable, Unclear
    from gongkai.plan.model import Plan
    from gongkai.sheets.book import Book, Cell, Sheet

Line = Literal["row", "empty", "total", "foot", "title"]
_TOTAL = r".{0,14}(?:合|小|总|共)计(?:[:：（(].*|数|分)?"
_FOOT = (
    r"(?:注|备注|说明|填表说明|附注|填表|制表|填报|审核|审批|单位负责|主要负责|分管负责|联系|复核|报送)人?(?:员|单位|领导|电话)?"
    r"(?:签字|签名|\(盖章\)|\(签字\))?\d?\s*[:：].*"
)
_LABELLED_UNIT = (
    r"(?:填报|报送|上报|被?检查|被?督查|自查|责任|牵头)?(?:单位|部门)(?:名称)?(?:\(盖章\)|\(公章\))?"
    r"[:：]\s*([^\s:：,，;；]{2,30})"
)
_A_DAY = r"(?:\d{4}\s*[年./-]\s*)?\d{1,2}\s*[月./-]\s*\d{1,2}\s*[日号]?"


class RowNote(Struct, frozen=True):
    """What was understood of a row beyond the letter."""

    sheet: str
    row: int
    said: str


class ReadSheet(Struct, frozen=True):
    """A sheet as it was understood: its columns, where its rows begin (as the spreadsheet counts).

    `examples` are the first thing in each column, as it stands there and, where it is another text, as it is read.

    `rows` is how many say something, `left` how many lines below the heading say nothing of their own.
    """

    name: str
    columns: tuple[TakenColumn, ...]
    examples: Mapping[int, tuple[str, str]]
    first: int
    rows: int
    left: int
    unsaid: Unsaid


class ReadTable(Struct, frozen=True):
    """A workbook read as one kind of table: its sheets, the rows to be recorded, what is wrong, what was understood.

    `passed` tells which sheets were not taken, and why.
    """

    table: OwnTable
    sheets: tuple[ReadSheet, ...]
    rows: tuple[FilledRow, ...]
    faults: tuple[Missed, ...]
    notes: tuple[RowNote, ...]
    passed: tuple[str, ...]


def read_table(
    book: Book,
    plan: Plan,
    table: OwnTable,
    today: date,
    said: SaidColumns = NOTHING_SAID,
    unsaid: Unsaid = Unsaid(),  # noqa: B008 - frozen
) -> ReadTable:
    """Return what a workbook says as a table of this kind.

    Raises `BadValue` where no sheet has such a table, where a column may be two things, or none is what is needed: with
    what to type. What is wrong with single rows comes as faults, all of them.
    """
    found, passed = _headed(book, table, said)
    _all_used(said, found, book, table)
    days = Days(plan.year, today)
    taken: list[_Taken] = []
    faults: list[BadValue] = []
    for sheet, heading in found:
        try:
            taken.append(_taken(sheet, heading, plan, table, days, said, unsaid))
        except BadValue as error:
            faults.append(error)
    if not taken:
        raise faults[0]
    passed += [*book.unread]
    passed += [_of_sheet(sheet, error) for (sheet, _), error in zip(_rest(found, taken), faults, strict=True)]
    read = [_read(one, plan, table, days, said) for one in taken]
    once, twice = _each_once(row for each in read for row in each.rows)
    clashes = _clashes(once) if table.subject == "progress" else []
    once = [row for row, clash in zip(once, clashes or [None] * len(once), strict=True) if clash is None]
    return ReadTable(
        table,
        tuple(each.sheet for each in read),
        tuple(_gathered(table.subject, once)),
        (*(fault for each in read for fault in each.faults), *filter(None, clashes)),
        (*(note for each in read for note in each.notes), *twice),
        tuple(passed),
    )


class _Taken(Struct, frozen=True):
    sheet: Sheet
    heading: Heading
    columns: tuple[TakenColumn, ...]
    unsaid: Unsaid


class _Read(Struct, frozen=True):
    sheet: ReadSheet
    rows: tuple[FilledRow, ...]
    faults: tuple[Missed, ...]
    notes: tuple[RowNote, ...]


def _headed(book: Book, table: OwnTable, said: SaidColumns) -> tuple[list[tuple[Sheet, Heading]], list[str]]:
    """Return the sheets with a heading, and words on the others; raises `BadValue` where there is none."""
    found: list[tuple[Sheet, Heading]] = []
    passed: list[str] = []
    for sheet in book.sheets:
        if not sheet.rows:
            continue
        heading = (
            None if sheet.hidden else heading_of([[text_of(cell) for cell in row] for row in sheet.rows], table, said)
        )
        if heading:
            found.append((sheet, heading))
        else:
            passed.append(f"“{sheet.name}”{'是隐藏的' if sheet.hidden else '里没有认得出的表头'}")
    if not found:
        named = "、".join(field.label for field in table.fields)
        raise BadValue(
            f"“{book.name}”里没有找到{table.label}台账的表头",
            f"表头一行要有这样的列名：{named}；列名不同的，用 --map 列名=字段 说明",
        )
    return found, passed


def _rest(found: Sequence[tuple[Sheet, Heading]], taken: Sequence[_Taken]) -> list[tuple[Sheet, Heading]]:
    names = {one.sheet.name for one in taken}
    return [each for each in found if each[0].name not in names]


def _of_sheet(sheet: Sheet, error: BadValue) -> str:
    named = f"“{sheet.name}”"
    return error.message if error.message.startswith(named) else named + error.message


def _all_used(said: SaidColumns, found: Sequence[tuple[Sheet, Heading]], book: Book, table: OwnTable) -> None:
    """What was said of a table speaks of something in it; raises `BadValue`."""
    heads = [heading.heads for _, heading in found]
    cells = {bare(text_of(cell)) for sheet in book.sheets for row in sheet.rows for cell in row}
    if strays := [*unused(said, heads), *(word for word in said.words if word not in cells)]:
        named = "、".join(head for each in heads for head in each if head)
        raise BadValue(f"表里没有“{strays[0]}”", f"--map 左边写列名或表里的字样；列名有：{named}")
    titles = {part for each in heads for head in each for part in (bare(head), *map(bare, head.split("／")))}
    if wrong := next((word for word in said.words if word in titles), ""):
        named = "、".join(field.label for field in table.fields)
        raise BadValue(f"“{wrong}”是一列，“{said.words[wrong]}”不是字段", f"字段有：{named}、{NOT_TAKEN}")


def _taken(  # noqa: PLR0913, PLR0917 - a sheet and all that is known of it
    sheet: Sheet, heading: Heading, plan: Plan, table: OwnTable, days: Days, said: SaidColumns, unsaid: Unsaid
) -> _Taken:
    """Return a sheet with what its columns hold; raises `BadValue` for columns that are missing or not clear."""
    columns, unclear = columns_of(heading.heads, table, said)
    unsaid = _above(sheet, heading, plan, table, days, unsaid)
    if unclear:
        raise _not_clear(unclear[0], table, sheet)
    given = {key for key in ("unit", "day", "evidence") if getattr(unsaid, key)}
    given |= {"evidence"} if unsaid.no_evidence else set()
    if missing := lacking(columns, table, given):
        raise _missing(missing[0], columns, table, sheet)
    return _Taken(sheet, heading, columns, unsaid)


def _not_clear(unclear: Unclear, table: OwnTable, sheet: Sheet) -> BadValue:
    labels = [table.field(key).label for key in unclear.keys]
    if len(unclear.columns) == 1:
        column = unclear.columns[0]
        ways = " 或 ".join(f"--map {column.head}={label}" for label in labels)
        return BadValue(
            f"“{sheet.name}”的“{column.head}”一列，看不出是{'还是'.join(labels)}",
            f"请写 {ways}，都不是的写 --map {column.head}={NOT_TAKEN}",
        )
    named = "、".join(f"{column_letter(column.index)}列“{column.head}”" for column in unclear.columns)
    ways = f"--map {column_letter(unclear.columns[0].index)}={labels[0]}"
    return BadValue(f"“{sheet.name}”有几列都像是{labels[0]}：{named}", f"请用列号说明是哪一列，如 {ways}")


def _missing(group: tuple[str, ...], columns: Sequence[TakenColumn], table: OwnTable, sheet: Sheet) -> BadValue:
    labels = [table.field(key).label for key in group if key != "finding"]
    free = [column.head for column in columns if not column.key]
    likely = [head for head in free if group == ("point",) or not is_ordinal(head)]
    example = next((head for head in likely if group == ("point",) and "号" in head), likely[0] if likely else "列名")
    ways = f"有这一列的，写 --map {example}={labels[0]} 这样说明"
    other = _OTHERWISE.get(group[0], "")
    told = f"（没有用上的列：{'、'.join(free)}）" if free else ""
    return BadValue(f"“{sheet.name}”没有找到“{'”或“'.join(labels)}”这一列{told}", f"{ways}{other}")


_OTHERWISE = {
    "unit": "；全表是一个单位的，用 -u 单位 写明",
    "day": "；都是同一天的，用 --date 写明",
    "evidence": "；都凭同一份的，用 --evidence 写明；没有的，用 --no-evidence 写明原因",
}


def _above(sheet: Sheet, heading: Heading, plan: Plan, table: OwnTable, days: Days, unsaid: Unsaid) -> Unsaid:
    """Return what holds for all rows: as given, else as it stands above the table, or in the name of the sheet."""
    lines = [spelt(line) for line in heading.above]
    unit = unsaid.unit or _unit_above(lines, sheet.name, plan)
    kind = unsaid.kind or next((name for name in KINDS if any(name in line for line in (*lines, sheet.name))), "")
    return replace(unsaid, unit=unit, kind=kind, day=unsaid.day or _day_above(lines, table, days))


def _unit_above(lines: Sequence[str], name: str, plan: Plan) -> str:
    for line in lines:
        if found := re.search(_LABELLED_UNIT, line):
            try:
                return find_unit(plan.units, found[1]).name
            except GongkaiError:
                continue
    known = {folded(name): unit.name for unit in plan.units for name in (unit.name, *unit.aliases)}
    if folded(name) in known:
        return known[folded(name)]
    inside = {name for line in lines for word, name in known.items() if len(word) > 2 and word in folded(line)}  # noqa: PLR2004
    return inside.pop() if len(inside) == 1 else ""


def _day_above(lines: Sequence[str], table: OwnTable, days: Days) -> date | None:
    for line in lines:
        if found := re.search(rf"(?:{table.dated})\s*[:：]?\s*({_A_DAY})", line):
            return days.past(found[1].strip(), "表头上的日期")
    return None


def _read(taken: _Taken, plan: Plan, table: OwnTable, days: Days, said: SaidColumns) -> _Read:
    """Return the rows of one sheet."""
    held = {column.key: column.index for column in taken.columns if column.key}
    letters = {key: column_letter(index) for key, index in held.items()}
    body = taken.sheet.rows[taken.heading.first :]
    meant = Meant(
        shares="percent" in held and are_shares(row[held["percent"]] for row in body),
        closing="status" in held and asks_of_closing(taken.heading.heads[held["status"]]),
    )
    rows: list[FilledRow] = []
    faults: list[Missed] = []
    notes: list[RowNote] = []
    count = left = 0
    for at, cells, unsaid in _lines(taken, plan, table, held, said):
        if cells is None:
            left += 1
            continue
        count += 1
        reader = RowReader(table, plan, days, cells, unsaid, meant)
        rows += [_row(table.subject, taken.sheet.name, at, values, letters) for values in reader.read()]
        faults += [_fault(taken.sheet.name, at, letters, slip) for slip in reader.slips]
        notes += [RowNote(taken.sheet.name, at, note) for note in dict.fromkeys(reader.notes)]
    told = ReadSheet(
        taken.sheet.name, taken.columns, _examples(taken, rows), taken.heading.first + 1, count, left, taken.unsaid
    )
    return _Read(told, tuple(rows), tuple(faults), tuple(notes))


def _row(subject: str, sheet: str, at: int, values: Mapping[str, str], letters: Mapping[str, str]) -> FilledRow:
    columns = {key: letters[key] for key in letters if key in values}
    elsewhere = {key: letters[other] for key, other in _TOLD_IN.items() if key in values and other in letters}
    return FilledRow(subject, sheet, at, "", values, elsewhere | columns)


_TOLD_IN = {"closed": "status", "rectified": "note"}
"""The field whose column tells a day that has no column of its own."""


def _fault(sheet: str, at: int, letters: Mapping[str, str], slip: Slip) -> Missed:
    return Missed(sheet, at, letters.get(slip.key, ""), slip.message, slip.advice)


def _examples(taken: _Taken, rows: Sequence[FilledRow]) -> dict[int, tuple[str, str]]:
    """Return the first thing that stands in each column, and how it is read."""
    found: dict[int, tuple[str, str]] = {}
    for column in taken.columns:
        first = next((row for row in rows if column.key in row.columns), None)
        if first is not None:
            raw = text_of(taken.sheet.rows[first.row - 1][column.index])
            found[column.index] = raw, "" if (value := first.values[column.key]) == raw else value
        else:
            texts = (text_of(row[column.index]) for row in taken.sheet.rows[taken.heading.first :])
            found[column.index] = next((text for text in texts if text), ""), ""
    return found


def _lines(
    taken: _Taken, plan: Plan, table: OwnTable, held: Mapping[str, int], said: SaidColumns
) -> Iterator[tuple[int, dict[str, Cell] | None, Unsaid]]:
    """Yield each line below the heading: its number, its fields (None: it is no row), and what holds for it.

    What stands once for the rows below, and what is written as 同上, is filled in.
    """
    above: dict[str, Cell] = {}
    unsaid = taken.unsaid
    for at, row in enumerate(taken.sheet.rows[taken.heading.first :], start=taken.heading.first + 1):
        kind = _kind_of_line(row, taken.heading, held, table)
        if kind == "title" and "unit" not in held:
            unit = _unit_above([], next(text_of(cell) for cell in row if cell != ""), plan)
            unsaid = replace(unsaid, unit=unit or unsaid.unit)
        if kind != "row":
            yield at, None, unsaid
            continue
        cells: dict[str, Cell] = {key: _worded(row[index], said) for key, index in held.items()}
        cells = {key: above.get(key, "") if is_ditto(cell) else cell for key, cell in cells.items()}
        above = cells = _filled_down(cells, above, table)
        yield at, cells, unsaid


def _worded(cell: Cell, said: SaidColumns) -> Cell:
    """Return a cell as it was said to be read."""
    return said.words.get(bare(text_of(cell)), cell) if said.words else cell


def _filled_down(cells: dict[str, Cell], above: Mapping[str, Cell], table: OwnTable) -> dict[str, Cell]:
    """Return a row with what stands once for several: the unit or the point, and with the unit what is the unit's.

    A row that names a unit of its own takes nothing of the one above but its point, where a table is laid out by point.
    """
    first = "unit" in cells and cells["unit"] == ""
    keys = [key for key in table.down if key in cells and cells[key] == "" and (first or key == "point")]
    if "point" in keys and first and cells.get("unit") == "" and "unit" in keys:
        keys.remove("point")
    return cells | {key: above[key] for key in keys if above.get(key, "") != ""}


def _kind_of_line(row: Sequence[Cell], heading: Heading, held: Mapping[str, int], table: OwnTable) -> Line:
    texts = [text_of(cell) for cell in row]
    filled = [text for text in texts if text]
    if not filled:
        return "empty"
    if _repeats(texts, heading):
        return "title"
    if any(re.fullmatch(_TOTAL, "".join(text.split())) for text in filled[:3]):
        return "total"
    if re.fullmatch(_FOOT, spelt(filled[0]), re.DOTALL):
        return "foot"
    if len(set(filled)) == 1 and len(held) > 1:
        return "title"
    core = [texts[held[key]] for key in table.core if key in held]
    return "row" if any(core) else "empty"


def _repeats(texts: Sequence[str], heading: Heading) -> bool:
    """Tell whether a row is the heading again, as on every printed page."""
    same = [text for text, head in zip(texts, heading.heads, strict=True) if text and bare(text) in bare(head)]
    return len(same) > 1 and len(same) == len([text for text in texts if text])


def _each_once(rows: Iterable[FilledRow]) -> tuple[list[FilledRow], list[RowNote]]:
    """Return the rows without those that say what an earlier one says, and words on each of these."""
    first: dict[tuple[tuple[str, str], ...], FilledRow] = {}
    twice: list[RowNote] = []
    for row in rows:
        before = first.setdefault(tuple(sorted(row.values.items())), row)
        if before is not row:
            twice.append(RowNote(row.sheet, row.row, f"与{_where(before, row)}说的是同一件事，只记一次"))
    return list(first.values()), twice


def _clashes(rows: Sequence[FilledRow]) -> list[Missed | None]:
    """Return, by row, what is wrong where an earlier one tells another percent of the same day."""
    first: dict[tuple[str, str, str], FilledRow] = {}
    found: list[Missed | None] = []
    for row in rows:
        unit, point, day, percent = (row.values[key] for key in ("unit", "point", "day", "percent"))
        before = first.setdefault((unit, point, day), row)
        if (told := before.values["percent"]) == percent:
            found.append(None)
            continue
        said = f"与{_where(before, row)}说法不一：{unit}要点{point}在 {day} 是{told}，这里是{percent}"
        found.append(Missed(row.sheet, row.row, row.columns.get("percent", ""), said, "请核对，留下对的一行"))
    return found


def _where(before: FilledRow, row: FilledRow) -> str:
    return f"第{before.row}行" if before.sheet == row.sheet else f"“{before.sheet}”第{before.row}行"


def _gathered(subject: str, rows: Sequence[FilledRow]) -> list[FilledRow]:
    """Return rows as what they record, in the order of recording."""
    if subject == "selfcheck":
        return _self_inspections(rows)
    if subject != "finding":
        return list(rows)
    own = [row for row in rows if row.values.get("kind") == SELF]
    return _inspections([row for row in rows if row.values.get("kind") != SELF]) + _self_inspections(own)


def _inspections(rows: Sequence[FilledRow]) -> list[FilledRow]:
    """Return findings, those of an inspection behind it: one of a kind and a day, of all the units that have rows."""
    units: dict[tuple[str, str], dict[str, None]] = {}
    for row in rows:
        units.setdefault(_inspection_of(row), {})[row.values["unit"]] = None
    found: list[FilledRow] = []
    for row in rows:
        kind, day = _inspection_of(row)
        if kind and (names := units.pop((kind, day), None)):
            whole = {"kind": kind, "day": day, "units": "、".join(names)}
            found.append(replace(row, subject="inspect", values=whole))
        if "problem" in row.values or "finding" in row.values:
            found.append(row)
    return found


def _inspection_of(row: FilledRow) -> tuple[str, str]:
    return row.values.get("kind", ""), row.values.get("day", "")


def _self_inspections(rows: Sequence[FilledRow]) -> list[FilledRow]:
    """Return self-inspections and their problems, and behind each what became of it.

    Of a unit's day there is one, however many rows tell of it.
    """
    of_day: dict[tuple[str, str], list[FilledRow]] = {}
    for row in rows:
        of_day.setdefault((row.values["unit"], row.values["day"]), []).append(row)
    found: list[FilledRow] = []
    for mine in of_day.values():
        for at, row in enumerate(mine):
            whole = _whole(mine) if at == 0 else {}
            if at == 0 or "problem" in row.values:
                values = {key: row.values[key] for key in _CHECKED if key in row.values} | whole
                found.append(replace(row, subject="selfcheck", values=values))
            if "rectified" in row.values or "closed" in row.values:
                found.append(replace(row, subject="finding", values=_afterwards(row.values)))
    return found


_CHECKED = ("unit", "day", "problem", "point", "measure", "person", "due", "evidence")


def _whole(rows: Sequence[FilledRow]) -> dict[str, str]:
    """Return what several rows say of one self-inspection: its scope, its summary."""
    summaries = dict.fromkeys(row.values["summary"] for row in rows if "summary" in row.values)
    points = dict.fromkeys(no for row in rows for no in row.values.get("points", "").split(",") if no)
    whole = {"summary": "；".join(summaries), "points": ",".join(points)}
    return {key: value for key, value in whole.items() if value}


def _afterwards(values: Mapping[str, str]) -> dict[str, str]:
    """Return what became of a problem of a self-inspection, with the proof of that."""
    later = {key: value for key, value in values.items() if key not in {"summary", "points", "evidence"}} | {
        "kind": SELF
    }
    proof = later.pop("rectified_evidence", "")
    return later | {"evidence": proof} if proof else later
