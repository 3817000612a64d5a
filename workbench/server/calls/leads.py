"""Leads looked up one by one or by search, and their older activities."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import Connection, func, or_, select, tuple_

from workbench.domain.plain import to_plain
from workbench.server import schema
from workbench.server.calls.callers import admit, office_of
from workbench.server.intake.company import others_at_company
from workbench.server.ledger.audiences import Slice, slice_of
from workbench.server.ledger.documents import STORED, Stored, activity_text, lead_text
from workbench.server.problems import invalid, not_found
from workbench.wire import compact

router = APIRouter(prefix="/v1", tags=["leads"])

PAGE = 50
lead, activity = schema.lead.c, schema.activity.c
NOBODY = "none"
"""As `owner` or `pool`: the leads that have none."""


@router.get("/leads")
def leads(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    status: str | None = None,
    owner: str | None = None,
    pool: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: str | None = None,
) -> Response:
    """Newest change first. `q` is a part of name, company, email or phone number; `pool` asks for
    what stands with it, with no owner.
    """
    with office_of(request).store.read() as connection:
        chosen = select(schema.lead).where(_slice(connection, request).leads)
        for column, wanted in ((lead.status, status), (lead.owner, owner), (lead.pool, pool)):
            if wanted is not None:
                chosen = chosen.where(column.is_(None) if wanted == NOBODY else column == wanted)
        if pool not in (None, NOBODY):
            chosen = chosen.where(lead.owner.is_(None))
        if q.strip():
            chosen = chosen.where(or_(*_matches(q.strip())))
        if cursor:
            chosen = chosen.where(tuple_(lead.seq, lead.id) < tuple_(*_place(cursor)))
        ordered = chosen.order_by(lead.seq.desc(), lead.id.desc()).limit(limit + 1)
        rows = connection.execute(ordered).mappings().all()
    last = rows[limit - 1] if len(rows) > limit else None
    following = compact(f"{last['seq']}.{last['id']}" if last is not None else None)
    texts = ",".join(lead_text(row) for row in rows[:limit])
    return _json(f'{{"leads":[{texts}],"cursor":{following}}}')


@router.get("/leads/{id}")
def one_lead(request: Request, id: str) -> Response:
    """The lead itself; who else is at the company is looked up now."""
    with office_of(request).store.read() as connection:
        row = _lead(connection, request, id)
        stored = Stored(**{name: row[name] for name in STORED})
        others = others_at_company(connection, row["team"], stored.lead)
    text = lead_text(row)
    if others != stored.lead.at_company:
        plain = to_plain(stored.lead)
        text = compact({**plain, "at_company": [to_plain(other) for other in others]})
    return _json(text)


@router.get("/leads/{id}/activities")
def activities(
    request: Request, id: str, before: Annotated[int | None, Query(ge=0, lt=2**62)] = None
) -> Response:
    """By (seq, id) descending, what lies before the seq `before`; a page never splits a seq."""
    with office_of(request).store.read() as connection:
        found = _lead(connection, request, id)["id"]
        chosen = select(schema.activity).where(activity.lead == found)
        if before is not None:
            chosen = chosen.where(activity.seq < before)
        ordered = chosen.order_by(activity.seq.desc(), activity.id.desc())
        rows = connection.execute(ordered.limit(PAGE + 1)).all()
        more = len(rows) > PAGE
        if more:
            lowest = rows[PAGE - 1].seq
            rows = connection.execute(ordered.where(activity.seq >= lowest)).all()
            rest = select(activity.id).where(activity.lead == found, activity.seq < lowest)
            more = connection.execute(rest.limit(1)).first() is not None
    texts = ",".join(activity_text(row.seq, row.undone, row.doc) for row in rows)
    return _json(f'{{"activities":[{texts}],"more":{compact(more)}}}')


def _slice(connection: Connection, request: Request) -> Slice:
    caller = admit(connection, request)
    return slice_of(connection, caller.id, caller.role, caller.team)


def _lead(connection: Connection, request: Request, id: str) -> Any:
    """The row of a lead by its own id or that of one that joined it. Raises Problem 404."""
    slice, key = _slice(connection, request), schema.lead_key.c
    joined = select(key.lead).where(key.team == slice.team, key.kind == "lead", key.value == id)
    asked = or_(lead.id == id, lead.id.in_(joined))
    row = connection.execute(select(schema.lead).where(asked, slice.leads)).mappings().first()
    if row is None:
        raise not_found("lead")
    return row


def _matches(q: str) -> list[Any]:
    text = q.lower()
    found = [
        func.lower(column).contains(text, autoescape=True)
        for column in (lead.name, lead.company, lead.email)
    ]
    digits = "".join(sign for sign in q if sign.isdigit())
    if len(digits) >= 3 and not any(sign.isalpha() for sign in q):
        found.append(lead.phone_e164.contains(digits.lstrip("0") or digits))
    return found


def _place(cursor: str) -> tuple[int, str]:
    seq, _, id = cursor.partition(".")
    if not (seq.isascii() and seq.isdigit() and len(seq) < 19 and id):
        raise invalid("cursor", "“cursor” is the one of an earlier answer.")
    return int(seq), id


def _json(text: str) -> Response:
    return Response(text, media_type="application/json")
