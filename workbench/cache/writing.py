"""What one transaction of the outbox writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from workbench.cache.entry import (
    Entry,
    Offset,
    StartedCall,
    checksum,
    read_meta,
    read_positions,
)
from workbench.domain.plain import to_ms
from workbench.domain.record import Mutation
from workbench.wire import Position, Result, compact, mutation_plain

KEPT_DAYS = 7
"""How long an acknowledged row stays, to be sent again to a server restored from a backup."""


class Writing:
    """What can be done within one transaction of the outbox."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.erased: set[str] = set()
        """What went because the person whom it names was erased."""

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
                checksum(body),
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
        self.forget_batches()

    def forget_batches(self) -> None:
        """Of what is not in the outbox any more."""
        self.connection.execute("DELETE FROM batch WHERE mutation NOT IN (SELECT id FROM outbox)")

    def forget_everything(self) -> None:
        """For another person at this profile, once nothing of the last one waits."""
        for table in ("outbox", "draft", "call", "mail", "batch"):
            self.connection.execute(f"DELETE FROM {table}")
        for key in ("claims", "mail_account", "mail_read"):
            self.put(key, "")
        self.name_client()

    def name_client(self) -> None:
        import uuid  # once in a profile's life

        self.put("client_id", str(uuid.uuid4()))

    def get(self, key: str) -> str:
        return read_meta(self.connection, key)

    def number(self, key: str) -> int:
        return int(self.get(key) or 0)

    def put(self, key: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
