"""Defective and hostile workbooks, each made by a function and with the answer expected of the reader.

`python -m tests.sheets.corpus DIR` writes them all.
"""

from __future__ import annotations

import os
import struct
import sys
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.demonstration import made_once
from tests.sheets import binary_files as biff
from tests.sheets import packages as pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

    from gongkai.sheets.book import Cell

    Rows = tuple[tuple[Cell, ...], ...]

MIB = 1024 * 1024
LAST_ROW, LAST = 1_048_576, "XFD1048576"


class Case(NamedTuple):
    """A file and the answer: `refused` words of the refusal, or what is read of the first sheet, whole or its size.

    `sheets` are names, hidden ones in brackets; `unread` words of what is told as not read. `special` files are none
    that could be sent: a folder, a pipe. `nobody`: whoever reads it has no rights.
    """

    name: str
    make: Callable[[Path], object]
    refused: str = ""
    rows: Rows | None = None
    size: tuple[int, int] | None = None
    sheets: tuple[str, ...] = ()
    unread: str = ""
    special: bool = False
    nobody: bool = False


def sent(paths: pytest.TempPathFactory, case: Case) -> Path:
    """Return the file, made once for all who read it."""

    def make(folder: Path) -> Path:
        case.make(folder / case.name)
        return folder / case.name

    return made_once(paths, f"来件-{case.name}", make)


def raw(data: bytes) -> Callable[[Path], object]:
    """Return what writes these bytes."""
    return lambda path: path.write_bytes(data)


def xlsx(rows: str, after: str = "", **parts: str | bytes) -> Callable[[Path], object]:
    """Return what writes a workbook of one sheet."""
    return lambda path: pack.workbook(path, rows, after, **parts)


def without(*names: str) -> Callable[[Path], object]:
    """Return what writes a workbook from which parts are missing."""
    return lambda path: pack.packed(path, {name: data for name, data in pack.parts().items() if name not in names})


def long(*pieces: Callable[[], Iterator[bytes]] | str, part: str = pack.SHEET) -> Callable[[Path], object]:
    """Return what writes a workbook of which one part is too long to hold."""

    def stream() -> Iterator[bytes]:
        for piece in pieces:
            yield from [piece.encode()] if isinstance(piece, str) else piece()

    held = {name: data for name, data in pack.parts().items() if name != part}
    return lambda path: pack.packed(path, held, {part: stream()})


def many(piece: str, times: int, first: int = 1) -> Callable[[], Iterator[bytes]]:
    """Return a piece so many times, `#` in it the number."""

    def pieces() -> Iterator[bytes]:
        for begin in range(first, first + times, 10_000):
            end = min(begin + 10_000, first + times)
            if "#" in piece:
                yield "".join(piece.replace("#", str(at)) for at in range(begin, end)).encode()
            else:
                yield (piece * (end - begin)).encode()

    return pieces


OPEN, CLOSE = pack.sheet("@").split("@")
TEXTS_OPEN, TEXTS_CLOSE = f'{pack.XML}<sst xmlns="{pack.MAIN}">', "</sst>"
ONE = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
WHOLE = f'<mergeCell ref="A1:{LAST}"/>'
UNIT: Rows = (("单位",),)


def field(place: str, value: str, kind: str = "n", style: int = 0) -> str:
    """Return one field."""
    return f'<c r="{place}" t="{kind}" s="{style}"><v>{value}</v></c>'


def bomb(path: Path) -> None:
    """Write an archive that says it holds 400 MiB, and does."""
    long(OPEN, lambda: (b" " * MIB for _ in range(400)), CLOSE)(path)


def lying(path: Path) -> None:
    """Write an archive that says it holds a KiB, and holds 300 MiB."""
    long(OPEN, lambda: (b" " * MIB for _ in range(300)), CLOSE)(path)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(pack.SHEET).file_size
    data = path.read_bytes()
    for said in (struct.pack("<I", size), struct.pack("<Q", size)):
        data = data.replace(said, (1024).to_bytes(len(said), "little"))
    path.write_bytes(data)


def nested(path: Path) -> None:
    """Write a workbook that is an archive in an archive."""
    inner = path.with_suffix(".in")
    pack.workbook(inner, ONE)
    pack.packed(path, {"台账.xlsx": inner.read_bytes(), "说明.txt": "见附件"})
    inner.unlink()


