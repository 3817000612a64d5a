"""One seed: what happens, in which order, how it goes wrong, and that it comes right again."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path
from unittest import mock

from tests.sim.checks import Checks
from tests.sim.first_file import first_file, folder
from tests.sim.house import Fault, House
from tests.sim.human import do_something
from tests.sim.network import Network
from tests.sim.recovery import Recovery
from tests.sim.seat import Seat
from tests.sim.team import Happening, Team
from tests.sim.way import ON_THE_WAY, ON_THE_WAY_BACK, Way
from tests.sim.world import World
from workbench import invariants
from workbench.sync import puller, pusher

STEPS = 80


class Simulation:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.trace: list[str] = []
        self.met: Counter[str] = Counter()
        """What happened, by kind."""

    def run(self) -> None:
        """Raises Violation."""
        world = self.world = World(self.seed)
        rng = self.rng = world.rng
        pages = mock.patch.object(puller, "PAGE", rng.choice([1, 2, 3, 500]))
        first_file()  # one for all, whichever world is played first
        batches = mock.patch.object(pusher, "PUSH_MOST", rng.choice([1, 2, 50]))
        with world.entered(), pages, batches:
            self.network = Network()
            self.way = Way(self)
            self.house = House(world)
            self.team = Team(self.house, world, self.tell)
            self.checks = Checks(self.house, self.team)
            desks = Path(tempfile.mkdtemp(dir=folder()))
            names = rng.choice([["ann"], ["ann", "bob"], ["ann", "bob", "lena"]])
            self.seats = [
                Seat(name, self.house.users[name], world, self.network, desks / name)
                for name in names
            ]
            # Each world has its own faults, and so each fault meets calm and storm.
            self.odds = {name: rng.choice([0.0, 0.0, 0.3, 1.0]) for name in FAULTS}
            self._backups = [self.house.backup()]
            self._count = 0
            self.slip: Fault | None = None
            try:
                with self.house.counted():
                    self._live()
            finally:
                for seat in self.seats:
                    seat.leave()
                shutil.rmtree(desks, ignore_errors=True)

    def _live(self) -> None:
        for seat in self.seats:
            seat.pocket.keep(self.house.sign_in(seat.name).refresh)
            seat.open()
        for _ in range(STEPS):
            self._step()
        self.slip = None
        Recovery(self).come_right()
        self.checks.at_end(self.seats)

    def tell(self, what: str, of: object = "") -> None:
        self.met[what] += 1
        self.trace.append(f"{self.world.passed_s:9.3f} {what} {of}")

    # ---- a step

    def _step(self) -> None:
        self.world.pass_by(self.rng.choice([0.0, 0.01, 0.05, 0.3, 1.0]))
        happenings = [
            *self._of_desks(),
            *self.way.happenings(),
            (0.5, self._wait),
            *self.team.happenings(self.odds),
            *self._of_server(),
        ]
        weights = [weight for weight, _ in happenings]
        if sum(weights) > 0:
            self.rng.choices(happenings, weights)[0][1]()
        self.gather()

    def gather(self) -> None:
        answers = self.house.answers()
        self.house.store.fails = None
        if invariants.broken:
            raise invariants.broken.pop()
        for letter in answers:
            self.checks.answered(letter)
            if letter.actor is not None:
                self.network.answered.append(letter)
        for letter in [*self.network.under_way, *self.network.lost, *self.house.waiting]:
            if letter.actor is not None and letter.expires_at <= self.world.passed_s:
                self.way.expire(letter)

    def _of_desks(self) -> list[Happening]:
        found: list[Happening] = []
        for seat in self.seats:
            if not seat.is_open:
                found.append((1.0, partial(self.open, seat)))
                continue
            found.append((2.0, partial(self._work, seat)))
            ready = filter(seat.is_ready, ("puller", "pusher"))
            found += [(4.0, partial(self.turn, seat, name)) for name in ready]
            if seat.asks_for_password:
                found.append((1.0, partial(self.sign_in, seat)))
            for fault in MISHAPS:
                weight = self.odds[fault] * 0.15
                found.append((weight, partial(self._mishap, seat, fault)))
        return found

    def _wait(self) -> None:
        self.world.pass_by(self.rng.choice([2.0, 10.0, 30.0]))

    def _of_server(self) -> list[Happening]:
        o = self.odds
        return [
            (0.3, self._back_up), (0.15 * o["restored"], self._restore),
            (0.15 * o["server crash"], self._restart), (0.2 * o["expired"], self._expire_tokens),
            (0.6 * o["commit fails"], self._fail_commit),
        ]  # fmt: skip

    # ---- desks

    def open(self, seat: Seat) -> None:
        self.tell("opens", seat.name)
        seat.open()

    def _work(self, seat: Seat) -> None:
        self._count += 1
        with seat.at_work() as desk:
            self.tell("did", f"{seat.name} {do_something(desk, self.rng, self._count)}")
            self.checks.did(seat)
        if not seat.is_open:
            self.tell("crashed at a commit", seat.name)

    def turn(self, seat: Seat, name: str) -> None:
        if not seat.run(name):
            self.tell("crashed at a commit", f"{seat.name} {name}")
            seat.crash(power=False)

    def sign_in(self, seat: Seat) -> None:
        self.tell("signs in", seat.name)
        seat.pocket.keep(self.house.sign_in(seat.name).refresh)
        seat.up.sync_now()

    def _mishap(self, seat: Seat, fault: str) -> None:
        self.tell(fault, seat.name)
        match fault:
            case "crash":
                seat.crash(power=False)
            case "power loss":
                seat.crash(power=True)
                self.checks.forget_heights(seat)
            case "crash at a commit":
                seat.disk.crash_in = self.rng.randrange(4)
            case "upgraded":
                seat.crash(power=False)
                seat.disk.age()
                self.checks.forget_heights(seat)
            case "clock jump":
                seat.wall_is_off_s += self.rng.choice([-86400, -3600, -5, 5, 3600, 86400])
            case "sleep":
                slept = self.rng.choice([20, 400])
                self.world.pass_by(slept)
                seat.slept_s += slept

    # ---- the server

    def _back_up(self) -> None:
        self._backups = [*self._backups[-2:], self.house.backup()]
        self.tell("backup")

    def _restore(self) -> None:
        backup = self.rng.choice(self._backups)
        self._backups = self._backups[: self._backups.index(backup) + 1]
        self._cut_off()
        self.house.restore(backup)
        self.tell("restored")

    def _restart(self) -> None:
        self._cut_off()
        self.house.start()
        self.tell("server crash")

    def _cut_off(self) -> None:
        for letter in self.house.waiting:
            if letter.actor is not None:
                letter.answer = ConnectionResetError()
                self.network.answered.append(letter)

    def _expire_tokens(self) -> None:
        name = self.rng.choice(self.seats).name
        self.house.expire(name)
        self.tell("expired", name)

    def _fail_commit(self) -> None:
        self.slip = self.rng.choice(["before", "after"])
        self.tell("commit fails", self.slip)


MISHAPS = ("crash", "power loss", "crash at a commit", "clock jump", "sleep", "upgraded")
"""What befalls one desk."""
FAULTS = (
    *ON_THE_WAY, *ON_THE_WAY_BACK, *MISHAPS, "reassigned", "guests", "pools", "promoted", "policy",
    "erased", "alarms", "covers", "restored", "server crash", "expired", "commit fails",
)  # fmt: skip


def play(seed: int) -> Simulation:
    """Raises Violation, which tells the end of the story and how to hear all of it."""
    logging.disable(logging.CRITICAL)
    simulation = Simulation(seed)
    try:
        simulation.run()
    except Exception as error:
        story = "\n".join(simulation.trace[-60:])
        error.add_note(f"{story}\nAll of it: python -m tests.sim {seed}")
        raise
    finally:
        logging.disable(logging.NOTSET)
    return simulation
