"""Covers for who is out of office: looked at first, then lent, then given back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row

from workbench.domain.plain import Plain, from_ms, to_ms
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.problems import invalid
from workbench.server.work import covers
from workbench.server.work.moves import names_of

router = APIRouter(prefix="/v1", tags=["leads"])

ENDED_SHOWN = timedelta(days=30)


class CoverGiven(BaseModel):
    """`cover`: a person's or a pool's id. Times are epoch milliseconds or ISO 8601 with an offset;
    without `from` it begins at once.
    """

    model_config = ConfigDict(populate_by_name=True)

    user: str
    cover: str
    since: int | str | None = Field(default=None, alias="from")
    until: int | str
    reason: str = ""
    preview: bool = False


@router.get("/covers")
def all_covers(office: AnOffice, caller: ACaller) -> Plain:
    """Those that are planned or run, and those that ended within 30 days."""
    since = office.moment.now() - ENDED_SHOWN
    with office.store.read() as connection:
        names = names_of(connection, caller.team)
        rows = covers.listed(connection, caller.team, since)
        return {"covers": [_told(row, names) for row in rows]}


@router.post("/covers")
def cover(office: AnOffice, caller: ACaller, given: CoverGiven) -> Plain:
    """With `preview` who would get what now; else it begins, or is planned for its day."""
    team, now = caller.team, office.moment.now()
    since = now if given.since is None else max(_instant("from", given.since), now)
    until = _instant("until", given.until)
    asked = covers.Asked(
        user=given.user, cover=given.cover, since=since, until=until, reason=given.reason,
        by=caller.id,
    )  # fmt: skip
    if given.preview:
        with office.store.read() as connection:
            return covers.preview(connection, team, asked, now).told
    with office.ledger.write(team, now, by=caller.id) as writing:
        id = covers.enter(writing.connection, team, asked, now)
        if since > now:
            writing.audit(
                "cover_planned", id, user=given.user, to=given.cover, since=to_ms(since),
                until=to_ms(until), reason=given.reason,
            )  # fmt: skip
    done = covers.begin(office.ledger, team, id, now) if since <= now else {}
    return {"cover_id": id, "state": "lent" if done else "planned", **done}


@router.delete("/covers/{id}")
def end(office: AnOffice, caller: ACaller, id: str) -> Plain:
    """Give back now what is not closed; what has not begun is only forgotten."""
    done = covers.end(office.ledger, caller.team, id, caller.id, office.moment.now())
    return {"cover_id": id, "state": "ended", **done}


def _told(row: Row[Any], names: Mapping[str, str]) -> dict[str, Plain]:
    return {
        "id": row.id,
        "user": row.user,
        "user_name": names.get(f"user:{row.user}"),
        "cover": row.to.partition(":")[2],
        "cover_name": names.get(row.to),
        "from": row.from_at,
        "until": row.until_at,
        "state": row.state,
        "reason": row.reason,
        "by": row.by,
        "leads": row.leads,
        "lent": row.lent,
        "given_back": row.given_back,
    }


def _instant(field: str, given: int | str) -> datetime:
    """Raises Problem."""
    try:
        at = from_ms(given) if isinstance(given, int) else datetime.fromisoformat(given)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # said below
    raise invalid(field, f"“{field}” needs epoch milliseconds, or ISO 8601 with an offset.")
