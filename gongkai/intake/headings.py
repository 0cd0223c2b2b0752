"""The columns of an office's own tables (台账), told by the headings that such tables usually have.

What a column is may also be said: 完成时间=完成时限. Names of columns are compared without blanks and width.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from gongkai.errors import BadValue, UnknownName
from gongkai.plan.spelling import spelt

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

CellKind = Literal["text", "unit", "points", "day", "due", "percent", "evidence", "figure", "count"]
SUREST, DOUBTFUL = 0, 9


class OwnField(Struct, frozen=True):
    """What a column may hold: its key, its Chinese name, how its cells read, and its usual headings as patterns.

    The earlier a pattern stands in `names`, the surer it is. What `doubtful` fits may be another field as well: it is
    this one only where the other has a column of its own.
    """

    key: str
    label: str
    kind: CellKind
    names: tuple[str, ...]
    doubtful: str = ""


class OwnTable(Struct, frozen=True):
    """A kind of table: the subject of its rows, its Chinese name, its fields, and which there must be.

    Of each group of keys in `needed` one must have a column; `core` are the fields without which a row says nothing,
    `down` those that stand once for the rows below. `dated` are the words above a table before the day of all its rows.
    """

    subject: str
    label: str
    fields: tuple[OwnField, ...]
    needed: tuple[tuple[str, ...], ...]
    core: tuple[str, ...]
    down: tuple[str, ...]
    dated: str

    def field(self, key: str) -> OwnField:
        """Return the field with this key; `KeyError` if there is none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)


