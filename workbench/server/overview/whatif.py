"""What-ifs, played in processes of their own: the team as it is beside the team as it might be.

A run belongs to the request that asks for it and to nothing else: it tells how far it is while it
runs, ends when nobody listens any more, and leaves nothing behind, whichever worker serves it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import workbench
from workbench.domain.capacity import Forecast
from workbench.domain.plain import Plain, from_plain, to_plain
from workbench.server.overview import playing
from workbench.server.overview.playing import Question
from workbench.server.problems import Problem

log = logging.getLogger(__name__)

AT_ONCE = 2
"""What-ifs in one worker; each takes up to two processes."""
LONGEST_LINE = 1 << 20


class NotPlayed(Exception):
    """A what-if that ended before its time, with a sentence for who waits for it."""


class Players:
    """The what-ifs that one worker plays."""

    def __init__(self) -> None:
        self.running = 0
        self._stopped = False
        self._processes: set[Process] = set()
        self._ending: set[asyncio.Task[None]] = set()

    def check_room(self) -> None:
        """Raises Problem 503 where as many are being played as may be."""
        if self.running >= AT_ONCE:
            said = "Other what-ifs are being played; stop one, or try again in a moment."
            raise Problem(503, "busy", said, retry_after=5)

    def stop(self) -> None:
        """The server ends: whoever waits for one hears so."""
        self._stopped = True
        for process in self._processes:
            _kill(process)

    async def play(
        self, questions: Mapping[str, Question]
    ) -> AsyncGenerator[float | dict[str, Forecast]]:
        """How far it is, 0…1, as it goes on, then each question's forecast by its name.

        Raises NotPlayed.
        """
        self.running += 1
        players: list[Player] = []
        lines: asyncio.Queue[tuple[str, Plain]] = asyncio.Queue()
        done, found = dict.fromkeys(questions, 0.0), dict[str, Forecast]()
        try:
            for name, question in questions.items():
                players.append(await _player(name, question, lines))
                self._processes.add(players[-1][0])
            while len(found) < len(questions):
                name, line = await lines.get()
                if line is None and name not in found:
                    raise self._not_played()
                if line is not None and "forecast" in line:
                    found[name] = from_plain(Forecast, line["forecast"])
                elif line is not None:
                    done[name] = line["done"]
                    yield sum(done.values()) / len(done)
            yield {name: found[name] for name in questions}
        finally:
            # Not awaited: who hung up has this cancelled at each await.
            ending = asyncio.create_task(self._end(players, len(found) < len(questions)))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    def _not_played(self) -> NotPlayed:
        if self._stopped:
            return NotPlayed("The server is about to end; ask again in a moment.")
        log.error("A what-if ended without its forecast; what it said stands above.")
        return NotPlayed("This what-if could not be played; the server’s log says why.")

    async def _end(self, players: Sequence[Player], at_once: bool) -> None:
        if at_once:
            for process, _ in players:
                _kill(process)
        for process, reading in players:
            await reading
            await process.wait()
            self._processes.discard(process)
        self.running -= 1


Player: TypeAlias = tuple[Process, asyncio.Task[None]]
"""A process, and the reading of what it says to its end."""


def _kill(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()


async def _player(name: str, question: Question, lines: asyncio.Queue[tuple[str, Plain]]) -> Player:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", playing.__name__,
        cwd=Path(workbench.__file__).parents[1], stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(json.dumps(to_plain(question)).encode())
    process.stdin.close()
    return process, asyncio.create_task(_read(name, process, lines))


async def _read(name: str, player: Process, lines: asyncio.Queue[tuple[str, Plain]]) -> None:
    assert player.stdout is not None
    async for line in player.stdout:
        await lines.put((name, json.loads(line)))
    await lines.put((name, None))
