"""JSON that somebody sent, such that it can be stored: no deeper and no stranger than that."""

from __future__ import annotations

import json

from workbench.domain.plain import Plain
from workbench.server.problems import invalid

DEEPEST = 16
"""Levels of lists and objects."""


def read_json(raw: bytes, what: str) -> Plain:
    """Raises Problem 422."""
    try:
        data = json.loads(raw, parse_constant=str)
    except (ValueError, RecursionError):
        raise invalid("body", f"{what} is a JSON object with named fields.") from None
    if isinstance(data, dict):
        for name, value in data.items():
            if isinstance(value, dict | list) and _depth(value) > DEEPEST:
                raise invalid(name, f"“{name}” is nested more than {DEEPEST} levels deep.")
    # What a database cannot hold: a null character, half of a pair.
    if b"\\u0000" in raw or b"\\ud" in raw.lower():
        data = _storable(data)
    return data


def _depth(value: Plain, level: int = 1) -> int:
    if level > DEEPEST or not isinstance(value, dict | list):
        return level
    inner = value.values() if isinstance(value, dict) else value
    return max((_depth(item, level + 1) for item in inner), default=level)


def _storable(value: Plain) -> Plain:
    match value:
        case str():
            return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
        case dict():
            return {_storable(name): _storable(item) for name, item in value.items()}
        case list():
            return [_storable(item) for item in value]
        case _:
            return value
