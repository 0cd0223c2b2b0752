"""The text of an official paper in its order: title, addressee, text, list of attachments, signature, attachments.

What only a screen can show is not on paper: a chart (its table is there), and the command in a hint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.shared import Pt
from msgspec.structs import replace

from gongkai.papers.document import (
    Attachment,
    Chart,
    Figures,
    Fillable,
    HeatMap,
    Numbered,
    Paragraph,
    Section,
    Signature,
    Table,
)
from gongkai.papers.substitutes import (
    OWN_NUMBER,
    PRINTED_APART,
    advice,
    basis,
    day_in_words,
    heat_table,
    legend,
    numbers,
    on_paper,
)
from gongkai.papers.values import shown
from gongkai.papers.word.fillable import fillable
from gongkai.papers.word.heads import contact, contact_words, foot, has_imprint, head
from gongkai.papers.word.manuscript import write
from gongkai.papers.word.measure import ems, title_lines
from gongkai.papers.word.sheet import figures, is_sheet, title
from gongkai.papers.word.sizes import BODY_SIZE, CELL_SIZE, SHEET_WIDTH, TITLE_SIZE, TWIPS_PER_POINT
from gongkai.papers.word.tables import table
from gongkai.papers.word.widths import alike, heads, is_wide, smallest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Literal

    from docx.text.paragraph import Paragraph as WordParagraph

    from gongkai.papers.document import Block, Document
    from gongkai.papers.word.manuscript import Manuscript

_DATE_IN = 4
_DEEPEST = 3
_BEARABLE = 20
"""Columns of a heat map that an upright page bears."""
_STYLES = {"note": "Note", "quote": "Note", "detail": "Detail"}


def is_lying(document: Document) -> bool:
    """Tell whether the page is turned: a list, with nothing to be signed, whose table is too wide to stand upright."""
    official = is_sheet(document) or any(isinstance(block, Attachment | Signature) for block in document.blocks)
    return not official and any(isinstance(block, Table) and is_wide(block) for block in document.blocks)


def write_body(document: Document, script: Manuscript) -> None:
    """Write all paragraphs and tables of the paper."""
    own = [block for block in document.blocks if not isinstance(block, Attachment)]
    script.alike = alike(tuple(_tables(own)))
    end = max((at for at, block in enumerate(own, 1) if isinstance(block, Signature)), default=len(own))
    attachments = [block for block in document.blocks if isinstance(block, Attachment)]
    signatures = [block for block in document.blocks if isinstance(block, Signature)]
    torn_off = bool(attachments) and all(map(_is_reply, attachments))
    _opening(document, script)
    for block in own[:end]:
        if not isinstance(block, Signature):
            _block(block, script)
    if signatures:
        script.hold_to_sign()
    _attached(attachments, script, keep=bool(signatures))
    for each in signatures:
        _signature(each, script, asked=bool(contact_words(document)))
    contact(document, script)
    for block in own[end:]:
        _block(block, script)
    held = document.letterhead
    if held is not None and (held.form == "letter" or not has_imprint(document)):  # others have a 版记 to make room for
        script.draw_together()
    if torn_off and has_imprint(document):
        foot(document, script)
    for attachment in attachments:
        script.lay(lying=attachment.landscape or is_lying(document))
        _attachment(attachment, script, alone=len(attachments) == 1)
    if torn_off and has_imprint(document):
        script.end()
    else:
        foot(document, script)


def _is_reply(attachment: Attachment) -> bool:
    """Tell whether it is a form that goes back filled in: 版记 closes the paper before it."""
    return any(isinstance(block, Fillable) for block in attachment.blocks)


def _opening(document: Document, script: Manuscript) -> None:
    own = document.kind in OWN_NUMBER or document.letterhead is not None
    if document.letterhead is not None:
        head(document, script)
    elif own and document.number:
        script.add("Number", document.number)
        script.add("Number")
    _lines("Title", title(document.title, script) if is_sheet(document) else _parted(document.title, script), script)
    if document.number and not own:
        script.add("Basis", basis(document))
    script.add("Addressee")
    if document.addressee:
        script.add("Addressee", f"{document.addressee}：")


def _parted(words: str, script: Manuscript) -> list[str]:
    return title_lines(words, script.across / TWIPS_PER_POINT / TITLE_SIZE)


def _lines(style: str, lines: Sequence[str], script: Manuscript) -> None:
    made = script.add(style, lines[0])
    for line in lines[1:]:
        made.add_run().add_break()
        write(made, line)


def _block(block: Block, script: Manuscript) -> None:  # noqa: C901 - a line for each kind of block; mypy asks for all
    match block:
        case Paragraph():
            _paragraph(block, script)
        case Table():
            _table(block, script)
        case Figures():
            _figures(block, script)
        case Numbered():
            for number, item in zip(numbers(block), block.items, strict=True):
                script.add("Body", number.strip() + item, align=_ragged(item))
        case Section():
            _section(block, script)
        case Fillable():
            _fillable(block, script)
        case HeatMap():
            _heat_map(block, script)
        case Attachment():
            _attachment(block, script, alone=False)
        case Signature():
            _signature(block, script)
        case Chart():
            pass  # a table with the same figures stands beside it


def _figures(block: Figures, script: Manuscript) -> None:
    if script.across == SHEET_WIDTH:
        script.table(figures(block, script.across))
    else:
        script.add("Body", "；".join(f"{item.label}：{shown(item.value)}" for item in block.items) + "。")


def _paragraph(block: Paragraph, script: Manuscript) -> None:
    runs = [each for each in advice(block).runs if each.text]
    if runs:
        said = "".join(each.text for each in runs)
        leads = runs[-1].text.endswith("：")
        script.add(_STYLES.get(block.role, "Body"), *runs, keep=leads, align=_ragged(said))


def _ragged(text: str) -> Literal["", "left"]:
    """Return the setting of a text with an address: the line before one is not drawn out to the full width."""
    return "left" if "://" in text else ""


def _table(given: Table, script: Manuscript, *, shaded: bool = False) -> None:
    """Write a table with its caption; one without rows says so."""
    if given.caption:
        script.add("Caption", given.caption)
    if on_paper(given).rows:
        like = script.alike.get(heads(on_paper(given)))
        drawn = table(given, script.across, shaded=shaded, at_most=script.cell_size, left=script.left, like=like)
        script.table(drawn)
    else:
        script.add("Body", "（无）")


def _tables(blocks: Sequence[Block]) -> Iterator[Table]:
    """Yield the tables that stand in blocks and in their sections, attachments apart."""
    for block in blocks:
        if isinstance(block, Section):
            yield from _tables(block.blocks)
        elif isinstance(block, Table):
            yield block


def _heat_map(heat: HeatMap, script: Manuscript) -> None:
    """Write a heat map as a table; one with more columns than a page bears shows each row's total alone."""
    whole = heat_table(heat)
    if len(heat.columns) <= _BEARABLE:
        _table(whole, script, shaded=True)
        script.add("Note", legend(heat))
    elif heat.summed:
        rows = tuple((row[0], row[-1]) for row in whole.rows)
        _table(replace(whole, columns=(whole.columns[0], whole.columns[-1]), rows=rows, total=()), script)


