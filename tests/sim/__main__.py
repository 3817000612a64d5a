"""`python -m tests.sim SEED`: one seed's story, told as it went.

`FIRST-LAST`: so many seeds on all cores, and of those that fail how to hear each.
"""

from __future__ import annotations

import logging
import sys
import traceback

from tests.sim.many import play_all
from tests.sim.simulation import Simulation


def tell(seed: int) -> bool:
    logging.disable(logging.CRITICAL)  # what the story tells is enough
    simulation = Simulation(seed)
    try:
        simulation.run()
    except Exception:  # noqa: BLE001 - it is told below, after the story
        print("\n".join(simulation.trace))
        traceback.print_exc()
        return False
    print("\n".join(simulation.trace))
    return True


def main(seeds: str) -> bool:
    first, _, last = seeds.partition("-")
    return play_all(int(first), int(last)) if last else tell(int(first))


if __name__ == "__main__":
    sys.exit(not all(main(seeds) for seeds in sys.argv[1:]))
