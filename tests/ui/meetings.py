"""Leads with a meeting behind or before them, and a window at which they are told of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.builders import MONDAY, POLICY, a_lead, a_mutation
from tests.desk.seats import StoppedClock
from tests.ui.windows import a_window
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.promise import Handed
from workbench.domain.record import Mutation
from workbench.ui.window import Window
from workbench.wire import Role

AE = "robin"  # who sits at the desk of these tests, here as an AE


def do(lead: Lead, type: str, **args: Any) -> Lead:
    made = a_mutation(lead, type, at=MONDAY - timedelta(hours=6), user="sam")
    return apply(lead, replace_args(made, args), POLICY)


def replace_args(made: Mutation, args: dict[str, Any]) -> Mutation:
    return replace(made, args=args)


def met(name: str, *, hours_ago: float = 2, **fields: Any) -> Lead:
    """Sam's lead, whose meeting with the AE began so long ago."""
    lead = a_lead(name=name, owner="sam", waited=3000, email=f"{name[:2]}@x.example", **fields)
    at = to_ms(MONDAY - timedelta(hours=hours_ago))
    return do(lead, "meeting_booked", meeting_id=name, at=at, length_min=30, ae=AE)


def at_desk(tmp_path: Path, *leads: Lead, role: Role = "ae") -> Window:
    return a_window(tmp_path, *leads, role=role, clock=StoppedClock())


def handed_of(window: Window, lead: Lead) -> Handed:
    shown = window.desk.lead(lead.id)
    assert shown is not None
    return shown.handoffs[-1]
