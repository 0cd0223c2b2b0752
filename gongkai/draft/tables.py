"""Tables of tasks become headings and points, whatever the order of their columns."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.draft.names import is_unit_like, pieces
from gongkai.draft.numbering import FIGURE, RING, number_of
from gongkai.draft.outline import split_title
from gongkai.draft.points import NOBODY, Found, Outline
from gongkai.draft.times import HIGH
from gongkai.draft.wording import DUE, LEAD, PERSON, RESPONSIBLE, SUPPORT, Who, joined, role_of, segments, who_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.draft.source import Grid, TableRow

NUMBER, TASK, GROUP, REMARK, OTHER = "number", "task", "group", "remark", "other"
_HEADS = (
    (DUE, r"(?!.*投资).{0,6}(?:完成|办结|推进|实施|计划)?(?:时间|时限|期限|节点|进度).{0,4}"),
    (PERSON, r".{0,6}(?:领导|责任人|负责人|联系人|电话).{0,4}"),
    (NUMBER, r"序号|编号|项目序号|号|任务序号|条目|序"),
    (REMARK, r"备注|说明|备考"),
    (
        GROUP,
        (
            r"(?:项目|任务|工作|指标|事项)?(?:类别|分类|类型|领域|板块|方面|大类)|[一二]级(?:指标|任务)|主题|章节"
            r"|公开(?:领域|类别)|重点领域"
        ),
    ),
    (
        TASK,
        (
            r"(?!.*(?:季度|月份|阶段|投资|资金|金额|万元|类型|来源|依据|单位$|部门$|进展|状态|得分|分值|权重))"
            r".{0,10}(?:任务|要求|内容|举措|措施|事项|要点|项目|指标|目标|实事|规模|工程|安排|重点|做法|标准|计划|工作|细化)"
            r".{0,8}"
        ),
    ),
)
_UNITED = re.compile(r"(?:牵头|责任|配合|主办|承办|协办|负责|落实)")
LONGEST_HEAD, HEADS_NEEDED, LONGEST_HEADING, DEEPEST_HEAD, LEAST_HEADS = 16, 2, 60, 12, 3
_OF_UNITS = r"单位(?:名称)?|部门(?:名称)?|科室|股室|处室|乡镇|镇街|镇\(街道\)|县区|区县"
_TOTAL = re.compile(r"合\s*计|总\s*计|小\s*计")


class Layout(Struct, frozen=True):
    """What the columns of a table are: a role, number, task, group, remark or other by column.

    `head` is the row its heads stand in, `first` the first row of tasks; fields of the `shared` columns stand before
    several tasks and are headings.
    """

    columns: tuple[str, ...]
    heads: tuple[str, ...]
    head: int
    first: int
    shared: tuple[int, ...] = ()


def layout_of(grid: Grid) -> Layout | None:
    """Return the layout of a table of tasks; None where its heads name no task, or nobody and no time."""
    for at, row in enumerate(grid.rows[:DEEPEST_HEAD]):
        heads = [_bare(slot.text) for slot in row.slots]
        known = [_column(head) for head in heads]
        if _is_head(known, heads):
            depth = _depth(grid, at)
            full = _full_heads(grid, at, depth)
            columns = [_column(head) for head in full]
            return Layout(tuple(_corrected(columns, full, grid, at + depth)), tuple(full), at, at + depth)
    return None


def is_row_of_heads(text: str) -> bool:
    """Tell whether a line of prose is the heads of a table that lost its columns: 序号 工作任务 牵头单位 完成时限."""
    heads = [_bare(word) for word in text.split()]
    return len(heads) >= LEAST_HEADS and _is_head([_column(head) for head in heads], heads)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).strip(":")


def _column(head: str) -> str:
    """Return what a column's head names; empty where it names nothing known."""
    if not head or len(head) > LONGEST_HEAD:
        return OTHER if head else ""
    plain = re.sub(r"\([^()]*\)", "", head) or head
    united = bool(_UNITED.search(plain)) and re.search(r"单位|部门|科室|股室|处室|机构|主体|街道|乡镇", plain)
    if role := role_of(plain):
        return role
    if re.fullmatch(_OF_UNITS, plain):
        return RESPONSIBLE
    if united:
        return LEAD if re.match(r"牵头|主办", plain) and "责任" not in plain else RESPONSIBLE
    return next((kind for kind, pattern in _HEADS if re.fullmatch(pattern, plain)), OTHER)


