"""What is posted: how much of it, and of sources by whose key."""

from __future__ import annotations

import time
from math import ceil

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from workbench.server.calls.callers import office_of
from workbench.server.problems import Problem
from workbench.server.team.sources import Source

MOST_BYTES = 256 * 1024
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
    ration_of(request, source.id, what)


def ration_of(request: Request, source: str, what: str) -> None:
    """The same for a source by its id."""
    wait = office_of(request).rates.wait((source, what), time.monotonic())
    if wait:
        said = "This source sends more than it may; send the rest a little later."
        raise Problem(429, "too_many", said, retry_after=ceil(wait))
