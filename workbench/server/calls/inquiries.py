"""The door for inquiries: JSON with a source's key as bearer, or a browser's form with `_key`."""

from __future__ import annotations

import hashlib
import json
import time
from math import ceil
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from workbench.domain.plain import Plain
from workbench.server.calls.callers import office_of
from workbench.server.problems import Problem, invalid
from workbench.server.reception import Source, Waiting
from workbench.wire import canonical

router = APIRouter(prefix="/v1", tags=["intake"])

MOST_BYTES = 256 * 1024
DEEPEST = 16
"""Levels of lists and objects in an inquiry."""
LONGEST_KEY = 255
FORM = "application/x-www-form-urlencoded"
EXAMPLE = {"type": "demo", "name": "Mika Salo", "email": "mika@nordwind.example"}


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
    raw = bytearray()
    async for part in request.stream():
        raw += part
        if len(raw) > MOST_BYTES:
            said = f"An inquiry has {MOST_BYTES // 1024} KB at most."
            raise Problem(413, "too_large", said)
    is_form = request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM
    data = _form(bytes(raw)) if is_form else _json(bytes(raw))
    source = await _source(request, data if is_form else {})
    office = office_of(request)
    wait = office.rates.wait(source.id, time.monotonic())
    if wait:
        said = "This source sends more than it may; send the rest a little later."
        raise Problem(429, "too_many", said, retry_after=ceil(wait))
    redirect = data.pop("_redirect", None) if is_form else None
    if redirect is not None and redirect not in source.redirects:
        raise invalid("_redirect", "“_redirect” is no address that this source may return to.")
    once = request.headers.get("idempotency-key")
    if once is not None and len(once) > LONGEST_KEY:
        raise invalid(
            "Idempotency-Key", f"An Idempotency-Key has {LONGEST_KEY} characters at most."
        )
    if once is None and is_form:
        once = "form " + hashlib.sha256(canonical(data).encode()).hexdigest()
    waiting = Waiting(source=source, data=data, once=once, is_form=is_form)
    answer = await office.reception.receive(waiting)
    if redirect is not None:
        return RedirectResponse(redirect, status_code=303)
    return Response(answer, status_code=202, media_type="application/json")


async def _source(request: Request, form: dict[str, Any]) -> Source:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    key = form.pop("_key", "") or (key.strip() if scheme.lower() == "bearer" else "")
    office = office_of(request)
    source = office.sources.get(key)
    if source is None and key:
        source = await run_in_threadpool(office.sources.look_up, key)
    if source is None:
        raise Problem(401, "unknown_source", "This key belongs to no source of any team.")
    return source


def _form(raw: bytes) -> dict[str, Any]:
    text = raw.decode("utf-8", "replace").replace("\0", "\ufffd")
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=500))
    except ValueError:
        raise invalid("body", "A form has 500 fields at most.") from None


def _json(raw: bytes) -> Plain:
    try:
        data = json.loads(raw, parse_constant=str)
    except (ValueError, RecursionError):
        raise invalid("body", "An inquiry is a JSON object with named fields.") from None
    if isinstance(data, dict):
        for name, value in data.items():
            if isinstance(value, dict | list) and _depth(value) > DEEPEST:
                raise invalid(name, f"“{name}” is nested more than {DEEPEST} levels deep.")
    # What a database cannot hold: a null character, half of a pair.
    if b"\\u0000" in raw or b"\\ud" in raw.lower():
        data = _storable(data)
    return data


def _depth(value: Plain, level: int = 1) -> int:
    if level > DEEPEST or not isinstance(value, dict | list):
        return level
    inner = value.values() if isinstance(value, dict) else value
    return max((_depth(item, level + 1) for item in inner), default=level)


def _storable(value: Plain) -> Plain:
    match value:
        case str():
            return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
        case dict():
            return {_storable(name): _storable(item) for name, item in value.items()}
        case list():
            return [_storable(item) for item in value]
        case _:
            return value
