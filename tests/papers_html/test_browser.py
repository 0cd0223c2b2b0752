"""The page in a real Chromium: at a desk, on a phone, in the dark, on paper, without script, by keyboard, heard."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from gongkai.papers import html as to_html
from gongkai.papers.document import Cell, Column, Document, Section, Table, text
from gongkai.plan.reading import packaged_tasks
from tests.cli import run
from tests.papers_html.test_hostile import BAD, everywhere

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.demonstration import Shown

WINDOWS = pytest.mark.parametrize(
    ("width", "dark"), [(1280, False), (390, False), (1280, True), (390, True)], ids=["desk", "phone", "dark", "both"]
)
UNITS = ("县教育局", "县财政局", "县民政局", "县水务局", "严陵镇", "新店镇", "向义镇", "界牌镇", "龙会镇")


def faults(page: Page) -> list[str]:
    """Return what axe-core finds wrong, each with the element."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run().then((told) => told.violations)")
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found]


@WINDOWS
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    visit: Callable[..., Any], autumn: Path, width: int, *, dark: bool
) -> None:
    with visit(autumn, width=width, dark=dark) as seen:
        assert faults(seen.page) == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        ground = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(20, 24, 29)" if dark else "rgb(255, 255, 255)")


@pytest.mark.parametrize("width", [360, 390])
def test_a_ranking_shows_all_its_columns_on_a_phone(visit: Callable[..., Any], tmp_path: Path, width: int) -> None:
    figures = [Column(name, "number") for name in ("扣分", "加分")]
    columns = (Column("名次", "ordinal"), Column("单位", weight=1), Column("得分", "number"), Column("等次"), *figures)
    ends = (Cell(Decimal("99.5")), Cell("优秀"), Cell(Decimal("0.5")), Cell(1))
    rows = tuple((Cell(no), Cell(f"铺子湾镇政府{no}"), *ends) for no in range(1, 21))
    path = tmp_path / "year.html"
    path.write_text(
        to_html.write(Document("year-end-page", "一览", (Table("r", "镇", columns, rows),))), encoding="utf-8"
    )
    with visit(path, width=width) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.page.evaluate("document.querySelector('table.narrow').getBoundingClientRect().right") <= width


@pytest.mark.parametrize(("said", "gap"), [("镇公众号连续六周没有更新", False), ("镇公众号没有更新" * 9, True)])
def test_a_table_of_short_rows_is_no_wider_than_they_are(
    visit: Callable[..., Any], tmp_path: Path, said: str, *, gap: bool
) -> None:
    columns = (Column("编号", "id"), Column("事由", weight=4), Column("原记", "number"), Column("状态"))
    row = (Cell("D1052"), Cell(said), Cell(1), Cell("有效"))
    path = tmp_path / "card.html"
    path.write_text(to_html.write(Document("x", "一览", (Table("t", "", columns, (row,)),))), encoding="utf-8")
    with visit(path, width=1280) as seen:
        wide = seen.page.evaluate("document.querySelector('table').getBoundingClientRect().width")
        assert (wide > 1000) is gap