_DAY = "(?:时间|日期|年月日|日)"
_UNIT = OwnField(
    "unit",
    "单位",
    "unit",
    (
        r"(?:被|受)(?:检查?|督查|督导|抽查|考核|扣分?|测评)(?:单位|部门|对象)(?:名称)?|(?:填报|报送|上报|自查|扣分|整改|考核)(?:单位|部门)(?:名称)?",
        r"(?:单位|部门|单位部门|单位\(部门\)|镇街?|乡镇|镇\(街道\)|科室)(?:名称)?|问题单位|(?:县级)?部门\(?(?:乡镇|镇)\)?",
        r"牵头(?:责任)?(?:单位|部门)|主办单位|主责单位",
        r"(?:责任|承办|整改责任|落实)(?:单位|部门|主体)",
    ),
)
_POINT = OwnField(
    "point",
    "要点",
    "points",
    (
        (
            r"(?:工作|对应|所属|涉及)?(?:工作)?要点(?:的?(?:编?号|序号|号码))?|(?:工作|重点)?任务(?:编?号|序号)|(?:要点|任务)No\.?"
            r"|指标序号|(?:问题)?所在要点"
        ),
        r"(?:工作)?要点(?:名称|内容|标题)|(?:重点|主要|具体)?(?:工作)?任务(?:名称|内容)?|重点工作|工作内容",
    ),
)
_PROBLEM = OwnField(
    "problem",
    "问题",
    "text",
    (
        r"(?:存在|发现|主要|具体|突出|查出|检查|督查|自查)*(?:的)?问题(?:描述|内容|表现|情况|清单|具体表现|及表现|概述|事项)?",
        r"存在的?(?:不足|问题(?:和|及|与)不足|问题(?:和|及|与)?薄弱环节)|问题(?:和|及|与)不足|(?:检查|督查|自查)(?:发现)?(?:情况|结果)",
    ),
)
_MEASURE = OwnField(
    "measure",
    "整改措施",
    "text",
    (r"(?:拟|已|拟采取的?)?(?:采取的?)?整改(?:落实)?(?:措施|办法|方案)", r"(?:采取的?)?措施|整改(?:要求|意见|建议)"),
)
_PERSON = OwnField(
    "person", "责任人", "text", (r"(?:整改)?(?:责任|负责)(?:人员?|领导)(?:姓名)?", r"(?:经办|联系|分管)(?:人员?|领导)")
)
_DUE = OwnField(
    "due",
    "完成时限",
    "due",
    (
        (
            rf"(?:整改|完成|办结|落实|整改完成)*(?:的)?(?:时限|期限|限期)(?:要求)?|限[期时](?:整改|完成|办结)?{_DAY}?"
            rf"|(?:计划|拟|预计|要求|应|整改措施|整改计划)(?:整改)?完成{_DAY}"
        ),
    ),
    doubtful=rf"(?:整改|完成|整改完成|办结){_DAY}",
)
_NOTE = OwnField(
    "note",
    "整改情况",
    "text",
    (
        r"整改(?:落实|完成|进展|推进)?(?:情况|结果|成效|进度|落实情况)(?:说明)?",
        r"(?:落实|进展|办理|完成|目前进展|推进落实)(?:情况|结果)(?:说明)?",
    ),
)
_RECTIFIED = OwnField(
    "rectified",
    "整改完成日期",
    "day",
    (
        (
            rf"(?:实际|已)(?:整改)?(?:完成|办结){_DAY}|整改(?:到位|完毕|落实|情况){_DAY}|整改(?:落实)?情况(?:完成)?{_DAY}"
            rf"|(?:上报|报送|报)整改(?:情况)?{_DAY}|整改(?:报告)?(?:上报|报送){_DAY}"
        ),
    ),
    doubtful=_DUE.doubtful,
)
_STATUS = OwnField(
    "status",
    "状态",
    "text",
    (
        r"(?:整改|销号|办理|问题|当前)?状态|是否(?:已?经?|按[时期])?(?:整改|完成|到位|整改到位|整改完成|销号|办结)",
        r"(?:销号|核查|验收)(?:情况|结果|与否)|(?:办结)?(?:销号|核销|闭环)|整改完成情况",
    ),
)
_CLOSED = OwnField(
    "closed", "销号日期", "day", (rf"(?:办结)?(?:销号|核销|验收|核查|复查|复核){_DAY}|(?:销号|核查|验收)情况{_DAY}",)
)
_CHECKER = OwnField(
    "by", "核查人", "text", (r"(?:核查|销号|复核|复查|验收|审核|核销)(?:责任)?(?:人员?|领导)(?:签字|签名)?",)
)
_EVIDENCE = OwnField(
    "evidence",
    "佐证",
    "evidence",
    (
        (
            r"(?:整改|工作|自查)?(?:佐证|证明|印证|支撑|证据|依据)(?:材料|资料|网址|链接|附件|文件|情况|名称|文号)*"
            r"|(?:公开|网页|网站|信息)?(?:网址|链接|网页地址|链接地址|URL|url)(?:\(?文号\)?)?"
        ),
        r"文号|文件号|备查(?:材料|资料)|附件|材料名称",
    ),
)
_PROOF = OwnField(
    "proof", "问题佐证", "evidence", (r"(?:问题|检查|发现|督查)(?:佐证|截图|网址|链接|页面|地址|证据)(?:材料)?",)
)
_FOUND = OwnField(
    "day",
    "检查日期",
    "day",
    (
        rf"(?:(?:问题)?发现|检查|督查|督导|抽查|检测|巡查|排查|反馈|交办|通报|登记)(?:问题|的)?{_DAY}",
        r"日期|时间",
    ),
)
_SOURCE = OwnField(
    "kind",
    "检查类型",
    "text",
    (r"(?:检查|督查|问题)(?:类型|种类|类别|来源|方式|名称|形式|批次)", r"来源|发现(?:渠道|方式|途径)"),
)
_ID = OwnField("finding", "问题编号", "text", (r"(?:对应|关联|登记簿)?问题(?:登记)?(?:编?号|ID)",))

