"""Why a lead is whose it is, worth what it is, late or not: each decision read back in words.

Loaded with the first card that is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from workbench.desk.views import Card
from workbench.desk.words import FIELDS, inside, moment
from workbench.domain.activity import Activity
from workbench.domain.clock import owner_clock, spoken
from workbench.domain.lead import Known, Lead
from workbench.domain.plain import Plain
from workbench.domain.policies import Policies
from workbench.domain.promise import Clock
from workbench.domain.score import factors, is_mql
from workbench.domain.watch import Fired

_REACHED = {
    "won": "won", "accepted": "sqo", "meeting_booked": "sql", "qualified": "sql",
}  # fmt: skip
_STAGES = {"mql": "MQL", "sal": "SAL", "sql": "SQL", "sqo": "SQO", "won": "Won"}
_KINDS = {
    "customer": "Customer", "named": "Named account", "target": "Target account",
    "competitor": "Competitor",
}  # fmt: skip
_RANG = {
    "warn": "warned", "offer": "offered to {}", "offer_ends": "{} did not take it up",
    "tell": "{} told", "reassign": "given to {}", "unowned": "given to the team leads",
    "hold_ends": "the hold ended", "revisit": "came back", "handoff_warn": "AE reminded",
    "handoff_tell": "{} told of the undecided handoff",
}  # fmt: skip
_TO_NOBODY = {
    "offer": "offered to nobody, nobody could take it", "tell": "the team leads told",
    "reassign": "given to the pool", "offer_ends": "the offer ended",
    "handoff_tell": "the team leads told of the undecided handoff",
}  # fmt: skip


class Reason(NamedTuple):
    """One decision: what it is about, what was decided, and what stood behind it."""

    about: str
    said: str
    more: tuple[str, ...] = ()


class Asker(NamedTuple):
    """Who asks why, and when. `people`: names by id. `text`: a text of the lead's policy."""

    policies: Policies
    people: Mapping[str, str]
    me: str | None
    now: datetime
    text: Callable[[str, str], Plain]

    def at(self, at: datetime) -> str:
        return moment(at, self.now)

    def day(self, at: datetime) -> str:
        local = at.astimezone()
        return f"{local.day} {local:%b}"

    def name(self, id: str | None) -> str:
        return "you" if id == self.me else self.people.get(id or "", "somebody")


def reasons(card: Card, asker: Asker) -> tuple[Reason, ...]:
    lead = card.lead
    found = (
        _owner(card, asker),
        _score(lead, asker),
        _clock(lead, asker),
        _stage(lead, asker),
        _account(lead, asker),
        _facts(lead, asker),
        _policy(lead, asker),
    )
    return tuple(reason for reason in found if reason is not None)


# ---- whose it is


def _owner(card: Card, asker: Asker) -> Reason:
    lead = card.lead
    moves = [a for a in card.activities if a.kind in _MOVES and not a.undone]
    routed = next((a for a in moves if a.args.get("reason")), None)
    head = _whose(lead, asker, routed)
    if moves and moves[0].kind == "claimed":
        by = "you" if moves[0].user == asker.me else "they"
        said = f"{head}: {by} claimed it, {asker.at(moves[0].at)}."
        return Reason("Whose", said, _routing(routed))
    said = str(routed.args["reason"]).strip() if routed else ""
    if not said:
        return Reason("Whose", f"{head}.")
    said = said.replace(f"It is the turn of {asker.people.get(asker.me or '')}", "It is your turn")
    return Reason("Whose", f"{head}: {inside(said).rstrip('.')}.", _routing(routed))


_MOVES = frozenset({"assigned", "reassigned", "claimed", "released"})


def _whose(lead: Lead, asker: Asker, routed: Activity | None) -> str:
    if lead.owner is None:
        pool = routed.args.get("pool_name") if routed else None
        return f"Nobody’s, in {pool}" if pool else "Nobody’s"
    return "Yours" if lead.owner == asker.me else f"{asker.name(lead.owner)} has it"


def _routing(routed: Activity | None) -> tuple[str, ...]:
    """The rule that decided, who could have had it, and who could not and why."""
    if routed is None:
        return ()
    told = []
    rule, could = str(routed.args.get("rule") or ""), _names(routed.args.get("candidates"))
    if rule:
        told.append(f"Rule: {rule}")
    if could:
        told.append(f"Could have had it: {', '.join(could)}")
    passed = _names(routed.args.get("passed"))
    if passed:
        told.append(f"Passed over: {'; '.join(name.rstrip('.') for name in passed)}")
    return tuple(f"{line}." for line in told)


def _names(given: object) -> list[str]:
    return [str(item) for item in given] if isinstance(given, list | tuple) else []


# ---- what it is worth


def _in_a_row(parts: Sequence[str]) -> str:
    """Lines break between them, never inside one."""
    return "\u00a0· ".join(part.replace(" ", "\u00a0") for part in parts)


def _score(lead: Lead, asker: Asker) -> Reason:
    score = lead.score
    raises, lowers = factors(score, asker.now.astimezone().tzinfo or UTC)
    told = []
    if raises:
        told.append(f"Raises it: {_in_a_row(raises)}")
    if lowers:
        told.append(f"Lowers it: {_in_a_row(lowers)}")
    said = f"{score.shown} of 10: fit {score.fit_letter} ({score.fit} points), intent "
    return Reason("Score", f"{said}{score.intent_digit} ({score.intent}).", tuple(told))


# ---- what was promised


