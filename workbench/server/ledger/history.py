"""Positions in a team's history: the current one, and whether a desk's claims are of it."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from sqlalchemy import Connection, bindparam, func, select

from workbench.server import schema
from workbench.server.problems import invalid, resync
from workbench.wire import Position, read_claims


def position_of(connection: Connection, team: str) -> Position:
    row = connection.execute(_NEWEST, {"team": team}).one()
    return Position(row.seq, row.tag)


def is_of(connection: Connection, team: str, position: Position) -> bool:
    """Whether this history has it still."""
    return _tags(connection, team, {position.seq}).get(position.seq) == position.tag


def check_claims(connection: Connection, team: str, header: str | None) -> AbstractSet[int]:
    """Returns the seqs that were claimed, all of which this history has.

    Raises Problem: resync for a position that it does not have, or has no more.
    """
    try:
        claims = read_claims(header)
    except ValueError as error:
        raise invalid("Sync-Claim", str(error)) from None
    if not claims:
        return frozenset()
    known = _tags(connection, team, {claim.seq for claim in claims})
    for claim in claims:
        tag = known.get(claim.seq)
        if tag is None and claim.seq < _oldest(connection, team):
            raise resync("cursor_expired")
        if tag != claim.tag:
            raise resync("history_lost")
    return known.keys()


def check_since(connection: Connection, team: str, since: int) -> None:
    """Raises Problem: resync where what came after `since` is not all kept any more."""
    if since < _oldest(connection, team) - 1:
        raise resync("cursor_expired")


def _tags(connection: Connection, team: str, seqs: Iterable[int]) -> dict[int, str]:
    rows = connection.execute(_CLAIMED, {"team": team, "seqs": sorted(seqs)})
    return {row.seq: row.tag for row in rows}


def _oldest(connection: Connection, team: str) -> int:
    return int(connection.execute(_OLDEST, {"team": team}).scalar_one() or 0)


_OF_TEAM = schema.history.c.team == bindparam("team")
_NEWEST = (
    select(schema.history.c.seq, schema.history.c.tag)
    .where(_OF_TEAM)
    .order_by(schema.history.c.seq.desc())
    .limit(1)
)
_OLDEST = select(func.min(schema.history.c.seq)).where(_OF_TEAM)
_CLAIMED = select(schema.history.c.seq, schema.history.c.tag).where(
    _OF_TEAM, schema.history.c.seq.in_(bindparam("seqs", expanding=True))
)
