"""No room: a small disk that fills up, and a limit on the size of files, while somebody works.

It hits a click, a pull, a checkpoint or the log, as chance has it. NOT SAVED is said and what was
typed is kept; what is ticked is stored; and it goes on once there is room.
"""

from __future__ import annotations

import gc
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from sqlite3 import OperationalError
from typing import TypeAlias

from tests.campaign.books import judged
from tests.campaign.hand import Hand, Profile, a_team, at_work
from tests.campaign.power import KEY
from tests.campaign.tries import Outcome, Try
from tests.flow.team import eventually
from workbench.cache.outbox import NotSaved
from workbench.cache.sealing import can_seal

DISK = "16m"
ROOM = 256 * 1024
"""At most so much is left for a try to fill."""
INQUIRIES = 25
LETS_GO_S = 5.0
Squeeze: TypeAlias = Callable[[Hand, int], AbstractContextManager[None]]
"""No more room than so many bytes, for as long as it lasts."""


def is_missing() -> str:
    return "" if sys.platform == "linux" and os.geteuid() == 0 else "only root mounts a small disk"


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=700", "tmpfs", str(folder)]
    subprocess.run(mount, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def filled(hand: Hand, room: int) -> Iterator[None]:
    hand.signal(signal.SIGSTOP)  # else it takes some of the room meanwhile
    with filler(hand.work.folder, room):
        hand.signal(signal.SIGCONT)
        yield


@contextmanager
def filler(folder: Path, room: int) -> Iterator[None]:
    filler = folder / "filler"
    with filler.open("wb") as file:

        def fill() -> None:
            disk = os.statvfs(folder)
            if (size := disk.f_bavail * disk.f_frsize - room) > 0:
                os.posix_fallocate(file.fileno(), 0, size)

        insist(fill)
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def limited(hand: Hand, room: int) -> Iterator[None]:
    """No file of the process may end behind where its longest log ends, and a little."""
    before = resource.prlimit(hand.pid, resource.RLIMIT_FSIZE)
    sizes = [path.stat().st_size for path in hand.work.folder.glob("*.db-wal")]
    resource.prlimit(hand.pid, resource.RLIMIT_FSIZE, (max(sizes, default=0) + room, before[1]))
    try:
        yield
    finally:
        resource.prlimit(hand.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def stage(folder: Path, *, squeeze: Squeeze, is_small: bool) -> Iterator[Try]:
    disk = folder / "disk"
    with small_disk(disk) if is_small else nullcontext(disk):
        team = a_team(folder, "Robin", leads=20)
        robin = Profile(team, "Robin", disk)
        robin.recover()
        try:
            yield partial(fill, robin, squeeze)
        finally:
            team.stop(signal.SIGKILL)


def fill(robin: Profile, squeeze: Squeeze, seed: int) -> Outcome:
    rng = random.Random(seed)
    work = replace(robin.work(f"try {seed}", signs_in=rng.random() < 0.7), pace_s=0.005)
    work = replace(work, log=robin.folder / "log")
    work.log.unlink(missing_ok=True)
    with at_work([work]) as [hand]:
        hand.wait_for("line online" if work.address else "ticked")
        with squeeze(hand, rng.randrange(ROOM)):
            if rng.random() < 0.5:
                for _ in range(INQUIRIES):  # a pull finds no room either
                    robin.team.inquire()
            hand.wait_for("refused", rng.randrange(1, 4))
        began = time.monotonic()
        goes_on(hand)
        recovery_s = time.monotonic() - began
    assert hand.count("forgotten") == 0, hand.told()
    _, kept, rescue = robin.recover()
    assert rescue is None, rescue
    assert hand.ticked.keys() <= kept
    lost, doubled = judged(robin.team.directory, hand.ticked)
    return Outcome(len(lost), doubled, recovery_s)


@contextmanager
def start_stage(folder: Path) -> Iterator[Try]:
    """What a kill left is opened where there is no room, or on a disk that is read-only."""
    with small_disk(folder / "disk") as disk:
        team = a_team(folder, "Robin", "Sam", leads=20)
        plain, sealed = (Profile(team, *told) for told in _desks(disk))
        try:
            plain.recover()
            sealed.recover()
            yield lambda seed: start(sealed if seed % 2 else plain, seed)
        finally:
            team.stop(signal.SIGKILL)


def _desks(disk: Path) -> Iterator[tuple[str, Path, str | None]]:
    yield "Robin", disk / "plain", None
    yield "Sam", disk / "sealed", KEY if can_seal() else None


def start(profile: Profile, seed: int) -> Outcome:
    rng = random.Random(seed)
    with at_work([profile.work(f"try {seed}", signs_in=False)]) as [hand]:
        hand.wait_for("ticked", rng.randrange(1, 12))
    for shared in profile.folder.glob("*-shm"):
        shared.unlink()  # as after a restart of the computer
    outbox = profile.folder / "outbox.db"
    folder, room = profile.folder, rng.randrange(ROOM)
    with read_only(folder) if rng.random() < 0.3 else filler(folder, room):
        before = outbox.read_bytes()
        try:
            with profile.opened() as desk:
                assert desk._rescue is None, desk._rescue
        except (OSError, NotSaved, OperationalError):
            assert outbox.read_bytes() == before
    assert not list(profile.folder.glob("outbox.damaged-*"))
    recovery_s, kept, rescue = profile.recover()
    assert rescue is None, rescue
    assert hand.ticked.keys() <= kept
    lost, doubled = judged(profile.team.directory, hand.ticked)
    return Outcome(len(lost), doubled, recovery_s)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    remount = ["mount", str(folder.parent), "-o"]
    insist(lambda: subprocess.run([*remount, "remount,ro"], check=True))
    try:
        yield
    finally:
        subprocess.run([*remount, "remount,rw"], check=True)


def insist(act: Callable[[], object]) -> None:
    """Whoever was stopped or killed lets go of the disk a moment later."""
    until = time.monotonic() + LETS_GO_S
    while True:
        try:
            act()
        except (OSError, subprocess.CalledProcessError):
            gc.collect()  # what a thread had open that ended after its desk
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def goes_on(hand: Hand) -> None:
    """What was refused is ticked, and the line is as it was."""
    refused = next(line for line in reversed(list(hand.said)) if line.startswith("refused"))
    note = " ".join(refused.split(" ")[1:4])
    eventually(lambda: note in list(hand.ticked.values()))
    if hand.work.address:
        eventually(
            lambda: [x for x in list(hand.said) if x.startswith("line")][-1] == "line online"
        )
