"""Numbers, headings and what belongs to whom: the shapes that notices take without a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.draft.drafting import draft_of
from gongkai.draft.reading import read_notice

if TYPE_CHECKING:
    from pathlib import Path

SHAPES = {
    "numbers below a point are its text": (
        """某县2022年工作要点
一、推进改革
1、深化审批改革。要点如下：
（1）精简事项；
（2）压缩时限。
责任单位：县行政审批局、县司法局
2、优化环境。
（1）加强监管；（2）公正执法。
（责任单位：县市场监管局）
二、保障措施
1、加强领导。各单位要高度重视。
""",
        ["1 一、推进改革 r:县行政审批局、县司法局", "2 一、推进改革 r:县市场监管局"],
        ["二、保障措施", "1、加强领导。各单位要高度重视。"],
    ),
    "headings without a number": (
        """2022年重点工作
加强政策解读
1.解读全覆盖。（县府办负责）
2.多形式解读。（县府办负责）
加强平台建设
1.管好网站。（县大数据局负责）
""",
        ["一.1 加强政策解读 r:县府办", "一.2 加强政策解读 r:县府办", "二.1 加强平台建设 r:县大数据局"],
        [],
    ),
    "unit by unit": (
        """2022年重点工作任务
一、县发展和改革局
1.编制规划。
2.争取资金。
二、城关镇
1.整治环境。
""",
        [
            "一.1 一、县发展和改革局 r:县发展和改革局",
            "一.2 一、县发展和改革局 r:县发展和改革局",
            "二.1 二、城关镇 r:城关镇",
        ],
        [],
    ),
    "a heading lends its lead": (
        """2022年工作
一、工业强县（牵头领导：张三；牵头单位：县工信局）
1.建园区。
2.引企业。（责任单位：县商务局）
""",
        ["1 一、工业强县 l:县工信局", "2 一、工业强县 l:县工信局 r:县商务局"],
        [],
    ),
    "several tasks under one number": (
        """2022年工作
1.优化环境。一是压时限。（县行政审批局负责）二是减材料。（县大数据局负责）
2.保障安全。
①查隐患。（县应急局负责）
②强执法。（县公安局负责）
""",
        ["1.1  r:县行政审批局", "1.2  r:县大数据局", "2.1 2.保障安全 r:县应急局", "2.2 2.保障安全 r:县公安局"],
        [],
    ),
    "two annexes": (
        """县政府办公室关于印发2023年重点工作任务清单的通知
各镇人民政府：
现印发给你们。
县政府办公室
2023年2月1日
附件1
2023年重点项目清单
1.建设产业园。（县工信局负责）
附件2
2023年民生实事清单
1.新建学校。（县教育局负责）
""",
        ["一.1 附件1 2023年重点项目清单 r:县工信局", "二.1 附件2 2023年民生实事清单 r:县教育局"],
        ["各镇人民政府：", "现印发给你们。"],
    ),
    "signed at the end": (
        """县人民政府办公室关于做好2022年重点工作的通知
各镇人民政府，县直有关单位：
现就有关事项通知如下：
一、抓好春耕生产。4月底前完成整地10万亩。（县农业农村局牵头，各镇人民政府负责）
二、抓好防汛备汛。开展检查。（县水利局、应急管理局牵头，各镇人民政府配合）
请各单位于每月25日前报送进展。
县人民政府办公室
2022年3月1日
""",
        ["1  l:县农业农村局 r:各镇人民政府", "2  l:县水利局、县应急管理局 s:各镇人民政府"],
        ["请各单位于每月25日前报送进展。"],
    ),
    "nobody is named": (
        """2020年政务公开工作要点
一、加强决策公开
（一）推进重大决策预公开。公开征求意见。
（二）推进会议公开。邀请代表列席会议。
二、组织保障
（三）加强领导。各单位要加强领导。
""",
        ["1 一、加强决策公开 ", "2 一、加强决策公开 "],
        ["二、组织保障", "（三）加强领导。各单位要加强领导。"],
    ),
    "labels on lines of their own": (
        """2022年民生实事
1.新建幼儿园2所
建设内容：在城东、城西各建1所。
责任单位：县教育局
配合单位：县住建局、城东街道办事处
完成时限：2022年11月底
2.改造老旧小区10个
责任单位：县住建局
""",
        ["1  r:县教育局 s:县住建局、城东街道办事处", "2  r:县住建局"],
        [],
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape(shape: str, tmp_path: Path) -> None:
    text, points, left = SHAPES[shape]
    path = tmp_path / "通知.txt"
    path.write_text(text, encoding="utf-8")
    draft = draft_of(read_notice(path), this_year=2022)
    told = []
    for each in draft.points:
        units = " ".join(f"{role[0]}:{'、'.join(names)}" for role, names in each.names.items() if names)
        told.append(f"{each.id} {'／'.join(each.headings)} {units}")
    assert told == points
    assert set(left) <= {words for _, words in draft.left}


def test_sub_numbers_stay_in_the_text_word_for_word(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text(SHAPES["numbers below a point are its text"][0], encoding="utf-8")
    first, second = draft_of(read_notice(path), this_year=2022).points
    assert (first.title, first.text) == ("深化审批改革", "要点如下：\n（1）精简事项；\n（2）压缩时限。")
    assert (second.title, second.text) == ("优化环境", "（1）加强监管；（2）公正执法。")
