"""A lead's timeline in words: one line per touch, a disposition merged with its call."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from workbench.desk.views import Card
from workbench.domain.activity import TOUCHES, Activity
from workbench.domain.clock import spoken
from workbench.domain.plain import from_ms
from workbench.domain.policy import Policy
from workbench.ui.clock_face import minutes_seconds, wall_time
from workbench.ui.runs import Run
from workbench.ui.story import Line, Words
from workbench.ui.typeface import Text

_LOOKS = {
    "inquiry": ("forms", "Inquiry"),
    "call": ("phone-outgoing", "Call"),
    "email": ("mail", "Email"),
    "social": ("message-circle", "Social message"),
    "sms": ("message-circle", "SMS"),
    "chat": ("message-circle", "Chat"),
    "note": ("notes", "Note"),
    "call_started": ("phone-call", "Call started"),
    "disposed": ("check", "Outcome"),
    "claimed": ("user-check", "Claimed"),
    "released": ("user-x", "Released"),
    "reassigned": ("route", "Assigned"),
    "assigned": ("route", "Assigned"),
    "snoozed": ("clock-pause", "Snoozed"),
    "held": ("clock-pause", "On hold"),
    "callback_promised": ("alarm", "Follow-up"),
    "lead_added": ("plus", "Added by hand"),
    "lead_edited": ("forms", "Edited"),
    "opted_out": ("phone-off", "Opted out"),
}


def timeline(
    card: Card, policy: Policy, now: datetime, people: Mapping[str, str], me: str
) -> tuple[Line | Words, ...]:
    """`people`: names by id; `me` is the id of whoever looks."""
    hidden = _told_by_their_call(card.activities)
    moments: list[tuple[datetime, int, list[Line | Words]]] = []
    for number, activity in enumerate(card.activities):
        if activity.id in hidden or activity.kind == "undone":
            continue
        unsent = activity.id in card.unsent
        lines = list(_entry(activity, policy, now, people, me, unsent=unsent))
        # Of one moment the inquiry was first.
        moments.append((activity.at, -number - 1000 * (activity.kind == "inquiry"), lines))
    for clock in card.lead.clocks:
        if clock.met_at is not None:
            took = spoken(clock.met_at - clock.received_at)
            hint = f"{took} of {spoken(timedelta(minutes=clock.target_min))}"
            line = _line(clock.met_at, now, "clock-check", "Promise met", (hint,))
            moments.append((clock.met_at, 1, [line]))
    moments.sort(key=lambda item: item[:2], reverse=True)
    told: list[Line | Words] = [line for _, _, lines in moments for line in lines]
    if card.older:
        told.append(Line((Run(f"{card.older} older", ink="ink3", style=Text.SMALL),)))
    return tuple(told)


def _told_by_their_call(activities: tuple[Activity, ...]) -> set[str]:
    """Codes and starts that their touch tells too."""
    touches = [item for item in activities if item.kind in TOUCHES]
    by_mutation = {item.mutation for item in touches if item.mutation}
    ids = {item.id for item in touches}
    calls = {item.args.get("call_id") for item in touches}
    return {
        item.id
        for item in activities
        if (item.kind == "disposed"
            and (item.mutation in by_mutation or item.args.get("touch_id") in ids))
        or (item.kind == "call_started" and item.args.get("call_id") in calls)
    }  # fmt: skip


def _entry(
    activity: Activity, policy: Policy, now: datetime, people: Mapping[str, str], me: str,
    *, unsent: bool,
) -> Iterator[Line | Words]:  # fmt: skip
    icon, words = _LOOKS.get(activity.kind, ("dots", activity.kind.replace("_", " ").capitalize()))
    args = activity.args
    hints: list[str] = []
    if activity.kind == "inquiry":
        kind = policy.types.get(str(args.get("type")))
        words = f"{kind.label} inquiry" if kind else words
        hints += [str(args[name]) for name in ("page", "asset", "campaign", "source")
                  if args.get(name)]  # fmt: skip
    code = args.get("outcome") or args.get("code")
    if code:
        label = next((d.label for d in policy.dispositions if d.code == code), str(code))
        if activity.kind != "disposed":
            hints.append(words.lower())
        words = label
    if args.get("direction") == "in":
        hints.append("came in")
    if args.get("duration_s"):
        hints.append(minutes_seconds(timedelta(seconds=float(args["duration_s"]))))
    hints += _facts(args, now, people)
    if activity.late:
        hints.append("logged late")
    if activity.user is not None:
        hints.append("you" if activity.user == me else people.get(activity.user, "somebody"))
    yield _line(activity.at, now, icon, words, hints, unsent=unsent, struck=activity.undone)
    note = args.get("note")
    if note:
        yield Words(str(note), ink="ink2", style=Text.SMALL, in_timeline=True)


def _facts(args: Mapping[str, object], now: datetime, people: Mapping[str, str]) -> Iterator[str]:
    if isinstance(args.get("reason"), str) and args["reason"]:
        yield str(args["reason"]).rstrip(".")
    meeting = args.get("meeting")
    moment = meeting.get("at") if isinstance(meeting, Mapping) else None
    for at in (moment, args.get("callback_at"), args.get("until")):
        if isinstance(at, int | float):
            yield wall_time(from_ms(at), now)
    if args.get("revisit_on"):
        yield f"again {args['revisit_on']}"
    if isinstance(args.get("to"), str):
        yield f"to {people.get(str(args['to']), 'a colleague')}"


def _line(
    at: datetime, now: datetime, icon: str, words: str, hints: list[str] | tuple[str, ...],
    *, unsent: bool = False, struck: bool = False,
) -> Line:  # fmt: skip
    same_day = at.astimezone().date() == now.astimezone().date()
    local = at.astimezone()
    time = f"{local.hour}:{local.minute:02}" if same_day else f"{local.day} {local:%b}"
    runs = [Run(words, ink="ink3" if struck else "ink", weight=500, gives=1, struck=struck)]
    if struck:
        runs.append(Run("undone", ink="ink3", style=Text.SMALL))
    if unsent:
        runs.append(Run("unsent", ink="ink2", style=Text.SMALL, weight=600))
    if hints:
        runs.append(Run(", ".join(hints), ink="ink3", style=Text.SMALL, gives=2))
    return Line(tuple(runs), time=time, icon=icon)
