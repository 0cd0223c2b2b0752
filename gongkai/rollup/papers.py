"""The roll-up of many counties: one row a county, the points they share, and what was left out and why."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from gongkai.papers.columns import column, full_day, names_short, summed, table_of
from gongkai.papers.document import Cell, Document, Figure, Figures, Section, text
from gongkai.points import plain
from gongkai.rollup.across import shares_of
from gongkai.wording import DEMO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Table
    from gongkai.rollup.across import Across, Shared
    from gongkai.rollup.county import County, LeftOut

MOST_LEFT = 6
"""Counties that a row of a shared point names."""


class Rollup(Struct, frozen=True):
    """What is told: the year and the day it was asked on, the counties by name, all together, and what was left out."""

    year: int
    day: date
    counties: tuple[County, ...]
    across: Across
    left_out: tuple[LeftOut, ...]

    def name(self, county: County) -> str:
        """Return how a county is called among the others."""
        return self.across.names[county.origin.ledger]


def rollup_document(told: Rollup) -> Document:
    """Return the paper, a section a sheet."""
    sections = (
        ("counties", "各县情况", [_counties(told)] if told.counties else []),
        ("points", "各项要点", [_shared(told)] if told.across.shared else []),
        ("sources", "台账和痕迹", [_sources(told)] if told.counties else []),
        ("left_out", "没有计入的", [_left_out(told.left_out)] if told.left_out else []),
    )
    blocks = (Section(key, title, tuple(parts)) for key, title, parts in sections if parts)
    demo = bool(told.counties) and all(county.origin.demo for county in told.counties)
    return Document(
        "rollup",
        f"{told.year}年度政务公开工作各县情况汇总",
        (*_opening(told), *blocks),
        data=_data(told),
        marks=(DEMO,) if demo else (),
        footer=f"截至{full_day(told.day)}",
    )


def _opening(told: Rollup) -> Iterator[Block]:
    shares = zip(("办结率", "落实面"), shares_of(told.across.totals), strict=True)
    totals, left = told.across.totals, sum(each.wrong for each in told.left_out)
    said = f"截至{full_day(told.day)}，计入{len(told.counties)}个县（市、区）的导出，痕迹逐条核验"
    held = sum(county.origin.anchored is not None for county in told.counties)
    said += f"，其中{held}个对过存单" if held else "，都没有存单可对"
    yield text(f"{said}；没有计入的{left}份，见“没有计入的”。" if left else f"{said}。", role="note")
    yield Figures(
        (
            Figure("计入的县", len(told.counties)),
            Figure("要点", totals.points),
            Figure("红灯", totals.overdue, "bad" if totals.overdue else ""),
            *(Figure(name, f"{plain(share)}%") for name, share in shares if share is not None),
            Figure("没有计入", left, "bad" if left else ""),
        )
    )


def _counties(told: Rollup) -> Table:
    every, totals = told.counties, told.across.totals
    finished, responsible = shares_of(totals)
    columns: tuple[ColumnOf[County], ...] = (
        column("县（市、区）", lambda c: Cell(told.name(c), ref=c.origin.ledger), weight=2, total="合计"),
        column("截至", lambda c: c.as_of, "date"),
        column("封存", lambda c: "已封存" if c.closed else "", optional=True),
        summed("要点", lambda c: c.tallies.points, every),
        summed("持续推进", lambda c: c.tallies.ongoing, every),
        summed("已办结", lambda c: c.tallies.done, every),
        summed("已销号", lambda c: c.tallies.verified, every),
        summed("红灯", lambda c: c.tallies.overdue, every),
        column("办结率", lambda c: c.headline.finished, "percent", total=finished),
        column("办结率位次", lambda c: told.across.ranks.get(c.origin.ledger), "ordinal"),
        column("落实面", lambda c: c.headline.responsible, "percent", total=responsible),
        summed("单位", lambda c: c.tallies.units, every),
        summed("应自查", lambda c: c.tallies.owed, every),
        summed("已自查", lambda c: c.tallies.inspected, every),
        summed("问题", lambda c: c.tallies.findings, every),
        summed("未销号", lambda c: c.tallies.open, every),
        summed("其中逾期", lambda c: c.tallies.late, every),
        summed("按期整改销号", lambda c: c.tallies.in_time, every),
        summed("扣分（条）", lambda c: c.tallies.deductions, every),
        summed("扣分（计入）", lambda c: c.tallies.applied, every),
        column("平均得分", lambda c: c.headline.mean, "number"),
    )
    return table_of("counties", "", columns, every, total=True)


def _shared(told: Rollup) -> Table:
    columns: tuple[ColumnOf[Shared], ...] = (
        column("要点", lambda s: s.title, weight=3),
        column("县数", lambda s: s.counties, "number"),
        column("须办结", lambda s: s.ending, "number"),
        column("已办结", lambda s: s.done, "number"),
        column("已销号", lambda s: s.verified, "number"),
        column("红灯", lambda s: Cell(s.overdue, "bad" if s.overdue else ""), "number"),
        column("平均进度", lambda s: s.percent, "percent"),
        column("没有办结的县", _left_words, weight=3, optional=True),
    )
    return table_of("points", "", columns, told.across.shared)


def _left_words(shared: Shared) -> str:
    every = len(shared.left) == shared.counties > MOST_LEFT
    return "都没有办结" if every else names_short(shared.left, MOST_LEFT)


def _sources(told: Rollup) -> Table:
    columns: tuple[ColumnOf[County], ...] = (
        column("县（市、区）", lambda c: Cell(told.name(c), ref=c.origin.ledger), weight=1),
        column("要点文件", lambda c: c.title, weight=2),
        column("文号", lambda c: c.number),
        column("印发机关", lambda c: c.issuer, weight=1),
        column("最后登记", lambda c: c.origin.last, "date"),
        column("痕迹（条）", lambda c: c.origin.entries, "number"),
        column("末条校验码", lambda c: c.origin.head, "id"),
        column("对过的存单", lambda c: c.origin.anchored or Cell("没有存单", "dim"), "date"),
        column("台账名", lambda c: c.origin.ledger, "id"),
        column("文件", lambda c: c.origin.file, weight=1),
    )
    return table_of("sources", "", columns, told.counties)


def _left_out(left: Sequence[LeftOut]) -> Table:
    columns: tuple[ColumnOf[LeftOut], ...] = (
        column("文件", lambda e: Cell(e.file, "bad" if e.wrong else "dim"), weight=1),
        column("县（市、区）", lambda e: e.place, optional=True),
        column("原因", lambda e: e.reason, weight=3),
        column("怎么办", lambda e: e.advice, weight=2, optional=True),
    )
    return table_of("left_out", "", columns, sorted(left, key=lambda each: (not each.wrong, each.file)))


def _data(told: Rollup) -> dict[str, object]:
    finished, responsible = shares_of(told.across.totals)
    return {
        "year": told.year,
        "as_of": told.day,
        "counties": [_county_data(told, county) for county in told.counties],
        "totals": {**asdict(told.across.totals), "finished": finished, "responsible": responsible},
        "points": [asdict(shared) for shared in told.across.shared],
        "left_out": [{**asdict(each), "wrong": each.wrong} for each in told.left_out],
    }


def _county_data(told: Rollup, county: County) -> dict[str, object]:
    headline = county.headline
    return dict(
        chain(
            {"name": told.name(county), "issuer": county.issuer}.items(),
            {"title": county.title, "number": county.number}.items(),
            {"as_of": county.as_of, "closed": county.closed}.items(),
            asdict(county.tallies).items(),
            {"finished": headline.finished, "responsible": headline.responsible, "mean": headline.mean}.items(),
            {"rank": told.across.ranks.get(county.origin.ledger)}.items(),
            asdict(county.origin).items(),
        )
    )
