"""Values to plain data and back: frozen dataclasses here, what JSON and TOML hold there.

An instant is epoch milliseconds (UTC), a date is ISO 8601, a tuple is a list. A field that still
has its default is left out, so that documents stay small and old readers meet nothing new.
"""

from __future__ import annotations

import dataclasses
import functools
import sys
import types
import typing
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias, TypeVar

Plain: TypeAlias = Any
"""None, bool, int, float, str, and lists and dicts of them: JSON already parsed."""
T = TypeVar("T")


class Misfit(ValueError):
    """Plain data that does not fit; `path` names the place, the text says what is needed there."""

    def __init__(self, path: tuple[str, ...], needed: str) -> None:
        super().__init__(f"{'.'.join(path) or 'value'}: {needed}")
        self.path = path
        self.needed = needed

    def within(self, name: str) -> Misfit:
        """The same seen from one level further out."""
        return Misfit((name, *self.path), self.needed)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
NEVER = datetime.min.replace(tzinfo=UTC)
"""Before any moment: of what has not happened."""


def to_ms(at: datetime) -> int:
    """Epoch milliseconds of an aware instant."""
    return round((at - EPOCH) / _MS)


def from_ms(ms: float) -> datetime:
    """The aware UTC instant of epoch milliseconds. Raises OverflowError past the year 9999."""
    return EPOCH + _MS * ms


def to_plain(value: object) -> Plain:
    """What JSON can hold of `value`."""
    kind = value.__class__
    return value if kind in AS_IT_IS else _DUMPS[kind](value)


def from_plain(cls: type[T], data: Plain, *, strict: bool = False) -> T:
    """Build `cls` from plain data. Unknown keys are ignored, with `strict` refused.

    Raises Misfit with the path of the first place that does not fit.
    """
    built: T = _loader(typing.cast(Hashable, cls), strict)(data)
    return built


AS_IT_IS = frozenset({str, int, float, bool, types.NoneType})


Dump: TypeAlias = Callable[[Any], Plain]


class _Dumps(dict[type, Dump]):
    """How to dump what is of a class."""

    def __missing__(self, kind: type) -> Dump:
        self[kind] = _dump_of(kind) if dataclasses.is_dataclass(kind) else lambda value: value
        return self[kind]


def _dump_of(kind: Any) -> Dump:
    """Compiled: to walk through the sixty fields of a lead takes twice the time."""
    fields = [field for field in dataclasses.fields(kind) if field.init]
    known: dict[str, Any] = {f"default_{field.name}": _default(field) for field in fields}
    lines = ["def dump(value):", " plain = {}", *map(_dump_line, fields), " return plain"]
    known |= {"AS_IT_IS": AS_IT_IS, "DUMPS": _DUMPS}
    exec("\n".join(lines), known)
    dump: Dump = known["dump"]
    return dump


def _dump_line(field: dataclasses.Field[Any]) -> str:
    name, default = field.name, _default(field)
    differs = f"(item := value.{name}) is not default_{name}"
    if default is not None and default is not dataclasses.MISSING:
        differs += f" and item != default_{name}"
    dumped = "item if (kind := item.__class__) in AS_IT_IS else DUMPS[kind](item)"
    return f" if {differs}:\n  plain['{name}'] = {dumped}"


def _dump_items(items: Iterable[object]) -> Plain:
    return [to_plain(item) for item in items]


def _dump_table(table: Mapping[str, object]) -> Plain:
    return {
        name: item if (kind := item.__class__) in AS_IT_IS else _DUMPS[kind](item)
        for name, item in table.items()
    }


_DUMPS = _Dumps(
    {
        datetime: to_ms,
        date: date.isoformat,
        tuple: _dump_items,
        list: _dump_items,
        frozenset: lambda items: sorted(_dump_items(items)),
        dict: _dump_table,
        types.MappingProxyType: _dump_table,
    }
)


def _default(field: dataclasses.Field[Any]) -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


Load: TypeAlias = Callable[[Plain], Any]
"""Raises Misfit with the path from here on."""


@functools.cache
def _loader(kind: Any, strict: bool) -> Load:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _optional(*(_loader(arg, strict) for arg in args if arg is not type(None)))
    if origin is typing.Literal:
        return _one_of(args)
    if origin in (tuple, frozenset):
        return _many(origin, _loader(args[0], strict))
    if origin is Mapping or origin is dict:
        return _table(_loader(args[1], strict))
    if dataclasses.is_dataclass(kind):
        return _record(kind, strict)
    return _SCALARS.get(kind, lambda data: data)


