"""The draft as YAML text: what is guessed with how sure it is and its place; what was not understood at the end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gongkai.draft.drafting import ROLES, Draft, DraftPoint, counts
from gongkai.draft.names import OTHER, SECTION, kind_of
from gongkai.draft.times import HIGH, LOW, MIDDLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gongkai.draft.demands import Demand
    from gongkai.draft.drafting import DraftUnit
    from gongkai.draft.head import Told

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_PLAIN = re.compile(r"[一-鿿《“‘（〔①-⑳、。？！；：…—·Ａ-Ｚａ-ｚ０-９A-Za-z0-9][^\n\t]*", re.DOTALL)
_SCALAR = re.compile(r"[\d.+-][\d_.eE+:/ -]*|0x[0-9a-fA-F]+|(?i:true|false|yes|no|on|off|null|y|n|nan|inf)|~")
DEEPEST = 3
NOBODY_NAMED = "责任单位待定"


def cleaned(text: str) -> str:
    """Return a text without what no eye sees; line ends are kept."""
    lines = (
        _INVISIBLE.sub("", line).replace("\t", " ").strip(" \xa0　")
        for line in re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text)
    )
    return "\n".join(line for line in lines if line)


def scalar(text: str, *, flow: bool = False) -> str:
    """Return one line of text as YAML reads it back, quoted only where it must be."""
    plain = " ".join(cleaned(text).split("\n"))
    odd = ": " in plain or " #" in plain or plain.endswith(":") or (flow and re.search(r"[,\[\]{}]", plain))
    if plain and not odd and _PLAIN.fullmatch(plain) and not _SCALAR.fullmatch(plain):
        return plain
    return "'" + plain.replace("'", "''") + "'"


def comment(text: str) -> str:
    """Return words as they may stand behind # on one line."""
    return " ".join(cleaned(text).split())


def written(draft: Draft) -> str:
    """Return the whole file."""
    lines = [
        *_opening(draft),
        *_plan(draft),
        *_units(draft),
        *_collectives(draft),
        *_self_checks(draft),
        *_duties(draft),
        *_points(draft),
        *_left(draft),
    ]
    return "\n".join(lines) + "\n"


def _opening(draft: Draft) -> Iterator[str]:
    told = counts(draft)
    yield f"# {comment(draft.head.title.text or draft.name)}：由“{comment(draft.name)}”起草的要点文件，还没有人核对。"
    yield f"# 每处推断后面写着把握（{HIGH}、{MIDDLE}、{LOW}）和原文位置；没有收入的原文照录在文件末尾。"
    yield f"# 共有：{'，'.join(f'{name}{number}' for name, number in told.items())}。"
    if draft.decide:
        yield "# 要由人定的："
        yield from (f"#   {at}. {comment(each)}" for at, each in enumerate(draft.decide, 1))
    yield ""


def _said(told: Told) -> str:
    return f"  # {told.sure}，{told.place}" if told.place else f"  # {LOW}，原文没有找到，请改"


def _plan(draft: Draft) -> Iterator[str]:
    head, notes = draft.head, []
    yield "plan:"
    yield f"  year: {draft.year}" + (f"  # {HIGH if head.year else LOW}")
    yield f"  title: {scalar(head.title.text or '标题待填')}{_said(head.title)}"
    if head.number.text:
        yield f"  number: {scalar(head.number.text)}{_said(head.number)}"
    else:
        yield "  # 原文没有找到文号；有的写成 number: 某府办〔2018〕1号"
    yield f"  issuer: {scalar(head.issuer.text or '制发机关待填')}{_said(head.issuer)}"
    issued = head.issued.isoformat() if head.issued else f"{draft.year}-01-01"
    yield f"  issued: {issued}{_said(head.issued_told)}" + (
        f"“{comment(head.issued_told.text)}”" if head.issued else ""
    )
    section = kind_of(draft.office) == SECTION
    told = "单位内部的通知，考核组织单位按管综合的科室写" if section else "考核组织单位按制发机关写"
    yield f"  office: {scalar(draft.office)}  # {MIDDLE if head.issuer.text or section else LOW}，{told}"
    if not head.title.text:
        notes.append("原文没有找到标题，请补")
    if not head.issuer.text:
        notes.append("原文没有找到制发机关，请补")
    if head.issued is None:
        notes.append(f"原文没有找到印发日期，暂写{issued}，请核对")
    if notes:
        yield f"  notes: [{', '.join(scalar(each, flow=True) for each in notes)}]"
    yield ""


