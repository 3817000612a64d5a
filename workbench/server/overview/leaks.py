"""Leaks: leads that fall through, by class, FIELD.md §8; each with how it is told and put right.

Each open lead has an owner who is here, a next action in the future, and a live clock or a hold.
To add a class, write its condition and name it in `LEAKS`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, TypeAlias

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    exists,
    false,
    func,
    not_,
    or_,
    select,
)

from workbench.domain.lead import OPEN
from workbench.domain.plain import Plain, to_ms
from workbench.domain.policy import Policy
from workbench.server import schema
from workbench.server.ledger.audiences import pool_audience, user_audience
from workbench.server.overview.look import Look

lead = schema.lead.c
Condition: TypeAlias = ColumnElement[bool]
Remedy: TypeAlias = Literal["assign", "call", "plan", "resolve", "decide", "look"]


Place: TypeAlias = tuple[int, str]
"""Since when a lead leaks, and its id: by these they are ordered."""


# ---- the classes, each a condition


_open = lead.status.in_(sorted(OPEN))
_has_guest = exists().where(schema.guest.c.lead == lead.id)


def _unowned(_look: Look) -> Condition:
    return _open & lead.owner.is_(None) & not_(_has_guest)


def _owner_away(look: Look) -> Condition:
    """Something is due before they are back, and nobody who is here was lent the lead."""
    if not look.absent:
        return false()
    away = [
        (lead.owner == user)
        & (lead.queue_from.is_(None) | (lead.queue_from < to_ms(back)) if back else _any)
        for user, back in look.absent.items()
    ]
    pools = select(schema.pool.c.id).where(schema.pool.c.team == look.team)
    here = [user_audience(one.id) for one in look.people if one.id not in look.absent]
    here += map(pool_audience, look.connection.execute(pools).scalars())
    guest = schema.guest.c
    lent = exists().where(guest.lead == lead.id, guest.audience.in_(here))
    return _open & or_(*away) & not_(lent)


def _no_next_step(_look: Look) -> Condition:
    return _open & lead.queue_from.is_(None)


def _overdue_step(look: Look) -> Condition:
    return _open & lead.due_at.is_(None) & (lead.queue_from < to_ms(look.today))


def _breached(look: Look) -> Condition:
    return _open & (lead.due_at < to_ms(look.now))


def _closed_early(look: Look) -> Condition:
    since = look.now - timedelta(days=look.policy.leaks.closed_days)
    least = {name: kind.attempts for name, kind in look.policy.types.items()}
    few = lead.attempts < case(least, value=lead.type, else_=0)
    codes = [lead.doc.contains(f'"code":"{code}"') for code in _closing(look.policy)]
    reached = lead.doc.contains('"first_contact_at":')
    closed = lead.status.in_(("nurture", "disqualified")) & (lead.received_at >= to_ms(since))
    return closed & few & not_(reached) & or_(*codes, false())


def _callback_missed(_look: Look) -> Condition:
    return _open & lead.doc.contains('"label":"Callback"')


def _handed(_look: Look) -> Condition:
    waits = lead.status.in_(("meeting_booked", "qualified"))
    return waits | _open & lead.doc.contains('"handoffs":')


def _unsynced(look: Look) -> Condition:
    unheard = look.unheard
    return _open & lead.owner.in_(unheard) if unheard else false()


_any = lead.id == lead.id


# ---- what the columns do not say: asked of the document, which answers since when


def _since_closed(doc: Plain, look: Look) -> int | None:
    if doc.get("code") not in _closing(look.policy):
        return None  # it was another code that closed it
    return int(doc.get("last_touch_at") or 0)


def _since_callback(doc: Plain, look: Look) -> int | None:
    at = doc.get("callback_at")
    late = look.now - timedelta(minutes=look.policy.leaks.callback_min)
    return int(at) if at is not None and at < to_ms(late) else None


def _since_meeting(doc: Plain, look: Look) -> int | None:
    """The end of a meeting of which nobody has told what it came to."""
    ends = [
        one["meeting_at"] + round(one.get("length_min", 0) * 60_000)
        for one in doc.get("handoffs", ())
        if "meeting_at" in one and "result" not in one and "ended_at" not in one
    ]
    return min((end for end in ends if end < to_ms(look.now)), default=None)


def _since_undecided(doc: Plain, look: Look) -> int | None:
    """Of what was held or transferred: an AE cannot decide on a meeting that nobody came to."""
    due = [
        int(one["due_at"])
        for one in doc.get("handoffs", ())
        if "ended_at" not in one and ("meeting_at" not in one or one.get("result") == "held")
    ]
    return min((at for at in due if at < to_ms(look.now)), default=None)


def _closing(policy: Policy) -> list[str]:
    """Codes that end the work on a lead which somebody should have reached first."""
    return [
        code.code
        for code in policy.dispositions
        if code.closes in ("nurture", "disqualified")
        and not (code.voids_clock or code.bars_channels)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """`remedy`: what puts one of its leads right, for the desk to offer on one key. `since` orders
    its leads, the oldest first; `confirm` asks the document, and answers since when it leaks.
    """

    name: str
    label: str
    definition: str
    remedy: Remedy
    where: Callable[[Look], Condition]
    since: ColumnElement[int | None] = field(default=lead.received_at)
    confirm: Callable[[Plain, Look], int | None] | None = None


LEAKS: tuple[Leak, ...] = (
    Leak(
        name="unowned", label="Unowned", remedy="assign", where=_unowned,
        definition="Open leads that nobody owns and that are offered to nobody.",
    ),
    Leak(
        name="owner_away", label="Owner away", remedy="assign", where=_owner_away,
        since=lead.queue_from,
        definition="Open leads whose owner is away or disabled and not back when the next step is"
        " due, and that were lent to nobody who is here.",
    ),
    Leak(
        name="no_next_step", label="No next step", remedy="plan", where=_no_next_step,
        definition="Open leads with nothing to do about them, now or later.",
    ),
    Leak(
        name="overdue_step", label="Overdue step", remedy="call", where=_overdue_step,
        since=lead.queue_from,
        definition="Open leads whose next step was due before today; those whose first answer is"
        " owed count as breached instead.",
    ),
    Leak(
        name="breached", label="Breached, untouched", remedy="call", where=_breached,
        since=lead.due_at,
        definition="Open leads whose promised answer is overdue and was not given.",
    ),
    Leak(
        name="closed_early", label="Closed too early", remedy="look", where=_closed_early,
        confirm=_since_closed,
        definition="Leads received lately and closed with fewer attempts than their type asks for,"
        " without anybody reached; spam, duplicates, customers and opt-outs left out.",
    ),
    Leak(
        name="callback_missed", label="Callback missed", remedy="call", where=_callback_missed,
        confirm=_since_callback,
        definition="Open leads that were promised a callback which nobody made in time.",
    ),
    Leak(
        name="no_outcome", label="Meeting without outcome", remedy="resolve", where=_handed,
        confirm=_since_meeting,
        definition="Meetings that are over and of which nobody has told whether they were held.",
    ),
    Leak(
        name="undecided", label="AE undecided", remedy="decide", where=_handed,
        confirm=_since_undecided,
        definition="Meetings held and live transfers on which the AE has not decided in time.",
    ),
    Leak(
        name="unsynced", label="Unsynced", remedy="look", where=_unsynced,
        definition="Open leads whose owner should be here but whose desk was not heard of for too"
        " long: what was done about them may not have come in.",
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Leak] = {leak.name: leak for leak in LEAKS}


def counts(look: Look, chosen: Sequence[Leak] = LEAKS) -> dict[str, int]:
    """Class → its number of leads; those that columns decide, in one walk through an index."""
    plain = [leak for leak in chosen if leak.confirm is None]
    told = {leak.name: len(_found(look, leak)) for leak in chosen if leak.confirm is not None}
    if plain:
        sums = [func.sum(case((leak.where(look), 1), else_=0)) for leak in plain]
        row = look.connection.execute(select(*sums).where(look.leads, _open)).one()
        told |= {leak.name: int(n or 0) for leak, n in zip(plain, row, strict=True)}
    return told


def page(
    look: Look, leak: Leak, *, after: Place | None = None, limit: int
) -> tuple[list[Plain], Place | None]:
    """Its leads, the longest first, behind the place `after`; and the last place if more follow."""
    if leak.confirm is None:
        since = func.coalesce(leak.since, 0)
        chosen = select(since, lead.id).where(look.leads, leak.where(look))
        if after is not None:
            chosen = chosen.where(
                or_(since > after[0], and_(since == after[0], lead.id > after[1]))
            )
        rows = look.connection.execute(chosen.order_by(since, lead.id).limit(limit + 1))
        places = [(int(at), id) for at, id in rows]
    else:
        places = [one for one in _found(look, leak) if after is None or one > after]
    shown, more = places[:limit], len(places) > limit
    return _told(look, shown), shown[-1] if more else None


def _found(look: Look, leak: Leak) -> list[Place]:
    """All of a class that the documents decide, the longest first."""
    if leak.name not in look.found:
        chosen = select(lead.id, lead.doc).where(look.leads, leak.where(look))
        rows = look.connection.execute(chosen)
        asked = ((leak.confirm(json.loads(doc), look), id) for id, doc in rows if leak.confirm)
        look.found[leak.name] = sorted((at, id) for at, id in asked if at is not None)
    return look.found[leak.name]


def _told(look: Look, places: list[Place]) -> list[Plain]:
    since = {id: at for at, id in places}
    names = ("id", "name", "company", "type", "status", "owner", "pool", "due_at", "queue_from")
    columns = (lead[name] for name in names)
    rows = look.connection.execute(select(*columns).where(lead.id.in_(since))).mappings()
    told = {row["id"]: {**row, "since": since[row["id"]] or None} for row in rows}
    return [told[id] for _, id in places]
