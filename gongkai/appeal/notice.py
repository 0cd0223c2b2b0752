"""复核决定通知书: what a unit objected to and why, what was decided and why, and what counts now, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.appeal.papers import figure_words
from gongkai.entry.notice import veto_effect
from gongkai.entry.states import EntryState
from gongkai.history.shapes import appeal_data, record_data
from gongkai.papers.columns import (
    basis_text,
    day_words,
    evidence_text,
    full_day,
    marks,
    points_text,
    quoted,
    sentence,
    trail_end,
)
from gongkai.papers.document import Document, Signature, text
from gongkai.papers.ids import without_ids
from gongkai.papers.letterhead import letterhead, stripped
from gongkai.plan.titles import subject
from gongkai.register.kinds import ScoreEntry
from gongkai.scoring.limits import why_less
from gongkai.scoring.papers import cents, is_example
from gongkai.scoring.rulebook import rule_texts
from gongkai.scoring.scorecard import giving_back, rules_by_code
from gongkai.scoring.sheet import scheme_for
from gongkai.wording import EXAMPLE

if TYPE_CHECKING:
    from gongkai.appeal.objections import AppealState
    from gongkai.entry.states import FigureState
    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Ruling
    from gongkai.year import Year

ONCE = "同一事项只能申请一次复核，不再受理新的申请"
"""What the program holds a unit to, of what stands after its objection."""


def decision_document(year: Year, state: AppealState, ruling: Ruling, office: Plan) -> Document:
    """Return what tells a unit the decision about its objection; `year` is as it stood when that was recorded.

    An objection whose matter the office took back meanwhile is told of too: nothing is left to decide. Form and contact
    are those of the plan of whoever hands it out, the `office`.
    """
    told, plan, ledger = _Told(year, state, ruling), year.plan, year.ledger
    issuer, unit = plan.full_name(plan.issuer), told.record.unit
    return Document(
        "decision",
        f"{subject(plan)}复核决定通知书",
        (
            text(told.objection(), role="lead"),
            text(told.decision()),
            text(told.consequence()),
            Signature(issuer, ruling.day),
        ),
        data={
            "unit": unit,
            "number": None,
            "date": ruling.day,
            "appeal": appeal_data(state, told.matter, year.applied),
            "ruling": record_data(ruling),
        },
        addressee=unit,
        marks=(*marks(ledger), *((EXAMPLE,) if told.scheme and is_example(plan, [told.scheme.name]) else ())),
        footer=f"{full_day(ruling.day)}　{trail_end(ledger.head, ledger.size)}",
        letterhead=letterhead(office, "decision", issuer, ruling.day, unit),
    )


class _Told:
    """A decision in words. Whoever gets it knows no ids: they are left out of what was typed."""

    def __init__(self, year: Year, state: AppealState, ruling: Ruling) -> None:
        listed: tuple[EntryState | FigureState, ...] = (*year.entries, *year.figures)
        self.matter = next(matter for matter in listed if matter.record.id == state.appeal.entry)
        self.record = self.matter.record
        self.year, self.appeal, self.ruling = year, state.appeal, ruling
        self.scheme = scheme_for(year.plan, self.record.unit)

    def objection(self) -> str:
        """Return what was taken and when the unit was told, and what it objected."""
        notified, begun = self.matter.notified, self.record.day
        told = f"，{'同日' if notified == begun else day_words(notified, begun.year)}告知" if notified else ""
        filed = f"你单位于{day_words(self.appeal.day, begun.year)}申请复核，理由是：{self._typed(self.appeal.reason)}"
        proof = evidence_text(self.appeal.evidence)
        return sentence(f"{self._taken()}{told}。{filed}{f'；佐证：{proof}' if proof else ''}")

    def decision(self) -> str:
        """Return who decided what on which day, and why."""
        ruling = self.ruling
        day, by = full_day(ruling.day), ruling.by or ruling.actor
        if ruling.appeal:
            said = f"{day}经复核（决定人：{by}），决定{self._verdict()}，现予通知"
        else:
            said = f"{day}已撤销{self._thing}（撤销人：{by}），不再作复核决定，现予通知"
        basis = basis_text(evidence_text(ruling.evidence))
        return sentence(f"{said}。理由是：{self._typed(ruling.reason)}{f'；{basis}' if basis else ''}")

    def consequence(self) -> str:
        """Return what counts in the year's assessment from now on, and whether the unit can still object."""
        if not isinstance(self.matter, EntryState):
            then = self._of_figure()
        else:
            then = self._of_veto(self.matter.entry) if self._is_veto else self._of_deduction(self.matter)
        return sentence(then if self.ruling.kind == "revoked" else f"{then}。{ONCE}")

    @property
    def _is_veto(self) -> bool:
        return isinstance(self.record, ScoreEntry) and self.record.kind == "veto"

    @property
    def _thing(self) -> str:
        if not isinstance(self.record, ScoreEntry):
            return "这项得分"
        return "这项一票否决" if self._is_veto else "这项扣分"

    def _taken(self) -> str:
        """Return what the unit objects to, by its cause and rule; sheet and 要点 it was told when it was taken."""
        record, day = self.record, full_day(self.record.day)
        if not isinstance(record, ScoreEntry):
            why = f"（{self._typed(record.reason)}）" if record.reason else ""
            return f"{day}录入你单位得分“{figure_words(record)}”{why}"
        words = rule_texts(self.scheme).get(record.rule, "")
        rule = f"按照考核细则第{record.rule}条{quoted(words) if words else ''}"
        point = f"（要点{record.point}）" if record.point else ""
        stage = f"“{record.stage}”阶段" if record.stage else ""
        deed = "一票否决" if self._is_veto else f"扣{points_text(record.asked)}分"
        return f"因{self._typed(record.reason)}{point}，{rule}，{day}对你单位{stage}{deed}"

    def _verdict(self) -> str:
        kind = self.ruling.kind
        if not isinstance(self.record, ScoreEntry):
            return f"{'撤销' if kind == 'revoked' else '维持'}这项得分"
        if self._is_veto:
            return f"{'撤销' if kind == 'revoked' else '维持'}一票否决"
        asked = f"扣{points_text(self.record.asked)}分"
        if kind == "reduced":
            return f"由{asked}改为扣{points_text(self.ruling.points)}分"
        return f"撤销这项扣分（原{asked}）" if kind == "revoked" else f"维持{asked}"

    def _of_deduction(self, state: EntryState) -> str:
        where = f"“{state.entry.stage}”阶段的考核" if state.entry.stage else "年度考核"
        anew = "得分、等次和名次据此重新计算"
        if self.ruling.kind == "revoked":
            return f"这项扣分不再计入{where}，{anew}"
        counts = cents(self.year.applied.get(state.entry.id, state.live))
        said = f"这项扣分计入{where}{points_text(counts)}分{self._why_less(state)}"
        said += f"，{anew}" if state.status == "reduced" else ""
        return "；".join(filter(None, (said, self._giving_back(state.entry))))

    def _why_less(self, state: EntryState) -> str:
        score = self.year.score_of(state.entry.unit)
        applied = next((one for one in score.applied if one.id == state.entry.id), None) if score else None
        why = why_less(applied, score, self.scheme) if applied and score else ""
        return f"（{why}）" if why else ""

    def _giving_back(self, entry: ScoreEntry) -> str:
        found = next((one for one in self.year.findings if one.finding.id == entry.finding), None)
        return giving_back(rules_by_code(self.scheme).get(entry.rule), found, self.ruling.day)

    def _of_veto(self, entry: ScoreEntry) -> str:
        if self.ruling.kind != "revoked":
            vetoes = self.scheme.vetoes if self.scheme else ()
            return f"你单位{veto_effect(next((one for one in vetoes if one.code == entry.rule), None))}"
        score = self.year.score_of(entry.unit)
        if score and score.veto:
            return "这项一票否决不再适用；你单位还有别的一票否决，等次仍按它确定"
        return "这项一票否决不再适用，等次和名次按得分确定"

    def _of_figure(self) -> str:
        if self.ruling.kind == "revoked":
            return "这项得分不再计入考核；重新录入的另行告知，告知以后可以申请复核"
        return "这项得分照原来的计入考核"

    def _typed(self, said: str) -> str:
        return stripped(without_ids(said, self.year.ids))
