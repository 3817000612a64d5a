"""The sources of inquiries by their keys, remembered for a moment."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from workbench.server import schema
from workbench.server.store import Store
from workbench.server.team.sessions import digest

GOOD_FOR_S = 2.0
"""How long a key that was just looked up is believed: a disabled source ends within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What inquiries come through, as its key told."""

    id: str
    team: str
    name: str
    type: str | None
    redirects: tuple[str, ...]


class Sources:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[float, Source]] = {}

    def get(self, key: str) -> Source | None:
        """The source of this key if it was looked up a moment ago."""
        until, source = self._known.get(key, (0.0, None))
        return source if until > time.monotonic() else None

    def look_up(self, key: str) -> Source | None:
        """Ask the store; None for a key of no source that is in use."""
        with self._store.read() as connection:
            row = connection.execute(_BY_KEY, {"sha256": digest(key)}).one_or_none()
        if row is None:
            self._known.pop(key, None)
            return None
        source = Source(
            id=row.id,
            team=row.team,
            name=row.name,
            type=row.type,
            redirects=tuple(json.loads(row.redirects)),
        )
        self._known[key] = time.monotonic() + GOOD_FOR_S, source
        return source


_BY_KEY = select(schema.source).where(
    schema.source.c.key_sha256 == bindparam("sha256"), schema.source.c.disabled_at.is_(None)
)
