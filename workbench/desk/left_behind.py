"""What was being typed about leads that somebody else has by now, and leads that go in a moment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from workbench.desk.desk import Desk
from workbench.domain.plain import from_ms

NOTE, MAIL = "note", "mail"
GOES = "promised_away"
"""What the timeline says of a lead that goes to somebody once a call is wrapped up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A draft whose lead is not at this desk any more."""

    lead: str
    text: str
    at: datetime


def drafted(desk: Desk) -> Iterator[Left]:
    """All drafts of notes and mails, the newest first."""
    found = desk._outbox.database.connection.execute(
        "SELECT lead, kind, text, at FROM draft WHERE kind IN (?, ?) ORDER BY at DESC", (NOTE, MAIL)
    )
    for lead, kind, text, at in found:
        said = text
        if kind == MAIL:
            mail = json.loads(text)
            said = "\n\n".join(filter(None, (mail.get("subject"), mail.get("text"))))
        if said.strip():
            yield Left(lead=lead, text=said.strip(), at=from_ms(at))


def left_behind(desk: Desk) -> list[Left]:
    """Those of leads that went; none while the leads are still coming in."""
    if not desk.sync_state().complete:
        return []
    return [draft for draft in drafted(desk) if desk.lead(draft.lead) is None]


def going(desk: Desk) -> dict[str, tuple[str, str]]:
    """Call that runs → its lead, and who has it once the call is wrapped up, in a sentence."""
    told = {}
    for call in desk.running_calls():
        found = desk._caches.shown.database.connection.execute(
            "SELECT doc FROM activity WHERE lead = ? AND doc LIKE ? ORDER BY at DESC",
            (call.lead, f'%"{GOES}"%'),
        )
        for doc in (json.loads(text) for (text,) in found):
            if doc["kind"] == GOES and doc.get("call_id") == call.call_id:
                told[call.call_id] = (call.lead, str(doc.get("reason") or ""))
    return told
