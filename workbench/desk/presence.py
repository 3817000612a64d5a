"""Whether somebody is at the desk: who is not is asked once, and away a minute later.

Counted by this computer's own time, whatever hour the desk shows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

from workbench.desk.desk import Desk

ASKS_FOR_S = 60.0
State: TypeAlias = Literal["here", "asked", "away"]


class Presence:
    """`since`: when somebody was last seen, on the desk's clock."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.state: State = "here"
        self.seen()

    def seen(self) -> None:
        """A key, the mouse: away ends with `come_back` alone."""
        self.since: datetime = self._desk.now()
        self._seen_s = self._desk.monotonic()
        if self.state == "asked":
            self.state = "here"

    def glance(self, after_min: float) -> State:
        """As time passes; raises NotSaved where the disk refuses that they are away."""
        desk = self._desk
        if self.state == "away":
            if _availability(desk) != "away":  # they said so themselves, or another desk did
                self.state = "here"
                self.seen()
            return self.state
        is_calling = any(call.ended_at is None for call in desk.running_calls())
        if not after_min or is_calling or _availability(desk) != "available":
            self.seen()
            return self.state
        gone_s = desk.monotonic() - self._seen_s - after_min * 60
        if gone_s >= ASKS_FOR_S and self.state == "asked":
            desk.set_availability("away")
            self.state = "away"
        elif gone_s >= 0 and self.state == "here":
            self.state = "asked"
            self._seen_s = desk.monotonic() - after_min * 60
        return self.state

    def come_back(self) -> None:
        """Raises NotSaved."""
        self._desk.set_availability("available")
        self.state = "here"
        self.seen()


def _availability(desk: Desk) -> str:
    return next((person.availability for person in desk.people() if person.id == desk.me), "")
