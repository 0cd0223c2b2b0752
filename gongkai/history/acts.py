"""A wrong entry is made void by an entry of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.errors import BadValue, Refused, UnknownName
from gongkai.history.voiding import may_void, recorded_with
from gongkai.plan.lookup import folded
from gongkai.register.act import handling
from gongkai.register.kinds import DutyReview, Progress, Review, Settlement, Void
from gongkai.register.recordable import reason_given

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from gongkai.register.act import When
    from gongkai.register.kinds import Record
    from gongkai.register.writing import Register


def void(register: Register, when: When, text: str, reason: str) -> tuple[Void, Record]:
    """Record that an entry should not have been made; returns that and the entry, which counts no more.

    It counts from the day it is typed, whatever the day of the entry. Raises `Refused` for what has another way back,
    for what others rest on, and for what is void already.
    """
    if folded(text).isdecimal():
        raise BadValue(f"“{text}”没有写字母", "作废要写全编号，如 F12，以免作废了别的")
    record = register.find(text) if "/" not in text else _no_item(text)
    act = handling(register, replace(when, year=when.year or record.year))
    if record.year != act.year:
        raise Refused(f"{record.id} 属于{record.year}年度", f"改用 --year {record.year}")
    if act.day != register.today:
        raise Refused(f"作废从登记当天起算，不能写成 {act.day}（今天是 {register.today}）", "去掉 --date")
    may_void(record, register.ledger(act.year, latest=True))
    note = reason_given(reason, "作废理由")
    return register.add(Void(year=act.year, day=act.day, target=record.id, note=note, by=act.by), "void"), record


def void_with(register: Register, when: When, text: str, reason: str) -> list[tuple[Void, Record]]:
    """Make an entry void, and each that was recorded with it because it is the same fact; see `void`.

    So go a report and the dated items that it met, an item and the report that its point is finished, and what the
    office made of both.
    """
    made, record = void(register, when, text, reason)
    linked = isinstance(record, Progress | Settlement | Review | DutyReview)
    others = recorded_with(record, register.ledger(record.year)) if linked else ()
    return [(made, record), *(void(register, when, other.id, reason) for other in others)]


def latest_first(texts: Sequence[str]) -> list[str]:
    """Return ids so that what rests on another goes before it, in whatever order they were typed: it came later."""

    def number(text: str) -> tuple[int, str]:
        digits = "".join(filter(str.isdecimal, text)).lstrip("0")
        return len(digits), digits

    return sorted(texts, key=number, reverse=True)


def _no_item(text: str) -> NoReturn:
    point = text.partition("/")[0].rpartition(".")[0]
    where = "应办事项的办结、取消各有编号（K 加数字），在要点的经过里"
    raise UnknownName("编号", text, advice=where, do=("show", point or "要点编号"))
