"""The workbook of the demonstration: read on paper, summed by formulas, joined by ids; other programs see the same."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from collections import Counter
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from msgspec.structs import replace
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from gongkai.papers.document import Cell, Chart, Column, Document, Figure, Figures, Section, Series, Table, Tally
from gongkai.papers.excel import writer as to_xlsx
from gongkai.papers.excel.formulas import table_name
from gongkai.papers.palette import STATES
from gongkai.wording import STATUS
from tests.render.papers import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demonstration import Shown

SMALLEST = 8.0
Rows = list[list[object]]


@pytest.fixture(scope="session")
def workbook(shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The year-end workbook of the demonstration."""
    path = tmp_path_factory.mktemp("workbook") / "台账.xlsx"
    shown.ask("report", "-o", str(path))
    return path


def sheet(path: Path, name: str) -> Rows:
    return [list(row) for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()]


def records(path: Path, name: str, head: str) -> list[dict[str, object]]:
    """Return the rows of a sheet below its headings, the first of which is `head`, without a closing row."""
    rows = sheet(path, name)
    at = next(index for index, row in enumerate(rows) if row[0] == head)
    return [dict(zip(map(str, rows[at]), row, strict=True)) for row in rows[at + 1 :] if row[0] != "合计"]


def converted(path: Path, ending: str, home: Path) -> Path:
    """Have the real LibreOffice write a file in another format."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is needed")
    where = path.parent / "converted"
    command = [office, f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", ending]
    subprocess.run([*command, "--outdir", str(where), str(path)], check=True, capture_output=True, timeout=240)
    return where / f"{path.stem}.{ending}"


def sizes(path: Path) -> Counter[float]:
    """Return how many characters of each size, in points on paper, a printed file holds."""
    found: Counter[float] = Counter()

    def visit(text: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        if text.strip():
            scale = math.hypot(cm[0], cm[1]) * math.hypot(tm[0], tm[1])
            found[round(size * scale, 2)] += len(text.strip())

    for page in PdfReader(path).pages:
        page.extract_text(visitor_text=visit)
    return found


def test_nothing_on_paper_is_smaller_than_eight_points(workbook: Path, office_home: Path) -> None:
    printed = converted(workbook, "pdf", office_home)
    found = sizes(printed)
    assert sum(found.values()) > 10_000
    assert min(found) >= SMALLEST
    assert len(PdfReader(printed).pages) <= 40, "rows for reckoning are not printed"


@pytest.mark.parametrize(
    "command", ["finding list", "deduct list", "score", "due", "units", "progress list", "audit log"]
)
def test_a_list_is_read_on_paper_too(command: str, shown: Shown, tmp_path: Path, office_home: Path) -> None:
    path = tmp_path / "表.xlsx"
    shown.ask(*command.split(), "-o", str(path))
    assert min(sizes(converted(path, "pdf", office_home))) >= SMALLEST


def formulas(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Return the formulas of each sheet's file with the values that stand beside them."""
    with ZipFile(path) as file:
        sheets = [name for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
        return {name: re.findall("<f>(.*?)</f><v>(.*?)</v>", file.read(name).decode()) for name in sheets}


def without_values(path: Path) -> bytes:
    """Return the workbook with its formulas bare, so that whoever opens it must reckon them."""
    out = BytesIO()
    with ZipFile(path) as read, ZipFile(out, "w", ZIP_DEFLATED) as written:
        for part in read.infolist():
            content = read.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                content = re.sub(b"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", content)
            written.writestr(part, content)
    return out.getvalue()


def test_libreoffice_reckons_the_figures_that_are_shown(workbook: Path, tmp_path: Path, office_home: Path) -> None:
    bare = tmp_path / "bare.xlsx"
    bare.write_bytes(without_values(workbook))
    assert sum(map(len, formulas(workbook).values())) >= 40
    assert not any(formulas(bare).values())
    reckoned = converted(bare, "xlsx", office_home)
    for name in CalamineWorkbook.from_path(str(workbook)).sheet_names:
        ours, theirs = sheet(workbook, name), sheet(reckoned, name)
        for row, other in zip(ours, theirs, strict=True):
            for value, again in zip(row, other, strict=False):
                if isinstance(value, float):
                    assert again == pytest.approx(value, abs=1e-9), (name, row)


def test_the_overview_counts_the_rows_of_the_sheets_behind_it(workbook: Path, shown: Shown) -> None:
    totals = {
        str(row["项目"]).strip(): row["数"] for row in records(workbook, "总览", "项目") if isinstance(row["数"], float)
    }
    points, entries = records(workbook, "要点进展", "要点号"), records(workbook, "扣分明细", "编号")
    findings, seats = records(workbook, "问题台账", "序号"), records(workbook, "单位要点明细", "要点号")
    taken = [row for row in entries if row["状态"] != "已撤销"]
    responsible = [row for row in seats if row["角色"] == "责任单位"]
    assert totals["要点"] == len(points) == 41
    assert totals["红灯"] == sum(row["灯"] == "红（逾期）" for row in points)
    assert totals["发现问题"] == len(findings)
    assert totals["未销号"] == sum(row["状态"] != "已销号" for row in findings)
    assert (totals["扣分（条）"], totals["扣分（计入）"]) == (len(taken), sum(float(str(row["计入"])) for row in taken))
    assert totals["应落实（责任单位×要点）"] == len(responsible)
    assert totals["其中已落实（落实面）"] == sum(float(str(row["已落实"])) for row in responsible)
    report = shown.ask("report").out
    assert f"{totals['扣分（计入）']:g}" in report


def test_shares_are_real_percents_told_to_one_decimal(workbook: Path) -> None:
    shares = {str(row["项目"]).strip(): row["占比"] for row in records(workbook, "总览", "项目")}
    assert (shares["办结（含单位自报）"], shares["其中已落实（落实面）"]) == (0.78, 0.536)
    assert shares["其中逾期"] == 0.444, "of the problems that are open, not of all"
    wholes = {str(row["项目"]): row["占比的分母"] for row in records(workbook, "总览", "项目")}
    assert (wholes["　　其中逾期"], wholes["　其中已落实（落实面）"]) == ("未销号", "应落实")
    points = records(workbook, "要点进展", "要点号")
    assert all(isinstance(row["完成"], float) and 0 <= row["完成"] <= 1 for row in points)
    with ZipFile(workbook) as file:
        assert "<x14:dataBar " in file.read("xl/worksheets/sheet2.xml").decode()


def test_deductions_stand_alone_and_close_with_what_the_report_says(workbook: Path, shown: Shown) -> None:
    """A bonus among them would be added to what they took."""
    head, *rows = sheet(workbook, "扣分明细")[1:]
    total = dict(zip(head, rows[-1], strict=True))
    assert (total["编号"], total["单位"], total["计入"]) == ("合计", "52条，另撤销2条", 152)
    assert "扣分52条" in shown.ask("report").out.replace(" ", "")
    assert not {str(row[0])[0] for row in rows[:-1]} - {"D"}
    with ZipFile(workbook) as file:
        told = [file.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 4)]
    assert f">SUBTOTAL(109,I3:I{len(rows) + 1})</f><v>152<" in told[1]
    assert "COUNTIFS(表_扣分明细[状态],&quot;&lt;&gt;已撤销&quot;)" in told[0].replace('"', "&quot;")
    assert [row["计入"] for row in records(workbook, "加分", "编号")] == [1, 1]


