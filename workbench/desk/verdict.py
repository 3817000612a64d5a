"""Whether a lead was worked right, judged by the policy and said in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from workbench.desk.words import inside, moment
from workbench.domain.cadence import step_words
from workbench.domain.calendar import day_and_year
from workbench.domain.clock import calendar_for, passed, spoken
from workbench.domain.disposition import Disposition
from workbench.domain.lead import Lead
from workbench.domain.mutation import Disposed, Refusal
from workbench.domain.policy import Policy
from workbench.domain.qualification import told_unasked, unmet
from workbench.domain.record import undone_ids
from workbench.domain.tongue import tr


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
            said = tr("Nothing was owed: this code voids the clock.")
            yield Point(True, tr("Promise"), said)
        elif clock.met_at is None:
            said = tr("Still running: this code does not answer it.")
            yield Point(False, tr("Promise"), said)
        else:
            took = spoken(passed(clock, calendar_for(clock, policy), clock.met_at))
            said = tr(
                "Answered after {time}, promised were {minutes} min.",
                time=took, minutes=f"{clock.target_min:g}",
            )  # fmt: skip
            yield Point(not clock.is_missed, tr("Promise"), said)


def _code(given: Disposition, policy: Policy, right: tuple[str, ...], because: str) -> Point:
    if given.code in right:
        return Point(True, tr("Code"), f"{given.label}. {because}")
    fits = next(found for code in right if (found := policy.find(code)))
    key = fits.key if fits.key.isdigit() else f"L {fits.key}"
    said = tr(
        "{code}; better {other} ({key}). {why}",
        code=given.label, other=inside(fits.label), key=key, why=because,
    )  # fmt: skip
    return Point(False, tr("Code"), said)


def _handoff(lead: Lead, given: Disposition, policy: Policy) -> Iterator[Point]:
    form = policy.form_for(lead)
    if "qualification" not in given.needs or form is None:
        return
    left = told_unasked(form, lead.answers)
    said = f"{left}." if left else tr("All was asked that an AE has to know.")
    yield Point(not unmet(form, lead.answers), tr("Handoff"), said)


def _next(lead: Lead, now: datetime) -> Point:
    if lead.step is not None:
        step, when = step_words(lead.step.label), moment(lead.step.due_at, now)
        return Point(True, tr("Next"), f"{step}, {when}.")
    if lead.revisit_on is not None:
        said = tr("Comes back on {day}.", day=day_and_year(lead.revisit_on))
        return Point(True, tr("Next"), said)
    if lead.handoffs:
        return Point(True, tr("Next"), tr("The account executive decides."))
    if not lead.is_open:
        return Point(True, tr("Next"), tr("Nothing: it is closed."))
    said = tr("Nothing is planned, and nobody would ever see it again.")
    return Point(False, tr("Next"), said)
