"""Does the ledger still say what was written? File, structure, chain, rows and evidence are looked through.

What is found is evidence of tampering; whoever can rewrite the whole trail leaves none but in a head that was printed
or filed elsewhere.
"""

from __future__ import annotations

import re
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from gongkai.errors import RESTORE, Altered, BadValue, StoreFault
from gongkai.register import codec, driver, queries, structure
from gongkai.register.chain import TrailProblem, Walk, sound, walked
from gongkai.register.evidence import missing_or_altered
from gongkai.register.kinds import KINDS, kinds_by_field
from gongkai.register.queries import PLACE
from gongkai.register.reading import HELD_TO, RENEWING, UPGRADE
from gongkai.register.trail import genesis
from gongkai.settings import evidence_folder

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator

    from gongkai.register.anchor import Anchor
    from gongkai.register.kinds import Evidence
    from gongkai.register.ledger import Ledger
    from gongkai.register.privileges import Excess
    from gongkai.register.reading import Reader

_HEAD = re.compile(r"[0-9a-f]{8,64}")
_INDEX = re.compile(r"\bindex (\w+)")
WHOLE = 20_000
"""Lines up to which a paper's ledger is verified from end to end; a longer one in what the paper was read from."""
_AT_ONCE = 10_000
"""Lines up to which looking through the file is sooner done than a thread for it begun."""
_NAMED = 5
OUTDATED, GRANTED = "roles_outdated", "privilege_granted"


