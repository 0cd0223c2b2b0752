"""What is wrong or odd in a year's records: a tuple of plain functions, each stating the law it watches.

Errors are what cannot be true; notes deserve a look. Every check runs every time; nothing stops at the first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.appeal.objections import recorded_by, same_person
from gongkai.duty.extensions import Extensions
from gongkai.entry.states import entry_states, figure_states
from gongkai.errors import VERIFY, hint_of
from gongkai.finding.states import before_each_step
from gongkai.points import plain
from gongkai.register.kinds import KINDS, Closing, Progress, Settlement, kind_of, list_of
from gongkai.register.privacy import personal_data, personal_in_plan
from gongkai.register.recordable import was_to_come
from gongkai.scoring.doubts import doubts, strayed, twin, unfounded_entries
from gongkai.scoring.score import unscored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from gongkai.duty.items import DutyItem
    from gongkai.entry.states import Ruled
    from gongkai.plan.roster import Roster
    from gongkai.register.kinds import Evidence, Record, ScoreEntry
    from gongkai.register.ledger import Ledger
    from gongkai.scoring.doubts import Unfounded
    from gongkai.year import Year

ITEM_NOW = MappingProxyType({"met": "已按期办结", "cancelled": "已取消", "pending": "尚未到期", "overdue": "尚未办结"})
MOST_AHEAD = 10
YEAR_PART = len("2018-")
PERSONAL_DATA = "personal_data"
NO_FILES: Mapping[str, str] = MappingProxyType({})


class Check(Struct, frozen=True):
    """One thing seen: `level` is error or note, `where` the id of the record it is about.

    Of what was typed late, whose it is (`unit`) and its `days`: that of the fact, that of typing.
    """

    level: str
    kind: str
    where: str
    message: str
    advice: str = ""
    do: tuple[str, ...] = ()
    unit: str = ""
    days: tuple[date, date] | None = None

    @property
    def hint(self) -> str:
        """What to do about it, as a person reads it."""
        return hint_of(self.advice, self.do)


def run_checks(
    year: Year,
    files: Mapping[str, str] = NO_FILES,
    ahead: Sequence[Record] = (),
    today: date | None = None,
    on_machines: Mapping[str, str] = NO_FILES,
) -> tuple[Check, ...]:
    """Return all that the checks see, errors first, then by record in order of entry.

    The year's ledger holds every report. `files` are the stored evidence files that are `missing` or `altered`, `ahead`
    the records dated after `today`, which the ledger may not hold, `on_machines` units, by the ids of what the office
    recorded on their machines.
    """
    seen = chain(
        evidence_intact(year, files),
        dated_ahead(year, ahead, today or year.today),
        on_nothing(year, ahead),
        done_on_machines(year, on_machines),
        *(check(year) for check in CHECKS),
    )
    return tuple(sorted(seen, key=lambda check: (check.level != "error", _number(check.where))))


def _number(record_id: str) -> int:
    return int(record_id[1:]) if re.fullmatch("[A-Z][0-9]{1,18}", record_id) else 0


def facts(ledger: Ledger) -> Iterator[Record]:
    """Yield the records that count by the day they happened."""
    yield from ledger.progress
    yield from ledger.self_inspections
    yield from ledger.events
    yield from (settlement for settlement in ledger.settlements if settlement.kind != "cancelled")


def everything(ledger: Ledger) -> Iterator[Record]:
    """Yield every record of the year's work: all but what is about its papers."""
    for kind in KINDS:
        if kind.work:
            yield from getattr(ledger, kind.field)


def evidence_of(ledger: Ledger) -> Iterator[tuple[str, Evidence]]:
    """Yield (record id, evidence) of every piece of evidence in a ledger, and of what came in."""
    for record in chain(everything(ledger), ledger.filings):
        for piece in getattr(record, "evidence", ()):
            yield record.id, piece


