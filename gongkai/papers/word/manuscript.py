"""A Word file while it is being written: paragraphs in the template's styles, tables, and about how many pages it has.

Pages are counted by the grid (28 characters, 22 lines) and by the heights of tables: enough to tell whether the last
is even. Where it is not, the word processor itself puts what follows on the next even one.
"""

from __future__ import annotations

import math
from copy import deepcopy
from typing import TYPE_CHECKING, Literal, cast

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Length, Pt, Twips
from msgspec import Struct

from gongkai.papers.word.measure import ems
from gongkai.papers.word.sizes import BODY_SIZE, CELL_SIZE, LINE_PITCH, NUMBER_SIZE, TWIPS_PER_POINT
from gongkai.papers.word.template import opened, styles_in
from gongkai.papers.word.xml import SPACE, breakable, el, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.oxml.table import CT_Row, CT_Tbl
    from docx.section import Section as WordSection
    from docx.section import _BaseHeaderFooter
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

    from gongkai.papers.document import Run, Table
    from gongkai.papers.word.tables import Drawn

_SIDES = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER}

_SIDE = round(NUMBER_SIZE * TWIPS_PER_POINT)
"""One character, which stands free at both sides of 版记."""

_THICK = 8
"""0.35 mm, in eighths of a point (7.4.1)."""
_IMPRINT_PITCH, _RULE, _AROUND, _ABOVE = 24, 4, 4, 22
"""Points that a line of 版记 takes, the line between two, the lines around, and what stands above."""
EMU_PER_TWIP = 635
_BARELY = 4
"""Lines short of a full page, within which a text is drawn together: fonts at hand may be wider."""
_SPARED = 3
"""Lines that are left free where lines are drawn nearer, and two for each page before the last."""
_CLOSEST = 0.84
"""Part of the pitch of lines to which they may be drawn together."""
_CARRIED = 5
"""Rows that go over to the next page with 版记."""
_HELD = 2
"""Rows at the end of a table, or lines of text, that go over to the page of what is signed, and are enough on it."""
_SMALL = frozenset({"Detail", "Note"})
"""Paragraphs of small type: their lines are drawn together as those of the text are."""
_NOTES_BELOW = 4
"""Paragraphs that may stand below the last table of a paper."""
_CLOSER = 0.4
"""Part of a character that the grid makes room for on a line: 27.64 of 16 pt are 28."""


