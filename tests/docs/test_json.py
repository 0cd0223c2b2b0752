"""docs/json.md is what the commands answer, key by key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from typer.core import TyperGroup

from gongkai.cli.chinese import load
from gongkai.cli.table import TABLE
from tests.cli import run
from tests.demonstration import shown
from tests.docs.answers import answers, shared
from tests.docs.console import ROOT
from tests.docs.promises import Promises
from tests.engines import postgres, server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from typer._click import Command

    from tests.demonstration import Shown

__all__ = ["postgres", "server", "shown"]

PAGE = (ROOT / "docs/json.md").read_text(encoding="utf-8")
Answers = list[tuple[str, Any]]
OF_SERVER = ("db ", "audit verify: outside[]")
"""How the commands and keys begin that only a ledger on a PostgreSQL server answers."""


@pytest.fixture(scope="module")
def answered(shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Every answer, with what the page calls it."""
    return list(answers(shown.store, tmp_path_factory.mktemp("回答")))


def commands() -> Iterator[str]:
    """Yield every command that answers in JSON."""
    for entry in TABLE:
        yield from _below(entry.name, load(entry))


def _below(name: str, command: Command) -> Iterator[str]:
    if any("--json" in param.opts for param in command.params):
        yield name
    if isinstance(command, TyperGroup):
        for below, each in command.commands.items():
            yield from _below(f"{name} {below}", each)


def of_command(call: str) -> str:
    """Return the command of what the page calls a call."""
    return call.partition("：")[0].partition(" --")[0]


def test_every_answer_is_as_the_page_has_it_and_the_page_has_nothing_else(answered: Answers) -> None:
    page = Promises(PAGE)
    wrong = dict.fromkeys(said for call, value in answered for said in page.held(call, value))
    assert list(wrong) == []
    assert [key for key in page.unseen() if not key.startswith(OF_SERVER)] == []


@pytest.mark.postgres
def test_every_answer_of_a_server_is_as_the_page_has_it(postgres: str, tmp_path: Path) -> None:
    page, answered = Promises(PAGE), shared(postgres, tmp_path)
    _drop(postgres, {value["login"] for call, value in answered if call == "db revoke"})
    assert [said for call, value in answered for said in page.held(call, value)] == []
    assert [key for key in page.unseen() if key.startswith(OF_SERVER)] == []
    assert {of_command(call) for call, _ in answered if call.startswith(OF_SERVER)} == {
        call for call in commands() if call.startswith(OF_SERVER)
    }


def _drop(store: str, logins: set[str]) -> None:
    """Remove logins from the server, which other tests share."""
    import psycopg

    with psycopg.connect(store) as db:
        for name in logins:
            db.execute(f"DROP OWNED BY {name}; DROP ROLE {name}".encode())


def test_every_command_stands_on_the_page_and_was_asked(answered: Answers) -> None:
    page = Promises(PAGE)
    ways = {call for each in page.sections.values() if each.answer for call in each.name.split("、")}
    assert set(map(of_command, ways)) == set(commands())
    assert {call for call in ways if not call.startswith(OF_SERVER)} <= {call for call, _ in answered}


WRONG: tuple[tuple[object, str], ...] = (
    ({"from": "2018-09-28", "days": 3, "date": "2018-10-08"}, "there is no key skipped"),
    ({"from": "2018-09-28", "days": 3, "date": "2018-10-08", "skipped": [], "more": 1}, "does not know the key more"),
    ({"from": "2018-09-28", "days": "3", "date": "2018-10-08", "skipped": []}, "is not 整数"),
    ({"from": "28.9.", "days": 3, "date": "2018-10-08", "skipped": []}, "is not 日期"),
    ({"from": "2018-09-28", "days": 3, "date": None, "skipped": []}, "is not 日期"),
    ({"from": "2018-09-28", "days": 3, "date": "2018-10-08", "skipped": [{"date": "2018-10-01"}]}, "no key reason"),
    ({"from": "2018-09-28", "days": 3, "date": "2018-10-08", "skipped": {}}, "的数组"),
    ([], "is not 对象"),
)


@pytest.mark.parametrize(("value", "said"), WRONG, ids=[said for _, said in WRONG])
def test_an_answer_that_is_not_as_the_page_has_it_would_be_seen(value: object, said: str) -> None:
    (found,) = Promises(PAGE).held("workday", value)
    assert said in found


def test_a_code_that_the_page_does_not_list_would_be_seen() -> None:
    row = {"level": "warning", "kind": "backdated", "where": "P3", "message": "补录", "hint": ""}
    (found,) = Promises(PAGE).held("check", [row])
    assert "'warning' is not 代码" in found


PROMISED: dict[str, dict[str, str]] = {
    "status": {
        "": "plan summary points",
        "plan": "year title number as_of",
        "summary": "points not_started in_progress done verified overdue units self_inspected open_findings",
        "points": "no title chapter section lead responsible unresolved units reported responsible_done"
        " responsible_units status percent light due updated",
    },
    "show：要点": {
        "": "no title text lead status percent light due updated assignments duties history",
        "assignments": "unit role percent status updated person",
    },
    "units list": {"": "name kind group aliases leads points self_inspections open_findings"},
    "score": {
        "": "plan scheme units",
        "units": "unit group score rank grade deducted bonus veto items deductions",
        "units.items": "code name points applicable deducted score items",
        "units.deductions": "id rule date asked applied status reason",
    },
    "audit verify": {"": "ok entries head problems", "problems": "kind entity id message"},
    "check": {"": "level kind where message hint"},
    "finding list": {"": "id unit status date due"},
    "deduct list": {"": "id unit status date"},
    "duty list": {"": "id unit due status"},
    "progress list": {"": "id unit status date"},
    "selfcheck list": {"": "id unit status date"},
}
"""What scripts were promised, before anything else was: answers may have more, never less."""


@pytest.mark.parametrize("call", PROMISED)
def test_what_scripts_rely_on_stays(answered: Answers, call: str) -> None:
    for path, keys in PROMISED[call].items():
        found = [each for name, value in answered if name == call for each in _at(value, path)]
        assert found, path
        for each in found:
            assert set(keys.split()) <= set(each), (call, path)


def _at(value: Any, path: str) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Yield the objects at a path, through lists."""
    if isinstance(value, list):
        for each in value:
            yield from _at(each, path)
    elif path:
        name, _, rest = path.partition(".")
        yield from _at(value[name], rest)
    else:
        yield value


def test_where_nothing_was_done_nothing_is_answered(tmp_path: Path) -> None:
    bad = tmp_path / "坏.yaml"
    bad.write_text("plan: {}", encoding="utf-8")
    db = str(tmp_path / "x.db")
    for code, words in (
        (4, ("show", "1")),
        (1, ("load", str(bad))),
        (0, ("load",)),
        (2, ("show", "99")),
        (3, ("progress", "add", "1", "-u", "县政府办公室", "--percent", "5", "--date", "2017-01-01")),
    ):
        done = run(*words, "--json", db=db, today="2018-11-30")
        assert done.code == code, done.err
        assert bool(done.out) == (code == 0)


def test_every_link_leads_to_a_heading() -> None:
    page = Promises(PAGE)
    for section in page.sections.values():
        for name in section.includes:
            assert name in page.sections
        for key in section.keys.values():
            for kind in (*key.kinds, *(f"#{name}" for name in key.includes)):
                assert not kind.startswith("#") or kind.removesuffix(" 的数组")[1:] in page.sections
