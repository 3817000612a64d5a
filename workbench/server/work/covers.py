"""Covers: somebody's open leads lent to a person or a pool while they are out of office.

A cover is a batch that is given back by itself. The leads are the cover's meanwhile, with their
callbacks, steps and clocks; whoever does something has the credit, and what is closed stays with
who closed it. New leads find their way as those of anybody who is away.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from workbench.domain.lead import OPEN
from workbench.domain.plain import Plain, from_ms, to_ms
from workbench.identity import new_id
from workbench.server import schema
from workbench.server.ledger.audiences import Audience
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.writing import Ledger, Writing
from workbench.server.policy import policies
from workbench.server.problems import Problem, invalid, not_found
from workbench.server.team import accounts
from workbench.server.work import batches, reassigning, returning
from workbench.server.work.moves import Plan, plan, target_of

State: TypeAlias = Literal["planned", "lent", "ended"]
ACTIVE: tuple[State, ...] = ("planned", "lent")

_cover, _users = schema.cover.c, schema.users.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose leads, to whom (a user's or pool's id), from when, until when, why, and who says so.

    Without `until` it lasts until they say that they are back.
    """

    user: str
    cover: str
    since: datetime
    until: datetime | None
    reason: str
    by: str


def preview(connection: Connection, team: str, asked: Asked, now: datetime) -> Plan:
    """What would be lent if it began now. Raises Problem."""
    to = _check(connection, team, asked, now)
    return _lending(connection, team, asked.user, to, now)


def enter(connection: Connection, team: str, asked: Asked, now: datetime) -> str:
    """Plan a cover; returns its id. Raises Problem."""
    to = _check(connection, team, asked, now)
    id = new_id()
    connection.execute(
        insert(schema.cover).values(
            id=id,
            team=team,
            user=asked.user,
            to=to,
            by=asked.by,
            reason=asked.reason,
            state="planned",
            from_at=to_ms(asked.since),
            until_at=None if asked.until is None else to_ms(asked.until),
            at=to_ms(now),
        )
    )
    return id


def begin(ledger: Ledger, team: str, id: str, now: datetime) -> dict[str, Plain]:
    """Lend the leads and set their owner away, if that was not done yet."""
    with ledger.write(team, now) as writing, writing.effect() as effect:
        cover = _held(writing.connection, team, id)
        writing.by = cover.by
        if not _turn(writing.connection, id, "planned", "lent"):
            return {}
        try:
            lending = _lending(writing.connection, team, cover.user, cover.to, now)
        except Problem:  # the cover has gone meanwhile: they are away all the same
            lending = Plan("lent", (), {})
        batch = batches.enter(
            writing.connection, team, cover.by, lending, "open", cover.reason, now
        )
        _set(writing.connection, id, lent=batch)
        _send_away(writing, effect, cover)
        writing.audit(
            "cover_began", id, user=cover.user, to=cover.to.partition(":")[2],
            until=cover.until_at, reason=cover.reason,
        )  # fmt: skip
    return reassigning.move(ledger, team, batch, now)


def end(ledger: Ledger, team: str, id: str, user: str, now: datetime) -> dict[str, Plain]:
    """Give back what is not closed, and let its owner be available. Raises Problem."""
    with ledger.write(team, now, by=user) as writing, writing.effect() as effect:
        connection = writing.connection
        cover = _held(connection, team, id)
        if _turn(connection, id, "planned", "ended"):
            writing.audit("cover_dropped", id, user=cover.user)
            return {"moved": 0, "refused": [], "waiting": []}
        if not _turn(connection, id, "lent", "ended"):
            raise Problem(409, "ended", "This cover has ended already.")
        batches.let_go(connection, cover.lent, "The cover has ended.")
        batch = batches.enter(
            connection, team, cover.by, returning.plan_back(connection, cover), "open",
            cover.reason, now,
        )  # fmt: skip
        _set(connection, id, given_back=batch, until_at=to_ms(now))
        _welcome_back(writing, effect, cover)
        writing.audit("cover_ended", id, user=cover.user, to=cover.to.partition(":")[2])
    return reassigning.move(ledger, team, batch, now)


def drop(ledger: Ledger, team: str, batch: str, user: str, now: datetime) -> None:
    """What a batch has lent was taken back as one: the cover is over."""
    with ledger.write(team, now, by=user) as writing, writing.effect() as effect:
        chosen = select(schema.cover).where(_cover.team == team, _cover.lent == batch)
        cover = writing.connection.execute(chosen).one_or_none()
        if cover is not None and _turn(writing.connection, cover.id, "lent", "ended"):
            _welcome_back(writing, effect, cover)
            writing.audit("cover_dropped", cover.id, user=cover.user)


