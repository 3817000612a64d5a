"""Old leads brought along: many rows, each an inquiry; none is lost, none comes twice.

A row is known again by its source and external id, else by a hash of it. What is no inquiry is
refused with its reason; the rest is taken in by the same rules as what comes live.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from workbench.domain.inquiry import NoInquiry
from workbench.identity import new_id
from workbench.server import schema
from workbench.server.files.mapping import ColumnMap, read_map, recognised
from workbench.server.files.records import Record, read_records, write_refused
from workbench.server.intake.arrivals import Arrival, arrival
from workbench.server.intake.entering import Intake
from workbench.server.intake.matching import Key
from workbench.server.ledger.writing import MOST_LEADS, Ledger, Writing
from workbench.server.moment import real_now
from workbench.server.policy import policies
from workbench.server.store import Store
from workbench.server.team.accounts import may_have_leads
from workbench.wire import canonical

log = logging.getLogger(__name__)

MANY_CELLS = "It has more cells than the header has columns."


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as an inquiry; `identity` is what it is known by where it has no id."""

    number: int
    data: Mapping[str, Any]
    identity: str


@dataclass(slots=True, kw_only=True)
class Imported:
    """Rows that made a lead, rows that joined one or were there already, and what was refused.

    `refused`: (number of the row, reason) · `unknown_owners`: as written → how many rows went to
    routing for it.
    """

    imported: int = 0
    merged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    refused_path: Path | None = None
    shape: str = "csv"
    unknown_owners: Counter[str] = field(default_factory=Counter)

    def add(self, part: Imported) -> None:
        self.imported += part.imported
        self.merged += part.merged
        self.refused += part.refused
        self.unknown_owners += part.unknown_owners


def import_file(
    store: Store,
    path: Path,
    team: str,
    *,
    shape: str | None = None,
    map_path: Path | None = None,
    live_since: datetime | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
    now: datetime | None = None,
    ledger: Ledger | None = None,
) -> Imported:
    """Import a CSV into the team of this id. Rows received since `live_since` are worked as new.

    Without a shape or a map, the columns say which shape it is.

    Raises records.Unreadable with a sentence for whoever started it.
    """
    records = read_records(path)
    columns = read_map(map_path, shape=shape or recognised(records.columns))
    columns.check(records.columns)
    ledger, now = ledger or Ledger(store), now or real_now()
    with store.read() as connection:
        zone = policies.current(connection, team).calendar.tz
    width = len(records.columns)
    crooked = [(n, r) for n, r in enumerate(records.rows) if any(r.cells[width:])]
    bad = {n for n, _ in crooked}
    rows = []
    for number, record in enumerate(records.rows):
        if number not in bad:
            cells = records.named(record)
            data = columns.read(cells, zone)
            rows.append(Row(number=number, data=data, identity=canonical(cells)))
    imported = import_rows(
        ledger, team, rows, columns,
        live_since=live_since, dry_run=dry_run, progress=progress, now=now,
    )  # fmt: skip
    imported.shape = columns.name
    imported.refused = sorted([*imported.refused, *((n, MANY_CELLS) for n, _ in crooked)])
    if imported.refused and not dry_run:
        told: list[tuple[Record, str]] = [(records.rows[n], why) for n, why in imported.refused]
        imported.refused_path = write_refused(path, records.columns, told)
    return imported


def import_rows(
    ledger: Ledger,
    team: str,
    rows: Sequence[Row],
    columns: ColumnMap,
    *,
    live_since: datetime | None,
    dry_run: bool,
    progress: Callable[[int, int], None],
    now: datetime,
) -> Imported:
    """Take rows in, some hundred in each transaction."""
    imported = Imported()
    seen: set[Key] = set()

    def take(part: Sequence[Row]) -> None:
        tried = Imported()
        try:
            with ledger.write(team, now) as writing:
                keys = _Batch(writing, columns, live_since, tried, seen).take(part)
                if dry_run:
                    raise _OnlyTried(keys)
            seen.update(keys)
        except _OnlyTried as only:
            seen.update(only.keys)
        except OperationalError:
            raise
        except Exception:  # one bad row costs no other
            log.warning("%d rows could not be taken in.", len(part), exc_info=True)
            tried = Imported(refused=[(part[0].number, "It could not be stored; see the log.")])
            halves = [part[: len(part) // 2], part[len(part) // 2 :]] if len(part) > 1 else []
            for half in halves:
                take(half)
            if halves:
                return
        imported.add(tried)

    for start in range(0, len(rows), MOST_LEADS):
        take(rows[start : start + MOST_LEADS])
        progress(min(start + MOST_LEADS, len(rows)), len(rows))
    return imported


class _OnlyTried(Exception):
    """Ends the transaction of a dry run."""

    def __init__(self, keys: set[Key]) -> None:
        super().__init__()
        self.keys = keys


class _Batch:
    """Rows of one transaction. `seen` are the keys of those before it, for a dry run."""

    def __init__(
        self,
        writing: Writing,
        columns: ColumnMap,
        live_since: datetime | None,
        imported: Imported,
        seen: set[Key],
    ) -> None:
        self._writing = writing
        self._columns = columns
        self._live_since = live_since
        self._imported = imported
        self._seen = seen
        self._policies = policies.in_force(writing.connection, writing.team)
        self._owners = possible_owners(writing)

    def take(self, rows: Iterable[Row]) -> set[Key]:
        """Returns the keys by which these rows will be known again."""
        arrivals: list[Arrival] = []
        for row in rows:
            try:
                arrivals.append(self._read(row))
            except NoInquiry as error:
                self._imported.refused.append((row.number, str(error)))
        intake = Intake(self._writing, self._policies)
        intake.expect(arrivals)
        keys: set[Key] = set()
        for one in arrivals:
            with self._writing.effect(savepoint=False) as effect:
                merged = intake.take(one, effect).merged
            if merged or not self._seen.isdisjoint(one.keys):
                self._imported.merged += 1
            else:
                self._imported.imported += 1
            keys.update(one.keys)
        intake.close()
        return keys

    def _read(self, row: Row) -> Arrival:
        data = dict(row.data)
        if not data.get("external_id"):
            text = f"{self._columns.name} {row.identity}"
            known = {"row": hashlib.sha256(text.encode()).hexdigest()}
            id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self._writing.team} {known['row']}"))
        else:
            known, id = {}, new_id()
        owner, status = data.get("owner"), data.get("status")
        read = arrival(
            data,
            self._policies.current,
            source=self._columns.name,
            now=self._writing.now,
            inquiry_id=id,
            live=False,
            owner=self._owners.get(str(owner).casefold()) if owner else None,
            verdict=self._columns.verdict(str(status)) if status else None,
            **known,
        )
        if owner and read.owner is None:
            self._imported.unknown_owners[str(owner)] += 1
        inquiry = read.reading.inquiry
        if self._live_since is not None and inquiry.received_at >= self._live_since:
            live = replace(inquiry, live=True)
            return replace(read, live=True, reading=replace(read.reading, inquiry=live))
        return read


def possible_owners(writing: Writing) -> dict[str, str]:
    """Whoever may have leads, by address and by name."""
    table = schema.users.c
    here = select(table.id, table.email, table.name).where(may_have_leads(writing.team))
    rows = writing.connection.execute(here).all()
    by_name = {row.name.casefold(): row.id for row in rows}
    return by_name | {row.email.casefold(): row.id for row in rows}
