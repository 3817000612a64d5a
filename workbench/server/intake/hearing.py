"""A signal comes in: kept once, counted at its own time, and what it changes is done at once.

A stranger's key is held for as long as it takes to store the signal: of a signal and an inquiry of
one person at one moment, the second always finds the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from workbench.domain.intent import recycling_rule, remembered
from workbench.domain.lead import Lead, Signal
from workbench.domain.policy import Policy
from workbench.domain.score import is_mql, is_outside_icp, score
from workbench.domain.settle import settle
from workbench.server.intake import matching, signals
from workbench.server.intake.entering import master_lead
from workbench.server.intake.matching import Key, claim, pass_on
from workbench.server.intake.recycling import recycle
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.writing import Ledger, Writing
from workbench.server.policy import policies

NOBODY = ""
"""Holds a stranger's key until the write is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A signal with the keys of whoever it is about; a stranger's waits under the first."""

    keys: tuple[Key, ...]
    signal: Signal


def hear(ledger: Ledger, team: str, sent: Sent, now: datetime) -> str | None:
    """Returns the id of the lead whose signal it is, None for a stranger's."""
    with ledger.write(team, now) as writing:
        return _hear(writing, sent)


def _hear(writing: Writing, sent: Sent) -> str | None:
    connection, team = writing.connection, writing.team
    held = claim(connection, team, dict.fromkeys(sent.keys, NOBODY))
    free = [key for key in sent.keys if held[key] == NOBODY]
    lead = _known(writing, sent, held)
    owner = lead.id if lead else None
    is_new = signals.store(connection, team, sent.keys[0], sent.signal, owner)
    if lead is None:
        matching.release(connection, team, free)
        return None
    pass_on(connection, team, free, lead.id)
    if is_new:
        before = signals.HeardBefore(connection, team)
        before.expect(free)
        heard = replace(lead, signals=remembered((*lead.signals, sent.signal)))
        with writing.effect(savepoint=False) as effect:
            _count(writing, lead, before.join(heard, free), sent.signal, effect)
    return lead.id


def _known(writing: Writing, sent: Sent, held: Mapping[Key, str]) -> Lead | None:
    """The lead that one of the keys leads to, the first that does."""
    writing.lock(set(held.values()) - {NOBODY})
    found = (writing.leads.get(held[key]) for key in sent.keys)
    stored = next((one for one in found if one is not None), None)
    return master_lead(writing, stored.lead) if stored else None


def _count(writing: Writing, was: Lead, lead: Lead, signal: Signal, effect: Effect) -> None:
    now = writing.now
    policy = policies.in_force(writing.connection, writing.team).of(lead)
    lead = settle(replace(lead, score=score(lead, policy, now)), policy)
    why = _brings_back(was, lead, signal, policy)
    if why is None:
        effect.put(lead)
    else:
        recycle(writing, lead, effect, why)
    effect.log(lead.id, signals.signal_entries(was.signals, lead.signals, now))


def _brings_back(was: Lead, lead: Lead, signal: Signal, policy: Policy) -> str | None:
    """Why a nurtured lead is to be worked again; what was known when it went there is no news."""
    if was.status != "nurture" or lead.is_barred or is_outside_icp(lead.score):
        return None
    moments = [inquiry.received_at for inquiry in lead.inquiries]
    if signal.at <= max([*moments, *(item.at for item in lead.record)]):
        return None
    rule = recycling_rule(lead, signal, policy)
    if rule is not None:
        return f"{rule.name}: this brings a nurtured lead back."
    if is_mql(lead, policy) and not is_mql(was, policy):
        return "With this signal its points make an MQL of it."
    return None
