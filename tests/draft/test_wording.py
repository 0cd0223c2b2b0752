"""Who does what, in the wordings of notices; names, kinds, days, numbers."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.draft.demands import demands
from gongkai.draft.names import in_full, kind_of, kinds_meant, pieces
from gongkai.draft.numbering import number_of, to_han
from gongkai.draft.owers import is_everybody, roles_of, subject_of
from gongkai.draft.times import deadline
from gongkai.draft.wording import segments


@pytest.mark.parametrize(
    ("words", "lead", "responsible", "support", "due"),
    [
        (
            "（牵头单位：市发展改革委，配合单位：市委组织部，各区、县级市）",
            "市发展改革委",
            "",
            "市委组织部 各区、县级市",
            "",
        ),
        (
            "（责任部门：市交通委（市道运局）、市交警总队等；各区政府）",
            "",
            "市交通委（市道运局） 市交警总队 各区政府",
            "",
            "",
        ),
        (
            "（省科技厅牵头，省直有关单位，各市州人民政府按职责分工负责）",
            "省科技厅",
            "省直有关单位 各市州人民政府",
            "",
            "",
        ),
        ("（责任领导：张三 责任单位：县农业农村局 责任人：李四）", "", "县农业农村局", "", ""),
        ("（主办：县住建局；协办：县财政局、各镇）", "县住建局", "", "县财政局 各镇", ""),
        (
            "（县农业农村局牵头，县水利局及各乡镇人民政府配合，长期坚持）",
            "县农业农村局",
            "",
            "县水利局 各乡镇人民政府",
            "长期坚持",
        ),
        ("（县住建局会同县自然资源局、县城管局负责）", "县住建局", "县自然资源局 县城管局", "", ""),
        ("（责任单位为县教育局、县人社局）", "", "县教育局 县人社局", "", ""),
        ("【牵头单位】县教育局【责任单位】各学校", "县教育局", "各学校", "", ""),
        ("（县级牵头单位：县教体局；责任单位：相关乡镇）", "县教体局", "相关乡镇", "", ""),
        ("（责任单位：城关镇、县公路段、县疾控中心）", "", "城关镇 县公路段 县疾控中心", "", ""),
        ("（综合科负责，各科室配合，每季度末完成）", "", "综合科", "各科室", "每季度末完成"),
        ("（市教育局、市财政局分别牵头落实）", "市教育局 市财政局", "", "", ""),
        ("(完成时限:2021年12月31日;责任单位:县教育局)", "", "县教育局", "", "2021年12月31日"),
        ("。责任单位：县教育局。完成时限：12月底前。", "", "县教育局", "", "12月底前"),
        ("（县教育局和县财政局以及县民政局负责）", "", "县教育局 县财政局 县民政局", "", ""),
        ("（县自然资源和规划局、县文化和旅游局牵头）", "县自然资源和规划局 县文化和旅游局", "", "", ""),
    ],
)
def test_who_does_it(words: str, lead: str, responsible: str, support: str, due: str) -> None:
    (found,) = segments(f"建设工程{words}")
    assert found.text.rstrip("。") == "建设工程"
    assert found.who is not None
    assert found.who.lead == tuple(lead.split())
    assert found.who.responsible == tuple(responsible.split())
    assert found.who.support == tuple(support.split())
    assert found.who.due == due


@pytest.mark.parametrize(
    "words",
    [
        "起草规范性文件（依法需要保密的除外）应及时公开",
        "明确各部门（单位）共性职责",
        "推广到乡（镇）、村（社区）",
        "贯彻《通知》（国办发〔2018〕37号）精神",
        "由县教育局牵头制定方案，县财政局配合做好保障",
        "县人民医院（县中医院）建设",
        "各单位要认真抓好落实",
        "请各镇、各部门按职责分工抓好落实",
        "要明确各有关部门责任并组织实施",
        "各镇各部门要高度重视，认真组织实施",
    ],
)
def test_prose_is_no_assignment(words: str) -> None:
    assert [(each.text, each.who) for each in segments(words)] == [(words, None)]


def test_what_a_row_of_names_says_besides_is_kept() -> None:
    (found,) = segments("甲（责任单位：市直各部门，以下均需各县落实，不再逐一列出）")
    assert found.who is not None
    assert found.who.responsible == ("市直各部门",)
    assert "以下均需各县落实，不再逐一列出" in found.who.words
    assert found.who.rest


def test_a_name_lends_its_prefix_to_the_next() -> None:
    names = ["市委组织部", "宣传部", "市发展改革委", "自然资源和规划局", "市场监管局", "临江镇", "国网供电公司", "各区"]
    full = [each.name for each in in_full(names, {})]
    assert full == [
        "市委组织部",
        "市委宣传部",
        "市发展改革委",
        "市自然资源和规划局",
        "市市场监管局",
        "临江镇",
        "国网供电公司",
        "各区",
    ]
    assert [each.name for each in in_full(["教育局", "财政局"], {})] == ["教育局", "财政局"]
    assert [each.name for each in in_full(["县委办", "网信办"], {"县网信办": "县网信办"})] == ["县委办", "县网信办"]


def test_a_row_of_names_is_taken_apart() -> None:
    assert pieces("各县（市、区）人民政府，市教育局 市财政局、各区、镇、办事处") == [
        "各县（市、区）人民政府",
        "市教育局",
        "市财政局",
        "各区、镇、办事处",
    ]
    assert pieces("县政府有关部门和单位") == ["县政府有关部门和单位"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("严陵镇人民政府", "镇"),
        ("东风乡", "乡"),
        ("城东街道办事处", "街道"),
        ("县教育局", "政府部门"),
        ("市发改委", "政府部门"),
        ("县政府办公室", "政府部门"),
        ("县政务服务中心", "直属单位"),
        ("县委宣传部", "党委部门"),
        ("县纪委监委", "党委部门"),
        ("团县委", "群团组织"),
        ("县税务局", "垂直管理单位"),
        ("人行威远县支行", "垂直管理单位"),
        ("高新区管委会", "园区"),
        ("乙区人民政府", "县区"),
        ("法规科", "科室"),
        ("办公室", "科室"),
        ("县公路段", "其他单位"),
    ],
)
def test_a_name_tells_its_kind(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_a_collective_tells_its_kinds_or_leaves_them_open() -> None:
    assert kinds_meant("各乡镇人民政府、街道办事处") == ("镇", "乡", "街道")
    assert kinds_meant("县政府各部门") == ("政府部门", "直属单位")
    assert kinds_meant("县政府有关部门") == kinds_meant("有关单位") == ()
    assert kinds_meant("各县（市、区）人民政府") == ("县区",)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("9月底前", date(2021, 9, 30)),
        ("2021年12月31日前", date(2021, 12, 31)),
        ("6月中旬", date(2021, 6, 20)),
        ("第三季度", date(2021, 9, 30)),
        ("上半年", date(2021, 6, 30)),
        ("明年3月底", date(2022, 3, 31)),
        ("２０２２年底", date(2022, 12, 31)),
        ("六月底", date(2021, 6, 30)),
        ("2021.10", date(2021, 10, 31)),
        ("年底前", date(2021, 12, 31)),
        ("5月底前动工，12月底前完工", date(2021, 12, 31)),
        ("尽快", None),
        ("每月5日", None),
        ("2月30日", None),
    ],
)
def test_a_deadline_is_a_day_or_stays_as_printed(words: str, day: date | None) -> None:
    found = deadline(words, 2021)
    assert (found.text, found.day, found.ongoing) == (words, day, False)


@pytest.mark.parametrize("words", ["持续推进", "长期坚持", "常态化开展"])
def test_what_never_ends_has_no_day(words: str) -> None:
    assert (deadline(words, 2021).day, deadline(words, 2021).ongoing) == (None, True)


@pytest.mark.parametrize(
    ("text", "quote", "measure"),
    [
        ("各单位于每季度末月20日前报送。", "各单位于每季度末月20日前报送", ("quarter", 20)),
        ("每月28日前报送。", "每月28日前报送", ("month", 28)),
        ("每两个月调度一次。", "每两个月调度一次", ("two_months", 0)),
        ("每半年通报。", "每半年通报", ("half_year", 0)),
        ("每周更新。", "每周更新", ("week", 0)),
        ("收到来信后15日内答复。", "收到来信后15日内答复", ("days", 15, "收到来信")),
        ("签发后3个工作日内公开。", "签发后3个工作日内公开", ("workdays", 3, "签发")),
        ("突发事件发生后，最迟在5小时内发布。", "最迟在5小时内发布", ("hours", 5, "突发事件发生后")),
        ("办结率不低于95%。", "办结率不低于95%", ("at_least", "95", "%")),
        ("空置率控制在5%以内。", "空置率控制在5%以内", ("at_most", "5", "%")),
        ("2021年10月底前建成。", "2021年10月底前建成", (date(2021, 10, 31),)),
    ],
)
def test_a_demand_is_measured(text: str, quote: str, measure: tuple[object, ...]) -> None:
    (found,) = demands(text, 2021)
    assert found.quote == quote
    told = (found.every, found.on) if found.every else (*found.within, found.since) if found.within else None
    target = ("at_least", found.at_least, found.unit) if found.at_least else ("at_most", found.at_most, found.unit)
    assert measure == (told or ((found.by,) if found.by else target))


@pytest.mark.parametrize(
    ("text", "every", "day", "grace"),
    [
        ("每月5日前报送上月进展。", "month", 0, 5),
        ("每月5日前，将上月进展报县政府办公室。", "month", 0, 5),
        ("于次月5日前报送。", "month", 0, 5),
        ("每季度首月10日前报上季度情况。", "quarter", 0, 10),
        ("在每个季度第1个月的20日前，将上季度的情况报县政府督查室。", "quarter", 0, 20),
        ("每季度次月5日前报送。", "quarter", 0, 5),
        ("每季度结束后10日内报送总结。", "quarter", 0, 10),
        ("每年1月10日前报送上年度总结。", "year", 0, 10),
        ("每月25日前报送当月进展。", "month", 25, 0),
        ("每季度末月20日前报送，并说明与上季度相比的情况。", "quarter", 20, 0),
        ("每月28日前报送。", "month", 28, 0),
    ],
)
def test_what_is_owed_for_the_period_before_has_days_of_grace(text: str, every: str, day: int, grace: int) -> None:
    (found,) = demands(text, 2021)
    assert (found.every, found.on, found.grace) == (every, day, grace)


def test_days_in_a_row_are_demands_of_their_own() -> None:
    text = "牵头单位要于2019年4月15日、7月15日、10月15日及2020年1月15日前，将完成情况报送督查室。"
    found = list(demands(text, 2019))
    days = [date(2019, 4, 15), date(2019, 7, 15), date(2019, 10, 15), date(2020, 1, 15)]
    assert [each.by for each in found] == days
    assert {each.quote for each in found} == {text.rstrip("。")}
    assert {each.what for each in found} == {"牵头单位将完成情况报送督查室"}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("每月至少更新1次。", "至少更新1次"),
        ("每季度不少于2次。", "不少于2次"),
        ("每季度内部审计一次。", "内部审计一次"),
        ("每月按时报送。", "按时报送"),
        ("每季度到现场检查一次。", "到现场检查一次"),
        ("每月在线访谈1期。", "在线访谈1期"),
        ("9月底前，实现一网通办。", "实现一网通办"),
        ("应于11月10日前完成。", "完成"),
        ("县教育局要于每月28日前报送进展。", "县教育局报送进展"),
        ("每月28日前报送进展（联系人：林某；电话：6633479）。", "报送进展"),
        ("每年6月底前应急演练一次。", "应急演练一次"),
    ],
)
def test_what_is_to_be_done_keeps_its_words(text: str, what: str) -> None:
    (found,) = demands(text, 2021)
    assert found.what == what
    assert found.quote in text


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("市政府办公室每季度通报一次。", "市政府办公室"),
        ("各牵头单位要细化任务，于2月底前报送方案。", "各牵头单位"),
        ("请各牵头单位于2月底前报送方案。", "各牵头单位"),
        ("3月10日前，各责任单位将方案报县政府办公室。", "各责任单位"),
        ("各牵头、责任单位要于3月10日前报送方案。", "各牵头单位 责任单位"),
        ("由县政府督查室每月通报。", "县政府督查室"),
        ("整改台账由各责任单位每月更新。", "各责任单位"),
        ("县政府办公室、县司法局每季度督查一次。", "县政府办公室 县司法局"),
        ("市应急管理局每月调度。", "市应急管理局"),
        ("学校办公室每月汇总。", "学校办公室"),
        ("各县（市、区）政府每半年自查一次。", "各县（市、区）政府"),
        ("工作进展情况按月报县政府办公室。", ""),
        ("自查情况请于6月底前报县政府办公室。", ""),
        ("县政府办公室要求各单位每月报送。", ""),
        ("我市每年开展评估。", ""),
        ("市政府办公室牵头协调。每季度报送一次。", ""),
    ],
)
def test_a_demands_subject_is_that_of_its_sentence(text: str, subject: str) -> None:
    (found,) = demands(text, 2021)
    assert subject_of(text, found.quote) == tuple(subject.split())


def test_a_subject_means_roles_or_everybody() -> None:
    assert roles_of("各牵头单位") == roles_of("各牵头责任单位") == roles_of("各责任事项牵头单位") == ("lead",)
    assert roles_of("各主要责任单位") == ("lead",)
    assert roles_of("各责任（配合）单位") == ("responsible", "support")
    assert roles_of("县教育局") == roles_of("各有关单位") == ()
    assert all(map(is_everybody, ("各单位", "各级各部门", "各有关单位", "各地各部门")))
    assert not any(map(is_everybody, ("各科室", "各镇", "县政府各部门", "各牵头单位")))


@pytest.mark.parametrize(
    "text",
    [
        "2018年以来成效明显。",
        "贯彻《关于2021年底前完成整改的通知》。",
        "结合条例实施10周年，提高质量。",
        "做好12345热线。",
    ],
)
def test_prose_demands_nothing(text: str) -> None:
    assert list(demands(text, 2021)) == []


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        ("一、加强", "1", "加强"),
        ("（十二）加强", "12", "加强"),
        ("12．加强", "12", "加强"),
        ("１、加强", "1", "加强"),
        ("(3)加强", "3", "加强"),
        ("③加强", "3", "加强"),
        ("2.1 加强", "2.1", "加强"),
        ("第二部分 加强", "2", "加强"),
        ("2018年加强", None, "2018年加强"),
        ("1.5亿元投资", None, "1.5亿元投资"),
        ("12 月底前", None, "12 月底前"),
    ],
)
def test_a_number_heads_a_paragraph(text: str, value: str | None, rest: str) -> None:
    number, left = number_of(text)
    assert (number.value if number else None, left) == (value, rest)


def test_numbers_in_chinese() -> None:
    assert [to_han(value) for value in (1, 10, 12, 20, 35)] == ["一", "十", "十二", "二十", "三十五"]
