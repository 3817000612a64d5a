"""Pages of a person's slice: changes upwards from a cursor, and the backfill downwards.

The unit of a page is the seq, which no page splits. The questions are made once: to put one
together takes five times as long as to ask it, and somebody waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Text,
    bindparam,
    exists,
    func,
    select,
)

from workbench.domain.lead import OPEN
from workbench.domain.plain import Plain
from workbench.server import schema
from workbench.server.desks.items import eviction, put_items
from workbench.server.ledger import upheld
from workbench.server.ledger.audiences import Slice
from workbench.server.ledger.effect import ERASED
from workbench.wire import compact

_ERASED = compact(ERASED)

_SHOWN = ("id", "seq", "owner", "pool", "assigned_at", "doc")
lead, activity, guest, evict, config = (
    table.c for table in (schema.lead, schema.activity, schema.guest, schema.evict, schema.config)
)


@dataclass(frozen=True, slots=True)
class Page:
    """`upto`: the seq to which it leads; `items` and `config` are JSON texts."""

    upto: int
    more: bool
    items: tuple[str, ...] = ()
    config: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.items or self.config or self.more)


def changes(
    connection: Connection, slice: Slice, since: int, base: int, limit: int, newest: int
) -> Page:
    """What changed after `since`; `newest` is the team's current seq. See DESIGN for `base`."""
    news = _news(connection, slice, since, newest)
    if not any(news):
        return Page(newest, False)
    left = _seqs(connection, [_LEFT] if news.left else [], slice, since, limit)
    rising = (way.rising for way in news.ways)
    seqs = sorted([*_seqs(connection, rising, slice, since, limit), *left])
    is_cut = len(seqs) >= limit
    upto = seqs[limit - 1] if is_cut else newest
    puts = _puts(connection, slice, since, upto, base, news.ways)
    evictions = _evictions(connection, slice, since, upto) if left else []
    items = (*evictions, *puts)
    upheld.sent(connection, slice, (lead.seq > since) & (lead.seq <= upto), items)
    told = _config(connection, slice.team, since, upto) if news.config else ()
    return Page(upto, is_cut and upto < newest, items, told)


def beginning(
    connection: Connection, slice: Slice, newest: int, *, now_ms: int = 0, due: int = 0
) -> Page:
    """For a desk that has nothing yet, but for what was done there on people erased since.

    So many of the leads that are `due` come along, that somebody can begin before all is there.
    """
    erased = _evicted(slice, evict.lead).where(evict.told == _ERASED)
    gone = connection.execute(erased.order_by(evict.lead)).scalars()
    items = [eviction(id, _ERASED) for id in gone]
    if due:
        items += _due(connection, slice, now_ms, due)
    return Page(newest, False, tuple(items), _config(connection, slice.team, 0, newest))


def backfill(connection: Connection, slice: Slice, below: int, limit: int) -> Page:
    """Newest first what lies under `below`; `upto` is where the next page begins, 0 at the end."""
    falling = (way.falling for way in _ways(slice))
    seqs = sorted(_seqs(connection, falling, slice, below, limit), reverse=True)
    lowest = seqs[limit - 1] if len(seqs) >= limit else 0
    puts = _puts(connection, slice, lowest - 1, below - 1, 0, _ways(slice))
    upheld.sent(connection, slice, (lead.seq < below) & (lead.seq >= lowest), puts)
    return Page(lowest, lowest > 0, tuple(reversed(puts)))


def digest(connection: Connection, slice: Slice) -> dict[str, Plain]:
    leads = connection.execute(
        select(func.count(), func.coalesce(func.sum(lead.seq), 0)).where(slice.leads)
    ).one()
    entries = select(func.count()).where(activity.lead.in_(select(lead.id).where(slice.leads)))
    return {
        "leads": leads[0],
        "sum_seq": int(leads[1]),
        "activities": connection.execute(entries).scalar_one(),
    }


class _News(NamedTuple):
    """Where there is any: what comes of the other places need not be asked."""

    ways: Sequence[_Way]
    left: bool
    config: bool


def _news(connection: Connection, slice: Slice, since: int, newest: int) -> _News:
    """Of most looks nothing comes: they cost one question, made once."""
    if since == newest or slice.whole_team:
        is_any = since < newest
        return _News(_ways(slice) if is_any else (), is_any, is_any)
    asked = {**_bound(slice), "from": since}
    *seen, left, config = connection.execute(_NEWS, asked).one()
    return _News(list(compress(_OF_PERSON, seen)), left, config)


class _Way:
    """One way to see leads that an index answers; `granted`: the seq since when."""

    def __init__(self, rows: FromClause, seen: ColumnElement[bool], granted: Any) -> None:
        seqs = select(lead.seq).select_from(rows).where(seen).limit(_LIMIT)
        self.rising = seqs.where(lead.seq > _FROM).order_by(lead.seq)
        self.falling = seqs.where(lead.seq < _FROM).order_by(lead.seq.desc())
        shown = (lead[name] for name in _SHOWN)
        self.shown = (
            select(*shown, granted.label("granted"))
            .select_from(rows)
            .where(seen, lead.seq > _ABOVE, lead.seq <= _UPTO)
        )
        # By each status the team's index says who is due; a person's leads are few.
        open_and_due = lead.status.in_(sorted(OPEN)) & (lead.queue_from <= _FROM)
        self.due = (
            select(lead.id, lead.queue_from)
            .select_from(rows)
            .where(seen, open_and_due)
            .order_by(lead.queue_from.desc())
            .limit(_LIMIT)
        )