class Verification(Struct, frozen=True):
    """What was found: how many lines stand in the trail, its last hash, and all problems in order of seq."""

    entries: int
    head: str
    problems: tuple[TrailProblem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(
    reader: Reader, head: str | None = None, *, anchor: Anchor | None = None, evidence: bool = False
) -> Verification:
    """Compare file, structure, chain and rows; with `evidence` the files kept as evidence besides.

    With `head` (a hash as printed, 8 digits or more) or an `anchor` also look for a cut or rewriting. What logins of a
    server may do beyond their roles is a problem of nobody's papers: `privileges_beyond` tells it.
    """
    reader.must_see_all("核验痕迹")
    wanted = _wanted(head)
    with _looked_through(reader) as troubles:
        changed = structure.differences(reader.source)
        unread = {one.part.name for one in changed if one.part.kind == "table"}
        walk = _pass(reader, unread, wanted, anchor.count if anchor else 0)
    problems = [*_of_file(troubles), *_of_structure(reader, changed)]
    problems += [*walk.problems(), *_against(reader, walk, anchor)]
    if wanted and not walk.seen:
        message = f"痕迹里已没有打印过的校验值 {wanted}：末尾被截去，或整条被重写"
        problems.append(TrailProblem("trail_cut", "", "", message))
    problems += _of_evidence(reader, unread) if evidence else ()
    return Verification(walk.entries, walk.last.decode("utf-8", "replace"), tuple(problems))


def must_hold(reader: Reader, ledger: Ledger | None = None) -> None:
    """Refuse to tell a paper from a ledger that is not what was written; raises `Altered`, which names the records.

    A trail of up to `WHOLE` lines is verified from end to end. Of a longer one, where `ledger` was read, it is the
    lines and rows it was read from, the structure, and that rows, entries of the indexes and lines are as many. A part
    of a ledger, which is all that a unit's login reads, cannot be verified: see `Session.reader`.
    """
    if not reader.sees_all:
        return
    if ledger and ledger.size > WHOLE and _holds_as_read(reader, ledger):
        return
    if problems := verify(reader).problems:
        if all(one.kind == OUTDATED for one in problems):
            advice, do = renewing(reader)
            raise StoreFault(problems[0].message, advice, do=do)
        message = f"登记簿与痕迹对不上，不能据以算分、出文书、封存：{in_words(problems)}"
        raise Altered(message, f"只想先看一看的，加 --no-verify，文书上会注明没有核验；{RESTORE}")


def quickly_verified(reader: Reader) -> tuple[TrailProblem, ...]:
    """Return what a quick look finds: of a trail longer than `WHOLE` only what is wrong with file, structure, count.

    A login that sees but a part of the ledger finds nothing.
    """
    source = reader.source
    if not reader.sees_all:
        return ()
    if reader.head().seq <= WHOLE:
        return verify(reader).problems
    different = structure.differences(source)
    changed = list(_of_structure(reader, different))
    troubles = [] if source.postgres else _pragma(cast("sqlite3.Connection", source.raw), "quick_check")
    uneven = () if different or _adds_up(reader) else (TrailProblem("row_deleted", "", "", "登记的条数与痕迹对不上"),)
    return (*_of_file(troubles), *changed, *uneven)


def _of_structure(reader: Reader, changed: Collection[structure.Difference]) -> Iterator[TrailProblem]:
    yield from (TrailProblem("schema_changed", "", one.part.name, one.said) for one in changed)
    roles = reader.meta.roles
    if roles in (0, HELD_TO):
        return
    whose = "旧" if roles < HELD_TO else "更新"
    yield TrailProblem(OUTDATED, "", PLACE, f"登录名的权限是{whose}版本的程序设定的，本程序核对不了")


def renewing(reader: Reader) -> tuple[str, tuple[str, ...]]:
    """Return what to do where another version has set what logins are held to: words, and the command."""
    if reader.meta.roles > HELD_TO:
        return UPGRADE, ()
    return "由数据库的所有者重新设定一次，登录名和密码不变", RENEWING


def privileges_beyond(reader: Reader) -> tuple[Excess, ...]:
    """Return what logins of a server may do beyond their roles, as far as this version and this login can tell."""
    if not reader.source.postgres or not reader.sees_all or reader.meta.roles not in (0, HELD_TO):
        return ()
    from gongkai.register.privileges import beyond

    return beyond(reader.source)


def in_words(problems: Collection[TrailProblem]) -> str:
    """Return the first problems in one sentence, and how many there are."""
    first = list(problems)[:_NAMED]
    told = "；".join(problem.message for problem in first)
    return told if len(problems) == len(first) else f"{told}……共{len(problems)}处"


def _wanted(head: str | None) -> str:
    wanted = (head or "").strip().lower()
    if head is not None and not _HEAD.fullmatch(wanted):
        raise BadValue(f"不是校验值：{head}", "请照报告页脚抄写，至少八位，只含数字和 a 到 f")
    return wanted


def _pass(reader: Reader, unread: Collection[str], wanted: str, count: int) -> Walk:
    first = genesis(reader.name)
    return Walk(reader.source, first) if "trail" in unread else walked(reader.source, first, unread, wanted, count)


def _against(reader: Reader, walk: Walk, anchor: Anchor | None) -> Iterator[TrailProblem]:
    """Hold the trail against what was filed of it."""
    if anchor is None:
        return
    if anchor.ledger != reader.name:
        message = f"存单是台账 {anchor.ledger} 的，这里是 {reader.name}：台账被整个换过，或拿错了存单"
        yield TrailProblem("trail_rewritten", "", "", message)
    elif walk.at < anchor.count:
        message = f"存单上痕迹有{anchor.count}条，现在只到第 {walk.at} 行：末尾被截去"
        yield TrailProblem("trail_cut", "", "", message)
    elif walk.counted != anchor.head.encode():
        message = f"第 {anchor.count} 行的校验码与存单上的不同：此前的痕迹被重写过"
        yield TrailProblem("trail_rewritten", "", "", message)


def _holds_as_read(reader: Reader, ledger: Ledger) -> bool:
    records = (record for field in kinds_by_field() for record in getattr(ledger, field, ()))
    seqs = {record.seq for record in records} | set(reader.revisions(ledger.plan.year))
    changed = [*_of_structure(reader, structure.differences(reader.source))]
    return not changed and _adds_up(reader) and sound(reader.source, sorted(seqs))


def _adds_up(reader: Reader) -> bool:
    """Tell whether there are as many rows as lines, and as many in each index that a year is read by."""
    source = reader.source
    ways = (queries.count, queries.count_indexed)
    rows, indexed = (
        sum(cast("int", source.rows(way(kind, postgres=source.postgres))[0][0]) for kind in KINDS) for way in ways
    )
    return reader.trail_size() == reader.head().seq == rows == indexed


@contextmanager
def _looked_through(reader: Reader) -> Iterator[list[str]]:
    """Look through an SQLite file, page by page and index by index, beside what else is done; the list is filled then.

    PostgreSQL keeps its files itself.
    """
    troubles: list[str] = []
    if reader.source.postgres:
        yield troubles
    elif reader.head().seq <= _AT_ONCE:
        troubles += _pragma(cast("sqlite3.Connection", reader.source.raw))
        yield troubles
    else:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(_opened, reader.store)
            yield troubles
            troubles += done.result()


def _opened(store: str) -> list[str]:
    with closing(driver.open_for_reading(store)) as raw:
        return _pragma(cast("sqlite3.Connection", raw))


def _pragma(raw: sqlite3.Connection, which: str = "integrity_check") -> list[str]:
    return [str(told) for (told,) in raw.execute(f"PRAGMA {which}") if told != "ok"]


def _of_file(troubles: Collection[str]) -> Iterator[TrailProblem]:
    """Yield what is wrong with the file: an index that is not its table's, and damage. SQLite tells it in English."""
    indexes = {found[1]: None for told in troubles if (found := _INDEX.search(told))}
    for index in indexes:
        message = f"索引 {index} 与登记的内容对不上：靠它读出来的会缺，会错"
        yield TrailProblem("index_altered", "", index, message)
    if damaged := sum(not _INDEX.search(told) for told in troubles):
        yield TrailProblem("file_damaged", "", "", f"数据库文件有{damaged}处损坏")


def _of_evidence(reader: Reader, unread: Collection[str]) -> Iterator[TrailProblem]:
    """Yield each file kept as evidence that is not there any more, or not as it was, by the record that names it."""
    folder = evidence_folder(reader.store, reader.name)
    states: dict[Evidence, str] = {}
    for kind in KINDS:
        if "evidence" not in kind.fields or kind.table in unread:
            continue
        for id_, stored in reader.source.rows(queries.named_files(kind), mark=queries.FILE_MARK):
            for piece in codec.evidence_in(str(stored)):
                state = states.setdefault(piece, missing_or_altered(folder, piece))
                if state:
                    what = "不见了" if state == "missing" else "被改动过"
                    message = f"{id_} 的佐证文件 {piece.ref} {what}"
                    yield TrailProblem(f"evidence_{state}", kind.entity, str(id_), message)
