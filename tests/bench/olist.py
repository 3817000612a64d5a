"""A replay on Olist's public leads: learned January–March 2018, judged April–May.

The data names a lead's day, its landing page and where it came from, and whether it was won; no
hour and no attempt. So a day's leads all stand in the queue at nine, in an order that is drawn; a
team that works every day can touch half of all that come, as many on each day; and “within a day”
goes by the date.
"""

from __future__ import annotations

import csv
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path

from tests.bench.models import STRENGTHS, best_of
from tests.bench.orders import FIRST_IN_FIRST_OUT, SCORE_ALONE
from tests.bench.pairs import Figure, NotRun
from workbench.domain.calendar import WEEKDAYS, Calendar
from workbench.domain.calibration import Outcome, auc, calibration_error, learn
from workbench.domain.clock import start_clock
from workbench.domain.lead import Inquiry, Lead
from workbench.domain.policy import Policy
from workbench.domain.policy_text import read_policy
from workbench.domain.priority import standing_of
from workbench.domain.scorecard import Example, Scorecard, best_smoothing, learn_points, out_of_fold
from workbench.domain.waiting import ByIndex, Job, Order, Queue
from workbench.resources import resource_path

HERE = Path(__file__).resolve().parents[2]
LEADS, DEALS = "olist_marketing_qualified_leads_dataset.csv", "olist_closed_deals_dataset.csv"
FIELDS = ("page", "source")
TYPE = "contact_sales"
LEARNED = (date(2018, 1, 1), date(2018, 4, 1))
JUDGED = (date(2018, 4, 1), date(2018, 6, 1))
CAPACITY, HOURS = 0.5, timedelta(hours=8)
DRAWINGS = 10

AUC, BEHIND, OFF_BY, TOUCHED = 0.66, 0.02, 0.03, 0.70
POINTS_SAID = "AUC of points at capture"
BEHIND_SAID = "AUC behind the best other model"
CHANCE_SAID = "calibration error of the chance"
TOUCHED_SAID = "later winners touched within a day"


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    day: date
    example: Example


def figures() -> Iterator[Figure | NotRun]:
    folder = HERE / os.environ.get("WORKBENCH_OLIST", "../shared/data/olist")
    if not (folder / LEADS).exists():
        why = f"there is no {LEADS} in {folder}; WORKBENCH_OLIST names its folder"
        for what in (POINTS_SAID, BEHIND_SAID, CHANCE_SAID, TOUCHED_SAID):
            yield NotRun("olist", what, why)
        return
    rows = _rows(folder)
    learned, judged = _within(rows, LEARNED), _within(rows, JUDGED)
    examples, later = [row.example for row in learned], [row.example for row in judged]
    smoothing = best_smoothing(examples, FIELDS)
    card = learn_points(examples, FIELDS, smoothing)
    yield from _points(card, examples, later)
    policy = _policy(out_of_fold(examples, FIELDS, smoothing))
    yield from _chance(policy, card, later)
    yield from _replay(policy, card, judged)


def _points(
    card: Scorecard, examples: Sequence[Example], later: Sequence[Example]
) -> Iterator[Figure]:
    ours = auc([(card.total(one.values), one.won) for one in later]) or 0
    said = f"{POINTS_SAID}, {len(later):,} later leads"
    yield _at_least(said, ours, AUC)
    others = {}
    for name, (learner, strengths) in STRENGTHS.items():
        model = best_of(learner, strengths, examples)
        others[name] = auc([(model(one), one.won) for one in later]) or 0
    best = max(others, key=lambda name: others[name])
    told = ", ".join(f"{name} {found:.3f}" for name, found in others.items())
    yield _at_most(f"{BEHIND_SAID}, {best} ({told})", others[best] - ours, BEHIND)


def _chance(policy: Policy, card: Scorecard, later: Sequence[Example]) -> Iterator[Figure]:
    table = policy.chances
    assert table is not None
    forecasts = [(table.chance(TYPE, card.total(one.values)) or 0, one.won) for one in later]
    steps = len(table.steps[TYPE])
    yield _at_most(f"{CHANCE_SAID}, {steps} steps", calibration_error(forecasts), OFF_BY)


