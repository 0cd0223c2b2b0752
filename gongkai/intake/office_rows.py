"""What a row of an office's table says, by the kind of table: names in full, days, states, and who answers for it.

A row of several units or points becomes several; so does a field that numbers several problems.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.errors import GongkaiError, UnknownName
from gongkai.intake.office_cells import (
    DITTO,
    Days,
    closing_told,
    day_inside,
    is_blank,
    is_percent_alone,
    numbers_in,
    percent_in,
    proofs_in,
    stand_of,
    stand_told,
    text_of,
)
from gongkai.plan.lookup import ALL_POINTS, find_points, find_unit, folded
from gongkai.plan.roster import members_of
from gongkai.plan.spelling import HAN, spelt
from gongkai.points import plain
from gongkai.scoring.rulebook import sheet_for
from gongkai.scoring.sheet import outline_of
from gongkai.typed import figure_of, is_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gongkai.intake.headings import OwnTable
    from gongkai.plan.model import Plan, Unit
    from gongkai.plan.rubric import Rule
    from gongkai.sheets.book import Cell

Values = dict[str, str]
"""The fields of a row to be recorded, as the readers of `typed` take them."""
KINDS = {
    "专项督查": "专项|督查|督导",
    "定期检查": "定期|季度检查|月度检查|例行|检查",
    "日常监测": "监测|日常|抽查|巡查",
}
SELF = "自查"


class Unsaid(Struct, frozen=True):
    """What holds for every row that does not say it itself, as it was given, or stands above the table.

    `evidence` and `no_evidence` prove deductions and notices whose rows name no proof.
    """

    unit: str = ""
    day: date | None = None
    kind: str = ""
    evidence: tuple[str, ...] = ()
    no_evidence: str = ""


class Slip(Struct, frozen=True):
    """What is wrong in a row: the field it is about, empty for the row as a whole, the reason and the remedy."""

    key: str
    message: str
    advice: str = ""


class Meant(Struct, frozen=True):
    """What only a whole column tells: that its percents are `shares` of 1; that states say whether it was closed."""

    shares: bool = False
    closing: bool = False


class RowReader:
    """Reads one row's cells by field. Slips are gathered; `notes` say what was understood beyond the letter."""

    def __init__(
        self, table: OwnTable, plan: Plan, days: Days, cells: Mapping[str, Cell], unsaid: Unsaid, meant: Meant
    ) -> None:
        self.table = table
        self.plan = plan
        self.days = days
        self.cells = cells
        self.unsaid = unsaid
        self.meant = meant
        self.slips: list[Slip] = []
        self.notes: list[str] = []

    def read(self) -> tuple[Values, ...]:
        """Return what is to be recorded of the row; nothing where there are slips."""
        found = tuple(READERS[self.table.subject](self))
        return () if self.slips else found

    def text(self, key: str) -> str:
        """Return a field's text; empty where it was left out in whatever way."""
        said = text_of(self.cells.get(key, ""))
        return "" if is_blank(said) else said

    def slip(self, key: str, message: str, advice: str = "") -> None:
        """Note what is wrong."""
        self.slips.append(Slip(key, message, advice))

    def tried(self, key: str, read: Callable[[], object]) -> object:
        """Return what a reader returns, None where it refuses, which is noted."""
        try:
            return read()
        except GongkaiError as error:
            self.slip(key, _short(error.message, LONGEST_REASON), error.hint)
            return None

    def day(self, key: str, after: date | None = None) -> date | None:
        """Return the day that a field holds, None where it holds none."""
        if not self.text(key):
            return None
        what = self.table.field(key).label
        found = self.tried(key, lambda: self.days.past(self.cells[key], what, after))
        return found if isinstance(found, date) else None

    def own_day(self) -> date | None:
        """Return the day of the row, or of all rows; a row without any is wrong."""
        day = self.day("day") or (None if self.text("day") else self.unsaid.day)
        if day is None and not any(slip.key == "day" for slip in self.slips):
            self.slip(
                "day", f"没有{self.table.field('day').label}", "在表里写上，或用 --date 写明（用于没有写日期的各行）"
            )
        return day

    def due(self, since: date | None) -> date | None:
        """Return the date for rectification."""
        if not self.text("due") or since is None:
            return None
        found = self.tried("due", lambda: self.days.due(self.cells["due"], "完成时限", since))
        if found is None and not any(slip.key == "due" for slip in self.slips):
            self.notes.append(f"完成时限“{self.text('due')}”不是日期，不记期限")
        if isinstance(found, date) and "旬" in self.text("due"):
            self.notes.append(f"完成时限“{self.text('due')}”到旬末为止，记 {found}")
        return found if isinstance(found, date) else None

    def units(self) -> tuple[Unit, ...]:
        """Return the units named, each once; a collective that the roster knows stands for its members."""
        said = self.text("unit") or self.unsaid.unit
        if not said:
            self.slip("unit", "没有写单位", "写上单位，或用 -u 写明（用于没有写单位的各行）")
            return ()
        found: dict[str, Unit] = {}
        for name in _names(self.plan, said):
            for unit in self._named(name):
                found[unit.name] = unit
        return tuple(found.values())

    def _named(self, name: str) -> Iterator[Unit]:
        members = members_of(self.plan, (name,)) if name in {one.name for one in self.plan.collectives} else ()
        if members:
            self.notes.append(f"“{name}”是{len(members)}个单位")
        for each in members or (name,):
            try:
                yield find_unit(self.plan.units, each)
            except GongkaiError as error:
                way = f"是名录里的单位、表里换了叫法的，用 --map {_short(each)}=名录里的名称 说明"
                self.slip("unit", _short(error.message, LONGEST_REASON), "；".join(filter(None, (error.hint, way))))

    def points(self, key: str = "point") -> tuple[str, ...]:
        """Return the numbers of the points named, by number or by title."""
        if not self.text(key):
            return ()
        found = self.tried(key, lambda: _points(self.plan, self.cells[key]))
        return found if isinstance(found, tuple) else ()

    def evidence(self, key: str = "evidence") -> tuple[str, str]:
        """Return the proofs that a field names, a line each, and what it says in words besides."""
        proofs, words = proofs_in(self.text(key))
        return "\n".join(proofs), words


