"""Disposition codes: what a touch came to, and what follows from it. The set itself is policy data.

To add a code, touch one place: a `[[dispositions]]` table in `resources/policy.toml` (or in a
team's own policy). Keys, dock, palette, server and reports read it from there.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from workbench.domain.frozen import dataclass

Group: TypeAlias = Literal["connected", "not_connected", "close"]
Need: TypeAlias = Literal[
    "reason", "callback_at", "revisit_on", "ae", "meeting", "contact", "master", "qualification"
]
Closing: TypeAlias = Literal["nurture", "disqualified", "merged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """What is due after a code.

    `cadence`: its next step · `redial`: call again after `minutes` of business time, at most
    `per_day` times a day, in place of the cadence's next call · `task`: a call after `days`
    working days · `callback`: at the promised moment · `nothing`: the cadence stops.
    """

    what: Literal["cadence", "redial", "task", "callback", "nothing"] = "nothing"
    minutes: float = 0
    per_day: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """One code; `attempt`, `contact` and `stops_clock` hold only where a touch stands behind it."""

    code: str
    key: str
    label: str
    short: str
    group: Group
    attempt: bool = False
    contact: bool = False
    stops_clock: bool = False
    needs: tuple[Need, ...] = ()
    reasons: tuple[str, ...] = ()
    alone: bool = False
    confirm: bool = False
    guarded: bool = False
    closes: Closing | None = None
    status: str | None = None
    revisit_days: int = 0
    voids_clock: bool = False
    retires_phone: bool = False
    bars_channels: bool = False
    to_account_owner: bool = False
    """Whether the lead goes to whoever owns its account, once it is closed with this code."""
    follow: Follow = Follow()
    advances: bool = True
    retired: bool = False

    @property
    def asks(self) -> bool:
        """Whether a fact must be given with the code before it can be filed."""
        return bool(self.needs)
