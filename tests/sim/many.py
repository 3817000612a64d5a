"""Many worlds, each core playing its share; those that came wrong are told.

`python -m tests.sim.many FIRST LAST STEP` plays one share.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tests.sim.simulation import play


def failure(seed: int) -> str:
    """How it came wrong, and how to hear all of it; empty where all came right."""
    try:
        play(seed)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        return f"{type(error).__name__}: {error}\n  python -m tests.sim {seed}"
    return ""


def play_all(first: int, last: int) -> bool:
    cores = os.cpu_count() or 1
    shares = [
        subprocess.Popen([sys.executable, "-m", "tests.sim.many", *map(str, (start, last, cores))])
        for start in range(first, first + cores)
    ]
    return not sum(share.wait() for share in shares)


def play_share(first: int, last: int, step: int) -> bool:
    told = [told for seed in range(first, last + 1, step) if (told := failure(seed))]
    print(*told, f"{len(range(first, last + 1, step)):,} worlds, {len(told)} came wrong.", sep="\n")
    return not told


if __name__ == "__main__":
    sys.exit(not play_share(*map(int, sys.argv[1:])))
