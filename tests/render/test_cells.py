"""Widths and line breaks of Chinese text, in terminal cells."""

from __future__ import annotations

import re
import sys
from io import BytesIO
from unicodedata import category
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from gongkai.papers.cells import clean, cut, pad, spans, width
from gongkai.papers.document import Cell, Column, Document, Section, Table, text
from gongkai.papers.formats import FORMATS, Format
from gongkai.unseen import UNSEEN
from tests.render.papers import words


def lines_of(text: str, room: int) -> list[str]:
    """Return the lines of a text as they are drawn: without the blanks at their ends."""
    return [text[start:end].rstrip(" ") for start, end in spans(text, room)]


def gbk() -> list[str]:
    """Return every character a Chinese console of old can show."""
    pairs = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    return [char for char in (pair.decode("gbk", "ignore") for pair in pairs) if char and char.isprintable()]


def test_every_character_of_gbk_is_as_wide_as_rich_says() -> None:
    assert [char for char in gbk() if width(char) != cell_len(char)] == []


@pytest.mark.parametrize(
    ("text", "cells"),
    [("县教育局", 8), ("GDP", 3), ("", 0), ("“双公示”", 8), ("。", 2), ("e\u0301", 1), ("　", 2), ("𠮷", 2), ("—", 1)],
)
def test_width(text: str, cells: int) -> None:
    assert width(text) == cells


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("红\x1b[31m色", "红 [31m色"),
        ("\x9b2J清屏", " 2J清屏"),
        ("第一行\r\n第二行\n第三行\t尾", "第一行 第二行 第三行 尾"),
        ("\u202e倒着写\u202c\u2066\u2069\u200f\u061c", "倒着写"),
        ("零\u200b宽\ufeff\u200d\ufe0f", "零宽"),
        ("半个\ud83d", "半个?"),
        ("\x00\x07\x7f", "   "),
        ("全角　空格", "全角　空格"),
        ("行\u2028段\u2029", "行 段 "),
    ],
)
def test_hostile_text_is_disarmed(text: str, shown: str) -> None:
    assert clean(text) == shown


@settings(deadline=None)
@given(words)
def test_clean_text_draws_nothing_and_stays_clean(text: str) -> None:
    shown = clean(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    assert clean(shown) == shown


@settings(deadline=None)
@given(words.map(clean), st.integers(2, 60))
def test_no_line_is_wider_than_the_room_and_no_word_is_lost(text: str, room: int) -> None:
    lines = lines_of(text, room)
    assert max(map(width, lines)) <= room
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@settings(deadline=None)
@given(words.map(clean), st.integers(2, 60))
def test_spans_go_forward_and_skip_only_spaces(text: str, room: int) -> None:
    at = 0
    for start, end in spans(text, room):
        assert text[at:start].strip(" ") == ""
        at = end
    assert text[at:].strip(" ") == ""


@settings(deadline=None)
@given(st.text("政务公开，。（）“”、；：《》一二三四", max_size=80), st.integers(24, 40))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text: str, room: int) -> None:
    if re.search("[，。）”、；：》（“《]{4}", text):
        return
    lines = lines_of(text, room)
    assert not [line for line in lines[1:] if line[:1] in set("，。）”、；：》")]
    assert not [line for line in lines[:-1] if line[-1:] in set("（“《")]


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("按月公开项目进展。", 16, ["按月公开项目进", "展。"]),
        ("见《办法》第三条", 4, ["见", "《办", "法》", "第三", "条"]),
        ("公开率 12.5 以上", 10, ["公开率", "12.5 以上"]),
        ("in time and in full", 8, ["in time", "and in", "full"]),
        ("附件 https://a.gov.cn/very/long", 12, ["附件 https:", "//a.gov.", "cn/very/long"]),
        ("", 5, [""]),
        ("   ", 2, [""]),
        ("12.5%", 4, ["12.5", "%"]),
    ],
)
def test_lines_break_where_a_printer_would(text: str, room: int, lines: list[str]) -> None:
    assert lines_of(text, room) == lines


@settings(deadline=None)
@given(words.map(clean), st.integers(1, 40))
def test_a_cut_text_fits_and_says_that_it_was_cut(text: str, room: int) -> None:
    short = cut(text, room)
    assert width(short) <= room
    assert short == text or short.endswith("…")


def test_padding_is_counted_in_cells() -> None:
    assert pad("县", 4) == "县  "
    assert pad("县", 4, right=True) == "  县"
    assert pad("县教育局", 4) == "县教育局"


def test_an_address_that_a_line_holds_is_not_broken() -> None:
    url = "https://weiyuan.example/gk/kh/entry16.html"
    said = f"申请复核的期限到2019年1月14日已满；依据：{url}，{url}。"
    lines = lines_of(said, 50)
    assert sum(url in line for line in lines) == 2
    assert all(width(line) <= 50 for line in lines)
    assert "".join(lines) == said
    assert "".join(lines_of(said, 20)) == said
    assert all(width(line) <= 20 for line in lines_of(said, 20))


def test_the_unseen_marks_are_those_of_the_standard() -> None:
    """Format characters (Cf) and variation selectors, every one of them, and nothing else."""
    every = map(chr, range(sys.maxunicode + 1))
    meant = {char for char in every if category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"}
    meant |= set(map(chr, range(0xE0100, 0xE01F0)))
    younger = set(re.findall(UNSEEN, "".join(map(chr, range(sys.maxunicode + 1))))) - meant
    assert all(category(char) == "Cn" for char in younger), "a Python with an older Unicode"
    assert {char for char in meant if not re.fullmatch(UNSEEN, char)} <= set(map(chr, range(0x13430, 0x13460)))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.ending)
def test_no_paper_of_any_format_bears_an_unseen_mark(form: Format) -> None:
    said = "甲\u202e乙\u200b丙\ufeff丁\u2066"
    table = Table("t", said, (Column(said),), ((Cell(said),),))
    document = Document("x", said, (text(said), Section("s", said, (table,))), {"x": said}, said, footer=said)
    written = form.write(document)
    content = written if isinstance(written, bytes) else written.encode()
    parts = [content]
    if content[:2] == b"PK":
        with ZipFile(BytesIO(content)) as archive:
            parts = [archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels", ".csv"))]
    whole = "".join(part.decode("utf-8-sig") for part in parts)
    assert not re.search(UNSEEN, whole)
    assert "甲乙丙丁" in whole
