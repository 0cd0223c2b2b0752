"""Objections (申请复核): who may object to what until when, and who may decide.

The time to object runs from the first notice: so many workdays after it, the day of the notice not counted, to the
end of the last. A unit objects once to a thing. Whoever took the points does not decide about them, nor does whoever
filed the objection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from gongkai.entry.states import FigureState, reduce_range, refuse_revoked
from gongkai.errors import BadValue, Refused
from gongkai.plan.calendar import last_day
from gongkai.plan.spelling import spelt
from gongkai.register.ledger import UNREVISED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from gongkai.entry.states import EntryState, Ruled
    from gongkai.plan.calendar import Calendar, LastDay
    from gongkai.register.kinds import Appeal, Ruling

MISTAKEN = "决定确有错误的，可以撤销扣分并写明理由"
"""What to do about a decision that was made."""
AppealStatus = Literal["open", "kept", "reduced", "revoked"]


class Term(Struct, frozen=True):
    """The time to object: so many `workdays` after the notice.

    A rubric loaded later changes nothing for what a unit was told before: `before` are the earlier rubrics' workdays,
    and the day each ended, by the number of the trail line that ended it. A notice that is entered later gives the time
    of the rubric that was in force on its own day.
    """

    calendar: Calendar
    workdays: int
    before: Mapping[int, tuple[int, date]] = UNREVISED

    def at(self, day: date, seq: int) -> Term:
        """Return the time given by a notice of a day, with this number in the trail."""
        held = (days for until, (days, ended) in self.before.items() if seq < until or day < ended)
        return Term(self.calendar, next(held, self.workdays))

    def of(self, matter: Ruled) -> Term:
        """Return the time given by the first notice of a matter; what holds now where there was none."""
        first = next((ruling for ruling in matter.rulings if ruling.kind == "notified"), None)
        return self if first is None else self.at(first.day, first.seq)

    def last(self, notified: date) -> LastDay:
        """Return the last day for an objection, which may not be known yet."""
        return objection_deadline(self.calendar, notified, self.workdays)

    @property
    def rule(self) -> str:
        """The rule in words."""
        return f"异议期限为告知之日起{self.workdays}个工作日，告知当天不算"


class AppealState(Struct, frozen=True):
    """An objection and what became of it. `ruling` decided it; an entry taken back meanwhile leaves nothing to decide.

    `decided` and `by` are null and empty while it is open.
    """

    appeal: Appeal
    status: AppealStatus
    ruling: Ruling | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.ruling is None

    @property
    def decided(self) -> date | None:
        """The day of the decision."""
        return self.ruling.day if self.ruling else None

    @property
    def by(self) -> str:
        """Who decided."""
        return (self.ruling.by or self.ruling.actor) if self.ruling else ""


class ObjectionWindow(Struct, frozen=True):
    """What a unit can still do about something it was told of: `last` is the last day, `open` whether it is not over.

    A last day that is not known yet is not over.

    `appeal` is its objection, which leaves no other.
    """

    last: LastDay
    open: bool
    appeal: AppealState | None = None


def appeal_states(appeals: Iterable[Appeal], rulings: Iterable[Ruling]) -> tuple[AppealState, ...]:
    """Pair each objection with its decision, keeping the objections' order."""
    decisions: dict[str, Ruling] = {}
    revoked: dict[str, Ruling] = {}
    for ruling in rulings:
        if ruling.appeal:
            decisions.setdefault(ruling.appeal, ruling)
        elif ruling.kind == "revoked":
            revoked.setdefault(ruling.entry, ruling)
    return tuple(_state(appeal, decisions.get(appeal.id) or revoked.get(appeal.entry)) for appeal in appeals)


def _state(appeal: Appeal, ruling: Ruling | None) -> AppealState:
    if ruling is None or ruling.kind == "notified":
        return AppealState(appeal, "open")
    return AppealState(appeal, ruling.kind, ruling)


def undecided_units(states: Iterable[AppealState]) -> frozenset[str]:
    """Return the units with an objection that waits for its decision."""
    return frozenset(state.appeal.unit for state in states if state.is_open)


def objection_deadline(calendar: Calendar, notified: date, workdays: int) -> LastDay:
    """Return the last day for an objection: 2018-09-28 and 5 workdays make 2018-10-10 (调休 counted)."""
    return last_day(calendar, notified, workdays)


def objection_windows(
    matters: Iterable[Ruled],
    appeals: Iterable[AppealState],
    term: Term,
    today: date,
) -> dict[str, ObjectionWindow]:
    """Return, by id, the chance to object to whatever a unit was told of by `today`; bonuses have none."""
    filed: dict[str, AppealState] = {state.appeal.entry: state for state in appeals}
    found: dict[str, ObjectionWindow] = {}
    for matter in matters:
        if matter.notified is None or _kind(matter) == "bonus":
            continue
        until, appeal = term.of(matter).last(matter.notified), filed.get(matter.record.id)
        still = appeal is None and matter.stands and matter.notified <= today and not until.is_over(today)
        found[matter.record.id] = ObjectionWindow(until, still, appeal)
    return found


