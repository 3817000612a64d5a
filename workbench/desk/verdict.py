"""Whether a lead was worked right, judged by the policy and said in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from workbench.desk.words import inside, moment
from workbench.domain.clock import calendar_for, passed, spoken
from workbench.domain.disposition import Disposition
from workbench.domain.lead import Lead
from workbench.domain.mutation import Disposed, Refusal
from workbench.domain.policy import Policy
from workbench.domain.qualification import told_unasked, unmet
from workbench.domain.record import undone_ids


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was done right, or not."""

    is_right: bool
    about: str
    said: str


Verdict = tuple[Point, ...]


def verdict(
    lead: Lead, policy: Policy, *, right: tuple[str, ...], because: str, now: datetime
) -> Verdict:
    """Of a lead as it was left; empty as long as it has no code. `right`: codes that fit."""
    given = given_code(lead, policy)
    if given is None:
        return ()
    return (
        *_promise(lead, policy),
        _code(given, policy, right, because),
        *_handoff(lead, given, policy),
        _next(lead, now),
    )


def given_code(lead: Lead, policy: Policy) -> Disposition | None:
    """The newest that was not taken back."""
    undone = undone_ids(lead.record)
    for item in reversed(lead.record):
        if item.type != "disposed" or item.id in undone:
            continue
        try:
            body = item.body
        except Refusal:
            continue
        if isinstance(body, Disposed):
            return policy.find(body.code)
    return None


def _promise(lead: Lead, policy: Policy) -> Iterator[Point]:
    for clock in lead.clocks[:1]:
        if clock.voided:
            yield Point(True, "Promise", "Nothing was owed: this code voids the clock.")
        elif clock.met_at is None:
            yield Point(False, "Promise", "Still running: this code does not answer it.")
        else:
            took = spoken(passed(clock, calendar_for(clock, policy), clock.met_at))
            said = f"Answered after {took}, promised were {clock.target_min:g} min."
            yield Point(not clock.is_missed, "Promise", said)


def _code(given: Disposition, policy: Policy, right: tuple[str, ...], because: str) -> Point:
    if given.code in right:
        return Point(True, "Code", f"{given.label}. {because}")
    fits = next(found for code in right if (found := policy.find(code)))
    key = fits.key if fits.key.isdigit() else f"L {fits.key}"
    return Point(False, "Code", f"{given.label}; better {inside(fits.label)} ({key}). {because}")


def _handoff(lead: Lead, given: Disposition, policy: Policy) -> Iterator[Point]:
    form = policy.form_for(lead)
    if "qualification" not in given.needs or form is None:
        return
    left = told_unasked(form, lead.answers)
    said = f"{left}." if left else "All was asked that an AE has to know."
    yield Point(not unmet(form, lead.answers), "Handoff", said)


def _next(lead: Lead, now: datetime) -> Point:
    if lead.step is not None:
        said = f"{lead.step.label}, {moment(lead.step.due_at, now)}."
        return Point(True, "Next", said)
    if lead.revisit_on is not None:
        return Point(True, "Next", f"Comes back on {lead.revisit_on:%d %b %Y}.")
    if lead.handoffs:
        return Point(True, "Next", "The account executive decides.")
    if not lead.is_open:
        return Point(True, "Next", "Nothing: it is closed.")
    return Point(False, "Next", "Nothing is planned, and nobody would ever see it again.")
