"""Who may do what: one row for each call and each mutation. What has no row fails the tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

from workbench.wire import Role

Who: TypeAlias = "frozenset[Role] | Literal['anybody', 'source']"

ALL: frozenset[Role] = frozenset(get_args(Role))
WORKERS: frozenset[Role] = frozenset({"rep", "lead", "ae", "ops"})
LEADS: frozenset[Role] = frozenset({"lead", "ops"})
OPS: frozenset[Role] = frozenset({"ops"})

CALLS: Mapping[str, Who] = {
    "POST /v1/auth/login": "anybody",
    "POST /v1/auth/refresh": "anybody",
    "POST /v1/auth/logout": ALL,
    "POST /v1/auth/password": ALL,
    "GET /v1/devices": ALL,
    "DELETE /v1/devices/{id}": ALL,
    "GET /v1/me": ALL,
    "GET /v1/users": LEADS,
    "POST /v1/users": LEADS,
    "PATCH /v1/users/{id}": LEADS,
    "GET /v1/pools": LEADS,
    "POST /v1/pools": LEADS,
    "PATCH /v1/pools/{id}": LEADS,
    "GET /v1/sources": LEADS,
    "POST /v1/sources": LEADS,
    "PATCH /v1/sources/{id}": LEADS,
    "POST /v1/sources/{id}/key": LEADS,
    "POST /v1/sources/{id}/secret": LEADS,
    "DELETE /v1/sources/{id}/secret": LEADS,
    "GET /v1/accounts": LEADS,
    "POST /v1/accounts": LEADS,
    "PATCH /v1/accounts/{id}": LEADS,
    "POST /v1/push": WORKERS,  # others only to hear what became of work in an earlier role
    "GET /v1/sync": ALL,
    "GET /v1/sync/backfill": ALL,
    "GET /v1/leads": ALL,
    "GET /v1/leads/{id}": ALL,
    "GET /v1/leads/{id}/activities": ALL,
    "POST /v1/inquiries": "source",
    "POST /v1/signals": "source",
    "POST /v1/hooks/{source}": "source",
    "POST /v1/import": LEADS,
    "POST /v1/leads/reassign": LEADS,
    "POST /v1/batches/{id}/undo": LEADS,
    "GET /v1/covers": LEADS,
    "POST /v1/covers": LEADS,
    "DELETE /v1/covers/{id}": LEADS,
    "GET /v1/audit": LEADS,
    "GET /v1/leaks": LEADS,
    "GET /v1/capacity": LEADS,
    "POST /v1/whatif": LEADS,
    "GET /v1/policy": ALL,
    "PUT /v1/policy": OPS,
    "GET /v1/policy/history": ALL,
    "GET /v1/policy/diff": ALL,
    "POST /v1/policy/check": OPS,
    "POST /v1/policy/try": OPS,
    "GET /v1/reports/{name}": ALL,
    "GET /v1/decisions": LEADS,
    "POST /v1/decisions": LEADS,
    "PATCH /v1/decisions/{id}": LEADS,
    "GET /v1/metrics": ALL,
    "PUT /v1/metrics/{name}": LEADS,
    "GET /v1/export/{name}": LEADS,
    "POST /v1/privacy/export": OPS,
    "POST /v1/privacy/erase": OPS,
    "GET /v1/health": "anybody",
    "GET /metrics": "anybody",
    "GET /openapi.json": "anybody",
}

OWN_ONLY: frozenset[Role] = frozenset({"rep"})
"""Roles that may reassign only what is theirs."""

MUTATIONS: Mapping[str, frozenset[Role]] = {
    "call_started": WORKERS,
    "touch_logged": WORKERS,
    "disposed": WORKERS,
    "claimed": WORKERS,
    "released": WORKERS,
    "snoozed": WORKERS,
    "held": WORKERS,
    "callback_promised": WORKERS,
    "lead_added": WORKERS,
    "lead_edited": WORKERS,
    "opted_out": WORKERS,
    "merged": WORKERS,
    "qualification_answered": WORKERS,
    "meeting_booked": WORKERS,
    "meeting_resolved": WORKERS,
    "handed_off": WORKERS,
    "handoff_decided": frozenset({"ae", "lead"}),
    "opportunity_updated": frozenset({"ae", "ops"}),
    "availability_set": WORKERS,
    "reassigned": frozenset({"rep", "lead", "ops"}),
    "undone": WORKERS,
}

MANAGED: Mapping[Role, frozenset[Role]] = {
    "lead": frozenset({"rep", "ae"}),
    "ops": ALL,
}
"""Whom a role may add and change, and which roles it may give."""


def may_call(role: Role, call: str) -> bool:
    who = CALLS[call]
    return not isinstance(who, str) and role in who


def may_do(role: Role, mutation_type: str) -> bool:
    """An unknown type is for the mutation's own check to refuse, not for this table."""
    return role in MUTATIONS.get(mutation_type, WORKERS)
