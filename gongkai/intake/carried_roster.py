"""The roster of an earlier year for a file that leaves it out: units and collectives as if the file had them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gongkai.domain.roster import in_year
from gongkai.intake.yaml_nodes import Items, Pairs, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gongkai.domain.plan import Collective, Plan, Unit
    from gongkai.intake.yaml_nodes import Node


def with_roster(root: Node, roster: Plan) -> tuple[Node, tuple[str, ...]]:
    """Return the tree with whichever of units and collectives it lacks, and what was taken over, in words.

    A unit that ended before the file's year is left behind, wherever it is named. All of it stands on the line where
    the file begins: what is wrong with it is wrong there.
    """
    if not isinstance(root, Pairs):
        return root, ()
    written = {key.value for key, _ in root.pairs}
    units = _living(roster, _year(root))
    names = {unit.name for unit in units}
    more: list[tuple[Text, Node]] = []
    said: list[str] = []
    if "units" not in written:
        more.append((Text(root.line, "units"), Items(root.line, [_unit(unit, names, root.line) for unit in units])))
        said.append(f"{len(units)}个单位")
    if "collectives" not in written and roster.collectives:
        listed: list[tuple[Text, Node]] = [
            (Text(root.line, each.name), _collective(each, names, root.line)) for each in roster.collectives
        ]
        more.append((Text(root.line, "collectives"), Pairs(root.line, listed)))
        said.append(f"{len(listed)}个统称")
    return replace(root, pairs=[*root.pairs, *more]), tuple(said)


def _year(root: Pairs) -> int | None:
    head = next((node for key, node in root.pairs if key.value == "plan"), None)
    pairs = head.pairs if isinstance(head, Pairs) else []
    said = next((node for key, node in pairs if key.value == "year"), None)
    return int(said.value) if isinstance(said, Text) and said.value.isdecimal() and said.value.isascii() else None


def _living(roster: Plan, year: int | None) -> tuple[Unit, ...]:
    return tuple(unit for unit in roster.units if year is None or in_year(unit, year))


def _unit(unit: Unit, names: Iterable[str], line: int) -> Pairs:
    heirs = [name for name in unit.successor if name in names]
    return _pairs(
        line,
        ("name", unit.name),
        ("kind", unit.kind),
        ("aliases", unit.aliases),
        ("source", unit.source),
        ("from", unit.from_.isoformat() if unit.from_ else ""),
        ("until", unit.until.isoformat() if unit.until else ""),
        ("successor", tuple(heirs)),
        ("note", unit.note),
    )


def _collective(collective: Collective, names: Iterable[str], line: int) -> Pairs:
    told = _pairs(
        line,
        ("kinds", collective.kinds),
        ("units", tuple(name for name in collective.units if name in names)),
        ("same_as", collective.same_as),
        ("unresolved", "true" if collective.unresolved else ""),
        ("note", collective.note),
    )
    if told.pairs:
        return told
    return _pairs(line, ("unresolved", "true"))


def _pairs(line: int, *written: tuple[str, str | tuple[str, ...]]) -> Pairs:
    return Pairs(line, list(_written(line, written)))


def _written(line: int, written: Iterable[tuple[str, str | tuple[str, ...]]]) -> Iterator[tuple[Text, Node]]:
    """Yield what is there to be written; an empty value is left out."""
    for key, value in written:
        if value:
            node: Node = Text(line, value) if isinstance(value, str) else Items(line, [Text(line, v) for v in value])
            yield Text(line, key), node
