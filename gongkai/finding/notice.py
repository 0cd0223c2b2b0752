"""整改通知书: what a unit has to put right, which rule it breaks, until when, what follows, and a form to answer on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.finding.papers import source_words
from gongkai.finding.states import is_overdue, source_of
from gongkai.history.shapes import finding_data
from gongkai.papers.columns import (
    answer_of,
    cited,
    column,
    day_words,
    evidence_text,
    full_day,
    numbered,
    points_text,
    quoted,
    sentence,
    table_of,
)
from gongkai.papers.document import Attachment, Blank, Cell, Fillable, listed, text
from gongkai.papers.letterhead import official, stripped
from gongkai.plan.calendar import last_day, read_calendar
from gongkai.plan.succession import passed_on
from gongkai.plan.titles import subject
from gongkai.scoring.rulebook import price_words
from gongkai.scoring.scorecard import giving_back, rules_by_code
from gongkai.scoring.sheet import scheme_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Document, Table
    from gongkai.papers.letterhead import Occasion
    from gongkai.plan.calendar import LastDay
    from gongkai.plan.rubric import Rule
    from gongkai.register.kinds import ScoreEntry
    from gongkai.year import Year

RECHECK_WORKDAYS = 5
"""Workdays after the last answer within which the office looks again."""
FILLED_BY = ("填报单位（盖章）", "填报人", "电话", "日期")
"""Who answers on a form, and when."""


def unrectified(year: Year) -> dict[str, tuple[FindingState, ...]]:
    """Return what is not put right, by who answers for it now: what a unit that ended left is its successor's.

    The units stand in the order of the roster.
    """
    heirs = passed_on(year.plan, year.ledger.assigns, year.findings, year.standing.as_of)
    found: dict[str, list[FindingState]] = {}
    for state in year.findings:
        if state.is_unrectified:
            left_to = heirs.get(state.finding.id, ())
            found.setdefault(left_to[0] if len(left_to) == 1 else state.finding.unit, []).append(state)
    return {unit.name: tuple(found[unit.name]) for unit in year.plan.units if unit.name in found}


def rectification_document(year: Year, unit: str, chosen: Sequence[FindingState], occasion: Occasion) -> Document:
    """Return the notice to a unit about its findings that it has not yet put right; `chosen` is not empty.

    One about a single finding has neither headings nor numbers: it is one page.
    """
    rules, reply = _Rules(year, unit), _reply(year, chosen, occasion)
    recheck = last_day(read_calendar(year.plan), reply.day, RECHECK_WORKDAYS) if reply.day else None
    then = _then(year, rules.overdue(chosen), recheck)
    blocks: list[Block] = []
    if len(chosen) == 1:
        (only,) = chosen
        blocks += [text(_only(year, only, unit, rules)), text(_demand(year, only, occasion)), text(then)]
    else:
        demands = (*_demands(year, chosen, occasion), then)
        problems = listed(_problem(year, state, unit, rules) for state in chosen)
        blocks += [
            text(_opening(year, chosen, unit)),
            *numbered([("problems", "存在的问题", [problems]), ("demands", "整改要求", [listed(demands)])]),
        ]
    blocks.append(_answers(year, unit, chosen, occasion))
    data = {
        "unit": unit,
        "number": None,
        "date": occasion.day,
        "reply_by": reply.day,
        "recheck_by": recheck.day if recheck else None,
        "findings": [finding_data(state) for state in chosen],
    }
    title = f"{subject(year.plan)}问题整改通知书"
    return official(
        "rectification", title, year, blocks, addressee=unit, issuer=year.plan.issuer, day=occasion.day, data=data
    )


class _Rules:
    """What a unit's rubric takes for a finding, and for one that is not put right in time."""

    def __init__(self, year: Year, unit: str) -> None:
        self._rules: Mapping[str, Rule] = rules_by_code(scheme_for(year.plan, unit))
        self._year = year

    def breached(self, state: FindingState) -> str:
        """Return the rule that a finding breaks: the one points were taken by, else that for where it comes from."""
        taken = next(iter(self._taken(state).values()), None)
        came = source_of(state.finding, self._year.ledger.inspections)
        known = (rule for rule in self._rules.values() if came and came in rule.sources)
        rule = self._rules.get(taken.rule) if taken else next(known, None)
        if rule is None:
            return ""
        back = giving_back(rule, state, self._year.standing.as_of)
        said = f"已按{_named(rule)}扣{points_text(taken.asked)}分" if taken else f"按{_named(rule)}{_price(rule)}"
        return f"{said}，{back}" if back else said

    def _taken(self, state: FindingState) -> dict[str, ScoreEntry]:
        """Return what was taken for a finding, by rule."""
        entries = (each for each in self._year.entries if each.stands and each.entry.kind == "deduction")
        return {each.entry.rule: each.entry for each in entries if each.entry.finding == state.finding.id}

    def overdue(self, chosen: Sequence[FindingState]) -> str:
        """Return what follows where a finding is not put right in time: points by the rule; without one it stays open.

        Of one finding points are taken once, whatever the rule. Whom a circular will name is not known yet.
        """
        rule = next((each for each in self._rules.values() if each.auto == "finding_overdue"), None)
        taken = [str(no) for no, state in enumerate(chosen, 1) if self._taken(state)]
        if rule is None or len(taken) == len(chosen):
            settled = (
                ("这个问题" if len(chosen) == 1 else "以上问题") + "已经扣分，不重复扣分；" if taken and rule else ""
            )
            return f"{settled}到期没有整改到位的，不予销号"
        if taken:
            return f"{self._costs(rule, chosen)}；问题{'、'.join(taken)}已经扣分，不重复扣分"
        return self._costs(rule, chosen, "，同一问题不重复扣分" if any(map(self.breached, chosen)) else "")

    def _costs(self, rule: Rule, chosen: Sequence[FindingState], once: str = "") -> str:
        """Return what lateness takes: of what is late already it is due now, and no later day puts that off."""
        free = [(str(no), state) for no, state in enumerate(chosen, 1) if not self._taken(state)]
        late = [no for no, state in free if is_overdue(state, self._year.standing)]
        cost = f"按{_named(rule)}{_price(rule).removeprefix('每个' if len(chosen) == 1 else '')}"
        if not late:
            return f"到期没有整改的，{cost}{once}"
        which = f"问题{'、'.join(late)}" if len(chosen) > 1 else ""
        rest = "到期仍没有整改到位的，不予销号" if len(late) == len(free) else "其余问题到期没有整改的，同样扣分"
        return f"{which}已超过整改期限，{cost}，另行告知{once}；{rest}"