PROGRESS = OwnTable(
    "progress",
    "进展",
    (
        _UNIT,
        _POINT,
        OwnField(
            "percent",
            "完成比例",
            "percent",
            (
                r"(?:工作|任务|总体|整体|当前|目前)?(?:完成|推进|落实)?(?:进度|比例|百分比|完成率|完成度|率)(?:\(?%\)?|百分比)?",
                r"是否(?:已?经?)?(?:完成|办结|落实)|(?:完成|办理|办结|工作)?状态",
                r"(?:工作|任务)?(?:完成|办结)(?:情况|结果)",
            ),
        ),
        OwnField(
            "day",
            "日期",
            "day",
            (rf"(?:填报|报送|上报|报告|统计|更新|截[至止]|进展){_DAY}|实际(?:完成|办结){_DAY}|办结{_DAY}", "日期|时间"),
        ),
        OwnField(
            "note",
            "进展情况",
            "text",
            (
                (
                    r"(?:工作|任务|推进|落实|目前|当前|最新|主要)*(?:进展|推进|落实|工作)(?:落实)?(?:情况|说明|内容)(?:说明)?"
                    r"|(?:工作|目前|当前|最新)?进展"
                ),
                r"(?:主要|具体)?(?:做法|成效|工作成效)|完成情况说明",
            ),
        ),
        _EVIDENCE,
    ),
    (("unit",), ("point",), ("percent", "note"), ("day",)),
    ("percent", "note"),
    ("unit", "point"),
    r"(?:填报|填表|报送|上报|统计|制表|报告)(?:时间|日期)|截[至止]",
)
FINDING = OwnTable(
    "finding",
    "问题整改",
    (
        _UNIT,
        _POINT,
        _PROBLEM,
        _FOUND,
        _SOURCE,
        _ID,
        _MEASURE,
        _PERSON,
        _DUE,
        _NOTE,
        _RECTIFIED,
        _STATUS,
        _CHECKER,
        _CLOSED,
        _EVIDENCE,
        _PROOF,
    ),
    (("unit",), ("problem", "finding"), ("day", "finding")),
    ("problem", "finding"),
    ("unit", "day", "kind"),
    r"(?:检查|督查|督导|抽查|发现|检测)(?:时间|日期)",
)
SELFCHECK = OwnTable(
    "selfcheck",
    "自查",
    (
        _UNIT,
        OwnField(
            "day",
            "自查日期",
            "day",
            (rf"(?:开展)?(?:自查|检查)(?:整改)?(?:开展)?{_DAY}|(?:填报|报送){_DAY}", "日期|时间"),
        ),
        OwnField(
            "points", "自查范围", "points", (r"(?:自查|检查)(?:的)?(?:范围|要点|内容|项目)|(?:涉及|对应)(?:工作)?要点",)
        ),
        OwnField(
            "summary",
            "自查情况",
            "text",
            (r"(?:自查|基本|总体)(?:工作)?(?:开展)?(?:情况|概况|综述|结果|结论)|自查自纠情况",),
        ),
        OwnField("point", "问题所在要点", "points", (r"问题(?:所在|所属|对应)(?:工作)?要点(?:号)?", *_POINT.names[:1])),
        OwnField("problem", "问题", "text", (_PROBLEM.names[0], r"存在的?不足|问题(?:和|及|与)不足")),
        _MEASURE,
        _PERSON,
        _DUE,
        _NOTE,
        _RECTIFIED,
        _STATUS,
        _CHECKER,
        _CLOSED,
        _EVIDENCE,
    ),
    (("unit",), ("day",)),
    ("day", "summary", "problem"),
    ("unit", "day"),
    r"(?:自查|检查|填报|报送)(?:时间|日期)",
)
DEDUCT = OwnTable(
    "deduct",
    "扣分",
    (
        _UNIT,
        OwnField(
            "rule",
            "规则",
            "text",
            (
                r"(?:扣分|计分|记分|评分|考核|考评|适用)?(?:规则|细则|条款)(?:编?号|代码|名称|内容)?|扣分(?:项目?|标准|指标|条款|点)(?:编?号)?",
                r"(?:考核|测评|考评|评分|评价)(?:指标|项目?|内容)(?:编?号|名称)?|指标(?:名称|编?号)?|[一二三]级指标",
            ),
            doubtful="扣分依据",
        ),
        OwnField(
            "points", "扣分", "figure", (r"(?:应|实|拟|实际|本次)?扣(?:除|掉)?分(?:数|值|分值)?|扣分情况", "分值|分数")
        ),
        OwnField("count", "次数", "count", (r"(?:扣分|发生|问题)?(?:次数|条数|件数|处数|个数|项数|数量)",)),
        OwnField(
            "reason",
            "原因",
            "text",
            (
                r"(?:扣分|失分|减分)(?:原因|理由|事由|事项|情形|说明|情况说明)|(?:具体)?(?:原因|事由|理由)",
                *_PROBLEM.names[:1],
                r"(?:具体|有关|主要)?(?:情况|事实)(?:说明|描述)?",
            ),
        ),
        _POINT,
        OwnField(
            "day",
            "扣分日期",
            "day",
            (rf"(?:扣分|记分|计分|认定|检查|督查|发现|登记|考核){_DAY}", "日期|时间"),
        ),
        OwnField("evidence", "佐证", "evidence", _EVIDENCE.names, doubtful="扣分依据"),
        _ID,
        OwnField("stage", "考核阶段", "text", (r"(?:考核)?(?:阶段|季度)",)),
        OwnField(
            "by", "记分人", "text", (r"(?:扣分|记分|认定|审批|批准|经办|审核|检查|督查|考核)(?:人员?|领导)(?:签字)?",)
        ),
        OwnField(
            "notified",
            "告知日期",
            "day",
            (rf"(?:书面)?(?:告知|通知|反馈|送达|通报)(?:单位)?(?:情况)?{_DAY}?|(?:签收|告知情况签收){_DAY}",),
        ),
        OwnField(
            "receipt",
            "签收",
            "text",
            (
                r"(?:告知|通知)?(?:情况)?(?:签收|送达)(?:单|回执|凭证|记录|情况|文件|佐证|人|单位|人员)*|(?:告知)?回执|告知(?:佐证|凭证|书|方式)",
            ),
        ),
    ),
    (("unit",), ("rule",), ("day",), ("evidence",)),
    ("rule", "points", "reason"),
    ("unit", "day"),
    r"(?:扣分|记分|检查|督查|考核)(?:时间|日期)",
)
TABLES: Mapping[str, OwnTable] = {table.subject: table for table in (PROGRESS, FINDING, SELFCHECK, DEDUCT)}
NOT_TAKEN = "不取"
_ORDINAL = (
    r"序号?|编号|行号|No\.?|备注|说明|备考|合计|总分|得分|满分|权重|(?:指标|标准|项目)分值?"
    r"|问题(?:数|个数|数量)|(?:已整改|未整改|整改)(?:数|个数|数量)"
)
"""Headings of what is never taken of itself: a row's number is no point's, a full mark no deduction."""
LONGEST_HEAD, DEEPEST_HEAD, LEAST_HEADS, MOST_HEADS, MOST_LEVELS = 20, 20, 2, 100, 3


