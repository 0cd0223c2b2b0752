"""A folder of exports: each taken in aside and verified, then its year told by the law; what does not hold is named.

An export names the end of its trail. It is held against the whole chain, against the anchors that were filed of its
ledger, and against the other exports of the same ledger, of which the longest is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.closing.acts import sealed
from gongkai.closing.seal import in_force, is_frozen
from gongkai.errors import Altered, BadFile, BadValue, GongkaiError, why
from gongkai.register.anchor import read_anchor
from gongkai.register.export import ENDING
from gongkai.register.importing import NewerExport, head_of, import_ledger
from gongkai.register.reading import open_reader
from gongkai.register.verifying import in_words, verify
from gongkai.report.yearend import count_year, year_data
from gongkai.rollup.county import County, CountyPoint, LeftOut, Origin, county_of, points_of
from gongkai.year import year_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from gongkai.register.anchor import Anchor
    from gongkai.register.export import ExportHead
    from gongkai.register.reading import Reader
    from gongkai.rollup.county import Cause
    from gongkai.year import Year

ANCHOR_ENDING = ".txt"
SEND_AGAIN = "请这个县重新导出、重新报送"


class Question(Struct, frozen=True):
    """What is asked of every county: which year, as it stood on which day (None: now), and the moment of asking."""

    year: int
    as_of: date | None
    now: datetime


class Filed(Struct, frozen=True):
    """An anchor, and the file it lies in."""

    file: str
    anchor: Anchor


class Claimed(Struct, frozen=True):
    """An export, and what its first line says, of which nothing is verified yet."""

    path: Path
    file: str
    head: ExportHead


class Collected(Struct, frozen=True):
    """What lies in a folder: the exports by their ledger, the anchors, and what is neither."""

    exports: tuple[tuple[Claimed, ...], ...]
    anchors: tuple[Filed, ...]
    left_out: tuple[LeftOut, ...]

    def latest_year(self) -> int | None:
        """Return the year that most of the exports hold, of equals the later; None where there are none."""
        years = Counter(year for group in self.exports for year in {y for each in group for y in each.head.years})
        return max(years, key=lambda year: (years[year], year), default=None)


class Told(Struct, frozen=True):
    """A county whose export holds, with its points."""

    county: County
    points: tuple[CountyPoint, ...]


def collect(folder: Path, anchors: Path | None = None) -> Collected:
    """Look through a folder and those in it for exports, and for anchors there and in `anchors`.

    BadValue where there is no such folder, or no export in it.
    """
    groups: dict[str, list[Claimed]] = defaultdict(list)
    left: list[LeftOut] = []
    found = _files(folder, ENDING)
    if not found:
        raise BadValue(f"文件夹里没有导出的台账（{ENDING}）：{folder}", "各县先写出", do=("export", "-o", "某县.jsonl"))
    for path in found:
        file = _name(path, folder)
        try:
            claimed = Claimed(path, file, head_of(path))
        except GongkaiError as error:
            left.append(_unsound(file, error))
        else:
            groups[claimed.head.ledger].append(claimed)
    filed, unread = _anchors(folder, anchors)
    known = {each.head.ledger for group in groups.values() for each in group}
    left += unread
    left += (_without_export(each) for each in filed if each.anchor.ledger not in known)
    return Collected(tuple(map(tuple, groups.values())), tuple(filed), tuple(left))


def told(exports: Sequence[Claimed], filed: Iterable[Filed], question: Question) -> Iterator[Told | LeftOut]:
    """Yield what the exports of one ledger say: one county at most, and why nothing is told from the others.

    Where two that hold do not agree, neither is told: one of the two trails was written anew.
    """
    ledger = exports[0].head.ledger
    anchors = [each.anchor for each in filed if each.anchor.ledger == ledger]
    waiting = sorted(exports, key=lambda each: (-each.head.entries, each.file))
    while waiting:
        first = waiting.pop(0)
        with _taken(first, anchors) as reader:
            if isinstance(reader, LeftOut):
                yield reader
            else:
                yield from _told(first, reader, waiting, anchors, question)
                return


def without_made_up(answers: Iterable[Told]) -> tuple[list[Told], list[LeftOut]]:
    """Return the counties without demonstrations, which count only where there is nothing else; and these."""
    every = list(answers)
    real = [one for one in every if not one.county.origin.demo]
    if not real:
        return every, []
    gone = [one.county for one in every if one.county.origin.demo]
    left = [LeftOut(one.origin.file, "demonstration", "是演示台账，内容是编造的", "", one.place) for one in gone]
    return real, left


def _told(
    first: Claimed, reader: Reader, others: Sequence[Claimed], anchors: Sequence[Anchor], question: Question
) -> Iterator[Told | LeftOut]:
    agree = True
    for other in others:
        if reader.hash_at(other.head.entries) == other.head.head:
            what = "重复的一份" if other.head.entries == first.head.entries else "较早的一份"
            yield LeftOut(other.file, "repeated", f"和 {first.file} 是同一本台账，是{what}")
            continue
        with _taken(other, anchors) as second:
            if isinstance(second, LeftOut):
                yield second
            else:
                agree = False
                yield _forked(other, first)
    yield _judged(first, reader, anchors, question) if agree else _forked(first, others[0])


@contextmanager
def _taken(export: Claimed, anchors: Iterable[Anchor]) -> Iterator[Reader | LeftOut]:
    """Open an export as the ledger it holds, in a place of its own; yield why not, where it does not hold."""
    with TemporaryDirectory(prefix="gongkai-rollup-") as place:
        store = str(Path(place) / "台账.db")
        try:
            import_ledger(store, export.path, evidence=False)
        except (BadFile, BadValue, NewerExport) as error:
            yield _unsound(export.file, error)
            return
        with open_reader(store) as reader:
            problems = [each for anchor in anchors for each in verify(reader, anchor=anchor).problems]
            if problems:
                advice = "存单在导出以后写的，请这个县重新导出；不是的，请查清台账什么时候改过"
                yield LeftOut(export.file, "against_anchor", f"与存单对不上：{in_words(problems)}", advice)
            else:
                yield reader


def _judged(export: Claimed, reader: Reader, anchors: Iterable[Anchor], question: Question) -> Told | LeftOut:
    if question.year not in reader.years():
        has = "、".join(map(str, reader.years()))
        return LeftOut(export.file, "other_year", f"没有{question.year}年度的登记，只有{has}年度", SEND_AGAIN)
    last = reader.last_moment()
    day = max((anchor.moment.date() for anchor in anchors), default=None)
    origin = Origin(
        export.file,
        reader.name,
        reader.meta.demo,
        export.head.entries,
        export.head.head,
        last.date() if last else None,
        day,
    )
    try:
        year = year_of(reader, question.year, question.now, question.as_of, latest=True)
        return Told(county_of(year, _data(reader, year, question), origin), tuple(points_of(year, reader.name)))
    except GongkaiError as error:
        return LeftOut(export.file, "unreadable", error.message, error.hint)
    except Exception as error:  # noqa: BLE001 - a file made with ill will must not keep the other counties back
        return LeftOut(export.file, "unreadable", f"登记的内容算不出数（{type(error).__name__}）", SEND_AGAIN)


def _data(reader: Reader, year: Year, question: Question) -> Mapping[str, object]:
    """Return the figures of a county's report: of a closed year those it was closed with."""
    closing = in_force(reader.closing(year.plan.year, question.now.date()))
    if closing and is_frozen(closing, question.as_of):
        data = sealed(closing).report.data
        if not isinstance(data, dict):
            raise Altered(f"{closing.id} 封存的内容里没有数据")
        return data
    return year_data(count_year(year), year.scores)


