"""What campaigns cost, from a CSV with the columns campaign, day, amount and currency.

A line for a campaign, day and currency that are known already takes the place of what was known.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from workbench.domain.quantity import money
from workbench.server import schema
from workbench.server.files.importing import MANY_CELLS, Imported
from workbench.server.files.records import Unreadable, read_records, write_refused
from workbench.server.store import Store

COLUMNS = ("campaign", "day", "amount", "currency")
NEEDED = ("campaign", "day", "amount")


def import_spend(store: Store, path: Path, team: str, *, dry_run: bool = False) -> Imported:
    """Raises Unreadable where it is no such table."""
    records, done = read_records(path), Imported(shape="spend")
    columns = tuple(column.casefold() for column in records.columns)
    lacking = [name for name in NEEDED if name not in columns]
    if lacking:
        found = ", ".join(records.columns)
        raise Unreadable(f"The columns found are: {found}. Needed are also: {', '.join(lacking)}.")
    rows: dict[tuple[str, str, str], int] = {}
    for number, record in enumerate(records.rows):
        if any(record.cells[len(columns) :]):
            done.refused.append((number, MANY_CELLS))
            continue
        spent = _spent(dict(zip(columns, record.cells, strict=False)))
        if isinstance(spent, str):
            done.refused.append((number, spent))
        else:
            done.merged += spent[0] in rows
            rows[spent[0]] = spent[1]
    with store.write() as connection:
        spend = schema.spend.c
        chosen = select(spend.campaign, spend.day, spend.currency).where(spend.team == team)
        known = rows.keys() & {tuple(row) for row in connection.execute(chosen)}
        done.merged += len(known)
        done.imported = len(rows) - len(known)
        if rows and not dry_run:
            connection.execute(_KEEP, [_row(team, key, cents) for key, cents in rows.items()])
    if done.refused and not dry_run:
        told = [(records.rows[number], why) for number, why in done.refused]
        done.refused_path = write_refused(path, records.columns, told)
    return done


def _spent(cells: Mapping[str, str]) -> tuple[tuple[str, str, str], int] | str:
    """Campaign, day and currency with the cents, or what is wrong with the line."""
    campaign = cells["campaign"].strip()
    if not campaign:
        return "“campaign” is empty."
    try:
        day = date.fromisoformat(cells["day"].strip())
    except ValueError:
        return f"“day” needs a date like 2026-11-23; it says “{cells['day']}”."
    amount = money(cells["amount"])
    if amount is None or amount.amount < 0:
        return f"“amount” needs a sum; it says “{cells['amount']}”."
    currency = cells.get("currency", "").strip().upper() or amount.currency or ""
    return (campaign, day.isoformat(), currency), round(amount.amount * 100)


def _row(team: str, key: tuple[str, str, str], cents: int) -> dict[str, Any]:
    campaign, day, currency = key
    return {"team": team, "campaign": campaign, "day": day, "currency": currency, "cents": cents}


_KEEP = text(
    "INSERT INTO spend (team, campaign, day, currency, cents)"
    " VALUES (:team, :campaign, :day, :currency, :cents)"
    " ON CONFLICT (team, campaign, day, currency) DO UPDATE SET cents = excluded.cents"
)
