"""Every mistake on the command line as a Chinese sentence and a piece of advice.

Typer tells mistakes by class and by English text: the classes are told apart by name (its own are private), the
texts by a table of patterns. A text that no pattern knows becomes a plain sentence, never English on the screen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from gongkai.cli.manual import bounds, metavar, option_name
from gongkai.errors import BadValue
from gongkai.papers.cells import clean, cut

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    import typer
    from typer._click import Context, Parameter  # for annotations alone: nothing private at run time

    Sentence = str | Callable[[re.Match[str]], str]

_LONGEST = 60
_FEW_COMMANDS = 10
_ALIKE = (("--note", "--summary", "--reason"), ("--point", "--points"))
"""Options that say much the same in different commands."""
OF_ROOT = {"--actor": "姓名", "--db": "数据库"}
_QUOTED = r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\""
_EXTRA = r"Got unexpected extra argument\(s\) \((.*)\)"
_DASHES = "-－—–―‐‑‒−"
_DASHED = f"([{_DASHES}]{{1,4}})([A-Za-zＡ-Ｚａ-ｚ][A-Za-zＡ-Ｚａ-ｚ-]*)(=.*)?"
_OF_EVIDENCE = r"://|\.[A-Za-z]{3,4}$|号$"
_NUMBERS = r"[A-Za-z]?[0-9][0-9./-]*(?: [A-Za-z]?[0-9][0-9./-]*)*"
_DECISIONS = {"维持": "--keep", "撤销": "--revoke"}
_OF_UNIT = "[一-鿿]{1,8}(?:局|镇|办|政府|办公室|委|委员会)"
_LATIN_WORDS = r"[A-Za-z]{2,} [A-Za-z]{2,}"
_LONG_QUOTE = "“([^”]{121,})”"


def quote(text: object) -> str:
    """Return what was typed, between Chinese quotation marks, made harmless and not too long."""
    return f"“{cut(clean(str(text)), _LONGEST)}”"


def brief(sentence: str) -> str:
    """Return a sentence with what it quotes from the user cut short where it would fill the screen."""
    return re.sub(_LONG_QUOTE, lambda found: quote(found[1]), sentence)


def near(typed: str, known: Iterable[str]) -> str:
    """Return the hint 是不是 with the names that look like the one typed, or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(typed, list(known), cutoff=0.7)
    return f"是不是：{'、'.join(close)}？" if close else ""


_TAKEN_BACK = "登记过的不改不删；登记错的作废，再登记正确的：gongkai void 编号 --reason 理由"
_LISTED = "清单各在各处，如 gongkai finding list、gongkai deduct list；看全年进展：gongkai status"
_WRITTEN = (
    "清单和文书写成文件，加 -o 文件名，如 gongkai finding list -o 问题.xlsx；整年的工作簿：gongkai report -o 年终.xlsx"
)
_BEGUN = "用 gongkai load tasks.yaml 载入年度要点；第一次用，直接 gongkai status"
_SAID_OTHERWISE = {
    **dict.fromkeys(("undo", "delete", "del", "remove", "rm", "cancel", "revoke", "撤销", "删除", "作废"), _TAKEN_BACK),
    **dict.fromkeys(("edit", "update", "modify", "change", "set", "修改", "更正"), _TAKEN_BACK),
    **dict.fromkeys(("list", "ls", "all", "清单"), _LISTED),
    **dict.fromkeys(("save", "output", "导出", "excel", "word"), _WRITTEN),
    **dict.fromkeys(("init", "new", "create", "start", "setup"), _BEGUN),
    **dict.fromkeys(
        ("search", "find", "get", "view", "info"), "看一个要点或一条登记：gongkai show 编号；单位：gongkai units 单位"
    ),
    **dict.fromkeys(("history", "log", "logs"), "登记的痕迹：gongkai audit log；一条登记的来龙去脉：gongkai show 编号"),
    **dict.fromkeys(("verify",), "核实进展：gongkai progress verify；核验痕迹：gongkai audit verify"),
    **dict.fromkeys(
        ("add", "record", "登记"), "写明登记什么，如 gongkai progress add、gongkai finding add、gongkai deduct add"
    ),
    **dict.fromkeys(("version", "版本"), "看版本：gongkai --version"),
    **dict.fromkeys(("todo", "today", "待办"), "看到期的和逾期的：gongkai due"),
    **dict.fromkeys(("rank", "ranking", "排名"), "看得分和排名：gongkai score"),
}
"""What people type of other tools, at the root: where it leads here."""
_TAKING_BACK = frozenset(word for word, said in _SAID_OTHERWISE.items() if said == _TAKEN_BACK)
_HELP = ("help", "man", "usage", "帮助", "?", "？")


