"""Word files become paragraphs, numbered as Word numbers them, and tables."""

from __future__ import annotations

import re
from collections import defaultdict
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from gongkai.draft.numbering import CIRCLED, to_han
from gongkai.draft.source import CellSpan, Paragraph, grid_of
from gongkai.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gongkai.draft.source import Block

P, TBL, TR, TC, SDT, T, BR, TAB, CR = (
    qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "sdt", "t", "br", "tab", "cr")
)
VAL = qn("w:val")
FALLBACK, BOX = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", qn("w:txbxContent")
_SKIPPED = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:instrText"),
    FALLBACK,
    BOX,
}
DEEPEST = 60


def read_word(path: Path, data: bytes) -> tuple[list[Block], tuple[Paragraph, ...]]:
    """Return a document's blocks, and what its headers, footers and footnotes say."""
    try:
        document = docx.Document(BytesIO(data))
        reader = _Reader(document)
        reader.blocks_of(document.element.body, 0)
        return reader.blocks, tuple(_margins(document))
    except (ValueError, KeyError, AttributeError, etree.LxmlError, OpcError) as error:
        raise BadValue(f"“{path}”坏了，打不开", "请用办公软件打开看看，另存一份再试") from error


class _Reader:
    def __init__(self, document: Any) -> None:  # noqa: ANN401 - the library types its documents loosely
        self.numbers = _Numbers(document)
        self.blocks: list[Block] = []
        self.count = self.tables = 0

    def blocks_of(self, element: Any, depth: int) -> None:  # noqa: ANN401
        for child in element.iterchildren():
            if child.tag == P:
                self.paragraph(child, depth)
            elif child.tag == TBL:
                self.table(child)
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED and depth < DEEPEST:
                self.blocks_of(child, depth + 1)

    def paragraph(self, element: Any, depth: int) -> None:  # noqa: ANN401
        self.count += 1
        lines = (self.numbers.of(element) + _words(element)).split("\n")
        for line in lines:
            if line.strip():
                self.blocks.append(Paragraph(line.strip(" \t　\xa0"), f"第{self.count}段"))
        for box in element.iter(BOX):  # text boxes, and tables that float
            if not any(above.tag == FALLBACK for above in box.iterancestors()) and depth < DEEPEST:
                self.blocks_of(box, depth + 1)

    def table(self, element: Any) -> None:  # noqa: ANN401
        self.tables += 1
        rows, running = list[list[CellSpan]](), dict[int, tuple[int, int]]()
        for row in element.iterchildren(TR):
            rows.append([])
            column = _number(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), 0)
            if column:
                rows[-1].append(CellSpan("", column))
            for cell in _cells(row):
                column = self.cell(cell, column, rows, running)
        places = [f"表{self.tables}第{at}行" for at in range(1, len(rows) + 1)]
        if any(rows):
            self.blocks.append(grid_of(rows, places))

    def cell(self, cell: Any, column: int, rows: list[list[CellSpan]], running: dict[int, tuple[int, int]]) -> int:  # noqa: ANN401
        """Take one cell; one that goes on from above makes that one a row longer. Return the next column."""
        about = cell.find(qn("w:tcPr"))
        wide = _number(about.find(qn("w:gridSpan")) if about is not None else None, 1)
        merged = about.find(qn("w:vMerge")) if about is not None else None
        if merged is not None and merged.get(VAL) != "restart" and column in running:
            row, at = running[column]
            above = rows[row][at]
            rows[row][at] = CellSpan(above.text, above.columns, above.rows + 1)
            return column + wide
        rows[-1].append(CellSpan("\n".join(self.lines(cell)), wide))
        running.pop(column, None)
        if merged is not None:
            running[column] = (len(rows) - 1, len(rows[-1]) - 1)
        return column + wide

    def lines(self, cell: Any) -> Iterator[str]:  # noqa: ANN401
        for paragraph in cell.iter(P):
            text = (self.numbers.of(paragraph) + _words(paragraph)).strip(" \t　\xa0")
            if text:
                yield text


def _cells(row: Any) -> Iterator[Any]:  # noqa: ANN401
    for child in row.iterchildren():
        if child.tag == TC:
            yield child
        elif child.tag == SDT:
            yield from child.iter(TC)


