"""Every fault that the campaign tries, and how often."""

from __future__ import annotations

from functools import partial

from tests.campaign import killing, power
from tests.campaign.tries import Fault

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
)
