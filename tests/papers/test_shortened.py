"""Names that people read short stand with all of them in a file whose rows are filtered."""

from __future__ import annotations

from copy import deepcopy

from gongkai.papers import csv, json, markdown
from gongkai.papers.columns import ColumnOf, column, names_short, table_of
from gongkai.papers.document import Document, Shortened, Table
from gongkai.papers.excel import writer
from gongkai.papers.masking import public_copy
from tests.readback import read_back

UNITS = ("县教育局", "县民政局", "县财政局", "县卫生计生局（联系电话13800138000）")
EVERY = "、".join(UNITS)


def paper() -> Document:
    columns: tuple[ColumnOf[tuple[str, ...]], ...] = (
        column("单位", names_short, weight=2),
        column("件数", len, "number"),
    )
    return Document("units", "单位", (table_of("units", "", columns, [UNITS, UNITS[:2]]),), data=[names_short(UNITS)])


def cells(content: bytes) -> list[str]:
    found = read_back(".xlsx", content)
    assert found is not None
    return [cell for row in found.rows for cell in row]


def test_a_table_of_a_program_names_every_unit_and_a_person_reads_how_many() -> None:
    assert EVERY in csv.write(paper()).decode("utf-8-sig")
    assert EVERY in cells(writer.write(paper()))
    for content in (csv.write(paper()).decode("utf-8-sig"), str(cells(writer.write(paper())))):
        assert "等4个" not in content
        assert "县教育局、县民政局" in content
    assert "县教育局、县民政局等4个" in markdown.write(paper())
    assert "县财政局" not in markdown.write(paper())
    assert json.write(paper()) == '[\n  "县教育局、县民政局等4个"\n]\n'


def test_a_copy_of_shortened_names_has_all_of_them() -> None:
    copied = deepcopy(Shortened("县教育局等4个", EVERY))
    assert (copied, copied.full) == ("县教育局等4个", EVERY)


def test_what_a_public_copy_masks_it_masks_in_the_names_left_out_as_well() -> None:
    public = public_copy(paper())
    (table,) = public.document.blocks
    assert isinstance(table, Table)
    told = table.rows[0][0].value
    assert isinstance(told, Shortened)
    assert told == "县教育局、县民政局等4个"
    assert "县财政局" in told.full
    assert "13800138000" not in told.full
    assert [hit.kind for hit in public.hits]
    assert "13800138000" not in csv.write(public.document).decode("utf-8-sig")
