"""Who does what, as notices word it: （牵头单位：…；责任单位：…）, （…牵头，…配合）, （由…负责）, 责任单位：…."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.draft.names import CLOSE, OPEN, SHORTEST, is_loose, is_unit_like, may_be_unit, pieces
from gongkai.draft.times import HIGH, MIDDLE, is_only_a_time

if TYPE_CHECKING:
    from collections.abc import Iterator

SOME_YEAR = 2000
LISTED = "中"
"""How sure names are that stand alone, without a word for what they do."""
LEAD, RESPONSIBLE, SUPPORT, DUE, PERSON, NONE = "lead", "responsible", "support", "due", "person", ""
_BODY = r"(?:单位|部门|科室|股室|处室|机构|主体|乡镇|镇街|镇办|街道|方|主体单位)"
_OF_LEADERS = (
    r"(?:牵头|责任|分管|包抓|包联|挂钩|挂点|联系|督办|督导|主管|主要|第一|直接|具体|主办"
    r"|政府|党政|县级|市级|区级|县|市|区|州|旗|局|院|校)"
)
ROLES = (
    (
        PERSON,
        rf"{_OF_LEADERS}*(?:领导|责任人|负责人|负责同志|联系人|联系电话|联络员)(?:及?职务)?",
    ),
    (PERSON, rf"(?:督办|督导|督查|监督|考核|验收|指导|审核){_BODY}"),
    (
        DUE,
        r"(?:责任|完成|办理|办结|落实|推进|整改|实施|工作|任务)?(?:时限|期限|时间|时间节点|节点|进度)(?:要求|安排|节点)?(?:及进度)?",
    ),
    (
        LEAD,
        rf"(?:牵头|主办|总牵头|第一责任|主要责任|主牵头|发起)(?:责任)?(?:[（(](?:责任|主办)[）)])?{_BODY}?(?:[（(]科室[）)])?",
    ),
    (SUPPORT, rf"(?:配合|协办|协同|协作|协助|参与|参加|支持|会办|协调|联动)+(?:责任|落实)?{_BODY}?"),
    (
        RESPONSIBLE,
        rf"(?:抽查|检查)(?:主体|机关|部门)|(?:具体|共同|其他|直接)?(?:主责|责任|承办|落实|实施|建设|负责|承担|完成|执行|办理|推进|分工|工作)(?:责任)?{_BODY}|责任(?:分工|主体)?|(?:任务|职责)?分工",
    ),
)
"""What heads a row of units, or a time, each as a pattern of its whole label."""
_ANY = "|".join(f"(?P<r{number}>{pattern})" for number, (_, pattern) in enumerate(ROLES))
_LEVELLED = r"(?:[省市县区州旗]级?(?=牵头|责任|配合|主办|承办))?"
_LABEL = re.compile(rf"{_LEVELLED}(?:{_ANY})\s*[：:]")
_BOXED = re.compile(rf"[【\[〔]({'|'.join(pattern for _, pattern in ROLES)})[】\]〕]\s*[：:]?")
_BARE = re.compile(
    rf"(?:牵头|责任|配合|协办|参与|主办|承办){_BODY}|完成时限|完成时间|时限要求|责任时限|(?:牵头|责任|配合)(?!单位|部门|科室|股室|处室|人|领导)(?=[^，,；;]*[局委办室厅部位府科镇道])"
)
_PREAMBLE = re.compile(r"^(?:此项工作|该项工作|本项工作|此项|以上工作|具体工作)?由?")
_VERB = re.compile(
    r"(?:(?:等(?:部门|单位|科室)?)?(?:共同|具体|分别|按照?职责(?:分工)?|按各?自职责(?:分工)?|根据职责(?:分工)?|依据?职责(?:分工)?|结合职责|按分工|各负其责|做好|抓好|配合|分头|统筹|主要|联合)*"
    r"(?P<lead>牵头(?!单位|部门)(?:(?!会同|联合|组织有关)[一-鿿]){0,8}|主办|总牵头|主责)"
    r"|(?:等(?:部门|单位|科室)?)?(?:共同|积极|协同|密切)*(?P<support>配合(?:落实|做好|实施|推进)?|参与|参加|协助(?:落实|做好)?|协办|协同|支持|协作|协调配合)"
    r"|(?:(?:等(?:部门|单位|科室)?)?(?:共同|具体|分别|按照?各?自?职责(?:分工)?|按各?自职责(?:分工)?|根据职责(?:分工)?|依据?职责(?:分工)?|结合职责|按分工|分工|分头|联合)*)"
    r"(?P<responsible>分?别?负责(?:落实|实施|推进|组织实施|办理|完成)?|组织实施|具体落实|抓好落实|贯彻落实|落实|承办|承担|实施|(?<=职责分工)|(?<=按职责)|(?<=按分工)|完成))$"
)
_JOINED = re.compile(r"牵头(?:会同|联合|组织)|会同|商(?=[省市县区])")
_TOGETHER = re.compile(r"(.+[处科室股局])会(.+[处科室股局办])$")
_AND_MORE = re.compile(
    r"等(?:省|市|县|区|州|政府|各|有关|相关|其他|多个|几个|责任|成员|部门|单位|科室|处室|机构|和|、)*$"
)
_REMARK = re.compile(r"[（(〈][^（）()〈〉]*(?:列|排|第一|首位|下同|以下|为牵头|为主)[^（）()〈〉]*[）)〉]$")


class Who(Struct, frozen=True):
    """Who does it, in the wording of the source: rows of names by role; `due` a time as printed.

    `people` are persons with what they are to it (分管领导：…); `rest` is what stood among the names and names nobody;
    `sure` tells how plain the wording is; `words` is all of it.
    """

    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    due: str = ""
    rest: tuple[str, ...] = ()
    sure: str = HIGH
    words: str = ""
    people: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """All names."""
        return (*self.lead, *self.responsible, *self.support)


class _Gathered:
    """What a wording has told so far."""

    def __init__(self) -> None:
        self.roles: dict[str, list[str]] = {LEAD: [], RESPONSIBLE: [], SUPPORT: []}
        self.due: list[str] = []
        self.rest: list[str] = []
        self.people: list[str] = []
        self.strange = 0

    def names(self, role: str, text: str, *, labelled: bool = False) -> None:
        """Take a row of names; what is only a time, or no name, is kept apart.

        Behind a label (责任单位：) a short word of any ending is a name.
        """
        for written in pieces(re.sub(r"^(?:为|是)", "", text) if labelled else text):
            name = _REMARK.sub("", written)
            if name != written:
                self.rest.append(written[len(name) :])
            lead = re.fullmatch(r"(.+?)[（(](?:牵头|牵头单位|主办)[）)]", name)
            bare = lead[1] if lead else name
            plain = _AND_MORE.sub("", bare)
            if is_only_a_time(bare, SOME_YEAR):
                self.due.append(bare)
            elif (both := _TOGETHER.match(plain)) and is_unit_like(both[1]) and is_unit_like(both[2]):
                self.roles[LEAD].append(both[1])
                self.roles[RESPONSIBLE].append(both[2])
                self.rest.append(plain)
            elif is_unit_like(plain) or (labelled and may_be_unit(plain)):
                self.roles[LEAD if lead else role].append(plain)
                if plain != bare:
                    self.rest.append(f"{plain}之后有“{bare[len(plain) :]}”")
            elif bare:
                self.strange += 1
                self.rest.append(bare)

    def who(self, sure: str, words: str) -> Who:
        """Return it all; a unit named twice stands where it was named first."""
        once: dict[str, str] = {}
        for role, names in self.roles.items():
            for name in names:
                once.setdefault(name, role)
        rows = {role: tuple(name for name, own in once.items() if own == role) for role in self.roles}
        return Who(
            rows[LEAD],
            rows[RESPONSIBLE],
            rows[SUPPORT],
            "；".join(self.due),
            tuple(self.rest),
            sure,
            words,
            tuple(self.people),
        )


def who_of(text: str) -> Who | None:
    """Return who does it where words say nothing but that; None where they are other words."""
    if len(text) > LONGEST_ROW:
        return None
    plain = _unspaced(text)
    labels = _labels(plain)
    if not labels:
        return _unlabelled(plain)
    gathered = _Gathered()
    before = plain[: labels[0].start()].strip("，,；;。 ")
    if before and not _clauses(gathered, before, RESPONSIBLE):
        return None
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        value = plain[label.end() : following.start() if following else len(plain)].strip(" 　，,；;。.、\n")
        _labelled(gathered, _role(label), label[0].rstrip("：: 　"), value)
    who = gathered.who(HIGH if not gathered.strange else MIDDLE, text)
    return who if who.units or who.due or who.rest or who.people else None


def _unspaced(text: str) -> str:
    return re.sub(r"(?<=[牵头责任配合单位])[ 　]+(?=[单位：:])", "", text.strip(" 　\t\n\r\xa0。.；;"))


def _labels(text: str) -> list[re.Match[str]]:
    """Return the labels of a wording: those with a colon, and between them those without."""
    found = list(_LABEL.finditer(text))
    bare = (each for each in _at_clauses(text) if not any(one.start() <= each.start() < one.end() for one in found))
    return sorted([*found, *bare], key=lambda each: each.start())


def _at_clauses(text: str) -> Iterator[re.Match[str]]:
    """Yield labels without a colon that begin a clause: 牵头单位县发改局，责任单位县财政局."""
    for found in _BARE.finditer(text):
        if found.start() == 0 or text[found.start() - 1] in "；;，,。 ":
            yield found


def _role(label: re.Match[str]) -> str:
    word = label[0].rstrip("：: 　")
    return role_of(word)


def role_of(word: str) -> str:
    """Return the role that a label or a column's head names, empty where it names none."""
    plain = re.sub(rf"^{_LEVELLED}", "", word)
    return next((role for role, pattern in ROLES if re.fullmatch(pattern, plain)), NONE)


