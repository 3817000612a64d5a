"""What one worker of the team API works with; each call finds it at `request.app.state.office`."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.server.ledger import Ledger
from workbench.server.moment import Moment
from workbench.server.store import Store
from workbench.server.throttle import Throttle


@dataclass(slots=True)
class Office:
    store: Store
    ledger: Ledger
    moment: Moment
    throttle: Throttle = field(default_factory=Throttle)
