"""Rounds: what each worker does beside answering, again and again until the server ends."""

from __future__ import annotations

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from typing import ClassVar

AFTER_FAILURE_S = 1.0

log = logging.getLogger(__name__)


class Rounds(ABC):
    """Supervised: whatever happens to the database or a mail server, they go round again."""

    every_s: ClassVar[float]

    def __init__(self) -> None:
        self._went_at = time.monotonic()
        self.revivals = 0
        """How often they had ended, and were begun anew."""

    @property
    def age_s(self) -> float:
        """Seconds since the last round that succeeded."""
        return time.monotonic() - self._went_at

    async def keep_up(self) -> None:
        """Until this is cancelled: whatever ends the rounds, they begin anew."""
        while True:
            task = asyncio.create_task(self.run(), name=self.name)
            try:
                await asyncio.wait([task])
            finally:
                task.cancel()
                await asyncio.wait([task])
            self.revivals += 1
            log.error("The %s had ended; they begin anew.", self.name)
            await asyncio.sleep(AFTER_FAILURE_S)

    @property
    def name(self) -> str:
        return type(self).__name__.lower()

    async def run(self) -> None:
        while True:
            pause = self.every_s
            try:
                if await self.go_round():
                    pause = 0
                self._went_at = time.monotonic()
            except Exception:
                log.exception("The %s could not go round; another try follows.", self.name)
                pause = max(pause, AFTER_FAILURE_S)
            await asyncio.sleep(pause)

    @abstractmethod
    async def go_round(self) -> bool:
        """Whether there may be more to do at once."""
