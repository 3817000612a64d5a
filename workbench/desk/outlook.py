"""What would be next after each code: the rules tried on the lead, and nothing kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from workbench.domain.apply import apply
from workbench.domain.cadence import NextStep
from workbench.domain.disposition import Disposition
from workbench.domain.lead import Lead
from workbench.domain.mutation import Disposed, Mutation, Refusal, Touch, write_args
from workbench.domain.policy import Policy


def outlook(
    lead: Lead, policy: Policy, *, user: str | None, called_at: datetime, now: datetime
) -> Mapping[str, NextStep | None]:
    """By code, for those that ask nothing more: the step after a call that began at `called_at`.

    None where nothing would be left to do. A quarter of a millisecond for each kind of code.
    """
    found: dict[str, NextStep | None] = {}
    alike: dict[tuple[object, ...], NextStep | None] = {}
    for item in policy.dispositions:
        if item.retired or item.asks or item.confirm or item.group == "close":
            continue
        # Codes of which the same follows are tried once.
        kind = (item.follow, item.stops_clock, item.contact, item.closes, item.status)
        if kind not in alike:
            alike[kind] = _step_after(lead, item, policy, user, called_at, now)
        found[item.code] = alike[kind]
    return found


def _step_after(
    lead: Lead, item: Disposition, policy: Policy, user: str | None, called_at: datetime,
    now: datetime,
) -> NextStep | None:  # fmt: skip
    touch = Touch(activity_id="touch", kind="call", at=called_at)
    body = Disposed(activity_id="code", code=item.code, touch=touch)
    mutation = Mutation(
        id="code", type="disposed", lead=lead.id, at=now, args=write_args(body), user=user
    )
    try:
        return apply(lead, mutation, policy).step
    except Refusal:
        return None
