"""Two processes at one profile, past the lock of its window, as on a folder that is shared."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.campaign.books import judged
from tests.campaign.hand import Profile, a_team, at_work
from tests.campaign.tries import Outcome, Try


@contextmanager
def stage(folder: Path) -> Iterator[Try]:
    team = a_team(folder, "Robin", leads=40)
    robin = Profile(team, "Robin", folder / "desk")
    robin.recover()

    def share(seed: int) -> Outcome:
        """One, both or none of them push; one is killed before the other."""
        rng = random.Random(seed)
        works = [robin.work(f"try {seed}{x}", signs_in=rng.random() < 0.5) for x in "ab"]
        with at_work([replace(work, calls=False) for work in works]) as hands:
            for hand in hands:
                hand.wait_for("ticked", rng.randrange(2, 10))
            rng.choice(hands).kill()
            time.sleep(rng.uniform(0, 0.2))
        ticked = hands[0].ticked | hands[1].ticked
        recovery_s, kept, rescue = robin.recover()
        assert rescue is None, rescue
        assert ticked.keys() <= kept
        lost, doubled = judged(team.directory, ticked)
        return Outcome(len(lost), doubled, recovery_s)

    try:
        yield share
    finally:
        team.stop(signal.SIGKILL)
