"""What a row of an office's own table states: an inspection, a finding and its course, a deduction and its notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.entry.acts import NewDeduction, Receipt, deduct, notify
from gongkai.entry.states import entry_states
from gongkai.errors import BadValue, Refused
from gongkai.finding.acts import (
    Measure,
    NewFinding,
    NewInspection,
    add_findings,
    add_inspection,
    close,
    plan_measure,
    rectify,
)
from gongkai.intake.office_rows import SELF
from gongkai.intake.statements import Misfilled, Statement, Withheld
from gongkai.plan.lookup import folded
from gongkai.register.act import When
from gongkai.register.kinds import Finding, FindingStep, Inspection, Ruling, ScoreEntry, SelfInspection
from gongkai.typed import day_of, figure_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from gongkai.intake.filled import FilledRow
    from gongkai.intake.statements import Desk, Statements
    from gongkai.register.kinds import Evidence

ROW_OF_ITS_OWN = "台账里另列一行，事由不同"
BY_TABLE = "以登记的为准的，导入时写 --on-conflict skip；以表为准的，先把登记的作废"


def _text(row: FilledRow, key: str) -> str:
    return row.values.get(key, "").strip()


def _day(desk: Desk, row: FilledRow, key: str) -> date | None:
    return desk.read(row, key, day_of)


def _proof(desk: Desk, row: FilledRow, key: str) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """Return the evidence of any field."""
    values, columns = {"evidence": row.values.get(key, "")}, {"evidence": row.columns.get(key, "")}
    try:
        return desk.proof(replace(row, values=values, columns=columns))
    except Misfilled as error:
        raise Misfilled(key, error) from error


def _inspect(desk: Desk, row: FilledRow) -> Statements:
    """An inspection of the units that a table has rows of; those of one that was recorded before are not told again."""
    day, kind, register = desk.dated(row, what="检查日期"), _text(row, "kind"), desk.register
    known = [one for one in register.of_kind(Inspection, desk.year) if (one.day, one.kind) == (day, kind)]
    told = {unit for one in known for unit in one.units}
    units = tuple(unit for unit in _text(row, "units").split("、") if unit not in told)
    yield Statement(
        known,
        lambda _: not units,
        lambda: add_inspection(register, desk.when(day), NewInspection(kind, units)),
        lambda _: False,
    )


def _finding(desk: Desk, row: FilledRow) -> Statements:
    """A finding, what is to be done about it, that it was put right, and that it was closed, as far as a row tells."""
    if id_ := _text(row, "finding"):
        found = desk.register.find(id_)
        if not isinstance(found, Finding):
            raise Misfilled("finding", BadValue(f"{found.id} 不是问题", "问题编号以 F 开头"))
    else:
        found = yield _found(desk, row)
    if not isinstance(found, Finding):
        return
    steps = desk.register.steps(found.id)
    wanted = {key: _text(row, key) for key in ("measure", "person") if _text(row, key)}
    due = _day(desk, row, "due")
    if any(getattr(found, key) != value for key, value in wanted.items()) or (due and found.due != due):
        yield _planned(desk, found, steps, Measure(wanted.get("measure", ""), wanted.get("person", ""), due))
    if rectified := _day(desk, row, "rectified"):
        yield _rectified(desk, row, found, steps, rectified)
    if closed := _day(desk, row, "closed"):
        yield _closed(desk, row, found, steps, closed)


def _found(desk: Desk, row: FilledRow) -> Statement:
    """Return the finding of a row: of an inspection, of a self-inspection recorded before it, or of monitoring."""
    register, day = desk.register, desk.dated(row, what="检查日期")
    unit, problem, point, kind = desk.unit_of(row), _text(row, "problem"), _text(row, "point"), _text(row, "kind")
    due = _day(desk, row, "due")
    texts, _ = _proof(desk, row, "proof")
    new = NewFinding((unit,), problem, point, _text(row, "measure"), _text(row, "person"), due, texts)
    known = [one for one in register.of_kind(Finding, desk.year) if (one.unit, one.day) == (unit, day)]
    return Statement(
        known,
        lambda r: folded(r.problem) == folded(problem) and (not point or r.point == point),
        lambda: add_findings(register, desk.when(day), _with_origin(desk, new, kind, day)),
        lambda _: False,
    )


def _with_origin(desk: Desk, new: NewFinding, kind: str, day: date) -> NewFinding:
    """Return a finding with the inspection, or the self-inspection, that found it."""
    unit, register = new.units[0], desk.register
    if kind == SELF:
        own = [one for one in register.of_kind(SelfInspection, desk.year) if (one.unit, one.day) == (unit, day)]
        if not own:
            raise Refused(f"{unit} {day} 的自查没有登记，它查出的问题也登记不了", "先改正写有自查情况的那一行")
        return replace(new, units=(), selfcheck=own[-1].id)
    every = register.of_kind(Inspection, desk.year) if kind else ()
    mine = [one for one in every if (one.kind, one.day) == (kind, day) and unit in one.units]
    if kind and not mine:
        raise Refused(f"{day} 的{kind}没有登记，它查出的问题也登记不了", "先改正这一天第一行的错误")
    return replace(new, inspection=mine[-1].id) if mine else new


def _planned(desk: Desk, found: Finding, steps: Sequence[FindingStep], new: Measure) -> Statement:
    """Return what is to be done about a finding, where that was not all known when it was found."""
    wanted = {key: value for key in ("measure", "person", "due") if (value := getattr(new, key))}
    day = max([found.day, *(step.day for step in steps if step.kind == "planned")])
    return Statement(
        [found, *(step for step in steps if step.kind in {"planned", "extended"})],
        lambda r: all(getattr(r, key, None) == value for key, value in wanted.items()),
        lambda: plan_measure(desk.register, desk.when(day), found.id, new),
        lambda _: False,
        about="due" if new.due else "measure",
    )


def _rectified(desk: Desk, row: FilledRow, found: Finding, steps: Sequence[FindingStep], day: date) -> Statement:
    note, (texts, _) = _text(row, "note"), _proof(desk, row, "evidence")
    before = [step for step in steps if step.kind == "rectified"]
    _must_agree(found, before, day, "整改完成")
    return Statement(
        before,
        lambda r: r.day == day,
        lambda: rectify(desk.register, desk.when(day), found.id, note, texts),
        about="rectified",
    )


def _closed(desk: Desk, row: FilledRow, found: Finding, steps: Sequence[FindingStep], day: date) -> Statement:
    before = [step for step in steps if step.kind == "closed"]
    _must_agree(found, before, day, "销号")
    when = When(desk.year, day, _text(row, "by"))
    return Statement(before, lambda r: r.day == day, lambda: close(desk.register, when, found.id), about="closed")


def _must_agree(found: Finding, steps: Sequence[FindingStep], day: date, what: str) -> None:
    """A table that gives another day than the register is at odds with it; raises `Withheld`."""
    if steps and all(step.day != day for step in steps):
        said = f"{found.id} 已于 {steps[-1].day} 登记{what}，表里写的是 {day}"
        raise Withheld("conflict", said, BY_TABLE)


def _deduct(desk: Desk, row: FilledRow) -> Statements:
    """A deduction; and that the unit was told of it, with what shows that."""
    register, unit, day = desk.register, desk.unit_of(row), desk.dated(row, what="扣分日期")
    rule, reason = desk.needed(row, "rule", "扣分规则", str), desk.needed(row, "reason", "扣分原因", str)
    texts = _proof(desk, row, "evidence")[0] or tuple(filter(None, _text(row, "given").split("\n")))
    count = int(desk.read(row, "count", lambda text: figure_of(text, "次数")) or 1)
    new = NewDeduction(
        (unit,),
        rule,
        reason,
        _text(row, "point"),
        _text(row, "finding") or _ground(desk, unit, reason, day),
        count,
        desk.read(row, "points", figure_of),
        texts,
        _text(row, "no_evidence"),
        _text(row, "stage"),
    )
    said = unit, rule, reason, day, count
    entries = register.of_kind(ScoreEntry, desk.year)
    beside = [one for one in entries if one.seq > desk.began and (one.unit, one.rule, one.day) == (unit, rule, day)]
    new = replace(new, again=ROW_OF_ITS_OWN) if any(one.reason != reason for one in beside) else new
    states = entry_states(entries, register.of_kind(Ruling, desk.year))
    entry = yield Statement(
        [state.entry for state in states if state.stands and state.entry.kind == "deduction"],
        lambda r: (r.unit, r.rule, r.reason, r.day, r.count) == said and (not new.point or r.point == new.point),
        lambda: deduct(register, When(desk.year, day, _text(row, "by")), new),
        lambda _: False,
    )
    if told := _day(desk, row, "notified"):
        yield _notified(desk, row, entry.id, unit, told)


def _ground(desk: Desk, unit: str, reason: str, day: date) -> str:
    """Return the finding that a deduction is for: the unit's only one of these words, found by then, else none."""
    found = [
        one
        for one in desk.register.of_kind(Finding, desk.year)
        if one.unit == unit and one.day <= day and folded(one.problem) == folded(reason)
    ]
    return found[0].id if len(found) == 1 else ""


