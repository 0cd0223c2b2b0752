"""Made-up values for the sentences of `sentences.py`: personal data in the ways they are typed, and look-alikes.

The same seed gives the same values. No number belongs to anybody: regions, days and serials are drawn by lot.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
REGIONS = ("511024", "510104", "110105", "320582", "440306", "500112", "520201", "650102", "341221", "820000")
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
ROADS = ("建设路", "南大街", "解放路", "书院街", "五里巷", "滨河大道", "二环东路", "公园街")
VILLAGES = ("红星村", "四方村", "石坪村", "新华村", "双河社区", "桃园居委会")
TOWNS = ("界牌镇", "严陵镇", "镇西镇", "")


class Values(random.Random):
    """Draws values; each method's name is what a sentence calls it."""

    def figures(self, count: int) -> str:
        """Return so many figures."""
        return "".join(self.choice("0123456789") for _ in range(count))

    def day(self, first: int, last: int) -> tuple[int, int, int]:
        """Return year, month and day."""
        return self.randint(first, last), self.randint(1, 12), self.randint(1, 28)

    def bare_identity(self) -> str:
        """Return an identity number with its check digit (GB 11643)."""
        year, month, day = self.day(1936, 2014)
        body = f"{self.choice(REGIONS)}{year}{month:02}{day:02}{self.figures(3)}"
        total = sum(int(figure) * weight for figure, weight in zip(body, WEIGHTS, strict=True))
        return body + "10X98765432"[total % 11]

    def identity(self) -> str:
        """Return an identity number as somebody types it."""
        bare = self.bare_identity()
        return self.choice(
            (
                bare,
                bare,
                bare.lower(),
                bare.translate(WIDE),
                bare[:-1] + bare[-1].replace("X", "Ｘ"),
                f"{bare[:6]} {bare[6:14]} {bare[14:]}",
                f"{bare[:6]}　{bare[6:14]}　{bare[14:]}",
                f"{bare[:6]}-{bare[6:14]}-{bare[14:]}",
                f"{bare[:10]}\u200b{bare[10:]}",
                f"{bare[:3]} {bare[3:6]} {bare[6:10]} {bare[10:14]} {bare[14:]}",
            )
        )

    def identity_url(self) -> str:
        """Return an identity number as it stands in an address."""
        return self.bare_identity().replace("X", "x")

    def identity15(self) -> str:
        """Return an identity number of 15 figures."""
        year, month, day = self.day(36, 99)
        bare = f"{self.choice(REGIONS)}{year:02}{month:02}{day:02}{self.figures(3)}"
        return self.choice((bare, bare, bare.translate(WIDE), f"{bare[:6]} {bare[6:12]} {bare[12:]}"))

    def disabled(self) -> str:
        """Return the number of a disabled person's card: an identity number, category and degree."""
        bare = self.bare_identity() + str(self.randint(1, 7)) + str(self.randint(1, 4))
        return self.choice((bare, bare, bare.translate(WIDE), f"{bare[:18]} {bare[18:]}", f"{bare}B1"))

    def mobile(self) -> str:
        """Return a mobile's number as somebody types it."""
        bare = f"1{self.choice('3456789')}{self.figures(9)}"
        return self.choice(
            (
                bare,
                bare,
                bare,
                bare.translate(WIDE),
                f"{bare[:3]} {bare[3:7]} {bare[7:]}",
                f"{bare[:3]}-{bare[3:7]}-{bare[7:]}",
                f"{bare[:3]}　{bare[3:7]}　{bare[7:]}",
                f"+86 {bare}",
                f"86-{bare}",
                f"+86{bare[:3]} {bare[3:7]} {bare[7:]}",
                f"{bare[:3]}-{bare[3:]}",
                f"{bare[:7]} {bare[7:]}",
                f"{bare[:3]}－{bare[3:7]}－{bare[7:]}",
                f"{bare[:5]}\u200b{bare[5:]}",
            )
        )

    def phone_full(self) -> str:
        """Return a fixed line's number with its area."""
        area, figures = self.choice((("0832", 7), ("028", 8), ("010", 8), ("0813", 7), ("0755", 8)))
        line = self.choice("2345678") + self.figures(figures - 1)
        return self.choice(
            (
                f"{area}-{line}",
                f"{area}-{line}",
                f"({area}){line}",
                f"（{area}）{line}",
                f"{area}{line}",
                f"{area} {line}",
                f"{area}-{line}".translate(WIDE),
                f"{area}—{line}",
                f"{area}-{line}转8012",
            )
        )

    def phone(self) -> str:
        """Return a fixed line's number, with its area or behind a word that says what it is."""
        line = self.choice("2345678") + self.figures(6)
        return self.choice((self.phone_full(), line, f"{line[:3]} {line[3:]}", line.translate(WIDE)))

    def card(self) -> str:
        """Return a bank card's number with its check digit (ISO/IEC 7812-1)."""
        head, length = self.choice(
            (("622848", 19), ("621700", 19), ("623059", 19), ("622588", 16), ("436742", 16), ("955880", 19))
        )
        body = head + self.figures(length - len(head) - 1)
        doubled = [int(figure) * 2 for figure in body[::-2]]
        total = sum(map(int, body[-2::-2])) + sum(sum(divmod(each, 10)) for each in doubled)
        bare = body + str(-total % 10)
        grouped = " ".join(bare[at : at + 4] for at in range(0, length, 4))
        return self.choice((bare, bare, grouped, bare.translate(WIDE), grouped.replace(" ", "　")))

    def mail(self) -> str:
        """Return an address of mail."""
        name = self.choice(("zhangsan", "wy_xxgk", "li.si2018", "8222222", "wangwu-88", "gov.open"))
        host = self.choice(("163.com", "qq.com", "126.com", "weiyuan.gov.cn", "example.com.cn"))
        return self.choice(
            (
                f"{name}@{host}",
                f"{name}@{host}",
                f"{name}＠{host}",
                f"{name} @ {host}",
                f"{name}@{host}".translate(WIDE),
            )
        )

    def birth(self) -> str:
        """Return a day of birth."""
        year, month, day = self.day(1936, 2014)
        return self.choice(
            (
                f"{year}年{month}月{day}日",
                f"{year}年{month:02}月{day:02}日",
                f"{year}-{month:02}-{day:02}",
                f"{year}.{month}.{day}",
                f"{year}/{month}/{day}",
                f"{year}年{month}月{day}日".translate(WIDE),
                f"{year} 年 {month} 月 {day} 日",
            )
        )

    def birth_month(self) -> str:
        """Return a month of birth."""
        year, month, _ = self.day(1936, 2014)
        return self.choice((f"{year}年{month}月", f"{year}年{month}月".translate(WIDE), f"{year} 年 {month} 月"))

    def home(self) -> str:
        """Return a home's address down to the door."""
        road, number = self.choice(ROADS), self.randint(1, 300)
        floor, unit, door = self.randint(1, 30), self.randint(1, 4), self.randint(101, 999)
        house = self.choice(
            (
                f"{road}{number}号{floor}栋{unit}单元{door}室",
                f"{road}{number}号{floor}幢{door}号",
                f"{road}{number}号附{unit}号{unit}单元{door}",
                f"{road}{number}号锦绣花园{floor}栋{door}室",
                f"{road}{number}号{floor}栋{unit}单元{door}室".translate(WIDE),
                f"{road} {number} 号 {floor} 栋 {door} 室",
                f"{road}{number}号翠屏小区{floor}栋{unit}单元{unit}楼2号",
            )
        )
        return self.choice(TOWNS) + house

    def compound(self) -> str:
        """Return a home's address in a compound, without street."""
        place = self.choice(("翠屏小区", "锦绣花园", "滨江公寓", "教师宿舍"))
        block, unit, door = self.randint(1, 30), self.randint(1, 4), self.randint(101, 999)
        told = self.choice(
            (f"{block}栋{door}", f"{block}幢{door}室", f"{block}-{unit}-{door}", f"{block}栋{unit}单元{door}号")
        )
        return self.choice(TOWNS) + place + told

    def village(self) -> str:
        """Return a home's address in a village."""
        place, group = self.choice(VILLAGES), self.randint(1, 12)
        told = self.choice((f"{place}{group}组", f"{place}{group}组{self.randint(1, 99)}号", f"{place}第{group}组"))
        return self.choice(TOWNS) + told

    def credit(self) -> str:
        """Return what looks like a code of an organisation (GB 32100)."""
        letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        head = self.choice(("91", "11", "12", "52", "92", "54")) + self.choice(("511024", "510000", "511900", "510182"))
        tail = self.choice((self.figures(8), "".join(self.choice(letters) for _ in range(8))))
        return head + self.choice("M047") + tail + self.choice(letters)

    def orgcode(self) -> str:
        """Return what looks like an organisation's code (GB 11714)."""
        return f"{self.figures(8)}-{self.choice('0123456789X')}"

    def index(self) -> str:
        """Return an index number of published information."""
        serial = f"2018-{self.figures(5)}"
        return self.choice(
            (
                f"00{self.figures(7)}/{serial}",
                f"511024-{serial}",
                f"11511024{self.figures(9)}K/{serial}",
                f"K{self.figures(8)}/2018-{self.figures(7)}",
                f"5110240{self.figures(2)}-2018-{self.figures(6)}",
            )
        )

    def order(self) -> str:
        """Return the number of an order or an application, which begins with its day."""
        head = f"2018{self.randint(1, 12):02}{self.randint(1, 28):02}"
        return head + self.figures(self.choice((6, 8, 9, 10)))

    def receipt(self) -> str:
        """Return a number that begins with a region and a day, as counters give it."""
        return f"511024{self.order()[:8]}{self.figures(4)}"

    def reg15(self) -> str:
        """Return a trader's registered number, which begins with a region."""
        return f"51102400{self.figures(7)}"

    def gongan(self) -> str:
        """Return a site's number with the police."""
        return f"51102402000{self.figures(3)}"

    def id_page(self) -> str:
        """Return the number of a page."""
        return f"{self.randint(1, 9)}{self.figures(self.choice((7, 11, 13, 15)))}"

    def budget(self) -> str:
        """Return a budget's item."""
        return f"20{self.figures(5)}"

    def money(self) -> str:
        """Return an amount."""
        whole = self.randint(10_000, 9_999_999_999)
        return self.choice((f"{whole:,}", f"{whole}.{self.figures(2)}", f"{whole / 10_000:.2f}万", f"{whole:,}.00"))

    def n11(self) -> str:
        """Return an amount of as many figures as a mobile's number."""
        return f"1{self.choice('3456789')}{self.figures(9)}"

    def lon(self) -> str:
        """Return a longitude."""
        return f"104.{self.figures(self.choice((4, 6, 11)))}"

    def lat(self) -> str:
        """Return a latitude."""
        return f"29.{self.figures(self.choice((4, 6, 11)))}"

    def hex(self) -> str:
        """Return a digest."""
        return "".join(self.choice("0123456789abcdef") for _ in range(32))

    def hex12(self) -> str:
        """Return the beginning of a digest."""
        return self.hex()[:12]

    def month(self) -> str:
        """Return a month."""
        return str(self.randint(1, 12))

    def mm(self) -> str:
        """Return a month in two figures."""
        return f"{self.randint(1, 12):02}"

    def dd(self) -> str:
        """Return a day in two figures."""
        return f"{self.randint(1, 28):02}"

    def named(self, name: str) -> str:
        """Return a value by the name that a sentence gives it: `d7` is seven figures, `n7` a number of seven."""
        if name[1:].isdecimal() and name != "n11":
            count = int(name[1:])
            return self.figures(count) if name[0] == "d" else str(self.randint(10 ** (count - 1), 10**count - 1))
        if name == "day":
            return str(self.randint(1, 28))
        make: Callable[[], str] = getattr(self, name)
        return make()


PERSONAL = {
    "identity": "身份证号",
    "identity_url": "身份证号",
    "identity15": "身份证号",
    "disabled": "身份证号",
    "mobile": "手机号",
    "phone": "固定电话",
    "phone_full": "固定电话",
    "card": "银行卡号",
    "mail": "电子邮箱",
    "birth": "出生日期",
    "birth_month": "出生日期",
    "home": "家庭住址",
    "village": "家庭住址",
    "compound": "家庭住址",
}
"""What a value is, where it is of a person."""
