"""Who changed what about the team, when and why: read page by page, or taken away as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from workbench.domain.plain import from_ms
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.calls.reports import instant
from workbench.server.files.records import harmless
from workbench.server.office import Office
from workbench.server.overview.audit import Wanted, entries
from workbench.server.policy import policies
from workbench.wire import compact

router = APIRouter(prefix="/v1", tags=["team"])

TOGETHER = 1000
COLUMNS = ("time", "who", "what", "lead", "says")


@router.get("/audit", responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}})
def audit(
    office: AnOffice,
    caller: ACaller,
    person: str | None = None,
    lead: str | None = None,
    from_: Annotated[str | None, Query(alias="from")] = None,
    to: str | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: str = "",
    format: Literal["json", "csv"] = "json",
) -> Response:
    """The newest first: what `person` did or what was done about them, what moved `lead`, from the
    day or instant `from` on and before `to`. As CSV it is all of it, without pages.
    """
    with office.store.read() as connection:
        zone = policies.current(connection, caller.team).calendar.tz
        since, until = instant("from", from_, zone), instant("to", to, zone)
        wanted = Wanted(person=person, lead=lead, since=since, until=until)
        if format == "json":
            told, last = entries(connection, caller.team, wanted, before=cursor, limit=limit)
            text = compact({"entries": told, "cursor": last})
            return Response(text, media_type="application/json")
    lines = _lines(office, caller.team, wanted)
    named = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=named)


def _lines(office: Office, team: str, wanted: Wanted) -> Iterator[str]:
    """All that is wanted, a part at a time: whoever takes it away slowly holds no connection."""
    yield "\ufeff" + _line(dict(zip(COLUMNS, COLUMNS, strict=True)))
    last: str | None = ""
    while last is not None:
        with office.store.read() as connection:
            told, last = entries(connection, team, wanted, before=last, limit=TOGETHER)
        for one in told:
            yield _line({**one, "time": from_ms(one["at"]).isoformat(timespec="seconds")})


def _line(cells: dict[str, Any]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([harmless(str(cells[name] or "")) for name in COLUMNS])
    return out.getvalue()
