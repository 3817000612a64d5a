"""Leads, and what is done about them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, false, text

from workbench.server.schema.columns import metadata, text_, whole


def _given(name: str) -> dict[str, Any]:
    """Of an index that holds only those which have this; a lead that has it not costs nothing."""
    condition = text(f"{name} IS NOT NULL")
    return {"sqlite_where": condition, "postgresql_where": condition}


lead = Table(
    "lead",
    metadata,
    text_("id", primary_key=True),
    text_("team"),
    whole("seq"),
    whole("born_seq"),
    text_("home"),  # audience: user:<id>, pool:<id>, leads:<team>
    whole("granted_seq"),
    whole("granted_at"),
    text_("owner", null=True),
    text_("pool", null=True),
    whole("assigned_at", null=True),
    text_("status"),
    text_("type"),
    text_("name", null=True),
    text_("title", null=True),
    text_("company", null=True),
    text_("domain", null=True),
    text_("email", null=True),
    text_("phone_e164", null=True),
    Column("attempts", Integer, nullable=False),
    whole("received_at", null=True),  # of the newest inquiry
    whole("due_at", null=True),  # of the running clock
    whole("queue_from", null=True),
    whole("last_touch_at", null=True),
    text_("last_touch", null=True),
    text_("company_key", null=True),
    whole("alarm_at", null=True),  # when the server has to look at it
    text_("doc"),
    Index(None, "alarm_at", **_given("alarm_at")),
    # Who else is at a company.
    Index(None, "team", "company_key", "last_touch_at", "id", **_given("company_key")),
    Index(None, "team", "domain", "last_touch_at", "id", **_given("domain")),
    Index(None, "team", "seq"),
    Index(None, "home", "seq"),
    Index(None, "team", "status", "owner", "queue_from", "due_at"),  # what leaks, counted
    Index(None, "owner", "received_at"),
    # The promises of a team: few of its leads.
    Index("ix_lead_running", "team", "due_at", **_given("due_at")),
)

lead_key = Table(
    "lead_key",
    metadata,
    text_("team", primary_key=True),
    text_("kind", primary_key=True),  # email, phone, person_id, record:<source>, …
    text_("value", primary_key=True),
    text_("lead", index=True),
)

activity = Table(
    "activity",
    metadata,
    text_("id", primary_key=True),
    text_("team"),
    text_("lead", ForeignKey("lead.id")),
    whole("seq"),
    text_("mutation", null=True, index=True),
    Column("undone", Boolean, nullable=False, server_default=false()),
    text_("doc"),  # wire.activity_plain without seq and undone
    Index(None, "lead", "seq"),
)

guest = Table(
    "guest",  # who sees a lead beside its home: a cover, an offered backup, the AE of a handoff
    metadata,
    text_("audience", primary_key=True),
    text_("lead", primary_key=True, index=True),
    text_("team"),
    whole("seq"),
    whole("at"),
)

evict = Table(
    "evict",  # who saw a lead and does not any more
    metadata,
    text_("audience", primary_key=True),
    text_("lead", primary_key=True, index=True),
    text_("team"),
    whole("seq"),
    whole("at"),
    text_("told", null=True),  # JSON: who has it now and why, for whoever was at work on it
    Index(None, "audience", "seq"),
    Index(None, "team", "seq"),
)

config = Table(
    "config",
    metadata,
    text_("team", primary_key=True),
    text_("kind", primary_key=True),
    text_("key", primary_key=True),
    whole("seq"),
    text_("doc", null=True),  # none: it is gone
    Index(None, "team", "seq"),
)

mutation = Table(
    "mutation",
    metadata,
    text_("id", primary_key=True),
    text_("team"),
    text_("user"),
    text_("lead", null=True),
    text_("body_sha256"),
    text_("result"),  # wire.Result without seq
    whole("seq", null=True),
    whole("at"),
)
