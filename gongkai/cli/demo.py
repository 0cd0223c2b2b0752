"""`gongkai demo`: a made-up year in a database of its own, and every paper there is from it.

The year is `demo2018.txt`, a file of command lines that is typed again; nothing in it is drawn by lot.
"""

from __future__ import annotations

import io
import os
import shlex
import sys
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer
from msgspec import Struct
from msgspec.structs import replace

from gongkai.cli import sentences
from gongkai.cli.session import Session, session_of
from gongkai.cli.talk import DEFAULT_UNIT, need, say
from gongkai.errors import BadFile, BadValue, GongkaiError, Problem, Refused, why
from gongkai.papers.formats import ENDINGS, FORMATS
from gongkai.plan.model import Contact
from gongkai.plan.spelling import file_name
from gongkai.register.ledger import CST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from typer.core import TyperGroup

    from gongkai.register.ledger import Ledger
    from gongkai.register.reading import Reader
    from gongkai.register.writing import Register

TYPED = Path(__file__).with_name("demo2018.txt")
NAME = "demo-2018"
OPENING = time(9)
END = datetime(2019, 1, 21, 9, tzinfo=CST)
"""The morning on which the papers are made: the year is over, every objection decided, nothing closed yet."""

STORE, CARDS, REPORT = "demo.db", "得分表", "年终考核情况（演示数据）"
"""The report says in its file's name what CSV and JSON have no room for."""

CONTACT = Contact("演示员", "0832-0000000")
"""Whom the units ask: as made up as the year is. The plan that comes with the program names nobody."""
NOTICED = ("碗厂镇人民政府", "县住建局")
DECIDED = ("山王镇人民政府", "两河镇人民政府", "黄荆沟镇人民政府")
"""The units whose objections were decided: what was taken was kept, revoked, reduced."""
QUARTER = ("季度通报", "quarter", date(2018, 9, 30))
"""A circular that was written on its day and issued under no number."""
ISSUED = ("中期通报", "威府办函〔2018〕71号")
"""The circular that was issued in the year: with it the year-end one compares its figures."""
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
    session = replace(session_of(ctx), store=str(where.absolute() / STORE), now=END, actor="演示", os_user="demo")
    say("正在登记演示数据……")
    count = _live(ctx, session)
    say(f"已登记{count}件事：{session.store}")
    ctx.obj = session
    _write_papers(ctx, where)
    _write_earlier(ctx, session, where)
    say(f"演示已做好，里面的事都是编造的。看一看：gongkai --db {where / STORE} status")


