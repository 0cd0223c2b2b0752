"""What the program writes in a year is what its kinds declare: a shared server lets nothing else in."""

from __future__ import annotations

import json
import re
import sqlite3
from typing import TYPE_CHECKING

from gongkai.register.kinds import KINDS

if TYPE_CHECKING:
    from tests.demonstration import Shown


def test_every_line_is_by_a_way_of_its_kind_and_says_what_that_says(shown: Shown) -> None:
    kinds = {kind.entity: kind for kind in KINDS}
    db = sqlite3.connect(shown.store)
    lines = db.execute("SELECT entity, act, id, body FROM trail").fetchall()
    db.close()
    for entity, act, name, body in lines:
        kind, told = kinds[entity], json.loads(body)
        for field, pattern in kind.ways[act].says.items():
            assert re.fullmatch(pattern, told.get(field, ""), re.DOTALL), (name, act, field)
        for field in kind.needed:
            said = kind.fields[field]
            assert told[field] or said not in {"str", "Id", "tuple[str, ...]"}, (name, field)
            assert said not in {"int", "Decimal"} or told[field] >= 0, (name, field)
        first, last = f"{told['year'] - 1}-01-01", max(told["recorded"][:10], f"{told['year']}-01-01")
        assert first <= told["day"] <= last, name
