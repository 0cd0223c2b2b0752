"""The year-end, midterm or quarter's report: what was done, by whom, what is left, every figure from the ledger."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, text
from gongkai.domain.succession import passed_on
from gongkai.report.duties import duty_table
from gongkai.report.ledgers import finding_table
from gongkai.report.parts import (
    full_day,
    names_short,
    numbered,
    paper,
    plan_data,
    points_text,
    quoted,
    share,
    table,
    which_points,
)
from gongkai.report.score import group_sections, score_data, with_example
from gongkai.report.trend import trend_data, trend_table
from gongkai.report.yearcount import count_year
from gongkai.wording import FINDING, FINDING_SOURCE, STATUS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from gongkai.document import Block, Document, Table
    from gongkai.domain.entries import EntryState
    from gongkai.domain.scorecard import UnitScore
    from gongkai.domain.trend import Month
    from gongkai.report.year import Year
    from gongkai.report.yearcount import Chapter, Count, Inspected, Named, Taken, UnitFindings

YEAR_END = "year-end"
TITLES = {YEAR_END: "年终考核情况报告", "midterm": "中期评估情况报告", "quarter": "季度情况报告"}
MANY = 200


def report_document(
    year: Year,
    scores: Sequence[UnitScore],
    *,
    kind: str = YEAR_END,
    undecided: Collection[str] = frozenset(),
    months: Sequence[Month] = (),
) -> Document:
    """Return the report of the year; a section with nothing to say is not there.

    `undecided` are the units with an undecided objection, `months` how the year went.
    Raises `KeyError` for a `kind` that is none of `TITLES`.
    """
    count = count_year(year, scores, undecided)
    data: dict[str, object] = {
        "plan": plan_data(year.plan, year.standing),
        "kind": kind,
        "head": year.ledger.head,
        **count.data(),
        "units": [score_data(score) for score in scores],
        "trend": trend_data(months),
    }
    title = year.plan.title.removesuffix("要点") + period(year, kind) + TITLES[kind]
    blocks = numbered(
        [
            ("overall", "总体情况", _overall(year, count)),
            ("groups", "各组考核结果", group_sections(scores, 2)),
            ("chapters", "各章推进情况", [chapter_table(count.chapters)] if count.chapters else []),
            ("trend", "各月情况", [text("各月末的要点数。"), trend_table(months)] if months else []),
            ("self_inspection", "自查情况", _inspected(count)),
            ("findings", "问题整改", _findings(count)),
            ("deductions", "扣分情况", _deductions(count)),
            ("remaining", "尚待完成", _remaining(year, count)),
        ]
    )
    document = paper("report", title, chain(interim(year, kind), blocks), data, (year.ledger, year.standing))
    return with_example(document, year.plan, list(dict.fromkeys(score.scheme for score in scores)))


def period(year: Year, kind: str) -> str:
    """Return which quarter a quarter's report is about: the one its last day lies in."""
    return f"第{'一二三四'[(year.standing.as_of.month - 1) // 3]}" if kind == "quarter" else ""


def interim(year: Year, kind: str) -> Iterator[Block]:
    """A paper that is not the year's last word says so: scores, ranks and grades are of that day."""
    day = full_day(year.standing.as_of)
    if not year.standing.over:
        yield text(f"截至{day}，年度尚未结束。得分、名次、等次按这一天的登记计算，不是年终结果。", role="note")
    elif kind != YEAR_END:
        yield text(f"本报告反映截至{day}的情况，年终结果以{TITLES[YEAR_END]}为准。", role="note")


def _overall(year: Year, count: Count) -> Iterator[Block]:
    summary, plan = count.summary, year.plan
    states = Counter({code: getattr(summary, code) for code in ("verified", "done", "in_progress", "not_started")})
    parts = [f"{STATUS[code]}{number}个" for code, number in states.items() if number]
    finished = states["verified"] + states["done"]
    said = f"《{plan.title}》（{plan.number}）部署要点{summary.points}个。{_until(year)}，"
    said += "、".join(parts) + "，" if parts else ""
    yield text(f"{said}办结率{share(finished, summary.points) or '0%'}。")
    if summary.overdue:
        yield text(f"红灯要点{summary.overdue}个。")
    if count.owed:
        done = f"{count.done}个已完成，占{share(count.done, count.owed)}" if count.done else "均未完成"
        yield text(f"应当开展自查的单位{count.owed}个，{done}。")
    if count.findings:
        closed = len(count.findings) - len(count.open_findings)
        cleared = f"已销号{closed}个，占{share(closed, len(count.findings))}" if closed else "均未销号"
        late = f"，逾期未整改{len(count.overdue_findings)}个" if count.overdue_findings else ""
        yield text(f"登记问题{len(count.findings)}个，{cleared}{late}。")
    if count.standing:
        yield text(f"扣分{len(count.standing)}条，计入{points_text(count.applied)}分。")
    for named in count.named:
        yield text(f"{quoted(named.group)}组{'，'.join(places(named))}。")


def _until(year: Year) -> str:
    """Return the days up to which facts and, once the year is over, handling count."""
    standing = year.standing
    handled = f"（核实、整改、记分等处理计至{full_day(standing.handled.date())}）" if standing.over else ""
    return f"截至{full_day(standing.as_of)}{handled}"


def places(named: Named) -> Iterator[str]:
    """Yield who holds the first and the last place of a group, in words."""
    for word, units in (("第一名", named.best), ("末位", named.worst)):
        if units:
            yield f"{'并列' if len(units) > 1 else ''}{word}是{'、'.join(units)}"


