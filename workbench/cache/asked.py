"""What a list of leads is asked for: whose, of which type, at which moment."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import field
from datetime import datetime
from typing import Any

from workbench.cache.traits import Narrow
from workbench.domain.frozen import dataclass
from workbench.domain.plain import to_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which part of the leads a list is about, and when.

    `patched`: leads that the outbox overlays, left out here. `closed`: the keys of areas in which
    nobody may be called now. `boost`: the policy's factor.
    """

    now: datetime
    me: str | None = None
    type: str | None = None
    patched: Collection[str] = ()
    closed: Collection[str] = ()
    boost: float = 1
    narrow: Narrow = field(default_factory=Narrow)

    @property
    def values(self) -> dict[str, Any]:
        return {
            "now": to_ms(self.now),
            "me": self.me,
            "type": self.type,
            "patched": json.dumps(list(self.patched)),
            "closed": json.dumps(list(self.closed)),
            "boost": self.boost,
            **self.narrow.values,
        }
