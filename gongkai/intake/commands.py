"""`gongkai import`: what came back on paper forms, in files, is recorded; the receipt for it; the list of what came."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer
from msgspec import Struct, structs

from gongkai.cli import options
from gongkai.cli.completion import among, complete_units
from gongkai.cli.looking import look
from gongkai.cli.office_acts import by_office
from gongkai.cli.present import answer, keep, present, recorded, save, store, write_file
from gongkai.cli.session import session_of
from gongkai.cli.talk import asked, confirm, counted, need, put, say, warn
from gongkai.errors import BadValue, GongkaiError, Problem, UnknownName, why

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gongkai.cli.session import Session
    from gongkai.intake.acts import Manner
    from gongkai.intake.delivery import Delivery
    from gongkai.intake.office_tables import ReadTable
    from gongkai.intake.outcome import FileOutcome
    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Filing, Missed

app = typer.Typer()
ON_CONFLICT = {"stop": "stop", "skip": "skip", "update": "update", "停": "stop", "跳过": "skip", "更新": "update"}
LEFT = "没有登记"
RECEIPT = "填报表回执"
FEW = 5
"""Of how many files that were passed over the names are told."""
OWN_TABLES = {"progress": "进展", "finding": "问题整改", "selfcheck": "自查", "deduct": "扣分，连同告知"}
OWN = "本办自己的台账"
How = Annotated[
    str,
    typer.Option(
        "--on-conflict",
        metavar="办法",
        help="出表以后已经另有登记、与表里不一致的：stop 整份不登记，skip 以登记的为准，update 以表为准",
        autocompletion=among(stop="整份不登记", skip="以登记的为准", update="以表为准"),
    ),
]
Whose = Annotated[
    str | None,
    typer.Option(
        "--unit",
        "-u",
        metavar="单位",
        help="应当是这个单位的表；台账里没有写单位的行，都是它的",
        autocompletion=complete_units,
    ),
]
Kind = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="种类",
        help="是本办自己的台账，每行记一件：progress 进展，finding 问题整改，selfcheck 自查，deduct 扣分",
        autocompletion=among(**OWN_TABLES),
        rich_help_panel=OWN,
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="列名=字段",
        help="说明哪一列是什么；写 字样=读作 说明表里的字样怎么读；也可以写 --save-map 存下的文件",
        rich_help_panel=OWN,
    ),
]
SavedColumns = Annotated[
    Path | None,
    typer.Option("--save-map", metavar="文件", help="把各列的对应关系存下来，下次 --map 文件", rich_help_panel=OWN),
]
Proofs = Annotated[
    list[str] | None,
    typer.Option(
        "--evidence", metavar="佐证", help="表里没有写佐证的扣分、没有写签收的告知，都凭这个", rich_help_panel=OWN
    ),
]
NoProof = Annotated[
    str, typer.Option("--no-evidence", metavar="原因", help="同上，没有佐证的写明原因", rich_help_panel=OWN)
]
Yes = Annotated[bool, typer.Option("--yes", help="各列的对应关系看过了，不再问，直接登记", rich_help_panel=OWN)]


class OwnTables(Struct, frozen=True):
    """How the office's own tables are read: which kind, what was said of their columns, the proof of rows without any.

    `save` is where the columns are kept for the next time; without `yes` a person is asked before anything is recorded.
    """

    subject: str
    columns: tuple[str, ...] = ()
    save: Path | None = None
    yes: bool = False
    evidence: tuple[str, ...] = ()
    no_evidence: str = ""


@app.command(help="把交回来的填报表、本办以前的台账登记进来：先预览，整份都行才登记；出回执。写文件夹就是里面所有的表")
def bring_in(
    ctx: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="文件…", help="交回来的填报表，或者放着它们的文件夹，可以写几个")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只预览会登记什么，不登记")] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="有问题的行不登记，其余照登；有问题的行另存一份，附上原因，改好再导入")
    ] = False,
    on_conflict: How = "stop",
    unit: Whose = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="日期", help="表里没有写日期的行，都按这一天登记")
    ] = None,
    receipts: Annotated[
        Path | None, typer.Option("--receipts", metavar="文件夹", help="给每份表写一份回执，放进这个文件夹")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="看收到过哪些表")] = False,
    receipt: Annotated[
        str | None, typer.Option("--receipt", metavar="编号", help="把收到过的一份表的回执再出一份，如 I37")
    ] = None,
    subject: Kind = None,
    columns: Columns = None,
    saved: SavedColumns = None,
    evidence: Proofs = None,
    no_evidence: NoProof = "",
    yes: Yes = False,
    output: options.Output = None,
    year: options.Year = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Take workbooks in; or list what came in; or tell a receipt again."""
    session = session_of(ctx)
    if listed or receipt is not None:
        _alone(files, listed=listed, receipt=receipt)
        _looked_up(session, year, receipt, output, json=json, plain=plain)
        return
    paths = _paths(files)
    if any(map(_is_export, paths)):
        _whole_ledger(session, paths, json=json)
        return
    if output is not None and len(paths) > 1:
        raise BadValue("几份表不能写成一份回执", "用 --receipts 文件夹，每份表写一份")
    manner = _manner(session, year, on_conflict, unit, date, skip_bad=skip_bad, dry_run=dry_run)
    _folder_ready(receipts)
    own = _own(subject, columns, saved, evidence, no_evidence, yes=yes)
    if own:
        outcomes = _own_tables(ctx, paths, manner, own, json=json, plain=plain)
    else:
        outcomes = [_one(ctx, session, path, manner, year) for path in counted(paths, "导入")]
        _tell(session, outcomes, json=json, plain=plain)
    _receipts(session, outcomes, receipts, output)
    if any(outcome.state == "refused" or outcome.count("bad") for outcome in outcomes):
        raise typer.Exit(1)


