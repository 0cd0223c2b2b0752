"""The tables as SQLModel declares them: one per kind of record, the trail, and `meta`. Rows never leave `storage`.

Columns are TEXT, ordered byte by byte, or BIGINT; none is ever null. A test holds this page against the registry.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

from sqlalchemy import TEXT, BigInteger, Index, Integer, Text
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine


class Words(TypeDecorator[str]):
    """TEXT that sorts by its bytes on either engine."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Name the collation where the engine's own would depend on the place."""
        return TEXT(collation="C" if dialect.name == "postgresql" else None)


class Number(TypeDecorator[int]):
    """BIGINT; INTEGER on SQLite, where that makes `seq` the row's own place."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the engine's own whole number of 64 bits."""
        return Integer() if dialect.name == "sqlite" else BigInteger()


T = Annotated[str, Field(sa_type=Words)]
N = Annotated[int, Field(sa_type=Number)]
Sought = Annotated[str, Field(sa_type=Words, index=True)]


class Row(SQLModel):
    """What every record's row has."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - declared on the class
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__.removesuffix("Row")).lower()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Index, ...]:  # noqa: N805 - declared on the class
        seat = ("seat",) if "seat" in cls.model_fields else ()
        return (Index(f"{cls.__tablename__}_in_order", "year", *seat, "day", "seq"),)

    seq: int = Field(sa_type=Number, primary_key=True, sa_column_kwargs={"autoincrement": False})
    id: str = Field(sa_type=Words, unique=True)
    year: N
    day: T
    actor: T
    recorded: T


class RevisionRow(Row, table=True):
    """年度要点."""

    title: T
    number: T
    body: T


class AssignRow(Row, table=True):
    """分工."""

    unit: T
    point: T
    role: T
    person: T


class ProgressRow(Row, table=True):
    """进展."""

    point: T
    unit: T
    seat: T
    percent: N
    note: T
    evidence: T


class ReviewRow(Row, table=True):
    """核实."""

    point: T
    unit: T
    seat: T
    kind: T
    note: T
    by: T


class SelfInspectionRow(Row, table=True):
    """自查."""

    unit: T
    points: T
    summary: T
    evidence: T


class InspectionRow(Row, table=True):
    """督查."""

    kind: T
    units: T
    note: T
    by: T


class FindingRow(Row, table=True):
    """问题."""

    unit: T
    problem: T
    source: T
    point: T
    measure: T
    person: T
    due: T
    origin: T
    evidence: T


class FindingStepRow(Row, table=True):
    """整改."""

    finding: Sought
    kind: T
    note: T
    measure: T
    person: T
    due: T
    by: T
    evidence: T


class ScoreEntryRow(Row, table=True):
    """扣分、加分、一票否决."""

    kind: T
    unit: T
    rule: T
    asked: N
    reason: T
    point: T
    finding: Sought
    count: N
    items: T
    stage: T
    evidence: T
    no_evidence: T
    again: T
    cause: T
    by: T


class RulingRow(Row, table=True):
    """记分处理."""

    entry: Sought
    kind: T
    reason: T
    points: N
    appeal: T
    by: T
    evidence: T


class FigureRow(Row, table=True):
    """外部得分."""

    unit: T
    stage: T
    score: N
    reason: T
    by: T
    evidence: T


class AppealRow(Row, table=True):
    """申请复核."""

    entry: Sought
    unit: T
    reason: T
    evidence: T


class ClosingRow(Row, table=True):
    """年度封存."""

    kind: T
    reason: T
    left_open: T
    digest: T
    body: T
    by: T


class DutyEventRow(Row, table=True):
    """时限事件."""

    duties: T
    unit: T
    at: T
    note: T


class SettlementRow(Row, table=True):
    """时限办结."""

    kind: T
    duty: T
    at: T
    item: T
    unit: T
    first: T
    last: T
    skip: T
    value: T
    note: T
    evidence: T
    by: T


class ReminderRow(Row, table=True):
    """催办."""

    unit: T
    items: T
    way: T
    text: T


class IssueRow(Row, table=True):
    """印发."""

    kind: T
    number: T
    title: T
    as_of: T
    head: T
    digest: T
    body: T
    by: T


class VoidRow(Row, table=True):
    """作废."""

    target: Sought
    note: T
    by: T


class TrailRow(SQLModel, table=True):
    """痕迹."""

    __tablename__ = "trail"

    seq: int = Field(sa_type=Number, primary_key=True, sa_column_kwargs={"autoincrement": False})
    moment: T
    actor: T
    os_user: T
    act: T
    entity: T
    id: str = Field(sa_type=Words, unique=True)
    body: T
    prev: T
    hash: T


class MetaRow(SQLModel, table=True):
    """What the store says of itself; the one table that changes."""

    __tablename__ = "meta"

    key: str = Field(sa_type=Words, primary_key=True)
    value: T


RECORD_ROWS: dict[str, type[Row]] = {
    row.__tablename__: row
    for row in (
        RevisionRow,
        AssignRow,
        ProgressRow,
        ReviewRow,
        SelfInspectionRow,
        InspectionRow,
        FindingRow,
        FindingStepRow,
        ScoreEntryRow,
        RulingRow,
        FigureRow,
        AppealRow,
        ClosingRow,
        DutyEventRow,
        SettlementRow,
        ReminderRow,
        IssueRow,
        VoidRow,
    )
}
GROWING = (*RECORD_ROWS, "trail")
"""The tables that only grow."""
METADATA = SQLModel.metadata
