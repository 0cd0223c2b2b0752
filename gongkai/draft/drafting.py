"""A notice becomes a draft: points with ids, a roster, collectives, deadlines, candidate duties, and what is open."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.draft.demands import Demand, demands
from gongkai.draft.head import Head, head_of, lines_of
from gongkai.draft.names import (
    GOVERNMENT,
    OTHER,
    SECTION,
    UnitName,
    explained,
    has_level,
    in_full,
    is_collective,
    kind_of,
    kinds_meant,
    unbracketed,
)
from gongkai.draft.numbering import to_han
from gongkai.draft.outline import outline
from gongkai.draft.owers import is_everybody, roles_of, subject_of
from gongkai.draft.points import NOBODY, Found, Outline
from gongkai.draft.source import Grid, Paragraph
from gongkai.draft.tables import is_row_of_heads, read_table
from gongkai.draft.times import HIGH, LOW, MIDDLE, Deadline, deadline
from gongkai.draft.wording import LEAD, RESPONSIBLE, SUPPORT
from gongkai.plan.roster import in_year
from gongkai.plan.spelling import spelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gongkai.draft.names import Explained
    from gongkai.draft.source import Block, Notice
    from gongkai.draft.tables import Layout
    from gongkai.plan.model import Collective, Plan

ROLES = {LEAD: "牵头单位", RESPONSIBLE: "责任单位", SUPPORT: "配合单位"}
SAME_AS_ABOVE = re.compile(r"同上|〃|同前")


class DraftPoint(Struct, frozen=True):
    """A point of the draft. Names are by role; `shortened` tells how a name stood where it is written out here."""

    id: str
    title: str
    text: str
    headings: tuple[str, ...]
    place: str
    names: Mapping[str, tuple[str, ...]]
    sure: str
    deadline: Deadline | None = None
    demands: tuple[Demand, ...] = ()
    remarks: tuple[str, ...] = ()


class DraftUnit(Struct, frozen=True):
    """A unit of the draft's roster; `known` where another year's file has it, else all of it is a guess."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    source: str = ""
    known: bool = False


class DraftCollective(Struct, frozen=True):
    """A collective of the draft: the kinds it takes in, none where it is open whom it means; `hint` says why."""

    name: str
    kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    hint: str = ""
    place: str = ""


class SelfChecks(Struct, frozen=True):
    """A demand on everybody to inspect itself: how often a year, quoted."""

    quote: str
    at_least: int
    place: str


class Draft(Struct, frozen=True):
    """Everything a notice says of its year, and what of its lines nothing was made of (`left`: place and words)."""

    name: str
    head: Head
    year: int
    office: str
    units: tuple[DraftUnit, ...]
    collectives: tuple[DraftCollective, ...]
    points: tuple[DraftPoint, ...]
    duties: tuple[tuple[str, Demand], ...]
    self_checks: SelfChecks | None
    left: tuple[tuple[str, str], ...]
    decide: tuple[str, ...] = ()


def draft_of(notice: Notice, *, roster: Plan | None = None, this_year: int) -> Draft:
    """Return a notice's draft. `this_year` stands where no line of it names a year."""
    head = head_of(notice.blocks)
    year = head.year or (head.issued.year if head.issued else this_year)
    found = _points(head.body)
    if any(_FIRST_LEADS.search(text) for text in _texts(notice)):
        found = Outline(tuple(_first_leads(each) for each in found.points), found.left)
    texts = [each.text for each in notice.blocks if isinstance(each, Paragraph)]
    naming = _Naming(found.points, explained([*texts, *(each.text for each in found.points)]), roster, year)
    ids = ids_of(found.points)
    points = tuple(naming.point(each, own, year) for each, own in zip(found.points, ids, strict=True))
    open_lines = [(each.place, each.text) for each in head.letter] + list(found.left)
    duties = tuple(
        (place, naming.owed(_on_everybody(each), subject_of(text, each.quote), points, place))
        for place, text in open_lines
        for each in demands(text, year)
        if not _CHECKS.search(each.quote)
    )
    left = [(each.place, each.text) for each in (*head.rest, *notice.unread)]
    office = naming.office(head)
    draft = Draft(
        notice.name,
        head,
        year,
        office,
        naming.units(office),
        naming.collectives(),
        points,
        duties,
        _self_checks([*open_lines, *((each.place, each.text) for each in found.points)]),
        tuple(each for each in (*left, *open_lines) if each[1].strip()),
    )
    return replace(draft, decide=(*_lost_tables(notice), *_open(draft)))


