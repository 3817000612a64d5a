"""The team's rules as one validated value; `domain.policy_text` reads it from a team's TOML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Literal

from workbench.domain.cadence import Cadence, Channel
from workbench.domain.calendar import Calendar
from workbench.domain.chance import ChanceTable, Learning
from workbench.domain.disposition import Disposition
from workbench.domain.effort import Effort
from workbench.domain.frozen import dataclass
from workbench.domain.leaks import LeakRules
from workbench.domain.metrics.goals import Goals
from workbench.domain.metrics.report_rules import OutcomeRules, ReportRules
from workbench.domain.plain import Misfit, from_plain, to_plain
from workbench.domain.qualification import Form
from workbench.domain.record import Refusal
from workbench.domain.retention import Retention
from workbench.domain.rules import (
    DAYS_MOST,
    Acknowledgement,
    CallingWindow,
    Caps,
    FitRules,
    Handoffs,
    LeadType,
    Product,
    Routing,
    SignalRule,
    Snippet,
    Stage,
    Talk,
    Template,
    ValuePoints,
)

if TYPE_CHECKING:
    from workbench.domain.lead import Inquiry, Lead

MINUTES_MOST = 4800
"""Ten working days: beyond it a promise is none, and a search for working time may find no end."""
HALF_LIFE_LEAST = 0.001
"""Days: a minute and a half. A server that has to score anew at each half-life keeps up with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Read with `read_policy` or `from_plain`; `version` counts a team's own versions from 1.

    `calendar` is the team's; `calendars` are others, by name, that pools and people work by.
    `runs_on` says whose calendar a clock runs on, and `answered_by` what meets it.
    """

    calendar: Calendar
    types: Mapping[str, LeadType]
    dispositions: tuple[Disposition, ...]
    cadences: Mapping[str, Cadence]
    fit: FitRules
    caps: Caps
    reach: tuple[float, ...]
    boost: float
    boost_within_min: float
    untargeted_min: float
    hold_days: int
    answering: tuple[Channel, ...]
    answered_by: Literal["attempt", "contact"] = "attempt"
    runs_on: Literal["team", "pool", "rep", "lead"] = "pool"
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    points: tuple[ValuePoints, ...] = ()
    signals: tuple[SignalRule, ...] = ()
    half_life_days: float = 30
    recycled_type: str = "recycled"
    effort: Effort = Effort()
    leaks: LeakRules = LeakRules()
    reports: ReportRules = ReportRules()
    goals: Goals = Goals()
    outcomes: OutcomeRules = OutcomeRules()
    retention: Retention = Retention()
    routing: Routing = Routing()
    calling: CallingWindow = CallingWindow()
    calling_in: Mapping[str, CallingWindow] = field(default_factory=dict)
    """By country, or by country and region as in "US-CA"."""
    opt_outs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Which other channels the opt-out from one of them closes too."""
    handoffs: Handoffs = Handoffs()
    form: str = ""
    """Of `forms`, the one by which leads are qualified; empty: by none."""
    forms: Mapping[str, Form] = field(default_factory=dict)
    learning: Learning = Learning()
    stages: Mapping[str, Stage] = field(default_factory=dict)
    acknowledgement: Acknowledgement = Acknowledgement()
    talks: Mapping[str, Talk] = field(default_factory=dict)
    templates: Mapping[str, Template] = field(default_factory=dict)
    snippets: Mapping[str, Snippet] = field(default_factory=dict)
    review_days: int = 91
    version: int = 1
    chances: ChanceTable | None = None
    """What the team's own outcomes taught; it travels beside the text, never in it."""
    _codes: Mapping[str, Disposition] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _fits: Mapping[str, FitRules] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        self._check_types()
        self._check_numbers()
        self._check_keys()
        object.__setattr__(self, "_codes", {item.code: item for item in self.dispositions})
        plain = to_plain(self.fit) if self.products else {}
        fits = {name: _fit_of(name, item, plain) for name, item in self.products.items()}
        object.__setattr__(self, "_fits", fits)

    def _check_types(self) -> None:
        for name, kind in self.types.items():
            if kind.cadence is not None and kind.cadence not in self.cadences:
                raise Misfit(("types", name, "cadence"), f"needs one of {', '.join(self.cadences)}")
            if not 0 <= kind.chance <= 1:
                raise Misfit(("types", name, "chance"), "needs a share from 0 to 1")
            if kind.target_min is not None:
                check_minutes(("types", name, "target_min"), kind.target_min)
            for rungs in ("warn_min", "escalate_min"):
                steps = getattr(kind, rungs)
                if list(steps) != sorted(steps) or not all(0 < m <= MINUTES_MOST for m in steps):
                    raise Misfit(
                        ("types", name, rungs), "needs minutes above 0, each after the last"
                    )

    def _check_numbers(self) -> None:
        if not self.reach or not all(0 <= share <= 1 for share in self.reach):
            raise Misfit(("reach",), "needs at least one share, each from 0 to 1")
        for name in ("call_min", "message_min", "talk_min"):
            check_minutes(("effort", name), getattr(self.effort, name))
        if not 1 <= self.boost < 1000:
            raise Misfit(("boost",), "needs a factor of 1 or more")
        for name in ("untargeted_min", "boost_within_min"):
            check_minutes((name,), getattr(self, name))
        if not HALF_LIFE_LEAST <= self.half_life_days <= DAYS_MOST:
            needed = f"needs days from {HALF_LIFE_LEAST} to {DAYS_MOST}"
            raise Misfit(("half_life_days",), needed)

    def _check_keys(self) -> None:
        keys: dict[str, str] = {}
        codes: set[str] = set()
        for index, disposition in enumerate(self.dispositions):
            if disposition.code in codes:
                raise Misfit(
                    ("dispositions", str(index), "code"),
                    f"“{disposition.code}” stands here already; retire one instead of repeating it",
                )
            codes.add(disposition.code)
            if disposition.retired:
                continue
            taken_by = keys.setdefault(disposition.key, disposition.code)
            if taken_by != disposition.code:
                raise Misfit(
                    ("dispositions", str(index), "key"),
                    f"“{disposition.key}” is already the key of {taken_by}; choose another",
                )

    def type(self, name: str) -> LeadType:
        return self.types[name]

    def find(self, code: str | None) -> Disposition | None:
        return self._codes.get(code) if code else None

    def disposition(self, code: str) -> Disposition:
        """Raises Refusal for a code that this policy does not have."""
        found = self.find(code)
        if found is None:
            raise Refusal("unknown_code", f"This team has no disposition code “{code}”.")
        return found

    def calendar_of(self, name: str, zone: str | None = None) -> Calendar:
        """The calendar of this name, the team's where there is none; in `zone` if one is given."""
        calendar = self.calendars.get(name, self.calendar)
        return calendar if zone in (None, calendar.zone) else calendar.in_zone(str(zone))

    def fit_for(self, product: str | None) -> FitRules:
        """The fit rules for who asks about a product, by its name in `products`."""
        return self._fits.get(product or "", self.fit)

    def product_of(self, inquiry: Inquiry) -> str | None:
        """What they ask about, by what they named or the page they were on."""
        told = f"{inquiry.product or ''} {inquiry.page or ''}".casefold()
        for name, product in self.products.items():
            if any(word.casefold() in told for word in product.words):
                return name
        return None

    def form_of(self, lead: Lead) -> str:
        """The name of the form by which it is qualified: its product's, else the team's."""
        product = self.product_of(lead.newest_inquiry) if self.products else None
        return (self.products[product].form if product else None) or self.form

    def form_for(self, lead: Lead) -> Form | None:
        return self.forms.get(self.form_of(lead))

    def form_named(self, name: str) -> Form:
        """Raises Refusal for a form that this policy does not have."""
        if name not in self.forms:
            raise Refusal("unknown_form", f"This team has no form “{name}”.")
        return self.forms[name]

    def window_for(self, country: str | None, region: str | None = None) -> CallingWindow:
        """When somebody there may be called."""
        narrow = self.calling_in.get(f"{country}-{region}") if region else None
        return narrow or self.calling_in.get(country or "") or self.calling

    def in_zone(self, zone: str) -> Policy:
        """The same rules on the clock of another IANA time zone. Raises Misfit."""
        return replace(self, calendar=self.calendar.in_zone(zone))


def check_minutes(where: tuple[str, ...], minutes: float) -> None:
    """Raises Misfit for what is no length that can be promised."""
    if not 0 < minutes <= MINUTES_MOST:
        raise Misfit(where, f"needs minutes above 0, {MINUTES_MOST} at most")


def _fit_of(name: str, product: Product, fit: dict[str, object]) -> FitRules:
    try:
        return from_plain(FitRules, {**fit, **product.fit}, strict=True)
    except Misfit as misfit:
        raise Misfit(("products", name, "fit", *misfit.path), misfit.needed) from None
