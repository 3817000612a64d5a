"""Whether plain data surely fits a dataclass, without building one: a tenth of what that takes.

“No” is no verdict: `plain.from_plain` has the last word, and says what does not fit.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeAlias

from workbench.domain.plain import Plain, meant, required, to_ms

Check: TypeAlias = Callable[[Plain], bool]
_EARLIEST = to_ms(datetime.min.replace(tzinfo=UTC))
_LATEST = to_ms(datetime(9999, 12, 31, tzinfo=UTC))
_TYPES: dict[Any, frozenset[type]] = {
    str: frozenset({str}),
    int: frozenset({int}),
    float: frozenset({int, float}),
    bool: frozenset({bool}),
}
_NONE = frozenset({types.NoneType})


@cache
def fits(kind: Any) -> Check:
    """What tells of a document whether it surely is one of these."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        [check, *others] = [fits(arg) for arg in args if arg is not types.NoneType]
        return check if not others else lambda data: False  # a None is left out of documents
    if origin is typing.Literal:
        return lambda data: type(data) is str and data in args
    if origin in (tuple, frozenset):
        return _many(fits(args[0]))
    if origin in (Mapping, dict):
        return _table(fits(args[1]))
    if dataclasses.is_dataclass(kind):
        return _record(kind)
    if kind is datetime:
        return _is_instant
    if kind is Any:
        return lambda data: True
    kinds = _types_of(kind)
    return lambda data: type(data) in kinds


def _types_of(kind: Any) -> frozenset[type]:
    """All that plain values of this kind can be, where that says everything; else none."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        parts = [_types_of(arg) for arg in typing.get_args(kind)]
        return frozenset().union(*parts) if all(parts) else frozenset()
    return _NONE if kind is types.NoneType else _TYPES.get(kind, frozenset())


def _is_instant(data: Plain) -> bool:
    return type(data) is int and _EARLIEST <= data <= _LATEST


def _many(check: Check) -> Check:
    return lambda data: type(data) is list and all(map(check, data))


def _table(check: Check) -> Check:
    return lambda data: type(data) is dict and all(map(check, data.values()))


def _record(kind: Any) -> Check:
    if hasattr(kind, "__post_init__"):
        return lambda data: False  # which may refuse more
    fields = [field for field in dataclasses.fields(kind) if field.init]
    # Only of these: those that nobody gives may need names that no module has.
    told: list[tuple[str, Any]] = [(field.name, field.type) for field in fields]
    hints = {name: meant(kind.__module__, annotation) for name, annotation in told}
    scalars = {field.name: _types_of(hints[field.name]) for field in fields}
    scalars = {name: kinds for name, kinds in scalars.items() if kinds}
    checks = {field.name: fits(hints[field.name]) for field in fields if field.name not in scalars}
    needed = required(kind)

    def check_each(data: Plain) -> bool:
        if type(data) is not dict or not needed <= data.keys():
            return False
        for name, item in data.items():
            kinds = scalars.get(name)
            if kinds is None:
                check = checks.get(name)
                if check is not None and not check(item):
                    return False
            elif type(item) not in kinds:
                return False
        return True

    return check_each
