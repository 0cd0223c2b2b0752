"""What stands on the sheets that an office takes from its printer, paper by paper: all of it, and well divided."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.papers.pages import without_blanks
from tests.papers.word_file import WordFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.papers.pages import Page

FEWEST = 5
"""Lines on a page, below which a sheet is wasted on them."""
ATTACHED = re.compile(r"附件\d*")
COLOPHON = re.compile(r"(抄送：|分送：).*|.*\d日印发")
"""Where the 版记 stands, which goes on an even page, though nothing else is on it."""
A_SCRAP = 2
KINDS = ("default", "even", "first")
NUMBERING = "0123456789.、（）一二三四五六七八九十"

Printed = dict[str, list["Page"]]


@pytest.fixture(scope="module")
def bodies(papers: dict[str, Path], printed: Printed) -> Printed:
    """The pages without heads and feet."""
    return {name: [_body(WordFile(papers[name]), page) for page in pages] for name, pages in printed.items()}


def _body(file: WordFile, page: Page) -> Page:
    """Cut off what the section's margins hold: of several sections of one size, the narrowest margins."""
    rooms = [one for one in file.rooms if (one.width > one.height) is (page.width > page.height)]
    middle = page.between(min(one.top for one in rooms), min(one.foot for one in rooms))
    return middle.below({without_blanks(said) for kind in KINDS for said in file.margin(kind)})


def test_every_character_is_on_paper(papers: dict[str, Path], printed: Printed, bodies: Printed) -> None:
    """And no more than were written: a page may repeat the head of a table, and numbers that the program counts."""
    lost, made_up = {}, {}
    for name, pages in bodies.items():
        file = WordFile(papers[name])
        wanted = Counter(without_blanks("".join(one.said for one in file.paragraphs if not one.placed)))
        there = Counter("".join(page.said for page in pages))
        again = "".join(file.repeated_rows) + (NUMBERING if file.has("numPr") else "")
        placed = "".join(one.said for one in file.paragraphs if one.placed)
        lost[name] = wanted - there
        made_up[name] = {sign for sign in there - wanted if sign not in again + placed}
        whole = "".join(page.said for page in printed[name])
        lost[name] += Counter(without_blanks(placed)) - Counter(whole)
    assert {name: dict(signs) for name, signs in lost.items() if signs} == {}
    assert {name: signs for name, signs in made_up.items() if signs} == {}


def test_paragraphs_stand_whole_and_in_their_order(papers: dict[str, Path], bodies: Printed) -> None:
    torn: dict[str, list[str]] = {}
    for name, pages in bodies.items():
        whole, at = "".join(page.said for page in pages), 0
        for one in WordFile(papers[name]).paragraphs:
            said = without_blanks(one.said)
            if not one.in_table and not one.placed:
                found = whole.find(said, at)
                torn.setdefault(name, []).extend([said] * (found < 0))
                at = max(at, found + len(said))
    assert {name: said for name, said in torn.items() if said} == {}


def test_heads_and_feet_are_on_paper(papers: dict[str, Path], printed: Printed) -> None:
    lost = {}
    for name, pages in printed.items():
        file = WordFile(papers[name])
        kinds = {"first": file.has("titlePg"), "even": file.has("evenAndOddHeaders") and len(pages) > 1}
        kinds["default"] = not kinds["first"] or len(pages) > A_SCRAP
        said = [without_blanks(one) for kind, shown in kinds.items() if shown for one in file.margin(kind)]
        whole = "".join(page.said for page in pages)
        lost[name] = [one for one in said if Counter(one) - Counter(whole)]
    assert {name: said for name, said in lost.items() if said} == {}


def test_nothing_runs_off_the_sheet(printed: Printed) -> None:
    off = {
        name: [word.said for page in pages for word in page.words if word.left < 0 or word.right > page.width]
        for name, pages in printed.items()
    }
    assert {name: said for name, said in off.items() if said} == {}


def text_pages(pages: list[Page]) -> list[Page]:
    """Return the pages before the first attachment, whose mark stands alone on its first line."""
    attached = (no for no, page in enumerate(pages) if page.lines and ATTACHED.fullmatch(page.lines[0]))
    return pages[: next(attached, len(pages))]


def test_no_sheet_is_taken_for_a_few_lines(bodies: Printed) -> None:
    few = {
        name: [(no, page.lines) for no, page in enumerate(text_pages(pages), 1) if _wasted(page)]
        for name, pages in bodies.items()
    }
    assert {name: found for name, found in few.items() if found} == {}


def _wasted(page: Page) -> bool:
    return len(page.lines) < FEWEST and not any(COLOPHON.fullmatch(line) for line in page.lines)


