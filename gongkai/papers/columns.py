"""Bits that papers share: days in words, shortened lists, cells with their tone, the frame of a document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from gongkai.papers.document import Cell, Column, Document, Paragraph, Section, ShortDay, Shortened, Table, text
from gongkai.points import plain
from gongkai.wording import BACKDATED, DEMO, LEAD_STATE, LIGHT, ROLE, UNVERIFIED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from gongkai.finding.states import FindingState
    from gongkai.papers.document import Block, ColumnKind, Tone
    from gongkai.plan.model import Plan
    from gongkai.plan.roster import Assignment
    from gongkai.register.kinds import Evidence, Record, ScoreEntry
    from gongkai.register.ledger import Ledger, Standing

    Value = str | int | Decimal | date | datetime | None

T = TypeVar("T")
SHOWN_NAMES = 2
ORDINALS = (*"一二三四五六七八九十", *(f"十{n}" for n in "一二三四五六七八九"))
HEAD_LENGTH = 12
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]*$")
_SINGLE, _DEEPER = str.maketrans("“”", "‘’"), str.maketrans("“”‘’", "‘’“”")
LIGHT_TONE: dict[str, Tone] = {"red": "bad", "yellow": "warn", "green": "good"}
STATUS_TONE: dict[str, Tone] = {"returned": "warn", "verified": "good", "not_started": "dim"}
FINDING_TONE: dict[str, Tone] = {"open": "bad", "planned": "warn", "rectified": "", "closed": "dim"}
DUTY_TONE: dict[str, Tone] = {"overdue": "bad", "late": "warn", "met": "good", "cancelled": "dim"}


class Stamp(Struct, frozen=True):
    """What a paper on the whole register bears: the day it is made, the trail's last hash and number of lines.

    In a `demo` all is made up.
    """

    day: date
    head: str
    size: int
    demo: bool
    unverified: bool = False


def full_day(day: date) -> str:
    """Return a day as papers write it: 2018年9月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_words(day: date, year: int) -> str:
    """Return a day in running text, its year only where it is another: 9月30日."""
    return f"{day.month}月{day.day}日" if day.year == year else full_day(day)


def short_day(day: date | None, year: int) -> date | None:
    """Return a day for a narrow column, read without its year where that is the paper's: 09-30."""
    return ShortDay(day.year, day.month, day.day) if day is not None and day.year == year else day


def shared_year(days: Iterable[date | None], year: int) -> int:
    """Return the year without which a column's days are told: the paper's where all lie in it, else none (0)."""
    return year if all(day is None or day.year == year for day in days) else 0


def days_span(begin: date, end: date) -> str:
    """Return from when to when, the last with its year where that is another: 07-25至08-31, 03-05至2023-01-05."""
    return f"{begin:%m-%d}至{end:%m-%d}" if begin.year == end.year else f"{begin:%m-%d}至{end:%Y-%m-%d}"


def names_short(names: Sequence[str], most: int = SHOWN_NAMES) -> str:
    """Return the first names, and how many there are when some are left out: 县教育局、县民政局等7个.

    A cell that holds it is written with all the names into a file whose rows are filtered.
    """
    shown = "、".join(names[:most])
    return Shortened(f"{shown}等{len(names)}个", "、".join(names)) if len(names) > most else shown


def runs_text(numbers: Sequence[str], order: Sequence[str]) -> str:
    """Return numbers with three or more that follow each other in the file as a range: 2—7、38."""
    place = {no: index for index, no in enumerate(order)}
    runs: list[list[str]] = []
    for no in numbers:
        if runs and no in place and place.get(runs[-1][-1], -2) + 1 == place[no]:
            runs[-1].append(no)
        else:
            runs.append([no])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > SHOWN_NAMES else "、".join(run) for run in runs)


def which_points(numbers: Sequence[str], order: Sequence[str]) -> str:
    """Return points for running text: 要点2—7、38."""
    return f"要点{runs_text(numbers, order)}" if numbers else ""


