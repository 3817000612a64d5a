"""Somebody at a desk in a process of its own, as seen from outside: what they say, how they end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path

from tests.campaign import working
from tests.campaign.working import Work, sit_down
from tests.flow import serving
from tests.flow.team import Team, eventually, is_settled
from workbench.cache.rescue import Rescue
from workbench.desk.desk import Desk


@cache
def _nest() -> ForkServerContext:
    nest = serving._nest()
    # Both at once, as a program has one such nest; where it is there already, a hand imports.
    nest.set_forkserver_preload([serving.__name__, working.__name__])
    return nest


def prepare() -> None:
    """Before the first server starts, so that hands are forked ready."""
    _nest()


class Hand:
    def __init__(self, work: Work) -> None:
        self.work = work
        self.ticked: dict[str, str] = {}
        """Mutation's id → its note."""
        self.heard_at: dict[str, float] = {}
        """Mutation's id → when its tick was heard, in seconds of this computer."""
        self.said: list[str] = []
        heard, said = multiprocessing.Pipe(duplex=False)
        orders, self._orders = multiprocessing.Pipe(duplex=False)
        self._process = _nest().Process(
            target=working.begin, args=(said, orders, work), daemon=True
        )
        self._process.start()
        said.close()
        orders.close()
        self._heard = heard
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        with os.fdopen(os.dup(self._heard.fileno()), errors="replace") as lines:
            for line in lines:
                word, _, rest = line.rstrip("\n").partition(" ")
                if word == "ticked" and line.endswith("\n"):
                    id, _, note = rest.partition(" ")
                    self.heard_at[id] = time.time()
                    self.ticked[id] = note
                self.said.append(line.rstrip("\n"))

    @property
    def pid(self) -> int:
        pid = self._process.pid
        assert pid is not None
        return pid

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    @property
    def line(self) -> str:
        """How its line to the server stands, as it last said."""
        said = [line for line in list(self.said) if line.startswith("line ")]
        return said[-1].removeprefix("line ") if said else ""

    def count(self, beginning: str) -> int:
        return sum(line.startswith(beginning) for line in list(self.said))

    def wait_for(self, beginning: str, times: int = 1, within_s: float = 60.0) -> None:
        def is_said() -> bool:
            assert self.is_alive or self.count(beginning) >= times, self.told()
            return self.count(beginning) >= times

        eventually(is_said, within_s)

    def told(self) -> str:
        log = self.work.log
        return f"{self.said[-20:]}\n{log.read_text()[-4000:] if log.is_file() else ''}"

    def shift_clock(self, seconds: float) -> None:
        self._orders.send(seconds)

    def signal(self, which: int) -> None:
        os.kill(self.pid, which)

    def kill(self) -> None:
        """At once; what it had said before is known then."""
        if self._process.is_alive():
            self.signal(signal.SIGKILL)
        self._process.join(15)
        self._reader.join(15)
        self._heard.close()
        self._orders.close()


@contextmanager
def at_work(works: Sequence[Work]) -> Iterator[list[Hand]]:
    hands = [Hand(work) for work in works]
    try:
        yield hands
    finally:
        for hand in hands:
            hand.kill()


class Profile:
    """A person's folder of a team."""

    def __init__(self, team: Team, name: str, folder: Path, key: str | None = None) -> None:
        self.team = team
        self.name = name
        self.email = f"{name.lower()}@sample.example"
        self.folder = folder
        self.key = key
        folder.mkdir(parents=True, exist_ok=True)

    def work(self, name: str, *, signs_in: bool = True, pace_s: float = 0.0) -> Work:
        return Work(
            folder=self.folder, name=name, email=self.email, key=self.key, pace_s=pace_s,
            address=self.team.address if signs_in else "",
            log=self.team.directory / f"log of {self.name}",
        )  # fmt: skip

    @contextmanager
    def opened(self) -> Iterator[Desk]:
        desk = sit_down(self.folder, self.key)
        try:
            yield desk
        finally:
            desk.close()

    def recover(self) -> tuple[float, set[str], Rescue | None]:
        """A person comes back: seconds until all is sent, what was still there, what was said."""
        began = time.monotonic()
        with self.opened() as desk:
            kept = {entry.id for entry in desk._outbox.entries("1")}
            self.team.sign_in(desk, self.name)
            eventually(lambda: is_settled(desk) and desk.sync_state().complete)
            # No call may start on a lead that a colleague has by now; touches count all the same.
            assert {refused.problem.code for refused in desk.attention()} <= {"owner_changed"}
            return time.monotonic() - began, kept, desk._rescue


def a_team(folder: Path, *names: str, leads: int) -> Team:
    """Served, with leads at each desk."""
    prepare()
    team = Team(folder / "store", clock="")
    team.join(*names)
    team.start()
    for _ in range(leads):
        team.inquire()
    return team