def unknown_command(typed: str, known: Iterable[str], path: str, after: Sequence[str] = ()) -> BadValue:
    """Return the error for a command that is not there, with those that look like it; `after` is what followed it."""
    all_of_them, word = sorted(known), typed.strip().lower()
    if word in _HELP:
        named = f" {after[0]}" if after and after[0] in all_of_them else ""
        return BadValue(f"没有{quote(typed)}这个命令", see(f"{path}{named}"))
    if " " not in path and word in _SAID_OTHERWISE:
        return BadValue(f"没有{quote(typed)}这个命令", _SAID_OTHERWISE[word])
    if word in _TAKING_BACK:
        own = next((name for name in ("revoke", "cancel") if name in all_of_them), "")
        if own:
            return BadValue(f"没有{quote(typed)}这个命令", f"登记过的不改不删：{path} {own} 编号 --reason 理由")
        return BadValue(f"没有{quote(typed)}这个命令", _TAKEN_BACK)
    few = f"可用的有：{'、'.join(all_of_them)}" if len(all_of_them) <= _FEW_COMMANDS else see(path)
    return BadValue(f"没有{quote(typed)}这个命令", near(typed, all_of_them) or few)


def check_dashes(args: Iterable[str]) -> None:
    """Raise `BadValue` for an option whose dashes a word processor has joined or widened: ——light, —json, －u."""
    for arg in args:
        if arg == "--":
            return
        typed = not arg.isascii() and arg[0] in _DASHES
        found = re.fullmatch(_DASHED, arg, re.DOTALL) if typed else None
        if found and (set(found[1]) != {"-"} or not found[2].isascii()):
            name = normalize("NFKC", found[2])
            right = f"{'-' if len(name) == 1 else '--'}{name}{found[3] or ''}"
            raise BadValue(f"{quote(arg)}前面的横线不是英文的减号", f"写成 {quote(right)}，横线和字母都用英文输入法")


def see(path: str) -> str:
    """Return the hint that points at a command's help."""
    return f"看用法：{path} --help"


def explain(error: typer.TyperException) -> BadValue:
    """Return any usage error of Typer in Chinese, with its hint."""
    ctx: Context | None = getattr(error, "ctx", None)
    told = _KINDS.get(type(error).__name__, _other)(error)
    path = ctx.command_path if ctx else "gongkai"
    return told if told.hint else BadValue(told.message, see(path))


def _no_option(error: typer.TyperException) -> BadValue:
    typed, ctx = getattr(error, "option_name", ""), getattr(error, "ctx", None)
    params = ctx.command.get_params(ctx) if ctx else []
    if typed in OF_ROOT:
        return BadValue(f"{typed} 要写在命令前面", f"写作：gongkai {typed} {OF_ROOT[typed]} 命令 …")
    known = [name for param in params for name in (*param.opts, *param.secondary_opts) if name.startswith("-")]
    alike = [name for names in _ALIKE if typed in names for name in names if name in known]
    hint = f"是不是：{'、'.join(alike)}？" if alike else near(typed, known)
    if typed in _ALIKE[1] and not alike and any(param.param_type_name == "argument" for param in params):
        hint = "编号直接写在命令后面，不用选项"
    return BadValue(f"没有{quote(typed)}这个选项", hint)


def _bad_option(error: typer.TyperException) -> BadValue:
    name, text = getattr(error, "option_name", ""), error.message
    if "does not take a value" in text:
        return BadValue(f"选项 {name} 后面不带值")
    count = re.search(r"requires ([0-9]+) arguments", text)
    return BadValue(f"选项 {name} 后面要写 {count[1]} 个值" if count else f"选项 {name} 后面要写一个值")