def quoted(words: str) -> str:
    """Return words in quotation marks; marks inside become single ones, and those inside again double ones.

    GB/T 15834-2011, 4.8.3.4. A mark without its like before it is an apostrophe and stays.
    """
    return f"“{words.translate(_DEEPER if '‘' in words else _SINGLE)}”"


def light_cell(light: str) -> Cell:
    """Return a light with its word in its colour."""
    return Cell(LIGHT[light], LIGHT_TONE[light])


def role_words(seat: Assignment) -> str:
    """Return a unit's role on a point, and whose seat it has taken over."""
    return f"{ROLE[seat.role]}（承继{seat.after}）" if seat.after else ROLE[seat.role]


def status_cell(status: str) -> Cell:
    """Return the state of a point, or of a unit on it."""
    return Cell(LEAD_STATE[status], STATUS_TONE.get(status, ""))


def points_text(value: Decimal | None) -> str:
    """Return points of score without idle zeros, a dash where there are none to tell."""
    return "—" if value is None else plain(value)


def share(part: int, whole: int) -> str:
    """Return a part of a whole in percent, one decimal at most, rounded half up; empty where there is no whole."""
    if not whole:
        return ""
    tenths = (part * 2000 + whole) // (whole * 2)
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


def dated(record: Record) -> str:
    """Return the day of a record, marked where it was entered long after."""
    return "，".join(filter(None, (str(record.day), backdated_mark(record))))


def backdated_mark(record: Record) -> str:
    """Return the mark of a record typed long after its date (补录), else nothing."""
    return BACKDATED if record.backdated else ""


_LATE, _IN_TIME = Cell(BACKDATED, "warn"), Cell("")


def remark(record: Record) -> Cell:
    """Return that mark as a cell."""
    return _LATE if record.backdated else _IN_TIME


def evidence_text(evidence: Iterable[Evidence]) -> str:
    """Return evidence as one names it, piece by piece."""
    return "；".join([piece.ref for piece in evidence])


def basis_text(proof: str) -> str:
    """Return what an entry rests on, named as its basis; words that name it already stay as they are."""
    return proof if not proof or proof.startswith("依据") else f"依据：{proof}"


def proof_text(entry: ScoreEntry) -> str:
    """Return what a score entry rests on: evidence, the register's own words, or why there is no evidence."""
    if entry.evidence or entry.no_evidence.startswith("依据"):
        return basis_text(evidence_text(entry.evidence) or entry.no_evidence)
    return f"没有佐证：{entry.no_evidence}" if entry.no_evidence else ""


def proof_cell(entry: ScoreEntry) -> str:
    """Return the same for a column that is headed 依据."""
    if entry.evidence or entry.no_evidence.startswith("依据"):
        return evidence_text(entry.evidence) or entry.no_evidence.removeprefix("依据：")
    return f"没有佐证（{entry.no_evidence}）" if entry.no_evidence else ""


def sentence(said: str) -> str:
    """Return words with their full stop; none behind a web address, which would be copied with it."""
    return said if _ADDRESS.search(said) else f"{said.removesuffix('。')}。"


def answer_of(state: FindingState) -> tuple[str, str]:
    """Return what a unit said when it last rectified a finding, and on what evidence."""
    notes = dict.fromkeys(step.note for step in state.answers if step.note)
    return "；".join(notes), evidence_text(piece for step in state.answers for piece in step.evidence)


def table(
    key: str,
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    optional: Collection[str] = (),
    total: Sequence[Cell] = (),
) -> Table:
    """Return a table; a column named in `optional` that no row fills is left out."""
    body = [tuple(row) for row in rows]
    kept = [
        index
        for index, column in enumerate(columns)
        if column.name not in optional or any(row[index].value not in (None, "") for row in body)
    ]
    return Table(
        key,
        caption,
        tuple(columns[index] for index in kept),
        tuple(tuple(row[index] for index in kept) for row in body),
        tuple(total[index] for index in kept) if total else (),
    )


