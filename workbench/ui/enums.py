"""Enumerations as the library makes them, in a quarter of its time.

PySide makes a class of each enumeration of Qt that comes near what is used: for our window more
than two hundred, with three thousand members, and the library takes each member through a dozen
steps that are meant for classes which somebody wrote. Here a class begins as a copy of one that
the library made, and its members are entered in the same books. Where the library keeps other
books than known here, it makes them all.
"""

from __future__ import annotations

import enum
import sys
from enum import EnumType
from typing import Any

BASES = (enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag)
PYSIDES = {"qualname": None, "type": None, "start": 1, "boundary": enum.KEEP}
"""How it asks for each; the name of the module, too, it sets itself later."""
BOOKS = frozenset({
    "_member_names_", "_member_map_", "_value2member_map_", "_unhashable_values_",
    "_flag_mask_", "_singles_mask_", "_all_bits_", "_inverted_", "_boundary_",
    "_generate_next_value_", "_new_member_", "_use_args_", "_member_type_", "_value_repr_",
    "__module__", "__doc__", "__new__", "__format__", "__or__", "__and__", "__xor__",
    "__ror__", "__rand__", "__rxor__", "__invert__",
})  # fmt: skip
ENTRY = {"_value_", "_name_", "__objclass__", "_sort_order_"}

_libraries: Any = EnumType._create_  # type: ignore[attr-defined]  # is not for others


def make_enums_fast() -> None:
    """From now on, for whoever asks as PySide does: of pairs, and for no module."""
    bodies = {base: _body(base) for base in BASES}
    taken = {base: frozenset(dir(base)).union(*map(vars, base.__mro__)) for base in BASES}

    def create(cls: Any, name: str, names: Any, *, module: Any = None, **how: Any) -> Any:
        body = bodies.get(cls)
        is_known = body and module is None and how == PYSIDES and isinstance(names, list)
        if body and is_known and taken[cls].isdisjoint([each for each, _ in names]):
            return _made(cls, name, names, body)
        return _libraries(cls, name, names, module=module, **how)

    vars(enum)["EnumType"]._create_ = create


def _body(base: Any) -> dict[str, Any] | None:
    """What all classes of a kind hold."""
    made = _libraries(base, "AnEnumeration", [("ONE", 1)], module=__name__, boundary=enum.KEEP)
    body = dict(vars(made))
    one = body.pop("ONE")
    return body if body.keys() <= BOOKS and vars(one).keys() == ENTRY else None


def _made(cls: Any, name: str, pairs: list[tuple[str, int]], body: dict[str, Any]) -> Any:
    own: dict[str, Any] = {
        "__module__": sys._getframe(3).f_globals.get("__name__"),
        "_member_names_": [],
        "_member_map_": {},
        "_value2member_map_": {},
        "_unhashable_values_": [],
    }
    made: Any = type.__new__(EnumType, name, (cls,), body | own)
    put = type.__setattr__  # that of the class looks whether a member is set anew
    put(made, "__new__", body["__new__"])
    is_flag = issubclass(cls, enum.Flag)
    _enter(made, pairs, is_flag=is_flag, own=own)
    if is_flag:
        _mask(made)
    return made


def _enter(made: Any, pairs: list[tuple[str, int]], *, is_flag: bool, own: dict[str, Any]) -> None:
    names, by_name = own["_member_names_"], own["_member_map_"]
    by_value = own["_value2member_map_"]
    new, of_int, put = made._new_member_, made._use_args_, type.__setattr__
    for name, value in pairs:
        member = by_value.get(value)
        if member is None:
            member = by_value[value] = new(made, value) if of_int else new(made)
            member._value_ = value
            member._name_ = name
            member.__objclass__ = made
            member._sort_order_ = len(names)
            if not is_flag or _is_single_bit(value):
                names.append(name)
        by_name[name] = member
        put(made, name, member)


def _mask(made: Any) -> None:
    """What the members of a flag come to together."""
    mask = singles = 0
    for value in made._value2member_map_:
        mask |= value
        singles |= value if _is_single_bit(value) else 0
    if hasattr(made, "_singles_mask_"):
        made._flag_mask_, made._singles_mask_ = mask, singles
    else:  # Debian 12's 3.11.2 keeps one mask
        made._flag_mask_ = singles
    made._all_bits_ = 2 ** mask.bit_length() - 1
    single = [made._member_map_[name]._value_ for name in made._member_names_]
    if single != sorted(single):
        made._iter_member_ = made._iter_member_by_def_


def _is_single_bit(value: int) -> bool:
    return value != 0 and value & (value - 1) == 0