def _is_head(known: Sequence[str], heads: Sequence[str]) -> bool:
    kinds = set(known)
    who = kinds & {LEAD, RESPONSIBLE, SUPPORT, DUE}
    named = [head for head in dict.fromkeys(heads) if head]
    short = all(len(head) <= LONGEST_HEAD + LONGEST_HEAD for head in named)
    return bool(who) and bool(kinds & {TASK, GROUP}) and len(named) >= HEADS_NEEDED and short


def _depth(grid: Grid, at: int) -> int:
    """Return how many rows the head takes: as many as its first merged field."""
    origins = [slot.origin for slot in grid.rows[at].slots]
    depth = 1
    while at + depth < len(grid.rows) and any(
        slot.origin == origin and slot.text for slot, origin in zip(grid.rows[at + depth].slots, origins, strict=True)
    ):
        depth += 1
    return depth


def _full_heads(grid: Grid, at: int, depth: int) -> list[str]:
    """Return each column's head; where a head is parted below, the lower one with the upper before it."""
    heads = []
    for column in range(len(grid.rows[at].slots)):
        words = dict.fromkeys(_bare(grid.rows[at + down].slots[column].text) for down in range(depth))
        lower = [word for word in words if word]
        known = [word for word in lower if _column(word) not in {"", OTHER}]
        heads.append(known[-1] if known else "".join(lower))
    return heads


def _corrected(columns: list[str], heads: Sequence[str], grid: Grid, first: int) -> list[str]:
    """Return the columns with what the heads do not tell: a column that counts, one that holds nothing but units."""
    rows = grid.rows[first:]
    for at, kind in enumerate(columns):
        filled = [text for row in rows if _is_own(row, at) and (text := row.slots[at].text.strip())]
        if kind in {TASK, OTHER, "", GROUP} and _counts(filled):
            columns[at] = NUMBER if NUMBER not in columns else OTHER
        elif kind == "":
            columns[at] = _unheaded(filled)
        elif re.fullmatch(_OF_UNITS, heads[at]) and _unheaded(filled) != RESPONSIBLE:
            columns[at] = OTHER  # of what it is measured in
        elif kind == TASK and columns.count(TASK) > 1 and filled and all(_says_who(text) for text in filled):
            columns[at] = RESPONSIBLE
    if TASK not in columns and GROUP in columns:
        columns[len(columns) - 1 - columns[::-1].index(GROUP)] = TASK
    return columns


def _counts(filled: Sequence[str]) -> bool:
    """Whether a column counts its rows: whole numbers, each one more than the last or begun anew."""
    bare = [_bare(text).strip("().、") for text in filled]
    if not bare or not all(re.fullmatch(r"\d{1,3}", each) for each in bare):
        return False
    numbers = [int(each) for each in bare]
    steps = [after - before for before, after in pairwise(numbers)]
    return numbers[0] <= 1 + len(numbers) and all(
        step == 1 or after == 1 for step, after in zip(steps, numbers[1:], strict=True)
    )


def _says_who(text: str) -> bool:
    who = who_of(text)
    return who is not None and bool(who.units) and who.sure == HIGH


def _unheaded(filled: Sequence[str]) -> str:
    named = [text for text in filled if all(is_unit_like(name) for name in pieces(text))]
    return RESPONSIBLE if filled and len(named) > len(filled) / 2 else OTHER if not filled else TASK


def _is_own(row: TableRow, column: int) -> bool:
    """Whether a field begins in this row and column: it is no part of a merged cell begun elsewhere."""
    slot = row.slots[column]
    return slot.origin[1] == column


