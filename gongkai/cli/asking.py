"""What an act needs and was not given: asked at a terminal, refused elsewhere with the option that is missing.

Names are held against the plan when they are answered, and asked again with the candidates where they do not fit.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from gongkai.cli.counter import coming_day, counter_of
from gongkai.cli.talk import ask, asked, offer, say
from gongkai.domain.lookup import find_point, find_points, find_unit, split_units
from gongkai.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import typer

    from gongkai.cli.counter import Counter
    from gongkai.domain.plan import Plan, Unit

_NONE = re.compile("无[：: 　]|无$")
DEFAULT_UNIT = "GONGKAI_UNIT"


def need(value: str | None, option: str, question: str, check: Callable[[str], object] = str) -> str:
    """Return the value given, or what the person at the terminal answers; `BadValue` where nobody can be asked.

    An answer that `check` refuses is asked again; a value given is the act's to judge.
    """
    if value is not None and value.strip():
        return value
    return ask(question, option, lambda answer: (check(answer), answer)[1])


def need_all(
    values: list[str] | None, option: str, question: str, check: Callable[[str], object] = str
) -> tuple[str, ...]:
    """Return the values given, or those answered, apart by 、 or blanks."""
    given = tuple(value for value in values or () if value.strip())

    def each(answer: str) -> None:
        for part in _apart(answer):
            check(part)

    return given or _apart(need(None, option, question, each))


def _apart(answer: str) -> tuple[str, ...]:
    return tuple(answer.replace("、", " ").replace("，", " ").replace(",", " ").split())


def lacks(*values: object) -> bool:
    """Tell whether something is missing that a person is there to be asked for."""
    return asked() and not all(values)


def evidence() -> tuple[str, ...]:
    """Return the evidence that the person at the terminal adds, none where the answer is empty; checked as given."""
    from gongkai.services.evidence import evidence_of, pieces

    def each(answer: str) -> None:
        for part in _pieces(answer):
            for piece in pieces(part):
                evidence_of(piece)

    return _pieces(offer("佐证（网址、文号或文件，可以不填）", each))


def _pieces(answer: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in answer.split("；") if part.strip())


def due(question: str, since: date | None) -> str:
    """Return a date to come, given on `since`, that the person at the terminal adds, as typed; empty where none is."""
    return offer(question, lambda answer: coming_day(answer, "整改期限", since))


def proof(given: list[str] | None, none: str) -> tuple[tuple[str, ...], str]:
    """Return evidence, or the reason for having none, as given or answered: `无：原因` says there is none."""
    pieces = tuple(given or ())
    if pieces or none.strip():
        return pieces, none
    said = need(None, "--evidence 或 --no-evidence", "佐证（网址、文号或文件；确实没有的写“无：原因”）", _reasoned)
    found = _NONE.match(said)
    return ((), said[found.end() :].strip()) if found else ((said,), "")


def _reasoned(answer: str) -> None:
    found = _NONE.match(answer)
    if found and not answer[found.end() :].strip():
        raise BadValue("没有佐证的要写明原因", "如 无：现场查看")


def own_unit(units: Sequence[Unit]) -> str:
    """Return the full name of the unit that the environment names, empty where it names none."""
    name = os.environ.get(DEFAULT_UNIT, "")
    with suppress(BadValue):
        return find_unit(units, name).name if name else ""
    return ""


class Names(Struct, frozen=True):
    """Names and numbers of a year's plan, asked for and checked; the plan is read only where a person answers."""

    counter: Counter
    year: int | None

    def unit(self, value: str | None, question: str = "单位") -> str:
        """Return the unit given, by the environment too (which is told), or answered."""
        name = need(value, "-u", question, self.known_unit)
        if asked() and name == os.environ.get(DEFAULT_UNIT):
            say(f"单位：{find_unit(self._plan().units, name).name}（环境变量 {DEFAULT_UNIT}）")
        return name

    def units(self, values: list[str] | None, question: str = "单位") -> tuple[str, ...]:
        """Return the units given or answered."""
        return need_all(values, "-u", question, self.known_unit)

    def point(self, value: str | None) -> str:
        """Return the point given or answered."""
        return need(value, "编号", "要点编号", lambda answer: find_point(self._plan(), answer))

    def rule(self, value: str | None, units: Sequence[str], kind: Literal["deduction", "bonus"] = "deduction") -> str:
        """Return the rule given; asked for, those of the first unit's rubric are shown, and it must be one of them."""
        if (value is not None and value.strip()) or not asked():
            return need(value, "--rule", "规则编号")
        from gongkai.domain.rulebook import find_own, rule_lines

        plan = self._plan()
        if plan.assessment is None:
            return need(value, "--rule", "规则编号")
        rubric, unit = plan.assessment, find_unit(plan.units, split_units(plan.units, units[0])[0])
        for code, told in rule_lines(rubric, unit, kind):
            say(f"  {code}　{told}")
        return need(None, "--rule", "规则编号", lambda answer: find_own(rubric, unit, answer, kind))

    def known_unit(self, answer: str) -> None:
        """Check a unit; raises `BadValue` with the candidates."""
        find_unit(self._plan().units, answer)

    def known_point(self, answer: str) -> None:
        """Check a point; raises `BadValue`."""
        find_point(self._plan(), answer)

    def known_points(self, answer: str) -> None:
        """Check points as in `1,3-5`; raises `BadValue`."""
        find_points(self._plan(), answer)

    def _plan(self) -> Plan:
        with self.counter.reader() as reader:
            return reader.plan(self.year)


def names(ctx: typer.Context, year: int | None) -> Names:
    """Return the names of a year to ask for."""
    return Names(counter_of(ctx), year)
