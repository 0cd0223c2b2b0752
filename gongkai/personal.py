"""Personal data in a text (要点37): identity numbers, phones, bank cards, mail, birth dates, homes.

A text is compared in its NFKC form, without what cannot be seen, and its places are told as it was typed. What is told
is what can be told by its form and the words beside it: an identity number by its day of birth and its check digit
(GB 11643-1999), a card by its check digit (ISO/IEC 7812-1), a birth date or a home by what stands before or behind it.
A phone or an address of mail is one whoever answers it: an office's, published with it, too. Hot lines (12345, 110,
400…) are none. Names are not looked for.

How well it does is measured by `benchmarks/personal.py`.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

STAR = "*"
IDENTITY, CARD, MOBILE, PHONE = "身份证号", "银行卡号", "手机号", "固定电话"
MAIL, HOME, BIRTH = "电子邮箱", "家庭住址", "出生日期"


class PersonalText(Struct, frozen=True):
    """Personal data in a text: what they are, from which place to before which, and how they stand there masked."""

    kind: str
    start: int
    end: int
    masked: str


def personal_in(text: str) -> tuple[PersonalText, ...]:
    """Return the personal data in a text, in order; in an address on the net identity numbers alone are looked for."""
    return _found(text, tuple(_forms()))


def identities_in(text: str) -> tuple[PersonalText, ...]:
    """Return the identity numbers in a text: all that is looked for in a web address or a document's number."""
    return _found(text, (IDENTITY,))


def covered(text: str, found: Sequence[PersonalText]) -> str:
    """Return a text with what was found in it masked."""
    parts, at = [], 0
    for one in found:
        parts += [text[at : one.start], one.masked]
        at = one.end
    return "".join((*parts, text[at:]))


def luhn(text: str) -> bool:
    """Tell whether the digits of a text are a card's number by their check digit (ISO/IEC 7812-1)."""
    digits = [int(char) for char in text if char.isdecimal()]
    doubled = [digit * 2 - _NINE * (digit * 2 > _NINE) for digit in digits[-2::-2]]
    whole = _SHORTEST_CARD <= len(digits) <= _LONGEST_CARD and len(set(digits)) > 1
    return whole and not (sum(digits[-1::-2]) + sum(doubled)) % 10


