"""What a team lead asks of the server: who would get what, do it, take it back; what leaks.

All of it runs in a worker and comes back as a fact: `preview_ready`, `moved`, `board_told`, or
`failed` with a sentence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from workbench.desk.desk import Desk
from workbench.desk.moves import (
    BALANCE,
    Cover,
    Kind,
    Moved,
    Preview,
    Reassign,
    Wish,
    read_moved,
    read_preview,
)
from workbench.desk.team import Speed, speeds, touched
from workbench.domain.plain import from_ms, to_ms
from workbench.domain.tongue import tr
from workbench.sync.errors import Offline, SyncError
from workbench.wire import compact

UNDONE_WITHIN = timedelta(hours=24)
_MOST_SHOWN = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A class of leads that fall through. `remedy`: assign, call, plan, resolve, decide or look."""

    name: str
    label: str
    definition: str
    remedy: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """Somebody's cover that is planned or runs."""

    id: str
    user: str
    cover_name: str
    since: datetime
    until: datetime | None
    is_lent: bool
    leads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """`seen`: when a desk of somebody's was last heard of, on the desk's time; `touched`: a lead
    for each touch of today; `leaking`: the leads of the class that was asked for.
    """

    leaks: tuple[Leak, ...] = ()
    leak: str = ""
    leaking: tuple[str, ...] = ()
    seen: Mapping[str, datetime] = field(default_factory=dict)
    covers: Mapping[str, Covered] = field(default_factory=dict)
    speeds: Mapping[str, Speed] = field(default_factory=dict)
    touched: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch of this desk's that can still be taken back."""

    id: str
    kind: Kind
    moved: int
    until: datetime


class TeamLead:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def _kept(self) -> str:
        """The key under which their own batches are remembered here."""
        return f"batches {self._desk.me}"  # not a text

    def preview(self, wish: Wish) -> None:
        self._desk._errand(lambda: self._preview(wish))

    def apply(self, preview: Preview) -> None:
        """What changed since it was shown stays, and is told as such."""
        self._desk._errand(lambda: self._apply(preview))

    def undo(self, batch: Batch) -> None:
        self._desk._errand(lambda: self._undo(batch))

    def give_back(self, covered: Covered) -> None:
        """End a cover now."""
        self._desk._errand(lambda: self._give_back(covered))

    def look(self, leak: str = "") -> None:
        """What leaks, who was seen when; of the class `leak` the leads, too."""
        self._desk._errand(lambda: self._look(leak))

    def batches(self) -> list[Batch]:
        """What this desk has moved and can still take back, the newest first."""
        now = self._desk.now()
        known = json.loads(self._desk._outbox.get(self._kept) or "[]")
        found = (
            Batch(id=id, kind=kind, moved=moved, until=from_ms(at) + UNDONE_WITHIN)
            for id, kind, moved, at in known
        )
        return [batch for batch in found if batch.until > now]

    # ---- in the worker

    def _preview(self, wish: Wish) -> None:
        path = "/v1/covers" if isinstance(wish, Cover) else "/v1/leads/reassign"
        answer = self._call("POST", path, {**wish.asked, "preview": True})
        self._desk._facts.tell("preview_ready", read_preview(wish, answer))

    def _apply(self, preview: Preview) -> None:
        wish = preview.wish
        if isinstance(wish, Cover):
            answer = self._call("POST", "/v1/covers", {**wish.asked, "preview": False})
        else:
            done = {"to": wish.to, "reason": wish.reason, "preview_id": preview.preview_id}
            answer = self._call("POST", "/v1/leads/reassign", {**done, "preview": False})
        moved = read_moved(preview.kind, answer)
        if moved.batch_id:
            self._keep([(moved.batch_id, moved.kind, moved.moved, to_ms(self._desk.now()))])
        self._tell(moved)

    def _undo(self, batch: Batch) -> None:
        answer = self._call("POST", f"/v1/batches/{batch.id}/undo", {})
        self._keep([], without=batch.id)
        self._tell(read_moved(batch.kind, answer, undone=True))

    def _give_back(self, covered: Covered) -> None:
        answer = self._call("DELETE", f"/v1/covers/{covered.id}")
        self._tell(read_moved("given_back", answer))

    def _tell(self, moved: Moved) -> None:
        self._desk._facts.tell("moved", moved)

    def _keep(self, new: list[tuple[str, Kind, int, int]], *, without: str = "") -> None:
        known = [
            (batch.id, batch.kind, batch.moved, to_ms(batch.until - UNDONE_WITHIN))
            for batch in self.batches()
            if batch.id != without
        ]
        with self._desk._outbox.writing() as writing:
            writing.put(self._kept, compact([list(one) for one in (*new, *known)]))

    def _look(self, leak: str) -> None:
        try:
            told = self._call("GET", "/v1/leaks", limit=0)["classes"]
            of = self._leads_of(leak) if leak else ()
            covers = self._call("GET", "/v1/covers")["covers"]
            users = self._call("GET", "/v1/users")["users"]
        except SyncError:
            return  # the bar says that nobody is on the line; the next look comes by itself
        names = ("name", "label", "definition", "remedy", "n")
        overview = Overview(
            leaks=tuple(Leak(**{name: one[name] for name in names}) for one in told),
            leak=leak,
            leaking=of,
            seen=self._seen(users),
            covers={one["user"]: _covered(one) for one in covers if one["state"] != "ended"},
            speeds=speeds(self._desk),
            touched=touched(self._desk),
        )
        self._desk._facts.tell("board_told", overview)

    def _leads_of(self, leak: str) -> tuple[str, ...]:
        [told] = self._call("GET", "/v1/leaks", of=leak, limit=_MOST_SHOWN)["classes"]
        return tuple(lead["id"] for lead in told["leads"])

    def _seen(self, users: list[dict[str, Any]]) -> dict[str, datetime]:
        """The server tells it in real time; a practice clock is another one."""
        real, now = datetime.now(UTC), self._desk.now()
        heard = {user["id"]: user["seen_at"] for user in users if user["seen_at"]}
        return {id: now - (real - from_ms(at)) for id, at in heard.items()}

    def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, **params: Any
    ) -> dict[str, Any]:
        line = self._desk._line
        if line is None:
            raise Offline(tr("You are not signed in, and moving leads needs the server."))
        sent = None if body is None else compact(dict(body)).encode()
        told: dict[str, Any] = line.session.call(method, path, body=sent, params=params or None)
        return told


def balance_of_the_team() -> Reassign:
    return Reassign(to=BALANCE)


def _covered(one: Mapping[str, Any]) -> Covered:
    until = one["until"]
    return Covered(
        id=one["id"],
        user=one["user"],
        cover_name=one["cover_name"] or "",
        since=from_ms(one["from"]),
        until=None if until is None else from_ms(until),
        is_lent=one["state"] == "lent",
        leads=one["leads"] or 0,
    )