def test_axe_would_tell(visit: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "poor.html"
    path.write_text(to_html.write(Document("x", "一览", ())).replace(' lang="zh-Hans"', ""), encoding="utf-8")
    with visit(path) as seen:
        assert [fault.split(":")[0] for fault in faults(seen.page)] == ["html-has-lang"]


@pytest.mark.slow
def test_the_whole_year_of_41_points_and_54_units(visit: Callable[..., Any], tmp_path: Path) -> None:
    db, path = str(tmp_path / "a.db"), tmp_path / "year.html"
    run("load", db=db, today="2018-12-20")
    done = run("report", "-o", str(path), db=db, today="2018-12-20")
    assert done.code == 0, done.err
    assert path.stat().st_size < 1_000_000
    with visit(path) as seen:
        assert faults(seen.page) == []
        rows = seen.page.locator("table.heat tbody tr:not(.group)")
        assert rows.count() == rows.filter(has=seen.page.locator("td:not(:empty)")).count() == 54
        assert seen.page.locator("table.heat thead a").count() == 41
        assert seen.page.locator(CARDS).count() == 54
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 1280
        assert seen.page.evaluate("document.documentElement.scrollHeight") < 6000
        heat = "(found) => found.scrollWidth <= found.clientWidth"
        assert seen.page.locator(".scroll:has(> .heat)").evaluate(heat), "the whole picture is seen at a desk"
        units = [re.sub(r"\s", "", name) for name in rows.locator("th").all_text_contents()]
        pages = printed(seen, tmp_path)
        seen.page.emulate_media(media="print")
        assert min(seen.page.evaluate(PRINTED_SIZES)) >= EIGHT_POINTS
    assert len(pages) <= 12
    (at,) = lying(tmp_path)
    sheet = re.sub(r"\s", "", pages[at])
    assert [unit for unit in units if unit not in sheet] == [], "the whole picture is on one sheet that lies"
    assert "小计:办结" in sheet
    assert re.search(r"6\s*深化公共资源配置领域信息公开", pages[at + 1]), "what the numbers stand for is told behind it"


EIGHT_POINTS = 8 * 96 / 72 - 0.01
PRINTED_SIZES = """() => [...document.querySelectorAll("table.heat tr:not(.group) > *:not(:empty)")].map((cell) => {
  const size = parseFloat(getComputedStyle(cell).fontSize);
  return size || parseFloat(getComputedStyle(cell.querySelector("a") ?? cell, "::before").fontSize);
})"""


def test_without_script_everything_is_there(visit: Callable[..., Any], autumn: Path) -> None:
    words = "() => document.body.innerText.replace(/[\\s↕]|筛选/g, '')"
    with visit(autumn, script=False) as plain:
        assert plain.page.locator("button, input").count() == 0
        without = plain.page.locator("main").text_content()
        plain.page.locator("summary", has_text="考核排名").click()
        assert plain.page.get_by_role("table", name="县级部门").is_visible()
        plain.page.locator("table.heat tbody th a").first.click()
        assert plain.page.locator(":target").is_visible(), "a browser opens what a link leads into"
    with visit(autumn) as seen:
        within = seen.page.locator("main").text_content()
        assert seen.page.evaluate(words)
    assert [line for line in without.split() if line not in within] == []


MARKS = """() => [...document.querySelectorAll("table.heat tbody td[class]:not(.sum)")].map((cell) => {
  const drawn = getComputedStyle(cell.querySelector("a"), "::before");
  return [cell.textContent, drawn.content.split(" / ")[0], getComputedStyle(cell).fontSize, drawn.fontSize];
})"""


def test_a_heat_map_shows_one_mark_a_cell_and_keeps_the_word(visit: Callable[..., Any], autumn: Path) -> None:
    """The word is there for who listens; without colour the marks tell the states apart; the legend has them too."""
    with visit(autumn) as seen:
        cells = seen.page.evaluate(MARKS)
        marks = {re.sub("^牵头|[0-9]+(?=%)", "", word): mark.strip('"') for word, mark, _, _ in cells}
        assert {"未启动", "逾期", "%", "已办结", "已销号"} == set(marks)
        assert all(len(mark) == 1 for mark in marks.values())
        assert len(set(marks.values())) == len(marks)
        assert {(size, drawn) for _, _, size, drawn in cells} == {("0px", "12px")}
        legend = "() => [...document.querySelectorAll('.swatch')].map((s) => getComputedStyle(s, '::before').content)"
        assert {f'"{mark}"' for mark in marks.values()} <= {said.split(" / ")[0] for said in seen.page.evaluate(legend)}


def test_frames_are_there_where_a_reader_has_colours_of_his_own(visit: Callable[..., Any], autumn: Path) -> None:
    framed = "() => getComputedStyle(document.querySelector('.heat .framed')).outlineStyle"
    with visit(autumn) as seen:
        assert seen.page.evaluate(framed) == "none"
        seen.page.emulate_media(forced_colors="active")
        assert seen.page.evaluate(framed) == "solid"
        marks = {mark for _, mark, _, _ in seen.page.evaluate(MARKS)}
        assert len(marks) > 1
        assert "none" not in marks


def test_a_cell_under_the_pointer_says_which_unit_and_point_it_is(visit: Callable[..., Any], autumn: Path) -> None:
    with visit(autumn) as seen:
        cell = seen.page.locator("table.heat tbody tr", has_text="县财政局").locator("td.bad")
        cell.hover()
        assert cell.get_attribute("title") == "县财政局　2 推进财政信息公开：牵头逾期"


CARDS = "details > .inside > section > details"


def test_a_cell_opens_the_card_of_its_unit(visit: Callable[..., Any], autumn: Path) -> None:
    with visit(autumn) as seen:
        assert seen.page.locator(f"{CARDS}[open]").count() == 0
        seen.page.locator("table.heat tbody tr", has_text="县财政局").locator("td.bad").click()
        opened = seen.page.locator(f"{CARDS}[open]")
        assert opened.locator("summary").inner_text() == "县财政局"
        assert opened.is_visible()
        top = opened.bounding_box()["y"]
        bar = seen.page.locator(".bar").bounding_box()
        assert bar["y"] == 0, "the head stays"
        assert top >= bar["height"] - 1, "and covers nothing that was asked for"
        assert faults(seen.page) == []


def many(tmp_path: Path) -> Path:
    """Write a page with a card of each of nine units."""
    cards = tuple(Section(unit, unit, (text(f"{unit}的情况"),), 2, folded=True) for unit in UNITS)
    parts = (Section("a", "一、甲", (text("甲"),)), Section("b", "二、乙", (text("乙"),)))
    path = tmp_path / "many.html"
    folded = Section("c", "三、各单位", cards, folded=True, apart="得分表")
    path.write_text(to_html.write(Document("x", "一览", (*parts, folded))), encoding="utf-8")
    return path


def test_a_unit_is_found_by_a_part_of_its_name(visit: Callable[..., Any], tmp_path: Path) -> None:
    with visit(many(tmp_path)) as seen:
        field, told = seen.page.get_by_label("查找单位"), seen.page.locator(".find output")
        field.fill("教育")
        field.press("Enter")
        assert seen.page.locator(f"{CARDS}[open]").inner_text().split() == ["县教育局", "县教育局的情况"]
        field.fill("镇")
        field.press("Enter")
        assert told.inner_text() == "有5个：严陵镇、新店镇、向义镇…"
        field.fill("水利")
        field.press("Enter")
        assert told.inner_text() == "没有这个单位"
        assert seen.page.locator(f"{CARDS}[open]").count() == 1
        assert faults(seen.page) == []
    with visit(many(tmp_path), script=False) as seen:
        assert seen.page.locator("input").count() == 0


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (390, False)])
def test_charts_stand_beside_each_other_where_there_is_room(
    visit: Callable[..., Any], autumn: Path, width: int, *, beside: bool
) -> None:
    with visit(autumn, width=width) as seen:
        first, second = (seen.page.locator("section.drawn").nth(at).bounding_box() for at in (0, 1))
        assert (second["x"] > first["x"] + first["width"]) is beside
        assert (second["y"] >= first["y"] + first["height"]) is not beside