def checked(number: str) -> bool:
    """Tell whether the 18th character of an identity number is its check digit (GB 11643-1999, 4.2)."""
    total = sum(int(figure) * (1 << place) % 11 for figure, place in zip(number[:17], range(17, 0, -1), strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


_NINE, _SHORTEST_CARD, _LONGEST_CARD = 9, 16, 19
_WHOLE, _OLD = 18, 15
_NUMBERED_SINCE = 2008
"""Since then offices number papers by region and day: with a later day and no right check digit it is one of these."""
_BEFORE = 16
"""How many characters before a find may say what it is."""


class _Form(Struct, frozen=True):
    """How one kind is told: what is looked for, what else must hold of it, how it is covered.

    Where the pattern has groups, the one that matched is the find; what is before it says what it is. There is none in
    a text that has fewer `figures`, or, where there are such, none of the `signs`.
    """

    figures: int
    signs: str
    pattern: Callable[[], re.Pattern[str]]
    holds: Callable[[re.Match[str], tuple[int, int]], bool]
    cover: Callable[[str], str]

    def may_be_in(self, plain: str, figures: int) -> bool:
        """Tell whether it is worth looking: most texts have no personal data, and a pattern takes time to make."""
        return figures >= self.figures and (not self.signs or any(sign in plain for sign in self.signs))


def _found(text: str, kinds: Sequence[str]) -> tuple[PersonalText, ...]:
    plain, places = _compared(text)
    figures = sum(map(str.isdecimal, plain))
    forms = [(kind, _forms()[kind]) for kind in kinds if _forms()[kind].may_be_in(plain, figures)]
    addresses = [found.span() for found in _address().finditer(plain)] if forms and "." in plain else []
    taken: list[tuple[int, int]] = []
    hits = []
    for kind, form in forms:
        for found in form.pattern().finditer(plain):
            start, end = span = found.span(found.lastgroup or 0)
            if _meets(span, taken) or (_meets(span, addresses) and not (kind == IDENTITY and found[0].isalnum())):
                continue
            if form.holds(found, span):
                taken.append(span)
                first, last = places[start], places[end - 1] + 1
                hits.append(PersonalText(kind, first, last, form.cover(text[first:last])))
    return tuple(sorted(hits, key=lambda hit: hit.start))


def _meets(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _compared(text: str) -> tuple[str, Sequence[int]]:
    """Return the text as it is compared, and of each of its characters the place in the text as typed."""
    if text.isascii():
        return text, range(len(text))
    forms = [(_form_of(char), place) for place, char in enumerate(text)]
    return "".join(form for form, _ in forms), [place for form, place in forms for _ in form]


@cache
def _form_of(char: str) -> str:
    """Return the NFKC form of a character; nothing for one that cannot be seen, a blank for ① and for every blank."""
    from unicodedata import category, normalize

    sort = category(char)
    if sort == "Cf" or "\ufe00" <= char <= "\ufe0f":
        return ""
    if sort in {"Zs", "No"} or char == "\t":
        return " "
    if sort == "Pd" or char == "−":
        return "-"
    return "".join(str(int(each)) if each.isdecimal() else each for each in normalize("NFKC", char))


_GAPS = " -"
_COUNT = "[0-9一二三四五六七八九十](?: ?[0-9一二三四五六七八九十])*"
_ALONE = r"(?<![0-9A-Za-z])(?<![0-9][.])(?:%s)(?![0-9A-Za-z])(?!\.[0-9])"
_PROVINCES = frozenset((*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)))
_OUTSIDE_MAINLAND = frozenset((71, 81, 82, 83))


@cache
def _address() -> re.Pattern[str]:
    """Return the pattern of an address on the net, with or without its protocol."""
    rest = r"[^\s，。、；：！？（）《》“”]"
    return re.compile(rf"https?://{rest}+|www\.{rest}+|(?<![A-Za-z0-9.@-])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{{2,}}/{rest}*")


@cache
def _forms() -> dict[str, _Form]:
    """Return how each kind is told, the surer first: what is one of them is none of the later ones."""
    return {
        MAIL: _Form(0, "@", _mail, lambda *_: True, lambda _: STAR * 3 + "@" + STAR * 3),
        IDENTITY: _Form(_OLD, "", _identity, _is_identity, _covered_after(6)),
        CARD: _Form(_SHORTEST_CARD, "", _card, _is_card, _covered_after(0)),
        MOBILE: _Form(11, "", _mobile, _is_number, _covered_after(0)),
        PHONE: _Form(7, "", _phone, _is_phone, _covered_after(0)),
        HOME: _Form(0, "号组社队栋幢座住址户", _home, _is_home, _counts_covered),
        BIRTH: _Form(0, "生诞", _birth, _is_birth, _counts_covered_each),
    }


# Numbers


@cache
def _mail() -> re.Pattern[str]:
    local, label = "[A-Za-z0-9._%+-]", "[A-Za-z0-9-]{1,63}"
    return re.compile(rf"(?<!{local}){local}{{1,64}} {{0,3}}@ {{0,3}}{label}(?:\.{label}){{0,8}}\.[A-Za-z]{{2,24}}")


@cache
def _identity() -> re.Pattern[str]:
    """Return the pattern of an identity number of 18 or 15 figures; a disabled person's card has two more, and B1."""
    figure, gap = "[0-9]", "[ -]{0,3}"
    month = rf"(?:0{gap}[1-9]|1{gap}[0-2])"
    day = rf"(?:0{gap}[1-9]|[12]{gap}[0-9]|3{gap}[01])"
    year = rf"(?:1{gap}[89]|2{gap}0)"
    place = ("[1-8]", *[figure] * 5)
    whole = gap.join((*place, year, figure, figure, month, day, *[figure] * 3, "[0-9Xx]"))
    old = gap.join((*place, figure, figure, month, day, *[figure] * 3))
    card = rf"(?:(?:[0-9]{{2}}|{gap}[1-7]{gap}[1-4](?![年月日人个件次项条]))(?:{gap}[Bb]{gap}[0-9])?)?"
    return re.compile(rf"(?<![0-9])(?:{whole}{card}|(?<![A-Za-z]){old})(?![0-9A-Za-z])")


@cache
def _card() -> re.Pattern[str]:
    grouped, loose = r"[2-69][0-9]{3}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?", r"[34569](?: {0,3}[0-9]){15,18}"
    return re.compile(_ALONE % f"{grouped}|{loose}")


_ISSUERS = "4|5[1-5]|62|6[0589]|35|3[068]|9[04589]|2[3-6]|22[2-9]|27[01]"


@cache
def _mobile() -> re.Pattern[str]:
    gap = r"[ .·-]{1,3}"
    grouped = rf"1[3-9][0-9](?:{gap}[0-9]{{4}}{gap}[0-9]{{4}}|[0-9]{{4}}{gap}[0-9]{{4}}|{gap}[0-9]{{8}})"
    loose = r"1 {0,3}[3-9](?: {0,3}[0-9]){9}"
    return re.compile(_ALONE % rf"(?:\+? ?86[ -]{{0,3}})?(?:{grouped}|{loose})")


_LINE = r"[2-8](?: {0,3}[0-9]){2,3}[ -]{0,3}[0-9](?: {0,3}[0-9]){3}(?![0-9])(?!-[0-9])"
_AREA = r"0(?: {0,3}(?:1 {0,3}0|2 {0,3}[0-9]|[3-9] {0,3}[0-9] {0,3}[0-9]))"


@cache
def _phone() -> re.Pattern[str]:
    """Return the pattern of a fixed line: with its area, or behind a word that says that it is one."""
    said = r"(?:电话|传真|座机|联系方式|致电|拨打|[Tt]el)[^0-9，。；、]{0,5}"
    more = rf"(?:[、/或和] ?{_LINE})*(?: ?(?:转|分机) ?[0-9]{{1,6}})?"
    return re.compile(
        rf"(?<![0-9A-Za-z.])(?P<whole>{_AREA}(?: {{0,3}}- {{0,3}}| {{0,3}}){_LINE}{more})(?![A-Za-z])"
        rf"|(?P<area>[(] ?{_AREA} ?[)][ -]{{0,3}}{_LINE}{more})"
        rf"|{said}(?P<line>{_LINE}{more})(?!号(?!码))"
    )


def _is_identity(found: re.Match[str], span: tuple[int, int]) -> bool:
    number = "".join(char for char in found[0] if char not in _GAPS)
    whole = len(number) >= _WHOLE
    born = _born(number[6:14] if whole else f"19{number[6:12]}")
    known = int(number[:2]) in _PROVINCES | _OUTSIDE_MAINLAND
    if not (born and known and _is_one(found[0])):
        return False
    before = _before(found, span)
    said = bool(re.search("身份|公民|证件|残疾|户口", before))
    if whole and checked(number):
        return said or born < _NUMBERED_SINCE or not _names_a_paper(before)
    joined = found.string[: span[0]][-1:].isascii() and found.string[: span[0]][-1:].isalpha()
    return said or not (joined or born >= _NUMBERED_SINCE or _names_a_paper(before) or _is_counted(found, span))


def _born(day: str) -> int:
    """Return the year of a day of eight figures, 0 where there is no such day."""
    from datetime import date

    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:])).year
    except ValueError:
        return 0