_FIRST_LEADS = re.compile(
    r"第一位(?:者|的|单位)*为?(?:总?牵头|汇总)|(?:列|排|排名|排列)在?(?:第一位|首位|第一|前面)(?:者|的)?[^。；]{0,8}?为?(?:总?牵头|汇总)|第一(?:责任)?单位为?(?:总?牵头|主要责任)"
)


def _texts(notice: Notice) -> Iterator[str]:
    for block in notice.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (slot.text for row in block.rows for slot in row.slots)


def _first_leads(point: Found) -> Found:
    """Return a point with its first unit as lead, where the notice says that the first leads."""
    who = point.who
    if who.lead or len(who.responsible) < 1:
        return point
    remark = "原文注明列第一位的单位牵头"
    who = replace(who, lead=who.responsible[:1], responsible=who.responsible[1:], sure=MIDDLE)
    return replace(point, who=who, remarks=(*point.remarks, remark))


def _points(body: Sequence[Block]) -> Outline:
    """Return the points of a body: of the paragraphs between tables, and of the tables, in order."""
    reading = _Reading(body)
    run: list[Paragraph] = []
    for block in body:
        if isinstance(block, Paragraph):
            run.append(block)
        else:
            reading.table(block, run)
            run = []
    reading.prose(run)
    return Outline(tuple(_same_as_above(reading.points)), tuple(reading.left))


class _Reading:
    """Takes the blocks of a body one after the other."""

    def __init__(self, body: Sequence[Block]) -> None:
        self.points: list[Found] = []
        self.left: list[tuple[str, str]] = []
        self.layout: Layout | None = None
        self.tables = [each for each in body if isinstance(each, Grid) and read_table(each)]
        self.captions = 0

    def prose(self, run: Sequence[Paragraph]) -> None:
        """Take paragraphs; prose around a table of tasks is no task where it assigns nothing."""
        told = outline(run)
        if self.tables and not any(each.who.units for each in told.points):
            told = Outline((), tuple((each.place, each.text) for each in run))
        self.points += told.points
        self.left += told.left

    def table(self, grid: Grid, run: list[Paragraph]) -> None:
        """Take a table and the paragraphs before it, the last of which name it."""
        kept, caption = _captions(run) if self.tables else (run, "")
        self.prose(kept)
        read = read_table(grid, (caption,) if caption else (), self.layout)
        if read is None:
            self.left += ((line.place, line.text) for line in lines_of([grid]))
            return
        found, self.layout = read
        self.left += found.left
        self.captions += bool(caption)
        outer = (str(self.captions),) if caption and len(self.tables) > 1 else ()
        self.points += (replace(each, numbers=(*outer, *each.numbers)) for each in found.points)


def _captions(run: Sequence[Paragraph]) -> tuple[list[Paragraph], str]:
    """Return the lines before a table without the one that names it, and that one."""
    kept = list(run)
    for at in range(len(run) - 1, -1, -1):
        words = " ".join(run[at].text.split())
        if len(words) > LONGEST_CAPTION or re.search(r"[。；;]", words):
            break
        if not re.fullmatch(r"附\s*件.{0,4}|[（(]?单位[:：].*|[（(].*[）)]|.{0,3}", words):
            del kept[at]
            return kept, words
    return kept, ""


LONGEST_CAPTION, LONGEST_HEADS = 60, 120


def _same_as_above(points: Iterable[Found]) -> Iterator[Found]:
    """Put in the place of 同上 whom the point above names."""
    last: Found | None = None
    for point in points:
        each = point
        if last is not None and any(SAME_AS_ABOVE.fullmatch(word) for word in (*point.who.rest, *point.who.units)):
            each = replace(point, who=last.who, remarks=(*point.remarks, "原文写“同上”，照上一条"))
        yield each
        last = each


def ids_of(points: Sequence[Found]) -> list[str]:
    """Return an id for each point: its own number; where that repeats with its chapter's (一.1), or all of them."""
    for way in (_own_number, _in_chapter, _all_numbers):
        found = [way(each) for each in points]
        if all(found) and len(set(found)) == len(found):
            return found
    return _counted(points, [_in_chapter(each) or _own_number(each) for each in points])