@pytest.mark.parametrize("width", [1280, 390])
def test_the_heads_of_a_long_table_stay(visit: Callable[..., Any], tmp_path: Path, width: int) -> None:
    columns = tuple(Column(name) for name in ("单位", *"甲乙丙丁戊己"))
    rows = tuple(tuple(Cell(f"第{at}行") for _ in columns) for at in range(80))
    short = Table("s", "窄", columns[:3], tuple(row[:3] for row in rows))
    path = tmp_path / "long.html"
    paper = Document("x", "一览", (Section("a", "一、甲", (Table("t", "宽", columns, rows), short)),))
    path.write_text(to_html.write(paper), encoding="utf-8")
    with visit(path, width=width) as seen:
        for name in ("宽", "窄"):
            seen.page.get_by_role("table", name=name).locator("tbody tr").nth(50).scroll_into_view_if_needed()
            head = seen.page.get_by_role("table", name=name).locator("thead th").first
            assert 0 <= head.bounding_box()["y"] < 900
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_name_and_no_address_is_torn(visit: Callable[..., Any], tmp_path: Path) -> None:
    """A column with words to spare gives way before a unit's name or the last part of an address is broken."""
    names = ("编号", "日期", "规则", "要点", "问题", "原记", "计入", "状态", "告知")
    columns = (Column("单位", weight=2), *map(Column, names), Column("事由", weight=4), Column("依据", weight=1))
    url = "https://weiyuan.example/gk/kh/entry0.html"
    row = ("县外事侨务旅游局", *("2019-01-04",) * len(names), "没有制定本单位工作要点，中期评估指出后仍未制定", url)
    path = tmp_path / "wide.html"
    paper = Document("x", "扣分", (Table("t", "扣分", columns, (tuple(map(Cell, row)),)),))
    path.write_text(to_html.write(paper), encoding="utf-8")
    with visit(path) as seen:
        lines = "(found) => new Set([...found.getClientRects()].map((line) => Math.round(line.top))).size"
        assert seen.page.locator("a.address").evaluate(lines) <= 2
        tall = seen.page.locator("tbody th").first.evaluate(
            "(cell) => { const r = new Range(); r.selectNodeContents(cell); return r.getClientRects().length; }"
        )
        assert tall == 1


RADICALS = str.maketrans("⻚⻔⻓⻅⺠⻰⻝⻉⻋⻢⻄⻩", "页门长见民龙食贝车马西黄")
"""A font has one glyph for a radical and the word that looks the same, and the file may name either."""


