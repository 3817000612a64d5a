"""A team's leads shared out by `domain.balance`: who is there, by their caps and pools."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workbench.domain.agenda import Job
from workbench.domain.balance import Balance, Piece, Worker
from workbench.domain.lead import OPEN
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.server.ledger.audiences import Audience, user_audience
from workbench.server.problems import invalid
from workbench.server.routing.capacity import ON_CADENCE
from workbench.server.routing.rotation import Rotation
from workbench.server.work.choosing import hand_raisers
from workbench.server.work.forecast import Forecast

FULL = "Everybody who could take it is away or at a cap."


@dataclass(frozen=True, slots=True)
class Shared:
    """Lead → where it goes; and why some, with whom nobody is, stay there."""

    targets: Mapping[str, Audience]
    left: Mapping[str, str] = field(default_factory=dict)


def all_to(target: Audience, rows: Sequence[Any]) -> Shared:
    return Shared(dict.fromkeys((row.id for row in rows), target))


def share(
    rows: Sequence[Any], policy: Policy, rotation: Rotation, forecast: Forecast, now: datetime,
    *, whole: bool,
) -> Shared:  # fmt: skip
    """`whole`: of the team; else just what was chosen, and nothing of that is left with nobody.

    Raises Problem where nobody is available.
    """
    weights = {
        rep.id: rep.weight for pool in rotation.pools.values() for rep in rotation.reps(pool)
    }
    if not any(forecast.is_here(id) for id in weights):
        raise invalid("to", "Nobody is available to share these leads.")
    owners = {row.owner for row in rows if row.owner}
    workers = {
        id: _worker(id, weights.get(id, 0), policy, rotation, forecast)
        for id in sorted(owners | weights.keys())
    }
    balance = Balance(workers, past_caps=not whole)
    balance.share_out(_pieces(rows, policy, rotation, forecast, now))
    targets = {lead: user_audience(id) for lead, id in balance.moves.items()}
    return Shared(targets, dict.fromkeys(balance.left, FULL))


def _worker(id: str, weight: int, policy: Policy, rotation: Rotation, forecast: Forecast) -> Worker:
    home, counts, caps = user_audience(id), rotation.counts(id), policy.caps
    agenda = forecast.agenda(home)
    rest = forecast.minutes_due(home) - agenda.minutes
    agenda.add(Job(lead="", minutes=rest))
    return Worker(
        id=id,
        agenda=agenda,
        weight=max(weight, 1),
        untouched_room=caps.untouched_hand_raisers - counts.untouched,
        cadence_room=caps.on_hand_raiser_cadence - counts.on_cadence,
        takes=weight > 0 and forecast.is_here(id) and counts.worked < caps.worked_a_month,
    )


def _pieces(
    rows: Sequence[Any], policy: Policy, rotation: Rotation, forecast: Forecast, now: datetime
) -> list[Piece]:
    raised, since = set(hand_raisers(policy)), to_ms(now - ON_CADENCE)
    sharers: dict[str | None, Collection[str]] = {}
    pieces = []
    for row in rows:
        if row.pool not in sharers:
            pool = rotation.pool(row.pool)
            sharers[row.pool] = [rep.id for rep in rotation.reps(pool)] if pool else []
        job = forecast.job(row)
        is_raised = row.type in raised
        is_recent = row.received_at is not None and row.received_at >= since
        pieces.append(
            Piece(
                lead=job.lead,
                minutes=job.minutes,
                due_at=job.due_at,
                holder=row.owner,
                among=sharers[row.pool],
                untouched=is_raised and row.due_at is not None,
                on_cadence=is_raised and is_recent and row.status in OPEN,
            )
        )
    return pieces
