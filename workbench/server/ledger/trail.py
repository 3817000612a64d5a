"""The audit trail: what was changed about a team, written in the transaction that changes it.

`server.overview.audit` reads it and says it in sentences; a kind of entry has its sentence there.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from workbench.domain.plain import Plain, to_ms
from workbench.server import schema
from workbench.server.moment import real_ms
from workbench.wire import compact

_numbers = itertools.count()


def enter(
    connection: Connection,
    team: str,
    now: datetime,
    *,
    by: str | None,
    what: str,
    about: str | None = None,
    lead: str | None = None,
    told: Mapping[str, Plain],
) -> None:
    """`by`: who did it, None for the command line and the server by itself."""
    connection.execute(
        insert(schema.audit).values(
            # Real time: entries stand in the order they were written, whatever the team's clock.
            id=f"{real_ms():012x}{next(_numbers):08x}{secrets.token_hex(4)}",
            team=team,
            at=to_ms(now),
            user=by,
            what=what,
            about=about,
            lead=lead,
            doc=compact(told),
        )
    )


def differences(
    before: Mapping[Any, Any], after: Mapping[Any, Any], names: Iterable[str]
) -> dict[str, list[Plain]]:
    """Name → what it was and what it is now, of those that changed."""
    pairs = {name: [before.get(name), after.get(name)] for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