def fact_outside_year(year: Year) -> Iterator[Check]:
    """A fact lies in its plan's year; what has a last day may be met after it, in its time or too late (逾期完成).

    So may a point be reported on whose last day lies after the year.
    """
    own, duties = year.plan.year, (duty for point in year.plan.demanding for duty in point.duties)
    undated = {duty.id for duty in duties if duty.target and not duty.by}
    extensions = Extensions(year.ledger.extensions)
    beyond = {point.no for point in year.plan.points if extensions.runs_to(point, year.plan).year > own}
    for record in facts(year.ledger):
        runs_on = isinstance(record, Settlement) and record.duty not in undated
        runs_on = runs_on or (isinstance(record, Progress) and record.point in beyond)
        if record.day.year < own or (record.day.year > own and not runs_on):
            yield Check("error", "outside_year", record.id, f"日期 {record.day} 不在{year.plan.year}年度内")


def dated_ahead(year: Year, ahead: Sequence[Record], today: date) -> Iterator[Check]:
    """Nothing is dated, or typed, after today: by a clock since put right. What has been taken back is told no more."""
    for record in _standing(year.ledger, ahead):
        if record.day > today:
            message = f"日期 {record.day} 在今天（{today}）之后，现在不计入"
        else:
            message = f"登记时间 {record.recorded:%Y-%m-%d} 在今天（{today}）之后，登记时本机时间不准"
        advice, do = _way_back(record)
        yield Check("note", "dated_ahead", record.id, message, advice, do)


def clock_put_back(year: Year) -> Iterator[Check]:
    """What was still to come when the next record was typed was dated by a clock that ran ahead."""
    every = chain(everything(year.ledger), year.ledger.closings)
    for run, later in _runs_ahead(sorted(every, key=lambda record: record.seq)):
        typed = f"{later.recorded:%Y-%m-%d}"
        if len(run) > MOST_AHEAD:  # likelier that the one clock was behind than that all of these were ahead
            message = f"登记于 {typed}，早于前面{len(run)}条登记的日期：登记时本机时间不准"
            yield Check("note", "clock_put_back", later.id, message, "核对日期")
            continue
        for record in _standing(year.ledger, run):
            message = f"日期 {record.day}，其后的 {later.id} 却登记于 {typed}：登记时本机时间不准"
            advice, do = _way_back(record)
            yield Check("note", "clock_put_back", record.id, message, advice, do)


def _runs_ahead(records: Sequence[Record]) -> Iterator[tuple[list[Record], Record]]:
    """Yield each run of records, in order of the register, that were to come when the next one was typed, and that."""
    for i, (record, later) in enumerate(pairwise(records)):
        if was_to_come(record, later):
            begun = next((j for j in range(i, -1, -1) if not was_to_come(records[j], later)), -1)
            yield list(records[begun + 1 : i + 1]), later


def _standing(ledger: Ledger, records: Iterable[Record]) -> Iterator[Record]:
    """Yield the records that have not been taken back: an entry not revoked, a closing not reopened since."""
    revoked = {ruling.entry for ruling in ledger.rulings if ruling.kind == "revoked"}
    last = max((closing.seq for closing in ledger.closings), default=0)
    for record in records:
        if record.id not in revoked and not (isinstance(record, Closing) and record.seq < last):
            yield record


def personal_data_there(year: Year, on_purpose: AbstractSet[str] = frozenset()) -> tuple[Check, ...]:
    """Return where personal data stand in the year's plan and records, in order of entry: each is a note.

    Of those `on_purpose` (their ids) the trail says so; others were recorded before texts were looked at.
    """
    every = chain(everything(year.ledger), year.ledger.closings, year.ledger.issues, year.ledger.voids)
    told, load = "要点是印发的，公开版会遮盖；不该有的，改好要点文件，再载入", ("load", "要点文件")
    said = dict.fromkeys(one.said for one in personal_in_plan(year.plan))
    found = [Check("note", PERSONAL_DATA, "", each, told, load) for each in said]
    for record in sorted(every, key=lambda record: record.seq):
        advice, do = _way_back(record, "不该有的，作废后去掉再登记；登记簿里原来的一条仍在")
        purpose = "，登记时写明是有意的" if record.id in on_purpose else ""
        said = dict.fromkeys(one.said for one in personal_data(record))
        found += [Check("note", PERSONAL_DATA, record.id, f"{each}{purpose}", advice, do) for each in said]
    return tuple(found)


