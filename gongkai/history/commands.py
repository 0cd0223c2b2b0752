"""What was recorded, as a whole: made void, the trail looked at and verified, backed up, restored, exported."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import structs

from gongkai.cli import options
from gongkai.cli.looking import look
from gongkai.cli.present import answer, growing, must_be_a_name, present, recorded, save
from gongkai.cli.session import session_of
from gongkai.cli.talk import binary, lacks, names, need, put, say, warn
from gongkai.errors import BadValue, UnknownName, hint_of
from gongkai.plan.lookup import apart, folded, own_item
from gongkai.register.kinds import Appeal, Filing, Settlement
from gongkai.register.ledger import Place
from gongkai.settings import evidence_folder, must_be_typeable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.cli.session import Session
    from gongkai.papers.document import Document
    from gongkai.register.act import When
    from gongkai.register.backup import Manifest
    from gongkai.register.export import ExportHead
    from gongkai.register.kinds import Record
    from gongkai.register.restoring import Restored
    from gongkai.year import Year

app = typer.Typer()


@app.command(help="把登记错的作废：哪里都不再计入，原来的登记和理由都留着；不写编号，列出已经作废的")
def void(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[编号 …]",
            help="进展、自查、问题、办结、没有决定的复核申请等的编号，如 P3 S4",
            callback=options.each_id,
        ),
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
    if ids and [each.lower() for each in ids] != ["list"]:
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
    from gongkai.history.acts import latest_first, void_with
    from gongkai.history.papers import void_data, words_of

    with session.register() as register:
        done = [pair for each in latest_first(ids) for pair in void_with(register, at, each, reason)[::-1]][::-1]
    data = [void_data(record, target) for record, target in done]
    told = "；".join(f"{target.id}（{words_of(target)}）" for _, target in done)
    recorded(data if len(data) > 1 else data[0], f"已作废 {told}，编号 {'、'.join(r.id for r, _ in done)}", json=json)
    for _, target in done:
        if isinstance(target, Appeal):
            again = f"gongkai appeal file {target.entry} --date {target.day} --reason 理由"
            say(f"提示：{target.entry} 的申请已撤回；误撤的照原来的日期重新登记：{again}")


LAST_LINES = 50
"""Lines of the trail that a screen shows where nobody says how many."""
AnchorFile = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="文件", help="存单写到这个文件（.txt），不写时显示在屏幕上")
]
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


@audit_app.command(
    "verify",
    help="核验痕迹：登记内容、痕迹、佐证文件、数据库的结构，改过、删过、补过、截断过都能查出来。查出问题时退出码为 1",
)
def verify(
    ctx: typer.Context,
    head: Annotated[
        str | None, typer.Option("--head", metavar="校验码", help="以往报告页脚上的痕迹校验码，用来查截断和重写")
    ] = None,
    anchor: Annotated[
        Path | None, typer.Option("--anchor", metavar="存单", help="以往用 audit anchor 写出的存单，用来查截断和重写")
    ] = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Verify the trail."""
    from gongkai.history.papers import TrailProblem, verify_document
    from gongkai.register.anchor import read_anchor
    from gongkai.register.reading import RENEWING
    from gongkai.register.verifying import GRANTED, OUTDATED, privileges_beyond, renewing
    from gongkai.register.verifying import verify as verified

    filed = read_anchor(anchor) if anchor is not None else None
    with session_of(ctx).reader(foreign=True) as reader:
        found, name = verified(reader, head, anchor=filed, evidence=True), reader.name
        beyond, renewal = privileges_beyond(reader), renewing(reader)
    problems = [TrailProblem(one.kind, one.entity, one.id, one.message) for one in found.problems]
    problems += [TrailProblem(GRANTED, "", one.login, one.said) for one in beyond if not one.outside]
    outside = [(one.login, one.said) for one in beyond if one.outside]
    present(verify_document(found.entries, found.head, problems, name, outside), json=json, plain=plain)
    kinds = {one.kind for one in problems}
    if OUTDATED in kinds:
        say(f"建议：{hint_of(*renewal)}")
    if GRANTED in kinds:
        others = "成员关系、特权，和没有授权过的登录名的，由给的人收回"
        say(f"建议：{hint_of(f'{others}；其余的由数据库的所有者重新设定一次就收回', RENEWING)}")
    if problems:
        raise typer.Exit(1)


