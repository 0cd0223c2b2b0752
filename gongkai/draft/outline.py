"""Numbered paragraphs become headings and points.

A number that has been seen closes what is below it; a new one stands inside by its rank. Whoever carries an assignment
is a point; what only holds points is a heading; numbers below a point that carry none are its text.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from gongkai.draft.numbering import FIGURE_BRACKETED, PART, Number, number_of
from gongkai.draft.points import NOBODY, Found, Outline
from gongkai.draft.wording import Segment, Who, joined, segments, who_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.draft.source import Paragraph

NO_TASKS = re.compile(
    r"(?:总体|工作|目标|基本|有关|保障|指导|组织|实施|考核|责任|几点|相关)(?:要求|目标|思想|原则|领导|保障|措施|步骤|安排|背景|思路|落实)"
    r"|指导思想|组织领导|保障措施|工作要求|加强领导|起草背景|监督检查|督查考核|附则|说明$"
)
ANNEX = re.compile(r"附\s*件\s*[0-9０-９一二三四五六七八九十]*\s*[：:]?")
_ANNEX_RANK = PART - 10
_LEADS = re.compile(
    r"^(?P<names>.{2,40}?)(?:牵头(?:负责)?|负责|承办|主办)(?:的)?(?:重点)?(?:工作|事项|任务|项目)(?:任务|事项)?(?:[（(][^（）()]*[）)])?[：:。]?$"
)
LONGEST_TITLE, LONGEST_HEADING = 40, 60
MOST_ONE_WORDED = 0.6


class _Line(Struct):
    """A paragraph of a node: its stretches, its place."""

    stretches: list[Segment]
    place: str

    @property
    def text(self) -> str:
        return "".join(each.text for each in self.stretches)

    @property
    def who(self) -> Who | None:
        found: Who | None = None
        for each in self.stretches:
            found = joined(found, each.who)
        return found


class _Node(Struct):
    """A numbered paragraph with what stands under it."""

    number: Number | None
    lines: list[_Line] = field(default_factory=list)
    below: list[_Node] = field(default_factory=list)
    before: int = 0

    @property
    def who(self) -> Who | None:
        found: Who | None = None
        for line in self.lines:
            found = joined(found, line.who)
        return found

    @property
    def deep(self) -> bool:
        """Whether it or anything under it carries an assignment."""
        return self.who is not None or any(each.deep for each in self.below)

    def every(self) -> Iterator[_Node]:
        yield self
        for each in self.below:
            yield from each.every()

    @property
    def all_lines(self) -> list[_Line]:
        """Its lines and those under it, in order, as they were written."""
        own = list(self.lines)
        if self.number and own:
            own[0] = _Line([Segment(self.number.written), *own[0].stretches], own[0].place)
        return [*own, *(line for each in self.below for line in each.all_lines)]


def outline(paragraphs: Sequence[Paragraph]) -> Outline:
    """Return the points of a run of paragraphs."""
    root = _tree(paragraphs)
    _lift(root)
    walk = _Walk(root)
    walk.run(root)
    whole = [each for each in walk.points if not each.is_piece]
    usual = _titles_are_usual(whole)
    points = (_titled(each) if usual and not each.is_piece else each for each in walk.points)
    return Outline(tuple(points), tuple(walk.left))


def _tree(paragraphs: Sequence[Paragraph]) -> _Node:
    root = _Node(None)
    stack: list[_Node] = [root]
    bare = bare_headings(paragraphs)
    annexes = 0
    for at, paragraph in enumerate(paragraphs):
        number, rest = number_of(paragraph.text)
        if ANNEX.fullmatch(paragraph.text.strip()):
            annexes += 1
            number, rest = Number(_ANNEX_RANK, str(annexes), paragraph.text.strip()), ""
        elif _names_annex(paragraphs, at):
            stack[-1].lines[0].stretches.append(Segment(f" {paragraph.text.strip()}"))
            continue
        elif at in bare:
            number, rest = Number(PART, str(bare.index(at) + 1), ""), paragraph.text.strip()
        if number is None:
            stretches = segments(paragraph.text)
            stack[-1].lines.append(_Line(stretches, paragraph.place))
            continue
        while len(stack) > 1 and _rank(stack[-1]) >= number.rank:
            stack.pop()
        written = f"{number.written}{rest}" if number.rank < FIGURE_BRACKETED else rest
        node = _Node(number, [_Line(_numbered(number, rest, written), paragraph.place)])
        stack[-1].below.append(node)
        stack.append(node)
    return root


def _names_annex(paragraphs: Sequence[Paragraph], at: int) -> bool:
    """Whether a line is the title below 附件1."""
    above = paragraphs[at - 1].text.strip() if at else ""
    return bool(ANNEX.fullmatch(above)) and number_of(paragraphs[at].text)[0] is None and _may_head(paragraphs[at].text)


def bare_headings(paragraphs: Sequence[Paragraph]) -> list[int]:
    """Return which short lines without a number are headings: those before a 1, where the numbers begin anew."""
    numbers = [number_of(paragraph.text)[0] for paragraph in paragraphs]
    outermost = min((number.rank for number in numbers if number), default=0)
    found = [
        at
        for at, (here, behind) in enumerate(pairwise(numbers))
        if here is None and behind is not None and behind.rank == outermost and behind.value == "1"
        if _may_head(paragraphs[at].text)
    ]
    return found if len(found) > 1 else []


def _may_head(text: str) -> bool:
    return len(text) <= LONGEST_TITLE and not re.search(r"[。；：:;]", text) and not ANNEX.fullmatch(text.strip())


def _numbered(number: Number, rest: str, _: str) -> list[Segment]:
    return segments(rest) or [Segment("")] if number.rank != _ANNEX_RANK else [Segment(number.written)]


def _rank(node: _Node) -> int:
    return node.number.rank if node.number else -100


def _lift(root: _Node) -> None:
    """Give an assignment that only the last of several numbers carries to what holds them.

    Where such numbers carry their own elsewhere in the notice, it stays where it is.
    """
    for node in root.every():
        if node.number and len(node.below) == 1 and _rank(node.below[0]) >= FIGURE_BRACKETED and not node.who:
            _raise_from(node, node.below[0])
    holders = [node for node in root.every() if len(node.below) > 1 and node.number]
    singly = {each.number.rank for node in holders for each in node.below[:-1] if each.number and each.deep}
    for node in holders:
        last, number = node.below[-1], node.below[-1].number
        if number is None or number.rank in singly or last.below or not last.deep or node.who:
            continue
        _raise_from(node, last)


def _raise_from(node: _Node, last: _Node) -> None:
    """Move what the last number below assigns to the node itself."""
    for line in last.lines:
        if line.who is not None:
            node.lines.append(_Line([Segment("", line.who)], line.place))
            node.before += 1
            line.stretches = [Segment(line.text)]
    last.lines = [line for line in last.lines if line.text] or last.lines[:1]


class _Walk:
    """Goes through the tree and tells points from headings."""

    def __init__(self, root: _Node) -> None:
        self.any_assigned = root.deep
        self.text_follows = _text_follows(root)
        self.holding = {_rank(node) for node in root.every() if node.number and len(_assigned(node.lines[1:])) > 1}
        self.points: list[Found] = []
        self.left: list[tuple[str, str]] = []

    def run(self, root: _Node) -> None:
        """Take the whole: what stands before the first number, then every number."""
        self.loose(root, (), ())
        assigned = [at for at, node in enumerate(root.below) if node.deep]
        for at, node in enumerate(root.below):
            inside = not assigned or assigned[0] <= at <= assigned[-1]
            if node.deep or (inside and not self.is_no_task(node)):
                self.take(node, (), ())
            else:
                self.leave(node.all_lines)

    def is_no_task(self, node: _Node) -> bool:
        title = _heading_of(node)
        return bool(NO_TASKS.search(title)) and len(title) <= LONGEST_HEADING

    def leave(self, lines: Iterable[_Line]) -> None:
        self.left += [(line.place, line.text) for line in lines if line.text]

    def take(self, node: _Node, headings: tuple[str, ...], numbers: tuple[str, ...]) -> None:
        """Take a number: as a heading where points stand under it, else as a point."""
        own = (*numbers, node.number.value if node.number and node.number.value else "")
        if any(each.deep for each in node.below) or (not self.any_assigned and self.holds(node)):
            self.heading(node, (*headings, _written(node)), own)
        elif _rank(node) in self.holding and _assigned(node.lines[1:]) and not node.below and _heads(node):
            self.loose(node, (*headings, _written(node)), own)
        else:
            self.point(node, headings, own)

    def holds(self, node: _Node) -> bool:
        """Whether a number holds others that count as points in a notice that assigns nothing."""
        return bool(node.below) and _rank(node.below[0]) < FIGURE_BRACKETED

    def heading(self, node: _Node, headings: tuple[str, ...], numbers: tuple[str, ...]) -> None:
        """Take what stands under a heading; what it assigns itself is its points' where they assign nothing."""
        first = node.lines[0]
        title, beyond = _headed(first.text)
        if beyond:
            self.left.append((first.place, beyond))
        headings = (*headings[:-1], _with_number(node, title))
        begin = len(self.points)
        self.loose(_Node(None, node.lines[1:]), headings, numbers)
        for each in node.below:
            if not each.deep and self.is_no_task(each):
                self.leave(each.all_lines)
            else:
                self.take(each, headings, numbers)
        lent = first.who or _told(title)
        if lent is not None:
            self.points[begin:] = [_lent(each, lent, title) for each in self.points[begin:]]

    def loose(self, node: _Node, headings: tuple[str, ...], numbers: tuple[str, ...]) -> None:
        """Take paragraphs without numbers: each with an assignment is a point, one without belongs to the next."""
        waiting: list[_Line] = []
        lines = node.lines if node.number is None else node.lines[1:]
        for line in lines:
            if line.who is None:
                waiting.append(line)
                continue
            if not line.text and not waiting:
                if self.points and self.points[-1].headings == headings:
                    last = self.points[-1]
                    self.points[-1] = replace(last, who=joined(last.who, line.who) or NOBODY)
                continue
            if line.text:
                self.leave(waiting)
                waiting = []
            else:
                self.leave(waiting[:-1])
                waiting = waiting[-1:]
            self.split([*waiting, line], headings, (*numbers, ""))
            waiting = []
        self.leave(waiting)

    def point(self, node: _Node, headings: tuple[str, ...], numbers: tuple[str, ...]) -> None:
        lines = _folded(node)
        end = max(_end_of_point(lines, text_follows=self.text_follows), _last_number(node))
        self.split(lines[:end], headings, numbers)
        self.leave(lines[end:])

    def split(self, lines: list[_Line], headings: tuple[str, ...], numbers: tuple[str, ...]) -> None:
        """Take one point's lines; where stretches of one line name different units, each is a point of its own."""
        several = [each for line in lines for each in line.stretches if each.who and each.text]
        text = "\n".join(line.text for line in lines if line.text)
        who: Who | None = None
        for line in lines:
            who = joined(who, line.who)
        place = lines[0].place
        if len(several) < 2 or not all(each.who and each.who.units for each in several):  # noqa: PLR2004
            if text.strip():
                self.points.append(Found("", text, place, headings, numbers, who or NOBODY))
            elif who:
                self.left.append((place, who.words))
            return
        self.pieces(lines, headings, numbers)

    def pieces(self, lines: list[_Line], headings: tuple[str, ...], numbers: tuple[str, ...]) -> None:
        """Take stretches of one point as points: 1.1, 1.2; a title at its head is each one's."""
        title, rest = _headed(lines[0].text)
        first = lines[0].stretches[0]
        titled = bool(rest) and first.text.startswith(title) and len(first.text) > len(title) + 1
        if titled and len(title) <= LONGEST_TITLE:
            lines[0].stretches[0] = Segment(first.text[len(title) :].lstrip("。：: "), first.who)
        else:
            title = ""
        found: list[tuple[str, Segment]] = []
        for line in lines:
            for each in line.stretches:
                if each.text.strip():
                    found.append((line.place, each))
                elif found:  # names without words of their own belong to the words before
                    found[-1] = (found[-1][0], Segment(found[-1][1].text, joined(found[-1][1].who, each.who)))
                elif each.who:
                    self.left.append((line.place, each.who.words))
        for at, (place, each) in enumerate(found, 1):
            own = (*numbers[:-1], f"{numbers[-1]}.{at}" if numbers and numbers[-1] else "")
            remark = () if each.who else ("原文这一句后面没有写责任单位",)
            who = each.who or NOBODY
            self.points.append(Found(title, each.text, place, headings, own, who, remark, is_piece=True))


