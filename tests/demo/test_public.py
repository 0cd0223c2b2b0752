"""Public copies of the demonstration's papers, in every format: no person that the ledger names stands in one."""

from __future__ import annotations

import html
import json
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

from gongkai.papers.formats import FORMATS
from gongkai.register.kinds import KINDS
from gongkai.register.reading import open_reader
from tests.cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demonstration import Shown

PAPERS = {
    "年终报告": ("report",),
    "通报": ("report", "--kind", "midterm", "--as-of", "2018-11-09"),
    "季度通报": ("report", "--kind", "quarter", "--as-of", "2018-09-30"),
    "整改通知书": ("finding", "notice", "-u", "碗厂镇"),
    "自查报告": ("selfcheck", "report", "-u", "县教育局"),
    "得分表": ("scorecard", "碗厂镇"),
    "告知单": ("deduct", "notify", "-u", "碗厂镇", "--reprint"),
    "复核决定通知书": ("appeal", "notice", "-u", "山王镇"),
}
NAMING = frozenset({"actor", "by", "person"})


def persons(store: str) -> set[str]:
    """Return every person that a record of the ledger names."""
    with open_reader(store) as reader:
        ledger = reader.ledger(2018)
    records = [record for kind in KINDS if kind.field for record in getattr(ledger, kind.field)]
    named = {getattr(record, field, "") for record in records for field in NAMING}
    return named - {""}


def everything_in(path: Path) -> str:
    """Return all the text of a file, what nobody sees of it as well: properties, remarks, hidden sheets."""
    if not zipfile.is_zipfile(path):
        return html.unescape(path.read_text(encoding="utf-8"))
    with zipfile.ZipFile(path) as parts:
        return html.unescape("\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist()))


def test_the_demonstration_names_persons(shown: Shown) -> None:
    assert {"张文书", "李主任", "赵主任", "刘科长", "李干事"} <= persons(shown.store)


@pytest.mark.parametrize("ending", [form.ending for form in FORMATS if not form.one_table])
@pytest.mark.parametrize("paper", PAPERS)
def test_no_person_of_the_ledger_stands_in_a_public_copy(shown: Shown, paper: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"{paper}{ending}"
    done = run(*PAPERS[paper], "--public", "-o", str(path), db=shown.store, today="2019-01-21")
    assert done.code == 0, done.err
    said = everything_in(path)
    assert len(said) > 90
    assert not {name for name in persons(shown.store) if name in said}


def test_without_public_these_papers_do_name_persons(shown: Shown, tmp_path: Path) -> None:
    """Else nothing above would be held against anything."""
    whom = persons(shown.store)
    for paper, ending in (("年终报告", ".xlsx"), ("整改通知书", ".md"), ("自查报告", ".docx"), ("得分表", ".html")):
        path = tmp_path / f"{paper}{ending}"
        assert run(*PAPERS[paper], "-o", str(path), db=shown.store, today="2019-01-21").code == 0
        assert {name for name in whom if name in everything_in(path)}, paper


def test_a_public_scorecard_is_a_notice_and_not_a_form(shown: Shown, tmp_path: Path) -> None:
    """What is put up on a public place asks for no signature, hints at no person left out, and bears no code."""
    said = {}
    for which, public in (("公开", ["--public"]), ("内部", [])):
        path = tmp_path / f"{which}.md"
        assert run("scorecard", "碗厂镇", *public, "-o", str(path), db=shown.store, today="2019-01-21").code == 0
        said[which] = path.read_text(encoding="utf-8")
    word = tmp_path / "公开.docx"
    assert run("scorecard", "碗厂镇", "--public", "-o", str(word), db=shown.store, today="2019-01-21").code == 0
    for inside in ("记分人", "痕迹校验码"):
        assert inside in said["内部"]
        assert inside not in said["公开"]
    assert "**" not in said["公开"].replace("\\", "")
    assert "签字" not in everything_in(word)
    assert "截至" in said["公开"]


def test_nor_in_a_scorecard_of_any_unit(shown: Shown, tmp_path: Path) -> None:
    done = run(
        "report",
        "--all-scorecards",
        str(tmp_path / "卡"),
        "--public",
        "--format",
        "md",
        db=shown.store,
        today="2019-01-21",
    )
    assert done.code == 0, done.err
    papers = sorted((tmp_path / "卡").iterdir())
    assert len(papers) > 50
    named = persons(shown.store)
    for path in papers:
        said = path.read_text(encoding="utf-8")
        assert re.findall(r"[^A-Za-z0-9/.][A-Z][0-9]{2,}", said) == [], path.name
        assert "威远县人民政府办公室\n\n2019年1月21日" in said, "whose it is, and of which day"
    assert not {(path.name, name) for path in papers for name in named if name in path.read_text(encoding="utf-8")}


def test_nor_in_the_answer_for_scripts(shown: Shown) -> None:
    for paper in PAPERS.values():
        answer = run(*paper, "--public", "--json", db=shown.store, today="2019-01-21")
        said = json.dumps(answer.json, ensure_ascii=False)
        assert not {name for name in persons(shown.store) if name in said}, paper


def test_a_public_scorecard_keeps_the_codes_of_rules(shown: Shown, tmp_path: Path) -> None:
    """They look like ids of the register, and are what a unit reads in the rubric."""
    path = tmp_path / "公开.md"
    assert run("scorecard", "严陵镇", "--public", "-o", str(path), db=shown.store, today="2019-01-21").code == 0
    assert "| 加分 | B1 |" in path.read_text(encoding="utf-8")


def test_a_public_scorecard_has_nothing_to_sign(shown: Shown, tmp_path: Path) -> None:
    """Nor who recorded it, nor the code by which the office holds it against the trail."""
    own, public = tmp_path / "本办.docx", tmp_path / "公开.docx"
    shown.ask("scorecard", "碗厂镇", "-o", str(own))
    shown.ask("scorecard", "碗厂镇", "--public", "-o", str(public))
    ours = ("签字盖章", "记分人", "审核人", "痕迹校验码")
    assert [word for word in ours if word not in everything_in(own)] == []
    assert [word for word in ours if word in everything_in(public)] == []
