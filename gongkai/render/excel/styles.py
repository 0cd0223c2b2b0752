"""How cells look: the formats of a workbook, each made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

    from gongkai.document import Tone

FONT = "宋体"
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
LINE = "#BFBFBF"
HEAD = "#DDE6F0"
PALETTE = ("#9AA5B1", "#E0A030", "#5B8FC7", "#3E8E5A", "#B04A4A", "#7A5FA0", "#4F9DA6", "#A07850")
LINES = ("#B04A4A", "#5B8FC7", "#3E8E5A", "#E0A030", "#7A5FA0", "#4F9DA6")
TONES: dict[Tone, dict[str, object]] = {
    "": {},
    "bad": {"font_color": "#9C0006", "bg_color": "#FFDCDC"},
    "warn": {"font_color": "#7A4B00", "bg_color": "#FFEFC2"},
    "good": {"font_color": "#0B5A2A", "bg_color": "#DDF2E1"},
    "dim": {"font_color": "#666666"},
    "strong": {"bold": True},
}
_BASE: dict[str, object] = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
_BOX: dict[str, object] = {"border": 1, "border_color": LINE}


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def title(self) -> Format:
        """Return the heading of a sheet."""
        return self._of(bold=True, font_size=16, font_name="黑体")

    def heading(self) -> Format:
        """Return a heading inside a sheet."""
        return self._of(bold=True, font_size=12, font_name="黑体")

    def said(self, tone: Tone = "") -> Format:
        """Return running text."""
        return self._of(text_wrap=True, **{key: value for key, value in TONES[tone].items() if key != "bg_color"})

    def head(self) -> Format:
        """Return the head of a column."""
        return self._of(**_BOX, bold=True, bg_color=HEAD, align="center", text_wrap=True)

    def cell(self, tone: Tone, number: str = "", *, align: str = "", total: bool = False) -> Format:
        """Return a cell; `number` is Excel's own format of a figure or a day."""
        extra: dict[str, object] = {"text_wrap": True} if not number else {"num_format": number}
        extra |= {"align": align} if align else {}
        extra |= {"bold": True, "top": 2} if total else {}
        return self._of(**{**_BOX, **TONES[tone], **extra})

    def _of(self, **wanted: object) -> Format:
        whole = {**_BASE, **wanted}
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(whole)
        return self._made[key]