@audit_app.command(
    "anchor",
    help="写出痕迹存单：此刻末条的校验码和条数，打印盖章或存到别处，以后用 audit verify --anchor 核对",
)
def anchor(ctx: typer.Context, output: AnchorFile = None, json: options.Json = False) -> None:
    """Write the anchor."""
    from gongkai.register.anchor import Anchor

    session = session_of(ctx)
    with session.reader() as reader:
        session.hold(reader)
        head = reader.head()
        made = Anchor(reader.name, head.seq, head.hash, session.now)
    if output is not None:
        save(made.written().encode(), output)
    if json:
        answer({"ledger": made.ledger, "entries": made.count, "head": made.head, "moment": made.moment})
    elif output is None:
        put(made.written())


BackupFile = Annotated[Path | None, typer.Argument(metavar="备份文件", help="备份写成的文件，如 备份.zip，可以在U盘上")]
backup_app = typer.Typer()
restore_app = typer.Typer()
export_app = typer.Typer()


@backup_app.command(
    help="把台账和佐证备份成一个文件，写好当场核验；有人正在登记也可以备份。每天定时备份用 --to、--keep"
)
def backup(
    ctx: typer.Context,
    file: BackupFile = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="文件夹", help="备份到这个文件夹，文件按日期起名，当天的换新")
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option("--keep", metavar="个数", min=1, max=100_000, help="和 --to 一起用：只留最近这么多个，更早的删去"),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="文件是这个台账以前的备份时，换下它")] = False,
    json: options.Json = False,
) -> None:
    """Back the ledger up."""
    from gongkai.register.backup import back_up

    session = session_of(ctx)
    if to is not None and (file or overwrite):
        raise BadValue("写了 --to，就不再写备份文件和 --overwrite", "备份到文件夹的，文件名按日期自动起")
    if keep is not None and to is None:
        raise BadValue("--keep 要和 --to 一起用", "写明备份到哪个文件夹，如 --to 备份 --keep 30")
    if to is not None:
        _back_up_into(session, to.expanduser(), keep, json=json)
        return
    path = _typed_path(file)
    must_be_a_name(path)
    told = back_up(session.store, path, session.now, overwrite=overwrite)
    recorded({"file": str(path), **_backup_data(told)}, f"已备份并核验 {path}：{_backup_words(told)}", json=json)
    _warn_of_lost(told)


def _back_up_into(session: Session, folder: Path, keep: int | None, *, json: bool) -> None:
    from gongkai.register.rotation import back_up_into

    done = back_up_into(session.store, folder, session.now, keep)
    words = [f"已备份并核验 {done.path}：{_backup_words(done.manifest)}"]
    if keep:
        words.append(f"这个台账的备份有{done.kept}个{f'，删去较早的{len(done.removed)}个' if done.removed else ''}")
    data = {"file": str(done.path), **_backup_data(done.manifest), "kept": done.kept}
    recorded({**data, "removed": [str(path) for path in done.removed]}, *words, json=json)
    for path, reason in done.spared:
        warn(f"{path} 没有删：{reason}")
    _warn_of_lost(done.manifest)


@restore_app.command(
    help="从备份恢复台账和佐证：先核验备份，再换上；现有的台账里有备份以外的登记时不换，换下的都留在旁边"
)
def restore(
    ctx: typer.Context,
    file: BackupFile = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", "--force", help="现有的台账里有备份以外的登记，也换下，改名留在旁边")
    ] = False,
    evidence_only: Annotated[
        bool, typer.Option("--evidence-only", help="只补回不见了或被改动的佐证文件，台账不动")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只核验备份文件，不恢复")] = False,
    json: options.Json = False,
) -> None:
    """Restore a ledger."""
    from gongkai.register.backup import open_backup
    from gongkai.register.restoring import restore as restored
    from gongkai.register.restoring import restore_evidence

    session = session_of(ctx)
    path = _typed_path(file)
    if dry_run:
        with open_backup(path) as found:
            told = found.manifest
        recorded({"file": str(path), **_backup_data(told)}, f"备份完好 {path}：{_backup_words(told)}", json=json)
    else:
        done = (
            restore_evidence(session.store, path)
            if evidence_only
            else restored(session.store, path, session.now, overwrite=overwrite)
        )
        told = done.manifest
        data = {"file": str(path), "store": session.store, "kept": done.kept, "same": done.same}
        data |= {"evidence_restored": done.pieces, **_backup_data(told)}
        words = (
            [f"已补回佐证文件{done.pieces}个，台账没有动"] if evidence_only else _restored_words(session.store, done)
        )
        recorded(data, *words, json=json)
    _warn_of_lost(told)


