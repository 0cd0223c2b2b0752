"""版头 and 版记 of an official paper (GB/T 9704-2012, 7.2, 7.4, 10.1): 发文机关标志, number, 签发人; copies, day.

Where a line is drawn, its style in the template draws it; where the paper is printed already, only its room is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt

from gongkai.papers.substitutes import day_in_words
from gongkai.papers.word.manuscript import FootLine, tab_at_right, write
from gongkai.papers.word.measure import ems
from gongkai.papers.word.sizes import BODY_SIZE, TWIPS_PER_POINT
from gongkai.papers.word.xml import SPACE, el

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.section import _BaseHeaderFooter
    from docx.text.paragraph import Paragraph

    from gongkai.papers.document import Document, Letterhead
    from gongkai.papers.word.manuscript import Manuscript

_FILE = "文件"
_BLANK = "　"
_HANGING = 4
"""Characters that 抄送机关 stand in by: below the first of them."""
_LEAST, _HALF = 10, 0.5
_LETTER_HEAD = 48.0
"""Points by which 发文机关标志 of a letter, in the page's head, pushes the text down on the first page."""


def head(document: Document, script: Manuscript) -> None:
    """Write 版头: in red over its line, as a letter's, or its room where the paper is printed already.

    A plain paper upward has 签发人 alone.
    """
    held = document.letterhead
    if held is None:
        return
    if held.form == "plain":
        if held.signer is not None:
            _number(document, held, script)
    elif held.form == "letter":
        if document.number:
            script.add("LetterNumber", document.number)
    else:
        _sized(script.add("Letterhead", held.mark + _FILE if held.form == "red" else ""), script)
        script.add("Number", keep=True)
        script.add("Number", keep=True)
        _number(document, held, script)
        line = script.add("HeadLine", keep=True)
        if held.form == "none":
            _no_line(line)
    script.blanks("Number")


def _number(document: Document, held: Letterhead, script: Manuscript) -> None:
    """Write 发文字号 in the middle; on a paper upward at the left, 签发人 at the right (7.2.6)."""
    if held.signer is None:
        script.add("Number", document.number)
        return
    line = script.add("NumberUp", document.number)
    tab_at_right(line, script.across - round(BODY_SIZE * TWIPS_PER_POINT))
    line.add_run("\t")
    write(line, f"签发人：{held.signer or _BLANK * 3}")


def _sized(mark: Paragraph, script: Manuscript) -> None:
    """Set 发文机关标志 smaller than its style where it does not fit on a line."""
    style = mark.style
    usual = style.font.size.pt if style is not None and style.font.size else _LEAST
    room = script.across / TWIPS_PER_POINT / max(1, ems(mark.text))
    if room < usual:
        for run in mark.runs:
            run.font.size = Pt(max(_LEAST, room // _HALF * _HALF))


def letter_page(document: Document, script: Manuscript) -> None:
    """Set up a letter's first page: 发文机关标志 above two red lines, two at the foot, and no number (10.1)."""
    held, section = document.letterhead, script.section
    section.different_first_page_header_footer = True
    if held is None or held.form != "letter":
        return
    script.lower(_LETTER_HEAD)
    mark = section.first_page_header.add_paragraph(style=script.style("LetterMark"))
    write(mark, held.mark)
    _sized(mark, script)
    _beyond(mark)
    foot_line = section.first_page_footer.paragraphs[-1]
    foot_line.style = script.style("LetterFoot")
    _beyond(foot_line)


def _beyond(paragraph: Paragraph) -> None:
    """Draw a letter's lines 170 mm long in the middle of the sheet: beyond the text by 8 mm at the left, 6 right."""
    form = paragraph.paragraph_format
    form.left_indent, form.right_indent = Pt(-22.7), Pt(-17)


def page_marks(document: Document, script: Manuscript) -> None:
    """Write what a paper is marked with (演示数据, 征求意见稿) in the head of every page."""
    said = _BLANK.join(document.marks)
    for each in _headers(script) if said else ():
        lines = each.paragraphs
        line = lines[0] if lines and not lines[0].text else each.add_paragraph()
        line.style = script.style("Mark")
        write(line, said)


def _headers(script: Manuscript) -> Iterator[_BaseHeaderFooter]:
    yield script.section.header
    if script.file.settings.odd_and_even_pages_header_footer:
        yield script.section.even_page_header
    if script.section.different_first_page_header_footer:
        yield script.section.first_page_header


def contact(document: Document, script: Manuscript) -> None:
    """Write whom to ask, in brackets on the line below the day (7.3.7); a long line is not drawn out."""
    if told := contact_words(document):
        script.add("Contact", f"（{told}）", align="left")


def contact_words(document: Document) -> str:
    """Return whom to ask, empty where nobody is named."""
    held = document.letterhead
    named = (("联系人", held.contact), ("联系电话", held.phone)) if held else ()
    return "；".join(f"{word}：{value}" for word, value in named if value)


def has_imprint(document: Document) -> bool:
    """Tell whether 版记 stands at the paper's end: copies, or who printed it, which a letter does not say."""
    held = document.letterhead
    return held is not None and (bool(held.cc) or (held.form != "letter" and bool(held.printer)))


def foot(document: Document, script: Manuscript) -> None:
    """Write, once and last, what ties the paper to the trail; below it 版记, at the foot of the last page, an even one.

    A letter's has neither lines nor who printed it, and may stand on any page (10.1).
    """
    held = document.letterhead
    if held is None or not has_imprint(document):
        if document.footer:
            script.hold()
            script.add("Trail", document.footer)
        script.end()
        return
    printed = held.form != "letter" and bool(held.printer)
    copies = f"{_BLANK}抄送：{'，'.join(held.cc)}。"
    lines = [FootLine("Imprint", copies, hanging=_HANGING, ruled=printed)] if held.cc else []
    if printed:
        day = f"{day_in_words(held.printed)}印发" if held.printed else ""
        lines.append(FootLine("Imprint", _BLANK + held.printer, day))
    script.at_foot(lines, FootLine("Trail", document.footer, ruled=False), even=printed)


def _no_line(paragraph: Paragraph) -> None:
    """Take away the line that a paragraph's style draws."""
    looks = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the library knows no borders
    before = [each for each in looks if each.tag in _BEFORE_BORDERS]
    looks.insert(len(before), parse_xml(f"<w:pBdr {SPACE}>{el('bottom', val='nil')}</w:pBdr>"))


_BEFORE_BORDERS = {qn(f"w:{name}") for name in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl")}
