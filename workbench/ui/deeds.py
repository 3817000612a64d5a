"""What somebody did to a lead, as a sentence: yours, and everybody else’s."""

from workbench.domain.tongue import mark, tr
from workbench.ui.teller import Teller

_DONE = {
    "claimed": ("user-check",
        mark("You claimed it"), mark("{name} claimed it")),
    "released": ("user-x",
        mark("You released it to the pool"), mark("{name} released it to the pool")),
    "snoozed": ("clock-pause",
        mark("You snoozed it"), mark("{name} snoozed it")),
    "held": ("clock-pause",
        mark("You put it on hold"), mark("{name} put it on hold")),
    "callback_promised": ("alarm",
        mark("You planned a follow-up"), mark("{name} planned a follow-up")),
    "lead_added": ("plus",
        mark("You added it by hand"), mark("{name} added it by hand")),
    "lead_edited": ("forms",
        mark("You changed it"), mark("{name} changed it")),
    "opted_out": ("phone-off",
        mark("You noted an opt-out"), mark("{name} noted an opt-out")),
    "undone": ("arrow-back-up",
        mark("You took something back"), mark("{name} took something back")),
    "qualification_answered": ("list-check",
        mark("You asked"), mark("{name} asked")),
    "merged": ("arrows-exchange",
        mark("You merged it with another lead"), mark("{name} merged it with another lead")),
    "meeting_booked": ("calendar-event",
        mark("You booked a meeting"), mark("{name} booked a meeting")),
    "meeting_resolved": ("calendar-event",
        mark("You said what came of the meeting"), mark("{name} said what came of the meeting")),
    "handed_off": ("arrow-right",
        mark("You handed it to an AE"), mark("{name} handed it to an AE")),
    "handoff_decided": ("check",
        mark("You decided on the handoff"), mark("{name} decided on the handoff")),
    "opportunity_updated": ("history",
        mark("You told how the opportunity stands"),
        mark("{name} told how the opportunity stands")),
}  # fmt: skip


def done_by(user: str | None, kind: str, teller: Teller) -> tuple[str, str]:
    """Icon and sentence; what this desk has no words for yet is told by its kind."""
    if kind not in _DONE:
        return "dots", f"{teller.name(user)} {kind.replace('_', ' ')}"
    icon, yours, theirs = _DONE[kind]
    return icon, tr(yours) if user == teller.me else tr(theirs, name=teller.name(user))
