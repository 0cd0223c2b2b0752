"""What is wrong or odd in a year's records: a tuple of plain functions, each stating the law it watches.

Errors are what cannot be true; notes deserve a look. Every check runs every time; nothing stops at the first.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from gongkai.domain.findings import finding_states
from gongkai.domain.roster import roster_of
from gongkai.domain.rules import is_backdated
from gongkai.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from gongkai.domain.ledger import Ledger
    from gongkai.domain.records import Evidence, Progress, Record
    from gongkai.domain.roster import Roster


@frozen
class Check:
    """One thing seen: `level` is error or note, `where` the id of the record it is about."""

    level: str
    kind: str
    where: str
    message: str
    hint: str = ""


@frozen
class Case:
    """What the checks look at: a whole ledger, today, and which stored evidence files are `missing` or `altered`."""

    ledger: Ledger
    today: date
    files: Mapping[str, str] = MappingProxyType({})


def run_checks(case: Case) -> tuple[Check, ...]:
    """Return all that the checks see, errors first, then by record in order of entry."""
    seen = chain.from_iterable(check(case) for check in CHECKS)
    return tuple(sorted(seen, key=lambda check: (check.level != "error", _number(check.where))))


def _number(record_id: str) -> int:
    return int(record_id[1:]) if record_id[1:].isdecimal() else 0


def facts(ledger: Ledger) -> Iterator[Record]:
    """Yield the records that count by the day they happened."""
    yield from ledger.progress
    yield from ledger.self_inspections
    yield from ledger.events
    yield from (settlement for settlement in ledger.settlements if settlement.kind == "done")


def everything(ledger: Ledger) -> Iterator[Record]:
    """Yield every record of a ledger."""
    yield from facts(ledger)
    for kind in (ledger.assigns, ledger.reviews, ledger.inspections, ledger.findings, ledger.finding_steps):
        yield from kind
    for rest in (ledger.entries, ledger.rulings, ledger.figures, ledger.appeals):
        yield from rest
    yield from (settlement for settlement in ledger.settlements if settlement.kind != "done")


def evidence_of(ledger: Ledger) -> Iterator[tuple[str, Evidence]]:
    """Yield (record id, evidence) of every piece of evidence in a ledger."""
    for record in everything(ledger):
        for piece in getattr(record, "evidence", ()):
            yield record.id, piece


def fact_outside_year(case: Case) -> Iterator[Check]:
    """A fact lies in its plan's year."""
    for record in facts(case.ledger):
        if record.day.year != case.ledger.plan.year:
            yield Check("error", "outside_year", record.id, f"日期 {record.day} 不在{case.ledger.plan.year}年度内")


def dated_ahead(case: Case) -> Iterator[Check]:
    """Nothing is dated after today; until then it does not count."""
    for record in everything(case.ledger):
        if record.day > case.today:
            yield Check("note", "dated_ahead", record.id, f"日期 {record.day} 在今天之后，到那天才计入", "核对日期")


def closed_before_rectified(case: Case) -> Iterator[Check]:
    """A finding is signed off only after the unit said it was rectified, and not on an earlier day."""
    for state in finding_states(case.ledger.findings, case.ledger.finding_steps):
        if state.closed is None:
            continue
        if state.rectified is None:
            yield Check("error", "closed_unrectified", state.finding.id, "没有整改记录就已销号", "退回后补报整改")
        elif state.closed < state.rectified:
            message = f"销号日期 {state.closed} 早于整改日期 {state.rectified}"
            yield Check("error", "closed_before_rectified", state.finding.id, message, "核对两个日期")


def step_before_finding(case: Case) -> Iterator[Check]:
    """Nothing happens to a finding before it is found."""
    found = {finding.id: finding.day for finding in case.ledger.findings}
    for step in case.ledger.finding_steps:
        if step.finding in found and step.day < found[step.finding]:
            message = f"处理日期 {step.day} 早于发现日期 {found[step.finding]}"
            yield Check("error", "step_before_finding", step.finding, message, "核对日期")


def verified_without_report(case: Case) -> Iterator[Check]:
    """The office verifies only what was reported by that day."""
    first: dict[tuple[str, str], date] = {}
    for report in case.ledger.progress:
        key = (report.point, report.unit)
        first[key] = min(report.day, first.get(key, report.day))
    for review in case.ledger.reviews:
        reported = first.get((review.point, review.unit))
        if review.kind == "verified" and (reported is None or reported > review.day):
            message = f"{review.unit}在要点{review.point}上没有报告就已核实"
            yield Check("error", "verified_unreported", review.id, message, "补报进展或退回")


def percent_fell(case: Case) -> Iterator[Check]:
    """A later report that is lower than the one before deserves a look."""
    by_seat: dict[tuple[str, str], list[Progress]] = defaultdict(list)
    for report in case.ledger.progress:
        by_seat[report.point, report.unit].append(report)
    for reports in by_seat.values():
        for before, after in pairwise(reports):
            if after.percent < before.percent:
                message = f"{after.unit}要点{after.point}：{before.percent}% → {after.percent}%（{after.day}）"
                yield Check("note", "percent_fell", after.id, message, "核对是否误填；误填的再报一次正确的")


def backdated(case: Case) -> Iterator[Check]:
    """An entry typed more than 15 days after its date is marked 补录."""
    for record in everything(case.ledger):
        if is_backdated(record) and record.recorded is not None:
            message = f"补录：日期 {record.day}，登记于 {record.recorded.date()}"
            yield Check("note", "backdated", record.id, message)


def evidence_intact(case: Case) -> Iterator[Check]:
    """A stored evidence file is where it was put, and unchanged."""
    said = {"missing": "佐证文件不见了", "altered": "佐证文件被改动过"}
    for where, piece in evidence_of(case.ledger):
        state = case.files.get(piece.sha256, "") if piece.kind == "file" else ""
        if state:
            yield Check("error", f"evidence_{state}", where, f"{said[state]}：{piece.ref}", "从备份中恢复原文件")


def unit_left_point(case: Case) -> Iterator[Check]:
    """A report of a unit that is no longer on the point counts for nothing."""
    roster: Roster = roster_of(case.ledger.plan, case.ledger.assigns)
    for report in case.ledger.progress:
        if report.point in roster.by_point and roster.on(report.point, report.unit) is None:
            message = f"{report.unit}已不在要点{report.point}的责任单位之列"
            yield Check("note", "unit_left_point", report.id, message, "确应承担的用 assign 登记")


def point_withdrawn(case: Case) -> Iterator[Check]:
    """A withdrawn point keeps its records and is scored no more."""
    known = {point.no for point in case.ledger.plan.points} | {""}
    for record in everything(case.ledger):
        no = getattr(record, "point", "")
        if no not in known:
            yield Check("note", "point_withdrawn", record.id, f"要点{no}已撤销，记录保留，不再计分")


CHECKS = (
    fact_outside_year,
    closed_before_rectified,
    step_before_finding,
    verified_without_report,
    evidence_intact,
    dated_ahead,
    percent_fell,
    unit_left_point,
    point_withdrawn,
    backdated,
)
