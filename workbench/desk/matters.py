"""What a day begins and ends with, each line one matter that leads to its lead or to what helps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from workbench.cache.outbox import NotSaved
from workbench.desk.desk import Desk
from workbench.desk.notices import Notice
from workbench.desk.outstanding import overdue
from workbench.desk.team import review_missed
from workbench.desk.words import inside, moment
from workbench.domain.activity import TOUCHES, Activity
from workbench.domain.cadence import CHANNEL_WORDS
from workbench.domain.calendar import day_and_month
from workbench.domain.plain import from_ms, to_ms
from workbench.domain.tongue import mark, tr, tr_n
from workbench.wire import read_activity

Told: TypeAlias = tuple[str, Activity]
"""A lead's id and an entry of its timeline."""
EARLY = timedelta(hours=2)
"""Who comes longer before the opening is late from the day before."""
TOMORROW = mark("CALLBACKS TOMORROW")
"""The part of what is left that leaks nothing."""
_STEPS_END = frozenset({"on_hold"})
"""Statuses in which an open lead need not have a next step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """`fix` names the action that puts it right, once its lead is on the card.

    `part` is a key, told through `tr` where it shows.
    """

    part: str
    words: str
    hint: str = ""
    icon: str = "user"
    lead: str = ""
    fix: str = ""


# ---- when


def is_new_day(desk: Desk) -> bool:
    """Whether a working day is on that this desk has not begun yet."""
    now = desk.now()
    today = now.astimezone().date()
    if desk._outbox.get("day") == today.isoformat():
        return False
    opens_at, closes_at = desk.policy.calendar.workday(today, 0)
    return opens_at - EARLY <= now < closes_at


def begin_day(desk: Desk) -> bool:
    """False on a desk's first day: nothing came before it."""
    last = desk._outbox.get("day")
    _keep(desk, "day", desk.now().astimezone().date().isoformat())
    return bool(last)


def last_evening(desk: Desk) -> datetime:
    """When this person closed the day before, else when the team's last working day ended."""
    closed, now = desk._outbox.get("closed_at"), desk.now()
    calendar = desk.policy.calendar
    today = calendar.workday(calendar.local_day(now), 0)[0]
    ended = calendar.subtract(today, timedelta())
    return max(ended, from_ms(int(closed))) if closed and from_ms(int(closed)) < today else ended


def next_opening(desk: Desk) -> datetime:
    """When the team's next working day begins."""
    calendar = desk.policy.calendar
    return calendar.workday(calendar.local_day(desk.now()) + timedelta(days=1), 0)[0]


def close_day(desk: Desk) -> None:
    """Away until the next opening. Raises NotSaved."""
    desk.set_availability("away", next_opening(desk))
    _keep(desk, "closed_at", str(to_ms(desk.now())))


def _keep(desk: Desk, key: str, value: str) -> None:
    with suppress(NotSaved), desk._outbox.writing() as writing:
        writing.put(key, value)


# ---- what happened


def happened(desk: Desk, since: datetime, taken: Sequence[Notice]) -> list[Matter]:
    """What a review owes, new leads, replies, callbacks of today, what was taken away, promises
    that were missed.
    """
    me, now = desk.me or "", desk.now()
    own = _own(desk)
    told = list(_told(desk, since))
    found = [*_owed(desk), *_new(told, own, me, now), *_replies(told, own, now)]
    day = now.astimezone().date()
    for values in own.values():
        at = _at(values, "callback_at")
        if at is not None and at.astimezone().date() == day:
            found.append(_matter(mark("CALLBACKS TODAY"), values, moment(at, now), "alarm"))
    found += [
        Matter(part=mark("TAKEN AWAY"), words=notice.what, icon="user-x")
        for notice in taken
        if notice.at >= since
    ]
    for values in own.values():
        at = _at(values, "due_at")
        if values["is_clock"] and at is not None and since <= at <= now:
            said = tr("promised until {time}", time=moment(at, now))
            found.append(_matter(mark("PROMISES MISSED"), values, said, "alert-triangle"))
    return found


def _owed(desk: Desk) -> Iterator[Matter]:
    """What is known of it: at the desk of who leads the team."""
    part = mark("THE REVIEW IS OVERDUE")
    missed = review_missed(desk) if desk.user is not None and desk.user.role == "lead" else ""
    if missed:
        yield Matter(part=part, words=missed, icon="clock", fix="go_policy")
    for one in overdue(desk):
        day = day_and_month(date.fromisoformat(one["outcome_on"]))
        said = tr("its outcome was due {day}", day=day)
        said = ", ".join(filter(None, (said, one["owner_name"])))
        yield Matter(part=part, words=one["says"], hint=said, icon="clock", fix="go_review")


