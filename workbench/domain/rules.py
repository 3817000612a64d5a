"""The parts of a team's policy: what one lead type, one score rule, one calling window says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import time
from typing import Any, Literal, TypeAlias

from workbench.domain.calendar import WEEKDAYS
from workbench.domain.frozen import dataclass
from workbench.domain.plain import Misfit

DAYS_MOST = 3650
"""Ten years: what lies further back is not known any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadType:
    """What one kind of inquiry promises and is worth. `chance`: share won, 0…1, until counted.

    `escalate_min`: business minutes after which the backup is offered the lead, the team lead is
    told and the lead is reassigned; a ladder may end early.
    """

    label: str
    asks: str
    chance: float
    attempts: int
    intent: int = 0
    hand_raiser: bool = False
    nurture: bool = False
    target_min: float | None = None
    warn_min: tuple[float, ...] = ()
    escalate_min: tuple[float, ...] = ()
    cadence: str | None = None
    talk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seniority:
    """Points for a title that holds one of `words`; without words, for every title left."""

    name: str
    words: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Parts of a title that count, and domains of competitors."""

    words: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FitRules:
    """Points by what is known of person and company; a blank gives and takes nothing."""

    size_band: tuple[int, ...]
    size_near: tuple[int, ...]
    size_in: int
    size_close: int
    industries: tuple[str, ...]
    industry: int
    geographies: tuple[str, ...]
    served: int
    not_served: int
    tech: tuple[str, ...]
    tech_match: int
    free_mail: int
    department: int
    in_icp: int
    mql: int
    target_account: int = 10
    seniorities: tuple[Seniority, ...] = ()
    departments: Words = Words()
    excluded: Words = Words()

    def __post_init__(self) -> None:
        for name in ("size_band", "size_near"):
            band = getattr(self, name)
            if len(band) != 2 or band[0] > band[1]:
                raise Misfit((name,), "needs two numbers of people, the smaller first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What counts differently for who asks about this product: keys of `fit`, by their names."""

    label: str
    words: tuple[str, ...] = ()
    """Parts of an inquiry's product interest or page that mean this product."""
    fit: Mapping[str, Any] = field(default_factory=dict)
    form: str | None = None
    """The form by which they are qualified, where it is not the team's."""


CAPTURED = frozenset(
    {
        "type", "source", "page", "asset", "product", "heard_from", "country", "region",
        "language", "industry", "size_band", "department", "seniority", "budget", "timeline",
    }
)  # fmt: skip
"""Fields with a value that was there before anybody of the team worked the lead. A campaign is
none: a scorecard that knew the waves of a year ranked the next one backwards.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePoints:
    """Points for one value of one field of the inquiry or the person, as it was at capture."""

    field: str
    value: str
    """In lower case; empty for a blank."""
    points: int
    part: Literal["fit", "intent"] = "intent"

    def __post_init__(self) -> None:
        if self.field not in CAPTURED:
            known = ", ".join(sorted(CAPTURED))
            raise Misfit(("field",), f"needs a field that is known at capture: {known}")


SignalKind: TypeAlias = Literal[
    "page_view", "session", "mail_open", "mail_click", "webinar", "subscribed", "unsubscribed"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRule:
    """Points for what somebody does between inquiries, at its own time.

    It counts once there were `times` of them within `within_days`; with `away_days`, only after
    so many days without any.
    """

    name: str
    kind: Literal[SignalKind, "any"]
    """"any": every kind that can give points."""
    points: int
    pages: tuple[str, ...] = ()
    times: int = 1
    within_days: float | None = None
    away_days: float | None = None
    recycles: bool = False
    """Whether it brings a nurtured lead back."""

    def __post_init__(self) -> None:
        if self.times < 1:
            raise Misfit(("times",), "needs 1 or more")
        for name in ("within_days", "away_days"):
            days = getattr(self, name)
            if days is not None and not 0 < days <= DAYS_MOST:
                raise Misfit((name,), f"needs days above 0, {DAYS_MOST} at most")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How many leads one rep can hold, by kind; routing passes over who has more."""

    untouched_hand_raisers: int
    on_hand_raiser_cadence: int
    worked_a_month: int


AccountKind: TypeAlias = Literal["customer", "named", "target", "competitor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRule:
    """Sends what matches all that it names to a pool, by the pool's name; a blank never matches.

    `employees`: the least and the most. Rules are asked in order; the first that matches decides.
    """

    name: str
    pool: str
    types: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    employees: tuple[int, ...] = ()
    account: tuple[AccountKind, ...] = ()

    def __post_init__(self) -> None:
        if self.employees and (len(self.employees) != 2 or self.employees[0] > self.employees[1]):
            raise Misfit(("employees",), "needs two numbers of people, the smaller first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """How a lead finds who works it. Minutes are real ones: an offer waits for nobody's hours.

    `assign` gives a lead to whose turn it is; `offer` shows it to them for `offer_min`, then to
    the next. `misrouted`: reasons of a reassignment that count against the rule.
    """

    mode: Literal["assign", "offer"] = "assign"
    offer_min: float = 2
    former_owners: int = 3
    """A lead never goes back by itself to one of the last so many who had it."""
    away_after_missed: int = 3
    """Clocks in a row that a rep lets pass before they are set away; 0: never."""
    alarm_min: float = 30
    """Business minutes after which the team leads have what no pool has taken."""
    by_language: bool = True
    misrouted: tuple[str, ...] = ("wrong territory", "wrong product")
    rules: tuple[RoutingRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingWindow:
    """When a person may be called, in their own local time; empty `days` forbid it altogether."""

    opens: str = "8:00"
    closes: str = "20:00"
    days: tuple[str, ...] = WEEKDAYS

    def __post_init__(self) -> None:
        for name in ("opens", "closes"):
            if _time_of_day(getattr(self, name)) is None:
                raise Misfit((name,), 'needs a time of day like "8:00"')
        for day in self.days:
            if day not in WEEKDAYS:
                raise Misfit(("days",), f"“{day}” is no weekday; use {', '.join(WEEKDAYS)}")

    @property
    def hours(self) -> tuple[time, time]:
        return _time_of_day(self.opens) or time(), _time_of_day(self.closes) or time()


def _time_of_day(text: str) -> time | None:
    try:
        return time.fromisoformat(text.zfill(5))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """When a lead enters a stage, in one sentence, with examples of good and bad fit."""

    says: str
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """The mail that a hand-raiser gets at once: `{name}`, `{company}`, `{asset}`, `{use_case}` and
    `{booking_link}` are filled in, and a line with one that is blank is left out.

    `use_cases`: the likely use, by industry, product or part of a page; the last resort is "".
    """

    subject: str = "Your request"
    text: str = ""
    booking_link: str = ""
    use_cases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoffs:
    """What an AE's decision promises, in business minutes from the meeting's end or transfer."""

    decide_min: float = 480
    warn_min: tuple[float, ...] = (240, 384)
    codes: tuple[str, ...] = (
        "no-show", "wrong persona", "no pain", "no authority path", "no timing", "outside ICP",
        "duplicate opportunity", "information missing",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What to say, and what to answer to an objection."""

    says: str
    objections: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A mail with merge fields in braces."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of a mail, put where the cursor stands; merge fields as in a template."""

    text: str
