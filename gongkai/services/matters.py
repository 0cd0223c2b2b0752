"""What a unit is told of, may object to, and can be taken back: deductions, bonuses, vetoes, entered scores, by id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.domain.entries import EntryState, entry_states
from gongkai.domain.figures import FigureState, figure_states
from gongkai.domain.records import Appeal, Figure, ScoreEntry
from gongkai.errors import BadValue, UnknownName
from gongkai.services.desk import Desk, When, handling

if TYPE_CHECKING:
    from gongkai.domain.records import Record
    from gongkai.storage.writing import Register

Matter = EntryState | FigureState
NOUNS = {"deduction": "deduct", "bonus": "bonus", "veto": "veto", "figure": "score"}
LETTERS = "扣分编号以 D 开头，加分以 B、一票否决以 X、录入的得分以 G 开头，用 gongkai deduct list 等查看"


def desk_for(register: Register, when: When, text: str) -> Desk:
    """Open the desk in the year of the record that `text` names, unless another year was asked for."""
    return handling(register, replace(when, year=when.year or register.find(text).year))


def matter_of(desk: Desk, text: str) -> Matter:
    """Return the entry or figure of the desk's year that `text` names, as it stands; raises UnknownName, BadValue."""
    record = desk.register.find(text)
    if not isinstance(record, ScoreEntry | Figure):
        raise UnknownName("扣分", text, hint=LETTERS)
    must_be_of_year(desk, record)
    return _as_it_stands(desk.register, record)


def must_be_of_year(desk: Desk, record: Record) -> None:
    """A record is handled in its own year, and not before its day; raises BadValue."""
    if record.year != desk.year:
        raise BadValue(f"{record.id} 是{record.year}年的记录", f"请用 --year {record.year}")
    not_before(desk, record)


def not_before(desk: Desk, record: Record) -> None:
    """Nothing is handled before it happened; raises BadValue."""
    if desk.day < record.day:
        raise BadValue(f"处理日期 {desk.day} 早于{record.id}的日期 {record.day}", "请核对 --date")


def matters_of(desk: Desk, unit: str) -> tuple[Matter, ...]:
    """Return all entries of a unit in the desk's year, then all its figures, as they stand."""
    ledger = desk.register.ledger(desk.year, fields=("entries", "figures", "rulings"))
    entries = entry_states((entry for entry in ledger.entries if entry.unit == unit), ledger.rulings)
    figures = figure_states((figure for figure in ledger.figures if figure.unit == unit), ledger.rulings)
    return (*entries, *figures)


def appeals_to(desk: Desk, target: str) -> tuple[Appeal, ...]:
    """Return the objections there have been to an entry or a figure."""
    filed = desk.register.ledger(desk.year, fields=("appeals",)).appeals
    return tuple(appeal for appeal in filed if appeal.entry == target)


def noun_of(record: ScoreEntry | Figure) -> str:
    """Return the command a record belongs to, as the trail names acts."""
    return NOUNS[record.kind if isinstance(record, ScoreEntry) else "figure"]


def entry_as_it_stands(register: Register, entry: ScoreEntry) -> EntryState:
    """Return an entry with its rulings so far."""
    return entry_states((entry,), register.rulings(entry.id))[0]


def _as_it_stands(register: Register, record: ScoreEntry | Figure) -> Matter:
    if isinstance(record, ScoreEntry):
        return entry_as_it_stands(register, record)
    ledger = register.ledger(record.year, fields=("figures", "rulings"))
    return next(state for state in figure_states(ledger.figures, ledger.rulings) if state.figure.id == record.id)
