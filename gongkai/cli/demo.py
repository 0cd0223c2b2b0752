"""`gongkai demo`: a made-up year in a database of its own, and every paper there is from it.

The year is `demo2018.txt`, a file of command lines that is typed again; nothing in it is drawn by lot.
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from gongkai.cli.asking import need
from gongkai.cli.counter import counter_of
from gongkai.cli.talk import say
from gongkai.domain.standing import CST
from gongkai.errors import BadValue, Refused
from gongkai.render.formats import ENDINGS

if TYPE_CHECKING:
    from gongkai.cli.counter import Counter
    from gongkai.storage.writing import Register

TYPED = Path(__file__).with_name("demo2018.txt")
NAME = "demo-2018"
OPENING = time(9)
END = datetime(2019, 1, 21, 9, tzinfo=CST)
"""The morning on which the papers are made: the year is over, every objection decided, nothing closed yet."""

STORE, CARDS, REPORT = "demo.db", "得分表", "年终考核情况（演示数据）"
"""The report says in its file's name what CSV and JSON have no room for."""

NOTICED = ("碗厂镇人民政府", "县住建局")
EARLIER = (("季度通报", "quarter", date(2018, 9, 30)), ("中期通报", "midterm", date(2018, 11, 9)))
INSPECTED = ("县教育局", "县电子政务办")

app = typer.Typer()


@app.command(help="做一套演示：编造的一年登记在新的演示数据库里，并写出全部文书")
def demo(
    ctx: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="文件夹", help="放演示的文件夹，须是新的或空的", file_okay=False)
    ] = None,
) -> None:
    """Make the demonstration database, then the papers as the ordinary commands write them."""
    place = need(str(folder) if folder else None, "文件夹", "放演示的文件夹")
    where = _empty(Path(place))
    counter = replace(counter_of(ctx), store=str(where.absolute() / STORE), now=END, actor="演示", os_user="demo")
    say("正在登记演示数据……")
    count = _live(ctx, counter)
    say(f"已登记{count}件事：{counter.store}")
    ctx.obj = counter
    _write_papers(ctx, where)
    for name, kind, day in EARLIER:
        ctx.obj = replace(counter, now=counter.now.replace(day.year, day.month, day.day))
        _write_circular(ctx, kind, day, where / name)
    say(f"演示已做好，里面的事都是编造的。看一看：gongkai --db {where / STORE} status")


def _empty(folder: Path) -> Path:
    """Return the folder, made if need be; nothing that exists is ever touched."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = next(folder.iterdir(), None)
    except OSError:
        raise BadValue(f"不能用这个文件夹：{folder}", "请写一个能写入的文件夹") from None
    if taken is not None:
        what = "已有数据库" if (folder / STORE).exists() else f"不是空的（有 {taken.name}）"
        raise Refused(f"文件夹{what}：{folder}", "演示只放进新的或空的文件夹，请换一个")
    return folder


def _live(ctx: typer.Context, counter: Counter) -> int:
    """Make the database from the plan that comes with the program and what was typed; return how many lines that was.

    Whole or not at all, as one act; the same lines give the same ledger, to the last hash.
    """
    from gongkai.cli.replay import read_lines, replay
    from gongkai.intake.packaged import packaged_tasks
    from gongkai.intake.plan_file import read_plan
    from gongkai.services.loading import load_plan
    from gongkai.storage.writing import create_store

    plan, lines = read_plan(packaged_tasks()).plan, read_lines(TYPED)

    def live(register: Register) -> None:
        issued = datetime.combine(plan.issued, OPENING, CST)
        load_plan(register.later(issued, lines[0].actor), plan, packaged_tasks().name)
        replay(ctx, counter, register, lines)

    create_store(counter.store, live, actor=counter.actor, os_user=counter.os_user, now=counter.now, name=NAME)
    return len(lines)


def _write_circular(ctx: typer.Context, kind: str, day: date, path: Path) -> None:
    """Write an earlier circular, as it was on its day."""
    from gongkai.cli.report import report

    report(ctx, kind=kind, output=path.with_suffix(ENDINGS[0]), as_of=day.isoformat())


def _write_papers(ctx: typer.Context, folder: Path) -> None:
    """Write each paper as its own command does it, in the formats there are."""
    from gongkai.cli.finding import notice
    from gongkai.cli.report import report
    from gongkai.cli.selfcheck import report as selfreport

    for ending in ENDINGS:
        report(ctx, output=folder / f"{REPORT}{ending}")
    report(ctx, all_scorecards=folder / CARDS)
    for unit in NOTICED:
        notice(ctx, unit=unit, output=folder / f"整改通知书-{unit}{ENDINGS[0]}")
    for unit in INSPECTED:
        selfreport(ctx, unit=unit, output=folder / f"自查报告-{unit}{ENDINGS[0]}")