def _is_card(found: re.Match[str], span: tuple[int, int]) -> bool:
    number = "".join(char for char in found[0] if char not in _GAPS)
    return bool(luhn(number) and re.match(_ISSUERS, number) and _is_number(found, span))


def _is_number(found: re.Match[str], span: tuple[int, int]) -> bool:
    """Tell whether figures are no list, no amount, and not what a paper or a parcel is numbered by."""
    return _is_one(found[0]) and not _is_counted(found, span) and not _names_a_paper(_before(found, span))


def _is_phone(found: re.Match[str], span: tuple[int, int]) -> bool:
    said = found[found.lastgroup or 0]
    figures = "".join(char for char in said if char.isdecimal())
    dated = found.lastgroup == "line" and bool(re.fullmatch("20[0-9]{6}", figures)) and bool(_born(figures))
    return not dated and (found.lastgroup == "line" or _is_number(found, span)) and not _is_counted(found, span)


def _before(found: re.Match[str], span: tuple[int, int]) -> str:
    """Return what is said before a find in its own clause."""
    return re.split(r"[，。；,;\n]", found.string[max(0, span[0] - _BEFORE) : span[0]])[-1]


def _names_a_paper(before: str) -> bool:
    """Tell whether what stands before a number says that it numbers a paper, a thing or a place."""
    if re.search("身份|公民|证件|残疾|银行|卡|账[号户]|手机|电话|传真|联系", before):
        return False
    told = "索引|代码|编码|编号|单号|流水|受理号|回执|备案|文号|许可|登记证|注册号|执照|标识|序列|科目|区划|经度?|纬度?"
    told += "|表号|批次|校验|摘要|档案|资产|条码|发票|税号|宗地|公告|I[Dd]"
    return bool(re.search(rf"(?:{told})[号码为是：:=（( ]{{0,4}}$", before))


