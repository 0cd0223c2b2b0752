"""The text of an official paper in its order: mark, number, title, addressee, text, list of attachments, signature.

What only a screen can show is not on paper: a chart (its table is there), and the command in a hint.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gongkai.papers.document import Attachment, Chart, Figures, HeatMap, Numbered, Paragraph, Section, Signature, Table
from gongkai.papers.substitutes import OWN_NUMBER, advice, basis, day_in_words, heat_table, legend
from gongkai.papers.values import shown
from gongkai.papers.word.measure import ems, title_lines
from gongkai.papers.word.page import LYING_WIDTH, TYPE_WIDTH
from gongkai.papers.word.sheet import SHEET_WIDTH, figures, is_sheet, title
from gongkai.papers.word.styles import BODY_SIZE, TITLE_SIZE
from gongkai.papers.word.tables import GAP, table
from gongkai.papers.word.widths import is_wide
from gongkai.papers.word.xml import TWIPS_PER_POINT, el, on, para, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.papers.document import Block, Document

_TITLE_ROOM = TYPE_WIDTH / TWIPS_PER_POINT / TITLE_SIZE
_EM = round(BODY_SIZE * TWIPS_PER_POINT)
_DATE_IN = 4
_DEEPEST = 3
_NEW_PAGE, _KEEP = on("pageBreakBefore"), on("keepNext")
_OPENING = "<w:p><w:pPr>"
_STYLES = {"note": "Note", "quote": "Note", "detail": "Detail"}
_LAST_GAP = re.compile(re.escape(GAP) + rf"(?=$|{_OPENING}<w:pStyle [^>]*/>{_NEW_PAGE})")
"""The line behind a table after which a page ends: it must take no room, else it may take a page."""


def is_lying(document: Document) -> bool:
    """Tell whether the page is turned: a list, with nothing to be signed, whose table is too wide to stand upright."""
    official = is_sheet(document) or any(isinstance(block, Attachment | Signature) for block in document.blocks)
    return not official and any(isinstance(block, Table) and is_wide(block) for block in document.blocks)


def body(document: Document) -> str:
    """Return all paragraphs and tables of the paper."""
    across = SHEET_WIDTH if is_sheet(document) else LYING_WIDTH if is_lying(document) else TYPE_WIDTH
    own = [block for block in document.blocks if not isinstance(block, Attachment)]
    end = max((at for at, block in enumerate(own, 1) if isinstance(block, Signature)), default=len(own))
    flat = [block for block in own[:end] if not isinstance(block, Signature)]
    attachments = [block for block in document.blocks if isinstance(block, Attachment)]
    signatures = [block for block in document.blocks if isinstance(block, Signature)]
    text = "".join([*_head(document), *(_block(block, across) for block in flat)])
    signed = [*_attached(attachments, keep=bool(signatures)), *map(_signature, signatures), *map(_block, own[end:])]
    behind = (_attachment(each, alone=len(attachments) == 1) for each in attachments)
    return _LAST_GAP.sub(para("End"), "".join([_held(text) if signatures else text, *signed, *behind]))


def _held(text: str) -> str:
    """Return the text with its last paragraph held on the page of what follows: no signature stands alone on a page."""
    before, opening, last = text.rpartition(_OPENING)
    style, end, rest = last.partition("/>")
    return "".join((before, opening, style, end, "" if rest.startswith(_KEEP) else _KEEP, rest))


def _head(document: Document) -> Iterator[str]:
    own = document.kind in OWN_NUMBER
    if document.marks:
        yield para("Mark", run("　".join(document.marks)))
    if own and document.number:
        yield para("Number", run(document.number)) + para("Number")
    lines = title(document.title) if is_sheet(document) else title_lines(document.title, _TITLE_ROOM)
    yield _title("Title", lines)
    if document.number and not own:
        yield para("Basis", run(basis(document)))
    yield para("Addressee")
    if document.addressee:
        yield para("Addressee", run(f"{document.addressee}："))


def _title(style: str, lines: Sequence[str]) -> str:
    parts = [run(line) + (el("r", on("br")) if index < len(lines) else "") for index, line in enumerate(lines, 1)]
    return para(style, *parts)


def _block(block: Block, across: int = TYPE_WIDTH) -> str:  # noqa: PLR0911 - a line for each kind of block; mypy asks for all
    match block:
        case Paragraph():
            return _paragraph(block)
        case Table():
            return table(block, across)
        case Figures():
            return figures(block) if across == SHEET_WIDTH else _told(block)
        case Numbered():
            return "".join(_items(block))
        case Section():
            return _section(block, across)
        case HeatMap():
            return table(heat_table(block), shaded=True) + para("Note", run(legend(block)))
        case Attachment():
            return _attachment(block, alone=False)
        case Signature():
            return _signature(block)
        case Chart():
            return ""  # a table with the same figures stands beside it


def _told(block: Figures) -> str:
    return para("Body", run("；".join(f"{item.label}：{shown(item.value)}" for item in block.items) + "。"))


def _paragraph(block: Paragraph) -> str:
    told = advice(block).runs
    runs = [run(each.text, *((on("b"),) if each.tone == "strong" else ())) for each in told if each.text]
    leading = told[-1:] and told[-1].text.endswith("：")
    style = _STYLES.get(block.role, "Body")
    kept = (_KEEP if leading else "") + _ragged("".join(each.text for each in told))
    return para(style, *runs, properties=kept) if any(runs) else ""


def _ragged(text: str) -> str:
    """Return the setting of a text with an address: the line before one is not drawn out to the full width."""
    return el("jc", val="left") if "://" in text else ""


def _items(block: Numbered) -> Iterator[str]:
    style = "{}." if block.level == 1 else "（{}）"
    for no, item in enumerate(block.items, 1):
        yield para("Body", run(style.format(no) + item), properties=_ragged(item))


def _section(section: Section, across: int) -> str:
    level = max(1, min(_DEEPEST, section.level))
    heading = para(f"Heading{level}", run(section.title), properties=_NEW_PAGE if section.new_page else "")
    return heading + "".join(_block(block, across) for block in section.blocks)


def _attached(attachments: Sequence[Attachment], *, keep: bool) -> Iterator[str]:
    """Yield the list of attachments, one line below the text, two characters in, without closing marks."""
    kept = _KEEP if keep else ""
    for index, attachment in enumerate(attachments):
        if not index:
            yield para("Attached", properties=kept)
        number = f"{attachment.no}." if len(attachments) > 1 else ""
        lead = 2 if not index else 5
        hang = el("ind", left=round((5 + ems(number)) * _EM), hanging=round((5 + ems(number) - lead) * _EM))
        yield para("Attached", run(("附件：" if not index else "") + number + attachment.title), properties=kept + hang)


def _signature(block: Signature) -> str:
    """Return issuer and day: the day four characters in from the right, the issuer centred above it."""
    day = day_in_words(block.day)
    issuer = max(0.0, _DATE_IN + (ems(day) - ems(block.issuer)) / 2)
    return (
        para("Attached", properties=_KEEP) * 2
        + para("Issuer", run(block.issuer), properties=_right(issuer))
        + para("Date", run(day), properties=_right(_DATE_IN))
    )


def _right(chars: float) -> str:
    return el("ind", rightChars=round(chars * 100), right=round(chars * _EM))


def _attachment(attachment: Attachment, *, alone: bool) -> str:
    """Return an attachment on a page of its own; the only one has no number."""
    mark = para("AttachmentMark", run("附件" if alone else f"附件{attachment.no}"), properties=_NEW_PAGE)
    title = (
        para("AttachmentMark")
        + _title("AttachmentTitle", title_lines(attachment.title, _TITLE_ROOM))
        + para("Addressee")
    )
    return mark + title + "".join(map(_block, attachment.blocks))
