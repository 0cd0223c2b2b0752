"""The numbers that head a paragraph: 第一部分, 一、, （一）, 1., （1）, ①."""

from __future__ import annotations

import re

from msgspec import Struct

from gongkai.plan.spelling import HAN, of_han

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_DIGITS = "[0-9０-９]"
PART, HAN_NUMBER, HAN_BRACKETED, FIGURE, FIGURE_BRACKETED, RING = range(0, 60, 10)
"""Ranks, outermost first; 1.1 stands one below 1."""
_PATTERNS = (
    (PART, re.compile(rf"第([{HAN}]+|{_DIGITS}+)(?:部分|章|篇|节|条)[、：:\s　]*")),
    (HAN_NUMBER, re.compile(rf"([{HAN}]+)[、．.]\s*")),
    (HAN_BRACKETED, re.compile(rf"[（(]([{HAN}]+)[）)][、.．]?\s*")),
    (FIGURE, re.compile(rf"({_DIGITS}{{1,3}}(?:[.．]{_DIGITS}{{1,3}})*)(?:[.．、]\s*(?!{_DIGITS})|\s+(?=[一-鿿“《]))")),
    (FIGURE, re.compile(rf"({_DIGITS}{{1,3}}(?:[.．]{_DIGITS}{{1,3}})+)(?=[一-鿿“《])")),
    (FIGURE_BRACKETED, re.compile(rf"(?:[（(]({_DIGITS}{{1,3}})[）)]|({_DIGITS}{{1,3}})[）)])[、.．]?\s*")),
    (RING, re.compile(rf"([{CIRCLED}])\s*[、.．]?\s*")),
)
_UNITS = re.compile(r"[亿万元个项条%％‰倍年月日号]")


class Number(Struct, frozen=True):
    """A paragraph's number: its rank (0 outermost), its value in figures (`3`, `2.1`), as it is `written`."""

    rank: int
    value: str
    written: str


def number_of(text: str) -> tuple[Number | None, str]:
    """Return the number that heads a paragraph and the rest; None and the whole where none does."""
    plain = text.lstrip(" 　\t\xa0")
    for rank, pattern in _PATTERNS:
        found = pattern.match(plain)
        if found is None or (rank == FIGURE and _UNITS.match(plain[found.end() :])):
            continue
        rest = plain[found.end() :]
        value = figures(next(group for group in found.groups() if group))
        return Number(rank + value.count("."), value, found[0]), rest
    return None, plain


def figures(written: str) -> str:
    """Return a number's value in ASCII figures: 十二 is 12, ③ is 3, ２．１ is 2.1."""
    if written in CIRCLED:
        return str(CIRCLED.index(written) + 1)
    if written[0] in HAN:
        return str(of_han(written))
    return "".join("." if mark in ".．" else str(int(mark)) for mark in written)


def to_han(value: int) -> str:
    """Return a number below 100 in Chinese: 12 is 十二."""
    digits, (tens, ones) = "〇一二三四五六七八九", divmod(value, 10)
    if value >= 100 or value < 1:  # noqa: PLR2004 - beyond ninety-nine headings no notice goes
        return str(value)
    head = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones else "")
