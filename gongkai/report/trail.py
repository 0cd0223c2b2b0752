"""Whether the ledger still says what was written, told in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gongkai.document import Cell, Column, Document, text
from gongkai.report.parts import table
from gongkai.wording import KIND, TRAIL_PROBLEM

if TYPE_CHECKING:
    from collections.abc import Sequence


class Seen(NamedTuple):
    """One way in which the store is not what was written; `kind` is a code of `wording.TRAIL_PROBLEM`."""

    kind: str
    entity: str
    id: str
    message: str


def verify_document(entries: int, head: str, problems: Sequence[Seen]) -> Document:
    """Return the paper of a verification: how many lines stand, the last hash, and every problem."""
    said = f"痕迹共{entries}条，末条校验码 {head}"
    data = {
        "ok": not problems,
        "entries": entries,
        "head": head,
        "problems": [problem._asdict() for problem in problems],
    }
    if not problems:
        return Document("verify", "痕迹核验", (text("核验无误：登记内容与痕迹逐条相符。"), text(said)), data=data)
    columns = (Column("情况"), Column("类别"), Column("编号", "id"), Column("说明", weight=1))
    rows = [
        (Cell(TRAIL_PROBLEM[one.kind], "bad"), Cell(KIND.get(one.entity, one.entity)), Cell(one.id), Cell(one.message))
        for one in problems
    ]
    blocks = (text(f"发现{len(problems)}处不符："), table("problems", "", columns, rows), text(said))
    return Document("verify", "痕迹核验", blocks, data=data)