def _empty(folder: Path) -> Path:
    """Return the folder, made if need be; nothing that exists is ever touched."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = next(folder.iterdir(), None)
    except OSError as error:
        cause, advice = why(error)
        raise BadValue(f"不能用这个文件夹（{cause}）：{folder}", advice) from None
    if taken is not None:
        what = "已有数据库" if (folder / STORE).exists() else f"不是空的（有 {taken.name}）"
        raise Refused(f"文件夹{what}：{folder}", "演示只放进新的或空的文件夹，请换一个")
    return folder


def _live(ctx: typer.Context, session: Session) -> int:
    """Make the database from the program's own plan, with a contact, and what was typed; return how many lines.

    Whole or not at all, as one act; the same lines give the same ledger, to the last hash.
    """
    from gongkai.plan.acts import load_plan
    from gongkai.plan.reading import packaged_tasks, read_plan
    from gongkai.register.writing import create_store

    plan, lines = replace(read_plan(packaged_tasks()).plan, office_contact=CONTACT), read_lines(TYPED)

    def live(register: Register) -> None:
        issued = datetime.combine(plan.issued, OPENING, CST)
        load_plan(register.later(issued, lines[0].actor), plan, packaged_tasks().name)
        replay(ctx, session, register, lines)

    create_store(session.store, live, actor=session.actor, os_user=session.os_user, now=session.now, name=NAME)
    return len(lines)


def _write_earlier(ctx: typer.Context, session: Session, folder: Path) -> None:
    """Write the earlier circulars: one as it was on its day, one as it was issued."""
    from gongkai.report.commands import report

    name, number = ISSUED
    report(ctx, issued=number, output=folder / f"{name}{ENDINGS[0]}")
    name, kind, day = QUARTER
    ctx.obj = replace(session, now=session.now.replace(day.year, day.month, day.day))
    report(ctx, kind=kind, output=folder / f"{name}{ENDINGS[0]}", as_of=day.isoformat())


def _write_papers(ctx: typer.Context, folder: Path) -> None:
    """Write each paper as its own command does it, in the formats there are."""
    from gongkai.appeal.commands import notice as decision
    from gongkai.finding.commands import notice
    from gongkai.finding.commands import report as selfreport
    from gongkai.report.commands import report

    for ending in (form.ending for form in FORMATS if not form.one_table):
        report(ctx, output=folder / f"{REPORT}{ending}")
    report(ctx, all_scorecards=folder / CARDS)
    for unit in NOTICED:
        notice(ctx, unit=unit, output=folder / f"整改通知书-{file_name(unit)}{ENDINGS[0]}")
    for unit in DECIDED:
        decision(ctx, unit=unit, output=folder / f"复核决定通知书-{file_name(unit)}{ENDINGS[0]}")
    for unit in INSPECTED:
        selfreport(ctx, unit=unit, output=folder / f"自查报告-{file_name(unit)}{ENDINGS[0]}")


PROGRAM = "gongkai"
FORM = "一行写时刻、登记人、命令，如 2018-08-09 09:00:20 张文书 gongkai progress add 2 -u 县教育局 --percent 25"


class CommandLine(Struct, frozen=True):
    """One command line: where it stands, as it stands there, when and by whom it was typed, its words."""

    where: str
    text: str
    moment: datetime
    actor: str
    words: tuple[str, ...]


class OpenSession(Session, frozen=True, kw_only=True):
    """The session of a call that finds the register open, in the middle of a transaction that others made and end.

    It has itself written all that is there: there is nothing to verify.
    """

    open: Register

    def reader(self, *, foreign: bool = False) -> AbstractContextManager[Reader]:
        """Return the open register, whose structure is its own: `foreign` is nothing to it."""
        del foreign
        return nullcontext(self.open)

    def hold(self, reader: Reader, ledger: Ledger | None = None) -> None:
        """Hold nothing against the trail."""

    def register(self) -> AbstractContextManager[Register]:
        """Return the open register as this clerk finds it at this moment."""
        return nullcontext(self.open.later(self.now, self.actor, allow_personal=self.allow_personal))


def read_lines(path: Path) -> tuple[CommandLine, ...]:
    """Return the command lines of a file; raises `BadFile` with every line that is none."""
    lines: list[CommandLine] = []
    problems: list[Problem] = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            continue
        where = f"{path}:{number}"
        try:
            lines.append(_line(where, text))
        except ValueError as error:
            problems.append(Problem(where, f"不是一行命令（{error}）", FORM, text))
    if problems:
        raise BadFile(f"{path.name} 里有{len(problems)}行不能照打", problems)
    return tuple(lines)


def _line(where: str, text: str) -> CommandLine:
    """Raises ValueError."""
    day, clock, actor, program, *words = shlex.split(text)
    if program != PROGRAM or not words:
        raise ValueError(program)
    return CommandLine(where, text, datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=CST), actor, tuple(words))


def replay(ctx: typer.Context, session: Session, register: Register, lines: tuple[CommandLine, ...]) -> None:
    """Type the lines, in their order, on a register that `session` has opened; `ctx` is the call that wants it.

    Raises `BadFile` with the first line that is refused; what came before it stands in the transaction.
    """
    root = cast("TyperGroup", ctx.find_root().command)
    with _alone():
        for line in lines:
            call = OpenSession(session.store, line.actor, session.os_user, line.moment, open=register)
            _type(typer.Context(root, info_name=PROGRAM, obj=call), root, line)


def _type(ctx: typer.Context, root: TyperGroup, line: CommandLine) -> None:
    try:
        name, command, words = root.resolve_command(ctx, list(line.words))
        if command is None:
            raise BadValue(f"没有{line.words[0]}这个命令")
        with command.make_context(name, words, parent=ctx) as own:
            command.invoke(own)
    except typer.Exit as left:
        if left.exit_code:
            raise _refused(line, BadValue(f"退出码是 {left.exit_code}")) from left
    except typer.TyperException as error:
        raise _refused(line, sentences.explain(error)) from error
    except GongkaiError as error:
        raise _refused(line, error) from error


def _refused(line: CommandLine, error: GongkaiError) -> BadFile:
    problem = Problem(line.where, error.message, error.advice, line.text, error.do)
    return BadFile("这一行没有办成，前后各行都没有登记", [problem])


@contextmanager
def _alone() -> Iterator[None]:
    """Keep terminal, streams and the environment's unit away from what is typed again."""
    unit, stdin = os.environ.pop(DEFAULT_UNIT, None), sys.stdin
    sys.stdin = io.StringIO()
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            yield
    finally:
        sys.stdin = stdin
        if unit is not None:
            os.environ[DEFAULT_UNIT] = unit
