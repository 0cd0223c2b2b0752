"""Sealing a year: what must be settled before it is closed, and whether what was frozen still adds up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.domain.appeals import appeal_states
from gongkai.domain.checks import Check
from gongkai.domain.entries import entry_states
from gongkai.domain.figures import figure_states
from gongkai.domain.points import plain
from gongkai.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gongkai.domain.ledger import Ledger
    from gongkai.domain.records import Closing

Marks = tuple[object, object, object]
"""A unit's score, rank and grade."""


class StillOpen(Refused):
    """A year is not closed while something in it is open; `items` names every such thing in a sentence."""

    def __init__(self, year: int, items: tuple[str, ...]) -> None:
        super().__init__(
            f"{year}年度还有{len(items)}件事没有了结，不能封存：",
            "逐件了结后再封存（建议用 gongkai deduct propose 处理，告知用 gongkai deduct notify）；"
            "确需照此封存的，加 --force --reason 理由，未了结的事会一并记下",
        )
        self.items = items


def left_open(ledger: Ledger, checks: Iterable[Check], proposed: Iterable[str]) -> tuple[str, ...]:
    """Return what keeps the year from being closed, each in a sentence: check errors, objections, proposals, notices.

    `proposed` are the proposals nobody has dealt with, in words.
    """
    return (
        *(f"{check.where} {check.message}" for check in checks if check.level == "error"),
        *(
            f"{state.appeal.id} {state.appeal.unit}对 {state.appeal.entry} 的异议没有决定"
            for state in appeal_states(ledger.appeals, ledger.rulings)
            if state.is_open
        ),
        *(f"系统建议没有处理：{words}" for words in proposed),
        *_without_notice(ledger),
    )


def _without_notice(ledger: Ledger) -> Iterator[str]:
    """Yield what was taken from a unit that it was never told of, and so could never object to."""
    for state in entry_states(ledger.entries, ledger.rulings):
        entry = state.entry
        if entry.kind != "bonus" and state.stands and state.notified is None:
            what = "一票否决" if entry.kind == "veto" else f"扣{plain(state.live)}分"
            yield f"{entry.id} {entry.unit}{what}，没有告知"
    for figure in figure_states(ledger.figures, ledger.rulings):
        if figure.stands and figure.notified is None:
            told = figure.figure
            yield f"{told.id} {told.unit}“{told.stage}”得{plain(told.score)}分，没有告知"


def still_adds_up(closing: Closing, frozen: Mapping[str, Marks], now: Mapping[str, Marks]) -> Iterator[Check]:
    """The scores of a closed year, computed again from its records, are the ones that were frozen."""
    for unit in dict.fromkeys((*frozen, *now)):
        before, after = frozen.get(unit), now.get(unit)
        if before != after:
            message = f"{unit}封存的考核结果是{_told(before)}，按登记簿重算是{_told(after)}"
            yield Check("error", "closing_differs", closing.id, message, "先查痕迹：gongkai audit verify")


def body_altered(closing: Closing, digest: str) -> Iterator[Check]:
    """What was frozen is what was sealed: its digest is the one written down; `digest` is what it is now."""
    if closing.digest != digest:
        message = "封存的内容与封存时的校验码不符"
        yield Check("error", "closing_altered", closing.id, message, "从备份中恢复，并查痕迹：gongkai audit verify")


def _told(marks: Marks | None) -> str:
    if marks is None:
        return "没有得分"
    score, rank, grade = marks
    points = f"{plain(score)}分" if isinstance(score, Decimal) else "没有得分"
    return "、".join((points, f"第{rank}名" if rank else "不排名", str(grade or "不定等次")))
