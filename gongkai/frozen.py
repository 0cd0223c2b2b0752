"""Frozen records, as `dataclasses` makes them with `frozen=True, slots=True`, at a quarter of the cost of making.

A command makes some ninety classes before its first line runs. The standard decorator compiles six methods for
each of them, a third of a short command's time; here only `__init__` is compiled, for classes of which more than a
few records are made, and the rest is shared.
"""

from __future__ import annotations

from inspect import get_annotations
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, dataclass_transform, overload

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
FEW = 12


@overload
def frozen(cls: type[T], /) -> type[T]: ...
@overload
def frozen(*, kw_only: bool = False) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True)
def frozen(cls: Any = None, /, *, kw_only: bool = False) -> Any:
    """Make a class of annotated fields a frozen record: compared, hashed and shown by its fields, with slots.

    A subclass has its base's fields first. Defaults are shared by all instances, so they must not be mutable.
    """
    return _made(cls, kw_only=kw_only) if cls is not None else lambda bare: _made(bare, kw_only=kw_only)


def replace(record: T, /, **changes: object) -> T:
    """Return a copy of a frozen record with some fields changed; TypeError for a field it does not have."""
    return type(record)(**{name: getattr(record, name) for name in fields(type(record))} | changes)


def as_dict(record: object) -> dict[str, Any]:
    """Return a frozen record's fields and their values, not looking into the values."""
    return {name: getattr(record, name) for name in fields(type(record))}


def fields(cls: type) -> dict[str, str]:
    """Return a frozen class's fields in order, each with its annotation as written."""
    found: dict[str, str] = cls.__frozen_fields__  # type: ignore[attr-defined]  # put there by `frozen`
    return found


def _made(cls: type, *, kw_only: bool) -> type:
    own = {n: t for n, t in get_annotations(cls).items() if not t.startswith("ClassVar")}
    inherited: dict[str, str] = getattr(cls, "__frozen_fields__", {})
    names = inherited | own
    defaults = {**getattr(cls, "__frozen_defaults__", {}), **{n: cls.__dict__[n] for n in own if n in cls.__dict__}}
    body = {n: v for n, v in cls.__dict__.items() if n not in own and n not in {"__dict__", "__weakref__"}}
    body |= {
        "__qualname__": cls.__qualname__,
        "__slots__": tuple(name for name in own if name not in inherited),
        "__frozen_fields__": names,
        "__frozen_defaults__": defaults,
        "__match_args__": () if kw_only else tuple(names),
        "__init__": _init(names, defaults, kw_only=kw_only),
    }
    return type(cls)(cls.__name__, cls.__bases__, _shared(tuple(names)) | body)


def _init(names: dict[str, str], defaults: dict[str, Any], *, kw_only: bool) -> Callable[..., None]:
    """Return an `__init__` that binds by hand, and compiles itself once a class turns out to have more than a few."""
    left = FEW

    def first(self: object, *given: object, **named: object) -> None:
        nonlocal left
        left -= 1
        bound = None if left < 0 or (kw_only and given) else _bound(names, defaults, given, named)
        if bound is not None:
            for name in names:
                object.__setattr__(self, name, bound[name])
            return
        made = _compiled(names, defaults, kw_only=kw_only)
        for cls in type(self).__mro__:
            if cls.__dict__.get("__init__") is first:
                cls.__init__ = made  # type: ignore[misc]  # the class's own, written late
        made(self, *given, **named)

    return first


def _bound(
    names: dict[str, str], defaults: dict[str, Any], given: tuple[object, ...], named: dict[str, object]
) -> dict[str, object] | None:
    """Return every field's value; None where they do not fit, for the compiled `__init__` to say how."""
    placed = dict(zip(names, given, strict=False))
    values = {**defaults, **placed, **named}
    fits = len(given) <= len(names) == len(values) and not placed.keys() & named.keys()
    return values if fits and values.keys() == names.keys() else None


def _compiled(names: dict[str, str], defaults: dict[str, Any], *, kw_only: bool) -> Callable[..., None]:
    params = [f"{name}=_defaults[{name!r}]" if name in defaults else name for name in names]
    star = ["*"] if kw_only and params else []
    lines = [f" _set(self, {name!r}, {name})" for name in names] or [" pass"]
    source = f"def __init__({', '.join(['self', *star, *params])}):\n" + "\n".join(lines)
    space: dict[str, Any] = {"_set": object.__setattr__, "_defaults": defaults}
    exec(source, space)  # noqa: S102 - names of fields alone, as dataclasses does
    made: Callable[..., None] = space["__init__"]
    return made


def _shared(names: tuple[str, ...]) -> dict[str, Any]:
    """Return the methods that need only the fields' names."""
    key = attrgetter(*names) if names else type

    def equal(self: object, other: object) -> bool:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(key(self))

    return {"__eq__": equal, "__hash__": hashed} | _COMMON


def _repr(self: object) -> str:
    told = ", ".join(f"{name}={value!r}" for name, value in as_dict(self).items())
    return f"{type(self).__qualname__}({told})"


def _refuse(self: object, name: str, _value: object = None) -> NoReturn:
    raise AttributeError(f"{type(self).__name__}.{name} is frozen")


def _state(self: object) -> dict[str, Any]:
    return as_dict(self)


def _restore(self: object, state: dict[str, Any]) -> None:
    for name, value in state.items():
        object.__setattr__(self, name, value)


_COMMON = {
    "__repr__": _repr,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
    "__getstate__": _state,
    "__setstate__": _restore,
}