def _is_counted(found: re.Match[str], span: tuple[int, int]) -> bool:
    """Tell whether figures are an amount: a unit of measure stands behind them, or a word for money before."""
    many = "元|人(?!员)|次|件|条|份|户(?![主籍])|亩|吨|度|个(?!人)|项|起|例|千瓦|平方|公里|立方|%"
    money = "[¥￥$]|人民币|投资|收入|支出|金额|资金|预算|造价|产值|税额"
    before = found.string[max(0, span[0] - _BEFORE) : span[0]]
    behind = re.match(rf" ?[余多]?(?:{many}|[万亿](?:{many}))", found.string[span[1] :])
    return bool(behind or re.search(f"(?:{money})[约为共达到：: ]{{0,3}}$", before))


def _is_one(text: str) -> bool:
    """Tell whether figures with gaps are one number: two by two (20 15 10 5), or in small steps, they are a list."""
    if re.fullmatch("[0-9]{2}( [0-9]{2}){3,}( [0-9])?", text):
        return False
    groups = [int(each) for each in re.findall("[0-9]{1,20}", text)]
    steps = [other - one for one, other in pairwise(groups)]
    onward = all(0 < step <= _SMALL_STEP for step in steps) or all(-_SMALL_STEP <= step < 0 for step in steps)
    return len(steps) < _TWO_STEPS or not onward


_SMALL_STEP, _TWO_STEPS = 20, 2


# Days of birth and homes

_TWO = "[0-9](?: ?[0-9])?"
_DAY = (
    rf"(?:[0-9](?: ?[0-9]){{3}}(?: ?年 ?{_TWO} ?月(?: ?{_TWO} ?日)?"
    rf"| ?[-./] ?{_TWO} ?[-./] ?{_TWO}| ?[01] ?[0-9] ?[0-3] ?[0-9])"
    r"|[一二三四五六七八九〇零○]{4}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?)"
)


@cache
def _birth() -> re.Pattern[str]:
    """Return the pattern of a day with a word beside it that says that somebody was born on it."""
    other = "产效成态活动物育意猪长命源存鲜涯平病变根前"
    return re.compile(
        rf"(?P<it>{_DAY})(?= ?(?:[(][^()]{{1,4}}[)])?(?:出 ?生(?!率|人口|缺陷)|生(?![{other}])))"
        rf"|(?:出 ?生|生于|生日|诞辰)(?:日期|年月日|年月|时间|于|在)?[：: 为是]{{0,3}}(?P<behind>{_DAY})"
        r"(?! ?(?:以[前后]|之[前后]|[前后至到起]))"
    )


def _is_birth(found: re.Match[str], span: tuple[int, int]) -> bool:
    """Tell whether a day is somebody's own: a span of days is a rule's."""
    return found.string[: span[0]].rstrip()[-1:] not in {"至", "到", "-", "~", "—"}


