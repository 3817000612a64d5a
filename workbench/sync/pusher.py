"""Pushes what waits in the outbox, in its order, and keeps what the server says of each."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.cache.entry import Entry
from workbench.cache.erasure import forget
from workbench.cache.outbox import Outbox
from workbench.cache.writing import Writing
from workbench.domain.plain import Misfit
from workbench.domain.tongue import tr
from workbench.sync.errors import Busy, Offline, RefusedByServer, TooMuch, no_workbench
from workbench.sync.hearing import Hearing
from workbench.sync.server_clock import ServerClock
from workbench.sync.session import Session
from workbench.wire import PUSH_BYTES, PUSH_MOST, Position, Problem, Result, read_results

MALFORMED = (400, 403, 422)
"""The batch cannot be as it is; halving finds the mutation that is at fault."""


class Pusher:
    def __init__(
        self, outbox: Outbox, session: Session, clock: ServerClock, hearing: Hearing
    ) -> None:
        self._outbox = outbox
        self._session = session
        self._clock = clock
        self._hearing = hearing
        self._most = PUSH_MOST

    def step(self) -> bool:
        """Send one batch; whether there was one. Raises SyncError."""
        batch = self._batch()
        if not batch:
            self._most = PUSH_MOST
            return False
        try:
            self._send(batch)
        except TooMuch as error:
            self._halve(batch, Problem(code="too_much", message=str(error)))
        except RefusedByServer as error:
            if error.status not in MALFORMED:
                raise Offline(str(error)) from error
            self._halve(batch, error.problem)
        return True

    def _batch(self) -> list[Entry]:
        entries = self._outbox.pending(self._most)
        damaged = [entry for entry in entries if not entry.is_sound]
        if damaged:
            with self._outbox.writing() as writing:
                for entry in damaged:
                    writing.spoil(entry, self._clock.device_now())
            self._hearing.spoiled(len(damaged))
        batch: list[Entry] = []
        size = 0
        for entry in entries:
            size += len(entry.sent) + 1
            if batch and size > PUSH_BYTES - 100:
                break
            if entry.is_sound:
                batch.append(entry)
        return batch

    def _send(self, batch: Sequence[Entry]) -> None:
        generation, claims = self._outbox.generation, self._outbox.claims
        body = b'{"mutations":[%s]}' % b",".join(entry.sent for entry in batch)
        sent = self._clock.sends()
        answer = self._session.call(
            "POST", "/v1/push", claims=lambda: self._outbox.claims, body=body
        )
        try:
            as_of = Position.parse(answer["as_of"])
            results = read_results(answer["results"])
            self._clock.sample(sent, int(answer["now"]))
        except (KeyError, ValueError, TypeError, AttributeError, Misfit):
            raise no_workbench() from None
        with self._outbox.writing() as writing:
            if writing.number("cache_gen") != generation:
                return  # of a history that may be lost: all is asked again
            writing.merge_claim(as_of, claims)
            self._keep(writing, batch, results)
            erased = _erased(batch, results)
            if erased:
                forget(writing, erased)
        if erased:
            self._outbox.database.checkpoint(truncate=True)
        self._hearing.settled(results)
        if all(result.s == "retry" for result in results):
            raise Busy(tr("The server is busy; what you did waits here."), None)

    def _keep(self, writing: Writing, batch: Sequence[Entry], results: Sequence[Result]) -> None:
        writing.attempted(batch)
        writing.settle(results, self._clock.device_now())

    def _halve(self, batch: Sequence[Entry], problem: Problem) -> None:
        if len(batch) > 1:
            self._most = len(batch) // 2
            return
        refused = Result(id=batch[0].id, s="rejected", code=problem.code, message=problem.message)
        with self._outbox.writing() as writing:
            self._keep(writing, batch, [refused])
        self._hearing.settled([refused])
        self._most = PUSH_MOST


def _erased(batch: Sequence[Entry], results: Sequence[Result]) -> set[str]:
    """Leads of people on whom something was done after this desk was told of their erasure."""
    gone = {result.id for result in results if result.code == "erased"}
    return {entry.lead for entry in batch if entry.id in gone and entry.lead is not None}
