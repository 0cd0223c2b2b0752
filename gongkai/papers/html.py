"""A document as one self-contained page: nothing is fetched, and the script only finds, sorts, filters and opens.

Every text is cleaned and escaped; only a whole `http(s)` address becomes a link. The page's own style and script run
by their hashes (Content-Security-Policy), so nothing that a text may smuggle in would run.
"""

from __future__ import annotations

import re
from base64 import b64encode
from decimal import Decimal
from functools import cache
from hashlib import sha256
from itertools import groupby, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from msgspec.structs import replace

from gongkai.papers.cells import ADDRESS, clean, cut, width
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
from gongkai.papers.palette import properties, series_shades
from gongkai.papers.substitutes import (
    PRINTED_APART,
    advice,
    attachment_title,
    basis,
    form_table,
    on_paper,
    signature_lines,
    unnumbered,
)
from gongkai.papers.svg import svg
from gongkai.papers.values import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.papers.document import Block, Cell, Column, Document, Run, Tone

FOLDER = Path(__file__).with_name("page")
UNTITLED = "（无标题）"
DEEPEST = 6
WIDE = 7
SHORT = 20
LINE, BETWEEN = 120, 4
"""Cells of a terminal that a line of the page holds, and those between two columns."""
FEW = 3
MUCH = 3
LONG = 44
MOST_COLUMNS = 48
_TRAILING = ".,;:!?)]}"
_LINK = Markup('<a href="{}" rel="noopener noreferrer">{}</a>')
_ADDRESS = Markup('<a class="address" href="{}" rel="noopener noreferrer">{}<wbr>{}</a>')
_INSIDE = Markup('<a href="#{}">{}</a>')
_SHARE = Markup('<svg class="share" viewBox="0 0 100 10" aria-hidden="true"><rect width="{}" height="10"/></svg>{}')
_RUN = Markup('<span class="{}">{}</span>')


def write(document: Document) -> str:
    """Return the page."""
    style, script = themes() + _asset("page.css"), _asset("page.js")
    page = _Page(document)
    blocks = [page.block(block, 2) for block in document.blocks]
    body = len(blocks) - len(list(takewhile(_is_apart, reversed(document.blocks))))
    return (
        _templates()
        .get_template("page.html")
        .render(
            kind=document.kind,
            title=clean(document.title).strip() or UNTITLED,
            policy=policy(style, script),
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            marks=[clean(mark) for mark in document.marks],
            number=clean(basis(document)),
            addressee=clean(document.addressee),
            contents=page.contents if len(page.contents) >= FEW else [],
            blocks=blocks[:body],
            ending=blocks[body:],
            footer=clean(document.footer),
        )
    )


def _is_apart(block: Block) -> bool:
    """Tell whether of a block only its title is printed: several at the end share a sheet with the closing line."""
    return isinstance(block, Section) and bool(block.apart)


def themes() -> str:
    """Return the colours of the page as properties, on white and on a dark screen; a class for each in a chart."""
    light, dark = (";".join(f"{name}:{value}" for name, value in properties(screen)) for screen in ("light", "dark"))
    fills = "".join(map(_FILL.format, CLASSES.values(), (name[2:] for name in CLASSES.values())))
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{fills}\n"


_FILL = ".{0}{{fill:var(--{1});stroke:var(--{1})}}.chart text.{0}{{fill:var(--{1});stroke:none}}"
CLASSES = {
    (light, dark): f"k{name[1:]}"
    for (name, light), (_, dark) in zip(properties("light"), properties("dark"), strict=True)
}
"""The class of a colour in a chart, by its value on white and on a dark screen: `k-done`, `k-series-0`."""


def colours(chart: Chart) -> dict[str, str]:
    """Return the class of each series of a chart, or of each slice of a pie."""
    return {name: CLASSES[shade.light, shade.dark] for name, shade in series_shades(chart).items()}


