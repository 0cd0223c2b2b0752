"""扣分告知单: what is taken from a unit and why, and how and until when it may object. Ready to be handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.appeal.objections import appeal_states
from gongkai.entry.states import EntryState
from gongkai.finding.states import finding_states
from gongkai.history.shapes import record_data
from gongkai.papers.columns import (
    cited,
    column,
    day_words,
    evidence_text,
    full_day,
    marks,
    points_text,
    proof_text,
    quoted,
    sentence,
    table_of,
    trail_end,
)
from gongkai.papers.document import Attachment, Blank, Cell, Document, Fillable, Section, Signature, text
from gongkai.papers.letterhead import letterhead, stripped
from gongkai.plan.titles import subject
from gongkai.scoring.limits import why_less
from gongkai.scoring.papers import cents, is_example
from gongkai.scoring.rulebook import rule_texts
from gongkai.scoring.scorecard import found_words, giving_back, is_unmended, rules_by_code, worth_words
from gongkai.scoring.sheet import scheme_for
from gongkai.wording import APPEAL, ENTRY_STATUS, EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from gongkai.appeal.objections import AppealState
    from gongkai.entry.states import FigureState
    from gongkai.finding.states import FindingState
    from gongkai.papers.columns import ColumnOf
    from gongkai.papers.document import Block, Table
    from gongkai.plan.calendar import LastDay
    from gongkai.plan.model import Plan
    from gongkai.plan.rubric import Scheme, Veto
    from gongkai.register.kinds import Figure, Ruling, ScoreEntry
    from gongkai.register.ledger import Ledger
    from gongkai.scoring.sheet import AppliedEntry, UnitScore


FIGURES: tuple[ColumnOf[Figure], ...] = (
    column("日期", lambda f: day_words(f.day, f.year)),
    column("考核阶段", lambda f: f.place),
    column("得分", lambda f: f.score, "number"),
    column("满分", lambda f: f.out_of if f.out_of is not None else "", "number", optional=True),
    column("说明", lambda f: f.reason, weight=3),
    column("依据", lambda f: evidence_text(f.evidence), weight=3, optional=True),
    column("录入人", lambda f: f.by or f.actor),
)


class Notice(Struct, frozen=True):
    """What a notice tells a unit: `matters` as they stand, `rulings` that record the notice, the last day to object.

    `score` is the unit's, which says what of the matters counts; `ledger` the year, which knows the findings behind the
    matters. A notice `on_paper` is signed for.
    """

    unit: str
    day: date
    last: LastDay
    workdays: int
    matters: tuple[EntryState | FigureState, ...]
    rulings: tuple[Ruling, ...]
    head: str = ""
    size: int = 0
    score: UnitScore | None = None
    ledger: Ledger | None = None
    on_paper: bool = False

    @property
    def entries(self) -> tuple[EntryState, ...]:
        """The deductions, vetoes and bonuses among the matters."""
        return tuple(matter for matter in self.matters if isinstance(matter, EntryState))

    @property
    def places(self) -> dict[str, int]:
        """The number of each matter on the paper, by id: a unit knows no ids. What is taken comes first."""
        told: list[EntryState | FigureState] = [
            *(state for kind in ("deduction", "veto", "bonus") for state in self.entries if state.entry.kind == kind),
            *(matter for matter in self.matters if not isinstance(matter, EntryState)),
        ]
        return {matter.record.id: place for place, matter in enumerate(told, 1)}

    @property
    def recorder(self) -> str:
        """Who took or gave all that the paper tells of, where that is one person."""
        entries = [state.entry for state in self.entries]
        by = {entry.by or entry.actor for entry in entries} if len(entries) == len(self.matters) else set()
        return by.pop() if len(by) == 1 and len(entries) > 1 else ""

    @property
    def is_gift(self) -> bool:
        """Whether all that it tells is given: then there is nothing to object to."""
        return all(map(_is_bonus, self.matters))

    @property
    def is_one_deduction(self) -> bool:
        """Whether a single deduction is all it tells: that is said in running text."""
        return len(self.matters) == 1 and [state.entry.kind for state in self.entries] == ["deduction"]

    @property
    def objections(self) -> dict[str, str]:
        """What the unit objected to and what became of it, in words, by the id of the matter."""
        states = appeal_states(self.ledger.appeals, self.ledger.rulings) if self.ledger else ()
        return {state.appeal.entry: _objected(state) for state in states}

    @property
    def applied(self) -> dict[str, AppliedEntry]:
        """What the scoring let count, by id."""
        return {one.id: one for one in self.score.applied} if self.score else {}

    @property
    def findings(self) -> dict[str, FindingState]:
        """The findings behind the matters, by id."""
        named = {state.entry.finding for state in self.entries} - {""}
        mine = (one for one in self.ledger.findings if one.id in named) if self.ledger and named else ()
        steps = self.ledger.finding_steps if self.ledger else ()
        return {state.finding.id: state for state in finding_states(mine, steps)}

    @property
    def objectable(self) -> tuple[str, ...]:
        """What may still be objected to: neither given, nor taken back or replaced, nor objected to before."""
        filed = {appeal.entry for appeal in self.ledger.appeals} if self.ledger else set()
        return tuple(m.record.id for m in self.matters if m.stands and not _is_bonus(m) and m.record.id not in filed)


def notice_document(plan: Plan, notice: Notice) -> Document:
    """Return the notice; its data are the rulings that record it, with the last day."""
    entries = [state.entry for state in notice.entries]
    scheme = scheme_for(plan, notice.unit)
    issuer = plan.full_name(plan.issuer)
    blocks = [
        text(_alone(plan, notice, scheme) if notice.is_one_deduction else _opening(plan, notice, scheme), role="lead"),
        *_taken(notice, scheme),
        *_vetoed(notice, [entry for entry in entries if entry.kind == "veto"], scheme),
        *_given(notice, [entry for entry in entries if entry.kind == "bonus"], scheme),
        *_figures(notice),
        *_objecting(notice),
        Signature(issuer, notice.day),
        *((_reply(plan, notice),) if notice.on_paper else ()),
    ]
    data = {
        "unit": notice.unit,
        "number": None,
        "date": notice.day,
        "last_day": notice.last.day,
        "entries": [ruling.entry for ruling in notice.rulings],
        "rulings": [record_data(ruling) for ruling in notice.rulings],
        "counted": [{"id": s.entry.id, "asked": s.entry.asked, "applied": _counted(notice, s)} for s in notice.entries],
    }
    return Document(
        "notice",
        _title(plan, notice),
        tuple(blocks),
        data=data,
        addressee=notice.unit,
        marks=(
            *(marks(notice.ledger) if notice.ledger else ()),
            *((EXAMPLE,) if scheme is not None and is_example(plan, [scheme.name]) else ()),
        ),
        footer=f"{full_day(notice.day)}　{trail_end(notice.head, notice.size)}" if notice.head else "",
        letterhead=letterhead(plan, "notice", issuer, notice.day, notice.unit),
    )


def reprinted(document: Document, day: date) -> Document:
    """Return a notice as it is given out again on a later day: a word at its end beside the code of its own day."""
    return replace(document, footer="　".join(filter(None, (document.footer, f"{full_day(day)}照原文重印"))))


def _reply(plan: Plan, notice: Notice) -> Attachment:
    """Return what the unit signs and sends back: that it got the notice, and what it objects to."""
    receipt = Fillable(
        "receipt",
        "送达回执",
        (
            (Blank("送达文书", f"{_title(plan, notice)}（{full_day(notice.day)}）"),),
            (Blank("送达人", lines=2), Blank("签收单位（盖章）", notice.unit, 2)),
            (Blank("签收人", lines=2), Blank("签收日期", lines=2)),
            (Blank("登记编号", _ids(notice)),),
        ),
    )
    if not notice.objectable:
        return Attachment(0, "送达回执", (replace(receipt, caption=""),))
    objection = Fillable(
        "objection",
        "复核申请表",
        (
            (Blank("申请单位（盖章）", notice.unit), Blank("申请日期")),
            (
                _what(notice),
                Blank("联系人和电话"),
            ),
            (Blank("申请理由", lines=6),),
            (Blank("佐证（网址或文号）", lines=2),),
            (Blank("复核决定", lines=3),),
        ),
    )
    return Attachment(0, "送达回执和复核申请表", (receipt, objection))


def _what(notice: Notice) -> Blank:
    """Return the place for what is objected to: its number, or of a single matter itself."""
    name, *others = notice.objectable
    if len(notice.matters) > 1:
        return Blank("申请复核的序号", "" if others else str(notice.places[name]))
    (matter,) = notice.matters
    asked = matter.entry.asked if isinstance(matter, EntryState) and notice.is_one_deduction else None
    deed = "处理" if asked is None else f"扣{points_text(asked)}分"
    return Blank("申请复核的事项", f"{full_day(matter.record.day)}{deed}")


def _ids(notice: Notice) -> str:
    """Return what each number on the paper is called by in the register, for whoever enters the answer."""
    told = [f"{place}：{name}" for name, place in notice.places.items()]
    return "；".join(told) if len(told) > 1 else next(iter(notice.places), "")


def _title(plan: Plan, notice: Notice) -> str:
    """Return the paper's name, which says of what work: 威远县2018年政务公开工作扣分告知单."""
    return f"{subject(plan)}{_name(notice)}"


