"""What sync tells the desk, from its own threads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from workbench.cache.cache import Absorbed
from workbench.wire import Result


class Hearing(Protocol):
    def absorbed(self, page: Absorbed, covered: Collection[str], *, live: bool) -> None:
        """A page is in the filling cache. `covered`: leads whose unsent work it now shows itself.

        `live`: it came after the first pull was complete.
        """

    def settled(self, results: Sequence[Result]) -> None:
        """The server has answered what was pushed."""

    def spoiled(self, count: int) -> None:
        """So many rows of the outbox are damaged and will not be sent."""

    def filled(self) -> None:
        """The cache on the screen is whole now, or is another one."""

    def line_changed(self) -> None:
        """The state of the line, or when it last synced."""