def _alone(files: Sequence[Path] | None, *, listed: bool, receipt: str | None) -> None:
    if files or (listed and receipt is not None):
        raise BadValue("--list、--receipt 是查看，不能和要导入的文件一起写", "分开来做")


def _paths(files: list[Path] | None) -> tuple[Path, ...]:
    from gongkai.intake.delivery import files_in

    given = files or [Path(need(None, "文件", "交回来的填报表"))]
    found = files_in(each.expanduser() for each in given)
    if not found.workbooks:
        raise BadValue(f"“{given[0]}”里没有填报表", "请核对文件夹")
    _tell_passed_over(found.others)
    return found.workbooks


def _tell_passed_over(others: Sequence[Path]) -> None:
    """Say which files in the folders are no tables: a form sent as a picture or as .pdf is not lost in silence."""
    if others:
        rest = f" 等{len(others)}个" if len(others) > FEW else ""
        say(f"文件夹里不是表格的没有看：{'、'.join(path.name for path in others[:FEW])}{rest}")


def _is_export(path: Path) -> bool:
    """Tell whether a file is a register exported as plain text, by how it begins or by its ending."""
    from gongkai.register.export import ENDING, is_export

    try:
        return path.suffix.lower() == ENDING or (path.is_file() and is_export(path))
    except OSError:
        return False


def _whole_ledger(session: Session, paths: Sequence[Path], *, json: bool) -> None:
    """Build the register that an export holds, where there is none yet."""
    from gongkai.register.importing import import_ledger

    if len(paths) > 1:
        raise BadValue("导出的台账要单独导入，不能和别的文件写在一起", "分开来做")
    done = import_ledger(session.store, paths[0])
    years = "、".join(str(year) for year in done.head.years)
    told = f"{years}年度，痕迹{done.head.entries}条，末条校验码 {done.head.head[:12]}，佐证文件{done.pieces}个"
    data = {"file": str(paths[0]), "store": session.store, "evidence": done.pieces, **structs.asdict(done.head)}
    recorded(data, f"已导入台账 {session.store}：{told}", json=json)


