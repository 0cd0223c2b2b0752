"""Notices come in many kinds of file; what is no notice is refused in words, and soon."""

from __future__ import annotations

import os
import shutil
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gongkai.draft.drafting import draft_of
from gongkai.draft.reading import read_notice
from gongkai.draft.source import Grid, Paragraph
from gongkai.errors import BadValue
from tests.draft import files
from tests.sheets.packages import opendocument

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongkai.draft.drafting import Draft

NOTICE_2018 = Path(__file__).parents[1] / "data/notice-2018-46.txt"
LONGEST = 20
"""Seconds of the processor that anything may take here."""
HOSTILE = 200_000


def drafted(path: Path) -> Draft:
    return draft_of(read_notice(path), this_year=2020)


def told(draft: Draft) -> list[tuple[str, str, dict[str, tuple[str, ...]], date | str]]:
    """Return what a draft says of its points: id, text, units by role, deadline."""
    found = []
    for each in draft.points:
        due = each.deadline
        last: date | str = "" if due is None else due.day or ("ongoing" if due.ongoing else due.text)
        found.append((each.id, each.text, {role: names for role, names in each.names.items() if names}, last))
    return found


TABLE = [
    (
        "1",
        "公开“十四五”规划。",
        {"lead": ("县发展改革局",), "responsible": ("县财政局", "县自然资源局")},
        date(2021, 6, 30),
    ),
    ("2", "归集历史规划。", {"lead": ("县发展改革局",), "responsible": ("各镇人民政府",)}, "ongoing"),
    ("3", "解读重大政策。", {"lead": ("县政府办公室",), "responsible": ("县级各部门",)}, date(2021, 12, 31)),
]
PROSE = [
    {"lead": ("县发展改革局",), "responsible": ("县财政局", "县自然资源局")},
    {"lead": ("县财政局",), "support": ("各镇人民政府",)},
    {"responsible": ("县政府办公室",)},
]


@pytest.mark.parametrize(
    ("name", "make"), [("通知.docx", files.word), ("分解表.xlsx", files.workbook), ("分解表.pdf", files.pdf_table)]
)
def test_a_table_is_the_same_in_every_kind_of_file(name: str, make: Callable[[Path], Path], tmp_path: Path) -> None:
    draft = drafted(make(tmp_path / name))
    assert told(draft) == TABLE
    assert [each.headings for each in draft.points] == [("公开规划",), ("公开规划",), ("加强解读",)]


@pytest.mark.parametrize(("name", "make"), [("通知.docx", files.numbered_by_word), ("通知.pdf", files.pdf_text)])
def test_numbered_paragraphs_of_word_and_pdf(name: str, make: Callable[[Path], Path], tmp_path: Path) -> None:
    draft = drafted(make(tmp_path / name))
    assert [units for _, _, units, _ in told(draft)] == PROSE
    assert [each.title for each in draft.points] == ["公开规划", "公开预算", "加强解读"]
    assert draft.points[0].text in files.NUMBERED[1]
    assert {each.headings for each in draft.points} == {("一、主动公开",), ("二、解读回应",)}
    head = draft.head
    assert (head.title.text, head.number.text) == ("2021年政务公开工作要点", "临府办发〔2021〕15号")
    assert (head.issuer.text, head.issued) == ("临江县人民政府办公室", date(2021, 5, 10))
    assert [(each.quote, each.every, each.on) for _, each in draft.duties] == [
        ("请于每月5日前报送进展情况", "month", 5)
    ]


def test_a_workbook_of_libreoffice_needs_no_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    field = '<table:table-cell office:value-type="string" table:number-columns-spanned="{span}"><text:p>{text}</text:p>'
    field += "</table:table-cell>"
    title = field.format(span=6, text="临江县2021年政务公开工作任务分解表")
    fields = ["".join(field.format(span=1, text=text) for text in row) for row in files.TASKS]
    rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in [title, *fields])
    monkeypatch.setenv("PATH", str(tmp_path))
    path = opendocument(tmp_path / "表.ods", f'<table:table table:name="任务">{rows}</table:table>')
    assert told(drafted(path)) == TABLE


