"""Every fault that the campaign tries, and how often."""

from __future__ import annotations

from functools import partial

from tests.campaign import damage, killing, power
from tests.campaign.tries import Fault

DAMAGES = {
    "64 flipped bytes": damage.flip,
    "truncated": damage.truncate,
    "a zeroed page": damage.zero_a_page,
    "no -wal": damage.lose_the_log,
}
FAULTS = (
    Fault(name="desk killed", stage=killing.desk_stage, times=500),
    Fault(name="server killed, 20 desks", stage=killing.server_stage, times=500),
    Fault(name="power cut, plain files", stage=power.stage, times=400, cannot=power.is_missing),
    Fault(
        name="power cut, sealed files",
        stage=partial(power.stage, key=power.KEY),
        times=400,
        cannot=power.is_missing,
    ),
    Fault(
        name="power cut, commits not made sure of (control)",
        stage=power.careless_stage,
        times=400,
        must_lose=True,
        cannot=power.is_missing,
    ),
    *(
        Fault(
            name=f"{what} in {name}",
            stage=partial(damage.stage, files=files, damage=how),
            times=100,
        )
        for name, files in (("outbox", "outbox.db"), ("cache", "cache.*.db"))
        for what, how in DAMAGES.items()
    ),
)
