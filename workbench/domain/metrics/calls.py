"""A lead's calls as they were begun, and which other lead they passed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workbench.domain.lead import Lead
from workbench.domain.record import told_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """`over`: the lead that stood on top of the caller's list just then, None where it was this."""

    lead: str
    call: str
    at: datetime
    rep: str = ""
    over: str | None = None


def begun_of(lead: Lead) -> tuple[Begun, ...]:
    if lead.status == "merged":
        return ()
    return tuple(
        Begun(
            lead=lead.id, call=item.id, at=item.at, rep=item.user or "",
            over=str(item.args["over"]) if item.args.get("over") else None,
        )
        for item in told_of(lead.record, {"call_started"})
    )  # fmt: skip
