"""The parts of a Word file put together: one document, one file, byte for byte the same each time."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from gongkai.papers.word.xml import DECLARATION, RELATIONS, safe

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_DATED = (1980, 1, 1, 0, 0, 0)
"""The first day a zip file can name: the day of the paper stands in its text, not in its wrapping."""


def pack(parts: Mapping[str, str], title: str, issuer: str, day: date | None) -> bytes:
    """Return the file. `parts` map a part's name in `word/` (document, styles, footer-odd …) to its XML."""
    files = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _relations({"document": "word/document.xml"}, core="docProps/core.xml"),
        "docProps/core.xml": _core(title, issuer, day),
        "word/_rels/document.xml.rels": _relations({name: f"{name}.xml" for name in parts if name != "document"}),
        **{f"word/{name}.xml": xml for name, xml in parts.items()},
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, xml in files.items():
            info = zipfile.ZipInfo(name, _DATED)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, xml.encode("utf-8"))
    return out.getvalue()


def _kind(name: str) -> str:
    """Return the kind of a part: footer-odd is a footer."""
    return {"document": "officeDocument"}.get(name, name.partition("-")[0])


def _content_types(parts: Mapping[str, str]) -> str:
    kinds = {f"/word/{name}.xml": f"{_WORD}.{_content(name)}+xml" for name in parts}
    kinds["/docProps/core.xml"] = _CORE
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    usual = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    usual += '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">{usual}{listed}</Types>'


def _content(name: str) -> str:
    return "document.main" if name == "document" else name.partition("-")[0]


def _relations(targets: Mapping[str, str], core: str = "") -> str:
    """Return relations; a footer's id is what follows its dash, others are known by their kind."""
    listed = "".join(
        f'<Relationship Id="{name.rpartition("-")[2]}" Type="{RELATIONS}/{_kind(name)}" Target="{target}"/>'
        for name, target in targets.items()
    )
    if core:
        kind = f"{_PACKAGE}/relationships/metadata/core-properties"
        listed += f'<Relationship Id="core" Type="{kind}" Target="{core}"/>'
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _core(title: str, issuer: str, day: date | None) -> str:
    spaces = (
        f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    told = f"<dc:title>{safe(title)}</dc:title><dc:creator>{safe(issuer)}</dc:creator>"
    if day:
        stamp = f"{day.isoformat()}T00:00:00Z"
        told += "".join(
            f'<dcterms:{word} xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{word}>' for word in ("created", "modified")
        )
    return f"{DECLARATION}<cp:coreProperties {spaces}>{told}</cp:coreProperties>"
