"""Public copies: what 要点37 protects is masked, and nothing that a paper needs is."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gongkai.papers.document import Cell, Column, Document, Section, Table, text
from gongkai.papers.masking import PUBLIC, masked, public_copy
from gongkai.personal import luhn
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
        ("身份证号", "５１１０２４１９９００１０１１２３４", "１９９００１０１"),
        ("身份证号", "511024 19900101 1234", "1234"),
        ("身份证号", "511024-19900101-123x", "123x"),
        ("身份证号", "51102419900101123Ｘ", "123Ｘ"),
        ("身份证号", "残疾证号51102419900101123441", "3441"),
        ("身份证号", "残疾证号511024 1990 0101 1234 41 B1", "41"),
        ("手机号", "请拨１３８１２３４５６７８", "１２３４"),
        ("手机号", "1 3 8 1 2 3 4 5 6 7 8", "1 2"),
        ("手机号", "138　1234　5678，下午", "1234"),
        ("手机号", "138.1234.5678", "1234"),
        ("固定电话", "（０８３２）８２２ ２２２２", "８２２"),
        ("固定电话", "0832 — 822 2222", "822"),
        ("银行卡号", "卡号４１１１ １１１１ １１１１ １１１１", "１１１１"),
        ("电子邮箱", "发到zhang＠example．com", "zhang"),
        ("电子邮箱", "发到 zhang @ example.com", "zhang"),
        ("家庭住址", "住建设路 １２ 号 ３ 栋 ５０１ 室", "５０１"),
        ("出生日期", "生于１９９０年１月１日出生", "１９９０"),
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
        "２０１８年９月３０日",
        "威府办函〔２０１８〕４６号",
        "2018年9月30日生效",
        "要点1 3 5 6 7 8 9 10 11",
        "要点3 4 5 6 7 8 9 10 11 12 13",
        "要点18 2018-11-30 9:00",
        "2018-09-30 2018-10-12 2018-11-30",
        "2015 2016 2017 2018 2019",
        "得分13.8 12.3 45.6 78",
        "金额 1,234,567.89 元，共 12 345 678 元",
        "统一社会信用代码９１５１１０２４ＭＡ６２Ｕ３４５６Ｊ",
        "见F12 F13 F14，Ｄ１２",
        "＠威远发布转发",
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


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("每年2分；记分人：李主任；2018年12月17日告知", "每年2分；2018年12月17日告知"),
        ("核减为1分：酌情核减（决定人：赵主任）；依据", "核减为1分：酌情核减；依据"),
        ("补齐，责任人：张三、李四。", "补齐。"),
        ("责任人：刘科长（要点8）、吴科长（要点9）。", "责任人：**。"),
        ("联系人：张三13812345678", "联系人：**"),
        ("报送整改措施、责任人和完成时限", "报送整改措施、责任人和完成时限"),
        ("已报送信息资源清单和安全责任人", "已报送信息资源清单和安全责任人"),
    ],
)
def test_whoever_is_named_by_what_he_is_is_left_out(said: str, left: str) -> None:
    copy = public_copy(Document("any", "报告", (text(said),), {"said": said, "person": "张三", "by": "李四"})).document
    assert copy.blocks == (text(left),)
    assert copy.data == {"said": left}
    assert public_copy(copy).document == copy


@settings(max_examples=60, deadline=None)
@given(documents())
def test_masking_twice_masks_nothing_more(document: Document) -> None:
    once = public_copy(document)
    assert public_copy(once.document).hits == ()


SECRETS = st.sampled_from(
    ("511024199001011234", "51102419900101123X", "51102419900101123441", "13812345678", "6222021234567890128")
)


@settings(max_examples=200, deadline=None)
@given(SECRETS, st.data())
def test_neither_width_nor_blanks_let_a_number_through(secret: str, data: st.DataObject) -> None:
    wide = [data.draw(st.sampled_from((char, chr(ord(char) + 0xFEE0)))) for char in secret]
    gap = st.sampled_from(("", "", " ", "　", "\u200b", "  "))
    gaps = data.draw(st.lists(gap, min_size=len(wide), max_size=len(wide)))
    written = "".join(char + gap for char, gap in zip(wide, gaps, strict=True))
    apart = unicodedata.normalize("NFKC", written).replace("\u200b", "")
    assume(not re.fullmatch("[0-9]{2}( [0-9]{2}){3,}( [0-9])? *", apart))  # scores of two figures: a list
    got, kinds = masked(f"某人{written}，下午")
    plain, plain_kinds = masked(f"某人{secret}，下午")
    assert kinds == plain_kinds != ()
    assert "".join(unicodedata.normalize("NFKC", got).replace("\u200b", " ").split()) == plain.replace("，", ",")
