"""Archives of office programs, part by part: what no program writes can be written here."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET, TEXTS, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
DAY, PERCENT, HOUR, SPAN, CHINESE, PLAIN = 1, 2, 3, 4, 5, 6
"""Styles of a field, by number: `styles` below."""
FORMATS = (
    '<numFmts count="3"><numFmt numFmtId="164" formatCode="[h]:mm"/>'
    '<numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>'
    '<numFmt numFmtId="166" formatCode="0.0&quot;天&quot;_);[Red]\\(0.0\\)"/></numFmts>'
)


def styles() -> str:
    """Return the styles that every workbook here has."""
    kinds = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 10, 20, 164, 165, 166))
    other = '<cellStyleXfs count="1"><xf numFmtId="9"/></cellStyleXfs>'
    return f'{XML}<styleSheet xmlns="{MAIN}">{FORMATS}{other}<cellXfs count="7">{kinds}</cellXfs></styleSheet>'


def sheet(rows: str, after: str = "") -> str:
    """Return a sheet of rows as written."""
    return f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def texts(*words: str) -> str:
    """Return the texts that fields share."""
    held = "".join(f"<si><t>{word}</t></si>" for word in words)
    return f'{XML}<sst xmlns="{MAIN}" count="{len(words)}" uniqueCount="{len(words)}">{held}</sst>'


def book(*names: str, about: str = "") -> str:
    """Return the list of sheets; a name may go on with what else is said of the sheet: 甲" state="hidden."""
    held = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(names, 1))
    return f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{KIND}">{about}<sheets>{held}</sheets></workbook>'


def links(*targets: tuple[str, str]) -> str:
    """Return the parts a part names: kind and place; ids are rId1, rId2 …."""
    held = "".join(
        f'<Relationship Id="rId{at}" Type="{KIND}/{kind}" Target="{place}"/>'
        for at, (kind, place) in enumerate(targets, 1)
    )
    return f'{XML}<Relationships xmlns="{LINKS}">{held}</Relationships>'


def parts(rows: str = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', after: str = "") -> dict[str, str | bytes]:
    """Return the parts of a workbook of one sheet."""
    return {
        "[Content_Types].xml": f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": links(("officeDocument", BOOK)),
        BOOK: book("台账"),
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        STYLES: styles(),
        TEXTS: texts("单位", "问题", "县教育局"),
        SHEET: sheet(rows, after),
    }


def packed(path: Path, held: Mapping[str, str | bytes], streams: Mapping[str, Iterable[bytes]] | None = None) -> Path:
    """Write an archive of parts, the same bytes each time; `streams` are too long to hold."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in held.items():
            archive.writestr(_about(name), data)
        for name, pieces in (streams or {}).items():
            with archive.open(_about(name), "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece)
    return path


def _about(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
    return info


def workbook(path: Path, rows: str, after: str = "", **other: str | bytes) -> Path:
    """Write a workbook of one sheet; other parts by place, `/` written `__` and `.` written `_dot_`."""
    return packed(path, parts(rows, after) | {place(name): data for name, data in other.items()})


def place(name: str) -> str:
    """Return a part's place as a keyword has it."""
    return name.replace("__", "/").replace("_dot_", ".")


SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text")
)


def opendocument(path: Path, body: str, before: str = "", manifest: str = "") -> Path:
    """Write a workbook of LibreOffice: the body's tables as written."""
    content = f"{XML}<office:document-content {SPACES}>{before}<office:body><office:spreadsheet>{body}"
    return packed(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"{content}</office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": f'{XML}<m:manifest xmlns:m="urn:m">{manifest}</m:manifest>',
        },
    )
