"""A small county of 2018 built by hand: four points, six units, and a year of records that grows as a test asks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from msgspec.structs import replace

from gongkai.plan.calendar import Calendar
from gongkai.plan.model import Collective, Duty, Plan, SelfInspectionRule, Unit, WorkPoint
from gongkai.plan.rubric import Assessment, Bonus, Grade, Group, Item, Rule, Scheme, Veto
from gongkai.register.kinds import (
    ENTRY_LETTERS,
    Evidence,
    Finding,
    FindingStep,
    Inspection,
    Progress,
    Record,
    Review,
    Ruling,
    ScoreEntry,
    SelfInspection,
)
from gongkai.register.ledger import CST, Ledger, stand
from gongkai.year import Year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongkai.papers.document import Block, Document, Table


R = TypeVar("R", bound=Record)

OFFICE, EDUCATION, FINANCE, PARTY = "县政府办公室", "县教育局", "县财政局", "县委编办"
YANLING, XINDIAN = "严陵镇人民政府", "新店镇人民政府"
UNITS = (OFFICE, EDUCATION, FINANCE, PARTY, YANLING, XINDIAN)
ISSUED = date(2018, 7, 25)
URL = (Evidence("url", "http://www.weiyuan.gov.cn/a.html"),)

_KINDS = {OFFICE: "政府部门", EDUCATION: "政府部门", FINANCE: "政府部门", PARTY: "党委部门"}
_FIRST, _SECOND = "一、深化供给内容", "二、完善体制机制"


def _point(no: str, title: str, chapter: str, *duties: Duty, lead: tuple[str, ...]) -> WorkPoint:
    responsible = ("各镇人民政府", "有关单位")
    return WorkPoint(no, title, f"{title}的全文。", chapter, "（一）某节", lead, responsible, duties=duties)


def plan() -> Plan:
    """Return the county's plan: point 2 asks for a list a month, point 3 has a day, 1 and 4 have no date."""
    monthly = Duty("2.1", "按月公开", "公开当月清单", every="month")
    dated = Duty("3.1", "10月底前", "完成目录编制", by=date(2018, 10, 31), owed_by="each_responsible")
    return Plan(
        2018,
        "威远县2018年政务公开工作要点",
        "威府办函〔2018〕46号",
        "威远县人民政府办公室",
        ISSUED,
        OFFICE,
        tuple(Unit(name, _KINDS.get(name, "镇")) for name in UNITS),
        (
            _point("1", "加大决策信息公开力度", _FIRST, lead=(OFFICE, FINANCE)),
            _point("2", "推进财政信息公开", _FIRST, monthly, lead=(FINANCE,)),
            _point("3", "推行主动公开基本目录制度", _SECOND, dated, lead=(OFFICE,)),
            _point("4", "加强教育领域公开", _SECOND, lead=(EDUCATION,)),
        ),
        (Collective("各镇人民政府", kinds=("镇",)), Collective("有关单位", unresolved=True)),
        self_inspection=SelfInspectionRule(("镇", "政府部门", "党委部门"), 1, "年内自查不少于1次"),
        assessment=_assessment(),
    )


def _assessment() -> Assessment:
    items = (
        Item("1", "自查整改", Decimal(20), rules=(Rule("1.1", "年内未自查", Decimal(10)),)),
        Item("2", "要点落实", Decimal(80), rules=(Rule("2.1", "要点未办结", Decimal(5)),)),
    )
    bonus = Bonus(Decimal(5), Decimal(80), (Rule("B1", "经验推广", Decimal(1)),))
    vetoes = (Veto("V1", "造成信息发布失信", "不合格"),)
    return Assessment(
        Decimal(100),
        (Grade("优秀", Decimal(90)), Grade("合格", Decimal(60)), Grade("不合格", Decimal(0))),
        (
            Group("考核组织单位", units=(OFFICE,), ranked=False),
            Group("镇", kinds=("镇",)),
            Group("县级部门", kinds=("政府部门",)),
            Group("党委部门及驻县单位", kinds=("党委部门",), ranked=False),
        ),
        (Scheme("2018年度考核（示例分值）", items, bonus=bonus, vetoes=vetoes, note="各项分值是示例"),),
    )


def day(text: str) -> date:
    """Return a day of 2018 from `09-30`."""
    return date.fromisoformat(f"2018-{text}")


def typed(on: date) -> datetime:
    """Return nine in the morning of a day."""
    return datetime(on.year, on.month, on.day, 9, tzinfo=CST)


