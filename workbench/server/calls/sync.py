"""The calls by which a desk follows its slice: the long poll and the backfill."""

from __future__ import annotations

import time
from asyncio import timeout
from contextlib import suppress
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from workbench.domain.plain import to_ms
from workbench.server.calls.callers import admit, office_of
from workbench.server.desks.pulling import Page, backfill, beginning, changes, digest
from workbench.server.ledger.audiences import Slice, slice_of
from workbench.server.ledger.history import check_claims, check_since, position_of
from workbench.server.office import Office
from workbench.server.problems import Problem, resync
from workbench.server.team.sessions import Caller
from workbench.wire import PROTO, WAIT_S, compact

router = APIRouter(prefix="/v1", tags=["sync"])

TOO_MANY_POLLS = "Too many desks of yours wait for news at once; close some of them."
Limit = Annotated[int, Query(ge=1, le=1000)]
Seq = Annotated[int, Query(ge=0, lt=2**62)]


class Answer:
    """One look at the store, in one snapshot."""

    def __init__(
        self, request: Request, since: int | None, base: int, limit: int, with_digest: bool,
        due: int = 0,
    ) -> None:  # fmt: skip
        office = office_of(request)
        with office.store.read() as connection:
            self.caller: Caller = admit(connection, request)
            team = self.caller.team
            check_proto(request)
            claimed = check_claims(connection, team, request.headers.get("sync-claim"))
            position = position_of(connection, team)
            self.slice: Slice = slice_of(connection, self.caller.id, self.caller.role, team)
            self.page: Page
            if since is None:
                now_ms = to_ms(office.moment.now())
                self.page = beginning(connection, self.slice, position.seq, now_ms=now_ms, due=due)
            else:
                if since > position.seq:
                    raise resync("history_lost")
                if since not in claimed:
                    check_since(connection, team, since)
                if since < self.caller.scope_seq:
                    raise resync("scope_changed")
                self.page = changes(connection, self.slice, since, base, limit, position.seq)
            counted = with_digest and not self.page.more
            self._digest = compact(digest(connection, self.slice)) if counted else None
        self.as_of = position
        self._office = office

    def response(self) -> Response:
        page = self.page
        told = f',"digest":{self._digest}' if self._digest is not None else ""
        text = (
            f'{{"as_of":"{self.as_of}","since":{page.upto},"more":{compact(page.more)},'
            f'"now":{to_ms(self._office.moment.now())},"scope":{self.caller.scope_version},'
            f'"items":[{",".join(page.items)}],"config":[{",".join(page.config)}]{told}}}'
        )
        return Response(text, media_type="application/json")


@router.get("/sync")
async def sync(
    request: Request,
    since: Annotated[int | None, Query(ge=0, lt=2**62)] = None,
    base: Seq = 0,
    limit: Limit = 500,
    wait: Annotated[float, Query(ge=0)] = 0,
    digest: bool = False,
    due: Annotated[int, Query(ge=0, le=200)] = 0,
) -> Response:
    """`due`: of the first answer, so many of the leads that are due at most."""
    office = office_of(request)
    waiters = office.waiters
    until = time.monotonic() + min(wait, WAIT_S)
    with waiters.registered() as waiter:
        while True:
            waiter.news.clear()
            answer = await to_thread.run_sync(
                Answer, request, since, base, limit, digest, due, limiter=office.looks
            )
            left = until - time.monotonic()
            if since is None or not answer.page.is_empty or left <= 0 or waiters.is_closed:
                return answer.response()
            if not waiters.settle(waiter, answer.caller, answer.slice, answer.as_of):
                raise Problem(429, "too_many", TOO_MANY_POLLS, retry_after=WAIT_S)
            with suppress(TimeoutError):
                async with timeout(left):
                    await waiter.news.wait()
            if waiter.has_given_up or not waiter.news.is_set():
                return answer.response()  # nothing came: that need not be looked up


@router.get("/sync/backfill")
def sync_backfill(request: Request, below: Seq, limit: Limit = 500) -> Response:
    office: Office = office_of(request)
    with office.store.read() as connection:
        caller = admit(connection, request)
        check_proto(request)
        check_claims(connection, caller.team, request.headers.get("sync-claim"))
        position = position_of(connection, caller.team)
        slice = slice_of(connection, caller.id, caller.role, caller.team)
        page = backfill(connection, slice, below, limit)
    text = f'{{"as_of":"{position}","below":{page.upto},"items":[{",".join(page.items)}]}}'
    return Response(text, media_type="application/json")


def check_proto(request: Request) -> None:
    """Raises Problem 426 for a desk that is too old to read what is sent now."""
    parts = (part.strip().partition("=") for part in request.headers.get("client", "").split(";"))
    proto = {name: value for name, _, value in parts}.get("proto")
    if proto is not None and proto.isdigit() and int(proto) < PROTO:
        said = "This desk is too old for its server. What it has not sent yet is still taken."
        raise Problem(426, "client_too_old", said)
