"""A form opened, filled in and saved in the real LibreOffice, in each format that comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.form.returned import returned
from gongkai.sheets.reading import read_book
from tests.deadlines.counter import opened
from tests.form.filling import handed_out
from tests.form.office import GB18030, UTF8, Clerk, hire, save_as

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.form.returned import Returned

PROGRESS = {"percent": "40%", "day": "2018-09-01", "note": "=1+1 已公开\n第二行", "evidence": "http://a.cn/1"}
FILLED = {
    ("progress", "2"): PROGRESS,
    ("progress", "3"): {"percent": "85%"},
    ("selfcheck", ""): {"day": "2018-09-01", "points": "1-3", "summary": "全面", "problem": "栏目空白", "due": "9月底"},
}


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    return hire(tmp_path_factory.mktemp("office"))


def said(*backs: Returned) -> dict[tuple[str, str], dict[str, str]]:
    """Return what forms of the town say that came back with nothing wrong."""
    for back in backs:
        assert back.head
        assert (back.head.unit, back.problems, back.notes) == ("东镇人民政府", (), ())
    return {(row.subject, row.id): dict(row.values) for back in backs for row in back.rows}


def test_a_form_comes_back_from_libreoffice_in_every_format(clerk: Clerk, tmp_path: Path) -> None:
    form = handed_out(opened(tmp_path), "东镇", tmp_path)
    row, three = form.row_of("进展", "2") + 1, form.row_of("进展", "3") + 1
    check = form.row_of("自查与问题", "+1") + 1
    saved = [tmp_path / f"交回.{ending}" for ending in ("xlsx", "xls", "ods")]
    lines = [save_as(tmp_path / f"{code}.csv", sheet, code) for code in (UTF8, GB18030) for sheet in (2, 3)]
    refused = clerk.work(
        tmp_path,
        [
            ("open", str(tmp_path / "填报表.xlsx")),
            *_typed("进展", row, G="40%", H="2018-09-01", I=r"=1+1 已公开\n第二行", J="http://a.cn/1", F="90%"),
            *_typed("进展", three, G="0.85"),
            *_typed("自查与问题", check, B="2018-09-01", C="1-3", D="全面", E="栏目空白", I="9月底"),
            *(save_as(path) for path in saved),
            *lines,
            ("insert", "进展", str(row), "2"),
            ("rename", "进展", "表一"),
            ("move", "自查与问题", "0"),
            save_as(tmp_path / "改过.xlsx"),
            ("close",),
        ],
    )
    assert refused == [f"locked 进展 F{row}"]
    for path in (*saved, tmp_path / "改过.xlsx"):
        assert said(returned(read_book(path))) == FILLED, path.name
    for code in (UTF8, GB18030):
        found = sorted(tmp_path.glob(f"{code}*.csv"))
        assert len(found) == 2
        assert said(*(returned(read_book(path)) for path in found)) == FILLED


def _typed(sheet: str, row: int, **words: str) -> list[tuple[str, ...]]:
    return [("type", sheet, f"{column}{row}", said) for column, said in words.items()]
