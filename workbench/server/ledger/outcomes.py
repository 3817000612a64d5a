"""What other systems are to be told of a lead's change, kept in the transaction that changes it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, select

from workbench.domain.lead import Lead
from workbench.domain.outcomes import Outcomes, news, outcomes_of
from workbench.domain.plain import from_ms
from workbench.server import schema
from workbench.server.ledger.documents import Stored
from workbench.server.ledger.rows import read_rows
from workbench.server.moment import real_ms
from workbench.wire import compact


class Outgoing:
    """The outcomes of one writing. Who is to be told is asked once, with the first to tell."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team
        self._receivers: dict[str, frozenset[str]] | None = None

    def rows(self, before: Stored | None, lead: Lead) -> list[dict[str, Any]]:
        """Rows of `schema.outcome`, without seq and number. `before` None: the lead is new."""
        if before is None and _is_untold(lead):
            return []
        if self._receivers is None:
            rows = read_rows(self._connection, _RECEIVERS, {"team": self._team})
            self._receivers = {row.id: frozenset(json.loads(row.kinds)) for row in rows}
        if not self._receivers:
            return []
        was: Outcomes = {} if before is None else outcomes_of(before.lead)
        return list(self._owed(was, lead))

    def _owed(self, was: Outcomes, lead: Lead) -> Iterator[dict[str, Any]]:
        assert self._receivers is not None
        about = _about(lead)
        for one in news(was, outcomes_of(lead)):
            plain = {"id": one.id, **one.told, **({"undone": True} if one.undone else {})}
            told = {"type": f"lead.{one.kind}", "data": {**about, one.kind: plain}}
            at = real_ms()
            doc = compact({"timestamp": from_ms(at).isoformat(), **told})
            for receiver, kinds in self._receivers.items():
                if one.kind in kinds:
                    yield {
                        "receiver": receiver, "id": f"msg_{uuid.uuid4().hex}", "team": self._team,
                        "lead": lead.id, "doc": doc, "at": at, "next_at": at,
                    }  # fmt: skip


def _is_untold(lead: Lead) -> bool:
    """Whether nothing became of a new lead yet: it waits for somebody, or is old."""
    return lead.is_open or not any(inquiry.live for inquiry in lead.inquiries)


def _about(lead: Lead) -> dict[str, Any]:
    """Which lead it is: ours by `lead`, theirs by the newest id that a source gave."""
    known = [one for one in lead.inquiries if one.external_id is not None]
    newest = max(known, key=lambda one: (one.received_at, one.id), default=None)
    theirs = {"external_id": newest.external_id, "source": newest.source} if newest else {}
    return {"lead": lead.id, **theirs, "owner": lead.owner}


_receiver = schema.receiver.c
_RECEIVERS = select(_receiver.id, _receiver.kinds).where(_receiver.team == bindparam("team"))
