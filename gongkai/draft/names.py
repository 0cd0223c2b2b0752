"""Units as a notice names them: a row of names taken apart, prefixes that are shared, collectives, kinds.

Guesses go by the endings of names alone; what no ending tells is left to a person.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

OPEN, CLOSE = "（(〔［[【《〈“‘「", "）)〕］]】》〉”’」"
SEPARATORS = frozenset("、，,；;|｜/／")
JOINING = re.compile(r"以及|和|及|与|并")
LONGEST, SHORTEST = 30, 2
COUNTY, TOWN, STREET = "县区", "镇", "街道"
GOVERNMENT, DIRECT, PARTY, VERTICAL = "政府部门", "直属单位", "党委部门", "垂直管理单位"
OTHER, SECTION = "其他单位", "科室"

_LEVEL = re.compile(
    r"(?:全国|国家|中央|省|市(?!场|容|域|民)|县(?!域)|区(?!域|块|位)|旗|州|盟|地区|自治[区州县旗])(?=..)"
)
_ENDING = re.compile(
    r"(?:局|委|办|院|厅|部|署|室|中心|公司|集团|银行|支行|分行|分社|会|社|队|站|所|馆|处|校|园|园区|开发区|管理区|区|镇|乡|街道"
    r"|苏木|县|市|旗|州|府|单位|部门|科室|科|股|组|台|行|机构|企业|办事处|管委会|社区|村|法院|检察院|大学|协会|银联|残联|妇联|文联"
    r"|侨联|科协|社科联|工商联|商联|总会|工会|团委|党工委|党委|工委|编办|厂|店|场|局机关|联社|电信|移动|联通|铁塔|路桥|国控|城投|交投"
    r"|农发行|人行|电力|烟草|邮政|气象|税务|武装部|支队|大队|学会|基地|网|库|中学|小学|幼儿园|医院|宾馆|委员会|研究院|热线|街办|镇街"
    r"|街镇|乡镇|县区|区县)$"
)
_VERBS = re.compile(
    r"推进|加强|做好|完善|落实到|开展|建设好|提高|确保|严格|及时|按照|公开力度|应当|不得|进一步|围绕|除外|参见|详见|例如|包括|根据"
    r"|下同|其中|明确|认真|请|务必|必须|(?<!主)要(?!素)|以下|实现|完成|建立|组织好|不再|以上|上述|指导|督促|简称|统称|(?:\d|％|%)"
)
_GENERIC = re.compile(
    r"各(?!界)|有关|相关|全体|所有|成员单位|其他|其它|涉及|属地|项目所在|行业主管|主管部门|牵头单位|责任单位|承办单位|直属机构$"
)
_PLACES = re.compile(
    r"(?:县|市|区|旗|镇|乡|街|街道|办|场|苏木|园区|功能区|管理区|新区|[、，/（）()和及])+"
    r"(?:人民政府|政府|办事处|管委会|党委|党工委|[（()）、和及])*"
)
_GOES_ON = re.compile(
    r"(?:县|市|区|旗|镇|乡|街|街道|办事处|街道办事处|园区|开发区|功能区|管委会|苏木|农场|林场|县市区|县区|县级市|自治县|高新区|开发区|经开区)(?:人民政府|政府|管委会)?(?:[（(][^（）()]*[）)])?"
)
_WHOLE = re.compile(r"(?:政府|管委会|办事处|部门|单位)$")
_MARKS = re.compile(r"""[\\/:：*?？"'“”<>|#！!。；;]""")
_LOOSE = re.compile(r"(?:[省市县区旗州]?(?:直|级|属|委|政府|委县政府)?(?:部门|单位|机关)|部门|单位|机关)+")
_TAIL = re.compile(
    r"(?:等)?(?:部门|单位|科室|部门和单位|单位和部门|部门、单位|有关部门|相关部门|相关单位|有关单位|多部门)?$"
)
_SHARED = re.compile(r"[省市县区旗州]委|[省市县区旗州]政府|[省市县区旗州]")
_NO_PREFIX = re.compile(
    r"(?:公司|集团|银行|支行|分行|镇|乡|街道|街道办事处|政府|管委会|园区|开发区|社区|村|县|市|区|厅|股|科|科室|办事处|国网.*|中国.*|人行.*|团[省市县区旗州]委)$"
)


def pieces(text: str) -> list[str]:
    """Return the names in a row of units, taken apart at marks outside brackets, blanks between units, and 和、及."""
    found: list[str] = []
    for part in _cut(text):
        if (
            found and _GOES_ON.fullmatch(part) and is_collective(found[-1]) and not _WHOLE.search(found[-1])
        ):  # 各区、镇、办事处 is one wording
            found[-1] += f"、{part}"
        else:
            found += _at_blanks(part)
    return [name for part in found for name in _at_words(part) if name]


