"""The courier: tells each receiver the outcomes it is owed, signed as Standard Webhooks has it."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import urlsplit

from anyio import CapacityLimiter, to_thread
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Row

from workbench import __version__
from workbench.domain.plain import to_ms
from workbench.server.ledger.writing import Ledger, Writing
from workbench.server.moment import Moment, real_ms
from workbench.server.outcomes import owed
from workbench.server.outcomes.owed import Receiver
from workbench.server.outcomes.reaching import Answer, Unreached, post
from workbench.server.policy import policies
from workbench.server.rounds import Rounds
from workbench.server.team.signatures import signature

RECEIVERS = 4
"""At once; their threads are none of those that answer calls."""
TOGETHER = 50
ROUND_S = 2.0
"""What one receiver gets before the others have their turn; the last request may outlast it."""


class Courier(Rounds):
    every_s = 1.0

    def __init__(self, ledger: Ledger, moment: Moment) -> None:
        super().__init__()
        self._ledger = ledger
        self._moment = moment

    async def go_round(self) -> bool:
        threads = CapacityLimiter(RECEIVERS)
        taken = await run_in_threadpool(self._take)
        served = [to_thread.run_sync(self.serve, one, limiter=threads) for one in taken]
        return any(await asyncio.gather(*served))

    def _take(self) -> list[Receiver]:
        with self._ledger.store.read() as connection:
            if not owed.are_due(connection):
                return []
        with self._ledger.store.write() as connection:
            return owed.take(connection, RECEIVERS)

    def serve(self, receiver: Receiver) -> bool:
        """Tell it what it is owed until time is up or it is not there; whether there may be more.

        What it alone refuses holds up what it is to be told of other leads as little as it can.
        """
        ends_at = time.monotonic() + ROUND_S
        with self._ledger.store.read() as connection:
            rows = owed.heads(connection, receiver, TOGETHER)
        taken, answer = 0, None
        for row in rows:
            answer = _told(receiver, row)
            if answer.is_taken:
                taken += 1
                with self._ledger.store.write() as connection:
                    owed.told(connection, row)
            else:
                self._postpone(receiver, row, answer)
            if not answer.is_there or time.monotonic() > ends_at:
                break
        if answer is None or (taken and answer.is_there):
            with self._ledger.store.write() as connection:
                owed.release(connection, receiver)
        else:
            self._leave_alone(receiver, answer)
        return taken > 0

    def _postpone(self, receiver: Receiver, row: Row[Any], answer: Answer) -> None:
        with self._ledger.write(receiver.team, self._moment.now()) as writing:
            rules = policies.current(writing.connection, receiver.team).outcomes
            given_up = owed.postpone(writing.connection, receiver, row, rules, answer.why)
            if given_up:
                writing.audit(
                    "outcomes_given_up", receiver.id, name=receiver.url, count=given_up,
                    why=answer.why,
                )  # fmt: skip
                self._tell_desks(writing, receiver)

    def _tell_desks(self, writing: Writing, receiver: Receiver) -> None:
        """For the team leads; the host alone, for an address can hold a secret."""
        told = {
            "host": urlsplit(receiver.url).hostname,
            "n": owed.given_up(writing.connection, receiver),
            "at": to_ms(self._moment.now()),
        }
        with writing.effect() as effect:
            effect.config("given_up", receiver.id, told)

    def _leave_alone(self, receiver: Receiver, answer: Answer) -> None:
        with self._ledger.store.write() as connection:
            rules = policies.current(connection, receiver.team).outcomes
            owed.leave_alone(connection, receiver, rules, answer.why, at_least_s=answer.again_s)


def _told(receiver: Receiver, row: Row[Any]) -> Answer:
    """What it answered; status 0 where it was not reached."""
    return tell(receiver.url, receiver.secret, row.id, row.doc, private=receiver.private)


def tell(url: str, secret: str, id: str, doc: str, *, private: bool) -> Answer:
    body, sent_s = doc.encode(), real_ms() // 1000
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"workbench/{__version__}",
        "webhook-id": id,
        "webhook-timestamp": str(sent_s),
        "webhook-signature": f"v1,{signature(secret, id, sent_s, body)}",
        "Connection": "close",
    }
    try:
        return post(url, body, headers, private=private)
    except Unreached as error:
        return Answer(status=0, said=str(error))