def _own_number(point: Found) -> str:
    return point.numbers[-1] if point.numbers else ""


def _in_chapter(point: Found) -> str:
    own, chapter = _own_number(point), _chapter(point)
    return f"{chapter}.{own}" if own and chapter else ""


def _all_numbers(point: Found) -> str:
    chapter = _chapter(point)
    return ".".join((chapter, *filter(None, point.numbers[1:]))) if chapter and _own_number(point) else ""


def _chapter(point: Found) -> str:
    """Return the number of a point's outermost heading, in Chinese; empty where it has none."""
    return to_han(int(point.numbers[0])) if len(point.numbers) > 1 and point.numbers[0].isdecimal() else ""


def _counted(points: Sequence[Found], wanted: Sequence[str]) -> list[str]:
    """Return ids where numbers do not tell points apart: what is unique stays, the others are counted on."""
    if not any(each.numbers and each.numbers[-1] for each in points):
        return [str(at) for at in range(1, len(points) + 1)]
    found: list[str] = []
    seen: set[str] = set()
    chapter, inside = "", 0
    for point, each in zip(points, wanted, strict=True):
        own = _chapter(point)
        inside = inside + 1 if own == chapter else 1
        chapter, name = own, each
        count = inside
        while not name or name in seen:
            name = f"{own}.{count}" if own else f"{each or '无号'}-{count}"
            count += 1
        seen.add(name)
        found.append(name)
    return found


NO_OFFICE = "考核组织单位（待填）"
_OWN_OFFICES = (re.compile(r"办公室$"), re.compile(r"综合|秘书|政办|办$"))
"""Which section of a bureau runs its offices' assessment, the likeliest first."""
_OFFICE = re.compile(r"[省市县区旗州]?(?:人民)?(?:政府办公?[室厅]?|政府办|府办)")


