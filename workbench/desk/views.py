"""What a desk shows: plain values, formatted once, safe to hand from thread to thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from workbench.domain.activity import Activity
from workbench.domain.calendar import Calendar
from workbench.domain.calling import Calling
from workbench.domain.frozen import dataclass
from workbench.domain.lead import Lead
from workbench.domain.promise import Pause
from workbench.domain.qualification import Question
from workbench.sync.file_key import WhyPlain

View: TypeAlias = Literal["now", "mine", "later", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the queue, ready to paint.

    `due_at` is the running clock's or, where none runs, the next step's; `starts_at` when it
    begins to run, `target_min` its promise in business minutes, `calendar` the one it runs on and
    `pauses` what stopped it last. `owner` are initials, "—" for nobody, with "?" while a claim is
    tentative. `is_offered`: it is being offered to whoever sits here.
    """

    id: str
    name: str
    company: str
    asks: str
    score: int
    owner: str
    type: str
    status: str
    starts_at: datetime | None = None
    due_at: datetime | None = None
    target_min: float = 0
    calendar: Calendar | None = field(default=None, hash=False)
    pauses: tuple[Pause, ...] = ()
    is_clock: bool = False
    met_after_s: float | None = None
    callback_at: datetime | None = None
    on_call_since: datetime | None = None
    unsent: bool = False
    is_offered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One lead in full: the overlay applied, its timeline newest first, why it stands where it
    does, and the notes being typed.
    """

    lead: Lead
    activities: tuple[Activity, ...]
    why_first: tuple[str, ...]
    owner_name: str
    calling: Calling = field(default_factory=Calling)
    draft: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    """Answers that were being typed and are not filed, by question."""
    older: int = 0
    unsent: frozenset[str] = frozenset()
    """Ids of activities that wait in the outbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that was started and has no code yet; `ended_at` while it is in wrap-up."""

    call_id: str
    lead: str
    name: str
    number: str
    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What a verb did, for the toast: “No answer logged”, “Mika Salo, follow-up 14:30”."""

    mutation: str
    lead: str
    done: str
    detail: str
    advances: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """What is to be asked before a lead is handed on, “2 of 7 unasked: timing, limits”, and what
    the AE would be told of it.
    """

    unmet: tuple[Question, ...] = ()
    unasked: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Busy:
    """A meeting of an AE's, as far as this desk knows."""

    name: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class NeedsTouch:
    """The code describes a touch and there is none: ask once which, and dispose with it."""

    lead: str
    code: str


SyncKind: TypeAlias = Literal[
    "starting", "online", "offline", "signed_out", "too_old", "locked", "disk_full"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncState:
    """How desk and server stand. `since` is when this state began; `problem` says why, in words."""

    kind: SyncKind = "starting"
    since: datetime | None = None
    synced_at: datetime | None = None
    unsent: int = 0
    refused: int = 0
    retry_at: datetime | None = None
    problem: str = ""
    complete: bool = False
    """False while the first pull is still filling the cache."""
    clock_certain: bool = True
    clock_off: timedelta = timedelta()
    """How far this computer's clock is behind the server's, whose time is shown."""
    token_kept: bool = True
    """False where there is no real keyring: the next start asks for the password."""
    why_plain: WhyPlain = ""
    """Why the files here are not encrypted, as `kept.files_said` reads it; empty: they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the team, as a rep may know them. `missed`: clocks in a row that they let pass,
    counted as long as they have not been at work since.
    """

    id: str
    name: str
    role: str
    availability: str = "available"
    until: datetime | None = None
    missed: int = 0

    def as_of(self, now: datetime) -> Person:
        """Back, once the time that they said is over."""
        is_back = self.until is not None and self.until <= now
        return replace(self, availability="available", until=None) if is_back else self

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.name.split()[:2]).upper() or "?"
