"""SIGKILL at random moments: on a desk just after a tick, on the server while twenty push."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.campaign.books import judged
from tests.campaign.hand import Hand, Profile, a_team, at_work
from tests.campaign.tries import Outcome, Try
from tests.flow.team import eventually

DESKS = 20
AFTER_A_TICK_S = 0.020
PACE_S = 2.0
DRAINED_S = 240.0
"""On a computer that has more to do than twenty desks and a server."""


@contextmanager
def desk_stage(folder: Path) -> Iterator[Try]:
    team = a_team(folder, "Robin", leads=40)
    robin = Profile(team, "Robin", folder / "desk")
    robin.recover()

    def kill(seed: int) -> Outcome:
        """Half of them push while they work; half are killed within 20 ms of a tick."""
        rng = random.Random(seed)
        with at_work([robin.work(f"try {seed}", signs_in=bool(seed % 2))]) as [hand]:
            hand.wait_for("ticked", rng.randrange(1, 10))
            time.sleep(rng.uniform(0, AFTER_A_TICK_S if rng.random() < 0.5 else 0.4))
        recovery_s, kept, rescue = robin.recover()
        assert rescue is None
        assert hand.ticked.keys() <= kept
        lost, doubled = judged(team.directory, hand.ticked)
        return Outcome(len(lost), doubled, recovery_s)

    try:
        yield kill
    finally:
        team.stop(signal.SIGKILL)


@contextmanager
def server_stage(folder: Path) -> Iterator[Try]:
    names = [f"Rep{n}" for n in range(DESKS)]
    team = a_team(folder, *names, leads=3 * DESKS)
    profiles = [Profile(team, name, folder / name) for name in names]
    works = [profile.work(profile.name, pace_s=PACE_S) for profile in profiles]
    with at_work(works) as hands:
        for hand in hands:
            hand.wait_for("line online")
        checked: set[str] = set()

        def kill(seed: int) -> Outcome:
            rng = random.Random(seed)
            time.sleep(rng.uniform(0.05, 0.6))
            cut = [hand.count("line offline") for hand in hands]
            team.stop(signal.SIGKILL)
            began = time.monotonic()
            if rng.random() < 0.3:  # the others come back to a server that is there at once
                time.sleep(rng.uniform(0, 1.5))
            team.start()
            for hand, before in zip(hands, cut, strict=True):
                _comes_back(hand, before)
            recovery_s = time.monotonic() - began
            ticked = {id: note for hand in hands for id, note in dict(hand.ticked).items()}
            new = {id: note for id, note in ticked.items() if id not in checked}
            eventually(lambda: not judged(team.directory, new)[0], DRAINED_S)
            checked.update(new)
            lost, doubled = judged(team.directory, ticked)
            return Outcome(len(lost), doubled, recovery_s)

        try:
            yield kill
        finally:
            team.stop(signal.SIGKILL)


def _comes_back(hand: Hand, before: int) -> None:
    """It notices, and is online again."""
    hand.wait_for("line offline", before + 1)
    eventually(lambda: hand.line == "online")
