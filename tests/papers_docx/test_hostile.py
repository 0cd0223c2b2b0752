"""Whatever people type survives in a Word file, and does nothing there."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx  # an independent reader
import pytest
from hypothesis import given, settings

from gongkai.papers.document import Cell, Column, Document, Numbered, Section, Table, text
from gongkai.papers.word import paper as to_docx
from tests.papers_docx.word import Word
from tests.render.papers import CIRCULAR, HOSTILE, documents

TYPED = (
    '=HYPERLINK("http://a.cn","点我")',
    "<script>alert(1)</script>",
    "&lt;w:br/&gt;]]>",
    "👍🏽 表情",
    "𠮷野家 㐂 𪚥",
    "长" * 10_000,
)


def word_of(said: str) -> Word:
    table = Table("t", said, (Column(said, weight=1),), ((Cell(said),),))
    blocks = (text(said), Numbered((said,)), Section("s", said, (table,)))
    return Word(to_docx.write(Document("any", said, blocks, number=said, addressee=said, footer=said, marks=(said,))))


@pytest.mark.parametrize("said", TYPED, ids=["formula", "script", "markup", "emoji", "rare", "long"])
def test_hostile_text_is_written_as_it_was_typed(said: str) -> None:
    word = word_of(said)
    assert word.text().replace("\n", "").count(said) >= 7
    assert "script>" not in word.raw["word/document.xml"].replace("&lt;script&gt;", "").replace("&lt;/script&gt;", "")


def test_what_xml_forbids_is_left_out_and_a_line_end_is_a_space() -> None:
    assert word_of("\u202e倒写\u202c\u200f右起").text().replace("\n", "").count("倒写右起") >= 7
    assert "一 二 三四\ufffd" in word_of("一\t二\r\n三\x00\x1b四\ud800\ufffd\uffff").text()


@settings(max_examples=40, deadline=None)
@given(documents())
def test_any_document_is_a_word_file_that_another_program_opens(document: Document) -> None:
    written = to_docx.write(document)
    Word(written)
    assert docx.Document(BytesIO(written)).sections[0].page_width is not None


def test_a_document_is_one_sequence_of_bytes() -> None:
    written = to_docx.write(CIRCULAR)
    assert written == to_docx.write(CIRCULAR)
    with zipfile.ZipFile(BytesIO(written)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_properties_of_the_file_are_those_of_the_paper() -> None:
    found = docx.Document(BytesIO(to_docx.write(CIRCULAR))).core_properties
    assert (found.title, found.author) == (CIRCULAR.title, "威远县人民政府办公室")
    assert found.created is not None
    assert found.created.date().isoformat() == "2018-12-31"


def test_no_field_link_or_macro_stands_in_the_text() -> None:
    written = to_docx.write(Document("any", HOSTILE, (text(HOSTILE),)))
    xml = Word(written).raw["word/document.xml"]
    assert [name for name in ("fldSimple", "instrText", "hyperlink", "object", "altChunk") if name in xml] == []
