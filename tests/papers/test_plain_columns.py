"""Plain columns stand as if each cell were cleaned and filled by itself, however often it says the same."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

from hypothesis import given
from hypothesis import strategies as st

from gongkai.papers import plain
from gongkai.papers.cells import GAP, clean, pad, width
from gongkai.papers.document import Cell, Column, ColumnKind, Document, Table
from gongkai.papers.values import RIGHT, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXTS = (
    st.text(max_size=8) | st.text("0123456789P- ", max_size=8) | st.sampled_from(["县教育局", "a\u200bb", "\x1b[1m"])
)
VALUES: tuple[st.SearchStrategy[object], ...] = (
    TEXTS,
    st.integers(-999, 999),
    st.dates(),
    st.sampled_from([Decimal("0.125"), Decimal("0.1250"), Decimal(1), 1, True, "1", None, date(2018, 1, 2)]),
    st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - a cell's moment
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Draw a table whose rows share some of what they say."""
    columns = draw(st.lists(st.builds(Column, TEXTS, st.sampled_from(get_args(ColumnKind))), min_size=1, max_size=4))
    known = [draw(st.lists(draw(st.sampled_from(VALUES)), min_size=1, max_size=4)) for _ in columns]
    count = draw(st.integers(1, 9))
    rows = tuple(tuple(Cell(draw(st.sampled_from(values))) for values in known) for _ in range(count))  # type: ignore[arg-type]  # any value
    return Table("key", "", tuple(columns), rows)


def slowly(column: Column, values: Sequence[object]) -> list[str]:
    """Fill a column cell by cell."""
    texts = [clean(column.name), *(clean(shown(value, column.kind)) for value in values)]
    most = max(map(width, texts))
    return [pad(text, most, right=column.kind in RIGHT) for text in texts]


@given(tables())
def test_what_is_worked_out_once_stands_as_by_itself(table: Table) -> None:
    columns = [slowly(column, [row[at].value for row in table.rows]) for at, column in enumerate(table.columns)]
    lines = [GAP.join(parts).rstrip(" ") for parts in zip(*columns, strict=True)]
    if not any(column.name for column in table.columns):
        lines = [GAP + line for line in lines[1:]]
    assert plain.write(Document("list", "", (table,), data=[])) == "\n".join(lines) + "\n" or not any(lines)