def _way_back(record: Record, said: str = "日期不对的，今天就可以作废后重新登记") -> tuple[str, tuple[str, ...]]:
    """Say how a record that is wrong is taken back, today."""
    kind = kind_of(record)
    if kind.may_be_void:
        return said, ("void", record.id, "--reason", "理由")
    named = {"id": record.id, "command": list_of(record.id[0])}
    return kind.instead, tuple(word.format(**named) for word in kind.do)


def before_issue(year: Year) -> Iterator[Check]:
    """What was looked at, found or taken before the notice was issued may be so on paper; it deserves a look."""
    ledger, issued = year.ledger, year.plan.issued
    for record in (*ledger.inspections, *ledger.self_inspections, *ledger.findings, *ledger.entries):
        if record.day < issued:
            message = f"日期 {record.day} 早于要点印发日期 {issued}"
            yield Check("note", "before_issue", record.id, message, "核对日期；确是印发以前的，不用处理")


def closed_before_rectified(year: Year) -> Iterator[Check]:
    """A finding is signed off only after the unit said it was rectified, and not on an earlier day."""
    for state in year.findings:
        if state.closed is None:
            continue
        if state.rectified is None:
            yield Check("error", "closed_unrectified", state.finding.id, "没有整改记录就已销号", "退回后补报整改")
        elif state.closed < state.rectified:
            message = f"销号日期 {state.closed} 早于整改日期 {state.rectified}"
            yield Check("error", "closed_before_rectified", state.finding.id, message, "核对两个日期")


def step_before_finding(year: Year) -> Iterator[Check]:
    """Nothing happens to a finding before it is found."""
    found = {finding.id: finding.day for finding in year.ledger.findings}
    for step in year.ledger.finding_steps:
        if step.finding in found and step.day < found[step.finding]:
            message = f"处理日期 {step.day} 早于发现日期 {found[step.finding]}"
            yield Check("error", "step_before_finding", step.finding, message, "核对日期")


def verified_without_report(year: Year) -> Iterator[Check]:
    """The office verifies only what was reported by that day."""
    first: dict[tuple[str, str], date] = {}
    for report in year.ledger.progress:
        key = (report.point, report.unit)
        first[key] = min(report.day, first.get(key, report.day))
    for review in year.ledger.reviews:
        reported = first.get((review.point, review.unit))
        if review.kind == "verified" and (reported is None or reported > review.day):
            message = f"{review.unit}在要点{review.point}上没有报告就已核实"
            yield Check("error", "verified_unreported", review.id, message, "补报进展或退回")


def percent_fell(year: Year) -> Iterator[Check]:
    """A latest report that is lower than the one before deserves a look; a later one has put the rest right."""
    by_seat: dict[tuple[str, str], list[Progress]] = defaultdict(list)
    for report in year.ledger.progress:
        by_seat[report.point, report.unit].append(report)
    for reports in by_seat.values():
        before, after = reports[-2:] if len(reports) > 1 else (reports[0], reports[0])
        if after.percent < before.percent:
            message = f"{after.unit}要点{after.point}：{before.percent}% → {after.percent}%（{after.day}）"
            yield Check("note", "percent_fell", after.id, message, "核对是否误填；误填的再报一次正确的")


def backdated(year: Year) -> Iterator[Check]:
    """An entry typed more than 15 days after its date is marked 补录."""
    told, whose = _waiting(year), _Owners(year)
    for record in (*everything(year.ledger), *year.ledger.closings, *year.ledger.issues):
        if record.backdated and record.recorded is not None and record.id not in told:
            days = record.day, record.recorded.date()
            message = f"补录：日期 {days[0]}，登记于 {days[1]}"
            yield Check("note", "backdated", record.id, message, unit=whose.of(record), days=days)


class _Owners:
    """Whose a record is: a unit's own, or the office's."""

    def __init__(self, year: Year) -> None:
        self._year = year
        self._findings = {finding.id: finding.unit for finding in year.ledger.findings}

    def of(self, record: Record) -> str:
        """Return the unit a record names, or that of its finding or its item; else the office."""
        unit = getattr(record, "unit", "") or self._findings.get(getattr(record, "finding", ""), "")
        if isinstance(record, Settlement) and not unit:
            owers = {name for item in self._items().get(record.id, ()) for name in item.owers}
            unit = owers.pop() if len(owers) == 1 else ""
        return unit or self._year.plan.office

    def _items(self) -> dict[str, list[DutyItem]]:
        if not hasattr(self, "_settled"):
            self._settled: dict[str, list[DutyItem]] = defaultdict(list)
            for item in self._year.items:
                if item.report:
                    self._settled[item.report.settlement].append(item)
        return self._settled


