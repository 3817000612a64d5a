"""The outbox: what people did here, durable before it is shown, kept until the server has it.

People append, sync adds results and claims. A row's stored bytes are what is sent, and their
checksum is looked at before: a row that was damaged is never sent.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from workbench.cache.database import Database
from workbench.cache.entry import Entry, Offset, StartedCall, State, read_call, read_entry
from workbench.cache.outbox_tables import SCHEMA, UPGRADES, VERSION
from workbench.domain.plain import from_ms, to_ms
from workbench.domain.record import Mutation
from workbench.domain.tongue import tr
from workbench.wire import Position, Result, compact, mutation_plain

KEPT_DAYS = 7
"""How long an acknowledged row stays, to be sent again to a server restored from a backup."""
OVERLAYS = "(state = 'pending' OR state = 'acked' AND ack_no > :covers_ack)"


class NotSaved(Exception):
    """A commit failed: nothing was recorded, what was typed must be kept on the screen."""


class Writing:
    """What can be done within one transaction of the outbox."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def append(self, mutation: Mutation, offset: Offset, batch: str | None = None) -> None:
        """`batch`: shared by what was done with several leads at once."""
        # Half of a character, which a broken paste can leave, must not lose the rest.
        body = compact(mutation_plain(mutation)).encode(errors="replace")
        self.connection.execute(
            "INSERT INTO outbox (id, type, v, lead, body, sha256, offset_ms, age_s, occurred_at)"
            " VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)",
            (
                mutation.id,
                mutation.type,
                mutation.lead,
                body,
                hashlib.sha256(body).digest(),
                offset.ms,
                offset.age_s,
                to_ms(mutation.at),
            ),
        )

        if batch is not None:
            self.connection.execute("INSERT INTO batch VALUES (?, ?)", (mutation.id, batch))

    def save_draft(self, lead: str, text: str, at: datetime, kind: str = "note") -> None:
        """An empty text leaves no draft. `kind`: note, or mail as JSON."""
        self.connection.execute("DELETE FROM draft WHERE lead = ? AND kind = ?", (lead, kind))
        if text:
            row = (lead, kind, text, to_ms(at))
            self.connection.execute("INSERT INTO draft VALUES (?, ?, ?, ?)", row)

    def start_call(self, call: StartedCall) -> None:
        self.connection.execute(
            "INSERT INTO call VALUES (?, ?, ?, ?, NULL)",
            (call.id, call.lead, call.number, to_ms(call.started_at)),
        )

    def end_call(self, call_id: str, at: datetime) -> None:
        self.connection.execute(
            "UPDATE call SET ended_at = ? WHERE id = ? AND ended_at IS NULL", (to_ms(at), call_id)
        )

    def close_call(self, call_id: str) -> None:
        """A code or a touch names it now."""
        self.connection.execute("DELETE FROM call WHERE id = ?", (call_id,))

    def discard(self, mutation_id: str) -> None:
        self.connection.execute(
            "UPDATE outbox SET state = 'discarded' WHERE id = ? AND state = 'rejected'",
            (mutation_id,),
        )

    def settle(self, results: Sequence[Result], now: datetime) -> None:
        """What became of pushed rows; each acknowledgement takes the next `ack_no`."""
        ack_no = self.number("ack_no")
        for result in results:
            if result.s == "retry":
                continue
            acked = result.s == "ok"
            changed = self.connection.execute(
                "UPDATE outbox SET state = ?, ack_no = ?, result = ?, settled_at = ?"
                " WHERE id = ? AND state = 'pending'",
                (
                    "acked" if acked else "rejected",
                    ack_no + 1 if acked else None,
                    compact({s: v for s in Result.__slots__ if (v := getattr(result, s))}),
                    to_ms(now),
                    result.id,
                ),
            ).rowcount
            ack_no += changed if acked else 0
        self.put("ack_no", str(ack_no))

    def attempted(self, entries: Sequence[Entry]) -> None:
        self.connection.executemany(
            "UPDATE outbox SET attempts = attempts + 1 WHERE n = ?", [(e.n,) for e in entries]
        )

    def spoil(self, entry: Entry, now: datetime) -> None:
        """A row whose bytes are not what was stored: it is kept, and never sent."""
        self.connection.execute(
            "UPDATE outbox SET state = 'discarded', settled_at = ? WHERE n = ?",
            (to_ms(now), entry.n),
        )

    def merge_claim(self, as_of: Position, proven: Sequence[Position]) -> None:
        """Take a newest position in; of the others only those go that the request has proven."""
        kept = [claim for claim in read_positions(self.get("claims")) if claim not in proven]
        claims = dict.fromkeys([as_of, *kept])
        self.put("claims", ",".join(map(str, claims)))

    def begin_generation(self, *, lost: bool, forget_claims: bool, now: datetime) -> int:
        """The number of a new cache; `lost`: what was acknowledged of late is to be sent again."""
        generation = self.number("cache_gen") + 1
        self.put("cache_gen", str(generation))
        if forget_claims:
            self.put("claims", "")
        if lost:
            self.connection.execute(
                "UPDATE outbox SET state = 'pending', ack_no = NULL, result = NULL"
                " WHERE state = 'acked' AND settled_at >= ?",
                (to_ms(now - timedelta(days=KEPT_DAYS)),),
            )
        return generation

    def forget_old(self, now: datetime) -> None:
        self.connection.execute(
            "DELETE FROM outbox WHERE state IN ('acked', 'discarded') AND settled_at < ?",
            (to_ms(now - timedelta(days=KEPT_DAYS)),),
        )
        self.connection.execute(
            "DELETE FROM batch WHERE mutation NOT IN (SELECT id FROM outbox)"  # not a text
        )

    def forget_everything(self) -> None:
        """For another person at this profile, once nothing of the last one waits."""
        for table in ("outbox", "draft", "call", "mail", "batch"):
            self.connection.execute(f"DELETE FROM {table}")
        for key in ("claims", "mail_account", "mail_read"):
            self.put(key, "")
        self.put("client_id", _client_id())

    def get(self, key: str) -> str:
        return _meta(self.connection, key)

    def number(self, key: str) -> int:
        return int(self.get(key) or 0)

    def put(self, key: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


class Outbox:
    """One profile's outbox.db; `sqlite3.DatabaseError` where the file is damaged."""

    def __init__(self, path: Path) -> None:
        self.database = Database(
            path, schema=SCHEMA, version=VERSION, durable=True, upgrades=UPGRADES
        )
        if not self.get("client_id"):
            with self.writing() as writing:
                writing.put("client_id", _client_id())

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One durable transaction. Raises NotSaved."""
        try:
            with self.database.write() as connection:
                yield Writing(connection)
        except sqlite3.DatabaseError as error:
            raise NotSaved(tr("Not saved: {why}.", why=error)) from error

    def get(self, key: str) -> str:
        """Of client_id, user, server, cache_gen, claims, ack_no, mail_account, mail_read; else
        empty.
        """
        return _meta(self.database.connection, key)

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

    def overlaying(self, lead: str, covers_ack: int) -> list[Entry]:
        """What the cache does not show yet of this lead."""
        return self.entries(f"lead = :lead AND {OVERLAYS}", lead=lead, covers_ack=covers_ack)

    def overlaid_leads(self, covers_ack: int) -> frozenset[str]:
        found = self.database.connection.execute(
            f"SELECT DISTINCT lead FROM outbox WHERE lead IS NOT NULL AND {OVERLAYS}",
            {"covers_ack": covers_ack},
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


def _client_id() -> str:
    import uuid  # once in a profile's life

    return str(uuid.uuid4())


def read_positions(text: str) -> tuple[Position, ...]:
    return tuple(Position.parse(part) for part in text.split(",") if part)


def _meta(connection: sqlite3.Connection, key: str) -> str:
    found = connection.execute("SELECT v FROM meta WHERE k = ?", (key,)).fetchone()
    return found[0] if found else ""
