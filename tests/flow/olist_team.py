"""Olist's public leads as a team's year: real days, origins, pages, winners, SDRs and AEs.

The data names no hour, no call and nothing of who was not won: those are drawn, by each lead's id.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation, an_id, asked
from tests.server.reports.olist_year import DEALS, LEADS
from tests.server.reports.year import Story
from workbench.domain.activity import Activity, inquiry_entry

TYPE = "contact_sales"
OPENS, CLOSES = 7 * 60, 19 * 60
"""Minutes of the day between which leads come."""
MEDIAN_WAIT_MIN = 3.5
"""Of the business time to a first call."""


@dataclass(slots=True)
class Life:
    """A lead whose timeline goes on when the clock does."""

    story: Story
    steps: Iterator[datetime]
    next_at: datetime | None = None
    stored: int = 0
    """Entries of its timeline that the server has."""

    def new(self) -> list[Activity]:
        """What the server has not been given yet of its timeline."""
        given, self.stored = self.stored, len(self.story.timeline)
        return self.story.timeline[given:]

    def go_on(self, until: datetime) -> bool:
        """Whether anything happened."""
        before = self.next_at
        while self.next_at is not None and self.next_at <= until:
            self.next_at = next(self.steps, None)
        return self.next_at != before


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Olist's ids of its people → the team's."""

    sdrs: Mapping[str, str]
    aes: Mapping[str, str]


def people(folder: Path) -> tuple[list[str], list[str]]:
    """SDRs and AEs, as Olist calls them; who won most stands first."""
    deals = _read(folder / DEALS)
    names = ("sdr_id", "sr_id")
    found = [[deal[name] for deal in deals] for name in names]
    sdrs, aes = ([id for id, _ in Counter(sorted(ids)).most_common()] for ids in found)
    return sdrs, aes


def lives(folder: Path, cast: Cast) -> list[Life]:
    """In order of arrival, none of them begun."""
    deals = {deal["mql_id"]: deal for deal in _read(folder / DEALS)}
    won_by = [cast.sdrs[deal["sdr_id"]] for deal in deals.values()]
    found = [_life(row, deals.get(row["mql_id"]), cast, won_by) for row in _read(folder / LEADS)]
    return sorted(found, key=lambda life: (life.next_at, life.story.lead.id))


def _life(
    row: Mapping[str, str], deal: Mapping[str, str] | None, cast: Cast, sdrs: Sequence[str]
) -> Life:
    rng = random.Random(row["mql_id"])
    day = date.fromisoformat(row["first_contact_date"])
    minutes = rng.triangular(OPENS, CLOSES, 11 * 60)
    came = datetime.combine(day, time(), POLICY.calendar.tz) + timedelta(minutes=round(minutes, 1))
    came = came.astimezone(UTC)
    sdr = cast.sdrs[deal["sdr_id"]] if deal else rng.choice(sdrs)
    lead = a_lead(
        now=came, owner=sdr, type=TYPE, source=row["origin"], page=row["landing_page_id"],
        name=f"Seller {row['mql_id'][:6]}", company=f"Shop {row['mql_id'][6:10]}",
        email=f"{row['mql_id']}@seller.example", phone=None,
    )  # fmt: skip
    story = Story(lead, came)
    steps = _won(story, rng, sdr, cast.aes[deal["sr_id"]], deal) if deal else _lost(story, rng, sdr)
    return Life(story, steps, next(steps))


def _lost(story: Story, rng: random.Random, sdr: str) -> Iterator[datetime]:
    """Called some times, then closed; every tenth stays open."""
    yield story.now
    story.timeline.append(inquiry_entry(story.lead.inquiries[0]))
    at = _later(story.now, MEDIAN_WAIT_MIN * rng.lognormvariate(0, 1.1))
    for _ in range(rng.randrange(5)):
        yield at
        code = rng.choice(("NA", "NA", "VM", "GK"))
        story.do(a_call(story.lead, code, at=at, user=sdr))
        at = _later(at, rng.lognormvariate(5.5, 0.8))
    yield at
    if rng.random() < 0.9:
        code, reason = rng.choice((("NI", "no need"), ("NI", "no need"), ("NF", "no need")))
        story.do(a_call(story.lead, code, at=at, user=sdr, reason=reason))


def _won(
    story: Story, rng: random.Random, sdr: str, ae: str, deal: Mapping[str, str]
) -> Iterator[datetime]:
    """Handed to its AE on the phone, accepted, and won on the day that Olist has."""
    yield story.now
    story.timeline.append(inquiry_entry(story.lead.inquiries[0]))
    at = _later(story.now, MEDIAN_WAIT_MIN * rng.lognormvariate(0, 1.1))
    yield at
    for mutation in asked(story.lead, after=(at - MONDAY) / timedelta(minutes=1)):
        story.do(replace(mutation, user=sdr))
    handoff = {"handoff_id": an_id(), "ae": ae, "summary": "Wants to sell on the marketplace."}
    story.do(a_call(story.lead, "QLT", at=at, user=sdr, handoff=handoff))
    at += timedelta(hours=1)
    yield at
    word: dict[str, Any] = {"handoff_id": handoff["handoff_id"], "decision": "accepted"}
    story.do(a_mutation(story.lead, "handoff_decided", at=at, user=ae, **word))
    won_at = datetime.fromisoformat(deal["won_date"]).replace(tzinfo=UTC)
    at = max(won_at, at + timedelta(hours=1))
    yield at
    amount = float(deal["declared_monthly_revenue"] or 0)
    story.do(
        a_mutation(
            story.lead, "opportunity_updated", at=at, user=ae, stage="Won", outcome="won",
            currency="BRL", amount=amount,
        )
    )  # fmt: skip


def _later(at: datetime, minutes: float) -> datetime:
    """In business time: nobody is called at night."""
    return POLICY.calendar.add(at, timedelta(minutes=round(minutes, 2)))


def _read(file: Path) -> list[Mapping[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