def locked_parts(path: Path) -> None:
    """Write an archive whose parts have a password."""
    pack.workbook(path, ONE)
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(mark, place + 1)
    path.write_bytes(data)


def cut(share: float) -> Callable[[Path], object]:
    """Return what writes a workbook of which a share came through."""

    def write(path: Path) -> None:
        pack.workbook(path, ONE)
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    return write


def wrong_sum(path: Path) -> None:
    """Write an archive with a byte changed on the way."""
    pack.packed(path, {name: data for name, data in pack.parts().items() if name != pack.SHEET})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(pack.SHEET, pack.sheet(ONE))
    path.write_bytes(path.read_bytes().replace(b'<c r="A1"', b'<c r="B1"'))


def entities(path: Path) -> None:
    """Write a workbook with a billion of the same in it."""
    kinds = "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    doctype = f'<!DOCTYPE worksheet [<!ENTITY a "公开公开公开">{kinds}]>'
    rows = '<row r="1"><c r="A1" t="str"><v>&j;</v></c></row>'
    pack.workbook(path, ONE, xl__worksheets__sheet1_dot_xml=pack.sheet(rows).replace("\n", doctype, 1))


def outside(path: Path) -> None:
    """Write a workbook that asks for a file of the machine."""
    doctype = '<!DOCTYPE worksheet [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    rows = '<row r="1"><c r="A1" t="str"><v>&a;</v></c></row>'
    pack.workbook(path, ONE, xl__worksheets__sheet1_dot_xml=pack.sheet(rows).replace("\n", doctype, 1))


