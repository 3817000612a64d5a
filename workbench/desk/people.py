"""The people of a team as whoever leads it is told of them, and what may be changed of whom."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from workbench.desk.views import Person
from workbench.desk.words import availability, moment
from workbench.domain.plain import from_plain
from workbench.domain.policy import Policy
from workbench.domain.tongue import mark, tr
from workbench.wire import Role

ROLES: Mapping[Role, str] = {
    "rep": mark("Rep"), "ae": mark("AE"), "lead": mark("Team lead"), "ops": mark("Ops"),
    "viewer": mark("Viewer"),
}  # fmt: skip
MAY = {
    "rep": mark("works leads, and sees those of the team"),
    "ae": mark("decides on handoffs, and works leads"),
    "lead": mark("moves leads, and looks after reps and AEs"),
    "ops": mark("does all of it, the policy too"),
    "viewer": mark("reads, and changes nothing"),
}
_LED: tuple[Role, ...] = ("rep", "ae")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    pool: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    id: str
    email: str
    name: str
    role: Role
    availability: str = "available"
    available_until: datetime | None = None
    disabled_at: datetime | None = None
    calendar: str = ""
    languages: tuple[str, ...] = ()
    signs_in: bool = True
    seen_at: datetime | None = None
    pools: tuple[Share, ...] = ()

    @property
    def stands(self) -> str:
        """“Away until 14:30”, “disabled”."""
        if self.disabled_at is not None:
            return tr("disabled")
        person = Person(id=self.id, name=self.name, role=self.role,
                        availability=self.availability, until=self.available_until)  # fmt: skip
        return availability(person)

    @property
    def seen(self) -> str:
        if self.seen_at is None:
            return tr("never")
        return moment(self.seen_at, datetime.now(UTC))  # the server notes it by the real clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    id: str
    name: str
    calendar: str = ""


def members(told: Mapping[str, Any]) -> list[Member]:
    return [from_plain(Member, one) for one in told["users"]]


def pools(told: Mapping[str, Any]) -> list[Pool]:
    return [from_plain(Pool, one) for one in told["pools"]]


def may_give(role: str) -> tuple[Role, ...]:
    """The roles that somebody of this role may give; the server has the last word."""
    return tuple(ROLES) if role == "ops" else _LED if role == "lead" else ()


def why_not(role: str, member: Member) -> str:
    """Why this person may not be changed by somebody of this role; empty where they may."""
    if member.role not in may_give(role):
        return tr("{name} is {role}; those are changed by ops.", name=member.name,
                  role=tr(ROLES[member.role]))  # fmt: skip
    return ""


def first_password() -> str:
    """Four groups that can be read out; 80 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def shares(member: Member, known: Iterable[Pool]) -> str:
    """“Everybody (weight 2)”."""
    names = {pool.id: pool.name for pool in known}
    told = (
        names[share.pool]
        if share.weight == 1
        else tr("{pool} (weight {weight})", pool=names[share.pool], weight=share.weight)
        for share in member.pools
        if share.pool in names
    )
    return ", ".join(told)


def hours(member: Member) -> str:
    return member.calendar or tr("pool’s")


def sentence(member: Member, known: Iterable[Pool]) -> str:
    """All of a line, read as one."""
    return tr(
        "{name}, {role}, {pools}, hours {hours}, {stands}, last seen {seen}",
        name=member.name, role=tr(ROLES[member.role]), pools=shares(member, known) or tr("no pool"),
        hours=hours(member), stands=member.stands, seen=member.seen,
    )  # fmt: skip


def described(member: Member, known: Iterable[Pool], policy: Policy) -> Iterator[str]:
    """What there is to know of somebody, in sentences."""
    known = list(known)
    yield tr("{email}. {role}: {may}.", email=member.email, role=tr(ROLES[member.role]),
             may=tr(MAY[member.role]))  # fmt: skip
    if not member.signs_in:
        yield tr("They have no password yet, so nobody signs in with this address.")
    if member.disabled_at is not None:
        yield tr("Disabled: their desks are locked, and nothing is routed to them.")
    if not member.pools:
        yield tr("They share in no pool: nothing is routed to them.")
        return
    names = {pool.id: pool.name for pool in known}
    theirs = [names[share.pool] for share in member.pools if share.pool in names]
    yield tr("Shares in {pools}.", pools=shares(member, known))
    rules = [rule.name for rule in policy.routing.rules if rule.pool in theirs]
    if rules:
        yield tr("Territory, by the policy’s rules: {rules}.", rules=", ".join(rules))
    else:
        yield tr("Territory: what no rule of the policy sends elsewhere.")
    caps = policy.caps
    yield tr("Caps, by the policy: {untouched} untouched hand-raisers, {cadence} on their cadence, "
             "{month} worked a month.", untouched=caps.untouched_hand_raisers,
             cadence=caps.on_hand_raiser_cadence, month=caps.worked_a_month)  # fmt: skip


def read_weight(text: str) -> int | None:
    """0 to 1000; None: not understood."""
    return int(text) if text.isdigit() and int(text) <= 1000 else None
