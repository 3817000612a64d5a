"""What people do at a desk in a simulated minute: any verb, on any lead they see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

from workbench.desk.desk import Desk
from workbench.domain.lead import Lead
from workbench.domain.mutation import Refusal


def do_something(desk: Desk, rng: Random, n: int) -> str:
    """`n` counts what was done in this world; returns the verb, and what the rules said to it."""
    ids = sorted(desk.queue("all"))
    verbs = [*VERBS] if ids else [_add]
    verb = rng.choice(verbs)
    lead = desk.lead(rng.choice(ids)) if ids else None
    name = verb.__name__.strip("_")
    try:
        verb(desk, rng, lead, n)  # type: ignore[arg-type]  # only `_add` is called without a lead
    except Refusal as refusal:
        return f"{name}: {refusal.code}"
    return f"{name} {lead.id[:8] if lead else ''}"


def _note(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    desk.log_touch(lead.id, "note", note=f"note {n}")


def _email(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    desk.log_touch(lead.id, "email", note=f"mail {n}")


def _no_answer(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    desk.dispose(lead.id, rng.choice(["NA", "VM"]), touch_kind="call", note=f"rang {n}")


def _call(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    running = desk.running_calls()
    if running:
        desk.end_call(running[0].call_id)
        desk.dispose(running[0].lead, "NA")
    else:
        desk.start_call(lead.id)


def _claim(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    desk.claim(lead.id)


def _release(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    desk.release(lead.id)


def _hand_over(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    reps = [person for person in desk.people() if person.role == "rep"]
    if reps:
        desk.hand_over(lead.id, rng.choice(reps), "busy")


def _snooze(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    desk.snooze(lead.id, desk.now() + timedelta(minutes=rng.choice([1, 30])))


def _promise(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    desk.promise_callback(lead.id, desk.now() + timedelta(hours=1))


def _edit(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    desk.edit(lead.id, {"title": f"Head of {n}"})


def _opt_out(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    desk.opt_out(lead.id, ["email"])


def _undo(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    desk.undo()


def _be_away(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    desk.set_availability(rng.choice(["available", "busy", "away"]))


def _add(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    desk.add_lead({"type": "call", "name": f"Added {n}", "email": f"added{n}@firm{n}.example"})


def _see_to_refused(desk: Desk, rng: Random, lead: Lead, n: int) -> None:
    for refused in desk.attention()[:1]:
        if rng.random() < 0.5:
            desk.discard(refused.mutation.id)
        else:
            desk.keep_as_note(refused.mutation.id)


Verb = Callable[[Desk, Random, Lead, int], None]
VERBS: tuple[Verb, ...] = (
    _note, _note, _email, _no_answer, _no_answer, _call, _call, _claim, _claim, _release,
    _hand_over, _snooze, _promise, _edit, _opt_out, _undo, _undo, _be_away, _add, _see_to_refused,
)  # fmt: skip