def test_what_counts_less_than_it_asks_says_why(workbook: Path) -> None:
    """Each row says it of itself, what was revoked too: 状态 stands sheets further on."""
    entries = records(workbook, "扣分明细", "编号")
    less = [row for row in entries if row["原记"] != row["计入"]]
    assert less
    assert all(row["少计原因"] for row in less)
    revoked = {row["少计原因"] for row in less if row["状态"] == "已撤销"}
    assert revoked == {"已撤销", "经复核已撤销"}
    assert not [row for row in entries if row["原记"] == row["计入"] and row["少计原因"]]
    halved = [row for row in less if row["少计原因"] == "按期整改减半"]
    assert halved
    assert all(float(str(row["计入"])) * 2 == row["原记"] for row in halved)


def test_deductions_join_the_ledger_of_findings_by_id(workbook: Path) -> None:
    ledger = {row["编号"]: row for row in records(workbook, "问题台账", "序号")}
    joined = [row for row in records(workbook, "扣分明细", "编号") if row["问题"]]
    assert joined
    assert all(ledger[row["问题"]]["单位"] == row["单位"] for row in joined)
    assert {str(row["来源"]) for row in ledger.values()} <= {"自查", "定期检查", "专项督查", "日常监测"}
    with ZipFile(workbook) as file:
        ledger_sheet = file.read("xl/worksheets/sheet7.xml").decode()
    addresses = [row for row in ledger.values() if re.fullmatch("https?://[!-~]+", str(row["佐证网址"]))]
    assert ledger_sheet.count("<hyperlink ") == len(addresses) > 10


