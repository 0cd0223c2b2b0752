"""YAML as a tree of texts that remember their lines.

Every scalar keeps its own spelling (`010`, `4.10`, `no`, `1e3`). The tree is built from the parser's events with
a stack of our own, so no depth of nesting can exhaust Python's. Anchors, aliases and tags are refused: a year's
plan needs none, and they are how a small file becomes a huge one or an object of the program.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml
from msgspec import Struct, field

from gongkai.errors import BadFile, BadValue, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_DEPTH = 24
MAX_NODES = 200_000
TOO_DEEP = (f"嵌套超过{MAX_DEPTH}层", "要点文件用不到这么多层，请检查括号和缩进")
EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
TEXT = "tag:yaml.org,2002:str"
RESOLVER = yaml.resolver.Resolver()
CUT = re.compile(r"(?!(?:\s{2,}|\t)#+(?:\s|$))\s+(#.*)")
"""What stands behind a text on its line, but for a remark set apart as remarks are: two blanks, #, a blank."""


class Text(Struct, frozen=True):
    """A scalar as written. `empty` tells an unquoted nothing (`key:`, `~`) from a quoted one.

    `other` tells that unquoted it is no text to a reader of YAML (`no`, `2018`); `cut` what follows an unquoted one and
    is a remark to YAML, though it may well belong to the text (开设 #话题#).
    """

    line: int
    value: str
    empty: bool = False
    other: bool = False
    cut: str = ""


class Items(Struct, frozen=True):
    """A list."""

    line: int
    items: list[Node] = field(default_factory=list)


class Pairs(Struct, frozen=True):
    """A mapping, in file order; a key may stand twice."""

    line: int
    pairs: list[tuple[Text, Node]] = field(default_factory=list)


Node = Text | Items | Pairs


def parse(source: Source) -> Node:
    """Return the one document of the file as a tree; raises `BadFile`."""
    growing = _Tree(source)
    try:
        for event in _events(source.text):
            growing.take(event)
    except yaml.MarkedYAMLError as error:
        raise source.refuse(*growing.problems, _syntax(source, error)) from None
    except yaml.YAMLError:
        raise source.refuse(source.problem(1, *SYNTAX[-1][1:])) from None
    if growing.problems or growing.root is None:
        raise source.refuse(*(growing.problems or [source.problem(1, "文件里没有内容", "只有注释，没有要点")]))
    return growing.root


def _events(text: str) -> Iterator[yaml.Event]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.parse(text, Loader=loader)