def _missing(error: typer.TyperException) -> BadValue:
    param: Parameter | None = getattr(error, "param", None)
    if param is None:
        return BadValue("缺少参数")
    choices = getattr(param.type, "choices", None)
    hint = f"可选：{'、'.join(map(str, choices))}" if choices else ""
    kind, name = ("选项", option_name(param)) if param.param_type_name == "option" else ("参数", metavar(param))
    return BadValue(f"缺少{kind} {name}", hint)


def _bad_value(error: typer.TyperException) -> BadValue:
    param: Parameter | None = getattr(error, "param", None)
    sentence = _refused_by_parser(error) or _translated(error.message) or _in_chinese(error.message)
    if param is None:
        return BadValue(sentence)
    name = option_name(param) if param.param_type_name == "option" else metavar(param)
    return BadValue(f"{name}：{sentence}")


def _refused_by_parser(error: typer.TyperException) -> str:
    """Return the sentence for a ValueError of a `parser=` of our own: Typer then echoes the value and says no more."""
    kind = getattr(getattr(error, "param", None), "type", None)
    echoed = hasattr(kind, "func") and isinstance(error.__context__, ValueError)
    return f"{quote(error.message)}不合要求" if echoed else ""


def _in_chinese(text: str) -> str:
    """Return a message that our own code wrote in Chinese, or a plain sentence instead of one that nobody knows."""
    ours = re.search("[一-鿿]", text) and not re.search(_LATIN_WORDS, re.sub(_QUOTED, "", text))
    return clean(text) if ours else "这个值不合要求"


def _no_file(error: typer.TyperException) -> BadValue:
    return BadValue(f"打不开文件{quote(getattr(error, 'filename', ''))}")


def _other(error: typer.TyperException) -> BadValue:
    return BadValue(_translated(error.message) or "命令的写法不对", _for_extra(error))


def _for_extra(error: typer.TyperException) -> str:
    """Return the options in which arguments too many were most likely meant; empty where one is not known.

    A figure is the percent, a file or an address evidence, other words are the note.
    """
    ctx, found = getattr(error, "ctx", None), re.fullmatch(_EXTRA, error.message)
    if ctx is None or found is None:
        return ""
    params = ctx.command.get_params(ctx)
    known = {name for param in params if _is_free(param, ctx.params) for name in param.opts}
    meant = [(_meant(word, known), word) for word in found[1].split()]
    options = [option for option, _ in meant]
    once = {name for param in params if not getattr(param, "multiple", False) for name in param.opts}
    crowded = [option for option in options if option in once and options.count(option) > 1]
    if re.fullmatch(_NUMBERS, found[1]) and (crowded or not all(options)):
        return _one_by_one(ctx, params)
    if not all(options):
        return ""
    if set(options) == {next((name for name in _ALIKE[0] if name in known), "")}:
        return f"写成选项：{options[0]} {cut(clean(found[1]), _LONGEST)}"  # one sentence with blanks in it
    written = (option if option in _DECISIONS.values() else f"{option} {word}" for option, word in meant)
    return f"写成选项：{cut(clean(' '.join(written)), _LONGEST)}"


def _is_free(param: Parameter, given: Mapping[str, object]) -> bool:
    """Tell whether an option may still be written: it was not, or may be written again."""
    return bool(getattr(param, "multiple", False)) or not given.get(param.name or "")


def _one_by_one(ctx: Context, params: Iterable[Parameter]) -> str:
    """Return the advice for numbers written side by side where a command takes one."""
    first = next((param for param in params if param.param_type_name == "argument"), None)
    given = ctx.params.get(first.name or "") if first else None
    if first is None or not isinstance(given, str):
        return ""
    return f"{metavar(first)}一次写一个，请逐个写，先写 {ctx.command_path} {cut(clean(given), _LONGEST)}"