def test_what_is_owed_each_day_is_one_line_a_month(workbook: Path) -> None:
    lines = records(workbook, "应办事项明细", "编号")
    letters = [row for row in lines if str(row["编号"]).startswith("20.1/")]
    months = [f"{row['期限']:%Y-%m}" for row in letters]
    assert len(months) == len(set(months)) > 3
    assert [row["编号"] for row in letters] == [f"20.1/{month}" for month in months]
    assert max(float(str(row["应办"])) for row in letters) > 20
    for row in lines:
        told = sum(float(str(row[state])) for state in ("按期完成", "逾期完成", "逾期未完成"))
        assert told <= float(str(row["应办"]))


def test_the_flat_sheet_is_a_table_of_excels_own(workbook: Path) -> None:
    seats = records(workbook, "单位要点明细", "要点号")
    pairs = [(row["要点号"], row["单位"]) for row in seats]
    assert {row["要点"] for row in seats if row["要点号"] == ""} == {"不针对某个要点"}
    assert len(pairs) == len(set(pairs)) > 1000, "a row a unit and point"
    with ZipFile(workbook) as file:
        tables = [file.read(name).decode() for name in file.namelist() if name.startswith("xl/tables/")]
    named = {str(re.findall(r' name="([^"]+)"', table)[0]): table for table in tables}
    assert "表_单位要点明细" in named
    assert re.findall('<tableColumn [^>]*name="([^"]+)"', named["表_单位要点明细"]) == list(seats[0])


def test_the_flat_sheet_adds_up_to_the_sheets_before_it(workbook: Path) -> None:
    """What several owe together counts once, and what hangs on no point is there too: a pivot gives the year."""
    seats, duties = records(workbook, "单位要点明细", "要点号"), records(workbook, "应办事项明细", "编号")
    findings, entries = records(workbook, "问题台账", "序号"), records(workbook, "扣分明细", "编号")
    points = {row["要点号"]: row for row in records(workbook, "要点进展", "要点号")}

    def added(rows: list[dict[str, object]], name: str) -> float:
        return sum(float(str(row[name])) for row in rows if row[name] != "")

    for name in ("应办事项", "逾期未完成"):
        assert added(seats, name) == added(duties, "应办" if name == "应办事项" else name) > 0, name
    assert added(seats, "发现问题") == len(findings) > 30
    assert added(seats, "未销号问题") == sum(row["状态"] != "已销号" for row in findings) > 0
    assert added(seats, "扣分计入") == added(entries, "计入") > 100
    of_points = [row for row in seats if row["要点号"] != ""]
    assert all(row["最近期限"] == points[row["要点号"]]["最近期限"] for row in of_points)
    assert not all(row["最近期限"] for row in of_points), "29 of 41 points have no day of their own"


LIST = Table(
    "list", "", (Column("组"), Column("分", "number")), tuple((Cell(g), Cell(n)) for g, n in (("镇", 1), ("县", 2)))
)


def counted(tally: Tally, value: int, table: Table = LIST) -> list[tuple[str, str]]:
    """Return the formulas of a chart's figure that is said to be counted so."""
    chart = Chart("c", "bar", "图", ("镇",), (Series("数", (value,), tallies=(tally,)),))
    parts = (Section("a", "总览", (chart,)), Section("b", "明细", (table,)))
    with ZipFile(BytesIO(to_xlsx.write(Document("any", "材料", parts)))) as file:
        return re.findall("<f>(.*?)</f><v>(.*?)</v>", file.read("xl/worksheets/sheet1.xml").decode())


def test_a_figure_is_a_formula_only_where_that_gives_it() -> None:
    assert counted(Tally("list"), 2) == [("ROWS(表_明细[组])", "2")]
    assert counted(Tally("list", (("组", "镇"),)), 1) == [('COUNTIFS(表_明细[组],"镇")', "1")]
    assert counted(Tally("list", (("组", "镇"),), total="分"), 1) == [('SUMIFS(表_明细[分],表_明细[组],"镇")', "1")]
    assert counted(Tally("list", (("组", "镇"),)), 7) == [], "the paper's figure stands"
    assert counted(Tally("other"), 2) == []
    assert counted(Tally("list", (("无此列", "镇"),)), 1) == []


