"""Proposals accepted: what the rules marked `auto` would take, recorded by a person who answers for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.domain.duties import duty_items
from gongkai.domain.lookup import folded
from gongkai.domain.proposals import proposals
from gongkai.domain.records import ScoreEntry
from gongkai.domain.roster import roster_of
from gongkai.domain.rulebook import find_code, find_stage, sheet_for
from gongkai.domain.standing import stand
from gongkai.domain.status import overview
from gongkai.errors import BadValue, Refused, UnknownName
from gongkai.services.desk import Desk, When, handling

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from gongkai.domain.plan import Plan, Unit
    from gongkai.domain.proposals import Proposal
    from gongkai.domain.scheme import Assessment
    from gongkai.domain.workdays import Calendar
    from gongkai.storage.writing import Register

FACTS = ("assigns", "progress", "reviews", "self_inspections", "findings", "finding_steps", "events", "settlements")


class Choice(Struct, frozen=True):
    """Which proposals to record: those of `ids`, or (none given) all, of one `unit` or one `rule` where it is named.

    `stage` is for schemes whose stages leave a choice; with `as_of` only what was past on that day is proposed.
    """

    ids: tuple[str, ...] = ()
    unit: str = ""
    stage: str = ""
    as_of: date | None = None
    rule: str = ""


def accept(
    register: Register, when: When, choice: Choice, calendar: Callable[[Plan], Calendar]
) -> tuple[ScoreEntry, ...]:
    """Record the proposals chosen, as the register's own records bear them out now; nothing where none is left.

    Raises UnknownName for an id that is not proposed (any more), BadValue for a day to come, Refused where the plan has
    no scheme.
    """
    if choice.as_of is not None and choice.as_of > register.today:
        raise BadValue(f"截止日期 {choice.as_of} 在今天之后，还没有过去的不能登记扣分", "请核对 --as-of")
    desk = handling(register, when)
    assessment = desk.plan.assessment
    if assessment is None:
        raise Refused(
            f"{desk.year}年的要点文件没有考核细则，不能扣分", "在 tasks.yaml 中写上 assessment 后 gongkai load"
        )
    chosen = _chosen(desk, choice, _proposed(desk, choice.as_of or when.day, calendar))
    entries = [_entry(desk, assessment, proposal, choice.stage) for proposal in chosen]
    return tuple(register.add(entry, "deduct.propose") for entry in entries)


def _proposed(desk: Desk, as_of: date | None, calendar: Callable[[Plan], Calendar]) -> tuple[Proposal, ...]:
    """Propose what is past on the day, and never more than by now; whatever was recorded since counts as handled."""
    register = desk.register
    standing = stand(desk.plan, register.now, as_of if as_of and as_of < register.today else None)
    ledger = register.ledger(desk.year, standing.cutoff, FACTS)
    written = register.ledger(desk.year, fields=("entries", "rulings"))
    ledger = replace(ledger, entries=written.entries, rulings=written.rulings)
    roster = roster_of(desk.plan, ledger.assigns)
    items = duty_items(ledger, roster, standing, calendar(desk.plan))
    return proposals(ledger, roster, standing, items, overview(ledger, roster, items, standing).points)


def _chosen(desk: Desk, choice: Choice, proposed: Sequence[Proposal]) -> list[Proposal]:
    unit = desk.unit(choice.unit).name if choice.unit else ""
    under = under_rule(desk.plan, proposed, choice.rule)
    mine = [proposal for proposal in under if not unit or proposal.unit == unit]
    if not choice.ids:
        return mine
    by_id = {proposal.id: proposal for proposal in mine}
    return list({found.id: found for found in (_found(by_id, text) for text in choice.ids)}.values())


def under_rule(plan: Plan, proposed: Sequence[Proposal], code: str) -> Sequence[Proposal]:
    """Return the proposals under one rule, all where none is named; raises UnknownName."""
    if not code.strip():
        return proposed
    known = find_code(plan.assessment, code).code if plan.assessment else code
    return [proposal for proposal in proposed if proposal.rule == known]


def _found(by_id: dict[str, Proposal], text: str) -> Proposal:
    found = by_id.get(folded(text))
    if found is None:
        hint = "已登记的和原因已消除的不再列出，现有的用 gongkai deduct propose 查看"
        raise UnknownName("扣分建议", text, hint=hint)
    return found


def _entry(desk: Desk, assessment: Assessment, proposal: Proposal, stage: str) -> ScoreEntry:
    return ScoreEntry(
        year=desk.year,
        day=desk.day,
        kind="deduction",
        unit=proposal.unit,
        rule=proposal.rule,
        asked=proposal.points,
        reason=proposal.reason,
        point=proposal.point,
        finding=proposal.finding,
        count=proposal.count,
        items=proposal.items,
        stage=_stage(assessment, desk.unit(proposal.unit), stage),
        no_evidence=f"依据登记簿：{proposal.evidence}",
        cause=proposal.cause,
        by=desk.by,
    )


def _stage(assessment: Assessment, unit: Unit, stage: str) -> str:
    """Return the stage it counts in: the one named, or the only one that takes deductions."""
    scheme = sheet_for(assessment, unit)
    own = [one.name for one in scheme.stages if not one.external]
    return find_stage(scheme, stage or (own[0] if len(own) == 1 else ""))
