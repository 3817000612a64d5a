"""What a document says, read as it lies: a mirror of the dataclass, with instants as they travel.

A mirror has the properties of what it mirrors, so that one function tells of both. It is made in C
from the document's text, in an eighth of the time that the value itself takes, and from it the
value in a third. What it takes `plain.from_plain` takes as well, and makes the same of it; of what
it refuses, that one has the last word.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import operator
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeAlias, TypeVar

import msgspec

from workbench.domain.frozen import unfrozen
from workbench.domain.plain import from_ms, from_plain, meant, to_ms, to_plain

T = TypeVar("T")

_EARLIEST = to_ms(datetime.min.replace(tzinfo=UTC))
_LATEST = to_ms(datetime(9999, 12, 31, tzinfo=UTC))
_AS_IT_IS = (str, int, float, bool, date, types.NoneType, Any)
_INSTANT = Annotated[int, msgspec.Meta(ge=_EARLIEST, le=_LATEST)]
_NOTHING = Annotated[int, msgspec.Meta(gt=0, lt=0)]
"""Where the value itself may refuse more."""


def reader(kind: type[T]) -> Callable[[str], T]:
    """Reads the text of a document as `from_plain` does its content. What it gives raises Misfit,
    and ValueError where the text is no JSON.
    """
    decode = msgspec.json.Decoder(mirror(typing.cast(Any, kind))).decode
    copied: Callable[[Any], T] = _copied(kind)

    def read(text: str) -> T:
        try:
            told = decode(text)
        except ValueError:
            return from_plain(kind, json.loads(text))
        return copied(told)

    return read


@functools.cache
def mirror(kind: Any) -> Any:
    """What msgspec makes of a document of one of these. It raises ValueError."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return functools.reduce(operator.or_, _parts(args))
    if origin in (tuple, frozenset):
        return types.GenericAlias(tuple, (mirror(args[0]), ...))
    if origin in (Mapping, dict):
        return types.GenericAlias(dict, (str, mirror(args[1])))
    if kind is datetime:
        return _INSTANT
    if kind is float:
        return int | float  # a whole number stays one
    if dataclasses.is_dataclass(kind) and not hasattr(kind, "__post_init__"):
        return _struct(kind)
    return kind if origin is typing.Literal or kind in _AS_IT_IS else _NOTHING


def _parts(kinds: tuple[Any, ...]) -> tuple[Any, ...]:
    parts = tuple(map(mirror, kinds))
    return parts if len(parts) == 2 or set(kinds) <= {*_AS_IT_IS} else (_NOTHING, None)


def _struct(kind: Any) -> Any:
    # Only what is given: the others may need names that no module has.
    fields = [field for field in dataclasses.fields(kind) if field.init]
    own = {
        name: member
        for name, member in vars(kind).items()
        if isinstance(member, property | types.FunctionType) and not name.startswith("__")
    }
    told = [_field(field, kind.__module__) for field in fields]
    return msgspec.defstruct(
        kind.__name__, told, namespace=own, kw_only=True, frozen=True, gc=False
    )


def _field(field: Any, module: str) -> tuple[Any, ...]:
    kind = mirror(meant(module, field.type))
    if field.default is not dataclasses.MISSING:
        return field.name, kind, msgspec.convert(to_plain(field.default), kind)
    if field.default_factory is not dataclasses.MISSING:
        return field.name, kind, field.default_factory()
    return field.name, kind


Make: TypeAlias = Callable[[Any], Any]


def _made_of(kind: Any) -> Make | None:
    """What makes the value of its mirror; None where the mirror is the value."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if kind is datetime:
        return from_ms
    if dataclasses.is_dataclass(kind):
        return _copied(kind)
    make = None if origin is typing.Literal else next(filter(None, map(_made_of, args)), None)
    if origin is frozenset:
        return frozenset if make is None else lambda items: frozenset(map(make, items))
    if make is None:
        return None
    if origin is tuple:
        return lambda items: tuple(map(make, items))
    if origin in (Mapping, dict):
        return lambda table: {name: make(item) for name, item in table.items()}
    return lambda item: None if item is None else make(item)


def _copied(kind: Any) -> Make:
    """Compiled: from slot to slot, and what the document leaves out is not made anew."""
    known: dict[str, Any] = {"new": unfrozen(kind), "kind": kind}
    defaults = {one.name: one.default for one in msgspec.structs.fields(mirror(kind))}
    lines = []
    for field in dataclasses.fields(kind):
        name = field.name
        declared: Any = field.type
        make = _made_of(meant(kind.__module__, declared)) if field.init else None
        known |= {f"make_{name}": make, f"default_{name}": field.default}
        known[f"left_out_{name}"] = defaults.get(name)
        if not field.init:
            item = f"default_{name}"
        elif make is None:
            item = f"told.{name}"
        else:
            left_out = f"(item := told.{name}) is left_out_{name}"
            item = f"default_{name} if {left_out} else make_{name}(item)"
        lines.append(f"made.{name} = {item}")
    lines += ["made.__class__ = kind", "return made"]
    exec("\n ".join(["def make(told):", "made = new()", *lines]), known)
    make_all: Make = known["make"]
    return make_all
