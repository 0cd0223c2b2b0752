"""`gongkai deduct`: points taken, told, taken back, and what the `auto` rules propose to take."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from gongkai.cli import options
from gongkai.cli.completion import complete_bonuses, complete_items, complete_rules, complete_stages, complete_vetoes
from gongkai.cli.filters import Filters
from gongkai.cli.present import Staging, must_be_folder, present, recorded
from gongkai.cli.session import session_of
from gongkai.cli.talk import names as asked_names
from gongkai.cli.talk import need, need_all, proof, say, tip_notice, warn
from gongkai.entry import acts
from gongkai.entry.notice import Notice, notice_document, reprinted
from gongkai.errors import BadValue, Refused, UnknownFinding
from gongkai.papers.columns import dated, proof_text
from gongkai.papers.formats import asked_for
from gongkai.plan.lookup import find_unit
from gongkai.plan.spelling import file_name
from gongkai.points import plain as figure
from gongkai.register.kinds import Finding, ScoreEntry
from gongkai.register.ledger import stand
from gongkai.scoring.commands import scored
from gongkai.year import Year, year_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gongkai.cli.session import Session
    from gongkai.entry.acts import Choice, Matter
    from gongkai.history.shapes import Data
    from gongkai.papers.document import Document
    from gongkai.plan.calendar import LastDay
    from gongkai.register.act import When
    from gongkai.register.kinds import Figure, Issue, Ruling
    from gongkai.register.writing import Register

SHOWN = 5

app = typer.Typer(help="过失扣分：登记、建议、告知、撤销、查看")


Rule = Annotated[
    str | None,
    typer.Option("--rule", metavar="规则", help="考核细则中的规则编号，如 1.1", autocompletion=complete_rules),
]
NoEvidence = Annotated[str, typer.Option("--no-evidence", metavar="原因", help="没有佐证的，写明原因")]
OnFinding = Annotated[
    str,
    typer.Option("--finding", metavar="问题编号", help="依据的问题，如 F12", autocompletion=options.complete_findings),
]
OnItems = Annotated[
    list[str] | None,
    typer.Option(
        "--item",
        metavar="编号",
        help="应办事项扣分的，写明是哪一项，如 20.1/2018-08-15，可以写几个",
        callback=options.each_id,
        autocompletion=complete_items,
    ),
]
Times = Annotated[int, typer.Option("--count", metavar="次数", min=1, max=10000, help="有几次（条、件）")]
InStage = Annotated[
    str,
    typer.Option("--stage", metavar="阶段", help="考核分阶段的，写明哪个阶段", autocompletion=complete_stages),
]


@app.command("add", help="按考核细则扣分；写几个单位就各记一条。依据问题扣的，单位、理由、佐证不写就取问题的")
def add(
    ctx: typer.Context,
    unit: options.Units = None,
    rule: Rule = None,
    reason: options.Reason = None,
    evidence: options.Evidence = None,
    no_evidence: NoEvidence = "",
    point: options.PointOption = None,
    finding: OnFinding = "",
    item: OnItems = None,
    count: Times = 1,
    points: Annotated[
        str | None, typer.Option("--points", metavar="分值", help="规则给出幅度的，写明扣多少；几次的写合计")
    ] = None,
    stage: InStage = "",
    again: Annotated[str, typer.Option("--again", metavar="理由", help="同一问题、同样的一条再次扣分的理由")] = "",
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record deductions."""
    from gongkai.entry.acts import NewDeduction, counted, deduct, doubts_about
    from gongkai.typed import figure_of

    asking = asked_names(ctx, year)
    if finding:
        names, why, pieces = _typed_units(ctx, unit), reason or "", tuple(evidence or ())
        code = asking.rule(rule, names or _unit_of(ctx, finding))
    else:
        names = asking.units(unit)
        code, why = asking.rule(rule, names), need(reason, "--reason", "扣分理由")
        pieces, no_evidence = proof(evidence, no_evidence)
    new = NewDeduction(
        units=names,
        rule=code,
        reason=why,
        point=point or "",
        finding=finding,
        count=count,
        points=figure_of(points) if points else None,
        evidence=pieces,
        no_evidence=no_evidence,
        stage=stage,
        again=again,
        items=tuple(item or ()),
    )
    with session_of(ctx).register() as register:
        records = deduct(register, session_of(ctx).when(year, date, by), new)
        odd = (*doubts_about(register, records), *counted(register, records))
        data = _as_they_count(register, records) if json else ()
    confirm(records, data, json=json)
    if finding and not (names and why and (pieces or no_evidence)):
        one = records[0]
        say(f"依据问题{one.finding}：{one.unit}，理由“{one.reason}”，{proof_text(one)}")
    for said in odd:
        warn(said)
    tip_notice(record.unit for record in records)


