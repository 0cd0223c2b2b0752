"""The trail: one hash-chained line for every record written.

A line's hash is SHA-256, in lower-case hex, of its nine other fields in the order of `TrailLine`, each on a line of
its own (joined with LF), in UTF-8. No field may hold a line break, so no two lines share one text. The first line's
`prev` is the SHA-256 of the ledger's name: a chain belongs to its ledger.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from gongkai.errors import BadValue
from gongkai.register import codec
from gongkai.register.kinds import kind_of

if TYPE_CHECKING:
    from datetime import datetime

    from gongkai.register.kinds import Record

LINE_BREAKS = 8
"""How many part the nine fields that a hash is of."""
_SPACES = re.compile(r"\s+")


class TrailLine(NamedTuple):
    """One line: `moment` is ISO text at +08:00, `entity` the record's class, `body` its stored values as JSON."""

    seq: int
    moment: str
    actor: str
    os_user: str
    act: str
    entity: str
    id: str
    body: str
    prev: str
    hash: str

    @property
    def remark(self) -> str:
        """What the login says besides, in words: on which unit's machine, and that personal data are on purpose."""
        unit = unit_of_machine(self.os_user)
        said = f"在{unit}的机器上" if unit else "", ON_PURPOSE if self.os_user.endswith(_PURPOSE) else ""
        return "，".join(filter(None, said))


class Head(Struct, frozen=True):
    """The end of the trail: the last line's hash, and its number; 0 before the first."""

    hash: str
    seq: int


_MACHINE = "（本机属{}）"
MACHINES = f"%{_MACHINE.format('%')}"
"""What such a login is like, for a query."""
ON_PURPOSE = "有意登记个人信息"
_PURPOSE = f"（{ON_PURPOSE}）"
PURPOSES = f"%{_PURPOSE}"
"""What the login of a line is like whose record holds personal data on purpose."""


_UNIT = r"[^（）\x01-\x1f\x7f]+"
MARKS = f"^({_MACHINE.format(_UNIT)})?({_PURPOSE})?$"
"""What a machine may say of a login that the server tells itself, on one line; a pattern without braces."""


def marks_of(os_user: str) -> str:
    """Return what a login of the operating system says besides, as it is written."""
    found = re.search(MARKS.removeprefix("^"), os_user)
    return found[0] if found else ""


def machine_of(os_user: str, unit: str) -> str:
    """Return a login with the unit whose machine it is, as the trail tells an act of the office that was done there."""
    return os_user + _MACHINE.format(unit)


def unit_of_machine(os_user: str) -> str:
    """Return the unit that `machine_of` named, empty where it named none."""
    before, after = _MACHINE.split("{}")
    return os_user.removesuffix(_PURPOSE).rpartition(before)[2].removesuffix(after) if before in os_user else ""


class Author(Struct, frozen=True):
    """Who writes, and when: the person, the login of the operating system, the moment.

    With `allow_personal` personal data are written down on purpose, and the lines of their records say so.
    """

    actor: str
    os_user: str
    now: datetime
    allow_personal: bool = False

    def on_purpose(self) -> Author:
        """Return the author as the line of a record tells it in which personal data stand on purpose."""
        return replace(self, os_user=self.os_user + _PURPOSE)

    def tidy(self) -> Author:
        """Return the author with names on one line each; a nameless one is refused (BadValue)."""
        actor, os_user = (codec.text(_SPACES.sub(" ", name).strip()) for name in (self.actor, self.os_user))
        if self.now.tzinfo is None:
            message = "a moment without a time zone"
            raise ValueError(message)
        if not actor:
            raise BadValue("没有登记人姓名", "请用 --actor 写明，或设置 GONGKAI_ACTOR")
        moment = self.now.astimezone(codec.CST).replace(microsecond=0)
        return Author(actor, os_user, moment, self.allow_personal)


def genesis(ledger: str) -> str:
    """Return what stands for the hash before the first line."""
    return _sha256(ledger)


def digest(line: TrailLine) -> str:
    """Return the hash that the line's other fields call for; empty when a field is no text, or more than one line."""
    try:
        told = f"{line[0]}\n" + "\n".join(line[1:9])
    except TypeError:
        return ""
    return _sha256(told) if told.count("\n") == LINE_BREAKS else ""


def _sha256(text: str) -> str:
    import hashlib  # it opens OpenSSL, which a reading command never needs

    return hashlib.sha256(text.encode()).hexdigest()


def line_for(record: Record, act: str, author: Author, head: Head) -> TrailLine:
    """Return the line that says `record` was written by `act`, as the next after `head`."""
    line = TrailLine(
        record.seq,
        codec.moment(author.now),
        author.actor,
        author.os_user,
        act,
        type(record).__name__,
        record.id,
        codec.body(kind_of(record), codec.to_stored(record)),
        head.hash,
        "",
    )
    return line._replace(hash=digest(line))
