"""The items of a page, joined from stored text: a lead that is put with its entries, or evicted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import BigInteger, BindParameter, Connection, RowMapping, bindparam, func, select

from workbench.server import schema
from workbench.server.ledger.documents import activity_text, lead_text
from workbench.wire import compact

NEWEST = 50
"""How many activities a lead brings along when it is new to somebody."""

activity = schema.activity.c


def eviction(id: str, told: str | None) -> str:
    """`told` says who has it now and why, for whoever was at work on it."""
    more = f',"told":{told}' if told else ""
    return f'{{"op":"evict","id":{compact(id)}{more}}}'


def put_items(connection: Connection, found: Iterable[RowMapping], base: int) -> list[str]:
    """Each lead once, whichever way it was found first; by rising seq."""
    rows: dict[str, RowMapping] = {}
    for row in found:
        rows.setdefault(row["id"], row)
    ordered = sorted(rows.values(), key=lambda row: (row["seq"], row["id"]))
    texts, totals = _newest_entries(connection, [r["id"] for r in ordered if r["granted"] > base])
    texts |= _entries_since(connection, [r["id"] for r in ordered if r["granted"] <= base], base)
    return [
        f'{{"op":"put","lead":{lead_text(row)},"activities":[{",".join(texts[row["id"]])}],'
        f'"older":{max(0, totals.get(row["id"], 0) - NEWEST)}}}'
        for row in ordered
    ]


def _newest_entries(
    connection: Connection, ids: Sequence[str]
) -> tuple[defaultdict[str, list[str]], dict[str, int]]:
    """The newest entries of each lead, and how many there are at all."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    totals: dict[str, int] = {}
    if ids:
        for row in connection.execute(_NEWEST_ENTRIES, {"ids": ids}):
            texts[row.lead].append(activity_text(row.seq, row.undone, row.doc))
            totals[row.lead] = row.total
    return texts, totals


def _entries_since(
    connection: Connection, ids: Sequence[str], base: int
) -> defaultdict[str, list[str]]:
    texts: defaultdict[str, list[str]] = defaultdict(list)
    if ids:
        for row in connection.execute(_ENTRIES_SINCE, {"ids": ids, "since": base}):
            texts[row.lead].append(activity_text(row.seq, row.undone, row.doc))
    return texts


_IDS: BindParameter[Sequence[str]] = bindparam("ids", expanding=True)
_SINCE = bindparam("since", type_=BigInteger)
_PLACE = func.row_number().over(
    partition_by=activity.lead, order_by=(activity.seq.desc(), activity.id.desc())
)
_TOTAL = func.count().over(partition_by=activity.lead)
_NUMBERED = (
    select(schema.activity, _PLACE.label("place"), _TOTAL.label("total"))
    .where(activity.lead.in_(_IDS))
    .subquery()
)
_NEWEST_ENTRIES = select(_NUMBERED).where(_NUMBERED.c.place <= NEWEST)
_ENTRIES_SINCE = (
    select(schema.activity)
    .where(activity.lead.in_(_IDS), activity.seq > _SINCE)
    .order_by(activity.seq.desc(), activity.id.desc())
)
