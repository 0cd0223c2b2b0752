"""The template that ships is what its maker makes; an office's own lends a paper its styles, page and head."""

from __future__ import annotations

import importlib.util
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from docx.shared import Mm, Pt
from msgspec.structs import replace

from gongkai.errors import BadValue
from gongkai.papers.word import paper as to_docx
from gongkai.papers.word.template import lacking, shipped
from tests.cli import run
from tests.papers_docx.test_letterheads import RED
from tests.papers_docx.word import Word, value
from tests.render.papers import CIRCULAR

if TYPE_CHECKING:
    from docx.document import Document as WordFile

ROOT = Path(__file__).parents[2]
PAPER = replace(CIRCULAR, letterhead=RED)


def test_the_template_that_ships_is_what_is_made_for_it() -> None:
    spec = importlib.util.spec_from_file_location("word_template", ROOT / "packaging/word_template.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["word_template"] = module
    spec.loader.exec_module(module)
    made, ships = Word(module.made()), Word(shipped())
    assert made.raw == ships.raw, "run packaging/word_template.py"


def test_it_holds_no_text_and_none_of_its_maker() -> None:
    word = Word(shipped())
    assert word.text() == ""
    assert [name for name in word.raw if name.startswith("docProps") and "python" in word.raw[name]] == []


def changed(change: object) -> bytes:
    """Return the template that ships after an office worked on it."""
    file: WordFile = docx.Document(BytesIO(shipped()))
    change(file)  # type: ignore[operator]
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def test_an_office_s_own_sizes_margins_and_header_are_kept() -> None:
    def own(file: WordFile) -> None:
        file.styles["公文正文"].font.size = Pt(15)
        file.sections[0].left_margin = Mm(30)
        file.sections[0].header.add_paragraph("威远县人民政府")
        file.add_paragraph("这里的字是模板里的，不进公文。")

    word = Word(to_docx.write(PAPER, changed(own)))
    assert value(word.style("Body"), "rPr/sz") == "30"
    assert round(int(word.section("pgMar")["left"]) / 1440 * 25.4) == 30
    assert any("威远县人民政府" in mark for mark in word.marks())
    assert "不进公文" not in word.text()


def test_styles_are_known_by_name_whatever_a_program_calls_them() -> None:
    """WPS numbers the ids of styles anew when it saves."""
    template = changed(lambda file: file.styles["公文正文"].element.set(f"{NS}styleId", "a17"))
    word = Word(to_docx.write(PAPER, template))
    assert word.styled("a17") == Word(to_docx.write(PAPER)).styled("Body")


NS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_a_style_that_is_missing_is_taken_from_the_one_that_ships() -> None:
    template = changed(lambda file: file.styles["发文机关标志"].delete())
    assert lacking(template) == ("发文机关标志",)
    assert lacking(shipped()) == ()
    word = Word(to_docx.write(PAPER, template))
    assert word.styled("Letterhead") == [f"{RED.mark}文件"]
    assert value(word.style("Letterhead"), "rPr/color") == "E60012"


def test_any_word_file_will_do() -> None:
    out = BytesIO()
    docx.Document().save(out)
    word = Word(to_docx.write(PAPER, out.getvalue()))
    assert f"{RED.mark}文件" in word.text()


@pytest.mark.parametrize("form", ["red", "letter", "none"])
def test_a_paper_that_was_written_is_a_template_too(form: str) -> None:
    """The clerk writes one, changes its looks, saves it as 我办.docx: neither its text nor its marks come along."""
    before = to_docx.write(replace(PAPER, letterhead=replace(RED, form=form), marks=("演示数据",)))
    word = Word(to_docx.write(replace(PAPER, marks=("征求意见稿",)), before))
    assert word.marks() == {"征求意见稿"}
    assert word.paragraphs() == Word(to_docx.write(PAPER)).paragraphs()


def test_what_is_no_word_file_is_refused() -> None:
    with pytest.raises(BadValue, match="不是 Word 文件"):
        to_docx.write(PAPER, b"PK")


def test_one_document_and_template_are_one_sequence_of_bytes() -> None:
    template = changed(lambda file: file.styles["发文机关标志"].delete())
    assert to_docx.write(PAPER, template) == to_docx.write(PAPER, template)


def notice(folder: Path, *words: str, code: int = 0) -> tuple[Path, str]:
    """Return the file of a circular written by a command, and what was said on the way."""
    out = folder / "通报.docx"
    done = run("report", "-o", str(out), "--overwrite", *words, db=str(folder / "台账.db"), today="2018-11-30")
    assert done.code == code, done.err
    return out, done.err


def test_the_command_line_lends_one(tmp_path: Path) -> None:
    run("load", db=str(tmp_path / "台账.db"), today="2018-07-25")
    ours = tmp_path / "我办.docx"

    def own(file: WordFile) -> None:
        file.styles["公文正文"].font.size = Pt(15)
        file.styles["附注"].delete()

    ours.write_bytes(changed(own))
    out, said = notice(tmp_path, "--template", str(ours))
    assert value(Word(out.read_bytes()).style("Body"), "rPr/sz") == "30"
    assert "里没有样式“附注”，用自带的" in said
    ours.write_bytes(b"no word file")
    assert "不是 Word 文件" in notice(tmp_path, "--template", str(ours), code=2)[1]
    assert "模板读不出来" in notice(tmp_path, "--template", str(tmp_path / "没有.docx"), code=2)[1]


def test_the_year_s_file_names_one_beside_the_database(tmp_path: Path) -> None:
    tasks = (ROOT / "tasks.yaml").read_text(encoding="utf-8")
    given = tmp_path / "tasks.yaml"
    given.write_text(
        tasks.replace(
            "  office: 县政府办公室\n", "  office: 县政府办公室\n  template: 我办.docx\n  letterhead: red\n", 1
        ),
        encoding="utf-8",
    )
    run("load", str(given), db=str(tmp_path / "台账.db"), today="2018-07-25")
    out, said = notice(tmp_path)
    assert "没有找到公文模板“我办.docx”，用的是自带的" in said
    assert Word(out.read_bytes()).styled("Letterhead") == ["威远县人民政府办公室文件"]

    def own(file: WordFile) -> None:
        file.styles["公文正文"].font.size = Pt(15)

    (tmp_path / "我办.docx").write_bytes(changed(own))
    out, said = notice(tmp_path)
    assert "没有找到" not in said
    assert value(Word(out.read_bytes()).style("Body"), "rPr/sz") == "30"