def _is_title(line: _Line) -> bool:
    return line.who is not None and len(line.text) <= LONGEST_TITLE and "。" not in line.text.rstrip("。")


def _text_follows(root: _Node) -> bool:
    """Whether this notice names the units behind a point's title, and its text below."""
    titled = [node for node in root.every() if node.number and not node.below and _is_title(node.lines[0])]
    return len([node for node in titled if len(node.lines) > 1]) > len(titled) / 2


def _end_of_point(lines: Sequence[_Line], *, text_follows: bool) -> int:
    """Return where a point's lines end: with the last that says who does it, unless that is but its title."""
    assigned = [at for at, line in enumerate(lines) if line.who is not None]
    if not assigned or (text_follows and assigned[-1] == 0 and _is_title(lines[0])):
        return len(lines)
    return assigned[-1] + 1


def _assigned(lines: Sequence[_Line]) -> list[_Line]:
    """Return the lines that have words of their own and say who does them."""
    return [line for line in lines if line.who is not None and line.text]


def _last_number(node: _Node) -> int:
    """Return where the last number below a point stands among its lines: so far they are the point's."""
    at, last = len(node.lines) - node.before, 0
    for each in (each for below in node.below for each in below.every()):
        last = at + 1
        at += max(len(each.lines), 1)
    return last


