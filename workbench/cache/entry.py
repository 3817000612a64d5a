"""What stands in the outbox: mutations as they are sent, and calls that no code names yet."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias, get_args

from workbench.domain.frozen import dataclass, replace
from workbench.domain.plain import from_ms
from workbench.domain.record import Mutation
from workbench.wire import Position, Result, read_mutation

State: TypeAlias = Literal["pending", "acked", "rejected", "discarded"]
STATES = get_args(State)
NO_ROW = (ValueError, TypeError, KeyError, IndexError)
"""What making a row of torn values can raise."""


@dataclass(frozen=True, slots=True)
class Offset:
    """Server time less device time, and how old that knowledge was; `age_s` None: never known."""

    ms: int = 0
    age_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the outbox."""

    n: int
    id: str
    type: str
    lead: str | None
    body: bytes
    sha256: bytes
    offset: Offset
    state: State
    ack_no: int | None
    result: Result | None
    settled_at: datetime | None

    @property
    def is_sound(self) -> bool:
        """Whether the bytes are those that were stored, and the columns say what they say."""
        if checksum(self.body) != self.sha256:
            return False
        stored = json.loads(self.body)
        return (self.id, self.type, self.lead) == (stored["id"], stored["type"], stored["lead"])

    @property
    def sent(self) -> bytes:
        """The item of a push: the stored bytes, and beside them the clock."""
        age = "" if self.offset.age_s is None else f',"age_s":{self.offset.age_s:.0f}'
        return b'%s,"clock":{"offset_ms":%d%s}}' % (self.body[:-1], self.offset.ms, age.encode())

    def mutation(self, user: str | None) -> Mutation:
        """As it was made, on the device's own clock."""
        return read_mutation(json.loads(self.body), user=user)

    def corrected(self, user: str | None) -> Mutation:
        """On the server's clock, as the server will read it: what the overlay applies."""
        mutation = self.mutation(user)
        if not self.offset.ms:
            return mutation
        return replace(
            mutation,
            at=mutation.at + timedelta(milliseconds=self.offset.ms),
            args=_shifted(mutation.type, mutation.args, self.offset.ms),
        )


def checksum(body: bytes) -> bytes:
    import hashlib  # 3 ms, and a start with nothing unsent looks at none

    return hashlib.sha256(body).digest()


def _shifted(type_name: str, args: Mapping[str, Any], ms: int) -> Mapping[str, Any]:
    """The moments at which something happened; promised ones are the server's time already."""
    shifted = dict(args)
    if type_name == "touch_logged" and "at" in shifted:
        shifted["at"] += ms
    touch = shifted.get("touch")
    if touch and "at" in touch:
        shifted["touch"] = {**touch, "at": touch["at"] + ms}
    return shifted


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedCall:
    """A call that no code names yet."""

    id: str
    lead: str
    number: str
    started_at: datetime
    ended_at: datetime | None = None


def read_entry(row: sqlite3.Row) -> Entry:
    return Entry(
        n=row["n"],
        id=row["id"],
        type=row["type"],
        lead=row["lead"],
        body=row["body"],
        sha256=row["sha256"],
        offset=Offset(row["offset_ms"], row["age_s"]),
        state=row["state"],
        ack_no=row["ack_no"],
        result=Result(**json.loads(row["result"])) if row["result"] else None,
        settled_at=from_ms(row["settled_at"]) if row["settled_at"] else None,
    )


def read_call(row: sqlite3.Row) -> StartedCall:
    return StartedCall(
        id=row["id"],
        lead=row["lead"],
        number=row["number"],
        started_at=from_ms(row["started_at"]),
        ended_at=from_ms(row["ended_at"]) if row["ended_at"] else None,
    )


def read_positions(text: str) -> tuple[Position, ...]:
    return tuple(Position.parse(part) for part in text.split(",") if part)


def read_meta(connection: sqlite3.Connection, key: str) -> str:
    found = connection.execute("SELECT v FROM meta WHERE k = ?", (key,)).fetchone()
    return found[0] if found else ""
