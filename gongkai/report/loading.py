"""What a load did, or would do: the year in figures, and every difference from the plan in force."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct
from msgspec.structs import asdict

from gongkai.document import Cell, Column, Document, Figure, Figures, text
from gongkai.domain.keys import fields_of
from gongkai.domain.plan import EVERY, Duty
from gongkai.domain.roster import units_of_year
from gongkai.domain.scheme import OUTSIDE, AppliesTo, Assessment, Item, Rule, Scheme
from gongkai.report.parts import table
from gongkai.report.recorded import record_data
from gongkai.wording import DUTY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from gongkai.document import Block, Tone
    from gongkai.domain.keys import Field
    from gongkai.domain.plan import Plan
    from gongkai.domain.records import Finding
    from gongkai.domain.revision import Change, Difference
    from gongkai.domain.uncounted import Effect
    from gongkai.errors import Problem


class Carrying(Protocol):
    """What the paper needs to know of what was carried over."""

    @property
    def year(self) -> int:
        """The year it came from."""

    @property
    def findings(self) -> Sequence[Finding]:
        """The findings as entered in the new year."""

    @property
    def left(self) -> Sequence[Finding]:
        """Those left behind: their unit is gone, and has no one heir."""


class Loading(Protocol):
    """What the paper needs to know of a load."""

    @property
    def plan(self) -> Plan:
        """The plan that was read."""

    @property
    def changes(self) -> Sequence[Change]:
        """What differs from the plan in force."""

    @property
    def first(self) -> bool:
        """Whether the year is new to the database."""

    @property
    def carried(self) -> Carrying | None:
        """What was carried over from an earlier year, None where nothing was asked for."""


_OF_POINT = re.compile(r"要点([^：的]+)[：的]")
KIND: dict[str, str] = {"new": "新增", "changed": "修改", "withdrawn": "撤销"}
LONGEST = 24
BEFORE = 4
"""Characters shown before a difference, to find the place by."""
REORDERED, EVERYBODY = "排列顺序有改动", ("全部单位",)
TONE: dict[str, Tone] = {"new": "good", "changed": "warn", "withdrawn": "bad"}


def load_document(done: Loading, notes: int, *, dry_run: bool, effects: Sequence[Effect] = ()) -> Document:
    """Return the paper of a load; `notes` is how many remarks were told beside it, `effects` what became of items."""
    plan = done.plan
    blocks: list[Block] = [text(_said(done, dry_run=dry_run), role="lead"), _figures(plan, notes)]
    if done.changes:
        blocks.append(_changes(done.changes))
    blocks += [text(_effect(effect), role="hint") for effect in effects]
    if done.carried:
        blocks += _carried(done.carried)
    data = {
        "year": plan.year,
        "title": plan.title,
        "number": plan.number,
        "first": done.first,
        "dry_run": dry_run,
        "points": len(plan.points),
        "units": len(units_of_year(plan)),
        "notes": notes,
        "changes": [
            {"kind": change.kind, "what": change.what, "name": change.name, "detail": detail(change)}
            for change in done.changes
        ],
        "effects": [asdict(effect) for effect in effects],
        "carried": [record_data(finding) for finding in done.carried.findings] if done.carried else [],
        "left_behind": [record_data(finding) for finding in done.carried.left] if done.carried else [],
    }
    return Document("load", plan.title, tuple(blocks), data=data, number=plan.number)


def worth_telling(notes: Sequence[Problem], done: Loading) -> list[Problem]:
    """Return the notes that a load can have made new: all of a first one, else those that speak of what changed."""
    if done.first:
        return list(notes)
    names = {change.name for change in done.changes}
    kinds = {change.what for change in done.changes}
    return [note for note in notes if _speaks_of(note.message, names, kinds)]


def _speaks_of(said: str, names: set[str], kinds: set[str]) -> bool:
    point, duty = _OF_POINT.match(said), said.removeprefix("时限要求")
    if point or duty != said:
        own = point[1] if point else re.split("[（：的]", duty)[0]
        return own in names or any(f"“{name}”" in said for name in names)
    if said.startswith(("考核细则", "满分")):
        return any(kind.startswith("考核") for kind in kinds)
    if said.startswith(("待明确", "名录里没有")):
        return bool(kinds & {"要点", "统称", "单位", "考核组", "年度要点"})
    return "年度要点" in kinds


def _said(done: Loading, *, dry_run: bool) -> str:
    would = "检查无误，未载入：" if dry_run else "已载入："
    if done.first:
        return f"{would}{done.plan.year}年度是新的年度。"
    if not done.changes:
        would = would if dry_run else ""
        return f"{would}没有变化，与现行的{done.plan.year}年度要点一致。"
    count: Counter[str] = Counter(change.kind for change in done.changes)
    told = "、".join(f"{word}{count[kind]}项" for kind, word in KIND.items() if count[kind])
    return f"{would}与{'现行' if dry_run else '原来'}的{done.plan.year}年度要点相比，{told}；已有记录全部保留。"


def _effect(effect: Effect) -> str:
    """Say what becomes of a duty's items: 8.1：已办结1项、逾期2项不再计入."""
    pairs = (("已办结", effect.settled), ("逾期", effect.overdue))
    gone = "、".join(f"{word}{count}项" for word, count in pairs if count)
    told = [f"{gone}不再计入"] if gone else []
    told += [f"{count}项由{DUTY[was]}变为{DUTY[now]}" for was, now, count in effect.turned]
    return f"注意：时限要求{effect.duty}改动后，{'；'.join(told)}。"