class _Naming:
    """Knows every name of the notice, and which of them mean the same unit."""

    def __init__(self, points: Sequence[Found], told: Mapping[str, Explained], roster: Plan | None, year: int) -> None:
        self.roster = roster
        self.living = tuple(unit for unit in roster.units if in_year(unit, year)) if roster else ()
        self.spelling: dict[str, str] = {}
        self.known: dict[str, str] = {}
        self.together: dict[str, str] = {}
        for unit in self.living:
            for name in (unit.name, *unit.aliases):
                self.known.setdefault(self.spelt(name), unit.name)
        self.from_roster = set(self.known)
        written = {self.spelt(name) for point in points for name in point.who.units}
        self.short = {short: what for short, what in told.items() if short in written}
        self.levelled(written)
        self.explain()
        self.aliases: dict[str, dict[str, None]] = {}
        self.seen: dict[str, str] = {}
        self.collected: dict[str, str] = {}

    def spelt(self, name: str) -> str:
        """Return a name as it was first spelt: width of brackets apart, two spellings are one."""
        return self.spelling.setdefault(spelt(name).strip().casefold(), name)

    def levelled(self, written: Iterable[str]) -> None:
        """Know names that stand with their level, and those that are the same without it."""
        names = [name for name in written if not is_collective(name)]
        for name in names:
            if has_level(name):
                self.known.setdefault(name, name)
        for name in names:
            if (bare := unbracketed(name)) != name and bare in names:  # 县委宣传部（县新闻办） is 县委宣传部
                self.known[name] = self.known.get(bare, bare)
        for name in names:
            full = [level + name for level in "省市县区旗州" if level + name in self.known]
            if name not in self.known and len(full) == 1:
                self.known[name] = self.known[full[0]]

    def explain(self) -> None:
        """Know what the notice explains: a short name of one unit, or of several together."""
        for short, what in self.short.items():
            if what.together or is_collective(short):
                self.together[short] = what.what
                self.known.pop(short, None)
            else:
                self.known[short] = self.known.get(what.what, what.what)

    def point(self, found: Found, own: str, year: int) -> DraftPoint:
        """Return a point with its units named in full."""
        rows: dict[str, tuple[str, ...]] = {}
        remarks = list(found.remarks)
        for role, chinese in ROLES.items():
            named = in_full([self.spelt(name) for name in getattr(found.who, role)], self.known)
            taken = [self.take(each, f"要点{own}{chinese}") for each in named]
            held = {name for row in rows.values() for name in row}
            rows[role] = tuple(dict.fromkeys(name for name in taken if name not in held))
            remarks += (
                f"“{each.written}”{each.why}，写作“{each.name}”（{MIDDLE}）" for each in named if self.tells(each)
            )
        remarks += found.who.people
        if found.who.rest:
            remarks.append(f"分工原文：{' '.join(found.who.words.split()) or '；'.join(found.who.rest)}")
        due = deadline(found.who.due, year) if found.who.due else None
        asked = tuple(
            each for each in demands(found.text, year) if due is None or each.by is None or each.by != due.day
        )
        return DraftPoint(
            own, found.title, found.text, found.headings, found.place, rows, found.who.sure, due, asked, tuple(remarks)
        )

    def tells(self, each: UnitName) -> bool:
        """Whether a name is written otherwise than it stands, by a guess."""
        return bool(each.why) and each.written not in self.from_roster

    def take(self, each: UnitName, where: str) -> str:
        """Note who is named where; return the name as the point is to have it."""
        if self.is_together(each.name):
            self.collected.setdefault(each.name, where)
            return each.name
        name = self.known.get(each.name, each.name)
        self.seen.setdefault(name, where)
        if each.written != name and each.written not in self.from_roster:
            self.aliases.setdefault(name, {})[each.written] = None
        return each.written if each.written in self.from_roster else name

    def is_together(self, name: str) -> bool:
        """Whether a wording stands for many units."""
        if name in self.known:
            return False
        listed = {each.name for each in self.roster.collectives} if self.roster else set[str]()
        return name in self.together or name in listed or is_collective(name)

    def owed(self, demand: Demand, subject: Sequence[str], points: Sequence[DraftPoint], place: str) -> Demand:
        """Return a demand of the notice as a whole with who owes it: its subject, everybody where it names nobody.

        牵头单位 and the like are those of the points; a subject that nobody can expand leaves a low guess.
        """
        if not subject or any(is_everybody(name) for name in subject) or demand.within:
            return demand
        found: list[str] = []
        for name in subject:
            roles = roles_of(name)
            meant = self.of_roles(points, roles) if roles else self.owing(name, place)
            if not meant:
                note = f"原文写的是“{'、'.join(subject)}”，指哪些单位由人定"
                return replace(demand, sure=LOW, note="；".join(filter(None, (demand.note, note))))
            found += meant
        note = f"责任方按原文“{'、'.join(subject)}”"
        sure = LOW if demand.sure == LOW else MIDDLE
        return replace(
            demand, sure=sure, owers=tuple(dict.fromkeys(found)), note="；".join(filter(None, (demand.note, note)))
        )

    def of_roles(self, points: Sequence[DraftPoint], roles: Sequence[str]) -> list[str]:
        """Return the units that have a role on any point, collectives that can be expanded among them.

        Who leads is responsible too.
        """
        wide = (LEAD, *roles) if RESPONSIBLE in roles else roles
        named = dict.fromkeys(name for point in points for role in wide for name in point.names[role])
        if LEAD in roles and not any(
            point.names[LEAD] for point in points
        ):  # where none leads, who is responsible does
            named = dict.fromkeys(name for point in points for name in point.names[RESPONSIBLE])
        return [name for name in named if not self.is_together(name) or self.expands(name)]

    def owing(self, name: str, place: str) -> list[str]:
        """Return a named unit, or a collective that can be expanded, as the roster is to have it; else nothing."""
        (each,) = in_full([self.spelt(name)], self.known)
        if self.is_together(each.name) and not self.expands(each.name):
            return []
        return [self.take(each, f"{place}的要求")]

    def expands(self, name: str) -> bool:
        """Whether the roster tells whom a collective means."""
        return bool((own := self.collective(name, "")).kinds or own.units)

    def office(self, head: Head) -> str:
        """Return who runs the assessment: the issuer, under the name the points know it by.

        In a bureau's own notice, whose units are its sections, its 办公室 does where that is named.
        """
        issuer = head.issuer.text
        names = [*self.seen, *self.known.values()]
        own = [name for name in self.seen if kind_of(name) == SECTION]
        if own and len(own) * 2 > len(self.seen):
            for pattern in _OWN_OFFICES:
                if likely := next((name for name in own if pattern.search(name)), ""):
                    return likely
        if issuer in self.known:
            return self.known[issuer]
        if issuer.endswith(("政府办公室", "政府办公厅", "政府办")):
            for name in names:
                if _OFFICE.fullmatch(name):
                    self.aliases.setdefault(name, {})[issuer] = None
                    return name
        for name in names:
            if issuer.endswith(name) and len(name) > 2:  # noqa: PLR2004 - a level and one word say nothing yet
                self.aliases.setdefault(name, {})[issuer] = None
                return name
        likely = next((name for name in names if _OFFICE.fullmatch(name)), "")
        return issuer or likely or NO_OFFICE

    def units(self, office: str) -> tuple[DraftUnit, ...]:
        """Return the roster: that of another year where one was given, and after it who is named besides."""
        found = [DraftUnit(unit.name, unit.kind, unit.aliases, unit.source, known=True) for unit in self.living]
        held = {name for unit in found for name in (unit.name, *unit.aliases)}
        seen = dict(self.seen)
        seen.setdefault(office, "印发机关")
        taken = {self.fold(name) for name in (*held, *seen, *self.collected)}
        for name, where in seen.items():
            if name in held:
                continue
            also = [alias for alias in self.aliases.get(name, ()) if self.fold(alias) not in taken]
            taken |= {self.fold(alias) for alias in also}
            found.append(DraftUnit(name, kind_of(name), tuple(also), where))
        return tuple(found)

    @staticmethod
    def fold(name: str) -> str:
        return spelt(name).strip().casefold()

    def collectives(self) -> tuple[DraftCollective, ...]:
        """Return every collective that a point, or a demand of the whole notice, names."""
        return tuple(self.collective(name, where) for name, where in self.collected.items())

    def collective(self, name: str, where: str) -> DraftCollective:
        """Return a collective as the roster tells it, or as its words do."""
        kinds = {kind_of(each) for each in self.seen} | {unit.kind for unit in self.living}
        listed = {each.name: each for each in self.roster.collectives} if self.roster else {}
        own = _meant(listed, name)
        if own is not None and (own.kinds or own.units):
            return DraftCollective(name, own.kinds, own.units, hint="沿用名录", place=where)
        meant = kinds_meant(self.together.get(name, name))
        held = tuple(kind for kind in meant if kind in kinds)
        what = f"原文：“{self.together[name]}”以下统称“{name}”；" if name in self.together else ""
        lacking = tuple(kind for kind in meant if kind not in kinds)
        told = f"{what}名录里还没有{'、'.join(lacking)}" if lacking else what
        if held and (not lacking or GOVERNMENT in held):  # departments are those there are
            return DraftCollective(name, held, hint=told.rstrip("；"), place=where)
        if meant:
            told += f"，补上后改成 {{kinds: [{', '.join(meant)}]}}"
            return DraftCollective(name, hint=told, place=where)
        return DraftCollective(name, hint=f"{what}指哪些单位要由人定", place=where)


