"""The first sheet of the workbook: the year in figures and charts, counted from the rows of the sheets behind it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.papers.columns import as_of_line, column, share, table_of
from gongkai.papers.document import Cell, Chart, Series, Tally
from gongkai.plan.titles import heading_word
from gongkai.report.yearend import heads_name, heads_of, interim
from gongkai.wording import ENTRY_STATUS, FINDING, LIGHT, ONGOING, ROLE, STATUS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Sense, Table
    from gongkai.report.yearend import Chapter, Count
    from gongkai.scoring.sheet import UnitScore
    from gongkai.year import Year

STATES: tuple[Sense, ...] = ("not_started", "in_progress", "done", "verified")
RED, UNGRADED = "红灯", "未定等次"
LATE, LATE_BUT_DONE = "逾期未整改", "逾期后整改"
"""What the ledger of problems says of one that is, or was, past its day."""
RESPONSIBLE = (("角色", ROLE["responsible"]),)
POINTS, FOUND, OPEN, STEP = "要点", "发现问题", "未销号", "\u3000"
UNFINISHED = (STATUS["in_progress"], STATUS["not_started"], ONGOING)


class _Total(Struct, frozen=True):
    """A line of the totals: a figure, the whole that it is a part of, and how both are counted from the sheets.

    `part_of` is what the whole is called; a line that is `within` the one above it stands in so many steps.
    """

    name: str
    value: int | Decimal
    whole: int = 0
    part_of: str = ""
    within: int = 0
    tally: Tally | None = None
    of: Tally | None = None
    alarm: bool = False


def overview(year: Year, kind: str, count: Count) -> Iterator[Block]:
    """Yield the totals of the year, then its charts."""
    yield as_of_line(year.standing)
    yield from interim(year, kind)
    yield _totals(year, count)
    yield from _grades(year.scores)
    yield from _chapters(count)
    yield from _rules(count)
    if months := year.months:
        lines: dict[str, Sense] = {RED: "overdue", STATUS["done"]: "done", STATUS["verified"]: "verified"}
        series = tuple(
            Series(name, tuple(getattr(month, code) for month in months), code) for name, code in lines.items()
        )
        yield Chart("trend", "line", "各月末的要点数", tuple(f"{m.first.month}月" for m in months), series)


def _totals(year: Year, count: Count) -> Table:
    """Return the year's figures, each a number of its own, with the share it has in its whole."""
    columns: tuple[ColumnOf[_Total], ...] = (
        column("项目", lambda t: f"{STEP * t.within}{t.name}", weight=2),
        column("数", lambda t: Cell(t.value, "bad" if t.alarm and t.value else "", tally=t.tally), "number"),
        column("占比", lambda t: Cell(_share(t), tally=_part(t)), "percent"),
        column("占比的分母", lambda t: t.part_of, weight=1),
    )
    return table_of("totals", "", columns, [*_of_points(count), *_of_units(year, count), *_of_entries(year, count)])


def _share(total: _Total) -> Decimal | None:
    """Return the share as papers tell it: in per cent, with one decimal."""
    told = share(int(total.value), total.whole)
    return Decimal(told.removesuffix("%")) if told else None


def _part(total: _Total) -> Tally | None:
    return replace(total.tally, of=total.of) if total.tally and total.of else None


def _of_points(count: Count) -> Iterator[_Total]:
    summary = count.summary
    ending, all_points = summary.points - summary.ongoing, Tally("points")
    whole = Tally("points", but=(("状态", ONGOING),)) if summary.ongoing else all_points
    of = f"{POINTS}（不含{ONGOING}）" if summary.ongoing else POINTS
    yield _Total(POINTS, summary.points, tally=all_points)
    for code in STATES:
        tally = Tally("points", (("状态", STATUS[code]),))
        yield _Total(f"其中{STATUS[code]}", getattr(summary, code), ending, of, 1, tally, whole)
    if summary.ongoing:
        yield _Total(f"其中{ONGOING}", summary.ongoing, within=1, tally=Tally("points", (("状态", ONGOING),)))
    tally = Tally("points", but=tuple(("状态", state) for state in UNFINISHED))
    yield _Total("办结（含单位自报）", summary.done + summary.verified, ending, of, tally=tally, of=whole)
    tally = Tally("points", (("灯", LIGHT["red"]),))
    yield _Total(RED, summary.overdue, summary.points, POINTS, tally=tally, of=all_points, alarm=True)


