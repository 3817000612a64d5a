"""What a document says, read as it lies: a mirror of the dataclass, with instants as they travel.

A mirror has the properties of what it mirrors, so that one function tells of both. It is made in C
from the document's text, in an eighth of the time that the value itself takes. What it takes
`plain.from_plain` takes as well; of what it refuses, that one has the last word.
"""

from __future__ import annotations

import dataclasses
import functools
import operator
import types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any

import msgspec

from workbench.domain.plain import meant, to_ms, to_plain

_EARLIEST = to_ms(datetime.min.replace(tzinfo=UTC))
_LATEST = to_ms(datetime(9999, 12, 31, tzinfo=UTC))
_AS_IT_IS = (str, int, float, bool, date, types.NoneType, Any)
_INSTANT = Annotated[int, msgspec.Meta(ge=_EARLIEST, le=_LATEST)]
_NOTHING = Annotated[int, msgspec.Meta(gt=0, lt=0)]
"""Where the value itself may refuse more."""


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