def chapter_table(chapters: Iterable[Chapter]) -> Table:
    """Return a row a chapter: its points by status, those in red, the mean percent."""
    columns = (
        Column("章", weight=3),
        Column("要点", "number"),
        *(Column(STATUS[code], "number") for code in ("not_started", "in_progress", "done", "verified")),
        Column("红灯", "number"),
        Column("平均完成", "percent"),
    )
    listed = list(chapters)
    figures = [(c.points, c.not_started, c.in_progress, c.done, c.verified, c.red) for c in listed]
    rows = [
        (Cell(c.chapter), *(Cell(n) for n in numbers), Cell(c.percent))
        for c, numbers in zip(listed, figures, strict=True)
    ]
    sums = [Cell(sum(column)) for column in zip(*figures, strict=True)]
    return table("chapters", "", columns, rows, total=(Cell("合计"), *sums, Cell("")))


def _inspected(count: Count) -> Iterator[Block]:
    if not count.owed:
        return
    yield _inspected_table(count.inspected)
    if count.uninspected:
        yield text(f"尚未完成自查的单位{len(count.uninspected)}个：{'、'.join(count.uninspected)}。")


def _inspected_table(kinds: Iterable[Inspected]) -> Table:
    listed = list(kinds)
    columns = (Column("类别"), Column("应自查", "number"), Column("已自查", "number"), Column("占比"))
    rows = [(Cell(k.kind), Cell(k.owed), Cell(k.done), Cell(share(k.done, k.owed))) for k in listed]
    owed, done = sum(kind.owed for kind in listed), sum(kind.done for kind in listed)
    total = (Cell("合计"), Cell(owed), Cell(done), Cell(share(done, owed)))
    return table("self_inspection", "", columns, rows, total=total)


def _findings(count: Count) -> Iterator[Block]:
    if not count.findings:
        return
    sources: Counter[str] = Counter(state.finding.source for state in count.findings)
    statuses: Counter[str] = Counter(state.status for state in count.findings)
    by_source = "、".join(f"{FINDING_SOURCE[code]}发现{sources[code]}个" for code in FINDING_SOURCE if sources[code])
    by_status = "、".join(f"{FINDING[code]}{statuses[code]}个" for code in FINDING if statuses[code])
    yield text(f"问题{len(count.findings)}个，其中{by_source}。目前{by_status}。")
    if count.overdue_findings:
        yield text(f"逾期未整改{len(count.overdue_findings)}个：{'、'.join(count.overdue_findings)}。")
    yield _unit_findings(count.by_unit)


def _unit_findings(units: Iterable[UnitFindings]) -> Table:
    listed = sorted(units, key=lambda unit: (-unit.overdue, -unit.open, -unit.total))
    columns = (
        Column("单位", weight=2),
        Column("问题", "number"),
        Column("未销号", "number"),
        Column("逾期", "number"),
    )
    rows = [
        (Cell(u.unit, ref=u.unit), Cell(u.total), Cell(u.open), Cell(u.overdue, "bad" if u.overdue else ""))
        for u in listed
    ]
    sums = (sum(u.total for u in listed), sum(u.open for u in listed), sum(u.overdue for u in listed))
    return table("finding_units", "", columns, rows, total=(Cell("合计"), *(Cell(n) for n in sums)))


def _deductions(count: Count) -> Iterator[Block]:
    if count.standing:
        yield _taken_table("by_rule", "按规则", ("规则", "内容"), count.by_rule)
    if count.by_point:
        yield _taken_table("by_point", "按要点", ("要点", "标题"), count.by_point)
    if count.revoked:
        yield text(f"经复核或更正撤销{len(count.revoked)}条：{_listed(count.revoked)}。")
    if count.reduced:
        yield text(f"经复核核减{len(count.reduced)}条：{_listed(count.reduced)}。")


def _listed(states: Iterable[EntryState]) -> str:
    return "、".join(
        f"{state.entry.id}（{state.entry.unit}，原扣{points_text(state.entry.asked)}分"
        + (f"，改为{points_text(state.live)}分）" if state.status == "reduced" else "）")
        for state in states
    )


def _taken_table(key: str, caption: str, heads: tuple[str, str], taken: Sequence[Taken]) -> Table:
    columns = (
        Column(heads[0]),
        Column(heads[1], weight=3),
        Column("条数", "number"),
        Column("原扣", "number"),
        Column("计入", "number"),
    )
    rows = [(Cell(t.key, ref=t.key), Cell(t.text), Cell(t.count), Cell(t.asked), Cell(t.applied)) for t in taken]
    total = (
        Cell("合计"),
        Cell(""),
        Cell(sum(t.count for t in taken)),
        Cell(sum(t.asked for t in taken)),
        Cell(sum(t.applied for t in taken)),
    )
    return table(key, caption, columns, rows, total=total)


def _remaining(year: Year, count: Count) -> Iterator[Block]:
    if count.unfinished:
        order = [point.no for point in year.plan.points]
        yield text(f"未办结的要点{len(count.unfinished)}个：{which_points(count.unfinished, order)}。")
    if count.unnotified:
        shown = names_short(count.unnotified, MANY)
        yield text(f"尚未告知的扣分{len(count.unnotified)}条：{shown}。告知后才起算异议期限。", role="hint")
    if count.open_findings:
        heirs = passed_on(year.plan, year.ledger.assigns, count.open_findings, year.standing.as_of)
        yield finding_table(count.open_findings, year.standing, "未销号问题", heirs=heirs)
    overdue = [item for item in year.items if item.status == "overdue"]
    if overdue:
        yield duty_table(year.ledger, overdue, "逾期未完成的应办事项")