class ColumnOf(Struct, Generic[T], frozen=True):
    """A column of a table, with what stands in it: `cell` makes a cell, or its bare value, of what a row is about.

    `optional`: it is left out where no row fills it. `total` closes it. A `rare` one that few rows fill is told in the
    column 备注 instead, by its name: it would cost each of them its width.
    """

    head: Column
    cell: Callable[[T], Cell | Value]
    optional: bool = False
    total: Cell | Value = ""
    rare: bool = False


def column(
    name: str,
    cell: Callable[[T], Cell | Value],
    kind: ColumnKind = "text",
    weight: int = 0,
    *,
    optional: bool = False,
    total: Cell | Value = "",
) -> ColumnOf[T]:
    """Return a column; `kind` and `weight` are those of `Column`."""
    return ColumnOf(Column(name, kind, weight), cell, optional, total)


def rare(name: str, cell: Callable[[T], Cell | Value], kind: ColumnKind = "text", weight: int = 0) -> ColumnOf[T]:
    """Return a column that is told among the remarks where few rows fill it."""
    return ColumnOf(Column(name, kind, weight), cell, optional=True, rare=True)


REMARKS = "备注"
REMARK: ColumnOf[Any] = column(REMARKS, remark, optional=True)
FEW = 4
"""A column is rare where fewer than one row in so many fills it."""


def summed(name: str, value: Callable[[T], int | Decimal], items: Iterable[T]) -> ColumnOf[T]:
    """Return a column of figures that its sum closes."""
    return column(name, value, "number", total=sum(map(value, items)))


def table_of(
    key: str, caption: str, columns: Iterable[ColumnOf[T]], items: Iterable[T], *, total: bool = False
) -> Table:
    """Return the table of these columns, a row for each item; with `total` a closing row."""
    listed = tuple(items)
    made = _noted([(each, list(map(each.cell, listed))) for each in columns])
    kept = [(each, values) for each, values in made if not each.optional or any(map(_is_filled, values))]
    return Table(
        key,
        caption,
        tuple(each.head for each, _ in kept),
        tuple(
            zip(*([one if isinstance(one, Cell) else Cell(one) for one in values] for _, values in kept), strict=True)
        ),
        tuple(_cell(each.total) for each, _ in kept) if total else (),
    )


def _noted(made: list[tuple[ColumnOf[T], list[Cell | Value]]]) -> list[tuple[ColumnOf[T], list[Cell | Value]]]:
    """Return columns with what stands in them, those that few rows fill in words among the remarks, which end them."""
    few = [one for one in made if one[0].rare and 0 < sum(map(_is_filled, one[1])) * FEW < len(one[1])]
    if not few:
        return made
    own = next((one for one in made if one[0].head.name == REMARKS), None)
    said = own[1] if own else [None] * len(few[0][1])
    head: ColumnOf[T] = ColumnOf(Column(REMARKS, weight=max(2, own[0].head.weight if own else 0)), _nothing)
    told = [
        _remarked(value, [f"{each.head.name}：{_words(values[at])}" for each, values in few if _is_filled(values[at])])
        for at, value in enumerate(said)
    ]
    gone = {each.head.name for each, _ in few} | {REMARKS}
    return [*(one for one in made if one[0].head.name not in gone), (head, told)]


def _nothing(_: object) -> None:
    return None


def _remarked(value: Cell | Value, more: Sequence[str]) -> Cell | Value:
    if not more:
        return value
    cell = _cell(value)
    return replace(cell, value="；".join(filter(None, (*more, _words(value)))))


def _words(value: Cell | Value) -> str:
    held = _cell(value).value
    return "" if held is None else str(held)


def _is_filled(value: Cell | Value) -> bool:
    return (value.value if isinstance(value, Cell) else value) not in (None, "")


def _cell(value: Cell | Value) -> Cell:
    return value if isinstance(value, Cell) else Cell(value)


