"""Olist's public leads as stories: the day each came and its origin, who won it and when.

The data names a lead's first day, no hour and no touch: it comes at noon, without a clock, as rows
of an import do, and its next word is that it was won.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

from tests.builders import POLICY, a_lead, a_mutation
from tests.server.reports.year import Story
from workbench.domain.activity import inquiry_entry
from workbench.domain.settle import settle

LEADS, DEALS = "olist_marketing_qualified_leads_dataset.csv", "olist_closed_deals_dataset.csv"
NOON = time(12, tzinfo=UTC)


def olist(folder: Path) -> Iterator[Story]:
    deals = {deal["mql_id"]: deal for deal in _read(folder / DEALS)}
    for row in _read(folder / LEADS):
        deal = deals.get(row["mql_id"])
        came = datetime.combine(datetime.fromisoformat(row["first_contact_date"]), NOON)
        lead = a_lead(
            now=came, owner=deal["sdr_id"] if deal else None, type="contact_sales",
            source=row["origin"], page=row["landing_page_id"],
        )  # fmt: skip
        first = replace(lead.inquiries[0], live=False)
        lead = settle(replace(lead, inquiries=(first,), clocks=()), POLICY)
        story = Story(lead, came, [inquiry_entry(first)])
        if deal is not None:
            won_at = datetime.fromisoformat(deal["won_date"]).replace(tzinfo=UTC)
            story.do(
                a_mutation(
                    lead, "opportunity_updated", at=max(won_at, came), user=deal["sr_id"],
                    stage="Won", outcome="won", currency="BRL",
                    amount=float(deal["declared_monthly_revenue"] or 0),
                )
            )  # fmt: skip
        yield story


def _read(file: Path) -> list[Mapping[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