def _units(draft: Draft) -> Iterator[str]:
    yield "units:  # 类别是按名称推断的，请核对"
    for kind in dict.fromkeys(unit.kind for unit in draft.units if unit.kind != OTHER):
        yield f"  # {kind}"
        yield from (_unit(unit) for unit in draft.units if unit.kind == kind)
    loose = [unit for unit in draft.units if unit.kind == OTHER]
    if loose:
        yield f"  # 看名称分不出类别的，请改 kind：{'、'.join(comment(unit.name) for unit in loose)}"
        yield from (_unit(unit) for unit in loose)
    yield ""


def _unit(unit: DraftUnit) -> str:
    also = f", aliases: [{', '.join(scalar(each, flow=True) for each in unit.aliases)}]" if unit.aliases else ""
    source = f", source: {scalar(unit.source, flow=True)}" if unit.source else ""
    sure = "沿用名录" if unit.known else LOW if unit.kind == OTHER else MIDDLE
    return f"  - {{name: {scalar(unit.name, flow=True)}, kind: {scalar(unit.kind, flow=True)}{also}{source}}}  # {sure}"


def _collectives(draft: Draft) -> Iterator[str]:
    """Write the collectives, and one that stands where the notice names nobody, so that it waits to be settled."""
    lacking = any(not point.names["lead"] and not point.names["responsible"] for point in draft.points)
    if not draft.collectives and not lacking:
        return
    yield "collectives:"
    if lacking:
        yield f"  {NOBODY_NAMED}: {{unresolved: true}}  # {LOW}，原文没有写责任单位的要点暂用，由人定"
    for each in draft.collectives:
        told = "unresolved: true"
        if each.kinds or each.units:
            key, names = ("kinds", each.kinds) if each.kinds else ("units", each.units)
            told = f"{key}: [{', '.join(scalar(name, flow=True) for name in names)}]"
        sure = LOW if told.startswith("unresolved") else MIDDLE
        hint = f"，{comment(each.hint)}" if each.hint else ""
        yield f"  {scalar(each.name, flow=True)}: {{{told}}}  # {sure}，{each.place}{hint}"
    yield ""


def _self_checks(draft: Draft) -> Iterator[str]:
    found = draft.self_checks
    if found is None:
        return
    kinds = dict.fromkeys(unit.kind for unit in draft.units)
    yield "self_inspection:"
    yield f"  kinds: [{', '.join(scalar(kind, flow=True) for kind in kinds)}]  # {LOW}，对哪些单位由人定"
    yield f"  at_least: {found.at_least}  # {HIGH}，{found.place}"
    yield f"  quote: {scalar(found.quote)}"
    yield ""


def _duties(draft: Draft) -> Iterator[str]:
    """Write what the covering letter asks, of everybody where it names nobody.

    Where only low guesses are, the key is a comment too.
    """
    if not draft.duties:
        return
    live = any(each.sure != LOW for _, each in draft.duties)
    yield "duties:  # 要点之外的要求" if live else "# duties:  # 要点之外的要求，把握低"
    for at, (place, each) in enumerate(draft.duties, 1):
        yield _duty(each, f"0.{at}", "everyone", place, "  ")
    yield ""


def _duty(demand: Demand, own: str, owers: str, place: str, pad: str) -> str:
    parts = [f"id: '{own}'", f"quote: {scalar(demand.quote, flow=True)}", *_measure(demand)]
    named = f"[{', '.join(scalar(name, flow=True) for name in demand.owers)}]" if demand.owers else owers
    parts.append(f"owed_by: {'event' if demand.within else named}")
    if demand.note:
        parts.append(f"note: {scalar(demand.note, flow=True)}")
    parts.append(f"what: {scalar(demand.what, flow=True)}")
    mark = "# " if demand.sure == LOW else ""
    return f"{pad}{mark}- {{{', '.join(parts)}}}  # {demand.sure}，{place}"


def _measure(demand: Demand) -> Iterator[str]:
    if demand.by:
        yield f"by: {demand.by.isoformat()}"
    if demand.every:
        yield f"every: {demand.every}"
        if demand.on:
            yield f"day: {demand.on}"
        if demand.grace:
            yield f"grace: {{days: {demand.grace}}}"
            yield "first: running"
    if demand.within:
        yield f"within: {{{demand.within[0]}: {demand.within[1]}}}"
        yield f"from: {scalar(demand.since, flow=True)}"
    for key, figure in (("at_least", demand.at_least), ("at_most", demand.at_most)):
        if figure:
            yield f"target: {{{key}: {figure}, unit: {scalar(demand.unit, flow=True)}}}"


