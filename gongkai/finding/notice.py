"""整改通知书: the problems a unit has to put right, until when, and a sheet to answer on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.finding.states import is_overdue
from gongkai.history.shapes import finding_data
from gongkai.papers.columns import answer_of, cited, column, evidence_text, full_day, numbered, quoted, table_of
from gongkai.papers.document import Attachment, Cell, Numbered, text
from gongkai.papers.letterhead import official, stripped
from gongkai.plan.titles import subject
from gongkai.scoring.scorecard import source_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Table
    from gongkai.papers.letterhead import Occasion
    from gongkai.plan.calendar import LastDay
    from gongkai.year import Year


def rectification_document(year: Year, unit: str, chosen: Sequence[FindingState], occasion: Occasion) -> Document:
    """Return the notice to a unit about its findings that it has not yet put right; `chosen` is not empty."""
    sections = numbered(
        [
            ("problems", "存在的问题", [_rectification_problems(year, chosen, unit)]),
            ("demands", "整改要求", [Numbered(tuple(_demands(year, chosen, occasion)))]),
        ]
    )
    blocks: list[Block] = [text(_opening(year, chosen)), *sections]
    blocks.append(Attachment(0, "整改情况反馈表", (_answer_sheet(chosen),)))
    data = {
        "unit": unit,
        "date": occasion.day,
        "reply_by": _reply(year, chosen, occasion).day,
        "findings": [finding_data(state) for state in chosen],
    }
    title = f"{subject(year.plan)}问题整改通知书"
    return official(
        "rectification", title, year, blocks, addressee=unit, issuer=year.plan.issuer, day=occasion.day, data=data
    )


def _reply(year: Year, chosen: Sequence[FindingState], occasion: Occasion) -> LastDay:
    """Return the day by which the unit answers: not before the last of the days by which it is to put things right."""
    asked = occasion.reply
    last = max((s.due for s in chosen if s.due and not is_overdue(s, year.standing)), default=asked.day)
    return replace(asked, day=last) if asked.day and last and last > asked.day else asked


def _opening(year: Year, chosen: Sequence[FindingState]) -> str:
    sources = Counter(_source(year, state) for state in chosen)
    found = "、".join(f"{how}{number}个" for how, number in sources.items())
    plan, late = year.plan, sum(is_overdue(state, year.standing) for state in chosen)
    which = f"其中{late}个" if late < len(chosen) else ""
    overdue = f"，{which}已超过整改期限" if late else ""
    return f"在落实{cited(plan)}中，你单位有{len(chosen)}个问题尚未整改（{found}）{overdue}。现通知你单位限期整改。"


def _rectification_problems(year: Year, chosen: Sequence[FindingState], unit: str) -> Numbered:
    titles = {point.no: point.title for point in year.plan.points}
    return Numbered(
        tuple(_rectification_problem(state, titles.get(state.finding.point, ""), year, unit) for state in chosen)
    )


def _rectification_problem(state: FindingState, title: str, year: Year, unit: str) -> str:
    finding = state.finding
    former = f"原{finding.unit}，" if finding.unit != unit else ""
    told = [f"{stripped(finding.problem)}（{former}{finding.id}，{full_day(finding.day)}{_source(year, state)}）"]
    told.append(f"对应要点{finding.point}{quoted(title)}" if title else "")
    if state.due is None:
        told.append("尚未定整改期限")
    else:
        told.append(f"整改期限{full_day(state.due)}" + ("，已逾期" if is_overdue(state, year.standing) else ""))
    told.append(f"佐证：{evidence_text(finding.evidence)}" if finding.evidence else "")
    returned = [step for step in state.steps if step.kind == "reopened"]
    told.append(f"{full_day(returned[-1].day)}退回重改：{returned[-1].note}" if returned else "")
    return "；".join(part for part in told if part) + "。"


def _source(year: Year, state: FindingState) -> str:
    """Return how a finding was found, by the kind of inspection: 定期检查发现."""
    return f"{source_words(state.finding, {one.id: one for one in year.ledger.inspections})}发现"


def _demands(year: Year, chosen: Sequence[FindingState], occasion: Occasion) -> Iterator[str]:
    reply, office = occasion.reply.inside(full_day), year.plan.office
    late = [str(no) for no, state in enumerate(chosen, 1) if is_overdue(state, year.standing)]
    undated = [str(no) for no, state in enumerate(chosen, 1) if state.due is None]
    dated = len(chosen) - len(late) - len(undated)
    if late:
        yield f"问题{'、'.join(late)}原期限已过，仍按原期限计逾期；于{reply}前整改到位。"
    if dated:
        yield f"在期限内的{dated}个问题，按上列期限整改到位。"
    if undated:
        yield f"问题{'、'.join(undated)}未定期限，于{reply}前报送整改措施、责任人和完成时限。"
    back = _reply(year, chosen, occasion).inside(full_day)
    yield f"整改情况填入附件，附佐证网址或文号，于{back}前书面反馈{office}；已向{office}报过整改情况的不必重报。"
    yield f"{office}核查属实的予以销号；不属实的退回重改。"


def _answer_sheet(chosen: Sequence[FindingState]) -> Table:
    """Return the sheet a unit fills in: what is known, and what it said when it last rectified, is there."""
    columns: tuple[ColumnOf[tuple[FindingState, str, str]], ...] = (
        column("编号", lambda each: Cell(each[0].finding.id, ref=each[0].finding.id), "id"),
        column("问题", lambda each: each[0].finding.problem, weight=4),
        column("整改措施", lambda each: each[0].measure, weight=2),
        column("责任人", lambda each: each[0].person, weight=2),
        column("完成时限", lambda each: each[0].due or "", weight=2),
        column("整改情况", lambda each: each[1], weight=2),
        column("佐证网址", lambda each: each[2], weight=2),
    )
    return table_of("answers", "", columns, ((state, *answer_of(state)) for state in chosen))
