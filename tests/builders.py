"""Leads, inquiries and mutations in one line each; the clock of a test is a Monday at ten."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from workbench.domain.apply import apply
from workbench.domain.clock import start_clock
from workbench.domain.inquiry import opened_lead, read_inquiry
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.domain.policy_text import read_policy
from workbench.domain.score import score
from workbench.domain.settle import settle
from workbench.resources import resource_path

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
POLICY: Policy = read_policy(resource_path("policy.toml").read_text())
_count = itertools.count(1)


def an_id() -> str:
    return str(uuid.UUID(int=next(_count)))


def an_inquiry(**fields: Any) -> dict[str, Any]:
    return {
        "type": "demo",
        "name": "Ann Lee",
        "email": "ann@halden.example",
        "phone": "+49 30 55501420",
        "company": "Halden Freight",
        **fields,
    }


def a_lead(
    *,
    waited: float = 0,
    now: datetime = MONDAY,
    owner: str | None = "robin",
    policy: Policy = POLICY,
    **fields: Any,
) -> Lead:
    """A lead whose inquiry came `waited` minutes before `now`."""
    fields.setdefault("received_at", to_ms(now - timedelta(minutes=waited)))
    reading = read_inquiry(an_inquiry(**fields), policy, id=an_id(), now=now)
    lead = opened_lead(reading, id=an_id(), clock=start_clock(reading.inquiry, policy), owner=owner)
    return settle(replace(lead, score=score(lead, policy, now)), policy)


def a_mutation(
    lead: Lead | None,
    type: str,
    *,
    after: float = 0,
    at: datetime | None = None,
    user: str = "robin",
    id: str | None = None,
    **args: Any,
) -> Mutation:
    """Something that `user` did `after` minutes past MONDAY, or `at` a moment."""
    return Mutation(
        id=id or an_id(),
        type=type,
        lead=lead.id if lead else None,
        at=at or MONDAY + timedelta(minutes=after),
        user=user,
        args=args,
    )


def a_call(
    lead: Lead, code: str, *, after: float = 0, at: datetime | None = None, **args: Any
) -> Mutation:
    """A call disposed of with `code`, half a minute long."""
    at = at or MONDAY + timedelta(minutes=after)
    touch = {"activity_id": an_id(), "kind": "call", "at": to_ms(at), "duration_s": 30}
    return a_mutation(lead, "disposed", at=at, activity_id=an_id(), code=code, touch=touch, **args)


def asked(lead: Lead, *, after: float = 0, answer: str = "asked") -> list[Mutation]:
    """What must be asked before a handoff, answered alike."""
    form = POLICY.form_of(lead)
    return [
        a_mutation(
            lead, "qualification_answered", after=after, form=form, question=question.id,
            answer=answer,
        )
        for question in POLICY.forms[form].questions
        if question.required
    ]  # fmt: skip


def after_asking(lead: Lead) -> Lead:
    for mutation in asked(lead):
        lead = apply(lead, mutation, POLICY)
    return lead
