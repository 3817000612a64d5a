"""A lead: a person at a company, the inquiries that brought them, and what was done about them.

`record` holds what people did, without their texts; everything under "derived" follows from the
facts, the inquiries and the record through `domain.settle`, so that the order in which work
arrives from several desks does not matter, and an undo is an entry like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from workbench.domain.cadence import CHANNELS, NextStep
from workbench.domain.frozen import dataclass
from workbench.domain.promise import Clock, Handed
from workbench.domain.qualification import Answer
from workbench.domain.record import Mutation
from workbench.domain.rules import AccountKind
from workbench.domain.watch import Fired, Offer, OnCall

Status: TypeAlias = Literal[
    "new", "assigned", "attempting", "connected", "qualified", "meeting_booked", "accepted",
    "won", "lost", "nurture", "recycled", "on_hold", "disqualified", "merged",
]  # fmt: skip

OPEN: frozenset[Status] = frozenset(
    {"new", "assigned", "attempting", "connected", "recycled", "on_hold"}
)
"""Statuses in which a rep still has something to do."""

FACTS = (
    "name", "title", "email", "phone", "company", "profile_url", "country", "region", "language",
    "employees", "annual_revenue", "industry", "tech", "consent", "tz",
)  # fmt: skip
"""What is known of the person and may be edited."""

EDITABLE = (*FACTS, "type")
"""`type` is that of the newest inquiry: its clock promises what the new one does."""

Verdict: TypeAlias = Literal["work", "nurture", "disqualify"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """One submission, call or chat, as it came. `flags` name values kept as typed, unparsed."""

    id: str
    type: str
    received_at: datetime
    stored_at: datetime | None = None
    source: str | None = None
    external_id: str | None = None
    campaign: str | None = None
    utm: Mapping[str, str] = field(default_factory=dict)
    page: str | None = None
    asset: str | None = None
    message: str | None = None
    product: str | None = None
    budget: str | None = None
    timeline: str | None = None
    heard_from: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    verdict: Verdict = "work"
    live: bool = True
    """False for an import of old rows: no clock, no notice."""
    came_as: str | None = None
    """The type it came with, once somebody gave it another."""
    points: int | None = None
    """Fit and intent as they were known at capture, frozen: what a chance is learned from."""
    came_to: str | None = None
    """The lead that it came to, where that one was merged into this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One line of a score: the rule's name and what it gives; since when, and until when it is
    worth that, None for ever.
    """

    rule: str
    points: int
    part: Literal["fit", "intent"] = "fit"
    at: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Fit −80…50 and intent 0…50, with each point that made them; `excluded` names what bars."""

    fit: int = 0
    intent: int = 0
    points: tuple[Point, ...] = ()
    excluded: str | None = None

    @property
    def shown(self) -> int:
        """1–10: max(1, ceil((max(fit, 0) + intent) / 10))."""
        return max(1, -(-(max(self.fit, 0) + self.intent) // 10))

    @property
    def fit_letter(self) -> str:
        return _band(self.fit, "ABCD")

    @property
    def intent_digit(self) -> str:
        return _band(self.intent, "1234")


def _band(points: int, names: str) -> str:
    return names[sum(points < edge for edge in (40, 25, 10))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that time moves in a lead's rank, as moments; None for `queue_from`: not in the queue.

    `lift` puts it above every index: 3 ringing or offered, 2 an unanswered reply, 1 a callback
    promised for now. `channel` is that of the step that waits.
    """

    queue_from: datetime | None = None
    lift: int = 0
    chance: float = 0
    reach: float = 0
    target_min: float = 0
    waiting_since: datetime | None = None
    boost_from: datetime | None = None
    boost_until: datetime | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What somebody did between inquiries, as `rules.SignalRule` names the kinds."""

    id: str
    kind: str
    at: datetime
    page: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account that a lead's company is, as the team's list says."""

    name: str
    kind: AccountKind
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Where a fact comes from, if not from the person, and since when."""

    source: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AtCompany:
    """Another person at the same company; no contact data, so no foreign row is shown."""

    name: str
    title: str | None = None
    owner: str | None = None
    last_touch_at: datetime | None = None
    last_touch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """What became of it in the pipeline, at the newest word."""

    stage: str
    at: datetime
    external_id: str | None = None
    amount: float | None = None
    currency: str | None = None
    closed_on: date | None = None
    outcome: Literal["won", "lost"] | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """See the module. `owner` and `pool` are ids; the server alone sets `seq` and decides both."""

    id: str
    seq: int = 0
    owner: str | None = None
    pool: str | None = None
    assigned_at: datetime | None = None
    policy_version: int = 0

    # facts: what is known of the person; `said` keeps what stood there before the first edit
    name: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    phone_e164: str | None = None
    company: str | None = None
    domain: str | None = None
    profile_url: str | None = None
    country: str | None = None
    region: str | None = None
    language: str | None = None
    employees: int | None = None
    annual_revenue: float | None = None
    industry: str | None = None
    tech: tuple[str, ...] = ()
    consent: str | None = None
    tz: str | None = None
    tz_basis: str | None = None
    person_id: str | None = None
    # what follows from the facts, by the server
    size_band: str | None = None
    department: str | None = None
    seniority: str | None = None
    persona: str | None = None
    company_key: str | None = None
    account: Account | None = None
    known: Mapping[str, Known] = field(default_factory=dict)
    """Facts that the person did not say, by name."""
    said: Mapping[str, Any] = field(default_factory=dict)

    inquiries: tuple[Inquiry, ...] = ()
    record: tuple[Mutation, ...] = ()
    at_company: tuple[AtCompany, ...] = ()
    signals: tuple[Signal, ...] = ()
    fired: tuple[Fired, ...] = ()
    offer: Offer | None = None

    # derived by domain.settle
    type: str = ""
    status: Status = "new"
    clocks: tuple[Clock, ...] = ()
    score: Score = Score()
    attempts: int = 0
    first_attempt_at: datetime | None = None
    first_contact_at: datetime | None = None
    last_touch_at: datetime | None = None
    last_touch: str | None = None
    """Its kind."""
    code: str | None = None
    reason: str | None = None
    step: NextStep | None = None
    callback_at: datetime | None = None
    snoozed_until: datetime | None = None
    held_until: datetime | None = None
    revisit_on: date | None = None
    barred: tuple[str, ...] = ()
    """Channels that must not be used, "phone" for a number that was retired."""
    standing: Standing = Standing()
    on_call: OnCall | None = None
    handoffs: tuple[Handed, ...] = ()
    opportunity: Opportunity | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """What was learnt of them, by the question's id; no score may see it."""
    alarm_at: datetime | None = None
    """When the server has to look at this lead again; see `domain.alarms`."""

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def is_offered_to(self, user: str | None, now: datetime) -> bool:
        """Whether it is shown to this person beside, or before, its owner."""
        offer = self.offer
        if offer is None or offer.to != user or self.owner == user:
            return False
        return offer.is_open(now)

    @property
    def is_barred(self) -> bool:
        """Whether no channel may be used: do not contact."""
        return bool(self.barred) and set(CHANNELS) <= set(self.barred)

    @property
    def newest_inquiry(self) -> Inquiry:
        return max(self.inquiries, key=lambda inquiry: (inquiry.received_at, inquiry.id))

    @property
    def clock(self) -> Clock | None:
        """The running clock that falls due first; where none runs, the newest."""
        running = [clock for clock in self.clocks if clock.is_running]
        if running:
            return min(running, key=lambda clock: clock.due_at)
        return max(self.clocks, key=lambda clock: clock.received_at, default=None)