def _name(notice: Notice) -> str:
    """Return what kind of notice it is; where nothing is taken, what it tells of instead."""
    kinds = {state.entry.kind for state in notice.entries}
    for kind, name in (("deduction", "扣分"), ("veto", "一票否决"), ("bonus", "加分")):
        if kind in kinds:
            return f"{name}告知单"
    return "得分告知单" if notice.matters else "扣分告知单"


def _opening(plan: Plan, notice: Notice, scheme: Scheme | None) -> str:
    rubric = f"和考核细则《{scheme.name}》" if scheme else ""
    by = f"（记分人：{notice.recorder}）" if notice.recorder else ""
    deed = "处理如下" if any(state.entry.kind == "veto" for state in notice.entries) else "记分如下"
    return f"按照{cited(plan)}{rubric}，对你单位{deed}{by}，现予告知。"


def _counted(notice: Notice, state: EntryState) -> Decimal:
    """Return what counts of an entry today; where it is not scored, what stands of it."""
    applied = notice.applied.get(state.entry.id)
    return cents(applied.applied) if applied else state.live


def _less(notice: Notice, state: EntryState, scheme: Scheme | None) -> str:
    """Say what counts where it is not what was asked, and why."""
    applied = notice.applied.get(state.entry.id)
    why = why_less(applied, notice.score, scheme) if applied and notice.score and state.stands else ""
    said = "，".join(part for part in (ENTRY_STATUS[state.status] if state.status != "valid" else "", why) if part)
    return f"{said}，计入{points_text(_counted(notice, state))}分" if said else ""


