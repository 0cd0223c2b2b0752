"""What personal data are, and what only looks like them: the bars of the benchmark, and the rules one by one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.personal import checked, identities_in, personal_in

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "personal.py"
FIGURES = re.compile(r"(\S+)  有 (\d+)  认出 (\d+)  认错 (\d+)  召回 ([\d.]+)  精确 ([\d.]+)")
KINDS = {"身份证号", "手机号", "固定电话", "银行卡号", "电子邮箱", "家庭住址", "出生日期"}


def kinds(text: str) -> list[str]:
    """Return the kinds of what is seen in a text."""
    return [hit.kind for hit in personal_in(text)]


def test_both_halves_of_the_benchmark_reach_their_bars() -> None:
    told = subprocess.run([sys.executable, str(BENCHMARK)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    lines = FIGURES.findall(told.stdout)
    sums = [line for line in lines if line[0] == "合计"]
    assert {line[0] for line in lines} == KINDS | {"合计"}
    assert sum(int(line[1]) for line in sums) >= 300
    assert sum(map(int, re.findall(r"形似而不是的句子 (\d+) 句", told.stdout))) >= 1000
    for _, _, _, _, recall, precision in sums:
        assert float(recall) >= 0.98
        assert float(precision) >= 0.97
    for kind, _, _, _, recall, precision in lines:
        assert min(float(recall), float(precision)) >= 0.95, kind


def test_the_check_digit_is_the_standards() -> None:
    assert checked("11010519491231002X")  # the example of GB 11643-1999
    assert checked("440524188001010014")  # and its other one
    assert not checked("110105194912310021")


@pytest.mark.parametrize("gap", ["", " ", "　", "\u200b", "-", "－"])
@pytest.mark.parametrize("width", [0, 0xFEE0])
def test_neither_blanks_nor_width_hide_an_identity_number(gap: str, width: int) -> None:
    number = "11010519491231002X"
    typed = gap.join(chr(ord(char) + width) for char in number)
    text = f"名单里有{typed}，请撤下"
    (hit,) = personal_in(text)
    assert (hit.kind, text[hit.start : hit.end]) == ("身份证号", typed)
    assert hit.masked == gap.join([*(chr(ord(char) + width) for char in number[:6]), *"*" * 12])


@given(st.text(st.sampled_from("0123456789Xx年月日 　-－.@＠１２组号路村住，。生a"), max_size=40))
def test_places_lie_in_the_text_as_typed_and_in_order(text: str) -> None:
    hits = personal_in(text)
    at = 0
    for hit in hits:
        assert at <= hit.start < hit.end <= len(text)
        at = hit.end


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    assert set(kinds(text)) <= KINDS


@pytest.mark.parametrize(
    "said",
    [
        "受理号511024201809120034",  # a counter's number: region, day and serial, of no check digit
        "511024201809120034号决定书",
        "拨打12345、12388、110、400-812-3456",
        "金额13812345678元",
        "坐标104.13812345678，29.5",
        "索引号：13812345678",
        "见 http://www.a.gov.cn/13812345678.html",
        "a.gov.cn/zw/13812345678",
        "公示栏在红星村3组道路旁",
        "建设路12号行政中心3号楼302室",
        "2017年1月1日以后出生的儿童",
        "2016年1月1日至2017年12月31日出生的幼儿",
        "手机号遮盖为138****5678",
        "511024********1234",
    ],
)
def test_what_only_looks_like_it(said: str) -> None:
    assert kinds(said) == []


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("身份证511024201809120034", "身份证号"),  # a wrong check digit, and the word beside it
        ("李某110105194912310021", "身份证号"),  # mistyped: nobody numbers papers by 1949
        ("订单人13812345678", "手机号"),
        ("13812345678个人信息", "手机号"),
        ("县民政局08328222222", "固定电话"),
        ("传真（0832）822-2222转8012", "固定电话"),
        ("一九九〇年一月一日出生", "出生日期"),
        ("翠屏小区3栋2单元501室", "家庭住址"),
        ("界牌镇红星村3组张三", "家庭住址"),
        ("家住解放路18号", "家庭住址"),
    ],
)
def test_what_is(said: str, kind: str) -> None:
    assert kinds(said) == [kind]


def test_in_an_address_identity_numbers_alone_are_looked_for() -> None:
    address = "http://a.cn/11010519491231002x/13812345678.html"
    assert [hit.kind for hit in identities_in(address)] == kinds(address) == ["身份证号"]
    assert identities_in("威府办函〔2018〕46号") == ()


def test_reading_commands_know_nothing_of_it() -> None:
    code = "import sys, gongkai.cli.app, gongkai.progress.commands, gongkai.closing.checks; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "gongkai.personal" not in told.stdout.split()
