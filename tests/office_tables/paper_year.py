"""A year that was kept on paper, as an office kept it: four tables of unlike shape, two hundred rows, all made up.

进展台账.xlsx by unit, its cells merged; 问题整改台账.xlsx of twelve columns, a sheet for each kind of inspection;
自查汇总.csv in GBK; 扣分台账.xlsx with notices. `EXPECTED` are the scores, worked out by hand from the rubric of the
packaged plan.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from pathlib import Path

_TOWNS = "严陵 铺子湾 新店 向义 界牌 龙会 高石 东联 靖和 镇西 庆卫 山王 黄荆沟 观英滩 新场 连界 越溪 两河 碗厂 小河"
TOWNS = _TOWNS.split()
_DEPARTMENTS = (
    "县政府办公室 法制办 发改局 人社局 财政局 国土局 扶贫办 民政局 教育局 卫计局 环保局 安监局 食药监局 文广局 国资办"
    " 经科局 住建局 金融办 投促局 交通局 城管局 农林局 信访局 新闻办 质监局 旅游局 政务中心"
    " 交易中心 电子政务办 县委编办 农工委 目督办 网信办 人行"
)
DEPARTMENTS = _DEPARTMENTS.split()
UNITS = [*(f"{name}镇" for name in TOWNS), *DEPARTMENTS]

ON_POINTS = {
    "教育局": (7, 17, 21, 22, 23, 24, 29, 31),
    "民政局": (7, 17, 21, 22, 23, 24, 29, 31),
    "财政局": (3, 4, 10, 11, 17, 21, 29, 31),
    "环保局": (7, 9, 17, 21, 22, 24, 29, 31),
    "交通局": (10, 17, 21, 22, 24, 29, 31),
    "住建局": (9, 11, 17, 21, 22, 24),
    "严陵镇": (1, 2, 4, 7, 17, 22, 24),
    "新店镇": (1, 2, 4, 7, 17, 22, 24),
    "连界镇": (1, 2, 4, 7, 17, 22, 24),
    "两河镇": (1, 2, 4, 7, 17, 22, 24),
    "越溪镇": (1, 2, 4, 7, 17, 22, 24),
}
"""84 rows with the closing ones: which points a unit's part of the table tells of."""
SHARES = (0.3, 0.5, 0.75, 1, 0.6, 0.8, 1, 0.4)
DAYS = (
    date(2018, 9, 28),
    "2018.9.29",
    "2018/9/30",
    "9月30日",
    "9月底",
    20180930,
    43373,
    "18.10.8",
)
"""The same few days, as ten people write them; 43373 is how Excel keeps 2018-09-30."""

