"""A lead's timeline in words: one line per touch, with the code that was given to it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from workbench.desk.views import Card
from workbench.desk.words import FIELDS, inside
from workbench.domain.activity import TOUCHES, Activity, entries
from workbench.domain.calendar import day_and_month, day_and_year, month
from workbench.domain.clock import spoken
from workbench.domain.plain import from_ms
from workbench.domain.policy import Policy
from workbench.domain.promise import Clock
from workbench.domain.record import Mutation, Refusal
from workbench.domain.tongue import mark, tr, tr_n
from workbench.ui.asked_story import ANSWERED, asked_in_one_go, asked_words
from workbench.ui.by_itself import told_by_itself
from workbench.ui.clock_face import appointed, minutes_seconds, wall_time
from workbench.ui.deeds import done_by
from workbench.ui.runs import Run
from workbench.ui.story import Line, Words
from workbench.ui.teller import Said, Teller
from workbench.ui.typeface import Text

_TOUCHED = {
    "call": ("phone-outgoing", mark("Call"), mark("call")),
    "email": ("mail", mark("Email"), mark("email")),
    "social": ("message-circle", mark("Social message"), mark("social message")),
    "sms": ("message-circle", mark("SMS"), mark("SMS")),
    "chat": ("message-circle", mark("Chat"), mark("chat")),
    "note": ("notes", mark("Note"), mark("note")),
    "call_started": ("phone-call", mark("Call started"), mark("call started")),
    "disposed": ("check", mark("Outcome"), mark("outcome")),
}
"""As the beginning of a line, and behind its code."""
_CODES = {
    "accepted": mark("accepted"), "rejected": mark("rejected"), "held": mark("held"),
    "no_show": mark("no-show"), "moved": mark("moved"), "cancelled": mark("cancelled"),
    "call": mark("call"), "email": mark("email"), "social": mark("social"), "sms": mark("sms"),
    "chat": mark("chat"), "connected": mark("connected"),
}  # fmt: skip
"""What came of a handoff, a meeting or a touch, and channels."""


def timeline(
    card: Card, policy: Policy, now: datetime, people: Mapping[str, str], me: str
) -> tuple[Line | Words, ...]:
    teller = Teller(policy=policy, now=now, people=people, me=me)
    codes = _codes_of_touches(card.activities)
    hidden = {code.id for code in codes.values()} | _told_elsewhere(card.activities)
    moments: list[tuple[datetime, int, tuple[Line | Words, ...]]] = []
    for number, activity in enumerate(asked_in_one_go(card.activities)):
        if activity.id in hidden:
            continue
        said = _said(activity, codes.get(activity.id), teller)
        lines = _lines(activity.at, now, said, unsent=activity.id in card.unsent,
                       struck=activity.undone)  # fmt: skip
        # Of one moment the inquiry was first.
        moments.append((activity.at, -number - 1000 * (activity.kind == "inquiry"), lines))
    moments += [
        (clock.met_at, 1, _lines(clock.met_at, now, _answered(clock)))
        for clock in card.lead.clocks
        if clock.met_at is not None
    ]
    moments.sort(key=lambda item: item[:2], reverse=True)
    told = [line for _, _, lines in moments for line in lines]
    if card.older:
        older = tr_n("{n} older", "{n} older", card.older)
        told.append(Line((Run(older, ink="ink3", style=Text.SMALL),)))
    return tuple(told)


def sent_words(mutation: Mutation, teller: Teller) -> tuple[Run, ...]:
    """What was sent, as its line would tell it; empty for what cannot be read."""
    try:
        left = entries(mutation)
    except Refusal:
        return ()
    said = _said(left[0], _codes_of_touches(left).get(left[0].id), teller)
    hints = (Run(", ".join(said.hints), ink="ink3", style=Text.SMALL, gives=2),)
    return (Run(said.words, weight=500, gives=1), *(hints if said.hints else ()))


def _codes_of_touches(activities: tuple[Activity, ...]) -> dict[str, Activity]:
    """Codes by the id of the touch that they describe: that line tells them."""
    touches = [item for item in activities if item.kind in TOUCHES]
    by_mutation = {item.mutation: item.id for item in touches if item.mutation}
    ids = {item.id for item in touches}
    codes = {}
    for item in activities:
        if item.kind != "disposed":
            continue
        touch = item.args.get("touch_id")
        found = touch if touch in ids else by_mutation.get(item.mutation or "")
        if found is not None and not (item.undone and found in codes):
            codes[str(found)] = item
    return codes


def _told_elsewhere(activities: tuple[Activity, ...]) -> set[str]:
    """A call's start, told by the call; an undo, told by what it strikes through; what came of a
    mail that came back, told by its note.
    """
    noted = {id for item in activities for id in item.args.get("tells") or ()}
    calls = {item.args.get("call_id") for item in activities if item.kind in TOUCHES}
    struck = {item.mutation for item in activities if item.undone}
    return {
        item.id
        for item in activities
        if (item.kind == "call_started" and item.args.get("call_id") in calls)
        or (item.kind == "undone" and item.args.get("mutation") in struck)
        or (item.id in noted and not item.undone)
    }


def _said(activity: Activity, code: Activity | None, teller: Teller) -> Said:
    match activity.kind:
        case "inquiry":
            return _inquiry(activity, teller)
        case "assigned" | "reassigned":
            return _assigned(activity, teller)
        case _ if activity.user is None and activity.kind not in _TOUCHED:
            return told_by_itself(activity, teller)
        case kind if kind in _TOUCHED:
            return _touched(activity, code, teller)
        case kind:
            icon, words = done_by(activity.user, kind, teller)
            at = activity.args.get("at") if kind == "callback_promised" else None
            planned = [wall_time(from_ms(at), teller.now)] if isinstance(at, int | float) else []
            hints = [*planned, *_facts(activity.args, teller), *_late(activity)]
            if kind == ANSWERED:
                hints = [*asked_words(activity, teller.policy), *_late(activity)]
            note = str(activity.args.get("note") or "").strip()
            return Said(icon=icon, words=words, hints=hints, note=note)


def _inquiry(activity: Activity, teller: Teller) -> Said:
    args = activity.args
    kind = teller.policy.types.get(str(args.get("type")))
    hints = [str(args[name]) for name in ("page", "asset", "campaign", "source") if args.get(name)]
    words = tr("{type} inquiry", type=kind.label) if kind else tr("Inquiry")
    return Said(icon="forms", words=words, hints=hints)


def _assigned(activity: Activity, teller: Teller) -> Said:
    args = activity.args
    to, reason = args.get("to"), str(args.get("reason") or "").strip().rstrip(".")
    if to is None:
        words = tr("Waits for the pool") if args.get("pool") else tr("Nobody’s")
        reason = reason.partition(": it waits")[0]  # not a text
    else:
        name = str(teller.people.get(str(to)) or args.get("to_name") or tr("a colleague"))
        words = tr("Assigned to {name}", name=name)
        if activity.kind == "reassigned" and activity.user is None:
            words = tr("Given to you") if to == teller.me else tr("Given to {name}", name=name)
        elif to == teller.me:
            words = tr("Assigned to you")
        # The name stands before it already.
        reason = reason.replace(f"It is the turn of {name}", tr("by turn"))  # not a text
        reason = reason.replace(f"It stays with {name}", tr("as before"))  # not a text
    hints = [inside(reason).replace(". ", ", ")] if reason else []
    if args.get("offered_to"):
        offered_to = str(args["offered_to"])
        words = tr("Offered to {name}", name=teller.who(offered_to))
        if offered_to == teller.me:
            words = tr("Offered to you")
    passed = args.get("passed")
    if isinstance(passed, list | tuple) and passed:
        hints.append("; ".join(str(item).rstrip(".") for item in passed))
    if activity.user is not None:
        by = activity.user
        hints.append(tr("by you") if by == teller.me else tr("by {name}", name=teller.who(by)))
    return Said(icon="route", words=words, hints=hints)


def _touched(activity: Activity, code: Activity | None, teller: Teller) -> Said:
    icon, label, behind = _TOUCHED[activity.kind]
    words, args, is_touch = tr(label), activity.args, activity.kind in TOUCHES
    hints: list[str] = []
    given = (code.args.get("code") if code else None) or args.get("outcome") or args.get("code")
    if given:
        found = teller.policy.find(str(given))
        named = _coded(given)
        words = found.label if found else named[:1].upper() + named[1:]
        if activity.kind != "disposed":
            hints.append(tr(behind))
    was_read = bool(args.get("message_id")) and (args.get("direction") == "in" or not is_touch)
    if was_read and not given:
        icon, words = (icon, tr("Reply")) if is_touch else ("arrow-back-up", tr("A mail came back"))
        hints += [tr(behind)] if is_touch else []
    elif args.get("direction") == "in":
        hints.append(tr("came in"))
    if args.get("duration_s"):
        hints.append(minutes_seconds(timedelta(seconds=float(args["duration_s"]))))
    hints += _facts({**args, **(code.args if code else {})}, teller)
    hints += _late(activity)
    hints += [] if was_read else [teller.who(activity.user)]  # whose desk read it says nothing
    notes = dict.fromkeys(str(part.args.get("note") or "") for part in (activity, code) if part)
    note = "\n".join(filter(None, notes)).strip()
    return Said(icon=icon, words=words, hints=[hint for hint in hints if hint], note=note)


def _answered(clock: Clock) -> Said:
    met_at = clock.met_at or clock.due_at
    took, promised = spoken(met_at - clock.received_at), timedelta(minutes=clock.target_min)
    if met_at > clock.due_at:
        hint = tr("after {time}, {promised} were promised", time=took, promised=spoken(promised))
        return Said(icon="clock", words=tr("Answered late"), hints=[hint])
    hint = tr("{time} of {promised}", time=took, promised=spoken(promised))
    return Said(icon="clock-check", words=tr("Promise met"), hints=[hint])


def _facts(args: Mapping[str, object], teller: Teller) -> Iterator[str]:
    if isinstance(args.get("reason"), str) and args["reason"]:
        yield str(args["reason"]).rstrip(".")
    if args.get("name"):
        yield str(args["name"])
    yield from (_coded(args[name]) for name in ("decision", "result") if args.get(name))
    for part, name in (("meeting", "at"), ("contact", "name")):
        inside = args.get(part)
        told = inside.get(name) if isinstance(inside, Mapping) else None
        if isinstance(told, int | float):
            yield appointed(from_ms(told), teller.now)
        elif told:
            yield str(told)
    for name, said in (("callback_at", mark("callback {time}")), ("until", mark("until {time}"))):
        at = args.get(name)
        if isinstance(at, int | float):
            yield tr(said, time=wall_time(from_ms(at), teller.now))
    if args.get("revisit_on"):
        yield tr("again {day}", day=day_and_year(date.fromisoformat(str(args["revisit_on"]))))
    channels = args.get("channels")
    if isinstance(channels, list | tuple):
        yield tr("no more {channels}", channels=", ".join(map(_coded, channels)))
    for name, change in args.items():
        if isinstance(change, Mapping) and change.keys() == {"old", "new"}:
            old, new = (_value(name, change[key], teller.policy) for key in ("old", "new"))
            field, new = tr(FIELDS.get(name, name)), new or tr("empty")
            yield f"{field}: {old} → {new}" if old else f"{field}: {new}"


def _value(field: str, value: object, policy: Policy) -> str:
    """A fact as it is called; empty for none."""
    kind = policy.types.get(str(value)) if field == "type" else None
    if kind is not None:
        return kind.label
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value or "")


def _coded(code: object) -> str:
    """What this desk has no words for yet is told by its code, without its underscores."""
    known = _CODES.get(str(code))
    return tr(known) if known else str(code).replace("_", " ")


def _late(activity: Activity) -> list[str]:
    return [tr("logged late")] if activity.late else []


def _lines(
    at: datetime, now: datetime, said: Said, *, unsent: bool = False, struck: bool = False
) -> tuple[Line | Words, ...]:
    local, today = at.astimezone(), now.astimezone()
    clock = f"{local.hour}:{local.minute:02}"
    time, hints = clock, said.hints
    if local.date() != today.date():
        time, moment = day_and_month(local), clock
        if local.year != today.year:
            moment = tr("{day} {time}", day=time, time=clock)
            time = tr("{month} {year}", month=month(local), year=local.year)
        hints = [moment, *hints]
    runs = [Run(said.words, ink="ink3" if struck else "ink", weight=500, gives=1, struck=struck)]
    if struck:
        runs.append(Run(tr("undone"), ink="ink3", style=Text.SMALL))
    if unsent:
        runs.append(Run(tr("unsent"), ink="ink2", style=Text.SMALL, weight=600))
    if hints:
        runs.append(Run(", ".join(hints), ink="ink3", style=Text.SMALL, gives=2))
    line = Line(tuple(runs), time=time, icon=said.icon)
    if not said.note:
        return (line,)
    return (line, Words(said.note, ink="ink2", style=Text.SMALL, in_timeline=True))
