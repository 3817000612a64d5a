"""What must hold at any moment, asserted where one transaction can see it.

WORKBENCH_CHECKED in the environment switches it on, as all tests and simulations do; in a start
without it each place costs a look at `ON`. D: `cache.upheld`, L: `server.ledger.upheld`.

| invariant | in the code | from outside |
|---|---|---|
| I1 what was ticked has one effect, or needs attention | D `outbox`, L `written` | sim, campaign |
| I2 base equals the visible slice once faults stop | | sim |
| I3 nobody is sent, or keeps, what is not theirs | L `sent`, `written`, D `page` | sim, server |
| I4 `since` and a lead's seq never fall | D `page`, `outbox`, L `written` | sim |
| I5 own accepted work stays on the screen | D `covered`, `outbox` | sim |
| I6 no page splits a seq | L `sent`, D `page` | sim, server/desks |
| I7 snapshot and changes make the later snapshot | | sim |
| I8 the order of arrival does not matter | | domain |
| I9 history is gapless | L `written` | sim |
| I10 no tick before the disk has it | D `outbox` | sim, campaign |
| I11 all is sent soon after the last fault | | sim, campaign |
| I12 one resync a cause | | sim |
| I13 who waits holds no connection | | sim, server/desks |
| I14 a countdown is right to a second | | sim, sync |
"""

from __future__ import annotations

import os

ON = bool(os.environ.get("WORKBENCH_CHECKED"))


class Broken(AssertionError):
    """An invariant that did not hold; begins with its number."""


broken: list[Broken] = []
"""All that were met here: what cannot be is caught on many ways, and told to nobody who tests."""


def hold(is_so: object, which: str, said: str) -> None:
    """Raises Broken."""
    if not is_so:
        broken.append(Broken(f"{which}: {said}"))
        raise broken[-1]