def _ways(slice: Slice) -> Sequence[_Way]:
    """`slice.leads` in parts: at home, and invited."""
    return _OF_TEAM if slice.whole_team else _OF_PERSON


def _due(connection: Connection, slice: Slice, now_ms: int, most: int) -> list[str]:
    """The items of those that fell due last: mostly they rank first."""
    asked = {**_bound(slice), "from": now_ms, "limit": most}
    rows = [row for way in _ways(slice) for row in connection.execute(way.due, asked)]
    rows.sort(key=lambda row: row.queue_from, reverse=True)
    ids = [row.id for row in rows[:most]]
    return put_items(connection, connection.execute(_THESE, {"ids": ids}).mappings(), base=0)


def _evicted(slice: Slice, *columns: Any) -> Select[Any]:
    return select(*columns).where(evict.audience.in_(slice.audiences))


def _evictions(connection: Connection, slice: Slice, since: int, upto: int) -> list[str]:
    still_seen = exists().where(slice.leads, lead.id == evict.lead)
    rows = connection.execute(
        _evicted(slice, evict.lead, evict.told)
        .where(evict.seq > since, evict.seq <= upto, ~still_seen)
        .order_by(evict.seq)
    )
    gone = {row.lead: row.told for row in rows}  # once each, by the last word on it
    return [eviction(id, told) for id, told in gone.items()]


def _seqs(
    connection: Connection, chosen: Iterable[Select[Any]], slice: Slice, from_: int, limit: int
) -> list[int]:
    """At most `limit` seqs from each of the queries, in order."""
    asked = {**_bound(slice), "from": from_, "limit": limit}
    return [seq for each in chosen for seq in connection.execute(each, asked).scalars()]


def _bound(slice: Slice) -> dict[str, Any]:
    return {"team": slice.team, "audiences": list(slice.audiences)}


def _puts(
    connection: Connection, slice: Slice, above: int, upto: int, base: int, ways: Sequence[_Way]
) -> list[str]:
    """The items of the leads whose seq lies there, by rising seq."""
    asked = {**_bound(slice), "above": above, "upto": upto}
    found = [row for way in ways for row in connection.execute(way.shown, asked).mappings()]
    return put_items(connection, found, base)


def _config(connection: Connection, team: str, since: int, upto: int) -> tuple[str, ...]:
    """Config that changed after `since`; from the start only what is still there."""
    chosen = _CONFIG if since else _CONFIG.where(config.doc.is_not(None))
    asked = {"team": team, "above": since, "upto": upto}
    return tuple(
        f'{{"kind":{compact(row.kind)},"key":{compact(row.key)},"seq":{row.seq},'
        + (f'"doc":{row.doc}}}' if row.doc is not None else '"deleted":true}')
        for row in connection.execute(chosen, asked)
    )


_FROM, _LIMIT = bindparam("from", type_=BigInteger), bindparam("limit", type_=BigInteger)
_ABOVE, _UPTO = bindparam("above", type_=BigInteger), bindparam("upto", type_=BigInteger)
_TEAM = bindparam("team", type_=Text)
_AUDIENCES: BindParameter[Sequence[str]] = bindparam("audiences", expanding=True)
_IDS: BindParameter[Sequence[str]] = bindparam("ids", expanding=True)
_INVITED = schema.guest.join(schema.lead, lead.id == guest.lead)
_OF_TEAM = (_Way(schema.lead, lead.team == _TEAM, lead.born_seq),)
_OF_PERSON = (
    _Way(schema.lead, lead.home.in_(_AUDIENCES), lead.granted_seq),
    _Way(_INVITED, guest.audience.in_(_AUDIENCES), guest.seq),
)
_THESE = select(*(lead[name] for name in _SHOWN), lead.born_seq.label("granted")).where(
    lead.id.in_(_IDS)
)
_LEFT = (
    select(evict.seq)
    .where(evict.audience.in_(_AUDIENCES), evict.seq > _FROM)
    .order_by(evict.seq)
    .limit(_LIMIT)
)
_CONFIG = (
    select(config.kind, config.key, config.seq, config.doc)
    .where(config.team == _TEAM, config.seq > _ABOVE, config.seq <= _UPTO)
    .order_by(config.seq)
)
# In the order of `_OF_PERSON`, then those of `_News`.
_NEWS = select(
    exists().where(lead.home.in_(_AUDIENCES), lead.seq > _FROM),
    exists().where(guest.audience.in_(_AUDIENCES), lead.id == guest.lead, lead.seq > _FROM),
    exists().where(evict.audience.in_(_AUDIENCES), evict.seq > _FROM),
    exists().where(config.team == _TEAM, config.seq > _FROM),
)