class _Reader:
    """Reads the rows of one table, one below the other."""

    def __init__(self, grid: Grid, layout: Layout, headings: tuple[str, ...]) -> None:
        self.grid, self.layout, self.outer = grid, layout, headings
        self.inner: tuple[tuple[int, str], ...] = ()
        self.points: list[Found] = []
        self.left: list[tuple[str, str]] = []
        tasks = [at for at, kind in enumerate(layout.columns) if kind in {TASK, GROUP}]
        self.finest = max((at for at in tasks if layout.columns[at] == TASK), default=-1)
        self.coarse = [at for at in tasks if at != self.finest]
        self.shared = set(layout.shared) | {
            at for at in self.coarse if layout.columns[at] == GROUP or self.is_shared(at)
        }
        self.last: tuple[int, int] | None = None
        self.continues = self.numbers_run_on()

    @property
    def rows(self) -> tuple[TableRow, ...]:
        return self.grid.rows[self.layout.first :]

    def is_shared(self, column: int) -> bool:
        """Whether a field of this column stands before several different tasks: then it is a heading."""
        seen: dict[tuple[int, int], set[tuple[int, int]]] = {}
        for row in self.rows:
            if self.is_task(row):
                seen.setdefault(row.slots[column].origin, set()).add(row.slots[self.finest].origin)
        return any(len(tasks) > 1 for tasks in seen.values())

    def is_task(self, row: TableRow) -> bool:
        return self.heading_in(row) is None and bool(row.slots[self.finest].text.strip())

    def heading_in(self, row: TableRow) -> str | None:
        """Return the one text of a row that has but one: 一、经济发展（5项）."""
        if section := self.section_in(row):
            return section
        texts = [slot.text.strip() for slot in row.slots if slot.text.strip()]
        if not texts or len(set(texts)) > 1 or len(row.slots) < HEADS_NEEDED:
            return None
        wide = len({slot.origin for slot in row.slots}) == 1
        lone = len([slot for slot in row.slots if slot.text.strip()]) == 1
        headed = number_of(texts[0])[0] is not None or bool(re.search(r"[（(]共?\d+[项件个条][）)]$", texts[0]))
        first = next(at for at, slot in enumerate(row.slots) if slot.text.strip())
        return texts[0] if wide or (lone and (headed or first == 0) and not re.fullmatch(r"\d+", texts[0])) else None

    def section_in(self, row: TableRow) -> str | None:
        """Return the words of a row that names a task to nobody, where its number is 一 or lacking: 一、经济发展."""
        if NUMBER not in self.layout.columns:
            return None
        number = _bare(row.slots[self.layout.columns.index(NUMBER)].text)
        filled = {at for at, slot in enumerate(row.slots) if slot.text.strip() and self.layout.columns[at] != NUMBER}
        words = row.slots[self.finest].text.strip() if filled and filled <= {self.finest, *self.coarse} else ""
        if (
            not words
            or "\n" in words
            or len(words) > LONGEST_HEADING
            or len({row.slots[at].origin for at in filled}) > 1
        ):
            return None
        if re.fullmatch(r"[(]?[一二三四五六七八九十]+[)]?、?", number):
            return f"{number}{words}" if number.endswith(("、", ")")) else f"{number}、{words}"
        return words if not number and self.numbered else None

    @cached_property
    def numbered(self) -> bool:
        """Whether most rows bear a number."""
        at = self.layout.columns.index(NUMBER)
        return sum(bool(row.slots[at].text.strip()) for row in self.rows) * 2 > len(self.rows)

    def numbers_run_on(self) -> bool:
        """Whether the numbers inside the tasks' fields go on from row to row."""
        firsts = []
        for row in self.rows:
            if self.is_task(row):
                number, _ = number_of(row.slots[self.finest].text)
                firsts.append(number.value if number else "")
        return len(firsts) > 1 and len(set(firsts)) == len(firsts) and all(firsts)

    def read(self) -> Outline:
        """Return the table's points."""
        head = self.grid.rows[self.layout.first - 1] if self.layout.first else None
        repeated = tuple(slot.text for slot in head.slots) if head else ()
        for row in self.rows:
            texts = tuple(slot.text for slot in row.slots)
            if not any(text.strip() for text in texts) or texts == repeated:
                continue
            heading = self.heading_in(row)
            if heading is not None:
                self.take_heading(heading, row)
            elif self.is_task(row):
                self.take(row)
            else:
                self.left.append((row.place, "　".join(dict.fromkeys(text.strip() for text in texts if text.strip()))))
        return Outline(tuple(self.points), tuple(self.left))

    def take_heading(self, text: str, row: TableRow) -> None:
        if len(text) > LONGEST_HEADING or _TOTAL.fullmatch(text) or re.match(r"[（(]?注|备注|说明|填表|联系", text):
            self.left.append((row.place, text))
            return
        number, _ = number_of(text)
        rank = number.rank if number else 0
        self.inner = (*(each for each in self.inner if each[0] < rank), (rank, " ".join(text.split())))

    def take(self, row: TableRow) -> None:
        """Take one row: a point, more of the point above, or several points in one field."""
        slot = row.slots[self.finest]
        who, remarks = self.who(row)
        if slot.origin == self.last and self.points:  # the same task, more units
            last = self.points[-1]
            self.points[-1] = replace(last, who=joined(last.who, who) or NOBODY)
            return
        self.last = slot.origin
        if _TOTAL.fullmatch(slot.text.strip()):
            self.left.append((row.place, slot.text.strip()))
            return
        parts = self.parts(slot.text)
        titles = [
            row.slots[at].text.strip() for at in self.coarse if at not in self.shared and row.slots[at].text.strip()
        ]
        if len(parts) == 1 and not parts[0][0] and titles and NUMBER not in self.layout.columns:
            titled, rest = number_of(titles[0])
            if titled and titled.rank >= FIGURE and rest:  # 14.改扩建学校 in the column before
                parts, titles[0] = [(titled.value, *parts[0][1:])], rest
        for at, (number, text, own) in enumerate(parts):
            found = self.point(text, titles, (row, self.number(row, number, at, len(parts))))
            told = joined(own, who) if own and own.units else who
            self.points.append(replace(found, place=row.place, who=told or NOBODY, remarks=remarks))

    def point(self, text: str, titles: Sequence[str], at: tuple[TableRow, tuple[str, ...]]) -> Found:
        row, numbers = at
        headings = (*self.outer, *(words for _, words in self.inner), *self.headings(row))
        title = " ".join(" ".join(titles).split())
        if not title:
            title, rest = split_title(text)
            return Found(title, rest, row.place, headings, numbers)
        return Found("" if title == text else title, text, row.place, headings, numbers)

    def headings(self, row: TableRow) -> Iterator[str]:
        for at in self.coarse:
            if at in self.shared and (text := " ".join(row.slots[at].text.split())):
                yield text

    def number(self, row: TableRow, own: str, at: int, many: int) -> tuple[str, ...]:
        """Return the numbers of a point: those of its headings, the row's, and where it shares the row its own."""
        groups = [number_of(words)[0] for words in (*(words for _, words in self.inner), *self.headings(row))]
        outer = [number.value if number else "" for number in groups]
        column = self.layout.columns.index(NUMBER) if NUMBER in self.layout.columns else None
        written = _bare(row.slots[column].text).strip("().、") if column is not None else ""
        if not re.fullmatch(r"[A-Za-z0-9一二三四五六七八九十.\-()]{1,10}", written):
            written = ""
        if own and not written:
            return (*outer, own)
        if column is None or not written:
            return (*outer, "")
        shares = many > 1 or self.shares_number(row, column)
        below = at + 1 if many > 1 else self.place_in_number(row, column)
        return (*outer, f"{written}.{below}" if shares else written)

    def shares_number(self, row: TableRow, column: int) -> bool:
        return len(self.under_number(row, column)) > 1

    def under_number(self, row: TableRow, column: int) -> list[tuple[int, int]]:
        origin = row.slots[column].origin
        return list(
            dict.fromkeys(
                each.slots[self.finest].origin
                for each in self.rows
                if each.slots[column].origin == origin and self.is_task(each)
            )
        )

    def place_in_number(self, row: TableRow, column: int) -> int:
        return self.under_number(row, column).index(row.slots[self.finest].origin) + 1

    def parts(self, text: str) -> list[tuple[str, str, Who | None]]:
        """Return a field's tasks: one, or several where its lines are numbered and nothing else numbers them."""
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        numbered = [(number_of(line), line) for line in lines]
        split = [number for (number, _), _ in numbered if number and FIGURE <= number.rank <= RING + 1]
        several = (
            len(split) > 1
            and len(split) == len(lines)
            and (self.continues or NUMBER not in self.layout.columns or self.each_named(lines))
        )
        if several:
            return [_part(number.value if number else "", rest) for (number, rest), _ in numbered]
        number, rest = number_of("\n".join(lines))
        if number and number.rank >= FIGURE and len(split) == 1 and NUMBER not in self.layout.columns:
            return [_part(number.value, rest)]
        return [_part("", "\n".join(lines))]

    def each_named(self, lines: Sequence[str]) -> bool:
        return all((found := segments(line)) and found[-1].who is not None for line in lines)

    def who(self, row: TableRow) -> tuple[Who, tuple[str, ...]]:
        """Return who does a row's task, and what other columns say of it."""
        who, remarks = NOBODY, list[str]()
        for at, kind in enumerate(self.layout.columns):
            text = row.slots[at].text.strip()
            if not text or (at and row.slots[at].origin == row.slots[at - 1].origin) or at == self.finest:
                continue
            if kind in {LEAD, RESPONSIBLE, SUPPORT}:
                who = joined(who, _in_column(kind, text)) or who
            elif kind == DUE:
                who = joined(who, Who(due=" ".join(text.split()))) or who
            elif kind in {PERSON, REMARK, OTHER}:
                remarks.append(f"{self.layout.heads[at] or '（无列名）'}：{' '.join(text.split())}")
        return who, tuple(remarks)


