"""Tables to take away."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.files.exporting import TABLES, streamed
from workbench.server.problems import not_found

router = APIRouter(prefix="/v1/export", tags=["reports"])


@router.get("/{name}", response_class=StreamingResponse)
def export(office: AnOffice, caller: ACaller, name: str) -> StreamingResponse:
    """`leads`, `touches`, `reports`, `outcomes` or `nurtured` as CSV, all that the team has: lines
    of a head that begin with “# ”, the names of the columns, the rows. A cell that a spreadsheet
    would run begins with an apostrophe.
    """
    what = next((table for table in TABLES if table == name), None)
    if what is None:
        raise not_found("table")
    lines = streamed(office.store, caller.team, what, now=office.moment.now())
    named = {"Content-Disposition": f'attachment; filename="{what}.csv"'}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=named)
