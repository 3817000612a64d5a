"""Somebody at a desk: its files, its threads, and what a bad day does to them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from tests.sim.actors import Actor, Killed, TurnLock
from tests.sim.disk import Disk
from tests.sim.network import SERVER, Line, Network
from tests.sim.world import World
from workbench import wire
from workbench.desk.desk import Desk, open_desk
from workbench.sync.keychain import Keychain
from workbench.sync.line import Line as DeskLine
from workbench.sync.server_clock import ServerClock
from workbench.sync.session import Session


class Pocket(Keychain):
    """Where a person keeps the refresh token, whatever becomes of the desk."""

    def __init__(self) -> None:
        self._account = ""
        self._session_only = None
        self._ring = None


class Seat:
    def __init__(
        self, name: str, user: wire.User, world: World, network: Network, folder: Path
    ) -> None:
        self.name = name
        self.user = user
        self.world = world
        self.network = network
        self.pocket = Pocket()
        self.wall_is_off_s = 0.0
        self.slept_s = 0.0
        self.actors: dict[str, Actor] = {}
        self.wakes_at: dict[str, float | None] = {}
        self.ticked: dict[str, bytes] = {}
        """Whatever was told to the person as done, as it was kept."""
        self.not_durable: list[str] = []
        self.desk: Desk | None = None
        self._beside: sqlite3.Connection | None = None
        self.disk = Disk(folder, world)
        self._rng = Random(world.rng.random())

    # ---- its process

    @property
    def is_open(self) -> bool:
        return self.desk is not None

    @property
    def up(self) -> Desk:
        assert self.desk is not None
        return self.desk

    @property
    def line(self) -> DeskLine:
        assert self.up._line is not None
        return self.up._line

    def open(self) -> None:
        with self.disk.mounted():
            desk = open_desk(self.disk.folder, clock=ServerClock(self._wall, self._monotonic))
            if desk.user is None:
                desk._seat(self.user, SERVER)
            self.desk = desk
            desk.listen("filed", self._filed)
            api = Line(self, desk._outbox.get("client_id"))
            session = Session(api, self.pocket, desk._clock)
            session._renewing = TurnLock()  # type: ignore[assignment]  # a lock in turns
            desk._line = DeskLine(
                desk._outbox, desk._caches, session, desk._clock, desk._ear, rng=self._rng
            )
        for name in ("puller", "pusher"):
            self.actors[name] = Actor(name, partial(self._go_round, name))
            self.wakes_at[name] = self.world.passed_s

    def _go_round(self, name: str) -> float | None:
        return self.line.go_round(name)

    def is_ready(self, name: str) -> bool:
        """Whether this thread would run now if there were many."""
        actor = self.actors[name]
        if actor.waits_for_network or actor.is_over:
            return False
        if actor.barred_by is not None:
            return not actor.barred_by.is_held
        at = self.wakes_at[name]
        return self.line._wakes[name].is_set() or (at is not None and at <= self.world.passed_s)

    @property
    def asks_for_password(self) -> bool:
        return any(
            self.line._standings[name].kind == "signed_out"
            and self.wakes_at[name] is None
            and not (actor.waits_for_network or actor.barred_by or self.is_ready(name))
            for name, actor in self.actors.items()
        )

    def run(self, name: str) -> bool:
        """Its turn; whether the process lives on."""
        actor, rounds = self.actors[name], self.actors[name].rounds
        if not (actor.waits_for_network or actor.barred_by):
            self.line._wakes[name].clear()
            self.wakes_at[name] = None
        with self.disk.mounted():
            actor.resume()
        if actor.rounds > rounds:
            rests = actor.rests_s
            self.wakes_at[name] = None if rests is None else self.world.passed_s + rests
        return not actor.crashed

    def crash(self, *, power: bool) -> None:
        """The process ends here; with the power goes what the disk had not been told to keep."""
        desk = self.up
        self.network.forget(self)
        self.disk.cut(power=power)
        for actor in self.actors.values():
            actor.kill()
        self.actors.clear()
        desk._caches.close()
        desk._outbox.close()
        if self._beside is not None:
            self._beside.close()
            self._beside = None
        self.disk.forget_old()
        self.desk = None

    def leave(self) -> None:
        """At the end of the world."""
        if self.desk is not None:
            self.crash(power=False)
        shutil.rmtree(self.disk.folder, ignore_errors=True)

    @contextmanager
    def at_work(self) -> Iterator[Desk]:
        """What is done here may be cut short by the end of the process."""
        try:
            with self.disk.mounted():
                yield self.up
        except Killed:
            self.crash(power=False)

    # ---- its clocks

    def _wall(self) -> float:
        return self.world.wall() + self.wall_is_off_s

    def _monotonic(self) -> float:
        return self.world.monotonic() - self.slept_s

    # ---- what it tells

    def _filed(self, filed: Any) -> None:
        kept = self.row("SELECT body FROM outbox WHERE id = ?", filed.mutation)
        self.ticked[filed.mutation] = kept[0] if kept else b""
        if not kept:
            self.not_durable.append(filed.mutation)

    def row(self, question: str, *values: Any) -> Any:
        """Asked of the outbox by another process."""
        if self._beside is None:
            self._beside = sqlite3.connect(self.disk.folder / "outbox.db")
        return self._beside.execute(question, values).fetchone()