class _Tree:
    """Grows the tree from events; what cannot be is noted and replaced by an empty text."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.open: list[Items | Pairs] = []
        self.keys: list[Text | None] = []
        self.documents = self.nodes = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.refuse(line, "文件里有不止一份内容", "一个文件只写一年的要点，请去掉多余的“---”")
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.open.pop()
            self.keys.pop()
        elif isinstance(event, yaml.NodeEvent):
            self.nodes += 1
            if self.nodes > MAX_NODES:
                self.refuse(line, f"内容超过{MAX_NODES}项，不像是一年的要点", "请检查是不是给错了文件")
            self.place(self.node(event, line))

    def node(self, event: yaml.NodeEvent, line: int) -> Node:
        self.check_marks(event, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(line)
        if isinstance(event, yaml.MappingStartEvent):
            return Pairs(line)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, line)
        return Text(line, "", empty=True)

    def scalar(self, event: yaml.ScalarEvent, line: int) -> Text:
        if event.style:
            return Text(line, event.value)
        tag = RESOLVER.resolve(yaml.ScalarNode, event.value, (True, False))  # type: ignore[no-untyped-call]
        end = event.end_mark
        rest = self.source.lines[end.line][end.column :] if end and end.line < len(self.source.lines) else ""
        cut = CUT.match(rest) if event.value else None
        return Text(line, event.value, event.value in EMPTY, tag != TEXT, cut[1] if cut else "")

    def check_marks(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            self.note(line, f"不能用“{sign}”引用别处的内容", "请把内容直接写在这里；文字本身以 & 或 * 开头的，加上引号")
        if getattr(event, "tag", None) is not None:
            self.note(line, "不能用“!”标记类型", "请去掉标记；文字本身以 ! 开头的，加上引号")

    def place(self, node: Node) -> None:
        """Put a node under the open one; a mapping takes a key first, then its value."""
        if not self.open:
            self.root = node if self.root is None else self.root
        elif isinstance(parent := self.open[-1], Items):
            parent.items.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = self.as_key(node)
        else:
            parent.pairs.append((key, node))
            self.keys[-1] = None
        if not isinstance(node, Text):
            self.open.append(node)
            self.keys.append(None)
        if len(self.open) > MAX_DEPTH:
            self.refuse(node.line, *TOO_DEEP)

    def as_key(self, node: Node) -> Text:
        if isinstance(node, Text):
            return node
        self.note(node.line, "键只能是一个词，不能是列表或一组键值", "请检查冒号左边的写法")
        return Text(node.line, "")

    def note(self, line: int, message: str, hint: str) -> None:
        self.problems.append(self.source.problem(line, message, hint))

    def refuse(self, line: int, message: str, hint: str) -> None:
        self.note(line, message, hint)
        raise self.source.refuse(*self.problems)


TAB = "found a tab"
INDENT = re.compile(r" *\t")
# What the parser says in English, by a phrase of it: what is wrong, and what to do. The last line fits all.
SYNTAX = (
    (TAB, "缩进里有制表符", "缩进只用空格"),
    ("nesting depth", *TOO_DEEP),  # libyaml since 0.2.6 has a limit of its own, and reads ahead of us
    ("scanning an a", "不能用“&”或“*”引用别处的内容", "请把内容直接写在这里；文字本身以 & 或 * 开头的，加上引号"),
    ("cannot start any token", "这里的字符不能用在开头", "缩进只用空格，不用制表符；以 @、%、` 等开头的文字要加引号"),
    ("mapping values are not allowed", "冒号的位置不对", "值里有英文冒号加空格的，整个值加引号；也请看上一行的缩进"),
    ("could not find expected ':'", "缺少英文冒号", "“键: 值”之间是英文冒号加一个空格，中文冒号不行"),
    ("expected ',' or", "括号没有配对，或者各项之间缺少英文逗号", "列表用 [ ]，一组键值用 { }，各项用英文逗号隔开"),
    ("while parsing a flow", "括号没有配对，或者里面的写法不对", "列表用 [ ]，一组键值用 { }，各项用英文逗号隔开"),
    ("quoted scalar", "引号没有配对，或者引号里的写法不对", "检查引号是否成对；双引号里的反斜杠改用单引号"),
    ("block mapping", "这里接不上前文", "同一层的键要左对齐，缩进只用空格；引号或括号之后不能再跟文字"),
    ("block collection", "列表的缩进没有对齐", "同一个列表的“- ”要左对齐，缩进只用空格"),
    ("sequence entries", "这里不能写列表", "“- ”要另起一行，并与同一列表的其他项左对齐"),
    ("block scalar", "“|”或“>”后面的写法不对", "多行文字从下一行写起，每行缩进相同"),
    ("<document start>", "这里的内容接不上前文", "同一层的键要左对齐，缩进只用空格"),
    ("directive", "以 % 开头的一行不合写法", "请删去这一行；以 % 开头的文字要加引号"),
    ("incompatible", "以 % 开头的一行不合写法", "请删去这一行"),
    ("tag", "不能用“!”标记类型", "请去掉标记；文字本身以 ! 开头的，加上引号"),
    ("", "这里不合 YAML 的写法", "请检查缩进、冒号、引号和括号"),
)
BEGINS_AT_CONTEXT = ("while parsing a flow", "quoted scalar", "could not find expected ':'")


_CUT = re.compile(r"(?<=\s)#.*[\]}]\s*$")
"""A remark that takes the brackets at a line's end with it: its # belonged to a text."""