Finding = tuple[str, Any, str, str, str, Any, str, str, str, str, Any]
SPECIAL: list[Finding] = [
    # 单位 要点号 问题 整改措施 责任人 完成时限 整改情况 佐证网址 状态 核查人 销号日期; found on 2018-09-10
    (
        "教育局",
        16,
        "教育信息栏目超过三个月未更新",
        "专人维护",
        "李主任",
        "10月底前",
        "9月20日已补发12条",
        "http://www.weiyuan.gov.cn/jy/1.html",
        "已销号",
        "王核查",
        "2018.10.12",
    ),
    (
        "",
        17,
        "办事指南缺少收费依据",
        "补齐依据",
        "李主任",
        "10月底前",
        "10月8日已补齐",
        "http://www.weiyuan.gov.cn/jy/2.html",
        "已销号",
        "王核查",
        "2018.10.12",
    ),
    (
        "民政局",
        7,
        "救助名单没有公示期限",
        "补公示",
        "赵科长",
        "9月底",
        "10月9日已补公示",
        "",
        "已销号",
        "王核查",
        "2018.10.12",
    ),
    (
        "财政局",
        4,
        "预算公开没有名词解释",
        "补充解释",
        "孙科长",
        date(2018, 10, 15),
        "",
        "",
        "已销号",
        "王核查",
        "2018.10.12",
    ),
    ("环保局", 9, "空气质量周报断档两期", "补发周报", "周科长", "10月15日前", "正在补发", "", "整改中", "", ""),
    (
        "严陵镇",
        "1、2",
        "会议公开没有邀请记录",
        "建立记录",
        "镇党政办",
        "10月底",
        "9月28日已建立",
        "威严府函〔2018〕12号",
        "已销号",
        "王核查",
        "2018年10月12日",
    ),
    ("新店镇", 2, "建议提案答复未公开", "公开答复", "同上", "立行立改", "9月11日公开", "", "已整改待核", "", ""),
    ("连界镇", 4, "村级预算未公开", "〃", "〃", "年底前", "", "", "未整改", "", ""),
    (
        "两河镇",
        7,
        "低保名单泄露身份证号",
        "撤下整改",
        "镇党政办",
        "9月12日",
        "9月11日已撤下",
        "",
        "已销号",
        "王核查",
        "10月12日",
    ),
    ("", 22, "政务公开栏破损", "更换", "镇党政办", "9月底", "9月25日已更换", "", "已销号", "王核查", "10月12日"),
    ("", 24, "公开栏内容为上年度", "更新", "镇党政办", "9月底", "9月25日已更新", "", "已销号", "王核查", "10月12日"),
    ("", 17, "办事大厅没有指南", "印制", "镇党政办", "9月底", "10月10日已印制", "", "已销号", "王核查", "10月12日"),
    (
        "交通局",
        10,
        "招投标结果未公开",
        "补公开",
        "钱科长",
        "9月底",
        "9月29日已公开",
        "",
        "已销号",
        "王核查",
        "2018/10/12",
    ),
]
REGULAR: list[Finding] = [
    # found on 2018-10-15
    (
        "住建局",
        11,
        "保障房分配结果迟发",
        "按时发",
        "吴科长",
        "10月31日",
        "10月20日已发",
        "",
        "已销号",
        "王核查",
        "11月2日",
    ),
    ("", 9, "征收公告缺附件", "补附件", "吴科长", "10月31日", "11月5日已补", "", "已销号", "王核查", "11月6日"),
    ("越溪镇", 17, "电话无人接听", "值班", "党政办", "10月20日", "10月16日已安排", "", "已销号", "王核查", "11月2日"),
    ("越溪镇", 22, "年度报告缺表", "补表", "党政办", "10月31日", "", "", "未整改", "", ""),
    ("财政局", 4, "决算公开晚于规定", "今后按时", "孙科长", "长期坚持", "", "", "整改中", "", ""),
    (
        "教育局",
        7,
        "学区划分未公开",
        "补公开",
        "李主任",
        "10月31日",
        "10月22日已公开",
        "",
        "已销号",
        "王核查",
        "11月2日",
    ),
    (
        "民政局",
        7,
        "福利彩票公益金使用未公开",
        "公开",
        "赵科长",
        "10月31日",
        "10月29日已公开",
        "",
        "已销号",
        "王核查",
        "11月2日",
    ),
]
WATCHED: list[Finding] = [
    # each of its own day, typed into the column of what was found
    *(
        (
            f"{name}镇",
            16,
            f"网站链接失效{number}处",
            "修复",
            "网管员",
            "3日内修复".removesuffix("修复").replace("3日内", "8月底"),
            "8月24日已修复",
            "",
            "已销号",
            "周监测",
            "8月27日",
        )
        for number, name in enumerate(TOWNS, start=1)
    ),
]

