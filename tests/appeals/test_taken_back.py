"""An objection filed by mistake is taken back and filed anew within the term; a decided one stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.appeal.acts import Decision, NewAppeal, decide, file
from gongkai.entry.acts import NewDeduction, deduct, notify, revoke
from gongkai.errors import Refused
from gongkai.history.acts import void
from tests.appeals.staged import DAILY, OTHER, URL
from tests.appeals.test_counter import Counter, counter

if TYPE_CHECKING:
    from tests.services.book import Book

__all__ = ["counter"]

FORGOTTEN = "忘了附佐证"


@pytest.fixture
def objected(book: Book) -> Book:
    """D3 and D4 were taken from the other town by 李科长 and told; it objected to D3 in C7."""
    for point in ("1", "2"):
        fault = NewDeduction(("西镇",), "2.1", "到期未办结", point=point, evidence=(URL,), stage=DAILY)
        book.do(deduct, fault, by="李科长")
    book.do(notify, "西镇")
    assert book.do(file, NewAppeal("D3", "已公开"), on="09-05").id == "C7"
    return book


def test_an_objection_is_taken_back_and_filed_again_in_time(objected: Book) -> None:
    _, gone = objected.do(void, "C7", FORGOTTEN, on="09-06")
    assert gone.id == "C7"
    again = objected.do(file, NewAppeal("D3", "已公开", (URL,)), on="09-10")
    assert (again.unit, again.id) == (OTHER, "C9")
    objected.do(void, "C9", "又写错了", on="09-11")
    rule = "异议期限为告知之日起5个工作日，告知当天不算"
    late = Refused(
        f"D3 于 2018-09-03 告知，申请复核的最后一天是 2018-09-10，2018-09-11 已经逾期：{rule}",
        "在期限内已经提出",
    )
    objected.refuses(late, file, NewAppeal("D3", "已公开"), on="09-11")


def test_nothing_is_decided_about_an_objection_taken_back(objected: Book) -> None:
    objected.do(void, "C7", FORGOTTEN, on="09-06")
    decision = Decision("D3", "kept", "证据充分")
    objected.refuses(
        Refused("D3 没有收到复核申请，不能作复核决定", "办公室自己更正的"), decide, decision, by="王主任", on="09-07"
    )
    once = Refused("C7 已于 2018-09-06 作废（W8：忘了附佐证）", "需要的话重新登记一条")
    objected.refuses(once, decide, Decision("C7", "kept", "证据充分"), by="王主任", on="09-07")


def test_a_decided_objection_stays(objected: Book) -> None:
    objected.do(decide, Decision("C7", "kept", "证据充分"), by="王主任", on="09-07")
    way = "决定确有错误的，可以撤销扣分并写明理由：gongkai deduct revoke D3 --reason 理由"
    stays = Refused("C7 不能作废：已于 2018-09-07 由王主任作出决定（R8）", way)
    objected.refuses(stays, void, "C7", FORGOTTEN, on="09-08")
    twice = Refused("C7 已于 2018-09-07 由王主任作出决定，不能再作", way)
    objected.refuses(twice, decide, Decision("C7", "revoked", "再看"), by="王主任", on="09-08")


def test_an_objection_to_what_was_taken_back_is_settled(objected: Book) -> None:
    objected.do(revoke, "D3", "记错", on="09-07")
    objected.refuses(
        Refused("C7 不能作废：它针对的 D3 已于 2018-09-07 撤销，申请就此了结"), void, "C7", FORGOTTEN, on="09-08"
    )


def test_at_the_counter_the_way_back_is_told_and_the_objection_shown_whole(counter: Counter) -> None:
    counter("deduct", "notify", "-u", "东镇")
    counter("appeal", "file", "D2", "--reason", "已按期公开", "--evidence", URL)
    done = counter("appeal", "file", "D2", "--reason", "又一次", code=3)
    assert "撤回后再申请：gongkai void C7 --reason 理由" in done.err.replace("\n  ", "").replace("\n", "")
    for paper in (counter("show", "C7", "--plain").out, counter("appeal", "list", "--plain").out):
        said = paper.replace("\n", "")
        assert "已按期公开" in said
        assert URL in said
    told = counter("void", "C7", "--reason", FORGOTTEN).err
    assert "已作废 C7（申请复核　东镇人民政府　D2，已按期公开（9月28日））" in told.replace("\n  ", "")
    assert counter.json("appeal", "list") == []
    assert [one["target"] for one in counter.json("void")] == ["C7"]
    assert counter.json("appeal", "file", "D2", "--reason", "重报", "--evidence", URL)["status"] == "open"