def _labelled(gathered: _Gathered, role: str, label: str, value: str) -> None:
    if role == DUE:
        gathered.due.append(value)
    elif role == PERSON:
        gathered.people.append(f"{label}：{value}")
    elif "。" in value:  # behind the names a sentence that names nobody
        row, _, sentence = value.partition("。")
        _labelled(gathered, role, label, row)
        gathered.rest.append(sentence)
    elif not _clauses(gathered, value, role or RESPONSIBLE):
        gathered.names(role or RESPONSIBLE, value, labelled=True)


def _unlabelled(text: str) -> Who | None:
    """Return who does it where verbs tell the roles, or where there is nothing but names of units."""
    gathered = _Gathered()
    row, _, sentence = text.partition("。")
    if _clauses(gathered, row, RESPONSIBLE):
        gathered.rest += [sentence] if sentence else []
        who = gathered.who(HIGH if not gathered.strange else MIDDLE, text)
        return who if who.units and gathered.strange * 3 <= len(who.units) else None
    gathered.names(RESPONSIBLE, text)
    who = gathered.who(LISTED, text)
    plain = all((len(name) > SHORTEST or name[0] == "各") and not is_loose(name) for name in who.units)
    return who if who.units and plain and not gathered.rest and not who.due else None


def _clauses(gathered: _Gathered, text: str, role: str) -> bool:
    """Take clauses that end with a verb (牵头, 配合, 按职责分工负责); False, and nothing taken, where none does.

    Names before a verb are its own, back to the verb before; names after the last verb have the given role.
    """
    found = False
    waiting = ""
    taken = _Gathered()
    for clause in _parts(text):
        if is_only_a_time(clause, SOME_YEAR):
            taken.due.append(clause)
            continue
        verb = _VERB.search(clause)
        if verb is None or not (waiting or clause[: verb.start()].strip("由等 ")):
            waiting = f"{waiting}，{clause}" if waiting else clause
            continue
        names = _PREAMBLE.sub("", f"{waiting}，{clause[: verb.start()]}" if waiting else clause[: verb.start()])
        waiting, found = "", True
        _verbal(taken, _verb_role(verb, role), names)
    if not found:
        return False
    taken.names(role, _PREAMBLE.sub("", waiting))
    for key, row in taken.roles.items():
        gathered.roles[key] += row
    gathered.due += taken.due
    gathered.rest += taken.rest
    gathered.strange += taken.strange
    return True