@pytest.mark.parametrize(
    "risky", ['镇"),HYPERLINK("http://a.cn', "镇*", "=镇", ">0", "1.10", "镇]", HOSTILE, "镇" * 300, "", "<>镇"]
)
def test_no_text_of_the_year_comes_into_a_formula_unless_it_is_plain(risky: str) -> None:
    odd = replace(LIST, rows=((Cell(risky), Cell(3)),))
    assert counted(Tally("list", (("组", risky),)), 1, odd) == []
    headed = replace(LIST, columns=(Column(risky), Column("分", "number")))
    assert counted(Tally("list", ((risky, "镇"),)), 1, headed) == []


def test_a_closing_row_is_a_sum_where_it_is_one() -> None:
    columns = (Column("单位"), Column("扣分", "number"), Column("均分", "number"))
    rows = ((Cell("甲"), Cell(Decimal("0.1")), Cell(90)), (Cell("乙"), Cell(Decimal("0.2")), Cell(80)))
    table = Table("t", "", columns, rows, (Cell("合计"), Cell(Decimal("0.3")), Cell(85)))
    with ZipFile(BytesIO(to_xlsx.write(Document("any", "得分", (table,))))) as file:
        told = re.findall("<f>(.*?)</f><v>(.*?)</v>", file.read("xl/worksheets/sheet1.xml").decode())
    assert told == [("SUBTOTAL(109,B3:B4)", "0.3")]


def test_no_headline_figure_stands_alone_in_a_row() -> None:
    items = tuple(Figure(f"第{number}项", number) for number in range(11, 18))
    table = replace(LIST, columns=LIST.columns[:1] * 6, rows=((Cell("县教育局"),) * 6,))
    written = to_xlsx.write(Document("any", "情况", (Figures(items), table)))
    rows = CalamineWorkbook.from_filelike(BytesIO(written)).get_sheet_by_index(0).to_python()
    heads = [[cell for cell in row if str(cell).startswith("第")] for row in rows]
    assert [len(row) for row in heads if row] == [4, 3]


def test_headline_shares_are_figures() -> None:
    document = Document("any", "情况", (Figures((Figure("办结率", "53.6%"), Figure("自查", "51/54"))), LIST))
    rows = CalamineWorkbook.from_filelike(BytesIO(to_xlsx.write(document))).get_sheet_by_index(0).to_python()
    assert rows[2][:2] == [0.536, "51/54"]


def test_tables_of_two_sheets_never_have_one_name() -> None:
    names = ["明细 1", "明细_1", "明细-1", "明细1", "明细（1）"]
    assert len({table_name(name) for name in names}) == len(names)
    parts = tuple(Section(str(n), name, (replace(LIST, key=str(n)),)) for n, name in enumerate(names))
    assert to_xlsx.write(Document("any", "材料", parts))


def test_a_wide_table_goes_on_in_a_second_block_led_by_its_names(tmp_path: Path, office_home: Path) -> None:
    columns = (Column("单位", weight=1), *(Column(f"第{n}项内容", weight=1) for n in range(14)))
    rows = tuple((Cell(f"第{row}个单位"), *(Cell(f"内容{row}之{n}" * 6) for n in range(14))) for row in range(5))
    path = tmp_path / "宽.xlsx"
    path.write_bytes(to_xlsx.write(Document("any", "宽表", (Table("t", "", columns, rows),))))
    pages = PdfReader(converted(path, "pdf", office_home)).pages
    assert len(pages) == 2
    assert all("第4个单位" in "".join(page.extract_text().split()) for page in pages)
    assert min(sizes(path.parent / "converted" / "宽.pdf")) >= SMALLEST


@pytest.mark.parametrize("command", ["status", "report"])
def test_a_state_has_its_own_colour_in_every_workbook(command: str, shown: Shown, tmp_path: Path) -> None:
    path = tmp_path / "图.xlsx"
    shown.ask(command, "-o", str(path))
    with ZipFile(path) as file:
        charts = [file.read(name).decode() for name in file.namelist() if name.startswith("xl/charts/chart")]
    series = [part for chart in charts for part in re.findall("<c:ser>.*?</c:ser>", chart)]
    told = [
        (name, colour)
        for part in series
        for name, colour in re.findall(r"<c:v>([^<]+)</c:v>.*?srgbClr val=\"(\w+)\"", part)[:1]
    ]
    wanted = {
        STATUS[code]: STATES[code].light[1:].upper() for code in ("not_started", "in_progress", "done", "verified")
    }
    found = {name: colour for name, colour in told if name in wanted}
    assert found == wanted
    assert not {colour for name, colour in told if name not in wanted} & set(found.values())


