"""Locked leads put into other hands, many at once, and put back just as they were.

What travels with a lead stays as it is: callbacks, its place in the cadence, its own clock; the
clock of its owner begins anew. Those who had it are told with the eviction who has it now, so that
their desk can say so beside a draft that was not sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from workbench.domain.activity import Activity
from workbench.domain.lead import Lead
from workbench.domain.plain import from_ms
from workbench.domain.settle import settle
from workbench.server.ledger.audiences import Audience, home_of
from workbench.server.ledger.documents import Stored
from workbench.server.ledger.effect import Again, Effect
from workbench.server.ledger.writing import Writing
from workbench.server.policy import policies
from workbench.server.routing.offers import withdrawn
from workbench.server.work.batches import Batch


def give(
    writing: Writing, effect: Effect, leads: Iterable[str], to: Audience, batch: Batch
) -> None:
    """Whoever is given a lead has it with the pool it came through."""
    leads = list(leads)
    kind, _, id = to.partition(":")
    owner, pool = (id if kind == place else None for place in ("user", "pool"))
    stored = writing.leads
    turned = [one for one in leads if _is_turned(stored[one], owner)]
    plain = set(leads).difference(turned)
    if plain:
        effect.hand_over(plain, owner=owner, pool=pool, home=to)
    if turned:
        held = policies.in_force(writing.connection, writing.team)
        given = []
        for one in turned:
            lead = withdrawn(stored[one].lead, effect)
            # Of a pool's lead, too: what somebody has put there is not given out again.
            lead = replace(
                lead, owner=owner, pool=lead.pool if owner else pool, assigned_at=writing.now
            )
            given.append(settle(lead, held.of(lead)))
        effect.put_all(given, home=to)
    _tell(writing, effect, leads, to, batch)


def give_back(writing: Writing, effect: Effect, rows: Sequence[Row[Any]], batch: Batch) -> None:
    """To whoever had each, since when it was theirs, with its clocks as they were."""
    homes: dict[tuple[Audience, str | None, str | None], list[Row[Any]]] = {}
    turned: list[Lead] = []
    held = policies.in_force(writing.connection, writing.team)
    for row in rows:
        stored = writing.leads[row.lead]
        home = home_of(row.was_owner, row.was_pool, writing.team)
        if _is_turned(stored, row.was_owner) or stored.pool != row.was_pool:
            lead = _as_it_was(withdrawn(stored.lead, effect), row)
            turned.append(settle(lead, held.of(lead)))
        else:
            homes.setdefault((home, row.was_owner, row.was_pool), []).append(row)
        told = {"kind": "undone", "by": batch.user, "reason": batch.reason}
        effect.tell(row.lead, batch.has_it(home) | told)
        effect.strike(batch.entry_id(row.lead))
    for (home, owner, pool), same in homes.items():
        again = Again({row.lead: row.was_assigned_at for row in same}, batch.was_assigned_at)
        effect.hand_over(again.since, owner=owner, pool=pool, home=home, again=again)
    effect.put_all(turned)


def _is_turned(stored: Stored, owner: str | None) -> bool:
    """Whether its document changes: it begins or ceases to have an owner, or an offer ends."""
    return (stored.owner is None) != (owner is None) or '"offer":{' in stored.doc


def _as_it_was(lead: Lead, row: Row[Any]) -> Lead:
    """Clocks forget whom they were given to by the batch."""
    moved_at = from_ms(row.moved_at)
    clocks = (
        replace(clock, assigned_at=None) if clock.assigned_at == moved_at else clock
        for clock in lead.clocks
    )
    since = None if row.was_assigned_at is None else from_ms(row.was_assigned_at)
    return replace(
        lead, owner=row.was_owner, pool=row.was_pool, assigned_at=since, clocks=tuple(clocks)
    )


def _tell(
    writing: Writing, effect: Effect, leads: Iterable[str], to: Audience, batch: Batch
) -> None:
    """The timelines, and those who had the leads."""
    has_it = batch.has_it(to)
    args = {**has_it, "reason": batch.reason, "batch": batch.id}
    told = has_it | {"kind": batch.kind, "by": batch.user, "reason": batch.reason}
    for lead in leads:
        mark = batch.entry_id(lead)
        entry = Activity(
            id=mark, kind="reassigned", at=writing.now, received_at=writing.now,
            user=batch.user, mutation=mark, args=args,
        )  # fmt: skip
        effect.log(lead, (entry,))
        effect.tell(lead, told)
