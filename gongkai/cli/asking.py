"""What an act needs and was not given: asked at a terminal, refused elsewhere with the option that is missing."""

from __future__ import annotations

from gongkai.cli.talk import ask
from gongkai.errors import BadValue


def need(value: str | None, option: str, question: str) -> str:
    """Return the value given, or what the person at the terminal answers; `BadValue` where nobody can be asked."""
    if value is not None and value.strip():
        return value
    answer = ask(question, option)
    if not answer.strip():
        raise BadValue(f"缺少{question}", f"请用 {option} 写明")
    return answer


def need_all(values: list[str] | None, option: str, question: str) -> tuple[str, ...]:
    """Return the values given, or those answered, apart by 、 or blanks."""
    given = tuple(value for value in values or () if value.strip())
    return given or tuple(need(None, option, question).replace("、", " ").split())
