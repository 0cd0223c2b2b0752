"""Every act by every role, as the table in docs/deploy-postgres.md has it; rows and acts that do not go together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg
import pytest
from msgspec.structs import replace
from psycopg import errors

from gongkai.register import codec
from gongkai.register import kinds as r
from gongkai.register.kinds import KINDS, kind_of
from gongkai.register.reading import open_reader
from gongkai.wording import ACT
from tests.postgres_roles.conftest import (
    EDUCATION,
    NOW,
    TOWN,
    WHEN,
    append,
    by_hand,
    deduction,
    psql,
    seeded,
    write,
)
from tests.postgres_roles.test_permissions import REFUSED, of_unit, own

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.engines import Server

pytestmark = pytest.mark.postgres
PAGE = Path("docs/deploy-postgres.md")
ROWS = {
    "载入要点、增加单位、结转问题、分派、催办、印发、封存、重新打开、作废": (
        "load units.add finding.carry assign remind.sent report.issue year.close year.reopen void"
    ),
    "进展和应办事项：核实、退回、延期、取消；问题：延期": (
        "progress.verify progress.return duty.verify duty.return duty.extend duty.cancel finding.extend"
    ),
    "登记督查，核查整改（销号、退回重改）": "inspect.add finding.close finding.reopen",
    "扣分、加分、否决、录入得分、告知、撤销、不采纳建议": (
        "deduct.add deduct.propose deduct.notify deduct.revoke deduct.decline bonus.add bonus.notify bonus.revoke"
        " veto.add veto.notify veto.revoke score.record score.notify score.revoke"
    ),
    "决定复核": "appeal.decide",
    "登记问题、定整改措施、报整改": "finding.add finding.plan finding.rectify",
    "报进展、自查、申请复核、自评、交填报表": "progress.add selfcheck.add appeal.file score.self import",
    "应办事项：开启、办结": "duty.open duty.done",
}
LOGINS = {"办公室 office": "bgs", "督查考核 supervisor": "dc2", "责任单位 unit": "jyj"}


def table() -> Mapping[str, list[str]]:
    """Return the cells of the page's table, by the first of their row."""
    part = PAGE.read_text(encoding="utf-8").partition("## 四、")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"]
    return {row[0]: row[1:] for row in rows}


def test_the_page_tells_of_every_act() -> None:
    assert sorted(" ".join(ROWS.values()).split()) == sorted(ACT)
    assert set(table()) - set(ROWS) == {"", "---", "看", "修改、删除、清空任何一条", "给登录名、收回"}
    assert table()[""] == list(LOGINS)


def furnished(store: str) -> None:
    """Make the ledger of the other tests, with a bonus and a veto."""
    seeded(store)
    write(store, (replace(deduction(EDUCATION), kind="bonus"), "bonus.add"))
    write(store, (replace(deduction(EDUCATION), kind="veto", asked=Decimal(0)), "veto.add"))


@pytest.fixture(scope="session")
def held(server: Server) -> str:
    """One ledger for all of these tests: what is let in is looked at as at the end of a transaction, and undone."""
    return server.copy(furnished)


def samples(store: str) -> dict[str, r.Record]:
    """Return what each act records about the unit that has a login; it rests on what the owner wrote."""
    if store not in _SAMPLES:
        with open_reader(store) as reader:
            found = [one for kind in (r.ScoreEntry, r.Figure, r.Finding) for one in reader.of_kind(kind, 2018)]
        ids = {one.id[0]: one.id for one in found if getattr(one, "unit", "") == EDUCATION}
        _SAMPLES[store] = {act: _sample(ids, kind, act) for kind in KINDS for act in kind.ways}
    return _SAMPLES[store]


_SAMPLES: dict[str, dict[str, r.Record]] = {}


def _sample(ids: Mapping[str, str], kind: r.Kind, act: str) -> r.Record:
    record, usual = of_unit(EDUCATION, ids["D"], ids["F"])[kind.entity]
    changed, says = _OTHERWISE.get(act, {}), kind.ways[act].says
    assert changed or usual == act or not says, act
    return replace(record, **changed | ({"entry": ids[says["entry"][0]]} if "entry" in says else {}))


