"""What nobody asks for any more is thrown away, some thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, select, tuple_

from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.ledger.writing import Ledger
from workbench.server.moment import real_now
from workbench.server.policy import policies

TOGETHER = 2000
HISTORY = timedelta(days=30)
"""A desk that was away for longer starts over."""
ANSWERS = timedelta(days=7)
"""How long a repeated inquiry hears what the first was answered, and a delivery is known again."""
PREVIEWS = timedelta(days=1)
SPENT = timedelta(days=30)
"""How long a refresh token that was used is known, so that its copy gives itself away."""
STRANGERS = timedelta(days=365)
"""How long a signal waits for the person to make themselves known."""


def tidy(ledger: Ledger, now: datetime) -> bool:
    """Throw some away; whether there may be more. `now` is the team's time."""
    full = _shorten_history(ledger)
    for table, condition in (*_past(now), *_past_by_policy(ledger)):
        key = tuple_(*table.primary_key.columns)
        with ledger.store.write() as connection:
            found = connection.execute(
                select(*table.primary_key.columns).where(condition).limit(TOGETHER)
            ).all()
            if found:
                connection.execute(delete(table).where(key.in_([tuple(row) for row in found])))
        full |= len(found) == TOGETHER
    return full


def _shorten_history(ledger: Ledger) -> bool:
    """Team by team from its oldest position on, which is the way the table lies; never the last."""
    history, long_ago, full = schema.history, to_ms(real_now() - HISTORY), False
    with ledger.store.read() as connection:
        teams = connection.execute(select(schema.team.c.id)).scalars().all()
    for team in teams:
        with ledger.store.write() as connection:
            oldest = select(history.c.seq, history.c.at).where(history.c.team == team)
            rows = connection.execute(oldest.order_by(history.c.seq).limit(TOGETHER)).all()
            past = [row.seq for row in rows[:-1] if row.at < long_ago]
            if past:
                gone = (history.c.team == team) & (history.c.seq <= past[-1])
                connection.execute(delete(history).where(gone))
            full |= len(past) == TOGETHER - 1
    return full


def _past(now: datetime) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """The rows that are past their time; some stand in real time, others in the team's."""
    real = real_now()
    token = schema.token
    yield token, token.c.expires_at < to_ms(real)
    refresh = schema.refresh
    yield refresh, refresh.c.spent_at < to_ms(real - SPENT)
    told, receiver = schema.outcome, schema.receiver
    yield told, told.c.receiver.not_in(select(receiver.c.id))
    hook = schema.hook
    yield hook, hook.c.done_at < to_ms(now - ANSWERS)
    once, batch, signal = schema.idempotency, schema.batch, schema.signal
    yield once, once.c.at < to_ms(now - ANSWERS)
    planned = select(batch.c.id).where(
        batch.c.state == "preview", batch.c.at < to_ms(now - PREVIEWS)
    )
    part = schema.batch_lead
    yield part, part.c.batch.in_(planned)
    emptied = batch.c.id.not_in(select(part.c.batch))
    yield batch, (batch.c.state == "preview") & (batch.c.at < to_ms(now - PREVIEWS)) & emptied
    yield signal, signal.c.lead.is_(None) & (signal.c.at < to_ms(now - STRANGERS))


def _past_by_policy(ledger: Ledger) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """What each team says itself how long it keeps."""
    letter, told, real = schema.letter, schema.outcome, real_now()
    with ledger.store.read() as connection:
        teams = connection.execute(select(schema.team.c.id)).scalars().all()
        kept = {team: policies.current(connection, team).retention for team in teams}
    for team, days in kept.items():
        sent_before = to_ms(real - timedelta(days=days.letter_days))
        is_sent = letter.c.next_at.is_(None) & (letter.c.sent_at < sent_before)
        yield letter, (letter.c.team == team) & is_sent
        told_before = to_ms(real - timedelta(days=days.outcome_days))
        is_told = told.c.next_at.is_(None) & (told.c.at < told_before)
        yield told, (told.c.team == team) & is_told
