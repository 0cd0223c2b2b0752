"""`gongkai show F24`: one record by its id, with all that followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gongkai.cli.looking import EVERYTHING, read
from gongkai.domain.lookup import folded
from gongkai.errors import UnknownName
from gongkai.storage.reading import Whole

if TYPE_CHECKING:
    from gongkai.cli.counter import Counter
    from gongkai.document import Document

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
