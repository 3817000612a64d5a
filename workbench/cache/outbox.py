"""The outbox: what people did here, durable before it is shown, kept until the server has it.

People append, sync adds results and claims. A row's stored bytes are what is sent, and their
checksum is looked at before: a row that was damaged is never sent.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from workbench.cache import mails, upheld
from workbench.cache.database import Database
from workbench.cache.entry import (
    Entry,
    StartedCall,
    State,
    read_call,
    read_entry,
    read_meta,
    read_positions,
)
from workbench.cache.outbox_tables import SCHEMA, UPGRADES, VERSION
from workbench.cache.sealing import Tally, Told
from workbench.cache.writing import Writing
from workbench.domain.plain import from_ms
from workbench.domain.tongue import tr
from workbench.wire import Position

OVERLAYS = "(state = 'pending' OR state = 'acked' AND ack_no > :covers_ack)"


class NotSaved(Exception):
    """A commit failed: nothing was recorded, what was typed must be kept on the screen."""


class Outbox:
    """One profile's outbox.db; `sqlite3.DatabaseError` where the file is damaged."""

    def __init__(self, path: Path, key: str | None = None) -> None:
        self.key = key
        self._tally = Tally(path)
        self.database = Database(
            path, schema=SCHEMA, version=VERSION, durable=True, upgrades=UPGRADES, key=key
        )
        if not self.get("client_id"):
            with self.writing() as writing:
                writing.name_client()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One durable transaction. Raises NotSaved."""
        try:
            with self.database.write() as connection:
                writing = Writing(connection)
                with upheld.outbox(writing):
                    yield writing
                told = self._holds()
        except sqlite3.DatabaseError as error:
            raise NotSaved(tr("Not saved: {why}.", why=error)) from error
        self._tally.tell(told)

    def tell(self) -> None:
        """Beside the file, what it holds."""
        self._tally.tell(self._holds())

    def _holds(self) -> Told:
        return Told(self.unsent(), self.last, self.key is not None)

    @property
    def last(self) -> int:
        """The number of the newest row there ever was."""
        asked = "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'"
        found = self.database.connection.execute(asked).fetchone()
        return int(found[0]) if found else 0

    def get(self, key: str) -> str:
        """Of client_id, user, server, cache_gen, claims, ack_no, mail_account, mail_read; else
        empty.
        """
        return read_meta(self.database.connection, key)

    @property
    def claims(self) -> tuple[Position, ...]:
        return read_positions(self.get("claims"))

    @property
    def generation(self) -> int:
        """Of the cache; what was asked in an older one tells nothing of this one."""
        return int(self.get("cache_gen") or 0)

    @property
    def ack_no(self) -> int:
        return int(self.get("ack_no") or 0)

    def entries(self, where: str, **values: object) -> list[Entry]:
        """In the order in which they were made."""
        found = self.database.connection.execute(f"SELECT * FROM outbox WHERE {where}", values)
        return sorted(map(read_entry, found), key=lambda entry: entry.n)

    def newest(self, where: str, **values: object) -> Iterator[Entry]:
        """From the newest back, read as far as they are asked for."""
        found = self.database.connection.execute(
            f"SELECT * FROM outbox WHERE {where} ORDER BY n DESC", values
        )
        return map(read_entry, found)

    def pending(self, most: int) -> list[Entry]:
        found = self.database.connection.execute(
            "SELECT * FROM outbox WHERE state = 'pending' ORDER BY n LIMIT ?", (most,)
        )
        return list(map(read_entry, found))

    def batch(self, mutation_id: str) -> frozenset[str]:
        """It and what was done with other leads at once; only itself where there were none."""
        found = self.database.connection.execute(
            "SELECT mutation FROM batch WHERE id = (SELECT id FROM batch WHERE mutation = ?)",
            (mutation_id,),
        )
        return frozenset([mutation_id, *(row[0] for row in found)])

    def count(self, state: State) -> int:
        found = self.database.connection.execute(
            "SELECT count(*) FROM outbox WHERE state = ?", (state,)
        )
        return int(found.fetchone()[0])

    def unsent(self) -> int:
        """What was done here, and the mails, that nobody else knows of yet."""
        return self.count("pending") + mails.count(self.database.connection)[0]

    def overlaying(self, lead: str, covers_ack: int) -> list[Entry]:
        """What the cache does not show yet of this lead."""
        return self.entries(f"lead = :lead AND {OVERLAYS}", lead=lead, covers_ack=covers_ack)

    def overlaid_leads(
        self, covers_ack: int, *, among: Collection[str] | None = None
    ) -> frozenset[str]:
        these = "lead IS NOT NULL"  # not a text
        if among is not None:
            these = "lead IN (SELECT value FROM json_each(:among))"  # not a text
        found = self.database.connection.execute(
            f"SELECT DISTINCT lead FROM outbox WHERE {these} AND {OVERLAYS}",
            {"covers_ack": covers_ack, "among": json.dumps(list(among or ()))},
        )
        return frozenset(row[0] for row in found)

    def acked_leads(self, after: int, up_to: int) -> frozenset[str]:
        """Leads of rows whose acknowledgement has a number in this range."""
        found = self.database.connection.execute(
            "SELECT DISTINCT lead FROM outbox"
            " WHERE lead IS NOT NULL AND ack_no > ? AND ack_no <= ?",
            (after, up_to),
        )
        return frozenset(row[0] for row in found)

    def pending_leads(self, type_name: str = "%") -> frozenset[str]:
        found = self.database.connection.execute(
            "SELECT DISTINCT lead FROM outbox"
            " WHERE state = 'pending' AND lead IS NOT NULL AND type LIKE ?",
            (type_name,),
        )
        return frozenset(row[0] for row in found)

    def pending_availability(self) -> tuple[str, datetime | None] | None:
        """What the person last said of themselves, and until when; None once the server knows."""
        found = self.entries("state = 'pending' AND type = 'availability_set'")
        if not found:
            return None
        args = found[-1].mutation(None).args
        return str(args["state"]), from_ms(args["until"]) if args.get("until") else None

    def draft(self, lead: str, kind: str = "note") -> str:
        found = self.database.connection.execute(
            "SELECT text FROM draft WHERE lead = ? AND kind = ?", (lead, kind)
        ).fetchone()
        return found[0] if found else ""

    def calls(self) -> list[StartedCall]:
        """Started and not named by a code yet, the first one first."""
        found = self.database.connection.execute("SELECT * FROM call ORDER BY started_at, id")
        return list(map(read_call, found))

    def close(self) -> None:
        self.database.close()