def _heads(node: _Node) -> bool:
    """Whether a number's own paragraph is but a heading."""
    first = node.lines[0]
    return first.who is None and len(first.text) <= LONGEST_HEADING


def _folded(node: _Node) -> list[_Line]:
    """Return a point's lines, with the numbers under it written back into the text."""
    lines = list(node.lines[: len(node.lines) - node.before])
    for each in node.below:
        for below in each.every():
            head, *more = below.lines or [_Line([], "")]
            mark = below.number.written if below.number else ""
            begin = Segment(f"{mark}{head.stretches[0].text if head.stretches else ''}", None)
            who = head.stretches[0].who if head.stretches else None
            lines.append(_Line([Segment(begin.text, who), *head.stretches[1:]], head.place))
            lines += more
    return [*lines, *node.lines[len(node.lines) - node.before :]]


def _written(node: _Node) -> str:
    return _with_number(node, node.lines[0].text)


def _with_number(node: _Node, text: str) -> str:
    mark = node.number.written if node.number else ""
    return text if node.number and node.number.rank == _ANNEX_RANK else f"{mark}{text}".rstrip("。：: ")


def _heading_of(node: _Node) -> str:
    return _headed(node.lines[0].text)[0]


def _headed(text: str) -> tuple[str, str]:
    """Return a heading's words, and what its paragraph says beyond them."""
    first, mark, rest = text.partition("。")
    if mark and rest.strip():
        return first, rest.strip()
    return text.rstrip("。：: "), ""