def test_no_heading_or_label_stands_last_on_a_page(papers: dict[str, Path], bodies: Printed) -> None:
    last = {}
    for name, pages in bodies.items():
        paragraphs = WordFile(papers[name]).paragraphs
        leading = {without_blanks(one.said) for one in paragraphs if one.heading or _label(one.said, one.in_table)}
        last[name] = [said for said in leading for page in pages if page.said.endswith(said)]
    assert {name: said for name, said in last.items() if said} == {}


def test_the_head_of_a_table_has_a_row_below_it(papers: dict[str, Path], bodies: Printed) -> None:
    """Else it stands last on a page and once more on the next."""
    last = {}
    for name, pages in bodies.items():
        heads = set(WordFile(papers[name]).repeated_rows)
        apart = [(head, one.said, other.said) for head in heads for one, other in pairwise(pages)]
        last[name] = [head for head, one, other in apart if one.endswith(head) and other.startswith(head)]
    assert {name: said for name, said in last.items() if said} == {}


def _label(said: str, in_table: bool) -> bool:  # noqa: FBT001 - of the same paragraph
    return said.endswith("：") and not in_table


def test_a_signature_is_not_alone_on_its_sheet(bodies: Printed) -> None:
    """Text stands above it: GB/T 9704 knows no sheet that says “此页无正文”."""
    alone = {}
    for name, pages in bodies.items():
        signed = [page for page in text_pages(pages) if re.fullmatch(r"\d{4}年\d+月\d+日", page.lines[-1])]
        alone[name] = [page.lines for page in signed if not any(line.endswith(("。", "；")) for line in page.lines)]
    assert {name: found for name, found in alone.items() if found} == {}


def test_a_colophon_stands_on_an_even_page(printed: Printed) -> None:
    """By the number in its foot: a blank page before it is not drawn."""
    pages = [(name, page) for name, found in printed.items() for page in found if COLOPHON.fullmatch(page.lines[-2])]
    numbers = [(name, re.findall(r"—(\d+)—", page.said)) for name, page in pages]
    assert [name for name, found in numbers if not found or int(found[-1]) % 2] == []


def test_each_scorecard_is_one_page(printed: Printed) -> None:
    pages = {name: len(found) for name, found in printed.items() if name.startswith("得分表-")}
    assert len(pages) == 54
    assert {name: count for name, count in pages.items() if count != 1} == {}


def test_a_short_notice_is_one_page_and_its_reply_form(papers: dict[str, Path], bodies: Printed) -> None:
    """A notice with one problem, a 告知单 with one item."""
    short = {}
    for name, pages in bodies.items():
        if name.startswith(("整改通知书-", "扣分告知单-")) and _items(WordFile(papers[name])) == 1:
            short[name] = (len(text_pages(pages)), len(pages))
    assert len(short) >= 2
    assert {name: count for name, count in short.items() if count not in {(1, 1), (1, 2)}} == {}


def _items(file: WordFile) -> int:
    """Return how many problems or entries a notice tells: by the ids in its text, or by its list of problems."""
    said = "".join(one.said for one in file.paragraphs)
    return len(set(re.findall(r"[FDQVB]\d+", said))) or 1 + ("存在的问题" in said)


CIRCULARS = {
    "中期通报.docx": {2, 3},
    "季度通报.docx": {2, 3},
    "年终考核情况（演示数据）.docx": {2, 3},
    "年终通报-公开.docx": {2, 3},
}


@pytest.mark.parametrize("name", CIRCULARS)
def test_a_circular_is_read_in_a_few_minutes(bodies: Printed, name: str) -> None:
    """Pages of text, attachments aside."""
    assert len(text_pages(bodies[name])) in CIRCULARS[name]


def test_a_scorecard_has_room_for_a_seal(papers: dict[str, Path]) -> None:
    """50 by 40 mm and more, unless its sheet is full: at least a signature has room then."""
    sizes = []
    for name, file in papers.items():
        if name.startswith("得分表-"):
            with zipfile.ZipFile(file) as parts:
                said = parts.read("word/document.xml").decode()
            table = said[said.rindex("<w:tbl>") :]
            rows = re.findall(r'<w:trHeight [^>]*w:val="(\d+)"', table) or re.findall(
                r'w:trHeight w:val="(\d+)"', table
            )
            wide = max(map(int, re.findall(r'<w:gridCol w:w="(\d+)"', table)))
            sizes.append((wide / 56.7, int(rows[-1]) / 56.7))
    assert len(sizes) == 54
    assert min(wide for wide, _ in sizes) >= 50
    assert min(high for _, high in sizes) >= 13
    assert sum(high >= 40 for _, high in sizes) > 27