def without(given: Table, name: str) -> Table:
    """Return a table without the column of that name: a unit's own paper need not name the unit in each row."""
    kept = [at for at, column in enumerate(given.columns) if column.name != name]

    def cut(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(row[at] for at in kept) if row else ()

    columns = tuple(given.columns[at] for at in kept)
    return replace(given, columns=columns, rows=tuple(map(cut, given.rows)), total=cut(given.total))


def numbered(parts: Iterable[tuple[str, str, Iterable[Block]]], level: int = 1) -> Iterator[Section]:
    """Yield sections numbered 一、二、 in turn from (key, title, blocks); one with nothing to say is left out."""
    numbers = iter(ORDINALS)
    for key, title, blocks in parts:
        kept = tuple(blocks)
        if kept:
            yield Section(key, f"{next(numbers)}、{title}", kept, level)


def as_of_line(standing: Standing) -> Paragraph:
    """Return the line that says up to when the paper counts."""
    said = f"截至{full_day(standing.as_of)}"
    if standing.over:
        said += f"（年度已结束，{standing.handling}截至{full_day(standing.handled.date())}）"
    if standing.closed:
        said += f"，{sealed_words(standing.closed, standing.seal)}"
    return text(said, role="note")


def sealed_words(day: date, seal: str) -> str:
    """Return that a year is closed, with what a paper is held against the list of years by."""
    return f"已于{full_day(day)}封存，封存校验码{seal}"


def footer(ledger: Ledger, standing: Standing) -> str:
    """Return what ties a paper to the trail: the dates up to which it counts, and the first characters of the hash."""
    said = f"截至{full_day(standing.as_of)}"
    if standing.over and standing.handled.date() != standing.as_of:
        said += f"，办理截至{full_day(standing.handled.date())}"
    if standing.closed:
        said += f"，已封存（{standing.seal}）"
    return f"{said}　{trail_end(ledger.head, ledger.size)}" if ledger.head else said


TRAIL_END = "痕迹校验码"


def trail_end(head: str, size: int) -> str:
    """Return what ties a paper to the trail: the first characters of its last hash, and how many lines it has."""
    return f"{TRAIL_END} {head[:HEAD_LENGTH]}（{size}条）"


def uncoded(said: str) -> str:
    """Return a footer without what ties its paper to the trail and to a closing: the dates up to which it counts."""
    return said.partition(f"　{TRAIL_END}")[0].partition("，已封存（")[0]


def paper(kind: str, title: str, blocks: Iterable[Block], data: object, source: tuple[Ledger, Standing]) -> Document:
    """Return a document on a year's ledger, with the notice's number and the footer."""
    ledger, standing = source
    said = footer(ledger, standing)
    return Document(kind, title, tuple(blocks), data=data, number=ledger.plan.number, marks=marks(ledger), footer=said)


def stamped(kind: str, title: str, blocks: Iterable[Block], data: object, stamp: Stamp) -> Document:
    """Return a document on the whole register, whatever the year."""
    said = f"截至{full_day(stamp.day)}　{trail_end(stamp.head, stamp.size)}"
    return Document(kind, title, tuple(blocks), data=data, marks=marks(stamp), footer=said)


def marks(source: Ledger | Stamp) -> tuple[str, ...]:
    """Return the marks that every paper bears: 演示数据 where all in it is made up, 未核验 where nobody looked."""
    return (*((DEMO,) if source.demo else ()), *((UNVERIFIED,) if source.unverified else ()))


def plan_data(plan: Plan, standing: Standing) -> dict[str, object]:
    """Return the head of a machine-readable answer."""
    return {"year": plan.year, "title": plan.title, "number": plan.number, "as_of": standing.as_of}


def cited(plan: Plan) -> str:
    """Return the notice as sentences cite it: 《title》（文号）, the title alone where it has no number."""
    return f"《{plan.title}》" + (f"（{plan.number}）" if plan.number else "")


def day_of(moment: datetime | None) -> date | None:
    """Return the day of a moment."""
    return moment.date() if moment else None
