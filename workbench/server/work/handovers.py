"""Hand-overs that come by themselves: covers, what a call held back, what broke off half-way."""

from __future__ import annotations

from datetime import timedelta

from fastapi.concurrency import run_in_threadpool

from workbench.server.ledger.writing import Ledger
from workbench.server.moment import Moment
from workbench.server.rounds import Rounds
from workbench.server.work import covers, reassigning, undoing

LEFT = timedelta(minutes=1)
"""A batch that is open for longer was left by whoever moved it."""


class Handovers(Rounds):
    every_s = 1.0

    def __init__(self, ledger: Ledger, moment: Moment) -> None:
        super().__init__()
        self._ledger = ledger
        self._moment = moment

    async def go_round(self) -> bool:
        await run_in_threadpool(self.look)
        return False

    def begin(self) -> None:
        """What a crash left half-way is carried on before anybody asks for it."""
        now = self._moment.now()
        reassigning.resume(self._ledger, now)
        undoing.resume(self._ledger, now)

    def look(self) -> None:
        now = self._moment.now()
        covers.see_to(self._ledger, now)
        reassigning.move_overdue(self._ledger, now)
        reassigning.resume(self._ledger, now, until=now - LEFT)
