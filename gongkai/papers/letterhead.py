"""What official papers share: who issues one, on which day, to whom; the frame; cases told in a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.papers.columns import ORDINALS, footer, marks
from gongkai.papers.document import Document, Letterhead, Numbered, Section, Signature, text
from gongkai.wording import DRAFT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from gongkai.papers.document import Block, Form
    from gongkai.plan.calendar import LastDay
    from gongkai.plan.model import Collective, Plan
    from gongkai.register.kinds import Issue
    from gongkai.year import Year

MOST_CASES = 5


class Occasion(Struct, frozen=True):
    """A paper's day of signing, the day by which answers are asked for, and whether its figures are final.

    `last` is the paper of its kind that was issued before, if any. `objections` tells whether points taken can still
    be objected to on that day, or will be once they are notified.
    """

    day: date
    reply: LastDay
    final: bool = False
    last: Issue | None = None
    objections: bool = True

    @property
    def marks(self) -> tuple[str, ...]:
        """征求意见稿, until the year is closed."""
        return () if self.final else (DRAFT,)


def official(  # noqa: PLR0913 - the parts of a letterhead
    kind: str, title: str, year: Year, blocks: Iterable[Block], *, addressee: str, issuer: str, day: date, data: object
) -> Document:
    """Return an official paper on a year, signed; its own number is given when it is issued.

    A title that begins 关于 names the issuer before it (GB/T 9704-2012, 7.3.1: 由发文机关名称、事由和文种组成), and the
    place not again.
    """
    plan, by = year.plan, year.plan.full_name(issuer)
    return Document(
        kind,
        titled(title.removeprefix(issuer), by, plan.place),
        (*blocks, Signature(by, day)),
        data=data,
        addressee=addressee,
        marks=marks(year.ledger),
        footer=footer(year.ledger, year.standing),
        letterhead=letterhead(plan, kind, by, day, addressee),
    )


def titled(title: str, issuer: str, place: str) -> str:
    """Return a title that begins 关于 with who issues it before it, and without the place that this names already."""
    matter = title.removeprefix("关于")
    if matter == title:
        return title
    return f"{issuer}关于{matter.removeprefix(place) if place and issuer.startswith(place) else matter}"


BY_HAND = "＿＿＿＿＿＿"
"""Room for a name or a number that the pen fills in."""
LETTERS = frozenset({"rectification", "notice", "decision", "supervision", "reminder"})
"""Kinds that go to one unit as a letter (函), where the plan does not say otherwise."""
UPWARD = frozenset({"selfcheck-report"})
"""Kinds that a unit sends to whom it answers to: they bear 签发人, and are the unit's own.

Here the unit gives them no number: 版头 and 版记, which belong to one, it has on paper of its own.
"""
FORMS = frozenset({"supervision"})
"""Kinds that are one form, which begins and ends on its sheet: a head over their title has room, 版记 has none.

Whom to ask stands in the form.
"""


def letterhead(plan: Plan, kind: str, issuer: str, day: date, addressee: str = "") -> Letterhead:
    """Return 版头 and 版记 of a paper of a kind: the plan's, else the form usual for its kind.

    Who gets copies is the office's to say, of papers that go to all; its contact stands on its own papers. Where the
    plan names none, a paper that asks one unit for an answer has room for the pen, as has one that a unit sends up.
    """
    own, alone = kind not in UPWARD, kind in FORMS
    form: Form = plan.letterhead or ("letter" if kind in LETTERS or _by_letter(plan.number) else "red")
    if alone:
        form = "plain" if form == "none" else "letter"
    contact = plan.office_contact if own and not alone else None
    unnamed = BY_HAND if kind in (LETTERS - FORMS) | UPWARD else ""
    return Letterhead(
        form if own else "plain",
        issuer,
        signer=None if own else "",
        cc=plan.cc if own and addressee == to_all(plan) else (),
        printer=issuer if own and not alone else "",
        printed=day if own and not alone else None,
        contact=(contact.name if contact else "") or unnamed,
        phone=(contact.phone if contact else "") or unnamed,
        template=plan.template,
    )


def under(document: Document, plan: Plan, number: str) -> Document:
    """Return a paper as it is issued under its number, in the form that the number says: 威府办函 a letter.

    The form that the plan chooses for every paper stands; so does the usual one where the number says neither. What
    goes up bears 签发人, for which a letter has no room.
    """
    held = document.letterhead
    said: Form | None = "letter" if _by_letter(number) else "red" if "发〔" in number else None
    if held is None or plan.letterhead or said is None or held.signer is not None:
        return replace(document, number=number)
    return replace(document, number=number, letterhead=replace(held, form=said))


def _by_letter(number: str) -> bool:
    """Tell whether a paper is written as a letter by its number: 威府办函〔2018〕46号."""
    return "函〔" in number


def kind_of(report: Document) -> str:
    """Return which report of the year this is: year-end, midterm, quarter or month."""
    return str(report.data["kind"]) if isinstance(report.data, dict) else ""


def to_all(plan: Plan) -> str:
    """Return whom a paper for all goes to, in the notice's own words: 各镇人民政府，县政府各部门.

    Of two wordings for the same kinds (各街道, 各街道办事处) the first stands.
    """
    kinds = {unit.kind for unit in plan.units}
    named: dict[tuple[frozenset[str], ...], Collective] = {}
    for each in plan.collectives:
        if each.kinds and not each.unresolved and not each.same_as:
            named.setdefault((frozenset(each.kinds), frozenset(each.units)), each)
    rest = kinds - {kind for each in named.values() for kind in each.kinds}
    return "，".join([each.name for each in named.values()] + (["有关单位"] if rest or not named else []))


def parts(level: int, given: Iterable[tuple[str, str, Iterable[Block]]]) -> Iterator[Section]:
    """Yield sections numbered （一）（二） in turn from (key, title, blocks); one with nothing to say is left out."""
    index = 0
    for key, title, blocks in given:
        kept = tuple(blocks)
        if kept:
            yield Section(key, f"（{ORDINALS[index]}）{title}", kept, level)
            index += 1


def stripped(said: str) -> str:
    """Return what someone typed without its closing mark, to stand inside a sentence."""
    return said.strip().rstrip("。；，")


def cases(opening: str, listed: Sequence[str], counter: str, most: int = MOST_CASES) -> Iterator[Block]:
    """Yield an opening and its first cases, and how many more there are; nothing where there is no case."""
    if not listed:
        return
    shown = tuple(listed[:most])
    yield text(opening)
    yield Numbered(shown)
    if len(listed) > len(shown):
        yield text(f"另有{len(listed) - len(shown)}{counter}，不一一列出。")