ALL = ("check", "--all")


def gathered(checks: Sequence[Check]) -> tuple[Check, ...]:
    """Return what the checks saw with what a unit typed late in one line, at the place of its first.

    Who has caught up on a year has done one thing, not fifty; one alone is told as it is.
    """
    late: dict[str, list[Check]] = defaultdict(list)
    for check in checks:
        if check.days:
            late[check.unit].append(check)
    lines = {run[0]: _late_line(unit, run) for unit, run in late.items() if len(run) > 1}
    hidden = {check for unit, run in late.items() for check in run[1:]}
    return tuple(lines.get(check, check) for check in checks if check not in hidden)


def _late_line(unit: str, run: Sequence[Check]) -> Check:
    facts, typed = zip(*(check.days for check in run if check.days), strict=True)
    said = f"补录：{unit}{len(run)}条，日期 {_span(facts)}，登记于 {_span(typed)}"
    return replace(run[0], message=said, advice="逐条列出", do=ALL)


def _span(days: Sequence[date]) -> str:
    first, last = min(days), max(days)
    return str(first) if first == last else f"{first} 至 {last}"


def unproved(year: Year) -> Iterator[Check]:
    """Items reported long after their last day and without evidence meet nothing until the office has looked."""
    for name, items in _waiting(year).items():
        units = list(dict.fromkeys(unit for item in items for unit in item.owers))
        whose = units[0] if len(units) == 1 else f"{len(units)}个单位"
        message = f"补录待核：{whose} {items[0].duty.id} {len(items)}项，时限过了15天以上才登记办结，没有佐证"
        advice = "单位补报佐证，或由本办看过后核实、退回"
        yield Check("note", "unproved", name, message, advice, do=("duty", "verify", name, "--note", "依据"))


def _waiting(year: Year) -> dict[str, list[DutyItem]]:
    """Return the items that wait to be checked, by the record that said they were met."""
    found: dict[str, list[DutyItem]] = defaultdict(list)
    for item in year.items if year.ledger.settlements else ():
        if item.report and item.waits:
            found[item.report.settlement].append(item)
    return found


def extended_after(year: Year) -> Iterator[Check]:
    """An extension that moves a date was typed after that date had passed, though dated before it: look at it."""
    for state in year.findings:
        for before, step in before_each_step(state):
            first, typed = before.first_due, step.recorded
            if step.kind == "extended" and first and typed and step.day < first < typed.date():
                yield _extended_after(step, first, typed.date())
    for one in year.ledger.extensions:
        if one.recorded and one.day <= one.was < one.recorded.date():
            yield _extended_after(one, one.was, one.recorded.date())


def _extended_after(record: Record, first: date, typed: date) -> Check:
    message = f"延期：日期 {record.day}，登记于 {typed}，原期限 {first} 已过"
    return Check("note", "extended_after", record.id, message, "核对延期是不是当时就批准的")


def declined(year: Year) -> Iterator[Check]:
    """What was proposed and not taken up, by whom and why."""
    for one in year.ledger.declines:
        message = f"扣分建议没有采纳：{one.unit}，规则{one.rule}，{plain(one.points)}分，{one.told}；理由：{one.reason}"
        yield Check("note", "declined", one.id, f"{message}（{one.by or one.actor}，{one.day}）")


def done_on_machines(year: Year, units: Mapping[str, str]) -> Iterator[Check]:
    """What the office recorded where the environment named a unit: that one may have judged itself."""
    papers = (record for kind in KINDS if not kind.work for record in getattr(year.ledger, kind.field, ()))
    for record in (*everything(year.ledger), *papers) if units else ():
        if record.id in units:
            message = f"由{year.plan.office}办理的，是在{units[record.id]}的机器上登记的（{record.actor}）"
            yield Check("note", "on_machine", record.id, message, "核对是不是本办所办")


_EVIDENCE_BACK = ("restore", "备份文件", "--evidence-only")


