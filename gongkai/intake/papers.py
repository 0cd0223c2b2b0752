"""What is told of workbooks that came in: the preview, the list, and the receipt (回执) that goes back to the unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.form.layout import CHECK, head_of
from gongkai.form.returned import REASONS, heading_row
from gongkai.history.papers import words_of
from gongkai.history.shapes import record_data
from gongkai.papers.columns import as_of_line, column, full_day, paper, stamped, table_of
from gongkai.papers.corrections import CorrectedSheet
from gongkai.papers.document import Cell, Document, Signature, text
from gongkai.register.kinds import kinds_by_field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gongkai.intake.outcome import FileOutcome, RowOutcome
    from gongkai.papers.columns import ColumnOf, Stamp
    from gongkai.papers.document import Block, Tone
    from gongkai.register.kinds import Filing, Missed, Record
    from gongkai.register.ledger import Ledger
    from gongkai.sheets.book import Book, Sheet
    from gongkai.year import Year

STATE = {"taken": "已登记", "unchanged": "没有新的", "previewed": "预览", "refused": "没有导入"}
_STATE_TONE: Mapping[str, Tone] = {"taken": "good", "unchanged": "dim", "previewed": "", "refused": "bad"}
VERDICT = {"new": "新的", "unchanged": "原已登记", "conflict": "不一致", "bad": "不能登记"}
_VERDICT_TONE: Mapping[str, Tone] = {"unchanged": "dim", "conflict": "warn", "bad": "bad"}


def place_words(missed: Missed) -> str:
    """Return where a row stands: 进展 第9行 E列; of a whole sheet its name."""
    row = f" 第{missed.row}行" if missed.row else ""
    return f"{missed.sheet}{row}" + (f" {missed.column}列" if missed.column else "")


class _Told(Struct, frozen=True):
    """A row of a file, as it is told; of a file that was refused as a whole there is none."""

    file: str
    row: RowOutcome


def intake_document(outcomes: Sequence[FileOutcome], stamp: Stamp) -> Document:
    """Return what became of workbooks: figures of each, then every row that is not plainly new."""
    files: tuple[ColumnOf[FileOutcome], ...] = (
        column("文件", lambda o: o.file, weight=3),
        column("单位", lambda o: o.unit, weight=2, optional=True),
        column("新的", lambda o: o.count("new"), "number"),
        column("原已登记", lambda o: o.count("unchanged"), "number"),
        column("不一致", lambda o: o.count("conflict"), "number"),
        column("不能登记", lambda o: o.count("bad"), "number"),
        column("结果", lambda o: Cell(STATE[o.state], _STATE_TONE[o.state])),
        column("编号", lambda o: o.filing.id if o.filing else "", "id", optional=True),
    )
    blocks: list[Block] = [table_of("files", "", files, outcomes)]
    refused = [o for o in outcomes if o.refused]
    if refused:
        blocks.append(table_of("refused", "没有读的文件", _REFUSED, refused))
    told = [_Told(o.file, row) for o in outcomes for row in o.rows if _to_be_told(o, row)]
    if told:
        several = len(outcomes) > 1
        blocks.append(table_of("rows", "没有登记的行", _rows(several=several), told))
    return stamped("import", "导入", blocks, [outcome_data(o) for o in outcomes], stamp)


def _to_be_told(outcome: FileOutcome, row: RowOutcome) -> bool:
    """Tell whether a row needs a look; that one says nothing new only before anything is recorded."""
    return row.missed is not None or (outcome.state == "previewed" and row.verdict == "unchanged")


_REFUSED: tuple[ColumnOf[FileOutcome], ...] = (
    column("文件", lambda o: o.file, weight=2),
    column("原因", lambda o: o.refused.message if o.refused else "", weight=3),
    column("怎么办", lambda o: o.refused.hint if o.refused else "", weight=3, optional=True),
)


def _rows(*, several: bool) -> tuple[ColumnOf[_Told], ...]:
    return (
        column("文件", lambda t: t.file if several else "", weight=2, optional=True),
        column("工作表", lambda t: t.row.sheet),
        column("行", lambda t: t.row.row or "", "number"),
        column("列", lambda t: t.row.missed.column if t.row.missed else "", optional=True),
        column("情况", lambda t: Cell(VERDICT[t.row.verdict], _VERDICT_TONE[t.row.verdict])),
        column("原因", lambda t: _why(t.row), weight=3),
        column("怎么办", lambda t: t.row.missed.remedy if t.row.missed else "", weight=3, optional=True),
    )


def _why(row: RowOutcome) -> str:
    if row.missed:
        return row.missed.reason
    return f"和已登记的一样：{'、'.join(record.id for record in row.records)}"


def outcome_data(outcome: FileOutcome) -> dict[str, object]:
    """Return a file's outcome as JSON: counts, every row, what was recorded of it. Ids stand only where they last."""
    kept = outcome.state == "taken"
    return {
        "file": outcome.file,
        "unit": outcome.unit or None,
        "year": outcome.year or None,
        "state": outcome.state,
        "filing": (outcome.filing.id or None) if outcome.filing else None,
        "new": outcome.count("new"),
        "unchanged": outcome.count("unchanged"),
        "conflicting": outcome.count("conflict"),
        "bad": outcome.count("bad"),
        "refused": {"message": outcome.refused.message, "hint": outcome.refused.hint} if outcome.refused else None,
        "notes": [{"where": note.where, "message": note.message, "hint": note.hint} for note in outcome.notes],
        "rows": [_row_data(row, kept=kept) for row in outcome.rows],
    }