def test_shares_and_parts_of_the_overview_are_reckoned_from_the_sheets(workbook: Path) -> None:
    """Whoever puts a row right sees count and share move together."""
    with ZipFile(workbook) as file:
        first = file.read("xl/worksheets/sheet1.xml").decode()
    counts = re.findall(r"<f>([^<]*)</f><v>([^<]*)</v>", first)
    shares = {value for formula, value in counts if formula.startswith("ROUND(")}
    assert {"0.78", "0.536", "0.683", "0.444"} <= shares
    assert any("逾期未整改" in formula and value == "4" for formula, value in counts)
    assert any(formula.startswith("SUMIFS(表_单位要点明细[已落实]") for formula, _ in counts)


def test_the_overview_is_two_sheets_with_charts_from_their_heads(workbook: Path, office_home: Path) -> None:
    """The charts stand beside whatever tables there are: no half of a sheet is empty."""
    pages = [page.extract_text() for page in PdfReader(converted(workbook, "pdf", office_home)).pages]
    assert ["各组等次（单位数）" in page for page in pages[:3]] == [True, False, False]
    assert ["各月末的要点数" in page for page in pages[:3]] == [False, True, False]
    with ZipFile(workbook) as file:
        drawing = file.read("xl/drawings/drawing1.xml").decode()
    spots = re.findall(r"<xdr:from>.*?<xdr:row>(\d+)</xdr:row>.*?<xdr:to>.*?<xdr:row>(\d+)</xdr:row>", drawing)
    rows = sheet(workbook, "总览")
    second = next(at for at, row in enumerate(rows) if row[0] == "各规则扣分（计入）")
    first_of_each = [int(spots[0][0]), int(spots[2][0])]
    assert first_of_each == [1, second]


def test_rules_stand_by_what_they_took_with_their_sum_as_a_formula(workbook: Path) -> None:
    rows = sheet(workbook, "总览")
    at = next(at for at, row in enumerate(rows) if row[0] == "各规则扣分（计入）")
    end = next(index for index, row in enumerate(rows[at:], at) if row[0] == "合计")
    taken = [float(str(row[1])) for row in rows[at + 2 : end]]
    assert taken == sorted(taken, reverse=True)
    assert len(taken) == 13
    assert rows[end][1] == sum(taken)
    with ZipFile(workbook) as file:
        first, chart = (file.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "charts/chart3"))
    assert (f"SUBTOTAL(109,B{at + 3}:B{end})", f"{sum(taken):g}") in re.findall("<f>(.*?)</f><v>(.*?)</v>", first)
    assert f"总览!$A${at + 3}:$A${end}" in chart.replace("&apos;", "").replace("'", ""), "the sum is no bar"


def test_a_chart_that_finds_no_room_beside_wide_tables_stands_below_its_own(tmp_path: Path, office_home: Path) -> None:
    columns = (Column("单位", weight=2), *(Column(f"第{n}季度办结事项", "number") for n in range(8)))
    wide = Table("t", "明细", columns, tuple((Cell("某单位"), *(Cell(n) for n in range(8))) for _ in range(9)))
    bars = tuple(
        Chart(f"c{n}", "bar", f"图{n}", tuple("甲乙丙丁"), (Series("数", (1, 2, 3, 4)),), total=n > 0) for n in range(3)
    )
    path = tmp_path / "图.xlsx"
    path.write_bytes(to_xlsx.write(Document("any", "总览", (wide, *bars))))
    with ZipFile(path) as file:
        spots = re.findall(
            r"<xdr:col>(\d+)</xdr:col>.*?<xdr:row>(\d+)</xdr:row>", file.read("xl/drawings/drawing1.xml").decode()
        )
    assert {int(column) for column, _ in spots[::2]} == {0}
    begin = [int(row) for _, row in spots[::2]]
    titles = [at for at, row in enumerate(sheet(path, "总览")) if str(row[0]).startswith("图")]
    assert all(title < row for title, row in zip(titles, begin, strict=True))
    assert all(row < title for row, title in zip(begin, titles[1:], strict=False))
    pages = [page.extract_text() for page in PdfReader(converted(path, "pdf", office_home)).pages]
    assert [page.count("图") for page in pages] == [0, 2, 2, 2], "each with its table on a page"