class TakenColumn(Struct, frozen=True):
    """A column of a table: its place, its heading as printed, and the field it holds, empty where it is not taken."""

    index: int
    head: str
    key: str = ""


class SaidColumns(Struct, frozen=True):
    """What was said of a table: a field's name by heading or by column letters, and how words in cells are read."""

    heads: Mapping[str, str]
    words: Mapping[str, str]

    def names(self, head: str) -> bool:
        """Tell whether something was said of a heading, alone or below another: 整改情况/完成=整改完成日期."""
        return any(head in {said, *said.split("/")} or head.endswith(f"/{said}") for said in self.heads)


NOTHING_SAID = SaidColumns({}, {})


def table_of(subject: str) -> OwnTable:
    """Return the kind of table that a subject or its Chinese name stands for; raises `UnknownName`."""
    typed = spelt(subject).strip().casefold()
    for table in TABLES.values():
        if typed in {table.subject, table.label}:
            return table
    raise UnknownName(
        "台账种类", subject, advice="可以写：" + "、".join(f"{t.subject}（{t.label}）" for t in TABLES.values())
    )


def said_columns(table: OwnTable, texts: Iterable[str]) -> SaidColumns:
    """Return what `列名=字段` and `字样=读作` say; what equals a field's name is a column. Raises `BadValue`."""
    heads: dict[str, str] = {}
    words: dict[str, str] = {}
    fields = {field.label for field in table.fields} | {NOT_TAKEN}
    for text in texts:
        left, equals, right = spelt(text).partition("=")
        left, right = bare(left), right.strip()
        if not (equals and left and right):
            named = "、".join(field.label for field in table.fields)
            raise BadValue(f"对应关系“{text}”不对", f"写成 列名=字段，字段有：{named}、{NOT_TAKEN}；或 字样=读作")
        (heads if right in fields else words)[left] = right
    return SaidColumns(heads, words)