def _syntax(source: Source, error: yaml.MarkedYAMLError) -> Problem:
    """Return the parser's complaint as one problem, at the place where the faulty construct begins."""
    said = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    if error.context_mark is not None and any(phrase in said for phrase in BEGINS_AT_CONTEXT):
        mark = error.context_mark
    line = min(mark.line + 1, len(source.lines)) if mark else 1
    if INDENT.match(source.lines[line - 1]):
        said = TAB
    message, hint = next((message, hint) for phrase, message, hint in SYNTAX if phrase in said)
    if "flow" in said and (cut := _CUT.search(source.lines[line - 1])):
        message = f"“{shown(cut[0])}”这里起被当作备注，这一行后面的括号读不到"
        hint = "文字里有“ #”的，整段加引号"
    return source.problem(line, message, hint)


MAX_BYTES = 8 * 1024 * 1024
EXCERPT = 60
SHOWN = 30
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
SAVE_AS = "请用文本编辑器打开，另存为 UTF-8 编码的文本文件"


class Source(Struct, frozen=True):
    """A file's text by lines. `label` is its name as the user gave it."""

    label: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the whole text with plain line ends."""
        return "\n".join(self.lines)

    def problem(self, line: int, message: str, advice: str = "", *, do: tuple[str, ...] = ()) -> Problem:
        """Return what is wrong in a line (counted from 1, kept inside the file), with that line trimmed."""
        line = min(max(line, 1), max(len(self.lines), 1))
        excerpt = self.lines[line - 1] if self.lines else ""
        return Problem(f"{self.label}:{line}", message, advice, shown(excerpt, EXCERPT), do)

    def refuse(self, *problems: Problem) -> BadFile:
        """Return the error that carries these problems."""
        return BadFile(f"{self.label} 有{len(problems)}处问题，没有载入", problems)


def shown(text: str, width: int = SHOWN) -> str:
    """Return text fit for one line of a screen: trimmed, nothing invisible, cut at `width`."""
    line = INVISIBLE.sub("�", text.strip()).replace("\n", " ").replace("\t", " ")
    return line if len(line) <= width else f"{line[: width - 1]}…"


def open_source(path: Path) -> Source:
    """Return the file's lines.

    Raises `BadValue` where there is no file to read, `BadFile` where it is too large, not UTF-8, or empty.
    """
    data = _read(path)
    source = Source(str(path), ())
    if len(data) > MAX_BYTES:
        message = f"文件超过{MAX_BYTES // 1024 // 1024}兆字节，不像是一年的要点"
        raise source.refuse(source.problem(1, message, "请检查是不是给错了文件"))
    text = _decoded(data, source.label)
    if not text.strip():
        raise source.refuse(source.problem(1, "文件是空的", "请写入年度要点，格式见随软件附带的要点文件"))
    source = Source(source.label, tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    strange = [number for number, line in enumerate(source.lines, 1) if INVISIBLE.search(line)]
    if strange:
        hint = "多半是从网页或文档粘贴带来的，请删去后重新输入这一处"
        raise source.refuse(*(source.problem(n, "这一行有看不见的控制字符", hint) for n in strange))
    return source


def _read(path: Path) -> bytes:
    try:
        if not path.is_dir():
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        message = f"没有找到文件“{path}”"
        raise BadValue(message, "请检查路径和文件名") from None
    except (OSError, ValueError):
        message = f"文件“{path}”打不开"
        raise BadValue(message, "请检查文件权限，以及是否正被别的程序占用") from None
    message = f"“{path}”是文件夹，不是文件"
    raise BadValue(message, "请写出文件夹里那个要点文件的名字")


def _decoded(data: bytes, label: str) -> str:
    """Return the text; a byte order mark is taken off. Raises `BadFile` with the line of the first bad byte."""
    bad, message = data.find(b"\0"), "这不是文本文件，或者不是 UTF-8 编码"
    if bad < 0:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            bad, message = error.start, "这一行有不是 UTF-8 编码的内容"
    line = data.count(b"\n", 0, bad) + 1
    raise Source(label, ()).refuse(Problem(f"{label}:{line}", message, SAVE_AS))