def _row_data(row: RowOutcome, *, kept: bool) -> dict[str, object]:
    lasting = kept or row.verdict == "unchanged"
    return {
        "sheet": row.sheet,
        "row": row.row or None,
        "verdict": row.verdict,
        "records": [record.id for record in row.records] if lasting else [],
        "words": [words_of(record) for record in row.records],
        "column": (row.missed.column or None) if row.missed else None,
        "reason": row.missed.reason if row.missed else None,
        "remedy": (row.missed.remedy or None) if row.missed else None,
    }


def told_of(outcome: FileOutcome) -> str:
    """Return one file's outcome in a line."""
    whose = f"{outcome.unit}（{outcome.file}）" if outcome.unit else outcome.file
    counts = "，".join(
        f"{VERDICT[verdict]}{count}行"
        for verdict in VERDICT
        if (count := outcome.count(verdict))  # type: ignore[arg-type]
    )
    number = f" {outcome.filing.id}" if outcome.filing and outcome.filing.id else ""
    reason = outcome.refused.message if outcome.refused else counts or "没有填写的行"
    return f"{STATE[outcome.state]}{number}：{whose}　{reason}"


def filings_document(year: Year, filings: Sequence[Filing]) -> Document:
    """Return the list of what came in: when, from whom, what was taken."""
    columns: tuple[ColumnOf[Filing], ...] = (
        column("编号", lambda f: Cell(f.id, ref=f.id), "id"),
        column("收到", lambda f: f.day, "date"),
        column("单位", lambda f: f.unit, weight=2, optional=True),
        column("文件", lambda f: f.file, weight=3),
        column("登记", lambda f: len(f.taken), "number"),
        column("原已登记", lambda f: f.unchanged, "number"),
        column("没有登记", lambda f: len(f.missed), "number"),
        column("经手", lambda f: f.actor),
    )
    table = table_of("filings", "", columns, filings)
    blocks: list[Block] = [as_of_line(year.standing), table if filings else text("还没有收到过表。")]
    data = [record_data(filing) for filing in filings]
    return paper("filings", "收到的表", blocks, data, (year.ledger, year.standing))


def records_of(ledger: Ledger) -> dict[str, Record]:
    """Return all records of a year by id."""
    return {record.id: record for field in kinds_by_field() for record in getattr(ledger, field)}