def bare(head: str) -> str:
    """Return a heading as it is compared: without blanks, width and a colon at its end."""
    return "".join(spelt(head).split()).rstrip(":")


class Heading(Struct, frozen=True):
    """Where a table begins: the printed heading of each column, the first row below them (from 0), the lines above."""

    heads: tuple[str, ...]
    first: int
    above: tuple[str, ...]


def heading_of(rows: Sequence[Sequence[str]], table: OwnTable, said: SaidColumns = NOTHING_SAID) -> Heading | None:
    """Return the heading of a sheet whose cells are texts; None where no row of it has the names of two columns."""
    best, most = -1, LEAST_HEADS - 1
    for at, row in enumerate(rows[:DEEPEST_HEAD]):
        found = len(_recognised(row, table, said))
        if found > most:
            best, most = at, found
    if best < 0:
        return None
    top = _top(rows, best, table, said)
    depth = _depth(rows, top, table, said)
    heads = tuple(_joined(rows[top : top + depth]))
    above = tuple(dict.fromkeys(text for row in rows[:top] for text in row if text))
    return Heading(heads, top + depth, above)


def _recognised(row: Sequence[str], table: OwnTable, said: SaidColumns) -> set[str]:
    """Return the fields that the texts of a row are headings of; nothing of a row with long texts or figures in it."""
    heads = [bare(text) for text in dict.fromkeys(row) if text]
    if not LEAST_HEADS <= len(heads) <= MOST_HEADS or any(len(head) > LONGEST_HEAD * 2 for head in heads):
        return set()
    named = {head for head in heads if said.names(head)}
    return {key for head in heads for key, _ in _candidates(head, table)[:1]} | named


def _top(rows: Sequence[Sequence[str]], at: int, table: OwnTable, said: SaidColumns) -> int:
    """Return the first row of the heading that a row is part of."""
    while at > 0 and _belong(rows[at - 1], rows[at], table, said):
        at -= 1
    return at


def _depth(rows: Sequence[Sequence[str]], top: int, table: OwnTable, said: SaidColumns) -> int:
    depth = 1
    for upper, lower in pairwise(rows[top : top + MOST_LEVELS]):
        if not _belong(upper, lower, table, said):
            break
        depth += 1
    return depth


