"""Today, hour by hour: who is in, what came, and what the team's own history lets expect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from workbench.domain.tongue import tr, tr_n


class Hour(NamedTuple):
    """An hour of today in the team's zone. `there`: names of who is in for a part of it at least.

    `first_min`: what first attempts at the expected inquiries take.
    """

    hour: int
    there: tuple[str, ...]
    came: int
    expected: float
    first_min: float
    staffed_min: float

    @property
    def is_short(self) -> bool:
        return self.first_min >= 1 and self.first_min > self.staffed_min

    @property
    def is_quiet(self) -> bool:
        return not (self.there or self.came or round(self.expected))

    def says(self, hour_now: int) -> str:
        """A sentence; of an hour to come nothing has come."""
        when = f"{self.hour}–{self.hour + 1}"
        expected = f"{self.expected:.1f}".removesuffix(".0")
        came = tr_n("{n} inquiry came", "{n} inquiries came", self.came)
        told = [tr("{expected} expected", expected=expected)]
        told = told if self.hour > hour_now else [came, *told]
        told.append(tr("first attempts take {needed} of {staffed} minutes staffed",
                       needed=round(self.first_min), staffed=round(self.staffed_min)))  # fmt: skip
        if self.is_short:
            short = round(self.first_min - self.staffed_min)
            told.append(tr_n("short by {n} minute", "short by {n} minutes", short))
        who = tr("in: {names}", names=", ".join(self.there)) if self.there else tr("nobody is in")
        return f"{when}: {who}. {', '.join(told)}."


def hours(capacity: Mapping[str, Any]) -> list[Hour]:
    """From the first in which there is somebody or something to the last."""
    names = {person["id"]: person["name"] for person in capacity["people"]}
    told = [
        Hour(
            hour=one["hour"],
            there=tuple(names[id] for id in one.get("there", ())),
            came=one["came"],
            expected=one["expected"],
            first_min=one["first_min"],
            staffed_min=one["staffed_min"],
        )
        for one in capacity["today"]
    ]
    live = [hour.hour for hour in told if not hour.is_quiet]
    return [hour for hour in told if live and live[0] <= hour.hour <= live[-1]]
