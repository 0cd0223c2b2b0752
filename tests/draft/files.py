"""Notices as files: Word, Excel and PDF made on the spot, each with the same few tasks."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import xlsxwriter
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from docx.document import Document

HEAD = (
    "临江县人民政府办公室关于印发2021年政务公开工作要点的通知",
    "临府办发〔2021〕15号",
    "各镇人民政府，县级各部门：",
    "现将《2021年政务公开工作要点》印发给你们。请于每月5日前报送进展情况。",
    "临江县人民政府办公室",
    "2021年5月10日",
    "2021年政务公开工作要点",
)
TASKS = (
    ("序号", "工作任务", "具体要求", "牵头单位", "责任单位", "完成时限"),
    ("1", "公开规划", "公开“十四五”规划。", "县发展改革局", "县财政局、自然资源局", "6月底前"),
    ("2", "公开规划", "归集历史规划。", "县发展改革局", "各镇人民政府", "持续推进"),
    ("3", "加强解读", "解读重大政策。", "县政府办公室", "县级各部门", "2021年12月31日前"),
)
NUMBERED = (
    "一、主动公开",
    "1.公开规划。公开“十四五”规划，六月底以前公布县级国土空间规划的主要内容，并在政府网站开设专栏集中展示有关文件。（牵头单位：县发展改革局；责任单位：县财政局、自然资源局）",
    "2.公开预算。公开部门预算。（县财政局牵头，各镇人民政府配合）",
    "二、解读回应",
    "3.加强解读。解读重大政策。（由县政府办公室负责）",
)


def word(path: Path, body: Sequence[str] = (), *, table: bool = True) -> Path:
    """Write a Word file: the head, paragraphs, and the table of tasks with a merged field."""
    document = docx.Document()
    for line in (*HEAD, *body):
        document.add_paragraph(line)
    if table:
        grid = document.add_table(len(TASKS), len(TASKS[0]))
        for row, texts in enumerate(TASKS):
            for column, text in enumerate(texts):
                if (row, column) != (2, 1):
                    grid.cell(row, column).text = text
        grid.cell(1, 1).merge(grid.cell(2, 1))
    document.save(str(path))
    return path


def numbered_by_word(path: Path) -> Path:
    """Write a Word file whose numbers Word sets itself."""
    document = docx.Document()
    for line in HEAD:
        document.add_paragraph(line)
    listed(document)
    document.save(str(path))
    return path


LISTS = (
    '<w:abstractNum {ns} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>'
)


def listed(document: Document) -> None:
    """Add the numbered paragraphs without their numbers, in a list of two levels."""
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(LISTS.format(ns=nsdecls("w"))))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for line in NUMBERED:
        level = 0 if "、" in line[:2] else 1
        paragraph = document.add_paragraph(line[2:])
        about = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the library has no list of its own making
        about.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'))


def workbook(path: Path) -> Path:
    """Write a workbook: a title across the sheet, heads, a merged field, a remark below, a hidden sheet."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("任务分解")
    sheet.merge_range(0, 0, 0, len(TASKS[0]) - 1, "临江县2021年政务公开工作任务分解表")
    for row, texts in enumerate(TASKS, 1):
        for column, text in enumerate(texts):
            if column == 0 and text.isdecimal():
                sheet.write_number(row, column, int(text))
            elif (row, column) != (3, 1):
                sheet.write(row, column, text)
    sheet.merge_range(2, 1, 3, 1, TASKS[1][1])
    sheet.write(len(TASKS) + 1, 0, "注：本表由县政府办公室负责解释")
    book.add_worksheet("底稿").hide()
    book.close()
    return path


FONT, GLYPHS = "/Type /Font /BaseFont /STSong-Light", "<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"


