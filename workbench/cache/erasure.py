"""What leaves this computer when the person behind a lead was erased, whatever still waits."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.cache.outbox import Outbox
from workbench.wire import compact


def erase(outbox: Outbox, leads: Iterable[str]) -> frozenset[str]:
    """Nothing of these leads stays in the outbox, nor in its log. Returns the leads, these and
    others, with which something was done that is gone now. Raises NotSaved.
    """
    touched: set[str] = set()
    with outbox.writing() as writing:
        for lead in leads:
            for table in ("draft", "call", "mail"):
                writing.connection.execute(f"DELETE FROM {table} WHERE lead = ?", (lead,))
            gone = writing.connection.execute(
                # A referral holds a person's name; a call only says whom it passed over, by id.
                "DELETE FROM outbox WHERE lead = ? OR type <> 'call_started'"  # not a text
                " AND instr(CAST(body AS TEXT), ?)"
                " RETURNING id, lead",  # not a text
                (lead, compact(lead)),
            ).fetchall()
            writing.erased |= {row["id"] for row in gone}
            touched |= {row["lead"] for row in gone if row["lead"] is not None}
        writing.forget_batches()
    outbox.database.checkpoint(truncate=True)
    return frozenset(touched)
