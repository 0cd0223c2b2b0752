"""The layout of a unit's form, declared once for writing it and for reading it back.

A sheet is told by the line in its hidden first field, a column by its heading, a row by its id in the hidden first
column: sheets may be renamed, columns and rows moved.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from msgspec import Struct

VERSION = 1
ID = "id"
"""Key of the hidden first column."""

FieldKind = Literal[
    "text", "words", "no", "points", "day", "due", "days", "moment", "percent", "figure", "value", "evidence", "choice"
]
"""What a field takes. `words` is a short text, `no` an id, `points` 1,3-5, `due` a day ahead, `days` several days,
`value` a quantity whose row says whether it is in percent; `day` has happened, `moment` may have an hour."""


class Field(Struct, frozen=True):
    """A column: its `key`, its heading, what it takes, how wide it is in half-width characters.

    `entered`: whoever fills the form in may write here, in spare rows too unless `spare` is False; what is only `spare`
    is known in a row with an id, and entered in one without. `needed` must not be left empty where anything else of
    the row is entered. `hint` stands in the heading, `advice` beside the cell that is being filled in.
    """

    key: str
    head: str
    kind: FieldKind = "text"
    width: int = 12
    entered: bool = False
    spare: bool | None = None
    needed: bool = False
    hint: str = ""
    advice: str = ""

    def taken(self, *, known: bool) -> bool:
        """Tell whether something may be entered here, in a row about what is `known` or in a spare one."""
        return self.entered if known or self.spare is None else self.spare


class FormSheet(Struct, frozen=True):
    """A sheet: its key, its name, how it is filled in, its columns, and how many `spare` rows it has.

    `named` is the key of the visible column that names what a row is about, for a row that has lost its hidden id.
    """

    key: str
    name: str
    said: str = ""
    fields: tuple[Field, ...] = ()
    spare: int = 0
    named: str = ""

    def field(self, head: str) -> Field | None:
        """Return the field with this heading, whatever blanks stand in it."""
        typed = "".join(head.split())
        return next((field for field in self.fields if field.head == typed), None)

    def by_key(self, key: str) -> Field:
        """Return the field with this key; `KeyError` if there is none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)


_EVIDENCE = Field(
    "evidence",
    "佐证",
    "evidence",
    24,
    entered=True,
    hint="网址、文号或文件名",
    advice="写网页地址或文号；是文件的，写文件名，文件与本表放在同一文件夹交回。有几个的，一行写一个（Alt+回车换行）。",
)
_DAY = "写成 2018-9-28 这样的日期，不要写还没有到的日子。"

