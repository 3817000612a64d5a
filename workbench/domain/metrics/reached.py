"""What a lead brought, each at its own moment: what a team's goals count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

from workbench.domain.lead import Lead
from workbench.domain.metrics.rounds import Round, is_spam, rep_of, rounds_of
from workbench.domain.policy import Policy

Goal: TypeAlias = Literal["meetings", "sqo", "won"]


class Reached(NamedTuple):
    goal: Goal
    at: datetime
    rep: str = ""


def reached_by(lead: Lead, policy: Policy) -> tuple[Reached, ...]:
    """Meetings when they were booked, an SQO when the AE accepted, won when it was told."""
    if lead.status == "merged" or not lead.inquiries:
        return ()
    return tuple(
        Reached(goal, at, rep_of(lead, one) or "")
        for one in rounds_of(lead, policy)
        if not is_spam(one)
        for goal, at in _moments(one)
    )


def _moments(one: Round) -> Iterator[tuple[Goal, datetime]]:
    for handed in one.handed:
        if handed.meeting_id is not None:
            yield "meetings", handed.told_at
    if one.sqo_at is not None:
        yield "sqo", one.sqo_at
    if one.won_at is not None:
        yield "won", one.won_at