def test_the_ledger_of_problems_tells_which_are_overdue(workbook: Path) -> None:
    totals = {str(row["项目"]).strip(): row["数"] for row in records(workbook, "总览", "项目")}
    findings = records(workbook, "问题台账", "序号")
    late = [row for row in findings if row["逾期情况"] == "逾期未整改"]
    assert len(late) == totals["其中逾期"] == 4
    assert all(row["状态"] == "整改中" for row in late)
    assert any(row["逾期情况"] == "逾期后整改" for row in findings)


def test_the_ledger_of_problems_tells_its_days_and_state_on_one_page(workbook: Path, office_home: Path) -> None:
    findings = records(workbook, "问题台账", "序号")
    late = {row["编号"]: row["逾期天数"] for row in findings if row["逾期天数"] != ""}
    assert late.keys() == {row["编号"] for row in findings if row["逾期情况"]}
    assert all(isinstance(days, float) and days > 0 for days in late.values())
    assert late["F229"] == 11, "due on 28 September, put right on 9 October"
    assert any(row["整改日期"] for row in findings)
    pages = [page.extract_text() for page in PdfReader(converted(workbook, "pdf", office_home)).pages]
    assert any(all(name in page for name in ("完成时限", "状态", "逾期天数", "整改日期")) for page in pages)


def test_duties_are_done_late_open_or_overdue_and_nothing_else(workbook: Path) -> None:
    """No item is in 应办 that no other column counts."""
    for row in records(workbook, "应办事项明细", "编号"):
        states = (float(str(row[name])) for name in ("按期完成", "逾期完成", "逾期未完成", "待办", "未达标"))
        assert row["待办"] == 0, "the year is over"
        assert float(str(row["应办"])) == sum(states)


def test_of_what_is_owed_only_what_is_not_done_is_printed(workbook: Path, office_home: Path) -> None:
    """Eight sheets of ones and zeros told nobody anything; the rows stay for whoever filters them."""
    lines, left = records(workbook, "应办事项明细", "编号"), records(workbook, "应办事项", "编号")
    wanted = [row["编号"] for row in lines if row["逾期未完成"] or row["待办"] or row["未达标"]]
    assert [row["编号"] for row in left] == wanted
    assert len(lines) > len(wanted) * 5 > 0
    assert {row["状态"] for row in left} == {"逾期未完成", "未达标"}
    owed = sum(float(str(row["应办"])) for row in lines)
    assert str(sheet(workbook, "应办事项")[1][0]).startswith(f"应办{owed:g}项（另取消5项）：按期完成")
    pages = [page.extract_text() for page in PdfReader(converted(workbook, "pdf", office_home)).pages]
    printed = [page for page in pages if "应办事项" in page.splitlines()[2]]
    assert len(printed) == 2
    assert "8.1/2018-12" in printed[0]
    assert not any("8.1/2018-08" in page for page in printed)
    assert "打印时只印这几行说明" in printed[1]


def test_every_printed_block_of_a_wide_table_names_the_unit(workbook: Path, office_home: Path) -> None:
    pages = [page.extract_text() for page in PdfReader(converted(workbook, "pdf", office_home)).pages]
    told = [page for page in pages if "D1833" in page]
    assert len(told) == 2
    assert all("县外事侨务旅游局" in page for page in told)


def test_every_printed_page_of_a_workbook_names_its_paper_and_none_is_empty(workbook: Path, office_home: Path) -> None:
    pages = [page.extract_text() for page in PdfReader(converted(workbook, "pdf", office_home)).pages]
    assert all("政务公开工作考核台账" in page for page in pages)
    assert all(len(page.strip().splitlines()) >= 5 for page in pages)


def test_a_scorecard_is_one_sheet(shown: Shown, tmp_path: Path) -> None:
    path = tmp_path / "得分表.xlsx"
    shown.ask("scorecard", "县城管局", "-o", str(path))
    (name,) = CalamineWorkbook.from_path(str(path)).sheet_names
    said = [str(cell) for row in sheet(path, name) for cell in row]
    assert [one for one in said if one[1:2] == "、"] == [
        "一、各项得分",
        "二、扣分、加分及依据",
        "三、自查和问题整改",
        "四、要点落实",
    ]


