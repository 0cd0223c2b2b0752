"""The one place where Typer becomes Chinese: its commands, its help, its errors, its exit codes.

`build` makes the root, `run` runs it. A command module only declares `app = typer.Typer(...)`; whatever classes it
was declared with, it is dressed here, so no file can forget. A module is imported when its command is called.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager, redirect_stderr, suppress
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NoReturn, cast

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

import gongkai
from gongkai.cli import manual, of_unit, permission, present, sentences, standby, talk, template, verified, written
from gongkai.cli import office_acts as office
from gongkai.cli.session import Session
from gongkai.cli.table import TABLE
from gongkai.errors import BadFile, BadValue, GongkaiError, Problem, Refused, StoreFault, why
from gongkai.settings import must_be_typeable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from typer._click import Command as AnyCommand
    from typer._click import Context, Parameter
    from typer._click.shell_completion import CompletionItem

    from gongkai.cli.table import CommandEntry

PROGRAM = "gongkai"
LIST = "list"
COMPLETE = "_GONGKAI_COMPLETE"
"""The variable by which a shell asks for candidates."""


FILES, FOLDERS = ("output", "ics"), ("folder", "every", "all_scorecards")
"""Parameters that name a file to be written, or a folder for a file a unit."""


class Chinese:
    """Mixed into Typer's command and group: help and usage in Chinese, and `--overwrite` where files are written."""

    short_help: str | None
    help: str | None
    params: list[Parameter]

    def __init__(self, *args: object, **attributes: object) -> None:
        super().__init__(*args, **attributes)
        if any(each.name in FILES + FOLDERS and each.type.name == "path" for each in self.params):
            self.params += [_overwriting(), template.option()]

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Return the parameters; what records has one more, so has what gives out papers, and an act of the office."""
        own: list[Parameter] = super().get_params(ctx)  # type: ignore[misc]  # of the class it is mixed into
        more = [permission.option()] if permission.records(ctx, own) else []
        more += [verified.option()] if verified.is_of_paper(ctx) else []
        return [*own, *more, *([_by_office()] if office.is_of_office(ctx) else [])]

    def get_help(self, ctx: Context) -> str:
        """Return the whole page of help."""
        command = cast("AnyCommand", self)
        return present.drawn(manual.page(command, ctx, _panels(command, ctx)))

    def get_usage(self, ctx: Context) -> str:
        """Return the usage line."""
        return manual.usage(cast("AnyCommand", self), ctx)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first line of the help; the terminal wraps it, so there is no `limit` to keep."""
        del limit
        return (self.short_help or self.help or "").strip().partition("\n")[0]

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Take the arguments; a mistake among them remembers whose command it was."""
        try:
            self._each_once(ctx, args)
            left: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]  # of the class it is mixed into
        except typer.TyperException as error:
            if getattr(error, "ctx", None) is None:
                vars(error)["ctx"] = ctx
            raise
        return left

    def _each_once(self, ctx: Context, args: Sequence[str]) -> None:
        """Refuse an option that takes one value and was written twice: the first would be lost in silence."""
        if ctx.resilient_parsing:
            return
        order = self.make_parser(ctx).parse_args(args=list(args))[2]  # type: ignore[attr-defined]  # as above
        taken = [param for param in order if isinstance(param, TyperOption) and not (param.multiple or param.is_flag)]
        for param in taken:
            if taken.count(param) > 1:
                name = max(param.opts, key=len)
                raise BadValue(f"{name} 写了{taken.count(param)}次，这里只能写一个", "几个的分开登记，一次一个")

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Return Typer's option for help with its words in Chinese."""
        option: TyperOption | None = super().get_help_option(ctx)  # type: ignore[misc]  # of the class it is mixed into
        if option is not None:
            option.help = "显示这份说明"
            option.callback = _show_help
        return option


class Command(Chinese, TyperCommand):
    """A command in Chinese."""

    def invoke(self, ctx: Context) -> object:
        """Run the command; what it was not given is told with an example of it."""
        standby.mark(ctx)
        of_unit.hold(ctx)
        office.check(ctx)
        permission.give(ctx)
        verified.mark(ctx)
        with _held_to_its_files(ctx):
            try:
                return super().invoke(ctx)
            except talk.NotGiven as lacking:
                raise lacking.after(ctx.command_path) from None