def test_a_hidden_sheet_and_a_remark_are_told_as_left_over(tmp_path: Path) -> None:
    draft = drafted(files.workbook(tmp_path / "表.xlsx"))
    assert ("工作表“底稿”", "隐藏的工作表，没有读") in draft.left
    assert "注：本表由县政府办公室负责解释" in {text for _, text in draft.left}
    assert draft.head.title.text == "临江县2021年政务公开工作任务分解表"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_text_in_every_encoding_of_offices(encoding: str, ends: str, tmp_path: Path) -> None:
    words = NOTICE_2018.read_text(encoding="utf-8").replace("\n", ends)
    path = tmp_path / "通知.txt"
    path.write_bytes(words.encode(encoding))
    draft = drafted(path)
    assert len(draft.points) == 41
    assert draft.points[0].place == "第20行"


def test_a_table_pasted_into_a_text_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "表.txt"
    path.write_text(
        "2022年任务表\n序号\t工作任务\t牵头单位\t配合单位\t完成时限\n一\t教育\t\t\t\n"
        "1\t建学校\t县教育局\t县财政局、住建局\t9月底前\n2\t建医院\t县卫健局\t县财政局\t12月底前\n联系人：王某\n",
        encoding="utf-8",
    )
    draft = drafted(path)
    assert [(each.id, each.text, each.headings, each.place) for each in draft.points] == [
        ("1", "建学校", ("一、教育",), "第4行"),
        ("2", "建医院", ("一、教育",), "第5行"),
    ]
    assert draft.points[0].names == {"lead": ("县教育局",), "responsible": (), "support": ("县财政局", "县住建局")}
    assert ("第6行", "联系人：王某") in draft.left


def test_a_table_without_rules_is_told(tmp_path: Path) -> None:
    path = tmp_path / "表.txt"
    path.write_text("2022年任务表\n序号 工作任务 牵头单位 完成时限\n1 建学校 县教育局 9月底前\n", encoding="utf-8")
    assert drafted(path).decide[0].startswith("第2行像是一张表的表头")


def test_a_row_that_a_page_parts_is_put_together_again(tmp_path: Path) -> None:
    rows = [
        ["序号", "任务", "牵头单位"],
        ["1", "建学校三所，十月底前", "县教育局"],
        ["", "全部开工。", ""],
        ["2", "建医院。", "县卫健局"],
    ]
    draft = drafted(files.pdf_rows(tmp_path / "表.pdf", rows[:2], rows[2:]))
    assert [(each.text, each.names["lead"]) for each in draft.points] == [
        ("建学校三所，十月底前全部开工。", ("县教育局",)),
        ("建医院。", ("县卫健局",)),
    ]


def test_names_on_lines_of_their_own_stay_apart_in_a_narrow_field(tmp_path: Path) -> None:
    rows = [["序号", "任务", "责任单位"], ["1", "建学校。", "城东街道\n南大街街道\n荷花池街道"]]
    draft = drafted(files.pdf_rows(tmp_path / "表.pdf", rows))
    assert draft.points[0].names["responsible"] == ("城东街道", "南大街街道", "荷花池街道")


def test_a_text_broken_at_a_fixed_width_is_put_together(tmp_path: Path) -> None:
    words = ["2021年工作要点", "一、主动公开"]
    words += (f"　　{at}．{'公开规划文件和解读材料' * 8}。（县教育局负责）" for at in "１２３４")
    broken = [line[at : at + 32] for line in words for at in range(0, len(line), 32)]
    path = tmp_path / "通知.txt"
    path.write_text("\n".join(broken), encoding="utf-8")
    assert [each.text for each in drafted(path).points] == [f"{'公开规划文件和解读材料' * 8}。"] * 4


