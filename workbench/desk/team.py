"""What a team lead's board counts, from the cache: who carries what, and which leads those are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal, TypeAlias

from workbench.cache.leads import LIST_LIMIT
from workbench.desk.desk import Desk
from workbench.domain.activity import TOUCHES
from workbench.domain.calendar import day_and_month
from workbench.domain.plain import to_ms
from workbench.domain.tongue import tr, tr_n

AT_RISK_MS = 30 * 60_000
ON_CADENCE = timedelta(days=14)
"""How long a hand-raiser counts against the cap: ten business days, as the server counts."""
LATELY = timedelta(days=30)
"""Leads that came so lately tell how quick somebody is."""

GIVEN_UP_FOR = timedelta(days=1)
"""So long the board says that outcomes were given up; the trail says it always."""

NOBODY = ""
"""The row of leads that nobody owns and that stand with no pool."""
POOL = "pool:"
"""What the ids of the rows of pools begin with: their leads that nobody owns."""

Cell: TypeAlias = Literal["open", "due", "at_risk", "breached", "load", "speed", "p90", "touches"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Open leads in one row: all, due now, at risk within 30 minutes, past their promise; `load`
    are the hand-raisers on the cadence, which the cap is about.
    """

    open: int = 0
    due: int = 0
    at_risk: int = 0
    breached: int = 0
    load: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Business seconds until the first answer, of `n` leads that came lately."""

    median_s: float
    p90_s: float
    n: int


_CELLS: Mapping[Cell, str] = {  # not a text
    "open": "1",
    "due": "queue_from <= :now",
    "at_risk": "is_clock AND due_at > :now AND due_at <= :soon",
    "breached": "is_clock AND due_at <= :now",
    "load": "type IN (SELECT value FROM json_each(:raised)) AND arrived_at >= :cadence",
}
_STANDING = "(SELECT pool FROM trait WHERE trait.n = lead.n)"
_OWNERS = (  # not a text
    "owners (one) AS (SELECT min(owner) FROM lead UNION ALL"
    " SELECT (SELECT min(owner) FROM lead WHERE owner > one) FROM owners WHERE one IS NOT NULL)"
)
"""Each owner once, by one step through the index for each."""
_COUNTED = ", ".join(f"sum({condition})" for condition in _CELLS.values())


def loads(desk: Desk) -> dict[str, Load]:
    """By row."""
    rows = _ask(
        desk,
        f"WITH RECURSIVE {_OWNERS} SELECT owner, {_COUNTED} FROM lead INDEXED BY lead_by_owner"
        " WHERE owner IN (SELECT one FROM owners) AND is_open = 1 GROUP BY owner"
        f" UNION ALL SELECT coalesce('{POOL}' || pool, ''), {_COUNTED}"
        f" FROM (SELECT lead.*, {_STANDING} AS pool FROM lead"
        " WHERE owner IS NULL AND is_open = 1) GROUP BY 1",
    )
    names = tuple(_CELLS)
    return {
        row: Load(**{name: count or 0 for name, count in zip(names, counts, strict=True)})
        for row, *counts in rows
    }


def leads_in(desk: Desk, row: str, cell: Cell) -> list[str]:
    """Ids of the open leads that a cell counts, what is due first first; what was answered lately,
    the slowest first.
    """
    if cell in ("speed", "p90"):
        return _answered(desk, row, slowest=cell == "p90")
    owned, values = _of_row(row)
    found = _ask(
        desk,
        f"SELECT id FROM lead WHERE {owned} AND is_open = 1 AND ({_CELLS[cell]})"
        f" ORDER BY due_at IS NULL, due_at, id LIMIT {LIST_LIMIT}",
        **values,
    )
    return [id for (id,) in found]


def pools(desk: Desk) -> dict[str, str]:
    """Name by id."""
    docs = desk._caches.shown.config("pool")
    return {id: str(doc.get("name") or id) for id, doc in docs.items() if doc}


def arrived(desk: Desk, wanted: Mapping[str, Sequence[str]]) -> int:
    """How many leads are by now where they are to go; `wanted` by the id of a person or a pool."""
    known = pools(desk)
    return sum(_arrived(desk, POOL + to if to in known else to, ids) for to, ids in wanted.items())


def _arrived(desk: Desk, row: str, ids: Sequence[str]) -> int:
    there, values = _of_row(row)
    among = "id IN (SELECT value FROM json_each(:ids))"  # not a text
    told = json.dumps(list(ids))
    [[count]] = _ask(
        desk, f"SELECT count(*) FROM lead WHERE {among} AND {there}", ids=told, **values
    )
    return int(count)


def words_of(row: str) -> dict[str, str | bool]:
    """The open leads of a row in the server's words."""
    if row.startswith(POOL):
        return {"pool": row.removeprefix(POOL)}
    return {"owner": row} if row != NOBODY else {"owner": "none", "pool": "none"}