def _forked(export: Claimed, other: Claimed) -> LeftOut:
    reason = f"和 {other.file} 是同一本台账，后面的登记却不同：其中一份的痕迹被重写过"
    return LeftOut(export.file, "forked", reason, "请这个县说明哪一份是真的，用存单核对，只报送那一份")


def _unsound(file: str, error: GongkaiError) -> LeftOut:
    cause: Cause = "altered" if isinstance(error, BadFile) else "unreadable"
    if isinstance(error, NewerExport):
        return LeftOut(file, "newer", error.message.partition("：")[0], error.hint)
    if isinstance(error, BadFile):
        problem = error.problems[0]
        line = problem.where.rpartition(":")[2]
        return LeftOut(file, cause, f"不完整或被改动过：第{line}行，{problem.message}", SEND_AGAIN)
    return LeftOut(file, cause, error.message.partition("：")[0], SEND_AGAIN)


def _without_export(filed: Filed) -> LeftOut:
    reason = f"有存单，却没有这本台账（{filed.anchor.ledger}）的导出：没有报送，或者台账被整个换过"
    return LeftOut(filed.file, "no_export", reason, "请这个县报送存单上的那本台账")


def _anchors(folder: Path, anchors: Path | None) -> tuple[list[Filed], list[LeftOut]]:
    """Return the anchors beside the exports and in their own folder, where each file is to be one."""
    filed, left = list(_filed(folder, lambda _: None)), list[LeftOut]()
    if anchors is not None:
        filed += _filed(anchors, left.append)
    return filed, left


def _filed(folder: Path, other: Callable[[LeftOut], object]) -> Iterator[Filed]:
    for path in _files(folder, ANCHOR_ENDING):
        try:
            yield Filed(_name(path, folder), read_anchor(path))
        except BadValue as error:
            other(LeftOut(_name(path, folder), "no_anchor", error.message.partition("：")[0], "请换一份完好的存单"))


def _files(folder: Path, ending: str) -> list[Path]:
    try:
        found = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ending and path.is_file())
    except OSError as error:
        cause, advice = why(error)
        raise BadValue(f"读不了文件夹（{cause}）：{folder}", advice) from error
    if not folder.is_dir():
        raise BadValue(f"没有这个文件夹：{folder}", "请核对路径")
    return found


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