def _names(plan: Plan, text: str) -> tuple[str, ...]:
    """Return the names in a cell; what is one unit's name, or a collective's, is never taken apart."""
    whole = "".join(text.split())
    known = {folded(name) for unit in plan.units for name in (unit.name, *unit.aliases)}
    known |= {folded(one.name) for one in plan.collectives}
    if folded(whole) in known:
        return (whole,)
    parts = [part for part in re.split(r"[、，,;；\n]|\s{2,}", text) if part.strip()]
    apart: list[str] = []
    for part in parts:
        words = [word for word in re.split(r"[\s和及与/／]", part) if word]
        apart += words if len(words) > 1 and all(folded(word) in known for word in words) else ["".join(part.split())]
    return tuple(dict.fromkeys(apart))


def _points(plan: Plan, cell: Cell) -> tuple[str, ...]:
    """Return the points that a cell names by number, or one by its title; none for 全部. Raises `BadValue`."""
    if "".join(text_of(cell).split()) in ALL_POINTS:
        return ()
    typed = numbers_in(cell)
    if not re.search(r"[一-鿿]{2}", re.sub(rf"[{HAN}至到]", "", typed)):
        return find_points(plan, typed.replace("、", ","))
    titles = {folded(point.title): point.no for point in plan.points}
    bare = folded(re.sub(r"^[(（]?\d+[)）]?[.、．\s]*|[。.]$", "", text_of(cell).strip()))
    if bare in titles:
        return (titles[bare],)
    near = [no for title, no in titles.items() if len(bare) >= _LEAST_TITLE and (bare in title or title in bare)]
    if len(near) == 1:
        return (near[0],)
    if number := re.match(r"\d+(?=[.、．\s])", spelt(text_of(cell)).strip()):
        return find_points(plan, number[0])
    raise UnknownName("要点", text_of(cell), near, "请写要点编号，如 8")


_LEAST_TITLE = 4


def _progress(row: RowReader) -> Iterator[Values]:
    units, points, day = row.units(), row.points(), row.own_day()
    if not points and not any(slip.key == "point" for slip in row.slips):
        row.slip("point", "没有写要点", "写上要点编号，如 8")
    proofs, words = row.evidence()
    percent = _percent(row)
    told = [text for text in (row.text("note"), _said_beside(row)) if text]
    note = "；".join(dict.fromkeys([*told, *([f"佐证：{words}"] if words else [])]))
    for unit in units:
        for no in points:
            yield _filled(unit=unit.name, point=no, percent=f"{percent}%", day=day, note=note, evidence=proofs)


