"""Public copies: what 要点37 protects is masked, and nothing that a paper needs is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from gongkai.papers.document import Cell, Column, Document, Section, Table, text
from gongkai.papers.masking import PUBLIC, luhn, masked, public_copy
from tests.render.papers import documents


@pytest.mark.parametrize(
    ("kind", "said", "secret"),
    [
        ("身份证号", "张某511024199001011234", "199001011234"),
        ("身份证号", "公民身份号码：51102419900101123X。", "19900101"),
        ("身份证号", "旧证511024900101123号", "900101123"),
        ("身份证号", "见http://a.cn/511024199001011234.html", "199001011234"),
        ("手机号", "请拨13812345678", "12345678"),
        ("手机号", "+86 138-1234-5678", "1234"),
        ("固定电话", "0832-8222222", "8222222"),
        ("固定电话", "联系电话：8222222", "8222222"),
        ("银行卡号", "卡号4111 1111 1111 1111", "1111"),
        ("电子邮箱", "发到zhang.san@example.com.cn", "zhang"),
        ("家庭住址", "住建设路12号3栋2单元501室", "501"),
        ("家庭住址", "界牌镇红星村3组", "3"),
        ("出生日期", "1990年1月1日出生", "1990"),
    ],
)
def test_personal_information_is_masked(kind: str, said: str, secret: str) -> None:
    got, kinds = masked(said)
    assert kinds == (kind,)
    assert secret not in got


@pytest.mark.parametrize(
    "said",
    [
        "威府办函〔2018〕46号",
        "2018年9月30日公开",
        "2018-09-30 17:30",
        "8f14e45fceea167a5a36dedd4bea2543",
        "6752b7ca4d16",
        "解放路18号县政府办公室",
        "http://www.weiyuan.gov.cn/2018/20180930123456.html",
        "扣分D37，要点8.1/2018-12",
        "资金1234567890123456元",
    ],
)
def test_what_a_paper_needs_survives(said: str) -> None:
    assert masked(said) == (said, ())


def test_a_card_is_known_by_its_check_digit() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")
    assert not luhn("0000000000000000")


def test_a_public_copy_says_so_and_leaves_out_what_is_for_the_office() -> None:
    columns = (Column("单位"), Column("事由"), Column("登记人"), Column("日期", "date"))
    row = (Cell("县教育局"), Cell("泄露手机13812345678"), Cell("张文书"), Cell(date(2018, 9, 30)))
    section = Section("s", "扣分", (Table("t", "明细", columns, (row,)), text("gongkai deduct list", role="hint")))
    data = {"reason": "手机13812345678", "actor": "张文书", "date": date(2018, 9, 30)}
    document = Document("any", "报告", (section,), data, "威府办函〔2018〕46号", footer="痕迹校验码 13812345678")
    copy = public_copy(document)
    assert copy.document.marks == (PUBLIC,)
    assert (copy.document.number, copy.document.footer) == (document.number, document.footer)
    assert [(hit.kind, hit.place) for hit in copy.hits] == [("手机号", "明细")]
    (kept,) = copy.document.blocks
    assert isinstance(kept, Section)
    (table,) = kept.blocks
    assert isinstance(table, Table)
    assert [column.name for column in table.columns] == ["单位", "事由", "日期"]
    assert table.rows[0][2] == Cell(date(2018, 9, 30))
    assert copy.document.data == {"reason": "手机***********", "date": date(2018, 9, 30)}


@settings(max_examples=60, deadline=None)
@given(documents())
def test_masking_twice_masks_nothing_more(document: Document) -> None:
    once = public_copy(document)
    assert public_copy(once.document).hits == ()