def _replay(policy: Policy, card: Scorecard, judged: Sequence[Row]) -> Iterator[Figure]:
    product = _touched(ByIndex(policy.boost), policy, card, judged)
    yield _at_least(f"{TOUCHED_SAID}, the product's order", product, TOUCHED)
    for name, order in (("points alone", SCORE_ALONE), ("first in first out", FIRST_IN_FIRST_OUT)):
        yield _told(f"{TOUCHED_SAID}, {name}", _touched(order, policy, card, judged))


def _touched(order: Order, policy: Policy, card: Scorecard, judged: Sequence[Row]) -> float:
    """The mean of several drawings of who came first on each day."""
    lots = random.Random(1)
    drawn = (
        sorted(lots.sample(judged, len(judged)), key=lambda row: row.day) for _ in range(DRAWINGS)
    )
    won = sum(row.example.won for row in judged)
    return sum(_winners_touched(order, policy, card, rows) for rows in drawn) / (DRAWINGS * won)


def _winners_touched(order: Order, policy: Policy, card: Scorecard, rows: Sequence[Row]) -> int:
    won = {row.id: row.day for row in rows if row.example.won}
    a_day = CAPACITY * len(rows) / (JUDGED[1] - JUDGED[0]).days
    queue, owed, touched = Queue(order), 0.0, 0
    for day, came in groupby(rows, key=lambda row: row.day):
        for row in came:
            queue.add(_job(row, policy, card))
        owed += a_day
        slots, owed = int(owed), owed % 1
        for slot in range(slots):
            job = queue.take(_opening(day, policy) + HOURS * slot / slots)
            if job is not None and job.lead.id in won:
                touched += day - won[job.lead.id] <= timedelta(days=1)
    return touched


def _job(row: Row, policy: Policy, card: Scorecard) -> Job:
    at = _opening(row.day, policy)
    points = card.total(row.example.values)
    inquiry = Inquiry(id=row.id, type=TYPE, received_at=at, points=points)
    clock = start_clock(inquiry, policy)
    lead = Lead(id=row.id, inquiries=(inquiry,), clocks=(clock,) if clock else ())
    return Job(lead, None, standing_of(lead, None, inquiry, at, policy))


def _opening(day: date, policy: Policy) -> datetime:
    return policy.calendar.opening(
        datetime.combine(day, time(), policy.calendar.tz).astimezone(UTC)
    )


def _policy(outcomes: Sequence[tuple[int, bool]]) -> Policy:
    """The sample's, of a team that works every day and has learned from these outcomes."""
    calendar = Calendar(zone="America/Sao_Paulo", hours=dict.fromkeys(WEEKDAYS, ("9:00-17:00",)))
    policy = replace(read_policy(resource_path("policy.toml").read_text()), calendar=calendar)
    known = [Outcome(type=TYPE, points=points, won=won) for points, won in outcomes]
    now = datetime.combine(LEARNED[1], time(), UTC)
    return replace(policy, chances=learn(known, (), policy, now=now))


def _rows(folder: Path) -> list[Row]:
    """In order of day and id."""
    won = {row["mql_id"] for row in _read(folder / DEALS)}
    rows = (
        Row(
            row["mql_id"],
            date.fromisoformat(row["first_contact_date"]),
            Example(
                {"page": row["landing_page_id"], "source": row["origin"]}, row["mql_id"] in won
            ),
        )
        for row in _read(folder / LEADS)
    )
    return sorted(rows, key=lambda row: (row.day, row.id))


def _read(file: Path) -> list[Mapping[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _within(rows: Sequence[Row], period: tuple[date, date]) -> list[Row]:
    return [row for row in rows if period[0] <= row.day < period[1]]


def _at_least(what: str, value: float, budget: float) -> Figure:
    return replace(_told(what, value), budget=budget, at_least=True)


def _at_most(what: str, value: float, budget: float) -> Figure:
    return replace(_told(what, value), budget=budget)


def _told(what: str, value: float) -> Figure:
    return Figure(name="olist", what=what, value=100 * value, unit="%", floor=100, ratio=value)
