"""`python -m tests.sim SEED`: one seed's story, told as it went."""

import logging
import sys
import traceback

from tests.sim.simulation import Simulation

logging.disable(logging.CRITICAL)  # what the story tells is enough
for seed in map(int, sys.argv[1:]):
    simulation = Simulation(seed)
    try:
        simulation.run()
    except Exception:  # noqa: BLE001 - it is told below, after the story
        print("\n".join(simulation.trace))
        traceback.print_exc()
        sys.exit(1)
    print("\n".join(simulation.trace))