def far_out(path: Path) -> Path:
    """Write a workbook with a word in its last field."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "序号")
    sheet.write(1_048_575, 16_383, "远")
    book.close()
    return path


class Pdf:
    """A PDF of one font that no reader need have: its characters, and straight lines."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]

    def text(self, x: float, y: float, words: str, size: float = 16) -> None:
        """Set a line of words."""
        codes = words.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{codes}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a line."""
        self.pages[-1].append(f"{x0} {y0} m {x1} {y1} l S")

    def turn(self) -> None:
        """Begin a new page."""
        self.pages.append([])

    def save(self, path: Path) -> Path:
        """Write the file."""
        kids = " ".join(f"{5 + 2 * at} 0 R" for at in range(len(self.pages)))
        parts = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(self.pages)} >>",
            f"<< {FONT} /Subtype /Type0 /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
            f"<< {FONT} /Subtype /CIDFontType0 /DW 1000 /CIDSystemInfo {GLYPHS} >>",
        ]
        for at, page in enumerate(self.pages):
            words = "\n".join(page)
            parts.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * at} 0 R "
                "/Resources << /Font << /F1 3 0 R >> >> >>"
            )
            parts.append(f"<< /Length {len(words)} >>\nstream\n{words}\nendstream")
        out, places = BytesIO(b""), []
        out.write(b"%PDF-1.5\n")
        for number, part in enumerate(parts, 1):
            places.append(out.tell())
            out.write(f"{number} 0 obj\n{part}\nendobj\n".encode("ascii"))
        start = out.tell()
        rows = "".join(f"{place:010} 00000 n \n" for place in places)
        out.write(f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{rows}".encode("ascii"))
        out.write(f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode("ascii"))
        path.write_bytes(out.getvalue())
        return path


LEFT, WIDTH, PITCH = 90, 26, 28


def pdf_text(path: Path) -> Path:
    """Write a PDF as notices are set: indented paragraphs broken at 26 characters, page numbers."""
    paper, y = Pdf(), 760.0
    for line in (*HEAD, *NUMBERED):
        words = line if line in HEAD else f"  {line}"
        indent = 0 if line in HEAD else 32
        rest = words.strip()
        room = WIDTH - (2 if indent else 0)
        x = LEFT + indent
        while rest:
            paper.text(x, y, rest[:room])
            rest, room, x = rest[room:], WIDTH, LEFT
            y -= PITCH
            if y < 100:
                paper.text(280, 60, f"— {len(paper.pages)} —", 14)
                paper.turn()
                y = 760.0
    paper.text(280, 60, f"— {len(paper.pages)} —", 14)
    return paper.save(path)


def pdf_table(path: Path) -> Path:
    """Write a PDF with a ruled table: a merged field, fields of several lines, the table going on overleaf."""
    paper = Pdf()
    paper.text(150, 790, "临江县2021年政务公开工作任务分解表")
    xs = (40, 80, 170, 300, 390, 480, 555)
    _ruled(paper, xs, TASKS[:3], 760)
    paper.turn()
    _ruled(paper, xs, TASKS[3:], 760)
    return paper.save(path)


def pdf_rows(path: Path, *pages: Sequence[Sequence[str]]) -> Path:
    """Write a PDF with a ruled table of three columns, a page after the other."""
    paper = Pdf()
    for at, rows in enumerate(pages):
        if at:
            paper.turn()
        _ruled(paper, (40, 80, 400, 466), rows, 760)
    return paper.save(path)


def _ruled(paper: Pdf, xs: Sequence[int], rows: Sequence[Sequence[str]], top: float) -> None:
    height = 60
    merged = len(rows) > 2
    for at in range(len(rows) + 1):
        y = top - at * height
        if merged and at == 2:  # the second column runs on
            paper.line(xs[0], y, xs[1], y)
            paper.line(xs[2], y, xs[-1], y)
        else:
            paper.line(xs[0], y, xs[-1], y)
    for x in xs:
        paper.line(x, top, x, top - len(rows) * height)
    for at, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if merged and (at, column) == (2, 1):
                continue
            room = max(int((xs[column + 1] - xs[column] - 6) // 12), 1)
            lines = [each[at : at + room] for each in text.split("\n") for at in range(0, len(each), room)]
            for line, words in enumerate(lines):
                paper.text(xs[column] + 3, top - at * height - 16 - 14 * line, words, 12)


def bomb(path: Path, name: str = "word/document.xml", size: int = 400 * 1024 * 1024) -> Path:
    """Write an archive of half a megabyte that holds hundreds."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(name, "w", force_zip64=True) as part:
            block = b" " * (1024 * 1024)
            for _ in range(size // len(block)):
                part.write(block)
    return path


def rewritten(path: Path, *pairs: str) -> Path:
    """Return a Word file with words of its text replaced, pair by pair."""
    kept = {}
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    words = kept["word/document.xml"].decode("utf-8")
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in words
        words = words.replace(old, new)
    kept["word/document.xml"] = words.encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in kept.items():
            archive.writestr(name, data)
    return path
