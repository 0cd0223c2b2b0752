"""The roster of an earlier year for a file that leaves it out: units and collectives as if the file had them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace
from msgspec.structs import replace as but

from gongkai.domain.keys import fields_of
from gongkai.domain.roster import in_year
from gongkai.intake.yaml_nodes import Items, Pairs, Text

if TYPE_CHECKING:
    from collections.abc import Container

    from gongkai.domain.plan import Collective, Plan, Unit
    from gongkai.intake.yaml_nodes import Node


def with_roster(root: Node, roster: Plan) -> tuple[Node, tuple[str, ...]]:
    """Return the tree with whichever of units and collectives it lacks, and what was taken over, in words.

    A unit that ended before the file's year is left behind, wherever it is named. All of it stands on the line where
    the file begins: what is wrong with it is wrong there.
    """
    if not isinstance(root, Pairs):
        return root, ()
    line, written = root.line, {key.value for key, _ in root.pairs}
    units = _living(roster, _year(root))
    names = {unit.name for unit in units}
    more: list[tuple[Text, Node]] = []
    said: list[str] = []
    if "units" not in written:
        more.append((Text(line, "units"), Items(line, [_node(_unit(unit, names), line) for unit in units])))
        said.append(f"{len(units)}个单位")
    if "collectives" not in written and roster.collectives:
        known = Pairs(line)
        for each in roster.collectives:
            known.pairs.append((Text(line, each.name), _node(_collective(each, names), line)))
        more.append((Text(line, "collectives"), known))
        said.append(f"{len(known.pairs)}个统称")
    return replace(root, pairs=[*root.pairs, *more]), tuple(said)


def _year(root: Pairs) -> int | None:
    head = next((node for key, node in root.pairs if key.value == "plan"), None)
    pairs = head.pairs if isinstance(head, Pairs) else []
    said = next((node for key, node in pairs if key.value == "year"), None)
    return int(said.value) if isinstance(said, Text) and said.value.isdecimal() and said.value.isascii() else None


def _living(roster: Plan, year: int | None) -> tuple[Unit, ...]:
    return tuple(unit for unit in roster.units if year is None or in_year(unit, year))


def _unit(unit: Unit, names: Container[str]) -> Unit:
    return but(unit, successor=tuple(name for name in unit.successor if name in names))


def _collective(collective: Collective, names: Container[str]) -> Collective:
    """Return a collective without the units left behind; one of whom nobody is left is unresolved."""
    units = tuple(name for name in collective.units if name in names)
    told = units or collective.kinds or collective.same_as or collective.note
    return but(collective, units=units, unresolved=collective.unresolved or not told)


def _node(record: Unit | Collective, line: int) -> Pairs:
    """Return a record as the file would spell it; what says nothing is left out."""
    fields = [field for field in fields_of(type(record)) if not field.declared.outer]
    pairs = [(Text(line, field.key), _written(getattr(record, field.name), line)) for field in fields]
    return Pairs(line, [(key, node) for key, node in pairs if node is not None])


def _written(value: object, line: int) -> Node | None:
    if not value:
        return None
    if isinstance(value, tuple):
        return Items(line, [Text(line, str(each)) for each in value])
    return Text(line, "true" if value is True else value.isoformat() if isinstance(value, date) else str(value))
