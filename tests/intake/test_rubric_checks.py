"""What is wrong or odd in a rubric's arithmetic is told by line before anything is loaded."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from gongkai.errors import BadFile
from gongkai.plan.reading import read_plan
from tests.plans import small_plan_text
from tests.scoring.rubrics import rubric

ITEMS = 'items: [{code: "1", name: 甲, points: 60, RULES}, {code: "2", name: 乙, points: 40}]\n'


VETO = "vetoes: [{code: V1, text: 迟, grade: 良好}]"
TWICE = "penalties: {rules: [{code: a, text: 丙, points: 1}]}"


def told(scheme: str, grades: str = "") -> str:
    """Return all that reading says of a scheme: what is wrong, or what is odd."""
    text = small_plan_text()
    head = text[: text.index("assessment:")]
    body = "\n".join("      " + line for line in scheme.strip().splitlines())
    lines = grades or "[{name: 优秀, min: 90}, {name: 良好, min: 80}, {name: 不合格, min: 0}]"
    whole = (
        f"{head}assessment:\n  full: 100\n  grades: {lines}\n  groups:\n"
        f"    - {{name: 全, kinds: [镇, 政府部门, 党委部门]}}\n  schemes:\n    - name: 细则\n{body}\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tasks.yaml")
        path.write_text(whole, encoding="utf-8")
        try:
            return "\n".join(f"{note.message} {note.advice}" for note in read_plan(path).notes)
        except BadFile as error:
            return "\n".join(f"{problem.message} {problem.advice}" for problem in error.problems)


def items(rules: str = "rules: []") -> str:
    return ITEMS.replace("RULES", rules)


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        (items() + VETO, "不会因此提高 不得评为更高等次的意思，请改写 at_most: 良好"),
        (items() + "vetoes: [{code: V1, text: 迟, grade: 良好, at_most: 良好}]", "要写 grade 或 at_most，且只写一个"),
        (items() + "vetoes: [{code: V1, text: 迟, at_most: 中}]", "没有等次“中”"),
        (items("floor: {min: 70, grade: 不合格}"), "总够不上底线 70 分"),
        (items("floor: {min: 20, grade: 差}"), "没有等次“差”"),
        (items() + "stages: [{name: 一, items: []}, {name: 二}]", "考核阶段“一”没有考核项"),
        (items() + 'stages: [{name: 一, items: ["1"]}]', "考核项2不在任何阶段里"),
        (items() + 'stages: [{name: 一, items: ["9"]}]', "没有一级考核项“9”"),
        (items() + "stages: [{name: 一, weight: 50}, {name: 二}]", "有的阶段写了权重，有的没有写"),
        (items() + "stages: [{name: 一, weight: 50}, {name: 二, weight: 40}]", "各阶段权重合计 90，不是 100"),
        (items() + "stages: [{name: 一, of: 20}]", "这个阶段不是外部评分"),
        (items() + 'stages: [{name: 一, external: true, items: ["1"]}]', "不能写 items"),
        (items() + 'bonus: {cap: 5, above: 60, of: ["7"], rules: []}', "没有考核项“7”"),
        (items() + "bonus: {cap: 5, above: 60, at_least: 60, rules: []}", "above 和 at_least 只写一个"),
        (items() + "ceiling: 90", "最高得分 90 低于满分 100"),
        (items("of: 20"), "用不上 of"),
        (items("mode: ratio, of: 0"), "of 是满分，不能是 0"),
        (items("mode: ratio, rules: [{code: a, text: 乙, points: 1}]"), "又有扣分规则"),
        (items("mode: earn"), "却没有得分规则，总是 0 分"),
        (items("rules: [{code: a, text: 乙, points: 5, max: 3}]"), "一次 5 分，全年最多却只有 3 分"),
        (items("rules: [{code: a, text: 乙, points: 5, per: 天, auto: duty_missed}]"), "只有 auto: duty_late 会数天数"),
        (items("rules: [{code: a, text: 乙, points: {min: 1, max: 2}, repeat: {from: 2, points: 4}}]"), "分值算不出来"),
        (items("rules: [{code: a, text: 乙, points: 1}]") + TWICE, "规则编号“a”重复"),
        (items() + "places: 4", "4 不在0到3之间"),
    ],
)  # fmt: skip
def test_each_oddity_is_told(scheme: str, said: str) -> None:
    assert said in told(scheme)


def test_shares_over_a_hundred_and_a_share_of_the_last_grade_are_told() -> None:
    grades = "[{name: 优秀, min: 90, share: 60}, {name: 良好, min: 80, share: 50}, {name: 不合格, min: 0, share: 10}]"
    said = told(items(), grades)
    assert "各等次的名额合计 120%，超过 100%" in said
    assert "最低的等次“不合格”限了名额" in said


def test_a_sound_rubric_says_nothing() -> None:
    quiet = told(
        items("rules: [{code: a, text: 乙, points: 2, max: 6, repeat: {from: 2, points: 3}}]") + "ceiling: 100"
    )
    assert "细则" not in quiet
    assert "考核" not in quiet
    assert rubric(items()).assessment is not None
