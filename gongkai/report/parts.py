"""Bits that papers share: days in words, shortened lists, cells with their tone, the frame of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.document import Cell, Document, Paragraph, Section, Table, text
from gongkai.domain.points import plain
from gongkai.wording import BACKDATED, DEMO, LEAD_STATE, LIGHT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from gongkai.document import Block, Column, Tone
    from gongkai.domain.findings import FindingState
    from gongkai.domain.ledger import Ledger, Standing
    from gongkai.domain.plan import Plan
    from gongkai.domain.records import Evidence, ScoreEntry

SHOWN_NAMES = 2
ORDINALS = (*"一二三四五六七八九十", *(f"十{n}" for n in "一二三四五六七八九"))
HEAD_LENGTH = 12
_SINGLE, _DEEPER = str.maketrans("“”", "‘’"), str.maketrans("“”‘’", "‘’“”")
LIGHT_TONE: dict[str, Tone] = {"red": "bad", "yellow": "warn", "green": "good"}
STATUS_TONE: dict[str, Tone] = {"returned": "warn", "verified": "good", "not_started": "dim"}
FINDING_TONE: dict[str, Tone] = {"open": "bad", "planned": "warn", "rectified": "", "closed": "dim"}
DUTY_TONE: dict[str, Tone] = {"overdue": "bad", "late": "warn", "met": "good", "cancelled": "dim"}


def full_day(day: date) -> str:
    """Return a day as papers write it: 2018年9月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_words(day: date, year: int) -> str:
    """Return a day in running text, its year only where it is another: 9月30日."""
    return f"{day.month}月{day.day}日" if day.year == year else full_day(day)


def short_day(day: date | None, year: int) -> str | date | None:
    """Return a day for a narrow column, its year only where it is another: 09-30."""
    return f"{day:%m-%d}" if day is not None and day.year == year else day


def names_short(names: Sequence[str], most: int = SHOWN_NAMES) -> str:
    """Return the first names, and how many there are when some are left out: 县教育局、县民政局等7个."""
    shown = "、".join(names[:most])
    return f"{shown}等{len(names)}个" if len(names) > most else shown


def quoted(words: str) -> str:
    """Return words in quotation marks; marks inside become single ones, and those inside again double ones.

    GB/T 15834-2011, 4.8.3.4. A mark without its like before it is an apostrophe and stays.
    """
    return f"“{words.translate(_DEEPER if '‘' in words else _SINGLE)}”"


def light_cell(light: str) -> Cell:
    """Return a light with its word in its colour."""
    return Cell(LIGHT[light], LIGHT_TONE[light])


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


def mark_of(*, backdated: bool) -> str:
    """Return the mark of an entry typed long after its date."""
    return BACKDATED if backdated else ""


def evidence_text(evidence: Iterable[Evidence]) -> str:
    """Return evidence as one names it, piece by piece."""
    return "；".join(piece.ref for piece in evidence)


def basis_text(proof: str) -> str:
    """Return what an entry rests on, named as its basis; words that name it already stay as they are."""
    return proof if not proof or proof.startswith("依据") else f"依据：{proof}"


def proof_text(entry: ScoreEntry) -> str:
    """Return what an entry rests on: its evidence, the register, or why there is none."""
    if entry.evidence:
        return evidence_text(entry.evidence)
    if not entry.no_evidence or entry.no_evidence.startswith("依据"):
        return entry.no_evidence
    return f"无佐证（{entry.no_evidence}）"


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
        said += f"（年度已结束，核实、整改、记分等处理计至{full_day(standing.handled.date())}）"
    return text(said, role="note")


def footer(ledger: Ledger, standing: Standing) -> str:
    """Return what ties a paper to the trail: the dates up to which it counts, and the first characters of the hash."""
    said = f"截至{full_day(standing.as_of)}"
    if standing.over:
        said += f"，处理计至{full_day(standing.handled.date())}"
    return f"{said}　痕迹校验码 {ledger.head[:HEAD_LENGTH]}" if ledger.head else said


def paper(kind: str, title: str, blocks: Iterable[Block], data: object, source: tuple[Ledger, Standing]) -> Document:
    """Return a document on a year's ledger, with the notice's number and the footer."""
    ledger, standing = source
    said = footer(ledger, standing)
    return Document(kind, title, tuple(blocks), data=data, number=ledger.plan.number, marks=marks(ledger), footer=said)


def marks(ledger: Ledger) -> tuple[str, ...]:
    """Return the marks that every paper on a ledger bears: 演示数据 where all in it is made up."""
    return (DEMO,) if ledger.demo else ()


def plan_data(plan: Plan, standing: Standing) -> dict[str, object]:
    """Return the head of a machine-readable answer."""
    return {"year": plan.year, "title": plan.title, "number": plan.number, "as_of": standing.as_of}


def day_of(moment: datetime | None) -> date | None:
    """Return the day of a moment."""
    return moment.date() if moment else None
