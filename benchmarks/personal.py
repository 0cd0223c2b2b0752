"""How well personal data are recognised: `python benchmarks/personal.py [--misses]`.

Sentences of an office (`sentences.py`) are filled with made-up values (`values.py`), each several times, in the ways
that people type them. Found is a value of which nothing that shall not be read is left (of an identity number its first
six figures may stay); wrong is whatever is recognised elsewhere, or as another kind. Told are recall and precision of
each kind, for the half that the recogniser was worked on with and for the half that was held out; with `--misses` also
what was missed or wrong in the first. It leaves with 1 where recall is under 0.98 or precision under 0.97.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gongkai.personal import personal_in

sys.path.insert(0, str(Path(__file__).parent))
from sentences import HELD_LOOK_ALIKES, HELD_PERSONAL, LOOK_ALIKES, PERSONAL
from values import PERSONAL as KINDS
from values import Values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SEED = 2018
TIMES, TIMES_ALIKE = 6, 10
LEAST_RECALL, LEAST_PRECISION = 0.98, 0.97
HALVES = {"调试用": (PERSONAL, LOOK_ALIKES), "留出": (HELD_PERSONAL, HELD_LOOK_ALIKES)}
NAMED = ("二环", "五里", "四方")
KEPT = {"身份证号": 6}
READABLE = re.compile("[0-9一二三四五六七八九十]|[A-Za-z]+(?=.*@)")


class Sentence(NamedTuple):
    """A sentence, and where personal data stand in it: kind, first and last place."""

    text: str
    personal: tuple[tuple[str, int, int], ...]


class Result(NamedTuple):
    """What was recognised in some sentences, by kind, and each sentence where something was missed or wrong."""

    there: Counter[str]
    found: Counter[str]
    wrong: Counter[str]
    alike: int
    faults: tuple[tuple[str, str], ...]

    def recall(self, kind: str = "") -> float:
        """Return the share of what is there that was found, of a kind or of all."""
        return _share(self.found, self.there, kind)

    def precision(self, kind: str = "") -> float:
        """Return the share of what was recognised that is there."""
        return _share(self.found, self.found + self.wrong, kind)


def _share(part: Counter[str], whole: Counter[str], kind: str) -> float:
    total = whole[kind] if kind else whole.total()
    return (part[kind] if kind else part.total()) / total if total else 1.0


def filled(templates: Sequence[str], times: int, values: Values) -> Iterator[Sentence]:
    """Yield each sentence so many times, with values of its own."""
    for template in templates:
        for _ in range(times if "{" in template else 1):
            yield _filled(template, values)


def _filled(template: str, values: Values) -> Sentence:
    text, personal = "", []
    for part in re.split(r"(\{\w+\})", template):
        said = values.named(part[1:-1]) if part.startswith("{") else part
        if part[1:-1] in KINDS and part.startswith("{"):
            personal.append((KINDS[part[1:-1]], len(text), len(text) + len(said)))
        text += said
    return Sentence(text, tuple(personal))


def half(name: str) -> list[Sentence]:
    """Return the sentences of a half: those with personal data, then the look-alikes."""
    personal, alike = HALVES[name]
    values = Values(f"{SEED}{name}")
    return [*filled(personal, TIMES, values), *filled(alike, TIMES_ALIKE, values)]


def measured(sentences: Iterable[Sentence]) -> Result:
    """Return how the recogniser does on sentences."""
    there, found, wrong = Counter[str](), Counter[str](), Counter[str]()
    alike, faults = 0, []
    for sentence in sentences:
        hits = personal_in(sentence.text)
        alike += not sentence.personal
        for kind, start, end in sentence.personal:
            there[kind] += 1
            if any(hit.kind == kind and hit.start < end and start < hit.end for hit in hits) and not _left(
                sentence, kind, start, end
            ):
                found[kind] += 1
            else:
                faults.append((f"漏：{kind}", sentence.text))
        for hit in hits:
            if not any(
                hit.kind == kind and hit.start < end and start < hit.end for kind, start, end in sentence.personal
            ):
                wrong[hit.kind] += 1
                faults.append((f"误：{hit.kind}", sentence.text))
    return Result(there, found, wrong, alike, tuple(faults))


def _left(sentence: Sentence, kind: str, start: int, end: int) -> bool:
    """Tell whether something of a value can still be read once all that was recognised is masked."""
    text = sentence.text
    for hit in reversed(personal_in(text)):
        if hit.start < end and start < hit.end:
            text = text[: hit.start] + hit.masked + text[hit.end :]
            end += len(hit.masked) - (hit.end - hit.start)
    value = unicodedata.normalize("NFKC", text[start:end])
    return len(READABLE.findall(value)) > KEPT.get(kind, _of_the_street(kind, value))


def _of_the_street(kind: str, value: str) -> int:
    """Return how many figures of an address are in a name (二环路, 四方村)."""
    return sum(map(value.count, NAMED)) if kind == "家庭住址" else 0


def told(name: str, result: Result) -> Iterator[str]:
    """Yield a half's figures, a line for each kind."""
    yield f"{name}：个人信息 {result.there.total()} 处，形似而不是的句子 {result.alike} 句"
    for kind in (*dict.fromkeys(KINDS.values()), ""):
        counts = (result.there, result.found, result.wrong)
        there, found, wrong = (each[kind] if kind else each.total() for each in counts)
        figures = f"召回 {result.recall(kind):.3f}  精确 {result.precision(kind):.3f}"
        yield f"  {kind or '合计'}  有 {there}  认出 {found}  认错 {wrong}  {figures}"


def main(args: Sequence[str]) -> int:
    """Tell the figures of both halves; return 1 where one is under a bar."""
    low = False
    for name in HALVES:
        result = measured(half(name))
        print(*told(name, result), sep="\n")
        low |= result.recall() < LEAST_RECALL or result.precision() < LEAST_PRECISION
        if "--misses" in args and name == next(iter(HALVES)):
            print(*(f"    {what}  {text!r}" for what, text in result.faults), sep="\n")
    return int(low)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
