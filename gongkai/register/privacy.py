"""No personal data by accident (要点37): what is typed into a record is looked at before it is written.

What stands in the register is there for good. A text in which personal data are seen is therefore refused, unless it is
recorded on purpose; the trail then says so. A plan is a published notice, and is not refused.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gongkai.errors import Refused
from gongkai.register.kinds import Issue, Revision, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gongkai.personal import PersonalText
    from gongkai.plan.model import Plan
    from gongkai.register.kinds import Record

TYPED = MappingProxyType(
    {
        "problem": "问题",
        "measure": "整改措施",
        "person": "责任人",
        "summary": "自查情况",
        "note": "说明",
        "reason": "理由",
        "no_evidence": "没有佐证的原因",
        "again": "再次扣分的理由",
        "way": "催办方式",
        "kind": "督查类型",
        "number": "发文字号",
        "evidence": "佐证",
        "by": "作出决定的人",
        "actor": "登记人",
    }
)
"""The fields of records that people type in their own words, each by its name."""
COPIES = frozenset({"finding.carry"})
"""Acts that write again what was recorded before, and was looked at then."""
_SHOWN = 5


class PersonalField(Struct, frozen=True):
    """Personal data in a record: the field, what it is called, the kind of data, and how they stand there masked."""

    field: str
    label: str
    kind: str
    masked: str

    @property
    def said(self) -> str:
        """The find in words; the number itself is never told."""
        return f"{self.label}里有{self.kind}（{self.masked}）"


class PersonalData(Refused):
    """Personal data are `seen` in what is to be recorded, and nobody said that this is on purpose."""

    def __init__(self, seen: Iterable[PersonalField], advice: str = "") -> None:
        self.seen = tuple(seen)
        told = list(dict.fromkeys(one.said for one in self.seen))
        more = f"等{len(told)}处" if len(told) > _SHOWN else ""
        usual = "去掉后再登记，是谁的信息写到“某人的手机号”为止；确须照录的，加 --allow-personal，痕迹里会写明"
        super().__init__(f"{'；'.join(told[:_SHOWN])}{more}，没有登记", advice or usual)


def personal_data(record: Record) -> tuple[PersonalField, ...]:
    """Return the personal data in what was typed of a record, in the order of its fields.

    In web addresses and numbers of documents identity numbers alone are looked for. What a record repeats of others (a
    reminder's words, a paper's text, what was proposed) is theirs.
    """
    return () if isinstance(record, Revision) else tuple(_seen(record))


def personal_words(said: Mapping[str, str]) -> tuple[PersonalField, ...]:
    """Return the personal data in texts, by what each is called."""
    return tuple(_named(label, label, hit) for label, text in said.items() for hit in _texts(text))


def personal_in_plan(plan: Plan) -> tuple[PersonalField, ...]:
    """Return the personal data in a plan, each point's and each unit's under its name; a notice's own are published."""
    parts: list[tuple[str, Struct]] = [("", replace(plan, points=(), units=()))]
    parts += ((unit.name, unit) for unit in plan.units)
    parts += ((f"要点{point.no}", point) for point in plan.points)
    hits = ((where, hit) for where, part in parts for text in _strings(part) for hit in _texts(text))
    return tuple(_named("", where or "要点文件", hit) for where, hit in hits)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _strings(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _strings(each)


def _seen(record: Record) -> Iterator[PersonalField]:
    called = {field: TYPED[key] for key, field in kind_of(record).shape if key in TYPED}
    for field, label in TYPED.items():
        value = getattr(record, field, "")
        for text, whole in _said(record, field, value):
            for hit in _texts(text) if whole else _numbers(text):
                yield _named(field, called.get(field, label), hit)


def _said(record: Record, field: str, value: object) -> Iterator[tuple[str, bool]]:
    """Yield the texts of a field, and whether they may be in anybody's own words."""
    if isinstance(value, str):
        yield value, not (isinstance(record, Issue) and field == "number")
    elif isinstance(value, tuple):
        yield from ((piece.ref, piece.kind == "file") for piece in value)


def _named(field: str, label: str, hit: PersonalText) -> PersonalField:
    return PersonalField(field, label, hit.kind, hit.masked)


def _texts(text: str) -> tuple[PersonalText, ...]:
    if not text:
        return ()
    from gongkai.personal import personal_in  # patterns that no reading needs

    return personal_in(text)


def _numbers(text: str) -> tuple[PersonalText, ...]:
    from gongkai.personal import identities_in

    return identities_in(text)
