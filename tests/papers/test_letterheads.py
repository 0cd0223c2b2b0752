"""The year's papers with whom to ask on them, in each form of letterhead, as the printer gives them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli import run
from tests.demonstration import made_once
from tests.papers.conftest import AT
from tests.papers.pages import Page, pages_of

if TYPE_CHECKING:
    from tests.demonstration import Shown

FORMS = ("letter", "red", "none")
OFFICE = "  office: 县政府办公室\n"
ASKED = "  office_contact: {name: 张主任, phone: 0832-8222222}\n"
CONTACT = "（联系人：张主任；联系电话：0832-8222222）"
FEWEST = 5
HEAD, FOOT = 72, 78
"""Points of a sheet that its margins hold."""
COMMANDS = (
    ("finding", "notice", "--date", AT, "--all", ""),
    ("remind", "--date", AT, "--within", "60", "--form", ""),
    ("deduct", "notify", "--reprint", "-u", "县城管局", "-o", "扣分告知单-县城管局.docx"),
    ("deduct", "notify", "--reprint", "-u", "县交通运输局", "-o", "扣分告知单-县交通运输局.docx"),
    ("report", "--kind", "quarter", "--as-of", "2018-09-30", "-o", "季度通报.docx"),
    ("report", "-o", "年终通报.docx"),
)
Asked = dict[str, dict[str, list[Page]]]


@pytest.fixture(scope="session")
def asked(shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The pages of each paper by its name, in each form."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("LibreOffice and poppler-utils are needed")

    def make(place: Path) -> Asked:
        for form in FORMS:
            _write(shown.store, place, form)
        made = {form: sorted((place / form).rglob("*.docx")) for form in FORMS}
        home = f"-env:UserInstallation=file://{place / 'office'}"
        for form, files in made.items():
            convert = ["--headless", "--convert-to", "pdf", "--outdir", str(place / form), *map(str, files)]
            subprocess.run([office, home, *convert], check=True, capture_output=True, timeout=300)
        return {
            form: {file.stem: pages_of(reader, place / form / f"{file.stem}.pdf") for file in files}
            for form, files in made.items()
        }

    return made_once(tmp_path_factory, "asked", make)


def _write(store: str, place: Path, form: str) -> None:
    folder = place / form
    folder.mkdir()
    own, year = str(folder / "a.db"), folder / "tasks.yaml"
    shutil.copy(store, own)
    said = Path("tasks.yaml").read_text("utf-8")
    year.write_text(said.replace(OFFICE, f"{OFFICE}{ASKED}  letterhead: {form}\n", 1), "utf-8")
    for words in (("load", str(year)), *((*words, str(folder / name)) for *words, name in COMMANDS)):
        done = run(*words, db=own, today="2019-01-21")
        assert done.code == 0, done.err


def _lines(page: Page) -> list[str]:
    return page.between(HEAD, FOOT).lines


@pytest.mark.parametrize("form", FORMS)
def test_no_sheet_is_taken_for_a_few_lines(asked: Asked, form: str) -> None:
    """Neither for whom to ask nor for 版记."""
    few = {name: [_lines(page) for page in pages if len(_lines(page)) < FEWEST] for name, pages in asked[form].items()}
    assert len(few) > 20
    assert {name: found for name, found in few.items() if found} == {}


@pytest.mark.parametrize("form", FORMS)
def test_whom_to_ask_stands_with_the_day(asked: Asked, form: str) -> None:
    papers = {name: pages for name, pages in asked[form].items() if not name.startswith("督办单")}
    for name, pages in papers.items():
        (lines,) = [lines for page in pages if CONTACT in (lines := _lines(page))]
        assert re.fullmatch(r"\d{4}年\d+月\d+日", lines[lines.index(CONTACT) - 1]), name


@pytest.mark.parametrize("form", FORMS)
def test_a_form_to_be_signed_is_one_page(asked: Asked, form: str) -> None:
    """And tells whom to ask; a reply form has a page to itself."""
    supervised = {name: pages for name, pages in asked[form].items() if name.startswith("督办单")}
    assert len(supervised) > 5
    for name, pages in supervised.items():
        assert (len(pages), "张主任" in pages[0].said) == (1, True), name
    for name, pages in asked[form].items():
        if name.startswith(("整改通知书", "扣分告知单")):
            assert ["附件" in page.lines[:2] for page in pages] == [*(False for _ in pages[1:]), True], name


@pytest.mark.parametrize("form", ["red", "none"])
def test_the_imprint_stands_below_the_text(asked: Asked, form: str) -> None:
    """On an even page wherever the text has more than one; how many a long table takes is not known before."""
    for name, pages in asked[form].items():
        found = [no for no, page in enumerate(pages, 1) if page.said.count("印发")]
        last = [no for no in found if re.search(r"\d日印发", pages[no - 1].said)][-1:]
        assert name.startswith("年终通报") or [no for no in last if no % 2] == [], name
        assert last or name.startswith("督办单"), name
