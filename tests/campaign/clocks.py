"""Clocks that jump while somebody works, and a computer that sleeps in the middle of anything."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from tests.campaign.books import judged, mails_at
from tests.campaign.hand import Hand, Profile, a_team, at_work
from tests.campaign.tries import Outcome, Try
from tests.flow.team import eventually

JUMPS_S = (-86_400.0, -7_200.0, -3_600.0, -90.0, -2.0, 2.0, 90.0, 3_600.0, 7_200.0, 86_400.0)
PACE_S = 0.02
LONGEST_SLEEP_S = 2.0
HEARD_WITHIN_S = 45.0
"""A busy computer hears late of a tick; shorter jumps than this are tried, but not seen here."""
Disturb: TypeAlias = Callable[[Profile, Hand, random.Random], None]
"""Something happens to the desk or the server while somebody works."""


@contextmanager
def jump_stage(folder: Path) -> Iterator[Try]:
    def disturb(_robin: Profile, hand: Hand, rng: random.Random) -> None:
        for _ in range(rng.randrange(1, 4)):
            hand.shift_clock(rng.choice(JUMPS_S) + rng.uniform(-1, 1))
            hand.wait_for("ticked", hand.count("ticked") + rng.randrange(1, 6))

    with _disturbed(folder, disturb) as one_try:
        yield one_try


@contextmanager
def sleep_stage(folder: Path) -> Iterator[Try]:
    def disturb(robin: Profile, hand: Hand, rng: random.Random) -> None:
        """The desk sleeps, its clock on or not; or the server does."""
        send = rng.choice((hand.signal, robin.team.send))
        time.sleep(rng.uniform(0, 0.1))
        send(signal.SIGSTOP)
        time.sleep(rng.uniform(0, LONGEST_SLEEP_S))
        hand.shift_clock(rng.choice((0.0, 3_600.0)))
        send(signal.SIGCONT)

    with _disturbed(folder, disturb) as one_try:
        yield one_try


@contextmanager
def _disturbed(folder: Path, disturb: Disturb) -> Iterator[Try]:
    team = a_team(folder, "Robin", leads=40)
    robin = Profile(team, "Robin", folder / "desk")
    robin.recover()

    def one_try(seed: int) -> Outcome:
        rng = random.Random(seed)
        with at_work([robin.work(f"try {seed}", pace_s=PACE_S)]) as [hand]:
            hand.wait_for("line online")
            hand.wait_for("ticked")
            disturb(robin, hand, rng)
            began = time.monotonic()
            ticked = dict(hand.ticked)
            eventually(lambda: not judged(team.directory, ticked)[0])
            recovery_s = time.monotonic() - began
        robin.recover()
        lost, doubled = judged(team.directory, hand.ticked)
        for id, at in mails_at(team.directory, hand.ticked).items():
            assert abs(at - hand.heard_at[id]) < HEARD_WITHIN_S, hand.ticked[id]
        return Outcome(len(lost), doubled, recovery_s)

    try:
        yield one_try
    finally:
        team.stop(signal.SIGKILL)
