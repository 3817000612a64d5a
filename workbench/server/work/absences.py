"""What somebody says of their own absence means a cover, too: it begins and ends in a moment."""

from __future__ import annotations

from workbench.domain.mutation import AvailabilitySet, Refusal
from workbench.domain.plain import to_ms
from workbench.server.ledger.writing import Writing
from workbench.server.problems import Problem
from workbench.server.work import covers


def note(writing: Writing, user: str, body: AvailabilitySet) -> None:
    """Who goes and names a cover lends what is open; who is back has it again. Raises Refusal.

    What a team lead has planned for them goes on by its own dates.
    """
    connection, now = writing.connection, writing.now
    if body.state != "away" and body.cover:
        raise Refusal("malformed", "A cover is for who is away.")
    until = None if body.until is None else to_ms(body.until)
    for cover in covers.active_of(connection, writing.team, user):
        if body.state == "away" and not body.cover:
            continue  # their desk alone says so, when nobody has touched it for a while
        if body.cover and cover.to.partition(":")[2] == body.cover and cover.until_at == until:
            return
        if cover.by == user:
            covers.stop(connection, cover.id, now)
    if body.cover:
        asked = covers.Asked(
            user=user, cover=body.cover, since=now, until=body.until, reason="", by=user
        )
        try:
            covers.enter(connection, writing.team, asked, now)
        except Problem as problem:
            raise Refusal(problem.told.code, problem.told.message) from None
