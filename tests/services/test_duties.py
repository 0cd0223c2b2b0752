"""时限要求: clocks that an event starts, lists that come round, quantities to reach."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from gongkai.duty.acts import NewEvent, NewSettlement, cancel, items_of, open_event, overdue_on, settle
from gongkai.errors import BadValue, NotOnPoint, OutsideYear, Refused, UnknownName
from gongkai.history.acts import void
from gongkai.plan.calendar import UnknownYear
from gongkai.register.act import When
from gongkai.register.ledger import CST
from tests.services.book import NOW, Book, day, moment

if TYPE_CHECKING:
    from gongkai.duty.items import DutyItem
    from gongkai.plan.calendar import Calendar
    from gongkai.plan.model import Plan


def done(book: Book, item: str, **more: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - of a settlement
    """Settle and return (id, status) of what was settled."""
    how = {key: more.pop(key) for key in ("on", "now", "by") if key in more}
    items: tuple[DutyItem, ...] = book.do(settle, NewSettlement(item, **more), **how).items
    return [(one.id, one.status) for one in items]


def test_duties_of_one_origin_open_together(book: Book) -> None:
    """要点28: 5小时内发布, 24小时内发布会, counted from the same minute."""
    event = book.do(open_event, "３.２", "网信办", NewEvent(moment("08-30 10:00"), " 桥梁垮塌 "))
    assert (event.id, event.duties, event.unit, event.note) == ("O2", ("3.2", "3.3"), "县网信办", "桥梁垮塌")
    with book.register() as register:
        items = items_of(register, event)
    assert [(one.id, f"{one.due:%m-%d %H:%M}", one.status) for one in items] == [
        ("3.2/O2", "08-30 15:00", "overdue"),
        ("3.3/O2", "08-31 10:00", "overdue"),
    ]
    assert done(book, "3.2/o2", at=moment("08-30 15:00")) == [("3.2/O2", "met")]
    assert done(book, "3.3", at=moment("08-31 10:01")) == [("3.3/O2", "late")]
    assert book.acts() == ["duty.open", "duty.done", "duty.done"]


def test_workdays_are_counted_from_the_day_after(book: Book) -> None:
    """要点26: signed on Saturday 2018-09-22, three workdays end after the Mid-Autumn holiday."""
    event = book.do(open_event, "3.1", "东镇", NewEvent(moment("09-22 10:00")), now=NOW.replace(day=28))
    with book.register(NOW.replace(day=28)) as register:
        item = items_of(register, event)[0]
    assert (item.unit, f"{item.due:%m-%d %H:%M}") == ("东镇人民政府", "09-27 23:59")


@pytest.mark.parametrize(
    ("duty", "unit", "at", "error"),
    [
        ("9.9", "网信办", "08-30 10:00", UnknownName("时限要求", "9.9", advice="由事件触发、可以开启的：")),
        ("1.1", "教育局", "08-30 10:00", Refused("时限要求 1.1 不由事件触发", "它的应办事项", do=("duty", "list"))),
        ("3.1", "教育局", "08-30 10:00", NotOnPoint("县教育局", "3")),
        ("3.1", "教委", "08-30 10:00", UnknownName("单位", "教委")),
    ],
)
def test_an_event_is_refused(book: Book, duty: str, unit: str, at: str, error: BadValue) -> None:
    book.refuses(error, open_event, duty, unit, NewEvent(moment(at)))


def test_an_event_lies_in_the_year(book: Book) -> None:
    book.refuses(
        OutsideYear(day("2019-01-01"), 2018),
        open_event,
        "3.1",
        "网信办",
        NewEvent(NOW.replace(2019, 1, 1)),
        now=NOW.replace(2019, 1, 2),
    )


def test_a_list_that_comes_round(book: Book) -> None:
    assert done(book, "1.1/2018-08", at=moment("08-31 23:59")) == [("1.1/2018-08", "met")]
    book.refuses(Refused("应办事项 1.1/2018-08 已办结（2018-08-31，K2）"), settle, NewSettlement("1.1/2018-08"))
    assert done(book, "1.1/2018-09", on="09-02") == [("1.1/2018-09", "met")]
    unknown = UnknownName("应办事项", "1.1/2018-10", advice="编号见清单", do=("duty", "list"))
    book.refuses(unknown, settle, NewSettlement("1.1/2018-10"))
    many = BadValue("时限要求“1.1”有2个应办事项", "写明是哪一个（如 1.1/2018-08、1.1/2018-09），或用 --from、--to")
    book.refuses(many, settle, NewSettlement("1.1"))


def test_what_is_met_in_january_is_late_and_nothing_of_the_year_before_counts(book: Book) -> None:
    january = datetime(2019, 1, 2, 10, tzinfo=CST)
    proof = ("http://x.cn/9.html",)
    assert done(book, "1.1/2018-09", at=january, now=january, evidence=proof) == [("1.1/2018-09", "late")]
    at = NOW.replace(2017, 12, 31)
    book.refuses(OutsideYear(day("2017-12-31"), 2018), settle, NewSettlement("1.1/2018-09", at=at))


def test_a_run_of_days_is_settled_at_once(book: Book) -> None:
    """要点20: 一日一清单; the days left out stay owed."""
    span = {"first": day("08-27"), "last": day("08-31"), "skip": (day("08-29"),)}
    days = [(f"4.2/2018-08-{number}", "met") for number in (27, 28, 30, 31)]
    assert done(book, "4.2", **span) == days
    none = Refused("2018-08-27 至 2018-08-31 没有 4.2 的待办事项", "请核对应办事项", do=("duty", "list"))
    book.refuses(none, settle, NewSettlement("4.2", **span))  # type: ignore[arg-type]  # two kinds of value
    assert done(book, "4.2/2018-08-29", at=moment("08-30 09:00")) == [("4.2/2018-08-29", "late")]


@pytest.mark.parametrize("span", [("08-27", None), (None, "08-31"), ("08-31", "08-27")])
def test_a_run_has_two_ends(book: Book, span: tuple[str | None, str | None]) -> None:
    first, last = (day(end) if end else None for end in span)
    error = BadValue("成段办结要同时写 --from 和 --to，且前者不晚于后者")
    book.refuses(error, settle, NewSettlement("4.2", first=first, last=last))


def test_a_run_reaches_no_further_than_the_year(book: Book) -> None:
    new = NewSettlement("4.2", first=day("08-27"), last=day("2019-01-02"))
    january = NOW.replace(2019, 1, 4)
    book.refuses(OutsideYear(day("2019-01-02"), 2018), settle, new, now=january)


def test_a_run_ends_today_at_the_latest(book: Book) -> None:
    met = done(book, "4.2", first=day("08-27"), last=day("12-31"))
    assert [name for name, _ in met][-1] == "4.2/2018-09-03"
    with book.register(NOW.replace(month=9, day=10)) as register:
        ledger = register.ledger()
    assert ledger.settlements[-1].last == day("09-03"), "a day that has not come cannot have been done"


def test_a_run_that_was_made_up_for_later_is_late(book: Book) -> None:
    """Each on its own day unless a day is said: then all of them were met on that one."""
    each = done(book, "4.2", first=day("08-27"), last=day("08-28"))
    assert {status for _, status in each} == {"met"}
    later = done(book, "4.2", first=day("08-29"), last=day("08-31"), on="09-03")
    assert {status for _, status in later} == {"late"}
    also = done(book, "1.1", first=day("08-01"), last=day("08-31"), at=moment("08-31 20:00"))
    assert also == [("1.1/2018-08", "met")]


def test_nothing_is_done_before_its_period_nor_after_today(book: Book) -> None:
    early = BadValue("办结日期 2018-07-30 早于 1.1/2018-08 这一期的开始 2018-08-01", "请核对 --at 或 --date")
    book.refuses(early, settle, NewSettlement("1.1/2018-08", at=moment("07-30 10:00")))
    ahead = Refused("2018-09-20 还没有到（今天是 2018-09-03），不能登记", "请核对日期")
    book.refuses(ahead, settle, NewSettlement("1.1/2018-09", at=moment("09-20 10:00")))
    book.refuses(ahead, open_event, "3.1", "东镇", NewEvent(moment("09-20 10:00")))
    before = Refused("2018-07-24 早于要点印发日期 2018-07-25，要点还没有提出要求", "请核对 --at")
    book.refuses(before, open_event, "3.1", "东镇", NewEvent(moment("07-24 10:00")))


def test_a_clock_of_hours_is_not_started_or_stopped_by_a_day(book: Book) -> None:
    """要点28: 5小时内; a day alone would start the clock at midnight."""
    with book.register() as register, pytest.raises(BadValue, match="按小时计"):
        open_event(register, When(), "3.2", "网信办", NewEvent(moment("08-30 00:00"), timed=False))
    event = book.do(open_event, "3.2", "网信办", NewEvent(moment("08-30 10:00")))
    with book.register() as register, pytest.raises(BadValue, match="几点几分"):
        settle(register, When(None, day("08-30")), NewSettlement(f"3.2/{event.id}"))


def test_a_quantity_is_met_when_it_is_reached(book: Book) -> None:
    assert done(book, "4.1", value=Decimal("79.9")) == [("4.1", "pending")]
    assert done(book, "4.1", value=Decimal(80)) == [("4.1", "met")]
    assert done(book, "4.1", value=Decimal(70)) == [("4.1", "pending")]
    missing = BadValue("应办事项 4.1 是数量指标，要写 --value 现值%")
    book.refuses(missing, settle, NewSettlement("4.1"))
    idle = BadValue("应办事项 1.1/2018-08 不是数量指标，不用 --value")
    book.refuses(idle, settle, NewSettlement("1.1/2018-08", value=Decimal(1)))


def test_what_is_cancelled_stays_in_sight(book: Book) -> None:
    book.refuses(BadValue("理由不能为空", "请写明理由"), cancel, "1.2/东镇人民政府", " ")
    book.refuses(UnknownName("应办事项", "1.2/县网信办", advice="编号见清单"), cancel, "1.2/县网信办", "目录已编制")
    item = book.do(cancel, "1.2/东镇人民政府", "目录已编制", by="李主任").items[0]
    assert (item.id, item.status) == ("1.2/东镇人民政府", "cancelled")
    gone = Refused("应办事项 1.2/东镇人民政府 已取消（K2）")
    book.refuses(gone, cancel, "1.2/东镇人民政府", "再取消")
    book.refuses(gone, settle, NewSettlement("1.2/东镇人民政府"))
    assert book.acts() == ["duty.cancel"]


def test_nothing_is_met_before_it_began(book: Book) -> None:
    book.do(open_event, "3.2", "网信办", NewEvent(moment("08-30 10:00")))
    error = BadValue("办结时间 2018-08-30 09:59 早于事件发生的时间 2018-08-30 10:00", "请核对 --at")
    book.refuses(error, settle, NewSettlement("3.2/O2", at=moment("08-30 09:59")))
    assert moment("08-30 09:59").tzinfo is CST


def test_an_item_whose_time_runs_on_into_january_is_met_in_january(book: Book) -> None:
    """要点26: signed on 2018-12-28, its third workday is 2019-01-03: met that day is met in time."""
    january = datetime(2019, 1, 5, 9, tzinfo=CST)
    book.do(open_event, "3.1", "东镇", NewEvent(moment("12-28 10:00")), now=january)
    third = datetime(2019, 1, 3, 16, tzinfo=CST)
    assert done(book, "3.1", at=third, now=january) == [("3.1/O2", "met")]
    assert done(book, "1.1/2018-12", at=third, now=january) == [("1.1/2018-12", "late")]


def test_a_share_is_within_the_whole_and_a_count_takes_no_percent_sign(book: Book) -> None:
    beyond = BadValue("现值 101% 超出 0 到 100%", "请写 85 或 85%")
    book.refuses(beyond, settle, NewSettlement("4.1", value=Decimal(101)))
    assert done(book, "4.1", value=Decimal(80), percent=True) == [("4.1", "met")]


def test_what_was_met_is_not_cancelled_over_it(book: Book) -> None:
    done = book.do(settle, NewSettlement("1.1/2018-08", at=moment("08-30 10:00")))
    refused = Refused("应办事项 1.1/2018-08 已办结（2018-08-30，K2），不能取消", "登记错的先作废")
    book.refuses(refused, cancel, "1.1/2018-08", "不需要了")
    book.do(void, done.record.id, "登记错了")
    assert book.do(cancel, "1.1/2018-08", "不需要了").items[0].status == "cancelled"


def test_a_year_without_a_calendar_has_nothing_to_say_of_overdue_items(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_plan: Plan) -> Calendar:
        raise UnknownYear(2018)

    book.do(open_event, "3.2", "网信办", NewEvent(moment("08-30 10:00")))
    with book.register() as register, monkeypatch.context() as patched:
        patched.setattr("gongkai.plan.calendar.read_calendar", unknown)
        assert overdue_on(register, None, "1") == ()
    with book.register(moment("11-15 09:00")) as register:
        assert {item.point for item in overdue_on(register, None, "1")} == {"1"}