def _record(kind: Any, strict: bool) -> Load:
    annotations = {
        name: (cls.__module__, text)
        for cls in reversed(kind.__mro__)
        for name, text in vars(cls).get("__annotations__", {}).items()
    }
    fields = {field.name: field for field in dataclasses.fields(kind) if field.init}
    # Made when first met: most documents leave most fields out. By our own word for each: a call
    # looks for a word that JSON made by comparing it to all, and for ours by where it lies.
    loads: dict[str, tuple[str, Load]] = {}

    def load(data: Plain) -> Any:
        if type(data) is not dict and not isinstance(data, Mapping):
            raise Misfit((), "needs a table of named values")
        values, name = {}, ""
        try:
            for name, item in data.items():
                known = loads.get(name)
                if known is None and name in fields:
                    load_item = _loader(meant(*annotations[name]), strict)
                    known = loads[name] = fields[name].name, load_item
                if known is not None:
                    own_name, load_item = known
                    values[own_name] = load_item(item)
                elif strict:
                    raise Misfit((), f"is not known here; known are {', '.join(fields)}")
        except Misfit as misfit:
            raise misfit.within(name) from None
        try:
            return kind(**values)
        except TypeError:
            for name in required(kind) - values.keys():
                raise Misfit((name,), "is missing") from None
            raise

    return load


def required(kind: Any) -> set[str]:
    """The fields of a dataclass that have to be given."""
    missing = dataclasses.MISSING
    return {
        field.name
        for field in dataclasses.fields(kind)
        if field.init and field.default is missing and field.default_factory is missing
    }


@functools.cache
def meant(module: str, annotation: Any) -> Any:
    """As `typing.get_type_hints` has it, in a third of the time: a desk's start waits for it."""
    named = isinstance(annotation, str)  # a module may evaluate its annotations at once
    return eval(annotation, vars(sys.modules[module])) if named else annotation


def _optional(*loads: Load) -> Load:
    *attempts, last = loads
    if not attempts:
        return lambda data: None if data is None else last(data)

    def load(data: Plain) -> Any:
        if data is None:
            return None
        for attempt in attempts:
            try:
                return attempt(data)
            except Misfit:
                continue
        return last(data)

    return load


def _one_of(values: tuple[Any, ...]) -> Load:
    def load(data: Plain) -> Any:
        if data not in values:
            raise Misfit((), f"needs one of {', '.join(map(str, values))}")
        return data

    return load


def _many(kind: Any, each: Load) -> Load:
    def load(data: Plain) -> Any:
        if data.__class__ is not list and not isinstance(data, list | tuple):
            raise Misfit((), "needs a list")
        items: list[Any] = []
        try:
            items.extend(map(each, data))
        except Misfit as misfit:
            raise misfit.within(str(len(items))) from None
        return kind(items)

    return load


def _table(each: Load) -> Load:
    def load(data: Plain) -> Any:
        if not isinstance(data, Mapping):
            raise Misfit((), "needs a table of named values")
        table, name = {}, ""
        try:
            for name, item in data.items():
                table[str(name)] = each(item)
        except Misfit as misfit:
            raise misfit.within(str(name)) from None
        return table

    return load


def _instant(data: Plain) -> datetime:
    if data.__class__ is not int and (isinstance(data, bool) or not isinstance(data, int | float)):
        raise Misfit((), "needs epoch milliseconds")
    try:
        return EPOCH + _MS * data
    except (OverflowError, ValueError):
        raise Misfit((), "is outside the calendar; needs epoch milliseconds") from None


def _day(data: Plain) -> date:
    if isinstance(data, date):
        return data
    try:
        return date.fromisoformat(data)
    except (TypeError, ValueError):
        raise Misfit((), "needs a date like 2026-12-31") from None


def _exactly(kinds: tuple[type, ...], needed: str, *, flag: bool = False) -> Load:
    def load(data: Plain) -> Any:
        if type(data) in kinds:
            return data
        if not isinstance(data, kinds) or (isinstance(data, bool) and not flag):
            raise Misfit((), needed)
        return data

    return load


_SCALARS: dict[Any, Load] = {
    datetime: _instant,
    date: _day,
    str: _exactly((str,), "needs text"),
    int: _exactly((int,), "needs a whole number"),
    float: _exactly((int, float), "needs a number"),
    bool: _exactly((bool,), "needs true or false", flag=True),
}