def _said_beside(row: RowReader) -> str:
    """Return the words that stand with a percent in its own cell."""
    cell = row.cells.get("percent", "")
    return "" if is_blank(text_of(cell)) or is_percent_alone(cell) else text_of(cell)


def _percent(row: RowReader) -> int | None:
    """Return the percent of its own column, else one told in the words of the report."""
    for key in ("percent", "note"):
        if not row.text(key):
            continue
        read = lambda key=key: percent_in(row.cells[key], shares=row.meant.shares and key == "percent")  # noqa: E731
        found = row.tried(key, read)
        if isinstance(found, int):
            return found
    if not any(slip.key in {"percent", "note"} for slip in row.slips):
        said = row.text("percent") or row.text("note")
        row.slip(
            "percent" if row.text("percent") else "note", f"“{_short(said)}”看不出完成了百分之几", _as_word(said, "40%")
        )
    return None


def _as_word(said: str, example: str) -> str:
    if len(said) > _LONGEST_WORD:
        return "请写上完成比例，如 40%"
    return f"请写上完成比例，如 40%；各行都这样写的，用 --map {said}={example} 说明读作多少"


_LONGEST_WORD = 12
LONGEST_REASON = 120


def _short(text: str, most: int = 16) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


class _Course(Struct, frozen=True):
    """What became of a finding: how it was put right and when, on what proof; when it was closed, and by whom."""

    measure: str = ""
    note: str = ""
    rectified: date | None = None
    evidence: str = ""
    closed: date | None = None
    by: str = ""


def _finding(row: RowReader) -> Iterator[Values]:
    units = row.units()
    id_ = row.text("finding")
    problem = text_of(row.cells.get("problem", "")).strip()
    day = row.own_day() if not id_ else row.day("day") or row.unsaid.day
    kind = _kind(row)
    points = row.points()
    due, course = row.due(day), _course(row, day)
    proof, words = row.evidence("proof")
    if not id_ and not problem:
        row.slip("problem", "没有写问题", "写上发现的问题；没有发现的写“无”")
    if day and due and due < day:
        row.slip("due", f"完成时限 {due} 早于检查日期 {day}", "请核对这两个日期")
    for unit in units:
        for said, measure in _parted(problem, course.measure):
            nothing = is_nothing(said)
            if nothing and not kind:
                continue
            yield _filled(
                finding=id_,
                unit=unit.name,
                problem="" if nothing else _with_points(said, points),
                point=points[0] if len(points) == 1 else "",
                day=day,
                kind=kind,
                proof=proof,
                **({} if nothing else _kept(row, course, measure, due, words)),
            )


def _kept(row: RowReader, course: _Course, measure: str, due: date | None, words: str) -> Values:
    return _filled(
        measure="；".join(filter(None, (measure, f"依据：{words}" if words else ""))),
        person=row.text("person"),
        due=due,
        note=course.note if course.rectified else "",
        rectified=course.rectified,
        evidence=course.evidence if course.rectified else "",
        closed=course.closed,
        by=course.by if course.closed else "",
    )


def _with_points(problem: str, points: Sequence[str]) -> str:
    """Return a problem with the numbers of several points: a finding stands on one point, or on none."""
    return f"{problem}（要点{'、'.join(points)}）" if len(points) > 1 else problem


def _kind(row: RowReader) -> str:
    """Return what kind of inspection found a row's problem; empty for monitoring, which is no act of its own."""
    said = row.text("kind")
    if not said:
        return row.unsaid.kind
    if SELF in said:
        return SELF
    found = next((name for name, words in KINDS.items() if re.search(words, said)), None)
    if found is None:
        row.slip(
            "kind",
            f"没有这种检查：“{said}”",
            f"可以写：{'、'.join(KINDS)}、{SELF}；或用 --map {said}=专项督查 这样说明",
        )
    return found or ""


_MARK = r"^\s*(?:\d{1,2}\s*[.、．)）]|[(（]\d{1,2}[)）]|[①-⑳]|[一二三四五六七八九十]{1,2}、)\s*(?!\d)"


