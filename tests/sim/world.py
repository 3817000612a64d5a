"""Time and chance as a seed has them: every clock and every random byte of this process."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest import mock

import anyio.to_thread
import time_machine

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC).timestamp()


class World:
    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self._bytes = random.Random(seed + 1)
        self.passed_s = 0.0
        self.loop = VirtualLoop(self)
        self._traveller = time_machine.travel(START, tick=False)
        self._watch: time_machine.Traveller | None = None

    def wall(self) -> float:
        return START + self.passed_s

    def monotonic(self) -> float:
        return 1000.0 + self.passed_s

    def pass_by(self, seconds: float) -> None:
        self.passed_s += seconds
        if self._watch is not None:
            self._watch.move_to(self.wall())

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Until the end of the block this process lives in this world."""

        async def at_once(func, *args, **_how):  # type: ignore[no-untyped-def]  # as anyio has it
            return func(*args)

        self._watch = self._traveller.start()
        gc.disable()  # a world is short, and what it leaves is gone through after it
        try:
            with (
                mock.patch.object(time, "monotonic", self.monotonic),
                mock.patch.object(time, "sleep", self.pass_by),
                mock.patch.object(os, "urandom", self._bytes.randbytes),
                mock.patch.object(random, "_urandom", self._bytes.randbytes),
                mock.patch.object(anyio.to_thread, "run_sync", at_once),
            ):
                yield
        finally:
            gc.enable()
            self._traveller.stop()
            self.loop.close()


class VirtualLoop(asyncio.SelectorEventLoop):
    """Runs what is ready when it is told to, by the world's clock; it never sleeps."""

    def __init__(self, world: World) -> None:
        self._world = world
        super().__init__()

    def time(self) -> float:
        return self._world.monotonic()

    def turn(self) -> None:
        """Until nothing more happens at this moment."""
        while self._ready or (self._scheduled and self._scheduled[0].when() <= self.time()):  # type: ignore[attr-defined]  # asyncio's own
            self.stop()
            self.run_forever()