_TOLD: dict[str, Any] = {"kind": "notified", "appeal": "", "reason": ""}
_BACK: dict[str, Any] = {"kind": "revoked", "appeal": ""}
_OTHERWISE: dict[str, dict[str, Any]] = {
    "progress.return": {"kind": "returned", "note": "附件打不开"},
    "finding.carry": {"origin": "F5"},
    "finding.plan": {"kind": "planned", "measure": "补齐"},
    "finding.close": {"kind": "closed"},
    "finding.reopen": {"kind": "reopened"},
    "finding.extend": {"kind": "extended", "due": date(2018, 12, 1)},
    "deduct.propose": {"cause": "duty_missed:1"},
    "bonus.add": {"kind": "bonus"},
    "veto.add": {"kind": "veto", "asked": Decimal(0)},
    **{f"{noun}.notify": _TOLD for noun in ("deduct", "bonus", "veto", "score")},
    **{f"{noun}.revoke": _BACK for noun in ("deduct", "bonus", "veto", "score")},
    "year.close": {"kind": "closed", "body": "{}", "digest": "x"},
    "duty.cancel": {"kind": "cancelled", "note": "不再要求"},
    "duty.return": {"kind": "returned", "note": "没有佐证"},
}


@pytest.mark.parametrize(("login", "act"), [(login, act) for login in LOGINS.values() for act in ACT])
def test_a_cell_is_what_the_server_does(held: str, login: str, act: str) -> None:
    cell = next(cells for row, cells in table().items() if act in ROWS.get(row, "").split())[
        list(LOGINS.values()).index(login)
    ]
    record = samples(held)[act]
    with psql(held, login) as db:
        if cell.startswith("不能"):
            with pytest.raises(REFUSED):
                by_hand(db, record, act)
            return
        by_hand(db, record, act)
        db.execute(b"SET CONSTRAINTS ALL IMMEDIATE")


# --- the act that a line tells is the one that its row is


class Wrong(NamedTuple):
    """A row, and an act that its line must not tell."""

    row: str
    told: str


@cache
def wrong() -> list[Wrong]:
    """Return each act's row with every other act of its kind, but those that say no more than that."""
    pairs = ((row, told) for kind in KINDS for row in kind.ways for told in kind.ways if row != told)
    return [Wrong(row, told) for row, told in pairs if "load" not in (row, told)]


@pytest.mark.parametrize("pair", wrong(), ids=":".join)
def test_no_line_tells_another_act_than_its_row_is(held: str, pair: Wrong) -> None:
    record = samples(held)[pair.row]
    with psql(held, "bgs") as db, pytest.raises(psycopg.Error) as told:
        by_hand(db, record, pair.told)
    assert told.value.sqlstate == "GK003"


@pytest.mark.parametrize(
    ("login", "row", "told"),
    [
        ("jyj", "finding.rectify", "finding.close"),
        ("jyj", "finding.rectify", "finding.plan"),
        ("jyj", "finding.add", "finding.carry"),
        ("jyj", "duty.done", "duty.cancel"),
        ("dc1", "finding.rectify", "finding.close"),
        ("dc1", "finding.close", "finding.extend"),
        ("dc1", "deduct.add", "bonus.add"),
        ("dc1", "deduct.notify", "deduct.revoke"),
    ],
)
def test_neither_a_unit_nor_a_supervisor_tells_another_act(held: str, login: str, row: str, told: str) -> None:
    with psql(held, login) as db, pytest.raises(psycopg.Error) as refused:
        by_hand(db, samples(held)[row], told)
    assert refused.value.sqlstate == "GK003"


