"""What a team can take, as its server reckons, in sentences; and what it is asked beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from workbench.domain.calendar import WEEKDAYS
from workbench.domain.tongue import mark, tr, tr_n

DAYS = (
    mark("Monday"), mark("Tuesday"), mark("Wednesday"), mark("Thursday"), mark("Friday"),
    mark("Saturday"), mark("Sunday"),
)  # fmt: skip
BLOCK_HOURS = 2
HOW_HOURS = mark("Write 12:00-20:00 for weekdays, or mon-wed 9:00-13:00, sat 10:00-14:00.")
HOW_TARGETS = mark("Write a type and minutes: demo 4, pricing 10.")


class Block(NamedTuple):
    """Two hours of a weekday, from `hour` on, in an average week."""

    weekday: int
    hour: int
    inquiries: float
    needed_min: float
    staffed_min: float
    short_min: float
    kept: float
    missed: float

    @property
    def is_short(self) -> bool:
        return round(self.short_min) >= 1 and self.needed_min > 0

    @property
    def is_quiet(self) -> bool:
        """Nobody there and nothing to do."""
        return round(self.needed_min) == 0 and round(self.staffed_min) == 0

    @property
    def when(self) -> str:
        day, until = tr(DAYS[self.weekday]), self.hour + BLOCK_HOURS
        return tr("{day} {hour}–{until}", day=day, hour=self.hour, until=until)

    @property
    def says(self) -> str:
        if self.is_quiet:
            return tr("{when}: nobody is there and nothing comes up.", when=self.when)
        work = tr("{when}: {inquiries} inquiries, {needed} minutes of work, {staffed} staffed",
                  when=self.when, inquiries=_number(self.inquiries),
                  needed=_number(self.needed_min), staffed=_number(self.staffed_min))  # fmt: skip
        missed = round(self.missed)
        if self.is_short:
            return tr_n("{work}; short by {short} minutes, expect {n} missed promise.",
                        "{work}; short by {short} minutes, expect {n} missed promises.", missed,
                        work=work, short=_number(self.short_min))  # fmt: skip
        if missed:
            return tr_n("{work}; minutes enough, yet expect {n} missed promise.",
                        "{work}; minutes enough, yet expect {n} missed promises.", missed,
                        work=work)  # fmt: skip
        return tr("{work}; that is enough.", work=work)


class Carried(NamedTuple):
    """Weeks in which reps were given `least` to `most` leads; `rate`: of 1 worked so many reached.

    `weeks`: how many weeks of single reps that rests on.
    """

    least: int
    most: int
    weeks: int
    rate: float | None

    @property
    def says(self) -> str:
        if self.rate is None:
            return tr("{least}–{most} leads a week: too few worked to tell", least=self.least,
                      most=self.most)  # fmt: skip
        return tr("{least}–{most} leads a week: {percent} of 100 reached, from {weeks} weeks",
                  least=self.least, most=self.most, percent=round(100 * self.rate),
                  weeks=self.weeks)  # fmt: skip


def blocks(forecast: Mapping[str, Any]) -> list[Block]:
    return [Block(**{name: block[name] for name in Block._fields}) for block in forecast["blocks"]]


def carried(capacity: Mapping[str, Any]) -> list[Carried]:
    return [
        Carried(load["from"], load["to"], load["weeks"], load["contact_rate"])
        for load in capacity["loads"]
    ]


def head(capacity: Mapping[str, Any], forecast: Mapping[str, Any] | None) -> str:
    """What the view says of itself in a sentence."""
    since = tr_n("From {n} inquiry", "From {n} inquiries", capacity["inquiries"])
    if forecast is None:
        return tr("{since}.", since=since)
    needed, staffed = (_number(forecast[name]) for name in ("needed_min", "staffed_min"))
    return tr("{since}: {needed} minutes of work a week, {staffed} staffed.", since=since,
              needed=needed, staffed=staffed)  # fmt: skip


def minutes(capacity: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[str]:
    """How many come of each type, and how long a first attempt takes."""
    a_week = {one["type"]: one["a_week"] for one in capacity["arrivals"]}
    for one in capacity["minutes"]:
        if not a_week.get(one["type"]):
            continue
        basis = tr("measured") if one["basis"] == "measured" else tr("supposed by the policy")
        yield tr("{type}: {count} a week, {minutes} minutes an attempt ({basis}).",
                 type=labels.get(one["type"], one["type"]), count=f"{a_week[one['type']]:g}",
                 minutes=f"{one['expected_min']:g}", basis=basis)  # fmt: skip


_COMPARED = {
    "kept": mark("Promises kept a week"),
    "missed": mark("Promises missed a week"),
    "reached": mark("Reached a week"),
    "won": mark("Won a week"),
    "needed_min": mark("Minutes of work a week"),
    "staffed_min": mark("Minutes staffed a week"),
}


def compared(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What is told of, before, after."""
    shares = [_percent(one["kept_share"]) for one in (now, then)]
    yield tr("Promises kept of 100"), shares[0], shares[1]
    for name, words in _COMPARED.items():
        yield tr(words), _number(now[name]), _number(then[name])
    yield tr("Load of 100"), _percent(now["load"]), _percent(then["load"])


def read_hours(text: str) -> dict[str, list[str]] | None:
    """“mon-wed 9:00-13:00, sat 10:00-14:00” as a policy writes hours; None: not understood."""
    hours: dict[str, list[str]] = {}
    for part in text.lower().replace("–", "-").split(","):
        found = re.fullmatch(
            r"\s*(?:([a-z]{3})(?:\s*-\s*([a-z]{3}))?\s+)?(\d{1,2}:\d\d)\s*-\s*(\d{1,2}:\d\d)\s*",
            part,
        )
        if found is None:
            return None
        first, last = found[1] or WEEKDAYS[0], found[2] or found[1] or WEEKDAYS[4]
        if first not in WEEKDAYS or last not in WEEKDAYS:
            return None
        for day in WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last) + 1]:
            hours.setdefault(day, []).append(f"{found[3]}-{found[4]}")
    return hours or None


def read_targets(text: str, labels: Mapping[str, str]) -> dict[str, float] | None:
    """“demo 4, pricing 10”, by a type's name or its label; None: not understood."""
    names = {name.casefold(): name for name in labels}
    names |= {label.casefold(): name for name, label in labels.items()}
    targets = {}
    for part in text.split(","):
        words, _, number = part.strip().rpartition(" ")
        name = names.get(words.strip().casefold())
        if name is None or not re.fullmatch(r"\d+(\.\d+)?", number) or not float(number):
            return None
        targets[name] = float(number)
    return targets or None


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:,.1f}".removesuffix(".0")


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}"