def test_a_page_set_in_a_table_and_its_menus(tmp_path: Path) -> None:
    path = tmp_path / "通知.html"
    path.write_text(
        "<html><head><title>县政府</title><script>var 甲='责任单位：县教育局'</script></head><body>"
        "<table><tr><td><a href=#>首页</a></td></tr><tr><td><p>2021年重点工作</p>"
        "<p>1.建学校。（责任单位：县教育局）</p><table><tr><td>序号<td>任务<td>责任单位<tr><td>2<td>修路<td>县交通局</table>"
        "<p>页脚</table>",
        encoding="utf-8",
    )
    draft = drafted(path)
    assert [(each.text, each.names["responsible"]) for each in draft.points] == [
        ("建学校。", ("县教育局",)),
        ("修路", ("县交通局",)),
    ]
    assert {"首页", "页脚"} <= {text for _, text in draft.left}


def test_a_pages_own_table_is_left_over_and_tells_number_and_day(tmp_path: Path) -> None:
    path = tmp_path / "通知.html"
    path.write_text(
        "<table><tr><td>索引号：</td><td>1134/2020-3</td></tr><tr><td>发布机构：</td><td>谯城区人民政府办公室</td></tr></table>"
        "<h1>谯城区人民政府办公室关于印发2020年重点工作任务分解表的通知</h1><p>谯政办〔2020〕4号</p>"
        "<p>各乡镇人民政府：</p><p>现印发给你们。</p><p>2020年4月9日</p><p>2020年重点工作任务分解表</p>"
        "<p>1.建学校。（区教育局负责）</p>",
        encoding="utf-8",
    )
    draft = drafted(path)
    assert [each.text for each in draft.points] == ["建学校。"]
    assert {"索引号：　1134/2020-3", "现印发给你们。", "各乡镇人民政府："} <= {text for _, text in draft.left}
    assert (draft.head.number.text, draft.head.issued) == ("谯政办〔2020〕4号", date(2020, 4, 9))
    assert draft.head.issuer.text == "谯城区人民政府办公室"


def test_what_a_revision_struck_out_of_a_word_file_is_gone(tmp_path: Path) -> None:
    path = files.word(tmp_path / "通知.docx", ["1.建学校。（县教育局负责）"], table=False)
    data = files.rewritten(
        path, "建学校", '建</w:t></w:r><w:del w:id="1" w:author="甲"><w:r><w:t>小</w:t></w:r></w:del><w:r><w:t>学校'
    )
    assert [each.text for each in drafted(data).points] == ["建学校。"]


def test_a_table_in_a_text_box_is_read(tmp_path: Path) -> None:
    path = files.word(tmp_path / "通知.docx")
    boxed = files.rewritten(
        path,
        "<w:tbl>",
        "<w:p><w:r><w:pict><w:txbxContent><w:tbl>",
        "</w:tbl>",
        "</w:tbl></w:txbxContent></w:pict></w:r></w:p>",
    )
    assert told(drafted(boxed)) == TABLE


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.txt", b"", "是空的"),
        ("乱.txt", bytes(range(256)) * 40, "不是能读的文件"),
        ("图.docx", b"\x89PNG\r\n\x1a\n" + b"0" * 99, "是图片"),
        ("坏.docx", b"PK\x03\x04" + b"0" * 99, "坏了"),
        ("坏.pdf", b"%PDF-1.7\n" + b"0" * 99, "坏了"),
        ("锁.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "有密码"),
        ("坏.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999, "坏了"),
        ("大.txt", b"a" * (33 * 1024 * 1024), "超过32兆字节"),
    ],
)
def test_what_is_no_notice_is_refused_in_words(name: str, data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadValue, match=words) as refused:
        read_notice(path)
    assert refused.value.advice


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="是文件夹"):
        read_notice(tmp_path)
    with pytest.raises(BadValue, match="没有找到"):
        read_notice(tmp_path / "没有.txt")


@pytest.mark.parametrize("part", ["word/document.xml", "xl/workbook.xml"])
def test_a_bomb_is_not_inflated(part: str, tmp_path: Path) -> None:
    begin = time.process_time()
    with pytest.raises(BadValue, match="展开后太大"):
        read_notice(files.bomb(tmp_path / "炸弹.docx", part))
    assert time.process_time() - begin < LONGEST


