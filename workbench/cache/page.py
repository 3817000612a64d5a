"""A page of what changed, read as far as it must be: each lead's text stays as it came."""

from __future__ import annotations

from typing import Any

import msgspec


class Item(msgspec.Struct, gc=False):
    """`op` is “put” or “evict”; `lead` and `activities` are documents, `older` how many more there
    are; `told` is what an eviction says of itself.
    """

    op: str = "put"
    id: str = ""
    lead: msgspec.Raw = msgspec.Raw(b"null")
    activities: tuple[msgspec.Raw, ...] = ()
    older: int | None = None
    told: dict[str, Any] | None = None


class Page(msgspec.Struct, kw_only=True, gc=False):
    """`since`: what a live page leads to, `more` before the end; `below`: what lies below it the
    backfill still has. `now` is the server's time in epoch milliseconds.
    """

    as_of: str
    now: int | None = None
    since: int = 0
    below: int = 0
    more: bool = False
    config: tuple[dict[str, Any], ...] = ()
    items: tuple[Item, ...] = ()


_PAGE = msgspec.json.Decoder(Page)


def read_page(body: bytes) -> Page:
    """Raises ValueError."""
    return _PAGE.decode(body)


def text(document: msgspec.Raw) -> str:
    """Raises ValueError where it is none."""
    return str(memoryview(document), "utf-8")
