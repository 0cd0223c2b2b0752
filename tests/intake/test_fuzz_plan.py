"""Whatever is in the file, it is read or refused in Chinese with lines: nothing else ever comes out."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.reading import NAME, line_of, problems_of
from tests.plans import SMALL_PLAN

LINES = SMALL_PLAN.split("\n")
CHINESE = re.compile("[\u4e00-\u9fff]")
GARBAGE = st.text(st.sampled_from(list("[]{}:,-#&*!|>'\"%@`?~ \t\n\\0甲：，é\u3000\u2028\ud83d\x00")), max_size=12)
VALUES = st.sampled_from(
    ["", "~", "[]", "{}", "[[]]", "{a: }", "0", "-1", "1e9", "99999999999", "9" * 5000, "是", "镇"]
)


def assert_told(content: str | bytes) -> None:
    """Every problem names the file, a line that exists, and says in Chinese what is wrong."""
    data = content if isinstance(content, bytes) else content.encode(errors="surrogatepass")
    for problem in problems_of(data):
        assert f"{NAME}:" in problem.where
        assert 1 <= line_of(problem) <= re.subn(b"\r\n|\r|\n", b"", data)[1] + 1
        assert CHINESE.search(problem.message)
        assert not problem.hint or CHINESE.search(problem.hint)
        assert not re.search("[\x00-\x1f\ud800-\udfff]", problem.message + problem.hint + problem.excerpt)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    assert_told(content)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(GARBAGE, st.sampled_from(LINES)), max_size=12))
def test_lines_thrown_together(lines: list[str]) -> None:
    assert_told("\n".join(lines))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(LINES) - 1), st.integers(1, 8))
def test_lines_lost(first: int, count: int) -> None:
    assert_told("\n".join(LINES[:first] + LINES[first + count :]))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1))
def test_lines_swapped(one: int, other: int) -> None:
    lines = LINES.copy()
    lines[one], lines[other] = lines[other], lines[one]
    assert_told("\n".join(lines))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(SMALL_PLAN)), st.integers(0, 6), GARBAGE)
def test_a_slip_of_the_hand(at: int, lost: int, typed: str) -> None:
    assert_told(SMALL_PLAN[:at] + typed + SMALL_PLAN[at + lost :])


VALUE = re.compile(r"(?<=: )[^\[\]{},\n]+")
SPANS = [found.span() for found in VALUE.finditer(SMALL_PLAN)]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SPANS), st.one_of(VALUES, st.sampled_from(SPANS)))
def test_values_mistaken_for_one_another(span: tuple[int, int], value: str | tuple[int, int]) -> None:
    words = value if isinstance(value, str) else SMALL_PLAN[slice(*value)]
    assert_told(SMALL_PLAN[: span[0]] + words + SMALL_PLAN[span[1] :])
