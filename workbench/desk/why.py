"""Why a lead is whose it is, worth what it is, late or not: each decision read back in words.

Loaded with the first card that is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from workbench.desk.promised import in_a_row, promised
from workbench.desk.views import Card
from workbench.desk.words import FIELDS, inside, moment
from workbench.domain.activity import Activity
from workbench.domain.calendar import day_and_month
from workbench.domain.lead import Known, Lead
from workbench.domain.plain import Plain
from workbench.domain.policies import Policies
from workbench.domain.score import factors, is_mql
from workbench.domain.tongue import mark, tr

_REACHED = {
    "won": "won", "accepted": "sqo", "meeting_booked": "sql", "qualified": "sql",
}  # fmt: skip
_STAGES = {"mql": "MQL", "sal": "SAL", "sql": "SQL", "sqo": "SQO", "won": mark("Won")}
_KINDS = {
    "customer": mark("Customer {name}"), "named": mark("Named account {name}"),
    "target": mark("Target account {name}"), "competitor": mark("Competitor {name}"),
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
        return day_and_month(at.astimezone())

    def name(self, id: str | None) -> str:
        return tr("you") if id == self.me else self.people.get(id or "") or tr("somebody")


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
        when = asker.at(moves[0].at)
        said = (
            tr("{whose}: you claimed it, {time}.", whose=head, time=when)
            if moves[0].user == asker.me
            else tr("{whose}: they claimed it, {time}.", whose=head, time=when)
        )
        return Reason(tr("Whose"), said, _routing(routed))
    said = str(routed.args["reason"]).strip() if routed else ""
    if not said:
        return Reason(tr("Whose"), f"{head}.")
    my_turn = f"It is the turn of {asker.people.get(asker.me or '')}"  # not a text
    said = said.replace(my_turn, tr("It is your turn"))
    return Reason(tr("Whose"), f"{head}: {inside(said).rstrip('.')}.", _routing(routed))


_MOVES = frozenset({"assigned", "reassigned", "claimed", "released"})


def _whose(lead: Lead, asker: Asker, routed: Activity | None) -> str:
    if lead.owner is None:
        pool = routed.args.get("pool_name") if routed else None
        return tr("Nobody’s, in {pool}", pool=pool) if pool else tr("Nobody’s")
    if lead.owner == asker.me:
        return tr("Yours")
    return tr("{name} has it", name=asker.name(lead.owner))


def _routing(routed: Activity | None) -> tuple[str, ...]:
    """The rule that decided, who could have had it, and who could not and why."""
    if routed is None:
        return ()
    told = []
    rule, could = str(routed.args.get("rule") or ""), _names(routed.args.get("candidates"))
    if rule:
        told.append(tr("Rule: {rule}.", rule=rule))
    if could:
        told.append(tr("Could have had it: {names}.", names=", ".join(could)))
    passed = _names(routed.args.get("passed"))
    if passed:
        names = "; ".join(name.rstrip(".") for name in passed)
        told.append(tr("Passed over: {names}.", names=names))
    return tuple(told)


def _names(given: object) -> list[str]:
    return [str(item) for item in given] if isinstance(given, list | tuple) else []


# ---- what it is worth


def _score(lead: Lead, asker: Asker) -> Reason:
    score = lead.score
    raises, lowers = factors(score, asker.now.astimezone().tzinfo or UTC)
    told = []
    if raises:
        told.append(tr("Raises it: {points}", points=in_a_row(raises)))
    if lowers:
        told.append(tr("Lowers it: {points}", points=in_a_row(lowers)))
    said = tr(
        "{shown} of 10: fit {fit} ({fit_points} points), intent {intent} ({intent_points}).",
        shown=score.shown,
        fit=score.fit_letter,
        fit_points=score.fit,
        intent=score.intent_digit,
        intent_points=score.intent,
    )
    return Reason(tr("Score"), said, tuple(told))


# ---- what was promised


def _clock(lead: Lead, asker: Asker) -> Reason:
    return Reason(tr("Clock"), *promised(lead, asker))


# ---- what it counts as, and by whose word


def _stage(lead: Lead, asker: Asker) -> Reason:
    policy = asker.policies.of(lead)
    reached = _REACHED.get(lead.status)
    if reached is None and is_mql(lead, policy):
        reached = "sal" if lead.first_attempt_at else "mql"
    text = asker.text("stage", reached or "mql")
    says = str(text.get("says") or "") if isinstance(text, Mapping) else ""
    said = tr(_STAGES[reached]) if reached else tr("Not an MQL")
    return Reason(tr("Stage"), f"{said}.", (says,) if says else ())


def _account(lead: Lead, asker: Asker) -> Reason | None:
    account = lead.account
    if account is None:
        return None
    said = tr(_KINDS[account.kind], name=account.name)
    if account.owner:
        owner = asker.name(account.owner)
        return Reason(tr("Account"), tr("{account}, {name} owns it.", account=said, name=owner))
    return Reason(tr("Account"), f"{said}.")


def _facts(lead: Lead, asker: Asker) -> Reason | None:
    """Only what the person did not say: the rest is theirs."""
    by_source: dict[Known, list[str]] = {}
    for name, known in lead.known.items():
        by_source.setdefault(known, []).append(tr(FIELDS.get(name, name.replace("_", " "))))
    told = [
        tr(
            "{facts} from {source}, {day}",
            facts=", ".join(names), source=known.source, day=asker.day(known.at),
        )
        for known, names in by_source.items()
    ]  # fmt: skip
    if lead.tz and lead.tz_basis not in (None, "said"):
        told.append(tr("time zone judged by the {basis}", basis=tr(lead.tz_basis)))
    if not told:
        return None
    said = "; ".join(told)
    return Reason(tr("Facts"), f"{said[0].upper()}{said[1:]}.")


def _policy(lead: Lead, asker: Asker) -> Reason:
    policies = asker.policies
    if not lead.policy_version:
        said = tr("Version {version} is in force.", version=policies.current.version)
        return Reason(tr("Policy"), said)
    trial = policies.trial
    judged, later = lead.policy_version, policies.current.version
    if trial and judged == trial.version:
        said = tr("Version {version} judged it, the half on trial.", version=judged)
    elif judged == later:
        said = tr("Version {version} judged it.", version=judged)
    else:
        said = tr(
            "Version {version} judged it. Version {later} is in force now.",
            version=judged, later=later,
        )  # fmt: skip
    return Reason(tr("Policy"), said)
