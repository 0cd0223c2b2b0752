"""A page as its readers' programs take it in: elements in order, each with its parents and its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

VOID = frozenset({"meta", "link", "br", "hr", "img", "input", "wbr"})
DRAWN = frozenset({"rect", "line", "circle", "path", "polyline"})


@dataclass(eq=False)
class Node:
    """An element: its name, its attributes, what it holds (elements and text in order), and what holds it."""

    name: str
    attributes: dict[str, str]
    parent: Node | None
    inside: list[Node | str] = field(default_factory=list)

    def all(self, *names: str) -> Iterator[Node]:
        """Yield the elements below with one of these names, or all of them, in order."""
        for each in self.inside:
            if isinstance(each, Node):
                if not names or each.name in names:
                    yield each
                yield from each.all(*names)

    def one(self, name: str) -> Node:
        """Return the only element below with this name."""
        found = list(self.all(name))
        assert len(found) == 1, f"{len(found)} × <{name}>"
        return found[0]

    @property
    def text(self) -> str:
        """All text below."""
        return "".join(each if isinstance(each, str) else each.text for each in self.inside)

    @property
    def above(self) -> list[str]:
        """The names of the elements around, from the nearest."""
        return [self.parent.name, *self.parent.above] if self.parent else []


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.at = self.root = Node("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"<{tag}> has an attribute twice"
        node = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.inside.append(node)
        if tag not in VOID:
            self.at = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in DRAWN, f"<{tag}/>"
        self.at.inside.append(Node(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        assert self.at.name == tag, f"</{tag}> closes <{self.at.name}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.inside.append(data)


def read(page: str) -> Node:
    """Return the page's root; every element must be closed in its turn."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.at is reader.root, f"<{reader.at.name}> is never closed"
    return reader.root