def _manner(
    session: Session,
    year: int | None,
    on_conflict: str,
    unit: str | None,
    date: str | None,
    *,
    skip_bad: bool,
    dry_run: bool,
) -> Manner:
    from gongkai.intake.acts import Manner

    if on_conflict not in ON_CONFLICT:
        raise UnknownName(
            "办法", on_conflict, advice="写 stop（整份不登记）、skip（以登记的为准）或 update（以表为准）"
        )
    how = cast("Literal['stop', 'skip', 'update']", ON_CONFLICT[on_conflict])
    day = None if date is None else session.past_day(date, year=year)
    return Manner(how, skip_bad=skip_bad, dry_run=dry_run, day=day, unit=unit or "", year=year)


def _folder_ready(folder: Path | None) -> None:
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        cause, advice = why(error)
        raise BadValue(f"建不了文件夹（{cause}）：{folder}", advice) from None


def _one(ctx: typer.Context, session: Session, path: Path, manner: Manner, year: int | None) -> FileOutcome:
    """Take one file in; what stands in the way of it is told with it, and does not stop the others."""
    from gongkai.intake.acts import open_year
    from gongkai.intake.delivery import read_form
    from gongkai.intake.outcome import FileOutcome

    try:
        delivery = read_form(path, named=bool(manner.unit))
    except GongkaiError as error:
        return FileOutcome(path.name, "refused", refused=_problem(path, error))
    with session.reader() as reader:
        plan = open_year(reader, delivery.year if delivery.year in reader.years() else year, session.today)
    outcome = _taken(by_office(ctx, session, plan, delivery.unit), delivery, manner)
    if outcome.state == "taken" and outcome.filing and outcome.filing.missed:
        _write_left(path, outcome.filing.missed)
    return outcome


def _own(
    subject: str | None,
    columns: list[str] | None,
    saved: Path | None,
    evidence: list[str] | None,
    no_evidence: str,
    *,
    yes: bool,
) -> OwnTables | None:
    """Return how the office's own tables are read; None where forms come back."""
    given = {"--map": columns, "--save-map": saved, "--evidence": evidence, "--no-evidence": no_evidence, "--yes": yes}
    if subject is None:
        if lone := next((option for option, value in given.items() if value), ""):
            raise BadValue(f"{lone} 用于本办自己的台账", "用 --as 写明是哪一种：progress、finding、selfcheck 或 deduct")
        return None
    if evidence and no_evidence.strip():
        raise BadValue("--evidence 和 --no-evidence 只写一个", "有佐证的去掉 --no-evidence")
    proofs = tuple(evidence or ())
    _must_be_evidence(proofs)
    return OwnTables(subject, _lines_of(columns or ()), saved, yes, proofs, no_evidence.strip())


def _must_be_evidence(texts: Sequence[str]) -> None:
    from gongkai.register.evidence import named

    named(texts)


def _lines_of(columns: Iterable[str]) -> tuple[str, ...]:
    """Return what `--map` says, the lines of a file it names among it."""
    return tuple(line for text in columns for line in ((text,) if "=" in text or "＝" in text else _lines_in(text)))


def _lines_in(text: str) -> list[str]:
    from gongkai.sheets.reading import MOST_TEXT, bytes_of
    from gongkai.sheets.text import decoded

    path = Path(text).expanduser()
    if not path.exists():
        raise BadValue(f"对应关系“{text}”不对", "写成 列名=字段，如 整改时间=完成时限；或上次存下的文件")
    lines = (decoded(bytes_of(path, MOST_TEXT)) or "").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _own_tables(
    ctx: typer.Context, paths: Sequence[Path], manner: Manner, own: OwnTables, *, json: bool, plain: bool
) -> list[FileOutcome]:
    """Take the office's own tables in, one after another: shown as understood, confirmed, recorded."""
    from gongkai.intake.papers import outcome_data, told_of

    outcomes: list[FileOutcome] = []
    data: list[dict[str, object]] = []
    for path in paths:
        outcome, read = _own_table(ctx, path, manner, own, json=json, plain=plain)
        outcomes.append(outcome)
        data.append(outcome_data(outcome) | {"table": read})
        _told_notes(outcome)
        say(told_of(outcome))
    if json:
        answer(data)
    return outcomes


