"""Whom the pictures are about, and what has happened to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeAlias

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation, an_id
from tests.desk.seats import items_of
from workbench.desk.desk import Desk
from workbench.domain.activity import Activity
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms

ANN = "Ann Lee"


def _in_berlin(lead: Lead) -> Lead:
    return replace(lead, tz="Europe/Berlin")


def the_queue() -> tuple[Lead, ...]:
    """A lead in each state of the chip, in the order of the queue or near it."""
    called = a_lead(name="Cy Dorn", company="Pix Atelier", email="cy@pix.example", waited=900)
    return (
        _in_berlin(a_lead(
            name=ANN, title="VP Operations", waited=0.5, employees=220, industry="freight",
            country="DE", page="/pricing", asset="ROI calculator", heard_from="a colleague",
            message="We lose two hours a day matching carrier invoices by hand. Can you show it "
                    "with SAP TM before our renewal in March?")),
        a_lead(name="Carla Reyes", company="Pixelforge", email="carla@pixel.example",
               message="Three offices, one inbox", waited=2.9),
        a_lead(name="Bo Chen", company="Orbital Supply", email="bo@orbital.example",
               type="call", waited=4.2),
        a_lead(name="Ivo Marsh", company="Tern & Field", email="ivo@tern.example", type="pricing",
               message="12 sites, multi-year", waited=7.2, owner=None),
        a_lead(name="Nora Vint", company="Lumen Dental", email="nora@lumen.example",
               type="referral", waited=30),
        a_lead(name="Jonas Weil", title="IT lead", waited=60 * 24 * 4, type="content",
               owner="sam"),
        promised(called, -2),
        a_lead(name="Grace Kim", company="Tessel Health", email="grace@tessel.example",
               type="webinar", waited=200),
    )  # fmt: skip


def promised(lead: Lead, minutes: float) -> Lead:
    """Called once, and to be called back so many minutes from now."""
    tried = apply(lead, a_call(lead, "NA", after=-40), POLICY)
    promise = a_mutation(tried, "callback_promised", after=-39)
    at = to_ms(MONDAY + timedelta(minutes=minutes))
    return apply(tried, replace(promise, args={"at": at, "note": "Ask about the audit"}), POLICY)


_Happened: TypeAlias = tuple[str, float, str | None, dict[str, Any]]
"""Kind, minutes ago, by whom, with what."""
MORNING: tuple[_Happened, ...] = (
    ("inquiry", 0.5, None, {}),
    ("acknowledged", 0.4, None, {}),
    ("assigned", 0.3, None, {"to": "robin"}),
    ("claimed", 0.2, "robin", {}),
)


def tell(desk: Desk, lead: Lead, happened: Sequence[_Happened]) -> None:
    activities = [
        Activity(id=an_id(), kind=kind, at=MONDAY - timedelta(minutes=ago), user=user, args=args)
        for kind, ago, user, args in happened
    ]
    shown = desk._caches.shown
    to = replace(shown.cursor, since=3000)
    shown.absorb(items_of(replace(lead, seq=3000), activities=activities), (), to)


def handed(name: str, *, hours: float, **fields: Any) -> Lead:
    """Sam's, with a meeting with whoever sits here, so many hours from now."""
    lead = a_lead(name=name, owner="sam", waited=3000, email=f"{name[:2]}@x.example", **fields)
    booked = a_mutation(lead, "meeting_booked", at=MONDAY - timedelta(hours=6), user="sam")
    args = {"meeting_id": name, "at": to_ms(MONDAY + timedelta(hours=hours)), "length_min": 30,
            "ae": "robin"}  # fmt: skip
    return apply(lead, replace(booked, args=args), POLICY)
