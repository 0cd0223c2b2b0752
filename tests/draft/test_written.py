"""The drafted file: it loads whatever the notice was, and loses nothing of it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from gongkai.draft.drafting import draft_of
from gongkai.draft.reading import read_notice
from gongkai.draft.source import Notice, Paragraph
from gongkai.draft.writing import written
from gongkai.plan.reading import read_plan
from tests.draft.cases import CASES
from tests.draft.measure import drafted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gongkai.draft.drafting import Draft
    from gongkai.plan.model import Plan
    from tests.draft.cases import Case


def loaded(draft: Draft, folder: Path) -> Plan:
    """Return the plan that the drafted file holds."""
    path = folder / "tasks.yaml"
    path.write_text(written(draft), encoding="utf-8")
    return read_plan(path).plan


def keys(node: Any) -> Iterator[object]:  # noqa: ANN401 - whatever YAML holds
    """Yield every key of a YAML file."""
    for each in node if isinstance(node, list) else node.values() if isinstance(node, dict) else ():
        yield from keys(each)
    yield from node if isinstance(node, dict) else ()


def folded(text: str) -> str:
    """Return a text without differences of width, and without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_draft_loads_as_it_was_drafted(case: Case, tmp_path: Path) -> None:
    draft = drafted(case, tmp_path)
    plan = loaded(draft, tmp_path)
    assert [point.no for point in plan.points] == [each.id for each in draft.points]
    for point, each in zip(plan.points, draft.points, strict=True):
        assert folded(point.text) == folded(each.text)
        assert (point.lead, point.responsible, point.support) == tuple(each.names.values())
        assert point.due == (each.deadline.day if each.deadline else None)
        assert point.ongoing == bool(each.deadline and each.deadline.ongoing)
        assert [duty.quote for duty in point.duties] == [demand.quote for demand in each.demands]
    assert plan.year == draft.year
    told = yaml.safe_load(written(draft))
    assert {type(key) for key in keys(told)} == {str}


WORDS_OF_ROLES = re.compile(
    r"牵头|负责|配合|参与|落实|单位|部门|科室|处室|时限|责任|时间|序号|要求|任务|领导|名称|内容|实事|举措|措施|备注|类型|类别|分工|项目|^抽查事项$|^进度安排$"
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_of_a_notice_is_dropped_in_silence(case: Case, tmp_path: Path) -> None:
    """Every run of words stands in the file: in a point, in a name, in a remark, or among what was left over."""
    path = tmp_path / f"{case.name}{case.ending}"
    text = written(drafted(case, tmp_path))
    have = re.sub(r"[^\w]", "", folded(text))
    for block in read_notice(path).blocks:
        texts = [block.text] if isinstance(block, Paragraph) else [s.text for row in block.rows for s in row.slots]
        for run in re.split(r"[^\w]+", " ".join(unicodedata.normalize("NFKC", each) for each in texts)):
            if re.sub(r"^[一二三四五六七八九十\d]+$", "", run) and not WORDS_OF_ROLES.search(run):
                assert run in have, run


def test_what_is_missing_is_a_note_and_loads(tmp_path: Path) -> None:
    path = tmp_path / "要点.txt"
    path.write_text("一、公开规划。\n二、公开预算。", encoding="utf-8")
    draft = draft_of(read_notice(path), this_year=2024)
    plan = loaded(draft, tmp_path)
    assert [point.text for point in plan.points] == ["公开规划。", "公开预算。"]
    assert plan.year == 2024
    assert "原文没有找到印发日期，暂写2024-01-01，请核对" in plan.notes
    assert any("没有写责任单位的要点2条" in each for each in draft.decide)
    assert any("没有找到制发机关" in each for each in draft.decide)


ODD = (
    "甲: 乙",
    "甲 # 乙",
    "- 甲",
    "*甲",
    "&甲",
    "'甲'",
    '"甲"',
    "甲\t乙",
    "{甲}",
    "[甲]",
    "是: ",
    "\u200b甲",
    "null",
    "1e3",
    "%甲",
    "@甲",
    "!甲",
    "> 甲",
    "| 甲",
)
NUMBERS = ("", "一、", "二、", "（一）", "（二）", "1.", "2.", "3．", "（1）", "①", "1.1", "第一部分 ", "附件1", "　　")
WHO = (
    "",
    "（牵头单位：县教育局；责任单位：各镇人民政府、财政局）",
    "（县教育局、县财政局牵头，各镇配合，2021年6月底前完成）",
    "责任单位：县教育局",
    "完成时限：每月10日前",
    "（由县教育局负责）",
    "(县教育局)",
    "（责任单位：同上）",
)
WORDS = (
    "加强公开。",
    "每月报送。",
    "2021年底前完成80%以上。",
    "签发后3个工作日内公开",
    "各单位要高度重视",
    "县政府办公室",
    "2021年3月1日",
)
LINES = st.builds("".join, st.lists(st.sampled_from((*NUMBERS, *WORDS, *WHO, *ODD)), min_size=1, max_size=5))


@given(st.lists(LINES, min_size=1, max_size=14))
@example(lines=["一、2021年3月1日1.2021年底前完成80%以上。"])
def test_any_draft_with_a_point_loads(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    blocks = tuple(Paragraph(line, f"第{at}行") for at, line in enumerate(lines, 1) if line.strip())
    draft = draft_of(Notice("通知.txt", blocks), this_year=2021)
    if draft.points:
        plan = loaded(draft, tmp_path_factory.mktemp("draft"))
        assert len(plan.points) == len(draft.points)