# ---- what is looked up in a worker: the whole cache is read for it


def speeds(desk: Desk) -> dict[str, Speed]:
    """By who has the leads now."""
    found = _ask(
        desk,
        "WITH met AS (SELECT owner, met_after_s AS s,"
        " row_number() OVER (PARTITION BY owner ORDER BY met_after_s) AS place,"
        " count(*) OVER (PARTITION BY owner) AS n"
        " FROM lead WHERE owner IS NOT NULL AND arrived_at >= :lately AND met_after_s IS NOT NULL)"
        " SELECT owner, max(CASE WHEN place = (n + 1) / 2 THEN s END),"
        " max(CASE WHEN place = (n * 9 + 9) / 10 THEN s END), max(n) FROM met GROUP BY owner",
    )
    return {owner: Speed(median_s=s, p90_s=p90, n=n) for owner, s, p90, n in found}


def touched(desk: Desk) -> dict[str, tuple[str, ...]]:
    """By person, a lead for each touch since midnight, the newest first."""
    today = desk.now().astimezone().date()
    midnight = datetime.combine(today, time()).astimezone()
    found = _ask(
        desk,
        "SELECT lead, doc FROM activity WHERE at >= :midnight ORDER BY at DESC",
        midnight=to_ms(midnight),
    )
    leads: dict[str, list[str]] = {}
    for lead, text in found:
        doc = json.loads(text)
        if doc["kind"] in TOUCHES and doc.get("user") and not doc.get("undone"):
            leads.setdefault(doc["user"], []).append(lead)
    return {user: tuple(of) for user, of in leads.items()}


def review_missed(desk: Desk) -> str:
    """“policy due for review since 3 Nov”, once it is past; else nothing."""
    day = desk.policies.review_missed(desk.now())
    return tr("policy due for review since {day}", day=day_and_month(day)) if day else ""


def given_up(desk: Desk) -> str:
    """“3 outcomes given up, not told to crm.example”, for a day; else nothing."""
    since = to_ms(desk.now() - GIVEN_UP_FOR)
    docs = desk._caches.shown.config("given_up").values()
    lately = [doc for doc in docs if doc["at"] > since]
    if not lately:
        return ""
    hosts = ", ".join(sorted({doc["host"] for doc in lately}))
    return tr_n("{n} outcome given up, not told to {hosts}",
                "{n} outcomes given up, not told to {hosts}",
                sum(doc["n"] for doc in lately), hosts=hosts)  # fmt: skip


def _answered(desk: Desk, row: str, *, slowest: bool) -> list[str]:
    found = _ask(
        desk,
        "SELECT id FROM lead WHERE owner = :owner AND arrived_at >= :lately"
        f" AND met_after_s IS NOT NULL ORDER BY met_after_s DESC, id LIMIT {LIST_LIMIT}",
        owner=row,
    )
    ids = [id for (id,) in found]
    return ids[: -(-len(ids) // 10)] if slowest else ids


def _of_row(row: str) -> tuple[str, dict[str, str]]:
    """The condition on whose a lead is."""
    if row == NOBODY:
        return f"owner IS NULL AND {_STANDING} IS NULL", {}  # not a text
    if row.startswith(POOL):
        pool = row.removeprefix(POOL)
        return f"owner IS NULL AND {_STANDING} = :pool", {"pool": pool}  # not a text
    return "owner = :owner", {"owner": row}


def _ask(desk: Desk, statement: str, **values: object) -> Sequence[Any]:
    now = desk.now()
    types = desk.policy.types
    known = {
        "now": to_ms(now),
        "soon": to_ms(now) + AT_RISK_MS,
        "cadence": to_ms(now - ON_CADENCE),
        "lately": to_ms(now - LATELY),
        "raised": json.dumps([name for name, kind in types.items() if kind.hand_raiser]),
    }
    connection = desk._caches.shown.database.connection
    return connection.execute(statement, {**known, **values}).fetchall()
