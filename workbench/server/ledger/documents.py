"""Leads and activities as they are stored, and the text in which they leave again.

A page is joined from stored text: what a column holds is put in front of the rest, unparsed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from workbench.domain.activity import Activity
from workbench.domain.frozen import replace
from workbench.domain.lead import Lead
from workbench.domain.plain import Plain, from_ms, to_ms, to_plain
from workbench.mirror import reader
from workbench.server.ledger.audiences import Audience
from workbench.wire import activity_plain, compact

IN_COLUMNS = ("owner", "pool", "assigned_at", "seq")
STORED = ("id", "home", *IN_COLUMNS, "granted_at", "doc")
"""The columns of `schema.lead` that a `Stored` is made from, in its order."""
read_stored = reader(Lead)
"""The lead of a stored text, but for what stands in columns. Raises Misfit."""
_write = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Stored:
    """A lead as the ledger holds it; `lead` is read from its text when it is first asked for."""

    id: str
    home: Audience
    owner: str | None
    pool: str | None
    assigned_at: int | None
    seq: int
    granted_at: int
    doc: str
    _lead: Lead | None = None

    @property
    def lead(self) -> Lead:
        if self._lead is None:
            since = None if self.assigned_at is None else from_ms(self.assigned_at)
            self._lead = replace(
                read_stored(self.doc),
                owner=self.owner, pool=self.pool, assigned_at=since, seq=self.seq,
            )  # fmt: skip
        return self._lead


def lead_columns(lead: Lead) -> dict[str, Any]:
    """The row of `schema.lead` that this lead is, without home, grant and seq."""
    plain = to_plain(lead)
    owner, pool, assigned_at, _ = (plain.pop(name, None) for name in IN_COLUMNS)
    clock = lead.clock
    running = clock is not None and clock.is_running
    return {
        "id": lead.id,
        "owner": owner,
        "pool": pool,
        "assigned_at": assigned_at,
        "status": lead.status,
        "type": lead.type,
        "name": lead.name,
        "title": lead.title,
        "company": lead.company,
        "domain": lead.domain,
        "email": lead.email,
        "phone_e164": lead.phone_e164,
        "attempts": lead.attempts,
        "received_at": _ms(lead.newest_inquiry.received_at) if lead.inquiries else None,
        "due_at": _ms(clock.due_at) if clock is not None and running else None,
        "queue_from": plain.get("standing", {}).get("queue_from"),
        "last_touch_at": plain.get("last_touch_at"),
        "last_touch": lead.last_touch,
        "company_key": lead.company_key,
        "alarm_at": plain.get("alarm_at"),
        "doc": written(plain),
    }


def lead_text(row: Mapping[Any, Any]) -> str:
    """The lead of a row with `doc` and the columns, as JSON text that `wire.read_lead` reads."""
    told = {name: row[name] for name in IN_COLUMNS if row[name] is not None}
    return f"{compact(told)[:-1]},{row['doc'][1:]}"


def activity_doc(activity: Activity) -> str:
    plain: dict[str, Plain] = activity_plain(activity)
    for name in ("seq", "undone"):
        plain.pop(name, None)
    return written(plain)


def written(plain: Mapping[str, Plain]) -> str:
    """`compact` in a sixth of its time; only a number below 0.0001 or from 1e16 on is written in
    other digits. Raises ValueError as that one does.
    """
    text = _write(plain)
    # It writes null for what is no number, too: then it does so more often than there is nothing.
    nulls = text.count(b"null")
    has_all = not nulls or nulls == list(plain.values()).count(None)
    return text.decode() if has_all else compact(plain)


def activity_text(seq: int, undone: bool, doc: str) -> str:
    return f'{{"seq":{seq},{"" if not undone else _UNDONE}{doc[1:]}'


_UNDONE = '"undone":true,'


def _ms(at: datetime | None) -> int | None:
    return None if at is None else to_ms(at)