def _number(element: Any, otherwise: int) -> int:  # noqa: ANN401
    written = element.get(VAL) if element is not None else None
    return min(int(written), 200) if written and re.fullmatch("[0-9]{1,9}", written) else otherwise


def _words(element: Any) -> str:  # noqa: ANN401
    """Return a paragraph's words as they are seen: what a revision struck out is left out."""
    found = []
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == T:
            found.append(child.text or "")
        elif child.tag in {BR, CR}:
            found.append("\n")
        elif child.tag == TAB:
            found.append(" ")
        elif child.tag not in _SKIPPED and child.tag != qn("w:pPr") and len(stack) < DEEPEST:
            stack.append(iter(child))
    return "".join(found)


def _margins(document: Any) -> Iterator[Paragraph]:  # noqa: ANN401
    """Yield what stands outside the text: headers, footers, footnotes; page numbers are left out."""
    seen: set[str] = set()
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        name = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}.get(kind)
        if name is None or relation.is_external:
            continue
        for paragraph in etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False)).iter(P):
            text = _words(paragraph).strip()
            if text.strip("-—– 0123456789页第共") and text not in seen:
                seen.add(text)
                yield Paragraph(text, name)


class _Numbers:
    """Counts the numbers that Word sets before paragraphs by itself."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401
        self.levels: dict[str, dict[str, tuple[str, str, int]]] = {}
        self.counted: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self.styles: dict[str, Any] = {
            style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))
        }
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        kinds = {each.get(qn("w:abstractNumId")): each for each in root.iter(qn("w:abstractNum"))}
        for each in root.iter(qn("w:num")):
            kind = each.find(qn("w:abstractNumId"))
            source = kinds.get(kind.get(VAL)) if kind is not None else None
            if source is not None:
                self.levels[each.get(qn("w:numId"))] = dict(_levels(source))

    def of(self, paragraph: Any) -> str:  # noqa: ANN401
        """Return the number that Word sets before a paragraph, empty where it sets none."""
        number, level = self.place(paragraph)
        shape = self.levels.get(number, {}).get(level)
        if shape is None:
            return ""
        held = self.counted[number]
        held[level] = held.get(level, shape[2] - 1) + 1
        for deeper in [each for each in held if int(each) > int(level)]:
            del held[deeper]
        return self.written(number, shape[1], held)

    def place(self, paragraph: Any) -> tuple[str, str]:  # noqa: ANN401
        """Return which list a paragraph belongs to and at which level, by itself or by its style."""
        about = paragraph.find(qn("w:pPr"))
        for _ in range(10):
            if about is None:
                return "", "0"
            listed = about.find(qn("w:numPr"))
            if listed is not None and listed.find(qn("w:numId")) is not None:
                level = listed.find(qn("w:ilvl"))
                return listed.find(qn("w:numId")).get(VAL), level.get(VAL) if level is not None else "0"
            named = about.find(qn("w:pStyle"))
            style = self.styles.get(named.get(VAL)) if named is not None else None
            about = style.find(qn("w:pPr")) if style is not None else None
        return "", "0"

    def written(self, number: str, pattern: str, held: dict[str, int]) -> str:
        text = pattern
        for level, (kind, _, _) in self.levels[number].items():
            text = text.replace(f"%{int(level) + 1}", _figure(kind, held.get(level, 1)))
        return text


def _levels(kind: Any) -> Iterator[tuple[str, tuple[str, str, int]]]:  # noqa: ANN401
    for level in kind.iter(qn("w:lvl")):
        shape, text = level.find(qn("w:numFmt")), level.find(qn("w:lvlText"))
        if shape is not None and text is not None and shape.get(VAL) not in {"bullet", "none"} and text.get(VAL):
            yield level.get(qn("w:ilvl")), (shape.get(VAL), text.get(VAL), _number(level.find(qn("w:start")), 1))


def _figure(kind: str, value: int) -> str:
    if ("hinese" in kind and "ircle" not in kind) or kind in {"japaneseCounting", "ideographDigital"}:
        return to_han(value)
    if "ircle" in kind and 1 <= value <= len(CIRCLED):
        return CIRCLED[value - 1]
    return str(value)