def _cut(text: str) -> Iterator[str]:
    """Yield what stands between the marks that part names; a mark inside brackets parts nothing."""
    depth, start = 0, 0
    for at, mark in enumerate(text):
        depth = depth + 1 if mark in OPEN else max(depth - 1, 0) if mark in CLOSE else depth
        if mark in SEPARATORS and depth == 0:
            yield text[start:at].strip(" 　\t\n\r\xa0。.：:")
            start = at + 1
    yield text[start:].strip(" 　\t\n\r\xa0。.：:")


def _at_blanks(part: str) -> list[str]:
    """Part at blanks and line ends where units stand on both sides; elsewhere a blank is a slip of setting."""
    words = part.split()
    found: list[str] = []
    for word in words:
        if found and not (is_unit_like(found[-1]) and is_unit_like(word)):
            found[-1] += word
        else:
            found.append(word)
    return found


def _at_words(part: str) -> list[str]:
    for mark in JOINING.finditer(part):
        left, right = part[: mark.start()], part[mark.end() :]
        if _depth(left) or not left or not right or _is_loose(left, right):
            continue
        if is_unit_like(left) and is_unit_like(right) and len(left) > SHORTEST and len(right) > SHORTEST:
            return [left, *_at_words(right)]
    return [part]


def _depth(text: str) -> int:
    return sum(text.count(mark) for mark in OPEN) - sum(text.count(mark) for mark in CLOSE)


def _is_loose(left: str, right: str) -> bool:
    """县政府有关部门和单位 is one wording: what stands on the right says nothing alone."""
    return bool(_LOOSE.fullmatch(right)) and is_collective(left)


def is_unit_like(name: str) -> bool:
    """Tell whether words may name a unit or a collective, by their length, their ending, and verbs inside."""
    bare = unbracketed(name)
    if not SHORTEST <= len(bare) <= LONGEST or _VERBS.search(bare) or _MARKS.search(name):
        return False
    return bool(_ENDING.search(bare)) or is_collective(bare)


def has_level(name: str) -> bool:
    """Tell whether a name begins with its level: 市财政局, but not 市场监管局."""
    return bool(_LEVEL.match(name))


def is_loose(name: str) -> bool:
    """Tell whether words are but 单位, 部门: they name nobody where they stand alone."""
    return bool(_LOOSE.fullmatch(name)) and not re.match(r"[省市县区旗州]", name)


def may_be_unit(name: str) -> bool:
    """Tell whether a word of any ending may name a unit where the notice says that it does: short, and no sentence."""
    bare = unbracketed(name)
    return bool(re.fullmatch(r"[一-鿿A-Za-z0-9·]{2,16}", bare)) and not (_VERBS.search(bare) or _MARKS.search(name))


def unbracketed(name: str) -> str:
    """Return a name without what stands in brackets: 各镇（街道） is 各镇."""
    return re.sub(r"[（(〔\[【〈][^（）()〔〕\[\]【】〈〉]*[）)〕\]】〉]", "", name).strip()


def is_collective(name: str) -> bool:
    """Tell whether a wording names no unit but many: 各镇人民政府, 县政府有关部门, 县区政府."""
    bare = unbracketed(name)
    many = _GENERIC.search(bare) and (_ENDING.search(bare) or re.fullmatch(r"各(?:地|级|方|单位、各部门)", bare))
    return bool(many or _PLACES.fullmatch(name) or _LOOSE.fullmatch(bare))


class UnitName(Struct, frozen=True):
    """A name on a point: as it stands (`written`), as it is meant (`name`), and why where the two differ."""

    written: str
    name: str
    why: str = ""


def in_full(written: Sequence[str], known: Mapping[str, str]) -> list[UnitName]:
    """Return names with the prefix that the one before lends them: 市发展改革委、财政局 → 市财政局.

    `known` leads a name or alias to the name it stands for; what it knows takes no prefix.
    """
    found: list[UnitName] = []
    lent = ""
    for name in written:
        if name in known:
            found.append(UnitName(name, known[name], "" if known[name] == name else "是另一处的同一个单位"))
            lent = _lends(name) or lent
            continue
        own = _lends(name)
        if own or not lent or is_collective(name) or _NO_PREFIX.search(unbracketed(name)):
            found.append(UnitName(name, name))
            lent = own if own or is_collective(name) else lent
            continue
        full = _prefixed(name, lent, known)
        found.append(UnitName(name, known.get(full, full), "承前省略了层级"))
    return found


def _lends(name: str) -> str:
    """Return the prefix a name may lend to the next: 市, 县, 县委."""
    if is_collective(name) or not _LEVEL.match(name):
        return ""
    found = _SHARED.match(name)
    return found[0] if found else ""