def _told(title: str) -> Who | None:
    """Return who leads where a heading says so: 县示范区管委会牵头工作（8项）."""
    found = _LEADS.match(title)
    who = who_of(f"{found['names']}牵头") if found else None
    return who if who and who.lead and not who.rest else None


def _lent(point: Found, who: Who, title: str) -> Found:
    if point.who.units:
        return point
    remark = f"分工写在上一级标题“{title}”"
    return replace(point, who=who, remarks=(*point.remarks, remark))


def split_title(text: str) -> tuple[str, str]:
    """Return a point's title and text where its first sentence, or first line, is short enough for one."""
    line, _, more = text.partition("\n")
    first, mark, rest = line.partition("。")
    if mark and (rest.strip() or more.strip()):
        rest = f"{rest}\n{more}" if more and rest.strip() else rest or more
    elif more.strip() and not mark:
        first, rest = line.rstrip("：: "), more
    else:
        colon = re.match(r"([^：:，,。；;]{4,24})[：:](?=.{10})", line)
        first, rest = (colon[1], text[colon.end() :]) if colon else ("", text)
    if not first or len(first) > LONGEST_TITLE or re.search(r"[；;！？]", first):
        return "", text
    return first.strip(), rest.strip()


def _titles_are_usual(points: Sequence[Found]) -> bool:
    """Whether this notice's points begin with titles: where more sentences follow, most first ones are short."""
    many = [each.text for each in points if re.search(r"。.|\n|[：:]", each.text)]
    short = [text for text in many if split_title(text)[0]]
    return len(many) * 2 > len(points) and len(short) >= MOST_ONE_WORDED * len(many)


def _titled(point: Found) -> Found:
    title, text = split_title(point.text)
    return replace(point, title=title, text=text)
