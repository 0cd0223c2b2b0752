"""Papers are read back from their files: a writer that changes, drops or adds a figure is found out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from gongkai.cli.present import write_file
from gongkai.papers.document import Cell, Column, Document, Numbered, Table
from gongkai.papers.formats import FORMATS, Format
from tests.crosscheck import crosscheck
from tests.render.papers import CIRCULAR, SCORES, STATUS, documents

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demonstration import Shown


CHECKED = [form for form in FORMATS if form.ending != ".json"]
WHOLE = [form for form in CHECKED if form.ending != ".csv"]
"""Formats that take a paper of several tables."""


def written(document: Document, form: Format) -> bytes:
    got = form.write(document)
    return got if isinstance(got, bytes) else got.encode()


@pytest.mark.parametrize("form", WHOLE)
@pytest.mark.parametrize("document", [STATUS, CIRCULAR])
def test_every_format_is_read_back_whole(document: Document, form: Format) -> None:
    crosscheck(document, form.ending, written(document, form))


@pytest.mark.parametrize("form", WHOLE)
@settings(max_examples=25, deadline=None)
@given(document=documents())
def test_no_text_however_odd_is_taken_for_a_wrong_figure(form: Format, document: Document) -> None:
    crosscheck(document, form.ending, written(document, form))


@pytest.mark.parametrize("form", CHECKED)
def test_a_last_column_with_nothing_in_it_is_no_other_table(form: Format) -> None:
    columns = (Column(""), Column("", "number"), Column(""))
    bare = Table("t", "", columns, ((Cell(None), Cell(7), Cell(None)),))
    document = Document("any", "", (bare,))
    crosscheck(document, form.ending, written(document, form))


@pytest.mark.parametrize("form", CHECKED)
def test_a_heading_of_half_a_surrogate_pair_is_a_heading(form: Format) -> None:
    odd = Table("t", "", (Column(""), Column("\ud800")), ((Cell(""), Cell("0")),))
    document = Document("any", "", (odd,))
    crosscheck(document, form.ending, written(document, form))


@pytest.mark.parametrize("form", CHECKED)
def test_an_item_that_begins_with_a_figure_keeps_it_behind_its_number(form: Format) -> None:
    listed = replace(STATUS, blocks=(Numbered(("2018年底前公开。", "12.5分。")),))
    crosscheck(listed, form.ending, written(listed, form))


def changed(table: Table, value: int) -> Table:
    first, *others = table.rows
    return replace(table, rows=((first[0], Cell(value), first[2]), *others))


@pytest.mark.parametrize("form", CHECKED)
@pytest.mark.parametrize(
    "wrong", [changed(SCORES, 59), replace(SCORES, rows=SCORES.rows[1:]), replace(SCORES, total=())]
)
def test_a_broken_writer_is_found_out(form: Format, wrong: Table) -> None:
    right = replace(STATUS, blocks=(SCORES,))
    with pytest.raises(AssertionError, match="不一致"):
        crosscheck(right, form.ending, written(replace(right, blocks=(wrong,)), form))


@pytest.mark.parametrize("form", [form for form in WHOLE if form.ending != ".zip"])
def test_a_figure_lost_from_the_running_text_is_found_out(form: Format) -> None:
    with pytest.raises(AssertionError, match="46"):
        crosscheck(CIRCULAR, form.ending, written(replace(CIRCULAR, number="", blocks=CIRCULAR.blocks[3:]), form))


@pytest.mark.parametrize("form", WHOLE)
def test_every_paper_of_the_demonstration_says_what_its_document_says(form: Format, shown: Shown) -> None:
    """The reports of all kinds, the scorecards, the notices and the self-inspections, each in every format."""
    assert len(shown.documents) > 40
    for name, document in shown.documents.items():
        try:
            crosscheck(document, form.ending, written(document, form))
        except AssertionError as error:
            raise AssertionError(f"{name}：{error}") from None


def test_a_writer_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "得分.csv"
    write_file(replace(STATUS, blocks=(SCORES,)), path)
    before = path.read_bytes()
    with mock.patch.object(Format, "write", side_effect=ValueError("满")), pytest.raises(ValueError, match="满"):
        write_file(STATUS, path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == before