def _new(told: Sequence[Told], own: Mapping[str, Any], me: str, now: datetime) -> Iterator[Matter]:
    """Each lead once: that it came, or who gave it."""
    seen = set()
    for lead, entry in told:
        given = entry.kind in ("assigned", "reassigned") and entry.args.get("to") == me
        if (given or entry.kind == "inquiry") and lead not in seen:
            seen.add(lead)
            why = str(entry.args.get("reason") or "").partition(". ")[0].rstrip(".")
            is_given = entry.kind == "reassigned" and why
            when = moment(entry.at, now)
            said = f"{when}, {inside(why)}" if is_given else when
            yield _matter(mark("NEW FOR YOU"), own[lead], said, "inbox")


def _replies(told: Sequence[Told], own: Mapping[str, Any], now: datetime) -> Iterator[Matter]:
    for lead, entry in told:
        if entry.kind in TOUCHES and entry.args.get("direction") == "in":
            kind = tr(CHANNEL_WORDS.get(entry.kind, entry.kind))
            said = tr("{what} {time}", what=kind, time=moment(entry.at, now))
            yield _matter(mark("REPLIES"), own[lead], said, "message-circle")


def _told(desk: Desk, since: datetime) -> Iterator[Told]:
    """Of one's own leads, the oldest first."""
    own = desk.queue("mine")
    rows = desk._caches.shown.database.connection.execute(
        "SELECT a.lead, a.doc FROM json_each(:own) AS own"
        " JOIN activity AS a ON a.lead = own.value AND a.at >= :since ORDER BY a.at, a.id",
        {"own": json.dumps(list(own)), "since": to_ms(since)},
    )
    for lead, doc in rows:
        yield lead, read_activity(json.loads(doc))


# ---- what is left


def left(desk: Desk) -> list[Matter]:
    """Wrap-ups, what leaks, what is unsent, and tomorrow's callbacks."""
    now = desk.now()
    found = [
        Matter(
            part=mark("WRAP-UPS"),
            words=call.name,
            hint=tr("call of {time}", time=moment(call.started_at, now)),
            icon="phone",
            lead=call.lead,
            fix="wrap_up",
        )
        for call in desk.running_calls()
    ]
    leaks = [leak for values in _own(desk).values() if (leak := _leak(values, now))]
    found += sorted(leaks, key=lambda leak: _LEAKS.index(leak.part))
    found += _unsettled(desk)
    tomorrow = next_opening(desk).astimezone().date()
    for values in _own(desk).values():
        at = _at(values, "callback_at")
        if at is not None and now.astimezone().date() < at.astimezone().date() <= tomorrow:
            found.append(_matter(TOMORROW, values, moment(at, now), "alarm"))
    return found


_LEAKS = (
    mark("PROMISES MISSED"), mark("CALLBACKS MISSED"), mark("NO NEXT STEP"),
    mark("DUE AND NOT DONE"),
)  # fmt: skip


def _leak(values: Mapping[str, Any], now: datetime) -> Matter | None:
    due_at, callback_at = _at(values, "due_at"), _at(values, "callback_at")
    if due_at is None:
        if values["status"] in _STEPS_END:
            return None
        return _matter(mark("NO NEXT STEP"), values, tr("plan one"), "calendar-plus", "follow_up")
    if due_at > now:
        return None
    when = moment(due_at, now)
    if values["is_clock"]:
        said = tr("since {time}, not tried", time=when)
        return _matter(mark("PROMISES MISSED"), values, said, "alert-triangle")
    said = tr("since {time}", time=when)
    if callback_at is not None:
        return _matter(mark("CALLBACKS MISSED"), values, said, "alarm", "follow_up")
    return _matter(mark("DUE AND NOT DONE"), values, said, "clock", "follow_up")


_UNSENT = mark("NOT AT THE SERVER")


def _unsettled(desk: Desk) -> Iterator[Matter]:
    state = desk.sync_state()
    if state.unsent:
        said = tr_n("{n} thing waits to be sent", "{n} things wait to be sent", state.unsent)
        safe = tr("safe on this computer")
        yield Matter(part=_UNSENT, words=said, hint=safe, icon="send", fix="sync")
    if state.refused:
        said = tr_n(
            "{n} thing the server did not take", "{n} things the server did not take", state.refused
        )
        yield Matter(part=_UNSENT, words=said, icon="alert-circle", fix="go_attention")


# ---- both


def _own(desk: Desk) -> Mapping[str, Mapping[str, Any]]:
    """Open leads of one's own as `workbench.cache.columns` has them, the soonest first."""
    ids = desk.queue("mine")
    values = desk._queue().rows(ids)
    return {id: values[id] for id in ids if id in values}


def _matter(part: str, values: Mapping[str, Any], hint: str, icon: str, fix: str = "") -> Matter:
    words = ", ".join(filter(None, (values["name"] or tr("Unknown"), values["company"])))
    return Matter(part=part, words=words, hint=hint, icon=icon, lead=values["id"], fix=fix)


def _at(values: Mapping[str, Any], name: str) -> datetime | None:
    ms = values[name]
    return None if ms is None else from_ms(ms)