def printed(seen: Any, folder: Path) -> list[str]:  # noqa: ANN401 - a visit
    """Return the text of each printed page."""
    from pypdf import PdfReader

    seen.page.pdf(path=folder / "a.pdf", prefer_css_page_size=True, print_background=True)
    pages = PdfReader(folder / "a.pdf").pages
    sizes = {tuple(round(float(side)) for side in (page.mediabox.width, page.mediabox.height)) for page in pages}
    assert sizes <= {(595, 842), (842, 595)}
    return [unicodedata.normalize("NFKC", page.extract_text()).translate(RADICALS) for page in pages]


def lying(folder: Path) -> list[int]:
    """Return which of the pages printed last lie on their side."""
    from pypdf import PdfReader

    pages = PdfReader(folder / "a.pdf").pages
    return [at for at, page in enumerate(pages) if page.mediabox.width > page.mediabox.height]


def test_no_last_sheet_of_the_year_shown_holds_a_line_alone(
    visit: Callable[..., Any], shown: Shown, tmp_path: Path
) -> None:
    (path,) = shown.folder.glob("*.html")
    with visit(path) as seen:
        last = printed(seen, tmp_path)[-1]
    assert len([line for line in last.splitlines() if line.strip()]) >= 5


@pytest.mark.parametrize("script", [True, False])
def test_on_paper_it_is_numbered_a4_open_where_it_has_no_paper_of_its_own(
    visit: Callable[..., Any], autumn: Path, tmp_path: Path, *, script: bool
) -> None:
    with visit(autumn, dark=True, script=script) as seen:
        pages = printed(seen, tmp_path)
        assert seen.page.locator("details[open]").count() == 0, "it is folded again afterwards"
    for no, page in enumerate(pages, 1):
        assert f"第{no}页 共{len(pages)}页" in " ".join(page.split())
    said = "".join("".join(pages).split())
    assert "筛选" not in said
    assert "查找单位" not in said
    assert "目录未公开" in said, "what is folded on the screen"
    assert "名次单位得分等次" in said
    assert "各项得分" not in said
    assert "本部分不在此打印,见各单位考核得分表。" in said


def ranking(tmp_path: Path) -> Path:
    """Write a page with a ranking of nine units."""
    columns = (Column("名次", "number"), Column("单位", weight=1), Column("得分", "number"), Column("期限"))
    rows = tuple(
        (Cell(no), Cell(unit), Cell(100 - no * 9), Cell("" if no % 2 else f"1{no % 3}-0{no}"))
        for no, unit in enumerate(UNITS, 1)
    )
    table = Table("r", "排名", columns, rows, (Cell("合计"), Cell(""), Cell(1), Cell("")))
    path = tmp_path / "ranking.html"
    path.write_text(to_html.write(Document("x", "排名", (Section("r", "一、排名", (table,)),))), encoding="utf-8")
    return path


@pytest.mark.parametrize("more", [0, 6])
def test_no_ranking_is_wider_than_its_paper_which_would_be_printed_smaller_for_it(
    visit: Callable[..., Any], tmp_path: Path, more: int
) -> None:
    """Two stand side by side; one that tells of vetoes and of what units gave themselves takes the whole width."""
    figures = [Column(name, "number") for name in ("得分", "扣分", "加分")]
    further = (*(Column(name, "number") for name in ("减分", "自评分", "自评之差")), Column("限制等次", weight=2))
    heads = (Column("名次", "ordinal"), Column("单位", weight=2), *figures, Column("等次"))
    columns = (*heads, *further, Column("一票否决", weight=3), Column("备注", weight=2))[: len(heads) + more]
    ends = (100, 1, 2, "优秀", Decimal("0.5"), 99, 1, "被通报批评，不得评为优秀", "造成信息发布失信", "试行")
    row = tuple(Cell(value) for value in ("1", "铺子湾镇人民政府", *ends))[: len(columns)]
    tables = tuple(Table("ranking", group, columns, (row,) * 9) for group in ("镇", "部门"))
    path = tmp_path / "rankings.html"
    section = Section("ranking", "一、考核排名", tables, folded=True)
    path.write_text(to_html.write(Document("page", "一览", (section,))), encoding="utf-8")
    with visit(path, width=ACROSS) as seen:
        seen.page.emulate_media(media="print")
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= ACROSS
        places = [seen.page.locator("#ranking table").nth(at).bounding_box() for at in (0, 1)]
        assert places[0]["x"] + places[0]["width"] <= ACROSS
        assert (places[0]["x"] < places[1]["x"]) is (not more), "side by side"


