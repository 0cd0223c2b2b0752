"""The year's file means to any reader of YAML what it means here: keys are texts, and no text loses its end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from gongkai.plan.yaml import Items, Node, Pairs, Text, open_source, parse
from tests.intake.reading import complaints, edited, problems_of
from tests.plans import SMALL_PLAN, plan_from

ROOT = Path(__file__).parents[2]
FILES = sorted([ROOT / "tasks.yaml", ROOT / "tests/data/every-key.yaml", *ROOT.glob("examples/**/*.yaml")])


def differences(node: Node, read: object, at: str = "") -> list[str]:
    """Return where another reader has a key that is no text, or a value that is not what stands here."""
    if isinstance(node, Pairs):
        assert isinstance(read, dict)
        odd = [f"{at}.{key!r}" for key in read if not isinstance(key, str)]
        more = (differences(value, read.get(key.value), f"{at}.{key.value}") for key, value in node.pairs)
        return [*odd, *(each for some in more for each in some)]
    if isinstance(node, Items):
        assert isinstance(read, list)
        pairs = enumerate(zip(node.items, read, strict=True))
        return [each for n, (one, value) in pairs for each in differences(one, value, f"{at}[{n}]")]
    return [] if same(node, read) else [f"{at}: {node.value!r} {read!r}"]


def same(text: Text, read: object) -> bool:
    if isinstance(read, bool):
        return text.value == str(read).lower()
    if isinstance(read, int):
        return text.value == str(read)
    if isinstance(read, float):
        return Decimal(text.value) == Decimal(str(read))
    return text.value == (read.isoformat() if isinstance(read, date) else read)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_any_reader_of_yaml_reads_the_same(path: Path) -> None:
    assert differences(parse(open_source(path)), yaml.safe_load(path.read_text(encoding="utf-8"))) == []


def test_what_another_reader_reads_otherwise_is_seen() -> None:
    path = ROOT / "tests/data/every-key.yaml"
    text = path.read_text(encoding="utf-8").replace("- id: 2", "- no: 2").replace("title: 建议提案", "title: 010")
    tree = parse(type(open_source(path))("x", tuple(text.split("\n"))))
    found = differences(tree, yaml.safe_load(text))
    assert any("False" in each for each in found)
    assert any("'010' 8" in each for each in found)


@pytest.mark.parametrize(("old", "new", "before"), [("no", "id", "- id: 2"), ("off", "rest", "lights: {")])
def test_a_key_that_is_no_text_to_yaml_is_told_what_it_is_called_now(old: str, new: str, before: str) -> None:
    after = "- no: 2" if old == "no" else "holidays: {off: [2018-10-01]}\n  lights: {"
    ((line, said, hint),) = complaints(before, after)
    assert (line, said) == (0, f"键“{old}”现在写作“{new}”")
    assert f"改成“{new}:”" in hint


def test_the_rest_of_a_file_with_old_keys_is_checked_in_the_same_run() -> None:
    text = SMALL_PLAN.replace("- id: ", "- no: ").replace("lead: [县网信办]", "lead: [网信]")
    said = [problem.message for problem in problems_of(text)]
    assert [each for each in said if "现在写作" not in each] == ["名录里没有“网信”"]


CUT = [
    ("title: 决策公开", "title: 在微博开设 #话题#"),
    ("title: 决策公开", "title: 决策 # 公开"),
    ("title: 决策公开", "title: 决策公开  #公开"),
    ("title: 决策公开", "title: 决策\n              公开 #公开"),
    ("lead: [县网信办]", "lead: [县网信办 #牵头\n              ]"),
    ("quote: 力争80%以上", "what: 比例 #1\n                , quote: 力争80%以上"),
]


@pytest.mark.parametrize(("before", "after"), CUT)
def test_a_text_that_would_lose_its_end_is_refused(before: str, after: str) -> None:
    content, _ = edited(before, after)
    found = [problem for problem in problems_of(content) if "会被当作备注丢掉" in problem.message]
    assert len(found) == 1
    assert "引号" in found[0].hint


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: 决策公开", "title: 决策公开      # 可以不写"),
        ("title: 决策公开", "title: 决策公开\t# 可以不写"),
        ("title: 决策公开", "# 甲 #乙\n            title: 决策公开"),
        ("- id: 2", "- id: 2 # 第二条"),
        ("issued: 2018-07-25", "issued: 2018-07-25 #印发"),
        ("lead: [县网信办]", "lead: [县网信办] #牵头"),
    ],
)
def test_a_remark_stays_a_remark(before: str, after: str) -> None:
    assert problems_of(edited(before, after)[0]) == ()


def test_a_quoted_text_and_a_block_keep_every_mark() -> None:
    plan = plan_from(SMALL_PLAN.replace("title: 决策公开", "title: '在微博开设 #话题#'"))
    assert plan.points[0].title == "在微博开设 #话题#"
    block = "text: |\n              建议提案办理复文应当公开。\n              在微博开设 #话题#"
    assert plan_from(SMALL_PLAN.replace("text: 建议提案办理复文应当公开。", block)).points[1].text.endswith("#话题#")


def test_a_collective_whose_name_is_no_text_to_yaml_is_quoted() -> None:
    ((_, said, hint),) = complaints("  各镇人民政府: {", "  2018: {kinds: [镇]}\n  各镇人民政府: {")
    assert ("没有加引号" in said, hint) == (True, "请加上引号")
    assert problems_of(SMALL_PLAN.replace("  各镇人民政府: {", '  "2018": {kinds: [镇]}\n  各镇人民政府: {')) == ()