def _own_table(
    ctx: typer.Context, path: Path, manner: Manner, own: OwnTables, *, json: bool, plain: bool
) -> tuple[FileOutcome, object]:
    from gongkai.intake.acts import open_year
    from gongkai.intake.office_papers import kept_map, told, understood

    session = session_of(ctx)
    with session.reader() as reader:
        plan = open_year(reader, manner.year, session.today)
    desk, found = by_office(ctx, session, plan, ""), _read_table(session, plan, path, manner, own)
    if not json:
        present(understood(path.name, found), plain=plain)
        put("\n")
    delivery = _delivery(path, plan, found)
    manner = structs.replace(manner, unit="")
    if not (manner.dry_run or own.yes):
        preview = _taken(desk, delivery, structs.replace(manner, dry_run=True))
        _show_rows(session, preview, json=json, plain=plain)
        if preview.state == "refused":
            return preview, told(found)
        _agreed(path)
    outcome = _taken(desk, delivery, manner)
    if manner.dry_run or own.yes:
        _show_rows(session, outcome, json=json, plain=plain)
    if outcome.state == "taken" and outcome.filing and outcome.filing.missed:
        _write_left(path, outcome.filing.missed, {one.name: one.first - 2 for one in found.sheets})
    if own.save and outcome.state != "refused":
        save(kept_map(found, own.columns).encode(), own.save)
    return outcome, told(found)


def _agreed(path: Path) -> None:
    """Ask whether a table was understood; where nobody sits, it is refused with what to type."""
    if not asked():
        raise BadValue(
            f"“{path.name}”还没有登记：各列的对应关系要看过", "对的加上 --yes；不对的用 --map 列名=字段 改过来"
        )
    if not confirm("各列都对，登记吗", "--yes"):
        raise typer.Abort


def _read_table(session: Session, plan: Plan, path: Path, manner: Manner, own: OwnTables) -> ReadTable:
    from gongkai.intake.headings import said_columns, table_of
    from gongkai.intake.office_rows import Unsaid
    from gongkai.intake.office_tables import read_table
    from gongkai.plan.lookup import find_unit
    from gongkai.sheets.reading import read_book

    table = table_of(own.subject)
    unit = find_unit(plan.units, manner.unit).name if manner.unit else ""
    unsaid = Unsaid(unit, manner.day, evidence=own.evidence, no_evidence=own.no_evidence)
    return read_table(read_book(path), plan, table, session.today, said_columns(table, own.columns), unsaid)


def _delivery(path: Path, plan: Plan, found: ReadTable) -> Delivery:
    from gongkai.intake.delivery import Delivery

    return Delivery(path, found.rows, found.faults, year=plan.year)


def _show_rows(session: Session, outcome: FileOutcome, *, json: bool, plain: bool) -> None:
    from gongkai.intake.papers import intake_document

    if not json:
        with session.reader() as reader:
            stamp = session.stamp(reader)
        present(intake_document([outcome], stamp), plain=plain)


def _taken(session: Session, delivery: Delivery, manner: Manner) -> FileOutcome:
    from gongkai.intake.acts import take_in
    from gongkai.intake.outcome import FileOutcome

    try:
        with session.register() as register:
            return take_in(register, delivery, manner)
    except GongkaiError as error:
        name, problem = delivery.path.name, _problem(delivery.path, error)
        return FileOutcome(name, "refused", delivery.unit, delivery.year or 0, refused=problem, notes=delivery.notes)


def _problem(path: Path, error: GongkaiError) -> Problem:
    return Problem(path.name, error.message, error.advice, do=error.do)


def _tell(session: Session, outcomes: Sequence[FileOutcome], *, json: bool, plain: bool) -> None:
    from gongkai.intake.papers import intake_document, told_of

    with session.reader() as reader:
        stamp = session.stamp(reader)
    present(intake_document(outcomes, stamp), json=json, plain=plain)
    for outcome in outcomes:
        _told_notes(outcome)
        say(told_of(outcome))
    _tip(outcomes)