Deduction = tuple[str, Any, Any, Any, str, Any, Any, str]
DEDUCTIONS: list[Deduction] = [
    # 单位 测评指标 指标分值 扣分 失分原因 检查日期 告知日期 签收
    ("教育局", "4.1", 20, "-2", "教育信息栏目超过三个月未更新", "2018.9.14", "2018.9.17", "李主任"),  # in time: 1
    ("教育局", "4.1", 20, "-2", "办事指南缺少收费依据", "2018.9.14", "2018.9.17", "李主任"),  # in time: 1
    ("教育局", "4.2", 20, "-1", "学区划分未公开", "2018.10.18", "2018.10.19", "李主任"),  # in time, free: 0
    (
        "民政局",
        "4.1 专项督查发现的问题",
        20,
        "扣2分",
        "救助名单没有公示期限",
        "9月14日",
        "9月17日",
        "赵科长",
    ),  # late: 2
    ("民政局", "4.2", 20, 1, "福利彩票公益金使用未公开", "10月18日", "10月19日", "赵科长"),  # in time, free: 0
    ("财政局", "4.1", 20, 2, "预算公开没有名词解释", "9月14日", "9月17日", "孙科长"),  # closed in time: 1
    ("财政局", "定期工作检查发现的问题", 20, 1, "决算公开晚于规定", "10月18日", "10月19日", "孙科长"),  # open: 1
    ("环保局", "4.1", 20, 2, "空气质量周报断档两期", "9月14日", "", ""),  # open: 2
    ("严陵镇", "4.1", 20, 2, "会议公开没有邀请记录（要点1、2）", "9月14日", "9月17日", "镇党政办"),  # in time: 1
    ("新店镇", "4.1", 20, 2, "建议提案答复未公开", "9月14日", "9月17日", "镇党政办"),  # not closed: 2
    ("连界镇", "4.1", 20, 2, "村级预算未公开", "9月14日", "9月17日", "镇党政办"),  # open: 2
    ("两河镇", "4.1", 20, 2, "政务公开栏破损", "9月14日", "9月17日", "镇党政办"),  # in time: 1
    ("两河镇", "4.1", 20, 2, "公开栏内容为上年度", "9月14日", "9月17日", "镇党政办"),  # in time: 1
    ("两河镇", "4.1", 20, 2, "办事大厅没有指南", "9月14日", "9月17日", "镇党政办"),  # late: 2
    (
        "两河镇",
        "4.5",
        20,
        20,
        "低保名单、救助对象等四件材料泄露身份证号",
        "9月14日",
        "9月17日",
        "镇党政办",
    ),  # 4 at 5: the item's rest, 16
    ("交通局", "4.1", 20, 2, "招投标结果未公开", "9月14日", "9月17日", "钱科长"),  # in time: 1
    ("住建局", "4.2", 20, 1, "保障房分配结果迟发", "10月18日", "10月19日", "吴科长"),  # free: 0
    ("住建局", "4.2", 20, 1, "征收公告缺附件", "10月18日", "10月19日", "吴科长"),  # late: 1
    ("越溪镇", "4.2", 20, 1, "年度报告缺表", "10月18日", "10月19日", "党政办"),  # open: 1
    ("信访局、新闻办", "3.4", 20, 3, "一起舆情超过48小时才回应", "11月6日", "11月7日", "局办公室"),  # 3 each
    ("人行", "2.4", 40, 2, "没有明确工作机构", "11月6日", "11月20日", "办公室"),  # told lately: the term runs
    ("经科局", "2.3", 40, 3, "没有制定本单位工作要点", "11月6日", "11月20日", "办公室"),
]

EXPECTED = {
    "县教育局": 100 - 1 - 1 - 0,
    "县民政局": 100 - 2 - 0,
    "县财政局": 100 - 1 - 1,
    "县环保局": 100 - 2,
    "严陵镇人民政府": 100 - 1,
    "新店镇人民政府": 100 - 2,
    "连界镇人民政府": 100 - 2,
    "两河镇人民政府": 100 - 20,  # 1 + 1 + 2 + 20 asked, the item holds 20
    "县交通运输局": 100 - 1,
    "县住建局": 100 - 0 - 1,
    "越溪镇人民政府": 100 - 1,
    "县政府信访局": 100 - 3,
    "县政府新闻办": 100 - 3,
    "人行威远县支行": 100 - 2,
    "县经科局": 100 - 3,
}
FULL = Decimal(100)
ROWS = {"progress": 84, "finding": len(SPECIAL) + len(REGULAR) + len(WATCHED), "selfcheck": len(UNITS), "deduct": 22}


def make_tables(folder: Path) -> dict[str, Path]:
    """Write the four tables into a folder; return them by what one row of each records."""
    paths = {
        "progress": folder / "进展台账.xlsx",
        "finding": folder / "问题整改台账.xlsx",
        "selfcheck": folder / "自查汇总.csv",
        "deduct": folder / "扣分台账.xlsx",
    }
    _progress(paths["progress"])
    _findings(paths["finding"])
    paths["selfcheck"].write_bytes(self_inspections().encode("gbk"))
    _deductions(paths["deduct"])
    return paths


