"""A notice's head: title, number, issuer, day of issue; what is covering letter and what is body."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.draft.numbering import number_of
from gongkai.draft.outline import ANNEX, bare_headings
from gongkai.draft.source import Grid, Paragraph
from gongkai.draft.tables import layout_of
from gongkai.draft.times import HIGH, LOW, MIDDLE
from gongkai.draft.wording import segments
from gongkai.plan.spelling import of_han

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.draft.source import Block

_SPACED = re.compile(r"[\s　\xa0]+")
_DAY = re.compile(r"(20\d{2}|19\d{2})年(\d{1,2})月(\d{1,2})日|(20\d{2})[-./](\d{1,2})[-./](\d{1,2})")
_HAN_DAY = re.compile(
    r"([二一][〇○0零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_NUMBER = re.compile(r"[一-鿿]{2,12}[〔\[【（(［]\s*(?:19|20)\d{2}\s*[〕\]】）)］]\s*第?\s*\d{1,4}\s*号")
_LABELLED_NUMBER = re.compile(r"(?:文号|发文字号|发文文号|文件编号|文件号)[:：]?(.+)")
_LABELLED_DAY = re.compile(r"(?:成文日期|发文日期|印发日期|发布日期|发布时间|公开日期|生成日期|日期)[:：]?(.+)")
_LABELLED_ISSUER = re.compile(r"(?:发文单位|发布机构|发文机关|制发机关|发布单位)[:：]?([一-鿿（）()]{4,40})")
_ABOUT = re.compile(r"^(?P<issuer>[一-鿿（）()、]{2,60}?)?关于.{2,120}?(?:的)?(?:通知|意见|函|通报|决定|公告|方案)$")
_TITLED_ISSUER = re.compile(
    r"([一-鿿]{2,20}(?:人民政府(?:办公[室厅])?|[^政]委员会|局|厅|管委会|街道办事处|医院|大学|学院))(?=20\d{2}年|印发|“)"
)
_NAMED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_INNER = re.compile(r"(?:印发|下发|转发|发布|公布|下达|分解落实|落实|报送)(?P<what>.+?)的?(?:通知|意见|函)$")
_ORGAN = re.compile(r"(?:政府|办公室|办公厅|局|委员会|委|厅|领导小组|指挥部|管委会|办事处|院|中心|部|府办)$")
_YEAR = re.compile(r"(20\d{2})\s*年?")
_YEARS = r"20\d{2}\s*[-—–~～至]+\s*20\d{2}年?[）)]$"
LONGEST_TITLE, LONGEST_ORGAN, MOST_TITLE_LINES, LEAST_BODY = 120, 40, 5, 3
_SENTENCE = re.compile(r"[。；;！？]|[，,].*[，,]")
_NO_ORGAN = re.compile(r"[^一-鿿（）()〇]|责任单位|签发")


class Told(Struct, frozen=True):
    """A thing of the head as found: its words, where, how sure; empty where the notice does not say it."""

    text: str = ""
    place: str = ""
    sure: str = LOW


class Head(Struct, frozen=True):
    """Everything a notice's head says, and the blocks that follow it.

    `letter` is the covering letter, `body` what holds the tasks, `rest` lines that are neither, `start` the line the
    issuer's name stands on.
    """

    title: Told
    number: Told
    issuer: Told
    issued: date | None
    issued_told: Told
    letter: tuple[Paragraph, ...]
    body: tuple[Block, ...]
    rest: tuple[Paragraph, ...]
    year: int | None = None


def bare(text: str) -> str:
    """Return a line without blanks and in half-width figures."""
    return _SPACED.sub("", unicodedata.normalize("NFKC", text))


def whole_day(text: str) -> date | None:
    """Return the day that a line is, or begins with; Chinese figures too."""
    plain = bare(text)
    if found := _DAY.search(plain):
        year, month, day = (int(part) for part in found.groups() if part)
    elif found := _HAN_DAY.search(plain):
        year = of_han(found[1].replace("○", "〇"))
        month, day = of_han(found[2]), of_han(found[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_day_line(text: str) -> bool:
    plain = bare(text)
    return whole_day(plain) is not None and bool(_DAY.fullmatch(plain) or _HAN_DAY.fullmatch(plain))


def head_of(blocks: Sequence[Block]) -> Head:
    """Return a notice's head, covering letter and body."""
    first = _from_annex(blocks, min((_first_task(blocks), *_bare(blocks))))
    sign, opens = _signature(blocks, first)
    ahead = blocks[: sign if opens else first]
    before = [each for each in ahead if isinstance(each, Paragraph)]
    opening, letter = _opening(before)
    signed = blocks[sign - 1] if sign and _organ_line(blocks[sign - 1]) else None
    if sign is not None and opens:
        body = list(blocks[sign + 1 :])
    else:  # signed at the end, or not at all: the notice is its own body
        body = [each for at, each in enumerate(blocks) if first <= at and at != sign and each is not signed]
    issuer = _issuer(signed, opening, blocks)
    if sign is not None and letter and letter[-1] is signed:
        letter = letter[:-1]
    titles, body_rest, body = _body_title(body, signed=opens)
    title, notice_title = _title(opening, titles, letter)
    number = _number(opening, blocks)
    day, told = _issued(blocks, sign)
    year = next(
        (
            int(found[1])
            for told_text in (title.text, notice_title, number.text)
            if (found := _YEAR.search(bare(told_text)))
        ),
        None,
    )
    used = {bare(each.text) for each in (title, number, issuer)}
    rest = [each for each in (*opening, *lines_of(ahead), *body_rest) if bare(each.text) not in used]
    return Head(title, number, issuer, day, told, tuple(letter), tuple(body), tuple(rest), year)


