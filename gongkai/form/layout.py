"""The layout of a unit's form, declared once for writing it and for reading it back.

A sheet is told by the line in its hidden first field, a column by its heading, a row by its id in the hidden first
column: sheets may be renamed, columns and rows moved.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from zlib import crc32

from msgspec import Struct

from gongkai.papers.form import Field, FormSheet

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CHECK",
    "SHEETS",
    "VERSION",
    "Field",
    "FormHead",
    "FormSheet",
    "SheetHead",
    "check_of",
    "head_of",
    "sheet_by_key",
]

VERSION = 1
CHECK = "核对码"
"""Heading of the hidden last column."""

_EVIDENCE = Field(
    "evidence",
    "佐证",
    "evidence",
    22,
    entered=True,
    hint="网址、文号、文件名",
    advice="写网页地址或文号；是文件的写文件名，文件和本表一起交回。有几个的一行写一个（换行按 Alt+回车）。",
)
_PAST = "写成 2018-9-28 这样的日期；还没有到的日子不能写。"

_GUIDE = FormSheet("guide", "填表说明")
_PROGRESS = FormSheet(
    "progress",
    "进展",
    "有新进展的填一行，没有变化的不用填。同一条要点要报几次的，或者上面没有列出的，填在下面的空行里。",
    (
        Field("point", "要点号", "no", 8, spare=True, advice="本单位承担的要点，从下拉框里选，或者写编号，如 8。"),
        Field("title", "要点", width=30),
        Field("role", "角色", "words", 10),
        Field("asked", "要求与时限", width=26),
        Field("before", "已报", "words", 8),
        Field("before_day", "上次报告", "words", 12),
        Field(
            "percent",
            "完成比例",
            "percent",
            10,
            entered=True,
            needed=True,
            hint="0—100",
            advice="到所填的那天完成了多少，写 0 到 100 的整数，如 40；办结了写 100。",
        ),
        Field("day", "日期", "day", 12, entered=True, needed=True, hint="哪天的情况", advice=_PAST),
        Field("note", "进展情况", width=34, entered=True, hint="做了什么", advice="一两句话：做了什么，做到哪一步。"),
        _EVIDENCE,
    ),
    spare=3,
    named="point",
)
_SELFCHECK = FormSheet(
    "selfcheck",
    "自查与问题",
    "开展一次自查填一行。查出几个问题的，第一个和自查填在同一行，其余的一行一个接着往下填，自查日期和自查情况不用再写；"
    "没有发现问题的，“发现的问题”写“无”。",
    (
        Field("day", "自查日期", "day", 12, entered=True, needed=True, hint="哪天查的", advice=_PAST),
        Field(
            "points",
            "自查范围",
            "points",
            11,
            entered=True,
            hint="不写是全部",
            advice="查了哪些要点，如 8 或 1,3-5；全部工作都查了的不用写。",
        ),
        Field("summary", "自查情况", width=30, entered=True, hint="怎么查的", advice="一两句话：查了什么，总的怎样。"),
        Field(
            "problem", "发现的问题", width=30, entered=True, hint="一行一个", advice="一行写一个；没有发现的写“无”。"
        ),
        Field(
            "point",
            "问题属要点",
            "no",
            11,
            entered=True,
            hint="如 8",
            advice="这个问题属于哪条要点，如 8；说不上的不写。",
        ),
        Field("measure", "整改措施", width=24, entered=True, hint="准备怎么改", advice="准备怎么改。"),
        Field("person", "责任人", "words", 10, entered=True, hint="谁负责改", advice="写姓名或职务。"),
        Field(
            "due",
            "整改期限",
            "due",
            12,
            entered=True,
            hint="哪天前改完",
            advice="哪天以前改完，如 2018-10-31；也可以写 9月底、年底。",
        ),
        _EVIDENCE,
    ),
    spare=12,
)
_RECTIFY = FormSheet(
    "rectify",
    "问题整改",
    "还没有定措施的，填整改措施、责任人、整改期限；已经改好的，填整改情况、整改日期和佐证。没有变化的不用填。",
    (
        Field("finding", "问题编号", "no", 10),
        Field("problem", "问题", width=30),
        Field("source", "来源", "words", 15),
        Field("status", "现状", "words", 12),
        Field("planned", "已定的措施", width=20),
        Field("until", "已定的期限", "words", 12),
        Field(
            "measure", "整改措施", width=20, entered=True, hint="没定的填", advice="准备怎么改；已经定了、不变的不写。"
        ),
        Field(
            "person", "责任人", "words", 10, entered=True, hint="没定的填", advice="谁负责改；已经定了、不变的不写。"
        ),
        Field(
            "due",
            "整改期限",
            "due",
            12,
            entered=True,
            hint="没定的填",
            advice="哪天以前改完，如 2018-10-31。定了以后不能自己往后改，要延期的请联系办公室。",
        ),
        Field(
            "note",
            "整改情况",
            width=26,
            entered=True,
            hint="改好了才填",
            advice="怎么改的，结果怎样；还没有改好的不写。",
        ),
        Field("day", "整改日期", "day", 12, entered=True, hint="哪天改好的", advice=_PAST),
        _EVIDENCE,
    ),
    named="finding",
)
_ITEM = FormSheet(
    "item",
    "时限事项",
    "办好了的填办结时间，没有办的不用填。",
    (
        Field("item", "编号", "no", 14),
        Field("point", "要点号", "no", 7),
        Field("demand", "事项", "choice", 30, spare=True, advice="新发生的事，从下拉框里选是哪一类。"),
        Field("until", "时限", width=18),
        Field("target", "目标", "words", 10),
        Field(
            "at",
            "发生时间",
            "moment",
            17,
            spare=True,
            hint="新发生的才填",
            advice="写日期；按小时计的要写到几点几分，如 2018-9-28 10:00。",
        ),
        Field(
            "done",
            "办结时间",
            "moment",
            17,
            entered=True,
            hint="哪天办好的",
            advice="写日期，如 2018-9-28；按小时计的要写到几点几分，如 2018-9-28 14:30。",
        ),
        Field(
            "value", "现值", "value", 9, entered=True, spare=False, hint="现在的数", advice="现在的数，如 85 或 85%。"
        ),
        Field("first", "起", "day", 12, entered=True, spare=False, hint="成段的头一天", advice=_PAST),
        Field("last", "止", "day", 12, entered=True, spare=False, hint="成段的末一天", advice=_PAST),
        Field(
            "except",
            "除外",
            "days",
            14,
            entered=True,
            spare=False,
            hint="没做到的日子",
            advice="起止之间没有做到的日子，几个用顿号隔开，如 9月3日、9月10日；都做到了的不写。",
        ),
        Field("note", "说明", width=22, entered=True, hint="可以不写", advice="新发生的事写是哪一件；其余的可以不写。"),
        _EVIDENCE,
    ),
    spare=4,
    named="item",
)
_APPEAL = FormSheet(
    "appeal",
    "异议（申请复核）",
    "对已经告知的扣分、否决、得分有异议的，在申请期限内填写理由；没有异议的不用填。",
    (
        Field("entry", "编号", "no", 9),
        Field("told", "告知的事项", width=30),
        Field("why", "告知的理由", width=34),
        Field("points", "分值", "words", 9),
        Field("until", "申请期限", "words", 12),
        Field(
            "reason",
            "异议理由",
            width=40,
            entered=True,
            needed=True,
            hint="有异议才填",
            advice="为什么认为不对，事实是怎样的。",
        ),
        Field("day", "申请日期", "day", 12, entered=True, hint="哪天提出的", advice=_PAST),
        _EVIDENCE,
    ),
    named="entry",
)
_SELFSCORE = FormSheet(
    "selfscore",
    "自评",
    "给本单位打分，只作考核时的对照，不计入得分。已经自评过、没有变化的不用填。",
    (
        Field("item", "考核项", "no", 9),
        Field("stage", "阶段", "words", 12, carried=True),
        Field("name", "名称", width=20),
        Field("full", "分值", "words", 8),
        Field("standard", "评分标准", width=48),
        Field("before", "上次自评", "words", 10),
        Field(
            "score",
            "自评分",
            "figure",
            10,
            entered=True,
            needed=True,
            hint="不超过分值",
            advice="写 0 到分值之间的数，如 18 或 18.5。",
        ),
        Field("note", "说明", width=34, entered=True, hint="没打满的写", advice="没有打满的，说明扣在哪里。"),
        _EVIDENCE,
    ),
    named="item",
)

SHEETS = (_GUIDE, _PROGRESS, _SELFCHECK, _RECTIFY, _ITEM, _APPEAL, _SELFSCORE)
"""In the order in which they stand in a form."""


def sheet_by_key(key: str) -> FormSheet | None:
    """Return the sheet with a key, None where there is none."""
    return next((sheet for sheet in SHEETS if sheet.key == key), None)


def check_of(sheet: FormSheet, known: Mapping[str, str]) -> str:
    """Return the mark of what is known in a row: another one tells that somebody has changed it."""
    told = ("".join(known.get(field.key, "").split()) for field in sheet.fields if not field.taken(known=True))
    return f"k{crc32(chr(10).join(told).encode()):08x}"


_MARK = "gongkai-form"
_HEAD = (
    r"\s*gongkai-form (?P<version>[0-9]{1,6})\|sheet=(?P<sheet>[a-z]{1,20})\|ledger=(?P<ledger>[^|]{1,80})"
    r"\|year=(?P<year>[0-9]{4})\|seq=(?P<seq>[0-9]{1,15})\|head=(?P<head>[0-9a-f]{1,64})"
    r"\|issued=(?P<issued>[0-9]{4}-[0-9]{2}-[0-9]{2})\|unit=(?P<unit>.{1,200})"
)


class FormHead(Struct, frozen=True):
    """What a form says of itself: its layout's `version`, the `ledger` it was made from, the year, for which unit.

    `seq` and `head` are the end of the trail when it was made: what was recorded since, it does not know.
    """

    ledger: str
    year: int
    unit: str
    seq: int
    head: str
    issued: date
    version: int = VERSION

    def written(self, sheet: str) -> str:
        """Return the line that stands in the first field of a sheet."""
        told = f"sheet={sheet}|ledger={self.ledger}|year={self.year}|seq={self.seq}|head={self.head}"
        return f"{_MARK} {self.version}|{told}|issued={self.issued}|unit={self.unit}"


class SheetHead(Struct, frozen=True):
    """The line of one sheet: the form's head and the sheet's key."""

    head: FormHead
    sheet: str


def head_of(text: str) -> SheetHead | None:
    """Return what `FormHead.written` wrote; None for any other text."""
    found = re.fullmatch(_HEAD, text.strip())
    if found is None:
        return None
    try:
        issued = date.fromisoformat(found["issued"])
    except ValueError:
        return None
    version, year, seq = (int(found[part]) for part in ("version", "year", "seq"))
    head = FormHead(found["ledger"], year, found["unit"].strip(), seq, found["head"], issued, version)
    return SheetHead(head, found["sheet"])
