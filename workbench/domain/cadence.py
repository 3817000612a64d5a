"""Cadences: the planned steps of a pursuit, and which of them is next after what was done.

Steps are done in order. A touch does the first undone step of its channel on the current day of
the cadence; what matches none is an extra touch and moves nothing. Late steps shift, never pile up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias, get_args

from workbench.domain.calendar import Calendar
from workbench.domain.frozen import dataclass, replace
from workbench.domain.tongue import mark, tr

Channel: TypeAlias = Literal["call", "email", "social", "sms", "chat"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
CHANNEL_WORDS = {
    "call": mark("call"), "email": mark("email"), "social": mark("social"),
    "sms": mark("sms"), "chat": mark("chat"),
}  # fmt: skip
"""As they are called within a sentence."""
ANSWER, CALLBACK, REDIAL = mark("Answer the reply"), mark("Callback"), mark("Redial")
FIRST_LOOK, FOLLOW_UP, TRY_AGAIN = mark("First look"), mark("Follow up"), mark("Try again")
LAST_LOOK = mark("Last look, close it or plan a callback")
NO_SHOW, CANCELLED = mark("No-show, call back"), mark("Meeting cancelled, call back")
SENT_BACK = mark("Sent back by the AE: {code}")
OWN_LABELS = frozenset(
    {ANSWER, CALLBACK, REDIAL, FIRST_LOOK, FOLLOW_UP, TRY_AGAIN, LAST_LOOK, NO_SHOW, CANCELLED}
)
"""What a step outside the policy's cadences is called, and stored as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One planned touch: `day` counts working days from the clock's start.

    On its day a step falls due at the opening, with `afternoon` at half of the day, with
    `after_min` that many business minutes after the first call was made. `template` and `talk` name
    the policy's mail and talk track for it; without a talk it is that of the lead's type.
    """

    day: int
    channel: Channel
    label: str
    after_min: float | None = None
    afternoon: bool = False
    template: str | None = None
    talk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """Steps in order, and what holds them apart: calls on a lead's first day and on others.

    From the call of number `spread_from` on, each is made at another hour of the day.
    """

    steps: tuple[Step, ...]
    spread_from: int = 3
    calls_on_first_day: int = 3
    calls_a_day: int = 2
    hours_between_mails: float = 48
    _over: dict[frozenset[Channel], Cadence] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def over(self, channels: frozenset[Channel]) -> Cadence:
        """The same without the steps on other channels; made once for each set of them."""
        if channels not in self._over:
            steps = tuple(step for step in self.steps if step.channel in channels)
            self._over[channels] = replace(self, steps=steps)
        return self._over[channels]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One outbound touch, as a cadence sees it; a busy line is no call for the day's limit."""

    at: datetime
    channel: Channel
    counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What to do next and from when; `number` of `of` in its cadence, 0 outside one.

    `lift` puts it above every index, see `lead.Standing`.
    """

    channel: Channel
    label: str
    due_at: datetime
    number: int = 0
    of: int = 0
    lift: int = 0
    template: str | None = None
    talk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step that was done: when, since when it had been due, and how many it passed over."""

    at: datetime
    due_at: datetime
    passed: int


def step_words(label: str) -> str:
    """A stored label as it is shown: the policy's as it is, one of ours in one's language."""
    sent_back = SENT_BACK.partition("{")[0]
    if label.startswith(sent_back):
        return tr(SENT_BACK, code=label.removeprefix(sent_back))
    return tr(label) if label in OWN_LABELS else label


def next_step(
    cadence: Cadence, start: datetime, done: Sequence[Done], calendar: Calendar
) -> NextStep | None:
    """The step that follows `done` (in order of time); None when the cadence is through.

    `start`: the working moment when the cadence's day 0 began.
    """
    open_steps, shift = cadence.steps, 0
    for touch in done:
        if not open_steps:
            return None
        day = open_steps[0].day
        for n, step in enumerate(open_steps):
            if step.day == day and step.channel == touch.channel:
                # Steps of the day that the touch passed over are left behind, not owed.
                open_steps = open_steps[n + 1 :]
                shift = max(shift, _days_late(step, start, touch.at, calendar))
                break
    if not open_steps:
        return None
    step = open_steps[0]
    return NextStep(
        channel=step.channel,
        label=step.label,
        due_at=_allowed(
            step, _planned(step, start, shift, done, calendar), cadence, done, calendar
        ),
        number=len(cadence.steps) - len(open_steps) + 1,
        of=len(cadence.steps),
        template=step.template,
        talk=step.talk,
    )