def _of_units(year: Year, count: Count) -> Iterator[_Total]:
    points = year.overview.points
    units = sum(state.responsible_units for state in points)
    if units:
        seats, done = Tally("seats", RESPONSIBLE), Tally("seats", RESPONSIBLE, total="已落实")
        yield _Total("应落实（责任单位×要点）", units, tally=seats)
        reached = sum(state.responsible_done for state in points)
        name = "其中已落实" if count.summary.ongoing else "其中已落实（落实面）"  # this is of the points that end
        yield _Total(name, reached, units, "应落实", 1, done, seats)
    if count.owed:
        yield _Total("应自查单位", count.owed)
        yield _Total("其中已自查", count.done, count.owed, "应自查单位", 1)
    found, whole, closed = len(count.findings), Tally("findings"), (("状态", FINDING["closed"]),)
    left, still = len(count.open_findings), Tally("findings", but=closed)
    yield _Total(FOUND, found, tally=whole)
    yield _Total(f"其中{FINDING['closed']}", found - left, found, FOUND, 1, Tally("findings", closed), whole)
    yield _Total(OPEN, left, found, FOUND, 1, still, whole, alarm=True)
    late = Tally("findings", (("逾期情况", LATE),))
    yield _Total("其中逾期", len(count.overdue_findings), left, OPEN, 2, late, still, alarm=True)


def _of_entries(year: Year, count: Count) -> Iterator[_Total]:
    if not year.plan.assessment:
        return
    revoked = (("状态", ENTRY_STATUS["revoked"]),)
    yield _Total("扣分（条）", len(count.standing), tally=Tally("entries", but=revoked))
    yield _Total("扣分（计入）", count.applied, tally=Tally("entries", total="计入"))


def _grades(scores: Sequence[UnitScore]) -> Iterator[Chart]:
    """Yield the units of each group by grade, from the lowest grade to the highest."""
    groups = [(name, Counter(one.grade or UNGRADED for one in members)) for name, members in groupby(scores, _group)]
    worst = sorted((one for one in scores if one.score is not None), key=lambda one: one.score or 0)
    grades = list(dict.fromkeys(one.grade or UNGRADED for one in (*worst, *scores)))
    if groups:
        series = tuple(
            Series(
                grade,
                tuple(held[grade] for _, held in groups),
                "ungraded" if grade == UNGRADED else "grade",
                tuple(Tally("scores", (("考核分组", name), ("等次", grade))) for name, _ in groups),
            )
            for grade in grades
        )
        yield Chart("grades", "stacked", "各组等次（单位数）", tuple(name for name, _ in groups), series)


def _rules(count: Count) -> Iterator[Chart]:
    """Yield what each rule took, most first, and what all of them took."""
    listed = sorted(count.by_rule, key=lambda taken: -taken.applied)
    if listed:
        names = tuple(f"{taken.key} {taken.text}".strip() for taken in listed)
        taken = Series("计入", tuple(taken.applied for taken in listed))
        yield Chart("rules", "bar", "各规则扣分（计入）", names, (taken,), total=True)


def _group(score: UnitScore) -> str:
    return score.group


def _chapters(count: Count) -> Iterator[Chart]:
    """Yield the points of each chapter by status."""
    chapters = count.chapters
    if chapters:
        head = heads_name(heading_word(chapter.chapter for chapter in chapters))
        series = tuple(
            Series(
                STATUS[code],
                tuple(getattr(each, code) for each in chapters),
                code,
                tuple(_of_chapter(each, head, STATUS[code]) for each in chapters),
            )
            for code in STATES
        )
        names = tuple(short_title(chapter.chapter) for chapter in chapters)
        yield Chart("chapters", "stacked", f"各{heads_of(count)}要点进展", names, series)


def _of_chapter(chapter: Chapter, head: str, state: str) -> Tally:
    return Tally("points", ((head, short_title(chapter.chapter)), ("状态", state)))


def short_title(chapter: str) -> str:
    """Return the first clause of a chapter's title with its number: what each of its rows repeats stays on one line."""
    return chapter.partition("，")[0]
