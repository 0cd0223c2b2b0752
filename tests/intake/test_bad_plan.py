"""A year's file with mistakes: each is told with its line, what is wrong and what to do, all in one run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml

from gongkai.errors import BadFile, BadValue
from gongkai.plan import yaml as source
from gongkai.plan import yaml as yaml_nodes
from gongkai.plan.reading import read_plan
from tests.intake.reading import complaints, edited, line_of, problems_of
from tests.plans import SMALL_PLAN, plan_from

if TYPE_CHECKING:
    from pathlib import Path

# name of the mistake: passage, what stands there instead, line of the problem after the passage, message, hint
MISTAKES = {
    "unknown key": ("  issuer: 某", "  isuer: 某", 0, "不认识的键“isuer”", "是不是：issuer"),
    "unknown key at the top": ("self_inspection:", "self_check:", 0, "不认识的键“self_check”", ""),
    "no title of the notice": ("  title: 某县2018年政务公开工作要点\n", "", -1, "缺少“title”", "请补上"),
    "empty title": ("- title: 一、供给内容", "- title:", 0, "“title”后面是空的", "title: …"),
    "quoted nothing": ("title: 决策公开", 'title: ""', 0, "“title”后面是空的", ""),
    "an empty name in a list": ("lead: [县网信办]", 'lead: [县网信办, ""]', 0, "这里不能是空的", ""),
    "heading of nothing": (
        "  - title: 二、回应关切\n",
        "  - title: 甲\n  - title: 二、回应关切\n",
        0,
        "“甲”下面没有要点",
        "points",
    ),
    "year in words": ("year: 2018", "year: 二〇一八", 0, "“二〇一八”不是整数", "只写数字"),
    "year far off": ("year: 2018", "year: 20180", 0, "20180 不在1949到2999之间", ""),
    "impossible day": ("by: 2018-12-31", "by: 2018-11-31", 0, "“2018-11-31”不是有效的日期", "2018-07-25"),
    "day of another spelling": ("issued: 2018-07-25", "issued: 2018-7-25", 0, "“2018-7-25”不是有效的日期", ""),
    "list for a text": ("title: 决策公开", "title: [决策公开]", 0, "这里应是文字", ""),
    "text for a list": ("lead: [县网信办]", "lead: 县网信办", 0, "这里应是列表", "写成 [县网信办]"),
    "names with a mark between them": (
        "lead: [县网信办]",
        "lead: 县网信办，教育局",
        0,
        "应是列表",
        "[县网信办, 教育局]",
    ),
    "names in one item": (
        "lead: [县网信办]",
        "lead: [县网信办、教育局]",
        0,
        "名录里没有“县网信办、教育局”",
        "用英文逗号隔开：[县网信办, 教育局]",
    ),
    "names with a Chinese comma": (
        "lead: [县网信办]",
        "lead: [县网信办，教育局]",
        0,
        "名录里没有",
        "[县网信办, 教育局]",
    ),
    "owers in one item": ("owed_by: [教育局]", "owed_by: 教育局、东镇", 0, "owed_by 里的", "[教育局, 东镇]"),
    "points in the wrong place": (
        "title: 决策公开\n",
        "title: 决策公开\n            points: []\n",
        1,
        "“points”不能写在这里",
        "写在最外层，或写在 chapters 的章下",
    ),
    "chapters inside the head": (
        "  office: 县政府办公室\n",
        "  office: 县政府办公室\n  chapters: []\n",
        1,
        "“chapters”不能写在这里",
        "最外层",
    ),
    "ceiling beside the schemes": (
        "  full: 100\n",
        "  full: 100\n  ceiling: 100\n",
        1,
        "“ceiling”不能写在这里",
        "写在 schemes 的细则里",
    ),
    "stages beside the schemes": (
        "  full: 100\n",
        "  full: 100\n  stages: []\n",
        1,
        "“stages”不能写在这里",
        "写在 schemes 的细则里",
    ),
    "bonus beside the schemes": (
        "  full: 100\n",
        "  full: 100\n  bonus: {rules: []}\n",
        1,
        "“bonus”不能写在这里",
        "写在 schemes 的细则里，或写在考核项、阶段里",
    ),
    "mode beside the schemes": (
        "  full: 100\n",
        "  full: 100\n  mode: earn\n",
        1,
        "“mode”不能写在这里",
        "写在考核项里",
    ),
    "month for a day": ("by: 2018-12-31", "by: 2021-06", 0, "“2021-06”不是有效的日期", "写成 2021-06-30"),
    "end of a month for a day": ("by: 2018-12-31", "by: 6月底前", 0, "“6月底前”不是有效的日期", "写成 2018-06-30"),
    "Chinese for a day": ("issued: 2018-07-25", "issued: 2018年7月25日", 0, "不是有效的日期", "写成 2018-07-25"),
    "slashes for a day": ("issued: 2018-07-25", "issued: 2018/7/5", 0, "不是有效的日期", "写成 2018-07-05"),
    "day that the quote contradicts": (
        "by: 2018-12-31",
        "by: 2019-10-31",
        0,
        "原话写的是“年底”，by 写的是 2019-10-31",
        "2018-12-31",
    ),
    "day that the printed one contradicts": (
        "lead: [县网信办]",
        "lead: [县网信办]\n            due: 2018-11-30\n            due_text: 10月底前",
        1,
        "原文的完成时限是“10月底前”，due 写的是 2018-11-30",
        "2018-10-31",
    ),
    "text that takes the bracket along": (
        "kind: 镇, aliases: [东镇]",
        "kind: 镇, note: 开设 #话题#, aliases: [东镇]",
        0,
        "这里起被当作备注",
        "整段加引号",
    ),
    "text for a mapping": (
        "lights: {due_days: 30, silent_days: 90}",
        "lights: 30",
        0,
        "这里应是一组“键: 值”",
        "due_days",
    ),
    "point number twice": ("- id: 2", "- id: 1", 0, "要点编号“1”重复", "删去"),
    "point number with a comma": ("- id: 2", "- id: 1，2", 0, "编号“1，2”里不能有", ""),
    "key twice": ("  office: 县政府办公室", "  office: 县政府办公室\n  office: 教育局", 1, "键“office”重复", "删去"),
    "collective twice": ("  有关单位: {", "  各镇人民政府: {", 0, "键“各镇人民政府”重复", ""),
    "unit twice": ("name: 县教育局, kind", "name: 县政府办公室, kind", 0, "单位名称或别称“县政府办公室”重复", ""),
    "name with a slash": ("name: 县教育局, kind", "name: 县教育局/体育局, kind", 0, "里有文件名不能用的 /", "分开写"),
    "name with a colon": ("name: 县教育局, kind", 'name: "县教育局:一科", kind', 0, "里有文件名不能用的 :", "全角"),
    "name with a question": ("name: 县教育局, kind", 'name: "县教育局?", kind', 0, "里有文件名不能用的 ?", "全角"),
    "alias of another unit": ("aliases: [西镇]", "aliases: [东镇]", 0, "单位名称或别称“东镇”重复", ""),
    "alias differing in width": ("aliases: [西镇]", "aliases: [A1, Ａ１]", 0, "单位名称或别称“Ａ１”重复", ""),
    "collective named as a unit": ("  有关单位: {", "  县教育局: {", 0, "单位名称或别称“县教育局”重复", ""),
    "duty id twice": ('id: "1.2"', 'id: "1.1"', 0, "时限要求编号“1.1”重复", ""),
    "unknown lead": ("lead: [县网信办]", "lead: [县网新办]", 0, "名录里没有“县网新办”", "是不是：县网信办"),
    "unknown office": ("office: 县政府办公室", "office: 县委办公室", 0, "名录里没有“县委办公室”", "县政府办公室"),
    "unknown owner": ("owed_by: [教育局]", "owed_by: [财政局]", 0, "owed_by 里的“财政局”不是名录里的单位", ""),
    "unresolved owner": ("owed_by: [教育局]", "owed_by: 有关单位", 0, "统称“有关单位”还没有明确", "改写单位名称"),
    "day of a week": ("every: quarter, grace: {days: 5}", "every: week, day: 5", 0, "没有“几日”可言", "half_year"),
    "day without a word": (
        "grace: {days: 5}, owed_by: [教育局], note: 推断，待确认",
        "day: 5",
        0,
        "没有说几日",
        "note",
    ),
    "day and grace": ("grace: {days: 5}", "grace: {days: 5}, day: 5", 0, "day 和 grace 不能都写", "期满"),
    "day of no cycle": ("by: 2018-12-31", "by: 2018-12-31, day: 5", 0, "day 只用于周期性的时限要求", "删去"),
    "two ways within": ("within: {hours: 5}", "within: {hours: 5, days: 1}", 0, "且只写一个", "days 是自然日"),
    "ends and never ends": (
        "lead: [县网信办]",
        "lead: [县网信办]\n            due: 2018-09-30\n            ongoing: true",
        2,
        "同时写了 due 和 ongoing",
        "只写 due",
    ),
    "unknown unit in a group": ("units: [县政府办公室]", "units: [县委办]", 0, "名录里没有“县委办”", ""),
    "unknown successor": ("aliases: [西镇]", "until: 2018-10-01, successor: [南镇]", 0, "名录里没有“南镇”", ""),
    "successor of a living unit": ("aliases: [西镇]", "successor: [东镇]", 0, "没有写止日", "until"),
    "successor of itself": ("aliases: [西镇]", "until: 2018-10-01, successor: 西镇人民政府", 0, "不能是它自己", ""),
    "unit ended before it began": ("aliases: [西镇]", "from: 2018-03-01, until: 2018-02-28", 0, "until 早于 from", ""),
    "nobody on a point": (
        "lead: [县网信办]\n            responsible: [各镇人民政府]\n",
        "support: [各镇人民政府]\n",
        -3,
        "要点3没有写牵头单位，也没有写责任单位",
        "至少写一个",
    ),
    "collective of nobody": ("{unresolved: true}", "{note: 不明}", 0, "没有写明指哪些单位", "same_as"),
    "collective told twice": ("{unresolved: true}", "{unresolved: true, kinds: [镇]}", 0, "不止一种", ""),
    "same as nothing": ("{unresolved: true}", "{same_as: 各乡}", 0, "没有统称“各乡”", "各镇人民政府"),
    "same as itself": ("{unresolved: true}", "{same_as: 有关单位}", 0, "绕回了自己", ""),
    "words not in the text": (
        "quote: 每月公开清单",
        "quote: 每周公开清单",
        0,
        "要点1的正文里没有“每周公开清单”",
        "照抄",
    ),
    "two measures": ("every: month,", "every: month, by: 2018-12-31,", 0, "同时写了by、every", "只写一个"),
    "no measure": (" every: month,", "", 0, "没有写时限", "四者写一个"),
    "unknown period": ("every: month", "every: monthly", 0, "这里不能写“monthly”", "是不是：month"),
    "grace without a period": ("by: 2018-12-31", "by: 2018-12-31, grace: {days: 3}", 0, "grace 只用于", ""),
    "days and hours": ("{workdays: 3}", "{workdays: 3, hours: 5}", 0, "只写一个", ""),
    "no limit within": ("{workdays: 3}", "{}", 0, "within 要写 workdays、days 或 hours", ""),
    "no event to count from": (" from: 签发,", "", 0, "没有写从什么事起算", "from"),
    "event without a limit": ("owed_by: each_responsible", "owed_by: event", 0, "没有起算事件", ""),
    "target without a figure": ('{at_least: 80, unit: "%"}', '{unit: "%"}', 0, "目标没有写数值", "at_least"),
    "grades that rise": ("min: 80", "min: 95", 0, "等次线没有逐级降低：良好 95 不低于 优秀 90", ""),
    "grades alike": ("name: 良好", "name: 优秀", 0, "等次“优秀”重复", ""),
    "unknown condition": (
        "auto: point_not_done",
        "auto: point_undone",
        0,
        "这里不能写“point_undone”",
        "point_not_done",
    ),
    "unknown share": ("if_rectified: none", "if_rectified: 一半", 0, "这里不能写“一半”", "full、half、none"),
    "negative points": ("points: 30", "points: -30", 0, "“-30”不是数", "不能为负"),
    "points too fine": ("points: 1.5", "points: 1.555", 0, "“1.555”不是数（最多两位小数）", ""),
    "grades at one line": ("min: 80", "min: 90", 0, "等次线没有逐级降低：良好 90 不低于 优秀 90", "逐个变小"),
    "range backwards": ("{min: 0.5, max: 3}", "{min: 3, max: 0.5}", 0, "分值范围颠倒", ""),
    "rule code twice": ('code: "2.2"', 'code: "2.1"', 0, "规则编号“2.1”重复", ""),
    "veto code as a rule's": ("code: V1", 'code: "1.1"', 0, "规则编号“1.1”重复", ""),
    "item code twice": ('code: "3"', 'code: "2"', 0, "考核项编号“2”重复", ""),
    "veto with no grade": ("grade: 不合格}]", "grade: 很差}]", 0, "没有等次“很差”", "优秀"),
    "unit in no group": (
        "kinds: [政府部门, 党委部门]}\n",
        "kinds: [政府部门]}\n",
        -54,
        "“县网信办”不属于任何考核组",
        "党委部门",
    ),
    "unit unknown to an item": ("{kinds: [镇, 政府部门]}", "{units: [财政局]}", 0, "名录里没有“财政局”", ""),
    "point unknown to an item": ("{kinds: [镇, 政府部门]}", '{work_points: ["9"]}', 0, "没有要点“9”", ""),
    "group twice": ("name: 县级部门", "name: 镇", 0, "考核组“镇”重复", ""),
    "rate above all": ("  full: 100", "  full: 100\n  not_applicable: {rate: 101}", 1, "101 不在0到100之间", ""),
    "day both off and worked": (
        "lights: {due_days: 30, silent_days: 90}",
        "holidays: {rest: [2018-10-01], work: [2018-10-01]}",
        0,
        "2018-10-01 既写在 rest 又写在 work",
        "",
    ),
    "anchor": ("title: 决策公开", "title: &a 决策公开", 0, "不能用“&”引用", "直接写在这里"),
    "alias": ("lead: [县网信办]", "lead: *a", 0, "不能用“*”引用", ""),
    "anchor in Chinese": ("title: 决策公开", "title: &甲 决策公开", 0, "引用别处的内容", ""),
    "tag": ("title: 决策公开", "title: !!python/object:os.system 决策公开", 0, "不能用“!”标记类型", ""),
    "list as a key": ("  issuer: 某", "  ? [甲, 乙]\n  : 丙\n  issuer: 某", 0, "键只能是一个词", ""),
    "second document": ("assessment:", "---\nassessment:", 0, "不止一份内容", "---"),
    "tab as indent": (
        "    sections:\n      - title: （一）",
        "\tsections:\n      - title: （一）",
        0,
        "缩进里有制表符",
        "只用空格",
    ),
    "colon in a value": ("title: 决策公开", "title: 决策: 公开", 0, "冒号的位置不对", "加引号"),
    "Chinese colon": ("  number: 某", "  number：某", 0, "缺少英文冒号", "中文冒号不行"),
    "bracket left open": ("lead: [县网信办]", "lead: [县网信办", 0, "括号没有配对", ""),
    "quote left open": ("grade: 不合格}]", 'grade: "不合格}]', 0, "引号没有配对", ""),
    "ragged indent": ("  issuer: 某", " issuer: 某", 0, "接不上前文", ""),
    "control character": ("title: 决策公开", "title: 决策\x07公开", 0, "看不见的控制字符", "粘贴"),
    "zero-width space": ("title: 决策公开", "title: 决策\u200b公开", 0, "看不见的控制字符", ""),
    "escaped control character": ("title: 决策公开", 'title: "决策\\x07公开"', 0, "看不见的控制字符", ""),
    "line break in a name": ("title: 决策公开", 'title: "决策\\n公开"', 0, "不能换行", ""),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line_and_a_remedy(mistake: str) -> None:
    before, after, line, message, hint = MISTAKES[mistake]
    found = complaints(before, after)
    assert any(at == line and message in said and hint in advice for at, said, advice in found), found


@pytest.mark.parametrize("mistake", MISTAKES)
def test_every_problem_has_its_place_its_sentence_and_the_line_itself(mistake: str) -> None:
    before, after, *_ = MISTAKES[mistake]
    content, _ = edited(before, after)
    lines = content.split("\n")
    for problem in problems_of(content):
        assert re.search("[\u4e00-\u9fff]", problem.message), "the sentence is Chinese"
        assert "\n" not in problem.message + problem.hint + problem.excerpt
        quoted = problem.excerpt.rstrip("…").replace("�", "")
        assert quoted in re.sub("[\x07\u200b]", "", lines[line_of(problem) - 1]).replace("\t", " ")


ONLY_ONE = [
    "unknown key at the top",
    "point number twice",
    "unit in no group",
    "two measures",
    "impossible day",
    "grades that rise",
    "unknown condition",
    "same as itself",
    "quoted nothing",
]


@pytest.mark.parametrize("mistake", ONLY_ONE)
def test_one_mistake_is_one_problem(mistake: str) -> None:
    before, after, *_ = MISTAKES[mistake]
    assert len(complaints(before, after)) == 1


def test_all_mistakes_come_in_one_run_in_order_of_lines() -> None:
    content = SMALL_PLAN.replace("issued: 2018-07-25", "issued: 7月25日").replace("- id: 2", "- id: 1")
    content = (
        content.replace("lead: [县网信办]", "lead: [网信]").replace("min: 80", "min: 99").replace("cap: 5", "cap: 五")
    )
    found = problems_of(content)
    assert [line_of(problem) for problem in found] == sorted(line_of(problem) for problem in found)
    assert len(found) == 5


def test_children_of_an_item_cannot_outweigh_it() -> None:
    children = 'items: [{code: "1a", name: 甲, points: 20}, {code: "1b", name: 乙, points: 10.5}]'
    found = complaints(
        "name: 自查整改\n          points: 30\n", f"name: 自查整改\n          points: 30\n          {children}\n"
    )
    assert [(line, said) for line, said, _ in found] == [(1, "考核项1的下级合计 30.5 分，超过它自己的 30 分")]


def test_stage_weights_make_one_hundred() -> None:
    stages = "      stages: [{name: 日常考核, weight: 40}, {name: 年终考核, weight: 50}]\n      items:\n"
    found = complaints("      items:\n", stages)
    assert [(line, said) for line, said, _ in found] == [(0, "各阶段权重合计 90，不是 100")]


def test_every_group_has_exactly_one_scheme() -> None:
    found = complaints("      items:\n", "      groups: [镇, 县级部门, 乡]\n      items:\n")
    assert {said for _, said, _ in found} == {"没有考核组“乡”", "考核组“考核组织单位”没有适用的考核细则"}
    second = "    - {name: 另一细则, groups: [镇], items: []}\n    - name: 2018年度考核（示例分值）\n"
    found = complaints("    - name: 2018年度考核（示例分值）\n", second)
    assert ["不止一个考核细则" in said for _, said, _ in found] == [True]


def test_collectives_may_not_go_round_in_a_ring() -> None:
    found = complaints(
        "  有关单位: {unresolved: true}", "  甲: {same_as: 乙}\n  乙: {same_as: 甲}\n  有关单位: {same_as: 甲}"
    )
    assert sum("绕回了自己" in said for _, said, _ in found) >= 2


def test_a_plan_without_points_is_refused() -> None:
    head = SMALL_PLAN.partition("chapters:")[0]
    assert [p.message for p in problems_of(head + "chapters: []\n")] == ["没有任何工作要点"]
    assert [p.message for p in problems_of(head)] == ["没有任何工作要点"]


@pytest.mark.parametrize("content", ["", "   \n\n", "\ufeff"])
def test_an_empty_file_is_told(content: str) -> None:
    assert [p.message for p in problems_of(content)] == ["文件是空的"]


def test_a_file_of_remarks_alone_is_told() -> None:
    assert [p.message for p in problems_of("# 只有注释\n")] == ["文件里没有内容"]


def test_a_list_or_a_word_is_no_plan() -> None:
    for content in ("- 甲\n- 乙\n", "甲\n", "[]\n"):
        assert [(line_of(p), p.message) for p in problems_of(content)] == [(1, "这里应是一组“键: 值”")]


def test_bytes_of_another_encoding_are_told_by_line() -> None:
    content = SMALL_PLAN.encode().replace("决策公开".encode(), "决策公开".encode("gbk"))
    (problem,) = problems_of(content)
    assert line_of(problem) == SMALL_PLAN[: SMALL_PLAN.index("决策公开")].count("\n") + 1
    assert "UTF-8" in problem.message
    assert "另存为" in problem.hint


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", SMALL_PLAN.encode("utf-16")])
def test_a_file_of_another_kind_is_told(content: bytes) -> None:
    (problem,) = problems_of(content)
    assert problem.message.startswith("这不是文本文件")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    assert problems_of(b"\xef\xbb\xbf" + SMALL_PLAN.replace("\n", "\r\n").encode()) == ()
    content = SMALL_PLAN.replace("- id: 2", "- id: 1").replace("\n", "\r\n")
    assert line_of(problems_of(content)[0]) == SMALL_PLAN[: SMALL_PLAN.index("- id: 2")].count("\n") + 1


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_a_problem_and_not_a_crash(opening: str) -> None:
    (problem,) = problems_of("plan:\n " + opening * 100_000)
    assert "嵌套超过" in problem.message
    assert line_of(problem) == 2


def test_a_bomb_of_aliases_does_not_grow() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    found = problems_of(bomb)
    assert {line_of(problem) for problem in found} == set(range(1, 31))
    assert all("引用别处" in problem.message for problem in found)


def test_a_huge_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 100)
    assert "不像是一年的要点" in problems_of(SMALL_PLAN)[0].message
    monkeypatch.undo()
    monkeypatch.setattr(yaml_nodes, "MAX_NODES", 10)
    assert "不像是一年的要点" in problems_of(SMALL_PLAN)[0].message


def test_a_file_that_cannot_be_opened_is_a_bad_value(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path / "没有.yaml", "没有找到文件"),
        (tmp_path, "是文件夹"),
        (tmp_path / ("长" * 300), "打不开"),
    ):
        with pytest.raises(BadValue, match=words):
            read_plan(path)
    with pytest.raises(BadValue, match="打不开"):
        read_plan(tmp_path / "a\0b")


def test_the_file_is_named_as_the_user_named_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "今年.yaml"
    path.write_text("- 甲\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"今年\.yaml 有1处问题") as caught:
        read_plan(path.relative_to(tmp_path))
    assert caught.value.problems[0].where == "今年.yaml:1"


@pytest.mark.parametrize(
    "spelt", ["010", "4.10", "1e3", "no", "0x1F", "1_000", "12:30", "AC-2(1)", "2018-01-01", "true"]
)
def test_a_number_keeps_its_own_spelling(spelt: str) -> None:
    assert plan_from(SMALL_PLAN.replace("- id: 2", f"- id: {spelt}")).points[1].no == spelt


@pytest.mark.parametrize("brackets", ["[]", "()", "（）", "〔〕", "【】", "［］"])
def test_the_number_of_the_notice_gets_its_brackets(brackets: str) -> None:
    spelt = f'"某府办函{brackets[0]}2018{brackets[1]}1号"'
    assert plan_from(SMALL_PLAN.replace("某府办函[2018]1号", spelt)).number == "某府办函〔2018〕1号"


@pytest.mark.parametrize("mistake", MISTAKES)
def test_without_the_fast_parser_a_mistake_is_told_alike(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader")
    test_a_mistake_is_told_with_its_line_and_a_remedy(mistake)