class Manuscript:
    """The file. `last` is the paragraph at its end, None behind a table; `cell_size` the largest in a table, points.

    `alike` holds tables whose columns stand several times in this part of the paper, by the names of these.
    """

    def __init__(self, template: bytes, *, lying: bool = False) -> None:
        self.file = opened(template)
        self._styles = styles_in(self.file)
        self._ids = {ours: style.style_id for ours, style in self._styles.items()}
        self.section: WordSection = self.file.sections[0]
        self._clear()
        self._top = self.section.top_margin
        if lying:
            self._turn()
        self.last: Paragraph | None = None
        self._pages, self._used = 1, 0.0
        self._leading = 0.0
        self._blanks: list[Paragraph] = []
        self._ruled: list[Paragraph] = []
        self._ruled_height = 0.0
        self._small: list[Paragraph] = []
        self._held: Paragraph | None = None
        self._above_closing: CT_Tbl | None = None
        self.cell_size = CELL_SIZE
        self.alike: dict[tuple[str, ...], Table] = {}

    def _clear(self) -> None:
        """Take out the text and what a paper wrote into its page heads: one that was written is a template as well.

        Of several sections the first is the page.
        """
        body = self.file.element.body
        page = next(body.iter(qn("w:sectPr")))
        for each in list(body):
            body.remove(each)
        body.append(page)
        self.section = self.file.sections[-1]
        for part in self._heads_and_feet():
            for line in part.paragraphs:
                self._cleared(line)
        self.section.different_first_page_header_footer = False

    def _heads_and_feet(self) -> list[_BaseHeaderFooter]:
        page = self.section
        heads = (page.header, page.even_page_header, page.first_page_header, page.first_page_footer)
        return [each for each in heads if not each.is_linked_to_previous]

    def _cleared(self, line: Paragraph) -> None:
        style = line.style.style_id if line.style is not None else ""
        if style == self._ids["LetterMark"]:
            line._p.getparent().remove(line._p)  # noqa: SLF001 - the library takes no paragraph away
        elif style == self._ids["LetterFoot"]:
            line.style = self.style("PageNumber")
        elif style == self._ids["Mark"]:
            for each in line.runs:
                line._p.remove(each._r)  # noqa: SLF001

    def _turn(self) -> None:
        """Lay the page on its side, or set it up again; it keeps its foot, where the page number stands."""
        section, lying = self.section, self.section.orientation != WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
        section.top_margin = section.left_margin if lying else self._top

    def lay(self, *, lying: bool) -> None:
        """Go on, from the next page, on pages that lie on their side or stand; nothing where they do."""
        if lying == (self.section.orientation == WD_ORIENT.LANDSCAPE):
            return
        self._end_gap()
        self.section = self.file.add_section(WD_SECTION.NEW_PAGE)
        self.section.different_first_page_header_footer = False
        self.file.paragraphs[-1].style = self.style("End")
        self._turn()

    @property
    def across(self) -> int:
        """The width of the text, in twips."""
        page = self.section
        return round(((page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)) / EMU_PER_TWIP)

    @property
    def down(self) -> float:
        """The height of the text, in points."""
        page = self.section
        return ((page.page_height or 0) - (page.top_margin or 0) - (page.bottom_margin or 0)) / 12700

    @property
    def left(self) -> float:
        """The height that the page has left, in points, as far as it can be reckoned."""
        return self.down - self._used

    def style(self, style: str) -> ParagraphStyle:
        """Return a style by its id in the template that ships."""
        found: ParagraphStyle = self._styles[style]  # type: ignore[assignment]  # paragraph styles alone are held
        return found

    def add(
        self,
        style: str,
        *runs: str | Run,
        keep: bool = False,
        new_page: bool = False,
        align: Literal["", "left", "center"] = "",
    ) -> Paragraph:
        """Add a paragraph; one to `keep` stands on the page of the next, one of a `new_page` begins one."""
        if new_page:
            self._end_gap()
        made = self.file.add_paragraph(style=self.style(style))
        for each in runs:
            write(made, each)
        form = made.paragraph_format
        if keep:
            form.keep_with_next = True
        if new_page:
            form.page_break_before = True
            self._pages, self._used = self._pages + 1, 0.0
        if align:
            form.alignment = _SIDES[align]
        self.last = made
        height = self._height(made)
        self._leading = self._leading + height if keep else 0.0
        if cast("ParagraphStyle", made.style).paragraph_format.line_spacing == Pt(LINE_PITCH):
            self._ruled.append(made)
            self._ruled_height += height
        elif style in _SMALL:
            self._small.append(made)
        self._take(height)
        return made

    def blanks(self, style: str) -> None:
        """Leave two lines free, the second of which `draw_together` may take back."""
        self.add(style, keep=True)
        self._blanks.append(self.add(style, keep=True))

    def lower(self, height: float) -> None:
        """Note that the text begins so many points lower: a head that is higher than the margin pushes it down."""
        self._take(height)

    def draw_together(self, room: float = 0) -> None:
        """Take back a blank line of every two, then draw the lines nearer, where a text ends but barely on a page.

        Or a few lines over it: one that cannot be brought onto it so is left as it is.

        GB/T 9704-2012, 7.3.5.5: where signature and day have no room any more, spacing is what gives way. So it is for
        the `room` that 版记 takes at the foot.
        """
        barely = self.down - room - self._used < _BARELY * LINE_PITCH
        over = self._used + room - self.down if barely or self._pages == 1 else self._used
        taken = len(self._blanks) * LINE_PITCH
        left, ruled = over - taken, max(LINE_PITCH, self._ruled_height - taken)
        if over <= -_BARELY * LINE_PITCH or 1 - left / ruled < _CLOSEST:
            self._blanks = []
            self._hold_more()
            return
        for each in self._blanks:
            self._ruled.remove(each)
            each._p.getparent().remove(each._p)  # noqa: SLF001 - the library takes no paragraph away
        spared = _SPARED + 2 * (self._pages - 1 - (over > 0))
        part = max(_CLOSEST, 1 - (left + max(_SPARED, spared) * LINE_PITCH) / ruled)
        for each in (*self._ruled, *self._small) if part < 1 else ():
            each.paragraph_format.line_spacing = Pt(round(_pitch(each) * part, 1))
        self._pages -= over > 0 and self._pages > 1
        self._used, self._blanks = min(self.down, self.down + left) - room, []

    def _hold_more(self) -> None:
        """Keep the paragraph above the last one held with it: of a sheet it would be too little with what is signed.

        One of several lines is enough.
        """
        if self._held is not None and self._height(self._held) >= _HELD * LINE_PITCH:
            return
        above = self._held._p.getprevious() if self._held is not None else None  # noqa: SLF001 - none knows what is above
        if above is not None and above.tag == qn("w:p"):
            above.get_or_add_pPr().get_or_add_keepNext()

    def table(self, drawn: Drawn) -> None:
        """Add a table, and the little room behind it."""
        body = parse_xml(f"<w:body {SPACE}>{drawn.xml}</w:body>")
        for each in body.iter(qn("w:pStyle")):
            each.set(qn("w:val"), self._ids[each.get(qn("w:val"))])
        self.file.element.body.sectPr.addprevious(body)  # whole: of what is in it lxml would move each element slowly
        for each in list(body):
            body.addprevious(each)
        body.getparent().remove(body)
        if drawn.first and self._used + drawn.first > self.down:  # it begins overleaf, with what leads to it
            self._pages, self._used = self._pages + 1, self._leading
        begun = self._pages
        self._take(drawn.height)
        self._take(drawn.head * (self._pages - begun))
        self.add("Gap")

    def keep(self) -> None:
        """Keep the last paragraph on the page of what follows."""
        if self.last is not None:
            self.last.paragraph_format.keep_with_next = True

    def hold(self) -> None:
        """Keep the last paragraph on the page of what follows, for what is signed and the 版记."""
        self.keep()
        self._held = self.last

    def hold_to_sign(self) -> None:
        """Keep the end of the text on the page of what is signed: of a closing line alone, what stands above it too."""
        self.hold()
        if self.last is None or self._height(self.last) >= _HELD * LINE_PITCH:
            return
        self._hold_more()
        above = [*self.last._p.itersiblings(preceding=True)][:2]  # noqa: SLF001 - none knows what is above
        if len(above) > 1 and above[1].tag == qn("w:tbl"):
            self._above_closing = above[1]
            for each in (each for row in _rows(above[1])[-_HELD:] for each in row.iter(qn("w:p"))):
                each.get_or_add_pPr().get_or_add_keepNext()

    def at_foot(self, lines: Sequence[FootLine], above: FootLine, *, even: bool) -> None:
        """Put lines at the foot of the last page, each ruled off from the next; `above` them one more.

        It is an `even` one wherever the text has more than a page. They have no sheet to themselves: where they find no
        room, or the page is odd, the end of the text goes over to the next page with them.

        They stand in a frame, at a height reckoned from the sheet's foot: aligned with the text's foot LibreOffice
        counts the footer in. A border between its paragraphs it does not know, so that a thin line of its own is drawn.
        """
        heights = [_IMPRINT_PITCH * self._lines(each.left, NUMBER_SIZE, 1 + each.hanging) for each in lines]
        height = sum(heights) + _RULE * (len(lines) - 1) + _AROUND
        if self._pages == 1:
            self.draw_together(height + _ABOVE)
        fits = self._used + height + _ABOVE <= self.down
        if not fits or (even and self._pages > 1 and self._pages % 2):
            self._carry_over(enough=not fits)
        self.hold()
        if above.left:
            self._framed(above, height + _ABOVE)
        for index, line in enumerate(lines):
            if index:
                self._framed(FootLine("ImprintRule", "", "\t"), height)
            self._framed(line, height)
        self.add("End")

    def _carry_over(self, *, enough: bool) -> None:
        """Begin a new page with the end of the text: the last rows of a table, or the paragraph above what is signed.

        Of a short table only where there is not `enough` room else.
        """
        self._end_gap()
        behind = list(self.file.element.body)[-2::-1]  # the last is the section
        table = next((each for each in behind[: _NOTES_BELOW + 1] if each.tag == qn("w:tbl")), None)
        if table is not None:
            if len(_rows(table)) > _CARRIED * (1 if enough else 2):
                self._parted(table, _rows(table)[-_CARRIED:])
        elif self._above_closing is not None and len(_rows(self._above_closing)) > _HELD:
            self._parted(self._above_closing, _rows(self._above_closing)[-_HELD:])
        elif self._held is not None:
            self._held.paragraph_format.page_break_before = True

    def _parted(self, table: CT_Tbl, rows: Sequence[CT_Row]) -> None:
        """Put the last rows of a table on a new page, below its head."""
        rest = deepcopy(table)
        for row in _rows(rest):
            rest.remove(row)
        table.addnext(rest)
        for row in rows:
            rest.append(row)
        between = self.file.add_paragraph(style=self.style("End"))
        between.paragraph_format.page_break_before = True
        rest.addprevious(between._p)  # noqa: SLF001 - the library puts paragraphs at the end alone

    def _framed(self, given: FootLine, height: float) -> None:
        made = self.file.add_paragraph(style=self.style(given.style))
        write(made, given.left)
        if given.right:
            tab_at_right(made, self.across - (_SIDE if given.left else 0))
            made.add_run("\t")
            write(made, given.right.strip())
        page = self.section
        top = round(((page.page_height or 0) - (page.bottom_margin or 0)) / EMU_PER_TWIP - height * TWIPS_PER_POINT)
        left = round((page.left_margin or 0) / EMU_PER_TWIP)
        frame = el("framePr", w=self.across, wrap="notBeside", hAnchor="page", vAnchor="page", x=left, y=top)
        drawn = (el(side, val="single", sz=_THICK, space=1, color="000000") for side in ("top", "bottom"))
        looks = parse_xml(f"<w:pPr {SPACE}>{frame}{el('pBdr', *drawn) if given.ruled else ''}</w:pPr>")
        style = made._p.get_or_add_pPr().find(qn("w:pStyle"))  # noqa: SLF001 - the library knows no frame
        for each in reversed(list(looks)):
            style.addnext(each)

    def _end_gap(self) -> None:
        """Take the room behind a table after which a page ends: it must take none, else it may take a page."""
        if self.last is not None and self.last.style is not None and self.last.style.style_id == self._ids["Gap"]:
            self.last.style = self.style("End")

    def end(self) -> None:
        """Finish."""
        self._end_gap()

    def _height(self, paragraph: Paragraph) -> float:
        style = cast("ParagraphStyle", paragraph.style)
        form, pitch = style.paragraph_format, _pitch(paragraph)
        around: float = sum(each.pt for each in (form.space_before, form.space_after) if each)
        size = style.font.size.pt if style.font.size else BODY_SIZE
        return around + pitch * self._lines(paragraph.text, size, 2 if form.first_line_indent else 0)

    def _lines(self, text: str, size: float, indent: float) -> int:
        """Return about how many lines a text takes in a size, its first one moved in by so many characters."""
        room = max(1, int(self.across / TWIPS_PER_POINT / size + _CLOSER))
        return max(1, math.ceil((ems(text) + indent) / room))

    def _take(self, height: float) -> None:
        used = self._used + height
        more = max(0, math.ceil(used / self.down) - 1)
        self._pages, self._used = self._pages + more, used - more * self.down


