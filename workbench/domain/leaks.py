"""When a lead counts as fallen through; a team's own numbers, in its policy under `leaks`."""

from __future__ import annotations

from workbench.domain.frozen import dataclass
from workbench.domain.plain import Misfit

LEAK_DAYS_MOST = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakRules:
    """`callback_min`: real minutes after which a promised callback is missed. `closed_days`: how
    far back it is looked for leads that were closed too early. `unsynced_min`: working minutes in
    which no desk of a lead's owner was heard of.
    """

    callback_min: float = 10
    closed_days: int = 30
    unsynced_min: float = 60

    def __post_init__(self) -> None:
        for name in ("callback_min", "unsynced_min"):
            if not 0 <= getattr(self, name) <= 24 * 60:
                raise Misfit((name,), f"needs minutes from 0 to {24 * 60}")
        if not 1 <= self.closed_days <= LEAK_DAYS_MOST:
            raise Misfit(("closed_days",), f"needs days from 1 to {LEAK_DAYS_MOST}")
