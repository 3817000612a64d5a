"""The threads of a desk as one thread plays them: each runs while it is its turn.

It gives its turn back where a thread would wait: for the network, for a lock, for its next round.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import ClassVar

from greenlet import greenlet  # type: ignore[import-untyped]  # it has no stubs


class Killed(BaseException):
    """The process that this actor belonged to is no more."""


class Actor:
    current: ClassVar[Actor | None] = None

    def __init__(self, name: str, go_round: Callable[[], float | None]) -> None:
        self.name = name
        self.waits_for_network = False
        self.barred_by: TurnLock | None = None
        self.rests_s: float | None = 0.0
        """After a round: for how long; None until woken."""
        self.rounds = 0
        self.crashed = False
        self._go_round = go_round
        self._doomed = False
        self._play = greenlet(self._go_on)
        self._stage = greenlet.getcurrent()

    @property
    def is_over(self) -> bool:
        return bool(self._play.dead)

    def resume(self) -> None:
        """Let it run until it waits again."""
        before, Actor.current = Actor.current, self
        self._stage = greenlet.getcurrent()
        try:
            self._play.switch()
        finally:
            Actor.current = before

    def kill(self) -> None:
        if not self.is_over:
            self._doomed = True
            self.resume()

    def pause(self) -> None:
        """Called by the actor: somebody else's turn."""
        self._stage.switch()
        if self._doomed:
            raise Killed

    def _go_on(self) -> None:
        try:
            while not self._doomed:
                self.rests_s = self._go_round()
                self.rounds += 1
                self.pause()
        except Killed:
            self.crashed = not self._doomed


class TurnLock:
    """A lock for which one waits by letting others have their turn."""

    def __init__(self) -> None:
        self.is_held = False

    def __enter__(self) -> None:
        actor = Actor.current
        while self.is_held and actor is not None:
            actor.barred_by = self
            actor.pause()
        if actor is not None:
            actor.barred_by = None
        self.is_held = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.is_held = False