ACROSS = 688
"""Pixels of an A4 page between its margins."""


def column(page: Page, number: int) -> list[str]:
    cells = page.locator(f"tbody tr:not([hidden]) > :nth-child({number})")
    return cells.all_inner_texts()


def test_a_table_is_sorted_by_keyboard_numbers_as_numbers_and_empty_cells_last(
    visit: Callable[..., Any], tmp_path: Path
) -> None:
    with visit(ranking(tmp_path)) as seen:
        page = seen.page
        page.get_by_role("button", name="得分").focus()
        page.keyboard.press("Enter")
        assert column(page, 3) == ["19", "28", "37", "46", "55", "64", "73", "82", "91"]
        assert page.locator("th[aria-sort=ascending]").inner_text().startswith("得分")
        page.keyboard.press("Space")
        assert column(page, 3)[0] == "91"
        page.get_by_role("button", name="期限").click()
        assert column(page, 4) == ["10-06", "11-04", "12-02", "12-08", "", "", "", "", ""]
        assert page.locator("th[aria-sort]").count() == 1
        assert page.locator("tfoot").inner_text().split() == ["合计", "1"]
        assert faults(page) == []


def test_a_table_is_filtered_and_says_how_much_is_left(visit: Callable[..., Any], tmp_path: Path) -> None:
    with visit(ranking(tmp_path)) as seen:
        page = seen.page
        page.get_by_label("筛选“排名”").fill(" 镇 ")
        assert column(page, 2) == ["严陵镇", "新店镇", "向义镇", "界牌镇", "龙会镇"]
        assert page.locator("output").inner_text() == "显示5行，共9行"
        page.get_by_label("筛选“排名”").fill("")
        assert len(column(page, 2)) == 9
        assert page.locator("output").inner_text() == ""


def test_the_first_key_leads_past_the_contents(visit: Callable[..., Any], autumn: Path) -> None:
    with visit(autumn) as seen:
        seen.page.keyboard.press("Tab")
        assert seen.page.evaluate("document.activeElement.textContent") == "跳到正文"
        seen.page.keyboard.press("Enter")
        assert seen.page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("said", BAD)
def test_hostile_text_does_nothing(visit: Callable[..., Any], tmp_path: Path, said: str) -> None:
    path = tmp_path / "bad.html"
    path.write_text(to_html.write(everywhere(said)), encoding="utf-8")
    with visit(path) as seen:
        seen.page.on("dialog", lambda dialog: seen.said.append(dialog.message))
        seen.page.locator("main").hover()
        assert seen.page.locator("h1").inner_text() == said
        assert seen.page.locator("img").count() == 0


def test_what_got_past_the_escaping_would_still_not_run(visit: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "past.html"
    page = to_html.write(Document("x", "一览", ()))
    path.write_text(page.replace("</main>", "<script>document.title = '坏'</script></main>"), encoding="utf-8")
    with visit(path) as seen:
        assert seen.page.title() == "一览"
        assert any("Content Security Policy" in line for line in seen.said)
        seen.said.clear()


@WINDOWS
def test_it_is_painted(visit: Callable[..., Any], autumn: Path, width: int, *, dark: bool) -> None:
    with visit(autumn, width=width, dark=dark) as seen:
        picture: bytes = seen.page.screenshot()
        paper: str = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(picture[16:20], "big") == width
    assert len(picture) > 15_000, "an empty window of this size is a tenth of that"
    assert (paper == "rgb(255, 255, 255)") is not dark


def test_a_scorecard_prints_on_one_sheet_with_room_to_sign(visit: Callable[..., Any], tmp_path: Path) -> None:
    store, path = str(tmp_path / "台账.db"), tmp_path / "card.html"
    run("load", str(packaged_tasks()), db=store, today="2018-08-01")
    taken = (
        "deduct",
        "add",
        "-u",
        "县教育局",
        "--reason",
        "到期没有公开，提醒后仍没有公开",
        "--no-evidence",
        "现场记录",
    )
    for rule in ("2.1", "2.4", "3.1", "3.2", "4.1"):
        run(*taken, "--rule", rule, "--point", "7", db=store, today="2018-09-03")
    assert run("scorecard", "县教育局", "-o", str(path), db=store, today="2018-12-10").code == 0
    with visit(path, width=1280) as seen:
        assert faults(seen.page) == []
        assert seen.page.locator("svg.share").count() == 5, "four items and their sum"
        assert seen.page.locator(".by-hand tbody tr").bounding_box()["height"] >= 40
        printed = seen.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