def _parted(problem: str, measure: str) -> Iterator[tuple[str, str]]:
    """Yield the problems that a cell numbers, each with its own measure where there are as many."""
    problems, measures = _numbered(problem), _numbered(measure)
    if len(problems) < 2:  # noqa: PLR2004 - what is several
        yield problem, measure
        return
    each = measures if len(measures) == len(problems) else [measure] * len(problems)
    yield from zip(problems, each, strict=True)


def _numbered(text: str) -> list[str]:
    """Return the parts of a numbered list, each on its own line or behind ；; the whole where it is none."""
    lines = [
        line for line in re.split(r"\n|(?<=[；;。])\s*(?=\d{1,2}[.、．)）](?!\d)|[①-⑳]|[(（]\d)", text) if line.strip()
    ]
    if len(lines) < 2 or not all(re.match(_MARK, line) for line in lines):  # noqa: PLR2004 - what is several
        return [text]
    return [re.sub(_MARK, "", line).strip().rstrip("；;。") for line in lines]


def _course(row: RowReader, found: date | None) -> _Course:
    """Return what became of a finding, by its state, its days, and what was written of it."""
    note, (proofs, words) = row.text("note"), row.evidence()
    rectified = row.day("rectified", found)
    told, named = _closing(row, rectified or found)
    closed = row.day("closed", rectified or found) or named
    stand = _stand(row, rectified, closed) if told is None else _stand_as_closed(row, rectified, closed, told=told)
    measure = row.text("measure")
    if stand not in {"rectified", "closed"}:
        if note and not measure and not stand_of(note):
            measure = note
        elif note and not stand_of(note) and stand == "planned":
            row.notes.append("整改还没有到位，“整改情况”不登记")
        return _Course(measure=measure)
    if stand == "closed" and closed is None and not _wrong(row, "closed"):
        row.slip("closed" if "closed" in row.cells else "status", "写了已销号，没有销号日期", "写上销号日期")
    rectified = rectified or _by_words(row, note, found) or _by_closing(row, closed)
    if rectified is None and not _wrong(row, "rectified", "closed"):
        row.slip(
            "rectified" if "rectified" in row.cells else "status",
            "写了已整改，没有整改完成日期",
            "加一列“整改完成日期”，或写在“整改情况”里，如 9月20日已更新",
        )
    words_of_state = row.text("status") if re.search("[一-鿿]{2}", row.text("status")) and not row.meant.closing else ""
    said = "；".join(filter(None, (note or words_of_state or "已整改", f"佐证：{words}" if words else "")))
    return _Course(measure, said, rectified, proofs, closed if stand == "closed" else None, row.text("by"))


def _closing(row: RowReader, since: date | None) -> tuple[bool | None, date | None]:
    """Return what a column that asks whether a finding was closed says in a mark or a day: yes or no, and the day."""
    if not (row.meant.closing and row.text("status")):
        return None, None
    found = row.tried("status", lambda: closing_told(row.text("status"), row.days, since))
    return found if isinstance(found, tuple) else (None, None)


def _stand_as_closed(row: RowReader, rectified: date | None, closed: date | None, *, told: bool) -> str:
    """Return how a finding stands by whether it was closed: one that was not may have been put right."""
    if told:
        return "closed"
    if closed:
        row.slip("status", f"写的是没有销号，却有销号日期 {closed}", "请核对状态和日期")
    return "rectified" if rectified else _by_note(row)


def _by_note(row: RowReader) -> str:
    """Return the state that the words on putting right tell, where there are any."""
    note = row.text("note")
    if not note:
        return ""
    stand = stand_told(note)
    if stand is None and (row.text("evidence") or re.match("已|均已|现已|目前已", note)):
        row.slip("note", f"“{_short(note)}”看不出是不是已经整改到位", "加一列“状态”，写 整改中、已整改 或 已销号")
    return stand or "planned"


def _wrong(row: RowReader, *keys: str) -> bool:
    return any(slip.key in keys for slip in row.slips)


