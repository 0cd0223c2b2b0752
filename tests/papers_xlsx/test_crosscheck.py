"""A paper is read back before it is a file: a writer that changes, drops or adds a figure is found out."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from gongkai.cli.crosscheck import crosscheck
from gongkai.cli.present import write_file
from gongkai.document import Cell, Column, Document, Numbered, Table
from gongkai.errors import BadValue, StoreFault
from gongkai.intake import readback
from gongkai.intake.packaged import packaged_tasks
from gongkai.render.formats import Format
from tests.cli import run
from tests.render.papers import CIRCULAR, SCORES, STATUS, documents

if TYPE_CHECKING:
    from pathlib import Path


CHECKED = [Format.DOCX, Format.XLSX, Format.HTML, Format.CSV, Format.MARKDOWN]


def written(document: Document, form: Format) -> bytes:
    got = form.write(document)
    return got if isinstance(got, bytes) else got.encode()


@pytest.mark.parametrize("form", CHECKED)
@pytest.mark.parametrize("document", [STATUS, CIRCULAR])
def test_every_format_is_read_back_whole(document: Document, form: Format) -> None:
    crosscheck(document, form.value, written(document, form))


@pytest.mark.parametrize("form", CHECKED)
@settings(max_examples=25, deadline=None)
@given(document=documents())
def test_no_text_however_odd_is_taken_for_a_wrong_figure(form: Format, document: Document) -> None:
    crosscheck(document, form.value, written(document, form))


@pytest.mark.parametrize("form", CHECKED)
def test_a_last_column_with_nothing_in_it_is_no_other_table(form: Format) -> None:
    columns = (Column(""), Column("", "number"), Column(""))
    bare = Table("t", "", columns, ((Cell(None), Cell(7), Cell(None)),))
    document = Document("any", "", (bare,))
    crosscheck(document, form.value, written(document, form))


@pytest.mark.parametrize("form", CHECKED)
def test_an_item_that_begins_with_a_figure_keeps_it_behind_its_number(form: Format) -> None:
    listed = replace(STATUS, blocks=(Numbered(("2018年底前公开。", "12.5分。")),))
    crosscheck(listed, form.value, written(listed, form))


def changed(table: Table, value: int) -> Table:
    first, *others = table.rows
    return replace(table, rows=((first[0], Cell(value), first[2]), *others))


@pytest.mark.parametrize("form", CHECKED)
@pytest.mark.parametrize(
    "wrong", [changed(SCORES, 59), replace(SCORES, rows=SCORES.rows[1:]), replace(SCORES, total=())]
)
def test_a_broken_writer_is_found_out(form: Format, wrong: Table) -> None:
    right = replace(STATUS, blocks=(SCORES,))
    with pytest.raises(StoreFault, match="不一致"):
        crosscheck(right, form.value, written(replace(right, blocks=(wrong,)), form))


@pytest.mark.parametrize("form", [Format.DOCX, Format.XLSX, Format.HTML, Format.MARKDOWN])
def test_a_figure_lost_from_the_running_text_is_found_out(form: Format) -> None:
    with pytest.raises(StoreFault, match="46"):
        crosscheck(CIRCULAR, form.value, written(replace(CIRCULAR, number="", blocks=CIRCULAR.blocks[3:]), form))


def test_a_wrong_paper_is_no_file_and_the_old_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "得分.csv"
    write_file(replace(STATUS, blocks=(SCORES,)), path)
    before = path.read_bytes()
    with mock.patch.object(Format, "write", return_value=b"a,b\r\n"), pytest.raises(StoreFault):
        write_file(STATUS, path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == before


def test_the_command_says_so_and_leaves_with_4(tmp_path: Path) -> None:
    db, path = str(tmp_path / "a.db"), tmp_path / "进展.md"
    assert run("load", str(packaged_tasks()), db=db, today="2018-07-01").code == 0
    with mock.patch.object(Format, "write", return_value="无"):
        done = run("status", "-o", str(path), db=db, today="2018-07-01")
    assert (done.code, path.exists()) == (4, False)
    assert "不一致" in done.err


def test_a_bomb_is_not_inflated() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b"0" * 100_000)
    with mock.patch.object(readback, "LARGEST", 50_000), pytest.raises(BadValue, match="太大"):
        readback.inflated(out.getvalue())


def test_an_office_file_of_another_kind_is_told() -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(BadValue, match="损坏"):
        readback.read_back(".docx", made.getvalue())


def test_what_is_no_office_file_is_told() -> None:
    with pytest.raises(BadValue, match="损坏"):
        readback.read_back(".xlsx", b"PK")


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE w [<!ENTITY a "甲甲"><!ENTITY b "&a;&a;">]><w:document xmlns:w="w"><w:p>&b;</w:p></w:document>',
        '<w:document xmlns:w="w"><w:p>没有收尾',
        "",
    ],
    ids=["entities", "cut off", "empty"],
)
def test_word_that_is_not_sound_is_told_and_no_entity_swells(document: str) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("word/document.xml", document)
    with pytest.raises(BadValue, match="文件已损坏"):
        readback.read_back(".docx", made.getvalue())
