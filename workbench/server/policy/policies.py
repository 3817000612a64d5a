"""The team's policies as they hold now: read by whoever decides, once a version.

How they come to hold is told in `server.policy.policy_versions`.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from workbench.domain.chance import ChanceTable
from workbench.domain.plain import Misfit, Plain, from_ms, from_plain
from workbench.domain.policies import Policies
from workbench.domain.policy import Policy
from workbench.domain.policy_text import at_its_line, read_policy
from workbench.server import schema
from workbench.server.policy.holidays import with_holidays
from workbench.server.problems import not_found


def in_force(connection: Connection, team: str) -> Policies:
    """By which a team's leads go."""
    rows = connection.execute(_IN_FORCE, {"team": team}).all()
    learned_seq = connection.execute(_LEARNED_SEQ, {"team": team}).scalar()
    found = {row.on_half: _policy(connection, team, row.version, learned_seq) for row in rows}
    return Policies(current=found[False], trial=found.get(True))


def current(connection: Connection, team: str) -> Policy:
    """The policy in force, for what is no single lead's."""
    return in_force(connection, team).current


_known: dict[tuple[str, int], tuple[int | None, Policy]] = {}


def _policy(connection: Connection, team: str, version: int, learned_seq: int | None) -> Policy:
    """With the chances that the team's outcomes had taught by `learned_seq`."""
    known = _known.get((team, version))
    if known is None or known[0] != learned_seq:
        row = row_of(connection, team, version)
        policy = read(row.text, version, from_ms(row.valid_from or row.at).year)
        if learned_seq is not None:
            doc = json.loads(connection.execute(_LEARNED, {"team": team}).scalar_one())
            policy = replace(policy, chances=from_plain(ChanceTable, doc))
        known = _known[team, version] = (learned_seq, policy)
    return known[1]


# Teams that keep the sample share its reading.
@lru_cache(maxsize=64)
def read(text: str, version: int, year: int) -> Policy:
    """The policy that a text says, with the holidays around a year. Raises PolicyError."""
    policy = read_policy(text, version=version)
    try:
        return with_holidays(policy, year)
    except Misfit as misfit:
        raise at_its_line(text, misfit) from None


def stored(connection: Connection, team: str, now: datetime) -> Plain:
    """The version in force with its text; `newest` is the one that a change has to name.

    `trial` and `waiting` tell of those that half of the new leads go by, or nobody yet.
    """
    told = history(connection, team, now)
    holds = next(one for one in told if one["state"] == "in force")
    trial = next((one for one in told if one["state"] == "on trial"), None)
    waiting = [one for one in told if one["state"] == "waits"]
    text = row_of(connection, team, holds["version"]).text
    newest = told[0]["version"]
    return {**holds, "text": text, "newest": newest, "trial": trial, "waiting": waiting}


def version(connection: Connection, team: str, number: int, now: datetime) -> Plain:
    """One version with its text. Raises Problem where there is none."""
    told = [one for one in history(connection, team, now) if one["version"] == number]
    if not told:
        raise not_found("version of the policy")
    return {**told[0], "text": row_of(connection, team, number).text}


def changes(connection: Connection, team: str, old: int, new: str, name: str) -> list[str]:
    """Line by line, as programs that compare texts write it: from version `old` to the text `new`,
    which is called `name`.
    """
    before = row_of(connection, team, old).text.splitlines(keepends=True)
    after = new.splitlines(keepends=True)
    return list(difflib.unified_diff(before, after, f"version {old}", name))


def history(connection: Connection, team: str, now: datetime) -> list[Plain]:
    """All versions, newest first, without their texts."""
    today = current(connection, team).calendar.local_day(now)
    return [_told(row, today) for row in connection.execute(_HISTORY, {"team": team})]


def _told(row: Any, today: date) -> Plain:
    told: dict[str, Plain] = dict(row._mapping)
    state = state_of(told)
    in_use = state in ("in force", "on trial")
    is_overdue = bool(in_use and row.review_by and row.review_by < today.isoformat())
    return {**told, "agreed": json.loads(row.agreed), "state": state, "overdue": is_overdue}


def state_of(row: Mapping[str, Any]) -> str:
    if row["ended_at"] is not None:
        return "ended" if row["began_at"] is not None else "overtaken"
    if row["began_at"] is None:
        return "waits"
    return "on trial" if row["on_half"] else "in force"


def row_of(connection: Connection, team: str, version: int) -> Row[Any]:
    return connection.execute(_ROW, {"team": team, "version": version}).one()


_table = schema.policy.c
_of_team: Select[Any] = select(_table.version, _table.on_half).where(
    _table.team == bindparam("team")
)
_IN_FORCE = _of_team.where(_table.began_at.is_not(None), _table.ended_at.is_(None))
_HISTORY = (
    select(
        *(column for column in _table if column.name not in ("team", "text", "settled_to")),
        schema.users.c.name.label("author"),
    )
    .join_from(schema.policy, schema.users, schema.users.c.id == _table.user, isouter=True)
    .where(_table.team == bindparam("team"))
    .order_by(_table.version.desc())
)
_config = schema.config.c
_is_learned = (
    (_config.team == bindparam("team"))
    & (_config.kind == "chance")
    & (_config.key == "current")
    & _config.doc.is_not(None)
)
_LEARNED_SEQ = select(_config.seq).where(_is_learned)
_LEARNED = select(_config.doc).where(_is_learned)
_ROW = select(schema.policy).where(
    _table.team == bindparam("team"), _table.version == bindparam("version")
)
