"""Which notice a ledger is of: a second one of the year is refused, the packaged one gives way to an office's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.register.writing import open_register
from tests.cli import run
from tests.plans import SMALL_PLAN
from tests.services.book import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli import Result

TITLE, NUMBER = "某县2018年政务公开工作要点", "某府办函[2018]1号"
OTHER = SMALL_PLAN.replace(TITLE, "某县2018年民生实事").replace(NUMBER, "某府办函[2018]9号")


class Desk:
    """One database and files beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.db = folder, str(folder / "台账.db")

    def __call__(self, *args: str) -> Result:  # noqa: D102 - a command
        return run(*args, db=self.db, today="2018-09-03")

    def load(self, text: str, *more: str) -> Result:
        """Load a file of this text."""
        path = self.folder / "tasks.yaml"
        path.write_text(text, encoding="utf-8")
        return self("load", str(path), *more)


@pytest.fixture(name="desk")
def _desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_a_second_notice_of_the_year_is_refused_with_the_two_ways_out(desk: Desk, dry: tuple[str, ...]) -> None:
    assert desk.load(SMALL_PLAN).code == 0
    before = desk("audit", "verify", "--json").json["head"]
    got = desk.load(OTHER, *dry)
    assert (got.code, got.out) == (3, "")
    assert TITLE in got.err
    assert "某县2018年民生实事" in got.err
    assert "--db" in got.err
    assert "--revise" in got.err
    assert desk("audit", "verify", "--json").json["head"] == before


def test_a_notice_is_revised_under_another_title_and_number_where_it_is_said_so(desk: Desk) -> None:
    desk.load(SMALL_PLAN)
    assert desk.load(OTHER, "--revise").code == 0
    assert desk("status", "--json").json["plan"]["title"] == "某县2018年民生实事"


@pytest.mark.parametrize(("old", "new"), [(TITLE, "某县2018年公开要点"), (NUMBER, "某府办函[2018]2号"), ("：", "：")])
def test_a_title_or_a_number_corrected_is_a_revision(desk: Desk, old: str, new: str) -> None:
    desk.load(SMALL_PLAN)
    assert desk.load(SMALL_PLAN.replace(old, new)).code == 0


def test_notices_without_a_number_are_told_apart_by_their_titles(desk: Desk) -> None:
    bare = SMALL_PLAN.replace(f"  number: {NUMBER}\n", "")
    desk.load(bare)
    assert desk.load(bare.replace(TITLE, "某县2018年民生实事")).code == 3
    assert desk.load(SMALL_PLAN).code == 0, "the number came later"


def test_another_year_is_no_second_notice(desk: Desk) -> None:
    desk.load(SMALL_PLAN)
    assert desk.load(OTHER.replace("2018", "2019")).code == 0
    assert desk("status", "--json", "--year", "2018").json["plan"]["title"] == TITLE


@pytest.mark.parametrize("year", ["2018", "2019"])
def test_the_packaged_plan_gives_way_to_the_first_own_one(desk: Desk, year: str) -> None:
    assert desk.load(SMALL_PLAN.replace("year: 2018", "year: 二")).code == 1
    assert desk("load").code == 0, "the packaged plan is loaded"
    got = desk.load(SMALL_PLAN.replace("2018", year))
    assert got.code == 0, got.err
    assert "程序自带的《威远县2018年政务公开工作要点》" in got.err
    log = desk("audit", "log")
    assert "威远" not in log.out
    assert len(desk("audit", "log", "--json").json) == 1
    assert desk("audit", "verify").code == 0
    assert f"某县{year}年" in desk("status").out


def test_a_dry_run_begins_nothing_anew(desk: Desk) -> None:
    desk("load")
    head = desk("audit", "verify", "--json").json["head"]
    got = desk.load(SMALL_PLAN, "--dry-run")
    assert (got.code, "会换掉" in got.err) == (0, True)
    assert desk("audit", "verify", "--json").json["head"] == head


def test_what_was_recorded_is_never_begun_anew(desk: Desk) -> None:
    desk("load")
    assert desk("progress", "add", "2", "-u", "县政府办公室", "--percent", "10").code == 0
    assert desk.load(SMALL_PLAN).code == 3
    assert desk("progress", "list", "--json").json[0]["percent"] == 10
    with (
        open_register(desk.db, actor="甲", os_user="甲", now=NOW) as register,
        pytest.raises(RuntimeError, match="never begun anew"),
    ):
        register.begin_anew()


def test_the_office_of_the_packaged_plan_keeps_it(desk: Desk) -> None:
    desk("load")
    own = SMALL_PLAN.replace("issuer: 某县人民政府办公室", "issuer: 威远县人民政府办公室").replace("2018", "2019")
    assert desk.load(own).code == 0
    assert desk("status", "--year", "2018").code == 0


def test_a_plan_that_is_carried_over_is_kept(desk: Desk) -> None:
    desk("load")
    assert desk.load(SMALL_PLAN.replace("2018", "2019"), "--carry", "2018").code == 0
    assert desk("status", "--year", "2018").code == 0


def test_who_names_units_is_the_plans_own_office(desk: Desk) -> None:
    got = desk.load(SMALL_PLAN.replace("office: 县政府办公室", "office: 县教育局"))
    assert "由县教育局逐个要点指定单位" in got.err
    assert "由县政府办公室" not in got.err


def test_a_lead_that_nobody_stands_behind_is_asked_for_as_a_lead(desk: Desk) -> None:
    open_lead = SMALL_PLAN.replace("lead: [县网信办]", "lead: [有关单位]")
    got = desk.load(open_lead)
    assert "待明确的牵头单位：有关单位（1个要点）；由县政府办公室逐个要点指定牵头单位" in got.err
    assert "gongkai assign 编号 -u 单位 --role lead" in got.err
    said = desk("status").out
    assert "待明确的牵头单位：1个要点的牵头单位里有统称“有关单位”" in said
    assert "--role lead" in said
    assert "gongkai assign 3 -u 单位 --role lead" in desk("show", "3").out
    desk("assign", "3", "-u", "县教育局")
    assert desk("status", "3", "--json").json["points"][0]["unresolved"] == ["有关单位"], "a lead is still missing"
    assert desk("assign", "3", "-u", "县网信办", "--role", "lead").code == 0
    point = desk("status", "3", "--json").json["points"][0]
    assert (point["lead"], point["unresolved"]) == (["县网信办"], [])


def test_a_lead_that_was_named_leaves_open_what_else_is(desk: Desk) -> None:
    both = SMALL_PLAN.replace(
        "lead: [县网信办]\n            responsible: [各镇人民政府]",
        "lead: [有关单位]\n            responsible: [县有关部门]",
    ).replace("  有关单位: {unresolved: true}", "  有关单位: {unresolved: true}\n  县有关部门: {unresolved: true}")
    desk.load(both)
    desk("assign", "3", "-u", "县网信办", "--role", "lead")
    assert desk("status", "3", "--json").json["points"][0]["unresolved"] == ["县有关部门"]
    desk("assign", "3", "-u", "东镇")
    assert desk("status", "3", "--json").json["points"][0]["unresolved"] == []