def _belong(upper: Sequence[str], lower: Sequence[str], table: OwnTable, said: SaidColumns) -> bool:
    """Tell whether two rows are one heading: some names reach over both, the rest of the lower are names as well."""
    pairs = [(up, low) for up, low in zip(upper, lower, strict=True) if up or low]
    own = [bare(low) for up, low in pairs if low and low != up]
    over = [up for up, low in pairs if up and low in {up, ""}]
    if not own or not over or len({up for up, _ in pairs if up}) < LEAST_HEADS:
        return False
    if any(re.search(r"\d", head) or len(head) > LONGEST_HEAD for head in own):
        return False
    if len({bare(up) for up, low in pairs if up and low == up}) >= LEAST_HEADS:
        return True  # merged over both: no row below repeats what two columns are called
    whole = {bare(head): bare(head.replace(LEVEL, "")) for head in _joined([upper, lower])}
    told = {head.rsplit("/", 1)[-1] for head, name in whole.items() if said.names(head) or name in said.heads}
    known = [head for head in own if head in told or _candidates(head, table) or re.fullmatch(_PART, head)]
    return len(known) * 2 > len(own)


_PART = r"时间|日期|情况|内容|结果|姓名|签字|网址|编号|名称|是否.{1,6}|备注"
"""What stands under a heading of two columns and means nothing alone."""


