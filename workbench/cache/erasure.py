"""What leaves this computer when the person behind a lead was erased, whatever still waits."""

from __future__ import annotations

from collections.abc import Collection

from workbench.cache.outbox import Outbox
from workbench.cache.writing import Writing
from workbench.wire import compact


def erase(outbox: Outbox, leads: Collection[str]) -> frozenset[str]:
    """Nothing of these leads stays in the outbox, nor in its log. Returns the leads, these and
    others, with which something was done that is gone now. Raises NotSaved.
    """
    if not leads:
        return frozenset()
    with outbox.writing() as writing:
        touched = forget(writing, leads)
    outbox.database.checkpoint(truncate=True)
    return touched


def forget(writing: Writing, leads: Collection[str]) -> frozenset[str]:
    """The same but for the log, in a transaction of somebody's."""
    touched: set[str] = set()
    for lead in leads:
        for table in ("draft", "call", "mail"):
            writing.connection.execute(f"DELETE FROM {table} WHERE lead = ?", (lead,))
        gone = writing.connection.execute(
            # A referral holds a person's name; a call only says whom it passed over, by id.
            "DELETE FROM outbox WHERE lead = ? OR type <> 'call_started'"
            " AND instr(CAST(body AS TEXT), ?)"
            " RETURNING id, lead",
            (lead, compact(lead)),
        ).fetchall()
        writing.erased |= {row["id"] for row in gone}
        touched |= {row["lead"] for row in gone if row["lead"] is not None}
    writing.forget_batches()
    return frozenset(touched)
