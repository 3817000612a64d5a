"""The last part of a write: each effect's seq put on all that it touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, text, update

from workbench.server import schema
from workbench.server.ledger.audiences import Audience
from workbench.server.ledger.puts import PUT, LeadRow
from workbench.server.ledger.rows import read_rows, write_rows


@dataclass(slots=True)
class Marks:
    """What one effect touched. Pairs are (audience, lead).

    `leads`: id → home · `sight`: whether the pair came to be or ceased · `guests`: when invited,
    None where no more · `config`: (kind, key) → document, None where it is gone.
    """

    leads: dict[str, Audience] = field(default_factory=dict)
    born: set[str] = field(default_factory=set)
    granted: set[str] = field(default_factory=set)
    sight: dict[tuple[Audience, str], bool] = field(default_factory=dict)
    guests: dict[tuple[Audience, str], int | None] = field(default_factory=dict)
    activities: list[dict[str, Any]] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    config: dict[tuple[str, str], str | None] = field(default_factory=dict)
    mutations: list[dict[str, Any]] = field(default_factory=list)
    scopes: set[str] = field(default_factory=set)
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    """Lead → JSON for those who cease to see it."""

    @property
    def is_empty(self) -> bool:
        return not (self.leads or self.activities or self.struck or self.config)


def stamp(
    connection: Connection,
    team: str,
    first: int,
    at: int,
    effects: Sequence[Marks],
    born: Mapping[str, Mapping[str, Any]],
    put: Mapping[str, LeadRow],
) -> None:
    """`effects` get the seqs from `first` on; evictions are stamped with the moment `at` (ms).

    `born` are the rows of leads that are new, `put` those of leads that are to be stored yet.
    """
    run = partial(write_rows, connection)
    numbered = list(enumerate(effects, first))
    leads = {id: seq for seq, marks in numbered for id in marks.leads}
    granted = {id: seq for seq, marks in numbered for id in marks.granted}
    births = {id: seq for seq, marks in numbered for id in marks.born}
    run(
        _BIRTH,
        [
            {**born[id], "seq": leads[id], "granted_seq": granted[id], "born_seq": seq}
            for id, seq in births.items()
        ],
    )
    known = leads.keys() - births.keys()
    moved = {id: _moved(at, leads[id], granted.get(id)) for id in sorted(known)}
    shapes: dict[bool, list[LeadRow]] = {}
    for id in [id for id in moved if id in put]:
        shapes.setdefault(id in granted, []).append({**put[id], **moved.pop(id)})
    for rows in shapes.values():
        run(PUT, rows)
    _move_on(connection, moved)
    run(_LOG, [{**row, "seq": seq} for seq, marks in numbered for row in marks.activities])
    for seq, marks in numbered:
        if marks.struck:
            connection.execute(_STRIKE, {"struck": marks.struck, "seq": seq, "undone": True})
    _pairs(connection, team, at, numbered, births.keys())
    run(
        _CONFIG,
        [
            {"team": team, "kind": kind, "key": key, "seq": seq, "doc": doc}
            for seq, marks in numbered
            for (kind, key), doc in marks.config.items()
        ],
    )
    run(_SCOPE, [{"user_id": id, "scope_seq": seq} for seq, m in numbered for id in m.scopes])
    run(
        _OUTCOME,
        [
            {**row, "seq": seq, "number": number}
            for seq, marks in numbered
            for number, row in enumerate(marks.outcomes)
        ],
    )
    run(
        ANSWER,
        [{**row, "seq": seq} for seq, marks in numbered for row in marks.mutations],
    )


def _moved(at: int, seq: int, granted: int | None) -> dict[str, int]:
    """What a lead's new seq changes, and its new grant if it has one."""
    return {"seq": seq} | ({} if granted is None else {"granted_seq": granted, "granted_at": at})


def _move_on(connection: Connection, moved: Mapping[str, dict[str, int]]) -> None:
    """Those whose change is alike at once."""
    alike: dict[tuple[int, ...], list[str]] = {}
    for id, change in moved.items():
        alike.setdefault(tuple(change.values()), []).append(id)
    for ids in alike.values():
        connection.execute(_LEAD.values(moved[ids[0]]), {"ids": ids})


