"""Closing a year: everything is judged and frozen inside the one transaction that closes it; reopening."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.closing.checks import Check, everything, evidence_of, run_checks
from gongkai.closing.left_open import StillOpen, body_altered, left_open, still_adds_up
from gongkai.closing.seal import in_force, may_close, may_reopen
from gongkai.errors import RESTORE, VERIFY, Altered, BadValue
from gongkai.papers.document import Document
from gongkai.papers.document_json import from_text, to_text
from gongkai.register.act import Act, When, sealing
from gongkai.register.evidence import missing_or_altered
from gongkai.register.kinds import BACKDATED_AFTER, Closing
from gongkai.register.recordable import handling_day, reason_given
from gongkai.register.verifying import GRANTED, OUTDATED, privileges_beyond, renewing, verify
from gongkai.report.yearend import report_document
from gongkai.scoring.papers import score_document
from gongkai.settings import evidence_folder
from gongkai.year import year_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gongkai.closing.left_open import Marks
    from gongkai.register.ledger import Ledger
    from gongkai.register.reading import Reader
    from gongkai.register.writing import Register
    from gongkai.year import Year


class Sealed(Struct, frozen=True):
    """What a closing has frozen: where it stood in time and in the trail, the score answer, the report."""

    as_of: object
    head: str
    seq: int
    scores: Mapping[str, object]
    report: Document


def close(
    register: Register,
    when: When,
    reason: str = "",
    *,
    force: bool = False,
) -> Closing:
    """Close the year with its assessment frozen. Refused (`StillOpen`) while anything is open, unless forced.

    `force` needs a reason; what was open is then written down with the closing. So does a closing entered so long after
    its day that it is marked 补录.
    """
    why = reason_given(reason) if force else reason.strip()
    act = sealing(register, when)
    if register.today - act.day > BACKDATED_AFTER:
        why = reason_given(why, "补录封存的原因", "--reason")
    last = register.closing(act.year, register.today)
    may_close(act.year, last)
    _on_a_day(act)
    if last:
        act.after(last, "重新打开的日期", "封存日期")
    year = year_of(register, act.year, register.now)
    _not_before_what_it_holds(act, year.ledger)
    ahead = register.ahead(act.year, register.today)
    seen = run_checks(year, files_of(register, year.ledger), ahead, register.today)
    still = left_open(year, seen, act.day)
    if still and not force:
        raise StillOpen(act.year, still)
    body = _body(year)
    record = Closing(
        year=act.year,
        day=act.day,
        kind="closed",
        reason=why,
        left_open=tuple(one.said for one in still),
        digest=digest_of(body),
        body=body,
        by=act.by,
    )
    return register.add(record, "year.close")


def reopen(register: Register, when: When, reason: str) -> Closing:
    """Reopen a closed year, with the reason: it is live again; what was frozen stays on record."""
    why = reason_given(reason)
    act = sealing(register, when)
    held = may_reopen(act.year, register.closing(act.year))
    _on_a_day(act)
    act.after(held, "封存日期", "重新打开的日期")
    return register.add(Closing(year=act.year, day=act.day, kind="reopened", reason=why, by=act.by), "year.reopen")


def sealed(closing: Closing) -> Sealed:
    """Return what a closing has frozen; Altered where it cannot be read any more."""
    try:
        body = from_text(closing.body)
        found = Sealed(body["as_of"], body["head"], body["seq"], body["scores"], body["report"])
    except (ValueError, KeyError, TypeError) as error:
        raise Altered(f"{closing.id} 封存的内容读不出来") from error
    if not isinstance(found.report, Document):
        raise Altered(f"{closing.id} 封存的内容里没有报告")
    return found


def digest_of(body: str) -> str:
    """Return the SHA-256 of a frozen body, in lower-case hex."""
    return hashlib.sha256(body.encode()).hexdigest()


def closing_checks(closing: Closing | None, now: Mapping[str, Marks]) -> Iterator[Check]:
    """Yield what is wrong with a closing in force; `now` are the scores computed again, by unit."""
    held = in_force(closing)
    if held is None:
        return
    altered = tuple(body_altered(held, digest_of(held.body)))
    yield from altered
    if not altered:
        yield from still_adds_up(held, marks_of(sealed(held).scores), now)


def trail_checks(reader: Reader) -> Iterator[Check]:
    """Yield in what the register is not what was written, and the database not as it was made."""
    for one in verify(reader).problems:
        advice, do = renewing(reader) if one.kind == OUTDATED else (RESTORE, VERIFY)
        yield Check("error", one.kind, one.id, one.message, advice, do=do)
    for beyond in privileges_beyond(reader):
        if not beyond.outside:
            yield Check("note", GRANTED, beyond.login, beyond.said, "请数据库的所有者收回，逐条见", do=VERIFY)


def marks_of(answer: object) -> dict[str, Marks]:
    """Return score, rank and grade of each unit from a score answer."""
    units = answer.get("units") if isinstance(answer, dict) else ()
    rows = units if isinstance(units, list) else []
    return {row["unit"]: (row["score"], row["rank"], row["grade"]) for row in rows}


def files_of(reader: Reader, ledger: Ledger) -> dict[str, str]:
    """Return which of the ledger's evidence files are missing or altered, by their digest; empty for the sound."""
    folder = evidence_folder(reader.store, reader.name)
    pieces = {piece.sha256: piece for _, piece in evidence_of(ledger) if piece.kind == "file"}
    return {digest: missing_or_altered(folder, piece) for digest, piece in pieces.items()}


def _on_a_day(act: Act) -> None:
    """A year is closed or reopened on a day of the year or after it, and not after today."""
    handling_day(act.plan, act.day)
    if act.day > act.register.today:
        raise BadValue(f"日期 {act.day} 在今天之后", "请核对 --date")


def _not_before_what_it_holds(act: Act, ledger: Ledger) -> None:
    """A closing freezes what was there: it is not dated before the last of it."""
    last = max(everything(ledger), key=lambda record: record.day, default=None)
    if last is not None and act.day < last.day <= act.register.today:
        message = f"封存日期 {act.day} 早于所封存的最后一条登记 {last.id}（{last.day}）"
        raise BadValue(message, "封存日期不写就是今天")


def _body(year: Year) -> str:
    """Return the frozen assessment: one text for one assessment."""
    return to_text(
        {
            "form": 1,
            "year": year.plan.year,
            "as_of": year.standing.as_of,
            "head": year.ledger.head,
            "seq": year.ledger.size,
            "scores": score_document(year.ledger, year.standing, year.scores).data,
            "report": report_document(year),
        }
    )