def test_a_word_far_out_on_a_sheet_makes_no_huge_table(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="工作表太大"):
        read_notice(files.far_out(tmp_path / "远.xlsx"))


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = files.bomb(tmp_path / "谎.docx", size=300 * 1024 * 1024)
    data = path.read_bytes()
    told_size = (300 * 1024 * 1024).to_bytes(4, "little")
    assert told_size in data
    path.write_bytes(data.replace(told_size, (1024).to_bytes(4, "little")))
    with pytest.raises(BadValue, match=r"坏了|展开后太大"):
        read_notice(path)


@pytest.mark.parametrize(
    "text",
    [
        "（" * HOSTILE,
        "）" * HOSTILE,
        "（县教育局负责" * (HOSTILE // 7),
        "一、" + "、".join(["县财政局、教育局和民政局"] * (HOSTILE // 12)),
        "1.甲（牵头单位：" + "县教育局和" * (HOSTILE // 5) + "）",
        "《" * HOSTILE,
        "各" * HOSTILE,
        "关于" * (HOSTILE // 2) + "的通知",
        "1." + "2018年底前" * (HOSTILE // 7),
        "1." + "每月、" * (HOSTILE // 3),
        "1.甲。（县教育局负责）" + "不少于1次" * (HOSTILE // 5),
        "责任单位：" * (HOSTILE // 5),
        "（以下简称" * (HOSTILE // 5),
        "\n".join(["1.甲。（县教育局）"] * 20_000),
    ],
    ids=lambda text: text[:8],
)
def test_no_text_takes_long(text: str, tmp_path: Path) -> None:
    path = tmp_path / "长.txt"
    path.write_text(text, encoding="utf-8")
    begin = time.process_time()
    drafted(path)
    assert time.process_time() - begin < LONGEST


def test_no_page_takes_long(tmp_path: Path) -> None:
    path = tmp_path / "深.html"
    path.write_text("<table><tr><td>" * 3000 + "字" + "<td colspan=9999 rowspan=9999>" * 300, encoding="utf-8")
    begin = time.process_time()
    drafted(path)
    assert time.process_time() - begin < LONGEST


@pytest.mark.parametrize("name", ["docx", "pypdfium2"])
def test_without_the_libraries_the_way_to_them_is_told(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = {
        "docx": lambda: files.word(tmp_path / "通知.docx"),
        "pypdfium2": lambda: files.pdf_text(tmp_path / "通知.pdf"),
    }[name]()
    for module in [module for module in sys.modules if module.startswith("gongkai.draft.")]:
        if module.rpartition(".")[2] in {"word", "pdf"}:
            monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(BadValue, match="程序包") as refused:
        read_notice(path)
    assert "pip install 'gongkai[draft]'" in refused.value.advice
    assert len(draft_of(read_notice(NOTICE_2018), this_year=2018).points) == 41


OFFICE = """#!{python}
import shutil, sys
at = sys.argv.index("--outdir") + 1
shutil.copyfile({made!r}, sys.argv[at] + "/notice.docx")
"""


@pytest.mark.skipif(os.name == "nt", reason="platform: 程序以脚本冒充")
@pytest.mark.parametrize("name", ["通知.doc", "通知.wps"])
def test_an_old_file_is_read_by_way_of_libreoffice(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin/soffice"
    program.parent.mkdir()
    made = files.word(tmp_path / "转成.docx")
    program.write_text(OFFICE.format(python=sys.executable, made=str(made)), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    path = tmp_path / name
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999)
    assert told(drafted(path)) == TABLE
    program.write_text(f"#!{sys.executable}\n", encoding="utf-8")
    with pytest.raises(BadValue, match="打不开"):
        read_notice(path)
    program.unlink()
    with pytest.raises(BadValue, match="没有装"):
        read_notice(path)


def test_the_real_libreoffice_reads_an_old_file(tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("没有 LibreOffice")
    path = tmp_path / "通知.rtf"
    path.write_text(r"{\rtf1\ansi 1. \u24314?\u23398?\u26657?\u12290?}", encoding="ascii")
    notice = read_notice(path)
    assert [block.text for block in notice.blocks if isinstance(block, Paragraph)] == ["1. 建学校。"]
    assert not any(isinstance(block, Grid) for block in notice.blocks)
