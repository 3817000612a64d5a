"""Reports by name, each for a stretch of days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from workbench.domain.plain import Plain, to_ms
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.policy import policies
from workbench.server.problems import invalid, not_found
from workbench.server.reports import REPORTS, Cohort

router = APIRouter(prefix="/v1/reports", tags=["reports"])

DAYS = 30
"""How far back a report goes that is asked for no stretch."""


@router.get("/{name}")
def report(
    office: AnOffice,
    caller: ACaller,
    name: str,
    from_: Annotated[str | None, Query(alias="from")] = None,
    to: str | None = None,
) -> Plain:
    """`from` and before `to`: days of the team's zone, or instants with offset; by default the last
    30 days. A rep hears of themselves and of the team together.
    """
    make = REPORTS.get(name)
    if make is None:
        raise not_found("report")
    with office.store.read() as connection:
        policy = policies.current(connection, caller.team)
        zone = policy.calendar.tz
        until = instant("to", to, zone) or office.moment.now()
        cohort = Cohort(
            connection=connection,
            team=caller.team,
            policy=policy,
            since=instant("from", from_, zone) or until - timedelta(days=DAYS),
            until=until,
            only=caller.id if caller.role in ("rep", "ae") else None,
        )
        told = make(cohort)
    return {"name": name, "from": to_ms(cohort.since), "to": to_ms(cohort.until), **told}


def instant(field: str, text: str | None, zone: ZoneInfo) -> datetime | None:
    """Raises Problem for what is neither; None where nothing is said."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        if len(text) == len("2026-11-23"):
            at = at.replace(tzinfo=zone)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise invalid(field, f"“{field}” needs a day like 2026-11-23, or an instant with offset.")
