"""A list of accounts as a CSV: domain, name, kind, owner; each other column is a fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from workbench.server import schema
from workbench.server.files.importing import MANY_CELLS, Imported, possible_owners
from workbench.server.files.records import Unreadable, read_records, write_refused
from workbench.server.intake.account_entry import Entry, enter, entry, follow
from workbench.server.ledger.writing import MOST_LEADS, Ledger, Writing
from workbench.server.moment import real_now
from workbench.server.problems import Problem
from workbench.server.store import Store

COLUMNS = ("domain", "name", "kind", "owner")


def import_accounts(
    store: Store,
    path: Path,
    team: str,
    *,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
    now: datetime | None = None,
    ledger: Ledger | None = None,
) -> Imported:
    """Put a file's accounts on the team's list; those with a domain that is there are changed.

    Raises Unreadable.
    """
    records, done = read_records(path), Imported(shape="accounts")
    columns = tuple("_".join(column.casefold().split()) for column in records.columns)
    lacking = [name for name in ("domain", "kind") if name not in columns]
    if lacking:
        found = ", ".join(records.columns)
        raise Unreadable(f"The columns found are: {found}. Needed are also: {', '.join(lacking)}.")
    ledger, now = ledger or Ledger(store), now or real_now()
    rows: list[tuple[int, Mapping[str, str]]] = []
    for number, record in enumerate(records.rows):
        if any(record.cells[len(columns) :]):
            done.refused.append((number, MANY_CELLS))
        else:
            rows.append((number, dict(zip(columns, record.cells, strict=False))))
    seen: set[str] = set()
    for start in range(0, len(rows), MOST_LEADS):
        part = rows[start : start + MOST_LEADS]
        with ledger.write(team, now) as writing:
            entries = _read(writing, part, done)
            _count(writing, entries, seen, done)
            if not dry_run:
                enter(writing, entries, again=True)
        if not dry_run:
            keys = {one.key for one in entries if one.key}
            follow(ledger, team, now, {one.domain for one in entries}, keys)
        progress(min(start + MOST_LEADS, len(rows)), len(rows))
    if done.refused and not dry_run:
        told = [(records.rows[number], why) for number, why in sorted(done.refused)]
        done.refused_path = write_refused(path, records.columns, told)
    return done


def _read(
    writing: Writing, rows: Sequence[tuple[int, Mapping[str, str]]], done: Imported
) -> list[Entry]:
    owners, entries = possible_owners(writing), []
    for number, row in rows:
        told = {name: row.get(name, "").strip() for name in COLUMNS}
        owner = told.pop("owner")
        facts = {
            name: cell.strip() for name, cell in row.items() if name not in COLUMNS and cell.strip()
        }
        try:
            one = entry(**told, owner=owners.get(owner.casefold()), facts=facts)
        except Problem as problem:
            done.refused.append((number, problem.told.message))
            continue
        if owner and one.owner is None:
            done.unknown_owners[owner] += 1
        entries.append(one)
    return entries


def _count(writing: Writing, entries: Sequence[Entry], seen: set[str], done: Imported) -> None:
    table = schema.account.c
    mine = select(table.domain).where(
        table.team == writing.team, table.domain.in_([one.domain for one in entries])
    )
    seen.update(writing.connection.execute(mine).scalars())
    for one in entries:
        if one.domain in seen:
            done.merged += 1
        else:
            done.imported += 1
        seen.add(one.domain)
