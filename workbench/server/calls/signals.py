"""The door for signals: what people do between inquiries, as a source's tracker tells it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, get_args

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from workbench.domain.inquiry import instant
from workbench.domain.lead import Signal
from workbench.domain.plain import EPOCH, Plain, to_ms
from workbench.domain.rules import SignalKind
from workbench.server.calls.callers import office_of
from workbench.server.calls.posting import LONGEST_ID, ration, read_body, source_of
from workbench.server.clean.json_body import read_json
from workbench.server.clean.normalise import email_address
from workbench.server.intake import hearing
from workbench.server.intake.hearing import Sent
from workbench.server.intake.matching import Key, contact_keys, key
from workbench.server.problems import invalid
from workbench.server.team.sources import Source
from workbench.wire import canonical, compact

router = APIRouter(prefix="/v1", tags=["intake"])

WHAT = "A signal"
KINDS: tuple[str, ...] = get_args(SignalKind)
LONGEST_PAGE = 2000
EXAMPLE = {
    "person": {"email": "mika@nordwind.example"},
    "kind": "page_view",
    "page": "/pricing",
    "at": "2026-11-23T10:00:00Z",
}
TEXT: dict[str, Any] = {"type": "string"}
SCHEMA = {
    "type": "object",
    "required": ["person", "kind", "at"],
    "properties": {
        "person": {"type": "object", "properties": {"email": TEXT, "person_id": TEXT}},
        "kind": {"type": "string", "enum": KINDS},
        "page": TEXT,
        "at": {
            "anyOf": [TEXT, {"type": "integer"}],
            "description": "ISO 8601 with offset, or epoch milliseconds.",
        },
        "id": {"type": "string", "description": "The same id of a source is the same signal."},
    },
    "example": EXAMPLE,
}


@router.post(
    "/signals",
    status_code=202,
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": SCHEMA}}}
    },
)
async def signal(request: Request) -> Response:
    """Kept once; `lead_id` is null while nobody has inquired under this address or id."""
    raw = await read_body(request, WHAT)
    source = await source_of(request)
    ration(request, source, WHAT)
    office = office_of(request)
    now = office.moment.now()
    sent = _read(read_json(raw, WHAT), source, now)
    lead = await run_in_threadpool(hearing.hear, office.ledger, source.team, sent, now)
    told = compact({"signal_id": sent.signal.id, "lead_id": lead})
    return Response(told, status_code=202, media_type="application/json")


def _read(data: Plain, source: Source, now: datetime) -> Sent:
    """Raises Problem 422 with the field that is at fault."""
    if not isinstance(data, dict):
        raise invalid("body", f"{WHAT} is a JSON object with named fields.")
    keys = _keys(data.get("person"))
    kind = _text(data, "kind").strip().lower()
    if kind not in KINDS:
        raise invalid("kind", f"“kind” needs one of {', '.join(KINDS)}; it says “{kind}”.")
    page = _text(data, "page")[:LONGEST_PAGE] or None
    at = _at(data.get("at"))
    given = _text(data, "id")
    if len(given) > LONGEST_ID:
        raise invalid("id", f"“id” has {LONGEST_ID} characters at most.")
    what = [source.id, given] if given else [*keys[0], kind, page, to_ms(at)]
    id = hashlib.sha256(canonical(what).encode()).hexdigest()[:32]
    return Sent(keys=keys, signal=Signal(id=id, kind=kind, at=min(at, now), page=page))


def _keys(person: Plain) -> tuple[Key, ...]:
    """By which they are known, e-mail first."""
    if not isinstance(person, dict):
        raise invalid("person", "“person” is an object with an email or a person_id.")
    email, id = _text(person, "email"), _text(person, "person_id").strip()
    address = email_address(email) if email else None
    if email and address is None:
        raise invalid("person.email", "“person.email” is no e-mail address.")
    keys = (*contact_keys(address, None), *((key("person_id", id),) if id else ()))
    if not keys:
        raise invalid("person", "“person” needs an email or a person_id.")
    return keys


def _at(value: Plain) -> datetime:
    try:
        at = instant(value)
        if at >= EPOCH:
            return at
    except (ValueError, OverflowError):
        pass
    raise invalid("at", "“at” needs a moment: ISO 8601 with an offset, or epoch milliseconds.")


def _text(data: dict[str, Any], name: str) -> str:
    """Empty where there is none. Raises Problem."""
    value = data.get(name)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise invalid(name, f"“{name}” needs text.")
    return value
