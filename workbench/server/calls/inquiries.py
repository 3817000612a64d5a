"""The door for inquiries: JSON with a source's key as bearer, or a browser's form with `_key`."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from workbench.server.calls.callers import office_of
from workbench.server.calls.posting import LONGEST_ID, ration, read_body, source_of
from workbench.server.clean.json_body import read_json
from workbench.server.intake.reception import Waiting
from workbench.server.problems import invalid
from workbench.wire import canonical

router = APIRouter(prefix="/v1", tags=["intake"])

FORM = "application/x-www-form-urlencoded"
EXAMPLE = {"type": "demo", "name": "Mika Salo", "email": "mika@nordwind.example"}
WHAT = "An inquiry"


@router.post(
    "/inquiries",
    status_code=202,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                kind: {"schema": {"type": "object", "example": EXAMPLE}}
                for kind in ("application/json", FORM)
            },
        }
    },
)
async def inquire(request: Request) -> Response:
    raw = await read_body(request, WHAT)
    is_form = request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM
    data = _form(raw) if is_form else read_json(raw, WHAT)
    source = await source_of(request, data.pop("_key", "") if is_form else "")
    ration(request, source, WHAT)
    redirect = data.pop("_redirect", None) if is_form else None
    if redirect is not None and redirect not in source.redirects:
        raise invalid("_redirect", "“_redirect” is no address that this source may return to.")
    once = request.headers.get("idempotency-key")
    if once is not None and len(once) > LONGEST_ID:
        said = f"An Idempotency-Key has {LONGEST_ID} characters at most."
        raise invalid("Idempotency-Key", said)
    if once is None and is_form:
        once = "form " + hashlib.sha256(canonical(data).encode()).hexdigest()
    waiting = Waiting(source=source, data=data, once=once, is_form=is_form)
    answer = await office_of(request).reception.receive(waiting)
    if redirect is not None:
        return RedirectResponse(redirect, status_code=303)
    return Response(answer, status_code=202, media_type="application/json")


def _form(raw: bytes) -> dict[str, Any]:
    text = raw.decode("utf-8", "replace").replace("\0", "\ufffd")
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=500))
    except ValueError:
        raise invalid("body", "A form has 500 fields at most.") from None
