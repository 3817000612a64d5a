"""What happens to a real PostgreSQL and to its workers, under the load of real desks.

After each fault: every tick has one effect, every desk and waiter is back, no seq is missing.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.campaign.database import Database, database
from tests.campaign.serving import Server, serving
from tests.campaign.team import Seat, a_boss, a_team, damage, gaps, seated, visible, wait_until
from tests.campaign.tries import Fault, Outcome, Stage, Try
from tests.server.cluster import programs
from workbench.server.store import Store, open_store

REPS = 5
EVERY_S = 0.05
"""One tick of the whole team after another."""
BACK_S = 60.0
HEARD_S = 10.0
"""Who waits hears of a change within this once all are back."""


@dataclass(frozen=True, slots=True)
class Site:
    """A team at work. `long_s`: how long what lasts is to last."""

    database: Database
    server: Server
    store: Store
    boss: Seat
    reps: list[Seat]
    long_s: float
    rng: random.Random = field(default_factory=random.Random)

    @property
    def seats(self) -> list[Seat]:
        return [self.boss, *self.reps]


@contextmanager
def site(workers: int, *, long_s: float) -> Iterator[Site]:
    bin = programs()
    assert bin is not None, "PostgreSQL is not installed (Debian: apt install postgresql)"
    with database(bin) as db:
        store = open_store(database_url=db.address)
        reps = a_team(store, REPS, leads=6)
        boss = a_boss(store, reps)
        with (
            serving("--database", db.address, workers=workers) as server,
            seated(server.address, [boss, *reps]) as seats,
        ):
            yield Site(db, server, store, seats[0], seats[1:], long_s)
        store.close()


def one_try(site: Site, fault: Callable[[Site], None], seed: int) -> Outcome:
    """All work on while it happens; how long after it until all are back and in step."""
    site.rng.seed(seed)
    with at_work(site.reps, site.rng):
        time.sleep(0.5)
        fault(site)
        ended = time.monotonic()
        time.sleep(0.5)
    wait_until(lambda: all(seat.is_live for seat in site.seats), BACK_S)
    wait_until(lambda: all(is_in_step(site.store, seat) for seat in site.seats), BACK_S)
    recovery_s = time.monotonic() - ended
    hear_each_other(site)
    found = damage(site.store, *site.seats)
    assert gaps(site.store) == 0
    return Outcome(found.lost, found.doubled, recovery_s)


@contextmanager
def at_work(seats: list[Seat], rng: random.Random) -> Iterator[None]:
    """Each ticks in turn, some several at once."""
    stopping = threading.Event()

    def work() -> None:
        for n in count():
            seat = seats[n % len(seats)]
            for _ in range(rng.choice((1, 1, 1, 6))):
                seat.tick(len(seat.ticked))
            if stopping.wait(EVERY_S):
                return

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def is_in_step(store: Store, seat: Seat) -> bool:
    return seat.held() == visible(store, seat.rep)


def hear_each_other(site: Site) -> None:
    """No waiter is stuck: what somebody else does with their lead reaches every rep."""
    for n, rep in enumerate(site.reps):
        site.boss.tick(n * len(rep.rep.leads))
    wait_until(lambda: site.boss.is_live, HEARD_S)
    wait_until(lambda: all(is_in_step(site.store, seat) for seat in site.seats), HEARD_S)


# ---- what may happen


def power_cut(site: Site) -> None:
    site.database.pull_the_plug()
    time.sleep(site.rng.uniform(0, 2))
    site.database.start()


def killed_backends(site: Site) -> None:
    assert site.database.kill_backends(site.rng, 3)


def stopped_worker(site: Site) -> None:
    """Stopped in the moment in which the others wait for the counter that it holds."""
    for _ in range(500):
        worker = site.rng.choice(site.server.workers())
        os.kill(worker, signal.SIGSTOP)
        time.sleep(0.03)  # what a backend is busy with is over by then
        if site.database.is_counter_held():
            break
        os.kill(worker, signal.SIGCONT)
        time.sleep(site.rng.uniform(0, 0.05))
    else:
        raise TimeoutError("No worker was met with the counter in its hand.")
    began = time.monotonic()
    wait_until(lambda: not site.database.is_counter_held(), 8)
    time.sleep(max(0.0, site.rng.uniform(0, 8) - (time.monotonic() - began)))
    with suppress(ProcessLookupError):
        os.kill(worker, signal.SIGCONT)  # unless it was replaced meanwhile


def killed_worker(site: Site) -> None:
    os.kill(site.rng.choice(site.server.workers()), signal.SIGKILL)
    time.sleep(1)


def worker_killed_while_the_database_is_away(site: Site) -> None:
    site.database.pull_the_plug()
    killed_worker(site)
    time.sleep(3)
    site.database.start()


def long_writer_elsewhere(site: Site) -> None:
    elsewhere = "CREATE TABLE IF NOT EXISTS elsewhere (n int)", "INSERT INTO elsewhere VALUES (1)"
    with site.database.held(*elsewhere):
        time.sleep(site.long_s)


def long_lock_of_leads(site: Site) -> None:
    with site.database.held("LOCK TABLE lead IN ACCESS EXCLUSIVE MODE"):
        time.sleep(site.long_s)


def long_lock_of_the_counter(site: Site) -> None:
    with site.database.held("UPDATE team SET seq = seq"):
        time.sleep(site.long_s)


def deadlock_bait(site: Site) -> None:
    with site.database.bait(list(site.boss.rep.leads[:6])):
        time.sleep(6)


def restored(site: Site) -> None:
    """To how it was a while ago; what was acknowledged since is resent by the desks."""
    site.database.backed_up()
    time.sleep(site.long_s)
    site.database.restore()


LASTING: Mapping[str, Callable[[Site], None]] = {
    "a long writer elsewhere": long_writer_elsewhere,
    "a long lock of all leads": long_lock_of_leads,
    "a long lock of the counter": long_lock_of_the_counter,
    "PostgreSQL restored to before": restored,
}
SHORT: Mapping[str, Callable[[Site], None]] = {
    "PostgreSQL stopped at once": power_cut,
    "PostgreSQL's backends killed": killed_backends,
    "worker stopped with the counter in its hand": stopped_worker,
    "worker killed": killed_worker,
    "worker killed while PostgreSQL is away": worker_killed_while_the_database_is_away,
    "deadlock bait": deadlock_bait,
}
LONG_S = 60.0


def stage(fault: Callable[[Site], None], *, workers: int, long_s: float = LONG_S) -> Stage:
    @contextmanager
    def built(_: Path) -> Iterator[Try]:
        with site(workers, long_s=long_s) as there:
            yield lambda seed: one_try(there, fault, seed)

    return built


def cannot() -> str:
    return "" if programs() else "PostgreSQL is not installed (Debian: apt install postgresql)"


FAULTS = tuple(
    Fault(
        name=f"{name}, {workers} workers", stage=stage(fault, workers=workers), times=times,
        cannot=cannot,
    )
    for faults, times in ((SHORT, 10), (LASTING, 2))
    for name, fault in faults.items()
    for workers in (2, 4)
)  # fmt: skip