def evidence_intact(year: Year, files: Mapping[str, str]) -> Iterator[Check]:
    """A stored evidence file is where it was put, and unchanged."""
    said = {"missing": "佐证文件不见了", "altered": "佐证文件被改动过"}
    for where, piece in evidence_of(year.ledger) if files else ():
        state = files.get(piece.sha256, "") if piece.kind == "file" else ""
        if state:
            message = f"{said[state]}：{piece.ref}"
            yield Check("error", f"evidence_{state}", where, message, "从备份中恢复原文件", do=_EVIDENCE_BACK)


def unit_left_point(year: Year) -> Iterator[Check]:
    """A report of a unit that is no longer on the point counts for nothing."""
    roster: Roster = year.roster
    places = {(report.point, report.unit) for report in year.ledger.progress}
    left = {(no, unit) for no, unit in places if no in roster.by_point and roster.on(no, unit) is None}
    for report in year.ledger.progress if left else ():
        if (report.point, report.unit) in left:
            message = f"{report.unit}已不在要点{report.point}的责任单位之列"
            again = ("assign", report.point, "-u", report.unit)
            yield Check("note", "unit_left_point", report.id, message, "确应承担的，登记分工", do=again)


def point_withdrawn(year: Year) -> Iterator[Check]:
    """A withdrawn point keeps its records and is scored no more."""
    known = {point.no for point in year.plan.points} | {""}
    for record in everything(year.ledger):
        no = getattr(record, "point", "")
        if no not in known:
            yield Check("note", "point_withdrawn", record.id, f"要点{no}已撤销，记录保留，不再计分")


def matters_by_id(ledger: Ledger) -> dict[str, Ruled]:
    """Return every entry and outside figure of a ledger as it stands, by its id."""
    found: dict[str, Ruled] = {state.entry.id: state for state in entry_states(ledger.entries, ledger.rulings)}
    return found | {state.figure.id: state for state in figure_states(ledger.figures, ledger.rulings)}


def on_nothing(year: Year, ahead: Sequence[Record] = ()) -> Iterator[Check]:
    """A ruling or an objection is about an entry or a figure that is there, a decision about an objection."""
    known = {*matters_by_id(year.ledger), *(record.id for record in (*year.ledger.appeals, *ahead))}
    targets = [(ruling.id, ruling.entry) for ruling in year.ledger.rulings]
    targets += [(appeal.id, appeal.entry) for appeal in year.ledger.appeals]
    targets += [(ruling.id, ruling.appeal) for ruling in year.ledger.rulings if ruling.appeal]
    for where, target in targets:
        if target not in known:
            yield Check("error", "on_nothing", where, f"所针对的 {target} 不存在", "查痕迹", do=VERIFY)


def decided_by_recorder(year: Year) -> Iterator[Check]:
    """Whoever took the points does not decide an objection to them."""
    known = matters_by_id(year.ledger)
    for ruling in year.ledger.rulings:
        matter = known.get(ruling.entry)
        if ruling.appeal and matter and same_person(ruling.by or ruling.actor, recorded_by(matter)):
            message = f"{ruling.entry} 是{recorded_by(matter)}记的，复核又由其本人决定"
            yield Check("error", "decided_by_recorder", ruling.id, message, "由另一人重新处理")


def decided_by_filer(year: Year) -> Iterator[Check]:
    """Whoever filed an objection does not decide it."""
    filed = {appeal.id: appeal for appeal in year.ledger.appeals}
    for ruling in year.ledger.rulings:
        appeal = filed.get(ruling.appeal)
        if appeal and same_person(ruling.by or ruling.actor, appeal.actor):
            message = f"{appeal.id} 是{appeal.actor}提出的，又由其本人决定"
            yield Check("error", "decided_by_filer", ruling.id, message, "由另一人重新处理")


def appeal_out_of_time(year: Year) -> Iterator[Check]:
    """A unit objects after its notice and not after the last day; a calendar loaded later may differ."""
    known = matters_by_id(year.ledger) if year.plan.assessment else {}
    for appeal in year.ledger.appeals:
        matter = known.get(appeal.entry)
        if matter is None:
            continue
        if matter.notified is None or appeal.day < matter.notified:
            yield Check("note", "appeal_early", appeal.id, f"{appeal.entry} 告知之前就申请复核", "核对告知日期")
        elif (last := year.term.of(matter).last(matter.notified)).is_over(appeal.day):
            message = f"{appeal.entry} 的异议期限到 {last.day}，{appeal.day} 才申请复核"
            yield Check("note", "appeal_late", appeal.id, message, "核对日期；期限见考核细则")


