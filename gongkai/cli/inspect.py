"""`gongkai inspect`: inspections by the office."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.asking import lacks, names, need
from gongkai.cli.counter import counter_of, typed_finding, when
from gongkai.cli.present import present, recorded
from gongkai.cli.talk import offer_lines, warn
from gongkai.cli.tips import tip_undated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.domain.records import Finding

LIKE_A_UNIT = re.compile(r"([^：:，。、]{1,12}(?:镇|乡|街道|局|办|委|中心))[：:]")

app = typer.Typer(help="督查检查：登记、查看")


@app.command("add", help="登记一次督查和督查发现的问题")
def add(
    ctx: typer.Context,
    kind: Annotated[str | None, typer.Option("--kind", metavar="种类", help="专项督查、定期检查或日常监测")] = None,
    unit: options.Units = None,
    note: options.Note = "",
    finding: Annotated[
        list[str] | None,
        typer.Option("--finding", metavar="问题", help="单位：问题｜措施｜责任人｜期限；可以写几个"),
    ] = None,
    by: options.By = None,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record an inspection with its findings."""
    from gongkai.domain.findings import finding_states
    from gongkai.report.recorded import inspection_data
    from gongkai.services.inspections import NewInspection, add_inspection, known_kind
    from gongkai.services.repeats import same_before

    at = names(ctx, year)
    sort = need(kind, "--kind", "督查种类（专项督查、定期检查、日常监测）", known_kind)
    units, lines = at.units(unit, "被督查的单位"), tuple(finding or ())
    if lacks(lines):
        question = "发现的问题（一行一个：单位：问题｜措施｜责任人｜期限；没有就直接回车）"
        lines = offer_lines(question, lambda line: typed_finding(line, when(year, date).day))
    new = NewInspection(sort, units, note, lines)
    with counter_of(ctx).register() as register:
        record, findings = add_inspection(register, when(year, date, by), new)
        before = same_before(register, record)
    ids = "、".join(one.id for one in findings)
    found = f"发现问题{len(findings)}个（{ids}）" if findings else "未发现问题"
    recorded(
        inspection_data(record, finding_states(findings, ())),
        f"已登记 {record.id}：{record.kind} {len(record.units)} 个单位（{record.day}），{found}",
        json=json,
    )
    _warn_of_strangers(findings)
    tip_undated(findings)
    if before:
        both = " ".join((record.id, *(one.id for one in findings)))
        warn(f"同一天、同样的督查已登记为 {before}；登记重了的用 gongkai void {both} --reason 重复 作废")


def _warn_of_strangers(findings: Sequence[Finding]) -> None:
    """Tell of a problem that begins with what looks like a unit's name and is none: it may be another's."""
    for found in findings:
        head = LIKE_A_UNIT.match(found.problem)
        if head:
            void = f"记错单位的先作废：gongkai void {found.id} --reason 单位写错"
            warn(f"名录里没有“{head[1]}”，{found.id}整句记在{found.unit}名下；{void}")


@app.command("list", help="查看督查记录")
def show_list(
    ctx: typer.Context,
    unit: options.UnitFilter = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List inspections."""
    from gongkai.cli.filters import Filters, kept
    from gongkai.report.lists import inspection_document

    found = kept(counter_of(ctx), Filters(year, as_of, unit=unit), ("inspections", "findings", "finding_steps"))
    document = inspection_document(found.ledger, found.standing, found.of(found.ledger.inspections))
    present(document, json=json, plain=plain, output=output)
