"""What a paper on a closed year says of its closing: when, under which seal, what was open, whether it adds up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.closing.left_open import UNHANDLED
from gongkai.closing.seal import SEAL_LENGTH, in_force
from gongkai.history.shapes import record_data
from gongkai.papers.columns import backdated_mark, column, paper, remark, sealed_words, stamped, table_of
from gongkai.papers.document import Cell, Document, Numbered, Run, Section, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.closing.checks import Check
    from gongkai.papers.columns import ColumnOf, Stamp
    from gongkai.papers.document import Block, Document, Tone
    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Closing
    from gongkai.register.ledger import Ledger, Standing

SHOWN = 20
LEFT_OPEN = "left_open"


def sealed_report(report: Document, closing: Closing) -> Document:
    """Return the report that was frozen at a closing with what its paper says of that."""
    seal = closing.digest[:SEAL_LENGTH]
    return replace(
        report,
        blocks=(
            text(f"{closing.year}年度{sealed_words(closing.day, seal)}。", role="note"),
            *report.blocks,
            *left(closing),
        ),
        footer=f"{report.footer}，已封存（{seal}）",
    )


def left(closing: Closing) -> Iterator[Block]:
    """Yield what was open when the year was closed in spite of it, in a part of its own."""
    if closing.left_open:
        told = [said for said in closing.left_open if not said.startswith(UNHANDLED)]
        proposed, rest = len(closing.left_open) - len(told), len(told) - SHOWN
        lines = (*told[:SHOWN], *([f"{UNHANDLED}{proposed}条"] if proposed else []))
        more = [text(f"另有{rest}件：gongkai year list --json", role="hint")] if rest > 0 else []
        lead = text(f"{left_words(closing)}。", role="lead")
        yield Section(LEFT_OPEN, "封存时没有了结的事", (lead, Numbered(lines), *more), 2)


def left_words(closing: Closing) -> str:
    """Return how many things were open at a closing, and why it was closed all the same; empty where none was."""
    count = len(closing.left_open)
    return f"封存时有{count}件事没有了结，理由：{closing.reason.removesuffix('。')}" if count else ""


def with_alarm(document: Document, units: tuple[str, ...]) -> Document:
    """Return a paper that says loudly that the ledger no longer gives what was sealed; `units` are the ones told."""
    if not units:
        return document
    said = f"注意：按登记簿重算的结果与封存的不一致，本件不能作为依据，请先核查痕迹。{'；'.join(units)}。"
    return replace(document, blocks=(text(Run(said, "bad"), role="lead"), *document.blocks))


def behind_lead(blocks: tuple[Block, ...], said: str) -> tuple[Block, ...]:
    """Return an official paper's blocks with a sentence behind its first, before its numbered parts."""
    return (*blocks[:1], text(said), *blocks[1:]) if said else blocks


SHOWN_DIGEST = 12
CLOSED, OPEN = "已封存", "未封存"


class YearClosings(Struct, frozen=True):
    """A year's plan and all that was said of its closing, in order of the register."""

    plan: Plan
    closings: tuple[Closing, ...] = ()

    @property
    def closing(self) -> Closing | None:
        """The closing in force."""
        return in_force(self.closings[-1] if self.closings else None)


def years_document(years: Sequence[YearClosings], stamp: Stamp) -> Document:
    """Return the list of years, the earliest first."""
    columns: tuple[ColumnOf[YearClosings], ...] = (
        column("年度", lambda y: str(y.plan.year)),
        column("标题", lambda y: y.plan.title, weight=2),
        column("情况", lambda y: CLOSED if y.closing else OPEN),
        column("封存日期", lambda y: y.closing.day if y.closing else None, "date", optional=True),
        column("备注", lambda y: remark(y.closing) if y.closing else "", optional=True),
        column("经手", lambda y: y.closing.by or y.closing.actor if y.closing else "", optional=True),
        column(
            "封存时未了结",
            lambda y: Cell(len(y.closing.left_open) or None, "warn") if y.closing else None,
            "number",
            optional=True,
        ),
        column("封存校验码", lambda y: y.closing.digest[:SHOWN_DIGEST] if y.closing else "", optional=True),
        column(
            "经过",
            lambda y: "；".join(_said(each) for each in y.closings if each is not y.closing),
            weight=3,
            optional=True,
        ),
    )
    blocks = (table_of("years", "", columns, years),) if years else (text("还没有载入任何年度。"),)
    return stamped("years", "各年度", blocks, [year_data(year) for year in years], stamp)


def year_data(year: YearClosings) -> dict[str, object]:
    """Return a year for scripts; `closed`, `by` and `digest` are null while it is open."""
    closing = year.closing
    return {
        "year": year.plan.year,
        "title": year.plan.title,
        "status": "closed" if closing else "open",
        "closed": closing.day if closing else None,
        "by": closing.by or closing.actor if closing else None,
        "digest": closing.digest if closing else None,
        "left_open": list(closing.left_open) if closing else [],
        "closings": [record_data(each) for each in year.closings],
    }


def _said(closing: Closing) -> str:
    what = "封存" if closing.kind == "closed" else "重新打开"
    late = f"（{mark}）" if (mark := backdated_mark(closing)) else ""
    reason = f"（{closing.reason}）" if closing.reason else ""
    return f"{closing.day}{what}{late}，{closing.by or closing.actor}{reason}"


LEVEL: dict[str, tuple[str, Tone]] = {"error": ("错误", "bad"), "note": ("提示", "warn")}


def check_document(
    ledger: Ledger, standing: Standing, checks: Sequence[Check], *, whole: bool = False, what: str = "数据"
) -> Document:
    """Return what the checks of something saw, errors first; an empty list is said in words.

    What a unit typed late is one line, but in the `whole` paper; the data has every one.
    """
    from gongkai.closing.checks import gathered

    shown = checks if whole else gathered(checks)
    columns: tuple[ColumnOf[Check], ...] = (
        column("级别", lambda c: Cell(*LEVEL[c.level])),
        column("编号", lambda c: Cell(c.where, ref=c.where), "id"),
        column("情况", lambda c: c.message, weight=3),
        column("建议", lambda c: c.hint, weight=2, optional=True),
    )
    errors = sum(check.level == "error" for check in checks)
    said = f"错误{errors}条，提示{len(shown) - errors}条。" if checks else "没有发现问题。"
    blocks = (text(said), table_of("checks", "", columns, shown)) if checks else (text(said),)
    data = [{"level": c.level, "kind": c.kind, "where": c.where, "message": c.message, "hint": c.hint} for c in checks]
    return paper("checks", f"{ledger.plan.year}年度{what}核对", blocks, data, (ledger, standing))