@export_app.command(
    help="把登记簿写成纯文本，全部年度连同痕迹和佐证，什么程序都能读；里面有个人信息，不对外公开。"
    "不写 -o 的，写到标准输出"
)
def export(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="文件", help="写入文件，扩展名 .jsonl，如 年度.jsonl")
    ] = None,
    no_files: Annotated[bool, typer.Option("--no-files", help="不带佐证文件，只写登记和痕迹")] = False,
    json: Annotated[bool, typer.Option("--json", help="写入文件以后，回执用 JSON")] = False,
) -> None:
    """Write all that was recorded as plain text."""
    from gongkai.register.export import ENDING, export_ledger

    session = session_of(ctx)
    if output is None:
        if json:
            raise BadValue(
                "--json 是写入文件以后的回执，这里没有写明文件", f"加 -o 年度{ENDING}；要内容的，不加 --json"
            )
        told = export_ledger(session.store, binary(), files=not no_files)
    else:
        if output.suffix.lower() != ENDING:
            raise BadValue(f"导出的文件，扩展名是 {ENDING}：{output}", f"写成 {output.with_suffix(ENDING)}")
        with growing(output) as file:
            told = export_ledger(session.store, file, files=not no_files)
    data = {"file": str(output) if output else None, **structs.asdict(told)}
    recorded(data, f"已导出{_whole_words(told.years, told.entries, told.head)}，{_files_words(told)}", json=json)
    if told.lost:
        warn(f"有{len(told.lost)}个佐证文件不见了或被改动，没有导出；哪些：gongkai check")


def _files_words(told: ExportHead) -> str:
    return f"佐证文件{told.evidence}个" if told.files else "没有带佐证文件"


def _whole_words(years: Sequence[int], entries: int, head: str) -> str:
    return f"{'、'.join(str(year) for year in years)}年度，痕迹{entries}条，末条校验码 {head[:12]}"


def _typed_path(file: Path | None) -> Path:
    path = Path(need(str(file) if file else None, "备份文件", "备份文件")).expanduser()
    must_be_typeable(path)
    return path


def _backup_data(told: Manifest) -> dict[str, object]:
    return {
        "ledger": told.ledger,
        "years": told.years,
        "entries": told.entries,
        "head": told.head,
        "moment": told.moment,
        "evidence": len(told.pieces),
        "lost": told.lost,
    }


def _backup_words(told: Manifest) -> str:
    return f"{_whole_words(told.years, told.entries, told.head)}，佐证文件{len(told.pieces)}个"


def _restored_words(store: str, done: Restored) -> Iterator[str]:
    made = f"{done.manifest.moment:%Y-%m-%d %H:%M}"
    if done.same:
        yield f"台账本来就和备份一样（{made} 备份），没有换：{store}；补回佐证文件{done.pieces}个"
        return
    yield f"已恢复 {store}（{made} 备份）：{_backup_words(done.manifest)}"
    if done.kept:
        yield f"换下的台账在 {done.kept}，核对无误后可以删去"


def _warn_of_lost(told: Manifest) -> None:
    if told.lost:
        warn(f"备份时已有{len(told.lost)}个佐证文件不见了或被改动，备份里没有；哪些：gongkai check")


_ID = re.compile("[A-Z][0-9]+")


def record_shown(session: Session, year: int | None, as_of: str | None, typed: str) -> Document | None:
    """Return the paper on the record of this id, in whatever year it is; None where no id was typed.

    Raises `UnknownName` for an id that is nowhere, `BadValue` for several.
    """
    from gongkai.history.papers import record_document

    ids = apart((folded(typed).upper(),))
    if not ids or not all(map(_ID.fullmatch, ids)):
        return None
    with session.reader() as reader:
        found = reader.find("、".join(ids), void=True)
    told = look(session, year or found.year, as_of, latest=lambda _: _place_told(found))
    try:
        return record_document(told, found)
    except KeyError:
        raise UnknownName("登记", typed, advice="这条登记不在所看的年度或日期之内，查痕迹：gongkai audit log") from None


def _place_told(record: Record) -> Place | None:
    """Return where the reports lie that are told with a record: recorded as one fact with it, or taken from a form."""
    if isinstance(record, Settlement):
        return Place(point=(record.duty or record.item.partition("/")[0]).rpartition(".")[0])
    return Place(unit=record.unit) if isinstance(record, Filing) else None


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
    duties = [duty for point in view.plan.demanding for duty in point.duties if folded(duty.id) == name]
    items = [item for item in view.items if name in (folded(item.id), folded(item.duty.id))]
    if not items and not duties:
        return None
    return duty_document(view.ledger, view.standing, items, [duty for duty in duties if duty.within])
