"""The door for vendors' webhooks: signed, kept as they came, answered at once."""

from __future__ import annotations

import json
import time

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from sqlalchemy import select

from workbench.server import schema
from workbench.server.calls.callers import office_of
from workbench.server.calls.posting import ration_of, read_body
from workbench.server.files import deliveries
from workbench.server.moment import real_ms
from workbench.server.problems import Problem
from workbench.server.team.signatures import Stamp, is_genuine, stamp_of
from workbench.wire import compact

router = APIRouter(prefix="/v1", tags=["intake"])


@router.post(
    "/hooks/{source}",
    status_code=202,
    openapi_extra={
        "parameters": [
            {"in": "header", "name": name, "required": True, "schema": {"type": "string"}}
            for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {}}}},
    },
)
async def hook(request: Request, source: str) -> Response:
    """A delivery by Standard Webhooks. `again`: it was kept before, and nothing follows anew."""
    raw = await read_body(request, deliveries.WHAT)
    stamp = stamp_of(request.headers)
    if stamp is None:
        raise _unsigned()
    ration_of(request, f"hook {source}", deliveries.WHAT)
    is_new = await run_in_threadpool(_keep, request, source, stamp, raw)
    told = compact({"id": stamp.id, "again": not is_new})
    return Response(told, status_code=202, media_type="application/json")


def _keep(request: Request, id: str, stamp: Stamp, raw: bytes) -> bool:
    store, table = office_of(request).store, schema.source
    with store.read() as connection:
        chosen = select(table).where(table.c.id == id, table.c.disabled_at.is_(None))
        source = connection.execute(chosen).one_or_none()
    secrets = json.loads(source.secrets) if source is not None else []
    if source is None or not is_genuine(stamp, raw, secrets, time.time()):
        raise _unsigned()
    return deliveries.keep(store, source, stamp.id, stamp.sent_s, raw, real_ms())


def _unsigned() -> Problem:
    """It says nothing of what is amiss."""
    return Problem(401, "not_signed", "This is no delivery of a source that is known here.")