_GUIDE = FormSheet("guide", "填表说明")
_PROGRESS = FormSheet(
    "progress",
    "进展",
    "有新进展的才填，没有变化的一行不用填。同一条要点要报几次的，或者表里没有列出的，在下面的空行里填。",
    (
        Field("point", "要点号", "no", 8, spare=True, advice="本单位承担的要点编号，如 8。"),
        Field("title", "要点", width=30),
        Field("role", "角色", "words", 8),
        Field("asked", "要求与时限", width=30),
        Field("before", "已报", "words", 8),
        Field("before_day", "上次报告", "words", 11),
        Field(
            "percent",
            "完成比例",
            "percent",
            10,
            entered=True,
            needed=True,
            hint="0 到 100",
            advice="截至所填日期完成了多少，写 0 到 100 的整数，如 40；办结了写 100。",
        ),
        Field("day", "日期", "day", 12, entered=True, needed=True, hint="哪一天的情况", advice=_DAY),
        Field("note", "进展情况", width=36, entered=True, hint="做了什么", advice="一两句话，写做了什么、做到哪一步。"),
        _EVIDENCE,
    ),
    spare=3,
    named="point",
)
_SELFCHECK = FormSheet(
    "selfcheck",
    "自查与问题",
    "开展一次自查填一行；查出几个问题的，第一个问题与自查填在同一行，其余的接着往下一行填一个，自查情况不用再填。"
    "没有发现问题的，问题栏写“无”。",
    (
        Field("day", "自查日期", "day", 12, entered=True, needed=True, hint="开展自查的日期", advice=_DAY),
        Field(
            "points",
            "涉及要点",
            "points",
            11,
            entered=True,
            hint="不写为全部",
            advice="自查了哪些要点，如 8 或 1,3-5；查的是全部工作的不用写。",
        ),
        Field(
            "summary", "自查情况", width=30, entered=True, hint="怎么查的", advice="一两句话：查了什么，总的怎么样。"
        ),
        Field(
            "problem",
            "发现的问题",
            width=30,
            entered=True,
            hint="一行一个",
            advice="一行写一个问题；没有发现的写“无”。",
        ),
        Field(
            "point", "问题所在要点", "no", 12, entered=True, hint="有关的才填", advice="这个问题属于哪一条要点，如 8。"
        ),
        Field("measure", "整改措施", width=24, entered=True, hint="准备怎么改", advice="准备怎么改。"),
        Field("person", "责任人", "words", 10, entered=True, hint="姓名或职务", advice="谁负责改，写姓名或职务。"),
        Field(
            "due",
            "整改期限",
            "due",
            12,
            entered=True,
            hint="哪天改完",
            advice="哪一天以前改完，如 2018-10-31，也可以写 9月底。",
        ),
        _EVIDENCE,
    ),
    spare=15,
)
_RECTIFY = FormSheet(
    "rectify",
    "问题整改",
    "还没有定措施的，填措施、责任人、期限；已经改好的，填整改情况、日期和佐证。没有变化的一行不用填。",
    (
        Field("finding", "问题编号", "no", 9),
        Field("problem", "问题", width=30),
        Field("source", "来源", "words", 12),
        Field("status", "现状", "words", 10),
        Field("planned", "已定的措施", width=24),
        Field("until", "期限", "words", 11),
        Field(
            "measure",
            "整改措施",
            width=22,
            entered=True,
            hint="没定或有变的填",
            advice="准备怎么改；已经定了、没有变的不用填。",
        ),
        Field(
            "person", "责任人", "words", 10, entered=True, hint="没定或有变的填", advice="谁负责改；没有变的不用填。"
        ),
        Field(
            "due",
            "整改期限",
            "due",
            12,
            entered=True,
            hint="还没定的填",
            advice="哪一天以前改完，如 2018-10-31。期限定了以后不能自己往后改，要延期的请找办公室。",
        ),
        Field("note", "整改情况", width=28, entered=True, hint="改好了才填", advice="怎么改的，结果怎样。改好了才填。"),
        Field("day", "整改日期", "day", 12, entered=True, hint="哪天改好的", advice=_DAY),
        _EVIDENCE,
    ),
    named="finding",
)
_ITEM = FormSheet(
    "item",
    "时限事项",
    "办好了的填办结时间。新发生的事（如文件签发、舆情发生）在下面的空行里选事项、填发生时间，同时办结了的一并填。"
    "成段的事项（每天、每个工作日）一行填起止日期，其中没有做到的日子填在“除外”里。没有变化的一行不用填。",
    (
        Field("item", "编号", "no", 13),
        Field("point", "要点号", "no", 8),
        Field(
            "demand",
            "事项",
            "choice",
            32,
            spare=True,
            advice="新发生的事，从下拉框里选是哪一类。",
        ),
        Field("until", "时限", width=18),
        Field("target", "目标", "words", 12),
        Field(
            "at",
            "发生时间",
            "moment",
            17,
            spare=True,
            hint="新发生的才填",
            advice="按小时计的事项要写几点几分，如 2018-9-28 10:00；其余的写日期。",
        ),
        Field(
            "done",
            "办结时间",
            "moment",
            17,
            entered=True,
            hint="哪天办好的",
            advice="写日期，如 2018-9-28；按小时计的事项写到几点几分，如 2018-9-28 14:30。",
        ),
        Field(
            "value",
            "现值",
            "value",
            9,
            entered=True,
            spare=False,
            hint="数量指标才填",
            advice="现在的数，如 85 或 85%。",
        ),
        Field("first", "从", "day", 12, entered=True, spare=False, hint="成段的第一天", advice=_DAY),
        Field("last", "到", "day", 12, entered=True, spare=False, hint="成段的末一天", advice=_DAY),
        Field(
            "except",
            "除外",
            "days",
            16,
            entered=True,
            spare=False,
            hint="没做到的日子",
            advice="起止之间没有做到的日子，几个用顿号隔开，如 9月3日、9月10日。",
        ),
        Field("note", "说明", width=24, entered=True, hint="可以不填", advice="可以不填。"),
        _EVIDENCE,
    ),
    spare=4,
    named="item",
)
_APPEAL = FormSheet(
    "appeal",
    "异议（申请复核）",
    "对已经告知的扣分、否决、得分有异议，并且还在申请期限内的，填理由。没有异议的不用填。",
    (
        Field("entry", "编号", "no", 9),
        Field("told", "告知的内容", width=30),
        Field("why", "理由", width=34),
        Field("points", "分值", "words", 9),
        Field("until", "申请截止", "words", 12),
        Field(
            "reason",
            "异议理由",
            width=40,
            entered=True,
            needed=True,
            hint="有异议才填",
            advice="为什么认为不对，事实是怎样的。",
        ),
        Field("day", "申请日期", "day", 12, entered=True, hint="哪天提出的", advice=_DAY),
        _EVIDENCE,
    ),
    named="entry",
)
_SELFSCORE = FormSheet(
    "selfscore",
    "自评",
    "给本单位打分，供考核时对照，不计入得分。已经自评、没有变化的不用填。",
    (
        Field("item", "项目", "no", 9),
        Field("name", "名称", width=20),
        Field("full", "分值", "words", 8),
        Field("standard", "评分标准", width=48),
        Field("before", "上次自评", "words", 9),
        Field(
            "score",
            "自评分",
            "figure",
            9,
            entered=True,
            needed=True,
            hint="不超过分值",
            advice="写 0 到分值之间的数，如 18 或 18.5。",
        ),
        Field("note", "说明", width=34, entered=True, hint="扣在哪里", advice="没有打满的，说明扣在哪里。"),
        _EVIDENCE,
    ),
    named="item",
)

SHEETS = (_GUIDE, _PROGRESS, _SELFCHECK, _RECTIFY, _ITEM, _APPEAL, _SELFSCORE)
"""In the order in which they stand in a form."""


def sheet_by_key(key: str) -> FormSheet | None:
    """Return the sheet with a key, None where there is none."""
    return next((sheet for sheet in SHEETS if sheet.key == key), None)


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