def _verb_role(verb: re.Match[str], role: str) -> str:
    told = next(key for key in (LEAD, SUPPORT, RESPONSIBLE) if verb[key] is not None)
    return role if told == RESPONSIBLE and role != SUPPORT else told


def _verbal(taken: _Gathered, role: str, names: str) -> None:
    """Take names before a verb; in 甲牵头会同乙 and 甲会同乙 the first leads."""
    joined = _JOINED.search(names)
    if joined is None or not names[: joined.start()]:
        taken.names(role, names)
        return
    taken.names(LEAD, names[: joined.start()])
    taken.names(RESPONSIBLE, names[joined.end() :])


def _parts(text: str) -> Iterator[str]:
    depth, start = 0, 0
    for at, mark in enumerate(text):
        depth = depth + 1 if mark in OPEN else max(depth - 1, 0) if mark in CLOSE else depth
        if mark in "，,；;。\n" and depth == 0:
            if part := text[start:at].strip(" 　"):
                yield part
            start = at + 1
    if part := text[start:].strip(" 　。"):
        yield part


class Segment(Struct, frozen=True):
    """A stretch of a paragraph and who does it, where words behind it say so."""

    text: str
    who: Who | None = None


_BRACKETS = dict(zip("（(〔［[【", "）)〕］]】", strict=True))
_CLOSING = frozenset(_BRACKETS.values())
LONGEST_LABEL, LONGEST_LINE, LONGEST_ROW = 40, 120, 5_000
_FLUSH = re.compile(
    rf"(?:(?<=[。；;！!？?…\n])|^)\s*(?:(?:牵头|主办|责任|承办|配合|协办|落实|实施|主要责任|参与|协作|协同){_BODY}|(?:牵头|责任|配合|协办)(?=[：:])|{_OF_LEADERS}+(?:领导|责任人|负责人)|(?:进度|时间|工作)安排(?=[：:][^\n]*月)|(?:完成|推进|时间)进度"
    rf"|完成时限|完成时间|完成期限|责任时限|时限要求)\s*[：:]"
)


