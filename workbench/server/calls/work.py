"""The call by which desks send what was done."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from workbench.server.calls.callers import admit, office_of
from workbench.server.problems import Problem
from workbench.server.pushing import push, read_push
from workbench.wire import PUSH_BYTES

router = APIRouter(prefix="/v1", tags=["work"])


@router.post("/push")
async def push_mutations(request: Request) -> Response:
    raw = bytearray()
    async for part in request.stream():
        raw += part
        if len(raw) > PUSH_BYTES:
            raise Problem(413, "too_large", f"A push carries {PUSH_BYTES // 1024} KB at most.")
    return await run_in_threadpool(_push, request, bytes(raw))


def _push(request: Request, raw: bytes) -> Response:
    office = office_of(request)
    with office.store.read() as connection:
        caller = admit(connection, request)
    return Response(push(office, caller, read_push(raw)), media_type="application/json")
