"""Public holidays: the regions that a policy's calendars name, as dates.

The server adds them once a version, so that its own reckoning and the desks' document agree.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from workbench.domain.calendar import Calendar
from workbench.domain.plain import Misfit
from workbench.domain.policy import Policy

YEARS_BEFORE, YEARS_AFTER = 1, 5
"""Around the year in which a version begins: a policy is reviewed long before they run out."""


def with_holidays(policy: Policy, year: int) -> Policy:
    """The policy with the holidays of its calendars' regions. Raises Misfit for an unknown one."""
    regions = [calendar.region for calendar in (policy.calendar, *policy.calendars.values())]
    if not any(regions):
        return policy
    return replace(
        policy,
        calendar=_filled(policy.calendar, ("calendar",), year),
        calendars={
            name: _filled(calendar, ("calendars", name), year)
            for name, calendar in policy.calendars.items()
        },
    )


def _filled(calendar: Calendar, where: tuple[str, ...], year: int) -> Calendar:
    if not calendar.region:
        return calendar
    days = _public(calendar.region, year)
    if days is None:
        needed = f"“{calendar.region}” is no country or part of one; write “DE” or “DE-BY”"
        raise Misfit((*where, "region"), needed)
    return replace(calendar, holidays=calendar.holidays | days)


@lru_cache(maxsize=64)
def _public(region: str, year: int) -> frozenset[date] | None:
    import holidays  # as slow to load as all the rest of a server

    country, _, part = region.partition("-")
    try:
        found = holidays.country_holidays(
            country, subdiv=part or None, years=range(year - YEARS_BEFORE, year + YEARS_AFTER + 1)
        )
    except NotImplementedError:
        return None
    return frozenset(found)
