"""How long work takes a rep, logging included."""

from __future__ import annotations

from workbench.domain.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """A rep's minutes: a call that reaches nobody, a message, a conversation.

    They stand until `enough` of a team's own calls of a type can be counted instead.
    """

    call_min: float = 4
    message_min: float = 3
    talk_min: float = 12
    enough: int = 30

    def attempt_min(self, reach: float) -> float:
        """A call's minutes, expected; `reach`: the chance 0…1 that it reaches them."""
        return reach * self.talk_min + (1 - reach) * self.call_min