def _taken(notice: Notice, scheme: Scheme | None) -> Iterator[Block]:
    """Yield what is taken, and below it how it comes about and what each entry rests on: the columns have no room."""
    states = [state for state in notice.entries if state.entry.kind == "deduction"]
    if not states or notice.is_one_deduction:
        return
    asked = sum(state.entry.asked for state in states)
    counted = sum(_counted(notice, state) for state in states)
    columns: tuple[ColumnOf[EntryState], ...] = (
        column("序号", lambda s: Cell(notice.places[s.entry.id], ref=s.entry.id), "ordinal", total="合计"),
        column("记分日期", lambda s: s.entry.day, "date"),
        column("规则", lambda s: s.entry.rule),
        column("要点", lambda s: Cell(s.entry.point, ref=s.entry.point), "point", optional=True),
        column("阶段", lambda s: s.entry.stage, optional=True),
        column("事由", lambda s: s.entry.reason, weight=5),
        column("原记", lambda s: s.entry.asked, "number", total=asked),
        column("计入", lambda s: _counted(notice, s), "number", total=counted),
        column("记分人", lambda s: "" if notice.recorder else s.entry.by or s.entry.actor, optional=True),
    )
    yield table_of("deductions", "", columns, states, total=True)
    yield from _details(notice, states, scheme)


