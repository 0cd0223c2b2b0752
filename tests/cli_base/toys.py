"""A command module with a parameter of every type, declared as plainly as a forgetful author would."""

from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from gongkai.errors import BadFile, BadValue, GongkaiError, Problem, Refused, StoreFault

app = typer.Typer(help="玩具：每种参数各一个。")
deeper = typer.Typer(help="再下一层。")
app.add_typer(deeper, name="deeper")


class Light(Enum):
    """A choice."""

    red = "red"
    green = "green"


def shout(text: str) -> str:
    """Refuse whatever it is given, as a parser of the user's own type does."""
    raise ValueError(text)


def odd(value: int) -> int:
    """Refuse even numbers, in Chinese, as a callback does."""
    if value % 2 == 0:
        raise typer.BadParameter("要写单数")
    return value


@app.command("types", help="各种类型。")
def types(  # noqa: PLR0913 - one parameter of each type is what this toy is for
    no: Annotated[str, typer.Argument(metavar="编号", help="要点编号。")],
    files: Annotated[list[Path] | None, typer.Argument(metavar="文件", exists=True, dir_okay=False)] = None,
    *,
    percent: Annotated[int, typer.Option("--percent", "-p", min=0, max=100, help="百分比。")] = 10,
    low: Annotated[int, typer.Option("--low", min=1)] = 1,
    high: Annotated[float, typer.Option("--high", max=9.5)] = 1.5,
    count: Annotated[int, typer.Option("--count")] = 1,
    rate: Annotated[
        float, typer.Option("--rate", help="很长的说明占满一行以后要在一百个格子之内折到下一行，" * 2)
    ] = 0.5,
    day: Annotated[datetime | None, typer.Option("--day")] = None,
    light: Annotated[Light, typer.Option("--light")] = Light.red,
    on: Annotated[bool, typer.Option("--on/--off", help="开关。")] = True,
    pair: Annotated[tuple[int, str] | None, typer.Option("--pair")] = None,
    uid: Annotated[UUID | None, typer.Option("--uid")] = None,
    folder: Annotated[Path | None, typer.Option("--folder", exists=True, file_okay=False)] = None,
    out: Annotated[typer.FileText | None, typer.Option("--in")] = None,
    own: Annotated[str | None, typer.Option("--own", parser=shout, metavar="自定")] = None,
    single: Annotated[int, typer.Option("--single", callback=odd)] = 1,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True)] = 0,
    unit: Annotated[list[str] | None, typer.Option("--unit", "-u", metavar="单位", envvar="TOY_UNIT")] = None,
) -> None:
    """Say what was given."""
    given = (files, percent, low, high, count, rate, day, light, on, pair, uid, folder, out, own, single, verbose, unit)
    typer.echo(f"{no} {given}")


@app.command("need", help="必填的选项。")
def need(
    unit: Annotated[str, typer.Option("--unit", "-u", metavar="单位")],
    light: Annotated[Light, typer.Option("--light")],
) -> None:
    """Need two options."""
    typer.echo(f"{unit}{light.value}")


_ERRORS: dict[str, BaseException] = {
    "file": BadFile(
        "tasks.yaml 有 2 处问题，没有载入",
        [
            Problem("tasks.yaml:3", "编号 8 写了两次", "请改用没有用过的编号", "- id: 8"),
            Problem("tasks.yaml:9", "不认识的键 lead_unit"),
        ],
    ),
    "value": BadValue("没有这个单位", "是不是：县教育局？"),
    "refused": Refused("年度已关闭"),
    "store": StoreFault("打不开登记簿", "请看路径"),
    "bare": GongkaiError("别的错误"),
    "bug": KeyError("oops"),
    "abort": typer.Abort(),
    "interrupt": KeyboardInterrupt(),
    "eof": EOFError(),
    "exit": typer.Exit(3),
    "gone": FileNotFoundError(2, "No such file or directory", "/没有/这个"),
    "denied": PermissionError(13, "Permission denied", "/root/x"),
    "full": OSError(28, "No space left on device"),
    "io": OSError(5, "Input/output error"),
    "memory": MemoryError(),
    "mapping": ImportError("x.so: failed to map segment from shared object"),
    "pipe": BrokenPipeError(32, "Broken pipe"),
}


@deeper.command("fail", help="照吩咐出错。")
def fail(kind: Annotated[str, typer.Argument(metavar="种类")]) -> None:
    """Raise one of the errors above."""
    if kind not in _ERRORS:
        raise BadValue("没有这种错误", "看本文件")
    raise _ERRORS[kind]
