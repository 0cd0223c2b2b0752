"""The 2018 file held against the notice itself, read here by other means than the program's."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gongkai.errors import AmbiguousName
from gongkai.plan.lookup import find_unit
from gongkai.plan.model import Target, Within
from gongkai.plan.reading import PlanFile, packaged_tasks, read_plan
from gongkai.plan.roster import roster_of

if TYPE_CHECKING:
    from gongkai.plan.model import Duty, Plan, WorkPoint

NOTICE = Path(__file__).parents[1] / "data" / "notice-2018-46.txt"
TWINS = str.maketrans(",;:()?!", "，；：（）？！")
COLLECTIVES = {"各镇人民政府", "各县人民政府", "县政府各部门", "县政府有关部门", "县政府有关部门和单位", "有关单位"}


def folded(text: str) -> str:
    """Return text with the full-width twin of each half-width mark."""
    return text.translate(TWINS)


@dataclass(frozen=True)
class Printed:
    """A point as the notice prints it."""

    no: str
    title: str
    text: str
    chapter: str
    section: str
    lead: list[str]
    responsible: list[str]


@cache
def notice() -> list[Printed]:
    """Walk the notice line by line, keeping the headings last seen."""
    found, chapter, section = [], "", ""
    for raw in NOTICE.read_text(encoding="utf-8").split("\n"):
        line = folded(raw.strip("　 \r"))
        number, dot, rest = line.partition(".")
        if line[:2] in {"一、", "二、", "三、", "四、"}:
            chapter = line
        elif line.startswith("（") and line.index("）") <= len("（十八"):
            section = line.removesuffix("。")
        elif dot and number.isdecimal():
            title, _, body = rest.partition("。")
            text, _, roles = body.rpartition("（牵头单位：")
            lead, _, responsible = roles.removesuffix("）").partition("；责任单位：")
            found.append(Printed(number, title, text, chapter, section, _units(lead), _units(responsible)))
    return found


def _units(words: str) -> list[str]:
    return words.replace("，", "、").split("、")


@cache
def tasks() -> PlanFile:
    return read_plan(packaged_tasks())


def plan() -> Plan:
    return tasks().plan


def duty(number: str) -> Duty:
    return next(duty for point in plan().points for duty in point.duties if duty.id == number)


def test_the_notice_and_the_file_have_41_points_in_18_sections_of_4_chapters() -> None:
    assert [point.no for point in notice()] == [point.no for point in plan().points] == [str(n) for n in range(1, 42)]
    assert len({point.chapter for point in plan().points}) == 4
    assert len({point.section for point in plan().points}) == 18


@pytest.mark.parametrize("index", range(41))
def test_a_point_stands_word_for_word_as_printed(index: int) -> None:
    printed, kept = notice()[index], plan().points[index]
    assert folded(kept.title) == printed.title
    assert folded(kept.text) == printed.text
    assert (folded(kept.chapter), folded(kept.section)) == (printed.chapter, printed.section)
    assert list(kept.lead) == printed.lead
    assert list(kept.responsible) == printed.responsible


def test_the_head_is_that_of_the_notice() -> None:
    head = plan()
    text = NOTICE.read_text(encoding="utf-8")
    assert head.number == "威府办函〔2018〕46号"
    assert "威府办函[2018]46号" in text
    assert f"{head.title}\n" in text
    assert (head.year, head.issued, head.issuer) == (2018, date(2018, 7, 25), "威远县人民政府办公室")
    assert head.self_inspection.quote in text
    assert (head.self_inspection.at_least, len(head.self_inspection.kinds)) == (1, 5)


def test_the_roster_is_the_34_units_named_and_the_20_towns() -> None:
    named = {unit for point in notice() for unit in (*point.lead, *point.responsible)} - COLLECTIVES - {"县发展改革委"}
    towns = [unit for unit in plan().units if unit.kind == "镇"]
    assert {unit.name for unit in plan().units if unit.kind != "镇"} == named
    assert (len(named), len(towns), len(plan().units)) == (34, 20, 54)
    assert all(unit.name == f"{unit.aliases[0]}人民政府" for unit in towns)
    assert [unit.source[-9:] for unit in towns] == [str(511024100 + n) for n in range(20)]
    leads = {unit for point in notice() for unit in point.lead} - {"县发展改革委"}
    assert named - leads == {"县质监局"}


def test_each_unit_says_where_the_notice_names_it() -> None:
    printed = {point.no: point for point in notice()}
    for unit in plan().units:
        told = re.fullmatch(r"要点(\d+)(牵头|责任)单位", unit.source)
        if told:
            point = printed[told[1]]
            assert unit.name in (point.lead if told[2] == "牵头" else point.responsible)
        else:
            assert unit.kind == "镇"


def test_collectives_are_named_as_often_as_in_the_notice() -> None:
    counted = Counter(word for point in plan().points for word in point.responsible)
    assert {name: counted[name] for name in COLLECTIVES} == {
        "各镇人民政府": 38,
        "县政府各部门": 37,
        "有关单位": 38,
        "县政府有关部门": 1,
        "县政府有关部门和单位": 1,
        "各县人民政府": 1,
    }
    assert {collective.name for collective in plan().collectives} == COLLECTIVES


def test_the_office_leads_27_points_twelve_of_them_alone() -> None:
    led = [point for point in plan().points if "县政府办公室" in point.lead]
    assert len(led) == 27
    alone = [point.no for point in led if len(point.lead) == 1]
    assert alone == ["2", "25", "26", "30", "32", "33", "34", "35", "36", "37", "39", "40"]


def test_towns_have_no_duty_on_points_8_and_26_but_have_one_on_36() -> None:
    seats = roster_of(plan()).by_unit["严陵镇人民政府"]
    assert {point.no for point in plan().points} - {seat.point for seat in seats} == {"8", "26"}


def test_the_renamed_commission_leads_point_9() -> None:
    assert "县发展改革局" in roster_of(plan()).leads("9")
    assert plan().points[8].lead[0] == "县发展改革委"


@pytest.mark.parametrize("point", plan().points, ids=lambda point: point.no)
def test_a_duty_quotes_the_notice(point: WorkPoint) -> None:
    printed = notice()[int(point.no) - 1]
    for demand in point.duties:
        assert demand.id.partition(".")[0] == point.no
        assert folded(demand.quote) in printed.text


def test_twelve_points_carry_a_date_a_cycle_or_a_quantity() -> None:
    bound = {point.no: len(point.duties) for point in plan().points if point.duties}
    assert bound == {
        "8": 1,
        "9": 1,
        "11": 1,
        "12": 1,
        "14": 3,
        "16": 1,
        "20": 3,
        "24": 1,
        "26": 1,
        "28": 3,
        "35": 1,
        "39": 1,
    }


def test_what_the_duties_demand() -> None:
    yearly = {d.id: d.by for point in plan().points for d in point.duties if d.by}
    assert yearly == dict.fromkeys(("9.1", "11.1", "24.1", "35.1", "39.1"), date(2018, 12, 31))
    cycles = {d.id: d.every for point in plan().points for d in point.duties if d.every}
    assert cycles == {"8.1": "month", "16.1": "month", "20.1": "workday", "20.2": "month", "20.3": "quarter"}
    limits = {d.id: d.within for point in plan().points for d in point.duties if d.within}
    hours = {"28.1": Within(hours=5), "28.2": Within(hours=24), "28.3": Within(hours=48)}
    assert limits == {"14.1": Within(workdays=1), "26.1": Within(workdays=3), **hours}
    goals = {d.id: d.target for point in plan().points for d in point.duties if d.target}
    half = Target(at_least=Decimal(50), unit="%")
    assert goals == {"12.1": Target(at_least=Decimal(80), unit="%"), "14.2": half, "14.3": half}


def test_who_owes_the_duties() -> None:
    assert {d.id: d.owed_by or d.owers for point in plan().points for d in point.duties if d.owed_by != "leads"} == {
        "9.1": ("县环保局",),
        "14.1": "event",
        "26.1": "event",
        "28.1": "event",
        "28.2": "event",
        "28.3": "event",
        "35.1": "each_responsible",
    }
    assert duty("9.1").note == "推断，待确认"
    assert duty("28.1").from_ == duty("28.2").from_ == "特别重大、重大突发事件政务舆情"
    assert duty("28.3").from_ == "其他政务舆情"
    assert "力争" in duty("39.1").note


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("number: 威府办函", "威府办函[2018]46号"),
        ("id: 9", "县发展改革委”按别称认作“县发展改革局"),
        ("id: 9", "时限要求9.1（责任单位县环保局）：推断，待确认"),
        ("id: 13", "乡(镇)"),
        ("id: 20", "各镇政府各部门"),
        ("id: 25", "向市政府报送"),
        ("id: 36", "“各县人民政府”按“各镇人民政府”展开：原文如此"),
        ("id: 1\n", "有关单位（38个要点）"),
    ],
)
def test_slips_and_inferences_are_told_with_their_line(where: str, words: str) -> None:
    (note,) = [note for note in tasks().notes if words in note.message]
    file, _, line = note.where.rpartition(":")
    text = packaged_tasks().read_text(encoding="utf-8")
    assert file == str(packaged_tasks())
    above = text.count("\n", 0, text.index(where)) + 1
    assert above <= int(line) <= above + 12


def test_notes_come_in_order_of_lines() -> None:
    lines = [int(note.where.rpartition(":")[2]) for note in tasks().notes]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("jyj", "县教育局"),
        ("教育局", "县教育局"),
        ("县政府办", "县政府办公室"),
        ("发改局", "县发展改革局"),
        ("人社局", "县人力资源社会保障局"),
        ("卫计局", "县卫生计生局"),
        ("食药监局", "县食品药品监管局"),
        ("国土局", "县国土资源局"),
        ("投促局", "县投资促进局"),
        ("交通局", "县交通运输局"),
        ("政务中心", "县政务服务中心"),
        ("文广局", "县文广体新局"),
        ("农林局", "县农林局"),
        ("信访局", "县政府信访局"),
        ("严陵镇政府", "严陵镇人民政府"),
        ("rhwyxzh", "人行威远县支行"),
    ],
)
def test_units_answer_to_what_clerks_type(typed: str, name: str) -> None:
    assert find_unit(plan().units, typed).name == name


def test_zjj_fits_two_bureaus() -> None:
    with pytest.raises(AmbiguousName) as caught:
        find_unit(plan().units, "zjj")
    assert "县住建局、县质监局" in caught.value.hint


def test_the_rubric_is_an_example_that_traces_every_rule_to_the_notice() -> None:
    rubric = plan().assessment
    assert rubric is not None
    (scheme,) = rubric.schemes
    assert "（示例分值）" in scheme.name
    assert "示例" in scheme.note
    assert not scheme.stages
    assert sum(item.points for item in scheme.items) == rubric.full == 100
    assert not any(item.items for item in scheme.items)
    bonus = scheme.bonus.rules if scheme.bonus else ()
    rules = [rule for item in scheme.items for rule in item.rules] + list(bonus)
    for source in [rule.source for rule in rules] + [veto.source for veto in scheme.vetoes]:
        _assert_traced(source)
    assert {rule.auto for rule in rules} - {""} == {
        "no_self_inspection",
        "point_not_done",
        "point_no_report",
        "duty_missed",
        "duty_late",
        "finding_overdue",
    }


def _assert_traced(source: str) -> None:
    """The words a rule quotes stand in the point it names, or in the closing paragraph."""
    closing = NOTICE.read_text(encoding="utf-8").partition("\n  各镇、各部门要结合实际")[2]
    told = re.fullmatch(r"(?:要点(\d+)|末段)“(.+)”", source)
    if told is None:
        assert source == "要点8、9、11、12、14、16、20、24、26、28、35、39的时限要求"
    else:
        assert folded(told[2]) in (notice()[int(told[1]) - 1].text if told[1] else folded(closing))
