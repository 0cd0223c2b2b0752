"""`gongkai void`: a wrong entry is made void by an entry of its own; without an id, what was made void."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.looking import look
from gongkai.cli.present import present, recorded
from gongkai.cli.session import session_of
from gongkai.cli.talk import lacks, names, need, say
from gongkai.errors import UnknownName
from gongkai.plan.lookup import folded, own_item
from gongkai.register.kinds import Appeal
from gongkai.settings import evidence_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.cli.session import Session
    from gongkai.papers.document import Document
    from gongkai.register.act import When
    from gongkai.year import Year

app = typer.Typer()


@app.command(help="把登记错的作废：哪里都不再计入，原来的登记和理由都留着；不写编号，列出已经作废的")
def void(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[编号 …]", help="进展、自查、问题、办结、没有决定的复核申请等的编号，如 P3 S4"),
    ] = None,
    reason: options.Reason = None,
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Make entries void, or list what was."""
    session = session_of(ctx)
    if ids and [each.strip().lower() for each in ids] != ["list"]:
        for each in ids if lacks(reason) else ():
            names(ctx, year).known_record(each)
        _make_void(session, session_of(ctx).when(year, date, by), ids, need(reason, "--reason", "作废理由"), json=json)
        return
    from gongkai.cli.looking import look
    from gongkai.history.papers import voids_document

    found = look(session, year, as_of, latest=True)
    with session.reader() as reader:
        targets = {void.target: reader.find(void.target, void=True) for void in found.ledger.voids}
    present(voids_document(found.ledger, found.standing, targets), json=json, plain=plain, output=output)


def _make_void(session: Session, at: When, ids: Sequence[str], reason: str, *, json: bool) -> None:
    from gongkai.history.acts import latest_first, void
    from gongkai.history.papers import void_data, words_of

    with session.register() as register:
        done = [void(register, at, each, reason) for each in latest_first(ids)][::-1]
    data = [void_data(record, target) for record, target in done]
    told = "；".join(f"{target.id}（{words_of(target)}）" for _, target in done)
    recorded(data if len(data) > 1 else data[0], f"已作废 {told}，编号 {'、'.join(r.id for r, _ in done)}", json=json)
    for _, target in done:
        if isinstance(target, Appeal):
            again = f"gongkai appeal file {target.entry} --date {target.day} --reason 理由"
            say(f"提示：{target.entry} 的申请已撤回；误撤的照原来的日期重新登记：{again}")


LAST_LINES = 50
"""Lines of the trail that a screen shows where nobody says how many."""
audit_app = typer.Typer(help="痕迹：查看每一次写入，核验有没有被改动")


@audit_app.command("log", help="查看痕迹，最近的在最后")
def log(
    ctx: typer.Context,
    record: Annotated[str, typer.Argument(metavar="编号", help="只看这条记录，如 D37")] = "",
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            "-n",
            metavar="条数",
            min=1,
            max=1_000_000_000,
            help="最近多少条；不写的，屏幕上50条，写文件和 --json 是全部",
        ),
    ] = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List the trail."""
    from gongkai.history.papers import trail_document

    session = session_of(ctx)
    with session.reader() as reader:
        size, stamp = reader.trail_size(), session.stamp(reader)
        lines = reader.trail(limit or (size if json or output else LAST_LINES), record)
    whole = len(lines) if record else size
    present(trail_document(lines, stamp, whole), json=json, plain=plain, output=output)
    if output is not None and len(lines) < whole:
        say(f"写入的是最近{len(lines)}条，痕迹共{whole}条")


@audit_app.command("verify", help="核验痕迹：改过、删过、补过、截断过都能查出来。查出问题时退出码为 1")
def verify(
    ctx: typer.Context,
    head: Annotated[
        str | None, typer.Option("--head", metavar="校验码", help="以往报告页脚上的痕迹校验码，用来查截断和重写")
    ] = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Verify the trail."""
    from gongkai.history.papers import TrailProblem, verify_document
    from gongkai.register.verifying import verify as verified

    with session_of(ctx).reader() as reader:
        found, name = verified(reader, head), reader.name
    problems = [TrailProblem(one.kind, one.entity, one.id, one.message) for one in found.problems]
    present(verify_document(found.entries, found.head, problems, name), json=json, plain=plain)
    if problems:
        raise typer.Exit(1)


_ID = re.compile("[A-Z][0-9]+")


def record_shown(session: Session, year: int | None, as_of: str | None, typed: str) -> Document | None:
    """Return the paper on the record of this id, in whatever year it is; None where no id was typed.

    Raises `UnknownName` for an id that is nowhere.
    """
    from gongkai.history.papers import record_document

    number = folded(typed).upper()
    if not _ID.fullmatch(number):
        return None
    with session.reader() as reader:
        found = reader.find(number, void=True)
    told = look(session, year or found.year, as_of)
    try:
        return record_document(told, found)
    except KeyError:
        raise UnknownName("登记", typed, advice="这条登记不在所看的年度或日期之内，查痕迹：gongkai audit log") from None


def kept_files(session: Session, document: Document) -> Iterator[str]:
    """Yield, for each file that the paper on a record names as evidence, where its kept copy lies."""
    told = document.data.get("history", ()) if isinstance(document.data, dict) else ()
    files = [piece for each in told for piece in each.get("evidence", ()) if piece["kind"] == "file"]
    if not files:
        return
    from gongkai.register.evidence import place_of
    from gongkai.register.kinds import Evidence

    with session.reader() as reader:
        folder = evidence_folder(reader.store, reader.name)
    for piece in files:
        place = place_of(folder, Evidence("file", piece["ref"], piece["sha256"]))
        yield f"{piece['ref']} 的存档（没有扩展名，另存为原名再打开）：{place}"


def duty_shown(view: Year, typed: str) -> Document | None:
    """Return the items of a demand (20.1), or the one item (8.1/2018-09), that was typed; None where it is neither."""
    from gongkai.duty.papers import duty_document

    name = folded(own_item(view.plan.units, typed))
    duties = [duty for point in view.plan.points for duty in point.duties if folded(duty.id) == name]
    items = [item for item in view.items if name in (folded(item.id), folded(item.duty.id))]
    if not items and not duties:
        return None
    return duty_document(view.ledger, view.standing, items, [duty for duty in duties if duty.within])
