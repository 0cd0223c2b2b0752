"""`gongkai show F24`: one record by its id, with all that followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gongkai.cli.looking import EVERYTHING, read
from gongkai.domain.lookup import folded, own_item
from gongkai.errors import UnknownName
from gongkai.storage.reading import Whole

if TYPE_CHECKING:
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


def duty_shown(view: Year, typed: str) -> Document | None:
    """Return the items of a demand (20.1), or the one item (8.1/2018-09), that was typed; None where it is neither."""
    from gongkai.report.duties import duty_document

    name = folded(own_item(view.plan.units, typed))
    duties = [duty for point in view.plan.points for duty in point.duties if folded(duty.id) == name]
    items = [item for item in view.items if name in (folded(item.id), folded(item.duty.id))]
    if not items and not duties:
        return None
    return duty_document(view.ledger, view.standing, items, [duty for duty in duties if duty.within])