def _stand(row: RowReader, rectified: date | None, closed: date | None) -> str:
    """Return how a finding stands: its state as written, else what days and words of it tell. One must agree."""
    said = row.text("status")
    by_days = "closed" if closed else "rectified" if rectified else ""
    if said and not re.fullmatch(r"[尚还]?未销号", said):
        stand = stand_told(said)
        if stand is None:
            row.slip(
                "status",
                f"“{_short(said)}”看不出是哪种状态",
                f"可以写：未整改、整改中、已整改、已销号；或用 --map {_short(said)}=已整改 这样说明",
            )
            return ""
        if by_days and stand in {"open", "planned"}:
            day = closed or rectified
            row.slip("status", f"状态是“{said}”，却有{'销号' if closed else '整改完成'}日期 {day}", "请核对状态和日期")
        return "closed" if by_days == "closed" else stand
    return by_days or _by_note(row)


def _by_words(row: RowReader, note: str, found: date | None) -> date | None:
    day = row.tried("note", lambda: day_inside(note, row.days, "整改情况里的日期", found))
    if isinstance(day, date):
        row.notes.append("整改完成日期取自“整改情况”里写的日子")
        return day
    return None


def _by_closing(row: RowReader, closed: date | None) -> date | None:
    """Return the day of closing for want of a better one: by then it was put right."""
    if closed:
        row.notes.append("没有写整改完成日期，按销号日期登记")
    return closed


def _selfcheck(row: RowReader) -> Iterator[Values]:
    units, day = row.units(), row.own_day()
    scope, point = row.points("points"), row.points("point")
    problem = text_of(row.cells.get("problem", "")).strip()
    due, course = row.due(day), _course(row, day)
    proofs, words = row.evidence()
    summary = "；".join(filter(None, (row.text("summary"), f"佐证：{words}" if words and not course.rectified else "")))
    for unit in units:
        for said, measure in _parted(problem, course.measure):
            nothing = not said or is_nothing(said)
            yield _filled(
                unit=unit.name,
                day=day,
                points=",".join(scope),
                summary=summary,
                problem="" if nothing else _with_points(said, point),
                point=point[0] if len(point) == 1 and not nothing else "",
                evidence="" if course.rectified else proofs,
                **({} if nothing else _rest(row, course, measure, due)),
            )


def _rest(row: RowReader, course: _Course, measure: str, due: date | None) -> Values:
    """Return what became of a self-inspection's problem; the proof of its row is that of having put it right."""
    kept = _kept(row, course, measure, due, "")
    return kept | ({"rectified_evidence": kept.pop("evidence")} if "evidence" in kept else {})


def _deduct(row: RowReader) -> Iterator[Values]:
    asked, count = _figure(row, "points"), _figure(row, "count")
    if _takes_nothing(row, asked, count):
        return
    units, day = row.units(), row.own_day()
    points = row.points()
    if len(points) > 1:
        row.slip("point", f"一条扣分只能写一个要点，这里是 {'、'.join(points)}", "分成几行，或只写主要的一个")
    proofs, words = row.evidence()
    proved = bool(proofs or words or row.unsaid.evidence or row.unsaid.no_evidence)
    if not proved:
        row.slip(
            "evidence", "没有佐证", "写上网址、文号，或为什么没有；各行都没有的，用 --evidence 或 --no-evidence 写明"
        )
    notified, receipt = row.day("notified", day), row.evidence("receipt")
    if count is not None and (count != int(count) or not count):
        row.slip("count", f"次数“{plain(count)}”不对", "请写 1、2 这样的整数")
    for unit in units:
        rule = _rule(row, unit)
        if rule is None:
            continue
        times, own = _times(rule, asked, count)
        yield _filled(
            unit=unit.name,
            rule=rule.code,
            count=times,
            points=own,
            reason=row.text("reason") or rule.text,
            point=points[0] if points else "",
            day=day,
            evidence=proofs,
            no_evidence="" if proofs else words or ("" if row.unsaid.evidence else row.unsaid.no_evidence),
            given="" if proofs or words else "\n".join(row.unsaid.evidence),
            finding=row.text("finding"),
            stage=row.text("stage"),
            by=row.text("by"),
            **(_told(row, notified, receipt) if notified else {}),
        )


def _takes_nothing(row: RowReader, asked: Decimal | None, count: Decimal | None) -> bool:
    """Tell whether a row of a list of all rules takes nothing: no points, or none written and nothing said of them."""
    if asked is not None and not asked:
        row.notes.append("扣分是0，不登记")
        return True
    if "points" not in row.cells or asked is not None or count is not None or _wrong(row, "points"):
        return False
    if row.text("reason"):
        row.slip("points", "没有写扣多少分", "写上分值，如 2；没有扣的写 0")
    return True