def counts_nowhere(year: Year) -> Iterator[Check]:
    """What stands counts somewhere: on a sheet that knows its rule, for a unit that is scored."""
    if year.plan.assessment is None:
        return
    for score in year.scores:
        for applied in score.problems:
            yield Check("note", "counts_nowhere", applied.id, f"没有计入得分：{applied.remark}", "撤销后按现行细则另记")
    entries = year.entries
    for state in unscored(entries, year.scores):
        message = f"没有计入得分：{state.entry.unit}不参加考核"
        yield Check("note", "unscored", state.entry.id, message, "在要点文件的考核分组里列入，或撤销")


def on_doubtful_ground(year: Year) -> Iterator[Check]:
    """Points are taken from a unit for its own points, and for leading only where it leads."""
    ledger, roster = year.ledger, year.roster
    for state in year.entries:
        for said in _doubts(ledger, roster, state.entry) if state.stands else ():
            yield Check("note", "doubtful_ground", state.entry.id, said, "核对单位、规则和要点；记错的撤销后另记")


def _doubts(ledger: Ledger, roster: Roster, entry: ScoreEntry) -> Iterator[str]:
    yield from doubts(ledger.plan, roster, entry)
    yield from filter(None, (strayed(ledger, entry), twin(ledger, entry)))


def ground_gone(year: Year) -> Iterator[Check]:
    """What was taken for a fault that the records show is taken back when they show it no more.

    An entry with evidence of its own (`ground_unseen`) may rest on that.
    """
    for found in unfounded_entries(year):
        entry = found.state.entry
        if any(doubts(year.plan, year.roster, entry)):
            continue  # said already, by `on_doubtful_ground`
        kind = "ground_unseen" if entry.evidence else "ground_gone"
        if found.lost and found.seen:
            advice = "请核对；撤销后，仍成立的各项会再列为建议"
            yield Check("note", kind, entry.id, _gone_words(found), advice, do=("deduct", "propose"))
        else:
            yield Check("note", kind, entry.id, _gone_words(found), "请核对后撤销或说明")


def _gone_words(found: Unfounded) -> str:
    entry = found.state.entry
    if not found.lost:
        seen = f"，登记时{entry.count}{found.per}，现在{found.seen}{found.per}" if found.seen else ""
        if not found.ever:
            return f"{entry.unit}按规则{entry.rule}的扣分，登记依据与现有记录不符{seen}"
        return f"{entry.unit}按规则{entry.rule}的扣分，依据已变：现有登记不能得出{seen}"
    by_word: dict[str, list[str]] = defaultdict(list)
    for item, status in found.lost:
        by_word[ITEM_NOW.get(status, "现有登记不能得出")].append(item)
    told = "；".join(f"{len(items)}项{word}：{items_short(items)}" for word, items in by_word.items())
    rest = f"，其余{found.seen}项成立" if found.seen else "，没有一项成立"
    return f"{entry.unit}按规则{entry.rule}的扣分，所列{len(entry.items)}项中{told}{rest}"


def items_short(ids: Sequence[str]) -> str:
    """Return ids in one line, what is the same at their beginning said once: 20.1/2018-07-25、07-26."""
    told: list[str] = []
    before = ""
    for one in ids:
        head = f"{one.rpartition('/')[0]}/{one.rpartition('/')[2][:YEAR_PART]}"
        told.append(one.removeprefix(head) if head == before and one != head else one)
        before = head
    return "、".join(told)


CHECKS = (
    fact_outside_year,
    closed_before_rectified,
    step_before_finding,
    verified_without_report,
    decided_by_recorder,
    decided_by_filer,
    appeal_out_of_time,
    counts_nowhere,
    on_doubtful_ground,
    ground_gone,
    clock_put_back,
    before_issue,
    percent_fell,
    unit_left_point,
    point_withdrawn,
    backdated,
    unproved,
    declined,
    extended_after,
)