_PART = rf"(?:(?![至到及和])[一-龥 ]){{0,12}}?附? ?{_COUNT} ?(?:栋|幢|座|单元|楼|层|室|户|号)"
_DOORS = rf"(?:{_PART})+(?: ?{_COUNT}(?![0-9年月]))?"


@cache
def _home() -> re.Pattern[str]:
    """Return the pattern of a home: a house with its door, a group of a village, whatever is said to be a home."""
    block, unit, door = rf"{_COUNT} ?(?:[栋幢座]|号楼)", rf"{_COUNT} ?单元", rf"{_COUNT}(?![0-9年月单]) ?[室号]?"
    floor = rf"(?: ?{_COUNT} ?[层楼])?"
    inside = rf"{block}(?: ?{unit})?{floor}(?: ?{door})?|(?<![0-9-])[0-9]{{1,3}}(?:-[0-9]{{1,4}}){{1,3}}(?!-?[0-9年月])"
    lives = "[家现居]住|住[址所]|家庭地址|户籍地?址?"
    return re.compile(
        rf"(?<=[路街巷道]) ?(?P<it>{_COUNT} ?号{_DOORS})"
        rf"|(?P<block>{block} ?{unit}{floor} ?{door})"
        rf"|(?<=[区园苑寓院庭舍]) ?(?P<compound>{block}{floor} ?{door})(?![户套])"
        rf"|(?<=[村居区会]) ?(?P<group>第? ?{_COUNT} ?(?:组|社|队)(?: ?{_COUNT} ?号)?)"
        rf"|(?:{lives})[^，。；、｜|]{{0,24}}?(?P<house>(?<=[路街巷道]) ?{_COUNT} ?号(?:{_DOORS})?|{inside})"
    )


_LIVES = (
    "[家现居]住|住址|户籍|住所|村民|居民|户主|困难户|贫困户|低保|五保|申请人|当事人|收件|某|(?<!居)住(?![建房宿院])"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊"
    "白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
)


def _is_home(found: re.Match[str], span: tuple[int, int]) -> bool:
    """Tell whether an address is where somebody lives: not an office's, nor where something is built."""
    if found.lastgroup in {"block", "compound", "house"}:
        return True
    behind = found.string[span[1] :]
    if found.lastgroup == "it":
        said = found[0] + behind[:6]
        office = "中心|大楼|大厅|政务|机关|政府|委员会|银行|学校|医院|广场|[馆局院所站]|窗口|柜台|会议|阅览|办公"
        office += "|门面|商铺|店铺|项目|工程|整治|改造"
        return bool(re.search("宿舍|小区|家属|公寓|花园|单元", said) or not re.search(office, said))
    before = re.split("[。；;\n]", found.string[max(0, span[0] - _BEFORE) : span[0]])[-1]
    named = rf" ?的?(?:村民|居民|农户|户主|贫困户|低保|[{_SURNAMES}][一-龥]{{1,2}}(?:[，。；、：:（）() 0-9]|$))"
    alone = re.fullmatch("[一-龥 ]{2,16}", found.string[: span[0]]) is not None and not behind.strip()
    return alone or bool(re.search(_LIVES, before) or re.match(named, behind))


# Covering


def _covered_after(length: int) -> Callable[[str], str]:
    """Return a cover that leaves the first `length` figures and letters, and whatever is none."""

    def cover(text: str) -> str:
        return "".join(_covered(text, length))

    return cover


def _covered(text: str, length: int) -> Iterator[str]:
    seen = 0
    for char in text:
        form = _form_of(char)
        hidden = form.isascii() and form.isalnum()
        seen += hidden
        yield STAR if hidden and seen > length else char


_NUMERALS = frozenset("0123456789一二三四五六七八九十〇零○")


def _counts_covered_each(text: str) -> str:
    return "".join(STAR if _form_of(char) in _NUMERALS else char for char in text)


def _counts_covered(text: str) -> str:
    """Cover counts: how many figures they had is not told either."""
    return re.sub(r"\*+", STAR * 2, _counts_covered_each(text))
