"""The team's rules as one validated value, read from TOML like resources/policy.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Literal

from workbench.domain.cadence import Cadence
from workbench.domain.calendar import Calendar
from workbench.domain.disposition import Disposition
from workbench.domain.plain import Misfit, Plain, from_plain
from workbench.domain.record import Refusal

MINUTES_MOST = 4800
"""Ten working days: beyond it a promise is none, and a search for working time may find no end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadType:
    """What one kind of inquiry promises and is worth. `chance`: share won, 0…1, until counted."""

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
    seniorities: tuple[Seniority, ...] = ()
    departments: Words = Words()
    excluded: Words = Words()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How many leads one rep can hold, by kind; routing passes over who has more."""

    untouched_hand_raisers: int
    on_hand_raiser_cadence: int
    worked_a_month: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Read with `read_policy` or `from_plain`; `version` counts a team's own versions from 1."""

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
    answering: tuple[Literal["call", "email", "social", "sms", "chat"], ...]
    calls_from: str
    calls_until: str
    version: int = 1
    _codes: Mapping[str, Disposition] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for name, lead_type in self.types.items():
            if lead_type.cadence is not None and lead_type.cadence not in self.cadences:
                raise Misfit(("types", name, "cadence"), f"needs one of {', '.join(self.cadences)}")
            if not 0 <= lead_type.chance <= 1:
                raise Misfit(("types", name, "chance"), "needs a share from 0 to 1")
            if lead_type.target_min is not None and not 0 < lead_type.target_min <= MINUTES_MOST:
                raise Misfit(
                    ("types", name, "target_min"), f"needs minutes above 0, {MINUTES_MOST} at most"
                )
        if not self.reach or not all(0 <= share <= 1 for share in self.reach):
            raise Misfit(("reach",), "needs at least one share, each from 0 to 1")
        if not 1 <= self.boost < 1000:
            raise Misfit(("boost",), "needs a factor of 1 or more")
        for name in ("untargeted_min", "boost_within_min"):
            if not 0 < getattr(self, name) <= MINUTES_MOST:
                raise Misfit((name,), f"needs minutes above 0, {MINUTES_MOST} at most")
        for name in ("size_band", "size_near"):
            band = getattr(self.fit, name)
            if len(band) != 2 or band[0] > band[1]:
                raise Misfit(("fit", name), "needs two numbers of people, the smaller first")
        for name in ("calls_from", "calls_until"):
            try:
                time.fromisoformat(getattr(self, name).zfill(5))
            except ValueError:
                raise Misfit((name,), 'needs a time of day like "8:00"') from None
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
        object.__setattr__(self, "_codes", {item.code: item for item in self.dispositions})

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

    @property
    def calling_window(self) -> tuple[time, time]:
        return time.fromisoformat(self.calls_from.zfill(5)), time.fromisoformat(
            self.calls_until.zfill(5)
        )

    def in_zone(self, zone: str) -> Policy:
        """The same rules on the clock of another IANA time zone. Raises Misfit."""
        return replace(self, calendar=replace(self.calendar, zone=zone))


class PolicyError(ValueError):
    """A policy text that cannot stand: the line (from 1), the key and what to do."""

    def __init__(self, line: int, key: str, remedy: str) -> None:
        super().__init__(f"line {line}, {key}: {remedy}")
        self.line = line
        self.key = key
        self.remedy = remedy


def read_policy(text: str, *, version: int = 1) -> Policy:
    """The policy that a TOML text says. Raises PolicyError."""
    import tomllib  # a desk reads documents

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise PolicyError(line, "TOML", str(error).split(" (at")[0]) from None
    try:
        return from_plain(Policy, {**data, "version": version}, strict=True)
    except Misfit as misfit:
        line = _line_of(text, misfit.path)
        raise PolicyError(line, ".".join(misfit.path), misfit.needed) from None


def plain_policy(text: str, version: int) -> Plain:
    """The document of a policy text as desks receive it; `from_plain(Policy, …)` reads it."""
    import tomllib

    return {**tomllib.loads(text), "version": version}


def _line_of(text: str, path: tuple[str, ...]) -> int:
    """The line where `path` or the nearest table above it stands; 1 where nothing does."""
    best, line_of_best = 0, 1
    table: tuple[str, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[(\[?)\s*([\w.\-]+)\s*\]", line)
        if header:
            table = tuple(header[2].split("."))
            if header[1]:
                counts[header[2]] = counts.get(header[2], -1) + 1
                table = (*table, str(counts[header[2]]))
        key = re.match(r"\s*([\w\-]+)\s*=", line)
        here = (*table, key[1]) if key and not header else table
        if len(here) > best and path[: len(here)] == here:
            best, line_of_best = len(here), number
    return line_of_best