def _part(number: str, text: str) -> tuple[str, str, Who | None]:
    """Return a task with its number, its words, and who does it where the words say so."""
    who: Who | None = None
    kept = []
    for line in text.split("\n"):
        for each in segments(line):
            who = joined(who, each.who)
            kept.append(each.text)
    return number, "\n".join(part for part in kept if part), who


def _in_column(kind: str, text: str) -> Who:
    """Return whom a field names: by its own words where they tell roles, else by the role of its column."""
    if text.strip() in {"/", "—", "-", "－", "无", "——"}:
        return NOBODY
    told = who_of(text)
    label = {LEAD: "牵头单位", RESPONSIBLE: "责任单位", SUPPORT: "配合单位"}[kind]
    if told and told.sure and (told.lead or told.support) and kind == RESPONSIBLE:
        return told
    lines = [re.sub(r"^\s*\d{1,2}[.．、]\s*", "", line) for line in text.split("\n")]
    return who_of(f"{label}：" + "\n".join(lines)) or Who(rest=(text,), words=text)


def read_table(
    grid: Grid, headings: tuple[str, ...] = (), before: Layout | None = None
) -> tuple[Outline, Layout] | None:
    """Return the points of a table and its layout; None where it is no table of tasks.

    A table without heads of its own and as wide as the one `before` goes on where that one ended.
    """
    layout = layout_of(grid)
    if layout is None and before is not None and grid.rows and len(grid.rows[0].slots) == len(before.columns):
        layout = Layout(before.columns, before.heads, 0, 0, before.shared)
    if layout is None:
        return None
    reader = _Reader(grid, layout, headings)
    return reader.read(), replace(layout, shared=tuple(sorted(reader.shared)))