def _told_notes(outcome: FileOutcome) -> None:
    for note in outcome.notes:
        place = f"{note.where}：" if note.where else ""
        warn(f"{outcome.file}　{place}{note.message}" + (f"。{note.hint}" if note.hint else ""))


def _tip(outcomes: Sequence[FileOutcome]) -> None:
    """Tell once what may be done about rows that stood in the way."""
    stopped = [outcome for outcome in outcomes if outcome.state == "refused" and outcome.rows]
    if any(outcome.of("bad") for outcome in stopped):
        undated = "没有写日期的都是同一天的，加 --date 日期；" if any(map(_lacks_days, stopped)) else ""
        say(f"提示：{undated}改好再导入，或者加 --skip-bad 先登记其余的行")
    if any(outcome.of("conflict") for outcome in stopped):
        say("提示：以表为准的加 --on-conflict update，以登记的为准的加 --on-conflict skip")


def _lacks_days(outcome: FileOutcome) -> bool:
    return any(row.missed and re.fullmatch("没有写.*日期", row.missed.reason) for row in outcome.rows)


def _receipts(session: Session, outcomes: Iterable[FileOutcome], folder: Path | None, output: Path | None) -> None:
    """Write the receipt of each file that was recorded, or that came to nothing by its rows."""
    told = [outcome.filing for outcome in outcomes if outcome.filing and outcome.state != "previewed"]
    if not told or (folder is None and output is None):
        return
    from gongkai.intake.papers import receipt_document, records_of

    year = look(session, told[0].year, None)
    known = records_of(year.ledger)
    papers = [(filing, receipt_document(year, filing, known)) for filing in told]
    if output is not None:
        write_file(papers[0][1], output)
    if folder is not None:
        for (_, paper), place in zip(papers, _places(folder, told), strict=True):
            store(paper, place)
        say(f"已写入 {len(papers)} 份回执：{folder}")


def _places(folder: Path, filings: Iterable[Filing]) -> Iterator[Path]:
    """Yield where the receipt of each lies; two of one unit are told apart by their ids."""
    from gongkai.plan.spelling import file_name

    used: set[Path] = set()
    for filing in filings:
        whose = file_name(filing.unit or Path(filing.file).stem)
        place = folder / f"{RECEIPT}_{whose}.docx"
        place = folder / f"{RECEIPT}_{whose}_{filing.id or len(used)}.docx" if place in used else place
        used.add(place)
        yield place


def _looked_up(
    session: Session, year: int | None, receipt: str | None, output: Path | None, *, json: bool, plain: bool
) -> None:
    from gongkai.intake.papers import filings_document, receipt_document, records_of
    from gongkai.register.kinds import Filing as Came
    from gongkai.register.ledger import Place

    if receipt is None:
        found = look(session, year, None, latest=True)
        present(filings_document(found, found.ledger.filings), json=json, plain=plain, output=output)
        return
    with session.reader() as reader:
        filing = reader.find(receipt)
    if not isinstance(filing, Came):
        raise UnknownName("收表", receipt, advice="收表的编号以 I 开头，见清单", do=("import", "--list"))
    found = look(session, filing.year, None, latest=lambda _: Place(unit=filing.unit))
    present(receipt_document(found, filing, records_of(found.ledger)), json=json, plain=plain, output=output)


def _write_left(path: Path, missed: Sequence[Missed], heads: Mapping[str, int] | None = None) -> None:
    """Write the rows that were not taken beside their workbook, each with its reason, to be corrected.

    `heads` are the last rows of headings, from 0, by sheet, of tables that are no forms.
    """
    from gongkai.intake.papers import left_sheets
    from gongkai.papers.excel.corrections import write
    from gongkai.sheets.reading import read_book

    if sheets := left_sheets(read_book(path), missed, heads or {}):
        place = _free(path)
        keep(write(sheets), place)
        say(f"没有登记的行另存在 {place}，改好以后再导入")


def _free(path: Path) -> Path:
    """Return a name beside a file that is not taken."""
    names = (path.with_name(f"{path.stem}_{LEFT}{number or ''}.xlsx") for number in range(1000))
    return next(place for place in names if not place.exists())