def _meant(word: str, known: Container[str]) -> str:
    """Return the option that takes such a word; a unit's is told by how units' names end."""
    wanted: tuple[str, ...] = ()
    if re.fullmatch(r"[0-9.]+[%％]?", word):
        wanted = ("--rule", "--percent") if "." in word else ("--percent",)
    elif word in _DECISIONS:
        return _DECISIONS[word] if _DECISIONS[word] in known else ""
    elif re.search(_OF_EVIDENCE, word):
        wanted = ("--evidence",)
    elif re.fullmatch(_OF_UNIT, word):
        wanted = ("-u",)
    elif re.search("[一-鿿]", word):
        wanted = _ALIKE[0]
    return next((name for name in wanted if name in known), "")


_KINDS: dict[str, Callable[[typer.TyperException], BadValue]] = {
    "NoSuchOption": _no_option,
    "BadOptionUsage": _bad_option,
    "MissingParameter": _missing,
    "BadParameter": _bad_value,
    "FileError": _no_file,
}


def _translated(text: str) -> str:
    for pattern, sentence in _SENTENCES:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found:
            return sentence(found) if callable(sentence) else found.expand(sentence)
    return ""


def _typed(text: str) -> str:
    """Return the text that a Python repr stands for, quoted in Chinese."""
    found = re.fullmatch(_QUOTED, text)
    inner = (found[1] or found[2] or "") if found else text
    return quote(re.sub(r"\\(['\"\\])", r"\1", inner))


def _say(after: str) -> Callable[[re.Match[str]], str]:
    return lambda found: _typed(found[1]) + after


def _range(found: re.Match[str]) -> str:
    low = re.match(r"(-?[0-9.]+)<=?x|x>=?(-?[0-9.]+)", found[2])
    high = re.search(r"x<=?(-?[0-9.]+)", found[2])
    return f"{quote(found[1])}超出范围（{bounds(low and (low[1] or low[2]), high and high[1])}）"


def _choices(found: re.Match[str]) -> str:
    return f"{_typed(found[1])}不在可选之列，可选：{'、'.join(a or b for a, b in re.findall(_QUOTED, found[2]))}"


def _why_not_opened(found: re.Match[str]) -> str:
    reasons = {
        "No such file or directory": "没有这个文件",
        "Is a directory": "是一个目录，不是文件",
        "Permission denied": "没有权限",
        "Not a directory": "路径中有一段不是目录",
        "File name too long": "文件名太长",
    }
    return f"打不开{_typed(found[1])}：{reasons.get(found[2], '系统不允许')}"


_VALUE = r"('.*'|\".*\")"
_SENTENCES: tuple[tuple[str, Sentence], ...] = (
    (rf"{_VALUE} is not a valid int(?: range|eger)?\.", _say("不是整数")),
    (rf"{_VALUE} is not a valid float(?: range)?\.", _say("不是数字")),
    (rf"{_VALUE} is not a valid boolean\..*", _say("应为 yes 或 no")),
    (rf"{_VALUE} is not a valid UUID\.", _say("不是有效的编号")),
    (r"(-?[\w.+-]+) is not in the range (.+)\.", _range),
    (rf"{_VALUE} is not one of (.+)\.", _choices),
    (rf"{_VALUE} does not match the formats? .+\.", _say("不是有效的日期，应写作 2018-09-30")),
    (rf"\w+ {_VALUE} does not exist\.", _say("不存在")),
    (rf"\w+ {_VALUE} is a file\.", _say("是文件，不是目录")),
    (rf"\w+ {_VALUE} is a directory\.", _say("是目录，不是文件")),
    (rf"\w+ {_VALUE} is not readable\.", _say("没有权限读取")),
    (rf"\w+ {_VALUE} is not writable\.", _say("没有权限写入")),
    (rf"{_VALUE}: (.+)", _why_not_opened),
    (r"(?:Argument '.*' )?[Tt]akes ([0-9]+) values(?: but ([0-9]+) given)?\.", r"应写 \1 个值"),
    (r"([0-9]+) values are required, but ([0-9]+) given\.", r"应写 \1 个值，只写了 \2 个"),
    (_EXTRA, lambda found: f"多出了参数{quote(found[1])}"),
    (r"Missing command\.", "缺少命令"),
    (r"Value must be an iterable\.", "应写多个值"),
)
