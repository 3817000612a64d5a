"""The queue's order: P = chance × boost / (target + waited), and its reason in words.

*Best chance first, cooled by how long it has waited against its promise; a promise that can still
be kept this hour counts five times.* The same inputs give the same index on desk and server.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from workbench.domain.cadence import NextStep, step_words
from workbench.domain.chance import chance_of, reach_of
from workbench.domain.clock import calendar_for
from workbench.domain.lead import Inquiry, Lead, Standing
from workbench.domain.policy import Policy
from workbench.domain.promise import Clock
from workbench.domain.tongue import tr

LIFT_CALLBACK, LIFT_REPLY, LIFT_RINGING = 1, 2, 3


def index(standing: Standing, now: datetime, boost: float) -> float:
    """P of one lead at `now`; minutes waited are real minutes. 0 while it has no place."""
    if standing.waiting_since is None:
        return 0.0
    waited_min = max((now - standing.waiting_since) / timedelta(minutes=1), 0.0)
    return (
        standing.chance
        * standing.reach
        * (boost if is_boosted(standing, now) else 1.0)
        / (standing.target_min + waited_min)
    )


def is_boosted(standing: Standing, now: datetime) -> bool:
    """Whether the promise can still be kept and falls due soon."""
    start, end = standing.boost_from, standing.boost_until
    return start is not None and end is not None and start <= now < end


def leading_inquiry(
    inquiries: tuple[Inquiry, ...], clocks: tuple[Clock, ...], policy: Policy
) -> Inquiry:
    """Of those not voided the one with the greatest chance ÷ target, ties the newest."""
    voided = {clock.inquiry for clock in clocks if clock.voided}
    standing = [inquiry for inquiry in inquiries if inquiry.id not in voided] or inquiries

    def worth(inquiry: Inquiry) -> tuple[float, datetime, str]:
        lead_type = policy.type(inquiry.type)
        target_min = lead_type.target_min or policy.untargeted_min
        chance = chance_of(inquiry.type, inquiry.points, policy, policy.chances)
        return chance / target_min, inquiry.received_at, inquiry.id

    return max(standing, key=worth)


def standing_of(
    lead: Lead, step: NextStep | None, leading: Inquiry, owed: datetime | None, policy: Policy
) -> Standing:
    """All that time moves, as moments. `owed`: from when a first attempt is, None where none is."""
    lead_type = policy.type(leading.type)
    queue_from, lift = _joins(lead, step, owed)
    if queue_from is None:
        return Standing()
    hidden_until = max(
        (at for at in (lead.snoozed_until, lead.held_until) if at is not None), default=None
    )
    if hidden_until is not None:
        queue_from = max(queue_from, hidden_until)
    clock = next((item for item in lead.clocks if item.inquiry == leading.id), None)
    untried = clock is not None and clock.is_running and lead.attempts == 0
    window = timedelta(minutes=policy.boost_within_min)
    return Standing(
        queue_from=queue_from,
        lift=lift,
        chance=chance_of(leading.type, leading.points, policy, policy.chances),
        reach=reach_of(lead.attempts, policy, policy.chances),
        target_min=lead_type.target_min or policy.untargeted_min,
        waiting_since=leading.received_at if lead_type.target_min else queue_from,
        boost_from=calendar_for(clock, policy).subtract(clock.due_at, window)
        if clock and untried
        else None,
        boost_until=clock.due_at if clock and untried else None,
        channel=step.channel if step else "call",
    )


def _joins(lead: Lead, step: NextStep | None, owed: datetime | None) -> tuple[datetime | None, int]:
    """When it comes into the queue, and how it is lifted: by its step, or by what is owed first."""
    if not lead.is_open:
        return None, 0
    if step is not None and (owed is None or step.due_at <= owed or step.lift == LIFT_REPLY):
        return step.due_at, step.lift
    return owed, 0


def reason(lead: Lead, now: datetime) -> tuple[str, ...]:
    """Why the lead stands where it does, in parts: “34 in 100 like this are won”, “waited 3 of 5
    min”, “still in time”.
    """
    standing = lead.standing
    if standing.waiting_since is None:
        return (tr("Nothing is due."),)
    chance = tr("{won} in 100 like this are won", won=round(standing.chance * 100))
    if standing.lift == LIFT_REPLY:
        return (tr("They wrote and nobody has answered"), chance)
    if standing.lift == LIFT_CALLBACK:
        return (tr("A callback was promised"), chance)
    if lead.attempts:
        due = _due_in_words(lead.step, now) if lead.step else tr("a step is due")
        return (chance, tr("attempt {n}", n=lead.attempts + 1), due)
    waited = waited_in_words(now - standing.waiting_since)
    clock = lead.clock
    if clock is None or not clock.is_running:
        return (chance, tr("waited {time}", time=waited))
    in_hours = clock.target_min >= 120
    promised = f"{clock.target_min / 60 if in_hours else clock.target_min:.0f}"
    promise = tr("{hours} h", hours=promised) if in_hours else tr("{minutes} min", minutes=promised)
    if now >= clock.due_at:
        late = tr("waited {time}, {promise} were promised", time=waited, promise=promise)
        return (chance, late, tr("late"))
    of = tr("waited {time} of {promise}", time=_bare(waited, promise), promise=promise)
    return (chance, of, tr("still in time"))


def _due_in_words(step: NextStep, now: datetime) -> str:
    """“Mail 2 is due, name the page”; what is not due yet comes next."""
    what, _, how = step_words(step.label).partition(", ")
    is_due = step.due_at <= now
    said = tr("{step} is due", step=what) if is_due else tr("{step} comes next", step=what)
    return f"{said}, {how}" if how else said


def waited_in_words(length: timedelta) -> str:
    minutes = max(int(length / timedelta(minutes=1)), 0)
    if minutes < 120:
        return tr("{minutes} min", minutes=minutes) if minutes >= 1 else tr("under 1 min")
    if minutes < 2880:
        return tr("{hours} h", hours=minutes // 60)
    return tr("{days} d", days=minutes // 1440)


def _bare(waited: str, promise: str) -> str:
    """“3 of 5 min”, not “3 min of 5 min”."""
    unit = promise.rpartition(" ")[2]
    return waited.removesuffix(f" {unit}")
