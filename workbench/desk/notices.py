"""What is told in time: warnings, breaches, callbacks, replies of own leads, offers, and losses.

The moments of a lead follow from its row and the policy alone; those to come lie in one heap,
which a glance at the clock empties as far as it has come. No lead has a timer.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from workbench.desk.desk import Desk
from workbench.desk.left_behind import drafted, going, left_behind
from workbench.desk.views import Row
from workbench.desk.words import moment, name_of
from workbench.domain.clock import moment_on, spoken
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.domain.priority import LIFT_REPLY
from workbench.domain.tongue import tr

Kind: TypeAlias = Literal["breach", "offered", "reply", "callback", "taken", "warning"]

Replied: TypeAlias = tuple[str, int]
"""A lead, and since when their reply waits (ms)."""
_Mark: TypeAlias = tuple[Lead | int, bool]
"""What a row follows from: the lead as it is here or its seq, and whether it is being called."""
CALLBACK_AHEAD = timedelta(minutes=2)
LOOKS_BACK = timedelta(days=4)
"""A promise that was broken longer ago, a long weekend included, is no news when it leaves."""
MOST = 200
"""Leads that are watched at once, what is due first first; caps keep a rep far below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`at`: when it was to be told. It leads to `lead`, and does nothing to it.

    `what`: of one that was taken, what it was.
    """

    kind: Kind
    lead: str
    at: datetime
    words: str
    what: str = ""


def moments(row: Row, policy: Policy, now: datetime) -> Iterator[Notice]:
    """All moments of one's own lead, past ones too, in no order."""
    who = who_is(row)
    if row.callback_at is not None:
        words = tr("Callback at {time}: {name}", time=moment(row.callback_at, now), name=who)
        at = row.callback_at - CALLBACK_AHEAD
        yield Notice(kind="callback", lead=row.id, at=at, words=words)
    is_waiting = row.is_clock and row.on_call_since is None
    if is_waiting and row.due_at and row.starts_at and row.calendar:
        for minutes in policy.type(row.type).warn_min:
            at = moment_on(row.calendar, row.pauses, row.starts_at, minutes)
            if at < row.due_at:
                left = spoken(timedelta(minutes=row.target_min - minutes))
                words = tr("{time} left for {name}", time=left, name=who)
                yield Notice(kind="warning", lead=row.id, at=at, words=words)
        words = tr("Promise missed: {name}", name=who)
        yield Notice(kind="breach", lead=row.id, at=row.due_at, words=words)


def who_is(row: Row) -> str:
    return ", ".join(part for part in (row.name or tr("No name"), row.company) if part)


