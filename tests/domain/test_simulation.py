"""Days played through: the same twice, nobody in two hands, the product's own rank."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY, a_lead
from workbench.domain.chance import ChanceTable, Step
from workbench.domain.effort import Effort
from workbench.domain.priority import index
from workbench.domain.simulation import (
    HOURS_OF_WEEK,
    Decay,
    Hour,
    Scenario,
    Stream,
    play,
    together,
    unqueued,
)
from workbench.domain.waiting import ByIndex, Job, Queue

START = datetime(2026, 11, 23, tzinfo=UTC)
STEPS = tuple(Step(points=10 * n, chance=0.05 * (n + 1), leads=50) for n in range(5))
TAUGHT = replace(POLICY, chances=ChanceTable(steps={"demo": STEPS, "content": STEPS}))


def a_stream(type: str, an_hour: float) -> Stream:
    return Stream(type=type, hourly=(an_hour,) * HOURS_OF_WEEK, points=(0, 10, 20, 30, 40))


def a_scenario(*, reps: int = 2, demos: float = 2, contents: float = 4) -> Scenario:
    return Scenario(
        policy=TAUGHT,
        streams=(a_stream("demo", demos), a_stream("content", contents)),
        reps=(POLICY.calendar,) * reps,
    )


def played(scenario: Scenario, *, seed: int = 1, days: int = 3) -> Hour:
    return together(play(scenario, ByIndex(5), start=START, days=days, seed=seed))


@dataclass(frozen=True, slots=True)
class Watched(ByIndex):
    """The product's order, which keeps all who line up."""

    seen: dict[str, Job] = field(default_factory=dict)

    def place(self, job: Job) -> tuple[timedelta, datetime]:
        self.seen[job.lead.id] = job
        return ByIndex.place(self, job)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_the_same_seed_plays_the_same_days(seed: int, reps: int) -> None:
    scenario = a_scenario(reps=reps)
    first, second = (
        list(play(scenario, ByIndex(5), start=START, days=2, seed=seed)) for _ in range(2)
    )
    assert first == second


def test_another_seed_plays_others() -> None:
    assert played(a_scenario(), seed=1) != played(a_scenario(), seed=2)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_nobody_is_in_two_hands_and_no_rep_has_two(seed: int, reps: int) -> None:
    scenario = replace(
        a_scenario(reps=reps, demos=6), effort=Effort(call_min=7, message_min=7, talk_min=7)
    )
    order = Watched(5)
    assert list(play(scenario, order, start=START, days=2, seed=seed))
    touches = [[touch.at for touch in job.done] for job in order.seen.values()]
    took = timedelta(minutes=7)
    assert all(later - at >= took for of_one in touches for at, later in pairwise(of_one))
    begun = sorted(at for of_one in touches for at in of_one)
    assert all(later - at >= took for at, later in zip(begun, begun[reps:], strict=False))
    assert all(POLICY.calendar.is_open(at) for at in begun)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["demo", "pricing", "trial", "content"]), st.integers(0, 3000)),
        min_size=1,
        max_size=20,
    ),
    st.lists(st.integers(0, 400), min_size=1, max_size=20),
)
def test_the_next_is_always_the_one_with_the_greatest_index(
    came: list[tuple[str, int]], pauses: list[int]
) -> None:
    leads = [a_lead(type=type, waited=waited) for type, waited in came]
    jobs = [Job(lead, lead.step, lead.standing) for lead in leads]
    queue, now = Queue(ByIndex(POLICY.boost)), MONDAY
    for job in jobs:
        queue.add(job)
    for pause in pauses:
        now += timedelta(minutes=pause)
        waiting = [
            index(job.standing, now, POLICY.boost) for job in jobs if now >= job.in_queue_from
        ]
        taken = queue.take(now)
        if taken is None:
            assert not waiting
            return
        assert index(taken.standing, now, POLICY.boost) == pytest.approx(max(waiting))
        jobs.remove(taken)


def test_each_promise_that_fell_due_is_kept_or_missed() -> None:
    scenario = a_scenario(demos=3, contents=0)
    order = Watched(5)
    run = together(play(scenario, order, start=START, days=7, seed=4))
    due = [job.lead.clocks[0].due_at for job in order.seen.values()]
    assert run.kept + run.missed == sum(at < START + timedelta(days=7) for at in due)


def test_reps_enough_keep_every_promise_and_capture_what_there_is() -> None:
    scenario = a_scenario(reps=300)
    run, there = played(scenario), together(unqueued(scenario, start=START, days=3, seed=1))
    assert run.missed == 0
    assert run.captured == pytest.approx(there.captured, rel=0.001)
    assert (run.attempts, run.inquiries) == (there.attempts, there.inquiries)


def test_too_few_reps_capture_less() -> None:
    few, enough = played(a_scenario(reps=1, demos=6)), played(a_scenario(reps=6, demos=6))
    assert few.missed > 2 * enough.missed
    assert few.captured < enough.captured / 2
    assert few.inquiries == enough.inquiries


def test_as_many_come_as_are_expected() -> None:
    run = together(unqueued(a_scenario(demos=2, contents=4), start=START, days=28, seed=3))
    assert run.inquiries == pytest.approx(6 * 28 * 24, rel=0.05)


def test_an_answer_is_worth_half_after_39_minutes() -> None:
    assert Decay().worth(timedelta()) == 1
    assert Decay().worth(timedelta(minutes=39)) == pytest.approx(0.5, abs=0.01)


def test_nobody_works_where_nobody_is_in() -> None:
    run = played(a_scenario(reps=0))
    assert (run.attempts, run.kept, run.captured) == (0, 0, 0)
    assert run.missed > 0


def test_what_nobody_is_to_work_comes_in_and_waits_for_nothing() -> None:
    scenario = replace(a_scenario(), streams=(a_stream("newsletter", 3),))
    run = played(scenario)
    assert run.inquiries > 0
    assert run.attempts == run.missed == 0


def test_a_stream_needs_each_hour_of_the_week() -> None:
    with pytest.raises(ValueError, match="168 hours"):
        Stream(type="demo", hourly=(1.0,) * 24)