def _typed_units(ctx: typer.Context, units: list[str] | None) -> tuple[str, ...]:
    """Return the units typed: that of the environment is not meant where a finding tells whose it is."""
    source = ctx.get_parameter_source("unit")
    return () if source is not None and source.name == "ENVIRONMENT" else tuple(units or ())


def _unit_of(ctx: typer.Context, finding: str) -> tuple[str, ...]:
    """Return the unit of a finding, by whose rubric the rule is asked for."""
    with session_of(ctx).reader() as reader:
        record = reader.find(finding)
    if not isinstance(record, Finding):
        raise UnknownFinding(finding)
    return (record.unit,)


@app.command("notify", help="登记已告知单位，出扣分告知单，异议期限由此起算；不写编号就是全部未告知的扣分、否决、得分")
def notify(
    ctx: typer.Context,
    entries: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="扣分编号…", help="如 D37 D41", callback=options.each_id, autocompletion=options.complete_entries
        ),
    ] = None,
    unit: options.Unit = None,
    every: Annotated[
        Path | None,
        typer.Option("--all", metavar="文件夹", help="告知所有单位：每个单位一份告知单（.docx），放进这个文件夹"),
    ] = None,
    reprint: Annotated[
        bool, typer.Option("--reprint", help="把已登记的告知单再出一份，不登记；不写编号就是这个单位最近的一次")
    ] = False,
    output: options.Output = None,
    issue: options.Issue = None,
    issued: options.Issued = None,
    public: options.Public = False,
    evidence: options.Evidence = None,
    note: options.Note = "",
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Record the notice and show it ready for the unit, with a number issued, or show one again."""
    from gongkai.papers.formats import format_of
    from gongkai.report.commands import issued_paper

    how, ids = NoticeOutput(output, json, plain, public, issue), tuple(entries or ())
    if issued is not None:
        if issue is not None or reprint or every is not None or ids:
            raise BadValue("--issued 是照原样再出一份，不和编号、--issue、--reprint、--all 一起用", "去掉其余的")
        present(issued_paper(session_of(ctx), issued, year, unit), json=json, plain=plain, output=output, public=public)
        return
    if reprint and issue is not None:
        raise BadValue("--reprint 不登记，没有文号", "印发过的照原样再出一份用 --issued 文号")
    receipt = acts.Receipt(tuple(evidence or ()), note)
    if reprint and receipt.given:
        raise BadValue("--reprint 不登记，不用 --evidence、--note", "去掉其中一个")
    if every is not None:
        if ids or reprint or output is not None:
            raise BadValue("--all 是告知所有单位，不和编号、-o、--reprint 一起用", "只告知一个单位的，用 -u 单位")
        tell_all(session_of(ctx), session_of(ctx).when(year, date, by), every, how, receipt)
        return
    name = unit if ids else need(unit, "-u", "单位")
    if output is not None:
        format_of(output)
    if reprint:
        print_again(session_of(ctx), year, name, ids, how)
    else:
        tell_unit(session_of(ctx), session_of(ctx).when(year, date, by), (name or "", ids), how, receipt)


@app.command("propose", help="按细则算出可以扣分的情形，只列不记；写明 --accept 才登记，--decline 不采纳")
def propose(
    ctx: typer.Context,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", metavar="建议编号", help="登记这一条，可以写几个", callback=options.each_id),
    ] = None,
    every: Annotated[bool, typer.Option("--accept-all", help="列出的全部登记")] = False,
    refused: Annotated[
        list[str] | None,
        typer.Option(
            "--decline",
            metavar="建议编号",
            help="不采纳这一条，用 --reason 写明理由，可以写几个",
            callback=options.each_id,
        ),
    ] = None,
    reason: options.Reason = None,
    unit: options.UnitFilter = None,
    rule: Annotated[
        str,
        typer.Option("--rule", metavar="规则", help="只看、只记这一条规则的，如 3.1", autocompletion=complete_rules),
    ] = "",
    stage: Annotated[
        str,
        typer.Option("--stage", metavar="阶段", help="考核分阶段的，写明记在哪个阶段", autocompletion=complete_stages),
    ] = "",
    by: options.By = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    date: options.Date = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List proposals, or record those accepted."""
    if sum(map(bool, (accept, every, refused))) > 1:
        ways = "登记其中几条用 --accept，全部登记用 --accept-all，不采纳用 --decline"
        raise BadValue("--accept、--accept-all、--decline 只写一个", ways)
    if accept or every or refused:
        from gongkai.entry.acts import Choice

        session, ids = session_of(ctx), tuple(accept or refused or ())
        choice, at = Choice(ids, unit or "", stage, session.as_of_day(as_of), rule), session.when(year, date, by)
        if refused:
            _decline(session, at, choice, need(reason, "--reason", "不采纳的理由"), json=json)
        else:
            _accept(session, at, choice, json=json)
        return
    from gongkai.cli.filters import Filters, place_of
    from gongkai.entry.acts import under_rule
    from gongkai.entry.papers import proposals_document
    from gongkai.scoring.commands import scored

    view = scored(session_of(ctx), year, as_of)
    keep = place_of(view.plan, Filters(year, as_of, unit=unit))
    chosen = keep.of(under_rule(view.plan, view.proposals, rule))
    present(proposals_document(view.ledger, view.standing, chosen), json=json, plain=plain, output=output)


