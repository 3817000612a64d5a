"""What became of leads, by the id of the system they came from; and those that marketing nurtures.

The table tells what webhooks tell (`domain.outcomes`), the newest of each kind in one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbench.domain.lead import Inquiry, Lead
from workbench.domain.outcomes import Outcome, outcomes_of
from workbench.domain.plain import Plain

TOLD = {
    "stage": ("stage", "stage"),
    "code": ("disposition", "code"),
    "reason": ("disposition", "reason"),
    "disposed_at": ("disposition", "at"),
    "revisit_on": ("stage", "revisit_on"),
    "touched_by": ("touch", "channel"),
    "touched_at": ("touch", "at"),
    "meeting": ("meeting", "result"),
    "meeting_at": ("meeting", "at"),
    "handoff": ("handoff", "decision"),
    "handoff_code": ("handoff", "code"),
    "quality": ("handoff", "quality"),
    "sale": ("opportunity", "outcome"),
    "sale_stage": ("opportunity", "stage"),
    "amount": ("opportunity", "amount"),
    "currency": ("opportunity", "currency"),
    "closed_on": ("opportunity", "closed_on"),
    "sale_reason": ("opportunity", "reason"),
}
"""Column → kind of outcome and what it says."""
OUTCOME_COLUMNS = ("external_id", "source", "lead", "owner", "touches", *TOLD)
NURTURED_COLUMNS = (
    "external_id", "source", "lead", "email", "name", "title", "company", "country", "language",
    "industry", "persona", "type", "code", "reason", "revisit_on", "consent", "received_at",
)  # fmt: skip


def outcome_rows(lead: Lead) -> Iterator[dict[str, Plain]]:
    """One for each id that a source gave."""
    told = outcomes_of(lead).values()
    newest: Mapping[str, Outcome] = {one.kind: one for one in told}
    said = {
        column: newest[kind].told.get(name)
        for column, (kind, name) in TOLD.items()
        if kind in newest
    }
    said |= {"lead": lead.id, "owner": lead.owner}
    said["touches"] = sum(one.kind == "touch" for one in told)
    for inquiry in _named(lead):
        yield {**said, "external_id": inquiry.external_id, "source": inquiry.source}


def nurtured_rows(lead: Lead) -> Iterator[dict[str, Plain]]:
    """None of whom no mail may be sent."""
    if lead.status == "nurture" and lead.email and "email" not in lead.barred:
        facts = {name: getattr(lead, name, None) for name in NURTURED_COLUMNS}
        newest = next(reversed(list(_named(lead))), lead.newest_inquiry)
        yield facts | {
            "lead": lead.id,
            "external_id": newest.external_id,
            "source": newest.source,
            "received_at": lead.newest_inquiry.received_at,
        }


def _named(lead: Lead) -> Iterator[Inquiry]:
    """The newest inquiry of each id, the newest last."""
    known = sorted(lead.inquiries, key=lambda one: (one.received_at, one.id))
    by_id = {(one.source, one.external_id): one for one in known if one.external_id is not None}
    yield from sorted(by_id.values(), key=lambda one: (one.received_at, one.id))