def _alone(plan: Plan, notice: Notice, scheme: Scheme | None) -> str:
    """Return the only deduction of a notice in running text, so that the paper is one page."""
    (state,) = notice.entries
    entry, words = state.entry, rule_texts(scheme).get(state.entry.rule, "")
    point = f"（要点{entry.point}）" if entry.point else ""
    rule = (
        f"{f'和考核细则《{scheme.name}》第' if scheme else '，按规则第'}{entry.rule}条{quoted(words) if words else ''}"
    )
    stage = f"“{entry.stage}”阶段" if entry.stage else ""
    taken = f"{full_day(entry.day)}对你单位{stage}扣{points_text(entry.asked)}分（记分人：{entry.by or entry.actor}）"
    said = f"因{stripped(entry.reason)}{point}，按照《{plan.title}》{rule}，{taken}，现予告知"
    worth, *more = _grounds(notice, state, scheme)
    more = [part for part in ([worth] if "×" in worth or "，" in worth else []) + more if part]
    return sentence(f"{said}。{'；'.join(more)}" if more else said)


def _grounds(notice: Notice, state: EntryState, scheme: Scheme | None) -> Iterator[str]:
    """Yield how the points of a deduction come about, what gives them back, what of them counts, and the basis."""
    entry, rule, found = state.entry, rules_by_code(scheme).get(state.entry.rule), _finding(notice, state)
    yield worth_words(entry, rule)
    yield found_words(found, {one.id: one for one in notice.ledger.inspections} if notice.ledger else {}, ids=False)
    yield giving_back(rule, found, notice.day) if state.stands else ""
    yield _less(notice, state, scheme)
    yield notice.objections.get(entry.id, "")
    yield proof_text(entry)


def _finding(notice: Notice, state: EntryState) -> FindingState | None:
    return notice.findings.get(state.entry.finding)


def _details(notice: Notice, states: Sequence[EntryState], scheme: Scheme | None) -> Iterator[Block]:
    """Yield a line for each deduction: the rule's words and points, what was found, what mending gives, the basis."""
    words = rule_texts(scheme)
    for state in states:
        said = (words.get(state.entry.rule, ""), *_grounds(notice, state, scheme))
        told = "；".join(part for part in said if part)
        if told:
            yield text(sentence(f"{_place(notice, state.entry.id)}{told}"), role="detail")


def _place(notice: Notice, name: str) -> str:
    """Return the number that a line about a matter begins with; none where there is but one."""
    return f"{notice.places[name]}．" if len(notice.matters) > 1 else ""


def _vetoed(notice: Notice, entries: Sequence[ScoreEntry], scheme: Scheme | None) -> Iterator[Block]:
    if entries:
        yield from _under(notice, "vetoes", "一票否决", [f"{_veto(notice, entry, scheme)}。" for entry in entries])


def _veto(notice: Notice, entry: ScoreEntry, scheme: Scheme | None) -> str:
    """Return what a veto rests on, what came of an objection to it, and the grade that it sets."""
    veto = next((one for one in scheme.vetoes if one.code == entry.rule), None) if scheme else None
    parts = [_told(notice, entry, scheme), notice.objections.get(entry.id, "")]
    return "；".join([*filter(None, parts), veto_effect(veto)])


def veto_effect(veto: Veto | None) -> str:
    """Return the grade that a veto sets; one that is no longer in the rubric set the grade prescribed then."""
    if veto and veto.at_most:
        return f"最高评为{veto.at_most}"
    return f"不论得分，直接定为{veto.grade if veto else '规定等次'}，不参加排名"


def _given(notice: Notice, entries: Sequence[ScoreEntry], scheme: Scheme | None) -> Iterator[Block]:
    if entries:
        lines = [f"{_told(notice, entry, scheme)}；加{points_text(entry.asked)}分。" for entry in entries]
        yield from _under(notice, "bonuses", "加分", lines)


