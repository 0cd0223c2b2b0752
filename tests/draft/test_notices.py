"""Published notices of many governments become drafts; how much of each is right, and that nothing is made up."""

from __future__ import annotations

import time
import unicodedata
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gongkai.draft.drafting import draft_of
from gongkai.draft.reading import read_notice
from gongkai.draft.writing import written
from gongkai.plan.reading import packaged_tasks, read_plan
from tests.draft.cases import CASES
from tests.draft.measure import drafted, score

if TYPE_CHECKING:
    from gongkai.draft.drafting import Draft
    from tests.draft.cases import Case

NOTICE_2018 = Path(__file__).parents[1] / "data/notice-2018-46.txt"
LEAST_POINTS, LEAST_UNITS = 0.95, 0.90


def alike(text: str) -> str:
    """Return a text without differences of width and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.fixture(scope="module")
def county() -> Draft:
    return draft_of(read_notice(NOTICE_2018), this_year=2020)


def test_all_41_points_of_2018_are_found_word_for_word(county: Draft) -> None:
    wanted = read_plan(packaged_tasks()).plan
    assert [each.id for each in county.points] == [point.no for point in wanted.points]
    for each, point in zip(county.points, wanted.points, strict=True):
        assert alike(each.title) == alike(point.title)
        assert alike(each.text) == alike(point.text)
        assert each.names["lead"] == point.lead, point.no
        assert each.names["responsible"] == point.responsible, point.no


def test_every_demand_of_2018_is_among_the_candidates(county: Draft) -> None:
    wanted = read_plan(packaged_tasks()).plan
    for each, point in zip(county.points, wanted.points, strict=True):
        quotes = [alike(demand.quote) for demand in each.demands]
        for duty in point.duties:
            assert any(alike(duty.quote) in quote for quote in quotes), duty.id
        assert len(quotes) == len(point.duties)
        assert sorted(str(each.by) for each in each.demands) == sorted(str(duty.by) for duty in point.duties)
    assert county.self_checks is not None
    assert county.self_checks.quote == wanted.self_inspection.quote
    assert county.self_checks.at_least == 1


def test_the_head_of_2018(county: Draft) -> None:
    head = county.head
    assert (head.title.text, head.issuer.text) == ("威远县2018年政务公开工作要点", "威远县人民政府办公室")
    assert (head.number.text, head.issued, county.year) == ("威府办函[2018]46号", date(2018, 7, 25), 2018)
    assert county.office == "县政府办公室"


def test_the_notice_of_2018_takes_less_than_a_second() -> None:
    begin = time.process_time()
    written(draft_of(read_notice(NOTICE_2018), this_year=2018))
    assert time.process_time() - begin < 1


@pytest.mark.parametrize(
    ("name", "number", "issuer", "title"),
    [
        ("衢州2021", "衢政办发〔2021〕3号", "衢州市人民政府办公室", "政府工作报告“十四五”时期重点工作责任分解"),
        ("谯城2020", "", "亳州市谯城区人民政府办公室", "谯城区2020年度政府工作报告重点工作任务分解表"),
        ("广元2024", "", "广元市安全生产委员会", "广元市安全生产治本攻坚三年行动方案（2024—2026年）"),
        (
            "濉溪市监2025",
            "",
            "濉溪县市场监督管理局",
            "濉溪县市场监督管理局2025年度“双随机、一公开”抽查工作计划的通知",
        ),
    ],
)
def test_a_head_wherever_it_stands(name: str, number: str, issuer: str, title: str, tmp_path: Path) -> None:
    head = drafted(next(case for case in CASES if case.name == name), tmp_path).head
    assert (head.number.text, head.issuer.text, head.title.text) == (number, issuer, title)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_passage(case: Case, tmp_path: Path) -> None:
    draft = drafted(case, tmp_path)
    assert score(case, draft).wrong == ()
    assert set(case.collectives.split()) <= {each.name for each in draft.collectives}
    quotes = [each.quote for point in draft.points for each in point.demands] + [each.quote for _, each in draft.duties]
    assert [quote for quote in case.quotes if not any(quote in each for each in quotes)] == []


def test_all_passages_together(tmp_path: Path) -> None:
    scores = [score(case, drafted(case, tmp_path)) for case in CASES]
    points, units = (
        [sum(column) for column in zip(*rows, strict=True)]
        for rows in ([each.points for each in scores], [each.units for each in scores])
    )
    assert len(CASES) >= 12
    assert points[0] >= LEAST_POINTS * points[1]
    assert units[0] >= LEAST_UNITS * units[1]
    assert points[2] == units[2] == 0
