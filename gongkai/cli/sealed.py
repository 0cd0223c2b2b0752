"""A closed year at the counter: whether the ledger still gives what was sealed, and what stands when it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.looking import STATUS, look
from gongkai.cli.talk import say, warn
from gongkai.domain.closing import in_force
from gongkai.domain.findings import RECTIFIED, finding_states
from gongkai.errors import NoStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gongkai.cli.counter import Counter
    from gongkai.cli.scoring import Scored
    from gongkai.document import Document
    from gongkai.report.year import Year

SHOWN = 3
NAMED = 12


def alarmed(counter: Counter, found: Scored) -> Callable[[Document], Document]:
    """Return what puts an alarm on a paper of a closed year whose scores are no more what was sealed; tell it too."""
    from gongkai.report.seal import with_alarm

    said = _differs(counter, found) if found.year.standing.closed else ()
    if said:
        warn(f"按登记簿重算的结果与封存的不一致，先查痕迹：gongkai audit verify。{'；'.join(said)}")
    return lambda document: with_alarm(document, said)


def _differs(counter: Counter, found: Scored) -> tuple[str, ...]:
    from gongkai.report.score import score_document
    from gongkai.services.closing import closing_checks, marks_of

    ledger, standing = found.year.ledger, found.year.standing
    with counter.reader() as reader:
        closing = in_force(reader.closing(ledger.plan.year))
    scores = score_document(ledger, standing, found.scores).data
    seen = tuple(check.message for check in closing_checks(closing, marks_of(scores)))
    return (*seen[:SHOWN], f"另有{len(seen) - SHOWN}处，见 gongkai check") if len(seen) > SHOWN else seen


def tell_what_stands(counter: Counter, year: int | None) -> None:
    """Tell, before a year is closed, what stays as it is: not done, not looked at, not signed off.

    Where there is no store the closing itself says so; none is made for this.
    """
    try:
        with counter.reader():
            pass
    except NoStore:
        return
    view = look(counter, year, None, STATUS)
    lines = [] if view.standing.closed else list(_standing(view))
    if lines:
        say(f"{view.plan.year}年度封存后照现在的样子定下：")
        for line in lines:
            say(f"    {line}")


def _standing(view: Year) -> Iterator[str]:
    points = view.overview.points
    yield from _named("没有办结的要点", "个", [state.point.no for state in points if not state.is_done])
    yield from _named("报了办结、没有核实销号的要点", "个", [s.point.no for s in points if s.status == "done"])
    states = finding_states(view.ledger.findings, view.ledger.finding_steps)
    waiting = [state.finding.id for state in states if state.status == RECTIFIED]
    open_ = [state.finding.id for state in states if state.is_open and state.status != RECTIFIED]
    yield from _named("报了整改、没有核查的问题", "个", waiting)
    yield from _named("没有整改的问题", "个", open_)
    yield from _named("逾期未完成的应办事项", "项", [item.id for item in view.items if item.status == "overdue"])


def _named(what: str, counter: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        shown = "、".join(names[:NAMED])
        yield f"{what}{len(names)}{counter}：{shown}{'等' if len(names) > NAMED else ''}"