def _fillable(form: Fillable, script: Manuscript) -> None:
    if form.caption:
        script.add("Caption", form.caption)
    script.table(fillable(form, script.across, script.left))


def _section(section: Section, script: Manuscript) -> None:
    """Write a heading and what stands under it; whatever a template's style says, no heading stands alone.

    Letters below one another, each to whom its heading names, stand a line apart.
    """
    level = max(1, min(_DEEPEST, section.level))
    if section.title.endswith("："):  # a letter of its own, to whom it names
        script.add("Addressee")
        script.add("Addressee", section.title, keep=True)
    else:
        script.add(f"Heading{level}", section.title, new_page=section.new_page, keep=True)
    if section.apart:
        script.add("Body", PRINTED_APART.format(section.apart))
        return
    for block, below in zip(section.blocks, (*section.blocks[1:], None), strict=True):
        _block(block, script)
        if isinstance(block, Paragraph) and isinstance(below, Table) and not below.caption:
            script.keep()


def _attached(attachments: Sequence[Attachment], script: Manuscript, *, keep: bool) -> None:
    """Write the list of attachments, one line below the text, two characters in, without closing marks."""
    for index, attachment in enumerate(attachments):
        if not index:
            script.add("Attached", keep=keep)
        number = f"{attachment.no}." if len(attachments) > 1 else ""
        lead = 2 if not index else 5
        told = ("附件：" if not index else "") + number + attachment.title
        hang = 5 + ems(number)
        form = script.add("Attached", told, keep=keep).paragraph_format
        form.left_indent, form.first_line_indent = Pt(hang * BODY_SIZE), Pt((lead - hang) * BODY_SIZE)


def _signature(block: Signature, script: Manuscript, *, asked: bool = False) -> None:
    """Write issuer and day: the day four characters in from the right, the issuer centred above it.

    On the page of the day stands whom to ask, where somebody may be `asked`.
    """
    day = day_in_words(block.day)
    script.blanks("Attached")
    _from_right(script.add("Issuer", block.issuer, keep=True), max(0.0, _DATE_IN + (ems(day) - ems(block.issuer)) / 2))
    _from_right(script.add("Date", day, keep=asked), _DATE_IN)


def _from_right(paragraph: WordParagraph, chars: float) -> None:
    """Set a line in by so many of its own characters: those of a form of one sheet are smaller."""
    size = paragraph.style.font.size if paragraph.style is not None else None
    paragraph.paragraph_format.right_indent = Pt(chars * (size.pt if size else BODY_SIZE))


def _attachment(attachment: Attachment, script: Manuscript, *, alone: bool) -> None:
    """Write an attachment on a page of its own; the only one has no number."""
    script.add("AttachmentMark", "附件" if alone else f"附件{attachment.no}", new_page=True, keep=True)
    script.add("AttachmentMark", keep=True)
    _lines("AttachmentTitle", _parted(attachment.title, script), script)
    script.add("Addressee")
    script.alike = alike(tuple(_tables(attachment.blocks)))
    script.cell_size = smallest([*_tables(attachment.blocks), *script.alike.values()], script.across)
    for above, block in zip((None, *attachment.blocks), attachment.blocks, strict=False):
        noted = isinstance(block, Paragraph) and block.role == "note" and isinstance(above, Table | Paragraph)
        _block(replace(block, role="detail") if noted and isinstance(block, Paragraph) else block, script)
    script.cell_size = CELL_SIZE