def _clock(lead: Lead, asker: Asker) -> Reason:
    clock, policy = lead.clock, asker.policies.of(lead)
    if clock is None:
        kind = policy.types.get(lead.type)
        why = "it was imported" if lead.inquiries and not lead.newest_inquiry.live else "no promise"
        none = kind is not None and kind.target_min is None
        said = f"{kind.label} promises no answer" if kind and none else f"None runs, {why}"
        return Reason("Clock", f"{said}.", _rang(lead, asker))
    told = [*_calendar(clock, asker), *_changes(clock, lead, asker), *_taken(clock)]
    owners = owner_clock(lead, policy)
    if owners is not None and owners.due_at != clock.due_at:
        whose = "Your" if owners.owner == asker.me else f"{asker.name(owners.owner)}’s"
        since, due = asker.at(owners.started_at), asker.at(owners.due_at)
        told.append(f"{whose} own clock runs since {since}, due {due}.")
    return Reason("Clock", _promise(clock, asker), (*told, *_rang(lead, asker)))


def _promise(clock: Clock, asker: Asker) -> str:
    promised = spoken(timedelta(minutes=clock.target_min))
    if clock.voided:
        return "Void: neither met nor missed."
    if clock.met_at is None:
        late = "was due" if asker.now >= clock.due_at else "due"
        return f"{promised} promised, {late} {asker.at(clock.due_at)}."
    took = spoken(timedelta(seconds=clock.taken.business_s if clock.taken else 0))
    if clock.is_missed:
        return f"Answered after {took} of business time, {promised} were promised."
    late = ", logged late" if clock.logged_late else ""
    return f"Met in {took} of {promised}{late}."


def _calendar(clock: Clock, asker: Asker) -> Iterator[str]:
    name = f"the calendar “{clock.calendar}”" if clock.calendar else "the team’s calendar"
    zone = f", in the hours of {clock.zone}" if clock.zone else ""
    yield f"Started {asker.at(clock.started_at)} on {name}{zone}."


def _changes(clock: Clock, lead: Lead, asker: Asker) -> Iterator[str]:
    types = asker.policies.of(lead).types
    for earlier in clock.earlier:
        label = types[earlier.type].label if earlier.type in types else earlier.type
        promised = spoken(timedelta(minutes=earlier.target_min))
        yield f"As {label} it promised {promised}, due {asker.at(earlier.due_at)}."
    for item in clock.pauses:
        reason = f": {item.reason.rstrip('.')}" if item.reason else ""
        since, until = asker.at(item.since), asker.at(item.until)
        is_on = item.since <= asker.now < item.until
        yield f"On hold, resumes {until}{reason}." if is_on else f"Paused {since}–{until}{reason}."


def _taken(clock: Clock) -> Iterator[str]:
    if clock.taken is None:
        return
    wall, intake, routing, owner = (
        spoken(timedelta(seconds=seconds))
        for seconds in (
            clock.taken.wall_s, clock.taken.intake_s, clock.taken.routing_s, clock.taken.owner_s,
        )
    )  # fmt: skip
    yield f"{wall} by the wall: intake {intake}, routing {routing}, owner {owner}."


def _rang(lead: Lead, asker: Asker) -> tuple[str, ...]:
    rang = [item for item in lead.fired if item.kind in _RANG]
    told = [f"{asker.at(item.at)} {_rung(item, asker)}" for item in rang]
    return (_in_a_row(told),) if told else ()


def _rung(fired: Fired, asker: Asker) -> str:
    said = _TO_NOBODY.get(fired.kind) if fired.to is None else None
    said = said or _RANG[fired.kind].format(asker.name(fired.to))
    return f"{said}, taken back" if fired.withdrawn else said


# ---- what it counts as, and by whose word


def _stage(lead: Lead, asker: Asker) -> Reason:
    policy = asker.policies.of(lead)
    reached = _REACHED.get(lead.status)
    if reached is None and is_mql(lead, policy):
        reached = "sal" if lead.first_attempt_at else "mql"
    text = asker.text("stage", reached or "mql")
    says = str(text.get("says") or "") if isinstance(text, Mapping) else ""
    said = _STAGES[reached] if reached else "Not an MQL"
    return Reason("Stage", f"{said}.", (says,) if says else ())


def _account(lead: Lead, asker: Asker) -> Reason | None:
    account = lead.account
    if account is None:
        return None
    owner = f", {asker.name(account.owner)} owns it" if account.owner else ""
    return Reason("Account", f"{_KINDS[account.kind]} {account.name}{owner}.")


def _facts(lead: Lead, asker: Asker) -> Reason | None:
    """Only what the person did not say: the rest is theirs."""
    by_source: dict[Known, list[str]] = {}
    for name, known in lead.known.items():
        by_source.setdefault(known, []).append(FIELDS.get(name, name.replace("_", " ")))
    told = [
        f"{', '.join(names)} from {known.source}, {asker.day(known.at)}"
        for known, names in by_source.items()
    ]
    if lead.tz and lead.tz_basis not in (None, "said"):
        told.append(f"time zone judged by the {lead.tz_basis}")
    if not told:
        return None
    said = "; ".join(told)
    return Reason("Facts", f"{said[0].upper()}{said[1:]}.")


def _policy(lead: Lead, asker: Asker) -> Reason:
    policies = asker.policies
    if not lead.policy_version:
        return Reason("Policy", f"Version {policies.current.version} is in force.")
    trial = policies.trial
    half = ", the half on trial" if trial and lead.policy_version == trial.version else ""
    later = policies.current.version
    newer = (
        f" Version {later} is in force now." if later != lead.policy_version and not half else ""
    )
    return Reason("Policy", f"Version {lead.policy_version} judged it{half}.{newer}")