class Group(Chinese, TyperGroup):
    """A group of commands in Chinese."""

    def invoke(self, ctx: Context) -> object:
        """Run the group, or the command below it."""
        standby.mark(ctx)
        if not isinstance(self, Root) and not [*getattr(ctx, "_protected_args", ()), *ctx.args]:
            of_unit.hold(ctx)
            office.check(ctx)
        permission.give(ctx)
        verified.mark(ctx)
        with _held_to_its_files(ctx):
            return super().invoke(ctx)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, AnyCommand | None, list[str]]:
        """Return the command named first; BadValue with near names where there is none."""
        command = self.get_command(ctx, args[0])
        if command is None and not ctx.resilient_parsing and args[0][:1] != "-":
            raise sentences.unknown_command(args[0], self.list_commands(ctx), ctx.command_path, args[1:])
        return super().resolve_command(ctx, args)


class Listing(Group):
    """A group that lists where none of its commands is named: `units`, `units 县教育局`, `units --json`."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Take the arguments; those of no command of its own are the list's."""
        named = args[0] if args else ""
        if named not in (*self.commands, *ctx.help_option_names) and not (ctx.resilient_parsing and not args):
            args = [LIST, *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands that begin as typed, and what may stand after the list's own name."""
        usual = self.commands[LIST]
        inner = type(ctx)(usual, info_name=LIST, parent=ctx, resilient_parsing=True)
        first = next(param for param in usual.params if isinstance(param, TyperArgument))
        after: TyperArgument | AnyCommand = usual if incomplete[:1] == "-" else first
        return [*super().shell_complete(ctx, incomplete), *after.shell_complete(inner, incomplete)]


class Root(Group):
    """The root group: finds commands in a table and imports the module of the one that is called."""

    table: ClassVar[Sequence[CommandEntry]] = TABLE

    def __init__(self, **attributes: object) -> None:
        super().__init__(**attributes)
        self.params += [
            _switch("--version", "显示版本号", _show_version),
            _switch("--install-completion", "给现在用的命令行装好补全：按 Tab 键补全命令、单位、要点", _install),
            _switch("--show-completion", "显示补全的脚本，供自己安装", _show_script),
        ]

    def list_commands(self, ctx: Context) -> list[str]:
        """Return the names of the table, in its order, whatever the context."""
        del ctx
        return [entry.name for entry in self.table]

    def get_command(self, ctx: Context, cmd_name: str) -> AnyCommand | None:
        """Return a command, importing its module at the first call, whatever the context."""
        del ctx
        if cmd_name not in self.commands:
            entry = next((entry for entry in self.table if entry.name == cmd_name), None)
            if entry is None:
                return None
            self.commands[cmd_name] = load(entry)
        return self.commands[cmd_name]

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Take the arguments; none at all is a question for help."""
        if not args and not ctx.resilient_parsing:
            talk.put(self.get_help(ctx))
            ctx.exit(0)
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands of the table that begin as typed, with their help, for the Tab key; imports none."""
        if incomplete[:1] == "-":
            return super().shell_complete(ctx, incomplete)
        pairs = [(entry.name, entry.help) for entry in self.table]
        return TyperArgument(param_decls=["command"], autocompletion=lambda *_: pairs).shell_complete(ctx, incomplete)

    def main(self, args: Sequence[str] | None = None, *_: object, **__: object) -> NoReturn:
        """Run one command line; every error has been told in Chinese when this leaves with its exit code."""
        talk.prepare()
        if COMPLETE in os.environ:
            sys.exit(_complete(self, os.environ[COMPLETE]))
        sys.exit(of(lambda: self._call(sys.argv[1:] if args is None else list(args))))

    def _call(self, args: list[str]) -> None:
        sentences.check_dashes(args)
        with self.make_context(PROGRAM, args) as ctx, verified.ledger_blamed(ctx):
            self.invoke(ctx)


def load(entry: CommandEntry) -> AnyCommand:
    """Import a command's module and return its command, dressed in Chinese."""
    module, _, name = entry.module.partition(":")
    app: typer.Typer = getattr(import_module(module), name or "app")
    dress(app)
    command = get_command(app)
    command.name = entry.name
    command.params = [p for p in command.params if p.name not in {"install_completion", "show_completion"}]
    command.help = command.help or entry.help
    return command


def dress(app: typer.Typer) -> None:
    """Give every command and group below `app` its Chinese class; a Chinese class of its own stays."""
    if not _is_chinese(app.info.cls):
        app.info.cls = Group
    for command in app.registered_commands:
        if not _is_chinese(command.cls):
            command.cls = Command
    for group in app.registered_groups:
        if not _is_chinese(group.cls):
            group.cls = Group
        if group.typer_instance:
            dress(group.typer_instance)


def _is_chinese(cls: object) -> bool:
    return isinstance(cls, type) and issubclass(cls, Chinese)


def _panels(command: AnyCommand, ctx: Context) -> Iterable[tuple[str, list[manual.Pair]]]:
    """Return the commands below a group under their titles; the root's come from its table, nothing is imported."""
    if isinstance(command, Root):
        titles = dict.fromkeys(entry.panel for entry in command.table)
        return [(t, [(entry.name, entry.help) for entry in command.table if entry.panel == t]) for t in titles]
    if not isinstance(command, TyperGroup):
        return []
    below = [(name, command.get_command(ctx, name)) for name in command.list_commands(ctx)]
    return [("命令", [(name, each.get_short_help_str()) for name, each in below if each and not each.hidden])]


def _show_help(ctx: Context, _param: Parameter, wanted: bool) -> None:  # noqa: FBT001 - called by Typer
    if wanted and not ctx.resilient_parsing:
        talk.put(ctx.get_help())
        ctx.exit(0)


OVERWRITE = "gongkai.overwrite"
"""Where a command's context keeps that it may write over anything."""


@contextmanager
def _held_to_its_files(ctx: Context) -> Iterator[None]:
    """Stop before anything is recorded where a file named may not be written over; the same holds for what follows."""
    session = ctx.find_object(Session)
    store = session.store if session else None
    with (
        written.overwriting(store, anything=bool(ctx.meta.get(OVERWRITE))),
        template.lent(store, ctx.meta.get(template.GIVEN)),
    ):
        for path in _paths(ctx, FILES + FOLDERS):
            must_be_typeable(path)
        for path in _paths(ctx, FILES):
            written.must_be_ours(Path(path))
        yield


def _paths(ctx: Context, names: Iterable[str]) -> Iterator[str | Path]:
    """Yield the files and folders that were given for parameters of these names: `--all` is elsewhere a switch."""
    given = (ctx.params.get(name) for name in names)
    return (value for value in given if value and isinstance(value, str | Path))


def _overwriting() -> TyperOption:
    """Return the option that writes over a file which is not as this program wrote it."""
    option = TyperOption(param_decls=["--overwrite"], is_flag=True, expose_value=False)
    option.help, option.callback = "要写的文件被人改过、或不是本工具写的，也覆盖", _overwrite
    return option


def _overwrite(ctx: Context, _param: Parameter, wanted: bool) -> None:  # noqa: FBT001 - called by Typer
    ctx.meta[OVERWRITE] = wanted


def _switch(name: str, help: str, callback: Callable[..., None]) -> TyperOption:  # noqa: A002 - Typer's word
    """Return an option of the root that does its work at once, instead of any command."""
    option = TyperOption(param_decls=[name], is_flag=True, is_eager=True, expose_value=False)
    option.help, option.callback = help, callback
    return option


def _by_office() -> TyperOption:
    option = TyperOption(param_decls=["--office"], is_flag=True, expose_value=False)
    option.help, option.callback = "在单位的机器上，由本办办理", office.mark
    return option


def _show_version(ctx: Context, _param: Parameter, wanted: bool) -> None:  # noqa: FBT001 - called by Typer
    if wanted and not ctx.resilient_parsing:
        talk.put(f"{PROGRAM} {gongkai.__version__}\n")
        ctx.exit(0)


def _complete(root: Root, instruction: str) -> int:
    """Answer a shell that waits for candidates, on stdout alone; whatever goes wrong is no candidate."""
    from typer import _completion_classes
    from typer.completion import shell_complete

    vars(_completion_classes)["_sanitize_help_text"] = str  # Typer's loads rich to take markup out: ours has none
    _completion_classes.completion_init()
    with redirect_stderr(StringIO()), suppress(Exception):
        return shell_complete(root, {}, PROGRAM, COMPLETE, instruction)
    return 1


def _shell() -> str:
    """Return the shell that the program was called from; BadValue for one that has no completion."""
    from typer import _completion_shared as shells

    name = shells._get_shell_name()  # noqa: SLF001 - Typer's own, behind its two options
    if name is None or name not in {each.value for each in shells.Shells}:
        what = f"“{name}”里没有补全" if name else "看不出用的是哪一种命令行"
        raise BadValue(what, "请在 bash、zsh、fish 或 PowerShell 里运行")
    return name


def _install(ctx: Context, _param: Parameter, wanted: bool) -> None:  # noqa: FBT001 - called by Typer
    if not wanted or ctx.resilient_parsing:
        return
    from typer._completion_shared import install

    shell, by_hand = _shell(), f"请自己装：{PROGRAM} --show-completion 给出脚本"
    if shell in {"powershell", "pwsh"}:  # Typer would lift the limits on running scripts, for all scripts
        raise BadValue("PowerShell 的补全要自己装", f"请运行：{PROGRAM} --show-completion >> $PROFILE")
    try:
        _, path = install(shell, PROGRAM, COMPLETE)
    except (OSError, UnicodeError):
        raise BadValue(f"{shell} 的设置文件读不了或写不进", by_hand) from None
    talk.say(f"已装好：{path}。重新打开终端后生效。")
    ctx.exit(0)


def _show_script(ctx: Context, _param: Parameter, wanted: bool) -> None:  # noqa: FBT001 - called by Typer
    if wanted and not ctx.resilient_parsing:
        from typer._completion_shared import get_completion_script

        talk.put(get_completion_script(prog_name=PROGRAM, complete_var=COMPLETE, shell=_shell()) + "\n")
        ctx.exit(0)


def build(callback: Callable[..., None], table: Sequence[CommandEntry] = TABLE, help: str = "") -> typer.Typer:  # noqa: A002 - Typer's word
    """Return the root: `callback` takes the root's own options, `table` names its commands."""
    app = typer.Typer(
        name=PROGRAM,
        cls=type("Table", (Root,), {"table": table}),
        help=help or None,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(callback)
    return app


def run(app: typer.Typer, args: Sequence[str] | None = None) -> NoReturn:
    """Run the program on its command line and leave with an exit code of the design: 0, 1, 2, 3, 4 or 130."""
    get_command(app).main(args)
    sys.exit(0)


EXIT_CODES: dict[type[BaseException], int] = {BadFile: 1, BadValue: 2, Refused: 3, StoreFault: 4}
USAGE, UNFORESEEN, INTERRUPTED = 2, 4, 130
MOST_ITEMS = 20
_NO_ROOM = "failed to map segment"
"""What the system says of a library for which there is no memory."""


def of(act: Callable[[], None]) -> int:
    """Return the exit code of an act; whatever it raised has been told. A reader that went away is no error."""
    code = 0
    try:
        code = _guarded(act)
        talk.tell_lost()
        sys.stdout.flush()
    except OSError as error:
        _stop_writing()
        return 0 if _reader_left(error) else code or tell(_system_error(error))
    return code


def _reader_left(error: Exception) -> bool:
    """Tell whether whoever read what was written has gone; Windows says EINVAL then, of no file."""
    if isinstance(error, OSError) and sys.platform == "win32":
        return error.errno in {errno.EPIPE, errno.EINVAL} and not error.filename
    return isinstance(error, BrokenPipeError)


def _guarded(act: Callable[[], None]) -> int:
    try:
        act()
    except typer.Exit as left:
        return left.exit_code
    except (typer.Abort, KeyboardInterrupt, EOFError):
        sys.stderr.write("\n已中断。\n")
        return INTERRUPTED
    except Exception as error:
        if _reader_left(error):
            raise
        return _told(error)  # the last line: no user is to read a traceback
    return 0


def _told(error: Exception) -> int:
    if isinstance(error, GongkaiError):
        return tell(error)
    if isinstance(error, typer.TyperException):
        return tell_usage(error)
    if isinstance(error, OSError) and not _debugging():
        return tell(_system_error(error))
    if isinstance(error, MemoryError) or (isinstance(error, ImportError) and _NO_ROOM in str(error)):
        return tell(StoreFault("内存不够，这次操作没有完成", "请关掉别的程序后再试"))
    return tell_unforeseen(error)


def tell(error: GongkaiError) -> int:
    """Write the error, what it lists, and its hint, a file's problems first; return the exit code of its kind."""
    if isinstance(error, BadFile):
        for problem in error.problems:
            _tell_problem(problem)
    talk.say(f"错误：{sentences.brief(error.message)}")
    _tell_items(getattr(error, "items", ()))
    if error.hint:
        talk.say(f"建议：{sentences.brief(error.hint)}")
    return next((EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES), UNFORESEEN)


def _tell_items(items: Sequence[str]) -> None:
    """Write what an error lists, a screenful at most, and how many more there are."""
    for item in items[:MOST_ITEMS]:
        talk.say(f"    {item}")
    if len(items) > MOST_ITEMS:
        talk.say(f"    ……另有{len(items) - MOST_ITEMS}件")


def _tell_problem(problem: Problem) -> None:
    """Write `FILE:LINE: what is wrong。what to do`, and the line of the file below it."""
    said = problem.message
    if problem.hint:
        said += problem.hint if said.endswith(("。", "；", "？")) else f"。{problem.hint}"
    talk.say(f"{problem.where}: {said}")
    for line in problem.excerpt.splitlines():
        talk.say(f"    {line}")


def tell_usage(error: typer.TyperException) -> int:
    """Write a mistake on the command line in Chinese; a group called without a command shows its help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{error.message}\n")
        return USAGE
    return tell(sentences.explain(error))


def tell_unforeseen(error: Exception) -> int:
    """Write that the program itself failed and where its traceback is; with `GONGKAI_DEBUG=1` the traceback itself."""
    import traceback

    account = "".join(traceback.format_exception(error))
    if _debugging():
        sys.stderr.write(account)
        return UNFORESEEN
    talk.say("错误：程序内部出错，这次操作没有完成。")
    path = _kept(account)
    where = f"经过已记在 {path}，请把这个文件交给维护人员" if path else "请设 GONGKAI_DEBUG=1 再运行一次"
    talk.say(f"建议：{where}。")
    return UNFORESEEN


def _kept(account: str) -> str:
    """Return the name of a new file of the user's own that holds the account, or nothing where none can be made."""
    import tempfile

    with suppress(OSError):
        handle, path = tempfile.mkstemp(prefix="gongkai-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(account)
        return path
    return ""


def _debugging() -> bool:
    return os.environ.get("GONGKAI_DEBUG", "0") not in {"", "0"}


def _system_error(error: OSError) -> GongkaiError:
    """Return what the operating system refused, in Chinese: a file's name is the user's to mend, a full disk is not."""
    name = sentences.quote(error.filename) if error.filename else ""
    kinds = {
        errno.ENOENT: f"没有找到文件{name}",
        errno.EISDIR: f"{name}是目录，不是文件",
        errno.ENOTDIR: f"{name}的路径中有一段不是目录",
        errno.EACCES: f"没有权限读写{name}",
        errno.EPERM: f"没有权限读写{name}",
        errno.EEXIST: f"已经有{name}了",
        errno.ENAMETOOLONG: f"文件名{name}太长",
    }
    if error.errno in kinds and not getattr(error, "winerror", None):
        return BadValue(kinds[error.errno])
    cause, advice = why(error)
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
    return StoreFault(f"{cause}，{'写不进' if full else '读写不了'}{name or '文件'}", advice)


def _stop_writing() -> None:
    """Send what is still unwritten nowhere, so that leaving says nothing."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