def _meant(listed: Mapping[str, Collective], name: str) -> Collective | None:
    """Return the collective of another year's file that tells whom a name means, by way of those it equals."""
    seen: set[str] = set()
    while (own := listed.get(name)) is not None and own.same_as and name not in seen:
        seen.add(name)
        name = own.same_as
    return own


def _on_everybody(demand: Demand) -> Demand:
    """Return a demand of a covering letter; a far aim of prose (到2025年底) is but a low guess."""
    aim = demand.by is not None and re.match(r"\s*到", demand.quote)
    number = bool(demand.at_least or demand.at_most)
    return replace(demand, sure=LOW) if aim or number else demand


_CHECKS = re.compile(
    r"[^，,。；;]{0,60}自查[^，,。；;]{0,60}(?:不少于|至少)\s*(?P<n>\d{1,3}|[一两二三四])\s*次[^，,。；;]*"
)


def _self_checks(lines: Iterable[tuple[str, str]]) -> SelfChecks | None:
    for place, text in lines:
        if found := _CHECKS.search(text):
            written = found["n"]
            times = int(written) if written.isdecimal() else " 一二三四".find(written.replace("两", "二"))
            return SelfChecks(found[0].strip(), times, place)
    return None


def _lost_tables(notice: Notice) -> Iterator[str]:
    """Yield where a table seems to have lost its columns, so that its rows cannot be told apart."""
    for block in notice.blocks:
        if isinstance(block, Paragraph) and len(block.text) <= LONGEST_HEADS and is_row_of_heads(block.text):
            yield f"{block.place}像是一张表的表头，但没有框线，各列分不开：请改用通知的 Word、Excel 文件"