class Watch:
    """The notices of a desk, each told once; what was over when it began is not told."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._heap: list[tuple[datetime, str, Notice]] = []
        self._told_until = desk.now()
        self._own: Mapping[str, Row] = {}
        self._moments: Mapping[str, tuple[Notice, ...]] = {}
        self._marks: Mapping[str, _Mark] = {}
        self._policy: Policy | None = None
        self._rules: tuple[int, date] | None = None
        self._offered: frozenset[str] = frozenset()
        self._replied: frozenset[Replied] = frozenset()
        self._going: frozenset[str] = frozenset()
        self._drafted: Mapping[str, Row] = {}
        self._left: frozenset[str] = frozenset()
        self.taken: list[Notice] = []
        """What time took from this desk since it was opened."""
        self._look()

    def due(self, *, changed: bool) -> list[Notice]:
        """What is to be told now, what presses most first; `changed`: leads are not as before."""
        now = self._desk.now()
        news = self._look() if changed else []
        while self._heap and self._heap[0][0] <= now:
            news.append(heapq.heappop(self._heap)[2])
        self._told_until = max(now, self._told_until)
        order = ("breach", "offered", "reply", "callback", "taken", "warning")
        return sorted(news, key=lambda notice: order.index(notice.kind))

    def _look(self) -> list[Notice]:
        desk, now = self._desk, self._desk.now()
        before, offered, replied = self._own, self._offered, self._replied
        self._read_own(now)
        self._offered = frozenset(_offered_ids(desk, now))
        self._replied = frozenset(_replied(desk))
        to_come = (
            (notice.at, f"{notice.lead} {notice.kind}", notice)
            for notices in self._moments.values()
            for notice in notices
            if notice.at > self._told_until
        )
        self._heap = list(to_come)
        heapq.heapify(self._heap)
        lost = [_taken(row, now) for row in _lost(desk, before, self._own, now)]
        self.taken += lost
        offers = desk.rows(sorted(self._offered - offered))
        news = (reply for reply in self._replied - replied if not _is_logged_here(desk, *reply))
        replies = desk.rows(sorted(id for id, _ in news))
        return [
            *lost,
            *self._leaving(now),
            *(_offer(row, now) for row in offers),
            *(_reply(row, now) for row in replies),
        ]

    def _read_own(self, now: datetime) -> None:
        """Those that are not as they were: to read all of them would be in the way of a key."""
        desk, policy = self._desk, self._desk.policy
        rules = (desk._caches.shown.generation, now.astimezone().date())
        if policy is not self._policy or rules != self._rules:
            self._policy, self._rules, self._marks = policy, rules, {}
        before, self._marks = self._marks, _own_marks(desk, now)
        same = {id for id, mark in self._marks.items() if before.get(id) == mark}
        fresh = desk.rows([id for id in self._marks if id not in same])
        told = {row.id: tuple(moments(row, policy, now)) for row in fresh}
        self._own = {id: self._own[id] for id in self._own if id in same}
        self._own |= {row.id: row for row in fresh}
        self._moments = {id: self._moments[id] for id in self._moments if id in same} | told

    def _leaving(self, now: datetime) -> list[Notice]:
        """Leads that go when a call is wrapped up, and drafts whose lead has gone."""
        desk = self._desk
        away, left = going(desk), {draft.lead for draft in left_behind(desk)}
        told = [
            Notice(kind="taken", lead=lead, at=now, words=words)
            for call, (lead, words) in away.items()
            if call not in self._going
        ]
        told += [_left(lead, self._drafted.get(lead), now) for lead in left - self._left]
        self._going, self._left = frozenset(away), frozenset(left)
        ids = dict.fromkeys(draft.lead for draft in drafted(desk))
        self._drafted = {row.id: row for row in desk.rows(list(ids))}
        return told


def _own_marks(desk: Desk, now: datetime) -> dict[str, _Mark]:
    """Own open leads with a promise to keep."""
    me, patched = desk.me, desk._overlay.leads()
    calling = {call.lead for call in desk.running_calls() if call.ended_at is None}
    [[found]] = desk._caches.shown.database.connection.execute(
        "SELECT json_group_array(json_array(id, seq)) FROM ("
        "SELECT id, seq FROM lead WHERE owner = :me AND is_open = 1 AND due_at > :since"
        " AND (is_clock OR callback_at IS NOT NULL) ORDER BY due_at LIMIT :most)",
        {"me": me, "since": to_ms(now - LOOKS_BACK), "most": MOST},
    )
    rows = json.loads(found)  # in one, as `lead_rows.shown` says
    own = {lead.id: lead for lead in patched.values() if lead.owner == me and lead.is_open}
    known: dict[str, Lead | int] = {**own, **{id: seq for id, seq in rows if id not in patched}}
    return {id: (version, id in calling) for id, version in known.items()}


def _offered_ids(desk: Desk, now: datetime) -> Iterable[str]:
    rows = desk._caches.shown.database.connection.execute(
        "SELECT id FROM lead WHERE offer_to = :me AND (offer_until IS NULL OR offer_until > :now)",
        {"me": desk.me, "now": to_ms(now)},
    )
    return [id for (id,) in rows]


def _replied(desk: Desk) -> Iterator[Replied]:
    """Own open leads who wrote and whom nobody has answered; a second mail is another one."""
    me, patched = desk.me, desk._overlay.leads()
    for lead in patched.values():
        standing = lead.standing
        if lead.owner == me and standing.lift == LIFT_REPLY and standing.queue_from is not None:
            yield lead.id, to_ms(standing.queue_from)
    rows = desk._caches.shown.database.connection.execute(
        # The number itself, which the index has, for SQLite does not look at what is bound.
        "SELECT id, queue_from FROM lead"
        f" WHERE owner = :me AND is_open = 1 AND lift = {LIFT_REPLY}",
        {"me": me},
    )
    yield from ((id, at) for id, at in rows if id not in patched)


def _is_logged_here(desk: Desk, lead: str, at: int) -> bool:
    """Whether it was logged by hand: nobody is told of what they just did."""
    made = desk._outbox.entries("lead = :lead AND type = 'touch_logged'", lead=lead)
    touches = (entry.corrected(None) for entry in made)
    return any(
        not touch.args.get("message_id") and touch.args.get("at", to_ms(touch.at)) == at
        for touch in touches
    )


def _lost(
    desk: Desk, before: Mapping[str, Row], after: Mapping[str, Row], now: datetime
) -> Iterator[Row]:
    """Leads whose promise was broken when they went to somebody else, and not by one's own hand."""
    broken = [
        row
        for row in before.values()
        if row.id not in after and row.is_clock and row.due_at and row.due_at <= now
    ]
    known = desk._queue().rows([row.id for row in broken]) if broken else {}
    gave = "lead = :lead AND type IN ('reassigned', 'released')"
    for row in broken:
        is_own = row.id in known and known[row.id]["owner"] == desk.me
        if not is_own and not desk._outbox.entries(gave, lead=row.id):
            yield row


def _taken(row: Row, now: datetime) -> Notice:
    due = moment(row.due_at, now) if row.due_at else ""
    what = tr("{name}, promised until {time} and not tried", name=who_is(row), time=due)
    words = tr("Taken away: {what}", what=what)
    return Notice(kind="taken", lead=row.id, at=now, words=words, what=what)


def _left(lead: str, row: Row | None, now: datetime) -> Notice:
    who = who_is(row) if row is not None else name_of(None)
    words = tr("Taken away: {what}", what=tr("{name}, your draft is kept", name=who))
    return Notice(kind="taken", lead=lead, at=now, words=words)


def _reply(row: Row, now: datetime) -> Notice:
    words = tr("Reply: {name}", name=who_is(row))
    return Notice(kind="reply", lead=row.id, at=now, words=words)


def _offer(row: Row, now: datetime) -> Notice:
    words = f"{row.asks.partition(' · ')[0]}: {who_is(row)}"  # “Offered to you until 14:30”
    return Notice(kind="offered", lead=row.id, at=now, words=words)
