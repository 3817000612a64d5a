"""A team for some minutes in a made-up world: the real desks and the real server, in turns.

Nothing but time, chance, disks and the network is made up. A seed decides all of it, so that what
went wrong once goes wrong again: `python -m tests.sim SEED`.
"""

from workbench import invariants

invariants.ON = True
