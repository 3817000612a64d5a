"""How long ago each person's desk was heard of: what they did since may not be known here yet."""

from __future__ import annotations

from sqlalchemy import select

from workbench.domain.plain import Plain
from workbench.server import schema
from workbench.server.moment import real_ms
from workbench.server.reports.answers import Asked
from workbench.server.team import accounts


def unsynced(asked: Asked) -> dict[str, Plain]:
    """Of reps and AEs who are not disabled, in real time; None: never."""
    cohort, now, users = asked.cohort, real_ms(), schema.users.c
    people = cohort.connection.execute(
        select(users.id, users.name)
        .where(users.team == cohort.team, users.disabled_at.is_(None))
        .where(users.role.in_(("rep", "ae")))
        .order_by(users.name, users.id)
    ).all()
    seen = accounts.last_seen(cohort.connection, cohort.team)
    own = set(cohort.only.values())
    return {
        "definition": "Time since a desk of theirs last spoke to this server.",
        "rows": [
            {
                "user": one.id,
                "name": one.name,
                "age_s": max(0, now - seen[one.id]) / 1000 if one.id in seen else None,
            }
            for one in people
            if not own or one.id in own
        ],
    }