def _points(draft: Draft) -> Iterator[str]:
    """Write the points under their headings, of none to three levels."""
    plain = [point for point in draft.points if not _heads(point)]
    if plain or not draft.points:
        yield "points:"
        for point in plain:
            yield from _point(point, "  ")
        yield ""
    yield from _chapters([point for point in draft.points if _heads(point)], 0, "")


def _chapters(points: Sequence[DraftPoint], level: int, pad: str) -> Iterator[str]:
    """Write runs of points that share a heading; a heading stands again where order would else be lost."""
    if not points:
        return
    yield f"{pad}{'chapters' if level == 0 else 'sections'}:"
    for title, run in _runs(points, level):
        yield f"{pad}  - title: {scalar(title)}"
        here = [point for point in run if len(_heads(point)) == level + 1]
        if here:
            yield f"{pad}    points:"
            for point in here:
                yield from _point(point, f"{pad}      ")
        yield from _chapters([point for point in run if len(_heads(point)) > level + 1], level + 1, f"{pad}    ")


def _runs(points: Iterable[DraftPoint], level: int) -> list[tuple[str, list[DraftPoint]]]:
    """Return points by heading; in a run those without a deeper heading come first, as the file has them."""
    runs: list[tuple[str, list[DraftPoint]]] = []
    deeper = False
    for point in points:
        title, deep = _heads(point)[level], len(_heads(point)) > level + 1
        if not runs or runs[-1][0] != title or (deeper and not deep):
            runs.append((title, []))
        runs[-1][1].append(point)
        deeper = deep
    return runs


def _heads(point: DraftPoint) -> tuple[str, ...]:
    """Return a point's headings, the deepest in one where there are more than a file has levels."""
    heads = tuple(words for each in point.headings if (words := cleaned(each).replace("\n", " ")))
    return heads if len(heads) <= DEEPEST else (*heads[: DEEPEST - 1], "／".join(heads[DEEPEST - 1 :]))


def _point(point: DraftPoint, pad: str) -> Iterator[str]:
    yield f"{pad}- id: '{point.id}'  # {point.place}"
    inner = f"{pad}  "
    yield from (f"{inner}# {comment(each)}" for each in point.remarks)
    if point.title:
        yield f"{inner}title: {scalar(point.title)}"
    yield from _text(cleaned(point.text), inner)
    for role, names in point.names.items():
        if names:
            yield f"{inner}{role}: [{', '.join(scalar(name, flow=True) for name in names)}]  # {point.sure}"
    if not point.names["lead"] and not point.names["responsible"]:
        yield f"{inner}responsible: [{NOBODY_NAMED}]  # {LOW}，原文没有写{ROLES['lead']}、{ROLES['responsible']}，请改"
    yield from _due(point, inner)
    if point.demands:
        live = any(each.sure != LOW for each in point.demands)
        yield f"{inner}duties:" if live else f"{inner}# duties:"
        for at, each in enumerate(point.demands, 1):
            yield _duty(each, f"{point.id}.{at}", "leads", point.place, f"{inner}  ")


def _text(text: str, pad: str) -> Iterator[str]:
    lines = text.split("\n")
    if len(lines) == 1:
        yield f"{pad}text: {scalar(lines[0])}"
        return
    yield f"{pad}text: |-"
    yield from (f"{pad}  {line}" for line in lines)


def _due(point: DraftPoint, pad: str) -> Iterator[str]:
    found = point.deadline
    if found is None:
        return
    if found.day:
        yield f"{pad}due: {found.day.isoformat()}  # {found.sure}"
    if found.ongoing:
        yield f"{pad}ongoing: true  # {found.sure}"
    lacking = "" if found.day or found.ongoing else f"  # {LOW}，读不出日期，定了写 due: 年-月-日"
    yield f"{pad}due_text: {scalar(found.text)}{lacking}"


def _left(draft: Draft) -> Iterator[str]:
    lines = [(place, comment(text)) for place, text in draft.left]
    lines = [each for each in lines if each[1]]
    if not lines:
        return
    yield "# ----------------------------------------------------------------"
    yield f"# 没有收入要点的原文，共{len(lines)}处（印发通知的正文、总的要求、网页上的字等），逐处照录："
    yield from (f"# {place}：{text}" for place, text in lines)