def _prefixed(name: str, lent: str, known: Collection[str]) -> str:
    level = lent[0]
    for prefix in (level, f"{level}委", f"{level}政府"):
        if prefix + name in known:
            return prefix + name
    return (lent if lent.endswith("委") and name.endswith("部") else level) + name


_TOLD = (
    (TOWN, r"(?:镇|镇人民政府|镇政府)$"),
    ("乡", r"(?:乡|苏木|乡人民政府|乡政府)$"),
    (STREET, r"(?:街道|街道办|街道办事处|街办|街)$"),
    ("村（社区）", r"(?:社区|村|居委会|村委会)$"),
    ("群团组织", r"残联|妇联|团[省市县区旗州]?委|总工会|工会|工商联|科协|文联|侨联|社科联|红十字会|共青团"),
    (PARTY, r"纪委|监委|监察委|纪检监察组|编办|编委办|网信办|组织部|宣传部|统战部|政法委|党校|老干部局|巡察办"),
    (PARTY, r"机关工委|党工委|考核办|目督办|^(?:中共)?.{0,6}?[省市县区旗州]委(?!员会|员|改)"),
    (VERTICAL, r"税务|气象局|烟草|海关|海事局|邮政|银保监|金融监管(?:分局|支局)|金融监督管理局|人行|人民银行|调查队"),
    (VERTICAL, r"消防|供电|国网|电力|电信|移动|联通|铁塔|银行|支行|分行|农发行|农商行|信用联社|武装部|通信发展办"),
    ("其他机关", r"人大|政协|法院|检察院"),
    ("园区", r"(?:管委会|园区|开发区|高新区|经开区|新区|工业园|示范区|风景区|功能区|管理区)$"),
    (COUNTY, r"(?:县|区|市|旗)(?:人民政府|政府)?$"),
    ("国有企业", r"(?:公司|集团|厂|路桥|城投|交投|国控)$"),
    (
        DIRECT,
        r"(?:中心|医院|学院|大学|中学|小学|学校|幼儿园|馆|站|所|台|社|队|指挥部|管理处|服务处|基地|网|库|院|场|专班)$",
    ),
    (SECTION, r"^(?:局|委|办|厅|机关|本局|院)?(?:办公室|综合室)$|(?:科|股|科室|处|党委)$"),
    (GOVERNMENT, r"(?:局|委|办|厅|署|部|委员会|办公室|政府|室|组)$"),
)
"""Kinds by what a name tells; the first that fits holds."""
_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _TOLD)


def kind_of(name: str) -> str:
    """Return the kind that a unit's name tells, `OTHER` where none does."""
    bare = unbracketed(name)
    return next((kind for kind, pattern in _KINDS if pattern.search(bare)), OTHER)


def kinds_meant(collective: str) -> tuple[str, ...]:
    """Return the kinds that a collective takes in, none where it leaves open whom it means (有关, 相关)."""
    if re.search(r"有关|相关|涉及|成员|其他|其它|属地|责任单位|牵头单位|承办|所在|主管", collective):
        return ()
    told = (
        (TOWN, r"镇"),
        ("乡", r"乡"),
        (STREET, r"街"),
        (
            COUNTY,
            r"各?[县区市旗]+[、（(市区县旗）)]*(?:人民政府|政府)$|县区|区县|县市区|市县|[县区市][（(、]|^各[县区市旗]+$",
        ),
        ("园区", r"园区|管委会|功能区|开发区"),
        (SECTION, r"科室|股室|处室|各科|各股"),
    )
    found = tuple(kind for kind, pattern in told if re.search(pattern, collective))
    if found or not re.search(r"部门|委办局|委、办、局|单位", collective) or not re.search(r"各|全体|所有", collective):
        return found
    return (GOVERNMENT, DIRECT) if re.search(r"[政级直]", collective) else ()


EXPLAINED = re.compile(
    r"(?P<what>[^（(，,。；;、：:“”\s]{2,30}|[^（(。；;：:“”]{2,60})[（(](?:以下|下文|后文|下)?(?:简称|统称|均简称|并称|称)(?:为|：|:)?[“\"‘「]?"
    r"(?P<short>[^”\"’」）)]{2,20})[”\"’」]?[）)]"
)


class Explained(Struct, frozen=True):
    """What a short name stands for: one unit (以下简称…), or several `together` (以下统称…)."""

    what: str
    together: bool


def explained(texts: Iterable[str]) -> dict[str, Explained]:
    """Return what a notice explains in brackets, by the short name."""
    found: dict[str, Explained] = {}
    for text in texts:
        for each in EXPLAINED.finditer(text):
            what = re.sub(r"^.*[，,]|^(?:由|和|与|及|请|现就|经)+", "", each["what"])
            together = "统称" in each[0] or is_collective(what)
            if together or is_unit_like(what):
                found.setdefault(each["short"], Explained(what, together))
    return found
