"""A team's capacity as it is shown: what its own weeks say by hour, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from workbench.domain.capacity import WEEK
from workbench.domain.chance import reach_of
from workbench.domain.plain import Plain, to_ms
from workbench.domain.simulation import HOUR, HOURS_OF_WEEK
from workbench.domain.strain import Load, drops_off
from workbench.server.overview.history import History, Rep

MINUTE = timedelta(minutes=1)


def shown(past: History) -> Plain:
    """Hours are of the team's zone, from Monday 0:00 on; each list of them has 168."""
    hourly = past.arrivals.hourly()
    return {
        "since": to_ms(past.arrivals.since),
        "until": to_ms(past.arrivals.until),
        "inquiries": past.arrivals.total,
        "zone": past.policy.calendar.zone,
        "arrivals": [
            {"type": type, "a_week": round(sum(hours), 1), "hourly": [round(n, 3) for n in hours]}
            for type, hours in hourly.items()
        ],
        "minutes": [_minutes(past, type) for type in past.policy.types],
        "people": [_person(rep, past.now) for rep in past.reps],
        "today": _today(past, hourly),
        "loads": [_load(load) for load in past.loads],
        "says": list(_sentences(past)),
    }


def _minutes(past: History, type: str) -> Plain:
    """Of a call: the team's own, else as its policy supposes until there are enough."""
    effort = past.efforts.get(type, past.policy.effort)
    reach = reach_of(0, past.policy, past.policy.chances)
    return {
        "type": type,
        "call_min": round(effort.call_min, 1),
        "talk_min": round(effort.talk_min, 1),
        "expected_min": round(effort.attempt_min(reach), 1),
        "basis": "measured" if type in past.efforts else "supposed",
    }


def _person(rep: Rep, now: datetime) -> Plain:
    staffed = rep.calendar.between(now, now + WEEK) / MINUTE
    return {"id": rep.id, "name": rep.name, "staffed_min": round(staffed)}


def _today(past: History, hourly: dict[str, tuple[float, ...]]) -> Plain:
    """By hour: inquiries that came and those expected, the minutes that first attempts at these
    take, the minutes staffed, and who is there for them.
    """
    zone = past.policy.calendar.tz
    day = past.policy.calendar.local_day(past.now)
    reach = reach_of(0, past.policy, past.policy.chances)
    minutes = {
        type: past.efforts.get(type, past.policy.effort).attempt_min(reach) for type in hourly
    }
    told: list[Plain] = []
    for hour in range(24):
        start = datetime.combine(day, time(hour), zone).astimezone(UTC)
        place = (day.weekday() * 24 + hour) % HOURS_OF_WEEK
        there = {rep.id: rep.calendar.between(start, start + HOUR) for rep in past.reps}
        told.append(
            {
                "hour": hour,
                "came": past.today.get(hour, 0),
                "expected": round(sum(hours[place] for hours in hourly.values()), 2),
                "first_min": round(sum(h[place] * minutes[t] for t, h in hourly.items()), 1),
                "staffed_min": round(sum(there.values(), timedelta()) / MINUTE),
                "there": [id for id, length in there.items() if length],
            }
        )
    return told


def _load(load: Load) -> Plain:
    rate = None if load.rate is None else round(load.rate, 3)
    return {
        "from": load.least, "to": load.most, "weeks": load.weeks, "worked": load.worked,
        "contact_rate": rate,
    }  # fmt: skip


def _sentences(past: History) -> Iterator[str]:
    n, weeks = past.arrivals.total, past.arrivals.weeks
    yield f"{n:,} inquiries in {weeks:.1f} weeks are what this rests on."
    types = past.policy.types
    measured = [kind.label for type, kind in types.items() if type in past.efforts]
    if measured:
        yield f"The minutes of {', '.join(measured)} are those of the team’s own calls."
    if len(measured) < len(types):
        yield "Where a type has too few calls of its own, the policy’s minutes are supposed."
    found = drops_off(past.loads)
    if found is not None:
        above, low, high = found
        yield (
            f"Above {above} leads a week reps reach {high:.0%} of those they work instead of"
            f" {low:.0%}."
        )
