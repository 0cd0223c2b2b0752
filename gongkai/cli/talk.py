"""How the program talks: data on stdout, narration on stderr, questions only where a person sits.

Streams keep their own encoding (a GBK console included); what it cannot show is replaced, never a crash.
"""

from __future__ import annotations

import codecs
import os
import re
import sys
from contextlib import suppress
from io import TextIOWrapper
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeVar, overload

from msgspec import Struct

from gongkai.cli.session import session_of
from gongkai.errors import BadValue, GongkaiError
from gongkai.papers.cells import clean
from gongkai.plan.lookup import apart, find_point, find_points, find_unit, split_units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import BinaryIO, TextIO

    import typer
    from rich.progress import ProgressColumn, Task
    from rich.text import Text

    from gongkai.cli.session import Session
    from gongkai.plan.model import Plan, Unit
    from gongkai.register.kinds import Finding

T = TypeVar("T")

EXAMPLES = MappingProxyType(
    {
        "单位": "县教育局",
        "要点编号": "8",
        "问题编号": "F12",
        "编号": "D37",
        "复核申请的编号": "C40",
        "时限要求编号": "26.1",
        "应办事项编号": "8.1/2018-09",
        "起算日期": "2018-09-28 3",
        "工作日天数": "3",
        "放演示的文件夹": "演示",
    }
)
UNKNOWN_WIDTH, LEAST_WIDTH, MOST_FIGURES = 80, 40, 5
_YES, _NO = frozenset({"是", "y", "yes", "好", "对"}), frozenset({"否", "n", "no", "不"})


class NotGiven(BadValue):
    """What an act needs was not given, and nobody can be asked: an option by its name, an argument by what it is."""

    def __init__(self, option: str, question: str, path: str = "") -> None:
        self.option, self.question = option, question
        named = option.startswith("-")
        example = f"，如 {path} {EXAMPLES.get(question, question)}" if path else ""
        message = f"缺少 {option}" if named else f"缺少{question}"
        super().__init__(message, f"请用 {option} 写明：{question}" if named else f"请在命令后写上{question}{example}")

    def after(self, path: str) -> NotGiven:
        """Return the same with an example of the command."""
        return NotGiven(self.option, self.question, path)


class Screen(Struct, frozen=True):
    """How to draw on stdout: plain rows, or `width` cells to a line, in colour or not, with `fine` lines or ASCII."""

    plain: bool
    width: int
    colour: bool
    fine: bool


def screen(*, plain: bool = False) -> Screen:
    """Return how to draw on the stdout of this call: plain where it is no terminal, unless colours are asked for."""
    coloured = colour(plain=plain)
    return Screen(plain or not (coloured or sys.stdout.isatty()), width(), coloured, fine())


