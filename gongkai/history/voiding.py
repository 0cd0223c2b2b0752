"""Making a wrong entry void (作废): which may be, and what must be dealt with first. The entry itself stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.appeal.objections import MISTAKEN, appeal_states
from gongkai.entry.states import entry_states
from gongkai.errors import Refused
from gongkai.register import kinds as r

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gongkai.register.ledger import Ledger


def may_void(record: r.Record, ledger: Ledger) -> None:
    """Facts and their handling may be made void; what judges has a way back of its own. Raises `Refused`.

    What other records rest on goes last: a finding after the deductions made for it, an inspection after its findings,
    an event after what met its items, of a finding's steps the latest first. An objection may be until it is decided;
    the unit may then file it anew.
    """
    if instead := r.kind_of(record).instead:
        why = "是记分，不用作废" if isinstance(record, r.ScoreEntry) else "不能作废"
        named = {"id": record.id, "command": r.list_of(record.id[0])}
        raise Refused(f"{record.id} {why}", instead, do=tuple(word.format(**named) for word in r.kind_of(record).do))
    if isinstance(record, r.Finding):
        _alone(record, "依据它的扣分还有效", "先撤销 {}", _entries_on(record, ledger))
    if isinstance(record, r.SelfInspection | r.Inspection):
        found = (finding.id for finding in ledger.findings if finding.origin == record.id)
        _alone(record, "它查出的问题还在", "问题也登记错了的，先作废 {}", found)
    if isinstance(record, r.DutyEvent):
        settled = tuple(s.id for s in ledger.settlements if s.item.endswith(f"/{record.id}"))
        all_of_it = ("void", record.id, *settled, "--reason", "理由")
        _alone(record, "它的事项已登记办结或取消", "先作废 {}，或一起作废", settled, do=all_of_it)
    if isinstance(record, r.Appeal):
        _undecided(record, ledger)
    if isinstance(record, r.FindingStep):
        later = (s.id for s in ledger.finding_steps if s.finding == record.finding and _after(s, record))
        _alone(record, "它之后还有登记", "先作废后面的 {}", later)


def recorded_with(record: r.Record, ledger: Ledger) -> tuple[r.Record, ...]:
    """Return what was recorded with an entry because it is the same fact, and goes with it."""
    if isinstance(record, r.Progress):
        return tuple(one for one in ledger.settlements if one.report == record.id)
    if isinstance(record, r.Settlement):
        return tuple(one for one in ledger.progress if one.settlement == record.id)
    if isinstance(record, r.Review):
        return tuple(_next_to(record, ledger.duty_reviews))
    return tuple(_next_to(record, ledger.reviews)) if isinstance(record, r.DutyReview) else ()


def _next_to(
    review: r.Review | r.DutyReview, others: Iterable[r.Review | r.DutyReview]
) -> Iterator[r.Review | r.DutyReview]:
    """Yield the reviews of the other kind that one act recorded after a review, in the same words."""
    seq = review.seq
    for other in sorted(others, key=lambda one: one.seq):
        same = (other.kind, other.note, other.recorded) == (review.kind, review.note, review.recorded)
        if other.seq == seq + 1 and same:
            seq = other.seq
            yield other


def _undecided(appeal: r.Appeal, ledger: Ledger) -> None:
    (state,) = appeal_states((appeal,), ledger.rulings)
    if state.ruling is None:
        return
    if not state.ruling.appeal:
        raise Refused(f"{appeal.id} 不能作废：它针对的 {appeal.entry} 已于 {state.decided} 撤销，申请就此了结")
    raise Refused(
        f"{appeal.id} 不能作废：已于 {state.decided} 由{state.by}作出决定（{state.ruling.id}）",
        MISTAKEN,
        do=("deduct", "revoke", appeal.entry, "--reason", "理由"),
    )


def _entries_on(finding: r.Finding, ledger: Ledger) -> Iterable[str]:
    states = entry_states(ledger.entries, ledger.rulings)
    return (state.entry.id for state in states if state.stands and state.entry.finding == finding.id)


def _after(step: r.FindingStep, other: r.FindingStep) -> bool:
    return (step.day, step.seq) > (other.day, other.seq)


def _alone(record: r.Record, why: str, first: str, others: Iterable[str], *, do: tuple[str, ...] = ()) -> None:
    named = "、".join(others)
    if named:
        raise Refused(f"{record.id} 不能作废：{why}（{named}）", first.format(named), do=do)
