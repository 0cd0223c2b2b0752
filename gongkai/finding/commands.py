"""`gongkai finding`: problems, from being found to being signed off."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from gongkai.cli import options
from gongkai.cli.completion import complete_inspections
from gongkai.cli.present import Staging, answer, must_be_folder, must_take, present, recorded
from gongkai.cli.session import Session, session_of
from gongkai.cli.talk import (
    asked,
    confirm,
    lacks,
    names,
    need,
    need_all,
    offer,
    offer_lines,
    own_unit,
    say,
    tip_undated,
    warn,
)
from gongkai.cli.talk import evidence as asked_evidence
from gongkai.errors import BadValue, UnknownFinding
from gongkai.plan.spelling import file_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from gongkai.cli.talk import Names
    from gongkai.finding.acts import Measure as Measured
    from gongkai.finding.acts import NewSelfInspection
    from gongkai.finding.states import FindingState
    from gongkai.papers.document import Document
    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Finding, FindingStep
    from gongkai.register.writing import Register
    from gongkai.typed import FindingLine

SHOWN = 9

app = typer.Typer(help="问题整改：登记、定措施、报整改、销号、退回、延期、查看")

Measure = Annotated[str, typer.Option("--measure", metavar="措施", help="整改措施")]
Person = Annotated[str, typer.Option("--person", metavar="姓名", help="责任人")]
Due = Annotated[str | None, typer.Option("--due", metavar="日期", help="整改期限")]
_EACH = "；写一个各条相同，写几个与 --finding 一一对应。写了以后 --finding 里的｜不再分段"
Measures = Annotated[list[str] | None, typer.Option("--measure", metavar="措施", help=f"整改措施{_EACH}")]
Persons = Annotated[list[str] | None, typer.Option("--person", metavar="姓名", help="责任人，同 --measure")]
Dues = Annotated[list[str] | None, typer.Option("--due", metavar="日期", help="整改期限，同 --measure")]


def _after(register: Register, finding: str) -> FindingState:
    from gongkai.finding.states import state_of
    from gongkai.register.kinds import Finding

    record = register.find(finding)
    if not isinstance(record, Finding):
        raise TypeError("an act on a finding leaves a finding")
    return state_of(record, register.steps(record.id))


def _numbers(ctx: typer.Context, findings: list[str] | None, year: int | None) -> tuple[str, ...]:
    """Return the ids given, or answered; shown first are the open ones, on a unit's own machine its own."""
    for line in _open_lines(session_of(ctx), year) if lacks(findings) else ():
        say(line)
    return need_all(findings, "问题编号", "问题编号", lambda answer: _known(session_of(ctx), answer))


def _known(session: Session, number: str) -> None:
    """Check that a finding bears this number; raises `BadValue` or `Refused`."""
    from gongkai.register.kinds import Finding

    with session.reader() as reader:
        if not isinstance(reader.find(number), Finding):
            raise UnknownFinding(number)


def _open_lines(session: Session, year: int | None) -> Iterator[str]:
    from gongkai.cli.looking import look
    from gongkai.wording import FINDING

    found_in = look(session, year, None, latest=True)
    mine = own_unit(found_in.plan.units)
    states = [state for state in found_in.findings if state.is_open]
    states = [s for s in states if s.finding.unit == mine] or states
    for state in states[:SHOWN]:
        found, due = state.finding, f"，期限 {state.due}" if state.due else ""
        yield f"  {found.id}　{found.unit}　{found.problem}（{FINDING[state.status]}{due}）"
    if len(states) > SHOWN:
        yield f"  另有{len(states) - SHOWN}个，见 gongkai finding list"


class Handled(Struct, frozen=True):
    """Findings as they stand, each with the step just recorded of it, and the plan of their year."""

    plan: Plan
    done: tuple[tuple[FindingState, FindingStep], ...]


def _handled(
    ctx: typer.Context, year: int | None, numbers: Sequence[str], act: Callable[[Register, str], FindingStep]
) -> Handled:
    """Record the same of each finding: of all of them, or where one is refused of none."""
    with session_of(ctx).register() as register:
        steps = [act(register, number) for number in numbers]
        return Handled(register.plan(year), tuple((_after(register, step.finding), step) for step in steps))


