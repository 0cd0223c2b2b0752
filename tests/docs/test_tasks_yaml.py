"""docs/tasks-yaml.md: every example loads, and every key of the file stands in one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from gongkai.plan.keys import KINDS, fields_of
from gongkai.plan.model import EVERY, OWED_BY, Plan
from tests.intake.reading import problems_of
from tests.plans import plan_from

PAGE = (Path(__file__).parents[2] / "docs/tasks-yaml.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
BASE, *PARTS = BLOCKS


def parts(text: str) -> dict[str, str]:
    """Return a file's parts, each with the line that names it."""
    return {part.partition(":")[0]: part for part in re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE) if part}


def whole(block: str) -> str:
    """Return the first example with another in the place of its parts; of the head, line by line."""
    base, own = parts(BASE), parts(block)
    if "plan" in own and "year:" not in own["plan"]:
        own["plan"] = base["plan"] + own["plan"].partition("\n")[2]
    return "".join((base | own).values())


def test_the_first_example_is_a_whole_file() -> None:
    assert [point.no for point in plan_from(BASE).points] == ["1", "2"]


@pytest.mark.parametrize("block", PARTS, ids=[next(iter(parts(block))) for block in PARTS])
def test_every_example_loads(block: str) -> None:
    text = whole(block)
    assert problems_of(text) == ()
    assert all(isinstance(key, str) for key in yaml.safe_load(text))


def test_an_example_with_a_fault_would_be_seen() -> None:
    assert problems_of(whole(PARTS[0].replace("number:", "nummer:")))


def keys(record: type) -> set[str]:
    found = set()
    for field in fields_of(record):
        inside = keys(field.kind) if field.kind not in {record, *KINDS} else set()
        found |= inside | {field.key}
    return found


def test_every_key_and_every_word_stands_in_an_example() -> None:
    written = set(re.findall(r"([a-z_]+):", "".join(BLOCKS)))
    outer = {"name", "chapter", "section"}
    assert keys(Plan) - outer - written == set()
    assert {way for way in EVERY if f"`{way}`" not in PAGE} == set()
    assert {way for way in OWED_BY if f"`{way}`" not in PAGE} == set()


def test_the_rubric_comes_last() -> None:
    assert re.findall(r"^## (\w+)：", PAGE, re.MULTILINE)[-1] == "assessment"
