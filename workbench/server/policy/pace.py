"""The minutes that a team's calls take, by lead type: its own, once a night, where they suffice.

A call counts from its beginning until its outcome was filed; one that was filed long afterwards
counts with its length alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from statistics import fmean

from sqlalchemy import Connection, bindparam, select

from workbench.domain.lead import Lead
from workbench.domain.plain import Plain, to_ms
from workbench.domain.policy import Policy
from workbench.domain.worked import CALL_LONGEST, work_of
from workbench.server import schema
from workbench.server.ledger.documents import STORED, Stored
from workbench.server.ledger.writing import Ledger
from workbench.server.policy import policies

KIND = "pace"
"""Of the team's config: “calls” is type → {min, n}."""
BACK = timedelta(days=90)
TOGETHER = 500
MINUTE = timedelta(minutes=1)


def learned(connection: Connection, team: str) -> Mapping[str, float]:
    """Type → the minutes of a call, for the types of which there were calls enough."""
    return {type: told["min"] for type, told in _stored(connection, team).items()}


def learn_all(ledger: Ledger, now: datetime) -> None:
    with ledger.store.read() as connection:
        teams = connection.execute(select(schema.team.c.id)).scalars().all()
    for team in teams:
        with ledger.store.read() as connection:
            policy = policies.current(connection, team)
            paces = _paces(connection, team, policy, now)
            known = _stored(connection, team)
        if paces != known:
            with ledger.write(team, now) as writing, writing.effect() as effect:
                effect.config(KIND, "calls", paces)


def _paces(
    connection: Connection, team: str, policy: Policy, now: datetime
) -> dict[str, dict[str, float]]:
    took: defaultdict[str, list[float]] = defaultdict(list)
    for lead in _leads(connection, team, now - BACK):
        took[lead.type] += _calls(lead, policy)
    return {
        type: {"min": round(fmean(minutes), 1), "n": len(minutes)}
        for type, minutes in sorted(took.items())
        if len(minutes) >= policy.effort.enough
    }


def _calls(lead: Lead, policy: Policy) -> Iterator[float]:
    for item in work_of(lead.record, policy).in_order:
        touch = item.touch
        if touch is None or touch.kind != "call" or touch.duration_s is None:
            continue
        whole = item.filed_at - item.at
        talked = timedelta(seconds=touch.duration_s)
        yield (whole if talked <= whole <= CALL_LONGEST else talked) / MINUTE


def _leads(connection: Connection, team: str, since: datetime) -> Iterator[Lead]:
    after = ""
    while True:
        asked = {"team": team, "since": to_ms(since), "after": after, "most": TOGETHER}
        rows = connection.execute(_TOUCHED, asked).all()
        for row in rows:
            yield Stored(**row._mapping).lead
        if len(rows) < TOGETHER:
            return
        after = rows[-1].id


def _stored(connection: Connection, team: str) -> dict[str, dict[str, float]]:
    doc: Plain = connection.execute(_CONFIG, {"team": team, "kind": KIND}).scalar()
    return {} if doc is None else json.loads(doc)


_lead, _config = schema.lead.c, schema.config.c
_CONFIG = select(_config.doc).where(
    _config.team == bindparam("team"), _config.kind == bindparam("kind"), _config.key == "calls"
)
_TOUCHED = (
    select(*(_lead[name] for name in STORED))
    .where(_lead.team == bindparam("team"), _lead.id > bindparam("after"))
    .where(_lead.last_touch_at >= bindparam("since"))
    .order_by(_lead.id)
    .limit(bindparam("most"))
)