class FootLine(Struct, frozen=True):
    """A line at the foot of the last page: what stands at its left and right, and whether lines are drawn around.

    All but its first line are moved in by so many `hanging` characters.
    """

    style: str
    left: str
    right: str = ""
    hanging: int = 0
    ruled: bool = True


def _pitch(paragraph: Paragraph) -> float:
    """Return the pitch of lines of a paragraph's style, in points."""
    spacing = cast("ParagraphStyle", paragraph.style).paragraph_format.line_spacing
    return float(spacing.pt) if isinstance(spacing, Length) else float(LINE_PITCH)


def _rows(table: CT_Tbl) -> list[CT_Row]:
    """Return the rows of a table below its head."""
    return [row for row in table.findall(qn("w:tr")) if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None]


def write(paragraph: Paragraph, given: str | Run) -> None:
    """Add a stretch of text to a paragraph; nothing where it is empty."""
    said = breakable(plain(given if isinstance(given, str) else given.text))
    if said:
        made = paragraph.add_run(said)
        if not isinstance(given, str) and given.tone == "strong":
            made.bold = True


def tab_at_right(paragraph: Paragraph, place: int) -> None:
    """Set a stop that what follows a tab ends at, so many twips from the left."""
    from docx.enum.text import WD_TAB_ALIGNMENT

    paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(place), WD_TAB_ALIGNMENT.RIGHT)