def _open(draft: Draft) -> Iterator[str]:
    """Yield what a person must decide, the most important first."""
    yield from _open_head(draft)
    nobody = [each.id for each in draft.points if not (each.names[LEAD] or each.names[RESPONSIBLE])]
    if nobody:
        yield f"没有写责任单位的要点{len(nobody)}条：{_listed(nobody)}"
    told = [each for each in draft.points if any(remark.startswith("分工原文") for remark in each.remarks)]
    if told:
        yield f"分工里有没有读懂的话{len(told)}条，原文照录在要点旁：{_listed([each.id for each in told])}"
    loose = [each.name for each in draft.collectives if not each.kinds and not each.units]
    if loose:
        yield f"没有确定包括哪些单位的统称{len(loose)}个：{_listed(loose)}"
    yield from _half_listed(draft)
    placed = [unit.name for unit in draft.units if unit.kind == OTHER and not unit.known and unit.name != NO_OFFICE]
    if placed:
        yield f"看名称分不出类别的单位{len(placed)}个：{_listed(placed)}"
    dues = [each.id for each in draft.points if each.deadline and not each.deadline.day and not each.deadline.ongoing]
    if dues:
        yield f"完成时限读不出日期的要点{len(dues)}条：{_listed(dues)}"
    yield from (
        f"“{one}”和“{other}”像是同一个单位，是的话合成一个，另一个写进别称" for one, other in alike_units(draft.units)
    )
    low = sum(each.sure == LOW for _, each in draft.duties) + sum(
        each.sure == LOW for point in draft.points for each in point.demands
    )
    if low:
        yield f"把握低的时限要求{low}条，写成了注释，要用的去掉行首的 #"


def _half_listed(draft: Draft) -> Iterator[str]:
    """Yield the kinds a collective takes in of which the roster holds but those that the notice names one by one."""
    meant = dict.fromkeys(kind for each in draft.collectives for kind in each.kinds)
    for kind in meant:
        units = [unit for unit in draft.units if unit.kind == kind]
        if units and not any(unit.known for unit in units):
            names = "、".join(f"“{each.name}”" for each in draft.collectives if kind in each.kinds)
            yield f"{names}包括名录里的{kind}，名录里的{kind}只有原文点到的{len(units)}个，请补齐"


def _listed(names: Sequence[str], most: int = 12) -> str:
    return "、".join(names[:most]) + (f"等{len(names)}个" if len(names) > most else "")


def _open_head(draft: Draft) -> Iterator[str]:
    head = draft.head
    if not head.title.text:
        yield "没有找到标题"
    if not head.issuer.text:
        yield "没有找到制发机关"
    if head.issued is None:
        yield "没有找到印发日期"
    if head.year is None:
        yield f"标题和文号里没有年份，按{draft.year}年写"


def alike_units(units: Sequence[DraftUnit]) -> list[tuple[str, str]]:
    """Return pairs of units of which one seems to be the other's short name: 县人社局, 县人力资源和社会保障局."""
    names = [unit.name for unit in units if not unit.known]
    found = []
    for short in names:
        longer = [name for name in names if len(name) > len(short) + 1 and _shortens(short, name)]
        if len(longer) == 1 and len(short) > 3:  # noqa: PLR2004 - two words and a level may be anybody
            found.append((short, longer[0]))
    return found[:20]


def _shortens(short: str, name: str) -> bool:
    if short[0] != name[0] or short[-1] != name[-1] or kind_of(short) != kind_of(name):
        return False
    rest = iter(name)
    return all(mark in rest for mark in short)


def counts(draft: Draft) -> Counter[str]:
    """Return what was found: points, assignments, deadlines, duties, units, collectives, lines left over."""
    told = Counter[str]()
    told["要点"] = len(draft.points)
    told["分工"] = sum(len(names) for each in draft.points for names in each.names.values())
    told["完成时限"] = sum(each.deadline is not None for each in draft.points)
    told["时限要求"] = sum(len(each.demands) for each in draft.points) + len(draft.duties)
    told["单位"], told["统称"], told["未收入的原文"] = len(draft.units), len(draft.collectives), len(draft.left)
    return told


__all__ = ["HIGH", "NOBODY", "Draft", "draft_of"]