def _accept(session: Session, at: When, choice: Choice, *, json: bool) -> None:
    from gongkai.entry.acts import accept, counted
    from gongkai.points import plain

    with session.register() as register:
        records = accept(register, at, choice)
        short = counted(register, records) if records else ()
        data = _as_they_count(register, records) if json else ()
    told = "；".join(f"{one.id} {one.unit} 扣 {plain(one.asked)} 分（规则 {one.rule}）" for one in records[:SHOWN])
    more = f"等{len(records)}条" if len(records) > SHOWN else ""
    sentence = f"已登记 {told}{more}" if records else "没有待处理的扣分建议，没有登记"
    recorded(data, sentence, json=json)
    for said in (*short[:SHOWN], *([f"另有{len(short) - SHOWN}条也因封顶没有全部计入"] if short[SHOWN:] else ())):
        warn(said)
    if records:
        tip_notice(record.unit for record in records)


def _decline(session: Session, at: When, choice: Choice, reason: str, *, json: bool) -> None:
    from gongkai.entry.acts import decline
    from gongkai.history.shapes import record_data

    with session.register() as register:
        records = decline(register, at, choice, reason)
    told = "；".join(f"{one.id} {one.unit}（规则 {one.rule}）" for one in records[:SHOWN])
    more = f"等{len(records)}条" if len(records) > SHOWN else ""
    recorded([record_data(record) for record in records], f"已记不采纳 {told}{more}：{records[0].reason}", json=json)


bonus_app = typer.Typer(help="加分：登记、撤销、查看")


