"""`gongkai assign`: the office names units for what the notice leaves open, and people in charge."""

from __future__ import annotations

from typing import Annotated

import typer

from gongkai.cli import options
from gongkai.cli.asking import lacks, names, need
from gongkai.cli.counter import counter_of, when
from gongkai.cli.present import recorded
from gongkai.cli.talk import offer

app = typer.Typer()

ROLES = {"牵头": "lead", "牵头单位": "lead", "责任": "responsible", "责任单位": "responsible"}
ROLES |= {"配合": "support", "配合单位": "support"}


@app.command(help="给待明确的要点指定单位，或指定负责人；不写编号就是该单位全部要点的负责人")
def assign(
    ctx: typer.Context,
    point: options.Point = None,
    unit: options.Unit = None,
    role: Annotated[
        str | None,
        typer.Option("--role", metavar="角色", help="lead 牵头、responsible 责任（默认）、support 配合"),
    ] = None,
    person: Annotated[str, typer.Option("--person", metavar="姓名", help="负责人")] = "",
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record an assignment."""
    from gongkai.report.recorded import record_data
    from gongkai.services import assigning
    from gongkai.wording import ROLE

    wanted, at = (role or "").strip(), names(ctx, year)
    if lacks(unit):
        point = point or offer("要点编号（回车为该单位全部要点的负责人）", at.known_point)
        name, person = at.unit(unit), person or offer("负责人（可以不填）")
    else:
        name = need(unit, "-u", "单位")
    new = assigning.NewAssign(name, point or "", ROLES.get(wanted, wanted), person)
    with counter_of(ctx).register() as register:
        record = assigning.assign(register, when(year, date), new)
    where = f"要点{record.point}" if record.point else "全部要点"
    parts = [f"已登记 {record.id}：{record.unit}　{where}", ROLE.get(record.role, "")]
    parts.append(f"负责人 {record.person}" if record.person else "")
    recorded(record_data(record), "　".join(part for part in parts if part), json=json)
