"""Files that were damaged while nobody looked: after a kill, so that each has its log beside it.

What cannot be read any more of what was ticked is told, and nothing that nobody typed is sent.
"""

from __future__ import annotations

import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

from tests.campaign.books import judged, unknown
from tests.campaign.hand import Profile, a_team, at_work
from tests.campaign.power import KEY
from tests.campaign.tries import Outcome, Try
from workbench.cache.sealing import can_seal

PAGE = 4096
FLIPPED = 64
TICKS = 12
Damage: TypeAlias = Callable[[Path, random.Random], None]
"""To one file of a database: the file itself or its log."""


def flip(file: Path, rng: random.Random) -> None:
    content = bytearray(file.read_bytes())
    for _ in range(FLIPPED if content else 0):
        content[rng.randrange(len(content))] ^= rng.randrange(1, 256)
    file.write_bytes(content)


def truncate(file: Path, rng: random.Random) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: rng.randrange(len(content) + 1)])


def zero_a_page(file: Path, rng: random.Random) -> None:
    content = bytearray(file.read_bytes())
    at = rng.randrange(max(len(content) // PAGE, 1)) * PAGE
    content[at : at + PAGE] = bytes(len(content[at : at + PAGE]))
    file.write_bytes(content)


def lose_the_log(file: Path, _rng: random.Random) -> None:
    log_of(file).unlink(missing_ok=True)


def log_of(file: Path) -> Path:
    return file if file.name.endswith("-wal") else file.with_name(f"{file.name}-wal")


@contextmanager
def stage(folder: Path, *, files: str, damage: Damage) -> Iterator[Try]:
    """`files`: which database. Every second try is of a profile whose files are sealed."""
    team = a_team(folder, "Robin", "Sam", leads=40)
    profiles = [Profile(team, "Robin", folder / "plain")]
    if can_seal():
        profiles.append(Profile(team, "Sam", folder / "sealed", KEY))
    for profile in profiles:
        profile.recover()
    try:
        yield partial(harm, profiles, files, damage)
    finally:
        team.stop(signal.SIGKILL)


def harm(profiles: list[Profile], files: str, damage: Damage, seed: int) -> Outcome:
    rng = random.Random(seed)
    profile = profiles[seed % len(profiles)]
    name = f"try {seed} of {files}"
    # Who meets a cache that was damaged before finds leads only where a server tells them again.
    signs_in = rng.random() < 0.5 or files != "outbox.db"
    with at_work([profile.work(name, signs_in=signs_in)]) as [hand]:
        hand.wait_for("ticked", TICKS)
    [file] = profile.folder.glob(files)
    damage(file if rng.random() < 0.5 or not log_of(file).exists() else log_of(file), rng)
    recovery_s, kept, rescue = profile.recover()
    store = profile.team.directory
    without, doubled = judged(store, hand.ticked)
    assert without <= hand.ticked.keys() - kept
    typed = [f"{name} {n}" for n in range(len(hand.ticked) + 2)]  # one may not have been ticked yet
    assert not unknown(store, typed, name)
    told = min(rescue.lost if rescue else 0, len(without))
    _forget_copies(profile.folder)
    return Outcome(len(without) - told, doubled, recovery_s, told)


def _forget_copies(folder: Path) -> None:
    for aside in folder.glob("outbox.damaged-*"):
        aside.unlink()