def may_appeal(
    matter: Ruled,
    filed: Iterable[Appeal],
    units: Collection[str],
    day: date,
    term: Term,
) -> None:
    """Say whether one of `units` (the unit, or who has taken it over) may object on a day.

    `filed` are the objections there have been to it, `term` is the time there is. Raises
    Refused: not its own, taken back, replaced, not yet told, told later, objected to before, too late; BadValue for a
    bonus.
    """
    record = matter.record
    if _kind(matter) == "bonus":
        raise BadValue(f"{record.id} 是加分，不用申请复核", "可以申请复核的是扣分、一票否决和录入的得分")
    if record.unit not in units:
        raise Refused(f"{record.id} 记的是{record.unit}，不能由别的单位申请复核", "请核对编号和单位")
    if matter.status == "revoked":
        refuse_revoked(matter)
    if isinstance(matter, FigureState) and matter.replaced:
        raise Refused(
            f"{record.id} 已由 {matter.replaced} 代替，不再计分", f"对现在的得分有异议的，写 {matter.replaced}"
        )
    _first_time(record.id, filed)
    _in_time(matter, day, term)


def _first_time(target: str, filed: Iterable[Appeal]) -> None:
    for appeal in filed:
        raise Refused(
            f"{target} 已于 {appeal.day} 申请过复核（{appeal.id}），同一事项只能申请一次",
            "写错了、还没有决定的，撤回后再申请",
            do=("void", appeal.id, "--reason", "理由"),
        )


def _in_time(matter: Ruled, day: date, term: Term) -> None:
    record, notified, term = matter.record, matter.notified, term.of(matter)
    if notified is None:
        raise Refused(
            f"{record.id} 还没有告知{record.unit}，不能申请复核：{term.rule}",
            "由办公室先登记告知",
            do=("deduct", "notify", record.id, "-u", record.unit),
        )
    if day < notified:
        raise Refused(
            f"{record.id} 于 {notified} 才告知{record.unit}，{day} 还不能申请复核：{term.rule}", "请核对 --date"
        )
    last = term.last(notified)
    if last.is_over(day):
        raise Refused(
            f"{record.id} 于 {notified} 告知，申请复核的最后一天是 {last.day}，{day} 已经逾期：{term.rule}",
            "在期限内已经提出、现在补登记的，用 --date 写明提出的日期",
        )


def may_tell(day: date, today: date, term: Term, *, proved: bool = False) -> None:
    """Refuse a notice dated back so far that its time to object is over `today`: nobody loses that by a slip.

    One that was really given then is `proved`: by its signed receipt, or a reason for entering it only now.
    """
    if not proved and day < today and (last := term.last(day)).is_over(today):
        raise Refused(
            f"按 {day} 告知，申请复核的最后一天是 {last.day}，已经过了，单位没有机会申请复核",
            "请核对 --date；当时没有告知的，按今天告知，期限从今天起算；"
            "当时确已告知、现在补录的，用 --evidence 附签收单，或用 --note 写明原因",
        )


def may_decide(matter: Ruled, appeal: AppealState | None, decider: str) -> AppealState:
    """Return the objection that `decider` may decide.

    Raises Refused: there is none, it is decided, or the decider is the one who recorded or who filed it.
    """
    record = matter.record
    if appeal is None:
        raise Refused(
            f"{record.id} 没有收到复核申请，不能作复核决定",
            "办公室自己更正的，可以撤销",
            do=("deduct", "revoke", record.id, "--reason", "理由"),
        )
    if appeal.ruling is not None:
        raise Refused(
            f"{appeal.appeal.id} 已于 {appeal.decided} 由{appeal.by}作出决定，不能再作",
            MISTAKEN,
            do=("deduct", "revoke", record.id, "--reason", "理由"),
        )
    recorder = recorded_by(matter)
    if same_person(decider, recorder):
        raise Refused(
            f"{record.id} 是{recorder}记的，复核决定要由另一人作出", "请用 --by 写明作出决定的人（不能是记分人）"
        )
    filer = appeal.appeal.actor
    if same_person(decider, filer):
        raise Refused(
            f"{appeal.appeal.id} 是{filer}提出的，复核决定要由另一人作出",
            "请用 --by 写明作出决定的人（不能是记分人，也不能是提出申请的人）",
        )
    return appeal


def may_reduce(matter: EntryState | FigureState, x: Decimal) -> Decimal:
    """Return what is left of a deduction that is reduced to `x`: 0 or more, less than what stands; raises BadValue.

    A figure is not reduced but entered anew.
    """
    if isinstance(matter, FigureState):
        raise BadValue(f"{matter.figure.id} 是录入的得分，不能核减", "复核认为不对的，先用 --revoke，再录入正确的得分")
    return reduce_range(matter, x)


def same_person(one: str, other: str) -> bool:
    """Tell whether two names, as typed, are one person's: blanks and width make no difference."""
    return _plain(one) == _plain(other)


def recorded_by(matter: Ruled) -> str:
    """Return who took the points, or entered the score."""
    return matter.record.by or matter.record.actor


def _plain(name: str) -> str:
    return "".join(spelt(name).split()).casefold()


def _kind(matter: Ruled) -> str:
    return getattr(matter.record, "kind", "figure")
