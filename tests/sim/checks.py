"""What must hold, whatever happened: the invariants of DESIGN.md §4, looked at from outside.

The server's slices are counted here by other statements than its own.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from tests.sim.house import House
from tests.sim.network import Letter
from tests.sim.seat import Seat
from tests.sim.team import Team
from workbench.wire import compact, read_lead

ON_TIMELINES = ("touch_logged", "disposed")
NOT_RECORDED = ("availability_set", "lead_added")
_ERASED = "SELECT value FROM audit, json_each(audit.doc, '$.leads') WHERE what = 'person_erased'"


class Violation(AssertionError):
    """An invariant that did not hold; begins with its number."""


class Slice:
    """What somebody may see: lead → seq, and (activity, seq, struck) of them."""

    def __init__(self, connection: sqlite3.Connection, user: str) -> None:
        role, team = connection.execute(
            "SELECT role, team FROM users WHERE id = ?", (user,)
        ).fetchone()
        if role == "viewer":
            found = connection.execute("SELECT id, seq FROM lead WHERE 0")
        elif role in ("lead", "ops"):
            found = connection.execute("SELECT id, seq FROM lead WHERE team = ?", (team,))
        else:
            found = connection.execute(
                "WITH mine(audience) AS (SELECT 'user:' || ? UNION"
                " SELECT 'pool:' || pool FROM pool_member WHERE user = ?)"
                " SELECT id, seq FROM lead WHERE home IN mine UNION"
                " SELECT lead.id, lead.seq FROM guest JOIN lead ON lead.id = guest.lead"
                " WHERE guest.audience IN mine",
                (user, user),
            )
        self.leads: dict[str, int] = dict(found.fetchall())
        marks = ", ".join("?" * len(self.leads))
        self.activities = set(
            connection.execute(
                f"SELECT id, seq, undone FROM activity WHERE lead IN ({marks})", [*self.leads]
            ).fetchall()
        )
        self.seq = connection.execute("SELECT seq FROM team WHERE id = ?", (team,)).fetchone()[0]


class Checks:
    def __init__(self, house: House, team: Team) -> None:
        self._house = house
        self._team = team
        self._heights: dict[str, tuple[int, int, dict[str, int]]] = {}

    # ---- after each answer of the server

    def answered(self, letter: Letter) -> None:
        used = self._house.store.connections_in_use
        if used:
            raise Violation(f"I13: {used} connections are in use while nobody is served")
        answer = letter.answer
        if letter.path not in ("/v1/sync", "/v1/sync/backfill") or isinstance(answer, Exception):
            return
        if answer is None or answer.status != 200:
            return
        letter.slice = Slice(self._house.look(), letter.seat.user.id)
        sent = {item["lead"]["id"] for item in answer.told["items"] if item["op"] == "put"}
        foreign = sent - letter.slice.leads.keys()
        if foreign:
            raise Violation(f"I3: {letter.seat.name} was sent {foreign}, which is not theirs")

    # ---- at a desk

    def heard(self, seat: Seat, letter: Letter) -> None:
        """The desk has taken in an answer, or that there is none."""
        self._only_upwards(seat)
        self._own_work_is_seen(seat)
        self._clock_is_right(seat)
        answer = letter.answer
        if letter.slice is None or isinstance(answer, Exception) or answer is None:
            return
        cursor = seat.up._caches.filling.cursor
        if letter.path == "/v1/sync" and cursor.complete and cursor.since == letter.slice.seq:
            self._same(seat, letter.slice, "I7")

    def _same(self, seat: Seat, slice: Slice, which: str) -> None:
        connection = seat.up._caches.filling.database.connection
        leads = {row[0]: row[1] for row in connection.execute("SELECT id, seq FROM lead")}
        if leads != slice.leads:
            told = _difference(slice.leads, leads)
            raise Violation(f"{which}: {seat.name} holds other leads than theirs: {told}")
        docs = (json.loads(row[0]) for row in connection.execute("SELECT doc FROM activity"))
        held = {(doc["id"], doc["seq"], int(doc.get("undone", False))) for doc in docs}
        if held != slice.activities:
            told = f"lacks {slice.activities - held}, has {held - slice.activities}"
            raise Violation(f"{which}: {seat.name} holds another history than theirs: {told}")

    def did(self, seat: Seat) -> None:
        """Somebody has done something."""
        if seat.not_durable:
            raise Violation(f"I10: {seat.name} saw done what is not on the disk")

    def forget_heights(self, seat: Seat) -> None:
        self._heights.pop(seat.name, None)

    def _only_upwards(self, seat: Seat) -> None:
        cache = seat.up._caches.filling
        since = cache.cursor.since or 0
        seqs = dict(map(tuple, cache.database.connection.execute("SELECT id, seq FROM lead")))
        generation, before, known = self._heights.get(seat.name, (-1, 0, {}))
        if generation == cache.generation:
            fell = {id for id, seq in seqs.items() if seq < known.get(id, 0)}
            if since < before or fell:
                raise Violation(f"I4: {seat.name} fell from {before} to {since}, and {fell}")
        self._heights[seat.name] = (cache.generation, since, seqs)

    def _own_work_is_seen(self, seat: Seat) -> None:
        desk = seat.up
        marks = ", ".join(f"'{kind}'" for kind in ON_TIMELINES)
        accepted = desk._outbox.entries(f"state = 'acked' AND type IN ({marks})")
        timelines: dict[str, set[str]] = {}
        for entry in accepted:
            lead = desk._overlay.lead(entry.lead or "")
            if lead is None or entry.lead is None:
                continue
            if lead.id not in timelines:
                timelines[lead.id] = {one.id for one in desk._overlay.timeline(lead)[0]}
            if entry.mutation(None).args["activity_id"] not in timelines[lead.id]:
                raise Violation(f"I5: {seat.name} sees no more of {entry.type} {entry.id}")

    def _clock_is_right(self, seat: Seat) -> None:
        clock = seat.up._clock
        best = clock._best()
        if best is None or not clock.is_certain:
            return
        if best.rtt <= 2 and clock.monotonic() - best.taken < 600:
            off = abs((clock.now()).timestamp() - seat.world.wall())
            if off > 1.0:
                raise Violation(f"I14: the clock of {seat.name} is off by {off:.1f} s")

    # ---- at the end

    def at_end(self, seats: list[Seat]) -> None:
        connection = self._house.look()
        self._gapless(connection)
        self._once_each(connection, seats)
        for seat in seats:
            slice = Slice(connection, seat.user.id)
            self._same(seat, slice, "I2")
            self._documents(connection, seat)
            self._configured(connection, seat)
            self._nothing_left_behind(connection, seat, slice)
            self._nothing_of_erased(connection, seat)
            self._few_resyncs(seat)

    def _gapless(self, connection: sqlite3.Connection) -> None:
        lowest, highest, count, seq = connection.execute(
            "SELECT min(history.seq), max(history.seq), count(*), team.seq"
            " FROM history JOIN team ON team.id = history.team"
        ).fetchone()
        if count != highest - lowest + 1 or highest != seq:
            raise Violation(f"I9: {count} of {lowest} to {highest} in a history up to {seq}")

    def _once_each(self, connection: sqlite3.Connection, seats: list[Seat]) -> None:
        stored = connection.execute("SELECT id, result, user, lead FROM mutation").fetchall()
        results = {id: json.loads(result) for id, result, *_ in stored}
        records = _records(connection)
        mine: set[str] = set()
        for seat in seats:
            kept = {entry.id: entry for entry in seat.up._outbox.entries("1")}
            mine |= kept.keys() | seat.ticked.keys()
            for id in sorted(seat.ticked.keys() - kept.keys()):
                if self._is_about_erased(seat.ticked[id]):
                    continue
                result = results.get(id, {})
                if result.get("s") != "ok" or self._house.store.done[id] != 1:
                    raise Violation(f"I1: {seat.name} ticked {id}, and nobody knows of it")
            for id, entry in kept.items():
                if self._is_about_erased(entry.body):
                    continue
                result = results.get(id)
                times = self._house.store.done[id]
                if entry.state in ("rejected", "discarded"):
                    if times or (result is not None and result["s"] == "ok"):
                        raise Violation(f"I1: {entry.type} {id} was refused and has an effect")
                    continue
                if entry.state != "acked" or result is None or result["s"] != "ok" or times != 1:
                    raise Violation(
                        f"I1: {entry.type} {id} of {seat.name} is {entry.state} here, {result}"
                        f" there, and was done {times} times"
                    )
                in_full = result.get("note") is None and entry.type not in NOT_RECORDED
                if in_full and records.get(id) != 1:
                    raise Violation(f"I1: {entry.type} {id} is in {records.get(id, 0)} records")
        users = {seat.user.id for seat in seats}
        strange = {
            id for id, _, user, lead in stored
            # A crash may come before a tick, and the erasure of its lead before the push.
            if id not in mine and user in users and lead not in self._team.erased
        }  # fmt: skip
        if strange:
            raise Violation(f"I1: nobody did {strange}")

    def _documents(self, connection: sqlite3.Connection, seat: Seat) -> None:
        desk = seat.up
        for row in desk._caches.shown.database.connection.execute("SELECT id, doc FROM lead"):
            said = dict(zip(("owner", "pool", "assigned_at", "seq", "doc"), connection.execute(
                "SELECT owner, pool, assigned_at, seq, doc FROM lead WHERE id = ?", (row["id"],)
            ).fetchone(), strict=True))  # fmt: skip
            known = json.loads(row["doc"])
            doc = json.loads(said.pop("doc")) | {k: v for k, v in said.items() if v is not None}
            if known != doc:
                raise Violation(f"I2: {seat.name} holds another {row['id']} than the server")
            if desk._overlay.entries(row["id"]):
                continue  # accepted, and shown as it was done until the poll under way is answered
            if desk.lead(row["id"]) != read_lead(known):
                raise Violation(f"I2: {seat.name} is shown another {row['id']} than they hold")

    def _configured(self, connection: sqlite3.Connection, seat: Seat) -> None:
        cache = seat.up._caches.shown.database.connection
        held = {tuple(row) for row in cache.execute("SELECT kind, key, doc FROM config")}
        said = {
            (kind, key, compact(json.loads(doc)))
            for kind, key, doc in connection.execute(
                "SELECT kind, key, doc FROM config WHERE team = ? AND doc IS NOT NULL",
                (seat.user.team,),
            )
        }
        if held != said:
            told = sorted(row[:2] for row in held ^ said)
            raise Violation(f"I2: {seat.name} goes by another configuration: {told}")

    def _nothing_left_behind(
        self, connection: sqlite3.Connection, seat: Seat, slice: Slice
    ) -> None:
        shown = seat.up._caches.shown.database.path
        disk = b"".join(
            path.read_bytes()
            for path in seat.disk.folder.glob("cache.*")
            if path.suffix != ".db-shm"
        )
        for id, email in connection.execute("SELECT id, email FROM lead"):
            if id not in slice.leads and email and email.encode() in disk:
                raise Violation(f"I3: {email} is still on the disk of {seat.name} ({shown.name})")

    def _is_about_erased(self, body: bytes) -> bool:
        return any(id.encode() in body for id in self._team.erased)

    def _nothing_of_erased(self, connection: sqlite3.Connection, seat: Seat) -> None:
        """Neither in the cache nor in what was done here, sent or not; a call on another lead only
        says by id whom it passed over. Of an erasure before which a server was restored nobody
        knows: whoever restores has to erase again.
        """
        back = {row[0] for row in connection.execute("SELECT id FROM lead")}
        disk = b"".join(path.read_bytes() for path in seat.disk.folder.glob("*.db*"))
        for (id,) in connection.execute(_ERASED).fetchall():
            if id in back:
                continue
            email = self._team.erased[id]
            told = [
                e.type
                for e in seat.up._outbox.entries("1")
                if id.encode() in e.body and (e.type != "call_started" or e.lead == id)
            ]
            if told or email.encode() in disk:
                raise Violation(f"I3: {seat.name} still holds {email}, who was erased: {told}")

    def _few_resyncs(self, seat: Seat) -> None:
        times = int(seat.up._outbox.get("cache_gen") or 0)
        causes = self._house.restores + self._team.rescopes[seat.name]
        if times > causes:
            raise Violation(f"I12: {seat.name} pulled all anew {times} times for {causes} causes")


def _records(connection: sqlite3.Connection) -> Mapping[str, int]:
    """Mutation → in how many leads' records, and how often."""
    found: dict[str, int] = {}
    for (doc,) in connection.execute("SELECT doc FROM lead"):
        for item in json.loads(doc).get("record", ()):
            found[item["id"]] = found.get(item["id"], 0) + 1
    return found


def _difference(said: Mapping[str, Any], held: Mapping[str, Any]) -> str:
    names = sorted({*said, *held})
    return ", ".join(
        f"{name[:8]} {held.get(name)} instead of {said.get(name)}"
        for name in names
        if said.get(name) != held.get(name)
    )