class Book:
    """A ledger under way: each act adds one record, dated and numbered, and returns it."""

    def __init__(self, year_plan: Plan | None = None) -> None:
        self.ledger = Ledger(year_plan or plan(), head="0123456789abcdef" * 4)
        self.seq = 0

    def add(self, field: str, record: R) -> R:
        """Add a record of any kind to the ledger's `field`."""
        more: dict[str, Any] = {field: (*getattr(self.ledger, field), record)}
        self.ledger = replace(self.ledger, **more)
        return record

    def head(self, letter: str, on: date) -> dict[str, Any]:
        """Return what every record begins with."""
        self.seq += 1
        head = {"year": 2018, "day": on, "id": f"{letter}{self.seq}", "seq": self.seq}
        return {**head, "actor": "李某", "recorded": typed(on)}

    def progress(self, point: str, unit: str, percent: int, on: date, note: str = "") -> Progress:
        """A unit reports."""
        head = self.head("P", on)
        return self.add("progress", Progress(**head, point=point, unit=unit, percent=percent, note=note, evidence=URL))

    def review(self, point: str, unit: str, kind: Literal["verified", "returned"], on: date) -> Review:
        """The office checks or sends back."""
        return self.add("reviews", Review(**self.head("V", on), point=point, unit=unit, kind=kind, by="王某"))

    def selfcheck(self, unit: str, on: date, points: tuple[str, ...] = ()) -> SelfInspection:
        """A unit inspects itself."""
        return self.add("self_inspections", SelfInspection(**self.head("S", on), unit=unit, points=points))

    def inspection(self, units: tuple[str, ...], on: date) -> Inspection:
        """The office inspects."""
        return self.add("inspections", Inspection(**self.head("N", on), kind="专项督查", units=units, by="王某"))

    def finding(self, unit: str, on: date, due: date | None = None, *, point: str = "", origin: str = "") -> Finding:
        """A problem is found, by whatever `origin` is."""
        source = {"S": "self", "N": "inspection"}.get(origin[:1], "monitoring")
        more: dict[str, Any] = {"source": source, "point": point, "due": due, "origin": origin}
        return self.add("findings", Finding(**self.head("F", on), unit=unit, problem="目录未公开", **more))

    def step(self, finding: str, kind: str, on: date, **more: Any) -> FindingStep:  # noqa: ANN401 - any field of a step
        """Something happens to a finding."""
        more |= {"finding": finding, "kind": kind}
        return self.add("finding_steps", FindingStep(**self.head("T", on), **more))

    def entry(self, unit: str, on: date, rule: str = "2.1", asked: str = "5", **more: Any) -> ScoreEntry:  # noqa: ANN401 - any field of an entry
        """Points are taken, given (rule B…), or a veto cast (rule V…)."""
        kind = {"B": "bonus", "V": "veto"}.get(rule[:1], "deduction")
        more = {"kind": kind, "unit": unit, "rule": rule, "asked": Decimal(asked), "reason": "未按期办结", **more}
        return self.add("entries", ScoreEntry(**self.head(ENTRY_LETTERS[kind], on), **more))

    def ruling(self, entry: str, kind: str, on: date, points: str = "0") -> Ruling:
        """Notice is given, or something decided."""
        more: dict[str, Any] = {"entry": entry, "kind": kind, "points": Decimal(points), "reason": "情况属实"}
        return self.add("rulings", Ruling(**self.head("R", on), by="赵某", **more))

    def year(self, now: date, as_of: date | None = None) -> Year:
        """Return the year as it reads on a day."""
        calendar = Calendar({}, frozenset(), frozenset({2018, 2019}))
        return Year(self.ledger, stand(self.ledger.plan, typed(now), as_of), typed(now), calendar)


def a_busy_autumn() -> Book:
    """Return a ledger with something of every kind in it, read best in November."""
    book = Book()
    book.progress("1", OFFICE, 100, day("09-01"), "已出台办法")
    book.progress("1", FINANCE, 60, day("09-10"))
    book.progress("2", FINANCE, 100, day("09-20"))
    book.progress("4", EDUCATION, 100, day("10-08"))
    book.review("4", EDUCATION, "verified", day("10-12"))
    own = book.selfcheck(YANLING, day("09-15"), ("1", "3"))
    book.finding(YANLING, day("09-15"), day("10-15"), point="3", origin=own.id)
    book.selfcheck(EDUCATION, day("09-18"))
    visit = book.inspection((FINANCE, XINDIAN), day("10-10"))
    late = book.finding(FINANCE, day("10-10"), day("10-20"), point="2", origin=visit.id)
    fixed = book.finding(XINDIAN, day("10-10"), day("10-20"), point="3", origin=visit.id)
    book.step(fixed.id, "planned", day("10-11"), measure="限期公开", person="张某")
    book.step(fixed.id, "rectified", day("10-18"), note="已公开", evidence=URL)
    book.step(fixed.id, "closed", day("10-22"))
    first = book.entry(FINANCE, day("10-25"), point="2", finding=late.id, evidence=URL)
    book.ruling(first.id, "notified", day("10-26"))
    book.ruling(first.id, "reduced", day("10-30"), "3")
    gone = book.entry(YANLING, day("10-25"), "1.1", "10", no_evidence="登记簿可查")
    book.ruling(gone.id, "revoked", day("10-29"))
    book.entry(XINDIAN, day("11-01"), "1.1", "10", no_evidence="登记簿可查")
    book.entry(EDUCATION, day("11-02"), "B1", "1", evidence=URL)
    book.ruling(gone.id, "notified", day("10-26"))
    return book


def blocks_of(document: Document) -> Iterator[Block]:
    """Yield every block of a document, those inside sections too."""
    from gongkai.papers.document import Section

    waiting = list(reversed(document.blocks))
    while waiting:
        block = waiting.pop()
        yield block
        if isinstance(block, Section):
            waiting += reversed(block.blocks)


def tables(document: Document) -> dict[str, Table]:
    """Return the tables of a document by key."""
    from gongkai.papers.document import Table

    return {block.key: block for block in blocks_of(document) if isinstance(block, Table)}


def words(document: Document) -> str:
    """Return everything a reader sees of a document but the cells of its tables."""
    from gongkai.papers.document import Figures, Numbered, Paragraph, Section

    said = [document.title, document.footer]
    for block in blocks_of(document):
        match block:
            case Paragraph():
                said.append("".join(run.text for run in block.runs))
            case Numbered():
                said += block.items
            case Section():
                said.append(block.title)
            case Figures():
                said += [f"{item.label} {item.value}" for item in block.items]
            case _:
                pass
    return "\n".join(said)
