"""`gongkai show F24`: one record by its id, with all that followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gongkai.cli.looking import EVERYTHING, read
from gongkai.domain.lookup import folded, own_item
from gongkai.errors import UnknownName
from gongkai.settings import evidence_folder
from gongkai.storage.reading import Whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongkai.cli.counter import Counter
    from gongkai.document import Document
    from gongkai.report.year import Year

_ID = re.compile("[A-Z][0-9]+")
FIELDS = (*EVERYTHING, "reminders", "voids")


def record_shown(counter: Counter, year: int | None, as_of: str | None, typed: str) -> Document | None:
    """Return the paper on the record of this id, in whatever year it is; None where no id was typed.

    Raises `UnknownName` for an id that is nowhere.
    """
    from gongkai.report.record import record_document

    number = folded(typed).upper()
    if not _ID.fullmatch(number):
        return None
    with counter.reader() as reader:
        found = reader.find(number, void=True)
    ledger, standing = read(counter, year or found.year, as_of, FIELDS, Whole())
    try:
        return record_document(ledger, standing, found)
    except KeyError:
        raise UnknownName("登记", typed, hint="这条登记不在所看的年度或日期之内，查痕迹：gongkai audit log") from None


def kept_files(counter: Counter, document: Document) -> Iterator[str]:
    """Yield, for each file that the paper on a record names as evidence, where its kept copy lies."""
    told = document.data.get("history", ()) if isinstance(document.data, dict) else ()
    files = [piece for each in told for piece in each.get("evidence", ()) if piece["kind"] == "file"]
    if not files:
        return
    from gongkai.domain.records import Evidence
    from gongkai.storage.evidence import place_of

    with counter.reader() as reader:
        folder = evidence_folder(reader.store, reader.name)
    for piece in files:
        place = place_of(folder, Evidence("file", piece["ref"], piece["sha256"]))
        yield f"{piece['ref']} 的存档（没有扩展名，另存为原名再打开）：{place}"


def duty_shown(view: Year, typed: str) -> Document | None:
    """Return the items of a demand (20.1), or the one item (8.1/2018-09), that was typed; None where it is neither."""
    from gongkai.report.duties import duty_document

    name = folded(own_item(view.plan.units, typed))
    duties = [duty for point in view.plan.points for duty in point.duties if folded(duty.id) == name]
    items = [item for item in view.items if name in (folded(item.id), folded(item.duty.id))]
    if not items and not duties:
        return None
    return duty_document(view.ledger, view.standing, items, [duty for duty in duties if duty.within])