def test_the_letter_of_an_id_is_that_of_its_kind(held: str) -> None:
    with psql(held, "dc1") as db:
        record = by_hand(db, deduction(EDUCATION), "deduct.add", line=False)
        name = f"X{record.seq}"
        db.rollback()
        stored = codec.to_stored(record) | {"id": name}
        with pytest.raises(psycopg.Error):
            append(db, "deduct.add", "ScoreEntry", name, codec.body(kind_of(record), stored))


def test_a_supervisor_puts_no_day_off_by_planning_anew(held: str) -> None:
    finding = own(held, r.Finding, TOWN)
    later = r.FindingStep(**WHEN, finding=finding, kind="planned", due=date(2018, 12, 1))
    with psql(held, "dc1") as db, pytest.raises(REFUSED):
        by_hand(db, later, "finding.plan")


# --- what the program never writes


REPORT = r.Progress(**WHEN, point="1", unit=TOWN, percent=60)
FINDING = r.Finding(**WHEN, unit=TOWN, problem="超期", source="self")


@pytest.mark.parametrize(
    ("record", "act", "changed"),
    [
        (REPORT, "progress.add", {"percent": 101}),
        (REPORT, "progress.add", {"percent": 1000}),
        (REPORT, "progress.add", {"percent": -5}),
        (REPORT, "progress.add", {"percent": 10**18}),
        (REPORT, "progress.add", {"day": "0001-01-01"}),
        (REPORT, "progress.add", {"day": "9999-12-31"}),
        (REPORT, "progress.add", {"day": "2016-12-31"}),
        (REPORT, "progress.add", {"day": "2018-09-02"}),
        (REPORT, "progress.add", {"point": "99", "seat": f"99\x1f{TOWN}"}),
        (REPORT, "progress.add", {"point": "", "seat": f"\x1f{TOWN}"}),
        (FINDING, "finding.add", {"problem": ""}),
        (FINDING, "finding.add", {"problem": " \n　"}),
        (FINDING, "finding.add", {"point": "99"}),
        (FINDING, "finding.add", {"origin": "F5"}),
        (r.SelfInspection(**WHEN, unit=TOWN, summary="好"), "selfcheck.add", {"points": '["1","99"]'}),
        (r.SelfScore(**WHEN, unit=TOWN, item="2", score=Decimal(18)), "score.self", {"score": -100}),
        (r.SelfScore(**WHEN, unit=TOWN, item="2", score=Decimal(18)), "score.self", {"item": ""}),
        (r.DutyEvent(**WHEN, duties=("3.1",), unit=TOWN, at=NOW), "duty.open", {"at": "0001-01-01T00:00:00+08:00"}),
        (r.DutyEvent(**WHEN, duties=("3.1",), unit=TOWN, at=NOW), "duty.open", {"at": "2018-12-01T00:00:00+08:00"}),
        (r.DutyEvent(**WHEN, duties=("3.1",), unit=TOWN, at=NOW), "duty.open", {"duties": "[]"}),
        (r.Filing(**WHEN, unit=TOWN, file="表.xlsx"), "import", {"file": ""}),
        (r.Filing(**WHEN, unit=TOWN, file="表.xlsx"), "import", {"unchanged": -1}),
    ],
    ids=str,
)
def test_a_unit_writes_nothing_that_the_program_never_writes(
    held: str, record: r.Record, act: str, changed: dict[str, Any]
) -> None:
    with psql(held, "dz") as db:
        by_hand(db, record, act)
        db.rollback()
        with pytest.raises((REFUSED, errors.DataError)):
            by_hand(db, record, act, **changed)


@pytest.mark.parametrize("changed", [{"note": ""}, {"note": " "}, {"due": "2018-12-01"}], ids=str)
def test_what_was_done_is_said_in_words(held: str, changed: dict[str, Any]) -> None:
    step = r.FindingStep(**WHEN, finding=own(held, r.Finding, TOWN), kind="rectified", note="已改")
    with psql(held, "dz") as db:
        by_hand(db, step, "finding.rectify")
        db.rollback()
        with pytest.raises(REFUSED):
            by_hand(db, step, "finding.rectify", **changed)
