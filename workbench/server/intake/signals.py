"""Signals as they are kept: under the key by which each person is known, until they are a lead's.

A stranger's signal waits under its key, and is the lead's once they inquire.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, text

from workbench.domain.activity import Activity
from workbench.domain.intent import remembered
from workbench.domain.lead import Lead, Signal
from workbench.domain.plain import Plain, from_plain, to_ms, to_plain
from workbench.identity import new_id
from workbench.server import schema
from workbench.server.intake.matching import Key
from workbench.server.ledger.rows import read_rows
from workbench.wire import compact

VISIT = timedelta(minutes=30)
"""The same again within it is the same line of a timeline; it counts all the same."""
WAITING_MOST = 5000
"""Signals that inquiries of one write take over, the newest; a lead remembers far fewer."""


def store(connection: Connection, team: str, key: Key, signal: Signal, lead: str | None) -> bool:
    """Keep a signal; False where it was kept before."""
    row = {
        "team": team, "id": signal.id, **key._asdict(), "lead": lead,
        "at": to_ms(signal.at), "doc": compact(to_plain(signal)),
    }  # fmt: skip
    return connection.execute(_STORE, row).rowcount == 1


class HeardBefore:
    """What strangers did before they inquired, by the keys under which it waits."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team
        self._waiting: dict[Key, list[Signal]] = {}

    def expect(self, keys: Iterable[Key]) -> None:
        """Look up what waits under any of these keys."""
        named = [key for key in keys if key.kind in ("email", "person_id")]
        if not named:
            return
        kinds, values = sorted({k.kind for k in named}), sorted({k.value for k in named})
        wanted = {"team": self._team, "kinds": kinds, "values": values}
        for row in read_rows(self._connection, _WAITING, wanted):
            signal = from_plain(Signal, json.loads(row.doc))
            self._waiting.setdefault(Key(row.kind, row.value), []).append(signal)

    def join(self, lead: Lead, keys: Iterable[Key]) -> Lead:
        """The lead with what waited under these keys, which is its own from here on."""
        mine = [key for key in keys if key in self._waiting]
        if not mine:
            return lead
        rows = [{"team": self._team, **key._asdict(), "lead": lead.id} for key in mine]
        self._connection.execute(_JOIN, rows)
        heard = [signal for key in mine for signal in self._waiting.pop(key)]
        return replace(lead, signals=remembered((*lead.signals, *heard)))


def signal_entries(before: Sequence[Signal], now: Sequence[Signal], at: datetime) -> list[Activity]:
    """What the timeline tells of new signals: one line a visit. Both in order of time."""
    known = {signal.id for signal in before}
    return [
        _entry(signal, at)
        for number, signal in enumerate(now)
        if signal.id not in known and not _is_told(signal, now[:number])
    ]


def _is_told(signal: Signal, earlier: Iterable[Signal]) -> bool:
    return any(
        (one.kind, one.page) == (signal.kind, signal.page) and signal.at - one.at < VISIT
        for one in earlier
    )


def _entry(signal: Signal, received_at: datetime) -> Activity:
    args: dict[str, Plain] = {"signal": signal.kind}
    if signal.page:
        args["page"] = signal.page
    return Activity(id=new_id(), kind="signal", at=signal.at, received_at=received_at, args=args)


_signal = schema.signal.c
_STORE = text(
    "INSERT INTO signal (team, id, kind, value, lead, at, doc)"
    " VALUES (:team, :id, :kind, :value, :lead, :at, :doc) ON CONFLICT (team, id) DO NOTHING"
)
_WAITING = (
    select(_signal.kind, _signal.value, _signal.doc)
    .where(
        _signal.team == bindparam("team"),
        _signal.kind.in_(bindparam("kinds", expanding=True)),
        _signal.value.in_(bindparam("values", expanding=True)),
        _signal.lead.is_(None),
    )
    .order_by(_signal.at.desc())
    .limit(WAITING_MOST)
)
_JOIN = text(
    "UPDATE signal SET lead = :lead"
    " WHERE team = :team AND kind = :kind AND value = :value AND lead IS NULL"
)
