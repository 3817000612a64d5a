"""The call by which desks send what was done."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from workbench.domain.mutation import BODIES
from workbench.server.calls.callers import admit, office_of
from workbench.server.calls.posting import read_body
from workbench.server.ledger.history import check_claims
from workbench.server.problems import Problem
from workbench.server.team.sessions import Caller
from workbench.server.work.pushing import has_pushed, push, read_push
from workbench.wire import PUSH_BYTES, PUSH_MOST

router = APIRouter(prefix="/v1", tags=["work"])


_MUTATION = {
    "type": "object",
    "required": ["id", "type", "occurred_at"],
    "properties": {
        "id": {"type": "string"},
        "type": {"enum": sorted(BODIES)},
        "v": {"const": 1},
        "lead": {"type": ["string", "null"]},
        "occurred_at": {"type": "integer", "description": "the device's own clock, epoch ms"},
        "clock": {
            "type": "object",
            "properties": {"offset_ms": {"type": "number"}, "age_s": {"type": "number"}},
        },
        "args": {"type": "object"},
    },
}
_PUSH = {
    "type": "object",
    "required": ["mutations"],
    "properties": {
        "mutations": {"type": "array", "maxItems": PUSH_MOST, "items": _MUTATION},
    },
}


@router.post(
    "/push",
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": _PUSH}}}
    },
)
async def push_mutations(request: Request) -> Response:
    raw = await read_body(request, "A push", PUSH_BYTES)
    return await to_thread.run_sync(_push, request, raw, limiter=office_of(request).pushes)


def _push(request: Request, raw: bytes) -> Response:
    office = office_of(request)
    with office.store.read() as connection:
        # What was taken before a change of role, and its answer lost, is not told as refused.
        caller = admit(connection, request, lambda caller: _knows(connection, caller, raw))
        check_claims(connection, caller.team, request.headers.get("sync-claim"))
    return Response(
        push(office.ledger, office.moment, caller, read_push(raw)), media_type="application/json"
    )


def _knows(connection: Connection, caller: Caller, raw: bytes) -> bool:
    try:
        return has_pushed(connection, caller, read_push(raw))
    except Problem:
        return False
