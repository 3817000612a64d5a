"""What leaves this computer when the person behind a lead was erased, whatever still waits."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.cache.outbox import Outbox
from workbench.wire import compact


def erase(outbox: Outbox, leads: Iterable[str]) -> None:
    """Nothing of these leads stays in the outbox, nor in its log. Raises NotSaved."""
    with outbox.writing() as writing:
        for lead in leads:
            for table in ("draft", "call", "mail"):
                writing.connection.execute(f"DELETE FROM {table} WHERE lead = ?", (lead,))
            writing.connection.execute(
                "DELETE FROM outbox WHERE lead = ? OR instr(CAST(body AS TEXT), ?)",  # not a text
                (lead, compact(lead)),
            )
        writing.connection.execute(
            "DELETE FROM batch WHERE mutation NOT IN (SELECT id FROM outbox)"  # not a text
        )
    outbox.database.checkpoint(truncate=True)