def fine(*, stream: TextIO | None = None, environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether lines and blocks take one cell each: not on a console of GBK, nor on Windows' own."""
    encoding = (stream or sys.stdout).encoding or ""
    return encoding.lower().startswith("utf") and (sys.platform != "win32" or "WT_SESSION" in environ)


GB18030 = "gb18030"
_GBK = frozenset({"gbk", "cp936", "936", "ms936", "gb2312", "euc-cn"})
_LOSSY = "gongkai.lossy"
_SHOWN_LOST = 5
_lost: dict[str, None] = {}
"""The characters that a stream could not encode in this call."""


def _replaced(error: UnicodeError) -> tuple[str, int]:
    """Write ? for what a stream has no code for, and remember it: nobody is to take it for what was said."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    _lost.update(dict.fromkeys(error.object[error.start : error.end]))
    return "?" * (error.end - error.start), error.end


def _takes_gb18030(environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether the console reads GB18030, which writes all that GBK has as GBK does, and every other character."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetConsoleOutputCP() == WINDOWS_GB18030)
    told = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    return told.lower().replace("-", "").partition(".")[2].startswith(GB18030)


WINDOWS_GB18030 = 54936


def tell_lost() -> None:
    """Say which characters could not be shown, where there were any."""
    if not _lost:
        return
    named = "、".join(f"U+{ord(one):04X}" for one in list(_lost)[:_SHOWN_LOST])
    more = f"等{len(_lost)}个" if len(_lost) > _SHOWN_LOST else ""
    encoding = (sys.stdout.encoding or "").upper()
    _lost.clear()
    warn(
        f"这里的编码（{encoding}）没有这些字：{named}{more}，都写成了“?”，登记的内容没有变。"
        "要看原字，用 -o 写成文件，或把终端换成 UTF-8、GB18030 编码"
    )


def prepare() -> None:
    """Make stdout and stderr replace what they cannot encode, and a Windows console show colours.

    A stream that was closed becomes the null device, which also keeps its number from being given to the database.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            from pathlib import Path

            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open to the end
    codecs.register_error(_LOSSY, _replaced)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            wider = GB18030 if stream.encoding.lower() in _GBK and _takes_gb18030() else None
            stream.reconfigure(encoding=wider, errors=_LOSSY)
    if sys.platform == "win32":
        _colours_on_windows()


def put(content: str | bytes) -> None:
    """Write an answer to stdout: text in the stream's encoding, bytes as they are."""
    if isinstance(content, bytes):
        out = binary()
        out.write(content)
        out.flush()
    else:
        sys.stdout.write(content)


def binary() -> BinaryIO:
    """Return stdout as it takes bytes, for what is UTF-8 wherever it is read."""
    sys.stdout.flush()
    return sys.stdout.buffer


def say(line: str) -> None:
    """Tell the person at the keyboard one line, on stderr."""
    sys.stdout.flush()
    with suppress(OSError):  # what cannot be told does not change what was done
        sys.stderr.write(f"{clean(line)}\n")


def warn(line: str) -> None:
    """Tell something that deserves a look."""
    say(f"注意：{line}")


def asked() -> bool:
    """Tell whether a person sits where the answers come from."""
    return sys.stdin.isatty()


def watched() -> bool:
    """Tell whether a person sits where the narration goes."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def colour(*, plain: bool = False, stream: TextIO | None = None, environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether to colour: never when plain or `NO_COLOR`, always with `FORCE_COLOR`, else on a terminal."""
    if plain or environ.get("NO_COLOR"):
        return False
    forced = environ.get("FORCE_COLOR", "")
    if forced:
        return forced != "0"
    return environ.get("TERM") != "dumb" and (stream or sys.stdout).isatty()


def width(*, stream: TextIO | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Return the cells of a terminal's line, 40 at least: `COLUMNS`, else the terminal's, else 80."""
    if told := _told(environ, "COLUMNS"):
        return max(LEAST_WIDTH, told)
    return max(LEAST_WIDTH, _columns(stream or sys.stdout) or UNKNOWN_WIDTH)


def _told(environ: Mapping[str, str], name: str) -> int:
    """Return a size that the environment tells, 0 where it tells none that a terminal could have."""
    told = environ.get(name, "")
    return int(told) if told.isdecimal() and len(told) <= MOST_FIGURES else 0


def height(*, environ: Mapping[str, str] = os.environ) -> int:
    """Return the lines of the terminal on stdout: `LINES`, else the terminal's, else 0."""
    if told := _told(environ, "LINES"):
        return told
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines
    except (OSError, ValueError):
        return 0


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return 0


@overload
def ask(question: str, option: str, *, default: str = "") -> str: ...
@overload
def ask(question: str, option: str, parse: Callable[[str], T], default: str = "") -> T: ...
def ask(question: str, option: str, parse: Callable[[str], object] = str, default: str = "") -> object:
    """Return what the person answers, as `parse` reads it; a bad answer is told and asked again.

    Without a terminal there is nobody to ask: BadValue names the missing option. The end of input is EOFError.
    """
    if not asked():
        raise NotGiven(option, question)
    prompt = f"{question}［{default}］：" if default else f"{question}："
    while True:
        answer = _line(prompt).strip() or default
        try:
            if answer:
                return parse(answer)
            say("这一项不能空着，请填写")
        except GongkaiError as error:
            say(f"{error.message}。{error.hint}" if error.hint else error.message)
        except ValueError:
            say(f"“{answer}”不合要求，请重新填写")


_NOTHING = {"", "无", "没有", "-"}


def offer(question: str, parse: Callable[[str], object] = str) -> str:
    """Return what the person adds of what need not be said, empty for nothing (无, 没有); a bad answer is asked again.

    Only where a person has been asked already: elsewhere nothing is missing.
    """
    while True:
        answer = _line(f"{question}：").strip()
        if answer in _NOTHING:
            return ""
        try:
            parse(answer)
        except GongkaiError as error:
            say(f"{error.message}。{error.hint}" if error.hint else error.message)
        else:
            return answer


def offer_lines(question: str, parse: Callable[[str], object] = str) -> tuple[str, ...]:
    """Return what the person adds line by line; an empty line is the end."""
    lines: list[str] = []
    while line := offer(question if not lines else f"第{len(lines) + 1}个", parse):
        lines.append(line)
    return tuple(lines)


def confirm(question: str, option: str, *, default: bool = False) -> bool:
    """Return the person's yes or no; without a terminal BadValue names the option that says yes."""
    return ask(f"{question}（是/否）", option, _yes_or_no, "是" if default else "否")


def _yes_or_no(answer: str) -> bool:
    word = answer.lower()
    if word not in _YES | _NO:
        message = "请回答“是”或“否”"
        raise BadValue(message)
    return word in _YES


def _line(prompt: str) -> str:
    """Read one line; the prompt goes to stderr where stdout is not the terminal but data for another program."""
    if sys.stdout.isatty():
        with suppress(ImportError):
            import readline  # noqa: F401 - input() then knows arrows, and how wide Chinese is under backspace
        return input(_drawn(prompt) if colour() else prompt)
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return input()


def _drawn(prompt: str) -> str:
    """Return a prompt in colour for input(): rich's own would not tell readline of it, whose backspace would eat it."""
    from rich.console import Console
    from rich.text import Text

    console = Console(color_system="standard", force_terminal=True, legacy_windows=False, soft_wrap=True)
    said = Text(clean(prompt), "bold cyan")
    said.highlight_regex("［.*］", "not bold default")
    with console.capture() as caught:
        console.print(said, end="")
    reads = "readline" in sys.modules and sys.stdout is sys.__stdout__ and sys.stdin is sys.__stdin__
    return re.sub("(\x1b\\[[0-9;]*m)", "\x01\\1\x02", caught.get()) if reads else caught.get()


def counted(things: Iterable[T], what: str) -> Iterator[T]:
    """Yield things in turn; a bar on stderr shows how far it is, only where a person sits."""
    listed = list(things)
    if not watched():
        yield from listed
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn

    glyphs = "━─" if fine(stream=sys.stderr) else "#-"
    columns = (TextColumn("{task.description}", markup=False), _bar_column(*glyphs), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield from bar.track(listed, description=what)


def _bar_column(full: str, rest: str, length: int = 40) -> ProgressColumn:
    """Return a bar of characters that GBK has; rich's own ends in half a stroke."""
    from rich.progress import ProgressColumn
    from rich.text import Text

    class Bar(ProgressColumn):
        def render(self, task: Task) -> Text:
            done = round(task.percentage * length / 100)
            return Text.assemble((full * done, "green"), (rest * (length - done), "dim"))

    return Bar()


def _colours_on_windows() -> None:
    """Switch the console to ANSI sequences (Windows 10 and later); an older one keeps NO_COLOR's way."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        handle = kernel.GetStdHandle(-11)
        mode = ctypes.c_ulong()
        if kernel.GetConsoleMode(handle, ctypes.byref(mode)) and not kernel.SetConsoleMode(handle, mode.value | 4):
            os.environ.setdefault("NO_COLOR", "1")


_NONE = "无[：: 　]|无$"
DEFAULT_UNIT = "GONGKAI_UNIT"


def need(value: str | None, option: str, question: str, check: Callable[[str], object] = str) -> str:
    """Return the value given, or what the person at the terminal answers; `BadValue` where nobody can be asked.

    An answer that `check` refuses is asked again. A value given is the act's to judge; where more may be asked for, it
    is checked before that, so that no reason is typed for what is not there.
    """
    if value is not None and value.strip():
        if asked():
            check(value)
        return value
    return ask(question, option, lambda answer: (check(answer), answer)[1])


def need_all(
    values: list[str] | None, option: str, question: str, check: Callable[[str], object] = str
) -> tuple[str, ...]:
    """Return the values given, or those answered, apart by 、, commas or blanks."""
    given = tuple(value for value in values or () if value.strip())
    for value in given if asked() else ():
        check(value)

    def each(answer: str) -> None:
        for part in apart((answer,)):
            check(part)

    return given or apart((need(None, option, question, each),))


def lacks(*values: object) -> bool:
    """Tell whether something is missing that a person is there to be asked for."""
    return asked() and not all(values)


def evidence() -> tuple[str, ...]:
    """Return the evidence that the person at the terminal adds, none where the answer is empty; checked as given."""
    from gongkai.register.evidence import evidence_of, pieces

    def each(answer: str) -> None:
        for part in _pieces(answer):
            for piece in pieces(part):
                evidence_of(piece)

    return _pieces(offer("佐证（网址、文号或文件，可以不填）", each))


def _pieces(answer: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in answer.split("；") if part.strip())


def proof(given: list[str] | None, none: str) -> tuple[tuple[str, ...], str]:
    """Return evidence, or the reason for having none, as given or answered: `无：原因` says there is none."""
    pieces = tuple(given or ())
    if pieces or none.strip():
        return pieces, none
    said = need(None, "--evidence 或 --no-evidence", "佐证（网址、文号或文件；确实没有的写“无：原因”）", _reasoned)
    found = re.match(_NONE, said)
    return ((), said[found.end() :].strip()) if found else ((said,), "")


def _reasoned(answer: str) -> None:
    found = re.match(_NONE, answer)
    if found and not answer[found.end() :].strip():
        raise BadValue("没有佐证的要写明原因", "如 无：现场查看")


def own_unit(units: Sequence[Unit]) -> str:
    """Return the full name of the unit that the environment names, empty where it names none."""
    name = os.environ.get(DEFAULT_UNIT, "")
    with suppress(BadValue):
        return find_unit(units, name).name if name else ""
    return ""


class Names(Struct, frozen=True):
    """Names and numbers of a year's plan, asked for and checked; the plan is read only where a person answers."""

    session: Session
    year: int | None

    def unit(self, value: str | None, question: str = "单位") -> str:
        """Return the unit given, by the environment too (which is told), or answered."""
        name = need(value, "-u", question, self.known_unit)
        if asked() and name == os.environ.get(DEFAULT_UNIT):
            say(f"单位：{find_unit(self._plan().units, name).name}（环境变量 {DEFAULT_UNIT}）")
        return name

    def units(self, values: list[str] | None, question: str = "单位") -> tuple[str, ...]:
        """Return the units given or answered."""
        return need_all(values, "-u", question, self.known_unit)

    def point(self, value: str | None) -> str:
        """Return the point given or answered."""
        return need(value, "编号", "要点编号", lambda answer: find_point(self._plan(), answer))

    def points(self, value: str | None) -> str:
        """Return the points given or answered, as in `1,3-5`."""
        return need(value, "编号", "要点编号", self.known_points)

    def rule(self, value: str | None, units: Sequence[str], kind: Literal["deduction", "bonus"] = "deduction") -> str:
        """Return the rule given; asked for, those of the first unit's rubric are shown, and it must be one of them."""
        if (value is not None and value.strip()) or not asked():
            return need(value, "--rule", "规则编号")
        from gongkai.scoring.rulebook import find_own, rule_lines

        plan = self._plan()
        if plan.assessment is None:
            return need(value, "--rule", "规则编号")
        rubric, unit = plan.assessment, find_unit(plan.units, split_units(plan.units, units[0])[0])
        for code, told in rule_lines(rubric, unit, kind):
            say(f"  {code}　{told}")
        return need(None, "--rule", "规则编号", lambda answer: find_own(rubric, unit, answer, kind))

    def record(self, value: str | None, question: str = "编号") -> str:
        """Return the id given or answered; it names a record that stands."""
        return need(value, "编号", question, self.known_record)

    def known_record(self, answer: str) -> None:
        """Check the id of a record; raises `UnknownName`, or `Refused` where it was made void."""
        with self.session.reader() as reader:
            reader.find(answer)

    def known_unit(self, answer: str) -> None:
        """Check a unit, or several in one text; raises `BadValue` with the candidates."""
        units = self._plan().units
        for name in split_units(units, answer):
            find_unit(units, name)

    def known_points(self, answer: str) -> None:
        """Check points as in `1,3-5`; raises `BadValue`."""
        find_points(self._plan(), answer)

    def _plan(self) -> Plan:
        with self.session.reader() as reader:
            return reader.plan(self.year)


def names(ctx: typer.Context, year: int | None) -> Names:
    """Return the names of a year to ask for."""
    return Names(session_of(ctx), year)


WITH_COMMAS = r".+[,，].*[,，]\s*[0-9]{1,4}[-./月][0-9].*"
"""A problem, a measure and a date typed with commas between them."""


def tip_undated(findings: Sequence[Finding]) -> None:
    """Tell that problems without a date are never late until somebody sets one, and of parts that commas divide."""
    for found in findings:
        if found.due is None and re.fullmatch(WITH_COMMAS, found.problem):
            void = f"写错的先作废再登记：gongkai void {found.id} --reason 理由"
            say(f"注意：{found.id}整句记作问题；问题、措施、责任人、期限之间用 ｜ 或 | 隔开。{void}")
    ids = [found.id for found in findings if found.due is None]
    if ids:
        way = f"gongkai finding plan {' '.join(ids)} --due 期限"
        say(f"提示：{'、'.join(ids)}没有写整改期限，不会算逾期；定期限：{way}")


def tip_notice(units: Iterable[str]) -> None:
    """Tell that the time to object runs only from the notice, and how to give it: where they are many, to all."""
    whom = list(dict.fromkeys(units))
    way = "--all 文件夹（一次告知所有单位）" if len(whom) > 1 else f"-u {whom[0]}"
    say(f"提示：异议期限从告知单位起算：gongkai deduct notify {way}")
