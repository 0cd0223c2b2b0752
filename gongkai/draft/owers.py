"""Who owes what a covering letter or a closing paragraph asks: the subject of its sentence."""

from __future__ import annotations

import re

from gongkai.draft.names import is_unit_like, pieces
from gongkai.draft.numbering import number_of
from gongkai.draft.wording import LEAD, RESPONSIBLE, SUPPORT

_SENTENCES = "。；;！!？?\n"
_OPENING = re.compile(r"^(?:请|务请|希望|同时|其中|另外|此外|并|由|而|均|且|要求|[一二三四五六]是|　| )+")
_GOES_ON = re.compile(
    r"(?<![主重需])要(?![求素])|应|须|必须|需|务必|务|负责|牵头|会同|联合|每|将|于|从|自|按|定期|定时|适时|在|的|认真|对|抓紧|根据|结合|切实|具体"
    r"|进一步|不定期|会(?=同|商|定)|统一|统筹|组织|汇总|通报|做好|加强|完成|召集|召开|更新|报|及时|逐|年底|\d"
)
_BY = re.compile(r"(?<![理自缘事来])由(?P<rest>[^，,。；;]+)")
_PRONOUN = re.compile(r"^(?:我|本|该|全|此|其|这|有关情况)")
_GENERIC = re.compile(
    r"(?:各|全体|所有|相关|有关)+(?:级|地区|地方|地|有关|相关|成员|部门|单位|机关|方面|方|各|[、和及（）()])+"
)
_ROLES = (
    (LEAD, r"牵头|主办|主要责任|第一责任"),
    (RESPONSIBLE, r"责任|承办|落实|实施|承担"),
    (SUPPORT, r"配合|协办|参与|协同"),
)
_WORDS_OF_ROLE = "|".join(pattern for _, pattern in _ROLES)
_OF_ROLE = re.compile(
    rf"(?P<role>牵头(?=责任)|(?<!牵头)(?:{_WORDS_OF_ROLE})(?:[（(](?:{_WORDS_OF_ROLE})[）)])?)(?:责任)?(?:单位|部门|科室|股室|处室|主体)$"
)
_SHARED_WORD = re.compile(rf"({_WORDS_OF_ROLE})(?=[、和及](?:{_WORDS_OF_ROLE}))")
LONGEST_TEXT = 5_000
SHORTEST_SUBJECT = 3


def subject_of(text: str, quote: str) -> tuple[str, ...]:
    """Return the names that are the subject of the sentence a quote stands in, none where it names nobody.

    The quote's own clause counts first (由…负责 before its head), then the clauses before it in the same sentence.
    """
    at = text.find(quote) if len(text) <= LONGEST_TEXT else -1
    if at < 0:
        return ()
    start = max(text.rfind(mark, 0, at) for mark in _SENTENCES) + 1
    clauses = [*_clauses(text[start:at]), *_clauses(quote)]
    for clause in reversed(clauses):
        by = _BY.search(clause)
        if found := (_names(by["rest"]) if by else ()) or _names(clause):
            return found
    return ()


def _clauses(text: str) -> list[str]:
    return [clause for clause in re.split(r"[，,]", text) if clause.strip()]


def _names(clause: str) -> tuple[str, ...]:
    """Return the units a clause begins with, where a word follows that tells what they are to do."""
    plain = number_of(clause)[1]
    plain = _SHARED_WORD.sub(r"\1单位", _OPENING.sub("", plain))
    for word in _GOES_ON.finditer(plain):
        names = pieces(plain[: word.start()].strip(" 　：:"))
        if names and all(map(_may_owe, names)):
            return tuple(names)
    return ()


def _may_owe(name: str) -> bool:
    return len(name) >= SHORTEST_SUBJECT - name.startswith("各") and is_unit_like(name) and not _PRONOUN.match(name)


def is_everybody(name: str) -> bool:
    """Tell whether a subject means whoever the notice is sent to: 各单位, 各级各部门, 各有关单位."""
    return bool(_GENERIC.fullmatch(name))


def roles_of(name: str) -> tuple[str, ...]:
    """Return the roles whose units a subject means: 各牵头单位, 各责任（配合）单位; none where it means no role."""
    found = _OF_ROLE.search(name)
    if found is None:
        return ()
    if re.fullmatch(_ROLES[0][1], found["role"]):
        return (LEAD,)
    return tuple(role for role, pattern in _ROLES if re.search(pattern, found["role"]))