def _pairs(
    connection: Connection,
    team: str,
    at: int,
    numbered: Sequence[tuple[int, Marks]],
    births: AbstractSet[str],
) -> None:
    """Who came to see a lead and who ceased to; of several changes of a pair the last counts."""
    seen = {
        pair: (seq, is_seen) for seq, marks in numbered for pair, is_seen in marks.sight.items()
    }
    told = {id: said for _, marks in numbered for id, said in marks.told.items()}
    guests = {pair: (seq, since) for seq, marks in numbered for pair, since in marks.guests.items()}

    run = partial(write_rows, connection)
    shown = [pair for pair, (_, is_seen) in seen.items() if is_seen and pair[1] not in births]
    for audience in dict.fromkeys(audience for audience, _ in shown):
        leads = [lead for one, lead in shown if one == audience]
        connection.execute(_SHOWN, {"audience": audience, "leads": leads})
    run(
        _HIDDEN,
        [
            {**_pair(pair), "team": team, "seq": seq, "at": at, "told": told.get(pair[1])}
            for pair, (seq, is_seen) in seen.items()
            if not is_seen
        ],
    )
    run(_UNINVITED, [_pair(pair) for pair, (_, since) in guests.items() if since is None])
    run(
        _INVITED,
        [
            {**_pair(pair), "team": team, "seq": seq, "at": since}
            for pair, (seq, since) in guests.items()
            if since is not None
        ],
    )


def _pair(pair: tuple[Audience, str]) -> dict[str, Any]:
    return {"audience": pair[0], "lead": pair[1]}


def touched(connection: Connection, effects: Sequence[Marks]) -> frozenset[Audience]:
    """Whose slice these effects changed."""
    audiences = {home for marks in effects for home in marks.leads.values()}
    audiences |= {pair[0] for marks in effects for pair in marks.sight}
    ids = {id for marks in effects for id in marks.leads.keys() - marks.born}
    if ids:
        guests = read_rows(connection, _GUESTS, {"leads": list(ids)})
        audiences |= {row.audience for row in guests}
    return frozenset(audiences)


ANSWER = insert(schema.mutation)
_BIRTH = insert(schema.lead)
_OUTCOME = insert(schema.outcome)
_LEAD = update(schema.lead).where(schema.lead.c.id.in_(bindparam("ids", expanding=True)))
_struck: BindParameter[list[str]] = bindparam("struck", expanding=True)
_STRIKE = (
    update(schema.activity)
    .where(schema.activity.c.mutation.in_(_struck) | schema.activity.c.id.in_(_struck))
    .values(seq=bindparam("seq"), undone=bindparam("undone"))
)
_SCOPE = update(schema.users).where(schema.users.c.id == bindparam("user_id"))
_LOG = text(
    "INSERT INTO activity (id, team, lead, seq, mutation, undone, doc)"
    " VALUES (:id, :team, :lead, :seq, :mutation, :undone, :doc) ON CONFLICT (id) DO NOTHING"
)
_CONFIG = text(
    "INSERT INTO config (team, kind, key, seq, doc) VALUES (:team, :kind, :key, :seq, :doc)"
    " ON CONFLICT (team, kind, key) DO UPDATE SET seq = excluded.seq, doc = excluded.doc"
)
_SHOWN = delete(schema.evict).where(
    schema.evict.c.audience == bindparam("audience"),
    schema.evict.c.lead.in_(bindparam("leads", expanding=True)),
)
_HIDDEN = text(
    "INSERT INTO evict (audience, lead, team, seq, at, told)"
    " VALUES (:audience, :lead, :team, :seq, :at, :told)"
    " ON CONFLICT (audience, lead) DO UPDATE"
    " SET seq = excluded.seq, at = excluded.at, told = excluded.told"
)
_GUESTS = (
    select(schema.guest.c.audience)
    .where(schema.guest.c.lead.in_(bindparam("leads", expanding=True)))
    .distinct()
)
_UNINVITED = text("DELETE FROM guest WHERE audience = :audience AND lead = :lead")
_INVITED = text(
    "INSERT INTO guest (audience, lead, team, seq, at) VALUES (:audience, :lead, :team, :seq, :at)"
    " ON CONFLICT (audience, lead) DO UPDATE SET seq = excluded.seq, at = excluded.at"
)
