"""Versions of a team's policy: proposed by who names the last one, in force at once or at a time.

Each keeps every lead type and every code of the one before it: leads refer to them. Only a version
above all that have begun can begin; one that was overtaken meanwhile never does. A full version
ends the one before and the trial; desks hear of it with the seq at which it holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, func, insert, select, update

from workbench.domain.plain import Misfit, Plain, from_ms, to_ms
from workbench.domain.policies import ON_TRIAL
from workbench.domain.policy import Policy
from workbench.domain.policy_text import (
    TEXTS,
    PolicyError,
    at_its_line,
    plain_policy,
    plain_texts,
)
from workbench.server import schema
from workbench.server.ledger.effect import Effect
from workbench.server.ledger.writing import Ledger, Writing
from workbench.server.policy import policies, resettling
from workbench.server.problems import Problem, invalid
from workbench.wire import compact


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A change of the policy. `agreed`: department → who agreed; without `valid_from` it begins
    at once, without `review_by` it is due for review after the policy's `review_days`.
    """

    text: str
    reason: str
    user: str | None = None
    agreed: Mapping[str, str] = field(default_factory=dict)
    valid_from: datetime | None = None
    review_by: date | None = None
    on_half: bool = False
    """Whether only half of the leads that come from now on go by it."""


def found(writing: Writing, effect: Effect, text: str) -> None:
    """The first version of a team that is being made."""
    policy = policies.read(text, 1, writing.now.year)
    _insert(writing, Draft(text=text, reason="The sample policy"), policy)
    _begin(writing, 1)
    _publish(writing, effect)


def change(ledger: Ledger, team: str, draft: Draft, *, expected_version: int, now: datetime) -> int:
    """Enter a new version; returns its number.

    Raises PolicyError, or Problem: 409 where `expected_version` is not the newest, 422.
    """
    with ledger.write(team, now, by=draft.user) as writing, writing.effect() as effect:
        newest = _lock(writing)
        if newest != expected_version:
            said = (
                f"The policy is at version {newest} by now; look at what changed, then save again."
            )
            raise Problem(409, "outrun", said, more={"version": newest})
        policy = check(writing.connection, team, draft.text, now=draft.valid_from or now)
        if draft.on_half:
            _check_trial(writing, draft, policy)
        _insert(writing, draft, policy)
        writing.audit(
            "policy_set", version=policy.version, reason=draft.reason, on_half=draft.on_half,
            valid_from=to_ms(draft.valid_from or now),
        )  # fmt: skip
        if draft.valid_from is None or draft.valid_from <= now:
            _begin(writing, policy.version)
            _publish(writing, effect)
        return policy.version


def check(connection: Connection, team: str, text: str, *, now: datetime) -> Policy:
    """The policy that `text` would be. Raises PolicyError where it cannot stand."""
    newest = connection.execute(_NEWEST, {"team": team}).scalar_one()
    new = policies.read(text, newest + 1, now.year)
    row = policies.row_of(connection, team, newest)
    old = policies.read(row.text, newest, from_ms(row.valid_from or row.at).year)
    for name in old.types:
        if name not in new.types:
            raise PolicyError(1, f"types.{name}", "is missing; leads of this type refer to it")
    codes = {item.code for item in new.dispositions}
    for item in old.dispositions:
        if item.code not in codes:
            remedy = f"{item.code} is missing; a code is never deleted, set retired = true"
            raise PolicyError(1, "dispositions", remedy)
    _check_pools(connection, team, text, new)
    return new


def _check_pools(connection: Connection, team: str, text: str, policy: Policy) -> None:
    pools = select(schema.pool.c.name).where(schema.pool.c.team == team)
    known = set(connection.execute(pools).scalars())
    for index, rule in enumerate(policy.routing.rules):
        if rule.pool not in known:
            needed = f"“{rule.pool}” is no pool of this team; use one of {', '.join(sorted(known))}"
            where = ("routing", "rules", str(index), "pool")
            raise at_its_line(text, Misfit(where, needed))


def _check_trial(writing: Writing, draft: Draft, policy: Policy) -> None:
    """One at a time, beside a policy that stays; what means one thing to all is not on trial."""
    connection, team = writing.connection, writing.team
    for one in policies.history(connection, team, writing.now):
        if one["state"] in _STANDS:
            said = (
                f"Version {one['version']} {_STANDS[one['state']]}; only one trial runs at a time,"
            )
            raise Problem(409, "trial_runs", f"{said} beside a policy that stays as it is.")
    held = policies.row_of(connection, team, policies.current(connection, team).version)
    year = (draft.valid_from or writing.now).year
    current = policies.read(held.text, held.version, year)  # with the holidays of the same years
    for key, why in _FOR_ALL.items():
        if _known_by(key, current) != _known_by(key, policy):
            remedy = f"{why}, so it is no trial’s to change; set it for all leads first"
            raise at_its_line(draft.text, Misfit((key,), remedy))