def _progress(path: Path) -> None:
    """By unit, the unit merged over its rows, sub-totals between, shares of one, days in every spelling."""
    with xlsxwriter.Workbook(path) as book:
        percent, day = book.add_format({"num_format": "0%"}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("1-9月")
        sheet.merge_range(0, 0, 0, 6, "威远县2018年政务公开工作推进情况台账")
        sheet.merge_range(1, 0, 1, 3, "填报单位：县政府政务公开科")
        sheet.merge_range(1, 4, 1, 6, "制表时间：2018年10月10日")
        for column, head in enumerate(("序号", "责任\n单位", "要点号", "任务完成", "", "填报日期", "备注")):
            if column == 3:
                sheet.merge_range(2, 3, 2, 4, head)
            elif column != 4:
                sheet.merge_range(2, column, 3, column, head)
        sheet.write_row(3, 3, ["进度", "工作进展情况"])
        at, number = 4, 0
        for unit, points in ON_POINTS.items():
            for index, point in enumerate(points):
                number += 1
                sheet.write(at, 0, number)
                sheet.write(at, 2, point if index % 2 else f"要点{point}")
                sheet.write(at, 3, SHARES[index], percent)
                sheet.write(at, 4, "" if SHARES[index] == 1 else "已建立台账，正在推进")
                when = DAYS[index]
                sheet.write(at, 5, when, day) if isinstance(when, date) else sheet.write(at, 5, when)
                at += 1
            sheet.merge_range(at - len(points), 1, at - 1, 1, unit)
            sheet.write(at, 1, "小计")
            sheet.write(at, 2, len(points))
            at += 1
        for owner, no in (("县政府办公室", "25"), ("县政府办公室", "33"), ("政务中心", "13"), ("电子政务办", "15")):
            sheet.write_row(at, 0, [number := number + 1, owner, no, "已完成", "", "2018年10月9日", "补报"])
            at += 1
        sheet.merge_range(at, 0, at, 6, "注：各单位对数据的真实性负责。")
        sheet.write(at + 1, 0, "审核人：张三")
        book.add_worksheet("填写说明").write(0, 0, "进度按百分比填写")


HEADS = (
    "序号",
    "单位",
    "要点号",
    "问题",
    "整改措施",
    "责任人",
    "完成时限",
    "整改情况",
    "佐证网址",
    "状态",
    "核查人",
    "销号日期",
)


def _findings(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        parts = (
            ("专项督查", "2018年9月10日", SPECIAL),
            ("定期检查", "2018.10.15", REGULAR),
            ("日常监测", "8月20日", WATCHED),
        )
        for name, found, rows in parts:
            sheet = book.add_worksheet(name)
            sheet.merge_range(0, 0, 0, 11, f"2018年政务公开{name}问题整改台账")
            sheet.merge_range(1, 0, 1, 11, f"检查时间：{found}")
            sheet.write_row(2, 0, HEADS)
            for at, row in enumerate(rows, start=3):
                sheet.write(at, 0, at - 2)
                for column, value in enumerate(row, start=1):
                    sheet.write(at, column, value, day) if isinstance(value, date) else sheet.write(at, column, value)
            sheet.write_row(len(rows) + 3, 0, ["合计", len(rows)])


def self_inspections() -> str:
    """Return the summary of self-inspections: one row a unit, problems numbered inside a cell."""
    lines = ["威远县2018年政务公开自查情况汇总表,,,,,,", "序号,单位名称,自查时间,自查情况,存在问题,整改措施,整改时限"]
    for number, unit in enumerate(UNITS, start=1):
        day = ("6月20日", "2018.6.25", "6月底", "2018-07-03")[number % 4]
        problem, measure, due = "无", "/", ""
        if number % 9 == 0:
            problem, measure, due = '"1.公开目录不全；\n2.更新不及时；"', '"1.补齐目录；\n2.专人更新；"', "12月底"
        lines.append(f"{number},{unit},{day},对照要点全面自查,{problem},{measure},{due}")
    return "\r\n".join([*lines, f"合计,{len(UNITS)},,,,,", "填表人：张三,,,审核人：李四,,,"])


def _deductions(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("扣分")
        sheet.merge_range(0, 0, 0, 9, "2018年政务公开考核扣分台账（示例分值）")
        for column, head in enumerate(("序号", "被扣分单位", "测评指标", "指标分值", "扣分", "失分原因", "检查日期")):
            sheet.merge_range(1, column, 2, column, head)
        sheet.merge_range(1, 7, 1, 8, "告知")
        sheet.write_row(2, 7, ["日期", "签收人"])
        for at, row in enumerate(DEDUCTIONS, start=3):
            sheet.write(at, 0, at - 2)
            for column, value in enumerate(row, start=1):
                sheet.write(at, column, value)
