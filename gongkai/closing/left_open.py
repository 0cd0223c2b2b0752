"""What must be settled before a year is closed, and whether what was frozen still adds up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.appeal.objections import objection_windows
from gongkai.closing.checks import Check, matters_by_id
from gongkai.entry.states import entry_states, figure_states
from gongkai.errors import RESTORE, VERIFY, Refused, hint_of
from gongkai.points import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gongkai.entry.proposals import Proposal
    from gongkai.register.kinds import Closing
    from gongkai.register.ledger import Ledger
    from gongkai.year import Year

Marks = tuple[object, object, object]
"""A unit's score, rank and grade."""


MOST_LINES, SHOWN = 18, 8
UNDECIDED, UNHANDLED, UNTOLD = "异议没有决定", "扣分建议没有处理", "没有告知"
WAYS = {
    UNDECIDED: hint_of("对异议作出决定", do=("appeal", "decide", "编号")),
    UNHANDLED: hint_of("处理建议", do=("deduct", "propose")),
    UNTOLD: hint_of("告知", do=("deduct", "notify")),
}
BLOCKING = frozenset({"ground_gone"})
"""Checks that are no error and yet must be looked at before a year is closed."""


class OpenMatter(Struct, frozen=True):
    """One thing that is not settled: in a sentence of its own, and beside its unit's others as `sort` and `id`."""

    said: str
    unit: str = ""
    sort: str = ""
    id: str = ""


class StillOpen(Refused):
    """A year is not closed while something in it is open; `items` tells it in a screenful, `said` one by one."""

    def __init__(self, year: int, found: Sequence[OpenMatter]) -> None:
        super().__init__(
            f"{year}年度还有{len(found)}件事没有了结，不能封存：",
            f"逐件了结后再封存{_ways(found)}；确需照此封存的，加 --force --reason 理由，未了结的事会一并记下",
        )
        self.said = tuple(one.said for one in found)
        self.items = self.said if len(found) <= MOST_LINES + 2 else tuple(_by_unit(found))


def _ways(found: Iterable[OpenMatter]) -> str:
    """Name the command that settles each sort of thing that is open."""
    sorts = {one.sort for one in found}
    ways = "，".join(way for sort, way in WAYS.items() if sort in sorts)
    return f"（{ways}）" if ways else ""


def _by_unit(found: Iterable[OpenMatter]) -> Iterator[str]:
    """Tell many things in few lines: a unit's own in one, sort by sort; those of no unit by themselves."""
    units: dict[str, list[OpenMatter]] = {}
    for one in found:
        units.setdefault(one.unit, []).append(one)
    yield from (one.said for one in units.pop("", ()))
    told = [f"{unit}{len(own)}件：{_sorted(own)}" for unit, own in units.items()]
    yield from told[:MOST_LINES]
    rest = list(units.values())[MOST_LINES:]
    if rest:
        more = f"另有{len(rest)}个单位{sum(map(len, rest))}件，全部列出"
        yield hint_of(more, do=("year", "close", "--json"))


def _sorted(own: Iterable[OpenMatter]) -> str:
    sorts: dict[str, list[str]] = {}
    for one in own:
        sorts.setdefault(one.sort, []).append(one.id)
    return "；".join(f"{sort}{'、'.join(ids[:SHOWN])}" + _more(ids) for sort, ids in sorts.items())


def _more(ids: Sequence[str]) -> str:
    return f"等{len(ids)}件" if len(ids) > SHOWN else ""


def left_open(year: Year, checks: Iterable[Check], today: date) -> tuple[OpenMatter, ...]:
    """Return what keeps the year from being closed.

    The year itself that is not over, check errors, objections undecided or still possible on `today`, proposals nobody
    has dealt with, what a unit was not told of.
    """
    return (
        *_running(year.plan.year, today),
        *(OpenMatter(f"{c.where} {c.message}") for c in checks if c.level == "error" or c.kind in BLOCKING),
        *(
            OpenMatter(
                f"{state.appeal.id} {state.appeal.unit}对 {state.appeal.entry} 的异议没有决定",
                state.appeal.unit,
                UNDECIDED,
                state.appeal.id,
            )
            for state in year.appeals
            if state.is_open
        ),
        *_objectable(year, today),
        *map(_undecided, year.proposals),
        *_without_notice(year.ledger),
    )


def _running(year: int, today: date) -> Iterator[OpenMatter]:
    last = date(year, 12, 31)
    if today < last:
        yield OpenMatter(f"{year}年度尚未结束，到{last}才满一年")


def _objectable(year: Year, today: date) -> Iterator[OpenMatter]:
    """Yield what a unit may still object to: closing would take that away."""
    if year.plan.assessment is None or not any(ruling.kind == "notified" for ruling in year.ledger.rulings):
        return
    known = matters_by_id(year.ledger)
    for name, window in objection_windows(known.values(), year.appeals, year.term, today).items():
        if window.open:
            unit, until = known[name].record.unit, f"异议期限到{window.last.inside()}才满"
            yield OpenMatter(f"{name} {unit}的{until}", unit, "异议期限未满", name)


def _undecided(one: Proposal) -> OpenMatter:
    said = f"{one.id} {one.unit}，规则 {one.rule}，{plain(one.points)}分：{one.reason}"
    return OpenMatter(f"{UNHANDLED}：{said}", one.unit, UNHANDLED, one.id)


def _without_notice(ledger: Ledger) -> Iterator[OpenMatter]:
    """Yield what was taken from a unit that it was never told of, and so could never object to."""
    for state in entry_states(ledger.entries, ledger.rulings):
        entry = state.entry
        if entry.kind != "bonus" and state.stands and state.notified is None:
            what = "一票否决" if entry.kind == "veto" else f"扣{plain(state.live)}分"
            yield OpenMatter(f"{entry.id} {entry.unit}{what}，没有告知", entry.unit, UNTOLD, entry.id)
    for figure in figure_states(ledger.figures, ledger.rulings):
        if figure.stands and figure.notified is None:
            told = figure.figure
            said = f"{told.id} {told.unit}“{told.place}”得{plain(told.score)}分，没有告知"
            yield OpenMatter(said, told.unit, UNTOLD, told.id)


def still_adds_up(closing: Closing, frozen: Mapping[str, Marks], now: Mapping[str, Marks]) -> Iterator[Check]:
    """The scores of a closed year, computed again from its records, are the ones that were frozen."""
    early = any(marks[0] is None for marks in frozen.values())  # ranks used to be given before all had a score
    for unit in dict.fromkeys((*frozen, *now)):
        before, after = frozen.get(unit), now.get(unit)
        if early and before and after and after[1] is None:
            before = (before[0], None, before[2])
        if before != after:
            message = f"{unit}封存的考核结果是{_told(before)}，按登记簿重算是{_told(after)}"
            yield Check("error", "closing_differs", closing.id, message, "先查痕迹", do=VERIFY)


def body_altered(closing: Closing, digest: str) -> Iterator[Check]:
    """What was frozen is what was sealed: its digest is the one written down; `digest` is what it is now."""
    if closing.digest != digest:
        message = "封存的内容与封存时的校验码不符"
        yield Check("error", "closing_altered", closing.id, message, RESTORE, do=VERIFY)


def _told(marks: Marks | None) -> str:
    if marks is None:
        return "没有得分"
    score, rank, grade = marks
    points = f"{plain(score)}分" if isinstance(score, Decimal) else "没有得分"
    return "、".join((points, f"第{rank}名" if rank else "不排名", str(grade or "不定等次")))