def _named(rule: Rule) -> str:
    return f"考核细则第{rule.code}条{quoted(rule.text)}"


def _price(rule: Rule) -> str:
    """Return what a use of a rule takes: 每个扣2分."""
    said, per = price_words(rule), f"每{rule.per}" if rule.per else ""
    return f"{per}扣{said.removeprefix(per)}"


def _reply(year: Year, chosen: Iterable[FindingState], occasion: Occasion) -> LastDay:
    """Return the day by which the unit answers: not before the last of the days by which it is to put things right."""
    asked = occasion.reply
    last = max((s.due for s in chosen if s.due and not is_overdue(s, year.standing)), default=asked.day)
    return replace(asked, day=last) if asked.day and last and last > asked.day else asked


def _opening(year: Year, chosen: Sequence[FindingState], unit: str) -> str:
    sources = Counter(_source(year, state, unit) for state in chosen)
    found = "、".join(f"{how}{number}个" for how, number in sources.items())
    plan, late = year.plan, sum(is_overdue(state, year.standing) for state in chosen)
    which = f"其中{late}个" if late < len(chosen) else ""
    overdue = f"，{which}已超过整改期限" if late else ""
    return f"在落实{cited(plan)}中，你单位有{len(chosen)}个问题尚未整改（{found}）{overdue}。现通知你单位限期整改。"


def _only(year: Year, state: FindingState, unit: str, rules: _Rules) -> str:
    """Return what a notice about one finding tells of it."""
    told = f"{full_day(state.finding.day)}{_source(year, state, unit)}"
    whose = f"你单位承继的{state.finding.unit}" if state.finding.unit != unit else "你单位"
    doing = f"{'' if whose in told else whose}在落实《{year.plan.title}》中"
    said = f"{told}，{doing}存在问题：{stripped(state.finding.problem)}"
    return sentence("；".join([said, *_known(year, state, rules)]))


def _problem(year: Year, state: FindingState, unit: str, rules: _Rules) -> str:
    finding = state.finding
    former = f"原{finding.unit}，" if finding.unit != unit else ""
    said = f"{stripped(finding.problem)}（{former}{full_day(finding.day)}{_source(year, state, unit)}）"
    late = "，已逾期" if is_overdue(state, year.standing) else ""
    due = "尚未定整改期限" if state.due is None else f"整改期限{full_day(state.due)}{late}"
    return sentence("；".join([said, due, *_known(year, state, rules)]))


def _known(year: Year, state: FindingState, rules: _Rules) -> Iterator[str]:
    """Yield which point and rule a finding breaks, what became of an answer, and where it is to be seen."""
    titles = {point.no: point.title for point in year.plan.points}
    finding = state.finding
    if finding.point in titles:
        yield f"不符合要点{finding.point}{quoted(titles[finding.point])}的要求"
    if said := rules.breached(state):
        yield said
    for step in [step for step in state.steps if step.kind == "reopened"][-1:]:
        yield f"{full_day(step.day)}退回重改：{stripped(step.note)}"
    other = [piece for piece in finding.evidence if piece.kind != "url"]
    if other:
        yield f"佐证：{evidence_text(other)}"
    if len(other) < len(finding.evidence):
        yield f"网址：{evidence_text(piece for piece in finding.evidence if piece.kind == 'url')}"


