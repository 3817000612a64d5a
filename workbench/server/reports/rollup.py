"""Leads as reports count them, kept beside the leads: `schema.arrival`, `touch`, `begun`,
`turn` and `routed`.

Nobody who writes a lead waits for it. Each change gives a lead a new seq; whoever needs the rows, a
chore once a minute and each report before it is read, counts the leads with a seq above the last
one counted. The rows follow from the leads and the rules by which touches count: where those rules
change, all are counted anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, text, update

from workbench.domain.lead import Lead
from workbench.domain.metrics.arrivals import COUNTS, CUTS, LENGTHS, Arrival, arrivals_of
from workbench.domain.metrics.calls import Begun, begun_of
from workbench.domain.metrics.counting import counting_rules
from workbench.domain.metrics.touches import Touched, touches_of
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.server import schema
from workbench.server.ledger.documents import STORED, Stored
from workbench.server.ledger.writing import Ledger
from workbench.server.policy import policies
from workbench.server.reports.binding import TOUCH_CUTS, loosen
from workbench.server.reports.turning import given_of, keep_weighings
from workbench.server.store import Store

TOGETHER = 500
AT_ONCE = 2000
"""Leads that a report counts before it is read; the chore sees to what is beyond them."""


def count_all(ledger: Ledger, _now: datetime) -> bool:
    """Count a part of what changed, for each team; whether there is more."""
    with ledger.store.read() as connection:
        teams = connection.execute(select(schema.team.c.id)).scalars().all()
    more = [_count_some(ledger.store, team) for team in teams]  # each has its turn
    return any(more)


def catch_up(store: Store, team: str) -> bool:
    """Count what changed, some AT_ONCE leads at most; whether there may be more."""
    return all(_count_some(store, team) for _ in range(AT_ONCE // TOGETHER))


def behind(connection: Connection, team: str) -> int:
    """Leads that changed since they were counted."""
    last = connection.execute(_LAST, {"team": team}).first()
    changed = select(func.count()).where(_lead.team == team, _lead.seq > (last.seq if last else 0))
    return int(connection.execute(changed).scalar_one())


def _count_some(store: Store, team: str) -> bool:
    """Count the leads of the next seqs; whether there may be more."""
    with store.read() as connection:
        policy = policies.current(connection, team)
        last = connection.execute(_LAST, {"team": team}).first()
        rules = counting_rules(policy)
        since = last.seq if last is not None and last.rules == rules else 0
        until = _until(connection, team, since)
        if until is None:
            return False
        given = {"team": team, "since": since, "until": until}
        rows = connection.execute(_CHANGED, given).all()
        leads = [Stored(**row._mapping).lead for row in rows]
        given_to = given_of(connection, team, leads, policy)
    arrivals = [row for lead in leads for row in _arrival_rows(lead, team, policy)]
    touches = [row for lead in leads for row in _touch_rows(lead, team, policy)]
    begun = [begun_row(one, team) for lead in leads for one in begun_of(lead)]
    with store.write() as connection:
        if last is None:
            connection.execute(_BEGIN, {"team": team, "rules": rules})
        before = last.seq if last is not None else 0
        moved = {"of": team, "before": before, "seq": until, "rules": rules}
        if connection.execute(_MOVE, moved).rowcount:  # else somebody else was quicker
            counted = {schema.arrival: arrivals, schema.touch: touches, schema.begun: begun}
            counted |= {schema.turn: given_to.turns, schema.routed: given_to.routed}
            keep_weighings(connection, team, given_to.weighings)
            _replace(connection, team, [lead.id for lead in leads], counted)
    return True


def _until(connection: Connection, team: str, since: int) -> int | None:
    """The seq up to which some TOGETHER leads changed; a seq is never parted."""
    ahead = select(_lead.seq).where(_lead.team == team, _lead.seq > since)
    last = connection.execute(ahead.order_by(_lead.seq).offset(TOGETHER - 1).limit(1)).scalar()
    if last is not None:
        return int(last)
    newest = connection.execute(
        select(func.max(_lead.seq)).where(_lead.team == team, _lead.seq > since)
    ).scalar()
    return None if newest is None else int(newest)


def _replace(
    connection: Connection,
    team: str,
    ids: Sequence[str],
    counted: Mapping[Table, list[dict[str, Any]]],
) -> None:
    came = select(schema.arrival.c.received_at).where(schema.arrival.c.lead.in_(ids))
    before = connection.execute(came).scalars().all()
    loosen(connection, team, [*before, *(row["received_at"] for row in counted[schema.arrival])])
    here = set(connection.execute(HOLD, {"ids": ids}).scalars())  # the others were erased meanwhile
    for table, every in counted.items():
        connection.execute(delete(table).where(table.c.lead.in_(ids)))
        rows = [row for row in every if row["lead"] in here]
        if rows:
            connection.execute(insert(table), rows)


def _arrival_rows(lead: Lead, team: str, policy: Policy) -> Iterator[dict[str, Any]]:
    return (arrival_row(one, team) for one in arrivals_of(lead, policy))


def _touch_rows(lead: Lead, team: str, policy: Policy) -> Iterator[dict[str, Any]]:
    return (touch_row(one, team) for one in touches_of(lead, policy))


def arrival_row(one: Arrival, team: str) -> dict[str, Any]:
    return {
        "lead": one.lead,
        "inquiry": one.inquiry,
        "team": team,
        "received_at": to_ms(one.received_at),
        "overdue_at": None if one.overdue_at is None else to_ms(one.overdue_at),
        "ae_code": one.ae_code,
        **{name: one.cuts.get(name, "") for name in CUTS},
        **{name: one.counts.get(name, 0) for name in COUNTS},
        **{name: one.lengths.get(name) for name in LENGTHS},
    }


def touch_row(one: Touched, team: str) -> dict[str, Any]:
    return {
        "lead": one.lead,
        "touch": one.touch,
        "team": team,
        "received_at": to_ms(one.received_at),
        "at": to_ms(one.at),
        **{name: getattr(one, name) for name in TOUCH_CUTS},
        "dial": one.dial,
        "connect": one.connect,
        "step": one.step,
        "contact": one.contact,
        "booked": one.booked,
        "log_ms": one.log_ms,
    }


def begun_row(one: Begun, team: str) -> dict[str, Any]:
    return {
        "lead": one.lead, "call": one.call, "team": team, "at": to_ms(one.at), "rep": one.rep,
        "over": one.over,
    }  # fmt: skip


_lead, _rollup = schema.lead.c, schema.rollup.c
_LAST = select(_rollup.seq, _rollup.rules).where(_rollup.team == bindparam("team"))
_CHANGED = (
    select(*(_lead[name] for name in STORED))
    .where(_lead.team == bindparam("team"))
    .where(_lead.seq > bindparam("since"), _lead.seq <= bindparam("until"))
)
HOLD = (
    select(_lead.id)
    .where(_lead.id.in_(bindparam("ids", expanding=True)))
    .order_by(_lead.id)  # as everybody locks leads: a batch and the counting wait for no circle
    .with_for_update(read=True, key_share=True)
)
_BEGIN = text(
    "INSERT INTO rollup (team, seq, rules) VALUES (:team, 0, :rules) ON CONFLICT (team) DO NOTHING"
)
_MOVE = (
    update(schema.rollup)
    .where(_rollup.team == bindparam("of"), _rollup.seq == bindparam("before"))
    .values(seq=bindparam("seq"), rules=bindparam("rules"))
)
