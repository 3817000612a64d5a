"""The team's policy and its versions: read by whoever decides, replaced by one who names the last.

A new version keeps every lead type and every code of the one before it: leads refer to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from workbench.domain.plain import Plain, to_ms
from workbench.domain.policy import Policy
from workbench.domain.policy_text import PolicyError, plain_policy, read_policy
from workbench.server import schema
from workbench.server.ledger import Ledger
from workbench.server.problems import Problem


def current(connection: Connection, team: str) -> Policy:
    """The policy in force; read once a version."""
    version = connection.execute(_NEWEST, {"team": team}).scalar_one()
    return _known.get((team, version)) or _learn(connection, team, version)


_known: dict[tuple[str, int], Policy] = {}


def _learn(connection: Connection, team: str, version: int) -> Policy:
    text = connection.execute(_TEXT, {"team": team, "version": version}).one().text
    policy = _known[team, version] = _read(text, version)
    return policy


# Teams that keep the sample share its reading.
_read = lru_cache(maxsize=64)(lambda text, version: read_policy(text, version=version))


def stored(connection: Connection, team: str) -> Plain:
    """The newest version with its text."""
    version = connection.execute(_NEWEST, {"team": team}).scalar_one()
    return _told(connection.execute(_TEXT, {"team": team, "version": version}).one()._mapping)


def history(connection: Connection, team: str) -> list[Plain]:
    """All versions, newest first, without their texts."""
    table = schema.policy
    rows = select(table.c.version, table.c.reason, table.c.user, table.c.at).where(
        table.c.team == team
    )
    return [
        _told(row._mapping) for row in connection.execute(rows.order_by(table.c.version.desc()))
    ]


def check(connection: Connection, team: str, text: str) -> Policy:
    """The policy that `text` would be. Raises PolicyError where it cannot stand."""
    version = connection.execute(_NEWEST, {"team": team}).scalar_one()
    new = read_policy(text, version=version + 1)
    old = current(connection, team)
    for name in old.types:
        if name not in new.types:
            raise PolicyError(1, f"types.{name}", "is missing; leads of this type refer to it")
    codes = {item.code for item in new.dispositions}
    for item in old.dispositions:
        if item.code not in codes:
            remedy = f"{item.code} is missing; a code is never deleted, set retired = true"
            raise PolicyError(1, "dispositions", remedy)
    return new


def change(
    ledger: Ledger,
    team: str,
    text: str,
    *,
    reason: str,
    expected_version: int,
    user: str | None,
    now: datetime,
) -> int:
    """Make `text` the policy and tell every desk. Returns its version.

    Raises PolicyError, or Problem 409 where `expected_version` is not the newest.
    """
    with ledger.write(team, now) as writing, writing.effect() as effect:
        connection = writing.connection
        newest = connection.execute(_NEWEST, {"team": team}).scalar_one()
        if newest != expected_version:
            raise _outrun(newest)
        policy = check(connection, team, text)
        row = {"team": team, "version": policy.version, "text": text, "reason": reason}
        try:
            with connection.begin_nested():
                connection.execute(insert(schema.policy).values(**row, user=user, at=to_ms(now)))
        except IntegrityError:
            raise _outrun(newest + 1) from None
        effect.config("policy", "current", plain_policy(text, policy.version))
        return policy.version


def _outrun(newest: int) -> Problem:
    said = f"The policy is at version {newest} by now; look at what changed, then save again."
    return Problem(409, "outrun", said, more={"version": newest})


def _told(row: Mapping[Any, Any]) -> Plain:
    return {name: value for name, value in row.items() if name != "team"}


_NEWEST = select(func.max(schema.policy.c.version)).where(schema.policy.c.team == bindparam("team"))
_TEXT = select(schema.policy).where(
    schema.policy.c.team == bindparam("team"), schema.policy.c.version == bindparam("version")
)
