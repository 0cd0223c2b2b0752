"""Help pages and usage lines in Chinese, as documents: boxes on a terminal, plain rows elsewhere."""

from __future__ import annotations

import inspect
from enum import Enum
from typing import TYPE_CHECKING

from gongkai.papers.cells import pad, width
from gongkai.papers.document import Cell, Column, Document, Section, Table, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from typer._click import Command, Context, Parameter  # for annotations alone: nothing private at run time

    from gongkai.papers.document import Paragraph

METAVARS = {
    "str": "文字",
    "text": "文字",
    "int": "整数",
    "int range": "整数",
    "float": "数字",
    "float range": "数字",
    "boolean": "是否",
    "uuid": "编号",
    "datetime": "日期",
    "path": "路径",
    "file": "文件",
    "filename": "文件",
    "directory": "目录",
}
Pair = tuple[str, str]


def metavar(param: Parameter) -> str:
    """Return the word that stands for a parameter's value: its own metavar, its choices, or its type in Chinese."""
    if param.metavar:
        return param.metavar.strip("[]<>{}")
    choices = getattr(param.type, "choices", None)
    if choices:
        return "|".join(_plain(choice) for choice in choices)
    members = getattr(param.type, "types", None)
    names = [member.name for member in members] if members else [param.type.name]
    return " ".join(METAVARS.get(name, "值") for name in names)


YEAR = "年度"


def bounds(low: object, high: object) -> str:
    """Return a range of figures in words; None is no bound."""
    if low is None:
        return f"不大于 {high}"
    return f"不小于 {low}" if high is None else f"{low} 到 {high}"


def option_name(param: Parameter) -> str:
    """Return the name by which an option is spoken of: its longest."""
    return max((*param.opts, *param.secondary_opts), key=len)


def usage(command: Command, ctx: Context) -> str:
    """Return the usage line: the command, its arguments in order, what may follow."""
    pieces = [f"用法：{ctx.command_path}"]
    if any(param.param_type_name == "option" and not getattr(param, "hidden", False) for param in command.params):
        pieces.append("[选项]")
    pieces += [_argument(param) for param in command.params if param.param_type_name == "argument"]
    if hasattr(command, "list_commands"):
        pieces.append("[命令 …]" if getattr(command, "invoke_without_command", False) else "命令 …")
    return " ".join(pieces)


def page(command: Command, ctx: Context, panels: Iterable[tuple[str, Sequence[Pair]]]) -> Document:
    """Return a whole help page; `panels` are the groups of commands below this one."""
    params = [param for param in command.get_params(ctx) if not getattr(param, "hidden", False)]
    arguments = [_record(param) for param in params if param.param_type_name == "argument"]
    named = [("参数", arguments), *_aligned(list(panels)), *_options(params)]
    sections = [Section(title, title, (_table(pairs),)) for title, pairs in named if pairs]
    return Document("help", "", (text(usage(command, ctx)), *_prose(command.help), *sections, *_prose(command.epilog)))


def _table(pairs: Iterable[Pair]) -> Table:
    """Return names and what they mean, without headings."""
    columns = (Column("", "id"), Column("", weight=1))
    return Table("help", "", columns, tuple((Cell(name, "strong"), Cell(meaning)) for name, meaning in pairs))


def _aligned(panels: Sequence[tuple[str, Sequence[Pair]]]) -> Iterator[tuple[str, list[Pair]]]:
    """Yield the panels with all their names filled to one width."""
    left = max((width(name) for _, pairs in panels for name, _ in pairs), default=0)
    yield from ((title, [(pad(name, left), meaning) for name, meaning in pairs]) for title, pairs in panels)


def _options(params: Iterable[Parameter]) -> Iterable[tuple[str, list[Pair]]]:
    """Return the options under the titles that their declarations name (`rich_help_panel`), or under 选项."""
    panels: dict[str, list[Pair]] = {"选项": []}
    for param in params:
        if param.param_type_name == "option":
            panels.setdefault(getattr(param, "rich_help_panel", None) or "选项", []).append(_record(param))
    panels["选项"] = panels.pop("选项")
    return panels.items()


def _prose(said: str | None) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text."""
    yield from map(text, inspect.cleandoc(said).split("\n\n") if said else ())


def _argument(param: Parameter) -> str:
    name = metavar(param).rstrip(" .…") + (" …" if param.nargs == -1 else "")
    return name if param.required else f"[{name}]"


def _record(param: Parameter) -> Pair:
    """Return a parameter's names, and its help with what else must be known of it."""
    notes = "".join(f"［{note}］" for note in _notes(param))
    meaning = (getattr(param, "help", "") or "") + notes
    if param.param_type_name == "argument":
        return _argument(param), meaning
    names = ", ".join(sorted(param.opts, key=len))
    if param.secondary_opts:
        names += " / " + ", ".join(sorted(param.secondary_opts, key=len))
    flag = getattr(param, "is_flag", False) or getattr(param, "count", False)
    return names if flag else f"{names} {metavar(param)}", meaning


def _notes(param: Parameter) -> Iterator[str]:
    if param.required and param.param_type_name == "option":
        yield "必填"
    if getattr(param, "multiple", False):
        yield "可多次"
    choices = getattr(param.type, "choices", None)
    if choices and param.metavar:
        yield f"可选：{'、'.join(map(_plain, choices))}"
    low, high = getattr(param.type, "min", None), getattr(param.type, "max", None)
    if (low, high) != (None, None) and param.metavar != YEAR:  # any year there is; the range would be noise
        yield bounds(low, high)
    default = _default(param)
    if default:
        yield f"默认：{default}"
    if param.envvar and getattr(param, "show_envvar", False):
        names = [param.envvar] if isinstance(param.envvar, str) else param.envvar
        yield f"环境变量：{'、'.join(names)}"


def _default(param: Parameter) -> str:
    told, value = getattr(param, "show_default", False), param.default
    if isinstance(told, str):
        return told
    if not told or value in (None, "", (), []) or callable(value) or getattr(param, "count", False):
        return ""
    if isinstance(value, bool):
        return _switch(param, on=value)
    return "、".join(map(_plain, value)) if isinstance(value, list | tuple) else _plain(value)


def _switch(param: Parameter, *, on: bool) -> str:
    """Return the name of a two-way switch that holds by default; a one-way switch is off, which goes without saying."""
    names = param.opts if on else param.secondary_opts
    return max(names, key=len) if names and param.secondary_opts else ""


def _plain(value: object) -> str:
    return str(value.value) if isinstance(value, Enum) else str(value)
