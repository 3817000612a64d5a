"""The team API as an application: its calls, its errors, what runs beside them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from workbench import __version__
from workbench.server.calls import (
    accounts,
    audit,
    auth,
    capacity,
    covers,
    decisions,
    exports,
    health,
    hooks,
    imports,
    inquiries,
    leads,
    leaks,
    policies,
    pools,
    privacy,
    reassigning,
    reports,
    signals,
    sources,
    sync,
    team,
    work,
)
from workbench.server.ledger.writing import Ledger
from workbench.server.moment import Moment
from workbench.server.office import Office
from workbench.server.problems import ANSWERS, answer_problems
from workbench.server.store import Store

# Looked through in this order: what is called most stands first.
ROUTERS = (
    inquiries, signals, hooks, sync, work, auth, team, sources, pools, accounts, leads, imports,
    reassigning, covers, policies, reports, exports, audit, leaks, capacity, decisions, privacy,
    health,
)  # fmt: skip

MOST_BYTES = 8 * 1024 * 1024
"""Of any body: an import's rows; what is taken in one by one has narrower bounds of its own."""


def create_app(store: Store, moment: Moment) -> FastAPI:
    """Closes the store when it ends."""
    office = Office(store, Ledger(store), moment)
    app = FastAPI(
        title="Workbench team API",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        max_body_size=MOST_BYTES,
        lifespan=_running,
    )
    app.state.office = office
    # What comes most goes straight to its call: on FastAPI's way, which describes it, a request
    # takes 50 µs more, of some 700.
    app.add_route("/v1/inquiries", inquiries.inquire, methods=["POST"], include_in_schema=False)
    for module in ROUTERS:
        app.include_router(module.router, responses=dict(ANSWERS))
    answer_problems(app)
    return app


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    office: Office = app.state.office
    office.waiters.open()
    office.ledger.listen(office.waiters.notice)
    await run_in_threadpool(office.handovers.begin)
    beside = [asyncio.create_task(one.keep_up()) for one in office.rounds]
    try:
        yield {"waiters": office.waiters}
    finally:
        for task in beside:
            task.cancel()
        for task in beside:
            with suppress(asyncio.CancelledError):
                await task
        office.reception.close()
        office.store.close()