def _under(notice: Notice, key: str, title: str, lines: Sequence[str], *more: Block) -> Iterator[Block]:
    """Yield lines under their heading; what a notice about a single matter says needs none."""
    told = (*map(text, lines), *more)
    yield from told if len(notice.matters) == 1 else (Section(key, title, told, 2),)


def _told(notice: Notice, entry: ScoreEntry, scheme: Scheme | None) -> str:
    parts = [
        f"{_place(notice, entry.id)}{day_words(entry.day, entry.year)}　规则{entry.rule}",
        rule_texts(scheme).get(entry.rule, ""),
    ]
    by = "" if notice.recorder else f"记分人：{entry.by or entry.actor}"
    parts += [stripped(entry.reason), proof_text(entry), by]
    return "；".join(part for part in parts if part)


def _figures(notice: Notice) -> Iterator[Table]:
    figures = [matter.figure for matter in notice.matters if not isinstance(matter, EntryState)]
    place: ColumnOf[Figure] = column("序号", lambda f: Cell(notice.places[f.id], ref=f.id), "ordinal")
    if figures:
        yield table_of("figures", "外部得分", (place, *FIGURES), figures)


def _objecting(notice: Notice) -> Iterator[Block]:
    named = notice.objectable
    if not named and notice.is_gift:
        return
    if not named:
        yield from _apart(notice, ["以上各条已经撤销或者申请过复核，不能再申请。"])
        return
    until = f"，到{full_day(notice.last.day)}为止" if notice.last.day else f"；最后一天是告知后{notice.last.words()}"
    term = f"自告知之日起{notice.workdays}个工作日内（告知当天不算{until}）"
    mended = ("问题已经整改的，请报整改情况并附佐证。",) if any(map(is_unmended, notice.findings.values())) else ()
    which = _which(notice)
    how = f"{which}附佐证，{'每条' if len(notice.matters) > 1 else ''}只能申请一次"
    lines = [
        f"有异议的，{term}书面申请复核。",
        "".join((f"申请时{how}；由记分人和申请人以外的人决定{_outcomes(notice)}。", *mended)),
    ]
    ids = f"（{_ids(notice)}）" if len(notice.matters) > 1 else ""
    hint = f"登记申请{ids}：gongkai appeal file {named[0]} --reason 理由 --evidence 佐证"
    yield from _apart(notice, lines, text(hint, role="hint"))


def _which(notice: Notice) -> str:
    """Return what an objection has to name; which of several it may be about, where that is not all of them."""
    if len(notice.matters) == 1:
        return ""
    places = [str(notice.places[name]) for name in notice.objectable]
    some = f"（{'、'.join(places)}）" if len(places) < len(notice.matters) else ""
    return f"写明序号{some}和理由，"


def _apart(notice: Notice, lines: Sequence[str], *more: Block) -> Iterator[Block]:
    """Yield how to object, under a heading of its own where other headings stand above it."""
    if {state.entry.kind for state in notice.entries} <= {"deduction"}:
        yield from (*(text(line) for line in lines), *more)
    else:
        yield from _under(notice, "objecting", "怎样申请复核", lines, *more)


def _outcomes(notice: Notice) -> str:
    """Points may be reduced; a veto or an entered score stays or goes."""
    points = any(state.entry.kind == "deduction" for state in notice.entries)
    vetoes = any(state.entry.kind == "veto" for state in notice.entries)
    figures = len(notice.matters) > len(notice.entries)
    if not points:
        return "维持或者撤销"
    whole = "、".join(word for word, there in (("一票否决", vetoes), ("外部得分", figures)) if there)
    return "维持、核减或者撤销" + (f"；{whole}只能维持或者撤销" if whole else "")


def _objected(state: AppealState) -> str:
    """Return that a unit objected, and what was decided, or that nothing is yet."""
    filed = f"{full_day(state.appeal.day)}申请复核"
    return f"{filed}，{full_day(state.decided)}决定{APPEAL[state.status]}" if state.decided else f"{filed}，尚未决定"


def _is_bonus(matter: EntryState | FigureState) -> bool:
    return isinstance(matter, EntryState) and matter.entry.kind == "bonus"
