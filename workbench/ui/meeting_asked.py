"""What is asked of a meeting: how long, and when, beside what the AEs have on that day."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from workbench.desk.views import Busy
from workbench.domain.tongue import tr
from workbench.ui.question import Choice, Group


def length() -> Group:
    return Group(
        name="meeting_min",
        label=tr("Length, minutes"),
        choices=tuple(
            Choice(minutes, str(minutes), key)
            for minutes, key in ((15, "5"), (30, "6"), (45, "7"), (60, "9"))
        ),
        chosen=1,
    )


def with_busy(begins: Group, busy: Sequence[Busy]) -> Group:
    return begins._replace(beside=_beside(busy))


def _beside(busy: Sequence[Busy]) -> Callable[[Any], tuple[str, ...]]:
    """A sentence for each AE who has a meeting on the day that is being chosen."""

    def told(at: Any) -> tuple[str, ...]:
        if not isinstance(at, datetime):
            return ()
        day = at.astimezone().date()
        that_day = [one for one in busy if one.since.astimezone().date() == day]
        that_day.sort(key=lambda one: (one.name, one.since))
        return tuple(
            tr("{name} is busy {times}", name=name.split()[0], times=", ".join(map(_span, theirs)))
            for name, theirs in groupby(that_day, key=lambda one: one.name)
        )

    return told


def _span(one: Busy) -> str:
    since, until = one.since.astimezone(), one.until.astimezone()
    return f"{since.hour}:{since.minute:02}–{until.hour}:{until.minute:02}"