def see_to(ledger: Ledger, now: datetime) -> None:
    """End and begin what is due; who comes back gives way before the next one goes."""
    ms = to_ms(now)
    over = (_cover.state == "lent") & (_cover.until_at <= ms)
    lapsed = (_cover.state == "planned") & (_cover.until_at <= ms)
    due = (_cover.state == "planned") & (_cover.from_at <= ms)
    with ledger.store.read() as connection:
        ended = connection.execute(select(schema.cover).where(or_(over, lapsed))).all()
    for cover in ended:
        with suppress(Problem):  # another worker was first
            end(ledger, cover.team, cover.id, cover.by, now)
    with ledger.store.read() as connection:
        begun = connection.execute(select(schema.cover).where(due)).all()
    for cover in begun:
        begin(ledger, cover.team, cover.id, now)


def _held(connection: Connection, team: str, id: str) -> Row[Any]:
    """A cover and, as whoever pushes does, first of all the person. Raises Problem."""
    chosen = select(schema.cover).where(_cover.id == id, _cover.team == team)
    row = connection.execute(chosen).one_or_none()
    if row is None:
        raise not_found("cover")
    connection.execute(select(_users.id).where(_users.id == row.user).with_for_update())
    return row


def listed(connection: Connection, team: str, since: datetime) -> Sequence[Row[Any]]:
    """Those that are planned or run, and those that have ended since; the newest first. `leads`:
    how many were lent.
    """
    part = schema.batch_lead.c
    lent = select(func.count()).where(part.batch == _cover.lent, part.moved).scalar_subquery()
    recent = or_(_cover.state.in_(ACTIVE), _cover.until_at >= to_ms(since))
    chosen = select(schema.cover, lent.label("leads")).where(_cover.team == team, recent)
    return connection.execute(chosen.order_by(_cover.from_at.desc(), _cover.id)).all()


def active_of(connection: Connection, team: str, user: str) -> Sequence[Row[Any]]:
    mine = (_cover.team == team) & (_cover.user == user) & _cover.state.in_(ACTIVE)
    return connection.execute(select(schema.cover).where(mine)).all()


def stop(connection: Connection, id: str, now: datetime) -> None:
    """Let it be over: what is lent is given back in a moment."""
    _set(connection, id, until_at=to_ms(now))


# ---- what they share


def _check(connection: Connection, team: str, asked: Asked, now: datetime) -> Audience:
    """To whom. Raises Problem."""
    user = select(_users.id).where(_users.id == asked.user, accounts.may_have_leads(team))
    if connection.execute(user).first() is None:
        raise invalid("user", "“user” needs the id of a person of this team who has leads.")
    to = target_of(connection, team, asked.cover, field="cover")
    if asked.cover == asked.user:
        raise invalid("cover", "Nobody covers for themselves; choose somebody else or a pool.")
    if asked.until is not None and asked.until <= max(asked.since, now):
        raise invalid("until", "A cover ends after it begins, and not in the past.")
    for other in active_of(connection, team, asked.user):
        begins_first = asked.until is None or other.from_at < to_ms(asked.until)
        if begins_first and (other.until_at is None or to_ms(asked.since) < other.until_at):
            name, calendar = accounts.name_of(connection, asked.user), _calendar(connection, team)
            since = from_ms(other.from_at).astimezone(calendar.tz)
            said = f"{name} is covered already from {since:%d %b, %H:%M} on; end that cover first."
            raise Problem(409, "covered", said)
    return to


def _calendar(connection: Connection, team: str) -> Any:
    return policies.current(connection, team).calendar


def _lending(connection: Connection, team: str, user: str, to: Audience, now: datetime) -> Plan:
    lead = schema.lead.c
    open_ones = (lead.owner == user) & lead.status.in_(sorted(OPEN))
    return plan(connection, team, open_ones, (), to.partition(":")[2], now, kind="lent")


def _send_away(writing: Writing, effect: Effect, cover: Row[Any]) -> None:
    to = cover.to.partition(":")[2]
    change = {"availability": "away", "available_until": cover.until_at, "cover": to}
    _change_user(writing, effect, cover.user, change)


def _welcome_back(writing: Writing, effect: Effect, cover: Row[Any]) -> None:
    """Available again, unless they have said something else meanwhile."""
    row = writing.connection.execute(
        select(_users.availability, _users.available_until).where(_users.id == cover.user)
    ).one()
    change: dict[str, Any] = {"cover": None}
    if (row.availability, row.available_until) == ("away", cover.until_at):
        change |= {"availability": "available", "available_until": None, "missed": 0}
    _change_user(writing, effect, cover.user, change)


def _change_user(writing: Writing, effect: Effect, id: str, change: dict[str, Any]) -> None:
    writing.connection.execute(update(schema.users).where(_users.id == id).values(**change))
    accounts.tell_user(writing.connection, effect, id)


def _turn(connection: Connection, id: str, was: State, to: State) -> bool:
    change = update(schema.cover).where(_cover.id == id, _cover.state == was)
    return connection.execute(change.values(state=to)).rowcount == 1


def _set(connection: Connection, id: str, **change: Any) -> None:
    connection.execute(update(schema.cover).where(_cover.id == id).values(**change))
