"""A form as an Excel workbook: what may be filled in is unlocked, what is known is not, and all of it fits A4."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from math import ceil
from types import MappingProxyType
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from msgspec import Struct
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from gongkai.papers.cells import clean, width
from gongkai.papers.excel.a4 import A4, A_CHARACTER, pixels
from gongkai.papers.excel.styles import DAY, MOMENT, Styles, text_of
from gongkai.papers.excel.writer import MADE, OPTIONS, edge_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from gongkai.papers.form import Field, FieldKind, Form, FormPage, FormRow

LISTS = "选项"
GUIDE = "填表说明"
LINE, TITLE_HEIGHT, HEAD_HEIGHT = 16, 30, 34
A4_LYING = 11.69
LEAST_HEIGHT, MOST_HEIGHT, SLACK = 26, 400, 4
SIDE, ABOVE, BELOW = 0.25, 0.5, 0.8
"""Margins in inches: whoever fills a form in wants its columns wide, and signs at its foot."""
ROOM = (A4_LYING - SIDE * 2) * 96 * 100 / 74
"""Pixels of a page on which no text is smaller than 8 points, whatever font stands for ours."""
FIRST = 1
"""The first column that is seen: before it stands the hidden one."""
NAME_WIDTH, SAID_WIDTH = 16, 104
NUMBER: Mapping[FieldKind, str] = MappingProxyType(
    {"day": DAY, "due": DAY, "moment": MOMENT, "percent": "0%", "figure": "General", "value": "General"}
)
"""How Excel shows what a field takes; all else is text, so that 3-5 is no day and =1+1 no formula."""
TEXT = "@"
LEAST: Mapping[FieldKind, int] = MappingProxyType(
    {
        "no": 8,
        "words": 8,
        "points": 9,
        "day": 11,
        "due": 11,
        "days": 10,
        "moment": 17,
        "percent": 9,
        "figure": 8,
        "value": 8,
    }
)
LEAST_TEXT = 10
"""How narrow a field may become, in half-width characters: figures and days stay whole, words take more lines."""
NARROW = frozenset({"words", "no", "percent", "day", "due", "moment", "figure", "value"})
OPEN = MappingProxyType(
    dict.fromkeys(
        ("insert_rows", "delete_rows", "format_columns", "format_rows", "format_cells", "sort", "autofilter"), True
    )
)
"""What a protected sheet still allows."""
MOST_TITLE, MOST_MESSAGE = 32, 255
MOST_FIGURE = 10**9
WRONG = "这样填不行"


class _Check(Struct, frozen=True):
    """What decides how a field is checked: of rows alike in it one check does for all."""

    known: bool
    most: Decimal | None = None
    percent: bool = False


def write(form: Form) -> bytes:
    """Return the file; one form is one sequence of bytes."""
    out = BytesIO()
    book = Workbook(out, OPTIONS)
    book.set_properties({"title": text_of(form.title)[:255], "created": MADE.replace(tzinfo=None)})
    styles = Styles(book)
    _guide(book.add_worksheet(GUIDE), form, styles)
    made = [(page, book.add_worksheet(page.sheet.name)) for page in form.pages]
    places = _lists(book, form)
    for page, sheet in made:
        _Page(form, page, sheet, styles, places).fill()
    book.close()
    return _growing(out)


def _growing(made: BytesIO) -> bytes:
    """Return the file with rows whose height is where they begin: they grow with what is filled in.

    Without a height not every program finds one that shows a text whole; with one as XlsxWriter says it, none changes.
    """
    out = BytesIO()
    with ZipFile(made) as read, ZipFile(out, "w", ZIP_DEFLATED) as written:
        for part in read.infolist():
            content = read.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                content = content.replace(b' customHeight="1"', b"")
            written.writestr(part, content)
    return out.getvalue()


def _guide(sheet: Worksheet, form: Form, styles: Styles) -> None:
    _set_up(sheet, form, to_sign=False)
    sheet.set_column(0, 0, 2, None, {"hidden": True})
    sheet.set_column(FIRST, FIRST, NAME_WIDTH)
    sheet.set_column(FIRST + 1, FIRST + 1, SAID_WIDTH)
    sheet.write_string(0, 0, text_of(form.mark))
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, FIRST, text_of(form.title), styles.title())
    for row, line in enumerate(form.guide, 1):
        said = text_of(line.text)
        if line.role == "heading":
            sheet.set_row(row, HEAD_HEIGHT)
            sheet.write_string(row, FIRST, said, styles.heading())
            continue
        wide = SAID_WIDTH if line.name else NAME_WIDTH + SAID_WIDTH
        sheet.set_row(row, _lines(said, wide) * LINE + 6)
        if not line.name:
            sheet.merge_range(row, FIRST, row, FIRST + 1, "", styles.said())
            sheet.write_string(row, FIRST, said, styles.said())
            continue
        named = styles.field(TEXT, align="center") if line.role == "entered" else styles.cell("strong", align="center")
        if line.role == "known":
            named = styles.cell("", align="center")
        sheet.write_string(row, FIRST, text_of(line.name), named)
        sheet.write_string(row, FIRST + 1, said, styles.cell(""))
    sheet.protect("", dict(OPEN))


def _lists(book: Workbook, form: Form) -> dict[tuple[str, str], str]:
    """Write what may be picked on a hidden sheet; return where, by sheet and field."""
    wanted = [(page, key, choices) for page in form.pages for key, choices in page.choices.items() if choices]
    if not wanted:
        return {}
    sheet = book.add_worksheet(LISTS)
    sheet.write_string(0, 0, text_of(form.lists))
    places = {}
    for column, (page, key, choices) in enumerate(wanted, FIRST):
        sheet.write_string(0, column, text_of(f"{page.sheet.name} {key}"))
        for row, choice in enumerate(choices, 1):
            sheet.write_string(row, column, text_of(choice))
        letter = xl_col_to_name(column, col_abs=True)
        places[page.sheet.key, key] = f"='{LISTS}'!{letter}$2:{letter}${len(choices) + 1}"
    sheet.protect()
    sheet.hide()
    return places


def _set_up(sheet: Worksheet, form: Form, *, to_sign: bool) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=SIDE, right=SIDE, top=ABOVE, bottom=BELOW)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    if form.marks:
        sheet.set_header(f"&R{edge_text('　'.join(form.marks))}")
    told = [edge_text(line) for line in (form.signed if to_sign else "", form.footer) if line]
    sheet.set_footer(f"&L{chr(10).join(told)}&R&A　第 &P 页，共 &N 页")


def widths_of(page: FormPage) -> list[int]:
    """Return how wide the fields of a sheet are: as they wish, or each as much narrower as brings them onto a page."""
    wide = [field.width for field in page.fields]
    over = pixels(wide) - ROOM
    if over <= 0:
        return wide
    spared = [max(0, field.width - _least(page, field)) for field in page.fields]
    share = min(1.0, over / A_CHARACTER / max(1, sum(spared)))
    return [whole - ceil(less * share) for whole, less in zip(wide, spared, strict=True)]


def _least(page: FormPage, field: Field) -> int:
    """Return how narrow a field may become: an id stays whole as far as the field was wide for it."""
    longest = max((width(clean(row.known.get(field.key, ""))) for row in page.rows), default=0)
    least = LEAST.get(field.kind, LEAST_TEXT)
    return max(least, longest + 2) if field.kind == "no" else least


def _lines(text: str, room: int) -> int:
    return max(1, -(-width(clean(text)) // max(1, room - 2)))


class _Page:
    """One sheet being written."""

    def __init__(
        self, form: Form, page: FormPage, sheet: Worksheet, styles: Styles, places: Mapping[tuple[str, str], str]
    ) -> None:
        self._form, self._page, self._sheet, self._styles, self._places = form, page, sheet, styles, places
        self._fields, self._widths = page.fields, widths_of(page)
        self._head = 1 + len(page.said)
        self._top = self._head + 1
        self._last = self._head + len(page.rows) + page.spare

    def fill(self) -> None:
        """Write the sheet."""
        sheet, last = self._sheet, len(self._fields)
        _set_up(sheet, self._form, to_sign=True)
        sheet.set_column(0, 0, 2, None, {"hidden": True})
        for column, wide in enumerate(self._widths, FIRST):
            sheet.set_column(column, column, wide)
        self._titles()
        sheet.set_row(self._head, self._head_height())
        for column, field in enumerate(self._fields, FIRST):
            self._heading(column, field)
        sheet.set_column(last + 1, last + 1, 2, None, {"hidden": True})
        sheet.write_string(self._head, last + 1, text_of(self._page.check))
        for row, one in enumerate(self._page.rows, self._top):
            self._row(row, one)
        for row in range(self._top + len(self._page.rows), self._last + 1):
            self._row(row, None)
        for column, field in enumerate(self._fields, FIRST):
            self._checks(column, field)
        sheet.repeat_rows(self._head)
        sheet.freeze_panes(self._top, FIRST + 1 if self._page.sheet.named else 0)
        sheet.autofilter(self._head, 0, self._last, last + 1)  # hidden ids and marks are sorted with their rows
        sheet.protect("", dict(OPEN))

    def _titles(self) -> None:
        """Write the hidden line, the title, and how the sheet is filled in, across its columns."""
        sheet, last = self._sheet, len(self._fields)
        room = sum(self._widths)
        sheet.write_string(0, 0, text_of(self._page.mark))
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.merge_range(0, FIRST, 0, last, "", self._styles.title())
        sheet.write_string(0, FIRST, text_of(self._page.title), self._styles.title())
        for row, said in enumerate(self._page.said, 1):
            style = self._styles.said()
            sheet.merge_range(row, FIRST, row, last, "", style)
            sheet.write_string(row, FIRST, text_of(said), style)
            sheet.set_row(row, _lines(said, room) * LINE + 4)

    def _head_height(self) -> int:
        """Return how tall the headings are, each with its hint below it."""
        heads = zip(self._fields, self._widths, strict=True)
        lines = (_lines(field.head, wide) + (_lines(field.hint, wide) if field.hint else 0) for field, wide in heads)
        return max(HEAD_HEIGHT, max(lines, default=1) * LINE + 2)

    def _heading(self, column: int, field: Field) -> None:
        """Write a column's name, and below it in small what is asked there."""
        style = self._styles.asked() if self._is_filled(field) else self._styles.head()
        if not field.hint:
            self._sheet.write_string(self._head, column, text_of(field.head), style)
            return
        parts = (self._styles.strong(), field.head, self._styles.hint(), f"\n{field.hint}")
        self._sheet.write_rich_string(self._head, column, *parts, style)

    def _is_filled(self, field: Field) -> bool:
        return field.entered or (bool(self._page.spare) and field.taken(known=False))

    def _row(self, row: int, one: FormRow | None) -> None:
        """Write a row about something known, or a spare one."""
        self._sheet.set_row(row, self._height(one))
        if one:
            self._sheet.write_string(row, 0, text_of(one.id))
            self._sheet.write_string(row, len(self._fields) + 1, text_of(one.check))
        for column, field in enumerate(self._fields, FIRST):
            if field.taken(known=one is not None) and not (one and field.key in one.closed):
                self._sheet.write_blank(row, column, None, self._entered(field, one))
            elif (one and field.key in one.closed) or (one is None and self._is_filled(field)):
                self._sheet.write_blank(row, column, None, self._styles.closed())
            else:
                self._known(row, column, field, one)

    def _height(self, one: FormRow | None) -> int:
        """Return how tall a row must be for what is known to be read whole."""
        fields = zip(self._fields, self._widths, strict=True)
        texts = ((one.known.get(field.key, ""), wide) for field, wide in fields) if one else ()
        return min(MOST_HEIGHT, max(LEAST_HEIGHT, *(_lines(said, room) * LINE + SLACK for said, room in texts), 0))

    def _known(self, row: int, column: int, field: Field, one: FormRow | None) -> None:
        said = one.known.get(field.key, "") if one else ""
        tone = one.tones.get(field.key, "") if one else ""
        style = self._styles.cell(tone, align="center" if field.kind in NARROW else "")
        if said:
            self._sheet.write_string(row, column, text_of(said), style)
        else:
            self._sheet.write_blank(row, column, None, style)

    def _entered(self, field: Field, one: FormRow | None) -> Format:
        number = NUMBER.get(field.kind, TEXT)
        if field.kind == "value" and one and one.percent:
            number = "0.##%"
        return self._styles.field(number, align="center" if field.kind in NARROW else "")

    def _checks(self, column: int, field: Field) -> None:
        """Lay a check over each run of rows in which a field is filled in, and is checked in the same way."""
        begun: tuple[int, _Check] | None = None
        for row in range(self._top, self._last + 2):
            check = self._check(row, field)
            if begun and check != begun[1]:
                self._lay(begun[0], row - 1, column, field, begun[1])
                begun = None
            if check and begun is None:
                begun = row, check

    def _check(self, row: int, field: Field) -> _Check | None:
        if row > self._last:
            return None
        at = row - self._top
        one = self._page.rows[at] if at < len(self._page.rows) else None
        if not field.taken(known=one is not None) or (one and field.key in one.closed):
            return None
        if one and field.kind in ("figure", "value"):
            return _Check(known=True, most=one.most, percent=one.percent)
        return _Check(known=one is not None)

    def _lay(self, first: int, last: int, column: int, field: Field, check: _Check) -> None:
        cell = xl_rowcol_to_cell(first, column)
        wanted = self._rule(field, check, cell) | {
            "input_title": field.head[:MOST_TITLE],
            "input_message": (field.advice or field.hint)[:MOST_MESSAGE],
        }
        if wanted["validate"] != "any":
            wanted |= {"error_title": WRONG, "error_message": f"{field.head}：{field.advice}"[:MOST_MESSAGE]}
        self._sheet.data_validation(first, column, last, column, wanted)

    def _rule(self, field: Field, check: _Check, cell: str) -> dict[str, object]:
        """Return the check of a field in Excel's terms; a day that lies ahead may be said in words too."""
        if place := self._places.get((self._page.sheet.key, field.key)):
            return {"validate": "list", "source": place}
        if field.kind in ("day", "due", "moment"):
            return self._days(field.kind)
        if field.kind == "percent" or (field.kind == "value" and check.percent):
            whole = f",ABS({cell}*100-ROUND({cell}*100,0))<0.000001" if field.kind == "percent" else ""
            return {"validate": "custom", "value": f"=AND(ISNUMBER({cell}),{cell}>=0,{cell}<=1{whole})"}
        if field.kind in ("figure", "value"):
            most = MOST_FIGURE if check.most is None else float(check.most)
            return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": most}
        return {"validate": "any"}

    def _days(self, kind: FieldKind) -> dict[str, object]:
        first, last = self._form.first, self._form.last
        far = {"day": last, "moment": last + timedelta(days=1), "due": last.replace(year=last.year + 1)}[kind]
        rule: dict[str, object] = {"validate": "date", "criteria": "between", "minimum": first, "maximum": far}
        return rule | {"error_type": "warning"} if kind == "due" else rule
