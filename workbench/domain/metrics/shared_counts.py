"""Counts that several reports tell."""

from __future__ import annotations

from workbench.domain.metrics.metric import Count, Money
from workbench.domain.tongue import mark


def count(name: str, label: str, definition: str, *columns: str) -> Count:
    return Count(name=name, label=label, definition=definition, columns=columns or (name,))


INQUIRIES = count(
    "inquiries", mark("Inquiries"), mark("Inquiries that came in these days, without spam.")
)
LEADS = count(
    "leads",
    mark("Leads"),
    mark("Leads that came or came back in these days, each as often as it came back."),
)
OPEN = count(
    "open", mark("Still open"), mark("Of these leads, those whose numbers can still change.")
)
WON_MONEY = Money(
    name="revenue",
    label=mark("Won revenue"),
    column="won_cents",
    definition=mark("Amounts of these leads’ opportunities that were won, by currency."),
)
PIPELINE = Money(
    name="pipeline",
    label=mark("Pipeline"),
    column="pipeline_cents",
    definition=mark(
        "Amounts of these leads’ opportunities that are neither won nor lost, by currency."
    ),
)