def policy(style: str, script: str) -> str:
    """Return the page's Content-Security-Policy: its own style and script by hash, pictures only inside the page."""
    parts = (
        "default-src 'none'",
        f"style-src '{_digest(style)}'",
        f"script-src '{_digest(script)}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(parts)


def linked(text: str, *, short: bool = False) -> Markup:
    """Return the text escaped on one line, its http and https addresses as links that lead where they say.

    `short` writes an address in a narrow place as host and last part, with a place to break between them.
    """
    said, drawn, at = clean(text), [], 0
    if "://" not in said:
        return escape(said)
    for found in re.finditer(ADDRESS, said):
        url = found[0].rstrip(_TRAILING)
        drawn += [escape(said[at : found.start()]), _shortened(url) if short else _LINK.format(url, url)]
        at = found.start() + len(url)
    return Markup().join([*drawn, escape(said[at:])])


def _shortened(url: str) -> Markup:
    """Return a link that shows host and last part of a long address, what lies between told by an ellipsis."""
    host, *parts = [part for part in url.partition("://")[2].split("/") if part] or [url]
    if width(url) <= LONG // 2 or not parts:
        return _LINK.format(url, url)
    return _ADDRESS.format(url, f"{host}/{'…/' if parts[1:] else ''}", cut(parts[-1], LONG))


@cache
def _templates() -> Environment:
    return Environment(
        autoescape=True,
        loader=FileSystemLoader(FOLDER, encoding="utf-8"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _asset(name: str) -> str:
    return FOLDER.joinpath(name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return "sha256-" + b64encode(sha256(content.encode()).digest()).decode()


class _Page:
    """A page being written, block by block from the first to the last."""

    def __init__(self, document: Document) -> None:
        self.anchors = Anchors(document.blocks)
        self.contents: list[tuple[str, str]] = []
        self._path = [clean(document.title).strip() or UNTITLED]
        self._labels: dict[str, int] = {}
        self._charts = 0
        self._macros = _templates().get_template("blocks.html").module

    def _draw(self, macro: str, *values: object) -> Markup:
        drawn: Markup = getattr(self._macros, macro)(*values)
        return drawn

    def block(self, block: Block, level: int) -> Markup:  # noqa: C901, PLR0911 - a line for each kind; mypy asks for all
        """Return one block; `level` is that of a heading in this place."""
        match block:
            case Paragraph():
                return self._draw("paragraph", block.role, Markup().join(map(_run, advice(block).runs)))
            case Table():
                return self._table(block)
            case Figures():
                return self._draw("figures", [(clean(f.label), clean(written(f.value)), f.tone) for f in block.items])
            case Numbered():
                return self._draw("numbered", block.level, [linked(item) for item in block.items])
            case Section():
                return self._under(block, level)
            case Attachment():
                return self._under(Section("", attachment_title(block), block.blocks, new_page=True), level)
            case Fillable():
                return self._table(form_table(block))
            case HeatMap():
                return Markup().join([*map(self._heat, _parts(block)), self._heads(block)])
            case Signature():
                return self._draw("signature", [clean(line) for line in signature_lines(block)])
            case Chart():
                return self._chart(block)

    def _under(self, section: Section, level: int) -> Markup:
        name, said = self.anchors.section(), clean(section.title).strip()
        if said and level == 2:  # noqa: PLR2004 - the first level under the title
            self.contents.append((name, unnumbered(said)))
        self._path += [said] if said else []
        below = min(DEEPEST, level + 1) if said else level
        drawn = [self.block(block, below) for block in section.blocks]
        if said:
            self._path.pop()
        apart = PRINTED_APART.format(clean(section.apart)) if section.apart else ""
        return self._draw(
            "folded" if section.folded and said else "section", name, level, said, drawn, _look(section), apart
        )

    def _caption(self, caption: str) -> tuple[str, str]:
        """Return a caption, the headings above where it is empty, and the same as a name nothing else has."""
        said = clean(caption).strip() or "　".join(self._path[1:][-2:] or self._path)
        count = self._labels[said] = self._labels.get(said, 0) + 1
        return said, (said if count == 1 else f"{said}（{count}）")

    def _table(self, given: Table) -> Markup:
        table = on_paper(given)
        caption, label = self._caption(table.caption)
        hidden = not clean(table.caption).strip()
        names = _is_of_names(table)
        heads = [(clean(c.name).strip(), _kind(c), "" if names else _soft(c)) for c in table.columns]
        rows = [list(self._cells(row, table.columns)) for row in table.rows]
        total = list(self._cells(table.total, table.columns)) if table.total else []
        form = "by-hand" if _is_blank(table) else "narrow" if names or _is_narrow(table) else ""
        return self._draw("table", caption, label, hidden, heads, rows, total, len(heads) >= WIDE, form)

    def _cells(self, row: Sequence[Cell], columns: Sequence[Column]) -> Iterator[tuple[Markup, str, str]]:
        for index, (cell, column) in enumerate(zip(row, columns, strict=True)):
            said = clean(written(cell.value, column.kind))
            place = self.anchors.place(cell.ref) if cell.ref and not index and said == cell.ref else ""
            kind = _kind(column)
            whole = "" if kind else _whole(column, said)
            classes = " ".join(part for part in (kind, cell.tone, whole) if part)
            yield self._said(cell, column, said, place), classes, place

    def _said(self, cell: Cell, column: Column, said: str, place: str) -> Markup:
        if column.kind == "bar" and isinstance(cell.value, int | Decimal):
            return _SHARE.format(min(100, max(0, cell.value)), said)
        target = "" if place else self.anchors.targets.get(cell.ref, "") if cell.ref else ""
        return _INSIDE.format(target, said) if target and said else linked(said, short=True)

    def _heat(self, heat: HeatMap) -> Markup:
        columns = [
            (clean(head.short or head.name), clean(head.name) if head.short else "", self._target(head.ref))
            for head in heat.columns
        ]
        totals = list(_totals(heat))
        marks: list[tuple[str, str]] = [(tone or "plain", clean(meaning)) for tone, meaning in heat.legend]
        marks += [("framed", clean(heat.framed[1]))] if heat.framed[1] else []
        name, label = self._caption(heat.caption)
        hidden, groups = not clean(heat.caption).strip(), list(self._groups(heat))
        return self._draw("heat", name, label, hidden, clean(heat.summed), columns, groups, totals, marks)

    def _groups(self, heat: HeatMap) -> Iterator[tuple[str, list[tuple[object, ...]], int]]:
        """Yield the rows of a map group by group, each with its name, where it leads, its cells and its total."""
        for group, rows in groupby(zip(heat.rows, heat.cells, strict=True), key=lambda row: row[0].group):
            drawn: list[tuple[object, ...]] = [
                (
                    clean(head.name),
                    self._target(head.ref),
                    [self._mark(cell, heat.framed[0]) for cell in cells],
                    _of_total(head.total),
                )
                for head, cells in rows
            ]
            yield clean(group), drawn, len(drawn)

    def _heads(self, heat: HeatMap) -> Markup:
        """Return what the short heads of the columns stand for, in the order of their numbers."""
        named = [(clean(head.short), clean(head.name)) for head in heat.columns if head.short]
        return self._draw("heads", sorted(named, key=lambda each: _by_number(each[0]))) if named else Markup()

    def _mark(self, cell: Cell, framed: str) -> tuple[str, str, str]:
        said = "" if cell.value is None else clean(written(cell.value))
        classes = (cell.tone or "plain") if said else ""
        return said, f"{classes} framed" if framed and said.startswith(framed) else classes, self._target(cell.ref)

    def _target(self, ref: str) -> str:
        return self.anchors.targets.get(ref, "") if ref else ""

    def _chart(self, chart: Chart) -> Markup:
        self._charts += 1
        drawn = svg(chart, f"chart-{self._charts}", colours(chart))
        return self._draw("chart", clean(chart.title), drawn)


def _run(run: Run) -> Markup:
    return _RUN.format(run.tone, linked(run.text)) if run.tone else linked(run.text)


def _parts(heat: HeatMap) -> Iterator[HeatMap]:
    """Yield a heat map in parts that a sheet of paper bears; the legend stands below the last."""
    count = -(-len(heat.columns) // MOST_COLUMNS)
    if count <= 1:
        yield heat
        return
    each = -(-len(heat.columns) // count)
    for no in range(count):
        part = slice(no * each, (no + 1) * each)
        cells = tuple(row[part] for row in heat.cells)
        told = {} if no == count - 1 else {"legend": (), "framed": (heat.framed[0], "")}
        caption = f"{heat.caption}（{no + 1}/{count}）"
        yield replace(heat, caption=caption, columns=heat.columns[part], cells=cells, **told)


def _totals(heat: HeatMap) -> Iterator[tuple[str, tuple[str, Tone], list[tuple[str, Tone]]]]:
    """Yield the closing rows: what stands in a total side by side is too wide for a column, and goes below each other.

    Each has its name, the total of all and that of each column.
    """
    whole, each = _beside(heat.total), [(_beside(head.total), head.total.tone) for head in heat.columns]
    lines = max(1, len(whole), *(len(parts) for parts, _ in each))
    names = [part for part in _PARTING.split(clean(heat.summed)) if part]
    for at, name in enumerate(names if len(names) == lines else [clean(heat.summed), *[""] * (lines - 1)]):
        sums = [("".join(parts[at : at + 1]), tone) for parts, tone in each]
        yield name, ("".join(whole[at : at + 1]), heat.total.tone), sums


def _beside(cell: Cell) -> list[str]:
    """Return the figures of a total one by one; what is no figures as it is."""
    said = _of_total(cell)[0]
    return [part for part in _PARTING.split(said) if part] if _FIGURES.fullmatch(said) else [said]


_FIGURES = re.compile(r"[\d.%/　]*")
_PARTING = re.compile("[/　]")
_DIGITS = re.compile(r"(\d+)")


def _by_number(said: str) -> list[tuple[int, str]]:
    """Return what heads are sorted by: 2 before 10, 1.2 before 1.10."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in _DIGITS.split(said)]


def _of_total(cell: Cell) -> tuple[str, str]:
    return "" if cell.value is None else clean(written(cell.value)), cell.tone


def _look(section: Section) -> str:
    """Return the classes of a section: one with a picture stands beside another where there is room."""
    drawn = any(isinstance(block, Chart) for block in section.blocks)
    wide = any(isinstance(block, HeatMap) for block in section.blocks)
    told = {"new-page": section.new_page, "drawn": drawn, "wide": wide, "apart": bool(section.apart)}
    return " ".join(name for name, is_so in told.items() if is_so)


def _is_blank(table: Table) -> bool:
    """Tell whether the rows are there to be filled in by hand, on paper."""
    return bool(table.rows) and all(cell.value in (None, "") for row in table.rows for cell in row)


def _is_of_names(table: Table) -> bool:
    """Tell whether what may wrap is all short names: then the table is as wide as they are."""
    soft = [(at, column.kind) for at, column in enumerate(table.columns) if column.weight]
    return all(width(written(row[at].value, kind)) <= SHORT for row in table.rows for at, kind in soft)


def _is_narrow(table: Table) -> bool:
    """Tell whether the rows stand on one line each with room to spare: then the table is as wide as they are."""
    longest = (
        max([width(column.name), *(width(written(row[at].value, column.kind)) for row in table.rows)])
        for at, column in enumerate(table.columns)
    )
    return sum(longest) + BETWEEN * len(table.columns) <= LINE


def _whole(column: Column, said: str) -> str:
    """Return the class of a text by how it may be broken: short ones not at all, longer ones not syllable by syllable.

    Where a column asks for room by its weight, that is enough.
    """
    if column.weight >= MUCH:
        return ""
    if width(said) > SHORT:
        return "" if column.weight or width(said) > SHORT * 2 else "said"
    return "name" if column.weight else "short"


def _soft(column: Column) -> str:
    """Return the class of a column that may wrap, by how much room it asks for."""
    return "" if not column.weight else "soft" if column.weight < MUCH else "softer"


def _kind(column: Column) -> str:
    """Return the class of a column, empty for text."""
    return {"text": "", "point": "", "id": "", "percent": "number", "bar": "number", "moment": "date"}.get(
        column.kind, column.kind
    )


_NAME = re.compile(r"[a-z][a-z0-9_-]*")


class Anchors:
    """The ids of a page in the order of its blocks: `targets` maps what a cell may speak of to an id.

    A cell speaks of a section by its key, and of a row whose first cell is its own name (F12). The first one wins.
    """

    def __init__(self, blocks: Iterable[Block]) -> None:
        self.targets: dict[str, str] = {}
        self._used: set[str] = {"main"}
        self._placed: set[str] = set()
        waiting = list(walk(blocks))
        self._sections = iter([self._section(block) for block in waiting if isinstance(block, Section | Attachment)])
        for block in waiting:
            if isinstance(block, Table):
                self._rows(block)

    def section(self) -> str:
        """Return the id of the next section of the page."""
        return next(self._sections)

    def place(self, ref: str) -> str:
        """Return the id of the row that `ref` names, empty where it has none or stands on the page already."""
        target = self.targets.get(ref, "")
        if not target.startswith("row-") or target in self._placed:
            return ""
        self._placed.add(target)
        return target

    def _section(self, block: Section | Attachment) -> str:
        key = block.key if isinstance(block, Section) else f"attachment-{block.no}"
        found = self._free(key if _NAME.fullmatch(key) else "part")
        self.targets.setdefault(key, found)
        return found

    def _rows(self, table: Table) -> None:
        for row in table.rows:
            ref = row[0].ref if row else ""
            if ref and ref == written(row[0].value) and ref not in self.targets:
                self.targets[ref] = self._free(f"row-{len(self.targets)}")

    def _free(self, wanted: str) -> str:
        found, count = wanted, 1
        while found in self._used:
            count += 1
            found = f"{wanted}-{count}"
        self._used.add(found)
        return found


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every block from first to last, each before what it holds."""
    for block in blocks:
        yield block
        if isinstance(block, Section | Attachment):
            yield from walk(block.blocks)