@bonus_app.command("add", help="按考核细则加分；写几个单位就各记一条。加分有上限，得分过线才计")
def bonus_add(
    ctx: typer.Context,
    unit: options.Units = None,
    rule: Annotated[
        str | None,
        typer.Option("--rule", metavar="规则", help="考核细则中的加分规则，如 B1", autocompletion=complete_bonuses),
    ] = None,
    reason: options.Reason = None,
    evidence: options.Evidence = None,
    no_evidence: Annotated[str, typer.Option("--no-evidence", metavar="原因", help="没有佐证的，写明原因")] = "",
    point: options.PointOption = None,
    count: Annotated[int, typer.Option("--count", metavar="次数", min=1, max=10000, help="有几次（条、件）")] = 1,
    points: Annotated[
        str | None, typer.Option("--points", metavar="分值", help="规则给出幅度的，写明加多少；几次的写合计")
    ] = None,
    stage: InStage = "",
    again: Annotated[str, typer.Option("--again", metavar="理由", help="同样的一条再次加分的理由")] = "",
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record bonuses."""
    from gongkai.entry.acts import NewCredit, counted, grant
    from gongkai.typed import figure_of

    asking = asked_names(ctx, year)
    names = asking.units(unit)
    code, why = asking.rule(rule, names, "bonus"), need(reason, "--reason", "加分理由")
    pieces, no_evidence = proof(evidence, no_evidence)
    worth = figure_of(points) if points else None
    new = NewCredit(names, code, why, point or "", count, worth, pieces, no_evidence, again, stage)
    with session_of(ctx).register() as register:
        records = grant(register, session_of(ctx).when(year, date, by), new)
        short = counted(register, records)
        data = _as_they_count(register, records) if json else ()
    confirm(records, data, json=json)
    for said in short:
        warn(said)


veto_app = typer.Typer(help="一票否决：登记、撤销、查看")


@veto_app.command("add", help="按考核细则登记一票否决：不论得分，直接定等次，不参加排名")
def veto_add(
    ctx: typer.Context,
    unit: options.Units = None,
    rule: Annotated[
        str | None,
        typer.Option("--rule", metavar="情形", help="考核细则中的否决情形，如 V1", autocompletion=complete_vetoes),
    ] = None,
    reason: options.Reason = None,
    evidence: options.Evidence = None,
    no_evidence: Annotated[str, typer.Option("--no-evidence", metavar="原因", help="没有佐证的，写明原因")] = "",
    point: options.PointOption = None,
    stage: Annotated[
        str,
        typer.Option(
            "--stage", metavar="阶段", help="也计入哪个考核阶段的结果；全年结果总是计入", autocompletion=complete_stages
        ),
    ] = "",
    again: Annotated[str, typer.Option("--again", metavar="理由", help="同一情形再次否决的理由")] = "",
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record vetoes."""
    from gongkai.entry.acts import NewCredit, veto

    names, code = need_all(unit, "-u", "单位"), need(rule, "--rule", "情形编号")
    why, pieces = need(reason, "--reason", "否决理由"), tuple(evidence or ())
    if not pieces and not no_evidence:
        pieces = (need(None, "--evidence 或 --no-evidence", "佐证（网址、文号或文件）"),)
    new = NewCredit(names, code, why, point or "", evidence=pieces, no_evidence=no_evidence, again=again, stage=stage)
    with session_of(ctx).register() as register:
        records = veto(register, session_of(ctx).when(year, date, by), new)
        data = _as_they_count(register, records) if json else ()
    confirm(records, data, json=json)
    tip_notice(record.unit for record in records)


def _told_and_taken_back(app: typer.Typer, kind: str, listed: str, taken: str) -> None:
    """Give the commands of a kind of entry what all three have: `list` and `revoke`."""

    @app.command("list", help=listed)
    def show_list(
        ctx: typer.Context,
        unit: options.OwnFilter = None,
        point: options.PointOption = None,
        year: options.Year = None,
        as_of: options.AsOf = None,
        output: options.Output = None,
        json: options.Json = False,
        plain: options.Plain = False,
    ) -> None:
        """List the entries as they stand."""
        show_entries(ctx, kind, Filters(year, as_of, point, unit), json=json, plain=plain, output=output)

    @app.command("revoke", help=f"{taken}，写明理由，可以写几个编号；原记录保留，不再计入")
    def revoke(
        ctx: typer.Context,
        entries: options.EntryIds = None,
        reason: options.Reason = None,
        by: options.By = None,
        year: options.YearOfRecord = None,
        date: options.Date = None,
        json: options.Json = False,
    ) -> None:
        """Record revocations: all of them, or where one is refused none."""
        take_back(ctx, session_of(ctx).when(year, date, by), entries, reason, json=json)


_told_and_taken_back(app, "deduction", "查看扣分和处理情况", "撤销一条扣分")
_told_and_taken_back(bonus_app, "bonus", "查看加分", "撤销一条加分")
_told_and_taken_back(veto_app, "veto", "查看一票否决", "撤销一票否决")


WORDS = {"deduction": "扣", "bonus": "加"}


def show_entries(
    ctx: typer.Context, kind: str, filters: Filters, *, json: bool, plain: bool, output: Path | None
) -> None:
    """Show the entries of a kind as they stand, with what the scoring let count."""
    from gongkai.cli.filters import place_of
    from gongkai.entry.papers import entries_document
    from gongkai.scoring.commands import scored

    found = scored(session_of(ctx), filters.year, filters.as_of)
    ledger, standing = found.ledger, found.standing
    keep = place_of(found.plan, filters)
    chosen = [state for state in keep.of(found.entries, lambda one: one.entry) if state.entry.kind == kind]
    document = entries_document(ledger, standing, chosen, found.applied, kind, found.less)
    present(document, json=json, plain=plain, output=output)


def _as_they_count(register: Register, records: Sequence[ScoreEntry]) -> list[Data]:
    """Return new entries as every list will tell them, with what the scoring lets count of each."""
    from gongkai.history.stands import state_data

    found = year_of(register, records[0].year, register.now, latest=True) if records else None
    return [state_data(found, record) for record in records] if found else []


def confirm(records: Sequence[ScoreEntry], data: Sequence[Data], *, json: bool) -> None:
    """Confirm new entries: one record, or an array of several."""
    recorded(data[0] if len(data) == 1 else data, "已登记 " + "；".join(map(_told, records)), json=json)


def take_back(ctx: typer.Context, at: When, entries: list[str] | None, reason: str | None, *, json: bool) -> None:
    """Record revocations."""
    from gongkai.entry.acts import revoke, told
    from gongkai.history.shapes import record_data

    numbers = need_all(entries, "编号", "编号", asked_names(ctx, at.year).known_record)
    why = need(reason, "--reason", "撤销理由")
    with session_of(ctx).register() as register:
        records = [revoke(register, at, number, why) for number in numbers]
        latest = register.plan(None).year
        lines = [_taken_back(record, *told(register, (record,)), latest=latest) for record in records]
    data = [record_data(record) for record in records]
    recorded(data[0] if len(data) == 1 else data, *lines, json=json)


def _taken_back(record: Ruling, matter: Matter, *, latest: int) -> str:
    year = "" if record.year == latest else f"{record.year}年度"
    whose = f"{year}{matter.record.unit}{_worth(matter.record)}"
    return f"已撤销 {record.entry}（{whose}；{record.id}，{dated(record)}）：{record.reason}"


def _worth(record: ScoreEntry | Figure) -> str:
    if not isinstance(record, ScoreEntry):
        return f"{record.place} {figure(record.score)} 分"
    if record.kind == "veto":
        return f"一票否决（{record.rule}）"
    return f"{WORDS[record.kind]} {figure(record.asked)} 分（规则 {record.rule}）"


def _told(entry: ScoreEntry) -> str:
    return f"{entry.id} {entry.unit} {_worth(entry)}"


class NoticeOutput(Struct, frozen=True):
    """How the paper is wanted: in a file, as JSON, plain on the terminal, as a public copy, issued under a number."""

    output: Path | None = None
    json: bool = False
    plain: bool = False
    public: bool = False
    number: str | None = None


def _spaced(last: LastDay) -> str:
    return f" {last.day}" if last.day else last.words()


def tell_unit(
    session: Session,
    when: When,
    what: tuple[str, Sequence[str]],
    how: NoticeOutput,
    receipt: acts.Receipt = acts.NO_RECEIPT,
) -> None:
    """Record that a unit was told of all, or of the ids named, and give out the notice."""
    from gongkai.report.commands import told_as_issued

    unit, ids = what
    with Staging(public=how.public) as files, session.register() as register:
        records = acts.notify(register, when, unit, tuple(ids), receipt)
        found = year_of(register, records[0].year, register.now, latest=True)
        on_paper = how.number is not None or asked_for(how.output).printed
        notice = replace(_noticed(found, records), on_paper=on_paper)
        document = notice_document(found.plan, notice)
        issued = _issued(register, when, (document,), (notice,), how)
        document = issued[0][1] if issued else document
        if how.output is not None:
            files.add(document, how.output)
    told = "、".join(record.entry for record in records)
    until = "" if notice.is_gift else f"，异议期限到{_spaced(notice.last)}"
    _confirm(records, f"已登记告知：{told}（{dated(records[0])}）{until}", json=how.json)
    _warn_of_the_term(session, (notice,))
    told_as_issued([record for record, _ in issued])
    if how.output is not None:
        say(f"已写入 {how.output}")
    elif not how.json:
        present(document, plain=how.plain, public=how.public)


def _warn_of_the_term(session: Session, notices: Sequence[Notice]) -> None:
    """Tell of a notice entered so late that its unit can object to nothing any more."""
    over = [notice.unit for notice in notices if not notice.is_gift and notice.last.is_over(session.today)]
    if over:
        warn(f"{'、'.join(over)}的异议期限已经过了，单位现在不能申请复核；当时没有告知的，撤销后重记再告知")


def tell_all(
    session: Session, when: When, folder: Path, how: NoticeOutput, receipt: acts.Receipt = acts.NO_RECEIPT
) -> None:
    """Record that every unit was told of all it was not told of, and write a notice for each into a folder."""
    from gongkai.report.commands import told_as_issued

    must_be_folder(folder)
    with Staging(public=how.public) as files, session.register() as register:
        groups = acts.notify_all(register, when, receipt)
        found = year_of(register, groups[0][0].year, register.now, latest=True)
        heads = [register.hash_at(records[-1].seq) for records in groups]
        told = zip(groups, heads, strict=True)
        notices = [replace(_noticed(found, records, head), on_paper=True) for records, head in told]
        papers: Sequence[Document] = [notice_document(found.plan, notice) for notice in notices]
        issued = _issued(register, when, papers, notices, how)
        papers = [document for _, document in issued] or papers
        for notice, document in zip(notices, papers, strict=True):
            files.add(document, folder / f"告知单-{file_name(notice.unit)}.docx")
    records = tuple(record for group in groups for record in group)
    said = f"已登记告知 {len(groups)} 个单位 {len(records)} 条（{dated(records[0])}）"
    _confirm(records, f"{said}，异议期限到{_spaced(notices[-1].last)}", json=how.json)
    told_as_issued([record for record, _ in issued])
    say(f"已写入 {len(groups)} 份告知单：{folder}")


def _issued(
    register: Register, when: When, papers: Sequence[Document], notices: Sequence[Notice], how: NoticeOutput
) -> list[tuple[Issue, Document]]:
    """Record notices as issued, numbered in turn from the number typed; nothing where none was."""
    from gongkai.report.acts import Paper, issue_to_units, paper_of

    if how.number is None:
        return []
    told = [
        Paper(document, notice.day, notice.head, notice.unit, tuple(ruling.entry for ruling in notice.rulings))
        for document, notice in zip(papers, notices, strict=True)
    ]
    return [(one, paper_of(one)) for one in issue_to_units(register, when, how.number, told, public=how.public)]


def print_again(session: Session, year: int | None, unit: str | None, ids: Sequence[str], how: NoticeOutput) -> None:
    """Give out a notice again in the words of its day; nothing is recorded. Without ids, the unit's latest one."""
    found = scored(session, year, None)
    rulings, day = _told_before(found, unit, ids), session.now.date()
    issued = _issued_as(found, rulings)
    if issued is not None:
        from gongkai.report.acts import paper_of

        document = session.told(paper_of(issued), unverified=found.ledger.unverified)
    else:
        with session.reader() as reader:
            ledger = reader.at_line(found.plan.year, rulings[-1].seq)
        moment = rulings[-1].recorded or session.now
        then = Year(ledger, stand(ledger.plan, moment), moment)
        notice = replace(_noticed(then, rulings), on_paper=asked_for(how.output).printed)
        document = notice_document(then.plan, notice)
        held = notice_document(found.plan, notice).letterhead  # form and contact are those of whoever hands it out
        document = replace(document, letterhead=held)
    document = reprinted(document, day)
    present(document, json=how.json, plain=how.plain, output=how.output, public=how.public)
    _warn_of_what_came_after(found, rulings)


def _issued_as(found: Year, rulings: Sequence[Ruling]) -> Issue | None:
    """Return the paper under whose number a notice went out, if it had one."""
    told = {ruling.entry for ruling in rulings}
    issues = (one for one in found.ledger.issues if one.kind == "notice" and told <= set(one.about))
    return next((one for one in issues if one.seq > rulings[-1].seq), None)


def _warn_of_what_came_after(found: Year, rulings: Sequence[Ruling]) -> None:
    """Tell which matters of a reprint are not any more what it says of them."""
    last, told = rulings[-1].seq, [ruling.entry for ruling in rulings]
    later = {ruling.entry for ruling in found.ledger.rulings if ruling.seq > last}
    later |= {appeal.entry for appeal in found.ledger.appeals} | (set(told) - set(_matters(found)))
    if changed := [number for number in told if number in later]:
        warn(f"{'、'.join(changed)}告知以后又有处理，重印件照原样，没有写：gongkai show {changed[0]}")


def _told_before(found: Year, unit: str | None, ids: Sequence[str]) -> list[Ruling]:
    """Return what recorded the notice that is to be printed again, the latest or that of the ids; BadValue, Refused."""
    first: dict[str, Ruling] = {}
    for ruling in found.ledger.rulings:
        if ruling.kind == "notified":
            first.setdefault(ruling.entry, ruling)
    owners = {number: matter.record.unit for number, matter in _matters(found).items()}
    name = find_unit(found.plan.units, unit).name if unit else ""
    wanted = [_number(each) for each in ids]
    missing = [each for each in wanted if each not in first or each not in owners]
    if missing:
        raise Refused(f"{'、'.join(missing)} 还没有告知过，不能重印", "先登记告知：gongkai deduct notify 编号")
    named = [r for r in first.values() if (r.entry in wanted if wanted else owners.get(r.entry) == name)]
    if not named:
        raise Refused(f"{name}还没有告知过，没有可以重印的告知单", f"先登记告知：gongkai deduct notify -u {name}")
    owner = owners[named[0].entry]
    told = _with(max(named, key=lambda r: (r.day, r.seq)), first, owners)
    one_notice = set(wanted) <= {ruling.entry for ruling in told}
    if not one_notice or name not in {"", owner}:
        raise BadValue("这些编号不是同一个单位、同一次告知的", "一份告知单只能重印同一次告知的编号")
    return told


def _with(one: Ruling, first: Mapping[str, Ruling], owners: Mapping[str, str]) -> list[Ruling]:
    """Return all that was told in one notice: line by line of the trail, at one moment, to one unit."""
    by_line = {ruling.seq: ruling for ruling in first.values()}
    begin = end = one.seq
    while (begin - 1) in by_line and _is_told_with(one, by_line[begin - 1], owners):
        begin -= 1
    while (end + 1) in by_line and _is_told_with(one, by_line[end + 1], owners):
        end += 1
    return [by_line[line] for line in range(begin, end + 1)]


def _is_told_with(one: Ruling, other: Ruling, owners: Mapping[str, str]) -> bool:
    """Tell whether two were told in one notice; whose a void one was does not part them."""
    owner = owners.get(one.entry)
    return (one.recorded, one.day) == (other.recorded, other.day) and owners.get(other.entry, owner) == owner


def _matters(found: Year) -> dict[str, Matter]:
    listed: tuple[Matter, ...] = (*found.entries, *found.figures)
    return {matter.record.id: matter for matter in listed}


def _number(typed: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", typed).strip().upper()


def _noticed(found: Year, records: Sequence[Ruling], head: str = "") -> Notice:
    """Return what a notice says in a year in which it is recorded; `head` is the trail's then, or that of the year."""
    last = records[-1]
    matters, term = _matters(found), found.term.at(last.day, last.seq)
    told = tuple(matters[ruling.entry] for ruling in records)
    owner, head = told[0].record.unit, head or found.ledger.head
    notice = Notice(owner, last.day, term.last(last.day), term.workdays, told, tuple(records), head, last.seq)
    return replace(notice, score=found.score_of(owner), ledger=found.ledger)


def _confirm(records: Sequence[Ruling], sentence: str, *, json: bool) -> None:
    from gongkai.history.shapes import record_data

    recorded([record_data(record) for record in records], sentence, json=json)
