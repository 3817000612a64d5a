"""How a round was followed up: steps of its cadence, questions at a handoff, calls that rang."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from workbench.domain.cadence import Cadence, Channel, next_step, steps_taken
from workbench.domain.calendar import Calendar
from workbench.domain.lead import Inquiry, Lead
from workbench.domain.metrics.rounds import Round
from workbench.domain.policy import Policy
from workbench.domain.pursuit import calendar_of, done_of, usable
from workbench.domain.qualification import answers_of
from workbench.domain.worked import Worked


def count_follow_up(lead: Lead, one: Round, policy: Policy, counts: Counter[str]) -> None:
    """`counts` of a round, as `arrivals.COUNTS` names them."""
    for enrolled, until in _enrolled(one, policy):
        _count_steps(lead, one, enrolled, until, policy, counts)
    _count_answers(lead, one, policy, counts)
    for item in one.touches:
        _count_ring(item, policy, counts)


def _enrolled(one: Round, policy: Policy) -> Iterator[tuple[Inquiry, datetime | None]]:
    """Those whose cadence ran, and until when: a hand-raiser's starts it anew."""
    first, *later = one.inquiries
    raised = [inquiry for inquiry in later if policy.type(inquiry.type).hand_raiser]
    began = [first, *raised]
    for inquiry, following in zip(began, [*raised, None], strict=True):
        if inquiry.live and inquiry.verdict == "work":
            yield inquiry, following.received_at if following else one.until


def _count_steps(
    lead: Lead, one: Round, enrolled: Inquiry, until: datetime | None, policy: Policy,
    counts: Counter[str],
) -> None:  # fmt: skip
    name = policy.type(enrolled.type).cadence
    if name is None:
        return
    mine = [i for i in one.touches if enrolled.received_at <= i.at and (not until or i.at < until)]
    tried, is_answered = _until_answered(mine)
    done, calendar = done_of(tried), calendar_of(lead, enrolled, policy)
    cadence = _possible(policy.cadences[name], lead, {touch.channel for touch in done})
    start = calendar.opening(enrolled.received_at)
    for step in steps_taken(cadence, start, done, calendar):
        counts["steps_done"] += 1
        counts["steps_in_time"] += not _is_late(step.at, step.due_at, calendar)
        counts["steps_skipped"] += step.passed
    closed_at = _given_up_at(one)
    if closed_at and not is_answered and (not until or closed_at < until):
        owed = next_step(cadence, start, done, calendar)
        counts["steps_skipped"] += owed is not None and _is_late(closed_at, owed.due_at, calendar)


def _until_answered(mine: Sequence[Worked]) -> tuple[list[Worked], bool]:
    """What was done up to the touch that reached the lead or was theirs: there a cadence stops."""
    for n, item in enumerate(mine):
        if item.is_contact or not item.is_attempt:
            return list(mine[: n + 1]), True
    return list(mine), False


def _possible(cadence: Cadence, lead: Lead, used: Collection[Channel]) -> Cadence:
    """Without channels that this lead never had; one that was retired since had been there."""
    return cadence.over(usable(lead).union(used))


def _given_up_at(one: Round) -> datetime | None:
    closing = one.closing
    if closing is None or closing.disposition is None or closing.disposition.voids_clock:
        return None
    return closing.filed_at


def _is_late(at: datetime, due_at: datetime, calendar: Calendar) -> bool:
    """A step is due all its day."""
    return calendar.local_day(at) > calendar.local_day(calendar.opening(due_at))


def _count_answers(lead: Lead, one: Round, policy: Policy, counts: Counter[str]) -> None:
    """As they stood when the lead was handed on."""
    form = policy.form_for(lead)
    for handed in one.handed if form else ():
        then = answers_of([told for told in lead.record if told.at <= handed.told_at])
        for question in form.questions if form else ():
            answer = then.get(question.id)
            counts[f"form_{answer.state if answer else 'blank'}"] += 1


def _count_ring(item: Worked, policy: Policy, counts: Counter[str]) -> None:
    """Of calls that were timed: from dialling to hanging up nobody answered."""
    touch, code = item.touch, item.disposition
    if touch is None or touch.kind != "call" or not item.is_attempt or touch.duration_s is None:
        return
    if code is not None and code.code in policy.reports.unanswered:
        counts["rang"] += 1
        counts["rang_enough"] += touch.duration_s >= policy.reports.ring_least_s