@pytest.mark.parametrize("unit", ["县城管局", "县国资办", "碗厂镇人民政府"])
def test_a_scorecard_is_printed_on_one_upright_page(unit: str, shown: Shown, tmp_path: Path, office_home: Path) -> None:
    """The three with most to tell, as they are handed over to be signed."""
    path = tmp_path / "得分表.xlsx"
    shown.ask("scorecard", unit, "-o", str(path))
    printed = converted(path, "pdf", office_home)
    (page,) = PdfReader(printed).pages
    assert page.mediabox.height > page.mediabox.width
    assert min(sizes(printed)) >= SMALLEST
    assert "四、要点落实" in page.extract_text()


def test_a_scorecard_too_long_for_a_page_goes_on_without_becoming_smaller(tmp_path: Path, office_home: Path) -> None:
    rows = tuple((Cell(f"D{n}"), Cell("没有按期公开")) for n in range(90))
    path = tmp_path / "长.xlsx"
    table = Table("entries", "", (Column("编号", "id"), Column("事由", weight=3)), rows)
    path.write_bytes(to_xlsx.write(Document("scorecard", "得分表", (table,))))
    printed = converted(path, "pdf", office_home)
    assert len(PdfReader(printed).pages) > 1
    assert min(sizes(printed)) >= SMALLEST


def test_no_command_is_printed(shown: Shown, tmp_path: Path) -> None:
    path = tmp_path / "到期.xlsx"
    shown.ask("due", "--as-of", "2018-11-30", "-o", str(path))
    (name, *_) = CalamineWorkbook.from_path(str(path)).sheet_names
    assert not [cell for row in sheet(path, name) for cell in row if "gongkai" in str(cell)]


@pytest.mark.parametrize("command", ["status", "duty list"])
def test_no_page_holds_a_column_that_fell_off_the_one_before(
    command: str, shown: Shown, tmp_path: Path, office_home: Path
) -> None:
    """Whatever font stands for ours: a sheet that is printed at a scale is as wide as its page."""
    path = tmp_path / "表.xlsx"
    shown.ask(*command.split(), "-o", str(path))
    for page in PdfReader(converted(path, "pdf", office_home)).pages:
        lines = page.extract_text().splitlines()[2:-1]
        assert not all(re.fullmatch(r"\s*|报告|\d{4}-\d\d-\d\d.*|\d+/\d+|已自查", line) for line in lines), lines


def test_groups_not_ranked_come_last_together_and_are_called_so(workbook: Path, shown: Shown, tmp_path: Path) -> None:
    rows = records(workbook, "单位得分", "考核分组")
    places = [row["名次"] == "不排名" for row in rows]
    assert True in places
    assert places == sorted(places), "those with a place first"
    path = tmp_path / "得分.xlsx"
    shown.ask("score", "-o", str(path))
    names = CalamineWorkbook.from_path(str(path)).sheet_names
    assert names[-1] == "不排名的单位"
    apart = {str(row["考核分组"]) for row in rows if row["名次"] == "不排名"}
    assert len(apart) > 1
    assert not apart & set(names), "no sheet for each"
    assert {str(row["考核分组"]) for row in records(path, names[-1], "考核分组")} == apart


def test_the_reason_of_a_light_stands_on_its_page(workbook: Path) -> None:
    heads = list(records(workbook, "要点进展", "要点号")[0])
    assert heads.index("亮灯原因") == heads.index("灯") + 1


def test_a_part_whose_chart_finds_room_beside_its_own_table_alone_has_a_sheet(shown: Shown, tmp_path: Path) -> None:
    """Below the wide list of what is urgent the chart stood alone on a second page, half of it empty."""
    path = tmp_path / "进展.xlsx"
    shown.ask("status", "-o", str(path))
    assert CalamineWorkbook.from_path(str(path)).sheet_names == ["先看这里", "全年进展", "各要点"]
    assert not [row for row in sheet(path, "先看这里") if row[0] in ("全年进展", "各章要点")]
    said = [str(row[0]) for row in sheet(path, "全年进展")]
    assert said[:2] == ["全年进展", "要点"], "its figures stand with it"
    with ZipFile(path) as file:
        drawing = file.read("xl/drawings/drawing1.xml").decode()
    column, row = re.findall(r"<xdr:from><xdr:col>(\d+)</xdr:col>.*?<xdr:row>(\d+)</xdr:row>", drawing)[0]
    assert int(column) > 4, "beside the table"
    assert int(row) < said.index("各章要点")
