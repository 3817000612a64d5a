"""Rows in bulk, as the import command sends them to a server."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from workbench.domain.plain import Plain
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.files.importing import Row, import_rows
from workbench.server.files.mapping import read_map
from workbench.server.files.records import Unreadable
from workbench.server.ledger.writing import MOST_LEADS
from workbench.server.policy import policies
from workbench.server.problems import invalid
from workbench.wire import canonical

router = APIRouter(prefix="/v1", tags=["intake"])


class RowsGiven(BaseModel):
    """Rows as inquiries, with `owner` and `status` beside their fields; or as a vendor's columns,
    by the name of the shape in `as`.
    """

    rows: list[dict[str, Any]] = Field(max_length=MOST_LEADS)
    shape: str = Field("csv", alias="as")
    live_since: AwareDatetime | None = None
    dry_run: bool = False


@router.post("/import")
def import_given(office: AnOffice, caller: ACaller, given: RowsGiven) -> Plain:
    with office.store.read() as connection:
        zone = policies.current(connection, caller.team).calendar.tz
    try:
        columns = read_map(shape=given.shape)
    except Unreadable as error:
        raise invalid("as", str(error)) from None
    imported = import_rows(
        office.ledger,
        caller.team,
        [
            Row(number=n, data=columns.read(row, zone), identity=canonical(row))
            for n, row in enumerate(given.rows)
        ],
        columns,
        live_since=given.live_since,
        dry_run=given.dry_run,
        progress=lambda done, of: None,
        now=office.moment.now(),
    )
    return {
        "imported": imported.imported,
        "merged": imported.merged,
        "refused": [{"row": row, "reason": reason} for row, reason in imported.refused],
        "unknown_owners": dict(imported.unknown_owners),
    }