def _figures(plan: Plan, notes: int) -> Figures:
    duties = sum(len(point.duties) for point in plan.points)
    named = (("要点", len(plan.points)), ("单位", len(units_of_year(plan))), ("时限要求", duties), ("提示", notes))
    return Figures(tuple(Figure(label, value) for label, value in named))


def _changes(changes: Sequence[Change]) -> Block:
    columns = (Column("变化"), Column("类别"), Column("名称", weight=1), Column("内容", weight=3))
    rows = [
        (Cell(KIND[change.kind], TONE[change.kind]), Cell(change.what), Cell(change.name), Cell(detail(change)))
        for change in changes
    ]
    return table("changes", "变化", columns, rows)


def _carried(carried: Carrying) -> Iterator[Block]:
    """Tell what came over, and what somebody must place by hand."""
    found, left = carried.findings, carried.left
    yield text(
        f"从{carried.year}年度结转未销号的问题{len(found)}个。" if found else f"{carried.year}年度没有要结转的问题。"
    )
    if found:
        columns = (
            Column("编号", "id"),
            Column("原编号", "id"),
            Column("单位", weight=1),
            Column("问题", weight=3),
            Column("期限"),
        )
        rows = [(Cell(f.id, ref=f.id), Cell(f.origin), Cell(f.unit), Cell(f.problem), Cell(f.due)) for f in found]
        yield table("carried", "结转的问题", columns, rows, optional=("期限",))
    if left:
        told = "、".join(f"{finding.id}（{finding.unit}）" for finding in left)
        yield text(
            f"没有结转{len(left)}个，原单位已撤并，承继单位没有或不止一个，请另行登记到单位：{told}。", role="hint"
        )


def detail(change: Change) -> str:
    """Say what about a thing changed, before and after; of one that came or went, which it is beyond its name."""
    if change.thing is not None:
        return _title(change.thing, change.name)
    return "；".join(map(_told, change.differences)) or REORDERED


def _title(thing: Struct, name: str) -> str:
    if isinstance(thing, Assessment):
        return _short(tuple(scheme.name for scheme in thing.schemes))
    told = (getattr(thing, key, "") for key in ("title", "quote", "text", "kind", "name"))
    words = next((words for words in told if words not in {"", name}), "")
    return _short(words) if words else ""


def _told(one: Difference) -> str:
    brief = any(field.declared.brief for field in fields_of(type(one.new)) if field.word == one.word)
    old, new = _shown(one.old, one.word), _shown(one.new, one.word)
    return f"{one.word}有改动" if brief or old == new else f"{one.word}：{_difference(old, new)}"


