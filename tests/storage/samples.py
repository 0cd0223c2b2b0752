"""Records and ledgers to try the store with."""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.plan.form import plan_to_json
from gongkai.plan.model import Plan, Unit, WorkPoint
from gongkai.register import driver as driving
from gongkai.register import kinds as r
from gongkai.register import writing
from gongkai.register.codec import CST
from gongkai.register.structure import guards
from gongkai.settings import is_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

YEAR = 2018
DAY = date(2018, 9, 1)
NOW = datetime(2018, 9, 1, 9, 30, tzinfo=CST)
URL = r.Evidence("url", "http://www.example.gov.cn/1")


def plan(year: int = YEAR, title: str = "工作要点") -> Plan:
    """Return the smallest plan."""
    point = WorkPoint("1", "决策公开", "公开。", "一、供给", "（一）法治", ("县教育局",))
    units = (Unit("县政府办公室", "政府部门"), Unit("县教育局", "政府部门"))
    return Plan(year, title, "某府办函〔2018〕1号", "办公室", date(year, 1, 2), "县政府办公室", units, (point,))


def revision(year: int = YEAR, title: str = "工作要点", day: date = DAY) -> r.Revision:
    """Return the record that loads that plan."""
    kept = plan(year, title)
    return r.Revision(year=year, day=day, title=title, number=kept.number, body=plan_to_json(kept))


def first(register: writing.Register) -> None:
    """Fill a new store."""
    register.add(revision(), "load")


def make(store: str) -> None:
    """Make a ledger with its first plan."""
    assert writing.create_store(store, first, actor="张文书", os_user="zhang", now=NOW)


def register_of(store: str, now: datetime = NOW) -> AbstractContextManager[writing.Register]:
    """Open the store as the clerk does."""
    return writing.open_register(store, actor="张文书", os_user="zhang", now=now)


def write(store: str, *records: r.Record) -> list[r.Record]:
    """Write records in one act and return them as stored."""
    with register_of(store) as register:
        return [register.add(record, "test.add") for record in records]


def progress(day: date = DAY, percent: int = 40, point: str = "1", unit: str = "县教育局", **more: Any) -> r.Progress:  # noqa: ANN401 - fields of a record
    """Return a report."""
    return r.Progress(year=YEAR, day=day, point=point, unit=unit, percent=percent, **more)


def review(day: date = DAY, kind: Any = "verified", point: str = "1", unit: str = "县教育局") -> r.Review:  # noqa: ANN401 - a literal
    """Return a review."""
    return r.Review(year=YEAR, day=day, point=point, unit=unit, kind=kind, by="李主任")


def one_of_each() -> tuple[r.Record, ...]:
    """Return a record of every kind, most of its fields filled."""
    when: dict[str, Any] = {"year": YEAR, "day": DAY}
    return (
        revision(title="修订后的要点"),
        r.Assign(**when, unit="县教育局", point="1", role="lead", person="王科员"),
        progress(evidence=(URL, r.Evidence("file", "清单.pdf", "ab" * 32, 10))),
        review(),
        r.SelfInspection(**when, unit="县教育局", points=("1", "AC-2(1)"), summary="未发现问题", evidence=(URL,)),
        r.Inspection(**when, kind="专项督查", units=("县教育局", "东镇人民政府"), note="实地", by="李主任"),
        r.Finding(**when, unit="县教育局", problem="超期", source="inspection", point="1", due=date(2018, 10, 1)),
        r.FindingStep(**when, finding="F8", kind="extended", due=date(2018, 11, 1), note="汛期"),
        r.ScoreEntry(
            **when,
            kind="deduction",
            unit="县教育局",
            rule="1.1",
            asked=Decimal("2.5"),
            reason="超期",
            items=("20.1/2018-08-31",),
        ),
        r.ScoreEntry(**when, kind="bonus", unit="县教育局", rule="B1", asked=Decimal(1), reason="经验推广"),
        r.ScoreEntry(**when, kind="veto", unit="县教育局", rule="V1", asked=Decimal(0), reason="泄密", finding="F8"),
        r.Ruling(**when, entry="D10", kind="reduced", points=Decimal("0.05"), reason="采信", by="赵主任"),
        r.Figure(**when, unit="县教育局", stage="第三方评估", score=Decimal("91.25"), reason="评估报告", by="赵主任"),
        r.Appeal(**when, entry="D10", unit="县教育局", reason="已按期公开", evidence=(URL,)),
        r.Closing(**when, kind="closed", left_open=("D10",), reason="限期已到", digest="ab" * 32, body="{}"),
        r.DutyEvent(**when, duties=("26.1", "28.1"), unit="县教育局", at=NOW),
        r.Settlement(**when, kind="done", duty="20.1", at=NOW, first=DAY, last=DAY, skip=(DAY,), value=Decimal("80.5")),
        r.DutyReview(
            **when, settlement="K17", kind="returned", items=("20.1/2018-09-01",), note="网址打不开", by="李主任"
        ),
        r.Extension(
            **when,
            point="1",
            duty="9.1",
            item="9.1",
            due=date(2019, 1, 31),
            was=date(2018, 12, 31),
            note="汛期",
            by="李主任",
        ),
        r.Decline(
            **when,
            unit="县教育局",
            rule="3.1",
            cause="duty_missed:1.1",
            points=Decimal(4),
            count=2,
            told="2项逾期",
            reason="平台停机",
            items=("1.1/2018-08", "1.1/2018-09"),
            by="李主任",
        ),
        r.Reminder(**when, unit="县教育局", items=("20.1/2018-08-31", "F8"), way="微信", text="请于月底前公开。"),
        r.Issue(
            **when,
            kind="midterm",
            number="某府办函〔2018〕9号",
            title="通报",
            as_of=DAY,
            head="cd" * 32,
            digest="ab" * 32,
            body="{}",
        ),
        r.Void(**when, target="D99", note="登记错了", by="赵主任"),
        r.Figure(**when, unit="县教育局", stage="", score=Decimal(83), reason="统计", item="2", out_of=Decimal(120)),
        r.SelfScore(**when, unit="县教育局", item="2", score=Decimal("18.5"), note="已全部公开", evidence=(URL,)),
        r.Filing(
            **when,
            unit="县教育局",
            file="填报表-县教育局.xlsx",
            version="1",
            since=7,
            head="ef" * 32,
            taken=("P31", "F32"),
            unchanged=2,
            missed=(r.Missed("进展", 9, "E", "完成比例“四成”不对", "请写 0 到 100 的整数"),),
            evidence=(r.Evidence("file", "填报表-县教育局.xlsx", "ab" * 32, 9000),),
        ),
    )


@contextmanager
def tampering(store: str, *tables: str) -> Iterator[driving.Source]:
    """Open the database as one who may do anything: the guards of `tables` are taken down by hand, and put up again."""
    raw: Any = driving.open_postgres(store) if is_postgres(store) else driving.open_for_writing(store)
    source = driving.Source(raw, postgres=is_postgres(store))
    held = {name: text for table in tables for name, text in guards(table, postgres=source.postgres).items()}
    try:
        for name in held:
            on = f" ON {name.removesuffix('_keep')}" if source.postgres else ""
            raw.execute(f"DROP TRIGGER {name}{on}")
        yield source
        for text in held.values():
            raw.execute(text)
        raw.commit()
    finally:
        raw.close()
