"""The queue's order on a simulated team, against the orders that teams work by.

Value captured is measured against what the same reps would capture if nobody had to wait, promises
kept against all that fell due. What is supposed of the team stands in order.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.orders import BREACHED_FIRST, EARLIEST_DUE, FIRST_IN_FIRST_OUT, SCORE_ALONE
from tests.bench.pairs import Figure
from workbench.domain.chance import ChanceTable, Step
from workbench.domain.effort import Effort
from workbench.domain.policy import Policy
from workbench.domain.policy_text import read_policy
from workbench.domain.simulation import (
    Hour,
    Scenario,
    Stream,
    play,
    together,
    unqueued,
)
from workbench.domain.waiting import ByIndex, Order
from workbench.resources import resource_path

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
SUPPOSED = Path(__file__).with_suffix(".toml")
CAPTURED, KEPT = 0.93, 0.88
OTHERS: Mapping[str, Order] = {
    "first in first out": FIRST_IN_FIRST_OUT,
    "earliest due": EARLIEST_DUE,
    "score alone": SCORE_ALONE,
    "breached first, then score": BREACHED_FIRST,
}


@dataclass(frozen=True, slots=True)
class Shares:
    """Of what there was to capture, and of the promises that fell due."""

    captured: float
    kept: float


def figures() -> Iterator[Figure]:
    supposed = tomllib.loads(SUPPOSED.read_text())
    policy = with_chances(read_policy(resource_path("policy.toml").read_text()), supposed)
    scenario = at_load(supposed["load"], policy, supposed)
    there = _judged(
        supposed, lambda days, seed: unqueued(scenario, start=MONDAY, days=days, seed=seed)
    )

    def shares(order: Order) -> Shares:
        run = _judged(
            supposed, lambda days, seed: play(scenario, order, start=MONDAY, days=days, seed=seed)
        )
        return Shares(run.captured / there.captured, run.kept / (run.kept + run.missed))

    ours = shares(ByIndex(policy.boost))
    said = f"{supposed['reps']} reps, load {supposed['load']}"
    yield _share(f"captured ÷ what nobody waiting would, {said}", ours.captured, CAPTURED)
    yield _share(f"targets kept, {said}", ours.kept, KEPT)
    for name, order in OTHERS.items():
        theirs = shares(order)
        yield _ahead(f"captured, against {name}", ours.captured, theirs.captured)
        yield _ahead(f"targets kept, against {name}", ours.kept, theirs.kept)


def _judged(supposed: Mapping[str, Any], run: Callable[[int, int], Iterator[Hour]]) -> Hour:
    """All seeds together; the first weeks, in which retries gather, are played and not judged."""
    warm_up = supposed["warm_up_days"]
    hours = (list(run(warm_up + supposed["days"], seed)) for seed in supposed["seeds"])
    return together(hour for all_hours in hours for hour in all_hours[warm_up * 24 :])


def _share(what: str, share: float, least: float) -> Figure:
    return Figure(
        name="order", what=what, value=100 * share, unit="%", floor=100, ratio=share,
        budget=least, at_least=True,
    )  # fmt: skip


def _ahead(what: str, ours: float, theirs: float) -> Figure:
    return Figure(
        name="order", what=what, value=100 * ours, unit="%", floor=100 * theirs,
        ratio=ours / theirs, budget=1.01, at_least=True,
    )  # fmt: skip


def with_chances(policy: Policy, supposed: Mapping[str, Any]) -> Policy:
    """The policy of a team that has learned how far points part its leads."""
    fits = list(zip(supposed["fit"], supposed["lift"], strict=True))
    steps = {
        name: tuple(
            Step(points=kind.intent + fit, chance=min(kind.chance * lift, 1), leads=100)
            for fit, lift in fits
        )
        for name, kind in policy.types.items()
    }
    return replace(policy, chances=ChanceTable(steps=steps))


def at_load(load: float, policy: Policy, supposed: Mapping[str, Any]) -> Scenario:
    """The team with as many inquiries as make this load, measured on many of the same mix."""
    many = Scenario(
        policy=policy,
        streams=streams(policy, supposed, a_week=2000),
        reps=(policy.calendar,) * supposed["reps"],
        effort=Effort(**supposed["effort"]),
    )
    needed = _judged(
        supposed, lambda days, seed: unqueued(many, start=MONDAY, days=days, seed=seed)
    )
    weeks = len(supposed["seeds"]) * supposed["days"] / 7
    minutes_each = needed.worked_min / needed.inquiries
    a_week = load * needed.staffed_min / minutes_each / weeks
    return replace(many, streams=streams(policy, supposed, a_week=a_week))


def streams(policy: Policy, supposed: Mapping[str, Any], *, a_week: float) -> tuple[Stream, ...]:
    mix, days, hours = (supposed[name] for name in ("mix", "weekdays", "hours"))
    whole = sum(mix.values()) * sum(days) * sum(hours)
    return tuple(
        Stream(
            type=name,
            hourly=tuple(a_week * part * day * hour / whole for day in days for hour in hours),
            points=tuple(policy.type(name).intent + fit for fit in supposed["fit"]),
        )
        for name, part in mix.items()
    )
