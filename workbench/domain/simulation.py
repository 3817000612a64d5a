"""A team's days played through: inquiries come, reps take the next lead, answers cool with time.

Pure and seeded: the same scenario, order and seed give the same hours. At which attempt somebody
answers is drawn with their inquiry, so that two orders, or two what-ifs, meet the same people. The
rules are the policy's own (clocks, cadences, ranking); what else is supposed is in `Scenario`.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from itertools import count
from math import exp

from workbench.domain.cadence import Done, NextStep, next_step
from workbench.domain.calendar import Calendar
from workbench.domain.chance import reach_of
from workbench.domain.clock import start_clock
from workbench.domain.effort import Effort
from workbench.domain.lead import Inquiry, Lead, Standing
from workbench.domain.policy import Policy
from workbench.domain.priority import standing_of
from workbench.domain.promise import Clock
from workbench.domain.waiting import Job, Order, Queue

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HOURS_OF_WEEK = 168


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Inquiries of one lead type: how many are expected in each hour of the week, from Monday
    0:00 on in the team's zone, and the points that they bring, one as likely as the other.
    """

    type: str
    hourly: tuple[float, ...]
    points: tuple[int, ...] = (0,)

    def __post_init__(self) -> None:
        if len(self.hourly) != HOURS_OF_WEEK or not self.points:
            raise ValueError(f"A stream needs {HOURS_OF_WEEK} hours and at least one score.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decay:
    """What an answer is worth after t minutes: (1 + t ÷ `scale_min`) ^ −`power`, half in 39 min."""

    scale_min: float = 15.6
    power: float = 0.554

    def worth(self, waited: timedelta) -> float:
        return float((1 + max(waited / MINUTE, 0.0) / self.scale_min) ** -self.power)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What a run supposes. `reps`: the working hours of each; `efforts`: by type, where a team's
    own calls say so.
    """

    policy: Policy
    streams: tuple[Stream, ...]
    reps: tuple[Calendar, ...]
    effort: Effort = Effort()
    efforts: Mapping[str, Effort] = field(default_factory=dict)
    decay: Decay = Decay()


@dataclass(slots=True, kw_only=True)
class Hour:
    """What happened in one hour. A promise counts when it falls due, an attempt when it begins.

    `captured`: leads won, expected, of what the attempts of this hour reached; minutes are reps'.
    """

    at: datetime
    inquiries: int = 0
    attempts: int = 0
    reached: int = 0
    kept: int = 0
    missed: int = 0
    captured: float = 0
    worked_min: float = 0
    staffed_min: float = 0


def together(hours: Iterable[Hour]) -> Hour:
    """Their sum, at the first one's moment."""
    first, *rest = hours
    total = replace(first)
    for hour in rest:
        for item in fields(Hour)[1:]:
            setattr(total, item.name, getattr(total, item.name) + getattr(hour, item.name))
    return total


def play(
    scenario: Scenario, order: Order, *, start: datetime, days: int, seed: int
) -> Iterator[Hour]:
    """Hour by hour, so that who asks can tell how far it is, and stop. `start` is a full hour."""
    queue = Queue(order)
    promises: list[tuple[datetime, int, Job]] = []
    number = count()
    free = [(start, rep) for rep in range(len(scenario.reps))]
    for hour, jobs in _inbound(scenario, start, days, seed):
        for job in jobs:
            queue.add(job)
            if job.owed_until is not None:
                heapq.heappush(promises, (job.owed_until, next(number), job))
        end = hour.at + HOUR
        while free and free[0][0] < end:
            now, rep = heapq.heappop(free)
            now = scenario.reps[rep].opening(now)
            if now < end:
                now = _work(scenario, queue, hour, now)
            heapq.heappush(free, (now, rep))
        while promises and promises[0][0] < end:
            due_at, _, job = heapq.heappop(promises)
            is_kept = bool(job.done) and job.done[0].at <= due_at
            hour.kept += is_kept
            hour.missed += not is_kept
        yield hour


def unqueued(scenario: Scenario, *, start: datetime, days: int, seed: int) -> Iterator[Hour]:
    """The same hours as if there were a rep for everybody at once: what there is to capture, and
    the minutes that it would take.
    """
    coming: list[tuple[datetime, int, Job]] = []
    number = count()
    for hour, jobs in _inbound(scenario, start, days, seed):
        for job in jobs:
            heapq.heappush(coming, (job.in_queue_from, next(number), job))
        while coming and coming[0][0] < hour.at + HOUR:
            at, _, job = heapq.heappop(coming)
            _attempt(scenario, job, hour, at)
            if job.is_wanted:
                heapq.heappush(coming, (job.in_queue_from, next(number), job))
        yield hour


def _work(scenario: Scenario, queue: Queue, hour: Hour, now: datetime) -> datetime:
    """A rep takes the next lead, if there is one. Returns when they look at the queue again."""
    job = queue.take(now)
    if job is None:
        return min(queue.next_at() or hour.at + HOUR, hour.at + HOUR)
    done_at = _attempt(scenario, job, hour, now)
    if job.is_wanted:
        queue.add(job)
    return done_at


def _attempt(scenario: Scenario, job: Job, hour: Hour, at: datetime) -> datetime:
    """Work the lead's step at `at`; the lead then stands where its next step is due, or nowhere."""
    standing = job.standing
    effort = scenario.efforts.get(job.inquiry.type, scenario.effort)
    channel = job.step.channel if job.step else "call"
    job.done.append(Done(at=at, channel=channel))
    is_reached = len(job.done) == job.answers_at
    untouched = effort.call_min if channel == "call" else effort.message_min
    minutes = effort.talk_min if is_reached else untouched
    done_at = at + minutes * MINUTE
    hour.attempts += 1
    hour.reached += is_reached
    hour.worked_min += minutes
    cooled = scenario.decay.worth(at - job.inquiry.received_at)
    hour.captured += standing.chance * standing.reach * cooled
    step = None if is_reached else _next_step(job.inquiry, job.done, scenario.policy)
    if step is not None:
        due_at = scenario.policy.calendar.opening(max(step.due_at, done_at))
        step = replace(step, due_at=due_at)
    job.lead = _lead(job.inquiry, job.lead.clocks, len(job.done))
    job.step, job.standing = step, _standing(job.lead, step, scenario.policy)
    return done_at


def _next_step(inquiry: Inquiry, done: Sequence[Done], policy: Policy) -> NextStep | None:
    cadence = policy.type(inquiry.type).cadence
    if cadence is None:
        return None
    start = policy.calendar.opening(inquiry.received_at)
    return next_step(policy.cadences[cadence], start, done, policy.calendar)


def _standing(lead: Lead, step: NextStep | None, policy: Policy) -> Standing:
    """As the product ranks it; a first attempt is the cadence's first step."""
    return standing_of(lead, step, lead.inquiries[0], None, policy)


# ---- who comes in


def _inbound(
    scenario: Scenario, start: datetime, days: int, seed: int
) -> Iterator[tuple[Hour, list[Job]]]:
    """Each hour with those whose inquiry comes in it, the same for the same seed."""
    chance = random.Random(seed)
    zone = scenario.policy.calendar.tz
    for n in range(days * 24):
        at = start + n * HOUR
        local = at.astimezone(zone)
        of_week = local.weekday() * 24 + local.hour
        jobs = [
            _job(scenario, stream, at + chance.random() * HOUR, chance)
            for stream in scenario.streams
            for _ in range(_poisson(stream.hourly[of_week], chance))
        ]
        staffed = sum((rep.between(at, at + HOUR) for rep in scenario.reps), timedelta())
        wanted = [job for job in jobs if job.is_wanted]  # a type for nurture has no cadence
        yield Hour(at=at, inquiries=len(jobs), staffed_min=staffed / MINUTE), wanted


def _job(scenario: Scenario, stream: Stream, at: datetime, chance: random.Random) -> Job:
    policy, id = scenario.policy, f"{chance.getrandbits(64):016x}"
    inquiry = Inquiry(id=id, type=stream.type, received_at=at, points=chance.choice(stream.points))
    clock = start_clock(inquiry, policy)
    lead = _lead(inquiry, (clock,) if clock else (), 0)
    step = _next_step(inquiry, (), policy)
    return Job(lead, step, _standing(lead, step, policy), _answers_at(policy, chance))


def _lead(inquiry: Inquiry, clocks: tuple[Clock, ...], attempts: int) -> Lead:
    # Made anew at each attempt: `replace` would copy all that a lead can have, four times as slow.
    return Lead(
        id=inquiry.id, type=inquiry.type, inquiries=(inquiry,), clocks=clocks, attempts=attempts
    )


ATTEMPTS_MOST = 30


def _answers_at(policy: Policy, chance: random.Random) -> int:
    """The attempt that reaches them; one that no cadence comes to where none does."""
    for attempts in range(ATTEMPTS_MOST):
        if chance.random() < reach_of(attempts, policy, policy.chances):
            return attempts + 1
    return ATTEMPTS_MOST + 1


def _poisson(expected: float, chance: random.Random) -> int:
    """How many come where so many are expected."""
    limit, product, number = exp(-expected), chance.random(), 0
    while product > limit:
        product *= chance.random()
        number += 1
    return number