def _confirm(
    done: Sequence[tuple[FindingState, FindingStep]], told: Callable[[FindingState, FindingStep], str], *, json: bool
) -> None:
    from gongkai.history.shapes import finding_data

    data = [finding_data(state) for state, _ in done]
    lines = (_finding_told(state, step, told(state, step)) for state, step in done)
    recorded(data[0] if len(data) == 1 else data, *lines, json=json)


def _finding_told(state: FindingState, step: FindingStep, done: str) -> str:
    found = state.finding
    due = (f"，期限 {state.due}" if state.due else "，未定期限") if state.is_open else ""
    return f"{done} {found.id}：{found.unit}　{found.problem}{due}（{step.id}）"


def _warn_of_others(state: FindingState, step: FindingStep, plan: Plan) -> None:
    """Tell a unit that answers on its own machine that the finding is another's."""
    mine, found = own_unit(plan.units), state.finding
    heirs = next((unit.successor for unit in plan.units if unit.name == found.unit), ())
    if mine and mine not in (found.unit, *heirs):
        warn(f"{found.id} 是{found.unit}的问题，不是{mine}的；登记错的用 gongkai void {step.id} --reason 理由 作废")


@app.command("add", help="登记日常监测发现的问题，写几个单位就各记一条；或给一次自查补记问题")
def add(
    ctx: typer.Context,
    unit: options.Units = None,
    problem: Annotated[str | None, typer.Option("--problem", metavar="问题", help="问题内容")] = None,
    point: options.PointOption = None,
    measure: Measure = "",
    person: Person = "",
    due: Due = None,
    evidence: options.Evidence = None,
    selfcheck: Annotated[
        str, typer.Option("--selfcheck", metavar="编号", help="补记到这次自查，如 S4；算单位自己查出的")
    ] = "",
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record findings of daily monitoring, or what a self-inspection left out."""
    from gongkai.finding.acts import NewFinding, add_findings
    from gongkai.history.shapes import record_data
    from gongkai.register.repeats import all_same_before

    at, asking = names(ctx, year), lacks(unit or selfcheck, problem)
    units = tuple(unit or ()) if selfcheck else at.units(unit)
    what = need(problem, "--problem", "问题内容")
    moment = session_of(ctx).when(year, date)
    if asking:
        measure = measure or offer("整改措施（可以不填）")
        person = person or offer("责任人（可以不填）")
        due = (
            due
            or offer("整改期限（可以不填）", lambda answer: session_of(ctx).coming_day(answer, "整改期限", moment.day))
            or None
        )
    day = session_of(ctx).due_typed(due, moment.day)
    new = NewFinding(units, what, point or "", measure, person, day, tuple(evidence or ()), selfcheck)
    with session_of(ctx).register() as register:
        records = add_findings(register, moment, new)
        twice = all_same_before(register, records)
    data = [record_data(record) for record in records]
    told = "、".join(f"{record.id} {record.unit}" for record in records)
    whose = f"（{records[0].origin} 自查的问题）" if records[0].origin else ""
    recorded(data[0] if len(data) == 1 else data, f"已登记 {told}：{what}{whose}", json=json)
    tip_undated(records)
    for one, same in twice.items():
        warn(f"{one} 与 {same} 是同一天、同样的问题；登记重了的用 gongkai void {one} --reason 重复 作废")


@app.command("plan", help="给问题定措施、责任人、期限；一样的可以写几个编号")
def plan_measure(
    ctx: typer.Context,
    finding: options.FindingIds = None,
    measure: Measure = "",
    person: Person = "",
    due: Due = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record measure, person and date of findings: of all of them, or where one is refused of none."""
    from gongkai.finding import acts as findings

    numbers, at = _numbers(ctx, finding, year), session_of(ctx).when(year, date)
    if lacks(measure or person or due):
        measure, person = offer("整改措施（可以不填）"), offer("责任人（可以不填）")
        due = (
            offer("整改期限（可以不填）", lambda answer: session_of(ctx).coming_day(answer, "整改期限", at.day)) or None
        )
    new = findings.Measure(measure, person, session_of(ctx).due_typed(due, at.day))
    now = _handled(ctx, year, numbers, lambda register, number: findings.plan_measure(register, at, number, new))
    _confirm(now.done, lambda _state, _step: "已定措施", json=json)
    for state, step in now.done:
        _warn_of_others(state, step, now.plan)


@app.command("rectify", help="单位报告问题已整改，等待核查；一并整改的可以写几个编号")
def rectify(
    ctx: typer.Context,
    finding: options.FindingIds = None,
    note: Annotated[str | None, typer.Option("--note", metavar="整改情况", help="怎样整改的")] = None,
    evidence: options.Evidence = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record that findings are rectified: all of them, or where one is refused none."""
    from gongkai.finding import acts as findings

    numbers, pieces = _numbers(ctx, finding, year), tuple(evidence or ())
    said = note if note or pieces else need(None, "--note", "整改情况")
    pieces = pieces or (asked_evidence() if lacks(note) else ())
    at = session_of(ctx).when(year, date)
    now = _handled(ctx, year, numbers, lambda register, each: findings.rectify(register, at, each, said or "", pieces))
    _confirm(now.done, lambda *one: "已补充佐证" if findings.is_supplement(*one) else "已报整改", json=json)
    for state, step in now.done:
        _warn_of_others(state, step, now.plan)
        _warn_of_lateness(state, several=len(now.done) > 1)
    if not pieces:
        say("提示：整改最好附上佐证：--evidence 网址、文号或文件")


def _warn_of_lateness(state: FindingState, *, several: bool) -> None:
    late = (state.rectified - state.due).days if state.rectified and state.due else 0
    if late > 0:
        which = f"{state.finding.id} " if several else ""
        say(f"注意：{which}期限是 {state.due}，报整改时已逾期{late}天")


@app.command("close", help="核查整改属实，问题销号")
def close(
    ctx: typer.Context,
    finding: options.FindingIds = None,
    note: options.Note = "",
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record signings-off: all of them, or where one is refused none."""
    from gongkai.finding import acts as findings

    numbers, at = _numbers(ctx, finding, year), session_of(ctx).when(year, date, by)
    now = _handled(ctx, year, numbers, lambda register, number: findings.close(register, at, number, note))
    _confirm(now.done, lambda _state, _step: "已销号", json=json)


@app.command("reopen", help="核查不属实或问题反弹，退回重改；可以写几个编号")
def reopen(
    ctx: typer.Context,
    finding: options.FindingIds = None,
    reason: options.Reason = None,
    due: Annotated[
        str | None, typer.Option("--due", metavar="日期", help="新的整改期限；不写，未到的原期限照旧")
    ] = None,
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record that findings are sent back: all of them, or where one is refused none."""
    from gongkai.finding import acts as findings

    asking = lacks(finding, reason)
    numbers, why = _numbers(ctx, finding, year), need(reason, "--reason", "退回理由")
    at = session_of(ctx).when(year, date, by)
    until = due or (
        offer(
            "新的整改期限（可以不填，以后再定）", lambda answer: session_of(ctx).coming_day(answer, "整改期限", at.day)
        )
        if asking
        else ""
    )
    day = session_of(ctx).due_typed(until or None, at.day)
    now = _handled(ctx, year, numbers, lambda register, number: findings.reopen(register, at, number, why, day))
    _confirm(now.done, lambda _state, _step: "已退回重改", json=json)
    if undated := [state for state, _ in now.done if state.due is None]:
        past = "原期限已过，新的" if all(state.earlier[-1].due for state in undated) else "整改"
        which = " ".join(state.finding.id for state in undated)
        say(f"提示：{past}期限还没有定：gongkai finding plan {which} --due 日期")


@app.command("extend", help="延长整改期限，可以写几个编号；只有在原期限之前给的延期才作数")
def extend(
    ctx: typer.Context,
    finding: options.FindingIds = None,
    due: Due = None,
    reason: options.Reason = None,
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record extensions: all of them, or where one is refused none."""
    from gongkai.finding import acts as findings

    numbers = _numbers(ctx, finding, year)
    at = session_of(ctx).when(year, date, by)
    said = need(due, "--due", "新的期限", lambda text: session_of(ctx).coming_day(text, "整改期限", at.day))
    day = session_of(ctx).coming_day(said, "整改期限", at.day)
    why = need(reason, "--reason", "延期理由")
    now = _handled(ctx, year, numbers, lambda register, number: findings.extend(register, at, number, day, why))
    _confirm(now.done, lambda _state, _step: "已登记延期", json=json)
    for state, step in now.done:
        if state.due != step.due and state.first_due:
            last = state.first_due - timedelta(days=1)
            which = f"{step.finding} " if now.done[1:] else ""
            warn(f"{which}延期要在原期限 {state.first_due} 之前给，最迟 {last}；这次照记，但仍按 {state.due} 计逾期")


@app.command("notice", help="出一个单位的整改通知书：没有整改到位的问题、期限、怎样反馈")
def notice(
    ctx: typer.Context,
    unit: options.Unit = None,
    folder: Annotated[
        Path | None,
        typer.Option("--all", metavar="文件夹", help="给每个还有问题要整改的单位各写一份 .docx"),
    ] = None,
    output: options.Output = None,
    issue: options.Issue = None,
    issued: options.Issued = None,
    public: options.Public = False,
    year: options.Year = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="日期", help="落款日期，默认今天；内容写到这一天为止")
    ] = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show the notice to a unit about what it has not yet put right, or write one for each; or issue them."""
    from gongkai.report.commands import issued_paper, issued_rectifications, kept_where_unwritten, rectifications

    session = session_of(ctx)
    if issued is not None:
        if issue is not None or folder is not None:
            raise BadValue("--issued 是照原样再出一份，不和 --issue、--all 一起用", "去掉其中一个")
        present(issued_paper(session, issued, year, unit), json=json, plain=plain, output=output, public=public)
        return
    if folder is not None:
        must_be_folder(folder)
    elif issue is not None and output is not None:
        must_take(output)
    name = "" if folder is not None else names(ctx, year).unit(unit)
    if issue is None:
        papers = rectifications(session, year, date, name)
    else:
        papers = issued_rectifications(session, session.when(year, date), issue, name, public=public)
    with kept_where_unwritten(issue, "整改通知书"):
        if folder is not None:
            _notices(papers, folder, public=public, json=json)
            return
        document = next(iter(papers.values()))
        present(document, json=json, plain=plain, output=output, public=public, issued=issue is not None)


def _notices(papers: dict[str, Document], folder: Path, *, public: bool, json: bool) -> None:
    with Staging(public=public) as files:
        for name, document in papers.items():
            files.add(document, folder / f"整改通知书-{file_name(name)}.docx")
    if json:
        answer([document.data for document in papers.values()])
    say(f"已写入 {len(papers)} 份整改通知书：{folder}")


@app.command("list", help="查看问题和整改")
def show_list(
    ctx: typer.Context,
    unit: options.OwnFilter = None,
    point: options.PointOption = None,
    opened: Annotated[bool, typer.Option("--open", help="只看未销号的")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看逾期未整改的")] = False,
    waiting: Annotated[bool, typer.Option("--waiting", help="只看已报整改、待核查的")] = False,
    returned: Annotated[bool, typer.Option("--returned", help="只看退回后还没有重新报整改的")] = False,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List findings as they stand."""
    from gongkai.cli.filters import Filters, kept
    from gongkai.finding.papers import finding_document
    from gongkai.finding.states import RECTIFIED, is_overdue
    from gongkai.plan.succession import passed_on

    found, place = kept(session_of(ctx), Filters(year, as_of, point, unit))
    states = found.findings
    heirs = passed_on(found.plan, found.ledger.assigns, states, found.standing.as_of)
    mine = {state.finding.id for state in place.of(states, lambda state: state.finding)}
    mine |= {
        state.finding.id
        for state in states
        if place.unit in heirs.get(state.finding.id, ()) and place.point in ("", state.finding.point)
    }
    chosen = [
        state
        for state in states
        if state.finding.id in mine
        and (state.is_open or not opened)
        and (is_overdue(state, found.standing) or not overdue)
        and (state.status == RECTIFIED or not waiting)
        and (state.is_sent_back or not returned)
    ]
    document = finding_document(
        found.ledger, found.standing, chosen, whole=output is not None, waiting=waiting, returned=returned
    )
    present(document, json=json, plain=plain, output=output)


class _Spoken(Struct, frozen=True):
    """Findings typed in one line each, on the day they are of; at a terminal they are shown as understood."""

    session: Session
    day: dt.date | None

    def measures(
        self,
        findings: list[str] | None,
        measure: list[str] | None,
        person: list[str] | None,
        due: list[str] | None,
    ) -> tuple[Measured, ...]:
        """Return measure, person and date given by options, one for each finding; none where no such option was."""
        from gongkai.finding.acts import Measure as Given

        given = {"--measure": measure or [], "--person": person or [], "--due": due or []}
        if not any(given.values()):
            return ()
        each = [_spread(option, values, len(findings or ())) for option, values in given.items()]
        days = [self.session.due_typed(text or None, self.day) for text in each[2]]
        return tuple(map(Given, *each[:2], days))

    def given(self, findings: list[str] | None, *, whole: bool) -> tuple[str, ...]:
        """Return the lines given; BadValue where the person at the terminal says they were misunderstood."""
        lines = tuple(findings or ())
        if not whole and asked() and not self._confirmed(lines):
            told = "问题里本来有｜的，加上引号，或用 --measure、--person、--due 分开写"
            raise BadValue("没有登记", told)
        return lines

    def answered(self, question: str) -> tuple[str, ...]:
        """Return the lines answered, asked again until they are understood as meant."""
        while True:
            lines = offer_lines(question, self._read)
            if self._confirmed(lines):
                return lines

    def _confirmed(self, lines: tuple[str, ...]) -> bool:
        """Show the lines that bars divide, part by part, and return the person's yes; bad lines are left to the act."""
        with suppress(BadValue):
            read = [(number, self._read(line)) for number, line in enumerate(lines, 1)]
            divided = [(number, line) for number, line in read if line.measure or line.person or line.due]
            for number, line in divided:
                parts = ("问题", line.problem), ("措施", line.measure), ("责任人", line.person), ("期限", line.due)
                said = "；".join(f"{what}：{value or '无'}" for what, value in parts)
                say(f"  第{number}个　{said}" if len(lines) > 1 else f"  {said}")
            return not divided or confirm("这样登记", "--finding", default=True)
        return True

    def _read(self, line: str) -> FindingLine:
        return self.session.typed_finding(line, self.day)


def _spread(option: str, values: list[str], wanted: int) -> list[str]:
    """Return one value for each finding: those given, or the one for all; raises `BadValue` where they do not match."""
    if not wanted:
        raise BadValue(f"写了 {option}，没有写 --finding", "请用 --finding 写明问题")
    if len(values) not in {0, 1, wanted}:
        raise BadValue(f"--finding 写了{wanted}个，{option} 写了{len(values)}个", "写一个（各条相同），或者一样多")
    return values if len(values) == wanted else (values or [""]) * wanted


LIKE_A_UNIT = re.compile(r"([^：:，。、]{1,12}(?:镇|乡|街道|局|办|委|中心))[：:]")

inspect_app = typer.Typer(help="督查检查：登记、查看")


@inspect_app.command("add", help="登记一次督查和督查发现的问题")
def inspect_add(
    ctx: typer.Context,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", metavar="种类", help="专项督查、定期检查或日常监测", autocompletion=complete_inspections
        ),
    ] = None,
    unit: options.Units = None,
    note: options.Note = "",
    finding: Annotated[
        list[str] | None,
        typer.Option("--finding", metavar="问题", help="单位：问题｜措施｜责任人｜期限；可以写几个"),
    ] = None,
    measure: Measures = None,
    person: Persons = None,
    due: Dues = None,
    by: options.By = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record an inspection with its findings."""
    from gongkai.finding.acts import NewInspection, add_inspection, known_kind
    from gongkai.finding.states import finding_states
    from gongkai.history.shapes import inspection_data
    from gongkai.register.repeats import same_before

    at = names(ctx, year)
    sort = need(kind, "--kind", "督查种类（专项督查、定期检查、日常监测）", known_kind)
    units, when = at.units(unit, "被督查的单位"), session_of(ctx).when(year, date, by)
    spoken = _Spoken(session_of(ctx), when.day)
    measures = spoken.measures(finding, measure, person, due)
    lines = spoken.given(finding, whole=bool(measures))
    if lacks(lines):
        lines = spoken.answered("发现的问题（一行一个：单位：问题｜措施｜责任人｜期限；没有就直接回车）")
    new = NewInspection(sort, units, note, lines, measures)
    with session_of(ctx).register() as register:
        record, findings = add_inspection(register, when, new)
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


@inspect_app.command("list", help="查看督查记录")
def inspect_show_list(
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
    from gongkai.finding.papers import inspection_document

    found, place = kept(session_of(ctx), Filters(year, as_of, unit=unit))
    document = inspection_document(found.ledger, found.standing, place.of(found.ledger.inspections))
    present(document, json=json, plain=plain, output=output)


selfcheck_app = typer.Typer(help="单位自查：登记、查看。每个单位一年至少一次，没有发现问题也算")


@selfcheck_app.command("add", help="登记一次自查和自查发现的问题")
def selfcheck_add(
    ctx: typer.Context,
    unit: options.Unit = None,
    points: Annotated[
        str, typer.Option("--points", metavar="编号", help="自查了哪些要点，如 1,3-5；不写就是全部工作")
    ] = "",
    summary: Annotated[str, typer.Option("--summary", metavar="概况", help="自查的基本情况")] = "",
    finding: Annotated[
        list[str] | None,
        typer.Option("--finding", metavar="问题", help="问题｜措施｜责任人｜期限，后几段可不写；可以写几个"),
    ] = None,
    measure: Measures = None,
    person: Persons = None,
    due: Dues = None,
    evidence: options.Evidence = None,
    year: options.YearOfRecord = None,
    date: options.Date = None,
    json: options.Json = False,
) -> None:
    """Record a self-inspection with its findings."""
    from gongkai.finding.acts import NewSelfInspection, add_self_inspection, not_on_points
    from gongkai.finding.states import finding_states
    from gongkai.history.shapes import selfcheck_data
    from gongkai.register.repeats import same_before

    at = names(ctx, year)
    name, spoken = at.unit(unit), _Spoken(session_of(ctx), session_of(ctx).when(year, date).day)
    measures = spoken.measures(finding, measure, person, due)
    lines = spoken.given(finding, whole=bool(measures))
    new = NewSelfInspection(name, points, summary, lines, tuple(evidence or ()), measures)
    if lacks(new.points or new.summary or new.findings):
        new = _selfcheck_told(new, at, spoken)
    with session_of(ctx).register() as register:
        record, findings = add_self_inspection(register, session_of(ctx).when(year, date), new)
        strays, before = not_on_points(register, record), same_before(register, record)
    ids = "、".join(one.id for one in findings)
    found = f"发现问题{len(findings)}个（{ids}）" if findings else "未发现问题"
    recorded(
        selfcheck_data(record, finding_states(findings, ())),
        f"已登记 {record.id}：{record.unit}自查（{record.day}），{found}",
        json=json,
    )
    tip_undated(findings)
    if not findings and (record.points or record.summary):
        say(f"提示：有问题没有写的，补记到这次自查：gongkai finding add --selfcheck {record.id} --problem 问题")
    mistaken = f"登记错的用 gongkai void {' '.join((record.id, *(one.id for one in findings)))} --reason 理由 作废"
    if not (record.points or record.summary or findings):
        warn(f"没有写明范围和情况，按全部工作、未发现问题登记；{mistaken}")
    if before:
        warn(f"同一天、同样的自查已登记为 {before}；{mistaken}")
    if strays:
        warn(f"要点{'、'.join(strays)}不是{record.unit}承担的，照记")


def _selfcheck_told(new: NewSelfInspection, at: Names, spoken: _Spoken) -> NewSelfInspection:
    """Return a self-inspection as the person at the terminal tells it; that nothing was found is confirmed."""
    points = offer("自查范围（要点编号，回车为全部）", at.known_points)
    summary = need(None, "--summary", "自查情况")
    found: tuple[str, ...] = ()
    while not found:
        found = spoken.answered("发现的问题（一行一个：问题｜措施｜责任人｜期限，空行结束）")
        if not found and confirm("确认自查没有发现问题", "--summary"):
            break
    return replace(new, points=points, summary=summary, findings=found)


@selfcheck_app.command("report", help="出一个单位的自查报告：情况、问题、措施、打算，问题和措施一一对应")
def report(
    ctx: typer.Context,
    unit: options.Unit = None,
    output: options.Output = None,
    public: options.Public = False,
    year: options.Year = None,
    date: options.Date = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Show a unit's report on its own inspections."""
    from gongkai.report.commands import selfreport

    document = selfreport(session_of(ctx), year, need(unit, "-u", "单位"), date)
    present(document, json=json, plain=plain, output=output, public=public)


@selfcheck_app.command("list", help="查看自查记录")
def selfcheck_show_list(
    ctx: typer.Context,
    unit: options.OwnFilter = None,
    year: options.Year = None,
    as_of: options.AsOf = None,
    output: options.Output = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """List self-inspections."""
    from gongkai.cli.filters import Filters, kept
    from gongkai.finding.papers import selfcheck_document

    found, place = kept(session_of(ctx), Filters(year, as_of, unit=unit))
    document = selfcheck_document(found.ledger, found.standing, place.of(found.ledger.self_inspections))
    present(document, json=json, plain=plain, output=output)