def steps_done(cadence: Cadence, channels: Iterable[Channel]) -> Iterator[int]:
    """Of each touch, in order of time, the number from 1 of the step it did; 0: an extra touch."""
    open_steps = list(enumerate(cadence.steps, 1))
    for channel in channels:
        day = open_steps[0][1].day if open_steps else None
        like = (n for n, (_, s) in enumerate(open_steps) if s.channel == channel and s.day == day)
        match = next(like, None)
        yield 0 if match is None else open_steps[match][0]
        if match is not None:
            open_steps = open_steps[match + 1 :]


def steps_taken(
    cadence: Cadence, start: datetime, done: Sequence[Done], calendar: Calendar
) -> Iterator[Taken]:
    """The steps that were done, as `next_step` reads it."""
    open_steps, shift = cadence.steps, 0
    channels = [touch.channel for touch in done]
    for n, number in enumerate(steps_done(cadence, channels)):
        if not number:
            continue
        step, before = cadence.steps[number - 1], done[:n]
        planned = _planned(step, start, shift, before, calendar)
        passed = len(open_steps) - (len(cadence.steps) - number) - 1
        yield Taken(
            at=done[n].at,
            due_at=_allowed(step, planned, cadence, before, calendar),
            passed=passed,
        )
        open_steps = cadence.steps[number:]
        shift = max(shift, _days_late(step, start, done[n].at, calendar))


def _days_late(step: Step, start: datetime, at: datetime, calendar: Calendar) -> int:
    first, day = calendar.local_day(start), calendar.local_day(at)
    if day <= first:
        return 0
    planned = calendar.workday(first, step.day)[0]
    return calendar.workdays_between(calendar.local_day(planned), day)


def _planned(
    step: Step, start: datetime, shift: int, done: Sequence[Done], calendar: Calendar
) -> datetime:
    if step.day == 0:
        first_call = next((touch.at for touch in done if touch.channel == "call"), None)
        latest = done[-1].at if done else start
        if step.after_min is None or first_call is None:
            return max(start, latest)
        return max(calendar.add(first_call, timedelta(minutes=step.after_min)), latest)
    opens, closes = calendar.workday(calendar.local_day(start), step.day + shift)
    half = calendar.between(opens, closes) / 2  # of what is worked: lunch is no half of a day
    return calendar.opening(calendar.add(opens, half)) if step.afternoon else opens


def _allowed(
    step: Step, due: datetime, cadence: Cadence, done: Sequence[Done], calendar: Calendar
) -> datetime:
    if step.channel == "email":
        mails = [touch.at for touch in done if touch.channel == "email"]
        if mails and step.day > 1:
            due = max(due, mails[-1] + timedelta(hours=cadence.hours_between_mails))
        while any(calendar.local_day(mail) == calendar.local_day(due) for mail in mails):
            due = _following_day(due, calendar)
        return calendar.opening(due)
    if step.channel != "call":
        return due
    while not has_room(cadence, done, due, calendar):
        due = _following_day(due, calendar)
    calls = _calls(done)
    spreads = len(calls) + 1 >= cadence.spread_from
    return _at_another_hour(due, calls, calendar) if spreads else due


def has_room(cadence: Cadence, done: Sequence[Done], at: datetime, calendar: Calendar) -> bool:
    """Whether one more call fits on the day of `at`."""
    days = [calendar.local_day(call) for call in _calls(done)]
    day = calendar.local_day(at)
    is_first = bool(days) and day == days[0]
    return days.count(day) < (cadence.calls_on_first_day if is_first else cadence.calls_a_day)


def _calls(done: Sequence[Done]) -> list[datetime]:
    return [touch.at for touch in done if touch.channel == "call" and touch.counts]


def _following_day(at: datetime, calendar: Calendar) -> datetime:
    return calendar.workday(calendar.local_day(at) + timedelta(days=1), 0)[0]


def _at_another_hour(due: datetime, calls: Sequence[datetime], calendar: Calendar) -> datetime:
    """`due`, or the next working hour of its day at which nobody has tried yet."""
    tried = {call.astimezone(calendar.tz).hour for call in calls}
    moment = due
    while calendar.local_day(moment) == calendar.local_day(due):
        if moment.astimezone(calendar.tz).hour not in tried:
            return moment
        moment = calendar.opening(moment + timedelta(hours=1))
    return due