def _source(year: Year, state: FindingState, unit: str) -> str:
    """Return who found it and how, by the kind of inspection: 县政府办公室定期检查发现, 你单位自查发现."""
    how = source_words(state.finding, {one.id: one for one in year.ledger.inspections})
    if state.finding.source == "self":
        return f"{'你单位' if state.finding.unit == unit else state.finding.unit}{how}发现"
    return f"{year.plan.office}{how}发现"


def _demands(year: Year, chosen: Sequence[FindingState], occasion: Occasion) -> Iterator[str]:
    """Yield what several findings ask for, by how their days stand, and the answer."""
    reply, office = occasion.reply.inside(full_day), year.plan.office
    late = [str(no) for no, state in enumerate(chosen, 1) if is_overdue(state, year.standing)]
    undated = [str(no) for no, state in enumerate(chosen, 1) if state.due is None]
    dated = len(chosen) - len(late) - len(undated)
    if late:
        yield f"问题{'、'.join(late)}原期限已过，仍按原期限计逾期；请于{reply}前整改到位。"
    if dated:
        yield f"在期限内的{dated}个问题，按上列期限整改到位。"
    if undated:
        yield f"问题{'、'.join(undated)}没有定期限，于{reply}前报送整改措施、责任人和完成时限。"
    back = _reply(year, chosen, occasion).inside(full_day)
    yield f"整改情况填入附件，附佐证网址或文号，于{back}前书面反馈{office}；已经报过的不必重报。"


def _demand(year: Year, state: FindingState, occasion: Occasion) -> str:
    """Return what a single finding asks for, and the answer, which is due on the same day where that is later."""
    reply, office = occasion.reply.inside(full_day), year.plan.office
    known = "；已经报过的不必重报" if any(step.kind == "rectified" for step in state.steps) else ""
    answer = f"填写附件，附佐证网址或文号，书面反馈{office}{known}。"
    if state.due is None:
        return f"请于{reply}前填写附件，报送整改措施、责任人和完成时限；整改后附佐证网址或文号，书面反馈{office}。"
    if is_overdue(state, year.standing):
        return f"原期限{full_day(state.due)}已过，仍按原期限计逾期；请于{reply}前整改到位，{answer}"
    back = _reply(year, [state], occasion)
    if back.day == state.due:
        return f"请于{full_day(state.due)}前整改到位，{answer}"
    by = back.inside(lambda day: day_words(day, state.due.year if state.due else day.year))
    return f"请于{full_day(state.due)}前整改到位，于{by}前{answer}"


def _then(year: Year, follows: str, recheck: LastDay | None) -> str:
    """Return when the office looks again, and what follows."""
    by = recheck.inside(lambda day: day_words(day, year.standing.as_of.year)) if recheck and recheck.day else ""
    when = f"于{by}前" if by else "收到反馈后"
    checked = f"{year.plan.office}{when}复核"
    return f"{checked}；{follows}。"


def _answers(year: Year, unit: str, chosen: Sequence[FindingState], occasion: Occasion) -> Attachment:
    """Return the form a unit fills in: what is known, and what it said when it last rectified, is there."""
    blanks = (Blank(FILLED_BY[0], unit, 2), *(Blank(label, "", 2) for label in FILLED_BY[1:]))
    return Attachment(
        0,
        "整改情况反馈表",
        (_answer_sheet(year, chosen, occasion), Fillable("filled_by", "", (blanks,))),
        landscape=True,
    )


def _answer_sheet(year: Year, chosen: Sequence[FindingState], occasion: Occasion) -> Table:
    """Return a row a problem, by its number in the notice: whoever signs knows no ids.

    It is to be done by the day that the notice asks for, where its own has passed.
    """

    def by(state: FindingState) -> str:
        if is_overdue(state, year.standing):
            return occasion.reply.inside(lambda day: day_words(day, year.plan.year))
        return day_words(state.due, year.plan.year) if state.due else ""

    numbers = {state.finding.id: no for no, state in enumerate(chosen, 1)}
    columns: tuple[ColumnOf[tuple[FindingState, str, str]], ...] = (
        column("序号", lambda each: Cell(numbers[each[0].finding.id], ref=each[0].finding.id), "number"),
        column("问题", lambda each: each[0].finding.problem, weight=3),
        column("整改措施", lambda each: each[0].measure, weight=3),
        column("责任人", lambda each: each[0].person, weight=1),
        column("完成时限", lambda each: by(each[0])),
        column("整改情况", lambda each: each[1], weight=5),
        column("佐证网址", lambda each: each[2], weight=4),
    )
    return table_of("answers", "", columns, ((state, *answer_of(state)) for state in chosen))