def _notified(desk: Desk, row: FilledRow, entry: str, unit: str, day: date) -> Statement:
    """Return the notice of a deduction. The time to object is the one it had then, over or not."""
    texts = _proof(desk, row, "receipt")[0] or tuple(filter(None, _text(row, "receipt_given").split("\n")))
    receipt = Receipt(texts, _text(row, "receipt_note"))
    known = [one for one in desk.register.rulings(entry) if one.kind == "notified"]
    if known and all(one.day != day for one in known):
        raise Withheld("conflict", f"{entry} 已于 {known[0].day} 告知，表里写的是 {day}", BY_TABLE)

    def told() -> object:
        try:
            return notify(desk.register, desk.when(day), unit, (entry,), receipt)
        except Refused as error:
            if receipt.given:
                raise
            way = (
                "当时确已告知的，表里写上签收（签收单、签收人）；各行都没有签收的，导入时用 --no-evidence 写明原因；"
                "没有告知的，告知日期不写"
            )
            raise Misfilled("notified", Refused(error.message, way)) from error

    return Statement(known, lambda r: r.day == day, told, about="notified")


OFFICE_SUBJECTS: Mapping[str, Callable[[Desk, FilledRow], Statements]] = {
    "inspect": _inspect,
    "finding": _finding,
    "deduct": _deduct,
}
"""What a row of an office's own table states, beside what forms state too."""