_STANDS = {"on trial": "is on trial", "waits": "is to come into force"}
_FOR_ALL = {
    "boost": "it ranks one queue",
    "types": "inquiries name their types",
    "dispositions": "codes and their keys are those of every desk",
    "calendar": "hours are the people’s",
    "calendars": "hours are the people’s",
    "runs_on": "hours are the people’s",
    "routing": "whose turn it is holds among all leads",
    "caps": "they count all leads of a rep",
    "calling": "it is the law, not a choice",
    "calling_in": "it is the law, not a choice",
    "opt_outs": "a person’s word holds whatever judged them",
}


def _known_by(key: str, policy: Policy) -> object:
    if key == "types":
        return set(policy.types)
    if key == "dispositions":
        return {(item.code, item.key, item.retired) for item in policy.dispositions}
    return getattr(policy, key)


def publish_due(ledger: Ledger, now: datetime) -> None:
    """Let versions begin whose time has come, each once, whoever calls."""
    with ledger.store.read() as connection:
        teams = connection.execute(_DUE_TEAMS, {"now": to_ms(now)}).scalars().all()
    for team in teams:
        with ledger.write(team, now) as writing, writing.effect() as effect:
            _lock(writing)
            due = writing.connection.execute(_DUE, {"team": team, "now": to_ms(now)}).scalars()
            begun = [version for version in due.all() if _begin(writing, version)]
            if begun:
                _publish(writing, effect)


def _insert(writing: Writing, draft: Draft, policy: Policy) -> None:
    begins = draft.valid_from or writing.now
    day = policy.calendar.local_day(begins)
    review_by = draft.review_by or day + timedelta(days=policy.review_days)
    if review_by < day:
        raise invalid("review_by", "A policy is reviewed after it has come into force.")
    row = {
        "team": writing.team,
        "version": policy.version,
        "text": draft.text,
        "reason": draft.reason,
        "user": draft.user,
        "at": to_ms(writing.now),
        "agreed": compact(dict(draft.agreed)),
        "valid_from": to_ms(begins),
        "review_by": review_by.isoformat(),
        "on_half": draft.on_half,
    }
    writing.connection.execute(insert(schema.policy).values(**row))


def _begin(writing: Writing, version: int) -> bool:
    """Put a version in force, if none above it is; a full one has the open leads settled anew."""
    connection, at = writing.connection, to_ms(writing.now)
    mine = (_table.team == writing.team) & (_table.version == version)
    above = select(_table.version).where(
        _table.team == writing.team, _table.version > version, _table.began_at.is_not(None)
    )
    if connection.execute(above).first():
        connection.execute(update(schema.policy).where(mine).values(ended_at=at))
        return False
    on_half = connection.execute(select(_table.on_half).where(mine)).scalar_one()
    if not on_half:
        before = (_table.team == writing.team) & _table.began_at.is_not(None)
        still = before & _table.ended_at.is_(None)
        connection.execute(update(schema.policy).where(still).values(ended_at=at))
    connection.execute(update(schema.policy).where(mine).values(began_at=at))
    if not on_half and version > 1:
        resettling.begin(writing)
    return True


def _publish(writing: Writing, effect: Effect) -> None:
    """Tell every desk of what is another thing from here on."""
    connection, team = writing.connection, writing.team
    held = policies.in_force(connection, team)
    new: dict[tuple[str, str], Plain] = {
        ("policy", "current"): _document(connection, team, held.current),
        **plain_texts(held.current),
    }
    if held.trial is not None:
        new["policy", "trial"] = _document(connection, team, held.trial)
        new |= {
            (kind, f"{name}{ON_TRIAL}"): doc
            for (kind, name), doc in plain_texts(held.trial).items()
            if new.get((kind, name)) != doc
        }
    config = schema.config.c
    rows = select(config.kind, config.key, config.doc).where(
        config.team == team, config.kind.in_(["policy", *TEXTS]), config.doc.is_not(None)
    )
    old = {(row.kind, row.key): row.doc for row in connection.execute(rows)}
    for kind, key in sorted(old.keys() | new.keys()):
        doc = new.get((kind, key))
        if doc is None or compact(doc) != old.get((kind, key)):
            effect.config(kind, key, doc)


def _document(connection: Connection, team: str, policy: Policy) -> Plain:
    row = policies.row_of(connection, team, policy.version)
    return {**plain_policy(policy), "review_by": row.review_by}


def _lock(writing: Writing) -> int:
    """Keep others from changing this team's policy meanwhile; returns the newest version."""
    locked = select(_table.version).where(_table.team == writing.team).with_for_update()
    writing.connection.execute(locked).all()
    return int(writing.connection.execute(_NEWEST, {"team": writing.team}).scalar_one())


_table = schema.policy.c
_NEWEST = select(func.max(_table.version)).where(_table.team == bindparam("team"))
_is_due = (
    _table.began_at.is_(None) & _table.ended_at.is_(None) & (_table.valid_from <= bindparam("now"))
)
_DUE_TEAMS = select(_table.team).where(_is_due).distinct()
_DUE = (
    select(_table.version)
    .where(_table.team == bindparam("team"), _is_due)
    .order_by(_table.valid_from, _table.version)
)