def receipt_document(year: Year, filing: Filing, known: Mapping[str, Record]) -> Document:
    """Return the receipt for a workbook: what was recorded of it, what was not, and why.

    `known` are the records of the year by id, as `records_of` gives them; of what was made void since only the id is
    told. A filing without an id was not recorded: nothing of its workbook was.
    """
    taken = [known.get(each, each) for each in filing.taken]
    columns: tuple[ColumnOf[Record | str], ...] = (
        column("编号", lambda r: r if isinstance(r, str) else r.id, "id"),
        column("登记的内容", lambda r: "已经作废" if isinstance(r, str) else _own_words(r, filing.unit), weight=4),
    )
    blocks: list[Block] = [text(line) for line in _received(filing)]
    if taken:
        blocks.append(table_of("taken", "已经登记的", columns, taken))
    if filing.missed:
        blocks.append(table_of("missed", "没有登记的", _MISSED, filing.missed))
    blocks.append(Signature(year.plan.office, filing.day))
    data = record_data(filing) | {"records": [record_data(one) for one in taken if not isinstance(one, str)]}
    made = paper("receipt", "填报表回执", blocks, data, (year.ledger, year.standing))
    return Document(
        made.kind,
        made.title,
        made.blocks,
        data=made.data,
        addressee=filing.unit,
        marks=made.marks,
        footer=made.footer,
    )


_MISSED: tuple[ColumnOf[Missed], ...] = (
    column("在哪里", place_words, weight=2),
    column("为什么", lambda m: m.reason, weight=3),
    column("怎么办", lambda m: m.remedy, weight=3, optional=True),
)


def _own_words(record: Record, unit: str) -> str:
    """Return a record in words, to its own unit without its name."""
    return words_of(record).replace(f"　{unit}　", "　") if unit else words_of(record)


def _received(filing: Filing) -> Iterator[str]:
    whose = "你单位" if filing.unit else ""
    yield f"{whose}交来的《{filing.file}》于{full_day(filing.day)}收到" + (
        f"，编号{filing.id}。" if filing.id else "。"
    )
    if not filing.id:
        yield "这份表里有下面这些问题，全部没有登记。请改正以后重新交来。"
        return
    parts = [f"登记{len(filing.taken)}条"] if filing.taken else []
    parts += [f"与已登记的一样、没有重复登记的{filing.unchanged}行"] if filing.unchanged else []
    parts += [f"没有登记的{len(filing.missed)}行"] if filing.missed else []
    yield "，".join(parts or ["没有填写，没有要登记的"]) + "。"
    if filing.missed:
        yield "没有登记的请改正以后重新交来，已经登记的不用再填。"


def left_sheets(book: Book, missed: Sequence[Missed], heads: Mapping[str, int]) -> tuple[CorrectedSheet, ...]:
    """Return the sheets of a workbook with the rows alone that were not taken, below the headings, each with why.

    `heads` are the last rows of headings, from 0, by sheet, of an office's own table.
    """
    return tuple(made for sheet in book.sheets if (made := _left_of(sheet, missed, heads.get(sheet.name, -1))))


def _left_of(sheet: Sheet, missed: Sequence[Missed], head: int) -> CorrectedSheet | None:
    reasons = {one.row: one for one in missed if one.sheet == sheet.name and one.row}
    top = head if head >= 0 else heading_row(sheet)
    if not reasons or top < 0:
        return None
    numbers = [number for number in sorted(reasons) if top < number - 1 < len(sheet.rows)]
    marked = isinstance(mark := sheet.rows[0][0], str) and head_of(mark) is not None
    known = [at for at, said in enumerate(sheet.rows[top]) if said == CHECK]
    return CorrectedSheet(
        sheet.name,
        sheet.rows[: top + 1],
        tuple(sheet.rows[number - 1] for number in numbers),
        tuple(_reason(reasons[number]) for number in numbers),
        REASONS,
        (*((0,) if marked else ()), *known),
    )


def _reason(missed: Missed) -> str:
    where = f"{missed.column}列：" if missed.column else ""
    return "。".join(part for part in (where + missed.reason, missed.remedy) if part)