def lines_of(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """Yield the rows of tables that hold no task, as lines."""
    for block in blocks:
        for row in block.rows if isinstance(block, Grid) else ():
            if words := "　".join(filter(None, dict.fromkeys(slot.text.strip() for slot in row.slots))):
                yield Paragraph(words, row.place)


def _from_annex(blocks: Sequence[Block], first: int) -> int:
    """Return where the body begins: with the line 附件1 above a table's name, where one stands there."""
    for at in range(first - 1, max(first - MOST_TITLE_LINES, 0), -1):
        block = blocks[at]
        if not isinstance(block, Paragraph) or _SENTENCE.search(block.text):
            return first
        if ANNEX.fullmatch(bare(block.text)) and _more_annexes(blocks[first:]):
            return at
    return first


def _bare(blocks: Sequence[Block]) -> list[int]:
    """Return which blocks are headings without numbers."""
    places = [at for at, block in enumerate(blocks) if isinstance(block, Paragraph)]
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    return [places[at] for at in bare_headings(paragraphs)]


def _first_task(blocks: Sequence[Block]) -> int:
    """Return where tasks begin: at the first table of tasks, number or assignment."""
    first = None
    for at, block in enumerate(blocks):
        if isinstance(block, Grid):
            if layout_of(block):
                return at if first is None or not _assigns(blocks[first:at]) else first
        elif first is None and (number_of(block.text)[0] is not None or _assigns([block])):
            first = at - _is_of_line_before(blocks, at)
    return len(blocks) if first is None else first


def _is_of_line_before(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line says but who does it (责任单位：…), and the sentence before it is the task."""
    block, above = blocks[at], blocks[at - 1] if at else None
    if not isinstance(block, Paragraph) or not isinstance(above, Paragraph) or number_of(block.text)[0]:
        return False
    bare_label = not "".join(part.text for part in segments(block.text)).strip()
    return (
        bare_label and bool(re.search(r"[。；;]$", above.text.strip())) and not re.match(r"现将|请", above.text.strip())
    )


def _assigns(blocks: Iterable[Block]) -> bool:
    return any(isinstance(each, Paragraph) and any(part.who for part in segments(each.text)) for each in blocks)


def _signature(blocks: Sequence[Block], first: int) -> tuple[int | None, bool]:
    """Return which line is the day of issue, and whether the body follows it: else it closes the notice."""
    days = [at for at, each in enumerate(blocks) if isinstance(each, Paragraph) and _is_day_line(each.text)]
    days = [at for at in days if at and _organ_line(blocks[at - 1])] or [at for at in days if at > 1]
    before = [at for at in days if at < first]
    if before:
        return before[-1], True
    opening = next((at for at in days if _body_follows(blocks, at)), None)
    if opening is not None:
        return opening, True
    return (days[-1], False) if days else (None, False)


def _body_follows(blocks: Sequence[Block], at: int) -> bool:
    """Whether what follows a line, not what stands before it, assigns the tasks."""
    after = blocks[at + 1 :]
    if _assigns(blocks[:at]):
        return False
    numbered = [each for each in after if isinstance(each, Paragraph) and number_of(each.text)[0]]
    table = any(isinstance(each, Grid) and layout_of(each) for each in after)
    return table or _assigns(after) or len(numbered) >= LEAST_BODY


def _organ_line(block: Block) -> bool:
    plain = bare(block.text) if isinstance(block, Paragraph) else ""
    return 0 < len(plain) <= LONGEST_ORGAN and bool(_ORGAN.search(plain)) and not _NO_ORGAN.search(plain)


def _opening(paragraphs: Sequence[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """Part what stands above the address (title, number, lines of a web page) from the letter itself."""
    for at, each in enumerate(paragraphs):
        plain = bare(each.text)
        address = re.fullmatch(r".{0,200}(?:各|人民政府|部门|单位|科室).{0,100}[:：]", plain)
        if address or re.match(r"现将|经.{0,20}同意|为.{4,}", plain):
            return list(paragraphs[:at]), list(paragraphs[at:])
    long = next((at for at, each in enumerate(paragraphs) if "。" in each.text), len(paragraphs))
    return list(paragraphs[:long]), list(paragraphs[long:])


def _issuer(signed: Block | None, opening: Sequence[Paragraph], blocks: Sequence[Block]) -> Told:
    if signed is not None and isinstance(signed, Paragraph) and _organ_line(signed):
        return Told(bare(signed.text), signed.place, HIGH)
    return next(_issuers(opening, blocks), Told())


def _issuers(opening: Sequence[Paragraph], blocks: Sequence[Block]) -> Iterator[Told]:
    """Yield who may have issued the notice, the surest first: 某局关于…, 发布机构：…, a line of its own, a title."""
    titles = [(bare(each.text), each.place) for each in opening]
    for line in _early(blocks):
        words = [bare(word) for word in line.text.split("　")]
        titles += [(value, line.place) for label, value in pairwise(words) if label.rstrip(":") == "标题"]
    for title, place in titles:
        found = _ABOUT.match(title)
        if found and found["issuer"] and _ORGAN.search(found["issuer"]):
            yield Told(found["issuer"], place, MIDDLE)
    for block in blocks[:40]:
        if isinstance(block, Paragraph) and (labelled := _LABELLED_ISSUER.search(bare(block.text))):
            yield Told(labelled[1], block.place, LOW)
    yield from (Told(bare(each.text), each.place, LOW) for each in opening if _organ_line(each))
    yield from (Told(found[1], place, LOW) for title, place in titles if (found := _TITLED_ISSUER.match(title)))


def _early(blocks: Sequence[Block]) -> list[Paragraph]:
    """Return the lines at a notice's head, rows of a web page's table of facts among them."""
    found: list[Paragraph] = []
    for block in blocks[:60]:
        found += [block] if isinstance(block, Paragraph) else [] if layout_of(block) else lines_of([block])
    return found


def _number(opening: Sequence[Paragraph], blocks: Sequence[Block]) -> Told:
    early = _early(blocks)
    for each in (*opening, *early):
        if _NUMBER.fullmatch(bare(each.text)):
            return Told(bare(each.text), each.place, HIGH)
    for each in early:
        labelled = _LABELLED_NUMBER.search(bare(each.text))
        if labelled and (found := _NUMBER.match(labelled[1])):
            return Told(found[0], each.place, HIGH)
    for each in opening:
        if found := _NUMBER.search(bare(each.text)):
            return Told(found[0], each.place, MIDDLE)
    return Told()


def _issued(blocks: Sequence[Block], sign: int | None) -> tuple[date | None, Told]:
    if sign is not None:
        block = blocks[sign]
        if isinstance(block, Paragraph):
            return whole_day(block.text), Told(bare(block.text), block.place, HIGH)
    for line in _early(blocks):
        if (found := _LABELLED_DAY.search(bare(line.text))) and (day := whole_day(found[1])):
            return day, Told(bare(line.text), line.place, MIDDLE)
    return None, Told()


def _body_title(body: list[Block], *, signed: bool) -> tuple[list[Paragraph], list[Paragraph], list[Block]]:
    """Return the lines at the body's head that are its title, lines before the tasks that are not, and the body."""
    if not signed:
        return [], [], body
    titles: list[Paragraph] = []
    rest: list[Paragraph] = []
    headings = _bare(body)
    for at, block in enumerate(body):
        if isinstance(block, Grid):
            return titles, rest, body[at:]
        plain = bare(block.text)
        if number_of(block.text)[0] is not None or _assigns([block]) or at in headings:
            return titles, rest, body[at:]
        if ANNEX.fullmatch(plain) and _more_annexes(body[at + 1 :]):
            return titles, rest, body[at:]
        is_title = (
            len(plain) <= LONGEST_TITLE
            and not _SENTENCE.search(plain)
            and not re.match(rf"[（(](?!{_YEARS})|附\s*件|抄送|联系|备注", plain)
        )
        if is_title and not rest_is_prose(rest) and len(titles) < MOST_TITLE_LINES:
            titles.append(block)
        else:
            rest.append(block)
    return titles, rest, []


def rest_is_prose(rest: Sequence[Paragraph]) -> bool:
    """Tell whether prose has begun: after it no line is a title any more."""
    return any("。" in each.text for each in rest)


def _more_annexes(body: Sequence[Block]) -> bool:
    return any(isinstance(each, Paragraph) and ANNEX.fullmatch(bare(each.text)) for each in body)


def _title(opening: Sequence[Paragraph], titles: Sequence[Paragraph], letter: Sequence[Paragraph]) -> tuple[Told, str]:
    """Return the plan's title and the notice's own."""
    notice = _notice_title(opening)
    if titles:
        words = "".join(" ".join(each.text.split()) for each in titles)
        return Told(words, titles[0].place, HIGH), notice.text
    for text, place, sure in (
        (notice.text, notice.place, HIGH),
        *((each.text, each.place, MIDDLE) for each in letter[:3]),
    ):
        if re.search(r"印发|下发|下达", text) and (named := _NAMED.search(text)):
            return Told(named[1], place, sure), notice.text
    found = _INNER.search(notice.text)
    if found:
        return Told(re.sub(r"^关于", "", found["what"]), notice.place, MIDDLE), notice.text
    if notice.text:
        return notice, notice.text
    lines = [each for each in opening if 6 <= len(bare(each.text)) <= LONGEST_TITLE]  # noqa: PLR2004
    told = max(lines, key=lambda each: (bool(_YEAR.search(each.text)), len(each.text)), default=None)
    return (Told(" ".join(told.text.split()), told.place, LOW), "") if told else (Told(), "")


def _notice_title(opening: Sequence[Paragraph]) -> Told:
    """Return the line 关于…的通知, put together where it was set in several."""
    for at, each in enumerate(opening):
        words = ""
        for more in opening[at : at + 4]:
            words += bare(more.text)
            if _ABOUT.match(words):
                return Told(words, each.place, HIGH)
            if _SENTENCE.search(words):
                break
    return Told()