def _told(row: RowReader, notified: date, receipt: tuple[str, str]) -> Values:
    """Return when a unit was told, and what shows it: its own receipt, else what was given for all."""
    proofs, words = receipt
    if words and not re.search(r"[一-鿿]", words):
        words = ""
    given = "" if proofs or words else "\n".join(row.unsaid.evidence)
    said = f"签收：{words}" if words else "" if proofs or given else row.unsaid.no_evidence
    return _filled(notified=notified, receipt=proofs, receipt_note=said, receipt_given=given)


def _figure(row: RowReader, key: str) -> Decimal | None:
    """Return a figure of points or times, whatever sign or words stand around it: -2, 扣2分."""
    said = "".join(spelt(row.text(key)).split())
    if not said:
        return None
    bare = re.sub(r"^(?:扣|减|-|−|共)+|[分次个条件处项]+$", "", said)
    found = row.tried(key, lambda: figure_of(bare, row.table.field(key).label))
    return found if isinstance(found, Decimal) else None


def _times(rule: Rule, asked: Decimal | None, count: Decimal | None) -> tuple[str, str]:
    """Return how often a rule is used, and its points where they are a choice: 4 points at 2 each are two uses."""
    fixed = rule.points_min is None and rule.repeat is None and rule.points
    if count is None and asked is not None and fixed and asked >= rule.points and asked % rule.points == 0:
        return plain(asked / rule.points), ""
    if count is not None and asked is not None and fixed and asked == rule.points * count:
        return plain(count), ""
    return plain(count) if count is not None else "", plain(asked) if asked is not None else ""


def _rule(row: RowReader, unit: Unit) -> Rule | None:
    """Return the rule that a cell names by code, by its words, or both."""
    said = row.text("rule")
    if not said:
        row.slip("rule", "没有写扣分规则", "写上规则编号，如 4.1")
        return None
    if row.plan.assessment is None:
        row.slip("rule", f"{row.plan.year}年的要点没有考核细则，不能扣分", "先把细则写进要点文件并载入")
        return None
    scheme = row.tried("rule", lambda: sheet_for(row.plan.assessment, unit))  # type: ignore[arg-type]
    if scheme is None:
        return None
    rules = {code: slot.rule for (kind, code), slot in outline_of(scheme).slots.items() if kind == "deduction"}  # type: ignore[arg-type]
    found = _matching(rules, said)
    if len(found) == 1:
        return found[0]
    names = "、".join(rule.code for rule in found or rules.values())
    message = f"扣分规则“{_short(said)}”不止一条" if found else f"没有找到扣分规则“{_short(said)}”"
    row.slip("rule", message, f"请写规则编号（{names}），或用 --map {said}=编号 说明读作哪一条")
    return None


def _matching(rules: Mapping[str, Rule], said: str) -> list[Rule]:
    """Return the rules that words may mean: by the code they are or begin with, else by the rule's own words."""
    typed = folded("".join(said.split()))
    codes = {folded(code): rule for code, rule in rules.items()}
    if typed in codes:
        return [codes[typed]]
    lead = re.match(r"(?:规则|第)?([a-z0-9][a-z0-9.-]*[a-z0-9]|[a-z0-9])(?=[^a-z0-9.]|$)", typed)
    if lead and lead[1] in codes:
        return [codes[lead[1]]]
    words = {folded("".join(rule.text.split())): rule for rule in rules.values()}
    if typed in words:
        return [words[typed]]
    return [rule for text, rule in words.items() if len(typed) >= _LEAST_TITLE and (typed in text or text in typed)]


def _filled(**fields: str | date | Decimal | None) -> Values:
    """Return the fields that say something, as text."""
    return {key: str(value) for key, value in fields.items() if value not in (None, "")}


READERS: Mapping[str, Callable[[RowReader], Iterator[Values]]] = {
    "progress": _progress,
    "finding": _finding,
    "selfcheck": _selfcheck,
    "deduct": _deduct,
}


def is_ditto(cell: Cell) -> bool:
    """Tell whether a cell says that it is as the one above."""
    return isinstance(cell, str) and "".join(cell.split()) in DITTO
