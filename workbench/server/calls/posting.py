"""What is posted: how much of it, and of sources by whose key, and its JSON such that it can be
stored.
"""

from __future__ import annotations

import json
import time
from math import ceil

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from workbench.domain.plain import Plain
from workbench.server.calls.callers import office_of
from workbench.server.problems import Problem, invalid
from workbench.server.team.sources import Source

MOST_BYTES = 256 * 1024
DEEPEST = 16
"""Levels of lists and objects."""
LONGEST_ID = 255


async def read_body(request: Request, what: str, most: int = MOST_BYTES) -> bytes:
    """Raises Problem 413 for a longer one."""
    raw = bytearray()
    async for part in request.stream():
        raw += part
        if len(raw) > most:
            raise Problem(413, "too_large", f"{what} has {most // 1024} KB at most.")
    return bytes(raw)


async def source_of(request: Request, key: str = "") -> Source:
    """The source whose key this is, else the bearer's. Raises Problem 401."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    key = key or (token.strip() if scheme.lower() == "bearer" else "")
    sources = office_of(request).sources
    source = sources.get(key)
    if source is None and key:
        source = await run_in_threadpool(sources.look_up, key)
    if source is None:
        raise Problem(401, "unknown_source", "This key belongs to no source of any team.")
    return source


def ration(request: Request, source: Source, what: str) -> None:
    """Count one more of a kind. Raises Problem 429 where it is too many."""
    wait = office_of(request).rates.wait((source.id, what), time.monotonic())
    if wait:
        said = "This source sends more than it may; send the rest a little later."
        raise Problem(429, "too_many", said, retry_after=ceil(wait))


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
