"""What a unit can still get back, and what is missing to the next grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.document import Cell, Column, Section, text
from gongkai.report.parts import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gongkai.document import Block, Table
    from gongkai.domain.scorecard import UnitScore
    from gongkai.domain.whatif import Chance, Outlook

Data = dict[str, object]
WAY = {"veto": "一票否决撤销", "deduction": "扣分撤销", "finding": "问题按期整改并销号"}


def outlook_data(outlook: Outlook) -> Data:
    """Return a unit's chances and the way to the next grade, null at the top, under a veto and without a score."""
    grade = outlook.next_grade
    return {
        "what_if": [
            {"kind": c.kind, "id": c.id, "back": c.back, "score": c.score, "grade": c.grade, "decided": c.decided}
            for c in outlook.chances
        ],
        "next_grade": {"name": grade.name, "gap": grade.gap} if grade else None,
    }


def outlook_section(scores: Sequence[UnitScore], outlooks: Mapping[str, Outlook]) -> Section:
    """Return what each of the units scored could get back, and how far its next grade is."""
    known = [(score, outlooks[score.unit]) for score in scores if score.unit in outlooks]
    return Section("what-if", "试算：怎样追回", tuple(_blocks(known)))


def _blocks(known: Sequence[tuple[UnitScore, Outlook]]) -> Iterator[Block]:
    yield text("每一行是只改变这一处时的得分，各行不能相加；没有登记任何内容。", role="note")
    chances = [(score, chance) for score, outlook in known for chance in outlook.chances]
    if chances:
        yield _chances(chances)
    else:
        yield text("没有可以追回的扣分。")
    if any(outlook.next_grade for _, outlook in known):
        yield _grades(known)


def _chances(chances: Sequence[tuple[UnitScore, Chance]]) -> Table:
    columns = (
        Column("单位", weight=2),
        Column("编号", "id"),
        Column("若", weight=1),
        Column("追回", "number"),
        Column("得分变为", "number"),
        Column("等次变为"),
    )
    rows = [
        (
            Cell(score.unit, ref=score.unit),
            Cell(chance.id, ref=chance.id),
            Cell(WAY[chance.kind] + ("（复核已有决定）" if chance.decided else "")),
            Cell(chance.back, "good" if chance.back else "dim"),
            Cell(chance.score),
            Cell(chance.grade if chance.grade != score.grade else ""),
        )
        for score, chance in chances
    ]
    return table("chances", "", columns, rows, optional=("等次变为",))


def _grades(known: Sequence[tuple[UnitScore, Outlook]]) -> Table:
    columns = (
        Column("单位", weight=2),
        Column("得分", "number"),
        Column("等次"),
        Column("上一等次"),
        Column("还差", "number"),
    )
    rows = [
        (
            Cell(score.unit, ref=score.unit),
            Cell(score.score),
            Cell(score.grade or "—"),
            Cell(outlook.next_grade.name),
            Cell(outlook.next_grade.gap),
        )
        for score, outlook in known
        if outlook.next_grade
    ]
    return table("next-grades", "", columns, rows)
