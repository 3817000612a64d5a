"""What one worker of the team API works with; each call finds it at `request.app.state.office`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from anyio import CapacityLimiter

from workbench.server.clocks.chores import Chore, Chores
from workbench.server.clocks.timers import Timers
from workbench.server.desks.tail import Tail
from workbench.server.desks.waiters import Waiters
from workbench.server.files.deliveries import Deliveries
from workbench.server.intake.rates import Rates
from workbench.server.intake.reception import Reception
from workbench.server.ledger.writing import Ledger
from workbench.server.letters.postman import Postman
from workbench.server.moment import Moment
from workbench.server.outcomes.courier import Courier
from workbench.server.overview.whatif import Players
from workbench.server.rounds import Rounds
from workbench.server.store import Store
from workbench.server.team.sources import Sources
from workbench.server.team.throttle import Throttle
from workbench.server.work import retention
from workbench.server.work.handovers import Handovers

MORE_CHORES = (Chore(name="forget", every=timedelta(hours=1), do=retention.forget_past),)
MOST_CALLS = 5000.0
"""Of one device at a stretch: far more than a desk that catches up, and an end to a runaway one."""

AT_ONCE = 4
"""Pushes, and looks for news, beside each other in a worker. More share the one interpreter all the
same, and each would hold what it has locked for longer.
"""


@dataclass(slots=True)
class Office:
    store: Store
    ledger: Ledger
    moment: Moment
    waiters: Waiters = field(default_factory=Waiters)
    throttle: Throttle = field(default_factory=Throttle)
    rates: Rates = field(default_factory=Rates)
    devices: Rates = field(default_factory=lambda: Rates(burst=MOST_CALLS))
    looks: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(AT_ONCE))
    pushes: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(AT_ONCE))
    players: Players = field(default_factory=Players)
    tail: Tail = field(init=False)
    sources: Sources = field(init=False)
    reception: Reception = field(init=False)
    postman: Postman = field(init=False)
    timers: Timers = field(init=False)
    chores: Chores = field(init=False)
    handovers: Handovers = field(init=False)
    deliveries: Deliveries = field(init=False)
    courier: Courier = field(init=False)

    def __post_init__(self) -> None:
        self.tail = Tail(self.store, self.waiters)
        self.sources = Sources(self.store)
        self.reception = Reception(self.ledger, self.moment)
        self.postman = Postman(self.ledger, self.moment)
        self.timers = Timers(self.ledger, self.moment)
        self.chores = Chores(self.ledger, self.moment, MORE_CHORES)
        self.handovers = Handovers(self.ledger, self.moment)
        self.deliveries = Deliveries(self.ledger, self.moment)
        self.courier = Courier(self.ledger, self.moment)

    @property
    def rounds(self) -> tuple[Rounds, ...]:
        """What this worker does beside answering."""
        return (
            self.tail, self.timers, self.postman, self.chores, self.handovers, self.deliveries,
            self.courier,
        )  # fmt: skip