def linked(path: Path) -> None:
    """Write a workbook whose fields come from another one, with macros and a picture."""
    formula = '<row r="1"><c r="A1"><f>[1]甲!A1</f><v>7</v></c></row>'
    other = pack.links(("externalLinkPath", "http://127.0.0.1:1/b.xlsx")).replace("/>", ' TargetMode="External"/>')
    held = pack.parts(formula) | {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    held |= {"xl/externalLinks/_rels/externalLink1.xml.rels": other, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 99}
    pack.packed(path, held)


def several(path: Path) -> None:
    """Write a workbook of sheets that are shown, hidden, hidden for good, and a chart."""
    held = pack.parts() | {
        pack.BOOK: pack.book("进展 (2)", '底稿" state="hidden', '参数" state="veryHidden', "图"),
        "xl/_rels/workbook.xml.rels": pack.links(
            *[("worksheet", "/xl/worksheets/sheet1.xml")] * 3, ("chartsheet", "chartsheets/sheet1.xml"),
            ("sharedStrings", "sharedStrings.xml"),
        ),
    }  # fmt: skip
    pack.packed(path, held)


def from_1904(path: Path) -> None:
    """Write a workbook that counts its days from 1904."""
    held = pack.parts(f'<row r="1">{field("A1", "41882", style=pack.DAY)}</row>')
    pack.packed(path, held | {pack.BOOK: pack.book("台账", about='<workbookPr date1904="1"/>')})


def reordered(path: Path) -> None:
    """Write a workbook whose parts have other names, prefixes, quotes, cases and an encoding of old."""
    row = "<x:row r='2'><x:c r='B2' t='inlineStr'><x:is><x:t>单位</x:t></x:is></x:c></x:row>"
    body = f"<x:worksheet xmlns:x='{pack.MAIN}'><x:sheetData>{row}</x:sheetData></x:worksheet>"
    held = pack.parts() | {
        "_rels/.rels": pack.links(("officeDocument", "/xl/Workbook.XML")),
        "xl/_rels/Workbook.XML.rels": pack.links(("worksheet", "./Worksheets/../worksheets/甲.xml")),
        "xl/Workbook.XML": pack.book("台账"),
        "xl/worksheets/甲.xml": f"<?xml version='1.0' encoding='UTF-16'?>{body}".encode("utf-16"),
    }
    pack.packed(path, {name: data for name, data in held.items() if name not in {pack.BOOK, pack.SHEET}})


def no_right(path: Path) -> None:
    """Write a file that may not be read."""
    pack.workbook(path, ONE)
    path.chmod(0)


def loop(path: Path) -> None:
    """Make a link to itself."""
    path.symlink_to(path)


def pipe(path: Path) -> None:
    """Make a pipe, at whose other end nobody is."""
    os.mkfifo(path)


def nothing(_: Path) -> None:
    """Make nothing."""


def columns(count: int) -> bytes:
    """Return a line of so many numbers."""
    return ",".join(map(str, range(count))).encode()


SEEN = (
    f'<row r="1">{field("A1", "43344", style=pack.DAY)}{field("B1", "0.4", style=pack.PERCENT)}'
    f"{field('C1', '0.5625', style=pack.HOUR)}{field('D1', '1.0625', style=pack.SPAN)}"
    f"{field('E1', '43344', style=pack.CHINESE)}{field('F1', '43344.5625', style=pack.DAY)}"
    f"{field('G1', '3', style=pack.PLAIN)}{field('H1', '1', 'b')}{field('I1', '2018-09-01', 'd')}</row>"
    f'<row r="2">{field("A2", "1", style=pack.PERCENT)}{field("B2", "-3", style=pack.DAY)}'
    f"{field('C2', '3000000', style=pack.DAY)}{field('D2', '59', style=pack.DAY)}{field('E2', '61', style=pack.DAY)}"
    f"{field('F2', '0.125', style=pack.PERCENT)}{field('G2', '511024198001011234')}"
    f"{field('H2', '0.1')}{field('I2', '1E+300')}</row>"
)
SEEN_ROWS: Rows = (
    (
        date(2018, 9, 1), "40%", time(13, 30), "25:30:00", date(2018, 9, 1), datetime.fromisoformat("2018-09-01T13:30:00"), 3, True,
        date(2018, 9, 1),
    ),
    ("100%", -3, 3000000, date(1900, 2, 28), date(1900, 3, 1), "12.5%", 511024198001011000, 0.1, 1e300),
)  # fmt: skip
TITLED = (
    '<row r="1"><c r="A1" t="str"><v>台账</v></c></row>'
    '<row r="2"><c r="A2" t="str"><v>县教育局</v></c><c r="B2"><v>1</v></c></row>'
    '<row r="3"><c r="A3"/><c r="B3"><v>2</v></c></row>'
)
UNSEEN = "<row><c t='inlineStr'><is><t xml:space='preserve'>  \u202e县教育局\u202c\u200b_x000D_\n_x0007_二\u3000</t></is></c></row>"
RICH = (
    '<row r="1"><c r="A1" t="inlineStr"><is><r><t>县教</t></r><r><rPr><b/></rPr><t>育局</t></r>'
    '<rPh sb="0" eb="1"><t>xian</t></rPh></is></c></row>'
)
FORMULAS = (
    '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c><c r="C1"><f>A1*3</f></c>'
    '<c r="D1" t="e"><f>A9/0</f><v>#DIV/0!</v></c><c r="E1" t="e"><v>#REF!</v></c><c r="F1" t="e"><v>#N/A</v></c></row>'
)
STYLED = '<row r="#" spans="1:2" s="1" customFormat="1"><c r="A#" s="1"/><c r="B#" s="1"/></row>'
ODS_ROWS = (
    '<table:table table:name="进展" table:style-name="ta1"><table:table-row>'
    '<table:table-cell office:value-type="string" table:number-columns-spanned="2"><text:p>台<text:s text:c="2"/>账</text:p>'
    "<text:p>二</text:p><office:annotation><text:p>批注</text:p></office:annotation></table:table-cell>"
    "<table:covered-table-cell/></table:table-row><table:table-row>"
    '<table:table-cell office:value-type="percentage" office:value="0.4"><text:p>40%</text:p></table:table-cell>'
    '<table:table-cell office:value-type="date" office:date-value="2018-09-01"/></table:table-row>'
    '<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="time"'
    ' office:time-value="PT25H30M00S"/><table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
    '</table:table-row><table:table-row table:number-rows-repeated="1048570"><table:table-cell'
    ' table:number-columns-repeated="16384" table:style-name="ce1"/></table:table-row></table:table>'
)
ODS_STYLE = (
    '<office:automatic-styles><style:style xmlns:style="urn:s" style:name="ta2">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
)


def ods(body: str, **about: str) -> Callable[[Path], object]:
    """Return what writes a workbook of LibreOffice."""
    return lambda path: pack.opendocument(path, body, **about)


def xls(*records: bytes, about: bytes = b"") -> Callable[[Path], object]:
    """Return what writes an old workbook of one sheet."""
    return lambda path: biff.workbook(path, [("台账", 0, records)], about)


def cut_xls(path: Path) -> None:
    """Write an old workbook of which half came through."""
    xls(*(biff.text(row, 0, "县教育局") for row in range(500)))(path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


OLD = (
    biff.text(0, 0, "单位"), biff.figure(0, 1, 43344, biff.DAY_STYLE), biff.figure(1, 0, 1, biff.PERCENT_STYLE),
    biff.error(1, 1, 0x17), biff.truth(2, 0, value=True), biff.figure(2, 1, 7), biff.text(3, 0, "合"),
    biff.text(4, 1, "末"), biff.merged((3, 0, 4, 0)),
)  # fmt: skip
OLD_ROWS: Rows = (("单位", date(2018, 9, 1)), ("100%", "#REF!"), (True, 7), ("合", ""), ("合", "末"))
PAGE = (
    "<html><head><meta charset=gb2312><style>td{color:red}</style></head><body><table border=1>"
    "<tr><th colspan=2>台账</th></tr><tr><td rowspan='2'>县教育局</td><td>问&amp;题<br>二</td></tr>"
    "<tr><td>&nbsp;好<table><tr><td>内</td></tr></table></td></tr></table></body></html>"
)
PAGE_ROWS: Rows = (("台账", "台账"), ("县教育局", "问&题\n二"), ("县教育局", "好内"))
TABLE = '单位,问题\r\n县教育局,"公开\n不及时"\r\n'
TABLE_ROWS: Rows = (("单位", "问题"), ("县教育局", "公开\n不及时"))
GB = "单位,问题\n县教育局,没有公开\n".encode("gb18030")

CASES = (
    Case("压缩炸弹.xlsx", bomb, "展开后太大"),
    Case("谎报大小的炸弹.xlsx", lying, "坏了|展开后太大"),
    Case("空格炸弹的共用文字.xlsx", long(TEXTS_OPEN, many("<si><t>公开</t></si>", 2_000_000), TEXTS_CLOSE, part=pack.TEXTS), "太多"),
    Case("一百万空行.xlsx", long(OPEN, ONE, many('<row r="#"/>', LAST_ROW - 1, 2), CLOSE), rows=UNIT),
    Case("一百万有样式的空行.xlsx", long(OPEN, ONE, many(STYLED, LAST_ROW - 1, 2), CLOSE), rows=UNIT),
    Case("一百万行.xlsx", long(OPEN, many("<row><c><v>1</v></c></row>", LAST_ROW), CLOSE), "格太多"),
    Case("三百万格.xlsx", long(OPEN, "<row>", many("<c/>", 3_000_000), "</row>", CLOSE), "格太多"),
    Case("远处一格.xlsx", xlsx(f'{ONE}<row r="{LAST_ROW}">{field(LAST, "1")}</row>'), f"工作表太大.*{LAST}"),
    Case("最后一行一格.xlsx", xlsx(f'{ONE}<row r="{LAST_ROW}">{field(f"B{LAST_ROW}", "1")}</row>'), "工作表太大"),
    Case("最后一格是空格.xlsx", xlsx(f'{ONE}<row r="{LAST_ROW}">{field(LAST, " ", "str")}</row>'), rows=UNIT),
    Case("表外的一格.xlsx", xlsx('<row r="1"><c r="AAAAAAA1"><v>1</v></c></row>'), "行或列太多"),
    Case("行号极大.xlsx", xlsx('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'), "行或列太多"),
    Case("行号为零.xlsx", xlsx('<row r="0"><c r="A0"><v>1</v></c></row>'), "坏了"),
    Case("没有行号列号.xlsx", xlsx('<row><c><v>1</v></c><c><v>2</v></c></row><row r="4"><c r="B4"><v>3</v></c><c><v>4</v></c></row>'),
         rows=((1, 2, ""), ("", "", ""), ("", "", ""), ("", 3, 4))),
    Case("一个字极长.xlsx", long(TEXTS_OPEN, "<si><t>", many("公开", 9_000_000), "</t></si>", TEXTS_CLOSE, part=pack.TEXTS), "字太多"),
    Case("一句话五千处.xlsx", lambda path: pack.packed(path, pack.parts() | {
        pack.TEXTS: pack.texts("公开" * 15_000),
        pack.SHEET: pack.sheet("".join(f'<row>{field(f"A{at}", "0", "s")}</row>' for at in range(1, 5001)))}), size=(5000, 1)),
    Case("没有的共用文字.xlsx", xlsx('<row><c t="s"><v>99</v></c></row>'), "坏了"),
    Case("一个标签极长.xlsx", long(OPEN, '<row r="', many("1", 60_000_000), '"/>', CLOSE), "坏了"),
    Case("十万处合并.xlsx", long(OPEN, TITLED, "</sheetData><mergeCells>", many('<mergeCell ref="C#:D#"/>', 100_000),
                            "</mergeCells></worksheet>"), size=(3, 2)),
    Case("互相重叠的合并.xlsx", xlsx(TITLED, f"<mergeCells>{WHOLE * 1000}</mergeCells>"), "坏了"),
    Case("合并.xlsx", xlsx(TITLED, '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A2:A9"/></mergeCells>'),
         rows=(("台账", "台账"), ("县教育局", 1), ("县教育局", 2))),
    Case("合并倒着写.xlsx", xlsx(TITLED, '<mergeCells><mergeCell ref="B2:A1"/></mergeCells>'), size=(3, 2)),
    Case("合并乱写.xlsx", xlsx(TITLED, '<mergeCells><mergeCell ref="甲:乙"/></mergeCells>'), "坏了"),
    Case("层层嵌套.xlsx", long(OPEN, many("<a>", 2_000_000), many("</a>", 2_000_000), CLOSE), "坏了"),
    Case("实体展开.xlsx", entities, "坏了"),
    Case("外部实体.xlsx", outside, "坏了"),
    Case("不成对的标签.xlsx", xlsx("<row><c></row>"), "坏了"),
    Case("外部链接和宏.xlsm", linked, rows=((7,),)),
    Case("公式和错误值.xlsx", xlsx(FORMULAS), rows=((2, "", "", "#DIV/0!", "#REF!", "#N/A"),), unread="没有算好的值，当作空：C1"),
    Case("各种格式.xlsx", xlsx(SEEN), rows=SEEN_ROWS),
    Case("从1904年算.xlsx", from_1904, rows=((date(2018, 9, 1),),)),
    Case("数字存成文字.xlsx", xlsx(f'<row>{field("A1", "007", "str")}{field("B1", "4.0", "str")}{field("C1", "２０１８", "str")}</row>'),
         rows=(("007", "4.0", "２０１８"),)),
    Case("看不见的字符.xlsx", xlsx(UNSEEN), rows=(("县教育局\n二",),)),
    Case("分段的文字.xlsx", xlsx(RICH), rows=(("县教育局",),)),
    Case("不是数的数.xlsx", xlsx(f'<row>{field("A1", "四成")}</row>'), "坏了"),
    Case("无穷大.xlsx", xlsx(f'<row>{field("A1", "inf")}{field("B1", "NaN")}</row>'), rows=(("inf", "NaN"),)),
    Case("几张工作表.xlsx", several, rows=UNIT, sheets=("进展 (2)", "(底稿)", "(参数)"), unread="“图”不是数据的工作表"),
    Case("怪名字的工作表.xlsx", lambda path: pack.packed(path, pack.parts() | {
        pack.BOOK: pack.book("../../进展&#x202E;&amp;&lt;|😀")}), rows=UNIT, sheets=("../../进展&<|😀",)),
    Case("另一种写法.xlsx", reordered, rows=(("", ""), ("", "单位"))),
    Case("没有工作表的工作簿.xlsx", lambda path: pack.packed(path, pack.parts() | {pack.BOOK: pack.book()}), sheets=()),
    Case("缺工作簿.xlsx", without(pack.BOOK), "压缩包"),
    Case("缺工作表.xlsx", without(pack.SHEET), "坏了"),
    Case("缺样式.xlsx", without(pack.STYLES, pack.TEXTS, "[Content_Types].xml"), "坏了"),
    Case("无数种格式.xlsx", long(pack.styles().partition("<numFmts")[0], "<numFmts>", many(f'<numFmt numFmtId="#" formatCode="{"0" * 200}#"/>', 150_000, 164),
         "</numFmts></styleSheet>", part=pack.STYLES), rows=UNIT),
    Case("无数张工作表.xlsx", long(pack.book("台账").partition("</sheets>")[0], many('<sheet name="甲#" sheetId="#" r:id="rId1"/>', 150_000, 2),
         "</sheets></workbook>", part=pack.BOOK), "工作表太多"),
    Case("六百张工作表.xlsx", lambda path: pack.packed(path, pack.parts("") | {
        pack.BOOK: pack.book(*["甲"] * 600),
        "xl/_rels/workbook.xml.rels": pack.links(*[("worksheet", "worksheets/sheet1.xml")] * 600)}), "工作表太多"),
    Case("半截.xlsx", cut(0.5), "坏了"),
    Case("只有开头.xlsx", raw(b"PK\x03\x04"), "坏了"),
    Case("传坏一个字节.xlsx", wrong_sum, "坏了"),
    Case("有密码.xlsx", lambda path: path.write_bytes(biff.compound("EncryptedPackage", b"\0" * 9000)), "有密码"),
    Case("压缩包有密码.xlsx", locked_parts, "有密码"),
    Case("二进制.xlsb", lambda path: pack.packed(path, {"xl/workbook.bin": b"\0" * 99}), "xlsb"),
    Case("通知.docx", lambda path: pack.packed(path, {"word/document.xml": "<w/>"}), "是文档"),
    Case("Word文件改名.xlsx", lambda path: pack.packed(path, {"word/document.xml": "<w/>"}), "是文档"),
    Case("压缩包改名.xlsx", nested, "是压缩包"),
    Case("PDF改名.xlsx", raw(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), "是 PDF"),
    Case("图片改名.xlsx", raw(b"\x89PNG\r\n\x1a\n" + b"\0" * 99), "是图片"),
    Case("程序改名.xlsx", raw(b"MZ" + bytes(range(256)) * 9), "是程序"),
    Case("乱码.xlsx", raw(bytes(range(256)) * 99), "坏了，打不开"),
    Case("旧格式.xls", xls(*OLD), rows=OLD_ROWS),
    Case("旧格式改名.xlsx", xls(*OLD), rows=OLD_ROWS),
    Case("WPS表格.et", xls(*OLD), rows=OLD_ROWS),
    Case("旧格式隐藏.xls", lambda path: biff.workbook(path, [("甲", 0, OLD[:1]), ("乙", 1, ()), ("丙", 2, ())]),
         rows=UNIT, sheets=("甲", "(乙)", "(丙)")),
    Case("旧格式从1904年算.xls", xls(biff.figure(0, 0, 41882, 1), about=biff.record(biff.DATE_1904, b"\1\0")), rows=((date(2018, 9, 1),),)),
    Case("旧格式有密码.xls", xls(*OLD, about=biff.record(biff.FILEPASS, b"\1\0\1\0\1\0" + b"\0" * 48)), "有密码"),
    Case("旧格式远处一格.xls", xls(*OLD, biff.text(65535, 255, "远")), "工作表太大.*IV65536"),
    Case("旧格式无数空格.xls", xls(*OLD[:1], *(biff.blanks(row, 0, 255) for row in range(1, 4_000))), rows=UNIT),
    Case("旧格式重叠的合并.xls", xls(*OLD, *[biff.merged(*[(0, 0, 65535, 255)] * 1000)] * 50), "坏了"),
    Case("旧格式半截.xls", cut_xls, "坏了"),
    Case("旧格式只有开头.xls", raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999), "坏了"),
    Case("旧格式绕圈.xls", raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1\0\0\0" * 9999), "坏了"),
    Case("旧格式太大.xls", raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 13 * MIB), "超过12兆"),
    Case("旧Word改名.xls", lambda path: path.write_bytes(biff.compound("WordDocument", b"\0" * 9000)), "不是工作簿"),
    Case("LibreOffice.ods", ods(ODS_ROWS, before=ODS_STYLE), rows=(
        ("台  账\n二", "台  账\n二"), ("40%", date(2018, 9, 1)), ("25:30:00", True), ("25:30:00", True))),
    Case("隐藏.ods", ods(ODS_ROWS.replace("ta1", "ta2"), before=ODS_STYLE), sheets=("(进展)",), size=(4, 2)),
    Case("重复一百万行.ods", ods(ODS_ROWS.replace('repeated="2"', 'repeated="1048570"')), "格太多"),
    Case("重复无数行.ods", ods(ODS_ROWS.replace('repeated="2"', 'repeated="99999999999999999999"')), "格太多"),
    Case("一行无数格.ods", ods("<table:table><table:table-row>" + "<table:table-cell><text:p>1</text:p></table:table-cell>" * 300_000 + "</table:table-row></table:table>"), "坏了"),
    Case("有密码.ods", ods(ODS_ROWS, manifest="<m:encryption-data/>"), "有密码"),
    Case("文字文档.ods", lambda path: pack.packed(path, {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "是文档"),
    Case("网页.xls", raw(PAGE.encode("gb18030")), rows=PAGE_ROWS),
    Case("没有表的网页.xls", raw("<html><body>无</body></html>".encode()), "里面没有表"),
    Case("重叠的网页.xls", raw(b"<table>" + b"<tr><td rowspan=1048576 colspan=16384>1" * 3000), "格太多|坏了|太大|太多"),
    Case("没完没了的网页.xls", raw(b"<table><tr>" + b"<td>" * 1_500_000), "格太多"),
    Case("XML表格.xls", raw(b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'), "XML"),
    Case("制表符.xls", raw("单位\t问题\r\n县教育局\t未公开,不及时\r\n".encode("gb18030")), rows=(("单位", "问题"), ("县教育局", "未公开,不及时"))),
    Case("逗号.csv", raw(TABLE.encode()), rows=TABLE_ROWS),
    Case("带标记.csv", raw(TABLE.encode("utf-8-sig")), rows=TABLE_ROWS),
    Case("国标.csv", raw(TABLE.encode("gb18030")), rows=TABLE_ROWS),
    Case("双字节.csv", raw(TABLE.replace(",", "\t").encode("utf-16")), rows=TABLE_ROWS),
    Case("分号.csv", raw(TABLE.replace(",", ";").encode()), rows=TABLE_ROWS),
    Case("写明分隔.csv", raw(f"sep=;\r\n{TABLE.replace(',', ';')}".encode()), rows=TABLE_ROWS),
    Case("引号在中间.csv", raw('单位,问题\n县教育局,称"已公开"属实\n'.encode()), rows=(("单位", "问题"), ("县教育局", '称"已公开"属实'))),
    Case("引号没有配对.csv", raw('单位,问题\n县教育局,"未公开\n县财政局,无\n'.encode()), "第2行有引号没有配对"),
    Case("空字节.csv", raw(b"a,b\n1,\0\n"), "第2行有空字节"),
    Case("两种编码.csv", raw("单位,问题\n县教育局,没有公开\n".encode() + GB), "第3行的编码"),
    Case("截断的汉字.csv", raw("单位,问题\n县教育局,没有公开".encode()[:-1]), "第2行的编码"),
    Case("一格极长.csv", raw(b'1,"' + b"x" * 5 * MIB + b'"\n'), "有一格超过"),
    Case("一百兆一格.csv", raw(b"1," + b"x" * 100 * MIB), "超过32兆"),
    Case("大文本.csv", raw(b"1,2,3\n" * 2 * MIB), "超过8兆"),
    Case("八百万个逗号.csv", raw(b"," * 8_000_000), "行或列太多"),
    Case("引号和八百万个逗号.csv", raw(b'"a"' + b"," * 8_000_000), "行或列太多"),
    Case("引号里的逗号.csv", raw(b'1,"' + b"," * 20_000 + b'"\n'), size=(1, 2)),
    Case("两万列.csv", raw(columns(20_000)), "行或列太多"),
    Case("五千列.csv", raw(columns(5_000)), size=(1, 5000)),
    Case("宽而长.csv", raw(b"1\n" * 60_000 + b"," * 16_000 + b"1\n"), "工作表太大"),
    Case("空.xlsx", raw(b""), "是空的"),
    Case("只有空行.csv", raw(b"\n \r\n\n"), "是空的"),
    Case("文件夹.xlsx", lambda path: path.mkdir(), "是文件夹", special=True),
    Case("没有.xlsx", nothing, "没有找到", special=True),
    Case("没有权限.xlsx", no_right, "没有权限", special=True, nobody=True),
    Case("绕圈的链接.xlsx", loop, "绕了圈", special=True),
    Case("管道.xlsx", pipe, "设备或管道", special=True),
    Case("设备.xlsx", lambda path: path.symlink_to("/dev/zero"), "设备或管道", special=True),
)  # fmt: skip


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for case in CASES:
        if not case.special:
            case.make(folder / case.name)