def _shown(record: Struct, word: str) -> object:
    """Return what a record says under a word as people say it: one value, or several in a row."""
    if way := WAYS.get((type(record), word)):
        return way(record)
    fields = [field for field in fields_of(type(record)) if field.word == word]
    if len(fields) == 1 and not fields[0].many and not issubclass(fields[0].kind, Struct):
        return _in_words(fields[0], getattr(record, fields[0].name))
    return tuple(_row(record, fields))


def _row(record: Struct, fields: Iterable[Field]) -> Iterator[object]:
    for field in fields:
        value = getattr(record, field.name)
        if isinstance(value, Struct):
            yield from _row(value, fields_of(field.kind))
        else:
            many = value if isinstance(value, tuple) else (value,)
            yield from (_in_words(field, each) for each in many if each not in {None, ""})


def _in_words(field: Field, value: object) -> object:
    """Return a value in Chinese: a code's word; of a record inside (a grade, a stage) all it says, in one."""
    if not isinstance(value, Struct):
        return field.declared.choices.get(str(value), value)
    parts = ((each.word, getattr(value, each.name)) for each in fields_of(field.kind))
    return "".join(f"（{word}）" if part is True else "" if part is False else str(part) for word, part in parts)


def _difference(old: object, new: object) -> str:
    """Return before and after; of what is too long for that only what went, came or became another."""
    if isinstance(old, tuple) and isinstance(new, tuple) and max(len(_joined(old)), len(_joined(new))) > LONGEST:
        came = [str(one) for one in new if one not in old]
        gone = [str(one) for one in old if one not in new]
        told = (f"增加{'、'.join(came)}" if came else "", f"去掉{'、'.join(gone)}" if gone else "")
        return "，".join(filter(None, told)) or REORDERED
    if isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > LONGEST:
        pairs = enumerate(zip(old, new, strict=False))
        first = next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))
        alike = max(first - BEFORE, 0)
        old, new = (f"…{words[alike:]}" if alike else words for words in (old, new))
    return f"{_short(old)} → {_short(new)}"


def _short(value: object) -> str:
    """Return a value in a few words; nothing is 无."""
    if isinstance(value, bool):
        return "是" if value else "否"
    words = _joined(value) if isinstance(value, tuple) else str(value if value is not None else "")
    return "无" if not words else words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _joined(values: tuple[object, ...]) -> str:
    return "、".join(map(str, values))


def _limit(duty: Duty) -> str:
    """Return a duty's demand in words: 2018-12-31前, 每月, 3个工作日内, 至少80%."""
    if duty.by:
        return f"{duty.by}前"
    if duty.every:
        grace = f"，宽限{duty.grace_days}天" if duty.grace_days else ""
        return EVERY[duty.every] + grace + ("，含已开始的一期" if duty.first_running else "")
    if duty.within:
        limit = f"{duty.within.workdays}个工作日内" if duty.within.workdays else f"{duty.within.hours}小时内"
        return f"{duty.from_}后{limit}"
    goal = duty.target
    if goal is None:
        return ""
    low = f"至少{goal.at_least}{goal.unit}" if goal.at_least is not None else ""
    return low + (f"至多{goal.at_most}{goal.unit}" if goal.at_most is not None else "")


def _points(rule: Rule) -> str:
    return f"{rule.points_min}至{rule.points}" if rule.points_min is not None else str(rule.points)


def _bonus(scheme: Scheme) -> str:
    bonus = scheme.bonus
    if bonus is None:
        return ""
    return f"上限{bonus.cap}，" + (f"得分高于{bonus.above}分方计" if bonus.above else "不设门槛")


def _concerned(item: Item) -> tuple[str, ...]:
    whom = item.applies_to or AppliesTo()
    return (*whom.kinds, *whom.units, *(f"要点{no}" for no in whom.work_points)) or EVERYBODY


def _outside(rubric: Assessment) -> str:
    return f"按{rubric.rate}%计" if rubric.rate is not None else OUTSIDE[rubric.not_applicable]


WAYS: dict[tuple[type, str], Callable[[Any], object]] = {
    (Duty, "时限"): _limit,
    (Rule, "分值"): _points,
    (Scheme, "加分"): _bonus,
    (Scheme, "适用"): lambda scheme: scheme.groups or EVERYBODY,
    (Item, "适用"): _concerned,
    (Assessment, "不适用项"): _outside,
}
"""What is not told value by value."""
