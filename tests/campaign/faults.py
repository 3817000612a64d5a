"""Every fault that the campaign tries, and how often."""

from __future__ import annotations

from functools import partial

from tests.campaign import (
    clocks,
    crowd,
    damage,
    full,
    hour,
    killing,
    network,
    postgres,
    power,
    sharing,
)
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
    Fault(
        name="disk full",
        stage=partial(full.stage, squeeze=full.filled, is_small=True),
        times=100,
        cannot=full.is_missing,
    ),
    Fault(
        name="file too large",
        stage=partial(full.stage, squeeze=full.limited, is_small=False),
        times=100,
        cannot=full.is_missing,
    ),
    Fault(
        name="no room or no right to write, at the start",
        stage=full.start_stage,
        times=100,
        cannot=full.is_missing,
    ),
    Fault(name="two processes, one profile", stage=sharing.stage, times=100),
    Fault(name="clock jumps", stage=clocks.jump_stage, times=100),
    Fault(name="suspended", stage=clocks.sleep_stage, times=100),
    *network.FAULTS,
    *postgres.FAULTS,
    *crowd.FAULTS,
    *hour.FAULTS,
)