def segments(text: str) -> list[Segment]:
    """Return a paragraph in stretches, each with who does it. What is in brackets and says so is taken out."""
    found: list[Segment] = []
    start = 0
    text = _BOXED.sub(r"\n\1：", text)
    if _FLUSH.match(text) and (who := who_of(text)):
        return [Segment("", who)]
    for begin, end in _bracketed(text):
        who = who_of(text[begin + 1 : end])
        if who is None or (who.sure == LISTED and not _closes(text, begin, end)):
            continue
        found.append(Segment(text[start:begin], who))
        start = end + 1
    rest = text[start:]
    if label := next((each for each in _FLUSH.finditer(rest) if _is_outside(rest[: each.start()])), None):
        who = who_of(rest[label.start() :])
        if who is not None:
            return _merged([*found, Segment(rest[: label.start()], who)])
    if not text[:start].strip() and rest.strip() and (alone := _alone(rest)):
        return [*found, Segment("", alone)]
    return _merged([*found, Segment(rest)])


def _is_outside(before: str) -> bool:
    """Whether no bracket is open where the words before end."""
    return sum(mark in _BRACKETS for mark in before) <= sum(mark in _CLOSING for mark in before)


def _alone(text: str) -> Who | None:
    """Return who does it where a whole line says so: 县教育局牵头，县财政局配合."""
    plain = text.strip(" 　。")
    short = len(plain) <= LONGEST_LINE and "。" not in plain
    return who_of(plain) if short and _VERB.search(plain) else None


def _bracketed(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each outermost bracket begins and ends; one never closed, but with a label, ends with the text."""
    ends = _ends(text)
    at = 0
    while at < len(text):
        end = ends.get(at)
        if end is None and text[at] in _BRACKETS and _LABEL.match(text[at + 1 : at + LONGEST_LABEL].lstrip()):
            end = len(text)
        if end is None:
            at += 1
            continue
        yield at, end
        at = end + 1


def _ends(text: str) -> dict[int, int]:
    """Return where each bracket ends, by where it begins; brackets of different make close each other, as typed."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for at, mark in enumerate(text):
        if mark in _BRACKETS:
            opened.append(at)
        elif mark in _CLOSING and opened:
            ends[opened.pop()] = at
    return ends


def _closes(text: str, begin: int, end: int) -> bool:
    """Whether a bracket stands where a sentence ends: names alone in the midst of one are but an example."""
    after = text[end + 1 :].strip(" 　。；;")
    return not after or text[:begin].rstrip(" 　")[-1:] in {"。", "；", ";", ""}


def _merged(found: list[Segment]) -> list[Segment]:
    """Join brackets that follow each other, and marks left over behind the last; drop what is empty."""
    merged: list[Segment] = []
    for each in found:
        text = each.text.strip(" 　\t\xa0\n")
        if merged and not text.strip("。；;，,、.") and (each.who is None or merged[-1].who is not None):
            if each.who is not None:
                merged[-1] = Segment(merged[-1].text, joined(merged[-1].who, each.who))
            continue
        if text or each.who is not None:
            merged.append(Segment(text, each.who))
    return merged


def joined(first: Who | None, second: Who | None) -> Who | None:
    """Return what two wordings say together."""
    if first is None or second is None:
        return first or second
    lead = tuple(dict.fromkeys((*first.lead, *second.lead)))
    responsible = tuple(name for name in dict.fromkeys((*first.responsible, *second.responsible)) if name not in lead)
    support = tuple(
        name for name in dict.fromkeys((*first.support, *second.support)) if name not in (*lead, *responsible)
    )
    due, words = ("；".join(filter(None, pair)) for pair in ((first.due, second.due), (first.words, second.words)))
    sure = MIDDLE if MIDDLE in {first.sure, second.sure} else HIGH
    people = tuple(dict.fromkeys((*first.people, *second.people)))
    return Who(lead, responsible, support, due, (*first.rest, *second.rest), sure, words, people)