def _joined(levels: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the heading of each column; one that stands over several fields without being merged is over them all."""
    spread = [list(level) for level in levels]
    for upper, lower in pairwise(spread):
        for at in range(1, len(upper)):
            if not upper[at] and lower[at] and lower[at - 1] and lower[at - 1] != upper[at - 1]:
                upper[at] = upper[at - 1]
    for texts in zip(*spread, strict=True):
        yield LEVEL.join(dict.fromkeys("".join(text.split()) for text in texts if text))


LEVEL = "／"


def _candidates(head: str, table: OwnTable) -> list[tuple[str, int]]:
    """Return the fields that a heading may name, each with how sure that is, the surest first."""
    found: dict[str, int] = {}
    for typed in _ways(head):
        if re.fullmatch(_ORDINAL, typed):
            continue
        for field in table.fields:
            rank = SUREST if typed == field.label else None
            if rank is None:
                rank = next((rank for rank, name in enumerate(field.names, 1) if re.fullmatch(name, typed)), None)
            if rank is None and field.doubtful and re.fullmatch(field.doubtful, typed):
                rank = DOUBTFUL
            if rank is not None:
                found[field.key] = min(rank, found.get(field.key, rank))
        if found:
            break
    return sorted(found.items(), key=lambda each: each[1])


def is_ordinal(head: str) -> bool:
    """Tell whether a heading is that of a column which is never taken of itself."""
    return re.fullmatch(_ORDINAL, bare(head)) is not None


def asks_of_closing(head: str) -> bool:
    """Tell whether a heading of states asks if findings were closed, so that √ says so: 销号, 是否销号, 核查情况."""
    return re.search("销号|核销|闭环|核查|验收", bare(head)) is not None


def _ways(head: str) -> list[str]:
    """Return how a heading may be read: of several levels together, then the lowest alone; without brackets."""
    levels = bare(head).split("/")
    ways = ["".join(levels), *reversed(levels)]
    return list(dict.fromkeys(way for one in ways for way in (one, re.sub(r"\([^()]*\)", "", one)) if way))


class Unclear(Struct, frozen=True):
    """Columns that may hold the same field, or one that may hold several: their places, headings, and the fields."""

    columns: tuple[TakenColumn, ...]
    keys: tuple[str, ...]


def columns_of(
    heads: Sequence[str], table: OwnTable, said: SaidColumns = NOTHING_SAID
) -> tuple[tuple[TakenColumn, ...], tuple[Unclear, ...]]:
    """Return what each column holds, and what cannot be told. What was said goes before what is usual."""
    taken, rivals_said = _as_said(heads, table, said)
    free = {index: _candidates(head, table) for index, head in enumerate(heads) if taken[index] is None and head}
    unclear = list(rivals_said)
    used = {key for key in taken.values() if key}
    for field in table.fields:
        if field.key in used:
            continue
        rivals = _surest(free, field.key, used)
        if len(rivals) > 1:
            unclear.append(Unclear(tuple(TakenColumn(index, heads[index]) for index in rivals), (field.key,)))
        elif rivals:
            taken[rivals[0]] = field.key
            used.add(field.key)
            del free[rivals[0]]
    places, keys = _doubtful(free, table, used)
    if len(places) == len(keys):  # what is planned stands before what was done
        taken |= dict(zip(places, keys, strict=True))
    elif places and keys:
        unclear.append(Unclear(tuple(TakenColumn(index, heads[index]) for index in places), tuple(keys)))
    columns = tuple(TakenColumn(index, head, taken[index] or "") for index, head in enumerate(heads) if head)
    return columns, tuple(unclear)


def _doubtful(
    free: Mapping[int, Sequence[tuple[str, int]]], table: OwnTable, used: Collection[str]
) -> tuple[list[int], list[str]]:
    """Return the columns whose headings are doubtful, and the fields they may be that have no column."""
    named = {
        index: {key for key, rank in names if rank == DOUBTFUL and key not in used} for index, names in free.items()
    }
    places = [index for index in sorted(named) if named[index]]
    return places, [field.key for field in table.fields if any(field.key in named[index] for index in places)]


def _as_said(
    heads: Sequence[str], table: OwnTable, said: SaidColumns
) -> tuple[dict[int, str | None], tuple[Unclear, ...]]:
    """Return what each column was said to hold, and those of which one word was said that fits several alike.

    A column called by its letter or its whole name goes before one called by a part of it.
    """
    found = {index: _said_of(index, head, table, said) for index, head in enumerate(heads)}
    taken = {index: None if one is None else one[0] for index, one in found.items()}
    unclear: list[Unclear] = []
    for key in dict.fromkeys(key for key in taken.values() if key):
        ranks = {index: one[1] for index, one in found.items() if one is not None and one[0] == key}
        same = [index for index, rank in ranks.items() if rank == min(ranks.values())]
        taken |= dict.fromkeys(set(ranks) - set(same))
        if len(same) > 1:
            unclear.append(Unclear(tuple(TakenColumn(index, heads[index]) for index in same), (key,)))
    return taken, tuple(unclear)


def _said_of(index: int, head: str, table: OwnTable, said: SaidColumns) -> tuple[str, int] | None:
    """Return the field a column was said to hold, empty for none, and by how much of its name; None if nothing was."""
    from gongkai.sheets.book import column_letter

    letter = column_letter(index)
    names = (letter, f"{letter}列", bare(head), *_ways(head))
    for rank, name in enumerate(names):
        if (label := said.heads.get(name)) is not None:
            return "" if label == NOT_TAKEN else next(one.key for one in table.fields if one.label == label), rank
    return None


def _surest(free: Mapping[int, Sequence[tuple[str, int]]], key: str, used: Collection[str]) -> list[int]:
    """Return the columns that name a field most surely; one that names another as surely, still without one, is not."""
    ranks = {
        index: rank
        for index, names in free.items()
        for own, rank in names
        if own == key and rank < DOUBTFUL and not any(r < rank and k not in used for k, r in names)
    }
    least = min(ranks.values(), default=DOUBTFUL)
    return [index for index, rank in ranks.items() if rank == least]


def lacking(columns: Iterable[TakenColumn], table: OwnTable, given: Collection[str] = ()) -> list[tuple[str, ...]]:
    """Return the groups of fields of which a table must have one and has none; `given` are known otherwise."""
    held = {column.key for column in columns} | set(given)
    return [group for group in table.needed if not held & set(group)]


def unused(said: SaidColumns, every: Iterable[Sequence[str]]) -> list[str]:
    """Return what was said of columns that no sheet has."""
    from gongkai.sheets.book import column_letter

    known: set[str] = set()
    for heads in every:
        for index, head in enumerate(heads):
            known |= {column_letter(index), f"{column_letter(index)}列", bare(head), *_ways(head)}
    return [name for name in said.heads if name not in known]
